/* geo/map/closest.h - which region lies closest to a place outside of all, and how far its border is.
 *
 * Every edge, cut into pieces of at most a twentieth of a degree, is a chord between two directions, and a tree of
 * boxes in space finds the nearest of them, so there is no seam at the antimeridian and none at the poles. Built once
 * there is a place outside; read-only afterwards: any number of threads may ask. */
#ifndef AMBIT_CLOSEST_H
#define AMBIT_CLOSEST_H
#include "geo/layer.h"

typedef struct ambit_closest ambit_closest;

/* A region without shape is the point at its centre. O(points log points). */
ambit_status ambit_closest_build(ambit_closest **out, const ambit_layer *layer, ambit_error *err);
void ambit_closest_free(ambit_closest *closest); /* NULL is fine */

/* The region whose border is nearest (of equal ones the first in layer order) and in *km the great-circle distance to
 * it; AMBIT_NO_REGION and NaN when there is none, or the place is not a number. Of a place inside a region it is the
 * border all the same: ask ambit_join first. O(log points) mostly. */
#define AMBIT_NO_REGION UINT32_MAX
uint32_t ambit_closest_of(const ambit_closest *closest, double lon_deg, double lat_deg, double *km);

#endif
