/* tools/check/print_json.c - what `ambit check --json` prints. */
#include "tools/check/checkup.h"
#include "tools/output/plan_json.h"

static void print_texts(ambit_json *json, const char *key, const ambit_diagnosis *diagnosis,
        const char *(*text_of)(const ambit_diagnosis *, uint32_t))
{
    const char *text;
    ambit_json_open(json, key, '[');
    for (uint32_t i = 0; (text = text_of(diagnosis, i)); i++) ambit_json_text(json, NULL, text);
    ambit_json_close(json, ']');
}

static void print_rules(ambit_json *json, const ambit_formulation *f)
{
    ambit_json_open(json, "measures", '[');
    for (uint32_t a = 0; a < f->n_rules; a++) {
        ambit_json_open(json, NULL, '{');
        ambit_json_text(json, "name", f->rule[a].name);
        ambit_json_number(json, "total", f->rule[a].total);
        ambit_json_number(json, "tolerance", f->rule[a].tolerance);
        ambit_json_close(json, '}');
    }
    ambit_json_close(json, ']');
}

void ambit_checkup_print_json(const ambit_checkup *c)
{
    ambit_json json = ambit_json_of(stdout);
    const ambit_workspace *w = c->workspace;
    ambit_json_open(&json, NULL, '{');
    ambit_json_text(&json, "version", AMBIT_VERSION);
    if (w->instance) ambit_json_text(&json, "name", w->instance->plan->name);
    if (w->regions) ambit_checkup_print_regions_json(&json, c);
    if (w->instance) {
        ambit_json_count(&json, "accounts", w->instance->accounts.n);
        ambit_json_count(&json, "reps", w->instance->reps.n);
        ambit_json_count(&json, "free_centres", w->instance->reps.n_free);
    }
    if (w->formulation) {
        ambit_json_count(&json, "units", w->formulation->n_units);
        if (c->has_pairs) ambit_json_count(&json, "pairs", c->n_pairs);
        else ambit_json_null(&json, "pairs");
        ambit_json_text(&json, "distances", w->formulation->distances);
        ambit_json_count(&json, "accounts_outside", w->formulation->n_outside);
        print_rules(&json, w->formulation);
        ambit_json_flag(&json, "infeasible", c->disproof != NULL);
        ambit_plan_json_lines(&json, "explanation", c->disproof);
    }
    ambit_json_count(&json, "n_errors", ambit_diagnosis_n_errors(w->diagnosis));
    ambit_json_count(&json, "n_warnings", ambit_diagnosis_n_warnings(w->diagnosis));
    print_texts(&json, "errors", w->diagnosis, ambit_diagnosis_error_text);
    print_texts(&json, "warnings", w->diagnosis, ambit_diagnosis_warning_text);
    ambit_json_close(&json, '}');
}
