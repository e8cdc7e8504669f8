/* tools/commands/cmd_export.c - `ambit export`: a finished plan in the form of another system. */
#include "tools/export/export.h"
#include "tools/finished.h"
#include "tools/output/json.h"
#include "tools/session.h"

#include <inttypes.h>
#include <string.h>

typedef struct {
    const ambit_request *request;
    const ambit_export_kind *kind;
    ambit_workspace *workspace;
    ambit_finished finished;
    ambit_foreign foreign;
    ambit_export export;
} export_run;

/* KIND and --excel. */
static ambit_exit check_usage(export_run *r)
{
    const char *name = r->request->operand[0];
    r->kind = ambit_export_find(name);
    if (!r->kind) {
        fprintf(stderr, "ambit: export: found the kind \"%s\", expected one of", name);
        for (const ambit_export_kind *k = ambit_export_kinds(); k->name; k++) fprintf(stderr, " %s", k->name);
        fputs("\n", stderr);
        return AMBIT_EXIT_USAGE;
    }
    if (r->request->excel && strcmp(name, "csv")) {
        fputs("ambit: export: --excel belongs to `export csv PLAN`\n", stderr);
        return AMBIT_EXIT_USAGE;
    }
    return AMBIT_EXIT_OK;
}

static ambit_exit judge(export_run *r)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_status status = ambit_outcome_judge(&r->export.outcome, r->workspace->formulation, r->finished.plan, &err);
    if (!status && r->kind->needs_shapes) status = ambit_outcome_draw(r->export.outcome, &err);
    return status ? ambit_command_fail(&err) : AMBIT_EXIT_OK;
}

/* What other systems call everything, when the kind must know. */
static ambit_exit read_ids(export_run *r)
{
    ambit_error err = { AMBIT_OK, "" };
    if (r->kind->ids == AMBIT_EXPORT_NO_IDS) return AMBIT_EXIT_OK;
    ambit_status status = ambit_foreign_read(&r->foreign, r->workspace, r->export.outcome,
            r->kind->ids == AMBIT_EXPORT_GUIDS ? AMBIT_FORM_GUID : AMBIT_FORM_SALESFORCE, stderr, &err);
    if (ambit_diagnosis_n_errors(r->workspace->diagnosis)) {
        ambit_diagnosis_print(r->workspace->diagnosis, stderr);
        return AMBIT_EXIT_USAGE;
    }
    if (status) return ambit_command_fail(&err);
    if (r->foreign.n_faults) {
        fprintf(stderr, "ambit: export: %" PRIu64 " ids are missing or malformed; nothing was written\n",
                r->foreign.n_faults);
        return AMBIT_EXIT_USAGE;
    }
    r->export.foreign = &r->foreign;
    return AMBIT_EXIT_OK;
}

static ambit_exit deliver(export_run *r)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_status status = ambit_folder_open(&r->export.folder, r->finished.folder, r->kind->own, r->request->force,
            &err);
    if (!status) status = r->kind->write(&r->export, &err);
    if (!status) status = ambit_folder_publish(r->export.folder, NULL, &err);
    ambit_folder_free(r->export.folder);
    return status ? ambit_command_fail(&err) : AMBIT_EXIT_OK;
}

static void tell(const export_run *r)
{
    const ambit_export *e = &r->export;
    if (r->request->json) {
        ambit_json json = ambit_json_of(stdout);
        ambit_json_open(&json, NULL, '{');
        ambit_json_text(&json, "kind", r->kind->name);
        ambit_json_text(&json, "folder", r->finished.folder);
        ambit_json_open(&json, "files", '[');
        for (uint32_t k = 0; k < e->n_files; k++) {
            ambit_json_open(&json, NULL, '{');
            ambit_json_text(&json, "file", e->file[k].name);
            ambit_json_count(&json, "rows", e->file[k].n_rows);
            ambit_json_close(&json, '}');
        }
        ambit_json_close(&json, ']');
        ambit_json_close(&json, '}');
        return;
    }
    for (uint32_t k = 0; k < e->n_files && !r->request->quiet; k++)
        printf("written     %s/%s: %" PRIu64 " rows, %.*s\n", r->finished.folder, e->file[k].name, e->file[k].n_rows,
               (int)strcspn(e->file[k].what, ";\n"), e->file[k].what);
}

static ambit_exit run_steps(export_run *r)
{
    ambit_exit code = check_usage(r);
    if (!code) code = ambit_session_open(&r->workspace, r->request);
    if (code) return code;
    r->export.workspace = r->workspace;
    r->export.excel = r->request->excel;
    code = ambit_finished_read(&r->finished, r->request, r->workspace);
    if (!code) code = judge(r);
    if (!code) code = read_ids(r);
    if (!code) code = deliver(r);
    if (!code) tell(r);
    return code;
}

/* `export KIND PLAN`. */
ambit_exit ambit_cmd_export(const ambit_request *request)
{
    ambit_request own = *request;
    export_run r = { .request = &own };
    own.plan = request->operand[1];
    ambit_exit code = run_steps(&r);
    ambit_foreign_reset(&r.foreign);
    ambit_outcome_free(r.export.outcome);
    ambit_workspace_free(r.workspace);
    ambit_finished_reset(&r.finished);
    return code;
}
