#include "heuristics/siting/share.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS = 60, SLOTS = AMBIT_SHARE_SLOTS };
static const double FADE = 0.15;  /* step i is 1 / (1 + FADE i) of the first */
static const double SLACK = 1e-9; /* of the cutoff that a bound must reach: sums are rounded */

/* ---- Life -------------------------------------------------------------------------------------------------------- */

ambit_status ambit_siting_share_init(ambit_siting_share *s, uint32_t n_rules, ambit_error *err)
{
    const size_t pairs = (size_t)AMBIT_SHARE_UNITS * SLOTS, rows = (size_t)SLOTS * n_rules + 1;
    *s = (ambit_siting_share){ .n_rules = n_rules };
    s->cost = malloc(pairs * sizeof *s->cost), s->moved = calloc(pairs, sizeof *s->moved);
    s->reduced = malloc(pairs * sizeof *s->reduced), s->amount = malloc((pairs * n_rules + 1) * sizeof *s->amount);
    s->load = malloc(rows * sizeof *s->load), s->low = malloc(rows * sizeof *s->low);
    s->high = malloc(rows * sizeof *s->high);
    s->price = malloc(rows * sizeof *s->price), s->tried = malloc(rows * sizeof *s->tried);
    s->kept = malloc(rows * sizeof *s->kept);
    s->least_left = malloc((AMBIT_SHARE_UNITS + 1) * sizeof *s->least_left);
    s->most_left = malloc((AMBIT_SHARE_UNITS + 1) * rows * sizeof *s->most_left);
    s->order = malloc(AMBIT_SHARE_UNITS * sizeof *s->order);
    s->slot = malloc(AMBIT_SHARE_UNITS), s->best = malloc(AMBIT_SHARE_UNITS);
    if (s->cost && s->moved && s->reduced && s->amount && s->load && s->low && s->high && s->price
        && s->tried && s->kept && s->least_left && s->most_left && s->order && s->slot && s->best) return AMBIT_OK;
    ambit_siting_share_reset(s);
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory to share %d units out under %u rules", AMBIT_SHARE_UNITS,
                      n_rules);
}

void ambit_siting_share_reset(ambit_siting_share *s)
{
    free(s->cost), free(s->moved), free(s->reduced), free(s->amount), free(s->load), free(s->low), free(s->high);
    free(s->price), free(s->tried), free(s->kept), free(s->least_left), free(s->most_left), free(s->order);
    free(s->slot), free(s->best);
    *s = (ambit_siting_share){ 0 };
}

/* ---- Prices ------------------------------------------------------------------------------------------------------ */

static double reduced_cost(const ambit_siting_share *s, const double *price, uint32_t u, uint32_t t)
{
    double sum = s->cost[u * SLOTS + t];
    for (uint32_t a = 0; a < s->n_rules; a++)
        sum += price[t * s->n_rules + a] * s->amount[((size_t)u * SLOTS + t) * s->n_rules + a];
    return sum;
}

static uint32_t cheapest(const ambit_siting_share *s, const double *price, uint32_t u, double *least)
{
    uint32_t best = 0;
    *least = INFINITY;
    for (uint32_t t = 0; t < s->n_slots; t++) {
        double this = reduced_cost(s, price, u, t);
        if (this < *least) *least = this, best = t;
    }
    return best;
}

/* What the prices give back for the room that there is. */
static double floor_of(const ambit_siting_share *s, const double *price)
{
    double sum = s->constant;
    for (uint32_t i = 0; i < s->n_slots * s->n_rules; i++) {
        if (price[i] > 0) sum -= price[i] * (s->high[i] - s->load[i]);
        if (price[i] < 0) sum -= price[i] * (s->low[i] - s->load[i]);
    }
    return sum;
}

/* The bound of the prices at hand; a step from them follows. */
static double step(ambit_siting_share *s, double size)
{
    double bound = floor_of(s, s->tried), load[SLOTS], least;
    uint8_t *at = s->slot;
    for (uint32_t u = 0; u < s->n_units; u++) at[u] = (uint8_t)cheapest(s, s->tried, u, &least), bound += least;
    for (uint32_t a = 0; a < s->n_rules; a++) {
        for (uint32_t t = 0; t < s->n_slots; t++) load[t] = s->load[t * s->n_rules + a];
        for (uint32_t u = 0; u < s->n_units; u++)
            load[at[u]] += s->amount[((size_t)u * SLOTS + at[u]) * s->n_rules + a];
        for (uint32_t t = 0; t < s->n_slots; t++) {
            const uint32_t i = t * s->n_rules + a;
            double push = load[t] > s->high[i] ? load[t] - s->high[i] : load[t] < s->low[i] ? load[t] - s->low[i] : 0;
            double price = s->tried[i] + size * s->regret * s->unit[a] * fmax(-1, fmin(1, push * s->unit[a]));
            if (push == 0 && price != 0) price *= 1 - 0.2 * size; /* room is free: its price sinks */
            if ((price > 0 && isinf(s->high[i])) || (price < 0 && isinf(s->low[i]))) price = 0;
            s->tried[i] = price;
        }
    }
    return bound;
}

static void find_prices(ambit_siting_share *s)
{
    const size_t size = (size_t)s->n_slots * s->n_rules * sizeof *s->price;
    double best = -INFINITY;
    memset(s->tried, 0, size), memset(s->price, 0, size);
    for (int i = 0; i < STEPS; i++) {
        memcpy(s->kept, s->tried, size);
        double bound = step(s, 1 / (1 + FADE * i));
        if (!(bound > best)) continue;
        best = bound;
        memcpy(s->price, s->kept, size);
    }
}

/* ---- Branches ---------------------------------------------------------------------------------------------------- */

/* What the second-best territory costs more. */
static double regret_of(const ambit_siting_share *s, uint32_t u)
{
    double least = INFINITY, second = INFINITY;
    for (uint32_t t = 0; t < s->n_slots; t++) {
        double this = s->reduced[u * SLOTS + t];
        if (this < least) second = least, least = this;
        else if (this < second) second = this;
    }
    return second - least;
}

/* Units by falling regret, by insertion; what those from one on cost at least, and may bring at most. */
static void line_up(ambit_siting_share *s)
{
    const uint32_t n = s->n_units, rows = s->n_slots * s->n_rules;
    for (uint32_t u = 0; u < n; u++) {
        for (uint32_t t = 0; t < s->n_slots; t++) s->reduced[u * SLOTS + t] = reduced_cost(s, s->price, u, t);
        uint32_t at = u;
        for (; at > 0 && regret_of(s, u) > regret_of(s, s->order[at - 1]); at--) s->order[at] = s->order[at - 1];
        s->order[at] = u;
    }
    s->least_left[n] = 0;
    memset(s->most_left + (size_t)n * rows, 0, rows * sizeof *s->most_left);
    for (uint32_t i = n; i-- > 0;) {
        const uint32_t u = s->order[i];
        double least;
        cheapest(s, s->price, u, &least);
        s->least_left[i] = s->least_left[i + 1] + least;
        for (uint32_t t = 0; t < s->n_slots; t++)
            for (uint32_t a = 0; a < s->n_rules; a++) {
                const size_t row = t * s->n_rules + a;
                double may = isinf(s->cost[u * SLOTS + t]) ? 0 : s->amount[((size_t)u * SLOTS + t) * s->n_rules + a];
                s->most_left[i * rows + row] = s->most_left[(i + 1) * rows + row] + may;
            }
    }
}

static void carry(ambit_siting_share *s, uint32_t u, uint32_t t, double sign)
{
    const double *amount = s->amount + ((size_t)u * SLOTS + t) * s->n_rules;
    for (uint32_t a = 0; a < s->n_rules; a++) s->load[t * s->n_rules + a] += sign * amount[a];
}

/* Can the units from order[i] on still bring all rows into their windows? */
static bool within_reach(const ambit_siting_share *s, uint32_t i)
{
    const uint32_t rows = s->n_slots * s->n_rules;
    const double *left = s->most_left + (size_t)i * rows;
    for (uint32_t row = 0; row < rows; row++)
        if (s->load[row] > s->high[row] || s->load[row] + left[row] < s->low[row]) return false;
    return true;
}

static void judge(ambit_siting_share *s)
{
    double cost = s->constant;
    for (uint32_t u = 0; u < s->n_units; u++) cost += s->cost[u * SLOTS + s->slot[u]];
    if (s->judge && cost < s->cutoff) cost += s->judge(s->context, s->slot);
    if (!(cost < s->cutoff - SLACK * fabs(s->cutoff < INFINITY ? s->cutoff : 0))) return;
    s->cutoff = cost, s->found = true;
    memcpy(s->best, s->slot, s->n_units);
}

static void branch(ambit_siting_share *s, uint32_t i, double bound, double moved)
{
    if (i == s->n_units) {
        judge(s);
        return;
    }
    const uint32_t u = s->order[i];
    uint32_t done = 0;
    for (uint32_t k = 0; k < s->n_slots && s->nodes < s->most_nodes; k++) {
        uint32_t t = SLOTS; /* the cheapest one that was not tried */
        for (uint32_t other = 0; other < s->n_slots; other++)
            if (!(done >> other & 1) && (t == SLOTS || s->reduced[u * SLOTS + other] < s->reduced[u * SLOTS + t]))
                t = other;
        done |= 1u << t;
        double below = bound + s->reduced[u * SLOTS + t], more = moved + s->moved[u * SLOTS + t];
        double slack = s->cutoff < INFINITY ? SLACK * fabs(s->cutoff) : 0;
        if (!(below + s->least_left[i + 1] < s->cutoff - slack)) return; /* nor is a dearer one any better */
        s->nodes++;
        if (more > s->most_moved) continue;
        carry(s, u, t, 1);
        s->slot[u] = (uint8_t)t;
        if (within_reach(s, i + 1)) branch(s, i + 1, below, more);
        carry(s, u, t, -1);
    }
}

bool ambit_siting_share_solve(ambit_siting_share *s, double cutoff, uint64_t most_nodes)
{
    s->cutoff = cutoff, s->found = false, s->most_nodes = s->nodes + most_nodes;
    if (s->n_units == 0 || s->n_units > AMBIT_SHARE_UNITS) return false;
    find_prices(s);
    line_up(s);
    if (within_reach(s, 0)) branch(s, 0, floor_of(s, s->price), 0);
    return s->found;
}
