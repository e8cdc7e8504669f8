/* tools/rollup.h - the figures of a plan by manager, at every level of the hierarchy.
 *
 * A manager's row adds up the reps below it, however deep, and itself where it is a rep who manages. Loads and shares
 * add up, so a manager's deviation is known; bounds are each rep's own and do not. */
#ifndef AMBIT_ROLLUP_H
#define AMBIT_ROLLUP_H
#include "tools/outcome.h"
#include "tools/people.h"

typedef struct {
    uint32_t n;                  /* managers, layer by layer from the top; 0: nobody has one */
    uint32_t n_reps, n_rules, n_layers; /* layers of managers */
    int is_faulty;               /* the tables of reps and managers have faults: n is 0 */
    const char **id, **name;     /* [n] borrowed from people; a manager without a name is called by its id */
    uint32_t *above;             /* [n] row of whom it reports to, always an earlier one; AMBIT_NOBODY: the company */
    uint32_t *level;             /* [n] 1: it reports to the company */
    uint32_t *reps;              /* [n] territories below it */
    uint32_t *of_rep;            /* [n_reps] row of each rep's manager, or AMBIT_NOBODY */
    ambit_outcome_rep *figure;   /* [n] sums */
    ambit_outcome_rep *before;   /* [n] of the current plan; NULL without one */
    ambit_outcome_load *load;    /* [n_rules * n] row-major by rule; its bounds are NaN */
    ambit_outcome_load *load_before;
    ambit_people people;
} ambit_rollup;

/* Reads the managers' table. Its faults are for quotas and coverage to name: here they leave n 0. The caller
 * resets *out in any case. O((reps + managers) rules). */
ambit_status ambit_rollup_build(ambit_rollup *out, const ambit_outcome *outcome, ambit_error *err);
void ambit_rollup_reset(ambit_rollup *rollup);

/* The k-th manager above rep r, 0 the direct one; AMBIT_NOBODY when the chain is shorter. */
uint32_t ambit_rollup_above(const ambit_rollup *rollup, uint32_t r, uint32_t k);

#endif
