/* ambit_problem_bound against the truth by brute force: never above the best plan, and near it where GLPK finishes. */
#include "tests/support.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

enum { UNITS = 7, REPS = 3, PROBLEMS = 120 };

static double bound_of(const ambit_problem *problem, double known, double effort)
{
    double bound;
    ambit_error err = { AMBIT_OK, "" };
    if (ambit_problem_bound(&bound, problem, known, effort, &err)) fail_msg("%s", err.text);
    return bound;
}

static void no_plan_is_below_it(void **state)
{
    int n_feasible = 0, n_closed = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= PROBLEMS; seed++) {
        uint32_t plan[UNITS];
        double best;
        unsigned features = (unsigned)(seed * 2654435761u) & AMBIT_TEST_ALL;
        ambit_problem *problem = ambit_test_random_problem(seed, UNITS, REPS, 2, 0.3, features);
        int feasible = ambit_test_brute_force(problem, UNITS, REPS, plan, &best);
        double bound = bound_of(problem, feasible ? best : (double)INFINITY, 1), slack = 1e-6 * (1 + fabs(best));
        if (feasible && bound > best + slack)
            fail_msg("seed %llu: bound %.12g, best %.12g", (unsigned long long)seed, bound, best);
        n_feasible += feasible;
        n_closed += feasible && bound > best - slack;
        ambit_problem_free(problem);
    }
    assert_true(n_feasible > PROBLEMS / 4);
    assert_true(n_closed > n_feasible / 2); /* contiguity is left out of the bound, so not all of them */
}

/* The bound is valid for any `known`, even for one that no plan has; it only steers. */
static void a_wrong_cost_does_no_harm(void **state)
{
    uint32_t plan[UNITS];
    double best;
    ambit_problem *problem = ambit_test_random_problem(5, UNITS, REPS, 2, 0.3, AMBIT_TEST_HIDDEN);
    (void)state;
    assert_int_equal(ambit_test_brute_force(problem, UNITS, REPS, plan, &best), 1);
    for (int i = -3; i <= 3; i++) assert_true(bound_of(problem, best * exp(i), 0.1) <= best * (1 + 1e-6));
    ambit_problem_free(problem);
}

static void nothing_below_infinity_when_there_is_no_plan(void **state)
{
    const double amount[2] = { 1, 1 }, lower[1] = { 0 }, upper[1] = { 1 };
    const ambit_rule rule = { .name = "load", .amount = amount, .lower = lower, .upper = upper };
    ambit_problem *problem;
    (void)state;
    assert_int_equal(ambit_problem_build(&problem, 2, 1, NULL), AMBIT_OK);
    assert_int_equal(ambit_problem_add_rule(problem, &rule, NULL), AMBIT_OK);
    assert_true(bound_of(problem, INFINITY, 1) == INFINITY); /* one rep who cannot hold both */
    ambit_problem_free(problem);
    assert_int_equal(ambit_problem_build(&problem, 1, 1, NULL), AMBIT_OK);
    assert_int_equal(ambit_problem_forbid(problem, 0, 0, NULL), AMBIT_OK);
    assert_true(bound_of(problem, INFINITY, 1) == INFINITY); /* nobody may serve the only unit */
    ambit_problem_free(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_plan_is_below_it),
        cmocka_unit_test(a_wrong_cost_does_no_harm),
        cmocka_unit_test(nothing_below_infinity_when_there_is_no_plan),
    };
    return cmocka_run_group_tests_name("solver/bound_alone", tests, NULL, NULL);
}
