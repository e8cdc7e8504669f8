#include "solver/branch/bundle.h"

#include "solver/branch/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 320, LEAST_COLUMNS = 8, MOST_COLUMNS = 28 };

#define NONE UINT32_MAX /* no cut, no rep */

static double cut_high(const ambit_bundle *b, uint32_t c) { return b->relaxation->row[b->cut_row[c]].high; }

static const double HOT = 50;         /* relaxation->temperature: where the prices of a rep's rows start to cool */
static const double STRIDE = 100;     /* the first one, in the same */
static const double NODE_WORK = 0.25; /* a node of a territory's tree takes a quarter of what pricing a pair does */

/* ---- Life -------------------------------------------------------------------------------------------------------- */

bool ambit_bundle_fits(const ambit_core *core)
{
    if (core->n_rules == 0 || core->n_rules > AMBIT_TERRITORY_ROWS || core->n_reps < 2) return false;
    for (uint32_t a = 0; a < core->n_rules; a++)
        if (core->rule[a].shared || core->rule[a].ideal) return false;
    return true;
}

static ambit_status init_workers(ambit_bundle *b, uint32_t most_units, bool side_by_side, ambit_error *err)
{
    b->n_workers = side_by_side ? b->core->n_reps : 1;
    if (!(b->worker = calloc(b->n_workers, sizeof *b->worker)))
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for territories");
    ambit_status status = AMBIT_OK;
    for (uint32_t i = 0; i < b->n_workers && !status; i++)
        status = ambit_territory_build(&b->worker[i], most_units, err);
    return status;
}

ambit_status ambit_bundle_init(ambit_bundle *b, const ambit_relaxation *largest, uint32_t most_cuts, bool side_by_side,
                               ambit_error *err)
{
    const ambit_core *core = largest->core;
    uint32_t most = COLUMNS / core->n_reps, words = core->n_units / 64 + 1;
    most = most < LEAST_COLUMNS ? LEAST_COLUMNS : most > MOST_COLUMNS ? MOST_COLUMNS : most;
    *b = (ambit_bundle){ .core = core, .most = most, .most_cuts = most_cuts, .words = words };
    size_t reps = core->n_reps, columns = reps * most, pairs = (size_t)largest->n_pairs + 1;
    size_t prices = (size_t)core->n_units + most_cuts + 1;
    b->first = malloc((reps + 1) * sizeof *b->first), b->pair = malloc(pairs * sizeof *b->pair);
    b->unit = malloc(pairs * sizeof *b->unit), b->item = malloc(pairs * sizeof *b->item);
    b->taken = malloc(pairs), b->bits = malloc(columns * words * sizeof *b->bits);
    b->must = malloc(reps * words * sizeof *b->must), b->may = malloc(reps * words * sizeof *b->may);
    size_t rows = (size_t)core->n_rules * core->n_reps + most_cuts + 1;
    b->cut_row = malloc(rows * sizeof *b->cut_row), b->cut_of = malloc(rows * sizeof *b->cut_of);
    b->open = malloc(words * sizeof *b->open), b->column = malloc(columns * sizeof *b->column);
    b->n_columns = malloc(reps * sizeof *b->n_columns);
    b->load = malloc((columns * most_cuts + 1) * sizeof *b->load);
    b->product = malloc(columns * columns * sizeof *b->product);
    b->price = malloc(prices * sizeof(double)), b->centre = malloc(prices * sizeof(double));
    b->slope = malloc(prices * sizeof(double)), b->slack = malloc(prices * sizeof(double));
    b->habit = malloc(reps * sizeof *b->habit), b->result = malloc(reps * sizeof *b->result);
    b->rise = malloc((core->n_pairs + 1) * sizeof *b->rise);
    b->best_rise = malloc((core->n_pairs + 1) * sizeof *b->best_rise);
    if (!b->first || !b->pair || !b->unit || !b->item || !b->taken || !b->bits || !b->must || !b->may || !b->open
        || !b->cut_row || !b->cut_of || !b->column || !b->n_columns || !b->load || !b->product || !b->price
        || !b->centre || !b->slope || !b->slack || !b->habit || !b->result || !b->rise || !b->best_rise)
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the territories of %u pairs", largest->n_pairs);
    return init_workers(b, largest->n_units, side_by_side, err);
}

void ambit_bundle_reset(ambit_bundle *b)
{
    for (uint32_t i = 0; b->worker && i < b->n_workers; i++) ambit_territory_free(b->worker[i]);
    free(b->first), free(b->pair), free(b->unit), free(b->item), free(b->taken), free(b->bits), free(b->must);
    free(b->may), free(b->open), free(b->column), free(b->n_columns), free(b->load), free(b->product), free(b->price);
    free(b->centre), free(b->slope), free(b->slack), free(b->habit), free(b->result), free(b->rise);
    free(b->best_rise), free(b->worker), free(b->cut_row), free(b->cut_of);
    *b = (ambit_bundle){ 0 };
}

/* ---- Loading ----------------------------------------------------------------------------------------------------- */

static void list_pairs(ambit_bundle *b)
{
    const ambit_relaxation *x = b->relaxation;
    memset(b->first, 0, (b->core->n_reps + 1) * sizeof *b->first);
    for (uint32_t k = 0; k < x->n_pairs; k++) b->first[x->rep[k] + 1]++;
    for (uint32_t r = 0; r < b->core->n_reps; r++) b->first[r + 1] += b->first[r], b->n_columns[r] = b->first[r];
    for (uint32_t u = 0; u < x->n_units; u++)
        for (uint32_t k = x->first[u]; k < x->first[u + 1]; k++)
            b->unit[k] = x->unit[u], b->pair[b->n_columns[x->rep[k]]++] = k;
    memset(b->n_columns, 0, b->core->n_reps * sizeof *b->n_columns);
}

/* Territories obey the cuts from one rep's rows anyway, so only those that see several reps need a price. */
static void find_cuts(ambit_bundle *b)
{
    const ambit_relaxation *x = b->relaxation;
    uint32_t *rep = b->cut_of;
    b->n_cuts = 0;
    for (uint32_t row = 0; row < x->n_rows; row++) rep[row] = NONE;
    for (uint32_t k = 0; k < x->n_pairs; k++)
        for (size_t e = x->at[k]; e < x->at[k] + x->n_entries[k]; e++) {
            uint32_t row = x->where[e];
            rep[row] = rep[row] == NONE || rep[row] == x->rep[k] ? x->rep[k] : b->core->n_reps;
        }
    for (uint32_t row = 0; row < x->n_rows; row++) {
        bool joint = x->row[row].cut && rep[row] == b->core->n_reps;
        if (joint) b->cut_row[b->n_cuts] = row;
        b->cut_of[row] = joint ? b->n_cuts++ : NONE;
    }
}

static void mark_units(ambit_bundle *b)
{
    const ambit_relaxation *x = b->relaxation;
    const ambit_core *core = b->core;
    size_t size = b->words * sizeof *b->open;
    memset(b->open, 0, size), memset(b->must, 0, core->n_reps * size), memset(b->may, 0, core->n_reps * size);
    for (uint32_t i = 0; i < x->n_units; i++) ambit_model_put(b->open, x->unit[i]);
    for (uint32_t u = 0; u < core->n_units; u++)
        if (x->given_pair[u] != AMBIT_NO_PAIR)
            ambit_model_put(b->must + (size_t)core->rep[x->given_pair[u]] * b->words, u);
    memcpy(b->may, b->must, core->n_reps * size);
    for (uint32_t k = 0; k < x->n_pairs; k++) ambit_model_put(b->may + (size_t)x->rep[k] * b->words, b->unit[k]);
}

static void fill_items(ambit_bundle *b)
{
    const ambit_relaxation *x = b->relaxation;
    const uint32_t reps = b->core->n_reps;
    for (uint32_t i = 0; i < x->n_pairs; i++) {
        uint32_t k = b->pair[i];
        b->item[i] = (ambit_territory_item){ 0 };
        for (size_t e = x->at[k]; e < x->at[k] + x->n_entries[k]; e++)
            for (uint32_t a = 0; a < b->core->n_rules; a++)
                if (x->where[e] == x->row_of[a * reps + x->rep[k]]) b->item[i].amount[a] = x->amount[e];
    }
}

/* Territories of the memory that are still possible. */
static void take_columns(ambit_bundle *b, const ambit_bundle_memory *memory)
{
    for (uint32_t i = 0; i < memory->n; i++) {
        const uint64_t *bits = memory->bits + (size_t)i * b->words;
        uint32_t rep = memory->column[i].rep;
        const uint64_t *must = b->must + (size_t)rep * b->words, *may = b->may + (size_t)rep * b->words;
        uint64_t wrong = 0;
        for (uint32_t w = 0; w < b->words; w++) wrong |= (must[w] & ~bits[w]) | (bits[w] & ~may[w]);
        if (wrong) continue;
        uint32_t at = ambit_model_place(b, rep);
        memcpy(ambit_model_bits(b, at), bits, b->words * sizeof *bits);
        b->column[at].weight = memory->column[i].weight;
        ambit_model_know(b, at);
    }
}

/* Weights of each rep's columns add up to 1. */
static void even_weights(ambit_bundle *b)
{
    for (uint32_t r = 0; r < b->core->n_reps; r++) {
        uint32_t begin = r * b->most, end = begin + b->n_columns[r];
        double sum = 0;
        for (uint32_t j = begin; j < end; j++) sum += b->column[j].weight;
        for (uint32_t j = begin; j < end; j++)
            b->column[j].weight = sum > 1e-6 ? b->column[j].weight / sum : j == begin;
    }
}

static void start_prices(ambit_bundle *b, const double *q)
{
    const ambit_relaxation *x = b->relaxation;
    const ambit_core *core = b->core;
    memset(b->price, 0, core->n_units * sizeof *b->price);
    for (uint32_t u = 0; u < x->n_units; u++) {
        double least = INFINITY;
        for (uint32_t k = x->first[u]; k < x->first[u + 1]; k++)
            least = fmin(least, ambit_relaxation_priced(x, q, k));
        b->price[x->unit[u]] = least;
    }
    for (uint32_t c = 0; c < b->n_cuts; c++) b->price[core->n_units + c] = fmax(q[b->cut_row[c]], 0);
    for (uint32_t r = 0; r < core->n_reps; r++) {
        b->habit[r] = (ambit_territory_habit){ .patience = HOT * x->temperature };
        for (uint32_t a = 0; a < core->n_rules; a++) b->habit[r].q[a] = q[x->row_of[a * core->n_reps + r]];
    }
    b->stride = STRIDE * x->temperature;
}

void ambit_bundle_load(ambit_bundle *b, const ambit_relaxation *x, const ambit_bundle_memory *memory, const double *q)
{
    b->relaxation = x, b->best = -INFINITY, b->predicted = 0;
    list_pairs(b);
    find_cuts(b);
    mark_units(b);
    fill_items(b);
    memset(b->slack, 0, (b->core->n_units + (size_t)b->most_cuts) * sizeof *b->slack);
    if (memory) {
        memset(b->price, 0, (b->core->n_units + (size_t)b->n_cuts) * sizeof *b->price);
        memcpy(b->price, memory->price, memory->n_prices * sizeof *b->price);
        memcpy(b->habit, memory->habit, b->core->n_reps * sizeof *b->habit);
        b->stride = memory->stride;
        take_columns(b, memory);
        even_weights(b);
    }
    else start_prices(b, q);
    ambit_model_value_all(b);
}

/* ---- The bound at the present prices ----------------------------------------------------------------------------- */

/* What rounding may have added to the costs of one rep's problem. */
static double hair_of(const ambit_bundle *b, uint32_t rep)
{
    double sum = 0;
    for (uint32_t i = b->first[rep]; i < b->first[rep + 1]; i++) sum += fabs(b->item[i].cost);
    return 1e-13 * sum;
}

static void find_rises(ambit_bundle *b, uint32_t rep)
{
    const ambit_territory_result *found = &b->result[rep];
    for (uint32_t i = b->first[rep]; i < b->first[rep + 1]; i++) {
        double reduced = b->item[i].cost;
        for (uint32_t a = 0; a < b->core->n_rules; a++) reduced += b->habit[rep].q[a] * b->item[i].amount[a];
        double rise = fmax(found->relaxed + fabs(reduced) - found->value, 0);
        b->rise[b->relaxation->pair[b->pair[i]]] = reduced > 0 ? (ambit_bundle_rise){ .in = rise }
                                                               : (ambit_bundle_rise){ .out = rise };
    }
}

static void solve_rep(ambit_bundle *b, uint32_t rep, ambit_territory_room *worker, uint64_t nodes)
{
    const ambit_relaxation *x = b->relaxation;
    const uint32_t begin = b->first[rep];
    const double *cut_price = b->price + b->core->n_units;
    ambit_territory_problem p = { .n = b->first[rep + 1] - begin, .n_rows = b->core->n_rules, .item = b->item + begin,
                                  .temperature = HOT * x->temperature, .known = ambit_model_least(b, rep),
                                  .most_nodes = nodes };
    for (uint32_t i = begin; i < b->first[rep + 1]; i++) {
        uint32_t k = b->pair[i];
        double cost = x->cost[k] - b->price[b->unit[k]];
        for (size_t e = x->at[k]; e < x->at[k] + x->n_entries[k]; e++)
            if (b->cut_of[x->where[e]] != NONE) cost += cut_price[b->cut_of[x->where[e]]] * x->amount[e];
        b->item[i].cost = cost;
    }
    for (uint32_t a = 0; a < p.n_rows; a++) {
        const ambit_relaxation_row *row = &x->row[x->row_of[a * b->core->n_reps + rep]];
        p.low[a] = row->low, p.high[a] = row->high;
    }
    b->result[rep] = ambit_territory_solve(worker, b->taken + begin, &p, &b->habit[rep]);
    find_rises(b, rep);
}

/* The territory that was found becomes a column. */
static void take_column(ambit_bundle *b, uint32_t rep)
{
    if (!b->result[rep].found) return;
    uint32_t at = ambit_model_place(b, rep);
    uint64_t *bits = ambit_model_bits(b, at);
    memcpy(bits, b->must + (size_t)rep * b->words, b->words * sizeof *bits);
    for (uint32_t i = b->first[rep]; i < b->first[rep + 1]; i++)
        if (b->taken[i]) ambit_model_put(bits, b->unit[b->pair[i]]);
    b->column[at].weight = b->n_columns[rep] == 1;
    ambit_model_know(b, at);
    ambit_model_value(b, at);
}

static double evaluate(ambit_bundle *b, uint64_t nodes)
{
    const ambit_relaxation *x = b->relaxation;
    const uint32_t n = b->core->n_reps;
    double value = x->given, size = 0;
#pragma omp parallel for schedule(dynamic, 1) if (b->n_workers == n)
    for (uint32_t r = 0; r < n; r++) solve_rep(b, r, b->worker[b->n_workers == n ? r : 0], nodes);
    for (uint32_t i = 0; i < x->n_units; i++) value += b->price[x->unit[i]], size += fabs(b->price[x->unit[i]]);
    for (uint32_t c = 0; c < b->n_cuts; c++) {
        double part = b->price[b->core->n_units + c] * cut_high(b, c);
        value -= part, size += fabs(part);
    }
    for (uint32_t r = 0; r < n; r++) {
        value += b->result[r].value - hair_of(b, r);
        b->work += 4.0 * (b->first[r + 1] - b->first[r]) + NODE_WORK * (double)b->result[r].nodes;
        take_column(b, r);
    }
    return value - 1e-13 * (size + fabs(x->given));
}

/* ---- The climb --------------------------------------------------------------------------------------------------- */

static void move_centre(ambit_bundle *b, double value)
{
    size_t n = (size_t)b->core->n_units + b->n_cuts;
    b->best = value;
    memcpy(b->centre, b->price, n * sizeof *b->centre);
    ambit_bundle_rise *kept = b->best_rise;
    b->best_rise = b->rise, b->rise = kept; /* every evaluation writes all of them */
}

void ambit_bundle_maximise(ambit_bundle *b, const ambit_bundle_climb *climb)
{
    uint32_t idle = 0;
    double value = evaluate(b, climb->nodes);
    move_centre(b, value);
    for (uint32_t step = 0; step < climb->steps && b->best < climb->cutoff && b->work < climb->work; step++) {
        if (climb->stop && climb->stop(climb->context)) break;
        ambit_model_maximise(b, 0.002 * fmax(b->predicted, climb->patience));
        if (!(b->predicted > climb->patience)) break;
        value = evaluate(b, climb->nodes);
        double gain = (value - b->best) / b->predicted;
        if (gain > 0) move_centre(b, value);
        if (gain > 0.4) b->stride *= 1.6;
        idle = gain > 0.1 ? 0 : idle + 1;
        if (idle == 3) b->stride *= 0.7, idle = 0;
    }
}

/* ---- What it says ------------------------------------------------------------------------------------------------ */

double ambit_bundle_share(const ambit_bundle *b, uint32_t rep, uint32_t unit)
{
    double sum = 0;
    for (uint32_t j = rep * b->most; j < rep * b->most + b->n_columns[rep]; j++)
        if (ambit_model_has(ambit_model_bits(b, j), unit)) sum += b->column[j].weight;
    return sum;
}

double ambit_bundle_rise_of(const ambit_bundle *b, const ambit_relaxation *x, uint32_t i, uint32_t k)
{
    double rise = b->best_rise[x->pair[k]].in;
    for (uint32_t l = x->first[i]; l < x->first[i + 1]; l++)
        if (l != k) rise += b->best_rise[x->pair[l]].out;
    return rise;
}

bool ambit_bundle_left(const ambit_bundle *b, double cutoff, char *keep)
{
    const ambit_relaxation *x = b->relaxation;
    double room = cutoff - b->best + 1e-12 * (fabs(cutoff) + fabs(b->best));
    for (uint32_t i = 0; i < x->n_units; i++) {
        bool some = false;
        for (uint32_t k = x->first[i]; k < x->first[i + 1]; k++)
            some |= keep[k] = ambit_bundle_rise_of(b, x, i, k) <= room;
        if (!some) return false;
    }
    return true;
}

int ambit_bundle_save(const ambit_bundle *b, ambit_bundle_memory *m)
{
    const uint32_t reps = b->core->n_reps, prices = b->core->n_units + b->n_cuts;
    uint32_t n = 0, at = 0;
    for (uint32_t r = 0; r < reps; r++) n += b->n_columns[r];
    *m = (ambit_bundle_memory){ .n = n, .n_prices = prices, .stride = b->stride };
    m->column = malloc((n + 1) * sizeof *m->column), m->bits = malloc(((size_t)n * b->words + 1) * sizeof *m->bits);
    m->price = malloc((prices + 1) * sizeof *m->price), m->habit = malloc(reps * sizeof *m->habit);
    if (!m->column || !m->bits || !m->price || !m->habit) return -1;
    memcpy(m->price, b->centre, prices * sizeof *m->price), memcpy(m->habit, b->habit, reps * sizeof *m->habit);
    for (uint32_t r = 0; r < reps; r++)
        for (uint32_t j = r * b->most; j < r * b->most + b->n_columns[r]; j++, at++) {
            m->column[at] = b->column[j];
            memcpy(m->bits + (size_t)at * b->words, ambit_model_bits(b, j), b->words * sizeof *m->bits);
        }
    return 0;
}

void ambit_bundle_memory_reset(ambit_bundle_memory *m)
{
    free(m->column), free(m->bits), free(m->price), free(m->habit);
    *m = (ambit_bundle_memory){ 0 };
}
