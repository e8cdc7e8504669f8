/* solver/siting/grow.h - all connected territories around one unit, held back by a bound: a binary tree.
 *
 * Each unit has a value (what it costs at this centre less its price). Wanted are the connected sets with the root
 * whose amounts are within a window and whose values sum to less than `below`. A node has units in, units
 * out, and a rim; the next unit of the rim goes in, or out, so each set comes up once. For multipliers l of the window,
 *
 *     sum of values >= l-term + sum_in w + sum_reachable min(0, w),      w_i = value_i - sum_a l_a amount_ai
 *
 * and only those are reachable that paths of units within the room that is left join to the root: what costs too much
 * or is too large is out at once, and what hangs on it. What the first rule's window asks for beyond is added as in a
 * knapsack's relaxation. Units are numbered by w per amount, so that this goes in order, and a few words are all of a
 * node.
 *
 * Enumeration of connected sets: Avis & Fukuda 1996, doi:10.1016/0166-218X(95)00026-N, for reverse search; the binary
 * tree with a bound is that of Carvajal et al. 2013, doi:10.1287/opre.2013.1183, in spirit. */
#ifndef AMBIT_SITING_GROW_H
#define AMBIT_SITING_GROW_H
#include "solver/siting/siting.h"

typedef struct ambit_siting_grow ambit_siting_grow; /* work space of one thread */

/* The caller owns *out; the siting, which must be contiguous, must outlive it. O(units^2 / 64). AMBIT_E_MEMORY. */
ambit_status ambit_siting_grow_build(ambit_siting_grow **out, const ambit_siting *s, ambit_error *err);
void ambit_siting_grow_free(ambit_siting_grow *grow); /* NULL is fine */

typedef struct {
    uint32_t root;               /* a unit */
    const double *value;         /* [n_units], INFINITY: not allowed */
    const double *low, *high;    /* [n_rules] the window, which is kept exactly; low may be -INFINITY, high INFINITY */
    double below;
    uint64_t most_effort;        /* in nodes; 0: no limit */
    /* Called with the units of each set (not in order) and the sum of their values; returns the new `below`. */
    double (*found)(void *context, const uint32_t *unit, uint32_t n_units, double value);
    void *context;
} ambit_siting_grow_query;

typedef struct {
    double bound;                /* no set has less, before the tree */
    bool complete;               /* all was seen */
    uint64_t effort;             /* nodes */
} ambit_siting_grow_answer;

/* Allocates nothing. */
ambit_siting_grow_answer ambit_siting_grow_run(ambit_siting_grow *grow, const ambit_siting_grow_query *query);

#endif
