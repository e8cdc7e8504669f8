/* The theorem of a map's colours: neighbours differ; and the palette is enough for maps that lie flat. */
#include "tools/report/colours.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

enum { MOST = 400, PALETTE = 7 };

static uint64_t random_of(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static void neighbours_differ(const uint32_t *colour, const ambit_border *border, size_t n)
{
    for (size_t k = 0; k < n; k++) assert_int_not_equal(colour[border[k].a], colour[border[k].b]);
}

static uint32_t largest(const uint32_t *colour, uint32_t n)
{
    uint32_t most = 0;
    for (uint32_t i = 0; i < n; i++) most = colour[i] > most ? colour[i] : most;
    return most;
}

static void random_graphs_of_any_density_are_coloured(void **state)
{
    (void)state;
    static ambit_border border[MOST * MOST];
    static uint32_t colour[MOST];
    for (uint64_t seed = 1; seed <= 60; seed++) {
        uint64_t random = seed * 0x9e3779b97f4a7c15u;
        uint32_t n = 1 + (uint32_t)(random_of(&random) % 60), percent = (uint32_t)(random_of(&random) % 101);
        size_t n_borders = 0;
        for (uint32_t a = 0; a < n; a++)
            for (uint32_t b = a + 1; b < n; b++)
                if (random_of(&random) % 100 < percent) border[n_borders++] = (ambit_border){ a, b };
        print_message("# seed %llu: %u territories, %zu borders\n", (unsigned long long)seed, n, n_borders);
        assert_int_equal(ambit_colours_choose(colour, n, border, n_borders, PALETTE, NULL), AMBIT_OK);
        neighbours_differ(colour, border, n_borders);
        assert_true(largest(colour, n) < n + PALETTE);
    }
}

/* A grid whose squares are cut along one diagonal or the other: as dense as a flat map can be. */
static void the_palette_is_enough_for_flat_maps(void **state)
{
    (void)state;
    static ambit_border border[4 * MOST];
    static uint32_t colour[MOST];
    for (uint64_t seed = 1; seed <= 40; seed++) {
        uint64_t random = seed * 0x9e3779b97f4a7c15u;
        uint32_t side = 3 + (uint32_t)(seed % 18);
        size_t n = 0;
        for (uint32_t y = 0; y < side; y++)
            for (uint32_t x = 0; x < side; x++) {
                uint32_t i = y * side + x;
                if (x + 1 < side) border[n++] = (ambit_border){ i, i + 1 };
                if (y + 1 < side) border[n++] = (ambit_border){ i, i + side };
                if (x + 1 == side || y + 1 == side) continue;
                bool falls = random_of(&random) & 1;
                border[n++] = falls ? (ambit_border){ i, i + side + 1 } : (ambit_border){ i + 1, i + side };
            }
        assert_int_equal(ambit_colours_choose(colour, side * side, border, n, PALETTE, NULL), AMBIT_OK);
        neighbours_differ(colour, border, n);
        assert_true(largest(colour, side * side) < PALETTE);
    }
}

static void territories_that_touch_nothing_show_the_whole_palette(void **state)
{
    (void)state;
    uint32_t colour[2 * PALETTE], uses[PALETTE] = { 0 };
    assert_int_equal(ambit_colours_choose(colour, 2 * PALETTE, NULL, 0, PALETTE, NULL), AMBIT_OK);
    for (int i = 0; i < 2 * PALETTE; i++) uses[colour[i]]++;
    for (int c = 0; c < PALETTE; c++) assert_int_equal(uses[c], 2);
    assert_int_equal(ambit_colours_choose(colour, 0, NULL, 0, PALETTE, NULL), AMBIT_OK);
}

/* Against the definition: j is near i when fewer than `nearest` others are nearer. */
static void near_homes_are_those_of_the_definition(void **state)
{
    (void)state;
    enum { N = 40, NEAREST = 3 };
    double lon[N], lat[N];
    uint64_t random = 7;
    for (int i = 0; i < N; i++) {
        lon[i] = (double)(random_of(&random) % 100000) / 1000;
        lat[i] = (double)(random_of(&random) % 60000) / 1000;
    }
    lon[5] = lat[5] = NAN;
    ambit_border *near;
    size_t n;
    assert_int_equal(ambit_colours_near(&near, &n, N, lon, lat, NEAREST, NULL), AMBIT_OK);
    for (size_t k = 0; k < n; k++) {
        assert_true(near[k].a < near[k].b && near[k].a != 5 && near[k].b != 5);
        if (k) assert_true(near[k - 1].a < near[k].a || (near[k - 1].a == near[k].a && near[k - 1].b < near[k].b));
    }
    uint32_t degree[N] = { 0 };
    for (size_t k = 0; k < n; k++) {
        degree[near[k].a]++;
        degree[near[k].b]++;
    }
    for (int i = 0; i < N; i++) assert_true(i == 5 ? degree[i] == 0 : degree[i] >= NEAREST);
    assert_true(n <= N * NEAREST);
    free(near);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_graphs_of_any_density_are_coloured),
        cmocka_unit_test(the_palette_is_enough_for_flat_maps),
        cmocka_unit_test(territories_that_touch_nothing_show_the_whole_palette),
        cmocka_unit_test(near_homes_are_those_of_the_definition),
    };
    return cmocka_run_group_tests_name("tools/report/colours", tests, NULL, NULL);
}
