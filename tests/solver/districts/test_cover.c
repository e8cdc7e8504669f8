/* The exact cover by all connected territories against brute force over all plans; cutoffs, prices and limits. */
#include "solver/districts/cover.h"
#include "tests/solver/siting/random_map.h"

static const map_kind kinds[] = {
    { 9, 2, 0.1, 0 }, { 10, 3, 0.4, 0 }, { 10, 2, 0.2, MAP_WHOLE }, { 9, 3, 0.6, MAP_SECOND_RULE | MAP_IDEAL },
    { 9, 4, 0.9, MAP_CANDIDATES | MAP_CAPACITY }, { 10, 3, 0.5, MAP_BORDER_COST | MAP_GROUPS }, { 8, 4, 0.8, 0 },
    { 9, 3, 0.7, MAP_ALL & ~(MAP_UNLIKE | MAP_HOMES) }, { 6, 1, 0.1, 0 },
};

typedef struct { ambit_problem *problem; ambit_siting *siting; ambit_districts pool; } map;

static map open_map(uint64_t seed, const map_kind *kind)
{
    map m = { .problem = random_map(seed, kind) };
    bool complete;
    uint64_t effort;
    const ambit_districts_options options = { 0 };
    assert_int_equal(ambit_siting_build(&m.siting, m.problem, NULL), AMBIT_OK);
    assert_int_equal(ambit_districts_list(&m.pool, &complete, &effort, m.siting, &options, NULL), AMBIT_OK);
    return m;
}

static void close_map(map *m)
{
    ambit_districts_reset(&m->pool);
    ambit_siting_free(m->siting), ambit_problem_free(m->problem);
}

static ambit_siting_outcome cover(const map *m, const double *start, double cutoff, uint32_t *owner)
{
    ambit_siting_outcome out;
    const ambit_siting_limits limits = { .cutoff = cutoff };
    assert_int_equal(ambit_cover_solve(&out, owner, &m->pool, m->siting, start, &limits, NULL), AMBIT_OK);
    assert_true(out.closed);
    return out;
}

/* The plan is there, within the rules, and costs what is said. */
static void check_plan(const map *m, const ambit_siting_outcome *out, const uint32_t *owner, double best)
{
    ambit_siting_value value;
    assert_true(out->found);
    assert_int_equal(ambit_siting_judge(&value, m->siting, owner, NULL, NULL), AMBIT_OK);
    assert_true(value.violation == 0);
    assert_true(fabs(value.cost - best) <= 1e-8 * (1 + best) && fabs(out->cost - best) <= 1e-8 * (1 + best));
    assert_true(out->bound <= out->cost);
}

static void check_map(const map *m, uint64_t seed, uint32_t *n_feasible)
{
    uint32_t owner[32];
    double start[32], best = map_best(m->siting, owner);
    ambit_rng rng = ambit_rng_of(seed, 2);
    ambit_siting_outcome out = cover(m, NULL, INFINITY, owner);
    assert_int_equal(out.found, isfinite(best));
    if (!out.found) return;
    ++*n_feasible;
    check_plan(m, &out, owner, best);
    for (uint32_t u = 0; u < m->siting->n_units; u++) start[u] = 3 * ambit_rng_unit(&rng);
    out = cover(m, start, best * 1.01 + 1, owner);
    check_plan(m, &out, owner, best);
    assert_false(cover(m, start, best, owner).found);
    assert_false(cover(m, NULL, best, owner).found);
}

static void is_the_best_plan(void **state)
{
    uint32_t n_feasible = 0, n = 0;
    (void)state;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        for (uint64_t seed = 1; seed <= 7; seed++, n++) {
            map m = open_map(seed, &kinds[k]);
            print_message("map %zu, seed %llu\n", k, (unsigned long long)seed);
            check_map(&m, seed, &n_feasible);
            close_map(&m);
        }
    print_message("%u of %u feasible\n", n_feasible, n);
    assert_true(n_feasible > n / 4 && n_feasible < n);
}

/* No prices make the bound of a pool pass its best cover, and slacks of its districts add up to what is above. */
static void bounds_are_below(void **state)
{
    const map_kind kind = { 10, 3, 0.5, 0 };
    uint32_t n_tight = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        map m = open_map(seed, &kind);
        uint32_t owner[32];
        double price[32], least[32], kth, *reduced = malloc((m.pool.n + 1) * sizeof *reduced);
        double best = map_best(m.siting, owner);
        ambit_rng rng = ambit_rng_of(seed, 3);
        for (uint32_t u = 0; u < m.siting->n_units; u++) price[u] = 2 * ambit_rng_unit(&rng) - 0.3;
        double bound = ambit_cover_bound(least, &kth, reduced, &m.pool, m.siting, price);
        assert_true(bound <= best * (1 + 1e-12) || isinf(best));
        n_tight += bound > 0.3 * best && isfinite(best);
        for (size_t c = 0; c < m.pool.n; c++) assert_true(reduced[c] >= least[m.pool.site[c]]);
        free(reduced);
        close_map(&m);
    }
    assert_true(n_tight > 5);
}

static void a_limit_ends_it(void **state)
{
    const map_kind kind = { 18, 5, 0.8, 0 };
    map m = open_map(1, &kind);
    uint32_t owner[32];
    ambit_siting_outcome out;
    const ambit_siting_limits limits = { .cutoff = INFINITY, .most_effort = 1 };
    (void)state;
    assert_int_equal(ambit_cover_solve(&out, owner, &m.pool, m.siting, NULL, &limits, NULL), AMBIT_OK);
    assert_false(out.closed);
    ambit_siting_outcome whole = cover(&m, NULL, INFINITY, owner);
    assert_true(whole.found && out.bound <= whole.cost);
    close_map(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_the_best_plan), cmocka_unit_test(bounds_are_below), cmocka_unit_test(a_limit_ends_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
