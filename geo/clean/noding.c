/* geo/clean/noding.c - see noding.h. */
#include "geo/clean/noding.h"
#include "geo/clean/strips.h"
#include "geo/earth/distance.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_ROUNDS = 24, MOST_COPIES = 3 };

static const double m_per_degree = AMBIT_EARTH_KM * 1000 * 3.14159265358979323846 / 180;

/* What the pairs of one strip ask for: a cut of a step, two vertices made one, or a bridge from a vertex. */
struct wish { double x, y, key; uint32_t step, vertex; };
struct wishes { struct wish *wish; uint32_t n, room; };

struct strip_work {
    const ambit_mesh *mesh;
    struct wishes cuts, merges, bridges;
    const char *is_open;    /* of steps, for bridges */
    const uint64_t *stands; /* [2 steps] which vertex a region stands at, sorted, for bridges */
    double tolerance_m;
};

static int wish_for(struct wishes *wishes, struct wish wish)
{
    if (ambit_mesh_grow(&wishes->wish, &wishes->room, (size_t)wishes->n + 1, sizeof *wishes->wish)) return -1;
    wishes->wish[wishes->n++] = wish;
    return 0;
}

/* ---- Pairs of steps --------------------------------------------------------------------------------------------- */

struct segment { uint32_t from, to; double ax, ay, bx, by; };

/* Always from the lower to the higher vertex, so that the two walks of a border are cut in the same places. */
static struct segment segment_of(const ambit_mesh *mesh, uint32_t s)
{
    uint32_t a = mesh->step[s].from, b = mesh->step[s].to;
    if (a > b) a = mesh->step[s].to, b = mesh->step[s].from;
    return (struct segment){ a, b, mesh->x[a], mesh->y[a], mesh->x[b], mesh->y[b] };
}

static double square(double dx, double dy) { return dx * dx + dy * dy; }

static double cross(double ax, double ay, double bx, double by) { return ax * by - ay * bx; }

/* Vertex v beside another step: made one with its end, or the step is led through it. Returns 1 when it was near. */
static int look_at_vertex(struct strip_work *work, uint32_t v, uint32_t s, const struct segment *e)
{
    double noise = work->mesh->noise_deg, same = work->mesh->same_deg, x = work->mesh->x[v], y = work->mesh->y[v];
    if (v == e->from || v == e->to) return 0;
    for (int end = 0; end < 2; end++) {
        uint32_t u = end ? e->to : e->from;
        if (square(x - work->mesh->x[u], y - work->mesh->y[u]) <= same * same)
            return wish_for(&work->merges, (struct wish){ 0, 0, 0, u, v }) ? -1 : 1;
    }
    double dx = e->bx - e->ax, dy = e->by - e->ay, length2 = square(dx, dy);
    double t = ((x - e->ax) * dx + (y - e->ay) * dy) / length2, off = cross(dx, dy, x - e->ax, y - e->ay);
    if (!(t > 0 && t < 1) || off * off > noise * noise * length2) return 0;
    return wish_for(&work->cuts, (struct wish){ x, y, 0, s, v }) ? -1 : 1;
}

static int is_before(const struct segment *e, const struct segment *f)
{
    return e->from != f->from ? e->from < f->from : e->to < f->to;
}

static int cut_crossing(struct strip_work *work, uint32_t s, const struct segment *e, uint32_t t,
        const struct segment *f)
{
    if (!is_before(e, f)) return cut_crossing(work, t, f, s, e);
    double ex = e->bx - e->ax, ey = e->by - e->ay, fx = f->bx - f->ax, fy = f->by - f->ay;
    double a = cross(ex, ey, f->ax - e->ax, f->ay - e->ay), b = cross(ex, ey, f->bx - e->ax, f->by - e->ay);
    double c = cross(fx, fy, e->ax - f->ax, e->ay - f->ay), d = cross(fx, fy, e->bx - f->ax, e->by - f->ay);
    if (!((a < 0 && b > 0) || (a > 0 && b < 0)) || !((c < 0 && d > 0) || (c > 0 && d < 0))) return 0;
    double along = c / (c - d), x = e->ax + along * ex, y = e->ay + along * ey;
    return wish_for(&work->cuts, (struct wish){ x, y, 0, s, AMBIT_NO_VERTEX })
        || wish_for(&work->cuts, (struct wish){ x, y, 0, t, AMBIT_NO_VERTEX }) ? -1 : 0;
}

static int look_at_pair(void *context, uint32_t s, uint32_t t)
{
    struct strip_work *work = context;
    if (!work->mesh->step[s].fresh && !work->mesh->step[t].fresh) return 0;
    struct segment e = segment_of(work->mesh, s), f = segment_of(work->mesh, t);
    if (e.from == f.from && e.to == f.to) return 0;
    int near = 0;
    const struct { uint32_t v, s; const struct segment *e; } ends[] = { { e.from, t, &f }, { e.to, t, &f },
        { f.from, s, &e }, { f.to, s, &e } };
    for (int k = 0; k < 4; k++) {
        int answer = look_at_vertex(work, ends[k].v, ends[k].s, ends[k].e);
        if (answer < 0) return -1;
        near |= answer;
    }
    if (near || e.from == f.from || e.from == f.to || e.to == f.from || e.to == f.to) return 0;
    return cut_crossing(work, s, &e, t, &f);
}

/* ---- All strips ------------------------------------------------------------------------------------------------- */

/* Steps that are not open, when it matters, have an empty box. */
static ambit_box *boxes_of(const ambit_mesh *mesh, double margin_deg, const char *is_open)
{
    ambit_box *box = calloc((size_t)mesh->n_steps + 1, sizeof *box);
    for (uint32_t s = 0; box && s < mesh->n_steps; s++) {
        box[s] = ambit_points_box(NULL, NULL, 0);
        if (is_open && !is_open[s]) continue;
        struct segment e = segment_of(mesh, s);
        double x[] = { e.ax, e.bx }, y[] = { e.ay, e.by };
        box[s] = ambit_points_box(x, y, 2);
        double steepest = fmin(fmax(fabs(box[s].south), fabs(box[s].north)), 89.9);
        double wide = margin_deg > mesh->same_deg ? margin_deg / cos(steepest * 3.14159265358979323846 / 180)
                                                   : margin_deg;
        box[s] = (ambit_box){ box[s].west - wide, box[s].south - margin_deg, box[s].east + wide,
            box[s].north + margin_deg };
    }
    return box;
}

static int is_active(const ambit_mesh *mesh, const ambit_strips *strips, uint32_t k)
{
    for (uint32_t i = strips->first[k]; i < strips->first[k + 1]; i++)
        if (mesh->step[strips->item[i]].fresh) return 1;
    return 0;
}

/* Puts the wishes of the strips behind one another, in their order. */
static int collect(struct wishes *out, const struct wishes *from)
{
    if (!from->n) return 0;
    if (ambit_mesh_grow(&out->wish, &out->room, (size_t)out->n + from->n, sizeof *out->wish)) return -1;
    memcpy(out->wish + out->n, from->wish, from->n * sizeof *from->wish);
    out->n += from->n;
    return 0;
}

static int sweep(struct strip_work *all, double margin_deg, int (*look)(void *, uint32_t, uint32_t))
{
    ambit_strips strips = { 0 };
    ambit_box *box = boxes_of(all->mesh, margin_deg, all->is_open);
    int failed = !box || ambit_strips_build(&strips, box, all->mesh->n_steps);
    uint32_t n = failed ? 0 : strips.n_strips;
    struct strip_work *work = calloc((size_t)n + 1, sizeof *work);
    failed |= !work;
    #pragma omp parallel for schedule(dynamic, 4) reduction(|:failed)
    for (uint32_t k = 0; k < n; k++) {
        if (!work) continue;
        work[k] = (struct strip_work){ .mesh = all->mesh, .is_open = all->is_open, .stands = all->stands,
            .tolerance_m = all->tolerance_m };
        if (all->is_open || is_active(all->mesh, &strips, k))
            failed |= ambit_strips_pairs(&strips, k, look, &work[k]) != 0;
    }
    for (uint32_t k = 0; work && k < n; k++) {
        failed |= collect(&all->cuts, &work[k].cuts) || collect(&all->merges, &work[k].merges)
            || collect(&all->bridges, &work[k].bridges);
        free(work[k].cuts.wish), free(work[k].merges.wish), free(work[k].bridges.wish);
    }
    free(work);
    free(box);
    ambit_strips_reset(&strips);
    return failed ? -1 : 0;
}

static void reset_work(struct strip_work *work)
{
    free(work->cuts.wish), free(work->merges.wish), free(work->bridges.wish);
}

/* ---- Granting the wishes ---------------------------------------------------------------------------------------- */

static void merge_vertices(ambit_mesh *mesh, const struct wishes *merges)
{
    for (uint32_t k = 0; k < merges->n; k++) {
        uint32_t a = ambit_mesh_root(mesh, merges->wish[k].step), b = ambit_mesh_root(mesh, merges->wish[k].vertex);
        mesh->root[a > b ? a : b] = a > b ? b : a;
    }
}

static int compare_wishes(const void *a, const void *b)
{
    const struct wish *x = a, *y = b;
    if (x->step != y->step) return x->step < y->step ? -1 : 1;
    if (x->key != y->key) return x->key < y->key ? -1 : 1;
    return x->vertex < y->vertex ? -1 : x->vertex > y->vertex;
}

/* Gives the places of cuts their vertices, and how far along the step they lie. */
static int place_cuts(ambit_mesh *mesh, struct wishes *cuts)
{
    for (uint32_t k = 0; k < cuts->n; k++) {
        struct wish *cut = &cuts->wish[k];
        cut->vertex = cut->vertex == AMBIT_NO_VERTEX ? ambit_mesh_vertex_at(mesh, cut->x, cut->y)
                                                     : ambit_mesh_root(mesh, cut->vertex);
        if (cut->vertex == AMBIT_NO_VERTEX) return -1;
        const ambit_step *step = &mesh->step[cut->step];
        uint32_t a = ambit_mesh_root(mesh, step->from), b = ambit_mesh_root(mesh, step->to);
        cut->key = (mesh->x[cut->vertex] - mesh->x[a]) * (mesh->x[b] - mesh->x[a])
            + (mesh->y[cut->vertex] - mesh->y[a]) * (mesh->y[b] - mesh->y[a]);
    }
    if (cuts->n) qsort(cuts->wish, cuts->n, sizeof *cuts->wish, compare_wishes);
    return 0;
}

/* Replaces every step by its pieces. Returns 1 when something changed, -1 without memory. */
static int cut_steps(ambit_mesh *mesh, const struct wishes *cuts)
{
    ambit_step *old = mesh->step;
    uint32_t n_old = mesh->n_steps, at = 0;
    int changed = 0, failed = 0;
    mesh->step = NULL;
    mesh->n_steps = mesh->steps_room = 0;
    for (uint32_t s = 0; s < n_old && !failed; s++) {
        uint32_t from = ambit_mesh_root(mesh, old[s].from), to = ambit_mesh_root(mesh, old[s].to), here = from;
        int moved = from != old[s].from || to != old[s].to, pieces = 0;
        for (; at < cuts->n && cuts->wish[at].step == s; at++) {
            uint32_t v = cuts->wish[at].vertex;
            if (v == here || v == to || v == from) continue;
            failed |= ambit_mesh_add_step(mesh, (ambit_step){ here, v, old[s].region, 1 });
            here = v;
            pieces++;
        }
        if (here != to) failed |= ambit_mesh_add_step(mesh, (ambit_step){ here, to, old[s].region,
                (char)(moved || pieces) });
        changed |= moved || pieces;
        if ((moved || pieces) && old[s].region != AMBIT_BRIDGE) mesh->is_cut[old[s].region] = 1;
    }
    free(old);
    return failed ? -1 : changed;
}

static uint32_t low_of(const ambit_step *s) { return s->from < s->to ? s->from : s->to; }
static uint32_t high_of(const ambit_step *s) { return s->from < s->to ? s->to : s->from; }

static int compare_steps(const void *a, const void *b)
{
    const ambit_step *x = a, *y = b;
    if (low_of(x) != low_of(y)) return low_of(x) < low_of(y) ? -1 : 1;
    if (high_of(x) != high_of(y)) return high_of(x) < high_of(y) ? -1 : 1;
    return x->region < y->region ? -1 : x->region > y->region;
}

/* A way that a region goes there and back is none, and one bridge is enough. */
static void cancel_ways_back(ambit_mesh *mesh)
{
    uint32_t n = 0;
    if (mesh->n_steps) qsort(mesh->step, mesh->n_steps, sizeof *mesh->step, compare_steps);
    for (uint32_t i = 0, k; i < mesh->n_steps; i = k) {
        ambit_step first = mesh->step[i];
        int64_t up = 0;
        for (k = i; k < mesh->n_steps && !compare_steps(&first, &mesh->step[k]); k++) {
            up += mesh->step[k].from < mesh->step[k].to ? 1 : -1;
            first.fresh |= mesh->step[k].fresh;
        }
        if (first.region == AMBIT_BRIDGE) up = 1;
        ambit_step kept = { low_of(&first), high_of(&first), first.region, first.fresh };
        if (up < 0) kept = (ambit_step){ kept.to, kept.from, kept.region, kept.fresh };
        for (int copy = 0; copy < (up < 0 ? -up : up) && copy < MOST_COPIES; copy++) mesh->step[n++] = kept;
    }
    mesh->n_steps = n;
}

ambit_status ambit_node(ambit_mesh *mesh, ambit_error *err)
{
    int changed = 1;
    for (int round = 0; round < MOST_ROUNDS && changed > 0; round++) {
        struct strip_work work = { .mesh = mesh };
        changed = sweep(&work, mesh->same_deg, look_at_pair) ? -1 : 0;
        if (!changed) {
            merge_vertices(mesh, &work.merges);
            changed = place_cuts(mesh, &work.cuts) ? -1 : cut_steps(mesh, &work.cuts);
            if (changed > 0) cancel_ways_back(mesh);
        }
        reset_work(&work);
    }
    return changed < 0 ? ambit_fail(err, AMBIT_E_MEMORY, "no memory to cut %u borders", mesh->n_steps) : AMBIT_OK;
}

/* ---- Bridges ---------------------------------------------------------------------------------------------------- */

static int compare_stands(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

static uint64_t stand_of(uint32_t vertex, uint32_t region) { return (uint64_t)vertex << 32 | region; }

static int stands_at(const struct strip_work *work, uint32_t vertex, uint32_t region)
{
    uint64_t stand = stand_of(vertex, region);
    return bsearch(&stand, work->stands, 2 * (size_t)work->mesh->n_steps, sizeof stand, compare_stands) != NULL;
}

/* A bridge from vertex v of region `own` to the nearest place of the other region's step, when it is near enough and
 * the two do not meet at one of its ends already. */
static int look_across(struct strip_work *work, uint32_t v, uint32_t own, uint32_t step, const struct segment *e)
{
    const ambit_mesh *mesh = work->mesh;
    uint32_t other = mesh->step[step].region;
    double x = mesh->x[v], y = mesh->y[v], scale = cos(y * 3.14159265358979323846 / 180);
    double dx = (e->bx - e->ax) * scale, dy = e->by - e->ay, px = (x - e->ax) * scale, py = y - e->ay;
    double t = (px * dx + py * dy) / square(dx, dy);
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    double off = square(px - t * dx, py - t * dy), most = work->tolerance_m / m_per_degree;
    if (off > most * most || off <= mesh->same_deg * mesh->same_deg) return 0;
    if (stands_at(work, v, other) || (t <= 0 && stands_at(work, e->from, own))
            || (t >= 1 && stands_at(work, e->to, own))) return 0;
    double fx = t < 1 ? e->ax + t * (e->bx - e->ax) : e->bx, fy = t < 1 ? e->ay + t * (e->by - e->ay) : e->by;
    return wish_for(&work->bridges, (struct wish){ fx, fy, off, v, step });
}

static int look_for_bridges(void *context, uint32_t s, uint32_t t)
{
    struct strip_work *work = context;
    const ambit_mesh *mesh = work->mesh;
    if (mesh->step[s].region == mesh->step[t].region) return 0;
    struct segment e = segment_of(mesh, s), f = segment_of(mesh, t);
    uint32_t a = mesh->step[s].region, b = mesh->step[t].region;
    return look_across(work, e.from, a, t, &f) || look_across(work, e.to, a, t, &f)
        || look_across(work, f.from, b, s, &e) || look_across(work, f.to, b, s, &e) ? -1 : 0;
}

static int compare_bridges(const void *a, const void *b)
{
    const struct wish *x = a, *y = b;
    if (x->step != y->step) return x->step < y->step ? -1 : 1;
    if (x->key != y->key) return x->key < y->key ? -1 : 1;
    if (x->x != y->x) return x->x < y->x ? -1 : 1;
    return x->y < y->y ? -1 : x->y > y->y;
}

/* Of each vertex, the shortest. On a grid a bridge may have no length: then the step comes to the vertex. Returns how
 * many there are, or -1. */
static int64_t build_bridges(ambit_mesh *mesh, struct wishes *bridges, struct wishes *cuts)
{
    int64_t n = 0;
    if (bridges->n) qsort(bridges->wish, bridges->n, sizeof *bridges->wish, compare_bridges);
    for (uint32_t k = 0; k < bridges->n; k++) {
        const struct wish *bridge = &bridges->wish[k];
        if (k && bridges->wish[k - 1].step == bridge->step) continue;
        uint32_t foot = ambit_mesh_vertex_at(mesh, bridge->x, bridge->y);
        if (foot == AMBIT_NO_VERTEX) return -1;
        ambit_step step = { bridge->step, foot, AMBIT_BRIDGE, 1 };
        struct wish cut = { 0, 0, 0, bridge->vertex, foot };
        if (foot != bridge->step ? ambit_mesh_add_step(mesh, step) : wish_for(cuts, cut)) return -1;
        n++;
    }
    if (cuts->n && (place_cuts(mesh, cuts) || cut_steps(mesh, cuts) < 0)) return -1;
    return n;
}

static int find_bridges(struct strip_work *work, ambit_mesh *mesh, uint64_t *stands, double margin_deg)
{
    for (uint32_t s = 0; s < mesh->n_steps; s++) {
        mesh->step[s].fresh = 0;
        stands[2 * s] = stand_of(mesh->step[s].from, mesh->step[s].region);
        stands[2 * s + 1] = stand_of(mesh->step[s].to, mesh->step[s].region);
    }
    qsort(stands, 2 * (size_t)mesh->n_steps, sizeof *stands, compare_stands);
    return sweep(work, margin_deg, look_for_bridges);
}

ambit_status ambit_node_bridges(ambit_mesh *mesh, double tolerance_m, const char *is_open, uint32_t *n_bridges,
        ambit_error *err)
{
    uint64_t *stands = calloc(2 * (size_t)mesh->n_steps + 1, sizeof *stands);
    struct strip_work work = { .mesh = mesh, .is_open = is_open, .stands = stands, .tolerance_m = tolerance_m };
    int64_t n = !stands || find_bridges(&work, mesh, stands, tolerance_m / m_per_degree)
        ? -1 : build_bridges(mesh, &work.bridges, &work.cuts);
    reset_work(&work);
    free(stands);
    if (n < 0) return ambit_fail(err, AMBIT_E_MEMORY, "no memory to compare %u borders", mesh->n_steps);
    *n_bridges = (uint32_t)n;
    return n ? ambit_node(mesh, err) : AMBIT_OK;
}
