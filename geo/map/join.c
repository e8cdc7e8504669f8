#include "geo/map/join.h"
#include "geo/polygon.h"

#include <math.h>
#include <stdlib.h>

/* One thread's index. Regions are prepared when the first point asks for them, so that a thread pays only for the
 * places that its points lie in. */
struct locator {
    const ambit_layer *layer;
    ambit_geos *geos;
    ambit_tree *tree;
    ambit_polygon **polygon;   /* [layer->n], NULL: not yet needed */
    ambit_prepared **prepared; /* likewise */
    uint32_t *candidate;       /* [layer->n] */
    uint32_t n_candidates;
};

static int locator_init(struct locator *locator, const ambit_layer *layer, const ambit_box *box)
{
    *locator = (struct locator){ .layer = layer, .geos = ambit_geos_build() };
    size_t room = (size_t)layer->n + 1;
    locator->polygon = calloc(room, sizeof *locator->polygon);
    locator->prepared = calloc(room, sizeof *locator->prepared);
    locator->candidate = calloc(room, sizeof *locator->candidate);
    if (!locator->geos || !locator->polygon || !locator->prepared || !locator->candidate) return -1;
    locator->tree = ambit_tree_build(locator->geos, box, layer->n);
    return locator->tree ? 0 : -1;
}

static void locator_reset(struct locator *locator)
{
    for (uint32_t r = 0; locator->prepared && locator->polygon && r < locator->layer->n; r++) {
        ambit_prepared_free(locator->geos, locator->prepared[r]);
        ambit_polygon_free(locator->geos, locator->polygon[r]);
    }
    ambit_tree_free(locator->geos, locator->tree);
    ambit_geos_free(locator->geos);
    free(locator->polygon);
    free(locator->prepared);
    free(locator->candidate);
}

/* Keeps the candidates in layer order: the tree's order is its own affair. There are one to four of them. */
static void add_candidate(void *context, uint32_t r)
{
    struct locator *locator = context;
    uint32_t k = locator->n_candidates++;
    for (; k > 0 && locator->candidate[k - 1] > r; k--) locator->candidate[k] = locator->candidate[k - 1];
    locator->candidate[k] = r;
}

static int covers(struct locator *locator, uint32_t r, double lon, double lat)
{
    if (!locator->polygon[r])
        locator->polygon[r] = ambit_polygon_build(locator->geos, ambit_layer_shape(locator->layer, r));
    if (locator->polygon[r] && !locator->prepared[r])
        locator->prepared[r] = ambit_prepared_build(locator->geos, locator->polygon[r]);
    return locator->prepared[r] ? ambit_prepared_covers(locator->geos, locator->prepared[r], lon, lat) : -1;
}

/* The first region that covers the point, AMBIT_OUTSIDE, or -1 in *failed. */
static uint32_t locate(struct locator *locator, double lon, double lat, int *failed)
{
    ambit_box here = { lon, lat, lon, lat };
    locator->n_candidates = 0;
    if (ambit_tree_query(locator->geos, locator->tree, here, add_candidate, locator)) *failed = 1;
    for (uint32_t k = 0; k < locator->n_candidates; k++) {
        int answer = covers(locator, locator->candidate[k], lon, lat);
        if (answer > 0) return locator->candidate[k];
        if (answer < 0) *failed = 1;
    }
    return AMBIT_OUTSIDE;
}

/* Shapes across the antimeridian lie beyond 180 degrees with a part of themselves: there the point is tried a turn
 * away. */
static uint32_t locate_everywhere(struct locator *locator, ambit_box all, double lon, double lat, int *failed)
{
    if (!isfinite(lon) || !isfinite(lat)) return AMBIT_OUTSIDE;
    uint32_t region = locate(locator, lon, lat, failed), other = AMBIT_OUTSIDE;
    if (lon + 360 <= all.east) other = locate(locator, lon + 360, lat, failed);
    else if (lon - 360 >= all.west) other = locate(locator, lon - 360, lat, failed);
    return other < region ? other : region;
}

ambit_status ambit_join(uint32_t *region, const ambit_layer *layer, const double *lon_deg, const double *lat_deg,
        size_t n, ambit_error *err)
{
    int failed = 0;
    ambit_box all = ambit_points_box(layer->lon_deg, layer->lat_deg, layer->point_first[layer->n_parts]);
    ambit_box *box = calloc((size_t)layer->n + 1, sizeof *box);
    if (!box) return ambit_fail(err, AMBIT_E_MEMORY, "no memory to join %zu points", n);
    for (uint32_t r = 0; r < layer->n; r++) box[r] = ambit_shape_box(ambit_layer_shape(layer, r));
    #pragma omp parallel reduction(|:failed)
    {
        struct locator locator;
        failed = locator_init(&locator, layer, box) != 0;
        int ready = !failed;
        #pragma omp for schedule(dynamic, 4096)
        for (size_t i = 0; i < n; i++)
            region[i] = ready ? locate_everywhere(&locator, all, lon_deg[i], lat_deg[i], &failed) : AMBIT_OUTSIDE;
        locator_reset(&locator);
    }
    free(box);
    if (failed) return ambit_fail(err, AMBIT_E_MEMORY, "no memory to join %zu points with %u regions", n, layer->n);
    return AMBIT_OK;
}
