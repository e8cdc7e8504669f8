/* solver/formulate/distances.c - which distances the problem has, how far they can be trusted, and how winding roads
 * are.
 *
 * The core measures great circles. With `distance: geodesic` places are moved to the sphere on which these come closest
 * to the geodesics of WGS 84; either way the error is bounded, and people are told. With a circuity of each region the
 * hours of a unit are scaled by what its region says. */
#include "solver/formulate/parts.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Circuity by region ---------------------------------------------------------------------------------------- */

static const ambit_layer_field *circuity_field(const ambit_formulating *w)
{
    for (uint32_t k = 0; w->regions && k < w->regions->n_fields; k++)
        if (!strcmp(w->regions->field[k].name, w->plan->circuity_field)) return &w->regions->field[k];
    return NULL;
}

static void check_circuity(ambit_formulating *w, const ambit_layer_field *field)
{
    ambit_place place = { w->plan->regions.file, 0, 0, field->name };
    for (uint32_t r = 0; r < w->regions->n; r++) {
        double c = field->value[r];
        if (isnan(c) || (c >= 1e-3 && c <= 1e3)) continue;
        ambit_diagnosis_error(w->diagnosis, AMBIT_FAULT_NUMBER_RANGE, place, "found %g for region %s, expected a "
                "factor such as 1.3, correct it or leave it empty", c, w->regions->id[r]);
    }
}

/* A cell that is empty, and an account in no region, has the plan's. */
static ambit_status find_circuity(ambit_formulating *w)
{
    ambit_formulation *f = w->f;
    const ambit_layer_field *field = circuity_field(w);
    if (!field) {
        ambit_diagnosis_error(w->diagnosis, AMBIT_FAULT_FIELD_MISSING, (ambit_place){ w->plan_shown, 0, 0,
                "travel.circuity_field" }, "found no field %s of regions, expected a numeric one, name the regions' "
                "file or remove the key", w->plan->circuity_field);
        return AMBIT_OK;
    }
    check_circuity(w, field);
    if (!(f->circuity = malloc(f->n_units * sizeof *f->circuity))) return ambit_formulate_no_memory(w);
    for (uint32_t u = 0; u < f->n_units; u++) {
        uint32_t r = w->by_region ? u : f->region_of_account ? f->region_of_account[u] : AMBIT_OUTSIDE;
        double c = r == AMBIT_OUTSIDE ? (double)NAN : field->value[r];
        f->circuity[u] = c > 0 ? c : w->plan->circuity;
    }
    return AMBIT_OK;
}

/* ---- Words ----------------------------------------------------------------------------------------------------- */

/* A share in percent, rounded up to two digits that count: what is claimed must hold. */
static void percent(char out[32], double share)
{
    double unit = pow(10, floor(log10(fmax(share, 1e-9) * 100)) - 1);
    snprintf(out, 32, "%.*f %%", (int)fmax(0, -log10(unit) + 0.5), ceil(share * 100 / unit - 1e-9) * unit);
}

static const char *keep(ambit_formulating *w, const char *text)
{
    return ambit_arena_copy(&w->f->texts, text, strlen(text));
}

static const char *words_of_globe(ambit_formulating *w)
{
    char off[32], times[120] = "", text[400];
    const ambit_planfile *plan = w->plan;
    percent(off, w->f->globe.off);
    if (plan->territories_objective == AMBIT_TRAVEL_HOURS && plan->circuity_field)
        snprintf(times, sizeof times, "; times %.60s of the region, %g elsewhere", plan->circuity_field,
                plan->circuity);
    else if (plan->territories_objective == AMBIT_TRAVEL_HOURS)
        snprintf(times, sizeof times, "; times %g", plan->circuity);
    snprintf(text, sizeof text, "great circles on a sphere%s, at most %s off the geodesics of WGS 84 between these "
            "places%s", w->f->globe.fitted ? " fitted to WGS 84 here" : "", off, times);
    return keep(w, text);
}

static const char *words_of_hours(ambit_formulating *w)
{
    char text[400];
    if (w->plan->matrix) snprintf(text, sizeof text, "hours of round trips from %.300s", w->plan->matrix);
    else snprintf(text, sizeof text, "hours by road, there and back, as %.300s answered", w->plan->osrm);
    return keep(w, text);
}

/* ---- The whole ------------------------------------------------------------------------------------------------- */

static void warn_of_no_effect(ambit_formulating *w, const char *key)
{
    ambit_diagnosis_warning(w->diagnosis, AMBIT_FAULT_COLUMN_IGNORED, (ambit_place){ w->plan_shown, 0, 0, key },
            "found with hours that are given, expected with distances, it has no effect");
}

ambit_status ambit_formulate_distances(ambit_formulating *w)
{
    ambit_formulation *f = w->f;
    ambit_status status = AMBIT_OK;
    const bool is_given = w->plan->matrix || w->plan->osrm;
    if (is_given && w->plan->circuity_field) warn_of_no_effect(w, "travel.circuity_field");
    if (is_given && w->plan->distance == AMBIT_DISTANCE_GEODESIC) warn_of_no_effect(w, "travel.distance");
    if (!is_given && w->plan->circuity_field) status = find_circuity(w);
    if (status != AMBIT_OK) return status;
    if (is_given) f->distances = words_of_hours(w);
    else if (f->unit_lon_deg) {
        ambit_extent extent = ambit_extent_of(f->unit_lon_deg, f->unit_lat_deg, f->n_units, f->rep_lon_deg,
                f->rep_lat_deg, f->n_reps);
        f->globe = w->plan->distance == AMBIT_DISTANCE_GEODESIC ? ambit_globe_fit(extent) : ambit_globe_mean(extent);
        f->distances = words_of_globe(w);
    } else return AMBIT_OK; /* places are missing, which set_places says */
    return f->distances ? AMBIT_OK : ambit_formulate_no_memory(w);
}
