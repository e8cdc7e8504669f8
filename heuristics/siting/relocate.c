#include "heuristics/siting/relocate.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

enum { REGION = 10 /* territories of a neighbourhood */ };

static const double PRICE = 3;
static const double HOT = 0.4;

/* A territory to dissolve or to split. */
typedef struct {
    uint32_t slot;
    bool split;
    double change;         /* of the cost, with the neighbourhood solved anew; INFINITY: not within the rules */
} jump;

struct ambit_siting_relocation {
    const ambit_terrain *terrain;
    ambit_siting_walk *walk;
    uint32_t n_walks;
    ambit_siting_beside beside;
    jump *jump;            /* [2 * n_territories] */
    uint8_t *seen;         /* [n_walks * n_slots] */
    uint8_t *touched;      /* [n_slots] is in a region that was changed in this round */
    uint32_t *owner;       /* [n_units] the plan of the round */
};

/* ---- Life -------------------------------------------------------------------------------------------------------- */

ambit_status ambit_siting_relocation_build(ambit_siting_relocation **out, const ambit_terrain *terrain,
        ambit_siting_walk *walk, uint32_t n_walks, ambit_error *err)
{
    *out = NULL;
    uint32_t n_slots = terrain->siting->n_territories + 1;
    ambit_siting_relocation *r = calloc(1, sizeof *r);
    if (r) {
        r->terrain = terrain, r->walk = walk, r->n_walks = n_walks;
        r->jump = malloc(2 * (size_t)n_slots * sizeof *r->jump), r->touched = malloc(n_slots);
        r->seen = calloc((size_t)n_walks * n_slots, 1);
        r->owner = malloc(terrain->siting->n_units * sizeof *r->owner);
    }
    ambit_status status = AMBIT_E_MEMORY;
    if (!r || !r->jump || !r->touched || !r->seen || !r->owner)
        ambit_fail(err, status, "no memory to move %u centres", n_slots - 1);
    else status = ambit_siting_beside_init(&r->beside, terrain, n_slots, err);
    if (status == AMBIT_OK) *out = r;
    else ambit_siting_relocation_free(r);
    return status;
}

void ambit_siting_relocation_free(ambit_siting_relocation *r)
{
    if (!r) return;
    ambit_siting_beside_reset(&r->beside);
    free(r->jump), free(r->seen), free(r->touched), free(r->owner), free(r);
}

/* ---- One territory ----------------------------------------------------------------------------------------------- */

static uint32_t region_of(const ambit_siting_relocation *r, uint32_t slot, uint32_t *region, uint32_t worker)
{
    return ambit_siting_beside_region(&r->beside, slot, REGION, region, r->seen + (size_t)worker * r->beside.n_slots);
}

static double cost_at(const ambit_siting_state *s, uint32_t u, uint32_t slot)
{
    if (!s->slot[slot].n_best) return INFINITY;
    return ambit_terrain_cost(s->terrain, s->slot[slot].best[0], u)
           + ambit_siting_extra(s->siting, u, s->plays[slot]);
}

/* The units of region[0] go to the nearest other territory of the region. */
static void dissolve(ambit_siting_state *s, const ambit_siting_beside *b, const uint32_t *region, uint32_t n)
{
    for (uint32_t i = b->unit_first[region[0]]; i < b->unit_first[region[0] + 1]; i++) {
        uint32_t nearest = region[1];
        for (uint32_t k = 2; k < n; k++)
            if (cost_at(s, b->unit[i], region[k]) < cost_at(s, b->unit[i], nearest)) nearest = region[k];
        s->owner[b->unit[i]] = nearest;
    }
}

/* A candidate among the members of a slot other than its centre, drawn; AMBIT_NOBODY: a few draws found none. */
static uint32_t second_centre(const ambit_siting_state *s, const ambit_siting_beside *b, uint32_t slot, ambit_rng *rng)
{
    uint32_t n = b->unit_first[slot + 1] - b->unit_first[slot], found = AMBIT_NOBODY;
    double farthest = -1;
    for (int draws = 0; draws < 8; draws++) {
        uint32_t u = b->unit[b->unit_first[slot] + ambit_rng_below(rng, n)], site = s->siting->site_of[u];
        if (site == AMBIT_NOBODY || site == s->slot[slot].best[0]) continue;
        double away = ambit_siting_cost(s->siting, site, u) + cost_at(s, u, slot);
        if (away > farthest) farthest = away, found = u;
    }
    return found;
}

static bool split(ambit_siting_state *s, const ambit_siting_beside *b, uint32_t slot, ambit_rng *rng)
{
    uint32_t spare = s->n_slots - 1;
    if (b->unit_first[slot + 1] - b->unit_first[slot] < 2 || !s->slot[slot].n_best) return false;
    uint32_t second = second_centre(s, b, slot, rng);
    if (second == AMBIT_NOBODY) return false;
    for (uint32_t i = b->unit_first[slot]; i < b->unit_first[slot + 1]; i++) {
        uint32_t u = b->unit[i];
        if (s->siting->site_of[u] == s->slot[slot].best[0]) continue;
        if (u == second || ambit_siting_cost(s->siting, s->siting->site_of[second], u) < cost_at(s, u, slot))
            s->owner[u] = spare;
    }
    return true;
}

static double worth(ambit_siting_state *s, double price)
{
    ambit_siting_state_set_price(s, price);
    return ambit_siting_state_value(s);
}

/* Solves the neighbourhood of a jump anew; the walk's state then holds it. Returns the change of the value. `plays` is
 * the territory that the spare slot is to play. */
static double solve(const ambit_siting_relocation *r, uint32_t worker, const jump *j, uint32_t plays, double regret,
        double thoroughness, uint64_t seed)
{
    ambit_siting_walk *w = &r->walk[worker];
    ambit_siting_state *s = &w->state;
    uint32_t region[REGION + 1], n = region_of(r, j->slot, region, worker);
    w->regret = regret, w->rng = ambit_rng_of(seed, 2 * (uint64_t)j->slot + j->split);
    s->plays[s->n_slots - 1] = plays;
    ambit_siting_state_load(s, r->owner, region, n);
    double before = worth(s, PRICE * regret), violation = ambit_siting_state_violation(s);
    if (j->split) {
        if (!split(s, &r->beside, j->slot, &w->rng)) return INFINITY;
        region[n++] = s->n_slots - 1;
        ambit_siting_state_load(s, s->owner, region, n);
    } else {
        if (n < 2) return INFINITY;
        dissolve(s, &r->beside, region, n);
        ambit_siting_state_load(s, s->owner, region + 1, n - 1);
    }
    ambit_siting_schedule schedule = { HOT, INFINITY, (uint64_t)(thoroughness * s->n_units_active), 0 };
    ambit_siting_walk_anneal(w, schedule);
    if (ambit_siting_state_violation(s) > violation) return INFINITY;
    return worth(s, PRICE * regret) - before;
}

/* ---- A round ----------------------------------------------------------------------------------------------------- */

static int cheapest_first(const void *a, const void *b)
{
    const jump *x = a, *y = b;
    if (x->change < y->change || x->change > y->change) return x->change < y->change ? -1 : 1;
    return x->split != y->split ? x->split - y->split : x->slot < y->slot ? -1 : x->slot > y->slot;
}

static bool untouched(const ambit_siting_relocation *r, const jump *j)
{
    uint32_t region[REGION + 1], n = region_of(r, j->slot, region, 0);
    bool free = true;
    for (uint32_t i = 0; i < n; i++) free = free && !r->touched[region[i]];
    return free;
}

static void touch(const ambit_siting_relocation *r, const jump *j, uint8_t how)
{
    uint32_t region[REGION + 1], n = region_of(r, j->slot, region, 0);
    for (uint32_t i = 0; i < n; i++) r->touched[region[i]] = how;
}

/* The neighbourhood that walk 0 just solved becomes the plan; the spare becomes the slot that was dissolved. */
static void take_over(const ambit_siting_relocation *r, uint32_t *owner, uint32_t dissolved)
{
    const ambit_siting_state *s = &r->walk[0].state;
    for (uint32_t i = 0; i < s->n_units_active; i++) {
        uint32_t u = s->unit[i];
        owner[u] = s->owner[u] == s->n_slots - 1 ? dissolved : s->owner[u];
    }
}

static bool carry_out(const ambit_siting_relocation *r, uint32_t *owner, const jump *out, const jump *in, double regret,
        double thoroughness, uint64_t seed)
{
    double change = solve(r, 0, in, out->slot, regret, thoroughness, seed);
    if (!(change + out->change < 0)) return false; /* territories that are not alike: here it plays another one */
    take_over(r, owner, out->slot);
    solve(r, 0, out, out->slot, regret, thoroughness, seed);
    take_over(r, owner, out->slot);
    return true;
}

static uint32_t list_jumps(ambit_siting_relocation *r)
{
    uint32_t n = 0;
    for (uint32_t t = 0; t < r->terrain->siting->n_territories; t++) {
        if (r->terrain->siting->home[t] == AMBIT_NOBODY) r->jump[n++] = (jump){ .slot = t };
        r->jump[n++] = (jump){ .slot = t, .split = true };
    }
    return n;
}

/* Cheap dissolutions with good splits, apart from each other, as long as both together gain. */
static uint32_t carry_out_pairs(ambit_siting_relocation *r, uint32_t *owner, uint32_t n, double regret,
        double thoroughness, uint64_t seed)
{
    uint32_t jumped = 0;
    const double least = 1e-3 * regret;
    qsort(r->jump, n, sizeof *r->jump, cheapest_first);
    memset(r->touched, 0, r->beside.n_slots);
    for (uint32_t i = 0; i < n; i++) {
        if (r->jump[i].split || !untouched(r, &r->jump[i])) continue;
        touch(r, &r->jump[i], 1);
        bool done = false;
        for (uint32_t k = 0; k < n && !done && r->jump[i].change + r->jump[k].change < -least; k++)
            if (r->jump[k].split && untouched(r, &r->jump[k])
                && (done = carry_out(r, owner, &r->jump[i], &r->jump[k], regret, thoroughness, seed)))
                touch(r, &r->jump[k], 1);
        jumped += done;
        if (!done) touch(r, &r->jump[i], 0);
    }
    return jumped;
}

static uint32_t plays_for_spare(const ambit_siting *s)
{
    uint32_t t = 0;
    while (t + 1 < s->n_territories && s->home[t] != AMBIT_NOBODY) t++;
    return t;
}

uint32_t ambit_siting_relocation_run(ambit_siting_relocation *r, uint32_t *owner, double regret, double thoroughness,
        uint64_t seed)
{
    const ambit_siting *s = r->terrain->siting;
    if (s->contiguous || s->n_free == 0 || s->n_territories < 3) return 0;
    memcpy(r->owner, owner, s->n_units * sizeof *owner);
    ambit_siting_beside_look(&r->beside, r->terrain, r->owner);
    uint32_t n = list_jumps(r), plays = plays_for_spare(s);
#pragma omp parallel for schedule(dynamic, 1) num_threads(r->n_walks)
    for (uint32_t i = 0; i < n; i++)
        r->jump[i].change = solve(r, (uint32_t)omp_get_thread_num(), &r->jump[i], plays, regret, thoroughness, seed);
    if (ambit_watch_stop(r->walk[0].watch)) return 0; /* what was cut short says nothing */
    return carry_out_pairs(r, owner, n, regret, thoroughness, seed);
}
