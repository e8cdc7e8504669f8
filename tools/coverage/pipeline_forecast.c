/* tools/coverage/pipeline_forecast.c - what was forecast and what came: `rep_id,period,forecast,actual`. */
#include "tools/coverage/deals.h"

#include "instances/base/text.h"

#include <string.h>

enum { PATH_ROOM = 4096 };
enum { REP, PERIOD, FORECAST, ACTUAL, COLUMNS };
static const ambit_column wanted[COLUMNS] = { { "rep_id", 1 }, { "period", 1 }, { "forecast", 1 }, { "actual", 1 } };

typedef struct {
    ambit_pipeline *p;
    int out_of_memory;
} reading;

static ambit_place place_of(const reading *r, uint64_t line, int column)
{
    return (ambit_place){ r->p->settings->actuals, line, 0, wanted[column].name };
}

/* `2026-11` or `2026Q4`. */
static int is_period(ambit_span period)
{
    char day[16];
    if (period.length == 6)
        return strspn(period.text, "0123456789") == 4 && period.text[4] == 'Q' && period.text[5] >= '1'
            && period.text[5] <= '4';
    if (period.length != 7) return 0;
    snprintf(day, sizeof day, "%s-01", period.text);
    return ambit_text_is_date(day);
}

static void add(reading *r, uint64_t line, const ambit_span *cell, ambit_deal_forecast one)
{
    ambit_pipeline *p = r->p;
    const uint32_t n_reps = p->workspace->instance->reps.n;
    uint32_t rep = ambit_dictionary_get(&p->workspace->instance->rep_index, cell[REP].text);
    ambit_deal_sum *period = ambit_deal_sums_of(&p->periods, p, cell[PERIOD].text, cell[PERIOD].length);
    uint32_t at = period ? ambit_dictionary_get(&p->periods.index, cell[PERIOD].text) : 0;
    ambit_deal_forecast *of = period ? ambit_deal_forecasts_of(p, at) : NULL;
    if (!of) {
        r->out_of_memory = 1;
        return;
    }
    if (rep >= n_reps) { /* one who is no longer there: counted with the others of that sort */
        rep = n_reps;
        if (!ambit_deal_sums_of(&p->owners, p, cell[REP].text, cell[REP].length)) r->out_of_memory = 1;
    } else if (of[rep].is_there) {
        ambit_diagnosis_error(p->workspace->diagnosis, AMBIT_FAULT_PAIR_DOUBLE, place_of(r, line, PERIOD), "found %s "
                "of \"%s\" a second time, expected each period of a rep once, remove one of them", cell[PERIOD].text,
                cell[REP].text);
        return;
    }
    of[rep].is_there = 1;
    of[rep].forecast += one.forecast;
    of[rep].actual += one.actual;
}

static int on_row(void *context, uint64_t line, const ambit_span *cell)
{
    reading *r = context;
    char quoted[AMBIT_QUOTED];
    ambit_deal_forecast one = { 0, 0, 1 };
    int sound = ambit_deal_amount(&one.forecast, r->p, cell[FORECAST], place_of(r, line, FORECAST));
    sound &= ambit_deal_amount(&one.actual, r->p, cell[ACTUAL], place_of(r, line, ACTUAL));
    if (!is_period(cell[PERIOD])) {
        ambit_diagnosis_error(r->p->workspace->diagnosis, AMBIT_FAULT_DATE_BAD, place_of(r, line, PERIOD), "found %s, "
                "expected a month such as 2026-11 or a quarter such as 2026Q4, correct it",
                ambit_text_quote(quoted, cell[PERIOD].text, cell[PERIOD].length));
        sound = 0;
    }
    if (sound) add(r, line, cell, one);
    return r->out_of_memory;
}

ambit_status ambit_pipeline_read_actuals(ambit_pipeline *p, ambit_error *err)
{
    char path[PATH_ROOM];
    const char *file = p->settings->actuals;
    reading r = { p, 0 };
    if (!file) return AMBIT_OK;
    if (ambit_planfile_path(path, sizeof path, p->plan, file))
        return ambit_fail(err, AMBIT_E_FILE, "%s: the path is too long", file);
    ambit_status status = ambit_table_read(path, file, wanted, COLUMNS, on_row, &r, NULL, p->workspace->diagnosis, err);
    return r.out_of_memory ? ambit_fail(err, AMBIT_E_MEMORY, "no memory for %s", file) : status;
}
