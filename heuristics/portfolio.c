/* heuristics/portfolio.c - ambit_solve: the exact side and the genetic algorithm as one.
 *
 *     disprove - presolve - bound - settle the islands - (evolve - polish - invite)* - prove - judge
 *
 * Each phase hands its plan and its bound to the next one, and what it added is recorded. Effort is counted, so a run
 * without a time limit is the same everywhere; with one, rounds go on until proof, gap or time. */
#include "heuristics/islands.h"
#include "heuristics/polish.h"
#include "heuristics/result.h"
#include "heuristics/watch.h"
#include "solver/bound.h"
#include "solver/exact/ilp.h"
#include "solver/infeasible/infeasible.h"

#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_FULL_PAIRS = 4000000,   /* up to here every eligible pair is a candidate */
    CANDIDATES_BEYOND = 24,      /* of each unit beyond */
    SEARCHED = 10,               /* of them, those that the local search tries */
    LP_PAIRS = 20000,            /* infeasibility: the LP is solved up to here */
    SMALL_PAIRS = 20000,         /* `auto` hands the whole model to GLPK up to here ... */
    NODES_TIMES_PAIRS = 5000000, /* ... for so many nodes times pairs, since a node costs about a pass over the pairs */
    SMALL_UNITS = 4000,          /* below, rounds are cheap: more of them, and every island is polished */
    GENERATIONS = 4,             /* between two migrations */
    ISLANDS = 4
};

enum { PHASE_BOUND, PHASE_GENETIC, PHASE_POLISH, PHASE_PROVE, N_PHASES };

/* A run: the phases' common ground. */
typedef struct {
    const ambit_problem *problem;
    ambit_options options;
    ambit_result *result;
    ambit_watch watch;
    ambit_core *core;
    ambit_bound *bound;
    ambit_candidates candidates;
    ambit_neighbours neighbours;
    ambit_graph graph;           /* of units that touch; empty when territories need not hang together */
    ambit_islands *islands;
    uint32_t n_islands;
    ambit_polish *polish;
    uint32_t *choice;            /* the best plan so far */
    double objective, violation; /* of it; INFINITY before there is one */
    double proven;               /* the best bound */
    double exhausted;            /* objective of the best plan on which polish had nothing left to try */
    bool optimal, infeasible;
    ambit_contribution part[N_PHASES]; /* of the phases that were run */
} run;

ambit_options ambit_options_default(void) { return (ambit_options){ .engine = AMBIT_ENGINE_AUTO, .seed = 1 }; }

/* ---- Common ground ----------------------------------------------------------------------------------------------- */

static void tell(run *r, const char *phase)
{
    r->watch.progress.phase = phase;
    r->watch.progress.bound = r->proven;
    r->watch.progress.cost = r->objective;
    r->watch.progress.violation = r->violation;
    ambit_watch_stop(&r->watch);
}

/* Takes a plan over when it is the better answer. */
static bool offer(run *r, const uint32_t *choice, double objective, double violation)
{
    if (!ambit_individual_beats(objective, violation, r->objective, r->violation)) return false;
    memmove(r->choice, choice, r->core->n_units * sizeof *choice);
    r->objective = objective, r->violation = violation;
    return true;
}

/* What stands after a phase, what it took, and since when it ran; a phase that runs again adds up. */
static void contribute(run *r, int phase, uint64_t effort, double started_s)
{
    static const char *const name[N_PHASES] = { "Lagrangian bound", "genetic algorithm", "GLPK on neighbouring reps",
                                                "GLPK branch and bound" };
    static const char *const unit[N_PHASES] = { "steps", "moves", "sub-problems", "nodes" };
    ambit_contribution *c = &r->part[phase];
    *c = (ambit_contribution){ name[phase], r->violation > 0 ? INFINITY : r->objective, r->proven, c->effort + effort,
                               unit[phase], c->seconds + ambit_watch_now() - started_s };
}

static bool over(run *r)
{
    tell(r, r->watch.progress.phase);
    return ambit_watch_done(&r->watch) || ambit_watch_stop(&r->watch);
}

/* Only a time is given: rounds go on until it is over. */
static bool endless(const run *r) { return r->options.time_s > 0 && !(r->options.effort > 0); }

static double effort_of(const run *r) { return r->options.effort > 0 ? r->options.effort : 1; }

/* ---- Bound ------------------------------------------------------------------------------------------------------- */

/* With a time limit the bound may use a third of it: without a plan it is of no use to anybody. */
static int bound_is_over(void *context)
{
    run *r = context;
    double limit = r->options.time_s;
    return ambit_watch_stop(&r->watch) || (limit > 0 && ambit_watch_elapsed(&r->watch) > limit / 3);
}

static ambit_status find_bound(run *r, ambit_error *err)
{
    double started = ambit_watch_now();
    tell(r, "bound");
    bool many = r->core->n_pairs > MOST_FULL_PAIRS;
    const ambit_bound_options options = { .smooth_steps = many ? 180 : 300, .deflected_steps = many ? 120 : 500,
                                          .target = INFINITY, .stop = bound_is_over, .context = r };
    ambit_status status = ambit_bound_build(&r->bound, r->core, &options, err);
    if (status) return status;
    r->proven = ambit_core_lift(r->core, r->bound->value);
    contribute(r, PHASE_BOUND, r->bound->steps, started);
    tell(r, "construct");
    status = ambit_candidates_init(&r->candidates, r->core, r->bound->price, SEARCHED, err);
    if (!status) status = ambit_neighbours_init(&r->neighbours, r->core, &r->candidates, err);
    return status ? status : ambit_graph_init(&r->graph, r->core, err);
}

/* ---- The genetic algorithm and its polish
 * ---------------------------------------------------------------------------- */

/* The current plan as a choice: units without a current rep take their cheapest pair. False when there is no plan. */
static bool current_choice(const run *r, uint32_t *choice)
{
    if (!r->problem->current) return false;
    for (uint32_t u = 0; u < r->core->n_units; u++) {
        uint32_t at = r->core->current[u];
        choice[u] = at != AMBIT_NOBODY ? at : r->candidates.offset[r->candidates.first[u]];
    }
    return true;
}

static void take_best(run *r)
{
    double objective, violation;
    const uint32_t *best = ambit_islands_best(r->islands, AMBIT_ALL_ISLANDS, &objective, &violation);
    if (best) offer(r, best, objective, violation);
}

/* Polishes the best plan of one island, or of all, and sends it there: islands that all get the best are soon alike, so
 * the best of all goes to the first one only and travels around the ring. */
static ambit_status polish_island(run *r, uint32_t island, uint64_t problems, ambit_error *err)
{
    double started = ambit_watch_now(), objective, violation;
    ambit_polish_report report;
    const uint32_t *best = ambit_islands_best(r->islands, island, &objective, &violation);
    uint32_t *choice = malloc(r->core->n_units * sizeof *choice);
    if (!choice) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a plan of %u units", r->core->n_units);
    tell(r, "polish");
    memcpy(choice, best ? best : r->choice, r->core->n_units * sizeof *choice);
    ambit_status status = ambit_polish_run(r->polish, choice, problems, &report, err);
    if (!status && report.improved) {
        ambit_islands_invite(r->islands, island == AMBIT_ALL_ISLANDS ? 0 : island, choice);
        take_best(r);
    }
    if (island == AMBIT_ALL_ISLANDS && report.exhausted) r->exhausted = r->objective;
    contribute(r, PHASE_POLISH, report.problems, started);
    free(choice);
    return status;
}

/* The best plan of all first; when nothing is left to try on it, the islands' own in turn: their children meet it
 * again. */
static ambit_status polish(run *r, uint64_t round, uint64_t problems, ambit_error *err)
{
    bool done = r->core->n_units < SMALL_UNITS || r->exhausted == r->objective;
    return polish_island(r, done ? (uint32_t)(round % r->n_islands) : AMBIT_ALL_ISLANDS, problems, err);
}

static void evolve(run *r)
{
    double started = ambit_watch_now();
    uint64_t moves = ambit_islands_moves(r->islands);
    tell(r, "genetic");
    ambit_islands_evolve(r->islands, GENERATIONS);
    take_best(r);
    contribute(r, PHASE_GENETIC, ambit_islands_moves(r->islands) - moves, started);
}

static ambit_status settle(run *r, ambit_error *err)
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
    tell(r, "genetic");
    ambit_islands_settle(r->islands);
    take_best(r);
    contribute(r, PHASE_GENETIC, ambit_islands_moves(r->islands), started);
    return ambit_polish_build(&r->polish, r->core, &r->candidates, &r->neighbours, &r->graph, &r->watch, err);
}

/* Rounds of polish and evolution. Small plans get more of them: they cost little there. */
static ambit_status search(run *r, ambit_error *err)
{
    const bool exact = r->options.engine == AMBIT_ENGINE_AUTO;
    ambit_status status = r->islands ? AMBIT_OK : settle(r, err);
    uint64_t rounds = (uint64_t)ceil((r->core->n_units < SMALL_UNITS ? 16 : 6) * effort_of(r));
    uint64_t n = r->core->n_units, problems = n > 50000 ? 200 : n >= SMALL_UNITS ? 1000 : 400;
    for (uint64_t round = 0; !status && round < rounds && !over(r); round++) {
        if (exact) status = polish(r, round, problems, err);
        if (!status && !over(r)) evolve(r);
        if (round % r->n_islands == r->n_islands - 1) ambit_islands_migrate(r->islands);
    }
    if (!status && exact && !over(r)) status = polish_island(r, AMBIT_ALL_ISLANDS, 2 * problems, err);
    return status;
}

/* ---- Proof ------------------------------------------------------------------------------------------------------- */

/* GLPK's model says nothing of contiguity: its bound holds all the same, its plan only when nothing is cut off. */
static ambit_status take_ilp(run *r, const ambit_ilp_result *found, const uint32_t *choice, ambit_error *err)
{
    if (found->outcome == AMBIT_ILP_INFEASIBLE) r->infeasible = r->core->complete;
    if (r->core->complete && found->outcome != AMBIT_ILP_INFEASIBLE)
        r->proven = fmax(r->proven, ambit_core_lift(r->core, found->bound));
    if (found->outcome != AMBIT_ILP_OPTIMAL && found->outcome != AMBIT_ILP_FEASIBLE) return AMBIT_OK;
    double objective, violation;
    ambit_status status = ambit_contiguity_judge(&objective, &violation, &r->graph, r->core, choice, err);
    if (status) return status;
    offer(r, choice, objective, violation);
    if (found->outcome == AMBIT_ILP_OPTIMAL && !(violation > 0) && r->core->complete) r->optimal = true;
    return AMBIT_OK;
}

/* The whole model to GLPK, with what the others found; `patience` is a multiple of the counted limits. */
static ambit_status prove(run *r, double patience, ambit_error *err)
{
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
    tell(r, "prove");
    ambit_ilp_result found;
    ambit_status status = ambit_ilp_solve(&found, choice, r->core, &options, err);
    if (!status) status = take_ilp(r, &found, choice, err);
    if (!status) contribute(r, PHASE_PROVE, found.nodes, started);
    free(choice);
    return status;
}

/* ---- Judging and telling ----------------------------------------------------------------------------------------- */

/* The rows that are broken, or whatever else the verifier named. */
static ambit_status explain_violations(run *r, const double *load, const char *fault, ambit_error *err)
{
    const ambit_problem *p = r->problem;
    char *text = NULL, name[80];
    size_t size;
    FILE *to = open_memstream(&text, &size);
    if (!to) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for an explanation");
    uint32_t said = 0, broken = 0;
    for (uint32_t a = 0; a < p->n_rules; a++)
        for (uint32_t rep = 0; rep < p->n_reps; rep++) {
            double value = load[a * p->n_reps + rep], lower = p->rule[a].lower[rep], upper = p->rule[a].upper[rep];
            double slack = 1e-9 * fmax(fabs(value), 1e-300);
            if (value <= upper + slack && value >= lower - slack) continue;
            broken++;
            if (said++ < 20)
                fprintf(to, "%s has %.6g of %s, %s %.6g\n", ambit_problem_rep_name(p, rep, name), value,
                        p->rule[a].name, value > upper ? "at most" : "at least", value > upper ? upper : lower);
        }
    if (!broken) fprintf(to, "%s\n", fault);
    if (broken > 20) fprintf(to, "and %u more\n", broken - 20);
    if (fclose(to)) return free(text), ambit_fail(err, AMBIT_E_MEMORY, "no memory for an explanation");
    r->result->explanation = text;
    return AMBIT_OK;
}

static ambit_status judge(run *r, ambit_error *err)
{
    ambit_summary *s = &r->result->summary;
    const ambit_problem *p = r->problem;
    double *load = calloc((size_t)p->n_rules * p->n_reps + 1, sizeof *load);
    r->result->plan = malloc(p->n_units * sizeof *r->result->plan);
    if (!load || !r->result->plan) return free(load), ambit_fail(err, AMBIT_E_MEMORY, "no memory for the plan");
    ambit_core_expand(r->core, r->choice, r->result->plan);
    ambit_verdict verdict;
    ambit_status status = ambit_evaluate(&verdict, p, r->result->plan, load, err);
    if (status) return free(load), status;
    s->cost = verdict.cost, s->violation = verdict.violation;
    double slack = 1e-9 * (1 + fabs(s->cost.total));
    if (verdict.within_rules && s->bound > s->cost.total + slack)
        status = ambit_fail(err, AMBIT_E_INTERNAL, "the bound %.17g is above the plan's cost %.17g", s->bound,
                            s->cost.total);
    if (verdict.within_rules && r->optimal) s->bound = s->cost.total;
    s->bound = verdict.within_rules ? fmin(s->bound, s->cost.total) : s->bound;
    s->gap = s->cost.total != 0 ? fmax(0, s->cost.total - s->bound) / fabs(s->cost.total) : s->bound < 0 ? INFINITY : 0;
    s->status = !verdict.within_rules ? AMBIT_PLAN_VIOLATED : s->gap <= 1e-9 ? AMBIT_PLAN_OPTIMAL : AMBIT_PLAN_FEASIBLE;
    if (!status && s->status == AMBIT_PLAN_VIOLATED) {
        s->gap = INFINITY;
        status = explain_violations(r, load, verdict.first_fault, err);
    }
    free(load);
    return status;
}

static void say(run *r)
{
    ambit_summary *s = &r->result->summary;
    size_t used = (size_t)snprintf(r->result->engine, sizeof r->result->engine, "%s",
                                   r->options.engine == AMBIT_ENGINE_AUTO ? "auto: " : "");
    for (int phase = 0; phase < N_PHASES; phase++) {
        if (!r->part[phase].name) continue;
        used += (size_t)snprintf(r->result->engine + used, sizeof r->result->engine - used, "%s%s",
                                 s->n_contributions ? ", " : "", r->part[phase].name);
        r->result->contribution[s->n_contributions++] = r->part[phase];
    }
    s->engine = r->result->engine;
}

/* ---- The run ----------------------------------------------------------------------------------------------------- */

static ambit_status infeasible(run *r, char *explanation)
{
    r->result->explanation = explanation;
    r->result->summary.status = AMBIT_PLAN_INFEASIBLE;
    r->result->summary.gap = INFINITY;
    return AMBIT_OK;
}

/* The plan in force is the first answer, whatever the engine. */
static ambit_status start_from_current(run *r, ambit_error *err)
{
    memset(r->choice, 0, r->core->n_units * sizeof *r->choice);
    if (!current_choice(r, r->choice)) return AMBIT_OK;
    return ambit_contiguity_judge(&r->objective, &r->violation, &r->graph, r->core, r->choice, err);
}

/* Search and proof by turns: once when effort is counted; with a time alone again and again, with more patience for the
 * proof each time (it starts anew, so four times as much wastes a third at most). */
static ambit_status search_and_prove(run *r, ambit_error *err)
{
    bool alone = r->options.engine == AMBIT_ENGINE_ILP, small = r->core->n_pairs <= SMALL_PAIRS;
    ambit_status status = start_from_current(r, err);
    for (double patience = effort_of(r); !status; patience *= 4) {
        if (!alone) status = search(r, err);
        if (!status && (alone || (small && r->options.engine == AMBIT_ENGINE_AUTO)) && !over(r))
            status = prove(r, patience, err);
        if (!endless(r) || r->optimal || r->infeasible || over(r)) break;
    }
    return status;
}

static ambit_status phases(run *r, ambit_error *err)
{
    ambit_status status = find_bound(r, err);
    if (!status) status = search_and_prove(r, err);
    if (status) return status;
    ambit_summary *s = &r->result->summary;
    s->bound = r->proven;
    s->stopped = atomic_load(&r->watch.stopped);
    say(r);
    if (!(r->result->price = malloc(((size_t)r->bound->n_prices + 1) * sizeof *r->result->price)))
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the prices");
    memcpy(r->result->price, r->bound->price, r->bound->n_prices * sizeof *r->result->price);
    if (r->infeasible)
        return infeasible(r, strdup("branch and bound over the whole model found no plan within the rules"));
    if (r->objective < INFINITY) return judge(r, err);
    s->status = AMBIT_PLAN_NONE;
    s->gap = INFINITY;
    return AMBIT_OK;
}

static ambit_status prepare(run *r, ambit_error *err)
{
    const ambit_problem *p = r->problem;
    bool full = p->pair_first || (uint64_t)p->n_units * p->n_reps <= MOST_FULL_PAIRS;
    ambit_status status = ambit_core_build(&r->core, p, full ? 0 : CANDIDATES_BEYOND, err);
    if (status) return status;
    r->result->summary.n_pairs = r->core->n_eligible;
    r->result->summary.n_candidates = r->core->n_pairs;
    r->result->n_rules = p->n_rules, r->result->n_reps = p->n_reps;
    r->choice = malloc(r->core->n_units * sizeof *r->choice);
    return r->choice ? AMBIT_OK : ambit_fail(err, AMBIT_E_MEMORY, "no memory for a plan of %u units", r->core->n_units);
}

static ambit_status solve(run *r, ambit_error *err)
{
    char *disproof = NULL;
    ambit_status status = ambit_infeasible_find(&disproof, r->problem, LP_PAIRS, err);
    if (status) return status;
    if (disproof) return infeasible(r, disproof);
    status = prepare(r, err);
    return status ? status : phases(r, err);
}

static void run_reset(run *r)
{
    ambit_polish_free(r->polish);
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
    run r = { .problem = problem, .options = options ? *options : ambit_options_default(), .objective = INFINITY,
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
