/* solver/groups.h - units that stay together become one: the first step of every compact problem. */
#ifndef AMBIT_GROUPS_H
#define AMBIT_GROUPS_H
#include "solver/problem.h"

/* unit_of [p->n_units]: the merged unit of each unit; member [p->n_units], from member_first [n_units + 1] on: the
 * units of each, ascending. They are numbered by their first unit, in the order of solver/order.h. The caller frees
 * the arrays, also after a failure. Returns 0, or -1 without memory. O(units log). */
int ambit_groups_merge(uint32_t *n_units, uint32_t **unit_of, size_t **member_first, uint32_t **member,
        const ambit_problem *p);

#endif
