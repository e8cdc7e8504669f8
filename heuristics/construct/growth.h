/* heuristics/construct/growth.h - a first plan by growth from dispersed seeds under capacities.
 *
 * Seeds are drawn far from each other, as in k-means++ (Arthur and Vassilvitskii 2007, doi:10.5555/1283383.1283494),
 * where there is much to share out; territories grow from them, the emptiest first (repair.h). Then seeds move to the
 * middle of what they got, and grow again. Homes are seeds that stay. */
#ifndef AMBIT_CONSTRUCT_GROWTH_H
#define AMBIT_CONSTRUCT_GROWTH_H
#include "heuristics/construct/repair.h"
#include "instances/base/rng.h"

/* Into owner[n_units]: connected as far as the graph and what is eligible allow, amounts near the targets, no more.
 * O(turns (units + borders) log units + units * territories). AMBIT_E_MEMORY. */
ambit_status ambit_construct_growth(uint32_t *owner, ambit_siting_repair *repair, ambit_rng *rng, ambit_error *err);

#endif
