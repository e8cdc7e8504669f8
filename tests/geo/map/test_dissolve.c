/* Unions of regions, the majority of accounts, the nearest place. */
#include "tests/geo/shapes.h"
#include "geo/map/dissolve.h"
#include "geo/map/join.h"
#include "geo/earth/nearest.h"
#include "instances/base/rng.h"

#include <math.h>
#include <omp.h>

enum { LEFT_OUT = -1 };

/* Regions, the territory of each, and what the territories must be. */
static const struct map {
    const char *name, *region[4];
    int territory[4];
    uint32_t n_territories;
    uint32_t n_parts[3];
    double area[3];
} maps[] = {
    { "two squares become one", { "0 0, 1 0, 1 1, 0 1", "1 0, 2 0, 2 1, 1 1" }, { 0, 0 }, 1, { 1 }, { 2 } },
    { "each its own", { "0 0, 1 0, 1 1, 0 1", "1 0, 2 0, 2 1, 1 1" }, { 1, 0 }, 2, { 1, 1 }, { 1, 1 } },
    { "islands stay apart", { "0 0, 1 0, 1 1, 0 1", "5 0, 6 0, 6 1, 5 1" }, { 0, 0 }, 1, { 2 }, { 2 } },
    { "a lake is filled", { "0 0, 3 0, 3 3, 0 3; 1 1, 1 2, 2 2, 2 1", "1 1, 2 1, 2 2, 1 2" }, { 0, 0 }, 1, { 1 },
    { 9 } },
    { "a ring keeps its lake", { "0 0, 3 0, 3 1, 0 1", "0 1, 1 1, 1 2, 0 2", "2 1, 3 1, 3 2, 2 2",
    "0 2, 3 2, 3 3, 0 3" }, { 0, 0, 0, 0 }, 1,
      { 2 }, { 8 } },
    { "unequal points on the border: the slow way", { "0 0, 1 0, 1 2, 0 2", "1 0, 2 0, 2 2, 1 2, 1 1.3" }, { 0, 0 }, 1,
    { 1 }, { 4 } },
    { "overlap counts once: the slow way", { "0 0, 2 0, 2 2, 0 2", "1 0, 3 0, 3 2, 1 2" }, { 0, 0 }, 1, { 1 }, { 6 } },
    { "twice the same shape", { "0 0, 2 0, 2 2, 0 2", "0 0, 2 0, 2 2, 0 2" }, { 0, 0 }, 1, { 1 }, { 4 } },
    { "one left out", { "0 0, 1 0, 1 1, 0 1", "1 0, 2 0, 2 1, 1 1" }, { 0, LEFT_OUT }, 1, { 1 }, { 1 } },
    { "a territory without regions", { "0 0, 1 0, 1 1, 0 1" }, { 2 }, 3, { 0, 0, 1 }, { 0, 0, 1 } },
    { "a region without a shape", { "0 0, 1 0, 1 1, 0 1", "" }, { 0, 0 }, 1, { 1 }, { 1 } },
    { "only regions without a shape", { "", "" }, { 0, 0 }, 1, { 0 }, { 0 } },
};

static void unites(void **state)
{
    static const char *const ids[] = { "T001", "T002", "T003" }, *const names[] = { "North", "South", "West" };
    const struct map *map = *state;
    uint32_t n = 0, territory[4];
    while (n < 4 && map->region[n]) territory[n] = (uint32_t)map->territory[n], n++;
    ambit_layer *regions = layer_of(map->region, n), *out;
    assert_int_equal(ambit_dissolve(&out, regions, territory, map->n_territories, ids, names, NULL), AMBIT_OK);
    assert_int_equal(out->n, map->n_territories);
    for (uint32_t t = 0; t < out->n; t++) {
        ambit_shape shape = ambit_layer_shape(out, t);
        assert_string_equal(out->id[t], ids[t]);
        assert_string_equal(out->name[t], names[t]);
        assert_int_equal(shape.n_parts, map->n_parts[t]);
        assert_true(fabs(ambit_shape_area(shape) - map->area[t]) < 1e-12);
        assert_int_equal(isnan(out->centre_lon_deg[t]) != 0, shape.n_parts == 0);
    }
    ambit_layer_free(out);
    ambit_layer_free(regions);
}

/* Random territories of real counties: no area is lost or won, a county lies in its territory, threads change
 * nothing. */
static void real_counties_keep_their_area(void **state)
{
    static const char *const ids[] = { "0", "1", "2", "3", "4", "5", "6", "7" };
    ambit_layer *regions = north_carolina();
    uint32_t territory[100], found[100];
    int threads = omp_get_max_threads();
    (void)state;
    print_message("seed 3\n");
    assert_int_equal(regions->n, 100);
    double area = area_of_layer(regions);
    assert_true(fabs(area - 129000) < 2000); /* as atlases have it, with some water */
    for (uint64_t round = 0; round < 20; round++) {
        ambit_rng rng = ambit_rng_of(3, round);
        ambit_layer *one, *two;
        for (int r = 0; r < 100; r++) territory[r] = ambit_rng_below(&rng, 8);
        omp_set_num_threads(1);
        assert_int_equal(ambit_dissolve(&one, regions, territory, 8, ids, ids, NULL), AMBIT_OK);
        omp_set_num_threads(3);
        assert_int_equal(ambit_dissolve(&two, regions, territory, 8, ids, ids, NULL), AMBIT_OK);
        assert_true(fabs(area_of_layer(one) - area) < 1e-6 * area);
        assert_int_equal(one->point_first[one->n_parts], two->point_first[two->n_parts]);
        assert_memory_equal(one->lon_deg, two->lon_deg, one->point_first[one->n_parts] * sizeof(double));
        assert_memory_equal(one->lat_deg, two->lat_deg, one->point_first[one->n_parts] * sizeof(double));
        assert_int_equal(ambit_join(found, one, regions->centre_lon_deg, regions->centre_lat_deg, 100, NULL), AMBIT_OK);
        assert_memory_equal(found, territory, sizeof found);
        ambit_layer_free(one), ambit_layer_free(two);
    }
    omp_set_num_threads(threads);
    ambit_layer_free(regions);
}

/* Four cells in a row; accounts by hand. */
static void the_majority_takes_a_region(void **state)
{
    enum { NOBODY = UINT32_MAX, N = 9 };
    ambit_layer *row = grid_of(4, 1, 0, 0, 1);
    static const double lon[N] = { .1, .2, .3, 1.1, 1.2, 1.9, 50, .4, 3.4 }, lat[N] = { .5, .5, .5, .5, .5, .5, .5, .5,
            .5 };
    static const uint32_t rep[N] = { 2, 2, 1, 1, 0, 2, 0, NOBODY, NOBODY };
    uint32_t region[N], territory[4];
    (void)state;
    assert_int_equal(ambit_join(region, row, lon, lat, N, NULL), AMBIT_OK);
    assert_int_equal(ambit_majority(territory, row, N, lon, lat, region, rep, 3, NULL), AMBIT_OK);
    assert_int_equal(territory[0], 2); /* two against one; nobody's account does not count */
    assert_int_equal(territory[1], 0); /* a tie of three: the lowest */
    assert_int_equal(territory[2], 2); /* no account: the nearest is at 1.9 */
    assert_int_equal(territory[3], 2); /* no account of a rep: the nearest is at 1.9 */
    assert_int_equal(ambit_majority(territory, row, 0, NULL, NULL, NULL, NULL, 3, NULL), AMBIT_OK);
    assert_int_equal(territory[0], NOBODY);
    ambit_layer_free(row);
}

static void nearest_agrees_with_brute_force(void **state)
{
    enum { N = 600 };
    static ambit_direction place[N];
    (void)state;
    print_message("seed 9\n");
    for (uint64_t round = 0; round < 30; round++) {
        ambit_rng rng = ambit_rng_of(9, round);
        uint32_t n = round < 3 ? (uint32_t)round : 1 + ambit_rng_below(&rng, N);
        ambit_nearest *nearest;
        for (uint32_t i = 0; i < n; i++) /* on a coarse grid, so that many places are the same */
            place[i] = ambit_direction_of(10.0 * ambit_rng_below(&rng, 36) - 180, 10.0 * ambit_rng_below(&rng,
                    19) - 90);
        assert_int_equal(ambit_nearest_build(&nearest, place, n, NULL), AMBIT_OK);
        for (int k = 0; k < 300; k++) {
            ambit_direction from = ambit_direction_of(360 * ambit_rng_unit(&rng) - 180,
                    180 * ambit_rng_unit(&rng) - 90);
            if (n && k % 3 == 0) from = place[ambit_rng_below(&rng, n)];
            uint32_t best = UINT32_MAX;
            double least = INFINITY;
            for (uint32_t i = 0; i < n; i++) {
                double dx = place[i].x - from.x, dy = place[i].y - from.y, dz = place[i].z - from.z;
                if (dx * dx + dy * dy + dz * dz < least) least = dx * dx + dy * dy + dz * dz, best = i;
            }
            assert_int_equal(ambit_nearest_of(nearest, from), best);
        }
        ambit_nearest_free(nearest);
    }
    ambit_nearest_free(NULL);
}

int main(void)
{
    enum { M = sizeof maps / sizeof *maps };
    struct CMUnitTest tests[M + 3];
    size_t n = 0;
    for (size_t i = 0; i < M; i++)
        tests[n++] = (struct CMUnitTest){ maps[i].name, unites, NULL, NULL, (void *)(uintptr_t)&maps[i] };
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(real_counties_keep_their_area);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(the_majority_takes_a_region);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(nearest_agrees_with_brute_force);
    return cmocka_run_group_tests_name("geo/dissolve, majority, nearest", tests, NULL, NULL);
}
