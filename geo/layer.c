#include "geo/layer.h"
#include "geo/earth/antimeridian.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void ambit_layer_free(ambit_layer *layer)
{
    if (!layer) return;
    for (uint32_t f = 0; layer->field && f < layer->n_fields; f++) free(layer->field[f].value);
    free(layer->field);
    for (uint32_t f = 0; layer->text && f < layer->n_text_fields; f++) free(layer->text[f].value);
    free(layer->text);
    free(layer->id);
    free(layer->name);
    free(layer->part_first);
    free(layer->point_first);
    free(layer->is_hole);
    free(layer->lon_deg);
    free(layer->lat_deg);
    free(layer->centre_lon_deg);
    free(layer->centre_lat_deg);
    ambit_arena_reset(&layer->texts);
    free(layer);
}

static int copy_texts(ambit_layer *layer, const char *const *id, const char *const *name)
{
    for (uint32_t r = 0; r < layer->n; r++) {
        layer->id[r] = ambit_arena_copy(&layer->texts, id[r], strlen(id[r]));
        layer->name[r] = name ? ambit_arena_copy(&layer->texts, name[r], strlen(name[r])) : layer->id[r];
        if (!layer->id[r] || !layer->name[r]) return -1;
    }
    return 0;
}

static int find_centres(ambit_layer *layer)
{
    ambit_geos *geos = ambit_geos_build();
    if (!geos) return -1;
    for (uint32_t r = 0; r < layer->n; r++) {
        double x = NAN, y = NAN;
        layer->centre_lon_deg[r] = layer->centre_lat_deg[r] = NAN;
        ambit_polygon *polygon = ambit_polygon_build(geos, ambit_layer_shape(layer, r));
        if (polygon && !ambit_polygon_inside(geos, polygon, &x, &y)) {
            layer->centre_lon_deg[r] = ambit_antimeridian_home(x);
            layer->centre_lat_deg[r] = y;
        }
        ambit_polygon_free(geos, polygon);
    }
    ambit_geos_free(geos);
    return 0;
}

/* A layer without parts needs a point_first all the same. */
int ambit_layer_take(ambit_layer *layer, ambit_rings *rings)
{
    layer->n_parts = rings->n_parts;
    layer->point_first = rings->point_first;
    layer->is_hole = rings->is_hole;
    layer->lon_deg = rings->x;
    layer->lat_deg = rings->y;
    ambit_rings_init(rings);
    if (!layer->point_first) layer->point_first = calloc(1, sizeof *layer->point_first);
    return layer->point_first ? 0 : -1;
}

ambit_status ambit_layer_build(ambit_layer **out, ambit_rings *rings, const uint32_t *first, uint32_t n,
        const char *const *id, const char *const *name, ambit_error *err)
{
    *out = NULL;
    ambit_layer *layer = calloc(1, sizeof *layer);
    if (!layer) goto fail;
    ambit_arena_init(&layer->texts);
    layer->n = n;
    if (ambit_layer_take(layer, rings) || !(layer->part_first = calloc((size_t)n + 1, sizeof *layer->part_first))
            || !(layer->id = calloc((size_t)n + 1, sizeof *layer->id))
            || !(layer->name = calloc((size_t)n + 1, sizeof *layer->name))
            || !(layer->centre_lon_deg = calloc((size_t)n + 1, sizeof *layer->centre_lon_deg))
            || !(layer->centre_lat_deg = calloc((size_t)n + 1, sizeof *layer->centre_lat_deg))) goto fail;
    memcpy(layer->part_first, first, ((size_t)n + 1) * sizeof *first);
    if (copy_texts(layer, id, name) || find_centres(layer)) goto fail;
    *out = layer;
    return AMBIT_OK;
fail:
    ambit_rings_reset(rings);
    ambit_layer_free(layer);
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a layer of %u regions", n);
}
