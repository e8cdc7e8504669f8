/* tools/coverage/opportunities.c - opportunities.csv, row by row: each is judged, and what is sound is counted.
 *
 * Nothing of a deal is kept but its id, so that doubled ones are found: two million of them take 100 MB. */
#include "tools/coverage/deals.h"

#include "instances/base/day.h"
#include "instances/base/text.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_ROOM = 4096, MONTHS = 120000 }; /* of the years 0 to 9999 */
enum { ID, ACCOUNT, AMOUNT, STAGE, OPENED, CLOSES, OWNER, CURRENCY, CLOSED, FORECAST, ACTUAL, COLUMNS };

/* Of an account: the number of its segment's sum, and its rep in the plan, or n_reps for nobody. */
typedef struct { uint32_t segment, rep; } keeper;

typedef struct {
    ambit_pipeline *p;
    const ambit_instance *instance;
    const uint32_t *plan;
    ambit_diagnosis *diagnosis;
    ambit_column wanted[COLUMNS];
    uint32_t n_wanted;
    uint32_t at[COLUMNS];            /* which wanted column each use is: several may name the same */
    ambit_dictionary ids, own_index; /* own_index: of the accounts, where regions are the units */
    const ambit_dictionary *accounts;
    ambit_arena id_texts;
    keeper *keeper;                  /* [accounts.n], or of the units where there are no accounts */
    uint32_t *period;                /* [MONTHS] the number of its sum, AMBIT_NOT_FOUND: none so far */
    uint64_t currency_line;          /* 0: the plan says the currency */
    int out_of_memory;
} reading;

/* A deal as its row says it. */
typedef struct {
    uint32_t account, stage;
    uint32_t owner, rep;                 /* reps of the plan, or n_reps; rep is the one whom the deal counts for */
    keeper of_account;
    ambit_amount amount, forecast, actual;
    ambit_day opened, closes, closed;
    uint32_t month;                      /* in which it closes, or has closed */
    int has_forecast;
    ambit_deal_sum *foreign;             /* of an owner who is no rep */
    const char *id, *owner_id;           /* of the row, as long as it is at hand */
} deal;

static ambit_place place_of(const reading *r, uint64_t line, int use)
{
    return (ambit_place){ r->p->settings->opportunities, line, 0, r->wanted[r->at[use]].name };
}

static ambit_span cell_of(const reading *r, const ambit_span *cell, int use)
{
    ambit_span found = cell[r->at[use]];
    return found.text ? found : (ambit_span){ "", 0 };
}

__attribute__((format(printf, 6, 7)))
static int fault(const reading *r, ambit_fault kind, uint64_t line, int use, ambit_span cell, const char *format, ...);

static int fault(const reading *r, ambit_fault kind, uint64_t line, int use, ambit_span cell, const char *format, ...)
{
    char quoted[AMBIT_QUOTED], expected[300];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(expected, sizeof expected, format, arguments);
    va_end(arguments);
    ambit_diagnosis_error(r->diagnosis, kind, place_of(r, line, use), "found %s, expected %s",
            ambit_text_quote(quoted, cell.text, cell.length), expected);
    return 0;
}

/* ---- Judging a row: each returns 1 when it is sound -------------------------------------------------------------- */

static int read_id(reading *r, uint64_t line, ambit_span cell)
{
    if (!cell.length)
        return fault(r, AMBIT_FAULT_ID_EMPTY, line, ID, cell, "an id that no other deal has, fill the cell");
    const char *copy = ambit_arena_copy(&r->id_texts, cell.text, cell.length);
    int put = copy ? ambit_dictionary_put(&r->ids, copy, (uint32_t)line) : -1;
    if (put < 0) r->out_of_memory = 1;
    if (put > 0)
        return fault(r, AMBIT_FAULT_ID_DOUBLE, line, ID, cell, "an id that occurs once, it is in line %u too, remove "
                "one of them", ambit_dictionary_get(&r->ids, copy));
    return !put;
}

static int read_account(const reading *r, uint64_t line, ambit_span cell, deal *d)
{
    d->account = ambit_dictionary_get(r->accounts, cell.text);
    if (d->account != AMBIT_NOT_FOUND) return 1;
    return fault(r, AMBIT_FAULT_UNIT_UNKNOWN, line, ACCOUNT, cell, "an account of the plan, correct the id or add the "
            "account");
}

static int read_stage(const reading *r, uint64_t line, ambit_span cell, deal *d)
{
    const ambit_stages *s = &r->p->stages;
    d->stage = ambit_dictionary_get(&s->index, cell.text);
    if (d->stage != AMBIT_NOT_FOUND) return 1;
    if (!s->n) return 0; /* the stages' file has been complained of */
    const char *known[64], *nearest;
    uint32_t n = s->n < 64 ? s->n : 64;
    for (uint32_t k = 0; k < n; k++) known[k] = s->stage[k].name;
    nearest = ambit_text_nearest(known, n, cell.text);
    return fault(r, AMBIT_FAULT_STAGE_UNKNOWN, line, STAGE, cell, "a stage of %s%s%s%s, correct it or add the stage",
            r->p->settings->stages, nearest ? " (\"" : "", nearest ? nearest : "", nearest ? "\"?)" : "");
}

static uint32_t digits(const char *text, int n)
{
    uint32_t value = 0;
    for (int k = 0; k < n; k++) value = 10 * value + (uint32_t)(text[k] - '0');
    return value;
}

static uint32_t month_of(const char *date) { return 12 * digits(date, 4) + digits(date + 5, 2) - 1; }

static int read_day(const reading *r, uint64_t line, int use, ambit_span cell, ambit_day *day)
{
    if (!ambit_text_is_date(cell.text))
        return fault(r, AMBIT_FAULT_DATE_BAD, line, use, cell, "a date such as 2027-01-31, write year-month-day");
    *day = ambit_day_number((int32_t)digits(cell.text, 4), (int32_t)digits(cell.text + 5, 2),
                            (int32_t)digits(cell.text + 8, 2));
    return 1;
}

static int read_days(const reading *r, uint64_t line, const ambit_span *cell, deal *d)
{
    ambit_span closes = cell_of(r, cell, CLOSES), closed = cell_of(r, cell, CLOSED);
    int opened = read_day(r, line, OPENED, cell_of(r, cell, OPENED), &d->opened);
    int sound = opened & read_day(r, line, CLOSES, closes, &d->closes);
    if (sound && d->closes < d->opened)
        sound = fault(r, AMBIT_FAULT_DATE_ORDER, line, CLOSES, closes, "a day on or after the one on which the deal "
                "was opened, %s, correct one of them", cell_of(r, cell, OPENED).text);
    if (sound) d->month = month_of(closes.text);
    d->closed = d->closes;
    if (!closed.length) return sound;
    if (!read_day(r, line, CLOSED, closed, &d->closed)) return 0;
    if (opened && d->closed < d->opened)
        return fault(r, AMBIT_FAULT_DATE_ORDER, line, CLOSED, closed, "a day on or after the one on which the deal was "
                "opened, %s, correct one of them", cell_of(r, cell, OPENED).text);
    return sound;
}

/* Amounts in several currencies have no sum. The first row decides where the plan does not. */
static int read_currency(reading *r, uint64_t line, ambit_span cell)
{
    if (!cell.length) return 1;
    if (!*r->p->currency) {
        r->p->currency = ambit_arena_copy(&r->p->texts, cell.text, cell.length);
        r->currency_line = line;
        if (!r->p->currency) r->p->currency = "", r->out_of_memory = 1;
    }
    if (!strcmp(cell.text, r->p->currency)) return 1;
    if (r->currency_line)
        return fault(r, AMBIT_FAULT_CURRENCY_MIX, line, CURRENCY, cell, "\"%s\" as in line %llu, convert the amount",
                r->p->currency, (unsigned long long)r->currency_line);
    return fault(r, AMBIT_FAULT_CURRENCY_MIX, line, CURRENCY, cell, "\"%s\" as the plan says, convert the amount",
            r->p->currency);
}

static int read_owner(reading *r, ambit_span cell, deal *d)
{
    const uint32_t n_reps = r->instance->reps.n;
    d->owner = ambit_dictionary_get(&r->instance->rep_index, cell.text);
    d->foreign = NULL;
    if (d->owner < n_reps) return 1;
    d->owner = n_reps;
    d->foreign = ambit_deal_sums_of(&r->p->owners, r->p, cell.text, cell.length);
    if (!d->foreign) r->out_of_memory = 1;
    return d->foreign != NULL;
}

/* Both or none: an actual that is not there yet is no error of the forecast. */
static int read_forecast(reading *r, uint64_t line, const ambit_span *cell, deal *d)
{
    ambit_span said = cell_of(r, cell, FORECAST), came = cell_of(r, cell, ACTUAL);
    d->has_forecast = said.length && came.length;
    if (said.length && !ambit_deal_amount(&d->forecast, r->p, said, place_of(r, line, FORECAST))) return 0;
    return !came.length || ambit_deal_amount(&d->actual, r->p, came, place_of(r, line, ACTUAL));
}

static int read_deal(reading *r, uint64_t line, const ambit_span *cell, deal *d)
{
    int sound = read_id(r, line, cell_of(r, cell, ID));
    sound &= read_account(r, line, cell_of(r, cell, ACCOUNT), d);
    sound &= ambit_deal_amount(&d->amount, r->p, cell_of(r, cell, AMOUNT), place_of(r, line, AMOUNT));
    sound &= read_stage(r, line, cell_of(r, cell, STAGE), d);
    sound &= read_days(r, line, cell, d);
    sound &= read_currency(r, line, cell_of(r, cell, CURRENCY));
    sound &= read_forecast(r, line, cell, d);
    return sound && read_owner(r, cell_of(r, cell, OWNER), d);
}

/* ---- Counting ---------------------------------------------------------------------------------------------------- */

static ambit_deal_sum *period_of(reading *r, uint32_t month)
{
    char label[16];
    ambit_deal_sums *periods = &r->p->periods;
    if (r->period[month] != AMBIT_NOT_FOUND) return periods->at[r->period[month]];
    int length = snprintf(label, sizeof label, "%04u-%02u", month / 12, month % 12 + 1);
    ambit_deal_sum *found = ambit_deal_sums_of(periods, r->p, label, (size_t)length);
    if (found) r->period[month] = ambit_dictionary_get(&periods->index, label);
    else r->out_of_memory = 1;
    return found;
}

/* What an open deal adds to each of its sums. */
typedef struct { int is_qualified, is_past, is_old, is_stale, is_moved, is_unserved; } marks;

static marks marks_of(const reading *r, const deal *d)
{
    const ambit_pipeline_settings *s = r->p->settings;
    uint32_t rep = d->of_account.rep;
    marks m = { .is_qualified = r->p->stages.stage[d->stage].is_qualified, .is_past = d->closes < r->p->day,
                .is_old = r->p->day - d->opened > (ambit_day)s->stale_days, .is_moved = rep != d->owner || d->foreign,
                .is_unserved = rep == r->instance->reps.n };
    m.is_stale = (m.is_past && s->stale != AMBIT_PIPELINE_STALE_AGE)
                 || (m.is_old && s->stale != AMBIT_PIPELINE_STALE_PAST);
    return m;
}

static void add_open(ambit_deal_sum *to, const deal *d, const marks *m)
{
    ambit_deal_stage *stage = &to->stage[d->stage];
    stage->n++;
    stage->amount += d->amount;
    stage->squares += (double)d->amount * (double)d->amount;
    to->n_open++;
    to->open += d->amount;
    if (m->is_qualified) to->n_qualified++, to->qualified += d->amount;
    if (m->is_stale) to->n_stale++, to->stale += d->amount;
    to->n_past += (uint64_t)m->is_past;
    to->n_old += (uint64_t)m->is_old;
    if (m->is_unserved) to->n_unserved++, to->unserved += d->amount;
}

static void add_moved(ambit_deal_sum *from, ambit_deal_sum *to, const deal *d)
{
    from->n_outgoing++, from->outgoing += d->amount;
    to->n_incoming++, to->incoming += d->amount;
}

static void note_stale(reading *r, const deal *d, const marks *m)
{
    const ambit_instance *instance = r->instance;
    const char *const *name = r->accounts == &r->own_index ? (const char *const *)instance->accounts.id
                                                          : instance->unit_id;
    const ambit_stale_deal stale = { d->id, name[d->account], d->owner_id, d->amount, d->opened, d->closes, m->is_past,
        m->is_old };
    if (ambit_stale_list_add(&r->p->stale, &r->p->texts, &stale)) r->out_of_memory = 1;
}

static void count_open(reading *r, deal *d)
{
    ambit_pipeline *p = r->p;
    if (p->settings->closes_in_period && (d->closes < p->period_from || d->closes >= p->period_to)) {
        p->n_outside++;
        return;
    }
    ambit_deal_sum *period = period_of(r, d->month);
    if (!period) return;
    const marks m = marks_of(r, d);
    ambit_deal_sum *const sums[] = { p->reps.at[d->rep], p->segments.at[d->of_account.segment], period,
                                     p->by_stage.at[d->stage] };
    for (size_t k = 0; k < sizeof sums / sizeof *sums; k++) {
        add_open(sums[k], d, &m);
        if (k && m.is_moved) add_moved(sums[k], sums[k], d);
    }
    if (m.is_moved) add_moved(p->reps.at[d->owner], p->reps.at[d->of_account.rep], d);
    if (d->foreign) add_open(d->foreign, d, &m);
    if (m.is_stale) note_stale(r, d, &m);
}

static void add_closed(ambit_deal_sum *to, const deal *d, const ambit_pipeline *p)
{
    int is_won = p->stages.stage[d->stage].kind == AMBIT_STAGE_WON;
    if (is_won && d->closed >= p->period_from && d->closed < p->period_to) to->won_in_period += d->amount;
    if (d->closed <= p->history_from) return;
    if (is_won) to->n_won++, to->won += d->amount;
    else to->n_lost++, to->lost += d->amount;
    if (!is_won && !p->settings->cycle_of_closed) return;
    to->n_cycles++;
    to->cycle_days += d->closed - d->opened;
}

static void count_closed(reading *r, deal *d)
{
    ambit_pipeline *p = r->p;
    p->n_later += d->closed > p->day;
    p->n_before += d->closed <= p->history_from;
    if (d->closed > p->day) return;
    ambit_deal_sum *period = period_of(r, d->month);
    if (!period) return;
    ambit_deal_sum *const sums[] = { p->reps.at[d->rep], p->segments.at[d->of_account.segment], period,
                                     p->by_stage.at[d->stage] };
    for (size_t k = 0; k < sizeof sums / sizeof *sums; k++) add_closed(sums[k], d, p);
    if (d->foreign) add_closed(d->foreign, d, p);
}

static void count_forecast(reading *r, const deal *d)
{
    ambit_deal_sum *period = period_of(r, d->month);
    ambit_deal_forecast *of = period ? ambit_deal_forecasts_of(r->p, r->period[d->month]) : NULL;
    if (!of) {
        r->out_of_memory = 1;
        return;
    }
    of[d->rep].is_there = 1;
    of[d->rep].forecast += d->forecast;
    of[d->rep].actual += d->actual;
}

static int on_row(void *context, uint64_t line, const ambit_span *cell)
{
    reading *r = context;
    deal d = { .id = cell_of(r, cell, ID).text, .owner_id = cell_of(r, cell, OWNER).text };
    r->p->n_rows++;
    if (!read_deal(r, line, cell, &d)) return r->out_of_memory;
    d.of_account = r->keeper[d.account];
    d.rep = r->p->settings->rep == AMBIT_PIPELINE_OF_PLAN ? d.of_account.rep : d.owner;
    if (r->p->stages.stage[d.stage].kind == AMBIT_STAGE_OPEN) {
        count_open(r, &d);
    } else {
        if (cell_of(r, cell, CLOSED).length) d.month = month_of(cell_of(r, cell, CLOSED).text);
        count_closed(r, &d);
    }
    if (d.has_forecast && !r->p->settings->actuals) count_forecast(r, &d);
    return r->out_of_memory;
}

/* ---- The file ---------------------------------------------------------------------------------------------------- */

static void bind(reading *r, int use, const char *name, int required)
{
    uint32_t k = 0;
    while (k < r->n_wanted && strcmp(r->wanted[k].name, name)) k++;
    if (k == r->n_wanted) r->wanted[r->n_wanted++] = (ambit_column){ name, required };
    else r->wanted[k].required |= required;
    r->at[use] = k;
}

static void bind_columns(reading *r)
{
    const ambit_pipeline_settings *s = r->p->settings;
    const ambit_pipeline_columns *c = &s->columns;
    bind(r, ID, c->id, 1);
    bind(r, ACCOUNT, c->account, 1);
    bind(r, AMOUNT, c->amount, 1);
    bind(r, STAGE, c->stage, 1);
    bind(r, OPENED, c->opened, 1);
    bind(r, CLOSES, c->closes, 1);
    bind(r, OWNER, c->owner, 1);
    bind(r, CURRENCY, c->currency, s->names_currency);
    bind(r, CLOSED, c->closed, s->names_closed);
    bind(r, FORECAST, c->forecast, s->names_forecast);
    bind(r, ACTUAL, c->actual, s->names_actual);
}

/* Which account an id is: of the units themselves, or where regions are the units, of the accounts inside. */
static int index_accounts(reading *r)
{
    const ambit_accounts *accounts = &r->instance->accounts;
    r->accounts = &r->instance->unit_index;
    if (r->instance->plan->assign == AMBIT_ASSIGN_REGIONS && accounts->n) {
        for (uint32_t i = 0; i < accounts->n; i++)
            if (ambit_dictionary_put(&r->own_index, accounts->id[i], i) < 0) return -1;
        r->accounts = &r->own_index;
    }
    return 0;
}

/* The rep of the account in the plan; n_reps: nobody. */
static uint32_t rep_of(const reading *r, uint32_t account)
{
    const ambit_formulation *f = r->p->workspace->formulation;
    uint32_t unit = account;
    if (r->accounts == &r->own_index)
        unit = f->region_of_account ? f->region_of_account[account] : AMBIT_OUTSIDE;
    uint32_t rep = unit < f->n_units ? r->plan[unit] : AMBIT_NOBODY;
    return rep < r->instance->reps.n ? rep : r->instance->reps.n;
}

static int find_keepers(reading *r)
{
    const ambit_accounts *accounts = &r->instance->accounts;
    uint32_t n = r->accounts == &r->own_index ? accounts->n : r->instance->n_units;
    r->keeper = calloc((size_t)n + 1, sizeof *r->keeper);
    r->period = malloc(MONTHS * sizeof *r->period);
    if (!r->keeper || !r->period || !ambit_deal_sums_of(&r->p->segments, r->p, "", 0)) return -1;
    for (uint32_t m = 0; m < MONTHS; m++) r->period[m] = AMBIT_NOT_FOUND;
    for (uint32_t i = 0; i < n; i++) r->keeper[i].rep = rep_of(r, i);
    for (uint32_t i = 0; accounts->segment && i < accounts->n; i++) {
        const char *name = accounts->segment[i];
        if (!ambit_deal_sums_of(&r->p->segments, r->p, name, strlen(name))) return -1;
        r->keeper[i].segment = ambit_dictionary_get(&r->p->segments.index, name);
    }
    return 0;
}

static ambit_status read_file(reading *r, ambit_error *err)
{
    char path[PATH_ROOM];
    const char *file = r->p->settings->opportunities;
    if (ambit_planfile_path(path, sizeof path, r->p->plan, file))
        return ambit_fail(err, AMBIT_E_FILE, "%s: the path is too long", file);
    bind_columns(r);
    ambit_status status = index_accounts(r) || find_keepers(r) ? AMBIT_E_MEMORY : AMBIT_OK;
    if (!status)
        status = ambit_table_read(path, file, r->wanted, r->n_wanted, on_row, r, NULL, r->diagnosis, err);
    if (r->out_of_memory) status = AMBIT_E_MEMORY;
    return status == AMBIT_E_MEMORY ? ambit_fail(err, status, "no memory for %s", file) : status;
}

ambit_status ambit_opportunities_read(ambit_pipeline *p, const uint32_t *plan, ambit_error *err)
{
    reading r = { .p = p, .instance = p->workspace->instance, .plan = plan, .diagnosis = p->workspace->diagnosis };
    ambit_dictionary_init(&r.ids);
    ambit_dictionary_init(&r.own_index);
    ambit_arena_init(&r.id_texts);
    ambit_status status = read_file(&r, err);
    ambit_dictionary_reset(&r.ids);
    ambit_dictionary_reset(&r.own_index);
    ambit_arena_reset(&r.id_texts);
    free(r.keeper);
    free(r.period);
    return status;
}
