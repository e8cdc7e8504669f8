/* geo/map/adjacency.c - borders by comparing edges.
 *
 * Asking GEOS to intersect two boundaries builds, nodes and throws away geometries for each pair. What is wanted is
 * less: do two edges lie on one line and overlap (rook), or at least touch (queen)? The side of a point to a line
 * decides that exactly, with GEOS's robust predicate, so the pairs are the same as those of its intersections. */
#include "geo/map/adjacency.h"
#include "geo/earth/distance.h"
#include "geo/map/edges.h"
#include "geo/polygon.h"
#include "geo/map/snap.h"

#include <stdlib.h>

/* One thread's tools and what it has found. */
struct finder {
    const ambit_layer *layer;
    const ambit_box *box;       /* of each region, widened by the tolerance */
    double snap_m;
    int crosses;                /* some region reaches the antimeridian */
    ambit_geos *geos;
    ambit_tree *tree;
    ambit_edges ours, theirs;   /* scratch */
    ambit_snap_scratch scratch;
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

static int meets(const ambit_edge *e, ambit_box box)
{
    return ambit_edge_east(e) >= box.west && ambit_edge_west(e) <= box.east && ambit_edge_north(e) >= box.south
        && ambit_edge_south(e) <= box.north;
}

static int is_point(const ambit_edge *e) { return e->ax == e->bx && e->ay == e->by; }

static int add_edge(ambit_edges *out, ambit_edge e)
{
    if (out->n == out->room) {
        size_t room = out->room ? 2 * out->room : 256;
        ambit_edge *moved = realloc(out->edge, room * sizeof *moved);
        if (!moved) return -1;
        out->edge = moved;
        out->room = room;
    }
    out->edge[out->n++] = e;
    return 0;
}

/* The edges of a region, turned by whole turns, that meet the box; repeated points make none. A region without area is
 * its centre. */
static int gather_edges(ambit_edges *out, const ambit_layer *layer, uint32_t r, double turn, ambit_box box)
{
    ambit_shape shape = ambit_layer_shape(layer, r);
    double x = layer->centre_lon_deg[r] + turn, y = layer->centre_lat_deg[r];
    out->n = 0;
    if (!shape.n_parts) return add_edge(out, (ambit_edge){ x, y, x, y });
    for (uint32_t p = 0; p < shape.n_parts; p++)
        for (size_t i = shape.point_first[p]; i + 1 < shape.point_first[p + 1]; i++) {
            ambit_edge e = { shape.x[i] + turn, shape.y[i], shape.x[i + 1] + turn, shape.y[i + 1] };
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
    const ambit_edge *e = a, *f = b;
    double left[] = { ambit_edge_west(e), e->ax, e->ay, e->bx, e->by };
    double right[] = { ambit_edge_west(f), f->ax, f->ay, f->bx, f->by };
    for (int k = 0; k < 5; k++)
        if (left[k] != right[k]) return left[k] < right[k] ? -1 : 1;
    return 0;
}

/* How far point (x, y) of the edge's line lies along it, measured on the longer axis. */
static double along(const ambit_edge *e, int by_x, double x, double y) { return by_x ? x - e->ax : y - e->ay; }

static double sphere_m(const ambit_edge *e, double from, double to)
{
    double dx = e->bx - e->ax, dy = e->by - e->ay;
    return 1000 * ambit_distance_km(ambit_direction_of(e->ax + from * dx, e->ay + from * dy),
            ambit_direction_of(e->ax + to * dx, e->ay + to * dy));
}

/* Metres that two edges on one line have in common, -1 when they have not even a point. */
static double shared_m(const ambit_edge *e, const ambit_edge *f)
{
    int by_x = ambit_edge_east(e) - ambit_edge_west(e) >= ambit_edge_north(e) - ambit_edge_south(e);
    double end = along(e, by_x, e->bx, e->by);
    double a = along(e, by_x, f->ax, f->ay) / end, b = along(e, by_x, f->bx, f->by) / end;
    double from = a < b ? a : b, to = a < b ? b : a;
    if (from < 0) from = 0;
    if (to > 1) to = 1;
    return to > from ? sphere_m(e, from, to) : to == from ? 0 : -1;
}

/* Metres that two edges share: 0 when they touch or cross in a point, -1 when they do not meet. */
static double contact_m(ambit_geos *geos, const ambit_edge *e, const ambit_edge *f)
{
    ambit_box box = { ambit_edge_west(f), ambit_edge_south(f), ambit_edge_east(f), ambit_edge_north(f) };
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
static double border_m(ambit_geos *geos, ambit_edges *ours, ambit_edges *theirs)
{
    double widest, sum = -1;
    if (!ours->n || !theirs->n) return sum;
    qsort(ours->edge, ours->n, sizeof *ours->edge, compare_edges);
    qsort(theirs->edge, theirs->n, sizeof *theirs->edge, compare_edges);
    widest = ambit_edges_widest(theirs);
    size_t start = 0;
    for (size_t i = 0; i < ours->n; i++) {
        const ambit_edge *e = &ours->edge[i];
        double west = ambit_edge_west(e), east = ambit_edge_east(e);
        while (start < theirs->n && ambit_edge_west(&theirs->edge[start]) < west - widest) start++;
        for (size_t k = start; k < theirs->n && ambit_edge_west(&theirs->edge[k]) <= east; k++) {
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

/* Metres that the borders of the lists share, -1 when they do not touch; NaN without memory. A corner alone brings up
 * to two tolerances of each border near the other, and so does each end of a border that is shared: only what is nearer
 * for longer than that counts, and then without the ends. */
static double shared_or_near_m(struct finder *finder)
{
    double exact_m = border_m(finder->geos, &finder->ours, &finder->theirs), snap_m = finder->snap_m;
    if (!(snap_m > 0) || !finder->ours.n || !finder->theirs.n) return exact_m;
    double near_m = ambit_snap_m(&finder->scratch, &finder->ours, &finder->theirs, snap_m);
    if (isnan(near_m) || near_m < 0) return isnan(near_m) ? near_m : exact_m;
    double known_m = exact_m > 0 ? exact_m : 0;
    return near_m > known_m + 4 * snap_m ? near_m - 2 * snap_m : known_m;
}

static ambit_box turned(ambit_box box, double turn)
{
    return (ambit_box){ box.west + turn, box.south, box.east + turn, box.north };
}

/* Regions on both sides of the antimeridian are compared where the eastern one goes on: the one whose numbers are a
 * whole turn lower is turned. So are the points of a shape that is joined there: equal ones stay equal. */
static int find_turned(struct finder *finder, uint32_t a, double turn)
{
    finder->n_candidates = 0;
    if (ambit_tree_query(finder->geos, finder->tree, turned(finder->box[a], turn), add_candidate, finder)) return -1;
    double turn_a = turn > 0 ? turn : 0, turn_b = turn < 0 ? -turn : 0;
    for (uint32_t k = 0; k < finder->n_candidates; k++) {
        uint32_t b = finder->candidate[k];
        ambit_box common = overlap_of(turned(finder->box[a], turn_a), turned(finder->box[b], turn_b));
        if (gather_edges(&finder->ours, finder->layer, a, turn_a, common)
                || gather_edges(&finder->theirs, finder->layer, b, turn_b, common)) return -1;
        double length_m = shared_or_near_m(finder);
        if (isnan(length_m) || (length_m >= 0 && keep(finder, a, b, length_m))) return -1;
    }
    return 0;
}

static int find_from(struct finder *finder, uint32_t a)
{
    finder->from = a;
    if (!(finder->box[a].west <= finder->box[a].east)) return 0;
    if (find_turned(finder, a, 0)) return -1;
    return finder->crosses && (find_turned(finder, a, 360) || find_turned(finder, a, -360)) ? -1 : 0;
}

static int finder_init(struct finder *finder, const struct finder *all)
{
    *finder = *all;
    finder->geos = ambit_geos_build();
    finder->candidate = calloc((size_t)all->layer->n + 1, sizeof *finder->candidate);
    if (!finder->geos || !finder->candidate) return -1;
    finder->tree = ambit_tree_build(finder->geos, all->box, all->layer->n);
    return finder->tree ? 0 : -1;
}

static void finder_reset(struct finder *finder)
{
    if (finder->geos) ambit_tree_free(finder->geos, finder->tree);
    ambit_geos_free(finder->geos);
    free(finder->candidate);
    free(finder->ours.edge);
    free(finder->theirs.edge);
    ambit_snap_scratch_reset(&finder->scratch);
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
    if (x->b != y->b) return x->b < y->b ? -1 : 1;
    return (x->length_m > y->length_m) - (x->length_m < y->length_m); /* doubles are added in this order */
}

static int is_same_pair(const ambit_shared_border *x, const ambit_shared_border *y)
{
    return x->a == y->a && x->b == y->b;
}

/* A pair that meets on both sides of the Earth is one border. */
static size_t join_doubles(ambit_shared_border *border, size_t n)
{
    size_t kept = 0;
    for (size_t k = 0; k < n; k++) {
        ambit_shared_border *last = kept ? &border[kept - 1] : NULL;
        if (last && is_same_pair(last, &border[k])) last->length_m += border[k].length_m;
        else border[kept++] = border[k];
    }
    return kept;
}

static ambit_box *boxes_of(const ambit_layer *layer, double snap_m, int *crosses)
{
    ambit_box *box = calloc((size_t)layer->n + 1, sizeof *box);
    *crosses = 0;
    for (uint32_t r = 0; box && r < layer->n; r++) {
        box[r] = box_of(layer, r);
        if (snap_m > 0 && box[r].west <= box[r].east) box[r] = ambit_snap_widen(box[r], snap_m);
        *crosses |= box[r].west <= -180 || box[r].east >= 180;
    }
    return box;
}

ambit_status ambit_adjacency_find(ambit_shared_border **out, size_t *n_out, const ambit_layer *layer, double snap_m,
        ambit_error *err)
{
    int failed = 0;
    ambit_shared_border *border = NULL;
    size_t n = 0;
    struct finder all = { .layer = layer, .snap_m = snap_m };
    ambit_box *box = boxes_of(layer, snap_m, &all.crosses);
    *out = NULL;
    *n_out = 0;
    if (!box) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the borders of %u regions", layer->n);
    all.box = box;
    #pragma omp parallel reduction(|:failed)
    {
        struct finder finder;
        failed = finder_init(&finder, &all) != 0;
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
    *n_out = join_doubles(border, n);
    return AMBIT_OK;
}
