/* solver/exact/packed.h - a small core problem laid out for speed, and its Lagrangian dual at any partial plan.
 *
 * Units come in the order in which they are decided, a unit's pairs in fixed places (one a rep), amounts in typical
 * shares. When the first units are decided, prices p prove about every completion
 *
 *     cost >= cost of the decided + p . load of the decided + sum_{undecided u} min_r (cost_ur + p . amount_ur)
 *             + sum_rows min_y (toll(y) - p y)
 *     toll(y) = penalty * (distance of y from [low, high]) + weight * |y - ideal|
 *
 * Rows are hard (y stays within [low, high]) unless they have a penalty. */
#ifndef AMBIT_PACKED_H
#define AMBIT_PACKED_H
#include "solver/core.h"

enum { AMBIT_PACKED_REPS = 8, AMBIT_PACKED_BENDS = 5 };

typedef struct {
    double low, high;                           /* widened by a hair, 1e-10 of a typical share */
    double ideal, weight;
    double penalty;                             /* 0: a hard row */
    uint32_t n_bends;                           /* 0: there is no such row */
    double bend[AMBIT_PACKED_BENDS], toll[AMBIT_PACKED_BENDS]; /* the ends of what y may be, and where tolls bend */
} ambit_packed_row;

typedef struct {
    const ambit_core *core;                     /* borrowed */
    uint32_t n_units, n_reps, n_rules, n_slots; /* slots are the core's rows: rule * n_reps + rep */
    uint32_t most_units;
    uint32_t *unit;          /* [n_units] of the core */
    double *cost;            /* [unit * n_reps + rep], INFINITY where there is no pair */
    double *amount;          /* [(unit * n_rules + rule) * n_reps + rep], 0 where there is no pair */
    ambit_packed_row *row;   /* [n_slots] */
    double *store;           /* what all of the above but `row` and `unit` lie in, and the dual's room: */
    double *spread, *load, *trial, *gradient, *direction; /* [n_slots] */
} ambit_packed;

/* Room for so many units, reps (at most AMBIT_PACKED_REPS) and rules; -1 without memory. Reset it in either case. */
int ambit_packed_init(ambit_packed *packed, uint32_t most_units, uint32_t most_reps, uint32_t n_rules);
void ambit_packed_reset(ambit_packed *packed);

/* Lays `core` out with its units in this order. `penalty` [n_slots] in cost per amount, or NULL: hard rows.
 * O(pairs * rules). */
void ambit_packed_load(ambit_packed *packed, const ambit_core *core, const uint32_t *order, const double *penalty);

/* Pair (i, rep) is ruled out. */
static inline void ambit_packed_drop(ambit_packed *p, uint32_t i, uint32_t rep)
{
    p->cost[(size_t)i * p->n_reps + rep] = INFINITY;
    for (uint32_t a = 0; a < p->n_rules; a++) p->amount[((size_t)i * p->n_rules + a) * p->n_reps + rep] = 0;
}

/* What row `slot` costs when it carries y; INFINITY beyond a hard row. */
double ambit_packed_toll(const ambit_packed *packed, uint32_t slot, double y);

/* What unit i costs at each rep with these prices [n_slots], into priced[n_reps]. Returns the least. */
double ambit_packed_price(const ambit_packed *packed, const double *spread, uint32_t i, double *priced);

/* A rule for the whole plan has one row: its price goes to each of its slots. */
void ambit_packed_spread(const ambit_packed *packed, const double *price, double *spread);

/* sum_rows min_y (toll(y) - p y). */
double ambit_packed_rows(const ambit_packed *packed, const double *price);

/* The bound above when the units before `from` are decided: `cost` and `load` [n_slots] are theirs. */
double ambit_packed_dual(ambit_packed *packed, const double *price, uint32_t from, double cost, const double *load,
        double *gradient);

/* Raises it by so many subgradient steps with Polyak's length towards `target`, where it stops. The best prices
 * replace `price`. Returns the best bound. O(steps * pairs * rules). */
double ambit_packed_climb(ambit_packed *packed, double *price, uint32_t from, double cost, const double *load,
        double target, uint32_t steps);

#endif
