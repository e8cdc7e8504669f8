/* Months, quarters, ramps and leave, against dates counted by hand and by the C library. */
#include "tools/quota/calendar.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <time.h>
#include <cmocka.h>

static void counts_days_as_the_c_library_does(void **state)
{
    (void)state;
    for (int year = 1900; year <= 2400; year += 7)
        for (int month = 1; month <= 12; month++) {
            char text[40];
            struct tm at = { .tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = 1 + (year * month) % 28 };
            snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, at.tm_mday);
            assert_int_equal(ambit_day_of(text), timegm(&at) / 86400);
        }
}

static void names_months_and_fiscal_quarters(void **state)
{
    static const struct { const char *start; uint32_t fiscal, month; const char *name, *quarter; } cases[] = {
        { "2027-01-01", 0, 0, "2027-01", "2027Q1" },  { "2027-01-01", 0, 11, "2027-12", "2027Q4" },
        { "2027-04-01", 0, 0, "2027-04", "2028Q1" },  { "2027-04-01", 0, 11, "2028-03", "2028Q4" },
        { "2027-01-01", 7, 0, "2027-01", "2027Q3" },  { "2027-01-01", 7, 6, "2027-07", "2028Q1" },
        { "2027-02-15", 2, 3, "2027-05", "2028Q2" },  { "2027-01-01", 1, 12, "2028-01", "2028Q1" },
    };
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        char name[16], quarter[16];
        ambit_quota_calendar calendar = ambit_quota_calendar_of(cases[k].start, 24, cases[k].fiscal);
        ambit_quota_month_name(name, &calendar, cases[k].month);
        ambit_quota_quarter_name(quarter, &calendar, cases[k].month);
        assert_string_equal(name, cases[k].name);
        assert_string_equal(quarter, cases[k].quarter);
    }
}

static const double half[] = { .5, .5, .5, .5, .5, .5 }, steps[] = { .25, .5, .75 };

static void weighs_every_month_by_ramp_and_presence(void **state)
{
    static const struct {
        const char *what, *start, *leave_from, *leave_to;
        uint32_t n;
        const double *share;
        double factor[12];
    } cases[] = {
        { "one who has long been there", "2020-05-01", NULL, NULL, 6, half, { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 } },
        { "one who starts with the year", "2027-01-01", NULL, NULL, 6, half,
          { .5, .5, .5, .5, .5, .5, 1, 1, 1, 1, 1, 1 } },
        { "one who began two months before", "2026-11-20", NULL, NULL, 3, steps,
          { .75, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 } },
        { "one who starts in mid-April", "2027-04-16", NULL, NULL, 3, steps,
          { 0, 0, 0, .125, .5, .75, 1, 1, 1, 1, 1, 1 } },
        { "one who starts after the year", "2028-02-01", NULL, NULL, 3, steps, { 0 } },
        { "leave from 16 June to 31 August", NULL, "2027-06-16", "2027-08-31", 3, steps,
          { 1, 1, 1, 1, 1, .5, 0, 0, 1, 1, 1, 1 } },
        { "leave without an end", NULL, "2027-12-01", NULL, 0, NULL, { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0 } },
        { "leave that ended before the start", "2027-03-01", "2027-01-01", "2027-01-31", 0, NULL,
          { 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 } },
    };
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        double factor[12];
        ambit_quota_calendar calendar = ambit_quota_calendar_of("2027-01-01", 12, 0);
        ambit_quota_presence who = { cases[k].start ? ambit_day_of(cases[k].start) : INT32_MIN,
            cases[k].leave_from ? ambit_day_of(cases[k].leave_from) : AMBIT_NO_DAY,
            cases[k].leave_to ? ambit_day_of(cases[k].leave_to) : AMBIT_NO_DAY };
        ambit_quota_factors(factor, &calendar, &(ambit_quota_ramp){ cases[k].n, cases[k].share }, &who);
        for (int m = 0; m < 12; m++)
            if (fabs(factor[m] - cases[k].factor[m]) > 1e-12)
                fail_msg("%s: month %d is %.4f, expected %.4f", cases[k].what, m + 1, factor[m], cases[k].factor[m]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_days_as_the_c_library_does),
        cmocka_unit_test(names_months_and_fiscal_quarters),
        cmocka_unit_test(weighs_every_month_by_ramp_and_presence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
