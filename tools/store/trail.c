/* tools/store/trail.c - see trail.h. */
#include "tools/store/trail.h"

#include "instances/base/digest.h"
#include "instances/table.h"

#include <math.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define COLUMNS "entry, time, user, action, subject, reason, version, seed, inputs, before, after, was, became, " \
    "plan, previous, sha256"

const char *ambit_trail_login(char out[AMBIT_USER_ROOM])
{
    char room[4096];
    struct passwd entry, *found = NULL;
    int code = getpwuid_r(getuid(), &entry, room, sizeof room, &found);
    snprintf(out, AMBIT_USER_ROOM, "%s", !code && found && *found->pw_name ? found->pw_name : "unknown");
    return out;
}

const char *ambit_trail_now(char out[32])
{
    struct tm at;
    time_t now = time(NULL);
    gmtime_r(&now, &at);
    strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &at);
    return out;
}

/* ---- Hashes ------------------------------------------------------------------------------------------------------ */

static void write_field(FILE *to, const char *text) { fprintf(to, "%zu:%s\n", strlen(text), text); }

/* SHA-256 over every field with its length before it, so that no two entries read alike. */
static ambit_status hash_row(char out[65], const ambit_trail_row *row, ambit_error *err)
{
    const char *const fields[] = { row->time, row->user, row->action, row->subject, row->reason, row->version,
        row->inputs, row->before, row->after, row->plan, row->previous };
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);
    if (!to) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the hash of an entry");
    fprintf(to, "%lld %lld %lld %lld\n", (long long)row->number, (long long)row->seed, (long long)row->was,
            (long long)row->became);
    for (size_t k = 0; k < sizeof fields / sizeof *fields; k++) write_field(to, fields[k]);
    int failed = fclose(to);
    if (!failed) ambit_digest_bytes(out, text, size);
    free(text);
    return failed ? ambit_fail(err, AMBIT_E_MEMORY, "no memory for the hash of an entry") : AMBIT_OK;
}

/* ---- Adding ------------------------------------------------------------------------------------------------------ */

/* "cost=12.5 moved_units=3"; what is unknown is left out. NULL without memory. */
static char *figures_of(const ambit_trail_figure *figure, uint32_t n)
{
    char *text = NULL;
    size_t size = 0;
    int is_first = 1;
    FILE *to = open_memstream(&text, &size);
    if (!to) return NULL;
    for (uint32_t k = 0; k < n; k++) {
        if (!isfinite(figure[k].value)) continue;
        fprintf(to, "%s%s=", is_first ? "" : " ", figure[k].name);
        ambit_csv_write_number(to, figure[k].value);
        is_first = 0;
    }
    if (!fclose(to)) return text;
    free(text);
    return NULL;
}

static const char *or_empty(const char *text) { return text ? text : ""; }

static ambit_status read_head(int64_t *n, char sha256[65], ambit_store *store, ambit_error *err)
{
    ambit_store_rows *rows;
    int is_there = 0;
    *n = 0, *sha256 = 0;
    ambit_status status = ambit_store_ask(&rows, store, err, "SELECT entries, sha256 FROM head", "");
    if (status) return status;
    status = ambit_store_next(rows, &is_there, err);
    if (!status && !is_there)
        status = ambit_fail(err, AMBIT_E_FILE, "%s: the head of the trail is missing; put back a copy",
                ambit_store_path(store));
    if (is_there) {
        *n = ambit_store_count(rows, 0);
        snprintf(sha256, 65, "%s", ambit_store_text(rows, 1));
    }
    ambit_store_rows_free(rows);
    return status;
}

static ambit_status insert(ambit_store *store, const ambit_trail_row *row, ambit_error *err)
{
    ambit_status status = ambit_store_run(store, err, "INSERT INTO trail (" COLUMNS ") VALUES "
            "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", "itttttt" "ittt" "iittt", row->number, row->time,
            row->user, row->action, row->subject, row->reason, row->version, row->seed, row->inputs, row->before,
            row->after, row->was, row->became, row->plan, row->previous, row->sha256);
    return status ? status : ambit_store_run(store, err, "UPDATE head SET entries = ?, sha256 = ?", "it", row->number,
            row->sha256);
}

ambit_status ambit_trail_add(ambit_store *store, const ambit_trail_entry *entry, int64_t *number, ambit_error *err)
{
    char previous[65], sha256[65], now[32], login[AMBIT_USER_ROOM];
    int64_t n;
    ambit_status status = read_head(&n, previous, store, err);
    if (status) return status;
    char *before = figures_of(entry->before, entry->n_before), *after = figures_of(entry->after, entry->n_after);
    ambit_trail_row row = { .number = n + 1, .time = ambit_trail_now(now),
        .user = entry->user ? entry->user : ambit_trail_login(login), .action = or_empty(entry->action),
        .subject = or_empty(entry->subject), .reason = or_empty(entry->reason), .version = AMBIT_VERSION,
        .inputs = or_empty(entry->inputs), .before = before, .after = after, .plan = or_empty(entry->plan),
        .previous = previous, .sha256 = sha256, .seed = (int64_t)entry->seed, .was = entry->was,
        .became = entry->became };
    if (!before || !after) status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for an entry of the trail");
    if (!status) status = hash_row(sha256, &row, err);
    if (!status) status = insert(store, &row, err);
    if (!status && number) *number = row.number;
    free(before);
    free(after);
    return status;
}

int ambit_trail_is_kept(const char *folder)
{
    char path[4200];
    int length = snprintf(path, sizeof path, "%s/" AMBIT_STORE_FILE, folder);
    return length > 0 && (size_t)length < sizeof path && !access(path, F_OK);
}

ambit_status ambit_trail_append(const char *folder, const ambit_trail_entry *entry, ambit_error *err)
{
    ambit_store *store;
    ambit_status status = ambit_store_open(&store, folder, AMBIT_STORE_WRITE, err);
    if (status || !store) return status;
    status = ambit_store_begin(store, err);
    if (!status) status = ambit_trail_add(store, entry, NULL, err);
    if (!status) status = ambit_store_commit(store, err);
    ambit_store_close(store);
    return status;
}

ambit_status ambit_trail_look(const char *folder, ambit_error *err)
{
    ambit_store *store;
    ambit_status status = ambit_store_open(&store, folder, AMBIT_STORE_WRITE, err);
    ambit_store_close(store);
    return status;
}

/* ---- Reading ----------------------------------------------------------------------------------------------------- */

static ambit_trail_row row_of(const ambit_store_rows *rows)
{
    return (ambit_trail_row){ .number = ambit_store_count(rows, 0), .time = ambit_store_text(rows, 1),
        .user = ambit_store_text(rows, 2), .action = ambit_store_text(rows, 3), .subject = ambit_store_text(rows, 4),
        .reason = ambit_store_text(rows, 5), .version = ambit_store_text(rows, 6), .seed = ambit_store_count(rows, 7),
        .inputs = ambit_store_text(rows, 8), .before = ambit_store_text(rows, 9), .after = ambit_store_text(rows, 10),
        .was = ambit_store_count(rows, 11), .became = ambit_store_count(rows, 12), .plan = ambit_store_text(rows, 13),
        .previous = ambit_store_text(rows, 14), .sha256 = ambit_store_text(rows, 15) };
}

ambit_status ambit_trail_read(ambit_store *store, ambit_trail_fn *on_row, void *context, ambit_error *err)
{
    ambit_store_rows *rows;
    int is_there = 1;
    ambit_status status = ambit_store_ask(&rows, store, err, "SELECT " COLUMNS " FROM trail ORDER BY entry", "");
    while (!status && is_there) {
        status = ambit_store_next(rows, &is_there, err);
        if (status || !is_there) break;
        const ambit_trail_row row = row_of(rows);
        status = on_row(context, &row, err);
    }
    ambit_store_rows_free(rows);
    return status;
}

ambit_status ambit_trail_current(int64_t *result, int64_t *n_entries, ambit_store *store, ambit_error *err)
{
    ambit_status status = ambit_store_count_of(result, 0, store, err, "SELECT current FROM head", NULL);
    return status ? status : ambit_store_count_of(n_entries, 0, store, err, "SELECT entries FROM head", NULL);
}

/* ---- Verifying --------------------------------------------------------------------------------------------------- */

typedef struct {
    ambit_trail_verdict *out;
    int64_t current;      /* what the entries say is in force */
    char plan[65];        /* the hash of its assignment */
} verifying;

#define FAULT(v, ...) \
    do { if (!*(v)->fault) snprintf((v)->fault, sizeof (v)->fault, __VA_ARGS__); } while (0)

/* A fault of one entry is told with what a person needs to find it. */
static ambit_status verify_row(void *context, const ambit_trail_row *row, ambit_error *err)
{
    verifying *v = context;
    char sha256[65];
    ambit_status status = hash_row(sha256, row, err);
    if (status) return status;
    if (row->number != v->out->n_entries + 1)
        FAULT(v->out, "entry %lld is missing", (long long)v->out->n_entries + 1);
    if (strcmp(row->sha256, sha256))
        FAULT(v->out, "entry %lld (%s, %s, %s) was altered: its fields do not give its hash", (long long)row->number,
              row->time, row->user, row->action);
    if (strcmp(row->previous, v->out->head))
        FAULT(v->out, "entry %lld does not follow the one before: an entry was altered or removed there",
              (long long)row->number);
    v->out->n_entries = row->number;
    snprintf(v->out->head, sizeof v->out->head, "%s", row->sha256);
    if (strcmp(row->action, "adopt") && strcmp(row->action, "revert")) return AMBIT_OK;
    if (row->was != v->current)
        FAULT(v->out, "entry %lld (%s) does not go on from the plan that was in force", (long long)row->number,
              row->action);
    v->current = row->became;
    snprintf(v->plan, sizeof v->plan, "%s", row->plan);
    return AMBIT_OK;
}

static ambit_status verify_head(verifying *v, ambit_store *store, ambit_error *err)
{
    int64_t n, current, ignored;
    char sha256[65];
    ambit_status status = read_head(&n, sha256, store, err);
    if (!status) status = ambit_trail_current(&current, &ignored, store, err);
    if (status) return status;
    if (n > v->out->n_entries)
        FAULT(v->out, "entry %lld is missing: the head counts %lld entries", (long long)v->out->n_entries + 1,
              (long long)n);
    else if (n < v->out->n_entries || strcmp(sha256, v->out->head))
        FAULT(v->out, "the head does not fit the last entry, %lld", (long long)v->out->n_entries);
    if (current != v->current)
        FAULT(v->out, "the plan in force is not the one that the last entry of adopt or revert names");
    return AMBIT_OK;
}

/* The plan in force, and every result, must be what they were when they came in. */
static ambit_status verify_plans(verifying *v, ambit_store *store, ambit_error *err)
{
    ambit_store_rows *rows;
    int is_there = 1;
    ambit_status status = ambit_store_ask(&rows, store, err, "SELECT id, scenario, plan, sha256 FROM result "
            "ORDER BY id", "");
    while (!status && is_there) {
        char sha256[65];
        status = ambit_store_next(rows, &is_there, err);
        if (status || !is_there) break;
        const char *plan = ambit_store_text(rows, 2);
        ambit_digest_bytes(sha256, plan, strlen(plan));
        int is_current = ambit_store_count(rows, 0) == v->current;
        if (strcmp(sha256, ambit_store_text(rows, 3)) || (is_current && strcmp(sha256, v->plan)))
            FAULT(v->out, "the plan of scenario %s was altered", ambit_store_text(rows, 1));
    }
    ambit_store_rows_free(rows);
    return status;
}

/* Guards that were taken away, and entries that rows elsewhere know of but the trail does not. */
static ambit_status verify_guards(verifying *v, ambit_store *store, ambit_error *err)
{
    int64_t n;
    ambit_status status = ambit_store_count_of(&n, 0, store, err, "SELECT count(*) FROM sqlite_master WHERE "
            "type = 'trigger' AND tbl_name IN ('trail', 'head', 'result')", NULL);
    if (!status && n < 5) FAULT(v->out, "a guard of the trail was removed from the store");
    return status;
}

ambit_status ambit_trail_verify(ambit_trail_verdict *out, ambit_store *store, ambit_error *err)
{
    verifying v = { .out = out };
    *out = (ambit_trail_verdict){ .n_entries = 0 };
    ambit_status status = ambit_store_check(store, err);
    if (!status) status = ambit_trail_read(store, verify_row, &v, err);
    if (!status) status = verify_head(&v, store, err);
    if (!status) status = verify_plans(&v, store, err);
    return status ? status : verify_guards(&v, store, err);
}
