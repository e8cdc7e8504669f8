/* The Lagrangian function at given prices: the sites' own problems, in parallel, and the cheapest of them. */
#include "solver/hess/prices_parts.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

enum { WORTH_THREADS = 20000 }; /* pairs: below, waking a thread costs more than the work */

enum { WORTH_COUNTING = 3000000 }; /* pairs: above, units with a single site are hardly found */

/* Appends the pair when it is open. */
static size_t list_pair(ambit_siting_prices *p, const ambit_siting_fixing *f, uint32_t site, uint32_t u, double cost,
        size_t at)
{
    if (!(cost < INFINITY) || !ambit_siting_open(f, p->s, site, u)) return at;
    p->n_at[u]++, p->last_at[u] = site;
    if (p->s->unit_at[site] == u) return at;
    p->unit[at] = u, p->cost[at] = cost;
    return at + 1;
}

/* Where not every pair is listed. */
static void count_places(ambit_siting_prices *p, const ambit_siting_fixing *f)
{
    const ambit_siting *s = p->s;
    bool count = f->pair && f->n_pairs_open <= WORTH_COUNTING;
    for (uint32_t u = 0; u < s->n_units; u++) p->n_at[u] = count ? 0 : 2;
    for (uint32_t j = 0; j < s->n_sites && count; j++)
        for (uint32_t u = 0; u < s->n_units; u++)
            if (ambit_siting_open(f, s, j, u)) p->n_at[u]++, p->last_at[u] = j;
}

void ambit_prices_list(ambit_siting_prices *p, const ambit_siting_fixing *fixing)
{
    const ambit_siting *s = p->s;
    size_t at = 0;
    memset(p->n_at, 0, s->n_units * sizeof *p->n_at);
    for (uint32_t j = 0; j < s->n_sites; j++) {
        p->first[j] = at;
        if (fixing->site[j] && p->beyond)
            for (size_t i = p->near_first[j]; i < p->near_first[j + 1]; i++)
                at = list_pair(p, fixing, j, p->near[i], p->near_cost[i], at);
        else if (fixing->site[j])
            for (uint32_t u = 0; u < s->n_units; u++)
                at = list_pair(p, fixing, j, u, ambit_prices_cost(p, j, u), at);
        p->length[j] = (uint32_t)(at - p->first[j]);
    }
    p->first[s->n_sites] = at;
    if (p->beyond) count_places(p, fixing);
}

double ambit_prices_dearest(ambit_siting_prices *p)
{
    const ambit_siting *s = p->s;
    double *most = p->slope, sum = 0; /* room of an evaluation */
    if (p->beyond) return INFINITY;
    for (uint32_t u = 0; u < s->n_units; u++)
        most[u] = s->site_of[u] == AMBIT_NOBODY ? 0 : ambit_prices_cost(p, s->site_of[u], u);
    for (uint32_t u = 0; u < s->n_units; u++) most[u] = most[u] < INFINITY ? most[u] : 0;
    for (uint32_t j = 0; j < s->n_sites; j++)
        for (size_t k = p->first[j]; k < p->first[j] + p->length[j]; k++)
            most[p->unit[k]] = fmax(most[p->unit[k]], p->cost[k]);
    for (uint32_t u = 0; u < s->n_units; u++) sum += most[u];
    return sum * (1 + 1e-9) + 1e-9;
}

/* Of equal ones those whose territory is known come first. */
static int by_value(const void *a, const void *b, void *context)
{
    const ambit_siting_prices *p = context;
    uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
    double x = p->now.value[i], y = p->now.value[j];
    if (x != y) return x < y ? -1 : 1;
    if (p->is_whole[i] != p->is_whole[j]) return p->is_whole[i] ? -1 : 1;
    return i < j ? -1 : i > j;
}

ambit_prices_ranking ambit_prices_rank(const ambit_siting_prices *p, const ambit_siting_fixing *fixing)
{
    const ambit_siting *s = p->s;
    ambit_prices_ranking by = { .order = p->order, .fixed = p->order + s->n_sites };
    uint32_t n_must = 0;
    for (uint32_t j = 0; j < s->n_sites; j++) {
        bool home = ambit_prices_is_home(p, j);
        if (home || fixing->site[j] == 2) by.fixed[by.n_fixed++] = j, n_must += !home;
        else if (p->now.value[j] < INFINITY) by.order[by.n_order++] = j;
    }
    by.n_chosen = s->n_free > n_must ? s->n_free - n_must : 0;
    qsort_r(by.order, by.n_order, sizeof *by.order, by_value, (void *)(uintptr_t)p);
    return by;
}

double ambit_prices_hair(const ambit_siting_prices *p)
{
    double size = fabs(p->now.bound < INFINITY ? p->now.bound : 0);
    for (uint32_t u = 0; u < p->s->n_units; u++) size += fabs(p->now.price[u]);
    return 1e-12 * size;
}

/* Room for the pairs of the chosen sites. */
static int make_use(ambit_siting_prices *p, const ambit_prices_ranking *by)
{
    size_t n = 0;
    for (uint32_t k = 0; k < by->n_fixed; k++) n += p->length[by->fixed[k]] + 1;
    for (uint32_t k = 0; k < by->n_chosen; k++) n += p->length[by->order[k]] + 1;
    p->n_use = 0;
    if (n <= p->use_room) return 0;
    free(p->use);
    p->use_room = n + n / 2;
    return (p->use = malloc(p->use_room * sizeof *p->use)) ? 0 : (p->use_room = 0, -1);
}

int ambit_prices_evaluate(ambit_siting_prices *p, const ambit_siting_fixing *fixing)
{
    const ambit_siting *s = p->s;
    ambit_prices_clamp(p);
#pragma omp parallel for schedule(dynamic, 8) if (p->first[s->n_sites] > WORTH_THREADS)
    for (uint32_t j = 0; j < s->n_sites; j++)
        p->now.value[j] = fixing->site[j] || ambit_prices_is_home(p, j)
                        ? ambit_prices_solve(p, &p->room[omp_get_thread_num()], j) : INFINITY;
    p->effort += p->first[s->n_sites];
    memcpy(p->now.relaxed, p->now.value, s->n_sites * sizeof(double));
    if (p->whole) ambit_prices_solve_whole(p, fixing);
    ambit_prices_ranking by = ambit_prices_rank(p, fixing);
    double sum = by.n_order < by.n_chosen ? INFINITY : 0;
    for (uint32_t u = 0; u < s->n_units; u++) p->slope[u] = 1, sum += p->now.price[u];
    for (uint32_t k = 0; k < by.n_fixed; k++) sum += p->now.value[by.fixed[k]];
    for (uint32_t k = 0; k < by.n_chosen && sum < INFINITY; k++) sum += p->now.value[by.order[k]];
    for (uint32_t u = 0; u < s->n_units; u++)
        if (!p->n_at[u]) sum = INFINITY;
    p->now.bound = sum;
    if (!(sum < INFINITY)) return 0;
    p->now.bound = sum - ambit_prices_hair(p);
    if (make_use(p, &by)) return -1;
    for (uint32_t k = 0; k < by.n_fixed; k++) ambit_prices_use(p, p->room, by.fixed[k]);
    for (uint32_t k = 0; k < by.n_chosen; k++) ambit_prices_use(p, p->room, by.order[k]);
    return 0;
}
