/* All connected territories of small random maps, against all subsets; with prices, those of small reduced cost. */
#include "solver/districts/districts.h"
#include "tests/solver/siting/random_map.h"

static const map_kind kinds[] = {
    { 9, 2, 0.1, 0 }, { 10, 3, 0.4, 0 }, { 10, 2, 0.3, MAP_WHOLE }, { 9, 3, 0.6, MAP_SECOND_RULE | MAP_IDEAL },
    { 10, 3, 0.6, MAP_CANDIDATES | MAP_CAPACITY }, { 10, 3, 0.5, MAP_BORDER_COST | MAP_GROUPS },
    { 9, 3, 0.7, MAP_ALL & ~(MAP_UNLIKE | MAP_HOMES) },
};

static bool hangs_together(const ambit_siting *s, uint32_t mask)
{
    uint32_t reached = mask & -mask, before = 0;
    while (reached != before) {
        before = reached;
        for (uint32_t u = 0; u < s->n_units; u++)
            for (size_t k = s->graph.first[u]; (before >> u & 1) && k < s->graph.first[u + 1]; k++)
                reached |= (UINT32_C(1) << s->graph.unit[k]) & mask;
    }
    return reached == mask;
}

static bool is_within(const ambit_siting *s, uint32_t mask)
{
    for (uint32_t a = 0; a < s->n_rules; a++) {
        double load = 0;
        for (uint32_t u = 0; u < s->n_units; u++)
            if (mask >> u & 1) load += s->amount[(size_t)a * s->n_units + u];
        size_t row = (size_t)a * s->n_territories;
        if (load > s->upper[row] + s->slack[row] || load < s->lower[row] - s->slack[row]) return false;
    }
    return true;
}

static ambit_districts list(const ambit_siting *s, const ambit_districts_options *options)
{
    ambit_districts pool;
    bool complete;
    uint64_t effort;
    assert_int_equal(ambit_districts_list(&pool, &complete, &effort, s, options, NULL), AMBIT_OK);
    assert_true(complete);
    return pool;
}

static int place_of(const ambit_districts *pool, uint32_t mask)
{
    for (size_t c = 0; c < pool->n; c++)
        if (pool->set[c] == mask) return (int)c;
    return -1;
}

/* Each set once, connected, within the window; and each territory of each plan within the rules is there, at its cost.
 */
static void check_all(const ambit_siting *s, const ambit_districts *pool, uint32_t *n_plans)
{
    uint32_t owner[32] = { 0 };
    for (size_t c = 0; c < pool->n; c++) {
        assert_int_equal(place_of(pool, (uint32_t)pool->set[c]), c);
        assert_true(hangs_together(s, (uint32_t)pool->set[c]) && is_within(s, (uint32_t)pool->set[c]));
        assert_true(pool->set[c] >> s->unit_at[pool->site[c]] & 1);
    }
    for (uint32_t u = 0; u < s->n_units;) {
        ambit_siting_value value;
        assert_int_equal(ambit_siting_judge(&value, s, owner, NULL, NULL), AMBIT_OK);
        if (value.violation == 0) {
            double cost = 0;
            ++*n_plans;
            for (uint32_t t = 0; t < s->n_territories; t++) {
                uint32_t mask = 0;
                for (uint32_t v = 0; v < s->n_units; v++) mask |= (uint32_t)(owner[v] == t) << v;
                int at = place_of(pool, mask);
                assert_true(at >= 0);
                cost += pool->cost[at];
            }
            assert_true(fabs(cost - value.cost) < 1e-9 * (1 + cost));
        }
        for (u = 0; u < s->n_units && ++owner[u] == s->n_territories;) owner[u++] = 0;
    }
}

/* With prices and a limit for each site: the same pool, less what is at its site's limit or above. */
static void check_priced(const ambit_siting *s, const ambit_districts *all, uint64_t seed, size_t *n_left)
{
    double price[32], most[32];
    ambit_rng rng = ambit_rng_of(seed, 1);
    size_t n = 0;
    for (uint32_t u = 0; u < s->n_units; u++) price[u] = 4 * ambit_rng_unit(&rng) - 0.5;
    for (uint32_t j = 0; j < s->n_sites; j++) most[j] = s->n_units * (0.7 * ambit_rng_unit(&rng) - 0.25);
    const ambit_districts_options options = { .price = price, .most = most };
    ambit_districts some = list(s, &options);
    for (size_t c = 0; c < all->n; c++) {
        double reduced = all->cost[c];
        for (uint32_t u = 0; u < s->n_units; u++) reduced -= all->set[c] >> u & 1 ? price[u] : 0;
        if (fabs(reduced - most[all->site[c]]) < 1e-9) continue;
        int at = place_of(&some, (uint32_t)all->set[c]);
        assert_int_equal(at >= 0, reduced < most[all->site[c]]);
        n += at >= 0;
        if (at >= 0) assert_true(some.site[at] == all->site[c] && some.cost[at] == all->cost[c]);
    }
    assert_int_equal(n, some.n);
    *n_left += all->n - n;
    ambit_districts_reset(&some);
}

static void all_are_listed_once(void **state)
{
    uint32_t n_plans = 0;
    size_t n_left = 0, n_all = 0;
    (void)state;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        for (uint64_t seed = 1; seed <= 5; seed++) {
            ambit_problem *p = random_map(seed, &kinds[k]);
            ambit_siting *s;
            assert_int_equal(ambit_siting_build(&s, p, NULL), AMBIT_OK);
            assert_true(ambit_districts_fit(s));
            print_message("map %zu, seed %llu\n", k, (unsigned long long)seed);
            ambit_districts pool = list(s, &(ambit_districts_options){ 0 });
            check_all(s, &pool, &n_plans);
            check_priced(s, &pool, seed, &n_left);
            n_all += pool.n;
            ambit_districts_reset(&pool);
            ambit_siting_free(s), ambit_problem_free(p);
        }
    print_message("%u plans, %zu territories, %zu too dear\n", n_plans, n_all, n_left);
    assert_true(n_plans > 500 && n_left > 100 && n_left < n_all);
}

/* Larger maps, narrow windows and limits near what prices promise: the bounds of the tree bite. */
static void bounds_lose_nothing(void **state)
{
    static const map_kind tight[] = { { 18, 3, 0.06, 0 }, { 20, 3, 0.04, MAP_WHOLE }, { 18, 4, 0.12, MAP_SECOND_RULE },
        { 18, 2, 0.02, MAP_GROUPS } };
    size_t n_left = 0, n_all = 0;
    (void)state;
    for (size_t k = 0; k < sizeof tight / sizeof *tight; k++)
        for (uint64_t seed = 1; seed <= 8; seed++) {
            ambit_problem *p = random_map(seed, &tight[k]);
            ambit_siting *s;
            assert_int_equal(ambit_siting_build(&s, p, NULL), AMBIT_OK);
            print_message("tight map %zu, seed %llu\n", k, (unsigned long long)seed);
            ambit_districts pool = list(s, &(ambit_districts_options){ 0 });
            for (uint64_t more = 0; more < 4; more++) check_priced(s, &pool, 100 * seed + more, &n_left);
            n_all += 4 * pool.n;
            ambit_districts_reset(&pool);
            ambit_siting_free(s), ambit_problem_free(p);
        }
    print_message("%zu territories, %zu too dear\n", n_all, n_left);
    assert_true(n_left > n_all / 10 && n_left < n_all - n_all / 10);
}

static void limits_are_kept(void **state)
{
    const map_kind kind = { 24, 3, 0.4, 0 };
    ambit_problem *p = random_map(3, &kind);
    ambit_siting *s;
    (void)state;
    assert_int_equal(ambit_siting_build(&s, p, NULL), AMBIT_OK);
    for (int i = 0; i < 2; i++) {
        ambit_districts pool;
        bool complete;
        uint64_t effort;
        const ambit_districts_options options = { .most_effort = i ? 0 : 1000, .most_districts = i ? 50 : 0 };
        assert_int_equal(ambit_districts_list(&pool, &complete, &effort, s, &options, NULL), AMBIT_OK);
        assert_false(complete);
        assert_true(i ? pool.n >= 50 && pool.n < 250 : effort < 4000);
        ambit_districts_reset(&pool);
    }
    ambit_siting_free(s), ambit_problem_free(p);
}

static void territories_that_differ_do_not_fit(void **state)
{
    (void)state;
    for (unsigned features = MAP_UNLIKE; features <= MAP_HOMES; features *= 2) {
        const map_kind kind = { 9, 3, 0.4, features };
        ambit_problem *p = random_map(1, &kind);
        ambit_siting *s;
        assert_int_equal(ambit_siting_build(&s, p, NULL), AMBIT_OK);
        assert_false(ambit_districts_fit(s));
        ambit_siting_free(s), ambit_problem_free(p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_are_listed_once), cmocka_unit_test(bounds_lose_nothing),
        cmocka_unit_test(limits_are_kept),
        cmocka_unit_test(territories_that_differ_do_not_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
