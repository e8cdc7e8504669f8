/* solver/dual/dual.h - the Lagrangian dual function of a core problem and its gradient, at the cost of what is
 * undecided.
 *
 *     D(q) = sum_u min_k (cost_k + sum_a q_row(a,k) amount_{a,k} / scale_a) + the rows' part (solver/dual/rows.h)
 *
 * Near given prices only a few pairs of a unit can be its cheapest. They are chosen with a margin for all prices within
 * reach; a unit with one such pair is a constant of its rep's load, so that a step costs O(pairs of the others), soon a
 * hundredth of all. When prices leave the reach, pairs are chosen anew: values are always exact. Sums are over blocks
 * of units, added in order, so that any number of threads gives the same bits. */
#ifndef AMBIT_DUAL_H
#define AMBIT_DUAL_H
#include "solver/core.h"

typedef struct ambit_dual ambit_dual;

/* Over all units (stride 1); or, as an estimate, over a sample that stands for them: one of every `stride` units, and
 * all large ones. NULL without memory. O(pairs). */
ambit_dual *ambit_dual_build(const ambit_core *core, uint32_t stride);
void ambit_dual_free(ambit_dual *dual); /* NULL is fine */

/* D at q [n_rules * n_reps], in cost per share, and its gradient. With a temperature both minima are soft: -T log sum
 * exp(-cost / T), for units in proportion to their size, so D is smooth and a little lower. */
double ambit_dual_value(ambit_dual *dual, const double *q, double temperature, double *gradient);

/* Mean distance between a unit's mean and least cost: what prices must overcome, so where temperatures start. */
double ambit_dual_spread(const ambit_dual *dual);

#endif
