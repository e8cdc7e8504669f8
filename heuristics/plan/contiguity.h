/* heuristics/plan/contiguity.h - territories that must hang together: may a unit leave or join, how to mend a plan.
 *
 * A unit may join a rep that it touches, and leave one whose other units stay connected without it
 * (heuristics/plan/connected.h). */
#ifndef AMBIT_CONTIGUITY_H
#define AMBIT_CONTIGUITY_H
#include "heuristics/plan/candidates.h"
#include "heuristics/plan/connected.h"
#include "heuristics/plan/state.h"

/* Of problem->border. With a problem without borders `first` stays NULL: everything is allowed. */
ambit_status ambit_contiguity_graph(ambit_graph *out, const ambit_core *core, ambit_error *err);

/* Work space of one thread. */
typedef struct {
    const ambit_graph *graph;
    ambit_connected connected;
    uint8_t *loose;                  /* [n_units] 1: fell off, and nobody has taken it yet */
    struct ambit_growth *heap;
    size_t heap_room;
} ambit_contiguity;

ambit_status ambit_contiguity_init(ambit_contiguity *out, const ambit_graph *graph, uint32_t n_reps, ambit_error *err);
void ambit_contiguity_reset(ambit_contiguity *contiguity);

/* May unit u go to rep `to`? O(degree) in most cases. Always true without a graph. */
bool ambit_contiguity_allows(ambit_contiguity *contiguity, const ambit_state *state, uint32_t u, uint32_t to);

/* Connected parts beyond the first, over all reps: 0 when every territory hangs together. O(units + borders). */
uint32_t ambit_contiguity_breaks(ambit_contiguity *contiguity, const ambit_state *state);

/* Does the territory of one rep hang together? An empty one does. O(its units and borders). */
bool ambit_contiguity_holds(ambit_contiguity *contiguity, const ambit_state *state, uint32_t rep);

/* Objective and violation (bounds in shares, a share for each break) of a choice [n_units], with room of its own. */
ambit_status ambit_contiguity_judge(double *objective, double *violation, const ambit_graph *graph,
                                    const ambit_core *core, const uint32_t *choice, ambit_error *err);

/* Keeps each rep's largest part and lets the territories grow, cheapest reduced cost first, over what is left. What
 * nobody may reach stays where it was. O((units + borders) log). */
void ambit_contiguity_mend(ambit_contiguity *contiguity, ambit_state *state, const ambit_candidates *candidates);

#endif
