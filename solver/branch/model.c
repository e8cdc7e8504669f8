#include "solver/branch/model.h"

#include <math.h>
#include <string.h>

enum { SWEEPS = 60, TURNS = 6 }; /* of exchanges: over all reps, of one rep */

static double cut_high(const ambit_bundle *b, uint32_t c) { return b->relaxation->row[b->cut_row[c]].high; }

/* ---- Columns ----------------------------------------------------------------------------------------------------- */

/* Units and cuts that two columns have in common; units that are given away are in all columns of a rep. */
static double product_of(const ambit_bundle *b, uint32_t i, uint32_t j)
{
    const uint64_t *x = ambit_model_bits(b, i), *y = ambit_model_bits(b, j);
    int common = 0;
    for (uint32_t w = 0; w < b->words; w++) common += __builtin_popcountll(x[w] & y[w] & b->open[w]);
    double sum = common;
    const double *load_i = b->load + (size_t)i * b->most_cuts, *load_j = b->load + (size_t)j * b->most_cuts;
    for (uint32_t c = 0; c < b->n_cuts; c++) sum += load_i[c] * load_j[c];
    return sum;
}

/* Cost, what it brings to cuts, and products with the others. */
void ambit_model_know(ambit_bundle *b, uint32_t at)
{
    const ambit_relaxation *x = b->relaxation;
    const uint32_t rep = at / b->most, n = b->core->n_reps * b->most;
    double *load = b->load + (size_t)at * b->most_cuts;
    ambit_bundle_column *column = &b->column[at];
    memset(load, 0, b->n_cuts * sizeof *load);
    column->rep = rep, column->cost = 0;
    for (uint32_t i = b->first[rep]; i < b->first[rep + 1]; i++) {
        uint32_t k = b->pair[i];
        if (!ambit_model_has(ambit_model_bits(b, at), b->unit[k])) continue;
        column->cost += x->cost[k];
        for (size_t e = x->at[k]; e < x->at[k] + x->n_entries[k]; e++)
            if (b->cut_of[x->where[e]] != UINT32_MAX) load[b->cut_of[x->where[e]]] += x->amount[e];
    }
    for (uint32_t r = 0; r < b->core->n_reps; r++)
        for (uint32_t j = r * b->most; j < r * b->most + b->n_columns[r]; j++)
            b->product[(size_t)at * n + j] = b->product[(size_t)j * n + at] = product_of(b, at, j);
}

/* What it costs at the present prices. */
void ambit_model_value(ambit_bundle *b, uint32_t at)
{
    const double *load = b->load + (size_t)at * b->most_cuts, *cut_price = b->price + b->core->n_units;
    double value = b->column[at].cost;
    for (uint32_t w = 0; w < b->words; w++)
        for (uint64_t left = ambit_model_bits(b, at)[w] & b->open[w]; left; left &= left - 1)
            value -= b->price[64 * w + (uint32_t)__builtin_ctzll(left)];
    for (uint32_t c = 0; c < b->n_cuts; c++) value += cut_price[c] * load[c];
    b->column[at].value = value;
}

void ambit_model_value_all(ambit_bundle *b)
{
    for (uint32_t r = 0; r < b->core->n_reps; r++)
        for (uint32_t j = r * b->most; j < r * b->most + b->n_columns[r]; j++) ambit_model_value(b, j);
}

double ambit_model_least(const ambit_bundle *b, uint32_t rep)
{
    double least = INFINITY;
    for (uint32_t j = rep * b->most; j < rep * b->most + b->n_columns[rep]; j++)
        least = fmin(least, b->column[j].value);
    return least;
}

/* The dearest one without weight makes place; there always is one, since few have weight. */
uint32_t ambit_model_place(ambit_bundle *b, uint32_t rep)
{
    uint32_t begin = rep * b->most, worst = begin;
    double dearest = -INFINITY, lightest = INFINITY;
    if (b->n_columns[rep] < b->most) return begin + b->n_columns[rep]++;
    for (uint32_t j = begin; j < begin + b->most; j++) {
        const ambit_bundle_column *c = &b->column[j];
        if (c->weight < lightest || (c->weight == lightest && c->value > dearest))
            worst = j, lightest = c->weight, dearest = c->value;
    }
    for (uint32_t j = begin; j < begin + b->most && lightest > 0; j++) b->column[j].weight /= 1 - lightest;
    return worst;
}

/* ---- The model --------------------------------------------------------------------------------------------------- */

/* How the model's maximum would move each price: units, less what the weighted territories take; cuts, what they take
 * less what there is. */
static void find_slope(ambit_bundle *b)
{
    const ambit_relaxation *x = b->relaxation;
    const uint32_t units = b->core->n_units;
    for (uint32_t i = 0; i < x->n_units; i++) b->slope[x->unit[i]] = 1;
    for (uint32_t c = 0; c < b->n_cuts; c++) b->slope[units + c] = -cut_high(b, c);
    for (uint32_t r = 0; r < b->core->n_reps; r++)
        for (uint32_t j = r * b->most; j < r * b->most + b->n_columns[r]; j++) {
            double weight = b->column[j].weight;
            const double *load = b->load + (size_t)j * b->most_cuts;
            if (!(weight > 0)) continue;
            for (uint32_t w = 0; w < b->words; w++)
                for (uint64_t left = ambit_model_bits(b, j)[w] & b->open[w]; left; left &= left - 1)
                    b->slope[64 * w + (uint32_t)__builtin_ctzll(left)] -= weight;
            for (uint32_t c = 0; c < b->n_cuts; c++) b->slope[units + c] += weight * load[c];
        }
}

/* Prices of cuts are not negative. */
static void move_prices(ambit_bundle *b)
{
    const ambit_relaxation *x = b->relaxation;
    const uint32_t units = b->core->n_units;
    for (uint32_t i = 0; i < x->n_units; i++)
        b->price[x->unit[i]] = b->centre[x->unit[i]] + b->stride * b->slope[x->unit[i]];
    for (uint32_t c = units; c < units + b->n_cuts; c++)
        b->price[c] = fmax(b->centre[c] + b->stride * b->slope[c], 0);
    ambit_model_value_all(b);
}

static void shift_values(ambit_bundle *b, const double *up, const double *down, double by)
{
    for (uint32_t r = 0; r < b->core->n_reps; r++)
        for (uint32_t j = r * b->most; j < r * b->most + b->n_columns[r]; j++)
            b->column[j].value += by * (up[j] - (down ? down[j] : 0));
}

/* Weight moves from the dearest column of the rep that has any to the cheapest; returns what that was worth. */
static double exchange(ambit_bundle *b, uint32_t rep)
{
    const size_t n = (size_t)b->core->n_reps * b->most;
    uint32_t begin = rep * b->most, end = begin + b->n_columns[rep], low = begin, high = end;
    for (uint32_t j = begin; j < end; j++) {
        if (b->column[j].value < b->column[low].value) low = j;
        if (b->column[j].weight > 0 && (high == end || b->column[j].value > b->column[high].value)) high = j;
    }
    if (high == end || high == low) return 0;
    ambit_bundle_column *to = &b->column[low], *from = &b->column[high];
    double less = from->value - to->value, bend = b->product[low * n + low] + b->product[high * n + high]
                                                  - 2 * b->product[low * n + high];
    if (!(less > 0)) return 0;
    double worth = less * from->weight, by = fmin(bend > 0 ? less / (b->stride * bend) : 1, from->weight);
    to->weight += by;
    from->weight = from->weight - by > 1e-12 ? from->weight - by : 0;
    shift_values(b, b->product + low * n, b->product + high * n, b->stride * by);
    return worth;
}

/* Cuts whose price would be negative: what is missing becomes slack. */
static void renew_slack(ambit_bundle *b)
{
    const uint32_t units = b->core->n_units;
    find_slope(b);
    for (uint32_t c = 0; c < b->n_cuts; c++) {
        double slack = fmax(-b->slope[units + c] - b->centre[units + c] / b->stride, 0);
        double by = b->stride * (slack - b->slack[units + c]);
        b->slack[units + c] = slack;
        for (uint32_t r = 0; r < b->core->n_reps && by != 0; r++)
            for (uint32_t j = r * b->most; j < r * b->most + b->n_columns[r]; j++)
                b->column[j].value += by * b->load[(size_t)j * b->most_cuts + c];
    }
}

/* The model's maximum near the centre; prices go there. */
void ambit_model_maximise(ambit_bundle *b, double worthwhile)
{
    const uint32_t units = b->core->n_units;
    find_slope(b);
    move_prices(b);
    for (uint32_t c = units; c < units + b->n_cuts; c++)
        b->slack[c] = fmax(-b->slope[c] - b->centre[c] / b->stride, 0);
    for (uint32_t sweep = 0; sweep < SWEEPS; sweep++) {
        double worth = 0;
        for (uint32_t r = 0; r < b->core->n_reps; r++)
            for (uint32_t turn = 0; turn < TURNS; turn++) {
                double here = b->n_columns[r] > 1 ? exchange(b, r) : 0;
                worth = fmax(worth, here);
                if (!(here > worthwhile)) break;
            }
        if (b->n_cuts) renew_slack(b);
        if (!(worth > worthwhile)) break;
    }
    b->work += 0.02 * SWEEPS * b->core->n_reps * b->most;
    find_slope(b);
    move_prices(b);
    double model = b->relaxation->given;
    for (uint32_t i = 0; i < b->relaxation->n_units; i++) model += b->price[b->relaxation->unit[i]];
    for (uint32_t c = 0; c < b->n_cuts; c++) model -= b->price[units + c] * cut_high(b, c);
    for (uint32_t r = 0; r < b->core->n_reps; r++) model += ambit_model_least(b, r);
    b->predicted = model - b->best;
}
