/* solver/siting/columns.c - the climb with a tree for each centre, then the list and its cover. */
#include "solver/districts/columns.h"
#include "solver/hess/bundle.h"
#include "solver/districts/cover.h"
#include "solver/districts/grow.h"
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

enum { TREE_NODES = 20000, MORE_NODES = 8, FIRST_NODES = 20000 * 8 * 8 * 8, MOST_STEPS = 300,
    MOST_DISTRICTS = 2000000, WORTH_THREADS = 20 };
static const double FIRST_STEP = 0.1;  /* of the scale of prices */
static const double ENOUGH = 0.005;    /* of the gap: promises below it are not worth a step */
static const double HAIR = 1e-9;       /* of the cutoff: what sums of prices may be off */

typedef struct {                 /* of one thread */
    ambit_siting_grow *grow;
    double *value, *low, *high;  /* [n_units], [n_rules] */
    uint64_t *left, *trial;      /* [n_words] */
    uint32_t *queue, *unit;      /* [n_units] */
} worker;

typedef struct {                 /* the cheapest district of a site, at the point */
    double below;                /* nothing dearer is asked for; the reduced cost of what was found */
    double least;                /* a bound of the reduced cost */
    double cost;                 /* with its centre at this site, be it the best one or not */
    bool found;                  /* false: nothing is cheaper than what is known */
    bool complete;
    uint64_t effort;             /* of the last tree */
} finding;

typedef struct {
    const ambit_siting *s;
    const ambit_columns_options *options;
    const ambit_siting_limits *limits;
    ambit_districts known;       /* in the LP */
    worker *worker;
    uint32_t n_workers;
    finding *finding;            /* [n_sites] */
    uint64_t *set;               /* [n_sites * n_words] */
    double *point, *best, *scale, *slope, *least; /* [n_units], and [n_sites] */
    double *best_least;          /* [n_sites] m at the best prices, cut off at the k-th */
    double bound, below;
    uint64_t effort, nodes;      /* nodes: of a tree at most */
    bool failed;
} pricing;

/* ---- One tree ---------------------------------------------------------------------------------------------------- */

typedef struct { pricing *p; worker *w; finding *f; uint64_t *set; uint32_t site; } query_context;

/* A cheaper one: judged with all that prices do not see. */
static double take(void *context, const uint32_t *unit, uint32_t n_units, double value)
{
    query_context *q = context;
    const ambit_siting *s = q->p->s;
    const uint32_t n_words = q->p->known.n_words;
    uint32_t n = 0;
    double price = 0;
    (void)value;
    memset(q->w->trial, 0, n_words * sizeof *q->w->trial);
    for (uint32_t i = 0; i < n_units; i++) q->w->trial[unit[i] / 64] |= UINT64_C(1) << (unit[i] % 64);
    for (uint32_t k = 0; k < n_words; k++)
        for (uint64_t bits = q->w->trial[k]; bits; bits &= bits - 1)
            q->w->unit[n++] = k * 64 + (uint32_t)__builtin_ctzll(bits);
    double cost = ambit_districts_cost_at(s, q->site, q->w->unit, n);
    for (uint32_t i = 0; i < n; i++) price += q->p->point[q->w->unit[i]];
    if (!(cost - price < q->f->below)) return q->f->below;
    if (!ambit_districts_divide(s, q->w->trial, q->w->left, q->w->queue)) return q->f->below;
    memcpy(q->set, q->w->trial, n_words * sizeof *q->set);
    q->f->cost = cost, q->f->found = true;
    return q->f->below = cost - price;
}

static void price_site(pricing *p, worker *w, uint32_t site, uint64_t nodes)
{
    const ambit_siting *s = p->s;
    const ambit_siting_fixing *fixing = p->options->fixing;
    finding *f = &p->finding[site];
    for (uint32_t u = 0; u < s->n_units; u++) {
        bool open = !fixing || ambit_siting_open(fixing, s, site, u);
        w->value[u] = open ? ambit_siting_cost(s, site, u) + ambit_siting_extra(s, u, 0) - p->point[u] : INFINITY;
    }
    for (uint32_t a = 0; a < s->n_rules; a++) ambit_siting_window(s, a, site, &w->low[a], &w->high[a]);
    query_context q = { p, w, f, p->set + (size_t)site * p->known.n_words, site };
    const ambit_siting_grow_query query = { .root = s->unit_at[site], .value = w->value, .low = w->low,
        .high = w->high, .below = f->below, .most_effort = nodes, .found = take, .context = &q };
    ambit_siting_grow_answer answer = ambit_siting_grow_run(w->grow, &query);
    f->complete = answer.complete, f->effort = answer.effort;
    f->least = answer.complete ? f->below : fmin(f->below, answer.bound);
}

/* ---- All sites at one point -------------------------------------------------------------------------------------- */

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The sum of the k least bounds of the sites, and their k-th: into least[] go the bounds. */
static double add_least(pricing *p, double *kth)
{
    const ambit_siting *s = p->s;
    double sum = 0;
    for (uint32_t j = 0; j < s->n_sites; j++) p->least[j] = p->finding[j].least;
    qsort(p->least, s->n_sites, sizeof *p->least, ascending);
    *kth = s->n_sites < s->n_territories ? INFINITY : p->least[s->n_territories - 1];
    for (uint32_t t = 0; t < s->n_territories; t++) sum += t < s->n_sites ? p->least[t] : INFINITY;
    return sum;
}

static bool all_complete(const pricing *p)
{
    for (uint32_t j = 0; j < p->s->n_sites; j++)
        if (!p->finding[j].complete) return false;
    return true;
}

/* What is asked of each site. Its tree need not look at what is dearer than the districts that are known there, or than
 * the k-th least of all sites: that is a bound too. */
static void ask(pricing *p)
{
    double kth;
    ambit_cover_bound(p->least, &kth, NULL, &p->known, p->s, p->point);
    for (uint32_t j = 0; j < p->s->n_sites; j++) {
        bool closed = p->options->fixing && !p->options->fixing->site[j];
        double below = closed ? INFINITY : fmin(p->least[j], kth);
        p->finding[j] = (finding){ below, below, INFINITY, false, closed, 0 };
    }
}

/* Prices every site at the point: small trees first, larger ones where those were cut short. */
static void price_all(pricing *p)
{
    const ambit_siting *s = p->s;
    double kth, sum = 0;
    ask(p);
    for (uint64_t nodes = TREE_NODES; !all_complete(p) && nodes <= p->nodes; nodes *= MORE_NODES) {
#pragma omp parallel for schedule(dynamic, 1) num_threads((int)p->n_workers) if (s->n_units > WORTH_THREADS)
        for (uint32_t j = 0; j < s->n_sites; j++)
            if (!p->finding[j].complete) price_site(p, &p->worker[omp_get_thread_num()], j, nodes);
            else p->finding[j].effort = 0;
        for (uint32_t j = 0; j < s->n_sites; j++) p->effort += p->finding[j].effort;
    }
    for (uint32_t u = 0; u < s->n_units; u++) sum += p->point[u];
    double bound = sum + add_least(p, &kth);
    if (!(bound > p->bound)) return;
    p->bound = bound;
    memcpy(p->best, p->point, s->n_units * sizeof *p->best);
    for (uint32_t j = 0; j < s->n_sites; j++) p->best_least[j] = fmin(p->finding[j].least, kth);
}

/* What was found becomes known. */
static void gather(pricing *p)
{
    for (uint32_t j = 0; j < p->s->n_sites; j++) {
        const finding *f = &p->finding[j];
        const uint64_t *set = p->set + (size_t)j * p->known.n_words;
        if (f->found && !ambit_districts_keep(&p->known, set, f->cost, j)) p->failed = true;
    }
}

/* Of the districts that are known, the k cheapest of different sites at the point make a plane above the bound. Its
 * value there, INFINITY: they are too few. */
static double find_slope(pricing *p)
{
    const ambit_siting *s = p->s;
    double kth, *reduced = malloc((p->known.n + 1) * sizeof *reduced);
    uint32_t taken = 0;
    if (!reduced) { p->failed = true; return INFINITY; }
    double value = ambit_cover_bound(p->least, &kth, reduced, &p->known, s, p->point);
    for (uint32_t u = 0; u < s->n_units; u++) p->slope[u] = 1;
    for (size_t c = 0; c < p->known.n && isfinite(value) && taken < s->n_territories; c++) {
        uint32_t site = p->known.site[c];
        if (reduced[c] != p->least[site] || reduced[c] > kth) continue;
        p->least[site] = NAN, taken++;
        for (uint32_t u = 0; u < s->n_units; u++)
            p->slope[u] -= (double)(p->known.set[c * p->known.n_words + u / 64] >> (u % 64) & 1);
    }
    free(reduced);
    return value;
}

static bool at_limit(const pricing *p)
{
    const ambit_siting_limits *l = p->limits;
    return p->failed || (l->most_effort && p->effort >= l->most_effort) || (l->stop && l->stop(l->context));
}

/* ---- The climb --------------------------------------------------------------------------------------------------- */

/* Looks at the point: every site, and a plane. False: there is none. */
static bool look(pricing *p, ambit_siting_plane *plane)
{
    price_all(p);
    gather(p);
    *plane = (ambit_siting_plane){ .value = find_slope(p), .slope = p->slope };
    return isfinite(plane->value);
}

/* The first step changes prices by about FIRST_STEP of their scale. */
static double first_stride(const pricing *p)
{
    double norm = 0;
    for (uint32_t u = 0; u < p->s->n_units; u++) norm += p->slope[u] * p->scale[u] * p->slope[u] * p->scale[u];
    return norm > 0 ? FIRST_STEP * sqrt(p->s->n_units / norm) : 1;
}

/* Later trees may be so much larger than those at the centre; where they are cut short all the same, it is too far from
 * it for a step, and its plane goes through the centre's value. */
static void allow(pricing *p)
{
    uint64_t largest = TREE_NODES;
    for (uint32_t j = 0; j < p->s->n_sites; j++)
        if (p->finding[j].effort > largest) largest = p->finding[j].effort;
    p->nodes = MORE_NODES * largest;
}

static void ascend(pricing *p, ambit_siting_bundle *bundle)
{
    ambit_siting_plane plane;
    memcpy(p->point, p->best, p->s->n_units * sizeof *p->point);
    if (!look(p, &plane)) return;
    double value = plane.value;
    allow(p);
    ambit_siting_bundle_start(bundle, p->point, &plane, first_stride(p));
    for (uint32_t step = 0; step < MOST_STEPS && p->bound < p->below && !at_limit(p); step++) {
        double promise = ambit_siting_bundle_next(bundle, p->point);
        if (!(promise > ENOUGH * (p->below - p->bound)) || !look(p, &plane)) return;
        if (!all_complete(p)) plane.value = fmin(plane.value, value);
        if (!ambit_siting_bundle_tell(bundle, p->point, &plane)) continue;
        value = plane.value;
        allow(p);
    }
}

/* The plan's territories that are districts become known ones, its costs the first prices. */
static bool take_plan(pricing *p, const uint32_t *plan)
{
    const ambit_siting *s = p->s;
    worker *w = p->worker;
    for (uint32_t t = 0; t < s->n_territories; t++) {
        uint32_t n = 0, site;
        memset(w->trial, 0, p->known.n_words * sizeof *w->trial);
        for (uint32_t u = 0; u < s->n_units; u++)
            if (plan[u] == t) w->unit[n++] = u, w->trial[u / 64] |= UINT64_C(1) << (u % 64);
        double cost = ambit_districts_cost(s, NULL, w->unit, n, &site);
        if (isinf(cost)) continue;
        for (uint32_t i = 0; i < n; i++) p->best[w->unit[i]] = ambit_siting_cost(s, site, w->unit[i]);
        if (!ambit_districts_keep(&p->known, w->trial, cost, site)) return false;
    }
    return true;
}

static ambit_status climb(pricing *p, ambit_error *err)
{
    ambit_siting_bundle *bundle;
    double sum = 0;
    if (p->options->plan && !take_plan(p, p->options->plan))
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the territories of a plan");
    if (p->options->price) memcpy(p->best, p->options->price, p->s->n_units * sizeof *p->best);
    for (uint32_t u = 0; u < p->s->n_units; u++) sum += fabs(p->best[u]);
    for (uint32_t u = 0; u < p->s->n_units; u++)
        p->scale[u] = fmax(fabs(p->best[u]), 1e-3 * sum / p->s->n_units + 1e-9 * fabs(p->below));
    ambit_status status = ambit_siting_bundle_build(&bundle, p->s->n_units, p->scale, err);
    if (!status) ascend(p, bundle);
    ambit_siting_bundle_free(bundle);
    if (!status && p->failed) status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for more territories");
    return status;
}

/* ---- After the climb --------------------------------------------------------------------------------------------- */

/* Lists what can still matter and covers it. Without a cutoff: everything. */
static ambit_status list_and_cover(ambit_siting_outcome *out, uint32_t *owner, pricing *p, ambit_error *err)
{
    const ambit_siting_limits *l = p->limits;
    ambit_districts pool = { 0 };
    bool complete, priced = isfinite(p->below);
    uint64_t effort;
    if (l->most_effort && p->effort >= l->most_effort) return AMBIT_OK;
    for (uint32_t j = 0; j < p->s->n_sites; j++)
        p->best_least[j] += p->below - p->bound + HAIR * (1 + fabs(p->below));
    const ambit_districts_options options = { .price = priced ? p->best : NULL, .most = p->best_least,
        .fixing = p->options->fixing, .most_effort = l->most_effort ? l->most_effort - p->effort : 0,
        .most_districts = p->options->most_districts ? p->options->most_districts : MOST_DISTRICTS, .stop = l->stop,
        .context = l->context };
    ambit_status status = ambit_districts_list(&pool, &complete, &effort, p->s, &options, err);
    p->effort += effort;
    if (!status && complete && !(l->most_effort && p->effort >= l->most_effort)) {
        ambit_siting_limits left = *l;
        if (l->most_effort) left.most_effort = l->most_effort - p->effort;
        status = ambit_cover_solve(out, owner, &pool, p->s, priced ? p->best : NULL, &left, err);
        p->effort += out->effort;
        out->bound = fmin(fmax(out->bound, fmin(p->bound, l->cutoff)), out->cost);
        out->by = priced ? "priced connected territories and an exact cover"
                         : "all connected territories and an exact cover";
    }
    ambit_districts_reset(&pool);
    return status;
}

/* ---- Life -------------------------------------------------------------------------------------------------------- */

static bool worker_init(worker *w, const ambit_siting *s, ambit_error *err)
{
    const size_t n = s->n_units, words = (n + 63) / 64;
    w->value = malloc(n * sizeof *w->value), w->low = malloc((s->n_rules + 1) * sizeof *w->low);
    w->high = malloc((s->n_rules + 1) * sizeof *w->high), w->left = malloc(words * sizeof *w->left);
    w->trial = malloc(words * sizeof *w->trial), w->queue = malloc(n * sizeof *w->queue);
    w->unit = malloc(n * sizeof *w->unit);
    return !ambit_siting_grow_build(&w->grow, s, err) && w->value && w->low && w->high && w->left && w->trial
           && w->queue && w->unit;
}

static void worker_reset(worker *w)
{
    ambit_siting_grow_free(w->grow);
    free(w->value), free(w->low), free(w->high), free(w->left), free(w->trial), free(w->queue), free(w->unit);
}

static bool pricing_init(pricing *p, ambit_error *err)
{
    const size_t n = p->s->n_units, sites = (size_t)p->s->n_sites + 1, words = (n + 63) / 64;
    p->known.n_words = (uint32_t)words;
    p->n_workers = (uint32_t)omp_get_max_threads(), p->worker = calloc(p->n_workers, sizeof *p->worker);
    p->finding = calloc(sites, sizeof *p->finding), p->set = malloc(sites * words * sizeof *p->set);
    p->point = malloc(n * sizeof *p->point), p->best = calloc(n, sizeof *p->best);
    p->scale = malloc(n * sizeof *p->scale), p->slope = malloc(n * sizeof *p->slope);
    p->least = malloc(sites * sizeof *p->least), p->best_least = calloc(sites, sizeof *p->best_least);
    bool good = p->worker && p->finding && p->set && p->point && p->best && p->scale && p->slope && p->least
                && p->best_least;
    for (uint32_t w = 0; good && w < p->n_workers; w++) good = worker_init(&p->worker[w], p->s, err);
    return good;
}

static void pricing_reset(pricing *p)
{
    for (uint32_t w = 0; p->worker && w < p->n_workers; w++) worker_reset(&p->worker[w]);
    ambit_districts_reset(&p->known);
    free(p->worker), free(p->finding), free(p->set), free(p->point), free(p->best);
    free(p->scale), free(p->slope), free(p->least), free(p->best_least);
}

ambit_status ambit_columns_prove(ambit_siting_outcome *out, uint32_t *owner, const ambit_siting *s,
        const ambit_columns_options *options, const ambit_siting_limits *limits, ambit_error *err)
{
    *out = (ambit_siting_outcome){ .bound = -INFINITY, .cost = INFINITY, .by = "prices of connected territories" };
    pricing p = { .s = s, .options = options, .limits = limits, .bound = -INFINITY, .nodes = FIRST_NODES,
                  .below = ambit_cover_below(s, limits->cutoff) };
    ambit_status status = AMBIT_OK;
    if (!ambit_districts_fit(s)) return AMBIT_OK;
    if (!pricing_init(&p, err)) status = ambit_fail(err, AMBIT_E_MEMORY, "no memory to price territories");
    if (!status && isfinite(p.below)) status = climb(&p, err);
    out->bound = fmin(p.bound, limits->cutoff);
    out->closed = !status && isfinite(p.below) && p.bound >= p.below;
    if (!status && !out->closed && !at_limit(&p)) status = list_and_cover(out, owner, &p, err);
    out->effort = p.effort;
    pricing_reset(&p);
    return status;
}
