/* Spheres against the geodesics of PROJ (Karney), and geodesics against figures computed by hand. */
#include "geo/earth/distance.h"
#include "instances/base/rng.h"
#include "tests/geo/geodesic.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { PLACES = 300 };

static double on_globe(const ambit_globe *globe, double lon1, double lat1, double lon2, double lat2)
{
    double lon[2] = { lon1, lon2 }, lat[2] = { lat1, lat2 };
    ambit_globe_place(globe, lon, lat, 2);
    return ambit_distance_km(ambit_direction_of(lon[0], lat[0]), ambit_direction_of(lon[1], lat[1]))
            * globe->radius_km / AMBIT_EARTH_KM;
}

/* By hand: a quarter of a meridian is the rectifying radius times a quarter turn, a degree of the equator is
 * a * pi / 180, and around the pole two places of the meridian are twice their way to it apart. */
static void geodesics_are_those_computed_by_hand(void **state)
{
    (void)state;
    assert_true(fabs(geodesic_km(10, 0, 10, 90) - 10001.965729) < 1e-6);
    assert_true(fabs(geodesic_km(10, 0, 11, 0) - 111.319490793) < 1e-9);
    assert_true(fabs(geodesic_km(0, 80, 180, 80) - 2 * geodesic_km(0, 80, 0, 90)) < 1e-9);
}

/* ---- Every pair of many places ---------------------------------------------------------------------------------- */

typedef struct { const char *name; double west, south, east, north, off_mean, off_fitted; } region;

/* The last two: what the bounds must not pass, so that a bound that says nothing is no bound. */
static const region regions[] = {
    { "the contiguous United States: 40 millionths", -125, 24.5, -67, 49.5,
        0.0056, 4e-5 },
    { "a state: a millionth", -84.4, 33.8, -75.4, 36.6, 0.0056, 1e-6 },
    { "Fiji, across the antimeridian", 176, -21, 183, -12, 0.0056, 2e-6 },
    { "Norway, far north", 4, 57, 31, 71.5, 0.0056, 1e-5 },
    { "both sides of the equator", -80, -20, -35, 12, 0.0057, 5e-6 },
    { "around the south pole", -180, -90, 180, -60, 0.0056, 5e-4 },
    { "the whole Earth: no more than 0.18 %", -180, -90, 180, 90, 0.0057, 0.0018 },
    { "one place", 5, 52, 5, 52, 0.0056, 1e-7 },
};

static void bounds_hold_and_are_not_idle(void **state)
{
    const region *r = *state;
    double lon[PLACES], lat[PLACES], worst_mean = 0, worst_fitted = 0;
    ambit_rng rng = ambit_rng_of(3, (uint64_t)(r - regions));
    for (int i = 0; i < PLACES; i++) {
        lon[i] = r->west + (r->east - r->west) * (i < 4 ? i % 2 : ambit_rng_unit(&rng));
        lat[i] = r->south + (r->north - r->south) * (i < 4 ? i / 2 : ambit_rng_unit(&rng));
        if (lon[i] > 180) lon[i] -= 360;
    }
    const ambit_extent extent = ambit_extent_of(lon, lat, PLACES, NULL, NULL, 0);
    const ambit_globe mean = ambit_globe_mean(extent), fitted = ambit_globe_fit(extent);
    for (int i = 0; i < PLACES; i++) {
        for (int k = 0; k < i; k++) {
            double km = geodesic_km(lon[i], lat[i], lon[k], lat[k]);
            if (!(km > 1)) continue; /* below, the last digits of degrees tell */
            worst_mean = fmax(worst_mean, fabs(on_globe(&mean, lon[i], lat[i], lon[k], lat[k]) / km - 1));
            worst_fitted = fmax(worst_fitted, fabs(on_globe(&fitted, lon[i], lat[i], lon[k], lat[k]) / km - 1));
        }
    }
    print_message("%s: mean %.6f of %.6f, fitted %.9f of %.9f\n", r->name, worst_mean, mean.off, worst_fitted,
            fitted.off);
    assert_true(worst_mean <= mean.off && worst_fitted <= fitted.off);
    assert_true(mean.off <= r->off_mean && fitted.off <= r->off_fitted);
}

/* ---- Extents ---------------------------------------------------------------------------------------------------- */

static void extents_take_the_shortest_arc(void **state)
{
    (void)state;
    const double lon[] = { 179, -178, NAN, 175.2 }, lat[] = { 1, -2, 50, 3 }, more_lon[] = { -170.1 },
            more_lat[] = { 9 };
    ambit_extent extent = ambit_extent_of(lon, lat, 4, more_lon, more_lat, 1);
    assert_true(extent.south_deg == -2 && extent.north_deg == 9);
    assert_true(extent.west_deg == 175 && extent.width_deg == 15);
    extent = ambit_extent_of(lon, lat, 0, NULL, NULL, 0);
    assert_true(extent.width_deg == 0 && extent.south_deg == 0);
}

int main(void)
{
    enum { N = sizeof regions / sizeof *regions };
    struct CMUnitTest tests[N + 2] = { cmocka_unit_test(geodesics_are_those_computed_by_hand),
        cmocka_unit_test(extents_take_the_shortest_arc) };
    print_message("seed 3\n");
    for (size_t i = 0; i < N; i++)
        tests[i + 2] = (struct CMUnitTest){ regions[i].name, bounds_hold_and_are_not_idle, NULL, NULL,
            (void *)&regions[i] };
    return cmocka_run_group_tests_name("geo/distance", tests, NULL, NULL);
}
