/* heuristics/genetic/population.h - the plans of one island, few and different.
 *
 * Survivors are chosen by a biased fitness as in HGS (Vidal 2012, doi:10.1287/opre.1120.1048): the rank of the cost
 * plus the rank of the distance to the nearest other plan. The best plan within the rules is never lost. */
#ifndef AMBIT_POPULATION_H
#define AMBIT_POPULATION_H
#include "instances/base/rng.h"
#include "instances/base/status.h"
#include <stdbool.h>

typedef struct {
    uint32_t *choice;      /* [n_units] */
    double objective;      /* without penalties */
    double violation;      /* in shares; 0: within the rules */
} ambit_individual;

enum { AMBIT_POPULATION = 8 };

typedef struct {
    uint32_t n_units, n;
    ambit_individual member[AMBIT_POPULATION + 1]; /* one more: the newcomer before the selection */
    double shares_price;   /* what a share of violation counts when plans are ranked */
} ambit_population;

ambit_status ambit_population_init(ambit_population *population, uint32_t n_units, double shares_price,
                                   ambit_error *err);
void ambit_population_reset(ambit_population *population);

/* Takes a plan in (copied); when the island is full, the least fit one goes. A plan that is there already is refused.
 * Returns whether it is in. O(n_units * AMBIT_POPULATION). */
bool ambit_population_add(ambit_population *population, const uint32_t *choice, double objective, double violation);

/* Binary tournament by rank of cost. */
const ambit_individual *ambit_population_pick(const ambit_population *population, ambit_rng *rng);

/* The best: least violation first, then least objective. NULL when empty. */
const ambit_individual *ambit_population_best(const ambit_population *population);

/* True when a is the better answer: less violated, or equally and cheaper. */
bool ambit_individual_beats(double objective_a, double violation_a, double objective_b, double violation_b);

#endif
