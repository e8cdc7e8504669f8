/* heuristics/plan/connected.h - territories as parts of a graph: may a unit leave, do two swap, what hangs together.
 *
 * Whether a territory survives the loss of a unit is mostly seen around that unit. In this order:
 *
 *     leaf          it has at most one neighbour in its territory
 *     first ring    these neighbours touch each other in a chain (bits, prepared once: no unit is visited)
 *     second ring   floods from them meet, or one of them ends, within two steps
 *     search        the floods go on, a unit of each in turn, until they meet or one ends
 *
 * The search costs what the smallest piece that would fall off costs, or where two floods meet, never the whole
 * territory. Plans are plain arrays: owner[u] is the territory of unit u, AMBIT_NOBODY that of none. In a plan that is
 * broken already the question is whether its territory gets more parts than it has. */
#ifndef AMBIT_CONNECTED_H
#define AMBIT_CONNECTED_H
#include "solver/graph.h"

/* Work space of one thread. */
typedef struct {
    const ambit_graph *graph;
    uint32_t n_territories;
    uint64_t *ring;                    /* of each entry of a row: which of the row's units that neighbour touches, a
                                        * bit each; 0 in rows of more than 64 */
    struct ambit_connected_mark *mark; /* [n_units] */
    struct ambit_connected_flood *flood; /* [largest degree + 2] */
    uint32_t *part_size, *part_unit;   /* [n_territories] of the largest part */
    uint32_t round, n_floods;
    bool hasty;                        /* what the second ring leaves undecided is refused without a search: on maps
                                        * 98 % of it would fall apart */
    uint64_t by_leaf, by_first_ring, by_second_ring, by_search, refused; /* so many decisions */
} ambit_connected;

/* A graph without rows (`first` NULL) allows everything. O(sum of squares of the degrees) once. */
ambit_status ambit_connected_init(ambit_connected *out, const ambit_graph *graph, uint32_t n_territories,
        ambit_error *err);
void ambit_connected_reset(ambit_connected *connected);

/* Does u touch a unit of territory t other than `except` (AMBIT_NOBODY: none)? O(degree). */
bool ambit_connected_touches(const ambit_connected *c, const uint32_t *owner, uint32_t u, uint32_t t, uint32_t except);

/* May u leave its territory, which then has no more parts than before? The last unit may. */
bool ambit_connected_may_leave(ambit_connected *c, const uint32_t *owner, uint32_t u);

/* May u and v, of two territories, take each other's place, and none has more parts than before? In a plan that is
 * broken already the answer may be no where it could be yes. */
bool ambit_connected_may_swap(ambit_connected *c, const uint32_t *owner, uint32_t u, uint32_t v);

/* Connected parts beyond the first, over all territories: 0 when every one hangs together. O(units + borders). */
uint32_t ambit_connected_breaks(ambit_connected *c, const uint32_t *owner);

/* The same count; off[u] becomes 1 for units outside the largest part of their territory (of equal ones that of the
 * first unit) and 0 for the others. O(units + borders). */
uint32_t ambit_connected_split_off(ambit_connected *c, const uint32_t *owner, uint8_t *off);

/* How many units the part of `from` has; until the next call of this module ambit_connected_reached tells of each unit
 * whether it belongs to it. O(part and its borders). */
uint32_t ambit_connected_reach(ambit_connected *c, const uint32_t *owner, uint32_t from);
bool ambit_connected_reached(const ambit_connected *c, uint32_t u);

#endif
