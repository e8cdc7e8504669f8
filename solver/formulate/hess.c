#include "solver/formulate/hess.h"

#include <stdlib.h>

/* Kilometres and millions of people: the numbers of the file in the units of the cost. */
typedef struct { double *x_km, *y_km, *millions, *lower, *upper; } draft;

static int draft_init(draft *d, const ambit_hess *hess)
{
    size_t n = hess->n_units, k = hess->n_districts;
    *d = (draft){ malloc(n * sizeof *d->x_km), malloc(n * sizeof *d->y_km), malloc(n * sizeof *d->millions),
                  malloc(k * sizeof *d->lower), malloc(k * sizeof *d->upper) };
    if (!d->x_km || !d->y_km || !d->millions || !d->lower || !d->upper) return -1;
    for (size_t u = 0; u < n; u++)
        d->x_km[u] = hess->x_m[u] / 1000, d->y_km[u] = hess->y_m[u] / 1000, d->millions[u] = hess->population[u] / 1e6;
    for (size_t t = 0; t < k; t++) d->lower[t] = hess->lower, d->upper[t] = hess->upper;
    return 0;
}

static void draft_reset(draft *d)
{
    free(d->x_km), free(d->y_km), free(d->millions), free(d->lower), free(d->upper);
}

static ambit_status fill(ambit_problem *problem, const ambit_hess *hess, const draft *d, ambit_error *err)
{
    const ambit_rule rule = { .name = "population", .amount = hess->population, .lower = d->lower, .upper = d->upper };
    const ambit_centres all = { .capacity = NULL };
    ambit_status status = ambit_problem_set_plane(problem, d->x_km, d->y_km, NULL, NULL, AMBIT_ROUND_NEAREST, err);
    if (status == AMBIT_OK) status = ambit_problem_set_travel(problem, AMBIT_TRAVEL_MOMENT, err);
    if (status == AMBIT_OK) status = ambit_problem_set_visits(problem, d->millions, err);
    if (status == AMBIT_OK) status = ambit_problem_add_rule(problem, &rule, err);
    if (status == AMBIT_OK) status = ambit_problem_set_centres(problem, &all, err);
    if (status == AMBIT_OK && hess->name) status = ambit_problem_name(problem, hess->name, NULL, err);
    if (status == AMBIT_OK && hess->contiguous)
        status = ambit_problem_set_adjacency(problem, hess->border, hess->n_borders, err);
    return status;
}

ambit_status ambit_formulate_hess(ambit_problem **out, const ambit_hess *hess, ambit_error *err)
{
    draft d;
    ambit_status status = ambit_problem_build(out, hess->n_units, hess->n_districts, err);
    if (status != AMBIT_OK) return status;
    status = draft_init(&d, hess)
        ? ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u units and %u districts", hess->n_units, hess->n_districts)
        : fill(*out, hess, &d, err);
    draft_reset(&d);
    if (status == AMBIT_OK) return AMBIT_OK;
    ambit_problem_free(*out);
    *out = NULL;
    return status;
}
