/* tools/quota/payout.h - what reps are paid for what they attain.
 *
 * Tiers follow one another without gap or overlap; each pays its rate on the part of the quota that lies in it
 * (marginal), or, when so said, the rate of the tier that is reached on everything. */
#ifndef AMBIT_QUOTA_PAYOUT_H
#define AMBIT_QUOTA_PAYOUT_H
#include <stdint.h>

typedef struct { double from, to, rate; } ambit_quota_tier; /* from and to in quotas: 1 is 100 %; to may be INFINITY */

typedef struct {
    uint32_t n;
    const ambit_quota_tier *tier; /* ascending; the first from 0, each from where the one before ends */
    int whole;                    /* 1: not marginal */
} ambit_quota_tiers;

/* Per unit of quota, for an attainment (1: on quota). Beyond the last tier nothing more is paid. O(tiers). */
double ambit_quota_payout(const ambit_quota_tiers *tiers, double attainment);

#endif
