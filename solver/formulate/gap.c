#include "solver/formulate/gap.h"

#include <math.h>
#include <stdlib.h>

/* The arrays of the calls below, job by job as the problem keeps its pairs. */
typedef struct { ambit_pair *pair; double *amount, *lower; } draft;

static int draft_init(draft *d, const ambit_gap *gap)
{
    size_t n_pairs = (size_t)gap->n_agents * gap->n_jobs, k = 0;
    *d = (draft){ malloc(n_pairs * sizeof *d->pair), malloc(n_pairs * sizeof *d->amount),
                  malloc(gap->n_agents * sizeof *d->lower) };
    if (!d->pair || !d->amount || !d->lower) return -1;
    for (uint32_t j = 0; j < gap->n_jobs; j++)
        for (uint32_t i = 0; i < gap->n_agents; i++, k++) {
            size_t at = (size_t)i * gap->n_jobs + j;
            d->pair[k] = (ambit_pair){ j, i, gap->cost[at] };
            d->amount[k] = gap->amount[at];
        }
    for (uint32_t i = 0; i < gap->n_agents; i++) d->lower[i] = -INFINITY;
    return 0;
}

static ambit_status fill(ambit_problem *problem, const ambit_gap *gap, ambit_error *err)
{
    draft d;
    ambit_status status = draft_init(&d, gap)
        ? ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u agents and %u jobs", gap->n_agents, gap->n_jobs)
        : ambit_problem_set_pairs(problem, d.pair, (size_t)gap->n_agents * gap->n_jobs, err);
    const ambit_rule rule = { .name = "capacity", .pair_amount = d.amount, .lower = d.lower, .upper = gap->capacity };
    if (status == AMBIT_OK) status = ambit_problem_add_rule(problem, &rule, err);
    free(d.pair), free(d.amount), free(d.lower);
    return status;
}

ambit_status ambit_formulate_gap(ambit_problem **out, const ambit_gap *gap, ambit_error *err)
{
    ambit_status status = ambit_problem_build(out, gap->n_jobs, gap->n_agents, err);
    if (status != AMBIT_OK) return status;
    status = fill(*out, gap, err);
    if (status == AMBIT_OK) return AMBIT_OK;
    ambit_problem_free(*out);
    *out = NULL;
    return status;
}
