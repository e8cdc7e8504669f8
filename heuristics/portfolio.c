/* heuristics/portfolio.c - ambit_solve: the exact side and the genetic algorithm as one.
 *
 *     disprove - presolve - bound - search - branch - prove - judge
 *
 * Each phase hands its plan and its bound to the next one, and what it added is recorded. Effort is counted, so a run
 * without a time limit is the same everywhere; with one, rounds go on until proof, gap or time. */
#include "heuristics/run.h"
#include "solver/infeasible/infeasible.h"
#include "solver/problem_check.h"

#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double LATE_BRANCHING = 2e7; /* pairs priced, for the proof */

enum {
    CANDIDATES_BEYOND = 24,      /* of each unit beyond AMBIT_MOST_FULL_PAIRS */
    LP_PAIRS = 20000,            /* infeasibility: the LP is solved up to here */
    SMALL_PAIRS = 20000          /* `auto` hands the whole model to GLPK up to here */
};

ambit_options ambit_options_default(void) { return (ambit_options){ .engine = AMBIT_ENGINE_AUTO, .seed = 1 }; }

/* ---- The run ----------------------------------------------------------------------------------------------------- */

static ambit_status infeasible(ambit_run *r, char *explanation)
{
    r->result->explanation = explanation;
    r->result->summary.status = AMBIT_PLAN_INFEASIBLE;
    r->result->summary.gap = INFINITY;
    return AMBIT_OK;
}

/* Search and proof by turns: once when effort is counted; with a time alone again and again, with more patience for the
 * proof each time (it starts anew, so four times as much wastes a third at most). */
static ambit_status search_and_prove(ambit_run *r, ambit_error *err)
{
    bool alone = r->options.engine == AMBIT_ENGINE_ILP, small = r->core->n_pairs <= SMALL_PAIRS;
    bool packs = ambit_assignment_pays(r);
    ambit_status status = ambit_beginning_plans(r, err);
    for (double patience = ambit_run_effort(r); !status; patience *= 4) {
        if (packs) status = ambit_assignment_run(r, patience, err);
        bool settled = packs && (status || r->infeasible || ambit_run_legal(r) || ambit_run_over(r));
        if (!alone && !settled) status = ambit_strategy_search(r, err);
        if (!status && !settled && ambit_strategy_branches(r) && !ambit_run_over(r))
            status = ambit_proof_branch(r, LATE_BRANCHING * patience, err);
        if (!status && !settled && !r->optimal && !ambit_run_over(r)
            && (alone || (small && r->options.engine == AMBIT_ENGINE_AUTO)))
            status = ambit_proof_finish(r, patience, err);
        if (!ambit_run_endless(r) || r->optimal || r->infeasible || ambit_run_over(r)) break;
    }
    return status;
}

/* The duals of the rules, for whom they interest. */
static ambit_status keep_prices(ambit_run *r, ambit_error *err)
{
    if (!(r->result->price = malloc(((size_t)r->bound->n_prices + 1) * sizeof *r->result->price)))
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the prices");
    memcpy(r->result->price, r->bound->price, r->bound->n_prices * sizeof *r->result->price);
    return AMBIT_OK;
}

static ambit_status never_met(ambit_run *r, ambit_error *err)
{
    char *text;
    if (asprintf(&text, "%s over the whole model found no plan within the rules",
                 r->proven_by ? r->proven_by : "branch and bound") < 0)
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for an explanation");
    return infeasible(r, text);
}

/* What all phases together have found. */
static ambit_status conclude(ambit_run *r, ambit_error *err)
{
    ambit_summary *s = &r->result->summary;
    s->bound = r->proven;
    s->stopped = atomic_load(&r->watch.stopped);
    ambit_judgement_say(r);
    if (r->infeasible) return never_met(r, err);
    if (r->objective < INFINITY) return ambit_judgement_pass(r, err);
    s->status = AMBIT_PLAN_NONE;
    s->gap = INFINITY;
    return AMBIT_OK;
}

static ambit_status phases(ambit_run *r, ambit_error *err)
{
    char *disproof = NULL;
    ambit_status status = ambit_proof_bound(r, err);
    if (!status) status = ambit_proof_candidates(r, err);
    if (!status) status = search_and_prove(r, err);
    if (!status) status = keep_prices(r, err);
    if (!status && ambit_run_hurries(r) && !ambit_run_legal(r) && !ambit_run_over(r))
        status = ambit_infeasible_find(&disproof, r->problem, LP_PAIRS, err);
    if (!status && !disproof && !ambit_run_legal(r) && !r->infeasible && !ambit_run_over(r))
        status = ambit_infeasible_find_caps(&disproof, r->problem, err);
    if (status || !disproof) return status ? status : conclude(r, err);
    ambit_judgement_say(r);
    return infeasible(r, disproof);
}

static ambit_status build_core(ambit_run *r, ambit_error *err)
{
    const ambit_problem *p = r->problem;
    bool full = p->pair_first || (uint64_t)p->n_units * p->n_reps <= AMBIT_MOST_FULL_PAIRS;
    r->result->n_rules = p->n_rules, r->result->n_reps = p->n_reps;
    return ambit_core_build(&r->core, p, full ? 0 : CANDIDATES_BEYOND, err);
}

static ambit_status prepare(ambit_run *r, ambit_error *err)
{
    ambit_status status = build_core(r, err);
    if (status) return status;
    r->result->summary.n_pairs = r->core->n_eligible;
    r->result->summary.n_candidates = r->core->n_pairs;
    r->n_choices = r->core->n_units;
    r->choice = malloc(r->core->n_units * sizeof *r->choice);
    return r->choice ? AMBIT_OK : ambit_fail(err, AMBIT_E_MEMORY, "no memory for a plan of %u units", r->core->n_units);
}

/* What holds without contiguity holds with it: disproofs, the bound and its prices. */
static ambit_status begin_apart(ambit_run *r, char **disproof, ambit_error *err)
{
    ambit_status status = ambit_problem_check_whole(r->problem, err);
    if (!status) status = ambit_infeasible_find(disproof, r->problem, LP_PAIRS, err);
    if (status || *disproof) return status;
    status = build_core(r, err);
    if (!status) status = ambit_proof_bound(r, err);
    return status ? status : keep_prices(r, err);
}

static void count_checks(ambit_run *r)
{
    if (!r->search) return;
    ambit_siting_standing s = ambit_siting_search_best(r->search);
    r->result->summary.checks = (ambit_checks){ s.by_leaf, s.by_first_ring, s.by_second_ring, s.by_search };
}

static ambit_status solve_with_sites(ambit_run *r, ambit_error *err)
{
    char *disproof = NULL;
    ambit_status status = ambit_problem_has_core(r->problem) ? begin_apart(r, &disproof, err) : AMBIT_OK;
    if (!status && !disproof) status = ambit_location_solve(r, &disproof, err);
    count_checks(r);
    if (status) return status;
    if (!disproof) return conclude(r, err);
    ambit_judgement_say(r);
    return infeasible(r, disproof);
}

static ambit_status solve(ambit_run *r, ambit_error *err)
{
    char *disproof = NULL;
    if (ambit_problem_has_sites(r->problem)) return solve_with_sites(r, err);
    ambit_status status = ambit_problem_check_whole(r->problem, err);
    /* A what-if nearly always has a plan: the LP, which takes longer than all the rest, waits until none is found. */
    const uint64_t lp_pairs = ambit_run_hurries(r) ? 0 : LP_PAIRS;
    if (!status) status = ambit_infeasible_find(&disproof, r->problem, lp_pairs, err);
    if (status) return status;
    if (disproof) return infeasible(r, disproof);
    status = prepare(r, err);
    return status ? status : phases(r, err);
}

static void run_reset(ambit_run *r)
{
    ambit_polish_free(r->polish);
    ambit_breeding_free(r->breeding);
    ambit_pool_reset(&r->pool);
    ambit_pool_prices_reset(&r->pool_prices);
    ambit_knapsack_free(r->knapsack);
    ambit_siting_search_free(r->search);
    ambit_siting_prices_free(r->site_prices);
    ambit_siting_fixing_reset(&r->open);
    ambit_siting_free(r->siting);
    ambit_islands_free(r->islands);
    ambit_neighbours_reset(&r->neighbours);
    ambit_candidates_reset(&r->candidates);
    ambit_bound_free(r->bound);
    ambit_core_free(r->core);
    free(r->choice), free(r->begin), free(r->begin_price);
}

static ambit_status check_options(const ambit_options *o, ambit_error *err)
{
    if (!(o->effort >= 0) || !(o->time_s >= 0) || !(o->gap >= 0) || o->threads < 0)
        return ambit_fail(err, AMBIT_E_INPUT, "effort %g, time %g s, gap %g, threads %d: none of them may be negative",
                          o->effort, o->time_s, o->gap, o->threads);
    return AMBIT_OK;
}

ambit_status ambit_solve(ambit_result **out, const ambit_problem *problem, const ambit_options *options,
                         ambit_error *err)
{
    *out = NULL;
    ambit_run r = { .problem = problem, .options = options ? *options : ambit_options_default(), .objective = INFINITY,
              .violation = INFINITY, .proven = -INFINITY, .exhausted = INFINITY };
    ambit_status status = check_options(&r.options, err);
    if (!status) status = ambit_beginning_check(problem, &r.options, err);
    if (status) return status;
    r.result = calloc(1, sizeof *r.result);
    if (!r.result) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a result");
    r.result->summary.bound = -INFINITY;
    r.result->summary.engine = "infeasibility proof";
    r.result->summary.contribution = r.result->contribution;
    ambit_watch_init(&r.watch, &r.options);
    int threads = omp_get_max_threads();
    if (r.options.threads > 0) omp_set_num_threads(r.options.threads); /* this thread's setting, put back below */
    status = solve(&r, err);
    omp_set_num_threads(threads);
    run_reset(&r);
    if (status) { ambit_result_free(r.result); return status; }
    *out = r.result;
    return AMBIT_OK;
}

/* ---- Reading the result ------------------------------------------------------------------------------------------ */

void ambit_result_free(ambit_result *result)
{
    if (!result) return;
    free(result->plan), free(result->centre), free(result->price), free(result->explanation), free(result);
}

const ambit_summary *ambit_result_summary(const ambit_result *result) { return &result->summary; }
const uint32_t *ambit_result_plan(const ambit_result *result) { return result->plan; }
const uint32_t *ambit_result_centres(const ambit_result *result) { return result->centre; }

const double *ambit_result_prices(const ambit_result *result, uint32_t rule)
{
    return result->price && rule < result->n_rules ? result->price + (size_t)rule * result->n_reps : NULL;
}

const char *ambit_result_explanation(const ambit_result *result)
{
    return result->explanation ? result->explanation : "";
}
