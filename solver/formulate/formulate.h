/* solver/formulate/formulate.h - from what the files say to the problem that is solved.
 *
 * Shares come from FTE: share_j = fte_j / sum fte. A rule's total is the sum of its amounts; with rep-dependent
 * workload (`workload: {travel: true}`) the sum of each unit's least amount over its eligible reps, so that the bounds
 * do not move with the plan. Bounds are share * total * (1 -/+ tolerance); `where: tier=A` zeroes the amounts outside
 * the class. With `assign: regions` a unit is a region, its amounts are the layer's field or the sum over the accounts
 * inside; it is locked when an account inside is, and its current rep is the one who makes most of its visits today.
 * Accounts outside every region take no part then. `max_accounts` becomes a rule named "accounts" after the balance
 * rules. Reps without a home choose their centre among the units; what a visit costs by distance, and what it is
 * multiplied by, is the plan's objective. */
#ifndef AMBIT_FORMULATE_H
#define AMBIT_FORMULATE_H
#include "geo/map/adjacency.h"
#include "geo/earth/distance.h"
#include "geo/map/join.h"
#include "instances/instance.h"
#include "solver/problem.h"

/* One balance rule as it was formulated; the report and plan.json show it. Arrays are owned by the formulation. */
typedef struct {
    const char *name;        /* "opportunity", or "opportunity where tier=A" */
    const char *measure;
    double total, tolerance;
    double *share;           /* [n_reps] the rep's ideal amount */
    const double *amount;    /* [n_units] without the rep's part */
    uint32_t rule;           /* its number in the problem (0 .. in order added) */
} ambit_formulated_rule;

/* An account that no region holds. */
typedef struct {
    uint32_t account;
    uint32_t region;     /* the closest; AMBIT_OUTSIDE when that is not known */
    double km;           /* to its border; 0 inside, where a key led elsewhere; NaN when it is not known */
    bool is_taken;       /* it belongs to that region: `outside: nearest within ...` */
    const char *reason;  /* static */
} ambit_outside;

typedef struct {
    const ambit_instance *instance;  /* borrowed */
    const ambit_layer *regions;      /* borrowed; NULL: none */
    uint32_t n_units, n_reps;
    const char *const *unit_id;      /* borrowed */
    const char *const *rep_id;       /* borrowed */
    double *unit_lon_deg, *unit_lat_deg;  /* NULL without places; projected to degrees */
    double *rep_lon_deg, *rep_lat_deg;    /* NaN of a free territory; NULL when none has a home */
    double *account_lon_deg, *account_lat_deg; /* of every account (the same as units when accounts are assigned) */
    uint32_t *region_of_account;     /* AMBIT_OUTSIDE: none; NULL without regions */
    uint32_t n_outside;
    ambit_outside *outside;          /* in the order of the accounts */
    double *visits;                  /* [n_units] */
    ambit_globe globe;               /* on which the problem's places lie; radius_km 0: travel comes from pairs */
    double *circuity;                /* [n_units] of the regions; NULL: the plan's everywhere */
    const char *distances;           /* where distances or hours come from and how far they can be trusted, in words */
    double *weight;                  /* [n_units] what travel is multiplied by: visits, an amount, or 1 */
    ambit_shared_border *shared;     /* which regions touch; NULL when nothing asked for it */
    size_t n_shared;
    uint32_t *current;               /* [n_units] rep or AMBIT_NOBODY */
    uint32_t n_rules;                /* balance rules, in the order of plan.yaml (count caps are not among them) */
    ambit_formulated_rule *rule;
    ambit_problem *problem;
    ambit_arena texts;
} ambit_formulation;

/* Builds the problem. Faults (an unknown measure, a class that does not occur, negative field values ...) are recorded;
 * returns AMBIT_E_INPUT then. `regions` may be NULL when the plan names none. The caller owns *out. */
ambit_status ambit_formulate(ambit_formulation **out, const ambit_instance *instance, const ambit_layer *regions,
        ambit_diagnosis *diagnosis, ambit_error *err);
void ambit_formulation_free(ambit_formulation *formulation);

#endif
