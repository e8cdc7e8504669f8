/* Which units are open: those whose cheapest pair may change within reach of the present prices.
 *
 * A pair's priced cost changes by at most (change of the prices) * (the unit's bulk), so what is dearer than the least
 * by twice that can never be the cheapest. Two choices, one inside the other: the wide one, of units, costs a pass over
 * all pairs and serves for long; the narrow one, of pairs, looks at the wide one's units alone. */
#include "solver/dual/parts.h"

#include <math.h>
#include <string.h>

enum {
    FEW = 4, MANY = 24, /* evaluations between two narrow choices: fewer, and the reach doubles; more: it halves */
    WIDER = 8           /* the wide choice's reach, in the narrow one's */
};

/* Amounts of the i-th unit at its first pair, which are those at every pair unless they differ by pair. */
static void load_amounts(const ambit_dual *d, const ambit_dual_block *b, uint32_t i, size_t k)
{
    for (uint32_t a = 0; a < d->core->n_rules; a++) b->amount[a] = ambit_dual_amount(d, a, i, k);
}

/* The priced costs of the i-th unit's pairs into the block's room; returns the least and *second. */
static double price_row(const ambit_dual *d, const ambit_dual_block *b, uint32_t i, double *second)
{
    const ambit_core *core = d->core;
    const uint32_t n_rules = core->n_rules;
    size_t first = core->first[d->unit[i]], n = core->first[d->unit[i] + 1] - first;
    double least = INFINITY, next = INFINITY, *room = b->room;
    load_amounts(d, b, i, first);
    for (size_t k = 0; k < n; k++) {
        const double *price = d->price + (size_t)core->rep[first + k] * n_rules;
        double cost = core->cost[first + k];
        if (d->by_pair) load_amounts(d, b, i, first + k);
        for (uint32_t a = 0; a < n_rules; a++) cost += price[a] * b->amount[a];
        room[k] = cost;
        next = cost < least ? least : cost < next ? cost : next;
        least = cost < least ? cost : least;
    }
    *second = next;
    return least;
}

/* How much dearer than the least a pair may be and still matter. */
static double margin(const ambit_dual *d, const ambit_dual_choice *c, uint32_t i)
{
    return AMBIT_DUAL_TAIL * c->warmth * d->size[i] + 2 * c->reach * d->bulk[i];
}

static void decide(const ambit_dual *d, ambit_dual_block *b, uint32_t i, size_t offset)
{
    const ambit_core *core = d->core;
    size_t k = core->first[d->unit[i]] + offset;
    double weight = ambit_dual_weight(d, i);
    b->given += weight * core->cost[k];
    for (uint32_t a = 0; a < core->n_rules; a++)
        b->load[ambit_core_row(core, a, core->rep[k])] += weight * ambit_dual_amount(d, a, i, k);
}

static size_t first_of(const double *room, double value)
{
    size_t at = 0;
    while (room[at] > value) at++;
    return at;
}

/* ---- The wide choice --------------------------------------------------------------------------------------------- */

static void doubt_in_block(ambit_dual *d, ambit_dual_block *b)
{
    b->n_doubtful = 0, b->given = 0;
    memset(b->load, 0, d->n_rows * sizeof *b->load);
    for (uint32_t i = b->from; i < b->to; i++) {
        double second, least = price_row(d, b, i, &second);
        if (second > least + margin(d, &d->wide, i)) decide(d, b, i, first_of(b->room, least));
        else d->doubtful[b->from + b->n_doubtful++] = i;
    }
}

/* ---- The narrow choice ------------------------------------------------------------------------------------------- */

static void copy_amounts(const ambit_dual *d, size_t slot, uint32_t i, size_t k)
{
    const uint32_t n_rules = d->core->n_rules;
    for (uint32_t a = 0; a < n_rules; a++) d->amount[slot * n_rules + a] = ambit_dual_amount(d, a, i, k);
}

/* Opens the i-th unit with its pairs up to `limit`. */
static void open_unit(ambit_dual *d, ambit_dual_block *b, uint32_t i, double limit)
{
    const ambit_core *core = d->core;
    size_t first = core->first[d->unit[i]], end = core->first[d->unit[i] + 1], before = b->base + b->n_open_pairs;
    size_t slot = before;
    for (size_t k = first; k < end; k++) {
        if (b->room[k - first] > limit) continue;
        if (d->by_pair) copy_amounts(d, slot, i, k);
        d->rep[slot] = core->rep[k], d->cost[slot++] = core->cost[k];
    }
    if (!d->by_pair) copy_amounts(d, b->from + b->n_open, i, first);
    d->open[b->from + b->n_open] = i, d->length[b->from + b->n_open] = (uint32_t)(slot - before);
    b->n_open++, b->n_open_pairs += slot - before;
}

static void open_in_block(ambit_dual *d, ambit_dual_block *b)
{
    b->n_open = 0, b->n_open_pairs = 0, b->given = 0;
    memset(b->load, 0, d->n_rows * sizeof *b->load);
    for (uint32_t at = b->from; at < b->from + b->n_doubtful; at++) {
        uint32_t i = d->doubtful[at];
        double second, least = price_row(d, b, i, &second), limit = least + margin(d, &d->narrow, i);
        if (second > limit) decide(d, b, i, first_of(b->room, least));
        else open_unit(d, b, i, limit);
    }
}

/* ---- Both -------------------------------------------------------------------------------------------------------- */

typedef void choose_fn(ambit_dual *d, ambit_dual_block *b);

/* Chooses around q in all blocks, and adds up what the decided units bring. */
static void choose(ambit_dual *d, ambit_dual_choice *c, choose_fn *in_block, const double *q)
{
    memcpy(c->at, q, d->n_rows * sizeof *q);
    memset(c->load, 0, d->n_rows * sizeof *c->load);
    c->given = 0;
#pragma omp parallel for schedule(static, 1) if (d->n_pairs > AMBIT_DUAL_WORTH_THREADS)
    for (uint32_t b = 0; b < AMBIT_DUAL_BLOCKS; b++) in_block(d, &d->block[b]);
    for (uint32_t b = 0; b < AMBIT_DUAL_BLOCKS; b++) {
        c->given += d->block[b].given;
        for (uint32_t row = 0; row < d->n_rows; row++) c->load[row] += d->block[b].load[row];
    }
}

static double distance(const ambit_dual *d, const double *q, const double *at)
{
    double most = 0;
    for (uint32_t row = 0; row < d->n_rows; row++)
        if (fabs(q[row] - at[row]) > most) most = fabs(q[row] - at[row]);
    return most;
}

/* The reach follows the temperature, and how far prices go. */
static void set_reach(ambit_dual *d, const double *q, double temperature)
{
    ambit_dual_choice *c = &d->narrow;
    if (temperature > 0 && !(c->warmth > 0)) c->reach = AMBIT_DUAL_TAIL * temperature / d->mean_bulk;
    else if (c->reach < 0) c->reach = 0.1 * d->spread / d->mean_bulk;
    else if (temperature > 0 && temperature < c->warmth) c->reach *= temperature / c->warmth;
    else if (d->asked < FEW) c->reach = c->reach > 0 ? 2 * c->reach : distance(d, q, c->at);
    else if (d->asked > MANY) c->reach *= 0.5;
    c->warmth = temperature;
}

static bool narrow_serves(const ambit_dual *d, const double *q, double temperature)
{
    const ambit_dual_choice *c = &d->narrow;
    if (c->reach < 0 || d->asked > 2 * MANY || temperature > c->warmth) return false;
    if (temperature > 0 && temperature < 0.75 * c->warmth) return false;
    return distance(d, q, c->at) <= c->reach;
}

/* When it is far wider than the narrow one, a new one saves more than it costs. */
static bool wide_serves(const ambit_dual *d, const double *q)
{
    const ambit_dual_choice *c = &d->wide;
    if (c->reach < 0 || d->narrow.warmth > c->warmth || c->reach > 4 * WIDER * d->narrow.reach) return false;
    return distance(d, q, c->at) + d->narrow.reach <= c->reach;
}

void ambit_dual_choose(ambit_dual *d, const double *q, double temperature)
{
    if (narrow_serves(d, q, temperature)) return;
    set_reach(d, q, temperature);
    if (!wide_serves(d, q)) {
        d->wide.reach = WIDER * d->narrow.reach, d->wide.warmth = temperature;
        choose(d, &d->wide, doubt_in_block, q);
    }
    choose(d, &d->narrow, open_in_block, q);
    d->narrow.given += d->wide.given;
    d->asked = 0, d->n_open_pairs = 0;
    for (uint32_t row = 0; row < d->n_rows; row++) d->narrow.load[row] += d->wide.load[row];
    for (uint32_t b = 0; b < AMBIT_DUAL_BLOCKS; b++) d->n_open_pairs += d->block[b].n_open_pairs;
}
