/* tools/coverage/pipeline_json.c - the object "pipeline" of coverage.json.
 *
 *     as_of, currency, deals_read, deals_outside, closed_before, closed_after
 *     formula                      how the company's required multiple comes about
 *     definitions                  a list of {key, value, meaning}
 *     company                      a sum: see below
 *     reps, managers, segments, periods, stages     lists of sums
 *     no_rep                       the sum of deals that belong to no rep of the plan
 *     largest_stale                at most twenty {id, account, owner, amount, days_open, days_past_close, past_close,
 *                                  old}
 *     owners                       sums of those owners, at most 1,000; owners_in_all
 *
 * A sum has id, name and manager, then what json_sum writes. A figure that is not known is null. */
#include "tools/coverage/pipeline_figures.h"

#include <math.h>

enum { MOST_OWNERS = 1000 };

static void json_pipeline(ambit_json *json, const ambit_deal_sum *s, const ambit_pipeline_figures *f)
{
    ambit_json_count(json, "open_deals", s->n_open);
    ambit_json_number(json, "open", f->open);
    ambit_json_count(json, "qualified_deals", s->n_qualified);
    ambit_json_number(json, "qualified", f->qualified);
    ambit_json_number(json, "weighted", f->weighted);
    ambit_json_number(json, "worst", f->worst);
    ambit_json_number(json, "best", f->best);
    ambit_json_number(json, "quota", f->quota);
    ambit_json_number(json, "coverage_qualified", f->coverage_qualified);
    ambit_json_number(json, "coverage_open", f->coverage_open);
    ambit_json_number(json, "required", f->least_required);
    ambit_json_number(json, "required_most", f->most_required);
    ambit_json_number(json, "gap", f->gap);
    ambit_json_text(json, "verdict", ambit_pipeline_verdict(f));
}

static void json_history(ambit_json *json, const ambit_deal_sum *s, const ambit_pipeline_figures *f)
{
    ambit_json_count(json, "won_deals", s->n_won);
    ambit_json_number(json, "won", f->won);
    ambit_json_count(json, "lost_deals", s->n_lost);
    ambit_json_number(json, "lost", f->lost);
    ambit_json_number(json, "win_rate", f->win_rate);
    ambit_json_text(json, "win_rate_from", ambit_pipeline_basis_name(f->win_rate_from));
    ambit_json_number(json, "average_deal", f->deal);
    ambit_json_number(json, "cycle_days", f->cycle_days);
    ambit_json_text(json, "cycle_from", ambit_pipeline_basis_name(f->cycle_from));
    ambit_json_number(json, "velocity_a_day", f->velocity);
    ambit_json_number(json, "velocity_target", f->velocity_target);
}

static void json_care(ambit_json *json, const ambit_deal_sum *s, const ambit_pipeline_figures *f)
{
    ambit_json_count(json, "stale_deals", s->n_stale);
    ambit_json_number(json, "stale", f->stale);
    ambit_json_count(json, "past_close_deals", s->n_past);
    ambit_json_count(json, "old_deals", s->n_old);
    ambit_json_number(json, "health", f->health);
    ambit_json_count(json, "outgoing_deals", s->n_outgoing);
    ambit_json_number(json, "outgoing", f->outgoing);
    ambit_json_count(json, "incoming_deals", s->n_incoming);
    ambit_json_number(json, "incoming", f->incoming);
    ambit_json_count(json, "unserved_deals", s->n_unserved);
    ambit_json_number(json, "unserved", f->unserved);
}

static void json_forecast(ambit_json *json, const ambit_pipeline_figures *f)
{
    ambit_json_number(json, "forecast", f->forecast);
    ambit_json_number(json, "actual", f->actual);
    ambit_json_number(json, "accuracy", f->accuracy);
    ambit_json_number(json, "mape", f->mape);
    ambit_json_number(json, "bias", f->bias);
}

static void json_sum(ambit_json *json, const char *key, const ambit_pipeline *p, const ambit_deal_sum *s)
{
    const ambit_pipeline_figures f = ambit_pipeline_figures_of(p, s);
    ambit_json_open(json, key, '{');
    ambit_json_text(json, "id", s->id);
    ambit_json_text(json, "name", s->name);
    ambit_json_text(json, "manager", s->manager);
    json_pipeline(json, s, &f);
    json_history(json, s, &f);
    json_care(json, s, &f);
    if (p->has_forecasts) json_forecast(json, &f);
    ambit_json_close(json, '}');
}

static void json_sums(ambit_json *json, const char *key, const ambit_pipeline *p, const ambit_deal_sums *sums,
        uint32_t n)
{
    ambit_json_open(json, key, '[');
    for (uint32_t k = 0; k < n; k++) json_sum(json, NULL, p, sums->at[k]);
    ambit_json_close(json, ']');
}

static void json_definitions(ambit_json *json, const ambit_pipeline *p)
{
    char value[AMBIT_CHOICE_ROOM];
    const char *key, *meaning;
    ambit_json_open(json, "definitions", '[');
    for (uint32_t k = 0; (key = ambit_pipeline_choice(p, k, value, &meaning)); k++) {
        ambit_json_open(json, NULL, '{');
        ambit_json_text(json, "key", key);
        ambit_json_text(json, "value", value);
        ambit_json_text(json, "meaning", meaning);
        ambit_json_close(json, '}');
    }
    ambit_json_close(json, ']');
}

static void json_stale(ambit_json *json, const ambit_pipeline *p)
{
    ambit_json_open(json, "largest_stale", '[');
    for (uint32_t k = 0; k < p->stale.n; k++) {
        const ambit_stale_deal *d = &p->stale.deal[k];
        ambit_json_open(json, NULL, '{');
        ambit_json_text(json, "id", d->id);
        ambit_json_text(json, "account", d->account);
        ambit_json_text(json, "owner", d->owner);
        ambit_json_number(json, "amount", (double)d->amount / p->scale);
        ambit_json_number(json, "days_open", p->day - d->opened);
        ambit_json_number(json, "days_past_close", p->day - d->closes);
        ambit_json_flag(json, "past_close", d->is_past);
        ambit_json_flag(json, "old", d->is_old);
        ambit_json_close(json, '}');
    }
    ambit_json_close(json, ']');
}

void ambit_pipeline_json(ambit_json *json, const ambit_pipeline *p)
{
    char formula[AMBIT_FORMULA_ROOM];
    const ambit_pipeline_figures company = ambit_pipeline_figures_of(p, &p->company);
    ambit_json_open(json, "pipeline", '{');
    ambit_json_text(json, "as_of", p->as_of);
    ambit_json_text(json, "currency", p->currency);
    ambit_json_count(json, "deals_read", p->n_rows);
    ambit_json_count(json, "deals_outside", p->n_outside);
    ambit_json_count(json, "closed_before", p->n_before);
    ambit_json_count(json, "closed_after", p->n_later);
    ambit_json_text(json, "formula", ambit_pipeline_formula(formula, p, &company));
    json_definitions(json, p);
    json_sum(json, "company", p, &p->company);
    json_sums(json, "reps", p, &p->reps, p->reps.n - 1);
    json_sum(json, "no_rep", p, p->reps.at[p->reps.n - 1]);
    json_stale(json, p);
    json_sums(json, "managers", p, &p->managers, p->managers.n);
    json_sums(json, "segments", p, &p->segments, p->segments.n);
    json_sums(json, "periods", p, &p->periods, p->periods.n);
    json_sums(json, "stages", p, &p->by_stage, p->by_stage.n);
    json_sums(json, "owners", p, &p->owners, p->owners.n < MOST_OWNERS ? p->owners.n : MOST_OWNERS);
    ambit_json_count(json, "owners_in_all", p->owners.n);
    ambit_json_close(json, '}');
}
