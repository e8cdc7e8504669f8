/* solver/siting/master.h - prices of units from an LP over districts that grows while it is solved.
 *
 *     min  sum_c cost_c x_c    s.t.  sum_{c with unit u} x_c = 1 for every u,   sum_c x_c = k,   x >= 0
 *
 * The row duals are the prices; a column whose cost is below the sum of its prices and the dual of the last row would
 * better the LP. Who knows such columns hands them over in turns (column generation: Dantzig & Wolfe 1960,
 * doi:10.1287/opre.8.1.101). Stand-in columns of a single unit keep the LP feasible at the start. */
#ifndef AMBIT_SITING_MASTER_H
#define AMBIT_SITING_MASTER_H
#include "solver/districts/districts.h"

typedef struct {
    const double *price;         /* [n_units] */
    double each;                 /* the dual of the number of districts */
    double value;                /* of the LP as it is now */
    bool whole;                  /* no stand-in is used: some districts cover all, in shares */
    uint64_t iterations;         /* of the simplex method, so far */
} ambit_siting_duals;

/* Adds columns to the (empty) pool `add`; none, and the work ends. It must not call GLPK. */
typedef void ambit_siting_more(void *context, const ambit_siting_duals *duals, ambit_districts *add);

/* Until `more` adds nothing. `dear` > 0: what a stand-in costs, more than a unit ever should. */
ambit_status ambit_siting_master_run(const ambit_siting *s, double dear, ambit_siting_more *more, void *context,
        ambit_error *err);

#endif
