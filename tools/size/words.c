/* tools/size/words.c - the sizes for a person: the formula with its numbers, the curve, what one more rep is worth. */
#include "tools/output/terminal.h"
#include "tools/size/tables.h"

#include <math.h>

static void say_calls(FILE *to, const ambit_size_workload *w)
{
    char calls[AMBIT_NUMBER_ROOM], a[AMBIT_NUMBER_ROOM], b[AMBIT_NUMBER_ROOM];
    fprintf(to, "calls       %s in %u months", ambit_terminal_number(calls, w->all_calls, 0), w->months);
    for (uint32_t k = 0; k < w->n_groups; k++)
        fprintf(to, "%s %s %s x %s", k ? " +" : ":", ambit_terminal_number(a, w->group[k].n_accounts, 0),
                w->group[k].name,
                ambit_terminal_number(b, w->group[k].calls, w->group[k].calls != floor(w->group[k].calls)));
    fputs(w->n_groups ? "\n" : ": the visits of the accounts\n", to);
    if (isnan(w->calls_per_rep)) return;
    fprintf(to, "by calls    %s reps: %s calls over %s that a full-time rep makes\n",
            ambit_terminal_number(a, ambit_size_by_calls(w), 1), calls, ambit_terminal_number(b, w->calls_per_rep, 0));
}

static void say_hours(FILE *to, const ambit_size_record *r)
{
    const ambit_size_workload *w = r->workload;
    char reps[AMBIT_NUMBER_ROOM], visits[AMBIT_NUMBER_ROOM], travel[AMBIT_NUMBER_ROOM], one[AMBIT_NUMBER_ROOM],
         year[AMBIT_NUMBER_ROOM], share[AMBIT_NUMBER_ROOM];
    if (isnan(w->all_hours)) {
        fputs("by hours    not known: accounts have no minutes, and classes say none\n", to);
        return;
    }
    double travel_h = isnan(r->travel_h) ? 0 : r->travel_h;
    fprintf(to, "by hours    %s reps: %s h with accounts",
            ambit_terminal_number(reps, ambit_size_by_hours(w, travel_h), 1),
            ambit_terminal_number(visits, w->all_hours, 0));
    if (isnan(r->travel_h)) fputs(" (travel is not known in hours, so it is left out)", to);
    else fprintf(to, " + %s h of travel by %u reps", ambit_terminal_number(travel, travel_h, 0), r->curve->now);
    fprintf(to, ",\n            over %s h of a full-time rep: %s h a year x %u/12 x %s selling\n",
            ambit_terminal_number(one, w->hours_per_rep, 0), ambit_terminal_number(year, w->year_hours, 0), w->months,
            ambit_terminal_percent(share, w->selling_share, 0, 0));
}

/* ---- The curve -------------------------------------------------------------------------------------------------- */

/* Within the rules: only such plans save anything against each other. */
static int is_sound(const ambit_size_point *p)
{
    return p->status == AMBIT_PLAN_OPTIMAL || p->status == AMBIT_PLAN_FEASIBLE;
}

static void say_point(FILE *to, const ambit_size_record *r, const ambit_workspace *workspace, uint32_t k)
{
    char travel[AMBIT_NUMBER_ROOM], saved[AMBIT_NUMBER_ROOM], gap[AMBIT_NUMBER_ROOM], use[AMBIT_NUMBER_ROOM];
    const ambit_size_point *p = &r->curve->point[k], *before = k ? &r->curve->point[k - 1] : NULL;
    const double needed = r->workload->all_hours + ambit_size_travel_h(r->workload, workspace, p);
    if (p->status == AMBIT_PLAN_INFEASIBLE || p->status == AMBIT_PLAN_NONE) {
        fprintf(to, "  %6u%s %-10s\n", p->reps, p->reps == r->curve->now ? "*" : " ", ambit_record_status(p->status));
        return;
    }
    fprintf(to, "  %6u%s %-10s %16s", p->reps, p->reps == r->curve->now ? "*" : " ", ambit_record_status(p->status),
            ambit_terminal_number(travel, p->cost.travel, 1));
    const int saves = before && is_sound(before) && is_sound(p);
    fprintf(to, " %14s", saves ? ambit_terminal_number(saved, before->cost.travel - p->cost.travel, 1) : "");
    fprintf(to, " %8s", isfinite(p->gap) ? ambit_terminal_percent(gap, p->gap, 2, 0) : "unknown");
    fprintf(to, " %9s\n", isnan(needed) ? ""
            : ambit_terminal_percent(use, needed / (p->fte * r->workload->hours_per_rep), 0, 0));
}

static void say_curve(FILE *to, const ambit_size_record *r, const ambit_workspace *workspace)
{
    const ambit_size_curve *c = r->curve;
    char title[30];
    snprintf(title, sizeof title, "travel %s", c->travel_unit);
    fprintf(to, "curve       plans for other numbers of reps, without regard to the plan in force (* as it is)\n"
                "  %6s  %-10s %16s %14s %8s %9s\n", "reps", "status", title, "saved", "gap", "hours used");
    for (uint32_t k = 0; k < c->n; k++) say_point(to, r, workspace, k);
    if (c->is_free) fputs("            every rep sits where the plan is best; gaps hold for all places\n", to);
    else if (c->point[0].n_dropped)
        fprintf(to, "            fewer: without the reps whose accounts cost least elsewhere, first %s\n",
                c->point[0].first_dropped);
    if (!c->is_free && c->point[c->n - 1].n_new) fputs("            more: new reps sit where the plan is best\n", to);
    if (!c->is_free) fputs("            gaps hold for the reps and homes of each line\n", to);
}

static void say_worth(FILE *to, const ambit_size_record *r)
{
    const ambit_size_worth *w = r->worth;
    char last[AMBIT_NUMBER_ROOM], next[AMBIT_NUMBER_ROOM], cost[AMBIT_NUMBER_ROOM], margin[AMBIT_NUMBER_ROOM];
    if (!w->is_known) {
        fputs("break-even  not known: it needs size.margin, size.rep_cost, a potential and the work of accounts\n", to);
        return;
    }
    fprintf(to, "break-even  %u rep%s: ", w->break_even, w->break_even == 1 ? "" : "s");
    if (w->break_even) fprintf(to, "the last one brings %s, ", ambit_terminal_number(last, w->last_benefit, 0));
    fprintf(to, "the next one would bring %s, and each costs %s\n", ambit_terminal_number(next, w->next_benefit, 0),
            ambit_terminal_number(cost, w->rep_cost, 0));
    fprintf(to, "            (%s of the %s covered, best accounts for their work first)\n",
            ambit_terminal_percent(margin, w->margin, 1, 0), r->workload->potential_name);
}

void ambit_size_words(FILE *to, const ambit_size_record *r, const ambit_workspace *workspace)
{
    say_calls(to, r->workload);
    say_hours(to, r);
    say_worth(to, r);
    say_curve(to, r, workspace);
}
