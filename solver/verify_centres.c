/* solver/verify_centres.c - the judge's distances, and the best centre of each territory of a plan.
 *
 * A sum over a territory ends as soon as it is beyond the best one so far, and the unit nearest to the middle goes
 * first: most of the others are given up early. */
#include "solver/problem_check.h"
#include "solver/verify.h"
#include <stdlib.h>

/* ---- Distances --------------------------------------------------------------------------------------------------- */

static double radians(double deg) { return deg * (3.14159265358979323846 / 180); }

static double haversine_km(double lon_a_deg, double lat_a_deg, double lon_b_deg, double lat_b_deg)
{
    double half_lat = sin(radians(lat_b_deg - lat_a_deg) / 2), half_lon = sin(radians(lon_b_deg - lon_a_deg) / 2);
    double h = half_lat * half_lat + cos(radians(lat_a_deg)) * cos(radians(lat_b_deg)) * half_lon * half_lon;
    return 2 * AMBIT_EARTH_KM * atan2(sqrt(h), sqrt(fmax(0, 1 - h)));
}

double ambit_verify_distance(const ambit_problem *p, uint32_t u, uint32_t v)
{
    if (p->unit_x) return hypot(p->unit_x[u] - p->unit_x[v], p->unit_y[u] - p->unit_y[v]);
    return haversine_km(p->unit_lon_deg[u], p->unit_lat_deg[u], p->unit_lon_deg[v], p->unit_lat_deg[v]);
}

static double distance_home(const ambit_problem *p, uint32_t u, uint32_t r)
{
    if (!ambit_problem_has_home(p, r)) return 0;
    if (p->unit_x) return hypot(p->unit_x[u] - p->rep_x[r], p->unit_y[u] - p->rep_y[r]);
    return haversine_km(p->unit_lon_deg[u], p->unit_lat_deg[u], p->rep_lon_deg[r], p->rep_lat_deg[r]);
}

/* The model's own words once more: rounded where the instance says so, then hours, the distance, or its square. */
static double visit_cost(const ambit_problem *p, double distance)
{
    switch (p->rounding) {
        case AMBIT_ROUND_DOWN: distance = trunc(distance); break;
        case AMBIT_ROUND_NEAREST: distance = trunc(distance + 0.500000001); break;
        case AMBIT_ROUND_NOT: break;
    }
    switch (p->travel) {
        case AMBIT_TRAVEL_MOMENT: return distance * distance;
        case AMBIT_TRAVEL_DISTANCE: return distance;
        case AMBIT_TRAVEL_HOURS: break;
    }
    return p->unit_x ? distance : distance * p->hours_per_km;
}

double ambit_verify_visit_cost(const ambit_problem *p, uint32_t u, uint32_t r, uint32_t centre)
{
    return visit_cost(p, centre == AMBIT_NOBODY ? distance_home(p, u, r) : ambit_verify_distance(p, u, centre));
}

double ambit_verify_hours(const ambit_problem *p, uint32_t u, uint32_t r)
{
    return distance_home(p, u, r) * p->hours_per_km;
}

/* ---- Centres ----------------------------------------------------------------------------------------------------- */

typedef struct {
    const ambit_problem *p;
    const uint32_t *unit;   /* of the territory */
    uint32_t n, rep;
    double load;            /* of the first rule */
} territory;

static bool may_centre(const territory *t, uint32_t u)
{
    return (!t->p->may_centre || t->p->may_centre[u]) && (!t->p->group || t->p->group[u] == AMBIT_NOBODY
                                                          || t->p->group[u] == u);
}

static bool holds(const territory *t, uint32_t u)
{
    return !t->p->capacity || t->p->n_rules == 0 || t->load <= t->p->capacity[u] * (1 + 1e-9);
}

/* What the territory costs from `centre`; given up, with any larger number, when that is more than `most`. */
static double cost_from(const territory *t, uint32_t centre, double most)
{
    ambit_exact_sum sum = { 0, 0 };
    for (uint32_t k = 0; k < t->n && sum.sum <= most * (1 + 1e-12); k++)
        ambit_exact_add(&sum, t->p->visits[t->unit[k]] * ambit_verify_visit_cost(t->p, t->unit[k], t->rep, centre));
    return ambit_exact_total(sum);
}

/* The member nearest to the middle of the coordinates as they are: where to start, nothing more. */
static uint32_t middle_of(const territory *t)
{
    const double *x = t->p->unit_x ? t->p->unit_x : t->p->unit_lon_deg;
    const double *y = t->p->unit_y ? t->p->unit_y : t->p->unit_lat_deg;
    double mean_x = 0, mean_y = 0, least = INFINITY;
    uint32_t nearest = AMBIT_NOBODY;
    for (uint32_t k = 0; k < t->n; k++) mean_x += x[t->unit[k]] / t->n, mean_y += y[t->unit[k]] / t->n;
    for (uint32_t k = 0; k < t->n; k++) {
        double square = pow(x[t->unit[k]] - mean_x, 2) + pow(y[t->unit[k]] - mean_y, 2);
        if (may_centre(t, t->unit[k]) && holds(t, t->unit[k]) && square < least) least = square, nearest = t->unit[k];
    }
    return nearest;
}

static uint32_t best_centre(const territory *t)
{
    uint32_t best = middle_of(t);
    bool any = best == AMBIT_NOBODY; /* nobody holds the load: then the cheapest of all */
    double least = any ? INFINITY : cost_from(t, best, INFINITY);
    for (uint32_t k = 0; k < t->n; k++) {
        uint32_t u = t->unit[k];
        if (u == best || !may_centre(t, u) || !(any || holds(t, u))) continue;
        double cost = cost_from(t, u, least);
        if (cost < least || (cost == least && u < best)) least = cost, best = u;
    }
    return best;
}

/* The units of each rep, ascending, rep after rep: first[r] .. first[r + 1] - 1. */
static void sort_by_rep(const ambit_problem *p, const uint32_t *plan, uint32_t *first, uint32_t *unit)
{
    for (uint32_t u = 0; u < p->n_units; u++)
        if (plan[u] != AMBIT_NOBODY) first[plan[u] + 2]++;
    for (uint32_t r = 1; r <= p->n_reps; r++) first[r + 1] += first[r];
    for (uint32_t u = 0; u < p->n_units; u++)
        if (plan[u] != AMBIT_NOBODY) unit[first[plan[u] + 1]++] = u;
}

ambit_status ambit_problem_best_centres(const ambit_problem *p, const uint32_t *plan, uint32_t *centre,
        ambit_error *err)
{
    ambit_status status = ambit_problem_check_reps(p, plan, "plan", err);
    if (status != AMBIT_OK) return status;
    for (uint32_t r = 0; r < p->n_reps; r++) centre[r] = AMBIT_NOBODY;
    if (!p->has_centres) return AMBIT_OK;
    uint32_t *first = calloc((size_t)p->n_reps + 2, sizeof *first), *unit = malloc(p->n_units * sizeof *unit);
    if (!first || !unit) {
        free(first), free(unit);
        return ambit_problem_no_memory("units of the reps", err);
    }
    sort_by_rep(p, plan, first, unit);
#pragma omp parallel for schedule(dynamic) if (p->n_units > 1000) /* small ones are judged many times */
    for (uint32_t r = 0; r < p->n_reps; r++) {
        territory t = { p, unit + first[r], first[r + 1] - first[r], r, 0 };
        for (uint32_t k = 0; k < t.n && p->n_rules; k++) t.load += p->rule[0].amount[t.unit[k]];
        if (p->is_free[r] && t.n) centre[r] = best_centre(&t);
    }
    free(first), free(unit);
    return AMBIT_OK;
}
