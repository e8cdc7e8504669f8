/* heuristics/construct/power.h - a first plan from a balanced power diagram (Aurenhammer, Hoffmann and Aronov
 * 1998, doi:10.1007/PL00009187; for districts Cohen-Addad, Klein and Young 2018, doi:10.1145/3274895.3274979).
 *
 *     unit u goes to the t with the least  |place_u - centre_t|^2 + sum_a price_ta amount_au / bulk_u
 *
 * Prices level the loads, centres move to the middles, in turns. The cells are convex, so where units are small against
 * territories they hang together by themselves, and with their centres they are the best division there is. Then one
 * centre after the other jumps to where territories are wide, and stays there when that pays. */
#ifndef AMBIT_CONSTRUCT_POWER_H
#define AMBIT_CONSTRUCT_POWER_H
#include "heuristics/construct/repair.h"
#include "instances/base/rng.h"

/* Into owner[n_units], from splits (heuristics/construct/split.h), whose amounts are level already; mended at
 * the end. Where units have no places it is growth. O(turns (units territories + rounds units rules)).
 * AMBIT_E_MEMORY. */
ambit_status ambit_construct_power(uint32_t *owner, ambit_siting_repair *repair, ambit_rng *rng, ambit_error *err);

#endif
