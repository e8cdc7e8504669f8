/* heuristics/portfolio.c - ambit_solve: the exact side and the genetic algorithm as one.
 *
 *     disprove - presolve - bound - settle the islands - (polish - evolve - migrate)* - branch - prove - judge
 *
 * Each phase hands its plan and its bound to the next one, and what it added is recorded. Effort is counted, so a run
 * without a time limit is the same everywhere; with one, rounds go on until proof, gap or time. */
#include "heuristics/run.h"
#include "solver/infeasible/infeasible.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

static const double EARLY_BRANCHING = 5e6; /* pairs priced: for prices that know where large units belong */
static const double LATE_BRANCHING = 2e7;  /* ... and for the proof */

enum {
    CANDIDATES_BEYOND = 24,      /* of each unit beyond */
    LP_PAIRS = 20000,            /* infeasibility: the LP is solved up to here */
    SMALL_PAIRS = 20000,         /* `auto` hands the whole model to GLPK up to here */
    TINY_PAIRS = 250,            /* GLPK alone finishes up to here */
    MOST_ROWS = 150,             /* balance rows up to which branching is worth its Newton steps */
    SMALL_UNITS = 4000,          /* below, rounds are cheap: more of them, and every island is polished */
    GENERATIONS = 4,             /* between two migrations */
    ISLANDS = 4,
    ROUNDS_BRED = 8,
    SIDE_BY_SIDE = 8,            /* sets of reps that the polish solves at once */
    MOST_BRED = 20000            /* units up to which children are schooled exactly */
};

ambit_options ambit_options_default(void) { return (ambit_options){ .engine = AMBIT_ENGINE_AUTO, .seed = 1 }; }

/* ---- The genetic algorithm and its polish ------------------------------------------------------------------------ */

/* The current plan as a choice: units without a current rep take their cheapest pair. False when there is no plan. */
static bool current_choice(const ambit_run *r, uint32_t *choice)
{
    if (!r->problem->current) return false;
    for (uint32_t u = 0; u < r->core->n_units; u++) {
        uint32_t at = r->core->current[u];
        choice[u] = at != AMBIT_NOBODY ? at : r->candidates.offset[r->candidates.first[u]];
    }
    return true;
}

static void take_best(ambit_run *r)
{
    double objective, violation;
    const uint32_t *best = ambit_islands_best(r->islands, AMBIT_ALL_ISLANDS, &objective, &violation);
    if (best) ambit_run_offer(r, best, objective, violation);
}

/* Polishes the best plan of one island, or of all, and sends it there: islands that all get the best are soon alike, so
 * the best of all goes to the first one only and travels around the ring. */
static ambit_status polish_island(ambit_run *r, uint32_t island, uint64_t work, ambit_error *err)
{
    double started = ambit_watch_now(), objective, violation;
    const ambit_polish_effort effort = { .depth = AMBIT_POLISH_QUADS, .work = work, .pressure = 1 };
    const uint32_t *best = ambit_islands_best(r->islands, island, &objective, &violation);
    uint32_t *choice = malloc(r->core->n_units * sizeof *choice);
    if (!choice) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a plan of %u units", r->core->n_units);
    ambit_run_tell(r, "polish");
    memcpy(choice, best ? best : r->choice, r->core->n_units * sizeof *choice);
    const ambit_polish_report report = ambit_polish_run(r->polish, choice, &effort);
    if (report.improved) {
        ambit_islands_invite(r->islands, island == AMBIT_ALL_ISLANDS ? 0 : island, choice);
        take_best(r);
    }
    if (island == AMBIT_ALL_ISLANDS && report.exhausted) r->exhausted = r->objective;
    ambit_run_contribute(r, PHASE_POLISH, report.problems, started);
    free(choice);
    return AMBIT_OK;
}

/* The best plan of all first; when nothing is left to try on it, the islands' own in turn: their children meet it
 * again. */
static ambit_status polish(ambit_run *r, uint64_t round, uint64_t work, ambit_error *err)
{
    bool done = r->core->n_units < SMALL_UNITS || r->exhausted == r->objective;
    return polish_island(r, done ? (uint32_t)(round % r->n_islands) : AMBIT_ALL_ISLANDS, work, err);
}

static void evolve(ambit_run *r)
{
    if (r->options.without & AMBIT_WITHOUT_GENETIC) return;
    double started = ambit_watch_now();
    uint64_t moves = ambit_islands_moves(r->islands);
    ambit_run_tell(r, "genetic");
    ambit_islands_evolve(r->islands, GENERATIONS);
    take_best(r);
    ambit_run_contribute(r, PHASE_GENETIC, ambit_islands_moves(r->islands) - moves, started);
}

static ambit_status settle(ambit_run *r, ambit_error *err)
{
    double started = ambit_watch_now();
    uint64_t n = r->core->n_units;
    r->n_islands = n > 50000 ? 2 : ISLANDS;
    ambit_islands_options options = { .n_islands = r->n_islands, .seed = r->options.seed };
    options.first_moves = n < 2000 ? 200 * n + 4000 : n < 50000 ? 300000 + 50 * n : 10 * n;
    options.child_moves = options.first_moves / 4;
    ambit_status status = ambit_islands_build(&r->islands, r->core, &r->candidates, &r->neighbours, &r->graph,
                                              r->bound->price, &options, &r->watch, err);
    if (status) return status;
    if (r->objective < INFINITY) ambit_islands_invite(r->islands, AMBIT_ALL_ISLANDS, r->choice);
    ambit_run_tell(r, "genetic");
    ambit_islands_settle(r->islands);
    take_best(r);
    ambit_run_contribute(r, PHASE_GENETIC, ambit_islands_moves(r->islands), started);
    return ambit_polish_build(&r->polish, r->core, &r->candidates, &r->neighbours, &r->graph, r->bound->price,
                              SIDE_BY_SIDE, &r->watch, err);
}

/* Branching proves little where territories must hang together, which the relaxation does not know; without a plan
 * there is no cutoff; and what is tiny GLPK finishes sooner. */
static bool worth_branching(const ambit_run *r)
{
    return r->options.engine == AMBIT_ENGINE_AUTO && !(r->options.without & AMBIT_WITHOUT_BRANCHING)
           && r->core->complete && !r->graph.first && !r->optimal
           && ambit_run_legal(r) && r->core->n_pairs > TINY_PAIRS
           && (uint64_t)r->core->n_rules * r->core->n_reps <= MOST_ROWS;
}

/* Rounds of polish and evolution. Small plans get more of them: they cost little there. */
static ambit_status anneal(ambit_run *r, ambit_error *err)
{
    const bool exact = r->options.engine == AMBIT_ENGINE_AUTO && !(r->options.without & AMBIT_WITHOUT_SUBPROBLEMS);
    ambit_status status = r->islands ? AMBIT_OK : settle(r, err);
    uint64_t rounds = (uint64_t)ceil((r->core->n_units < SMALL_UNITS ? 16 : 6) * ambit_run_effort(r));
    uint64_t n = r->core->n_units, work = n > 50000 ? 1000000 : n >= SMALL_UNITS ? 5000000 : 2000000;
    for (uint64_t round = 0; !status && round < rounds && !ambit_run_over(r); round++) {
        if (round == rounds / 4 && worth_branching(r) && !r->part[PHASE_BRANCH].name)
            status = ambit_proof_branch(r, EARLY_BRANCHING * ambit_run_effort(r), err);
        if (exact && !status) status = polish(r, round, work, err);
        if (!status && !ambit_run_over(r)) evolve(r);
        if (round % r->n_islands == r->n_islands - 1) ambit_islands_migrate(r->islands);
    }
    if (!status && exact && !ambit_run_over(r)) status = polish_island(r, AMBIT_ALL_ISLANDS, 2 * work, err);
    return status;
}

/* ---- Breeding ---------------------------------------------------------------------------------------------------- */

/* Children that the exact side schools are better and sooner there than by annealing; but what they start from hangs
 * together nowhere. */
static bool breeds(const ambit_run *r)
{
    const unsigned parts = AMBIT_WITHOUT_SUBPROBLEMS | AMBIT_WITHOUT_GENETIC;
    return r->options.engine == AMBIT_ENGINE_AUTO && !(r->options.without & parts) && !r->graph.first
           && r->core->n_units <= MOST_BRED && r->core->n_reps > 1;
}

static void breed_once(ambit_run *r, uint64_t work)
{
    double started = ambit_watch_now(), objective, violation;
    uint64_t problems = ambit_breeding_problems(r->breeding);
    ambit_run_tell(r, "genetic");
    ambit_breeding_evolve(r->breeding, work);
    const uint32_t *best = ambit_breeding_best(r->breeding, &objective, &violation);
    if (best) ambit_run_offer(r, best, objective, violation);
    ambit_run_contribute(r, PHASE_POLISH, ambit_breeding_problems(r->breeding) - problems, started);
}

/* A first plan by annealing, for whoever cannot wait; then rounds of breeding. */
static ambit_status breed(ambit_run *r, ambit_error *err)
{
    ambit_status status = AMBIT_OK;
    if (!r->breeding) {
        status = settle(r, err);
        if (status) return status;
        status = ambit_breeding_build(&r->breeding, r->core, &r->candidates, &r->neighbours, &r->graph,
                                      r->bound->price, ISLANDS, r->options.seed, &r->watch, err);
        if (!status && r->objective < INFINITY) ambit_breeding_invite(r->breeding, r->choice);
    }
    uint64_t rounds = (uint64_t)ceil(ROUNDS_BRED * ambit_run_effort(r)), n = r->core->n_units;
    uint64_t work = 1000000 + 4000 * n;
    for (uint64_t round = 0; !status && round < rounds && !ambit_run_over(r); round++) {
        if (round == rounds / 4 && worth_branching(r) && !r->part[PHASE_BRANCH].name)
            status = ambit_proof_branch(r, EARLY_BRANCHING * ambit_run_effort(r), err);
        if (r->optimal) break;
        breed_once(r, work);
        status = ambit_recombination_run(r, err);
        if (round % 2) ambit_breeding_migrate(r->breeding);
    }
    return status;
}

static ambit_status search(ambit_run *r, ambit_error *err) { return breeds(r) ? breed(r, err) : anneal(r, err); }

/* ---- The run ----------------------------------------------------------------------------------------------------- */

static ambit_status infeasible(ambit_run *r, char *explanation)
{
    r->result->explanation = explanation;
    r->result->summary.status = AMBIT_PLAN_INFEASIBLE;
    r->result->summary.gap = INFINITY;
    return AMBIT_OK;
}

/* The plan in force is the first answer, whatever the engine. */
static ambit_status start_from_current(ambit_run *r, ambit_error *err)
{
    memset(r->choice, 0, r->core->n_units * sizeof *r->choice);
    if (!current_choice(r, r->choice)) return AMBIT_OK;
    return ambit_contiguity_judge(&r->objective, &r->violation, &r->graph, r->core, r->choice, err);
}

/* Search and proof by turns: once when effort is counted; with a time alone again and again, with more patience for the
 * proof each time (it starts anew, so four times as much wastes a third at most). */
static ambit_status search_and_prove(ambit_run *r, ambit_error *err)
{
    bool alone = r->options.engine == AMBIT_ENGINE_ILP, small = r->core->n_pairs <= SMALL_PAIRS;
    bool packs = ambit_assignment_pays(r);
    ambit_status status = start_from_current(r, err);
    for (double patience = ambit_run_effort(r); !status; patience *= 4) {
        if (packs) status = ambit_assignment_run(r, patience, err);
        bool settled = packs && (status || r->infeasible || ambit_run_legal(r) || ambit_run_over(r));
        if (!alone && !settled) status = search(r, err);
        if (!status && !settled && worth_branching(r) && !ambit_run_over(r))
            status = ambit_proof_branch(r, LATE_BRANCHING * patience, err);
        if (!status && !settled && !r->optimal && !ambit_run_over(r)
            && (alone || (small && r->options.engine == AMBIT_ENGINE_AUTO)))
            status = ambit_proof_finish(r, patience, err);
        if (!ambit_run_endless(r) || r->optimal || r->infeasible || ambit_run_over(r)) break;
    }
    return status;
}

static ambit_status phases(ambit_run *r, ambit_error *err)
{
    ambit_status status = ambit_proof_bound(r, err);
    if (!status) status = search_and_prove(r, err);
    if (status) return status;
    ambit_summary *s = &r->result->summary;
    s->bound = r->proven;
    s->stopped = atomic_load(&r->watch.stopped);
    ambit_judgement_say(r);
    if (!(r->result->price = malloc(((size_t)r->bound->n_prices + 1) * sizeof *r->result->price)))
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the prices");
    memcpy(r->result->price, r->bound->price, r->bound->n_prices * sizeof *r->result->price);
    if (r->infeasible)
        return infeasible(r, strdup("branch and bound over the whole model found no plan within the rules"));
    if (r->objective < INFINITY) return ambit_judgement_pass(r, err);
    s->status = AMBIT_PLAN_NONE;
    s->gap = INFINITY;
    return AMBIT_OK;
}

static ambit_status prepare(ambit_run *r, ambit_error *err)
{
    const ambit_problem *p = r->problem;
    bool full = p->pair_first || (uint64_t)p->n_units * p->n_reps <= AMBIT_MOST_FULL_PAIRS;
    ambit_status status = ambit_core_build(&r->core, p, full ? 0 : CANDIDATES_BEYOND, err);
    if (status) return status;
    r->result->summary.n_pairs = r->core->n_eligible;
    r->result->summary.n_candidates = r->core->n_pairs;
    r->result->n_rules = p->n_rules, r->result->n_reps = p->n_reps;
    r->choice = malloc(r->core->n_units * sizeof *r->choice);
    return r->choice ? AMBIT_OK : ambit_fail(err, AMBIT_E_MEMORY, "no memory for a plan of %u units", r->core->n_units);
}

static ambit_status solve(ambit_run *r, ambit_error *err)
{
    char *disproof = NULL;
    ambit_status status = ambit_infeasible_find(&disproof, r->problem, LP_PAIRS, err);
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
    ambit_islands_free(r->islands);
    ambit_graph_reset(&r->graph);
    ambit_neighbours_reset(&r->neighbours);
    ambit_candidates_reset(&r->candidates);
    ambit_bound_free(r->bound);
    ambit_core_free(r->core);
    free(r->choice);
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
    if (result) free(result->plan), free(result->price), free(result->explanation), free(result);
}

const ambit_summary *ambit_result_summary(const ambit_result *result) { return &result->summary; }
const uint32_t *ambit_result_plan(const ambit_result *result) { return result->plan; }

const double *ambit_result_prices(const ambit_result *result, uint32_t rule)
{
    return result->price && rule < result->n_rules ? result->price + (size_t)rule * result->n_reps : NULL;
}

const char *ambit_result_explanation(const ambit_result *result)
{
    return result->explanation ? result->explanation : "";
}
