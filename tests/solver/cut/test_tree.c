/* Branch and cut against brute force over all plans: cutoffs, fixings, limits, homes, and maps that need not hang
 * together. */
#include "solver/hess/prices.h"
#include "solver/cut/tree.h"
#include "tests/solver/siting/random_map.h"
#include <omp.h>

static const map_kind kinds[] = {
    { 9, 2, 0.1, 0 }, { 10, 3, 0.4, 0 }, { 10, 2, 0.2, MAP_WHOLE }, { 9, 3, 0.6, MAP_SECOND_RULE | MAP_IDEAL },
    { 9, 4, 0.9, MAP_CANDIDATES | MAP_CAPACITY }, { 10, 3, 0.5, MAP_BORDER_COST | MAP_GROUPS }, { 8, 4, 0.8, 0 },
    { 9, 3, 0.7, MAP_ALL & ~(MAP_UNLIKE | MAP_HOMES) }, { 9, 3, 0.5, MAP_HOMES }, { 9, 2, 0.4, MAP_HOMES | MAP_UNLIKE },
    { 9, 2, 0.6, MAP_ALL }, { 9, 3, 0.6, MAP_HOMES | MAP_IDEAL | MAP_BORDER_COST }, { 6, 1, 0.1, 0 },
    { 10, 3, 0.4, MAP_UNLIKE }, { 9, 3, 0.4, MAP_UNLIKE | MAP_SECOND_RULE | MAP_IDEAL },
    { 8, 4, 0.6, MAP_UNLIKE | MAP_CAPACITY | MAP_CANDIDATES }, { 9, 4, 0.8, MAP_UNLIKE | MAP_HOMES | MAP_WHOLE },
};

static ambit_siting_outcome solve(const ambit_siting *s, const ambit_siting_fixing *fixing, double cutoff,
        uint64_t most_effort, uint32_t *owner)
{
    ambit_siting_outcome out;
    const ambit_siting_limits limits = { .cutoff = cutoff, .most_effort = most_effort };
    assert_int_equal(ambit_siting_tree_solve(&out, owner, s, fixing, &limits, NULL), AMBIT_OK);
    return out;
}

static void check_plan(const ambit_siting *s, const ambit_siting_outcome *out, const uint32_t *owner, double best)
{
    ambit_siting_value value;
    assert_true(out->closed && out->found);
    assert_int_equal(ambit_siting_judge(&value, s, owner, NULL, NULL), AMBIT_OK);
    assert_true(value.violation == 0 && value.cost == out->cost);
    assert_true(fabs(out->cost - best) <= 1e-8 * (1 + best) && out->bound <= out->cost);
}

/* With everything open, with what prices leave open, and with nothing better to be found. */
static void check_map(const ambit_siting *s, uint32_t *n_feasible)
{
    uint32_t owner[32];
    double best = map_best(s, owner), cutoff = best * 1.02 + 0.5;
    ambit_siting_fixing fixing;
    ambit_siting_prices *prices;
    assert_int_equal(ambit_siting_fixing_init(&fixing, s, NULL), AMBIT_OK);
    ambit_siting_outcome out = solve(s, &fixing, INFINITY, 0, owner), bound;
    assert_true(out.closed && out.found == isfinite(best));
    if (out.found) {
        ++*n_feasible;
        check_plan(s, &out, owner, best);
        out = solve(s, &fixing, best, 0, owner);
        assert_true(out.closed && !out.found && out.bound <= best);
        const ambit_siting_limits limits = { .cutoff = cutoff };
        assert_int_equal(ambit_siting_prices_build(&prices, s, NULL), AMBIT_OK);
        assert_int_equal(ambit_siting_prices_run(prices, &fixing, &limits, &bound, NULL), AMBIT_OK);
        ambit_siting_prices_free(prices);
        out = solve(s, &fixing, cutoff, 0, owner);
        check_plan(s, &out, owner, best);
    }
    ambit_siting_fixing_reset(&fixing);
}

static void check_kind(const map_kind *kind, uint64_t seed, bool contiguous, uint32_t *n_feasible)
{
    ambit_problem *problem = random_map(seed, kind);
    ambit_siting *s;
    print_message("units %u, territories %u, features %u, seed %llu\n", kind->n_units, kind->n_territories,
            kind->features, (unsigned long long)seed);
    assert_int_equal(ambit_siting_build(&s, problem, NULL), AMBIT_OK);
    s->contiguous = contiguous;
    assert_int_equal(ambit_siting_tree_fits(s), !s->apart.first);
    if (!s->apart.first) check_map(s, n_feasible);
    ambit_siting_free(s);
    ambit_problem_free(problem);
}

static void is_the_best_plan_whose_territories_hang_together(void **state)
{
    uint32_t n_feasible = 0, n = 0;
    (void)state;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        for (uint64_t seed = 1; seed <= 4; seed++, n++) check_kind(&kinds[k], seed, true, &n_feasible);
    print_message("%u of %u feasible\n", n_feasible, n);
    assert_true(n_feasible > n / 4 && n_feasible < n);
}

static void is_the_best_plan_where_territories_may_fall_apart(void **state)
{
    uint32_t n_feasible = 0, n = 0;
    (void)state;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        for (uint64_t seed = 31; seed <= 32; seed++, n++) check_kind(&kinds[k], seed, false, &n_feasible);
    assert_true(n_feasible > n / 3);
}

static void counts_its_effort_and_its_bound_holds_when_a_limit_comes_first(void **state)
{
    const map_kind kind = { 10, 3, 0.3, 0 };
    (void)state;
    for (uint64_t seed = 1; seed <= 8; seed++) {
        ambit_problem *problem = random_map(seed, &kind);
        ambit_siting *s;
        ambit_siting_fixing fixing;
        uint32_t owner[32];
        assert_int_equal(ambit_siting_build(&s, problem, NULL), AMBIT_OK);
        assert_int_equal(ambit_siting_fixing_init(&fixing, s, NULL), AMBIT_OK);
        double best = map_best(s, owner);
        for (uint64_t effort = 1; effort < 2000; effort *= 4) {
            ambit_siting_outcome out = solve(s, &fixing, best + 1, effort, owner);
            assert_true(out.bound <= best * (1 + 1e-9));
            assert_true(!out.found || fabs(out.cost - best) < 1);
        }
        ambit_siting_fixing_reset(&fixing);
        ambit_siting_free(s);
        ambit_problem_free(problem);
    }
}

static void gives_the_same_plan_and_effort_for_any_number_of_threads(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        const map_kind kind = { seed % 2 ? 18 : 14, 4, 0.3, seed % 2 ? 0 : MAP_UNLIKE };
        ambit_problem *problem = random_map(seed, &kind);
        ambit_siting *s;
        ambit_siting_fixing fixing;
        uint32_t owner[2][32] = { { 0 }, { 0 } };
        ambit_siting_outcome out[2];
        assert_int_equal(ambit_siting_build(&s, problem, NULL), AMBIT_OK);
        assert_int_equal(ambit_siting_fixing_init(&fixing, s, NULL), AMBIT_OK);
        for (int i = 0; i < 2; i++) {
            omp_set_num_threads(i ? 3 : 1);
            out[i] = solve(s, &fixing, INFINITY, 0, owner[i]);
        }
        assert_true(out[0].closed && out[0].effort == out[1].effort && out[0].cost == out[1].cost);
        assert_memory_equal(owner[0], owner[1], s->n_units * sizeof **owner);
        ambit_siting_fixing_reset(&fixing);
        ambit_siting_free(s);
        ambit_problem_free(problem);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_the_best_plan_whose_territories_hang_together),
        cmocka_unit_test(is_the_best_plan_where_territories_may_fall_apart),
        cmocka_unit_test(counts_its_effort_and_its_bound_holds_when_a_limit_comes_first),
        cmocka_unit_test(gives_the_same_plan_and_effort_for_any_number_of_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
