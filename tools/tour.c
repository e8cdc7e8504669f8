/* tools/tour.c - see tour.h. */
#include "tools/tour.h"

#include "geo/distance.h"
#include "instances/base/status.h"

#include <stdlib.h>

/* A k-d tree without nodes: the middle element of a range splits it, its halves are the children. */
typedef struct {
    const ambit_direction *at; /* of every unit */
    uint32_t *unit;            /* the rep's units, in tree order */
} stops;

static double axis_of(const ambit_direction *p, int axis) { return axis == 0 ? p->x : axis == 1 ? p->y : p->z; }

/* Quickselect: afterwards unit[middle] is where sorting along `axis` would put it. O(n) on average. */
static void select_middle(const stops *s, uint32_t low, uint32_t high, uint32_t middle, int axis)
{
    while (high - low > 1) {
        double pivot =
                axis_of(&s->at[s->unit[low + (high - 1 - low) / 2]], axis); /* never the last: both parts shrink */
        uint32_t i = low, j = high - 1;
        for (;;) {
            while (axis_of(&s->at[s->unit[i]], axis) < pivot) i++;
            while (axis_of(&s->at[s->unit[j]], axis) > pivot) j--;
            if (i >= j) break;
            uint32_t swap = s->unit[i];
            s->unit[i++] = s->unit[j];
            s->unit[j--] = swap;
        }
        if (middle <= j) high = j + 1;
        else low = j + 1;
    }
}

static void grow(const stops *s, uint32_t low, uint32_t high, int axis)
{
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        select_middle(s, low, high, middle, axis);
        axis = (axis + 1) % 3;
        grow(s, low, middle, axis);
        low = middle + 1;
    }
}

/* The squared chords to the nearest other stops, ascending; INFINITY where there are fewer. */
typedef struct { double best[AMBIT_TOUR_NEAREST]; uint32_t self; } nearest;

static void offer(nearest *n, double squared)
{
    int i = AMBIT_TOUR_NEAREST - 1;
    if (squared >= n->best[i]) return;
    for (; i > 0 && n->best[i - 1] > squared; i--) n->best[i] = n->best[i - 1];
    n->best[i] = squared;
}

static void look(const stops *s, uint32_t low, uint32_t high, int axis, nearest *n)
{
    while (low < high) {
        uint32_t middle = low + (high - low) / 2, other = s->unit[middle];
        const ambit_direction *p = &s->at[n->self], *q = &s->at[other];
        double dx = p->x - q->x, dy = p->y - q->y, dz = p->z - q->z, side = axis_of(p, axis) - axis_of(q, axis);
        if (other != n->self) offer(n, dx * dx + dy * dy + dz * dz);
        axis = (axis + 1) % 3;
        if (side < 0) {
            look(s, low, middle, axis, n);
            low = middle + 1;
        } else {
            look(s, middle + 1, high, axis, n);
            high = middle;
        }
        if (side * side >= n->best[AMBIT_TOUR_NEAREST - 1]) return;
    }
}

static double near_km(const stops *s, uint32_t n, uint32_t self)
{
    nearest found = { { INFINITY, INFINITY, INFINITY }, self };
    double sum = 0;
    int count = 0;
    look(s, 0, n, 0, &found);
    for (; count < AMBIT_TOUR_NEAREST && isfinite(found.best[count]); count++) {
        double half = 0.5 * sqrt(found.best[count]);
        sum += 2 * AMBIT_EARTH_KM * asin(half < 1 ? half : 1);
    }
    return count ? sum / count : 0;
}

static double drive_km(const stops *s, uint32_t n, const double *visits, ambit_direction home)
{
    const double hop = (AMBIT_TOUR_VISITS - 1.0) / AMBIT_TOUR_VISITS, access = 2.0 / AMBIT_TOUR_VISITS;
    double km = 0;
    grow(s, 0, n, 0);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t u = s->unit[i];
        km += visits[u] * (hop * near_km(s, n, u) + access * ambit_distance_km(s->at[u], home));
    }
    return km;
}

/* Units of each rep in unit order: unit[first[r]] .. unit[first[r + 1] - 1]. `first` is [n_reps + 1], all 0. */
static void sort_by_rep(uint32_t *first, uint32_t *unit, const uint32_t *plan, uint32_t n_units, uint32_t n_reps)
{
    for (uint32_t u = 0; u < n_units; u++)
        if (plan[u] < n_reps) first[plan[u]]++;
    for (uint32_t r = 1; r <= n_reps; r++) first[r] += first[r - 1]; /* ends, which walk down to the beginnings */
    for (uint32_t u = n_units; u-- > 0;)
        if (plan[u] < n_reps) unit[--first[plan[u]]] = u;
}

ambit_status ambit_tour_estimate(double *km, const ambit_formulation *f, const uint32_t *plan, const double *lon_deg,
        const double *lat_deg, ambit_error *err)
{
    ambit_status status = AMBIT_OK;
    uint32_t *first = calloc((size_t)f->n_reps + 1, sizeof *first);
    uint32_t *unit = malloc(((size_t)f->n_units + 1) * sizeof *unit);
    ambit_direction *at = malloc(((size_t)f->n_units + 1) * sizeof *at);
    double circuity = f->instance->plan->circuity;
    for (uint32_t r = 0; r < f->n_reps; r++) km[r] = NAN;
    if (!first || !unit || !at) {
        status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for the tours of %u units", f->n_units);
        goto done;
    }
    if (!f->unit_lon_deg || !lon_deg) goto done;
    for (uint32_t u = 0; u < f->n_units; u++) at[u] = ambit_direction_of(f->unit_lon_deg[u], f->unit_lat_deg[u]);
    sort_by_rep(first, unit, plan, f->n_units, f->n_reps);
    #pragma omp parallel for schedule(dynamic)
    for (uint32_t r = 0; r < f->n_reps; r++) {
        stops s = { at, unit + first[r] };
        if (isnan(lon_deg[r])) continue;
        ambit_direction home = ambit_direction_of(lon_deg[r], lat_deg[r]);
        km[r] = circuity * drive_km(&s, first[r + 1] - first[r], f->visits, home);
    }
done:
    free(first);
    free(unit);
    free(at);
    return status;
}
