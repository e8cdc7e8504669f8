#include "heuristics/construct/growth.h"

#include <math.h>
#include <stdlib.h>

enum { TURNS = 5 };

typedef struct {
    const ambit_ground *ground;
    uint32_t *seed;       /* [n_territories], AMBIT_NOBODY: none found */
    double *nearest;      /* [n_units] squared distance to the nearest seed or home so far; below 0: it is a seed */
} sowing;

/* ---- Seeds ------------------------------------------------------------------------------------------------------- */

static void plant(sowing *w, uint32_t t, uint32_t u)
{
    const ambit_ground *g = w->ground;
    w->seed[t] = u;
    if (u == AMBIT_NOBODY) return;
    for (uint32_t v = 0; g->place && v < g->siting->n_units; v++)
        w->nearest[v] = fmin(w->nearest[v], ambit_ground_squared(g->place[u], g->place[v]));
    w->nearest[u] = -1;
}

/* The eligible unit nearest to the home that is no seed. */
static uint32_t nearest_to_home(const sowing *w, uint32_t t)
{
    const ambit_siting *s = w->ground->siting;
    uint32_t best = AMBIT_NOBODY;
    double least = INFINITY;
    for (uint32_t u = 0; u < s->n_units; u++) {
        if (w->nearest[u] < 0 || !ambit_ground_may_seat(s, u, t)) continue;
        double far = w->ground->place ? ambit_ground_squared(w->ground->place[u], w->ground->home[t])
                                      : ambit_siting_cost(s, s->home[t], u);
        if (far < least) least = far, best = u;
    }
    return best;
}

/* How likely unit u becomes a seed of t: by what there is and how far it is from the other seeds. */
static double weight_of(const sowing *w, uint32_t u, uint32_t t)
{
    const ambit_ground *g = w->ground;
    if (w->nearest[u] < 0 || !ambit_ground_may_seat(g->siting, u, t)) return 0;
    double far = g->place && w->nearest[u] < INFINITY ? w->nearest[u] : 1;
    return (g->bulk[u] + 1e-3 / g->siting->n_units) * (far + 1e-12);
}

static uint32_t draw(const sowing *w, uint32_t t, ambit_rng *rng)
{
    const uint32_t n = w->ground->siting->n_units;
    double total = 0;
    uint32_t last = AMBIT_NOBODY;
    for (uint32_t u = 0; u < n; u++) total += weight_of(w, u, t);
    double mark = ambit_rng_unit(rng) * total;
    for (uint32_t u = 0; u < n; u++) {
        double weight = weight_of(w, u, t);
        if (!(weight > 0)) continue;
        last = u;
        if ((mark -= weight) < 0) break;
    }
    return last;
}

static void sow(sowing *w, ambit_rng *rng)
{
    const ambit_siting *s = w->ground->siting;
    for (uint32_t u = 0; u < s->n_units; u++) w->nearest[u] = INFINITY;
    for (uint32_t t = 0; t < s->n_territories; t++)
        if (ambit_ground_is_anchored(w->ground, t)) plant(w, t, nearest_to_home(w, t));
    for (uint32_t t = 0; t < s->n_territories; t++)
        if (!ambit_ground_is_anchored(w->ground, t)) plant(w, t, draw(w, t, rng));
}

/* ---- Turns ------------------------------------------------------------------------------------------------------- */

static void grow_from_seeds(const sowing *w, ambit_siting_repair *repair, uint32_t *owner)
{
    const ambit_siting *s = w->ground->siting;
    for (uint32_t u = 0; u < s->n_units; u++) owner[u] = AMBIT_NOBODY;
    for (uint32_t t = 0; t < s->n_territories; t++)
        if (w->seed[t] != AMBIT_NOBODY) owner[w->seed[t]] = t;
    ambit_siting_repair_grow(repair, owner);
}

/* The middle of each territory by bulk, into anchor[]. */
static void find_middles(const sowing *w, const uint32_t *owner, ambit_point *anchor, double *bulk)
{
    const ambit_ground *g = w->ground;
    for (uint32_t t = 0; t < g->siting->n_territories; t++) anchor[t] = (ambit_point){ { 0, 0, 0 } }, bulk[t] = 0;
    for (uint32_t u = 0; u < g->siting->n_units; u++) {
        double weight = g->bulk[u] + 1e-3 / g->siting->n_units;
        bulk[owner[u]] += weight;
        for (int i = 0; i < 3; i++) anchor[owner[u]].at[i] += weight * g->place[u].at[i];
    }
    for (uint32_t t = 0; t < g->siting->n_territories; t++)
        for (int i = 0; i < 3 && bulk[t] > 0; i++) anchor[t].at[i] /= bulk[t];
}

/* Each free seed moves to the candidate of its territory that is nearest to the middle. */
static void move_seeds(sowing *w, const uint32_t *owner, const ambit_point *anchor, double *least)
{
    const ambit_siting *s = w->ground->siting;
    for (uint32_t t = 0; t < s->n_territories; t++) least[t] = INFINITY;
    for (uint32_t u = 0; u < s->n_units; u++) {
        uint32_t t = owner[u];
        if (ambit_ground_is_anchored(w->ground, t) || !ambit_ground_may_seat(s, u, t)) continue;
        double far = ambit_ground_squared(w->ground->place[u], anchor[t]);
        if (far < least[t]) least[t] = far, w->seed[t] = u;
    }
}

ambit_status ambit_construct_growth(uint32_t *owner, ambit_siting_repair *repair, ambit_rng *rng, ambit_error *err)
{
    const ambit_siting *s = repair->ground->siting;
    sowing w = { .ground = repair->ground };
    w.seed = malloc(s->n_territories * sizeof *w.seed), w.nearest = malloc(s->n_units * sizeof *w.nearest);
    ambit_point *anchor = malloc(s->n_territories * sizeof *anchor);
    double *room = malloc(s->n_territories * sizeof *room);
    bool all = w.seed && w.nearest && anchor && room;
    if (all) {
        sow(&w, rng);
        grow_from_seeds(&w, repair, owner);
        for (int turn = 1; turn < TURNS && w.ground->place && s->n_free; turn++) {
            find_middles(&w, owner, anchor, room);
            move_seeds(&w, owner, anchor, room);
            grow_from_seeds(&w, repair, owner);
        }
    }
    free(w.seed), free(w.nearest), free(anchor), free(room);
    return all ? AMBIT_OK : ambit_fail(err, AMBIT_E_MEMORY, "no memory for the seeds of %u units", s->n_units);
}
