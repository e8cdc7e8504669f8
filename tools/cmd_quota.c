/* tools/cmd_quota.c - `ambit quota`: from a finished plan to quotas that add up, and their odds. */
#include "tools/quota/inputs.h"
#include "tools/quota/tables.h"
#include "tools/session.h"
#include "tools/output/terminal.h"

#include "instances/base/folder.h"
#include "instances/base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_ROOM = 4096 };

static const char *const own[] = { "quotas.csv", "quota_summary.csv", "quota.json", NULL };

typedef struct {
    const ambit_request *request;
    ambit_workspace *workspace;
    char folder[PATH_ROOM];   /* of the finished plan */
    uint32_t *plan;           /* [n_units] */
    ambit_quota_inputs inputs;
    ambit_quota_result result;
    ambit_quota_outlook outlook;
} quota_run;

/* ---- The finished plan ------------------------------------------------------------------------------------------ */

static ambit_exit find_folder(quota_run *r)
{
    const ambit_planfile *plan = ambit_workspace_plan(r->workspace);
    int length = r->request->out ? snprintf(r->folder, sizeof r->folder, "%s", r->request->out)
                                 : snprintf(r->folder, sizeof r->folder, "%s/out", plan->folder);
    if (length > 0 && (size_t)length < sizeof r->folder - 32) return AMBIT_EXIT_OK;
    fputs("ambit: --out: the path is too long\n", stderr);
    return AMBIT_EXIT_USAGE;
}

static ambit_exit say_faults(const quota_run *r)
{
    ambit_diagnosis_print(r->workspace->diagnosis, stderr);
    return AMBIT_EXIT_USAGE;
}

static ambit_exit read_plan(quota_run *r)
{
    char path[PATH_ROOM + 32];
    ambit_error err = { AMBIT_OK, "" };
    const ambit_formulation *f = r->workspace->formulation;
    snprintf(path, sizeof path, "%s/assignment.csv", r->folder);
    if (access(path, R_OK)) {
        fprintf(stderr, "ambit: %s: there is no plan here; run \"ambit solve\" first, or name its folder with --out\n",
                path);
        return AMBIT_EXIT_USAGE;
    }
    r->plan = malloc((f->n_units + (size_t)1) * sizeof *r->plan);
    if (!r->plan) return AMBIT_EXIT_INTERNAL;
    for (uint32_t u = 0; u < f->n_units; u++) r->plan[u] = AMBIT_NOBODY;
    ambit_status status = ambit_assignment_read(r->plan, r->workspace->instance, path, r->workspace->diagnosis, &err);
    if (ambit_diagnosis_n_errors(r->workspace->diagnosis)) return say_faults(r);
    return status ? ambit_command_fail(&err) : AMBIT_EXIT_OK;
}

/* ---- Deriving --------------------------------------------------------------------------------------------------- */

static ambit_exit derive(quota_run *r)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_diagnosis *diagnosis = r->workspace->diagnosis;
    ambit_status status = ambit_quota_inputs_read(&r->inputs, r->workspace, r->plan, &err);
    if (!status) status = ambit_quota_derive(&r->result, &r->inputs.of, diagnosis, &err);
    if (status == AMBIT_E_INPUT && ambit_diagnosis_n_errors(diagnosis)) return say_faults(r);
    if (!status)
        status = ambit_quota_outlook_find(&r->outlook, &r->inputs.of, &r->result, r->request->solve.seed, &err);
    return status ? ambit_command_fail(&err) : AMBIT_EXIT_OK;
}

/* ---- Files ------------------------------------------------------------------------------------------------------ */

static ambit_status write_all(ambit_folder *folder, const ambit_quota_record *record, ambit_error *err)
{
    for (const char *const *name = own; *name; name++) {
        FILE *to;
        ambit_status status = ambit_folder_create(folder, *name, &to, err);
        if (status) return status;
        if (!strcmp(*name, "quotas.csv")) ambit_quota_tables_leaves(to, record);
        else if (!strcmp(*name, "quota.json")) status = ambit_quota_tables_json(to, record, err);
        else status = ambit_quota_tables_summary(to, record, err);
        if (status) {
            fclose(to);
            return status;
        }
        status = ambit_folder_close_file(folder, to, *name, err);
        if (status) return status;
    }
    return ambit_folder_publish(folder, NULL, err);
}

static ambit_exit deliver(const quota_run *r, const ambit_quota_record *record)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_folder *folder = NULL;
    ambit_status status = ambit_folder_open(&folder, r->folder, own, r->request->force, &err);
    if (!status) status = write_all(folder, record, &err);
    ambit_folder_free(folder);
    return status ? ambit_command_fail(&err) : AMBIT_EXIT_OK;
}

/* ---- Words ------------------------------------------------------------------------------------------------------ */

static void print_hedge(const ambit_quota_record *record)
{
    char share[AMBIT_NUMBER_ROOM], target[AMBIT_NUMBER_ROOM], total[AMBIT_NUMBER_ROOM];
    const ambit_quota_shares *hedge = &record->of->settings->hedge;
    double sum = (double)record->result->total * record->of->settings->round_to;
    printf("target      %s%s%s; quotas sum to %s", ambit_terminal_number(target, record->result->target, 0),
           *record->of->settings->currency ? " " : "", record->of->settings->currency,
           ambit_terminal_number(total, sum, 0));
    if (!hedge->n) puts(", no hedge");
    for (uint32_t k = 0; k < hedge->n; k++)
        printf("%s%s%s", k ? " x " : ", hedge ", ambit_terminal_percent(share, hedge->share[k], 1, 0),
               k + 1 == hedge->n ? "\n" : "");
}

static void print_odds(const ambit_quota_record *record)
{
    char a[AMBIT_NUMBER_ROOM], b[AMBIT_NUMBER_ROOM], c[AMBIT_NUMBER_ROOM];
    const ambit_quota_forecast *y = &record->outlook->years;
    const ambit_quota_settings *s = record->of->settings;
    if (!record->outlook->n) return;
    printf("odds        %s that the target is met; %s of the reps at or above quota; mean attainment %s\n",
           ambit_terminal_percent(a, y->company, 0, 0), ambit_terminal_percent(b, y->at_quota, 0, 0),
           ambit_terminal_percent(c, y->attainment, 0, 0));
    fputs("bands      ", stdout);
    static const char *const names[AMBIT_QUOTA_BANDS] = { "below 50 %", "50-80", "80-100", "100-120", "above 120" };
    for (int k = 0; k < AMBIT_QUOTA_BANDS; k++)
        printf("%s %s: %s", k ? "," : "", names[k], ambit_terminal_percent(a, y->band[k], 0, 0));
    printf("\n            %u years drawn, %s, variation %s of a rep, %s of the market, %s of a manager's reps\n",
           s->draws, s->law == AMBIT_QUOTA_GAMMA ? "gamma" : "lognormal", ambit_terminal_percent(a, s->cv, 0, 0),
           ambit_terminal_percent(b, s->market_cv, 0, 0), ambit_terminal_percent(c, s->manager_cv, 0, 0));
    if (s->n_rates) printf("commission  %s expected\n", ambit_terminal_number(a, y->payout, 0));
}

static void print_fairness(const ambit_quota_record *record)
{
    char a[AMBIT_NUMBER_ROOM], b[AMBIT_NUMBER_ROOM], c[AMBIT_NUMBER_ROOM];
    const ambit_quota_fairness *f = &record->outlook->fairness;
    if (!f->n) return;
    printf("fairness    quota over potential %s, from %s to %s", ambit_terminal_percent(a, f->mean, 1, 0),
           ambit_terminal_percent(b, f->least, 1, 0), ambit_terminal_percent(c, f->most, 1, 0));
    printf("; CV %.2f, Gini %.2f", f->cv, f->gini);
    if (!isnan(f->correlation)) printf(", correlation with size %+.2f", f->correlation);
    putchar('\n');
}

static void print_words(const quota_run *r, const ambit_quota_record *record)
{
    const ambit_quota_case *of = record->of;
    uint32_t held[3] = { 0 }, ramping = 0;
    for (uint32_t i = 0; i < of->n; i++) {
        held[record->result->hold[i]]++;
        ramping += record->result->year_factor[i] < 1 - 1e-9;
    }
    printf("plan        %s: quotas of %u reps, %u months, %s, %s\n", record->plan_name, of->n, of->calendar.n,
           ambit_quota_method_name(of->settings), ambit_quota_type_name(of->settings));
    print_hedge(record);
    printf("reps        %u there for part of the year only, by ramp, start or leave\n", ramping);
    if (held[AMBIT_QUOTA_AT_LEAST] + held[AMBIT_QUOTA_AT_MOST])
        printf("bounds      %u reps at their lower bound, %u at their upper one\n", held[AMBIT_QUOTA_AT_LEAST],
               held[AMBIT_QUOTA_AT_MOST]);
    print_odds(record);
    print_fairness(record);
    printf("written     %s/quotas.csv, quota_summary.csv, quota.json\n", r->folder);
}

/* ---- The command ------------------------------------------------------------------------------------------------ */

static ambit_exit run_steps(quota_run *r)
{
    ambit_exit code = ambit_session_open(&r->workspace, r->request);
    if (!code) code = find_folder(r);
    if (code) return code;
    const ambit_planfile *plan = ambit_workspace_plan(r->workspace);
    if (!plan->quota.is_there) {
        fprintf(stderr, "ambit: %s: found no section quota, expected one such as "
                "quota: {target: 10000000, split: even}\n", plan->path);
        return AMBIT_EXIT_USAGE;
    }
    code = read_plan(r);
    if (!code) code = derive(r);
    if (code) return code;
    const ambit_quota_record record = { &r->inputs.of, &r->result, &r->outlook, r->request->solve.seed, plan->name };
    code = deliver(r, &record);
    if (code) return code;
    if (r->request->json) {
        ambit_error err = { AMBIT_OK, "" };
        if (ambit_quota_tables_json(stdout, &record, &err)) return ambit_command_fail(&err);
    } else if (!r->request->quiet) {
        print_words(r, &record);
    }
    return AMBIT_EXIT_OK;
}

ambit_exit ambit_cmd_quota(const ambit_request *request)
{
    quota_run r = { .request = request };
    ambit_exit code = run_steps(&r);
    ambit_quota_outlook_reset(&r.outlook);
    ambit_quota_result_reset(&r.result);
    ambit_quota_inputs_reset(&r.inputs);
    ambit_workspace_free(r.workspace);
    free(r.plan);
    return code;
}
