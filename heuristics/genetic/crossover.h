/* heuristics/genetic/crossover.h - a child that inherits whole territories.
 *
 * A set of neighbouring reps keeps the second parent's territories as they are; the other reps keep the first parent's
 * units, less those that the set took; a unit that the first parent had given to a rep of the set, and the second
 * parent has not, stays where the second parent had it. The child is complete and keeps locks, groups and eligibility;
 * what balance it lacks along the seam is for the local search. */
#ifndef AMBIT_CROSSOVER_H
#define AMBIT_CROSSOVER_H
#include "heuristics/plan/neighbours.h"
#include "instances/base/rng.h"

/* child [n_units] from parents a and b; `taken` [n_reps] and `queue` [n_reps] are work space. O(units + reps). */
void ambit_crossover(uint32_t *child, const ambit_core *core, const ambit_neighbours *neighbours, const uint32_t *a,
        const uint32_t *b, char *taken, uint32_t *queue, ambit_rng *rng);

#endif
