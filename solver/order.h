/* solver/order.h - in which order the units of a large problem are numbered: near ones next to each other.
 *
 * Search and bound go from unit to neighbouring unit; a million of them, numbered as they came, lie in a million
 * different places of the memory. Along a Z-curve through space (Morton 1966) most of a territory lies together. */
#ifndef AMBIT_ORDER_H
#define AMBIT_ORDER_H
#include "solver/problem.h"

/* Into order [n_units]: the units as they came where they are few or have no places, else along the curve. -1 without
 * memory. O(n log n). */
int ambit_order_units(uint32_t *order, const ambit_problem *problem);

#endif
