/* tools/coverage/tables.h - coverage as files and in words. Ratios have nine decimals, other numbers are not rounded; a
 * cell is empty where nothing can be said: no potential, no hours, no regions, no cap. */
#ifndef AMBIT_COVERAGE_TABLES_H
#define AMBIT_COVERAGE_TABLES_H
#include "tools/coverage/coverage.h"
#include "tools/coverage/pipeline.h"
#include <stdio.h>

/* coverage.csv: one row a rep. */
void ambit_coverage_write_reps(FILE *to, const ambit_coverage *coverage);

/* coverage_summary.csv: reps, managers at every level with all below them, segments, what nobody has, the company. */
void ambit_coverage_write_summary(FILE *to, const ambit_coverage *coverage);

/* white_space.csv: one row a region, with its reps. */
void ambit_coverage_write_regions(FILE *to, const ambit_coverage *coverage);

/* overlaps.csv: every overlap and gap. */
void ambit_coverage_write_overlaps(FILE *to, const ambit_coverage *coverage);

/* coverage.json; its keys are listed in json.c. pipeline NULL: there are no deals. */
void ambit_coverage_write_json(FILE *to, const ambit_coverage *coverage, const ambit_pipeline *pipeline);

/* A dozen lines for the terminal. */
void ambit_coverage_words(FILE *to, const ambit_coverage *coverage);

/* The id of a rep; "" of nobody. */
const char *ambit_coverage_rep_id(const ambit_coverage *coverage, uint32_t rep);

/* What is not engaged; NaN without a potential. */
double ambit_coverage_white_space(const ambit_coverage *coverage, const ambit_coverage_figures *figures);

#endif
