#include "heuristics/construct/level.h"

#include <stdlib.h>
#include <string.h>

ambit_status ambit_siting_level_init(ambit_siting_level *out, const ambit_ground *ground, ambit_error *err)
{
    const ambit_siting *s = ground->siting;
    const size_t k = s->n_territories;
    *out = (ambit_siting_level){ 0 };
    ambit_status status = ambit_siting_recom_init(&out->recom, ground, err);
    if (status) return status;
    out->load = malloc((k * s->n_rules + 1) * sizeof *out->load), out->violation = malloc(k * sizeof *out->violation);
    out->beyond = malloc(k * sizeof *out->beyond);
    if (out->load && out->violation && out->beyond) return AMBIT_OK;
    ambit_siting_level_reset(out);
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory to level %u territories", s->n_territories);
}

void ambit_siting_level_reset(ambit_siting_level *l)
{
    ambit_siting_recom_reset(&l->recom);
    free(l->load), free(l->violation), free(l->beyond);
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

/* A territory that touches t, likelier the longer their border is; AMBIT_NOBODY: none does. */
static uint32_t draw_neighbour(const ambit_siting *s, const uint32_t *owner, uint32_t t, ambit_rng *rng)
{
    uint32_t found = AMBIT_NOBODY, n = 0;
    for (uint32_t u = 0; u < s->n_units; u++) {
        if (owner[u] != t) continue;
        for (size_t i = s->graph.first[u]; i < s->graph.first[u + 1]; i++)
            if (owner[s->graph.unit[i]] != t && ambit_rng_below(rng, ++n) == 0) found = owner[s->graph.unit[i]];
    }
    return found;
}

double ambit_siting_level_plan(ambit_siting_level *l, uint32_t *owner, uint32_t tries, uint32_t trees, ambit_rng *rng)
{
    const ambit_siting *s = l->recom.siting;
    double left = 0;
    sum_up(l, owner);
    uint32_t n = list_beyond(l);
    for (uint32_t k = 0; k < tries && n && s->graph.first; k++) {
        uint32_t t = l->beyond[ambit_rng_below(rng, n)], other = draw_neighbour(s, owner, t, rng);
        if (other == AMBIT_NOBODY) continue;
        double most = l->violation[t] + l->violation[other];
        if (!(ambit_siting_recom_cut(&l->recom, owner, t, other, NULL, trees, most, rng) < INFINITY)) continue;
        sum_up(l, owner);
        n = list_beyond(l);
    }
    for (uint32_t t = 0; t < s->n_territories; t++) left += l->violation[t];
    return left;
}
