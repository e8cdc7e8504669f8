/* solver/formulate/parts.h - the steps of the formulation and what they share. Each step records the faults it finds
 * and goes on where it can; a status other than AMBIT_OK means that memory or a library ended. */
#ifndef AMBIT_FORMULATE_PARTS_H
#define AMBIT_FORMULATE_PARTS_H
#include "solver/formulate/formulate.h"
#include <string.h>

typedef struct {
    ambit_formulation *f;
    const ambit_instance *instance;
    const ambit_planfile *plan;
    const char *plan_shown;       /* what messages call plan.yaml */
    const ambit_layer *regions;   /* NULL: none */
    bool by_region;               /* units are regions */
    double *accounts_inside;      /* [n_units]: 1 each when units are accounts */
    uint32_t *locked, *group;     /* [n_units] */
    ambit_diagnosis *diagnosis;
    ambit_error *err;
} ambit_formulating;

/* The unit of an account, or AMBIT_OUTSIDE. */
static inline uint32_t ambit_formulating_unit(const ambit_formulating *w, uint32_t account)
{
    if (!w->by_region) return account;
    return w->f->region_of_account ? w->f->region_of_account[account] : AMBIT_OUTSIDE;
}

/* Degrees of accounts, units and reps, the region of each account, visits and accounts of each unit. */
ambit_status ambit_formulate_places(ambit_formulating *w);

/* The region of each account, by place or by key, and those in none. Called by the former. */
ambit_status ambit_formulate_join(ambit_formulating *w);

/* Current reps, locks and groups of the units, from those of the accounts; current reps of regions also from a field of
 * the layer, which comes first. */
ambit_status ambit_formulate_units(ambit_formulating *w);

/* The field of the layer that names the rep of each region today; NULL: none does. */
static inline const ambit_layer_text *ambit_formulating_current(const ambit_formulating *w)
{
    for (uint32_t k = 0; w->by_region && w->regions && k < w->regions->n_text_fields; k++)
        if (!strcmp(w->regions->text[k].name, w->plan->current)) return &w->regions->text[k];
    return NULL;
}

/* On which sphere distances are measured, and how much longer roads are where each unit lies. */
ambit_status ambit_formulate_distances(ambit_formulating *w);

/* What the hours of a unit are multiplied by, because roads around it are more or less winding than the plan says. */
static inline double ambit_formulating_detour(const ambit_formulating *w, uint32_t unit)
{
    return w->f->circuity ? w->f->circuity[unit] / w->plan->circuity : 1;
}

/* Hours by road for every pair, from the plan's routing service, to the problem. */
ambit_status ambit_formulate_roads(ambit_formulating *w);

/* Hands travel to the problem: places or a matrix, what a visit costs by distance, and which centres are free. */
ambit_status ambit_formulate_centres(ambit_formulating *w);

/* Hands locks, groups, forbidden pairs, segments and stability to the problem. */
ambit_status ambit_formulate_limits(ambit_formulating *w);

/* Of those, in moves.c: locks of what is protected or of frozen reps, and the frozen reps' forbidden pairs; */
ambit_status ambit_formulate_kept(ambit_formulating *w);

/* the plan in force, what moving costs, and the caps on it. */
ambit_status ambit_formulate_moves(ambit_formulating *w);

/* Adjacency, links and islands, when the plan asks for contiguity; borders that cost, when it asks for compactness. */
ambit_status ambit_formulate_borders(ambit_formulating *w);

/* Balance rules and the cap on accounts. After the limits: totals ask who may serve whom. */
ambit_status ambit_formulate_rules(ambit_formulating *w);

/* The amounts of one measure per unit into amount[n_units] (set to 0 before); `where` NULL: every account. With
 * workload that depends on travel per_hour[n_units] is filled and *travels is set. Faults are recorded at `place`. */
ambit_status ambit_formulate_measure(ambit_formulating *w, const char *measure, const char *where, bool empty_is_zero,
        ambit_place place, double *amount, double *per_hour, bool *travels);

/* "A1, A2, A3 and 14 more": the ids of the accounts (units of any kind) for which `is_one` holds. Returns how many. */
uint32_t ambit_formulate_list(char text[200], const char *const *id, uint32_t n,
        bool (*is_one)(const void *context, uint32_t i), const void *context);

ambit_status ambit_formulate_no_memory(ambit_formulating *w);

#endif
