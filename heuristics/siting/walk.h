/* heuristics/siting/walk.h - annealing (Kirkpatrick et al. 1983, doi:10.1126/science.220.4598.671) of a plan whose
 * centres move with it, that ends at the best plan it saw.
 *
 * A walk proposes that a unit goes to a territory near it, or changes places with a unit there. The price of what is
 * beyond the bounds follows the plan: it rises while bounds are broken and sinks while they hold, so that the walk
 * stays at the edge of the rules, where good plans are. */
#ifndef AMBIT_SITING_WALK_H
#define AMBIT_SITING_WALK_H
#include "heuristics/plan/connected.h"
#include "heuristics/siting/state.h"
#include "heuristics/watch.h"
#include "instances/base/rng.h"

typedef struct { uint32_t unit, was; } ambit_siting_step;

typedef struct {
    ambit_siting_state state;
    ambit_connected connected;
    ambit_watch *watch;
    ambit_rng rng;
    double regret;               /* what a unit near a border costs more across it: the unit of temperatures; > 0 */
    uint32_t *best;              /* [n_units] the best plan, when has_best */
    ambit_siting_step *journal;  /* else the steps since it, */
    size_t n_journal, journal_room;
    bool has_best;
    double best_cost, best_violation;
    bool loose;                  /* territories may fall apart */
    uint64_t moves;              /* proposals so far */
} ambit_siting_walk;

ambit_status ambit_siting_walk_init(ambit_siting_walk *walk, const ambit_terrain *terrain, ambit_watch *watch,
        ambit_error *err);
void ambit_siting_walk_reset(ambit_siting_walk *walk);

/* Takes over a plan (as ambit_siting_state_load). */
void ambit_siting_walk_load(ambit_siting_walk *walk, const uint32_t *owner, const uint32_t *active, uint32_t n_active);

/* Sets `regret` and the price from the plan at hand. O(samples). */
void ambit_siting_walk_gauge(ambit_siting_walk *walk);

/* From temperature `hot` (in regrets) down by `moves` proposals. What a typical unit beyond the bounds costs is at most
 * `firmness` temperatures: a few of them let the walk through plans that break the rules, as it must where plans within
 * them are rare; INFINITY makes it keep to them. `forget` is the part of the way whose plans do not count, the one at
 * the start among them: what comes out may then be worse than that. */
typedef struct { double hot, firmness; uint64_t moves; double forget; } ambit_siting_schedule;

/* Ends at the best plan that counts: the least violation first, then the least cost. */
void ambit_siting_walk_anneal(ambit_siting_walk *walk, ambit_siting_schedule schedule);

#endif
