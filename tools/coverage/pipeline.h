/* tools/coverage/pipeline.h - the deals that are open, against the quota that they must fill.
 *
 * Built from opportunities.csv and stages.csv: the company, each rep, manager, segment, month of expected close and
 * stage has its open and qualified pipeline, what is likely of it, how fast it moves, and whether it is enough. Sums
 * are whole numbers of the currency's smallest unit, so that reps add up to managers and to the company. Whatever
 * sources define in different ways is a key of the section pipeline, and is printed with its value and its meaning. */
#ifndef AMBIT_PIPELINE_H
#define AMBIT_PIPELINE_H
#include "tools/output/json.h"
#include "tools/workspace.h"

typedef struct ambit_pipeline ambit_pipeline;

/* Reads the deals of a finished plan: plan[n_units] is the rep of each unit, `folder` is where its quotas.csv may lie
 * (NULL: nowhere). *out is NULL when the plan names no opportunities. Borrows the workspace. Faults of the files are
 * recorded in its diagnosis, all in one pass; returns AMBIT_E_INPUT then. O(bytes). */
ambit_status ambit_pipeline_build(ambit_pipeline **out, const ambit_workspace *w, const uint32_t *plan,
        const char *folder, ambit_error *err);
void ambit_pipeline_free(ambit_pipeline *pipeline); /* NULL is fine */

/* The object "pipeline" of coverage.json; its members are listed in pipeline_json.c. */
void ambit_pipeline_json(ambit_json *json, const ambit_pipeline *p);

/* pipeline.csv: a row for the company, then for each rep, manager, segment, period and stage, and for each owner who is
 * no rep of the plan. */
void ambit_pipeline_csv(FILE *to, const ambit_pipeline *p);

/* A few lines for the terminal. */
void ambit_pipeline_words(FILE *to, const ambit_pipeline *p);

#endif
