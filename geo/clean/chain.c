/* geo/clean/chain.c - see chain.h. */
#include "geo/clean/chain.h"

#include <stdlib.h>
#include <string.h>

#define NONE UINT32_MAX

int ambit_chain_init(ambit_chain *chain, const ambit_mesh *mesh)
{
    *chain = (ambit_chain){ 0 };
    chain->seen = malloc(((size_t)mesh->n_vertices + 1) * sizeof *chain->seen);
    if (!chain->seen) return -1;
    memset(chain->seen, 0xFF, ((size_t)mesh->n_vertices + 1) * sizeof *chain->seen);
    return 0;
}

void ambit_chain_reset(ambit_chain *chain)
{
    free(chain->line);
    free(chain->is_used);
    free(chain->path);
    free(chain->seen);
    free(chain->x);
    free(chain->y);
    *chain = (ambit_chain){ 0 };
}

void ambit_chain_clear(ambit_chain *chain) { chain->n = 0; }

int ambit_chain_add(ambit_chain *chain, uint32_t from, uint32_t to)
{
    if (from == to) return 0;
    if (ambit_mesh_grow(&chain->line, &chain->room, (size_t)chain->n + 1, sizeof *chain->line)) return -1;
    chain->line[chain->n++] = (ambit_line){ from, to };
    return 0;
}

/* ---- Cancelling ------------------------------------------------------------------------------------------------- */

static uint32_t low_of(const ambit_line *line) { return line->from < line->to ? line->from : line->to; }
static uint32_t high_of(const ambit_line *line) { return line->from < line->to ? line->to : line->from; }

/* Both ways of a line come together, the way up first. */
static int compare_undirected(const void *a, const void *b)
{
    const ambit_line *p = a, *q = b;
    if (low_of(p) != low_of(q)) return low_of(p) < low_of(q) ? -1 : 1;
    if (high_of(p) != high_of(q)) return high_of(p) < high_of(q) ? -1 : 1;
    return p->from < q->from ? -1 : p->from > q->from;
}

static int compare_directed(const void *a, const void *b)
{
    const ambit_line *p = a, *q = b;
    if (p->from != q->from) return p->from < q->from ? -1 : 1;
    return p->to < q->to ? -1 : p->to > q->to;
}

static void cancel(ambit_chain *chain)
{
    uint32_t n = 0;
    if (chain->n) qsort(chain->line, chain->n, sizeof *chain->line, compare_undirected);
    for (uint32_t i = 0, k; i < chain->n; i = k) {
        int64_t up = 0;
        ambit_line line = { low_of(&chain->line[i]), high_of(&chain->line[i]) };
        for (k = i; k < chain->n && low_of(&chain->line[k]) == line.from && high_of(&chain->line[k]) == line.to; k++)
            up += chain->line[k].from == line.from ? 1 : -1;
        if (up < 0) line = (ambit_line){ line.to, line.from };
        if (up != 0) chain->line[n++] = line; /* twice the same way is once */
    }
    chain->n = n;
    if (n) qsort(chain->line, n, sizeof *chain->line, compare_directed);
}

/* ---- Tracing ---------------------------------------------------------------------------------------------------- */

static uint32_t first_from(const ambit_chain *chain, uint32_t v)
{
    uint32_t low = 0, high = chain->n;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (chain->line[middle].from < v) low = middle + 1;
        else high = middle;
    }
    return low;
}

struct arrow { double x, y; };

static struct arrow arrow_of(const ambit_mesh *mesh, uint32_t from, uint32_t to)
{
    return (struct arrow){ mesh->x[to] - mesh->x[from], mesh->y[to] - mesh->y[from] };
}

static double cross(struct arrow a, struct arrow b) { return a.x * b.y - a.y * b.x; }

/* 1 when a comes before b on the way clockwise from `back`. */
static int comes_first(struct arrow back, struct arrow a, struct arrow b)
{
    int a_late = cross(back, a) > 0, b_late = cross(back, b) > 0;
    return a_late != b_late ? b_late : cross(a, b) < 0;
}

/* Which line goes on from the end of line i with the inside on the left; NONE: there is none left. */
static uint32_t next_line(const ambit_chain *chain, const ambit_mesh *mesh, uint32_t i)
{
    uint32_t v = chain->line[i].to, best = NONE;
    struct arrow back = arrow_of(mesh, v, chain->line[i].from), nearest = { 0, 0 };
    for (uint32_t k = first_from(chain, v); k < chain->n && chain->line[k].from == v; k++) {
        struct arrow here = arrow_of(mesh, v, chain->line[k].to);
        if (chain->is_used[k] || (best != NONE && !comes_first(back, here, nearest))) continue;
        best = k, nearest = here;
    }
    return best;
}

/* Stores the ring of n vertices, the other way round. */
static int store_ring(ambit_chain *chain, const ambit_mesh *mesh, const uint32_t *path, uint32_t n, ambit_rings *out)
{
    if (n < 3) return 0;
    if (ambit_mesh_grow(&chain->x, &chain->x_room, (size_t)n + 1, sizeof *chain->x)
            || ambit_mesh_grow(&chain->y, &chain->y_room, (size_t)n + 1, sizeof *chain->y)) return -1;
    for (uint32_t k = 0; k <= n; k++) {
        uint32_t v = path[k == n ? n - 1 : n - 1 - k];
        chain->x[k] = mesh->x[v], chain->y[k] = mesh->y[v];
    }
    return ambit_rings_add(out, chain->x, chain->y, (size_t)n + 1, ambit_ring_area(chain->x, chain->y, n + 1) > 0);
}

/* Walks from line `start` until no line goes on. Whenever the path comes back to a vertex, that much is a ring. */
static int trace(ambit_chain *chain, const ambit_mesh *mesh, uint32_t start, ambit_rings *out, uint32_t *n_left)
{
    uint32_t n = 0;
    int failed = 0;
    chain->path[n++] = chain->line[start].from;
    chain->seen[chain->line[start].from] = 0;
    for (uint32_t i = start; i != NONE && !failed; i = next_line(chain, mesh, i)) {
        uint32_t v = chain->line[i].to;
        chain->is_used[i] = 1;
        if (chain->seen[v] == NONE) {
            chain->seen[v] = n;
            chain->path[n++] = v;
            continue;
        }
        uint32_t from = chain->seen[v];
        failed = store_ring(chain, mesh, chain->path + from, n - from, out);
        while (n > from + 1) chain->seen[chain->path[--n]] = NONE;
    }
    *n_left += n - 1;
    while (n > 0) chain->seen[chain->path[--n]] = NONE;
    return failed;
}

int ambit_chain_rings(ambit_chain *chain, const ambit_mesh *mesh, ambit_rings *out, uint32_t *n_left)
{
    uint32_t left = 0;
    cancel(chain);
    if (ambit_mesh_grow(&chain->is_used, &chain->used_room, (size_t)chain->n + 1, 1)
            || ambit_mesh_grow(&chain->path, &chain->path_room, (size_t)chain->n + 2, sizeof *chain->path)) return -1;
    memset(chain->is_used, 0, (size_t)chain->n + 1);
    for (uint32_t i = 0; i < chain->n; i++)
        if (!chain->is_used[i] && trace(chain, mesh, i, out, &left)) return -1;
    if (n_left) *n_left = left;
    chain->n = 0;
    return 0;
}
