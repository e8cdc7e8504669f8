/* tools/quota/calendar.c - see calendar.h. */
#include "tools/quota/calendar.h"

#include <stdio.h>
#include <stdlib.h>

ambit_quota_calendar ambit_quota_calendar_of(const char *start, uint32_t n, uint32_t fiscal_month)
{
    int32_t month = atoi(start + 5) - 1;
    return (ambit_quota_calendar){ 12 * atoi(start) + month, n, fiscal_month ? (int32_t)fiscal_month - 1 : month };
}

void ambit_quota_month_name(char out[16], const ambit_quota_calendar *calendar, uint32_t m)
{
    int32_t month = calendar->first + (int32_t)m;
    snprintf(out, 16, "%04d-%02d", month / 12, month % 12 + 1);
}

void ambit_quota_quarter_name(char out[16], const ambit_quota_calendar *calendar, uint32_t m)
{
    int32_t month = calendar->first + (int32_t)m, of_year = (month % 12 - calendar->fiscal + 12) % 12;
    int32_t last = month - of_year + 11; /* of the fiscal year */
    snprintf(out, 16, "%04dQ%d", last / 12, of_year / 3 + 1);
}

static ambit_day first_day(int32_t month) { return ambit_day_number(month / 12, month % 12 + 1, 1); }

/* Days that the half-open spans a .. b and c .. d have in common. */
static int32_t overlap(ambit_day a, ambit_day b, ambit_day c, ambit_day d)
{
    ambit_day from = a > c ? a : c, to = b < d ? b : d;
    return to > from ? to - from : 0;
}

static double presence_in(int32_t month, const ambit_quota_presence *who)
{
    ambit_day from = first_day(month), to = first_day(month + 1);
    ambit_day there = who->start > from ? who->start : from;
    int32_t days = overlap(there, to, from, to);
    if (who->leave_from != AMBIT_NO_DAY) {
        ambit_day back = who->leave_to == AMBIT_NO_DAY ? AMBIT_NO_DAY : who->leave_to + 1;
        days -= overlap(there, to, who->leave_from, back);
    }
    return (double)days / (double)(to - from);
}

/* The month in which a rep starts is the ramp's first. */
static double ramp_in(int32_t month, const ambit_quota_ramp *ramp, ambit_day start)
{
    if (start == INT32_MIN) return 1;
    for (uint32_t k = 0; k < ramp->n; k++) {
        int32_t begun = month - (int32_t)k;
        if (start >= first_day(begun) && start < first_day(begun + 1)) return ramp->share[k];
    }
    return 1;
}

void ambit_quota_factors(double *factor, const ambit_quota_calendar *calendar, const ambit_quota_ramp *ramp,
        const ambit_quota_presence *presence)
{
    for (uint32_t m = 0; m < calendar->n; m++) {
        int32_t month = calendar->first + (int32_t)m;
        factor[m] = ramp_in(month, ramp, presence->start) * presence_in(month, presence);
    }
}
