/* tools/coverage/overlaps.h - where two reps meet, and where nobody goes, as far as the data say.
 *
 * Two accounts of one name (letter case apart) at one place (within 0.00001 degrees, about a metre) are one customer:
 * when two reps have them, two reps call on it. Without names or places that cannot be told. */
#ifndef AMBIT_COVERAGE_OVERLAPS_H
#define AMBIT_COVERAGE_OVERLAPS_H
#include "tools/coverage/regions.h"

/* The kinds, each with its name in overlaps.csv and its meaning; X(NAME, name, meaning). */
#define AMBIT_OVERLAPS(X) \
    X(SHARED_REGION,   "region_shared",            "regions in which several reps have accounts") \
    X(NO_REP_REGION,   "region_without_rep",       "regions in which no rep has an account") \
    X(OUTSIDE,         "account_outside_regions",  "accounts outside every region") \
    X(NO_REP,          "account_without_rep",      "accounts that no rep has in the plan") \
    X(TWO_REPS,        "account_with_two_reps",    "accounts whose current rep is not the one they are locked to") \
    X(AGAINST_LOCK,    "account_against_lock",     "accounts that the plan gives to another rep than the locked one") \
    X(TWIN_TWO_REPS,   "duplicate_with_two_reps",  "accounts of one name and place that two reps have") \
    X(TWIN,            "duplicate",                "accounts of one name and place that one rep has twice")

#define AMBIT_OVERLAP_ENUM(name, text, meaning) AMBIT_OVERLAP_##name,
typedef enum { AMBIT_OVERLAPS(AMBIT_OVERLAP_ENUM) AMBIT_OVERLAP_KINDS } ambit_overlap_kind;
#undef AMBIT_OVERLAP_ENUM

extern const char *const ambit_overlap_name[AMBIT_OVERLAP_KINDS], *const ambit_overlap_meaning[AMBIT_OVERLAP_KINDS];

typedef struct {
    uint32_t kind;
    uint32_t item;       /* the region or the account */
    uint32_t rep, other; /* of an account: who has it, or is locked to it, and who else; AMBIT_NOBODY: nobody */
    uint32_t twin;       /* of a duplicate: the first account of that name and place */
} ambit_overlap;

typedef struct {
    size_t n, room;
    ambit_overlap *found;                 /* by kind, then in the order of the files */
    uint64_t count[AMBIT_OVERLAP_KINDS];
    int knows_regions, knows_twins;       /* 0: without regions, without names or places nothing can be told of them */
} ambit_overlaps;

/* 1 when the data can tell of this kind. */
static inline int ambit_overlaps_knows(const ambit_overlaps *overlaps, uint32_t kind)
{
    if (kind >= AMBIT_OVERLAP_TWIN_TWO_REPS) return overlaps->knows_twins;
    return overlaps->knows_regions || kind > AMBIT_OVERLAP_OUTSIDE;
}

/* The caller resets *out in any case. O(accounts + regions). */
ambit_status ambit_overlaps_find(ambit_overlaps *out, const ambit_formulation *formulation, const uint32_t *rep,
        const ambit_coverage_regions *regions, ambit_error *err);
void ambit_overlaps_reset(ambit_overlaps *overlaps);

#endif
