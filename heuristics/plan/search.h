/* heuristics/plan/search.h - local search on a plan: annealing at low temperature, then descent to a local optimum.
 *
 * Moves are shift (a unit to another of its candidates), swap (two units of two reps change places) and ejection chains
 * of three (u to b, one of b's to c, one of c's back to a). Budgets are counted in evaluated
 * moves. */
#ifndef AMBIT_SEARCH_H
#define AMBIT_SEARCH_H
#include "heuristics/plan/candidates.h"
#include "heuristics/plan/state.h"
#include "heuristics/watch.h"

/* One applied step: unit u had this choice before. */
typedef struct { uint32_t unit, was; } ambit_step;

/* Work space of one thread, sized once. */
typedef struct {
    const ambit_candidates *candidates;
    ambit_watch *watch;
    uint32_t *queue;     /* [n_units] units whose neighbourhood changed */
    char *queued;        /* [n_units] the don't-look bits, inverted */
    ambit_step *journal; /* [n_journal_room] steps since the best plan of the walk */
    uint32_t *best;      /* [n_units] that plan, once the journal was too short to lead back to it */
    size_t n_journal, journal_room;
    bool has_best;
    uint64_t moves;      /* evaluated so far */
} ambit_search;

ambit_status ambit_search_init(ambit_search *search, const ambit_core *core, const ambit_candidates *candidates,
        ambit_watch *watch, ambit_error *err);
void ambit_search_reset(ambit_search *search);

typedef struct {
    uint64_t moves;       /* to evaluate */
    double hot, cold;     /* temperatures at the start and the end, in cost; geometric in between */
} ambit_cooling;

/* Metropolis walk; ends on the best plan, by value, that it came through. O(moves * rules + units). */
void ambit_search_anneal(ambit_search *search, ambit_state *state, const ambit_cooling *cooling, ambit_rng *rng);

/* The best shift or swap of one unit after the other, until none of those whose rep changed has a better one, or `most`
 * moves are evaluated. */
void ambit_search_descend(ambit_search *search, ambit_state *state, uint64_t most, ambit_rng *rng);

#endif
