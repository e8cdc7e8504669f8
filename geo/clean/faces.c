/* geo/clean/faces.c - see faces.h. */
#include "geo/clean/faces.h"
#include "geo/clean/strips.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NONE UINT32_MAX

/* While faces are made. */
struct plan {
    ambit_faces *faces;
    const ambit_mesh *mesh;
    uint32_t n_halves;
    uint32_t *out_first, *out;   /* halves that leave each vertex, counter-clockwise */
    uint32_t *place;             /* [halves] in `out` */
    uint32_t *cycle;             /* [halves] */
    uint32_t n_cycles;
    uint32_t *cycle_half;        /* one half of each cycle */
    double *cycle_area;
    uint32_t *part;              /* [cycles] connected part: the cycle it goes by; union-find */
    uint32_t *face_of;           /* [cycles] */
    int32_t *cover_of;           /* [cycles] */
    struct island { double x, y; uint32_t part, outer; } *island; /* connected parts */
    uint32_t n_islands;
    uint32_t *stack;
};

static double x_of(const struct plan *plan, uint32_t v) { return plan->mesh->x[v]; }
static double y_of(const struct plan *plan, uint32_t v) { return plan->mesh->y[v]; }

/* ---- Halves around vertices ------------------------------------------------------------------------------------- */

static int upper(double dx, double dy) { return dy > 0 || (dy == 0 && dx > 0); }

/* 1 when half g leaves their vertex at a greater angle than h, counted from the east. */
static int is_behind(const struct plan *plan, uint32_t h, uint32_t g)
{
    uint32_t v = ambit_half_from(plan->faces, h), a = ambit_half_to(plan->faces, h), b = ambit_half_to(plan->faces, g);
    double ax = x_of(plan, a) - x_of(plan, v), ay = y_of(plan, a) - y_of(plan, v);
    double bx = x_of(plan, b) - x_of(plan, v), by = y_of(plan, b) - y_of(plan, v);
    int first = upper(ax, ay), second = upper(bx, by);
    if (first != second) return first;
    return ax * by - ay * bx > 0;
}

static void sort_around(struct plan *plan, uint32_t from, uint32_t to)
{
    for (uint32_t i = from + 1; i < to; i++) {
        uint32_t h = plan->out[i], k = i;
        for (; k > from && is_behind(plan, h, plan->out[k - 1]); k--) plan->out[k] = plan->out[k - 1];
        plan->out[k] = h;
    }
    for (uint32_t i = from; i < to; i++) plan->place[plan->out[i]] = i;
}

static void link_halves(struct plan *plan)
{
    uint32_t *next = plan->out_first + 1, n = plan->mesh->n_vertices;
    for (uint32_t h = 0; h < plan->n_halves; h++) next[ambit_half_from(plan->faces, h) + 1]++;
    for (uint32_t v = 1; v <= n; v++) next[v] += next[v - 1];
    for (uint32_t h = 0; h < plan->n_halves; h++) plan->out[next[ambit_half_from(plan->faces, h)]++] = h;
    for (uint32_t v = 0; v < n; v++) sort_around(plan, plan->out_first[v], plan->out_first[v + 1]);
}

/* Where the walk with the face on its left goes on: the next half clockwise behind the way back. */
static uint32_t next_half(const struct plan *plan, uint32_t h)
{
    uint32_t back = h ^ 1, v = ambit_half_from(plan->faces, back), at = plan->place[back];
    return plan->out[at == plan->out_first[v] ? plan->out_first[v + 1] - 1 : at - 1];
}

/* ---- Cycles ----------------------------------------------------------------------------------------------------- */

static void trace_cycles(struct plan *plan)
{
    memset(plan->cycle, 0xFF, plan->n_halves * sizeof *plan->cycle);
    for (uint32_t start = 0; start < plan->n_halves; start++) {
        if (plan->cycle[start] != NONE) continue;
        uint32_t c = plan->n_cycles++, h = start, o = ambit_half_from(plan->faces, start);
        double twice = 0;
        do {
            uint32_t a = ambit_half_from(plan->faces, h), b = ambit_half_to(plan->faces, h);
            twice += (x_of(plan, a) - x_of(plan, o)) * (y_of(plan, b) - y_of(plan, o))
                - (x_of(plan, b) - x_of(plan, o)) * (y_of(plan, a) - y_of(plan, o));
            plan->cycle[h] = c;
        } while ((h = next_half(plan, h)) != start);
        plan->cycle_half[c] = start;
        plan->cycle_area[c] = twice / 2;
    }
}

static uint32_t root_of(uint32_t *part, uint32_t c)
{
    while (part[c] != c) c = part[c] = part[part[c]];
    return c;
}

static int compare_islands(const void *a, const void *b)
{
    const struct island *p = a, *q = b;
    if (p->x != q->x) return p->x < q->x ? -1 : 1;
    if (p->y != q->y) return p->y < q->y ? -1 : 1;
    return p->part < q->part ? -1 : p->part > q->part;
}

/* The connected parts, by their westernmost vertices; the outer cycle of each is the one with the least area. */
static int find_islands(struct plan *plan)
{
    for (uint32_t c = 0; c < plan->n_cycles; c++) plan->part[c] = c;
    for (uint32_t e = 0; e < plan->faces->seams.n; e++) {
        uint32_t a = root_of(plan->part, plan->cycle[2 * e]), b = root_of(plan->part, plan->cycle[2 * e + 1]);
        plan->part[a > b ? a : b] = a > b ? b : a;
    }
    uint32_t *number = malloc(((size_t)plan->n_cycles + 1) * sizeof *number);
    if (!number) return -1;
    for (uint32_t c = 0; c < plan->n_cycles; c++) {
        if (root_of(plan->part, c) == c) {
            plan->island[plan->n_islands] = (struct island){ INFINITY, INFINITY, c, c };
            number[c] = plan->n_islands++;
        }
        struct island *island = &plan->island[number[root_of(plan->part, c)]];
        if (plan->cycle_area[c] < plan->cycle_area[island->outer]) island->outer = c;
    }
    for (uint32_t h = 0; h < plan->n_halves; h++) {
        struct island *island = &plan->island[number[root_of(plan->part, plan->cycle[h])]];
        double x = x_of(plan, ambit_half_from(plan->faces, h)), y = y_of(plan, ambit_half_from(plan->faces, h));
        if (x > island->x || (x == island->x && y >= island->y)) continue;
        island->x = x, island->y = y;
    }
    free(number);
    if (plan->n_islands) qsort(plan->island, plan->n_islands, sizeof *plan->island, compare_islands);
    return 0;
}

/* ---- Which face an island lies in ------------------------------------------------------------------------------- */

/* Where the seam passes the latitude y, west of x; INFINITY when it does not. A vertex counts for the seam above. */
static double passes(const struct plan *plan, uint32_t e, double x, double y)
{
    uint32_t low = plan->faces->seams.seam[e].low, high = plan->faces->seams.seam[e].high;
    double ay = y_of(plan, low), by = y_of(plan, high);
    if ((ay <= y) == (by <= y)) return INFINITY;
    double at = x_of(plan, low) + (y - ay) / (by - ay) * (x_of(plan, high) - x_of(plan, low));
    return at < x ? at : INFINITY;
}

/* How far east the seam goes on its way north: tells seams apart that leave the same vertex. */
static double slope_of(const struct plan *plan, uint32_t e)
{
    uint32_t low = plan->faces->seams.seam[e].low, high = plan->faces->seams.seam[e].high;
    return (x_of(plan, high) - x_of(plan, low)) / (y_of(plan, high) - y_of(plan, low));
}

/* The half that is next to the west of the island and has it on its left; NONE: it lies in the open. */
static uint32_t half_west_of(const struct plan *plan, const ambit_strips *strips, const struct island *island)
{
    uint32_t row = ambit_strips_row(strips, island->y), best = NONE;
    double nearest = -INFINITY, steepest = -INFINITY;
    for (uint32_t i = strips->first[row]; i < strips->first[row + 1]; i++) {
        uint32_t e = strips->item[i];
        if (strips->box[e].west >= island->x) break;
        if (root_of(plan->part, plan->cycle[2 * e]) == island->part) continue;
        double at = passes(plan, e, island->x, island->y), slope = slope_of(plan, e);
        if (at == INFINITY || at < nearest || (at == nearest && slope <= steepest)) continue;
        nearest = at, steepest = slope;
        best = y_of(plan, plan->faces->seams.seam[e].low) > island->y ? 2 * e : 2 * e + 1; /* the one that goes down */
    }
    return best;
}

/* Spreads cover and faces from the outer cycle of an island to all its cycles. */
static void fill_island(struct plan *plan, uint32_t outer, uint32_t face, int32_t cover)
{
    uint32_t depth = 0;
    plan->face_of[outer] = face, plan->cover_of[outer] = cover;
    plan->stack[depth++] = outer;
    while (depth) {
        uint32_t c = plan->stack[--depth], start = plan->cycle_half[c], h = start;
        do {
            uint32_t other = plan->cycle[h ^ 1];
            int32_t lift = plan->faces->seams.seam[h / 2].lift;
            if (plan->face_of[other] != NONE - 1) continue;
            plan->face_of[other] = plan->faces->n++;
            plan->cover_of[other] = plan->cover_of[c] - (h & 1 ? -lift : lift);
            plan->stack[depth++] = other;
        } while ((h = next_half(plan, h)) != start);
    }
}

static int place_islands(struct plan *plan)
{
    const ambit_seams *seams = &plan->faces->seams;
    ambit_strips strips = { 0 };
    ambit_box *box = calloc((size_t)seams->n + 1, sizeof *box);
    for (uint32_t e = 0; box && e < seams->n; e++) {
        double x[] = { x_of(plan, seams->seam[e].low), x_of(plan, seams->seam[e].high) };
        double y[] = { y_of(plan, seams->seam[e].low), y_of(plan, seams->seam[e].high) };
        box[e] = ambit_points_box(x, y, 2);
    }
    int failed = !box || ambit_strips_build(&strips, box, seams->n);
    for (uint32_t c = 0; c < plan->n_cycles; c++) plan->face_of[c] = NONE - 1;
    for (uint32_t i = 0; !failed && i < plan->n_islands; i++) {
        uint32_t west = half_west_of(plan, &strips, &plan->island[i]), face = AMBIT_OPEN;
        int32_t cover = 0;
        if (west != NONE) face = plan->face_of[plan->cycle[west]], cover = plan->cover_of[plan->cycle[west]];
        fill_island(plan, plan->island[i].outer, face, cover);
    }
    free(box);
    ambit_strips_reset(&strips);
    return failed ? -1 : 0;
}

/* ---- The whole -------------------------------------------------------------------------------------------------- */

static void keep_seams(ambit_seams *seams, const ambit_mesh *mesh, const char *exposed)
{
    uint32_t n = 0;
    for (uint32_t e = 0; e < seams->n; e++) {
        ambit_seam seam = seams->seam[e];
        int keep = seam.lift != 0 || seam.is_bridge;
        for (uint32_t k = 0; exposed && !keep && k < seam.n; k++) {
            uint32_t region = mesh->step[seams->order[seam.first + k]].region;
            keep = region != AMBIT_BRIDGE && exposed[region];
        }
        if (keep) seams->seam[n++] = seam;
    }
    seams->n = n;
}

static int list_faces(struct plan *plan)
{
    ambit_faces *faces = plan->faces;
    size_t n = (size_t)faces->n + 2;
    faces->face = calloc((size_t)plan->n_halves + 1, sizeof *faces->face);
    faces->cover = calloc(n, sizeof *faces->cover);
    faces->first = calloc(n, sizeof *faces->first);
    faces->half = calloc((size_t)plan->n_halves + 1, sizeof *faces->half);
    if (!faces->face || !faces->cover || !faces->first || !faces->half) return -1;
    for (uint32_t h = 0; h < plan->n_halves; h++) {
        uint32_t f = faces->face[h] = plan->face_of[plan->cycle[h]];
        if (f == AMBIT_OPEN) continue;
        faces->cover[f] = plan->cover_of[plan->cycle[h]];
        faces->first[f + 1]++;
    }
    for (uint32_t f = 0; f < faces->n; f++) faces->first[f + 1] += faces->first[f];
    for (uint32_t h = plan->n_halves; h-- > 0;)
        if (faces->face[h] != AMBIT_OPEN) faces->half[--faces->first[faces->face[h] + 1]] = h;
    for (uint32_t f = 0; f < faces->n; f++) faces->first[f] = faces->first[f + 1];
    uint32_t listed = 0;
    for (uint32_t h = 0; h < plan->n_halves; h++) listed += faces->face[h] != AMBIT_OPEN;
    faces->first[faces->n] = listed;
    return 0;
}

static int make_room(struct plan *plan)
{
    size_t halves = (size_t)plan->n_halves + 2, vertices = (size_t)plan->mesh->n_vertices + 3;
    return (plan->out_first = calloc(vertices, sizeof *plan->out_first))
        && (plan->out = calloc(halves, sizeof *plan->out)) && (plan->place = calloc(halves, sizeof *plan->place))
        && (plan->cycle = calloc(halves, sizeof *plan->cycle))
        && (plan->cycle_half = calloc(halves, sizeof *plan->cycle_half))
        && (plan->cycle_area = calloc(halves, sizeof *plan->cycle_area))
        && (plan->part = calloc(halves, sizeof *plan->part)) && (plan->face_of = calloc(halves, sizeof *plan->face_of))
        && (plan->cover_of = calloc(halves, sizeof *plan->cover_of))
        && (plan->island = calloc(halves, sizeof *plan->island))
        && (plan->stack = calloc(halves, sizeof *plan->stack)) ? 0 : -1;
}

static void free_plan(struct plan *plan)
{
    free(plan->out_first), free(plan->out), free(plan->place), free(plan->cycle), free(plan->cycle_half);
    free(plan->cycle_area), free(plan->part), free(plan->face_of), free(plan->cover_of), free(plan->island);
    free(plan->stack);
}

ambit_status ambit_faces_build(ambit_faces *out, const ambit_mesh *mesh, const char *exposed, ambit_error *err)
{
    struct plan plan = { .faces = out, .mesh = mesh };
    *out = (ambit_faces){ 0 };
    int failed = ambit_seams_build(&out->seams, mesh);
    if (!failed) {
        keep_seams(&out->seams, mesh, exposed);
        plan.n_halves = 2 * out->seams.n;
        failed = make_room(&plan);
    }
    if (!failed) {
        link_halves(&plan);
        trace_cycles(&plan);
        failed = find_islands(&plan) || place_islands(&plan) || list_faces(&plan);
    }
    free_plan(&plan);
    if (!failed) return AMBIT_OK;
    ambit_faces_reset(out);
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the faces between %u borders", mesh->n_steps);
}

void ambit_faces_reset(ambit_faces *faces)
{
    ambit_seams_reset(&faces->seams);
    free(faces->face);
    free(faces->cover);
    free(faces->first);
    free(faces->half);
    *faces = (ambit_faces){ 0 };
}
