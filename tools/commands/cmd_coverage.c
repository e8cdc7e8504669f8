/* tools/commands/cmd_coverage.c - `ambit coverage`: coverage of accounts, capacity and pipeline. */
#include "tools/coverage/tables.h"
#include "tools/finished.h"
#include "tools/report/refresh.h"
#include "tools/session.h"

#include "instances/base/folder.h"
#include "instances/base/status.h"

#include <stdlib.h>
#include <string.h>

static const char *const own[] = { "coverage.csv", "coverage_summary.csv", "white_space.csv", "overlaps.csv",
    "pipeline.csv", "coverage.json", NULL };

typedef struct {
    const ambit_request *request;
    ambit_workspace *workspace;
    ambit_finished finished;
    ambit_coverage *coverage;
    ambit_pipeline *pipeline; /* NULL: the plan names no deals */
    int has_report;
} coverage_run;

/* Faults of all files are told together: deals are read even when accounts are faulty. */
static ambit_exit compute(coverage_run *r)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_status status = ambit_coverage_build(&r->coverage, r->workspace, r->finished.plan, &err);
    if (!status || status == AMBIT_E_INPUT) {
        ambit_status of_deals = ambit_pipeline_build(&r->pipeline, r->workspace, r->finished.plan, r->finished.folder,
                &err);
        if (of_deals) status = of_deals;
    }
    if (status == AMBIT_E_INPUT && ambit_diagnosis_n_errors(r->workspace->diagnosis)) {
        ambit_diagnosis_print(r->workspace->diagnosis, stderr);
        return AMBIT_EXIT_USAGE;
    }
    return status ? ambit_command_fail(&err) : AMBIT_EXIT_OK;
}

/* ---- Files ------------------------------------------------------------------------------------------------------ */

static int is_written(const coverage_run *r, const char *name)
{
    if (!strcmp(name, "white_space.csv")) return r->coverage->regions.n > 0;
    return strcmp(name, "pipeline.csv") || r->pipeline;
}

static void write_file(const coverage_run *r, FILE *to, const char *name)
{
    if (!strcmp(name, "coverage.csv")) ambit_coverage_write_reps(to, r->coverage);
    else if (!strcmp(name, "coverage_summary.csv")) ambit_coverage_write_summary(to, r->coverage);
    else if (!strcmp(name, "white_space.csv")) ambit_coverage_write_regions(to, r->coverage);
    else if (!strcmp(name, "overlaps.csv")) ambit_coverage_write_overlaps(to, r->coverage);
    else if (!strcmp(name, "pipeline.csv")) ambit_pipeline_csv(to, r->pipeline);
    else ambit_coverage_write_json(to, r->coverage, r->pipeline);
}

/* The report that is there shows this coverage. */
static ambit_status refresh_report(coverage_run *r, ambit_folder *folder, ambit_error *err)
{
    char *text = NULL;
    size_t length;
    FILE *to = open_memstream(&text, &length);
    if (!to) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the report");
    ambit_coverage_write_json(to, r->coverage, r->pipeline);
    ambit_status status = fclose(to) ? ambit_fail(err, AMBIT_E_MEMORY, "no memory for the report") : AMBIT_OK;
    if (!status)
        status = ambit_report_refresh(&r->has_report, folder, &r->finished, r->workspace->formulation,
                &(ambit_report_beside){ .coverage = text }, err);
    free(text);
    return status;
}

static ambit_status write_all(coverage_run *r, ambit_folder *folder, ambit_error *err)
{
    for (const char *const *name = own; *name; name++) {
        FILE *to;
        if (!is_written(r, *name)) continue;
        ambit_status status = ambit_folder_create(folder, *name, &to, err);
        if (status) return status;
        write_file(r, to, *name);
        status = ambit_folder_close_file(folder, to, *name, err);
        if (status) return status;
    }
    ambit_status status = refresh_report(r, folder, err);
    return status ? status : ambit_folder_publish(folder, NULL, err);
}

static ambit_exit deliver(coverage_run *r)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_folder *folder = NULL;
    ambit_status status = ambit_folder_open(&folder, r->finished.folder, own, r->request->force, &err);
    if (!status) status = write_all(r, folder, &err);
    ambit_folder_free(folder);
    return status ? ambit_command_fail(&err) : AMBIT_EXIT_OK;
}

/* ---- The command ------------------------------------------------------------------------------------------------ */

static void tell(const coverage_run *r)
{
    if (r->request->json) {
        ambit_coverage_write_json(stdout, r->coverage, r->pipeline);
        return;
    }
    if (r->request->quiet) return;
    ambit_coverage_words(stdout, r->coverage);
    if (r->pipeline) ambit_pipeline_words(stdout, r->pipeline);
    printf("written     %s/coverage.csv", r->finished.folder);
    for (const char *const *name = own + 1; *name; name++)
        if (is_written(r, *name)) printf(", %s", *name);
    puts(r->has_report ? "; report.html shows them" : "");
}

static ambit_exit run_steps(coverage_run *r)
{
    ambit_exit code = ambit_session_open(&r->workspace, r->request);
    if (!code) code = ambit_finished_read(&r->finished, r->request, r->workspace);
    if (!code) code = compute(r);
    if (!code) code = deliver(r);
    if (!code) tell(r);
    return code;
}

ambit_exit ambit_cmd_coverage(const ambit_request *request)
{
    coverage_run r = { .request = request };
    ambit_exit code = run_steps(&r);
    ambit_pipeline_free(r.pipeline);
    ambit_coverage_free(r.coverage);
    ambit_workspace_free(r.workspace);
    ambit_finished_reset(&r.finished);
    return code;
}
