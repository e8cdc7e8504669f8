/* geo/map/snap.h - how much of two borders lies within a tolerance of each other. */
#ifndef AMBIT_SNAP_H
#define AMBIT_SNAP_H
#include "geo/map/edges.h"
#include "geo/rings.h"

/* The box made wider by so many metres on each side. */
ambit_box ambit_snap_widen(ambit_box box, double metres);

/* Storage for one thread, held by the caller: zeros at first. */
typedef struct { struct ambit_snap_span *span; size_t room; } ambit_snap_scratch;

void ambit_snap_scratch_reset(ambit_snap_scratch *scratch);

/* Metres of border within `snap_m` of the other one: the mean of both, which differ where one is more jagged. Both
 * lists are sorted by the western ends of their edges. -1: nowhere that near; NaN: no memory. O(k log k) where k edges
 * of one are near edges of the other. */
double ambit_snap_m(ambit_snap_scratch *scratch, const ambit_edges *ours, const ambit_edges *theirs, double snap_m);

#endif
