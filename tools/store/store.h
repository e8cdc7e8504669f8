/* tools/store/store.h - the file ambit.db in the folder of a plan: an SQLite database that several processes may use.
 *
 * SQLite is spoken to here alone. What is written is written in transactions, so that a killed run leaves all of it or
 * nothing; readers never wait (write-ahead log), writers wait for each other for a while. Its refusals become sentences
 * that say what to do. A store of a newer version is not touched, a damaged one is not written to. */
#ifndef AMBIT_STORE_H
#define AMBIT_STORE_H
#include "instances/base/status.h"

#define AMBIT_STORE_FILE "ambit.db"

typedef struct ambit_store ambit_store;

typedef enum {
    AMBIT_STORE_READ,   /* to be looked at; works in a folder that may not be written */
    AMBIT_STORE_WRITE,  /* to be written to, when it is there */
    AMBIT_STORE_CREATE  /* to be written to, and made when it is not there */
} ambit_store_mode;

/* Opens the store of a plan's folder. *out is NULL, with AMBIT_OK, when there is none and none is to be made. For
 * writing its pages are checked first: O(size). The caller owns *out. Errors: AMBIT_E_FILE for all that is wrong with
 * the file, its version or its folder. */
ambit_status ambit_store_open(ambit_store **out, const char *folder, ambit_store_mode mode, ambit_error *err);
void ambit_store_close(ambit_store *store); /* NULL is fine; what is not committed is undone */

/* The file, for messages; borrowed. */
const char *ambit_store_path(const ambit_store *store);

/* One transaction at a time. `begin` waits until no other process writes. Closing without `commit` undoes it. */
ambit_status ambit_store_begin(ambit_store *store, ambit_error *err);
ambit_status ambit_store_commit(ambit_store *store, ambit_error *err);
void ambit_store_undo(ambit_store *store); /* no harm without a transaction */

/* Runs one statement. `kinds` says what follows for each of its `?`: t a text (NULL becomes NULL), n a double (NaN
 * becomes NULL), i an int64_t, z NULL. */
ambit_status ambit_store_run(ambit_store *store, ambit_error *err, const char *sql, const char *kinds, ...);

/* The number of the row that the last INSERT made. */
int64_t ambit_store_last(const ambit_store *store);

/* Asks for rows. The caller frees *out; `next` says 1 and the values of a row can be read, until it says 0. */
typedef struct ambit_store_rows ambit_store_rows;
ambit_status ambit_store_ask(ambit_store_rows **out, ambit_store *store, ambit_error *err, const char *sql,
        const char *kinds, ...);
ambit_status ambit_store_next(ambit_store_rows *rows, int *is_there, ambit_error *err);
void ambit_store_rows_free(ambit_store_rows *rows); /* NULL is fine */

/* Values of the row, by column from 0; borrowed until `next`. A NULL is "", NaN or -1. */
const char *ambit_store_text(const ambit_store_rows *rows, int column);
double ambit_store_number(const ambit_store_rows *rows, int column);
int64_t ambit_store_count(const ambit_store_rows *rows, int column);

/* A single whole number, such as of `SELECT count(*) ...`; `absent` when there is no row or it is NULL. */
ambit_status ambit_store_count_of(int64_t *out, int64_t absent, ambit_store *store, ambit_error *err, const char *sql,
        const char *text);

/* Looks at every page and index. AMBIT_E_FILE names the first fault. O(size). */
ambit_status ambit_store_check(ambit_store *store, ambit_error *err);

#endif
