/* tools/outcome_map.c - the territories of a plan as shapes, which of them touch, and how compact they are. */
#include "geo/map/adjacency.h"
#include "geo/map/dissolve.h"
#include "instances/base/status.h"
#include "tools/outcome.h"
#include "tools/sketch.h"

#include <math.h>
#include <stdlib.h>

/* The rep of each region: the plan's when regions are assigned, else that of most accounts inside. */
static ambit_status colour_regions(uint32_t *territory, const ambit_outcome *o, ambit_error *err)
{
    const ambit_formulation *f = o->formulation;
    if (f->instance->plan->assign != AMBIT_ASSIGN_REGIONS)
        return ambit_majority(territory, f->regions, f->instance->accounts.n, f->account_lon_deg, f->account_lat_deg,
                              f->region_of_account, o->plan, f->n_reps, err);
    for (uint32_t i = 0; i < f->regions->n; i++) territory[i] = o->plan[i] < f->n_reps ? o->plan[i] : UINT32_MAX;
    return AMBIT_OK;
}

static int by_pair(const void *left, const void *right)
{
    const ambit_border *a = left, *b = right;
    if (a->a != b->a) return a->a < b->a ? -1 : 1;
    return a->b < b->b ? -1 : a->b > b->b;
}

/* Territories touch where regions of them share a border of some length: exact, and cheaper than comparing the
 * dissolved shapes, whose outlines are long. */
static ambit_status find_neighbours(ambit_outcome *o, const uint32_t *territory, const ambit_shared_border *border,
        size_t n_borders, ambit_error *err)
{
    size_t n = 0, kept = 0;
    o->neighbours = malloc((n_borders + 1) * sizeof *o->neighbours);
    if (!o->neighbours)
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the neighbours of %u territories", o->n_reps);
    for (size_t i = 0; i < n_borders; i++) {
        uint32_t a = territory[border[i].a], b = territory[border[i].b];
        if (border[i].length_m <= 0 || a == b || a >= o->n_reps || b >= o->n_reps) continue;
        o->neighbours[n++] = a < b ? (ambit_border){ a, b } : (ambit_border){ b, a };
    }
    qsort(o->neighbours, n, sizeof *o->neighbours, by_pair);
    for (size_t i = 0; i < n; i++)
        if (!kept || by_pair(&o->neighbours[kept - 1], &o->neighbours[i])) o->neighbours[kept++] = o->neighbours[i];
    o->n_neighbours = (uint32_t)kept;
    return AMBIT_OK;
}

/* ---- Compactness ----------------------------------------------------------------------------------------------- */

static ambit_status measure_compactness(ambit_outcome *o, const uint32_t *territory, const ambit_shared_border *border,
        size_t n_borders, ambit_error *err)
{
    const ambit_formulation *f = o->formulation;
    o->compactness = calloc(o->n_reps, sizeof *o->compactness);
    if (!o->compactness)
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the figures of %u territories", o->n_reps);
    ambit_status status = ambit_compactness_measure(o->compactness, o->territories, err);
    if (status) return status;
    ambit_compactness_borders(o->compactness, o->n_reps, border, n_borders, territory);
    for (uint32_t r = 0; r < o->n_reps; r++) o->compactness[r].moment = NAN; /* unknown without places */
    if (!f->unit_lon_deg) return AMBIT_OK;
    return ambit_compactness_moments(o->compactness, o->n_reps, f->n_units, f->unit_lon_deg, f->unit_lat_deg, f->weight,
            o->plan, err);
}

ambit_compactness ambit_outcome_compactness(const ambit_outcome *o)
{
    ambit_compactness all = { .polsby_popper = 0, .reock = 0 };
    uint32_t n_round = 0, n_enclosed = 0;
    for (uint32_t r = 0; o->compactness && r < o->n_reps; r++) {
        const ambit_compactness *one = &o->compactness[r];
        if (isfinite(one->polsby_popper)) all.polsby_popper += one->polsby_popper, n_round++;
        if (isfinite(one->reock)) all.reock += one->reock, n_enclosed++;
        all.area_km2 += one->area_km2;
        all.perimeter_km += one->perimeter_km;
        all.border_km += one->border_km / 2;
        all.moment += one->moment;
    }
    all.polsby_popper = n_round ? all.polsby_popper / n_round : (double)NAN;
    all.reock = n_enclosed ? all.reock / n_enclosed : (double)NAN;
    all.centre_lon_deg = all.centre_lat_deg = NAN;
    return all;
}

/* ---- The whole ------------------------------------------------------------------------------------------------- */

static ambit_status unite(ambit_outcome *o, const ambit_layer *regions, const uint32_t *territory, ambit_error *err)
{
    const ambit_formulation *f = o->formulation;
    const ambit_reps *reps = &f->instance->reps;
    return ambit_dissolve(&o->territories, regions, territory, f->n_reps, f->rep_id,
                          reps->name ? (const char *const *)reps->name : f->rep_id, err);
}

/* Without regions: the areas nearest to the accounts of each rep. They say where a territory is, and nothing about the
 * land in it, so how compact they are is not measured. */
static ambit_status sketch(ambit_outcome *o, ambit_error *err)
{
    ambit_layer *cells = NULL;
    uint32_t *territory = NULL;
    ambit_shared_border *border = NULL;
    size_t n_borders = 0;
    ambit_status status = ambit_sketch_build(&cells, &territory, o, err);
    if (!status && cells) status = unite(o, cells, territory, err);
    if (!status && cells) status = ambit_adjacency_find(&border, &n_borders, cells, 0, err);
    if (!status && cells) status = find_neighbours(o, territory, border, n_borders, err);
    o->n_sketched = cells ? cells->n : 0;
    ambit_layer_free(cells);
    free(border);
    free(territory);
    return status;
}

ambit_status ambit_outcome_draw(ambit_outcome *o, ambit_error *err)
{
    const ambit_formulation *f = o->formulation;
    if (!f->regions) return sketch(o, err);
    uint32_t *territory = malloc(((size_t)f->regions->n + 1) * sizeof *territory);
    if (!territory) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u regions", f->regions->n);
    ambit_status status = colour_regions(territory, o, err);
    if (!status) status = unite(o, f->regions, territory, err);
    ambit_shared_border *found = NULL;
    size_t n_borders = f->n_shared;
    if (!status && !f->shared)
        status = ambit_adjacency_find(&found, &n_borders, f->regions, f->instance->plan->snap_m, err);
    const ambit_shared_border *border = f->shared ? f->shared : found;
    if (!status) status = find_neighbours(o, territory, border, n_borders, err);
    if (!status) status = measure_compactness(o, territory, border, n_borders, err);
    free(found);
    free(territory);
    return status;
}
