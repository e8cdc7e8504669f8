/* solver/formulate/centres.c - travel: from where, in what, how often.
 *
 * Reps with a home travel from there; the others are territories whose centre is chosen among the units. The objective
 * says what a visit costs by distance (hours, km, km squared), and what that is multiplied by: the visits for hours and
 * 1 otherwise, or the measure that the plan names. */
#include "solver/formulate/parts.h"
#include <stdlib.h>
#include <string.h>

static ambit_place in_plan(const ambit_formulating *w, const char *key)
{
    return (ambit_place){ w->plan_shown, 0, 0, key };
}

/* ---- Weights --------------------------------------------------------------------------------------------------- */

/* What a rule says of the empty cells of a measure holds here, too. */
static bool empty_is_zero(const ambit_planfile *plan, const char *measure)
{
    for (uint32_t i = 0; i < plan->n_balance; i++)
        if (plan->balance[i].empty_is_zero && !strcmp(plan->balance[i].measure, measure)) return true;
    return false;
}

/* The measure that the plan names, into `weight`. Travel that it holds itself is unknown until centres are. */
static ambit_status read_amount(ambit_formulating *w, double *weight)
{
    bool travels;
    const char *measure = w->plan->territories_amount;
    ambit_place place = in_plan(w, "territories.amount");
    double *per_hour = malloc(w->f->n_units * sizeof *per_hour), sum = 0;
    if (!per_hour) return ambit_formulate_no_memory(w);
    uint64_t before = ambit_diagnosis_n_errors(w->diagnosis);
    bool may_be_empty = empty_is_zero(w->plan, measure);
    ambit_status status = ambit_formulate_measure(w, measure, NULL, may_be_empty, place, weight, per_hour, &travels);
    free(per_hour);
    if (status != AMBIT_OK || ambit_diagnosis_n_errors(w->diagnosis) > before) return status;
    for (uint32_t u = 0; u < w->f->n_units; u++) sum += weight[u];
    if (travels)
        ambit_diagnosis_error(w->diagnosis, AMBIT_FAULT_RULE_CONFLICT, place, "found %s, which depends on travel, "
                "expected an amount that is known before the centres are, name another or remove workload: {travel: "
                "true}", measure);
    else if (!(sum > 0))
        ambit_diagnosis_error(w->diagnosis, AMBIT_FAULT_RULE_CONFLICT, place, "found %s 0 everywhere, expected an "
                "amount above 0 somewhere, correct the data or remove the key", measure);
    return AMBIT_OK;
}

/* The sphere of the problem has the Earth's mean radius; hours know the true one by their circuity, km do not. */
static void scale_weights(ambit_formulating *w, double *weight)
{
    const ambit_travel objective = w->plan->territories_objective;
    double radius = w->f->globe.radius_km > 0 ? w->f->globe.radius_km / AMBIT_EARTH_KM : 1;
    double scale = objective == AMBIT_TRAVEL_DISTANCE ? radius : objective == AMBIT_TRAVEL_MOMENT ? radius * radius : 1;
    for (uint32_t u = 0; u < w->f->n_units; u++)
        weight[u] *= objective == AMBIT_TRAVEL_HOURS ? ambit_formulating_detour(w, u) : scale;
}

static ambit_status find_weights(ambit_formulating *w)
{
    ambit_formulation *f = w->f;
    const bool of_visits = !w->plan->territories_amount && w->plan->territories_objective == AMBIT_TRAVEL_HOURS;
    f->weight = f->visits;
    if (of_visits && !f->circuity) return AMBIT_OK;
    double *weight = malloc(f->n_units * sizeof *weight);
    if (!weight) return ambit_formulate_no_memory(w);
    for (uint32_t u = 0; u < f->n_units; u++) weight[u] = of_visits ? f->visits[u] : 1;
    f->weight = weight;
    ambit_status status = w->plan->territories_amount ? read_amount(w, weight) : AMBIT_OK;
    scale_weights(w, weight);
    return status;
}

/* ---- Places and centres ---------------------------------------------------------------------------------------- */

/* Places as they lie on the fitted sphere, whose radius goes into the circuity. */
static ambit_status set_fitted(ambit_formulating *w)
{
    const ambit_formulation *f = w->f;
    const size_t n = f->n_units, m = f->rep_lon_deg ? f->n_reps : 0;
    double *lon = malloc((n + m) * sizeof *lon), *lat = malloc((n + m) * sizeof *lat);
    ambit_status status = lon && lat ? AMBIT_OK : ambit_formulate_no_memory(w);
    if (status == AMBIT_OK) {
        memcpy(lon, f->unit_lon_deg, n * sizeof *lon), memcpy(lat, f->unit_lat_deg, n * sizeof *lat);
        if (m) memcpy(lon + n, f->rep_lon_deg, m * sizeof *lon), memcpy(lat + n, f->rep_lat_deg, m * sizeof *lat);
        ambit_globe_place(&f->globe, lon, lat, n + m);
        status = ambit_problem_set_places(f->problem, lon, lat, m ? lon + n : NULL, m ? lat + n : NULL,
                w->plan->speed_km_h, w->plan->circuity * f->globe.radius_km / AMBIT_EARTH_KM, w->err);
    }
    free(lon), free(lat);
    return status;
}

static ambit_status set_places(ambit_formulating *w)
{
    ambit_formulation *f = w->f;
    if (!f->unit_lon_deg || (!f->rep_lon_deg && !w->instance->reps.n_free)) {
        ambit_diagnosis_error(w->diagnosis, AMBIT_FAULT_RULE_CONFLICT, in_plan(w, "travel"), "found neither "
                "coordinates of %s nor a travel matrix, expected one of them, add lon and lat or travel: {matrix: "
                "FILE}",
                f->unit_lon_deg ? "the reps" : "the units");
        return AMBIT_OK;
    }
    if (ambit_diagnosis_n_errors(w->diagnosis)) return AMBIT_OK; /* coordinates may be among the faults */
    if (f->globe.fitted) return set_fitted(w);
    return ambit_problem_set_places(f->problem, f->unit_lon_deg, f->unit_lat_deg, f->rep_lon_deg, f->rep_lat_deg,
            w->plan->speed_km_h, w->plan->circuity, w->err);
}

static ambit_status set_centres(ambit_formulating *w)
{
    const ambit_centres centres = { .is_free = w->instance->reps.is_free, .may_centre = w->instance->may_centre };
    if (!w->instance->reps.n_free || ambit_diagnosis_n_errors(w->diagnosis)) return AMBIT_OK;
    return ambit_problem_set_centres(w->f->problem, &centres, w->err);
}

/* What an hour, a km or a moment of travel counts in the objective; figures of reps stay what they are. */
static ambit_status hand_visits(ambit_formulating *w)
{
    const double each = w->plan->travel_weight;
    if (each == 1) return ambit_problem_set_visits(w->f->problem, w->f->weight, w->err);
    double *visits = malloc(w->f->n_units * sizeof *visits);
    if (!visits) return ambit_formulate_no_memory(w);
    for (uint32_t u = 0; u < w->f->n_units; u++) visits[u] = each * w->f->weight[u];
    ambit_status status = ambit_problem_set_visits(w->f->problem, visits, w->err);
    free(visits);
    return status;
}

ambit_status ambit_formulate_centres(ambit_formulating *w)
{
    ambit_problem *p = w->f->problem;
    ambit_status status = ambit_formulate_distances(w);
    if (status == AMBIT_OK) status = find_weights(w);
    if (status == AMBIT_OK) status = hand_visits(w);
    if (status == AMBIT_OK && w->plan->matrix)
        return ambit_problem_set_pairs(p, w->instance->hours, w->instance->n_hours, w->err);
    if (status == AMBIT_OK && w->plan->osrm) return ambit_formulate_roads(w);
    if (status == AMBIT_OK) status = ambit_problem_set_travel(p, w->plan->territories_objective, w->err);
    if (status == AMBIT_OK) status = set_places(w);
    return status == AMBIT_OK ? set_centres(w) : status;
}
