/* tools/quota/season.c - see season.h. */
#include "tools/quota/season.h"

#include "instances/base/text.h"
#include "instances/table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { FIRST_YEAR = 1900, YEARS = 300, MONTHS = 12, MONTH_COLUMN = 0, AMOUNT_COLUMN = 1 };

typedef struct {
    double amount[YEARS][MONTHS]; /* NaN: not there */
    const char *shown;
    ambit_diagnosis *diagnosis;
} reading;

static void fault(const reading *r, ambit_fault kind, uint64_t line, const char *field, ambit_span cell,
        const char *expected)
{
    char quoted[AMBIT_QUOTED];
    ambit_diagnosis_error(r->diagnosis, kind, (ambit_place){ r->shown, line, 0, field }, "found %s, expected %s",
            ambit_text_quote(quoted, cell.text ? cell.text : "", cell.length), expected);
}

static int on_row(void *context, uint64_t line, const ambit_span *cell)
{
    reading *r = context;
    char date[16];
    int year, month;
    double amount;
    snprintf(date, sizeof date, "%.10s-01", cell[MONTH_COLUMN].text);
    if (cell[MONTH_COLUMN].length != 7 || !ambit_text_is_date(date) || sscanf(date, "%d-%d", &year, &month) != 2
        || year < FIRST_YEAR || year >= FIRST_YEAR + YEARS) {
        fault(r, AMBIT_FAULT_DATE_BAD, line, "month", cell[MONTH_COLUMN], "a month such as 2025-01, correct it");
    } else if (!ambit_span_number(&amount, cell[AMOUNT_COLUMN]) || amount < 0) {
        fault(r, AMBIT_FAULT_NUMBER_RANGE, line, "amount", cell[AMOUNT_COLUMN], "an amount of 0 or more, correct it");
    } else if (!isnan(r->amount[year - FIRST_YEAR][month - 1])) {
        fault(r, AMBIT_FAULT_ID_DOUBLE, line, "month", cell[MONTH_COLUMN], "each month once, add the rows up");
    } else {
        r->amount[year - FIRST_YEAR][month - 1] = amount;
    }
    return 0;
}

static void average(ambit_quota_shares *out, const reading *r)
{
    uint32_t n = 0;
    *out = (ambit_quota_shares){ .n = MONTHS };
    for (int year = 0; year < YEARS; year++) {
        double sum = 0;
        for (int m = 0; m < MONTHS; m++) sum += r->amount[year][m];
        if (!(sum > 0)) continue; /* also when a month is missing */
        for (int m = 0; m < MONTHS; m++) out->share[m] += r->amount[year][m] / sum;
        n++;
    }
    for (int m = 0; m < MONTHS && n; m++) out->share[m] /= n;
    if (!n)
        ambit_diagnosis_error(r->diagnosis, AMBIT_FAULT_RULE_CONFLICT, (ambit_place){ r->shown, 0, 0, NULL },
                "found no year with all twelve months and something sold, expected at least one from January to "
                "December, add the months that are missing");
}

ambit_status ambit_quota_season_read(ambit_quota_shares *out, const char *path, const char *shown,
        ambit_diagnosis *diagnosis, ambit_error *err)
{
    static const ambit_column wanted[] = { { "month", 1 }, { "amount", 1 } };
    reading *r = malloc(sizeof *r);
    if (!r) return ambit_fail(err, AMBIT_E_MEMORY, "no memory to read %s", shown);
    r->shown = shown, r->diagnosis = diagnosis;
    for (int year = 0; year < YEARS; year++)
        for (int m = 0; m < MONTHS; m++) r->amount[year][m] = NAN;
    uint64_t before = ambit_diagnosis_n_errors(diagnosis);
    ambit_status status = ambit_table_read(path, shown, wanted, 2, on_row, r, NULL, diagnosis, err);
    if (!status && ambit_diagnosis_n_errors(diagnosis) == before) average(out, r);
    free(r);
    return status;
}
