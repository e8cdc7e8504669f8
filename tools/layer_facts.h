/* tools/layer_facts.h - what a layer of regions is like as a map: how many regions touch, and what hangs apart. */
#ifndef AMBIT_LAYER_FACTS_H
#define AMBIT_LAYER_FACTS_H
#include "geo/layer.h"

typedef struct {
    uint32_t region, nearest; /* nearest is the region itself when there is no other */
    double km;                /* between their centres */
} ambit_island;

typedef struct {
    uint32_t regions;
    uint32_t polygons;    /* exterior rings: a region of several parts has several */
    uint64_t rook_pairs;  /* share a border of some length */
    uint64_t queen_pairs; /* share at least a corner */
    uint32_t parts;       /* connected parts of the map, by rook */
    uint32_t islands;     /* regions that touch no other, not even in a corner */
    ambit_island *island; /* [islands] in layer order */
    uint32_t empty;       /* regions without area */
    ambit_box box;        /* of all shapes and of the points of the others */
} ambit_layer_facts;

/* Borders up to snap_m apart touch (geo/map/adjacency.h). The caller resets *out. O(n log n). */
ambit_status ambit_layer_facts_find(ambit_layer_facts *out, const ambit_layer *layer, double snap_m,
        ambit_error *err);
void ambit_layer_facts_reset(ambit_layer_facts *facts);

#endif
