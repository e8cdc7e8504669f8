#include "heuristics/siting/exchange.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = AMBIT_SHARE_SLOTS, FEW = 12 /* units of which all are free, and all centres tried */ };
static const uint64_t NODES = 100000, LEAST_NODES = 100; /* of one region; what each choice of centres counts */
static const uint32_t PASSES = 8;

/* ---- Life -------------------------------------------------------------------------------------------------------- */

ambit_status ambit_siting_exchange_init(ambit_siting_exchange *e, const ambit_terrain *terrain, ambit_error *err)
{
    const ambit_siting *p = terrain->siting;
    *e = (ambit_siting_exchange){ .terrain = terrain };
    ambit_status status = ambit_siting_beside_init(&e->beside, terrain, p->n_territories + 1, err);
    if (!status) status = ambit_siting_share_init(&e->share, p->n_rules, err);
    if (status) return ambit_siting_exchange_reset(e), status;
    e->is_free = calloc(p->n_units, 1), e->distance = malloc(p->n_units * sizeof *e->distance);
    e->changed = calloc((size_t)p->n_territories + 1, sizeof *e->changed);
    e->tried = malloc(p->n_units * sizeof *e->tried);
    if (e->is_free && e->distance && e->changed && e->tried) return AMBIT_OK;
    ambit_siting_exchange_reset(e);
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory to exchange %u units", p->n_units);
}

void ambit_siting_exchange_reset(ambit_siting_exchange *e)
{
    ambit_siting_beside_reset(&e->beside);
    ambit_siting_share_reset(&e->share);
    free(e->is_free), free(e->distance), free(e->changed), free(e->tried);
    *e = (ambit_siting_exchange){ 0 };
}

/* ---- What is free ------------------------------------------------------------------------------------------------ */

/* Steps of each unit of the region from its borders, found ring by ring as far as wanted. */
static uint32_t ring(ambit_siting_exchange *e, uint32_t steps)
{
    const ambit_siting_state *s = &e->walk->state;
    const ambit_terrain *t = e->terrain;
    uint32_t n = 0;
    for (uint32_t i = 0; i < s->n_units_active; i++) {
        const uint32_t u = s->unit[i];
        if (steps == 0) e->distance[u] = UINT32_MAX;
        if (e->distance[u] != UINT32_MAX) continue;
        for (size_t k = t->near_first[u]; k < t->near_first[u + 1]; k++) {
            const uint32_t v = t->near[k];
            if (!s->is_active[s->owner[v]]) continue;
            if (steps ? e->distance[v] != steps - 1 : s->owner[v] == s->owner[u]) continue;
            e->distance[u] = steps, n++;
            break;
        }
    }
    return n;
}

/* What u costs more at the best other centre of the region: those of least regret are free. */
static double regret(const ambit_siting_exchange *e, uint32_t u)
{
    const ambit_siting_state *s = &e->walk->state;
    double here = 0, other = INFINITY;
    for (uint32_t i = 0; i < s->n_active; i++) {
        const ambit_siting_slot *slot = &s->slot[s->active[i]];
        if (!slot->n_best) continue;
        double cost = ambit_terrain_cost(e->terrain, slot->best[0], u);
        if (s->active[i] == s->owner[u]) here = cost;
        else other = fmin(other, cost);
    }
    return fabs(other - here);
}

/* Into unit[] by rising regret, at most AMBIT_SHARE_UNITS of those `steps` from the border. */
static void add_ring(ambit_siting_exchange *e, uint32_t steps)
{
    const ambit_siting_state *s = &e->walk->state;
    const uint32_t from = e->share.n_units;
    double key[AMBIT_SHARE_UNITS];
    for (uint32_t i = 0; i < s->n_units_active; i++) {
        const uint32_t u = s->unit[i];
        if (e->distance[u] != steps) continue;
        const double this = regret(e, u);
        uint32_t at = e->share.n_units;
        if (at == AMBIT_SHARE_UNITS && (at == from || !(this < key[at - 1]))) continue;
        if (at < AMBIT_SHARE_UNITS) e->share.n_units++;
        else at--;
        for (; at > from && key[at - 1] > this; at--) key[at] = key[at - 1], e->unit[at] = e->unit[at - 1];
        key[at] = this, e->unit[at] = u;
    }
}

/* The free units, ring by ring; all of them where there are few. */
static void choose_free(ambit_siting_exchange *e)
{
    const ambit_siting_state *s = &e->walk->state;
    e->share.n_units = 0;
    if (s->n_units_active <= FEW)
        for (uint32_t i = 0; i < s->n_units_active; i++) e->unit[e->share.n_units++] = s->unit[i];
    else
        for (uint32_t steps = 0; e->share.n_units < AMBIT_SHARE_UNITS && ring(e, steps); steps++) add_ring(e, steps);
    for (uint32_t i = 0; i < e->share.n_units; i++) {
        e->is_free[e->unit[i]] = 1;
        e->before[i] = s->owner[e->unit[i]];
    }
}

/* ---- What they may do -------------------------------------------------------------------------------------------- */

static double moved(const ambit_siting_state *s, uint32_t u, uint32_t slot)
{
    const ambit_siting *p = s->siting;
    bool moves = p->current && p->current[u] != AMBIT_NOBODY && p->current[u] != s->plays[slot];
    return moves ? p->move_amount[u] : 0;
}

/* All but travel and windows, which depend on the centres. */
static void describe_units(ambit_siting_exchange *e)
{
    const ambit_siting_state *s = &e->walk->state;
    const ambit_siting *p = s->siting;
    ambit_siting_share *x = &e->share;
    x->most_moved = isinf(s->allowed) ? INFINITY : s->allowed + 1e-9 * p->moved_allowed - s->moved;
    for (uint32_t t = 0; t < x->n_slots; t++) {
        e->fixed[t] = s->slot[e->region[t]].n;
        memcpy(x->load + t * p->n_rules, s->load + (size_t)e->region[t] * p->n_rules, p->n_rules * sizeof *x->load);
    }
    for (uint32_t i = 0; i < x->n_units; i++) {
        const uint32_t u = e->unit[i];
        x->most_moved += moved(s, u, s->owner[u]);
        for (uint32_t t = 0; t < x->n_slots; t++) {
            x->moved[i * SLOTS + t] = moved(s, u, e->region[t]);
            for (uint32_t a = 0; a < p->n_rules; a++) {
                double amount = ambit_siting_amount(p, a, u, s->plays[e->region[t]]);
                x->amount[((size_t)i * SLOTS + t) * p->n_rules + a] = amount;
                if (s->owner[u] == e->region[t]) x->load[t * p->n_rules + a] -= amount;
            }
            e->fixed[t] -= s->owner[u] == e->region[t];
        }
    }
}

static void set_windows(ambit_siting_exchange *e, const uint32_t *site)
{
    const ambit_siting_state *s = &e->walk->state;
    const ambit_siting *p = s->siting;
    for (uint32_t t = 0; t < e->share.n_slots; t++)
        for (uint32_t a = 0; a < p->n_rules; a++) {
            const size_t row = (size_t)a * p->n_territories + s->plays[e->region[t]], i = t * p->n_rules + a;
            double high = e->terrain->upper[row] + p->slack[row];
            if (a == 0 && e->terrain->capacity) high = fmin(high, e->terrain->capacity[site[t]] * (1 + 1e-9));
            e->share.low[i] = p->lower[row] - p->slack[row], e->share.high[i] = high;
        }
}

/* Travel to the centres at hand, whose units stay where they are centres. False: nothing better can come of them. */
static bool set_costs(ambit_siting_exchange *e, const uint32_t *site, const double *rest, double cutoff)
{
    const ambit_siting_state *s = &e->walk->state;
    ambit_siting_share *x = &e->share;
    double least = 0;
    x->constant = 0;
    for (uint32_t t = 0; t < x->n_slots; t++) x->constant += rest[t];
    for (uint32_t i = 0; i < x->n_units; i++) {
        double cheapest = INFINITY;
        for (uint32_t t = 0; t < x->n_slots; t++) {
            double cost = ambit_terrain_cost(e->terrain, site[t], e->unit[i])
                          + ambit_siting_extra(s->siting, e->unit[i], s->plays[e->region[t]]);
            for (uint32_t other = 0; other < x->n_slots; other++)
                if (other != t && e->anchor[other] == e->unit[i]) cost = INFINITY;
            x->cost[i * SLOTS + t] = cost, cheapest = fmin(cheapest, cost);
        }
        least += cheapest;
    }
    return x->constant + least < cutoff;
}

/* ---- Whole answers ----------------------------------------------------------------------------------------------- */

static double deviations(const ambit_siting_exchange *e, const double *load)
{
    const ambit_siting_state *s = &e->walk->state;
    const ambit_siting *p = s->siting;
    double sum = 0;
    for (uint32_t t = 0; p->ideal && t < e->share.n_slots; t++)
        for (uint32_t a = 0; a < p->n_rules; a++) {
            const size_t row = (size_t)a * p->n_territories + s->plays[e->region[t]];
            sum += p->weight[row] * fabs(load[t * p->n_rules + a] - p->ideal[row]);
        }
    return sum;
}

/* Priced borders around the free units. */
static double borders(const ambit_siting_exchange *e, const uint32_t *owner)
{
    const ambit_graph *g = &e->terrain->siting->priced;
    double sum = 0;
    for (uint32_t i = 0; g->first && i < e->share.n_units; i++)
        for (size_t k = g->first[e->unit[i]]; k < g->first[e->unit[i] + 1]; k++)
            if (owner[g->unit[k]] != owner[e->unit[i]]) sum += e->is_free[g->unit[k]] ? g->cost[k] / 2 : g->cost[k];
    return sum;
}

/* No territory of the region is empty, and each hangs together, if it must. `n` are their units. */
static bool whole(ambit_siting_exchange *e, const uint32_t *owner, const uint32_t *n, const uint32_t *from)
{
    for (uint32_t t = 0; t < e->share.n_slots; t++) {
        if (n[t] == 0) return false;
        if (!e->terrain->siting->contiguous || n[t] == 1) continue;
        if (ambit_connected_reach(&e->walk->connected, owner, from[t]) != n[t]) return false;
        e->share.nodes += n[t] / 8; /* looking at an answer is work too */
    }
    return true;
}

static double judge(void *context, const uint8_t *slot)
{
    ambit_siting_exchange *e = context;
    uint32_t n[SLOTS], from[SLOTS];
    for (uint32_t t = 0; t < e->share.n_slots; t++) n[t] = e->fixed[t], from[t] = e->anchor[t];
    for (uint32_t i = 0; i < e->share.n_units; i++) {
        e->tried[e->unit[i]] = e->region[slot[i]];
        if (!n[slot[i]]++) from[slot[i]] = e->unit[i];
    }
    if (!whole(e, e->tried, n, from)) return INFINITY;
    return deviations(e, e->share.load) + borders(e, e->tried);
}

/* ---- One region -------------------------------------------------------------------------------------------------- */

/* The sites that are tried for slot t of the region, and what its units that stay cost there; returns how many. */
static uint32_t list_sites(const ambit_siting_exchange *e, uint32_t t, uint32_t *site, double *rest)
{
    const ambit_siting_state *s = &e->walk->state;
    const ambit_siting_slot *slot = &s->slot[e->region[t]];
    const bool all = s->n_units_active <= FEW && s->siting->home[s->plays[e->region[t]]] == AMBIT_NOBODY;
    uint32_t n = 0;
    for (uint32_t i = 0; all && i < s->n_units_active; i++)
        if (s->siting->site_of[s->unit[i]] != AMBIT_NOBODY) site[n] = s->siting->site_of[s->unit[i]], rest[n++] = 0;
    for (uint32_t i = 0; !all && i < slot->n_best; i++) {
        site[n] = slot->best[i], rest[n] = slot->best_sum[i];
        for (uint32_t k = 0; k < e->share.n_units; k++)
            if (s->owner[e->unit[k]] == e->region[t]) rest[n] -= ambit_terrain_cost(e->terrain, site[n], e->unit[k]);
        n++;
    }
    return n;
}

/* What the region costs as it is, in what can change; INFINITY: it is beyond the rules. */
static double present_cost(const ambit_siting_exchange *e)
{
    const ambit_siting_state *s = &e->walk->state;
    double sum = borders(e, s->owner);
    if (ambit_siting_state_violation(s) > 0) return INFINITY;
    for (uint32_t t = 0; t < e->share.n_slots; t++)
        sum += s->slot[e->region[t]].travel + s->slot[e->region[t]].deviation;
    for (uint32_t i = 0; i < e->share.n_units; i++)
        sum += ambit_siting_extra(s->siting, e->unit[i], s->plays[s->owner[e->unit[i]]]);
    return sum;
}

/* A unit that stays in slot t of the region, or else its centre. */
static uint32_t anchor_of(const ambit_siting_exchange *e, uint32_t t, uint32_t site)
{
    const ambit_siting_state *s = &e->walk->state;
    const ambit_siting_slot *slot = &s->slot[e->region[t]];
    if (s->siting->home[s->plays[e->region[t]]] == AMBIT_NOBODY) return s->siting->unit_at[site];
    for (uint32_t k = slot->first; k < slot->first + slot->n; k++)
        if (!e->is_free[s->member[k]]) return s->member[k];
    return AMBIT_NOBODY;
}

/* The next choice of one of n[t] centres for each; false: that was the last. */
static bool next_choice(uint32_t *at, const uint32_t *n, uint32_t n_slots)
{
    for (uint32_t t = 0; t < n_slots; t++) {
        if (++at[t] < n[t]) return true;
        at[t] = 0;
    }
    return false;
}

/* Every choice of centres. True: owner[] holds something better. */
static bool share_out(ambit_siting_exchange *e, uint32_t *owner)
{
    ambit_siting_share *x = &e->share;
    uint32_t list[SLOTS][FEW], n[SLOTS], at[SLOTS] = { 0 }, site[SLOTS];
    double rest_of[SLOTS][FEW], rest[SLOTS], cutoff = present_cost(e);
    const uint64_t end = x->nodes + NODES;
    bool found = false;
    for (uint32_t t = 0; t < x->n_slots; t++)
        if (!(n[t] = list_sites(e, t, list[t], rest_of[t]))) return false;
    do {
        for (uint32_t t = 0; t < x->n_slots; t++) {
            site[t] = list[t][at[t]], rest[t] = rest_of[t][at[t]];
            e->anchor[t] = anchor_of(e, t, site[t]);
        }
        if (!set_costs(e, site, rest, cutoff)) continue;
        set_windows(e, site);
        if (ambit_siting_share_solve(x, cutoff, end - x->nodes)) {
            cutoff = x->cutoff, found = true;
            for (uint32_t i = 0; i < x->n_units; i++) owner[e->unit[i]] = e->region[x->best[i]];
        }
        x->nodes += LEAST_NODES;
    } while (x->nodes < end && next_choice(at, n, x->n_slots));
    return found;
}

static bool hangs_together(ambit_siting_exchange *e, const uint32_t *owner)
{
    uint32_t n[SLOTS], from[SLOTS];
    for (uint32_t t = 0; t < e->share.n_slots; t++) {
        const ambit_siting_slot *slot = &e->walk->state.slot[e->region[t]];
        n[t] = slot->n, from[t] = slot->n ? e->walk->state.member[slot->first] : AMBIT_NOBODY;
    }
    return whole(e, owner, n, from);
}

/* The answer is looked at as a whole before it counts: sums over long paths of branches are rounded. */
static bool improve(ambit_siting_exchange *e, uint32_t *owner)
{
    ambit_siting_state *s = &e->walk->state;
    ambit_siting_state_load(s, owner, e->region, e->share.n_slots);
    if (!hangs_together(e, owner)) return false;
    const double cost = s->cost, violation = ambit_siting_state_violation(s);
    choose_free(e);
    describe_units(e);
    memcpy(e->tried, owner, s->siting->n_units * sizeof *owner);
    bool better = share_out(e, owner);
    for (uint32_t i = 0; i < e->share.n_units; i++) e->is_free[e->unit[i]] = 0;
    if (!better) return false;
    ambit_siting_state_load(s, owner, e->region, e->share.n_slots);
    const double after = ambit_siting_state_violation(s);
    if (after < violation || (after == violation && s->cost < cost)) return true;
    for (uint32_t i = 0; i < e->share.n_units; i++) owner[e->unit[i]] = e->before[i];
    return false;
}

/* ---- All of them ------------------------------------------------------------------------------------------------- */

static bool try_region(ambit_siting_exchange *e, uint32_t *owner, uint32_t pass)
{
    bool fresh = pass == 1;
    for (uint32_t t = 0; t < e->share.n_slots; t++) fresh = fresh || e->changed[e->region[t]] + 1 >= pass;
    if (!fresh || !improve(e, owner)) return false;
    for (uint32_t t = 0; t < e->share.n_slots; t++) e->changed[e->region[t]] = pass;
    return true;
}

/* Slot t with each one beside it, or with each two that come after each other around it. */
static uint32_t try_around(ambit_siting_exchange *e, uint32_t *owner, uint32_t t, uint32_t pass, uint64_t end)
{
    const ambit_siting_beside *b = &e->beside;
    const uint32_t more = e->share.n_slots - 1;
    uint32_t exchanged = 0;
    for (size_t i = b->first[t]; i + more <= b->first[t + 1] && e->share.nodes < end; i++) {
        if (more == 1 && b->slot[i] < t) continue;
        e->region[0] = t;
        for (uint32_t k = 0; k < more; k++) e->region[k + 1] = b->slot[i + k];
        exchanged += try_region(e, owner, pass);
    }
    return exchanged;
}

uint32_t ambit_siting_exchange_run(ambit_siting_exchange *e, ambit_siting_walk *walk, uint32_t *owner,
        uint64_t most_nodes)
{
    const ambit_siting *p = e->terrain->siting;
    const uint64_t end = e->share.nodes + most_nodes;
    uint32_t exchanged = 0, here = 1;
    e->walk = walk;
    e->share.unit = e->terrain->units, e->share.regret = walk->regret, e->share.judge = judge, e->share.context = e;
    memset(e->changed, 0, ((size_t)p->n_territories + 1) * sizeof *e->changed);
    for (uint32_t pass = 1; pass <= PASSES && here && e->share.nodes < end; pass++) {
        here = 0;
        ambit_siting_beside_look(&e->beside, e->terrain, owner);
        for (e->share.n_slots = 2; e->share.n_slots <= SLOTS; e->share.n_slots++)
            for (uint32_t t = 0; t < p->n_territories && !ambit_watch_stop(walk->watch); t++)
                here += try_around(e, owner, t, pass, end);
        exchanged += here;
    }
    return exchanged;
}
