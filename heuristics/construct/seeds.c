#include "heuristics/construct/seeds.h"

#include <math.h>
#include <stdlib.h>

enum { TURNS = 16, TRIALS = 3 /* seeds tried for each centre */ };

typedef struct {
    const ambit_siting *siting;
    uint32_t *centre;      /* [n_territories] site, AMBIT_NOBODY: none so far */
    uint32_t *owner;       /* [n_units] */
    double *least;         /* [n_units] what the unit costs at the nearest centre so far */
    double *toll;          /* [n_rules * n_territories] price of a unit of amount; below 0 where there is too little */
    uint8_t *taken;        /* [n_units] is a centre */
    double worth;          /* of a share: what a price begins with */
} sowing;

/* ---- Centres ----------------------------------------------------------------------------------------------------- */

static void place(sowing *w, uint32_t t, uint32_t site)
{
    const ambit_siting *s = w->siting;
    w->centre[t] = site;
    if (s->unit_at[site] != AMBIT_NOBODY) w->taken[s->unit_at[site]] = 1;
    for (uint32_t u = 0; u < s->n_units; u++) w->least[u] = fmin(w->least[u], ambit_siting_cost(s, site, u));
}

/* A candidate unit, likelier the more it costs so far; any one where nothing costs. */
static uint32_t draw(const sowing *w, ambit_rng *rng)
{
    const ambit_siting *s = w->siting;
    double total = 0;
    uint32_t last = AMBIT_NOBODY, n = 0;
    for (uint32_t u = 0; u < s->n_units; u++) {
        if (w->taken[u] || s->site_of[u] == AMBIT_NOBODY) continue;
        n++, last = u;
        if (isfinite(w->least[u])) total += w->least[u];
    }
    double mark = ambit_rng_unit(rng) * total;
    uint32_t nth = n ? ambit_rng_below(rng, n) : 0;
    for (uint32_t u = 0; u < s->n_units; u++) {
        if (w->taken[u] || s->site_of[u] == AMBIT_NOBODY) continue;
        if (!(total > 0) ? nth-- == 0 : isfinite(w->least[u]) && (mark -= w->least[u]) < 0) return u;
    }
    return last;
}

static double left_with(const sowing *w, uint32_t site)
{
    double left = 0;
    for (uint32_t u = 0; u < w->siting->n_units; u++) left += fmin(w->least[u], ambit_siting_cost(w->siting, site, u));
    return left;
}

/* The best of a few draws, as greedy k-means++ has it. */
static ambit_status sow(sowing *w, ambit_rng *rng, ambit_error *err)
{
    const ambit_siting *s = w->siting;
    for (uint32_t t = 0; t < s->n_territories; t++)
        if (s->home[t] != AMBIT_NOBODY) place(w, t, s->home[t]);
    for (uint32_t t = 0; t < s->n_territories; t++) {
        uint32_t best = AMBIT_NOBODY;
        double least = INFINITY;
        for (int trial = 0; s->home[t] == AMBIT_NOBODY && trial < TRIALS; trial++) {
            uint32_t u = draw(w, rng);
            if (u == AMBIT_NOBODY)
                return ambit_fail(err, AMBIT_E_INPUT, "centres: found fewer units that may be one than the %u "
                        "territories that need one", s->n_free);
            double left = left_with(w, s->site_of[u]);
            if (best == AMBIT_NOBODY || left < least) best = u, least = left;
        }
        if (best != AMBIT_NOBODY) place(w, t, s->site_of[best]);
    }
    return AMBIT_OK;
}

/* ---- Shares ------------------------------------------------------------------------------------------------------ */

static double priced(const sowing *w, uint32_t u, uint32_t t)
{
    const ambit_siting *s = w->siting;
    double cost = ambit_siting_cost(s, w->centre[t], u) + ambit_siting_extra(s, u, t);
    for (uint32_t a = 0; a < s->n_rules; a++)
        cost += w->toll[(size_t)a * s->n_territories + t] * ambit_siting_amount(s, a, u, t);
    return cost;
}

static void share_out(sowing *w)
{
    const ambit_siting *s = w->siting;
    for (uint32_t u = 0; u < s->n_units; u++) {
        double least = INFINITY;
        w->owner[u] = 0;
        for (uint32_t t = 0; t < s->n_territories; t++) {
            double cost = priced(w, u, t);
            if (cost < least) least = cost, w->owner[u] = t;
        }
    }
    for (uint32_t t = 0; t < s->n_territories; t++) { /* a centre stays with its own territory */
        uint32_t u = s->unit_at[w->centre[t]];
        if (u != AMBIT_NOBODY) w->owner[u] = t;
    }
}

/* What lies beyond the bounds by a tenth makes the price a tenth of its worth dearer, and less each turn. */
static void change_tolls(sowing *w, const ambit_siting_state *state, int turn)
{
    const ambit_siting *s = w->siting;
    for (uint32_t a = 0; a < s->n_rules; a++)
        for (uint32_t t = 0; t < s->n_territories; t++) {
            size_t row = (size_t)a * s->n_territories + t;
            double load = state->load[(size_t)t * s->n_rules + a], high = state->terrain->upper[row];
            if (a == 0 && state->terrain->capacity) high = fmin(high, state->terrain->capacity[w->centre[t]]);
            double over = load > high ? load - high : load < s->lower[row] ? load - s->lower[row] : 0;
            double most = isfinite(high) && high > 0 ? high : s->scale[a];
            w->toll[row] += 2 * w->worth / most * fmax(-1, fmin(1, over / most)) / (1 + 0.1 * turn);
        }
}

/* Costs of a typical territory: what a share of its amount can be worth. */
static double worth_of_share(const sowing *w)
{
    double total = 0;
    for (uint32_t u = 0; u < w->siting->n_units; u++) total += isfinite(w->least[u]) ? w->least[u] : 0;
    return total / w->siting->n_territories;
}

static void move_centres(sowing *w, const ambit_siting_state *state)
{
    for (uint32_t t = 0; t < w->siting->n_territories; t++)
        if (state->slot[t].n_best) w->centre[t] = state->slot[t].best[0];
}

static ambit_status allocate(sowing *w, ambit_error *err)
{
    const ambit_siting *s = w->siting;
    w->centre = malloc(s->n_territories * sizeof *w->centre), w->owner = calloc(s->n_units, sizeof *w->owner);
    w->least = malloc(s->n_units * sizeof *w->least), w->taken = calloc(s->n_units, 1);
    w->toll = calloc((size_t)s->n_rules * s->n_territories + 1, sizeof *w->toll);
    if (!w->centre || !w->owner || !w->least || !w->taken || !w->toll)
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a first plan of %u units", s->n_units);
    for (uint32_t u = 0; u < s->n_units; u++) w->least[u] = INFINITY;
    return AMBIT_OK;
}

ambit_status ambit_siting_seeds_plan(ambit_siting_state *state, ambit_rng *rng, ambit_error *err)
{
    sowing w = { .siting = state->siting };
    ambit_status status = allocate(&w, err);
    if (!status) status = sow(&w, rng, err);
    if (!status) w.worth = worth_of_share(&w);
    for (int turn = 0; !status && turn < TURNS; turn++) {
        share_out(&w);
        ambit_siting_state_load(state, w.owner, NULL, 0);
        move_centres(&w, state);
        change_tolls(&w, state, turn);
    }
    free(w.centre), free(w.owner), free(w.least), free(w.taken), free(w.toll);
    return status;
}
