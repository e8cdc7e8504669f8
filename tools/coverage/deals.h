/* tools/coverage/deals.h - what deals sum up to, by whom or what they belong to. Between the parts of the pipeline:
 * opportunities.c counts the deals, pipeline_quota.c and pipeline_forecast.c add what they are held against,
 * pipeline_figures.c makes ratios of it, and pipeline_csv.c, _json.c and _words.c show them. */
#ifndef AMBIT_DEALS_H
#define AMBIT_DEALS_H
#include "instances/table.h"
#include "tools/coverage/pipeline.h"
#include "tools/coverage/stages.h"
#include "tools/coverage/stale.h"
#include "tools/people.h"
#include "tools/quota/amount.h"

/* Deals of one stage; `squares` is the sum of squared amounts, of which a variance is made. */
typedef struct { uint64_t n; ambit_amount amount; double squares; } ambit_deal_stage;

/* Everything that is summed up. Amounts count the currency's smallest unit. Deals that closed count when they did so in
 * the months of history before the day that the pipeline is of. */
typedef struct {
    const char *id, *name, *manager;
    int has_no_history;              /* a month or a stage has no win rate of its own, only the company's */
    ambit_deal_stage *stage;         /* [n_stages] of open deals */
    uint64_t n_open, n_qualified, n_won, n_lost;
    ambit_amount open, qualified, won, lost;
    uint64_t n_stale, n_past, n_old; /* either or both, expected to have closed before, open for too long */
    ambit_amount stale;
    uint64_t n_cycles;
    int64_t cycle_days;              /* from opening to closing, of the n_cycles deals that count for the cycle */
    ambit_amount won_in_period;      /* of the plan's period, up to the day that the pipeline is of */
    uint64_t n_outgoing, n_incoming; /* open deals on accounts that the plan gives to somebody else than the owner */
    ambit_amount outgoing, incoming;
    uint64_t n_unserved;             /* open deals on accounts that nobody has in the plan */
    ambit_amount unserved;
    int has_quota;
    ambit_amount quota;
    uint64_t n_forecasts, n_without; /* periods of reps with a forecast and an actual above 0; with an actual of 0 */
    ambit_amount forecast, actual;
    double error_shares;             /* sum of |actual - forecast| / actual over the n_forecasts */
} ambit_deal_sum;

/* Sums that are found by an id, in the order in which they came. */
typedef struct {
    uint32_t n, room;
    ambit_deal_sum **at;
    ambit_dictionary index;
} ambit_deal_sums;

typedef struct { ambit_amount forecast, actual; int is_there; } ambit_deal_forecast;

struct ambit_pipeline {
    const ambit_workspace *workspace;
    const ambit_planfile *plan;
    const ambit_pipeline_settings *settings;
    ambit_pipeline_cases cases;      /* as they are found, never AUTO */
    ambit_stages stages;
    ambit_people people;
    const char *as_of, *currency;
    const char *quota_source;        /* NULL: there are no quotas */
    ambit_day day, history_from, period_from, period_to; /* the history begins after, the period ends before its day */
    ambit_amount total;              /* of every amount that was read */
    double scale;                    /* smallest units in one of the currency, such as 100 */
    ambit_deal_sum company;
    ambit_deal_sums reps;            /* the reps of the plan, and last the deals that belong to none of them */
    ambit_deal_sums managers;        /* everybody below each, so managers of managers hold their sums again */
    ambit_deal_sums segments, periods, by_stage;
    ambit_deal_sums owners;          /* who are no reps of the plan */
    ambit_deal_forecast **forecast;  /* [periods.n] each NULL or [reps.n] */
    uint32_t forecast_room;
    int has_forecasts;
    ambit_stale_list stale;          /* the largest */
    uint64_t n_rows, n_outside, n_before, n_later; /* read; left out because of when they close or have closed */
    ambit_arena texts;
};

/* The sum of an id, which is made when there is none; NULL without memory. */
ambit_deal_sum *ambit_deal_sums_of(ambit_deal_sums *sums, ambit_pipeline *p, const char *id, size_t length);

/* Everything in `from` counts in `to` as well. */
void ambit_deal_sum_add(ambit_deal_sum *to, const ambit_deal_sum *from, uint32_t n_stages);

/* Where the forecasts of a period stand, by the number of the rep; NULL without memory. */
ambit_deal_forecast *ambit_deal_forecasts_of(ambit_pipeline *p, uint32_t period);

/* An amount of 0 or more in whole units of a pipeline. Returns 0 after recording what is wrong with the cell. The sum
 * of all that were ever read stays below 2^63, and so does each sum of some of them. */
int ambit_deal_amount(ambit_amount *out, ambit_pipeline *p, ambit_span cell, ambit_place place);

/* Reads the plan's opportunities into the sums by rep, segment, period, stage and foreign owner. */
ambit_status ambit_opportunities_read(ambit_pipeline *p, const uint32_t *plan, ambit_error *err);

/* Quotas of the reps (and of months, in quotas.csv); forecasts of reps and periods. Faults are recorded. */
ambit_status ambit_pipeline_read_quota(ambit_pipeline *p, const char *folder, ambit_error *err);
ambit_status ambit_pipeline_read_actuals(ambit_pipeline *p, ambit_error *err);

/* Adds the forecasts up by rep and by period. */
void ambit_pipeline_sum_forecasts(ambit_pipeline *p);

#endif
