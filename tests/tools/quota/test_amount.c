/* Sharing out: nothing lost, nobody further than one unit from the exact share, no unit for a weight of 0. */
#include "instances/base/rng.h"
#include "tools/quota/amount.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>

enum { MOST = 40 };

static void shares_known_totals_as_by_hand(void **state)
{
    static const struct { ambit_amount total; size_t n; double weight[4]; ambit_amount share[4]; } cases[] = {
        { 10, 3, { 1, 1, 1 }, { 4, 3, 3 } },             /* equal remainders: the first has precedence */
        { 100, 4, { 3, 3, 3, 1 }, { 30, 30, 30, 10 } },  /* exact */
        { 1, 3, { 0.2, 0.5, 0.3 }, { 0, 1, 0 } },        /* one unit goes where the most was cut off */
        { 7, 3, { 0, 2, 0 }, { 0, 7, 0 } },              /* a weight of 0 has nothing */
        { 0, 2, { 1, 2 }, { 0, 0 } },
    };
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        ambit_amount share[4];
        assert_int_equal(ambit_amount_share(share, cases[k].total, cases[k].weight, cases[k].n), 0);
        for (size_t i = 0; i < cases[k].n; i++) assert_int_equal(share[i], cases[k].share[i]);
    }
}

static void loses_nothing_whatever_the_weights(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 3000; seed++) {
        ambit_rng rng = ambit_rng_of(seed, 0);
        double weight[MOST], sum = 0;
        ambit_amount share[MOST], total = (ambit_amount)(ambit_rng_next(&rng) >> (11 + ambit_rng_below(&rng, 50)));
        size_t n = 1 + ambit_rng_below(&rng, MOST);
        for (size_t i = 0; i < n; i++) {
            weight[i] = ambit_rng_below(&rng, 4) ? exp(20 * ambit_rng_unit(&rng) - 10) : 0;
            sum += weight[i];
        }
        if (!(sum > 0)) weight[0] = sum = 1;
        assert_int_equal(ambit_amount_share(share, total, weight, n), 0);
        ambit_amount found = 0;
        for (size_t i = 0; i < n; i++) {
            double exact = (double)total * (weight[i] / sum), slack = 1 + 1e-14 * (double)total;
            found += share[i];
            if (share[i] < 0 || fabs((double)share[i] - exact) > slack || (!(weight[i] > 0) && share[i]))
                fail_msg("seed %llu: share %zu is %lld, exact %.3f", (unsigned long long)seed, i, (long long)share[i],
                         exact);
        }
        if (found != total) fail_msg("seed %llu: %lld of %lld", (unsigned long long)seed, (long long)found,
                                     (long long)total);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_known_totals_as_by_hand),
        cmocka_unit_test(loses_nothing_whatever_the_weights),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
