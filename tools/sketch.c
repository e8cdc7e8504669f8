/* tools/sketch.c - see sketch.h. */
#include "tools/sketch.h"

#include "geo/map/cells.h"
#include "instances/base/status.h"

#include <math.h>
#include <stdlib.h>

static int is_placed(const ambit_outcome *o, uint32_t unit)
{
    const ambit_formulation *f = o->formulation;
    return o->plan[unit] < f->n_reps && isfinite(f->unit_lon_deg[unit]) && isfinite(f->unit_lat_deg[unit]);
}

/* Lists the units to be drawn: of each rep every step-th, from its first on. Returns how many; UINT32_MAX without
 * memory. */
static uint32_t list_units(uint32_t *unit, const ambit_outcome *o)
{
    const ambit_formulation *f = o->formulation;
    uint32_t *seen = calloc((size_t)f->n_reps + 1, sizeof *seen), n_placed = 0, n = 0;
    if (!seen) return UINT32_MAX;
    for (uint32_t u = 0; u < f->n_units; u++) n_placed += is_placed(o, u) != 0;
    uint32_t step = n_placed <= AMBIT_SKETCH_MOST_CELLS ? 1
        : (n_placed + AMBIT_SKETCH_MOST_CELLS - 1) / AMBIT_SKETCH_MOST_CELLS;
    for (uint32_t u = 0; u < f->n_units; u++)
        if (is_placed(o, u) && seen[o->plan[u]]++ % step == 0) unit[n++] = u;
    free(seen);
    return n;
}

/* The units as a layer of points. */
static ambit_status build_points(ambit_layer **out, const ambit_outcome *o, const uint32_t *unit, uint32_t n,
        ambit_error *err)
{
    const ambit_formulation *f = o->formulation;
    ambit_rings none;
    uint32_t *first = calloc((size_t)n + 1, sizeof *first);
    const char **id = calloc((size_t)n + 1, sizeof *id);
    ambit_status status = first && id ? AMBIT_OK : ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u points", n);
    ambit_rings_init(&none);
    for (uint32_t k = 0; !status && k < n; k++) id[k] = f->unit_id[unit[k]];
    if (!status) status = ambit_layer_build(out, &none, first, n, id, NULL, err);
    for (uint32_t k = 0; !status && k < n; k++) {
        (*out)->centre_lon_deg[k] = f->unit_lon_deg[unit[k]];
        (*out)->centre_lat_deg[k] = f->unit_lat_deg[unit[k]];
    }
    free(first), free(id);
    return status;
}

/* Within the hull of the points nothing can lie outside, so there is nothing to warn of. */
static ambit_status draw_cells(ambit_layer *layer, ambit_error *err)
{
    ambit_diagnosis *aside = ambit_diagnosis_build();
    if (!aside) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u cells", layer->n);
    layer->is_points = 1;
    ambit_status status = ambit_cells_build(layer, NULL, "accounts", aside, err);
    ambit_diagnosis_free(aside);
    return status;
}

ambit_status ambit_sketch_build(ambit_layer **out, uint32_t **territory, const ambit_outcome *o, ambit_error *err)
{
    const ambit_formulation *f = o->formulation;
    *out = NULL, *territory = NULL;
    if (!f->unit_lon_deg) return AMBIT_OK;
    uint32_t *unit = malloc(((size_t)f->n_units + 1) * sizeof *unit);
    uint32_t n = unit ? list_units(unit, o) : UINT32_MAX;
    ambit_status status = n == UINT32_MAX ? ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u accounts", f->n_units)
                                          : AMBIT_OK;
    if (!status && n) status = build_points(out, o, unit, n, err);
    if (!status && n) status = draw_cells(*out, err);
    for (uint32_t k = 0; !status && k < n; k++) unit[k] = o->plan[unit[k]];
    if (!status && n) *territory = unit;
    else free(unit);
    if (!status) return AMBIT_OK;
    ambit_layer_free(*out);
    *out = NULL;
    return status;
}
