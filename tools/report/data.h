/* tools/report/data.h - what the page shows, as JSON (jansson): columns as arrays, coordinates as whole numbers.
 *
 * Columns cost a third of rows with named fields; whole numbers of 1e-5 degrees (and differences along a border) cost
 * half of decimals. Figures come from the outcome alone. */
#ifndef AMBIT_REPORT_DATA_H
#define AMBIT_REPORT_DATA_H
#include "tools/report/report.h"

typedef struct ambit_report_data ambit_report_data;

/* summary and beside may be NULL. On AMBIT_OK the caller owns *out, otherwise it is NULL. O(units + points of the
 * territories + texts beside). */
ambit_status ambit_report_data_build(ambit_report_data **out, const ambit_outcome *outcome,
        const ambit_summary *summary, const ambit_report_beside *beside, ambit_error *err);
void ambit_report_data_free(ambit_report_data *data); /* NULL is fine */

/* Writes the JSON as pure ASCII with <, > and & as \u escapes: safe inside a script element whatever the names hold and
 * whatever the file's encoding is taken for. A write error shows in ferror(to). */
ambit_status ambit_report_data_write(FILE *to, const ambit_report_data *data, ambit_error *err);

#endif
