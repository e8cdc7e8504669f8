/* tools/explain/words.c - an explanation on the terminal, and as JSON. */
#include "tools/explain/explain.h"
#include "tools/output/json.h"
#include "tools/output/tables.h"
#include "tools/output/terminal.h"

#include <math.h>
#include <string.h>

/* ---- Words ------------------------------------------------------------------------------------------------------- */

static const char *rep_name(const ambit_formulation *f, uint32_t r)
{
    const char *const *name = (const char *const *)f->instance->reps.name;
    return r < f->instance->reps.n_listed && name && name[r] && strcmp(name[r], f->rep_id[r]) ? name[r] : "";
}

static void print_rep(FILE *to, const ambit_formulation *f, const char *what, uint32_t r)
{
    if (r == AMBIT_NOBODY) fprintf(to, "%-11s nobody", what);
    else fprintf(to, "%-11s %s%s%s", what, f->rep_id[r], *rep_name(f, r) ? " " : "", rep_name(f, r));
}

static void print_figures(FILE *to, const ambit_formulation *f, const ambit_alternative *a, const char *here)
{
    char rep[24], travel[AMBIT_NUMBER_ROOM], cost[AMBIT_NUMBER_ROOM], price[AMBIT_NUMBER_ROOM], sum[AMBIT_NUMBER_ROOM];
    fprintf(to, "%-14s %10s %10s", ambit_terminal_cut(rep, sizeof rep, f->rep_id[a->rep]),
            ambit_terminal_number(travel, a->travel, 1), ambit_terminal_number(cost, a->cost, 1));
    if (isnan(a->price)) fprintf(to, " %10s %10s", "-", "-");
    else fprintf(to, " %10s %10s", ambit_terminal_number(price, a->price, 1),
                 ambit_terminal_number(sum, a->cost + a->price, 1));
    fprintf(to, "  %s", here);
}

static void print_signed(FILE *to, double change)
{
    char number[AMBIT_NUMBER_ROOM];
    fprintf(to, "%s%s", change < 0 ? "-" : "+", ambit_terminal_number(number, fabs(change), 2));
}

static void print_chain(FILE *to, const ambit_moves *m, const ambit_chain *chain)
{
    const ambit_formulation *f = m->formulation;
    fputs("               chain ", to);
    print_signed(to, chain->cost);
    for (uint32_t k = 0; k < chain->n; k++)
        fprintf(to, "%s %s to %s", k ? "," : ":", f->unit_id[chain->move[k].unit], f->rep_id[chain->move[k].to]);
    fputs("; every rule is kept\n", to);
}

static void print_alternative(FILE *to, const ambit_moves *m, const ambit_alternative *a)
{
    print_figures(to, m->formulation, a, "alone ");
    print_signed(to, a->change);
    fprintf(to, "%s%s\n", a->keeps_rules ? "" : ", breaks ", a->keeps_rules ? "" : a->breaks);
    if (a->chain.n > 1) print_chain(to, m, &a->chain);
    else if (!a->chain.n) fputs("               no chain of up to three moves keeps the rules\n", to);
}

void ambit_explain_words(FILE *to, const ambit_moves *m, const ambit_explanation *of)
{
    const ambit_formulation *f = m->formulation;
    const char *name = ambit_tables_unit_name(f, of->unit);
    char why[400], visits[AMBIT_NUMBER_ROOM];
    fprintf(to, "unit        %s%s%s, %s visit%s", f->unit_id[of->unit], *name ? " " : "", name,
            ambit_terminal_number(visits, f->visits[of->unit], 0), f->visits[of->unit] == 1 ? "" : "s");
    if (of->n_members > 1)
        fprintf(to, "; moves with %u other%s of its group, figures are of all", of->n_members - 1,
                of->n_members == 2 ? "" : "s");
    putc('\n', to);
    print_rep(to, f, "rep", of->rep);
    if (of->current == of->rep && of->rep != AMBIT_NOBODY) fputs(", as today\n", to);
    else putc('\n', to), print_rep(to, f, "today", of->current), putc('\n', to);
    fprintf(to, "why         %s\n", ambit_explain_why(why, sizeof why, m, of));
    fprintf(to, "allowed     %u of %u reps\n", of->n_allowed, f->n_reps);
    if (!of->n && of->rep == AMBIT_NOBODY) return;
    fprintf(to, "\n%-14s %8s %s %10s %10s %10s\n", "rep", "travel", ambit_outcome_travel_unit(f), "cost", "room",
            "together");
    if (of->rep != AMBIT_NOBODY) {
        print_figures(to, f, &of->here, "here\n");
    }
    for (uint32_t k = 0; k < of->n; k++) print_alternative(to, m, &of->other[k]);
    fputs("\ncost: travel, moves and misfit; room: what its amounts are worth at that rep, by the prices of the "
            "proof;\n"
          "alone, chain: what the whole plan costs more\n", to);
}

/* ---- JSON -------------------------------------------------------------------------------------------------------- */

static const char *id_of(const ambit_formulation *f, uint32_t r) { return r == AMBIT_NOBODY ? NULL : f->rep_id[r]; }

static void json_chain(ambit_json *json, const ambit_formulation *f, const ambit_chain *chain)
{
    if (!chain->n) {
        ambit_json_null(json, "chain");
        return;
    }
    ambit_json_open(json, "chain", '{');
    ambit_json_number(json, "cost", chain->cost);
    ambit_json_open(json, "moves", '[');
    for (uint32_t k = 0; k < chain->n; k++) {
        ambit_json_open(json, NULL, '{');
        ambit_json_text(json, "unit", f->unit_id[chain->move[k].unit]);
        ambit_json_text(json, "from", id_of(f, chain->move[k].from));
        ambit_json_text(json, "to", id_of(f, chain->move[k].to));
        ambit_json_close(json, '}');
    }
    ambit_json_close(json, ']');
    ambit_json_close(json, '}');
}

static void json_figures(ambit_json *json, const ambit_formulation *f, const ambit_alternative *a)
{
    ambit_json_text(json, "rep", id_of(f, a->rep));
    ambit_json_number(json, "travel", a->travel);
    ambit_json_number(json, "cost", a->cost);
    ambit_json_number(json, "room", a->price);
}

static void json_one(ambit_json *json, const ambit_moves *m, const ambit_explanation *of)
{
    char why[400];
    const ambit_formulation *f = m->formulation;
    ambit_json_open(json, NULL, '{');
    ambit_json_text(json, "unit", f->unit_id[of->unit]);
    ambit_json_count(json, "moves_together", of->n_members);
    ambit_json_text(json, "rep", id_of(f, of->rep));
    ambit_json_text(json, "current_rep", id_of(f, of->current));
    ambit_json_flag(json, "locked", of->is_locked);
    ambit_json_count(json, "reps_allowed", of->n_allowed);
    ambit_json_text(json, "why", ambit_explain_why(why, sizeof why, m, of));
    if (of->rep == AMBIT_NOBODY) {
        ambit_json_null(json, "here");
    } else {
        ambit_json_open(json, "here", '{');
        json_figures(json, f, &of->here);
        ambit_json_close(json, '}');
    }
    ambit_json_open(json, "alternatives", '[');
    for (uint32_t k = 0; k < of->n; k++) {
        ambit_json_open(json, NULL, '{');
        json_figures(json, f, &of->other[k]);
        ambit_json_number(json, "alone", of->other[k].change);
        ambit_json_flag(json, "keeps_rules", of->other[k].keeps_rules);
        ambit_json_text(json, "breaks", of->other[k].keeps_rules ? NULL : of->other[k].breaks);
        json_chain(json, f, &of->other[k].chain);
        ambit_json_close(json, '}');
    }
    ambit_json_close(json, ']');
    ambit_json_close(json, '}');
}

void ambit_explain_json(FILE *to, const ambit_moves *m, const ambit_explanation *of, uint32_t n)
{
    ambit_json json = ambit_json_of(to);
    ambit_json_open(&json, NULL, '{');
    ambit_json_text(&json, "travel_unit", ambit_outcome_travel_unit(m->formulation));
    ambit_json_open(&json, "units", '[');
    for (uint32_t k = 0; k < n; k++) json_one(&json, m, &of[k]);
    ambit_json_close(&json, ']');
    ambit_json_close(&json, '}');
}
