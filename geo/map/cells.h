/* geo/map/cells.h - regions for a layer of points: what lies nearer to a point than to any other (Voronoi 1908,
 * doi:10.1515/crll.1908.133.97). */
#ifndef AMBIT_CELLS_H
#define AMBIT_CELLS_H
#include "geo/layer.h"

/* Turns a layer of points into one of regions, in place: each point gets its cell, clipped to the outline, the union of
 * that layer's regions; NULL: the convex hull of the points, wider by half the usual distance between them. Then
 * regions border on each other where their points are neighbours of Delaunay's triangulation, as far as the outline
 * reaches. Centres stay the points.
 * Points of one place, to 1 cm, share a cell: the first of them, in layer order, has it but for a disc, which the
 * others divide among themselves; so each of them borders on the first.
 * Points outside of the outline are named in a warning; they have what part of it is nearest to them, and are left
 * without a shape when there is none.
 * Cells are those of a plane that keeps areas, about the middle of the points; their edges are drawn there, with a
 * point every 20 km (too few within 100 km of a pole). `shown` is how the layer's file is called. AMBIT_E_BACKEND: GEOS
 * refused. O(n log n). */
ambit_status ambit_cells_build(ambit_layer *layer, const ambit_layer *outline, const char *shown,
        ambit_diagnosis *diagnosis, ambit_error *err);

#endif
