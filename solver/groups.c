#include "solver/groups.h"

#include "solver/order.h"

#include <stdlib.h>

/* Room for every group's unit; NULL without memory. */
static uint32_t *no_units(const ambit_problem *p)
{
    uint32_t n_groups = 0;
    for (uint32_t i = 0; p->group && i < p->n_units; i++)
        if (p->group[i] != AMBIT_NOBODY && p->group[i] >= n_groups) n_groups = p->group[i] + 1;
    uint32_t *unit_of_group = malloc(((size_t)n_groups + 1) * sizeof *unit_of_group);
    for (uint32_t g = 0; unit_of_group && g < n_groups; g++) unit_of_group[g] = AMBIT_NOBODY;
    return unit_of_group;
}

int ambit_groups_merge(uint32_t *n_units, uint32_t **unit_of, size_t **member_first, uint32_t **member,
                       const ambit_problem *p)
{
    uint32_t *unit_of_group = no_units(p);
    *n_units = 0;
    *unit_of = malloc(p->n_units * sizeof **unit_of);
    size_t *first = *member_first = calloc((size_t)p->n_units + 2, sizeof *first);
    *member = malloc(p->n_units * sizeof **member);
    if (!unit_of_group || !*unit_of || !first || !*member || ambit_order_units(*member, p))
        return free(unit_of_group), -1;
    for (uint32_t at = 0; at < p->n_units; at++) {
        uint32_t i = (*member)[at]; /* the order here, the members below */
        uint32_t group = p->group ? p->group[i] : AMBIT_NOBODY;
        uint32_t u = group == AMBIT_NOBODY ? AMBIT_NOBODY : unit_of_group[group];
        if (u == AMBIT_NOBODY) u = (*n_units)++;
        if (group != AMBIT_NOBODY) unit_of_group[group] = u;
        (*unit_of)[i] = u;
        first[u + 2]++;
    }
    free(unit_of_group);
    for (uint32_t u = 1; u < *n_units; u++) first[u + 1] += first[u];
    for (uint32_t i = 0; i < p->n_units; i++) (*member)[first[(*unit_of)[i] + 1]++] = i;
    return 0;
}
