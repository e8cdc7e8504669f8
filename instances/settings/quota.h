/* instances/settings/quota.h - what the section quota of a plan says, with every default.
 *
 * Shares are fractions, amounts are in the currency's unit, texts that are absent are NULL. */
#ifndef AMBIT_SETTINGS_QUOTA_H
#define AMBIT_SETTINGS_QUOTA_H
#include <stdint.h>

typedef enum { AMBIT_QUOTA_TOP_DOWN, AMBIT_QUOTA_BOTTOM_UP, AMBIT_QUOTA_HYBRID } ambit_quota_method;
typedef enum { AMBIT_QUOTA_REVENUE, AMBIT_QUOTA_VOLUME, AMBIT_QUOTA_ACTIVITY } ambit_quota_type;
typedef enum { AMBIT_QUOTA_EVEN, AMBIT_QUOTA_INDEX } ambit_quota_split;
typedef enum { AMBIT_QUOTA_LOGNORMAL, AMBIT_QUOTA_GAMMA } ambit_quota_law;

enum { AMBIT_QUOTA_MOST_LAYERS = 16, AMBIT_QUOTA_MOST_STEPS = 120, AMBIT_QUOTA_MOST_METRICS = 8 };

typedef struct { uint32_t n; double share[AMBIT_QUOTA_MOST_STEPS]; } ambit_quota_shares;

typedef struct { double from, to, rate; uint32_t line; } ambit_quota_rate; /* to: INFINITY when it is not said */
/* One of a scorecard: the type of quota itself, `activity`, or a column of the accounts. cap: INFINITY when not said */
typedef struct { char *metric; double weight, cap; uint32_t line; } ambit_quota_metric;

typedef struct {
    int is_there;                 /* the plan has the section */
    ambit_quota_method method;
    ambit_quota_type type;
    ambit_quota_split split;      /* default index when history or potential is named, else even */
    double target;                /* NaN: none */
    char *currency;               /* a label; "" by default */
    char *history, *potential;    /* columns of the accounts; potential: default `opportunity` where there is one */
    double history_weight;        /* of the index; default 1 with history alone, 0 with potential alone, else 0.5 */
    ambit_quota_shares hedge;     /* a layer of management each, from the top; n is 0 or more */
    uint32_t fiscal_month;        /* 1 .. 12; 0: the period's first */
    int by_quarter;               /* periods: quarters */
    ambit_quota_shares season;    /* n is 0 or a whole year's 12 months; sums to 1 */
    char *season_history;         /* a table `month,amount` to estimate it from */
    ambit_quota_shares ramp;      /* share of a full quota in the k-th month from the start */
    double round_to;              /* default 1 */
    char *account_target, *rep_input; /* columns of the accounts, of the reps */
    double capacity;              /* the most that a full-time rep can sell in a year; INFINITY: no bound */
    char *last;                   /* a column of the reps: last year's quota */
    double most_change;           /* against it; INFINITY: no bound */
    double least_of_potential, most_of_potential; /* quota over potential; 0 and INFINITY: no bound */
    ambit_quota_law law;
    double cv, market_cv, manager_cv; /* default 0.3, 0.1, 0.05 */
    uint32_t draws;               /* default 10,000 */
    uint32_t n_rates;
    ambit_quota_rate *rate;       /* tiers, ascending without gap or overlap */
    int whole_rate;               /* the tier that is reached pays on everything; default: marginal */
    uint32_t n_metrics;
    ambit_quota_metric *metric;   /* of a balanced scorecard; weights sum to 1 */
} ambit_quota_settings;

#endif
