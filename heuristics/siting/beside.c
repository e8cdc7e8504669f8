#include "heuristics/siting/beside.h"

#include <stdlib.h>
#include <string.h>

ambit_status ambit_siting_beside_init(ambit_siting_beside *b, const ambit_terrain *terrain, uint32_t n_slots,
        ambit_error *err)
{
    uint32_t n = terrain->siting->n_units;
    *b = (ambit_siting_beside){ .n_slots = n_slots, .room = terrain->near_first[n] + 1 };
    b->first = calloc((size_t)n_slots + 1, sizeof *b->first), b->slot = malloc(b->room * sizeof *b->slot);
    b->links = calloc(n_slots, sizeof *b->links), b->unit = malloc(n * sizeof *b->unit);
    b->unit_first = malloc(((size_t)n_slots + 1) * sizeof *b->unit_first);
    if (b->first && b->slot && b->links && b->unit && b->unit_first) return AMBIT_OK;
    ambit_siting_beside_reset(b);
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for what lies beside %u territories", n_slots);
}

void ambit_siting_beside_reset(ambit_siting_beside *b)
{
    free(b->first), free(b->slot), free(b->links), free(b->unit), free(b->unit_first);
    *b = (ambit_siting_beside){ 0 };
}

static void sort_units(ambit_siting_beside *b, uint32_t n_units, const uint32_t *owner)
{
    memset(b->unit_first, 0, ((size_t)b->n_slots + 1) * sizeof *b->unit_first);
    for (uint32_t u = 0; u < n_units; u++) b->unit_first[owner[u] + 1]++;
    for (uint32_t t = 0; t < b->n_slots; t++) b->unit_first[t + 1] += b->unit_first[t];
    for (uint32_t u = 0; u < n_units; u++) b->unit[b->unit_first[owner[u]]++] = u;
    for (uint32_t t = b->n_slots; t > 0; t--) b->unit_first[t] = b->unit_first[t - 1];
    b->unit_first[0] = 0;
}

/* By the number of links, ties to the lower slot: insertion, as a slot has few others beside it. */
static void sort_slots(ambit_siting_beside *b, size_t from, size_t to)
{
    for (size_t i = from + 1; i < to; i++) {
        uint32_t this = b->slot[i];
        size_t at = i;
        for (; at > from; at--) {
            uint32_t other = b->slot[at - 1];
            if (b->links[other] > b->links[this] || (b->links[other] == b->links[this] && other < this)) break;
            b->slot[at] = other;
        }
        b->slot[at] = this;
    }
}

void ambit_siting_beside_look(ambit_siting_beside *b, const ambit_terrain *terrain, const uint32_t *owner)
{
    sort_units(b, terrain->siting->n_units, owner);
    size_t n = 0;
    for (uint32_t t = 0; t < b->n_slots; t++) {
        b->first[t] = n;
        for (uint32_t i = b->unit_first[t]; i < b->unit_first[t + 1]; i++)
            for (size_t k = terrain->near_first[b->unit[i]]; k < terrain->near_first[b->unit[i] + 1]; k++) {
                uint32_t other = owner[terrain->near[k]];
                if (other != t && !b->links[other]++) b->slot[n++] = other;
            }
        sort_slots(b, b->first[t], n);
        for (size_t i = b->first[t]; i < n; i++) b->links[b->slot[i]] = 0;
    }
    b->first[b->n_slots] = n;
}

uint32_t ambit_siting_beside_region(const ambit_siting_beside *b, uint32_t t, uint32_t most, uint32_t *region,
        uint8_t *seen)
{
    uint32_t n = 0;
    region[n++] = t, seen[t] = 1;
    for (uint32_t at = 0; at < n && n < most; at++)
        for (size_t i = b->first[region[at]]; i < b->first[region[at] + 1] && n < most; i++)
            if (!seen[b->slot[i]]) seen[b->slot[i]] = 1, region[n++] = b->slot[i];
    for (uint32_t i = 0; i < n; i++) seen[region[i]] = 0;
    return n;
}
