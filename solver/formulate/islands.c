/* solver/formulate/islands.c - regions that hang apart: tied to their nearest region, or named with the link that
 * would join them; and territories of today that hang apart.
 *
 * Parts that choose each other are one part in the next round (Boruvka 1926), so there are few rounds. Distances are
 * between centres. */
#include "geo/earth/distance.h"
#include "geo/earth/nearest.h"
#include "solver/formulate/borders.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN = 5 };

/* The regions as parts that hang together. A part goes by its first region. */
typedef struct {
    uint32_t n, mainland;    /* the part with most regions (ties: the first) */
    uint32_t *parent;        /* union-find */
    uint32_t *part, *size;   /* [n] of each region; of each part */
    ambit_direction *at;
    ambit_nearest *nearest;
    struct bridge { double square; uint32_t from, to; } *bridge; /* [n] the shortest way out of each part */
} parts;

static uint32_t root_of(uint32_t *parent, uint32_t u)
{
    while (parent[u] != u) u = parent[u] = parent[parent[u]];
    return u;
}

/* 1 when they were apart. */
static uint32_t join_parts(uint32_t *parent, uint32_t one, uint32_t other)
{
    one = root_of(parent, one), other = root_of(parent, other);
    parent[one > other ? one : other] = one < other ? one : other;
    return one != other;
}

static void free_parts(parts *p)
{
    free(p->parent), free(p->part), free(p->size), free(p->at), free(p->bridge);
    ambit_nearest_free(p->nearest);
}

static ambit_status build_parts(parts *p, ambit_formulating *w, const ambit_border_list *list)
{
    const ambit_layer *layer = w->regions;
    *p = (parts){ .n = layer->n };
    size_t n = layer->n;
    p->parent = malloc(n * sizeof *p->parent), p->part = malloc(n * sizeof *p->part);
    p->size = malloc(n * sizeof *p->size), p->at = malloc(n * sizeof *p->at);
    p->bridge = malloc(n * sizeof *p->bridge);
    if (!p->parent || !p->part || !p->size || !p->at || !p->bridge) return ambit_formulate_no_memory(w);
    for (uint32_t u = 0; u < n; u++) {
        p->parent[u] = u;
        p->at[u] = ambit_direction_of(layer->centre_lon_deg[u], layer->centre_lat_deg[u]);
    }
    for (size_t k = 0; k < list->n; k++) join_parts(p->parent, list->border[k].a, list->border[k].b);
    return ambit_nearest_build(&p->nearest, p->at, layer->n, w->err);
}

/* Finds the shortest way out of each part but the mainland, which need not look for others; returns how many parts
 * there are beside it. */
static uint32_t find_bridges(parts *p)
{
    uint32_t n_parts = 0;
    memset(p->size, 0, p->n * sizeof *p->size);
    p->mainland = 0;
    for (uint32_t u = 0; u < p->n; u++) p->size[p->part[u] = root_of(p->parent, u)]++;
    for (uint32_t u = 0; u < p->n; u++)
        if (p->size[u] > p->size[p->mainland]) p->mainland = u;
    for (uint32_t u = 0; u < p->n; u++) {
        p->bridge[u] = (struct bridge){ INFINITY, u, UINT32_MAX };
        n_parts += u != p->mainland && p->size[u] > 0;
    }
    for (uint32_t u = 0; u < p->n && n_parts; u++) {
        struct bridge *best = &p->bridge[p->part[u]];
        if (p->part[u] == p->mainland) continue;
        uint32_t to = ambit_nearest_other(p->nearest, p->at[u], p->part, p->part[u], &best->square);
        if (to != UINT32_MAX) best->from = u, best->to = to;
    }
    return n_parts;
}

ambit_status ambit_formulate_attach(ambit_formulating *w, ambit_border_list *list)
{
    parts p;
    ambit_status status = build_parts(&p, w, list);
    uint32_t joined = 1; /* a region without a place finds no way out: then it stays apart */
    while (status == AMBIT_OK && joined && find_bridges(&p)) {
        joined = 0;
        for (uint32_t u = 0; u < p.n; u++) {
            if (p.bridge[u].to == UINT32_MAX) continue;
            ambit_border_list_add(list, p.bridge[u].from, p.bridge[u].to);
            joined += join_parts(p.parent, p.bridge[u].from, p.bridge[u].to);
        }
    }
    free_parts(&p);
    return status;
}

/* ---- Naming ---------------------------------------------------------------------------------------------------- */

/* Calls `describe` for the first parts beside the mainland, with commas between. The caller frees the text. */
static char *list_parts(const ambit_formulating *w, const parts *p, uint32_t n_parts,
        void (*describe)(FILE *to, const ambit_formulating *w, const parts *p, uint32_t part))
{
    char *text = NULL;
    size_t length;
    uint32_t shown = 0;
    FILE *to = open_memstream(&text, &length);
    for (uint32_t u = 0; to && u < p->n && shown < SHOWN; u++) {
        if (u == p->mainland || !p->size[u]) continue;
        if (shown++) fputs(", ", to);
        describe(to, w, p, u);
    }
    if (to && n_parts > shown) fprintf(to, " and %u more", n_parts - shown);
    if (to) fclose(to);
    return text;
}

/* "25019", or "53055 with 3 others". */
static void describe_part(FILE *to, const ambit_formulating *w, const parts *p, uint32_t part)
{
    fprintf(to, "%.40s", w->f->unit_id[part]);
    if (p->size[part] > 1) fprintf(to, " with %u other%s", p->size[part] - 1, p->size[part] == 2 ? "" : "s");
}

static void describe_link(FILE *to, const ambit_formulating *w, const parts *p, uint32_t part)
{
    const struct bridge *b = &p->bridge[part];
    uint32_t end = b->to == UINT32_MAX ? p->mainland : b->to;
    fprintf(to, "%.40s,%.40s (%.3g km)", w->f->unit_id[b->from], w->f->unit_id[end],
            ambit_distance_km(p->at[b->from], p->at[end]));
}

static void warn_of_parts(ambit_formulating *w, const parts *p, uint32_t n_parts)
{
    ambit_place place = { w->plan->regions.file, 0, 0, "contiguity" };
    char *names = list_parts(w, p, n_parts, describe_part), *links = list_parts(w, p, n_parts, describe_link);
    const char *file = w->plan->links ? w->plan->links : "links.csv";
    if (names && links)
        ambit_diagnosis_warning(w->diagnosis, AMBIT_FAULT_REGIONS_APART, place, "found %u part%s that neither border "
                "nor link joins to the rest of the map (%s), expected one map, add %s %s to %s or set contiguity: "
                "{islands: attach}", n_parts, n_parts == 1 ? "" : "s", names, n_parts == 1 ? "a link" : "links", links,
                file);
    free(names), free(links);
}

ambit_status ambit_formulate_name_islands(ambit_formulating *w, const ambit_border_list *list)
{
    parts p;
    ambit_status status = build_parts(&p, w, list);
    uint32_t n_parts = status == AMBIT_OK ? find_bridges(&p) : 0;
    if (n_parts) warn_of_parts(w, &p, n_parts);
    free_parts(&p);
    return status;
}

/* ---- The plan in force ----------------------------------------------------------------------------------------- */

/* Parts of the territory of each rep today. */
static bool count_pieces(uint32_t *pieces, const ambit_formulating *w, const ambit_border_list *list)
{
    const uint32_t *current = w->f->current;
    uint32_t *parent = malloc((size_t)w->f->n_units * sizeof *parent);
    for (uint32_t u = 0; parent && u < w->f->n_units; u++) {
        parent[u] = u;
        if (current[u] != AMBIT_NOBODY) pieces[current[u]]++;
    }
    for (size_t k = 0; parent && k < list->n; k++) {
        uint32_t a = list->border[k].a, b = list->border[k].b;
        if (current[a] != AMBIT_NOBODY && current[a] == current[b]) pieces[current[a]] -= join_parts(parent, a, b);
    }
    free(parent);
    return parent != NULL;
}

static void warn_of_pieces(ambit_formulating *w, const uint32_t *pieces, uint32_t n_broken)
{
    char *list = NULL;
    size_t length;
    uint32_t shown = 0;
    FILE *to = open_memstream(&list, &length);
    if (!to) return;
    for (uint32_t r = 0; r < w->f->n_reps && shown < SHOWN; r++)
        if (pieces[r] > 1) fprintf(to, "%s%.40s in %u", shown++ ? ", " : "", w->f->rep_id[r], pieces[r]);
    if (n_broken > shown) fprintf(to, " and %u more", n_broken - shown);
    fclose(to);
    const ambit_source *from = ambit_formulating_current(w) ? &w->plan->regions : &w->plan->accounts;
    ambit_place place = { from->file, 0, 0, w->plan->current };
    ambit_diagnosis_warning(w->diagnosis, AMBIT_FAULT_PLAN_BROKEN, place, "found %u territor%s of today in parts: %s, "
            "expected each to hang together, as those of the new plan will", n_broken, n_broken == 1 ? "y" : "ies",
            list ? list : "");
    free(list);
}

ambit_status ambit_formulate_name_broken(ambit_formulating *w, const ambit_border_list *list)
{
    uint32_t *pieces = calloc(w->f->n_reps, sizeof *pieces), n_broken = 0;
    if (!pieces || !count_pieces(pieces, w, list)) {
        free(pieces);
        return ambit_formulate_no_memory(w);
    }
    for (uint32_t r = 0; r < w->f->n_reps; r++) n_broken += pieces[r] > 1;
    if (n_broken) warn_of_pieces(w, pieces, n_broken);
    free(pieces);
    return AMBIT_OK;
}
