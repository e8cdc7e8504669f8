/* geo/rings.h - rings in flat arrays, the form in which shapes travel between the modules of this floor.
 *
 * A shape is a run of parts, a part a run of points; every ring is closed (first point = last). Exterior rings come
 * first, each followed by its holes. x is east, y is north, in whatever unit the owner says. */
#ifndef AMBIT_RINGS_H
#define AMBIT_RINGS_H
#include <stddef.h>
#include <stdint.h>

/* A borrowed view: part p has points point_first[p] .. point_first[p+1]-1 of x and y. */
typedef struct {
    uint32_t n_parts;
    const size_t *point_first; /* [n_parts + 1] */
    const char *is_hole;       /* [n_parts] */
    const double *x, *y;
} ambit_shape;

typedef struct { double west, south, east, north; } ambit_box; /* west > east: empty */

/* Storage that grows; held by the caller. */
typedef struct {
    uint32_t n_parts, parts_room;
    size_t points_room;
    size_t *point_first; /* [n_parts + 1]; NULL while nothing was added */
    char *is_hole;
    double *x, *y;
} ambit_rings;

void ambit_rings_init(ambit_rings *rings);
void ambit_rings_reset(ambit_rings *rings); /* frees everything; can be used again */
void ambit_rings_clear(ambit_rings *rings); /* empty, but keeps the memory */

/* Room for so many parts and points in all; for owners that know. Returns 0, or -1 without memory. */
int ambit_rings_reserve(ambit_rings *rings, uint32_t n_parts, size_t n_points);

/* Copies a ring behind the others, closing it when it is open. Returns 0, or -1 without memory. Amortised O(n). */
int ambit_rings_add(ambit_rings *rings, const double *x, const double *y, size_t n, int is_hole);

/* Parts first .. first + n - 1 of `rings`, or of the shape; borrowed. */
ambit_shape ambit_rings_view(const ambit_rings *rings, uint32_t first, uint32_t n);
int ambit_rings_add_shape(ambit_rings *rings, ambit_shape shape);

/* Exchanges shapes in place, so that no second copy is needed. Shape r was first[r+1] - first[r] parts; where is_new it
 * becomes the next n_parts[r] parts of `fresh`, else it stays. Returns 0, or -1 without memory (then only freeing is
 * left). O(points). */
int ambit_rings_splice(ambit_rings *rings, const uint32_t *first, uint32_t n, const char *is_new,
        const uint32_t *n_parts, const ambit_rings *fresh);

size_t ambit_shape_n_points(ambit_shape shape);
ambit_box ambit_shape_box(ambit_shape shape);
ambit_box ambit_points_box(const double *x, const double *y, size_t n);

/* Signed area of a closed ring in the plane: positive when counter-clockwise. Summed about the first point, so that far
 * away from the origin no digits are lost. */
double ambit_ring_area(const double *x, const double *y, size_t n);

void ambit_ring_reverse(double *x, double *y, size_t n);

/* Holes count negative, whatever the winding. */
double ambit_shape_area(ambit_shape shape);

/* Area on the sphere of AMBIT_EARTH_KM, of a shape in degrees: each edge is a straight line in lon and lat, which is
 * what a map draws (the integral of sin(lat) d lon along the edge). */
double ambit_shape_area_km2(ambit_shape shape);

#endif
