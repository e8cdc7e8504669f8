/* tools/quota/attainment.h - how likely quotas are to be met: many years played through.
 *
 * What rep i sells in a year is its mean, times a shock that the whole market shares, times one that all of a manager's
 * reps share, times its own luck; each has mean 1 and a coefficient of variation, and they are independent. So reps of
 * one manager vary together more than others. Rep i draws its luck from stream (seed, i), the shocks from streams of
 * their own: the figures do not depend on the number of threads, and a rep keeps its luck when another one leaves. */
#ifndef AMBIT_QUOTA_ATTAINMENT_H
#define AMBIT_QUOTA_ATTAINMENT_H
#include "instances/base/status.h"
#include "tools/quota/luck.h"
#include "tools/quota/payout.h"

enum { AMBIT_QUOTA_BANDS = 5 }; /* of attainment: below 50 %, to 80, to 100, to 120 %, and from there */
extern const double ambit_quota_band_from[AMBIT_QUOTA_BANDS];

typedef struct {
    uint32_t n;                 /* reps */
    const double *mean;         /* [n] what a rep is expected to sell, above 0 */
    const double *quota;        /* [n] above 0 */
    const uint32_t *group;      /* [n] whose manager's shock; 0 .. n_groups-1 */
    uint32_t n_groups;
    double target;              /* of the company */
    double cv, market_cv, group_cv;
    ambit_quota_luck luck;
    uint32_t draws;             /* 1 or more */
    uint64_t seed;
    const ambit_quota_tiers *tiers; /* NULL: no commission */
} ambit_quota_odds;

typedef struct {
    double company;             /* share of the years in which the company's target is met */
    double at_quota;            /* reps at or above 100 %, mean share */
    double attainment;          /* mean over reps */
    double band[AMBIT_QUOTA_BANDS]; /* shares of the reps, sum 1 */
    double payout;              /* mean of a year, 0 without tiers */
} ambit_quota_forecast;

typedef struct { double p10, p50, p90; } ambit_quota_fan;

/* `fan` [n] is each rep's attainment in a poor, a middling and a good year; NULL: not wanted. O(n draws), parallel over
 * reps; memory draws * (groups + threads). AMBIT_E_MEMORY. */
ambit_status ambit_quota_simulate(ambit_quota_forecast *out, ambit_quota_fan *fan, const ambit_quota_odds *odds,
        ambit_error *err);

/* The factor on all quotas with which the mean share of reps at or above 100 % is `share` (0 < share < 1) in the years
 * drawn: the quantile of all attainments. O(n draws); *factor is exact to half a draw. */
ambit_status ambit_quota_calibrate(double *factor, double share, const ambit_quota_odds *odds, ambit_error *err);

#endif
