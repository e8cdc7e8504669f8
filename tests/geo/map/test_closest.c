/* The closest region of a place outside: by hand, and against looking at every edge of real counties. */
#include "geo/map/closest.h"
#include "geo/earth/distance.h"
#include "tests/geo/shapes.h"
#include "instances/base/rng.h"

#include <math.h>

#define DEGREE_KM (AMBIT_EARTH_KM * 3.14159265358979323846 / 180)

static const char *const map[] = {
    "0 0, 2 0, 2 2, 0 2",               /* 0 */
    "2 0, 4 0, 4 2, 2 2",               /* 1 shares a border with it */
    "",                                 /* 2 has no shape */
    "179 0, 181 0, 181 1, 179 1",       /* 3 across the antimeridian */
    "0 88, 90 88, 180 88, 270 88",      /* 4 near the pole */
    "60 -30, 100 -30, 100 -29, 60 -29", /* 5 with long edges: a parallel is no great circle */
};

static const struct place { const char *name; double lon, lat; uint32_t region; double degrees; } places[] = {
    { "a degree west of an edge on the equator", -1, 0, 0, 1 },
    { "south of one that is long", 3, -0.5, 1, 0.5 },
    { "south of the common border: the first", 2, -1, 0, 1 },
    { "on an edge", 0, 1, 0, 0 },
    { "east of the antimeridian", -178, 0, 3, 1 },
    { "the same written beyond 180", 182, 0, 3, 1 },
    { "beyond the pole, across it from a corner", 180, 87, 4, 1 },
    { "south of a parallel's middle, where a great circle would bulge away", 80, -31, 5, 1 },
    { "not a number", NAN, 0, AMBIT_NO_REGION, NAN },
};

static void is_as_far_as_by_hand(void **state)
{
    const struct place *place = *state;
    ambit_closest *closest;
    double km;
    ambit_layer *layer = layer_of(map, sizeof map / sizeof *map);
    assert_int_equal(ambit_closest_build(&closest, layer, NULL), AMBIT_OK);
    assert_int_equal(ambit_closest_of(closest, place->lon, place->lat, &km), place->region);
    if (isnan(place->degrees)) assert_true(isnan(km));
    else if (fabs(km - place->degrees * DEGREE_KM) > 2e-4) fail_msg("%.6f km", km);
    ambit_closest_free(closest);
    ambit_layer_free(layer);
}

/* In a plane about the place, true to scale there: good to a few metres up to a hundred km. */
static double by_looking(const ambit_layer *layer, uint32_t r, double lon, double lat)
{
    double best = INFINITY, east_km = DEGREE_KM * cos(lat / 57.29577951308232);
    ambit_shape shape = ambit_layer_shape(layer, r);
    for (uint32_t p = 0; p < shape.n_parts; p++)
        for (size_t i = shape.point_first[p]; i + 1 < shape.point_first[p + 1]; i++) {
            double ax = (shape.x[i] - lon) * east_km, ay = (shape.y[i] - lat) * DEGREE_KM;
            double dx = (shape.x[i + 1] - shape.x[i]) * east_km, dy = (shape.y[i + 1] - shape.y[i]) * DEGREE_KM;
            double t = -(ax * dx + ay * dy) / (dx * dx + dy * dy);
            t = fmin(1, fmax(0, t));
            best = fmin(best, hypot(ax + t * dx, ay + t * dy));
        }
    return best;
}

static void agrees_with_looking_at_every_edge(void **state)
{
    (void)state;
    ambit_layer *layer = NULL;
    ambit_closest *closest;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    ambit_rng rng = ambit_rng_of(5, 0);
    print_message("seed 5\n");
    assert_int_equal(ambit_layer_read(&layer,
            &(ambit_layer_source){ .path = "instances/data/north-carolina/counties.shp", .shown = "counties.shp",
            .id_field = "GEOID" }, diagnosis, NULL), AMBIT_OK);
    assert_int_equal(ambit_closest_build(&closest, layer, NULL), AMBIT_OK);
    for (int i = 0; i < 300; i++) {
        double lon = -84 + 8 * ambit_rng_unit(&rng), lat = 34 + 2.5 * ambit_rng_unit(&rng), best = INFINITY, km;
        uint32_t region = ambit_closest_of(closest, lon, lat, &km);
        for (uint32_t r = 0; r < layer->n; r++) best = fmin(best, by_looking(layer, r, lon, lat));
        if (best > 50) continue;
        assert_true(fabs(km - best) < 0.05 + 0.002 * best);
        assert_true(by_looking(layer, region, lon, lat) < best + 0.05 + 0.002 * best);
    }
    ambit_closest_free(closest);
    ambit_layer_free(layer);
    ambit_diagnosis_free(diagnosis);
}

static void nothing_is_closest_to_nothing(void **state)
{
    (void)state;
    static const char *const none[] = { "", "" };
    ambit_closest *closest;
    double km;
    ambit_layer *layer = layer_of(none, 2);
    assert_int_equal(ambit_closest_build(&closest, layer, NULL), AMBIT_OK);
    assert_int_equal(ambit_closest_of(closest, 0, 0, &km), AMBIT_NO_REGION);
    assert_true(isnan(km));
    ambit_closest_free(closest);
    ambit_layer_free(layer);
}

int main(void)
{
    enum { N = sizeof places / sizeof *places };
    struct CMUnitTest tests[N + 2] = { cmocka_unit_test(agrees_with_looking_at_every_edge),
        cmocka_unit_test(nothing_is_closest_to_nothing) };
    for (size_t i = 0; i < N; i++)
        tests[i + 2] = (struct CMUnitTest){ places[i].name, is_as_far_as_by_hand, NULL, NULL, (void *)&places[i] };
    return cmocka_run_group_tests_name("geo/closest", tests, NULL, NULL);
}
