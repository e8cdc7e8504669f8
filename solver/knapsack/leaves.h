/* solver/knapsack/leaves.h - what a tree search has left open, the least bound first.
 *
 * A leaf is a pair that is to be chosen below a branching: what was decided there, and the prices of its bound. The
 * branching is kept until its last leaf is dropped. */
#ifndef AMBIT_LEAVES_H
#define AMBIT_LEAVES_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint32_t *chosen;    /* [n_units] */
    double *price;       /* [n_units] */
    uint32_t n_leaves;   /* not dropped yet */
} ambit_branching;

typedef struct {
    double bound;
    ambit_branching *at;
    uint32_t pair;       /* to be chosen there; UINT32_MAX: none */
    uint64_t number;     /* of equal bounds the last made comes first: it lies deepest */
} ambit_leaf;

typedef struct {
    ambit_leaf *leaf;    /* a heap */
    size_t n, room;
    uint64_t made;
} ambit_leaves;

/* A copy of both arrays, without leaves; NULL without memory. */
ambit_branching *ambit_branching_build(const uint32_t *chosen, const double *price, uint32_t n_units);

/* True when it was the last one of its branching, which is freed then. */
bool ambit_leaf_drop(const ambit_leaf *leaf);

/* Adds a leaf; its number is set here. -1 without memory: then nothing is added. O(log leaves). */
int ambit_leaves_push(ambit_leaves *leaves, ambit_leaf leaf);

/* Takes the leaf of least bound; there must be one. The caller drops it. O(log leaves). */
ambit_leaf ambit_leaves_pop(ambit_leaves *leaves);

/* Drops all and frees. */
void ambit_leaves_reset(ambit_leaves *leaves);

#endif
