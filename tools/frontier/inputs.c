/* tools/frontier/inputs.c - see inputs.h. */
#include "tools/frontier/inputs.h"

#include <stdlib.h>
#include <string.h>

static ambit_status no_memory(ambit_error *err)
{
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the frontier");
}

static ambit_status take_rules(ambit_frontier_inputs *in, const ambit_formulation *f, ambit_error *err)
{
    const size_t n = f->n_rules;
    in->rule = malloc((n + 1) * sizeof *in->rule);
    in->share = malloc((n * f->n_reps + 1) * sizeof *in->share);
    in->tolerance = malloc((n + 1) * sizeof *in->tolerance);
    if (!in->rule || !in->share || !in->tolerance) return no_memory(err);
    for (size_t b = 0; b < n; b++) {
        in->rule[b] = f->rule[b].rule;
        in->tolerance[b] = f->rule[b].tolerance;
        memcpy(in->share + b * f->n_reps, f->rule[b].share, f->n_reps * sizeof *in->share);
    }
    return AMBIT_OK;
}

/* The same files formulated with one rule over one measure: what each unit has of it, as every other part of ambit
 * counts it. */
static ambit_status sum_measure(double *amount, const ambit_workspace *w, const char *measure, ambit_error *err)
{
    ambit_planfile plan = *w->instance->plan;
    ambit_instance instance = *w->instance;
    ambit_balance rule = { .measure = (char *)(uintptr_t)measure, .tolerance = 1 };
    ambit_formulation *f;
    plan.n_balance = 1, plan.balance = &rule;
    plan.osrm = NULL, plan.has_stability = 0, plan.workload_travel = 0;
    plan.contiguity = AMBIT_CONTIGUITY_NONE, plan.border_cost = 0;
    instance.plan = &plan;
    ambit_status status = ambit_formulate(&f, &instance, w->regions, w->diagnosis, err);
    if (status) return status;
    memcpy(amount, f->rule[0].amount, f->n_units * sizeof *amount);
    ambit_formulation_free(f);
    return AMBIT_OK;
}

/* What a move counts. A rule over the whole measure knows already. */
static ambit_status take_amount(ambit_frontier_inputs *in, const ambit_workspace *w, ambit_error *err)
{
    const ambit_formulation *f = w->formulation;
    const ambit_planfile *plan = w->instance->plan;
    in->moved = plan->assign == AMBIT_ASSIGN_REGIONS ? "regions" : "accounts";
    if (!plan->stability_measure) return AMBIT_OK;
    in->moved = plan->stability_measure;
    if (!(in->amount = malloc(f->n_units * sizeof *in->amount))) return no_memory(err);
    for (uint32_t b = 0; b < f->n_rules; b++)
        if (!strcmp(f->rule[b].name, in->moved)) {
            memcpy(in->amount, f->rule[b].amount, f->n_units * sizeof *in->amount);
            return AMBIT_OK;
        }
    return sum_measure(in->amount, w, in->moved, err);
}

ambit_status ambit_frontier_inputs_read(ambit_frontier_inputs *out, const ambit_workspace *w, ambit_error *err)
{
    const ambit_formulation *f = w->formulation;
    *out = (ambit_frontier_inputs){ .moved = "" };
    ambit_status status = take_rules(out, f, err);
    if (!status) status = take_amount(out, w, err);
    out->model = (ambit_frontier_model){ .problem = f->problem, .n_balance = f->n_rules, .rule = out->rule,
        .share = out->share, .tolerance = out->tolerance, .amount = out->amount };
    if (status) ambit_frontier_inputs_reset(out);
    return status;
}

void ambit_frontier_inputs_reset(ambit_frontier_inputs *in)
{
    free(in->rule), free(in->share), free(in->tolerance), free(in->amount);
    *in = (ambit_frontier_inputs){ .moved = "" };
}
