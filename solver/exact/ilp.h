/* solver/exact/ilp.h - the exact side: the core problem as a mixed integer programme for GLPK.
 *
 *     min  sum_k cost_k x_k + sum_rows weight_row (d+_row + d-_row)
 *     s.t. sum_{k of u} x_k = 1                               for every unit u
 *          lower <= sum_{k in row} amount_k x_k <= upper      for every row
 *          sum_{k in row} amount_k x_k - d+ + d- = ideal      for rows with an ideal
 *          x binary
 *
 * Reduced-cost fixing (prices, bound and incumbent) leaves out the pairs that no better plan can use. Limits are
 * counted (nodes and simplex iterations), so that the answer does not depend on the machine; `stop` is asked between
 * nodes, and while the root is solved.
 *
 * What is claimed: every plan that comes back was judged with exact amounts, its rows held to 0.9e-9 of their share.
 * Bounds come from GLPK's simplex method in double precision; they are lowered by 0.5e-9 of themselves, which covers
 * the margin at which GLPK drops nodes. */
#ifndef AMBIT_ILP_H
#define AMBIT_ILP_H
#include "solver/core.h"

typedef struct {
    uint64_t most_nodes;         /* of branch and bound; 0: no limit */
    uint64_t most_iterations;    /* of the simplex method, all nodes together; 0: no limit */
    const uint32_t *incumbent;   /* [n_units] choice (offset in the unit's row) of a plan within the rules, or NULL */
    double incumbent_cost;       /* INFINITY without */
    const double *price;         /* [n_rules * n_reps] of the rows (see solver/bound.h), or NULL: no fixing */
    double bound;                /* that the prices prove; -INFINITY without */
    int (*stop)(void *context);  /* NULL: never; non-zero stops at the next look */
    void *context;
} ambit_ilp_options;

typedef enum { AMBIT_ILP_OPTIMAL, AMBIT_ILP_FEASIBLE, AMBIT_ILP_INFEASIBLE, AMBIT_ILP_UNKNOWN } ambit_ilp_outcome;

typedef struct {
    ambit_ilp_outcome outcome;   /* OPTIMAL: choice is the best; INFEASIBLE: there is none (never with an incumbent) */
    double cost;                 /* of choice; INFINITY when there is none */
    double bound;                /* valid for the candidates of the core (all pairs when it is complete); -INFINITY */
    uint64_t nodes, iterations;
    uint64_t n_fixed;            /* pairs left out by reduced costs */
} ambit_ilp_result;

/* choice [n_units] receives the best plan found, or the incumbent. With an incomplete core `bound` is about the
 * candidates alone: the caller must not use it for the whole model. */
ambit_status ambit_ilp_solve(ambit_ilp_result *out, uint32_t *choice, const ambit_core *core,
        const ambit_ilp_options *options, ambit_error *err);

/* The LP relaxation's optimal value (tests compare the Lagrangian bound with it); INFINITY when it is infeasible. */
ambit_status ambit_ilp_relaxation(double *value, const ambit_core *core, ambit_error *err);

#endif
