/* tools/output/plan_json.h - plan.json, what a plan is worth in figures that programs read; and run.json, how the run
 * went. */
#ifndef AMBIT_PLAN_JSON_H
#define AMBIT_PLAN_JSON_H
#include "tools/output/json.h"
#include "tools/output/record.h"

/* plan.json. Free of clock, machine, folder and threads. Without a plan: status and explanation. Ratios are fractions,
 * sums are not rounded, a figure that is unknown is null. */
void ambit_plan_json_write(FILE *to, const ambit_record *record);

/* run.json: times, threads, memory. */
void ambit_run_json_write(FILE *to, const ambit_record *record);

/* Parts that `evaluate` shares. */
void ambit_plan_json_cost(ambit_json *json, const char *key, const ambit_cost *cost);
void ambit_plan_json_travel(ambit_json *json, const ambit_outcome *outcome);  /* its unit, and what multiplies it */
void ambit_plan_json_centres(ambit_json *json, const ambit_outcome *outcome); /* of the reps without a home */
void ambit_plan_json_measures(ambit_json *json, const ambit_outcome *outcome);
void ambit_plan_json_lines(ambit_json *json, const char *key, const char *text); /* an array, a line of text each */
void ambit_plan_json_inputs(ambit_json *json, const ambit_workspace *workspace);

#endif
