/* heuristics/siting/redraw.h - one neighbourhood after another is walked through anew, and kept when it became better.
 *
 * A walk over a whole plan must be cold or it loses what others found; over a few territories it may be warm, since the
 * rest stands still and what does not pay is dropped. Where single units are large against the width of the bounds,
 * that leads into dead ends: tempering also keeps what became worse by a little, less of it as time goes on (annealing
 * over large neighbourhoods, as ruin and recreate: Schrimpf et al. 2000, doi:10.1006/jcph.1999.6413). */
#ifndef AMBIT_SITING_REDRAW_H
#define AMBIT_SITING_REDRAW_H
#include "heuristics/siting/beside.h"
#include "heuristics/siting/walk.h"

typedef struct {
    ambit_siting_beside beside;
    uint32_t *order;      /* [n_territories] */
    uint8_t *seen;        /* [n_slots] */
    uint32_t *best;       /* [n_units] of a tempering */
} ambit_siting_redraw;

ambit_status ambit_siting_redraw_init(ambit_siting_redraw *out, const ambit_terrain *terrain, ambit_error *err);
void ambit_siting_redraw_reset(ambit_siting_redraw *redraw);

/* `count` neighbourhoods of `most` territories, in an order drawn from the walk's numbers, each with
 * `moves_per_unit`; owner [n_units] becomes better or stays. Returns how many changed. */
uint32_t ambit_siting_redraw_run(ambit_siting_redraw *redraw, ambit_siting_walk *walk, uint32_t *owner, uint32_t count,
        uint32_t most, double hot, double moves_per_unit);

/* Redraws neighbourhoods of two to `most` territories around drawn ones, each from a temperature drawn between `warm`
 * and `hot` with `moves_per_unit`, until the walk has made `moves`. What a neighbourhood may cost more falls from about
 * `loss` regrets to a fiftieth of that. owner [n_units] becomes the best plan on the way, or stays. */
typedef struct { uint32_t most; double warm, hot, moves_per_unit, loss; uint64_t moves; } ambit_siting_tempering;
void ambit_siting_redraw_temper(ambit_siting_redraw *redraw, ambit_siting_walk *walk, uint32_t *owner,
        const ambit_siting_tempering *how);

#endif
