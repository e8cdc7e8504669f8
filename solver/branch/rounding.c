#include "solver/branch/rounding.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_DIVISORS = 40 };
static const double UNDECIDED = 0.02;       /* a share between this and 1 less this is fractional */
static const double WORTH = 0.005;          /* the least violation over the norm of the coefficients */

/* sum_j a_j x_j <= b over the units of one rep or of two. */
typedef struct {
    const ambit_relaxation *relaxation;
    uint32_t n, n_reps, rep[2];
    uint32_t *unit;                         /* [n] */
    double *a, *x, b;                       /* [n] coefficients, [n] values in the fractional solution */
    char *complemented;                     /* [n] x is replaced by 1 - x */
    double *value;                          /* [n_pairs] the fractional solution */
} knapsack;

/* ---- Rounding ---------------------------------------------------------------------------------------------------- */

static double rounded(double t, double f)
{
    double whole = floor(t), part = t - whole;
    return whole + (part > f ? (part - f) / (1 - f) : 0);
}

/* b / d after complementing, in whole and fraction; false when the fraction is too close to 0 or 1 to round by. */
static bool right_side(const knapsack *row, double d, double *whole, double *f)
{
    double b = row->b;
    for (uint32_t j = 0; j < row->n; j++)
        if (row->complemented[j]) b -= row->a[j];
    *whole = floor(b / d), *f = b / d - *whole;
    return *f > 0.01 && *f < 0.99;
}

static double coefficient(const knapsack *row, uint32_t j, double d, double f)
{
    return rounded((row->complemented[j] ? -row->a[j] : row->a[j]) / d, f);
}

/* How far the fractional solution is beyond the cut with divisor d, over the norm of the coefficients in use. */
static double violation(const knapsack *row, double d)
{
    double whole, f, sum = 0, norm = 0;
    if (!right_side(row, d, &whole, &f)) return 0;
    for (uint32_t j = 0; j < row->n; j++) {
        double x = row->complemented[j] ? 1 - row->x[j] : row->x[j];
        if (!(row->x[j] > 1e-7)) continue; /* the values of the others are 0 and none of them is complemented */
        double c = coefficient(row, j, d, f);
        sum += c * x, norm += c * c;
    }
    return norm > 0 ? (sum - whole) / sqrt(norm) : 0;
}

static bool fractional(double x) { return x > UNDECIDED && x < 1 - UNDECIDED; }

/* The divisor of greatest violation among the coefficients of fractional units and fractions of the best. */
static double best_divisor(const knapsack *row, double *best)
{
    double tried[MOST_DIVISORS], found = 0;
    uint32_t n = 0;
    *best = 0;
    for (uint32_t j = 0; j < row->n && n < MOST_DIVISORS; j++) {
        if (!fractional(row->x[j])) continue;
        double d = fabs(row->a[j]);
        bool again = false;
        for (uint32_t i = 0; i < n; i++) again |= fabs(tried[i] - d) < 1e-9 * d;
        if (again) continue;
        tried[n++] = d;
        double v = violation(row, d);
        if (v > *best) *best = v, found = d;
    }
    for (int part = 2; part <= 8 && found > 0; part *= 2) {
        double v = violation(row, found / part);
        if (v > *best) *best = v, found /= part;
    }
    return found;
}

/* Finds divisor and complements; returns the violation, 0 when there is no cut. */
static double round_row(knapsack *row, double *d)
{
    double best;
    for (uint32_t j = 0; j < row->n; j++) row->complemented[j] = row->x[j] > 0.5;
    *d = best_divisor(row, &best);
    for (uint32_t j = 0; j < row->n && *d > 0; j++) {
        if (!fractional(row->x[j])) continue;
        row->complemented[j] ^= 1;
        double v = violation(row, *d);
        if (v > best) best = v; else row->complemented[j] ^= 1;
    }
    return best;
}

/* ---- From row to cut --------------------------------------------------------------------------------------------- */

static bool belongs(const knapsack *row, uint32_t k)
{
    uint32_t r = row->relaxation->rep[k];
    return r == row->rep[0] || (row->n_reps == 2 && r == row->rep[1]);
}

static ambit_status add_cut(ambit_cuts *out, const knapsack *row, double d, double violated, ambit_error *err)
{
    const ambit_relaxation *x = row->relaxation;
    double whole, f, largest = 0;
    if (!right_side(row, d, &whole, &f)) return AMBIT_OK;
    ambit_cut cut = { .high = whole, .violation = violated };
    cut.pair = malloc((2 * (size_t)row->n + 1) * sizeof *cut.pair);
    cut.coefficient = malloc((2 * (size_t)row->n + 1) * sizeof *cut.coefficient);
    if (!cut.pair || !cut.coefficient) {
        free(cut.pair), free(cut.coefficient);
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a cut");
    }
    for (uint32_t j = 0; j < row->n; j++) {
        double c = coefficient(row, j, d, f);
        if (row->complemented[j]) cut.high -= c, c = -c;
        largest = fmax(largest, fabs(c));
        for (uint32_t k = x->first[row->unit[j]]; k < x->first[row->unit[j] + 1]; k++)
            if (c != 0 && belongs(row, k)) cut.pair[cut.n] = k, cut.coefficient[cut.n++] = c;
    }
    for (uint32_t i = 0; i < cut.n; i++) cut.coefficient[i] /= largest;
    cut.high /= largest;
    cut.number = out->n;
    out->cut[out->n++] = cut;
    return AMBIT_OK;
}

/* What pair k brings to rule a: entries of balance rows come first. */
static double amount_at(const ambit_relaxation *x, uint32_t a, uint32_t k)
{
    uint32_t row = x->row_of[a * x->core->n_reps + x->rep[k]];
    for (size_t i = x->at[k]; i < x->at[k] + x->n_entries[k]; i++)
        if (x->where[i] == row) return x->amount[i];
    return 0;
}

/* The units with what they bring to rule a at the reps of the row; false when that depends on which of them has it. */
static bool fill_units(knapsack *row, uint32_t a, double sign)
{
    const ambit_relaxation *x = row->relaxation;
    row->n = 0;
    for (uint32_t u = 0; u < x->n_units; u++) {
        double value = 0, amount = -1;
        for (uint32_t k = x->first[u]; k < x->first[u + 1]; k++) {
            if (!belongs(row, k)) continue;
            double here = amount_at(x, a, k);
            if (amount >= 0 && here != amount) return false;
            amount = here, value += row->value[k];
        }
        if (!(amount > 0)) continue;
        row->unit[row->n] = u, row->a[row->n] = sign * amount, row->x[row->n++] = fmin(value, 1);
    }
    return true;
}

/* Both sides of rule a at the row's reps. A row that the fractional solution leaves room in gives no cut. */
static ambit_status separate_rule(ambit_cuts *out, knapsack *row, uint32_t a, ambit_error *err)
{
    const ambit_relaxation *x = row->relaxation;
    ambit_status status = AMBIT_OK;
    for (int side = 0; side < 2 && !status; side++) {
        double used = 0, d;
        row->b = 0;
        for (uint32_t i = 0; i < row->n_reps; i++) {
            const ambit_relaxation_row *limit = &x->row[x->row_of[a * x->core->n_reps + row->rep[i]]];
            row->b += side ? -limit->low : limit->high;
        }
        if (!fill_units(row, a, side ? -1 : 1)) return AMBIT_OK;
        for (uint32_t j = 0; j < row->n; j++) used += row->a[j] * row->x[j];
        if (used < row->b - 0.02) continue;
        double violated = round_row(row, &d);
        if (violated > WORTH) status = add_cut(out, row, d, violated, err);
    }
    return status;
}

/* ---- All rows ---------------------------------------------------------------------------------------------------- */

/* competes[r * n_reps + s] for r < s: some unit is fractional at both. */
static void find_rivals(const ambit_relaxation *x, const double *value, char *competes)
{
    for (uint32_t u = 0; u < x->n_units; u++)
        for (uint32_t k = x->first[u]; k < x->first[u + 1]; k++)
            for (uint32_t l = x->first[u]; fractional(value[k]) && l < k; l++)
                if (fractional(value[l])) competes[(size_t)x->rep[l] * x->core->n_reps + x->rep[k]] = 1;
}

static ambit_status separate_all(ambit_cuts *out, knapsack *row, const char *competes, ambit_error *err)
{
    const ambit_core *core = row->relaxation->core;
    ambit_status status = AMBIT_OK;
    for (uint32_t r = 0; r < core->n_reps; r++)
        for (uint32_t s = r; s < core->n_reps; s++) {
            if (s != r && !competes[(size_t)r * core->n_reps + s]) continue;
            row->rep[0] = r, row->rep[1] = s, row->n_reps = s == r ? 1 : 2;
            for (uint32_t a = 0; a < core->n_rules && !status; a++) {
                if (core->rule[a].shared) continue;
                if (out->n + 2 > out->room) {
                    ambit_cut *more = realloc(out->cut, 2 * (size_t)out->room * sizeof *more);
                    if (!more) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for cuts");
                    out->cut = more, out->room *= 2;
                }
                status = separate_rule(out, row, a, err);
            }
        }
    return status;
}

static int by_violation(const void *a, const void *b)
{
    const ambit_cut *x = a, *y = b;
    if (x->violation != y->violation) return x->violation > y->violation ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

static void spread(const ambit_node *node, double *value)
{
    const ambit_relaxation *x = node->relaxation;
    for (uint32_t k = 0; k < x->n_pairs; k++) value[k] = 0;
    for (uint32_t u = 0; u < x->n_units; u++)
        if (node->choice[u] != AMBIT_NO_CHOICE) value[node->choice[u]] = 1;
    for (uint32_t i = 0; i < node->first[node->n]; i++) value[node->pair[i]] = node->share[i];
}

ambit_status ambit_rounding_separate(ambit_cuts *out, const ambit_node *node, uint32_t most, ambit_error *err)
{
    const ambit_relaxation *x = node->relaxation;
    size_t units = (size_t)x->n_units + 1;
    *out = (ambit_cuts){ .room = 64 };
    knapsack row = { .relaxation = x };
    ambit_status status = AMBIT_E_MEMORY;
    char *competes = calloc((size_t)x->core->n_reps * x->core->n_reps, 1);
    out->cut = malloc(out->room * sizeof *out->cut);
    row.unit = malloc(units * sizeof *row.unit), row.a = malloc(units * sizeof *row.a);
    row.x = malloc(units * sizeof *row.x), row.complemented = malloc(units);
    row.value = malloc(((size_t)x->n_pairs + 1) * sizeof *row.value);
    if (!competes || !out->cut || !row.unit || !row.a || !row.x || !row.complemented || !row.value)
        ambit_fail(err, AMBIT_E_MEMORY, "no memory for cuts");
    else {
        spread(node, row.value);
        find_rivals(x, row.value, competes);
        status = separate_all(out, &row, competes, err);
    }
    free(competes), free(row.unit), free(row.a), free(row.x), free(row.complemented), free(row.value);
    if (status) return status;
    qsort(out->cut, out->n, sizeof *out->cut, by_violation);
    for (; out->n > most; out->n--) free(out->cut[out->n - 1].pair), free(out->cut[out->n - 1].coefficient);
    return AMBIT_OK;
}

void ambit_cuts_reset(ambit_cuts *cuts)
{
    for (uint32_t i = 0; i < cuts->n; i++) free(cuts->cut[i].pair), free(cuts->cut[i].coefficient);
    free(cuts->cut);
    *cuts = (ambit_cuts){ 0 };
}
