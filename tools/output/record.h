/* tools/output/record.h - one run of `solve` as a whole: what was asked, what came out, how long it took.
 *
 * All that depends on the clock or the machine is in `timing`; it goes to run.json and the terminal only, so that every
 * other file has the same bytes on every machine. */
#ifndef AMBIT_RECORD_H
#define AMBIT_RECORD_H
#include "tools/command.h"
#include "tools/outcome.h"
#include "tools/workspace.h"

typedef struct {
    double read_s, formulate_s, solve_s, write_s, total_s;
    int threads;
    double peak_mb;
} ambit_timing;

typedef struct {
    const ambit_request *request;
    const ambit_workspace *workspace;
    const ambit_result *result;     /* NULL: the plan was kept, not searched for; then the next two speak for it */
    const double *price;            /* [balance rules * reps] of the plan that was kept; NULL: none */
    const char *explanation;        /* of the plan that was kept; NULL: none */
    const ambit_summary *summary;   /* of the result */
    const ambit_outcome *outcome;   /* NULL: there is no plan */
    const char *folder;             /* where the plan is written */
    int has_report;                 /* report.html is part of it */
    int lacks_managers;             /* who reports to whom could not be read, so there is no roll-up */
    ambit_timing timing;
} ambit_record;

/* "optimal", "feasible", "violated", "infeasible" or "none". */
const char *ambit_record_status(ambit_plan_status status);

/* Peak memory of this process so far, MB. */
double ambit_record_peak_mb(void);

#endif
