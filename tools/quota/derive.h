/* tools/quota/derive.h - from a target, or from what reps and accounts say, to an amount for each rep and month.
 *
 *     weight of each rep - base of a full year - bounds - hedge - months - whole units
 *
 * The base is what a rep would carry who is there all year. With factors f_i (the share of the year's season that rep i
 * carries, by ramp, start and leave) bases are B w_i, and B makes sum B w_i f_i the target: whoever ramps up is carried
 * by all others, and the total holds. Amounts count units of `round_to`, so that months, reps, managers and the total
 * add up exactly.
 *
 *   top down    w_i is FTE (even split), or a history_i / sum + (1 - a) potential_i / sum
 *   bottom up   what reps say, else what their accounts say; who said nothing yet shares the rest of the target by w_i,
 *               or, without a target, has as much per weight as the others
 *   hybrid      top down, but nobody below what was said from below, nor above capacity
 *   activity    the visits that the accounts need */
#ifndef AMBIT_QUOTA_DERIVE_H
#define AMBIT_QUOTA_DERIVE_H
#include "instances/settings/quota.h"
#include "tools/quota/amount.h"
#include "tools/quota/calendar.h"
#include "tools/ladder.h"

typedef struct {
    double fte;
    double history, potential; /* of the accounts; NaN: no such column */
    double from_accounts;      /* sum of the account targets that were entered; NaN: none was */
    double input;              /* the rep's own; NaN: no input yet; 0: no potential */
    double calls;              /* visits that its accounts need in the year */
    double last;               /* last year's quota; NaN: none */
    double metric[AMBIT_QUOTA_MOST_METRICS]; /* of the scorecard's columns; 0 where a metric is no column */
    uint32_t n_accounts;
    ambit_quota_presence presence;
} ambit_quota_rep;

typedef struct {
    const ambit_quota_settings *settings;
    ambit_quota_calendar calendar;
    const ambit_ladder *ladder;
    uint32_t n;                  /* reps, the first nodes of the ladder */
    const ambit_quota_rep *rep;
    const char *shown;           /* what messages call plan.yaml */
} ambit_quota_case;

typedef enum {
    AMBIT_QUOTA_FREE,            /* no bound holds it */
    AMBIT_QUOTA_AT_LEAST,        /* held up by its lower bound */
    AMBIT_QUOTA_AT_MOST          /* held down by its upper one */
} ambit_quota_hold;

/* Whose bound it is. */
typedef enum {
    AMBIT_QUOTA_BY_NOTHING, AMBIT_QUOTA_BY_INPUT, AMBIT_QUOTA_BY_LAST_YEAR, AMBIT_QUOTA_BY_POTENTIAL,
    AMBIT_QUOTA_BY_CAPACITY, AMBIT_QUOTA_BY_ABSENCE
} ambit_quota_reason;

typedef struct {
    uint32_t n, n_months;
    double *factor;              /* [n * n_months] of a full quota, by ramp and presence */
    double *season;              /* [n_months] sums to 1 */
    double *year_factor;         /* [n] of a full year's quota: sum season * factor */
    double *asked;               /* [n] of this year before bounds and hedge */
    double *year;                /* [n] of this year within the bounds, before hedge; sums to the target */
    double *low, *high;          /* [n] bounds of that */
    double *full_year;           /* [n] what a whole year would be, with hedge; 0 of a rep who is never there */
    uint8_t *hold;               /* [n] ambit_quota_hold */
    uint8_t *low_by, *high_by;   /* [n] ambit_quota_reason of both bounds */
    double *hedge;               /* [n] compounded over the layers above; 0.05 is 5 % */
    ambit_amount *month;         /* [n * n_months] in units of round_to */
    ambit_amount total;          /* of all months of all reps */
    double target;               /* without hedge, in currency; what was asked for, or what came from below */
    double missing;              /* the part of the target that the bounds do not let through; positive: too much is
                                  * asked, so hire, stretch the bounds or lower the target; negative: too little */
    double weight_sum;           /* top down: full-year weights that carry the target: target / weight_sum each */
} ambit_quota_result;

/* Derives. A weight that is nowhere above 0, negative history, no rep who is there for a day ... are recorded:
 * AMBIT_E_INPUT. AMBIT_E_INFEASIBLE when the bounds do not let the target through; *out is then filled but for months
 * and total, and `missing` says by how much. The caller resets *out in any case. O(reps months + n log n). */
ambit_status ambit_quota_derive(ambit_quota_result *out, const ambit_quota_case *of, ambit_diagnosis *diagnosis,
        ambit_error *err);
/* month[n_months] of metric k of the scorecard for rep i, in whole numbers: its accounts' amount, by the months in
 * which it is there. Returns 0, or -1 without memory. */
int ambit_quota_metric_months(ambit_amount *month, const ambit_quota_result *result, const ambit_quota_case *of,
        uint32_t i, uint32_t k);

/* "revenue", "volume" or "activity"; "top_down", "bottom_up" or "hybrid". Static. */
const char *ambit_quota_type_name(const ambit_quota_settings *settings);
const char *ambit_quota_method_name(const ambit_quota_settings *settings);

/* Why rep i is held, such as "at least 450: last year's 500 less 10 %"; "" when no bound holds it. Returns out. */
const char *ambit_quota_reason_text(char *out, size_t size, const ambit_quota_result *result,
        const ambit_quota_case *of,
        uint32_t i);

/* 1 when metric k is the quota itself. */
int ambit_quota_metric_is_quota(const ambit_quota_settings *settings, uint32_t k);
void ambit_quota_result_reset(ambit_quota_result *result);

/* What rep i carries in month m, in currency. */
static inline double ambit_quota_of(const ambit_quota_result *result, const ambit_quota_settings *settings, uint32_t i,
        uint32_t m)
{
    return (double)result->month[(size_t)i * result->n_months + m] * settings->round_to;
}

#endif
