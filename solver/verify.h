/* solver/verify.h - what the judge has of its own: sums, distances, and the best centres of a plan.
 *
 * Nothing here is used by bound or search, so a mistake of theirs cannot hide. */
#ifndef AMBIT_VERIFY_H
#define AMBIT_VERIFY_H
#include "solver/problem.h"

/* Neumaier 1974 (doi:10.1002/zamm.19740540106): the rounding of each addition is kept beside the sum. */
typedef struct { double sum, lost; } ambit_exact_sum;

static inline void ambit_exact_add(ambit_exact_sum *s, double x)
{
    double next = s->sum + x;
    s->lost += fabs(s->sum) >= fabs(x) ? (s->sum - next) + x : (x - next) + s->sum;
    s->sum = next;
}

static inline double ambit_exact_total(ambit_exact_sum s) { return s.sum + s.lost; }

/* What one visit of unit u costs from the home of rep r, or from unit `centre` (AMBIT_NOBODY: from the home). Without
 * travel matrix. O(1). */
double ambit_verify_visit_cost(const ambit_problem *p, uint32_t u, uint32_t r, uint32_t centre);

/* Hours of a round trip from the home of rep r; 0 without places. O(1). */
double ambit_verify_hours(const ambit_problem *p, uint32_t u, uint32_t r);

/* How far two units are from each other, km or the plane's unit, not rounded. O(1). */
double ambit_verify_distance(const ambit_problem *p, uint32_t u, uint32_t v);

#endif
