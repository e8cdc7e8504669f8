/* Generalised assignment in ambit's words: nothing is lost on the way, and brute force, GLPK and both judges agree. */
#include "instances/base/rng.h"
#include "solver/exact/ilp.h"
#include "solver/formulate/gap.h"
#include "solver/infeasible/infeasible.h"
#include "tests/support.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { MOST_AGENTS = 4, MOST_JOBS = 7 };

/* A random instance that the test holds itself. Capacities are about `room` of what all jobs take, shared out. */
typedef struct { ambit_gap gap; double cost[MOST_AGENTS * MOST_JOBS], amount[MOST_AGENTS * MOST_JOBS],
        capacity[MOST_AGENTS]; } drawn;

static void draw(drawn *d, uint64_t seed, double room)
{
    ambit_rng rng = ambit_rng_of(seed, 5);
    uint32_t m = 2 + ambit_rng_below(&rng, MOST_AGENTS - 1), n = 3 + ambit_rng_below(&rng, MOST_JOBS - 2);
    double sum = 0;
    d->gap = (ambit_gap){ m, n, d->cost, d->amount, d->capacity };
    for (uint32_t k = 0; k < m * n; k++) {
        d->cost[k] = 10 + ambit_rng_below(&rng, 41);
        d->amount[k] = 5 + ambit_rng_below(&rng, 21);
        sum += d->amount[k];
    }
    for (uint32_t i = 0; i < m; i++) d->capacity[i] = floor(room * sum / m / m * (0.8 + 0.4 * ambit_rng_unit(&rng)));
}

static ambit_problem *formulated(const ambit_gap *gap)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_problem *p;
    if (ambit_formulate_gap(&p, gap, &err)) fail_msg("%s", err.text);
    return p;
}

/* Every assignment: ambit's judge and the instance's own say the same, to the last bit of the whole costs. */
static void judges_agree(const ambit_gap *gap, const ambit_problem *p)
{
    uint32_t plan[MOST_JOBS] = { 0 };
    for (uint32_t j = 0; j < gap->n_jobs;) {
        ambit_verdict verdict;
        double cost;
        char fault[AMBIT_GAP_FAULT];
        assert_int_equal(ambit_evaluate(&verdict, p, plan, NULL, NULL), AMBIT_OK);
        assert_int_equal(verdict.within_rules, ambit_gap_judge(gap, plan, &cost, fault));
        assert_true(verdict.cost.total == cost);
        for (j = 0; j < gap->n_jobs && ++plan[j] == gap->n_agents; j++) plan[j] = 0;
    }
}

static void one_instance(uint64_t seed, double room, uint32_t *n_feasible)
{
    drawn d;
    ambit_error err = { AMBIT_OK, "" };
    ambit_ilp_result found;
    uint32_t best_plan[MOST_JOBS], choice[MOST_JOBS];
    double best;
    char *disproof;
    const ambit_ilp_options options = { .incumbent_cost = INFINITY, .bound = -INFINITY };
    print_message("seed %llu\n", (unsigned long long)seed);
    draw(&d, seed, room);
    ambit_problem *p = formulated(&d.gap);
    judges_agree(&d.gap, p);
    int feasible = ambit_test_brute_force(p, d.gap.n_jobs, d.gap.n_agents, best_plan, &best);
    ambit_core *core;
    assert_int_equal(ambit_core_build(&core, p, 0, &err), AMBIT_OK);
    assert_true(core->complete && core->whole_costs && core->n_pairs == (size_t)d.gap.n_jobs * d.gap.n_agents);
    assert_int_equal(ambit_ilp_solve(&found, choice, core, &options, &err), AMBIT_OK);
    assert_int_equal(found.outcome, feasible ? AMBIT_ILP_OPTIMAL : AMBIT_ILP_INFEASIBLE);
    if (feasible) assert_true(found.cost == best);
    assert_int_equal(ambit_infeasible_find(&disproof, p, 1000, &err), AMBIT_OK);
    if (disproof) assert_false(feasible);
    *n_feasible += feasible ? 1 : 0;
    free(disproof);
    ambit_core_free(core);
    ambit_problem_free(p);
}

static void brute_force_is_ilp(void **state)
{
    (void)state;
    uint32_t n_feasible = 0;
    for (uint64_t seed = 1; seed <= 40; seed++) one_instance(seed, seed % 2 ? 1.1 : 0.8, &n_feasible);
    assert_true(n_feasible >= 10 && n_feasible <= 35);
}

/* What is no whole number, or large, arrives as it was. */
static void numbers_arrive_as_they_were(void **state)
{
    (void)state;
    static double cost[4] = { 0.1, 1e15, 0.3, 1. / 3 }, amount[4] = { 0.7, 2. / 7, 0, 1e-9 }, capacity[2] = { 0.7, 0 };
    const ambit_gap gap = { 2, 2, cost, amount, capacity };
    ambit_problem *p = formulated(&gap);
    const double expected_cost[4] = { 0.1, 0.3, 1e15, 1. / 3 }, expected_amount[4] = { 0.7, 0, 2. / 7, 1e-9 };
    ambit_core *core;
    assert_int_equal(ambit_core_build(&core, p, 0, NULL), AMBIT_OK);
    assert_memory_equal(core->cost, expected_cost, sizeof expected_cost);
    assert_memory_equal(core->rule[0].by_pair, expected_amount, sizeof expected_amount);
    assert_memory_equal(core->rule[0].upper, capacity, sizeof capacity);
    assert_true(core->rule[0].lower[0] == -INFINITY && core->rule[0].lower[1] == -INFINITY);
    assert_false(core->whole_costs);
    ambit_core_free(core);
    ambit_problem_free(p);
}

static const struct proof { const char *name; double amount[4], capacity[2]; const char *says; } proofs[] = {
    { "a job that fits into no agent", { 5, 9, 1, 8 }, { 6, 7 },
      "unit 1 needs 8 of capacity, more than any rep who may serve it can have (largest upper bound 7, rep 1): raise "
      "that bound, or split it\n" },
    { "a cheap look sees too little room", { 4, 4, 5, 5 }, { 4, 3.5 },
      "all units together have 8 of capacity, but the reps may have at most 7.5: raise those bounds by 0.5 in all" },
    { "the relaxation sees what the cheap look does not", { 5, 5, 9, 9 }, { 6, 6 },
      "the rules cannot all be kept at once" },
};

static void is_disproved_in_these_words(void **state)
{
    const struct proof *c = *state;
    double cost[4] = { 1, 1, 1, 1 }, amount[4], capacity[2];
    memcpy(amount, c->amount, sizeof amount), memcpy(capacity, c->capacity, sizeof capacity);
    const ambit_gap gap = { 2, 2, cost, amount, capacity };
    ambit_problem *p = formulated(&gap);
    char *text;
    assert_int_equal(ambit_infeasible_find(&text, p, 1000, NULL), AMBIT_OK);
    assert_non_null(text);
    if (!strstr(text, c->says)) fail_msg("expected \"%s\" in:\n%s", c->says, text);
    free(text);
    ambit_problem_free(p);
}

int main(void)
{
    enum { N = sizeof proofs / sizeof *proofs };
    struct CMUnitTest tests[N + 2] = {
        { "brute force is GLPK, and both judges agree", brute_force_is_ilp, NULL, NULL, NULL },
        { "numbers arrive as they were", numbers_arrive_as_they_were, NULL, NULL, NULL },
    };
    for (size_t i = 0; i < N; i++)
        tests[2 + i] = (struct CMUnitTest){ proofs[i].name, is_disproved_in_these_words, NULL, NULL,
            (void *)(uintptr_t)&proofs[i] };
    return cmocka_run_group_tests_name("solver/gap", tests, NULL, NULL);
}
