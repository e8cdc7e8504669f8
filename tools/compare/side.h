/* tools/compare/side.h - what a person means by A or B, and everything that is known of it.
 *
 *     PLAN              a plan's folder or its plan.yaml: the plan that solve has written to PLAN/out
 *     PLAN/out          a folder that solve has written: the plan of the folder above, else that of the other side
 *     FILE.csv          an assignment: the plan of its folder or of the one above, else that of the other side */
#ifndef AMBIT_COMPARE_SIDE_H
#define AMBIT_COMPARE_SIDE_H
#include "tools/finished.h"

typedef struct {
    char letter;                   /* 'A' or 'B' */
    const char *given;             /* what was typed */
    char plan[4096];               /* the folder of the plan; "": that of the other side */
    char folder[4096];             /* where its assignment.csv lies; "" when it is a file */
    char file[4096];               /* the assignment; "" when it is a folder */
    ambit_workspace *workspace;
    ambit_finished finished;
    ambit_outcome *outcome;
} ambit_compare_side;

/* Finds out what both are. Says what is wrong on stderr: AMBIT_EXIT_USAGE. */
ambit_exit ambit_compare_resolve(ambit_compare_side side[2], const char *a, const char *b);

/* Reads the plan and its assignment, and computes its figures. The caller resets the side in any case. */
ambit_exit ambit_compare_read(ambit_compare_side *side, const ambit_request *request);
void ambit_compare_side_reset(ambit_compare_side *side);

#endif
