/* heuristics/strategy.c - which way a run searches for its plan, by the problem's kind and size.
 *
 *     from prices   each unit's cheapest pair, mended and bettered by small exact problems: everywhere but ...
 *     breeding      the whole plan, where there are few reps
 *     blocks        a dozen reps at a time, where there are many
 *     annealing     ... where no exact problem is wanted, and where prices lead to no plan within the rules
 *
 * Effort is counted, so a run without a time limit is the same everywhere. */
#include "heuristics/genetic/blocks.h"
#include "heuristics/plan/construct.h"
#include "heuristics/run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double EARLY_BRANCHING = 5e6; /* pairs priced: for prices that know where large units belong */
static const double DEEP_WORK = 4e8;       /* of the polish, where nothing is bred */
static const double NEARLY_THERE = 1000;   /* pressure on a plan that misses the rules by a hair */

enum {
    TINY_PAIRS = 250,            /* GLPK alone finishes up to here */
    MOST_ROWS = 150,             /* balance rows up to which branching is worth its Newton steps */
    SMALL_UNITS = 4000,          /* below, rounds are cheap: more of them, and every island is polished */
    GENERATIONS = 4,             /* between two migrations */
    ISLANDS = 4,
    ROUNDS_BRED = 8,
    SIDE_BY_SIDE = 16,           /* sets of reps that the polish solves at once */
    MOST_BRED = 40,              /* reps up to which whole plans are bred, beyond in blocks */
    ROUNDS_OF_BLOCKS = 12,
    UNITS_OF_ROUNDS = 1000000,   /* so many units are dealt out in all rounds together, where there are more */
    BLOCK_WORK = 4000000,
    WORK_ON_PLAN = 300           /* a unit, of each stage of the polish of a plan that the caller gives */
};

/* ---- What all of them do ----------------------------------------------------------------------------------------- */

/* Without a plan there is no cutoff; and what is tiny GLPK finishes sooner. */
bool ambit_strategy_branches(const ambit_run *r)
{
    return r->options.engine == AMBIT_ENGINE_AUTO && !(r->options.without & AMBIT_WITHOUT_BRANCHING)
           && r->core->complete && !r->optimal && ambit_run_legal(r) && r->core->n_pairs > TINY_PAIRS
           && (uint64_t)r->core->n_rules * r->core->n_reps <= MOST_ROWS;
}

/* After a quarter of the rounds: by then there is a cutoff, and what it closes need not be searched. */
static ambit_status branch_early(ambit_run *r, uint64_t round, uint64_t rounds, ambit_error *err)
{
    if (round != rounds / 4 || !ambit_strategy_branches(r) || r->part[PHASE_BRANCH].name) return AMBIT_OK;
    return ambit_proof_branch(r, EARLY_BRANCHING * ambit_run_effort(r), err);
}

static ambit_status build_polish(ambit_run *r, ambit_error *err)
{
    if (r->polish) return AMBIT_OK;
    return ambit_polish_build(&r->polish, r->core, &r->candidates, &r->neighbours, r->bound->price, SIDE_BY_SIDE,
                              &r->watch, err);
}

static uint32_t *build_choice(const ambit_run *r, ambit_error *err)
{
    uint32_t *choice = calloc(r->core->n_units, sizeof *choice);
    if (!choice) ambit_fail(err, AMBIT_E_MEMORY, "no memory for a plan of %u units", r->core->n_units);
    return choice;
}

/* ---- Annealing on islands ---------------------------------------------------------------------------------------- */

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
    uint32_t *choice = build_choice(r, err);
    if (!choice) return AMBIT_E_MEMORY;
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
    ambit_run_contribute(r, PHASE_ISLANDS, ambit_islands_moves(r->islands) - moves, started);
}

static ambit_status settle(ambit_run *r, ambit_error *err)
{
    double started = ambit_watch_now();
    uint64_t n = r->core->n_units;
    r->n_islands = n > 50000 ? 2 : ISLANDS;
    ambit_islands_options options = { .n_islands = r->n_islands, .seed = r->options.seed };
    options.first_moves = n < 2000 ? 200 * n + 4000 : n < 50000 ? 300000 + 50 * n : 10 * n;
    options.child_moves = options.first_moves / 4;
    ambit_status status = ambit_islands_build(&r->islands, r->core, &r->candidates, &r->neighbours, r->bound->price,
                                              &options, &r->watch, err);
    if (status) return status;
    if (r->objective < INFINITY) ambit_islands_invite(r->islands, AMBIT_ALL_ISLANDS, r->choice);
    ambit_run_tell(r, "genetic");
    ambit_islands_settle(r->islands);
    take_best(r);
    ambit_run_contribute(r, PHASE_ISLANDS, ambit_islands_moves(r->islands), started);
    return AMBIT_OK;
}

/* Rounds of polish and evolution. Small plans get more of them: they cost little there. */
static ambit_status anneal(ambit_run *r, ambit_error *err)
{
    const bool exact = r->options.engine == AMBIT_ENGINE_AUTO && !(r->options.without & AMBIT_WITHOUT_SUBPROBLEMS);
    ambit_status status = r->islands ? AMBIT_OK : settle(r, err);
    if (!status && exact) status = build_polish(r, err);
    uint64_t rounds = (uint64_t)ceil((r->core->n_units < SMALL_UNITS ? 16 : 6) * ambit_run_effort(r));
    uint64_t n = r->core->n_units, work = n > 50000 ? 1000000 : n >= SMALL_UNITS ? 5000000 : 2000000;
    for (uint64_t round = 0; !status && round < rounds && !ambit_run_over(r); round++) {
        status = branch_early(r, round, rounds, err);
        if (exact && !status) status = polish(r, round, work, err);
        if (!status && !ambit_run_over(r)) evolve(r);
        if (round % r->n_islands == r->n_islands - 1) ambit_islands_migrate(r->islands);
    }
    if (!status && exact && !ambit_run_over(r)) status = polish_island(r, AMBIT_ALL_ISLANDS, 2 * work, err);
    return status;
}

/* ---- From prices ------------------------------------------------------------------------------------------------- */

/* Small exact problems on a plan of the run's own; the result is offered. */
static ambit_status better(ambit_run *r, uint32_t *choice, const ambit_polish_effort *effort, ambit_error *err)
{
    double started = ambit_watch_now(), objective, violation;
    ambit_run_tell(r, "polish");
    const ambit_polish_report report = ambit_polish_run(r->polish, choice, effort);
    ambit_status status = ambit_state_judge(&objective, &violation, r->core, choice, err);
    if (status) return status;
    ambit_run_offer(r, choice, objective, violation);
    ambit_run_contribute(r, PHASE_POLISH, report.problems, started);
    return AMBIT_OK;
}

/* Two reps at a time, then three. Whoever is in a hurry does not give up what is nearly within the rules for what is
 * cheaper: penalties stay high. */
static ambit_status better_by_stages(ambit_run *r, uint32_t *choice, uint64_t work, ambit_error *err)
{
    ambit_polish_effort effort = { .depth = AMBIT_POLISH_PAIRS, .work = work, .pressure = 1,
                                   .enough = ambit_run_enough(r) };
    ambit_status status = better(r, choice, &effort, err);
    if (status || ambit_run_over(r)) return status;
    effort.depth = AMBIT_POLISH_TRIPLES;
    if (ambit_run_hurries(r) && !ambit_run_legal(r)) effort.pressure = NEARLY_THERE;
    return better(r, choice, &effort, err);
}

/* The caller's plan may be all that is wanted, or nearly; where it leads to nothing soon, prices lead further. */
static ambit_status start_from_plan(ambit_run *r, uint32_t *choice, ambit_error *err)
{
    if (!r->begin) return AMBIT_OK;
    memcpy(choice, r->begin, r->core->n_units * sizeof *choice);
    return better_by_stages(r, choice, WORK_ON_PLAN * (uint64_t)r->core->n_units, err);
}

/* The units' cheapest pairs break most rules, but by little: pairs of reps mend that within a second for a hundred
 * thousand units, which is the first plan for whoever cannot wait. */
static ambit_status start_from_prices(ambit_run *r, ambit_error *err)
{
    ambit_status status = build_polish(r, err);
    uint32_t *choice = status ? NULL : build_choice(r, err);
    if (!choice) return status ? status : AMBIT_E_MEMORY;
    status = start_from_plan(r, choice, err);
    if (!status && !(r->begin && ambit_run_over(r))) {
        ambit_construct_cheapest(choice, r->core, &r->candidates, r->bound->price);
        status = better_by_stages(r, choice, UINT64_MAX, err);
    }
    free(choice);
    return status;
}

/* Larger sets and more nodes on the best plan, where nothing is bred. */
static ambit_status deepen(ambit_run *r, ambit_error *err)
{
    uint32_t *choice = build_choice(r, err);
    if (!choice) return AMBIT_E_MEMORY;
    memcpy(choice, r->choice, r->core->n_units * sizeof *choice);
    const ambit_polish_effort effort = { .depth = AMBIT_POLISH_DEEP, .pressure = 1, .enough = ambit_run_enough(r),
                                         .work = (uint64_t)fmin(DEEP_WORK * ambit_run_effort(r), 1e18) };
    ambit_status status = better(r, choice, &effort, err);
    free(choice);
    return status;
}

/* ---- Breeding ---------------------------------------------------------------------------------------------------- */

static void breed_once(ambit_run *r, uint64_t work)
{
    double started = ambit_watch_now(), objective, violation;
    uint64_t problems = ambit_breeding_problems(r->breeding);
    ambit_run_tell(r, "genetic");
    ambit_breeding_evolve(r->breeding, work);
    const uint32_t *best = ambit_breeding_best(r->breeding, &objective, &violation);
    if (best) ambit_run_offer(r, best, objective, violation);
    ambit_run_contribute(r, PHASE_BREEDING, ambit_breeding_problems(r->breeding) - problems, started);
}

static ambit_status breed(ambit_run *r, ambit_error *err)
{
    ambit_status status = AMBIT_OK;
    if (!r->breeding) {
        status = ambit_breeding_build(&r->breeding, r->core, &r->candidates, &r->neighbours, r->bound->price,
                                      ISLANDS, r->options.seed, &r->watch, err);
        if (!status && r->objective < INFINITY) ambit_breeding_invite(r->breeding, r->choice);
    }
    uint64_t rounds = (uint64_t)ceil(ROUNDS_BRED * ambit_run_effort(r)), n = r->core->n_units;
    uint64_t work = 1000000 + 4000 * n;
    for (uint64_t round = 0; !status && round < rounds && !ambit_run_over(r); round++) {
        status = branch_early(r, round, rounds, err);
        if (status || r->optimal) break;
        breed_once(r, work);
        status = ambit_recombination_run(r, err);
        if (round % 2) ambit_breeding_migrate(r->breeding);
    }
    return status;
}

static ambit_status breed_blocks(ambit_run *r, ambit_error *err)
{
    const ambit_blocks blocks = { r->core, &r->neighbours, r->bound->price, r->options.seed, &r->watch };
    double most = fmin(ROUNDS_OF_BLOCKS, fmax(1, UNITS_OF_ROUNDS / (double)r->core->n_units));
    uint64_t rounds = (uint64_t)ceil(most * ambit_run_effort(r));
    ambit_status status = AMBIT_OK;
    for (uint64_t round = 0; !status && round < rounds && !ambit_run_over(r); round++, r->n_rounds_of_blocks++) {
        double started = ambit_watch_now(), objective, violation;
        uint64_t problems = 0;
        uint32_t *choice = build_choice(r, err);
        if (!choice) return AMBIT_E_MEMORY;
        ambit_run_tell(r, "genetic");
        memcpy(choice, r->choice, r->core->n_units * sizeof *choice);
        status = ambit_blocks_round(&blocks, r->n_rounds_of_blocks, BLOCK_WORK, choice, &problems, err);
        if (!status) status = ambit_state_judge(&objective, &violation, r->core, choice, err);
        if (!status) ambit_run_offer(r, choice, objective, violation);
        ambit_run_contribute(r, PHASE_BLOCKS, problems, started);
        free(choice);
    }
    return status;
}

/* ---- The choice -------------------------------------------------------------------------------------------------- */

/* Small exact problems need neighbours. */
static bool starts_from_prices(const ambit_run *r)
{
    return r->options.engine == AMBIT_ENGINE_AUTO && !(r->options.without & AMBIT_WITHOUT_SUBPROBLEMS)
           && r->core->n_reps > 1;
}

ambit_status ambit_strategy_search(ambit_run *r, ambit_error *err)
{
    if (!starts_from_prices(r)) return anneal(r, err);
    ambit_status status = r->polish ? AMBIT_OK : start_from_prices(r, err);
    if (!status && !ambit_run_legal(r) && !ambit_run_over(r)) status = anneal(r, err);
    if (status || ambit_run_over(r)) return status;
    if (r->options.without & AMBIT_WITHOUT_GENETIC) return deepen(r, err);
    return r->core->n_reps <= MOST_BRED ? breed(r, err) : breed_blocks(r, err);
}
