#include "heuristics/construct/level.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = AMBIT_MOST_REGION, REGIONS = 4 /* steps to each region */ };

ambit_status ambit_siting_level_init(ambit_siting_level *out, const ambit_ground *ground, ambit_error *err)
{
    const ambit_siting *s = ground->siting;
    const size_t k = s->n_territories;
    *out = (ambit_siting_level){ 0 };
    const size_t touching = s->graph.first ? s->graph.first[s->n_units] : 0;
    ambit_status status = ambit_siting_recom_init(&out->recom, ground, err);
    if (!status) status = ambit_division_init(&out->division, ground, err);
    if (status) { ambit_siting_level_reset(out); return status; }
    out->load = malloc((k * s->n_rules + 1) * sizeof *out->load), out->violation = malloc(k * sizeof *out->violation);
    out->beyond = malloc(k * sizeof *out->beyond);
    out->head = malloc(k * sizeof *out->head), out->next = malloc(s->n_units * sizeof *out->next);
    out->border = malloc((touching + 1) * sizeof *out->border), out->is_in = calloc(k, 1);
    if (out->load && out->violation && out->beyond && out->head && out->next && out->border && out->is_in)
        return AMBIT_OK;
    ambit_siting_level_reset(out);
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory to level %u territories", s->n_territories);
}

void ambit_siting_level_reset(ambit_siting_level *l)
{
    ambit_siting_recom_reset(&l->recom);
    ambit_division_reset(&l->division);
    free(l->load), free(l->violation), free(l->beyond), free(l->head), free(l->next), free(l->border), free(l->is_in);
    *l = (ambit_siting_level){ 0 };
}

/* The violation of each territory; 1 for each unit that may not be there. */
static void sum_up(ambit_siting_level *l, const uint32_t *owner)
{
    const ambit_siting *s = l->recom.siting;
    const uint32_t n_rules = s->n_rules;
    for (uint32_t t = 0; t < s->n_territories; t++) {
        l->violation[t] = 0;
        memset(l->load + (size_t)t * n_rules, 0, n_rules * sizeof *l->load);
    }
    for (uint32_t u = 0; u < s->n_units; u++) {
        const uint32_t t = owner[u];
        l->violation[t] += !ambit_ground_may(s, u, t);
        for (uint32_t a = 0; a < n_rules; a++) l->load[(size_t)t * n_rules + a] += ambit_siting_amount(s, a, u, t);
    }
    for (uint32_t t = 0; t < s->n_territories; t++)
        l->violation[t] += ambit_ground_beyond(s, t, l->load + (size_t)t * n_rules);
}

static uint32_t list_beyond(ambit_siting_level *l)
{
    uint32_t n = 0;
    for (uint32_t t = 0; t < l->recom.siting->n_territories; t++)
        if (l->violation[t] > 0) l->beyond[n++] = t;
    return n;
}

/* ---- Regions ----------------------------------------------------------------------------------------------------- */

static void chain_units(ambit_siting_level *l, const uint32_t *owner)
{
    const ambit_siting *s = l->recom.siting;
    for (uint32_t t = 0; t < s->n_territories; t++) l->head[t] = AMBIT_NOBODY;
    for (uint32_t u = s->n_units; u-- > 0;) l->next[u] = l->head[owner[u]], l->head[owner[u]] = u;
}

/* t and up to `most` - 1 more territories around it, likelier the longer the border is. */
static void draw_region(ambit_siting_level *l, const uint32_t *owner, uint32_t t, uint32_t most, ambit_rng *rng)
{
    const ambit_graph *g = &l->recom.siting->graph;
    uint32_t n = 0, borders = 0;
    chain_units(l, owner);
    for (uint32_t next = t; next != AMBIT_NOBODY;) {
        l->region[n++] = next, l->is_in[next] = 1;
        for (uint32_t u = l->head[next]; u != AMBIT_NOBODY && n < most; u = l->next[u])
            for (size_t i = g->first[u]; i < g->first[u + 1]; i++)
                if (!l->is_in[owner[g->unit[i]]]) l->border[borders++] = owner[g->unit[i]];
        for (next = AMBIT_NOBODY; n < most && borders && next == AMBIT_NOBODY;) {
            uint32_t at = ambit_rng_below(rng, borders), found = l->border[at];
            l->border[at] = l->border[--borders];
            if (!l->is_in[found]) next = found;
        }
    }
    for (uint32_t i = 0; i < n; i++) l->is_in[l->region[i]] = 0;
    l->n_region = n;
}

/* ---- Steps ------------------------------------------------------------------------------------------------------- */

static bool level_pair(ambit_siting_level *l, uint32_t *owner, uint32_t t, uint32_t trees, ambit_rng *rng)
{
    draw_region(l, owner, t, 2, rng);
    if (l->n_region < 2) return false;
    const uint32_t other = l->region[1];
    double most = l->violation[t] + l->violation[other];
    return ambit_siting_recom_cut(&l->recom, owner, t, other, NULL, trees, most, rng) < INFINITY;
}

/* Any division is taken that is no more beyond the bounds: the next one finds something else before it. */
static bool level_region(ambit_siting_level *l, uint32_t *owner, uint32_t t, uint32_t trees, ambit_rng *rng)
{
    draw_region(l, owner, t, 3 + ambit_rng_below(rng, MOST - 2), rng);
    ambit_division_worth most = ambit_division_weigh(&l->division, owner, l->region, l->n_region);
    most.inertia = INFINITY;
    return ambit_division_try(&l->division, owner, l->region, l->n_region, trees, most, rng);
}

bool ambit_siting_level_redivide(ambit_siting_level *l, uint32_t *owner, uint32_t t, uint32_t most, uint32_t trees,
        ambit_rng *rng)
{
    if (!l->recom.siting->graph.first) return false;
    draw_region(l, owner, t, most, rng);
    ambit_division_worth is = ambit_division_weigh(&l->division, owner, l->region, l->n_region);
    return ambit_division_try(&l->division, owner, l->region, l->n_region, trees, is, rng);
}

double ambit_siting_level_plan(ambit_siting_level *l, uint32_t *owner, uint32_t tries, uint32_t trees, ambit_rng *rng)
{
    const ambit_siting *s = l->recom.siting;
    double left = 0;
    sum_up(l, owner);
    uint32_t n = list_beyond(l);
    for (uint32_t k = 0; k < tries && n && s->graph.first && !ambit_ground_stops(l->recom.ground); k++) {
        uint32_t t = l->beyond[ambit_rng_below(rng, n)];
        bool changed = k % REGIONS ? level_pair(l, owner, t, trees, rng) : level_region(l, owner, t, trees, rng);
        if (!changed) continue;
        sum_up(l, owner);
        n = list_beyond(l);
    }
    for (uint32_t t = 0; t < s->n_territories; t++) left += l->violation[t];
    return left;
}
