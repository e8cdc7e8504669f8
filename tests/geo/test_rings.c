/* Distances and rings: against figures that a person can compute. */
#include "tests/geo/shapes.h"
#include "geo/earth/antimeridian.h"
#include "geo/earth/distance.h"
#include "instances/base/rng.h"

#include <math.h>

#define PI 3.14159265358979323846
#define R AMBIT_EARTH_KM

static const struct way { const char *name; double lon1, lat1, lon2, lat2, km; } ways[] = {
    { "nowhere", 12, 34, 12, 34, 0 },
    { "a degree along the equator", 0, 0, 1, 0, R * PI / 180 },
    { "a degree along a meridian", 50, 10, 50, 11, R * PI / 180 },
    { "from the equator to the pole", 33, 0, -120, 90, R * PI / 2 },
    { "to the antipode", 30, 40, -150, -40, R * PI },
    { "over the antimeridian", 179.5, 0, -179.5, 0, R * PI / 180 },
    { "over the pole", 0, 89, 180, 89, R * PI / 90 },
    { "a degree along the 60th parallel, by a great circle", 0, 60, 1, 60,
    55.5970108649 /* 2 R asin(cos 60 sin 0.5) */ },
    { "a millimetre", 0, 0, 1e-8, 0, R * PI / 180 * 1e-8 },
};

static void is_this_far(void **state)
{
    const struct way *way = *state;
    ambit_direction a = ambit_direction_of(way->lon1, way->lat1), b = ambit_direction_of(way->lon2, way->lat2);
    double km = ambit_distance_km(a, b);
    double near_antipode = way->km > 20000 ? 1e-7 : 1e-9; /* there the arcsine is steep: a metre */
    if (fabs(km - way->km) > near_antipode * way->km + 1e-12) fail_msg("%.12g km, expected %.12g", km, way->km);
    assert_true(km == ambit_distance_km(b, a));
}

/* The haversine formula in long double, at random places. */
static void agrees_with_haversine(void **state)
{
    ambit_rng rng = ambit_rng_of(7, 0);
    (void)state;
    print_message("seed 7\n");
    for (int i = 0; i < 10000; i++) {
        double lon1 = 360 * ambit_rng_unit(&rng) - 180, lat1 = 180 * ambit_rng_unit(&rng) - 90;
        double lon2 = 360 * ambit_rng_unit(&rng) - 180, lat2 = 180 * ambit_rng_unit(&rng) - 90;
        long double rad = acosl(-1.0L) / 180, u = sinl((lat2 - lat1) * rad / 2), v = sinl((lon2 - lon1) * rad / 2);
        long double km = 2 * (long double)R * asinl(sqrtl(u * u + cosl(lat1 * rad) * cosl(lat2 * rad) * v * v));
        double got = ambit_distance_km(ambit_direction_of(lon1, lat1), ambit_direction_of(lon2, lat2));
        assert_true(fabsl(got - km) < 1e-6L); /* a millimetre, also near the antipode */
    }
}

static const struct shape { const char *name, *text; double area, km2; } shapes[] = {
    { "a square degree at the equator", "0 0, 1 0, 1 1, 0 1", 1, R *R *PI / 180 * 0.01745240643728351 },
    { "the same the other way round", "0 0, 0 1, 1 1, 1 0", 1, R *R *PI / 180 * 0.01745240643728351 },
    { "an eighth of the Earth", "0 0, 90 0, 90 90, 0 90", 8100, R *R *PI / 2 },
    { "a square with a hole", "0 0, 4 0, 4 4, 0 4; 1 1, 2 1, 2 2, 1 2", 15, NAN },
    { "nothing", "", 0, 0 },
};

static void measures(void **state)
{
    const struct shape *shape = *state;
    ambit_rings rings;
    ambit_rings_init(&rings);
    if (*shape->text) add_text(&rings, shape->text);
    ambit_shape view = ambit_rings_view(&rings, 0, rings.n_parts);
    assert_true(fabs(ambit_shape_area(view) - shape->area) < 1e-9);
    if (!isnan(shape->km2)) assert_true(fabs(ambit_shape_area_km2(view) - shape->km2) <= 1e-9 * shape->km2);
    ambit_rings_reset(&rings);
    ambit_rings_reset(&rings); /* twice is fine */
}

/* Longitudes of a ring before and after it is joined at the antimeridian. */
static const struct crossing { const char *name; int n; double before[6], after[6]; } crossings[] = {
    { "a ring that does not cross", 4, { 10, 20, 15, 10 }, { 10, 20, 15, 10 } },
    { "from the west", 5, { 179, 179, -179, -179, 179 }, { 179, 179, 181, 181, 179 } },
    { "from the east", 5, { -179, 179, 179, -179, -179 }, { 181, 179, 179, 181, 181 } },
    { "around the pole", 5, { -180, -60, 60, 180, -180 }, { -180, -60, 60, 180, -180 } },
    { "around the pole without the seam", 5, { -170, -60, 60, 170, -170 }, { -170, -60, 60, 170, -170 } },
    { "a full turn is no jump", 5, { -180, 180, 180, -180, -180 }, { -180, 180, 180, -180, -180 } },
};

static void joins_rings(void **state)
{
    const struct crossing *crossing = *state;
    double lon[6];
    memcpy(lon, crossing->before, sizeof lon);
    ambit_antimeridian_join(lon, (size_t)crossing->n);
    for (int i = 0; i < crossing->n; i++) assert_true(lon[i] == crossing->after[i]);
}

static const struct cut { const char *name, *text; uint32_t n_parts; double area; } cuts[] = {
    { "what lies at home stays as it is", "10 0, 20 0, 20 10, 10 10", 1, 100 },
    { "one that touches the antimeridian", "170 0, 180 0, 180 10, 170 10", 1, 100 },
    { "one across", "179 0, 182 0, 182 1, 179 1", 2, 3 },
    { "one across the other side", "-182 0, -179 0, -179 1, -182 1", 2, 3 },
    { "one with a hole across", "170 0, 190 0, 190 20, 170 20; 175 5, 175 15, 185 15, 185 5", 2, 300 },
    { "one whose arms reach over", "178 0, 182 0, 182 1, 179 1, 179 2, 182 2, 182 3, 178 3", 3, 9 },
};

static void cuts_shapes(void **state)
{
    const struct cut *cut = *state;
    ambit_rings rings, out;
    ambit_geos *geos = ambit_geos_build();
    ambit_rings_init(&rings), ambit_rings_init(&out);
    add_text(&rings, cut->text);
    assert_int_equal(ambit_antimeridian_cut(geos, ambit_rings_view(&rings, 0, rings.n_parts), &out), 0);
    ambit_shape view = ambit_rings_view(&out, 0, out.n_parts);
    ambit_box box = ambit_shape_box(view);
    assert_int_equal(out.n_parts, cut->n_parts);
    assert_true(fabs(ambit_shape_area(view) - cut->area) < 1e-9);
    assert_true(box.west >= -180 && box.east <= 180);
    ambit_rings_reset(&rings), ambit_rings_reset(&out);
    ambit_geos_free(geos);
    ambit_geos_free(NULL);
}

int main(void)
{
    enum {
        W = sizeof ways / sizeof *ways, S = sizeof shapes / sizeof *shapes, C = sizeof crossings / sizeof *crossings,
        K = sizeof cuts / sizeof *cuts
    };
    struct CMUnitTest tests[W + S + C + K + 1];
    size_t n = 0;
    for (size_t i = 0; i < W; i++)
        tests[n++] = (struct CMUnitTest){ ways[i].name, is_this_far, NULL, NULL, (void *)(uintptr_t)&ways[i] };
    for (size_t i = 0; i < S; i++)
        tests[n++] = (struct CMUnitTest){ shapes[i].name, measures, NULL, NULL, (void *)(uintptr_t)&shapes[i] };
    for (size_t i = 0; i < C; i++)
        tests[n++] = (struct CMUnitTest){ crossings[i].name, joins_rings, NULL, NULL,
        (void *)(uintptr_t)&crossings[i] };
    for (size_t i = 0; i < K; i++)
        tests[n++] = (struct CMUnitTest){ cuts[i].name, cuts_shapes, NULL, NULL, (void *)(uintptr_t)&cuts[i] };
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(agrees_with_haversine);
    return cmocka_run_group_tests_name("geo/rings, distance, antimeridian", tests, NULL, NULL);
}
