/* tools/store/store.c - see store.h. The only file that knows SQLite. */
#include "tools/store/store.h"

#include "tools/store/schema.h"

#include <errno.h>
#include <math.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATIENCE_MS = 20000, HEADER = 100, VERSION_AT = 60, APPLICATION_AT = 68 };

struct ambit_store {
    sqlite3 *db;
    char *path;
};

struct ambit_store_rows {
    ambit_store *store;
    sqlite3_stmt *statement;
};

const char *ambit_store_path(const ambit_store *store) { return store->path; }

/* ---- What SQLite says, in our words ------------------------------------------------------------------------------ */

static ambit_status fail_with(const ambit_store *store, int code, ambit_error *err)
{
    const char *path = store->path, *words = store->db ? sqlite3_errmsg(store->db) : sqlite3_errstr(code);
    int why = store->db ? sqlite3_system_errno(store->db) : 0;
    switch (code & 0xff) {
    case SQLITE_NOMEM:
        return ambit_fail(err, AMBIT_E_MEMORY, "%s: no memory for the store", path);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ambit_fail(err, AMBIT_E_FILE, "%s: another process has been writing to it for %d s; try again when it "
                "is done", path, PATIENCE_MS / 1000);
    case SQLITE_FULL:
        return ambit_fail(err, AMBIT_E_FILE, "%s: the disk is full; make room and try again, nothing was changed",
                path);
    case SQLITE_NOTADB:
        return ambit_fail(err, AMBIT_E_FILE, "%s: is no store of ambit; move it away, or put back the one that was "
                "there", path);
    case SQLITE_CORRUPT:
        return ambit_fail(err, AMBIT_E_FILE, "%s: is damaged (%s); put back a copy, or save what can be read with "
                "\"sqlite3 ambit.db .recover\"", path, words);
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        return ambit_fail(err, AMBIT_E_FILE, "%s: cannot be written: %s; the store lies in the folder of the plan, "
                "which must be writable", path, why ? strerror(why) : words);
    case SQLITE_IOERR:
        return ambit_fail(err, AMBIT_E_FILE, "%s: cannot be read or written: %s; nothing was changed", path,
                why ? strerror(why) : words);
    case SQLITE_CONSTRAINT:
        return ambit_fail(err, AMBIT_E_INPUT, "%s: refuses a change: %s", path, words);
    default:
        return ambit_fail(err, AMBIT_E_BACKEND, "%s: SQLite says: %s", path, words);
    }
}

static ambit_status run_text(ambit_store *store, const char *sql, ambit_error *err)
{
    int code = sqlite3_exec(store->db, sql, NULL, NULL, NULL);
    return code ? fail_with(store, sqlite3_extended_errcode(store->db), err) : AMBIT_OK;
}

/* ---- Rows -------------------------------------------------------------------------------------------------------- */

static int bind(sqlite3_stmt *statement, const char *kinds, va_list list)
{
    int code = SQLITE_OK;
    for (int k = 0; kinds[k] && !code; k++) {
        if (kinds[k] == 't') code = sqlite3_bind_text(statement, k + 1, va_arg(list, const char *), -1,
                                                      SQLITE_TRANSIENT);
        else if (kinds[k] == 'n') code = sqlite3_bind_double(statement, k + 1, va_arg(list, double));
        else if (kinds[k] == 'i') code = sqlite3_bind_int64(statement, k + 1, va_arg(list, int64_t));
        else code = sqlite3_bind_null(statement, k + 1);
    }
    return code;
}

static ambit_status prepare(sqlite3_stmt **out, ambit_store *store, const char *sql, const char *kinds, va_list list,
        ambit_error *err)
{
    int code = sqlite3_prepare_v2(store->db, sql, -1, out, NULL);
    if (!code) code = bind(*out, kinds, list);
    if (!code) return AMBIT_OK;
    ambit_status status = fail_with(store, code, err);
    sqlite3_finalize(*out);
    *out = NULL;
    return status;
}

ambit_status ambit_store_run(ambit_store *store, ambit_error *err, const char *sql, const char *kinds, ...)
{
    sqlite3_stmt *statement;
    va_list list;
    va_start(list, kinds);
    ambit_status status = prepare(&statement, store, sql, kinds, list, err);
    va_end(list);
    if (status) return status;
    int code = sqlite3_step(statement);
    if (code != SQLITE_DONE && code != SQLITE_ROW)
        status = fail_with(store, sqlite3_extended_errcode(store->db), err);
    sqlite3_finalize(statement);
    return status;
}

int64_t ambit_store_last(const ambit_store *store) { return sqlite3_last_insert_rowid(store->db); }

ambit_status ambit_store_ask(ambit_store_rows **out, ambit_store *store, ambit_error *err, const char *sql,
        const char *kinds, ...)
{
    va_list list;
    ambit_store_rows *rows = calloc(1, sizeof *rows);
    *out = NULL;
    if (!rows) return ambit_fail(err, AMBIT_E_MEMORY, "%s: no memory for the store", store->path);
    rows->store = store;
    va_start(list, kinds);
    ambit_status status = prepare(&rows->statement, store, sql, kinds, list, err);
    va_end(list);
    if (status) free(rows);
    else *out = rows;
    return status;
}

ambit_status ambit_store_next(ambit_store_rows *rows, int *is_there, ambit_error *err)
{
    int code = sqlite3_step(rows->statement);
    *is_there = code == SQLITE_ROW;
    if (code == SQLITE_ROW || code == SQLITE_DONE) return AMBIT_OK;
    return fail_with(rows->store, sqlite3_extended_errcode(rows->store->db), err);
}

void ambit_store_rows_free(ambit_store_rows *rows)
{
    if (!rows) return;
    sqlite3_finalize(rows->statement);
    free(rows);
}

const char *ambit_store_text(const ambit_store_rows *rows, int column)
{
    const char *text = (const char *)sqlite3_column_text(rows->statement, column);
    return text ? text : "";
}

double ambit_store_number(const ambit_store_rows *rows, int column)
{
    return sqlite3_column_type(rows->statement, column) == SQLITE_NULL ? (double)NAN
            : sqlite3_column_double(rows->statement, column);
}

int64_t ambit_store_count(const ambit_store_rows *rows, int column)
{
    return sqlite3_column_type(rows->statement, column) == SQLITE_NULL ? -1
            : sqlite3_column_int64(rows->statement, column);
}

ambit_status ambit_store_count_of(int64_t *out, int64_t absent, ambit_store *store, ambit_error *err, const char *sql,
        const char *text)
{
    ambit_store_rows *rows;
    int is_there = 0;
    *out = absent;
    ambit_status status = ambit_store_ask(&rows, store, err, sql, text ? "t" : "", text);
    if (status) return status;
    status = ambit_store_next(rows, &is_there, err);
    if (is_there && sqlite3_column_type(rows->statement, 0) != SQLITE_NULL) *out = ambit_store_count(rows, 0);
    ambit_store_rows_free(rows);
    return status;
}

/* ---- Transactions ------------------------------------------------------------------------------------------------ */

/* A reader that becomes a writer could meet another one that does; who begins as a writer only waits. */
ambit_status ambit_store_begin(ambit_store *store, ambit_error *err) { return run_text(store, "BEGIN IMMEDIATE", err); }

ambit_status ambit_store_commit(ambit_store *store, ambit_error *err)
{
    ambit_status status = run_text(store, "COMMIT", err);
    if (status) ambit_store_undo(store);
    return status;
}

void ambit_store_undo(ambit_store *store)
{
    if (!sqlite3_get_autocommit(store->db)) sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
}

/* ---- Opening ----------------------------------------------------------------------------------------------------- */

static uint32_t big_endian(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static ambit_status judge_version(const char *path, int64_t application, int64_t version, ambit_error *err)
{
    if (application != AMBIT_STORE_APPLICATION)
        return ambit_fail(err, AMBIT_E_FILE, "%s: is a database of another program, no store of ambit; move it away",
                path);
    if (version > AMBIT_STORE_VERSION)
        return ambit_fail(err, AMBIT_E_FILE, "%s: has version %lld of the store, this ambit (" AMBIT_VERSION ") knows "
                "those up to %d; use a newer ambit, nothing was changed", path, (long long)version,
                AMBIT_STORE_VERSION);
    return AMBIT_OK;
}

/* Looks at the first bytes before SQLite does, which might write: a store that is not ours is left as it is.
 * *is_empty: it is not there, or was being made when a run was killed. */
static ambit_status look(const char *path, int *is_empty, ambit_error *err)
{
    static const char magic[] = "SQLite format 3";
    unsigned char bytes[HEADER];
    FILE *from = fopen(path, "rb");
    *is_empty = 1;
    if (!from && errno == ENOENT) return AMBIT_OK;
    if (!from) return ambit_fail(err, AMBIT_E_FILE, "%s: cannot be opened: %s", path, strerror(errno));
    size_t n = fread(bytes, 1, sizeof bytes, from);
    int why = ferror(from) ? errno : 0;
    fclose(from);
    if (why) return ambit_fail(err, AMBIT_E_FILE, "%s: cannot be read: %s", path, strerror(why));
    if (!n) return AMBIT_OK;
    *is_empty = 0;
    if (n < sizeof bytes || memcmp(bytes, magic, sizeof magic))
        return ambit_fail(err, AMBIT_E_FILE, "%s: is no store of ambit; move it away, or put back the one that was "
                "there", path);
    if (!big_endian(bytes + VERSION_AT) && !big_endian(bytes + APPLICATION_AT)) return AMBIT_OK; /* SQLite knows */
    return judge_version(path, big_endian(bytes + APPLICATION_AT), big_endian(bytes + VERSION_AT), err);
}

/* A folder that may not be written has no room for the files of the write-ahead log; where there is none, nobody is
 * writing either. */
static int is_still(const char *path)
{
    char log[4200];
    struct stat info;
    snprintf(log, sizeof log, "%s-wal", path);
    return stat(log, &info) != 0 || info.st_size == 0;
}

/* The path as a URI, in which three characters would mean something else. */
static char *uri_of(const char *path, const char *query)
{
    char *uri = malloc(3 * strlen(path) + strlen(query) + 8), *to = uri;
    if (!uri) return NULL;
    to += sprintf(to, "file:");
    for (const char *c = path; *c; c++) {
        if (strchr("?#%", *c)) to += sprintf(to, "%%%02X", (unsigned)(unsigned char)*c);
        else *to++ = *c;
    }
    strcpy(to, query);
    return uri;
}

static int connect(ambit_store *store, ambit_store_mode mode)
{
    int may_write = access(store->path, W_OK) == 0 || mode != AMBIT_STORE_READ;
    char folder[4200];
    snprintf(folder, sizeof folder, "%s", store->path);
    *strrchr(folder, '/') = 0;
    int is_closed = access(folder, W_OK) != 0;
    if (is_closed) may_write = mode != AMBIT_STORE_READ;
    int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        | (may_write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY)
        | (mode == AMBIT_STORE_CREATE ? SQLITE_OPEN_CREATE : 0);
    char *uri = uri_of(store->path, is_closed && !may_write && is_still(store->path) ? "?immutable=1" : "");
    if (!uri) return SQLITE_NOMEM;
    int code = sqlite3_open_v2(uri, &store->db, flags, NULL);
    free(uri);
    if (code) return code;
    sqlite3_busy_timeout(store->db, PATIENCE_MS);
    return SQLITE_OK;
}

static ambit_status read_version(int64_t *application, int64_t *version, ambit_store *store, ambit_error *err)
{
    ambit_status status = ambit_store_count_of(application, 0, store, err, "PRAGMA application_id", NULL);
    return status ? status : ambit_store_count_of(version, 0, store, err, "PRAGMA user_version", NULL);
}

/* Makes the tables, unless another process does so at this moment: then it is waited for. */
static ambit_status create(ambit_store *store, ambit_error *err)
{
    char sql[100];
    int64_t application, version, n_tables;
    ambit_status status = run_text(store, "BEGIN EXCLUSIVE", err);
    if (!status) status = read_version(&application, &version, store, err);
    if (!status) status = ambit_store_count_of(&n_tables, 0, store, err, "SELECT count(*) FROM sqlite_master", NULL);
    if (!status && !application && !n_tables) {
        snprintf(sql, sizeof sql, "PRAGMA application_id = %d; PRAGMA user_version = %d", AMBIT_STORE_APPLICATION,
                AMBIT_STORE_VERSION);
        status = run_text(store, ambit_store_schema(), err);
        if (!status) status = run_text(store, sql, err);
    }
    if (!status) return ambit_store_commit(store, err);
    ambit_store_undo(store);
    return status;
}

/* A change of the journal's kind is refused at once while others have the file open, whatever they do. */
static ambit_status use_log(ambit_store *store, ambit_error *err)
{
    int code = SQLITE_BUSY;
    for (int k = 0; k < 500 && (code & 0xff) == SQLITE_BUSY; k++) {
        if (k) usleep(20000);
        code = sqlite3_exec(store->db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
    }
    if (code) return fail_with(store, sqlite3_extended_errcode(store->db), err);
    return run_text(store, "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON", err);
}

/* The full check also holds every index against its table. */
static ambit_status check_pages(ambit_store *store, const char *pragma, ambit_error *err)
{
    ambit_store_rows *rows;
    int is_there = 0;
    ambit_status status = ambit_store_ask(&rows, store, err, pragma, "");
    if (status) return status;
    status = ambit_store_next(rows, &is_there, err);
    const char *words = is_there ? ambit_store_text(rows, 0) : "ok";
    const char *line = strrchr(words, '\n'); /* the first says which database */
    if (!status && strcmp(words, "ok"))
        status = ambit_fail(err, AMBIT_E_FILE, "%s: is damaged (%.200s); put back a copy, or save what can be read "
                "with \"sqlite3 ambit.db .recover\"", store->path, line ? line + 1 : words);
    ambit_store_rows_free(rows);
    return status;
}

ambit_status ambit_store_check(ambit_store *store, ambit_error *err)
{
    return check_pages(store, "PRAGMA integrity_check(1)", err);
}

/* What is open now must be ours, and known. *is_there: it has tables; a run that was killed when it made them leaves
 * none. */
static ambit_status settle(ambit_store *store, ambit_store_mode mode, int *is_there, ambit_error *err)
{
    int64_t application = 0, version = 0, n_tables = 1;
    int kept;
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, &kept);
    ambit_status status = read_version(&application, &version, store, err);
    if (!status && !application && mode == AMBIT_STORE_CREATE) {
        status = create(store, err);
        if (!status) status = read_version(&application, &version, store, err);
    }
    if (!status && !application)
        status = ambit_store_count_of(&n_tables, 0, store, err, "SELECT count(*) FROM sqlite_master", NULL);
    *is_there = n_tables > 0;
    if (status || !*is_there) return status;
    status = judge_version(store->path, application, version, err);
    if (status) return status;
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, &kept);
    if (mode == AMBIT_STORE_READ) return AMBIT_OK;
    status = check_pages(store, "PRAGMA quick_check(1)", err);
    return status ? status : use_log(store, err);
}

/* Nothing is made in a folder that is not there, or may not be written. */
static ambit_status look_at_folder(const char *folder, ambit_error *err)
{
    if (!access(folder, W_OK | X_OK)) return AMBIT_OK;
    return ambit_fail(err, AMBIT_E_FILE, "%s/" AMBIT_STORE_FILE ": cannot be written: %s; the store lies in the folder "
            "of the plan, which must be writable", folder, strerror(errno));
}

ambit_status ambit_store_open(ambit_store **out, const char *folder, ambit_store_mode mode, ambit_error *err)
{
    int is_empty, is_there = 0;
    ambit_store *store = calloc(1, sizeof *store);
    *out = NULL;
    if (!store || asprintf(&store->path, "%s/" AMBIT_STORE_FILE, folder) < 0) {
        free(store);
        return ambit_fail(err, AMBIT_E_MEMORY, "%s: no memory for the store", folder);
    }
    ambit_status status = look(store->path, &is_empty, err);
    int is_wanted = !is_empty || mode == AMBIT_STORE_CREATE;
    if (!status && is_wanted && mode != AMBIT_STORE_READ) status = look_at_folder(folder, err);
    if (!status && is_wanted) {
        int code = connect(store, mode);
        status = code ? fail_with(store, code, err) : settle(store, mode, &is_there, err);
    }
    if (!status && is_there) *out = store;
    else ambit_store_close(store);
    return status;
}

void ambit_store_close(ambit_store *store)
{
    if (!store) return;
    if (store->db) ambit_store_undo(store);
    sqlite3_close(store->db);
    free(store->path);
    free(store);
}
