/* The Lagrangian dual. Inside, prices are per share (price * scale of the rule), so that all rows have one size; the
 * dual is evaluated over blocks of units, each with its own sums, that are added in the order of the blocks.
 *
 * Measured on accounts with lognormal amounts (see findings in tests/bench): the smoothed dual is within 0.02 % of the
 * LP bound after 200 steps where plain Polyak steps are at 2 % after 1,000. */
#include "solver/bound.h"

#include "solver/lbfgs.h"
#include "solver/pricing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double HELD = 1e-9; /* of a row's share: plans may be so far beyond a bound, so the proof must allow it */

enum {
    N_BLOCKS = 32,
    N_STAGES = 12,
    WORTH_THREADS = 100000 /* pairs: below, waking a thread costs more than the work */
};

/* What the load y of one row may be: the rule's bounds, or what the amounts imply (loads are at least 0 and at most all
 * amounts together) where it has none, so that every price is allowed. */
typedef struct {
    double low, high, weight, aim, ideal; /* cost of deviating, from what, and that within [low, high] */
} range;

/* The dual function and its room. */
typedef struct {
    const ambit_core *core;
    uint32_t n_rows, longest;
    range *range;                                /* [n_rows] */
    double *scale;                               /* [n_rows] */
    double *size;                                /* [n_units] mean 1: temperature is in proportion to it */
    double *price; /* [n_rows] transposed: rep-major, so that one rep's prices are together */
    double *block_load, *block_value, *room;     /* per block */
} dual;

/* ---- Set up ------------------------------------------------------------------------------------------------------ */

/* No visit of unit i of the problem takes longer, whoever makes it. */
static double longest_hours(const ambit_problem *p, uint32_t i)
{
    double most = 0;
    if (!p->pair_first) return p->unit_at ? p->hours_per_km * 3.15 * AMBIT_EARTH_KM : 0; /* half around the Earth */
    for (size_t k = p->pair_first[i]; k < p->pair_first[i + 1]; k++) most = fmax(most, p->pair_hours[k]);
    return most;
}

/* The largest amount that unit i of the problem has at any rep. */
static double most_of_member(const ambit_problem *p, const ambit_problem_rule *rule, uint32_t i)
{
    double most = 0;
    if (rule->pair_amount)
        for (size_t k = p->pair_first[i]; k < p->pair_first[i + 1]; k++) most = fmax(most, rule->pair_amount[k]);
    return most + rule->amount[i] + (rule->per_hour ? rule->per_hour[i] * longest_hours(p, i) : 0);
}

/* The most that unit u can bring to a row of rule a, also by a pair that is no candidate. */
static double most_of_unit(const ambit_core *core, uint32_t a, uint32_t u)
{
    const ambit_problem *p = core->problem;
    double most = 0;
    if (core->complete || !core->rule[a].by_pair) {
        for (size_t k = core->first[u]; k < core->first[u + 1]; k++)
            most = fmax(most, ambit_core_amount(core, a, u, k));
        return most;
    }
    for (size_t m = core->member_first[u]; m < core->member_first[u + 1]; m++)
        most += most_of_member(p, &p->rule[a], core->member[m]);
    return most;
}

/* All amounts of a rule together; only asked where a row has no upper bound, so never for a shared one. */
static double most_of_rule(const ambit_core *core, uint32_t a)
{
    double sum = 0;
    for (uint32_t r = 0; r < (core->rule[a].shared ? 1 : core->n_reps); r++) {
        if (core->rule[a].upper[r] < INFINITY) continue;
        for (uint32_t u = 0; u < core->n_units; u++) sum += most_of_unit(core, a, u);
        break;
    }
    return sum;
}

/* `held` widens the bounds by that fraction of the row's share (see solver/problem.h). */
static range range_of(const ambit_core_rule *rule, uint32_t r, double most, double held)
{
    double share = rule->ideal ? rule->ideal[r] : rule->upper[r] < INFINITY ? rule->upper[r]
                                                : rule->lower[r] > -INFINITY ? rule->lower[r] : 0;
    range y = { .low = fmax(rule->lower[r] - held * fabs(share), 0) };
    y.high = rule->upper[r] < INFINITY ? rule->upper[r] + held * fabs(share) : fmax(most, y.low);
    if (!rule->ideal) return y;
    y.ideal = fmin(fmax(rule->ideal[r], y.low), y.high);
    y.weight = rule->weight[r];
    y.aim = rule->ideal[r];
    return y;
}

static void set_rows(dual *d)
{
    const ambit_core *core = d->core;
    for (uint32_t a = 0; a < core->n_rules; a++) {
        const ambit_core_rule *rule = &core->rule[a];
        uint32_t n = rule->shared ? 1 : core->n_reps;
        double most = most_of_rule(core, a);
        for (uint32_t r = 0; r < core->n_reps; r++) {
            uint32_t row = a * core->n_reps + r;
            d->scale[row] = rule->scale;
            if (r < n) d->range[row] = range_of(rule, r, most, 0);
        }
    }
}

static void set_sizes(dual *d)
{
    const ambit_core *core = d->core;
    double sum = 0;
    for (uint32_t u = 0; u < core->n_units; u++) {
        d->size[u] = 0;
        for (uint32_t a = 0; a < core->n_rules; a++)
            if (!core->rule[a].shared)
                d->size[u] += ambit_core_amount(core, a, u, core->first[u]) / core->rule[a].scale;
        sum += d->size[u];
    }
    for (uint32_t u = 0; u < core->n_units; u++)
        d->size[u] = sum > 0 ? fmax(d->size[u] * core->n_units / sum, 0.05) : 1;
}

static void dual_reset(dual *d)
{
    free(d->range), free(d->scale), free(d->size), free(d->price);
    free(d->block_load), free(d->block_value), free(d->room);
}

/* Reset it also after a failure. */
static int dual_init(dual *d, const ambit_core *core)
{
    *d = (dual){ .core = core, .n_rows = core->n_rules * core->n_reps };
    for (uint32_t u = 0; u < core->n_units; u++) {
        size_t length = core->first[u + 1] - core->first[u];
        if (length > d->longest) d->longest = (uint32_t)length;
    }
    size_t rows = d->n_rows + 1;
    d->range = calloc(rows, sizeof *d->range);
    d->scale = calloc(rows, sizeof *d->scale), d->price = calloc(rows, sizeof *d->price);
    d->size = calloc(core->n_units, sizeof *d->size);
    d->block_load = calloc(N_BLOCKS * rows, sizeof *d->block_load);
    d->block_value = calloc(N_BLOCKS, sizeof *d->block_value);
    d->room = calloc(N_BLOCKS * ((size_t)d->longest + 1), sizeof *d->room);
    if (!d->range || !d->scale || !d->price || !d->size || !d->block_load || !d->block_value || !d->room)
        return -1;
    set_rows(d);
    set_sizes(d);
    return 0;
}

/* ---- One evaluation ---------------------------------------------------------------------------------------------- */

/* The priced costs of unit u's pairs into room[]; returns the least. */
static double price_unit(const dual *d, uint32_t u, double *room)
{
    const ambit_core *core = d->core;
    size_t first = core->first[u], n = core->first[u + 1] - first;
    uint32_t n_rules = core->n_rules;
    double least = INFINITY;
    for (size_t i = 0; i < n; i++) {
        const double *price = d->price + (size_t)core->rep[first + i] * n_rules;
        double cost = core->cost[first + i];
        for (uint32_t a = 0; a < n_rules; a++) cost += price[a] * ambit_core_amount(core, a, u, first + i);
        room[i] = cost;
        if (cost < least) least = cost;
    }
    return least;
}

static void add_load(const dual *d, uint32_t u, size_t k, double share, double *load)
{
    for (uint32_t a = 0; a < d->core->n_rules; a++)
        load[ambit_core_row(d->core, a, d->core->rep[k])] += share * ambit_core_amount(d->core, a, u, k);
}

/* Hard minimum of one unit: its cheapest pair (the first of equals) takes it whole. */
static double least_pair(const dual *d, uint32_t u, double *room, double *load)
{
    double least = price_unit(d, u, room);
    size_t at = 0;
    while (room[at] > least) at++;
    add_load(d, u, d->core->first[u] + at, 1, load);
    return least;
}

/* Soft minimum of one unit: -T log sum exp(-cost/T); shares below 1e-7 are not worth their exponential. */
static double soft_pair(const dual *d, uint32_t u, double temperature, double *room, double *load)
{
    double least = price_unit(d, u, room), sum = 0;
    size_t first = d->core->first[u], n = d->core->first[u + 1] - first;
    for (size_t i = 0; i < n; i++) {
        double away = (room[i] - least) / temperature;
        room[i] = away < 16 ? exp(-away) : 0;
        sum += room[i];
    }
    for (size_t i = 0; i < n; i++)
        if (room[i] > 0) add_load(d, u, first + i, room[i] / sum, load);
    return least - temperature * log(sum);
}

static void evaluate_block(dual *d, uint32_t block, double temperature)
{
    uint32_t n = d->core->n_units;
    uint32_t from = (uint32_t)((uint64_t)n * block / N_BLOCKS), to = (uint32_t)((uint64_t)n * (block + 1) / N_BLOCKS);
    double *load = d->block_load + (size_t)block * d->n_rows, *room = d->room + (size_t)block * (d->longest + 1),
           sum = 0;
    memset(load, 0, d->n_rows * sizeof *load);
    for (uint32_t u = from; u < to; u++)
        sum += temperature > 0 ? soft_pair(d, u, temperature * d->size[u], room, load) : least_pair(d, u, room, load);
    d->block_value[block] = sum;
}

/* min over y in {low, ideal, high} of weight |y - ideal| - price y: the minimum of a piecewise linear function lies at
 * a corner. Softened with the temperature; *y becomes the (mean) y. */
static double row_minimum(const range *row, double price, double temperature, double *y)
{
    double corner[3] = { row->low, row->high, row->ideal }, value[3], least = INFINITY, sum = 0;
    int n = row->weight > 0 ? 3 : 2;
    *y = corner[0];
    for (int i = 0; i < n; i++) {
        value[i] = -price * corner[i] + (n == 3 ? row->weight * fabs(corner[i] - row->aim) : 0);
        if (value[i] < least) least = value[i], *y = corner[i];
    }
    if (!(temperature > 0)) return least;
    *y = 0;
    for (int i = 0; i < n; i++) value[i] = exp((least - value[i]) / temperature), sum += value[i];
    for (int i = 0; i < n; i++) *y += value[i] / sum * corner[i];
    return least - temperature * log(sum);
}

/* The dual at prices q (per share) and its gradient; temperature 0 is the true, unsmoothed one. */
static double evaluate(dual *d, const double *q, double temperature, double *gradient)
{
    uint32_t n_reps = d->core->n_reps, n_rules = d->core->n_rules;
    for (uint32_t a = 0; a < n_rules; a++)
        for (uint32_t r = 0; r < n_reps; r++) {
            uint32_t row = ambit_core_row(d->core, a, r);
            d->price[(size_t)r * n_rules + a] = q[row] / d->scale[row];
        }
#pragma omp parallel for schedule(static, 1) if (d->core->n_pairs > WORTH_THREADS)
    for (uint32_t block = 0; block < N_BLOCKS; block++) evaluate_block(d, block, temperature);
    double value = 0;
    for (uint32_t block = 0; block < N_BLOCKS; block++) value += d->block_value[block];
    for (uint32_t row = 0; row < d->n_rows; row++) {
        double load = 0, y;
        for (uint32_t block = 0; block < N_BLOCKS; block++) load += d->block_load[(size_t)block * d->n_rows + row];
        value += row_minimum(&d->range[row], q[row] / d->scale[row], temperature, &y);
        gradient[row] = (load - y) / d->scale[row];
    }
    return value;
}

/* ---- The climb --------------------------------------------------------------------------------------------------- */

typedef struct {
    dual d;
    const ambit_bound_options *options;
    double *q, *best_q, *gradient, *direction; /* [n_rows] */
    double best;
    uint64_t steps;
    double temperature;
} climb;

static int stopped(const climb *c) { return c->options->stop && c->options->stop(c->options->context); }

static double hard_value(climb *c, const double *q)
{
    double value = evaluate(&c->d, q, 0, c->gradient);
    c->steps++;
    if (value > c->best) {
        c->best = value;
        memcpy(c->best_q, q, c->d.n_rows * sizeof *q);
    }
    return value;
}

static double smooth_value(void *context, const double *q, double *gradient)
{
    climb *c = context;
    c->steps++;
    return evaluate(&c->d, q, c->temperature, gradient);
}

/* Mean distance between a unit's mean and least cost: what prices must overcome, so where the temperature starts. */
static double first_temperature(const ambit_core *core)
{
    double sum = 0;
    for (uint32_t u = 0; u < core->n_units; u++) {
        size_t first = core->first[u], n = core->first[u + 1] - first, counted = n < 8 ? n : 8;
        double least = INFINITY, mean = 0;
        for (size_t k = first; k < first + n; k++) least = fmin(least, core->cost[k]);
        for (size_t k = first; k < first + counted; k++) mean += core->cost[k] / (double)counted;
        sum += mean - least;
    }
    return sum > 0 ? 0.2 * sum / core->n_units : 1;
}

static void climb_smooth(climb *c, ambit_lbfgs *lbfgs)
{
    uint32_t per_stage = c->options->smooth_steps / N_STAGES;
    c->temperature = first_temperature(c->d.core);
    for (int stage = 0; stage < N_STAGES && per_stage && !stopped(c); stage++, c->temperature *= 0.5) {
        ambit_lbfgs_maximise(lbfgs, c->q, per_stage, smooth_value, c);
        hard_value(c, c->q);
    }
    if (c->best > -INFINITY) memcpy(c->q, c->best_q, c->d.n_rows * sizeof *c->q);
}

/* Deflected subgradient with Polyak's step towards a target: the known plan's cost, else a little above the best so
 * far; the factor halves when the bound stands still (Camerini, Fratta and Maffioli 1975, doi:10.1007/BFb0120697). */
static void climb_deflected(climb *c)
{
    const uint32_t n = c->d.n_rows;
    double factor = 0.8, best_seen = c->best;
    uint32_t idle = 0;
    memset(c->direction, 0, n * sizeof *c->direction);
    for (uint32_t step = 0; step < c->options->deflected_steps && factor > 1e-4 && !stopped(c); step++) {
        double value = hard_value(c, c->q), norm = 0;
        for (uint32_t row = 0; row < n; row++) {
            c->direction[row] = 0.3 * c->gradient[row] + 0.7 * c->direction[row];
            norm += c->direction[row] * c->direction[row];
        }
        double target = c->best + fmax(1e-4 * fabs(c->best), 1e-9);
        if (c->options->target < INFINITY) target = fmin(target, fmax(c->options->target, c->best));
        if (!(norm > 1e-18) || target <= value) break;
        for (uint32_t row = 0; row < n; row++) c->q[row] += factor * (target - value) / norm * c->direction[row];
        idle = c->best > best_seen + 1e-7 * fabs(best_seen) ? 0 : idle + 1;
        best_seen = c->best;
        if (idle == 15) {
            factor *= 0.5, idle = 0;
            memcpy(c->q, c->best_q, n * sizeof *c->q);
            memset(c->direction, 0, n * sizeof *c->direction);
        }
    }
}

static int climb_init(climb *c, const ambit_core *core, const ambit_bound_options *options)
{
    *c = (climb){ .options = options, .best = -INFINITY };
    if (dual_init(&c->d, core)) return -1;
    size_t rows = c->d.n_rows + 1;
    c->q = calloc(rows, sizeof *c->q), c->best_q = calloc(rows, sizeof *c->best_q);
    c->gradient = calloc(rows, sizeof *c->gradient), c->direction = calloc(rows, sizeof *c->direction);
    return c->q && c->best_q && c->gradient && c->direction ? 0 : -1;
}

static void climb_reset(climb *c)
{
    free(c->q), free(c->best_q), free(c->gradient), free(c->direction);
    dual_reset(&c->d);
}

/* ---- All eligible pairs ------------------------------------------------------------------------------------------ */

double ambit_bound_rows(const ambit_core *core, const double *price)
{
    double sum = 0, y;
    for (uint32_t a = 0; a < core->n_rules; a++) {
        double most = most_of_rule(core, a);
        for (uint32_t r = 0; r < (core->rule[a].shared ? 1 : core->n_reps); r++) {
            const range row = range_of(&core->rule[a], r, most, HELD);
            sum += row_minimum(&row, price[a * core->n_reps + r], 0, &y);
        }
    }
    return sum;
}

static double least_of_candidates(const ambit_core *core, const double *price, uint32_t u)
{
    double least = INFINITY;
    for (size_t k = core->first[u]; k < core->first[u + 1]; k++)
        least = fmin(least, ambit_bound_priced(core, price, u, k));
    return least;
}

/* With `pricing` over every eligible rep, candidate or not. */
static double block_of_all(const ambit_core *core, const ambit_pricing *pricing, const double *price, uint32_t block)
{
    uint32_t n = core->n_units;
    uint32_t from = (uint32_t)((uint64_t)n * block / N_BLOCKS), to = (uint32_t)((uint64_t)n * (block + 1) / N_BLOCKS);
    double *amount = malloc((core->n_rules + 1) * sizeof *amount), sum = amount ? 0 : -INFINITY;
    for (uint32_t u = from; u < to && amount; u++) {
        ambit_offer offer;
        if (!pricing) sum += least_of_candidates(core, price, u);
        else if (ambit_pricing_cheapest(pricing, u, 1, &offer, amount)) sum += offer.priced;
    }
    free(amount);
    return sum;
}

double ambit_bound_value(const ambit_core *core, const double *price)
{
    double part[N_BLOCKS], sum = ambit_bound_rows(core, price);
    ambit_pricing *pricing = NULL;
    if (!core->complete && ambit_pricing_build(&pricing, core, price, NULL)) return -INFINITY;
#pragma omp parallel for schedule(static, 1) if ((uint64_t)core->n_units * core->n_reps > WORTH_THREADS)
    for (uint32_t block = 0; block < N_BLOCKS; block++) part[block] = block_of_all(core, pricing, price, block);
    for (uint32_t block = 0; block < N_BLOCKS; block++) sum += part[block];
    ambit_pricing_free(pricing);
    return sum;
}

/* ---- Public ------------------------------------------------------------------------------------------------------ */

/* L(p) less what rounding may have added: every sum has relative error below 1e-13 of its terms' size, and a proof must
 * not depend on it. The parts of rows and units are large and of different sign where prices are high. -INFINITY
 * without memory. */
static double safe_value(const ambit_core *core, const double *price)
{
    double value = ambit_bound_value(core, price), rows = ambit_bound_rows(core, price);
    return value - 1e-12 * (fabs(rows) + fabs(value - rows)) * (1 + log2(core->n_units + 1.0));
}

ambit_status ambit_bound_build(ambit_bound **out, const ambit_core *core, const ambit_bound_options *options,
                               ambit_error *err)
{
    climb c = { 0 };
    ambit_lbfgs *lbfgs = NULL;
    ambit_bound *bound = calloc(1, sizeof *bound);
    *out = NULL;
    if (!bound || climb_init(&c, core, options) || !(lbfgs = ambit_lbfgs_build(c.d.n_rows))
        || !(bound->price = calloc((size_t)c.d.n_rows + 1, sizeof *bound->price))) goto fail;
    for (uint32_t row = 0; options->start && row < c.d.n_rows; row++) c.q[row] = options->start[row] * c.d.scale[row];
    hard_value(&c, c.q);
    if (c.d.n_rows) climb_smooth(&c, lbfgs), climb_deflected(&c);
    for (uint32_t row = 0; row < c.d.n_rows; row++) bound->price[row] = c.best_q[row] / c.d.scale[row];
    bound->n_prices = c.d.n_rows;
    bound->steps = c.steps;
    bound->value = safe_value(core, bound->price);
    if (!(bound->value > -INFINITY)) goto fail;
    ambit_lbfgs_free(lbfgs);
    climb_reset(&c);
    *out = bound;
    return AMBIT_OK;
fail:
    ambit_lbfgs_free(lbfgs);
    climb_reset(&c);
    ambit_bound_free(bound);
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the bound of %u units and %u rows", core->n_units,
                      core->n_rules * core->n_reps);
}

void ambit_bound_free(ambit_bound *bound)
{
    if (bound) free(bound->price), free(bound);
}
