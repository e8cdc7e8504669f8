/* solver/siting/grow.c - multipliers first, then the tree over words. */
#include "solver/districts/grow.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double DEAREST = 1e300; /* a price above all others */
static const double PAYING = 3;      /* what the largest pay is worth beside the largest amount */

enum { HALVINGS = 60, SWEEPS = 3 };  /* to a multiplier; over all rules, when there are several */

typedef struct { double w, price; uint32_t unit; } rank; /* w, and w of one of the first rule's amount */

struct ambit_siting_grow {
    const ambit_siting *s;
    const ambit_siting_grow_query *query;
    uint32_t n_units, n_words, n_rules;
    double *multiplier;          /* [n_rules] */
    rank *order;                 /* [n_units] by price; from here on a unit is its place in it */
    uint32_t *place;             /* [n_units] of each unit */
    double *w, *value;           /* [n_units] in order */
    double *urge;                /* [n_units] in order; the most urgent unit of the rim is decided first */
    double *amount;              /* [n_units * n_rules] in order, a unit's at a time */
    uint64_t *near;              /* [n_units * n_words] in order */
    uint32_t n_live;             /* units that some set can have: the first ones */
    uint64_t *words;             /* [(n_units + 2) * 3 * n_words] set, rim and reach of each level */
    double *load;                /* [(n_units + 2) * n_rules] of each level */
    double *reached;             /* [n_rules] */
    double lightest, paying_load;/* of what was reached, in the first rule */
    uint64_t *seen;              /* [n_words] */
    uint32_t *listed;            /* [n_units] */
    double term, below;
    uint64_t effort;
    bool limited;
};

/* ---- Multipliers ------------------------------------------------------------------------------------------------- */

/* What the units that pay at these multipliers hold of rule a; the root is one of them always. */
static double chosen_load(const ambit_siting_grow *g, uint32_t a)
{
    const ambit_siting *s = g->s;
    double load = 0;
    for (uint32_t u = 0; u < g->n_units; u++) {
        double w = g->query->value[u];
        for (uint32_t b = 0; b < g->n_rules; b++) w -= g->multiplier[b] * s->amount[(size_t)b * g->n_units + u];
        if (w < 0 || u == g->query->root) load += s->amount[(size_t)a * g->n_units + u];
    }
    return load;
}

/* The multiplier at which the load meets its window, the others as they are: the best one for this rule. */
static void halve(ambit_siting_grow *g, uint32_t a, double most)
{
    const double low = g->query->low[a], high = g->query->high[a];
    double from = 0, to = 0;
    g->multiplier[a] = 0;
    double load = chosen_load(g, a);
    if (load >= low && load <= high) return;
    if (load < low) to = most;
    else from = -most;
    for (int i = 0; i < HALVINGS; i++) {
        g->multiplier[a] = (from + to) / 2;
        load = chosen_load(g, a);
        if (load < (to > 0 ? low : high)) from = g->multiplier[a];
        else to = g->multiplier[a];
    }
}

/* Beyond this multiplier the amount of the rule decides alone. */
static double steepest(const ambit_siting_grow *g, uint32_t a)
{
    double most = 0;
    for (uint32_t u = 0; u < g->n_units; u++) {
        double x = g->s->amount[(size_t)a * g->n_units + u], v = fabs(g->query->value[u]);
        if (x > 0 && isfinite(v)) most = fmax(most, v / x);
    }
    return 2 * most;
}

static void find_multipliers(ambit_siting_grow *g)
{
    memset(g->multiplier, 0, g->n_rules * sizeof *g->multiplier);
    for (int sweep = 0; sweep < (g->n_rules > 1 ? SWEEPS : 1); sweep++)
        for (uint32_t a = 0; a < g->n_rules; a++) halve(g, a, steepest(g, a));
    g->term = 0;
    for (uint32_t a = 0; a < g->n_rules; a++)
        if (g->multiplier[a] != 0)
            g->term += g->multiplier[a] * (g->multiplier[a] > 0 ? g->query->low[a] : g->query->high[a]);
}

/* ---- Order ------------------------------------------------------------------------------------------------------- */

/* Units that no set below the limit can have come last. */
static int by_price(const void *a, const void *b)
{
    const rank *x = a, *y = b;
    if (x->price != y->price) return x->price < y->price ? -1 : 1;
    return (x->unit > y->unit) - (x->unit < y->unit);
}

/* Weighs all units; returns the bound: the root, and all that pays. */
static double weigh(ambit_siting_grow *g)
{
    double bound = g->term;
    for (uint32_t u = 0; u < g->n_units; u++) {
        double w = g->query->value[u];
        for (uint32_t a = 0; a < g->n_rules; a++) w -= g->multiplier[a] * g->s->amount[(size_t)a * g->n_units + u];
        g->order[u] = (rank){ w, 0, u };
        if (w < 0 || u == g->query->root) bound += w;
    }
    return bound;
}

/* Large units decided first leave fewer sets that end too light or too heavy (half the nodes, where territories are
 * small); units that pay lead to good sets soon (a hundredth of the nodes, where territories are large). */
static void find_urge(ambit_siting_grow *g)
{
    double largest = 0, most = 0;
    for (uint32_t i = 0; i < g->n_live; i++) {
        if (g->n_rules) largest = fmax(largest, g->amount[(size_t)i * g->n_rules]);
        if (isfinite(g->w[i])) most = fmax(most, fabs(g->w[i]));
    }
    for (uint32_t i = 0; i < g->n_live; i++) {
        g->urge[i] = largest > 0 ? g->amount[(size_t)i * g->n_rules] / largest : 0;
        if (g->w[i] < 0) g->urge[i] -= PAYING * g->w[i] / most;
    }
}

/* Numbers by price the units that some set below the limit can have, and notes who touches. */
static void number(ambit_siting_grow *g, double bound)
{
    const ambit_graph *graph = &g->s->graph;
    g->n_live = 0;
    for (uint32_t u = 0; u < g->n_units; u++) {
        const double w = g->order[u].w, x = g->n_rules ? g->s->amount[u] : 0;
        bool live = w < g->below - bound || u == g->query->root;
        g->order[u].price = !live ? INFINITY : x > 0 ? fmin(w / x, DEAREST) : w < 0 ? -INFINITY : DEAREST;
        g->n_live += live;
    }
    qsort(g->order, g->n_units, sizeof *g->order, by_price);
    for (uint32_t i = 0; i < g->n_units; i++) {
        uint32_t u = g->order[i].unit;
        g->place[u] = i, g->w[i] = g->order[i].w, g->value[i] = g->query->value[u];
        for (uint32_t a = 0; a < g->n_rules; a++)
            g->amount[(size_t)i * g->n_rules + a] = g->s->amount[(size_t)a * g->n_units + u];
    }
    find_urge(g);
    memset(g->near, 0, (size_t)g->n_live * g->n_words * sizeof *g->near);
    for (uint32_t i = 0; i < g->n_live; i++)
        for (size_t k = graph->first[g->order[i].unit]; k < graph->first[g->order[i].unit + 1]; k++) {
            uint32_t j = g->place[graph->unit[k]];
            if (j < g->n_live) g->near[(size_t)i * g->n_words + j / 64] |= UINT64_C(1) << (j % 64);
        }
}

/* ---- A node ------------------------------------------------------------------------------------------------------ */

typedef struct { uint64_t *in, *rim, *reach; double *load; } level;

static level level_at(const ambit_siting_grow *g, uint32_t depth)
{
    uint64_t *words = g->words + (size_t)depth * 3 * g->n_words;
    return (level){ words, words + g->n_words, words + 2 * (size_t)g->n_words, g->load + (size_t)depth * g->n_rules };
}

/* Does unit i go on top of the load? */
static bool has_room(const ambit_siting_grow *g, const double *load, uint32_t i)
{
    for (uint32_t a = 0; a < g->n_rules; a++)
        if (load[a] + g->amount[(size_t)i * g->n_rules + a] > g->query->high[a]) return false;
    return true;
}

/* Walks from the rim over what may still come in: reach becomes that, *paying the sum of what pays. False: not enough
 * of some rule is left. */
static bool walk(ambit_siting_grow *g, const level *at, double room, double *paying)
{
    const uint32_t n_words = g->n_words;
    uint64_t *reach = at->reach, *seen = g->seen;
    memcpy(g->reached, at->load, g->n_rules * sizeof *g->reached);
    for (uint32_t k = 0; k < n_words; k++) at->rim[k] &= reach[k], seen[k] = at->rim[k];
    *paying = g->paying_load = 0, g->lightest = INFINITY;
    uint32_t n = 0;
    for (uint32_t k = 0; k < n_words; k++)
        for (uint64_t bits = at->rim[k]; bits; bits &= bits - 1)
            g->listed[n++] = k * 64 + (uint32_t)__builtin_ctzll(bits);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t u = g->listed[i];
        if (g->w[u] >= room || !has_room(g, at->load, u)) {
            reach[u / 64] &= ~(UINT64_C(1) << (u % 64));
            continue;
        }
        if (g->w[u] < 0) *paying += g->w[u], g->paying_load += g->n_rules ? g->amount[(size_t)u * g->n_rules] : 0;
        for (uint32_t a = 0; a < g->n_rules; a++) g->reached[a] += g->amount[(size_t)u * g->n_rules + a];
        if (g->n_rules) g->lightest = fmin(g->lightest, g->amount[(size_t)u * g->n_rules]);
        const uint64_t *near = g->near + (size_t)u * n_words;
        for (uint32_t k = 0; k < n_words; k++) {
            uint64_t fresh = near[k] & reach[k] & ~seen[k];
            seen[k] |= fresh;
            for (; fresh; fresh &= fresh - 1) g->listed[n++] = k * 64 + (uint32_t)__builtin_ctzll(fresh);
        }
    }
    for (uint32_t k = 0; k < n_words; k++) reach[k] &= seen[k], at->rim[k] &= reach[k];
    for (uint32_t a = 0; a < g->n_rules; a++)
        if (g->reached[a] < g->query->low[a]) return false;
    return true;
}

/* The cheapest way to add `more` of the first rule, by parts of units that do not pay. */
static double cost_to_add(const ambit_siting_grow *g, const level *at, double more)
{
    double cost = 0;
    for (uint32_t k = 0; k < g->n_words; k++)
        for (uint64_t bits = at->reach[k]; bits; bits &= bits - 1) {
            uint32_t i = k * 64 + (uint32_t)__builtin_ctzll(bits);
            double x = g->amount[(size_t)i * g->n_rules];
            if (g->w[i] < 0) continue;
            if (x >= more) return cost + (x > 0 ? g->w[i] * more / x : 0);
            cost += g->w[i], more -= x;
        }
    return cost;
}

/* The cheapest way to be without `less` of it, by parts of units that pay. */
static double cost_to_drop(const ambit_siting_grow *g, const level *at, double less)
{
    double cost = 0;
    for (uint32_t k = g->n_words; k-- > 0;)
        for (uint64_t bits = at->reach[k]; bits;) {
            uint32_t bit = 63 - (uint32_t)__builtin_clzll(bits), i = k * 64 + bit;
            double x = g->amount[(size_t)i * g->n_rules];
            bits &= ~(UINT64_C(1) << bit);
            if (g->w[i] >= 0 || x <= 0) continue;
            if (x >= less) return cost - g->w[i] * less / x;
            cost -= g->w[i], less -= x;
        }
    return cost;
}

/* What the window of the first rule adds to the bound: with all that pays a set may be too light, or too heavy. Units
 * are numbered by what an amount costs, so the cheapest way to mend that comes in order. */
static double misfit(const ambit_siting_grow *g, const level *at)
{
    if (g->n_rules == 0) return 0;
    double load = at->load[0] + g->paying_load;
    if (load < g->query->low[0]) return cost_to_add(g, at, g->query->low[0] - load);
    return load > g->query->high[0] ? cost_to_drop(g, at, load - g->query->high[0]) : 0;
}

/* Reach and room of a node, again while the room shrinks much; false when it is empty. `inside` is the w of what is in.
 */
static bool settle(ambit_siting_grow *g, const level *at, double inside, double *room)
{
    double paying, before;
    g->effort++;
    do {
        before = *room;
        if (!walk(g, at, before, &paying)) return false;
        *room = g->below - (g->term + inside + paying);
        if (!(*room > 0)) return false;
    } while (*room < 0.8 * before);
    return *room > misfit(g, at); /* what a dear unit adds may take its place: `room` is without it */
}

static bool within(const ambit_siting_grow *g, const double *load)
{
    for (uint32_t a = 0; a < g->n_rules; a++)
        if (load[a] < g->query->low[a] || load[a] > g->query->high[a]) return false;
    return true;
}

/* The set of a level, and unit `more` (n_units: none). */
static void report(ambit_siting_grow *g, const level *at, uint32_t more, double value)
{
    uint32_t n = 0;
    if (more < g->n_units) g->listed[n++] = g->order[more].unit;
    for (uint32_t k = 0; k < g->n_words; k++)
        for (uint64_t bits = at->in[k]; bits; bits &= bits - 1)
            g->listed[n++] = g->order[k * 64 + (uint32_t)__builtin_ctzll(bits)].unit;
    g->below = g->query->found(g->query->context, g->listed, n, value);
}

/* The level below: unit i comes in. */
static level put_in(ambit_siting_grow *g, const level *at, uint32_t depth, uint32_t i)
{
    level next = level_at(g, depth + 1);
    const uint64_t *near = g->near + (size_t)i * g->n_words;
    memcpy(next.in, at->in, g->n_words * sizeof *next.in);
    memcpy(next.reach, at->reach, g->n_words * sizeof *next.reach);
    next.in[i / 64] |= UINT64_C(1) << (i % 64), next.reach[i / 64] &= ~(UINT64_C(1) << (i % 64));
    for (uint32_t k = 0; k < g->n_words; k++) next.rim[k] = (at->rim[k] | near[k]) & next.reach[k];
    for (uint32_t a = 0; a < g->n_rules; a++) next.load[a] = at->load[a] + g->amount[(size_t)i * g->n_rules + a];
    return next;
}

/* The unit of the rim to be decided first; n_units: there is none. */
static uint32_t first_of(const ambit_siting_grow *g, const uint64_t *rim)
{
    uint32_t best = g->n_units;
    for (uint32_t k = 0; k < g->n_words; k++)
        for (uint64_t bits = rim[k]; bits; bits &= bits - 1) {
            uint32_t i = k * 64 + (uint32_t)__builtin_ctzll(bits);
            if (best == g->n_units || g->urge[i] > g->urge[best]) best = i;
        }
    return best;
}

/* One more unit is all that still goes in: each of the rim that completes the set. */
static void finish(ambit_siting_grow *g, const level *at, double value)
{
    g->effort++;
    for (uint32_t k = 0; k < g->n_words; k++)
        for (uint64_t bits = at->rim[k]; bits; bits &= bits - 1) {
            uint32_t i = k * 64 + (uint32_t)__builtin_ctzll(bits);
            bool fits = value + g->value[i] < g->below;
            for (uint32_t a = 0; a < g->n_rules && fits; a++) {
                double load = at->load[a] + g->amount[(size_t)i * g->n_rules + a];
                fits = load >= g->query->low[a] && load <= g->query->high[a];
            }
            if (fits) report(g, at, i, value + g->value[i]);
        }
}

/* Unit i would go in, but the set is too light then and nothing goes in beside it. */
static bool is_dead_end(const ambit_siting_grow *g, const level *at, uint32_t i, double lightest)
{
    if (g->n_rules == 0) return false;
    double load = at->load[0] + g->amount[(size_t)i * g->n_rules];
    return load < g->query->low[0] && load + lightest > g->query->high[0];
}

static void descend(ambit_siting_grow *g, uint32_t depth, double inside, double value, double room)
{
    level at = level_at(g, depth);
    if (!settle(g, &at, inside, &room)) return;
    if (within(g, at.load) && value < g->below) report(g, &at, g->n_units, value);
    double lightest = g->lightest;
    if (g->n_rules && at.load[0] + 2 * lightest > g->query->high[0]) { finish(g, &at, value); return; }
    for (uint32_t i; (i = first_of(g, at.rim)) < g->n_units && !g->limited;) {
        if (!is_dead_end(g, &at, i, lightest)) {
            put_in(g, &at, depth, i);
            descend(g, depth + 1, inside + g->w[i], value + g->value[i], room);
        }
        at.reach[i / 64] &= ~(UINT64_C(1) << (i % 64));
        if (g->query->most_effort && g->effort >= g->query->most_effort) g->limited = true;
        if (!settle(g, &at, inside, &room)) return;
    }
}

/* ---- Public ------------------------------------------------------------------------------------------------------ */

static void plant(ambit_siting_grow *g, double bound)
{
    const uint32_t root = g->place[g->query->root];
    level at = level_at(g, 0);
    memset(at.in, 0, g->n_words * sizeof *at.in), memset(at.rim, 0, g->n_words * sizeof *at.rim);
    memset(at.load, 0, g->n_rules * sizeof *at.load), memset(at.reach, 0, g->n_words * sizeof *at.reach);
    for (uint32_t i = 0; i < g->n_live; i++) at.reach[i / 64] |= UINT64_C(1) << (i % 64);
    if (!isfinite(g->w[root]) || !has_room(g, at.load, root)) return;
    put_in(g, &at, 0, root);
    descend(g, 1, g->w[root], g->value[root], isfinite(g->below) ? g->below - bound : INFINITY);
}

ambit_siting_grow_answer ambit_siting_grow_run(ambit_siting_grow *g, const ambit_siting_grow_query *query)
{
    g->query = query, g->below = query->below, g->effort = 0, g->limited = false;
    find_multipliers(g);
    double bound = weigh(g);
    if (bound < g->below) {
        number(g, bound);
        plant(g, bound);
    }
    return (ambit_siting_grow_answer){ .bound = bound, .complete = !g->limited, .effort = g->effort };
}

ambit_status ambit_siting_grow_build(ambit_siting_grow **out, const ambit_siting *s, ambit_error *err)
{
    const size_t n = s->n_units, words = (n + 63) / 64, rules = s->n_rules;
    ambit_siting_grow *g = *out = calloc(1, sizeof *g);
    if (!g) return ambit_fail(err, AMBIT_E_MEMORY, "no memory to grow territories");
    g->s = s, g->n_units = s->n_units, g->n_words = (uint32_t)words, g->n_rules = s->n_rules;
    g->multiplier = calloc(rules + 1, sizeof *g->multiplier), g->reached = calloc(rules + 1, sizeof *g->reached);
    g->order = malloc(n * sizeof *g->order), g->place = malloc(n * sizeof *g->place);
    g->w = malloc(n * sizeof *g->w), g->value = malloc(n * sizeof *g->value);
    g->urge = malloc(n * sizeof *g->urge);
    g->amount = malloc((n * rules + 1) * sizeof *g->amount), g->near = malloc(n * words * sizeof *g->near);
    g->words = malloc((n + 2) * 3 * words * sizeof *g->words);
    g->load = malloc(((n + 2) * rules + 1) * sizeof *g->load);
    g->seen = malloc(words * sizeof *g->seen), g->listed = malloc(n * sizeof *g->listed);
    if (g->multiplier && g->reached && g->order && g->place && g->w && g->value && g->urge && g->amount && g->near
        && g->words && g->load && g->seen && g->listed) return AMBIT_OK;
    ambit_siting_grow_free(g);
    *out = NULL;
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory to grow territories");
}

void ambit_siting_grow_free(ambit_siting_grow *g)
{
    if (!g) return;
    free(g->multiplier), free(g->reached), free(g->order), free(g->place), free(g->w), free(g->value), free(g->urge);
    free(g->amount), free(g->near), free(g->words), free(g->load), free(g->seen), free(g->listed), free(g);
}
