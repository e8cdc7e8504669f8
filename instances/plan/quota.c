/* instances/plan/quota.c - what the section quota says, and what in it goes together. */
#include "instances/base/text.h"
#include "instances/plan/judge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Values ----------------------------------------------------------------------------------------------------- */

static const char amount[] = "an amount of 0 or more", a_share[] = "a share such as 10% or 0.1";

/* Shares between blanks, such as `25% 50% 75%`, each up to `most_percent`. */
static void read_shares(const ambit_judge *j, const char *key, const char *text, double most_percent,
        ambit_quota_shares *out)
{
    static const char expected[] = "shares between blanks, such as 25% 50% 75%";
    out->n = 0;
    for (const char *at = text ? text + strspn(text, " ") : ""; *at; at += strspn(at, " ")) {
        char one[40];
        size_t n = strcspn(at, " ");
        if (n >= sizeof one || out->n == AMBIT_QUOTA_MOST_STEPS) {
            ambit_judge_bad(j, key, text, expected);
            return;
        }
        memcpy(one, at, n);
        one[n] = '\0';
        out->share[out->n++] = ambit_judge_share(j, key, one, 0, most_percent, expected);
        at += n;
    }
    if (text && !out->n) ambit_judge_bad(j, key, text, expected);
}

static double cv(const ambit_judge *j, const char *key, const char *text, double absent)
{
    return ambit_judge_share(j, key, text, absent, 1000, "a coefficient of variation such as 30% or 0.3");
}

/* ---- Parts of the section --------------------------------------------------------------------------------------- */

static void convert_method(ambit_judge *j, ambit_quota_settings *q, const ambit_raw_quota *raw)
{
    static const char *const methods[] = { "top_down", "bottom_up", "hybrid", NULL };
    static const char *const types[] = { "revenue", "volume", "activity", NULL };
    static const char *const splits[] = { "even", "index", NULL };
    q->method = (ambit_quota_method)ambit_judge_word(j, "quota.method", raw->method, AMBIT_QUOTA_TOP_DOWN, methods,
            "top_down, bottom_up or hybrid");
    q->type = (ambit_quota_type)ambit_judge_word(j, "quota.type", raw->type, AMBIT_QUOTA_REVENUE, types,
            "revenue, volume or activity");
    q->split = (ambit_quota_split)ambit_judge_word(j, "quota.split", raw->split,
            raw->history || raw->potential ? AMBIT_QUOTA_INDEX : AMBIT_QUOTA_EVEN, splits, "even or index");
    q->target = ambit_judge_number(j, "quota.target", raw->target, NAN, 0, 1e15, amount);
    q->history_weight = ambit_judge_share(j, "quota.history_weight", raw->history_weight,
            raw->history ? (raw->potential ? 0.5 : 1) : 0, 100, a_share);
    q->round_to = ambit_judge_number(j, "quota.round_to", raw->round_to, 1, 0.01, 1e12,
    "a unit such as 1, 100 or 1000");
    q->capacity = ambit_judge_number(j, "quota.capacity", raw->capacity, INFINITY, 0, 1e15, amount);
    ambit_judge_copy(j, &q->currency, raw->currency, "");
    ambit_judge_copy(j, &q->history, raw->history, NULL);
    ambit_judge_copy(j, &q->potential, raw->potential, NULL);
    ambit_judge_copy(j, &q->account_target, raw->account_target, NULL);
    ambit_judge_copy(j, &q->rep_input, raw->rep_input, NULL);
}

static void check_method(const ambit_judge *j, const ambit_quota_settings *q, const ambit_raw_quota *raw)
{
    if (q->is_there && q->method != AMBIT_QUOTA_BOTTOM_UP && q->type != AMBIT_QUOTA_ACTIVITY && !raw->target)
        ambit_judge_conflict(j, "quota", "found no target, expected what all quotas make up without hedge, add target: "
                "10000000 or the like, or method: bottom_up");
    if (q->split == AMBIT_QUOTA_INDEX && !raw->history && !raw->potential)
        ambit_judge_conflict(j, "quota.split", "found an index of nothing, expected a column of the accounts, add "
                "history: COLUMN or potential: COLUMN");
    if (q->is_there && q->method != AMBIT_QUOTA_TOP_DOWN && !raw->account_target && !raw->rep_input)
        ambit_judge_conflict(j, "quota.method", "found no input from below, expected what accounts or reps say, add "
                "account_target: COLUMN or rep_input: COLUMN");
}

static void convert_hedge(const ambit_judge *j, ambit_quota_settings *q, const ambit_raw_quota *raw)
{
    read_shares(j, "quota.hedge_by_layer", raw->hedge_by_layer, 1000, &q->hedge);
    if (q->hedge.n > AMBIT_QUOTA_MOST_LAYERS)
        ambit_judge_bad(j, "quota.hedge_by_layer", raw->hedge_by_layer, "at most 16 layers");
    if (raw->hedge && raw->hedge_by_layer)
        ambit_judge_conflict(j, "quota.hedge",
                "found hedge and hedge_by_layer, expected one of them, remove the other");
    if (raw->hedge && !raw->hedge_by_layer)
        q->hedge = (ambit_quota_shares){ 1, { ambit_judge_share(j, "quota.hedge", raw->hedge, 0, 1000, a_share) } };
}

/* Months alike, or a profile; more than 100 % only when it is meant. */
static void convert_ramp(const ambit_judge *j, ambit_quota_settings *q, const ambit_raw_quota *raw)
{
    int above = ambit_judge_yes(j, "quota.ramp.above", raw->ramp.above);
    double most = above ? 1000 : 100, alike = ambit_judge_share(j, "quota.ramp.share", raw->ramp.share, 1, most,
            above ? a_share : "a share of at most 100 %, or above: true beside it");
    uint32_t months = ambit_judge_whole(j, "quota.ramp.months", raw->ramp.months, AMBIT_QUOTA_MOST_STEPS,
            "a number of months from 1 to 120");
    if (!raw->ramp.months != !raw->ramp.share)
        ambit_judge_conflict(j, "quota.ramp", "found only one of months and share, expected both, add the other");
    if (raw->ramp.profile && raw->ramp.months)
        ambit_judge_conflict(j, "quota.ramp", "found months and a profile, expected one of them, remove the other");
    read_shares(j, "quota.ramp.profile", raw->ramp.profile, most, &q->ramp);
    if (raw->ramp.profile) return;
    q->ramp.n = months;
    for (uint32_t k = 0; k < months; k++) q->ramp.share[k] = alike;
}

static void convert_time(ambit_judge *j, ambit_quota_settings *q, const ambit_raw_quota *raw)
{
    static const char *const periods[] = { "months", "quarters", NULL };
    double sum = 0;
    q->fiscal_month = ambit_judge_whole(j, "quota.fiscal_start", raw->fiscal_start, 12, "a month from 1 to 12");
    q->by_quarter = ambit_judge_word(j, "quota.periods", raw->periods, 0, periods, "months or quarters");
    read_shares(j, "quota.seasonality", raw->seasonality, 100, &q->season);
    for (uint32_t m = 0; m < q->season.n; m++) sum += q->season.share[m];
    if (raw->seasonality && (q->season.n != 12 || fabs(sum - 1) > 1e-6))
        ambit_judge_bad(j, "quota.seasonality", raw->seasonality, "twelve shares, of January first, that sum to 100 %");
    if (raw->seasonality && raw->season_history)
        ambit_judge_conflict(j, "quota.seasonality", "found seasonality and season_history, expected one of them, "
                "remove the other");
    ambit_judge_copy(j, &q->season_history, raw->season_history, NULL);
    convert_ramp(j, q, raw);
}

static void convert_bounds(ambit_judge *j, ambit_quota_settings *q, const ambit_raw_quota *raw)
{
    ambit_judge_copy(j, &q->last, raw->bounds.last, NULL);
    q->most_change = ambit_judge_share(j, "quota.bounds.change", raw->bounds.change, INFINITY, 1000, a_share);
    q->least_of_potential = ambit_judge_share(j, "quota.bounds.least_of_potential", raw->bounds.least_of_potential, 0,
            1000, a_share);
    q->most_of_potential = ambit_judge_share(j, "quota.bounds.most_of_potential", raw->bounds.most_of_potential,
            INFINITY, 1000, a_share);
    if (raw->bounds.change && !raw->bounds.last)
        ambit_judge_conflict(j, "quota.bounds.change", "found a bound on change without last year's quotas, expected "
                "their column of the reps, add last: COLUMN");
    if (q->least_of_potential > q->most_of_potential)
        ambit_judge_conflict(j, "quota.bounds", "found least_of_potential above most_of_potential, expected the "
                "reverse, correct one");
}

static void convert_simulation(const ambit_judge *j, ambit_quota_settings *q, const ambit_raw_quota *raw)
{
    static const char *const laws[] = { "lognormal", "gamma", NULL };
    q->law = (ambit_quota_law)ambit_judge_word(j, "quota.simulation.law", raw->simulation.law, AMBIT_QUOTA_LOGNORMAL,
            laws, "lognormal or gamma");
    q->cv = cv(j, "quota.simulation.cv", raw->simulation.cv, 0.3);
    q->market_cv = cv(j, "quota.simulation.market_cv", raw->simulation.market_cv, 0.1);
    q->manager_cv = cv(j, "quota.simulation.manager_cv", raw->simulation.manager_cv, 0.05);
    q->draws = ambit_judge_whole(j, "quota.simulation.draws", raw->simulation.draws, 1000000,
            "a number of years from 1 to 1000000");
    if (!q->draws) q->draws = 10000;
}

/* ---- Lists ------------------------------------------------------------------------------------------------------ */

static void convert_rate(const ambit_judge *j, ambit_quota_settings *q, const ambit_raw_rate *raw, uint32_t k)
{
    char key[60];
    ambit_quota_rate *rate = &q->rate[k];
    double before = k ? q->rate[k - 1].to : 0;
    snprintf(key, sizeof key, "quota.commission.rates[%u]", k + 1);
    rate->line = (uint32_t)ambit_plan_place_of(j->places, key).line;
    snprintf(key, sizeof key, "quota.commission.rates[%u].from", k + 1);
    rate->from = ambit_judge_share(j, key, raw->from, before, 10000, "a share of the quota such as 100%");
    if (rate->from != before)
        ambit_judge_bad(j, key, raw->from, k ? "where the tier before ends: tiers leave no gap and do not overlap"
                                             : "0%, where the first tier starts");
    snprintf(key, sizeof key, "quota.commission.rates[%u].to", k + 1);
    rate->to = ambit_judge_share(j, key, raw->to, INFINITY, 10000, "a share of the quota such as 150%");
    if (raw->to && rate->to <= rate->from) ambit_judge_bad(j, key, raw->to, "more than where the tier starts");
    snprintf(key, sizeof key, "quota.commission.rates[%u].rate", k + 1);
    rate->rate = ambit_judge_share(j, key, raw->rate, 0, 100, "a share of what is sold, such as 5%");
}

static void convert_metric(ambit_judge *j, ambit_quota_settings *q, const ambit_raw_metric *raw, uint32_t k)
{
    char key[60];
    ambit_quota_metric *metric = &q->metric[k];
    snprintf(key, sizeof key, "quota.scorecard[%u]", k + 1);
    metric->line = (uint32_t)ambit_plan_place_of(j->places, key).line;
    snprintf(key, sizeof key, "quota.scorecard[%u].weight", k + 1);
    metric->weight = ambit_judge_share(j, key, raw->weight, 0, 100, a_share);
    snprintf(key, sizeof key, "quota.scorecard[%u].cap", k + 1);
    metric->cap = ambit_judge_share(j, key, raw->cap, INFINITY, 10000, "a share of the metric's quota such as 150%");
    ambit_judge_copy(j, &metric->metric, raw->metric, NULL);
}

static void check_scorecard(const ambit_judge *j, const ambit_quota_settings *q)
{
    double sum = 0;
    for (uint32_t k = 0; k < q->n_metrics; k++) sum += q->metric[k].weight;
    if (q->n_metrics && fabs(sum - 1) > 1e-9)
        ambit_judge_conflict(j, "quota.scorecard", "found weights that do not sum to 100 %, expected weights that do, "
                "correct them");
    if (q->n_metrics > AMBIT_QUOTA_MOST_METRICS)
        ambit_judge_conflict(j, "quota.scorecard", "found more than eight metrics, expected at most three, keep those "
                "that matter");
    else if (q->n_metrics > 3)
        ambit_diagnosis_warning(j->diagnosis, AMBIT_FAULT_COLUMN_IGNORED,
                ambit_plan_place_of(j->places, "quota.scorecard"), "found %u metrics, expected at most three, which is "
                "what a rep can keep in mind", q->n_metrics);
}

static void convert_lists(ambit_judge *j, ambit_quota_settings *q, const ambit_raw_quota *raw)
{
    q->whole_rate = ambit_judge_yes(j, "quota.commission.whole", raw->commission.whole);
    if (raw->commission.rates_count) q->rate = calloc(raw->commission.rates_count, sizeof *q->rate);
    if (raw->scorecard_count) q->metric = calloc(raw->scorecard_count, sizeof *q->metric);
    if ((raw->commission.rates_count && !q->rate) || (raw->scorecard_count && !q->metric)) {
        j->out_of_memory = 1;
        return;
    }
    q->n_rates = raw->commission.rates_count;
    for (uint32_t k = 0; k < q->n_rates; k++) convert_rate(j, q, &raw->commission.rates[k], k);
    q->n_metrics = raw->scorecard_count;
    for (uint32_t k = 0; k < q->n_metrics; k++) convert_metric(j, q, &raw->scorecard[k], k);
    check_scorecard(j, q);
}

/* ---- The section ------------------------------------------------------------------------------------------------ */

int ambit_plan_convert_quota(ambit_planfile *plan, const ambit_raw_quota *raw, const ambit_plan_places *places,
        ambit_diagnosis *diagnosis)
{
    ambit_judge j = { places, diagnosis, 0 };
    ambit_quota_settings *q = &plan->quota;
    q->is_there = ambit_judge_has(&j, "quota");
    convert_method(&j, q, raw);
    check_method(&j, q, raw);
    convert_hedge(&j, q, raw);
    convert_time(&j, q, raw);
    convert_bounds(&j, q, raw);
    convert_simulation(&j, q, raw);
    convert_lists(&j, q, raw);
    return !j.out_of_memory;
}

void ambit_plan_free_quota(ambit_quota_settings *q)
{
    for (uint32_t k = 0; q->metric && k < q->n_metrics; k++) free(q->metric[k].metric);
    free(q->metric);
    free(q->rate);
    free(q->currency);
    free(q->history);
    free(q->potential);
    free(q->season_history);
    free(q->account_target);
    free(q->rep_input);
    free(q->last);
}
