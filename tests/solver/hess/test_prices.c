/* The bound of free centres: below every plan, and what it closes no better plan has. All plans of tiny problems are
 * tried. */
#include "solver/hess/prices_parts.h"
#include "tests/support.h"

#include <math.h>
#include <omp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { UNITS = 6, REPS = 3, PLANS = 729 /* REPS to the power of UNITS */ };

enum { HESS = AMBIT_TEST_CENTRES | AMBIT_TEST_PLANE | AMBIT_TEST_MOMENT };

static const struct family {
    const char *name;
    uint32_t n_rules;
    double tolerance;
    unsigned features;
} families[] = {
    { "p-median", 0, 0.2, AMBIT_TEST_CENTRES | AMBIT_TEST_PLANE },
    { "capacitated p-median", 1, 0.8, AMBIT_TEST_CENTRES | AMBIT_TEST_PLANE | AMBIT_TEST_CAPACITY },
    { "capacities and whole amounts", 1, 0.9, AMBIT_TEST_CENTRES | AMBIT_TEST_PLANE | AMBIT_TEST_CAPACITY
                                                  | AMBIT_TEST_INTEGER },
    { "Hess", 1, 0.2, HESS },
    { "Hess, contiguous", 1, 0.3, HESS | AMBIT_TEST_CONTIGUOUS },
    { "Hess, whole amounts around a hidden plan", 1, 0, HESS | AMBIT_TEST_HIDDEN | AMBIT_TEST_INTEGER },
    { "three rules", 3, 0.4, HESS | AMBIT_TEST_HIDDEN | AMBIT_TEST_CONTIGUOUS },
    { "hours on the globe, few sites, ideals", 2, 0.5, AMBIT_TEST_CENTRES | AMBIT_TEST_FEW_SITES | AMBIT_TEST_IDEAL },
    { "homes beside free centres", 1, 0.4, AMBIT_TEST_CENTRES | AMBIT_TEST_HOMES | AMBIT_TEST_CLASSES
                                               | AMBIT_TEST_FORBIDDEN },
    { "homes, contiguous", 2, 0.3, AMBIT_TEST_CENTRES | AMBIT_TEST_HOMES | AMBIT_TEST_CONTIGUOUS | AMBIT_TEST_HIDDEN },
    { "locks and misfits: territories are not alike", 1, 0.4, AMBIT_TEST_CENTRES | AMBIT_TEST_LOCKS
                                                                  | AMBIT_TEST_CLASSES | AMBIT_TEST_MISFIT },
    { "groups", 1, 0.4, AMBIT_TEST_CENTRES | AMBIT_TEST_GROUPS | AMBIT_TEST_HIDDEN },
    { "moves and their cap", 1, 0.2, AMBIT_TEST_CENTRES | AMBIT_TEST_CURRENT | AMBIT_TEST_MOVE_CAP
                                         | AMBIT_TEST_HIDDEN },
    { "priced borders", 1, 0.3, HESS | AMBIT_TEST_PRICED | AMBIT_TEST_HIDDEN },
    { "homes alone, amounts by pair", 2, 0.2, AMBIT_TEST_MATRIX | AMBIT_TEST_PER_HOUR | AMBIT_TEST_HIDDEN },
    { "generalised assignment, whole costs", 1, 0, AMBIT_TEST_GAP },
};
enum { FAMILIES = sizeof families / sizeof *families, SEEDS = 12 };

typedef struct {
    ambit_problem *problem;
    ambit_siting *s;
    uint32_t n_plans;               /* within the rules */
    uint32_t owner[PLANS][UNITS], centre[PLANS][REPS];
    double cost[PLANS], least;
} bench;

static bool bench_init(bench *b, uint64_t seed, const struct family *f)
{
    ambit_error err = { AMBIT_OK, "" };
    uint32_t owner[UNITS] = { 0 };
    b->problem = ambit_test_random_problem(seed, UNITS, REPS, f->n_rules, f->tolerance, f->features);
    b->n_plans = 0, b->least = INFINITY;
    if (ambit_siting_build(&b->s, b->problem, &err)) return ambit_problem_free(b->problem), false;
    for (uint32_t n = b->s->n_units, u = 0; u < n;) {
        ambit_siting_value value;
        assert_int_equal(ambit_siting_judge(&value, b->s, owner, b->centre[b->n_plans], &err), AMBIT_OK);
        if (value.violation == 0 && value.cost < INFINITY) {
            memcpy(b->owner[b->n_plans], owner, sizeof owner);
            b->cost[b->n_plans++] = value.cost, b->least = fmin(b->least, value.cost);
        }
        for (u = 0; u < n && ++owner[u] == b->s->n_territories; u++) owner[u] = 0;
    }
    return true;
}

static void bench_reset(bench *b)
{
    ambit_siting_free(b->s);
    ambit_problem_free(b->problem);
}

/* Runs once with the cutoff; `fixing` is the caller's to reset. */
static ambit_siting_outcome run_for(const bench *b, double cutoff, uint64_t effort, ambit_siting_fixing *fixing)
{
    ambit_error err = { AMBIT_OK, "" };
    const ambit_siting_limits limits = { .cutoff = cutoff, .most_effort = effort };
    ambit_siting_prices *prices;
    ambit_siting_outcome out;
    assert_int_equal(ambit_siting_prices_build(&prices, b->s, &err), AMBIT_OK);
    assert_int_equal(ambit_siting_fixing_init(fixing, b->s, &err), AMBIT_OK);
    assert_int_equal(ambit_siting_prices_run(prices, fixing, &limits, &out, &err), AMBIT_OK);
    ambit_siting_prices_free(prices);
    return out;
}

static ambit_siting_outcome run(const bench *b, double cutoff, ambit_siting_fixing *fixing)
{
    return run_for(b, cutoff, 0, fixing);
}

static void counts_are_right(const bench *b, const ambit_siting_fixing *f)
{
    uint32_t sites = 0;
    uint64_t pairs = 0;
    for (uint32_t j = 0; j < b->s->n_sites; j++) sites += f->site[j] != 0;
    for (uint32_t j = 0; j < b->s->n_sites; j++)
        for (uint32_t u = 0; u < b->s->n_units; u++) pairs += f->site[j] && ambit_siting_open(f, b->s, j, u);
    assert_int_equal(sites, f->n_sites_open);
    assert_int_equal(pairs, f->n_pairs_open);
}

static void plan_is_open(const bench *b, const ambit_siting_fixing *f, uint32_t i)
{
    uint32_t found = 0, asked = 0;
    for (uint32_t u = 0; u < b->s->n_units; u++)
        assert_true(ambit_siting_open(f, b->s, b->centre[i][b->owner[i][u]], u));
    for (uint32_t j = 0; j < b->s->n_sites; j++) {
        asked += f->site[j] == 2;
        for (uint32_t t = 0; t < b->s->n_territories; t++) found += f->site[j] == 2 && b->centre[i][t] == j;
    }
    assert_int_equal(found, asked);
}

/* With this cutoff every better plan must stay; returns how many pairs were closed. */
static uint64_t keeps_better_plans(const bench *b, double cutoff)
{
    ambit_siting_fixing f;
    ambit_siting_outcome out = run(b, cutoff, &f);
    uint64_t all = (uint64_t)b->s->n_sites * b->s->n_units, closed = all - f.n_pairs_open;
    double most = ambit_siting_better(b->s, cutoff);
    counts_are_right(b, &f);
    assert_true(out.bound <= cutoff && !out.found);
    for (uint32_t i = 0; i < b->n_plans; i++) {
        if (b->cost[i] > most) continue;
        assert_true(!out.closed && out.bound <= b->cost[i]);
        plan_is_open(b, &f, i);
    }
    ambit_siting_fixing_reset(&f);
    return closed;
}

static void never_cuts_a_better_plan(void **state)
{
    (void)state;
    static bench b;
    for (size_t k = 0; k < FAMILIES; k++) {
        uint64_t closed = 0, feasible = 0;
        for (uint64_t seed = 1; seed <= SEEDS; seed++) {
            if (!bench_init(&b, seed, &families[k])) continue;
            print_message("%s: seed %llu, %u plans\n", families[k].name, (unsigned long long)seed, b.n_plans);
            double step = b.s->whole_costs ? 1 : 1e-6 * fabs(b.least) + 1e-9;
            if (b.n_plans) {
                closed += keeps_better_plans(&b, b.least + step);
                keeps_better_plans(&b, b.least);
                keeps_better_plans(&b, 1.1 * b.least + step);
                keeps_better_plans(&b, 1.5 * b.least + step);
                feasible++;
            }
            keeps_better_plans(&b, INFINITY);
            bench_reset(&b);
        }
        print_message("%s: %llu feasible, %llu pairs closed\n", families[k].name, (unsigned long long)feasible,
                      (unsigned long long)closed);
        assert_true(feasible > 0 && closed > 0);
    }
}

/* A node of a tree: the bound is for the plans without that site, and the prices live on from node to node. */
static void holds_for_the_fixing_it_was_given(void **state)
{
    (void)state;
    static bench b;
    const struct family hess = { "Hess", 1, 0.3, HESS };
    for (uint64_t seed = 1; seed <= 10; seed++) {
        ambit_error err = { AMBIT_OK, "" };
        const ambit_siting_limits limits = { .cutoff = INFINITY };
        ambit_siting_prices *prices;
        assert_true(bench_init(&b, seed, &hess));
        assert_int_equal(ambit_siting_prices_build(&prices, b.s, &err), AMBIT_OK);
        for (uint32_t j = 0; j < b.s->n_sites; j++) {
            ambit_siting_fixing f;
            ambit_siting_outcome out;
            double least = INFINITY;
            assert_int_equal(ambit_siting_fixing_init(&f, b.s, &err), AMBIT_OK);
            f.site[j] = 0, f.n_sites_open--;
            assert_int_equal(ambit_siting_prices_run(prices, &f, &limits, &out, &err), AMBIT_OK);
            for (uint32_t i = 0; i < b.n_plans; i++) {
                bool uses = false;
                for (uint32_t t = 0; t < REPS; t++) uses |= b.centre[i][t] == j;
                if (!uses) least = fmin(least, b.cost[i]);
            }
            assert_true(out.bound <= least && (b.n_plans == 0 || out.bound > 0));
            assert_true(f.site[j] == 0);
            ambit_siting_fixing_reset(&f);
        }
        ambit_siting_prices_free(prices);
        bench_reset(&b);
    }
}

/* ---- Larger ones ------------------------------------------------------------------------------------------------- */

enum { TOWNS = 8, SIZE = 9, ALL = TOWNS * SIZE };

/* Towns far from each other, of equal size; a territory each is the best plan. Its cost is *least. */
static ambit_siting *build_towns(ambit_problem **problem, double *least)
{
    static const double lower[TOWNS] = { SIZE, SIZE, SIZE, SIZE, SIZE, SIZE, SIZE, SIZE };
    double x[ALL], y[ALL], amount[ALL];
    ambit_error err = { AMBIT_OK, "" };
    ambit_siting *s;
    for (uint32_t i = 0; i < ALL; i++) /* a cross of arms of two around the first unit */
        x[i] = 1000.0 * (i / SIZE % 3) + (i % SIZE % 4 == 1 ? 1 : i % SIZE % 4 == 3 ? -1 : 0) * (i % SIZE > 4 ? 2 : 1),
        y[i] = 1000.0 * (i / SIZE / 3) + (i % SIZE % 4 == 2 ? 1 : i % SIZE && i % SIZE % 4 == 0 ? -1 : 0)
                                             * (i % SIZE > 4 ? 2 : 1), amount[i] = 1;
    *least = TOWNS * (4 * 1 + 4 * 2);
    assert_int_equal(ambit_problem_build(problem, ALL, TOWNS, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_set_plane(*problem, x, y, NULL, NULL, AMBIT_ROUND_NOT, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_set_travel(*problem, AMBIT_TRAVEL_DISTANCE, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_set_centres(*problem, &(ambit_centres){ 0 }, &err), AMBIT_OK);
    const ambit_rule rule = { .name = "size", .amount = amount, .lower = lower, .upper = lower };
    assert_int_equal(ambit_problem_add_rule(*problem, &rule, &err), AMBIT_OK);
    assert_int_equal(ambit_siting_build(&s, *problem, &err), AMBIT_OK);
    return s;
}

static void finds_towns(void **state)
{
    (void)state;
    bench b;
    double least;
    ambit_siting_fixing f;
    b.s = build_towns(&b.problem, &least);
    ambit_siting_outcome free_run = run(&b, INFINITY, &f);
    assert_true(free_run.bound <= least && free_run.bound > 0.99999 * least);
    assert_int_equal(f.n_sites_open, ALL);
    ambit_siting_fixing_reset(&f);
    assert_true(run_for(&b, INFINITY, 1, &f).bound > 0.99 * least); /* it begins where it ends */
    ambit_siting_fixing_reset(&f);
    ambit_siting_outcome out = run(&b, least + 0.5, &f);
    assert_true(out.bound <= least && !out.closed);
    for (uint32_t j = 0; j < ALL; j++) {
        assert_int_equal(f.site[j], j % SIZE ? 0 : 2);
        for (uint32_t u = 0; u < ALL && f.site[j]; u++)
            assert_int_equal(ambit_siting_open(&f, b.s, j, u), u / SIZE == j / SIZE);
    }
    ambit_siting_fixing_reset(&f);
    assert_true(run(&b, least * (1 - 1e-4), &f).closed);
    assert_int_equal(f.n_sites_open, 0);
    ambit_siting_fixing_reset(&f);
    bench_reset(&b);
}

static void threads_change_nothing(void **state)
{
    (void)state;
    bench b;
    ambit_siting_fixing one, other;
    int most = omp_get_max_threads();
    ambit_error err = { AMBIT_OK, "" };
    b.problem = ambit_test_random_problem(3, 160, 5, 1, 0.05, HESS | AMBIT_TEST_CONTIGUOUS);
    assert_int_equal(ambit_siting_build(&b.s, b.problem, &err), AMBIT_OK);
    omp_set_num_threads(1);
    double bound = run(&b, INFINITY, &one).bound;
    ambit_siting_fixing_reset(&one);
    ambit_siting_outcome first = run(&b, 1.01 * bound, &one);
    for (int threads = 2; threads <= 3; threads++) {
        omp_set_num_threads(threads);
        ambit_siting_outcome out = run(&b, 1.01 * bound, &other);
        assert_true(out.bound == first.bound && out.effort == first.effort);
        assert_memory_equal(one.site, other.site, b.s->n_sites);
        assert_memory_equal(one.pair, other.pair, (size_t)b.s->n_sites * b.s->n_units / 64 * sizeof *one.pair);
        assert_true(one.n_pairs_open == other.n_pairs_open && one.n_pairs_open < 160 * 160);
        ambit_siting_fixing_reset(&other);
    }
    omp_set_num_threads(most);
    ambit_siting_fixing_reset(&one);
    bench_reset(&b);
}

/* Of large problems only the nearest sites of a unit are listed: L is the same where no multiplier was held back, and
 * never more. */
static void far_sites_are_not_missed(void **state)
{
    (void)state;
    static const unsigned features[] = { HESS, HESS | AMBIT_TEST_GROUPS, AMBIT_TEST_CENTRES | AMBIT_TEST_HOMES,
        AMBIT_TEST_CENTRES | AMBIT_TEST_PLANE | AMBIT_TEST_CAPACITY, AMBIT_TEST_CENTRES | AMBIT_TEST_FEW_SITES };
    uint32_t same = 0, all = 0, whole = 0;
    for (size_t k = 0; k < sizeof features / sizeof *features; k++)
        for (uint64_t seed = 1; seed <= 4; seed++) {
            ambit_error err = { AMBIT_OK, "" };
            ambit_siting_prices *full, *near;
            ambit_siting_fixing f;
            bench b = { .problem = ambit_test_random_problem(seed, 150, 6, seed > 1, 0.3, features[k]) };
            assert_int_equal(ambit_siting_build(&b.s, b.problem, &err), AMBIT_OK);
            assert_int_equal(ambit_siting_fixing_init(&f, b.s, &err), AMBIT_OK);
            assert_int_equal(ambit_siting_prices_build(&full, b.s, &err), AMBIT_OK);
            assert_int_equal(ambit_siting_prices_build(&near, b.s, &err), AMBIT_OK);
            assert_int_equal(ambit_prices_find_near(near, 20 + 5 * (uint32_t)seed, &err), AMBIT_OK);
            assert_int_equal(ambit_prices_make_rooms(full, &err), AMBIT_OK);
            assert_int_equal(ambit_prices_make_rooms(near, &err), AMBIT_OK);
            ambit_prices_list(full, &f), ambit_prices_list(near, &f);
            assert_true(near->first[b.s->n_sites] < full->first[b.s->n_sites]);
            for (uint32_t u = 0; u < b.s->n_units; u++) near->now.price[u] = 0.7 * near->beyond[u] * (u % 4) / 3;
            assert_int_equal(ambit_prices_evaluate(near, &f), 0);
            memcpy(full->now.price, near->now.price, b.s->n_units * sizeof(double));
            assert_int_equal(ambit_prices_evaluate(full, &f), 0);
            if (seed > 2) {
                assert_int_equal(ambit_prices_make_whole(full, &err), AMBIT_OK);
                assert_int_equal(ambit_prices_make_whole(near, &err), AMBIT_OK);
                assert_int_equal(ambit_prices_evaluate(near, &f), 0);
                assert_int_equal(ambit_prices_evaluate(full, &f), 0);
                assert_true(near->now.bound <= full->now.bound + 1e-9 * (1 + fabs(full->now.bound)));
                whole += near->now.bound > full->now.bound - 0.1 * fabs(full->now.bound);
            } else for (uint32_t j = 0; j < b.s->n_sites; j++) {
                double slack = 1e-9 * (1 + fabs(full->now.value[j]));
                assert_true(near->now.value[j] <= full->now.value[j] + slack);
                same += near->now.value[j] >= full->now.value[j] - slack, all++;
            }
            ambit_siting_prices_free(full), ambit_siting_prices_free(near);
            ambit_siting_fixing_reset(&f);
            bench_reset(&b);
        }
    print_message("%u of %u sites have the same value; L with whole units is nearly so %u times\n", same, all, whole);
    assert_true(same > all / 2 && whole > 3);
}

static int count_down(void *context) { return --*(int *)context < 0; }

static void stops_when_asked(void **state)
{
    (void)state;
    enum { N = 160 };
    bench b;
    double bound = -INFINITY;
    ambit_error err = { AMBIT_OK, "" };
    ambit_siting_prices *prices;
    ambit_siting_fixing f;
    b.problem = ambit_test_random_problem(3, N, 5, 1, 0.05, HESS | AMBIT_TEST_CONTIGUOUS);
    assert_int_equal(ambit_siting_build(&b.s, b.problem, &err), AMBIT_OK);
    const double end = run(&b, INFINITY, &f).bound;
    ambit_siting_fixing_reset(&f);
    assert_int_equal(ambit_siting_prices_build(&prices, b.s, &err), AMBIT_OK);
    assert_int_equal(ambit_siting_fixing_init(&f, b.s, &err), AMBIT_OK);
    for (int turn = 0; turn < 5; turn++) {
        int steps = 4;
        const ambit_siting_limits limits = { .cutoff = INFINITY, .stop = count_down, .context = &steps };
        ambit_siting_outcome out;
        assert_int_equal(ambit_siting_prices_run(prices, &f, &limits, &out, &err), AMBIT_OK);
        assert_true(out.bound >= bound && out.bound < end && out.effort > 0 && steps < 0);
        bound = out.bound;
    }
    const ambit_siting_limits limits = { .cutoff = INFINITY, .most_effort = 1 };
    ambit_siting_outcome out;
    assert_int_equal(ambit_siting_prices_run(prices, &f, &limits, &out, &err), AMBIT_OK);
    assert_true(out.effort <= (uint64_t)4 * N * N);
    ambit_siting_fixing_reset(&f);
    ambit_siting_prices_free(prices);
    bench_reset(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(never_cuts_a_better_plan), cmocka_unit_test(holds_for_the_fixing_it_was_given),
        cmocka_unit_test(finds_towns),              cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(stops_when_asked),         cmocka_unit_test(far_sites_are_not_missed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
