/* geo/map/tessellate.h - an outline cut into the cells of places, in the plane. geo/map/cells.h is what others use. */
#ifndef AMBIT_TESSELLATE_H
#define AMBIT_TESSELLATE_H
#include "geo/polygon.h"

/* Points of cells are rounded to so many metres: where four cells meet, they meet in one point. */
#define AMBIT_CELL_GRID_M 1e-3

/* Appends the shapes of n different places, at least ten grid steps apart: place s gets the parts first[s] ..
 * first[s+1]-1 of `out`, what of the outline is nearer to it than to any other. Shapes that border on each other share
 * their points to the last bit. A place gets no part when nothing of the outline is near it. Returns 0 or -1. */
int ambit_tessellate(ambit_geos *geos, ambit_rings *out, uint32_t *first, const double *x, const double *y, uint32_t n,
        const ambit_polygon *outline);

/* Appends share k of n of a shape, for those who have the same place: the first share goes around the others, which are
 * slices of a disc about (x, y), or about a point inside when that is no place for one. So every share has a border
 * with the first, and only the first has neighbours outside. Returns 0 or -1. */
int ambit_tessellate_share(ambit_geos *geos, ambit_rings *out, ambit_shape shape, double x, double y, uint32_t k,
        uint32_t n);

#endif
