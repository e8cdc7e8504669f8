/* Cuts and branching against the truth: brute force on tiny problems, GLPK on small ones. */
#include "instances/base/rng.h"
#include "solver/bound.h"
#include "solver/branch/branch.h"
#include "solver/branch/newton.h"
#include "solver/exact/ilp.h"
#include "tests/support.h"

#include <math.h>
#include <omp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { MOST_UNITS = 24 };

/* A problem with what branching starts from. */
typedef struct {
    ambit_problem *problem;
    ambit_core *core;
    ambit_bound *bound;
} bench;

static bench bench_of(uint64_t seed, uint32_t n_units, uint32_t n_reps, uint32_t n_rules, double tolerance,
                      unsigned features)
{
    static const ambit_bound_options steps = { .smooth_steps = 60, .deflected_steps = 60, .target = INFINITY };
    ambit_error err = { AMBIT_OK, "" };
    bench b = { .problem = ambit_test_random_problem(seed, n_units, n_reps, n_rules, tolerance, features) };
    if (ambit_core_build(&b.core, b.problem, 0, &err)) {
        if (err.status != AMBIT_E_INFEASIBLE) fail_msg("%s", err.text);
        b.core = NULL;
    } else if (ambit_bound_build(&b.bound, b.core, &steps, &err)) fail_msg("%s", err.text);
    return b;
}

static void bench_free(bench *b)
{
    ambit_bound_free(b->bound);
    ambit_core_free(b->core);
    ambit_problem_free(b->problem);
}

static ambit_branch *branch_with(const bench *b, double cutoff, double effort)
{
    const ambit_branch_options options = { .cutoff = cutoff, .price = b->bound->price, .effort = effort };
    ambit_error err = { AMBIT_OK, "" };
    ambit_branch *branch;
    if (ambit_branch_build(&branch, b->core, &options, &err)) fail_msg("%s", err.text);
    assert_true(branch->root <= branch->cut + 1e-9 * fabs(branch->cut) || branch->closed);
    return branch;
}

static void is_near(double found, double expected, double slack)
{
    if (!(fabs(found - expected) <= slack)) fail_msg("found %.17g, expected %.17g", found, expected);
}

/* What the plan costs, and whether it is within the rules, by the judge. */
static double judged(const bench *b, const uint32_t *choice)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_verdict verdict;
    uint32_t plan[MOST_UNITS];
    ambit_core_expand(b->core, choice, plan);
    assert_int_equal(ambit_evaluate(&verdict, b->problem, plan, NULL, &err), AMBIT_OK);
    assert_true(verdict.within_rules);
    return verdict.cost.total;
}

/* ---- Tiny problems: every plan is known -------------------------------------------------------------------------- */

static const struct family {
    const char *name;
    uint32_t n_units, n_reps, n_rules, n_seeds;
    double tolerance;
    unsigned features;
} families[] = {
    { "no rules at all", 5, 3, 0, 8, 0, 0 },
    { "one rule around equal shares, some infeasible", 5, 3, 1, 10, 0.25, 0 },
    { "two rules around a hidden plan", 5, 3, 2, 10, 0.1, AMBIT_TEST_HIDDEN },
    { "whole amounts that meet their bounds exactly", 5, 3, 2, 10, 0, AMBIT_TEST_HIDDEN | AMBIT_TEST_INTEGER },
    { "amounts that depend on the rep", 5, 3, 2, 10, 0.15,
      AMBIT_TEST_HIDDEN | AMBIT_TEST_PER_HOUR | AMBIT_TEST_MATRIX },
    { "deviation costs", 5, 3, 2, 8, 0.4, AMBIT_TEST_HIDDEN | AMBIT_TEST_IDEAL },
    { "moves cost and are capped", 5, 3, 1, 10, 0.3, AMBIT_TEST_CURRENT | AMBIT_TEST_MOVE_CAP },
    { "everything at once", 5, 3, 2, 10, 0.4, AMBIT_TEST_ALL & ~(unsigned)AMBIT_TEST_CONTIGUOUS },
    { "generalised assignment", 5, 3, 1, 10, 0, AMBIT_TEST_GAP },
};

/* Every pair of a plan cheaper than the cutoff must have stayed open. */
static void keeps_open(const bench *b, const ambit_branch *branch, const uint32_t *plan)
{
    for (uint32_t u = 0; u < b->core->n_units; u++) {
        size_t k = ambit_core_pair(b->core, u, plan[b->core->member[b->core->member_first[u]]]);
        assert_true(k != AMBIT_NO_PAIR && branch->open[k]);
    }
}

static void finds_the_best(const bench *b, double best, const uint32_t *plan)
{
    ambit_branch *branch = branch_with(b, INFINITY, 1e8);
    assert_true(branch->closed);
    if (best < INFINITY) {
        assert_non_null(branch->choice);
        is_near(judged(b, branch->choice), best, 1e-7 * (1 + fabs(best)));
        is_near(branch->value, best, 1e-7 * (1 + fabs(best)));
        keeps_open(b, branch, plan);
    } else {
        assert_null(branch->choice);
        assert_true(branch->value == INFINITY);
    }
    ambit_branch_free(branch);
}

/* With a plan known, dearer than the best or the best itself; and with next to no effort. */
static void starts_from_a_plan(const bench *b, double best, const uint32_t *plan)
{
    double dearer = best + 0.1 * fabs(best) + 2;
    ambit_branch *branch = branch_with(b, dearer, 1e8);
    assert_true(branch->closed && branch->choice);
    is_near(branch->cost, best, 1e-7 * (1 + fabs(best)));
    keeps_open(b, branch, plan);
    ambit_branch_free(branch);
    branch = branch_with(b, best, 1e8);
    assert_true(branch->closed && !branch->choice && branch->value == best);
    ambit_branch_free(branch);
    branch = branch_with(b, dearer, 1);
    assert_true(branch->value <= best + 1e-12 * fabs(best));
    ambit_branch_free(branch);
}

static void tiny_problems_are_solved(void **state)
{
    (void)state;
    int most = omp_get_max_threads();
    omp_set_num_threads(1); /* waking a thread would take longer than a node */
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        for (uint64_t seed = 1; seed <= families[i].n_seeds; seed++) {
            const struct family *f = &families[i];
            uint32_t plan[MOST_UNITS];
            double best;
            print_message("%s: seed %llu\n", f->name, (unsigned long long)seed);
            bench b = bench_of(seed, f->n_units, f->n_reps, f->n_rules, f->tolerance, f->features);
            ambit_test_brute_force(b.problem, f->n_units, f->n_reps, plan, &best);
            if (b.core) finds_the_best(&b, best, plan);
            if (b.core && best < INFINITY) starts_from_a_plan(&b, best, plan);
            bench_free(&b);
        }
    omp_set_num_threads(most);
}

/* ---- Small problems: GLPK knows ---------------------------------------------------------------------------------- */

static void agrees_with_glpk(void **state)
{
    (void)state;
    int raised = 0;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        print_message("seed %llu\n", (unsigned long long)seed);
        bench b = bench_of(seed, 16, 3, 2, 0.05, AMBIT_TEST_HIDDEN);
        const ambit_ilp_options options = { .bound = -INFINITY, .most_nodes = 200000, .most_iterations = 20000000 };
        uint32_t choice[MOST_UNITS];
        ambit_ilp_result glpk;
        ambit_error err = { AMBIT_OK, "" };
        assert_int_equal(ambit_ilp_solve(&glpk, choice, b.core, &options, &err), AMBIT_OK);
        assert_int_equal(glpk.outcome, AMBIT_ILP_OPTIMAL);
        ambit_branch *branch = branch_with(&b, 1.01 * glpk.cost, 1e9);
        assert_true(branch->closed && branch->choice);
        is_near(judged(&b, branch->choice), glpk.cost, 1e-7 * glpk.cost);
        ambit_branch_free(branch);
        branch = branch_with(&b, glpk.cost, 3e5);
        raised += branch->cut > branch->root + 1e-6 * branch->root;
        assert_true(branch->value <= glpk.cost && branch->cut <= glpk.cost);
        ambit_branch_free(branch);
        bench_free(&b);
    }
    assert_true(raised > 1); /* cuts do something */
}

/* ---- Promises ---------------------------------------------------------------------------------------------------- */

static void threads_change_nothing(void **state)
{
    (void)state;
    bench b = bench_of(3, MOST_UNITS, 4, 2, 0.02, AMBIT_TEST_HIDDEN);
    int most = omp_get_max_threads();
    ambit_branch *one = NULL;
    for (int threads = 1; threads <= 3; threads++) {
        omp_set_num_threads(threads);
        ambit_branch *branch = branch_with(&b, INFINITY, 1e5);
        if (!one) { one = branch; continue; }
        assert_true(one->value == branch->value && one->nodes == branch->nodes && one->cut == branch->cut);
        assert_memory_equal(one->price, branch->price, b.core->n_rules * b.core->n_reps * sizeof *one->price);
        assert_memory_equal(one->open, branch->open, b.core->n_pairs);
        ambit_branch_free(branch);
    }
    assert_true(one->nodes > 1);
    omp_set_num_threads(most);
    ambit_branch_free(one);
    bench_free(&b);
}

static int after_some_asking(void *context) { return ++*(int *)context > 3; }

static void stops_when_told(void **state)
{
    (void)state;
    int asked = 0;
    bench b = bench_of(3, MOST_UNITS, 4, 2, 0.02, AMBIT_TEST_HIDDEN);
    const ambit_branch_options options = { .cutoff = INFINITY, .price = b.bound->price, .effort = 3e5,
                                           .stop = after_some_asking, .context = &asked };
    ambit_error err = { AMBIT_OK, "" };
    ambit_branch *branch, *whole = branch_with(&b, INFINITY, 3e5);
    assert_int_equal(ambit_branch_build(&branch, b.core, &options, &err), AMBIT_OK);
    assert_true(asked > 3 && !branch->closed && branch->nodes < whole->nodes);
    assert_true(branch->value <= whole->value);
    ambit_branch_free(branch);
    ambit_branch_free(whole);
    bench_free(&b);
}

/* (M M' + ridge I) step = gradient, put back. */
static void newton_solves_its_equations(void **state)
{
    (void)state;
    enum { N = 7 };
    ambit_rng rng = ambit_rng_of(5, 1);
    double m[N][N], curvature[N * N], factor[N * N], gradient[N], step[N];
    for (int i = 0; i < N; i++) {
        gradient[i] = ambit_rng_unit(&rng) - 0.5;
        for (int j = 0; j < N; j++) m[i][j] = ambit_rng_unit(&rng) - 0.5;
    }
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            curvature[i * N + j] = 0;
            for (int k = 0; k < N; k++) curvature[i * N + j] += m[i][k] * m[j][k];
        }
    assert_true(ambit_newton_step(step, curvature, factor, gradient, N, 0.25));
    for (int i = 0; i < N; i++) {
        double sum = 0.25 * step[i];
        for (int j = 0; j < N; j++) sum += curvature[i * N + j] * step[j];
        is_near(sum, gradient[i], 1e-9);
    }
    curvature[0] = -1;
    assert_false(ambit_newton_step(step, curvature, factor, gradient, N, 0.25));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tiny_problems_are_solved),  cmocka_unit_test(agrees_with_glpk),
        cmocka_unit_test(threads_change_nothing),    cmocka_unit_test(stops_when_told),
        cmocka_unit_test(newton_solves_its_equations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
