/* instances/table.h - CSV as it comes (RFC 4180, BOM, CRLF, quoted newlines), row by row, through libcsv.
 *
 * A table is streamed: the caller says which columns it wants, and gets each row's fields as borrowed spans with the
 * line on which the row starts. Nothing of the file is kept, so a million rows cost no memory here. */
#ifndef AMBIT_TABLE_H
#define AMBIT_TABLE_H
#include "instances/base/arena.h"
#include "instances/base/diagnosis.h"

typedef struct { const char *text; uint32_t length; } ambit_span; /* NUL-terminated too; without spaces around */

/* A wanted column. `required` missing columns are recorded as AMBIT_FAULT_COLUMN_MISSING with the names that exist,
 * and then no row is handed out. A field of more than a megabyte is a quote that nobody closed, unless `required` has
 * AMBIT_COLUMN_LONG too: its cells are shapes, of up to 256 megabytes. */
enum { AMBIT_COLUMN_LONG = 2 };
typedef struct { const char *name; int required; } ambit_column;

/* A row: field[k] belongs to wanted column k; a column that the file lacks is the empty span with text NULL.
 * Returns 0 to go on; anything else ends the reading, which is no failure. */
typedef int ambit_row_fn(void *context, uint64_t line, const ambit_span *field);

typedef struct { uint64_t n_rows; uint32_t n_found; } ambit_table_summary; /* rows handed out; wanted columns found */

/* Reads `path` (shown as `shown` in messages), calls `row` for each data row; blank lines are none. Faults of the
 * form (no such file, no header, ragged rows, a wanted column twice, quotes, NUL bytes, bytes that are not UTF-8)
 * are recorded in `diagnosis` and the row is left out. Fails only when memory ends; a fault that was recorded is not
 * a failure. `summary` may be NULL. O(bytes). */
ambit_status ambit_table_read(const char *path, const char *shown, const ambit_column *wanted, uint32_t n_wanted,
        ambit_row_fn *row, void *context, ambit_table_summary *summary, ambit_diagnosis *diagnosis, ambit_error *err);

/* The names of all columns in file order, so that a caller can decide which of them it wants. Names lie in `texts`.
 * With a fault in the header, which is recorded, there are none. */
typedef struct { uint32_t n; const char **name; } ambit_columns;
ambit_status ambit_table_columns(ambit_columns *out, ambit_arena *texts, const char *path, const char *shown,
        ambit_diagnosis *diagnosis, ambit_error *err);

/* 1 when the columns have one of that name. */
int ambit_columns_have(const ambit_columns *columns, const char *name);

/* Records that the file lacks a column, with the names that exist and the one that may have been meant. */
void ambit_columns_missing(const ambit_columns *columns, const char *shown, const char *name,
        ambit_diagnosis *diagnosis);

/* A finite number from a whole field (spaces around it are allowed, a decimal point, no thousands separators).
 * Returns 1 and sets *out, or 0. Independent of the locale. */
int ambit_span_number(double *out, ambit_span span);

/* Writes one CSV field, quoted when it must be. */
void ambit_csv_write(FILE *to, const char *text);

/* Writes a double so that it reads back as itself: the shortest form of %.15g, %.16g, %.17g that does. */
void ambit_csv_write_number(FILE *to, double value);

#endif
