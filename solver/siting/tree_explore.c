/* solver/siting/tree_explore.c - depth first, cuts at every node, and the branching that raises the bound most.
 *
 * Centres come before pairs: with them undecided a unit can be split between near centres at next to no cost. To close
 * one site says little, its neighbour takes over; so sums of y over a site and those around it are candidates too: no
 * centre in a region, or at least one. Candidates are tried with a few pivots each (strong branching: Applegate et al.
 * 1995). */
#include "solver/exact/backend.h"
#include "solver/siting/tree_explore.h"
#include "solver/siting/tree_lp.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double INTEGRAL = 2e-5;   /* twice GLPK's own tolerance */
static const double SAFE = 0.5e-9;     /* of a bound: what rounding may have added to it */
enum { ROOT_ROUNDS = 100, NODE_ROUNDS = 4, STALLED = 3 };
enum { MOST_CANDIDATES = 16, TRIAL_PIVOTS = 25 };


typedef struct {
    ambit_tree_task *task;
    const ambit_tree_model *m;
    ambit_tree_lp *lp;
    ambit_tree_reducer reducer;
    ambit_tree_finder finder;
    double *x;             /* [n_columns + 1] */
    uint8_t *kept;         /* basis of the node while candidates are tried */
    size_t room_kept;
    uint32_t *trial;       /* [n_units] */
    uint8_t *sets;         /* [MOST_CANDIDATES * n_sites] regions of the candidates */
    ambit_tree_node node, side; /* in hand: a failure of GLPK leaves them here */
    double beyond;
} explorer;

/* Either a column is in or out, or the sum over a region is at most `floor` or more. */
typedef struct {
    int column, floor;
    const uint8_t *set;    /* NULL: the column */
    double merit, low_bound, high_bound;
    bool low_shut, high_shut;
} candidate;

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

static void push(ambit_tree_task *t, const ambit_tree_node *from, ambit_tree_node *made)
{
    if (t->status != AMBIT_OK) return;
    if (t->n_open == t->room_open) {
        size_t room = 2 * t->room_open + 8;
        ambit_tree_node *bigger = realloc(t->open, room * sizeof *bigger);
        if (!bigger) {
            t->status = ambit_fail(&t->error, AMBIT_E_MEMORY, "no memory for %zu open nodes", room);
            return;
        }
        t->open = bigger;
        t->room_open = room;
    }
    t->status = ambit_tree_node_copy(made, from, t->m, &t->error);
    if (t->status == AMBIT_OK) t->open[t->n_open++] = *made;
}

/* ---- What the linear programme says ---------------------------------------------------------------------------- */

static void set_bounds(explorer *e, const ambit_tree_node *node)
{
    ambit_tree_lp_open_regions(e->lp);
    for (uint32_t r = 0; r < node->n_regions; r++)
        ambit_tree_lp_bound_region(e->lp, ambit_tree_lp_region(e->lp, node->region + (size_t)r * e->m->n_sites),
                node->low[r], node->high[r]);
    ambit_tree_lp_set(e->lp, node->state);
}

/* A pair whose reduced cost passes the room below the cutoff is decided. True when a decision moves the point. */
static bool fix_by_cost(explorer *e, ambit_tree_node *node, bool *broken)
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

static bool is_integral(const explorer *e)
{
    for (int j = 1; j <= e->m->n_pairs; j++)
        if (e->x[j] > INTEGRAL && e->x[j] < 1 - INTEGRAL) return false;
    return true;
}

/* Not this point again: valid, because its plan was judged. */
static void forbid_point(explorer *e)
{
    ambit_tree_task *t = e->task;
    int n = 0;
    for (int j = 1; j <= e->m->n_pairs; j++)
        if (e->x[j] > 0.5) e->finder.column[n] = j, e->finder.value[n++] = 1;
    t->status = ambit_tree_cuts_add(&t->cuts, n, e->finder.column, e->finder.value, n - 1, &t->error);
}

/* Judges the plan of an integral point that keeps every inequality. True when nothing below the node is better. */
static bool take_plan(explorer *e)
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

/* ---- Branching ------------------------------------------------------------------------------------------------- */

static void bound_low(explorer *e, const candidate *c, ambit_tree_node *node)
{
    if (!c->set) {
        node->state[c->column] = AMBIT_TREE_OUT;
        return;
    }
    for (uint32_t q = 0; q < e->m->n_sites && c->floor == 0; q++)
        if (c->set[q] && e->m->own[q]) node->state[e->m->own[q]] = AMBIT_TREE_OUT;
}

static uint32_t region_of(explorer *e, const candidate *c, ambit_tree_node *node)
{
    for (uint32_t r = 0; r < node->n_regions; r++)
        if (!memcmp(node->region + (size_t)r * e->m->n_sites, c->set, e->m->n_sites)) return r;
    uint32_t r = node->n_regions++;
    memcpy(node->region + (size_t)r * e->m->n_sites, c->set, e->m->n_sites);
    node->low[r] = 0;
    node->high[r] = (int)e->m->s->n_free;
    return r;
}

/* `node` has room for one region more. */
static void apply(explorer *e, const candidate *c, ambit_tree_node *node, bool upper)
{
    if (!c->set && upper) node->state[c->column] = AMBIT_TREE_IN;
    else if (!upper && (!c->set || c->floor == 0)) bound_low(e, c, node);
    else {
        uint32_t r = region_of(e, c, node);
        if (upper) node->low[r] = c->floor + 1;
        else node->high[r] = c->floor;
    }
}

static void offer(candidate *list, int *n, int most, candidate c)
{
    int at = *n;
    while (at > 0 && list[at - 1].merit < c.merit) at--;
    if (at >= most) return;
    int last = *n < most ? (*n)++ : most - 1;
    memmove(list + at + 1, list + at, (size_t)(last - at) * sizeof *list);
    list[at] = c;
}

static double split(double x) { return fmin(x - floor(x), ceil(x) - x); }

/* Around each site that is partly open: the smallest region whose sum is about half between two whole numbers. */
static void offer_regions(explorer *e, candidate *list, int *n, int most)
{
    const ambit_tree_model *m = e->m;
    candidate best[MOST_CANDIDATES];
    int n_best = 0;
    for (uint32_t q = 0; q < m->n_sites; q++) {
        if (!m->own[q] || e->x[m->own[q]] < 0.02) continue;
        double sum = 0, merit = 0.2;
        int size = 0;
        for (uint32_t i = 0; i < m->n_sites; i++) {
            uint32_t r = e->task->near[(size_t)q * m->n_sites + i];
            if (!m->own[r]) break;
            sum += e->x[m->own[r]];
            if (sum > 2.2) break;
            double now = split(sum) - 0.02 * floor(sum);
            if (now > merit + 0.02) merit = now, size = (int)i + 1;
        }
        if (size > 1) offer(best, &n_best, most, (candidate){ .column = (int)q, .floor = size, .merit = merit });
    }
    for (int i = 0; i < n_best; i++) {
        uint8_t *set = e->sets + (size_t)i * m->n_sites;
        double sum = 0;
        memset(set, 0, m->n_sites);
        for (int k = 0; k < best[i].floor; k++) {
            uint32_t r = e->task->near[(size_t)(uint32_t)best[i].column * m->n_sites + (uint32_t)k];
            set[r] = 1;
            sum += e->x[m->own[r]];
        }
        bool new = true;
        for (int k = 0; k < i && new; k++) new = memcmp(set, e->sets + (size_t)k * m->n_sites, m->n_sites) != 0;
        if (new) list[(*n)++] = (candidate){ .set = set, .floor = (int)floor(sum), .merit = best[i].merit };
    }
}

/* ---- Trying candidates ----------------------------------------------------------------------------------------- */

static double try_side(explorer *e, const candidate *c, const ambit_tree_node *node, bool upper, bool *shut)
{
    ambit_tree_node *side = &e->side;
    *shut = false;
    if (ambit_tree_node_copy(side, node, e->m, &e->task->error) != AMBIT_OK) return node->bound;
    apply(e, c, side, upper);
    double value = node->bound;
    *shut = !ambit_tree_reduce(&e->reducer, side->state);
    if (!*shut) {
        set_bounds(e, side);
        ambit_tree_lp_end end = ambit_tree_lp_solve(e->lp, e->beyond, TRIAL_PIVOTS);
        *shut = end == AMBIT_TREE_LP_CLOSED;
        if (end == AMBIT_TREE_LP_SOLVED || end == AMBIT_TREE_LP_LIMIT) value = fmax(value, ambit_tree_lp_value(e->lp));
        ambit_tree_lp_restore(e->lp, e->kept, e->room_kept);
    }
    ambit_tree_node_reset(side);
    if (*shut) value = isinf(e->beyond) ? node->bound * 2 + 1 : e->beyond;
    return value;
}

static int list_candidates(explorer *e, candidate *list, int most)
{
    const ambit_tree_model *m = e->m;
    int n = 0;
    for (uint32_t q = 0; q < m->n_sites; q++) {
        double x = m->own[q] ? e->x[m->own[q]] : 0;
        if (split(x) > INTEGRAL) offer(list, &n, most / 2, (candidate){ .column = m->own[q], .merit = split(x) });
    }
    if (n) offer_regions(e, list, &n, most - n);
    else
        for (int j = 1; j <= m->n_pairs; j++)
            if (split(e->x[j]) > INTEGRAL)
                offer(list, &n, most / 2, (candidate){ .column = j, .merit = split(e->x[j]) * (m->size[j] + 1e-9) });
    return n;
}

static int how_many(uint32_t depth) { return depth < 4 ? MOST_CANDIDATES : depth < 10 ? 8 : 6; }

static void branch(explorer *e, const ambit_tree_node *node)
{
    candidate list[MOST_CANDIDATES];
    int n = list_candidates(e, list, how_many(node->depth)), best = 0;
    e->room_kept = ambit_tree_lp_basis_size(e->lp);
    uint8_t *kept = realloc(e->kept, e->room_kept + 65536);
    if (kept) e->kept = kept;
    if (kept) ambit_tree_lp_save(e->lp, e->kept);
    for (int i = 0; i < n; i++) {
        candidate *c = &list[i];
        c->low_bound = c->high_bound = node->bound;
        if (!kept || n == 1) continue;
        c->high_bound = try_side(e, c, node, true, &c->high_shut);
        c->low_bound = try_side(e, c, node, false, &c->low_shut);
        double low = c->low_bound - node->bound, high = c->high_bound - node->bound;
        c->merit = fmax(low, 1e-6) * fmax(high, 1e-6);
        if (c->merit > list[best].merit || i == 0) best = i;
        if (c->low_shut || c->high_shut) {
            best = i;
            break;
        }
    }
    if (n == 0) { /* nothing to branch on, and not integral: within tolerances */
        e->task->stuck = fmin(e->task->stuck, node->bound);
        return;
    }
    const candidate *c = &list[best];
    for (int upper = 0; upper < 2; upper++) {
        if (upper ? c->high_shut : c->low_shut) continue;
        ambit_tree_node made;
        push(e->task, node, &made);
        if (e->task->status != AMBIT_OK) return;
        ambit_tree_node *child = &e->task->open[e->task->n_open - 1];
        apply(e, c, child, upper);
        child->depth++;
    }
}

/* ---- A node ---------------------------------------------------------------------------------------------------- */

static void note_tight(explorer *e)
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
static void keep_root(explorer *e, const ambit_tree_node *node)
{
    ambit_tree_task *t = e->task;
    t->root_basis_size = ambit_tree_lp_basis_size(e->lp);
    t->root_basis = malloc(t->root_basis_size);
    if (t->root_basis) ambit_tree_lp_save(e->lp, t->root_basis);
    t->root_state = malloc((size_t)t->m->n_pairs + 1);
    if (t->root_state) memcpy(t->root_state, node->state, (size_t)t->m->n_pairs + 1);
}

typedef enum { BRANCH, DONE } verdict;

/* Solves, decides by reduced costs and cuts off, until the node is done or cuts no longer help. */
static verdict tighten(explorer *e, ambit_tree_node *node)
{
    ambit_tree_task *t = e->task;
    int rounds = t->is_root ? ROOT_ROUNDS : NODE_ROUNDS, stalled = 0;
    double last = -INFINITY;
    for (int round = 0;; round++) {
        ambit_tree_lp_end end = ambit_tree_lp_solve(e->lp, e->beyond, 0);
        if (end == AMBIT_TREE_LP_CLOSED) return DONE;
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
        bool integral = is_integral(e), stop = t->limits->stop && t->limits->stop(t->limits->context);
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

static void look_into(explorer *e, ambit_tree_node *node)
{
    ambit_tree_task *t = e->task;
    t->nodes++;
    if (node->bound >= e->beyond || !ambit_tree_reduce(&e->reducer, node->state)) return;
    set_bounds(e, node);
    verdict found = tighten(e, node);
    if (t->status != AMBIT_OK) return;
    note_tight(e);
    if (t->is_root) keep_root(e, node);
    if (found == BRANCH) branch(e, node);
}

static bool at_limit(const ambit_tree_task *t)
{
    return t->nodes >= t->most_nodes || (t->most_pivots && t->pivots >= t->most_pivots)
        || (t->limits->stop && t->limits->stop(t->limits->context));
}

static void work(void *context)
{
    explorer *e = context;
    ambit_tree_task *t = e->task;
    e->lp = ambit_tree_lp_build(t->m);
    if (!e->lp) {
        t->status = ambit_fail(&t->error, AMBIT_E_MEMORY, "no memory for a node's linear programme");
        return;
    }
    ambit_tree_lp_add(e->lp, &t->cuts, 0);
    if (t->basis) ambit_tree_lp_restore(e->lp, t->basis, t->basis_size);
    while (t->n_open > 0 && t->status == AMBIT_OK && !at_limit(t)) {
        e->node = t->open[--t->n_open];
        look_into(e, &e->node);
        ambit_tree_node_reset(&e->node);
        t->pivots = ambit_tree_lp_pivots(e->lp);
    }
    ambit_tree_lp_free(e->lp);
    e->lp = NULL;
}

/* ---- A task ---------------------------------------------------------------------------------------------------- */

static ambit_status explorer_init(explorer *e, ambit_tree_task *t)
{
    const ambit_tree_model *m = t->m;
    *e = (explorer){ .task = t, .m = m, .beyond = ambit_tree_beyond(m, t->cutoff) };
    e->x = malloc(((size_t)m->n_columns + 1) * sizeof *e->x);
    e->trial = malloc(m->s->n_units * sizeof *e->trial);
    e->sets = malloc((size_t)MOST_CANDIDATES * m->n_sites + 1);
    if (!e->x || !e->trial || !e->sets)
        return ambit_fail(&t->error, AMBIT_E_MEMORY, "no memory for a task of the tree");
    ambit_status status = ambit_tree_reducer_init(&e->reducer, m, &t->error);
    return status == AMBIT_OK ? ambit_tree_finder_init(&e->finder, m, &t->error) : status;
}

void ambit_tree_task_run(ambit_tree_task *t)
{
    explorer e;
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
