/* geo/map/edges.h - the edges of one region near another, in the order in which both lists are run over.
 *
 * Shared by adjacency.c, which compares them exactly, and snap.c, which compares them within a tolerance. */
#ifndef AMBIT_EDGES_H
#define AMBIT_EDGES_H
#include <stddef.h>

typedef struct { double ax, ay, bx, by; } ambit_edge; /* degrees */

typedef struct { ambit_edge *edge; size_t n, room; } ambit_edges;

static inline double ambit_edge_west(const ambit_edge *e) { return e->ax < e->bx ? e->ax : e->bx; }
static inline double ambit_edge_east(const ambit_edge *e) { return e->ax < e->bx ? e->bx : e->ax; }
static inline double ambit_edge_south(const ambit_edge *e) { return e->ay < e->by ? e->ay : e->by; }
static inline double ambit_edge_north(const ambit_edge *e) { return e->ay < e->by ? e->by : e->ay; }

/* The greatest extent of an edge from west to east. */
static inline double ambit_edges_widest(const ambit_edges *edges)
{
    double widest = 0;
    for (size_t k = 0; k < edges->n; k++) {
        double width = ambit_edge_east(&edges->edge[k]) - ambit_edge_west(&edges->edge[k]);
        if (width > widest) widest = width;
    }
    return widest;
}

#endif
