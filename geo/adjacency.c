/* geo/adjacency.c - borders by comparing edges.
 *
 * Asking GEOS to intersect two boundaries builds, nodes and throws away geometries for each pair. What is wanted is
 * less: do two edges lie on one line and overlap (rook), or at least touch (queen)? The side of a point to a line
 * decides that exactly, with GEOS's robust predicate, so the pairs are the same as those of its intersections. */
#include "geo/adjacency.h"
#include "geo/distance.h"
#include "geo/polygon.h"

#include <stdlib.h>

struct edge { double ax, ay, bx, by; };

/* Edges of one region near another one. */
struct edges { struct edge *edge; size_t n, room; };

/* One thread's tools and what it has found. */
struct finder {
    const ambit_layer *layer;
    const ambit_box *box;
    ambit_geos *geos;
    ambit_tree *tree;
    struct edges ours, theirs;  /* scratch */
    uint32_t *candidate;
    uint32_t n_candidates, from; /* candidates behind region `from` */
    ambit_shared_border *border;
    size_t n, room;
};

static ambit_box overlap_of(ambit_box a, ambit_box b)
{
    return (ambit_box){ a.west > b.west ? a.west : b.west, a.south > b.south ? a.south : b.south,
        a.east < b.east ? a.east : b.east, a.north < b.north ? a.north : b.north };
}

static double west_of(const struct edge *e) { return e->ax < e->bx ? e->ax : e->bx; }
static double east_of(const struct edge *e) { return e->ax < e->bx ? e->bx : e->ax; }
static double south_of(const struct edge *e) { return e->ay < e->by ? e->ay : e->by; }
static double north_of(const struct edge *e) { return e->ay < e->by ? e->by : e->ay; }

static int meets(const struct edge *e, ambit_box box)
{
    return east_of(e) >= box.west && west_of(e) <= box.east && north_of(e) >= box.south && south_of(e) <= box.north;
}

static int is_point(const struct edge *e) { return e->ax == e->bx && e->ay == e->by; }

static int add_edge(struct edges *out, struct edge e)
{
    if (out->n == out->room) {
        size_t room = out->room ? 2 * out->room : 256;
        struct edge *moved = realloc(out->edge, room * sizeof *moved);
        if (!moved) return -1;
        out->edge = moved;
        out->room = room;
    }
    out->edge[out->n++] = e;
    return 0;
}

/* The edges of a region that meet the box; repeated points make none. A region without area is its centre. */
static int gather_edges(struct edges *out, const ambit_layer *layer, uint32_t r, ambit_box box)
{
    ambit_shape shape = ambit_layer_shape(layer, r);
    double x = layer->centre_lon_deg[r], y = layer->centre_lat_deg[r];
    out->n = 0;
    if (!shape.n_parts) return add_edge(out, (struct edge){ x, y, x, y });
    for (uint32_t p = 0; p < shape.n_parts; p++)
        for (size_t i = shape.point_first[p]; i + 1 < shape.point_first[p + 1]; i++) {
            struct edge e = { shape.x[i], shape.y[i], shape.x[i + 1], shape.y[i + 1] };
            if (!is_point(&e) && meets(&e, box) && add_edge(out, e)) return -1;
        }
    return 0;
}

static ambit_box box_of(const ambit_layer *layer, uint32_t r)
{
    double x = layer->centre_lon_deg[r], y = layer->centre_lat_deg[r];
    ambit_shape shape = ambit_layer_shape(layer, r);
    return shape.n_parts ? ambit_shape_box(shape) : (ambit_box){ x, y, x, y };
}

/* By their western ends; all four numbers decide, so that the order never depends on the sort. */
static int compare_edges(const void *a, const void *b)
{
    const struct edge *e = a, *f = b;
    double left[] = { west_of(e), e->ax, e->ay, e->bx, e->by }, right[] = { west_of(f), f->ax, f->ay, f->bx, f->by };
    for (int k = 0; k < 5; k++)
        if (left[k] != right[k]) return left[k] < right[k] ? -1 : 1;
    return 0;
}

/* How far point (x, y) of the edge's line lies along it, measured on the longer axis. */
static double along(const struct edge *e, int by_x, double x, double y) { return by_x ? x - e->ax : y - e->ay; }

static double sphere_m(const struct edge *e, double from, double to)
{
    double dx = e->bx - e->ax, dy = e->by - e->ay;
    return 1000 * ambit_distance_km(ambit_direction_of(e->ax + from * dx, e->ay + from * dy),
            ambit_direction_of(e->ax + to * dx, e->ay + to * dy));
}

/* Metres that two edges on one line have in common, -1 when they have not even a point. */
static double shared_m(const struct edge *e, const struct edge *f)
{
    int by_x = east_of(e) - west_of(e) >= north_of(e) - south_of(e);
    double end = along(e, by_x, e->bx, e->by);
    double a = along(e, by_x, f->ax, f->ay) / end, b = along(e, by_x, f->bx, f->by) / end;
    double from = a < b ? a : b, to = a < b ? b : a;
    if (from < 0) from = 0;
    if (to > 1) to = 1;
    return to > from ? sphere_m(e, from, to) : to == from ? 0 : -1;
}

/* Metres that two edges share: 0 when they touch or cross in a point, -1 when they do not meet. */
static double contact_m(ambit_geos *geos, const struct edge *e, const struct edge *f)
{
    ambit_box box = { west_of(f), south_of(f), east_of(f), north_of(f) };
    if (!meets(e, box)) return -1;
    if (is_point(e)) return ambit_side_of(geos, f->ax, f->ay, f->bx, f->by, e->ax, e->ay) == 0 ? 0 : -1;
    if (is_point(f)) return contact_m(geos, f, e);
    if (e->ax == f->bx && e->ay == f->by && e->bx == f->ax && e->by == f->ay) return sphere_m(e, 0, 1);
    int fa = ambit_side_of(geos, e->ax, e->ay, e->bx, e->by, f->ax, f->ay);
    int fb = ambit_side_of(geos, e->ax, e->ay, e->bx, e->by, f->bx, f->by);
    if (fa == 0 && fb == 0) return shared_m(e, f);
    if (fa * fb > 0) return -1;
    int ea = ambit_side_of(geos, f->ax, f->ay, f->bx, f->by, e->ax, e->ay);
    int eb = ambit_side_of(geos, f->ax, f->ay, f->bx, f->by, e->bx, e->by);
    return ea * eb > 0 ? -1 : 0;
}

/* Runs over both lists from west to east: an edge is compared with those that begin no further west than the widest
 * edge reaches. Returns the shared metres, -1 when nothing touches. */
static double border_m(ambit_geos *geos, struct edges *ours, struct edges *theirs)
{
    double widest = 0, sum = -1;
    if (!ours->n || !theirs->n) return sum;
    qsort(ours->edge, ours->n, sizeof *ours->edge, compare_edges);
    qsort(theirs->edge, theirs->n, sizeof *theirs->edge, compare_edges);
    for (size_t k = 0; k < theirs->n; k++) {
        double width = east_of(&theirs->edge[k]) - west_of(&theirs->edge[k]);
        if (width > widest) widest = width;
    }
    size_t start = 0;
    for (size_t i = 0; i < ours->n; i++) {
        const struct edge *e = &ours->edge[i];
        double west = west_of(e), east = east_of(e);
        while (start < theirs->n && west_of(&theirs->edge[start]) < west - widest) start++;
        for (size_t k = start; k < theirs->n && west_of(&theirs->edge[k]) <= east; k++) {
            double m = contact_m(geos, e, &theirs->edge[k]);
            if (m >= 0) sum = (sum > 0 ? sum : 0) + m;
        }
    }
    return sum;
}

static void add_candidate(void *context, uint32_t r)
{
    struct finder *finder = context;
    if (r > finder->from) finder->candidate[finder->n_candidates++] = r;
}

static int keep(struct finder *finder, uint32_t a, uint32_t b, double length_m)
{
    if (finder->n == finder->room) {
        size_t room = finder->room ? 2 * finder->room : 1024;
        ambit_shared_border *moved = realloc(finder->border, room * sizeof *moved);
        if (!moved) return -1;
        finder->border = moved;
        finder->room = room;
    }
    finder->border[finder->n++] = (ambit_shared_border){ a, b, length_m };
    return 0;
}

static int find_from(struct finder *finder, uint32_t a)
{
    finder->from = a;
    finder->n_candidates = 0;
    if (!(finder->box[a].west <= finder->box[a].east)) return 0;
    if (ambit_tree_query(finder->geos, finder->tree, finder->box[a], add_candidate, finder)) return -1;
    for (uint32_t k = 0; k < finder->n_candidates; k++) {
        uint32_t b = finder->candidate[k];
        ambit_box common = overlap_of(finder->box[a], finder->box[b]);
        if (gather_edges(&finder->ours, finder->layer, a, common)
                || gather_edges(&finder->theirs, finder->layer, b, common)) return -1;
        double length_m = border_m(finder->geos, &finder->ours, &finder->theirs);
        if (length_m >= 0 && keep(finder, a, b, length_m)) return -1;
    }
    return 0;
}

static int finder_init(struct finder *finder, const ambit_layer *layer, const ambit_box *box)
{
    *finder = (struct finder){ .layer = layer, .box = box, .geos = ambit_geos_build() };
    finder->candidate = calloc((size_t)layer->n + 1, sizeof *finder->candidate);
    if (!finder->geos || !finder->candidate) return -1;
    finder->tree = ambit_tree_build(finder->geos, box, layer->n);
    return finder->tree ? 0 : -1;
}

static void finder_reset(struct finder *finder)
{
    if (finder->geos) ambit_tree_free(finder->geos, finder->tree);
    ambit_geos_free(finder->geos);
    free(finder->candidate);
    free(finder->ours.edge);
    free(finder->theirs.edge);
    free(finder->border);
}

/* Puts what a thread has found behind what others have. */
static int hand_over(ambit_shared_border **out, size_t *n_out, const struct finder *finder)
{
    ambit_shared_border *moved = realloc(*out, (*n_out + finder->n + 1) * sizeof *moved);
    if (!moved) return -1;
    for (size_t k = 0; k < finder->n; k++) moved[(*n_out)++] = finder->border[k];
    *out = moved;
    return 0;
}

static int compare_borders(const void *a, const void *b)
{
    const ambit_shared_border *x = a, *y = b;
    if (x->a != y->a) return x->a < y->a ? -1 : 1;
    return x->b < y->b ? -1 : x->b > y->b;
}

ambit_status ambit_adjacency_find(ambit_shared_border **out, size_t *n_out, const ambit_layer *layer, ambit_error *err)
{
    int failed = 0;
    ambit_shared_border *border = NULL;
    size_t n = 0;
    *out = NULL;
    *n_out = 0;
    ambit_box *box = calloc((size_t)layer->n + 1, sizeof *box);
    if (!box) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the borders of %u regions", layer->n);
    for (uint32_t r = 0; r < layer->n; r++) box[r] = box_of(layer, r);
    #pragma omp parallel reduction(|:failed)
    {
        struct finder finder;
        failed = finder_init(&finder, layer, box) != 0;
        int ready = !failed;
        #pragma omp for schedule(dynamic, 16)
        for (uint32_t a = 0; a < layer->n; a++)
            if (ready && find_from(&finder, a)) failed = 1;
        #pragma omp critical(adjacency)
        failed |= hand_over(&border, &n, &finder) != 0;
        finder_reset(&finder);
    }
    free(box);
    if (failed) {
        free(border);
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the borders of %u regions", layer->n);
    }
    if (n) qsort(border, n, sizeof *border, compare_borders);
    *out = border;
    *n_out = n;
    return AMBIT_OK;
}
