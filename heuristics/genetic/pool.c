#include "heuristics/genetic/pool.h"

#include "solver/bound.h"
#include "solver/dual/rows.h"
#include "solver/exact/partition.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    HALVINGS = 50,        /* of the excess, until it is known which one leaves half of the room */
    MOST_PLACES = 1 << 22 /* for units, beyond two plans */
};

static const double HELD = 1e-9; /* of a row's share, what the verifier grants (solver/bound.h) */
static const double EVEN = 1e-9; /* of the objective: sums in another order must not decide */

/* ---- Prices ------------------------------------------------------------------------------------------------------ */

static double least_priced(const ambit_core *core, const double *price, uint32_t u)
{
    double least = INFINITY;
    for (size_t k = core->first[u]; k < core->first[u + 1]; k++)
        least = fmin(least, ambit_bound_priced(core, price, u, k));
    return least;
}

/* The rows' part of the bound, rep by rep; what shared rows add is returned. */
static double sum_rows(ambit_pool_prices *p)
{
    const ambit_core *core = p->core;
    double shared = 0, load;
    for (uint32_t a = 0; a < core->n_rules; a++) {
        double most = ambit_rows_most(core, a);
        for (uint32_t r = 0; r < (core->rule[a].shared ? 1 : core->n_reps); r++) {
            const ambit_row_range row = ambit_rows_range(&core->rule[a], r, most, HELD);
            double least = ambit_rows_minimum(&row, p->price[ambit_core_row(core, a, r)], 0, &load);
            if (core->rule[a].shared) shared += least;
            else p->rows[r] += least;
        }
    }
    return shared;
}

ambit_status ambit_pool_prices_init(ambit_pool_prices *p, const ambit_core *core, const double *price,
        ambit_error *err)
{
    *p = (ambit_pool_prices){ .core = core, .price = price };
    p->least = malloc(core->n_units * sizeof *p->least), p->rows = calloc(core->n_reps, sizeof *p->rows);
    if (!p->least || !p->rows) {
        ambit_pool_prices_reset(p);
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory to measure territories of %u units", core->n_units);
    }
    double shared = sum_rows(p);
    for (uint32_t u = 0; u < core->n_units; u++) p->sum += p->least[u] = least_priced(core, price, u);
    for (uint32_t r = 0; r < core->n_reps; r++) p->sum += p->rows[r];
    p->bound = p->sum + shared;
    return AMBIT_OK;
}

void ambit_pool_prices_reset(ambit_pool_prices *p)
{
    free(p->least), free(p->rows);
    *p = (ambit_pool_prices){ 0 };
}

/* The greatest excess of a territory in a plan of that cost. */
static double greatest_excess(const ambit_pool_prices *p, double cutoff)
{
    return cutoff - p->bound + EVEN * (1 + fabs(cutoff) + fabs(p->bound));
}

/* ---- Life -------------------------------------------------------------------------------------------------------- */

ambit_status ambit_pool_init(ambit_pool *pool, const ambit_pool_prices *prices, uint32_t most, ambit_error *err)
{
    const ambit_core *core = prices->core;
    if (most < 2 * core->n_reps) most = 2 * core->n_reps;
    *pool = (ambit_pool){ .prices = prices, .most = most, .n_slots = 16 };
    pool->most_places = (size_t)most * (core->n_units / core->n_reps + 1);
    if (pool->most_places > MOST_PLACES) pool->most_places = MOST_PLACES;
    pool->most_places += 2 * (size_t)core->n_units;
    while (pool->n_slots < 2 * most) pool->n_slots *= 2;
    pool->territory = malloc(most * sizeof *pool->territory);
    pool->unit = malloc(pool->most_places * sizeof *pool->unit);
    pool->slot = calloc(pool->n_slots, sizeof *pool->slot);
    pool->member = malloc(core->n_units * sizeof *pool->member);
    pool->first = malloc(((size_t)core->n_reps + 1) * sizeof *pool->first);
    if (pool->territory && pool->unit && pool->slot && pool->member && pool->first) return AMBIT_OK;
    ambit_pool_reset(pool);
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a pool of %u territories", most);
}

void ambit_pool_reset(ambit_pool *pool)
{
    free(pool->territory), free(pool->unit), free(pool->slot), free(pool->member), free(pool->first);
    *pool = (ambit_pool){ 0 };
}

/* ---- Room -------------------------------------------------------------------------------------------------------- */

static uint64_t mixed(uint64_t x)
{
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
    x = (x ^ x >> 27) * 0x94D049BB133111EBu;
    return x ^ x >> 31;
}

static uint64_t mark_of(uint32_t rep, const uint32_t *unit, uint32_t n_units)
{
    uint64_t mark = mixed((rep + 1) * 0x9E3779B97F4A7C15u);
    for (uint32_t i = 0; i < n_units; i++) mark = mixed(mark + (unit[i] + 1) * 0x9E3779B97F4A7C15u);
    return mark;
}

/* The slot of a territory, or the free one where it belongs. */
static uint32_t *slot_of(const ambit_pool *pool, const ambit_pool_territory *t, const uint32_t *unit)
{
    for (uint32_t at = (uint32_t)t->mark & (pool->n_slots - 1);; at = (at + 1) & (pool->n_slots - 1)) {
        if (!pool->slot[at]) return &pool->slot[at];
        const ambit_pool_territory *there = &pool->territory[pool->slot[at] - 1];
        if (there->mark == t->mark && there->rep == t->rep && there->n_units == t->n_units
            && !memcmp(pool->unit + there->at, unit, t->n_units * sizeof *unit)) return &pool->slot[at];
    }
}

/* Drops what has a greater excess; the others keep their order. */
static void drop_beyond(ambit_pool *pool, double excess)
{
    uint32_t n = pool->n;
    memset(pool->slot, 0, pool->n_slots * sizeof *pool->slot);
    pool->n = 0, pool->n_places = 0;
    for (uint32_t i = 0; i < n; i++) {
        ambit_pool_territory t = pool->territory[i];
        if (t.excess > excess) continue;
        memmove(pool->unit + pool->n_places, pool->unit + t.at, t.n_units * sizeof *pool->unit);
        t.at = pool->n_places, pool->n_places += t.n_units;
        *slot_of(pool, &t, pool->unit + t.at) = pool->n + 1;
        pool->territory[pool->n++] = t;
    }
}

static bool half_is_enough(const ambit_pool *pool, double excess)
{
    uint32_t n = 0;
    size_t places = 0;
    for (uint32_t i = 0; i < pool->n; i++)
        if (pool->territory[i].excess <= excess) n++, places += pool->territory[i].n_units;
    return n <= pool->most / 2 && places <= pool->most_places / 2;
}

/* Keeps those of least excess, half of the room of them. */
static void halve(ambit_pool *pool)
{
    double low = -1, high = 0;
    for (uint32_t i = 0; i < pool->n; i++) high = fmax(high, pool->territory[i].excess);
    for (int i = 0; i < HALVINGS; i++) {
        double middle = low + (high - low) / 2;
        *(half_is_enough(pool, middle) ? &low : &high) = middle;
    }
    drop_beyond(pool, low);
}

/* A territory that is there already is not taken in. */
static void insert(ambit_pool *pool, ambit_pool_territory t, const uint32_t *unit)
{
    if (*slot_of(pool, &t, unit)) return;
    if (pool->n == pool->most || pool->n_places + t.n_units > pool->most_places) halve(pool);
    *slot_of(pool, &t, unit) = pool->n + 1;
    t.at = pool->n_places, pool->n_places += t.n_units;
    memcpy(pool->unit + t.at, unit, t.n_units * sizeof *unit);
    pool->territory[pool->n++] = t;
    pool->n_new++;
}

/* ---- Collecting -------------------------------------------------------------------------------------------------- */

/* Units by rep, ascending: a counting sort. */
static void sort_members(ambit_pool *pool, const ambit_state *state)
{
    const ambit_core *core = state->core;
    memset(pool->first, 0, ((size_t)core->n_reps + 1) * sizeof *pool->first);
    for (uint32_t u = 0; u < core->n_units; u++) pool->first[ambit_state_rep(state, u)]++;
    for (uint32_t r = 1; r <= core->n_reps; r++) pool->first[r] += pool->first[r - 1];
    for (uint32_t u = core->n_units; u-- > 0;) pool->member[--pool->first[ambit_state_rep(state, u)]] = u;
}

static bool keeps_its_rows(const ambit_state *state, uint32_t rep)
{
    for (uint32_t a = 0; a < state->core->n_rules; a++) {
        const ambit_row *row = &state->row[ambit_state_row(state, a, rep)];
        if (!state->core->rule[a].shared && (row->load > row->upper || row->load < row->lower)) return false;
    }
    return true;
}

static ambit_pool_territory measured(const ambit_pool *pool, const ambit_state *state, uint32_t rep)
{
    const ambit_pool_prices *p = pool->prices;
    const ambit_core *core = p->core;
    const uint32_t *unit = pool->member + pool->first[rep], n = pool->first[rep + 1] - pool->first[rep];
    ambit_pool_territory t = { .rep = rep, .n_units = n, .mark = mark_of(rep, unit, n), .cost = -p->rows[rep] };
    for (uint32_t a = 0; a < core->n_rules; a++) {
        const ambit_row *row = &state->row[ambit_state_row(state, a, rep)];
        if (!core->rule[a].shared && row->weight > 0) t.cost += row->weight * fabs(row->load - row->ideal);
    }
    for (uint32_t i = 0; i < n; i++) {
        size_t k = core->first[unit[i]] + state->choice[unit[i]];
        t.cost += core->cost[k] - p->least[unit[i]];
        for (uint32_t a = 0; a < core->n_rules; a++)
            if (core->rule[a].shared)
                t.excess += p->price[ambit_core_row(core, a, rep)] * ambit_core_amount(core, a, unit[i], k);
    }
    t.excess += t.cost;
    return t;
}

void ambit_pool_collect(ambit_pool *pool, const ambit_state *state, double cutoff)
{
    const double most = greatest_excess(pool->prices, cutoff);
    sort_members(pool, state);
    for (uint32_t r = 0; r < state->core->n_reps; r++) {
        if (!keeps_its_rows(state, r)) continue;
        const ambit_pool_territory t = measured(pool, state, r);
        if (t.excess <= most) insert(pool, t, pool->member + pool->first[r]);
    }
}

void ambit_pool_merge(ambit_pool *pool, ambit_pool *from, double cutoff)
{
    const double most = greatest_excess(pool->prices, cutoff);
    for (uint32_t i = 0; i < from->n; i++)
        if (from->territory[i].excess <= most) insert(pool, from->territory[i], from->unit + from->territory[i].at);
    drop_beyond(from, -INFINITY);
}

/* ---- Putting together -------------------------------------------------------------------------------------------- */

/* The choice that the picked columns are. */
static void write_choice(const ambit_core *core, const ambit_column *column, const uint32_t *pick, uint32_t *choice)
{
    for (uint32_t r = 0; r < core->n_reps; r++) {
        const ambit_column *c = &column[pick[r]];
        for (uint32_t i = 0; i < c->n_units; i++)
            choice[c->unit[i]] = (uint32_t)(ambit_core_pair(core, c->unit[i], r) - core->first[c->unit[i]]);
    }
}

/* Takes the picked plan over when it is within the rules and costs less. */
static void judge(ambit_pool_report *out, const ambit_pool *pool, ambit_state *state, const ambit_column *column,
        const uint32_t *pick, uint32_t *choice)
{
    write_choice(pool->prices->core, column, pick, state->choice);
    ambit_state_load(state, state->choice);
    double objective = ambit_state_objective(state);
    if (ambit_state_violation(state) > 0 || !(objective < out->objective)) return;
    memcpy(choice, state->choice, state->core->n_units * sizeof *choice);
    out->objective = objective, out->better = true;
}

static ambit_status solve(ambit_pool_report *out, ambit_pool *pool, ambit_state *state, uint32_t *choice,
        const ambit_pool_effort *effort, ambit_error *err)
{
    const ambit_core *core = pool->prices->core;
    ambit_column *column = malloc(((size_t)pool->n + 1) * sizeof *column);
    uint32_t *pick = malloc(core->n_reps * sizeof *pick);
    ambit_status status = AMBIT_OK;
    if (!column || !pick) status = ambit_fail(err, AMBIT_E_MEMORY, "no memory to combine %u territories", pool->n);
    for (uint32_t i = 0; !status && i < pool->n; i++) {
        const ambit_pool_territory *t = &pool->territory[i];
        column[i] = (ambit_column){ t->rep, t->n_units, pool->unit + t->at, t->cost };
    }
    const double cutoff = out->objective < INFINITY ? out->objective - EVEN * (1 + fabs(out->objective)) : INFINITY;
    const ambit_partition_options options = {
        .cutoff = cutoff - pool->prices->sum,
        .most_nodes = effort->most_nodes, .most_iterations = effort->most_iterations,
        .stop = ambit_watch_asked, .context = effort->watch };
    ambit_partition_result found;
    if (!status) status = ambit_partition_solve(&found, pick, core, column, pool->n, &options, err);
    if (!status) out->complete = found.complete;
    if (!status && found.found) judge(out, pool, state, column, pick, choice);
    free(column), free(pick);
    return status;
}

ambit_status ambit_pool_recombine(ambit_pool_report *out, ambit_pool *pool, uint32_t *choice, double objective,
        const ambit_pool_effort *effort, ambit_error *err)
{
    ambit_state state;
    *out = (ambit_pool_report){ .objective = objective };
    ambit_status status = ambit_state_init(&state, pool->prices->core, err);
    if (status) return status;
    ambit_state_load(&state, choice);
    drop_beyond(pool, greatest_excess(pool->prices, objective));
    ambit_pool_collect(pool, &state, objective);
    pool->n_new = 0;
    out->n_columns = pool->n;
    status = solve(out, pool, &state, choice, effort, err);
    ambit_state_reset(&state);
    return status;
}
