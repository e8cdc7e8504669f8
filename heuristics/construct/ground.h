/* heuristics/construct/ground.h - what constructions stand on: where units lie, how much of everything each one is, and
 * what a territory should get.
 *
 * The target of territory t under rule a is its part of all there is, in the ratio of what the territories ask for: the
 * ideal, else the middle of the bounds, else the one bound there is. Read-only once built. */
#ifndef AMBIT_GROUND_H
#define AMBIT_GROUND_H
#include "heuristics/siting/near.h"
#include "solver/siting/siting.h"

#include <math.h>

typedef struct {
    const ambit_siting *siting;
    ambit_point *place;   /* [n_units]; NULL: travel is a matrix, nothing has a place */
    ambit_point *home;    /* [n_territories]; NaN where there is no home or it has no place; NULL with `place` */
    double *bulk;         /* [n_units] the unit's part of all amounts, mean over the rules; 1 / n_units without rules */
    double *target;       /* [n_rules * n_territories] */
    int (*stop)(void *context); /* true: what is under way ends with what it has; NULL: never */
    void *context;
} ambit_ground;

ambit_status ambit_ground_init(ambit_ground *out, const ambit_siting *siting, ambit_error *err);
void ambit_ground_reset(ambit_ground *ground);

static inline bool ambit_ground_stops(const ambit_ground *g) { return g->stop && g->stop(g->context); }

static inline double ambit_ground_squared(ambit_point p, ambit_point q)
{
    double x = p.at[0] - q.at[0], y = p.at[1] - q.at[1], z = p.at[2] - q.at[2];
    return x * x + y * y + z * z;
}

/* Has territory t a home that units can be near to? */
static inline bool ambit_ground_is_anchored(const ambit_ground *g, uint32_t t)
{
    return g->siting->home[t] != AMBIT_NOBODY && (!g->place || !isnan(g->home[t].at[0]));
}

/* May unit u be in territory t? */
static inline bool ambit_ground_may(const ambit_siting *s, uint32_t u, uint32_t t)
{
    return ambit_siting_extra(s, u, t) < INFINITY;
}

/* Could unit u be the first of territory t: eligible, and a candidate when the centre is free? */
static inline bool ambit_ground_may_seat(const ambit_siting *s, uint32_t u, uint32_t t)
{
    return ambit_ground_may(s, u, t) && (s->home[t] != AMBIT_NOBODY || s->site_of[u] != AMBIT_NOBODY);
}

/* What `load` [n_rules] is beyond the bounds of territory t, in shares. O(rules). */
double ambit_ground_beyond(const ambit_siting *s, uint32_t t, const double *load);

/* How full territory t is with that load: the greatest load / target over the rules. O(rules). */
double ambit_ground_fill(const ambit_ground *ground, uint32_t t, const double *load);

#endif
