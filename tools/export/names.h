/* tools/export/names.h - names of territories as other systems allow them. */
#ifndef AMBIT_EXPORT_NAMES_H
#define AMBIT_EXPORT_NAMES_H
#include "instances/base/status.h"
#include <stdio.h>

enum { AMBIT_DEVELOPER_NAME = 80 + 1 };

/* `id` as Salesforce's DeveloperName: letters, digits and single underscores, a letter first, none of them last. */
void ambit_export_developer_name(char out[AMBIT_DEVELOPER_NAME], const char *id);

/* One for each id, all different whatever their case: the second that would be the same ends with _2. Deterministic.
 * The caller owns *out. */
ambit_status ambit_export_developer_names(char (**out)[AMBIT_DEVELOPER_NAME], const char *const *id, uint32_t n,
        ambit_error *err);

/* The first `most` characters of a text as a CSV field, its line breaks as blanks. */
void ambit_export_write_name(FILE *to, const char *text, size_t most);

#endif
