/* heuristics/genetic/breeding.h - the genetic algorithm whose children are schooled by the exact side.
 *
 * One generation of an island:  pick two parents - cross - school - select. The first plans are not searched for: each
 * unit takes its cheapest pair under noisy prices, which breaks most rules. School is heuristics/exact/polish.h: small
 * exact problems over neighbouring reps under penalties, until no exchange between three of them betters the
 * plan, or between four where it is nearly the best so far. Costs less time than annealing to the same cost.
 *
 * Every island has its own stream of random numbers, its own room and its own polish, so any number of threads gives
 * the same plans. Nothing is allocated in a generation. */
#ifndef AMBIT_BREEDING_H
#define AMBIT_BREEDING_H
#include "heuristics/plan/neighbours.h"
#include "heuristics/genetic/pool.h"
#include "heuristics/watch.h"

typedef struct ambit_breeding ambit_breeding;

/* Everything is borrowed and must outlive it; `price` [n_rules * n_reps] as in solver/bound.h. */
ambit_status ambit_breeding_build(ambit_breeding **out, const ambit_core *core, const ambit_candidates *candidates,
        const ambit_neighbours *neighbours, const double *price, uint32_t n_islands, uint64_t seed,
        ambit_watch *watch, ambit_error *err);
void ambit_breeding_free(ambit_breeding *breeding); /* NULL is fine */

/* A plan from elsewhere into every island's population. */
void ambit_breeding_invite(ambit_breeding *breeding, const uint32_t *choice);

/* Children on every island until each has done so much more work (heuristics/exact/polish.h) or brings nothing new any
 * more, at least one. In parallel over islands. */
void ambit_breeding_evolve(ambit_breeding *breeding, uint64_t work);

/* From now on the territories of every child are kept, at most `most` on an island, and those of the plans that are
 * there. Once at most. */
ambit_status ambit_breeding_collect(ambit_breeding *breeding, const ambit_pool_prices *prices, uint32_t most,
        ambit_error *err);

/* Moves what the islands kept into `pool`, in their order. */
void ambit_breeding_gather(ambit_breeding *breeding, ambit_pool *pool, double cutoff);

/* Each island's best goes to the next one of the ring. */
void ambit_breeding_migrate(ambit_breeding *breeding);

/* The best plan of all: choice [n_units], borrowed until the next call; NULL before there is one. */
const uint32_t *ambit_breeding_best(const ambit_breeding *breeding, double *objective, double *violation);

/* Sub-problems solved so far. */
uint64_t ambit_breeding_problems(const ambit_breeding *breeding);

#endif
