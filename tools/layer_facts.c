/* tools/layer_facts.c - see layer_facts.h. */
#include "tools/layer_facts.h"

#include "geo/map/adjacency.h"
#include "geo/earth/nearest.h"
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

/* Each island with the region whose centre is nearest. */
static ambit_status list_islands(ambit_layer_facts *out, const ambit_layer *layer, const char *touches,
        ambit_error *err)
{
    ambit_nearest *nearest = NULL;
    ambit_direction *at = malloc(((size_t)layer->n + 1) * sizeof *at);
    out->island = calloc((size_t)out->islands + 1, sizeof *out->island);
    if (!at || !out->island) {
        free(at);
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u islands", out->islands);
    }
    for (uint32_t r = 0; r < layer->n; r++)
        at[r] = ambit_direction_of(layer->centre_lon_deg[r], layer->centre_lat_deg[r]);
    ambit_status status = ambit_nearest_build(&nearest, at, layer->n, err);
    for (uint32_t r = 0, k = 0; !status && r < layer->n; r++) {
        uint32_t two[2];
        double square[2];
        if (touches[r]) continue;
        uint32_t n = ambit_nearest_some(nearest, at[r], 2, two, square), other = r;
        for (uint32_t i = n; i-- > 0;)
            if (two[i] != r) other = two[i];
        out->island[k++] = (ambit_island){ r, other, ambit_distance_km(at[r], at[other]) };
    }
    ambit_nearest_free(nearest);
    free(at);
    return status;
}

static void widen(ambit_box *box, ambit_box by)
{
    if (by.west < box->west) box->west = by.west;
    if (by.south < box->south) box->south = by.south;
    if (by.east > box->east) box->east = by.east;
    if (by.north > box->north) box->north = by.north;
}

static void measure(ambit_layer_facts *out, const ambit_layer *layer, const char *touches)
{
    out->box = ambit_points_box(layer->lon_deg, layer->lat_deg, layer->point_first[layer->n_parts]);
    for (uint32_t p = 0; p < layer->n_parts; p++) out->polygons += !layer->is_hole[p];
    for (uint32_t r = 0; r < layer->n; r++) {
        out->islands += !touches[r];
        if (layer->part_first[r] != layer->part_first[r + 1]) continue;
        out->empty++;
        widen(&out->box, ambit_points_box(&layer->centre_lon_deg[r], &layer->centre_lat_deg[r], 1));
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
        count_pairs(out, border, n, parent, touches);
        measure(out, layer, touches);
        status = list_islands(out, layer, touches, err);
    }
    free(border);
    free(parent);
    free(touches);
    return status;
}

void ambit_layer_facts_reset(ambit_layer_facts *facts)
{
    free(facts->island);
    *facts = (ambit_layer_facts){ 0 };
}
