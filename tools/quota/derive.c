/* tools/quota/derive.c - see derive.h. */
#include "tools/quota/derive.h"

#include "tools/quota/level.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    ambit_quota_result *out;
    const ambit_quota_case *of;
    const ambit_quota_settings *settings;
    ambit_diagnosis *diagnosis;
    ambit_error *err;
    double *weight; /* [n] */
} deriving;

static ambit_status no_memory(const deriving *d)
{
    return ambit_fail(d->err, AMBIT_E_MEMORY, "no memory for the quotas of %u reps", d->of->n);
}

static void fault(const deriving *d, const char *key, const char *sentence)
{
    ambit_diagnosis_error(d->diagnosis, AMBIT_FAULT_RULE_CONFLICT, (ambit_place){ d->of->shown, 0, 0, key }, "%s",
            sentence);
}

/* ---- Time ------------------------------------------------------------------------------------------------------- */

static void find_season(deriving *d)
{
    const ambit_quota_shares *given = &d->settings->season;
    double sum = 0;
    for (uint32_t m = 0; m < d->out->n_months; m++) {
        d->out->season[m] = given->n ? given->share[(d->of->calendar.first + (int32_t)m) % 12] : 1;
        sum += d->out->season[m];
    }
    for (uint32_t m = 0; m < d->out->n_months; m++) d->out->season[m] = sum > 0 ? d->out->season[m] / sum : 0;
    if (!(sum > 0)) fault(d, "quota.seasonality", "found no season in the months of the period, expected shares above "
                          "0, correct seasonality or period");
}

static void find_factors(deriving *d)
{
    const ambit_quota_ramp ramp = { d->settings->ramp.n, d->settings->ramp.share };
    const uint32_t months = d->out->n_months;
    for (uint32_t i = 0; i < d->of->n; i++) {
        double *factor = d->out->factor + (size_t)i * months;
        ambit_quota_factors(factor, &d->of->calendar, &ramp, &d->of->rep[i].presence);
        for (uint32_t m = 0; m < months; m++) d->out->year_factor[i] += d->out->season[m] * factor[m];
    }
}

/* ---- Weights ---------------------------------------------------------------------------------------------------- */

/* The sum of one column; a negative amount is a fault of the reader, so nothing here is. */
static double sum_of(const deriving *d, int of_history)
{
    double sum = 0;
    for (uint32_t i = 0; i < d->of->n; i++) {
        double value = of_history ? d->of->rep[i].history : d->of->rep[i].potential;
        if (!isnan(value)) sum += value;
    }
    return sum;
}

static void find_weights(deriving *d)
{
    const double a = d->settings->history_weight, history = sum_of(d, 1), potential = sum_of(d, 0);
    const int by_index = d->settings->split == AMBIT_QUOTA_INDEX;
    if (by_index && a > 0 && !(history > 0))
        fault(d, "quota.history", "found a history that sums to 0, expected something to share by, name another column "
              "or set history_weight: 0");
    if (by_index && a < 1 && !(potential > 0))
        fault(d, "quota.potential", "found a potential that sums to 0, expected something to share by, name another "
              "column or set history_weight: 100%");
    for (uint32_t i = 0; i < d->of->n; i++) {
        const ambit_quota_rep *rep = &d->of->rep[i];
        double past = a > 0 && history > 0 ? a * rep->history / history : 0;
        double ahead = a < 1 && potential > 0 ? (1 - a) * rep->potential / potential : 0;
        d->weight[i] = by_index ? past + ahead : rep->fte;
    }
}

/* ---- What is asked of each rep this year ------------------------------------------------------------------------- */

/* `amount` over the reps for whom `counts` is 1 (NULL: all), by weight and factor. Returns the weights' sum. */
static double spread(deriving *d, double amount, const uint8_t *counts)
{
    double sum = 0;
    for (uint32_t i = 0; i < d->of->n; i++)
        if (!counts || counts[i]) sum += d->weight[i] * d->out->year_factor[i];
    for (uint32_t i = 0; i < d->of->n; i++)
        if (!counts || counts[i])
            d->out->asked[i] = sum > 0 ? amount * (d->weight[i] * d->out->year_factor[i] / sum) : 0;
    return sum;
}

static void ask_from_above(deriving *d)
{
    d->out->target = d->settings->target;
    d->out->weight_sum = spread(d, d->settings->target, NULL);
    if (d->settings->target > 0 && !(d->out->weight_sum > 0))
        fault(d, "quota", "found nobody who could carry the target in this period, expected a rep with a weight above "
              "0 who is there, check fte, start_date and the columns of history and potential");
}

static double from_below(const ambit_quota_rep *rep) { return isnan(rep->input) ? rep->from_accounts : rep->input; }

/* What was said is kept; who said nothing shares the rest. */
static void ask_from_below(deriving *d)
{
    double said = 0, weight_said = 0;
    uint32_t n_silent = 0;
    uint8_t *is_silent = d->out->hold; /* not in use yet */
    for (uint32_t i = 0; i < d->of->n; i++) {
        double value = from_below(&d->of->rep[i]);
        is_silent[i] = (uint8_t)(isnan(value) != 0);
        n_silent += is_silent[i];
        if (is_silent[i]) continue;
        d->out->asked[i] = value;
        said += value;
        weight_said += d->weight[i] * d->out->year_factor[i];
    }
    double rest = 0;
    if (!isnan(d->settings->target)) rest = fmax(0, d->settings->target - said);
    if (n_silent && isnan(d->settings->target)) {
        double silent = 0;
        for (uint32_t i = 0; i < d->of->n; i++) silent += is_silent[i] ? d->weight[i] * d->out->year_factor[i] : 0;
        rest = weight_said > 0 ? said * silent / weight_said : 0;
    }
    if (n_silent == d->of->n && isnan(d->settings->target))
        fault(d, "quota", "found no input from anybody and no target, expected one of them, fill the column or add "
              "target: AMOUNT");
    spread(d, rest, is_silent);
    d->out->target = n_silent ? said + rest : said;
    memset(d->out->hold, 0, d->of->n);
}

static void ask_for_calls(deriving *d)
{
    for (uint32_t i = 0; i < d->of->n; i++) {
        d->out->asked[i] = d->out->year_factor[i] > 0 ? d->of->rep[i].calls : 0;
        d->out->target += d->out->asked[i];
    }
}

/* ---- Bounds ----------------------------------------------------------------------------------------------------- */

static void raise(ambit_quota_result *out, uint32_t i, double low, ambit_quota_reason by)
{
    if (!(low > out->low[i])) return;
    out->low[i] = low;
    out->low_by[i] = (uint8_t)by;
}

static void lower(ambit_quota_result *out, uint32_t i, double high, ambit_quota_reason by)
{
    if (!(high < out->high[i])) return;
    out->high[i] = high;
    out->high_by[i] = (uint8_t)by;
}

static void bound_rep(const deriving *d, uint32_t i)
{
    ambit_quota_result *out = d->out;
    const ambit_quota_settings *s = d->settings;
    const ambit_quota_rep *rep = &d->of->rep[i];
    double factor = out->year_factor[i];
    out->low[i] = 0;
    out->high[i] = INFINITY;
    if (isfinite(s->capacity)) lower(out, i, s->capacity * rep->fte * factor, AMBIT_QUOTA_BY_CAPACITY);
    if (s->method == AMBIT_QUOTA_HYBRID && !isnan(from_below(rep))) raise(out, i, from_below(rep),
            AMBIT_QUOTA_BY_INPUT);
    if (isfinite(s->most_change) && !isnan(rep->last)) {
        raise(out, i, rep->last * (1 - s->most_change), AMBIT_QUOTA_BY_LAST_YEAR);
        lower(out, i, rep->last * (1 + s->most_change), AMBIT_QUOTA_BY_LAST_YEAR);
    }
    if (!isnan(rep->potential)) {
        raise(out, i, s->least_of_potential * rep->potential, AMBIT_QUOTA_BY_POTENTIAL);
        if (isfinite(s->most_of_potential))
            lower(out, i, s->most_of_potential * rep->potential, AMBIT_QUOTA_BY_POTENTIAL);
    }
    if (!(factor > 0)) lower(out, i, 0, AMBIT_QUOTA_BY_ABSENCE);
    out->low[i] = fmin(out->low[i], out->high[i]); /* the upper bound wins: nobody can do more than that */
}

/* Brings what is asked within the bounds, with the same sum. */
static ambit_status keep_bounds(deriving *d)
{
    ambit_quota_result *out = d->out;
    ambit_quota_leveling leveling;
    for (uint32_t i = 0; i < d->of->n; i++) bound_rep(d, i);
    if (ambit_quota_level(&leveling, out->year, out->asked, out->low, out->high, d->of->n, out->target))
        return no_memory(d);
    for (uint32_t i = 0; i < d->of->n; i++) {
        double grown = out->asked[i] * leveling.factor;
        out->hold[i] = isinf(leveling.factor) || grown > out->high[i] ? AMBIT_QUOTA_AT_MOST
                     : grown < out->low[i] ? AMBIT_QUOTA_AT_LEAST : AMBIT_QUOTA_FREE;
    }
    /* What rounding leaves is no gap. */
    out->missing = fabs(leveling.missing) > 1e-9 * fabs(out->target) ? leveling.missing : 0;
    if (out->missing == 0) return AMBIT_OK;
    return ambit_fail(d->err, AMBIT_E_INFEASIBLE, out->missing > 0
        ? "the bounds let %.2f of the target of %.2f through, %.2f are missing: hire, stretch the bounds or lower the "
          "target" : "the floors sum to %.2f, the target is %.2f: raise it by %.2f or lower the floors",
        out->target - out->missing, out->target, fabs(out->missing));
}

/* ---- Hedge and months ------------------------------------------------------------------------------------------- */

static void add_hedge(deriving *d)
{
    const ambit_quota_shares *hedge = &d->settings->hedge;
    for (uint32_t i = 0; i < d->of->n; i++) {
        double times = 1;
        for (uint32_t k = 0; k <= d->of->ladder->depth[i] && k < hedge->n; k++) times *= 1 + hedge->share[k];
        d->out->hedge[i] = times - 1;
        double factor = d->out->year_factor[i];
        d->out->full_year[i] = factor > 0 ? d->out->year[i] * times / factor : 0;
    }
}

/* The months from `m` on that lie in one quarter with it, up to the end of the period. */
static uint32_t quarter_from(const ambit_quota_calendar *calendar, uint32_t m)
{
    char first[16], next[16];
    uint32_t n = 1;
    ambit_quota_quarter_name(first, calendar, m);
    for (; m + n < calendar->n; n++) {
        ambit_quota_quarter_name(next, calendar, m + n);
        if (strcmp(first, next)) break;
    }
    return n;
}

/* A rep's year over its months. Where quarters are what people see, they are rounded first, their months after them. */
static int share_months(const deriving *d, ambit_amount *month, ambit_amount year, const double *weight)
{
    const uint32_t months = d->out->n_months;
    if (!d->settings->by_quarter) return ambit_amount_share(month, year, weight, months);
    double *sum = calloc((size_t)months + 1, sizeof *sum);
    ambit_amount *quarter = calloc((size_t)months + 1, sizeof *quarter);
    uint32_t n = 0;
    int failed = !sum || !quarter;
    for (uint32_t m = 0, length; !failed && m < months; m += length, n++) {
        length = quarter_from(&d->of->calendar, m);
        for (uint32_t k = 0; k < length; k++) sum[n] += weight[m + k];
    }
    failed = failed || ambit_amount_share(quarter, year, sum, n);
    n = 0;
    for (uint32_t m = 0, length; !failed && m < months; m += length, n++) {
        length = quarter_from(&d->of->calendar, m);
        failed = quarter[n] && ambit_amount_share(month + m, quarter[n], weight + m, length);
    }
    free(sum);
    free(quarter);
    return failed;
}

/* The total first, then the reps, then their months: each time nothing is lost. */
static ambit_status share_out(deriving *d)
{
    ambit_quota_result *out = d->out;
    const uint32_t n = d->of->n, months = out->n_months;
    double *weight = malloc(((size_t)n + months + 1) * sizeof *weight), sum = 0;
    ambit_amount *year = malloc(((size_t)n + 1) * sizeof *year);
    int sound = weight && year;
    for (uint32_t i = 0; sound && i < n; i++) sum += weight[i] = out->year[i] * (1 + out->hedge[i]);
    double units = floor(sum / d->settings->round_to + 0.5);
    if (sound && units > AMBIT_AMOUNT_MOST) {
        free(weight);
        free(year);
        return ambit_fail(d->err, AMBIT_E_INPUT, "the target has %.3g units of %g, more than can be counted: raise "
                          "round_to", units, d->settings->round_to);
    }
    out->total = sum > 0 ? (ambit_amount)units : 0;
    if (sound && sum > 0) sound = !ambit_amount_share(year, out->total, weight, n);
    for (uint32_t i = 0; sound && sum > 0 && i < n; i++) {
        if (!year[i]) continue;
        for (uint32_t m = 0; m < months; m++)
            weight[m] = out->season[m] * out->factor[(size_t)i * months + m];
        sound = !share_months(d, out->month + (size_t)i * months, year[i], weight);
    }
    free(weight);
    free(year);
    return sound ? AMBIT_OK : no_memory(d);
}

/* ---- All of it -------------------------------------------------------------------------------------------------- */

static int reserve(ambit_quota_result *out, uint32_t n, uint32_t months)
{
    size_t room = (size_t)n + 1;
    *out = (ambit_quota_result){ .n = n, .n_months = months };
    return (out->factor = calloc(room * months, sizeof *out->factor))
        && (out->season = calloc(months, sizeof *out->season))
        && (out->year_factor = calloc(room, sizeof *out->year_factor))
        && (out->asked = calloc(room, sizeof *out->asked)) && (out->year = calloc(room, sizeof *out->year))
        && (out->low = calloc(room, sizeof *out->low)) && (out->high = calloc(room, sizeof *out->high))
        && (out->full_year = calloc(room, sizeof *out->full_year)) && (out->hold = calloc(room, sizeof *out->hold))
        && (out->low_by = calloc(room, 1)) && (out->high_by = calloc(room, 1))
        && (out->hedge = calloc(room, sizeof *out->hedge)) && (out->month = calloc(room * months, sizeof *out->month));
}

static ambit_status derive(deriving *d)
{
    uint64_t before = ambit_diagnosis_n_errors(d->diagnosis);
    find_season(d);
    find_factors(d);
    find_weights(d);
    if (d->settings->type == AMBIT_QUOTA_ACTIVITY) ask_for_calls(d);
    else if (d->settings->method == AMBIT_QUOTA_BOTTOM_UP) ask_from_below(d);
    else ask_from_above(d);
    if (ambit_diagnosis_n_errors(d->diagnosis) > before)
        return ambit_fail(d->err, AMBIT_E_INPUT, "quotas cannot be derived");
    ambit_status status = keep_bounds(d);
    if (status) return status;
    add_hedge(d);
    return share_out(d);
}

ambit_status ambit_quota_derive(ambit_quota_result *out, const ambit_quota_case *of, ambit_diagnosis *diagnosis,
        ambit_error *err)
{
    deriving d = { .out = out, .of = of, .settings = of->settings, .diagnosis = diagnosis, .err = err };
    ambit_status status = AMBIT_E_MEMORY;
    d.weight = calloc((size_t)of->n + 1, sizeof *d.weight);
    if (!reserve(out, of->n, of->calendar.n) || !d.weight) status = no_memory(&d);
    else status = derive(&d);
    free(d.weight);
    return status;
}

/* ---- Scorecard -------------------------------------------------------------------------------------------------- */

const char *ambit_quota_type_name(const ambit_quota_settings *settings)
{
    static const char *const names[] = { "revenue", "volume", "activity" };
    return names[settings->type];
}

const char *ambit_quota_method_name(const ambit_quota_settings *settings)
{
    static const char *const names[] = { "top_down", "bottom_up", "hybrid" };
    return names[settings->method];
}

/* In the words of the bound's own key. */
static void say_bound(char *out, size_t size, const ambit_quota_case *of, uint32_t i, int is_low, ambit_quota_reason by)
{
    const ambit_quota_settings *s = of->settings;
    const ambit_quota_rep *rep = &of->rep[i];
    switch (by) {
    case AMBIT_QUOTA_BY_INPUT:
        snprintf(out, size, "what was said from below");
        break;
    case AMBIT_QUOTA_BY_LAST_YEAR:
        snprintf(out, size, "last year's %.12g %s %.6g %%", rep->last, is_low ? "less" : "plus", 100 * s->most_change);
        break;
    case AMBIT_QUOTA_BY_POTENTIAL:
        snprintf(out, size, "%.6g %% of its potential of %.12g",
                 100 * (is_low ? s->least_of_potential : s->most_of_potential), rep->potential);
        break;
    case AMBIT_QUOTA_BY_CAPACITY:
        snprintf(out, size, "its capacity");
        break;
    case AMBIT_QUOTA_BY_ABSENCE:
        snprintf(out, size, "it is not there in this period");
        break;
    case AMBIT_QUOTA_BY_NOTHING:
        *out = '\0';
    }
}

const char *ambit_quota_reason_text(char *out, size_t size, const ambit_quota_result *result,
        const ambit_quota_case *of,
        uint32_t i)
{
    char bound[120] = "";
    const int is_low = result->hold[i] == AMBIT_QUOTA_AT_LEAST;
    const ambit_quota_reason by = (ambit_quota_reason)(is_low ? result->low_by[i] : result->high_by[i]);
    *out = '\0';
    if (result->hold[i] == AMBIT_QUOTA_FREE || by == AMBIT_QUOTA_BY_NOTHING) return out;
    say_bound(bound, sizeof bound, of, i, is_low, by);
    snprintf(out, size, "at %s %.12g: %s", is_low ? "least" : "most", is_low ? result->low[i] : result->high[i], bound);
    return out;
}

int ambit_quota_metric_is_quota(const ambit_quota_settings *settings, uint32_t k)
{
    return !strcmp(settings->metric[k].metric, ambit_quota_type_name(settings));
}

int ambit_quota_metric_months(ambit_amount *month, const ambit_quota_result *result, const ambit_quota_case *of,
        uint32_t i, uint32_t k)
{
    const ambit_quota_rep *rep = &of->rep[i];
    const uint32_t n = result->n_months;
    double amount = strcmp(of->settings->metric[k].metric, "activity") ? rep->metric[k] : rep->calls;
    memset(month, 0, n * sizeof *month);
    if (!(result->year_factor[i] > 0) || !(amount > 0)) return 0;
    double *weight = malloc(n * sizeof *weight);
    if (!weight) return -1;
    for (uint32_t m = 0; m < n; m++) weight[m] = result->season[m] * result->factor[(size_t)i * n + m];
    int failed = ambit_amount_share(month, (ambit_amount)floor(amount + 0.5), weight, n);
    free(weight);
    return failed;
}

void ambit_quota_result_reset(ambit_quota_result *result)
{
    free(result->factor);
    free(result->season);
    free(result->year_factor);
    free(result->asked);
    free(result->year);
    free(result->low);
    free(result->high);
    free(result->full_year);
    free(result->hold);
    free(result->low_by);
    free(result->high_by);
    free(result->hedge);
    free(result->month);
    *result = (ambit_quota_result){ 0 };
}
