/* The climb: a bundle over the units' prices, and closing on the way. */
#include "solver/hess/prices_parts.h"

#include <math.h>
#include <string.h>

enum { MOST_STEPS = 1000, MOST_IDLE = 100, STEPS_BETWEEN = 4 }; /* in all; without a rise; between two looks at what
                                                                 * can be closed */

static const double FIRST_STEP = 0.2;   /* of the scale, a unit */
static const double NEXT_STEP = 0.02;   /* the same where prices are good already, */
static const double SHARE_STEP = 0.002; /* and where they are those of shares */
static const double PATIENCE = 2e-4;    /* of the gap: promises below it are not worth a step */
static const double PRECISION = 1e-7;   /* of the bound, where there is no gap */

typedef struct {
    ambit_siting_prices *p;
    ambit_siting_fixing *f;
    const ambit_siting_limits *limits;
    double most, gap_then;      /* what a better plan costs at most; the gap when pairs were closed last */
    double dearest;             /* what any plan costs at most: prices without end say that there is none */
    uint64_t begin;             /* effort before */
    uint32_t since;             /* steps since pairs were closed */
    uint64_t reached;           /* pairs that were open when ways were looked at last */
} climber;

static bool is_open(const void *context, size_t use)
{
    const climber *c = context;
    uint32_t n = c->p->s->n_units;
    return ambit_siting_open(c->f, c->p->s, (uint32_t)(use / n), (uint32_t)(use % n));
}

static ambit_siting_plane plane_of(const ambit_siting_prices *p)
{
    return (ambit_siting_plane){ p->now.bound, p->slope, p->use, p->n_use };
}

static ambit_status no_memory(ambit_error *err)
{
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the pairs of the cheapest sites");
}

/* The first step changes prices by about `step` of their scale. */
static double first_stride(const ambit_siting_prices *p, double step)
{
    double norm = 0;
    for (uint32_t u = 0; u < p->s->n_units; u++) norm += p->slope[u] * p->scale[u] * p->slope[u] * p->scale[u];
    return norm > 0 ? step * sqrt(p->s->n_units / norm) : 1;
}

static double gap_of(const climber *c)
{
    return c->most < INFINITY ? c->most - c->p->best.bound : INFINITY;
}

/* Can no plan that is open cost so little? */
static bool is_done(const climber *c)
{
    return !(c->p->best.bound <= fmin(c->most, c->dearest));
}

static bool is_asked_to_stop(const climber *c) { return c->limits->stop && c->limits->stop(c->limits->context); }

static bool stops(const climber *c)
{
    return (c->limits->most_effort && c->p->effort - c->begin >= c->limits->most_effort) || is_asked_to_stop(c);
}

/* Lists what is open after it was looked at from all sides. */
static ambit_status list_pairs(climber *c, ambit_error *err)
{
    ambit_siting_prices *p = c->p;
    ambit_status status = AMBIT_OK;
    ambit_prices_list(p, c->f);
    /* Where pairs are too many to have a bit each, walking from every site is too much too. */
    if (p->s->contiguous && c->f->pair && c->f->n_pairs_open < c->reached / 2) {
        c->reached = c->f->n_pairs_open;
        status = ambit_prices_reach(p, c->f, err);
        ambit_prices_list(p, c->f);
    }
    while (ambit_prices_settle(p, c->f)) ambit_prices_list(p, c->f);
    c->dearest = ambit_prices_dearest(p);
    return status;
}

/* Closes what the prices at the centre allow, which are the present ones. */
static ambit_status close_pairs(climber *c, ambit_error *err)
{
    ambit_siting_prices *p = c->p;
    c->gap_then = gap_of(c), c->since = 0;
    if (!ambit_prices_fix(p, c->f, c->most)) return AMBIT_OK;
    ambit_status status = list_pairs(c, err);
    if (status) return status;
    if (ambit_prices_evaluate(p, c->f)) return no_memory(err);
    ambit_prices_copy(&p->best, &p->now, p->s);
    if (!(p->now.bound < INFINITY)) return AMBIT_OK;
    ambit_siting_plane plane = plane_of(p);
    ambit_siting_bundle_raise(p->bundle, &plane, is_open, c);
    return AMBIT_OK;
}

/* The part of all of rule a that every territory must have; 0: it need not have any. */
static double least_share(const ambit_siting_prices *p, uint32_t a, double *total)
{
    const ambit_siting *s = p->s;
    double low = INFINITY;
    *total = 0;
    for (uint32_t u = 0; u < s->n_units; u++) *total += p->amount[(size_t)a * s->n_units + u];
    for (uint32_t j = 0; j < s->n_sites; j++)
        if (!ambit_prices_is_home(p, j)) low = fmin(low, p->low[(size_t)a * s->n_sites + j]);
    return low > 0 && low < INFINITY && *total > 0 ? low / *total : 0;
}

/* Prices from v at prices of 0, which is the cheapest territory around each site. */
static void price_by_share(ambit_siting_prices *p)
{
    const ambit_siting *s = p->s;
    double all = 0, sum = 0, total;
    uint32_t n = 0;
    for (uint32_t j = 0; j < s->n_sites; j++)
        if (p->now.value[j] < INFINITY) sum += p->now.value[j], n++;
    memset(p->now.price, 0, s->n_units * sizeof(double));
    for (uint32_t a = 0; a < s->n_rules; a++) {
        const double *amount = p->amount + (size_t)a * s->n_units, share = least_share(p, a, &total);
        all += share;
        for (uint32_t u = 0; u < s->n_units && share > 0; u++) p->now.price[u] += amount[u] / total;
    }
    for (uint32_t u = 0; u < s->n_units; u++) {
        double value = s->site_of[u] == AMBIT_NOBODY ? INFINITY : p->now.value[s->site_of[u]];
        if (!(value < INFINITY)) value = n ? sum / n : 0;
        p->now.price[u] *= fmax(0, value) / all;
    }
}

/* The price of a unit as its part of all amounts, by what a share of everything costs around it: then all sites are
 * worth about as much, in town and country, and L begins near what it can be. Taken where they are better than the
 * present prices, and *step is then small. */
static ambit_status try_shares(climber *c, double *step, ambit_error *err)
{
    ambit_siting_prices *p = c->p;
    double share = 0, total;
    if (is_asked_to_stop(c)) return AMBIT_OK;
    p->fresh = false;
    for (uint32_t a = 0; a < p->s->n_rules; a++) share += least_share(p, a, &total);
    if (!(share > 0)) return AMBIT_OK;
    ambit_prices_copy(&p->best, &p->now, p->s);
    memset(p->now.price, 0, p->s->n_units * sizeof(double));
    if (ambit_prices_evaluate(p, c->f)) return no_memory(err);
    price_by_share(p);
    if (ambit_prices_evaluate(p, c->f)) return no_memory(err);
    if (p->now.bound > p->best.bound) return *step = SHARE_STEP, AMBIT_OK;
    memcpy(p->now.price, p->best.price, p->s->n_units * sizeof(double));
    return ambit_prices_evaluate(p, c->f) ? no_memory(err) : AMBIT_OK;
}

static ambit_status start(climber *c, ambit_error *err)
{
    ambit_siting_prices *p = c->p;
    ambit_status status = list_pairs(c, err);
    if (status) return status;
    memcpy(p->now.price, p->scale, p->s->n_units * sizeof(double));
    if (ambit_prices_evaluate(p, c->f)) return no_memory(err);
    double plain = p->now.bound;
    memcpy(p->now.price, p->best.price, p->s->n_units * sizeof(double));
    if (ambit_prices_evaluate(p, c->f)) return no_memory(err);
    if (!(p->now.bound >= plain)) { /* prices of another fixing may have gone astray */
        memcpy(p->now.price, p->scale, p->s->n_units * sizeof(double));
        if (ambit_prices_evaluate(p, c->f)) return no_memory(err);
    }
    double step = plain < p->now.bound ? NEXT_STEP : FIRST_STEP;
    if (p->fresh) status = try_shares(c, &step, err);
    if (status) return status;
    ambit_prices_copy(&p->best, &p->now, p->s);
    if (!(p->now.bound < INFINITY)) return AMBIT_OK;
    ambit_siting_plane plane = plane_of(p);
    ambit_siting_bundle_start(p->bundle, p->now.price, &plane, first_stride(p, step));
    return AMBIT_OK;
}

static ambit_status climb(climber *c, ambit_error *err)
{
    ambit_siting_prices *p = c->p;
    ambit_status status = AMBIT_OK;
    for (uint32_t step = 0, idle = 0; step < MOST_STEPS && idle < MOST_IDLE && !status; step++, c->since++) {
        if (is_done(c) || stops(c)) break;
        double promise = ambit_siting_bundle_next(p->bundle, p->now.price);
        if (!(promise > (c->most < INFINITY ? PATIENCE * gap_of(c) : PRECISION * fabs(p->best.bound)))) break;
        if (ambit_prices_evaluate(p, c->f)) return no_memory(err);
        ambit_siting_plane plane = plane_of(p);
        idle++;
        if (!ambit_siting_bundle_tell(p->bundle, p->now.price, &plane)) continue;
        idle = 0;
        ambit_prices_copy(&p->best, &p->now, p->s);
        bool nearer = gap_of(c) < 0.98 * c->gap_then;
        if (c->most < INFINITY && nearer && c->since >= STEPS_BETWEEN) status = close_pairs(c, err);
    }
    return status;
}

/* At the last prices, more is closed than anywhere before. */
static ambit_status close_last(climber *c, ambit_error *err)
{
    ambit_siting_prices *p = c->p;
    if (c->most == INFINITY || is_done(c)) return AMBIT_OK;
    ambit_prices_copy(&p->now, &p->best, p->s);
    return close_pairs(c, err);
}

/* Goes on with whole units; a run after one that did so begins here. */
static ambit_status climb_whole(climber *c, ambit_error *err)
{
    ambit_siting_prices *p = c->p;
    c->gap_then = INFINITY;
    ambit_status status = list_pairs(c, err);
    if (!status) status = ambit_prices_make_whole(p, err);
    if (!status) status = start(c, err);
    if (!status) status = climb(c, err);
    return status ? status : close_last(c, err);
}

static ambit_status climb_divided(climber *c, ambit_error *err)
{
    c->p->whole = false;
    ambit_status status = start(c, err);
    if (!status) status = climb(c, err);
    return status ? status : close_last(c, err);
}

static void close_all(const ambit_siting *s, ambit_siting_fixing *f)
{
    memset(f->site, 0, s->n_sites);
    if (f->pair) memset(f->pair, 0, ((size_t)s->n_sites * s->n_units / 64 + 1) * sizeof *f->pair);
    f->n_sites_open = 0, f->n_pairs_open = 0;
}

ambit_status ambit_siting_prices_run(ambit_siting_prices *prices, ambit_siting_fixing *fixing,
        const ambit_siting_limits *limits, ambit_siting_outcome *out, ambit_error *err)
{
    climber c = { .p = prices, .f = fixing, .limits = limits, .gap_then = INFINITY, .begin = prices->effort,
                  .reached = prices->looked_at == fixing->n_pairs_open ? fixing->n_pairs_open : UINT64_MAX };
    c.most = ambit_siting_better(prices->s, limits->cutoff);
    *out = (ambit_siting_outcome){ .bound = -INFINITY, .cost = INFINITY, .by = "Lagrangian bound" };
    ambit_status status = ambit_prices_make_rooms(prices, err);
    bool goes_on = prices->whole, whole = goes_on;
    if (!status && !goes_on) {
        status = climb_divided(&c, err);
        whole = !status && ambit_prices_whole_fits(prices) && !is_done(&c) && !stops(&c);
    }
    if (!status && whole) status = climb_whole(&c, err);
    if (status) return status;
    prices->looked_at = fixing->n_pairs_open;
    out->effort = prices->effort - c.begin;
    out->closed = is_done(&c);
    out->bound = out->closed ? limits->cutoff : prices->best.bound;
    if (out->closed) close_all(prices->s, fixing);
    return AMBIT_OK;
}
