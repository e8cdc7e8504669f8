/* instances/table.h - CSV as it comes (RFC 4180, BOM, CRLF, quoted newlines), row by row, through libcsv.
 *
 * A table is streamed: the caller says which columns it wants, and gets each row's fields as borrowed spans with the
 * line on which the row starts. Nothing of the file is kept, so a million rows cost no memory here. */
#ifndef AMBIT_TABLE_H
#define AMBIT_TABLE_H
#include "instances/base/diagnosis.h"

typedef struct { const char *text; uint32_t length; } ambit_span; /* NUL-terminated too */

/* A wanted column. `required` missing columns are recorded as AMBIT_FAULT_COLUMN_MISSING with the names that exist. */
typedef struct { const char *name; int required; } ambit_column;

/* A row: field[k] belongs to wanted column k; a column that the file lacks is the empty span with text NULL.
 * Returns 0 to go on. */
typedef int ambit_row_fn(void *context, uint64_t line, const ambit_span *field);

typedef struct { uint64_t n_rows; uint32_t n_found; } ambit_table_summary;

/* Reads `path` (shown as `shown` in messages), calls `row` for each data row. Faults of the form (ragged rows, double
 * columns, open quotes, NUL bytes, bytes that are not UTF-8) are recorded in `diagnosis` and the row is left out.
 * Fails only when the file cannot be read at all or memory ends; a fault that was recorded is not a failure.
 * The header is handed to `header` first when it is not NULL: all names in file order, so that a caller can pick
 * columns by pattern; it may be NULL. O(bytes). */
ambit_status ambit_table_read(const char *path, const char *shown, const ambit_column *wanted, uint32_t n_wanted,
        ambit_row_fn *row, void *context, ambit_table_summary *summary, ambit_diagnosis *diagnosis, ambit_error *err);

/* A finite number from a whole field (spaces around it are allowed, a decimal point, no thousands separators).
 * Returns 1 and sets *out, or 0. Independent of the locale. */
int ambit_span_number(double *out, ambit_span span);

/* Writes one CSV field, quoted when it must be. */
void ambit_csv_write(FILE *to, const char *text);

/* Writes a double so that it reads back as itself: the shortest form of %.15g, %.16g, %.17g that does. */
void ambit_csv_write_number(FILE *to, double value);

#endif
