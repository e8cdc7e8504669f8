/* tools/store/trail.h - the audit trail of a plan: who did what, when, why, and what changed by it.
 *
 * Entries are only ever added. Each holds the SHA-256 of all its fields and of the hash before, so whoever alters an
 * entry must alter all that follow; the head keeps how many there are and the last hash, so that entries which were cut
 * off at the end are missed. Who rewrites the whole chain and the head with it cannot be seen from inside: write the
 * last hash down elsewhere. The time is the clock's, in UTC; nothing else in a plan depends on it. */
#ifndef AMBIT_STORE_TRAIL_H
#define AMBIT_STORE_TRAIL_H
#include "tools/store/store.h"

/* A figure before or after, such as cost; not finite: unknown. */
typedef struct { const char *name; double value; } ambit_trail_figure;

/* What one entry says. Texts that are NULL are "". */
typedef struct {
    const char *user;    /* NULL: the login name */
    const char *action;  /* "solve", "scenario solve", "adopt" ... */
    const char *subject; /* what it was done to, such as the name of a scenario */
    const char *reason;
    const char *inputs;  /* a line "SHA256  FILE" for each, as sha256sum prints them */
    const char *plan;    /* SHA-256 of the assignment that it brought about */
    uint64_t seed;
    uint32_t n_before, n_after;
    const ambit_trail_figure *before, *after;
    int64_t was, became; /* of adopt and revert: the results in force before and after; 0: what the files say */
} ambit_trail_entry;

/* An entry as it was read; borrowed during the call. Figures are texts such as "cost=12.5 moved_units=3". */
typedef struct {
    int64_t number;
    const char *time, *user, *action, *subject, *reason, *version, *inputs, *before, *after, *plan, *previous, *sha256;
    int64_t seed, was, became;
} ambit_trail_row;

/* Adds an entry inside the transaction that is open. *number: its number; NULL is fine. */
ambit_status ambit_trail_add(ambit_store *store, const ambit_trail_entry *entry, int64_t *number, ambit_error *err);

/* 1 when the plan in `folder` has a store, so that there is a trail to tell. */
int ambit_trail_is_kept(const char *folder);

/* Adds an entry in a transaction of its own to the store of the plan in `folder`; does nothing without a store. */
ambit_status ambit_trail_append(const char *folder, const ambit_trail_entry *entry, ambit_error *err);

/* Whether an entry could be added now: for commands that work for long before they write. Fine without a store. */
ambit_status ambit_trail_look(const char *folder, ambit_error *err);

/* Calls `on_row` for each entry from the first on. */
typedef ambit_status ambit_trail_fn(void *context, const ambit_trail_row *row, ambit_error *err);
ambit_status ambit_trail_read(ambit_store *store, ambit_trail_fn *on_row, void *context, ambit_error *err);

/* What a check of the whole store found: `fault` is "" when everything stands, else it names the first fault. */
typedef struct {
    int64_t n_entries;
    char head[65];   /* the last hash; "" without entries */
    char fault[400];
} ambit_trail_verdict;
ambit_status ambit_trail_verify(ambit_trail_verdict *out, ambit_store *store, ambit_error *err);

/* The result that is in force, 0: what the files say; and the trail's length, as the proof that nobody came between. */
ambit_status ambit_trail_current(int64_t *result, int64_t *n_entries, ambit_store *store, ambit_error *err);

/* The login name; "unknown" when there is none. `out` is filled. */
enum { AMBIT_USER_ROOM = 256 };
const char *ambit_trail_login(char out[AMBIT_USER_ROOM]);

/* Now, such as 2026-11-22T12:00:00Z. */
const char *ambit_trail_now(char out[32]);

#endif
