/* tests/solver/knapsack/packings.h - random generalised assignment for the tests of this folder. */
#ifndef AMBIT_TEST_PACKINGS_H
#define AMBIT_TEST_PACKINGS_H
#include "instances/base/rng.h"
#include "solver/core.h"
#include "tests/support.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* Costs fall as amounts rise; `room` is how much of what the units take on average there is. Some pairs are missing. */
static inline ambit_problem *packing_problem(uint64_t seed, uint32_t n_units, uint32_t n_reps, double room)
{
    ambit_rng rng = ambit_rng_of(seed, 9);
    ambit_pair *pair = malloc((size_t)n_units * n_reps * sizeof *pair);
    double *amount = malloc((size_t)n_units * n_reps * sizeof *amount), *low = malloc(n_reps * sizeof *low),
           *high = malloc(n_reps * sizeof *high), sum = 0;
    size_t n = 0;
    ambit_problem *p;
    for (uint32_t u = 0; u < n_units; u++)
        for (uint32_t r = 0; r < n_reps; r++) {
            if (r != u % n_reps && ambit_rng_below(&rng, 8) == 0) continue;
            amount[n] = 1 + ambit_rng_below(&rng, 40);
            pair[n] = (ambit_pair){ u, r, 45 - amount[n] + ambit_rng_below(&rng, 9) };
            sum += amount[n++] / n_reps;
        }
    for (uint32_t r = 0; r < n_reps; r++) low[r] = -INFINITY, high[r] = floor(room * sum / n_reps);
    const ambit_rule rule = { .name = "capacity", .pair_amount = amount, .lower = low, .upper = high };
    assert_int_equal(ambit_problem_build(&p, n_units, n_reps, NULL), AMBIT_OK);
    assert_int_equal(ambit_problem_set_pairs(p, pair, n, NULL), AMBIT_OK);
    assert_int_equal(ambit_problem_add_rule(p, &rule, NULL), AMBIT_OK);
    free(pair), free(amount), free(low), free(high);
    return p;
}

static inline ambit_core *packing_core(const ambit_problem *p)
{
    ambit_core *core;
    assert_int_equal(ambit_core_build(&core, p, 0, NULL), AMBIT_OK);
    return core;
}

#endif
