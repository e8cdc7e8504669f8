/* tools/coverage/stages.h - the stages that a deal goes through, and how likely it is won from each.
 *
 * stages.csv: `stage,probability`, and optionally `kind` (open, won, lost), `qualified` (yes, no) and `worst,best`, the
 * probabilities in a bad and in a good year. Without `kind` a probability of 1 is won and one of 0 is lost. */
#ifndef AMBIT_STAGES_H
#define AMBIT_STAGES_H
#include "instances/base/arena.h"
#include "instances/base/dictionary.h"
#include "instances/planfile.h"

typedef enum { AMBIT_STAGE_OPEN, AMBIT_STAGE_WON, AMBIT_STAGE_LOST } ambit_stage_kind;

typedef struct {
    const char *name;
    double probability;
    double worst, best;     /* the probability itself without such columns */
    ambit_stage_kind kind;
    int is_qualified;       /* only open stages */
} ambit_stage;

typedef struct {
    uint32_t n, room;
    ambit_stage *stage;
    int has_kind, has_qualified, has_cases; /* the file has the columns */
    ambit_dictionary index;                 /* from a stage's name to its number */
    ambit_arena texts;
} ambit_stages;

/* Reads the file that the plan names. Faults are recorded; what has none is there all the same, so that the deals can
 * be judged too. Fails only without memory; the caller resets *out in any case. */
ambit_status ambit_stages_read(ambit_stages *out, const ambit_planfile *plan, ambit_diagnosis *diagnosis,
        ambit_error *err);
void ambit_stages_reset(ambit_stages *stages);

#endif
