/* tools/commands/cmd_report.c - `ambit report`: report.html and report.xlsx of a finished plan.
 *
 * report.html comes from `solve` already: one that ambit wrote is made anew without --force. A workbook may have been
 * worked in, so it is not. */
#include "tools/report/refresh.h"
#include "tools/session.h"
#include "tools/workbook/workbook.h"

static const char *const own[] = { "report.html", "report.xlsx", NULL };
static const char *const own_but_the_page[] = { "report.xlsx", NULL };

typedef struct {
    const ambit_request *request;
    ambit_workspace *workspace;
    ambit_finished finished;
    ambit_report_source source;
} report_run;

static ambit_exit deliver(const report_run *r)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_folder *folder = NULL;
    int is_ours = ambit_report_is_ours(r->finished.folder);
    ambit_status status = ambit_folder_open(&folder, r->finished.folder, is_ours ? own_but_the_page : own,
            r->request->force, &err);
    if (!status && is_ours) ambit_folder_renew(folder, "report.html");
    if (!status) status = ambit_report_stage(folder, &r->source, &err);
    if (!status)
        status = ambit_workbook_write(ambit_folder_path(folder, "report.xlsx"), r->source.outcome, r->source.summary,
                &r->source.beside, &err);
    if (!status) status = ambit_folder_publish(folder, NULL, &err);
    ambit_folder_free(folder);
    return status ? ambit_command_fail(&err) : AMBIT_EXIT_OK;
}

/* What the page shows of other commands, and what it could. */
static void tell(const report_run *r)
{
    const ambit_report_beside *beside = &r->source.beside;
    const struct { const char *text, *command; } part[] = {
        { beside->quota, "quota" }, { beside->coverage, "coverage" }, { beside->frontier, "frontier" } };
    fputs("parts       plan", stdout);
    for (int k = 0; k < 3; k++)
        if (part[k].text) printf(", %s", part[k].command);
    printf("\nwritten     %s/report.html, report.xlsx\n", r->finished.folder);
}

static ambit_exit run_steps(report_run *r)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_exit code = ambit_session_open(&r->workspace, r->request);
    if (!code) code = ambit_finished_read(&r->finished, r->request, r->workspace);
    if (code) return code;
    if (ambit_report_source_read(&r->source, &r->finished, r->workspace->formulation, NULL, &err))
        return ambit_command_fail(&err);
    if (!r->source.summary && r->finished.summary.status != AMBIT_PLAN_NONE)
        fputs("warning: the plan costs something else than when it was solved, so its proof is left out; solve again\n",
              stderr);
    code = deliver(r);
    if (!code && !r->request->quiet) tell(r);
    return code;
}

ambit_exit ambit_cmd_report(const ambit_request *request)
{
    report_run r = { .request = request };
    ambit_exit code = run_steps(&r);
    ambit_report_source_reset(&r.source);
    ambit_finished_reset(&r.finished);
    ambit_workspace_free(r.workspace);
    return code;
}
