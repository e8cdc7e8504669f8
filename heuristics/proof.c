/* heuristics/proof.c - what a plan must cost at least, from the quick bound to the slow one. */
#include "heuristics/run.h"
#include "solver/branch/branch.h"
#include "solver/branch/bundle.h"
#include "solver/exact/ilp.h"

#include <stdlib.h>
#include <string.h>

enum {
    SEARCHED = 10,              /* candidates of each unit that the local search tries */
    MOST_FOR_GLPK = 1000,       /* pairs: from here on GLPK is not asked after branching */
    NODES_TIMES_PAIRS = 5000000 /* of GLPK's tree: a node costs about a pass over the pairs */
};

static const double SMALL_PART = 0.05; /* of the gap: a stage of the climb that adds less is the last */

/* ---- Bound ------------------------------------------------------------------------------------------------------- */

typedef struct { ambit_run *run; double until; } bound_limit;

static int bound_is_over(void *context)
{
    const bound_limit *l = context;
    return ambit_watch_stop(&l->run->watch) || ambit_watch_elapsed(&l->run->watch) > l->until;
}

/* With a time limit the bound may use a third of what is left: without a plan it is of no use to anybody. */
static bound_limit limit_bound(ambit_run *r)
{
    double passed = ambit_watch_elapsed(&r->watch), limit = r->options.time_s;
    return (bound_limit){ r, limit > 0 ? passed + fmax(limit - passed, 0) / 3 : INFINITY };
}

ambit_status ambit_proof_bound(ambit_run *r, ambit_error *err)
{
    double started = ambit_watch_now();
    ambit_run_tell(r, "bound");
    bool many = r->core->n_pairs > AMBIT_MOST_FULL_PAIRS;
    bound_limit limit = limit_bound(r);
    ambit_status status = ambit_beginning_prices(r, err);
    if (status) return status;
    const ambit_bound_options options = { .smooth_steps = 400, .deflected_steps = many ? 0 : 500,
                                          .target = INFINITY, .stop = bound_is_over, .context = &limit,
                                          .start = r->begin_price,
                                          .enough = ambit_run_hurries(r) ? SMALL_PART * r->options.gap : 0 };
    status = ambit_bound_build(&r->bound, r->core, &options, err);
    if (status) return status;
    r->proven = ambit_core_lift(r->core, r->bound->value);
    ambit_run_contribute(r, PHASE_BOUND, r->bound->steps, started);
    return AMBIT_OK;
}

ambit_status ambit_proof_candidates(ambit_run *r, ambit_error *err)
{
    ambit_run_tell(r, "construct");
    ambit_status status = ambit_candidates_init(&r->candidates, r->core, r->bound->price, SEARCHED, err);
    return status ? status : ambit_neighbours_init(&r->neighbours, r->core, &r->candidates, err);
}

/* ---- Branching --------------------------------------------------------------------------------------------------- */

static ambit_status take_branch(ambit_run *r, const ambit_branch *found, ambit_error *err)
{
    r->proven = fmax(r->proven, ambit_core_lift(r->core, found->value));
    if (found->closed && r->objective < INFINITY && !found->choice && !(r->violation > 0)) r->optimal = true;
    if (!found->choice) return AMBIT_OK;
    double objective, violation;
    ambit_status status = ambit_state_judge(&objective, &violation, r->core, found->choice, err);
    if (status) return status;
    ambit_run_offer(r, found->choice, objective, violation);
    if (found->closed && !(violation > 0)) r->optimal = true;
    return AMBIT_OK;
}

/* No plan cheaper than the best one uses a pair that was closed, so the search need not try it. */
static void narrow(ambit_run *r, const char *open)
{
    ambit_candidates *c = &r->candidates;
    size_t used = 0, begin = 0;
    for (uint32_t u = 0; u < r->core->n_units; u++) {
        size_t end = c->first[u + 1];
        for (size_t i = begin; i < end; i++)
            if (i == begin || open[r->core->first[u] + c->offset[i]]) c->offset[used++] = c->offset[i];
        begin = end;
        c->first[u + 1] = used;
    }
}

ambit_status ambit_proof_branch(ambit_run *r, double effort, ambit_error *err)
{
    double started = ambit_watch_now();
    const ambit_branch_options options = { .cutoff = ambit_run_legal(r) ? r->objective : INFINITY,
                                           .price = r->bound->price,
                                           .effort = effort,
                                           .stop = ambit_watch_asked,
                                           .context = &r->watch };
    ambit_branch *found;
    ambit_run_tell(r, "branch");
    ambit_status status = ambit_branch_build(&found, r->core, &options, err);
    if (status) return status;
    status = take_branch(r, found, err);
    if (!status && !r->optimal) narrow(r, found->open);
    ambit_run_contribute(r, PHASE_BRANCH, found->nodes, started);
    ambit_branch_free(found);
    return status;
}

/* ---- Proof ------------------------------------------------------------------------------------------------------- */

static ambit_status take_ilp(ambit_run *r, const ambit_ilp_result *found, const uint32_t *choice, ambit_error *err)
{
    if (found->outcome == AMBIT_ILP_INFEASIBLE) r->infeasible = r->core->complete;
    if (r->core->complete && found->outcome != AMBIT_ILP_INFEASIBLE)
        r->proven = fmax(r->proven, ambit_core_lift(r->core, found->bound));
    if (found->outcome != AMBIT_ILP_OPTIMAL && found->outcome != AMBIT_ILP_FEASIBLE) return AMBIT_OK;
    double objective, violation;
    ambit_status status = ambit_state_judge(&objective, &violation, r->core, choice, err);
    if (status) return status;
    ambit_run_offer(r, choice, objective, violation);
    if (found->outcome == AMBIT_ILP_OPTIMAL && !(violation > 0) && r->core->complete) r->optimal = true;
    return AMBIT_OK;
}

/* What the tree with prices on units left open, from 200 x 5 to 1,200 x 15 with two or three rules, GLPK closed in none
 * of six cases; with fewer pairs, or one rule, it sometimes does. */
static bool is_hopeless(const ambit_run *r)
{
    return r->options.engine == AMBIT_ENGINE_AUTO && r->part[PHASE_BRANCH].name && ambit_bundle_fits(r->core)
           && r->core->n_rules > 1 && r->core->n_pairs >= MOST_FOR_GLPK;
}

ambit_status ambit_proof_finish(ambit_run *r, double patience, ambit_error *err)
{
    if (is_hopeless(r)) return AMBIT_OK;
    double started = ambit_watch_now();
    bool alone = r->options.engine == AMBIT_ENGINE_ILP, legal = r->objective < INFINITY && !(r->violation > 0);
    double nodes = patience * (alone ? 200000 : fmin(20000, NODES_TIMES_PAIRS / (double)(r->core->n_pairs + 1)));
    ambit_ilp_options options = { .incumbent = legal ? r->choice : NULL,
                                  .incumbent_cost = legal ? r->objective : INFINITY,
                                  .price = r->bound->price,
                                  .bound = r->bound->value,
                                  .stop = ambit_watch_asked,
                                  .context = &r->watch,
                                  .most_nodes = (uint64_t)fmin(ceil(nodes), 1e15),
                                  .most_iterations = (uint64_t)fmin(ceil(100 * nodes), 1e15) };
    uint32_t *choice = malloc(r->core->n_units * sizeof *choice);
    if (!choice) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a plan of %u units", r->core->n_units);
    memcpy(choice, r->choice, r->core->n_units * sizeof *choice);
    ambit_run_tell(r, "prove");
    ambit_ilp_result found;
    ambit_status status = ambit_ilp_solve(&found, choice, r->core, &options, err);
    if (!status) status = take_ilp(r, &found, choice, err);
    if (!status) ambit_run_contribute(r, PHASE_PROVE, found.nodes, started);
    free(choice);
    return status;
}

