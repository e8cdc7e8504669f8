/* tools/layer_facts.c - see layer_facts.h. */
#include "tools/layer_facts.h"

#include "geo/adjacency.h"
#include "instances/base/status.h"

#include <stdlib.h>

/* The first region of the part that `r` is in, by halving paths (van Leeuwen and Weide 1977). */
static uint32_t root_of(uint32_t *parent, uint32_t r)
{
    while (parent[r] != r) r = parent[r] = parent[parent[r]];
    return r;
}

static void count_pairs(
        ambit_layer_facts *out, const ambit_shared_border *border, size_t n, uint32_t *parent, char *touches)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t a = border[i].a, b = border[i].b;
        out->queen_pairs++;
        touches[a] = touches[b] = 1;
        if (border[i].length_m <= 0) continue;
        out->rook_pairs++;
        a = root_of(parent, a);
        b = root_of(parent, b);
        if (a == b) continue;
        parent[a > b ? a : b] = a > b ? b : a;
        out->parts--;
    }
}

ambit_status ambit_layer_facts_find(ambit_layer_facts *out, const ambit_layer *layer, double snap_m,
        ambit_error *err)
{
    ambit_shared_border *border = NULL;
    size_t n = 0;
    *out = (ambit_layer_facts){ .regions = layer->n, .parts = layer->n };
    uint32_t *parent = malloc(((size_t)layer->n + 1) * sizeof *parent);
    char *touches = calloc((size_t)layer->n + 1, 1);
    ambit_status status = parent && touches ? ambit_adjacency_find(&border, &n, layer, snap_m, err)
                                            : ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u regions", layer->n);
    if (!status) {
        for (uint32_t r = 0; r < layer->n; r++) parent[r] = r;
        for (uint32_t p = 0; p < layer->n_parts; p++) out->polygons += !layer->is_hole[p];
        count_pairs(out, border, n, parent, touches);
        for (uint32_t r = 0; r < layer->n; r++) out->islands += !touches[r];
    }
    free(border);
    free(parent);
    free(touches);
    return status;
}
