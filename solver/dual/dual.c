#include "solver/dual/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Life -------------------------------------------------------------------------------------------------------- */

static void set_rows(ambit_dual *d)
{
    const ambit_core *core = d->core;
    for (uint32_t a = 0; a < core->n_rules; a++) {
        const ambit_core_rule *rule = &core->rule[a];
        double most = ambit_rows_most(core, a);
        if (rule->by_pair) d->by_pair = true;
        for (uint32_t r = 0; r < core->n_reps; r++) {
            uint32_t row = a * core->n_reps + r;
            d->scale[row] = rule->scale;
            if (!rule->shared || r == 0) d->range[row] = ambit_rows_range(rule, r, most, 0);
        }
    }
}

static int set_blocks(ambit_dual *d)
{
    size_t base = 0, longest = 0;
    for (uint32_t i = 0; i < d->n_units; i++) {
        size_t length = d->core->first[d->unit[i] + 1] - d->core->first[d->unit[i]];
        if (length > longest) longest = length;
    }
    for (uint32_t n = 0; n < AMBIT_DUAL_BLOCKS; n++) {
        ambit_dual_block *b = &d->block[n];
        b->from = (uint32_t)((uint64_t)d->n_units * n / AMBIT_DUAL_BLOCKS);
        b->to = (uint32_t)((uint64_t)d->n_units * (n + 1) / AMBIT_DUAL_BLOCKS);
        b->base = base;
        for (uint32_t i = b->from; i < b->to; i++) base += d->core->first[d->unit[i] + 1] - d->core->first[d->unit[i]];
        b->load = malloc((d->n_rows + 1) * sizeof *b->load), b->room = malloc((longest + 1) * sizeof *b->room);
        b->amount = malloc((d->core->n_rules + 1) * sizeof *b->amount);
        if (!b->load || !b->room || !b->amount) return -1;
    }
    return 0;
}

static int allocate_rows(ambit_dual *d)
{
    size_t rows = (size_t)d->n_rows + 1;
    d->range = calloc(rows, sizeof *d->range), d->scale = calloc(rows, sizeof *d->scale);
    d->price = calloc(rows, sizeof *d->price);
    d->wide.at = calloc(rows, sizeof *d->wide.at), d->wide.load = calloc(rows, sizeof *d->wide.load);
    d->narrow.at = calloc(rows, sizeof *d->narrow.at), d->narrow.load = calloc(rows, sizeof *d->narrow.load);
    d->wide.reach = d->narrow.reach = -1;
    return d->range && d->scale && d->price && d->wide.at && d->wide.load && d->narrow.at && d->narrow.load ? 0 : -1;
}

/* Room for all pairs, of which few are ever used: what is not touched takes no memory. */
static int allocate_pairs(ambit_dual *d)
{
    size_t amounts = (d->by_pair ? d->n_pairs : d->n_units) * d->core->n_rules + 1;
    d->doubtful = malloc(d->n_units * sizeof *d->doubtful);
    d->open = malloc(d->n_units * sizeof *d->open), d->length = malloc(d->n_units * sizeof *d->length);
    d->rep = malloc((d->n_pairs + 1) * sizeof *d->rep), d->cost = malloc((d->n_pairs + 1) * sizeof *d->cost);
    d->amount = malloc(amounts * sizeof *d->amount);
    return d->doubtful && d->open && d->length && d->rep && d->cost && d->amount ? 0 : -1;
}

ambit_dual *ambit_dual_build(const ambit_core *core, uint32_t stride)
{
    ambit_dual *d = calloc(1, sizeof *d);
    if (!d) return NULL;
    d->core = core, d->n_rows = core->n_rules * core->n_reps;
    if (allocate_rows(d) || ambit_dual_sample(d, stride)) goto fail;
    set_rows(d);
    if (allocate_pairs(d) || set_blocks(d)) goto fail;
    return d;
fail:
    ambit_dual_free(d);
    return NULL;
}

void ambit_dual_free(ambit_dual *d)
{
    if (!d) return;
    for (uint32_t b = 0; b < AMBIT_DUAL_BLOCKS; b++)
        free(d->block[b].load), free(d->block[b].room), free(d->block[b].amount);
    free(d->wide.at), free(d->wide.load), free(d->narrow.at), free(d->narrow.load);
    free(d->unit), free(d->weight), free(d->factor), free(d->size), free(d->bulk), free(d->range), free(d->scale);
    free(d->price), free(d->doubtful), free(d->open), free(d->length), free(d->rep), free(d->cost), free(d->amount);
    free(d);
}

double ambit_dual_spread(const ambit_dual *dual) { return dual->spread; }

/* ---- One evaluation ---------------------------------------------------------------------------------------------- */

/* An open unit: its pairs begin at `first`; their amounts lie `stride` apart, 0 when they are the same for all. */
typedef struct { size_t first; uint32_t n, stride; const double *amount; double weight; } unit_view;

/* The priced costs of the unit's open pairs into room[]; returns the least. */
static double price_unit(const ambit_dual *d, const unit_view *v, double *room)
{
    const uint32_t n_rules = d->core->n_rules, *rep = d->rep + v->first;
    const double *amount = v->amount, *cost = d->cost + v->first;
    double least = INFINITY;
    for (uint32_t i = 0; i < v->n; i++, amount += v->stride) {
        const double *price = d->price + (size_t)rep[i] * n_rules;
        double sum = cost[i];
        for (uint32_t a = 0; a < n_rules; a++) sum += price[a] * amount[a];
        room[i] = sum;
        if (sum < least) least = sum;
    }
    return least;
}

static void add_load(const ambit_dual *d, const unit_view *v, uint32_t i, double share, double *load)
{
    const double *amount = v->amount + (size_t)i * v->stride;
    for (uint32_t a = 0; a < d->core->n_rules; a++)
        load[ambit_core_row(d->core, a, d->rep[v->first + i])] += share * amount[a];
}

/* Hard minimum: the cheapest pair (the first of equals) takes the unit whole. */
static double least_pair(const ambit_dual *d, const unit_view *v, double *room, double *load)
{
    double least = price_unit(d, v, room);
    uint32_t at = 0;
    while (room[at] > least) at++;
    add_load(d, v, at, v->weight, load);
    return v->weight * least;
}

static double soft_pairs(const ambit_dual *d, const unit_view *v, double temperature, double *room, double *load)
{
    double least = price_unit(d, v, room), sum = 0;
    for (uint32_t i = 0; i < v->n; i++) {
        double away = (room[i] - least) / temperature;
        room[i] = away < AMBIT_DUAL_TAIL ? exp(-away) : 0;
        sum += room[i];
    }
    for (uint32_t i = 0; i < v->n; i++)
        if (room[i] > 0) add_load(d, v, i, v->weight * room[i] / sum, load);
    return v->weight * (least - temperature * log(sum));
}

static void evaluate_block(const ambit_dual *d, ambit_dual_block *b, double temperature)
{
    const uint32_t n_rules = d->core->n_rules;
    unit_view v = { .first = b->base, .stride = d->by_pair ? n_rules : 0 };
    double sum = 0;
    memset(b->load, 0, d->n_rows * sizeof *b->load);
    for (uint32_t slot = b->from; slot < b->from + b->n_open; slot++, v.first += v.n) {
        uint32_t i = d->open[slot];
        v.n = d->length[slot], v.weight = ambit_dual_weight(d, i);
        v.amount = d->amount + (d->by_pair ? v.first : slot) * n_rules;
        sum += temperature > 0 ? soft_pairs(d, &v, temperature * d->size[i], b->room, b->load)
                               : least_pair(d, &v, b->room, b->load);
    }
    b->value = sum;
}

static void set_prices(ambit_dual *d, const double *q)
{
    const ambit_core *core = d->core;
    for (uint32_t a = 0; a < core->n_rules; a++)
        for (uint32_t r = 0; r < core->n_reps; r++) {
            uint32_t row = ambit_core_row(core, a, r);
            d->price[(size_t)r * core->n_rules + a] = q[row] / d->scale[row];
        }
}

/* The rows' part, and what decided units pay. */
static double add_rows(const ambit_dual *d, const double *q, double temperature, double *gradient)
{
    double value = d->narrow.given;
    for (uint32_t row = 0; row < d->n_rows; row++) {
        double load = d->narrow.load[row], price = q[row] / d->scale[row], y;
        value += price * load;
        for (uint32_t b = 0; b < AMBIT_DUAL_BLOCKS; b++) load += d->block[b].load[row];
        value += ambit_rows_minimum(&d->range[row], price, temperature, &y);
        gradient[row] = (load - y) / d->scale[row];
    }
    return value;
}

double ambit_dual_value(ambit_dual *d, const double *q, double temperature, double *gradient)
{
    set_prices(d, q);
    ambit_dual_choose(d, q, temperature);
    d->asked++;
#pragma omp parallel for schedule(static, 1) if (d->n_open_pairs > AMBIT_DUAL_WORTH_THREADS)
    for (uint32_t b = 0; b < AMBIT_DUAL_BLOCKS; b++) evaluate_block(d, &d->block[b], temperature);
    double value = 0;
    for (uint32_t b = 0; b < AMBIT_DUAL_BLOCKS; b++) value += d->block[b].value;
    return value + add_rows(d, q, temperature, gradient);
}
