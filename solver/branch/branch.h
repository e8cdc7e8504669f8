/* solver/branch/branch.h - a bound above the LP's: cuts, then branching on large undecided units inside the dual.
 *
 * Where single units are large the LP shares them out among several reps, and its bound is weak. First rounding cuts
 * forbid the fractions that the balance rows can never have. Then the unit whose decision matters most (its size, and
 * how little its second-best rep costs more) is given to each rep that it may have, the best bound first. Where every
 * rep has rows of its own, units get prices, too, and each rep's territory is found exactly (solver/branch/bundle.h):
 * that closes two thirds and more of the gap that cuts leave. Elsewhere each child starts from its parent's prices of
 * rows and needs a few Newton steps. What remains open when the effort is spent gives the bound; when nothing remains,
 * the incumbent is optimal. */
#ifndef AMBIT_BRANCH_H
#define AMBIT_BRANCH_H
#include "solver/core.h"

typedef struct {
    double cutoff;              /* cost of the best plan known; INFINITY: none */
    const double *price;        /* [n_rules * n_reps] to start from (solver/bound.h) */
    double effort;              /* pairs priced, at most (a few more: whole batches are finished) */
    int (*stop)(void *context); /* NULL: never */
    void *context;
} ambit_branch_options;

typedef struct {
    double root, cut, value;    /* bounds: at the start, with cuts, in the end; never above the cutoff */
    bool closed;                /* no plan costs less than the cutoff */
    uint64_t nodes;
    uint32_t n_cuts;
    double *price;              /* [n_rules * n_reps] at the most promising open node */
    char *open;                 /* [core->n_pairs] 1: the pair may be in a plan cheaper than the cutoff */
    uint32_t *choice;           /* [n_units] a plan cheaper than the cutoff that a node came down to; NULL: none */
    double cost;                /* of it */
} ambit_branch;

/* Needs a complete core. The same for any number of threads. The caller owns *out. */
ambit_status ambit_branch_build(ambit_branch **out, const ambit_core *core, const ambit_branch_options *options,
                                ambit_error *err);
void ambit_branch_free(ambit_branch *branch); /* NULL is fine */

#endif
