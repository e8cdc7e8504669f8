/* solver/siting/tree_parts.h - what the parts of a task of the tree share; nobody else includes it. */
#ifndef AMBIT_SITING_TREE_PARTS_H
#define AMBIT_SITING_TREE_PARTS_H
#include "solver/cut/tree_explore.h"
#include "solver/cut/tree_lp.h"

#define AMBIT_TREE_INTEGRAL 2e-5            /* twice GLPK's own tolerance */
enum { AMBIT_TREE_CANDIDATES = 16 };        /* to branch on, that are tried at a node */

typedef struct {
    ambit_tree_task *task;
    const ambit_tree_model *m;
    ambit_tree_lp *lp;
    ambit_tree_reducer reducer;
    ambit_tree_finder finder;
    double *x;             /* [n_columns + 1] */
    uint8_t *kept;         /* basis of the node while candidates are tried */
    size_t room_kept;
    uint32_t *trial;       /* [n_units] */
    uint8_t *sets;         /* [AMBIT_TREE_CANDIDATES * n_sites] their regions */
    ambit_tree_node node, side; /* in hand: a failure of GLPK leaves them here */
    double beyond;
} ambit_tree_explorer;

/* Bounds of columns and regions as the node has them. */
void ambit_tree_set_bounds(ambit_tree_explorer *e, const ambit_tree_node *node);

/* Puts a copy of `from` on the task's stack, and returns it; NULL: no memory, the task's status says so. */
ambit_tree_node *ambit_tree_push(ambit_tree_task *t, const ambit_tree_node *from);

/* Puts the node's children on the stack; e->x is its point, of the least cost. */
void ambit_tree_branch(ambit_tree_explorer *e, const ambit_tree_node *node);

#endif
