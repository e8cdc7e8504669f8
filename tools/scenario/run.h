/* tools/scenario/run.h - one scenario from its changes to its result: read, solve, judge; and back from the store. */
#ifndef AMBIT_SCENARIO_RUN_H
#define AMBIT_SCENARIO_RUN_H
#include "tools/outcome.h"
#include "tools/scenario/shelf.h"
#include "tools/scenario/start.h"

/* Reads the plan with the changes of a scenario laid over it. Faults of the changes or the files are the error's text.
 * The caller owns *out. */
ambit_status ambit_scenario_read(ambit_workspace **out, const char *plan, const ambit_scenario *scenario,
        ambit_error *err);

/* Solves it. Fills all of *out but id and `made`; the caller resets it. A scenario without a plan has a result, too.
 * Touches no file. */
ambit_status ambit_scenario_solve(ambit_scenario_result *out, const ambit_workspace *workspace,
        const ambit_scenario *scenario, const ambit_scenario_start *start, const ambit_options *options,
        ambit_error *err);

/* The figures of any outcome, as results have them; in the arena of *out. Without a `result` bound, gap and prices are
 * unknown. */
ambit_status ambit_scenario_figures(ambit_scenario_result *out, const ambit_outcome *outcome,
        const ambit_result *result, ambit_error *err);

#endif
