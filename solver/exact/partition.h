/* solver/exact/partition.h - the best plan that can be put together from known territories: set partitioning.
 *
 *     min  sum_c cost_c x_c
 *     s.t. sum_{c with unit u} x_c = 1                      for every unit u
 *          sum_{c of rep r} x_c = 1                         for every rep r
 *          lower_a <= sum_c load_{a,c} x_c <= upper_a       for every shared row a
 *          x binary
 *
 * A column is the territory of one rep. Its own rows (balance, ideals) are kept, or paid for, inside of it, so what is
 * left are the shared ones. The rows of units and reps that are in the same columns are one row; after the LP, columns
 * whose reduced cost takes them beyond the cutoff go, and rows are merged anew: the small rest goes to GLPK's branch
 * and bound (Balas & Padberg 1976, doi:10.1137/1018115, on set partitioning). */
#ifndef AMBIT_PARTITION_H
#define AMBIT_PARTITION_H
#include "solver/core.h"

/* A territory; everything is borrowed. */
typedef struct {
    uint32_t rep, n_units;
    const uint32_t *unit;        /* [n_units] different core units, each with a pair with `rep` */
    double cost;                 /* of whatever scale; the LP starts quickest when none is below 0 */
} ambit_column;

typedef struct {
    double cutoff;               /* only what costs less is wanted; INFINITY: anything */
    uint64_t most_nodes;         /* of branch and bound; 0: no limit */
    uint64_t most_iterations;    /* of the simplex method, all LPs together; 0: no limit */
    int (*stop)(void *context);  /* NULL: never; non-zero stops at the next look */
    void *context;
} ambit_partition_options;

typedef struct {
    bool found;                  /* one column for each rep, which together cost less than the cutoff */
    bool complete;               /* and no choice of columns costs less (by more than 1e-7 of it) */
    double cost;                 /* INFINITY when nothing is found */
    uint64_t nodes, iterations;
    uint32_t n_rows, n_columns;  /* of the last LP: after merging and fixing */
} ambit_partition_result;

/* pick [n_reps] receives the index of each rep's column when something is found; else it is left alone. A choice whose
 * shared rows are beyond their bounds by less than GLPK's tolerance may come back: the caller judges the plan. */
ambit_status ambit_partition_solve(ambit_partition_result *out, uint32_t *pick, const ambit_core *core,
        const ambit_column *column, uint32_t n_columns, const ambit_partition_options *options, ambit_error *err);

#endif
