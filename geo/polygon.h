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

/* Appends the rings: each exterior counter-clockwise, followed by its holes, clockwise. Returns 0 or -1. */
int ambit_polygon_store(ambit_geos *geos, const ambit_polygon *polygon, ambit_rings *out);

/* A point inside. Returns 0 or -1 (an empty polygon has none). */
int ambit_polygon_inside(ambit_geos *geos, const ambit_polygon *polygon, double *x, double *y);

/* The polygon is borrowed and must outlive it. */
ambit_prepared *ambit_prepared_build(ambit_geos *geos, const ambit_polygon *polygon);
void ambit_prepared_free(ambit_geos *geos, ambit_prepared *prepared); /* NULL is fine */
/* 1: inside or on the edge */
int ambit_prepared_covers(ambit_geos *geos, const ambit_prepared *prepared, double x, double y);

/* An index of n boxes; empty ones are left out. `found` is called with the number of each box that meets `box`, in no
 * particular order. */
ambit_tree *ambit_tree_build(ambit_geos *geos, const ambit_box *box, uint32_t n);
void ambit_tree_free(ambit_geos *geos, ambit_tree *tree); /* NULL is fine */
int ambit_tree_query(ambit_geos *geos, ambit_tree *tree, ambit_box box, void (*found)(void *context, uint32_t i),
        void *context);

/* On which side of the line a-b the point p lies: 1 left, -1 right, 0 exactly on it (robust, not rounded). */
int ambit_side_of(ambit_geos *geos, double ax, double ay, double bx, double by, double px, double py);

#endif
