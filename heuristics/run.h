/* heuristics/run.h - one run of ambit_solve: what its phases share, inside the folder.
 *
 * portfolio.c says in which order they come, strategy.c how the search goes, proof.c raises the bound, judgement.c says
 * what came out. Free centres and territories that hang together go their own way, location.c. */
#ifndef AMBIT_RUN_H
#define AMBIT_RUN_H
#include "heuristics/genetic/breeding.h"
#include "heuristics/genetic/islands.h"
#include "heuristics/exact/polish.h"
#include "heuristics/result.h"
#include "heuristics/siting/search.h"
#include "heuristics/watch.h"
#include "solver/bound.h"
#include "solver/knapsack/knapsack.h"
#include "solver/hess/prices.h"

#include <math.h>

enum { AMBIT_MOST_FULL_PAIRS = 4000000 /* up to here every eligible pair is a candidate */ };

enum { PHASE_BOUND, PHASE_POLISH, PHASE_ISLANDS, PHASE_BREEDING, PHASE_POOL, PHASE_BLOCKS, PHASE_BRANCH,
       PHASE_KNAPSACKS, PHASE_PROVE, PHASE_LOCATION, PHASE_PRICES, PHASE_DISTRICTS, PHASE_TREE, N_PHASES };

typedef struct {
    const ambit_problem *problem;
    ambit_options options;
    ambit_result *result;
    ambit_watch watch;
    ambit_core *core;
    ambit_bound *bound;
    ambit_candidates candidates;
    ambit_neighbours neighbours;
    ambit_islands *islands;
    uint32_t n_islands;
    ambit_polish *polish;
    ambit_breeding *breeding;    /* NULL where children are not schooled exactly */
    ambit_pool_prices pool_prices;
    ambit_pool pool;             /* of the territories that breeding has seen; without prices before there is one */
    uint64_t n_rounds_of_blocks; /* so far */
    ambit_knapsack *knapsack;    /* of generalised assignment; NULL until it is asked */
    ambit_siting *siting;        /* of a problem with centres, instead of all from `core` on; else NULL */
    ambit_siting_search *search;
    ambit_siting_prices *site_prices;
    ambit_siting_fixing open;    /* sites and pairs that a better plan may use */
    uint32_t *begin;             /* the caller's plan as a choice; NULL: none */
    double *begin_price;         /* [core's n_rules * n_reps] the caller's prices; NULL: none */
    uint32_t *choice;            /* the best plan so far: offsets of core units; with centres, territories */
    uint32_t n_choices;
    double objective, violation; /* of it; INFINITY before there is one */
    double proven;               /* the best bound */
    double exhausted;            /* objective of the best plan on which polish had nothing left to try */
    bool optimal, infeasible;
    const char *proven_by;       /* what closed the whole model, in words; NULL: branch and bound */
    ambit_contribution part[N_PHASES]; /* of the phases that were run */
} ambit_run;

/* Tells the caller's callback what stands, and in which phase. */
void ambit_run_tell(ambit_run *run, const char *phase);

/* Is it time to end: the gap is reached, time is over, or the caller said so? */
bool ambit_run_over(ambit_run *run);

/* Takes a plan over when it is the better answer. */
bool ambit_run_offer(ambit_run *run, const uint32_t *choice, double objective, double violation);

/* What stands after a phase, what it took, and since when it ran; a phase that runs again adds up. */
void ambit_run_contribute(ambit_run *run, int phase, uint64_t effort, double started_s);

/* Only a time is given: rounds go on until it is over. */
static inline bool ambit_run_endless(const ambit_run *r) { return r->options.time_s > 0 && !(r->options.effort > 0); }

static inline double ambit_run_effort(const ambit_run *r) { return r->options.effort > 0 ? r->options.effort : 1; }

/* Is the best plan within the rules? */
static inline bool ambit_run_legal(const ambit_run *r) { return r->objective < INFINITY && !(r->violation > 0); }

/* Is little more than yesterday's plan asked for, within a gap? Then nothing need be brought to its end. */
static inline bool ambit_run_hurries(const ambit_run *r)
{
    return r->options.gap > 0 && (r->problem->current || r->options.start);
}

/* The cost of a plan within the rules that ends the run; 0: only the best would. */
static inline double ambit_run_enough(const ambit_run *r)
{
    return ambit_run_hurries(r) && r->options.gap < 1 && r->proven > 0 ? r->proven / (1 - r->options.gap) : 0;
}

/* beginning.c: is what the caller starts from a plan and prices at all? */
ambit_status ambit_beginning_check(const ambit_problem *problem, const ambit_options *options, ambit_error *err);

/* Its prices for the rows of the core, into run->begin_price; before the bound. */
ambit_status ambit_beginning_prices(ambit_run *run, ambit_error *err);

/* The plan in force and the caller's are the first answers, whatever the engine; after the candidates. */
ambit_status ambit_beginning_plans(ambit_run *run, ambit_error *err);

/* strategy.c: searches for a plan; again, it goes on where it stopped. */
ambit_status ambit_strategy_search(ambit_run *run, ambit_error *err);

/* Are cuts and branching worth their time now? */
bool ambit_strategy_branches(const ambit_run *run);

/* proof.c: the first bound, */
ambit_status ambit_proof_bound(ambit_run *run, ambit_error *err);

/* and the candidates and neighbours that follow from its prices. */
ambit_status ambit_proof_candidates(ambit_run *run, ambit_error *err);

/* Cuts and branching inside the dual, with the best plan as cutoff; at most `effort` pairs are priced. */
ambit_status ambit_proof_branch(ambit_run *run, double effort, ambit_error *err);

/* The whole model to GLPK, with what the others found; `patience` is a multiple of the counted limits. */
ambit_status ambit_proof_finish(ambit_run *run, double patience, ambit_error *err);

/* recombination.c: the best plan that the territories of the children so far give; when there are enough new ones. */
ambit_status ambit_recombination_run(ambit_run *run, ambit_error *err);

/* assignment.c: is the problem one for the knapsacks, and do they take part? */
bool ambit_assignment_pays(const ambit_run *run);

/* Plans and bound from the knapsacks, which go on where they stopped; `effort` is a multiple of the default. */
ambit_status ambit_assignment_run(ambit_run *run, double effort, ambit_error *err);

/* location.c: all phases of a problem with centres. `disproof` receives words when there is no plan. */
ambit_status ambit_location_solve(ambit_run *run, char **disproof, ambit_error *err);

/* judgement.c: the verifier's word on the best plan, and explanations, into run->result. */
ambit_status ambit_judgement_pass(ambit_run *run, ambit_error *err);

/* Which parts did what, into run->result. */
void ambit_judgement_say(ambit_run *run);

#endif
