/* solver/siting/columns.h - the strongest bound: prices under which every connected territory pays, and then all that
 * can still matter, covered exactly.
 *
 * At given prices of the units a tree for each centre (grow.h) finds its cheapest connected territory, or proves that
 * none is cheaper than those known. With m_j the least reduced cost at centre j,
 *
 *     L(p) = sum of p + the k least m
 *
 * is a bound, and at the best prices that of the LP over all districts: 0 to 3 % below the optimum where Hess' model is
 * 3 to 50 % below, 7 % where it is 11 %. A bundle climbs it. All districts whose reduced cost does not pass the cutoff
 * are then listed (districts.h) and covered (cover.h): that ends it, when they are not too many.
 *
 * Barnhart et al. 1998, doi:10.1287/opre.46.3.316, on branch and price; Mehrotra et al. 1998,
 * doi:10.1287/mnsc.44.8.1100, on districts; Baldacci et al. 2008, doi:10.1007/s10107-007-0178-5, on listing what lies
 * within the gap. Prices from an LP over the known districts, smoothed, swung too far: their trees never ended. */
#ifndef AMBIT_COLUMNS_H
#define AMBIT_COLUMNS_H
#include "solver/districts/districts.h"

typedef struct {
    const uint32_t *plan;        /* [n_units] a plan whose territories are known from the start; NULL: none */
    const double *price;         /* [n_units] prices to start from; NULL: what units cost in the plan */
    const ambit_siting_fixing *fixing; /* what may be used, by the same cutoff; NULL: everything is open */
    uint64_t most_districts;     /* listed; 0: two million */
} ambit_columns_options;

/* For problems that districts fit (ambit_districts_fit); else nothing is said. Without a cutoff all districts are
 * listed, or the limit is met. owner[n_units] receives the plan when out->found. Effort is counted in nodes of the
 * trees and in districts looked at: some 10 to 20 million a second. */
ambit_status ambit_columns_prove(ambit_siting_outcome *out, uint32_t *owner, const ambit_siting *s,
        const ambit_columns_options *options, const ambit_siting_limits *limits, ambit_error *err);

#endif
