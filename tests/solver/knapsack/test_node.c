/* A node of a packing: decisions and back, the bound at given prices, and what follows from a limit. */
#include "solver/knapsack/node.h"
#include "tests/solver/knapsack/packings.h"

enum { UNITS = 7, REPS = 3, SEEDS = 30 };

typedef struct { ambit_problem *problem; ambit_core *core; ambit_packing packing; ambit_packing_node node; } rig;

static void build(rig *r, uint64_t seed, uint32_t n_units, uint32_t n_reps)
{
    r->problem = packing_problem(seed, n_units, n_reps, 0.9);
    r->core = packing_core(r->problem);
    assert_true(ambit_packing_fits(r->core));
    assert_int_equal(ambit_packing_init(&r->packing, r->core, NULL), AMBIT_OK);
    assert_int_equal(ambit_packing_node_init(&r->node, &r->packing, NULL), AMBIT_OK);
}

static void drop(rig *r)
{
    ambit_packing_node_reset(&r->node);
    ambit_packing_reset(&r->packing);
    ambit_core_free(r->core);
    ambit_problem_free(r->problem);
}

static int near(double a, double b) { return fabs(a - b) <= 1e-9 * (1 + fabs(a) + fabs(b)); }

static void draw_prices(double *price, uint32_t n, ambit_rng *rng)
{
    for (uint32_t u = 0; u < n; u++) price[u] = 60 * ambit_rng_unit(rng);
}

/* L(p) by trying every set of each rep's units. */
static double naive_value(const rig *r, const double *price)
{
    double value = 0;
    for (uint32_t u = 0; u < r->core->n_units; u++) value += price[u];
    for (uint32_t rep = 0; rep < r->core->n_reps; rep++) {
        double best = 0;
        for (uint32_t set = 0; set < 1u << r->core->n_units; set++) {
            double cost = 0, load = 0;
            for (uint32_t u = 0; u < r->core->n_units; u++) {
                if (!(set >> u & 1)) continue;
                size_t k = ambit_core_pair(r->core, u, rep);
                if (k == AMBIT_NO_PAIR) { load = INFINITY; break; }
                cost += r->core->cost[k] - price[u], load += ambit_core_amount(r->core, 0, u, k);
            }
            if (load <= r->core->rule[0].upper[rep]) best = fmin(best, cost);
        }
        value += best;
    }
    return value;
}

/* At any prices: the value is as defined, below every plan, and rises as was foretold when a pair is chosen or not. */
static void values_are_as_defined(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        rig r;
        uint32_t plan[UNITS];
        double price[UNITS], best;
        ambit_rng rng = ambit_rng_of(seed, 2);
        build(&r, seed, UNITS, REPS);
        draw_prices(price, UNITS, &rng);
        assert_true(ambit_packing_load(&r.node, NULL, NULL));
        double value = ambit_packing_weigh(&r.node, price, INFINITY);
        assert_true(near(value, naive_value(&r, price)));
        if (ambit_test_brute_force(r.problem, UNITS, REPS, plan, &best)) assert_true(value <= best + 1e-9);
        for (uint32_t k = 0; k < r.packing.n_pairs; k++) {
            if (!ambit_packing_open(&r.node, k)) continue;
            ambit_packing_weigh(&r.node, price, INFINITY);
            double rise = ambit_packing_rise(&r.node, k, ambit_packing_all_out(&r.node, r.packing.unit[k]));
            double without = r.node.without[k];
            ambit_packing_give(&r.node, k);
            assert_true(near(ambit_packing_weigh(&r.node, price, INFINITY), value + rise));
            ambit_packing_undo(&r.node, 0);
            ambit_packing_bar(&r.node, k);
            assert_true(near(ambit_packing_weigh(&r.node, price, INFINITY), value + without));
            ambit_packing_undo(&r.node, 0);
        }
        drop(&r);
    }
}

/* What a node holds, in a form that can be compared: lists as sets. */
typedef struct { uint32_t chosen[40], room[6], length[6], n_open; char out[240], listed[240]; double given; } image;

static image image_of(const ambit_packing_node *n)
{
    image i;
    memset(&i, 0, sizeof i);
    memcpy(i.chosen, n->chosen, n->packing->n_units * sizeof *n->chosen);
    memcpy(i.room, n->room, n->packing->n_reps * sizeof *n->room);
    memcpy(i.out, n->out, n->packing->n_pairs);
    i.n_open = n->n_open, i.given = n->given;
    for (uint32_t r = 0; r < n->packing->n_reps; r++) {
        i.length[r] = n->list_end[r] - n->list_first[r];
        for (uint32_t at = n->list_first[r]; at < n->list_end[r]; at++) {
            assert_int_equal(n->packing->core->rep[n->list[at].pair], r);
            assert_int_equal(n->at[n->list[at].pair], at);
            i.listed[n->list[at].pair] = 1;
        }
    }
    return i;
}

static void decide_something(ambit_packing_node *n, ambit_rng *rng)
{
    uint32_t k = ambit_rng_below(rng, n->packing->n_pairs);
    if (!ambit_packing_open(n, k)) return;
    if (ambit_rng_below(rng, 3)) ambit_packing_bar(n, k);
    else ambit_packing_give(n, k);
}

/* However deep the search went, the way back leads through the same states; and a list holds what is open. */
static void decisions_are_taken_back(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        enum { DEPTH = 30 };
        static image was[DEPTH];
        size_t mark[DEPTH];
        rig r;
        ambit_rng rng = ambit_rng_of(seed, 3);
        build(&r, seed, 40, 6);
        ambit_packing_load(&r.node, NULL, NULL);
        for (int d = 0; d < DEPTH; d++) {
            was[d] = image_of(&r.node), mark[d] = r.node.n_trail;
            for (int i = 0; i < 3; i++) decide_something(&r.node, &rng);
        }
        for (int d = DEPTH; d-- > 0;) {
            ambit_packing_undo(&r.node, mark[d]);
            image is = image_of(&r.node);
            assert_memory_equal(&is, &was[d], sizeof is);
            for (uint32_t k = 0; k < r.packing.n_pairs; k++)
                assert_int_equal(is.listed[k], !is.out[k] && is.chosen[r.packing.unit[k]] == AMBIT_UNDECIDED);
        }
        assert_int_equal(r.node.n_trail, 0);
        drop(&r);
    }
}

/* The climb never ends below where it began, nor above the best plan; with prices of the LP it ends above the LP. */
static void the_climb_raises_the_bound(void **state)
{
    (void)state;
    const ambit_packing_climb_options climb = { .steps = 200, .level = 1e-2, .patience = 10 };
    uint32_t raised = 0;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        rig r;
        uint32_t plan[UNITS];
        double price[UNITS], best;
        build(&r, seed, UNITS, REPS);
        int feasible = ambit_test_brute_force(r.problem, UNITS, REPS, plan, &best);
        for (uint32_t u = 0; u < UNITS; u++) price[u] = r.core->cost[r.core->first[u]];
        ambit_packing_load(&r.node, NULL, NULL);
        double first = ambit_packing_weigh(&r.node, price, INFINITY);
        double value = ambit_packing_climb(&r.node, price, &climb, INFINITY);
        assert_true(value >= first - 1e-9);
        assert_true(near(value, ambit_packing_weigh(&r.node, price, INFINITY)));
        if (feasible) assert_true(value <= best + 1e-9);
        raised += value > first + 1;
        drop(&r);
    }
    assert_true(raised > SEEDS / 2);
}

/* What is decided at a limit is decided so in every plan within it; what has none is seen. */
static void nothing_good_is_lost(void **state)
{
    (void)state;
    uint32_t decided = 0, dead = 0;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        rig r;
        uint32_t plan[UNITS];
        double best;
        build(&r, seed, UNITS, REPS);
        int feasible = ambit_test_brute_force(r.problem, UNITS, REPS, plan, &best);
        for (int above = -1; above <= 1; above += 2) { /* a limit below the best, and one a little above */
            const ambit_packing_climb_options climb = { .steps = 100, .level = 1e-2, .patience = 10 };
            double price[UNITS], bound = -INFINITY, limit = feasible ? best + above : INFINITY;
            for (uint32_t u = 0; u < UNITS; u++) price[u] = r.core->cost[r.core->first[u]];
            ambit_packing_load(&r.node, NULL, NULL);
            ambit_packing_climb(&r.node, price, &climb, INFINITY);
            bool alive = ambit_packing_process(&r.node, price, &bound, limit);
            if (!feasible || above < 0) { dead += !alive; continue; }
            assert_true(alive && bound <= best + 1e-9);
            for (uint32_t u = 0; u < UNITS; u++) {
                uint32_t k = (uint32_t)ambit_core_pair(r.core, u, plan[u]);
                assert_false(r.node.out[k]);
                if (r.node.chosen[u] == AMBIT_UNDECIDED) continue;
                assert_int_equal(r.node.chosen[u], k);
                decided++;
            }
        }
        drop(&r);
    }
    print_message("%u units decided, %u times no plan left\n", decided, dead);
    assert_true(decided > SEEDS / 2 && dead > 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_as_defined), cmocka_unit_test(decisions_are_taken_back),
        cmocka_unit_test(the_climb_raises_the_bound), cmocka_unit_test(nothing_good_is_lost),
    };
    return cmocka_run_group_tests_name("solver/knapsack/node", tests, NULL, NULL);
}
