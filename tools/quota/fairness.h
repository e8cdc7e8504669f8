/* tools/quota/fairness.h - how evenly quotas lie on what the territories hold. */
#ifndef AMBIT_QUOTA_FAIRNESS_H
#define AMBIT_QUOTA_FAIRNESS_H
#include <stdint.h>

typedef struct {
    uint32_t n;                  /* reps that have both a quota and a potential above 0 */
    double mean, least, most;    /* of quota / potential; NaN without such reps, as all below */
    double cv;                   /* standard deviation (of the whole group) / mean */
    double gini;                 /* 0: all alike; towards 1: few carry all */
    double correlation;          /* of quota / potential with potential: near 0 is fair; NaN when one does not vary */
} ambit_quota_fairness;

/* ratio[n] becomes quota / potential, NaN where one of them is missing (NaN) or not above 0. Returns 0, or -1 without
 * memory. O(n log n). The Gini index is half the mean absolute difference over the mean (Gini 1912). */
int ambit_quota_fairness_of(ambit_quota_fairness *out, double *ratio, const double *quota, const double *potential,
        uint32_t n);

#endif
