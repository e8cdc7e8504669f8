/* heuristics/siting/redraw.h - one neighbourhood after another is walked through anew, and kept when it became better.
 *
 * A walk over a whole plan must be cold or it loses what others found; over a few territories it may be warm, since the
 * rest stands still and what does not pay is dropped. */
#ifndef AMBIT_SITING_REDRAW_H
#define AMBIT_SITING_REDRAW_H
#include "heuristics/siting/beside.h"
#include "heuristics/siting/walk.h"

typedef struct {
    ambit_siting_beside beside;
    uint32_t *order;      /* [n_territories] */
    uint8_t *seen;        /* [n_slots] */
} ambit_siting_redraw;

ambit_status ambit_siting_redraw_init(ambit_siting_redraw *out, const ambit_terrain *terrain, ambit_error *err);
void ambit_siting_redraw_reset(ambit_siting_redraw *redraw);

/* `count` neighbourhoods of `most` territories, in an order drawn from the walk's numbers, each with
 * `moves_per_unit`; owner [n_units] becomes better or stays. Returns how many changed. */
uint32_t ambit_siting_redraw_run(ambit_siting_redraw *redraw, ambit_siting_walk *walk, uint32_t *owner, uint32_t count,
        uint32_t most, double hot, double moves_per_unit);

#endif
