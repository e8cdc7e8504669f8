#include "solver/formulate/cpmp.h"

#include <math.h>
#include <stdlib.h>

/* No territory holds more than the largest capacity; that is a bound of its own where they differ, and all that there
 * is to say where they do not. */
static ambit_status add_demand(ambit_problem *problem, const ambit_cpmp *cpmp, double largest, ambit_error *err)
{
    uint32_t p = cpmp->n_medians;
    double *lower = malloc(p * sizeof *lower), *upper = malloc(p * sizeof *upper);
    for (uint32_t t = 0; lower && upper && t < p; t++) lower[t] = -INFINITY, upper[t] = largest;
    const ambit_rule rule = { .name = "demand", .amount = cpmp->demand, .lower = lower, .upper = upper };
    ambit_status status = lower && upper ? ambit_problem_add_rule(problem, &rule, err)
                                         : ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u medians", p);
    free(lower), free(upper);
    return status;
}

static ambit_status fill(ambit_problem *problem, const ambit_cpmp *cpmp, ambit_error *err)
{
    double least = cpmp->capacity[0], largest = least;
    for (uint32_t u = 1; u < cpmp->n_units; u++)
        least = fmin(least, cpmp->capacity[u]), largest = fmax(largest, cpmp->capacity[u]);
    const ambit_centres centres = { .capacity = least < largest ? cpmp->capacity : NULL };
    ambit_status status = ambit_problem_set_plane(problem, cpmp->x, cpmp->y, NULL, NULL, cpmp->rounding, err);
    if (status == AMBIT_OK) status = ambit_problem_set_travel(problem, AMBIT_TRAVEL_DISTANCE, err);
    if (status == AMBIT_OK) status = add_demand(problem, cpmp, largest, err);
    return status == AMBIT_OK ? ambit_problem_set_centres(problem, &centres, err) : status;
}

ambit_status ambit_formulate_cpmp(ambit_problem **out, const ambit_cpmp *cpmp, ambit_error *err)
{
    ambit_status status = ambit_problem_build(out, cpmp->n_units, cpmp->n_medians, err);
    if (status != AMBIT_OK) return status;
    status = fill(*out, cpmp, err);
    if (status == AMBIT_OK) return AMBIT_OK;
    ambit_problem_free(*out);
    *out = NULL;
    return status;
}
