/* heuristics/subproblem.h - one small exact problem cut out of a plan: a few reps, a few free units. */
#ifndef AMBIT_SUBPROBLEM_H
#define AMBIT_SUBPROBLEM_H
#include "heuristics/candidates.h"
#include "heuristics/state.h"
#include "heuristics/watch.h"

typedef struct {
    uint32_t n_units;
    uint32_t *unit;       /* [n_units] the free units */
    uint32_t *choice;     /* [n_units] their new pairs, as offsets in the whole problem's rows */
    bool improved;        /* the plan is better with it: cheaper, or within rules that it had violated */
} ambit_subproblem;

/* Solves it against `state`, which is only read. `sharers` problems may use what is left of the shared rows at the same
 * time. With fewer than two free units nothing is solved: one unit is a shift. The caller resets *out. Counted limits
 * only. */
ambit_status ambit_subproblem_solve(ambit_subproblem *out, const ambit_state *state, const ambit_candidates *candidates,
        const uint32_t *rep, uint32_t n_reps, uint32_t n_free, uint32_t sharers, ambit_watch *watch, ambit_error *err);
void ambit_subproblem_reset(ambit_subproblem *subproblem);

#endif
