/* solver/siting/tree_reduce.h - what a node rules out without a linear programme.
 *
 * A node says of some pairs that they are in the plan or not. From that follows more: a unit with one pair left has it;
 * units that a centre cannot reach through its open pairs are not its own; a site whose open pairs weigh too little has
 * no territory; and so on until nothing changes. */
#ifndef AMBIT_SITING_TREE_REDUCE_H
#define AMBIT_SITING_TREE_REDUCE_H
#include "solver/cut/tree_model.h"

enum { AMBIT_TREE_OPEN = 0, AMBIT_TREE_OUT = 1, AMBIT_TREE_IN = 2 }; /* of a column */

typedef struct {
    const ambit_tree_model *m;
    uint8_t *reached;    /* [n_units] */
    uint32_t *queue;     /* [n_units] */
    double *load, *most; /* [n_rules * n_sites] of what is in; of what may be in */
} ambit_tree_reducer;

ambit_status ambit_tree_reducer_init(ambit_tree_reducer *r, const ambit_tree_model *m, ambit_error *err);
void ambit_tree_reducer_reset(ambit_tree_reducer *r);

/* Draws the conclusions in state[n_pairs + 1]; false when the node has no plan. Every plan of the node is kept.
 * O(rounds * (pairs * rules + sites * borders)). */
bool ambit_tree_reduce(ambit_tree_reducer *r, uint8_t *state);

#endif
