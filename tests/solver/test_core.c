/* The compact problem against the verifier: who may serve whom, what each pair costs and brings, what `most` keeps. */
#include "solver/core.h"
#include "tests/support.h"

#include <omp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { N = 14, M = 5, RULES = 2, SEEDS = 25 };

static const struct family {
    const char *name;
    unsigned features;
} families[] = {
    { "plain places", 0 },
    { "a matrix with holes", AMBIT_TEST_MATRIX },
    { "classes as a rule", AMBIT_TEST_CLASSES },
    { "classes as a cost", AMBIT_TEST_CLASSES | AMBIT_TEST_MISFIT },
    { "forbidden pairs", AMBIT_TEST_FORBIDDEN },
    { "locks", AMBIT_TEST_LOCKS },
    { "groups with classes and forbidden pairs", AMBIT_TEST_GROUPS | AMBIT_TEST_CLASSES | AMBIT_TEST_FORBIDDEN },
    { "a plan in force", AMBIT_TEST_CURRENT },
    { "amounts that depend on the rep", AMBIT_TEST_PER_HOUR | AMBIT_TEST_MATRIX },
    { "amounts by pair, one-sided", AMBIT_TEST_GAP },
    { "amounts by pair and by the hour, groups and locks", AMBIT_TEST_PAIR_AMOUNT | AMBIT_TEST_MATRIX
        | AMBIT_TEST_PER_HOUR | AMBIT_TEST_GROUPS | AMBIT_TEST_LOCKS },
    { "everything at once", AMBIT_TEST_MATRIX | AMBIT_TEST_CLASSES | AMBIT_TEST_FORBIDDEN | AMBIT_TEST_LOCKS
        | AMBIT_TEST_GROUPS | AMBIT_TEST_CURRENT | AMBIT_TEST_PER_HOUR },
};

/* What the verifier says about a plan. */
typedef struct { ambit_verdict verdict; double load[RULES * M]; } judged;

static judged judge(const ambit_problem *p, const uint32_t *plan)
{
    judged j;
    assert_int_equal(ambit_evaluate(&j.verdict, p, plan, j.load, NULL), AMBIT_OK);
    return j;
}

static int near(double a, double b) { return fabs(a - b) <= 1e-9 * (1 + fabs(a) + fabs(b)); }

static ambit_core *core_of(const ambit_problem *p, uint32_t most)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_core *core;
    if (ambit_core_build(&core, p, most, &err)) fail_msg("%s", err.text);
    return core;
}

static uint32_t length(const ambit_core *core, uint32_t u) { return (uint32_t)(core->first[u + 1] - core->first[u]); }

/* A wide tolerance and no cap: whatever the verifier finds wrong then is about who serves whom. */
static ambit_problem *unbounded(uint64_t seed, unsigned features, uint32_t n_rules)
{
    return ambit_test_random_problem(seed, N, M, n_rules, 1e9, features);
}

static size_t linear_pair(const ambit_core *core, uint32_t u, uint32_t r)
{
    for (size_t k = core->first[u]; k < core->first[u + 1]; k++)
        if (core->rep[k] == r) return k;
    return AMBIT_NO_PAIR;
}

/* Every core unit at every rep, from a plan within the rules: the verifier allows exactly the pairs of the core. */
static void pairs_are_what_the_verifier_allows(const ambit_problem *p, const ambit_core *core)
{
    uint32_t choice[N] = { 0 }, plan[N], moved[N];
    uint64_t n_eligible = 0;
    ambit_core_expand(core, choice, plan);
    assert_true(judge(p, plan).verdict.within_rules);
    for (uint32_t u = 0; u < core->n_units; u++) {
        for (uint32_t r = 0; r < M; r++) {
            memcpy(moved, plan, sizeof plan);
            for (uint32_t i = 0; i < N; i++)
                if (core->unit_of[i] == u) moved[i] = r;
            size_t k = ambit_core_pair(core, u, r);
            assert_true(k == linear_pair(core, u, r));
            assert_int_equal(judge(p, moved).verdict.within_rules, k != AMBIT_NO_PAIR);
            if (k != AMBIT_NO_PAIR) n_eligible += core->member_first[u + 1] - core->member_first[u];
        }
        for (size_t k = core->first[u] + 1; k < core->first[u + 1]; k++) assert_true(core->rep[k - 1] < core->rep[k]);
    }
    assert_int_equal(core->n_eligible, n_eligible);
    assert_true(core->complete);
}

/* Moving one core unit changes cost, loads and what has moved by the difference of the two pairs. */
static void pairs_cost_and_bring_what_the_verifier_says(const ambit_problem *p, const ambit_core *core)
{
    uint32_t choice[N] = { 0 }, plan[N];
    ambit_core_expand(core, choice, plan);
    const judged before = judge(p, plan);
    for (uint32_t u = 0; u < core->n_units; choice[u++] = 0)
        for (uint32_t offset = 1; offset < length(core, u); offset++) {
            size_t was = core->first[u], is = was + offset;
            choice[u] = offset;
            ambit_core_expand(core, choice, plan);
            const judged after = judge(p, plan);
            assert_true(near(after.verdict.cost.total - before.verdict.cost.total, core->cost[is] - core->cost[was]));
            for (uint32_t a = 0; a < RULES; a++) {
                uint32_t from = ambit_core_row(core, a, core->rep[was]), to = ambit_core_row(core, a, core->rep[is]);
                assert_true(near(before.load[from] - after.load[from], ambit_core_amount(core, a, u, was)));
                assert_true(near(after.load[to] - before.load[to], ambit_core_amount(core, a, u, is)));
            }
            if (core->n_rules > RULES)
                assert_true(near(after.verdict.moved_amount - before.verdict.moved_amount,
                        ambit_core_amount(core, RULES, u, is) - ambit_core_amount(core, RULES, u, was)));
        }
}

static void groups_are_core_units(const ambit_problem *p, const ambit_core *core)
{
    for (uint32_t i = 0; i < N; i++) {
        for (uint32_t j = 0; j < N; j++) {
            int together = i == j || (p->group && p->group[i] != AMBIT_NOBODY && p->group[i] == p->group[j]);
            assert_int_equal(core->unit_of[i] == core->unit_of[j], together);
        }
        int found = 0;
        uint32_t u = core->unit_of[i];
        for (size_t m = core->member_first[u]; m < core->member_first[u + 1]; m++) found += core->member[m] == i;
        assert_int_equal(found, 1);
    }
    assert_int_equal(core->member_first[core->n_units], N);
}

/* The offset of the current rep: there when all members have the same one and it is eligible. */
static void current_is_found(const ambit_problem *p, const ambit_core *core)
{
    for (uint32_t u = 0; u < core->n_units; u++) {
        uint32_t rep = p->current ? p->current[core->member[core->member_first[u]]] : AMBIT_NOBODY;
        for (size_t m = core->member_first[u]; m < core->member_first[u + 1]; m++)
            if (p->current && p->current[core->member[m]] != rep) rep = AMBIT_NOBODY;
        size_t k = rep == AMBIT_NOBODY ? AMBIT_NO_PAIR : linear_pair(core, u, rep);
        assert_int_equal(core->current[u], k == AMBIT_NO_PAIR ? AMBIT_NOBODY : k - core->first[u]);
    }
}

/* ambit_core_eligible lists all pairs, whatever the core kept. */
static void eligible_is_the_whole_row(const ambit_core *core, const ambit_core *cut)
{
    uint32_t rep[M];
    double cost[M], amount[(RULES + 1) * M];
    for (uint32_t u = 0; u < core->n_units; u++) {
        assert_int_equal(ambit_core_eligible(cut, u, rep, cost, amount), length(core, u));
        for (uint32_t i = 0; i < length(core, u); i++) {
            size_t k = core->first[u] + i;
            assert_int_equal(rep[i], core->rep[k]);
            assert_true(cost[i] == core->cost[k]);
            for (uint32_t a = 0; a < core->n_rules; a++)
                assert_true(amount[a * M + i] == ambit_core_amount(core, a, u, k));
        }
    }
}

/* How many pairs of the row come before pair k: cheaper, or as cheap at a lower rep. */
static uint32_t rank_of(const ambit_core *core, uint32_t u, size_t k)
{
    uint32_t before = 0;
    for (size_t l = core->first[u]; l < core->first[u + 1]; l++)
        before += core->cost[l] < core->cost[k] || (core->cost[l] == core->cost[k] && l < k);
    return before;
}

static void most_keeps_the_cheapest(const ambit_problem *p, const ambit_core *core, const ambit_core *cut,
        uint32_t most)
{
    int all = 1;
    for (uint32_t u = 0; u < core->n_units; u++) {
        uint32_t current = p->current ? p->current[core->member[core->member_first[u]]] : AMBIT_NOBODY;
        size_t at = current == AMBIT_NOBODY ? AMBIT_NO_PAIR : linear_pair(core, u, current);
        int pushed = at != AMBIT_NO_PAIR && length(core, u) > most && rank_of(core, u, at) >= most;
        all = all && length(core, u) <= most;
        for (size_t k = core->first[u]; k < core->first[u + 1]; k++) {
            uint32_t rank = rank_of(core, u, k);
            int kept = k == at || rank + (pushed ? 1 : 0) < most || length(core, u) <= most;
            size_t there = ambit_core_pair(cut, u, core->rep[k]);
            assert_int_equal(there != AMBIT_NO_PAIR, kept);
            assert_true(there == linear_pair(cut, u, core->rep[k]));
            if (!kept) continue;
            assert_true(cut->cost[there] == core->cost[k]);
            for (uint32_t a = 0; a < core->n_rules; a++)
                assert_true(ambit_core_amount(cut, a, u, there) == ambit_core_amount(core, a, u, k));
        }
    }
    assert_int_equal(cut->complete, all);
    assert_int_equal(cut->n_eligible, core->n_eligible);
}

static void agrees_with_the_verifier(void **state)
{
    const struct family *f = *state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        print_message("%s: seed %llu\n", f->name, (unsigned long long)seed);
        ambit_problem *p = unbounded(seed, f->features, RULES), *bare = unbounded(seed, f->features, 0);
        ambit_core *core = core_of(p, 0), *bare_core = core_of(bare, 0);
        pairs_are_what_the_verifier_allows(bare, bare_core);
        pairs_cost_and_bring_what_the_verifier_says(p, core);
        groups_are_core_units(p, core);
        current_is_found(p, core);
        for (uint32_t most = 1; most <= M; most++) {
            ambit_core *cut = core_of(p, most);
            most_keeps_the_cheapest(p, core, cut, most);
            eligible_is_the_whole_row(core, cut);
            current_is_found(p, core);
            ambit_core_free(cut);
        }
        ambit_core_free(core), ambit_core_free(bare_core);
        ambit_problem_free(p), ambit_problem_free(bare);
    }
}

/* ---- Rules ------------------------------------------------------------------------------------------------------- */

/* Bounds, ideals and the cap on moves as the problem has them. */
static void rows_are_the_rules(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        ambit_problem *p = ambit_test_random_problem(seed, N, M, RULES, 0.1,
                AMBIT_TEST_HIDDEN | AMBIT_TEST_IDEAL | AMBIT_TEST_CURRENT | (seed % 2 ? AMBIT_TEST_MOVE_CAP : 0));
        ambit_core *core = core_of(p, 0);
        assert_int_equal(core->n_rules, RULES + seed % 2);
        for (uint32_t a = 0; a < RULES; a++) {
            assert_false(core->rule[a].shared);
            assert_memory_equal(core->rule[a].lower, p->rule[a].lower, M * sizeof(double));
            assert_memory_equal(core->rule[a].upper, p->rule[a].upper, M * sizeof(double));
            assert_memory_equal(core->rule[a].ideal, p->rule[a].ideal, M * sizeof(double));
            for (uint32_t r = 0; r < M; r++) {
                double ideal = p->rule[a].ideal[r];
                assert_true(core->rule[a].weight[r] == p->rule[a].ideal_weight / (ideal > 0 ? ideal : 1));
            }
            assert_true(core->rule[a].scale > 0);
        }
        if (seed % 2) {
            const ambit_core_rule *cap = &core->rule[RULES];
            assert_true(cap->shared && cap->by_pair && cap->lower[0] == -INFINITY && cap->upper[0] == p->moved_allowed);
            for (uint32_t r = 0; r < M; r++) assert_int_equal(ambit_core_row(core, RULES, r), RULES * M);
        }
        ambit_core_free(core);
        ambit_problem_free(p);
    }
}

static const struct scale_case {
    const char *name;
    double lower[2], upper[2], ideal[2], scale;
} scale_cases[] = {
    { "the mean of upper bounds", { 1, 3 }, { 10, 30 }, { 0, 0 }, 20 },
    { "zero among the upper bounds counts", { 0, 0 }, { 0, 30 }, { 0, 0 }, 15 },
    { "an infinite upper bound does not count", { 1, 3 }, { INFINITY, 30 }, { 0, 0 }, 30 },
    { "without upper bounds the ideals", { 1, 3 }, { INFINITY, INFINITY }, { 5, 7 }, 6 },
    { "without either the lower bounds", { 1, 3 }, { INFINITY, INFINITY }, { 0, 0 }, 2 },
    { "without any bound one", { -INFINITY, -INFINITY }, { INFINITY, INFINITY }, { 0, 0 }, 1 },
};

/* Violations are counted alike by the verifier: both units at rep 0, whose load is 200. */
static void scale_is_the_verifiers(void **state)
{
    const struct scale_case *c = *state;
    const double amount[2] = { 100, 100 };
    const uint32_t plan[2] = { 0, 0 };
    ambit_problem *p;
    ambit_verdict verdict;
    ambit_rule rule = { .name = "amount", .amount = amount, .lower = c->lower, .upper = c->upper };
    if (c->ideal[0] > 0) rule.ideal = c->ideal, rule.ideal_weight = 1;
    assert_int_equal(ambit_problem_build(&p, 2, 2, NULL), AMBIT_OK);
    assert_int_equal(ambit_problem_add_rule(p, &rule, NULL), AMBIT_OK);
    ambit_core *core = core_of(p, 0);
    assert_true(core->rule[0].scale == c->scale);
    assert_int_equal(ambit_evaluate(&verdict, p, plan, NULL, NULL), AMBIT_OK);
    double beyond = fmax(200 - c->upper[0], 0) + fmax(c->lower[1], 0);
    assert_true(near(verdict.violation, beyond / core->rule[0].scale));
    ambit_core_free(core);
    ambit_problem_free(p);
}

/* ---- No rep at all ----------------------------------------------------------------------------------------------- */

static void must_name(ambit_problem *p, const char *name)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_core *core;
    const char *const unit_name[3] = { "Acme", "Bolt", "Cargo" }, *const rep_name[2] = { "Ann", "Ben" };
    assert_int_equal(ambit_problem_name(p, unit_name, rep_name, &err), AMBIT_OK);
    for (uint32_t most = 0; most < 2; most++) {
        assert_int_equal(ambit_core_build(&core, p, most, &err), AMBIT_E_INFEASIBLE);
        assert_null(core);
        if (!strstr(err.text, name)) fail_msg("\"%s\" does not name %s", err.text, name);
    }
    ambit_problem_free(p);
}

static ambit_problem *three_units(void)
{
    ambit_problem *p;
    assert_int_equal(ambit_problem_build(&p, 3, 2, NULL), AMBIT_OK);
    return p;
}

static void an_unreachable_unit_is_named(void **state)
{
    (void)state;
    ambit_problem *p = three_units();
    const ambit_pair pair[2] = { { 0, 1, 1 }, { 1, 0, 1 } };
    assert_int_equal(ambit_problem_set_pairs(p, pair, 2, NULL), AMBIT_OK);
    must_name(p, "Cargo");
    p = three_units();
    const uint32_t group[3] = { AMBIT_NOBODY, 4, 4 }, locked[3] = { AMBIT_NOBODY, 0, 1 };
    assert_int_equal(ambit_problem_set_groups(p, group, NULL), AMBIT_OK);
    assert_int_equal(ambit_problem_set_locks(p, locked, NULL), AMBIT_OK);
    must_name(p, "Bolt");
    p = three_units();
    const uint8_t class[3] = { 0, 1, 0 };
    const uint64_t classes[2] = { 1, 1 };
    assert_int_equal(ambit_problem_set_classes(p, class, classes, 0, NULL), AMBIT_OK);
    must_name(p, "Bolt");
    p = three_units();
    for (uint32_t r = 0; r < 2; r++) assert_int_equal(ambit_problem_forbid(p, 0, r, NULL), AMBIT_OK);
    must_name(p, "Acme");
}

/* Whole costs are seen from the data, and only then are bounds lifted to the next whole number. */
static void whole_costs_lift_bounds(void **state)
{
    (void)state;
    static const struct { double hours, bound, lifted; } cases[] = {
        { 3, 7.2, 8 }, { 3, 7, 7 }, { 3, 7.0000001, 7 }, { 3, 6.9999999, 7 }, { 3, -INFINITY, -INFINITY },
        { 3, INFINITY, INFINITY }, { 3.5, 7.2, 7.2 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ambit_problem *p = three_units();
        const ambit_pair pair[4] = { { 0, 0, 2 }, { 1, 0, 1 }, { 2, 0, 1 }, { 2, 1, cases[i].hours } };
        assert_int_equal(ambit_problem_set_pairs(p, pair, 4, NULL), AMBIT_OK);
        ambit_core *core = core_of(p, 0), *cut = core_of(p, 1);
        assert_int_equal(core->whole_costs, cases[i].hours == 3);
        assert_false(cut->whole_costs); /* nobody looked at the pair that was left out */
        assert_true(ambit_core_lift(core, cases[i].bound) == cases[i].lifted);
        ambit_core_free(core), ambit_core_free(cut);
        const double amount[3] = { 1, 1, 1 }, none[2] = { 0, 0 }, three[2] = { 3, 3 };
        const ambit_rule rule = { .name = "number", .amount = amount, .lower = none, .upper = three, .ideal = three,
            .ideal_weight = 1 };
        assert_int_equal(ambit_problem_add_rule(p, &rule, NULL), AMBIT_OK);
        core = core_of(p, 0);
        assert_false(core->whole_costs); /* deviations cost fractions */
        ambit_core_free(core);
        ambit_problem_free(p);
    }
}

static void threads_change_nothing(void **state)
{
    (void)state;
    int before = omp_get_max_threads();
    for (uint64_t seed = 1; seed <= 4; seed++) {
        ambit_problem *p = ambit_test_random_problem(seed, 200, 9, 2, 0.2, AMBIT_TEST_HIDDEN | AMBIT_TEST_PER_HOUR
                | AMBIT_TEST_GROUPS | AMBIT_TEST_CURRENT | AMBIT_TEST_FORBIDDEN);
        omp_set_num_threads(1);
        ambit_core *one = core_of(p, 4);
        omp_set_num_threads(3);
        ambit_core *three = core_of(p, 4);
        assert_int_equal(one->n_pairs, three->n_pairs);
        assert_int_equal(one->n_eligible, three->n_eligible);
        assert_memory_equal(one->rep, three->rep, one->n_pairs * sizeof *one->rep);
        assert_memory_equal(one->cost, three->cost, one->n_pairs * sizeof *one->cost);
        assert_memory_equal(one->rule[0].by_pair, three->rule[0].by_pair, one->n_pairs * sizeof(double));
        assert_memory_equal(one->current, three->current, one->n_units * sizeof *one->current);
        ambit_core_free(one), ambit_core_free(three);
        ambit_problem_free(p);
    }
    omp_set_num_threads(before);
}

static void nothing_can_be_freed(void **state)
{
    (void)state;
    ambit_core_free(NULL);
}

int main(void)
{
    enum { FAMILIES = sizeof families / sizeof *families, SCALES = sizeof scale_cases / sizeof *scale_cases };
    struct CMUnitTest tests[FAMILIES + SCALES + 5] = {
        { "rows are the rules", rows_are_the_rules, NULL, NULL, NULL },
        { "a unit that no rep may serve is named", an_unreachable_unit_is_named, NULL, NULL, NULL },
        { "more threads change nothing", threads_change_nothing, NULL, NULL, NULL },
        { "nothing can be freed", nothing_can_be_freed, NULL, NULL, NULL },
        { "whole costs lift bounds", whole_costs_lift_bounds, NULL, NULL, NULL },
    };
    for (size_t i = 0; i < FAMILIES; i++)
        tests[5 + i] = (struct CMUnitTest){ families[i].name, agrees_with_the_verifier, NULL, NULL,
                (void *)&families[i] };
    for (size_t i = 0; i < SCALES; i++)
        tests[5 + FAMILIES + i] = (struct CMUnitTest){ scale_cases[i].name, scale_is_the_verifiers, NULL, NULL,
            (void *)&scale_cases[i] };
    return cmocka_run_group_tests_name("solver/core", tests, NULL, NULL);
}
