/* heuristics/siting/near.h - the nearest neighbours of points, by a k-d tree (Bentley 1975, doi:10.1145/361002.361007).
 *
 * Ties go to the lower number, so that the answer does not depend on how the tree was cut. */
#ifndef AMBIT_NEAR_H
#define AMBIT_NEAR_H
#include "instances/base/status.h"

typedef struct { double at[3]; } ambit_point;

/* For each point its `k` nearest other ones (k < n), the nearest first, into near[n * k]. O(n log n + n k log n) for
 * points that are not all in one place. AMBIT_E_MEMORY. */
ambit_status ambit_near_find(uint32_t *near, const ambit_point *point, uint32_t n, uint32_t k, ambit_error *err);

#endif
