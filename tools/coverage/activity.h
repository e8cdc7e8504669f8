/* tools/coverage/activity.h - what coverage asks of each account beyond the plan: when was it last seen, and what is it
 * worth.
 *
 * An account is active when its `last_activity` is on or after the plan's coverage.active_since; one that was never
 * seen (an empty cell) is not. An empty potential is "no input yet" and adds nothing; it is counted. */
#ifndef AMBIT_ACTIVITY_H
#define AMBIT_ACTIVITY_H
#include "tools/workspace.h"

#define AMBIT_ACTIVITY_COLUMN "last_activity"

typedef struct {
    uint32_t n;                 /* accounts, in the order of the instance */
    uint8_t *is_active;         /* [n] */
    const char *potential_name; /* the column: coverage.potential, else `opportunity`; NULL: there is none. Borrowed */
    double *potential;          /* [n] NaN: an empty cell; NULL without a column */
    char latest[11];            /* the latest last_activity; "" when no account has one */
    uint32_t n_never;           /* accounts without a last_activity */
} ambit_activity;

/* Reads the accounts' table once more. A plan without active_since or accounts, a table without the column, dates that
 * are none and amounts below 0 are recorded: AMBIT_E_INPUT. The caller resets *out in any case. O(bytes). */
ambit_status ambit_activity_read(ambit_activity *out, const ambit_workspace *workspace, ambit_error *err);
void ambit_activity_reset(ambit_activity *activity);

#endif
