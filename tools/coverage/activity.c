/* tools/coverage/activity.c - see activity.h. */
#include "tools/coverage/activity.h"

#include "instances/base/text.h"
#include "instances/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_ROOM = 4096 };

typedef struct {
    ambit_activity *out;
    const ambit_planfile *plan;
    ambit_diagnosis *diagnosis;
    ambit_error *err;
    uint32_t at;     /* the account of the next row */
    uint64_t before; /* errors that others had found */
} reading;

static ambit_place place_of(const reading *r, uint64_t line, const char *field)
{
    return (ambit_place){ r->plan->accounts.file, line, 0, field };
}

/* ---- Rows ------------------------------------------------------------------------------------------------------- */

/* ISO dates stand in the order of their texts. */
static int is_active(const reading *r, uint64_t line, ambit_span cell)
{
    char quoted[AMBIT_QUOTED];
    if (!cell.length) {
        r->out->n_never++;
        return 0;
    }
    if (ambit_text_is_date(cell.text)) {
        if (strcmp(cell.text, r->out->latest) > 0) memcpy(r->out->latest, cell.text, sizeof r->out->latest);
        return strcmp(cell.text, r->plan->coverage.active_since) >= 0;
    }
    ambit_diagnosis_error(r->diagnosis, AMBIT_FAULT_DATE_BAD, place_of(r, line, AMBIT_ACTIVITY_COLUMN), "found %s, "
            "expected a date such as 2026-09-30, or nothing when the account was never seen, write year-month-day",
            ambit_text_quote(quoted, cell.text, cell.length));
    return 0;
}

static double potential_of(const reading *r, uint64_t line, ambit_span cell)
{
    double value;
    char quoted[AMBIT_QUOTED];
    if (!cell.length) return NAN;
    if (ambit_span_number(&value, cell) && value >= 0) return value;
    ambit_diagnosis_error(r->diagnosis, AMBIT_FAULT_NUMBER_RANGE, place_of(r, line, r->out->potential_name), "found "
            "%s, expected an amount of 0 or more, or nothing, correct it",
            ambit_text_quote(quoted, cell.text, cell.length));
    return NAN;
}

/* Rows come in the order of the accounts: the reader of the instance has judged them before. */
static int on_account(void *context, uint64_t line, const ambit_span *cell)
{
    reading *r = context;
    if (r->at >= r->out->n) return 1;
    r->out->is_active[r->at] = (uint8_t)is_active(r, line, cell[0]);
    if (r->out->potential) r->out->potential[r->at] = potential_of(r, line, cell[1]);
    r->at++;
    return 0;
}

/* ---- The table -------------------------------------------------------------------------------------------------- */

static void check_plan(const reading *r)
{
    ambit_place place = { r->plan->path, 0, 0, "accounts" };
    if (!r->plan->accounts.file)
        ambit_diagnosis_error(r->diagnosis, AMBIT_FAULT_YAML_KEY, place, "found none, expected the accounts that are "
                "to be covered, add a section accounts: {file: accounts.csv, id: account_id}");
    place.field = "coverage.active_since";
    if (!r->plan->coverage.active_since)
        ambit_diagnosis_error(r->diagnosis, AMBIT_FAULT_YAML_KEY, place, "found none, expected the day since which an "
                "account counts as active by its %s (a column of the accounts), add coverage: {active_since: "
                "2026-01-01}", AMBIT_ACTIVITY_COLUMN);
}

/* `opportunity` is the potential where nothing else is named and the accounts have it. */
static void check_columns(const reading *r, const ambit_columns *columns)
{
    const char *named = r->plan->coverage.potential;
    if (!columns->n) return; /* its fault is recorded */
    if (!ambit_columns_have(columns, AMBIT_ACTIVITY_COLUMN))
        ambit_diagnosis_error(r->diagnosis, AMBIT_FAULT_COLUMN_MISSING, place_of(r, 1, AMBIT_ACTIVITY_COLUMN),
                "found no such column, expected the day each account was last seen, which coverage.active_since is "
                "held against, add it");
    if (named && !ambit_columns_have(columns, named))
        ambit_columns_missing(columns, r->plan->accounts.file, named, r->diagnosis);
    r->out->potential_name = named ? named : ambit_columns_have(columns, "opportunity") ? "opportunity" : NULL;
}

static ambit_status make_room(const reading *r)
{
    ambit_activity *out = r->out;
    out->is_active = calloc((size_t)out->n + 1, sizeof *out->is_active);
    if (out->potential_name) out->potential = calloc((size_t)out->n + 1, sizeof *out->potential);
    return out->is_active && (out->potential || !out->potential_name) ? AMBIT_OK
        : ambit_fail(r->err, AMBIT_E_MEMORY, "no memory for the activity of %u accounts", out->n);
}

static ambit_status read_table(reading *r)
{
    char path[PATH_ROOM];
    ambit_columns columns;
    ambit_arena texts;
    if (!r->plan->accounts.file) return AMBIT_OK;
    if (ambit_planfile_path(path, sizeof path, r->plan, r->plan->accounts.file))
        return ambit_fail(r->err, AMBIT_E_FILE, "%s: the path is too long", r->plan->accounts.file);
    ambit_arena_init(&texts);
    ambit_status status = ambit_table_columns(&columns, &texts, path, r->plan->accounts.file, r->diagnosis, r->err);
    if (!status) check_columns(r, &columns);
    ambit_arena_reset(&texts);
    if (status || ambit_diagnosis_n_errors(r->diagnosis) > r->before) return status;
    const ambit_column wanted[] = { { AMBIT_ACTIVITY_COLUMN, 1 }, { r->out->potential_name, 1 } };
    status = make_room(r);
    return status ? status : ambit_table_read(path, r->plan->accounts.file, wanted, r->out->potential ? 2 : 1,
                                              on_account, r, NULL, r->diagnosis, r->err);
}

ambit_status ambit_activity_read(ambit_activity *out, const ambit_workspace *workspace, ambit_error *err)
{
    const ambit_instance *instance = workspace->instance;
    *out = (ambit_activity){ .n = instance->accounts.n };
    reading r = { .out = out, .plan = instance->plan, .diagnosis = workspace->diagnosis, .err = err,
                  .before = ambit_diagnosis_n_errors(workspace->diagnosis) };
    check_plan(&r);
    ambit_status status = read_table(&r);
    if (!status && ambit_diagnosis_n_errors(workspace->diagnosis) > r.before)
        status = ambit_fail(err, AMBIT_E_INPUT, "the activity of the accounts cannot be read");
    return status;
}

void ambit_activity_reset(ambit_activity *activity)
{
    free(activity->is_active);
    free(activity->potential);
    *activity = (ambit_activity){ .n = 0 };
}
