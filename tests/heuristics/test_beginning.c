/* What a run begins from: a plan and prices of the caller steer it, and nothing more. */
#include "instances/base/rng.h"
#include "tests/support.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { N = 8, M = 3, RULES = 2 };

static ambit_result *solved(const ambit_problem *problem, const ambit_options *options)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_result *result;
    if (ambit_solve(&result, problem, options, &err)) fail_msg("%s", err.text);
    return result;
}

static const struct kind {
    const char *name;
    unsigned features;
} kinds[] = {
    { "units go to homes", AMBIT_TEST_HIDDEN },
    { "groups, locks and caps on moves", AMBIT_TEST_HIDDEN | AMBIT_TEST_GROUPS | AMBIT_TEST_LOCKS | AMBIT_TEST_CURRENT
      | AMBIT_TEST_MOVE_CAP | AMBIT_TEST_CAPS },
    { "territories hang together", AMBIT_TEST_HIDDEN | AMBIT_TEST_CONTIGUOUS },
    { "centres are free", AMBIT_TEST_HIDDEN | AMBIT_TEST_CENTRES },
};

/* The best plan is kept when a run starts from it, though hardly anything is searched. */
static void the_best_plan_stays(void **state)
{
    const struct kind *k = *state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        uint32_t best[N];
        double cost;
        print_message("%s: seed %llu\n", k->name, (unsigned long long)seed);
        ambit_problem *problem = ambit_test_random_problem(seed, N, M, RULES, 0.3, k->features);
        if (ambit_test_brute_force(problem, N, M, best, &cost)) {
            ambit_options options = ambit_options_default();
            options.start = best, options.engine = AMBIT_ENGINE_GA, options.effort = 1e-3;
            ambit_result *result = solved(problem, &options);
            assert_true(ambit_result_summary(result)->cost.total <= cost * (1 + 1e-9) + 1e-9);
            ambit_result_free(result);
        }
        ambit_problem_free(problem);
    }
}

/* Prices that mean nothing, and a plan that breaks every rule and leaves units out, change neither truth nor proof. */
static void nonsense_changes_no_proof(void **state)
{
    const struct kind *k = *state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        uint32_t best[N], start[N];
        double cost, price[RULES * M];
        ambit_rng rng = ambit_rng_of(seed, 5);
        print_message("%s: seed %llu\n", k->name, (unsigned long long)seed);
        ambit_problem *problem = ambit_test_random_problem(seed, N, M, RULES, 0.3, k->features);
        int feasible = ambit_test_brute_force(problem, N, M, best, &cost);
        for (uint32_t u = 0; u < N; u++) start[u] = ambit_rng_below(&rng, 2) ? AMBIT_NOBODY : 0;
        for (uint32_t row = 0; row < RULES * M; row++) price[row] = 1e4 * (ambit_rng_unit(&rng) - 0.5);
        ambit_options options = ambit_options_default();
        options.start = start, options.start_price = price;
        ambit_result *result = solved(problem, &options);
        const ambit_summary *s = ambit_result_summary(result);
        assert_int_equal(s->status, feasible ? AMBIT_PLAN_OPTIMAL : AMBIT_PLAN_INFEASIBLE);
        if (feasible) assert_true(fabs(s->cost.total - cost) <= 1e-9 * (1 + fabs(cost)));
        ambit_result_free(result);
        ambit_problem_free(problem);
    }
}

/* A gap that is asked for of a rebalance is kept, and any number of threads gives the same plan. */
static void a_rebalance_ends_within_its_gap(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        ambit_problem *problem = ambit_test_random_problem(seed, 600, 12, RULES, 0.1,
                AMBIT_TEST_HIDDEN | AMBIT_TEST_CURRENT | AMBIT_TEST_CAPS_IN_ALL);
        ambit_options options = ambit_options_default();
        options.gap = 0.02, options.threads = 1;
        ambit_result *one = solved(problem, &options);
        const ambit_summary *s = ambit_result_summary(one);
        assert_true(s->gap <= 0.02);
        const double *price[RULES] = { ambit_result_prices(one, 0), ambit_result_prices(one, 1) };
        double all[RULES * 12];
        for (int a = 0; a < RULES; a++) memcpy(all + a * 12, price[a], 12 * sizeof *all);
        options.threads = 3;
        ambit_result *three = solved(problem, &options);
        assert_memory_equal(ambit_result_plan(one), ambit_result_plan(three), 600 * sizeof(uint32_t));
        options.start = ambit_result_plan(one), options.start_price = all;
        ambit_result *warm = solved(problem, &options);
        assert_true(ambit_result_summary(warm)->gap <= 0.02);
        assert_true(ambit_result_summary(warm)->contribution[0].effort <= s->contribution[0].effort);
        ambit_result_free(one), ambit_result_free(three), ambit_result_free(warm);
        ambit_problem_free(problem);
    }
}

/* A what-if leaves the LP for the end; what it disproves then is what it would have disproved first, in the same
 * words. */
static void a_hurry_disproves_the_same(void **state)
{
    (void)state;
    uint32_t n_disproved = 0, nobody[9];
    for (int u = 0; u < 9; u++) nobody[u] = AMBIT_NOBODY;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        ambit_problem *problem = ambit_test_random_problem(seed, 9, 3, RULES, 0.12, AMBIT_TEST_FORBIDDEN);
        ambit_options options = ambit_options_default();
        options.effort = 0.02;
        ambit_result *first = solved(problem, &options);
        options.gap = 0.01, options.start = nobody;
        ambit_result *hurried = solved(problem, &options);
        const ambit_summary *a = ambit_result_summary(first), *b = ambit_result_summary(hurried);
        assert_int_equal(a->status == AMBIT_PLAN_INFEASIBLE, b->status == AMBIT_PLAN_INFEASIBLE);
        if (a->status == AMBIT_PLAN_INFEASIBLE) {
            assert_string_equal(ambit_result_explanation(first), ambit_result_explanation(hurried));
            assert_null(ambit_result_plan(hurried));
            n_disproved += !strstr(ambit_result_explanation(first), "found no plan");
        }
        ambit_result_free(first), ambit_result_free(hurried);
        ambit_problem_free(problem);
    }
    assert_true(n_disproved > 0);
}

static void wrong_entries_are_named(void **state)
{
    (void)state;
    ambit_problem *problem = ambit_test_random_problem(1, N, M, 1, 0.3, 0);
    ambit_options options = ambit_options_default();
    const uint32_t start[N] = { 0, 1, 2, 3 };
    const double price[M] = { 0, NAN, 0 };
    ambit_error err;
    ambit_result *result;
    options.start = start;
    assert_int_equal(ambit_solve(&result, problem, &options, &err), AMBIT_E_INPUT);
    assert_string_equal(err.text, "start[3] of unit 3: found rep 3, expected one below 3 or AMBIT_NOBODY");
    options.start = NULL, options.start_price = price;
    assert_int_equal(ambit_solve(&result, problem, &options, &err), AMBIT_E_INPUT);
    assert_non_null(strstr(err.text, "start_price of rule measure 0 and rep 1: found"));
    ambit_problem_free(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        { "the best plan stays: homes", the_best_plan_stays, NULL, NULL, (void *)&kinds[0] },
        { "the best plan stays: groups, locks, caps", the_best_plan_stays, NULL, NULL, (void *)&kinds[1] },
        { "the best plan stays: connected", the_best_plan_stays, NULL, NULL, (void *)&kinds[2] },
        { "the best plan stays: free centres", the_best_plan_stays, NULL, NULL, (void *)&kinds[3] },
        { "nonsense changes no proof: homes", nonsense_changes_no_proof, NULL, NULL, (void *)&kinds[0] },
        { "nonsense changes no proof: groups, locks, caps", nonsense_changes_no_proof, NULL, NULL, (void *)&kinds[1] },
        { "nonsense changes no proof: connected", nonsense_changes_no_proof, NULL, NULL, (void *)&kinds[2] },
        cmocka_unit_test(a_rebalance_ends_within_its_gap), cmocka_unit_test(a_hurry_disproves_the_same),
        cmocka_unit_test(wrong_entries_are_named),
    };
    return cmocka_run_group_tests_name("heuristics/beginning", tests, NULL, NULL);
}
