#include "geo/earth/antimeridian.h"

#include <math.h>
#include <stdlib.h>

/* ---- Rings that cross ------------------------------------------------------------------------------------------- */

static double turn_between(double from_deg, double to_deg)
{
    double step = to_deg - from_deg;
    if (step > 180 && step < 360) return -360;
    if (step < -180 && step > -360) return 360;
    return 0;
}

void ambit_antimeridian_join(double *lon_deg, size_t n)
{
    double turns = 0, west = 0;
    int crossings = 0;
    for (size_t i = 1; i < n; i++) {
        double turn = turn_between(lon_deg[i - 1], lon_deg[i]);
        turns += turn;
        crossings += turn != 0;
        if (turns < west) west = turns;
    }
    if (!crossings || turns != 0) return;
    double before = lon_deg[0], shift = 0;
    for (size_t i = 1; i < n; i++) {
        double here = lon_deg[i];
        shift += turn_between(before, here);
        before = here;
        lon_deg[i] = here + shift;
    }
    /* the piece that starts furthest west is the one that stays where it was */
    for (size_t i = 0; west < 0 && i < n; i++) lon_deg[i] -= west;
}

/* ---- Pieces that belong together -------------------------------------------------------------------------------- */

/* A centimetre: files write 7 decimals, and projections lose some. */
static const double NEAR_DEG = 1e-7;

static int lies_at(double lon, double meridian) { return fabs(lon - meridian) <= NEAR_DEG; }

/* Where the edges of ring p along the meridian lie, from south to north; south above north when there is none. */
static ambit_box edges_along(const ambit_rings *shape, uint32_t p, double meridian)
{
    ambit_box box = { meridian, INFINITY, meridian, -INFINITY };
    for (size_t i = shape->point_first[p]; i + 1 < shape->point_first[p + 1]; i++) {
        double a = shape->y[i], b = shape->y[i + 1];
        if (!lies_at(shape->x[i], meridian) || !lies_at(shape->x[i + 1], meridian) || fabs(a - b) <= NEAR_DEG) continue;
        box.south = fmin(box.south, fmin(a, b));
        box.north = fmax(box.north, fmax(a, b));
    }
    return box;
}

static int has_edges(ambit_box along) { return along.south < along.north; }

/* 1 when an exterior in the east ends where the western one, whose edges these are, begins. */
static int goes_on(const ambit_rings *shape, ambit_box west)
{
    for (uint32_t q = 0; q < shape->n_parts; q++) {
        if (shape->is_hole[q]) continue;
        ambit_box east = edges_along(shape, q, 180);
        if (has_edges(east) && fmin(west.north, east.north) - fmax(west.south, east.south) > NEAR_DEG) return 1;
    }
    return 0;
}

/* Moves the pieces that go on to the other side, with their holes. Returns how many; 0 as well for a ring that runs
 * around a pole, which ends at both sides. */
static uint32_t move_west(ambit_rings *shape)
{
    uint32_t n = 0;
    for (uint32_t p = 0; p < shape->n_parts; p++)
        if (!shape->is_hole[p] && has_edges(edges_along(shape, p, 180)) && has_edges(edges_along(shape, p, -180)))
            return 0;
    for (uint32_t p = 0, moves = 0; p < shape->n_parts; p++) {
        ambit_box west = edges_along(shape, p, -180);
        if (!shape->is_hole[p]) n += moves = has_edges(west) && goes_on(shape, west);
        for (size_t i = shape->point_first[p]; moves && i < shape->point_first[p + 1]; i++) shape->x[i] += 360;
    }
    size_t n_points = shape->point_first[shape->n_parts];
    for (size_t i = 0; n && i < n_points; i++)
        if (lies_at(shape->x[i], 180)) shape->x[i] = 180;
    return n;
}

/* All exteriors as one polygon; NULL without memory, or when GEOS refuses. */
static ambit_polygon *unite_pieces(ambit_geos *geos, const ambit_rings *shape)
{
    uint32_t n = 0;
    ambit_polygon **piece = calloc(shape->n_parts, sizeof *piece), *whole = NULL;
    for (uint32_t p = 0, end; piece && p < shape->n_parts; p = end) {
        for (end = p + 1; end < shape->n_parts && shape->is_hole[end];) end++;
        piece[n] = ambit_polygon_build(geos, ambit_rings_view(shape, p, end - p));
        if (!piece[n]) goto done;
        n++;
    }
    if (piece) whole = ambit_polygon_unite(geos, piece, n);
    n = 0; /* consumed */
done:
    while (n-- > 0) ambit_polygon_free(geos, piece[n]);
    free(piece);
    return whole;
}

int ambit_antimeridian_heal(ambit_geos *geos, ambit_rings *shape)
{
    ambit_box box = ambit_shape_box(ambit_rings_view(shape, 0, shape->n_parts));
    if (!(box.west <= -180 + NEAR_DEG && box.east >= 180 - NEAR_DEG) || !move_west(shape)) return 0;
    ambit_polygon *whole = unite_pieces(geos, shape);
    if (!whole) return 1; /* side by side, they are mended with the others */
    ambit_rings_clear(shape);
    int failed = ambit_polygon_store(geos, whole, shape);
    ambit_polygon_free(geos, whole);
    return failed ? -1 : 1;
}

/* ---- Cutting ---------------------------------------------------------------------------------------------------- */

/* The part of the polygon between two longitudes, moved home. */
static int store_part(ambit_geos *geos, const ambit_polygon *polygon, double west, double shift, ambit_rings *out)
{
    ambit_box window = { west, -90, west + 360, 90 };
    ambit_polygon *part = ambit_polygon_clip(geos, polygon, window);
    size_t from = out->n_parts ? out->point_first[out->n_parts] : 0;
    int failed = !part || ambit_polygon_store(geos, part, out);
    ambit_polygon_free(geos, part);
    if (failed) return -1;
    size_t to = out->n_parts ? out->point_first[out->n_parts] : 0;
    for (size_t i = from; i < to; i++) out->x[i] += shift;
    return 0;
}

int ambit_antimeridian_cut(ambit_geos *geos, ambit_shape shape, ambit_rings *out)
{
    ambit_box box = ambit_shape_box(shape);
    if (!shape.n_parts || (box.west >= -180 && box.east <= 180)) return ambit_rings_add_shape(out, shape);
    ambit_polygon *polygon = ambit_polygon_build(geos, shape);
    int failed = !polygon;
    if (!failed && box.west < -180) failed = store_part(geos, polygon, -540, 360, out);
    if (!failed) failed = store_part(geos, polygon, -180, 0, out);
    if (!failed && box.east > 180) failed = store_part(geos, polygon, 180, -360, out);
    ambit_polygon_free(geos, polygon);
    return failed ? -1 : 0;
}
