#include "solver/knapsack/explore.h"

#include <stdlib.h>
#include <string.h>

enum {
    LEAST_TAIL = 20, MOST_TAIL = 40, /* of a dive: so few units, or a tenth of all, are left to the tree ... */
    TAIL_NODES = 200,      /* ... for so many nodes ... */
    TAIL_WORK = 1000000000 /* ... and cells */
};

/* ---- Life -------------------------------------------------------------------------------------------------------- */

ambit_status ambit_explorer_init(ambit_explorer *e, const ambit_packing *packing, ambit_error *err)
{
    *e = (ambit_explorer){ .cutoff = INFINITY, .limit = INFINITY };
    ambit_status status = ambit_packing_node_init(&e->node, packing, err);
    if (status != AMBIT_OK) return status;
    e->best = malloc(packing->n_units * sizeof *e->best);
    e->rank = malloc(((size_t)packing->n_pairs + 1) * sizeof *e->rank);
    if (e->best && e->rank) return AMBIT_OK;
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a tree of %u units", packing->n_units);
}

static void drop_leaves(ambit_explorer *e)
{
    for (size_t i = 0; i < e->n_leaves; i++) ambit_leaf_drop(&e->leaf[i]);
    e->n_leaves = 0;
}

void ambit_explorer_reset(ambit_explorer *e)
{
    drop_leaves(e);
    for (uint32_t d = 0; d < e->n_levels; d++) free(e->level[d].price);
    free(e->level), free(e->leaf), free(e->best), free(e->rank);
    ambit_packing_node_reset(&e->node);
    *e = (ambit_explorer){ .best = NULL };
}

void ambit_explorer_start(ambit_explorer *e, double cutoff, uint64_t most_nodes, uint64_t most_work, bool keeps)
{
    drop_leaves(e);
    e->cutoff = cutoff, e->limit = ambit_packing_limit(e->node.packing, cutoff);
    e->found = false, e->keeps = keeps;
    e->nodes = 0, e->most_nodes = most_nodes, e->n_branchings = 0;
    e->node.work = 0, e->most_work = most_work;
}

/* Levels are made when the search first comes so deep. */
static ambit_explorer_level *level_at(ambit_explorer *e, uint32_t depth)
{
    const ambit_packing *p = e->node.packing;
    if (depth < e->n_levels) return &e->level[depth];
    ambit_explorer_level *grown = realloc(e->level, (depth + 1) * sizeof *grown);
    if (!grown) return NULL;
    e->level = grown;
    double *block = malloc((p->n_units + p->n_reps) * sizeof *block + p->n_reps * sizeof(uint32_t));
    if (!block) return NULL;
    double *bound = block + p->n_units;
    grown[e->n_levels] = (ambit_explorer_level){ block, bound, (uint32_t *)(bound + p->n_reps) };
    return &grown[e->n_levels++];
}

/* ---- Nodes ------------------------------------------------------------------------------------------------------- */

static void take_plan(ambit_explorer *e)
{
    if (!(e->node.given <= e->limit)) return;
    memcpy(e->best, e->node.chosen, e->node.packing->n_units * sizeof *e->best);
    e->found = true;
    e->cutoff = e->node.given, e->limit = ambit_packing_limit(e->node.packing, e->cutoff);
}

static bool is_over(const ambit_explorer *e)
{
    return e->nodes >= e->most_nodes || e->node.work >= e->most_work || e->no_memory
        || ambit_packing_stopped(&e->node);
}

/* How much the least and the second rise of unit u are. */
static void two_rises(const ambit_packing_node *n, uint32_t u, double *least, double *second)
{
    const ambit_core *core = n->packing->core;
    double all_out = ambit_packing_all_out(n, u);
    *least = *second = INFINITY;
    for (uint32_t k = (uint32_t)core->first[u]; k < core->first[u + 1]; k++) {
        if (!ambit_packing_open(n, k)) continue;
        double rise = ambit_packing_rise(n, k, all_out);
        if (rise < *least) *second = *least, *least = rise;
        else if (rise < *second) *second = rise;
    }
}

/* The unit whose children all rise most: the product of the two least rises, as for fractional variables (Achterberg
 * 2007, doi:10.14279/depositonce-1634). AMBIT_UNDECIDED when a unit has no pair. */
static uint32_t choose_unit(const ambit_packing_node *n, double bound)
{
    const double hair = 1e-7 * fabs(bound) + 1e-12, most = 0.2 * fabs(bound) + 1;
    double best = -1;
    uint32_t at = AMBIT_UNDECIDED;
    for (uint32_t u = 0; u < n->packing->n_units; u++) {
        double least, second;
        if (n->chosen[u] != AMBIT_UNDECIDED) continue;
        two_rises(n, u, &least, &second);
        if (isinf(least)) return AMBIT_UNDECIDED;
        double merit = (least + hair) * (fmin(second, most) + hair);
        if (merit > best) best = merit, at = u;
    }
    return at;
}

/* The children of unit u in the order of their bounds; returns how many. */
static uint32_t list_children(const ambit_packing_node *n, uint32_t u, double bound, ambit_explorer_level *level)
{
    const ambit_core *core = n->packing->core;
    double all_out = ambit_packing_all_out(n, u);
    uint32_t used = 0;
    for (uint32_t k = (uint32_t)core->first[u]; k < core->first[u + 1]; k++) {
        if (!ambit_packing_open(n, k)) continue;
        double value = fmax(bound, n->weighed + ambit_packing_rise(n, k, all_out));
        uint32_t at = used++;
        for (; at > 0 && level->bound[at - 1] > value; at--)
            level->bound[at] = level->bound[at - 1], level->pair[at] = level->pair[at - 1];
        level->bound[at] = value, level->pair[at] = k;
    }
    return used;
}

/* The present node is left for later, with these pairs to choose there. */
static void leave(ambit_explorer *e, const ambit_explorer_level *level, const uint32_t *pair, const double *bound,
                  uint32_t n)
{
    if (!e->keeps || n == 0) return;
    if (e->n_leaves + n > e->leaf_room) {
        size_t room = 2 * e->leaf_room + n + 64;
        ambit_leaf *grown = realloc(e->leaf, room * sizeof *grown);
        if (!grown) { e->no_memory = true; return; }
        e->leaf = grown, e->leaf_room = room;
    }
    ambit_branching *at = ambit_branching_build(e->node.chosen, level->price, e->node.packing->n_units);
    if (!at) { e->no_memory = true; return; }
    at->n_leaves = n;
    e->n_branchings++;
    for (uint32_t i = n; i-- > 0;) e->leaf[e->n_leaves++] = (ambit_leaf){ bound[i], at, pair[i], 0 };
}

/* Children `from` .. n - 1, less those above the limit. */
static void leave_children(ambit_explorer *e, const ambit_explorer_level *level, uint32_t from, uint32_t n)
{
    while (n > from && level->bound[n - 1] > e->limit) n--;
    leave(e, level, level->pair + from, level->bound + from, n - from);
}

/* The node's decisions are made; its parent's prices stand in the level of `depth`. */
static void explore(ambit_explorer *e, uint32_t depth, double bound)
{
    ambit_packing_node *n = &e->node;
    ambit_explorer_level *level = level_at(e, depth);
    if (!level) { e->no_memory = true; return; }
    e->nodes++;
    bool alive = ambit_packing_process(n, level->price, &bound, e->limit);
    if (alive && n->n_open && ambit_packing_stopped(n)) {
        const uint32_t none = UINT32_MAX;
        leave(e, level, &none, &bound, 1);
        return;
    }
    if (alive && !n->n_open) take_plan(e);
    uint32_t unit = alive && n->n_open ? choose_unit(n, bound) : AMBIT_UNDECIDED;
    if (unit == AMBIT_UNDECIDED) return;
    uint32_t n_children = list_children(n, unit, bound, level);
    for (uint32_t i = 0; i < n_children && level->bound[i] <= e->limit; i++) {
        if (is_over(e)) { leave_children(e, level, i, n_children); return; }
        ambit_explorer_level *next = level_at(e, depth + 1);
        if (!next) { e->no_memory = true; return; }
        level = &e->level[depth];
        memcpy(next->price, level->price, n->packing->n_units * sizeof *next->price);
        size_t mark = n->n_trail;
        ambit_packing_give(n, level->pair[i]);
        explore(e, depth + 1, level->bound[i]);
        ambit_packing_undo(n, mark);
        level = &e->level[depth];
    }
}

static void explore_from(ambit_explorer *e, const double *price, double bound)
{
    ambit_explorer_level *top = level_at(e, 0);
    if (!top) { e->no_memory = true; return; }
    memcpy(top->price, price, e->node.packing->n_units * sizeof *price);
    explore(e, 0, bound);
}

void ambit_explorer_follow(ambit_explorer *e, const ambit_leaf *leaf, const char *out)
{
    if (!ambit_packing_load(&e->node, leaf->at->chosen, out)) return;
    if (leaf->pair != UINT32_MAX) {
        if (!ambit_packing_open(&e->node, leaf->pair)) return;
        ambit_packing_give(&e->node, leaf->pair);
    }
    explore_from(e, leaf->at->price, leaf->bound);
}

/* ---- Coming down ------------------------------------------------------------------------------------------------- */

static int by_key(const void *a, const void *b)
{
    const ambit_explorer_rank *x = a, *y = b;
    if (x->key != y->key) return x->key > y->key ? -1 : 1;
    return (x->pair > y->pair) - (x->pair < y->pair);
}

/* Decides a twelfth of the open units, those on which the relaxation agrees most; all that it agrees on wholly, up to a
 * third. False when nothing fits that it ever took. */
static bool decide_portion(ambit_explorer *e, double noise, ambit_rng *rng)
{
    ambit_packing_node *n = &e->node;
    const uint32_t want = n->n_open / 12 + 1, most = 4 * want;
    uint32_t used = 0, done = 0;
    for (uint32_t r = 0; r < n->packing->n_reps; r++)
        for (uint32_t i = n->list_first[r]; i < n->list_end[r]; i++) {
            uint32_t k = n->list[i].pair;
            if (n->list[i].weight > n->room[r] || !(n->share[k] > 0)) continue;
            e->rank[used].key = n->share[k] / (20 * n->share_weight) + (noise > 0 ? noise * ambit_rng_unit(rng) : 0);
            e->rank[used++].pair = k;
        }
    qsort(e->rank, used, sizeof *e->rank, by_key);
    for (uint32_t i = 0; i < used && done < most && (done < want || e->rank[i].key >= 0.97); i++) {
        if (!ambit_packing_open(n, e->rank[i].pair)) continue;
        ambit_packing_give(n, e->rank[i].pair);
        done++;
    }
    return done > 0;
}

void ambit_explorer_dive(ambit_explorer *e, const ambit_explorer_top *top, ambit_rng *rng)
{
    const ambit_packing_climb_options climb = { .steps = top->steps, .level = 5e-4, .patience = 6 };
    ambit_packing_node *n = &e->node;
    const ambit_packing *p = n->packing;
    const uint32_t tenth = p->n_units / 10;
    const uint32_t tail = tenth < LEAST_TAIL ? LEAST_TAIL : tenth > MOST_TAIL ? MOST_TAIL : tenth;
    ambit_explorer_level *level = level_at(e, 0);
    double bound = top->bound;
    if (!level) { e->no_memory = true; return; }
    ambit_packing_load(n, NULL, top->out);
    memcpy(level->price, top->price, p->n_units * sizeof *level->price);
    memcpy(n->share, top->share, p->n_pairs * sizeof *n->share);
    while (n->n_open > tail) {
        if (!decide_portion(e, top->noise, rng)) return;
        bound = fmax(bound, ambit_packing_climb(n, level->price, &climb, e->limit));
        if (bound > e->limit || ambit_packing_stopped(n)) return;
        if (!ambit_packing_reduce(n, level->price, &bound, e->limit)) return;
    }
    if (!n->n_open) { take_plan(e); return; }
    e->most_nodes = e->nodes + TAIL_NODES, e->most_work = n->work + TAIL_WORK;
    explore(e, 0, bound);
}
