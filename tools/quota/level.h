/* tools/quota/level.h - a fixed sum within bounds, with the least change.
 *
 * Minimises sum (x_i - q_i)^2 / q_i such that sum x_i = total and low_i <= x_i <= high_i. At the optimum all that no
 * bound holds have changed by the same factor, so it is enough to find that factor: the sum grows with it in straight
 * pieces between the factors at which somebody meets a bound (Brucker 1984, doi:10.1016/0167-6377(84)90010-5). */
#ifndef AMBIT_QUOTA_LEVEL_H
#define AMBIT_QUOTA_LEVEL_H
#include <stdint.h>

typedef struct {
    double factor;      /* by which everybody whom no bound holds has changed */
    double low, high;   /* sums of the bounds */
    double missing;     /* total that no plan within the bounds reaches (positive), or that lies below the sum of the
                         * lower ones (negative); 0: x sums to the total */
} ambit_quota_leveling;

/* q_i above 0, or 0: such a one stays at its lower bound. 0 <= low_i <= high_i, high_i may be INFINITY. Without a
 * solution x is the nearest: all upper or all lower bounds. Returns 0, or -1 without memory. O(n log n). */
int ambit_quota_level(ambit_quota_leveling *out, double *x, const double *q, const double *low, const double *high,
        uint32_t n, double total);

#endif
