/* Pairs that no connected territory within its window has: the lightest way from the site to the unit is too heavy.
 *
 * A way's weight is what its units bring to a rule, both ends included; only units that the site may still have are on
 * it. Dijkstra's algorithm (1959, doi:10.1007/BF01386390) with weights on the nodes, for each rule with an upper
 * bound. */
#include "solver/hess/prices_parts.h"

#include "instances/base/status.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

#define FAR UINT32_MAX

/* Work space of one thread: a heap of units by distance; where each unit is in it. */
typedef struct { double *distance; uint32_t *heap, *place, n; uint8_t *reached; } walker;

static void put(walker *w, uint32_t at, uint32_t u)
{
    w->heap[at] = u, w->place[u] = at;
}

static void rise(walker *w, uint32_t at, uint32_t u)
{
    for (; at > 0 && w->distance[w->heap[(at - 1) / 2]] > w->distance[u]; at = (at - 1) / 2)
        put(w, at, w->heap[(at - 1) / 2]);
    put(w, at, u);
}

static uint32_t pop(walker *w)
{
    uint32_t first = w->heap[0], last = w->heap[--w->n], at = 0;
    for (uint32_t child = 1; child < w->n; child = 2 * at + 1) {
        if (child + 1 < w->n && w->distance[w->heap[child + 1]] < w->distance[w->heap[child]]) child++;
        if (w->distance[w->heap[child]] >= w->distance[last]) break;
        put(w, at, w->heap[child]), at = child;
    }
    put(w, at, last);
    return first;
}

static void approach(walker *w, uint32_t u, double distance)
{
    if (distance >= w->distance[u]) return;
    w->distance[u] = distance;
    if (w->place[u] == FAR) w->place[u] = w->n++;
    rise(w, w->place[u], u);
}

/* Weight `weight` (NULL: none) of the lightest way to each unit, where it is at most `high`. */
static void walk(walker *w, const ambit_siting_prices *p, const ambit_siting_fixing *f, uint32_t site,
        const double *weight, double high)
{
    const ambit_graph *g = &p->s->graph;
    for (uint32_t u = 0; u < p->s->n_units; u++) w->distance[u] = INFINITY, w->place[u] = FAR;
    w->n = 0;
    approach(w, ambit_prices_must(p, site), weight ? weight[ambit_prices_must(p, site)] : 0);
    while (w->n) {
        uint32_t u = pop(w);
        for (size_t k = g->first[u]; k < g->first[u + 1]; k++) {
            uint32_t v = g->unit[k];
            double to = w->distance[u] + (weight ? weight[v] : 0);
            if (to <= high && ambit_siting_open(f, p->s, site, v)) approach(w, v, to);
        }
    }
}

/* reached[u]: 1 when the way to u is light enough by every rule. */
static void walk_rules(walker *w, const ambit_siting_prices *p, const ambit_siting_fixing *f, uint32_t site)
{
    const uint32_t n = p->s->n_units;
    bool any = false;
    memset(w->reached, 1, n);
    for (uint32_t a = 0; a <= p->s->n_rules; a++) {
        bool last = a == p->s->n_rules;
        double high = last ? INFINITY : p->high[(size_t)a * p->s->n_sites + site];
        if (last ? any : !(high < INFINITY)) continue;
        any = true;
        walk(w, p, f, site, last ? NULL : p->amount + (size_t)a * n, high + 1e-11 * fabs(high));
        for (uint32_t u = 0; u < n; u++) w->reached[u] &= w->distance[u] < INFINITY;
    }
}

/* Is there enough within reach? */
static bool fills(const walker *w, const ambit_siting_prices *p, uint32_t site)
{
    for (uint32_t a = 0; a < p->s->n_rules; a++) {
        const double *amount = p->amount + (size_t)a * p->s->n_units;
        double sum = 0, low = p->low[(size_t)a * p->s->n_sites + site];
        for (uint32_t u = 0; u < p->s->n_units; u++) sum += w->reached[u] ? amount[u] : 0;
        if (sum < low - 1e-11 * fabs(low)) return false;
    }
    return true;
}

/* Rows of bits meet within a word. */
static uint64_t close_unreached(const walker *w, const ambit_siting *s, ambit_siting_fixing *f, uint32_t site, bool all)
{
    uint64_t closed = 0;
    for (uint32_t u = 0; u < s->n_units && f->pair; u++) {
        if ((!all && w->reached[u]) || !ambit_siting_open(f, s, site, u)) continue;
        size_t bit = (size_t)site * s->n_units + u;
#pragma omp atomic
        f->pair[bit / 64] &= ~((uint64_t)1 << (bit % 64));
        closed++;
    }
    return closed;
}

static int make_walkers(walker *w, uint32_t n_walkers, uint32_t n)
{
    for (uint32_t i = 0; i < n_walkers; i++) {
        w[i].distance = malloc(n * sizeof *w->distance), w[i].heap = malloc(n * sizeof *w->heap);
        w[i].place = malloc(n * sizeof *w->place), w[i].reached = malloc(n);
        if (!w[i].distance || !w[i].heap || !w[i].place || !w[i].reached) return -1;
    }
    return 0;
}

ambit_status ambit_prices_reach(ambit_siting_prices *p, ambit_siting_fixing *f, ambit_error *err)
{
    const ambit_siting *s = p->s;
    uint32_t n_walkers = (uint32_t)omp_get_max_threads();
    uint64_t pairs = 0, sites = 0;
    walker *w = calloc(n_walkers, sizeof *w);
    bool works = w && !make_walkers(w, n_walkers, s->n_units);
#pragma omp parallel for schedule(dynamic, 4) reduction(+ : pairs, sites) if (s->n_units > 100)
    for (uint32_t j = 0; j < s->n_sites; j++) {
        if (!works || ambit_prices_is_home(p, j) || !f->site[j]) continue;
        walker *mine = &w[omp_get_thread_num()];
        walk_rules(mine, p, f, j);
        bool closes = !fills(mine, p, j);
        pairs += close_unreached(mine, s, f, j, closes);
        if (closes) f->site[j] = 0, sites++;
    }
    f->n_pairs_open -= pairs, f->n_sites_open -= (uint32_t)sites;
    for (uint32_t i = 0; w && i < n_walkers; i++)
        free(w[i].distance), free(w[i].heap), free(w[i].place), free(w[i].reached);
    free(w);
    p->effort += 10 * p->first[s->n_sites];
    return works ? AMBIT_OK : ambit_fail(err, AMBIT_E_MEMORY, "no memory for ways between %u units", s->n_units);
}
