/* tools/coverage/regions.h - who holds which region, and how much of it is engaged.
 *
 * With `assign: regions` the plan gives a region to its rep; with accounts as units those hold a region who have an
 * account in it, so that it may have several owners, or none. */
#ifndef AMBIT_COVERAGE_REGIONS_H
#define AMBIT_COVERAGE_REGIONS_H
#include "tools/coverage/activity.h"

/* A rep who holds a region, by how many accounts there. */
typedef struct { uint32_t rep, accounts, active; } ambit_coverage_owner;

typedef struct {
    uint32_t accounts, active, unowned; /* unowned: accounts that nobody has */
    double potential, active_potential;
    uint32_t first_owner, n_owners; /* its owners, in the order of the reps */
} ambit_coverage_region;

typedef struct {
    uint32_t n;                     /* 0: the plan has no regions */
    ambit_coverage_region *region;  /* [n] */
    ambit_coverage_owner *owner;
    size_t n_owners;
} ambit_coverage_regions;

/* rep[n_accounts] is who has each account, AMBIT_NOBODY: nobody. The caller resets *out in any case. O(accounts). */
ambit_status ambit_coverage_regions_find(ambit_coverage_regions *out, const ambit_formulation *formulation,
        const uint32_t *plan, const uint32_t *rep, const ambit_activity *activity, ambit_error *err);
void ambit_coverage_regions_reset(ambit_coverage_regions *regions);

#endif
