/* heuristics/exact/polish.h - exact small problems inside a plan: from any choice of pairs to a plan that no exchange
 * between a few neighbouring reps can better.
 *
 * Two to four neighbouring reps are taken, all of their units but the undecided ones are fixed, and the best way to
 * share those out is enumerated. Small sets come first; whenever larger ones have found something, the small ones have
 * their turn again. Sets of unchanged territories are remembered, whatever plan they were part of. Rows beyond their
 * bounds cost a penalty, which rises when nothing else helps: so a choice that breaks every rule (each unit's cheapest
 * pair by reduced cost, a child of two plans) becomes a good plan too, and sooner than by annealing. Sets without a
 * common rep are solved at the same time on several threads. */
#ifndef AMBIT_POLISH_H
#define AMBIT_POLISH_H
#include "heuristics/plan/candidates.h"
#include "heuristics/plan/neighbours.h"
#include "heuristics/watch.h"

typedef struct ambit_polish ambit_polish;

/* How thoroughly: which sets, how many free units, how many nodes. */
typedef enum { AMBIT_POLISH_PAIRS, AMBIT_POLISH_TRIPLES, AMBIT_POLISH_QUADS, AMBIT_POLISH_DEEP } ambit_polish_depth;

/* Everything is borrowed and must outlive it. `price` [n_rules * n_reps] steers bounds and penalties
 * (solver/bound.h); `side_by_side` sets (at most 16) are solved at the same time, on as many threads as there are. */
ambit_status ambit_polish_build(ambit_polish **out, const ambit_core *core, const ambit_candidates *candidates,
        const ambit_neighbours *neighbours, const double *price, uint32_t side_by_side, ambit_watch *watch,
        ambit_error *err);
void ambit_polish_free(ambit_polish *polish); /* NULL is fine */

typedef struct {
    ambit_polish_depth depth;
    uint64_t work;       /* at most about so much: nodes, and a thousand more for each problem */
    double pressure;     /* penalties start at this times the prices: 1 for a plan from scratch, more to stay near it */
    double enough;       /* a plan within the rules that costs at most this ends it; 0 or less: none does */
} ambit_polish_effort;

typedef struct {
    uint64_t problems, improved; /* solved, and of them those that gave a better plan */
    uint64_t work;
    bool exhausted;              /* nothing is left to try on this plan at this depth */
} ambit_polish_report;

/* Improves choice [n_units] in place; never to a worse answer. The same for any number of threads. Allocates nothing.
 */
ambit_polish_report ambit_polish_run(ambit_polish *polish, uint32_t *choice, const ambit_polish_effort *effort);

#endif
