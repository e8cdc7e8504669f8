/* tools/commands/cmd_frontier.c - `ambit frontier`: what travel, balance and moves cost each other, plan by plan. */
#include "tools/frontier/tables.h"
#include "tools/interrupt.h"
#include "tools/session.h"

#include "instances/base/folder.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_ROOM = 4096 };

static const char *const own[] = { "frontier.tsv", "frontier_plans.csv", "frontier.json", NULL };

typedef struct {
    const ambit_request *request;
    ambit_workspace *workspace;
    ambit_frontier_inputs inputs;
    ambit_frontier frontier;
    char path[PATH_ROOM];
} frontier_run;

static int stop(void *context, const ambit_progress *progress)
{
    (void)context, (void)progress;
    return ambit_interrupt_seen();
}

/* ---- Files ------------------------------------------------------------------------------------------------------- */

static ambit_exit choose_folder(frontier_run *r)
{
    const ambit_request *request = r->request;
    int length = request->out
            ? snprintf(r->path, PATH_ROOM, "%s", request->out)
            : snprintf(r->path, PATH_ROOM, "%s/out", ambit_workspace_plan(r->workspace)->folder);
    if (length > 0 && length < PATH_ROOM) return AMBIT_EXIT_OK;
    fputs("ambit: --out: the path is empty or too long\n", stderr);
    return AMBIT_EXIT_USAGE;
}

static ambit_status write_one(ambit_folder *folder, const char *name, const ambit_frontier_record *record,
        void write(FILE *to, const ambit_frontier_record *record), ambit_error *err)
{
    FILE *to;
    ambit_status status = ambit_folder_create(folder, name, &to, err);
    if (status) return status;
    write(to, record);
    return ambit_folder_close_file(folder, to, name, err);
}

/* Opened before the search, so that a folder which may not be written is known at once. */
static ambit_exit deliver(ambit_folder *folder, const ambit_frontier_record *record)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_status status = write_one(folder, own[0], record, ambit_frontier_tsv, &err);
    if (!status) status = write_one(folder, own[1], record, ambit_frontier_plans, &err);
    if (!status) status = write_one(folder, own[2], record, ambit_frontier_json, &err);
    if (!status) status = ambit_folder_publish(folder, NULL, &err);
    return status ? ambit_command_fail(&err) : AMBIT_EXIT_OK;
}

/* ---- The command ------------------------------------------------------------------------------------------------- */

static ambit_exit read_inputs(frontier_run *r)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_exit code = ambit_session_open(&r->workspace, r->request);
    if (code) return code;
    ambit_status status = ambit_frontier_inputs_read(&r->inputs, r->workspace, &err);
    if (status == AMBIT_E_INPUT && ambit_diagnosis_n_errors(r->workspace->diagnosis)) {
        ambit_diagnosis_print(r->workspace->diagnosis, stderr);
        return AMBIT_EXIT_USAGE;
    }
    return status ? ambit_command_fail(&err) : choose_folder(r);
}

static ambit_exit sweep(frontier_run *r)
{
    ambit_error err = { AMBIT_OK, "" };
    const ambit_request *request = r->request;
    const ambit_frontier_settings *settings = &ambit_workspace_plan(r->workspace)->frontier;
    ambit_frontier_order order = { .n_levels = settings->n_levels, .tolerance = settings->tolerance,
        .points = request->points ? request->points : settings->points,
        .threads = request->solve.threads > 0 ? request->solve.threads : omp_get_max_threads(),
        .time_s = request->solve.time_s, .solve = request->solve };
    order.solve.progress = stop;
    return ambit_frontier_sweep(&r->frontier, &r->inputs.model, &order, &err) ? ambit_command_fail(&err)
                                                                              : AMBIT_EXIT_OK;
}

/* Not one point: no tolerance can be kept, or none was reached. */
static ambit_exit explain(const frontier_run *r)
{
    const ambit_frontier *f = &r->frontier;
    int impossible = f->n_levels > 0;
    for (uint32_t k = 0; k < f->n_levels; k++) impossible &= f->level[k].answer == AMBIT_FRONTIER_IMPOSSIBLE;
    if (f->n_levels && f->level[0].why) fputs(f->level[0].why, stderr);
    fprintf(stderr, "\nambit: there is no point on the frontier: %s; nothing was written\n",
            impossible ? "no plan can keep these rules" : f->stopped ? "stopped before there was a plan"
                                                                     : "no plan within the rules was found");
    return impossible ? AMBIT_EXIT_INFEASIBLE : f->stopped ? AMBIT_EXIT_STOPPED : AMBIT_EXIT_VIOLATED;
}

static ambit_exit answer(frontier_run *r, ambit_folder *folder)
{
    const ambit_frontier_record record = { r->workspace->formulation, &r->inputs, &r->frontier,
        ambit_workspace_plan(r->workspace)->name, r->request->solve.seed };
    ambit_exit code = sweep(r);
    if (code) return code;
    if (r->request->json) ambit_frontier_json(stdout, &record);
    if (!r->request->quiet) ambit_frontier_words(stderr, &record);
    if (!r->frontier.points.n) return explain(r);
    if ((code = deliver(folder, &record))) return code;
    if (!r->request->json && !r->request->quiet) ambit_frontier_tsv(stdout, &record);
    if (!r->request->quiet) fprintf(stderr, "written: %s/frontier.tsv, frontier_plans.csv, frontier.json\n", r->path);
    return AMBIT_EXIT_OK;
}

ambit_exit ambit_cmd_frontier(const ambit_request *request)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_folder *folder = NULL;
    frontier_run r = { .request = request };
    ambit_interrupt_listen();
    ambit_exit code = read_inputs(&r);
    if (!code && ambit_folder_open(&folder, r.path, own, request->force, &err)) code = ambit_command_fail(&err);
    if (!code) code = answer(&r, folder);
    ambit_folder_free(folder);
    ambit_frontier_reset(&r.frontier);
    ambit_frontier_inputs_reset(&r.inputs);
    ambit_workspace_free(r.workspace);
    return code;
}
