/* Generalised assignment from the knapsacks' side: brute force, GLPK and the tree agree; portions, threads and
 * interruptions change nothing that is claimed. */
#include "solver/bound.h"
#include "solver/exact/ilp.h"
#include "solver/knapsack/knapsack.h"
#include "tests/solver/knapsack/packings.h"

#include <omp.h>

enum { MOST_UNITS = 60, MOST_REPS = 8 };

static const double WHOLE_TREE = 1e12; /* cells: more than any of these needs */

static ambit_knapsack *build(const ambit_core *core, double *lp)
{
    const ambit_bound_options options = { .smooth_steps = 100, .deflected_steps = 100, .target = INFINITY };
    ambit_error err = { AMBIT_OK, "" };
    ambit_bound *bound;
    ambit_knapsack *k;
    assert_int_equal(ambit_bound_build(&bound, core, &options, &err), AMBIT_OK);
    if (ambit_knapsack_build(&k, core, bound->price, 1, NULL, NULL, &err)) fail_msg("%s", err.text);
    if (lp) *lp = bound->value;
    ambit_bound_free(bound);
    return k;
}

static ambit_knapsack_report run(ambit_knapsack *k, double cutoff, double effort)
{
    ambit_error err = { AMBIT_OK, "" };
    if (ambit_knapsack_run(k, cutoff, effort, NULL, NULL, &err)) fail_msg("%s", err.text);
    return ambit_knapsack_now(k);
}

/* The plan keeps the rules and costs what is said. */
static void is_a_plan(const ambit_problem *p, const ambit_core *core, const ambit_knapsack_report *r)
{
    ambit_verdict verdict;
    uint32_t plan[MOST_UNITS];
    ambit_core_expand(core, r->choice, plan);
    assert_int_equal(ambit_evaluate(&verdict, p, plan, NULL, NULL), AMBIT_OK);
    assert_true(verdict.within_rules);
    assert_true(fabs(verdict.cost.total - r->cost) <= 1e-9 * (1 + r->cost));
}

/* ---- Truth ------------------------------------------------------------------------------------------------------- */

static void brute_force_agrees(void **state)
{
    (void)state;
    uint32_t n_feasible = 0;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        uint32_t plan[8];
        double best;
        print_message("seed %llu\n", (unsigned long long)seed);
        ambit_problem *p = seed % 2 ? packing_problem(seed, 7, 3, seed % 3 ? 0.9 : 0.7)
                                    : ambit_test_random_problem(seed, 8, 3, 1, seed % 4 ? 0 : -0.2, AMBIT_TEST_GAP);
        ambit_core *core = packing_core(p);
        ambit_knapsack *k = build(core, NULL);
        uint32_t n = seed % 2 ? 7 : 8;
        int feasible = ambit_test_brute_force(p, n, 3, plan, &best);
        ambit_knapsack_report r = run(k, INFINITY, WHOLE_TREE);
        assert_true(r.closed && r.root <= best + 1e-9);
        assert_int_equal(r.choice != NULL, feasible);
        assert_true(feasible ? r.cost == best && r.value == best : r.value == INFINITY && r.cost == INFINITY);
        if (feasible) is_a_plan(p, core, &r);
        n_feasible += feasible ? 1 : 0;
        ambit_knapsack_free(k);
        ambit_core_free(core);
        ambit_problem_free(p);
    }
    assert_true(n_feasible > 10 && n_feasible < 38);
}

/* Costs that are no whole numbers, groups, locks, misfits: the core is all that it sees. */
static void everything_in_the_core_counts(void **state)
{
    (void)state;
    const unsigned features = AMBIT_TEST_HIDDEN | AMBIT_TEST_MATRIX | AMBIT_TEST_INTEGER | AMBIT_TEST_PAIR_AMOUNT
        | AMBIT_TEST_ONE_SIDED | AMBIT_TEST_GROUPS | AMBIT_TEST_LOCKS | AMBIT_TEST_CLASSES | AMBIT_TEST_MISFIT
        | AMBIT_TEST_CURRENT;
    for (uint64_t seed = 1; seed <= 25; seed++) {
        uint32_t plan[8];
        double best;
        print_message("seed %llu\n", (unsigned long long)seed);
        ambit_problem *p = ambit_test_random_problem(seed, 8, 3, 1, 0, features);
        ambit_core *core = packing_core(p);
        assert_true(ambit_knapsack_fits(core) && !core->whole_costs);
        ambit_knapsack *k = build(core, NULL);
        assert_int_equal(ambit_test_brute_force(p, 8, 3, plan, &best), 1);
        ambit_knapsack_report r = run(k, INFINITY, WHOLE_TREE);
        assert_true(r.closed && r.choice && fabs(r.cost - best) <= 1e-9 * (1 + best));
        is_a_plan(p, core, &r);
        ambit_knapsack_free(k);
        ambit_core_free(core);
        ambit_problem_free(p);
    }
}

/* Larger ones, where the tree has many tasks; the root alone is above the LP. */
static void glpk_agrees(void **state)
{
    (void)state;
    uint64_t nodes = 0;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        ambit_error err;
        ambit_ilp_result exact;
        uint32_t choice[MOST_UNITS];
        double lp;
        const ambit_ilp_options options = { .incumbent_cost = INFINITY, .bound = -INFINITY };
        print_message("seed %llu\n", (unsigned long long)seed);
        ambit_problem *p = packing_problem(seed, 20, 4, 0.8);
        ambit_core *core = packing_core(p);
        ambit_knapsack *k = build(core, &lp);
        ambit_knapsack_report r = run(k, INFINITY, WHOLE_TREE);
        assert_int_equal(ambit_ilp_solve(&exact, choice, core, &options, &err), AMBIT_OK);
        assert_int_equal(exact.outcome, AMBIT_ILP_OPTIMAL);
        assert_true(r.closed && r.cost == exact.cost && r.root >= lp - 1e-6 * lp && r.root <= exact.cost);
        is_a_plan(p, core, &r);
        nodes += r.nodes;
        ambit_knapsack_free(k);
        ambit_core_free(core);
        ambit_problem_free(p);
    }
    assert_true(nodes > 300);
}

/* ---- The run ----------------------------------------------------------------------------------------------------- */

/* What a cutoff from elsewhere does: nothing dearer comes out, and the best plan itself is proven by the empty tree. */
static void a_cutoff_is_respected(void **state)
{
    (void)state;
    ambit_problem *p = packing_problem(3, 30, 5, 0.8);
    ambit_core *core = packing_core(p);
    ambit_knapsack *k = build(core, NULL);
    double best = run(k, INFINITY, WHOLE_TREE).cost;
    ambit_knapsack_free(k);
    for (int above = 0; above <= 1; above++) {
        k = build(core, NULL);
        ambit_knapsack_report r = run(k, best + above, WHOLE_TREE);
        assert_true(r.closed && r.value == best);
        assert_int_equal(r.choice != NULL, above);
        ambit_knapsack_free(k);
    }
    ambit_core_free(core);
    ambit_problem_free(p);
}

/* Bound and plan close in on each other, portion by portion, and end where one run ends. */
static void portions_lead_to_the_same_end(void **state)
{
    (void)state;
    ambit_problem *p = packing_problem(4, MOST_UNITS, MOST_REPS, 0.55);
    ambit_core *core = packing_core(p);
    ambit_knapsack *whole = build(core, NULL), *k = build(core, NULL);
    ambit_knapsack_report end = run(whole, INFINITY, WHOLE_TREE), last = ambit_knapsack_now(k);
    assert_true(end.closed && last.value == last.root && !last.choice);
    int portions = 0;
    for (; !last.closed; portions++) {
        ambit_knapsack_report r = run(k, INFINITY, 1e7);
        assert_true(r.value >= last.value && r.cost <= last.cost && r.value <= end.cost && r.cost >= end.cost);
        last = r;
    }
    print_message("%d portions\n", portions);
    assert_true(portions > 3);
    assert_true(last.cost == end.cost && last.nodes == end.nodes && last.work == end.work);
    ambit_knapsack_free(whole), ambit_knapsack_free(k);
    ambit_core_free(core);
    ambit_problem_free(p);
}

static void threads_change_nothing(void **state)
{
    (void)state;
    int before = omp_get_max_threads();
    for (uint64_t seed = 1; seed <= 3; seed++) {
        ambit_problem *p = packing_problem(seed, MOST_UNITS, MOST_REPS, 0.8);
        ambit_core *core = packing_core(p);
        ambit_knapsack *one = build(core, NULL), *three = build(core, NULL);
        omp_set_num_threads(1);
        ambit_knapsack_report a = run(one, INFINITY, 3e7);
        omp_set_num_threads(3);
        ambit_knapsack_report b = run(three, INFINITY, 3e7);
        assert_true(a.cost == b.cost && a.value == b.value && a.nodes == b.nodes && a.work == b.work);
        assert_int_equal(a.n_open, b.n_open);
        assert_memory_equal(a.choice, b.choice, core->n_units * sizeof *a.choice);
        ambit_knapsack_free(one), ambit_knapsack_free(three);
        ambit_core_free(core);
        ambit_problem_free(p);
    }
    omp_set_num_threads(before);
}

static int count_down(void *left)
{
    int now;
#pragma omp atomic capture
    now = --*(int *)left;
    return now < 0;
}

/* Stopped anywhere, what it says is true, and it can go on to the end. */
static void an_interruption_loses_nothing(void **state)
{
    (void)state;
    ambit_problem *p = packing_problem(7, 30, 5, 0.8);
    ambit_core *core = packing_core(p);
    ambit_knapsack *k = build(core, NULL);
    double best = run(k, INFINITY, WHOLE_TREE).cost;
    ambit_knapsack_free(k);
    for (int calls = 1; calls < 2000; calls = 2 * calls + 1) {
        k = build(core, NULL);
        for (int turn = 0; turn < 3; turn++) {
            int left = calls;
            assert_int_equal(ambit_knapsack_run(k, INFINITY, WHOLE_TREE, count_down, &left, NULL), AMBIT_OK);
            ambit_knapsack_report r = ambit_knapsack_now(k);
            assert_true(r.value <= best && r.cost >= best && (!r.closed || r.cost == best));
        }
        assert_true(run(k, INFINITY, WHOLE_TREE).cost == best);
        ambit_knapsack_free(k);
    }
    ambit_core_free(core);
    ambit_problem_free(p);
    ambit_knapsack_free(NULL);
}

/* ---- What it is for ---------------------------------------------------------------------------------------------- */

static const struct kind {
    const char *name;
    double amount, lower, upper, weight;
    uint32_t n_rules;
    int fits, connected;
} kinds[] = {
    { "whole amounts, upper bounds", 3, -INFINITY, 10, 0, 1, 1, 0 },
    { "no bound at all", 3, -INFINITY, INFINITY, 0, 1, 1, 0 },
    { "a lower bound of 0", 3, 0, 10, 0, 1, 1, 0 },
    { "a lower bound above 0", 3, 1, 10, 0, 1, 0, 0 },
    { "halves", 2.5, -INFINITY, 10, 0, 1, 0, 0 },
    { "amounts beyond any table", 2e6, -INFINITY, 1e7, 0, 1, 0, 0 },
    { "two rules", 3, -INFINITY, 10, 0, 2, 0, 0 },
    { "no rule", 3, -INFINITY, 10, 0, 0, 0, 0 },
    { "an ideal", 3, -INFINITY, 10, 1, 1, 0, 0 },
    { "territories that hang together", 3, -INFINITY, 10, 0, 1, 0, 1 },
};

static void it_knows_its_kind(void **state)
{
    const struct kind *kind = *state;
    ambit_problem *p;
    const double amount[3] = { kind->amount, kind->amount, kind->amount }, lower[2] = { kind->lower, kind->lower },
            upper[2] = { kind->upper, kind->upper }, ideal[2] = { 5, 5 };
    const ambit_border border[2] = { { 0, 1 }, { 1, 2 } };
    ambit_rule rule = { .name = "load", .amount = amount, .lower = lower, .upper = upper };
    if (kind->weight > 0) rule.ideal = ideal, rule.ideal_weight = kind->weight;
    assert_int_equal(ambit_problem_build(&p, 3, 2, NULL), AMBIT_OK);
    for (uint32_t a = 0; a < kind->n_rules; a++) assert_int_equal(ambit_problem_add_rule(p, &rule, NULL), AMBIT_OK);
    if (kind->connected) assert_int_equal(ambit_problem_set_adjacency(p, border, 2, NULL), AMBIT_OK);
    ambit_core *core = packing_core(p);
    assert_int_equal(ambit_knapsack_fits(core), kind->fits);
    ambit_core_free(core);
    ambit_problem_free(p);
}

int main(void)
{
    enum { N = sizeof kinds / sizeof *kinds };
    const struct CMUnitTest others[] = {
        cmocka_unit_test(brute_force_agrees), cmocka_unit_test(everything_in_the_core_counts),
        cmocka_unit_test(glpk_agrees), cmocka_unit_test(a_cutoff_is_respected),
        cmocka_unit_test(portions_lead_to_the_same_end), cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(an_interruption_loses_nothing),
    };
    enum { OTHERS = sizeof others / sizeof *others };
    struct CMUnitTest tests[N + OTHERS];
    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ kinds[i].name, it_knows_its_kind, NULL, NULL, (void *)(uintptr_t)&kinds[i] };
    memcpy(tests + N, others, sizeof others);
    return cmocka_run_group_tests_name("solver/knapsack", tests, NULL, NULL);
}
