/* solver/branch/territory.h - the cheapest territory of one rep, at prices on the units.
 *
 *     minimise  sum_i cost_i x_i     low_a <= sum_i amount_ia x_i <= high_a for each row a,     x_i in {0, 1}
 *
 * a knapsack with several rows and two sides, whose amounts are no whole numbers: no table fits. Prices q on its few
 * rows leave most units decided by their reduced cost; the others, a few dozen, are enumerated depth first, the large
 * ones first, held back by the bounds of many q at once (solver/exact/enumerate.h has the same idea): a bound is a
 * number that only falls, by an amount known in advance for each decision. Some 5,000 nodes of 30 ns are enough for 50
 * undecided units. */
#ifndef AMBIT_TERRITORY_H
#define AMBIT_TERRITORY_H
#include "instances/base/status.h"

#include <stdbool.h>
#include <stdint.h>

enum { AMBIT_TERRITORY_ROWS = 4 };

typedef struct { double cost, amount[AMBIT_TERRITORY_ROWS]; } ambit_territory_item;

typedef struct {
    uint32_t n, n_rows;
    const ambit_territory_item *item;  /* [n] */
    double low[AMBIT_TERRITORY_ROWS], high[AMBIT_TERRITORY_ROWS];
    double temperature;                /* costs that differ by less hardly matter */
    double known;                      /* what some territory costs; INFINITY: none is known */
    uint64_t most_nodes;
} ambit_territory_problem;

/* Kept from one problem to the next of the same rep. */
typedef struct {
    double q[AMBIT_TERRITORY_ROWS];    /* prices of the rows: where they start and where they end */
    double patience;                   /* how far above its relaxation the answer is looked for first; 0: no idea */
} ambit_territory_habit;

typedef struct {
    double value;                      /* no territory costs less; INFINITY: there is none */
    double relaxed;                    /* the bound of the prices alone, below it */
    bool found;                        /* taken[] is one that costs less than `known` */
    bool stopped;                      /* by most_nodes: `value` is less than it could be */
    uint64_t nodes;
} ambit_territory_result;

typedef struct ambit_territory_room ambit_territory_room; /* work space of one thread */

/* For problems of at most so many units. The caller owns *out. */
ambit_status ambit_territory_build(ambit_territory_room **out, uint32_t most_items, ambit_error *err);
void ambit_territory_free(ambit_territory_room *territory); /* NULL is fine */

/* taken [n] is written when something is found. Allocates nothing. */
ambit_territory_result ambit_territory_solve(ambit_territory_room *territory, char *taken,
        const ambit_territory_problem *problem, ambit_territory_habit *habit);

#endif
