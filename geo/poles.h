/* geo/poles.h - shapes around a pole, and long edges of polar maps, as longitudes and latitudes.
 *
 * On a map of Antarctica a ring about the pole is a ring like any other. As degrees it runs once around the Earth and
 * encloses nothing, so it is closed along the antimeridian and the pole: a map of the whole Earth shows it so. An edge
 * that is straight on such a map is an arc in degrees: a long one gets points in between, halfway on the map, the same
 * whichever neighbour asks. */
#ifndef AMBIT_POLES_H
#define AMBIT_POLES_H
#include "geo/project.h"
#include "geo/rings.h"

/* Rings in degrees that came through `projection` are made so. All others keep their points, to the last bit; so do
 * all when the coordinate system is in degrees, but for those around a pole. is_hole is kept as it is. Returns 0, or
 * -1 without memory (the rings are as they were). O(points). */
int ambit_poles_close(ambit_rings *rings, ambit_projection *projection);

#endif
