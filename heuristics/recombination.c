/* heuristics/recombination.c - what the pool of territories brings to a run: after each round of breeding, the best
 * plan that all territories seen so far give.
 *
 * Schooled children are better than what their territories give elsewhere most of the time, so this finds little, but
 * it costs about a hundredth of the round. Two ways to find more did not pay. Territories on the way to a child (each
 * solution of a sub-problem) make the pool ten times as large: the LP's value falls, the plans that come out are no
 * better, and branch and bound takes longer than the breeding. Territories that nearly fit, at a price for each unit
 * that two of them or none have, give children that are twice as near to the best plan as others, but after all rounds
 * the best plan is no better for it. Few reps are one sub-problem anyway. */
#include "heuristics/exact/rep_sets.h"
#include "heuristics/run.h"

enum {
    KEPT = 1000,                   /* territories of each island between two rounds; of the run twice as many */
    ITERATIONS_TIMES_REPS = 40000, /* of the simplex method: 3 % of a round at most */
    MOST_NODES = 50
};

static ambit_status start(ambit_run *r, ambit_error *err)
{
    ambit_status status = ambit_pool_prices_init(&r->pool_prices, r->core, r->bound->price, err);
    if (!status) status = ambit_pool_init(&r->pool, &r->pool_prices, 2 * KEPT, err);
    return status ? status : ambit_breeding_collect(r->breeding, &r->pool_prices, KEPT, err);
}

ambit_status ambit_recombination_run(ambit_run *r, ambit_error *err)
{
    if (r->options.without & AMBIT_WITHOUT_POOL || r->core->n_reps <= AMBIT_SET_REPS) return AMBIT_OK;
    const double started = ambit_watch_now(), cost = ambit_run_legal(r) ? r->objective : INFINITY;
    ambit_status status = r->pool.prices ? AMBIT_OK : start(r, err);
    if (status) return status;
    ambit_breeding_gather(r->breeding, &r->pool, cost);
    if (r->pool.n_new < r->core->n_reps / 2) return AMBIT_OK;
    const ambit_pool_effort effort = { MOST_NODES, ITERATIONS_TIMES_REPS / r->core->n_reps + 1, &r->watch };
    ambit_pool_report found;
    ambit_run_tell(r, "genetic");
    status = ambit_pool_recombine(&found, &r->pool, r->choice, cost, &effort, err);
    if (status) return status;
    if (found.better) {
        r->objective = found.objective, r->violation = 0;
        ambit_breeding_invite(r->breeding, r->choice);
    }
    ambit_run_contribute(r, PHASE_POOL, found.n_columns, started);
    return AMBIT_OK;
}
