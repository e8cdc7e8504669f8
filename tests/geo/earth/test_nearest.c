/* The nearest place, and the nearest of another group, against looking at all of them. */
#include "geo/earth/nearest.h"
#include "instances/base/rng.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>

enum { MOST = 300, ROUNDS = 200 };

static const struct kind { const char *name; uint32_t n_groups; double step_deg; } kinds[] = {
    { "places all over the globe", 5, 0 },
    { "places on a coarse grid: many are as near", 3, 20 },
    { "one group alone has no other", 1, 0 },
    { "each place is a group", MOST, 0 },
};

/* Degrees in steps, so that distances are equal to the last bit; step 0: anywhere. */
static double degrees(ambit_rng *rng, double reach, double step)
{
    double x = (2 * ambit_rng_unit(rng) - 1) * reach;
    return step > 0 ? floor(x / step) * step : x;
}

static double square_of(ambit_direction a, ambit_direction b)
{
    double dx = a.x - b.x, dy = a.y - b.y, dz = a.z - b.z;
    return dx * dx + dy * dy + dz * dz;
}

/* `own` UINT32_MAX: of all. */
static uint32_t by_looking(const ambit_direction *at, uint32_t n, const uint32_t *group, uint32_t from, uint32_t own,
        double *square)
{
    uint32_t best = UINT32_MAX;
    for (uint32_t i = 0; i < n; i++) {
        double one = square_of(at[i], at[from]);
        if (group[i] == own || one >= *square) continue;
        best = i;
        *square = one;
    }
    return best;
}

/* Every place before the next: nearer, or as near with a lower number; and none of the others before the last. */
static void check_some(const ambit_nearest *tree, const ambit_direction *at, uint32_t n, uint32_t from, uint32_t k)
{
    uint32_t number[MOST + 1], found;
    double square[MOST + 1];
    char is_taken[MOST] = { 0 };
    assert_int_equal(found = ambit_nearest_some(tree, at[from], k, number, square), k < n ? k : n);
    for (uint32_t i = 0; i < found; i++) {
        assert_true(square[i] == square_of(at[number[i]], at[from]) && !is_taken[number[i]]);
        is_taken[number[i]] = 1;
        assert_true(!i || square[i - 1] < square[i] || (square[i - 1] == square[i] && number[i - 1] < number[i]));
    }
    for (uint32_t i = 0; found && i < n; i++) {
        double one = square_of(at[i], at[from]), last = square[found - 1];
        assert_true(is_taken[i] || one > last || (one == last && i > number[found - 1]));
    }
}

static void is_what_looking_at_all_finds(void **state)
{
    const struct kind *kind = *state;
    ambit_rng rng = ambit_rng_of(7, (uint64_t)(kind - kinds));
    for (int round = 0; round < ROUNDS; round++) {
        ambit_direction at[MOST];
        uint32_t group[MOST], n = 1 + (uint32_t)(ambit_rng_unit(&rng) * (MOST - 1));
        ambit_nearest *tree;
        for (uint32_t i = 0; i < n; i++) {
            at[i] = ambit_direction_of(degrees(&rng, 180, kind->step_deg), degrees(&rng, 90, kind->step_deg));
            group[i] = kind->n_groups == MOST ? i : (uint32_t)(ambit_rng_unit(&rng) * kind->n_groups);
        }
        assert_int_equal(ambit_nearest_build(&tree, at, n, NULL), AMBIT_OK);
        for (uint32_t u = 0; u < n; u++) {
            double wanted = INFINITY, found = INFINITY, close = INFINITY;
            assert_int_equal(ambit_nearest_other(tree, at[u], group, group[u], &found),
                    by_looking(at, n, group, u, group[u], &wanted));
            assert_true(found == wanted);
            uint32_t nearer = ambit_nearest_other(tree, at[u], group, group[u], &found);
            assert_int_equal(nearer, UINT32_MAX);
            check_some(tree, at, n, u, u % 14);
            assert_int_equal(ambit_nearest_of(tree, at[u]), by_looking(at, n, group, u, UINT32_MAX, &close));
        }
        check_some(tree, at, n, 0, MOST);
        ambit_nearest_free(tree);
    }
}

int main(void)
{
    enum { N = sizeof kinds / sizeof *kinds };
    struct CMUnitTest tests[N];
    print_message("seed 7\n");
    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ kinds[i].name, is_what_looking_at_all_finds, NULL, NULL, (void *)&kinds[i] };
    return cmocka_run_group_tests_name("geo/nearest", tests, NULL, NULL);
}
