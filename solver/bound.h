/* solver/bound.h - the Lagrangian bound: prices on the balance rows, one best rep for each unit.
 *
 *     L(p) = sum_u min_k (cost_k + sum_a p_{row(a,k)} amount_{a,k})
 *          + sum_rows min_{lower<=y<=upper} (w |y - ideal| - p y)
 *
 * L(p) is a lower bound for every p, and its maximum is the LP bound (Geoffrion 1974, doi:10.1007/BFb0120690). It
 * splits by unit, so it is evaluated in parallel; sums are over blocks of fixed size in fixed order, so that any number
 * of threads gives the same bits. First a smoothed dual (soft minimum, temperature halved in stages) climbs by L-BFGS,
 * then deflected subgradient steps with Polyak's length close the rest. */
#ifndef AMBIT_BOUND_H
#define AMBIT_BOUND_H
#include "solver/core.h"

typedef struct {
    double value;       /* valid for the model as stated: pairs outside the candidates are priced in */
    double *price;      /* [n_rules * n_reps]: of each row; rows that do not exist hold 0 */
    uint32_t n_prices;
    uint64_t steps;     /* evaluations of the dual */
} ambit_bound;

typedef struct {
    uint32_t smooth_steps, deflected_steps;
    double target;              /* the cost of a known plan, for Polyak's step; INFINITY: estimated */
    const double *start;        /* good prices to start from: half of the stages are left out; or NULL */
    double enough;              /* the climb begins quickly, and ends where a stage adds less than this part of the
                                 * bound; 0: to the end */
    int (*stop)(void *context); /* NULL: never */
    void *context;
} ambit_bound_options;

ambit_status ambit_bound_build(ambit_bound **out, const ambit_core *core, const ambit_bound_options *options,
                               ambit_error *err);
void ambit_bound_free(ambit_bound *bound);

/* L(p) for given prices, over all eligible pairs; -INFINITY, which is valid, without memory. */
double ambit_bound_value(const ambit_core *core, const double *price);

/* Reduced cost of pair k of unit u: its cost with the prices of its rows. */
static inline double ambit_bound_priced(const ambit_core *c, const double *price, uint32_t u, size_t k)
{
    double cost = c->cost[k];
    for (uint32_t a = 0; a < c->n_rules; a++)
        cost += price[ambit_core_row(c, a, c->rep[k])] * ambit_core_amount(c, a, u, k);
    return cost;
}

/* The row part of L(p): sum_rows min_y (w |y - ideal| - p y). Rows without a bound have the one that the amounts imply
 * (0, or all amounts together), so every price is allowed; the others are widened by what the verifier grants, 1e-9 of
 * the row's share, because plans that use it are plans. */
double ambit_bound_rows(const ambit_core *core, const double *price);

#endif
