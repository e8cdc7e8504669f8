/* geo/polygon.h - the few things that this floor asks of GEOS; no other file includes its header.
 *
 * A context belongs to one thread, and so do the polygons, prepared polygons and trees made with it. GEOS reports
 * through messages: the last one is kept in the context, nothing is printed. Functions that return a pointer return
 * NULL, and those that return int return -1, when GEOS refused or memory ended; ambit_geos_words says why. */
#ifndef AMBIT_POLYGON_H
#define AMBIT_POLYGON_H
#include "geo/rings.h"

typedef struct ambit_geos ambit_geos;
typedef struct ambit_polygon ambit_polygon;   /* polygons, one or many, as one shape */
typedef struct ambit_prepared ambit_prepared; /* a polygon with an index, for many questions */
typedef struct ambit_tree ambit_tree;         /* an STRtree of boxes */

ambit_geos *ambit_geos_build(void);
void ambit_geos_free(ambit_geos *geos); /* NULL is fine; after everything that was made with it */
const char *ambit_geos_words(const ambit_geos *geos); /* "" when GEOS said nothing */

/* Any geometry from well-known text, also with Z and M: polygons, and what else may stand there. Open rings are closed.
 * Nested brackets are walked by recursion: the caller sees to it that they are few. */
ambit_polygon *ambit_polygon_parse(ambit_geos *geos, const char *wkt);

/* How much of what a geometry holds; x and y are its first point's. Returns 0 or -1. */
typedef struct { uint32_t n_polygons, n_lines, n_points; double x, y; int has_heights; } ambit_contents;
int ambit_polygon_contents(ambit_geos *geos, const ambit_polygon *polygon, ambit_contents *out);

/* A polygon from rings in the order that ambit_shape promises; not checked for validity. */
ambit_polygon *ambit_polygon_build(ambit_geos *geos, ambit_shape shape);
void ambit_polygon_free(ambit_geos *geos, ambit_polygon *polygon); /* NULL is fine */

int ambit_polygon_is_valid(ambit_geos *geos, const ambit_polygon *polygon); /* 1, 0 */
double ambit_polygon_area(ambit_geos *geos, const ambit_polygon *polygon);  /* plane; NaN when refused */

/* The valid polygon nearest in meaning (GEOSMakeValid); of its collections the polygonal parts. It may be empty. */
ambit_polygon *ambit_polygon_mend(ambit_geos *geos, const ambit_polygon *polygon);

/* All polygons as one, without the borders inside. A clean coverage takes the fast way; when that refuses, gives an
 * invalid shape or another area than the sum, the general union answers. Consumes the polygons, also when it fails. */
ambit_polygon *ambit_polygon_unite(ambit_geos *geos, ambit_polygon **polygon, uint32_t n);

/* What of the polygon lies in the box. */
ambit_polygon *ambit_polygon_clip(ambit_geos *geos, const ambit_polygon *polygon, ambit_box box);

/* What of the polygon lies outside the box. */
ambit_polygon *ambit_polygon_cut_off(ambit_geos *geos, const ambit_polygon *polygon, ambit_box box);

/* The convex hull of n > 0 points, wider by so much on every side. */
ambit_polygon *ambit_polygon_hull(ambit_geos *geos, const double *x, const double *y, size_t n, double wider);

/* Appends the Voronoi cells of n > 1 different points as rings, in no particular order; neighbours share their points
 * to the last bit. The cells cover the box. Returns 0 or -1. */
int ambit_polygon_voronoi(ambit_geos *geos, const double *x, const double *y, size_t n, ambit_box box,
        ambit_rings *out);

/* Appends the faces into which the rings, taken as lines, cut the plane: neighbours share their points to the last bit.
 * Returns 0 or -1. */
int ambit_polygon_faces(ambit_geos *geos, const ambit_rings *lines, ambit_rings *out);

/* Appends the rings: each exterior counter-clockwise, followed by its holes, clockwise. Returns 0 or -1. */
int ambit_polygon_store(ambit_geos *geos, const ambit_polygon *polygon, ambit_rings *out);

/* A point inside. Returns 0 or -1 (an empty polygon has none). */
int ambit_polygon_inside(ambit_geos *geos, const ambit_polygon *polygon, double *x, double *y);

/* The polygon is borrowed and must outlive it. */
ambit_prepared *ambit_prepared_build(ambit_geos *geos, const ambit_polygon *polygon);
void ambit_prepared_free(ambit_geos *geos, ambit_prepared *prepared); /* NULL is fine */
/* 1: inside or on the edge */
int ambit_prepared_covers(ambit_geos *geos, const ambit_prepared *prepared, double x, double y);

/* 1: the polygon lies inside and touches no edge */
int ambit_prepared_holds(ambit_geos *geos, const ambit_prepared *prepared, const ambit_polygon *polygon);

/* An index of n boxes; empty ones are left out. `found` is called with the number of each box that meets `box`, in no
 * particular order. */
ambit_tree *ambit_tree_build(ambit_geos *geos, const ambit_box *box, uint32_t n);
void ambit_tree_free(ambit_geos *geos, ambit_tree *tree); /* NULL is fine */
int ambit_tree_query(ambit_geos *geos, ambit_tree *tree, ambit_box box, void (*found)(void *context, uint32_t i),
        void *context);

/* On which side of the line a-b the point p lies: 1 left, -1 right, 0 exactly on it (robust, not rounded). */
int ambit_side_of(ambit_geos *geos, double ax, double ay, double bx, double by, double px, double py);

#endif
