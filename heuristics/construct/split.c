#include "heuristics/construct/split.h"

#include "heuristics/construct/growth.h"

#include <stdlib.h>
#include <string.h>

enum { DIRECTIONS = 8 };
static const double BALANCE = 20; /* cut borders count so much more for each share that the balance is off */
static const double PI = 3.14159265358979323846;

typedef struct { double key; uint32_t it; } ranked;
typedef struct { uint32_t first, n, first_t, k; } range; /* of unit[] and territory[] */
typedef struct { double x, y; } flat;
typedef struct { uint32_t n, k; double score; } cut;     /* what the first side gets */

typedef struct {
    const ambit_ground *ground;
    ranked *unit, *territory;
    flat *at, *home;         /* [n_units] and [n_territories], of the range at hand; a home's x is NaN: none */
    uint8_t *side;           /* [n_units] 1: the first side of the line, 2: the second; 0: not of the range */
    double *total, *first;   /* [n_rules] of the range; of the first side */
    ambit_rng *rng;
} splitter;

static int by_key(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    if (x->key != y->key) return x->key < y->key ? -1 : 1;
    return (x->it > y->it) - (x->it < y->it);
}

/* ---- A plane ----------------------------------------------------------------------------------------------------- */

/* East and north of the range's middle on the globe; x and y in the plane. */
static void find_axes(const splitter *w, range r, ambit_point *east, ambit_point *north)
{
    double m[3] = { 0, 0, 0 }, length = 0;
    *east = (ambit_point){ { 1, 0, 0 } }, *north = (ambit_point){ { 0, 1, 0 } };
    if (w->ground->siting->problem->unit_x) return;
    for (uint32_t i = r.first; i < r.first + r.n; i++)
        for (int c = 0; c < 3; c++) m[c] += w->ground->place[w->unit[i].it].at[c];
    for (int c = 0; c < 3; c++) length += m[c] * m[c];
    double flat_length = sqrt(m[0] * m[0] + m[1] * m[1]);
    if (!(flat_length > 1e-9)) return; /* a middle at the pole: any two directions do */
    length = sqrt(length);
    *east = (ambit_point){ { -m[1] / flat_length, m[0] / flat_length, 0 } };
    const double *e = east->at;
    *north = (ambit_point){ { -m[2] * e[1] / length, m[2] * e[0] / length, (m[0] * e[1] - m[1] * e[0]) / length } };
}

static double along(ambit_point p, ambit_point axis)
{
    return p.at[0] * axis.at[0] + p.at[1] * axis.at[1] + p.at[2] * axis.at[2];
}

static void lay_flat(splitter *w, range r)
{
    ambit_point east, north;
    find_axes(w, r, &east, &north);
    for (uint32_t i = r.first; i < r.first + r.n; i++) {
        ambit_point p = w->ground->place[w->unit[i].it];
        w->at[w->unit[i].it] = (flat){ along(p, east), along(p, north) };
    }
    for (uint32_t i = r.first_t; i < r.first_t + r.k; i++) {
        ambit_point p = w->ground->home[w->territory[i].it];
        w->home[w->territory[i].it] = (flat){ along(p, east), along(p, north) };
    }
}

/* ---- A line ------------------------------------------------------------------------------------------------------ */

/* Territories with homes in the order of their homes, spread evenly among those that choose their place; so the first
 * k1 have their part of both. */
static void rank_territories(splitter *w, range r, double x, double y)
{
    uint32_t homes = 0, others = 0;
    for (uint32_t i = r.first_t; i < r.first_t + r.k; i++) {
        ranked *t = &w->territory[i];
        bool home = !isnan(w->home[t->it].x);
        homes += home, others += !home;
        t->key = home ? w->home[t->it].x * x + w->home[t->it].y * y : INFINITY;
    }
    qsort(w->territory + r.first_t, r.k, sizeof *w->territory, by_key);
    for (uint32_t i = 0; i < r.k; i++)
        w->territory[r.first_t + i].key = i < homes ? (i + 0.5) / homes : (i - homes + 0.5) / others;
    qsort(w->territory + r.first_t, r.k, sizeof *w->territory, by_key);
}

static void rank_units(splitter *w, range r, double x, double y)
{
    for (uint32_t i = r.first; i < r.first + r.n; i++) {
        ranked *u = &w->unit[i];
        u->key = w->at[u->it].x * x + w->at[u->it].y * y;
    }
    qsort(w->unit + r.first, r.n, sizeof *w->unit, by_key);
}

/* The part of rule a's targets in the range that the first k1 territories have. */
static double part_of(const splitter *w, range r, uint32_t a, uint32_t k1)
{
    const double *target = w->ground->target + (size_t)a * w->ground->siting->n_territories;
    double first = 0, all = 0;
    for (uint32_t i = 0; i < r.k; i++) {
        double asked = target[w->territory[r.first_t + i].it];
        all += asked;
        if (i < k1) first += asked;
    }
    return all > 0 ? first / all : (double)k1 / r.k;
}

/* How far the sums of the first side are from what they should be, in mean shares of the range. */
static double imbalance(const splitter *w, range r, const double *part, const double *sum)
{
    double most = 0;
    for (uint32_t a = 0; a < w->ground->siting->n_rules; a++)
        if (w->total[a] > 0) most = fmax(most, fabs(sum[a] - part[a] * w->total[a]) / w->total[a] * r.k);
    return most;
}

static uint32_t count_cut(const splitter *w, range r)
{
    const ambit_graph *g = &w->ground->siting->graph;
    uint32_t cuts = 0;
    for (uint32_t i = r.first; g->first && i < r.first + r.n; i++)
        for (size_t b = g->first[w->unit[i].it]; b < g->first[w->unit[i].it + 1]; b++)
            cuts += w->side[w->unit[i].it] == 1 && w->side[g->unit[b]] == 2;
    return cuts;
}

/* Divides the range across one direction; units and territories are left in the order along it. */
static cut try_direction(splitter *w, range r, double angle, double *part)
{
    const ambit_siting *s = w->ground->siting;
    cut best = { 0, r.k / 2, INFINITY };
    rank_territories(w, r, cos(angle), sin(angle));
    rank_units(w, r, cos(angle), sin(angle));
    for (uint32_t a = 0; a < s->n_rules; a++) part[a] = part_of(w, r, a, best.k), w->first[a] = 0;
    for (uint32_t n = 1; n < r.n; n++) {
        for (uint32_t a = 0; a < s->n_rules; a++)
            w->first[a] += ambit_siting_amount(s, a, w->unit[r.first + n - 1].it, 0);
        if (n < best.k || r.n - n < r.k - best.k) continue;
        double off = s->n_rules ? imbalance(w, r, part, w->first) : fabs((double)n * r.k / r.n - best.k);
        if (off < best.score) best.score = off, best.n = n;
    }
    for (uint32_t i = 0; i < r.n; i++) w->side[w->unit[r.first + i].it] = i < best.n ? 1 : 2;
    best.score = (1 + count_cut(w, r)) * (1 + BALANCE * best.score);
    for (uint32_t i = 0; i < r.n; i++) w->side[w->unit[r.first + i].it] = 0;
    return best;
}

/* Splits a range in two, or returns false where there are fewer units than territories. */
static bool split(splitter *w, range r, range half[2], double *part)
{
    const ambit_siting *s = w->ground->siting;
    double turn = ambit_rng_unit(w->rng), best_angle = 0;
    cut best = { 0, 0, INFINITY };
    if (r.n < r.k) return false;
    lay_flat(w, r);
    memset(w->total, 0, s->n_rules * sizeof *w->total);
    for (uint32_t i = r.first; i < r.first + r.n; i++)
        for (uint32_t a = 0; a < s->n_rules; a++) w->total[a] += ambit_siting_amount(s, a, w->unit[i].it, 0);
    for (int d = 0; d < DIRECTIONS; d++) {
        double angle = 2 * PI * (d + turn) / DIRECTIONS; /* all around: an odd k is divided unevenly */
        cut found = try_direction(w, r, angle, part);
        if (found.score < best.score) best = found, best_angle = angle;
    }
    best = try_direction(w, r, best_angle, part);
    half[0] = (range){ r.first, best.n, r.first_t, best.k };
    half[1] = (range){ r.first + best.n, r.n - best.n, r.first_t + best.k, r.k - best.k };
    return true;
}

/* ---- All of it --------------------------------------------------------------------------------------------------- */

static void split_all(splitter *w, uint32_t *owner, range *open, double *part)
{
    const ambit_siting *s = w->ground->siting;
    uint32_t n = 0;
    open[n++] = (range){ 0, s->n_units, 0, s->n_territories };
    while (n) {
        range r = open[--n];
        if (r.k > 1 && split(w, r, open + n, part)) { n += 2; continue; }
        for (uint32_t i = 0; i < r.n; i++) owner[w->unit[r.first + i].it] = w->territory[r.first_t + i % r.k].it;
    }
}

ambit_status ambit_construct_split(uint32_t *owner, ambit_siting_repair *repair, ambit_rng *rng, ambit_error *err)
{
    const ambit_siting *s = repair->ground->siting;
    if (!repair->ground->place) return ambit_construct_growth(owner, repair, rng, err);
    splitter w = { .ground = repair->ground, .rng = rng };
    w.unit = malloc(s->n_units * sizeof *w.unit), w.territory = malloc(s->n_territories * sizeof *w.territory);
    w.at = malloc(s->n_units * sizeof *w.at), w.home = malloc(s->n_territories * sizeof *w.home);
    w.side = calloc(s->n_units, 1), w.total = malloc(3 * ((size_t)s->n_rules + 1) * sizeof *w.total);
    range *open = malloc(((size_t)s->n_territories + 1) * sizeof *open);
    bool all = w.unit && w.territory && w.at && w.home && w.side && w.total && open;
    if (all) {
        w.first = w.total + s->n_rules + 1;
        for (uint32_t u = 0; u < s->n_units; u++) w.unit[u].it = u;
        for (uint32_t t = 0; t < s->n_territories; t++) w.territory[t].it = t;
        split_all(&w, owner, open, w.first + s->n_rules + 1);
        ambit_siting_repair_mend(repair, owner);
    }
    free(w.unit), free(w.territory), free(w.at), free(w.home), free(w.side), free(w.total), free(open);
    return all ? AMBIT_OK : ambit_fail(err, AMBIT_E_MEMORY, "no memory to split %u units", s->n_units);
}
