/* solver/formulate/roads.c - hours by road from a routing service, as the travel matrix.
 *
 * A pair without a road there or back is impossible. Either every hour is known or there is no problem: a plan that
 * mixes roads with great circles would compare what cannot be compared. */
#include "geo/route/hours.h"
#include "solver/formulate/parts.h"
#include <math.h>
#include <stdlib.h>

static const uint64_t most_pairs = 20000000;

static ambit_place in_plan(const ambit_formulating *w) { return (ambit_place){ w->plan_shown, 0, 0, "travel.osrm" }; }

/* The plan's own contradictions; false when there are any. */
static bool is_sound(ambit_formulating *w)
{
    const ambit_formulation *f = w->f;
    const uint32_t n_free = w->instance->reps.n_free;
    if (n_free)
        ambit_diagnosis_error(w->diagnosis, AMBIT_FAULT_RULE_CONFLICT, in_plan(w), "found a routing service beside %u "
                "territor%s without a home, expected distances from places, remove osrm or give each a home", n_free,
                n_free == 1 ? "y" : "ies");
    else if (w->plan->territories_objective != AMBIT_TRAVEL_HOURS)
        ambit_diagnosis_error(w->diagnosis, AMBIT_FAULT_RULE_CONFLICT, in_plan(w), "found hours by road beside an "
                "objective in km, expected objective: hours, remove one of them");
    else if (!f->unit_lon_deg || !f->rep_lon_deg)
        ambit_diagnosis_error(w->diagnosis, AMBIT_FAULT_RULE_CONFLICT, in_plan(w), "found no coordinates of %s, "
                "expected places between which there are roads, add lon and lat", f->unit_lon_deg ? "the reps"
                : "the units");
    else if ((uint64_t)f->n_units * f->n_reps > most_pairs)
        ambit_diagnosis_error(w->diagnosis, AMBIT_FAULT_TOO_LARGE, in_plan(w), "found %u units and %u reps, expected "
                "at most %llu pairs for a routing service, use distances or a sparse matrix of the pairs that matter",
                f->n_units, f->n_reps, (unsigned long long)most_pairs);
    else return !ambit_diagnosis_n_errors(w->diagnosis);
    return false;
}

static bool is_nowhere(const void *of, uint32_t u)
{
    const ambit_formulation *f = of;
    return !isfinite(f->unit_lon_deg[u]) || !isfinite(f->unit_lat_deg[u]);
}

/* Regions without a shape are nowhere, and no road leads there. */
static bool are_somewhere(ambit_formulating *w)
{
    char list[200];
    uint32_t n = ambit_formulate_list(list, w->f->unit_id, w->f->n_units, is_nowhere, w->f);
    if (n)
        ambit_diagnosis_error(w->diagnosis, AMBIT_FAULT_COORDINATE_RANGE, in_plan(w), "found %u units without a place "
                "(%s), expected one of each, remove them or osrm", n, list);
    return !n;
}

static ambit_status ask(ambit_formulating *w, double *hours)
{
    char cache[4096];
    const ambit_formulation *f = w->f;
    ambit_error why = { AMBIT_OK, "" };
    if (ambit_planfile_path(cache, sizeof cache, w->plan, "travel.db"))
        return ambit_fail(w->err, AMBIT_E_FILE, "travel.db: the path is too long");
    const ambit_route_service service = ambit_route_service_of(w->plan->osrm, cache);
    ambit_status status = ambit_route_hours(hours, &service, f->rep_lon_deg, f->rep_lat_deg, f->n_reps,
            f->unit_lon_deg, f->unit_lat_deg, f->n_units, NULL, &why);
    if (status == AMBIT_OK || status == AMBIT_E_MEMORY)
        return status == AMBIT_OK ? AMBIT_OK : ambit_fail(w->err, status, "%s", why.text);
    ambit_diagnosis_error(w->diagnosis, AMBIT_FAULT_SERVICE, in_plan(w), "found no hours: %s, expected durations from "
            "a table service, start it or correct the address; what it answered already is kept", why.text);
    return AMBIT_E_INPUT;
}

/* Which pairs there are; to be freed, NULL without memory. */
static ambit_pair *list_pairs(const ambit_formulation *f, const double *hours, size_t *n_pairs)
{
    size_t n = 0, all = (size_t)f->n_units * f->n_reps;
    for (size_t k = 0; k < all; k++) n += isnan(hours[k]) ? 0 : 1;
    ambit_pair *pair = malloc((n + 1) * sizeof *pair);
    *n_pairs = n;
    n = 0;
    for (uint32_t u = 0; pair && u < f->n_units; u++)
        for (uint32_t r = 0; r < f->n_reps; r++) {
            double h = hours[(size_t)u * f->n_reps + r];
            if (!isnan(h)) pair[n++] = (ambit_pair){ u, r, h };
        }
    return pair;
}

ambit_status ambit_formulate_roads(ambit_formulating *w)
{
    size_t n = 0;
    if (!is_sound(w) || !are_somewhere(w)) return AMBIT_OK;
    double *hours = malloc(((size_t)w->f->n_units * w->f->n_reps + 1) * sizeof *hours);
    ambit_status status = hours ? ask(w, hours) : ambit_formulate_no_memory(w);
    ambit_pair *pair = status == AMBIT_OK ? list_pairs(w->f, hours, &n) : NULL;
    if (status == AMBIT_OK && !pair) status = ambit_formulate_no_memory(w);
    free(hours);
    if (status == AMBIT_OK) status = ambit_problem_set_pairs(w->f->problem, pair, n, w->err);
    free(pair);
    return status == AMBIT_E_INPUT && ambit_diagnosis_n_errors(w->diagnosis) ? AMBIT_OK : status;
}
