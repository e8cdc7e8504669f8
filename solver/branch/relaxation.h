/* solver/branch/relaxation.h - what is left to decide in a plan cheaper than the incumbent, and its Lagrangian
 * relaxation with cuts.
 *
 * Pairs whose reduced cost alone exceeds the gap are out; units with one pair left are given away, and what they bring
 * is taken off the rows. Each rep has a list of places, the rows that its pairs bring something to: the balance rows
 * first, then the cuts that concern it. The amounts of a pair stand in the order of its rep's places, in shares (amount
 * / scale of the rule), so that one short loop prices a pair whatever rows there are.
 *
 *     minimise  given + sum_k cost_k x_k + sum_rows weight |load - ideal|
 *     low <= load <= high; of a cut: load <= high */
#ifndef AMBIT_BRANCH_RELAXATION_H
#define AMBIT_BRANCH_RELAXATION_H
#include "solver/core.h"

typedef struct {
    double low, high;        /* of the load; widened by what the verifier grants. A cut has no low */
    double ideal, weight;    /* weight 0: no ideal */
    bool cut;
    uint32_t idle;           /* of a cut: rounds in a row in which it held nothing */
} ambit_relaxation_row;

typedef struct {
    const ambit_core *core;
    uint32_t n_units, n_pairs, n_rows, n_cuts, longest; /* open units and pairs; cuts are the last rows */
    uint32_t *unit;          /* [n_units] of the core */
    uint32_t *first;         /* [n_units + 1] */
    uint32_t *rep;           /* [n_pairs] */
    size_t *pair;            /* [n_pairs] of the core */
    double *cost;            /* [n_pairs] */
    size_t *at;              /* [n_pairs] where its amounts begin */
    double *amount;
    uint32_t *place;         /* [n_reps + 1] where each rep's places begin */
    uint32_t *row_of;        /* [place[n_reps]] */
    ambit_relaxation_row *row; /* [n_rows] */
    double *size;            /* [n_units] mean 1 over all units: temperatures are in proportion to it */
    double given;            /* cost of the units that are decided */
    size_t *given_pair;      /* [core->n_units] their pairs, AMBIT_NO_PAIR of open units */
    double temperature;      /* at which mean units make up their mind: 1/50 of what choosing well is worth */
} ambit_relaxation;

/* Copies what is open: reduced cost at `price` (solver/bound.h) within cutoff - L(price). An infinite cutoff keeps all.
 * Needs a complete core. The caller resets it, also after a failure. O(pairs * rules). */
ambit_status ambit_relaxation_init(ambit_relaxation *relaxation, const ambit_core *core, const double *price,
                                   double cutoff, ambit_error *err);
void ambit_relaxation_reset(ambit_relaxation *relaxation);

/* A copy without room for more; the caller resets it, also after a failure. O(pairs * places). */
int ambit_relaxation_copy(ambit_relaxation *out, const ambit_relaxation *from);

/* One cut: sum over `n` pairs of coefficient * x <= high. All pairs of the units concerned at the reps concerned. */
typedef struct {
    uint32_t n, n_reps, rep[2];
    uint32_t *pair;          /* [n] of the relaxation */
    double *coefficient;     /* [n], the largest 1 in size */
    double high, violation;
} ambit_cut;

/* Adds rows for the cuts. O(pairs * places). */
ambit_status ambit_relaxation_add(ambit_relaxation *relaxation, const ambit_cut *cut, uint32_t n, ambit_error *err);

/* Leaves out the pairs with keep[k] unset; every unit keeps one at least. Numbers of units and pairs change. */
void ambit_relaxation_keep(ambit_relaxation *relaxation, const char *keep);

/* Leaves out the rows with drop[row] set (cuts only) and moves up what q [n_rows] has for the others. */
void ambit_relaxation_drop(ambit_relaxation *relaxation, const char *drop, double *q);

static inline uint32_t ambit_relaxation_places(const ambit_relaxation *r, uint32_t k)
{
    return r->place[r->rep[k] + 1] - r->place[r->rep[k]];
}

/* What pair k costs under prices [places], in the order of the places. */
static inline double ambit_relaxation_priced(const ambit_relaxation *r, const double *price, uint32_t k)
{
    const double *p = price + r->place[r->rep[k]], *amount = r->amount + r->at[k];
    double cost = r->cost[k];
    for (uint32_t i = 0, n = ambit_relaxation_places(r, k); i < n; i++) cost += p[i] * amount[i];
    return cost;
}

#endif
