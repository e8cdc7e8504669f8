/* tools/scenario/view.c - `ambit scenario list`, `show` and `compare`: what the store knows, and nothing is written. */
#include "tools/scenario/call.h"
#include "tools/scenario/inputs.h"
#include "tools/scenario/run.h"
#include "tools/scenario/words.h"

#include "instances/base/status.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- List -------------------------------------------------------------------------------------------------------- */

typedef struct {
    ambit_arena texts;
    const char **name;
    uint32_t n, n_read;
    ambit_scenario_result *result, current; /* `current`: in force; id 0: what the files say */
} listing;

static ambit_status read_listing(listing *l, ambit_store *store, ambit_error *err)
{
    int64_t current, ignored;
    ambit_status status = ambit_scenario_names(&l->name, &l->n, &l->texts, store, err);
    if (!status) status = ambit_trail_current(&current, &ignored, store, err);
    if (!status && current) status = ambit_scenario_result_get(&l->current, store, current, err);
    if (!status && !(l->result = calloc((size_t)l->n + 1, sizeof *l->result)))
        status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u scenarios", l->n);
    for (; !status && l->n_read < l->n; l->n_read++) {
        status = ambit_scenario_result_find(&l->result[l->n_read], store, l->name[l->n_read], err);
        if (status) break;
    }
    return status;
}

static ambit_status print_listing(const listing *l, ambit_error *err)
{
    const ambit_scenario_result **row = calloc((size_t)l->n + 1, sizeof *row);
    ambit_scenario_result *unsolved = calloc((size_t)l->n + 1, sizeof *unsolved);
    for (uint32_t k = 0; row && unsolved && k < l->n; k++) {
        unsolved[k] = (ambit_scenario_result){ .scenario = l->name[k], .status = "not solved", .plan = "" };
        row[k] = l->result[k].id ? &l->result[k] : &unsolved[k];
    }
    if (row && unsolved && !l->n) puts("no scenarios; \"ambit scenario new\" makes one");
    if (row && unsolved) ambit_scenario_words_results(stdout, row, l->n);
    int ok = row && unsolved;
    free(row);
    free(unsolved);
    return ok ? AMBIT_OK : ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u scenarios", l->n);
}

static void print_listing_json(const listing *l)
{
    ambit_json json = ambit_json_of(stdout);
    ambit_json_open(&json, NULL, '{');
    ambit_json_text(&json, "in_force", l->current.id ? l->current.scenario : NULL);
    ambit_json_open(&json, "scenarios", '[');
    for (uint32_t k = 0; k < l->n; k++) {
        const ambit_scenario_result *r = &l->result[k];
        ambit_json_open(&json, NULL, '{');
        ambit_json_text(&json, "name", l->name[k]);
        ambit_json_text(&json, "status", r->id ? r->status : NULL);
        ambit_json_number(&json, "cost", ambit_scenario_figure_of(r, "", "cost"));
        ambit_json_number(&json, "gap", ambit_scenario_figure_of(r, "", "gap"));
        ambit_json_number(&json, "moved_units", ambit_scenario_figure_of(r, "", "moved_units"));
        ambit_json_close(&json, '}');
    }
    ambit_json_close(&json, ']');
    ambit_json_close(&json, '}');
}

ambit_exit ambit_scenario_cmd_list(const ambit_scenario_call *call)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_store *store;
    listing l = { .n = 0 };
    if (call->n_names) return ambit_scenario_usage("list takes PLAN");
    ambit_arena_init(&l.texts);
    ambit_status status = ambit_scenario_open(&store, call, AMBIT_STORE_READ, &err);
    if (!status) status = read_listing(&l, store, &err);
    ambit_store_close(store);
    if (!status && call->request->json) print_listing_json(&l);
    else if (!status) {
        status = print_listing(&l, &err);
        if (l.current.id && !status) printf("\nin force    %s, solved %s\n", l.current.scenario, l.current.made);
    }
    for (uint32_t k = 0; k < l.n_read; k++) ambit_scenario_result_reset(&l.result[k]);
    free(l.result);
    ambit_scenario_result_reset(&l.current);
    ambit_arena_reset(&l.texts);
    return status ? ambit_command_fail(&err) : AMBIT_EXIT_OK;
}

/* ---- Show -------------------------------------------------------------------------------------------------------- */

ambit_exit ambit_scenario_cmd_show(const ambit_scenario_call *call)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_store *store;
    ambit_scenario scenario = { .name = NULL };
    ambit_scenario_result result = { .id = 0 };
    if (call->n_names != 1) return ambit_scenario_usage("show takes PLAN NAME");
    ambit_status status = ambit_scenario_open(&store, call, AMBIT_STORE_READ, &err);
    if (!status) status = ambit_scenario_find(&scenario, store, call->name[0], &err);
    if (!status) status = ambit_scenario_result_find(&result, store, call->name[0], &err);
    ambit_store_close(store);
    if (!status && call->request->json) ambit_scenario_json_show(stdout, &scenario, &result);
    else if (!status) ambit_scenario_words_show(stdout, &scenario, &result);
    ambit_scenario_reset(&scenario);
    ambit_scenario_result_reset(&result);
    return status ? ambit_command_fail(&err) : AMBIT_EXIT_OK;
}

/* ---- Compare ----------------------------------------------------------------------------------------------------- */

/* The plan in force as if it were a result: the adopted one, or the column of today; without either the finished
 * one. */
static ambit_status judge_plan(ambit_scenario_result *out, const ambit_scenario_call *call, ambit_error *err)
{
    ambit_workspace *w = NULL;
    ambit_outcome *outcome = NULL;
    ambit_scenario nothing = { .name = "plan" };
    ambit_scenario_start start = { .plan = NULL };
    uint32_t *from = NULL;
    double *price = NULL;
    char *text = NULL;
    ambit_status status = ambit_scenario_read(&w, call->plan, &nothing, err);
    if (status) return status;
    const uint32_t *plan = NULL;
    for (uint32_t u = 0; w->formulation->current && u < w->formulation->n_units; u++)
        if (w->formulation->current[u] != AMBIT_NOBODY) plan = w->formulation->current;
    if (!plan) {
        status = ambit_scenario_start_read(&start, call->request, w, err);
        if (!status) status = ambit_scenario_start_fit(&from, &price, &start, w, err);
        plan = from;
    }
    if (!status && !plan)
        status = ambit_fail(err, AMBIT_E_INPUT, "there is no plan in force to compare with: no scenario was adopted, "
                "no unit has a current rep, and \"ambit solve\" has written no plan");
    if (!status) status = ambit_outcome_judge(&outcome, w->formulation, plan, err);
    if (!status) status = ambit_scenario_figures(out, outcome, NULL, err);
    if (!status) status = ambit_assignment_text(&text, w->formulation, plan, err);
    if (!status && !(out->plan = ambit_arena_copy(&out->texts, text, strlen(text))))
        status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for the plan in force");
    if (!status) out->status = !outcome->verdict.within_rules ? "violated" : from ? "finished" : "in force";
    out->scenario = "plan", out->changes = "";
    free(text), free(from), free(price);
    ambit_scenario_start_reset(&start);
    ambit_outcome_free(outcome);
    ambit_workspace_free(w);
    return status;
}

static ambit_status find_side(ambit_scenario_result *out, const ambit_scenario_call *call, const char *name,
        ambit_error *err)
{
    ambit_store *store;
    ambit_scenario scenario;
    *out = (ambit_scenario_result){ .id = 0 };
    ambit_arena_init(&out->texts);
    if (!strcmp(name, "plan")) return judge_plan(out, call, err);
    ambit_status status = ambit_scenario_open(&store, call, AMBIT_STORE_READ, err);
    if (!status) status = ambit_scenario_find(&scenario, store, name, err);
    if (!status) {
        ambit_scenario_reset(&scenario);
        status = ambit_scenario_result_find(out, store, name, err);
    }
    ambit_store_close(store);
    if (!status && (!out->id || !*out->plan))
        status = ambit_fail(err, AMBIT_E_INPUT, out->id ? "scenario %s has no plan; \"ambit scenario show\" says why"
                : "scenario %s is not solved; \"ambit scenario solve\" does", name);
    return status;
}

ambit_exit ambit_scenario_cmd_compare(const ambit_scenario_call *call)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_scenario_result a = { .id = 0 }, b = { .id = 0 };
    ambit_assignment_move *move = NULL;
    ambit_arena texts;
    if (call->n_names != 2) return ambit_scenario_usage("compare takes PLAN and two names; plan is the plan in force");
    ambit_arena_init(&texts);
    ambit_scenario_pair pair = { &a, &b, 0, NULL };
    ambit_status status = find_side(&a, call, call->name[0], &err);
    if (!status) status = find_side(&b, call, call->name[1], &err);
    if (!status) status = ambit_assignment_compare(&move, &pair.n_moves, &texts, a.plan, b.plan, &err);
    pair.move = move;
    if (!status && call->request->json) ambit_scenario_json_pair(stdout, &pair);
    else if (!status) ambit_scenario_words_pair(stdout, &pair);
    ambit_arena_reset(&texts);
    ambit_scenario_result_reset(&a);
    ambit_scenario_result_reset(&b);
    return status ? ambit_command_fail(&err) : AMBIT_EXIT_OK;
}
