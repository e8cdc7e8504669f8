/* solver/siting/tree.c - open nodes, batches, and what the tasks of a batch share. */
#include "solver/cut/tree.h"
#include "solver/cut/tree_explore.h"
#include "solver/cut/tree_lp.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 8, NODES_A_TASK = 16, IDLE = 1 };
static const double SAFE = 0.5e-9;

typedef struct {
    const ambit_siting *s;
    const ambit_siting_limits *limits;
    ambit_siting_outcome *out;
    uint32_t *owner;
    ambit_tree_model model;
    uint32_t *near;           /* [n_sites * n_sites] */
    ambit_tree_node *open;
    size_t n_open, room_open;
    ambit_tree_cuts cuts;     /* known to all tasks */
    uint8_t *basis;           /* of the root: columns, the model's rows, cuts */
    size_t basis_size, n_in_basis;
    uint8_t *root_state;      /* [n_pairs + 1] what the root decided */
    ambit_tree_task task[BATCH];
    double cutoff, stuck;
    uint64_t nodes;
} forest;

bool ambit_siting_tree_fits(const ambit_siting *s)
{
    return !s->apart.first;
}

/* ---- Which sites are near one another -------------------------------------------------------------------------- */

typedef struct { double far; uint32_t q; } neighbour;

static int nearer(const void *a, const void *b)
{
    const neighbour *x = a, *y = b;
    if (x->far != y->far) return x->far < y->far ? -1 : 1;
    return (x->q > y->q) - (x->q < y->q);
}

/* By what a centre's unit costs at another, over what it costs in the mean: units weigh differently. */
static ambit_status rank_sites(forest *f, ambit_error *err)
{
    const ambit_tree_model *m = &f->model;
    const ambit_siting *s = f->s;
    uint32_t n = m->n_sites;
    f->near = malloc((size_t)n * n * sizeof *f->near + 1);
    neighbour *row = malloc(n * sizeof *row + 1);
    double *mean = calloc(n + 1, sizeof *mean);
    if (f->near && row && mean) {
        for (uint32_t q = 0; q < n; q++)
            for (uint32_t r = 0; r < n; r++)
                if (m->own[q]) mean[q] += ambit_siting_cost(s, m->site[r], m->unit[m->own[q]]) / n;
        for (uint32_t q = 0; q < n; q++) {
            for (uint32_t r = 0; r < n; r++) {
                double cost = m->own[r] ? ambit_siting_cost(s, m->site[q], m->unit[m->own[r]]) : INFINITY;
                row[r] = (neighbour){ r == q ? -1 : mean[r] > 0 ? cost / mean[r] : cost, r };
            }
            qsort(row, n, sizeof *row, nearer);
            for (uint32_t r = 0; r < n; r++) f->near[(size_t)q * n + r] = row[r].q;
        }
    }
    bool done = f->near && row && mean;
    free(row), free(mean);
    return done ? AMBIT_OK : ambit_fail(err, AMBIT_E_MEMORY, "no memory for a tree over %u sites", n);
}

/* ---- Open nodes ------------------------------------------------------------------------------------------------ */

static ambit_status keep_open(forest *f, ambit_tree_node *node, ambit_error *err)
{
    if (f->n_open == f->room_open) {
        size_t room = 2 * f->room_open + 64;
        ambit_tree_node *bigger = realloc(f->open, room * sizeof *bigger);
        if (!bigger) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for %zu open nodes", room);
        f->open = bigger;
        f->room_open = room;
    }
    f->open[f->n_open++] = *node;
    *node = (ambit_tree_node){ .state = NULL };
    return AMBIT_OK;
}

static ambit_status plant(forest *f, const ambit_siting_fixing *fixing, ambit_error *err)
{
    const ambit_tree_model *m = &f->model;
    ambit_tree_node root = { .bound = -INFINITY };
    root.state = calloc((size_t)m->n_pairs + 1, 1);
    if (!root.state) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a tree over %d pairs", m->n_pairs);
    for (uint32_t q = 0; q < m->n_sites; q++)
        if (m->own[q] && m->n_kinds == 1 && fixing->site[m->site[q]] == 2) root.state[m->own[q]] = AMBIT_TREE_IN;
    ambit_status status = keep_open(f, &root, err);
    ambit_tree_node_reset(&root);
    return status;
}

/* The least bound, of equals the one that came last (deepest); moved to the end. */
static ambit_tree_node take_least(forest *f)
{
    size_t best = 0;
    for (size_t i = 1; i < f->n_open; i++)
        if (f->open[i].bound <= f->open[best].bound) best = i;
    ambit_tree_node node = f->open[best];
    memmove(f->open + best, f->open + best + 1, (f->n_open - 1 - best) * sizeof node);
    f->n_open--;
    return node;
}

static void drop_beaten(forest *f)
{
    double beyond = ambit_tree_beyond(&f->model, f->cutoff);
    size_t kept = 0;
    for (size_t i = 0; i < f->n_open; i++) {
        if (f->open[i].bound >= beyond) ambit_tree_node_reset(&f->open[i]);
        else f->open[kept++] = f->open[i];
    }
    f->n_open = kept;
}

/* ---- Batches --------------------------------------------------------------------------------------------------- */

static uint64_t effort_left(const forest *f, size_t n_tasks)
{
    if (!f->limits->most_effort) return 0;
    uint64_t left = f->limits->most_effort > f->out->effort ? f->limits->most_effort - f->out->effort : 0;
    return left / n_tasks + 1;
}

static ambit_status deal(forest *f, size_t n_tasks, bool is_root, ambit_error *err)
{
    ambit_status status = AMBIT_OK;
    for (size_t i = 0; i < n_tasks && status == AMBIT_OK; i++) {
        ambit_tree_task *t = &f->task[i];
        *t = (ambit_tree_task){ .m = &f->model, .limits = f->limits, .near = f->near, .cutoff = f->cutoff,
            .basis = f->basis, .basis_size = f->basis_size, .is_root = is_root };
        t->most_nodes = n_tasks < BATCH ? 1 : NODES_A_TASK;
        t->most_pivots = effort_left(f, n_tasks);
        t->owner = malloc(f->s->n_units * sizeof *t->owner);
        t->open = malloc(sizeof *t->open);
        if (!t->owner || !t->open) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a task of the tree");
        t->room_open = 1;
        t->open[t->n_open++] = take_least(f);
        status = ambit_tree_cuts_merge(&t->cuts, &f->cuts, 0, NULL, 0, err);
    }
    return status;
}

/* Takes over what a task found; the task's nodes change hands. */
static ambit_status collect(forest *f, ambit_tree_task *t, ambit_error *err)
{
    if (t->status != AMBIT_OK) {
        *err = t->error;
        return t->status;
    }
    f->nodes += t->nodes;
    f->out->effort += t->pivots;
    f->stuck = fmin(f->stuck, t->stuck);
    for (size_t k = 0; k < t->n_given && k < t->n_tight; k++) f->cuts.idle[k] = t->tight[k] ? 0 : f->cuts.idle[k];
    if (t->found && t->cutoff < f->cutoff) {
        f->cutoff = f->out->cost = t->cutoff;
        f->out->found = true;
        memcpy(f->owner, t->owner, f->s->n_units * sizeof *f->owner);
    }
    if (t->is_root) {
        f->basis = t->root_basis;
        f->basis_size = t->root_basis_size;
        f->root_state = t->root_state;
        t->root_basis = t->root_state = NULL;
    }
    const uint8_t *tight = t->is_root ? NULL : t->tight;
    ambit_status status = ambit_tree_cuts_merge(&f->cuts, &t->cuts, t->n_given, tight, t->n_tight, err);
    for (size_t i = 0; i < t->n_open && status == AMBIT_OK; i++) status = keep_open(f, &t->open[i], err);
    return status;
}

/* Forgets cuts that have not been tight for long; those that the root's basis leans on stay. */
static void forget_idle(forest *f)
{
    ambit_tree_cuts *c = &f->cuts;
    const size_t rows = f->basis_size - f->n_in_basis;
    size_t kept = 0, terms = 0, in_basis = 0;
    for (size_t k = 0; k < c->n; k++) {
        size_t begin = c->first[k], n = c->first[k + 1] - begin;
        bool known = k < f->n_in_basis, leant_on = known && !ambit_tree_lp_is_basic(f->basis[rows + k]);
        if (c->idle[k] >= IDLE && !leant_on) continue;
        if (known) f->basis[rows + in_basis++] = f->basis[rows + k];
        memmove(c->column + terms, c->column + begin, n * sizeof *c->column);
        memmove(c->value + terms, c->value + begin, n * sizeof *c->value);
        c->first[kept] = terms;
        c->rhs[kept] = c->rhs[k], c->hash[kept] = c->hash[k], c->idle[kept] = c->idle[k];
        kept++;
        terms += n;
    }
    if (kept < c->n) c->first[kept] = terms;
    c->n = kept;
    c->n_terms = terms;
    f->n_in_basis = in_basis;
    f->basis_size = rows + in_basis;
}

/* Of the root's cuts those that ended tight go on. */
static void judge_root_cuts(forest *f)
{
    f->n_in_basis = f->cuts.n;
    if (!f->basis || f->basis_size < f->n_in_basis) { /* there is none to lean on */
        f->basis_size = f->n_in_basis = 0;
        free(f->basis);
        f->basis = NULL;
        return;
    }
    for (size_t k = 0; k < f->cuts.n; k++)
        f->cuts.idle[k] = ambit_tree_lp_is_basic(f->basis[f->basis_size - f->n_in_basis + k]) ? IDLE : 0;
}

static ambit_status run_batch(forest *f, bool is_root, ambit_error *err)
{
    size_t n = f->n_open < BATCH ? f->n_open : BATCH;
    ambit_status status = deal(f, n, is_root, err);
    if (status == AMBIT_OK) {
#pragma omp parallel for schedule(dynamic, 1) if (n > 1)
        for (size_t i = 0; i < n; i++) ambit_tree_task_run(&f->task[i]);
    }
    for (size_t k = 0; k < f->cuts.n; k++) f->cuts.idle[k]++;
    for (size_t i = 0; i < n && status == AMBIT_OK; i++) status = collect(f, &f->task[i], err);
    for (size_t i = 0; i < BATCH; i++) ambit_tree_task_reset(&f->task[i]);
    if (status == AMBIT_OK && is_root) judge_root_cuts(f);
    forget_idle(f);
    drop_beaten(f);
    return status;
}

static bool at_limit(const forest *f)
{
    const ambit_siting_limits *l = f->limits;
    return (l->most_effort && f->out->effort >= l->most_effort) || (l->stop && l->stop(l->context));
}

/* ---- The whole ------------------------------------------------------------------------------------------------- */

/* Nodes that were dropped promise no better plan, so what is left bounds it, and the cutoff does. */
static void conclude(forest *f)
{
    ambit_siting_outcome *out = f->out;
    double least = f->stuck, best = f->cutoff;
    for (size_t i = 0; i < f->n_open; i++) least = fmin(least, f->open[i].bound);
    out->closed = f->n_open == 0 && isinf(f->stuck);
    least *= f->model.unit_cost;
    least -= SAFE * (isfinite(least) ? fabs(least) : 0);
    best -= isfinite(best) ? 1e-9 * fabs(best) : 0;
    out->bound = fmin(out->closed ? INFINITY : least, best);
}

/* Is the pair open at any seat of its site? A fixing tells sites apart, not seats. */
static bool is_open_at_site(const forest *f, int j)
{
    const ambit_tree_model *m = &f->model;
    uint32_t site = m->site[m->of[j]], q = m->of[j];
    while (q > 0 && m->site[q - 1] == site) q--;
    for (; q < m->n_sites && m->site[q] == site; q++) {
        int other = m->at[(size_t)q * m->s->n_units + m->unit[j]];
        if (other && f->root_state[other] != AMBIT_TREE_OUT) return true;
    }
    return false;
}

static bool fixes_much(const forest *f)
{
    int n_open = 0;
    for (int j = 1; j <= f->model.n_pairs; j++) n_open += is_open_at_site(f, j);
    return n_open < 0.8 * f->model.n_pairs;
}

static bool is_before(const ambit_tree_model *m, uint32_t q, const ambit_tree_model *old, uint32_t from)
{
    return m->site[q] < old->site[from] || (m->site[q] == old->site[from] && m->territory[q] < old->territory[from]);
}

/* Where each column of the old model is in the new one; 0: nowhere. */
static void map_columns(const ambit_tree_model *old, const ambit_tree_model *m, int *column)
{
    const uint32_t n_units = m->s->n_units;
    uint32_t q = 0;
    for (uint32_t from = 0; from < old->n_sites; from++) {
        while (q < m->n_sites && is_before(m, q, old, from)) q++;
        if (q == m->n_sites || is_before(old, from, m, q)) continue;
        for (int j = old->first[from]; j < old->first[from + 1]; j++)
            column[j] = m->at[(size_t)q * n_units + old->unit[j]];
    }
    for (uint32_t e = 0; e < old->n_borders; e++) column[ambit_tree_border(old, e)] = ambit_tree_border(m, e);
}

/* What the root left open, at any seat of a site. */
static void fix_by_root(const forest *f, ambit_siting_fixing *fixing)
{
    const ambit_tree_model *m = &f->model;
    memset(fixing->pair, 0, ((size_t)f->s->n_sites * f->s->n_units + 63) / 64 * sizeof *fixing->pair);
    memset(fixing->site, 0, f->s->n_sites);
    for (uint32_t q = 0; q < m->n_sites; q++) {
        uint8_t own = m->own[q] ? f->root_state[m->own[q]] : AMBIT_TREE_OPEN;
        if (own != AMBIT_TREE_OUT) fixing->site[m->site[q]] = own == AMBIT_TREE_IN ? 2 : 1;
        for (int j = m->first[q]; j < m->first[q + 1]; j++) {
            size_t bit = (size_t)m->site[q] * f->s->n_units + m->unit[j];
            if (f->root_state[j] != AMBIT_TREE_OUT) fixing->pair[bit / 64] |= (uint64_t)1 << bit % 64;
        }
    }
}

static void fell(forest *f)
{
    for (size_t i = 0; i < f->n_open; i++) ambit_tree_node_reset(&f->open[i]);
    free(f->near), free(f->basis), free(f->root_state);
    f->near = NULL, f->basis = f->root_state = NULL;
    f->n_open = f->basis_size = f->n_in_basis = 0;
}

static ambit_status plant_anew(forest *f, ambit_siting_fixing *fixing, int *column, ambit_error *err)
{
    ambit_tree_model old = f->model;
    fix_by_root(f, fixing);
    fell(f);
    ambit_status status = ambit_tree_model_init(&f->model, f->s, fixing, f->cutoff, err);
    if (status == AMBIT_OK) {
        map_columns(&old, &f->model, column);
        ambit_tree_cuts_renumber(&f->cuts, column);
    }
    ambit_tree_model_reset(&old);
    if (status != AMBIT_OK || f->model.closed) return status;
    status = rank_sites(f, err);
    return status == AMBIT_OK ? plant(f, fixing, err) : status;
}

/* The root over again with the pairs that it left open alone: rows and columns that are decided cost time at each
 * pivot. */
static ambit_status replant(forest *f, ambit_error *err)
{
    ambit_siting_fixing fixing;
    ambit_status status = ambit_siting_fixing_init(&fixing, f->s, err);
    int *column = calloc((size_t)f->model.n_columns + 1, sizeof *column);
    if (status == AMBIT_OK && !column)
        status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for a tree over %d pairs", f->model.n_pairs);
    if (status == AMBIT_OK && fixing.pair) status = plant_anew(f, &fixing, column, err);
    free(column);
    ambit_siting_fixing_reset(&fixing);
    return status;
}

static ambit_status grow(forest *f, ambit_error *err)
{
    ambit_status status = AMBIT_OK;
    bool is_root = true;
    while (status == AMBIT_OK && f->n_open > 0 && !at_limit(f)) {
        status = run_batch(f, is_root, err);
        bool again = is_root && status == AMBIT_OK && f->n_open > 0 && f->root_state && fixes_much(f);
        if (again) status = replant(f, err);
        is_root = again;
    }
    return status;
}

static void forest_reset(forest *f)
{
    for (size_t i = 0; i < f->n_open; i++) ambit_tree_node_reset(&f->open[i]);
    for (size_t i = 0; i < BATCH; i++) ambit_tree_task_reset(&f->task[i]);
    free(f->open), free(f->near), free(f->basis), free(f->root_state);
    ambit_tree_cuts_reset(&f->cuts);
    ambit_tree_model_reset(&f->model);
}

ambit_status ambit_siting_tree_solve(ambit_siting_outcome *out, uint32_t *owner, const ambit_siting *s,
        const ambit_siting_fixing *fixing, const ambit_siting_limits *limits, ambit_error *err)
{
    *out = (ambit_siting_outcome){ .bound = -INFINITY, .cost = INFINITY, .by = "branch and cut" };
    forest *f = calloc(1, sizeof *f);
    if (!f) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for branch and cut");
    f->s = s, f->limits = limits, f->out = out, f->owner = owner;
    f->cutoff = limits->cutoff, f->stuck = INFINITY;
    ambit_status status = ambit_tree_model_init(&f->model, s, fixing, limits->cutoff, err);
    if (status == AMBIT_OK && !f->model.closed) {
        status = rank_sites(f, err);
        if (status == AMBIT_OK) status = plant(f, fixing, err);
        if (status == AMBIT_OK) status = grow(f, err);
    }
    if (status == AMBIT_OK) conclude(f);
    else *out = (ambit_siting_outcome){ .bound = -INFINITY, .cost = INFINITY, .by = "branch and cut" };
    forest_reset(f);
    free(f);
    return status;
}
