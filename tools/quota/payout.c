/* tools/quota/payout.c - see payout.h. */
#include "tools/quota/payout.h"

#include <math.h>

double ambit_quota_payout(const ambit_quota_tiers *tiers, double attainment)
{
    double paid = 0;
    for (uint32_t k = 0; k < tiers->n; k++) {
        const ambit_quota_tier *tier = &tiers->tier[k];
        if (attainment <= tier->from) break;
        double reached = fmin(attainment, tier->to);
        paid = tiers->whole ? reached * tier->rate : paid + (reached - tier->from) * tier->rate;
    }
    return paid;
}
