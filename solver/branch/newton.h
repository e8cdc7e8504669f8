/* solver/branch/newton.h - the Newton step of a concave function of a few dozen prices.
 *
 * Cholesky's factorisation of the lower triangle, with a ridge on the diagonal, since a price that nothing reacts to
 * has no curvature. Our own because it is a page and the matrices are too small for a library's blocks. */
#ifndef AMBIT_BRANCH_NEWTON_H
#define AMBIT_BRANCH_NEWTON_H
#include <stdbool.h>
#include <stdint.h>

/* step = (curvature + ridge I)^-1 gradient. curvature [n * n]: the negative Hessian, lower triangle; factor [n * n] is
 * room. False when the sum is not positive definite. O(n^3 / 6). */
bool ambit_newton_step(double *step, const double *curvature, double *factor, const double *gradient, uint32_t n,
                       double ridge);

#endif
