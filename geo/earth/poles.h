/* geo/earth/poles.h - shapes around a pole, and long edges of polar maps, as longitudes and latitudes.
 *
 * On a map of Antarctica a ring about the pole is a ring like any other. As degrees it runs once around the Earth and
 * encloses nothing, so it is closed along the antimeridian and the pole: a map of the whole Earth shows it so. An edge
 * that is straight on such a map is an arc in degrees: a long one gets points in between, halfway on the map, the same
 * whichever neighbour asks. */
#ifndef AMBIT_POLES_H
#define AMBIT_POLES_H
#include "geo/earth/project.h"
#include "geo/rings.h"

/* Shape r is the parts first[r] .. first[r+1]-1 of `rings`, in degrees that came through `projection`; where one has
 * rings around a pole its parts are fewer or in another order afterwards, and `first` says so. All other rings keep
 * their points, to the last bit; so do those with long edges when the coordinate system is in degrees. What is_hole
 * holds goes with its ring; between two rings around the same pole lies land, with what the outer one holds. Returns 0,
 * or -1 without memory (only freeing is left then). O(points). */
int ambit_poles_close(ambit_rings *rings, uint32_t *first, uint32_t n, ambit_projection *projection);

#endif
