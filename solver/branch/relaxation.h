/* solver/branch/relaxation.h - what is left to decide in a plan cheaper than the incumbent, and its Lagrangian
 * relaxation with cuts.
 *
 * Pairs whose reduced cost alone exceeds the gap are out; units with one pair left are given away, and what they bring
 * is taken off the rows. A pair brings something to few rows: the balance rows of its rep, and those cuts that see its
 * unit. These entries stand together, in shares (amount / scale of the rule), so that one short loop prices a pair
 * whatever rows there are.
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
    size_t *at;              /* [n_pairs] where its entries begin */
    uint32_t *n_entries;     /* [n_pairs] */
    uint32_t *where;         /* of each entry: the row */
    double *amount;          /* of each entry: not 0 */
    uint32_t *row_of;        /* [n_rules * n_reps]: the row of each rule and rep (rule * n_reps + rep) */
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

/* A copy without room for more; the caller resets it, also after a failure. O(entries). */
int ambit_relaxation_copy(ambit_relaxation *out, const ambit_relaxation *from);

/* One cut: sum over `n` pairs of coefficient * x <= high. */
typedef struct {
    uint32_t n;
    uint32_t *pair;          /* [n] of the relaxation */
    double *coefficient;     /* [n], the largest 1 in size; none is 0 */
    double high, violation;
    uint32_t number;         /* in the order of their finding: equal violations are taken in it */
} ambit_cut;

/* Adds rows for the cuts. O(entries). */
ambit_status ambit_relaxation_add(ambit_relaxation *relaxation, const ambit_cut *cut, uint32_t n, ambit_error *err);

/* Leaves out the pairs with keep[k] unset; every unit keeps one at least. Numbers of units and pairs change. */
void ambit_relaxation_keep(ambit_relaxation *relaxation, const char *keep);

/* Leaves out the rows with drop[row] set (cuts only) and moves up what q [n_rows] has for the others. */
ambit_status ambit_relaxation_drop(ambit_relaxation *relaxation, const char *drop, double *q, ambit_error *err);

/* What pair k costs under prices q [n_rows]. */
static inline double ambit_relaxation_priced(const ambit_relaxation *r, const double *q, uint32_t k)
{
    const uint32_t *where = r->where + r->at[k];
    const double *amount = r->amount + r->at[k];
    double cost = r->cost[k];
    for (uint32_t i = 0, n = r->n_entries[k]; i < n; i++) cost += q[where[i]] * amount[i];
    return cost;
}

#endif
