/* solver/pricing.h - the cheapest pairs of a unit among all eligible ones, without looking at all of them.
 *
 * The reps' homes lie in a tree of boxes (unit vectors in space). For a box, the distance to its nearest corner or side
 * and the least price of each rule inside give a lower bound of what any rep in it could cost, so most boxes are never
 * opened. With prices it proves the bound for pairs that are no candidates; without, it makes the candidate lists. */
#ifndef AMBIT_PRICING_H
#define AMBIT_PRICING_H
#include "solver/core.h"

typedef struct ambit_pricing ambit_pricing;

/* Boxes help with star travel; with a matrix all reps are looked at. `price` [n_rules * n_reps] as in solver/bound.h,
 * or NULL: costs alone; read here, not kept. The caller owns *out. O(n_reps log n_reps * n_rules). */
ambit_status ambit_pricing_build(ambit_pricing **out, const ambit_core *core, const double *price, ambit_error *err);
void ambit_pricing_free(ambit_pricing *pricing); /* NULL is fine */

typedef struct { double priced; uint32_t rep; } ambit_offer;

/* The `most` cheapest eligible reps of core unit u, cheapest first (equal ones by number), into offer[]. Returns how
 * many there are. Safe from several threads. Typically O(most + log n_reps) boxes; `amount` is room for n_rules
 * numbers. */
uint32_t ambit_pricing_cheapest(const ambit_pricing *pricing, uint32_t u, uint32_t most, ambit_offer *offer,
                                double *amount);

#endif
