/* tools/finished.h - a plan that `solve` has written: for every command that reads one and writes beside it. */
#ifndef AMBIT_FINISHED_H
#define AMBIT_FINISHED_H
#include "tools/command.h"
#include "tools/outcome.h"
#include "tools/workspace.h"

typedef struct {
    char folder[4096];             /* --out, or `out` in the folder of the plan; without a slash at the end */
    uint32_t *plan;                /* [n_units] */
    ambit_summary summary;         /* what plan.json says of the proof; status NONE when there is no plan.json */
    ambit_contribution *contribution; /* of the summary */
    char *texts;                   /* of the summary */
    double *price;                 /* [n_rules * n_reps] of the balance rules; NULL: none were kept */
} ambit_finished;

/* Reads assignment.csv and plan.json. On AMBIT_EXIT_OK the caller owns *out, and resets it; else the faults have been
 * said on stderr and nothing is to be reset. Inputs that have changed since the plan was solved are warned of by name,
 * unless --quiet. O(units). */
ambit_exit ambit_finished_read(ambit_finished *out, const ambit_request *request, ambit_workspace *workspace);
void ambit_finished_reset(ambit_finished *finished);

/* The proof, when it still speaks of this plan: where the same assignment costs something else now, because inputs or
 * rules have changed, it is void, and NULL. Borrowed. */
const ambit_summary *ambit_finished_proof(const ambit_finished *finished, const ambit_verdict *verdict);

/* The text of a file beside the plan, such as quota.json; NULL when there is none or it cannot be read. The caller
 * frees it. */
char *ambit_finished_text(const ambit_finished *finished, const char *name);

#endif
