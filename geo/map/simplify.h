/* geo/map/simplify.h - fewer points for display, without gaps between neighbours. */
#ifndef AMBIT_SIMPLIFY_H
#define AMBIT_SIMPLIFY_H
#include "geo/layer.h"

/* *out is a layer of the same regions, ids and names (without fields) whose borders have moved by at most
 * tolerance_m, by Douglas and Peucker 1973 (doi:10.3138/FM57-6770-U75U-7727) on each arc between nodes; the caller
 * owns it. A border that two regions share stays shared, and every shape stays valid: where it would not, its borders
 * keep more points. Islands and lakes of less than tolerance_m squared go, unless they are all that a region has.
 * Borders that are less than the tolerance apart may come to cross. O(points log points) as a rule. */
ambit_status ambit_simplify(ambit_layer **out, const ambit_layer *layer, double tolerance_m, ambit_error *err);

#endif
