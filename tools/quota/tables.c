/* tools/quota/tables.c - see tables.h. */
#include "tools/quota/tables.h"

#include "instances/table.h"
#include "tools/output/json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

double ambit_quota_year(const ambit_quota_record *record, uint32_t i)
{
    ambit_amount sum = 0;
    for (uint32_t m = 0; m < record->result->n_months; m++)
        sum += record->result->month[(size_t)i * record->result->n_months + m];
    return (double)sum * record->of->settings->round_to;
}

/* Of the weeks in which it is there. */
double ambit_quota_calls_a_week(const ambit_quota_record *record, uint32_t i)
{
    double weeks = 365.25 / 7 * (record->result->n_months / 12.0) * record->result->year_factor[i];
    return weeks > 0 ? ambit_quota_year(record, i) / weeks : 0;
}

/* A whole number of units has as many decimals as the unit: two at most. */
static void write_amount(FILE *to, double amount, double unit)
{
    fprintf(to, unit < 1 ? "%.2f" : "%.0f", amount);
}

static const char *manager_of(const ambit_ladder *ladder, uint32_t v)
{
    return ladder->above[v] == AMBIT_LADDER_COMPANY ? "" : ladder->id[ladder->above[v]];
}

/* ---- Leaves ----------------------------------------------------------------------------------------------------- */

/* Amounts of one type of quota: what is written of each rep. */
typedef struct {
    const ambit_quota_record *record;
    const char *type;
    const ambit_amount *month; /* [n_months] */
    double unit, full_year;
} leaves;

static void write_leaf(FILE *to, const leaves *l, uint32_t i, const char *period, ambit_amount units)
{
    const ambit_ladder *ladder = l->record->of->ladder;
    ambit_csv_write(to, ladder->id[i]);
    putc(',', to);
    ambit_csv_write(to, manager_of(ladder, i));
    fprintf(to, ",%s,", period);
    ambit_csv_write(to, l->type);
    putc(',', to);
    write_amount(to, (double)units * l->unit, l->unit);
    putc(',', to);
    write_amount(to, floor(l->full_year / l->unit + 0.5) * l->unit, l->unit);
    putc('\n', to);
}

static void write_leaves(FILE *to, const leaves *l, uint32_t i)
{
    const ambit_quota_calendar *calendar = &l->record->of->calendar;
    ambit_amount units = 0;
    for (uint32_t m = 0; m < calendar->n; m++) {
        char period[16], next[16] = "";
        int by_quarter = l->record->of->settings->by_quarter;
        units += l->month[m];
        if (by_quarter) ambit_quota_quarter_name(period, calendar, m);
        else ambit_quota_month_name(period, calendar, m);
        if (by_quarter && m + 1 < calendar->n) ambit_quota_quarter_name(next, calendar, m + 1);
        if (by_quarter && !strcmp(period, next)) continue;
        write_leaf(to, l, i, period, units);
        units = 0;
    }
}

static int write_metric(FILE *to, const ambit_quota_record *r, ambit_amount *month, uint32_t i, uint32_t k)
{
    double year = 0, factor = r->result->year_factor[i];
    if (ambit_quota_metric_months(month, r->result, r->of, i, k)) return -1;
    for (uint32_t m = 0; m < r->result->n_months; m++) year += (double)month[m];
    write_leaves(to, &(leaves){ r, r->of->settings->metric[k].metric, month, 1, factor > 0 ? year / factor : 0 }, i);
    return 0;
}

ambit_status ambit_quota_tables_leaves(FILE *to, const ambit_quota_record *r, ambit_error *err)
{
    const ambit_quota_settings *s = r->of->settings;
    ambit_amount *month = malloc((r->result->n_months + (size_t)1) * sizeof *month);
    int sound = month != NULL;
    if (sound) fputs("rep_id,manager,period,type,amount,full_year\n", to);
    for (uint32_t i = 0; sound && i < r->of->n; i++) {
        write_leaves(to, &(leaves){ r, ambit_quota_type_name(s), r->result->month + (size_t)i * r->result->n_months,
                                    s->round_to, r->result->full_year[i] }, i);
        for (uint32_t k = 0; sound && k < s->n_metrics; k++)
            if (!ambit_quota_metric_is_quota(s, k)) sound = !write_metric(to, r, month, i, k);
    }
    free(month);
    return sound ? AMBIT_OK : ambit_fail(err, AMBIT_E_MEMORY, "no memory for quotas.csv");
}

/* ---- The hierarchy ---------------------------------------------------------------------------------------------- */

/* Sums over everybody below each node, itself included. */
typedef struct { double *below, *own, *carried, *potential; } sums; /* carried: below, before whole units */

static void free_sums(sums *s)
{
    free(s->below);
    free(s->own);
    free(s->carried);
    free(s->potential);
}

/* `own`: what the node has committed to, before the hedge of the layers below it. */
static int find_sums(sums *s, const ambit_quota_record *r)
{
    const ambit_ladder *ladder = r->of->ladder;
    size_t room = (size_t)ladder->n + 1;
    double *value = calloc(room, sizeof *value);
    *s = (sums){ calloc(room, sizeof *s->below), calloc(room, sizeof *s->own), calloc(room, sizeof *s->carried),
        calloc(room, sizeof *s->potential) };
    int sound = value && s->below && s->own && s->carried && s->potential;
    if (!sound) {
        free(value);
        return -1;
    }
    for (uint32_t i = 0; i < r->of->n; i++) value[i] = ambit_quota_year(r, i);
    ambit_ladder_sum(s->below, ladder, value);
    for (uint32_t i = 0; i < r->of->n; i++) value[i] = isnan(r->of->rep[i].potential) ? 0 : r->of->rep[i].potential;
    ambit_ladder_sum(s->potential, ladder, value);
    for (uint32_t i = 0; i < r->of->n; i++) value[i] = r->result->year[i];
    ambit_ladder_sum(s->own, ladder, value);
    for (uint32_t i = 0; i < r->of->n; i++) value[i] = r->result->year[i] * (1 + r->result->hedge[i]);
    ambit_ladder_sum(s->carried, ladder, value);
    for (uint32_t v = 0; v < ladder->n; v++) {
        const ambit_quota_shares *hedge = &r->of->settings->hedge;
        for (uint32_t k = 0; k <= ladder->depth[v] && k < hedge->n; k++) s->own[v] *= 1 + hedge->share[k];
    }
    free(value);
    return 0;
}

/* What those below carry beyond what is asked of the node itself. */
static double hedge_of(double own, double carried)
{
    double hedge = own > 0 ? carried / own - 1 : 0;
    return fabs(hedge) > 1e-12 ? hedge : 0;
}

/* Without a hedge the quota is the sum of the months: rounded by itself it could be a unit away from them. */
static void write_figures(FILE *to, const ambit_quota_record *r, double own, double below, double hedge,
        double potential)
{
    double unit = r->of->settings->round_to;
    putc(',', to);
    write_amount(to, hedge != 0 ? floor(own / unit + 0.5) * unit : below, unit);
    putc(',', to);
    write_amount(to, below, unit);
    fprintf(to, ",%.6f,", hedge);
    if (potential > 0) ambit_csv_write_number(to, potential);
    putc(',', to);
    if (potential > 0) fprintf(to, "%.6f", below / potential);
}

static void write_node(FILE *to, const ambit_quota_record *r, const sums *s, uint32_t v)
{
    const ambit_ladder *ladder = r->of->ladder;
    int is_rep = v < ladder->n_reps;
    ambit_csv_write(to, ladder->id[v]);
    putc(',', to);
    ambit_csv_write(to, ladder->name[v]);
    fprintf(to, ",%s,", is_rep ? "rep" : "manager");
    ambit_csv_write(to, manager_of(ladder, v));
    write_figures(to, r, s->own[v], s->below[v], hedge_of(s->own[v], s->carried[v]), s->potential[v]);
    if (!is_rep) {
        fputs(",,,,,,\n", to);
        return;
    }
    fprintf(to, ",%.6f,", r->result->year_factor[v]);
    write_amount(to, floor(r->result->full_year[v] / r->of->settings->round_to + 0.5) * r->of->settings->round_to,
            r->of->settings->round_to);
    const ambit_quota_fan *fan = &r->outlook->fan[v];
    char reason[200];
    putc(',', to);
    ambit_csv_write(to, ambit_quota_reason_text(reason, sizeof reason, r->result, r->of, v));
    if (isnan(fan->p50)) fputs(",,,\n", to);
    else fprintf(to, ",%.6f,%.6f,%.6f\n", fan->p10, fan->p50, fan->p90);
}

ambit_status ambit_quota_tables_summary(FILE *to, const ambit_quota_record *r, ambit_error *err)
{
    sums s;
    double target = r->result->target, total = (double)r->result->total * r->of->settings->round_to;
    double potential = 0, carried = 0;
    int sound = !find_sums(&s, r);
    if (sound) {
        fputs("id,name,role,manager,quota,below,hedge,potential,below_of_potential,year_factor,full_year,bound,"
              "attainment_p10,attainment_p50,attainment_p90\n", to);
        for (uint32_t v = 0; v < r->of->ladder->n; v++) write_node(to, r, &s, v);
        for (uint32_t i = 0; i < r->of->n; i++)
            if (!isnan(r->of->rep[i].potential)) potential += r->of->rep[i].potential;
        for (uint32_t i = 0; i < r->of->n; i++) carried += r->result->year[i] * (1 + r->result->hedge[i]);
        fputs("TOTAL,,company,", to);
        write_figures(to, r, target, total, hedge_of(target, carried), potential);
        fputs(",,,,,,\n", to);
    }
    free_sums(&s);
    return sound ? AMBIT_OK : ambit_fail(err, AMBIT_E_MEMORY, "no memory for the summary of quotas");
}

/* ---- JSON ------------------------------------------------------------------------------------------------------- */

static void json_settings(ambit_json *json, const ambit_quota_record *r)
{
    const ambit_quota_settings *s = r->of->settings;
    char first[16], last[16];
    ambit_quota_month_name(first, &r->of->calendar, 0);
    ambit_quota_month_name(last, &r->of->calendar, r->of->calendar.n - 1);
    ambit_json_text(json, "method", ambit_quota_method_name(s));
    ambit_json_text(json, "type", ambit_quota_type_name(s));
    ambit_json_text(json, "currency", s->currency);
    ambit_json_text(json, "first_month", first);
    ambit_json_text(json, "last_month", last);
    ambit_json_number(json, "round_to", s->round_to);
    ambit_json_number(json, "target", r->result->target);
    ambit_json_number(json, "total", (double)r->result->total * s->round_to);
    ambit_json_open(json, "scorecard", '[');
    for (uint32_t k = 0; k < s->n_metrics; k++) {
        ambit_json_open(json, NULL, '{');
        ambit_json_text(json, "metric", s->metric[k].metric);
        ambit_json_number(json, "weight", s->metric[k].weight);
        ambit_json_number(json, "cap", s->metric[k].cap);
        ambit_json_close(json, '}');
    }
    ambit_json_close(json, ']');
    ambit_json_open(json, "hedge_by_layer", '[');
    for (uint32_t k = 0; k < s->hedge.n; k++) ambit_json_number(json, NULL, s->hedge.share[k]);
    ambit_json_close(json, ']');
}

static void json_odds(ambit_json *json, const ambit_quota_record *r)
{
    const ambit_quota_settings *s = r->of->settings;
    const ambit_quota_forecast *y = &r->outlook->years;
    ambit_json_open(json, "attainment", '{');
    ambit_json_text(json, "law", s->law == AMBIT_QUOTA_GAMMA ? "gamma" : "lognormal");
    ambit_json_number(json, "cv", s->cv);
    ambit_json_number(json, "market_cv", s->market_cv);
    ambit_json_number(json, "manager_cv", s->manager_cv);
    ambit_json_count(json, "draws", s->draws);
    ambit_json_count(json, "seed", r->seed);
    ambit_json_number(json, "company_meets_target", y->company);
    ambit_json_number(json, "reps_at_or_above_quota", y->at_quota);
    ambit_json_number(json, "mean", y->attainment);
    ambit_json_open(json, "bands", '[');
    for (int b = 0; b < AMBIT_QUOTA_BANDS; b++) {
        ambit_json_open(json, NULL, '{');
        ambit_json_number(json, "from", ambit_quota_band_from[b]);
        ambit_json_number(json, "share", y->band[b]);
        ambit_json_close(json, '}');
    }
    ambit_json_close(json, ']');
    if (s->n_rates) ambit_json_number(json, "commission", y->payout);
    ambit_json_close(json, '}');
}

static void json_fairness(ambit_json *json, const ambit_quota_fairness *f)
{
    ambit_json_open(json, "quota_of_potential", '{');
    ambit_json_count(json, "reps", f->n);
    ambit_json_number(json, "mean", f->mean);
    ambit_json_number(json, "least", f->least);
    ambit_json_number(json, "most", f->most);
    ambit_json_number(json, "cv", f->cv);
    ambit_json_number(json, "gini", f->gini);
    ambit_json_number(json, "correlation_with_size", f->correlation);
    ambit_json_close(json, '}');
}

/* What only a rep has. */
static void json_rep(ambit_json *json, const ambit_quota_record *r, uint32_t i)
{
    char reason[200];
    const ambit_quota_fan *fan = &r->outlook->fan[i];
    ambit_quota_reason_text(reason, sizeof reason, r->result, r->of, i);
    ambit_json_number(json, "full_year", r->result->full_year[i]);
    ambit_json_number(json, "year_factor", r->result->year_factor[i]);
    ambit_json_number(json, "expected", r->outlook->expected[i]);
    ambit_json_text(json, "bound", *reason ? reason : NULL);
    ambit_json_open(json, "attainment", '[');
    ambit_json_number(json, NULL, fan->p10);
    ambit_json_number(json, NULL, fan->p50);
    ambit_json_number(json, NULL, fan->p90);
    ambit_json_close(json, ']');
    if (r->of->settings->type == AMBIT_QUOTA_ACTIVITY)
        ambit_json_number(json, "calls_a_week", ambit_quota_calls_a_week(r, i));
}

/* What the company is asked for in each month. */
static void json_months(ambit_json *json, const ambit_quota_record *r)
{
    ambit_json_open(json, "months", '[');
    for (uint32_t m = 0; m < r->result->n_months; m++) {
        char name[16];
        ambit_amount sum = 0;
        for (uint32_t i = 0; i < r->of->n; i++) sum += r->result->month[(size_t)i * r->result->n_months + m];
        ambit_quota_month_name(name, &r->of->calendar, m);
        ambit_json_open(json, NULL, '{');
        ambit_json_text(json, "month", name);
        ambit_json_number(json, "amount", (double)sum * r->of->settings->round_to);
        ambit_json_close(json, '}');
    }
    ambit_json_close(json, ']');
}

ambit_status ambit_quota_tables_json(FILE *to, const ambit_quota_record *r, ambit_error *err)
{
    ambit_json json = ambit_json_of(to);
    const ambit_ladder *ladder = r->of->ladder;
    sums s;
    if (find_sums(&s, r)) {
        free_sums(&s);
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for quota.json");
    }
    ambit_json_open(&json, NULL, '{');
    ambit_json_text(&json, "plan", r->plan_name);
    json_settings(&json, r);
    json_odds(&json, r);
    json_fairness(&json, &r->outlook->fairness);
    json_months(&json, r);
    ambit_json_open(&json, "nodes", '[');
    for (uint32_t v = 0; v < ladder->n; v++) {
        ambit_json_open(&json, NULL, '{');
        ambit_json_text(&json, "id", ladder->id[v]);
        ambit_json_text(&json, "name", ladder->name[v]);
        ambit_json_text(&json, "role", v < ladder->n_reps ? "rep" : "manager");
        ambit_json_text(&json, "manager", manager_of(ladder, v));
        ambit_json_number(&json, "quota", s.own[v]);
        ambit_json_number(&json, "below", s.below[v]);
        ambit_json_number(&json, "potential", s.potential[v] > 0 ? s.potential[v] : (double)NAN);
        if (v < ladder->n_reps) json_rep(&json, r, v);
        ambit_json_close(&json, '}');
    }
    ambit_json_close(&json, ']');
    ambit_json_close(&json, '}');
    free_sums(&s);
    return AMBIT_OK;
}
