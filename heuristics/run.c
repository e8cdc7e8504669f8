#include "heuristics/run.h"

#include <string.h>

void ambit_run_tell(ambit_run *r, const char *phase)
{
    r->watch.progress.phase = phase;
    r->watch.progress.bound = r->proven;
    r->watch.progress.cost = r->objective;
    r->watch.progress.violation = r->violation;
    ambit_watch_stop(&r->watch);
}

bool ambit_run_offer(ambit_run *r, const uint32_t *choice, double objective, double violation)
{
    if (!ambit_individual_beats(objective, violation, r->objective, r->violation)) return false;
    memmove(r->choice, choice, r->n_choices * sizeof *choice);
    r->objective = objective, r->violation = violation;
    return true;
}

void ambit_run_contribute(ambit_run *r, int phase, uint64_t effort, double started_s)
{
    static const struct { const char *name, *unit; } phases[N_PHASES] = {
        [PHASE_BOUND] = { "Lagrangian bound", "steps" },
        [PHASE_POLISH] = { "exact sub-problems", "sub-problems" },
        [PHASE_ISLANDS] = { "annealed generations", "moves" },
        [PHASE_BREEDING] = { "schooled generations", "sub-problems" },
        [PHASE_POOL] = { "pool of territories", "columns" },
        [PHASE_BLOCKS] = { "generations in blocks", "sub-problems" },
        [PHASE_BRANCH] = { "cuts and branching", "nodes" },
        [PHASE_KNAPSACKS] = { "knapsacks", "nodes" },
        [PHASE_PROVE] = { "GLPK branch and bound", "nodes" },
        [PHASE_LOCATION] = { "location and allocation", "moves" },
        [PHASE_PRICES] = { "Lagrangian bound, centres", "pairs" },
        [PHASE_DISTRICTS] = { "connected territories", "territories" },
        [PHASE_TREE] = { "branch and cut", "nodes" },
    };
    ambit_contribution *c = &r->part[phase];
    *c = (ambit_contribution){ phases[phase].name, r->violation > 0 ? INFINITY : r->objective, r->proven,
                               c->effort + effort, phases[phase].unit, c->seconds + ambit_watch_now() - started_s };
}

bool ambit_run_over(ambit_run *r)
{
    ambit_run_tell(r, r->watch.progress.phase);
    return ambit_watch_done(&r->watch) || ambit_watch_stop(&r->watch);
}
