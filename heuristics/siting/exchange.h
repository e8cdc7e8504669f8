/* heuristics/siting/exchange.h - two or three territories beside each other share out the units between them, exactly.
 *
 * The units near the border are free, the rest stays with its centre; where a territory has few units all of them are
 * free. For each choice of the territories' centres (the few best ones, or all where there are few) the free units are
 * shared out by branch and bound (heuristics/siting/share.h), under every rule of the problem; an answer whose
 * territories do not hang together is none. Walks find what single units and pairs can reach; here many change sides
 * at once, as they must where the bounds are narrow against the units. */
#ifndef AMBIT_SITING_EXCHANGE_H
#define AMBIT_SITING_EXCHANGE_H
#include "heuristics/siting/beside.h"
#include "heuristics/siting/share.h"
#include "heuristics/siting/walk.h"

typedef struct {
    const ambit_terrain *terrain;
    ambit_siting_beside beside;
    ambit_siting_share share;
    uint8_t *is_free;        /* [n_units] */
    uint32_t *distance;      /* [n_units] steps from the border, of the region's units */
    uint32_t *changed;       /* [n_slots] the pass that changed it last */
    uint32_t *tried;         /* [n_units] owner while an answer is looked at */
    uint32_t unit[AMBIT_SHARE_UNITS], before[AMBIT_SHARE_UNITS]; /* the free ones; their slots at first */
    uint32_t region[AMBIT_SHARE_SLOTS], fixed[AMBIT_SHARE_SLOTS]; /* slots; units that stay */
    uint32_t anchor[AMBIT_SHARE_SLOTS];               /* a unit that stays, or the centre; AMBIT_NOBODY: none */
    ambit_siting_walk *walk;                          /* of the call */
} ambit_siting_exchange;

ambit_status ambit_siting_exchange_init(ambit_siting_exchange *out, const ambit_terrain *terrain, ambit_error *err);
void ambit_siting_exchange_reset(ambit_siting_exchange *exchange);

/* All pairs and triples beside each other, as long as that pays, or `most_nodes` of branch and bound are used up; owner
 * [n_units] becomes better or stays: within the rules it costs less, beyond them it breaks fewer. The walk's state is
 * work space, its regret the measure of prices. Returns how many exchanges were made. */
uint32_t ambit_siting_exchange_run(ambit_siting_exchange *exchange, ambit_siting_walk *walk, uint32_t *owner,
        uint64_t most_nodes);

#endif
