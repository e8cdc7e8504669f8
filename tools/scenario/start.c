/* tools/scenario/start.c - see start.h. */
#include "tools/scenario/start.h"

#include "instances/base/digest.h"
#include "instances/base/status.h"
#include "solver/problem.h"
#include "tools/finished.h"
#include "tools/scenario/assignment.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static ambit_status no_memory(ambit_error *err)
{
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the plan to start from");
}

/* ---- Reading ----------------------------------------------------------------------------------------------------- */

static int copy_names(char ***out, uint32_t n, const char *const *name)
{
    *out = calloc((size_t)n + 1, sizeof **out);
    for (uint32_t k = 0; *out && k < n; k++)
        if (!((*out)[k] = strdup(name[k]))) return 0;
    return *out != NULL;
}

static ambit_status keep_prices(ambit_scenario_start *out, const ambit_formulation *f, double **price,
        ambit_error *err)
{
    const char **rule = calloc((size_t)f->n_rules + 1, sizeof *rule);
    for (uint32_t a = 0; rule && a < f->n_rules; a++) rule[a] = f->rule[a].name;
    out->n_rules = f->n_rules, out->n_reps = f->n_reps;
    int ok = rule && copy_names(&out->rule, f->n_rules, rule) && copy_names(&out->rep, f->n_reps, f->rep_id);
    free(rule);
    if (!ok) return no_memory(err);
    out->price = *price;
    *price = NULL;
    return AMBIT_OK;
}

ambit_status ambit_scenario_start_read(ambit_scenario_start *out, const ambit_request *request,
        ambit_workspace *workspace, ambit_error *err)
{
    char path[4200];
    ambit_finished finished;
    ambit_request asked = *request;
    *out = (ambit_scenario_start){ .plan = NULL };
    snprintf(path, sizeof path, "%s/out/assignment.csv", ambit_workspace_plan(workspace)->folder);
    if (access(path, R_OK)) return AMBIT_OK;
    asked.quiet = 1, asked.out = NULL;
    if (ambit_finished_read(&finished, &asked, workspace)) {
        fprintf(stderr, "note: %s is not used to start from\n", path);
        return AMBIT_OK;
    }
    ambit_status status = ambit_assignment_text(&out->plan, workspace->formulation, finished.plan, err);
    if (!status) ambit_digest_bytes(out->sha256, out->plan, strlen(out->plan));
    if (!status && finished.price) status = keep_prices(out, workspace->formulation, &finished.price, err);
    ambit_finished_reset(&finished);
    return status;
}

static void free_names(char **name, uint32_t n)
{
    for (uint32_t k = 0; name && k < n; k++) free(name[k]);
    free(name);
}

void ambit_scenario_start_reset(ambit_scenario_start *start)
{
    free(start->plan);
    free(start->price);
    free_names(start->rule, start->n_rules);
    free_names(start->rep, start->n_reps);
    *start = (ambit_scenario_start){ .plan = NULL };
}

/* ---- Fitting ----------------------------------------------------------------------------------------------------- */

/* The prices of one rule; a rep who is new begins with the mean of the others. */
static void fit_rule(double *to, const double *from, const ambit_scenario_start *start, const ambit_workspace *w)
{
    const uint32_t n_reps = w->formulation->n_reps;
    double sum = 0;
    for (uint32_t r = 0; r < start->n_reps; r++) sum += from[r];
    for (uint32_t r = 0; r < n_reps; r++) to[r] = start->n_reps ? sum / start->n_reps : 0;
    for (uint32_t r = 0; r < start->n_reps; r++) {
        uint32_t now = ambit_dictionary_get(&w->instance->rep_index, start->rep[r]);
        if (now < n_reps) to[now] = from[r];
    }
}

static void fit_prices(double *price, const ambit_scenario_start *start, const ambit_workspace *w)
{
    const ambit_formulation *f = w->formulation;
    for (uint32_t a = 0; a < f->n_rules; a++)
        for (uint32_t k = 0; k < start->n_rules; k++)
            if (!strcmp(f->rule[a].name, start->rule[k]))
                fit_rule(price + (size_t)f->rule[a].rule * f->n_reps, start->price + (size_t)k * start->n_reps, start,
                         w);
}

ambit_status ambit_scenario_start_fit(uint32_t **plan, double **price, const ambit_scenario_start *start,
        const ambit_workspace *w, ambit_error *err)
{
    ambit_assignment_lost lost;
    const ambit_formulation *f = w->formulation;
    *plan = NULL, *price = NULL;
    if (!start->plan) return AMBIT_OK;
    *plan = malloc(((size_t)f->n_units + 1) * sizeof **plan);
    if (!*plan) return no_memory(err);
    ambit_status status = ambit_assignment_apply(*plan, &lost, w->instance, start->plan, err);
    if (status || !start->price) return status;
    *price = calloc((size_t)f->problem->n_rules * f->n_reps + 1, sizeof **price);
    if (!*price) return no_memory(err);
    fit_prices(*price, start, w);
    return AMBIT_OK;
}
