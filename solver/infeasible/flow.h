/* solver/infeasible/flow.h - can every supply be placed? Maximum flow between two sides of nodes (Dinic 1970), and when
 * it cannot, the smallest set of suppliers that proves it: they reach only receivers whose room together is too small
 * (Hall 1935, doi:10.1112/jlms/s1-10.37.26). */
#ifndef AMBIT_FLOW_H
#define AMBIT_FLOW_H
#include "instances/base/status.h"
#include <stdbool.h>

typedef struct {
    uint32_t n_left, n_right;
    const size_t *first;     /* [n_left + 1] the neighbours of each left node ... */
    const uint32_t *right;   /* ... on the right */
    const double *supply;    /* [n_left], finite */
    const double *room;      /* [n_right], may be INFINITY */
} ambit_flow_network;

/* *shortage becomes what cannot be placed (0: all can, up to 1e-12 of the supply). left_cut[n_left] and
 * right_cut[n_right] mark the proof: supply of left_cut = room of right_cut + shortage. O(edges * sqrt(nodes)) in
 * practice. */
ambit_status ambit_flow_place(double *shortage, bool *left_cut, bool *right_cut, const ambit_flow_network *network,
        ambit_error *err);

#endif
