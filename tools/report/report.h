/* tools/report/report.h - report.html: one file that opens offline, with the map, the charts, the table and the proof.
 *
 * Leaflet and Chart.js come from Debian's packages and are embedded when ambit is built; the page holds its data as
 * JSON and draws itself. Nothing is fetched, and names are data, never markup. Equal outcomes give equal bytes. */
#ifndef AMBIT_REPORT_H
#define AMBIT_REPORT_H
#include "tools/outcome.h"
#include <stdio.h>

/* What other commands have written beside the plan: the texts of quota.json, coverage.json and frontier.json, or NULL
 * where there is none. Each becomes a part of the page. */
typedef struct { const char *quota, *coverage, *frontier; } ambit_report_beside;

/* summary: the proof to tell (NULL for a plan that was only evaluated). beside may be NULL. A text that is no JSON is
 * AMBIT_E_INPUT and named by its file. */
ambit_status ambit_report_write(FILE *to, const ambit_outcome *outcome, const ambit_summary *summary,
        const ambit_report_beside *beside, ambit_error *err);

#endif
