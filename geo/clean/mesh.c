/* geo/clean/mesh.c - see mesh.h. */
#include "geo/clean/mesh.h"
#include "geo/bits.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_POINTS = 1 << 30 };

static const double noise_deg = 1e-9; /* a tenth of a millimetre */

int ambit_mesh_grow(void *array, uint32_t *room, size_t n, size_t size)
{
    void **at = array;
    if (n <= *room) return 0;
    size_t wanted = n + n / 2 + 64;
    if (wanted >= UINT32_MAX || wanted > SIZE_MAX / size) return -1;
    void *moved = realloc(*at, wanted * size);
    if (!moved) return -1;
    *at = moved;
    *room = (uint32_t)wanted;
    return 0;
}

/* ---- Vertices --------------------------------------------------------------------------------------------------- */

static uint32_t *slot_of(const ambit_mesh *mesh, double x, double y)
{
    uint32_t s = ambit_bits_place(x, y) & (mesh->n_slots - 1), v;
    while ((v = mesh->slot[s]) != AMBIT_NO_VERTEX && (mesh->x[v] != x || mesh->y[v] != y))
        s = (s + 1) & (mesh->n_slots - 1);
    return &mesh->slot[s];
}

static int rehash(ambit_mesh *mesh, uint32_t n_slots)
{
    uint32_t *slot = malloc((size_t)n_slots * sizeof *slot);
    if (!slot) return -1;
    free(mesh->slot);
    mesh->slot = slot;
    mesh->n_slots = n_slots;
    memset(slot, 0xFF, (size_t)n_slots * sizeof *slot);
    for (uint32_t v = 0; v < mesh->n_vertices; v++) *slot_of(mesh, mesh->x[v], mesh->y[v]) = v;
    return 0;
}

static int grow_vertices(ambit_mesh *mesh)
{
    uint32_t rooms[] = { mesh->vertices_room, mesh->vertices_room, mesh->vertices_room };
    size_t n = (size_t)mesh->n_vertices + 1;
    if (ambit_mesh_grow(&mesh->x, &rooms[0], n, sizeof *mesh->x)
            || ambit_mesh_grow(&mesh->y, &rooms[1], n, sizeof *mesh->y)
            || ambit_mesh_grow(&mesh->root, &rooms[2], n, sizeof *mesh->root)) return -1;
    mesh->vertices_room = rooms[0];
    return 0;
}

uint32_t ambit_mesh_vertex_at(ambit_mesh *mesh, double x, double y)
{
    if (mesh->per_degree > 0) {
        x = round(x * mesh->per_degree) / mesh->per_degree;
        y = round(y * mesh->per_degree) / mesh->per_degree;
    }
    x += 0.0, y += 0.0; /* -0 lies where 0 lies */
    if ((size_t)mesh->n_vertices * 2 + 2 > mesh->n_slots && rehash(mesh, mesh->n_slots * 2)) return AMBIT_NO_VERTEX;
    uint32_t *slot = slot_of(mesh, x, y);
    if (*slot != AMBIT_NO_VERTEX) return ambit_mesh_root(mesh, *slot);
    if (grow_vertices(mesh)) return AMBIT_NO_VERTEX;
    uint32_t v = mesh->n_vertices++;
    mesh->x[v] = x, mesh->y[v] = y;
    mesh->root[v] = *slot = v;
    return v;
}

uint32_t ambit_mesh_root(ambit_mesh *mesh, uint32_t vertex)
{
    while (mesh->root[vertex] != vertex) vertex = mesh->root[vertex] = mesh->root[mesh->root[vertex]];
    return vertex;
}

static int number_vertices(ambit_mesh *mesh)
{
    const ambit_layer *layer = mesh->layer;
    size_t n = layer->point_first[layer->n_parts];
    uint32_t n_slots = 64;
    while (n_slots < n && n_slots < UINT32_MAX / 4) n_slots *= 2;
    if (rehash(mesh, n_slots)) return -1;
    for (size_t i = 0; i < n; i++)
        if ((mesh->vertex[i] = ambit_mesh_vertex_at(mesh, layer->lon_deg[i], layer->lat_deg[i])) == AMBIT_NO_VERTEX)
            return -1;
    return 0;
}

/* ---- Steps ------------------------------------------------------------------------------------------------------ */

int ambit_mesh_add_step(ambit_mesh *mesh, ambit_step step)
{
    if (ambit_mesh_grow(&mesh->step, &mesh->steps_room, (size_t)mesh->n_steps + 1, sizeof *mesh->step)) return -1;
    mesh->step[mesh->n_steps++] = step;
    return 0;
}

int ambit_mesh_runs_left(const ambit_layer *layer, uint32_t part)
{
    size_t at = layer->point_first[part], n = layer->point_first[part + 1] - at;
    return (ambit_ring_area(layer->lon_deg + at, layer->lat_deg + at, n) < 0) == (layer->is_hole[part] != 0);
}

/* How often the line between two vertices is walked, each way; a line is known by its lower and its higher vertex. */
struct line { uint32_t low, high; uint32_t up, down; char is_exposed; };
struct lines { struct line *line; uint64_t n_slots; };

static struct line *line_of(const struct lines *lines, uint32_t from, uint32_t to)
{
    uint32_t low = from < to ? from : to, high = from < to ? to : from;
    uint64_t s = ambit_bits_mix((uint64_t)low << 32 | high) & (lines->n_slots - 1);
    while (lines->line[s].low != lines->line[s].high && (lines->line[s].low != low || lines->line[s].high != high))
        s = (s + 1) & (lines->n_slots - 1);
    lines->line[s].low = low, lines->line[s].high = high;
    return &lines->line[s];
}

/* Calls `visit` for every step of the layer, walked with the region on the left. */
static int each_step(ambit_mesh *mesh, struct lines *lines, const char *exposed,
        int (*visit)(ambit_mesh *mesh, struct line *line, ambit_step step, size_t point, int exposed))
{
    const ambit_layer *layer = mesh->layer;
    for (uint32_t r = 0; r < layer->n; r++)
        for (uint32_t p = layer->part_first[r]; p < layer->part_first[r + 1]; p++) {
            int left = ambit_mesh_runs_left(layer, p);
            for (size_t i = layer->point_first[p]; i + 1 < layer->point_first[p + 1]; i++) {
                uint32_t a = mesh->vertex[i], b = mesh->vertex[i + 1];
                if (a == b) continue;
                ambit_step step = { left ? a : b, left ? b : a, r, 1 };
                if (visit(mesh, line_of(lines, a, b), step, i, exposed && exposed[r])) return -1;
            }
        }
    return 0;
}

static int count_walk(ambit_mesh *mesh, struct line *line, ambit_step step, size_t point, int exposed)
{
    (void)mesh, (void)point;
    if (step.from < step.to) line->up++;
    else line->down++;
    if (exposed) line->is_exposed = 1;
    return 0;
}

static int keep_loose(ambit_mesh *mesh, struct line *line, ambit_step step, size_t point, int exposed)
{
    (void)exposed;
    mesh->is_loose[point] = line->is_exposed || line->up != 1 || line->down != 1;
    return mesh->is_loose[point] ? ambit_mesh_add_step(mesh, step) : 0;
}

ambit_status ambit_mesh_build(ambit_mesh *out, const ambit_layer *layer, double per_degree, const char *exposed,
        ambit_error *err)
{
    size_t n = layer->point_first[layer->n_parts];
    *out = (ambit_mesh){ .layer = layer, .per_degree = per_degree,
        .noise_deg = per_degree > 0 ? 0.7071 / per_degree : noise_deg,
        .same_deg = per_degree > 0 ? 0.75 / per_degree : 2 * noise_deg };
    if (n > MOST_POINTS) return ambit_fail(err, AMBIT_E_LIMIT, "%zu points are too many to look for faults in", n);
    struct lines lines = { NULL, 64 };
    while (lines.n_slots < n + n / 2) lines.n_slots *= 2;
    out->vertex = calloc(n + 1, sizeof *out->vertex);
    out->is_loose = calloc(n + 1, 1);
    out->is_cut = calloc((size_t)layer->n + 1, 1);
    lines.line = calloc(lines.n_slots, sizeof *lines.line);
    int failed = !out->vertex || !out->is_loose || !out->is_cut || !lines.line || number_vertices(out)
            || each_step(out, &lines, exposed, count_walk) || each_step(out, &lines, exposed, keep_loose);
    free(lines.line);
    if (!failed) return AMBIT_OK;
    ambit_mesh_reset(out);
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the borders of %u regions", layer->n);
}

/* ---- Exposing later --------------------------------------------------------------------------------------------- */

static int compare_lines(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

/* The sound steps of the layer: `visit` is given the line, the step and its point. */
static int each_sound_step(ambit_mesh *mesh, void *context,
        int (*visit)(ambit_mesh *mesh, void *context, uint64_t line, ambit_step step, size_t point))
{
    const ambit_layer *layer = mesh->layer;
    for (uint32_t r = 0; r < layer->n; r++)
        for (uint32_t p = layer->part_first[r]; p < layer->part_first[r + 1]; p++) {
            int left = ambit_mesh_runs_left(layer, p);
            for (size_t i = layer->point_first[p]; i + 1 < layer->point_first[p + 1]; i++) {
                uint32_t a = mesh->vertex[i], b = mesh->vertex[i + 1];
                if (a == b || mesh->is_loose[i]) continue;
                uint64_t line = a < b ? (uint64_t)a << 32 | b : (uint64_t)b << 32 | a;
                if (visit(mesh, context, line, (ambit_step){ left ? a : b, left ? b : a, r, 1 }, i)) return -1;
            }
        }
    return 0;
}

struct exposure { const char *exposed; uint64_t *line; uint32_t n, room; };

static int list_line(ambit_mesh *mesh, void *context, uint64_t line, ambit_step step, size_t point)
{
    struct exposure *e = context;
    (void)mesh, (void)point;
    if (!e->exposed[step.region]) return 0;
    if (ambit_mesh_grow(&e->line, &e->room, (size_t)e->n + 1, sizeof *e->line)) return -1;
    e->line[e->n++] = line;
    return 0;
}

/* A line is exposed for both who walk it. */
static int loosen(ambit_mesh *mesh, void *context, uint64_t line, ambit_step step, size_t point)
{
    const struct exposure *e = context;
    if (!bsearch(&line, e->line, e->n, sizeof line, compare_lines)) return 0;
    step.from = ambit_mesh_root(mesh, step.from), step.to = ambit_mesh_root(mesh, step.to);
    mesh->is_loose[point] = 1;
    return step.from == step.to ? 0 : ambit_mesh_add_step(mesh, step);
}

ambit_status ambit_mesh_expose(ambit_mesh *mesh, const char *exposed, ambit_error *err)
{
    struct exposure e = { .exposed = exposed };
    int failed = each_sound_step(mesh, &e, list_line);
    if (!failed && e.n) {
        qsort(e.line, e.n, sizeof *e.line, compare_lines);
        failed = each_sound_step(mesh, &e, loosen);
    }
    free(e.line);
    return failed ? ambit_fail(err, AMBIT_E_MEMORY, "no memory for the borders of %u regions", mesh->layer->n)
                  : AMBIT_OK;
}

void ambit_mesh_reset(ambit_mesh *mesh)
{
    free(mesh->x);
    free(mesh->y);
    free(mesh->root);
    free(mesh->slot);
    free(mesh->vertex);
    free(mesh->is_loose);
    free(mesh->step);
    free(mesh->is_cut);
    *mesh = (ambit_mesh){ 0 };
}
