/* tools/namesake.c - see namesake.h. */
#include "tools/namesake.h"

#include "instances/base/status.h"
#include "solver/problem.h"

#include <stdlib.h>
#include <string.h>

/* Units of one territory of the plan that go by one name today. */
typedef struct { uint32_t territory, name, units; } claim;

static int by_pair(const void *a, const void *b)
{
    const claim *x = a, *y = b;
    if (x->territory != y->territory) return x->territory < y->territory ? -1 : 1;
    return (x->name > y->name) - (x->name < y->name);
}

static int by_size(const void *a, const void *b)
{
    const claim *x = a, *y = b;
    return x->units != y->units ? (x->units < y->units) - (x->units > y->units) : by_pair(a, b);
}

/* ---- Equal territories ----------------------------------------------------------------------------------------- */

static bool same_bounds(const ambit_problem *p, uint32_t a, uint32_t b)
{
    for (uint32_t k = 0; k < p->n_rules; k++) {
        const ambit_problem_rule *rule = &p->rule[k];
        if (rule->lower[a] != rule->lower[b] || rule->upper[a] != rule->upper[b]) return false;
        if (rule->ideal && rule->ideal[a] != rule->ideal[b]) return false;
    }
    return !p->rep_classes || p->rep_classes[a] == p->rep_classes[b];
}

/* The first territory that is equal to each one; itself when it has a home, or a lock or a forbidden pair names it. */
static void find_equals(uint32_t *first, const ambit_problem *p)
{
    for (uint32_t r = 0; r < p->n_reps; r++) first[r] = p->is_free[r] ? AMBIT_NOBODY : r;
    for (size_t k = 0; k < p->n_forbidden; k++) first[p->forbidden[k].rep] = p->forbidden[k].rep;
    for (uint32_t u = 0; p->locked && u < p->n_units; u++)
        if (p->locked[u] != AMBIT_NOBODY) first[p->locked[u]] = p->locked[u];
    for (uint32_t r = 0; r < p->n_reps; r++) {
        if (first[r] != AMBIT_NOBODY) continue;
        for (uint32_t other = first[r] = r; ++other < p->n_reps;)
            if (first[other] == AMBIT_NOBODY && same_bounds(p, r, other)) first[other] = r;
    }
}

/* ---- Claims ---------------------------------------------------------------------------------------------------- */

/* Puts the units that make the same claim together; returns how many claims there are. */
static uint32_t gather(claim *all, const ambit_problem *p, const uint32_t *plan, const uint32_t *first)
{
    uint32_t n = 0, kept = 0;
    for (uint32_t u = 0; u < p->n_units; u++) {
        uint32_t t = plan[u], name = p->current[u];
        if (t >= p->n_reps || name >= p->n_reps || first[t] != first[name]) continue;
        all[n++] = (claim){ t, name, 1 };
    }
    qsort(all, n, sizeof *all, by_pair);
    for (uint32_t i = 0; i < n; i++) {
        if (kept && by_pair(&all[kept - 1], &all[i]) == 0) all[kept - 1].units++;
        else all[kept++] = all[i];
    }
    qsort(all, kept, sizeof *all, by_size);
    return kept;
}

/* Grants claims, the largest first; whoever has none left gets what is free among its equals, in order. */
static void grant(uint32_t *name_of, bool *taken, const claim *all, uint32_t n, const uint32_t *first, uint32_t n_reps)
{
    for (uint32_t r = 0; r < n_reps; r++) name_of[r] = AMBIT_NOBODY;
    for (uint32_t i = 0; i < n; i++) {
        if (name_of[all[i].territory] != AMBIT_NOBODY || taken[all[i].name]) continue;
        name_of[all[i].territory] = all[i].name;
        taken[all[i].name] = true;
    }
    for (uint32_t r = 0; r < n_reps; r++)
        if (name_of[r] == AMBIT_NOBODY && !taken[r]) name_of[r] = r, taken[r] = true;
    for (uint32_t r = 0; r < n_reps; r++) {
        for (uint32_t name = first[r]; name_of[r] == AMBIT_NOBODY; name++)
            if (first[name] == first[r] && !taken[name]) name_of[r] = name, taken[name] = true;
    }
}

static uint32_t count_moves(const ambit_problem *p, const uint32_t *plan, const uint32_t *name_of)
{
    uint32_t n = 0;
    for (uint32_t u = 0; u < p->n_units; u++)
        n += p->current[u] != AMBIT_NOBODY && plan[u] < p->n_reps
            && p->current[u] != (name_of ? name_of[plan[u]] : plan[u]);
    return n;
}

static bool moves_are_free(const ambit_problem *p)
{
    for (uint32_t u = 0; p->move_cost && u < p->n_units; u++)
        if (p->move_cost[u] > 0) return false;
    return !p->move_amount;
}

ambit_status ambit_namesake_settle(uint32_t *plan, const ambit_formulation *formulation, ambit_error *err)
{
    const ambit_problem *p = formulation->problem;
    if (!p->has_centres || !p->current || !moves_are_free(p)) return AMBIT_OK;
    claim *all = malloc((size_t)p->n_units * sizeof *all);
    uint32_t *first = malloc(p->n_reps * sizeof *first), *name_of = malloc(p->n_reps * sizeof *name_of);
    bool *taken = calloc(p->n_reps, sizeof *taken);
    ambit_status status = all && first && name_of && taken ? AMBIT_OK
            : ambit_fail(err, AMBIT_E_MEMORY, "no memory for the names of %u territories", p->n_reps);
    if (!status) {
        find_equals(first, p);
        grant(name_of, taken, all, gather(all, p, plan, first), first, p->n_reps);
        bool fewer = count_moves(p, plan, name_of) < count_moves(p, plan, NULL);
        for (uint32_t u = 0; fewer && u < p->n_units; u++)
            if (plan[u] < p->n_reps) plan[u] = name_of[plan[u]];
    }
    free(all), free(first), free(name_of), free(taken);
    return status;
}
