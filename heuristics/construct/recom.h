/* heuristics/construct/recom.h - two touching territories are merged and cut anew along a spanning tree (recombination:
 * DeFord, Duchin and Solomon 2021, doi:10.1162/99608f92.eb30390f).
 *
 * The tree is the cheapest under random weights of the borders; every edge of it divides the two into connected halves.
 * The one is taken whose halves are least beyond their bounds, under all rules, and of these the one whose halves are
 * the most compact: sums over what hangs on a unit tell the moment of inertia of both halves. Borders that another plan
 * cuts can be made dear: then the tree follows that plan's territories, which makes of it a crossover. */
#ifndef AMBIT_SITING_RECOM_H
#define AMBIT_SITING_RECOM_H
#include "heuristics/construct/ground.h"
#include "heuristics/construct/span.h"
#include "instances/base/rng.h"

/* Work space of one thread. */
typedef struct {
    const ambit_ground *ground;
    const ambit_siting *siting;
    ambit_span span;            /* over the units of both */
    double *load;               /* [n_units * 2 * n_rules] of what hangs on span.unit[i], itself included, as it counts
                                 * in either territory */
    struct ambit_recom_side *side; /* [n_units] likewise */
    double *half;               /* [2 * n_rules] */
    uint8_t *below;             /* [n_units] by unit: 1: territory b gets it after the best cut so far */
} ambit_siting_recom;

ambit_status ambit_siting_recom_init(ambit_siting_recom *out, const ambit_ground *ground, ambit_error *err);
void ambit_siting_recom_reset(ambit_siting_recom *recom);

/* Two territories that touch, around a random unit; false when there are none. */
bool ambit_siting_recom_draw(ambit_siting_recom *recom, const uint32_t *owner, ambit_rng *rng, uint32_t *a,
        uint32_t *b);

/* Merges territories a and b of owner[] and takes the best cut of `trees` trees: the least violation of the two
 * (bounds, units that may not be there, a territory without a candidate), then the most compact. `follow` [n_units] is
 * a plan to follow, or NULL. Applied when that violation is at most `most`, and returned; INFINITY: not applied, or the
 * two do not hang together. O(trees * borders of both log + units). */
double ambit_siting_recom_cut(ambit_siting_recom *recom, uint32_t *owner, uint32_t a, uint32_t b,
        const uint32_t *follow, uint32_t trees, double most, ambit_rng *rng);

#endif
