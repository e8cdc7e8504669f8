/* Enumeration against every choice of tiny cores, and against GLPK on cores of 24 units. */
#include "instances/base/rng.h"
#include "solver/bound.h"
#include "solver/exact/enumerate.h"
#include "solver/exact/ilp.h"
#include "tests/support.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { MOST_UNITS = 30, MOST_ROWS = 32 };

static const struct family {
    const char *name;
    uint32_t n_units, n_reps, n_rules;
    double tolerance;
    unsigned features;
} families[] = {
    { "no rules", 7, 3, 0, 0, 0 },
    { "one rule", 8, 3, 1, 0.2, AMBIT_TEST_HIDDEN },
    { "two rules", 8, 3, 2, 0.2, AMBIT_TEST_HIDDEN },
    { "two rules and two reps", 10, 2, 2, 0.2, AMBIT_TEST_HIDDEN },
    { "whole amounts that meet their bounds exactly", 8, 3, 2, 0, AMBIT_TEST_HIDDEN | AMBIT_TEST_INTEGER },
    { "amounts that depend on the rep", 8, 3, 2, 0.2, AMBIT_TEST_HIDDEN | AMBIT_TEST_PER_HOUR | AMBIT_TEST_MATRIX },
    { "deviation costs", 7, 3, 2, 0.4, AMBIT_TEST_HIDDEN | AMBIT_TEST_IDEAL },
    { "missing pairs, locks and groups", 8, 3, 2, 0.5, AMBIT_TEST_HIDDEN | AMBIT_TEST_GROUPS | AMBIT_TEST_LOCKS
        | AMBIT_TEST_FORBIDDEN },
    { "moves under a cap", 7, 3, 1, 0.3, AMBIT_TEST_CURRENT | AMBIT_TEST_MOVE_CAP },
    { "generalised assignment", 8, 3, 1, 0, AMBIT_TEST_GAP },
    { "everything", 7, 4, 2, 0.4, AMBIT_TEST_ALL & ~(unsigned)AMBIT_TEST_CONTIGUOUS },
};

typedef struct {
    ambit_problem *problem;
    ambit_core *core;
    ambit_enumeration *space;
    double penalty[MOST_ROWS], price[MOST_ROWS];
} bench;

/* False when the core cannot be built: a unit that nobody may have. */
static bool bench_build(bench *b, const struct family *f, uint64_t seed)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_rng rng = ambit_rng_of(seed, 5);
    *b = (bench){ .problem = ambit_test_random_problem(seed, f->n_units, f->n_reps, f->n_rules, f->tolerance,
                                                       f->features) };
    if (ambit_core_build(&b->core, b->problem, 0, &err)) return ambit_problem_free(b->problem), false;
    assert_true(b->core->n_rules * b->core->n_reps <= MOST_ROWS);
    assert_int_equal(ambit_enumeration_build(&b->space, MOST_UNITS, 4, b->core->n_rules, &err), AMBIT_OK);
    for (uint32_t a = 0; a < b->core->n_rules; a++)
        for (uint32_t r = 0; r < b->core->n_reps; r++) {
            uint32_t row = a * b->core->n_reps + r;
            b->penalty[row] = (20 + 30 * ambit_rng_unit(&rng)) / b->core->rule[a].scale;
            b->price[row] = (ambit_rng_unit(&rng) - 0.5) * 40 / b->core->rule[a].scale;
        }
    return true;
}

static void bench_reset(bench *b)
{
    ambit_enumeration_free(b->space), ambit_core_free(b->core), ambit_problem_free(b->problem);
}

/* The objective, written anew: with penalties beyond the bounds, or INFINITY there. */
static double value_of(const bench *b, const uint32_t *choice, bool soft)
{
    const ambit_core *core = b->core;
    double load[MOST_ROWS] = { 0 }, cost = 0;
    for (uint32_t u = 0; u < core->n_units; u++) {
        size_t k = core->first[u] + choice[u];
        cost += core->cost[k];
        for (uint32_t a = 0; a < core->n_rules; a++)
            load[ambit_core_row(core, a, core->rep[k])] += ambit_core_amount(core, a, u, k);
    }
    for (uint32_t a = 0; a < core->n_rules; a++)
        for (uint32_t r = 0; r < (core->rule[a].shared ? 1 : core->n_reps); r++) {
            const ambit_core_rule *rule = &core->rule[a];
            double y = load[a * core->n_reps + r], beyond = fmax(fmax(y - rule->upper[r], rule->lower[r] - y), 0);
            if (rule->ideal) cost += rule->weight[r] * fabs(y - rule->ideal[r]);
            if (beyond > 1e-10 * rule->scale) cost += soft ? b->penalty[a * core->n_reps + r] * beyond : INFINITY;
        }
    return cost;
}

static uint32_t length_of(const ambit_core *core, uint32_t u)
{
    return (uint32_t)(core->first[u + 1] - core->first[u]);
}

/* The least value over all choices; `trial` counts through them. */
static double by_trying(const bench *b, bool soft, uint32_t *best)
{
    uint32_t trial[MOST_UNITS] = { 0 }, u = 0;
    double least = INFINITY;
    while (u < b->core->n_units) {
        double value = value_of(b, trial, soft);
        if (value < least) least = value, memcpy(best, trial, b->core->n_units * sizeof *best);
        for (u = 0; u < b->core->n_units && ++trial[u] == length_of(b->core, u); u++) trial[u] = 0;
    }
    return least;
}

static bool near(double a, double b) { return fabs(a - b) <= 3e-9 * (1 + fabs(b)); }

/* From `incumbent` to the best there is, which it then cannot better. */
static void reaches(bench *b, const uint32_t *incumbent, bool soft, double best)
{
    uint32_t choice[MOST_UNITS], again[MOST_UNITS];
    double was = value_of(b, incumbent, soft);
    ambit_enumeration_options options = { .incumbent = incumbent, .price = b->price, .most_nodes = 10000000,
                                          .penalty = soft ? b->penalty : NULL };
    ambit_enumeration_result result = ambit_enumeration_solve(b->space, choice, b->core, &options);
    assert_true(result.complete);
    assert_true(near(value_of(b, choice, soft), best));
    assert_int_equal(result.improved, was - best > 1e-9 * (1 + fabs(was)));
    assert_true(fabs(result.gain - (was - value_of(b, choice, soft))) <= 2e-9 * (1 + fabs(was)));
    options.incumbent = choice, options.price = NULL;
    result = ambit_enumeration_solve(b->space, again, b->core, &options);
    assert_true(result.complete && !result.improved);
    assert_memory_equal(again, choice, b->core->n_units * sizeof *choice);
}

/* However few nodes: never worse. */
static void stops_in_time(bench *b, const uint32_t *incumbent, bool soft)
{
    for (uint64_t nodes = 0; nodes < 40; nodes = 2 * nodes + 1) {
        uint32_t choice[MOST_UNITS];
        const ambit_enumeration_options options = { .incumbent = incumbent, .most_nodes = nodes,
                                                    .penalty = soft ? b->penalty : NULL };
        ambit_enumeration_result result = ambit_enumeration_solve(b->space, choice, b->core, &options);
        assert_true(result.nodes <= nodes);
        assert_true(value_of(b, choice, soft) <= value_of(b, incumbent, soft));
        assert_int_equal(result.improved,
                memcmp(choice, incumbent, b->core->n_units * sizeof *choice) != 0);
    }
}

static void random_choice(const ambit_core *core, uint32_t *choice, ambit_rng *rng)
{
    for (uint32_t u = 0; u < core->n_units; u++) choice[u] = ambit_rng_below(rng, length_of(core, u));
}

/* A plan within the rules other than the best one, when random ones meet it. */
static bool find_within(const bench *b, uint32_t *choice, ambit_rng *rng)
{
    for (int trial = 0; trial < 3000; trial++) {
        random_choice(b->core, choice, rng);
        if (value_of(b, choice, false) < INFINITY) return true;
    }
    return false;
}

static void equals_trying_everything(void **state)
{
    const struct family *f = *state;
    uint32_t hard = 0;
    for (uint64_t seed = 1; seed <= 25; seed++) {
        bench b;
        uint32_t choice[MOST_UNITS], best[MOST_UNITS];
        ambit_rng rng = ambit_rng_of(seed, 6);
        print_message("%s: seed %llu\n", f->name, (unsigned long long)seed);
        if (!bench_build(&b, f, seed)) continue;
        double least = by_trying(&b, true, best);
        random_choice(b.core, choice, &rng);
        reaches(&b, choice, true, least);
        stops_in_time(&b, choice, true);
        least = by_trying(&b, false, best);
        if (least < INFINITY) reaches(&b, best, false, least);
        if (least < INFINITY && find_within(&b, choice, &rng))
            hard++, reaches(&b, choice, false, least), stops_in_time(&b, choice, false);
        bench_reset(&b);
    }
    print_message("%s: %u with hard rows from elsewhere\n", f->name, hard);
    assert_true(hard > 0);
}

static void hard_rows_need_an_incumbent_within_them(void **state)
{
    (void)state;
    const struct family f = { "two rules", 8, 3, 2, 0.01, AMBIT_TEST_HIDDEN };
    bench b;
    uint32_t choice[MOST_UNITS] = { 0 }, after[MOST_UNITS];
    assert_true(bench_build(&b, &f, 1));
    assert_true(isinf(value_of(&b, choice, false)));
    const ambit_enumeration_options options = { .incumbent = choice, .most_nodes = 1000 };
    ambit_enumeration_result result = ambit_enumeration_solve(b.space, after, b.core, &options);
    assert_true(!result.improved && !result.complete && result.nodes == 0);
    assert_memory_equal(after, choice, b.core->n_units * sizeof *choice);
    bench_reset(&b);
}

/* GLPK's best plan, and what it costs. */
static double by_glpk(const ambit_core *core, uint32_t *choice)
{
    ambit_error err = { AMBIT_OK, "" };
    const ambit_ilp_options options = { .incumbent_cost = INFINITY, .bound = -INFINITY };
    ambit_ilp_result truth;
    assert_int_equal(ambit_ilp_solve(&truth, choice, core, &options, &err), AMBIT_OK);
    assert_int_equal(truth.outcome, AMBIT_ILP_OPTIMAL);
    return truth.cost;
}

/* From a plan that is best at other costs to the one that GLPK proves. */
static void agrees_with_glpk(void **state)
{
    (void)state;
    const struct family f = { "24 units", 24, 3, 2, 0.1, AMBIT_TEST_HIDDEN };
    uint32_t bettered = 0;
    for (uint64_t seed = 1; seed <= 8; seed++) {
        bench b;
        uint32_t start[MOST_UNITS], choice[MOST_UNITS];
        ambit_rng rng = ambit_rng_of(seed, 7);
        print_message("seed %llu\n", (unsigned long long)seed);
        assert_true(bench_build(&b, &f, seed));
        double least = by_glpk(b.core, choice), *true_cost = malloc(b.core->n_pairs * sizeof *true_cost);
        assert_non_null(true_cost);
        memcpy(true_cost, b.core->cost, b.core->n_pairs * sizeof *true_cost);
        for (size_t k = 0; k < b.core->n_pairs; k++) b.core->cost[k] *= 0.5 + ambit_rng_unit(&rng);
        by_glpk(b.core, start);
        memcpy(b.core->cost, true_cost, b.core->n_pairs * sizeof *true_cost);
        bettered += value_of(&b, start, false) > least * 1.001;
        reaches(&b, start, false, least);
        free(true_cost);
        bench_reset(&b);
    }
    assert_true(bettered > 4);
}

int main(void)
{
    enum { FAMILIES = sizeof families / sizeof *families };
    struct CMUnitTest tests[FAMILIES + 2] = {
        { "hard rows need an incumbent within them", hard_rows_need_an_incumbent_within_them, NULL, NULL, NULL },
        { "agrees with GLPK on 24 units", agrees_with_glpk, NULL, NULL, NULL },
    };
    for (size_t i = 0; i < FAMILIES; i++)
        tests[2 + i] = (struct CMUnitTest){ families[i].name, equals_trying_everything, NULL, NULL,
                                            (void *)&families[i] };
    return cmocka_run_group_tests_name("solver/exact/enumerate", tests, NULL, NULL);
}
