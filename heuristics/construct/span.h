/* heuristics/construct/span.h - random spanning trees of a few territories.
 *
 * The cheapest tree under random weights of the borders, as Prim has it; every edge of it divides the units into two
 * connected halves, so that sums over what hangs on a unit tell all about a cut. */
#ifndef AMBIT_SITING_SPAN_H
#define AMBIT_SITING_SPAN_H
#include "heuristics/construct/skew.h"
#include "instances/base/status.h"
#include "solver/graph.h"

/* Work space of one thread, and the last tree: unit[0] is the root, above[i] < i. */
typedef struct {
    const ambit_graph *graph;
    uint32_t *unit, *above;     /* [n_units] in the tree's order; where the unit above lies in it */
    uint32_t *at, round;        /* [n_units] round: when the unit entered a tree */
    ambit_skew *entry;
} ambit_span;

ambit_status ambit_span_init(ambit_span *out, const ambit_graph *graph, ambit_error *err);
void ambit_span_reset(ambit_span *span);

/* A tree of the units u whose label[u] is a or b, from one of them; returns how many it reaches. Borders that `follow`
 * [n_units] cuts are dear: the tree follows that plan's territories; NULL: none. O(borders log). */
uint32_t ambit_span_grow(ambit_span *span, const uint32_t *label, uint32_t a, uint32_t b, uint32_t root,
        const uint32_t *follow, uint64_t salt);

/* Marks what hangs on unit[i] of a tree of n units: below[u] is 1 there and 0 elsewhere in the tree. O(n). */
void ambit_span_mark(const ambit_span *span, uint32_t n, uint32_t i, uint8_t *below);

#endif
