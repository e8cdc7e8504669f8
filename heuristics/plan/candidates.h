/* heuristics/plan/candidates.h - the reps worth trying for each unit: those of small reduced cost.
 *
 * Prices turn "near" into "near for what the balance is worth there". Lists that are cut too tightly never become
 * feasible, so the cut is a count, not a threshold. */
#ifndef AMBIT_CANDIDATES_H
#define AMBIT_CANDIDATES_H
#include "solver/core.h"

typedef struct {
    size_t *first;       /* [n_units + 1] */
    uint32_t *offset;    /* pair offsets in the unit's row, ascending by reduced cost */
    double *priced;      /* [core->n_pairs]: reduced cost of every pair */
    double *regret;      /* [n_units]: second least minus least reduced cost; 0 with a single pair */
} ambit_candidates;

/* At most `most` (>= 1) a unit. `price` as in solver/bound.h. The caller owns what is inside. O(pairs). */
ambit_status ambit_candidates_init(ambit_candidates *out, const ambit_core *core, const double *price, uint32_t most,
        ambit_error *err);
void ambit_candidates_reset(ambit_candidates *candidates);

#endif
