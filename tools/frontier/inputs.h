/* tools/frontier/inputs.h - from a plan's files to what its frontier trades. */
#ifndef AMBIT_FRONTIER_INPUTS_H
#define AMBIT_FRONTIER_INPUTS_H
#include "tools/frontier/model.h"
#include "tools/workspace.h"

typedef struct {
    ambit_frontier_model model;
    const char *moved;         /* what moves are counted in: a measure, "accounts" or "regions" */
    uint32_t *rule;
    double *share, *tolerance, *amount;
} ambit_frontier_inputs;

/* Moves are counted by `stability: {measure: ...}`, else in units. Faults are recorded in the workspace's diagnosis:
 * AMBIT_E_INPUT. On AMBIT_OK the caller resets *out, which borrows from the workspace; else it is reset. */
ambit_status ambit_frontier_inputs_read(ambit_frontier_inputs *out, const ambit_workspace *workspace,
        ambit_error *err);
void ambit_frontier_inputs_reset(ambit_frontier_inputs *inputs);

#endif
