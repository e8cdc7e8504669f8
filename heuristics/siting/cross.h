/* heuristics/siting/cross.h - a child of two plans with free centres: a region of one, the rest of the other.
 *
 * Territories are inherited whole, with their centres (Falkenauer 1996, doi:10.1007/BF00226291). Where it does not
 * matter which territory is which, plans name alike what lies in the same place, so that a region of one takes the
 * place of the same region in the other. */
#ifndef AMBIT_SITING_CROSS_H
#define AMBIT_SITING_CROSS_H
#include "heuristics/siting/beside.h"
#include "instances/base/rng.h"

typedef struct {
    const ambit_terrain *terrain;
    ambit_siting_beside beside;
    struct ambit_siting_overlap *overlap; /* [n_units] */
    uint32_t *units, *name, *region;      /* [n_territories] */
    uint8_t *seen;                        /* [n_territories] */
} ambit_siting_cross;

ambit_status ambit_siting_cross_init(ambit_siting_cross *out, const ambit_terrain *terrain, ambit_error *err);
void ambit_siting_cross_reset(ambit_siting_cross *cross);

/* Renames the territories of `owner` so that they lie where those of `model` do, as far as they are alike.
 * O(n log n). */
void ambit_siting_cross_rename(ambit_siting_cross *cross, uint32_t *owner, const uint32_t *model);

/* Into child[n_units]: a region of some territories of b, the other territories of a without what b has there. What is
 * left over is AMBIT_NOBODY. O(pairs of near units). */
void ambit_siting_cross_plans(ambit_siting_cross *cross, uint32_t *child, const uint32_t *a, const uint32_t *b,
        ambit_rng *rng);

#endif
