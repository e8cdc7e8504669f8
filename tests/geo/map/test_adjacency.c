/* Borders: small maps by hand, random dirty ones against GEOS's own intersections, real counties against known
 * counts. */
#include "tests/geo/shapes.h"
#include "geo/map/adjacency.h"
#include "geo/earth/distance.h"
#include "instances/base/rng.h"

#include <geos_c.h>
#include <math.h>

/* A map of up to four regions; the pairs that must come out, with lengths in degrees of a great circle. */
static const struct map {
    const char *name, *region[4];
    int n_pairs;
    struct { uint32_t a, b; double degrees; } pair[4];
} maps[] = {
    { "an island", { "0 0, 1 0, 1 1, 0 1" }, 0, { { 0, 0, 0 } } },
    { "apart", { "0 0, 1 0, 1 1, 0 1", "2 0, 3 0, 3 1, 2 1" }, 0, { { 0, 0, 0 } } },
    { "side by side", { "0 0, 1 0, 1 1, 0 1", "1 0, 2 0, 2 1, 1 1" }, 1, { { 0, 1, 1 } } },
    { "at a corner", { "0 0, 1 0, 1 1, 0 1", "1 1, 2 1, 2 2, 1 2" }, 1, { { 0, 1, 0 } } },
    { "a longer neighbour, without points in common", { "0 0, 1 0, 1 1, 0 1", "1 -1, 2 -1, 2 3, 1 3" }, 1, { { 0, 1,
    1 } } },
    { "half of an edge", { "0 0, 1 0, 1 1, 0 1", "1 .5, 2 .5, 2 3, 1 3" }, 1, { { 0, 1, .5 } } },
    { "a corner on an edge", { "0 0, 1 0, 1 1, 0 1", "1 .5, 2 0, 2 1" }, 1, { { 0, 1, 0 } } },
    { "an edge that only ends on the same line", { "0 0, 1 0, 1 1, 0 1", "1 1, 2 1, 2 2, 1 2" }, 1, { { 0, 1, 0 } } },
    { "on the same line, apart", { "0 0, 1 0, 1 1, 0 1", "1 2, 2 2, 2 3, 1 3" }, 0, { { 0, 0, 0 } } },
    { "around a lake", { "0 0, 3 0, 3 3, 0 3; 1 1, 1 2, 2 2, 2 1", "1 1, 2 1, 2 2, 1 2" }, 1, { { 0, 1, NAN } } },
    { "twice along", { "0 0, 1 0, 1 1, .5 1, .5 2, 1 2, 1 3, 0 3", "1 0, 2 0, 2 3, 1 3" }, 1, { { 0, 1, 2 } } },
    { "borders that cross", { "0 0, 2 0, 2 1, 0 1", "1 -1, 1.5 -1, 1.5 2, 1 2" }, 1, { { 0, 1, 0 } } },
    { "inside without touching", { "0 0, 4 0, 4 4, 0 4", "1 1, 2 1, 2 2, 1 2" }, 0, { { 0, 0, 0 } } },
    { "four in a square", { "0 0, 1 0, 1 1, 0 1", "1 0, 2 0, 2 1, 1 1", "0 1, 1 1, 1 2, 0 2", "1 1, 2 1, 2 2, 1 2" }, 4,
      { { 0, 1, 1 }, { 0, 2, NAN }, { 0, 3, 0 }, { 1, 2, 0 } } },
    { "no shape between two", { "0 0, 1 0, 1 1, 0 1", "", "1 0, 2 0, 2 1, 1 1" }, 1, { { 0, 2, 1 } } },
};

static uint32_t n_regions(const struct map *map)
{
    uint32_t n = 0;
    while (n < 4 && map->region[n]) n++;
    return n;
}

static void finds_the_borders(void **state)
{
    const struct map *map = *state;
    ambit_layer *layer = layer_of(map->region, n_regions(map));
    ambit_shared_border *border;
    size_t n;
    assert_int_equal(ambit_adjacency_find(&border, &n, layer, 0, NULL), AMBIT_OK);
    assert_true(n >= (size_t)map->n_pairs);
    if (n_regions(map) < 4) assert_int_equal(n, map->n_pairs);
    for (int k = 0; k < map->n_pairs; k++) {
        assert_int_equal(border[k].a, map->pair[k].a);
        assert_int_equal(border[k].b, map->pair[k].b);
        double m = map->pair[k].degrees * AMBIT_EARTH_KM * 1000 * 3.14159265358979323846 / 180;
        if (isnan(m)) assert_true(border[k].length_m > 0);
        else assert_true(fabs(border[k].length_m - m) < 1e-3);
    }
    free(border);
    ambit_layer_free(layer);
}

/* It is a point, and touches those whose border it lies on. */
static void a_region_without_area_touches(void **state)
{
    static const char *const cells[] = { "0 0, 1 0, 1 1, 0 1", "1 0, 2 0, 2 1, 1 1", "" };
    ambit_layer *layer = layer_of(cells, 3);
    ambit_shared_border *border;
    size_t n;
    (void)state;
    layer->centre_lon_deg[2] = 1;
    layer->centre_lat_deg[2] = .25;
    assert_int_equal(ambit_adjacency_find(&border, &n, layer, 0, NULL), AMBIT_OK);
    assert_int_equal(n, 3);
    assert_true(border[0].length_m > 0 && border[1].length_m == 0 && border[2].length_m == 0);
    assert_int_equal(border[1].b, 2);
    free(border);
    ambit_layer_free(layer);
}

static void mute(const char *message, void *context) { (void)message, (void)context; }

static GEOSGeometry *boundary_of(GEOSContextHandle_t geos, const ambit_layer *layer, uint32_t r)
{
    ambit_shape shape = ambit_layer_shape(layer, r);
    GEOSGeometry *ring[8];
    for (uint32_t p = 0; p < shape.n_parts; p++) {
        size_t at = shape.point_first[p];
        ring[p] = GEOSGeom_createLinearRing_r(geos, GEOSCoordSeq_copyFromArrays_r(geos, shape.x + at, shape.y + at,
                NULL, NULL,
                (unsigned)(shape.point_first[p + 1] - at)));
    }
    return GEOSGeom_createCollection_r(geos, GEOS_MULTILINESTRING, ring, shape.n_parts);
}

/* Triangles on a small grid overlap, cross, share edges, parts of edges and corners: everything that can happen. */
static ambit_layer *random_triangles(ambit_rng *rng, uint32_t n)
{
    char text[64][80];
    const char *shape[64];
    for (uint32_t r = 0; r < n; r++) {
        int x[3], y[3];
        do
            for (int k = 0; k < 3; k++) x[k] = (int)ambit_rng_below(rng, 6), y[k] = (int)ambit_rng_below(rng, 6);
        while ((x[1] - x[0]) * (y[2] - y[0]) == (x[2] - x[0]) * (y[1] - y[0]));
        snprintf(text[r], sizeof text[r], "%d %d, %d %d, %d %d", x[0], y[0], x[1], y[1], x[2], y[2]);
        shape[r] = text[r];
    }
    return layer_of(shape, n);
}

static void agrees_with_geos(void **state)
{
    GEOSContextHandle_t geos = GEOS_init_r();
    size_t n_rook = 0, n_queen = 0, n_none = 0;
    (void)state;
    print_message("seed 5\n");
    GEOSContext_setErrorMessageHandler_r(geos, mute, NULL);
    for (uint64_t round = 0; round < 20; round++) {
        ambit_rng rng = ambit_rng_of(5, round);
        ambit_layer *layer = random_triangles(&rng, 24);
        ambit_shared_border *border;
        size_t n, k = 0;
        assert_int_equal(ambit_adjacency_find(&border, &n, layer, 0, NULL), AMBIT_OK);
        for (uint32_t a = 0; a < layer->n; a++)
            for (uint32_t b = a + 1; b < layer->n; b++) {
                GEOSGeometry *one = boundary_of(geos, layer, a), *two = boundary_of(geos, layer, b);
                GEOSGeometry *common = GEOSIntersection_r(geos, one, two);
                double length = 0;
                GEOSLength_r(geos, common, &length);
                int touches = !GEOSisEmpty_r(geos, common), found = k < n && border[k].a == a && border[k].b == b;
                if (touches != found) fail_msg("round %d: %u-%u touch: %d, found: %d", (int)round, a, b, touches,
                        found);
                if (found) assert_int_equal(border[k].length_m > 0, length > 0);
                if (found && length > 0) /* near the equator a degree is nearly as long in every direction */
                    assert_true(fabs(border[k].length_m / (length * 111195) - 1) < 0.01);
                k += (size_t)found;
                n_rook += length > 0, n_queen += touches != 0, n_none += touches == 0;
                GEOSGeom_destroy_r(geos, one), GEOSGeom_destroy_r(geos, two), GEOSGeom_destroy_r(geos, common);
            }
        assert_int_equal(k, n);
        free(border);
        ambit_layer_free(layer);
    }
    assert_true(n_rook > 100 && n_queen > 2 * n_rook && n_none > 100);
    GEOS_finish_r(geos);
}

/* Renumbering changes the numbers and nothing else. */
static void is_symmetric(void **state)
{
    ambit_layer *grid = grid_of(7, 5, 10, 40, .1), *turned;
    ambit_rings rings;
    uint32_t first[36] = { 0 };
    const char *id[35];
    ambit_shared_border *x, *y;
    size_t n, m;
    (void)state;
    ambit_rings_init(&rings);
    for (uint32_t r = 0; r < 35; r++) {
        assert_int_equal(ambit_rings_add_shape(&rings, ambit_layer_shape(grid, 34 - r)), 0);
        first[r + 1] = rings.n_parts;
        id[r] = grid->id[34 - r];
    }
    assert_int_equal(ambit_layer_build(&turned, &rings, first, 35, id, NULL, NULL), AMBIT_OK);
    assert_int_equal(ambit_adjacency_find(&x, &n, grid, 0, NULL), AMBIT_OK);
    assert_int_equal(ambit_adjacency_find(&y, &m, turned, 0, NULL), AMBIT_OK);
    assert_int_equal(n, 6 * 5 + 7 * 4 + 2 * 6 * 4);
    assert_int_equal(n, m);
    for (size_t i = 0; i < n; i++) {
        size_t k = 0;
        while (k < m && (y[k].a != 34 - x[i].b || y[k].b != 34 - x[i].a)) k++;
        assert_true(k < m && fabs(x[i].length_m - y[k].length_m) < 1e-6);
    }
    free(x), free(y);
    ambit_layer_free(grid), ambit_layer_free(turned);
}

/* Counted by GEOS over all pairs of boundaries. */
static void counts_of_real_counties(void **state)
{
    static const char *const path = "../shared/data/us_counties_wgs84.shp";
    ambit_layer *layer = NULL;
    ambit_shared_border *border;
    size_t n, rook = 0;
    (void)state;
    if (access(path, R_OK)) {
        print_message("%s is not there\n", path);
        skip();
    }
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    assert_int_equal(ambit_layer_read(&layer, &(ambit_layer_source){ .path = path, .shown = "us_counties_wgs84.shp",
            .id_field = "GEOID" }, diagnosis, NULL), AMBIT_OK);
    assert_int_equal(ambit_adjacency_find(&border, &n, layer, 0, NULL), AMBIT_OK);
    for (size_t k = 0; k < n; k++) rook += border[k].length_m > 0;
    assert_int_equal(layer->n, 3231);
    assert_int_equal(rook, 8940);
    assert_int_equal(n, 9341);
    free(border);
    ambit_layer_free(layer);
    ambit_diagnosis_free(diagnosis);
}

/* ---- Within a tolerance ----------------------------------------------------------------------------------------- */

/* Near the equator, where 0.0001 degrees are 11.1 m. Lengths in degrees; -1: they do not touch. */
static const struct near_map { const char *name, *region[2]; double snap_m, degrees; } near_maps[] = {
    { "a gap of 11 m, exactly", { "0 0, 1 0, 1 1, 0 1", "1.0001 0, 2 0, 2 1, 1.0001 1" }, 0, -1 },
    { "a gap of 11 m, within 10 m", { "0 0, 1 0, 1 1, 0 1", "1.0001 0, 2 0, 2 1, 1.0001 1" }, 10, -1 },
    { "a gap of 11 m, within 12 m", { "0 0, 1 0, 1 1, 0 1", "1.0001 0, 2 0, 2 1, 1.0001 1" }, 12, 1 },
    { "an overlap of 11 m, within 12 m", { "0 0, 1.0001 0, 1.0001 1, 0 1", "1 0, 2 0, 2 1, 1 1" }, 12, 1 },
    { "an overlap of 11 m shares 11 m of two sides", { "0 0, 1.0001 0, 1.0001 1, 0 1", "1 0, 2 0, 2 1, 1 1" }, 0,
      .0002 },
    { "more points on one side", { "0 0, 1 0, .99995 .3, 1 .6, 1 1, 0 1", "1 0, 2 0, 2 1, 1.00004 1" }, 20, 1 },
    { "half of a border", { "0 0, 1 0, 1 1, 0 1", "1.0001 .5, 2 .5, 2 3, 1.0001 3" }, 20, .5 },
    { "corners that nearly meet", { "0 0, 1 0, 1 1, 0 1", "1.0001 1.0001, 2 1, 2 2, 1 2" }, 20, 0 },
    { "corners that meet, with a tolerance", { "0 0, 1 0, 1 1, 0 1", "1 1, 2 1, 2 2, 1 2" }, 20, 0 },
    { "sharp corners that meet, with a tolerance", { "0 0, 1 0, 1 .4", "1 .4, 2 .4, 2 1" }, 20, 0 },
    { "a shared border, with a tolerance", { "0 0, 1 0, 1 1, 0 1", "1 0, 2 0, 2 1, 1 1" }, 20, 1 },
    { "a border that runs apart", { "0 0, 1 0, 1 1, 0 1", "1 0, 2 0, 2 1, 1.01 1" }, 11.1195, .01 },
};

static void finds_borders_that_are_near(void **state)
{
    const struct near_map *map = *state;
    ambit_layer *layer = layer_of(map->region, 2);
    ambit_shared_border *border;
    size_t n;
    assert_int_equal(ambit_adjacency_find(&border, &n, layer, map->snap_m, NULL), AMBIT_OK);
    assert_int_equal(n, map->degrees != -1);
    double m = map->degrees * AMBIT_EARTH_KM * 1000 * 3.14159265358979323846 / 180;
    if (n && fabs(border[0].length_m - m) > 2 * map->snap_m + 1) fail_msg("%g m, not %g m", border[0].length_m, m);
    if (n) assert_int_equal(border[0].length_m > 0, m > 0);
    free(border);
    ambit_layer_free(layer);
}

/* Cells whose corners were moved by up to 10 m each, as by another vendor: the pairs of the clean grid come back, with
 * its lengths; and it does not matter which of two cells comes first. */
static void mends_a_grid_of_moved_corners(void **state)
{
    enum { W = 6, N = W * W };
    (void)state;
    print_message("seed 11\n");
    for (int turned = 0; turned < 2; turned++) {
        char text[N][240];
        const char *cell[N];
        ambit_rng rng = ambit_rng_of(11, 0);
        for (int k = 0; k < N; k++) {
            double x = 8 + .1 * (k % W), y = 50 + .1 * (k / W), moved[8];
            for (int i = 0; i < 8; i++) moved[i] = (ambit_rng_unit(&rng) - .5) * 20 / 111195 / (i % 2 ? 1 : .643);
            int at = turned ? N - 1 - k : k;
            snprintf(text[at], sizeof text[at], "%.9f %.9f, %.9f %.9f, %.9f %.9f, %.9f %.9f", x + moved[0],
                    y + moved[1], x + .1 + moved[2], y + moved[3], x + .1 + moved[4], y + .1 + moved[5], x + moved[6],
                    y + .1 + moved[7]);
            cell[at] = text[at];
        }
        ambit_layer *layer = layer_of(cell, N);
        ambit_shared_border *border;
        size_t n, rook = 0;
        assert_int_equal(ambit_adjacency_find(&border, &n, layer, 30, NULL), AMBIT_OK);
        assert_int_equal(n, 4 * W * (W - 1) - 2 * (W - 1));
        for (size_t k = 0; k < n; k++) {
            if (!(border[k].length_m > 0)) continue;
            rook++;
            double lat = 50 + .1 * (border[k].b / W);
            double m = border[k].b - border[k].a == 1 ? 11119.5 : 11119.5 * cos(lat * .0174533);
            if (!turned) assert_true(fabs(border[k].length_m - m) < 60);
        }
        assert_int_equal(rook, 2 * W * (W - 1));
        free(border);
        ambit_layer_free(layer);
    }
}

/* One piece that runs on past 180 degrees, and a neighbour that begins at -179.5; and two that meet at 180. */
static void finds_neighbours_across_the_antimeridian(void **state)
{
    static const char *const cells[] = { "179 0, 180.5 0, 180.5 1, 179 1", "-179.5 0, -178 0, -178 1, -179.5 1",
        "179 1, 180 1, 180 2, 179 2", "-180 1, -179 1, -179 2, -180 2" };
    ambit_layer *layer = layer_of(cells, 4);
    ambit_shared_border *border;
    (void)state;
    for (int snap_m = 0; snap_m < 20; snap_m += 10) {
        size_t n;
        const int expected[][3] = { { 0, 1, 1 }, { 0, 2, 1 }, { 0, 3, 1 }, { 1, 3, 1 }, { 2, 3, 1 } };
        assert_int_equal(ambit_adjacency_find(&border, &n, layer, snap_m, NULL), AMBIT_OK);
        assert_int_equal(n, 5);
        for (size_t k = 0; k < n; k++) {
            assert_int_equal(border[k].a, expected[k][0]);
            assert_int_equal(border[k].b, expected[k][1]);
            assert_int_equal(border[k].length_m > 0, expected[k][2]);
        }
        assert_true(fabs(border[0].length_m - 111195.08) < 1 + 2 * snap_m);
        free(border);
    }
    ambit_layer_free(layer);
}

int main(void)
{
    enum { M = sizeof maps / sizeof *maps, NEAR = sizeof near_maps / sizeof *near_maps };
    struct CMUnitTest tests[M + NEAR + 6];
    size_t n = 0;
    for (size_t i = 0; i < M; i++)
        tests[n++] = (struct CMUnitTest){ maps[i].name, finds_the_borders, NULL, NULL, (void *)(uintptr_t)&maps[i] };
    for (size_t i = 0; i < NEAR; i++)
        tests[n++] = (struct CMUnitTest){ near_maps[i].name, finds_borders_that_are_near, NULL, NULL,
            (void *)(uintptr_t)&near_maps[i] };
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(mends_a_grid_of_moved_corners);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(finds_neighbours_across_the_antimeridian);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(a_region_without_area_touches);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(agrees_with_geos);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(is_symmetric);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(counts_of_real_counties);
    return cmocka_run_group_tests_name("geo/adjacency", tests, NULL, NULL);
}
