/* instances/change/tables.c - see tables.h. */
#include "instances/change/tables.h"

#include "instances/base/text.h"
#include "instances/table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* One table with the changes that are for it. */
typedef struct {
    ambit_planfile *plan;
    const char *file, *id;         /* id: the column of `row` where a change names no other */
    uint32_t n;
    const ambit_change *const *change;
    int may_miss;                  /* 1: what finds no row is no fault */
    ambit_diagnosis *diagnosis;
    ambit_error *err;
    ambit_arena texts;
    ambit_columns columns;
    uint32_t n_columns;            /* those of the file, and those that changes add */
    ambit_column *column;
    ambit_span *cell;              /* [n_columns] of the row at hand */
    int *key_at, *row_at;          /* [n] columns of each change; -1: none (add, remove) */
    const char **wanted;           /* [n] what stands in column row_at of the rows that change */
    uint64_t *hits;                /* [n] rows that each change found */
    FILE *to;
    uint64_t line;                 /* that is written next */
    int out_of_memory;
} laying;

/* Columns that a table may get though it has none of the name: ambit reads them, and an empty cell is their default. */
static const char *const grown[] = {
    "current_rep", "locked_rep", "segment", "group", "visits", "minutes", "last_activity", "fte", "start_date",
    "leave_from", "leave_to", "segments", "max_accounts", "manager", "name", "frozen", NULL,
};

static int is_verb(const char *key) { return !strcmp(key, "add") || !strcmp(key, "remove"); }

static ambit_status no_memory(const laying *l)
{
    return ambit_fail(l->err, AMBIT_E_MEMORY, "no memory to change %s", l->file);
}

/* ---- Columns ----------------------------------------------------------------------------------------------------- */

static int column_of(const laying *l, const char *name)
{
    for (uint32_t k = 0; k < l->n_columns; k++)
        if (!strcmp(l->column[k].name, name)) return (int)k;
    return -1;
}

/* The column of a name, added when the table may have it. */
static int bind(laying *l, const char *name, int may_grow)
{
    int at = column_of(l, name);
    for (const char *const *known = grown; at < 0 && may_grow && *known; known++)
        if (!strcmp(*known, name)) {
            l->column[at = (int)l->n_columns++] = (ambit_column){ name, 0 };
            return at;
        }
    if (at < 0) ambit_columns_missing(&l->columns, l->file, name, l->diagnosis);
    return at;
}

/* `a:b` is a column and what stands in it, or, where there is no such column, an id. */
static int bind_row(laying *l, uint32_t k)
{
    const ambit_change *change = l->change[k];
    int at = change->column ? column_of(l, change->column) : -1;
    l->wanted[k] = change->row;
    if (at >= 0) return at;
    if (change->column) {
        size_t room = strlen(change->column) + strlen(change->row) + 2;
        char *whole = ambit_arena_alloc(&l->texts, room);
        if (whole) snprintf(whole, room, "%s:%s", change->column, change->row);
        l->wanted[k] = whole;
    }
    return bind(l, l->id, 0);
}

static ambit_status bind_all(laying *l, const char *path)
{
    ambit_status status = ambit_table_columns(&l->columns, &l->texts, path, l->file, l->diagnosis, l->err);
    if (status || ambit_diagnosis_n_errors(l->diagnosis)) return status;
    size_t room = (size_t)l->columns.n + l->n + 1;
    l->column = ambit_arena_alloc(&l->texts, room * sizeof *l->column);
    l->cell = ambit_arena_alloc(&l->texts, room * sizeof *l->cell);
    l->key_at = ambit_arena_alloc(&l->texts, (l->n + (size_t)1) * sizeof *l->key_at);
    l->row_at = ambit_arena_alloc(&l->texts, (l->n + (size_t)1) * sizeof *l->row_at);
    l->hits = ambit_arena_alloc(&l->texts, (l->n + (size_t)1) * sizeof *l->hits);
    l->wanted = ambit_arena_alloc(&l->texts, (l->n + (size_t)1) * sizeof *l->wanted);
    if (!l->column || !l->cell || !l->key_at || !l->row_at || !l->hits || !l->wanted) return no_memory(l);
    for (uint32_t c = 0; c < l->columns.n; c++) l->column[l->n_columns++] = (ambit_column){ l->columns.name[c], 0 };
    for (uint32_t k = 0; k < l->n; k++) {
        const ambit_change *change = l->change[k];
        l->hits[k] = 0;
        l->row_at[k] = bind_row(l, k);
        if (!l->wanted[k]) return no_memory(l);
        l->key_at[k] = is_verb(change->key) ? -1 : bind(l, change->key, 1);
    }
    return AMBIT_OK;
}

/* ---- Rows -------------------------------------------------------------------------------------------------------- */

static int is_hit(const laying *l, uint32_t k)
{
    ambit_span cell = l->cell[l->row_at[k]];
    return !strcmp(l->wanted[k], "*")
        || (strlen(l->wanted[k]) == cell.length && !memcmp(l->wanted[k], cell.text, cell.length));
}

static ambit_span keep(laying *l, const char *text)
{
    size_t n = strlen(text);
    char *copy = ambit_arena_copy(&l->texts, text, n);
    if (!copy) l->out_of_memory = 1;
    return copy ? (ambit_span){ copy, (uint32_t)n } : (ambit_span){ "", 0 };
}

/* `*1.1` multiplies the number that stands there; an empty cell stays empty. */
static ambit_span multiplied(laying *l, const ambit_change *change, ambit_span cell)
{
    double factor, value;
    char text[40], quoted[AMBIT_QUOTED];
    if (!ambit_text_number(&factor, change->value + 1, strlen(change->value + 1))) {
        ambit_diagnosis_error(l->diagnosis, AMBIT_FAULT_CHANGE, ambit_change_place(change->said),
                "found %s, expected a "
                "factor such as *1.1, correct it", ambit_text_quote(quoted, change->value, strlen(change->value)));
        return cell;
    }
    if (!cell.length || !ambit_span_number(&value, cell)) return cell;
    snprintf(text, sizeof text, "%.17g", value * factor);
    return keep(l, text);
}

/* Applies the changes from `first` on to the row at hand. 0: the row is removed. */
static int apply(laying *l, uint32_t first)
{
    for (uint32_t k = first; k < l->n; k++) {
        const ambit_change *change = l->change[k];
        if (!strcmp(change->key, "add") || !is_hit(l, k)) continue;
        l->hits[k]++;
        if (l->key_at[k] < 0) return 0;
        ambit_span *cell = &l->cell[l->key_at[k]];
        *cell = change->value[0] == '*' ? multiplied(l, change, *cell)
                                        : (ambit_span){ change->value, (uint32_t)strlen(change->value) };
    }
    return 1;
}

static void write_row(laying *l, uint64_t line)
{
    for (; l->line < line; l->line++) putc('\n', l->to); /* a removed row leaves its line empty */
    for (uint32_t c = 0; c < l->n_columns; c++) {
        if (c) putc(',', l->to);
        ambit_csv_write(l->to, l->cell[c].text ? l->cell[c].text : "");
        for (const char *at = l->cell[c].text; at && (at = strchr(at, '\n')); at++) l->line++;
    }
    if (l->n_columns == 1 && !l->cell[0].length) fputs("\"\"", l->to); /* a blank line would be none */
    putc('\n', l->to);
    l->line++;
}

static int on_row(void *context, uint64_t line, const ambit_span *field)
{
    laying *l = context;
    memcpy(l->cell, field, l->n_columns * sizeof *l->cell);
    for (uint32_t k = 0; k < l->n; k++)
        if (!strcmp(l->change[k]->key, "add") && is_hit(l, k))
            ambit_diagnosis_error(l->diagnosis, AMBIT_FAULT_ID_DOUBLE, ambit_change_place(l->change[k]->said),
                    "found it "
                    "in %s on line %llu already, expected a new id, choose another", l->file, (unsigned long long)line);
    if (apply(l, 0)) write_row(l, line);
    return l->out_of_memory;
}

static void write_header(laying *l)
{
    for (uint32_t c = 0; c < l->n_columns; c++) l->cell[c] = keep(l, l->column[c].name);
    write_row(l, 1);
}

/* Rows that are new, each with the changes that come after it. */
static void write_new(laying *l)
{
    for (uint32_t k = 0; k < l->n; k++) {
        if (strcmp(l->change[k]->key, "add")) continue;
        for (uint32_t c = 0; c < l->n_columns; c++) l->cell[c] = (ambit_span){ "", 0 };
        l->cell[l->row_at[k]] = keep(l, l->wanted[k]);
        l->hits[k] = 1;
        if (apply(l, k + 1)) write_row(l, l->line);
    }
}

static void say_misses(const laying *l)
{
    for (uint32_t k = 0; k < l->n && !l->may_miss; k++)
        if (!l->hits[k])
            ambit_diagnosis_error(l->diagnosis, AMBIT_FAULT_CHANGE, ambit_change_place(l->change[k]->said),
                    "found no row "
                    "of %s where %s is %s, expected one, correct the change", l->file, l->column[l->row_at[k]].name,
                    l->wanted[k]);
}

/* ---- A table ----------------------------------------------------------------------------------------------------- */

static ambit_status write_table(laying *l, const char *path)
{
    l->line = 1;
    write_header(l);
    ambit_status status = ambit_table_read(path, l->file, l->column, l->n_columns, on_row, l, NULL, l->diagnosis,
            l->err);
    if (status) return status;
    write_new(l);
    say_misses(l);
    if (l->out_of_memory) return no_memory(l);
    return fflush(l->to) || ferror(l->to) ? ambit_fail(l->err, AMBIT_E_FILE, "%s: its changes cannot be kept: %s",
            l->file,
            strerror(errno)) : AMBIT_OK;
}

/* Opens the memory that readers will find instead of the file. */
static ambit_status open_memory(laying *l, ambit_changed_table *table)
{
    table->descriptor = memfd_create("ambit", MFD_CLOEXEC);
    int twin = table->descriptor < 0 ? -1 : dup(table->descriptor);
    l->to = twin < 0 ? NULL : fdopen(twin, "w");
    if (l->to) {
        snprintf(table->path, sizeof table->path, "/proc/self/fd/%d", table->descriptor);
        return AMBIT_OK;
    }
    if (twin >= 0) close(twin);
    if (table->descriptor >= 0) close(table->descriptor);
    return ambit_fail(l->err, AMBIT_E_FILE, "%s: its changes cannot be kept: %s", l->file, strerror(errno));
}

static ambit_status lay_table(laying *l)
{
    char path[4096];
    ambit_planfile *plan = l->plan;
    ambit_changed_table table = { .file = l->file };
    if (ambit_planfile_path(path, sizeof path, plan, l->file))
        return ambit_fail(l->err, AMBIT_E_FILE, "%s: the path is too long", l->file);
    ambit_arena_init(&l->texts);
    ambit_status status = bind_all(l, path);
    if (!status && ambit_diagnosis_n_errors(l->diagnosis)) status = ambit_diagnosis_status(l->diagnosis, l->err);
    if (!status) status = open_memory(l, &table);
    if (!status) {
        status = write_table(l, path);
        fclose(l->to);
        if (status) close(table.descriptor);
        else plan->changed[plan->n_changed++] = table;
    }
    ambit_arena_reset(&l->texts);
    return status;
}

/* ---- All of them ------------------------------------------------------------------------------------------------- */

typedef struct {
    ambit_planfile *plan;
    const ambit_changes *changes;
    const ambit_change **mine;  /* [n changes] work space */
    ambit_change *gone;         /* [n changes] likewise: rows of pairs that go with a rep or an account */
    ambit_diagnosis *diagnosis;
    ambit_error *err;
} job;

static ambit_status lay_kind(const job *j, ambit_change_kind kind, const char *section, const ambit_source *source)
{
    uint32_t n = 0;
    for (uint32_t k = 0; k < j->changes->n; k++)
        if (j->changes->change[k].kind == kind) j->mine[n++] = &j->changes->change[k];
    if (!n) return AMBIT_OK;
    laying l = { .plan = j->plan, .file = source->file, .id = source->id, .n = n, .change = j->mine,
        .diagnosis = j->diagnosis, .err = j->err };
    if (source->file) return lay_table(&l);
    ambit_diagnosis_error(j->diagnosis, AMBIT_FAULT_CHANGE, ambit_change_place(j->mine[0]->said),
            "found no section %s in "
            "the plan, expected the table that is to be changed, name it there", section);
    return AMBIT_OK;
}

/* Leaves out the rows of `file` that speak of what was removed. */
static ambit_status lay_pairs(const job *j, const char *file, ambit_change_kind kind, const char *column)
{
    uint32_t n = 0;
    for (uint32_t k = 0; file && k < j->changes->n; k++) {
        const ambit_change *change = &j->changes->change[k];
        if (change->kind != kind || change->column || strcmp(change->key, "remove")) continue;
        j->gone[n] = *change;
        j->gone[n].column = column;
        j->mine[n] = &j->gone[n];
        n++;
    }
    laying l = { .plan = j->plan, .file = file, .id = column, .n = n, .change = j->mine, .may_miss = 1,
        .diagnosis = j->diagnosis, .err = j->err };
    return n ? lay_table(&l) : AMBIT_OK;
}

static ambit_status lay_all(const job *j)
{
    ambit_planfile *plan = j->plan;
    const char *const pairs[] = { plan->forbidden, plan->matrix };
    ambit_status status = lay_kind(j, AMBIT_CHANGE_ACCOUNTS, "accounts", &plan->accounts);
    if (!status) status = lay_kind(j, AMBIT_CHANGE_REPS, "reps", &plan->reps);
    if (!status) status = lay_kind(j, AMBIT_CHANGE_MANAGERS, "managers", &plan->managers);
    for (int k = 0; k < 2 && !status; k++) {
        status = lay_pairs(j, pairs[k], AMBIT_CHANGE_REPS, "rep_id");
        if (!status && plan->assign == AMBIT_ASSIGN_ACCOUNTS)
            status = lay_pairs(j, pairs[k], AMBIT_CHANGE_ACCOUNTS, "unit_id");
    }
    return status;
}

ambit_status ambit_changes_lay(ambit_planfile *plan, const ambit_changes *changes, ambit_diagnosis *diagnosis,
        ambit_error *err)
{
    if (!changes || !changes->n) return AMBIT_OK;
    job j = { .plan = plan, .changes = changes, .diagnosis = diagnosis, .err = err,
        .mine = malloc(changes->n * sizeof *j.mine), .gone = malloc(changes->n * sizeof *j.gone) };
    ambit_status status = j.mine && j.gone ? lay_all(&j)
        : ambit_fail(err, AMBIT_E_MEMORY, "no memory for the changes of a plan");
    free(j.mine);
    free(j.gone);
    return status || !ambit_diagnosis_n_errors(diagnosis) ? status : ambit_diagnosis_status(diagnosis, err);
}
