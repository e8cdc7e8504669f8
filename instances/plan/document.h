/* instances/plan/document.h - plan.yaml as libyaml's document; the only file that includes its header. */
#ifndef AMBIT_PLAN_DOCUMENT_H
#define AMBIT_PLAN_DOCUMENT_H
#include "instances/change/change.h"

#include <yaml.h>

/* Nodes that a change put there stand on this line: none of a file. */
#define AMBIT_PLAN_CHANGED ((size_t)-2)

/* Gives each key of plan.yaml that `changes` name its new value; sections that are missing are made. What cannot be is
 * recorded. `changes` may be NULL. Returns 0 without memory. */
int ambit_plan_alter(yaml_document_t *document, const ambit_changes *changes, ambit_diagnosis *diagnosis);

/* The text of `text` with its changes, for a reader that takes no document. NULL without memory; the caller frees
 * it. */
char *ambit_plan_altered_text(size_t *out_length, const char *text, size_t length, const ambit_changes *changes,
        ambit_diagnosis *diagnosis);

#endif
