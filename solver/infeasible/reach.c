/* solver/infeasible/reach.c - sets are found by hashing each unit's list of reps; a unit that only its class limits
 * takes the set of the class at once. */
#include "solver/infeasible/reach.h"
#include <stdlib.h>
#include <string.h>

/* ---- Groups ---------------------------------------------------------------------------------------------------- */

static int merge_groups(ambit_reach *reach)
{
    const ambit_problem *p = reach->problem;
    uint32_t *merged = malloc(p->n_units * sizeof *merged); /* of each unit; a group goes by its first */
    reach->member_first = calloc((size_t)p->n_units + 2, sizeof *reach->member_first);
    reach->member = malloc(p->n_units * sizeof *reach->member);
    if (!merged || !reach->member_first || !reach->member) return free(merged), -1;
    for (uint32_t u = 0; u < p->n_units; u++) {
        bool follows = p->group && p->group[u] != AMBIT_NOBODY && p->group[u] != u;
        merged[u] = follows ? merged[p->group[u]] : reach->n_units++;
        reach->member_first[merged[u] + 2]++;
    }
    for (uint32_t g = 0; g < reach->n_units; g++) reach->member_first[g + 1] += reach->member_first[g];
    for (uint32_t u = 0; u < p->n_units; u++) reach->member[reach->member_first[merged[u] + 1]++] = u;
    free(merged);
    return 0;
}

/* ---- One pair -------------------------------------------------------------------------------------------------- */

static int by_pair(const void *a, const void *b)
{
    const ambit_pair *x = a, *y = b;
    if (x->unit != y->unit) return x->unit < y->unit ? -1 : 1;
    return (x->rep > y->rep) - (x->rep < y->rep);
}

/* The pair's place in the matrix, or SIZE_MAX. */
static size_t find_pair(const ambit_problem *p, uint32_t u, uint32_t r)
{
    size_t low = p->pair_first[u], high = p->pair_first[u + 1];
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (p->pair_rep[middle] == r) return middle;
        if (p->pair_rep[middle] < r) low = middle + 1; else high = middle;
    }
    return SIZE_MAX;
}

ambit_reach_bar ambit_reach_barred(const ambit_reach *reach, uint32_t u, uint32_t r)
{
    const ambit_problem *p = reach->problem;
    const ambit_pair key = { u, r, 0 };
    if (p->locked && p->locked[u] != AMBIT_NOBODY && p->locked[u] != r) return AMBIT_REACH_LOCK;
    if (p->pair_first && find_pair(p, u, r) == SIZE_MAX) return AMBIT_REACH_PAIR;
    if (p->n_forbidden && bsearch(&key, reach->forbidden, p->n_forbidden, sizeof key,
            by_pair)) return AMBIT_REACH_FORBIDDEN;
    if (p->unit_class && !(p->misfit_cost > 0)
            && !(p->rep_classes[r] >> p->unit_class[u] & 1)) return AMBIT_REACH_CLASS;
    return AMBIT_REACH_FREE;
}

double ambit_reach_hours(const ambit_reach *reach, uint32_t u, uint32_t r)
{
    const ambit_problem *p = reach->problem;
    return p->pair_first ? p->pair_hours[find_pair(p, u, r)] : ambit_problem_star_hours(p, u, r);
}

double ambit_reach_amount(const ambit_reach *reach, const ambit_problem_rule *rule, uint32_t u, uint32_t r)
{
    double amount = rule->amount[u];
    if (rule->per_hour) amount += rule->per_hour[u] * ambit_reach_hours(reach, u, r);
    if (rule->pair_amount) amount += rule->pair_amount[find_pair(reach->problem, u, r)];
    return amount;
}

/* ---- Sets ------------------------------------------------------------------------------------------------------ */

typedef struct {
    ambit_reach *reach;
    uint32_t *slot;     /* hash table of sets, AMBIT_NOBODY: free */
    uint64_t *hash;     /* [room_sets] of each set */
    uint32_t n_slots, room_sets;
    size_t room_reps;
    uint32_t of_class[65]; /* the set of units that only their class limits (64: no classes); AMBIT_NOBODY: not met */
    bool *has_forbidden;   /* [n_units of the problem] */
} gatherer;

static uint64_t hash_list(const uint32_t *rep, uint32_t n)
{
    uint64_t h = 0x9E3779B97F4A7C15u + n;
    for (uint32_t i = 0; i < n; i++) h = (h ^ rep[i]) * 0xD1B54A32D192ED03u, h ^= h >> 29;
    return h;
}

static int grow_table(gatherer *g)
{
    uint32_t n_slots = g->n_slots ? 2 * g->n_slots : 64;
    uint32_t *slot = malloc(n_slots * sizeof *slot);
    if (!slot) return -1;
    for (uint32_t i = 0; i < n_slots; i++) slot[i] = AMBIT_NOBODY;
    for (uint32_t s = 0; s < g->reach->n_sets; s++) {
        uint32_t at = (uint32_t)g->hash[s] & (n_slots - 1);
        while (slot[at] != AMBIT_NOBODY) at = (at + 1) & (n_slots - 1);
        slot[at] = s;
    }
    free(g->slot);
    g->slot = slot, g->n_slots = n_slots;
    return 0;
}

static int make_room(gatherer *g, uint32_t n)
{
    ambit_reach *reach = g->reach;
    size_t used = reach->n_sets ? reach->set_first[reach->n_sets] : 0;
    if (reach->n_sets + 1 >= g->room_sets) {
        uint32_t room = g->room_sets ? 2 * g->room_sets : 64;
        size_t *first = realloc(reach->set_first, room * sizeof *first);
        if (first) reach->set_first = first;
        uint64_t *hash = realloc(g->hash, room * sizeof *hash);
        if (hash) g->hash = hash;
        if (!first || !hash) return -1;
        g->room_sets = room;
    }
    if (used + n > g->room_reps) {
        size_t room = 2 * g->room_reps + n;
        uint32_t *rep = realloc(reach->set_rep, room * sizeof *rep);
        if (!rep) return -1;
        reach->set_rep = rep, g->room_reps = room;
    }
    return 2 * (reach->n_sets + 1) > g->n_slots ? grow_table(g) : 0;
}

/* The number of the set with these reps, new or known; AMBIT_NOBODY without memory. */
static uint32_t intern(gatherer *g, const uint32_t *rep, uint32_t n)
{
    ambit_reach *reach = g->reach;
    if (make_room(g, n)) return AMBIT_NOBODY;
    uint64_t h = hash_list(rep, n);
    uint32_t at = (uint32_t)h & (g->n_slots - 1);
    for (; g->slot[at] != AMBIT_NOBODY; at = (at + 1) & (g->n_slots - 1)) {
        uint32_t s = g->slot[at];
        size_t from = reach->set_first[s];
        if (g->hash[s] == h && reach->set_first[s + 1] - from == n
            && (n == 0 || !memcmp(reach->set_rep + from, rep, n * sizeof *rep))) return s;
    }
    uint32_t s = reach->n_sets++;
    if (s == 0) reach->set_first[0] = 0;
    if (n) memcpy(reach->set_rep + reach->set_first[s], rep, n * sizeof *rep);
    reach->set_first[s + 1] = reach->set_first[s] + n;
    g->hash[s] = h;
    g->slot[at] = s;
    return s;
}

/* The reps who may serve every member. */
static uint32_t list_reps(const ambit_reach *reach, uint32_t unit, uint32_t *rep)
{
    uint32_t n = 0;
    for (uint32_t r = 0; r < reach->problem->n_reps; r++) {
        uint32_t m = reach->member_first[unit], end = reach->member_first[unit + 1];
        while (m < end && ambit_reach_barred(reach, reach->member[m], r) == AMBIT_REACH_FREE) m++;
        if (m == end) rep[n++] = r;
    }
    return n;
}

static uint32_t find_set(gatherer *g, uint32_t unit, uint32_t *rep)
{
    const ambit_reach *reach = g->reach;
    const ambit_problem *p = reach->problem;
    uint32_t u = reach->member[reach->member_first[unit]];
    bool plain = !p->pair_first && reach->member_first[unit + 1] - reach->member_first[unit] == 1
        && !(p->locked && p->locked[u] != AMBIT_NOBODY) && !g->has_forbidden[u];
    uint32_t *known = &g->of_class[p->unit_class ? p->unit_class[u] : 64];
    if (plain && *known != AMBIT_NOBODY) return *known;
    uint32_t set = intern(g, rep, list_reps(reach, unit, rep));
    if (plain) *known = set;
    return set;
}

static int gather_sets(ambit_reach *reach)
{
    const ambit_problem *p = reach->problem;
    gatherer g = { .reach = reach, .has_forbidden = calloc(p->n_units, sizeof *g.has_forbidden) };
    uint32_t *rep = malloc(p->n_reps * sizeof *rep);
    int failed = !rep || !g.has_forbidden || !(reach->set_of = malloc(reach->n_units * sizeof *reach->set_of));
    for (int c = 0; c < 65; c++) g.of_class[c] = AMBIT_NOBODY;
    for (size_t k = 0; !failed && k < p->n_forbidden; k++) g.has_forbidden[p->forbidden[k].unit] = true;
    for (uint32_t u = 0; !failed && u < reach->n_units; u++)
        failed = (reach->set_of[u] = find_set(&g, u, rep)) == AMBIT_NOBODY;
    free(g.slot), free(g.hash), free(g.has_forbidden), free(rep);
    return failed ? -1 : 0;
}

ambit_status ambit_reach_build(ambit_reach **out, const ambit_problem *p, ambit_error *err)
{
    ambit_reach *reach = calloc(1, sizeof *reach);
    *out = NULL;
    if (!reach) return ambit_fail(err, AMBIT_E_MEMORY, "no memory to see who may serve whom");
    reach->problem = p;
    reach->forbidden = malloc((p->n_forbidden + 1) * sizeof *reach->forbidden);
    if (reach->forbidden && p->n_forbidden) {
        memcpy(reach->forbidden, p->forbidden, p->n_forbidden * sizeof *reach->forbidden);
        qsort(reach->forbidden, p->n_forbidden, sizeof *reach->forbidden, by_pair);
    }
    if (!reach->forbidden || merge_groups(reach) || gather_sets(reach)) {
        ambit_reach_free(reach);
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory to see who may serve whom");
    }
    *out = reach;
    return AMBIT_OK;
}

void ambit_reach_free(ambit_reach *reach)
{
    if (!reach) return;
    free(reach->member_first), free(reach->member), free(reach->set_of), free(reach->set_first), free(reach->set_rep);
    free(reach->forbidden);
    free(reach);
}
