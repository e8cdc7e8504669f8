/* tools/commands/cmd_evaluate.c - `ambit evaluate`: any assignment, whoever made it, judged by the rules of a plan. */
#include "tools/output/plan_json.h"
#include "tools/session.h"
#include "tools/output/terminal.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_LINES = 40 };

typedef struct {
    const ambit_request *request;
    ambit_workspace *workspace;
    ambit_outcome *outcome;
    ambit_summary summary; /* what is known without a search: cost, bound, gap */
    uint32_t *plan;
} evaluation;

static ambit_exit read_assignment(evaluation *e)
{
    ambit_error err = { AMBIT_OK, "" };
    const ambit_formulation *f = e->workspace->formulation;
    e->plan = malloc(f->n_units * sizeof *e->plan);
    if (!e->plan) {
        fputs("ambit: no memory for the assignment\n", stderr);
        return AMBIT_EXIT_INTERNAL;
    }
    for (uint32_t u = 0; u < f->n_units; u++) e->plan[u] = AMBIT_NOBODY;
    ambit_status status = ambit_assignment_read(e->plan, e->workspace->instance, e->request->assignment,
                                                e->workspace->diagnosis, &err);
    if (ambit_diagnosis_n_errors(e->workspace->diagnosis)) {
        ambit_diagnosis_print(e->workspace->diagnosis, stderr);
        return AMBIT_EXIT_USAGE;
    }
    return status ? ambit_command_fail(&err) : AMBIT_EXIT_OK;
}

static ambit_exit judge(evaluation *e)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_summary *s = &e->summary;
    const ambit_formulation *f = e->workspace->formulation;
    if (ambit_outcome_judge(&e->outcome, f, e->plan, &err)) return ambit_command_fail(&err);
    const ambit_verdict *v = &e->outcome->verdict;
    double known = v->within_rules ? v->cost.total : (double)INFINITY;
    if (ambit_problem_bound(&s->bound, f->problem, known, e->request->solve.effort, &err))
        return ambit_command_fail(&err);
    s->cost = v->cost;
    s->violation = v->violation;
    s->gap = v->cost.total > 0 ? fmax(0, (v->cost.total - s->bound) / v->cost.total) : 0;
    if (!isfinite(s->bound)) s->gap = INFINITY;
    s->status = !v->within_rules ? AMBIT_PLAN_VIOLATED : s->gap <= 1e-9 ? AMBIT_PLAN_OPTIMAL : AMBIT_PLAN_FEASIBLE;
    return v->within_rules ? AMBIT_EXIT_OK : AMBIT_EXIT_VIOLATED;
}

static void print_json(const evaluation *e)
{
    ambit_json json = ambit_json_of(stdout);
    const ambit_verdict *v = &e->outcome->verdict;
    ambit_json_open(&json, NULL, '{');
    ambit_json_text(&json, "version", AMBIT_VERSION);
    ambit_json_text(&json, "name", ambit_workspace_plan(e->workspace)->name);
    ambit_json_text(&json, "status", ambit_record_status(e->summary.status));
    ambit_json_flag(&json, "within_rules", v->within_rules);
    ambit_json_number(&json, "violation", v->violation);
    ambit_json_text(&json, "first_fault", v->first_fault[0] ? v->first_fault : NULL);
    ambit_plan_json_cost(&json, "objective", &v->cost);
    ambit_json_number(&json, "bound", e->summary.bound);
    ambit_json_number(&json, "gap", e->summary.gap);
    ambit_plan_json_travel(&json, e->outcome);
    ambit_plan_json_measures(&json, e->outcome);
    ambit_plan_json_centres(&json, e->outcome);
    ambit_json_count(&json, "units", e->outcome->formulation->n_units);
    ambit_json_count(&json, "reps", e->outcome->n_reps);
    ambit_json_open(&json, "moved", '{');
    ambit_json_count(&json, "units", v->moved_units);
    ambit_json_number(&json, "amount", v->moved_amount);
    ambit_json_close(&json, '}');
    ambit_plan_json_inputs(&json, e->workspace);
    ambit_json_close(&json, '}');
}

static void print_words(const evaluation *e)
{
    char total[AMBIT_NUMBER_ROOM], travel[AMBIT_TRAVEL_ROOM], rest[AMBIT_NUMBER_ROOM], proof[200];
    const ambit_verdict *v = &e->outcome->verdict;
    printf("verdict     %s\n", v->within_rules ? "within every rule" : "VIOLATED");
    if (!v->within_rules) {
        printf("first       %s\n", v->first_fault);
        ambit_terminal_violations(stdout, e->outcome, MOST_LINES / 2);
    }
    printf("cost        %s = travel %s", ambit_terminal_number(total, v->cost.total, 1),
           ambit_terminal_travel(travel, e->outcome, v->cost.travel));
    printf(" + disruption %s", ambit_terminal_number(rest, v->cost.disruption, 1));
    printf(" + deviation %s", ambit_terminal_number(rest, v->cost.deviation, 1));
    printf(" + misfit %s", ambit_terminal_number(rest, v->cost.misfit, 1));
    if (v->cost.border > 0) printf(" + borders %s", ambit_terminal_number(rest, v->cost.border, 1));
    putchar('\n');
    ambit_terminal_proof(proof, sizeof proof, &e->summary, v->cost.total);
    printf("proof       %s\n", proof);
    if (e->outcome->before)
        printf("moved       %s of %s units that have a rep now\n", ambit_terminal_number(total, v->moved_units, 0),
               ambit_terminal_number(rest, e->outcome->n_before, 0));
    ambit_terminal_balance(stdout, e->outcome, MOST_LINES);
}

static ambit_exit run_steps(evaluation *e)
{
    ambit_exit code = ambit_session_open(&e->workspace, e->request);
    if (!code) code = read_assignment(e);
    if (code) return code;
    code = judge(e);
    if (code != AMBIT_EXIT_OK && code != AMBIT_EXIT_VIOLATED) return code;
    if (e->request->json) print_json(e);
    else if (!e->request->quiet) print_words(e);
    return code;
}

ambit_exit ambit_cmd_evaluate(const ambit_request *request)
{
    evaluation e = { .request = request };
    ambit_exit code = run_steps(&e);
    ambit_outcome_free(e.outcome);
    ambit_workspace_free(e.workspace);
    free(e.plan);
    return code;
}
