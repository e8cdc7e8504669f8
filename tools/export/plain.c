/* tools/export/plain.c - plain tables: a block assignment file, and CSV as Excel wants it. */
#include "tools/export/export.h"

#include "instances/base/status.h"
#include "instances/table.h"
#include "tools/output/tables.h"
#include "tools/roster.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *rep_of(const ambit_formulation *f, uint32_t rep) { return rep < f->n_reps ? f->rep_id[rep] : ""; }

/* ---- Block assignment file -------------------------------------------------------------------------------------- */

/* Such a file knows no quotes, so an id cannot hold what separates them. */
static ambit_status check_ids(const ambit_export *export, ambit_error *err)
{
    const ambit_formulation *f = export->outcome->formulation;
    for (uint32_t k = 0; k < f->n_units + f->n_reps; k++) {
        const char *id = k < f->n_units ? f->unit_id[k] : f->rep_id[k - f->n_units];
        if (strpbrk(id, "|\r\n"))
            return ambit_fail(err, AMBIT_E_INPUT, "found the id \"%.100s\", expected ids without \"|\" and line breaks "
                              "for a block assignment file, rename it", id);
    }
    return AMBIT_OK;
}

ambit_status ambit_export_baf(ambit_export *export, ambit_error *err)
{
    static const char name[] = "block_assignment.txt";
    const ambit_formulation *f = export->outcome->formulation;
    FILE *to;
    ambit_status status = check_ids(export, err);
    if (!status) status = ambit_export_open(export, name, &to, err);
    if (status) return status;
    fputs("BLOCKID|DISTRICT\n", to);
    for (uint32_t u = 0; u < f->n_units; u++)
        fprintf(to, "%s|%s\n", f->unit_id[u], rep_of(f, export->outcome->plan[u]));
    return ambit_export_close(export, to, name, f->n_units, "each unit and its territory", err);
}

/* ---- CSV -------------------------------------------------------------------------------------------------------- */

typedef struct { FILE *to; int excel, is_first; } row;

static void next(row *r)
{
    if (!r->is_first) putc(',', r->to);
    r->is_first = 0;
}

/* Excel takes what begins so for a formula, even when it is quoted; an apostrophe keeps it a text. */
static void put_text(row *r, const char *text)
{
    next(r);
    if (!r->excel || !*text || !strchr("=+-@\t\r", *text)) {
        ambit_csv_write(r->to, text);
        return;
    }
    char *kept;
    if (asprintf(&kept, "'%s", text) < 0) return;
    ambit_csv_write(r->to, kept);
    free(kept);
}

static void put_number(row *r, double value)
{
    next(r);
    if (isfinite(value)) ambit_csv_write_number(r->to, value);
}

static void end(row *r)
{
    fputs(r->excel ? "\r\n" : "\n", r->to);
    r->is_first = 1;
}

static row begin(FILE *to, int excel)
{
    if (excel) fputs("\xef\xbb\xbf", to);
    return (row){ to, excel, 1 };
}

static void put_unit(row *r, const ambit_outcome *o, uint32_t u)
{
    const ambit_formulation *f = o->formulation;
    const char *const *name = (const char *const *)f->instance->reps.name;
    const uint32_t rep = o->plan[u];
    put_text(r, f->unit_id[u]);
    put_text(r, ambit_tables_unit_name(f, u));
    put_text(r, rep_of(f, rep));
    put_text(r, name && rep < f->n_reps ? name[rep] : "");
    put_text(r, o->before ? rep_of(f, o->before[u]) : "");
    put_number(r, ambit_outcome_travel(f, &o->seats, u, rep));
    for (uint32_t a = 0; a < f->n_rules; a++) put_number(r, f->rule[a].amount[u]);
    end(r);
}

static ambit_status write_units(ambit_export *export, const ambit_roster *roster, ambit_error *err)
{
    static const char name[] = "export_units.csv";
    static const char *const titles[] = { "unit_id", "name", "rep_id", "rep_name", "rep_before" };
    const ambit_outcome *o = export->outcome;
    char travel[20];
    FILE *to;
    ambit_status status = ambit_export_open(export, name, &to, err);
    if (status) return status;
    row r = begin(to, export->excel);
    snprintf(travel, sizeof travel, "travel_%s", ambit_outcome_travel_unit(o->formulation));
    for (size_t k = 0; k < sizeof titles / sizeof *titles; k++) put_text(&r, titles[k]);
    put_text(&r, travel);
    for (uint32_t a = 0; a < o->n_rules; a++) put_text(&r, ambit_roster_rule(roster, a));
    end(&r);
    for (uint32_t u = 0; u < o->formulation->n_units; u++) put_unit(&r, o, u);
    return ambit_export_close(export, to, name, o->formulation->n_units, "units with their reps, before and now", err);
}

static ambit_status write_territories(ambit_export *export, const ambit_roster *roster, ambit_error *err)
{
    static const char name[] = "export_territories.csv";
    FILE *to;
    ambit_status status = ambit_export_open(export, name, &to, err);
    if (status) return status;
    row r = begin(to, export->excel);
    for (uint32_t a = 0; a < roster->n; a++) put_text(&r, roster->attribute[a].name);
    end(&r);
    for (uint32_t i = 0; i < roster->n_rows; i++) {
        for (uint32_t a = 0; a < roster->n; a++) {
            const ambit_attribute *column = &roster->attribute[a];
            if (column->text) put_text(&r, column->text[i]);
            else put_number(&r, column->number[i]);
        }
        end(&r);
    }
    return ambit_export_close(export, to, name, roster->n_rows, "reps with the figures of their territories", err);
}

ambit_status ambit_export_csv(ambit_export *export, ambit_error *err)
{
    ambit_roster roster;
    ambit_status status = ambit_roster_init(&roster, export->outcome, err);
    if (status) return status;
    status = write_units(export, &roster, err);
    if (!status) status = write_territories(export, &roster, err);
    ambit_roster_reset(&roster);
    return status;
}
