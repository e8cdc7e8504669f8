/* The dual function, which leaves most pairs out, against L(p) over every pair, wherever its prices wander. */
#include "instances/base/rng.h"
#include "solver/bound.h"
#include "solver/dual/dual.h"
#include "tests/support.h"

#include <math.h>
#include <omp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { MOST_ROWS = 256 };

static ambit_core *core_of(const ambit_problem *p)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_core *core;
    if (ambit_core_build(&core, p, 0, &err)) fail_msg("%s", err.text);
    return core;
}

static int near_to(double a, double b, double relative) { return fabs(a - b) <= relative * (1 + fabs(a) + fabs(b)); }

/* L at q, over every pair; the prices of amounts that it uses. */
static double whole_value(const ambit_core *core, const double *q)
{
    double price[MOST_ROWS];
    for (uint32_t row = 0; row < core->n_rules * core->n_reps; row++)
        price[row] = q[row] / core->rule[row / core->n_reps].scale;
    return ambit_bound_value(core, price);
}

static const struct family {
    const char *name;
    uint32_t n_units, n_reps, n_rules;
    unsigned features;
} families[] = {
    { "one rule", 60, 5, 1, AMBIT_TEST_HIDDEN },
    { "amounts that differ by pair", 60, 5, 2, AMBIT_TEST_HIDDEN | AMBIT_TEST_MATRIX | AMBIT_TEST_PAIR_AMOUNT },
    { "locks and groups", 90, 6, 2, AMBIT_TEST_HIDDEN | AMBIT_TEST_LOCKS | AMBIT_TEST_GROUPS },
    { "ideals, and a cap on moves", 60, 5, 2, AMBIT_TEST_HIDDEN | AMBIT_TEST_IDEAL | AMBIT_TEST_CURRENT
        | AMBIT_TEST_MOVE_CAP },
    { "enough pairs for threads", 4500, 12, 2, AMBIT_TEST_HIDDEN | AMBIT_TEST_PER_HOUR },
};

/* Long and short steps by turns: pairs are chosen anew, or not, and the value is L(q) each time. */
static void values_are_exact_wherever_prices_go(void **state)
{
    const struct family *f = *state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        ambit_rng rng = ambit_rng_of(seed, 5);
        double q[MOST_ROWS] = { 0 }, gradient[MOST_ROWS];
        print_message("%s: seed %llu\n", f->name, (unsigned long long)seed);
        ambit_problem *p = ambit_test_random_problem(seed, f->n_units, f->n_reps, f->n_rules, 0.1, f->features);
        ambit_core *core = core_of(p);
        ambit_dual *dual = ambit_dual_build(core, 1);
        double spread = ambit_dual_spread(dual), length = 10 * spread;
        for (int step = 0; step < 60; step++) {
            for (uint32_t row = 0; row < core->n_rules * core->n_reps; row++)
                q[row] += length * (ambit_rng_unit(&rng) - 0.5);
            double temperature = step % 3 ? 0 : spread * pow(0.8, step);
            double value = ambit_dual_value(dual, q, temperature, gradient), whole = whole_value(core, q);
            double slack = 1e-12 * fabs(whole); /* and 1e-9 of each row's share, which the bound grants */
            for (uint32_t row = 0; row < core->n_rules * core->n_reps; row++) slack += 4e-9 * fabs(q[row]);
            assert_true(value <= whole + slack && (temperature > 0 || value >= whole - slack));
            length = step % 20 == 19 ? 40 * spread : 0.7 * length;
        }
        ambit_dual_free(dual);
        ambit_core_free(core);
        ambit_problem_free(p);
    }
}

/* Against differences of the smoothed dual, in a few directions. */
static void the_gradient_is_the_slope(void **state)
{
    const struct family *f = *state;
    ambit_rng rng = ambit_rng_of(3, 6);
    double q[MOST_ROWS], moved[MOST_ROWS], direction[MOST_ROWS], gradient[MOST_ROWS], unused[MOST_ROWS];
    ambit_problem *p = ambit_test_random_problem(3, f->n_units, f->n_reps, f->n_rules, 0.1, f->features);
    ambit_core *core = core_of(p);
    ambit_dual *dual = ambit_dual_build(core, 1);
    const uint32_t rows = core->n_rules * core->n_reps;
    double spread = ambit_dual_spread(dual), temperature = 0.5 * spread, step = 1e-4 * spread;
    for (int trial = 0; trial < 10; trial++) {
        double slope = 0;
        for (uint32_t row = 0; row < rows; row++) {
            q[row] = 10 * spread * (ambit_rng_unit(&rng) - 0.5), direction[row] = ambit_rng_unit(&rng) - 0.5;
            moved[row] = q[row] + step * direction[row];
        }
        double here = ambit_dual_value(dual, q, temperature, gradient);
        double there = ambit_dual_value(dual, moved, temperature, unused);
        for (uint32_t row = 0; row < rows; row++) slope += direction[row] * gradient[row];
        if (!near_to((there - here) / step, slope, 1e-2)) fail_msg("%.10g, not %.10g", (there - here) / step, slope);
    }
    ambit_dual_free(dual);
    ambit_core_free(core);
    ambit_problem_free(p);
}

/* A sample is an estimate; of many small units it is a good one, and it costs no more than its share. */
static void a_sample_stands_for_all(void **state)
{
    (void)state;
    double q[MOST_ROWS] = { 0 }, gradient[MOST_ROWS], all_gradient[MOST_ROWS];
    ambit_problem *p = ambit_test_random_problem(2, 8000, 8, 2, 0.1, AMBIT_TEST_HIDDEN);
    ambit_core *core = core_of(p);
    ambit_dual *all = ambit_dual_build(core, 1), *sample = ambit_dual_build(core, 10);
    double whole = ambit_dual_value(all, q, 0, all_gradient), part = ambit_dual_value(sample, q, 0, gradient);
    print_message("%.6g stands for %.6g\n", part, whole);
    assert_true(part != whole && near_to(part, whole, 0.1));
    for (uint32_t row = 0; row < core->n_rules * core->n_reps; row++) /* at no price units go where they are nearest */
        assert_true(near_to(gradient[row], all_gradient[row], 1e-9));
    ambit_dual_free(all), ambit_dual_free(sample), ambit_dual_free(NULL);
    ambit_core_free(core);
    ambit_problem_free(p);
}

static void threads_give_the_same_bits(void **state)
{
    (void)state;
    int before = omp_get_max_threads();
    ambit_problem *p = ambit_test_random_problem(5, 9000, 9, 2, 0.05, AMBIT_TEST_HIDDEN);
    ambit_core *core = core_of(p);
    double value[3][20], gradient[3][MOST_ROWS], q[MOST_ROWS];
    for (int threads = 1; threads <= 3; threads++) {
        ambit_rng rng = ambit_rng_of(1, 1);
        omp_set_num_threads(threads);
        ambit_dual *dual = ambit_dual_build(core, 1);
        double spread = ambit_dual_spread(dual);
        for (int step = 0; step < 20; step++) {
            for (uint32_t row = 0; row < 18; row++) q[row] = 5 * spread * ambit_rng_unit(&rng);
            value[threads - 1][step] = ambit_dual_value(dual, q, step % 2 ? spread / step : 0, gradient[threads - 1]);
        }
        ambit_dual_free(dual);
        assert_memory_equal(value[0], value[threads - 1], sizeof value[0]);
        assert_memory_equal(gradient[0], gradient[threads - 1], 18 * sizeof(double));
    }
    ambit_core_free(core);
    ambit_problem_free(p);
    omp_set_num_threads(before);
}

int main(void)
{
    enum { N = sizeof families / sizeof *families };
    struct CMUnitTest tests[2 * N + 2] = {
        { "a sample stands for all", a_sample_stands_for_all, NULL, NULL, NULL },
        { "one, two and three threads give the same bits", threads_give_the_same_bits, NULL, NULL, NULL },
    };
    for (size_t i = 0; i < N; i++) {
        tests[2 + 2 * i] = (struct CMUnitTest){ families[i].name, values_are_exact_wherever_prices_go, NULL, NULL,
            (void *)&families[i] };
        tests[3 + 2 * i] = (struct CMUnitTest){ "its gradient is its slope", the_gradient_is_the_slope, NULL, NULL,
            (void *)&families[i] };
    }
    return cmocka_run_group_tests_name("solver/dual", tests, NULL, NULL);
}
