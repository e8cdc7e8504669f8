/* solver/knapsack/explore.h - a part of the tree, depth first: one thread's work.
 *
 * At a node the unit that decides most is given to each rep that it may have, the one that lifts the bound least first.
 * After so many nodes the search stops, and the children that it did not come to are leaves for later. */
#ifndef AMBIT_EXPLORE_H
#define AMBIT_EXPLORE_H
#include "instances/base/rng.h"
#include "solver/knapsack/leaves.h"
#include "solver/knapsack/node.h"

/* Of one depth, in one block: the node's prices; its children. */
typedef struct { double *price, *bound; uint32_t *pair; } ambit_explorer_level;
typedef struct { double key; uint32_t pair; } ambit_explorer_rank;

typedef struct {
    ambit_packing_node node;
    double cutoff, limit;        /* ambit_packing_limit(cutoff); plans that are better lower both */
    uint32_t *best;              /* [n_units] pairs of the best plan that it found */
    bool found;
    bool keeps;                  /* what is left over becomes leaves; else it is forgotten */
    uint64_t nodes, most_nodes;
    uint64_t most_work;          /* of the node's count */
    ambit_leaf *leaf;            /* what was left over */
    size_t n_leaves, leaf_room;
    uint64_t n_branchings;       /* made for them */
    ambit_explorer_level *level; /* [n_levels] */
    uint32_t n_levels;
    ambit_explorer_rank *rank;   /* [n_pairs] room of a dive */
    bool no_memory;
} ambit_explorer;

/* The caller resets it, also after a failure. */
ambit_status ambit_explorer_init(ambit_explorer *explorer, const ambit_packing *packing, ambit_error *err);
void ambit_explorer_reset(ambit_explorer *explorer); /* with its leaves */

/* A new task of at most so many nodes and cells of tables: nothing is found, nothing left over. */
void ambit_explorer_start(ambit_explorer *explorer, double cutoff, uint64_t most_nodes, uint64_t most_work, bool keeps);

/* Explores below the leaf; `out` [n_pairs]: pairs that are out everywhere. */
void ambit_explorer_follow(ambit_explorer *explorer, const ambit_leaf *leaf, const char *out);

/* Comes down from the top (prices, bound, and shares of its relaxation): what the relaxation agrees on is decided in
 * portions, the prices follow each by so many steps; the last units are left to the tree. `noise` on the shares makes
 * other plans. */
typedef struct { const double *price, *share; double bound; const char *out; uint32_t steps; double noise; }
    ambit_explorer_top;
void ambit_explorer_dive(ambit_explorer *explorer, const ambit_explorer_top *top, ambit_rng *rng);

#endif
