/* tools/commands/cmd_size.c - `ambit size`: how many reps the work needs. */
#include "tools/interrupt.h"
#include "tools/session.h"
#include "tools/size/tables.h"

#include "instances/base/folder.h"

#include <math.h>

enum { PATH_ROOM = 4096 };

static const char *const own[] = { "size.csv", "size.json", NULL };

typedef struct {
    const ambit_request *request;
    ambit_workspace *workspace;
    ambit_size_workload workload;
    ambit_size_curve curve;
    ambit_size_worth worth;
    char path[PATH_ROOM];
} size_run;

static ambit_exit choose_folder(size_run *r)
{
    const ambit_request *request = r->request;
    int length = request->out
            ? snprintf(r->path, PATH_ROOM, "%s", request->out)
            : snprintf(r->path, PATH_ROOM, "%s/out", ambit_workspace_plan(r->workspace)->folder);
    if (length > 0 && length < PATH_ROOM) return AMBIT_EXIT_OK;
    fputs("ambit: --out: the path is empty or too long\n", stderr);
    return AMBIT_EXIT_USAGE;
}

static ambit_exit read_work(size_run *r)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_status status = ambit_size_workload_read(&r->workload, r->workspace, &err);
    if (!ambit_diagnosis_n_errors(r->workspace->diagnosis)) return status ? ambit_command_fail(&err) : AMBIT_EXIT_OK;
    ambit_diagnosis_print(r->workspace->diagnosis, stderr);
    return AMBIT_EXIT_USAGE;
}

static ambit_exit find(size_run *r, ambit_size_record *record)
{
    ambit_error err = { AMBIT_OK, "" };
    const ambit_size_settings *s = &ambit_workspace_plan(r->workspace)->size;
    if (ambit_size_curve_find(&r->curve, r->workspace, r->request, &err)) return ambit_command_fail(&err);
    const ambit_size_point *now = ambit_size_curve_at(&r->curve, r->curve.now);
    record->travel_h = ambit_size_travel_h(&r->workload, r->workspace, now);
    if (ambit_size_worth_find(&r->worth, &r->workload, record->travel_h, s->margin, s->rep_cost, &err))
        return ambit_command_fail(&err);
    return AMBIT_EXIT_OK;
}

static ambit_status write_one(const size_run *r, ambit_folder *folder, const char *name,
        void write(FILE *to, const ambit_size_record *record, const ambit_workspace *workspace),
        const ambit_size_record *record, ambit_error *err)
{
    FILE *to;
    ambit_status status = ambit_folder_create(folder, name, &to, err);
    if (status) return status;
    write(to, record, r->workspace);
    return ambit_folder_close_file(folder, to, name, err);
}

static ambit_exit deliver(const size_run *r, ambit_folder *folder, const ambit_size_record *record)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_status status = write_one(r, folder, own[0], ambit_size_csv, record, &err);
    if (!status) status = write_one(r, folder, own[1], ambit_size_json, record, &err);
    if (!status) status = ambit_folder_publish(folder, NULL, &err);
    return status ? ambit_command_fail(&err) : AMBIT_EXIT_OK;
}

static void tell(const size_run *r, const ambit_size_record *record)
{
    if (r->request->json) ambit_size_json(stdout, record, r->workspace);
    else if (!r->request->quiet) {
        ambit_size_words(stdout, record, r->workspace);
        printf("written     %s/size.csv, size.json\n", r->path);
    }
}

/* The folder is opened before the search, so that one which may not be written is known at once. */
static ambit_exit run_steps(size_run *r)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_folder *folder = NULL;
    ambit_exit code = ambit_session_open(&r->workspace, r->request);
    if (!code) code = read_work(r);
    if (!code) code = choose_folder(r);
    if (code) return code;
    ambit_size_record record = { ambit_workspace_plan(r->workspace)->name, &r->workload, &r->curve, &r->worth, NAN };
    if (ambit_folder_open(&folder, r->path, own, r->request->force, &err)) return ambit_command_fail(&err);
    code = find(r, &record);
    if (!code) code = deliver(r, folder, &record);
    if (!code) tell(r, &record);
    ambit_folder_free(folder);
    return code;
}

ambit_exit ambit_cmd_size(const ambit_request *request)
{
    size_run r = { .request = request };
    ambit_interrupt_listen();
    ambit_exit code = run_steps(&r);
    ambit_size_worth_reset(&r.worth);
    ambit_size_curve_reset(&r.curve);
    ambit_size_workload_reset(&r.workload);
    ambit_workspace_free(r.workspace);
    return code;
}
