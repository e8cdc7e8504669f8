/* tools/scenario/words.c - scenarios and results as people read them. */
#include "tools/scenario/words.h"

#include "tools/output/terminal.h"

#include <math.h>
#include <string.h>

enum { MOST_MOVES = 12, MOST_REPS = 40, NAME = 25 };

static void write_lines(FILE *to, const char *label, const char *text)
{
    for (; *text; label = "") {
        size_t n = strcspn(text, "\n");
        fprintf(to, "%-12s%.*s\n", label, (int)n, text);
        text += n + (text[n] == '\n');
    }
}

/* The largest deviation of any rule. */
static double worst_of(const ambit_scenario_result *r)
{
    double worst = NAN;
    for (uint32_t k = 0; k < r->n_figures && !*r->figure[k].rep; k++)
        if (!strncmp(r->figure[k].name, "deviation:", 10)) worst = fmax(worst, r->figure[k].value);
    return worst;
}

/* ---- Results ----------------------------------------------------------------------------------------------------- */

static void write_row(FILE *to, const ambit_scenario_result *r)
{
    char name[NAME + 1], cost[AMBIT_NUMBER_ROOM], gap[AMBIT_NUMBER_ROOM], worst[AMBIT_NUMBER_ROOM],
            moved[AMBIT_NUMBER_ROOM];
    ambit_terminal_cut(name, sizeof name, r->scenario);
    if (!*r->plan) {
        fprintf(to, "%-*s %-10s\n", NAME, name, r->status);
        return;
    }
    fprintf(to, "%-*s %-10s %14s %9s %10s %8s\n", NAME, name, r->status,
            ambit_terminal_number(cost, ambit_scenario_figure_of(r, "", "cost"), 1),
            ambit_terminal_percent(gap, ambit_scenario_figure_of(r, "", "gap"), 2, 0),
            ambit_terminal_percent(worst, worst_of(r), 1, 0),
            ambit_terminal_number(moved, ambit_scenario_figure_of(r, "", "moved_units"), 0));
}

void ambit_scenario_words_results(FILE *to, const ambit_scenario_result *const *result, uint32_t n)
{
    if (!n) return;
    fprintf(to, "%-*s %-10s %14s %9s %10s %8s\n", NAME, "scenario", "status", "cost", "gap", "deviation", "moved");
    for (uint32_t k = 0; k < n; k++) write_row(to, result[k]);
}

/* ---- One --------------------------------------------------------------------------------------------------------- */

/* Which rules there are, in the order of the figures; "load:" is cut off. */
static uint32_t list_rules(const char **rule, uint32_t most, const ambit_scenario_result *r)
{
    uint32_t n = 0;
    for (uint32_t k = 0; k < r->n_figures && !*r->figure[k].rep; k++)
        if (!strncmp(r->figure[k].name, "load:", 5) && n < most) rule[n++] = r->figure[k].name + 5;
    return n;
}

static double of_rule(const ambit_scenario_result *r, const char *rep, const char *what, const char *rule)
{
    char name[300];
    snprintf(name, sizeof name, "%s:%.250s", what, rule);
    return ambit_scenario_figure_of(r, rep, name);
}

enum { MOST_RULES = 4 };

static void write_rep(FILE *to, const ambit_scenario_result *r, const char *rep, const char *const *rule, uint32_t n)
{
    char name[NAME + 1], travel[AMBIT_NUMBER_ROOM], number[AMBIT_NUMBER_ROOM], share[AMBIT_NUMBER_ROOM];
    fprintf(to, "%-*s %8.0f %12s", NAME, ambit_terminal_cut(name, sizeof name, rep),
            ambit_scenario_figure_of(r, rep, "units"),
            ambit_terminal_number(travel, ambit_scenario_figure_of(r, rep, "travel"), 1));
    for (uint32_t a = 0; a < n; a++)
        fprintf(to, " %14s %9s", ambit_terminal_number(number, of_rule(r, rep, "load", rule[a]), 0),
                ambit_terminal_percent(share, of_rule(r, rep, "deviation", rule[a]), 1, 1));
    fputc('\n', to);
}

static void write_reps(FILE *to, const ambit_scenario_result *r)
{
    const char *rule[MOST_RULES];
    uint32_t n = list_rules(rule, MOST_RULES, r), shown = 0;
    char name[15];
    fprintf(to, "\n%-*s %8s %12s", NAME, "rep", "units", "travel");
    for (uint32_t a = 0; a < n; a++) fprintf(to, " %14s %9s", ambit_terminal_cut(name, sizeof name, rule[a]), "");
    fputc('\n', to);
    for (uint32_t k = 0; k < r->n_figures; k++) {
        const char *rep = r->figure[k].rep;
        if (!*rep || (k && !strcmp(r->figure[k - 1].rep, rep))) continue;
        if (shown++ < MOST_REPS) write_rep(to, r, rep, rule, n);
    }
    if (shown > MOST_REPS) fprintf(to, "and %u more (--json has all)\n", shown - MOST_REPS);
}

void ambit_scenario_words_show(FILE *to, const ambit_scenario *s, const ambit_scenario_result *r)
{
    fprintf(to, "scenario    %s%s%s\nmade        %s by ", s->name, *s->base ? ", on " : "", s->base, s->made);
    ambit_terminal_write_line(to, s->user);
    if (*s->reason) fputs("\nreason      ", to);
    ambit_terminal_write_line(to, s->reason);
    putc('\n', to);
    write_lines(to, "changes", *s->changes ? s->changes : "none");
    if (!r->id) {
        fputs("result      not solved; \"ambit scenario solve\" does\n", to);
        return;
    }
    fprintf(to, "solved      %s, seed %llu, ambit %s, %s\n\n", r->made, (unsigned long long)r->seed, r->version,
            r->engine);
    ambit_scenario_words_results(to, &r, 1);
    write_lines(to, "", r->explanation);
    if (*r->plan) write_reps(to, r);
}

/* ---- Side by side ------------------------------------------------------------------------------------------------ */

static void write_figure(FILE *to, const char *label, const ambit_scenario_pair *p, const char *name, int decimals)
{
    char one[AMBIT_NUMBER_ROOM], other[AMBIT_NUMBER_ROOM], change[AMBIT_NUMBER_ROOM];
    double a = ambit_scenario_figure_of(p->a, "", name), b = ambit_scenario_figure_of(p->b, "", name);
    if (isnan(a) && isnan(b)) return;
    fprintf(to, "%-*s %15s %15s %9s\n", NAME, label, isnan(a) ? "-" : ambit_terminal_number(one, a, decimals),
            isnan(b) ? "-" : ambit_terminal_number(other, b, decimals),
            ambit_terminal_percent(change, a > 0 ? (b - a) / a : (double)NAN, 1, 1));
}

static void write_share(FILE *to, const char *label, const ambit_scenario_pair *p, const char *name)
{
    char one[AMBIT_NUMBER_ROOM], other[AMBIT_NUMBER_ROOM];
    double a = ambit_scenario_figure_of(p->a, "", name), b = ambit_scenario_figure_of(p->b, "", name);
    if (isnan(a) && isnan(b)) return;
    fprintf(to, "%-*s %15s %15s\n", NAME, label, ambit_terminal_percent(one, a, 2, 0),
            ambit_terminal_percent(other, b, 2, 0));
}

static void write_totals(FILE *to, const ambit_scenario_pair *p)
{
    const char *rule[MOST_RULES];
    char name[300], label[NAME + 1], a[16], b[16];
    uint32_t n = list_rules(rule, MOST_RULES, p->a);
    fprintf(to, "%-*s %15s %15s %9s\n", NAME, "", ambit_terminal_cut(a, sizeof a, p->a->scenario),
            ambit_terminal_cut(b, sizeof b, p->b->scenario), "change");
    fprintf(to, "%-*s %15s %15s\n", NAME, "status", p->a->status, p->b->status);
    write_figure(to, "cost", p, "cost", 1);
    write_figure(to, "  travel", p, "travel", 1);
    write_figure(to, "bound", p, "bound", 1);
    write_share(to, "gap", p, "gap");
    for (uint32_t k = 0; k < n; k++) {
        snprintf(name, sizeof name, "deviation:%.250s", rule[k]);
        write_share(to, ambit_terminal_cut(label, sizeof label, rule[k]), p, name);
    }
    write_figure(to, "moved from the plan today", p, "moved_units", 0);
    write_figure(to, "reps", p, "reps", 0);
}

static void write_rep_pair(FILE *to, const ambit_scenario_pair *p, const char *rep, const char *const *rule,
        uint32_t n)
{
    char name[NAME + 1], a[AMBIT_NUMBER_ROOM], b[AMBIT_NUMBER_ROOM];
    const ambit_scenario_result *of[2] = { p->a, p->b };
    fprintf(to, "%-*s", NAME, ambit_terminal_cut(name, sizeof name, rep));
    for (int k = 0; k < 2; k++) {
        double units = ambit_scenario_figure_of(of[k], rep, "units");
        fprintf(to, " %7s", isnan(units) ? "-" : ambit_terminal_number(a, units, 0));
    }
    for (uint32_t r = 0; r < n; r++)
        fprintf(to, " %9s %9s", ambit_terminal_percent(a, of_rule(p->a, rep, "deviation", rule[r]), 1, 1),
                ambit_terminal_percent(b, of_rule(p->b, rep, "deviation", rule[r]), 1, 1));
    fputc('\n', to);
}

/* The reps of a, then those that b alone has. */
static void write_rep_pairs(FILE *to, const ambit_scenario_pair *p)
{
    const char *rule[2];
    uint32_t n = list_rules(rule, 2, p->a), shown = 0;
    const ambit_scenario_result *of[2] = { p->a, p->b };
    char name[20];
    fprintf(to, "\n%-*s %15s", NAME, "rep", "units a, b");
    for (uint32_t r = 0; r < n; r++) fprintf(to, " %19s", ambit_terminal_cut(name, sizeof name, rule[r]));
    fputc('\n', to);
    for (int side = 0; side < 2; side++)
        for (uint32_t k = 0; k < of[side]->n_figures; k++) {
            const char *rep = of[side]->figure[k].rep;
            if (!*rep || strcmp(of[side]->figure[k].name, "units")) continue;
            if (side && !isnan(ambit_scenario_figure_of(p->a, rep, "units"))) continue;
            if (shown++ < MOST_REPS) write_rep_pair(to, p, rep, rule, n);
        }
    if (shown > MOST_REPS) fprintf(to, "and %u more (--json has all)\n", shown - MOST_REPS);
}

void ambit_scenario_words_pair(FILE *to, const ambit_scenario_pair *p)
{
    write_totals(to, p);
    write_rep_pairs(to, p);
    fprintf(to, "\n%u unit%s ha%s another rep in %s than in %s\n", p->n_moves, p->n_moves == 1 ? "" : "s",
            p->n_moves == 1 ? "s" : "ve", p->b->scenario, p->a->scenario);
    for (uint32_t k = 0; k < p->n_moves && k < MOST_MOVES; k++)
        fprintf(to, "  %-*s %s -> %s\n", NAME, p->move[k].unit, *p->move[k].from ? p->move[k].from : "nobody",
                *p->move[k].to ? p->move[k].to : "nobody");
    if (p->n_moves > MOST_MOVES) fprintf(to, "  and %u more (--json has all)\n", p->n_moves - MOST_MOVES);
}
