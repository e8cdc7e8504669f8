/* heuristics/result.h - what ambit_solve hands out, while it is being filled. */
#ifndef AMBIT_RESULT_H
#define AMBIT_RESULT_H
#include "instances/ambit.h"

enum { AMBIT_MOST_CONTRIBUTIONS = 13 };

struct ambit_result {
    ambit_summary summary;
    ambit_contribution contribution[AMBIT_MOST_CONTRIBUTIONS];
    uint32_t *plan;          /* [n_units]; NULL without a plan */
    uint32_t *centre;        /* [n_reps] units; NULL without free centres or plan */
    double *price;           /* [n_rules * n_reps]; NULL without a bound */
    uint32_t n_rules, n_reps;
    char *explanation;       /* NULL: nothing to explain */
    char engine[240];
};

#endif
