/* tools/coverage/coverage.h - how well a finished plan is covered: each rep, manager, segment, region and the company.
 *
 *     territory coverage  engaged over assigned: accounts, regions, potential; engaged is active since a day
 *     capacity coverage   hours needed over hours available (hours.h)
 *     white space         potential of accounts that are not active
 *     reach               share of the potential within so many hours, one way, of its rep
 *
 * Accounts that nobody has are gaps: they stand beside the company's figures, which are of what is assigned. */
#ifndef AMBIT_COVERAGE_H
#define AMBIT_COVERAGE_H
#include "tools/coverage/figures.h"
#include "tools/coverage/overlaps.h"
#include "tools/people.h"

typedef struct { const char *name; ambit_coverage_figures figures; } ambit_coverage_segment;

typedef struct {
    const ambit_workspace *workspace;         /* borrowed */
    const uint32_t *plan;                     /* [n_units] borrowed */
    const ambit_coverage_settings *settings;  /* the plan's */
    ambit_people people;
    ambit_activity activity;
    uint32_t *rep;                            /* [n_accounts] who has it in the plan, or AMBIT_NOBODY */
    ambit_coverage_figures *own;              /* [n reps] of the rep's own accounts */
    ambit_coverage_figures *node;             /* [people.ladder.n] of everybody, with all below them */
    uint8_t *leads;                           /* [people.ladder.n] 1: somebody reports to it, or it is no rep */
    ambit_coverage_figures company;           /* of all accounts that somebody has */
    ambit_coverage_figures unassigned;        /* of those that nobody has */
    uint32_t n_segments;                      /* 0: the accounts have none */
    ambit_coverage_segment *segment;          /* as they come first in the file; of assigned accounts */
    ambit_coverage_regions regions;
    ambit_overlaps overlaps;
    const char *visit_hours_from;             /* "workload" (a column of hours) or "minutes"; NULL: not known. Static */
    uint64_t n_changing;                      /* accounts that have another rep today */
    uint32_t *cap;                            /* [n reps] the most accounts; 0: no cap */
    uint32_t n_capped, n_over, n_near;        /* reps with a cap; above it; near it, but not above */
} ambit_coverage;

/* Reads what the plan's files say and computes every figure. Faults of the files are recorded in the workspace's
 * diagnosis, all in one pass: AMBIT_E_INPUT. The caller owns *out. O(bytes read). */
ambit_status ambit_coverage_build(ambit_coverage **out, const ambit_workspace *workspace, const uint32_t *plan,
        ambit_error *err);
void ambit_coverage_free(ambit_coverage *coverage); /* NULL is fine */

#endif
