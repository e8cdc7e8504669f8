/* instances/generator.c - draws the accounts, then a plan that fits them, then makes them fit the plan.
 *
 * 1. Towns: Zipf sizes, a Gaussian scatter that grows with the town; one account in ten lies anywhere.
 * 2. Amounts: lognormal, sigma 0.6 for workload and 1.2 for opportunity, correlation 0.6.
 * 3. The hidden plan: the country is cut in two, and again, across its longer side, so that the workload on either
 *    side is as the FTE of the reps who will live there (recursive bisection; Berger and Bokhari 1987,
 *    doi:10.1109/TC.1987.1676942). It is balanced in workload, compact, and says nothing about opportunity.
 * 4. The fit: for each measure, a territory whose load is farther than 0.8 of the tolerance from its share has all its
 *    amounts scaled just onto that edge. Most are left alone when territories are large. The total that shares refer
 *    to moves with it, so it is found by bisection (see settle_total). The last fifth is kept for rounding.
 *
 * Only + - * / and sqrt are used, which IEEE 754 fixes to the last bit; exp and cos differ between C libraries. */
#include "instances/generator.h"
#include "instances/base/rng.h"

#include <math.h>
#include <stdlib.h>

static const struct { const char *name; double median, sigma, step; } measures[AMBIT_GENERATOR_MEASURES] = {
    { "workload", 8, 0.6, 0.001 },       /* hours a year */
    { "opportunity", 20000, 1.2, 1 },
    { "potential", 5000, 0.9, 1 },
    { "contracts", 100, 0.4, 0.01 },
};

static const double west_deg = -122, east_deg = -77, south_deg = 26, north_deg = 48.5, km_per_deg = 111.2;

ambit_generator_options ambit_generator_default(void)
{
    return (ambit_generator_options){ .n_accounts = 100, .n_reps = 5, .seed = 1, .n_measures = 2, .tolerance = 0.05 };
}

const char *ambit_generator_measure(uint32_t k) { return measures[k].name; }

/* ---- Chance ------------------------------------------------------------------------------------------------------ */

/* Nearly normal: the sum of twelve uniforms (Irwin-Hall) has mean 6 and variance 1. Its tail ends at 6 sigma. */
static double draw_normal(ambit_rng *rng)
{
    uint64_t sum = 0;
    for (int word = 0; word < 3; word++)
        for (uint64_t x = ambit_rng_next(rng), i = 0; i < 4; i++, x >>= 16) sum += x & 0xFFFF;
    return (double)sum / 65536 - 6;
}

/* e^x for |x| < 100 as (1 + x/2^20)^(2^20): the same bits everywhere, right to five digits where it matters. */
static double grow(double x)
{
    double y = 1 + x / 1048576;
    for (int i = 0; i < 20; i++) y *= y;
    return y;
}

static double clamp(double x, double low, double high) { return x < low ? low : x > high ? high : x; }

/* ---- Places and amounts ------------------------------------------------------------------------------------------ */

typedef struct { double lon_deg, lat_deg, scatter_km, up_to; } town; /* up_to: Zipf weights summed so far */

static double kilometre_of_lon_deg(double lat_deg)
{
    double x = lat_deg * 0.017453292519943295, cosine = 1 - x * x / 2 + x * x * x * x / 24;
    return 1 / (km_per_deg * cosine);
}

static void found_towns(town *towns, uint32_t n, ambit_rng *rng)
{
    double sum = 0;
    for (uint32_t k = 0; k < n; k++) {
        towns[k].lon_deg = west_deg + (east_deg - west_deg) * ambit_rng_unit(rng);
        towns[k].lat_deg = south_deg + (north_deg - south_deg) * ambit_rng_unit(rng);
        towns[k].scatter_km = 3 + 40 / sqrt(k + 1.0);
        towns[k].up_to = sum += 1 / (k + 1.0);
    }
}

static const town *choose_town(const town *towns, uint32_t n, ambit_rng *rng)
{
    double at = ambit_rng_unit(rng) * towns[n - 1].up_to;
    uint32_t low = 0, high = n - 1;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (towns[middle].up_to > at) high = middle; else low = middle + 1;
    }
    return &towns[low];
}

/* Degrees are kept to five decimals, a metre, as the file will say them. */
static void place_account(ambit_generated *g, uint32_t i, const town *towns, uint32_t n_towns, ambit_rng *rng)
{
    double lon = west_deg + (east_deg - west_deg) * ambit_rng_unit(rng);
    double lat = south_deg + (north_deg - south_deg) * ambit_rng_unit(rng);
    if (ambit_rng_below(rng, 10)) {
        const town *t = choose_town(towns, n_towns, rng);
        lat = t->lat_deg + t->scatter_km * draw_normal(rng) / km_per_deg;
        lon = t->lon_deg + t->scatter_km * draw_normal(rng) * kilometre_of_lon_deg(t->lat_deg);
    }
    g->lon_deg[i] = rint(clamp(lon, west_deg, east_deg) * 1e5) / 1e5;
    g->lat_deg[i] = rint(clamp(lat, south_deg, north_deg) * 1e5) / 1e5;
}

static void draw_account(ambit_generated *g, uint32_t i, ambit_rng *rng)
{
    double shared = draw_normal(rng);
    for (uint32_t a = 0; a < g->options.n_measures; a++) {
        double z = a ? 0.6 * shared + 0.8 * draw_normal(rng) : shared;
        g->amount[a][i] = measures[a].median * grow(measures[a].sigma * z);
    }
}

static ambit_status draw_accounts(ambit_generated *g, ambit_rng *rng, ambit_error *err)
{
    uint32_t n_towns = (uint32_t)clamp(g->options.n_accounts / 25.0, 5, 4000);
    town *towns = malloc(n_towns * sizeof *towns);
    if (!towns) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u towns", n_towns);
    found_towns(towns, n_towns, rng);
    for (uint32_t i = 0; i < g->options.n_accounts; i++) {
        place_account(g, i, towns, n_towns, rng);
        draw_account(g, i, rng);
    }
    free(towns);
    return AMBIT_OK;
}

/* ---- The hidden plan --------------------------------------------------------------------------------------------- */

typedef struct {
    ambit_generated *g;
    ambit_rng *rng;
    uint32_t *order; /* the accounts; each part of the country is a range of it */
} cutter;

/* Orders `order[0..n)` so that the first k along `along` come first, where k is the largest number whose `weight` sums
 * to at most `target` (NULL: each weighs 1); returns k. Quickselect on sums, O(n) on average; ties go by number. */
static uint32_t cut(uint32_t *order, uint32_t n, const double *along, const double *weight, double target,
        ambit_rng *rng)
{
    uint32_t low = 0, high = n;
    while (low < high) {
        uint32_t pivot = order[low + ambit_rng_below(rng, high - low)], middle = low;
        double sum = 0;
        for (uint32_t i = low; i < high; i++) {
            uint32_t u = order[i];
            if (along[u] > along[pivot] || (along[u] == along[pivot] && u > pivot)) continue;
            sum += weight ? weight[u] : 1;
            order[i] = order[middle];
            order[middle++] = u;
        }
        if (sum <= target) {
            target -= sum;
            low = middle;
            continue;
        }
        for (uint32_t i = low; i < middle; i++) /* the pivot itself goes last, so that the range always shrinks */
            if (order[i] == pivot) { order[i] = order[middle - 1]; order[middle - 1] = pivot; break; }
        high = middle - 1;
    }
    return low;
}

/* The coordinate in which the part is longer on the ground. */
static const double *longer_side(const ambit_generated *g, const uint32_t *order, uint32_t n)
{
    double low[2] = { 180, 90 }, high[2] = { -180, -90 };
    for (uint32_t i = 0; i < n; i++) {
        double at[2] = { g->lon_deg[order[i]], g->lat_deg[order[i]] };
        for (int d = 0; d < 2; d++) {
            if (at[d] < low[d]) low[d] = at[d];
            if (at[d] > high[d]) high[d] = at[d];
        }
    }
    double km_lon = (high[0] - low[0]) / kilometre_of_lon_deg((low[1] + high[1]) / 2);
    return km_lon > (high[1] - low[1]) * km_per_deg ? g->lon_deg : g->lat_deg;
}

/* Gives order[from..from+n) to reps rep..rep+n_reps-1. Every side keeps an account for each rep.
 * Depth O(log reps). */
static void cut_country(const cutter *c, uint32_t from, uint32_t n, uint32_t rep, uint32_t n_reps)
{
    ambit_generated *g = c->g;
    uint32_t *order = c->order + from;
    if (n_reps == 1) {
        for (uint32_t i = 0; i < n; i++) g->hidden[order[i]] = rep;
        g->home[rep] = order[ambit_rng_below(c->rng, n)];
        return;
    }
    uint32_t first = n_reps / 2;
    double fte = 0, fte_first = 0, work = 0;
    for (uint32_t r = 0; r < n_reps; r++) {
        fte += g->fte[rep + r];
        if (r < first) fte_first += g->fte[rep + r];
    }
    for (uint32_t i = 0; i < n; i++) work += g->amount[0][order[i]];
    const double *along = longer_side(g, order, n);
    uint32_t k = cut(order, n, along, g->amount[0], work * fte_first / fte, c->rng);
    uint32_t least = first, most = n - (n_reps - first);
    if (k < least || k > most) k = cut(order, n, along, NULL, k < least ? least : most, c->rng);
    cut_country(c, from, k, rep, first);
    cut_country(c, from + k, n - k, rep + first, n_reps - first);
}

static ambit_status hide_plan(ambit_generated *g, ambit_rng *rng, ambit_error *err)
{
    static const double mix[] = { 1, 1, 1, 1, 0.8, 0.8, 0.5, 1.2 };
    for (uint32_t r = 0; r < g->options.n_reps; r++)
        g->fte[r] = g->options.fte_mix ? mix[ambit_rng_below(rng, sizeof mix / sizeof *mix)] : 1;
    cutter c = { g, rng, malloc(g->options.n_accounts * sizeof *c.order) };
    if (!c.order) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u accounts", g->options.n_accounts);
    for (uint32_t i = 0; i < g->options.n_accounts; i++) c.order[i] = i;
    cut_country(&c, 0, g->options.n_accounts, 0, g->options.n_reps);
    free(c.order);
    return AMBIT_OK;
}

/* ---- Segments and giants ----------------------------------------------------------------------------------------- */

/* Each rep serves about half of the segments, at least one; each account has a segment that its hidden rep serves. */
static void draw_segments(ambit_generated *g, ambit_rng *rng)
{
    uint32_t n = g->options.n_segments;
    for (uint32_t r = 0; r < g->options.n_reps; r++) {
        g->serves[r] = ambit_rng_next(rng) & ((UINT64_C(1) << n) - 1);
        g->serves[r] |= UINT64_C(1) << ambit_rng_below(rng, n); /* two draws in one expression would have no order */
    }
    for (uint32_t i = 0; i < g->options.n_accounts; i++) {
        uint32_t s = ambit_rng_below(rng, n);
        while (!(g->serves[g->hidden[i]] >> s & 1)) s = (s + 1) % n;
        g->segment[i] = (uint8_t)s;
    }
}

static void add_loads(double *load, const ambit_generated *g, uint32_t a)
{
    for (uint32_t r = 0; r < g->options.n_reps; r++) load[r] = 0;
    for (uint32_t i = 0; i < g->options.n_accounts; i++) load[g->hidden[i]] += g->amount[a][i];
}

/* In every fourth territory one account (the last, which is as random as any) becomes a giant: it holds `part` of the
 * territory, the others the rest, so that loads stay. */
static void raise_giants(double *load, double *factor, uint32_t *giant, ambit_generated *g, ambit_rng *rng)
{
    for (uint32_t i = 0; i < g->options.n_accounts; i++) giant[g->hidden[i]] = i;
    for (uint32_t a = 0; a < g->options.n_measures; a++) {
        add_loads(load, g, a);
        for (uint32_t r = 0; r < g->options.n_reps; r++) {
            double part = (a ? 0.3 : 0.15) * (1 + ambit_rng_unit(rng)), others = load[r] - g->amount[a][giant[r]];
            factor[r] = 1;
            if (r % 4 || !(others > 0)) continue;
            factor[r] = (1 - part) * load[r] / others;
            g->amount[a][giant[r]] = part * load[r] / factor[r];
        }
        for (uint32_t i = 0; i < g->options.n_accounts; i++) g->amount[a][i] *= factor[g->hidden[i]];
    }
}

/* ---- The fit ----------------------------------------------------------------------------------------------------- */

/* The total T with  sum_r clamp(load_r, low share_r T, high share_r T) = T:  once territories outside the band are
 * scaled onto its edge, their sum is what shares refer to. Left over right only falls as T grows: bisection. */
static double settle_total(const double *load, const double *share, uint32_t n, double low, double high)
{
    double least = 0, most = 0;
    for (uint32_t r = 0; r < n; r++) most += load[r] * 2;
    while (1) {
        double total = least + (most - least) / 2, sum = 0;
        if (total <= least || total >= most) return total;
        for (uint32_t r = 0; r < n; r++) sum += clamp(load[r], low * share[r] * total, high * share[r] * total);
        if (sum > total) least = total; else most = total;
    }
}

static void fit_measure(double *load, double *share, ambit_generated *g, uint32_t a)
{
    uint32_t n = g->options.n_reps;
    double fte = 0, edge = 0.8 * g->options.tolerance;
    for (uint32_t r = 0; r < n; r++) fte += g->fte[r];
    for (uint32_t r = 0; r < n; r++) share[r] = g->fte[r] / fte;
    add_loads(load, g, a);
    double total = settle_total(load, share, n, 1 - edge, 1 + edge);
    for (uint32_t r = 0; r < n; r++)
        load[r] = clamp(load[r], (1 - edge) * share[r] * total, (1 + edge) * share[r] * total) / load[r];
    double steps = rint(1 / measures[a].step);
    for (uint32_t i = 0; i < g->options.n_accounts; i++) {
        double whole = rint(g->amount[a][i] * load[g->hidden[i]] * steps);
        g->amount[a][i] = (whole < 1 ? 1 : whole) / steps;
    }
}

/* A visit takes about two hours, so an account has a visit for every two hours of its work. */
static ambit_status fit(ambit_generated *g, ambit_rng *rng, ambit_error *err)
{
    size_t n = g->options.n_reps;
    double *load = malloc(n * sizeof *load), *other = malloc(n * sizeof *other);
    uint32_t *giant = malloc(n * sizeof *giant);
    ambit_status status = AMBIT_OK;
    if (!load || !other || !giant) status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for the loads");
    if (status == AMBIT_OK && g->options.giants) raise_giants(load, other, giant, g, rng);
    for (uint32_t a = 0; status == AMBIT_OK && a < g->options.n_measures; a++) fit_measure(load, other, g, a);
    for (uint32_t i = 0; i < g->options.n_accounts; i++) g->visits[i] = 1 + floor(g->amount[0][i] / 2);
    free(load);
    free(other);
    free(giant);
    return status;
}

/* ---- Building ---------------------------------------------------------------------------------------------------- */

static ambit_status check_options(const ambit_generator_options *o, ambit_error *err)
{
    if (o->n_reps < 1 || o->n_accounts < o->n_reps)
        return ambit_fail(err, AMBIT_E_INPUT, "%u accounts for %u reps: need at least one rep, and an account for each",
                o->n_accounts, o->n_reps);
    if (o->n_measures < 1 || o->n_measures > AMBIT_GENERATOR_MEASURES)
        return ambit_fail(err, AMBIT_E_INPUT, "%u measures: expected 1 to %d", o->n_measures, AMBIT_GENERATOR_MEASURES);
    if (!(o->tolerance >= 0.001 && o->tolerance <= 1))
        return ambit_fail(err, AMBIT_E_INPUT, "tolerance %g %%: expected 0.1 %% to 100 %%", o->tolerance * 100);
    if (o->n_segments > AMBIT_GENERATOR_SEGMENTS)
        return ambit_fail(err, AMBIT_E_INPUT, "%u segments: expected at most %d", o->n_segments,
                AMBIT_GENERATOR_SEGMENTS);
    return AMBIT_OK;
}

static int allocate(ambit_generated *g)
{
    size_t n = g->options.n_accounts, m = g->options.n_reps;
    for (uint32_t a = 0; a < g->options.n_measures; a++)
        if (!(g->amount[a] = malloc(n * sizeof **g->amount))) return 0;
    if (g->options.n_segments && (!(g->segment = malloc(n)) || !(g->serves = malloc(m * sizeof *g->serves)))) return 0;
    return (g->lon_deg = malloc(n * sizeof *g->lon_deg)) && (g->lat_deg = malloc(n * sizeof *g->lat_deg))
        && (g->visits = malloc(n * sizeof *g->visits)) && (g->hidden = malloc(n * sizeof *g->hidden))
        && (g->home = malloc(m * sizeof *g->home)) && (g->fte = malloc(m * sizeof *g->fte));
}

ambit_status ambit_generator_build(ambit_generated **out, const ambit_generator_options *options, ambit_error *err)
{
    *out = NULL;
    ambit_status status = check_options(options, err);
    if (status != AMBIT_OK) return status;
    ambit_generated *g = calloc(1, sizeof *g);
    if (g) g->options = *options;
    if (!g || !allocate(g)) {
        ambit_generated_free(g);
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u accounts", options->n_accounts);
    }
    ambit_rng rng = ambit_rng_of(options->seed, 0);
    status = draw_accounts(g, &rng, err);
    if (status == AMBIT_OK) status = hide_plan(g, &rng, err);
    if (status == AMBIT_OK && options->n_segments) draw_segments(g, &rng);
    if (status == AMBIT_OK) status = fit(g, &rng, err);
    if (status == AMBIT_OK) *out = g;
    else ambit_generated_free(g);
    return status;
}

void ambit_generated_free(ambit_generated *g)
{
    if (!g) return;
    for (int a = 0; a < AMBIT_GENERATOR_MEASURES; a++) free(g->amount[a]);
    free(g->lon_deg), free(g->lat_deg), free(g->visits), free(g->segment), free(g->hidden);
    free(g->home), free(g->fte), free(g->serves), free(g);
}
