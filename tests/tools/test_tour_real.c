/* The tour estimates beside real round trips: of random stops, where the truth is known, and of the demo's reps. */
#include "instances/base/rng.h"
#include "tests/tools/round_trip.h"
#include "tools/tour.h"
#include "tools/workspace.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>

static double *table(const double *lon, const double *lat, const uint32_t *unit, uint32_t n)
{
    double *km = malloc((size_t)n * n * sizeof *km + 1);
    assert_non_null(km);
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < n; k++)
            km[(size_t)i * n + k] = ambit_distance_km(ambit_direction_of(lon[unit[i]], lat[unit[i]]),
                    ambit_direction_of(lon[unit[k]], lat[unit[k]]));
    return km;
}

/* Places on a ring: the round trip is the ring. */
static void finds_the_ring(void **state)
{
    enum { N = 60 };
    (void)state;
    double lon[N], lat[N], around = 0;
    uint32_t unit[N];
    for (uint32_t i = 0; i < N; i++) {
        unit[i] = i * 37 % N;
        lon[i] = cos(2 * 3.14159265358979 * i / N), lat[i] = sin(2 * 3.14159265358979 * i / N);
    }
    for (uint32_t i = 0; i < N; i++)
        around += ambit_distance_km(ambit_direction_of(lon[i], lat[i]),
                ambit_direction_of(lon[(i + 1) % N], lat[(i + 1) % N]));
    double *km = table(lon, lat, unit, N), found = round_trip_km(km, N);
    assert_true(fabs(found - around) < 1e-6);
    free(km);
}

/* The constant holds for many places. The best trip through 400 of a square is some 4 % longer, for its border, and
 * ours is some 5 % longer than the best. */
static void is_as_long_as_random_trips_are(void **state)
{
    enum { N = 400, ROUNDS = 3 };
    (void)state;
    print_message("seed 21\n");
    for (uint64_t round = 0; round < ROUNDS; round++) {
        ambit_rng rng = ambit_rng_of(21, round);
        double lon[N], lat[N];
        uint32_t unit[N];
        for (uint32_t i = 0; i < N; i++)
            unit[i] = i, lon[i] = ambit_rng_unit(&rng), lat[i] = ambit_rng_unit(&rng);
        double *km = table(lon, lat, unit, N), area = ambit_tour_hull_km2(lon, lat, unit, N);
        double ratio = AMBIT_TOUR_CONSTANT * sqrt(N * area) / round_trip_km(km, N);
        print_message("0.7124 sqrt(n A) is %.3f of the trip\n", ratio);
        assert_true(ratio > 0.86 && ratio < 0.99);
        free(km);
    }
}

typedef struct { double near, area, trip; uint32_t n; } compared;

/* One round through the stops of a rep: hops alone, as the estimates have them. */
static compared compare(const ambit_formulation *f, const uint32_t *unit, uint32_t n)
{
    double *km = table(f->unit_lon_deg, f->unit_lat_deg, unit, n), near = 0;
    for (uint32_t i = 0; i < n; i++) {
        double best[AMBIT_TOUR_NEAREST] = { HUGE_VAL, HUGE_VAL, HUGE_VAL };
        for (uint32_t k = 0; k < n; k++) {
            double one = km[(size_t)i * n + k];
            for (int j = 0; k != i && j < AMBIT_TOUR_NEAREST; j++)
                if (one < best[j]) {
                    double swap = best[j];
                    best[j] = one, one = swap;
                }
        }
        near += (best[0] + best[1] + best[2]) / 3;
    }
    double area = AMBIT_TOUR_CONSTANT * sqrt(n * ambit_tour_hull_km2(f->unit_lon_deg, f->unit_lat_deg, unit, n));
    compared c = { near, area, round_trip_km(km, n), n };
    free(km);
    return c;
}

/* On the demo's plan in force. Stops there stand in clusters, which the neighbours see and the area does not. */
static void is_near_real_trips_of_the_demo(void **state)
{
    ambit_workspace *w;
    ambit_error err = { AMBIT_OK, "" };
    double near = 0, area = 0, least[2] = { 9, 9 }, most[2] = { 0, 0 };
    uint32_t n_reps = 0;
    (void)state;
    if (ambit_workspace_build(&w, "instances/data/us-field-force", &err)) fail_msg("%s", err.text);
    const ambit_formulation *f = w->formulation;
    uint32_t *unit = malloc(f->n_units * sizeof *unit);
    for (uint32_t r = 0; r < f->n_reps; r++) {
        uint32_t n = 0;
        for (uint32_t u = 0; u < f->n_units; u++)
            if (f->current[u] == r) unit[n++] = u;
        if (n < 20) continue;
        compared c = compare(f, unit, n);
        double ratio[2] = { c.near / c.trip, c.area / c.trip };
        for (int k = 0; k < 2; k++) least[k] = fmin(least[k], ratio[k]), most[k] = fmax(most[k], ratio[k]);
        near += ratio[0], area += ratio[1];
        n_reps++;
    }
    print_message("%u reps: hops by neighbours are %.3f of a real round trip on average (%.2f to %.2f), by area %.3f "
            "(%.2f to %.2f)\n", n_reps, near / n_reps, least[0], most[0], area / n_reps, least[1], most[1]);
    assert_true(n_reps > 70);
    assert_true(near / n_reps > 0.7 && near / n_reps < 1.1);
    assert_true(area / n_reps > 0.8 && area / n_reps < 1.3);
    free(unit);
    ambit_workspace_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_ring),
        cmocka_unit_test(is_as_long_as_random_trips_are),
        cmocka_unit_test(is_near_real_trips_of_the_demo),
    };
    return cmocka_run_group_tests_name("tools/tour beside real trips", tests, NULL, NULL);
}
