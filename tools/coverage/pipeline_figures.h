/* tools/coverage/pipeline_figures.h - from sums of deals to the ratios that people ask for.
 *
 *     required   = 1 / win rate x (1 + slippage), or the band that the plan names
 *     coverage   = qualified pipeline / quota, and all open pipeline / quota
 *     weighted   = sum over stages of probability x amount
 *     velocity   = deals x average deal x win rate / cycle in days: an amount a day
 *     health     = 100 x (w_c min(1, coverage / required) + w_v min(1, velocity / its target)
 *                         + w_r min(1, win rate / its target))
 *     accuracy   = 1 - |actual - forecast| / actual of the sums,  bias = (forecast - actual) / actual,
 *     MAPE       = mean of |actual - forecast| / actual over the periods of reps with an actual above 0
 *
 * What cannot be known is NaN: no quota, no deal that closed. */
#ifndef AMBIT_PIPELINE_FIGURES_H
#define AMBIT_PIPELINE_FIGURES_H
#include "tools/coverage/deals.h"

typedef enum { AMBIT_BASIS_NONE, AMBIT_BASIS_PLAN, AMBIT_BASIS_OWN, AMBIT_BASIS_COMPANY } ambit_pipeline_basis;

typedef struct {
    double open, qualified, won, lost, stale, outgoing, incoming, unserved; /* in the currency's unit */
    double weighted, worst, best;
    double quota;                     /* what is left of it, when the plan says so */
    double win_rate, deal, cycle_days;
    ambit_pipeline_basis win_rate_from, cycle_from;
    double least_required, most_required; /* multiples of the quota */
    double coverage_qualified, coverage_open;
    double coverage;                  /* the one of them that is held against what is required */
    double gap;                       /* amount that is missing to least_required x quota; 0: enough */
    double velocity, velocity_target;
    double health, of_coverage, of_velocity, of_win_rate; /* 0 .. 100; the parts 0 .. 1 before their weights */
    double forecast, actual, accuracy, mape, bias;
} ambit_pipeline_figures;

ambit_pipeline_figures ambit_pipeline_figures_of(const ambit_pipeline *p, const ambit_deal_sum *sum);

/* "enough", "short", "above the band" or "unknown". Static. */
const char *ambit_pipeline_verdict(const ambit_pipeline_figures *figures);

/* "own", "company", "plan" or "unknown". Static. */
const char *ambit_pipeline_basis_name(ambit_pipeline_basis basis);

/* How the required multiple comes about, with its numbers: "1 / 25.0 % x (1 + 10.0 %) = 4.40". Returns out. */
enum { AMBIT_FORMULA_ROOM = 200 };
const char *ambit_pipeline_formula(char out[AMBIT_FORMULA_ROOM], const ambit_pipeline *p,
        const ambit_pipeline_figures *figures);

/* The choices that sources disagree on: k = 0 .. until NULL. `value` is written; the key is returned. */
enum { AMBIT_CHOICE_ROOM = 200 };
const char *ambit_pipeline_choice(const ambit_pipeline *p, uint32_t k, char value[AMBIT_CHOICE_ROOM],
        const char **meaning);

#endif
