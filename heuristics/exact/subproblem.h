/* heuristics/exact/subproblem.h - one small exact problem cut out of a plan: a few reps, a few free units.
 *
 * Free are the units that another rep of the set would serve for least more (or less) in reduced cost; all others stay.
 * Where the set's rows are within their bounds they stay so; else what is beyond counts with the state's penalties, so
 * that the best mend is found too. */
#ifndef AMBIT_SUBPROBLEM_H
#define AMBIT_SUBPROBLEM_H
#include "heuristics/plan/candidates.h"
#include "heuristics/exact/cut_out.h"
#include "solver/exact/enumerate.h"

/* Work space of one thread, with the last solution in it. */
typedef struct {
    uint32_t most_reps, most_free;
    uint32_t n_units;
    uint32_t *unit;       /* [n_units] the free units */
    uint32_t *choice;     /* [n_units] their new pairs, as offsets in the whole problem's rows */
    ambit_enumeration_result result; /* improved: the plan is better with it */
    double *detour;       /* [most_free] */
    double *price, *penalty; /* [n_rules * most_reps] of the set */
    ambit_cut_out cut;
    ambit_enumeration *space;
} ambit_subproblem;

ambit_status ambit_subproblem_init(ambit_subproblem *out, const ambit_core *core, uint32_t most_reps,
        uint32_t most_free, ambit_error *err);
void ambit_subproblem_reset(ambit_subproblem *subproblem);

typedef struct {
    const uint32_t *rep;
    uint32_t n_reps, n_free;
    uint32_t sharers;     /* so many problems may use what is left of the shared rows at the same time */
    uint64_t most_nodes;
} ambit_subproblem_options;

/* Solves it against `state`, which is only read, and whose penalties are positive where it is beyond a bound. `price`
 * [n_rules * n_reps of the core] is where the bounds start. With fewer than two free units nothing is solved: one unit
 * is a shift. Allocates nothing. */
void ambit_subproblem_solve(ambit_subproblem *subproblem, const ambit_state *state,
        const ambit_candidates *candidates, const double *price, const ambit_subproblem_options *options);

#endif
