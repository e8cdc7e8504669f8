/* solver/knapsack/knapsack.h - generalised assignment: bound, plans and proof from the knapsacks' side.
 *
 * First the prices of the units (solver/knapsack/packing.h) give a bound far above the LP's. Then dives from there give
 * plans, and a tree search from the least bound closes what is between (Posta, Ferland and Michelon 2012,
 * doi:10.1007/s10589-011-9432-0): depth first in small tasks, so many at a time, whatever the number of threads. It can
 * be run in portions. */
#ifndef AMBIT_KNAPSACK_H
#define AMBIT_KNAPSACK_H
#include "solver/core.h"

typedef struct ambit_knapsack ambit_knapsack;

/* Is the core of the kind that this is for: one rule with upper bounds alone and whole amounts, tables of a size that
 * can be filled thousands of times? O(pairs). */
bool ambit_knapsack_fits(const ambit_core *core);

/* The bound alone. `price` [n_reps] of the rule's rows (solver/bound.h) is where it starts. Only for cores that fit;
 * the core must outlive *out, which the caller owns. `stop` may be NULL. */
ambit_status ambit_knapsack_build(ambit_knapsack **out, const ambit_core *core, const double *price, uint64_t seed,
                                  int (*stop)(void *context), void *context, ambit_error *err);
void ambit_knapsack_free(ambit_knapsack *knapsack); /* NULL is fine */

/* Goes on for `effort` cells of tables (a few more: whole batches are finished). `cutoff`: the cost of the best plan
 * known from elsewhere, or INFINITY; dearer plans are not looked for. The same for any number of threads. */
ambit_status ambit_knapsack_run(ambit_knapsack *knapsack, double cutoff, double effort, int (*stop)(void *context),
                                void *context, ambit_error *err);

typedef struct {
    double root, value;      /* no plan costs less: by the prices alone; now, never above the cutoff */
    bool closed;             /* no plan costs less than the cutoff, and none less than `cost` */
    const uint32_t *choice;  /* [n_units] the best plan that it found itself, below the cutoffs so far; NULL: none */
    double cost;             /* of it, else INFINITY */
    uint64_t nodes, work;
    size_t n_open;           /* leaves */
} ambit_knapsack_report;

/* Borrowed until the next run. */
ambit_knapsack_report ambit_knapsack_now(const ambit_knapsack *knapsack);

#endif
