/* solver/bound_alone.c - `ambit_problem_bound` of instances/ambit.h: how good could any plan be?
 *
 * The Lagrangian bound for every size; where the whole problem is small, GLPK's branch and bound within a counted limit
 * on top, which closes what the Lagrangian leaves open when single units are large. */
#include "instances/base/status.h"
#include "solver/bound.h"
#include "solver/exact/ilp.h"
#include "solver/problem_check.h"
#include "solver/infeasible/overt.h"
#include "solver/hess/prices.h"

#include <math.h>
#include <stdlib.h>

enum {
    COMPLETE_PAIRS = 4000000, /* up to so many, every eligible pair is a candidate */
    CANDIDATES = 24,          /* of each unit beyond that; the bound prices the other pairs in */
    SMOOTH_STEPS = 400, DEFLECTED_STEPS = 500, /* the latter only where a step is cheap: complete cores */
    ILP_PAIRS = 3000, ILP_NODES = 20000, ILP_ITERATIONS = 200000,
    MOST_STEPS = 1000000
};

static const double SITING_PAIRS = 3e9; /* priced, of a problem with centres */

static uint32_t steps_of(double effort, uint32_t steps)
{
    double wanted = effort > 0 ? effort * steps : steps;
    return wanted < MOST_STEPS ? (uint32_t)ceil(wanted) : MOST_STEPS;
}

static ambit_status lift_by_ilp(
        double *value, const ambit_core *core, const ambit_bound *dual, double effort, ambit_error *err)
{
    ambit_ilp_result result;
    ambit_ilp_options options = {
        .most_nodes = steps_of(effort, ILP_NODES), .most_iterations = steps_of(effort, ILP_ITERATIONS),
        .incumbent_cost = INFINITY, .price = dual->price, .bound = dual->value,
    };
    uint32_t *choice = malloc(((size_t)core->n_units + 1) * sizeof *choice);
    if (!choice) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a plan of %u units", core->n_units);
    ambit_status status = ambit_ilp_solve(&result, choice, core, &options, err);
    free(choice);
    if (status) return status;
    if (result.outcome == AMBIT_ILP_INFEASIBLE) *value = INFINITY;
    else if (result.bound > *value) *value = result.bound;
    return AMBIT_OK;
}

/* The prices of the centres, when counting has not disproved everything. */
static ambit_status bound_of_sites(double *out, const ambit_siting *s, double known, double effort, ambit_error *err)
{
    ambit_siting_prices *prices = NULL;
    ambit_siting_fixing open = { 0 };
    ambit_siting_outcome found;
    char *disproof = NULL;
    const ambit_siting_limits limits = { .cutoff = INFINITY,
        .most_effort = (uint64_t)fmin(1e18, (effort > 0 ? effort : 1) * SITING_PAIRS) };
    ambit_status status = ambit_overt_find(&disproof, s, err);
    if (!status && disproof) *out = INFINITY;
    if (!status && !disproof) status = ambit_siting_fixing_init(&open, s, err);
    if (!status && !disproof) status = ambit_siting_prices_build(&prices, s, err);
    if (!status && !disproof) status = ambit_siting_prices_run(prices, &open, &limits, &found, err);
    if (!status && !disproof) *out = found.closed ? INFINITY : fmin(found.bound, known);
    ambit_siting_prices_free(prices);
    ambit_siting_fixing_reset(&open);
    free(disproof);
    return status;
}

static ambit_status bound_with_sites(double *out, const ambit_problem *problem, double known, double effort,
        ambit_error *err)
{
    ambit_siting *s;
    ambit_status status = ambit_siting_build(&s, problem, err);
    if (status) return status;
    status = bound_of_sites(out, s, known, effort, err);
    ambit_siting_free(s);
    return status;
}

/* Of a problem that has a core; what it says without contiguity holds with it. */
static ambit_status bound_with_core(double *out, const ambit_problem *problem, double known, double effort,
        ambit_error *err)
{
    ambit_core *core = NULL;
    ambit_bound *dual = NULL;
    int complete = (uint64_t)problem->n_units * problem->n_reps <= COMPLETE_PAIRS;
    ambit_bound_options options = {
            .smooth_steps = steps_of(effort, SMOOTH_STEPS),
            .deflected_steps = complete ? steps_of(effort, DEFLECTED_STEPS) : 0,
            .target = known,
    };
    ambit_status status = ambit_problem_check_whole(problem, err);
    if (!status) status = ambit_core_build(&core, problem, complete ? 0 : CANDIDATES, err);
    if (status == AMBIT_E_INFEASIBLE) {
        *out = INFINITY;
        return AMBIT_OK;
    }
    if (!status) status = ambit_bound_build(&dual, core, &options, err);
    if (!status) *out = dual->value;
    if (!status && core->complete && core->n_pairs <= ILP_PAIRS) status = lift_by_ilp(out, core, dual, effort, err);
    ambit_bound_free(dual);
    ambit_core_free(core);
    return status;
}

ambit_status ambit_problem_bound(
        double *out, const ambit_problem *problem, double known, double effort, ambit_error *err)
{
    double with_core = -INFINITY, with_sites = -INFINITY;
    ambit_status status = AMBIT_OK;
    *out = -INFINITY;
    if (ambit_problem_has_core(problem)) status = bound_with_core(&with_core, problem, known, effort, err);
    if (!status && ambit_problem_has_sites(problem))
        status = bound_with_sites(&with_sites, problem, known, effort, err);
    if (!status) *out = fmax(with_core, with_sites);
    return status;
}
