/* Cells of points: the one theorem that makes them cells (what lies in one is nearest to its point), and what holds of
 * every layer of them: they fill the outline, do not overlap, and hang together where a place is shared. */
#include "tests/geo/shapes.h"
#include "geo/map/adjacency.h"
#include "geo/map/cells.h"
#include "geo/earth/distance.h"
#include "geo/polygon.h"
#include "instances/base/rng.h"

#include <math.h>

enum { MOST = 400 };

/* A layer of points, as the readers of tables make it. */
static ambit_layer *points_of(const double (*at)[2], uint32_t n)
{
    static char name[MOST][16];
    static const char *id[MOST];
    uint32_t first[MOST + 1] = { 0 };
    ambit_layer *layer = NULL;
    ambit_rings none = { 0 };
    for (uint32_t r = 0; r < n; r++) snprintf(name[r], sizeof name[r], "P%u", r), id[r] = name[r];
    assert_int_equal(ambit_layer_build(&layer, &none, first, n, id, NULL, NULL), AMBIT_OK);
    layer->is_points = 1;
    for (uint32_t r = 0; r < n; r++) layer->centre_lon_deg[r] = at[r][0], layer->centre_lat_deg[r] = at[r][1];
    return layer;
}

static double area_of(const ambit_layer *layer)
{
    double sum = 0;
    for (uint32_t r = 0; r < layer->n; r++) sum += ambit_shape_area_km2(ambit_layer_shape(layer, r));
    return sum;
}

/* Returns the warnings. */
static uint64_t build_cells(ambit_layer *layer, const ambit_layer *outline)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    if (ambit_cells_build(layer, outline, "points.csv", diagnosis, &err)) fail_msg("%s", err.text);
    uint64_t n = ambit_diagnosis_n_warnings(diagnosis);
    ambit_diagnosis_free(diagnosis);
    assert_int_equal(layer->is_points, 0);
    return n;
}

/* The union of all cells has the area of their sum, so none overlaps another; every shape is valid. */
static void check_disjoint(const ambit_layer *layer)
{
    ambit_geos *geos = ambit_geos_build();
    ambit_polygon *polygon[MOST];
    uint32_t n = 0;
    double sum = 0;
    for (uint32_t r = 0; r < layer->n; r++) {
        if (!ambit_layer_shape(layer, r).n_parts) continue;
        polygon[n] = ambit_polygon_build(geos, ambit_layer_shape(layer, r));
        assert_int_equal(ambit_polygon_is_valid(geos, polygon[n]), 1);
        sum += ambit_polygon_area(geos, polygon[n++]);
    }
    ambit_polygon *whole = ambit_polygon_unite(geos, polygon, n);
    assert_non_null(whole);
    assert_true(fabs(ambit_polygon_area(geos, whole) - sum) <= 1e-9 * sum);
    ambit_polygon_free(geos, whole);
    ambit_geos_free(geos);
}

static double degrees_home(double lon) { return lon - 360 * floor((lon + 180) / 360); }

/* Whatever lies in a cell is nearer to its point than to any other, to some parts in a thousand: the plane is not the
 * sphere, and an edge that is straight in it is not so in degrees. */
static void check_nearest(const ambit_layer *layer, uint64_t seed, double slack)
{
    enum { TRIES = 300 };
    double lon[TRIES], lat[TRIES], home[TRIES];
    uint32_t region[TRIES], n_inside = 0;
    ambit_rng rng = ambit_rng_of(seed, 1);
    for (int k = 0; k < TRIES; k++) {
        ambit_box box = ambit_shape_box(ambit_layer_shape(layer, ambit_rng_below(&rng, layer->n)));
        lon[k] = box.west + ambit_rng_unit(&rng) * (box.east - box.west);
        lat[k] = box.south + ambit_rng_unit(&rng) * (box.north - box.south);
        home[k] = degrees_home(lon[k]);
    }
    assert_int_equal(ambit_join(region, layer, home, lat, TRIES, NULL), AMBIT_OK);
    for (int k = 0; k < TRIES; k++) {
        double best = INFINITY;
        if (region[k] == AMBIT_OUTSIDE || fabs(lat[k]) > 89) continue; /* degrees turn too fast at a pole */
        n_inside++;
        ambit_direction here = ambit_direction_of(lon[k], lat[k]);
        for (uint32_t r = 0; r < layer->n; r++)
            best = fmin(best, ambit_distance_km(here, ambit_direction_of(layer->centre_lon_deg[r],
                    layer->centre_lat_deg[r])));
        double own = ambit_distance_km(here, ambit_direction_of(layer->centre_lon_deg[region[k]],
                layer->centre_lat_deg[region[k]]));
        if (own > best * (1 + slack) + 0.01)
            fail_msg("%g %g is in %u, %g km away, not %g", lon[k], lat[k], region[k], own, best);
    }
    assert_true(n_inside > 100);
}

static const struct scatter {
    const char *name;
    double west, south, east, north;
    uint32_t n;
    double slack;
} scatters[] = {
    { "a city", 8.6, 50.0, 8.7, 50.1, 120, .003 },
    { "a country", 6, 47, 15, 55, 200, .003 },
    { "on both sides of the antimeridian", 176, -20, 183, -15, 150, .003 },
    { "around the north pole", -180, 84, 180, 90, 150, .03 },
    { "around the south pole", -180, -90, 180, -85, 150, .03 },
    { "two points", 8, 50, 9, 51, 2, .003 },
    { "three points", 8, 50, 9, 51, 3, .003 },
};

static void cells_hold_what_is_nearest(void **state)
{
    const struct scatter *at = *state;
    double place[MOST][2];
    ambit_rng rng = ambit_rng_of(7, at->n);
    print_message("seed 7\n");
    for (uint32_t r = 0; r < at->n; r++) {
        place[r][0] = degrees_home(at->west + ambit_rng_unit(&rng) * (at->east - at->west));
        place[r][1] = at->south + ambit_rng_unit(&rng) * (at->north - at->south);
    }
    ambit_layer *layer = points_of((const double (*)[2])place, at->n);
    assert_int_equal(build_cells(layer, NULL), 0);
    check_disjoint(layer);
    check_nearest(layer, at->n, at->slack);
    ambit_shared_border *border;
    size_t n;
    assert_int_equal(ambit_adjacency_find(&border, &n, layer, 0, NULL), AMBIT_OK);
    assert_true(n <= 3 * (size_t)at->n && n + 1 >= at->n); /* a plane graph that hangs together */
    free(border);
    ambit_layer_free(layer);
}

/* The neighbours of a grid's points are those of its cells, although four of them meet in each corner. */
static void a_grid_of_points_is_a_grid_of_cells(void **state)
{
    enum { W = 9, H = 7 };
    double place[W * H][2];
    (void)state;
    for (uint32_t k = 0; k < W * H; k++) place[k][0] = 10 + .01 * (k % W), place[k][1] = .01 * (k / W) - .03;
    ambit_layer *layer = points_of((const double (*)[2])place, W * H);
    assert_int_equal(build_cells(layer, NULL), 0);
    check_disjoint(layer);
    ambit_shared_border *border;
    size_t n, rook = 0;
    assert_int_equal(ambit_adjacency_find(&border, &n, layer, 0, NULL), AMBIT_OK);
    for (size_t k = 0; k < n; k++) rook += border[k].length_m > 10;
    assert_int_equal(rook, (W - 1) * H + W * (H - 1));
    free(border);
    ambit_layer_free(layer);
}

static const char *const island[] = { "0 0, 4 0, 4 4, 2 3, 0 4; 1 1, 1 2, 2 2, 2 1", "6 0, 7 0, 7 1, 6 1" };

/* The outline is filled, with its lake left out and its second island given to the nearest. */
static void an_outline_bounds_the_cells(void **state)
{
    double place[80][2], lon[200], lat[200];
    uint32_t region[200];
    ambit_rng rng = ambit_rng_of(9, 0);
    ambit_layer *outline = layer_of(island, 2);
    (void)state;
    print_message("seed 9\n");
    for (int k = 0; k < 200; k++) lon[k] = 4 * ambit_rng_unit(&rng), lat[k] = 4 * ambit_rng_unit(&rng);
    assert_int_equal(ambit_join(region, outline, lon, lat, 200, NULL), AMBIT_OK);
    for (uint32_t r = 0, k = 0; r < 80; k++) {
        assert_true(k < 200);
        if (region[k] == 0) place[r][0] = lon[k], place[r++][1] = lat[k];
    }
    ambit_layer *layer = points_of((const double (*)[2])place, 80);
    assert_int_equal(build_cells(layer, outline), 0);
    check_disjoint(layer);
    check_nearest(layer, 80, .003);
    assert_true(fabs(area_of(layer) / area_of(outline) - 1) < 1e-6);
    for (uint32_t r = 0; r < 80; r++) {
        ambit_geos *geos = ambit_geos_build();
        ambit_polygon *cell = ambit_polygon_build(geos, ambit_layer_shape(layer, r));
        ambit_prepared *prepared = ambit_prepared_build(geos, cell);
        assert_int_equal(ambit_prepared_covers(geos, prepared, place[r][0], place[r][1]), 1);
        ambit_prepared_free(geos, prepared);
        ambit_polygon_free(geos, cell);
        ambit_geos_free(geos);
    }
    ambit_layer_free(layer);
    ambit_layer_free(outline);
}

static void points_outside_of_the_outline_are_named(void **state)
{
    const double place[][2] = { { 1, 3 }, { 3, 1 }, { 4.1, 2 }, { -30, 2 }, { NAN, NAN } };
    ambit_layer *outline = layer_of(island, 1), *layer = points_of(place, 5);
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    (void)state;
    assert_int_equal(ambit_cells_build(layer, outline, "points.csv", diagnosis, NULL), AMBIT_OK);
    assert_int_equal(ambit_diagnosis_n_warnings(diagnosis), 1);
    const char *text = ambit_diagnosis_warning_text(diagnosis, 0);
    if (!strstr(text, "2 of 5 points") || !strstr(text, "P2, P3") || !strstr(text, "1 of them get no area"))
        fail_msg("%s", text);
    assert_true(ambit_layer_shape(layer, 2).n_parts > 0); /* what of the outline is near it */
    assert_int_equal(ambit_layer_shape(layer, 3).n_parts, 0);
    assert_int_equal(ambit_layer_shape(layer, 4).n_parts, 0);
    assert_true(fabs(area_of(layer) / area_of(outline) - 1) < 1e-6);
    ambit_diagnosis_free(diagnosis);
    ambit_layer_free(layer);
    ambit_layer_free(outline);
}

/* Each borders on the first, the first on the neighbours; and they fill what one would have had alone. */
static void places_are_shared(void **state)
{
    static const uint32_t shares[] = { 2, 3, 4, 13, 14, 60 };
    (void)state;
    for (size_t k = 0; k < sizeof shares / sizeof *shares; k++) {
        double place[MOST][2] = { { 10, 50 }, { 10.2, 50 }, { 10, 50.2 }, { 9.8, 49.9 }, { 10, 49.8 } };
        for (uint32_t r = 5; r < 4 + shares[k]; r++) place[r][0] = 10, place[r][1] = 50;
        ambit_layer *layer = points_of((const double (*)[2])place, 4 + shares[k]);
        ambit_layer *alone = points_of((const double (*)[2])place, 5);
        assert_int_equal(build_cells(layer, NULL) + build_cells(alone, NULL), 0);
        check_disjoint(layer);
        assert_true(fabs(area_of(layer) / area_of(alone) - 1) < 1e-6);
        ambit_shared_border *border;
        size_t n, rook = 0, first = 0;
        assert_int_equal(ambit_adjacency_find(&border, &n, layer, 0, NULL), AMBIT_OK);
        for (size_t b = 0; b < n; b++) {
            if (!(border[b].length_m > 0)) continue;
            rook += border[b].a == 0;
            first += border[b].a > 0 && border[b].a < 5 && border[b].b >= 5; /* neighbours touch only the first */
        }
        assert_int_equal(rook, 4 + shares[k] - 1);
        assert_int_equal(first, 0);
        free(border);
        ambit_layer_free(layer), ambit_layer_free(alone);
    }
}

static void few_points_have_cells_too(void **state)
{
    const double one[][2] = { { 10, 50 } }, line[][2] = { { 10, 50 }, { 10.1, 50 }, { 10.2, 50 }, { 10.3, 50 } };
    const double none[][2] = { { NAN, NAN } }, same[][2] = { { 10, 50 }, { 10, 50 }, { 10, 50 } };
    const struct { const double (*at)[2]; uint32_t n, n_rook; double least_km2; } cases[] = {
        { one, 1, 0, 1 }, { line, 4, 3, 100 }, { none, 1, 0, 0 }, { same, 3, 3, 1 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        ambit_layer *layer = points_of(cases[k].at, cases[k].n);
        ambit_shared_border *border;
        size_t n, rook = 0;
        assert_int_equal(build_cells(layer, NULL), 0);
        assert_true(area_of(layer) >= cases[k].least_km2);
        assert_int_equal(ambit_adjacency_find(&border, &n, layer, 0, NULL), AMBIT_OK);
        for (size_t b = 0; b < n; b++) rook += border[b].length_m > 0;
        assert_int_equal(rook, cases[k].n_rook);
        free(border);
        ambit_layer_free(layer);
    }
}

int main(void)
{
    enum { S = sizeof scatters / sizeof *scatters };
    struct CMUnitTest tests[S + 5];
    size_t n = 0;
    for (size_t i = 0; i < S; i++)
        tests[n++] = (struct CMUnitTest){ scatters[i].name, cells_hold_what_is_nearest, NULL, NULL,
            (void *)(uintptr_t)&scatters[i] };
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(a_grid_of_points_is_a_grid_of_cells);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(an_outline_bounds_the_cells);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(points_outside_of_the_outline_are_named);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(places_are_shared);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(few_points_have_cells_too);
    return cmocka_run_group_tests_name("geo/cells", tests, NULL, NULL);
}
