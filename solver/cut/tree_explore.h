/* solver/siting/tree_explore.h - a part of the tree, looked through by one thread.
 *
 * A task gets one open node, the cuts known so far and the cost to beat, and gives back the nodes that it left open,
 * new cuts and the best plan. It knows nothing else, so tasks side by side find the same for any number of threads. */
#ifndef AMBIT_SITING_TREE_EXPLORE_H
#define AMBIT_SITING_TREE_EXPLORE_H
#include "solver/cut/tree_cuts.h"
#include "solver/cut/tree_reduce.h"

typedef struct {
    double bound;          /* of the linear programme, in unit_cost */
    uint8_t *state;        /* [n_pairs + 1] AMBIT_TREE_OPEN, OUT or IN */
    uint8_t *region;       /* [n_regions * n_sites] sums of y that are bounded */
    int *low, *high;       /* [n_regions] */
    uint32_t n_regions, depth;
} ambit_tree_node;

void ambit_tree_node_reset(ambit_tree_node *node);
/* A copy with room for one region more. */
ambit_status ambit_tree_node_copy(ambit_tree_node *out, const ambit_tree_node *node, const ambit_tree_model *m,
        ambit_error *err);

typedef struct {
    const ambit_tree_model *m;
    const ambit_siting_limits *limits;
    const uint32_t *near;      /* [n_sites * n_sites] each site's others, the nearest first */
    double cutoff;             /* cost of the best plan known */
    uint32_t most_nodes;
    uint64_t most_pivots;      /* 0: no limit */
    const uint8_t *basis;      /* of the root, NULL: none yet */
    size_t basis_size;
    bool is_root;              /* goes on with cuts for longer, and keeps its basis */

    ambit_tree_cuts cuts;      /* those given, then new ones */
    size_t n_given;
    uint8_t *tight;            /* [n_tight] of the cuts, those behind are not: was tight at the end of a node */
    size_t n_tight;
    ambit_tree_node *open;     /* a stack: one at first */
    size_t n_open, room_open;
    uint8_t *root_basis;       /* kept by the root */
    size_t root_basis_size;
    uint8_t *root_state;       /* [n_pairs + 1] what it decided */
    uint32_t *owner;           /* [n_units] of the best plan */
    bool found;                /* it beats the cutoff as it was given; `cutoff` is its cost then */
    double stuck;              /* least bound of a node that GLPK could not solve; INFINITY */
    uint64_t nodes, pivots;
    ambit_status status;
    ambit_error error;
} ambit_tree_task;

void ambit_tree_task_run(ambit_tree_task *task);
void ambit_tree_task_reset(ambit_tree_task *task);

/* What a node must cost less than to be looked into, in the units of the model, when plans of `cutoff` are known. */
double ambit_tree_beyond(const ambit_tree_model *m, double cutoff);

#endif
