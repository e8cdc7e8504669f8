/* heuristics/polish.h - exact small problems inside a good plan: where the ILP makes the search better.
 *
 * Two or three neighbouring reps are taken, all of their units but the undecided ones are fixed, and GLPK finds the
 * best way to share those out, with the present plan as cut-off. Undecided are the units that another rep of the set
 * would serve for little more (or less) in reduced cost. Sets without a common rep are solved at the same time on
 * several threads; a set whose reps have not changed since it was last solved is not solved again. A solution that cuts
 * a territory in parts is not taken. */
#ifndef AMBIT_POLISH_H
#define AMBIT_POLISH_H
#include "heuristics/contiguity.h"
#include "heuristics/neighbours.h"
#include "heuristics/watch.h"

typedef struct ambit_polish ambit_polish;

/* Everything is borrowed and must outlive it. */
ambit_status ambit_polish_build(ambit_polish **out, const ambit_core *core, const ambit_candidates *candidates,
        const ambit_neighbours *neighbours, const ambit_graph *graph, ambit_watch *watch, ambit_error *err);
void ambit_polish_free(ambit_polish *polish); /* NULL is fine */

typedef struct {
    uint64_t problems, improved; /* solved, and of them those that gave a better plan */
    bool exhausted;              /* nothing is left to try on this plan */
} ambit_polish_report;

/* Improves choice [n_units] in place by at most `problems` sub-problems. The same for any number of threads. */
ambit_status ambit_polish_run(ambit_polish *polish, uint32_t *choice, uint64_t problems, ambit_polish_report *report,
        ambit_error *err);

#endif
