/* tools/size/workload.c - see workload.h. */
#include "tools/size/workload.h"

#include "instances/base/status.h"
#include "instances/base/text.h"
#include "instances/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_ROOM = 4096, USUAL_MONTHS = 12 };

typedef struct {
    ambit_size_workload *out;
    const ambit_workspace *workspace;
    const ambit_size_settings *settings;
    ambit_diagnosis *diagnosis;
    const char *shown;
    int class_at, potential_at; /* of the wanted columns; -1: not wanted */
    uint32_t account;
} reading;

/* ---- Rows ------------------------------------------------------------------------------------------------------- */

static uint32_t class_of(reading *r, uint64_t line, ambit_span cell)
{
    char quoted[AMBIT_QUOTED];
    const ambit_size_settings *s = r->settings;
    for (uint32_t k = 0; k < s->n_classes; k++)
        if (!strcmp(s->one_class[k].name, cell.text)) return k;
    ambit_diagnosis_error(r->diagnosis, AMBIT_FAULT_RULE_CONFLICT, (ambit_place){ r->shown, line, 0, s->class_column },
            "found %s, expected one of the classes of the section size, correct it or add {class: ..., calls: 0}",
            ambit_text_quote(quoted, cell.text, cell.length));
    return AMBIT_NOBODY;
}

static double potential_of(reading *r, uint64_t line, ambit_span cell)
{
    double value;
    char quoted[AMBIT_QUOTED];
    if (!cell.length) return 0;
    if (ambit_span_number(&value, cell) && value >= 0) return value;
    ambit_diagnosis_error(r->diagnosis, AMBIT_FAULT_NUMBER_RANGE,
            (ambit_place){ r->shown, line, 0, r->out->potential_name }, "found %s, expected an amount of 0 or more, or "
            "nothing, correct it", ambit_text_quote(quoted, cell.text, cell.length));
    return 0;
}

/* Rows come in the order of the accounts: the reader of the instance has judged them before. */
static int on_account(void *context, uint64_t line, const ambit_span *cell)
{
    reading *r = context;
    ambit_size_workload *w = r->out;
    const ambit_accounts *accounts = &r->workspace->instance->accounts;
    const uint32_t a = r->account++;
    double minutes = accounts->minutes ? accounts->minutes[a] : (double)NAN;
    w->calls[a] = accounts->visits[a];
    if (r->class_at >= 0) {
        uint32_t k = class_of(r, line, cell[r->class_at]);
        if (k == AMBIT_NOBODY) return 0;
        w->group[k].n_accounts++;
        w->calls[a] = w->group[k].calls;
        if (!isnan(r->settings->one_class[k].minutes)) minutes = r->settings->one_class[k].minutes;
    }
    w->hours[a] = w->calls[a] > 0 ? w->calls[a] * minutes / 60 : 0;
    if (w->potential) w->potential[a] = potential_of(r, line, cell[r->potential_at]);
    w->all_calls += w->calls[a];
    w->all_hours += w->hours[a];
    w->all_visits += accounts->visits[a];
    return 0;
}

/* ---- Tables ----------------------------------------------------------------------------------------------------- */

/* `opportunity` is the potential where nothing else is named and the accounts have it. */
static ambit_status choose_potential(reading *r, const char *path, ambit_error *err)
{
    ambit_columns columns;
    const ambit_planfile *plan = r->workspace->instance->plan;
    const char *said = r->settings->potential ? r->settings->potential : plan->coverage.potential;
    r->out->potential_name = said;
    if (said) return AMBIT_OK;
    ambit_status status = ambit_table_columns(&columns, &r->out->texts, path, r->shown, r->diagnosis, err);
    if (!status && ambit_columns_have(&columns, "opportunity")) r->out->potential_name = "opportunity";
    return status;
}

static int make_room(reading *r)
{
    ambit_size_workload *w = r->out;
    size_t n = (size_t)w->n + 1;
    w->calls = calloc(n, sizeof *w->calls);
    w->hours = calloc(n, sizeof *w->hours);
    w->group = calloc((size_t)w->n_groups + 1, sizeof *w->group);
    if (w->potential_name) w->potential = calloc(n, sizeof *w->potential);
    if (!w->calls || !w->hours || !w->group || (w->potential_name && !w->potential)) return -1;
    for (uint32_t k = 0; k < w->n_groups; k++)
        w->group[k] = (ambit_size_group){ r->settings->one_class[k].name, 0, r->settings->one_class[k].calls };
    return 0;
}

static ambit_status read_accounts(reading *r, ambit_error *err)
{
    char path[PATH_ROOM];
    ambit_column wanted[3];
    uint32_t n = 0;
    const ambit_planfile *plan = r->workspace->instance->plan;
    r->shown = plan->accounts.file;
    if (!r->shown)
        return ambit_fail(err, AMBIT_E_INPUT, "%s: found no accounts, expected them: they are the work", plan->path);
    if (ambit_planfile_path(path, sizeof path, plan, r->shown))
        return ambit_fail(err, AMBIT_E_FILE, "%s: the path is too long", r->shown);
    ambit_status status = choose_potential(r, path, err);
    if (status) return status;
    r->out->n = r->workspace->instance->accounts.n;
    r->out->n_groups = r->settings->n_classes;
    if (make_room(r)) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the work of accounts");
    wanted[n++] = (ambit_column){ plan->accounts.id, 1 };
    r->class_at = r->settings->class_column ? (int)n : -1;
    if (r->settings->class_column) wanted[n++] = (ambit_column){ r->settings->class_column, 1 };
    r->potential_at = r->out->potential ? (int)n : -1;
    if (r->out->potential) wanted[n++] = (ambit_column){ r->out->potential_name, 1 };
    return ambit_table_read(path, r->shown, wanted, n, on_account, r, NULL, r->diagnosis, err);
}

ambit_status ambit_size_workload_read(ambit_size_workload *out, const ambit_workspace *workspace, ambit_error *err)
{
    const ambit_planfile *plan = workspace->instance->plan;
    const ambit_size_settings *s = &plan->size;
    const uint64_t before = ambit_diagnosis_n_errors(workspace->diagnosis);
    reading r = { .out = out, .workspace = workspace, .settings = s, .diagnosis = workspace->diagnosis };
    *out = (ambit_size_workload){ .calls_per_rep = s->calls_per_rep,
        .year_hours = isnan(s->hours) ? plan->coverage.hours : s->hours,
        .selling_share = isnan(s->selling_share) ? plan->coverage.selling_share : s->selling_share,
        .months = plan->period_months ? plan->period_months : USUAL_MONTHS };
    out->hours_per_rep = out->year_hours * out->selling_share * out->months / 12;
    ambit_arena_init(&out->texts);
    ambit_status status = read_accounts(&r, err);
    if (!status && ambit_diagnosis_n_errors(workspace->diagnosis) > before)
        status = ambit_diagnosis_status(workspace->diagnosis, err);
    return status;
}

void ambit_size_workload_reset(ambit_size_workload *w)
{
    free(w->calls);
    free(w->hours);
    free(w->potential);
    free(w->group);
    ambit_arena_reset(&w->texts);
    *w = (ambit_size_workload){ .n = 0 };
}

double ambit_size_by_calls(const ambit_size_workload *w) { return w->all_calls / w->calls_per_rep; }

double ambit_size_by_hours(const ambit_size_workload *w, double travel_h)
{
    return (w->all_hours + travel_h) / w->hours_per_rep;
}
