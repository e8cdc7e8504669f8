/* The Lagrangian function at given prices: the sites' own problems, in parallel, and the cheapest of them. */
#include "solver/siting/prices_parts.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

enum { WORTH_THREADS = 20000 }; /* pairs: below, waking a thread costs more than the work */

void ambit_prices_list(ambit_siting_prices *p, const ambit_siting_fixing *fixing)
{
    const ambit_siting *s = p->s;
    size_t at = 0;
    memset(p->n_at, 0, s->n_units * sizeof *p->n_at);
    for (uint32_t j = 0; j < s->n_sites; j++) {
        p->first[j] = at;
        for (uint32_t u = 0; u < s->n_units && fixing->site[j]; u++) {
            double cost = ambit_siting_open(fixing, s, j, u) ? ambit_prices_cost(p, j, u) : INFINITY;
            if (cost == INFINITY) continue;
            p->n_at[u]++, p->last_at[u] = j;
            if (s->unit_at[j] != u) p->unit[at] = u, p->cost[at++] = cost;
        }
        p->length[j] = (uint32_t)(at - p->first[j]);
    }
    p->first[s->n_sites] = at;
}

static int by_value(const void *a, const void *b, void *context)
{
    const double *value = context;
    uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
    return value[i] != value[j] ? (value[i] < value[j] ? -1 : 1) : i < j ? -1 : i > j;
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
    qsort_r(by.order, by.n_order, sizeof *by.order, by_value, p->now.value);
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
#pragma omp parallel for schedule(dynamic, 8) if (p->first[s->n_sites] > WORTH_THREADS)
    for (uint32_t j = 0; j < s->n_sites; j++)
        p->now.value[j] = fixing->site[j] || ambit_prices_is_home(p, j)
                        ? ambit_prices_solve(p, &p->room[omp_get_thread_num()], j) : INFINITY;
    p->effort += p->first[s->n_sites];
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
