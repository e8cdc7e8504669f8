/* tools/scenario/export.c - `ambit scenario export`: the whole finished plan of a scenario, as solve would write it.
 *
 * The plan is not searched for again: it is taken from the store, judged anew by the plan as the scenario changes it,
 * and must be worth what was found then. */
#include "tools/audit.h"
#include "tools/output/deliver.h"
#include "tools/scenario/assignment.h"
#include "tools/scenario/call.h"
#include "tools/scenario/inputs.h"
#include "tools/scenario/run.h"

#include "instances/base/status.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const ambit_scenario_call *call;
    ambit_scenario scenario;
    ambit_scenario_result result;
    ambit_workspace *workspace;
    ambit_outcome *outcome;
    ambit_summary summary;
    uint32_t *plan;
    double *price;          /* [rules * reps]; NULL: none were kept */
    char folder[4096];
    double started_s;
} exporting;

static ambit_status find_result(exporting *x, ambit_error *err)
{
    ambit_store *store;
    const char *name = x->call->name[0];
    ambit_status status = ambit_scenario_open(&store, x->call, AMBIT_STORE_READ, err);
    if (!status) status = ambit_scenario_find(&x->scenario, store, name, err);
    if (!status) status = ambit_scenario_result_find(&x->result, store, name, err);
    ambit_store_close(store);
    if (!status && (!x->result.id || !*x->result.plan))
        status = ambit_fail(err, AMBIT_E_INPUT, "scenario %s has no plan to export; \"ambit scenario solve\" looks for "
                "one", name);
    return status;
}

/* With other files, or another plan in force, it would be another problem. */
static ambit_status read_plan(exporting *x, ambit_error *err)
{
    char file[300];
    ambit_assignment_lost lost;
    ambit_status status = ambit_scenario_read(&x->workspace, x->call->plan, &x->scenario, err);
    if (status) return status;
    ambit_workspace *w = x->workspace;
    char *inputs = ambit_inputs_text(w);
    if (!inputs) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the inputs");
    if (ambit_inputs_differ(file, sizeof file, x->result.inputs, inputs))
        status = ambit_fail(err, AMBIT_E_INPUT, "%s has changed since scenario %s was solved; solve it again", file,
                x->scenario.name);
    free(inputs);
    if (!status && !(x->plan = malloc(((size_t)w->formulation->n_units + 1) * sizeof *x->plan)))
        status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for the plan");
    return status ? status : ambit_assignment_apply(x->plan, &lost, w->instance, x->result.plan, err);
}

/* The scenario is an input too: its changes are laid over the files that are named beside it. */
static ambit_status name_scenario(exporting *x, ambit_error *err)
{
    ambit_workspace *w = x->workspace;
    ambit_workspace_input *grown = realloc(w->input, ((size_t)w->n_inputs + 1) * sizeof *grown);
    if (grown) w->input = grown;
    if (!grown || asprintf(&grown[w->n_inputs].file, "scenario %s", x->scenario.name) < 0)
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the inputs");
    memcpy(grown[w->n_inputs].sha256, x->scenario.sha256, sizeof grown->sha256);
    w->n_inputs++;
    return AMBIT_OK;
}

static ambit_plan_status status_of(const char *word)
{
    return !strcmp(word, "optimal") ? AMBIT_PLAN_OPTIMAL : !strcmp(word, "feasible") ? AMBIT_PLAN_FEASIBLE
         : AMBIT_PLAN_VIOLATED;
}

/* What was proven then. Against another plan in force the disruption differs, so only the plan as such is judged. */
static void recall(exporting *x)
{
    const ambit_scenario_result *r = &x->result;
    const ambit_verdict *v = &x->outcome->verdict;
    int same = r->against == x->workspace->adopted.result;
    x->summary = (ambit_summary){ .status = same ? status_of(r->status)
            : v->within_rules ? AMBIT_PLAN_FEASIBLE : AMBIT_PLAN_VIOLATED, .cost = v->cost,
        .bound = same ? ambit_scenario_figure_of(r, "", "bound") : (double)-INFINITY,
        .gap = same ? ambit_scenario_figure_of(r, "", "gap") : (double)INFINITY, .violation = v->violation,
        .stopped = r->stopped, .engine = r->engine, .n_pairs = 0 };
    if (same) x->summary.cost.total = ambit_scenario_figure_of(r, "", "cost");
    if (isnan(x->summary.bound)) x->summary.bound = -INFINITY;
    if (isnan(x->summary.gap)) x->summary.gap = INFINITY;
}

/* The prices that the search had, as far as they were kept. */
static ambit_status recall_prices(exporting *x, ambit_error *err)
{
    const ambit_formulation *f = x->workspace->formulation;
    double *price = malloc(((size_t)f->n_rules * f->n_reps + 1) * sizeof *price);
    int is_known = f->n_rules > 0;
    char name[300];
    if (!price) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the prices of %u reps", f->n_reps);
    for (uint32_t a = 0; a < f->n_rules; a++)
        for (uint32_t r = 0; r < f->n_reps && is_known; r++) {
            snprintf(name, sizeof name, "price:%.250s", f->rule[a].name);
            double *one = &price[(size_t)a * f->n_reps + r];
            *one = ambit_scenario_figure_of(&x->result, f->rep_id[r], name);
            is_known = !isnan(*one);
        }
    if (is_known) x->price = price;
    else free(price);
    return AMBIT_OK;
}

static ambit_status write_plan(exporting *x, ambit_request *asked, ambit_error *err)
{
    ambit_record record = { .request = asked, .workspace = x->workspace, .summary = &x->summary,
        .outcome = x->outcome, .price = x->price, .explanation = x->result.explanation, .folder = x->folder,
        .timing = { .read_s = x->workspace->read_s, .formulate_s = x->workspace->formulate_s,
            .threads = omp_get_max_threads() } };
    return ambit_deliver(&record, x->started_s, err);
}

static ambit_status run(exporting *x, ambit_error *err)
{
    ambit_request asked = *x->call->request;
    snprintf(x->folder, sizeof x->folder, "%s", asked.out);
    for (size_t n = strlen(x->folder); n > 1 && x->folder[n - 1] == '/';) x->folder[--n] = 0;
    ambit_status status = ambit_deliver_look(x->folder, asked.force, err);
    if (!status) status = find_result(x, err);
    if (!status) status = read_plan(x, err);
    if (!status) status = name_scenario(x, err);
    if (!status) status = ambit_outcome_judge(&x->outcome, x->workspace->formulation, x->plan, err);
    if (status) return status;
    recall(x);
    asked.solve.seed = x->result.seed;
    if (x->result.against == x->workspace->adopted.result) status = ambit_audit(x->outcome, &x->summary, err);
    if (!status) status = recall_prices(x, err);
    if (!status) status = ambit_outcome_draw(x->outcome, err);
    return status ? status : write_plan(x, &asked, err);
}

ambit_exit ambit_scenario_cmd_export(const ambit_scenario_call *call)
{
    ambit_error err = { AMBIT_OK, "" };
    exporting x = { .call = call, .started_s = ambit_workspace_clock_s() };
    if (call->n_names != 1 || !call->request->out || !*call->request->out)
        return ambit_scenario_usage("export takes PLAN NAME --out DIR");
    if (strlen(call->request->out) >= sizeof x.folder - 64) return ambit_scenario_usage("--out: the path is too long");
    ambit_status status = run(&x, &err);
    if (!status && !call->request->quiet) printf("exported    %s to %s\n", x.scenario.name, x.folder);
    ambit_outcome_free(x.outcome);
    ambit_workspace_free(x.workspace);
    free(x.plan);
    free(x.price);
    ambit_scenario_reset(&x.scenario);
    ambit_scenario_result_reset(&x.result);
    return status ? ambit_command_fail(&err) : AMBIT_EXIT_OK;
}
