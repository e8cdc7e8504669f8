/* solver/siting/separator.h - which units stand between two others: the inequalities that keep a territory together.
 *
 * An a,b-separator is a set C of other units that every path from a to b meets. A territory that has a and b has one
 * of C: x_b <= sum_C x_c when a is its centre, x_a + x_b - sum_C x_c <= 1 when it has a home apart. At a point x the
 * separator of least weight is a least cut with capacities at the nodes; when that is less than x_b the inequality is
 * violated.
 *
 * The flow runs from b by shortest augmenting paths, over what b's side reaches with x > 0 alone, so it costs little
 * at points with few fractions; at an integral one it is a walk. Of least cuts the one next to b is taken, and made
 * minimal: every unit of it touches both sides.
 *
 * Ford and Fulkerson 1956, doi:10.4153/CJM-1956-045-5; Edmonds and Karp 1972, doi:10.1145/321694.321699; separators in
 * districting: Oehrlein and Haunert 2017, doi:10.5311/JOSIS.2017.15.379; Fischetti et al. 2017,
 * doi:10.1007/s12532-016-0111-0; Validi et al. 2022, doi:10.1287/opre.2021.2141. */
#ifndef AMBIT_SEPARATOR_H
#define AMBIT_SEPARATOR_H
#include "solver/graph.h"

typedef struct ambit_separator ambit_separator; /* work space of one thread */

/* The caller owns *out; the graph must outlive it. O(units + borders). AMBIT_E_MEMORY. */
ambit_status ambit_separator_build(ambit_separator **out, const ambit_graph *graph, ambit_error *err);
void ambit_separator_free(ambit_separator *separator); /* NULL is fine */

/* The minimal separator of least weight between a and b (a != b), x[n_units] >= 0 being the units' weights: its units
 * go into set[n_units], ascending, *n_set of them (0: no path at all). Returns its weight; or, with *n_set 0, some
 * weight of at least `enough` as soon as it is clear that none is lighter, INFINITY when a and b touch.
 * O(augmenting paths * (units + borders) that are reached). */
double ambit_separator_find(ambit_separator *separator, const double *x, uint32_t a, uint32_t b, double enough,
        uint32_t *set, uint32_t *n_set);

#endif
