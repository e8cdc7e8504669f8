/* tools/ladder.h - who reports to whom: reps at the bottom, managers above them, the company on top.
 *
 * A manager is a node, and so is a rep who manages others; the company is above those who report to nobody. Chains may
 * have any depth. */
#ifndef AMBIT_LADDER_H
#define AMBIT_LADDER_H
#include "instances/base/diagnosis.h"
#include "instances/base/dictionary.h"

#define AMBIT_LADDER_COMPANY UINT32_MAX

typedef struct {
    uint32_t n, n_reps;      /* nodes; the first n_reps are the reps */
    const char **id, **name; /* [n] borrowed from the input */
    uint32_t *above;         /* [n] whom it reports to, or AMBIT_LADDER_COMPANY */
    uint32_t *depth;         /* [n] how many layers lie above it; 0: it reports to the company */
    uint32_t *order;         /* [n] such that everybody comes after whom they report to */
    uint32_t n_layers;       /* the greatest depth + 1; 0 without nodes */
    ambit_dictionary index;  /* from id to node */
} ambit_ladder;

/* One who may be reported to, or a rep. `manager` "" : nobody. `line` is where it stands in `file`. */
typedef struct { const char *id, *name, *manager; uint64_t line; } ambit_person;

/* Texts are borrowed. Managers without a row of their own report to the company; with `n_managers` above 0 they must
 * have one, here or among the reps. Cycles and unknown managers are recorded (AMBIT_E_INPUT). O(n). */
ambit_status ambit_ladder_build(ambit_ladder *out, const ambit_person *rep, uint32_t n_reps,
        const char *reps_file, const ambit_person *manager, uint32_t n_managers, const char *managers_file,
        ambit_diagnosis *diagnosis, ambit_error *err);
void ambit_ladder_reset(ambit_ladder *ladder);

/* sum[v] becomes value[v] of the reps, plus the sums of all who report to v: value [n_reps], sum [n]. */
void ambit_ladder_sum(double *sum, const ambit_ladder *ladder, const double *value);

#endif
