/* Which units the dual looks at: all of them, or a sample that stands for them while prices are still far away.
 *
 * Half of what a sample gets wrong is how much work there is around each rep, so the amounts of its units are scaled
 * until those nearest to a rep bring as much as all units that are nearest to it. */
#include "solver/dual/parts.h"

#include "instances/base/rng.h"

#include <math.h>
#include <stdlib.h>

static const double LARGE = 4;          /* times the mean size: drawn for certain */
static const double MOST_FACTOR = 3;    /* a sample must not grow out of a few small units */

/* The unit's amounts in shares: of the problem's own rules, at its first rep; and of all, at the worst rep. */
static void measure(ambit_dual *d, uint32_t u)
{
    const ambit_core *core = d->core;
    d->size[u] = d->bulk[u] = 0;
    for (uint32_t a = 0; a < core->n_rules; a++) {
        const ambit_core_rule *rule = &core->rule[a];
        double most = 0;
        for (size_t k = core->first[u]; k < core->first[u + 1]; k++) {
            most = fmax(most, ambit_core_amount(core, a, u, k));
            if (!rule->by_pair) break;
        }
        d->bulk[u] += most / rule->scale;
        if (rule->kind == AMBIT_AMOUNT_OWN) d->size[u] += ambit_core_amount(core, a, u, core->first[u]) / rule->scale;
    }
}

static uint32_t nearest(const ambit_core *core, uint32_t u)
{
    size_t best = core->first[u];
    for (size_t k = best + 1; k < core->first[u + 1]; k++)
        if (core->cost[k] < core->cost[best]) best = k;
    return core->rep[best];
}

/* One of each `stride` small units is drawn, so that an order in the file does no harm. */
static void draw(ambit_dual *d, uint32_t stride, double mean)
{
    ambit_rng rng = ambit_rng_of(stride, 0);
    uint32_t seen = 0, drawn = 0;
    for (uint32_t u = 0; u < d->core->n_units; u++) {
        bool large = d->size[u] > LARGE * mean;
        if (!large && seen % stride == 0) drawn = ambit_rng_below(&rng, stride);
        if (!large && seen++ % stride != drawn) continue;
        d->weight[d->n_units] = large ? 1 : stride;
        d->size[d->n_units] = d->size[u], d->bulk[d->n_units] = d->bulk[u], d->unit[d->n_units++] = u;
    }
}

static void add_amounts(double *sum, const ambit_core *core, uint32_t u, double weight)
{
    uint32_t r = nearest(core, u);
    for (uint32_t a = 0; a < core->n_rules; a++)
        sum[a * core->n_reps + r] += weight * ambit_core_amount(core, a, u, core->first[u]);
}

static int set_factors(ambit_dual *d)
{
    const ambit_core *core = d->core;
    double *all = calloc((size_t)d->n_rows + 1, sizeof *all), *drawn = calloc((size_t)d->n_rows + 1, sizeof *drawn);
    d->factor = malloc(((size_t)d->n_units * core->n_rules + 1) * sizeof *d->factor);
    if (!all || !drawn || !d->factor) return free(all), free(drawn), -1;
    for (uint32_t u = 0; u < core->n_units; u++) add_amounts(all, core, u, 1);
    for (uint32_t i = 0; i < d->n_units; i++) add_amounts(drawn, core, d->unit[i], d->weight[i]);
    for (uint32_t i = 0; i < d->n_units; i++)
        for (uint32_t a = 0, r = nearest(core, d->unit[i]); a < core->n_rules; a++) {
            double there = all[a * core->n_reps + r], here = drawn[a * core->n_reps + r];
            d->factor[(size_t)i * core->n_rules + a] =
                    here > 0 ? fmin(fmax(there / here, 1 / MOST_FACTOR), MOST_FACTOR) : 1;
        }
    free(all), free(drawn);
    return 0;
}

static double spread_of(const ambit_core *core, uint32_t u)
{
    size_t first = core->first[u], n = core->first[u + 1] - first, counted = n < 8 ? n : 8;
    double least = INFINITY, mean = 0;
    for (size_t k = first; k < first + n; k++) least = fmin(least, core->cost[k]);
    for (size_t k = first; k < first + counted; k++) mean += core->cost[k] / (double)counted;
    return mean - least;
}

static void set_sums(ambit_dual *d, double mean)
{
    double spread = 0, units = 0, bulk = 0;
    for (uint32_t i = 0; i < d->n_units; i++) {
        uint32_t u = d->unit[i];
        d->size[i] = mean > 0 ? fmax(d->size[i] / mean, 0.05) : 1;
        d->n_pairs += d->core->first[u + 1] - d->core->first[u];
        spread += ambit_dual_weight(d, i) * spread_of(d->core, u), units += ambit_dual_weight(d, i);
        bulk += d->bulk[i] / d->n_units;
    }
    d->spread = spread / units, d->mean_bulk = bulk > 0 ? bulk : 1;
}

int ambit_dual_sample(ambit_dual *d, uint32_t stride)
{
    const uint32_t n = d->core->n_units;
    double mean = 0;
    d->unit = malloc(n * sizeof *d->unit);
    d->size = malloc(n * sizeof *d->size), d->bulk = malloc(n * sizeof *d->bulk);
    if (stride > 1) d->weight = malloc(n * sizeof *d->weight);
    if (!d->unit || !d->size || !d->bulk || (stride > 1 && !d->weight)) return -1;
    for (uint32_t u = 0; u < n; u++) measure(d, u), mean += d->size[u] / n;
    if (stride > 1) draw(d, stride, mean);
    else for (; d->n_units < n; d->n_units++) d->unit[d->n_units] = d->n_units;
    if (stride > 1 && set_factors(d)) return -1;
    set_sums(d, mean);
    return 0;
}
