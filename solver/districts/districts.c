/* solver/siting/districts.c - one tree a root (solver/siting/grow.h), what comes up judged and kept. */
#include "solver/districts/districts.h"
#include "solver/districts/grow.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 4, WORTH_THREADS = 20 }; /* roots in parallel, each with half of the effort that is left; units */

bool ambit_districts_fit(const ambit_siting *s)
{
    return s->contiguous && !s->apart.first && s->n_free == s->n_territories && s->alike && !s->pair_amount
           && (!s->current || isinf(s->moved_allowed));
}

/* ---- What a district costs --------------------------------------------------------------------------------------- */

static double rest_of_cost(const ambit_siting *s, const uint32_t *unit, uint32_t n_units)
{
    double cost = 0;
    for (uint32_t a = 0; s->ideal && a < s->n_rules; a++) {
        double load = 0;
        for (uint32_t i = 0; i < n_units; i++) load += s->amount[(size_t)a * s->n_units + unit[i]];
        cost += s->weight[(size_t)a * s->n_territories] * fabs(load - s->ideal[(size_t)a * s->n_territories]);
    }
    for (uint32_t i = 0; i < n_units; i++) cost += ambit_siting_extra(s, unit[i], 0);
    for (uint32_t i = 0; s->priced.first && i < n_units; i++)
        for (size_t k = s->priced.first[unit[i]]; k < s->priced.first[unit[i] + 1]; k++) {
            bool inside = false;
            for (uint32_t j = 0; j < n_units && !inside; j++) inside = unit[j] == s->priced.unit[k];
            if (!inside) cost += s->priced.cost[k] / 2;
        }
    return cost;
}

double ambit_districts_cost_at(const ambit_siting *s, uint32_t site, const uint32_t *unit, uint32_t n_units)
{
    double cost = rest_of_cost(s, unit, n_units);
    for (uint32_t i = 0; i < n_units; i++) cost += ambit_siting_cost(s, site, unit[i]);
    return cost;
}

double ambit_districts_cost(const ambit_siting *s, const ambit_siting_fixing *fixing, const uint32_t *unit,
        uint32_t n_units, uint32_t *site)
{
    double best = INFINITY, load = 0;
    *site = AMBIT_NOBODY;
    for (uint32_t i = 0; s->capacity && i < n_units; i++) load += s->amount[unit[i]];
    for (uint32_t i = 0; i < n_units; i++) {
        uint32_t here = s->site_of[unit[i]];
        if (here == AMBIT_NOBODY || (fixing && !fixing->site[here])) continue;
        if (s->capacity && load > s->capacity[here] * (1 + 1e-9)) continue;
        double cost = 0;
        for (uint32_t j = 0; j < n_units && cost <= best; j++) cost += ambit_siting_cost(s, here, unit[j]);
        if (cost < best || (cost == best && here < *site)) best = cost, *site = here;
    }
    return *site == AMBIT_NOBODY ? INFINITY : best + rest_of_cost(s, unit, n_units);
}

/* ---- One root ---------------------------------------------------------------------------------------------------- */

typedef struct {
    const ambit_siting *s;
    const ambit_districts_options *options;
    ambit_siting_grow *grow;     /* of the thread */
    double *value, *low, *high;  /* of the thread; [n_units], [n_rules] */
    uint64_t *set, *left;        /* [n_words] */
    uint32_t *queue;             /* [n_units] */
    ambit_districts *out;
    uint32_t site;               /* AMBIT_NOBODY: all districts from their first unit */
    double below;
    bool complete, failed;
    uint64_t effort, most_effort;
} job;

/* How many territories a part of the rest can be: unit[0..n). False: none. */
static bool count_part(const ambit_siting *s, const uint32_t *unit, uint32_t n, uint32_t *least, uint32_t *most)
{
    double from = 1, to = n;
    for (uint32_t a = 0; a < s->n_rules; a++) {
        double load = 0, low = s->lower[(size_t)a * s->n_territories], high = s->upper[(size_t)a * s->n_territories];
        double slack = 2 * s->slack[(size_t)a * s->n_territories];
        for (uint32_t i = 0; i < n; i++) load += s->amount[(size_t)a * s->n_units + unit[i]];
        if (high + slack > 0) from = fmax(from, ceil(load / (high + slack) - 1e-12));
        else if (load > 0) return false;
        if (low - slack > 0) to = fmin(to, floor(load / (low - slack) + 1e-12));
    }
    if (from > to || from > s->n_territories) return false;
    *least += (uint32_t)from, *most += to < s->n_territories ? (uint32_t)to : s->n_territories;
    return true;
}

bool ambit_districts_divide(const ambit_siting *s, const uint64_t *set, uint64_t *left, uint32_t *queue)
{
    const ambit_graph *g = &s->graph;
    uint32_t least = 1, most = 1;
    for (uint32_t k = 0; k < (s->n_units + 63) / 64; k++) left[k] = ~set[k];
    for (uint32_t u = 0; u < s->n_units; u++) {
        uint32_t n = 0;
        if (!(left[u / 64] >> (u % 64) & 1)) continue;
        queue[n++] = u, left[u / 64] &= ~(UINT64_C(1) << (u % 64));
        for (uint32_t i = 0; i < n; i++)
            for (size_t k = g->first[queue[i]]; k < g->first[queue[i] + 1]; k++) {
                uint32_t v = g->unit[k];
                if (!(left[v / 64] >> (v % 64) & 1)) continue;
                left[v / 64] &= ~(UINT64_C(1) << (v % 64)), queue[n++] = v;
            }
        if (!count_part(s, queue, n, &least, &most)) return false;
    }
    return least <= s->n_territories && most >= s->n_territories;
}

static bool make_room(ambit_districts *d)
{
    size_t room = d->room ? 2 * d->room : 64;
    uint64_t *set = realloc(d->set, room * d->n_words * sizeof *set);
    if (set) d->set = set;
    double *cost = realloc(d->cost, room * sizeof *cost);
    if (cost) d->cost = cost;
    uint32_t *site = realloc(d->site, room * sizeof *site);
    if (site) d->site = site;
    if (!set || !cost || !site) return false;
    d->room = room;
    return true;
}

bool ambit_districts_keep(ambit_districts *d, const uint64_t *set, double cost, uint32_t site)
{
    if (d->n == d->room && !make_room(d)) return false;
    memcpy(d->set + d->n * d->n_words, set, d->n_words * sizeof *set);
    d->cost[d->n] = cost, d->site[d->n++] = site;
    return true;
}

/* A set comes up once at each of its units that is a root: it is kept at its best centre. Sums go up in units. */
static double take(void *context, const uint32_t *unit, uint32_t n_units, double value)
{
    job *j = context;
    uint32_t site, n = 0;
    (void)value;
    memset(j->set, 0, j->out->n_words * sizeof *j->set);
    for (uint32_t i = 0; i < n_units; i++) j->set[unit[i] / 64] |= UINT64_C(1) << (unit[i] % 64);
    for (uint32_t k = 0; k < j->out->n_words; k++)
        for (uint64_t bits = j->set[k]; bits; bits &= bits - 1)
            j->queue[n++] = k * 64 + (uint32_t)__builtin_ctzll(bits);
    double cost = ambit_districts_cost(j->s, j->options->fixing, j->queue, n, &site), reduced = cost;
    if (isinf(cost) || (j->site != AMBIT_NOBODY && site != j->site)) return j->below;
    for (uint32_t i = 0; j->options->price && i < n; i++) reduced -= j->options->price[j->queue[i]];
    if (j->options->price && !(reduced < j->below)) return j->below;
    if (!ambit_districts_divide(j->s, j->set, j->left, j->queue)) return j->below;
    if (!ambit_districts_keep(j->out, j->set, cost, site)) j->failed = true;
    bool full = j->options->most_districts && j->out->n >= j->options->most_districts;
    if (full || j->failed) j->complete = false;
    return full || j->failed ? -INFINITY : j->below;
}

/* Values for centre-wise enumeration, or openness for all districts from their first unit. */
static void set_values(job *j, uint32_t root)
{
    const ambit_siting *s = j->s;
    for (uint32_t u = 0; u < s->n_units; u++) {
        double extra = ambit_siting_extra(s, u, 0);
        if (j->site == AMBIT_NOBODY) j->value[u] = u >= root && isfinite(extra) ? 0 : INFINITY;
        else j->value[u] = ambit_siting_cost(s, j->site, u) + extra - j->options->price[u];
        if (j->site != AMBIT_NOBODY && j->options->fixing && !ambit_siting_open(j->options->fixing, s, j->site, u))
            j->value[u] = INFINITY;
    }
    for (uint32_t a = 0; a < s->n_rules; a++) {
        size_t row = (size_t)a * s->n_territories;
        j->low[a] = s->lower[row] - s->slack[row], j->high[a] = s->upper[row] + s->slack[row];
    }
    if (j->site != AMBIT_NOBODY && s->capacity) j->high[0] = fmin(j->high[0], s->capacity[j->site] * (1 + 1e-9));
}

static void work(job *j, uint32_t root)
{
    const ambit_siting *s = j->s;
    j->complete = true, j->effort = 0, j->below = INFINITY, j->site = AMBIT_NOBODY;
    if (j->options->price) {
        j->site = s->site_of[root];
        if (j->site == AMBIT_NOBODY) return;
        if (j->options->fixing && !j->options->fixing->site[j->site]) return;
        j->below = j->options->most[j->site];
    }
    set_values(j, root);
    const ambit_siting_grow_query query = { .root = root, .value = j->value, .low = j->low, .high = j->high,
        .below = j->below, .most_effort = j->most_effort, .found = take, .context = j };
    ambit_siting_grow_answer answer = ambit_siting_grow_run(j->grow, &query);
    j->effort = answer.effort;
    j->complete = j->complete && answer.complete;
}

/* ---- All roots --------------------------------------------------------------------------------------------------- */

static void job_reset(job *j)
{
    ambit_siting_grow_free(j->grow);
    free(j->value), free(j->low), free(j->high), free(j->set), free(j->left), free(j->queue);
    ambit_districts_reset(j->out), free(j->out);
}

static ambit_status job_init(job *j, const ambit_siting *s, const ambit_districts_options *options, ambit_error *err)
{
    const size_t n = s->n_units, words = (n + 63) / 64;
    *j = (job){ .s = s, .options = options };
    ambit_status status = ambit_siting_grow_build(&j->grow, s, err);
    if (status) return status;
    j->value = malloc(n * sizeof *j->value), j->low = malloc((s->n_rules + 1) * sizeof *j->low);
    j->high = malloc((s->n_rules + 1) * sizeof *j->high);
    j->set = malloc(words * sizeof *j->set), j->left = malloc(words * sizeof *j->left);
    j->queue = malloc(n * sizeof *j->queue), j->out = calloc(1, sizeof *j->out);
    if (!j->value || !j->low || !j->high || !j->set || !j->left || !j->queue || !j->out)
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory to list territories");
    j->out->n_words = (uint32_t)words;
    return AMBIT_OK;
}

/* What the jobs of a batch found, in the order of the roots. False without memory. */
static bool gather(ambit_districts *out, job *batch, uint32_t n, bool *complete, uint64_t *effort)
{
    bool good = true;
    for (uint32_t b = 0; b < n; b++) {
        ambit_districts *d = batch[b].out;
        for (size_t i = 0; i < d->n && good; i++)
            good = ambit_districts_keep(out, d->set + i * d->n_words, d->cost[i], d->site[i]);
        good = good && !batch[b].failed;
        *complete = *complete && batch[b].complete, *effort += batch[b].effort;
        d->n = 0;
    }
    return good;
}

static bool at_limit(const ambit_districts_options *o, const ambit_districts *out, uint64_t effort)
{
    return (o->most_effort && effort >= o->most_effort) || (o->most_districts && out->n >= o->most_districts)
           || (o->stop && o->stop(o->context));
}

/* Roots in batches; returns false without memory. */
static bool run(ambit_districts *out, job *batch, bool *complete, uint64_t *effort)
{
    const ambit_siting *s = batch->s;
    const ambit_districts_options *o = batch->options;
    for (uint32_t first = 0; first < s->n_units; first += BATCH) {
        uint32_t n = s->n_units - first < BATCH ? s->n_units - first : BATCH;
        if (!*complete || (*complete = !at_limit(o, out, *effort)) == false) return true;
#pragma omp parallel for schedule(dynamic, 1) if (s->n_units > WORTH_THREADS)
        for (uint32_t b = 0; b < n; b++) {
            batch[b].most_effort = o->most_effort ? (o->most_effort - *effort + 1) / 2 : 0;
            work(&batch[b], first + b);
        }
        if (!gather(out, batch, n, complete, effort)) return false;
    }
    return true;
}

ambit_status ambit_districts_list(ambit_districts *out, bool *complete, uint64_t *effort, const ambit_siting *s,
        const ambit_districts_options *options, ambit_error *err)
{
    const uint32_t n = s->n_units < BATCH ? s->n_units : BATCH;
    *out = (ambit_districts){ .n_words = (s->n_units + 63) / 64 };
    *complete = true, *effort = 0;
    job *batch = calloc(n, sizeof *batch);
    ambit_status status = batch ? AMBIT_OK : ambit_fail(err, AMBIT_E_MEMORY, "no memory to list territories");
    for (uint32_t b = 0; b < n && !status; b++) status = job_init(&batch[b], s, options, err);
    if (!status && !run(out, batch, complete, effort))
        status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for %zu territories", out->n);
    for (uint32_t b = 0; batch && b < n; b++) job_reset(&batch[b]);
    free(batch);
    return status;
}

void ambit_districts_reset(ambit_districts *d)
{
    if (!d) return;
    free(d->set), free(d->cost), free(d->site);
    *d = (ambit_districts){ 0 };
}
