#include "heuristics/siting/terrain.h"

#include "heuristics/siting/near.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NEAREST = 24, TILE = 32 };

/* ---- Who is near ------------------------------------------------------------------------------------------------- */

static ambit_point place_of(const ambit_siting *s, uint32_t u)
{
    const ambit_problem *p = s->problem;
    uint32_t first = s->member[s->member_first[u]];
    if (p->unit_x) return (ambit_point){ { p->unit_x[first], p->unit_y[first], 0 } };
    if (p->unit_at) return (ambit_point){ { p->unit_at[first].x, p->unit_at[first].y, p->unit_at[first].z } };
    return (ambit_point){ { 0, 0, 0 } };
}

static ambit_status nearest(ambit_terrain *t, ambit_error *err)
{
    const ambit_siting *s = t->siting;
    uint32_t k = s->n_units - 1 < NEAREST ? s->n_units - 1 : NEAREST;
    ambit_point *point = malloc(s->n_units * sizeof *point);
    t->near = malloc(((size_t)s->n_units * k + 1) * sizeof *t->near);
    ambit_status status = AMBIT_E_MEMORY;
    if (point && t->near) {
        for (uint32_t u = 0; u < s->n_units; u++) point[u] = place_of(s, u);
        for (size_t u = 0; u <= s->n_units; u++) t->near_first[u] = u * k;
        status = ambit_near_find(t->near, point, s->n_units, k, err);
    } else ambit_fail(err, status, "no memory for the neighbours of %u units", s->n_units);
    free(point);
    return status;
}

static ambit_status touching(ambit_terrain *t, ambit_error *err)
{
    const ambit_graph *g = &t->siting->graph;
    t->near = malloc((g->first[g->n_units] + 1) * sizeof *t->near);
    if (!t->near) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the neighbours of %u units", g->n_units);
    memcpy(t->near_first, g->first, (g->n_units + 1) * sizeof *t->near_first);
    memcpy(t->near, g->unit, g->first[g->n_units] * sizeof *t->near);
    return AMBIT_OK;
}

/* ---- Costs seen from the unit ------------------------------------------------------------------------------------ */

static bool symmetric(const ambit_siting *s)
{
    uint32_t n = s->n_units;
    if (s->n_sites != n) return false;
    for (uint32_t u = 0; u < n; u++)
        for (uint32_t v = 0; v < u; v++)
            if (s->cost[(size_t)u * n + v] != s->cost[(size_t)v * n + u]) return false;
    for (uint32_t u = 0; u < n; u++)
        if (s->site_of[u] != u) return false;
    return true;
}

/* Tile by tile: column by column every entry would be a miss of the cache. */
static void turn(double *to, const ambit_siting *s)
{
    for (uint32_t u = 0; u < s->n_units; u += TILE)
        for (uint32_t c = 0; c < s->n_sites; c += TILE)
            for (uint32_t i = u; i < u + TILE && i < s->n_units; i++)
                for (uint32_t j = c; j < c + TILE && j < s->n_sites; j++)
                    to[(size_t)i * s->n_sites + j] = s->cost[(size_t)j * s->n_units + i];
}

static ambit_status look_from_units(ambit_terrain *t, ambit_error *err)
{
    const ambit_siting *s = t->siting;
    if (!s->cost) return AMBIT_OK;
    if (symmetric(s)) return t->to = s->cost, AMBIT_OK;
    t->to = malloc((size_t)s->n_units * s->n_sites * sizeof *t->to);
    if (!t->to) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the costs of %u units", s->n_units);
    turn(t->to, s);
    return AMBIT_OK;
}

/* ---- Shares ------------------------------------------------------------------------------------------------------ */

/* By the rule of which units bring most; the others are measured in the same share. */
static ambit_status settle_shares(ambit_terrain *t, ambit_error *err)
{
    const ambit_siting *s = t->siting;
    double most = 0;
    if (!(t->units = malloc((s->n_rules + 1) * sizeof *t->units)))
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the shares of %u rules", s->n_rules);
    for (uint32_t a = 0; a < s->n_rules; a++) {
        double sum = 0;
        for (uint32_t u = 0; u < s->n_units; u++) sum += ambit_siting_amount(s, a, u, 0) / s->scale[a];
        most = fmax(most, sum / s->n_units);
    }
    t->share = most > 0 ? most : 1;
    for (uint32_t a = 0; a < s->n_rules; a++) t->units[a] = 1 / (s->scale[a] * t->share);
    return AMBIT_OK;
}

/* Capacities that are the same everywhere are bounds of the territories that choose their site. */
static ambit_status settle_bounds(ambit_terrain *t, ambit_error *err)
{
    const ambit_siting *s = t->siting;
    size_t n = (size_t)s->n_rules * s->n_territories;
    double least = INFINITY, most = -INFINITY;
    if (!(t->upper = malloc((n + 1) * sizeof *t->upper)))
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the bounds of %u territories", s->n_territories);
    if (n) memcpy(t->upper, s->upper, n * sizeof *t->upper);
    if (!s->capacity) return AMBIT_OK;
    for (uint32_t c = 0; c < s->n_sites; c++) {
        if (s->unit_at[c] == AMBIT_NOBODY) continue;
        least = fmin(least, s->capacity[c]), most = fmax(most, s->capacity[c]);
    }
    if (least != most) return t->capacity = s->capacity, AMBIT_OK;
    for (uint32_t i = 0; i < s->n_territories; i++)
        if (s->home[i] == AMBIT_NOBODY) t->upper[i] = fmin(t->upper[i], most);
    return AMBIT_OK;
}

/* ---- Life -------------------------------------------------------------------------------------------------------- */

ambit_status ambit_terrain_build(ambit_terrain **out, const ambit_siting *siting, ambit_error *err)
{
    *out = NULL;
    ambit_terrain *t = calloc(1, sizeof *t);
    if (t) t->near_first = malloc(((size_t)siting->n_units + 1) * sizeof *t->near_first);
    if (!t || !t->near_first) {
        ambit_terrain_free(t);
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for what is near %u units", siting->n_units);
    }
    t->siting = siting;
    ambit_status status = settle_shares(t, err);
    if (status == AMBIT_OK) status = settle_bounds(t, err);
    if (status == AMBIT_OK) status = siting->contiguous ? touching(t, err) : nearest(t, err);
    if (status == AMBIT_OK) status = look_from_units(t, err);
    if (status == AMBIT_OK) *out = t;
    else ambit_terrain_free(t);
    return status;
}

void ambit_terrain_free(ambit_terrain *t)
{
    if (!t) return;
    if (t->to != t->siting->cost) free(t->to);
    free(t->near_first), free(t->near), free(t->upper), free(t->units), free(t);
}
