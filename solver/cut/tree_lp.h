/* solver/siting/tree_lp.h - the linear programme of a node, kept warm; GLPK is behind it.
 *
 * What is decided where it begins is left out, and moves to the bounds of the rows: far down in a tree that is most of
 * it. The model's rows stay; cuts are added to them; a node changes bounds alone. Sums over some sites' y that a node
 * branched on are rows too, wide open where a node does not want them. GLPK must run inside ambit_backend_run: a
 * failure leaves by a jump, and the LP with it is gone. */
#ifndef AMBIT_SITING_TREE_LP_H
#define AMBIT_SITING_TREE_LP_H
#include "solver/cut/tree_cuts.h"
#include "solver/cut/tree_reduce.h"

typedef struct ambit_tree_lp ambit_tree_lp;

typedef enum {
    AMBIT_TREE_LP_SOLVED, AMBIT_TREE_LP_CLOSED, AMBIT_TREE_LP_LIMIT, AMBIT_TREE_LP_FAILED
} ambit_tree_lp_end;

/* For nodes that decide at least what state[n_pairs + 1] does; `basis` (NULL: none) is what it will be restored to.
 * NULL: no memory. Inside ambit_backend_run. */
ambit_tree_lp *ambit_tree_lp_build(const ambit_tree_model *m, const uint8_t *state, const uint8_t *basis);
void ambit_tree_lp_free(ambit_tree_lp *lp);             /* inside too */
void ambit_tree_lp_forget(ambit_tree_lp *lp);           /* after a failure: GLPK's part is gone already */

/* Adds cuts at and behind `begin`. */
void ambit_tree_lp_add(ambit_tree_lp *lp, const ambit_tree_cuts *cuts, size_t begin);

/* Bounds of the columns from the node's state. */
void ambit_tree_lp_set(ambit_tree_lp *lp, const uint8_t *state);

/* The row of sum of y over the sites in a set [n_sites]; made when there is none yet. Returns its number. */
int ambit_tree_lp_region(ambit_tree_lp *lp, const uint8_t *in_set);
void ambit_tree_lp_bound_region(ambit_tree_lp *lp, int region, int low, int high);
void ambit_tree_lp_open_regions(ambit_tree_lp *lp);

/* By the dual simplex method, from where it stands. CLOSED: no point, or none that costs less than `beyond`. LIMIT:
 * `most_pivots` (0: none) came first, and the value is a bound. */
ambit_tree_lp_end ambit_tree_lp_solve(ambit_tree_lp *lp, double beyond, int most_pivots);
double ambit_tree_lp_value(const ambit_tree_lp *lp);
void ambit_tree_lp_point(const ambit_tree_lp *lp, double *x);     /* [n_columns + 1] */
double ambit_tree_lp_reduced(const ambit_tree_lp *lp, int column);
uint64_t ambit_tree_lp_pivots(const ambit_tree_lp *lp);

/* Basis to come back to, also from an LP that left out other things: columns, the model's rows, cuts, regions. */
size_t ambit_tree_lp_basis_size(const ambit_tree_lp *lp);
void ambit_tree_lp_save(const ambit_tree_lp *lp, uint8_t *basis);
void ambit_tree_lp_restore(ambit_tree_lp *lp, const uint8_t *basis, size_t size);

bool ambit_tree_lp_is_basic(uint8_t status); /* of one entry */

/* Is cut k (as counted by add) tight? */
bool ambit_tree_lp_is_tight(const ambit_tree_lp *lp, size_t k);

#endif
