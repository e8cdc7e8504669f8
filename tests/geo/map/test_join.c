/* Points to regions: by hand, and by brute force on real counties. */
#include "tests/geo/shapes.h"
#include "geo/map/join.h"
#include "instances/base/rng.h"

#include <math.h>
#include <omp.h>

static const char *const map[] = {
    "0 0, 2 0, 2 2, 0 2",                                   /* 0 */
    "2 0, 4 0, 4 2, 2 2; 2.5 .5, 2.5 1.5, 3.5 1.5, 3.5 .5", /* 1, with a lake */
    "1 1, 3 1, 3 3, 1 3",                                   /* 2 lies over both */
    "",                                                     /* 3 has no shape */
    "179 0, 181 0, 181 1, 179 1",                           /* 4 across the antimeridian */
    "-181 5, -179 5, -179 6, -181 6",                       /* 5 likewise, from the other side */
};

static const struct point { const char *name; double lon, lat; uint32_t region; } points[] = {
    { "inside", .5, .5, 0 },
    { "on an outer edge", 0, 1, 0 },
    { "on a corner of one", 0, 0, 0 },
    { "on a common border: the first", 2, .5, 0 },
    { "inside two: the first", 1.5, 1.5, 0 },
    { "in the second alone", 3.75, 1, 1 },
    { "in the lake", 3, .75, AMBIT_OUTSIDE },
    { "in the lake, but in the third", 2.75, 1.25, 2 },
    { "on the lake's shore", 2.5, .75, 1 },
    { "outside of all", 10, 10, AMBIT_OUTSIDE },
    { "east of the antimeridian", -179.5, .5, 4 },
    { "west of it", 179.5, .5, 4 },
    { "on it, written as 180", 180, .5, 4 },
    { "on it, written as -180", -180, .5, 4 },
    { "west of it, region from the east", 179.5, 5.5, 5 },
    { "east of it, region from the east", -179.5, 5.5, 5 },
    { "not a number", NAN, .5, AMBIT_OUTSIDE },
    { "infinitely far", INFINITY, .5, AMBIT_OUTSIDE },
};

static void finds_the_region(void **state)
{
    const struct point *point = *state;
    ambit_layer *layer = layer_of(map, sizeof map / sizeof *map);
    uint32_t region = 99;
    assert_int_equal(ambit_join(&region, layer, &point->lon, &point->lat, 1, NULL), AMBIT_OK);
    assert_int_equal(region, point->region);
    ambit_layer_free(layer);
}

static int crosses(double ax, double ay, double bx, double by, double x, double y)
{
    return (ay > y) != (by > y) && x < ax + (bx - ax) * (y - ay) / (by - ay);
}

/* Even-odd count over every ring of every region. */
static uint32_t slow_join(const ambit_layer *layer, double x, double y)
{
    for (uint32_t r = 0; r < layer->n; r++) {
        ambit_shape shape = ambit_layer_shape(layer, r);
        int inside = 0;
        for (uint32_t p = 0; p < shape.n_parts; p++)
            for (size_t i = shape.point_first[p]; i + 1 < shape.point_first[p + 1]; i++)
                inside ^= crosses(shape.x[i], shape.y[i], shape.x[i + 1], shape.y[i + 1], x, y);
        if (inside) return r;
    }
    return AMBIT_OUTSIDE;
}

static void agrees_with_brute_force_on_any_number_of_threads(void **state)
{
    enum { N = 20000 };
    static double lon[N], lat[N];
    static uint32_t region[N], again[N];
    ambit_layer *layer = NULL;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    (void)state;
    print_message("seed 11\n");
    assert_int_equal(ambit_layer_read(&layer,
            &(ambit_layer_source){ .path = "instances/data/north-carolina/counties.shp", .shown = "counties.shp",
            .id_field = "GEOID" }, diagnosis, NULL), AMBIT_OK);
    ambit_rng rng = ambit_rng_of(11, 0);
    for (int i = 0; i < N; i++) {
        lon[i] = -84.5 + 9.5 * ambit_rng_unit(&rng);
        lat[i] = 33.5 + 3.5 * ambit_rng_unit(&rng);
    }
    int threads = omp_get_max_threads();
    omp_set_num_threads(1);
    assert_int_equal(ambit_join(region, layer, lon, lat, N, NULL), AMBIT_OK);
    omp_set_num_threads(4);
    assert_int_equal(ambit_join(again, layer, lon, lat, N, NULL), AMBIT_OK);
    omp_set_num_threads(threads);
    assert_memory_equal(region, again, sizeof region);
    int outside = 0;
    for (int i = 0; i < N; i++) {
        assert_int_equal(region[i], slow_join(layer, lon[i], lat[i]));
        outside += region[i] == AMBIT_OUTSIDE;
    }
    assert_true(outside > N / 10 && outside < 9 * N / 10);
    ambit_layer_free(layer);
    ambit_diagnosis_free(diagnosis);
}

static void no_points_and_no_regions(void **state)
{
    ambit_layer *layer = layer_of(NULL, 0);
    double lon = 1, lat = 1;
    uint32_t region = 0;
    (void)state;
    assert_int_equal(ambit_join(&region, layer, &lon, &lat, 1, NULL), AMBIT_OK);
    assert_int_equal(region, AMBIT_OUTSIDE);
    assert_int_equal(ambit_join(&region, layer, NULL, NULL, 0, NULL), AMBIT_OK);
    ambit_layer_free(layer);
}

int main(void)
{
    enum { P = sizeof points / sizeof *points };
    struct CMUnitTest tests[P + 2];
    size_t n = 0;
    for (size_t i = 0; i < P; i++)
        tests[n++] = (struct CMUnitTest){ points[i].name, finds_the_region, NULL, NULL, (void *)(uintptr_t)&points[i] };
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(agrees_with_brute_force_on_any_number_of_threads);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(no_points_and_no_regions);
    return cmocka_run_group_tests_name("geo/join", tests, NULL, NULL);
}
