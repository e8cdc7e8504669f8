/* heuristics/construct/seeds.h - a first plan where territories need not hang together: dispersed centres, and
 * prices for the room that they give.
 *
 * Centres are drawn as in k-means++ (Arthur and Vassilvitskii 2007, doi:10.5555/1283383.1283494), by what a unit costs
 * so far. Then, in turns, each unit takes its cheapest centre, centres move to the middle of what they got, and a
 * centre that got too much becomes dearer, so that the walk starts near the rules. */
#ifndef AMBIT_SITING_SEEDS_H
#define AMBIT_SITING_SEEDS_H
#include "heuristics/siting/state.h"
#include "instances/base/rng.h"

/* Into state: a plan whose free territories all have a candidate. O(turns * units * territories). AMBIT_E_INPUT when
 * there are fewer candidates than free territories. */
ambit_status ambit_siting_seeds_plan(ambit_siting_state *state, ambit_rng *rng, ambit_error *err);

#endif
