/* The exact side against brute force: every assignment of many tiny problems, judged by the verifier. */
#include "solver/bound.h"
#include "solver/exact/ilp.h"
#include "tests/support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { MOST_UNITS = 8 };

/* Families of tiny problems; each is drawn from many seeds. */
static const struct family {
    const char *name;
    uint32_t n_units, n_reps, n_rules, n_seeds;
    double tolerance;
    unsigned features;
} families[] = {
    { "no rules at all: each unit takes its cheapest rep", 7, 3, 0, 10, 0, 0 },
    { "one rule around equal shares, some infeasible", 7, 3, 1, 60, 0.25, 0 },
    { "two rules, often infeasible", 7, 3, 2, 60, 0.3, 0 },
    { "two rules around a hidden plan", 7, 3, 2, 60, 0.1, AMBIT_TEST_HIDDEN },
    { "whole amounts that meet their bounds exactly", 7, 3, 2, 60, 0, AMBIT_TEST_HIDDEN | AMBIT_TEST_INTEGER },
    { "whole amounts around equal shares", 7, 3, 1, 60, 0.1, AMBIT_TEST_INTEGER },
    { "amounts that depend on the rep", 7, 3, 2, 60, 0.15,
            AMBIT_TEST_HIDDEN | AMBIT_TEST_PER_HOUR | AMBIT_TEST_MATRIX },
    { "deviation costs", 6, 3, 2, 60, 0.4, AMBIT_TEST_HIDDEN | AMBIT_TEST_IDEAL },
    { "groups, locks, classes and forbidden pairs", 8, 3, 1, 60, 0.5, AMBIT_TEST_HIDDEN | AMBIT_TEST_GROUPS
        | AMBIT_TEST_LOCKS | AMBIT_TEST_CLASSES | AMBIT_TEST_FORBIDDEN },
    { "moves cost and are capped", 7, 3, 1, 60, 0.3, AMBIT_TEST_CURRENT | AMBIT_TEST_MOVE_CAP },
    { "everything at once, misfits at a cost", 7, 3, 2, 60, 0.4, AMBIT_TEST_ALL & ~(unsigned)AMBIT_TEST_CONTIGUOUS },
    { "amounts by pair, one-sided capacities, whole costs", 7, 3, 1, 60, 0, AMBIT_TEST_GAP },
    { "two rules by pair with everything else", 7, 3, 2, 60, 0.4,
      (AMBIT_TEST_ALL & ~(unsigned)AMBIT_TEST_CONTIGUOUS) | AMBIT_TEST_PAIR_AMOUNT },
};

static int near(double a, double b) { return fabs(a - b) <= 1e-9 * (1 + fabs(b)); }

static uint32_t offset_of(const ambit_core *core, uint32_t u, uint32_t rep)
{
    size_t k = ambit_core_pair(core, u, rep);
    assert_true(k != AMBIT_NO_PAIR);
    return (uint32_t)(k - core->first[u]);
}

/* The ILP's answer is the truth: its plan judged by the verifier, its cost and bound against brute force. */
static void agrees(const ambit_problem *problem, const ambit_core *core, const ambit_ilp_result *r,
        const uint32_t *choice, int feasible, double best)
{
    ambit_error err;
    ambit_verdict verdict;
    uint32_t plan[MOST_UNITS];
    assert_int_equal(r->outcome, feasible ? AMBIT_ILP_OPTIMAL : AMBIT_ILP_INFEASIBLE);
    if (!feasible) return;
    ambit_core_expand(core, choice, plan);
    assert_int_equal(ambit_evaluate(&verdict, problem, plan, NULL, &err), AMBIT_OK);
    assert_true(verdict.within_rules);
    assert_true(near(verdict.cost.total, best));
    assert_true(near(r->cost, best));
    assert_true(r->bound <= best && r->bound >= best - 1e-9 * (1 + best));
}

/* With the best plan as incumbent, and prices, everything that is fixed must not matter. */
static void agrees_with_an_incumbent(const ambit_problem *problem, const ambit_core *core, const uint32_t *best_plan,
        double best)
{
    ambit_error err;
    ambit_ilp_result result;
    ambit_bound *bound;
    uint32_t incumbent[MOST_UNITS], choice[MOST_UNITS];
    const ambit_bound_options bound_options = { .smooth_steps = 60, .deflected_steps = 60, .target = best };
    assert_int_equal(ambit_bound_build(&bound, core, &bound_options, &err), AMBIT_OK);
    assert_true(bound->value <= best + 1e-9 * (1 + best));
    for (uint32_t u = 0; u < core->n_units; u++)
        incumbent[u] = offset_of(core, u, best_plan[core->member[core->member_first[u]]]);
    ambit_ilp_options options = { .incumbent = incumbent, .incumbent_cost = best, .price = bound->price,
        .bound = bound->value };
    assert_int_equal(ambit_ilp_solve(&result, choice, core, &options, &err), AMBIT_OK);
    agrees(problem, core, &result, choice, 1, best);
    options.incumbent_cost = best * 1.3 + 1; /* a worse one: the plan must still be found */
    for (uint32_t u = 0; u < core->n_units; u++) incumbent[u] = 0;
    assert_int_equal(ambit_ilp_solve(&result, choice, core, &options, &err), AMBIT_OK);
    agrees(problem, core, &result, choice, 1, best);
    ambit_bound_free(bound);
}

static void relaxation_is_below(const ambit_core *core, int feasible, double best)
{
    ambit_error err;
    double value;
    assert_int_equal(ambit_ilp_relaxation(&value, core, &err), AMBIT_OK);
    if (feasible) assert_true(value <= best + 1e-6 * (1 + best));
}

static void one_seed(const struct family *f, uint64_t seed)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_core *core;
    ambit_ilp_result result;
    uint32_t best_plan[MOST_UNITS], choice[MOST_UNITS];
    double best;
    print_message("%s: seed %llu\n", f->name, (unsigned long long)seed);
    ambit_problem *problem = ambit_test_random_problem(seed, f->n_units, f->n_reps, f->n_rules, f->tolerance,
            f->features);
    int feasible = ambit_test_brute_force(problem, f->n_units, f->n_reps, best_plan, &best);
    ambit_status built = ambit_core_build(&core, problem, 0, &err);
    if (built == AMBIT_E_INFEASIBLE) {
        assert_false(feasible);
    } else {
        assert_int_equal(built, AMBIT_OK);
        const ambit_ilp_options options = { .incumbent_cost = INFINITY, .bound = -INFINITY };
        assert_int_equal(ambit_ilp_solve(&result, choice, core, &options, &err), AMBIT_OK);
        agrees(problem, core, &result, choice, feasible, best);
        relaxation_is_below(core, feasible, best);
        if (feasible) agrees_with_an_incumbent(problem, core, best_plan, best);
    }
    ambit_core_free(core);
    ambit_problem_free(problem);
}

static void equals_brute_force(void **state)
{
    const struct family *f = *state;
    for (uint64_t seed = 1; seed <= f->n_seeds; seed++) one_seed(f, seed);
}

/* ---- Limits ---------------------------------------------------------------------------------------------------- */

static ambit_core *hard_core(ambit_problem **problem, uint32_t n_units, uint32_t n_reps)
{
    ambit_error err;
    ambit_core *core;
    *problem = ambit_test_random_problem(11, n_units, n_reps, 2, 0.01, AMBIT_TEST_HIDDEN);
    assert_int_equal(ambit_core_build(&core, *problem, 0, &err), AMBIT_OK);
    return core;
}

static void a_node_limit_keeps_a_valid_bound(void **state)
{
    (void)state;
    ambit_error err;
    ambit_problem *problem;
    ambit_core *core = hard_core(&problem, 40, 4);
    ambit_ilp_options options = { .incumbent_cost = INFINITY, .bound = -INFINITY, .most_nodes = 50 };
    ambit_ilp_result first, second;
    uint32_t *choice = calloc(core->n_units, sizeof *choice), *again = calloc(core->n_units, sizeof *again);
    double relaxed;
    assert_int_equal(ambit_ilp_solve(&first, choice, core, &options, &err), AMBIT_OK);
    assert_int_equal(ambit_ilp_relaxation(&relaxed, core, &err), AMBIT_OK);
    assert_true(first.outcome == AMBIT_ILP_UNKNOWN || first.outcome == AMBIT_ILP_FEASIBLE);
    assert_true(first.nodes >= 50 && first.nodes < 60);
    assert_true(first.bound >= relaxed * (1 - 1e-6));
    assert_true(first.bound <= first.cost);
    assert_int_equal(ambit_ilp_solve(&second, again, core, &options, &err), AMBIT_OK);
    assert_true(first.bound == second.bound && first.cost == second.cost && first.iterations == second.iterations);
    free(choice), free(again);
    ambit_core_free(core);
    ambit_problem_free(problem);
}

static void an_iteration_limit_ends_the_root(void **state)
{
    (void)state;
    ambit_error err;
    ambit_problem *problem;
    ambit_core *core = hard_core(&problem, 300, 8);
    const ambit_ilp_options options = { .incumbent_cost = INFINITY, .bound = -INFINITY, .most_iterations = 1 };
    ambit_ilp_result result;
    uint32_t *choice = calloc(core->n_units, sizeof *choice);
    assert_int_equal(ambit_ilp_solve(&result, choice, core, &options, &err), AMBIT_OK);
    assert_int_equal(result.outcome, AMBIT_ILP_UNKNOWN);
    assert_true(result.iterations >= 1 && result.iterations <= 600);
    free(choice);
    ambit_core_free(core);
    ambit_problem_free(problem);
}

static int stop_at(void *context)
{
    int *left = context;
    return (*left)-- <= 0;
}

static void stop_keeps_the_incumbent(void **state)
{
    (void)state;
    ambit_error err;
    ambit_problem *problem;
    ambit_core *core = hard_core(&problem, 40, 4);
    int left = 20;
    uint32_t *incumbent = calloc(core->n_units, sizeof *incumbent), *choice = calloc(core->n_units, sizeof *choice);
    for (uint32_t u = 0; u < core->n_units; u++) incumbent[u] = u % 4;
    const ambit_ilp_options options = { .incumbent = incumbent, .incumbent_cost = 1e9, .bound = -INFINITY,
        .stop = stop_at, .context = &left };
    ambit_ilp_result result;
    assert_int_equal(ambit_ilp_solve(&result, choice, core, &options, &err), AMBIT_OK);
    assert_int_equal(result.outcome, AMBIT_ILP_FEASIBLE);
    assert_true(left < 0);
    if (result.cost == 1e9) assert_memory_equal(choice, incumbent, core->n_units * sizeof *choice);
    free(incumbent), free(choice);
    ambit_core_free(core);
    ambit_problem_free(problem);
}

/* A window far below GLPK's tolerances: 4e-9 of the share. GLPK takes plans that miss it; none may come back. */
static void a_hair_beyond_the_bound_is_not_accepted(void **state)
{
    (void)state;
    enum { N = 6 };
    ambit_error err;
    ambit_problem *problem;
    ambit_core *core;
    ambit_ilp_result result;
    uint32_t choice[N], plan[N];
    ambit_verdict verdict;
    const double amount[N] = { 1, 2, 3, 1 + 2e-8, 2 + 2e-8, 3 + 2e-8 };
    const double lower[2] = { 0, 0 }, upper[2] = { 6 + 1e-9, 7 }; /* only the first three fit rep 0 exactly */
    const ambit_pair pair[2 * N] = { { 0, 0, 9 }, { 0, 1, 1 }, { 1, 0, 9 }, { 1, 1, 1 }, { 2, 0, 9 }, { 2, 1, 1 },
        { 3, 0, 1 }, { 3, 1, 9 }, { 4, 0, 1 }, { 4, 1, 9 }, { 5, 0, 1 }, { 5, 1, 9 } };
    const ambit_rule rule = { .name = "amount", .amount = amount, .lower = lower, .upper = upper };
    assert_int_equal(ambit_problem_build(&problem, N, 2, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_set_pairs(problem, pair, 2 * N, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_add_rule(problem, &rule, &err), AMBIT_OK);
    assert_int_equal(ambit_core_build(&core, problem, 0, &err), AMBIT_OK);
    const ambit_ilp_options options = { .incumbent_cost = INFINITY, .bound = -INFINITY };
    assert_int_equal(ambit_ilp_solve(&result, choice, core, &options, &err), AMBIT_OK);
    double best;
    uint32_t best_plan[N];
    int feasible = ambit_test_brute_force(problem, N, 2, best_plan, &best);
    assert_int_equal(feasible, 1);
    assert_int_equal(result.outcome, AMBIT_ILP_OPTIMAL);
    ambit_core_expand(core, choice, plan);
    assert_int_equal(ambit_evaluate(&verdict, problem, plan, NULL, &err), AMBIT_OK);
    assert_true(verdict.within_rules);
    assert_true(near(result.cost, best));
    ambit_core_free(core);
    ambit_problem_free(problem);
}

/* Each thread has GLPK's environment to itself: the same answers in the same order as one after the other. */
static void threads_do_not_meet(void **state)
{
    (void)state;
    enum { N = 24 };
    double alone[N], together[N];
    for (int round = 0; round < 2; round++) {
        double *cost = round ? together : alone;
        int failed = 0;
#pragma omp parallel for schedule(dynamic) if (round) reduction(| : failed)
        for (int i = 0; i < N; i++) {
            ambit_error err;
            ambit_core *core;
            ambit_ilp_result result;
            uint32_t choice[12];
            ambit_problem *problem = ambit_test_random_problem((uint64_t)i, 12, 3, 2, 0.15, AMBIT_TEST_HIDDEN);
            const ambit_ilp_options options = { .incumbent_cost = INFINITY, .bound = -INFINITY };
            failed |= ambit_core_build(&core, problem, 0, &err) != AMBIT_OK
                || ambit_ilp_solve(&result, choice, core, &options, &err) != AMBIT_OK;
            cost[i] = result.cost;
            ambit_core_free(core);
            ambit_problem_free(problem);
        }
        assert_false(failed);
    }
    assert_memory_equal(alone, together, sizeof alone);
}

int main(void)
{
    enum { N = sizeof families / sizeof *families, OTHERS = 5 };
    const struct CMUnitTest others[OTHERS] = {
        cmocka_unit_test(a_node_limit_keeps_a_valid_bound), cmocka_unit_test(an_iteration_limit_ends_the_root),
        cmocka_unit_test(stop_keeps_the_incumbent), cmocka_unit_test(a_hair_beyond_the_bound_is_not_accepted),
        cmocka_unit_test(threads_do_not_meet),
    };
    struct CMUnitTest tests[N + OTHERS];
    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ families[i].name, equals_brute_force, NULL, NULL, (void *)&families[i] };
    memcpy(tests + N, others, sizeof others);
    return cmocka_run_group_tests_name("solver/ilp", tests, NULL, NULL);
}
