/* Prices on the units: between the LP's bound and the truth, and what they close is in no better plan. */
#include "solver/bound.h"
#include "solver/branch/bundle.h"
#include "tests/support.h"

#include <math.h>
#include <omp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { UNITS = 7, REPS = 3, MOST_CUTS = 4 };

typedef struct {
    ambit_problem *problem;
    ambit_core *core;
    ambit_bound *bound;
    ambit_relaxation relaxation;
    ambit_bundle bundle;
    double *q;
    double best;                     /* the cheapest plan's cost, and it */
    uint32_t plan[64];
} bench;

static bool bench_init(bench *b, uint64_t seed, uint32_t n_units, uint32_t n_reps, uint32_t n_rules, double tolerance,
                       unsigned features, bool side_by_side)
{
    static const ambit_bound_options steps = { .smooth_steps = 100, .deflected_steps = 200, .target = INFINITY };
    ambit_error err = { AMBIT_OK, "" };
    *b = (bench){ .problem = ambit_test_random_problem(seed, n_units, n_reps, n_rules, tolerance, features) };
    if (ambit_core_build(&b->core, b->problem, 0, &err)) { ambit_problem_free(b->problem); return false; }
    assert_true(ambit_bundle_fits(b->core));
    assert_int_equal(ambit_bound_build(&b->bound, b->core, &steps, &err), AMBIT_OK);
    assert_int_equal(ambit_relaxation_init(&b->relaxation, b->core, b->bound->price, INFINITY, &err), AMBIT_OK);
    assert_int_equal(ambit_bundle_init(&b->bundle, &b->relaxation, MOST_CUTS, side_by_side, &err), AMBIT_OK);
    b->q = calloc(b->relaxation.n_rows + MOST_CUTS + 1, sizeof *b->q);
    for (uint32_t r = 0; r < n_reps; r++)
        for (uint32_t a = 0; a < n_rules; a++)
            b->q[b->relaxation.row_of[a * n_reps + r]] = b->bound->price[a * n_reps + r] * b->core->rule[a].scale;
    return true;
}

static void bench_reset(bench *b)
{
    ambit_bundle_reset(&b->bundle);
    ambit_relaxation_reset(&b->relaxation);
    ambit_bound_free(b->bound);
    ambit_core_free(b->core);
    ambit_problem_free(b->problem);
    free(b->q);
}

static const ambit_bundle_climb CLIMB = { .steps = 60, .nodes = 100000, .cutoff = INFINITY, .patience = 1e-7,
                                          .work = INFINITY };

static const struct family {
    const char *name;
    uint32_t n_rules, n_seeds;
    double tolerance;
    unsigned features;
} families[] = {
    { "one rule around equal shares, some infeasible", 1, 15, 0.2, 0 },
    { "two rules around a hidden plan", 2, 30, 0.1, AMBIT_TEST_HIDDEN },
    { "whole amounts that meet their bounds exactly", 2, 20, 0, AMBIT_TEST_HIDDEN | AMBIT_TEST_INTEGER },
    { "amounts that depend on the rep", 2, 20, 0.15,
      AMBIT_TEST_HIDDEN | AMBIT_TEST_PER_HOUR | AMBIT_TEST_MATRIX },
    { "generalised assignment", 1, 20, 0, AMBIT_TEST_GAP },
    { "groups, locks and forbidden pairs", 2, 20, 0.3,
      AMBIT_TEST_HIDDEN | AMBIT_TEST_GROUPS | AMBIT_TEST_LOCKS | AMBIT_TEST_FORBIDDEN },
};

/* The pair of unit i of the relaxation in the best plan. */
static uint32_t best_pair(const bench *b, uint32_t i)
{
    const ambit_relaxation *x = &b->relaxation;
    uint32_t u = x->unit[i], rep = b->plan[b->core->member[b->core->member_first[u]]];
    for (uint32_t k = x->first[i]; k < x->first[i + 1]; k++)
        if (x->rep[k] == rep) return k;
    fail_msg("the best plan's pair is not open");
    return 0;
}

static void keeps_the_best(const bench *b)
{
    char keep[UNITS * REPS + 1];
    double slack = 1e-9 * (1 + fabs(b->best));
    assert_true(ambit_bundle_left(&b->bundle, b->best + slack, keep));
    for (uint32_t i = 0; i < b->relaxation.n_units; i++) {
        uint32_t k = best_pair(b, i);
        assert_true(keep[k]);
        assert_true(b->bundle.best + ambit_bundle_rise_of(&b->bundle, &b->relaxation, i, k) <= b->best + slack);
    }
}

/* Shares of a unit add up to 1 but for what the climb has left. */
static void shares_are_shares(const bench *b)
{
    const ambit_relaxation *x = &b->relaxation;
    for (uint32_t k = 0; k < x->n_pairs; k++) {
        double share = ambit_bundle_share(&b->bundle, x->rep[k], x->unit[0]);
        assert_true(share >= 0 && share <= 1 + 1e-9);
    }
}

static void starts_again_where_it_was(bench *b)
{
    double before = b->bundle.best;
    ambit_bundle_memory memory;
    ambit_bundle_climb climb = CLIMB;
    climb.steps = 0;
    assert_int_equal(ambit_bundle_save(&b->bundle, &memory), 0);
    ambit_bundle_load(&b->bundle, &b->relaxation, &memory, NULL);
    ambit_bundle_maximise(&b->bundle, &climb);
    assert_true(fabs(b->bundle.best - before) <= 1e-9 * (1 + fabs(before)));
    ambit_bundle_memory_reset(&memory);
}

static void lies_between_the_lp_and_the_truth(void **state)
{
    (void)state;
    int raised = 0, most = omp_get_max_threads();
    omp_set_num_threads(1);
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        for (uint64_t seed = 1; seed <= families[i].n_seeds; seed++) {
            const struct family *f = &families[i];
            bench b;
            print_message("%s: seed %llu\n", f->name, (unsigned long long)seed);
            if (!bench_init(&b, seed, UNITS, REPS, f->n_rules, f->tolerance, f->features, seed % 2)) continue;
            ambit_test_brute_force(b.problem, UNITS, REPS, b.plan, &b.best);
            ambit_bundle_load(&b.bundle, &b.relaxation, NULL, b.q);
            ambit_bundle_maximise(&b.bundle, &CLIMB);
            if (b.best < INFINITY) {
                double slack = 1e-9 * (1 + fabs(b.best));
                assert_true(b.bundle.best <= b.best + slack && b.bundle.best >= b.bound->value - slack);
                raised += b.bundle.best > b.bound->value + 0.3 * (b.best - b.bound->value) + slack;
                keeps_the_best(&b);
                shares_are_shares(&b);
                starts_again_where_it_was(&b);
            }
            bench_reset(&b);
        }
    omp_set_num_threads(most);
    assert_true(raised > 20);
}

/* A cut that holds for every plan: two reps have no more units than there are. It changes nothing. */
static void idle_cuts_change_nothing(void **state)
{
    (void)state;
    bench b;
    uint32_t pair[UNITS * REPS], n = 0;
    double one[UNITS * REPS], before;
    ambit_error err = { AMBIT_OK, "" };
    assert_true(bench_init(&b, 4, UNITS, REPS, 2, 0.1, AMBIT_TEST_HIDDEN, false));
    ambit_bundle_load(&b.bundle, &b.relaxation, NULL, b.q);
    ambit_bundle_maximise(&b.bundle, &CLIMB);
    before = b.bundle.best;
    for (uint32_t k = 0; k < b.relaxation.n_pairs; k++)
        if (b.relaxation.rep[k] < 2) pair[n] = k, one[n++] = 1;
    const ambit_cut cut = { .n = n, .pair = pair, .coefficient = one, .high = UNITS };
    assert_int_equal(ambit_relaxation_add(&b.relaxation, &cut, 1, &err), AMBIT_OK);
    ambit_bundle_load(&b.bundle, &b.relaxation, NULL, b.q);
    assert_int_equal(b.bundle.n_cuts, 1);
    ambit_bundle_maximise(&b.bundle, &CLIMB);
    assert_true(fabs(b.bundle.best - before) < 1e-4 * fabs(before));
    bench_reset(&b);
}

static void threads_change_nothing(void **state)
{
    (void)state;
    int most = omp_get_max_threads();
    double one = 0;
    for (int threads = 1; threads <= 3; threads++) {
        bench b;
        omp_set_num_threads(threads);
        assert_true(bench_init(&b, 9, 40, 5, 2, 0.03, AMBIT_TEST_HIDDEN, true));
        ambit_bundle_load(&b.bundle, &b.relaxation, NULL, b.q);
        ambit_bundle_maximise(&b.bundle, &CLIMB);
        if (threads == 1) one = b.bundle.best;
        assert_true(b.bundle.best == one && b.bundle.best > b.bound->value);
        bench_reset(&b);
    }
    omp_set_num_threads(most);
}

static void some_cores_are_of_another_kind(void **state)
{
    (void)state;
    static const unsigned features[] = { AMBIT_TEST_HIDDEN | AMBIT_TEST_IDEAL,
                                         AMBIT_TEST_CURRENT | AMBIT_TEST_MOVE_CAP };
    for (size_t i = 0; i < sizeof features / sizeof *features; i++) {
        ambit_error err = { AMBIT_OK, "" };
        ambit_problem *problem = ambit_test_random_problem(2, UNITS, REPS, 1, 0.5, features[i]);
        ambit_core *core;
        assert_int_equal(ambit_core_build(&core, problem, 0, &err), AMBIT_OK);
        assert_false(ambit_bundle_fits(core));
        ambit_core_free(core);
        ambit_problem_free(problem);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lies_between_the_lp_and_the_truth), cmocka_unit_test(idle_cuts_change_nothing),
        cmocka_unit_test(threads_change_nothing),            cmocka_unit_test(some_cores_are_of_another_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
