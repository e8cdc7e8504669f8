/* tools/scenario/start.h - where the search for a scenario begins: the finished plan, and the prices that it had.
 *
 * A scenario is a small change, so yesterday's plan is nearly right, and so are the prices of the rules. Both are kept
 * by ids, because a scenario may have other reps. They steer only: bound and proof hold whatever they are. */
#ifndef AMBIT_SCENARIO_START_H
#define AMBIT_SCENARIO_START_H
#include "tools/command.h"
#include "tools/workspace.h"

typedef struct {
    char *plan;              /* see assignment.h; NULL: there is no finished plan */
    char sha256[65];         /* of `plan` */
    uint32_t n_rules, n_reps;
    char **rule, **rep;      /* the balance rules and the reps of the prices */
    double *price;           /* [n_rules * n_reps]; NULL: none were kept */
} ambit_scenario_start;

/* Takes the plan that solve has written, when there is one that fits the workspace. The caller resets *out. */
ambit_status ambit_scenario_start_read(ambit_scenario_start *out, const ambit_request *request,
        ambit_workspace *workspace, ambit_error *err);
void ambit_scenario_start_reset(ambit_scenario_start *start);

/* The start in the numbers of a workspace: `plan` [n_units] and `price` [rules of the problem * n_reps], the caller's
 * to free; NULL what there is not. */
ambit_status ambit_scenario_start_fit(uint32_t **plan, double **price, const ambit_scenario_start *start,
        const ambit_workspace *workspace, ambit_error *err);

#endif
