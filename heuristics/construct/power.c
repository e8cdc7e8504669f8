#include "heuristics/construct/power.h"

#include "heuristics/construct/links.h"
#include "heuristics/construct/split.h"

#include <stdlib.h>
#include <string.h>

enum { TURNS = 12, TURNS_OF_JUMP = 4, ROUNDS = 40 /* of prices in a turn */ };
enum { NEAREST = 12 /* territories that a unit may choose from */ };
static const double STEP = 0.7, INNER = 0.5 /* of the window is aimed at */;
static const double BEYOND = 2;   /* a share beyond the bounds counts as so much more for a mean territory's inertia */
static const double WORK = 150e6; /* distances and charges that jumps may take; a jump for each territory at most */
enum { MENDS = 24, TREES = 8 };   /* divisions around a link, trees of each */

typedef struct { double key; uint32_t t; } rank;

typedef struct {
    const ambit_ground *ground;
    uint32_t *owner;          /* [n_units] the division at hand */
    uint32_t n_near, *near;   /* [n_units * n_near] territories to choose from, AMBIT_NOBODY: no more */
    double *squared;          /* [n_units * n_near] to their centres */
    double *part;             /* [n_units * n_rules] of each rule's amount the unit is, against its bulk */
    ambit_point *centre;      /* [n_territories] */
    double *price, *load;     /* [n_territories * n_rules], loads as parts of the rule's total */
    double *spread, *bulk;    /* [n_territories] mean square of the distance; sum of the bulk */
    double *total;            /* [n_rules] */
    double least;             /* score of the best division of this turn, */
    uint32_t *best;           /* [n_units] which is this one */
    rank *order;              /* [n_territories] */
    uint32_t *kept_owner;     /* [n_units] before a jump, with its */
    double *kept_price;
    double work;
} diagram;

/* ---- Life -------------------------------------------------------------------------------------------------------- */

static void release(diagram *d)
{
    free(d->owner), free(d->near), free(d->squared), free(d->part), free(d->centre), free(d->price), free(d->load);
    free(d->spread), free(d->bulk), free(d->total), free(d->best), free(d->order);
    free(d->kept_owner), free(d->kept_price);
}

static ambit_status allocate(diagram *d, ambit_error *err)
{
    const ambit_siting *s = d->ground->siting;
    const size_t n = s->n_units, k = s->n_territories, rows = k * s->n_rules + 1;
    d->n_near = s->n_territories < NEAREST ? s->n_territories : NEAREST;
    d->owner = malloc(n * sizeof *d->owner), d->best = malloc(n * sizeof *d->best);
    d->near = malloc(n * d->n_near * sizeof *d->near), d->squared = malloc(n * d->n_near * sizeof *d->squared);
    d->part = malloc((n * s->n_rules + 1) * sizeof *d->part), d->centre = malloc(k * sizeof *d->centre);
    d->price = calloc(rows, sizeof *d->price), d->load = malloc(rows * sizeof *d->load);
    d->spread = malloc(k * sizeof *d->spread), d->bulk = malloc(k * sizeof *d->bulk);
    d->total = calloc((size_t)s->n_rules + 1, sizeof *d->total), d->order = malloc(k * sizeof *d->order);
    d->kept_owner = malloc(n * sizeof *d->kept_owner), d->kept_price = malloc(rows * sizeof *d->kept_price);
    if (d->owner && d->best && d->near && d->squared && d->part && d->centre && d->price && d->load && d->spread
        && d->bulk && d->total && d->order && d->kept_owner && d->kept_price) return AMBIT_OK;
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a power diagram of %u units", s->n_units);
}

/* A unit without any amount is priced as if it had some of each, lest it goes to the nearest centre across others. */
static void find_parts(diagram *d)
{
    const ambit_siting *s = d->ground->siting;
    for (uint32_t a = 0; a < s->n_rules; a++)
        for (uint32_t u = 0; u < s->n_units; u++) d->total[a] += ambit_siting_amount(s, a, u, 0);
    for (uint32_t u = 0; u < s->n_units; u++)
        for (uint32_t a = 0; a < s->n_rules; a++) {
            double bulk = d->ground->bulk[u], amount = ambit_siting_amount(s, a, u, 0);
            d->part[(size_t)u * s->n_rules + a] = bulk > 0 && d->total[a] > 0 ? amount / d->total[a] / bulk : 1;
        }
}

/* ---- Cells ------------------------------------------------------------------------------------------------------- */

static double charge(const diagram *d, uint32_t u, uint32_t t)
{
    const uint32_t n_rules = d->ground->siting->n_rules;
    double sum = 0;
    for (uint32_t a = 0; a < n_rules; a++)
        sum += d->price[(size_t)t * n_rules + a] * d->part[(size_t)u * n_rules + a];
    return sum;
}

/* The eligible territories of least distance and price, the best ones first, by insertion. */
static void look_around(diagram *d, uint32_t u)
{
    const ambit_siting *s = d->ground->siting;
    uint32_t n = 0;
    for (uint32_t t = 0; t < s->n_territories; t++) {
        if (!ambit_ground_may(s, u, t)) continue;
        double key = ambit_ground_squared(d->ground->place[u], d->centre[t]) + charge(d, u, t);
        if (n == d->n_near && !(key < d->order[n - 1].key)) continue;
        uint32_t at = n < d->n_near ? n++ : n - 1;
        for (; at > 0 && key < d->order[at - 1].key; at--) d->order[at] = d->order[at - 1];
        d->order[at] = (rank){ key, t };
    }
    for (uint32_t i = 0; i < d->n_near; i++) {
        uint32_t t = i < n ? d->order[i].t : AMBIT_NOBODY;
        d->near[(size_t)u * d->n_near + i] = t;
        if (i < n) d->squared[(size_t)u * d->n_near + i] = ambit_ground_squared(d->ground->place[u], d->centre[t]);
    }
}

/* Each unit to its cell; loads, bulks and spreads of the cells. */
static void share_out(diagram *d)
{
    const ambit_siting *s = d->ground->siting;
    const uint32_t k = s->n_territories, n_rules = s->n_rules;
    memset(d->load, 0, (size_t)k * n_rules * sizeof *d->load);
    memset(d->spread, 0, k * sizeof *d->spread), memset(d->bulk, 0, k * sizeof *d->bulk);
    for (uint32_t u = 0; u < s->n_units; u++) {
        const uint32_t *near = d->near + (size_t)u * d->n_near;
        const double *squared = d->squared + (size_t)u * d->n_near;
        double least = INFINITY, far = 0, bulk = d->ground->bulk[u] + 1e-3 / s->n_units;
        uint32_t best = AMBIT_NOBODY;
        for (uint32_t i = 0; i < d->n_near && near[i] != AMBIT_NOBODY; i++) {
            double key = squared[i] + charge(d, u, near[i]);
            if (key < least) least = key, best = near[i], far = squared[i];
        }
        d->owner[u] = best;
        if (best == AMBIT_NOBODY) continue;
        d->bulk[best] += bulk, d->spread[best] += bulk * far;
        for (uint32_t a = 0; a < n_rules; a++)
            d->load[(size_t)best * n_rules + a] += ambit_siting_amount(s, a, u, best);
    }
    for (uint32_t t = 0; t < k; t++)
        if (d->bulk[t] > 0) d->spread[t] /= d->bulk[t];
}

/* ---- Prices ------------------------------------------------------------------------------------------------------ */

/* How far the load of row (t, a) is outside the inner part of its window, against the target. */
static double pressure(const diagram *d, uint32_t t, uint32_t a)
{
    const ambit_siting *s = d->ground->siting;
    const size_t row = (size_t)a * s->n_territories + t;
    const double target = d->ground->target[row], load = d->load[(size_t)t * s->n_rules + a];
    double high = s->upper[row], low = s->lower[row];
    if (!(target > 0)) return load > high + s->slack[row] ? 1 : 0;
    if (target <= high && target >= low) high = target + INNER * (high - target), low = target - INNER * (target - low);
    return (load > high ? load - high : load < low ? load - low : 0) / target;
}

/* Half of what a square of side 2 r has at its border is what a price of r^2 moves: so is a step. */
static void change_prices(diagram *d, double step, double typical)
{
    const ambit_siting *s = d->ground->siting;
    for (uint32_t t = 0; t < s->n_territories; t++)
        for (uint32_t a = 0; a < s->n_rules; a++) {
            double size = d->spread[t] > 0 ? d->spread[t] : typical;
            double push = fmax(-0.5, fmin(0.5, pressure(d, t, a)));
            d->price[(size_t)t * s->n_rules + a] += step * size * push / s->n_rules;
        }
}

/* Inertia, dearer by what is beyond the bounds: what will be paid once it is within them. */
static double score(const diagram *d)
{
    const ambit_siting *s = d->ground->siting;
    double violation = 0, inertia = 0;
    for (uint32_t t = 0; t < s->n_territories; t++) {
        violation += ambit_ground_beyond(s, t, d->load + (size_t)t * s->n_rules) + (d->bulk[t] <= 0);
        inertia += d->spread[t] * d->bulk[t];
    }
    return inertia * (1 + BEYOND * violation / s->n_territories);
}

static void keep_best(diagram *d)
{
    double found = score(d);
    if (!(found < d->least)) return;
    d->least = found;
    memcpy(d->best, d->owner, d->ground->siting->n_units * sizeof *d->best);
}

static double typical_spread(const diagram *d)
{
    double sum = 0;
    for (uint32_t t = 0; t < d->ground->siting->n_territories; t++) sum += d->spread[t];
    return sum / d->ground->siting->n_territories;
}

/* ---- Turns ------------------------------------------------------------------------------------------------------- */

/* The homes, and the middles of what the others have; one that has nothing stays where it was. */
static void move_centres(diagram *d)
{
    const ambit_siting *s = d->ground->siting;
    memset(d->bulk, 0, s->n_territories * sizeof *d->bulk);
    for (int half = 0; half < 2; half++)
        for (uint32_t u = 0; u < s->n_units; u++) {
            const uint32_t t = d->owner[u];
            double bulk = d->ground->bulk[u] + 1e-3 / s->n_units;
            if (t == AMBIT_NOBODY || ambit_ground_is_anchored(d->ground, t)) continue;
            if (half == 0) { d->bulk[t] += bulk; continue; }
            if (d->bulk[t] > 0) d->centre[t] = (ambit_point){ { 0, 0, 0 } }, d->spread[t] = d->bulk[t], d->bulk[t] = 0;
            for (int i = 0; i < 3; i++) d->centre[t].at[i] += bulk / d->spread[t] * d->ground->place[u].at[i];
        }
    for (uint32_t t = 0; t < s->n_territories; t++)
        if (ambit_ground_is_anchored(d->ground, t)) d->centre[t] = d->ground->home[t];
}

/* Cells around the centres, leveled; the owner becomes the best division that is met. */
static void settle(diagram *d, double calm)
{
    const ambit_siting *s = d->ground->siting;
    d->least = INFINITY;
    for (uint32_t u = 0; u < s->n_units; u++) look_around(d, u);
    for (int round = 0; round < ROUNDS; round++) {
        share_out(d);
        keep_best(d);
        change_prices(d, STEP / (1 + 0.1 * round + calm), typical_spread(d));
    }
    memcpy(d->owner, d->best, s->n_units * sizeof *d->owner);
    d->work += (double)s->n_units * ((s->n_territories + ROUNDS * d->n_near) * (1.0 + s->n_rules));
}

static void take_turns(diagram *d, int turns)
{
    for (int turn = 0; turn < turns && !ambit_ground_stops(d->ground); turn++) {
        move_centres(d);
        settle(d, 0.1 * turn);
    }
}

/* ---- Jumps ------------------------------------------------------------------------------------------------------- */

/* A unit, likelier the more there is of it and the farther it is from its centre. */
static uint32_t draw_remote(const diagram *d, ambit_rng *rng)
{
    const ambit_ground *g = d->ground;
    double total = 0;
    uint32_t found = 0;
    for (uint32_t u = 0; u < g->siting->n_units; u++) {
        if (d->owner[u] == AMBIT_NOBODY) continue;
        double weight = g->bulk[u] * ambit_ground_squared(g->place[u], d->centre[d->owner[u]]);
        total += weight;
        if (ambit_rng_unit(rng) * total < weight) found = u;
    }
    return found;
}

/* A free territory begins anew somewhere else, the others close the gap; kept when that is better. */
static void try_jump(diagram *d, uint32_t t, ambit_rng *rng)
{
    const ambit_siting *s = d->ground->siting;
    const size_t rows = (size_t)s->n_territories * s->n_rules;
    const double before = d->least;
    memcpy(d->kept_owner, d->owner, s->n_units * sizeof *d->owner);
    memcpy(d->kept_price, d->price, rows * sizeof *d->price);
    move_centres(d);
    d->centre[t] = d->ground->place[draw_remote(d, rng)];
    for (uint32_t a = 0; a < s->n_rules; a++) d->price[(size_t)t * s->n_rules + a] = 0;
    settle(d, 0);
    take_turns(d, TURNS_OF_JUMP - 1);
    if (d->least < before) return;
    d->least = before;
    memcpy(d->owner, d->kept_owner, s->n_units * sizeof *d->owner);
    memcpy(d->price, d->kept_price, rows * sizeof *d->price);
}

static void jump(diagram *d, ambit_rng *rng)
{
    const ambit_siting *s = d->ground->siting;
    d->work = 0;
    const uint32_t most = s->n_territories > 2 ? s->n_territories : 0;
    for (uint32_t n = 0; n < most && d->work < WORK && !ambit_ground_stops(d->ground); n++) {
        uint32_t t = ambit_rng_below(rng, s->n_territories);
        if (!ambit_ground_is_anchored(d->ground, t)) try_jump(d, t, rng);
    }
}

/* Cells know nothing of links. */
static ambit_status mend_links(uint32_t *owner, const ambit_ground *ground, ambit_rng *rng, ambit_error *err)
{
    ambit_siting_level level = { 0 };
    ambit_links links;
    ambit_status status = ambit_links_init(&links, ground, err);
    if (!status && links.n_links) status = ambit_siting_level_init(&level, ground, err);
    if (!status && links.n_links) ambit_links_mend(&links, &level, owner, MENDS, TREES, rng);
    ambit_siting_level_reset(&level);
    ambit_links_reset(&links);
    return status;
}

ambit_status ambit_construct_power(uint32_t *owner, ambit_siting_repair *repair, ambit_rng *rng, ambit_error *err)
{
    const uint32_t n = repair->ground->siting->n_units;
    diagram d = { .ground = repair->ground };
    ambit_status status = ambit_construct_split(owner, repair, rng, err);
    if (status || !repair->ground->place) return status;
    if (!(status = allocate(&d, err))) {
        memcpy(d.owner, owner, n * sizeof *owner);
        find_parts(&d);
        take_turns(&d, TURNS);
        jump(&d, rng);
        memcpy(owner, d.owner, n * sizeof *owner);
        ambit_siting_repair_mend(repair, owner);
        status = mend_links(owner, repair->ground, rng, err);
    }
    release(&d);
    return status;
}
