/* Luck against closed forms, and ranks against a full sort. */
#include "tools/quota/luck.h"

#include "instances/base/rng.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { N = 200000 };

static double value[N], sorted[N];

static void lognormal_luck_has_its_moments_and_quantiles(void **state)
{
    static const double cvs[] = { 0.05, 0.3, 1 };
    (void)state;
    for (size_t k = 0; k < sizeof cvs / sizeof *cvs; k++) {
        ambit_luck luck;
        double sum = 0, squares = 0, spread = sqrt(log1p(cvs[k] * cvs[k]));
        assert_int_equal(ambit_luck_init(&luck, AMBIT_LUCK_LOGNORMAL, cvs[k]), 0);
        ambit_luck_draw(value, N, &luck, 5, k);
        for (int d = 0; d < N; d++) sum += value[d], squares += value[d] * value[d];
        double mean = sum / N, cv = sqrt(squares / N - mean * mean) / mean;
        assert_true(fabs(mean - 1) < 4 * cvs[k] / sqrt(N));
        assert_true(fabs(cv / cvs[k] - 1) < 0.03);
        /* exp(-s^2/2 + s z) at z of 10, 50 and 90 % */
        static const double z[] = { -1.2815515655446004, 0, 1.2815515655446004 };
        const uint32_t rank[] = { N / 10, N / 2, N - N / 10 };
        double at[3];
        assert_int_equal(ambit_luck_ranks(at, value, N, rank, 3), 0);
        for (int q = 0; q < 3; q++)
            assert_true(fabs(at[q] / exp(spread * z[q] - spread * spread / 2) - 1) < 0.01 * (1 + spread));
        ambit_luck_reset(&luck);
    }
}

static void no_variation_is_always_one(void **state)
{
    ambit_luck luck;
    (void)state;
    for (int kind = 0; kind < 2; kind++) {
        assert_int_equal(ambit_luck_init(&luck, (ambit_quota_luck)kind, 0), 0);
        ambit_luck_draw(value, 7, &luck, 1, 1);
        for (int d = 0; d < 7; d++) assert_true(value[d] == 1);
        ambit_luck_reset(&luck);
    }
}

/* A longer draw begins as a shorter one, for any length. */
static void the_stream_does_not_depend_on_the_length(void **state)
{
    ambit_luck luck;
    (void)state;
    assert_int_equal(ambit_luck_init(&luck, AMBIT_LUCK_LOGNORMAL, 0.3), 0);
    ambit_luck_draw(sorted, 40, &luck, 3, 9);
    for (uint32_t n = 0; n < 40; n++) {
        ambit_luck_draw(value, n, &luck, 3, 9);
        assert_memory_equal(value, sorted, n * sizeof *value);
    }
    ambit_luck_reset(&luck);
}

static void ranks_are_those_of_a_sort(void **state)
{
    ambit_rng rng = ambit_rng_of(11, 0);
    (void)state;
    for (int round = 0; round < 300; round++) {
        uint32_t n = 1 + ambit_rng_below(&rng, round % 3 ? 40 : 3000), rank[4];
        double found[4];
        for (uint32_t d = 0; d < n; d++) {
            double wide = pow(10, 30 * ambit_rng_unit(&rng) - 15); /* far beyond 32 octaves */
            value[d] = round % 4 == 0 ? wide : round % 4 == 1 ? 1 : 1 + ambit_rng_below(&rng, 5) + 1e-9 * wide;
        }
        memcpy(sorted, value, n * sizeof *value);
        ambit_luck_sort(sorted, n);
        for (int k = 0; k < 4; k++) rank[k] = (uint32_t)((n - 1) * (uint64_t)k / 3);
        assert_int_equal(ambit_luck_ranks(found, value, n, rank, 4), 0);
        for (int k = 0; k < 4; k++) assert_true(found[k] == sorted[rank[k]]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lognormal_luck_has_its_moments_and_quantiles),
        cmocka_unit_test(no_variation_is_always_one),
        cmocka_unit_test(the_stream_does_not_depend_on_the_length),
        cmocka_unit_test(ranks_are_those_of_a_sort),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
