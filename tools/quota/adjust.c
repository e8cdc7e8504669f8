/* tools/quota/adjust.c - see adjust.h. */
#include "tools/quota/adjust.h"

#include "instances/base/text.h"
#include "instances/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { REP, PERIOD, AMOUNT, FULL_YEAR, TYPE, COLUMNS };
static const ambit_column wanted[COLUMNS] = { { "rep_id", 1 }, { "period", 1 }, { "amount", 1 }, { "full_year", 1 },
    { "type", 1 } };

typedef struct {
    ambit_quota_result *result;
    const ambit_quota_case *of;
    const char *shown;
    ambit_diagnosis *diagnosis;
    uint64_t *line; /* [n * n_months] where each leaf stands; 0: nowhere */
} reading;

static void fault(const reading *r, ambit_fault kind, uint64_t line, int column, ambit_span cell, const char *expected)
{
    char quoted[AMBIT_QUOTED];
    ambit_diagnosis_error(r->diagnosis, kind, (ambit_place){ r->shown, line, 0, wanted[column].name },
            "found %s, expected %s", ambit_text_quote(quoted, cell.text, cell.length), expected);
}

/* The month whose name it is, or the last one of the quarter; UINT32_MAX when there is none. */
static uint32_t month_of(const reading *r, const char *period)
{
    uint32_t found = UINT32_MAX;
    for (uint32_t m = 0; m < r->of->calendar.n; m++) {
        char name[16];
        if (r->of->settings->by_quarter) ambit_quota_quarter_name(name, &r->of->calendar, m);
        else ambit_quota_month_name(name, &r->of->calendar, m);
        if (!strcmp(name, period)) found = m;
    }
    return found;
}

static int on_row(void *context, uint64_t line, const ambit_span *cell)
{
    reading *r = context;
    double amount, full_year, unit = r->of->settings->round_to;
    if (strcmp(cell[TYPE].text, ambit_quota_type_name(r->of->settings))) return 0; /* a metric of the scorecard */
    uint32_t i = ambit_dictionary_get(&r->of->ladder->index, cell[REP].text), m = month_of(r, cell[PERIOD].text);
    if (i == AMBIT_NOT_FOUND || i >= r->of->n) {
        fault(r, AMBIT_FAULT_REP_UNKNOWN, line, REP, cell[REP], "a rep of the plan, derive the quotas anew");
    } else if (m == UINT32_MAX) {
        fault(r, AMBIT_FAULT_DATE_BAD, line, PERIOD, cell[PERIOD], "a month or quarter of the plan's period, derive "
              "the quotas anew");
    } else if (!ambit_span_number(&amount, cell[AMOUNT]) || amount < 0
               || amount / unit > AMBIT_AMOUNT_MOST - (double)r->result->total
               || fabs(amount - unit * floor(amount / unit + 0.5)) > 1e-6 * unit) {
        fault(r, AMBIT_FAULT_NUMBER_BAD, line, AMOUNT, cell[AMOUNT], "a whole number of round_to, derive the quotas "
              "anew");
    } else if (!ambit_span_number(&full_year, cell[FULL_YEAR]) || full_year < 0) {
        fault(r, AMBIT_FAULT_NUMBER_BAD, line, FULL_YEAR, cell[FULL_YEAR], "an amount, derive the quotas anew");
    } else if (r->line[(size_t)i * r->of->calendar.n + m]) {
        fault(r, AMBIT_FAULT_PAIR_DOUBLE, line, PERIOD, cell[PERIOD], "each period of a rep once, derive the quotas "
              "anew");
    } else {
        r->line[(size_t)i * r->of->calendar.n + m] = line;
        r->result->month[(size_t)i * r->of->calendar.n + m] = (ambit_amount)floor(amount / unit + 0.5);
        r->result->total += (ambit_amount)floor(amount / unit + 0.5);
        r->result->full_year[i] = full_year;
    }
    return 0;
}

/* Every rep has every period. */
static void find_missing(const reading *r)
{
    const uint32_t months = r->of->calendar.n;
    for (uint32_t i = 0; i < r->of->n; i++)
        for (uint32_t m = 0; m < months; m++) {
            char name[16], next[16] = "";
            if (r->of->settings->by_quarter) {
                ambit_quota_quarter_name(name, &r->of->calendar, m);
                if (m + 1 < months) ambit_quota_quarter_name(next, &r->of->calendar, m + 1);
                if (!strcmp(name, next)) continue;
            } else {
                ambit_quota_month_name(name, &r->of->calendar, m);
            }
            if (!r->line[(size_t)i * months + m])
                ambit_diagnosis_error(r->diagnosis, AMBIT_FAULT_UNIT_MISSING, (ambit_place){ r->shown, 0, 0, NULL },
                        "found no quota of \"%s\" in %s, expected one, derive the quotas anew", r->of->ladder->id[i],
                        name);
        }
}

ambit_status ambit_quota_adjust_read(ambit_quota_result *result, const ambit_quota_case *of, const char *path,
        const char *shown, ambit_diagnosis *diagnosis, ambit_error *err)
{
    const size_t n = (size_t)of->n * of->calendar.n;
    uint64_t before = ambit_diagnosis_n_errors(diagnosis);
    reading r = { result, of, shown, diagnosis, calloc(n + 1, sizeof *r.line) };
    if (!r.line) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the quotas of %s", shown);
    memset(result->month, 0, n * sizeof *result->month);
    result->total = 0;
    ambit_status status = ambit_table_read(path, shown, wanted, COLUMNS, on_row, &r, NULL, diagnosis, err);
    if (!status && ambit_diagnosis_n_errors(diagnosis) == before) find_missing(&r);
    free(r.line);
    if (!status && ambit_diagnosis_n_errors(diagnosis) > before)
        status = ambit_fail(err, AMBIT_E_INPUT, "%s has faults", shown);
    return status;
}

/* ---- Changing --------------------------------------------------------------------------------------------------- */

static int changes(const ambit_quota_change *change, uint32_t i) { return !change->is_one || change->is_one[i]; }

int ambit_quota_adjust(ambit_quota_result *result, ambit_quota_change *change)
{
    const uint32_t months = result->n_months, left = change->from < months ? months - change->from : 0;
    size_t n = 0;
    double *weight = malloc(((size_t)result->n * left + 1) * sizeof *weight);
    ambit_amount *share = malloc(((size_t)result->n * left + 1) * sizeof *share);
    int sound = weight && share;
    change->before = change->after = 0;
    for (uint32_t i = 0; sound && i < result->n; i++)
        for (uint32_t m = change->from; m < months && changes(change, i); m++) {
            ambit_amount was = result->month[(size_t)i * months + m];
            weight[n++] = (double)was;
            change->before += was;
        }
    double after = floor((double)change->before * change->factor + 0.5);
    int is_too_much = after > AMBIT_AMOUNT_MOST - (double)(result->total - change->before);
    if (!is_too_much) change->after = (ambit_amount)after;
    sound = sound && !is_too_much;
    if (sound && change->before > 0) sound = !ambit_amount_share(share, change->after, weight, n);
    n = 0;
    for (uint32_t i = 0; sound && change->before > 0 && i < result->n; i++) {
        if (!changes(change, i)) continue;
        for (uint32_t m = change->from; m < months; m++) result->month[(size_t)i * months + m] = share[n++];
        result->full_year[i] *= change->factor;
    }
    if (sound) result->total += change->after - change->before;
    free(weight);
    free(share);
    return is_too_much ? 1 : sound ? 0 : -1;
}
