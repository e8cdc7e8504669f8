#include "geo/mend.h"
#include "geo/earth/antimeridian.h"

#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is known about a ring of the shape at hand. `owner` is its exterior: itself when it is one, UINT32_MAX when it
 * encloses nothing. */
struct part { uint32_t owner, first, next; /* ring of its list */ ambit_box box; double size; };

/* One thread's tools and its run of shapes. */
struct bench {
    ambit_geos *geos;
    ambit_rings rings;   /* the shapes that did not stay as they were, one behind the other */
    ambit_rings ordered; /* scratch: one shape, holes behind their exteriors */
    struct part *part;   /* scratch: its rings as the file has them */
    uint32_t part_room;
    uint32_t from, to;   /* shapes */
    char words[240];
    uint32_t refused;    /* the first refused shape, UINT32_MAX: none */
    int failed;          /* no memory */
};

/* What all threads work on. */
struct job {
    ambit_rings *raw;
    const uint32_t *raw_first;
    uint32_t *n_parts; /* of each finished shape */
    char *is_new;      /* it is not what `raw` holds */
    char *state;
    double *centre_x, *centre_y;
};

static size_t ring_length(const ambit_rings *rings, uint32_t p)
{
    return rings->point_first[p + 1] - rings->point_first[p];
}

static struct part part_of(const ambit_rings *rings, uint32_t p)
{
    size_t at = rings->point_first[p], n = ring_length(rings, p);
    return (struct part){ .owner = n < 4 ? UINT32_MAX : p, .box = ambit_points_box(rings->x + at, rings->y + at, n),
        .size = fabs(ambit_ring_area(rings->x + at, rings->y + at, n)) };
}

/* 1 inside the ring, -1 outside, 0 on it. Even-odd count of the edges to the east of the point. */
static int place_in_ring(ambit_geos *geos, const ambit_rings *rings, uint32_t ring, double x, double y)
{
    int inside = 0;
    for (size_t i = rings->point_first[ring]; i + 1 < rings->point_first[ring + 1]; i++) {
        double ax = rings->x[i], ay = rings->y[i], bx = rings->x[i + 1], by = rings->y[i + 1];
        if ((ax > x && bx > x && (ay > y) == (by > y)) || (ax < x && bx < x)) continue;
        if ((ay < y && by < y) || (ay > y && by > y)) continue;
        int side = ambit_side_of(geos, ax, ay, bx, by, x, y);
        if (side == 0 && x >= fmin(ax, bx) && x <= fmax(ax, bx)) return 0;
        if ((ay > y) != (by > y) && side == (by > ay ? 1 : -1)) inside = !inside;
    }
    return inside ? 1 : -1;
}

/* The turn by which the hole has to move to lie within the box of the exterior (0 or a whole one), or NaN. */
static double turn_into_box(ambit_box exterior, ambit_box hole)
{
    if (hole.south < exterior.south || hole.north > exterior.north) return NAN;
    for (int k = 0; k < 3; k++) {
        double turn = k == 0 ? 0 : k == 1 ? 360 : -360;
        if (hole.west + turn >= exterior.west && hole.east + turn <= exterior.east) return turn;
    }
    return NAN;
}

/* The first point of the hole that is not on the exterior decides. */
static int lies_within(ambit_geos *geos, const ambit_rings *raw, uint32_t exterior, uint32_t hole, double turn)
{
    for (size_t i = raw->point_first[hole]; i < raw->point_first[hole + 1]; i++) {
        int place = place_in_ring(geos, raw, exterior, raw->x[i] + turn, raw->y[i]);
        if (place != 0) return place > 0;
    }
    return 1;
}

/* The smallest exterior around a hole so far; of equal ones the first. */
struct search { struct bench *bench; const ambit_rings *raw; uint32_t from, hole, owner; double smallest, shift; };

static void try_exterior(void *context, uint32_t k)
{
    struct search *search = context;
    const struct part *part = &search->bench->part[k], *hole = &search->bench->part[search->hole - search->from];
    uint32_t p = search->from + k;
    if (search->raw->is_hole[p] || part->owner != p || part->size > search->smallest) return;
    if (part->size == search->smallest && p >= search->owner) return;
    double turn = turn_into_box(part->box, hole->box);
    if (isnan(turn) || !lies_within(search->bench->geos, search->raw, p, search->hole, turn)) return;
    search->owner = p;
    search->smallest = part->size;
    search->shift = turn;
}

/* The smallest exterior around the hole; the hole itself when there is none. Moves the hole by the turn it needs. The
 * tree, NULL when rings are few, finds the exteriors whose boxes meet the hole's. */
static int find_owner(struct bench *bench, ambit_rings *raw, uint32_t from, uint32_t to, uint32_t hole,
        ambit_tree *tree)
{
    struct search search = { bench, raw, from, hole, hole, INFINITY, 0 };
    for (uint32_t k = 0; !tree && k < to - from; k++) try_exterior(&search, k);
    for (int turn = -360; tree && turn <= 360; turn += 360) {
        ambit_box box = bench->part[hole - from].box;
        box.west += turn;
        box.east += turn;
        if (ambit_tree_query(bench->geos, tree, box, try_exterior, &search)) return -1;
    }
    bench->part[hole - from].owner = search.owner;
    for (size_t i = raw->point_first[hole]; search.shift != 0 && i < raw->point_first[hole + 1]; i++)
        raw->x[i] += search.shift;
    return 0;
}

/* Islands by the ten thousand have lakes by the ten thousand. */
static int find_owners(struct bench *bench, ambit_rings *raw, uint32_t from, uint32_t to, uint32_t n_exteriors)
{
    const uint32_t few = 64;
    int failed = 0;
    ambit_tree *tree = NULL;
    if (n_exteriors > few && to - from - n_exteriors > few) {
        ambit_box *box = calloc(to - from, sizeof *box);
        for (uint32_t p = from; box && p < to; p++)
            box[p - from] = raw->is_hole[p] ? ambit_points_box(NULL, NULL, 0) : bench->part[p - from].box;
        tree = box ? ambit_tree_build(bench->geos, box, to - from) : NULL;
        free(box);
        failed = !tree;
    }
    for (uint32_t p = from; p < to && !failed; p++)
        if (raw->is_hole[p] && ring_length(raw, p) >= 4) failed = find_owner(bench, raw, from, to, p, tree);
    ambit_tree_free(bench->geos, tree);
    return failed ? -1 : 0;
}

/* Lists the rings of each exterior, in the order of the file. */
static void list_members(struct bench *bench, uint32_t from, uint32_t to)
{
    struct part *part = bench->part;
    for (uint32_t k = 0; k < to - from; k++) part[k].first = UINT32_MAX;
    for (uint32_t p = to; p-- > from;) {
        if (part[p - from].owner == UINT32_MAX) continue;
        struct part *exterior = &part[part[p - from].owner - from];
        part[p - from].next = exterior->first;
        exterior->first = p;
    }
}

static int store_ring(struct bench *bench, const ambit_rings *raw, uint32_t p, int is_hole)
{
    size_t at = raw->point_first[p];
    return ambit_rings_add(&bench->ordered, raw->x + at, raw->y + at, ring_length(raw, p), is_hole);
}

/* Exteriors, each followed by its holes: those behind it in the file, then those before it. */
static int store_ordered(struct bench *bench, const ambit_rings *raw, uint32_t from, uint32_t to)
{
    const struct part *part = bench->part;
    ambit_rings_clear(&bench->ordered);
    list_members(bench, from, to);
    for (uint32_t e = from; e < to; e++) {
        if (part[e - from].owner != e) continue;
        for (uint32_t p = part[e - from].first; p != UINT32_MAX; p = part[p - from].next)
            if (p >= e && store_ring(bench, raw, p, p != e)) return -1;
        for (uint32_t p = part[e - from].first; p != UINT32_MAX; p = part[p - from].next)
            if (p < e && store_ring(bench, raw, p, 1)) return -1;
    }
    return 0;
}

/* Orders the rings of a shape: exteriors with their holes. Rings of fewer than four points enclose nothing and are
 * left out; *dropped counts them. */
static int order_rings(struct bench *bench, ambit_rings *raw, uint32_t from, uint32_t to, uint32_t *dropped)
{
    uint32_t n_exteriors = 0;
    if (to - from > bench->part_room) {
        struct part *moved = realloc(bench->part, (to - from) * sizeof *moved);
        if (!moved) return -1;
        bench->part = moved;
        bench->part_room = to - from;
    }
    for (uint32_t p = from; p < to; p++) {
        size_t at = raw->point_first[p], n = ring_length(raw, p);
        ambit_antimeridian_join(raw->x + at, n);
        raw->is_hole[p] = ambit_ring_area(raw->x + at, raw->y + at, n) > 0;
        bench->part[p - from] = part_of(raw, p);
        n_exteriors += !raw->is_hole[p] && n >= 4;
        *dropped += n < 4;
    }
    for (uint32_t p = from; p < to && n_exteriors == 0; p++) raw->is_hole[p] = 0;
    if (n_exteriors && find_owners(bench, raw, from, to, n_exteriors)) return -1;
    return store_ordered(bench, raw, from, to);
}

/* A shape that lies as a whole beyond 180 degrees comes back. */
static void bring_home(ambit_rings *rings)
{
    ambit_shape shape = ambit_rings_view(rings, 0, rings->n_parts);
    ambit_box box = ambit_shape_box(shape);
    double shift = box.west >= 180 && box.east > 180 ? -360 : box.east <= -180 && box.west < -180 ? 360 : 0;
    for (size_t i = 0; shift != 0 && i < ambit_shape_n_points(shape); i++) rings->x[i] += shift;
}

/* What stands for a shape that has no area; NaN when it has no points either. */
static void first_point(const ambit_rings *raw, uint32_t from, uint32_t to, double *x, double *y)
{
    size_t at = raw->point_first ? raw->point_first[from] : 0, end = raw->point_first ? raw->point_first[to] : 0;
    *x = at < end ? ambit_antimeridian_home(raw->x[at]) : NAN;
    *y = at < end ? raw->y[at] : NAN;
}

/* 1 when the ordered rings are those of the file, which then learn which of them are holes. */
static int stays(const ambit_rings *ordered, ambit_rings *raw, uint32_t from, uint32_t to)
{
    size_t at = raw->point_first[from], n = raw->point_first[to] - at;
    if (ordered->n_parts != to - from || ordered->point_first[ordered->n_parts] != n) return 0;
    for (uint32_t p = from; p < to; p++)
        if (ordered->point_first[p - from] != raw->point_first[p] - at) return 0;
    if (memcmp(ordered->x, raw->x + at, n * sizeof *raw->x) || memcmp(ordered->y, raw->y + at, n * sizeof *raw->y))
        return 0;
    memcpy(raw->is_hole + from, ordered->is_hole, to - from);
    return 1;
}

/* Stores what became of a shape, unless that is what it was. */
static int store_finished(struct bench *bench, struct job *job, uint32_t r, const ambit_polygon *polygon)
{
    uint32_t from = job->raw_first[r], to = job->raw_first[r + 1], before = bench->rings.n_parts;
    int is_sound = job->state[r] == AMBIT_SHAPE_SOUND;
    if (is_sound && stays(&bench->ordered, job->raw, from, to)) {
        job->is_new[r] = 0;
        job->n_parts[r] = to - from;
        return 0;
    }
    int failed = is_sound
        ? ambit_rings_add_shape(&bench->rings, ambit_rings_view(&bench->ordered, 0, bench->ordered.n_parts))
        : ambit_polygon_store(bench->geos, polygon, &bench->rings);
    job->n_parts[r] = bench->rings.n_parts - before;
    return failed;
}

/* Finishes one polygon: mends it when it is invalid, stores its rings and finds its centre. */
static int finish_polygon(struct bench *bench, struct job *job, uint32_t r, ambit_polygon **polygon)
{
    int valid = ambit_polygon_is_valid(bench->geos, *polygon);
    if (valid == 0) {
        ambit_polygon *mended = ambit_polygon_mend(bench->geos, *polygon);
        ambit_polygon_free(bench->geos, *polygon);
        *polygon = mended;
        job->state[r] = AMBIT_SHAPE_MENDED;
    }
    if (valid < 0 || !*polygon) {
        job->state[r] = AMBIT_SHAPE_REFUSED;
        return 0;
    }
    uint32_t before = bench->rings.n_parts;
    if (store_finished(bench, job, r, *polygon)) return -1;
    if (!job->n_parts[r] || ambit_polygon_area(bench->geos, *polygon) <= 0) {
        job->state[r] = AMBIT_SHAPE_FLAT;
        bench->rings.n_parts = before;
        job->n_parts[r] = 0;
        job->is_new[r] = 1;
        return 0;
    }
    if (!ambit_polygon_inside(bench->geos, *polygon, &job->centre_x[r], &job->centre_y[r]))
        job->centre_x[r] = ambit_antimeridian_home(job->centre_x[r]);
    return 0;
}

static int mend_one(struct bench *bench, struct job *job, uint32_t r)
{
    uint32_t from = job->raw_first[r], to = job->raw_first[r + 1], dropped = 0;
    job->is_new[r] = 1;
    if (order_rings(bench, job->raw, from, to, &dropped)) return -1;
    first_point(job->raw, from, to, &job->centre_x[r], &job->centre_y[r]);
    job->state[r] = AMBIT_SHAPE_FLAT;
    if (!bench->ordered.n_parts) return 0;
    bring_home(&bench->ordered);
    if (ambit_antimeridian_heal(bench->geos, &bench->ordered) < 0) return -1;
    job->state[r] = AMBIT_SHAPE_SOUND;
    ambit_polygon *polygon = ambit_polygon_build(bench->geos,
            ambit_rings_view(&bench->ordered, 0, bench->ordered.n_parts));
    int failed = 0;
    if (polygon) failed = finish_polygon(bench, job, r, &polygon);
    else job->state[r] = AMBIT_SHAPE_REFUSED;
    ambit_polygon_free(bench->geos, polygon);
    if (dropped && job->state[r] == AMBIT_SHAPE_SOUND) job->state[r] = AMBIT_SHAPE_MENDED;
    if (job->state[r] == AMBIT_SHAPE_REFUSED && bench->refused == UINT32_MAX) {
        bench->refused = r;
        snprintf(bench->words, sizeof bench->words, "%s", ambit_geos_words(bench->geos));
    }
    return failed;
}

static void mend_run(struct bench *bench, struct job *job)
{
    bench->geos = ambit_geos_build();
    bench->failed = !bench->geos;
    for (uint32_t r = bench->from; !bench->failed && r < bench->to; r++) bench->failed = mend_one(bench, job, r) != 0;
    ambit_geos_free(bench->geos);
    ambit_rings_reset(&bench->ordered);
    free(bench->part);
}

/* Puts the runs behind the first one, in order of shapes, and frees each. */
static int join_runs(ambit_rings *fresh, struct bench *bench, int n_benches)
{
    *fresh = bench[0].rings;
    ambit_rings_init(&bench[0].rings);
    for (int t = 0; t < n_benches; t++) {
        ambit_rings *run = &bench[t].rings;
        if (bench[t].failed || ambit_rings_add_shape(fresh, ambit_rings_view(run, 0, run->n_parts))) return -1;
        ambit_rings_reset(run);
    }
    return 0;
}

/* What stays lies in `raw` already: never two copies of all points at a time. */
static int finish_rings(ambit_rings *out, struct bench *bench, int n_benches, const struct job *job, uint32_t n)
{
    ambit_rings fresh;
    int failed = join_runs(&fresh, bench, n_benches)
        || ambit_rings_splice(job->raw, job->raw_first, n, job->is_new, job->n_parts, &fresh);
    ambit_rings_reset(&fresh);
    if (failed) return -1;
    *out = *job->raw;
    ambit_rings_init(job->raw);
    return 0;
}

/* The words about the first shape that was refused, and where each shape's parts begin. */
static void summarise(uint32_t *first, char words[240], const struct bench *bench, int n_benches, const struct job *job,
        uint32_t n)
{
    uint32_t refused = UINT32_MAX;
    words[0] = '\0';
    for (int t = 0; t < n_benches; t++) {
        if (bench[t].refused >= refused) continue;
        refused = bench[t].refused;
        memcpy(words, bench[t].words, sizeof bench[t].words);
    }
    first[0] = 0;
    for (uint32_t r = 0; r < n; r++) first[r + 1] = first[r] + job->n_parts[r];
}

/* Small layers are mended sooner than threads wake up. */
static int count_benches(const ambit_rings *raw)
{
    const size_t worth_points = 1 << 16;
    size_t n_points = raw->n_parts ? raw->point_first[raw->n_parts] : 0;
    int most = omp_get_max_threads();
    return n_points / worth_points < (size_t)most ? (int)(n_points / worth_points) + 1 : most;
}

ambit_status ambit_mend(ambit_rings *out, uint32_t *first, char *state, double *centre_x, double *centre_y,
        ambit_rings *raw, const uint32_t *raw_first, uint32_t n, char words[240], ambit_error *err)
{
    int n_benches = count_benches(raw), failed = 1;
    struct bench *bench = calloc((size_t)n_benches, sizeof *bench);
    struct job job = { raw, raw_first, calloc((size_t)n + 1, sizeof *job.n_parts), calloc((size_t)n + 1, 1), state,
        centre_x, centre_y };
    if (!bench || !job.n_parts || !job.is_new) goto done;
    for (int t = 0; t < n_benches; t++) {
        bench[t].refused = UINT32_MAX;
        bench[t].from = (uint32_t)((uint64_t)n * (uint64_t)t / (uint64_t)n_benches);
        bench[t].to = (uint32_t)((uint64_t)n * (uint64_t)(t + 1) / (uint64_t)n_benches);
    }
    #pragma omp parallel for schedule(static, 1)
    for (int t = 0; t < n_benches; t++) mend_run(&bench[t], &job);
    failed = finish_rings(out, bench, n_benches, &job, n);
    if (!failed) summarise(first, words, bench, n_benches, &job, n);
done:
    for (int t = 0; bench && t < n_benches; t++) ambit_rings_reset(&bench[t].rings);
    free(bench);
    free(job.n_parts);
    free(job.is_new);
    return failed ? ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u shapes", n) : AMBIT_OK;
}
