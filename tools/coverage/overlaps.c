/* tools/coverage/overlaps.c - see overlaps.h. */
#include "tools/coverage/overlaps.h"

#include <math.h>
#include <stdlib.h>
#include <strings.h>

#define NAME_OF(name, text, meaning) [AMBIT_OVERLAP_##name] = text,
#define MEANING_OF(name, text, meaning) [AMBIT_OVERLAP_##name] = meaning,
const char *const ambit_overlap_name[] = { AMBIT_OVERLAPS(NAME_OF) };
const char *const ambit_overlap_meaning[] = { AMBIT_OVERLAPS(MEANING_OF) };

typedef struct {
    ambit_overlaps *out;
    const ambit_formulation *f;
    const ambit_accounts *accounts;
    const uint32_t *rep;
    int out_of_memory;
} search;

static void add(search *s, ambit_overlap_kind kind, uint32_t item, uint32_t rep, uint32_t other, uint32_t twin)
{
    ambit_overlaps *out = s->out;
    if (out->n == out->room) {
        size_t room = out->room ? 2 * out->room : 256;
        ambit_overlap *grown = realloc(out->found, room * sizeof *grown);
        if (!grown) {
            s->out_of_memory = 1;
            return;
        }
        out->found = grown, out->room = room;
    }
    out->found[out->n++] = (ambit_overlap){ kind, item, rep, other, twin };
    out->count[kind]++;
}

/* Of a region, or of an account that nobody else claims. */
static void add_gap(search *s, ambit_overlap_kind kind, uint32_t item, uint32_t rep)
{
    add(s, kind, item, rep, AMBIT_NOBODY, AMBIT_NOBODY);
}

/* ---- Regions and reps ------------------------------------------------------------------------------------------- */

static void find_regions(search *s, const ambit_coverage_regions *regions)
{
    for (uint32_t r = 0; r < regions->n; r++)
        if (regions->region[r].n_owners > 1) add_gap(s, AMBIT_OVERLAP_SHARED_REGION, r, AMBIT_NOBODY);
    for (uint32_t r = 0; r < regions->n; r++)
        if (!regions->region[r].n_owners) add_gap(s, AMBIT_OVERLAP_NO_REP_REGION, r, AMBIT_NOBODY);
}

/* Accounts that are locked to one rep, but are another's today, or in the plan. */
static void find_claims(search *s, ambit_overlap_kind kind, const uint32_t *rep)
{
    for (uint32_t i = 0; i < s->accounts->n; i++) {
        const uint32_t locked = s->accounts->locked[i];
        if (locked != AMBIT_NOBODY && rep[i] != AMBIT_NOBODY && rep[i] != locked)
            add(s, kind, i, locked, rep[i], AMBIT_NOBODY);
    }
}

static void find_accounts(search *s)
{
    const uint32_t *region = s->f->region_of_account;
    for (uint32_t i = 0; region && i < s->accounts->n; i++)
        if (region[i] == AMBIT_OUTSIDE) add_gap(s, AMBIT_OVERLAP_OUTSIDE, i, s->rep[i]);
    for (uint32_t i = 0; i < s->accounts->n; i++)
        if (s->rep[i] >= s->f->n_reps) add_gap(s, AMBIT_OVERLAP_NO_REP, i, AMBIT_NOBODY);
    find_claims(s, AMBIT_OVERLAP_TWO_REPS, s->accounts->current);
    find_claims(s, AMBIT_OVERLAP_AGAINST_LOCK, s->rep);
}

/* ---- Twins: a table of the first account of each name and place, by open addressing ------------------------------ */

static int64_t grid(double degrees) { return isfinite(degrees) ? (int64_t)floor(degrees * 1e5 + 0.5) : INT64_MIN; }

/* FNV-1a over the small letters of the name, then the place; finished so that the low bits depend on all. */
static uint64_t hash_of(const search *s, uint32_t i)
{
    uint64_t hash = 14695981039346656037u;
    for (const char *c = s->accounts->name[i]; *c; c++) {
        unsigned char letter = (unsigned char)(*c >= 'A' && *c <= 'Z' ? *c + 32 : *c);
        hash = (hash ^ letter) * 1099511628211u;
    }
    hash = (hash ^ (uint64_t)grid(s->f->account_lon_deg[i])) * 1099511628211u;
    hash = (hash ^ (uint64_t)grid(s->f->account_lat_deg[i])) * 1099511628211u;
    return hash ^ hash >> 31;
}

static int are_twins(const search *s, uint32_t i, uint32_t k)
{
    const ambit_formulation *f = s->f;
    return grid(f->account_lon_deg[i]) == grid(f->account_lon_deg[k])
        && grid(f->account_lat_deg[i]) == grid(f->account_lat_deg[k])
        && !strcasecmp(s->accounts->name[i], s->accounts->name[k]);
}

/* twin[n]: the first account that is the same customer, the account itself when it is the first. */
static int find_twins(uint32_t *twin, const search *s)
{
    size_t n_slots = 16;
    while (n_slots < 2 * (size_t)s->accounts->n) n_slots *= 2;
    uint32_t *slot = malloc(n_slots * sizeof *slot);
    if (!slot) return -1;
    for (size_t k = 0; k < n_slots; k++) slot[k] = AMBIT_NOBODY;
    for (uint32_t i = 0; i < s->accounts->n; i++) {
        twin[i] = i;
        if (!*s->accounts->name[i] || !isfinite(s->f->account_lon_deg[i])) continue;
        size_t at = (size_t)hash_of(s, i) & (n_slots - 1);
        while (slot[at] != AMBIT_NOBODY && !are_twins(s, i, slot[at])) at = (at + 1) & (n_slots - 1);
        if (slot[at] == AMBIT_NOBODY) slot[at] = i;
        else twin[i] = slot[at];
    }
    free(slot);
    return 0;
}

static void list_twins(search *s)
{
    const uint32_t n = s->accounts->n;
    uint32_t *twin = malloc(((size_t)n + 1) * sizeof *twin);
    s->out_of_memory |= !twin || find_twins(twin, s);
    for (int alike = 0; alike < 2 && !s->out_of_memory; alike++) {
        for (uint32_t i = 0; i < n; i++) {
            if (twin[i] == i || (s->rep[i] == s->rep[twin[i]]) != alike) continue;
            add(s, alike ? AMBIT_OVERLAP_TWIN : AMBIT_OVERLAP_TWIN_TWO_REPS, i, s->rep[i], s->rep[twin[i]], twin[i]);
        }
    }
    free(twin);
}

/* ---- All of them ------------------------------------------------------------------------------------------------ */

ambit_status ambit_overlaps_find(ambit_overlaps *out, const ambit_formulation *f, const uint32_t *rep,
        const ambit_coverage_regions *regions, ambit_error *err)
{
    search s = { .out = out, .f = f, .accounts = &f->instance->accounts, .rep = rep };
    *out = (ambit_overlaps){ .knows_regions = regions->n > 0,
                             .knows_twins = s.accounts->name && f->account_lon_deg && f->account_lat_deg };
    find_regions(&s, regions);
    find_accounts(&s);
    if (out->knows_twins) list_twins(&s);
    return s.out_of_memory ? ambit_fail(err, AMBIT_E_MEMORY, "no memory for overlaps and gaps") : AMBIT_OK;
}

void ambit_overlaps_reset(ambit_overlaps *overlaps)
{
    free(overlaps->found);
    *overlaps = (ambit_overlaps){ .n = 0 };
}
