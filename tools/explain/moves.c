/* tools/explain/moves.c - see moves.h. */
#include "tools/explain/moves.h"

#include "solver/problem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static ambit_status no_memory(ambit_error *err)
{
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory to look at other plans");
}

/* ---- Blocks ------------------------------------------------------------------------------------------------------ */

/* Numbers the blocks in the order of their first units; work is [n_units]. */
static void number_blocks(ambit_moves *m, uint32_t *block_of_group)
{
    const uint32_t n = m->formulation->n_units, *group = m->problem->group;
    for (uint32_t u = 0; u < n; u++) block_of_group[u] = AMBIT_NOBODY;
    for (uint32_t u = 0; u < n; u++) {
        uint32_t g = group && group[u] != AMBIT_NOBODY ? group[u] : u; /* a group goes by its first unit */
        if (block_of_group[g] == AMBIT_NOBODY) block_of_group[g] = m->n_blocks++;
        m->block[u] = block_of_group[g];
    }
}

/* Lists items by their key, in the order of the items: those of key k are list[first[k]] .. list[first[k + 1] - 1].
 * Keys of AMBIT_NOBODY are left out. */
static void list_by(uint32_t *first, uint32_t *list, const uint32_t *key, uint32_t n, uint32_t n_keys)
{
    memset(first, 0, (n_keys + (size_t)2) * sizeof *first);
    for (uint32_t i = 0; i < n; i++)
        if (key[i] != AMBIT_NOBODY) first[key[i] + 2]++;
    for (uint32_t k = 0; k < n_keys; k++) first[k + 2] += first[k + 1];
    for (uint32_t i = 0; i < n; i++)
        if (key[i] != AMBIT_NOBODY) list[first[key[i] + 1]++] = i;
}

static int by_pair(const void *a, const void *b)
{
    const ambit_pair *x = a, *y = b;
    if (x->unit != y->unit) return x->unit < y->unit ? -1 : 1;
    return x->rep < y->rep ? -1 : x->rep > y->rep;
}

ambit_status ambit_moves_init(ambit_moves *out, const ambit_outcome *outcome, ambit_error *err)
{
    const ambit_formulation *f = outcome->formulation;
    const ambit_problem *p = f->problem;
    const size_t n = (size_t)f->n_units + 1, k = (size_t)f->n_reps + 1;
    ambit_verdict verdict;
    *out = (ambit_moves){ .outcome = outcome, .formulation = f, .problem = p };
    out->block = calloc(n, sizeof *out->block), out->unit = malloc(n * sizeof *out->unit);
    out->first = malloc((n + 1) * sizeof *out->first), out->owner = calloc(n, sizeof *out->owner);
    out->rep_first = malloc((k + 1) * sizeof *out->rep_first), out->rep_block = malloc(n * sizeof *out->rep_block);
    out->plan = malloc(n * sizeof *out->plan);
    out->load = malloc(((size_t)p->n_rules * f->n_reps + 1) * sizeof *out->load);
    out->forbidden = malloc((p->n_forbidden + 1) * sizeof *out->forbidden);
    if (!out->block || !out->unit || !out->first || !out->owner || !out->rep_first || !out->rep_block || !out->plan
        || !out->load || !out->forbidden) return no_memory(err);
    number_blocks(out, out->unit);
    list_by(out->first, out->unit, out->block, f->n_units, out->n_blocks);
    for (uint32_t b = 0; b < out->n_blocks; b++) out->owner[b] = outcome->plan[out->unit[out->first[b]]];
    list_by(out->rep_first, out->rep_block, out->owner, out->n_blocks, f->n_reps);
    memcpy(out->plan, outcome->plan, f->n_units * sizeof *out->plan);
    if (p->n_forbidden) memcpy(out->forbidden, p->forbidden, p->n_forbidden * sizeof *out->forbidden);
    qsort(out->forbidden, p->n_forbidden, sizeof *out->forbidden, by_pair);
    return ambit_evaluate(&verdict, p, outcome->plan, out->load, err);
}

void ambit_moves_reset(ambit_moves *moves)
{
    free(moves->block), free(moves->unit), free(moves->first), free(moves->owner);
    free(moves->rep_first), free(moves->rep_block), free(moves->plan), free(moves->load), free(moves->forbidden);
    *moves = (ambit_moves){ .block = NULL };
}

/* ---- Costs and amounts ------------------------------------------------------------------------------------------- */

static double unit_cost(const ambit_moves *m, uint32_t u, uint32_t r)
{
    const ambit_problem *p = m->problem;
    const ambit_pair pair = { u, r, 0 };
    double cost = ambit_outcome_travel(m->formulation, &m->outcome->seats, u, r);
    if (isnan(cost) || (p->locked && p->locked[u] != AMBIT_NOBODY && p->locked[u] != r)) return INFINITY;
    if (p->n_forbidden && bsearch(&pair, m->forbidden, p->n_forbidden, sizeof pair, by_pair)) return INFINITY;
    if (p->unit_class && !(p->rep_classes[r] >> p->unit_class[u] & 1)) {
        if (!(p->misfit_cost > 0)) return INFINITY;
        cost += p->misfit_cost;
    }
    if (p->current && p->move_cost && p->current[u] != AMBIT_NOBODY && p->current[u] != r) cost += p->move_cost[u];
    return cost;
}

double ambit_moves_cost(const ambit_moves *m, uint32_t block, uint32_t rep)
{
    double cost = 0;
    for (uint32_t k = m->first[block]; k < m->first[block + 1]; k++) cost += unit_cost(m, m->unit[k], rep);
    return cost;
}

static double unit_hours(const ambit_problem *p, uint32_t u, uint32_t r)
{
    if (!p->pair_first) return ambit_problem_star_hours(p, u, r);
    size_t k = ambit_problem_find_pair(p, u, r);
    return k == SIZE_MAX ? 0 : p->pair_hours[k];
}

double ambit_moves_amount(const ambit_moves *m, uint32_t a, uint32_t block, uint32_t rep)
{
    const ambit_problem_rule *rule = &m->problem->rule[a];
    double amount = 0;
    for (uint32_t k = m->first[block]; k < m->first[block + 1]; k++) {
        uint32_t u = m->unit[k];
        amount += rule->amount ? rule->amount[u] : 0;
        if (rule->per_hour) amount += rule->per_hour[u] * unit_hours(m->problem, u, rep);
    }
    return amount;
}

/* ---- Judging ----------------------------------------------------------------------------------------------------- */

static void make_move(const ambit_moves *m, uint32_t first_unit, uint32_t to)
{
    uint32_t block = m->block[first_unit];
    for (uint32_t k = m->first[block]; k < m->first[block + 1]; k++) m->plan[m->unit[k]] = to;
}

ambit_status ambit_moves_judge(ambit_verdict *out, const ambit_moves *m, const ambit_chain *chain, double *load,
        ambit_error *err)
{
    for (uint32_t k = 0; k < chain->n; k++) make_move(m, chain->move[k].unit, chain->move[k].to);
    ambit_status status = ambit_evaluate(out, m->problem, m->plan, load, err);
    for (uint32_t k = 0; k < chain->n; k++) {
        uint32_t block = m->block[chain->move[k].unit];
        for (uint32_t i = m->first[block]; i < m->first[block + 1]; i++)
            m->plan[m->unit[i]] = m->outcome->plan[m->unit[i]];
    }
    return status;
}

typedef struct { double cost; uint32_t rep; } priced;

static int by_cost(const void *a, const void *b)
{
    const priced *x = a, *y = b;
    if (x->cost != y->cost) return x->cost < y->cost ? -1 : 1;
    return x->rep < y->rep ? -1 : x->rep > y->rep;
}

ambit_status ambit_moves_order(uint32_t *order, const ambit_moves *m, uint32_t block, ambit_error *err)
{
    const uint32_t n = m->formulation->n_reps;
    priced *list = malloc(((size_t)n + 1) * sizeof *list);
    if (!list) return no_memory(err);
    for (uint32_t r = 0; r < n; r++) list[r] = (priced){ ambit_moves_cost(m, block, r), r };
    qsort(list, n, sizeof *list, by_cost);
    for (uint32_t r = 0; r < n; r++) order[r] = list[r].rep;
    free(list);
    return AMBIT_OK;
}
