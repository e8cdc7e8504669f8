/* A task of the tree: what it finds is true, and what it leaves open promises never too much. */
#include "solver/knapsack/explore.h"
#include "tests/solver/knapsack/packings.h"

enum { UNITS = 8, REPS = 3, SEEDS = 40 };

typedef struct { ambit_problem *problem; ambit_core *core; ambit_packing packing; ambit_explorer explorer; } rig;

static void build(rig *r, uint64_t seed)
{
    r->problem = packing_problem(seed, UNITS, REPS, 0.85);
    r->core = packing_core(r->problem);
    assert_int_equal(ambit_packing_init(&r->packing, r->core, NULL), AMBIT_OK);
    assert_int_equal(ambit_explorer_init(&r->explorer, &r->packing, NULL), AMBIT_OK);
}

static void drop(rig *r)
{
    ambit_explorer_reset(&r->explorer);
    ambit_packing_reset(&r->packing);
    ambit_core_free(r->core);
    ambit_problem_free(r->problem);
}

/* The cheapest plan in which every decided unit of `chosen` has its pair, by trying all; `room` is what reps have. */
static double cheapest(const ambit_core *core, const uint32_t *chosen, uint32_t u, double *room)
{
    double best = INFINITY;
    if (u == core->n_units) return 0;
    for (size_t k = core->first[u]; k < core->first[u + 1]; k++) {
        double amount = ambit_core_amount(core, 0, u, k);
        if ((chosen[u] != AMBIT_UNDECIDED && chosen[u] != k) || amount > room[core->rep[k]]) continue;
        room[core->rep[k]] -= amount;
        best = fmin(best, core->cost[k] + cheapest(core, chosen, u + 1, room));
        room[core->rep[k]] += amount;
    }
    return best;
}

static double truth(const rig *r, const uint32_t *chosen, uint32_t pair)
{
    uint32_t all[UNITS];
    double room[REPS];
    memcpy(all, chosen, sizeof all);
    memcpy(room, r->core->rule[0].upper, sizeof room);
    if (pair != UINT32_MAX) all[r->packing.unit[pair]] = pair;
    return cheapest(r->core, all, 0, room);
}

static void a_plan_is_one(const rig *r, const ambit_explorer *e)
{
    double cost = 0, load[REPS] = { 0 };
    for (uint32_t u = 0; u < UNITS; u++) {
        assert_int_equal(r->packing.unit[e->best[u]], u);
        cost += r->core->cost[e->best[u]];
        load[r->core->rep[e->best[u]]] += r->packing.weight[e->best[u]];
    }
    assert_true(cost == e->cutoff);
    for (uint32_t rep = 0; rep < REPS; rep++) assert_true(load[rep] <= r->core->rule[0].upper[rep]);
}

/* The task begins at prices that are worse than the bound that came with them. The best plan is the one found, or lies
 * below a leaf; and no leaf's bound is above the best plan below it. */
static void leaves_promise_never_too_much(void **state)
{
    (void)state;
    const uint32_t open[UNITS] = { AMBIT_UNDECIDED, AMBIT_UNDECIDED, AMBIT_UNDECIDED, AMBIT_UNDECIDED, AMBIT_UNDECIDED,
        AMBIT_UNDECIDED, AMBIT_UNDECIDED, AMBIT_UNDECIDED };
    uint32_t n_leaves = 0, n_found = 0;
    for (uint64_t seed = 1; seed <= SEEDS; seed++)
        for (uint64_t most_nodes = 1; most_nodes <= 27; most_nodes *= 3) {
            rig r;
            ambit_rng rng = ambit_rng_of(seed, most_nodes);
            double price[UNITS], best, left = INFINITY;
            build(&r, seed);
            best = truth(&r, open, UINT32_MAX);
            for (uint32_t u = 0; u < UNITS; u++) price[u] = 60 * ambit_rng_unit(&rng);
            ambit_branching *top = ambit_branching_build(open, price, UNITS);
            assert_non_null(top);
            top->n_leaves = 1;
            ambit_leaf leaf = { best < INFINITY ? best - 0.5 : 0, top, UINT32_MAX, 0 };
            ambit_explorer *e = &r.explorer;
            ambit_explorer_start(e, INFINITY, most_nodes, UINT64_MAX, true);
            ambit_explorer_follow(e, &leaf, NULL);
            for (size_t i = 0; i < e->n_leaves; i++) {
                double below = truth(&r, e->leaf[i].at->chosen, e->leaf[i].pair);
                assert_true(e->leaf[i].bound <= below + 1e-9);
                left = fmin(left, below);
            }
            if (e->found) a_plan_is_one(&r, e);
            assert_true((e->found ? fmin(left, e->cutoff) : left) == best);
            n_leaves += (uint32_t)e->n_leaves, n_found += e->found;
            assert_true(ambit_leaf_drop(&leaf));
            drop(&r);
        }
    print_message("%u leaves, %u plans\n", n_leaves, n_found);
    assert_true(n_leaves > SEEDS && n_found > SEEDS / 2);
}

/* Dives come to plans, and with noise to others. */
static void dives_come_to_plans(void **state)
{
    (void)state;
    uint32_t n_found = 0, n_feasible = 0;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        rig r;
        const ambit_packing_climb_options climb = { .steps = 100, .level = 1e-2, .patience = 10 };
        const uint32_t open[UNITS] = { AMBIT_UNDECIDED, AMBIT_UNDECIDED, AMBIT_UNDECIDED, AMBIT_UNDECIDED,
            AMBIT_UNDECIDED, AMBIT_UNDECIDED, AMBIT_UNDECIDED, AMBIT_UNDECIDED };
        double price[UNITS], share[UNITS * REPS];
        build(&r, seed);
        ambit_explorer *e = &r.explorer;
        for (uint32_t u = 0; u < UNITS; u++) price[u] = r.core->cost[r.core->first[u]];
        ambit_packing_load(&e->node, NULL, NULL);
        double bound = ambit_packing_climb(&e->node, price, &climb, INFINITY), best = truth(&r, open, UINT32_MAX);
        for (uint32_t k = 0; k < r.packing.n_pairs; k++) share[k] = e->node.share[k] / e->node.share_weight;
        n_feasible += best < INFINITY;
        for (int noise = 0; noise < 2; noise++) {
            ambit_rng rng = ambit_rng_of(seed, 1);
            ambit_explorer_start(e, INFINITY, UINT64_MAX, UINT64_MAX, false);
            ambit_explorer_dive(e, &(ambit_explorer_top){ price, share, bound, NULL, 20, 0.3 * noise }, &rng);
            assert_int_equal(e->n_leaves, 0);
            if (!e->found) continue;
            a_plan_is_one(&r, e);
            assert_true(e->cutoff >= best);
            n_found++;
        }
        drop(&r);
    }
    assert_true(n_found > n_feasible);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leaves_promise_never_too_much), cmocka_unit_test(dives_come_to_plans),
    };
    return cmocka_run_group_tests_name("solver/knapsack/explore", tests, NULL, NULL);
}
