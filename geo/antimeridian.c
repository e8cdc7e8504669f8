#include "geo/antimeridian.h"

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
