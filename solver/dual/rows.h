/* solver/dual/rows.h - the rows' part of the Lagrangian bound: what loads they would choose at given prices. */
#ifndef AMBIT_ROWS_H
#define AMBIT_ROWS_H
#include "solver/core.h"

/* What the load y of one row may be: the rule's bounds, or what the amounts imply (loads are at least 0 and at most all
 * amounts together) where it has none, so that every price is allowed. */
typedef struct {
    double low, high, weight, aim, ideal; /* cost of deviating, from what, and that within [low, high] */
} ambit_row_range;

/* All amounts of a rule together, if some row of it has no upper bound; else 0. O(pairs). */
double ambit_rows_most(const ambit_core *core, uint32_t a);

/* `most` of the rule as above; `held` widens the bounds by that fraction of the row's share (see solver/problem.h). */
ambit_row_range ambit_rows_range(const ambit_core_rule *rule, uint32_t r, double most, double held);

/* min over y in [low, high] of weight |y - aim| - price y. Softened with the temperature (0: not at all); *y becomes
 * the (mean) y. */
double ambit_rows_minimum(const ambit_row_range *row, double price, double temperature, double *y);

#endif
