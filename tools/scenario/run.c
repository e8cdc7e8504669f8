/* tools/scenario/run.c - see run.h. */
#include "tools/scenario/run.h"

#include "instances/base/digest.h"
#include "instances/base/status.h"
#include "tools/audit.h"
#include "tools/namesake.h"
#include "tools/output/record.h"
#include "tools/scenario/assignment.h"
#include "tools/scenario/inputs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static ambit_status no_memory(ambit_error *err) { return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a result"); }

ambit_status ambit_scenario_read(ambit_workspace **out, const char *plan, const ambit_scenario *scenario,
        ambit_error *err)
{
    *out = NULL;
    ambit_status status = ambit_workspace_build_with(out, plan, scenario->n_lines, scenario->line, err);
    if (!status) {
        ambit_workspace_demand(*out);
        status = ambit_diagnosis_status((*out)->diagnosis, err);
    }
    if (!status) return AMBIT_OK;
    ambit_workspace_free(*out);
    *out = NULL;
    return status;
}

/* ---- Figures ----------------------------------------------------------------------------------------------------- */

static const char *name_of(ambit_arena *texts, const char *what, const char *rule, int *ok)
{
    size_t n = strlen(what) + strlen(rule) + 2;
    char *name = ambit_arena_alloc(texts, n);
    if (name) snprintf(name, n, "%s:%s", what, rule);
    else *ok = 0;
    return name ? name : "";
}

static void add(ambit_scenario_result *to, const char *rep, const char *name, double value)
{
    to->figure[to->n_figures++] = (ambit_scenario_figure){ rep, name, value };
}

static void add_totals(ambit_scenario_result *to, const ambit_outcome *o, const ambit_summary *s)
{
    const ambit_verdict *v = &o->verdict;
    const ambit_cost *c = &v->cost;
    const ambit_scenario_figure all[] = {
        { "", "cost", c->total }, { "", "travel", c->travel }, { "", "disruption", c->disruption },
        { "", "deviation", c->deviation }, { "", "misfit", c->misfit }, { "", "border", c->border },
        { "", "bound", s ? s->bound : (double)NAN }, { "", "gap", s ? s->gap : (double)NAN },
        { "", "violation", v->violation }, { "", "moved_units", v->moved_units },
        { "", "moved_amount", v->moved_amount }, { "", "units", o->formulation->n_units },
        { "", "reps", o->n_reps } };
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) add(to, all[k].rep, all[k].name, all[k].value);
}

static void add_rule(ambit_scenario_result *to, const ambit_outcome *o, uint32_t a, const ambit_result *result,
        const char *const *rep, int *ok)
{
    const double *price = result ? ambit_result_prices(result, o->formulation->rule[a].rule) : NULL;
    const char *rule = o->rule[a].name, *of_price = name_of(&to->texts, "price", rule, ok);
    const char *load = name_of(&to->texts, "load", rule, ok), *share = name_of(&to->texts, "share", rule, ok);
    const char *deviation = name_of(&to->texts, "deviation", rule, ok);
    add(to, "", load, o->rule[a].total);
    add(to, "", deviation, o->rule[a].worst_deviation);
    for (uint32_t r = 0; r < o->n_reps; r++) {
        const ambit_outcome_load *one = &o->load[(size_t)a * o->n_reps + r];
        add(to, rep[r], load, one->load);
        add(to, rep[r], share, one->share);
        add(to, rep[r], deviation, one->deviation);
        if (price) add(to, rep[r], of_price, price[r]);
    }
}

static int by_rep_and_name(const void *a, const void *b)
{
    const ambit_scenario_figure *x = a, *y = b;
    int order = strcmp(x->rep, y->rep);
    return order ? order : strcmp(x->name, y->name);
}

ambit_status ambit_scenario_figures(ambit_scenario_result *out, const ambit_outcome *o, const ambit_result *result,
        ambit_error *err)
{
    enum { TOTALS = 13, OF_REP = 3, OF_RULE = 2, OF_BOTH = 4 };
    size_t n = TOTALS + (size_t)OF_RULE * o->n_rules + (size_t)o->n_reps * (OF_REP + (size_t)OF_BOTH * o->n_rules);
    int ok = 1;
    const char **rep = ambit_arena_alloc(&out->texts, ((size_t)o->n_reps + 1) * sizeof *rep);
    out->figure = ambit_arena_alloc(&out->texts, n * sizeof *out->figure);
    out->n_figures = 0;
    if (!out->figure || !rep) return no_memory(err);
    add_totals(out, o, result ? ambit_result_summary(result) : NULL);
    for (uint32_t r = 0; r < o->n_reps; r++) {
        const char *id = o->formulation->rep_id[r];
        rep[r] = ambit_arena_copy(&out->texts, id, strlen(id));
        if (!rep[r]) return no_memory(err);
        add(out, rep[r], "units", o->rep[r].units);
        add(out, rep[r], "accounts", o->rep[r].accounts);
        add(out, rep[r], "travel", o->rep[r].travel);
    }
    for (uint32_t a = 0; a < o->n_rules; a++) add_rule(out, o, a, result, rep, &ok);
    qsort(out->figure, out->n_figures, sizeof *out->figure, by_rep_and_name);
    return ok ? AMBIT_OK : no_memory(err);
}

/* ---- Solving ----------------------------------------------------------------------------------------------------- */

static const char *keep(ambit_arena *texts, const char *text, ambit_status *status)
{
    char *copy = text ? ambit_arena_copy(texts, text, strlen(text)) : NULL;
    if (!copy) *status = AMBIT_E_MEMORY;
    return copy ? copy : "";
}

/* What came out, apart from the plan itself. */
static ambit_status describe(ambit_scenario_result *out, const ambit_workspace *w, const ambit_scenario *scenario,
        const ambit_scenario_start *start, const ambit_result *result, ambit_error *err)
{
    const ambit_summary *s = ambit_result_summary(result);
    char *inputs = ambit_inputs_text(w), start_line[160] = "";
    ambit_status status = AMBIT_OK;
    if (start && start->plan)
        snprintf(start_line, sizeof start_line, "%s  out/assignment.csv\n", start->sha256);
    out->scenario = keep(&out->texts, scenario->name, &status);
    out->changes = keep(&out->texts, scenario->changes, &status);
    out->version = AMBIT_VERSION;
    out->status = ambit_record_status(s->status);
    out->stopped = s->stopped;
    out->engine = keep(&out->texts, s->engine ? s->engine : "", &status);
    out->explanation = keep(&out->texts, ambit_result_explanation(result), &status);
    out->inputs = keep(&out->texts, inputs, &status);
    out->start = keep(&out->texts, start_line, &status);
    out->against = w->adopted.result;
    out->plan = "";
    free(inputs);
    return status ? no_memory(err) : AMBIT_OK;
}

/* The plan, judged independently of the search; nothing that fails the audit is kept. */
static ambit_status judge(ambit_scenario_result *out, const ambit_workspace *w, uint32_t *plan,
        const ambit_result *result, ambit_error *err)
{
    ambit_outcome *outcome = NULL;
    char *text = NULL;
    ambit_status status = ambit_namesake_settle(plan, w->formulation, err);
    if (!status) status = ambit_outcome_judge(&outcome, w->formulation, plan, err);
    if (!status) status = ambit_audit(outcome, ambit_result_summary(result), err);
    if (!status) status = ambit_scenario_figures(out, outcome, result, err);
    if (!status) status = ambit_assignment_text(&text, w->formulation, plan, err);
    if (!status) out->plan = keep(&out->texts, text, &status);
    free(text);
    ambit_outcome_free(outcome);
    return status;
}

ambit_status ambit_scenario_solve(ambit_scenario_result *out, const ambit_workspace *w, const ambit_scenario *scenario,
        const ambit_scenario_start *start, const ambit_options *options, ambit_error *err)
{
    ambit_options how = *options;
    ambit_result *result = NULL;
    uint32_t *from = NULL;
    double *price = NULL;
    *out = (ambit_scenario_result){ .seed = options->seed };
    ambit_arena_init(&out->texts);
    ambit_status status = start ? ambit_scenario_start_fit(&from, &price, start, w, err) : AMBIT_OK;
    how.start = from, how.start_price = price;
    if (!status) status = ambit_solve(&result, w->formulation->problem, &how, err);
    if (!status) status = describe(out, w, scenario, start, result, err);
    if (!status && ambit_result_plan(result)) {
        const size_t size = w->formulation->n_units * sizeof(uint32_t);
        uint32_t *plan = malloc(size + 1);
        if (plan) memcpy(plan, ambit_result_plan(result), size);
        status = plan ? judge(out, w, plan, result, err) : no_memory(err);
        free(plan);
    }
    ambit_digest_bytes(out->sha256, out->plan ? out->plan : "", out->plan ? strlen(out->plan) : 0);
    ambit_result_free(result);
    free(from);
    free(price);
    return status;
}
