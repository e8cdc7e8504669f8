#include "solver/branch/node.h"

#include "solver/branch/newton.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Life -------------------------------------------------------------------------------------------------------- */

ambit_status ambit_node_init(ambit_node *node, const ambit_relaxation *x, uint32_t most_rows, ambit_error *err)
{
    *node = (ambit_node){ .relaxation = x };
    size_t units = (size_t)x->n_units + 1, pairs = (size_t)x->n_pairs + 1, rows = (size_t)most_rows + 1;
    node->unit = malloc(units * sizeof *node->unit), node->first = calloc(units, sizeof *node->first);
    node->pair = malloc(pairs * sizeof *node->pair), node->share = malloc(pairs * sizeof *node->share);
    node->q = calloc(rows, sizeof *node->q), node->best_q = calloc(rows, sizeof *node->best_q);
    node->row = malloc(rows * sizeof *node->row), node->choice = malloc(units * sizeof *node->choice);
    node->gradient = malloc(rows * sizeof(double)), node->curvature = malloc(rows * rows * sizeof(double));
    node->factor = malloc(rows * rows * sizeof(double));
    node->step = malloc(rows * sizeof(double)), node->trial = malloc(rows * sizeof(double));
    node->priced = malloc(pairs * sizeof(double)), node->least = malloc(units * sizeof(double));
    node->weight = malloc(((size_t)x->longest + 1) * sizeof(double));
    if (node->unit && node->first && node->pair && node->share && node->q && node->best_q && node->row && node->choice
        && node->gradient && node->curvature && node->factor && node->step && node->trial
        && node->priced && node->least && node->weight)
        return AMBIT_OK;
    ambit_node_reset(node);
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a node of %u pairs", x->n_pairs);
}

void ambit_node_reset(ambit_node *node)
{
    free(node->unit), free(node->first), free(node->pair), free(node->share), free(node->q), free(node->best_q);
    free(node->row), free(node->choice), free(node->gradient);
    free(node->curvature), free(node->factor), free(node->step), free(node->trial), free(node->priced);
    free(node->least), free(node->weight);
    *node = (ambit_node){ 0 };
}

/* ---- One row ----------------------------------------------------------------------------------------------------- */

/* The row's part of the dual at price q: its hard and its soft value, the mean load y and the curvature Var[y] / T. */
typedef struct { double hard, soft, y, curvature; } row_part;

static row_part cut_part(double high, double q, double temperature)
{
    if (!(q > 0)) return (row_part){ q < 0 ? -INFINITY : 0, -INFINITY, high, 0 };
    double slack = temperature / q;
    return (row_part){ -q * high, -q * high + temperature * log(q), high - slack, slack / q };
}

static row_part part_of(const ambit_relaxation_row *row, double q, double temperature)
{
    if (row->cut) return cut_part(row->high, q, temperature);
    double corner[3] = { row->low, row->high, fmin(fmax(row->ideal, row->low), row->high) }, value[3], sum = 0;
    int n = row->weight > 0 ? 3 : 2;
    row_part part = { .hard = INFINITY };
    for (int i = 0; i < n; i++) {
        value[i] = -q * corner[i] + (n == 3 ? row->weight * fabs(corner[i] - row->ideal) : 0);
        part.hard = fmin(part.hard, value[i]);
    }
    for (int i = 0; i < n; i++) {
        value[i] = exp((part.hard - value[i]) / temperature);
        sum += value[i];
        part.y += value[i] * corner[i];
    }
    part.y /= sum;
    for (int i = 0; i < n; i++)
        part.curvature += value[i] / sum * (corner[i] - part.y) * (corner[i] - part.y) / temperature;
    part.soft = part.hard - temperature * log(sum);
    return part;
}

/* ---- Starting a node --------------------------------------------------------------------------------------------- */

/* Prices all pairs at node->q, those of `unit` but `pair` out of reach; returns the hard value there. */
static double price_all(ambit_node *node, uint32_t unit, uint32_t pair)
{
    const ambit_relaxation *x = node->relaxation;
    double value = x->given;
    for (uint32_t u = 0; u < x->n_units; u++) {
        double least = INFINITY;
        for (uint32_t k = x->first[u]; k < x->first[u + 1]; k++) {
            bool out = u == unit && k != pair;
            node->priced[k] = out ? INFINITY : ambit_relaxation_priced(x, node->q, k);
            least = fmin(least, node->priced[k]);
        }
        node->least[u] = least;
        value += least;
    }
    for (uint32_t r = 0; r < x->n_rows; r++) value += part_of(&x->row[r], node->q[r], x->temperature).hard;
    node->work += x->n_pairs;
    return value;
}

static void give(ambit_node *node, uint32_t u, uint32_t k)
{
    const ambit_relaxation *x = node->relaxation;
    node->choice[u] = k;
    node->given += x->cost[k];
    for (size_t i = x->at[k]; i < x->at[k] + x->n_entries[k]; i++) {
        ambit_relaxation_row *row = &node->row[x->where[i]];
        double amount = x->amount[i];
        row->low -= amount, row->high -= amount, row->ideal -= amount;
    }
}

/* Loads are never negative: false when what is given exceeds a row already. */
static bool rows_hold(ambit_node *node)
{
    for (uint32_t r = 0; r < node->relaxation->n_rows; r++) {
        ambit_relaxation_row *row = &node->row[r];
        if (row->cut) continue;
        if (row->high < -1e-12) return false;
        row->low = fmax(row->low, 0), row->high = fmax(row->high, 0);
        if (!node->n && row->low > 0) return false;
    }
    return true;
}

bool ambit_node_load(ambit_node *node, const ambit_relaxation *x, const double *q, uint32_t unit, uint32_t pair,
                     double cutoff)
{
    node->relaxation = x;
    memmove(node->q, q, x->n_rows * sizeof *q);
    memcpy(node->best_q, node->q, x->n_rows * sizeof *q);
    memcpy(node->row, x->row, x->n_rows * sizeof *node->row);
    node->best = price_all(node, unit, pair);
    double room = cutoff - node->best;
    uint32_t used = 0;
    node->n = 0, node->given = x->given;
    for (uint32_t u = 0; u < x->n_units && room > 0; u++) {
        uint32_t begin = used;
        for (uint32_t k = x->first[u]; k < x->first[u + 1]; k++)
            if (node->priced[k] < INFINITY && node->priced[k] - node->least[u] <= room) node->pair[used++] = k;
        if (used - begin == 1) give(node, u, node->pair[--used]);
        else node->choice[u] = AMBIT_NO_CHOICE, node->unit[node->n] = u, node->first[++node->n] = used;
    }
    return room > 0 && rows_hold(node);
}

void ambit_node_left(const ambit_node *node, char *keep)
{
    memset(keep, 0, node->relaxation->n_pairs);
    for (uint32_t i = 0; i < node->first[node->n]; i++) keep[node->pair[i]] = 1;
    for (uint32_t u = 0; u < node->relaxation->n_units; u++)
        if (node->choice[u] != AMBIT_NO_CHOICE) keep[node->choice[u]] = 1;
}

/* ---- One evaluation ---------------------------------------------------------------------------------------------- */

double ambit_node_priced(const ambit_node *node, const double *q, uint32_t i, double *priced)
{
    double least = INFINITY;
    for (uint32_t at = node->first[i]; at < node->first[i + 1]; at++) {
        double cost = ambit_relaxation_priced(node->relaxation, q, node->pair[at]);
        priced[at - node->first[i]] = cost;
        least = fmin(least, cost);
    }
    return least;
}

/* Adds factor * (amounts of k) x (amounts of l) to the lower triangle; with k != l also the transposed product. */
static void add_product(ambit_node *node, uint32_t k, uint32_t l, double factor)
{
    const ambit_relaxation *x = node->relaxation;
    const uint32_t *row_k = x->where + x->at[k], *row_l = x->where + x->at[l];
    const double *amount_k = x->amount + x->at[k], *amount_l = x->amount + x->at[l];
    const uint32_t n_k = x->n_entries[k], n_l = x->n_entries[l];
    for (uint32_t i = 0; i < n_k; i++) {
        double scaled = factor * amount_k[i];
        for (uint32_t j = 0; j < (k == l ? i + 1 : n_l); j++) {
            uint32_t a = row_k[i], b = row_l[j];
            double add = scaled * amount_l[j];
            if (k != l && a == b) add *= 2;
            node->curvature[(size_t)(a > b ? a : b) * x->n_rows + (a > b ? b : a)] += add;
        }
    }
}

/* Soft shares of open unit i, its load and its curvature; shares below 1e-7 are not worth their exponential. Returns
 * the hard value, adds the soft one to *soft. */
static double add_unit(ambit_node *node, const double *q, uint32_t i, double temperature, double *soft)
{
    const ambit_relaxation *x = node->relaxation;
    uint32_t begin = node->first[i], end = node->first[i + 1];
    double *share = node->share + begin, t = temperature * x->size[node->unit[i]], sum = 0;
    double least = ambit_node_priced(node, q, i, node->weight);
    for (uint32_t at = 0; at < end - begin; at++) {
        double away = (node->weight[at] - least) / t;
        share[at] = away < 16 ? exp(-away) : 0;
        sum += share[at];
    }
    *soft += least - t * log(sum);
    for (uint32_t at = 0; at < end - begin; at++) {
        if (!(share[at] > 0)) continue;
        uint32_t k = node->pair[begin + at];
        share[at] /= sum;
        for (size_t e = x->at[k]; e < x->at[k] + x->n_entries[k]; e++)
            node->gradient[x->where[e]] += share[at] * x->amount[e];
    }
    for (uint32_t a = 0; a < end - begin; a++)
        for (uint32_t b = 0; share[a] > 0 && share[a] < 1 && b <= a; b++)
            if (share[b] > 0)
                add_product(node, node->pair[begin + a], node->pair[begin + b],
                            ((a == b ? share[a] : 0) - share[a] * share[b]) / t);
    return least;
}

/* L and L_T at q with gradient and curvature; keeps q when its hard value is the best. Returns the soft value. */
static double evaluate(ambit_node *node, const double *q, double temperature)
{
    const ambit_relaxation *x = node->relaxation;
    uint32_t n_rows = x->n_rows;
    double hard = node->given, soft = node->given;
    memset(node->curvature, 0, (size_t)n_rows * n_rows * sizeof *node->curvature);
    memset(node->gradient, 0, n_rows * sizeof *node->gradient);
    for (uint32_t i = 0; i < node->n; i++) hard += add_unit(node, q, i, temperature, &soft);
    for (uint32_t r = 0; r < n_rows; r++) {
        row_part part = part_of(&node->row[r], q[r], temperature);
        hard += part.hard, soft += part.soft;
        node->gradient[r] -= part.y;
        node->curvature[(size_t)r * n_rows + r] += part.curvature;
    }
    node->work += node->first[node->n];
    if (hard > node->best) {
        node->best = hard;
        memcpy(node->best_q, q, n_rows * sizeof *q);
    }
    return soft;
}

/* ---- The climb --------------------------------------------------------------------------------------------------- */

/* The longest step along node->step that keeps the prices of cuts positive, at most 1. */
static double longest_step(const ambit_node *node)
{
    double most = 1;
    for (uint32_t r = 0; r < node->relaxation->n_rows; r++)
        if (node->row[r].cut && node->step[r] < 0) most = fmin(most, -0.95 * node->q[r] / node->step[r]);
    return most;
}

/* How far the step moves any open pair's price at most, in temperatures of its unit. */
static double reach_of(ambit_node *node, double temperature)
{
    const ambit_relaxation *x = node->relaxation;
    double most = 0;
    for (uint32_t i = 0; i < node->n; i++) {
        double low = INFINITY, high = -INFINITY;
        for (uint32_t at = node->first[i]; at < node->first[i + 1]; at++) {
            uint32_t k = node->pair[at];
            double moved = ambit_relaxation_priced(x, node->step, k) - x->cost[k];
            low = fmin(low, moved), high = fmax(high, moved);
        }
        most = fmax(most, (high - low) / (temperature * x->size[node->unit[i]]));
    }
    return most;
}

/* The Newton step with the least ridge, of those tried, that moves no pair absurdly far: where all shares are nearly 0
 * or 1 there is hardly any curvature, and the plain step is endless. Returns its reach, -1 when there is none. */
static double find_step(ambit_node *node, double temperature)
{
    const uint32_t n = node->relaxation->n_rows;
    double reach = -1;
    for (int tries = 0; tries < 12; tries++, node->ridge *= 10) {
        if (!ambit_newton_step(node->step, node->curvature, node->factor, node->gradient, n, node->ridge)) continue;
        reach = reach_of(node, temperature);
        if (reach < 30) return reach;
    }
    return reach;
}

/* One Newton step from node->q, whose derivatives are in place. The soft minimum is self-concordant in the reach d, so
 * a step of log(1 + d) / d goes up (Sun and Tran-Dinh 2019, doi:10.1007/s10107-018-1282-4). False when there is nothing
 * to gain at this temperature. */
static bool newton(ambit_node *node, double temperature, double *soft)
{
    const uint32_t n = node->relaxation->n_rows;
    double reach = find_step(node, temperature), slope = 0;
    if (!(reach > 0)) return false;
    for (uint32_t r = 0; r < n; r++) slope += node->step[r] * node->gradient[r];
    if (!(slope > 0.05 * temperature)) return false;
    double length = fmin(longest_step(node), reach > 1 ? 2 * log1p(reach) / reach : 1);
    for (int tries = 0; tries < 8; tries++, length *= 0.4, node->ridge *= 4) {
        for (uint32_t r = 0; r < n; r++) node->trial[r] = node->q[r] + length * node->step[r];
        double found = evaluate(node, node->trial, temperature);
        if (found < *soft + 1e-4 * length * slope) continue;
        memcpy(node->q, node->trial, n * sizeof *node->q);
        *soft = found;
        node->ridge *= reach < 3 ? 0.01 : 0.3;
        return true;
    }
    return false;
}

void ambit_node_maximise(ambit_node *node, const ambit_node_climb *climb, double cutoff)
{
    const ambit_relaxation *x = node->relaxation;
    double temperature = climb->hot * x->temperature;
    for (uint32_t r = 0; r < x->n_rows; r++) /* a price at the boundary could only double in a step */
        if (node->row[r].cut) node->q[r] = fmax(node->q[r], temperature);
    for (uint32_t stage = 0; stage < climb->stages; stage++, temperature *= climb->fall) {
        double soft = evaluate(node, node->q, temperature);
        node->ridge = 1e-9;
        for (uint32_t step = 0; step < climb->steps && node->best < cutoff; step++)
            if (!newton(node, temperature, &soft)) break;
        if (!(node->best < cutoff)) return;
    }
}
