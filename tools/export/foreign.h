/* tools/export/foreign.h - what another system calls the accounts, users and territories of a plan.
 *
 * Ids come from the columns that the section mapping names. Only rows that are exported need theirs: accounts that
 * change their territory, every rep, and every manager above one. All that are missing or malformed are told, each with
 * its file, line and column. */
#ifndef AMBIT_FOREIGN_H
#define AMBIT_FOREIGN_H
#include "tools/outcome.h"
#include "tools/people.h"
#include "tools/workspace.h"

/* How ids look: Salesforce's have 15 letters and digits, or 18 whose last three tell the others' case; GUIDs are 8-4-4-
 * 4-12 hexadecimal digits. */
typedef enum { AMBIT_FORM_SALESFORCE, AMBIT_FORM_GUID } ambit_foreign_form;

/* An account that changes its territory. Reps are numbers, AMBIT_NOBODY: none. */
typedef struct {
    uint32_t account, from, to;
    const char *left;        /* the id of a rep who has it in force and is not in the reps file; NULL: none */
    const char *id;          /* of the account there */
    const char *association; /* of its association with the territory in force; NULL: not mapped */
} ambit_foreign_move;

/* A rep or a manager, numbered as in the ladder. */
typedef struct {
    const char *user, *territory; /* ids there; NULL: not mapped, "": there is none */
    int is_in_force;              /* has accounts in force, or manages somebody who has */
    uint64_t line;
} ambit_foreign_node;

typedef struct {
    ambit_people people;
    ambit_foreign_node *node; /* [people.ladder.n] */
    uint32_t n_moves, room_moves;
    ambit_foreign_move *move; /* in the order of the accounts */
    uint64_t n_faults;
    ambit_arena texts;
} ambit_foreign;

/* Reads the ids. AMBIT_OK also with faults, which have been told on `to`: look at n_faults. The caller resets *out in
 * any case. O(rows). */
ambit_status ambit_foreign_read(ambit_foreign *out, const ambit_workspace *workspace, const ambit_outcome *outcome,
        ambit_foreign_form form, FILE *to, ambit_error *err);
void ambit_foreign_reset(ambit_foreign *foreign);

/* 1 when the text is an id of that form. */
int ambit_foreign_is_id(const char *text, ambit_foreign_form form);

#endif
