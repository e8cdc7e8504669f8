/* tools/commands/cmd_quota.c - `ambit quota`: from a finished plan to quotas that add up, and their odds. */
#include "tools/finished.h"
#include "tools/quota/adjust.h"
#include "tools/quota/inputs.h"
#include "tools/quota/tables.h"
#include "tools/report/refresh.h"
#include "tools/scenario/note.h"
#include "tools/session.h"
#include "tools/output/terminal.h"

#include "instances/base/folder.h"
#include "instances/base/status.h"
#include "instances/table.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_ROOM = 4096 };

static const char *const own[] = { "quotas.csv", "quota_summary.csv", "quota.json", "quota_adjustments.csv", NULL };

typedef struct {
    const ambit_request *request;
    ambit_workspace *workspace;
    ambit_finished finished;
    ambit_quota_inputs inputs;
    ambit_quota_result result;
    ambit_quota_outlook outlook;
    int is_adjusting, has_report;
    ambit_quota_change change;
} quota_run;

static ambit_exit say_faults(const quota_run *r)
{
    ambit_diagnosis_print(r->workspace->diagnosis, stderr);
    return AMBIT_EXIT_USAGE;
}

/* ---- Deriving --------------------------------------------------------------------------------------------------- */

static ambit_exit end_of(const quota_run *r, ambit_status status, const ambit_error *err)
{
    if (status == AMBIT_E_INPUT && ambit_diagnosis_n_errors(r->workspace->diagnosis)) return say_faults(r);
    return status ? ambit_command_fail(err) : AMBIT_EXIT_OK;
}

/* The first layer's hedge becomes the one with which the wanted share of reps reach their quota. */
static ambit_status calibrate(quota_run *r, ambit_error *err)
{
    double factor;
    ambit_quota_shares *hedge = &r->inputs.settings.hedge;
    ambit_status status = ambit_quota_outlook_calibrate(&factor, r->request->quota.calibrate, &r->inputs.of, &r->result,
            r->request->solve.seed, err);
    if (status) return status;
    hedge->share[0] = (hedge->n ? 1 + hedge->share[0] : 1) * factor - 1;
    if (!hedge->n) hedge->n = 1;
    ambit_quota_result_reset(&r->result);
    return ambit_quota_derive(&r->result, &r->inputs.of, r->workspace->diagnosis, err);
}

static ambit_exit derive(quota_run *r)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_status status = ambit_quota_inputs_read(&r->inputs, r->workspace, r->finished.plan, &err);
    if (!status) status = ambit_quota_derive(&r->result, &r->inputs.of, r->workspace->diagnosis, &err);
    if (!status && r->request->quota.calibrate > 0) status = calibrate(r, &err);
    return end_of(r, status, &err);
}

/* ---- Adjusting -------------------------------------------------------------------------------------------------- */

/* 1 when the name stands in a list such as `a;b`. */
static int is_listed(const char *list, const char *name)
{
    size_t n = strlen(name);
    for (const char *at = list; *at; at += strcspn(at, ";"), at += *at == ';') {
        at += strspn(at, " ");
        size_t length = strcspn(at, ";");
        while (length && at[length - 1] == ' ') length--;
        if (length == n && !strncmp(at, name, n)) return 1;
    }
    return 0;
}

static ambit_exit usage(const char *sentence)
{
    fprintf(stderr, "ambit: quota adjust: %s\n", sentence);
    return AMBIT_EXIT_USAGE;
}

/* The month that --from names, in the calendar; a quarter changes as a whole. */
static ambit_exit find_from(const quota_run *r, uint32_t *month)
{
    const ambit_quota_calendar *calendar = &r->inputs.of.calendar;
    char name[16], quarter[16], before[16];
    for (*month = 0; *month < calendar->n; ++*month) {
        ambit_quota_month_name(name, calendar, *month);
        if (!strcmp(name, r->request->quota.from)) break;
    }
    if (*month == calendar->n) return usage("--from is no month of the plan's period; expected one such as 2027-04");
    if (!r->inputs.settings.by_quarter || !*month) return AMBIT_EXIT_OK;
    ambit_quota_quarter_name(quarter, calendar, *month);
    ambit_quota_quarter_name(before, calendar, *month - 1);
    return strcmp(quarter, before) ? AMBIT_EXIT_OK : usage("--from is in the middle of a quarter; expected its first "
                                                           "month, because quotas are by quarters");
}

/* Which reps serve the segment; NULL without --segment. */
static ambit_exit find_segment(const quota_run *r, uint8_t **is_one)
{
    const ambit_reps *reps = &r->workspace->instance->reps;
    uint32_t n = 0;
    *is_one = NULL;
    if (!r->request->quota.segment) return AMBIT_EXIT_OK;
    if (!(*is_one = calloc((size_t)reps->n + 1, 1))) return AMBIT_EXIT_INTERNAL;
    for (uint32_t i = 0; i < reps->n_listed; i++)
        n += (*is_one)[i] = (uint8_t)is_listed(reps->segments[i], r->request->quota.segment);
    return n ? AMBIT_EXIT_OK : usage("no rep serves the segment that --segment names");
}

static ambit_exit adjust(quota_run *r)
{
    char path[PATH_ROOM + 32];
    uint8_t *is_one;
    ambit_error err = { AMBIT_OK, "" };
    ambit_quota_change *change = &r->change;
    snprintf(path, sizeof path, "%s/quotas.csv", r->finished.folder);
    if (access(path, R_OK)) return usage("there are no quotas to adjust; run \"ambit quota\" first");
    ambit_status status = ambit_quota_adjust_read(&r->result, &r->inputs.of, path, "quotas.csv",
            r->workspace->diagnosis, &err);
    if (status) return end_of(r, status, &err);
    ambit_exit code = find_from(r, &change->from);
    if (!code) code = find_segment(r, &is_one);
    else is_one = NULL;
    change->factor = r->request->quota.factor;
    change->is_one = is_one;
    int end = code ? 0 : ambit_quota_adjust(&r->result, change);
    if (end > 0) code = usage("--factor makes more of the quotas than can be counted; expected less");
    else if (end) code = AMBIT_EXIT_INTERNAL;
    change->is_one = NULL;
    free(is_one);
    return code;
}

/* ---- Files ------------------------------------------------------------------------------------------------------ */

/* What was done before, and what is done now. */
static void write_adjustments(FILE *to, const quota_run *r)
{
    char path[PATH_ROOM + 64], line[4096];
    const ambit_quota_request *asked = &r->request->quota;
    double unit = r->inputs.settings.round_to;
    snprintf(path, sizeof path, "%s/quota_adjustments.csv", r->finished.folder);
    FILE *before = fopen(path, "rb");
    if (!before) fputs("from,factor,segment,before,after,reason\n", to);
    while (before && fgets(line, sizeof line, before)) fputs(line, to);
    if (before) fclose(before);
    fprintf(to, "%s,", asked->from);
    ambit_csv_write_number(to, asked->factor);
    putc(',', to);
    ambit_csv_write(to, asked->segment ? asked->segment : "");
    putc(',', to);
    ambit_csv_write_number(to, (double)r->change.before * unit);
    putc(',', to);
    ambit_csv_write_number(to, (double)r->change.after * unit);
    putc(',', to);
    ambit_csv_write(to, r->request->reason);
    putc('\n', to);
}

static ambit_status write_file(const quota_run *r, FILE *to, const char *name, const ambit_quota_record *record,
        ambit_error *err)
{
    if (!strcmp(name, "quotas.csv")) return ambit_quota_tables_leaves(to, record, err);
    if (!strcmp(name, "quota.json")) return ambit_quota_tables_json(to, record, err);
    if (!strcmp(name, "quota_summary.csv")) return ambit_quota_tables_summary(to, record, err);
    write_adjustments(to, r);
    return AMBIT_OK;
}

/* The report that is there shows these quotas. */
static ambit_status refresh_report(quota_run *r, ambit_folder *folder, const ambit_quota_record *record,
        ambit_error *err)
{
    char *text = NULL;
    size_t length;
    FILE *to = open_memstream(&text, &length);
    if (!to) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the report");
    ambit_status status = ambit_quota_tables_json(to, record, err);
    if (fclose(to) && !status) status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for the report");
    if (!status)
        status = ambit_report_refresh(&r->has_report, folder, &r->finished, r->workspace->formulation,
                &(ambit_report_beside){ .quota = text }, err);
    free(text);
    return status;
}

static ambit_status write_all(quota_run *r, ambit_folder *folder, const ambit_quota_record *record, ambit_error *err)
{
    for (const char *const *name = own; *name; name++) {
        FILE *to;
        if (!r->is_adjusting && !strcmp(*name, "quota_adjustments.csv")) continue;
        ambit_status status = ambit_folder_create(folder, *name, &to, err);
        if (status) return status;
        status = write_file(r, to, *name, record, err);
        if (status) {
            fclose(to);
            return status;
        }
        status = ambit_folder_close_file(folder, to, *name, err);
        if (status) return status;
    }
    ambit_status status = refresh_report(r, folder, record, err);
    return status ? status : ambit_folder_publish(folder, NULL, err);
}

/* To adjust is to replace: the files must be there. */
static ambit_exit deliver(quota_run *r, const ambit_quota_record *record)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_folder *folder = NULL;
    int replace = r->request->force || r->is_adjusting;
    ambit_status status = ambit_folder_open(&folder, r->finished.folder, own, replace, &err);
    if (!status) status = write_all(r, folder, record, &err);
    ambit_folder_free(folder);
    return status ? ambit_command_fail(&err) : AMBIT_EXIT_OK;
}

/* ---- The command ------------------------------------------------------------------------------------------------ */

static ambit_exit tell(const quota_run *r, const ambit_quota_record *record)
{
    ambit_error err = { AMBIT_OK, "" };
    char before[AMBIT_NUMBER_ROOM], after[AMBIT_NUMBER_ROOM];
    double unit = r->inputs.settings.round_to;
    if (r->request->json)
        return ambit_quota_tables_json(stdout, record, &err) ? ambit_command_fail(&err) : AMBIT_EXIT_OK;
    if (r->request->quiet) return AMBIT_EXIT_OK;
    ambit_quota_words(stdout, record);
    if (r->is_adjusting)
        printf("adjusted    from %s on: %s became %s\n", r->request->quota.from,
               ambit_terminal_number(before, (double)r->change.before * unit, 0),
               ambit_terminal_number(after, (double)r->change.after * unit, 0));
    printf("written     %s/quotas.csv, quota_summary.csv, quota.json%s\n", r->finished.folder,
           r->has_report ? "; report.html shows them" : "");
    return AMBIT_EXIT_OK;
}

static ambit_exit check_usage(const quota_run *r)
{
    const ambit_quota_request *asked = &r->request->quota;
    if (!r->is_adjusting && (asked->factor > 0 || asked->from || asked->segment || r->request->reason)) {
        fputs("ambit: quota: --factor, --from, --segment and --reason belong to `quota adjust PLAN`\n", stderr);
        return AMBIT_EXIT_USAGE;
    }
    if (!r->is_adjusting) return AMBIT_EXIT_OK;
    if (asked->calibrate > 0) return usage("--calibrate belongs to `quota PLAN`, which derives all quotas anew");
    if (!(asked->factor > 0)) return usage("expected --factor, such as --factor 0.9");
    if (!asked->from) return usage("expected --from, the first month that changes, such as --from 2027-04");
    if (!r->request->reason) return usage("expected --reason, which is kept beside the figures");
    return AMBIT_EXIT_OK;
}

static ambit_exit run_steps(quota_run *r)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_exit code = check_usage(r);
    if (!code) code = ambit_session_open(&r->workspace, r->request);
    if (code) return code;
    const ambit_planfile *plan = ambit_workspace_plan(r->workspace);
    if (!plan->quota.is_there) {
        fprintf(stderr, "ambit: %s: found no section quota, expected one such as "
                "quota: {target: 10000000, split: even}\n", plan->path);
        return AMBIT_EXIT_USAGE;
    }
    code = ambit_finished_read(&r->finished, r->request, r->workspace);
    if (!code) code = derive(r);
    if (!code && r->is_adjusting) code = adjust(r);
    if (code) return code;
    if (ambit_quota_outlook_find(&r->outlook, &r->inputs.of, &r->result, r->request->solve.seed, &err))
        return ambit_command_fail(&err);
    const ambit_quota_record record = { &r->inputs.of, &r->result, &r->outlook, r->request->solve.seed, plan->name };
    if (r->is_adjusting && ambit_trail_look(plan->folder, &err)) return ambit_command_fail(&err);
    code = deliver(r, &record);
    const double unit = r->inputs.settings.round_to;
    if (!code && r->is_adjusting && ambit_note_adjust(r->request, r->workspace, (double)r->change.before * unit,
            (double)r->change.after * unit, &err))
        return ambit_command_fail(&err);
    return code ? code : tell(r, &record);
}

/* `quota PLAN`, or `quota adjust PLAN`. */
ambit_exit ambit_cmd_quota(const ambit_request *request)
{
    ambit_request own_request = *request;
    quota_run r = { .request = &own_request, .is_adjusting = !strcmp(request->operand[0], "adjust") };
    if (request->n_operands != 1 + r.is_adjusting) {
        fprintf(stderr, "ambit: `ambit quota` takes PLAN or adjust PLAN, found %d arguments\n", request->n_operands);
        return AMBIT_EXIT_USAGE;
    }
    own_request.plan = request->operand[r.is_adjusting];
    ambit_exit code = run_steps(&r);
    ambit_quota_outlook_reset(&r.outlook);
    ambit_quota_result_reset(&r.result);
    ambit_quota_inputs_reset(&r.inputs);
    ambit_workspace_free(r.workspace);
    ambit_finished_reset(&r.finished);
    return code;
}
