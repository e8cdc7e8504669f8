/* heuristics/siting/relabel.h - which territory is which: where territories are not alike, their sets of units change
 * hands as wholes.
 *
 * Walks move units one by one, so two territories with different bounds, homes or units in force never change places.
 * Here each set of units is priced as each territory, and the cheapest assignment of sets to territories is found by
 * shortest augmenting paths (Kuhn 1955, doi:10.1002/nav.3800020109; Jonker and Volgenant 1987, doi:10.1007/BF02278710).
 * What is beyond a cap on moves is priced, dearer and dearer until it holds. */
#ifndef AMBIT_SITING_RELABEL_H
#define AMBIT_SITING_RELABEL_H
#include "heuristics/siting/terrain.h"
#include <stdbool.h>

typedef struct {
    const ambit_terrain *terrain;
    uint32_t *first, *unit;      /* [n_territories + 1], [n_units] the units by set */
    double *travel;              /* [n_territories] of a set with the best centre of its own */
    double *load;                /* [n_rules] */
    double *worth, *moved;       /* [n_territories * n_territories] a set's row at a time */
    double *row, *column, *least; /* [n_territories + 1] prices; the shortest paths */
    uint32_t *set_of, *before, *name; /* [n_territories + 1] */
    uint8_t *seen;
    uint32_t *tried;             /* [n_units] */
} ambit_siting_relabel;

/* Does it pay: territories differ, and are few enough? */
bool ambit_siting_relabel_fits(const ambit_siting *siting);

ambit_status ambit_siting_relabel_init(ambit_siting_relabel *out, const ambit_terrain *terrain, ambit_error *err);
void ambit_siting_relabel_reset(ambit_siting_relabel *relabel);

/* owner [n_units] becomes better or stays. `share_price` is what a share beyond the rules counts. *changed says
 * whether. AMBIT_E_MEMORY. O(n_territories^3 + units * territories + sum of squares of the territories' sizes). */
ambit_status ambit_siting_relabel_run(ambit_siting_relabel *relabel, uint32_t *owner, double share_price, bool *changed,
        ambit_error *err);

#endif
