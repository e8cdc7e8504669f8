/* tools/tour.c - see tour.h. */
#include "tools/tour.h"

#include "geo/earth/nearest.h"
#include "instances/base/status.h"

#include <stdlib.h>

/* ---- Area ------------------------------------------------------------------------------------------------------ */

typedef struct { double x, y; } point;

static void draw(point *at, const double *lon_deg, const double *lat_deg, const uint32_t *unit, uint32_t n)
{
    const double rad = 3.14159265358979323846 / 180;
    for (uint32_t i = 0; i < n; i++) {
        at[i].x = AMBIT_EARTH_KM * rad * remainder(lon_deg[unit[i]] - lon_deg[unit[0]], 360);
        at[i].y = AMBIT_EARTH_KM * sin(rad * lat_deg[unit[i]]);
    }
}

static int by_x(const void *a, const void *b)
{
    const point *p = a, *q = b;
    if (p->x != q->x) return p->x < q->x ? -1 : 1;
    return (p->y > q->y) - (p->y < q->y);
}

static double turn(point a, point b, point c)
{
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

/* What one side of the hull encloses with the line between its ends; the points come in order of x (Andrew 1979,
 * doi:10.1016/0020-0190(79)90072-3). */
static double side(const point *at, uint32_t n, point *corner, double sign)
{
    uint32_t k = 0;
    double twice = 0;
    for (uint32_t i = 0; i < n; i++) {
        while (k >= 2 && sign * turn(corner[k - 2], corner[k - 1], at[i]) <= 0) k--;
        corner[k++] = at[i];
    }
    for (uint32_t i = 1; i + 1 < k; i++) twice += turn(corner[0], corner[i], corner[i + 1]);
    return fabs(twice) / 2;
}

double ambit_tour_hull_km2(const double *lon_deg, const double *lat_deg, const uint32_t *unit, uint32_t n)
{
    if (n < 3) return 0;
    double area = -1;
    point *at = malloc(n * sizeof *at), *corner = malloc(n * sizeof *corner);
    if (at && corner) {
        draw(at, lon_deg, lat_deg, unit, n);
        qsort(at, n, sizeof *at, by_x);
        area = side(at, n, corner, 1) + side(at, n, corner, -1);
    }
    free(at), free(corner);
    return area;
}

/* ---- One rep --------------------------------------------------------------------------------------------------- */

typedef struct {
    const ambit_formulation *f;
    const ambit_direction *at; /* of every unit */
    const uint32_t *unit;      /* the rep's stops */
    uint32_t n;
} stops;

/* The mean way to the nearest other stops: the first of the list that are not itself. */
static double near_km(const stops *s, const ambit_nearest *tree, uint32_t i)
{
    uint32_t number[AMBIT_TOUR_NEAREST + 1];
    double square[AMBIT_TOUR_NEAREST + 1], sum = 0;
    uint32_t n = ambit_nearest_some(tree, s->at[s->unit[i]], AMBIT_TOUR_NEAREST + 1, number, square), count = 0;
    for (uint32_t k = 0; k < n && count < AMBIT_TOUR_NEAREST; k++) {
        if (number[k] == i) continue;
        double half = 0.5 * sqrt(square[k]);
        sum += 2 * AMBIT_EARTH_KM * asin(half < 1 ? half : 1);
        count++;
    }
    return count ? sum / count : 0;
}

static ambit_tour drive(const stops *s, const ambit_nearest *tree, double even_hop_km, ambit_direction home)
{
    const double hop = (AMBIT_TOUR_VISITS - 1.0) / AMBIT_TOUR_VISITS, access = 2.0 / AMBIT_TOUR_VISITS;
    ambit_tour tour = { 0, 0 };
    for (uint32_t i = 0; i < s->n; i++) {
        uint32_t u = s->unit[i];
        double circuity = s->f->circuity ? s->f->circuity[u] : s->f->instance->plan->circuity;
        double home_km = access * ambit_distance_km(s->at[u], home), visits = circuity * s->f->visits[u];
        tour.near_km += visits * (hop * near_km(s, tree, i) + home_km);
        tour.area_km += visits * (hop * even_hop_km + home_km);
    }
    return tour;
}

/* 0 without memory. */
static int estimate_rep(ambit_tour *tour, const stops *s, ambit_direction home)
{
    const size_t n = (size_t)s->n + 1;
    ambit_nearest *tree = NULL;
    ambit_direction *at = malloc(n * sizeof *at);
    int made = at != NULL;
    for (uint32_t i = 0; made && i < s->n; i++) at[i] = s->at[s->unit[i]];
    if (made) made = ambit_nearest_build(&tree, at, s->n, NULL) == AMBIT_OK;
    if (made && s->n) {
        double area = ambit_tour_hull_km2(s->f->unit_lon_deg, s->f->unit_lat_deg, s->unit, s->n);
        made = !(area < 0);
        if (made) *tour = drive(s, tree, AMBIT_TOUR_CONSTANT * sqrt(area / s->n), home);
    } else *tour = (ambit_tour){ 0, 0 };
    ambit_nearest_free(tree);
    free(at);
    return made;
}

/* ---- All reps -------------------------------------------------------------------------------------------------- */

static int is_stop(const ambit_formulation *f, const uint32_t *plan, uint32_t u)
{
    return plan[u] < f->n_reps && f->visits[u] > 0;
}

/* Stops of each rep in unit order: unit[first[r]] .. unit[first[r + 1] - 1]. `first` is [n_reps + 1], all 0. */
static void sort_by_rep(uint32_t *first, uint32_t *unit, const ambit_formulation *f, const uint32_t *plan)
{
    for (uint32_t u = 0; u < f->n_units; u++)
        if (is_stop(f, plan, u)) first[plan[u]]++;
    for (uint32_t r = 1; r <= f->n_reps; r++) first[r] += first[r - 1]; /* ends, which walk down to the beginnings */
    for (uint32_t u = f->n_units; u-- > 0;)
        if (is_stop(f, plan, u)) unit[--first[plan[u]]] = u;
}

ambit_status ambit_tour_estimate(ambit_tour *tour, const ambit_formulation *f, const uint32_t *plan,
        const double *lon_deg, const double *lat_deg, ambit_error *err)
{
    int failed = 0;
    uint32_t *first = calloc((size_t)f->n_reps + 1, sizeof *first);
    uint32_t *unit = malloc(((size_t)f->n_units + 1) * sizeof *unit);
    ambit_direction *at = malloc(((size_t)f->n_units + 1) * sizeof *at);
    for (uint32_t r = 0; r < f->n_reps; r++) tour[r] = (ambit_tour){ NAN, NAN };
    failed = !first || !unit || !at;
    if (failed || !f->unit_lon_deg || !lon_deg) goto done;
    for (uint32_t u = 0; u < f->n_units; u++) at[u] = ambit_direction_of(f->unit_lon_deg[u], f->unit_lat_deg[u]);
    sort_by_rep(first, unit, f, plan);
    #pragma omp parallel for schedule(dynamic) reduction(|:failed)
    for (uint32_t r = 0; r < f->n_reps; r++) {
        stops s = { f, at, unit + first[r], first[r + 1] - first[r] };
        if (!isnan(lon_deg[r])) failed |= !estimate_rep(&tour[r], &s, ambit_direction_of(lon_deg[r], lat_deg[r]));
    }
done:
    free(first);
    free(unit);
    free(at);
    return failed ? ambit_fail(err, AMBIT_E_MEMORY, "no memory for the tours of %u units", f->n_units) : AMBIT_OK;
}
