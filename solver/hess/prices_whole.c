/* The sites' own problems with whole units: each a knapsack with a window (solver/branch/territory.h), above the LP's.
 *
 * Where a territory has few units, or its window is narrow, that closes much of the gap (Dantzig and Wolfe's bound).
 * Divisible units come first and are cheap; only sites that could be among the n_free cheapest are looked at whole, in
 * batches of a fixed size, until the next one's divisible value is no longer below the last one taken. */
#include "solver/hess/prices_parts.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 8, MOST_NODES = 20000, NODES_A_PAIR = 4, WORTH_THREADS = 200 };

static const double WARMTH = 0.02; /* of a typical cost: reduced costs that differ by less hardly matter */

bool ambit_prices_whole_fits(const ambit_siting_prices *p)
{
    return p->s->n_rules > 0 && p->s->n_rules <= AMBIT_TERRITORY_ROWS;
}

ambit_status ambit_prices_make_whole(ambit_siting_prices *p, ambit_error *err)
{
    const ambit_siting *s = p->s;
    size_t pairs = p->first[s->n_sites];
    double sum = 0;
    free(p->taken), free(p->item);
    p->taken = malloc(pairs + 1), p->item = malloc((BATCH * (size_t)s->n_units + 1) * sizeof *p->item);
    if (!p->habit) p->habit = calloc(s->n_sites, sizeof *p->habit);
    if (!p->taken || !p->item || !p->habit) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for whole units");
    for (uint32_t i = 0; i < BATCH; i++)
        if (!p->territory[i]) {
            ambit_status status = ambit_territory_build(&p->territory[i], s->n_units, err);
            if (status) return status;
        }
    for (uint32_t u = 0; u < s->n_units; u++) sum += p->scale[u];
    p->warmth = WARMTH * sum / s->n_units;
    p->whole = true;
    return AMBIT_OK;
}

void ambit_prices_free_whole(ambit_siting_prices *p)
{
    for (uint32_t i = 0; i < BATCH; i++) ambit_territory_free(p->territory[i]);
    free(p->taken), free(p->item), free(p->habit);
}

/* Loads are at least 0, and at most everything. */
static void fill_problem(const ambit_siting_prices *p, ambit_territory_item *item, ambit_territory_problem *out,
        uint32_t site, double known)
{
    const ambit_siting *s = p->s;
    const uint32_t *unit = p->unit + p->first[site], must = ambit_prices_must(p, site);
    *out = (ambit_territory_problem){ .n = p->length[site], .n_rows = s->n_rules, .item = item,
                                      .temperature = p->warmth, .known = known, .most_nodes = MOST_NODES };
    for (uint32_t k = 0; k < out->n; k++)
        item[k] = (ambit_territory_item){ .cost = p->cost[p->first[site] + k] - p->now.price[unit[k]] };
    for (uint32_t a = 0; a < s->n_rules; a++) {
        double all = 0, brought = must == AMBIT_NOBODY ? 0 : ambit_prices_amount(p, a, site, must);
        for (uint32_t k = 0; k < out->n; k++) {
            double amount = ambit_prices_amount(p, a, site, unit[k]);
            item[k].amount[a] = amount / s->scale[a], all += amount;
        }
        double low = p->low[(size_t)a * s->n_sites + site] - brought;
        double high = p->high[(size_t)a * s->n_sites + site] - brought;
        out->low[a] = fmax(low, 0) / s->scale[a], out->high[a] = fmin(high, all) / s->scale[a];
    }
}

static double given_at(const ambit_siting_prices *p, uint32_t site)
{
    uint32_t must = ambit_prices_must(p, site);
    return must == AMBIT_NOBODY ? 0 : ambit_prices_cost(p, site, must) - p->now.price[must];
}

/* A territory with a unit that is not listed costs at least so much more than what the multipliers say. */
static double cost_of_far(const ambit_siting_prices *p, const double *q)
{
    double used = 0;
    for (uint32_t a = 0; a < p->s->n_rules; a++)
        if (q[a] < 0) used -= q[a] / p->margin[a];
    return p->least_margin * fmax(1 - used, 0);
}

/* Raises the value of one site; `known`: what is not cheaper need not be found. */
static uint64_t solve_whole(ambit_siting_prices *p, uint32_t worker, uint32_t site, double known)
{
    const uint32_t n_rules = p->s->n_rules;
    double *q = p->now.multiplier + (size_t)site * n_rules, given = given_at(p, site), size = fabs(given);
    ambit_territory_item *item = p->item + (size_t)worker * p->s->n_units;
    ambit_territory_habit *habit = &p->habit[site];
    ambit_territory_problem problem;
    fill_problem(p, item, &problem, site, known - given);
    for (uint32_t a = 0; a < n_rules; a++) habit->q[a] = q[a] * p->s->scale[a];
    ambit_territory_result found = ambit_territory_solve(p->territory[worker], p->taken + p->first[site], &problem,
                                                         habit);
    for (uint32_t k = 0; k < problem.n; k++) size += fabs(item[k].cost);
    double hair = 1e-12 * size, relaxed = given + found.relaxed - hair, value = given + found.value - hair;
    if (p->beyond && !ambit_prices_is_home(p, site))
        value = fmin(value, p->now.relaxed[site] + cost_of_far(p, q));
    else if (relaxed >= p->now.relaxed[site]) {
        p->now.relaxed[site] = relaxed, value = fmax(value, relaxed);
        for (uint32_t a = 0; a < n_rules; a++) q[a] = habit->q[a] / p->s->scale[a];
    }
    p->now.value[site] = fmax(p->now.value[site], value);
    p->is_whole[site] = found.found;
    return found.nodes;
}

static double kth_least(const double *value, uint32_t n, uint32_t k, double *room)
{
    uint32_t found = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t at = found;
        if (found == k && value[i] >= room[k - 1]) continue;
        if (found < k) found++; else at = k - 1;
        for (; at > 0 && room[at - 1] > value[i]; at--) room[at] = room[at - 1];
        room[at] = value[i];
    }
    return found == k ? room[k - 1] : INFINITY;
}

static void solve_batch(ambit_siting_prices *p, const uint32_t *site, uint32_t n, double known)
{
    uint64_t nodes = 0, pairs = 0;
    for (uint32_t i = 0; i < n; i++) pairs += p->length[site[i]];
#pragma omp parallel for schedule(dynamic, 1) reduction(+ : nodes) if (pairs > WORTH_THREADS)
    for (uint32_t i = 0; i < n; i++) nodes += solve_whole(p, i, site[i], known);
    p->effort += nodes / NODES_A_PAIR + 4 * pairs;
}

void ambit_prices_solve_whole(ambit_siting_prices *p, const ambit_siting_fixing *fixing)
{
    const uint32_t n_sites = p->s->n_sites;
    ambit_prices_ranking by = ambit_prices_rank(p, fixing);
    memset(p->is_whole, 0, n_sites);
    for (uint32_t at = 0; at < by.n_fixed; at += BATCH)
        solve_batch(p, by.fixed + at, by.n_fixed - at < BATCH ? by.n_fixed - at : BATCH, INFINITY);
    double *value = p->room->reduced, *least = p->room->ratio, known = INFINITY;
    for (uint32_t at = 0; at < by.n_order && by.n_chosen; at += BATCH) {
        uint32_t n = by.n_order - at < BATCH ? by.n_order - at : BATCH;
        while (n && p->now.value[by.order[at + n - 1]] >= known) n--;
        solve_batch(p, by.order + at, n, known);
        for (uint32_t i = 0; i < n; i++) value[at + i] = p->now.value[by.order[at + i]];
        if (n < BATCH) break;
        known = kth_least(value, at + n, by.n_chosen, least);
    }
}
