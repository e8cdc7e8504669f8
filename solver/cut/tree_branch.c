/* solver/siting/tree_branch.c - the question that raises the bound most.
 *
 * Centres come before pairs: with them undecided a unit can be split between near centres at next to no cost. To close
 * one site says little, its neighbour takes over; so sums of y over a site and those around it are candidates too: no
 * centre in a region, or at least one (one small state: 66 nodes instead of 1,582). Centres that the point has are
 * settled before any pair is: below, most pairs are decided at once (532 tracts: done after 132 nodes, where 500 left
 * 240 open).
 * Candidates are tried with a few pivots each (strong branching: Applegate et al. 1995). */
#include "solver/cut/tree_parts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TRIAL_PIVOTS = 25 };

/* Either a column is in or out, or the sum over a region is at most `floor` or more. */
typedef struct {
    int column, floor;
    const uint8_t *set;    /* NULL: the column */
    double merit, low_bound, high_bound;
    bool low_shut, high_shut;
} candidate;

/* ---- Children -------------------------------------------------------------------------------------------------- */

static void bound_low(ambit_tree_explorer *e, const candidate *c, ambit_tree_node *node)
{
    if (!c->set) {
        node->state[c->column] = AMBIT_TREE_OUT;
        return;
    }
    for (uint32_t q = 0; q < e->m->n_sites && c->floor == 0; q++)
        if (c->set[q] && e->m->own[q]) node->state[e->m->own[q]] = AMBIT_TREE_OUT;
}

static uint32_t region_of(ambit_tree_explorer *e, const candidate *c, ambit_tree_node *node)
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
static void apply(ambit_tree_explorer *e, const candidate *c, ambit_tree_node *node, bool upper)
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
static void offer_regions(ambit_tree_explorer *e, candidate *list, int *n, int most)
{
    const ambit_tree_model *m = e->m;
    candidate best[AMBIT_TREE_CANDIDATES];
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

static double try_side(ambit_tree_explorer *e, const candidate *c, const ambit_tree_node *node, bool upper, bool *shut)
{
    ambit_tree_node *side = &e->side;
    *shut = false;
    if (ambit_tree_node_copy(side, node, e->m, &e->task->error) != AMBIT_OK) return node->bound;
    apply(e, c, side, upper);
    double value = node->bound;
    *shut = !ambit_tree_reduce(&e->reducer, side->state);
    if (!*shut) {
        ambit_tree_set_bounds(e, side);
        ambit_tree_lp_end end = ambit_tree_lp_solve(e->lp, e->beyond, TRIAL_PIVOTS);
        *shut = end == AMBIT_TREE_LP_CLOSED;
        if (end == AMBIT_TREE_LP_SOLVED || end == AMBIT_TREE_LP_LIMIT) value = fmax(value, ambit_tree_lp_value(e->lp));
        ambit_tree_lp_restore(e->lp, e->kept, e->room_kept);
    }
    ambit_tree_node_reset(side);
    if (*shut) value = isinf(e->beyond) ? node->bound * 2 + 1 : e->beyond;
    return value;
}

/* Of the unit's pairs the one that is nearest to be chosen: its other half would be the same question. */
static bool leads(const ambit_tree_explorer *e, int j)
{
    const ambit_tree_model *m = e->m;
    for (uint32_t q = 0; q < m->n_sites; q++) {
        int other = m->at[(size_t)q * m->s->n_units + m->unit[j]];
        if (other && (e->x[other] > e->x[j] || (other < j && e->x[other] == e->x[j]))) return false;
    }
    return true;
}

/* Centres before pairs; those that the point has are asked about too while others could take their place. */
static int list_candidates(ambit_tree_explorer *e, const ambit_tree_node *node, candidate *list, int most)
{
    const ambit_tree_model *m = e->m;
    int n = 0;
    for (uint32_t q = 0; q < m->n_sites; q++) {
        double x = m->own[q] ? e->x[m->own[q]] : 0;
        if (split(x) > AMBIT_TREE_INTEGRAL)
            offer(list, &n, most / 2, (candidate){ .column = m->own[q], .merit = split(x) });
    }
    if (n) {
        offer_regions(e, list, &n, most - n);
        return n;
    }
    for (uint32_t q = 0; q < m->n_sites; q++) {
        int y = m->own[q];
        if (y && node->state[y] == AMBIT_TREE_OPEN && e->x[y] > 0.5)
            offer(list, &n, most / 2, (candidate){ .column = y });
    }
    if (n) return n;
    for (int j = 1; j <= m->n_pairs; j++) {
        const candidate pair = { .column = j, .merit = split(e->x[j]) * (m->size[j] + 1e-9) };
        if (split(e->x[j]) > AMBIT_TREE_INTEGRAL && leads(e, j)) offer(list, &n, AMBIT_TREE_CANDIDATES, pair);
    }
    return n;
}

static int how_many(uint32_t depth) { return depth < 4 ? AMBIT_TREE_CANDIDATES : depth < 10 ? 8 : 6; }

void ambit_tree_branch(ambit_tree_explorer *e, const ambit_tree_node *node)
{
    candidate list[AMBIT_TREE_CANDIDATES];
    int n = list_candidates(e, node, list, how_many(node->depth)), best = 0;
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
        ambit_tree_node *child = ambit_tree_push(e->task, node);
        if (!child) return;
        apply(e, c, child, upper);
        child->depth++;
    }
}
