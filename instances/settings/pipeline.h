/* instances/settings/pipeline.h - what the sections coverage and pipeline of a plan say of deals, with every default.
 *
 * Sources differ on nearly every figure of a pipeline, so each choice is a key. Shares are fractions, amounts are in
 * the currency's unit, texts that are absent are NULL. */
#ifndef AMBIT_SETTINGS_PIPELINE_H
#define AMBIT_SETTINGS_PIPELINE_H
#include <stdint.h>

typedef enum { AMBIT_PIPELINE_QUALIFIED, AMBIT_PIPELINE_OPEN } ambit_pipeline_definition;
typedef enum { AMBIT_PIPELINE_OF_OWNER, AMBIT_PIPELINE_OF_PLAN } ambit_pipeline_rep;
typedef enum {
    AMBIT_PIPELINE_CASES_AUTO, AMBIT_PIPELINE_CASES_SPREAD, AMBIT_PIPELINE_CASES_COMMITTED, AMBIT_PIPELINE_CASES_STAGES
} ambit_pipeline_cases;
typedef enum { AMBIT_PIPELINE_STALE_EITHER, AMBIT_PIPELINE_STALE_PAST, AMBIT_PIPELINE_STALE_AGE } ambit_pipeline_stale;

/* What the columns of opportunities.csv are called. The last four need not be there, unless the plan names them. */
typedef struct {
    char *id, *account, *amount, *stage, *opened, *closes, *owner;
    char *currency, *closed, *forecast, *actual;
} ambit_pipeline_columns;

/* Weights of the composite, which sum to 1, and what counts as full marks of each part. */
typedef struct {
    double coverage, velocity, win_rate;
    double healthy;          /* default 80 of 100 */
    double win_rate_target;  /* default 0.25 */
    double velocity_target;  /* a day; NaN: the quota over the days of the period */
} ambit_pipeline_health;

typedef struct {
    char *opportunities, *stages; /* coverage: {opportunities: FILE, stages: FILE}; NULL: none */
    char *as_of;                  /* ISO date; NULL: the start of the plan's period. Never the clock */
    char *currency;               /* NULL: the quota's, else that of the first row */
    uint32_t decimals;            /* of the smallest unit; default 2: cents */
    ambit_pipeline_rep rep;       /* whom a deal counts for: its owner, or the rep of its account in the plan */
    ambit_pipeline_definition definition; /* what is held against the required multiple */
    int closes_in_period;         /* closes: period; default: any open deal counts */
    double qualified_from;        /* without a column `qualified`: the least probability; default 0.2 */
    double win_rate;              /* NaN: of the deals that closed */
    int win_rate_by_amount;       /* win_rate_by: amount; default: count */
    uint32_t history_months;      /* before as_of, in which deals have closed that count; default 12 */
    uint32_t own_from;            /* closed deals from which a rep's own win rate and cycle count; default 10 */
    double slippage;              /* share of deals that slip out of the period; default 0 */
    double least_multiple, most_multiple; /* NaN: 1 / win rate x (1 + slippage) */
    double cycle_days;            /* NaN: of the deals that closed */
    int cycle_of_closed;          /* cycle_of: closed; default: won */
    int deal_size_won;            /* deal_size: won; default: open */
    ambit_pipeline_cases cases;
    double committed_from;        /* cases: committed: the least probability of the worst case; default 0.9 */
    ambit_pipeline_stale stale;
    uint32_t stale_days;          /* default 180 */
    char *quota;                  /* a column of the reps; NULL: quotas.csv beside the plan */
    int quota_remaining;          /* quota_of: remaining: less what was won in the period; default: full */
    char *actuals;                /* a file rep_id,period,forecast,actual; NULL: columns of the deals */
    ambit_pipeline_health health;
    ambit_pipeline_columns columns;
    int names_forecast, names_actual, names_currency, names_closed; /* the plan itself names the column */
} ambit_pipeline_settings;

#endif
