/* tools/quota/calendar.h - the months of a plan, and how much of a full quota a rep carries in each.
 *
 * A rep's factor in a month is the ramp (counted in months from the start date), times the share of the month's days
 * that the rep is there: employed, and not on leave. A year of factors, weighted by the season, is how many full-year
 * reps somebody counts for. */
#ifndef AMBIT_QUOTA_CALENDAR_H
#define AMBIT_QUOTA_CALENDAR_H
#include "instances/base/day.h"

enum { AMBIT_QUOTA_MOST_MONTHS = 120 };

typedef struct {
    int32_t first;       /* month of the calendar, counted from January of year 0 */
    uint32_t n;          /* months, 1 .. AMBIT_QUOTA_MOST_MONTHS */
    int32_t fiscal;      /* month in which the fiscal year starts, 0 (January) .. 11 */
} ambit_quota_calendar;

/* The calendar of `n` months from the month that `start` (YYYY-MM-DD) lies in. fiscal_month 0: the year starts with
 * the first month, else 1 (January) .. 12. */
ambit_quota_calendar ambit_quota_calendar_of(const char *start, uint32_t n, uint32_t fiscal_month);

/* "2027-01" of month m, and "2027Q1" of the fiscal quarter it lies in; a fiscal year has the number of the calendar
 * year in which it ends. */
void ambit_quota_month_name(char out[16], const ambit_quota_calendar *calendar, uint32_t m);
void ambit_quota_quarter_name(char out[16], const ambit_quota_calendar *calendar, uint32_t m);

/* share[k] of a full quota in the k-th month after the start, 1 from then on. */
typedef struct { uint32_t n; const double *share; } ambit_quota_ramp;

typedef struct {
    ambit_day start;       /* INT32_MIN: always there */
    ambit_day leave_from, leave_to; /* the last day of leave included; from AMBIT_NO_DAY: none */
} ambit_quota_presence;

/* factor[calendar->n] of one rep, each from 0 up to the ramp's largest share or 1. */
void ambit_quota_factors(double *factor, const ambit_quota_calendar *calendar, const ambit_quota_ramp *ramp,
        const ambit_quota_presence *presence);

#endif
