/* heuristics/construct/divide.h - several touching territories are merged and divided anew, by cuts of spanning trees.
 *
 * A random spanning tree of them is cut where both sides have amounts that some number of territories may have in sum;
 * both sides are cut again, until each is one territory: recombination (DeFord, Duchin and Solomon 2021,
 * doi:10.1162/99608f92.eb30390f) of more than two. Every tree has all bridges of the map, so what hangs on one link
 * gets as many territories as it has amounts for, with one across the link or none: pairs cannot change that number.
 * Of the cuts the one is taken that leaves both sides compact for the number of territories that they are. */
#ifndef AMBIT_SITING_DIVIDE_H
#define AMBIT_SITING_DIVIDE_H
#include "heuristics/construct/ground.h"
#include "heuristics/construct/span.h"
#include "instances/base/rng.h"

typedef struct { uint32_t first, n, first_t, k; } ambit_division_range; /* of unit[] and territory[] */

/* Of some territories: what is beyond the bounds, units that may not be there, those without a candidate; and the
 * moment of inertia, 0 where units have no places. */
typedef struct { double violation, inertia; } ambit_division_worth;

/* Work space of one thread. */
typedef struct {
    const ambit_ground *ground;
    const ambit_siting *siting;
    ambit_span span;
    double *weight;          /* [n_territories] the part of everything that each asks for */
    uint32_t *unit, *spare;  /* [n_units] of the region, the ranges side by side */
    uint32_t *label;         /* [n_units] of its range; 0: not of the region */
    uint32_t *draft;         /* [n_units] the territories to be */
    uint32_t *territory;     /* [n_territories] of the region, the ranges side by side */
    uint32_t *seat;          /* [n_territories] the unit that it goes with; AMBIT_NOBODY: any part is as good */
    uint32_t *place;         /* [n_units] where the unit is in the tree */
    struct ambit_division_sum *sum; /* [n_units] of what hangs there, and by territory */
    double *load;            /* [n_units * 3 * n_rules] likewise: amounts, and the bounds of territories with a seat */
    double *least, *reach;   /* [n_rules]: bounds of a territory without a seat; all there is in the region */
    uint8_t *is_in, *below;  /* [n_territories] of the region; [n_units] below the best cut so far */
    ambit_division_range *open;
} ambit_division;

ambit_status ambit_division_init(ambit_division *out, const ambit_ground *ground, ambit_error *err);
void ambit_division_reset(ambit_division *division);

/* What n territories of owner[] are worth. O(units). */
ambit_division_worth ambit_division_weigh(ambit_division *division, const uint32_t *owner, const uint32_t *territory,
        uint32_t n);

/* Divides n territories of owner[] anew, by the best of `trees` trees at each cut. Applied, and true, when the
 * violation is less than that of `most`, or the same and the inertia at most its. False when they do not hang together.
 * O(units + log n * trees * borders of the region). */
bool ambit_division_try(ambit_division *division, uint32_t *owner, const uint32_t *territory, uint32_t n,
        uint32_t trees, ambit_division_worth most, ambit_rng *rng);

#endif
