/* tools/workbook/workbook.h - report.xlsx: a finished plan as a workbook that people filter, sort and calculate with.
 *
 * Sheets: summary, reps (the columns of territories.csv), assignments, moves, and quotas and coverage when their
 * commands have been run. Numbers are numbers, ids and names are texts whatever they look like. */
#ifndef AMBIT_WORKBOOK_H
#define AMBIT_WORKBOOK_H
#include "tools/outcome.h"
#include "tools/report/report.h"

/* Writes the workbook to `path`, which is replaced. summary and beside may be NULL. AMBIT_E_INPUT when a text beside
 * the plan is no JSON, AMBIT_E_FILE when the file did not become whole; then there is none. Equal outcomes give equal
 * bytes. */
ambit_status ambit_workbook_write(const char *path, const ambit_outcome *outcome, const ambit_summary *summary,
        const ambit_report_beside *beside, ambit_error *err);

#endif
