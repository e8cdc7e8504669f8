/* tools/output/deliver.c - see deliver.h. */
#include "tools/output/deliver.h"

#include "geo/format/write.h"
#include "geo/map/simplify.h"
#include "instances/base/folder.h"
#include "instances/base/status.h"
#include "instances/table.h"
#include "tools/output/plan_json.h"
#include "tools/report/report.h"
#include "tools/roster.h"
#include "tools/output/tables.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* plan.json is last: where files must be renamed one by one, the one that others trust comes when all is there. */
static const char *const own[] = {
    "assignment.csv", "territories.csv", "territories_by_manager.csv", "moves.csv", "rejects.csv", "unassigned.csv",
    "territories.shp", "territories.shx", "territories.dbf", "territories.prj", "territories.cpg",
    "territories.fields.csv", "territories.geojson", "territories_wkt.csv", "report.html", "run.json", "plan.json",
            NULL,
};

/* What other commands make from a plan: it would be wrong beside a new one. */
static const char *const derived[] = {
    "report.xlsx", "quotas.csv", "quota_summary.csv", "quota.json", "quota_adjustments.csv", "coverage.csv",
    "coverage_summary.csv", "white_space.csv", "overlaps.csv", "pipeline.csv", "coverage.json", "frontier.tsv",
    "frontier_plans.csv", "frontier.json", "for_*.html", "size.csv", "size.json",
    "salesforce_1_Territory2.csv", "salesforce_2_ObjectTerritory2Association_delete.csv",
    "salesforce_3_ObjectTerritory2Association_insert.csv", "salesforce_4_UserTerritory2Association.csv",
    "salesforce_order.txt", "dynamics_1_territories.csv", "dynamics_2_accounts.csv", "dynamics_order.txt",
    "export_territories.geojson", "export_accounts.geojson", "export_territories.shp", "export_territories.shx",
    "export_territories.dbf", "export_territories.prj", "export_territories.cpg", "export_territories.fields.csv",
    "export_accounts.shp", "export_accounts.shx", "export_accounts.dbf", "export_accounts.prj", "export_accounts.cpg",
    "block_assignment.txt", "export_units.csv", "export_territories.csv", NULL,
};

/* ---- Before the search ----------------------------------------------------------------------------------------- */

/* The nearest folder that exists, `path` itself or one of its parents, must be one that we may write. */
static ambit_status look_at_parent(const char *path, ambit_error *err)
{
    struct stat info;
    char *at = strdup(path);
    ambit_status status = AMBIT_OK;
    if (!at) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a path");
    while (stat(at, &info) && errno == ENOENT) {
        char *slash = strrchr(at, '/');
        if (!slash || slash == at) {
            strcpy(at, slash ? "/" : ".");
            break;
        }
        *slash = 0;
    }
    if (!stat(at, &info) && !S_ISDIR(info.st_mode))
        status = ambit_fail(err, AMBIT_E_FILE, "%s: found a file, expected a folder to write into", at);
    else if (access(at, W_OK | X_OK))
        status = ambit_fail(err, AMBIT_E_FILE, "%s: cannot be written: %s; name another folder with --out", at,
                            strerror(errno));
    free(at);
    return status;
}

ambit_status ambit_deliver_look(const char *folder, int force, ambit_error *err)
{
    char path[4096];
    for (const char *const *name = own; *name && !force; name++) {
        int length = snprintf(path, sizeof path, "%s/%s", folder, *name);
        if (length < 0 || (size_t)length >= sizeof path)
            return ambit_fail(err, AMBIT_E_FILE, "--out: the path is too long");
        if (!access(path, F_OK))
            return ambit_fail(err, AMBIT_E_FILE, "%s: is there already; use --force to replace the plan, or name "
                              "another folder with --out", path);
    }
    return look_at_parent(folder, err);
}

/* ---- Files ----------------------------------------------------------------------------------------------------- */

typedef struct {
    const ambit_record *record;
    const ambit_roster *roster;
    const ambit_layer *layer; /* the territories as they are written */
} source;

typedef ambit_status write_fn(FILE *to, const source *from, ambit_error *err);

static ambit_status write_assignment(FILE *to, const source *from, ambit_error *err)
{
    (void)err;
    ambit_tables_assignment(to, from->record->outcome);
    return AMBIT_OK;
}

static ambit_status write_territories(FILE *to, const source *from, ambit_error *err)
{
    (void)err;
    ambit_roster_write(to, from->roster);
    return AMBIT_OK;
}

static ambit_status write_managers(FILE *to, const source *from, ambit_error *err)
{
    (void)err;
    ambit_roster_write_managers(to, from->roster, ambit_outcome_travel_unit(from->record->outcome->formulation));
    return AMBIT_OK;
}

static ambit_status write_moves(FILE *to, const source *from, ambit_error *err)
{
    (void)err;
    ambit_tables_moves(to, from->record->outcome, from->roster);
    return AMBIT_OK;
}

static ambit_status write_rejects(FILE *to, const source *from, ambit_error *err)
{
    (void)err;
    ambit_tables_rejects(to, from->record->outcome);
    return AMBIT_OK;
}

static ambit_status write_unassigned(FILE *to, const source *from, ambit_error *err)
{
    (void)err;
    ambit_tables_unassigned(to, from->record->outcome);
    return AMBIT_OK;
}

static ambit_status write_geojson(FILE *to, const source *from, ambit_error *err)
{
    return ambit_write_geojson(to, from->layer, from->roster->attribute, from->roster->n, err);
}

static ambit_status write_wkt(FILE *to, const source *from, ambit_error *err)
{
    return ambit_write_wkt(to, from->layer, "rep_id", err);
}

/* What the shapefile calls each column of territories.csv. */
static ambit_status write_fields(FILE *to, const source *from, ambit_error *err)
{
    const ambit_roster *roster = from->roster;
    (void)err;
    fputs("field,name\n", to);
    for (uint32_t a = 0; a < roster->n; a++) {
        ambit_csv_write(to, roster->brief[a].name);
        putc(',', to);
        ambit_csv_write(to, roster->attribute[a].name);
        putc('\n', to);
    }
    return AMBIT_OK;
}

static ambit_status write_report(FILE *to, const source *from, ambit_error *err)
{
    return ambit_report_write(to, from->record->outcome, from->record->summary, NULL, err);
}

static ambit_status write_run(FILE *to, const source *from, ambit_error *err)
{
    (void)err;
    ambit_run_json_write(to, from->record);
    return AMBIT_OK;
}

static ambit_status write_plan(FILE *to, const source *from, ambit_error *err)
{
    (void)err;
    ambit_plan_json_write(to, from->record);
    return AMBIT_OK;
}

static ambit_status write_file(ambit_folder *folder, const char *name, write_fn *write, const source *from,
        ambit_error *err)
{
    FILE *to;
    ambit_status status = ambit_folder_create(folder, name, &to, err);
    if (status) return status;
    status = write(to, from, err);
    if (status) {
        fclose(to);
        return status;
    }
    return ambit_folder_close_file(folder, to, name, err);
}

static bool has_short_names(const ambit_roster *roster)
{
    for (uint32_t a = 0; a < roster->n; a++)
        if (strcmp(roster->brief[a].name, roster->attribute[a].name)) return true;
    return false;
}

static ambit_status write_formats(ambit_folder *folder, const source *from, ambit_error *err)
{
    ambit_status status = ambit_write_shapefile(ambit_folder_path(folder, "territories"), from->layer,
                                                from->roster->brief, from->roster->n, err);
    if (!status && has_short_names(from->roster))
        status = write_file(folder, "territories.fields.csv", write_fields, from, err);
    if (!status) status = write_file(folder, "territories.geojson", write_geojson, from, err);
    if (status || !from->record->outcome->formulation->instance->plan->output_wkt) return status;
    return write_file(folder, "territories_wkt.csv", write_wkt, from, err);
}

/* With output.simplify, what is written has fewer points than what was measured. */
static ambit_status write_layers(ambit_folder *folder, const source *from, ambit_error *err)
{
    const ambit_outcome *o = from->record->outcome;
    const double simplify_m = o->formulation->instance->plan->simplify_m;
    source written = { from->record, from->roster, o->territories };
    ambit_layer *thin = NULL;
    if (!o->territories) return AMBIT_OK;
    ambit_status status = simplify_m > 0 ? ambit_simplify(&thin, o->territories, simplify_m, err) : AMBIT_OK;
    if (thin) written.layer = thin;
    if (!status) status = write_formats(folder, &written, err);
    ambit_layer_free(thin);
    return status;
}

static ambit_status write_tables(ambit_folder *folder, const source *from, ambit_error *err)
{
    static const struct { const char *name; write_fn *write; } files[] = {
        { "assignment.csv", write_assignment }, { "territories.csv", write_territories }, { "moves.csv", write_moves },
        { "rejects.csv", write_rejects }, { "unassigned.csv", write_unassigned },
    };
    ambit_status status = AMBIT_OK;
    for (size_t i = 0; i < sizeof files / sizeof *files && !status; i++)
        status = write_file(folder, files[i].name, files[i].write, from, err);
    if (!status && from->roster->rollup.n)
        status = write_file(folder, "territories_by_manager.csv", write_managers, from, err);
    return status;
}

ambit_status ambit_deliver(ambit_record *record, double started_s, ambit_error *err)
{
    ambit_folder *folder = NULL;
    ambit_roster roster;
    double begin_s = ambit_workspace_clock_s();
    ambit_status status = ambit_roster_init(&roster, record->outcome, err);
    if (status) return status;
    source from = { record, &roster, NULL };
    record->lacks_managers = roster.rollup.is_faulty;
    record->has_report = record->outcome->formulation->n_units <= AMBIT_REPORT_MOST_UNITS;
    status = ambit_folder_open(&folder, record->folder, own, record->request->force, err);
    if (!status) status = write_tables(folder, &from, err);
    if (!status) status = write_layers(folder, &from, err);
    if (!status && record->has_report) status = write_file(folder, "report.html", write_report, &from, err);
    record->timing.write_s = ambit_workspace_clock_s() - begin_s;
    record->timing.total_s = ambit_workspace_clock_s() - started_s;
    record->timing.peak_mb = ambit_record_peak_mb();
    if (!status) status = write_file(folder, "run.json", write_run, &from, err);
    if (!status) status = write_file(folder, "plan.json", write_plan, &from, err);
    if (!status) status = ambit_folder_publish(folder, derived, err);
    ambit_folder_free(folder);
    ambit_roster_reset(&roster);
    return status;
}
