/* ambit_solve as a whole: brute force = ILP = GA on tiny problems, theorems on random ones. */
#include "heuristics/result.h"
#include "tests/support.h"

#include <math.h>
#include <omp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { MOST_UNITS = 64, MOST_REPS = 8 };

/* Families of tiny problems, each drawn from many seeds. */
static const struct family {
    const char *name;
    uint32_t n_units, n_reps, n_rules, n_seeds;
    double tolerance;
    unsigned features;
} families[] = {
    { "no rules at all", 7, 3, 0, 5, 0, 0 },
    { "one rule around equal shares, some infeasible", 7, 3, 1, 16, 0.25, 0 },
    { "two rules around a hidden plan", 7, 3, 2, 16, 0.1, AMBIT_TEST_HIDDEN },
    { "whole amounts that meet their bounds exactly", 7, 3, 2, 16, 0, AMBIT_TEST_HIDDEN | AMBIT_TEST_INTEGER },
    { "amounts that depend on the rep", 7, 3, 2, 16, 0.15,
      AMBIT_TEST_HIDDEN | AMBIT_TEST_PER_HOUR | AMBIT_TEST_MATRIX },
    { "deviation costs", 6, 3, 2, 16, 0.4, AMBIT_TEST_HIDDEN | AMBIT_TEST_IDEAL },
    { "groups, locks, classes and forbidden pairs", 8, 3, 1, 16, 0.5,
      AMBIT_TEST_HIDDEN | AMBIT_TEST_GROUPS | AMBIT_TEST_LOCKS | AMBIT_TEST_CLASSES | AMBIT_TEST_FORBIDDEN },
    { "moves cost and are capped", 7, 3, 1, 16, 0.3, AMBIT_TEST_CURRENT | AMBIT_TEST_MOVE_CAP },
    { "moves are capped by several amounts and by rep", 7, 3, 1, 24, 0.3,
      AMBIT_TEST_HIDDEN | AMBIT_TEST_CURRENT | AMBIT_TEST_CAPS },
    { "moves are capped in every way, with groups and locks", 8, 3, 2, 16, 0.4,
      AMBIT_TEST_HIDDEN | AMBIT_TEST_CURRENT | AMBIT_TEST_MOVE_CAP | AMBIT_TEST_CAPS | AMBIT_TEST_GROUPS
      | AMBIT_TEST_LOCKS },
    { "everything at once, misfits at a cost", 7, 3, 2, 16, 0.4, AMBIT_TEST_ALL & ~(unsigned)AMBIT_TEST_CONTIGUOUS },
    { "territories that hang together", 9, 3, 1, 4, 0.5, AMBIT_TEST_CONTIGUOUS },
    { "two rules around a hidden plan, connected", 7, 3, 2, 4, 0.1, AMBIT_TEST_HIDDEN | AMBIT_TEST_CONTIGUOUS },
    { "amounts that depend on the rep, connected", 7, 3, 2, 4, 0.3,
      AMBIT_TEST_HIDDEN | AMBIT_TEST_PER_HOUR | AMBIT_TEST_MATRIX | AMBIT_TEST_CONTIGUOUS },
    { "deviation costs, connected", 6, 3, 2, 4, 0.4, AMBIT_TEST_IDEAL | AMBIT_TEST_CONTIGUOUS },
    { "locks, classes and forbidden pairs, connected", 8, 3, 1, 4, 0.5,
      AMBIT_TEST_HIDDEN | AMBIT_TEST_LOCKS | AMBIT_TEST_CLASSES | AMBIT_TEST_FORBIDDEN | AMBIT_TEST_CONTIGUOUS },
    { "moves cost and are capped, connected", 7, 3, 1, 4, 0.3,
      AMBIT_TEST_CURRENT | AMBIT_TEST_MOVE_CAP | AMBIT_TEST_CONTIGUOUS },
    { "everything at once but groups, connected", 7, 3, 2, 4, 0.4, AMBIT_TEST_ALL & ~(unsigned)AMBIT_TEST_GROUPS },
    { "amounts by pair, connected", 8, 3, 1, 4, 0, AMBIT_TEST_GAP | AMBIT_TEST_CONTIGUOUS },
    { "amounts by pair, one-sided capacities, whole costs", 8, 3, 1, 16, 0, AMBIT_TEST_GAP },
};

static int near(double a, double b) { return fabs(a - b) <= 1e-9 * (1 + fabs(b)); }

static ambit_result *solved(const ambit_problem *problem, ambit_engine engine, uint64_t seed, double effort)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_result *result;
    ambit_options options = ambit_options_default();
    options.engine = engine, options.seed = seed, options.effort = effort;
    if (ambit_solve(&result, problem, &options, &err)) fail_msg("%s", err.text);
    return result;
}

/* What every answer must be, whatever the engine: complete, judged alike by the verifier, bound <= cost. */
static void is_honest(const ambit_problem *problem, const ambit_result *result)
{
    const ambit_summary *s = ambit_result_summary(result);
    ambit_error err;
    ambit_verdict verdict;
    if (s->status == AMBIT_PLAN_INFEASIBLE) { assert_true(strlen(ambit_result_explanation(result)) > 0); return; }
    assert_non_null(ambit_result_plan(result));
    assert_int_equal(ambit_evaluate(&verdict, problem, ambit_result_plan(result), NULL, &err), AMBIT_OK);
    assert_true(verdict.cost.total == s->cost.total);
    assert_int_equal(verdict.within_rules, s->status != AMBIT_PLAN_VIOLATED);
    if (!verdict.within_rules) {
        assert_true(s->violation > 0 && strlen(ambit_result_explanation(result)) > 0);
        return;
    }
    assert_true(s->bound <= s->cost.total && s->gap >= 0);
    assert_int_equal(s->status == AMBIT_PLAN_OPTIMAL, s->gap <= 1e-9);
}

/* Tiny maps need no more: a turn of it walks through as many plans as there are. */
static double effort_of(const struct family *f, int engine)
{
    return f->features & AMBIT_TEST_CONTIGUOUS && engine == AMBIT_ENGINE_GA ? 0.02 : 1;
}

/* An exact engine gives the truth; the GA alone never beats it, and never claims what is not there. */
static void one_seed(const struct family *f, uint64_t seed)
{
    uint32_t best_plan[MOST_UNITS];
    double best;
    print_message("%s: seed %llu\n", f->name, (unsigned long long)seed);
    ambit_problem *problem =
            ambit_test_random_problem(seed, f->n_units, f->n_reps, f->n_rules, f->tolerance, f->features);
    int feasible = ambit_test_brute_force(problem, f->n_units, f->n_reps, best_plan, &best);
    for (int engine = AMBIT_ENGINE_AUTO; engine <= AMBIT_ENGINE_GA; engine++) {
        ambit_result *result = solved(problem, (ambit_engine)engine, seed, effort_of(f, engine));
        const ambit_summary *s = ambit_result_summary(result);
        is_honest(problem, result);
        if (!feasible)
            assert_true(s->status == AMBIT_PLAN_INFEASIBLE
                        || (engine == AMBIT_ENGINE_GA && s->status == AMBIT_PLAN_VIOLATED));
        else {
            assert_true(s->status == AMBIT_PLAN_OPTIMAL
                        || (engine == AMBIT_ENGINE_GA && s->status == AMBIT_PLAN_FEASIBLE));
            assert_true(near(s->cost.total, best));
            assert_true(s->bound <= best + 1e-9 * (1 + best));
        }
        ambit_result_free(result);
    }
    ambit_problem_free(problem);
}

static void brute_force_is_ilp_is_ga(void **state)
{
    const struct family *f = *state;
    for (uint64_t seed = 1; seed <= f->n_seeds; seed++) one_seed(f, seed);
}

/* ---- Theorems on larger random problems
 * ------------------------------------------------------------------------------ */

static const unsigned mixed = AMBIT_TEST_HIDDEN | AMBIT_TEST_CLASSES | AMBIT_TEST_GROUPS | AMBIT_TEST_LOCKS
                            | AMBIT_TEST_FORBIDDEN | AMBIT_TEST_PER_HOUR | AMBIT_TEST_CURRENT;

static void plans_are_complete_and_bounded(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 8; seed++) {
        print_message("seed %llu\n", (unsigned long long)seed);
        ambit_problem *problem = ambit_test_random_problem(seed, 60, 6, 2, 0.05, mixed);
        for (int engine = AMBIT_ENGINE_AUTO; engine <= AMBIT_ENGINE_GA; engine += AMBIT_ENGINE_GA) {
            ambit_result *result = solved(problem, (ambit_engine)engine, seed, 0.1);
            is_honest(problem, result);
            ambit_result_free(result);
        }
        ambit_problem_free(problem);
    }
}

static void threads_change_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        print_message("seed %llu\n", (unsigned long long)seed);
        ambit_problem *problem = ambit_test_random_problem(seed, 60, 6, 2, 0.03, mixed);
        ambit_result *one, *other;
        ambit_error err;
        ambit_options options = ambit_options_default();
        options.seed = seed, options.effort = 0.1, options.threads = 1;
        assert_int_equal(ambit_solve(&one, problem, &options, &err), AMBIT_OK);
        options.threads = 3;
        int before = omp_get_max_threads();
        assert_int_equal(ambit_solve(&other, problem, &options, &err), AMBIT_OK);
        assert_int_equal(omp_get_max_threads(), before);
        const ambit_summary *a = ambit_result_summary(one), *b = ambit_result_summary(other);
        assert_true(a->cost.total == b->cost.total && a->bound == b->bound && a->status == b->status);
        if (ambit_result_plan(one))
            assert_memory_equal(ambit_result_plan(one), ambit_result_plan(other), 60 * sizeof(uint32_t));
        for (uint32_t i = 0; i < a->n_contributions; i++)
            assert_true(a->contribution[i].effort == b->contribution[i].effort
                        && a->contribution[i].cost == b->contribution[i].cost);
        ambit_result_free(one), ambit_result_free(other);
        ambit_problem_free(problem);
    }
}

/* The same problem with its units counted from the other end. */
static ambit_problem *simple_problem(uint64_t seed, int reversed)
{
    enum { N = 40, M = 4 };
    ambit_problem *p;
    ambit_error err;
    double lon[N], lat[N], amount[N], rep_lon[M], rep_lat[M], lower[M], upper[M], total = 0;
    uint64_t x = seed * 2654435761u + 1;
    for (int i = 0; i < N; i++) {
        int at = reversed ? N - 1 - i : i;
        x = x * 6364136223846793005u + 1442695040888963407u, lon[at] = (double)(x >> 40) / 4e6;
        x = x * 6364136223846793005u + 1442695040888963407u, lat[at] = (double)(x >> 40) / 4e6;
        x = x * 6364136223846793005u + 1442695040888963407u, amount[at] = 1 + (double)(x >> 40) / 4e6;
    }
    for (int i = 0; i < N; i++) total += amount[i];
    for (int r = 0; r < M; r++)
        rep_lon[r] = r, rep_lat[r] = 2 - 0.3 * r, lower[r] = 0.95 * total / M, upper[r] = 1.05 * total / M;
    assert_int_equal(ambit_problem_build(&p, N, M, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_set_places(p, lon, lat, rep_lon, rep_lat, 60, 1.3, &err), AMBIT_OK);
    const ambit_rule rule = { .name = "amount", .amount = amount, .lower = lower, .upper = upper };
    assert_int_equal(ambit_problem_add_rule(p, &rule, &err), AMBIT_OK);
    return p;
}

static void renumbering_units_changes_no_optimum(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        ambit_problem *there = simple_problem(seed, 0), *back = simple_problem(seed, 1);
        ambit_result *a = solved(there, AMBIT_ENGINE_AUTO, 1, 1), *b = solved(back, AMBIT_ENGINE_AUTO, 1, 1);
        assert_int_equal(ambit_result_summary(a)->status, AMBIT_PLAN_OPTIMAL);
        assert_int_equal(ambit_result_summary(b)->status, AMBIT_PLAN_OPTIMAL);
        assert_true(near(ambit_result_summary(a)->cost.total, ambit_result_summary(b)->cost.total));
        ambit_result_free(a), ambit_result_free(b);
        ambit_problem_free(there), ambit_problem_free(back);
    }
}

/* A good plan in force is never answered with a worse one, however little effort is spent. */
static void the_current_plan_is_never_beaten_by_a_worse_answer(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        ambit_error err;
        ambit_problem *problem = simple_problem(seed, 0);
        ambit_result *best = solved(problem, AMBIT_ENGINE_AUTO, 1, 1);
        assert_int_equal(ambit_problem_set_current(problem, ambit_result_plan(best), NULL, NULL, INFINITY, &err),
                         AMBIT_OK);
        for (int engine = AMBIT_ENGINE_AUTO; engine <= AMBIT_ENGINE_GA; engine++) {
            ambit_result *again = solved(problem, (ambit_engine)engine, seed + 7, 1e-3);
            assert_true(ambit_result_summary(again)->cost.total
                        <= ambit_result_summary(best)->cost.total * (1 + 1e-12));
            ambit_result_free(again);
        }
        ambit_result_free(best);
        ambit_problem_free(problem);
    }
}

/* Groups whose members lie apart are bridges to all but the judge, so that nothing is proven with them; yet what is
 * said is true. */
static void groups_that_lie_apart_bridge_nothing(void **state)
{
    (void)state;
    int n_found = 0;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        uint32_t best_plan[MOST_UNITS];
        double best;
        print_message("seed %llu\n", (unsigned long long)seed);
        ambit_problem *problem =
                ambit_test_random_problem(seed, 8, 3, 1, 0.6, AMBIT_TEST_CONTIGUOUS | AMBIT_TEST_GROUPS);
        int feasible = ambit_test_brute_force(problem, 8, 3, best_plan, &best);
        for (int engine = AMBIT_ENGINE_AUTO; engine <= AMBIT_ENGINE_GA; engine += AMBIT_ENGINE_GA) {
            ambit_result *result = solved(problem, (ambit_engine)engine, seed, 0.05);
            const ambit_summary *s = ambit_result_summary(result);
            is_honest(problem, result);
            if (!feasible) assert_true(s->status == AMBIT_PLAN_INFEASIBLE || s->status == AMBIT_PLAN_VIOLATED);
            else assert_true(s->status != AMBIT_PLAN_INFEASIBLE && s->bound <= best * (1 + 1e-9));
            n_found += feasible && near(s->cost.total, best);
            ambit_result_free(result);
        }
        ambit_problem_free(problem);
    }
    assert_true(n_found > 6);
}

/* ---- Stopping
 * -------------------------------------------------------------------------------------------------------- */

static int stop_now(void *context, const ambit_progress *progress)
{
    (void)progress;
    ++*(int *)context;
    return 1;
}

static void a_callback_stops_the_run(void **state)
{
    (void)state;
    ambit_error err;
    ambit_result *result;
    int calls = 0;
    ambit_problem *problem = ambit_test_random_problem(3, 400, 8, 2, 0.01, AMBIT_TEST_HIDDEN);
    ambit_options options = ambit_options_default();
    options.progress = stop_now, options.context = &calls, options.effort = 1000;
    assert_int_equal(ambit_solve(&result, problem, &options, &err), AMBIT_OK);
    assert_int_equal(calls, 1);
    assert_true(ambit_result_summary(result)->stopped);
    is_honest(problem, result);
    ambit_result_free(result);
    ambit_problem_free(problem);
}

static void bad_options_are_refused(void **state)
{
    (void)state;
    ambit_error err;
    ambit_result *result;
    ambit_problem *problem = simple_problem(1, 0);
    ambit_options options = ambit_options_default();
    options.gap = -1;
    assert_int_equal(ambit_solve(&result, problem, &options, &err), AMBIT_E_INPUT);
    assert_null(result);
    assert_string_equal(err.text, "effort 0, time 0 s, gap -1, threads 0: none of them may be negative");
    ambit_problem_free(problem);
}

int main(void)
{
    enum { N = sizeof families / sizeof *families };
    struct CMUnitTest tests[N + 7] = {
        { "plans are complete, and no bound is above its cost", plans_are_complete_and_bounded, NULL, NULL, NULL },
        { "more threads change nothing", threads_change_nothing, NULL, NULL, NULL },
        { "renumbering units changes no optimum", renumbering_units_changes_no_optimum, NULL, NULL, NULL },
        { "the current plan is never beaten by a worse answer", the_current_plan_is_never_beaten_by_a_worse_answer,
          NULL, NULL, NULL },
        { "groups whose members lie apart bridge nothing", groups_that_lie_apart_bridge_nothing, NULL, NULL, NULL },
        { "a callback stops the run with an honest answer", a_callback_stops_the_run, NULL, NULL, NULL },
        { "bad options are refused", bad_options_are_refused, NULL, NULL, NULL },
    };
    for (size_t i = 0; i < N; i++)
        tests[7 + i] =
                (struct CMUnitTest){ families[i].name, brute_force_is_ilp_is_ga, NULL, NULL, (void *)&families[i] };
    return cmocka_run_group_tests_name("heuristics/portfolio", tests, NULL, NULL);
}
