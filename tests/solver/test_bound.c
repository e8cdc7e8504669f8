/* The Lagrangian bound against the truth: brute force, GLPK's linear programme, and L(p) written out naively. */
#include "instances/base/rng.h"
#include "solver/bound.h"
#include "solver/exact/ilp.h"
#include "tests/support.h"

#include <omp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { MOST_UNITS = 8, MOST_ROWS = 64 };

static const ambit_bound_options few_steps = { .smooth_steps = 120, .deflected_steps = 200, .target = INFINITY };

/* Families of problems that are small enough to try every plan. */
static const struct family {
    const char *name;
    uint32_t n_units, n_reps, n_rules, n_seeds;
    double tolerance;
    unsigned features;
} families[] = {
    { "no rules at all", 6, 3, 0, 10, 0, 0 },
    { "one rule around equal shares, some infeasible", 7, 3, 1, 25, 0.25, 0 },
    { "two rules around a hidden plan", 7, 3, 2, 25, 0.1, AMBIT_TEST_HIDDEN },
    { "whole amounts that meet their bounds exactly", 7, 3, 2, 25, 0, AMBIT_TEST_HIDDEN | AMBIT_TEST_INTEGER },
    { "amounts that depend on the rep", 7, 3, 2, 25, 0.15,
        AMBIT_TEST_HIDDEN | AMBIT_TEST_PER_HOUR | AMBIT_TEST_MATRIX },
    { "deviation costs", 6, 3, 2, 25, 0.4, AMBIT_TEST_HIDDEN | AMBIT_TEST_IDEAL },
    { "moves cost and are capped", 7, 3, 1, 25, 0.3, AMBIT_TEST_CURRENT | AMBIT_TEST_MOVE_CAP },
    { "everything at once, misfits at a cost", 7, 3, 2, 40, 0.4, AMBIT_TEST_ALL & ~(unsigned)AMBIT_TEST_CONTIGUOUS },
    { "amounts by pair, one-sided capacities, whole costs", 7, 3, 1, 25, 0, AMBIT_TEST_GAP },
    { "two rules by pair with everything else", 7, 3, 2, 25, 0.4,
      (AMBIT_TEST_ALL & ~(unsigned)AMBIT_TEST_CONTIGUOUS) | AMBIT_TEST_PAIR_AMOUNT },
};

static ambit_core *core_of(const ambit_problem *p, uint32_t most)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_core *core;
    if (ambit_core_build(&core, p, most, &err)) fail_msg("%s", err.text);
    return core;
}

static ambit_bound *bound_of(const ambit_core *core, const ambit_bound_options *options)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_bound *bound;
    if (ambit_bound_build(&bound, core, options, &err)) fail_msg("%s", err.text);
    assert_int_equal(bound->n_prices, core->n_rules * core->n_reps);
    return bound;
}

/* Only rounding of the judge's own sums is allowed for. */
static void is_below(double bound, double cost)
{
    if (!(bound <= cost + 1e-12 * (1 + fabs(cost)))) fail_msg("the bound %.17g is above %.17g", bound, cost);
}

/* The bound is below the best plan, with all pairs and with two candidates a unit, and for any price. */
static void one_seed(const struct family *f, uint64_t seed)
{
    uint32_t best_plan[MOST_UNITS];
    double best, price[MOST_ROWS];
    ambit_rng rng = ambit_rng_of(seed, 1);
    print_message("%s: seed %llu\n", f->name, (unsigned long long)seed);
    ambit_problem *p = ambit_test_random_problem(seed, f->n_units, f->n_reps, f->n_rules, f->tolerance, f->features);
    ambit_test_brute_force(p, f->n_units, f->n_reps, best_plan, &best);
    for (uint32_t most = 0; most <= 2; most += 2) {
        ambit_core *core = core_of(p, most);
        ambit_bound *bound = bound_of(core, &few_steps);
        is_below(bound->value, best);
        is_below(ambit_bound_value(core, bound->price), best + 2e-9 * fabs(best));
        for (int trial = 0; trial < 20; trial++) {
            for (uint32_t row = 0; row < bound->n_prices; row++) price[row] = 40 * (ambit_rng_unit(&rng) - 0.5);
            is_below(ambit_bound_value(core, price), best);
        }
        ambit_bound_options aimed = few_steps;
        aimed.target = best, aimed.start = bound->price;
        ambit_bound *again = bound_of(core, &aimed);
        is_below(again->value, best);
        if (core->complete) assert_true(again->value >= bound->value - 1e-7 * (1 + fabs(bound->value)));
        ambit_bound_free(bound), ambit_bound_free(again);
        ambit_core_free(core);
    }
    ambit_problem_free(p);
}

static void is_below_the_best_plan(void **state)
{
    const struct family *f = *state;
    for (uint64_t seed = 1; seed <= f->n_seeds; seed++) one_seed(f, seed);
}

/* ---- Rules with one bound, or none ------------------------------------------------------------------------------- */

/* side 0: at least, 1: at most, 2: neither. Amounts grow with the hours of the rep, and so do what far reps bring. */
static ambit_problem *one_sided(uint64_t seed, int side, double ideal_weight)
{
    enum { N = 6, M = 3 };
    double amount[N], per_hour[N], lower[M], upper[M], ideal[M];
    ambit_rng rng = ambit_rng_of(seed, 9);
    ambit_problem *p = ambit_test_random_problem(seed, N, M, 0, 0, 0);
    for (uint32_t i = 0; i < N; i++) amount[i] = 1 + ambit_rng_unit(&rng), per_hour[i] = 0.5 * ambit_rng_unit(&rng);
    for (uint32_t r = 0; r < M; r++) {
        ideal[r] = 4 + 6 * ambit_rng_unit(&rng);
        lower[r] = side == 0 ? ideal[r] : -INFINITY;
        upper[r] = side == 1 ? 2 * ideal[r] : INFINITY;
    }
    const ambit_rule rule = { .name = "amount", .amount = amount, .per_hour = per_hour, .lower = lower, .upper = upper,
        .ideal = ideal, .ideal_weight = ideal_weight };
    assert_int_equal(ambit_problem_add_rule(p, &rule, NULL), AMBIT_OK);
    return p;
}

static void one_sided_rules(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 15; seed++) {
        for (int side = 0; side < 6; side++) {
            uint32_t best_plan[MOST_UNITS];
            double best, price[3];
            ambit_rng rng = ambit_rng_of(seed, 2);
            print_message("seed %llu, side %d\n", (unsigned long long)seed, side);
            ambit_problem *p = one_sided(seed, side % 3, side < 3 ? 0 : 15);
            ambit_test_brute_force(p, 6, 3, best_plan, &best);
            for (uint32_t most = 0; most <= 2; most++) {
                ambit_core *core = core_of(p, most);
                ambit_bound *bound = bound_of(core, &few_steps);
                is_below(bound->value, best);
                for (int trial = 0; trial < 30; trial++) { /* also prices that reward a load without a bound */
                    for (uint32_t r = 0; r < 3; r++) price[r] = 60 * (ambit_rng_unit(&rng) - 0.5);
                    is_below(ambit_bound_value(core, price), best);
                }
                ambit_bound_free(bound);
                ambit_core_free(core);
            }
            ambit_problem_free(p);
        }
    }
}

/* The verifier grants a billionth of the share, so the bound must: unit 1 is that much too large for rep 0, where it
 * costs nothing, and very far from rep 1. */
static void a_plan_within_the_slack_is_a_plan(void **state)
{
    (void)state;
    const double amount[2] = { 1, 1 + 0.9e-9 }, lower[2] = { 0, 0 }, upper[2] = { 1, 10 };
    const ambit_pair pair[3] = { { 0, 1, 0 }, { 1, 0, 0 }, { 1, 1, 1e6 } };
    const ambit_rule rule = { .name = "amount", .amount = amount, .lower = lower, .upper = upper };
    uint32_t plan[2];
    double best;
    ambit_problem *p;
    assert_int_equal(ambit_problem_build(&p, 2, 2, NULL), AMBIT_OK);
    assert_int_equal(ambit_problem_set_pairs(p, pair, 3, NULL), AMBIT_OK);
    assert_int_equal(ambit_problem_add_rule(p, &rule, NULL), AMBIT_OK);
    assert_int_equal(ambit_test_brute_force(p, 2, 2, plan, &best), 1);
    assert_true(best == 0);
    ambit_core *core = core_of(p, 0);
    const double price[2] = { 1e6 - 1, 0 };
    is_below(ambit_bound_value(core, price), best);
    ambit_bound_options from_there = few_steps;
    from_there.start = price;
    ambit_bound *bound = bound_of(core, &from_there);
    is_below(bound->value, best);
    ambit_bound_free(bound);
    ambit_core_free(core);
    ambit_problem_free(p);
}

/* Both units must go to rep 0, from where they are 10 h away, though the core knows only of rep 1, 1 h away: what rep 0
 * may carry is more than the candidates' amounts together. */
static void far_pairs_may_carry_more(void **state)
{
    (void)state;
    const double amount[2] = { 0, 0 }, per_hour[2] = { 1, 1 }, lower[2] = { 15, -INFINITY }, upper[2] = { INFINITY, 0 };
    const ambit_pair pair[4] = { { 0, 0, 10 }, { 0, 1, 1 }, { 1, 0, 10 }, { 1, 1, 1 } };
    const ambit_rule rule = { .name = "hours", .amount = amount, .per_hour = per_hour, .lower = lower, .upper = upper };
    const ambit_rule by_pair = { .name = "hours", .pair_amount = (const double[]){ 10, 1, 10, 1 }, .lower = lower,
        .upper = upper };
    const double price[2] = { 1, 1000 };
    uint32_t plan[2];
    double best;
    for (int way = 0; way < 3; way++) { /* from a matrix, from places, from amounts by pair */
        const double unit_at[2] = { 170, 170 }, rep_at[2] = { 0, 169 }, zero[2] = { 0, 0 };
        ambit_problem *p;
        assert_int_equal(ambit_problem_build(&p, 2, 2, NULL), AMBIT_OK);
        if (way == 1)
            assert_int_equal(ambit_problem_set_places(p, unit_at, zero, rep_at, zero, 3000, 1, NULL), AMBIT_OK);
        else assert_int_equal(ambit_problem_set_pairs(p, pair, 4, NULL), AMBIT_OK);
        assert_int_equal(ambit_problem_add_rule(p, way == 2 ? &by_pair : &rule, NULL), AMBIT_OK);
        assert_int_equal(ambit_test_brute_force(p, 2, 2, plan, &best), 1);
        ambit_core *core = core_of(p, 1);
        assert_false(core->complete);
        is_below(ambit_bound_value(core, price), best);
        ambit_core_free(core);
        ambit_problem_free(p);
    }
}

/* ---- L(p) written out -------------------------------------------------------------------------------------------- */

/* A convex function of one variable over [low, high], by its corners; rows are widened by what the verifier grants. */
static double naive_row(const ambit_core *core, uint32_t a, uint32_t r, double price)
{
    const ambit_core_rule *rule = &core->rule[a];
    double low = rule->lower[r] > 0 ? rule->lower[r] : 0, high = rule->upper[r], least = INFINITY;
    double weight = 0, ideal = 0;
    double share = rule->ideal ? rule->ideal[r] : isfinite(rule->upper[r]) ? rule->upper[r] : rule->lower[r];
    if (rule->lower[r] > 0) low -= 1e-9 * share;
    if (isfinite(high)) high += 1e-9 * share;
    for (uint32_t u = 0; isinf(rule->upper[r]) && u < core->n_units; u++) { /* all amounts together */
        double most = 0;
        for (size_t k = core->first[u]; k < core->first[u + 1]; k++)
            most = fmax(most, ambit_core_amount(core, a, u, k));
        high = (u ? high : 0) + most;
    }
    if (rule->ideal) weight = rule->weight[r], ideal = rule->ideal[r];
    for (int step = 0; step <= 2; step++) {
        double y = step == 0 ? low : step == 1 ? high : ideal;
        if (y >= low && y <= high) least = fmin(least, weight * fabs(y - ideal) - price * y);
    }
    return least;
}

static double naive_value(const ambit_core *core, const double *price)
{
    double sum = 0;
    for (uint32_t u = 0; u < core->n_units; u++) {
        double least = INFINITY;
        for (size_t k = core->first[u]; k < core->first[u + 1]; k++) {
            double cost = core->cost[k];
            for (uint32_t a = 0; a < core->n_rules; a++)
                cost += price[a * core->n_reps + (core->rule[a].shared ? 0 : core->rep[k])]
                    * (core->rule[a].by_pair ? core->rule[a].by_pair[k] : core->rule[a].by_unit[u]);
            least = fmin(least, cost);
        }
        sum += least;
    }
    for (uint32_t a = 0; a < core->n_rules; a++)
        for (uint32_t r = 0; r < (core->rule[a].shared ? 1 : core->n_reps); r++)
            sum += naive_row(core, a, r, price[a * core->n_reps + r]);
    return sum;
}

static void values_are_as_defined(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        double price[MOST_ROWS], other[MOST_ROWS], middle[MOST_ROWS];
        ambit_rng rng = ambit_rng_of(seed, 3);
        unsigned features = AMBIT_TEST_HIDDEN | (seed % 2 ? AMBIT_TEST_IDEAL : 0) | (seed % 3 ? AMBIT_TEST_PER_HOUR : 0)
            | AMBIT_TEST_CURRENT | (seed % 5 ? AMBIT_TEST_MOVE_CAP : 0) | AMBIT_TEST_GROUPS;
        print_message("seed %llu\n", (unsigned long long)seed);
        ambit_problem *p = seed % 4 ? ambit_test_random_problem(seed, 40, 5, 2, 0.2, features)
                                    : one_sided(seed, (int)(seed / 4) % 3, seed % 8 ? 20 : 0);
        ambit_core *core = core_of(p, 0), *cut = core_of(p, 2);
        for (int trial = 0; trial < 10; trial++) {
            double size = trial < 5 ? 5 : 100;
            for (uint32_t row = 0; row < core->n_rules * core->n_reps; row++) {
                price[row] = size * (ambit_rng_unit(&rng) - 0.5), other[row] = size * (ambit_rng_unit(&rng) - 0.5);
                middle[row] = 0.5 * (price[row] + other[row]);
            }
            double value = ambit_bound_value(core, price), expected = naive_value(core, price);
            assert_true(fabs(value - expected) <= 1e-11 * (1 + fabs(expected)));
            double cut_value = ambit_bound_value(cut, price); /* never more: it knows less of what a row may carry */
            assert_true(cut_value <= value + 1e-11 * fabs(value));
            int all_bounded = seed % 4 != 0;
            if (all_bounded) assert_true(fabs(cut_value - value) <= 1e-11 * (1 + fabs(value)));
            double between = ambit_bound_value(core, middle); /* L is concave */
            assert_true(between >= 0.5 * (value + ambit_bound_value(core, other)) - 1e-9 * (1 + fabs(between)));
        }
        ambit_core_free(core), ambit_core_free(cut);
        ambit_problem_free(p);
    }
}

/* ---- The linear programme ---------------------------------------------------------------------------------------- */

static const struct lp_family {
    const char *name;
    uint32_t n_units, n_reps, n_rules, n_seeds;
    double tolerance;
    unsigned features;
} lp_families[] = {
    { "the LP of one tight rule", 60, 5, 1, 15, 0.01, AMBIT_TEST_HIDDEN },
    { "the LP of two rules", 80, 6, 2, 15, 0.03, AMBIT_TEST_HIDDEN },
    { "the LP of rules without room", 60, 5, 2, 10, 0, AMBIT_TEST_HIDDEN | AMBIT_TEST_INTEGER },
    { "the LP of amounts that depend on the rep", 60, 5, 2, 15, 0.05,
        AMBIT_TEST_HIDDEN | AMBIT_TEST_PER_HOUR | AMBIT_TEST_MATRIX },
    { "the LP of deviation costs", 60, 5, 1, 15, 0.2, AMBIT_TEST_HIDDEN | AMBIT_TEST_IDEAL },
    { "the LP of generalised assignment", 60, 5, 1, 15, -0.15, AMBIT_TEST_GAP },
    { "the LP of capped moves", 60, 5, 1, 15, 0.1, AMBIT_TEST_HIDDEN | AMBIT_TEST_CURRENT | AMBIT_TEST_MOVE_CAP },
};

static void reaches_the_linear_programme(void **state)
{
    const struct lp_family *f = *state;
    const ambit_bound_options enough = { .smooth_steps = 300, .deflected_steps = 600, .target = INFINITY };
    double worst = 0;
    for (uint64_t seed = 1; seed <= f->n_seeds; seed++) {
        ambit_error err;
        double lp;
        ambit_problem *p = ambit_test_random_problem(seed, f->n_units, f->n_reps, f->n_rules, f->tolerance,
                f->features);
        ambit_core *core = core_of(p, 0);
        assert_int_equal(ambit_ilp_relaxation(&lp, core, &err), AMBIT_OK);
        assert_true(lp < INFINITY);
        ambit_bound *bound = bound_of(core, &enough);
        double missing = (lp - bound->value) / fabs(lp);
        print_message("%s: seed %llu, LP %.10g, missing %.3g, %llu steps\n", f->name, (unsigned long long)seed, lp,
                missing,
                (unsigned long long)bound->steps);
        worst = fmax(worst, missing);
        assert_true(missing >= -1e-9);
        assert_true(missing <= 1e-4);
        ambit_bound_free(bound);
        ambit_core_free(core);
        ambit_problem_free(p);
    }
    print_message("%s: at most %.3g missing\n", f->name, worst);
}

/* ---- The run itself ---------------------------------------------------------------------------------------------- */

static void threads_give_the_same_bits(void **state)
{
    (void)state;
    int before = omp_get_max_threads();
    for (uint32_t most = 0; most <= 4; most += 4) { /* complete, and with pairs that are priced in */
        ambit_problem *p = ambit_test_random_problem(5, 12000, 9, 2, 0.05, AMBIT_TEST_HIDDEN | AMBIT_TEST_PER_HOUR);
        ambit_core *core = core_of(p, most);
        const ambit_bound_options options = { .smooth_steps = 24, .deflected_steps = 5, .target = INFINITY };
        omp_set_num_threads(1);
        ambit_bound *one = bound_of(core, &options);
        for (int threads = 2; threads <= 3; threads++) {
            omp_set_num_threads(threads);
            ambit_bound *many = bound_of(core, &options);
            assert_memory_equal(&one->value, &many->value, sizeof(double));
            assert_memory_equal(one->price, many->price, one->n_prices * sizeof(double));
            assert_int_equal(one->steps, many->steps);
            ambit_bound_free(many);
        }
        ambit_bound_free(one);
        ambit_core_free(core);
        ambit_problem_free(p);
    }
    omp_set_num_threads(before);
}

static int stop_after(void *context) { return (*(int *)context)-- <= 0; }

static void a_stop_leaves_a_valid_bound(void **state)
{
    (void)state;
    ambit_problem *p = ambit_test_random_problem(8, 60, 5, 2, 0.05, AMBIT_TEST_HIDDEN);
    ambit_core *core = core_of(p, 0);
    ambit_bound_options options = { .smooth_steps = 1200, .deflected_steps = 100000, .target = INFINITY };
    ambit_bound *whole = bound_of(core, &options);
    uint64_t steps_before = 0;
    for (int calls = 0; calls < 40; calls += 13) {
        int left = calls;
        options.stop = stop_after, options.context = &left;
        ambit_bound *bound = bound_of(core, &options);
        assert_true(left < 0);
        assert_true(bound->steps > steps_before && bound->steps < whole->steps);
        assert_true(bound->value > 0 && bound->value <= whole->value);
        steps_before = bound->steps;
        ambit_bound_free(bound);
    }
    ambit_bound_free(whole);
    ambit_core_free(core);
    ambit_problem_free(p);
}

static void steps_are_counted_and_kept(void **state)
{
    (void)state;
    ambit_problem *p = ambit_test_random_problem(8, 60, 5, 2, 0.05, AMBIT_TEST_HIDDEN);
    ambit_core *core = core_of(p, 0);
    const ambit_bound_options none = { .target = INFINITY };
    const ambit_bound_options some = { .smooth_steps = 120, .deflected_steps = 50, .target = INFINITY };
    ambit_bound *start = bound_of(core, &none), *bound = bound_of(core, &some);
    const double zero[MOST_ROWS] = { 0 };
    assert_int_equal(start->steps, 1);
    assert_memory_equal(start->price, zero, start->n_prices * sizeof *zero);
    assert_true(fabs(start->value - ambit_bound_value(core, zero)) <= 1e-10 * start->value);
    assert_true(bound->steps <= 1 + 120 + 16 + 50 && bound->steps > 100); /* each stage ends with one true evaluation */
    assert_true(bound->value > start->value);
    ambit_bound_free(start), ambit_bound_free(bound), ambit_bound_free(NULL);
    ambit_core_free(core);
    ambit_problem_free(p);
}

int main(void)
{
    enum { N = sizeof families / sizeof *families, LPS = sizeof lp_families / sizeof *lp_families, OTHERS = 7 };
    struct CMUnitTest tests[OTHERS + N + LPS] = {
        { "rules with one bound or none, and ideals", one_sided_rules, NULL, NULL, NULL },
        { "a plan that uses the verifier's slack is a plan", a_plan_within_the_slack_is_a_plan, NULL, NULL, NULL },
        { "pairs that are no candidates may bring more", far_pairs_may_carry_more, NULL, NULL, NULL },
        { "L(p) is as defined, and concave", values_are_as_defined, NULL, NULL, NULL },
        { "one, two and three threads give the same bits", threads_give_the_same_bits, NULL, NULL, NULL },
        { "a stop leaves a valid bound", a_stop_leaves_a_valid_bound, NULL, NULL, NULL },
        { "steps are counted, and no more than allowed", steps_are_counted_and_kept, NULL, NULL, NULL },
    };
    for (size_t i = 0; i < N; i++)
        tests[OTHERS + i] = (struct CMUnitTest){ families[i].name, is_below_the_best_plan, NULL, NULL,
                (void *)&families[i] };
    for (size_t i = 0; i < LPS; i++)
        tests[OTHERS + N + i] = (struct CMUnitTest){ lp_families[i].name, reaches_the_linear_programme, NULL, NULL,
            (void *)&lp_families[i] };
    return cmocka_run_group_tests_name("solver/bound", tests, NULL, NULL);
}
