/* solver/formulate/places.c - where units, accounts and reps are, and how often they are visited. */
#include "geo/earth/project.h"
#include "solver/formulate/parts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Degrees --------------------------------------------------------------------------------------------------- */

/* Places before and after; NaN is a rep without a home. */
typedef struct { const double *x, *lon_deg; } image;

static bool has_no_image(const void *of, uint32_t i)
{
    const image *here = of;
    return isnan(here->lon_deg[i]) && !isnan(here->x[i]);
}

static ambit_status project(ambit_formulating *w, const ambit_source *source, const char *const *id, const double *x,
        double *lon, double *lat, uint32_t n)
{
    const image before_and_after = { x, lon };
    char list[200];
    ambit_error why = { AMBIT_OK, "" };
    ambit_projection *projection;
    ambit_place place = { source->file, 0, 0, "crs" };
    ambit_status status = ambit_projection_build(&projection, source->crs, &why);
    if (status == AMBIT_E_MEMORY) return ambit_formulate_no_memory(w);
    if (status != AMBIT_OK) {
        ambit_diagnosis_error(w->diagnosis, AMBIT_FAULT_CRS_BAD, place, "%s", why.text);
        return AMBIT_OK;
    }
    ambit_projection_warn(projection, lon, lat, n, place, w->diagnosis);
    ambit_projection_to_lonlat(projection, lon, lat, n);
    ambit_projection_free(projection);
    uint32_t lost = ambit_formulate_list(list, id, n, has_no_image, &before_and_after);
    if (lost)
        ambit_diagnosis_error(w->diagnosis, AMBIT_FAULT_COORDINATE_RANGE, place, "found %u places that %s does not "
                "reach (%s), expected coordinates of that system, correct them or crs", lost, source->crs, list);
    return AMBIT_OK;
}

/* Copies of x and y as degrees. */
static ambit_status degrees(ambit_formulating *w, double **lon, double **lat, const ambit_source *source,
        const char *const *id, const double *x, const double *y, uint32_t n)
{
    size_t size = (size_t)n * sizeof(double);
    *lon = malloc(size + 1), *lat = malloc(size + 1);
    if (!*lon || !*lat) return ambit_formulate_no_memory(w);
    memcpy(*lon, x, size), memcpy(*lat, y, size);
    return source->crs ? project(w, source, id, x, *lon, *lat, n) : AMBIT_OK;
}

static ambit_status place_everyone(ambit_formulating *w)
{
    ambit_formulation *f = w->f;
    const ambit_accounts *a = &w->instance->accounts;
    const ambit_reps *r = &w->instance->reps;
    ambit_status status = AMBIT_OK;
    if (a->n && a->has_places)
        status = degrees(w, &f->account_lon_deg, &f->account_lat_deg, &w->plan->accounts, (const char *const *)a->id,
                a->lon_deg, a->lat_deg, a->n);
    if (status == AMBIT_OK && r->has_places)
        status = degrees(w, &f->rep_lon_deg, &f->rep_lat_deg, &w->plan->reps, f->rep_id, r->lon_deg, r->lat_deg, r->n);
    if (status != AMBIT_OK) return status;
    if (!w->by_region) {
        f->unit_lon_deg = f->account_lon_deg, f->unit_lat_deg = f->account_lat_deg;
        return AMBIT_OK;
    }
    const ambit_source degrees_already = { .file = w->plan->regions.file };
    return degrees(w, &f->unit_lon_deg, &f->unit_lat_deg, &degrees_already, f->unit_id, w->regions->centre_lon_deg,
            w->regions->centre_lat_deg, f->n_units);
}

/* ---- Visits ---------------------------------------------------------------------------------------------------- */

static ambit_status count_visits(ambit_formulating *w)
{
    const ambit_accounts *a = &w->instance->accounts;
    w->f->visits = calloc(w->f->n_units, sizeof *w->f->visits);
    w->accounts_inside = calloc(w->f->n_units, sizeof *w->accounts_inside);
    if (!w->f->visits || !w->accounts_inside) return ambit_formulate_no_memory(w);
    for (uint32_t i = 0; i < a->n; i++) {
        uint32_t u = ambit_formulating_unit(w, i);
        if (u == AMBIT_OUTSIDE) continue;
        w->f->visits[u] += a->visits[i];
        w->accounts_inside[u]++;
    }
    for (uint32_t u = 0; w->by_region && !a->n && u < w->f->n_units; u++) w->f->visits[u] = 1;
    for (uint32_t k = 0; w->by_region && k < w->regions->n_fields; k++)
        if (!strcmp(w->regions->field[k].name, "visits"))
            for (uint32_t u = 0; u < w->f->n_units; u++)
                w->f->visits[u] = w->regions->field[k].value[u] > 0 ? w->regions->field[k].value[u] : 0;
    return AMBIT_OK;
}

ambit_status ambit_formulate_places(ambit_formulating *w)
{
    ambit_status status = place_everyone(w);
    if (status == AMBIT_OK) status = ambit_formulate_join(w);
    if (status == AMBIT_OK) status = count_visits(w);
    return status;
}
