/* solver/siting/tree.h - branch and cut for problems with centres: Hess' model with contiguity, to the proof.
 *
 * The pairs that a fixing leaves open become columns (tree_model.h); what a point violates is cut off at every node
 * (tree_cuts.h); what follows without a linear programme is drawn first (tree_reduce.h). Branching is on centres, alone
 * or a region of them, then on pairs. Open nodes are looked into in batches of a fixed size, those of least bound
 * first, each a task of its own (tree_explore.h), and what they found is shared when all of a batch are done: the
 * answer does not depend on the number of threads.
 *
 * What is claimed: a plan that comes back was judged by ambit_siting_judge. Bounds are GLPK's, in double precision,
 * lowered by 0.5e-9 of themselves. Effort is counted in pivots of the simplex method.
 *
 * Hess et al. 1965, doi:10.1287/opre.13.6.998; Validi, Buchanan and Lykhovyd 2022, doi:10.1287/opre.2021.2141. */
#ifndef AMBIT_SITING_TREE_H
#define AMBIT_SITING_TREE_H
#include "solver/siting/proof.h"

/* Does it take this problem? All of siting.h but groups that do not hang together by themselves where territories
 * must. Nothing is relaxed. Free territories that differ multiply the pairs. */
bool ambit_siting_tree_fits(const ambit_siting *s);

/* owner[n_units] receives a better plan when out->found. AMBIT_E_LIMIT when too many pairs are open, AMBIT_E_MEMORY,
 * AMBIT_E_BACKEND; after a failure *out holds nothing. */
ambit_status ambit_siting_tree_solve(ambit_siting_outcome *out, uint32_t *owner, const ambit_siting *s,
        const ambit_siting_fixing *fixing, const ambit_siting_limits *limits, ambit_error *err);

#endif
