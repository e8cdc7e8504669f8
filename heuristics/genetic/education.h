/* heuristics/genetic/education.h - what annealing makes of a plan: local search under a penalty a row, which adapts.
 *
 * A row's price is what the last unit of its room is worth. With that as its penalty the walk may go beyond the bound
 * and back at no cost, so it is not held up by tight rows; with one penalty for all, the dearest, it ends at twice the
 * gap. A penalty rises when the walk ends beyond its row's bound and falls slowly otherwise. */
#ifndef AMBIT_EDUCATION_H
#define AMBIT_EDUCATION_H
#include "heuristics/plan/search.h"

typedef struct {
    const ambit_core *core;
    const ambit_candidates *candidates;
    ambit_watch *watch;
    ambit_state state;      /* the plan that is being taught */
    ambit_search search;
    double *base;           /* [n_rules * n_reps] penalty per unit of amount beyond the bound, from the prices */
    double *penalty;        /* the same, adapted */
    double *strict;         /* the same, while what is left is mended */
    double dearest;         /* penalty of a typical share */
    double warmth;          /* the unit of temperature: a small regret, in cost */
    double fever;           /* what it costs, at the dearest penalty, when a mean unit is beyond a bound */
} ambit_education;

ambit_status ambit_education_init(ambit_education *out, const ambit_core *core, const ambit_candidates *candidates,
        const double *price, ambit_watch *watch, ambit_error *err);
void ambit_education_reset(ambit_education *education);

/* Walks from the state's plan for about so many moves, starting at temperature `hot`, and mends what is beyond bounds
 * after that. Allocates nothing. */
void ambit_education_run(ambit_education *education, uint64_t moves, double hot, ambit_rng *rng);

#endif
