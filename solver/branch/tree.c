#include "solver/branch/tree.h"

#include <stdlib.h>
#include <string.h>

void ambit_tree_reset(ambit_tree *tree)
{
    for (uint32_t i = 0; i < tree->n_inner; i++) {
        ambit_relaxation_reset(&tree->inner[i].relaxation);
        ambit_bundle_memory_reset(&tree->inner[i].memory);
        free(tree->inner[i].q);
    }
    free(tree->leaf), free(tree->inner);
    *tree = (ambit_tree){ 0 };
}

int ambit_tree_grow(ambit_tree *tree, ambit_relaxation *relaxation, ambit_bundle_memory *memory, const double *q,
                    uint32_t *index)
{
    if (tree->n_inner == tree->inner_room) {
        uint32_t room = 2 * tree->inner_room + 64;
        ambit_tree_inner *more = realloc(tree->inner, room * sizeof *more);
        if (!more) return -1;
        tree->inner = more, tree->inner_room = room;
    }
    double *kept = malloc(((size_t)relaxation->n_rows + 1) * sizeof *kept);
    if (!kept) return -1;
    memcpy(kept, q, relaxation->n_rows * sizeof *kept);
    *index = tree->n_inner++;
    tree->inner[*index] = (ambit_tree_inner){ .relaxation = *relaxation, .memory = *memory, .q = kept };
    *relaxation = (ambit_relaxation){ 0 }, *memory = (ambit_bundle_memory){ 0 };
    return 0;
}

static bool before(const ambit_tree_leaf *a, const ambit_tree_leaf *b)
{
    return a->bound < b->bound || (a->bound == b->bound && a->number < b->number);
}

int ambit_tree_put(ambit_tree *tree, ambit_tree_leaf leaf)
{
    if (tree->n_leaves == tree->leaf_room) {
        size_t room = 2 * tree->leaf_room + 64;
        ambit_tree_leaf *more = realloc(tree->leaf, room * sizeof *more);
        if (!more) return -1;
        tree->leaf = more, tree->leaf_room = room;
    }
    leaf.number = tree->made++;
    tree->inner[leaf.parent].waiting++;
    size_t i = tree->n_leaves++;
    for (; i > 0 && before(&leaf, &tree->leaf[(i - 1) / 2]); i = (i - 1) / 2) tree->leaf[i] = tree->leaf[(i - 1) / 2];
    tree->leaf[i] = leaf;
    return 0;
}

ambit_tree_leaf ambit_tree_pop(ambit_tree *tree)
{
    ambit_tree_leaf top = tree->leaf[0], last = tree->leaf[--tree->n_leaves];
    size_t i = 0, n = tree->n_leaves;
    for (size_t child = 1; child < n; child = 2 * i + 1) {
        if (child + 1 < n && before(&tree->leaf[child + 1], &tree->leaf[child])) child++;
        if (!before(&tree->leaf[child], &last)) break;
        tree->leaf[i] = tree->leaf[child];
        i = child;
    }
    if (n) tree->leaf[i] = last;
    return top;
}

void ambit_tree_done(ambit_tree *tree, const ambit_tree_leaf *leaf)
{
    ambit_tree_inner *inner = &tree->inner[leaf->parent];
    if (--inner->waiting) return;
    ambit_relaxation_reset(&inner->relaxation);
    ambit_bundle_memory_reset(&inner->memory);
    free(inner->q);
    inner->q = NULL;
}
