/* Priced territories and their cover against brute force, with and without a plan, prices and closed pairs; and the
 * same answer for any number of threads. */
#include "solver/districts/columns.h"
#include "solver/hess/prices.h"
#include "tests/solver/siting/random_map.h"
#include <omp.h>

static const map_kind kinds[] = {
    { 9, 2, 0.1, 0 }, { 10, 3, 0.4, 0 }, { 10, 2, 0.2, MAP_WHOLE }, { 9, 3, 0.6, MAP_SECOND_RULE | MAP_IDEAL },
    { 9, 4, 0.9, MAP_CANDIDATES | MAP_CAPACITY }, { 10, 3, 0.5, MAP_BORDER_COST | MAP_GROUPS }, { 6, 1, 0.1, 0 },
    { 9, 3, 0.7, MAP_ALL & ~(MAP_UNLIKE | MAP_HOMES) },
};

static ambit_siting_outcome prove(const ambit_siting *s, const ambit_columns_options *options, double cutoff,
        uint32_t *owner)
{
    ambit_siting_outcome out;
    const ambit_siting_limits limits = { .cutoff = cutoff };
    assert_int_equal(ambit_columns_prove(&out, owner, s, options, &limits, NULL), AMBIT_OK);
    assert_true(out.closed && out.effort > 0 && out.by);
    return out;
}

static void check_plan(const ambit_siting *s, const ambit_siting_outcome *out, const uint32_t *owner, double best)
{
    ambit_siting_value value;
    assert_true(out->found);
    assert_int_equal(ambit_siting_judge(&value, s, owner, NULL, NULL), AMBIT_OK);
    assert_true(value.violation == 0 && fabs(value.cost - best) <= 1e-8 * (1 + best));
    assert_true(fabs(out->cost - best) <= 1e-8 * (1 + best) && out->bound <= out->cost);
}

/* With prices and closed pairs of the bound, and the best plan as a start. */
static void check_with_prices(const ambit_siting *s, const uint32_t *plan, double best)
{
    ambit_siting_prices *prices;
    ambit_siting_fixing fixing;
    ambit_siting_outcome out;
    uint32_t owner[32];
    const double cutoff = best * 1.02 + 0.7;
    assert_int_equal(ambit_siting_prices_build(&prices, s, NULL), AMBIT_OK);
    assert_int_equal(ambit_siting_fixing_init(&fixing, s, NULL), AMBIT_OK);
    const ambit_siting_limits limits = { .cutoff = cutoff };
    assert_int_equal(ambit_siting_prices_run(prices, &fixing, &limits, &out, NULL), AMBIT_OK);
    const ambit_columns_options options = { .plan = plan, .price = ambit_siting_prices_best(prices).unit_price,
        .fixing = &fixing };
    out = prove(s, &options, cutoff, owner);
    check_plan(s, &out, owner, best);
    const ambit_columns_options cold = { .plan = plan };
    assert_false(prove(s, &cold, best, owner).found);
    ambit_siting_fixing_reset(&fixing);
    ambit_siting_prices_free(prices);
}

static void check_siting(const ambit_siting *s, uint32_t *n_feasible)
{
    uint32_t owner[32], plan[32];
    double best = map_best(s, owner);
    const ambit_columns_options options = { 0 };
    ambit_siting_outcome out = prove(s, &options, INFINITY, plan);
    assert_int_equal(out.found, isfinite(best));
    if (out.found) {
        ++*n_feasible;
        check_plan(s, &out, plan, best);
        out = prove(s, &options, best * 1.05 + 1, owner);
        check_plan(s, &out, owner, best);
        check_with_prices(s, plan, best);
    }
}

static void check_map(uint64_t seed, const map_kind *kind, uint32_t *n_feasible)
{
    ambit_problem *p = random_map(seed, kind);
    ambit_siting *s;
    assert_int_equal(ambit_siting_build(&s, p, NULL), AMBIT_OK);
    assert_int_equal(ambit_districts_fit(s), !s->apart.first); /* a group that lies apart is no part of a district */
    if (!s->apart.first) check_siting(s, n_feasible);
    ambit_siting_free(s), ambit_problem_free(p);
}

static void is_the_best_plan(void **state)
{
    uint32_t n_feasible = 0, n = 0;
    (void)state;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        for (uint64_t seed = 21; seed <= 26; seed++, n++) {
            print_message("map %zu, seed %llu\n", k, (unsigned long long)seed);
            check_map(seed, &kinds[k], &n_feasible);
        }
    print_message("%u of %u feasible\n", n_feasible, n);
    assert_true(n_feasible > n / 4 && n_feasible < n);
}

/* A larger map is closed in two ways, by all territories and by prices; threads change nothing. */
static void both_ways_agree(void **state)
{
    uint32_t n = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        const map_kind kind = { 21, 3, 0.1, 0 };
        ambit_problem *p = random_map(seed, &kind);
        ambit_siting *s;
        uint32_t owner[32], plan[32];
        assert_int_equal(ambit_siting_build(&s, p, NULL), AMBIT_OK);
        const ambit_columns_options none = { 0 }, with = { .plan = plan };
        ambit_siting_outcome all = prove(s, &none, INFINITY, plan);
        for (int threads = 1; threads <= 3 && all.found; threads++, n++) {
            omp_set_num_threads(threads);
            ambit_siting_outcome out = prove(s, &with, all.cost * 1.1, owner), again = prove(s, &with, all.cost, owner);
            assert_true(out.found && fabs(out.cost - all.cost) <= 1e-8 * all.cost);
            assert_false(again.found);
            static uint64_t effort[3];
            effort[threads - 1] = out.effort + again.effort;
            assert_int_equal(effort[threads - 1], effort[0]);
        }
        ambit_siting_free(s), ambit_problem_free(p);
    }
    assert_true(n >= 6);
}

static void limits_leave_a_bound(void **state)
{
    const map_kind kind = { 24, 3, 0.15, 0 };
    ambit_problem *p = random_map(2, &kind);
    ambit_siting *s;
    uint32_t owner[32], plan[32];
    const ambit_columns_options none = { 0 }, with = { .plan = plan };
    ambit_siting_outcome out;
    (void)state;
    assert_int_equal(ambit_siting_build(&s, p, NULL), AMBIT_OK);
    ambit_siting_outcome all = prove(s, &none, INFINITY, plan);
    assert_true(all.found);
    const ambit_siting_limits limits = { .cutoff = all.cost * 1.3, .most_effort = 1 };
    assert_int_equal(ambit_columns_prove(&out, owner, s, &with, &limits, NULL), AMBIT_OK);
    assert_true(!out.closed && !out.found && out.bound <= all.cost);
    ambit_siting_free(s), ambit_problem_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_the_best_plan), cmocka_unit_test(both_ways_agree), cmocka_unit_test(limits_leave_a_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
