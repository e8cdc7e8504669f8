/* Large problems: only the nearest sites of each unit are listed, and nothing is lost.
 *
 * Sites beyond the k nearest cost unit u at least `beyond[u]`. While its price, and what a site would pay to have it,
 * stay below that, no site beyond takes it: its reduced cost there is positive. So prices keep a distance from it
 * (ambit_prices_clamp), and so do multipliers below 0, of sites that lack amount: what they leave is the margin below.
 * The nearest are found in a k-d tree (Bentley 1975, doi:10.1145/361002.361007). */
#include "solver/hess/prices_parts.h"

#include "instances/base/status.h"
#include "solver/problem.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

enum { LEAF = 8, LEAST = 40 };

static const size_t MOST_FULL = 3000000, MOST_PAIRS = 24000000; /* pairs that are all listed; that are listed at most */
static const double MARGIN = 0.4;                               /* of `beyond`, for multipliers */

typedef struct { double at[3]; } point;

/* Sites in an order that is the tree: the middle of a range is its root, split by the axis of its depth. */
typedef struct { const ambit_siting *s; point *place; uint32_t *site, n; int axes; } tree;

/* The k nearest so far, a heap with the farthest first. */
typedef struct { double *square; uint32_t *site, n, k; } found;

static point point_of(const ambit_problem *p, uint32_t i)
{
    if (p->unit_x) return (point){ { p->unit_x[i], p->unit_y[i], 0 } };
    const ambit_direction *d = &p->unit_at[i];
    return (point){ { d->x, d->y, d->z } };
}

static double square_of(const point *a, const point *b)
{
    double x = a->at[0] - b->at[0], y = a->at[1] - b->at[1], z = a->at[2] - b->at[2];
    return x * x + y * y + z * z;
}

static bool before(const tree *t, uint32_t a, uint32_t b, int axis)
{
    double x = t->place[a].at[axis], y = t->place[b].at[axis];
    return x < y || (x == y && a < b);
}

static void plant(tree *t, uint32_t from, uint32_t to, int axis)
{
    if (to - from <= LEAF) return;
    uint32_t middle = from + (to - from) / 2;
    for (uint32_t begin = from, end = to; end - begin > 1;) {
        uint32_t pivot = t->site[begin + (end - begin - 1) / 2], low = begin, high = end - 1;
        for (;; low++, high--) {
            while (before(t, t->site[low], pivot, axis)) low++;
            while (before(t, pivot, t->site[high], axis)) high--;
            if (low >= high) break;
            uint32_t other = t->site[low];
            t->site[low] = t->site[high], t->site[high] = other;
        }
        if (middle <= high) end = high + 1; else begin = high + 1;
    }
    plant(t, from, middle, (axis + 1) % t->axes);
    plant(t, middle + 1, to, (axis + 1) % t->axes);
}

static void sink(found *f, uint32_t at, double square, uint32_t site)
{
    for (uint32_t child; (child = 2 * at + 1) < f->n; at = child) {
        if (child + 1 < f->n && f->square[child + 1] > f->square[child]) child++;
        if (f->square[child] <= square) break;
        f->square[at] = f->square[child], f->site[at] = f->site[child];
    }
    f->square[at] = square, f->site[at] = site;
}

static void meet(found *f, double square, uint32_t site)
{
    if (f->n == f->k) {
        if (square < f->square[0]) sink(f, 0, square, site);
        return;
    }
    uint32_t at = f->n++;
    for (; at > 0 && f->square[(at - 1) / 2] < square; at = (at - 1) / 2)
        f->square[at] = f->square[(at - 1) / 2], f->site[at] = f->site[(at - 1) / 2];
    f->square[at] = square, f->site[at] = site;
}

static void ask(const tree *t, const point *from, found *f, uint32_t begin, uint32_t end, int axis)
{
    if (end - begin <= LEAF) {
        for (uint32_t i = begin; i < end; i++) meet(f, square_of(from, &t->place[t->site[i]]), t->site[i]);
        return;
    }
    uint32_t middle = begin + (end - begin) / 2, root = t->site[middle];
    double across = from->at[axis] - t->place[root].at[axis];
    int next = (axis + 1) % t->axes;
    meet(f, square_of(from, &t->place[root]), root);
    if (across < 0) ask(t, from, f, begin, middle, next); else ask(t, from, f, middle + 1, end, next);
    if (f->n == f->k && across * across > f->square[0]) return;
    if (across < 0) ask(t, from, f, middle + 1, end, next); else ask(t, from, f, begin, middle, next);
}

/* ---- Lists ------------------------------------------------------------------------------------------------------- */

static bool plant_sites(tree *t, const ambit_siting *s)
{
    *t = (tree){ .s = s, .axes = s->problem->unit_x ? 2 : 3 };
    t->place = malloc(s->n_sites * sizeof *t->place), t->site = malloc(s->n_sites * sizeof *t->site);
    if (!t->place || !t->site) return false;
    for (uint32_t j = 0; j < s->n_sites; j++) {
        if (s->unit_at[j] == AMBIT_NOBODY) continue;
        t->place[j] = point_of(s->problem, s->member[s->member_first[s->unit_at[j]]]);
        t->site[t->n++] = j;
    }
    plant(t, 0, t->n, 0);
    return true;
}

static double distance_of(const ambit_problem *p, double square)
{
    double half = 0.5 * sqrt(square);
    return p->unit_x ? sqrt(square) : 2 * AMBIT_EARTH_KM * asin(half < 1 ? half : 1);
}

/* What unit u costs at least at a site that is at least this far from its first member. */
static double cost_beyond(const ambit_siting *s, uint32_t u, double distance)
{
    const ambit_problem *p = s->problem;
    point first = point_of(p, s->member[s->member_first[u]]);
    double cost = 0;
    for (size_t m = s->member_first[u]; m < s->member_first[u + 1]; m++) {
        point place = point_of(p, s->member[m]);
        double left = distance * (1 - 1e-12) - distance_of(p, square_of(&first, &place)) * (1 + 1e-12);
        cost += p->visits[s->member[m]] * ambit_problem_visit_cost(p, fmax(left, 0));
    }
    return cost;
}

/* The k nearest sites of each unit into near[n_units * k], and what the others cost at least. */
static void find_near(ambit_siting_prices *p, const tree *t, uint32_t k, uint32_t *near, double *square)
{
    const ambit_siting *s = p->s;
#pragma omp parallel for schedule(dynamic, 64) if (s->n_units > 1000)
    for (uint32_t u = 0; u < s->n_units; u++) {
        found f = { square + (size_t)omp_get_thread_num() * k, near + (size_t)u * k, 0, k };
        point from = point_of(s->problem, s->member[s->member_first[u]]);
        ask(t, &from, &f, 0, t->n, 0);
        p->beyond[u] = cost_beyond(s, u, distance_of(s->problem, f.square[0]));
    }
}

/* From unit-major to site-major; homes list everybody. */
static void list_near(ambit_siting_prices *p, uint32_t k, const uint32_t *near)
{
    const ambit_siting *s = p->s;
    size_t *at = p->near_first;
    memset(at, 0, (s->n_sites + 1) * sizeof *at);
    for (size_t i = 0; i < (size_t)s->n_units * k; i++) at[near[i] + 1]++;
    for (uint32_t j = 0; j < s->n_sites; j++) at[j + 1] += at[j] + (ambit_prices_is_home(p, j) ? s->n_units : 0);
    for (uint32_t u = 0; u < s->n_units; u++) {
        for (uint32_t i = 0; i < k; i++) p->near[at[near[(size_t)u * k + i]]++] = u;
        for (uint32_t j = 0; j < s->n_sites; j++)
            if (ambit_prices_is_home(p, j)) p->near[at[j]++] = u;
    }
    for (uint32_t j = s->n_sites; j > 0; j--) at[j] = at[j - 1];
    at[0] = 0;
#pragma omp parallel for schedule(dynamic, 64) if (s->n_units > 1000)
    for (uint32_t j = 0; j < s->n_sites; j++)
        for (size_t i = at[j]; i < at[j + 1]; i++) p->near_cost[i] = ambit_prices_cost(p, j, p->near[i]);
}

/* As many sites as four territories have (squared distances), or eight; 0: all of them, where that is little. */
uint32_t ambit_prices_count_near(const ambit_siting_prices *p)
{
    const ambit_siting *s = p->s;
    uint64_t sites = s->n_sites - (s->n_territories - s->n_free), k = s->problem->travel == AMBIT_TRAVEL_MOMENT ? 4 : 8;
    if (s->n_free == 0 || (s->cost && (size_t)s->n_sites * s->n_units <= MOST_FULL)) return 0;
    k = k * sites / s->n_free;
    k = k < LEAST ? LEAST : k > MOST_PAIRS / s->n_units ? MOST_PAIRS / s->n_units : k;
    return k < sites ? (uint32_t)k : 0;
}

ambit_status ambit_prices_find_near(ambit_siting_prices *p, uint32_t k, ambit_error *err)
{
    const ambit_siting *s = p->s;
    uint32_t n_homes = s->n_territories - s->n_free;
    size_t threads = (size_t)omp_get_max_threads(), pairs = (size_t)s->n_units * (k + n_homes);
    tree t;
    uint32_t *near = malloc((size_t)s->n_units * k * sizeof *near);
    double *square = malloc(threads * k * sizeof *square);
    p->beyond = malloc(s->n_units * sizeof *p->beyond);
    p->near_first = malloc((s->n_sites + 1) * sizeof *p->near_first);
    p->near = malloc(pairs * sizeof *p->near), p->near_cost = malloc(pairs * sizeof *p->near_cost);
    bool enough = plant_sites(&t, s) && near && square && p->beyond && p->near_first && p->near && p->near_cost;
    if (enough) find_near(p, &t, k, near, square), list_near(p, k, near);
    free(t.place), free(t.site), free(near), free(square);
    return enough ? AMBIT_OK : ambit_fail(err, AMBIT_E_MEMORY, "no memory for the sites near %u units", s->n_units);
}

/* ---- What keeps it exact ----------------------------------------------------------------------------------------- */

void ambit_prices_clamp(ambit_siting_prices *p)
{
    const ambit_siting *s = p->s;
    for (uint32_t u = 0; p->beyond && u < s->n_units; u++)
        p->now.price[u] = fmin(p->now.price[u], (1 - MARGIN) * p->beyond[u]);
    p->least_margin = INFINITY;
    for (uint32_t a = 0; p->beyond && a < s->n_rules; a++) {
        const double *amount = p->amount + (size_t)a * s->n_units;
        p->margin[a] = INFINITY;
        for (uint32_t u = 0; u < s->n_units; u++)
            if (amount[u] > 0) {
                double room = p->beyond[u] - p->now.price[u];
                p->margin[a] = fmin(p->margin[a], room / amount[u]);
                p->least_margin = fmin(p->least_margin, room);
            }
    }
}
