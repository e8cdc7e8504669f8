/* heuristics/genetic/blocks.h - large plans block by block: a dozen neighbouring reps at a time, bred for themselves.
 *
 * One round:  deal the reps out to blocks - cut each out beside all that stays - breed it - put its best plan back.
 * Children of a plan of hundreds of reps are good here and bad there, and what is bad hides what is good; within a
 * block they are judged for themselves. Each round deals anew, so that the seams of one lie within the blocks of the
 * next. Blocks share no rep, so they are bred side by side; each has its own stream of random numbers. */
#ifndef AMBIT_BLOCKS_H
#define AMBIT_BLOCKS_H
#include "heuristics/genetic/breeding.h"
#include "heuristics/plan/state.h"

/* What every round works on; all borrowed. `price` [n_rules * n_reps] as in solver/bound.h. */
typedef struct {
    const ambit_core *core;
    const ambit_neighbours *neighbours;
    const double *price;
    uint64_t seed;
    ambit_watch *watch;
} ambit_blocks;

/* One round on choice [n_units], which is bettered in place and never gets worse: less violated, or equally and
 * cheaper. A whole block breeds for `work` (heuristics/exact/polish.h), a smaller one for less. *problems grows by the
 * sub-problems solved. The same for any number of threads. Nothing keeps territories together. O(pairs + blocks *
 * work). */
ambit_status ambit_blocks_round(const ambit_blocks *blocks, uint64_t round, uint64_t work, uint32_t *choice,
        uint64_t *problems, ambit_error *err);

/* Deals n_reps out to connected blocks of at most `most` reps: block b is rep[first[b]] .. rep[first[b + 1] - 1]. Room:
 * rep [n_reps], first [n_reps + 1]. Returns the number of blocks, 0 without memory. O(n_reps). */
uint32_t ambit_blocks_deal(const ambit_neighbours *neighbours, uint32_t most, ambit_rng *rng, uint32_t *rep,
        uint32_t *first);

#endif
