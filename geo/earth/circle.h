/* geo/earth/circle.h - the smallest circle on the sphere around a set of points.
 *
 * No projection: a circle is a centre and the chord from it to its rim, both as unit vectors have them. So it may lie
 * across the antimeridian or over a pole, and its area is exact: pi chord^2 (Archimedes). */
#ifndef AMBIT_CIRCLE_H
#define AMBIT_CIRCLE_H
#include "geo/earth/distance.h"

#include <stddef.h>

typedef struct {
    ambit_direction centre;
    double chord;            /* of the unit sphere, 0 .. 2 */
} ambit_circle;

/* The smallest circle that holds all n points, each within some 1e-14 of the Earth's radius. Chord NaN without points,
 * and for points that no half of the Earth holds. The support grows by the point furthest outside until there is none
 * (Welzl 1991, doi:10.1007/BFb0038202; with the pivot of Gaertner 1999, doi:10.1007/3-540-48481-7_29): O(n) a round,
 * some ten rounds. */
ambit_circle ambit_circle_around(const ambit_direction *point, size_t n);

static inline double ambit_circle_area_km2(ambit_circle circle)
{
    double km = AMBIT_EARTH_KM * circle.chord;
    return 3.14159265358979323846 * km * km;
}

#endif
