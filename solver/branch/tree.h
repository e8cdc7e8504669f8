/* solver/branch/tree.h - the open nodes of branch and bound, the least bound first.
 *
 * A node that was branched on keeps its relaxation, with the cuts found there and what was decided, and its prices,
 * until all its children have had their turn; a child keeps only its bound, its parent, and which pair it takes. */
#ifndef AMBIT_BRANCH_TREE_H
#define AMBIT_BRANCH_TREE_H
#include "solver/branch/bundle.h"
#include "solver/branch/relaxation.h"

typedef struct {
    double bound;
    uint32_t parent;         /* index of an ambit_tree_inner */
    uint32_t unit, pair;     /* of the parent's relaxation: the unit takes that pair */
    uint64_t number;         /* in the order of their making: equal bounds are taken in it */
} ambit_tree_leaf;

typedef struct {
    ambit_relaxation relaxation;
    double *q;               /* [n_rows] */
    ambit_bundle_memory memory; /* empty where units have no prices */
    uint32_t waiting;        /* children that are leaves */
} ambit_tree_inner;

typedef struct {
    ambit_tree_leaf *leaf;   /* a heap */
    size_t n_leaves, leaf_room;
    ambit_tree_inner *inner;
    uint32_t n_inner, inner_room;
    uint64_t made;
} ambit_tree;

void ambit_tree_reset(ambit_tree *tree); /* frees what it holds */

/* Takes relaxation and memory over (they are then empty) and copies q; the new inner node waits for its leaves. -1
 * without memory: nothing is taken then. */
int ambit_tree_grow(ambit_tree *tree, ambit_relaxation *relaxation, ambit_bundle_memory *memory, const double *q,
                    uint32_t *index);

/* A leaf below inner node `leaf.parent`; its number is set here. -1 without memory. O(log leaves). */
int ambit_tree_put(ambit_tree *tree, ambit_tree_leaf leaf);

/* Takes the leaf of least bound; there must be one. O(log leaves). */
ambit_tree_leaf ambit_tree_pop(ambit_tree *tree);

/* The leaf's parent need not wait for it any more. */
void ambit_tree_done(ambit_tree *tree, const ambit_tree_leaf *leaf);

#endif
