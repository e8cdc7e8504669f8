#include "tools/report/backdrop.h"

#include "geo/map/adjacency.h"
#include "geo/map/dissolve.h"
#include "tools/report/display.h"
#include "tools/sketch.h"
#include <stdlib.h>
#include <string.h>

/* A shape has at least four points: beyond so many regions no thinning helps. */
#define MOST_REGIONS (AMBIT_DISPLAY_POINTS / 8)

/* Takes a layer over, to be freed with the rest. NULL is fine. */
static const ambit_layer *keep(ambit_backdrop *g, ambit_layer *layer)
{
    size_t k = 0;
    while (g->made[k]) k++;
    return g->made[k] = layer;
}

/* The layer itself, or a thinner one. */
static ambit_status thin(ambit_backdrop *g, const ambit_layer **layer, ambit_error *err)
{
    ambit_layer *thinner = NULL;
    ambit_status status = *layer ? ambit_display_thin(&thinner, *layer, err) : AMBIT_OK;
    if (thinner) *layer = keep(g, thinner);
    return status;
}

/* Whose each region is under a plan. */
static ambit_status find_owners(uint32_t **out, const ambit_formulation *f, const uint32_t *plan, ambit_error *err)
{
    uint32_t n = f->regions->n, *rep = malloc(((size_t)n + 1) * sizeof *rep);
    *out = rep;
    if (!rep) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the reps of %u regions", n);
    if (f->instance->plan->assign != AMBIT_ASSIGN_REGIONS)
        return ambit_majority(rep, f->regions, f->instance->accounts.n, f->account_lon_deg, f->account_lat_deg,
                f->region_of_account, plan, f->n_reps, err);
    for (uint32_t r = 0; r < n; r++) rep[r] = plan[r];
    return AMBIT_OK;
}

static ambit_status unite(const ambit_layer **out, ambit_backdrop *g, const ambit_layer *regions, const uint32_t *rep,
        const ambit_formulation *f, ambit_error *err)
{
    ambit_layer *united = NULL;
    ambit_status status = ambit_dissolve(&united, regions, rep, f->n_reps, f->rep_id, f->rep_id, err);
    *out = united ? keep(g, united) : NULL;
    return status;
}

static int has_shapes(const ambit_layer *regions)
{
    return regions && regions->n_parts > 0;
}

static ambit_status draw_regions(ambit_backdrop *g, const ambit_outcome *o, ambit_error *err)
{
    const ambit_formulation *f = o->formulation;
    const ambit_layer *whole = f->regions, *regions = whole;
    ambit_status status = AMBIT_OK;
    if (whole->n <= MOST_REGIONS) status = thin(g, &regions, err);
    if (!status) status = find_owners(&g->rep, f, o->plan, err);
    if (!status && o->before) status = find_owners(&g->rep_before, f, o->before, err);
    if (!status && regions != whole) status = unite(&g->territories, g, regions, g->rep, f, err);
    if (!status && o->before) status = unite(&g->before, g, regions, g->rep_before, f, err);
    if (whole->n <= MOST_REGIONS) g->regions = regions;
    return status;
}

/* The areas nearest to the accounts of each rep, as they are today. */
static ambit_status sketch_before(ambit_backdrop *g, const ambit_outcome *o, ambit_error *err)
{
    const ambit_outcome past = { .formulation = o->formulation, .plan = o->before };
    ambit_layer *cells = NULL;
    uint32_t *rep = NULL;
    ambit_status status = ambit_sketch_build(&cells, &rep, &past, err);
    if (!status && cells) status = unite(&g->before, g, cells, rep, o->formulation, err);
    ambit_layer_free(cells);
    free(rep);
    return status;
}

/* Those that touch in either plan, a pair perhaps twice. */
static ambit_status find_neighbours(ambit_backdrop *g, const ambit_outcome *o, ambit_error *err)
{
    ambit_shared_border *border = NULL;
    size_t n = 0;
    ambit_status status = AMBIT_OK;
    if (g->before) status = ambit_adjacency_find(&border, &n, g->before, o->formulation->instance->plan->snap_m, err);
    if (!status) g->neighbours = malloc((o->n_neighbours + n + 1) * sizeof *g->neighbours);
    if (!status && !g->neighbours)
        status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for the neighbours of %u territories", o->n_reps);
    if (!status && o->n_neighbours) memcpy(g->neighbours, o->neighbours, o->n_neighbours * sizeof *g->neighbours);
    g->n_neighbours = status ? 0 : o->n_neighbours;
    for (size_t k = 0; !status && k < n; k++)
        if (border[k].length_m > 0) g->neighbours[g->n_neighbours++] = (ambit_border){ border[k].a, border[k].b };
    free(border);
    return status;
}

ambit_status ambit_backdrop_build(ambit_backdrop *out, const ambit_outcome *o, ambit_error *err)
{
    *out = (ambit_backdrop){ .territories = o->territories };
    ambit_status status = AMBIT_OK;
    if (o->territories && has_shapes(o->formulation->regions)) status = draw_regions(out, o, err);
    else if (o->n_sketched && o->before) status = sketch_before(out, o, err);
    if (!status && !out->regions) status = thin(out, &out->territories, err);
    if (!status && !out->regions) status = thin(out, &out->before, err);
    if (!status) status = find_neighbours(out, o, err);
    if (status) ambit_backdrop_reset(out);
    return status;
}

void ambit_backdrop_reset(ambit_backdrop *g)
{
    for (size_t k = 0; k < sizeof g->made / sizeof *g->made; k++) ambit_layer_free(g->made[k]);
    free(g->rep);
    free(g->rep_before);
    free(g->neighbours);
    *g = (ambit_backdrop){ .territories = NULL };
}
