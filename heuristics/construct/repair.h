/* heuristics/construct/repair.h - units that belong to nobody are shared out: territories grow over them.
 *
 * The emptiest territory that still touches something free takes the nearest such unit, so that amounts stay level and
 * shapes round. A plan that is broken is mended by letting go of all but the largest part of each territory. */
#ifndef AMBIT_SITING_REPAIR_H
#define AMBIT_SITING_REPAIR_H
#include "heuristics/plan/connected.h"
#include "heuristics/construct/ground.h"
#include "heuristics/construct/skew.h"

/* Work space of one thread. */
typedef struct {
    const ambit_ground *ground;
    ambit_connected connected;
    ambit_point *anchor;      /* [n_territories] what units should be near to: the home, else the middle */
    double *load;             /* [n_territories * n_rules] */
    uint32_t *size;           /* [n_territories] units */
    uint32_t *border;         /* [n_territories] queue of units that the territory touches, the nearest first */
    ambit_skew *entry;        /* of these queues */
    ambit_skew *turn;         /* [n_territories] of the territories that can still grow, the emptiest first */
    uint32_t turns, n_entries, n_free;
    uint8_t *off;             /* [n_units] */
} ambit_siting_repair;

ambit_status ambit_siting_repair_init(ambit_siting_repair *out, const ambit_ground *ground, ambit_error *err);
void ambit_siting_repair_reset(ambit_siting_repair *repair);

/* Shares out all units u with owner[u] == AMBIT_NOBODY. Units go where they may (extra below INFINITY) and touch; what
 * nobody who touches it may have goes to the nearest territory that may, or stays a break. Where there is no graph each
 * unit goes to the nearest. O((units + borders) log units). */
void ambit_siting_repair_grow(ambit_siting_repair *repair, uint32_t *owner);

/* Lets go of units that may not be where they are and of all but the largest part of each territory, gives a unit to
 * each territory that has none, and grows. Returns how many breaks are left. */
uint32_t ambit_siting_repair_mend(ambit_siting_repair *repair, uint32_t *owner);

#endif
