/* solver/siting/tree_cuts.h - inequalities that every plan keeps, found when a point does not.
 *
 *     x_iq <= y_q                                          a unit goes where a centre is
 *     x_iq <= sum_{c in C} x_cq                            C separates i from the centre (separator.h)
 *     x_iq + x_jq - sum_{c in C} x_cq <= 1                 C separates i from j, in a territory with a home
 *     sum_{i in S} x_iq <= (|S| - 1) y_q                   S is too heavy for the window, with the centre
 *     sum_{q in Q} (x_iq - x_jq) <= z_e                    border e = ij is cut when i is in Q and j is not
 *
 * All are valid for every plan, not only below the node where they were found, so nodes share them. Homes have y = 1.
 * Covers: Crowder, Johnson and Padberg 1983, doi:10.1287/opre.31.5.803. */
#ifndef AMBIT_SITING_TREE_CUTS_H
#define AMBIT_SITING_TREE_CUTS_H
#include "solver/cut/separator.h"
#include "solver/cut/tree_model.h"

/* Inequalities sum val x <= rhs, one after another. */
typedef struct {
    size_t n, room, n_terms, room_terms;
    size_t *first;        /* [n + 1] */
    int *column;
    double *value, *rhs;
    uint64_t *hash;       /* [n] of its terms: the same inequality is kept once */
    uint32_t *idle;       /* [n] rounds of tasks in which it was never tight */
} ambit_tree_cuts;

void ambit_tree_cuts_reset(ambit_tree_cuts *cuts);
ambit_status ambit_tree_cuts_add(ambit_tree_cuts *cuts, int n, const int *column, const double *value, double rhs,
        ambit_error *err);
/* Appends those of `from` at and behind `begin` that are not there yet; with `tight`, those alone that it marks. */
ambit_status ambit_tree_cuts_merge(ambit_tree_cuts *cuts, const ambit_tree_cuts *from, size_t begin,
        const uint8_t *tight, size_t n_tight, ambit_error *err);
/* Rewrites them from columns of one model to those of a smaller one, [n_columns + 1] 0: closed; forgets those that are
 * idle or no longer say anything. */
void ambit_tree_cuts_renumber(ambit_tree_cuts *cuts, const int *column);

typedef struct {
    const ambit_tree_model *m;
    ambit_separator *separator;  /* NULL: not contiguous */
    double *weight;              /* [n_units] x of the units at one site */
    uint32_t *set, *order, *part;/* [n_units] */
    int *column;                 /* [n_columns + 1] of the inequality in the making */
    double *value;
} ambit_tree_finder;

ambit_status ambit_tree_finder_init(ambit_tree_finder *f, const ambit_tree_model *m, ambit_error *err);
void ambit_tree_finder_reset(ambit_tree_finder *f);

/* Appends what the point x[n_columns + 1] violates by enough to be worth a row. With `thorough`, also what is found at
 * more cost: separators of fractional points, covers. At an integral point none means that it keeps them all.
 * O(sites * (units + borders)) at integral points. */
ambit_status ambit_tree_find(ambit_tree_finder *f, const double *x, bool thorough, ambit_tree_cuts *cuts,
        ambit_error *err);

#endif
