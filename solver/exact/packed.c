#include "solver/exact/packed.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double HAIR = 1e-10; /* of a typical share: what a plan in motion may have beyond a bound */

/* ---- Memory ------------------------------------------------------------------------------------------------------ */

int ambit_packed_init(ambit_packed *p, uint32_t most_units, uint32_t most_reps, uint32_t n_rules)
{
    size_t pairs = (size_t)most_units * most_reps, slots = (size_t)n_rules * most_reps;
    *p = (ambit_packed){ .most_units = most_units, .n_rules = n_rules };
    p->unit = malloc((most_units + 1) * sizeof *p->unit);
    p->row = malloc((slots + 1) * sizeof *p->row);
    p->store = malloc((pairs * (1 + (size_t)n_rules) + 5 * slots + 1) * sizeof *p->store);
    if (!p->unit || !p->row || !p->store) return -1;
    double *next = p->store;
    p->cost = next, next += pairs;
    p->amount = next, next += pairs * n_rules;
    p->spread = next, next += slots;
    p->load = next, next += slots;
    p->trial = next, next += slots;
    p->gradient = next, next += slots;
    p->direction = next;
    return 0;
}

void ambit_packed_reset(ambit_packed *p)
{
    free(p->unit), free(p->row), free(p->store);
    *p = (ambit_packed){ .unit = NULL };
}

/* ---- Rows -------------------------------------------------------------------------------------------------------- */

double ambit_packed_toll(const ambit_packed *p, uint32_t slot, double y)
{
    const ambit_packed_row *row = &p->row[slot];
    double beyond = fmax(fmax(y - row->high, row->low - y), 0);
    if (beyond > 0 && !(row->penalty > 0)) return INFINITY;
    return row->penalty * beyond + (row->weight > 0 ? row->weight * fabs(y - row->ideal) : 0);
}

static void add_bend(ambit_packed *p, uint32_t slot, double y, double least, double most)
{
    ambit_packed_row *row = &p->row[slot];
    y = fmin(fmax(y, least), most);
    for (uint32_t i = 0; i < row->n_bends; i++)
        if (row->bend[i] == y) return;
    row->bend[row->n_bends] = y;
    row->toll[row->n_bends++] = ambit_packed_toll(p, slot, y);
}

/* y lies between what the units must and what they can bring, and within a hard row. */
static void bend_row(ambit_packed *p, uint32_t slot, double least, double most)
{
    ambit_packed_row *row = &p->row[slot];
    if (!(row->penalty > 0)) least = fmin(fmax(least, row->low), row->high), most = fmax(fmin(most, row->high), least);
    add_bend(p, slot, least, least, most);
    add_bend(p, slot, most, least, most);
    if (row->penalty > 0) add_bend(p, slot, row->low, least, most), add_bend(p, slot, row->high, least, most);
    if (row->weight > 0) add_bend(p, slot, row->ideal, least, most);
}

static void load_row(ambit_packed *p, uint32_t a, uint32_t r, const double *penalty)
{
    const ambit_core_rule *rule = &p->core->rule[a];
    uint32_t slot = a * p->n_reps + r;
    ambit_packed_row *row = &p->row[slot];
    *row = (ambit_packed_row){ .low = rule->lower[r] / rule->scale - HAIR, .high = rule->upper[r] / rule->scale + HAIR,
                               .penalty = penalty ? penalty[slot] * rule->scale : 0 };
    if (rule->ideal) row->ideal = rule->ideal[r] / rule->scale, row->weight = rule->weight[r] * rule->scale;
    double least = 0, most = 0;
    for (uint32_t i = 0; i < p->n_units; i++) {
        const double *amount = p->amount + ((size_t)i * p->n_rules + a) * p->n_reps;
        double at_most = 0;
        for (uint32_t q = 0; q < p->n_reps; q++) at_most = rule->shared || q == r ? fmax(at_most, amount[q]) : at_most;
        most += at_most;
    }
    bend_row(p, slot, least, most);
}

/* ---- Units ------------------------------------------------------------------------------------------------------- */

static void load_unit(ambit_packed *p, uint32_t i)
{
    const ambit_core *core = p->core;
    uint32_t u = p->unit[i];
    for (uint32_t r = 0; r < p->n_reps; r++) ambit_packed_drop(p, i, r);
    for (size_t k = core->first[u]; k < core->first[u + 1]; k++) {
        uint32_t r = core->rep[k];
        p->cost[(size_t)i * p->n_reps + r] = core->cost[k];
        for (uint32_t a = 0; a < p->n_rules; a++)
            p->amount[((size_t)i * p->n_rules + a) * p->n_reps + r] =
                    ambit_core_amount(core, a, u, k) / core->rule[a].scale;
    }
}

void ambit_packed_load(ambit_packed *p, const ambit_core *core, const uint32_t *order, const double *penalty)
{
    p->core = core;
    p->n_units = core->n_units, p->n_reps = core->n_reps, p->n_slots = p->n_rules * core->n_reps;
    for (uint32_t i = 0; i < p->n_units; i++) p->unit[i] = order[i], load_unit(p, i);
    for (uint32_t slot = 0; slot < p->n_slots; slot++) p->row[slot] = (ambit_packed_row){ .n_bends = 0 };
    for (uint32_t a = 0; a < p->n_rules; a++)
        for (uint32_t r = 0; r < (core->rule[a].shared ? 1 : p->n_reps); r++) load_row(p, a, r, penalty);
}

/* ---- The dual ---------------------------------------------------------------------------------------------------- */

void ambit_packed_spread(const ambit_packed *p, const double *price, double *spread)
{
    for (uint32_t a = 0; a < p->n_rules; a++)
        for (uint32_t r = 0; r < p->n_reps; r++) spread[a * p->n_reps + r] = price[ambit_core_row(p->core, a, r)];
}

double ambit_packed_price(const ambit_packed *p, const double *spread, uint32_t i, double *priced)
{
    const uint32_t n = p->n_reps;
    const double *cost = p->cost + (size_t)i * n, *amount = p->amount + (size_t)i * p->n_rules * n;
    double least = INFINITY;
    for (uint32_t r = 0; r < n; r++) priced[r] = cost[r];
    for (uint32_t a = 0; a < p->n_rules; a++)
        for (uint32_t r = 0; r < n; r++) priced[r] += spread[a * n + r] * amount[a * n + r];
    for (uint32_t r = 0; r < n; r++) least = priced[r] < least ? priced[r] : least;
    return least;
}

/* min_y (toll(y) - p y), and what the row carries beyond the y that attains it. Without a price any y within the bounds
 * attains it: the nearest is taken, so that a row with room does not pull. */
static double row_least(const ambit_packed_row *row, double price, double load, double *beyond)
{
    double least = INFINITY, at = 0;
    for (uint32_t i = 0; i < row->n_bends; i++) {
        double value = row->toll[i] - price * row->bend[i];
        if (value < least) least = value, at = row->bend[i];
    }
    if (price == 0 && !(row->weight > 0)) at = fmin(fmax(load, row->low), row->high);
    *beyond = load - at;
    return least;
}

double ambit_packed_rows(const ambit_packed *p, const double *price)
{
    double sum = 0, beyond;
    for (uint32_t slot = 0; slot < p->n_slots; slot++)
        if (p->row[slot].n_bends) sum += row_least(&p->row[slot], price[slot], 0, &beyond);
    return sum;
}

double ambit_packed_dual(ambit_packed *p, const double *price, uint32_t from, double cost, const double *load,
        double *gradient)
{
    const uint32_t n = p->n_reps;
    double value = cost, priced[AMBIT_PACKED_REPS];
    ambit_packed_spread(p, price, p->spread);
    for (uint32_t slot = 0; slot < p->n_slots; slot++)
        p->load[slot] = load[slot], value += p->row[slot].n_bends ? price[slot] * load[slot] : 0;
    for (uint32_t i = from; i < p->n_units; i++) {
        double least = ambit_packed_price(p, p->spread, i, priced);
        const double *amount = p->amount + (size_t)i * p->n_rules * n;
        uint32_t at = 0;
        while (at + 1 < n && priced[at] > least) at++;
        value += least;
        for (uint32_t a = 0; a < p->n_rules; a++)
            p->load[ambit_core_row(p->core, a, at)] += amount[a * n + at];
    }
    for (uint32_t slot = 0; slot < p->n_slots; slot++) {
        gradient[slot] = 0;
        if (p->row[slot].n_bends) value += row_least(&p->row[slot], price[slot], p->load[slot], &gradient[slot]);
    }
    return value;
}

/* A step never crosses zero at once: rows that turn out to have room come to rest there. */
static void step_to(const ambit_packed *p, double *price, double length)
{
    for (uint32_t slot = 0; slot < p->n_slots; slot++) {
        double was = price[slot], most = p->row[slot].penalty > 0 ? p->row[slot].penalty : INFINITY;
        price[slot] += length * p->direction[slot];
        if (was * price[slot] < 0) price[slot] = 0;
        price[slot] = fmin(fmax(price[slot], -most), most);
    }
}

double ambit_packed_climb(ambit_packed *p, double *price, uint32_t from, double cost, const double *load,
        double target, uint32_t steps)
{
    double best = -INFINITY, factor = 1;
    size_t size = p->n_slots * sizeof *price;
    uint32_t idle = 0;
    memcpy(p->trial, price, size);
    memset(p->direction, 0, size);
    for (uint32_t step = 0; step < steps; step++) {
        double value = ambit_packed_dual(p, p->trial, from, cost, load, p->gradient), norm = 0;
        if (value > best) best = value, idle = 0, memcpy(price, p->trial, size);
        else if (++idle == 5) {
            factor *= 0.5, idle = 0;
            memcpy(p->trial, price, size);
            memset(p->direction, 0, size);
            continue;
        }
        for (uint32_t slot = 0; slot < p->n_slots; slot++) {
            p->direction[slot] = 0.5 * (p->gradient[slot] + p->direction[slot]);
            norm += p->direction[slot] * p->direction[slot];
        }
        if (best >= target || !(norm > 1e-20)) break;
        step_to(p, p->trial, factor * (target - value) / norm);
    }
    return best;
}
