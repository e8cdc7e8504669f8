/* The frontier of tiny random problems against every plan that there is. */
#include "tests/support.h"
#include "tools/frontier/sweep.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { UNITS = 6, REPS = 3, MOST_RULES = 2, MOST_PLANS = 729, LEVELS = 2 };

/* ---- Rigs -------------------------------------------------------------------------------------------------------- */

/* A problem, and what its frontier is about. Shares lie between the bounds, so that tolerances are what they say. */
typedef struct {
    ambit_problem *problem;
    uint32_t rule[MOST_RULES];
    double share[MOST_RULES * REPS], tolerance[MOST_RULES], amount[UNITS];
    ambit_frontier_model model;
} rig;

static void build(rig *g, uint64_t seed, uint32_t n_rules, unsigned features, int in_units)
{
    *g = (rig){ .problem = ambit_test_random_problem(seed, UNITS, REPS, n_rules, 0.4, features) };
    for (uint32_t a = 0; a < n_rules; a++) {
        double total = 0;
        g->rule[a] = a, g->tolerance[a] = 0.4 + 0.1 * a;
        for (uint32_t u = 0; u < UNITS; u++) total += g->problem->rule[a].amount[u];
        for (uint32_t r = 0; r < REPS; r++) {
            double share = g->share[a * REPS + r] = total / REPS;
            g->problem->rule[a].lower[r] = share * (1 - g->tolerance[a]);
            g->problem->rule[a].upper[r] = share * (1 + g->tolerance[a]);
        }
    }
    for (uint32_t u = 0; u < UNITS; u++) g->amount[u] = 1 + (double)((seed * 7 + u * 13) % 11) / 4;
    g->model = (ambit_frontier_model){ .problem = g->problem, .n_balance = n_rules, .rule = g->rule, .share = g->share,
        .tolerance = g->tolerance, .amount = in_units ? NULL : g->amount };
}

static ambit_frontier_order order_of(const double *tolerance, uint32_t n_levels, int threads)
{
    return (ambit_frontier_order){ .n_levels = n_levels, .tolerance = tolerance, .threads = threads,
        .solve = ambit_options_default() };
}

/* ---- The truth --------------------------------------------------------------------------------------------------- */

typedef struct { double cost, moved, imbalance; } figures;
typedef struct { uint32_t n; figures item[MOST_PLANS]; } all_plans;

/* Every plan within the bounds of a level, by the judge. */
static void list_plans(all_plans *all, const rig *g, ambit_frontier_epsilon e)
{
    ambit_error err;
    ambit_frontier_variant v;
    uint32_t plan[UNITS];
    double load[MOST_RULES * REPS + 1];
    assert_int_equal(ambit_frontier_variant_init(&v, &g->model, AMBIT_FRONTIER_COST, e, &err), AMBIT_OK);
    all->n = 0;
    for (uint32_t k = 0; k < MOST_PLANS; k++) {
        ambit_verdict verdict;
        for (uint32_t u = 0, rest = k; u < UNITS; u++, rest /= REPS) plan[u] = rest % REPS;
        assert_int_equal(ambit_evaluate(&verdict, &v.view, plan, load, &err), AMBIT_OK);
        if (verdict.within_rules)
            all->item[all->n++] = (figures){ verdict.cost.total - verdict.cost.disruption, verdict.moved_amount,
                ambit_frontier_imbalance(&g->model, load) };
    }
    ambit_frontier_variant_reset(&v);
}

static int near(double a, double b) { return fabs(a - b) <= 2e-8 * fmax(1, fabs(a)); }

/* The least cost of plans that have no more of the second figure than `most`. */
static double least_cost(const all_plans *all, int by_moves, double most)
{
    double least = INFINITY;
    for (uint32_t k = 0; k < all->n; k++) {
        double second = by_moves ? all->item[k].moved : all->item[k].imbalance;
        if (second <= most + 1e-9 * fmax(1, most)) least = fmin(least, all->item[k].cost);
    }
    return least;
}

/* Is there a point of at most this cost and at most so much of the second figure? */
static int is_matched(const ambit_frontier_points *points, int by_moves, double cost, double second)
{
    for (uint32_t i = 0; i < points->n; i++) {
        const ambit_frontier_point *p = &points->item[i];
        double of_point = by_moves ? p->moved_amount : p->imbalance;
        if (p->cost <= cost + 2e-8 * fmax(1, cost) && of_point <= second + 2e-8 * fmax(1, second)) return 1;
    }
    return 0;
}

/* Every plan is matched by a point, every point is a cheapest plan, and so none is missing and none too many. */
static void is_whole(const rig *g, const ambit_frontier *f, ambit_frontier_epsilon e, const char *what)
{
    static all_plans all;
    list_plans(&all, g, e);
    for (uint32_t k = 0; k < all.n; k++) {
        double second = f->has_moves ? all.item[k].moved : all.item[k].imbalance;
        if (!is_matched(&f->points, f->has_moves, all.item[k].cost, second))
            fail_msg("%s: no point is as good as cost %.12g with %.12g", what, all.item[k].cost, second);
    }
    for (uint32_t i = 0; i < f->points.n; i++) {
        const ambit_frontier_point *p = &f->points.item[i];
        double second = f->has_moves ? p->moved_amount : p->imbalance;
        if (p->asked.tolerance != e.tolerance && f->has_moves) continue;
        if (!p->proven || !near(p->cost, least_cost(&all, f->has_moves, second)))
            fail_msg("%s: point %u costs %.12g, the cheapest plan %.12g", what, i, p->cost,
                     least_cost(&all, f->has_moves, second));
    }
}

static void none_betters_another(const ambit_frontier *f, const char *what)
{
    for (uint32_t i = 0; i < f->points.n; i++)
        for (uint32_t j = 0; j < f->points.n; j++) {
            const ambit_frontier_point *a = &f->points.item[i], *b = &f->points.item[j];
            if (i != j && a->cost <= b->cost && a->moved_amount <= b->moved_amount && a->imbalance <= b->imbalance)
                fail_msg("%s: point %u is no worse than point %u in anything", what, i, j);
        }
}

/* ---- Cases ------------------------------------------------------------------------------------------------------- */

static const struct { const char *name; unsigned features; uint32_t n_rules; int in_units; } cases[] = {
    { "moves counted in units", AMBIT_TEST_CURRENT, 1, 1 },
    { "moves counted in an amount", AMBIT_TEST_CURRENT, 1, 0 },
    { "two rules of unlike tolerance", AMBIT_TEST_CURRENT, 2, 0 },
    { "whole amounts, so that plans tie", AMBIT_TEST_CURRENT | AMBIT_TEST_INTEGER, 1, 1 },
    { "a cap of the plan's own in another measure", AMBIT_TEST_CURRENT | AMBIT_TEST_MOVE_CAP, 1, 0 },
    { "a matrix with missing pairs", AMBIT_TEST_CURRENT | AMBIT_TEST_MATRIX, 1, 0 },
    { "locks and groups", AMBIT_TEST_CURRENT | AMBIT_TEST_LOCKS | AMBIT_TEST_GROUPS, 1, 0 },
    { "segments at a price", AMBIT_TEST_CURRENT | AMBIT_TEST_CLASSES | AMBIT_TEST_MISFIT, 1, 0 },
    { "territories that hang together", AMBIT_TEST_CURRENT | AMBIT_TEST_CONTIGUOUS, 1, 1 },
    { "nobody has a rep in force", 0, 2, 1 },
};
enum { CASES = sizeof cases / sizeof *cases, SEEDS = 4 };

static void small_frontiers_are_those_of_every_plan(void **state)
{
    (void)state;
    uint32_t n_points = 0;
    for (uint32_t c = 0; c < CASES; c++)
        for (uint64_t seed = 1; seed <= SEEDS; seed++) {
            rig g;
            char what[200];
            ambit_frontier f;
            ambit_error err = { AMBIT_OK, "" };
            snprintf(what, sizeof what, "%s, seed %d", cases[c].name, (int)seed);
            build(&g, seed, cases[c].n_rules, cases[c].features, cases[c].in_units);
            const ambit_frontier_order order = order_of(NULL, 0, 1);
            if (ambit_frontier_sweep(&f, &g.model, &order, &err)) fail_msg("%s: %s", what, err.text);
            if (!f.is_exact) fail_msg("%s: not exact", what);
            for (uint32_t k = 0; k < f.n_levels; k++)
                is_whole(&g, &f, (ambit_frontier_epsilon){ f.level[k].tolerance, 0, INFINITY }, what);
            none_betters_another(&f, what);
            n_points += f.points.n;
            ambit_frontier_reset(&f);
            ambit_problem_free(g.problem);
        }
    assert_true(n_points > CASES * SEEDS); /* there is something to trade in most of them */
}

/* Tolerances that are listed take the place of the plan's own, wider ones too. */
static void listed_tolerances_hold_for_every_rule(void **state)
{
    static const double tolerance[LEVELS] = { 0.7, 0.3 };
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        rig g;
        ambit_frontier f;
        ambit_error err;
        build(&g, seed, 2, AMBIT_TEST_CURRENT, 0);
        const ambit_frontier_order order = order_of(tolerance, LEVELS, 1);
        assert_int_equal(ambit_frontier_sweep(&f, &g.model, &order, &err), AMBIT_OK);
        for (uint32_t k = 0; k < f.n_levels; k++) {
            assert_true(f.level[k].tolerance == tolerance[k]);
            is_whole(&g, &f, (ambit_frontier_epsilon){ tolerance[k], 1, INFINITY }, "listed");
        }
        for (uint32_t i = 0; i < f.points.n; i++)
            assert_true(f.points.item[i].imbalance <= f.points.item[i].asked.tolerance + 1e-9);
        ambit_frontier_reset(&f);
        ambit_problem_free(g.problem);
    }
}

/* ---- Spreading, where steps cannot be walked --------------------------------------------------------------------- */

enum { MANY_UNITS = 120, MANY_REPS = 6 };

static void sweep_many(ambit_frontier *f, ambit_problem *p, double tolerance, int threads, uint32_t points)
{
    static uint32_t rule;
    double share[MANY_REPS], total = 0;
    ambit_error err = { AMBIT_OK, "" };
    for (uint32_t u = 0; u < MANY_UNITS; u++) total += p->rule[0].amount[u];
    for (uint32_t r = 0; r < MANY_REPS; r++) {
        share[r] = total / MANY_REPS;
        p->rule[0].lower[r] = share[r] * (1 - tolerance), p->rule[0].upper[r] = share[r] * (1 + tolerance);
    }
    const ambit_frontier_model model = { .problem = p, .n_balance = 1, .rule = &rule, .share = share,
        .tolerance = &tolerance };
    ambit_frontier_order order = order_of(NULL, 0, threads);
    order.points = points;
    order.solve.effort = 0.1;
    if (ambit_frontier_sweep(f, &model, &order, &err)) fail_msg("%s", err.text);
}

/* A bound holds for all that moves no more and keeps the tolerance: for every other point that does, too. */
static void bounds_hold(const ambit_frontier *f)
{
    for (uint32_t i = 0; i < f->points.n; i++)
        for (uint32_t j = 0; j < f->points.n; j++) {
            const ambit_frontier_point *a = &f->points.item[i], *b = &f->points.item[j];
            if (b->moved_amount <= a->moved_amount && b->asked.tolerance <= a->asked.tolerance
                && a->bound > b->cost * (1 + 1e-9))
                fail_msg("point %u has the bound %.12g, but point %u costs %.12g", i, a->bound, j, b->cost);
        }
}

static void spread_points_keep_their_bounds_for_any_number_of_threads(void **state)
{
    (void)state;
    ambit_frontier one, two;
    ambit_problem *p = ambit_test_random_problem(5, MANY_UNITS, MANY_REPS, 1, 0.1, AMBIT_TEST_CURRENT);
    sweep_many(&one, p, 0.1, 1, 8);
    sweep_many(&two, p, 0.1, 2, 8);
    assert_false(one.is_exact);
    assert_in_range(one.points.n, 5, 8);
    bounds_hold(&one);
    none_betters_another(&one, "spread");
    assert_int_equal(one.points.n, two.points.n);
    for (uint32_t i = 0; i < one.points.n; i++) {
        const ambit_frontier_point *a = &one.points.item[i], *b = &two.points.item[i];
        assert_true(a->cost == b->cost && a->bound == b->bound && a->moved_amount == b->moved_amount);
        assert_memory_equal(a->plan, b->plan, MANY_UNITS * sizeof *a->plan);
        assert_true(a->bound <= a->cost && isfinite(a->bound));
    }
    ambit_frontier_reset(&one);
    ambit_frontier_reset(&two);
    ambit_problem_free(p);
}

/* ---- Lists ------------------------------------------------------------------------------------------------------- */

static void a_thinned_list_keeps_its_ends(void **state)
{
    (void)state;
    for (uint32_t most = 1; most <= 9; most++) {
        ambit_frontier_points points = { .item = NULL };
        ambit_error err;
        for (uint32_t k = 0; k < 8; k++) {
            ambit_frontier_point one = { .cost = k, .moved_amount = 8 - k };
            assert_int_equal(ambit_frontier_points_add(&points, &one, &err), AMBIT_OK);
        }
        assert_int_equal(ambit_frontier_points_settle(&points, AMBIT_FRONTIER_BY_MOVES), 0);
        ambit_frontier_points_thin(&points, most);
        assert_int_equal(points.n, most < 8 ? most : 8);
        assert_true(points.item[0].cost == 0);
        if (most > 1) assert_true(points.item[points.n - 1].cost == 7);
        ambit_frontier_points_reset(&points);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_frontiers_are_those_of_every_plan),
        cmocka_unit_test(listed_tolerances_hold_for_every_rule),
        cmocka_unit_test(spread_points_keep_their_bounds_for_any_number_of_threads),
        cmocka_unit_test(a_thinned_list_keeps_its_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
