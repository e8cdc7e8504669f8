#include "geo/map/simplify.h"
#include "geo/map/arcs.h"
#include "geo/earth/distance.h"
#include "geo/polygon.h"

#include <stdlib.h>
#include <string.h>

/* An arc that spoils a shape is simplified with half the tolerance, and half of that; at the last level it keeps all
 * points, so that the shapes end up as valid as they came. */
enum { LAST_LEVEL = 6 };

static const double m_per_degree = AMBIT_EARTH_KM * 1000 * 3.14159265358979323846 / 180;

struct work {
    const ambit_layer *layer;
    double tolerance_m;
    ambit_arcs arcs;
    char *keep;                      /* of arcs.point */
    unsigned char *level;            /* [n_arcs] */
    char *is_dropped;                /* [n_arcs] islands and lakes that go */
    char *is_due;                    /* [n_arcs] to be simplified (again) */
    struct span { uint32_t from, to; } *stack;
    ambit_geos *geos;
    ambit_rings shape;               /* scratch: one region */
    double *x, *y;                   /* scratch: one ring */
};

/* ---- One arc ---------------------------------------------------------------------------------------------------- */

/* Square of the distance of p from the segment a-b, places of arcs.point, in a plane whose x is scaled to the
 * latitude. */
static double apart(const struct work *work, double scale, uint32_t p, uint32_t a, uint32_t b)
{
    const double *lon = work->arcs.lon_deg, *lat = work->layer->lat_deg;
    const uint32_t *point = work->arcs.point;
    double dx = (lon[b] - lon[a]) * scale, dy = lat[point[b]] - lat[point[a]];
    double px = (lon[p] - lon[a]) * scale, py = lat[point[p]] - lat[point[a]];
    double square = dx * dx + dy * dy, t = square > 0 ? (px * dx + py * dy) / square : 0;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    return (px - t * dx) * (px - t * dx) + (py - t * dy) * (py - t * dy);
}

/* The place between both ends of the span that is farthest from the line between them. */
static uint32_t farthest(const struct work *work, double scale, struct span span, double *square)
{
    uint32_t best = span.from;
    *square = -1;
    for (uint32_t k = span.from + 1; k < span.to; k++) {
        double here = apart(work, scale, k, span.from, span.to);
        if (here > *square) *square = here, best = k;
    }
    return best;
}

static void simplify_arc(struct work *work, uint32_t a)
{
    uint32_t first = work->arcs.first[a], n = work->arcs.first[a + 1] - first, depth = 0;
    double tolerance = work->level[a] >= LAST_LEVEL ? -1 : work->tolerance_m / m_per_degree / (1 << work->level[a]);
    double scale = cos(work->layer->lat_deg[work->arcs.point[first]] * 3.14159265358979323846 / 180), square;
    memset(work->keep + first, tolerance < 0, n);
    work->keep[first] = work->keep[first + n - 1] = 1;
    if (tolerance < 0) return;
    struct span whole = { first, first + n - 1 };
    work->stack[depth++] = whole;
    while (depth) {
        struct span span = work->stack[--depth];
        uint32_t k = farthest(work, scale, span, &square);
        int is_ring = span.to - span.from == n - 1 && ambit_arc_is_ring(&work->arcs, a);
        if (square <= tolerance * tolerance && !(is_ring && square >= 0)) continue;
        work->keep[k] = 1;
        work->stack[depth++] = (struct span){ span.from, k };
        work->stack[depth++] = (struct span){ k, span.to };
    }
}

/* ---- Islands and lakes ------------------------------------------------------------------------------------------ */

/* Square metres, near enough for a threshold. */
static double part_m2(const ambit_layer *layer, uint32_t p)
{
    ambit_shape part = { 1, layer->point_first + p, layer->is_hole + p, layer->lon_deg, layer->lat_deg };
    return 1e6 * fabs(ambit_shape_area_km2(part));
}

static int is_lone_ring(const struct work *work, uint32_t p, uint32_t *arc)
{
    uint32_t at = work->arcs.use_first[p];
    if (work->arcs.use_first[p + 1] != at + 1) return 0;
    *arc = work->arcs.use[at].arc;
    return ambit_arc_is_ring(&work->arcs, *arc);
}

/* A ring may belong to two regions, as an enclave does: it goes only when no one needs it. Exteriors that have holes
 * stay. */
static void drop_small_rings(struct work *work)
{
    const ambit_layer *layer = work->layer;
    double least_m2 = work->tolerance_m * work->tolerance_m;
    uint32_t arc;
    for (uint32_t p = 0; p < layer->n_parts; p++)
        if (is_lone_ring(work, p, &arc) && part_m2(layer, p) < least_m2) work->is_dropped[arc] = 1;
    for (uint32_t r = 0; r < layer->n; r++) {
        uint32_t from = layer->part_first[r], to = layer->part_first[r + 1], largest = from;
        for (uint32_t p = from; p < to; p++) {
            if (!layer->is_hole[p] && part_m2(layer, p) > part_m2(layer, largest)) largest = p;
            int has_holes = p + 1 < to && layer->is_hole[p + 1] && !layer->is_hole[p];
            if (has_holes && is_lone_ring(work, p, &arc)) work->is_dropped[arc] = 0;
        }
        if (from < to && is_lone_ring(work, largest, &arc)) work->is_dropped[arc] = 0;
    }
}

/* ---- Shapes ----------------------------------------------------------------------------------------------------- */

/* All points of the part, as they are. */
static uint32_t whole_ring(struct work *work, uint32_t p)
{
    const ambit_layer *layer = work->layer;
    size_t at = layer->point_first[p], n = layer->point_first[p + 1] - at;
    memcpy(work->x, layer->lon_deg + at, n * sizeof *work->x);
    memcpy(work->y, layer->lat_deg + at, n * sizeof *work->y);
    return (uint32_t)n;
}

/* Puts a ring together from its arcs. Returns the number of its points, 0 when it goes. One that comes back a whole
 * turn away runs around a pole: it stays. */
static uint32_t ring_of(struct work *work, uint32_t p)
{
    const ambit_arcs *arcs = &work->arcs;
    double last = arcs->start_deg[p];
    uint32_t n = 0;
    for (uint32_t u = arcs->use_first[p]; u < arcs->use_first[p + 1]; u++) {
        uint32_t a = arcs->use[u].arc, from = arcs->first[a], end = arcs->first[a + 1] - 1, length = end - from + 1;
        uint32_t start = arcs->use[u].backwards ? end : from;
        if (work->is_dropped[a]) return 0;
        double shift = ambit_arcs_near(arcs, arcs->lon_deg[start], last) - arcs->lon_deg[start];
        for (uint32_t k = 0; k + 1 < length; k++) { /* its end is the next one's start */
            uint32_t i = arcs->use[u].backwards ? end - k : from + k;
            if (!work->keep[i]) continue;
            work->x[n] = arcs->lon_deg[i] + shift;
            work->y[n++] = work->layer->lat_deg[arcs->point[i]];
        }
        last = arcs->lon_deg[from + end - start] + shift;
    }
    if (!n) return 0;
    if (last != work->x[0]) return whole_ring(work, p);
    work->x[n] = work->x[0];
    work->y[n] = work->y[0];
    return n + 1;
}

/* Fills work->shape. Returns 1 when it is sound, 0 when it needs more points, -1 without memory. */
static int build_shape(struct work *work, uint32_t r)
{
    const ambit_layer *layer = work->layer;
    ambit_rings_clear(&work->shape);
    for (uint32_t p = layer->part_first[r]; p < layer->part_first[r + 1]; p++) {
        uint32_t n = ring_of(work, p);
        if (n == 0) continue;
        if (n < 4) return 0;
        if (ambit_rings_add(&work->shape, work->x, work->y, n, layer->is_hole[p])) return -1;
    }
    ambit_polygon *polygon = ambit_polygon_build(work->geos, ambit_rings_view(&work->shape, 0, work->shape.n_parts));
    int valid = polygon ? ambit_polygon_is_valid(work->geos, polygon) : -1;
    ambit_polygon_free(work->geos, polygon);
    return valid;
}

/* Lets the borders of a region keep more points. Returns 1 when there was one that could. */
static int refine(struct work *work, uint32_t r)
{
    int changed = 0;
    for (uint32_t p = work->layer->part_first[r]; p < work->layer->part_first[r + 1]; p++)
        for (uint32_t u = work->arcs.use_first[p]; u < work->arcs.use_first[p + 1]; u++) {
            uint32_t a = work->arcs.use[u].arc;
            if (work->level[a] >= LAST_LEVEL || work->is_due[a]) continue;
            work->level[a]++;
            work->is_due[a] = 1;
            changed = 1;
        }
    return changed;
}

/* Simplifies what is due until every region is sound. What is not sound with all its points was not so before. */
static int simplify_all(struct work *work)
{
    for (int changed = 1; changed;) {
        changed = 0;
        for (uint32_t a = 0; a < work->arcs.n_arcs; a++)
            if (work->is_due[a]) simplify_arc(work, a);
        memset(work->is_due, 0, work->arcs.n_arcs);
        for (uint32_t r = 0; r < work->layer->n; r++) {
            int sound = build_shape(work, r);
            if (sound < 0) return -1;
            if (!sound) changed |= refine(work, r);
        }
    }
    return 0;
}

static ambit_status collect(ambit_layer **out, struct work *work, ambit_error *err)
{
    const ambit_layer *layer = work->layer;
    ambit_rings rings;
    ambit_rings_init(&rings);
    uint32_t *first = calloc((size_t)layer->n + 1, sizeof *first);
    int failed = !first;
    for (uint32_t r = 0; !failed && r < layer->n; r++) {
        failed = build_shape(work, r) < 0
            || ambit_rings_add_shape(&rings, ambit_rings_view(&work->shape, 0, work->shape.n_parts));
        first[r + 1] = rings.n_parts;
    }
    ambit_status status = failed ? ambit_fail(err, AMBIT_E_MEMORY, "no memory to simplify %u regions", layer->n)
                                 : ambit_layer_build(out, &rings, first, layer->n, layer->id, layer->name, err);
    ambit_rings_reset(&rings);
    free(first);
    return status;
}

ambit_status ambit_simplify(ambit_layer **out, const ambit_layer *layer, double tolerance_m, ambit_error *err)
{
    struct work work = { .layer = layer, .tolerance_m = tolerance_m };
    *out = NULL;
    ambit_rings_init(&work.shape);
    ambit_status status = ambit_arcs_build(&work.arcs, layer, err);
    if (status) return status;
    size_t n_arcs = (size_t)work.arcs.n_arcs + 1, n_points = layer->point_first[layer->n_parts] + 2;
    if ((work.keep = calloc((size_t)work.arcs.first[work.arcs.n_arcs] + 1, 1)) && (work.level = calloc(n_arcs, 1))
            && (work.is_dropped = calloc(n_arcs, 1)) && (work.is_due = malloc(n_arcs))
            && (work.stack = calloc(n_points, sizeof *work.stack)) && (work.x = calloc(n_points, sizeof *work.x))
            && (work.y = calloc(n_points, sizeof *work.y)) && (work.geos = ambit_geos_build())) {
        memset(work.is_due, 1, n_arcs);
        drop_small_rings(&work);
        if (simplify_all(&work)) status = ambit_fail(err, AMBIT_E_BACKEND, "a border cannot be simplified: %s",
                ambit_geos_words(work.geos));
        else status = collect(out, &work, err);
    } else status = ambit_fail(err, AMBIT_E_MEMORY, "no memory to simplify %u regions", layer->n);
    ambit_arcs_reset(&work.arcs);
    ambit_rings_reset(&work.shape);
    ambit_geos_free(work.geos);
    free(work.keep);
    free(work.level);
    free(work.is_dropped);
    free(work.is_due);
    free(work.stack);
    free(work.x);
    free(work.y);
    return status;
}
