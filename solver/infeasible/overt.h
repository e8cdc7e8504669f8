/* solver/siting/overt.h - proofs that no plan exists which need neither bound nor search: counting, and a look around.
 *
 * More territories than units; a unit above every upper bound; totals that no number of territories holds; windows that
 * hold no whole amount; parts of the map that hold no whole number of territories; a unit that is the only way to more
 * than fits beside it; a unit around which no connected territory is within the window, found by trying all (within a
 * counted limit, the largest units first). Territories with different bounds count with the widest of them.
 *
 * What is said is a proof up to twice the slack that every judge grants. Relaxed are: pairs that are forbidden, the cap
 * on moves, and which territory is which. */
#ifndef AMBIT_OVERT_H
#define AMBIT_OVERT_H
#include "solver/siting/siting.h"

/* *out is NULL when nothing is disproved, else lines of text (the caller frees it) that name units and rules, each with
 * what would help. O(units * (territories + rules) + borders), and 3e7 steps around units at most. */
ambit_status ambit_overt_find(char **out, const ambit_siting *s, ambit_error *err);

#endif
