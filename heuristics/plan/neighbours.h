/* heuristics/plan/neighbours.h - which reps compete: those that are candidates of the same units.
 *
 * The strength of a pair of reps is how many units have both among their candidates, the nearer in reduced cost the
 * more. Crossover takes reps that lie together, polish solves them together. */
#ifndef AMBIT_NEIGHBOURS_H
#define AMBIT_NEIGHBOURS_H
#include "heuristics/plan/candidates.h"

typedef struct {
    uint32_t n_reps;
    uint32_t *count;      /* [n_reps] */
    uint32_t *rep;        /* [n_reps * AMBIT_NEIGHBOURS] strongest first */
    double *strength;     /* the same shape */
} ambit_neighbours;

enum { AMBIT_NEIGHBOURS = 16 };

ambit_status ambit_neighbours_init(ambit_neighbours *out, const ambit_core *core, const ambit_candidates *candidates,
        ambit_error *err);
void ambit_neighbours_reset(ambit_neighbours *neighbours);

#endif
