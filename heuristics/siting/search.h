/* heuristics/siting/search.h - the search for a plan whose centres are free, or whose territories hang together.
 *
 * Islands of plans, in parallel; it goes on where it stopped, and takes plans from the exact side. Effort is counted:
 * the same seed gives the same plan for any number of threads. */
#ifndef AMBIT_SITING_SEARCH_H
#define AMBIT_SITING_SEARCH_H
#include "heuristics/watch.h"
#include "solver/siting/siting.h"

typedef struct ambit_siting_search ambit_siting_search;

/* The caller owns *out; siting and watch must outlive it. */
ambit_status ambit_siting_search_build(ambit_siting_search **out, const ambit_siting *siting, uint64_t seed,
        ambit_watch *watch, ambit_error *err);
void ambit_siting_search_free(ambit_siting_search *search); /* NULL is fine */

/* Goes on for `effort` times the default (1: what suits the size), or until the watch stops it. */
ambit_status ambit_siting_search_run(ambit_siting_search *search, double effort, ambit_error *err);

/* Takes a plan over when it is better than the worst that it keeps. */
ambit_status ambit_siting_search_offer(ambit_siting_search *search, const uint32_t *owner, ambit_error *err);

/* The best plan so far: least violation first, then least cost; borrowed until the next run. */
typedef struct {
    const uint32_t *owner;      /* [n_units], NULL before there is one */
    ambit_siting_value value;
    uint64_t moves;
    uint64_t by_leaf, by_first_ring, by_second_ring, by_search; /* how "may it leave?" was decided, so often; what the
                                                                 * rings left open, and was refused, as by search */
} ambit_siting_standing;
ambit_siting_standing ambit_siting_search_best(const ambit_siting_search *search);

#endif
