/* instances/base/day.h - days as numbers, so that they can be counted. */
#ifndef AMBIT_DAY_H
#define AMBIT_DAY_H
#include <stdint.h>
#include <stdlib.h>

/* A day, counted from 1970-01-01; AMBIT_NO_DAY is "never", which is after every day. */
typedef int32_t ambit_day;
#define AMBIT_NO_DAY INT32_MAX

/* Days since 1970-01-01 of the civil calendar (month and day from 1), by whole eras of 400 years, March first, so that
 * the leap day is the last of its year. */
static inline ambit_day ambit_day_number(int32_t year, int32_t month, int32_t day)
{
    year -= month <= 2;
    int32_t era = (year >= 0 ? year : year - 399) / 400, of_era = year - era * 400;
    int32_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* Of a date as YYYY-MM-DD that is known to be sound. */
static inline ambit_day ambit_day_of(const char *date)
{
    return ambit_day_number(atoi(date), atoi(date + 5), atoi(date + 8));
}

/* The first day after `months` months (of the calendar) from such a date. */
static inline ambit_day ambit_day_after_months(const char *date, uint32_t months)
{
    int32_t month = 12 * atoi(date) + atoi(date + 5) - 1 + (int32_t)months;
    return ambit_day_number(month / 12, month % 12 + 1, atoi(date + 8));
}

#endif
