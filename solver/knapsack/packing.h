/* solver/knapsack/packing.h - a core seen as knapsacks: the reps' rooms, and the pairs as items that compete for them.
 *
 * That is generalised assignment: one rule, upper bounds alone, whole amounts. Relaxing that each unit has one rep, at
 * a price for each unit, leaves a knapsack a rep, which keeps what the LP forgets: that units cannot be cut. The bound
 *
 *     L(p) = sum_u p_u + sum_r min { sum_k (cost_k - p_u(k)) x_k : sum_k weight_k x_k <= room_r, x binary }
 *
 * is far above the LP's where a rep has few units (Fisher, Jaikumar and Van Wassenhove 1986,
 * doi:10.1287/mnsc.32.9.1095). */
#ifndef AMBIT_PACKING_H
#define AMBIT_PACKING_H
#include "solver/core.h"

typedef struct {
    const ambit_core *core;  /* borrowed */
    uint32_t n_units, n_reps, n_pairs;
    uint32_t *unit;          /* [n_pairs] */
    uint32_t *weight;        /* [n_pairs] */
    uint32_t *rep_first;     /* [n_reps + 1] */
    uint32_t *rep_pair;      /* [n_pairs] the pairs of each rep, ascending */
    uint32_t *room;          /* [n_reps] */
    size_t most_cells;       /* of the largest rep's table */
} ambit_packing;

/* Is the core of this kind, and are its tables of a size that can be filled thousands of times? O(pairs). */
bool ambit_packing_fits(const ambit_core *core);

/* Only for cores that fit. The caller resets it, also after a failure. O(pairs). */
ambit_status ambit_packing_init(ambit_packing *out, const ambit_core *core, ambit_error *err);
void ambit_packing_reset(ambit_packing *packing);

/* What is worth looking at: where no plan costs less than this, none is better than one of cost `cutoff`. */
static inline double ambit_packing_limit(const ambit_packing *p, double cutoff)
{
    return p->core->whole_costs ? cutoff - 1 + 1e-6 : cutoff * (1 - 1e-9); /* costs are never negative */
}

#endif
