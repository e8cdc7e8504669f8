/* heuristics/assignment.c - problems that are generalised assignment: the knapsacks find the plan and prove it.
 *
 * Where solver/knapsack fits it is better at both than everything else here by far (its README has figures), so the
 * other phases have their turn only when it finds no plan. It goes on where it stopped. */
#include "heuristics/run.h"

static const double EFFORT = 4e9;  /* cells of tables, at effort 1 */
static const double PORTION = 2e8; /* between two looks at the gap */

bool ambit_assignment_pays(const ambit_run *r)
{
    return r->options.engine == AMBIT_ENGINE_AUTO && !(r->options.without & AMBIT_WITHOUT_BRANCHING)
           && ambit_knapsack_fits(r->core);
}

static ambit_status take(ambit_run *r, ambit_error *err)
{
    ambit_knapsack_report found = ambit_knapsack_now(r->knapsack);
    if (found.value < INFINITY) r->proven = fmax(r->proven, ambit_core_lift(r->core, found.value));
    if (found.choice) {
        double objective, violation;
        ambit_status status = ambit_state_judge(&objective, &violation, r->core, found.choice, err);
        if (status) return status;
        ambit_run_offer(r, found.choice, objective, violation);
    }
    if (found.closed) *(ambit_run_legal(r) ? &r->optimal : &r->infeasible) = true;
    return AMBIT_OK;
}

ambit_status ambit_assignment_run(ambit_run *r, double effort, ambit_error *err)
{
    double started = ambit_watch_now();
    ambit_run_tell(r, "branch");
    ambit_status status = r->knapsack ? AMBIT_OK
                                      : ambit_knapsack_build(&r->knapsack, r->core, r->bound->price, r->options.seed,
                                                             ambit_watch_asked, &r->watch, err);
    if (status) return status;
    const ambit_knapsack_report before = ambit_knapsack_now(r->knapsack);
    double done = 0;
    do {
        status = ambit_knapsack_run(r->knapsack, ambit_run_legal(r) ? r->objective : INFINITY, PORTION,
                                    ambit_watch_asked, &r->watch, err);
        if (!status) status = take(r, err);
        done = (double)(ambit_knapsack_now(r->knapsack).work - before.work);
    } while (!status && done < EFFORT * effort && !r->optimal && !r->infeasible && !ambit_run_over(r));
    ambit_run_contribute(r, PHASE_KNAPSACKS, ambit_knapsack_now(r->knapsack).nodes - before.nodes, started);
    return status;
}
