/* solver/problem_travel.c - the builder's part about travel: places, a matrix of hours, visits. */
#include "solver/problem_check.h"
#include <stdlib.h>

static ambit_status check_places(const ambit_problem *p, const double *unit_lon_deg, const double *unit_lat_deg,
        const double *rep_lon_deg, const double *rep_lat_deg, ambit_error *err)
{
    const char *const longitude = "degrees from -360 to 360", *const latitude = "degrees from -90 to 90";
    ambit_status status = ambit_problem_check_range(p, unit_lon_deg, p->n_units, -360, 360, "unit_lon_deg",
            ambit_problem_unit_name, longitude, err);
    if (status == AMBIT_OK)
        status = ambit_problem_check_range(p, unit_lat_deg, p->n_units, -90, 90, "unit_lat_deg",
                ambit_problem_unit_name, latitude, err);
    if (status != AMBIT_OK || (!rep_lon_deg && !rep_lat_deg)) return status;
    if (!rep_lon_deg || !rep_lat_deg)
        return ambit_fail(err, AMBIT_E_INPUT, "%s: found NULL, expected an array of %u",
                rep_lon_deg ? "rep_lat_deg" : "rep_lon_deg", p->n_reps);
    return ambit_problem_check_homes(p, (ambit_problem_axis){ rep_lon_deg, 360, "rep_lon_deg", longitude },
            (ambit_problem_axis){ rep_lat_deg, 90, "rep_lat_deg", latitude }, err);
}

/* Points as degrees and as directions; 0 without memory. */
typedef struct { double *lon_deg, *lat_deg; ambit_direction *at; } places;

static int copy_places(places *out, const double *lon_deg, const double *lat_deg, uint32_t n)
{
    out->lon_deg = ambit_problem_copy(lon_deg, n, sizeof(double));
    out->lat_deg = ambit_problem_copy(lat_deg, n, sizeof(double));
    out->at = malloc(n * sizeof *out->at);
    if (!out->lon_deg || !out->lat_deg || !out->at) return 0;
    for (uint32_t i = 0; i < n; i++) out->at[i] = ambit_direction_of(lon_deg[i], lat_deg[i]);
    return 1;
}

static void free_places(places *p)
{
    free(p->lon_deg), free(p->lat_deg), free(p->at);
}

static ambit_status check_speed(double speed_km_h, double circuity, ambit_error *err)
{
    ambit_status status = ambit_problem_check_number(speed_km_h, 0, true, "speed_km_h", err);
    if (status == AMBIT_OK) status = ambit_problem_check_number(circuity, 0, true, "circuity", err);
    if (status == AMBIT_OK && !isfinite(2 * circuity / speed_km_h))
        status = ambit_fail(err, AMBIT_E_INPUT, "speed_km_h: found %g with circuity %g, expected hours that are finite",
                speed_km_h, circuity);
    return status;
}

ambit_status ambit_problem_set_places(ambit_problem *p, const double *unit_lon_deg, const double *unit_lat_deg,
        const double *rep_lon_deg, const double *rep_lat_deg, double speed_km_h, double circuity, ambit_error *err)
{
    ambit_status status = check_places(p, unit_lon_deg, unit_lat_deg, rep_lon_deg, rep_lat_deg, err);
    if (status == AMBIT_OK) status = check_speed(speed_km_h, circuity, err);
    if (status != AMBIT_OK) return status;
    places unit = { NULL, NULL, NULL }, rep = { NULL, NULL, NULL };
    if (!copy_places(&unit, unit_lon_deg, unit_lat_deg, p->n_units)
        || (rep_lon_deg && !copy_places(&rep, rep_lon_deg, rep_lat_deg, p->n_reps))) {
        free_places(&unit), free_places(&rep);
        return ambit_problem_no_memory("places", err);
    }
    free_places(&(places){ p->unit_lon_deg, p->unit_lat_deg, p->unit_at });
    free_places(&(places){ p->rep_lon_deg, p->rep_lat_deg, p->rep_at });
    p->unit_lon_deg = unit.lon_deg, p->unit_lat_deg = unit.lat_deg, p->unit_at = unit.at;
    p->rep_lon_deg = rep.lon_deg, p->rep_lat_deg = rep.lat_deg, p->rep_at = rep.at;
    p->hours_per_km = 2 * circuity / speed_km_h;
    free(p->unit_x), free(p->unit_y), free(p->rep_x), free(p->rep_y); /* places are on the globe or in a plane */
    p->unit_x = p->unit_y = p->rep_x = p->rep_y = NULL;
    p->rounding = AMBIT_ROUND_NOT;
    return AMBIT_OK;
}

static ambit_status check_pairs(const ambit_problem *p, const ambit_pair *pair, size_t n_pairs, ambit_error *err)
{
    char unit[80], rep[80], text[32];
    if (!pair && n_pairs) return ambit_fail(err, AMBIT_E_INPUT, "pair: found NULL, expected an array of %zu", n_pairs);
    for (size_t k = 0; k < n_pairs; k++) {
        if (pair[k].unit >= p->n_units || pair[k].rep >= p->n_reps)
            return ambit_fail(err, AMBIT_E_INPUT, "pair[%zu]: found unit %u and rep %u, expected a unit below %u and "
                    "a rep below %u", k, pair[k].unit, pair[k].rep, p->n_units, p->n_reps);
        if (!(pair[k].hours >= 0) || isinf(pair[k].hours))
            return ambit_fail(err, AMBIT_E_INPUT, "pair[%zu] of %s and %s: found %s hours, expected a finite number of "
                    "at least 0", k,
                    ambit_problem_unit_name(p, pair[k].unit, unit), ambit_problem_rep_name(p, pair[k].rep, rep),
                    ambit_problem_number_text(pair[k].hours, text));
    }
    return AMBIT_OK;
}

static int by_unit_and_rep(const void *a, const void *b)
{
    const ambit_pair *x = a, *y = b;
    if (x->unit != y->unit) return x->unit < y->unit ? -1 : 1;
    return (x->rep > y->rep) - (x->rep < y->rep);
}

/* A copy of the pairs in (unit, rep) order, or NULL. Files are mostly sorted already: then it stays a copy. */
static ambit_pair *sorted_pairs(const ambit_pair *pair, size_t n_pairs, bool *sorted)
{
    ambit_pair *copy = ambit_problem_copy(pair, n_pairs, sizeof *copy);
    *sorted = true;
    for (size_t k = 1; copy && k < n_pairs && *sorted; k++) *sorted = by_unit_and_rep(&copy[k - 1], &copy[k]) <= 0;
    if (!*sorted) qsort(copy, n_pairs, sizeof *copy, by_unit_and_rep);
    return copy;
}

static ambit_status check_distinct_pairs(const ambit_problem *p, const ambit_pair *sorted, size_t n_pairs,
        ambit_error *err)
{
    char unit[80], rep[80];
    for (size_t k = 1; k < n_pairs; k++)
        if (by_unit_and_rep(&sorted[k - 1], &sorted[k]) == 0)
            return ambit_fail(err, AMBIT_E_INPUT, "the pair of %s and %s is given twice, expected once",
                    ambit_problem_unit_name(p, sorted[k].unit, unit), ambit_problem_rep_name(p, sorted[k].rep, rep));
    return AMBIT_OK;
}

/* The matrix in compressed rows. */
typedef struct { size_t *first, *place; uint32_t *rep; double *hours; } matrix;

static void free_matrix(matrix *m)
{
    free(m->first), free(m->place), free(m->rep), free(m->hours);
}

/* 0 without memory. */
static int fill_rows(matrix *m, const ambit_pair *sorted, size_t n_pairs, uint32_t n_units)
{
    m->first = calloc((size_t)n_units + 1, sizeof *m->first);
    m->rep = malloc((n_pairs + 1) * sizeof *m->rep);
    m->hours = malloc((n_pairs + 1) * sizeof *m->hours);
    if (!m->first || !m->rep || !m->hours) return 0;
    for (size_t k = 0; k < n_pairs; k++) {
        m->first[sorted[k].unit + 1]++;
        m->rep[k] = sorted[k].rep;
        m->hours[k] = sorted[k].hours;
    }
    for (uint32_t u = 0; u < n_units; u++) m->first[u + 1] += m->first[u];
    return 1;
}

/* Where each given pair went; 0 without memory. */
static int find_places(matrix *m, const ambit_pair *pair, size_t n_pairs)
{
    if (!(m->place = malloc((n_pairs + 1) * sizeof *m->place))) return 0;
    for (size_t k = 0; k < n_pairs; k++) {
        size_t low = m->first[pair[k].unit], high = m->first[pair[k].unit + 1];
        while (high - low > 1) {
            size_t middle = low + (high - low) / 2;
            if (m->rep[middle] <= pair[k].rep) low = middle; else high = middle;
        }
        m->place[k] = low;
    }
    return 1;
}

/* A rule has an amount for each pair of the matrix that there is: another one would leave it without. */
static ambit_status check_unused(const ambit_problem *p, ambit_error *err)
{
    for (uint32_t a = 0; a < p->n_rules; a++)
        if (p->rule[a].pair_amount)
            return ambit_fail(err, AMBIT_E_INPUT, "pair: rule %s has amounts for the pairs given before, expected the "
                    "pairs before that rule", p->rule[a].name);
    return AMBIT_OK;
}

ambit_status ambit_problem_set_pairs(ambit_problem *p, const ambit_pair *pair, size_t n_pairs, ambit_error *err)
{
    bool in_order;
    ambit_status status = check_pairs(p, pair, n_pairs, err);
    if (status == AMBIT_OK) status = check_unused(p, err);
    if (status != AMBIT_OK) return status;
    ambit_pair *sorted = sorted_pairs(pair, n_pairs, &in_order);
    if (!sorted) return ambit_problem_no_memory("travel matrix", err);
    matrix m = { NULL, NULL, NULL, NULL };
    status = check_distinct_pairs(p, sorted, n_pairs, err);
    bool made = status == AMBIT_OK && fill_rows(&m, sorted, n_pairs, p->n_units)
        && (in_order || find_places(&m, pair, n_pairs));
    free(sorted);
    if (!made) {
        free_matrix(&m);
        return status != AMBIT_OK ? status : ambit_problem_no_memory("travel matrix", err);
    }
    free_matrix(&(matrix){ p->pair_first, p->pair_place, p->pair_rep, p->pair_hours });
    p->pair_first = m.first, p->pair_place = m.place, p->pair_rep = m.rep, p->pair_hours = m.hours;
    return AMBIT_OK;
}

ambit_status ambit_problem_set_visits(ambit_problem *p, const double *visits, ambit_error *err)
{
    ambit_status status = ambit_problem_check_amounts(p, visits, p->n_units, "visits", ambit_problem_unit_name, err);
    if (status != AMBIT_OK) return status;
    double *copy = ambit_problem_copy(visits, p->n_units, sizeof *copy);
    if (!copy) return ambit_problem_no_memory("visits", err);
    free(p->visits);
    p->visits = copy;
    return AMBIT_OK;
}
