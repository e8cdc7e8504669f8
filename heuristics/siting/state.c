#include "heuristics/siting/state.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double CURVE = 0.05; /* twenty units beyond a bound cost twice what they would one by one */

/* ---- Life -------------------------------------------------------------------------------------------------------- */

static ambit_status allocate(ambit_siting_state *s, ambit_error *err)
{
    uint32_t n = s->siting->n_units, n_slots = s->n_slots;
    s->room = 2 * (size_t)n + 32 * (size_t)n_slots;
    s->plays = calloc(n_slots, sizeof *s->plays), s->slot = calloc(n_slots, sizeof *s->slot);
    s->active = malloc(n_slots * sizeof *s->active), s->is_active = calloc(n_slots, 1);
    s->load = calloc((size_t)n_slots * s->siting->n_rules + 1, sizeof *s->load);
    s->owner = calloc(n, sizeof *s->owner), s->place = calloc(n, sizeof *s->place);
    s->unit = malloc(n * sizeof *s->unit);
    s->member = malloc(s->room * sizeof *s->member), s->spare_member = malloc(s->room * sizeof *s->spare_member);
    s->sum = malloc(s->room * sizeof *s->sum), s->spare_sum = malloc(s->room * sizeof *s->spare_sum);
    if (s->plays && s->slot && s->active && s->is_active && s->load && s->owner && s->place && s->unit && s->member
        && s->spare_member && s->sum && s->spare_sum) return AMBIT_OK;
    ambit_siting_state_reset(s);
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a plan of %u units", n);
}

ambit_status ambit_siting_state_init(ambit_siting_state *s, const ambit_terrain *terrain, ambit_error *err)
{
    *s = (ambit_siting_state){ .terrain = terrain, .siting = terrain->siting, .price = 1 };
    s->n_slots = s->siting->n_territories + 1;
    ambit_status status = allocate(s, err);
    for (uint32_t t = 0; !status && t < s->siting->n_territories; t++) s->plays[t] = t;
    return status;
}

void ambit_siting_state_reset(ambit_siting_state *s)
{
    free(s->plays), free(s->slot), free(s->active), free(s->is_active), free(s->load), free(s->owner), free(s->place);
    free(s->unit), free(s->member), free(s->spare_member), free(s->sum), free(s->spare_sum);
    *s = (ambit_siting_state){ 0 };
}

/* ---- Tolls ------------------------------------------------------------------------------------------------------- */

static double toll_of(const ambit_siting_state *s, double units)
{
    return s->price * units * (1 + CURVE * units);
}

/* How far `load` of rule a lies beyond the bounds of slot t with its centre at `site`. */
static double beyond(const ambit_siting_state *s, uint32_t t, uint32_t a, double load, uint32_t site)
{
    size_t row = (size_t)a * s->siting->n_territories + s->plays[t];
    double high = s->terrain->upper[row], low = s->siting->lower[row], slack = s->siting->slack[row];
    if (a == 0 && s->terrain->capacity && site != AMBIT_NOBODY && s->terrain->capacity[site] < high)
        high = s->terrain->capacity[site], slack = fmax(slack, 1e-9 * high);
    return load > high + slack ? load - high : load < low - slack ? low - load : 0;
}

static double row_toll(const ambit_siting_state *s, uint32_t t, uint32_t a, double load, uint32_t site)
{
    double over = beyond(s, t, a, load, site);
    return over > 0 ? toll_of(s, over * s->terrain->units[a]) : 0;
}

static double row_deviation(const ambit_siting_state *s, uint32_t t, uint32_t a, double load)
{
    size_t row = (size_t)a * s->siting->n_territories + s->plays[t];
    return s->siting->ideal ? s->siting->weight[row] * fabs(load - s->siting->ideal[row]) : 0;
}

/* Shares of the cap on moves that are used too much. */
static double moved_beyond(const ambit_siting_state *s, double moved)
{
    if (moved <= s->allowed + 1e-9 * s->siting->moved_allowed) return 0;
    return (moved - s->allowed) / (s->siting->moved_allowed > 0 ? s->siting->moved_allowed : 1);
}

static double move_toll(const ambit_siting_state *s, double moved)
{
    double over = s->siting->current ? moved_beyond(s, moved) : 0;
    return over > 0 ? toll_of(s, over / s->terrain->share) : 0;
}

static double misplaced_toll(const ambit_siting_state *s) { return toll_of(s, 1 / s->terrain->share); }

/* ---- What a unit is beside its territory ------------------------------------------------------------------------- */

static double amount_moved(const ambit_siting_state *s, uint32_t u, uint32_t slot)
{
    const ambit_siting *p = s->siting;
    return p->current && p->current[u] != AMBIT_NOBODY && p->current[u] != s->plays[slot] ? p->move_amount[u] : 0;
}

static double extra_of(const ambit_siting_state *s, uint32_t u, uint32_t slot)
{
    return ambit_siting_extra(s->siting, u, s->plays[slot]);
}

/* What is paid for borders more when u goes from `from` to `to`. */
static double border_change(const ambit_siting_state *s, uint32_t u, uint32_t from, uint32_t to)
{
    const ambit_graph *g = &s->siting->priced;
    double change = 0;
    if (!g->first) return 0;
    for (size_t i = g->first[u]; i < g->first[u + 1]; i++) {
        uint32_t other = s->owner[g->unit[i]];
        if (other == from) change += g->cost[i];
        else if (other == to) change -= g->cost[i];
    }
    return change;
}

static double border_between(const ambit_siting_state *s, uint32_t u, uint32_t v)
{
    const ambit_graph *g = &s->siting->priced;
    for (size_t i = g->first ? g->first[u] : 0; g->first && i < g->first[u + 1]; i++)
        if (g->unit[i] == v) return g->cost[i];
    return 0;
}

/* ---- The members of a slot --------------------------------------------------------------------------------------- */

/* The spare has none, whoever it plays: it is there for territories that choose their centre. */
static bool has_home(const ambit_siting_state *s, uint32_t t)
{
    return t + 1 < s->n_slots && s->siting->home[t] != AMBIT_NOBODY;
}

/* Every active slot gets its members and an equal part of the room that is left. */
static void lay_out(ambit_siting_state *s)
{
    uint32_t *member = s->member, at = 0;
    double *sum = s->sum;
    uint32_t more = (uint32_t)((s->room - s->n_units_active) / s->n_active);
    for (uint32_t i = 0; i < s->n_active; i++) {
        ambit_siting_slot *slot = &s->slot[s->active[i]];
        memcpy(s->spare_member + at, member + slot->first, slot->n * sizeof *member);
        memcpy(s->spare_sum + at, sum + slot->first, slot->n * sizeof *sum);
        slot->first = at, slot->room = slot->n + more;
        for (uint32_t k = 0; k < slot->n; k++) s->place[s->spare_member[at + k]] = at + k;
        at += slot->room;
    }
    s->member = s->spare_member, s->sum = s->spare_sum;
    s->spare_member = member, s->spare_sum = sum;
}

/* Adds `sign` times the cost of u to the sums of the slot's members. */
static void change_sums(ambit_siting_state *s, const ambit_siting_slot *slot, uint32_t u, double sign)
{
    const ambit_siting *p = s->siting;
    const double *row = s->terrain->to ? s->terrain->to + (size_t)u * p->n_sites : NULL;
    for (uint32_t k = slot->first; k < slot->first + slot->n; k++) {
        uint32_t site = p->site_of[s->member[k]];
        if (site != AMBIT_NOBODY) s->sum[k] += sign * (row ? row[site] : ambit_siting_compute_cost(p, site, u));
    }
}

static double sum_as_centre(const ambit_siting_state *s, const ambit_siting_slot *slot, uint32_t u)
{
    const ambit_siting *p = s->siting;
    uint32_t site = p->site_of[u];
    if (site == AMBIT_NOBODY) return INFINITY;
    double sum = 0;
    const double *row = p->cost ? p->cost + (size_t)site * p->n_units : NULL;
    for (uint32_t k = slot->first; k < slot->first + slot->n; k++)
        sum += row ? row[s->member[k]] : ambit_siting_compute_cost(p, site, s->member[k]);
    return sum;
}

static void leave(ambit_siting_state *s, uint32_t u)
{
    uint32_t t = s->owner[u], place = s->place[u];
    ambit_siting_slot *slot = &s->slot[t];
    uint32_t last = slot->first + --slot->n;
    s->member[place] = s->member[last], s->sum[place] = s->sum[last], s->place[s->member[place]] = place;
    if (has_home(s, t)) slot->best_sum[0] -= ambit_terrain_cost(s->terrain, slot->best[0], u);
    else change_sums(s, slot, u, -1);
}

static void join(ambit_siting_state *s, uint32_t u, uint32_t t)
{
    ambit_siting_slot *slot = &s->slot[t];
    if (slot->n == slot->room) lay_out(s);
    bool home = has_home(s, t);
    if (home) slot->best_sum[0] += ambit_terrain_cost(s->terrain, slot->best[0], u);
    else change_sums(s, slot, u, 1);
    uint32_t place = slot->first + slot->n++;
    s->owner[u] = t, s->place[u] = place, s->member[place] = u;
    s->sum[place] = home ? 0 : sum_as_centre(s, slot, u);
}

/* ---- The value of a slot ----------------------------------------------------------------------------------------- */

/* The best sites among the members, by sum and by what their capacity makes of the load. */
static void find_centres(const ambit_siting_state *s, uint32_t t)
{
    ambit_siting_slot *slot = &s->slot[t];
    double key[AMBIT_SITING_BEST];
    uint32_t n = 0;
    for (uint32_t k = slot->first; k < slot->first + slot->n; k++) {
        double this = s->sum[k];
        if (n == AMBIT_SITING_BEST && this >= key[n - 1]) continue;
        if (s->terrain->capacity) this += row_toll(s, t, 0, s->load[t * s->siting->n_rules],
                                                   s->siting->site_of[s->member[k]]);
        if (isinf(this) || (n == AMBIT_SITING_BEST && this >= key[n - 1])) continue;
        uint32_t at = n < AMBIT_SITING_BEST ? n++ : n - 1;
        for (; at > 0 && key[at - 1] > this; at--)
            key[at] = key[at - 1], slot->best[at] = slot->best[at - 1], slot->best_sum[at] = slot->best_sum[at - 1];
        key[at] = this, slot->best[at] = s->siting->site_of[s->member[k]], slot->best_sum[at] = s->sum[k];
    }
    slot->n_best = n;
}

/* After the members or loads of an active slot changed: its part of the value; 0 when it is empty and has no home. */
static void refresh(ambit_siting_state *s, uint32_t t)
{
    ambit_siting_slot *slot = &s->slot[t];
    bool home = has_home(s, t);
    s->cost -= slot->travel + slot->deviation, s->toll -= slot->toll, s->n_broken -= slot->violation > 0;
    slot->travel = slot->deviation = slot->toll = slot->violation = 0;
    if (!home) find_centres(s, t);
    if (!home && slot->n == 0) return;
    uint32_t site = slot->n_best ? slot->best[0] : AMBIT_NOBODY;
    slot->travel = slot->n_best ? slot->best_sum[0] : 0;
    if (!slot->n_best) slot->violation = 1, slot->toll = misplaced_toll(s);
    for (uint32_t a = 0; a < s->siting->n_rules; a++) {
        double load = s->load[(size_t)t * s->siting->n_rules + a];
        slot->violation += beyond(s, t, a, load, site) / s->siting->scale[a];
        slot->toll += row_toll(s, t, a, load, site), slot->deviation += row_deviation(s, t, a, load);
    }
    s->cost += slot->travel + slot->deviation, s->toll += slot->toll, s->n_broken += slot->violation > 0;
}

/* What slot t would be worth when `out` left it and `in` joined it; either may be AMBIT_NOBODY. */
static double worth_with(const ambit_siting_state *s, uint32_t t, uint32_t out, uint32_t in)
{
    const ambit_siting_slot *slot = &s->slot[t];
    const ambit_siting *p = s->siting;
    uint32_t own = out == AMBIT_NOBODY || has_home(s, t) ? AMBIT_NOBODY : p->site_of[out];
    double rest = 0, load_0 = 0, best = INFINITY;
    for (uint32_t a = 0; a < p->n_rules; a++) {
        double load = s->load[(size_t)t * p->n_rules + a];
        if (in != AMBIT_NOBODY) load += ambit_siting_amount(p, a, in, s->plays[t]);
        if (out != AMBIT_NOBODY) load -= ambit_siting_amount(p, a, out, s->plays[t]);
        if (a == 0 && s->terrain->capacity) load_0 = load;
        else rest += row_toll(s, t, a, load, AMBIT_NOBODY);
        rest += row_deviation(s, t, a, load);
    }
    for (uint32_t i = 0; i < slot->n_best; i++) {
        uint32_t site = slot->best[i];
        if (site == own) continue;
        double this = slot->best_sum[i];
        if (in != AMBIT_NOBODY) this += ambit_terrain_cost(s->terrain, site, in);
        if (out != AMBIT_NOBODY) this -= ambit_terrain_cost(s->terrain, site, out);
        if (s->terrain->capacity && p->n_rules) this += row_toll(s, t, 0, load_0, site);
        best = fmin(best, this);
    }
    if (slot->n == 0 && !slot->n_best && in != AMBIT_NOBODY && p->site_of[in] != AMBIT_NOBODY)
        best = ambit_terrain_cost(s->terrain, p->site_of[in], in)
               + (s->terrain->capacity ? row_toll(s, t, 0, load_0, p->site_of[in]) : 0);
    return best + rest;
}

static double worth(const ambit_siting_state *s, uint32_t t)
{
    return s->slot[t].travel + s->slot[t].deviation + s->slot[t].toll;
}

/* ---- Whole plans ------------------------------------------------------------------------------------------------- */

static void set_active(ambit_siting_state *s, const uint32_t *active, uint32_t n_active)
{
    memset(s->is_active, 0, s->n_slots);
    memset(s->slot, 0, s->n_slots * sizeof *s->slot);
    s->n_active = active ? n_active : s->n_slots;
    for (uint32_t i = 0; i < s->n_active; i++) {
        s->active[i] = active ? active[i] : i;
        s->is_active[s->active[i]] = 1;
    }
}

/* Counts the members of each active slot and lines them up; `room` is what they have for the moment. */
static void gather(ambit_siting_state *s)
{
    uint32_t at = 0;
    s->n_units_active = 0;
    for (uint32_t u = 0; u < s->siting->n_units; u++)
        if (s->is_active[s->owner[u]]) s->slot[s->owner[u]].room++, s->unit[s->n_units_active++] = u;
    for (uint32_t i = 0; i < s->n_active; i++) {
        s->slot[s->active[i]].first = at;
        at += s->slot[s->active[i]].room;
    }
    for (uint32_t i = 0; i < s->n_units_active; i++) {
        ambit_siting_slot *slot = &s->slot[s->owner[s->unit[i]]];
        s->member[slot->first + slot->n++] = s->unit[i];
    }
    lay_out(s);
}

static void sum_slot(ambit_siting_state *s, uint32_t t)
{
    ambit_siting_slot *slot = &s->slot[t];
    double *load = s->load + (size_t)t * s->siting->n_rules;
    for (uint32_t a = 0; a < s->siting->n_rules; a++) load[a] = 0;
    if (has_home(s, t)) slot->n_best = 1, slot->best[0] = s->siting->home[s->plays[t]];
    for (uint32_t k = slot->first; k < slot->first + slot->n; k++) {
        uint32_t u = s->member[k];
        for (uint32_t a = 0; a < s->siting->n_rules; a++) load[a] += ambit_siting_amount(s->siting, a, u, s->plays[t]);
        if (slot->n_best) slot->best_sum[0] += ambit_terrain_cost(s->terrain, slot->best[0], u);
        else s->sum[k] = sum_as_centre(s, slot, u);
    }
    refresh(s, t);
}

static void sum_units(ambit_siting_state *s)
{
    const ambit_graph *g = &s->siting->priced;
    for (uint32_t i = 0; i < s->n_units_active; i++) {
        uint32_t u = s->unit[i], t = s->owner[u];
        double extra = extra_of(s, u, t);
        if (isinf(extra)) s->n_misplaced++, s->toll += misplaced_toll(s);
        else s->cost += extra;
        s->moved += amount_moved(s, u, t);
        for (size_t k = g->first ? g->first[u] : 0; g->first && k < g->first[u + 1]; k++) {
            uint32_t other = s->owner[g->unit[k]];
            if (other != t) s->cost += s->is_active[other] ? g->cost[k] / 2 : g->cost[k];
        }
    }
    s->toll += move_toll(s, s->moved);
}

/* What the units of the other slots leave of the cap on moves. */
static double allowed_to_active(const ambit_siting_state *s)
{
    double allowed = s->siting->current ? s->siting->moved_allowed : INFINITY;
    if (isinf(allowed)) return allowed;
    for (uint32_t u = 0; u < s->siting->n_units; u++)
        if (!s->is_active[s->owner[u]]) allowed -= amount_moved(s, u, s->owner[u]);
    return allowed;
}

void ambit_siting_state_load(ambit_siting_state *s, const uint32_t *owner, const uint32_t *active, uint32_t n_active)
{
    if (owner != s->owner) memcpy(s->owner, owner, s->siting->n_units * sizeof *owner);
    set_active(s, active, n_active);
    s->cost = s->toll = s->moved = 0;
    s->n_broken = s->n_misplaced = 0;
    s->allowed = allowed_to_active(s);
    gather(s);
    for (uint32_t i = 0; i < s->n_active; i++) sum_slot(s, s->active[i]);
    sum_units(s);
}

void ambit_siting_state_set_price(ambit_siting_state *s, double price)
{
    double ratio = price / s->price;
    s->price = price;
    s->toll = s->n_misplaced * misplaced_toll(s) + move_toll(s, s->moved);
    for (uint32_t i = 0; i < s->n_active; i++) s->toll += s->slot[s->active[i]].toll *= ratio;
    for (uint32_t i = 0; s->terrain->capacity && i < s->n_active; i++) refresh(s, s->active[i]);
}

double ambit_siting_state_violation(const ambit_siting_state *s)
{
    double violation = s->n_misplaced + (s->siting->current ? moved_beyond(s, s->moved) : 0);
    for (uint32_t i = 0; s->n_broken && i < s->n_active; i++) violation += s->slot[s->active[i]].violation;
    return violation;
}

/* ---- Moves ------------------------------------------------------------------------------------------------------- */

/* What changes beside the two territories when u goes from slot `from` to `to`; *moved is the amount moved more. */
static double side_change(const ambit_siting_state *s, uint32_t u, uint32_t from, uint32_t to, double *moved)
{
    double before = s->siting->extra ? extra_of(s, u, from) : 0, after = s->siting->extra ? extra_of(s, u, to) : 0;
    *moved += amount_moved(s, u, to) - amount_moved(s, u, from);
    if (isinf(after)) return INFINITY;
    return after - (isinf(before) ? misplaced_toll(s) : before) + border_change(s, u, from, to);
}

double ambit_siting_shift_evaluate(const ambit_siting_state *s, uint32_t u, uint32_t to)
{
    uint32_t from = s->owner[u];
    double moved = 0;
    if (s->slot[from].n == 1 && !has_home(s, from)) return INFINITY;
    double change = side_change(s, u, from, to, &moved);
    if (isinf(change)) return change;
    if (moved < 0 || moved > 0) change += move_toll(s, s->moved + moved) - move_toll(s, s->moved);
    return change + worth_with(s, from, u, AMBIT_NOBODY) - worth(s, from) + worth_with(s, to, AMBIT_NOBODY, u)
           - worth(s, to);
}

double ambit_siting_swap_evaluate(const ambit_siting_state *s, uint32_t u, uint32_t v)
{
    uint32_t a = s->owner[u], b = s->owner[v];
    double moved = 0, change = side_change(s, u, a, b, &moved) + side_change(s, v, b, a, &moved);
    if (isinf(change)) return change;
    change += 2 * border_between(s, u, v);
    if (moved < 0 || moved > 0) change += move_toll(s, s->moved + moved) - move_toll(s, s->moved);
    return change + worth_with(s, a, u, v) - worth(s, a) + worth_with(s, b, v, u) - worth(s, b);
}

/* Moves u without looking at centres. */
static void carry(ambit_siting_state *s, uint32_t u, uint32_t to)
{
    uint32_t from = s->owner[u], n_rules = s->siting->n_rules;
    double before = extra_of(s, u, from), after = extra_of(s, u, to);
    s->cost += (isinf(after) ? 0 : after) - (isinf(before) ? 0 : before) + border_change(s, u, from, to);
    s->n_misplaced += isinf(after) != 0, s->n_misplaced -= isinf(before) != 0;
    s->toll += ((isinf(after) != 0) - (isinf(before) != 0)) * misplaced_toll(s) - move_toll(s, s->moved);
    s->moved += amount_moved(s, u, to) - amount_moved(s, u, from);
    s->toll += move_toll(s, s->moved);
    for (uint32_t a = 0; a < n_rules; a++) {
        s->load[(size_t)from * n_rules + a] -= ambit_siting_amount(s->siting, a, u, s->plays[from]);
        s->load[(size_t)to * n_rules + a] += ambit_siting_amount(s->siting, a, u, s->plays[to]);
    }
    leave(s, u);
    join(s, u, to);
}

void ambit_siting_shift_apply(ambit_siting_state *s, uint32_t u, uint32_t to)
{
    uint32_t from = s->owner[u];
    carry(s, u, to);
    refresh(s, from);
    refresh(s, to);
}

void ambit_siting_swap_apply(ambit_siting_state *s, uint32_t u, uint32_t v)
{
    uint32_t a = s->owner[u], b = s->owner[v];
    carry(s, u, b);
    carry(s, v, a);
    refresh(s, a);
    refresh(s, b);
}
