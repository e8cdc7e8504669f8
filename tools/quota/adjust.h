/* tools/quota/adjust.h - quotas that are in force, read back and changed from a month on.
 *
 * What is past stays as it was agreed. The months from then on change by a factor; their new sum is rounded once and
 * shared out over the same leaves, so everything adds up again. */
#ifndef AMBIT_QUOTA_ADJUST_H
#define AMBIT_QUOTA_ADJUST_H
#include "tools/quota/derive.h"

/* Puts the amounts of a quotas.csv into result->month, ->total and ->full_year. A quarter's amount stands in its last
 * month of the period. Unknown reps and periods, amounts that are no whole units and leaves that are missing or doubled
 * are recorded (AMBIT_E_INPUT). O(rows). */
ambit_status ambit_quota_adjust_read(ambit_quota_result *result, const ambit_quota_case *of, const char *path,
        const char *shown, ambit_diagnosis *diagnosis, ambit_error *err);

typedef struct {
    double factor;          /* 0.9: a tenth less */
    uint32_t from;          /* the first month that changes */
    const uint8_t *is_one;  /* [n] whose quotas change; NULL: everybody's */
    ambit_amount before, after; /* set: sums of what changes, in units */
} ambit_quota_change;

/* full_year of those who change becomes that of the months from then on. Returns 0, -1 without memory, or 1 when the
 * sum of all would be more than AMBIT_AMOUNT_MOST: then nothing has changed. */
int ambit_quota_adjust(ambit_quota_result *result, ambit_quota_change *change);

#endif
