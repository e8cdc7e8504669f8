/* tools/quota/forecast.h - the odds of derived quotas: what reps can be expected to sell, and how that compares. */
#ifndef AMBIT_QUOTA_FORECAST_H
#define AMBIT_QUOTA_FORECAST_H
#include "tools/quota/attainment.h"
#include "tools/quota/derive.h"
#include "tools/quota/fairness.h"

typedef struct {
    uint32_t n;                    /* reps with a quota and something to expect: only these are played */
    double *expected;              /* [reps] sales of this year; they sum to the target. NaN without a quota */
    ambit_quota_forecast years;
    ambit_quota_fan *fan;          /* [reps] NaN of those who are not played */
    ambit_quota_fairness fairness; /* of yearly quotas over potential */
    double *ratio;                 /* [reps] quota / potential, NaN where one is missing */
} ambit_quota_outlook;

/* A rep is expected to sell its part of the target by potential and history, as the index weighs them, and by how much
 * of the year it is there; where neither is known, its quota without hedge. O(reps draws). */
ambit_status ambit_quota_outlook_find(ambit_quota_outlook *out, const ambit_quota_case *of,
        const ambit_quota_result *result, uint64_t seed, ambit_error *err);
/* The factor on all quotas with which the share of reps at or above 100 % is `share` in the same years. */
ambit_status ambit_quota_outlook_calibrate(double *factor, double share, const ambit_quota_case *of,
        const ambit_quota_result *result, uint64_t seed, ambit_error *err);
void ambit_quota_outlook_reset(ambit_quota_outlook *outlook);

#endif
