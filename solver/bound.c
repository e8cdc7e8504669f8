/* The climb to the highest bound, and the bound at given prices.
 *
 * First a smoothed dual climbs by L-BFGS while its temperature falls, then deflected subgradient steps close the rest.
 * With many units the first legs climb on samples: while the temperature is high, what a sample gets wrong is less than
 * what smoothing does, and every pair still matters. Where it is low few pairs do (solver/dual/dual.h).
 *
 * Measured on accounts with lognormal amounts: 16 stages and 500 deflected steps end within 0.0002 % of the LP bound
 * where plain Polyak steps are at 2 % after 1,000; with the samples 100,000 accounts cost a fifth. */
#include "solver/bound.h"

#include "solver/dual/dual.h"
#include "solver/dual/rows.h"
#include "solver/lbfgs.h"
#include "solver/pricing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double HELD = 1e-9; /* of a row's share: plans may be so far beyond a bound, so the proof must allow it */

enum {
    N_BLOCKS = 32,
    N_STAGES = 16,         /* of halving temperature */
    STAGE_OF_START = 8,    /* prices that are given are good prices */
    LEAST_STRIDE = 4,      /* a sample of more than a quarter saves nothing */
    WORTH_THREADS = 100000 /* pairs: below, waking a thread costs more than the work */
};

/* A leg of the climb on a sample: how many units for each rep, from which stage up to which. */
typedef struct { uint32_t units_per_rep; int from, to; } leg;
static const leg legs[] = { { 40, 0, 6 }, { 160, 4, 8 } };
enum { N_LEGS = sizeof legs / sizeof *legs };

/* Where the end of the climb is not asked for, its beginning is worth less, too: colder, and on smaller samples. */
static const leg quick_leg = { 25, 2, 7 };

/* ---- The climb --------------------------------------------------------------------------------------------------- */

typedef struct {
    const ambit_core *core;
    const ambit_bound_options *options;
    ambit_dual *dual;
    uint32_t n_rows;
    double *q, *best_q, *gradient, *direction; /* [n_rows], prices per share */
    double best, gain;                         /* the highest value on this dual; what the last stage added */
    uint64_t steps;
    double temperature;
} climb;

static int stopped(const climb *c) { return c->options->stop && c->options->stop(c->options->context); }

static double hard_value(climb *c, const double *q)
{
    double value = ambit_dual_value(c->dual, q, 0, c->gradient);
    c->steps++;
    if (value > c->best) {
        c->best = value;
        memcpy(c->best_q, q, c->n_rows * sizeof *q);
    }
    return value;
}

static double smooth_value(void *context, const double *q, double *gradient)
{
    climb *c = context;
    c->steps++;
    return ambit_dual_value(c->dual, q, c->temperature, gradient);
}

/* Has a stage over all units added so little that the caller wants no more? */
static bool is_enough(const climb *c, int to)
{
    return c->options->enough > 0 && to == N_STAGES && c->gain < c->options->enough * fabs(c->best);
}

/* Stages from..to-1 of the falling temperature; ends at the best prices. */
static void climb_smooth(climb *c, ambit_lbfgs *lbfgs, int from, int to)
{
    uint32_t per_stage = c->options->smooth_steps / N_STAGES;
    double spread = ambit_dual_spread(c->dual);
    c->temperature = spread > 0 ? ldexp(0.2 * spread, -from) : 1;
    for (int stage = from; stage < to && per_stage && !stopped(c); stage++, c->temperature *= 0.5) {
        double before = c->best;
        ambit_lbfgs_maximise(lbfgs, c->q, per_stage, smooth_value, c);
        hard_value(c, c->q);
        c->gain = c->best - before;
        if (is_enough(c, to)) break;
    }
    memcpy(c->q, c->best_q, c->n_rows * sizeof *c->q);
}

/* Where Polyak's step aims: at the known plan's cost, or above the best so far by what the last stages leave. */
static double target_of(const climb *c)
{
    double above = 1e-4 * fabs(c->best);
    if (c->gain > 0) above = fmin(above, 3 * c->gain);
    double target = c->best + fmax(above, 1e-9);
    return c->options->target < INFINITY ? fmin(target, fmax(c->options->target, c->best)) : target;
}

/* Deflected subgradient with Polyak's step; the factor halves when the bound stands still (Camerini, Fratta and
 * Maffioli 1975, doi:10.1007/BFb0120697). */
static void climb_deflected(climb *c)
{
    const uint32_t n = c->n_rows;
    double factor = 0.8, best_seen = c->best;
    uint32_t idle = 0;
    memset(c->direction, 0, n * sizeof *c->direction);
    for (uint32_t step = 0; step < c->options->deflected_steps && factor > 1e-4 && !stopped(c); step++) {
        double value = hard_value(c, c->q), norm = 0, target = target_of(c);
        for (uint32_t row = 0; row < n; row++) {
            c->direction[row] = 0.3 * c->gradient[row] + 0.7 * c->direction[row];
            norm += c->direction[row] * c->direction[row];
        }
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
    *c = (climb){ .core = core, .options = options, .n_rows = core->n_rules * core->n_reps };
    size_t rows = (size_t)c->n_rows + 1;
    c->q = calloc(rows, sizeof *c->q), c->best_q = calloc(rows, sizeof *c->best_q);
    c->gradient = calloc(rows, sizeof *c->gradient), c->direction = calloc(rows, sizeof *c->direction);
    if (!c->q || !c->best_q || !c->gradient || !c->direction) return -1;
    for (uint32_t row = 0; options->start && row < c->n_rows; row++)
        c->q[row] = options->start[row] * core->rule[row / core->n_reps].scale;
    return 0;
}

static void climb_reset(climb *c) { free(c->q), free(c->best_q), free(c->gradient), free(c->direction); }

/* Climbs on the dual of one unit in `stride` from the prices at hand; the last leg also by deflected steps. */
static int climb_leg(climb *c, uint32_t stride, int from, int to)
{
    ambit_lbfgs *lbfgs = ambit_lbfgs_build(c->n_rows);
    c->dual = ambit_dual_build(c->core, stride);
    c->best = -INFINITY, c->gain = 0;
    bool built = lbfgs && c->dual;
    if (built) {
        hard_value(c, c->q);
        if (c->n_rows) climb_smooth(c, lbfgs, from, to);
        if (c->n_rows && stride == 1 && !(c->options->enough > 0)) climb_deflected(c);
        memcpy(c->q, c->best_q, c->n_rows * sizeof *c->q);
    }
    ambit_lbfgs_free(lbfgs), ambit_dual_free(c->dual);
    return built ? 0 : -1;
}

static int climb_up(climb *c)
{
    const bool quick = c->options->enough > 0;
    const leg *plan = quick ? &quick_leg : legs;
    int from = c->options->start ? STAGE_OF_START : quick ? quick_leg.from : 0;
    bool sampled = !c->options->start && c->n_rows && c->options->smooth_steps >= N_STAGES;
    for (size_t i = 0; sampled && i < (quick ? 1 : N_LEGS); i++) {
        uint32_t stride = c->core->n_units / c->core->n_reps / plan[i].units_per_rep;
        if (stride < LEAST_STRIDE || stopped(c)) break;
        if (climb_leg(c, stride, plan[i].from, plan[i].to)) return -1;
        from = plan[i].to - 2; /* what the sample got wrong is mended at a higher temperature */
    }
    return climb_leg(c, 1, from, N_STAGES);
}

/* ---- All eligible pairs ------------------------------------------------------------------------------------------ */

double ambit_bound_rows(const ambit_core *core, const double *price)
{
    double sum = 0, y;
    for (uint32_t a = 0; a < core->n_rules; a++) {
        double most = ambit_rows_most(core, a);
        for (uint32_t r = 0; r < (core->rule[a].shared ? 1 : core->n_reps); r++) {
            const ambit_row_range row = ambit_rows_range(&core->rule[a], r, most, HELD);
            sum += ambit_rows_minimum(&row, price[a * core->n_reps + r], 0, &y);
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
    ambit_bound *bound = calloc(1, sizeof *bound);
    *out = NULL;
    if (!bound || climb_init(&c, core, options)
        || !(bound->price = calloc((size_t)c.n_rows + 1, sizeof *bound->price)) || climb_up(&c)) goto fail;
    for (uint32_t row = 0; row < c.n_rows; row++)
        bound->price[row] = c.best_q[row] / core->rule[row / core->n_reps].scale;
    bound->n_prices = c.n_rows;
    bound->steps = c.steps;
    bound->value = safe_value(core, bound->price);
    if (!(bound->value > -INFINITY)) goto fail;
    climb_reset(&c);
    *out = bound;
    return AMBIT_OK;
fail:
    climb_reset(&c);
    ambit_bound_free(bound);
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the bound of %u units and %u rows", core->n_units,
                      core->n_rules * core->n_reps);
}

void ambit_bound_free(ambit_bound *bound)
{
    if (bound) free(bound->price), free(bound);
}
