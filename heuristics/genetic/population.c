#include "heuristics/genetic/population.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

ambit_status ambit_population_init(ambit_population *p, uint32_t n_units, double shares_price, ambit_error *err)
{
    *p = (ambit_population){ .n_units = n_units, .shares_price = shares_price };
    for (uint32_t i = 0; i <= AMBIT_POPULATION; i++)
        if (!(p->member[i].choice = calloc(n_units, sizeof *p->member[i].choice))) {
            ambit_population_reset(p);
            return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a population of plans of %u units", n_units);
        }
    return AMBIT_OK;
}

void ambit_population_reset(ambit_population *p)
{
    for (uint32_t i = 0; i <= AMBIT_POPULATION; i++) free(p->member[i].choice);
    *p = (ambit_population){ 0 };
}

bool ambit_individual_beats(double objective_a, double violation_a, double objective_b, double violation_b)
{
    if (violation_a < violation_b - 1e-12) return true;
    return violation_a <= violation_b + 1e-12 && objective_a < objective_b;
}

static double ranked_cost(const ambit_population *p, uint32_t i)
{
    return p->member[i].objective + p->shares_price * p->member[i].violation;
}

static uint32_t distance(const ambit_population *p, uint32_t i, uint32_t j)
{
    uint32_t different = 0;
    for (uint32_t u = 0; u < p->n_units; u++) different += p->member[i].choice[u] != p->member[j].choice[u];
    return different;
}

static uint32_t best_index(const ambit_population *p)
{
    uint32_t best = 0;
    for (uint32_t i = 1; i < p->n; i++)
        if (ambit_individual_beats(p->member[i].objective, p->member[i].violation, p->member[best].objective,
                                   p->member[best].violation)) best = i;
    return best;
}

/* The member to go: the worst sum of the ranks of cost and of closeness to its nearest other, never the best one. */
static uint32_t least_fit(const ambit_population *p)
{
    uint32_t nearest[AMBIT_POPULATION + 1], worst = 0, best = best_index(p);
    double worst_rank = -1;
    for (uint32_t i = 0; i < p->n; i++) {
        nearest[i] = UINT32_MAX;
        for (uint32_t j = 0; j < p->n; j++) {
            uint32_t away = i == j ? UINT32_MAX : distance(p, i, j);
            if (away < nearest[i]) nearest[i] = away;
        }
    }
    for (uint32_t i = 0; i < p->n; i++) {
        double rank = 0;
        for (uint32_t j = 0; j < p->n; j++)
            rank += (ranked_cost(p, j) < ranked_cost(p, i)) + 0.7 * (nearest[j] > nearest[i]);
        if (i != best && rank > worst_rank) worst_rank = rank, worst = i;
    }
    return worst;
}

bool ambit_population_add(ambit_population *p, const uint32_t *choice, double objective, double violation)
{
    ambit_individual *new = &p->member[p->n];
    memcpy(new->choice, choice, p->n_units * sizeof *choice);
    new->objective = objective, new->violation = violation;
    for (uint32_t i = 0; i < p->n; i++)
        if (!distance(p, i, p->n)) return false;
    if (p->n++ < AMBIT_POPULATION) return true;
    uint32_t out = least_fit(p);
    ambit_individual gone = p->member[out];
    p->member[out] = p->member[--p->n];
    p->member[p->n] = gone;
    return out != p->n;
}

const ambit_individual *ambit_population_pick(const ambit_population *p, ambit_rng *rng)
{
    uint32_t i = ambit_rng_below(rng, p->n), j = ambit_rng_below(rng, p->n);
    return &p->member[ranked_cost(p, i) <= ranked_cost(p, j) ? i : j];
}

const ambit_individual *ambit_population_best(const ambit_population *p)
{
    return p->n ? &p->member[best_index(p)] : NULL;
}
