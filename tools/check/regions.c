/* tools/check/regions.c - what there is to say about the regions of a plan: as a map, as a file, and as holders of
 * accounts. */
#include "tools/check/checkup.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { PATH_ROOM = 4096 };

static int ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n >= m && !strcasecmp(text + n - m, end);
}

static void name_format(char out[40], const ambit_source *source)
{
    const char *file = source->file;
    const char *name = ends_with(file, ".zip") ? "zipped shapefile"
        : ends_with(file, ".geojson") || ends_with(file, ".json") ? "GeoJSON"
        : !ends_with(file, ".csv") ? "shapefile" : "table";
    snprintf(out, 40, "%s", name);
}

/* The first name in the .prj, which is what GIS programs show; "" when there is none. */
static void name_of_prj(char out[120], const ambit_planfile *plan)
{
    char path[PATH_ROOM], text[400];
    out[0] = 0;
    if (ambit_planfile_path(path, sizeof path - 4, plan, plan->regions.file)) return;
    char *dot = strrchr(path, '.'), *slash = strrchr(path, '/');
    if (!dot || (slash && dot < slash)) dot = path + strlen(path);
    FILE *from = NULL;
    for (int capital = 0; capital < 2 && !from; capital++) {
        strcpy(dot, capital ? ".PRJ" : ".prj");
        from = fopen(path, "rb");
    }
    if (!from) return;
    size_t n = fread(text, 1, sizeof text - 1, from);
    fclose(from);
    text[n] = 0;
    char *name = strchr(text, '"'), *end = name ? strchr(name + 1, '"') : NULL;
    if (end) snprintf(out, 120, "%.*s", (int)(end - name - 1), name + 1);
}

static void name_crs(char out[120], const char *format, const ambit_planfile *plan)
{
    if (plan->regions.crs) snprintf(out, 120, "%s", plan->regions.crs);
    else if (!strcmp(format, "shapefile")) name_of_prj(out, plan);
    else snprintf(out, 120, "%s", !strcmp(format, "zipped shapefile") ? "" : "WGS 84");
}

/* Accounts are joined to regions while the problem is formulated. */
static ambit_status count_accounts(ambit_checkup *c, ambit_error *err)
{
    const ambit_formulation *f = c->workspace->formulation;
    if (!f || !f->region_of_account || !f->instance->accounts.n) return AMBIT_OK;
    char *has = calloc((size_t)f->regions->n + 1, 1);
    if (!has) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u regions", f->regions->n);
    c->has_accounts = 1;
    for (uint32_t i = 0; i < f->instance->accounts.n; i++)
        if (f->region_of_account[i] != AMBIT_OUTSIDE) has[f->region_of_account[i]] = 1;
    for (uint32_t r = 0; r < f->regions->n; r++)
        if (!has[r] && c->n_without++ < AMBIT_CHECKUP_SHOWN) c->without[c->n_without - 1] = r;
    free(has);
    return AMBIT_OK;
}

ambit_status ambit_checkup_regions(ambit_checkup *c, int with_shapes, ambit_error *err)
{
    const ambit_workspace *w = c->workspace;
    const ambit_planfile *plan = w->instance->plan;
    name_format(c->format, &plan->regions);
    name_crs(c->crs, c->format, plan);
    ambit_status status = ambit_layer_facts_find(&c->facts, w->regions, plan->snap_m, err);
    if (!status) status = ambit_faults_find(&c->faults, w->regions, plan->snap_m, with_shapes, err);
    return status ? status : count_accounts(c, err);
}

/* ---- JSON ------------------------------------------------------------------------------------------------------- */

static uint32_t n_named(const ambit_flaw *flaw)
{
    return flaw->n_regions < AMBIT_FLAW_REGIONS ? flaw->n_regions : AMBIT_FLAW_REGIONS;
}

static void print_flaws_json(ambit_json *json, const char *key, const ambit_checkup *c, ambit_flaw_kind kind)
{
    uint32_t shown = 0;
    ambit_json_open(json, key, '{');
    ambit_json_count(json, "count", c->faults.sum[kind].n);
    ambit_json_number(json, "area_km2", c->faults.sum[kind].area_km2);
    ambit_json_open(json, "worst", '[');
    for (uint32_t i = 0; i < c->faults.n && shown < AMBIT_CHECKUP_SHOWN; i++) {
        const ambit_flaw *flaw = &c->faults.flaw[i];
        if (flaw->kind != kind) continue;
        ambit_json_open(json, NULL, '{');
        ambit_json_open(json, "ids", '[');
        for (uint32_t k = 0; k < n_named(flaw); k++)
            ambit_json_text(json, NULL, c->workspace->regions->id[flaw->region[k]]);
        ambit_json_close(json, ']');
        ambit_json_number(json, "area_km2", flaw->area_km2);
        ambit_json_number(json, "width_m", flaw->width_m);
        ambit_json_close(json, '}');
        shown++;
    }
    ambit_json_close(json, ']');
    ambit_json_close(json, '}');
}

static void print_islands_json(ambit_json *json, const ambit_checkup *c)
{
    const char *const *id = c->workspace->regions->id;
    ambit_json_open(json, "island_list", '[');
    for (uint32_t k = 0; k < c->facts.islands; k++) {
        ambit_json_open(json, NULL, '{');
        ambit_json_text(json, "id", id[c->facts.island[k].region]);
        ambit_json_text(json, "nearest", id[c->facts.island[k].nearest]);
        ambit_json_number(json, "km", c->facts.island[k].km);
        ambit_json_close(json, '}');
    }
    ambit_json_close(json, ']');
}

static void print_repairs_json(ambit_json *json, const ambit_checkup *c)
{
    const ambit_repairs *r = &c->repairs;
    ambit_json_open(json, "repaired", '{');
    ambit_json_text(json, "file", c->request->repair);
    ambit_json_count(json, "overlaps", r->overlaps.n);
    ambit_json_number(json, "overlaps_km2", r->overlaps.area_km2);
    ambit_json_count(json, "slivers", r->slivers.n);
    ambit_json_number(json, "slivers_km2", r->slivers.area_km2);
    ambit_json_count(json, "regions_changed", r->n_changed);
    ambit_json_count(json, "regions_emptied", r->n_emptied);
    ambit_json_count(json, "left", r->n_left);
    ambit_json_close(json, '}');
}

void ambit_checkup_print_regions_json(ambit_json *json, const ambit_checkup *c)
{
    const ambit_layer_facts *facts = &c->facts;
    const double side[] = { facts->box.west, facts->box.south, facts->box.east, facts->box.north };
    ambit_json_text(json, "format", c->format);
    ambit_json_text(json, "crs", c->crs[0] ? c->crs : NULL);
    ambit_json_open(json, "bbox", '[');
    for (int k = 0; k < 4; k++) ambit_json_number(json, NULL, side[k]);
    ambit_json_close(json, ']');
    ambit_json_count(json, "regions", facts->regions);
    ambit_json_count(json, "polygons", facts->polygons);
    ambit_json_count(json, "mended", c->workspace->regions->n_mended);
    ambit_json_count(json, "empty", facts->empty);
    ambit_json_count(json, "rook_pairs", facts->rook_pairs);
    ambit_json_count(json, "queen_pairs", facts->queen_pairs);
    ambit_json_count(json, "parts", facts->parts);
    ambit_json_count(json, "islands", facts->islands);
    print_islands_json(json, c);
    print_flaws_json(json, "overlaps", c, AMBIT_FLAW_OVERLAP);
    print_flaws_json(json, "gaps", c, AMBIT_FLAW_GAP);
    print_flaws_json(json, "slivers", c, AMBIT_FLAW_SLIVER);
    if (c->has_accounts) {
        ambit_json_count(json, "regions_without_accounts", c->n_without);
        ambit_json_open(json, "first_without_accounts", '[');
        for (uint32_t k = 0; k < c->n_without && k < AMBIT_CHECKUP_SHOWN; k++)
            ambit_json_text(json, NULL, c->workspace->regions->id[c->without[k]]);
        ambit_json_close(json, ']');
    }
    if (c->has_repairs) print_repairs_json(json, c);
}
