/* The tour estimate: the k-d tree must find what trying every pair finds. */
#include "instances/base/rng.h"
#include "tools/tour.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { MOST = 400, REPS = 3 };

typedef struct {
    ambit_formulation f;
    ambit_instance instance;
    ambit_planfile planfile;
    double lon[MOST], lat[MOST], visits[MOST], rep_lon[REPS], rep_lat[REPS];
    uint32_t plan[MOST];
} world;

/* Units at random places, some of them at one and the same place, some without a rep. */
static world *make_world(uint64_t seed, uint32_t n)
{
    world *w = calloc(1, sizeof *w);
    ambit_rng rng = ambit_rng_of(seed, 0);
    assert_non_null(w);
    for (uint32_t u = 0; u < n; u++) {
        int twin = u && ambit_rng_below(&rng, 4) == 0;
        w->lon[u] = twin ? w->lon[u - 1] : -180 + 360 * ambit_rng_unit(&rng);
        w->lat[u] = twin ? w->lat[u - 1] : -90 + 180 * ambit_rng_unit(&rng);
        w->visits[u] = (double)ambit_rng_below(&rng, 5);
        uint32_t r = ambit_rng_below(&rng, REPS + 1);
        w->plan[u] = r < REPS ? r : AMBIT_NOBODY;
    }
    for (int r = 0; r < REPS; r++) w->rep_lon[r] = 10 * r, w->rep_lat[r] = 5 * r;
    w->planfile.circuity = 1.3;
    w->instance.plan = &w->planfile;
    w->f = (ambit_formulation){ .instance = &w->instance, .n_units = n, .n_reps = REPS, .unit_lon_deg = w->lon,
                                .unit_lat_deg = w->lat, .rep_lon_deg = w->rep_lon, .rep_lat_deg = w->rep_lat,
                                .visits = w->visits };
    return w;
}

static double km(const world *w, uint32_t u, uint32_t v)
{
    return ambit_distance_km(ambit_direction_of(w->lon[u], w->lat[u]), ambit_direction_of(w->lon[v], w->lat[v]));
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* The formula of tour.h, every pair tried. */
static double by_hand(const world *w, uint32_t rep)
{
    double sum = 0, near[MOST];
    for (uint32_t u = 0; u < w->f.n_units; u++) {
        if (w->plan[u] != rep || !(w->visits[u] > 0)) continue;
        uint32_t n = 0;
        for (uint32_t v = 0; v < w->f.n_units; v++)
            if (v != u && w->plan[v] == rep && w->visits[v] > 0) near[n++] = km(w, u, v);
        qsort(near, n, sizeof *near, ascending);
        uint32_t k = n < AMBIT_TOUR_NEAREST ? n : AMBIT_TOUR_NEAREST;
        double mean = 0;
        for (uint32_t i = 0; i < k; i++) mean += near[i] / k;
        double home = ambit_distance_km(ambit_direction_of(w->lon[u], w->lat[u]),
                                        ambit_direction_of(w->rep_lon[rep], w->rep_lat[rep]));
        sum += w->visits[u] * (5.0 / 6 * mean + 2.0 / 6 * home);
    }
    return 1.3 * sum;
}

static void agrees_with_trying_every_pair(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        world *w = make_world(seed, (uint32_t)(seed * 7 % MOST));
        ambit_tour got[REPS];
        assert_int_equal(ambit_tour_estimate(got, &w->f, w->plan, w->f.rep_lon_deg, w->f.rep_lat_deg, NULL), AMBIT_OK);
        for (uint32_t r = 0; r < REPS; r++)
            if (fabs(got[r].near_km - by_hand(w, r)) > 1e-6 * (1 + got[r].near_km))
                fail_msg("seed %llu, rep %u: %.9g, by hand %.9g", (unsigned long long)seed, r, got[r].near_km,
                        by_hand(w, r));
        free(w);
    }
}

/* A grid of 21 x 11 stops, a tenth of a degree apart on the equator, whose hull is 2 by 1 degrees; R1 sits amid. */
static void by_area_it_is_the_formula(void **state)
{
    enum { N = 21 * 11 };
    const double degree_km = AMBIT_EARTH_KM * 3.14159265358979323846 / 180;
    world *w = make_world(1, N);
    ambit_tour got[REPS];
    double area = 2 * degree_km * 2 * AMBIT_EARTH_KM * sin(0.5 * 3.14159265358979323846 / 180), sum = 0;
    uint32_t all[N];
    (void)state;
    for (uint32_t u = 0; u < N; u++) {
        w->lon[u] = 179 + 0.1 * (u % 21), w->lat[u] = -0.5 + 0.1 * (u / 21);
        if (w->lon[u] > 180) w->lon[u] -= 360;
        w->visits[u] = 2, w->plan[u] = 0, all[u] = u;
        sum += 2 * ambit_distance_km(ambit_direction_of(w->lon[u], w->lat[u]), ambit_direction_of(180, 0)) / 6;
    }
    w->rep_lon[0] = 180, w->rep_lat[0] = 0;
    assert_true(fabs(ambit_tour_hull_km2(w->lon, w->lat, all, N) - area) < 1e-9 * area);
    assert_int_equal(ambit_tour_estimate(got, &w->f, w->plan, w->f.rep_lon_deg, w->f.rep_lat_deg, NULL), AMBIT_OK);
    double wanted = 1.3 * 2 * (5.0 / 6 * 0.7124 * sqrt(area * N) + sum);
    assert_true(fabs(got[0].area_km - wanted) < 1e-9 * wanted);
    assert_true(got[1].area_km == 0 && got[1].near_km == 0); /* no stops, no way */
    free(w);
}

static void winding_roads_are_longer(void **state)
{
    (void)state;
    world *w = make_world(2, 50);
    ambit_tour plain[REPS], winding[REPS];
    double circuity[50];
    for (int u = 0; u < 50; u++) circuity[u] = 2.6;
    assert_int_equal(ambit_tour_estimate(plain, &w->f, w->plan, w->rep_lon, w->rep_lat, NULL), AMBIT_OK);
    w->f.circuity = circuity;
    assert_int_equal(ambit_tour_estimate(winding, &w->f, w->plan, w->rep_lon, w->rep_lat, NULL), AMBIT_OK);
    for (int r = 0; r < REPS; r++) {
        assert_true(plain[r].near_km > 0 && fabs(winding[r].near_km / plain[r].near_km - 2) < 1e-9);
        assert_true(fabs(winding[r].area_km / plain[r].area_km - 2) < 1e-9);
    }
    free(w);
}

static void nothing_is_known_without_places(void **state)
{
    world *w = make_world(1, 20);
    ambit_tour got[REPS];
    (void)state;
    w->f.unit_lon_deg = NULL;
    assert_int_equal(ambit_tour_estimate(got, &w->f, w->plan, w->f.rep_lon_deg, w->f.rep_lat_deg, NULL), AMBIT_OK);
    for (int r = 0; r < REPS; r++) assert_true(isnan(got[r].near_km) && isnan(got[r].area_km));
    free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_trying_every_pair),
        cmocka_unit_test(by_area_it_is_the_formula),
        cmocka_unit_test(winding_roads_are_longer),
        cmocka_unit_test(nothing_is_known_without_places),
    };
    return cmocka_run_group_tests_name("tools/tour", tests, NULL, NULL);
}
