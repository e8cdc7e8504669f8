#include "heuristics/plan/construct.h"

#include "solver/bound.h"

#include <math.h>
#include <stdlib.h>

static int by_key(const void *a, const void *b, void *context)
{
    const double *key = context;
    const uint32_t u = *(const uint32_t *)a, v = *(const uint32_t *)b;
    if (key[u] != key[v]) return key[u] > key[v] ? -1 : 1;
    return (u > v) - (u < v);
}

/* The unit's largest amount in shares: large units must find their place while there is room. */
static double bulk(const ambit_core *core, uint32_t u)
{
    double most = 0;
    for (uint32_t a = 0; a < core->n_rules; a++)
        if (core->rule[a].kind == AMBIT_AMOUNT_OWN)
            most = fmax(most, ambit_core_amount(core, a, u, core->first[u]) / core->rule[a].scale);
    return most;
}

static double overflow(const ambit_state *s, uint32_t u, size_t k)
{
    double sum = 0;
    for (uint32_t a = 0; a < s->core->n_rules; a++) {
        const ambit_row *row = &s->row[ambit_state_row(s, a, s->core->rep[k])];
        double beyond = row->load + ambit_core_amount(s->core, a, u, k) - row->upper;
        if (beyond > 0) sum += beyond / row->scale;
    }
    return sum;
}

/* The candidate of least (overflow, reduced cost): lists are in ascending order of reduced cost. */
static uint32_t best_place(const ambit_state *s, const ambit_candidates *c, uint32_t u)
{
    uint32_t best = c->offset[c->first[u]];
    double least = INFINITY;
    for (size_t i = c->first[u]; i < c->first[u + 1]; i++) {
        double beyond = overflow(s, u, s->core->first[u] + c->offset[i]);
        if (beyond < least - 1e-12) least = beyond, best = c->offset[i];
        if (!(least > 0)) break;
    }
    return best;
}

void ambit_construct_cheapest(uint32_t *choice, const ambit_core *core, const ambit_candidates *c, const double *price)
{
    for (uint32_t u = 0; u < core->n_units; u++) {
        double least = INFINITY;
        for (size_t i = c->first[u]; i < c->first[u + 1]; i++) {
            double cost = ambit_bound_priced(core, price, u, core->first[u] + c->offset[i]);
            if (cost < least) least = cost, choice[u] = c->offset[i];
        }
    }
}

void ambit_construct(ambit_state *s, const ambit_candidates *c, double noise, uint32_t *order, double *key,
                     ambit_rng *rng)
{
    const ambit_core *core = s->core;
    for (uint32_t u = 0; u < core->n_units; u++) {
        order[u] = u;
        key[u] = (c->regret[u] + 1e-9) * (bulk(core, u) + 1e-9) * (1 + noise * ambit_rng_unit(rng));
        if (c->first[u + 1] - c->first[u] == 1) key[u] = INFINITY; /* locked: its load is there from the start */
    }
    qsort_r(order, core->n_units, sizeof *order, by_key, key);
    for (uint32_t row = 0; row < s->n_rows; row++) s->row[row].load = 0;
    for (uint32_t i = 0; i < core->n_units; i++) {
        uint32_t u = order[i];
        s->choice[u] = best_place(s, c, u);
        size_t k = core->first[u] + s->choice[u];
        for (uint32_t a = 0; a < core->n_rules; a++)
            s->row[ambit_state_row(s, a, core->rep[k])].load += ambit_core_amount(core, a, u, k);
    }
    ambit_state_load(s, s->choice);
}
