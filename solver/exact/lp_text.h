/* solver/exact/lp_text.h - rows of a CPLEX LP file: terms, numbers and short lines. */
#ifndef AMBIT_LP_TEXT_H
#define AMBIT_LP_TEXT_H
#include "solver/infeasible/reach.h"
#include <stdio.h>

typedef struct {
    FILE *to;
    const ambit_problem *p;
    const ambit_reach *reach;
    uint32_t *merged;   /* [n_units] the reach's unit of each unit */
    int on_line;        /* terms on the current line */
    bool empty;         /* the current row has no term */
} ambit_lp_text;

/* Reads back as the same double. */
void ambit_lp_number(ambit_lp_text *text, double value);

/* Starts a row whose name was written. */
void ambit_lp_start(ambit_lp_text *text);

/* Sign and coefficient of the next term; the caller writes the variable. */
void ambit_lp_term(ambit_lp_text *text, double value);

/* Ends the row by its sense ("<=", "=", ">=") and right-hand side. `zero`, a variable fixed at 0, stands in a row
 * without terms, which is not LP syntax. */
void ambit_lp_end(ambit_lp_text *text, const char *sense, double rhs);

/* May the unit go to the rep? By the reach's sets. O(log reps). */
bool ambit_lp_may_serve(const ambit_lp_text *text, uint32_t u, uint32_t r);

/* What the pair costs beside travel: a move and a misfit. */
double ambit_lp_pair_extra(const ambit_problem *p, uint32_t u, uint32_t r);
bool ambit_lp_moves(const ambit_problem *p, uint32_t u, uint32_t r);

/* All sections of a problem with sites (ambit_problem_has_sites), in solver/exact/lp_sites.c. */
ambit_status ambit_lp_write_sites(ambit_lp_text *text, ambit_error *err);

#endif
