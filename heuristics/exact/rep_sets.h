/* heuristics/exact/rep_sets.h - the sets of two, three, four neighbouring reps, each connected one once.
 *
 * Two reps are linked when one is among the nearest few neighbours of the other. Sets grow from their lowest rep by
 * reps that only the latest member brought within reach, so none comes twice (Wernicke 2006,
 * doi:10.1109/TCBB.2006.51). */
#ifndef AMBIT_REP_SETS_H
#define AMBIT_REP_SETS_H
#include "heuristics/plan/neighbours.h"

enum { AMBIT_SET_REPS = 4 };

typedef struct { uint32_t rep[AMBIT_SET_REPS]; } ambit_rep_set; /* ascending; of a smaller set the first ones */

typedef struct {
    ambit_rep_set *set;
    size_t first[AMBIT_SET_REPS + 2]; /* sets of n reps: first[n] .. first[n + 1] */
} ambit_rep_sets;

/* Sets of 2 .. `most` reps (at most AMBIT_SET_REPS), linked over so many nearest neighbours. O(sets * links). */
ambit_status ambit_rep_sets_init(ambit_rep_sets *out, const ambit_neighbours *neighbours, uint32_t most,
        uint32_t n_near, ambit_error *err);
void ambit_rep_sets_reset(ambit_rep_sets *sets);

#endif
