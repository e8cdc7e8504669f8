#include "solver/branch/relaxation.h"

#include "solver/bound.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double HELD = 1e-9; /* of a row's share: plans may be so far beyond a bound, so the proof must allow it */

/* ---- Rows -------------------------------------------------------------------------------------------------------- */

/* The most that all units together can bring to row r of rule a. */
static double most_of_row(const ambit_core *core, uint32_t a, uint32_t r)
{
    double sum = 0;
    for (uint32_t u = 0; u < core->n_units; u++) {
        double most = 0;
        for (size_t k = core->first[u]; k < core->first[u + 1]; k++)
            if (core->rule[a].shared || core->rep[k] == r) most = fmax(most, ambit_core_amount(core, a, u, k));
        sum += most;
    }
    return sum;
}

static ambit_relaxation_row row_of_rule(const ambit_core *core, uint32_t a, uint32_t r)
{
    const ambit_core_rule *rule = &core->rule[a];
    double share = rule->ideal ? rule->ideal[r] : rule->upper[r] < INFINITY ? rule->upper[r]
                                                : rule->lower[r] > -INFINITY ? rule->lower[r] : 0;
    double held = HELD * fabs(share), high = rule->upper[r];
    ambit_relaxation_row row = { .low = fmax(rule->lower[r] - held, 0) / rule->scale };
    row.high = (high < INFINITY ? high + held : most_of_row(core, a, r)) / rule->scale;
    if (rule->ideal) row.ideal = rule->ideal[r] / rule->scale, row.weight = rule->weight[r] * rule->scale;
    return row;
}

static void set_rows(ambit_relaxation *x)
{
    const ambit_core *core = x->core;
    for (uint32_t a = 0; a < core->n_rules; a++)
        for (uint32_t r = 0; r < core->n_reps; r++) {
            bool again = core->rule[a].shared && r > 0;
            x->row_of[a * core->n_reps + r] = again ? x->row_of[a * core->n_reps] : x->n_rows;
            if (!again) x->row[x->n_rows++] = row_of_rule(core, a, r);
        }
}

/* ---- Units and pairs --------------------------------------------------------------------------------------------- */

static double least_priced(const ambit_core *core, const double *price, uint32_t u)
{
    double least = INFINITY;
    for (size_t k = core->first[u]; k < core->first[u + 1]; k++)
        least = fmin(least, ambit_bound_priced(core, price, u, k));
    return least;
}

static void take_pair(ambit_relaxation *x, uint32_t u, size_t k)
{
    const ambit_core *core = x->core;
    uint32_t to = x->n_pairs++;
    size_t end = to ? x->at[to - 1] + x->n_entries[to - 1] : 0, used = end;
    x->rep[to] = core->rep[k], x->pair[to] = k, x->cost[to] = core->cost[k], x->at[to] = end;
    for (uint32_t a = 0; a < core->n_rules; a++) {
        double amount = ambit_core_amount(core, a, u, k) / core->rule[a].scale;
        if (amount == 0) continue;
        x->where[used] = x->row_of[a * core->n_reps + core->rep[k]], x->amount[used++] = amount;
    }
    x->n_entries[to] = (uint32_t)(used - end);
}

/* The last pair is the only one of its unit: it is given away. */
static void give(ambit_relaxation *x, uint32_t unit)
{
    uint32_t k = --x->n_pairs;
    x->given += x->cost[k];
    x->given_pair[unit] = x->pair[k];
    for (size_t i = x->at[k]; i < x->at[k] + x->n_entries[k]; i++) {
        ambit_relaxation_row *row = &x->row[x->where[i]];
        row->low = fmax(row->low - x->amount[i], 0), row->high -= x->amount[i], row->ideal -= x->amount[i];
    }
}

static double size_of(const ambit_core *core, uint32_t u)
{
    double size = 0;
    for (uint32_t a = 0; a < core->n_rules; a++)
        if (core->rule[a].kind == AMBIT_AMOUNT_OWN)
            size += ambit_core_amount(core, a, u, core->first[u]) / core->rule[a].scale;
    return size;
}

/* A pair whose use alone would cost more than `room` above the bound is in no plan cheaper than the cutoff. */
static void take_units(ambit_relaxation *x, const double *price, double room)
{
    const ambit_core *core = x->core;
    double sum = 0;
    for (uint32_t u = 0; u < core->n_units; u++) {
        uint32_t before = x->n_pairs;
        double limit = least_priced(core, price, u) + room, size = size_of(core, u);
        sum += size;
        for (size_t k = core->first[u]; k < core->first[u + 1]; k++)
            if (ambit_bound_priced(core, price, u, k) <= limit) take_pair(x, u, k);
        uint32_t length = x->n_pairs - before;
        x->given_pair[u] = AMBIT_NO_PAIR;
        if (length == 1) { give(x, u); continue; }
        if (length > x->longest) x->longest = length;
        x->unit[x->n_units] = u, x->size[x->n_units] = size;
        x->first[++x->n_units] = x->n_pairs;
    }
    for (uint32_t i = 0; i < x->n_units; i++)
        x->size[i] = sum > 0 ? fmax(x->size[i] * core->n_units / sum, 0.05) : 1;
}

/* A ten-thousandth of the mean distance between a unit's mean and least cost: what the choice is about. */
static double last_temperature(const ambit_core *core)
{
    double sum = 0;
    for (uint32_t u = 0; u < core->n_units; u++) {
        size_t first = core->first[u], n = core->first[u + 1] - first, counted = n < 8 ? n : 8;
        double least = INFINITY, mean = 0;
        for (size_t k = first; k < first + n; k++) least = fmin(least, core->cost[k]);
        for (size_t k = first; k < first + counted; k++) mean += core->cost[k] / (double)counted;
        sum += mean - least;
    }
    return sum > 0 ? 1e-4 * sum / core->n_units : 1e-4;
}

/* ---- Life -------------------------------------------------------------------------------------------------------- */

ambit_status ambit_relaxation_init(ambit_relaxation *x, const ambit_core *core, const double *price, double cutoff,
                                   ambit_error *err)
{
    *x = (ambit_relaxation){ .core = core };
    size_t n_units = (size_t)core->n_units + 1, n_pairs = core->n_pairs + 1;
    size_t rows = (size_t)core->n_rules * core->n_reps;
    if (core->n_pairs >= UINT32_MAX)
        return ambit_fail(err, AMBIT_E_LIMIT, "%zu pairs are too many to branch on", core->n_pairs);
    x->unit = malloc(n_units * sizeof *x->unit), x->first = calloc(n_units, sizeof *x->first);
    x->rep = malloc(n_pairs * sizeof *x->rep), x->pair = malloc(n_pairs * sizeof *x->pair);
    x->cost = malloc(n_pairs * sizeof *x->cost), x->at = malloc(n_pairs * sizeof *x->at);
    x->amount = malloc((n_pairs * core->n_rules + 1) * sizeof *x->amount);
    x->n_entries = malloc(n_pairs * sizeof *x->n_entries);
    x->where = malloc((n_pairs * core->n_rules + 1) * sizeof *x->where);
    x->row_of = malloc((rows + 1) * sizeof *x->row_of), x->row = malloc((rows + 1) * sizeof *x->row);
    x->size = malloc(n_units * sizeof *x->size), x->given_pair = malloc(n_units * sizeof *x->given_pair);
    if (!x->unit || !x->first || !x->rep || !x->pair || !x->cost || !x->at || !x->amount || !x->n_entries || !x->where
        || !x->row_of || !x->row || !x->size || !x->given_pair) {
        ambit_relaxation_reset(x);
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for branching on %zu pairs", core->n_pairs);
    }
    set_rows(x);
    double bound = ambit_bound_rows(core, price);
    for (uint32_t u = 0; u < core->n_units; u++) bound += least_priced(core, price, u);
    take_units(x, price, cutoff - bound + 1e-9 * (fabs(cutoff) + fabs(bound)));
    x->temperature = last_temperature(core);
    return AMBIT_OK;
}

void ambit_relaxation_reset(ambit_relaxation *x)
{
    free(x->unit), free(x->first), free(x->rep), free(x->pair), free(x->cost), free(x->at), free(x->amount);
    free(x->n_entries), free(x->where), free(x->row_of), free(x->row), free(x->size), free(x->given_pair);
    *x = (ambit_relaxation){ 0 };
}

void ambit_relaxation_keep(ambit_relaxation *x, const char *keep)
{
    uint32_t n_units = x->n_units, begin = 0;
    x->n_units = x->n_pairs = x->longest = 0;
    for (uint32_t u = 0; u < n_units; u++) {
        uint32_t end = x->first[u + 1], before = x->n_pairs;
        for (uint32_t k = begin; k < end; k++) {
            if (!keep[k]) continue;
            uint32_t to = x->n_pairs++;
            x->rep[to] = x->rep[k], x->pair[to] = x->pair[k], x->cost[to] = x->cost[k], x->at[to] = x->at[k];
            x->n_entries[to] = x->n_entries[k];
        }
        begin = end;
        uint32_t length = x->n_pairs - before;
        if (length == 1) { give(x, x->unit[u]); continue; }
        if (length > x->longest) x->longest = length;
        x->unit[x->n_units] = x->unit[u], x->size[x->n_units] = x->size[u];
        x->first[++x->n_units] = x->n_pairs;
    }
}

/* A copy of `n` items of `size` bytes; NULL without memory. */
static void *copied(const void *from, size_t n, size_t size)
{
    void *to = malloc((n + 1) * size);
    if (to) memcpy(to, from, n * size);
    return to;
}

static size_t entries_of(const ambit_relaxation *x)
{
    size_t sum = 0;
    for (uint32_t k = 0; k < x->n_pairs; k++) sum += x->n_entries[k];
    return sum;
}

/* Entries of pairs that were left out are not copied. */
static void copy_entries(ambit_relaxation *out, const ambit_relaxation *from)
{
    size_t used = 0;
    for (uint32_t k = 0; k < from->n_pairs; k++) {
        size_t n = from->n_entries[k];
        memcpy(out->amount + used, from->amount + from->at[k], n * sizeof *out->amount);
        memcpy(out->where + used, from->where + from->at[k], n * sizeof *out->where);
        out->at[k] = used;
        used += n;
    }
}

int ambit_relaxation_copy(ambit_relaxation *out, const ambit_relaxation *from)
{
    size_t n = from->n_units, pairs = from->n_pairs, entries = entries_of(from);
    *out = *from;
    out->unit = copied(from->unit, n, sizeof *out->unit), out->first = copied(from->first, n + 1, sizeof *out->first);
    out->rep = copied(from->rep, pairs, sizeof *out->rep), out->pair = copied(from->pair, pairs, sizeof *out->pair);
    out->cost = copied(from->cost, pairs, sizeof *out->cost), out->size = copied(from->size, n, sizeof *out->size);
    out->n_entries = copied(from->n_entries, pairs, sizeof *out->n_entries);
    out->row_of = copied(from->row_of, (size_t)from->core->n_rules * from->core->n_reps, sizeof *out->row_of);
    out->row = copied(from->row, from->n_rows, sizeof *out->row);
    out->given_pair = copied(from->given_pair, from->core->n_units, sizeof *out->given_pair);
    out->at = malloc((pairs + 1) * sizeof *out->at), out->amount = malloc((entries + 1) * sizeof *out->amount);
    out->where = malloc((entries + 1) * sizeof *out->where);
    if (!out->unit || !out->first || !out->rep || !out->pair || !out->cost || !out->size || !out->n_entries
        || !out->row_of || !out->row || !out->given_pair || !out->at || !out->amount || !out->where) return -1;
    copy_entries(out, from);
    return 0;
}

/* ---- Cuts -------------------------------------------------------------------------------------------------------- */

/* Each pair's entries, then one for each cut that sees it. `extra` [n_pairs] counts those cuts. */
static void spread_entries(ambit_relaxation *x, const uint32_t *extra, uint32_t *where, double *amount)
{
    size_t used = 0;
    for (uint32_t k = 0; k < x->n_pairs; k++) {
        memcpy(amount + used, x->amount + x->at[k], x->n_entries[k] * sizeof *amount);
        memcpy(where + used, x->where + x->at[k], x->n_entries[k] * sizeof *where);
        x->at[k] = used;
        used += x->n_entries[k] + extra[k];
    }
}

static void fill_cut(ambit_relaxation *x, const ambit_cut *cut)
{
    double size = 0;
    for (uint32_t i = 0; i < cut->n; i++) {
        uint32_t k = cut->pair[i];
        size_t at = x->at[k] + x->n_entries[k]++;
        x->where[at] = x->n_rows, x->amount[at] = cut->coefficient[i];
        size += fabs(cut->coefficient[i]);
    }
    /* the coefficients are rounded: what that may add up to is granted */
    double high = cut->high + 1e-11 * (size + fabs(cut->high));
    x->row[x->n_rows++] = (ambit_relaxation_row){ .high = high, .cut = true };
    x->n_cuts++;
}

ambit_status ambit_relaxation_add(ambit_relaxation *x, const ambit_cut *cut, uint32_t n, ambit_error *err)
{
    size_t total = entries_of(x);
    for (uint32_t i = 0; i < n; i++) total += cut[i].n;
    uint32_t *extra = calloc((size_t)x->n_pairs + 1, sizeof *extra), *where = malloc((total + 1) * sizeof *where);
    double *amount = malloc((total + 1) * sizeof *amount);
    ambit_relaxation_row *row = realloc(x->row, ((size_t)x->n_rows + n + 1) * sizeof *row);
    if (row) x->row = row;
    if (!extra || !where || !amount || !row) {
        free(extra), free(where), free(amount);
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u cuts", n);
    }
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < cut[i].n; j++) extra[cut[i].pair[j]]++;
    spread_entries(x, extra, where, amount);
    free(x->where), free(x->amount), free(extra);
    x->where = where, x->amount = amount;
    for (uint32_t i = 0; i < n; i++) fill_cut(x, &cut[i]);
    return AMBIT_OK;
}

/* Rows are renumbered in place: is[row] becomes the new number. Balance rows are first and stay. */
static void drop_entries(ambit_relaxation *x, const char *drop, const uint32_t *is)
{
    for (uint32_t k = 0; k < x->n_pairs; k++) {
        size_t used = x->at[k], end = x->at[k] + x->n_entries[k];
        for (size_t i = x->at[k]; i < end; i++)
            if (!drop[x->where[i]]) x->amount[used] = x->amount[i], x->where[used++] = is[x->where[i]];
        x->n_entries[k] = (uint32_t)(used - x->at[k]);
    }
}

ambit_status ambit_relaxation_drop(ambit_relaxation *x, const char *drop, double *q, ambit_error *err)
{
    uint32_t *is = malloc(((size_t)x->n_rows + 1) * sizeof *is), rows = 0;
    if (!is) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u rows", x->n_rows);
    for (uint32_t row = 0; row < x->n_rows; row++) {
        is[row] = rows;
        if (drop[row]) { x->n_cuts--; continue; }
        x->row[rows] = x->row[row], q[rows++] = q[row];
    }
    drop_entries(x, drop, is);
    x->n_rows = rows;
    free(is);
    return AMBIT_OK;
}
