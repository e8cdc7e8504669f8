/* heuristics/siting/terrain.h - what all plans of one siting problem share: who is near whom, and costs seen from the
 * unit.
 *
 * Read-only once built, so that islands and blocks share it. `near` is the graph where territories must hang together
 * (a unit may go only where it touches), else the closest units by place. */
#ifndef AMBIT_TERRAIN_H
#define AMBIT_TERRAIN_H
#include "solver/siting/siting.h"

typedef struct {
    const ambit_siting *siting;
    size_t *near_first;       /* [n_units + 1] */
    uint32_t *near;           /* near[near_first[u]] ..: without u itself; unless it is the graph, the closest first */
    double *to;               /* [n_units * n_sites], a unit's row at a time: its cost at each site. The siting's own
                               * matrix when that is symmetric; NULL: computed on the fly */
    double *upper;            /* [n_rules * n_territories] the siting's, and within the capacity where all sites have
                               * the same */
    const double *capacity;   /* [n_sites] the siting's; NULL: `upper` says it all */
    double share;             /* the part of a territory's share that a typical unit brings; > 0 */
    double *units;            /* [n_rules] typical units per amount of the rule */
} ambit_terrain;

ambit_status ambit_terrain_build(ambit_terrain **out, const ambit_siting *siting, ambit_error *err);
void ambit_terrain_free(ambit_terrain *terrain); /* NULL is fine */

/* What unit u costs at a site: as ambit_siting_cost, but the sites of one unit lie together. */
static inline double ambit_terrain_cost(const ambit_terrain *t, uint32_t site, uint32_t u)
{
    return t->to ? t->to[(size_t)u * t->siting->n_sites + site] : ambit_siting_compute_cost(t->siting, site, u);
}

#endif
