/* tools/coverage/regions.c - see regions.h. */
#include "tools/coverage/regions.h"

#include <math.h>
#include <stdlib.h>

/* Accounts in the order of their regions, by counting: first[r] .. first[r + 1] of list are those in region r. */
typedef struct { uint32_t *first, *list; } buckets;

/* While owners are listed: of each rep its accounts in the region at hand, and the reps that have any. */
typedef struct {
    ambit_coverage_owner *of;  /* [n_reps] */
    uint32_t *seen, n_seen;
} counting;

static ambit_status no_memory(ambit_error *err)
{
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the coverage of regions");
}

static int fill_buckets(buckets *b, const uint32_t *region, uint32_t n_accounts, uint32_t n_regions)
{
    b->first = calloc((size_t)n_regions + 2, sizeof *b->first);
    b->list = malloc(((size_t)n_accounts + 1) * sizeof *b->list);
    if (!b->first || !b->list) return -1;
    for (uint32_t i = 0; i < n_accounts; i++)
        if (region[i] < n_regions) b->first[region[i] + 2]++;
    for (uint32_t r = 0; r < n_regions; r++) b->first[r + 2] += b->first[r + 1];
    for (uint32_t i = 0; i < n_accounts; i++)
        if (region[i] < n_regions) b->list[b->first[region[i] + 1]++] = i;
    return 0;
}

static int by_number(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void see(counting *c, uint32_t rep, uint32_t accounts, uint32_t active)
{
    if (c->of[rep].rep == AMBIT_NOBODY) {
        c->of[rep].rep = rep;
        c->seen[c->n_seen++] = rep;
    }
    c->of[rep].accounts += accounts;
    c->of[rep].active += active;
}

/* Writes the owners behind those of the regions before, and forgets them. */
static void list_owners(ambit_coverage_regions *out, ambit_coverage_region *region, counting *c)
{
    qsort(c->seen, c->n_seen, sizeof *c->seen, by_number);
    region->first_owner = (uint32_t)out->n_owners;
    region->n_owners = c->n_seen;
    for (uint32_t k = 0; k < c->n_seen; k++) {
        out->owner[out->n_owners++] = c->of[c->seen[k]];
        c->of[c->seen[k]] = (ambit_coverage_owner){ AMBIT_NOBODY, 0, 0 };
    }
    c->n_seen = 0;
}

static void count_account(ambit_coverage_region *region, counting *c, uint32_t i, uint32_t rep, uint32_t n_reps,
        const ambit_activity *activity)
{
    const double potential = activity->potential && !isnan(activity->potential[i]) ? activity->potential[i] : 0;
    const uint32_t active = activity->is_active[i];
    region->accounts++;
    region->active += active;
    region->potential += potential;
    if (active) region->active_potential += potential;
    if (rep < n_reps) see(c, rep, 1, active);
    else region->unowned++;
}

static int make_room(ambit_coverage_regions *out, counting *c, uint32_t n_regions, uint32_t n_accounts, uint32_t n_reps)
{
    out->region = calloc((size_t)n_regions + 1, sizeof *out->region);
    out->owner = malloc(((size_t)n_accounts + n_regions + 1) * sizeof *out->owner);
    c->of = malloc(((size_t)n_reps + 1) * sizeof *c->of);
    c->seen = malloc(((size_t)n_reps + 1) * sizeof *c->seen);
    for (uint32_t r = 0; c->of && r < n_reps; r++) c->of[r] = (ambit_coverage_owner){ AMBIT_NOBODY, 0, 0 };
    return out->region && out->owner && c->of && c->seen ? 0 : -1;
}

ambit_status ambit_coverage_regions_find(ambit_coverage_regions *out, const ambit_formulation *f, const uint32_t *plan,
        const uint32_t *rep, const ambit_activity *activity, ambit_error *err)
{
    buckets b = { NULL, NULL };
    counting c = { NULL, NULL, 0 };
    *out = (ambit_coverage_regions){ .n = 0 };
    if (!f->regions || !f->region_of_account) return AMBIT_OK;
    const uint32_t n = f->regions->n;
    const int by_region = f->instance->plan->assign == AMBIT_ASSIGN_REGIONS;
    int fault = fill_buckets(&b, f->region_of_account, activity->n, n)
             || make_room(out, &c, n, activity->n, f->n_reps);
    for (uint32_t r = 0; r < n && !fault; r++) {
        if (by_region && plan[r] < f->n_reps) see(&c, plan[r], 0, 0);
        for (uint32_t k = b.first[r]; k < b.first[r + 1]; k++)
            count_account(&out->region[r], &c, b.list[k], rep[b.list[k]], f->n_reps, activity);
        list_owners(out, &out->region[r], &c);
    }
    if (!fault) out->n = n;
    free(b.first), free(b.list), free(c.of), free(c.seen);
    return fault ? no_memory(err) : AMBIT_OK;
}

void ambit_coverage_regions_reset(ambit_coverage_regions *regions)
{
    free(regions->region);
    free(regions->owner);
    *regions = (ambit_coverage_regions){ .n = 0 };
}
