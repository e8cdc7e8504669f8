/* solver/infeasible/parts.h - the proofs of infeasibility, one function each, and the page that they write on. */
#ifndef AMBIT_INFEASIBLE_PARTS_H
#define AMBIT_INFEASIBLE_PARTS_H
#include "solver/infeasible/infeasible.h"
#include "solver/infeasible/reach.h"
#include <stdio.h>

typedef struct {
    const ambit_problem *problem;
    const ambit_reach *reach;
    FILE *page;               /* lines of text */
    uint32_t n_lines;
    double *needs;            /* [n_rules] tolerance that its lines ask for; 0: none */
    uint32_t *n_asking;       /* [n_rules] lines that ask for one */
    ambit_error *err;
} ambit_disproof;

enum { AMBIT_DISPROOF_LISTED = 5 }; /* lines of one kind before the rest is counted */

/* "unit A12", or "unit A12 with the 2 others of its group". */
const char *ambit_disproof_unit(const ambit_disproof *d, uint32_t merged, char buffer[static 140]);

/* "rep R1", "rep R1 and rep R2", "rep R1, rep R2, rep R3 and 5 others": the reps with member[r]. */
const char *ambit_disproof_reps(const ambit_disproof *d, const bool *member, char buffer[static 400]);

/* True when every row of the rule is share * (1 -/+ tolerance) with one tolerance below 1; share[] may be NULL. */
bool ambit_disproof_tolerance(const ambit_problem_rule *rule, uint32_t n_reps, double *tolerance, double *share);

/* Notes that a rule needs this tolerance (a fraction) and writes ": raise the tolerance of NAME to 24.1 %", rounded up;
 * for a rule without one tolerance ": raise/lower WHOSE bound to BOUND" in the same place. */
void ambit_disproof_relax(ambit_disproof *d, uint32_t rule, double needed, const char *or_else);

/* Each writes the lines that it can prove. Together with `reach` they cost O(units * rules) and a few flows. */
ambit_status ambit_disproof_reach(ambit_disproof *d);      /* nobody may serve a unit; locks that contradict */
ambit_status ambit_disproof_connected(ambit_disproof *d);  /* parts of the map against reps and locks */
ambit_status ambit_disproof_moves(ambit_disproof *d);      /* units that must move against the cap */
ambit_status ambit_disproof_capacity(ambit_disproof *d);   /* single units, then sets of units, against the bounds */
ambit_status ambit_disproof_needed(ambit_disproof *d);     /* what must move at least against the caps, by prices */
ambit_status ambit_disproof_jointly(ambit_disproof *d);    /* all rules at once, by the relaxation in GLPK */

#endif
