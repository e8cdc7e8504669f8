/* solver/siting/prices.h - the Lagrangian bound of problems with centres, and what it closes.
 *
 * Units have prices p; each site then is a problem of its own: its cheapest territory at these prices,
 *
 *     v_j(p) = min { sum_i (c_ij - p_i) x_i  :  low_a <= sum_i amount_ai x_i <= high_a for each rule a,
 *                    0 <= x <= 1,  x of the unit at j is 1 }
 *     L(p)   = sum_i p_i + sum of v over the homes + the n_free least v of the other sites
 *
 * No plan costs less than L(p), for any prices. At the best of them L is the bound of Hess' model with x_ij <= x_jj.
 * Then the sites that could be chosen are solved with x in {0, 1} (up to four rules), and L is Dantzig and Wolfe's
 * bound: of counties and small clusters the gap falls to a tenth.
 *
 * Relaxed, so that the bound stays valid: contiguity (but for pairs whose lightest path is too heavy for any window),
 * the cap on moves, deviation from ideals and priced borders (they cost at least nothing). Which of the free
 * territories sits at a site is left open: its window is the widest of them, a unit's extra the least.
 *
 * What a site or a pair adds to L at least tells which of them no better plan has. What can be closed differs from
 * prices to prices, so it is asked again on the way up.
 * Effort is counted in pairs priced. Sums are taken in a fixed order: any number of threads gives the same bits.
 *
 * Hess et al. 1965, doi:10.1287/opre.13.6.998; Geoffrion 1974, doi:10.1007/BFb0120690; Beasley 1993 on the p-median,
 * doi:10.1016/0377-2217(93)90118-7; fixing in districting: Validi et al. 2022, doi:10.1287/opre.2021.2141. */
#ifndef AMBIT_SITING_PRICES_H
#define AMBIT_SITING_PRICES_H
#include "solver/siting/proof.h"

typedef struct ambit_siting_prices ambit_siting_prices;

/* The caller owns *out; the siting must outlive it. AMBIT_E_MEMORY. O(sites * units) where there is a cost matrix. */
ambit_status ambit_siting_prices_build(ambit_siting_prices **out, const ambit_siting *s, ambit_error *err);
void ambit_siting_prices_free(ambit_siting_prices *prices); /* NULL is fine */

/* Climbs from where the prices are, over the sites and pairs that `fixing` leaves open, and closes more of them: what
 * no plan better than the cutoff has. Ends when it stands still, at most_effort, or when there cannot be a better plan:
 * then out->closed and every site is closed. A run that was cut short goes on in the next one. out->bound holds for the
 * plans within `fixing` as it was given; another fixing than last time is fine (a node of a tree): prices are kept,
 * bounds are not. */
ambit_status ambit_siting_prices_run(ambit_siting_prices *prices, ambit_siting_fixing *fixing,
        const ambit_siting_limits *limits, ambit_siting_outcome *out, ambit_error *err);

/* At the best prices of the last run; borrowed until the next one. */
typedef struct {
    double bound;               /* L there, with the sites and pairs that are open now */
    const double *unit_price;   /* [n_units] */
    const double *site_value;   /* [n_sites] v, INFINITY where the site is closed */
    const double *multiplier;   /* [n_sites * n_rules] cost of one more of the amount in the site's own problem */
} ambit_siting_prices_standing;
ambit_siting_prices_standing ambit_siting_prices_best(const ambit_siting_prices *prices);

/* What unit u costs at this site beyond its price: c - p + sum_a multiplier_a amount_a. At least this much is added to
 * `bound` when a plan has that pair and it is positive; or has it not, the site being open, and it is negative. */
double ambit_siting_prices_reduced(const ambit_siting_prices *prices, uint32_t site, uint32_t u);

#endif
