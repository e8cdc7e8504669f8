/* solver/siting/cover.c - prices of the pool, then the search. */
#include "solver/districts/cover.h"
#include "solver/districts/master.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LOOK = 1 << 20 };                /* districts between two looks at the limits */
static const double HAIR = 1e-9;        /* of the cutoff: what sums of prices may be off */

double ambit_cover_below(const ambit_siting *s, double cutoff)
{
    if (isinf(cutoff)) return cutoff;
    return s->whole_costs ? cutoff - 0.5 : cutoff - HAIR * fabs(cutoff);
}

static double price_of(const uint64_t *set, uint32_t n_words, const double *price)
{
    double sum = 0;
    for (uint32_t k = 0; k < n_words; k++)
        for (uint64_t bits = set[k]; bits; bits &= bits - 1) sum += price[k * 64 + (uint32_t)__builtin_ctzll(bits)];
    return sum;
}

/* The k-th least of n values, by which few are above: a heap would not pay. INFINITY when there are fewer. */
static double kth_least(const double *value, uint32_t n, uint32_t k, double *sum)
{
    double last = -INFINITY;
    uint32_t taken = 0;
    *sum = 0;
    while (taken < k) {
        double next = INFINITY;
        uint32_t ties = 0;
        for (uint32_t j = 0; j < n; j++) {
            if (value[j] <= last || value[j] > next) continue;
            ties = value[j] == next ? ties + 1 : 1, next = value[j];
        }
        if (isinf(next)) { *sum = INFINITY; return INFINITY; }
        uint32_t by = ties < k - taken ? ties : k - taken;
        *sum += by * next, taken += by, last = next;
    }
    return last;
}

double ambit_cover_bound(double *least, double *kth, double *reduced, const ambit_districts *pool,
        const ambit_siting *s, const double *price)
{
    double sum = 0, bound;
    for (uint32_t j = 0; j < s->n_sites; j++) least[j] = INFINITY;
    for (size_t c = 0; c < pool->n; c++) {
        double x = pool->cost[c] - price_of(pool->set + c * pool->n_words, pool->n_words, price);
        if (reduced) reduced[c] = x;
        if (x < least[pool->site[c]]) least[pool->site[c]] = x;
    }
    for (uint32_t u = 0; u < s->n_units; u++) sum += price[u];
    *kth = kth_least(least, s->n_sites, s->n_territories, &bound);
    return sum + bound;
}

/* ---- Prices ------------------------------------------------------------------------------------------------------ */

typedef struct {
    const ambit_siting *s;
    const ambit_districts *pool;
    double *best, *least, *reduced; /* [n_units] prices of the best bound; [n_sites], [pool->n] */
    size_t *pick;                /* [n_sites] */
    double bound, below;
    uint64_t effort, most_effort;
    bool failed;
} pricing;

/* The cheapest district of each site, as far as it betters the LP. */
static void offer(void *context, const ambit_siting_duals *duals, ambit_districts *add)
{
    pricing *p = context;
    double kth, bound = ambit_cover_bound(p->least, &kth, p->reduced, p->pool, p->s, duals->price);
    p->effort += p->pool->n;
    if (bound > p->bound) p->bound = bound, memcpy(p->best, duals->price, p->s->n_units * sizeof *p->best);
    if (p->bound >= p->below || (p->most_effort && p->effort > p->most_effort)) return;
    const double hair = HAIR * fmax(1, fabs(duals->value));
    for (uint32_t j = 0; j < p->s->n_sites; j++) p->pick[j] = SIZE_MAX;
    for (size_t c = 0; c < p->pool->n; c++)
        if (p->reduced[c] == p->least[p->pool->site[c]] && p->reduced[c] < duals->each - hair)
            p->pick[p->pool->site[c]] = c;
    for (uint32_t j = 0; j < p->s->n_sites; j++) {
        if (p->pick[j] == SIZE_MAX) continue;
        const uint64_t *set = p->pool->set + p->pick[j] * p->pool->n_words;
        if (!ambit_districts_keep(add, set, p->pool->cost[p->pick[j]], j)) p->failed = true;
    }
}

/* ---- Search ------------------------------------------------------------------------------------------------------ */

typedef struct {
    const ambit_siting *s;
    const ambit_siting_limits *limits;
    ambit_siting_outcome *out;
    uint32_t n_words, n;         /* districts left, by ascending slack */
    uint64_t *set;               /* [n * n_words] */
    double *cost, *slack;        /* [n] */
    uint32_t *table, n_table;    /* a power of two: the districts by their sets; n: empty */
    uint32_t **list;             /* [k + 1] districts that fit beside those chosen, of each level */
    uint32_t *room, *pick, *best;/* [k + 1]; [k] */
    uint64_t *left;              /* [(k + 1) * n_words] units that are uncovered */
    uint32_t *count;             /* [n_units] */
    double bound, below;
    uint64_t next_look;
    bool limited, failed;
} search;

static size_t hash(const uint64_t *set, uint32_t n_words)
{
    uint64_t h = 0;
    for (uint32_t k = 0; k < n_words; k++) h = (h ^ set[k]) * UINT64_C(0x9E3779B97F4A7C15), h ^= h >> 29;
    return (size_t)h;
}

static uint32_t find(const search *s, const uint64_t *set)
{
    for (size_t at = hash(set, s->n_words) & (s->n_table - 1);; at = (at + 1) & (s->n_table - 1)) {
        uint32_t c = s->table[at];
        if (c == s->n || !memcmp(s->set + (size_t)c * s->n_words, set, s->n_words * sizeof *set)) return c;
    }
}

static bool disjoint(const uint64_t *a, const uint64_t *b, uint32_t n_words)
{
    uint64_t both = 0;
    for (uint32_t k = 0; k < n_words; k++) both |= a[k] & b[k];
    return both == 0;
}

/* The uncovered unit that the fewest districts of the list have. */
static uint32_t rarest(search *s, const uint64_t *left, const uint32_t *list, uint32_t n)
{
    uint32_t best = AMBIT_NOBODY;
    memset(s->count, 0, s->s->n_units * sizeof *s->count);
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < s->n_words; k++)
            for (uint64_t bits = s->set[(size_t)list[i] * s->n_words + k]; bits; bits &= bits - 1)
                s->count[k * 64 + (uint32_t)__builtin_ctzll(bits)]++;
    for (uint32_t u = 0; u < s->s->n_units; u++)
        if ((left[u / 64] >> (u % 64) & 1) && (best == AMBIT_NOBODY || s->count[u] < s->count[best])) best = u;
    return best;
}

static bool at_limit(search *s, uint32_t work)
{
    s->out->effort += work;
    if (s->limited || s->out->effort < s->next_look) return s->limited;
    s->next_look = s->out->effort + LOOK;
    s->limited = (s->limits->most_effort && s->out->effort >= s->limits->most_effort)
                 || (s->limits->stop && s->limits->stop(s->limits->context));
    return s->limited;
}

static void improve(search *s)
{
    double cost = 0;
    for (uint32_t t = 0; t < s->s->n_territories; t++) cost += s->cost[s->pick[t]];
    if (!(cost < s->below)) return;
    memcpy(s->best, s->pick, s->s->n_territories * sizeof *s->best);
    s->out->found = true, s->out->cost = cost;
    s->below = ambit_cover_below(s->s, cost);
}

/* With one district missing: it is there or it is not. */
static void complete(search *s, uint32_t depth, const uint64_t *left, double slack)
{
    uint32_t c = find(s, left);
    if (c == s->n || !(s->bound + slack + s->slack[c] < s->below + HAIR * fabs(s->below))) return;
    s->pick[depth] = c;
    improve(s);
}

static bool make_list(search *s, uint32_t depth, uint32_t n)
{
    if (n <= s->room[depth]) return true;
    free(s->list[depth]);
    s->list[depth] = malloc(n * sizeof **s->list);
    s->room[depth] = s->list[depth] ? n : 0;
    return s->list[depth] != NULL;
}

/* The districts of list[0..n) that fit beside c, with so much room for slack. Returns their number. */
static uint32_t filter(search *s, uint32_t depth, const uint32_t *list, uint32_t n, uint32_t c, double room)
{
    uint32_t kept = 0;
    if (!make_list(s, depth, n)) { s->failed = s->limited = true; return 0; }
    for (uint32_t i = 0; i < n && s->slack[list[i]] < room; i++)
        if (disjoint(s->set + (size_t)list[i] * s->n_words, s->set + (size_t)c * s->n_words, s->n_words))
            s->list[depth][kept++] = list[i];
    return kept;
}

/* Chooses the district that covers one unit, and goes on. */
static void branch(search *s, uint32_t depth, uint32_t n, double slack)
{
    const uint32_t k = s->s->n_territories, *list = s->list[depth];
    const uint64_t *left = s->left + (size_t)depth * s->n_words;
    uint64_t *next = s->left + (size_t)(depth + 1) * s->n_words;
    if (k - depth == 1) { complete(s, depth, left, slack); return; }
    uint32_t u = rarest(s, left, list, n);
    if (at_limit(s, n) || u == AMBIT_NOBODY || s->count[u] == 0) return;
    for (uint32_t i = 0; i < n && !s->limited; i++) {
        uint32_t c = list[i];
        const uint64_t *set = s->set + (size_t)c * s->n_words;
        double room = s->below + HAIR * fabs(s->below) - s->bound - slack - s->slack[c];
        if (!(room > 0)) break;
        if (!(set[u / 64] >> (u % 64) & 1)) continue;
        for (uint32_t w = 0; w < s->n_words; w++) next[w] = left[w] & ~set[w];
        s->pick[depth] = c;
        uint32_t n_next = k - depth > 2 ? filter(s, depth + 1, list, n, c, room) : 0;
        if (at_limit(s, k - depth > 2 ? n : 1)) return;
        branch(s, depth + 1, n_next, slack + s->slack[c]);
    }
}

/* ---- Life -------------------------------------------------------------------------------------------------------- */

typedef struct { double slack; size_t at; } rank;

static int by_slack(const void *a, const void *b)
{
    const rank *x = a, *y = b;
    if (x->slack != y->slack) return x->slack < y->slack ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

/* The districts that can be in a better plan, by slack. */
static uint32_t rank_districts(rank *order, const pricing *p, double *bound)
{
    double kth;
    uint32_t n = 0;
    *bound = ambit_cover_bound(p->least, &kth, p->reduced, p->pool, p->s, p->best);
    for (size_t c = 0; c < p->pool->n && n < UINT32_MAX / 4; c++) {
        double slack = fmax(0, p->reduced[c] - fmin(p->least[p->pool->site[c]], kth));
        if (*bound + slack < p->below + HAIR * fabs(p->below)) order[n++] = (rank){ slack, c };
    }
    qsort(order, n, sizeof *order, by_slack);
    return n;
}

static bool search_init(search *s, const pricing *p, const rank *order)
{
    const size_t n = s->n, words = s->n_words, k = s->s->n_territories;
    s->n_table = 2;
    while (s->n_table < 2 * n) s->n_table *= 2;
    s->set = malloc((n * words + 1) * sizeof *s->set), s->cost = malloc((n + 1) * sizeof *s->cost);
    s->slack = malloc((n + 1) * sizeof *s->slack), s->table = malloc(s->n_table * sizeof *s->table);
    s->list = calloc(k + 1, sizeof *s->list), s->room = calloc(k + 1, sizeof *s->room);
    s->pick = calloc(k + 1, sizeof *s->pick), s->best = calloc(k + 1, sizeof *s->best);
    s->left = calloc((k + 2) * words, sizeof *s->left), s->count = calloc(s->s->n_units, sizeof *s->count);
    if (!s->set || !s->cost || !s->slack || !s->table || !s->list || !s->room || !s->pick || !s->best || !s->left
        || !s->count || !make_list(s, 0, s->n + 1)) return false;
    for (size_t i = 0; i < s->n_table; i++) s->table[i] = s->n;
    for (uint32_t i = 0; i < s->n; i++) {
        uint64_t *set = s->set + i * words;
        memcpy(set, p->pool->set + order[i].at * words, words * sizeof *set);
        s->cost[i] = p->pool->cost[order[i].at], s->slack[i] = order[i].slack, s->list[0][i] = i;
        size_t at = hash(set, s->n_words) & (s->n_table - 1);
        while (s->table[at] != s->n) at = (at + 1) & (s->n_table - 1);
        s->table[at] = i;
    }
    for (uint32_t u = 0; u < s->s->n_units; u++) s->left[u / 64] |= UINT64_C(1) << (u % 64);
    return true;
}

static void search_reset(search *s)
{
    for (uint32_t d = 0; s->list && d <= s->s->n_territories; d++) free(s->list[d]);
    free(s->set), free(s->cost), free(s->slack), free(s->table), free(s->list), free(s->room), free(s->pick);
    free(s->best), free(s->left), free(s->count);
}

static void write_plan(const search *s, uint32_t *owner)
{
    for (uint32_t t = 0; t < s->s->n_territories; t++)
        for (uint32_t u = 0; u < s->s->n_units; u++)
            if (s->set[(size_t)s->best[t] * s->n_words + u / 64] >> (u % 64) & 1) owner[u] = t;
}

static ambit_status explore(ambit_siting_outcome *out, uint32_t *owner, const pricing *p, rank *order,
        const ambit_siting_limits *limits, ambit_error *err)
{
    search s = { .s = p->s, .limits = limits, .out = out, .n_words = p->pool->n_words, .below = p->below };
    s.n = rank_districts(order, p, &s.bound);
    ambit_status status = AMBIT_OK;
    if (!search_init(&s, p, order))
        status = ambit_fail(err, AMBIT_E_MEMORY, "no memory to cover with %u territories", s.n);
    if (!status && s.n && s.bound < s.below) branch(&s, 0, s.n, 0);
    if (!status && s.failed) status = ambit_fail(err, AMBIT_E_MEMORY, "no memory to cover with %u territories", s.n);
    if (!status && out->found) write_plan(&s, owner);
    out->closed = !status && !s.limited;
    out->bound = out->closed ? (out->found ? out->cost : limits->cutoff) : fmin(s.bound, out->found ? out->cost
                                                                               : limits->cutoff);
    search_reset(&s);
    return status;
}

ambit_status ambit_cover_solve(ambit_siting_outcome *out, uint32_t *owner, const ambit_districts *pool,
        const ambit_siting *s, const double *start, const ambit_siting_limits *limits, ambit_error *err)
{
    *out = (ambit_siting_outcome){ .bound = -INFINITY, .cost = INFINITY, .by = "an exact cover by territories" };
    double dearest = 0;
    for (size_t c = 0; c < pool->n; c++) dearest = fmax(dearest, pool->cost[c]);
    pricing p = { .s = s, .pool = pool, .bound = -INFINITY, .most_effort = limits->most_effort,
                  .below = fmin(ambit_cover_below(s, limits->cutoff), 1 + 1.1 * dearest * s->n_territories) };
    p.best = calloc(s->n_units, sizeof *p.best), p.least = malloc(((size_t)s->n_sites + 1) * sizeof *p.least);
    p.reduced = malloc((pool->n + 1) * sizeof *p.reduced), p.pick = malloc(((size_t)s->n_sites + 1) * sizeof *p.pick);
    rank *order = malloc((pool->n + 1) * sizeof *order);
    ambit_status status = AMBIT_OK;
    if (!p.best || !p.least || !p.reduced || !p.pick || !order)
        status = ambit_fail(err, AMBIT_E_MEMORY, "no memory to cover with %zu territories", pool->n);
    if (!status && start) {
        double kth;
        memcpy(p.best, start, s->n_units * sizeof *p.best);
        p.bound = ambit_cover_bound(p.least, &kth, NULL, pool, s, start);
    }
    if (!status && pool->n && p.bound < p.below) status = ambit_siting_master_run(s, 1 + 10 * dearest, offer, &p, err);
    if (!status && p.failed)
        status = ambit_fail(err, AMBIT_E_MEMORY, "no memory to cover with %zu territories", pool->n);
    out->effort = p.effort;
    if (!status) status = explore(out, owner, &p, order, limits, err);
    free(p.best), free(p.least), free(p.reduced), free(p.pick), free(order);
    return status;
}
