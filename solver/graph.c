#include "solver/graph.h"

#include "instances/base/status.h"

#include <stdlib.h>
#include <string.h>

typedef struct { uint32_t unit; double cost; } entry;

static int by_unit(const void *a, const void *b)
{
    const entry *x = a, *y = b;
    return (x->unit > y->unit) - (x->unit < y->unit);
}

/* Both directions of each border, a row after another; first[u + 1] ends row u. */
static void fill_rows(size_t *first, entry *row, uint32_t n_units, const uint32_t *unit_of, const ambit_border *border,
                      const double *cost, size_t n_borders)
{
    for (int fill = 0; fill < 2; fill++) { /* count, then fill: first[u + 1] becomes the end of row u */
        for (size_t b = 0; b < n_borders; b++) {
            uint32_t x = unit_of ? unit_of[border[b].a] : border[b].a, y = unit_of ? unit_of[border[b].b] : border[b].b;
            if (x == y) continue;
            if (!fill) first[x + 2]++, first[y + 2]++;
            else row[first[x + 1]++] = (entry){ y, cost ? cost[b] : 0 },
                 row[first[y + 1]++] = (entry){ x, cost ? cost[b] : 0 };
        }
        for (uint32_t u = 1; !fill && u < n_units; u++) first[u + 1] += first[u];
    }
}

/* Sorts each row and merges what falls together. */
static void settle_rows(ambit_graph *g, entry *row)
{
    size_t kept = 0, from = 0;
    for (uint32_t u = 0; u < g->n_units; u++) {
        size_t end = g->first[u + 1], start = kept;
        qsort(row + from, end - from, sizeof *row, by_unit);
        for (size_t k = from; k < end; k++) {
            if (kept > start && g->unit[kept - 1] == row[k].unit) {
                if (g->cost) g->cost[kept - 1] += row[k].cost;
                continue;
            }
            if (g->cost) g->cost[kept] = row[k].cost;
            g->unit[kept++] = row[k].unit;
        }
        from = end;
        g->first[u + 1] = kept;
    }
}

ambit_status ambit_graph_build(ambit_graph *out, uint32_t n_units, const uint32_t *unit_of, const ambit_border *border,
                               const double *cost, size_t n_borders, ambit_error *err)
{
    *out = (ambit_graph){ .n_units = n_units };
    out->first = calloc((size_t)n_units + 2, sizeof *out->first);
    out->unit = malloc((2 * n_borders + 1) * sizeof *out->unit);
    out->cost = cost ? malloc((2 * n_borders + 1) * sizeof *out->cost) : NULL;
    entry *row = malloc((2 * n_borders + 1) * sizeof *row);
    if (!out->first || !out->unit || !row || (cost && !out->cost)) {
        free(row);
        ambit_graph_reset(out);
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for %zu borders", n_borders);
    }
    fill_rows(out->first, row, n_units, unit_of, border, cost, n_borders);
    settle_rows(out, row);
    free(row);
    return AMBIT_OK;
}

void ambit_graph_reset(ambit_graph *graph)
{
    free(graph->first), free(graph->unit), free(graph->cost);
    *graph = (ambit_graph){ 0 };
}

bool ambit_graph_touch(const ambit_graph *graph, uint32_t a, uint32_t b)
{
    size_t low = graph->first[a], high = graph->first[a + 1];
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (graph->unit[middle] == b) return true;
        if (graph->unit[middle] < b) low = middle + 1; else high = middle;
    }
    return false;
}

static uint32_t count_parts(const ambit_graph *graph, const uint32_t *label, uint32_t *part, uint32_t *room)
{
    uint32_t n_parts = 0;
    for (uint32_t u = 0; u < graph->n_units; u++) part[u] = UINT32_MAX;
    for (uint32_t u = 0; u < graph->n_units; u++) {
        if (part[u] != UINT32_MAX) continue;
        uint32_t n = 0;
        part[room[n++] = u] = n_parts;
        for (uint32_t at = 0; at < n; at++)
            for (size_t i = graph->first[room[at]]; i < graph->first[room[at] + 1]; i++) {
                uint32_t v = graph->unit[i];
                if (part[v] == UINT32_MAX && (!label || label[v] == label[u])) part[room[n++] = v] = n_parts;
            }
        n_parts++;
    }
    return n_parts;
}

uint32_t ambit_graph_parts(const ambit_graph *graph, uint32_t *part, uint32_t *room)
{
    return count_parts(graph, NULL, part, room);
}

uint32_t ambit_graph_parts_alike(const ambit_graph *graph, const uint32_t *label, uint32_t *part, uint32_t *room)
{
    return count_parts(graph, label, part, room);
}
