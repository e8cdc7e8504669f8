/* tools/explain/page.c - the one page that a rep gets: what is gained, what is lost, and why.
 *
 * Plain HTML that prints on a sheet: no script, nothing is fetched (the policy says so), and every name is escaped. */
#include "tools/explain/explain.h"
#include "tools/output/tables.h"
#include "tools/output/terminal.h"

#include <math.h>
#include <string.h>

static void text(FILE *to, const char *from)
{
    for (; *from; from++) switch (*from) {
    case '<': fputs("&lt;", to); break;
    case '>': fputs("&gt;", to); break;
    case '&': fputs("&amp;", to); break;
    case '"': fputs("&quot;", to); break;
    default: putc(*from, to);
    }
}

static void cell(FILE *to, const char *from)
{
    fputs("\n<td>", to);
    text(to, from);
    fputs("</td>", to);
}

static void number_cell(FILE *to, double value, int decimals)
{
    char number[AMBIT_NUMBER_ROOM];
    fputs("\n<td class=\"number\">", to);
    if (isfinite(value)) text(to, ambit_terminal_number(number, value, decimals));
    fputs("</td>", to);
}

static void head(FILE *to, const char *title)
{
    fputs("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>", to);
    text(to, title);
    fputs("</title>\n<style>\n"
          "body { font: 15px/1.45 system-ui, sans-serif; color: #1b2733; max-width: 54rem; margin: 2rem auto; "
                  "padding: 0 1rem }\n"
          "h1 { font-size: 1.5rem; margin: 0 } h2 { font-size: 1.1rem; margin: 1.8rem 0 .4rem }\n"
          "p { margin: .3rem 0 } .quiet { color: #56636f }\n"
          "table { border-collapse: collapse; width: 100% } th, td { padding: .25rem .5rem; text-align: left }\n"
          "th { border-bottom: 2px solid #56636f; font-weight: 600 } td { border-bottom: 1px solid #d5dce2 }\n"
          ".number { text-align: right; font-variant-numeric: tabular-nums }\n"
          "tr { break-inside: avoid } @page { margin: 16mm } @media print { body { margin: 0; font-size: 11px } }\n"
          "</style></head><body>\n", to);
}

static void figure_row(FILE *to, const char *name, double before, double now, int decimals)
{
    fputs("<tr>", to);
    cell(to, name);
    number_cell(to, before, decimals);
    number_cell(to, now, decimals);
    number_cell(to, now - before, decimals);
    fputs("</tr>\n", to);
}

static void figures(FILE *to, const ambit_outcome *o, uint32_t r)
{
    char name[120];
    const ambit_outcome_rep *now = &o->rep[r], *before = o->rep_before ? &o->rep_before[r] : NULL;
    fputs("<h2>Your territory</h2>\n<table><thead><tr><th></th>\n<th class=\"number\">Today</th>"
          "<th class=\"number\">New</th><th class=\"number\">Change</th></tr></thead><tbody>\n", to);
    figure_row(to, "Accounts", before ? before->accounts : (double)NAN, now->accounts, 0);
    figure_row(to, "Visits", before ? before->visits : (double)NAN, now->visits, 0);
    snprintf(name, sizeof name, "Travel, %s", ambit_outcome_travel_unit(o->formulation));
    figure_row(to, name, before ? before->travel : (double)NAN, now->travel, 1);
    for (uint32_t a = 0; a < o->n_rules; a++) {
        const size_t k = (size_t)a * o->n_reps + r;
        figure_row(to, o->rule[a].name, o->load_before ? o->load_before[k].load : (double)NAN, o->load[k].load, 1);
    }
    fputs("</tbody></table>\n", to);
}

static void who(FILE *to, const ambit_formulation *f, uint32_t r)
{
    fputs("<td>", to);
    if (r != AMBIT_NOBODY) {
        const char *name = r < f->instance->reps.n_listed && f->instance->reps.name ? f->instance->reps.name[r] : "";
        text(to, f->rep_id[r]);
        if (name && *name && strcmp(name, f->rep_id[r])) putc(' ', to), text(to, name);
    }
    fputs("</td>", to);
}

/* The moves to the rep, or from it. */
static void moves(FILE *to, const ambit_outcome *o, uint32_t r, int is_gain)
{
    const ambit_formulation *f = o->formulation;
    uint32_t n = 0;
    for (uint32_t k = 0; k < o->n_moves; k++) n += (is_gain ? o->move[k].to : o->move[k].from) == r;
    fprintf(to, "<h2>%s: %u</h2>\n", is_gain ? "You gain" : "You hand over", n);
    if (!n) return;
    fprintf(to, "<table><thead><tr><th>Id</th><th>Name</th><th>%s</th>", is_gain ? "From" : "To");
    for (uint32_t a = 0; a < o->n_rules; a++) {
        fputs("\n<th class=\"number\">", to);
        text(to, f->rule[a].name);
        fputs("</th>", to);
    }
    fputs("<th>Why</th></tr></thead><tbody>\n", to);
    for (uint32_t k = 0; k < o->n_moves; k++) {
        const ambit_outcome_move *move = &o->move[k];
        char why[300];
        if ((is_gain ? move->to : move->from) != r) continue;
        fputs("<tr>", to);
        cell(to, f->unit_id[move->unit]);
        cell(to, ambit_tables_unit_name(f, move->unit));
        who(to, f, is_gain ? move->from : move->to);
        for (uint32_t a = 0; a < o->n_rules; a++) number_cell(to, f->rule[a].amount[move->unit], 1);
        cell(to, ambit_explain_move(why, sizeof why, o, move->unit, move->from, move->to));
        fputs("</tr>\n", to);
    }
    fputs("</tbody></table>\n", to);
}

void ambit_explain_page(FILE *to, const ambit_outcome *o, uint32_t r)
{
    const ambit_formulation *f = o->formulation;
    const ambit_planfile *plan = f->instance->plan;
    const char *name = r < f->instance->reps.n_listed && f->instance->reps.name ? f->instance->reps.name[r] : "";
    char title[400];
    snprintf(title, sizeof title, "%s%s%s", f->rep_id[r], name && *name ? " " : "", name ? name : "");
    head(to, title);
    fputs("<h1>", to);
    text(to, title);
    fputs("</h1>\n<p class=\"quiet\">", to);
    text(to, plan->name);
    if (plan->period_start) fputs(", from ", to), text(to, plan->period_start);
    fputs("</p>\n", to);
    figures(to, o, r);
    if (o->before) moves(to, o, r, 1), moves(to, o, r, 0);
    else fputs("<p>There is no plan in force, so nothing is gained or handed over.</p>\n", to);
    fputs("</body></html>\n", to);
}
