#include "solver/knapsack/knapsack.h"

#include "solver/knapsack/explore.h"

#include <stdlib.h>
#include <string.h>

enum {
    BATCH = 8,          /* tasks side by side; fixed, so that threads change nothing */
    ROOT_STEPS = 300,
    SMALL_TASK = 20,    /* nodes of a task while there are fewer leaves than tasks ... */
    TASK = 400,         /* ... then ... */
    LARGE_TASK = 40000, /* ... and when open nodes fill the memory: deep first leaves few of them */
    TASK_WORK = 500000000, /* cells of a task, where nodes are dear */
    MOST_BYTES = 400000000,
    PATIENCE = 8,       /* batches of dives without a better plan */
    STEPS = 40,         /* of the prices after each portion of a dive */
    LARGE_PAIRS = 20000, FIRST_DIVES = 2, FIRST_STEPS = 20 /* where a plan is waited for, two quick ones come first */
};

static const double DIVING = 0.3;  /* of the work */
static const double NOISE = 0.05;  /* on the shares, times the number of the dive in its batch */

struct ambit_knapsack {
    ambit_packing packing;
    ambit_explorer explorer[BATCH];
    double *price, *share;  /* of the root */
    char *out;              /* [n_pairs] 1: in no plan below the cutoff */
    uint32_t *choice, *best; /* offsets and pairs of the best plan found here */
    double root, cutoff, cost, reduced_at; /* cutoff for which the root was reduced last */
    ambit_leaves leaves;
    uint64_t nodes, work, n_branchings, seed;
    uint64_t dives, diving;        /* batches so far; their part of the work */
    uint32_t idle;                 /* batches of dives since the last better plan */
    bool closed;
};

bool ambit_knapsack_fits(const ambit_core *core) { return ambit_packing_fits(core); }

/* ---- The root ---------------------------------------------------------------------------------------------------- */

/* The least that each unit costs at the rows' prices: with these the knapsacks' bound is not below the LP's. */
static void first_prices(ambit_knapsack *k, const double *row_price)
{
    const ambit_core *core = k->packing.core;
    for (uint32_t u = 0; u < core->n_units; u++) {
        k->price[u] = INFINITY;
        for (size_t i = core->first[u]; i < core->first[u + 1]; i++) {
            double price = fmax(row_price[core->rep[i]], 0);
            k->price[u] = fmin(k->price[u], core->cost[i] + price * k->packing.weight[i]);
        }
    }
}

/* L less what rounding may have added to its sums. */
static double safe(const ambit_knapsack *k, double value)
{
    double sum = 0;
    for (uint32_t u = 0; u < k->packing.n_units; u++) sum += fabs(k->price[u]);
    return value - 1e-12 * sum * (1 + log2(k->packing.n_units + 1.0));
}

static void climb_root(ambit_knapsack *k, int (*stop)(void *context), void *context)
{
    const ambit_packing_climb_options climb = { .steps = ROOT_STEPS, .level = 2e-3, .patience = 10 };
    ambit_packing_node *n = &k->explorer[0].node;
    ambit_packing_load(n, NULL, NULL);
    n->stop = stop, n->context = context;
    k->root = safe(k, ambit_packing_climb(n, k->price, &climb, INFINITY));
    for (uint32_t i = 0; i < k->packing.n_pairs; i++) k->share[i] = n->share[i] / n->share_weight;
    k->work += n->work;
}

static ambit_status plant(ambit_knapsack *k, ambit_error *err)
{
    ambit_branching *top = ambit_branching_build(k->explorer[0].node.chosen, k->price, k->packing.n_units);
    ambit_leaf leaf = { k->root, top, UINT32_MAX, 0 };
    if (top) top->n_leaves = 1;
    if (top && !ambit_leaves_push(&k->leaves, leaf)) return AMBIT_OK;
    if (top) ambit_leaf_drop(&leaf);
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a tree of %u units", k->packing.n_units);
}

ambit_status ambit_knapsack_build(ambit_knapsack **out, const ambit_core *core, const double *price, uint64_t seed,
                                  int (*stop)(void *context), void *context, ambit_error *err)
{
    *out = NULL;
    ambit_knapsack *k = calloc(1, sizeof *k);
    if (!k) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for knapsacks");
    k->cutoff = k->cost = k->reduced_at = INFINITY, k->seed = seed;
    ambit_status status = ambit_packing_init(&k->packing, core, err);
    for (int t = 0; t < BATCH && status == AMBIT_OK; t++)
        status = ambit_explorer_init(&k->explorer[t], &k->packing, err);
    const size_t pairs = (size_t)k->packing.n_pairs + 1;
    k->price = malloc(core->n_units * sizeof *k->price), k->share = malloc(pairs * sizeof *k->share);
    k->out = calloc(pairs, 1);
    k->choice = malloc(core->n_units * sizeof *k->choice), k->best = malloc(core->n_units * sizeof *k->best);
    if (status == AMBIT_OK && (!k->price || !k->share || !k->out || !k->choice || !k->best))
        status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for the knapsacks of %zu pairs", core->n_pairs);
    if (status == AMBIT_OK) {
        first_prices(k, price);
        climb_root(k, stop, context);
        status = plant(k, err);
    }
    if (status == AMBIT_OK) *out = k;
    else ambit_knapsack_free(k);
    return status;
}

void ambit_knapsack_free(ambit_knapsack *k)
{
    if (!k) return;
    ambit_leaves_reset(&k->leaves);
    for (int t = 0; t < BATCH; t++) ambit_explorer_reset(&k->explorer[t]);
    ambit_packing_reset(&k->packing);
    free(k->price), free(k->share), free(k->out), free(k->choice), free(k->best), free(k);
}

/* ---- Batches ----------------------------------------------------------------------------------------------------- */

/* Without memory the rest stays with the task. */
static int take_leaves(ambit_knapsack *k, ambit_explorer *e)
{
    size_t taken = 0;
    while (taken < e->n_leaves && !ambit_leaves_push(&k->leaves, e->leaf[taken])) taken++;
    e->n_leaves -= taken;
    memmove(e->leaf, e->leaf + taken, e->n_leaves * sizeof *e->leaf);
    return e->n_leaves ? -1 : 0;
}

/* What the tasks found, in their order. */
static ambit_status gather(ambit_knapsack *k, int n_tasks, ambit_error *err)
{
    ambit_status status = AMBIT_OK;
    for (int t = 0; t < n_tasks; t++) {
        ambit_explorer *e = &k->explorer[t];
        k->nodes += e->nodes, k->work += e->node.work;
        k->n_branchings += e->n_branchings;
        if (e->no_memory || (e->n_leaves && take_leaves(k, e)))
            status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for a tree of %u units", k->packing.n_units);
        if (!e->found || e->cutoff >= k->cutoff) continue;
        k->cutoff = k->cost = e->cutoff, k->idle = 0;
        memcpy(k->best, e->best, k->packing.n_units * sizeof *k->best);
    }
    return status;
}

static ambit_status dive(ambit_knapsack *k, ambit_error *err)
{
    const uint64_t begun = k->work;
    const bool quick = !k->dives && k->packing.n_pairs > LARGE_PAIRS;
    const int n = quick ? FIRST_DIVES : BATCH;
    k->idle++;
#pragma omp parallel for schedule(dynamic, 1)
    for (int t = 0; t < n; t++) {
        ambit_explorer *e = &k->explorer[t];
        ambit_rng rng = ambit_rng_of(k->seed, k->dives * BATCH + (uint64_t)t);
        ambit_explorer_start(e, k->cutoff, UINT64_MAX, UINT64_MAX, false);
        ambit_explorer_dive(e, &(ambit_explorer_top){ k->price, k->share, k->root, k->out,
                                                      quick ? FIRST_STEPS : STEPS, NOISE * t }, &rng);
    }
    k->dives++;
    ambit_status status = gather(k, n, err);
    k->diving += k->work - begun;
    return status;
}

/* Dives get a part of the work as long as they find something. */
static bool worth_diving(const ambit_knapsack *k)
{
    return !k->dives || (k->idle < PATIENCE && (double)k->diving < DIVING * (double)k->work);
}

/* A better cutoff puts more pairs out for good. False when no plan is left. */
static bool reduce_root(ambit_knapsack *k)
{
    ambit_packing_node *n = &k->explorer[0].node;
    double bound = k->root;
    if (k->reduced_at <= k->cutoff) return true;
    k->reduced_at = k->cutoff;
    ambit_packing_load(n, NULL, k->out);
    n->work = 0;
    bool left = ambit_packing_reduce(n, k->price, &bound, ambit_packing_limit(&k->packing, k->cutoff));
    memcpy(k->out, n->out, k->packing.n_pairs);
    k->work += n->work;
    return left;
}

static void drop(ambit_knapsack *k, const ambit_leaf *leaf)
{
    if (ambit_leaf_drop(leaf)) k->n_branchings--;
}

/* The best leaves, each a task. */
static ambit_status grow(ambit_knapsack *k, ambit_error *err)
{
    ambit_leaf task[BATCH];
    int n = 0;
    bool full = k->n_branchings * 12 * k->packing.n_units > MOST_BYTES;
    uint64_t most_nodes = full ? LARGE_TASK : k->leaves.n < 4 * BATCH ? SMALL_TASK : TASK;
    double limit = ambit_packing_limit(&k->packing, k->cutoff);
    while (n < BATCH && k->leaves.n && k->leaves.leaf[0].bound <= limit) task[n++] = ambit_leaves_pop(&k->leaves);
#pragma omp parallel for schedule(dynamic, 1)
    for (int t = 0; t < n; t++) {
        ambit_explorer *e = &k->explorer[t];
        ambit_explorer_start(e, k->cutoff, most_nodes, TASK_WORK, true);
        ambit_explorer_follow(e, &task[t], k->out);
    }
    ambit_status status = gather(k, n, err);
    for (int t = 0; t < n; t++) drop(k, &task[t]);
    return status;
}

static bool tree_is_done(const ambit_knapsack *k)
{
    return !k->leaves.n || k->leaves.leaf[0].bound > ambit_packing_limit(&k->packing, k->cutoff);
}

static void set_choice(ambit_knapsack *k)
{
    for (uint32_t u = 0; u < k->packing.n_units; u++)
        k->choice[u] = k->best[u] - (uint32_t)k->packing.core->first[u];
}

ambit_status ambit_knapsack_run(ambit_knapsack *k, double cutoff, double effort, int (*stop)(void *context),
                                void *context, ambit_error *err)
{
    const uint64_t begun = k->work;
    ambit_status status = AMBIT_OK;
    k->cutoff = fmin(k->cutoff, cutoff);
    for (int t = 0; t < BATCH; t++) k->explorer[t].node.stop = stop, k->explorer[t].node.context = context;
    while (status == AMBIT_OK && !k->closed && !(stop && stop(context))) {
        k->closed = !reduce_root(k) || tree_is_done(k);
        if (k->closed || (k->dives && (double)(k->work - begun) >= effort)) break;
        status = worth_diving(k) ? dive(k, err) : grow(k, err);
    }
    if (k->cost < INFINITY) set_choice(k);
    return status;
}

ambit_knapsack_report ambit_knapsack_now(const ambit_knapsack *k)
{
    ambit_knapsack_report r = { .root = k->root, .closed = k->closed, .cost = k->cost, .nodes = k->nodes,
                                .work = k->work, .n_open = k->leaves.n };
    if (k->cost < INFINITY) r.choice = k->choice;
    r.value = k->closed || !k->leaves.n ? k->cutoff : fmin(fmax(safe(k, k->leaves.leaf[0].bound), k->root), k->cutoff);
    return r;
}
