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
#include "solver/ilp.h"
#include "solver/infeasible.h"

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
    SMALL_PAIRS = 20000,         /* `auto` hands the whole model to GLPK up to here */
    GENERATIONS = 4,             /* between two migrations */
    ISLANDS = 4
};

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
    ambit_polish *polish;
    uint32_t *choice;            /* the best plan so far */
    double objective, violation; /* of it; INFINITY before there is one */
    double proven;               /* the best bound */
    bool optimal, infeasible;
    uint64_t problems, solved;   /* polish: tried, better */
    double seconds[5];           /* of the phases, in the order of `phase` */
} run;

enum { PHASE_BOUND, PHASE_GENETIC, PHASE_POLISH, PHASE_PROVE };

ambit_options ambit_options_default(void) { return (ambit_options){ .engine = AMBIT_ENGINE_AUTO, .seed = 1 }; }

/* ---- Common ground -------------------------------------------------------------------------------------------------- */

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

static ambit_contribution *contribute(run *r, const char *name, uint64_t effort, const char *unit, double seconds)
{
    ambit_contribution *c = &r->result->contribution[r->result->summary.n_contributions++];
    *c = (ambit_contribution){ name, r->violation > 0 ? INFINITY : r->objective, r->proven, effort, unit, seconds };
    return c;
}

static bool over(run *r) { return ambit_watch_done(&r->watch) || ambit_watch_stop(&r->watch); }

/* ---- Bound ---------------------------------------------------------------------------------------------------------- */

static ambit_status find_bound(run *r, ambit_error *err)
{
    double started = ambit_watch_now();
    tell(r, "bound");
    const ambit_bound_options options = { .smooth_steps = 300, .deflected_steps = 500, .target = INFINITY,
                                          .stop = ambit_watch_asked, .context = &r->watch };
    ambit_status status = ambit_bound_build(&r->bound, r->core, &options, err);
    if (status) return status;
    r->proven = r->bound->value;
    r->seconds[PHASE_BOUND] = ambit_watch_now() - started;
    contribute(r, "Lagrangian bound", r->bound->steps, "steps", r->seconds[PHASE_BOUND]);
    tell(r, "construct");
    status = ambit_candidates_init(&r->candidates, r->core, r->bound->price, SEARCHED, err);
    if (!status) status = ambit_neighbours_init(&r->neighbours, r->core, &r->candidates, err);
    return status ? status : ambit_graph_init(&r->graph, r->core, err);
}

/* ---- The genetic algorithm and its polish ---------------------------------------------------------------------------- */

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
    const uint32_t *best = ambit_islands_best(r->islands, &objective, &violation);
    if (best) offer(r, best, objective, violation);
}

static ambit_status polish_best(run *r, uint64_t problems, bool *exhausted, ambit_error *err)
{
    double started = ambit_watch_now();
    ambit_polish_report report;
    uint32_t *choice = malloc(r->core->n_units * sizeof *choice);
    if (!choice) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a plan of %u units", r->core->n_units);
    tell(r, "polish");
    memcpy(choice, r->choice, r->core->n_units * sizeof *choice);
    ambit_status status = ambit_polish_run(r->polish, choice, problems, &report, err);
    if (!status && report.improved) {
        ambit_islands_invite(r->islands, choice);
        take_best(r);
    }
    r->problems += report.problems, r->solved += report.improved;
    r->seconds[PHASE_POLISH] += ambit_watch_now() - started;
    *exhausted = report.exhausted;
    free(choice);
    return status;
}

static void evolve(run *r)
{
    double started = ambit_watch_now();
    tell(r, "genetic");
    ambit_islands_evolve(r->islands, GENERATIONS);
    take_best(r);
    r->seconds[PHASE_GENETIC] += ambit_watch_now() - started;
}

static ambit_status settle(run *r, ambit_error *err)
{
    double started = ambit_watch_now();
    uint64_t n = r->core->n_units;
    ambit_islands_options options = { .n_islands = n > 50000 ? 2 : ISLANDS, .seed = r->options.seed };
    options.first_moves = n < 2000 ? 200 * n + 4000 : n < 50000 ? 300000 + 50 * n : 10 * n;
    options.child_moves = options.first_moves / 4;
    ambit_status status = ambit_islands_build(&r->islands, r->core, &r->candidates, &r->neighbours, &r->graph,
                                              r->bound->price, &options, &r->watch, err);
    if (status) return status;
    if (current_choice(r, r->choice)) ambit_islands_invite(r->islands, r->choice);
    tell(r, "genetic");
    ambit_islands_settle(r->islands);
    take_best(r);
    r->seconds[PHASE_GENETIC] += ambit_watch_now() - started;
    return AMBIT_OK;
}

/* Rounds of evolution and polish: a counted number of them, or until the time is over when only a time is given. */
static ambit_status search(run *r, ambit_error *err)
{
    const bool exact = r->options.engine == AMBIT_ENGINE_AUTO;
    ambit_status status = settle(r, err);
    if (!status && exact)
        status = ambit_polish_build(&r->polish, r->core, &r->candidates, &r->neighbours, &r->graph, &r->watch, err);
    double effort = r->options.effort > 0 ? r->options.effort : 1;
    bool endless = r->options.time_s > 0 && !(r->options.effort > 0);
    uint64_t rounds = (uint64_t)ceil(6 * effort), problems = r->core->n_units > 50000 ? 200 : 400;
    for (uint64_t round = 0; !status && (endless || round < rounds) && !over(r); round++) {
        bool exhausted = !exact;
        if (exact) status = polish_best(r, problems, &exhausted, err);
        if (!status && !over(r)) evolve(r);
    }
    if (!status && exact && !over(r)) {
        bool exhausted;
        status = polish_best(r, 2 * problems, &exhausted, err);
    }
    contribute(r, "genetic algorithm", ambit_islands_moves(r->islands), "moves", r->seconds[PHASE_GENETIC]);
    if (exact) contribute(r, "GLPK on neighbouring reps", r->problems, "sub-problems", r->seconds[PHASE_POLISH]);
    return status;
}

/* ---- Proof ---------------------------------------------------------------------------------------------------------- */

/* GLPK's model says nothing of contiguity: its bound holds all the same, its plan only when nothing is cut off. */
static ambit_status take_ilp(run *r, const ambit_ilp_result *found, const uint32_t *choice, ambit_error *err)
{
    if (found->outcome == AMBIT_ILP_INFEASIBLE) r->infeasible = r->core->complete;
    if (r->core->complete && found->outcome != AMBIT_ILP_INFEASIBLE) r->proven = fmax(r->proven, found->bound);
    if (found->outcome != AMBIT_ILP_OPTIMAL && found->outcome != AMBIT_ILP_FEASIBLE) return AMBIT_OK;
    uint32_t breaks;
    ambit_status status = ambit_contiguity_judge(&breaks, &r->graph, r->core, choice, err);
    if (status) return status;
    offer(r, choice, found->cost, breaks);
    if (found->outcome == AMBIT_ILP_OPTIMAL && !breaks && r->core->complete) r->optimal = true;
    return AMBIT_OK;
}

/* The whole model to GLPK, with what the others found. */
static ambit_status prove(run *r, ambit_error *err)
{
    double started = ambit_watch_now(), effort = r->options.effort > 0 ? r->options.effort : 1;
    bool endless = r->options.time_s > 0 && !(r->options.effort > 0), alone = r->options.engine == AMBIT_ENGINE_ILP;
    bool legal = r->objective < INFINITY && !(r->violation > 0);
    ambit_ilp_options options = { .incumbent = legal ? r->choice : NULL, .incumbent_cost = legal ? r->objective : INFINITY,
        .price = r->bound->price, .bound = r->bound->value, .stop = ambit_watch_asked, .context = &r->watch };
    if (!endless) options.most_nodes = (uint64_t)((alone ? 200000 : 20000) * effort);
    if (!endless) options.most_iterations = (uint64_t)((alone ? 3e6 : 3e5) * effort);
    uint32_t *choice = malloc(r->core->n_units * sizeof *choice);
    if (!choice) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a plan of %u units", r->core->n_units);
    memcpy(choice, r->choice, r->core->n_units * sizeof *choice);
    tell(r, "prove");
    ambit_ilp_result found;
    ambit_status status = ambit_ilp_solve(&found, choice, r->core, &options, err);
    if (!status) status = take_ilp(r, &found, choice, err);
    if (!status) {
        contribute(r, "GLPK branch and bound", found.nodes, "nodes", ambit_watch_now() - started);
    }
    free(choice);
    return status;
}

/* ---- Judging and telling -------------------------------------------------------------------------------------------- */

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
            if (said++ < 20) fprintf(to, "%s has %.6g of %s, %s %.6g\n", ambit_problem_rep_name(p, rep, name), value,
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
        status = ambit_fail(err, AMBIT_E_INTERNAL, "the bound %.17g is above the plan's cost %.17g", s->bound, s->cost.total);
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

static void say_engine(run *r)
{
    const char *auto_says = r->options.engine == AMBIT_ENGINE_AUTO ? "auto: " : "";
    bool genetic = r->options.engine != AMBIT_ENGINE_ILP, whole = false;
    for (uint32_t i = 0; i < r->result->summary.n_contributions; i++)
        whole = whole || !strcmp(r->result->contribution[i].name, "GLPK branch and bound");
    snprintf(r->result->engine, sizeof r->result->engine, "%s%s%s%s", auto_says, "Lagrangian bound",
             !genetic ? "" : r->options.engine == AMBIT_ENGINE_GA ? ", genetic algorithm" : ", genetic algorithm, exact sub-problems",
             whole ? ", branch and bound" : "");
    r->result->summary.engine = r->result->engine;
}

/* ---- The run -------------------------------------------------------------------------------------------------------- */

static ambit_status infeasible(run *r, char *explanation)
{
    r->result->explanation = explanation;
    r->result->summary.status = AMBIT_PLAN_INFEASIBLE;
    r->result->summary.gap = INFINITY;
    return AMBIT_OK;
}

static ambit_status phases(run *r, ambit_error *err)
{
    ambit_status status = find_bound(r, err);
    bool alone = r->options.engine == AMBIT_ENGINE_ILP;
    if (!status && alone && !current_choice(r, r->choice)) memset(r->choice, 0, r->core->n_units * sizeof *r->choice);
    if (!status && !alone) status = search(r, err);
    bool small = r->core->n_pairs <= SMALL_PAIRS && r->options.engine == AMBIT_ENGINE_AUTO;
    if (!status && (alone || small) && !over(r)) status = prove(r, err);
    if (status) return status;
    ambit_summary *s = &r->result->summary;
    s->bound = r->proven;
    s->stopped = atomic_load(&r->watch.stopped);
    say_engine(r);
    if (!(r->result->price = malloc(((size_t)r->bound->n_prices + 1) * sizeof *r->result->price)))
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the prices");
    memcpy(r->result->price, r->bound->price, r->bound->n_prices * sizeof *r->result->price);
    if (r->infeasible) return infeasible(r, strdup("branch and bound over the whole model found no plan within the rules"));
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
        return ambit_fail(err, AMBIT_E_INPUT, "effort %g, time %g s, gap %g, threads %d: none of them may be negative", o->effort,
                          o->time_s, o->gap, o->threads);
    return AMBIT_OK;
}

ambit_status ambit_solve(ambit_result **out, const ambit_problem *problem, const ambit_options *options, ambit_error *err)
{
    *out = NULL;
    run r = { .problem = problem, .options = options ? *options : ambit_options_default(), .objective = INFINITY,
              .violation = INFINITY, .proven = -INFINITY };
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

/* ---- Reading the result --------------------------------------------------------------------------------------------- */

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

const char *ambit_result_explanation(const ambit_result *result) { return result->explanation ? result->explanation : ""; }
