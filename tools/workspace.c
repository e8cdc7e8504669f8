/* tools/workspace.c - see workspace.h. */
#include "tools/workspace.h"

#include "geo/map/cells.h"
#include "instances/base/digest.h"
#include "instances/change/tables.h"
#include "instances/table.h"
#include "tools/region_changes.h"
#include "tools/scenario/assignment.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

enum { PATH_ROOM = 4096 };

double ambit_workspace_clock_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

const ambit_planfile *ambit_workspace_plan(const ambit_workspace *workspace)
{
    return workspace->instance ? workspace->instance->plan : NULL;
}

/* ---- Regions --------------------------------------------------------------------------------------------------- */

static int is_listed(const char *const *list, uint32_t n, const char *name)
{
    for (uint32_t i = 0; i < n; i++)
        if (!strcmp(list[i], name)) return 1;
    return 0;
}

/* The measures that the plan's rules name, each once. `list` has room for n_balance + 2 and for the shares that may
 * move. */
static uint32_t list_measures(const char **list, const ambit_planfile *plan)
{
    uint32_t n = 0;
    for (uint32_t a = 0; a <= plan->n_balance + 1; a++) {
        const char *name = a < plan->n_balance ? plan->balance[a].measure
                         : a == plan->n_balance ? plan->stability_measure : plan->territories_amount;
        if (name && !is_listed(list, n, name)) list[n++] = name;
    }
    for (uint32_t i = 0; i < plan->stability.n_shares; i++) {
        const char *name = plan->stability.share[i].measure;
        if (name && !is_listed(list, n, name)) list[n++] = name;
    }
    return n;
}

/* The columns of the accounts. Faults of the file are for the instance's reader to report. */
static ambit_status list_columns(ambit_columns *out, ambit_arena *texts, const ambit_planfile *plan, ambit_error *err)
{
    char path[PATH_ROOM];
    *out = (ambit_columns){ 0, NULL };
    if (!plan->accounts.file || ambit_planfile_path(path, sizeof path, plan, plan->accounts.file)) return AMBIT_OK;
    ambit_diagnosis *aside = ambit_diagnosis_build();
    if (!aside) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the accounts' header");
    ambit_status status = ambit_table_columns(out, texts, path, plan->accounts.file, aside, err);
    ambit_diagnosis_free(aside);
    return status == AMBIT_E_MEMORY ? status : AMBIT_OK;
}

/* The measures that the accounts do not have. */
static ambit_status list_amounts(const char **list, uint32_t *n_out, const ambit_planfile *plan, ambit_error *err)
{
    ambit_arena texts;
    ambit_columns columns;
    uint32_t n = list_measures(list, plan), kept = 0;
    ambit_arena_init(&texts);
    ambit_status status = list_columns(&columns, &texts, plan, err);
    for (uint32_t k = 0; k < n; k++) {
        int derived = plan->accounts.file && (!strcmp(list[k], "workload") || !strcmp(list[k], "accounts"));
        if (!derived && !ambit_columns_have(&columns, list[k])) list[kept++] = list[k];
    }
    ambit_arena_reset(&texts);
    *n_out = kept;
    return status;
}

/* The fields wanted of the layer: with `assign: regions` amounts, and circuity. `list` has room for n_balance + 3. */
static ambit_status list_fields(const char **list, uint32_t *n_out, const ambit_planfile *plan, ambit_error *err)
{
    ambit_status status = AMBIT_OK;
    *n_out = 0;
    if (plan->assign == AMBIT_ASSIGN_REGIONS) status = list_amounts(list, n_out, plan, err);
    const char *circuity = plan->circuity_field;
    if (circuity && !is_listed(list, *n_out, circuity)) list[(*n_out)++] = circuity;
    return status;
}

/* The field that names the rep of each region today, into *out; NULL: accounts say it, or nobody does. Asked for where
 * accounts have no such column: when the plan names another than the usual one, or when there are no accounts. */
static ambit_status choose_current(const char **out, const ambit_planfile *plan, ambit_error *err)
{
    ambit_arena texts;
    ambit_columns columns;
    *out = NULL;
    if (plan->assign != AMBIT_ASSIGN_REGIONS || !plan->has_stability) return AMBIT_OK;
    if (plan->accounts.file && !strcmp(plan->current, "current_rep")) return AMBIT_OK;
    ambit_arena_init(&texts);
    ambit_status status = list_columns(&columns, &texts, plan, err);
    if (!ambit_columns_have(&columns, plan->current)) *out = plan->current;
    ambit_arena_reset(&texts);
    return status;
}

/* Where the cells of points end: a layer whose ids do not matter. */
static ambit_status read_outline(ambit_layer **out, ambit_workspace *w, const ambit_planfile *plan, ambit_error *err)
{
    char path[PATH_ROOM];
    const char *file = plan->regions.outline;
    *out = NULL;
    if (!file) return AMBIT_OK;
    if (ambit_planfile_path(path, sizeof path, plan, file))
        return ambit_fail(err, AMBIT_E_FILE, "%s: the path is too long", file);
    ambit_status status = ambit_layer_read(out, &(ambit_layer_source){ .path = path, .shown = file, .numbered = 1 },
            w->diagnosis, err);
    if (status || !(*out)->is_points) return status;
    ambit_diagnosis_error(w->diagnosis, AMBIT_FAULT_SHAPE_BAD, (ambit_place){ .file = file }, "found points, expected "
            "the areas in which the regions lie, name another layer as regions: {outline: ...}");
    ambit_layer_free(*out);
    *out = NULL;
    return AMBIT_E_INPUT;
}

/* Regions that are points get the area that is nearest to them. */
static ambit_status draw_cells(ambit_workspace *w, const ambit_planfile *plan, ambit_error *err)
{
    ambit_layer *outline = NULL;
    if (!w->regions->is_points) {
        if (plan->regions.outline)
            ambit_diagnosis_warning(w->diagnosis, AMBIT_FAULT_COLUMN_IGNORED, (ambit_place){ plan->path, 0, 0,
                    "regions.outline" }, "found with regions that are areas, expected with points only, it has no "
                    "effect here");
        return AMBIT_OK;
    }
    ambit_status status = read_outline(&outline, w, plan, err);
    if (!status) status = ambit_cells_build(w->regions, outline, plan->regions.file, w->diagnosis, err);
    ambit_layer_free(outline);
    return status;
}

static ambit_status read_regions(ambit_workspace *w, const ambit_planfile *plan, ambit_error *err)
{
    char path[PATH_ROOM];
    const ambit_source *source = &plan->regions;
    if (!source->file) return AMBIT_OK;
    if (ambit_planfile_path(path, sizeof path, plan, source->file))
        return ambit_fail(err, AMBIT_E_FILE, "%s: the path is too long", source->file);
    const char **field = calloc((size_t)plan->n_balance + plan->stability.n_shares + 3, sizeof *field);
    if (!field) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the names of fields");
    uint32_t n_fields;
    const char *current = NULL;
    ambit_status status = list_fields(field, &n_fields, plan, err);
    if (!status) status = choose_current(&current, plan, err);
    if (!status)
        status = ambit_layer_read(&w->regions, &(ambit_layer_source){ .path = path, .shown = source->file,
                .id_field = source->id, .name_field = source->name, .crs = source->crs, .lon = source->lon,
                .lat = source->lat, .x = source->x, .y = source->y, .wkt = source->wkt, .member = source->member,
                .wanted = field, .n_wanted = n_fields, .wanted_text = &current, .n_wanted_text = current ? 1 : 0 },
                w->diagnosis, err);
    free(field);
    if (!status) status = draw_cells(w, plan, err);
    return status == AMBIT_E_INPUT ? AMBIT_OK : status;
}

/* ---- Hashes ---------------------------------------------------------------------------------------------------- */

static ambit_status add_input(ambit_workspace *w, const ambit_planfile *plan, const char *file, ambit_error *err)
{
    char path[PATH_ROOM];
    ambit_workspace_input *input = &w->input[w->n_inputs];
    if (ambit_planfile_path(path, sizeof path, plan, file))
        return ambit_fail(err, AMBIT_E_FILE, "%s: the path is too long", file);
    ambit_status status = ambit_digest_file(input->sha256, path, err);
    if (status) return status;
    input->file = strdup(file);
    if (!input->file) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the names of inputs");
    w->n_inputs++;
    return AMBIT_OK;
}

/* A part of a shapefile, whose extension may be in capitals; one that is missing was not read. */
static ambit_status add_part(ambit_workspace *w, const ambit_planfile *plan, const char *layer, const char *const *part,
        ambit_error *err)
{
    char file[PATH_ROOM], path[PATH_ROOM];
    const char *dot = strrchr(layer, '.');
    int base = (int)(dot ? (size_t)(dot - layer) : strlen(layer));
    for (int k = 0; k < 2; k++) {
        int length = snprintf(file, sizeof file, "%.*s.%s", base, layer, part[k]);
        if (length < 0 || (size_t)length >= sizeof file || ambit_planfile_path(path, sizeof path, plan, file)) continue;
        if (!access(path, R_OK)) return add_input(w, plan, file, err);
    }
    return AMBIT_OK;
}

/* What lies beside a .shp is read with it; every other layer is one file. */
static ambit_status add_layer(ambit_workspace *w, const ambit_planfile *plan, const char *layer, ambit_error *err)
{
    static const char *const parts[][2] = { { "shp", "SHP" }, { "shx", "SHX" }, { "dbf", "DBF" }, { "prj", "PRJ" },
        { "cpg", "CPG" } };
    ambit_status status = AMBIT_OK;
    const char *dot = strrchr(layer, '.');
    if (dot && strcasecmp(dot, ".shp")) return add_input(w, plan, layer, err);
    for (size_t i = 0; i < sizeof parts / sizeof *parts && !status; i++)
        status = add_part(w, plan, layer, parts[i], err);
    return status;
}

static ambit_status hash_inputs(ambit_workspace *w, ambit_error *err)
{
    const ambit_instance *instance = w->instance;
    ambit_status status = AMBIT_OK;
    w->input = calloc((size_t)instance->n_inputs + 14, sizeof *w->input);
    if (!w->input) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the names of inputs");
    for (uint32_t i = 0; i < instance->n_inputs && !status; i++)
        status = add_input(w, instance->plan, instance->input[i], err);
    if (!status && w->regions) status = add_layer(w, instance->plan, instance->plan->regions.file, err);
    if (!status && w->regions && instance->plan->regions.outline)
        status = add_layer(w, instance->plan, instance->plan->regions.outline, err);
    char path[PATH_ROOM];
    const ambit_planfile *plan = instance->plan;
    bool linked = plan->links && plan->contiguity != AMBIT_CONTIGUITY_NONE && w->regions;
    if (status || !linked || ambit_planfile_path(path, sizeof path, plan, plan->links)) return status;
    /* One that is missing is a fault which the formulation records. */
    return access(path, R_OK) ? AMBIT_OK : add_input(w, plan, plan->links, err);
}

/* ---- The plan in force ----------------------------------------------------------------------------------------- */

/* An adopted plan stands instead of what the files say of today; it counts as an input of its own. */
static ambit_status take_adopted(ambit_workspace *w, ambit_error *err)
{
    ambit_assignment_lost lost;
    ambit_instance *instance = w->instance;
    if (!w->adopted.result) return AMBIT_OK;
    instance->adopted = malloc(((size_t)instance->n_units + 1) * sizeof *instance->adopted);
    ambit_workspace_input *input = &w->input[w->n_inputs];
    if (!instance->adopted || asprintf(&input->file, "adopted scenario %s", w->adopted.name) < 0)
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the adopted plan");
    memcpy(input->sha256, w->adopted.sha256, sizeof input->sha256);
    w->n_inputs++;
    ambit_status status = ambit_assignment_apply(instance->adopted, &lost, instance, w->adopted.plan, err);
    if (!status && lost.n_left)
        ambit_diagnosis_warning(w->diagnosis, AMBIT_FAULT_REP_LEFT, (ambit_place){ input->file, 0, 0, NULL },
                "found %u unit%s of reps who are not in %s, such as %s of %s, expected only if they left (their units "
                "have no current rep then), add who is to come", lost.n_left, lost.n_left == 1 ? "" : "s",
                ambit_instance_reps_source(instance), lost.left_rep, lost.left_unit);
    return status;
}

/* ---- The whole ------------------------------------------------------------------------------------------------- */

static ambit_status read_files(ambit_workspace *w, const char *path, const ambit_changes *changes, ambit_error *err)
{
    ambit_planfile *plan;
    ambit_status status = ambit_planfile_read_with(&plan, path, changes, w->diagnosis, err);
    if (status) return status;
    status = ambit_changes_lay(plan, changes, w->diagnosis, err);
    if (!status) status = ambit_adopted_read(&w->adopted, plan->folder, err);
    plan->is_adopted = w->adopted.result != 0;
    if (!status) status = read_regions(w, plan, err);
    if (status) {
        ambit_planfile_free(plan);
        return status;
    }
    int by_region = plan->assign == AMBIT_ASSIGN_REGIONS && w->regions;
    return ambit_instance_read(&w->instance, plan, by_region ? w->regions->n : 0,
                               by_region ? (const char *const *)w->regions->id : NULL, w->diagnosis, err);
}

static ambit_status formulate(ambit_workspace *w, ambit_error *err)
{
    const ambit_planfile *plan = w->instance->plan;
    uint32_t n_units =
            plan->assign == AMBIT_ASSIGN_REGIONS ? (w->regions ? w->regions->n : 0) : w->instance->accounts.n;
    if (ambit_diagnosis_n_errors(w->diagnosis) || !n_units || !w->instance->reps.n) return AMBIT_OK;
    return ambit_formulate(&w->formulation, w->instance, w->regions, w->diagnosis, err);
}

/* One reading of everything, with the changes as they are. */
static ambit_status build(ambit_workspace **out, const char *plan, uint32_t n_changes, const char *const *change,
        ambit_error *err)
{
    double start_s = ambit_workspace_clock_s(), read_s;
    ambit_workspace *w = calloc(1, sizeof *w);
    ambit_changes changes = { .n = 0 };
    ambit_status status = AMBIT_E_MEMORY;
    *out = NULL;
    if (!w || !(w->diagnosis = ambit_diagnosis_build())) {
        (void)ambit_fail(err, AMBIT_E_MEMORY, "no memory to read %s", plan);
        goto fail;
    }
    status = ambit_changes_read(&changes, n_changes, change, w->diagnosis, err);
    if (!status) status = read_files(w, plan, &changes, err);
    if (!status) status = hash_inputs(w, err);
    if (!status) status = take_adopted(w, err);
    read_s = ambit_workspace_clock_s();
    w->read_s = read_s - start_s;
    if (!status) status = formulate(w, err);
    w->formulate_s = ambit_workspace_clock_s() - read_s;
    ambit_changes_reset(&changes);
    if (status && !(status == AMBIT_E_INPUT && ambit_diagnosis_n_errors(w->diagnosis))) goto fail;
    *out = w;
    return AMBIT_OK;
fail:
    ambit_workspace_free(w);
    return status;
}

ambit_status ambit_workspace_build_with(ambit_workspace **out, const char *plan, uint32_t n_changes,
        const char *const *change, ambit_error *err)
{
    ambit_region_changes regions;
    ambit_status status = ambit_region_changes_split(&regions, n_changes, change, err);
    if (!status) status = build(out, plan, regions.n, regions.line, err);
    if (!status && regions.n_regions && (*out)->formulation) {
        status = ambit_region_changes_spell(&regions, (*out)->formulation, (*out)->diagnosis, err);
        if (!status && !ambit_diagnosis_n_errors((*out)->diagnosis)) {
            ambit_workspace_free(*out);
            status = build(out, plan, regions.n, regions.line, err);
        }
    }
    ambit_region_changes_reset(&regions);
    return status;
}

ambit_status ambit_workspace_build(ambit_workspace **out, const char *plan, ambit_error *err)
{
    return build(out, plan, 0, NULL, err);
}

void ambit_workspace_demand(ambit_workspace *w)
{
    const ambit_planfile *plan = ambit_workspace_plan(w);
    ambit_place place = { plan ? plan->path : NULL, 0, 0, NULL };
    if (!plan || w->formulation || ambit_diagnosis_n_errors(w->diagnosis)) return;
    if (plan->assign == AMBIT_ASSIGN_REGIONS ? !plan->regions.file : !plan->accounts.file) {
        place.field = plan->assign == AMBIT_ASSIGN_REGIONS ? "regions" : "accounts";
        ambit_diagnosis_error(w->diagnosis, AMBIT_FAULT_YAML_KEY, place,
                "found nothing to assign, expected a section such as "
                "{file: ..., id: ...}, name the file that holds them");
    }
    if (!plan->reps.file && !plan->has_territories) {
        place.field = "reps";
        ambit_diagnosis_error(w->diagnosis, AMBIT_FAULT_YAML_KEY, place, "found no reps, expected a section such as "
                              "{file: reps.csv, id: rep_id}, name the reps and their homes, or how many territories "
                              "there are: territories: {count: 12}");
    }
    if (!ambit_diagnosis_n_errors(w->diagnosis))
        ambit_diagnosis_error(w->diagnosis, AMBIT_FAULT_FILE_EMPTY, place,
                "found no units or no reps in the files, expected "
                "at least one of each, add rows");
}

void ambit_workspace_free(ambit_workspace *w)
{
    if (!w) return;
    ambit_formulation_free(w->formulation);
    ambit_instance_free(w->instance);
    ambit_layer_free(w->regions);
    ambit_diagnosis_free(w->diagnosis);
    ambit_adopted_reset(&w->adopted);
    for (uint32_t i = 0; i < w->n_inputs; i++) free(w->input[i].file);
    free(w->input);
    free(w);
}
