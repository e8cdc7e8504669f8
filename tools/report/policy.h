/* tools/report/policy.h - the page's Content-Security-Policy: nothing is fetched, and only our own scripts run.
 *
 * Every script and style of the page is named by its SHA-256, so that markup which slipped in through a name could not
 * run even if it were not escaped. */
#ifndef AMBIT_REPORT_POLICY_H
#define AMBIT_REPORT_POLICY_H
#include "tools/report/parts.h"
#include <stdio.h>

/* Writes the policy's text (the value of the meta element's content). A write error shows in ferror(to). */
void ambit_policy_write(FILE *to);

/* The same for a page of other parts: part_at is to them what ambit_part_at is to the report. */
typedef int ambit_part_fn(ambit_part *out, size_t i);
void ambit_policy_write_of(FILE *to, ambit_part_fn *part_at);

#endif
