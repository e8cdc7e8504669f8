/* tools/commands/cmd_solve.c - `ambit solve`: read, search, verify, write; each step only when the one before
 * stands. */
#include "tools/audit.h"
#include "tools/output/deliver.h"
#include "tools/interrupt.h"
#include "tools/namesake.h"
#include "tools/output/plan_json.h"
#include "tools/scenario/note.h"
#include "tools/session.h"
#include "tools/output/terminal.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_ROOM = 4096 };

typedef struct {
    ambit_record record;
    ambit_workspace *workspace;
    ambit_result *result;
    ambit_outcome *outcome;
    uint32_t *plan;       /* [n_units] */
    char folder[PATH_ROOM];
    double started_s;
} solve_run;

static ambit_exit choose_folder(solve_run *run)
{
    ambit_error err = { AMBIT_OK, "" };
    const ambit_request *request = run->record.request;
    int length = request->out
            ? snprintf(run->folder, PATH_ROOM, "%s", request->out)
            : snprintf(run->folder, PATH_ROOM, "%s/out", ambit_workspace_plan(run->workspace)->folder);
    if (length <= 0 || length >= PATH_ROOM) {
        fputs("ambit: --out: the path is empty or too long\n", stderr);
        return AMBIT_EXIT_USAGE;
    }
    while (length > 1 && run->folder[length - 1] == '/') run->folder[--length] = 0;
    run->record.folder = run->folder;
    return ambit_deliver_look(run->folder, request->force, &err) ? ambit_command_fail(&err) : AMBIT_EXIT_OK;
}

static ambit_exit search(solve_run *run)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_terminal terminal = ambit_terminal_of(run->record.request->quiet);
    ambit_options options = run->record.request->solve;
    double begin_s = ambit_workspace_clock_s();
    options.progress = ambit_terminal_progress;
    options.context = &terminal;
    if (options.time_s > 0)
        options.time_s = fmax(0.01, options.time_s - (begin_s - run->started_s)); /* reading counts */
    ambit_status status = ambit_solve(&run->result, run->workspace->formulation->problem, &options, &err);
    ambit_terminal_erase(&terminal);
    if (status) return ambit_command_fail(&err);
    run->record.result = run->result;
    run->record.summary = ambit_result_summary(run->result);
    run->record.timing = (ambit_timing){
        .read_s = run->workspace->read_s, .formulate_s = run->workspace->formulate_s,
        .solve_s = ambit_workspace_clock_s() - begin_s,
        .threads = options.threads > 0 ? options.threads : omp_get_max_threads(),
    };
    return AMBIT_EXIT_OK;
}

static ambit_exit say_stopped(void)
{
    fputs("ambit: stopped before there was a plan; nothing was written\n", stderr);
    return AMBIT_EXIT_STOPPED;
}

/* There is no plan: it was disproved, or the search was stopped too early. */
static ambit_exit explain(const solve_run *run)
{
    const char *text = ambit_result_explanation(run->result);
    int infeasible = run->record.summary->status == AMBIT_PLAN_INFEASIBLE;
    if (run->record.request->json) ambit_plan_json_write(stdout, &run->record);
    else if (infeasible) {
        size_t length = strlen(text);
        printf("infeasible: no plan can keep these rules; nothing was written\n%s%s", text,
               length && text[length - 1] != '\n' ? "\n" : "");
    }
    return infeasible ? AMBIT_EXIT_INFEASIBLE : say_stopped();
}

static ambit_exit deliver(solve_run *run)
{
    ambit_error err = { AMBIT_OK, "" };
    const ambit_formulation *formulation = run->workspace->formulation;
    const size_t size = formulation->n_units * sizeof *run->plan;
    if (!(run->plan = malloc(size)))
        return ambit_command_fail(&(ambit_error){ AMBIT_E_MEMORY, "no memory for the plan" });
    memcpy(run->plan, ambit_result_plan(run->result), size);
    if (ambit_namesake_settle(run->plan, formulation, &err) ||
            ambit_outcome_judge(&run->outcome, formulation, run->plan, &err) ||
            ambit_audit(run->outcome, run->record.summary, &err) || ambit_outcome_draw(run->outcome, &err))
        return ambit_command_fail(&err);
    run->record.outcome = run->outcome;
    if (ambit_deliver(&run->record, run->started_s, &err) || ambit_note_solve(&run->record, &err))
        return ambit_command_fail(&err);
    return run->outcome->verdict.within_rules ? AMBIT_EXIT_OK : AMBIT_EXIT_VIOLATED;
}

static void tell(const solve_run *run)
{
    const ambit_request *request = run->record.request;
    if (request->json) ambit_plan_json_write(stdout, &run->record);
    else if (!request->quiet) ambit_terminal_summary(stdout, &run->record);
    if (request->quiet) return;
    if (!run->outcome->territories)
        fputs("note: the plan has neither regions nor places, so there are no territory layers\n", stderr);
    else if (run->outcome->n_sketched && run->outcome->n_sketched < run->outcome->formulation->n_units)
        fprintf(stderr, "note: the territory layers are drawn from %u of %u accounts\n", run->outcome->n_sketched,
                run->outcome->formulation->n_units);
    if (run->record.lacks_managers)
        fputs("note: who reports to whom has faults, which `ambit quota` and `ambit coverage` name: no roll-up by "
              "manager\n", stderr);
    if (!run->record.has_report) fprintf(stderr, "note: no report.html beyond %d units\n", AMBIT_REPORT_MOST_UNITS);
}

/* A trail that cannot take the entry stops a run before it has worked for long. */
static ambit_exit look_at_trail(const solve_run *run)
{
    ambit_error err = { AMBIT_OK, "" };
    return ambit_trail_look(ambit_workspace_plan(run->workspace)->folder, &err) ? ambit_command_fail(&err)
            : AMBIT_EXIT_OK;
}

static ambit_exit run_steps(solve_run *run)
{
    ambit_exit code = ambit_session_open(&run->workspace, run->record.request);
    if (code) return code;
    run->record.workspace = run->workspace;
    if ((code = choose_folder(run)) || (code = look_at_trail(run))) return code;
    if ((code = ambit_session_export(run->record.request, run->workspace))) return code;
    if (ambit_interrupt_seen()) return say_stopped();
    if ((code = search(run))) return code;
    if (!ambit_result_plan(run->result)) return explain(run);
    code = deliver(run);
    if (code == AMBIT_EXIT_OK || code == AMBIT_EXIT_VIOLATED) tell(run);
    return code;
}

ambit_exit ambit_cmd_solve(const ambit_request *request)
{
    solve_run run = { .record = { .request = request }, .started_s = ambit_workspace_clock_s() };
    ambit_interrupt_listen();
    ambit_exit code = run_steps(&run);
    ambit_outcome_free(run.outcome);
    free(run.plan);
    ambit_result_free(run.result);
    ambit_workspace_free(run.workspace);
    return code;
}
