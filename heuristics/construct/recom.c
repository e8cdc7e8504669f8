#include "heuristics/construct/recom.h"

#include <stdlib.h>
#include <string.h>

/* Of a set of units: how many may not be in the first and the second territory, how many may be a centre, what is paid
 * for them beside bounds in each; and sums of bulk, bulk by place, and bulk by square of the place. */
typedef struct ambit_recom_side {
    uint32_t barred[2], candidates;
    double cost[2], bulk, moment[3], square;
} side;

typedef struct { uint32_t at, first; double violation, inertia; } found; /* territory `first` gets what hangs there */

/* ---- Life -------------------------------------------------------------------------------------------------------- */

ambit_status ambit_siting_recom_init(ambit_siting_recom *out, const ambit_ground *ground, ambit_error *err)
{
    const ambit_siting *s = ground->siting;
    *out = (ambit_siting_recom){ .ground = ground, .siting = s };
    ambit_status status = ambit_span_init(&out->span, &s->graph, err);
    if (status) return status;
    out->side = malloc(s->n_units * sizeof *out->side);
    out->load = malloc((2 * (size_t)s->n_units * s->n_rules + 1) * sizeof *out->load);
    out->half = malloc((2 * (size_t)s->n_rules + 1) * sizeof *out->half), out->below = malloc(s->n_units);
    if (out->side && out->load && out->half && out->below) return AMBIT_OK;
    ambit_siting_recom_reset(out);
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for trees over %u units", s->n_units);
}

void ambit_siting_recom_reset(ambit_siting_recom *r)
{
    ambit_span_reset(&r->span);
    free(r->load), free(r->side), free(r->half), free(r->below);
    *r = (ambit_siting_recom){ 0 };
}

bool ambit_siting_recom_draw(ambit_siting_recom *r, const uint32_t *owner, ambit_rng *rng, uint32_t *a,
        uint32_t *b)
{
    const ambit_graph *g = &r->siting->graph;
    const uint32_t n = r->siting->n_units, start = ambit_rng_below(rng, n);
    for (uint32_t k = 0; k < n && g->first; k++) {
        uint32_t u = start + k < n ? start + k : start + k - n;
        for (size_t i = g->first[u]; i < g->first[u + 1]; i++) {
            if (owner[g->unit[i]] == owner[u]) continue;
            *a = owner[u], *b = owner[g->unit[i]];
            return true;
        }
    }
    return false;
}

/* ---- Cuts -------------------------------------------------------------------------------------------------------- */

/* What is paid for u in t beside bounds; what u may not be is counted elsewhere. */
static double cost_of(const ambit_siting *s, uint32_t u, uint32_t t)
{
    double cost = s->home[t] == AMBIT_NOBODY ? 0 : ambit_siting_cost(s, s->home[t], u);
    return ambit_ground_may(s, u, t) ? cost + ambit_siting_extra(s, u, t) : cost;
}

/* What hangs on unit[i] brings to each rule, if it is territory t[k]. */
static double *load_of(const ambit_siting_recom *r, uint32_t i, uint32_t k)
{
    return r->load + (2 * (size_t)i + k) * r->siting->n_rules;
}

static side side_of(const ambit_siting_recom *r, uint32_t u, const uint32_t t[2])
{
    const ambit_siting *s = r->siting;
    side one = { .candidates = s->site_of[u] != AMBIT_NOBODY };
    for (uint32_t k = 0; k < 2; k++) one.barred[k] = !ambit_ground_may(s, u, t[k]), one.cost[k] = cost_of(s, u, t[k]);
    if (!r->ground->place) return one;
    one.bulk = r->ground->bulk[u] + 1e-3 / s->n_units;
    for (int c = 0; c < 3; c++) {
        double at = r->ground->place[u].at[c];
        one.moment[c] = one.bulk * at, one.square += one.bulk * at * at;
    }
    return one;
}

static void add_side(side *to, const side *from, int sign)
{
    to->candidates += sign > 0 ? from->candidates : -from->candidates;
    for (int k = 0; k < 2; k++) {
        to->barred[k] += sign > 0 ? from->barred[k] : -from->barred[k];
        to->cost[k] += sign * from->cost[k];
    }
    to->bulk += sign * from->bulk, to->square += sign * from->square;
    for (int c = 0; c < 3; c++) to->moment[c] += sign * from->moment[c];
}

/* Sums of what hangs on each unit. */
static void sum_up(ambit_siting_recom *r, uint32_t n, const uint32_t t[2])
{
    const ambit_siting *s = r->siting;
    for (uint32_t i = 0; i < n; i++) {
        r->side[i] = side_of(r, r->span.unit[i], t);
        for (uint32_t k = 0; k < 2; k++)
            for (uint32_t a = 0; a < s->n_rules; a++)
                load_of(r, i, k)[a] = ambit_siting_amount(s, a, r->span.unit[i], t[k]);
    }
    for (uint32_t i = n; i-- > 1;) {
        add_side(&r->side[r->span.above[i]], &r->side[i], 1);
        for (uint32_t a = 0; a < 2 * s->n_rules; a++) load_of(r, r->span.above[i], 0)[a] += load_of(r, i, 0)[a];
    }
}

/* Of one half in territory t[k]. */
static double half_violation(const ambit_siting *s, uint32_t t, const side *half, uint32_t k, const double *load)
{
    return ambit_ground_beyond(s, t, load) + half->barred[k] + (s->home[t] == AMBIT_NOBODY && !half->candidates);
}

static double inertia_of(const side *half)
{
    double square = 0;
    for (int c = 0; c < 3; c++) square += half->moment[c] * half->moment[c];
    return half->bulk > 0 ? half->square - square / half->bulk : 0;
}

/* Who gets what hangs on unit[i]: as violation, then what is paid, says. */
static found best_way(ambit_siting_recom *r, uint32_t i, const uint32_t t[2])
{
    const ambit_siting *s = r->siting;
    const side *below = &r->side[i];
    side rest = r->side[0];
    double violation[2];
    add_side(&rest, below, -1);
    for (uint32_t k = 0; k < 2; k++) {
        for (uint32_t a = 0; a < s->n_rules; a++) {
            r->half[a] = load_of(r, i, k)[a];
            r->half[s->n_rules + a] = load_of(r, 0, !k)[a] - load_of(r, i, !k)[a];
        }
        violation[k] = half_violation(s, t[k], below, k, r->half)
                       + half_violation(s, t[!k], &rest, !k, r->half + s->n_rules);
    }
    bool cheaper = below->cost[1] + rest.cost[0] < below->cost[0] + rest.cost[1];
    uint32_t k = violation[1] < violation[0] || (violation[1] == violation[0] && cheaper);
    return (found){ i, k, violation[k], inertia_of(below) + inertia_of(&rest) };
}

static bool is_better(found one, found other)
{
    if (one.violation != other.violation) return one.violation < other.violation;
    return one.inertia < other.inertia;
}

/* Remembers who gets what. */
static void note(ambit_siting_recom *r, uint32_t n, found cut)
{
    ambit_span_mark(&r->span, n, cut.at, r->below);
    for (uint32_t i = 0; i < n && cut.first == 0; i++) r->below[r->span.unit[i]] ^= 1;
}

static uint32_t draw_root(const ambit_siting_recom *r, const uint32_t *owner, uint32_t a, uint32_t b, uint32_t *size,
        ambit_rng *rng)
{
    uint32_t root = AMBIT_NOBODY;
    *size = 0;
    for (uint32_t u = 0; u < r->siting->n_units; u++)
        if ((owner[u] == a || owner[u] == b) && ambit_rng_below(rng, ++*size) == 0) root = u;
    return root;
}

double ambit_siting_recom_cut(ambit_siting_recom *r, uint32_t *owner, uint32_t a, uint32_t b,
        const uint32_t *follow, uint32_t trees, double most, ambit_rng *rng)
{
    const uint32_t t[2] = { a, b };
    uint32_t size, root = draw_root(r, owner, a, b, &size, rng);
    found best = { 0, 0, INFINITY, INFINITY };
    if (!r->siting->graph.first || size < 2) return INFINITY;
    for (uint32_t k = 0; k < trees; k++) {
        found in_tree = { 0, 0, INFINITY, INFINITY };
        if (ambit_span_grow(&r->span, owner, a, b, root, follow, ambit_rng_next(rng)) < size) return INFINITY;
        sum_up(r, size, t);
        for (uint32_t i = 1; i < size; i++) {
            found cut = best_way(r, i, t);
            if (is_better(cut, in_tree)) in_tree = cut;
        }
        if (is_better(in_tree, best)) note(r, size, best = in_tree);
    }
    if (!(best.violation <= most)) return INFINITY;
    for (uint32_t i = 0; i < size; i++) owner[r->span.unit[i]] = t[r->below[r->span.unit[i]]];
    return best.violation;
}
