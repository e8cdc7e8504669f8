/* solver/siting/cover.h - the cheapest plan that a pool of districts gives: an exact cover, by depth-first search.
 *
 * With prices p and m_j the least reduced cost at site j, cut off at the k-th least of all, every plan costs at least
 *
 *     L(p) = sum of p + sum of the k least m,    and each district adds   slack = reduced cost - m_j >= 0   to that,
 *
 * so a district goes when its slack alone passes the cutoff, and a branch ends when its districts' slacks do. The
 * prices come from the LP over the pool. The uncovered unit with the fewest districts that are left is branched on; the
 * last district is looked up. Set partitioning: Balas & Padberg 1976, doi:10.1137/1018115; the search for covers is
 * Knuth's algorithm X, arXiv:cs/0011047. */
#ifndef AMBIT_SITING_COVER_H
#define AMBIT_SITING_COVER_H
#include "solver/districts/districts.h"

/* What a plan must cost less than to be better than the cutoff (proof.h). */
double ambit_cover_below(const ambit_siting *s, double cutoff);

/* The least reduced cost of each site's districts into least[n_sites] (INFINITY: none) and its k-th least; of all into
 * reduced[pool->n], which may be NULL. Returns L. O(districts * units / 64 + sites log sites). */
double ambit_cover_bound(double *least, double *kth, double *reduced, const ambit_districts *pool,
        const ambit_siting *s, const double *price);

/* owner[n_units] receives the plan when out->found. When out->closed, no choice of k districts of the pool costs less
 * than out->cost, or the cutoff. `start` [n_units]: prices that are good already; NULL: none. Effort is counted in
 * districts looked at. */
ambit_status ambit_cover_solve(ambit_siting_outcome *out, uint32_t *owner, const ambit_districts *pool,
        const ambit_siting *s, const double *start, const ambit_siting_limits *limits, ambit_error *err);

#endif
