/* tools/workspace.h - from the folder of a plan to the problem that is solved, for every command alike.
 *
 * plan.yaml, then the regions, then accounts and reps, then the formulation; what one step needs of another is settled
 * here. Faults of all files gather in one diagnosis: the caller looks at it before it goes on. */
#ifndef AMBIT_WORKSPACE_H
#define AMBIT_WORKSPACE_H
#include "solver/formulate/formulate.h"
#include "tools/scenario/adopted.h"

typedef struct { char *file; char sha256[65]; } ambit_workspace_input;

typedef struct {
    ambit_diagnosis *diagnosis;      /* always there */
    ambit_layer *regions;            /* NULL: none named, or faulty */
    ambit_instance *instance;        /* NULL: faulty */
    ambit_formulation *formulation;  /* NULL: faulty, or there is nothing to assign (regions alone, no reps ...) */
    uint32_t n_inputs;
    ambit_workspace_input *input;    /* every file read, as the plan names it, with its hash at that moment */
    ambit_adopted adopted;           /* the plan in force, when one was adopted; it is among the inputs */
    double read_s, formulate_s;      /* wall time */
} ambit_workspace;

/* Reads `plan` (a folder or its plan.yaml). AMBIT_OK also when there are faults: ask the diagnosis. The caller owns
 * *out. */
ambit_status ambit_workspace_build(ambit_workspace **out, const char *plan, ambit_error *err);
void ambit_workspace_free(ambit_workspace *workspace); /* NULL is fine */

/* The same with changes laid over the plan's files, each a line such as `reps.R12.fte=0.5`
 * (instances/change/change.h). */
ambit_status ambit_workspace_build_with(ambit_workspace **out, const char *plan, uint32_t n_changes,
        const char *const *change, ambit_error *err);

/* Records what is missing in the plan when it is without fault, but has nothing to solve. */
void ambit_workspace_demand(ambit_workspace *workspace);

/* The plan file; NULL when it could not be read. */
const ambit_planfile *ambit_workspace_plan(const ambit_workspace *workspace);

/* Seconds since some fixed moment. */
double ambit_workspace_clock_s(void);

#endif
