/* geo/map/adjacency.h - which regions touch, and along how many metres.
 *
 * "Rook": a border of positive length; "queen": a corner suffices. Built once, then read-only. */
#ifndef AMBIT_ADJACENCY_H
#define AMBIT_ADJACENCY_H
#include "geo/layer.h"

typedef struct { uint32_t a, b; double length_m; } ambit_shared_border; /* a < b; length 0: a corner */

/* All pairs of regions whose boundaries meet, sorted by (a, b); the caller frees *out. The shared length is measured
 * on the sphere along the shared line. A region without area is a point, which can touch but not border. Neighbours
 * across the antimeridian are found.
 * snap_m 0: edges are compared exactly as they are, and borders that differ by a hair do not touch. Above 0: borders
 * that are at most so far apart touch, and where they run along each other for more than four tolerances they are
 * shared, with a length that is right to about two tolerances a stretch.
 * O(n log n) with an STRtree; parallel over regions. */
ambit_status ambit_adjacency_find(ambit_shared_border **out, size_t *n_out, const ambit_layer *layer, double snap_m,
        ambit_error *err);

#endif
