/* Territories as polygons, and regions as a net, in differences of whole numbers.
 *
 * A ring of a territory is x0, y0, dx1, dy1, ...; a ring of a region names the borders that it runs along (arcs of the
 * net, -1 - a: backwards), so that each border is there once, and the page can tell those inside a territory from those
 * between two. */
#include "tools/report/data_parts.h"

#include "geo/map/arcs.h"
#include <math.h>

#define SHAPE_STEPS 3e4      /* a border is drawn on a grid of at least so many steps across the whole map */

/* 1e4 (some ten metres) suits a country; a town needs finer steps. */
static double scale_of(const ambit_backdrop *backdrop)
{
    const ambit_layer *layer = backdrop->regions ? backdrop->regions : backdrop->territories;
    double low = INFINITY, high = -INFINITY, scale = 1e4;
    for (size_t i = 0; layer->n_parts && i < layer->point_first[layer->n_parts]; i++) {
        low = fmin(low, layer->lat_deg[i]);
        high = fmax(high, layer->lat_deg[i]);
    }
    while (scale < 1e7 && (high - low) * scale < SHAPE_STEPS) scale *= 10;
    return scale;
}

/* A ring as differences: x0, y0, dx1, dy1, ... in whole steps; the closing point and points on the same step are
 * left out. Returns an empty array for a ring that vanishes on the grid. */
static json_t *ring(ambit_data_builder *b, const ambit_layer *layer, uint32_t part, double scale)
{
    json_t *array = json_array();
    json_int_t last_x = 0, last_y = 0;
    size_t n = 0;
    for (size_t i = layer->point_first[part]; i + 1 < layer->point_first[part + 1]; i++) {
        json_int_t x = llrint(layer->lon_deg[i] * scale), y = llrint(layer->lat_deg[i] * scale);
        if (n++ && x == last_x && y == last_y) continue;
        ambit_data_add(b, array, json_integer(x - last_x));
        ambit_data_add(b, array, json_integer(y - last_y));
        last_x = x;
        last_y = y;
    }
    if (json_array_size(array) < 6) json_array_clear(array);
    return array;
}

/* One polygon, [exterior, hole, ...], from the exterior *part on, which becomes the next exterior. NULL when the
 * exterior vanishes, which takes its holes with it. */
static json_t *polygon(ambit_data_builder *b, const ambit_layer *layer, uint32_t *part, uint32_t end, double scale)
{
    json_t *rings = json_array();
    bool vanished = false;
    for (uint32_t first = *part; *part < end && (*part == first || layer->is_hole[*part]); (*part)++) {
        json_t *points = vanished ? NULL : ring(b, layer, *part, scale);
        if (json_array_size(points)) {
            ambit_data_add(b, rings, points);
            continue;
        }
        vanished = vanished || *part == first;
        json_decref(points);
    }
    if (!vanished) return rings;
    json_decref(rings);
    return NULL;
}

static json_t *shape(ambit_data_builder *b, const ambit_layer *layer, uint32_t t, double scale)
{
    json_t *polygons = json_array();
    for (uint32_t part = layer->part_first[t], end = layer->part_first[t + 1]; part < end;) {
        json_t *one = polygon(b, layer, &part, end, scale);
        if (one) ambit_data_add(b, polygons, one);
    }
    return polygons;
}

json_t *ambit_data_shapes(ambit_data_builder *b, const ambit_backdrop *backdrop, const ambit_layer *layer)
{
    if (!layer) return json_null();
    double scale = scale_of(backdrop);
    json_t *o = json_object(), *of = json_array();
    for (uint32_t t = 0; t < layer->n; t++) ambit_data_add(b, of, shape(b, layer, t, scale));
    ambit_data_put(b, o, "scale", ambit_data_number(scale));
    ambit_data_put(b, o, "of", of);
    return o;
}

/* ---- Regions --------------------------------------------------------------------------------------------------- */

/* Both ends are kept, even where all points lie on one step: rings name arcs by their number. */
static json_t *arc(ambit_data_builder *b, const ambit_layer *layer, const ambit_arcs *net, uint32_t a, double scale)
{
    json_t *array = json_array();
    json_int_t last_x = 0, last_y = 0;
    for (uint32_t k = net->first[a]; k < net->first[a + 1]; k++) {
        json_int_t x = llrint(net->lon_deg[k] * scale), y = llrint(layer->lat_deg[net->point[k]] * scale);
        if (k > net->first[a] && x == last_x && y == last_y) continue;
        ambit_data_add(b, array, json_integer(x - last_x));
        ambit_data_add(b, array, json_integer(y - last_y));
        last_x = x;
        last_y = y;
    }
    return array;
}

static json_t *borders_of_part(ambit_data_builder *b, const ambit_arcs *net, uint32_t part)
{
    json_t *array = json_array();
    for (uint32_t k = net->use_first[part]; k < net->use_first[part + 1]; k++) {
        json_int_t a = (json_int_t)net->use[k].arc;
        ambit_data_add(b, array, json_integer(net->use[k].backwards ? -1 - a : a));
    }
    return array;
}

/* All rings of a region in one list: filled by the even-odd rule, holes need no mark. */
static json_t *borders_of(ambit_data_builder *b, const ambit_layer *layer, const ambit_arcs *net, uint32_t region)
{
    json_t *array = json_array();
    for (uint32_t part = layer->part_first[region]; part < layer->part_first[region + 1]; part++)
        ambit_data_add(b, array, borders_of_part(b, net, part));
    return array;
}

json_t *ambit_data_regions(ambit_data_builder *b, const ambit_backdrop *backdrop)
{
    const ambit_layer *layer = backdrop->regions, *whole = b->formulation->regions;
    ambit_arcs net;
    if (!layer) return json_null();
    if (ambit_arcs_build(&net, layer, NULL)) return NULL;
    bool are_units = b->formulation->instance->plan->assign == AMBIT_ASSIGN_REGIONS;
    double scale = scale_of(backdrop);
    json_t *o = json_object(), *arcs = json_array(), *of = json_array();
    for (uint32_t a = 0; a < net.n_arcs; a++) ambit_data_add(b, arcs, arc(b, layer, &net, a, scale));
    for (uint32_t r = 0; r < layer->n; r++) ambit_data_add(b, of, borders_of(b, layer, &net, r));
    ambit_arcs_reset(&net);
    ambit_data_put(b, o, "id", ambit_data_texts(b, are_units ? NULL : (const char *const *)whole->id, layer->n));
    ambit_data_put(b, o, "name", ambit_data_texts(b, are_units ? NULL : (const char *const *)whole->name, layer->n));
    ambit_data_put(b, o, "rep", ambit_data_indices(b, are_units ? NULL : backdrop->rep, layer->n));
    ambit_data_put(b, o, "before", ambit_data_indices(b, are_units ? NULL : backdrop->rep_before, layer->n));
    ambit_data_put(b, o, "scale", ambit_data_number(scale));
    ambit_data_put(b, o, "arcs", arcs);
    ambit_data_put(b, o, "of", of);
    return o;
}
