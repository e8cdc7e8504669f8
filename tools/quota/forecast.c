/* tools/quota/forecast.c - see forecast.h. */
#include "tools/quota/forecast.h"

#include <math.h>
#include <stdlib.h>

typedef struct {
    double *mean, *quota;
    uint32_t *rep;              /* who is played */
    ambit_quota_fan *fan;
    uint32_t *group, *group_of; /* of each rep that is played; of each node of the ladder, and of the company */
    uint32_t n_groups;
    ambit_quota_tier *tier;
} scratch;

static double year_quota(const ambit_quota_case *of, const ambit_quota_result *result, uint32_t i)
{
    double sum = 0;
    for (uint32_t m = 0; m < result->n_months; m++) sum += ambit_quota_of(result, of->settings, i, m);
    return sum;
}

/* History and potential as the index weighs them; with potential alone, potential. */
static double merit(const ambit_quota_case *of, uint32_t i, double history, double potential)
{
    const ambit_quota_rep *rep = &of->rep[i];
    double a = history > 0 ? (potential > 0 ? of->settings->history_weight : 1) : 0, value = 0;
    if (a > 0 && !isnan(rep->history)) value += a * rep->history / history;
    if (a < 1 && potential > 0 && !isnan(rep->potential)) value += (1 - a) * rep->potential / potential;
    return value;
}

static void expect(ambit_quota_outlook *out, const ambit_quota_case *of, const ambit_quota_result *result)
{
    double history = 0, potential = 0, sum = 0;
    for (uint32_t i = 0; i < of->n; i++) {
        if (!isnan(of->rep[i].history)) history += of->rep[i].history;
        if (!isnan(of->rep[i].potential)) potential += of->rep[i].potential;
    }
    int known = history > 0 || potential > 0;
    for (uint32_t i = 0; i < of->n; i++) {
        out->expected[i] = known ? merit(of, i, history, potential) * result->year_factor[i] : result->year[i];
        sum += out->expected[i];
    }
    for (uint32_t i = 0; i < of->n; i++) out->expected[i] = sum > 0 ? out->expected[i] * result->target / sum : 0;
}

/* Tiers as the settings name them; NULL when there are none. */
static const ambit_quota_tiers *tiers_of(ambit_quota_tiers *out, scratch *s, const ambit_quota_settings *settings)
{
    if (!settings->n_rates) return NULL;
    for (uint32_t k = 0; k < settings->n_rates; k++)
        s->tier[k] = (ambit_quota_tier){ settings->rate[k].from, settings->rate[k].to, settings->rate[k].rate };
    *out = (ambit_quota_tiers){ settings->n_rates, s->tier, settings->whole_rate };
    return out;
}

/* Reps of one manager are a group; those who report to the company are another. Groups are numbered as they come. */
static uint32_t group_under(scratch *s, const ambit_ladder *ladder, uint32_t above)
{
    uint32_t *group = &s->group_of[above == AMBIT_LADDER_COMPANY ? ladder->n : above];
    if (!*group) *group = ++s->n_groups;
    return *group - 1;
}

static void fill(scratch *s, ambit_quota_outlook *out, const ambit_quota_case *of, const ambit_quota_result *result)
{
    for (uint32_t i = 0; i < of->n; i++) {
        double quota = year_quota(of, result, i);
        if (!(quota > 0) || !(out->expected[i] > 0)) continue;
        s->mean[out->n] = out->expected[i];
        s->quota[out->n] = quota;
        s->group[out->n] = group_under(s, of->ladder, of->ladder->above[i]);
        s->rep[out->n++] = i;
    }
}

/* What is played, with the tiers in `tiers`. */
static ambit_quota_odds odds_of(const ambit_quota_outlook *out, scratch *s, ambit_quota_tiers *tiers,
        const ambit_quota_case *of, const ambit_quota_result *result, uint64_t seed)
{
    const ambit_quota_settings *q = of->settings;
    return (ambit_quota_odds){ .n = out->n, .mean = s->mean, .quota = s->quota, .group = s->group,
        .n_groups = s->n_groups, .target = result->target, .cv = q->cv, .market_cv = q->market_cv,
        .group_cv = q->manager_cv, .luck = q->law == AMBIT_QUOTA_GAMMA ? AMBIT_LUCK_GAMMA : AMBIT_LUCK_LOGNORMAL,
        .draws = q->draws, .seed = seed, .tiers = tiers_of(tiers, s, q) };
}

static ambit_status play(ambit_quota_outlook *out, scratch *s, const ambit_quota_odds *odds, uint32_t n_reps,
        ambit_error *err)
{
    ambit_status status = out->n ? ambit_quota_simulate(&out->years, s->fan, odds, err) : AMBIT_OK;
    for (uint32_t i = 0; i < n_reps; i++) out->fan[i] = (ambit_quota_fan){ NAN, NAN, NAN };
    for (uint32_t k = 0; k < out->n; k++) out->fan[s->rep[k]] = s->fan[k];
    return status;
}

static int weigh_fairness(ambit_quota_outlook *out, scratch *s, const ambit_quota_case *of,
        const ambit_quota_result *result)
{
    for (uint32_t i = 0; i < of->n; i++) {
        s->quota[i] = year_quota(of, result, i);
        s->mean[i] = of->rep[i].potential;
    }
    return ambit_quota_fairness_of(&out->fairness, out->ratio, s->quota, s->mean, of->n);
}

/* Room for everything, and who is expected to sell what. Returns 0, or -1 without memory. */
static int start(ambit_quota_outlook *out, scratch *s, const ambit_quota_case *of, const ambit_quota_result *result)
{
    size_t room = (size_t)of->n + 1;
    *s = (scratch){ .mean = calloc(room, sizeof *s->mean), .quota = calloc(room, sizeof *s->quota),
        .rep = calloc(room, sizeof *s->rep), .fan = calloc(room, sizeof *s->fan),
        .group = calloc(room, sizeof *s->group), .group_of = calloc((size_t)of->ladder->n + 1, sizeof *s->group_of),
        .tier = calloc((size_t)of->settings->n_rates + 1, sizeof *s->tier) };
    *out = (ambit_quota_outlook){ .fan = calloc(room, sizeof *out->fan),
        .expected = calloc(room, sizeof *out->expected), .ratio = calloc(room, sizeof *out->ratio) };
    if (!s->mean || !s->quota || !s->rep || !s->fan || !s->group || !s->group_of || !s->tier || !out->fan
        || !out->expected || !out->ratio)
        return -1;
    expect(out, of, result);
    fill(s, out, of, result);
    return 0;
}

static void free_scratch(scratch *s)
{
    free(s->mean);
    free(s->quota);
    free(s->rep);
    free(s->fan);
    free(s->group);
    free(s->group_of);
    free(s->tier);
}

static ambit_status no_memory(const ambit_quota_case *of, ambit_error *err)
{
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the odds of %u quotas", of->n);
}

ambit_status ambit_quota_outlook_find(ambit_quota_outlook *out, const ambit_quota_case *of,
        const ambit_quota_result *result, uint64_t seed, ambit_error *err)
{
    scratch s;
    ambit_quota_tiers tiers;
    ambit_status status = AMBIT_OK;
    int sound = !start(out, &s, of, result);
    if (sound) {
        const ambit_quota_odds odds = odds_of(out, &s, &tiers, of, result, seed);
        status = play(out, &s, &odds, of->n, err);
        sound = status || !weigh_fairness(out, &s, of, result);
    }
    free_scratch(&s);
    return sound ? status : no_memory(of, err);
}

ambit_status ambit_quota_outlook_calibrate(double *factor, double share, const ambit_quota_case *of,
        const ambit_quota_result *result, uint64_t seed, ambit_error *err)
{
    scratch s;
    ambit_quota_outlook out;
    ambit_quota_tiers tiers;
    ambit_status status = AMBIT_OK;
    int sound = !start(&out, &s, of, result);
    *factor = 1;
    if (sound && out.n) {
        const ambit_quota_odds odds = odds_of(&out, &s, &tiers, of, result, seed);
        status = ambit_quota_calibrate(factor, share, &odds, err);
    }
    free_scratch(&s);
    ambit_quota_outlook_reset(&out);
    return sound ? status : no_memory(of, err);
}

void ambit_quota_outlook_reset(ambit_quota_outlook *outlook)
{
    free(outlook->fan);
    free(outlook->expected);
    free(outlook->ratio);
}
