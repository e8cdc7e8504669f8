/* solver/graph.h - which units touch, in compressed rows; read-only once built.
 *
 * Units that belong together (groups) are one node. A row is ascending and names each neighbour once. */
#ifndef AMBIT_GRAPH_H
#define AMBIT_GRAPH_H
#include "instances/ambit.h"
#include <stdbool.h>

typedef struct {
    uint32_t n_units;
    size_t *first;      /* [n_units + 1]; NULL: there are no borders, everything is allowed */
    uint32_t *unit;     /* the neighbours of u: unit[first[u]] .. unit[first[u + 1] - 1] */
    double *cost;       /* of each entry; NULL: none. Both directions of a border have it. */
} ambit_graph;

/* Of borders between the units that unit_of[] merges into n_units nodes (NULL: each is its own node). `cost`, of each
 * border, may be NULL; costs of borders that fall together add up. O(n_units + n_borders log degree). */
ambit_status ambit_graph_build(ambit_graph *out, uint32_t n_units, const uint32_t *unit_of, const ambit_border *border,
        const double *cost, size_t n_borders, ambit_error *err);
void ambit_graph_reset(ambit_graph *graph);

/* Do a and b touch? O(log degree). */
bool ambit_graph_touch(const ambit_graph *graph, uint32_t a, uint32_t b);

/* Which part of the graph each unit belongs to, into part[n_units], counted from 0 by the first unit of each; returns
 * how many there are. `room` [n_units] is work space. O(units + borders). */
uint32_t ambit_graph_parts(const ambit_graph *graph, uint32_t *part, uint32_t *room);

/* The same, where only units of the same label [n_units] hang together. */
uint32_t ambit_graph_parts_alike(const ambit_graph *graph, const uint32_t *label, uint32_t *part, uint32_t *room);

#endif
