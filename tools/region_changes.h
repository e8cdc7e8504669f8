/* tools/region_changes.h - a change of a region is one of every account inside: the places decide which those are, so
 * the plan is read once without, to learn them. */
#ifndef AMBIT_REGION_CHANGES_H
#define AMBIT_REGION_CHANGES_H
#include "solver/formulate/formulate.h"

typedef struct {
    uint32_t n;                /* lines to lay over the plan */
    const char **line;
    uint32_t n_regions, n_own; /* lines that speak of regions; of `line`, those that did not */
    const char **region;
    ambit_arena texts;
} ambit_region_changes;

/* Sets the lines that speak of regions apart. The caller resets *out in any case. */
ambit_status ambit_region_changes_split(ambit_region_changes *out, uint32_t n, const char *const *line,
        ambit_error *err);

/* Adds a line for each account inside those regions. Regions that are not there are recorded. */
ambit_status ambit_region_changes_spell(ambit_region_changes *changes, const ambit_formulation *f,
        ambit_diagnosis *diagnosis, ambit_error *err);
void ambit_region_changes_reset(ambit_region_changes *changes);

#endif
