/* solver/formulate/join.c - which region each account belongs to, and what becomes of those in none.
 *
 * They are held against the regions once more with x and y exchanged, for that is the usual reason when many are out;
 * the others learn which region is the closest and how far it is, and belong to it when the plan says so. */
#include "geo/map/closest.h"
#include "geo/earth/project.h"
#include "solver/formulate/join.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORST = 10 };

/* ---- Those in no region ------------------------------------------------------------------------------------------ */

static ambit_status list_outside(ambit_formulating *w, const uint8_t *found)
{
    static const char *const reasons[] = { [AMBIT_FOUND] = "outside every region",
        [AMBIT_FOUND_BY_DIGITS] = "outside every region", [AMBIT_FOUND_AMBIGUOUS] = "several regions have its digits",
        [AMBIT_FOUND_EMPTY] = "its region is empty", [AMBIT_FOUND_NO_KEY] = "the crosswalk does not have its key",
        [AMBIT_FOUND_NO_REGION] = "the layer does not have its region" };
    ambit_formulation *f = w->f;
    const uint32_t n_accounts = w->instance->accounts.n;
    uint32_t n = 0;
    for (uint32_t i = 0; i < n_accounts; i++) n += f->region_of_account[i] == AMBIT_OUTSIDE;
    f->outside = calloc((size_t)n + 1, sizeof *f->outside);
    if (!f->outside) return ambit_formulate_no_memory(w);
    for (uint32_t i = 0; i < n_accounts; i++)
        if (f->region_of_account[i] == AMBIT_OUTSIDE)
            f->outside[f->n_outside++] = (ambit_outside){ i, AMBIT_OUTSIDE, NAN, false, reasons[found[i]] };
    return AMBIT_OK;
}

/* Their places; with `turned` x and y exchanged, in the coordinates of the file. NaN without image. */
static ambit_status places_of(ambit_formulating *w, double *lon, double *lat, bool turned)
{
    const ambit_formulation *f = w->f;
    const ambit_accounts *a = &w->instance->accounts;
    ambit_projection *projection;
    for (uint32_t k = 0; k < f->n_outside; k++) {
        uint32_t i = f->outside[k].account;
        lon[k] = turned ? a->lat_deg[i] : f->account_lon_deg[i];
        lat[k] = turned ? a->lon_deg[i] : f->account_lat_deg[i];
    }
    if (!turned || !w->plan->accounts.crs) return AMBIT_OK;
    ambit_status status = ambit_projection_build(&projection, w->plan->accounts.crs, w->err);
    if (status != AMBIT_OK) return status;
    ambit_projection_to_lonlat(projection, lon, lat, f->n_outside);
    ambit_projection_free(projection);
    return AMBIT_OK;
}

/* ---- Exchanged coordinates ------------------------------------------------------------------------------------- */

typedef struct { const ambit_outside *outside; const uint32_t *region; const char *const *id; } exchange;

static bool is_exchanged(const void *of, uint32_t k) { return ((const exchange *)of)->region[k] != AMBIT_OUTSIDE; }

static void tell_of_exchange(ambit_formulating *w, const uint32_t *region, const char *const *id)
{
    char list[200];
    const exchange found = { w->f->outside, region, id };
    const ambit_source *source = &w->plan->accounts;
    const char *x = source->x ? source->x : source->lon ? source->lon : "lon";
    const char *y = source->y ? source->y : source->lat ? source->lat : "lat";
    ambit_place place = { source->file, 0, 0, x };
    uint32_t n = ambit_formulate_list(list, id, w->f->n_outside, is_exchanged, &found);
    static const char words[] = "found %u account%s outside every region that lie%s inside one when %s and %s change "
            "places (%s), expected east in %s and north in %s, swap the two columns or their names in plan.yaml";
    if (n > w->instance->accounts.n / 2)
        ambit_diagnosis_error(w->diagnosis, AMBIT_FAULT_COORDINATE_SWAP, place, words, n, n == 1 ? "" : "s",
                n == 1 ? "s" : "", x, y, list, x, y);
    else if (n)
        ambit_diagnosis_warning(w->diagnosis, AMBIT_FAULT_COORDINATE_SWAP, place, words, n, n == 1 ? "" : "s",
                n == 1 ? "s" : "", x, y, list, x, y);
}

static ambit_status find_exchanged(ambit_formulating *w, double *lon, double *lat)
{
    const ambit_formulation *f = w->f;
    uint32_t *region = malloc(((size_t)f->n_outside + 1) * sizeof *region);
    const char **id = malloc(((size_t)f->n_outside + 1) * sizeof *id);
    ambit_status status = region && id ? places_of(w, lon, lat, true) : ambit_formulate_no_memory(w);
    if (status == AMBIT_OK) status = ambit_join(region, w->regions, lon, lat, f->n_outside, w->err);
    for (uint32_t k = 0; status == AMBIT_OK && k < f->n_outside; k++)
        id[k] = w->instance->accounts.id[f->outside[k].account];
    if (status == AMBIT_OK) tell_of_exchange(w, region, id);
    free(region), free(id);
    return status;
}

/* ---- The closest region ---------------------------------------------------------------------------------------- */

/* An account whose key led nowhere may well lie inside a region. */
static ambit_status find_closest(ambit_formulating *w, double *lon, double *lat)
{
    ambit_formulation *f = w->f;
    ambit_closest *closest = NULL;
    uint32_t *inside = malloc(((size_t)f->n_outside + 1) * sizeof *inside);
    ambit_status status = inside ? places_of(w, lon, lat, false) : ambit_formulate_no_memory(w);
    if (status == AMBIT_OK) status = ambit_join(inside, w->regions, lon, lat, f->n_outside, w->err);
    if (status == AMBIT_OK) status = ambit_closest_build(&closest, w->regions, w->err);
    #pragma omp parallel for schedule(dynamic, 64)
    for (uint32_t k = 0; k < (status == AMBIT_OK ? f->n_outside : 0); k++) {
        ambit_outside *o = &f->outside[k];
        o->region = ambit_closest_of(closest, lon[k], lat[k], &o->km);
        if (inside[k] != AMBIT_OUTSIDE) o->region = inside[k], o->km = 0;
    }
    for (uint32_t k = 0; status == AMBIT_OK && k < f->n_outside; k++) {
        ambit_outside *o = &f->outside[k];
        o->is_taken = o->km <= w->plan->outside_km && w->plan->outside_km > 0;
        if (o->is_taken) f->region_of_account[o->account] = o->region;
    }
    ambit_closest_free(closest);
    free(inside);
    return status;
}

/* Both need their places. */
static ambit_status look_around(ambit_formulating *w)
{
    const size_t n = (size_t)w->f->n_outside + 1;
    if (!w->f->account_lon_deg) return AMBIT_OK;
    double *lon = malloc(n * sizeof *lon), *lat = malloc(n * sizeof *lat);
    ambit_status status = lon && lat ? AMBIT_OK : ambit_formulate_no_memory(w);
    if (status == AMBIT_OK && !w->instance->accounts.region) status = find_exchanged(w, lon, lat);
    if (status == AMBIT_OK) status = find_closest(w, lon, lat);
    free(lon), free(lat);
    return status;
}

/* ---- What people are told ---------------------------------------------------------------------------------------- */

static int by_distance(const void *a, const void *b)
{
    const ambit_outside *x = *(const ambit_outside *const *)a, *y = *(const ambit_outside *const *)b;
    double one = isnan(x->km) ? -1 : x->km, other = isnan(y->km) ? -1 : y->km;
    if (one != other) return one > other ? -1 : 1;
    return (x->account > y->account) - (x->account < y->account);
}

static void write_one(FILE *to, const ambit_formulating *w, const ambit_outside *o)
{
    fprintf(to, "%.40s", w->instance->accounts.id[o->account]);
    if (isnan(o->km)) return;
    if (o->km < 10) fprintf(to, " %.0f m", 1000 * o->km);
    else fprintf(to, " %.0f km", o->km);
    fprintf(to, " from %.40s", w->regions->id[o->region]);
}

/* "B 12 km from 37001, C 300 m from 37003 and 8 more": the furthest first. To be freed; NULL without memory. */
static char *furthest(const ambit_formulating *w, bool taken, uint32_t *n)
{
    char *text = NULL;
    size_t length;
    const ambit_formulation *f = w->f;
    const ambit_outside **list = malloc(((size_t)f->n_outside + 1) * sizeof *list);
    FILE *to = list ? open_memstream(&text, &length) : NULL;
    *n = 0;
    for (uint32_t k = 0; to && k < f->n_outside; k++)
        if (f->outside[k].is_taken == taken) list[(*n)++] = &f->outside[k];
    if (to) qsort(list, *n, sizeof *list, by_distance);
    for (uint32_t k = 0; to && k < *n && k < WORST; k++) {
        if (k) fputs(", ", to);
        write_one(to, w, list[k]);
    }
    if (to && *n > WORST) fprintf(to, " and %u more", *n - WORST);
    if (to) fclose(to);
    free(list);
    return text;
}

static ambit_status tell_of_outside(ambit_formulating *w)
{
    const ambit_source *source = &w->plan->accounts;
    ambit_place place = { source->file, 0, 0, source->region };
    for (int taken = 0; taken < 2; taken++) {
        uint32_t n;
        char *list = furthest(w, taken, &n);
        if (!list) return ambit_formulate_no_memory(w);
        if (n && taken)
            ambit_diagnosis_warning(w->diagnosis, AMBIT_FAULT_UNIT_OUTSIDE, place, "found %u account%s outside every "
                    "region of %s but within %g km of one (%s), expected each inside one; they belong to the closest",
                    n, n == 1 ? "" : "s", w->plan->regions.file, w->plan->outside_km, list);
        else if (n)
            ambit_diagnosis_warning(w->diagnosis, AMBIT_FAULT_UNIT_OUTSIDE, place, "found %u account%s outside every "
                    "region of %s (%s), expected each inside one, check %s%s", n, n == 1 ? "" : "s",
                    w->plan->regions.file, list, source->region ? "the ids of regions" : "the coordinates",
                    w->by_region ? "; they take no part" : "");
        free(list);
    }
    return AMBIT_OK;
}

/* ---- The whole --------------------------------------------------------------------------------------------------- */

ambit_status ambit_formulate_join(ambit_formulating *w)
{
    const ambit_accounts *a = &w->instance->accounts;
    if (!w->regions || !a->n || (!a->region && !w->f->account_lon_deg)) return AMBIT_OK;
    if (ambit_diagnosis_n_errors(w->diagnosis)) return AMBIT_OK; /* places without image cannot be looked up */
    uint8_t *found = calloc((size_t)a->n + 1, sizeof *found);
    w->f->region_of_account = malloc(a->n * sizeof *w->f->region_of_account);
    ambit_status status = found && w->f->region_of_account ? AMBIT_OK : ambit_formulate_no_memory(w);
    if (status == AMBIT_OK && a->region) status = ambit_formulate_keys(w, found);
    else if (status == AMBIT_OK)
        status = ambit_join(w->f->region_of_account, w->regions, w->f->account_lon_deg, w->f->account_lat_deg, a->n,
                w->err);
    if (status == AMBIT_OK) status = list_outside(w, found);
    if (status == AMBIT_OK && w->f->n_outside) status = look_around(w);
    if (status == AMBIT_OK && w->f->n_outside) status = tell_of_outside(w);
    free(found);
    return status;
}
