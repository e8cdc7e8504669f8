#include "geo/map/dissolve.h"
#include "geo/earth/nearest.h"

#include <stdlib.h>

/* Points that count: inside a region and with a rep. Sorted by region; only the reps are kept. */
struct visits { size_t *first; uint32_t *rep; };

static int counts(uint32_t region, uint32_t rep, uint32_t n_regions, uint32_t n_reps)
{
    return region < n_regions && rep < n_reps;
}

static int sort_visits(struct visits *out, uint32_t n_regions, uint32_t n_points, const uint32_t *region_of_point,
        const uint32_t *rep_of_point, uint32_t n_reps)
{
    out->first = calloc((size_t)n_regions + 2, sizeof *out->first);
    out->rep = calloc((size_t)n_points + 1, sizeof *out->rep);
    if (!out->first || !out->rep) return -1;
    size_t *next = out->first + 1;
    for (uint32_t i = 0; i < n_points; i++)
        if (counts(region_of_point[i], rep_of_point[i], n_regions, n_reps)) next[region_of_point[i] + 1]++;
    for (uint32_t r = 1; r <= n_regions; r++) next[r] += next[r - 1];
    for (uint32_t i = 0; i < n_points; i++)
        if (counts(region_of_point[i], rep_of_point[i], n_regions, n_reps))
            out->rep[next[region_of_point[i]]++] = rep_of_point[i];
    return 0;
}

/* The most frequent of a run, of equal ones the lowest; UINT32_MAX of an empty run. `tally` is all 0 before and
 * after. */
static uint32_t most_frequent(const uint32_t *rep, size_t n, uint32_t *tally)
{
    uint32_t best = UINT32_MAX;
    for (size_t i = 0; i < n; i++) tally[rep[i]]++;
    for (size_t i = 0; i < n; i++)
        if (best == UINT32_MAX || tally[rep[i]] > tally[best] || (tally[rep[i]] == tally[best] && rep[i] < best))
            best = rep[i];
    for (size_t i = 0; i < n; i++) tally[rep[i]] = 0;
    return best;
}

/* The points that have a rep, wherever they lie, as an index; *point is their numbers. */
static ambit_status index_points(ambit_nearest **out, uint32_t **point, uint32_t n_points, const double *lon_deg,
        const double *lat_deg, const uint32_t *rep_of_point, uint32_t n_reps, ambit_error *err)
{
    ambit_direction *place = calloc((size_t)n_points + 1, sizeof *place);
    uint32_t n = 0;
    *point = calloc((size_t)n_points + 1, sizeof **point);
    *out = NULL;
    ambit_status status = AMBIT_E_MEMORY;
    if (!place || !*point) ambit_fail(err, status, "no memory for %u points", n_points);
    else {
        for (uint32_t i = 0; i < n_points; i++) {
            if (rep_of_point[i] >= n_reps || !isfinite(lon_deg[i]) || !isfinite(lat_deg[i])) continue;
            place[n] = ambit_direction_of(lon_deg[i], lat_deg[i]);
            (*point)[n++] = i;
        }
        status = ambit_nearest_build(out, place, n, err);
    }
    free(place);
    return status;
}

ambit_status ambit_majority(uint32_t *territory, const ambit_layer *regions, uint32_t n_points, const double *lon_deg,
        const double *lat_deg, const uint32_t *region_of_point, const uint32_t *rep_of_point, uint32_t n_reps,
        ambit_error *err)
{
    struct visits visits = { NULL, NULL };
    ambit_nearest *nearest = NULL;
    uint32_t *point = NULL, *tally = calloc((size_t)n_reps + 1, sizeof *tally);
    ambit_status status = AMBIT_OK;
    if (!tally || sort_visits(&visits, regions->n, n_points, region_of_point, rep_of_point, n_reps))
        status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for the majority in %u regions", regions->n);
    for (uint32_t r = 0; !status && r < regions->n; r++) {
        size_t at = visits.first[r];
        territory[r] = most_frequent(visits.rep + at, visits.first[r + 1] - at, tally);
        if (territory[r] != UINT32_MAX) continue;
        if (!nearest) status = index_points(&nearest, &point, n_points, lon_deg, lat_deg, rep_of_point, n_reps, err);
        if (status) break;
        uint32_t k = ambit_nearest_of(nearest,
                ambit_direction_of(regions->centre_lon_deg[r], regions->centre_lat_deg[r]));
        territory[r] = k == UINT32_MAX ? UINT32_MAX : rep_of_point[point[k]];
    }
    ambit_nearest_free(nearest);
    free(point);
    free(tally);
    free(visits.first);
    free(visits.rep);
    return status;
}
