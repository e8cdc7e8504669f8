#include "heuristics/siting/cross.h"

#include <stdlib.h>
#include <string.h>

/* So many units lie in territory `here` of the one plan and in `there` of the other. */
typedef struct ambit_siting_overlap { uint32_t n, here, there; } overlap;

ambit_status ambit_siting_cross_init(ambit_siting_cross *c, const ambit_terrain *terrain, ambit_error *err)
{
    uint32_t n = terrain->siting->n_units, k = terrain->siting->n_territories;
    *c = (ambit_siting_cross){ .terrain = terrain };
    c->overlap = malloc(n * sizeof *c->overlap), c->units = calloc(k, sizeof *c->units);
    c->name = malloc(k * sizeof *c->name), c->region = malloc(k * sizeof *c->region), c->seen = calloc(k, 1);
    if (c->overlap && c->units && c->name && c->region && c->seen)
        return ambit_siting_beside_init(&c->beside, terrain, k, err);
    ambit_siting_cross_reset(c);
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory to cross plans of %u units", n);
}

void ambit_siting_cross_reset(ambit_siting_cross *c)
{
    free(c->overlap), free(c->units), free(c->name), free(c->region), free(c->seen);
    ambit_siting_beside_reset(&c->beside);
    *c = (ambit_siting_cross){ 0 };
}

/* ---- Names ------------------------------------------------------------------------------------------------------- */

static int widest_first(const void *a, const void *b)
{
    const overlap *x = a, *y = b;
    if (x->n != y->n) return x->n > y->n ? -1 : 1;
    if (x->here != y->here) return x->here < y->here ? -1 : 1;
    return x->there < y->there ? -1 : x->there > y->there;
}

static size_t list_overlaps(ambit_siting_cross *c, const uint32_t *owner, const uint32_t *model)
{
    const ambit_siting *s = c->terrain->siting;
    size_t n = 0;
    ambit_siting_beside_look(&c->beside, c->terrain, owner);
    for (uint32_t t = 0; t < s->n_territories; t++) {
        size_t from = n;
        for (uint32_t i = c->beside.unit_first[t]; i < c->beside.unit_first[t + 1]; i++) {
            uint32_t there = model[c->beside.unit[i]];
            if (!c->units[there]++) c->overlap[n++] = (overlap){ 0, t, there };
        }
        for (size_t i = from; i < n; i++)
            c->overlap[i].n = c->units[c->overlap[i].there], c->units[c->overlap[i].there] = 0;
    }
    return n;
}

void ambit_siting_cross_rename(ambit_siting_cross *c, uint32_t *owner, const uint32_t *model)
{
    const ambit_siting *s = c->terrain->siting;
    if (!s->alike) return;
    size_t n = list_overlaps(c, owner, model);
    qsort(c->overlap, n, sizeof *c->overlap, widest_first);
    for (uint32_t t = 0; t < s->n_territories; t++)
        c->seen[t] = s->home[t] != AMBIT_NOBODY, c->name[t] = c->seen[t] ? t : AMBIT_NOBODY;
    for (size_t i = 0; i < n; i++) {
        const overlap *o = &c->overlap[i];
        if (c->name[o->here] == AMBIT_NOBODY && !c->seen[o->there]) c->name[o->here] = o->there, c->seen[o->there] = 1;
    }
    uint32_t unused = 0;
    for (uint32_t t = 0; t < s->n_territories; t++) {
        while (unused < s->n_territories && c->seen[unused]) unused++;
        if (c->name[t] == AMBIT_NOBODY) c->name[t] = unused, c->seen[unused] = 1;
    }
    memset(c->seen, 0, s->n_territories);
    for (uint32_t u = 0; u < s->n_units; u++) owner[u] = c->name[owner[u]];
}

/* ---- Children ---------------------------------------------------------------------------------------------------- */

void ambit_siting_cross_plans(ambit_siting_cross *c, uint32_t *child, const uint32_t *a, const uint32_t *b,
        ambit_rng *rng)
{
    const ambit_siting *s = c->terrain->siting;
    uint32_t k = s->n_territories;
    if (k < 2) {
        memcpy(child, a, s->n_units * sizeof *child);
        return;
    }
    ambit_siting_beside_look(&c->beside, c->terrain, b);
    uint32_t most = 1 + ambit_rng_below(rng, k / 2), centre = ambit_rng_below(rng, k);
    uint32_t n = ambit_siting_beside_region(&c->beside, centre, most, c->region, c->seen);
    for (uint32_t i = 0; i < n; i++) c->seen[c->region[i]] = 1;
    for (uint32_t u = 0; u < s->n_units; u++)
        child[u] = c->seen[b[u]] ? b[u] : c->seen[a[u]] ? AMBIT_NOBODY : a[u];
    for (uint32_t i = 0; i < n; i++) c->seen[c->region[i]] = 0;
}
