/* heuristics/siting/beside.h - which territories of a plan lie beside each other, and regions of several of them.
 *
 * Two territories are beside each other when units of one are near units of the other; the more such pairs, the
 * closer. */
#ifndef AMBIT_SITING_BESIDE_H
#define AMBIT_SITING_BESIDE_H
#include "heuristics/siting/terrain.h"

typedef struct {
    uint32_t n_slots;
    size_t *first;           /* [n_slots + 1] */
    uint32_t *slot;          /* [room] the slots beside one, the closest first */
    uint32_t *links;         /* [n_slots] room */
    uint32_t *unit, *unit_first; /* [n_units], [n_slots + 1] the units by slot */
    size_t room;
} ambit_siting_beside;

ambit_status ambit_siting_beside_init(ambit_siting_beside *out, const ambit_terrain *terrain, uint32_t n_slots,
        ambit_error *err);
void ambit_siting_beside_reset(ambit_siting_beside *beside);

/* Of a plan. O(pairs of near units + slots log). */
void ambit_siting_beside_look(ambit_siting_beside *beside, const ambit_terrain *terrain, const uint32_t *owner);

/* Slot t and those around it, the nearest first, at most `most` and not more than hang together; into region[most].
 * Returns how many. `seen` [n_slots] is all 0 before and after. */
uint32_t ambit_siting_beside_region(const ambit_siting_beside *beside, uint32_t t, uint32_t most, uint32_t *region,
        uint8_t *seen);

#endif
