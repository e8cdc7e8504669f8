/* tools/compare/page.h - compare.html: both maps side by side, and what each rep gained and lost.
 *
 * One file that opens offline: its script and style are embedded, everything else is refused by its policy
 * (tools/report/policy.h). The data are the report's, once for A and once for B; names are data, never markup. */
#ifndef AMBIT_COMPARE_PAGE_H
#define AMBIT_COMPARE_PAGE_H
#include "tools/compare/match.h"
#include "tools/report/policy.h"
#include <stdio.h>

/* The outcomes of both sides are drawn already (ambit_outcome_draw). */
ambit_status ambit_compare_page(FILE *to, const ambit_compare_side *a, const ambit_compare_side *b, ambit_error *err);

/* The parts of the page, the page itself first; 0 beyond the last. */
int ambit_compare_part_at(ambit_part *out, size_t i);

#endif
