/* tools/scenario/adopted.h - the plan that is in force by decree: the scenario that was adopted last.
 *
 * It takes the place of the column current_rep: whoever reads a plan sees it as what is in force today. */
#ifndef AMBIT_SCENARIO_ADOPTED_H
#define AMBIT_SCENARIO_ADOPTED_H
#include "instances/base/status.h"

typedef struct {
    int64_t result;    /* 0: none was adopted, and the texts are NULL */
    char *name;        /* of the scenario */
    char *plan;        /* see assignment.h */
    char sha256[65];   /* of `plan` */
} ambit_adopted;

/* Looks into the store of a plan's folder; without one nothing is adopted. The caller resets *out. AMBIT_E_FILE: the
 * store cannot be read, or the plan in it was altered. */
ambit_status ambit_adopted_read(ambit_adopted *out, const char *folder, ambit_error *err);
void ambit_adopted_reset(ambit_adopted *adopted);

#endif
