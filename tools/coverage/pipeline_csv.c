/* tools/coverage/pipeline_csv.c - pipeline.csv: one row for each sum, the same columns for all kinds.
 *
 * Amounts have the decimals of the smallest unit, so sums of cells are exact; ratios have nine. An empty cell is a
 * figure that is not known or has no meaning for its row. */
#include "tools/coverage/pipeline_figures.h"

#include "instances/table.h"

#include <math.h>

static const char header[] =
    "kind,id,name,manager,open_deals,open,qualified_deals,qualified,weighted,worst,best,quota,coverage_qualified,"
    "coverage_open,required,required_most,gap,verdict,won_deals,won,lost_deals,lost,win_rate,win_rate_from,"
    "average_deal,cycle_days,cycle_from,velocity_a_day,velocity_target,stale_deals,stale,past_close_deals,"
    "old_deals,health,healthy,"
    "outgoing_deals,outgoing,incoming_deals,incoming,unserved_deals,unserved,forecast,actual,accuracy,mape,bias\n";

static void text(FILE *to, const char *value)
{
    putc(',', to);
    ambit_csv_write(to, value);
}

static void count(FILE *to, uint64_t n) { fprintf(to, ",%llu", (unsigned long long)n); }

static void amount(FILE *to, const ambit_pipeline *p, ambit_amount units)
{
    long long scale = (long long)p->scale;
    if (scale == 1) fprintf(to, ",%lld", (long long)units);
    else fprintf(to, ",%lld.%0*lld", (long long)units / scale, (int)p->settings->decimals, (long long)units % scale);
}

static void ratio(FILE *to, double value)
{
    if (isfinite(value)) fprintf(to, ",%.9f", value);
    else putc(',', to);
}

/* What is no whole number of units: probabilities have made it. */
static void likely(FILE *to, double value)
{
    if (isfinite(value)) fprintf(to, ",%.6f", value);
    else putc(',', to);
}

/* ---- A row ------------------------------------------------------------------------------------------------------- */

static void write_pipeline(FILE *to, const ambit_pipeline *p, const ambit_deal_sum *s, const ambit_pipeline_figures *f)
{
    count(to, s->n_open);
    amount(to, p, s->open);
    count(to, s->n_qualified);
    amount(to, p, s->qualified);
    likely(to, f->weighted);
    likely(to, f->worst);
    likely(to, f->best);
    likely(to, f->quota);
    ratio(to, f->coverage_qualified);
    ratio(to, f->coverage_open);
    ratio(to, f->least_required);
    ratio(to, f->most_required);
    likely(to, f->gap);
    text(to, isnan(f->quota) ? "" : ambit_pipeline_verdict(f));
}

static void write_history(FILE *to, const ambit_pipeline *p, const ambit_deal_sum *s, const ambit_pipeline_figures *f)
{
    count(to, s->n_won);
    amount(to, p, s->won);
    count(to, s->n_lost);
    amount(to, p, s->lost);
    ratio(to, f->win_rate);
    text(to, ambit_pipeline_basis_name(f->win_rate_from));
    likely(to, f->deal);
    likely(to, f->cycle_days);
    text(to, ambit_pipeline_basis_name(f->cycle_from));
    likely(to, f->velocity);
    likely(to, f->velocity_target);
}

static void write_care(FILE *to, const ambit_pipeline *p, const ambit_deal_sum *s, const ambit_pipeline_figures *f)
{
    count(to, s->n_stale);
    amount(to, p, s->stale);
    count(to, s->n_past);
    count(to, s->n_old);
    likely(to, f->health);
    text(to, isnan(f->health) ? "" : f->health > p->settings->health.healthy ? "yes" : "no");
    count(to, s->n_outgoing);
    amount(to, p, s->outgoing);
    count(to, s->n_incoming);
    amount(to, p, s->incoming);
    count(to, s->n_unserved);
    amount(to, p, s->unserved);
}

static void write_row(FILE *to, const ambit_pipeline *p, const char *kind, const ambit_deal_sum *s)
{
    const ambit_pipeline_figures f = ambit_pipeline_figures_of(p, s);
    fputs(kind, to);
    text(to, s->id);
    text(to, s->name);
    text(to, s->manager);
    write_pipeline(to, p, s, &f);
    write_history(to, p, s, &f);
    write_care(to, p, s, &f);
    likely(to, f.forecast);
    likely(to, f.actual);
    ratio(to, f.accuracy);
    ratio(to, f.mape);
    ratio(to, f.bias);
    putc('\n', to);
}

static void write_rows(FILE *to, const ambit_pipeline *p, const char *kind, const ambit_deal_sums *sums, uint32_t n)
{
    for (uint32_t k = 0; k < n; k++) write_row(to, p, kind, sums->at[k]);
}

void ambit_pipeline_csv(FILE *to, const ambit_pipeline *p)
{
    fputs(header, to);
    write_row(to, p, "company", &p->company);
    write_rows(to, p, "rep", &p->reps, p->reps.n - 1);
    write_row(to, p, "no_rep", p->reps.at[p->reps.n - 1]);
    write_rows(to, p, "manager", &p->managers, p->managers.n);
    write_rows(to, p, "segment", &p->segments, p->segments.n);
    write_rows(to, p, "period", &p->periods, p->periods.n);
    write_rows(to, p, "stage", &p->by_stage, p->by_stage.n);
    write_rows(to, p, "owner", &p->owners, p->owners.n);
}
