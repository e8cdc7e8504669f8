/* tools/size/tables.c - see tables.h. */
#include "tools/size/tables.h"

#include "instances/table.h"
#include "tools/output/json.h"
#include "tools/output/record.h"

#include <math.h>
#include <string.h>

static int has_plan(const ambit_size_point *point)
{
    return point->status == AMBIT_PLAN_OPTIMAL || point->status == AMBIT_PLAN_FEASIBLE
        || point->status == AMBIT_PLAN_VIOLATED;
}

double ambit_size_travel_h(const ambit_size_workload *w, const ambit_workspace *workspace,
        const ambit_size_point *point)
{
    const ambit_planfile *plan = workspace->instance->plan;
    int is_hours = plan->territories_objective == AMBIT_TRAVEL_HOURS && !plan->territories_amount;
    if (!point || !has_plan(point) || !is_hours || !(w->all_visits > 0)) return (double)NAN;
    return point->cost.travel / w->all_visits * w->all_calls;
}

/* What is told of one point, in the order of the columns. */
enum { FTE, COST, TRAVEL, BOUND, GAP, NEEDED, AVAILABLE, COVERED, BENEFIT, MARGINAL, NET, FIGURES };
static const char *const names[FIGURES] = { "fte", "cost", "travel", "bound", "gap", "hours_needed", "hours_available",
    "covered_potential", "benefit", "marginal_benefit", "net" };

static void find_figures(double out[FIGURES], const ambit_size_record *r, const ambit_workspace *workspace,
        const ambit_size_point *p)
{
    const ambit_size_worth *worth = r->worth;
    const double travel_h = ambit_size_travel_h(r->workload, workspace, p);
    const int is_plan = has_plan(p);
    out[FTE] = p->fte;
    out[COST] = is_plan ? p->cost.total : (double)NAN;
    out[TRAVEL] = is_plan ? p->cost.travel : (double)NAN;
    out[BOUND] = p->bound;
    out[GAP] = is_plan ? p->gap : (double)NAN;
    out[NEEDED] = r->workload->all_hours + travel_h;
    out[AVAILABLE] = p->fte * r->workload->hours_per_rep;
    out[COVERED] = ambit_size_covered(worth, p->reps);
    out[BENEFIT] = out[COVERED] * worth->margin;
    out[MARGINAL] = (out[COVERED] - ambit_size_covered(worth, (double)p->reps - 1)) * worth->margin;
    out[NET] = out[BENEFIT] - p->reps * worth->rep_cost;
}

void ambit_size_csv(FILE *to, const ambit_size_record *r, const ambit_workspace *workspace)
{
    fputs("reps,status,dropped,new", to);
    for (int k = 0; k < FIGURES; k++) {
        fprintf(to, ",%s", names[k]);
        if (k == TRAVEL) fprintf(to, "_%s", r->curve->travel_unit);
    }
    putc('\n', to);
    for (uint32_t k = 0; k < r->curve->n; k++) {
        double figure[FIGURES];
        const ambit_size_point *p = &r->curve->point[k];
        find_figures(figure, r, workspace, p);
        fprintf(to, "%u,%s,%u,%u", p->reps, ambit_record_status(p->status), p->n_dropped, p->n_new);
        for (int i = 0; i < FIGURES; i++) {
            putc(',', to);
            if (isfinite(figure[i]) && i == GAP) fprintf(to, "%.9f", figure[i]);
            else if (isfinite(figure[i])) ambit_csv_write_number(to, figure[i]);
        }
        putc('\n', to);
    }
}

/* ---- JSON ------------------------------------------------------------------------------------------------------- */

static void json_workload(ambit_json *json, const ambit_size_record *r)
{
    const ambit_size_workload *w = r->workload;
    ambit_json_open(json, "workload", '{');
    ambit_json_number(json, "calls", w->all_calls);
    ambit_json_number(json, "hours", w->all_hours);
    ambit_json_number(json, "travel_hours", r->travel_h);
    ambit_json_number(json, "calls_per_rep", w->calls_per_rep);
    ambit_json_number(json, "hours_per_rep", w->hours_per_rep);
    ambit_json_number(json, "year_hours", w->year_hours);
    ambit_json_number(json, "selling_share", w->selling_share);
    ambit_json_count(json, "months", w->months);
    ambit_json_number(json, "reps_by_calls", ambit_size_by_calls(w));
    ambit_json_number(json, "reps_by_hours", ambit_size_by_hours(w, r->travel_h));
    ambit_json_open(json, "classes", '[');
    for (uint32_t k = 0; k < w->n_groups; k++) {
        ambit_json_open(json, NULL, '{');
        ambit_json_text(json, "class", w->group[k].name);
        ambit_json_count(json, "accounts", w->group[k].n_accounts);
        ambit_json_number(json, "calls", w->group[k].calls);
        ambit_json_close(json, '}');
    }
    ambit_json_close(json, ']');
    ambit_json_close(json, '}');
}

static void json_curve(ambit_json *json, const ambit_size_record *r, const ambit_workspace *workspace)
{
    ambit_json_open(json, "curve", '{');
    ambit_json_count(json, "now", r->curve->now);
    ambit_json_text(json, "centres", r->curve->is_free ? "free" : "homes");
    ambit_json_text(json, "travel_unit", r->curve->travel_unit);
    ambit_json_open(json, "points", '[');
    for (uint32_t k = 0; k < r->curve->n; k++) {
        double figure[FIGURES];
        const ambit_size_point *p = &r->curve->point[k];
        find_figures(figure, r, workspace, p);
        ambit_json_open(json, NULL, '{');
        ambit_json_count(json, "reps", p->reps);
        ambit_json_text(json, "status", ambit_record_status(p->status));
        ambit_json_count(json, "dropped", p->n_dropped);
        ambit_json_count(json, "new", p->n_new);
        for (int i = 0; i < FIGURES; i++) ambit_json_number(json, names[i], figure[i]);
        ambit_json_close(json, '}');
    }
    ambit_json_close(json, ']');
    ambit_json_close(json, '}');
}

void ambit_size_json(FILE *to, const ambit_size_record *r, const ambit_workspace *workspace)
{
    ambit_json json = ambit_json_of(to);
    ambit_json_open(&json, NULL, '{');
    ambit_json_text(&json, "plan", r->plan_name);
    json_workload(&json, r);
    json_curve(&json, r, workspace);
    if (!r->worth->is_known) ambit_json_null(&json, "break_even");
    else {
        ambit_json_open(&json, "break_even", '{');
        ambit_json_count(&json, "reps", r->worth->break_even);
        ambit_json_number(&json, "last_benefit", r->worth->last_benefit);
        ambit_json_number(&json, "next_benefit", r->worth->next_benefit);
        ambit_json_number(&json, "margin", r->worth->margin);
        ambit_json_number(&json, "rep_cost", r->worth->rep_cost);
        ambit_json_close(&json, '}');
    }
    ambit_json_close(&json, '}');
}
