/* tools/compare/words.c - the comparison on a terminal: what changed, and for whom most. */
#include "tools/compare/tables.h"
#include "tools/output/terminal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_RULES = 4, MOST_REPS = 9, LABEL = 12 };

/* ---- Both plans -------------------------------------------------------------------------------------------------- */

static void say_side(FILE *to, const ambit_compare_side *s)
{
    char cost[AMBIT_NUMBER_ROOM], bound[AMBIT_NUMBER_ROOM], name[60];
    const ambit_outcome *o = s->outcome;
    const ambit_summary *proof = &s->finished.summary;
    ambit_terminal_cut(name, sizeof name, s->given);
    fprintf(to, "%c           %s: cost %s, %s", s->letter, name,
            ambit_terminal_number(cost, o->verdict.cost.total, 1),
            o->verdict.within_rules ? "within the rules" : "a rule is VIOLATED");
    if (proof->status == AMBIT_PLAN_OPTIMAL) fputs(", proven to be the best", to);
    else if (proof->status != AMBIT_PLAN_NONE && isfinite(proof->bound))
        fprintf(to, ", no plan costs less than %s", ambit_terminal_number(bound, proof->bound, 1));
    putc('\n', to);
}

/* "12,345.6 h, B 12,000.0 h (-2.8 %)" */
static void say_travel(FILE *to, const ambit_compare *c)
{
    char a[AMBIT_TRAVEL_ROOM], b[AMBIT_TRAVEL_ROOM], change[AMBIT_NUMBER_ROOM];
    const double was = c->a->outcome->verdict.cost.travel, is = c->b->outcome->verdict.cost.travel;
    fprintf(to, "travel      A %s, B %s", ambit_terminal_travel(a, c->a->outcome, was),
            ambit_terminal_travel(b, c->b->outcome, is));
    if (was > 0) fprintf(to, " (%s)", ambit_terminal_percent(change, (is - was) / was, 1, 1));
    putc('\n', to);
}

static void say_moves(FILE *to, const ambit_compare *c)
{
    char n[AMBIT_NUMBER_ROOM], all[AMBIT_NUMBER_ROOM], share[AMBIT_NUMBER_ROOM];
    fprintf(to, "moved       %s of %s %s that both have", ambit_terminal_number(n, c->n_moved, 0),
            ambit_terminal_number(all, c->n_both, 0), ambit_compare_noun(c));
    if (c->n_both)
        fprintf(to, " (%s)", ambit_terminal_percent(share, (double)c->n_moved / c->n_both, 1, 0));
    for (uint32_t k = 0; k < c->n_rules && k < 2; k++) {
        char rule[30];
        fprintf(to, ", %s of %s", ambit_terminal_number(n, c->moved.amount[k], 1),
                ambit_terminal_cut(rule, sizeof rule, ambit_compare_rule_name(c, k)));
    }
    putc('\n', to);
    if (c->n_new || c->n_gone)
        fprintf(to, "only        %s in B, %s in A\n", ambit_terminal_number(n, c->n_new, 0),
                ambit_terminal_number(all, c->n_gone, 0));
}

/* ---- Balance ----------------------------------------------------------------------------------------------------- */

static void say_worst(char out[AMBIT_NUMBER_ROOM], const ambit_outcome *o, uint32_t rule)
{
    if (rule == AMBIT_NOWHERE) snprintf(out, AMBIT_NUMBER_ROOM, "-");
    else ambit_terminal_percent(out, o->rule[rule].worst_deviation, 1, 0);
}

static void say_balance(FILE *to, const ambit_compare *c)
{
    if (c->n_rules) fprintf(to, "balance     %-28s %10s %10s\n", "", "worst in A", "worst in B");
    for (uint32_t k = 0; k < c->n_rules && k < MOST_RULES; k++) {
        char a[AMBIT_NUMBER_ROOM], b[AMBIT_NUMBER_ROOM], name[39];
        say_worst(a, c->a->outcome, c->rule[k].a);
        say_worst(b, c->b->outcome, c->rule[k].b);
        fprintf(to, "  %-38s %10s %10s\n", ambit_terminal_cut(name, sizeof name, ambit_compare_rule_name(c, k)), a, b);
    }
    if (c->n_rules > MOST_RULES) fprintf(to, "  and %u more rules\n", c->n_rules - MOST_RULES);
}

/* ---- Reps -------------------------------------------------------------------------------------------------------- */

typedef struct { uint32_t i, weight; } busy;

static int busiest_first(const void *x, const void *y)
{
    const busy *a = x, *b = y;
    if (a->weight != b->weight) return a->weight < b->weight ? 1 : -1;
    return (a->i > b->i) - (a->i < b->i);
}

/* Units, travel and the first rule's deviation on one side. */
static void say_figures(FILE *to, const ambit_compare *c, uint32_t i, int of_b)
{
    char travel[AMBIT_NUMBER_ROOM], deviation[AMBIT_NUMBER_ROOM] = "";
    const ambit_outcome_rep *rep = ambit_compare_rep_of(c, i, of_b);
    const ambit_outcome_load *load = c->n_rules ? ambit_compare_load_of(c, 0, i, of_b) : NULL;
    if (load) ambit_terminal_percent(deviation, load->deviation, 1, 1);
    if (rep) fprintf(to, " %6u %10s %9s", rep->units, ambit_terminal_number(travel, rep->travel, 1), deviation);
    else fprintf(to, " %6s %10s %9s", "-", "-", "-");
}

static void say_reps(FILE *to, const ambit_compare *c)
{
    uint32_t n = 0;
    busy *order = malloc(((size_t)c->n_reps + 1) * sizeof *order);
    for (uint32_t i = 0; order && i < c->n_reps; i++) {
        const uint32_t alone = c->rep[i].a == AMBIT_NOWHERE || c->rep[i].b == AMBIT_NOWHERE ? UINT32_MAX / 2 : 0;
        const uint32_t weight = alone + c->gained[i].units + c->lost[i].units;
        if (weight) order[n++] = (busy){ i, weight };
    }
    if (n) {
        qsort(order, n, sizeof *order, busiest_first);
        fprintf(to, "reps        %6s %6s %6s %10s %9s %6s %10s %9s\n", "gained", "lost", "in A", "travel", "deviation",
                "in B", "travel", "deviation");
    }
    for (uint32_t k = 0; k < n && k < MOST_REPS; k++) {
        char id[LABEL - 2];
        const uint32_t i = order[k].i;
        fprintf(to, "  %-9s %6u %6u", ambit_terminal_cut(id, sizeof id, ambit_compare_rep_id(c, i)),
                c->gained[i].units, c->lost[i].units);
        say_figures(to, c, i, 0);
        say_figures(to, c, i, 1);
        putc('\n', to);
    }
    if (n > MOST_REPS) fprintf(to, "  and %u more reps that gain or lose\n", n - MOST_REPS);
    free(order);
}

void ambit_compare_words(FILE *to, const ambit_compare *c)
{
    say_side(to, c->a);
    say_side(to, c->b);
    say_travel(to, c);
    say_moves(to, c);
    say_balance(to, c);
    say_reps(to, c);
}
