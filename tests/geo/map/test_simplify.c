/* Simplified borders stay shared: small maps by hand, then real counties and their territories. */
#include "tests/geo/shapes.h"
#include "geo/map/adjacency.h"
#include "geo/map/arcs.h"
#include "geo/map/dissolve.h"
#include "geo/polygon.h"
#include "geo/map/simplify.h"
#include "instances/base/rng.h"

#include <math.h>

/* Maps of up to three regions: their net, and the points that are left at 20 km (0.18 degrees). */
static const struct map {
    const char *name, *region[3];
    uint32_t n_arcs, n_uses, n_points, n_parts;
} maps[] = {
    { "a square keeps its corners", { "0 0, 1 0, 1 1, 0 1" }, 1, 1, 5, 1 },
    { "a point on an edge goes", { "0 0, .5 .01, 1 0, 1 1, 0 1" }, 1, 1, 5, 1 },
    { "a point off the edge stays", { "0 0, .5 .3, 1 0, 1 1, 0 1" }, 1, 1, 6, 1 },
    { "two squares: a common arc and two others", { "0 0, 1 0, 1 1, 0 1", "1 0, 2 0, 2 1, 1 1" }, 3, 4, 10, 2 },
    { "a crooked common border becomes straight for both",
      { "0 0, 1 0, 1.05 .3, .95 .6, 1 1, 0 1", "1 0, 2 0, 2 1, 1 1, .95 .6, 1.05 .3" }, 3, 4, 10, 2 },
    { "three around a node", { "0 0, 1 0, 1 1, 0 1", "1 0, 2 0, 2 2, 1 2, 1 1", "0 1, 1 1, 1 2, 0 2" }, 6, 9, 16, 3 },
    { "an enclave and its lake are one arc", { "0 0, 3 0, 3 3, 0 3; 1 1, 1 2, 2 2, 2 1", "1 1, 2 1, 2 2, 1 2" }, 2, 3,
    15, 3 },
    { "a small island goes, the large one stays", { "0 0, 1 0, 1 1, 0 1", "" }, 1, 1, 5, 1 },
    { "an enclave that is all of a region stays, and so does its lake",
      { "0 0, 3 0, 3 3, 0 3; 1 1, 1 1.1, 1.1 1.1, 1.1 1", "1 1, 1.1 1, 1.1 1.1, 1 1.1" }, 2, 3, 15, 3 },
    { "a small lake goes", { "0 0, 3 0, 3 3, 0 3; 1 1, 1 1.1, 1.1 1.1, 1.1 1" }, 2, 2, 5, 1 },
    { "a thin region does not collapse",
      { "0 0, 3 0, 3 1, 1.5 1.01, 0 1", "0 1, 1.5 1.01, 3 1, 3 1.02, 1.5 1.03, 0 1.02",
      "0 1.02, 1.5 1.03, 3 1.02, 3 2, 0 2" }, 6, 8, 0, 3 },
    { "repeated points", { "0 0, 0 0, 1 0, 1 0, 1 1, 0 1, 0 1, 0 0" }, 1, 1, 5, 1 },
};

/* Every border that was shared is shared, every shape is valid, no point is new. */
static void nothing_comes_apart(const ambit_layer *before, const ambit_layer *after)
{
    ambit_shared_border *x, *y;
    size_t n, m;
    ambit_geos *geos = ambit_geos_build();
    assert_int_equal(before->n, after->n);
    assert_int_equal(ambit_adjacency_find(&x, &n, before, 0, NULL), AMBIT_OK);
    assert_int_equal(ambit_adjacency_find(&y, &m, after, 0, NULL), AMBIT_OK);
    for (size_t i = 0, k = 0; i < n; i++) {
        if (x[i].length_m <= 0) continue;
        while (k < m && (y[k].a < x[i].a || (y[k].a == x[i].a && y[k].b < x[i].b))) k++;
        if (k == m || y[k].a != x[i].a || y[k].b != x[i].b || !(y[k].length_m > 0))
            fail_msg("%s and %s came apart", before->id[x[i].a], before->id[x[i].b]);
    }
    for (uint32_t r = 0; r < after->n; r++) {
        ambit_polygon *polygon = ambit_polygon_build(geos, ambit_layer_shape(after, r));
        assert_int_equal(ambit_polygon_is_valid(geos, polygon), 1);
        ambit_polygon_free(geos, polygon);
        assert_string_equal(after->id[r], before->id[r]);
        assert_int_equal(before->part_first[r] == before->part_first[r + 1],
                after->part_first[r] == after->part_first[r + 1]);
    }
    assert_true(after->point_first[after->n_parts] <= before->point_first[before->n_parts]);
    free(x), free(y);
    ambit_geos_free(geos);
}

static void simplifies(void **state)
{
    const struct map *map = *state;
    uint32_t n = 0;
    while (n < 3 && map->region[n]) n++;
    ambit_layer *layer = layer_of(map->region, n), *out;
    ambit_arcs arcs;
    assert_int_equal(ambit_arcs_build(&arcs, layer, NULL), AMBIT_OK);
    assert_int_equal(arcs.n_arcs, map->n_arcs);
    assert_int_equal(arcs.use_first[layer->n_parts], map->n_uses);
    ambit_arcs_reset(&arcs);
    assert_int_equal(ambit_simplify(&out, layer, 20000, NULL), AMBIT_OK);
    assert_int_equal(out->n_parts, map->n_parts);
    if (map->n_points) assert_int_equal(out->point_first[out->n_parts], map->n_points);
    nothing_comes_apart(layer, out);
    ambit_layer_free(out);
    ambit_layer_free(layer);
}

/* The farthest that a point of the first ring of `before` lies from the ring of `after`, in degrees of latitude. */
static double farthest_from(ambit_shape before, ambit_shape after)
{
    double worst = 0, scale = cos(before.y[before.point_first[0]] * 3.14159265358979323846 / 180);
    for (size_t i = before.point_first[0]; i < before.point_first[1]; i++) {
        double best = INFINITY;
        for (uint32_t p = 0; p < after.n_parts; p++)
            for (size_t k = after.point_first[p]; k + 1 < after.point_first[p + 1]; k++) {
                double dx = (after.x[k + 1] - after.x[k]) * scale, dy = after.y[k + 1] - after.y[k];
                double px = (before.x[i] - after.x[k]) * scale, py = before.y[i] - after.y[k];
                double t = (px * dx + py * dy) / (dx * dx + dy * dy);
                t = t < 0 ? 0 : t > 1 ? 1 : t;
                double here = hypot(px - t * dx, py - t * dy);
                if (here < best) best = here;
            }
        if (best > worst) worst = best;
    }
    return worst;
}

static void real_counties_stay_together(void **state)
{
    ambit_layer *layer = counties_of("instances/data/north-carolina/counties.shp"), *out;
    size_t before = layer->point_first[layer->n_parts], last = before + 1;
    (void)state;
    for (double tolerance_m = 0; tolerance_m < 40000; tolerance_m = tolerance_m > 0 ? 4 * tolerance_m : 500) {
        assert_int_equal(ambit_simplify(&out, layer, tolerance_m, NULL), AMBIT_OK);
        nothing_comes_apart(layer, out);
        for (uint32_t r = 0; r < layer->n; r++)
            assert_true(farthest_from(ambit_layer_shape(layer, r), ambit_layer_shape(out,
            r)) < tolerance_m / 111195 * 1.02 + 1e-12
                    || ambit_shape_area_km2(ambit_layer_shape(layer, r)) * 1e6 < 4 * tolerance_m * tolerance_m
                    || layer->part_first[r + 1] - layer->part_first[r] > 1);
        assert_true(out->point_first[out->n_parts] <= last);
        last = out->point_first[out->n_parts];
        if (tolerance_m <= 0) assert_true(fabs(area_of_layer(out) / area_of_layer(layer) - 1) < 1e-12);
        ambit_layer_free(out);
    }
    assert_true(last < before / 2);
    ambit_layer_free(layer);
}

/* What the report draws: all counties as some eighty territories. */
static void territories_stay_together(void **state)
{
    enum { T = 80 };
    ambit_layer *layer = counties_of("instances/data/us-field-force/counties.shp"), *whole, *out;
    uint32_t *territory = calloc(layer->n, sizeof *territory);
    char id[T][16];
    const char *ids[T];
    (void)state;
    for (int t = 0; t < T; t++) snprintf(id[t], sizeof id[t], "T%03d", t), ids[t] = id[t];
    for (uint32_t r = 0; r < layer->n; r++) { /* a coarse lattice, rows of ten */
        int x = (int)((layer->centre_lon_deg[r] + 125) / 5.8), y = (int)((layer->centre_lat_deg[r] - 24) / 3.2);
        territory[r] = (uint32_t)((y > 7 ? 7 : y) * 10 + (x > 9 ? 9 : x));
    }
    assert_int_equal(ambit_dissolve(&whole, layer, territory, T, ids, ids, NULL), AMBIT_OK);
    assert_int_equal(ambit_simplify(&out, whole, 4000, NULL), AMBIT_OK);
    nothing_comes_apart(whole, out);
    assert_true(fabs(area_of_layer(out) / area_of_layer(whole) - 1) < 1e-3);
    assert_true(5 * out->point_first[out->n_parts] < 3 * whole->point_first[whole->n_parts]);
    free(territory);
    ambit_layer_free(out), ambit_layer_free(whole), ambit_layer_free(layer);
}

int main(void)
{
    enum { M = sizeof maps / sizeof *maps };
    struct CMUnitTest tests[M + 2];
    size_t n = 0;
    for (size_t i = 0; i < M; i++)
        tests[n++] = (struct CMUnitTest){ maps[i].name, simplifies, NULL, NULL, (void *)(uintptr_t)&maps[i] };
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(real_counties_stay_together);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(territories_stay_together);
    return cmocka_run_group_tests_name("geo/arcs, simplify", tests, NULL, NULL);
}
