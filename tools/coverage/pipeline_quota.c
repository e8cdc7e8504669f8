/* tools/coverage/pipeline_quota.c - the quota that deals are held against: a column of the reps, or quotas.csv.
 *
 * quotas.csv lies beside the plan when `ambit quota` has been run; then months have a quota as well. */
#include "tools/coverage/deals.h"

#include "instances/base/text.h"

#include <string.h>
#include <unistd.h>

enum { PATH_ROOM = 4096 };

typedef struct {
    ambit_pipeline *p;
    const char *shown;
    const ambit_column *wanted;
} reading;

static ambit_place place_of(const reading *r, uint64_t line, int column)
{
    return (ambit_place){ r->shown, line, 0, r->wanted[column].name };
}

/* ---- A column of the reps ---------------------------------------------------------------------------------------- */

enum { REP, QUOTA };

static int on_rep(void *context, uint64_t line, const ambit_span *cell)
{
    reading *r = context;
    ambit_amount amount;
    uint32_t i = ambit_dictionary_get(&r->p->workspace->instance->rep_index, cell[REP].text);
    if (i >= r->p->reps.n || !cell[QUOTA].length) return 0; /* nothing: no quota, which is not one of 0 */
    if (!ambit_deal_amount(&amount, r->p, cell[QUOTA], place_of(r, line, QUOTA))) return 0;
    r->p->reps.at[i]->has_quota = 1;
    r->p->reps.at[i]->quota = amount;
    return 0;
}

static ambit_status read_column(ambit_pipeline *p, ambit_error *err)
{
    char path[PATH_ROOM];
    const ambit_source *reps = &p->plan->reps;
    const ambit_column wanted[] = { { reps->id, 1 }, { p->settings->quota, 1 } };
    reading r = { p, reps->file, wanted };
    if (!reps->file || ambit_planfile_path(path, sizeof path, p->plan, reps->file)) return AMBIT_OK;
    p->quota_source = p->settings->quota;
    return ambit_table_read(path, reps->file, wanted, 2, on_rep, &r, NULL, p->workspace->diagnosis, err);
}

/* ---- quotas.csv -------------------------------------------------------------------------------------------------- */

enum { Q_REP, Q_PERIOD, Q_AMOUNT, Q_TYPE, Q_COLUMNS };
static const ambit_column quota_columns[Q_COLUMNS] = { { "rep_id", 1 }, { "period", 1 }, { "amount", 1 },
    { "type", 1 } };

/* `2027-01`; quarters have no sum of their own. */
static int is_month(ambit_span period)
{
    char day[16];
    if (period.length != 7) return 0;
    snprintf(day, sizeof day, "%s-01", period.text);
    return ambit_text_is_date(day);
}

static int on_quota(void *context, uint64_t line, const ambit_span *cell)
{
    reading *r = context;
    ambit_pipeline *p = r->p;
    ambit_amount amount;
    char quoted[AMBIT_QUOTED];
    if (strcmp(cell[Q_TYPE].text, "revenue")) return 0; /* calls and pieces fill no pipeline of money */
    uint32_t i = ambit_dictionary_get(&p->workspace->instance->rep_index, cell[Q_REP].text);
    if (i >= p->workspace->instance->reps.n) {
        ambit_diagnosis_error(p->workspace->diagnosis, AMBIT_FAULT_REP_UNKNOWN, place_of(r, line, Q_REP), "found %s, "
                "expected a rep of the plan, derive the quotas anew",
                ambit_text_quote(quoted, cell[Q_REP].text, cell[Q_REP].length));
        return 0;
    }
    if (!ambit_deal_amount(&amount, p, cell[Q_AMOUNT], place_of(r, line, Q_AMOUNT))) return 0;
    ambit_deal_sum *sums[2] = { p->reps.at[i], NULL };
    if (is_month(cell[Q_PERIOD]))
        sums[1] = ambit_deal_sums_of(&p->periods, p, cell[Q_PERIOD].text, cell[Q_PERIOD].length);
    for (int k = 0; k < 2 && sums[k]; k++) {
        sums[k]->has_quota = 1;
        sums[k]->quota += amount;
    }
    p->quota_source = "quotas.csv";
    return 0;
}

ambit_status ambit_pipeline_read_quota(ambit_pipeline *p, const char *folder, ambit_error *err)
{
    char path[PATH_ROOM + 32];
    reading r = { p, "quotas.csv", quota_columns };
    if (p->settings->quota) return read_column(p, err);
    if (!folder) return AMBIT_OK;
    int length = snprintf(path, sizeof path, "%s/quotas.csv", folder);
    if (length < 0 || (size_t)length >= sizeof path || access(path, R_OK)) return AMBIT_OK;
    return ambit_table_read(path, r.shown, quota_columns, Q_COLUMNS, on_quota, &r, NULL, p->workspace->diagnosis, err);
}
