/* tools/quota/season.h - how a year's sales fall on its months, from past years. */
#ifndef AMBIT_QUOTA_SEASON_H
#define AMBIT_QUOTA_SEASON_H
#include "instances/base/diagnosis.h"
#include "instances/settings/quota.h"

/* Reads a table `month,amount` (2025-01; rows in any order, one a month) and estimates share[0] (January) to share[11]:
 * each calendar year that has all twelve months gives its months' shares of the year, and the shares of all years are
 * averaged, so that a year of growth does not outweigh the others. Faults, and a table without a whole year, are
 * recorded. O(rows). */
ambit_status ambit_quota_season_read(ambit_quota_shares *out, const char *path, const char *shown,
        ambit_diagnosis *diagnosis, ambit_error *err);

#endif
