/* heuristics/plan/construct.h - a first plan from the prices: the cheapest pairs, or regret insertion.
 *
 * The cheapest pairs of all units together break most rules, but each by little, where the prices are those of the
 * bound: what mends them (heuristics/exact/polish.h) need not go far. Regret insertion minds the rules from the start.
 * Units are taken in the order of what waiting would cost them (regret, the larger units first among equals) and go to
 * the cheapest rep, by reduced cost, that still has room in every rule; when none has, to the one where the overflow
 * costs least. A little noise on the regret makes different plans for different streams. */
#ifndef AMBIT_CONSTRUCT_H
#define AMBIT_CONSTRUCT_H
#include "heuristics/plan/candidates.h"
#include "heuristics/plan/state.h"

/* choice [n_units]: of each unit the candidate of least reduced cost under `price` [n_rules * n_reps], which need not
 * be the price that the lists were made by. O(candidates * rules). */
void ambit_construct_cheapest(uint32_t *choice, const ambit_core *core, const ambit_candidates *candidates,
        const double *price);

/* Fills state (and its choice). `noise` is a fraction of the regret. `order` is work space for n_units. O(n log n + n
 * candidates). */
void ambit_construct(ambit_state *state, const ambit_candidates *candidates, double noise, uint32_t *order, double *key,
        ambit_rng *rng);

#endif
