/* solver/siting/tree_explore.c - depth first, with cuts at every node, until the task's share is used up. */
#include "solver/exact/backend.h"
#include "solver/cut/tree_parts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double SAFE = 0.5e-9;     /* of a bound: what rounding may have added to it */
enum { ROOT_ROUNDS = 100, NODE_ROUNDS = 4, STALLED = 3, PIECE = 1000 };

double ambit_tree_beyond(const ambit_tree_model *m, double cutoff)
{
    if (isinf(cutoff)) return INFINITY;
    double better = cutoff - 1e-9 * fabs(cutoff), slack = SAFE * fabs(cutoff);
    if (m->s->whole_costs) better = ceil(better) - 1, slack += 1e-4;
    return (better + slack) / m->unit_cost;
}

/* ---- Nodes ----------------------------------------------------------------------------------------------------- */

void ambit_tree_node_reset(ambit_tree_node *node)
{
    free(node->state), free(node->region), free(node->low), free(node->high);
    *node = (ambit_tree_node){ .state = NULL };
}

ambit_status ambit_tree_node_copy(ambit_tree_node *out, const ambit_tree_node *node, const ambit_tree_model *m,
        ambit_error *err)
{
    size_t n = (size_t)m->n_pairs + 1, k = node->n_regions;
    *out = *node;
    out->state = malloc(n);
    out->region = malloc((k + 1) * m->n_sites);
    out->low = malloc((k + 1) * sizeof *out->low);
    out->high = malloc((k + 1) * sizeof *out->high);
    if (!out->state || !out->region || !out->low || !out->high) {
        ambit_tree_node_reset(out);
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a node of %d pairs", m->n_pairs);
    }
    memcpy(out->state, node->state, n);
    if (k) memcpy(out->region, node->region, k * m->n_sites);
    if (k) memcpy(out->low, node->low, k * sizeof *out->low);
    if (k) memcpy(out->high, node->high, k * sizeof *out->high);
    return AMBIT_OK;
}

ambit_tree_node *ambit_tree_push(ambit_tree_task *t, const ambit_tree_node *from)
{
    ambit_tree_node *made;
    if (t->n_open == t->room_open) {
        size_t room = 2 * t->room_open + 8;
        ambit_tree_node *bigger = realloc(t->open, room * sizeof *bigger);
        if (!bigger) {
            t->status = ambit_fail(&t->error, AMBIT_E_MEMORY, "no memory for %zu open nodes", room);
            return NULL;
        }
        t->open = bigger;
        t->room_open = room;
    }
    made = &t->open[t->n_open];
    t->status = ambit_tree_node_copy(made, from, t->m, &t->error);
    if (t->status != AMBIT_OK) return NULL;
    t->n_open++;
    return made;
}

/* ---- What the linear programme says ---------------------------------------------------------------------------- */

void ambit_tree_set_bounds(ambit_tree_explorer *e, const ambit_tree_node *node)
{
    ambit_tree_lp_open_regions(e->lp);
    for (uint32_t r = 0; r < node->n_regions; r++)
        ambit_tree_lp_bound_region(e->lp, ambit_tree_lp_region(e->lp, node->region + (size_t)r * e->m->n_sites),
                node->low[r], node->high[r]);
    ambit_tree_lp_set(e->lp, node->state);
}

/* A pair whose reduced cost passes the room below the cutoff is decided. True when a decision moves the point. */
static bool fix_by_cost(ambit_tree_explorer *e, ambit_tree_node *node, bool *broken)
{
    double room = e->beyond - ambit_tree_lp_value(e->lp);
    bool moved = false;
    *broken = false;
    if (isinf(room)) return false;
    room += 1e-9 * fabs(e->beyond) + 1e-7;
    for (int j = 1; j <= e->m->n_pairs; j++) {
        if (node->state[j] != AMBIT_TREE_OPEN) continue;
        double d = ambit_tree_lp_reduced(e->lp, j);
        if (d > room && e->x[j] < 0.5) node->state[j] = AMBIT_TREE_OUT;
        else if (d < -room && e->x[j] > 0.5) node->state[j] = AMBIT_TREE_IN;
    }
    *broken = !ambit_tree_reduce(&e->reducer, node->state);
    for (int j = 1; j <= e->m->n_pairs && !moved; j++)
        if (node->state[j] != AMBIT_TREE_OPEN)
            moved = fabs(e->x[j] - (node->state[j] == AMBIT_TREE_IN)) > 1e-6;
    if (!*broken) ambit_tree_lp_set(e->lp, node->state);
    return moved;
}

static bool is_integral(const ambit_tree_explorer *e)
{
    for (int j = 1; j <= e->m->n_pairs; j++)
        if (e->x[j] > AMBIT_TREE_INTEGRAL && e->x[j] < 1 - AMBIT_TREE_INTEGRAL) return false;
    return true;
}

/* Not this point again: valid, because its plan was judged. */
static void forbid_point(ambit_tree_explorer *e)
{
    ambit_tree_task *t = e->task;
    int n = 0;
    for (int j = 1; j <= e->m->n_pairs; j++)
        if (e->x[j] > 0.5) e->finder.column[n] = j, e->finder.value[n++] = 1;
    t->status = ambit_tree_cuts_add(&t->cuts, n, e->finder.column, e->finder.value, n - 1, &t->error);
}

/* Judges the plan of an integral point that keeps every inequality. True when nothing below the node is better. */
static bool take_plan(ambit_tree_explorer *e)
{
    ambit_tree_task *t = e->task;
    ambit_siting_value value;
    ambit_tree_model_plan(e->m, e->x, e->trial);
    t->status = ambit_siting_judge(&value, e->m->s, e->trial, NULL, &t->error);
    if (t->status != AMBIT_OK) return true;
    if (value.violation <= 0 && ambit_tree_beyond(e->m, t->cutoff) * e->m->unit_cost > value.cost) {
        memcpy(t->owner, e->trial, e->m->s->n_units * sizeof *t->owner);
        t->found = true;
        t->cutoff = value.cost;
        e->beyond = ambit_tree_beyond(e->m, value.cost);
    }
    double point = ambit_tree_lp_value(e->lp) * e->m->unit_cost;
    if (value.violation <= 0 && value.cost <= point + 1e-6 * fabs(point) + 1e-9) return true;
    forbid_point(e);
    return false;
}

/* ---- A node ---------------------------------------------------------------------------------------------------- */

static void note_tight(ambit_tree_explorer *e)
{
    ambit_tree_task *t = e->task;
    uint8_t *tight = realloc(t->tight, t->cuts.n + 1);
    if (!tight) return; /* then they count as idle, and are found again */
    t->tight = tight;
    for (; t->n_tight < t->cuts.n; t->n_tight++) tight[t->n_tight] = 0;
    for (size_t k = 0; k < t->cuts.n; k++)
        if (!tight[k]) tight[k] = ambit_tree_lp_is_tight(e->lp, k);
}

/* What the next batch starts from: the basis and what the root decided. */
static void keep_root(ambit_tree_explorer *e, const ambit_tree_node *node)
{
    ambit_tree_task *t = e->task;
    t->root_basis_size = ambit_tree_lp_basis_size(e->lp);
    t->root_basis = malloc(t->root_basis_size);
    if (t->root_basis) ambit_tree_lp_save(e->lp, t->root_basis);
    t->root_state = malloc((size_t)t->m->n_pairs + 1);
    if (t->root_state) memcpy(t->root_state, node->state, (size_t)t->m->n_pairs + 1);
}

static bool at_limit(const ambit_tree_task *t)
{
    return t->nodes > t->most_nodes || (t->most_pivots && t->pivots >= t->most_pivots)
        || (t->limits->stop && t->limits->stop(t->limits->context));
}

/* In pieces, so that a limit or an interrupt is seen in time: the first programme of a large problem takes long. */
static ambit_tree_lp_end solve(ambit_tree_explorer *e)
{
    for (;;) {
        ambit_tree_lp_end end = ambit_tree_lp_solve(e->lp, e->beyond, PIECE);
        e->task->pivots = ambit_tree_lp_pivots(e->lp);
        if (end != AMBIT_TREE_LP_LIMIT || at_limit(e->task)) return end;
    }
}

typedef enum { BRANCH, DONE, UNDONE } verdict;

/* Solves, decides by reduced costs and cuts off, until the node is done or cuts no longer help. */
static verdict tighten(ambit_tree_explorer *e, ambit_tree_node *node)
{
    ambit_tree_task *t = e->task;
    int rounds = t->is_root ? ROOT_ROUNDS : NODE_ROUNDS, stalled = 0;
    double last = -INFINITY;
    for (int round = 0;; round++) {
        ambit_tree_lp_end end = solve(e);
        if (end == AMBIT_TREE_LP_CLOSED) return DONE;
        if (end == AMBIT_TREE_LP_LIMIT) return UNDONE;
        if (end != AMBIT_TREE_LP_SOLVED) {
            t->stuck = fmin(t->stuck, node->bound);
            return DONE;
        }
        double value = ambit_tree_lp_value(e->lp);
        bool broken;
        node->bound = fmax(node->bound, value);
        ambit_tree_lp_point(e->lp, e->x);
        if (fix_by_cost(e, node, &broken)) { if (!broken) continue; }
        if (broken) return DONE;
        bool integral = is_integral(e), stop = at_limit(t);
        stalled = value < last + 1e-4 * fmax(1, fmin(e->beyond - last, 1e3)) ? stalled + 1 : 0;
        last = value;
        if (!integral && (round >= rounds || stalled >= STALLED || stop)) return BRANCH;
        size_t before = t->cuts.n;
        t->status = ambit_tree_find(&e->finder, e->x, true, &t->cuts, &t->error);
        if (t->status != AMBIT_OK) return DONE;
        if (t->cuts.n == before && !integral) return BRANCH;
        if (t->cuts.n == before && take_plan(e)) return DONE;
        if (t->status != AMBIT_OK) return DONE;
        if (t->cuts.n == before) { /* it violates only what is known already: by GLPK's tolerance */
            t->stuck = fmin(t->stuck, node->bound);
            return DONE;
        }
        ambit_tree_lp_add(e->lp, &t->cuts, before);
    }
}

static void look_into(ambit_tree_explorer *e, ambit_tree_node *node)
{
    ambit_tree_task *t = e->task;
    t->nodes++;
    if (node->bound >= e->beyond || !ambit_tree_reduce(&e->reducer, node->state)) return;
    ambit_tree_set_bounds(e, node);
    verdict found = tighten(e, node);
    if (t->status != AMBIT_OK) return;
    note_tight(e);
    if (t->is_root && found == BRANCH) keep_root(e, node);
    if (found == UNDONE) ambit_tree_push(t, node);
    if (found == BRANCH) ambit_tree_branch(e, node);
}

/* Then the root's basis is a good start; else a small programme of what is open is solved sooner from scratch. */
static bool is_mostly_open(const ambit_tree_model *m, const uint8_t *state)
{
    int n_open = 0;
    for (int j = 1; j <= m->n_pairs; j++) n_open += state[j] == AMBIT_TREE_OPEN;
    return n_open > 0.6 * m->n_pairs;
}

static void work(void *context)
{
    ambit_tree_explorer *e = context;
    ambit_tree_task *t = e->task;
    if (!ambit_tree_reduce(&e->reducer, t->open[0].state)) {
        t->nodes++;
        ambit_tree_node_reset(&t->open[--t->n_open]);
        return;
    }
    const uint8_t *basis = is_mostly_open(t->m, t->open[0].state) ? t->basis : NULL;
    e->lp = ambit_tree_lp_build(t->m, t->open[0].state, basis);
    if (!e->lp) {
        t->status = ambit_fail(&t->error, AMBIT_E_MEMORY, "no memory for a node's linear programme");
        return;
    }
    ambit_tree_lp_add(e->lp, &t->cuts, 0);
    if (basis) ambit_tree_lp_restore(e->lp, basis, t->basis_size);
    while (t->n_open > 0 && t->status == AMBIT_OK && t->nodes < t->most_nodes && !at_limit(t)) {
        e->node = t->open[--t->n_open];
        look_into(e, &e->node);
        ambit_tree_node_reset(&e->node);
        t->pivots = ambit_tree_lp_pivots(e->lp);
    }
    ambit_tree_lp_free(e->lp);
    e->lp = NULL;
}

/* ---- A task ---------------------------------------------------------------------------------------------------- */

static ambit_status explorer_init(ambit_tree_explorer *e, ambit_tree_task *t)
{
    const ambit_tree_model *m = t->m;
    *e = (ambit_tree_explorer){ .task = t, .m = m, .beyond = ambit_tree_beyond(m, t->cutoff) };
    e->x = malloc(((size_t)m->n_columns + 1) * sizeof *e->x);
    e->trial = malloc(m->s->n_units * sizeof *e->trial);
    e->sets = malloc((size_t)AMBIT_TREE_CANDIDATES * m->n_sites + 1);
    if (!e->x || !e->trial || !e->sets)
        return ambit_fail(&t->error, AMBIT_E_MEMORY, "no memory for a task of the tree");
    ambit_status status = ambit_tree_reducer_init(&e->reducer, m, &t->error);
    return status == AMBIT_OK ? ambit_tree_finder_init(&e->finder, m, &t->error) : status;
}

void ambit_tree_task_run(ambit_tree_task *t)
{
    ambit_tree_explorer e;
    t->stuck = INFINITY;
    t->n_given = t->cuts.n;
    t->status = explorer_init(&e, t);
    if (t->status == AMBIT_OK) {
        ambit_status status = ambit_backend_run(work, &e, &t->error);
        if (t->status == AMBIT_OK) t->status = status;
    }
    ambit_tree_lp_forget(e.lp);
    ambit_tree_reducer_reset(&e.reducer);
    ambit_tree_finder_reset(&e.finder);
    ambit_tree_node_reset(&e.node);
    ambit_tree_node_reset(&e.side);
    free(e.x), free(e.kept), free(e.trial), free(e.sets);
}

void ambit_tree_task_reset(ambit_tree_task *t)
{
    for (size_t i = 0; i < t->n_open; i++) ambit_tree_node_reset(&t->open[i]);
    free(t->open), free(t->tight), free(t->root_basis), free(t->root_state), free(t->owner);
    ambit_tree_cuts_reset(&t->cuts);
    *t = (ambit_tree_task){ .m = NULL };
}
