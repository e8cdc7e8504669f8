/* tools/report/report.h - report.html: one file that opens offline, with the map, the charts, the table and the proof.
 *
 * Leaflet and Chart.js come from Debian's packages and are embedded when ambit is built; the page holds its data as
 * JSON and draws itself. Nothing is fetched, and names are data, never markup. Equal outcomes give equal bytes. */
#ifndef AMBIT_REPORT_H
#define AMBIT_REPORT_H
#include "tools/outcome.h"
#include <stdio.h>

/* summary: the proof to tell (NULL for a plan that was only evaluated). */
ambit_status ambit_report_write(FILE *to, const ambit_outcome *outcome, const ambit_summary *summary, ambit_error *err);

#endif
