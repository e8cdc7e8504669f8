/* instances/change/change.h - a change of a plan in one line, such as `reps.R12.fte=0.5`.
 *
 *     balance.workload.tolerance=8%       a key of plan.yaml, there or not; an entry of a list by its measure or number
 *     reps.R12.fte=0.5                    a cell of the reps, accounts or managers: table, id, column
 *     accounts.*.opportunity=*1.1         every row; a value that starts with * multiplies
 *     accounts.segment:retail.visits=12   the rows whose cell is that
 *     reps.R99.add=true                   a new row, reps.R12.remove=true: none any more
 *     regions.48201.segment=retail        every account inside
 *
 * Changes are laid over what is read: no file is touched, and every reader sees the same changed plan. They take place
 * in their order. */
#ifndef AMBIT_CHANGE_H
#define AMBIT_CHANGE_H
#include "instances/base/arena.h"
#include "instances/base/diagnosis.h"

typedef enum { AMBIT_CHANGE_KEY, AMBIT_CHANGE_ACCOUNTS, AMBIT_CHANGE_REPS, AMBIT_CHANGE_MANAGERS, AMBIT_CHANGE_REGIONS }
    ambit_change_kind;

typedef struct {
    ambit_change_kind kind;
    const char *said;   /* the whole line */
    const char *key;    /* of plan.yaml, or the column */
    const char *row;    /* an id or `*`; NULL for a key of plan.yaml */
    const char *column; /* with `row`: only rows whose cell here is `row`; NULL: the id's */
    const char *value;
} ambit_change;

typedef struct { uint32_t n; ambit_change *change; ambit_arena texts; } ambit_changes;

/* Reads each line; a line that is no change is recorded, with the place `--set`. The caller resets *out in any case. */
ambit_status ambit_changes_read(ambit_changes *out, uint32_t n, const char *const *line, ambit_diagnosis *diagnosis,
        ambit_error *err);
void ambit_changes_reset(ambit_changes *changes);

/* Where a change stands, for messages: `--set: reps.R12.fte: ...`. `field` is borrowed by the place. */
ambit_place ambit_change_place(const char *field);

#endif
