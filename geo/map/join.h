/* geo/map/join.h - which region each point lies in, through an STRtree and prepared polygons (GEOS). */
#ifndef AMBIT_JOIN_H
#define AMBIT_JOIN_H
#include "geo/layer.h"

#define AMBIT_OUTSIDE UINT32_MAX

/* region[i] becomes the region that holds point i (the first in layer order when several do), or AMBIT_OUTSIDE.
 * Parallel over points; O(n log regions). */
ambit_status ambit_join(uint32_t *region, const ambit_layer *layer, const double *lon_deg, const double *lat_deg,
        size_t n, ambit_error *err);

#endif
