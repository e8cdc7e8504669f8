/* heuristics/siting/relocate.h - centres that jump: territories are dissolved where there are too many of them and
 * others are split where there are too few.
 *
 * A walk moves centres by a step at a time and never carries one across the map. Here every territory is dissolved
 * once, and every one is split once, each time with its neighbourhood solved anew around it; what that costs or gains
 * is known then, and pairs that gain together and lie apart are carried out. Where territories must hang together
 * nothing is dissolved. */
#ifndef AMBIT_SITING_RELOCATE_H
#define AMBIT_SITING_RELOCATE_H
#include "heuristics/siting/beside.h"
#include "heuristics/siting/walk.h"

typedef struct ambit_siting_relocation ambit_siting_relocation;

/* `walk` [n_walks] are borrowed as work space, one for each thread. */
ambit_status ambit_siting_relocation_build(ambit_siting_relocation **out, const ambit_terrain *terrain,
        ambit_siting_walk *walk, uint32_t n_walks, ambit_error *err);
void ambit_siting_relocation_free(ambit_siting_relocation *relocation); /* NULL is fine */

/* One round over a plan, changed where that pays: owner [n_units] of territories. `thoroughness` is moves per unit of
 * each neighbourhood. Returns how many territories jumped. `regret` as of the walks; `seed` names the round. */
uint32_t ambit_siting_relocation_run(ambit_siting_relocation *relocation, uint32_t *owner, double regret,
        double thoroughness, uint64_t seed);

#endif
