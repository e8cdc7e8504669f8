/* geo/map/snap.c - borders that are near.
 *
 * The points within a tolerance of a segment are a convex set (a rectangle with round ends), so of another segment it
 * holds one span, or none. The spans that all segments of a border cut from an edge are joined and their lengths added;
 * no vertex is moved and no shape is built. Metres are taken in a plane about the middle of the two edges, which over
 * the few kilometres of an edge and the few metres of a tolerance is exact enough. */
#include "geo/map/snap.h"
#include "geo/earth/distance.h"

#include <stdlib.h>

static const double m_per_degree = AMBIT_EARTH_KM * 1000 * 3.14159265358979323846 / 180;

struct ambit_snap_span { double from, to; }; /* of an edge: 0 its start, 1 its end */

static double scale_at(double lat_deg)
{
    double scale = cos(lat_deg * 3.14159265358979323846 / 180);
    return scale > 1e-3 ? scale : 1e-3; /* at a pole every longitude is near */
}

ambit_box ambit_snap_widen(ambit_box box, double metres)
{
    double lat = metres / m_per_degree, farthest = fmax(fabs(box.south), fabs(box.north)) + lat;
    double lon = lat / scale_at(farthest);
    return (ambit_box){ box.west - lon, box.south - lat, box.east + lon, box.north + lat };
}

void ambit_snap_scratch_reset(ambit_snap_scratch *scratch)
{
    free(scratch->span);
    *scratch = (ambit_snap_scratch){ NULL, 0 };
}

/* ---- One edge near one other ------------------------------------------------------------------------------------ */

static void widen_span(struct ambit_snap_span *out, double from, double to)
{
    if (from < 0) from = 0;
    if (to > 1) to = 1;
    if (from > to) return;
    if (from < out->from) out->from = from;
    if (to > out->to) out->to = to;
}

/* Where (px + t dx, py + t dy) is within the radius of the origin. */
static void near_end(struct ambit_snap_span *out, double px, double py, double dx, double dy, double radius)
{
    double a = dx * dx + dy * dy, b = px * dx + py * dy, c = px * px + py * py - radius * radius;
    double square = b * b - a * c;
    if (a == 0 && c <= 0) widen_span(out, 0, 1);
    if (a == 0 || square < 0) return;
    widen_span(out, (-b - sqrt(square)) / a, (-b + sqrt(square)) / a);
}

/* Cuts [*from, *to] down to where low <= p + t d <= high. */
static void cut_span(double *from, double *to, double p, double d, double low, double high)
{
    if (d == 0) {
        if (p < low || p > high) *from = 1, *to = 0;
        return;
    }
    double one = (low - p) / d, other = (high - p) / d;
    *from = fmax(*from, fmin(one, other));
    *to = fmin(*to, fmax(one, other));
}

/* The span of e within snap_m of f; empty (from > to) when there is none. */
static struct ambit_snap_span span_of(const ambit_edge *e, const ambit_edge *f, double snap_m)
{
    double y = m_per_degree, x = y * scale_at((e->ay + e->by) / 2), from = 0, to = 1;
    double px = (e->ax - f->ax) * x, py = (e->ay - f->ay) * y, dx = (e->bx - e->ax) * x, dy = (e->by - e->ay) * y;
    double fx = (f->bx - f->ax) * x, fy = (f->by - f->ay) * y, length = sqrt(fx * fx + fy * fy);
    struct ambit_snap_span span = { INFINITY, -INFINITY };
    near_end(&span, px, py, dx, dy, snap_m);
    if (length == 0) return span;
    near_end(&span, px - fx, py - fy, dx, dy, snap_m);
    fx /= length, fy /= length;
    cut_span(&from, &to, px * fx + py * fy, dx * fx + dy * fy, 0, length);
    cut_span(&from, &to, px * fy - py * fx, dx * fy - dy * fx, -snap_m, snap_m);
    widen_span(&span, from, to);
    return span;
}

/* ---- All edges near all others ---------------------------------------------------------------------------------- */

static int compare_spans(const void *a, const void *b)
{
    const struct ambit_snap_span *x = a, *y = b;
    if (x->from != y->from) return x->from < y->from ? -1 : 1;
    return (x->to > y->to) - (x->to < y->to);
}

/* The share of an edge that the spans cover together. */
static double covered(struct ambit_snap_span *span, size_t n)
{
    double sum = 0, reached = 0;
    qsort(span, n, sizeof *span, compare_spans);
    for (size_t k = 0; k < n; k++) {
        if (span[k].from > reached) reached = span[k].from;
        if (span[k].to > reached) sum += span[k].to - reached, reached = span[k].to;
    }
    return sum;
}

static double length_m(const ambit_edge *e)
{
    double dx = (e->bx - e->ax) * scale_at((e->ay + e->by) / 2), dy = e->by - e->ay;
    return m_per_degree * sqrt(dx * dx + dy * dy);
}

static int add_span(ambit_snap_scratch *scratch, size_t n, struct ambit_snap_span span)
{
    if (n == scratch->room) {
        size_t room = n ? 2 * n : 64;
        struct ambit_snap_span *moved = realloc(scratch->span, room * sizeof *moved);
        if (!moved) return -1;
        scratch->span = moved;
        scratch->room = room;
    }
    scratch->span[n] = span;
    return 0;
}

/* How far apart near edges may lie in longitude: as far as they may where a degree is shortest. */
static double reach_deg(const ambit_edges *ours, const ambit_edges *theirs, double snap_m)
{
    ambit_box box = { 0, 0, 0, 0 };
    for (int k = 0; k < 2; k++) {
        const ambit_edges *edges = k ? theirs : ours;
        for (size_t i = 0; i < edges->n; i++) {
            box.south = fmin(box.south, ambit_edge_south(&edges->edge[i]));
            box.north = fmax(box.north, ambit_edge_north(&edges->edge[i]));
        }
    }
    return ambit_snap_widen(box, snap_m).east;
}

/* Metres of our border near theirs; adds to *n_near how many pairs of edges are near. */
static double one_sided_m(ambit_snap_scratch *scratch, const ambit_edges *ours, const ambit_edges *theirs,
        double snap_m, double reach, size_t *n_near)
{
    double sum = 0, widest = ambit_edges_widest(theirs);
    size_t start = 0;
    for (size_t i = 0; i < ours->n; i++) {
        const ambit_edge *e = &ours->edge[i];
        double west = ambit_edge_west(e) - reach, east = ambit_edge_east(e) + reach;
        size_t n = 0;
        while (start < theirs->n && ambit_edge_west(&theirs->edge[start]) < west - widest) start++;
        for (size_t k = start; k < theirs->n && ambit_edge_west(&theirs->edge[k]) <= east; k++) {
            struct ambit_snap_span span = span_of(e, &theirs->edge[k], snap_m);
            if (span.from > span.to) continue;
            if (add_span(scratch, n++, span)) return NAN;
        }
        *n_near += n;
        if (n) sum += covered(scratch->span, n) * length_m(e);
    }
    return sum;
}

double ambit_snap_m(ambit_snap_scratch *scratch, const ambit_edges *ours, const ambit_edges *theirs, double snap_m)
{
    size_t n_near = 0;
    double reach = reach_deg(ours, theirs, snap_m);
    double sum = one_sided_m(scratch, ours, theirs, snap_m, reach, &n_near);
    sum += one_sided_m(scratch, theirs, ours, snap_m, reach, &n_near);
    return n_near || isnan(sum) ? sum / 2 : -1;
}
