/* heuristics/construct/links.h - what hangs on a single link of the map: an island group, a peninsula, a valley.
 *
 * Where one unit is all that ties a part of the map to the rest, at most one territory can have units on both sides: so
 * the part needs as many whole territories as it has amounts for, and diagrams and lines know nothing of that. Such
 * parts are found by depth-first search (Tarjan 1972, doi:10.1137/0201010; Hopcroft and Tarjan 1973,
 * doi:10.1145/362248.362272); where their territories are too many or too few, or one is across, the territories
 * around the link are divided anew. */
#ifndef AMBIT_SITING_LINKS_H
#define AMBIT_SITING_LINKS_H
#include "heuristics/construct/level.h"

/* What hangs on unit `at`, from `root` on: the units whose number is first .. last. */
typedef struct { uint32_t at, root, first, last; } ambit_link;

typedef struct {
    const ambit_ground *ground;
    uint32_t *number;        /* [n_units] of each unit in the order of the search */
    double *before;          /* [(n_units + 1) * n_rules] amounts of the units with lower numbers */
    ambit_link *link;        /* [n_links] those with half a territory or more on both sides, the inner ones first */
    uint32_t n_links;
    uint32_t *some;          /* [n_territories] in the plan at hand, the number of one of its units; AMBIT_NOBODY: it
                              * has none */
} ambit_links;

/* O(units * rules + borders). */
ambit_status ambit_links_init(ambit_links *out, const ambit_ground *ground, ambit_error *err);
void ambit_links_reset(ambit_links *links);

/* Looks at a plan. O(units). */
void ambit_links_look(ambit_links *links, const uint32_t *owner);

/* Of the plan that was looked at: how far the territories that lie beyond link i, and may have its unit too, are from
 * having all that hangs there, in shares beyond the sums of their bounds; *across is one that has more on this side and
 * something beyond, which may have any part, AMBIT_NOBODY: there is none. O(territories * rules +
 * degree). */
double ambit_links_beyond(const ambit_links *links, const uint32_t *owner, uint32_t i, uint32_t *across);

/* Divides the territories around each link anew, up to `tries` times, while there are too many or too few beyond or
 * one is across: kept when they are less beyond their bounds, or as much and not less compact. */
void ambit_links_mend(ambit_links *links, ambit_siting_level *level, uint32_t *owner, uint32_t tries, uint32_t trees,
        ambit_rng *rng);

#endif
