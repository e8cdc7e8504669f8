/* solver/lbfgs.h - limited-memory BFGS for a smooth concave function of many prices.
 *
 * Liu and Nocedal 1989, doi:10.1007/BF01589116: the last few steps stand for the curvature. Our own because the
 * function is evaluated in parallel blocks whose sums must keep their order, the budget is counted in evaluations, and
 * the memory of curvature lives on while the temperature falls. */
#ifndef AMBIT_LBFGS_H
#define AMBIT_LBFGS_H
#include <stdint.h>

typedef struct ambit_lbfgs ambit_lbfgs;

/* f(x) and its gradient. */
typedef double ambit_lbfgs_fn(void *context, const double *x, double *gradient);

ambit_lbfgs *ambit_lbfgs_build(uint32_t n); /* NULL without memory */
void ambit_lbfgs_free(ambit_lbfgs *lbfgs);  /* NULL is fine */

/* Climbs from x, in place, with at most `evaluations` (at least 1) of f. Returns the value at x. Curvature pairs of an
 * earlier call are used again. O(n) beside each evaluation. */
double ambit_lbfgs_maximise(ambit_lbfgs *lbfgs, double *x, uint32_t evaluations, ambit_lbfgs_fn *f, void *context);

#endif
