/* tools/report/data_parts.h - what the sections of the page's data share: a builder whose failure is sticky, so that
 * building reads as a list of what there is, and how columns are written.
 *
 * Private to data*.c, and the only file of this folder that knows jansson. */
#ifndef AMBIT_REPORT_DATA_PARTS_H
#define AMBIT_REPORT_DATA_PARTS_H
#include "tools/report/backdrop.h"
#include "tools/report/report.h"
#include <jansson.h>
#include <stdbool.h>

typedef struct {
    const ambit_outcome *outcome;
    const ambit_formulation *formulation;
    const ambit_backdrop *backdrop;
    bool failed;             /* out of memory, or a text that is not UTF-8 */
} ambit_data_builder;

/* Both take the value over, and note a failure (which a value of NULL is). */
void ambit_data_put(ambit_data_builder *b, json_t *object, const char *key, json_t *value);
void ambit_data_add(ambit_data_builder *b, json_t *array, json_t *value);

/* Whole numbers are written as such (2 bytes less each); what is not a finite number is null. */
json_t *ambit_data_number(double value);
json_t *ambit_data_text(const char *text); /* null for NULL and for "" */

/* Columns of n entries; null for NULL. */
json_t *ambit_data_numbers(ambit_data_builder *b, const double *value, size_t n);
json_t *ambit_data_indices(ambit_data_builder *b, const uint32_t *value, size_t n); /* AMBIT_NOBODY becomes -1 */
json_t *ambit_data_texts(ambit_data_builder *b, const char *const *value, size_t n);
json_t *ambit_data_places(ambit_data_builder *b, const double *degrees, size_t n); /* whole numbers of 1e-5 degrees */

/* The sections. */
json_t *ambit_data_verdict(ambit_data_builder *b, const ambit_verdict *verdict);
json_t *ambit_data_current(ambit_data_builder *b);
json_t *ambit_data_proof(ambit_data_builder *b, const ambit_summary *summary);
json_t *ambit_data_rules(ambit_data_builder *b);
json_t *ambit_data_reps(ambit_data_builder *b);
json_t *ambit_data_units(ambit_data_builder *b);
json_t *ambit_data_accounts(ambit_data_builder *b); /* inside the regions that are assigned; null where accounts are */
/* Territories; regions as a net of borders, each border once. Null for NULL. Both lie on the grid of the backdrop. */
json_t *ambit_data_shapes(ambit_data_builder *b, const ambit_backdrop *backdrop, const ambit_layer *layer);
json_t *ambit_data_regions(ambit_data_builder *b, const ambit_backdrop *backdrop);

/* Puts managers into the root: null where nobody has one. */
ambit_status ambit_data_managers(ambit_data_builder *b, json_t *root, ambit_error *err);

/* Puts quota, coverage and frontier into the root: null where there is none. */
ambit_status ambit_data_beside(ambit_data_builder *b, json_t *root, const ambit_report_beside *beside,
        ambit_error *err);

#endif
