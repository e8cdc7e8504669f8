/* tools/workbook/workbook.c - see workbook.h. */
#include "tools/workbook/workbook.h"

#include "tools/output/record.h"
#include "tools/output/tables.h"
#include "tools/roster.h"
#include "tools/workbook/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BARS = 400, MOST_SERIES = 4, CHART_ROWS = 19, CHART_COLUMN = 6, TITLE_ROOM = 80, TEXT_ROOM = 400 };

typedef struct {
    ambit_book *book;
    const ambit_outcome *outcome;
    const ambit_summary *summary; /* NULL: nothing is known of a proof */
    const ambit_roster *roster;
} source;

static const char *rep_id(const source *s, uint32_t rep)
{
    return rep < s->outcome->n_reps ? s->outcome->formulation->rep_id[rep] : "";
}

static const char *rep_name(const source *s, uint32_t rep)
{
    const char *const *name = (const char *const *)s->outcome->formulation->instance->reps.name;
    return name && rep < s->outcome->n_reps ? name[rep] : "";
}

/* ---- Summary ---------------------------------------------------------------------------------------------------- */

static void say(const source *s, const char *what, const char *text)
{
    ambit_book_text(s->book, what);
    ambit_book_text(s->book, text);
    ambit_book_end_row(s->book);
}

/* A figure before and after; what is not known stays empty. */
static void tell(const source *s, const char *what, ambit_cell kind, double now, double before, const char *unit)
{
    ambit_book_text(s->book, what);
    ambit_book_as(s->book, kind, now);
    ambit_book_as(s->book, kind, before);
    ambit_book_text(s->book, unit);
    ambit_book_end_row(s->book);
}

static void tell_proof(const source *s)
{
    const ambit_summary *m = s->summary;
    if (!m) return;
    say(s, "status", ambit_record_status(m->status));
    tell(s, "lower bound", AMBIT_CELL_AMOUNT, m->bound, NAN, "no plan costs less");
    tell(s, "gap", AMBIT_CELL_PERCENT, m->gap, NAN, "no plan is better by more");
    say(s, "engine", m->engine ? m->engine : "");
}

static void tell_cost(const source *s)
{
    const ambit_outcome *o = s->outcome;
    const ambit_cost *c = &o->verdict.cost, *b = &o->verdict_before.cost;
    int whole = o->before && o->n_before == o->formulation->n_units; /* else it would be the cost of a part */
    const char *unit = ambit_outcome_travel_unit(o->formulation);
    tell(s, "cost", AMBIT_CELL_AMOUNT, c->total, whole ? b->total : (double)NAN, "");
    tell(s, "travel", AMBIT_CELL_AMOUNT, c->travel, whole ? b->travel : (double)NAN, unit);
    tell(s, "disruption", AMBIT_CELL_AMOUNT, c->disruption, NAN, "");
    tell(s, "deviation", AMBIT_CELL_AMOUNT, c->deviation, whole ? b->deviation : (double)NAN, "");
    tell(s, "misfit", AMBIT_CELL_AMOUNT, c->misfit, whole ? b->misfit : (double)NAN, "");
    tell(s, "borders", AMBIT_CELL_AMOUNT, c->border, whole ? b->border : (double)NAN, "");
    if (o->before)
        tell(s, "travel of units with a rep in force", AMBIT_CELL_AMOUNT, o->travel_same, o->travel_before, unit);
}

static void tell_rules(const source *s)
{
    const ambit_outcome *o = s->outcome;
    for (uint32_t a = 0; a < o->n_rules; a++) {
        char what[TEXT_ROOM];
        const ambit_outcome_rule *rule = &o->rule[a];
        snprintf(what, sizeof what, "%s: total", rule->name);
        tell(s, what, AMBIT_CELL_AMOUNT, rule->total, NAN, "");
        snprintf(what, sizeof what, "%s: tolerance", rule->name);
        tell(s, what, AMBIT_CELL_PERCENT, rule->tolerance, NAN, "of the share");
        snprintf(what, sizeof what, "%s: largest deviation", rule->name);
        tell(s, what, AMBIT_CELL_PERCENT, rule->worst_deviation, rule->worst_deviation_before, "of the share");
    }
}

/* How far each rep is from the share, rule by rule: columns of the sheet reps. */
static void draw_balance(const source *s)
{
    uint32_t series[MOST_SERIES], n = 0, row = 1;
    for (uint32_t a = s->roster->first_rule; a < s->roster->n && n < MOST_SERIES; a++)
        if (s->roster->is_ratio[a] && strstr(s->roster->attribute[a].name, "_deviation")) series[n++] = a;
    if (s->outcome->n_reps > MOST_BARS) return;
    ambit_book_draw(s->book, &(ambit_book_chart){ "Deviation from the share", "reps", s->outcome->n_reps, 0, n, series,
        row, CHART_COLUMN });
    for (uint32_t a = 0; a < s->roster->first_rule; a++)
        if (!strncmp(s->roster->attribute[a].name, "travel_", 7))
            ambit_book_draw(s->book, &(ambit_book_chart){ "Travel", "reps", s->outcome->n_reps, 0, 1, &a,
                row + CHART_ROWS, CHART_COLUMN });
}

static void write_summary(const source *s)
{
    static const ambit_book_column columns[] = {
        { "figure", AMBIT_CELL_TEXT, 0 }, { "this plan", AMBIT_CELL_AMOUNT, 0 },
        { "plan in force", AMBIT_CELL_AMOUNT, 0 }, { "unit", AMBIT_CELL_TEXT, 0 } };
    const ambit_outcome *o = s->outcome;
    ambit_book_sheet(s->book, "summary", columns, sizeof columns / sizeof *columns);
    say(s, "plan", o->formulation->instance->plan->name);
    say(s, "within the rules", o->verdict.within_rules ? "yes" : "no");
    if (!o->verdict.within_rules) say(s, "first fault", o->verdict.first_fault);
    tell_proof(s);
    tell_cost(s);
    tell(s, "units", AMBIT_CELL_COUNT, o->formulation->n_units, o->before ? o->n_before : (double)NAN, "");
    tell(s, "reps", AMBIT_CELL_COUNT, o->n_reps, NAN, "");
    tell(s, "units without a rep", AMBIT_CELL_COUNT, ambit_tables_n_unassigned(o), NAN, "");
    if (o->before) {
        tell(s, "units that change their rep", AMBIT_CELL_COUNT, o->verdict.moved_units, NAN, "");
        tell(s, "amount that moves", AMBIT_CELL_AMOUNT, o->verdict.moved_amount, NAN, "");
    }
    tell_rules(s);
    draw_balance(s);
    ambit_book_finish(s->book);
}

/* ---- Reps ------------------------------------------------------------------------------------------------------- */

static ambit_book_column column_of(const ambit_roster *roster, uint32_t i)
{
    const ambit_attribute *a = &roster->attribute[i];
    int is_deviation = roster->is_ratio[i] && strstr(a->name, "_deviation");
    int is_count = !strcmp(a->name, "units") || !strcmp(a->name, "accounts") || !strcmp(a->name, "visits");
    ambit_cell kind = a->text ? AMBIT_CELL_TEXT : is_deviation ? AMBIT_CELL_PERCENT
            : roster->is_ratio[i] ? AMBIT_CELL_RATIO : is_count ? AMBIT_CELL_COUNT : AMBIT_CELL_AMOUNT;
    return (ambit_book_column){ a->name, kind, is_deviation || !strncmp(a->name, "travel_", 7) };
}

static int write_reps(const source *s)
{
    const ambit_roster *roster = s->roster;
    ambit_book_column *column = calloc((size_t)roster->n + 1, sizeof *column);
    if (!column) return -1;
    for (uint32_t i = 0; i < roster->n; i++) column[i] = column_of(roster, i);
    ambit_book_sheet(s->book, "reps", column, roster->n);
    for (uint32_t r = 0; r < roster->n_rows; r++) {
        for (uint32_t i = 0; i < roster->n; i++) {
            const ambit_attribute *a = &roster->attribute[i];
            if (a->text) ambit_book_text(s->book, a->text[r]);
            else ambit_book_number(s->book, a->number[r]);
        }
        ambit_book_end_row(s->book);
    }
    ambit_book_finish(s->book);
    free(column);
    return 0;
}

/* ---- Units ------------------------------------------------------------------------------------------------------ */

/* The columns that are given, then the amounts of each rule. NULL without memory. */
static ambit_book_column *with_rules(const source *s, const ambit_book_column *first, uint32_t n)
{
    uint32_t n_rules = s->outcome->n_rules;
    ambit_book_column *column = calloc((size_t)n + n_rules, sizeof *column);
    if (!column) return NULL;
    memcpy(column, first, n * sizeof *column);
    for (uint32_t a = 0; a < n_rules; a++)
        column[n + a] = (ambit_book_column){ ambit_roster_rule(s->roster, a), AMBIT_CELL_AMOUNT, 0 };
    return column;
}

static void put_amounts(const source *s, uint32_t unit)
{
    const ambit_formulation *f = s->outcome->formulation;
    for (uint32_t a = 0; a < f->n_rules; a++) ambit_book_number(s->book, f->rule[a].amount[unit]);
    ambit_book_end_row(s->book);
}

static void put_rep(const source *s, uint32_t rep)
{
    ambit_book_text(s->book, rep_id(s, rep));
    ambit_book_text(s->book, rep_name(s, rep));
}

static int write_assignments(const source *s, const char *travel)
{
    const ambit_outcome *o = s->outcome;
    const ambit_formulation *f = o->formulation;
    const ambit_book_column first[] = { { "unit_id", AMBIT_CELL_TEXT, 0 }, { "name", AMBIT_CELL_TEXT, 0 },
        { "rep_id", AMBIT_CELL_TEXT, 0 }, { "rep", AMBIT_CELL_TEXT, 0 }, { "rep in force", AMBIT_CELL_TEXT, 0 },
        { "visits", AMBIT_CELL_COUNT, 0 }, { travel, AMBIT_CELL_AMOUNT, 1 } };
    const uint32_t n = sizeof first / sizeof *first;
    ambit_book_column *column = with_rules(s, first, n);
    if (!column) return -1;
    ambit_book_sheet(s->book, "assignments", column, n + o->n_rules);
    for (uint32_t u = 0; u < f->n_units; u++) {
        ambit_book_text(s->book, f->unit_id[u]);
        ambit_book_text(s->book, ambit_tables_unit_name(f, u));
        put_rep(s, o->plan[u]);
        ambit_book_text(s->book, o->before ? rep_id(s, o->before[u]) : "");
        ambit_book_number(s->book, f->visits[u]);
        ambit_book_number(s->book, ambit_outcome_travel(f, &o->seats, u, o->plan[u]));
        put_amounts(s, u);
    }
    ambit_book_finish(s->book);
    free(column);
    return 0;
}

static int write_moves(const source *s, const char *travel)
{
    char before[TITLE_ROOM + 16], after[TITLE_ROOM + 16];
    const ambit_outcome *o = s->outcome;
    const ambit_book_column first[] = { { "unit_id", AMBIT_CELL_TEXT, 0 }, { "name", AMBIT_CELL_TEXT, 0 },
        { "from", AMBIT_CELL_TEXT, 0 }, { "from rep", AMBIT_CELL_TEXT, 0 }, { "to", AMBIT_CELL_TEXT, 0 },
        { "to rep", AMBIT_CELL_TEXT, 0 }, { before, AMBIT_CELL_AMOUNT, 1 }, { after, AMBIT_CELL_AMOUNT, 1 } };
    const uint32_t n = sizeof first / sizeof *first;
    snprintf(before, sizeof before, "%s before", travel);
    snprintf(after, sizeof after, "%s after", travel);
    ambit_book_column *column = with_rules(s, first, n);
    if (!column) return -1;
    ambit_book_sheet(s->book, "moves", column, n + o->n_rules);
    for (uint32_t m = 0; m < o->n_moves; m++) {
        const ambit_outcome_move *move = &o->move[m];
        ambit_book_text(s->book, o->formulation->unit_id[move->unit]);
        ambit_book_text(s->book, ambit_tables_unit_name(o->formulation, move->unit));
        put_rep(s, move->from);
        put_rep(s, move->to);
        ambit_book_number(s->book, ambit_outcome_travel(o->formulation, &o->seats_before, move->unit, move->from));
        ambit_book_number(s->book, ambit_outcome_travel(o->formulation, &o->seats, move->unit, move->to));
        put_amounts(s, move->unit);
    }
    ambit_book_finish(s->book);
    free(column);
    return 0;
}

/* ---- The workbook ----------------------------------------------------------------------------------------------- */

static ambit_status write_sheets(const source *s, const ambit_report_beside *beside, ambit_error *err)
{
    char travel[TITLE_ROOM];
    const ambit_workbook_source others[] = {
        { "quota.json", beside ? beside->quota : NULL, "nodes", "quotas" },
        { "coverage.json", beside ? beside->coverage : NULL, "reps", "coverage" } };
    snprintf(travel, sizeof travel, "travel %s", ambit_outcome_travel_unit(s->outcome->formulation));
    write_summary(s);
    if (write_reps(s) || write_assignments(s, travel) || write_moves(s, travel))
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for report.xlsx");
    for (size_t k = 0; k < sizeof others / sizeof *others; k++) {
        ambit_status status = ambit_workbook_listed(s->book, &others[k], err);
        if (status) return status;
    }
    return AMBIT_OK;
}

ambit_status ambit_workbook_write(const char *path, const ambit_outcome *outcome, const ambit_summary *summary,
        const ambit_report_beside *beside, ambit_error *err)
{
    ambit_roster roster;
    source s = { .outcome = outcome, .summary = summary, .roster = &roster };
    ambit_status status = ambit_roster_init(&roster, outcome, err);
    if (status) return status;
    status = ambit_book_open(&s.book, path, outcome->formulation->instance->plan->name, err);
    if (!status) {
        status = write_sheets(&s, beside, err);
        if (status) ambit_book_drop(s.book);
        else status = ambit_book_close(s.book, err);
    }
    ambit_roster_reset(&roster);
    return status;
}
