/* instances/plan/pipeline.c - what the section pipeline says, and what in it goes together. */
#include "instances/base/text.h"
#include "instances/plan/judge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char a_share[] = "a share such as 10% or 0.1", multiples[] = "a multiple such as 3, or a band such as 3-4";
static const char whole_decimals[] = "a whole number from 0 to 4";

/* ---- Which deals ------------------------------------------------------------------------------------------------- */

static void convert_columns(ambit_judge *j, ambit_pipeline_settings *p, const ambit_raw_pipeline *raw)
{
    ambit_pipeline_columns *c = &p->columns;
    ambit_judge_copy(j, &c->id, raw->columns.id, "opportunity_id");
    ambit_judge_copy(j, &c->account, raw->columns.account, "account_id");
    ambit_judge_copy(j, &c->amount, raw->columns.amount, "amount");
    ambit_judge_copy(j, &c->stage, raw->columns.stage, "stage");
    ambit_judge_copy(j, &c->opened, raw->columns.opened, "open_date");
    ambit_judge_copy(j, &c->closes, raw->columns.closes, "close_date");
    ambit_judge_copy(j, &c->owner, raw->columns.owner, "owner");
    ambit_judge_copy(j, &c->currency, raw->columns.currency, "currency");
    ambit_judge_copy(j, &c->closed, raw->columns.closed, "closed_date");
    ambit_judge_copy(j, &c->forecast, raw->columns.forecast, "forecast");
    ambit_judge_copy(j, &c->actual, raw->columns.actual, "actual");
    p->names_currency = raw->columns.currency != NULL;
    p->names_closed = raw->columns.closed != NULL;
    p->names_forecast = raw->columns.forecast != NULL;
    p->names_actual = raw->columns.actual != NULL;
}

static void convert_scope(ambit_judge *j, ambit_pipeline_settings *p, const ambit_raw_pipeline *raw)
{
    static const char *const reps[] = { "owner", "plan", NULL }, *const definitions[] = { "qualified", "open", NULL };
    static const char *const closes[] = { "any", "period", NULL };
    if (raw->as_of && !ambit_text_is_date(raw->as_of))
        ambit_judge_bad(j, "pipeline.as_of", raw->as_of, "a date such as 2027-01-31");
    ambit_judge_copy(j, &p->as_of, raw->as_of, NULL);
    ambit_judge_copy(j, &p->currency, raw->currency, NULL);
    double decimals = ambit_judge_number(j, "pipeline.decimals", raw->decimals, 2, 0, 4, whole_decimals);
    if (decimals != floor(decimals)) ambit_judge_bad(j, "pipeline.decimals", raw->decimals, whole_decimals);
    p->decimals = (uint32_t)decimals;
    p->rep = (ambit_pipeline_rep)ambit_judge_word(j, "pipeline.rep", raw->rep, AMBIT_PIPELINE_OF_OWNER, reps,
            "owner or plan");
    p->definition = (ambit_pipeline_definition)ambit_judge_word(j, "pipeline.definition", raw->definition,
            AMBIT_PIPELINE_QUALIFIED, definitions, "qualified or open");
    p->closes_in_period = ambit_judge_word(j, "pipeline.closes", raw->closes, 0, closes, "any or period");
    p->qualified_from = ambit_judge_share(j, "pipeline.qualified_from", raw->qualified_from, 0.2, 100, a_share);
    ambit_judge_copy(j, &p->actuals, raw->actuals, NULL);
}

/* ---- What is likely ---------------------------------------------------------------------------------------------- */

static uint32_t whole(const ambit_judge *j, const char *key, const char *text, uint32_t absent, uint32_t most,
        const char *expected)
{
    uint32_t value = ambit_judge_whole(j, key, text, most, expected);
    return value ? value : absent;
}

static void convert_history(ambit_judge *j, ambit_pipeline_settings *p, const ambit_raw_pipeline *raw)
{
    static const char *const by[] = { "count", "amount", NULL }, *const of[] = { "won", "closed", NULL };
    static const char *const size[] = { "open", "won", NULL };
    p->win_rate = ambit_judge_share(j, "pipeline.win_rate", raw->win_rate, NAN, 100, a_share);
    if (p->win_rate <= 0) ambit_judge_bad(j, "pipeline.win_rate", raw->win_rate, "a share above 0, such as 25%");
    p->win_rate_by_amount = ambit_judge_word(j, "pipeline.win_rate_by", raw->win_rate_by, 0, by, "count or amount");
    p->history_months = whole(j, "pipeline.history_months", raw->history_months, 12, 1200, "a number of months");
    p->own_from = whole(j, "pipeline.own_from", raw->own_from, 10, 1000000000, "a number of deals, 1 or more");
    p->slippage = ambit_judge_share(j, "pipeline.slippage", raw->slippage, 0, 1000, a_share);
    p->cycle_days = ambit_judge_number(j, "pipeline.cycle_days", raw->cycle_days, NAN, 1, 36500, "days, 1 or more");
    p->cycle_of_closed = ambit_judge_word(j, "pipeline.cycle_of", raw->cycle_of, 0, of, "won or closed");
    p->deal_size_won = ambit_judge_word(j, "pipeline.deal_size", raw->deal_size, 0, size, "open or won");
}

/* `3`, or a band `3-4`. */
static void convert_multiple(const ambit_judge *j, ambit_pipeline_settings *p, const char *text)
{
    p->least_multiple = p->most_multiple = NAN;
    if (!text) return;
    size_t n = strcspn(text, "-");
    const char *most = text[n] ? text + n + 1 : text;
    double low, high;
    if (ambit_text_number(&low, text, n) && ambit_text_number(&high, most, strlen(most)) && low > 0 && high >= low
        && high <= 1000) {
        p->least_multiple = low;
        p->most_multiple = high;
    } else {
        ambit_judge_bad(j, "pipeline.multiple", text, multiples);
    }
}

static void convert_cases(ambit_judge *j, ambit_pipeline_settings *p, const ambit_raw_pipeline *raw)
{
    static const char *const cases[] = { "auto", "spread", "committed", "stages", NULL };
    static const char *const stale[] = { "either", "past_close", "age", NULL };
    p->cases = (ambit_pipeline_cases)ambit_judge_word(j, "pipeline.cases", raw->cases, AMBIT_PIPELINE_CASES_AUTO, cases,
            "auto, spread, committed or stages");
    p->committed_from = ambit_judge_share(j, "pipeline.committed_from", raw->committed_from, 0.9, 100, a_share);
    p->stale = (ambit_pipeline_stale)ambit_judge_word(j, "pipeline.stale", raw->stale, AMBIT_PIPELINE_STALE_EITHER,
            stale, "either, past_close or age");
    p->stale_days = whole(j, "pipeline.stale_days", raw->stale_days, 180, 36500, "a number of days, 1 or more");
}

/* ---- Against what ------------------------------------------------------------------------------------------------ */

static void convert_quota(ambit_judge *j, ambit_pipeline_settings *p, const ambit_raw_pipeline *raw)
{
    static const char *const of[] = { "full", "remaining", NULL };
    ambit_judge_copy(j, &p->quota, raw->quota, NULL);
    p->quota_remaining = ambit_judge_word(j, "pipeline.quota_of", raw->quota_of, 0, of, "full or remaining");
}

static void convert_health(const ambit_judge *j, ambit_pipeline_settings *p, const ambit_raw_pipeline *raw)
{
    ambit_pipeline_health *h = &p->health;
    h->coverage = ambit_judge_share(j, "pipeline.health.coverage", raw->health.coverage, 0.4, 100, a_share);
    h->velocity = ambit_judge_share(j, "pipeline.health.velocity", raw->health.velocity, 0.3, 100, a_share);
    h->win_rate = ambit_judge_share(j, "pipeline.health.win_rate", raw->health.win_rate, 0.3, 100, a_share);
    h->healthy = ambit_judge_number(j, "pipeline.health.healthy", raw->health.healthy, 80, 0, 100,
            "a score from 0 to 100");
    h->win_rate_target = ambit_judge_share(j, "pipeline.health.win_rate_target", raw->health.win_rate_target, 0.25, 100,
            a_share);
    h->velocity_target = ambit_judge_number(j, "pipeline.health.velocity_target", raw->health.velocity_target, NAN,
            1e-9, 1e15, "an amount a day above 0");
    if (h->win_rate_target <= 0)
        ambit_judge_bad(j, "pipeline.health.win_rate_target", raw->health.win_rate_target, "a share above 0");
    if (fabs(h->coverage + h->velocity + h->win_rate - 1) > 1e-9)
        ambit_judge_conflict(j, "pipeline.health", "found weights that do not sum to 100 %, expected coverage, "
                "velocity and win_rate that do, correct them");
}

static void check_files(const ambit_judge *j, const ambit_planfile *plan)
{
    const ambit_pipeline_settings *p = &plan->pipeline;
    if (!p->opportunities != !p->stages)
        ambit_judge_conflict(j, "coverage", "found only one of opportunities and stages, expected both files, add the "
                "other");
    else if (!p->opportunities && ambit_judge_has(j, "pipeline"))
        ambit_judge_conflict(j, "pipeline", "found no deals for it, expected both files, add coverage: {opportunities: "
                "FILE, stages: FILE}");
    if (p->opportunities && !p->as_of && !plan->period_start)
        ambit_judge_conflict(j, "pipeline", "found no day that the pipeline is of, expected as_of or the plan's "
                "period, add pipeline: {as_of: 2027-01-31} or period: {start: 2027-01-01, months: 12}");
}

/* ---- The section ------------------------------------------------------------------------------------------------- */

int ambit_plan_convert_pipeline(ambit_planfile *plan, const ambit_raw_plan *raw, const ambit_plan_places *places,
        ambit_diagnosis *diagnosis)
{
    ambit_judge j = { places, diagnosis, 0 };
    ambit_pipeline_settings *p = &plan->pipeline;
    ambit_judge_copy(&j, &p->opportunities, raw->coverage.opportunities, NULL);
    ambit_judge_copy(&j, &p->stages, raw->coverage.stages, NULL);
    convert_columns(&j, p, &raw->pipeline);
    convert_scope(&j, p, &raw->pipeline);
    convert_history(&j, p, &raw->pipeline);
    convert_multiple(&j, p, raw->pipeline.multiple);
    convert_cases(&j, p, &raw->pipeline);
    convert_quota(&j, p, &raw->pipeline);
    convert_health(&j, p, &raw->pipeline);
    check_files(&j, plan);
    return !j.out_of_memory;
}

void ambit_plan_free_pipeline(ambit_pipeline_settings *pipeline)
{
    ambit_pipeline_columns *c = &pipeline->columns;
    char *const texts[] = { pipeline->opportunities, pipeline->stages, pipeline->as_of, pipeline->currency,
        pipeline->quota, pipeline->actuals, c->id, c->account, c->amount, c->stage, c->opened, c->closes, c->owner,
        c->currency, c->closed, c->forecast, c->actual };
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) free(texts[k]);
}
