/* solver/formulate/borders.c - which regions touch: shared borders, then links (bridges, ferries), then islands.
 *
 * `islands: attach` ties every part that hangs together to its nearest region outside, by the distance of centres, and
 * repeats until everything does: parts that choose each other are one part in the next round (Boruvka 1926). */
#include "geo/adjacency.h"
#include "geo/distance.h"
#include "instances/table.h"
#include "solver/formulate/parts.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    ambit_formulating *w;
    ambit_border *border;
    size_t n, room;
    bool out_of_memory;
} borders;

static void add_border(borders *b, uint32_t one, uint32_t other)
{
    if (b->n == b->room) {
        size_t room = b->room ? 2 * b->room : 256;
        ambit_border *grown = realloc(b->border, room * sizeof *grown);
        if (!grown) {
            b->out_of_memory = true;
            return;
        }
        b->border = grown, b->room = room;
    }
    b->border[b->n++] = one < other ? (ambit_border){ one, other } : (ambit_border){ other, one };
}

static int by_ends(const void *a, const void *b)
{
    const ambit_border *x = a, *y = b;
    if (x->a != y->a) return x->a < y->a ? -1 : 1;
    return (x->b > y->b) - (x->b < y->b);
}

static void drop_doubles(borders *b)
{
    size_t kept = 0;
    if (b->n) qsort(b->border, b->n, sizeof *b->border, by_ends);
    for (size_t k = 0; k < b->n; k++)
        if (k == 0 || by_ends(&b->border[k], &b->border[kept - 1]) != 0) b->border[kept++] = b->border[k];
    b->n = kept;
}

static ambit_status add_shared(borders *b)
{
    ambit_shared_border *shared;
    size_t n;
    ambit_status status = ambit_adjacency_find(&shared, &n, b->w->regions, b->w->err);
    if (status != AMBIT_OK) return status;
    for (size_t k = 0; k < n; k++)
        if (shared[k].length_m > 0 || b->w->plan->contiguity == AMBIT_CONTIGUITY_QUEEN)
            add_border(b, shared[k].a, shared[k].b);
    free(shared);
    return AMBIT_OK;
}

/* ---- Links ----------------------------------------------------------------------------------------------------- */

static int read_link(void *context, uint64_t line, const ambit_span *field)
{
    borders *b = context;
    uint32_t end[2];
    for (int k = 0; k < 2; k++) {
        ambit_place place = { b->w->plan->links, line, 0, k ? "other_id" : "unit_id" };
        end[k] = ambit_dictionary_get(&b->w->instance->unit_index, field[k].text);
        if (end[k] != AMBIT_NOT_FOUND) continue;
        ambit_diagnosis_error(b->w->diagnosis, AMBIT_FAULT_UNIT_UNKNOWN, place, "found \"%s\", expected the id of a "
                "region of %s, correct it", field[k].text, b->w->plan->regions.file);
        return 0;
    }
    if (end[0] != end[1]) add_border(b, end[0], end[1]);
    return 0;
}

static ambit_status add_links(borders *b)
{
    char path[4096];
    const ambit_column wanted[2] = { { "unit_id", 1 }, { "other_id", 1 } };
    if (!b->w->plan->links) return AMBIT_OK;
    if (ambit_planfile_path(path, sizeof path, b->w->plan, b->w->plan->links))
        return ambit_fail(b->w->err, AMBIT_E_FILE, "%s: the path is too long", b->w->plan->links);
    return ambit_table_read(path, b->w->plan->links, wanted, 2, read_link, b, NULL, b->w->diagnosis, b->w->err);
}

/* ---- Islands --------------------------------------------------------------------------------------------------- */

static uint32_t root_of(uint32_t *parent, uint32_t u)
{
    while (parent[u] != u) u = parent[u] = parent[parent[u]];
    return u;
}

static void join_parts(uint32_t *parent, uint32_t one, uint32_t other)
{
    one = root_of(parent, one), other = root_of(parent, other);
    parent[one > other ? one : other] = one < other ? one : other;
}

/* The part with most regions (ties: the first) is the mainland: it need not look for others. */
static uint32_t mainland(uint32_t *parent, uint32_t *size, uint32_t n)
{
    uint32_t largest = 0;
    memset(size, 0, n * sizeof *size);
    for (uint32_t u = 0; u < n; u++) size[root_of(parent, u)]++;
    for (uint32_t u = 0; u < n; u++)
        if (size[u] > size[largest]) largest = u;
    return largest;
}

typedef struct { double km; uint32_t from, to; } bridge;

/* The shortest way out of each part but the mainland; returns how many parts there are beside it. */
static uint32_t find_bridges(uint32_t *parent, uint32_t *size, const ambit_direction *at, uint32_t n, bridge *best)
{
    uint32_t main_part = mainland(parent, size, n), parts = 0;
    for (uint32_t u = 0; u < n; u++) {
        best[u].km = INFINITY;
        parts += u != main_part && size[u] > 0;
    }
    for (uint32_t u = 0; u < n && parts; u++) {
        uint32_t part = root_of(parent, u);
        for (uint32_t v = 0; part != main_part && v < n; v++) {
            if (root_of(parent, v) == part) continue;
            double km = ambit_distance_km(at[u], at[v]);
            if (km < best[part].km) best[part] = (bridge){ km, u, v };
        }
    }
    return parts;
}

static ambit_status attach_islands(borders *b)
{
    const ambit_layer *layer = b->w->regions;
    uint32_t n = layer->n, *parent = malloc(n * sizeof *parent), *size = malloc(n * sizeof *size);
    ambit_direction *at = malloc(n * sizeof *at);
    bridge *best = malloc(n * sizeof *best);
    bool done = parent && size && at && best;
    for (uint32_t u = 0; done && u < n; u++) {
        parent[u] = u;
        at[u] = ambit_direction_of(layer->centre_lon_deg[u], layer->centre_lat_deg[u]);
    }
    for (size_t k = 0; done && k < b->n; k++) join_parts(parent, b->border[k].a, b->border[k].b);
    while (done && find_bridges(parent, size, at, n, best))
        for (uint32_t u = 0; u < n; u++)
            if (best[u].km < INFINITY) {
                add_border(b, best[u].from, best[u].to);
                join_parts(parent, best[u].from, best[u].to);
            }
    free(parent), free(size), free(at), free(best);
    return done ? AMBIT_OK : ambit_formulate_no_memory(b->w);
}

ambit_status ambit_formulate_borders(ambit_formulating *w)
{
    borders b = { .w = w };
    if (!w->by_region || w->plan->contiguity == AMBIT_CONTIGUITY_NONE) return AMBIT_OK;
    ambit_status status = add_shared(&b);
    if (status == AMBIT_OK) status = add_links(&b);
    if (status == AMBIT_OK && w->plan->islands_attach) status = attach_islands(&b);
    if (status == AMBIT_OK && b.out_of_memory) status = ambit_formulate_no_memory(w);
    drop_doubles(&b);
    if (status == AMBIT_OK) status = ambit_problem_set_adjacency(w->f->problem, b.border, b.n, w->err);
    free(b.border);
    return status;
}
