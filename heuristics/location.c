/* heuristics/location.c - problems with centres: where territories sit is chosen with the plan.
 *
 *     disprove - prices - search - connected territories - branch and cut, by turns with more patience each time
 *
 * The search's best plan is the cutoff of everything exact; a better plan from there goes back to the search. With a
 * time limit the exact side may use as long as all else has: a proof that needs longer starts anew with more. */
#include "heuristics/run.h"
#include "solver/districts/columns.h"
#include "solver/infeasible/overt.h"
#include "solver/cut/tree.h"

#include <stdlib.h>

static const double PAIRS = 2e9;          /* that prices look at, times patience */
static const double PIVOTS = 3e5;         /* of branch and cut, times patience */
static const double STEPS = 3e7;          /* of the trees that look for connected territories, times patience */
static const uint32_t MOST_UNITS_TO_COVER = 150, FEW_UNITS = 8 /* a territory */;
static const double FIRST_TURN = 0.02;    /* of the effort; each turn after it has TIMES more */
static const double TIMES = 4;
static const double FAR = 0.5, LITTLE = 0.05; /* a bound below that part of the plan's cost closes nothing: its prices
                                               * get so much of their effort */
static const double NEAR = 0.8;           /* a bound below that part, and more pairs open than these: the tree */
static const uint64_t MANY_PAIRS = 20000; /* gets no more of its effort either */
static const double SHORTEST_S = 1;       /* that the exact side may use when there is a time limit */

/* The cost that a better plan must be below. */
static double cutoff(const ambit_run *r) { return ambit_run_legal(r) ? r->objective : INFINITY; }

/* Until when a phase may go on; only a run with a time limit looks at the clock. */
typedef struct { ambit_run *run; double until_s; } deadline;

static int is_over(void *context)
{
    const deadline *d = context;
    bool late = isfinite(d->until_s) && ambit_watch_elapsed(&d->run->watch) > d->until_s;
    return late || ambit_watch_stop(&d->run->watch);
}

/* `part` of the time that has passed is given on top. */
static deadline deadline_of(ambit_run *r, double part)
{
    double passed = ambit_watch_elapsed(&r->watch);
    return (deadline){ r, r->options.time_s > 0 ? passed + fmax(SHORTEST_S, part * passed) : INFINITY };
}

static ambit_siting_limits limits_of(const ambit_run *r, double effort, deadline *until)
{
    return (ambit_siting_limits){ .cutoff = cutoff(r), .most_effort = (uint64_t)fmin(1e18, fmax(1, effort)),
                                  .stop = is_over, .context = until };
}

static double lift(const ambit_run *r, double bound)
{
    return r->siting->whole_costs && isfinite(bound) ? ceil(bound - 1e-6 - 1e-9 * fabs(bound)) : bound;
}

/* What an exact method says. A plan of its own is judged before it counts. */
static ambit_status take(ambit_run *r, const ambit_siting_outcome *found, const uint32_t *owner, ambit_error *err)
{
    r->proven = fmax(r->proven, lift(r, fmin(found->bound, cutoff(r))));
    if (found->found) {
        ambit_siting_value value;
        ambit_status status = ambit_siting_judge(&value, r->siting, owner, NULL, err);
        if (!status && ambit_run_offer(r, owner, value.cost, value.violation) && r->search)
            status = ambit_siting_search_offer(r->search, owner, err);
        if (status) return status;
    }
    if (found->closed) *(ambit_run_legal(r) ? &r->optimal : &r->infeasible) = true, r->proven_by = found->by;
    return AMBIT_OK;
}

/* ---- The phases -------------------------------------------------------------------------------------------------- */

static ambit_status search(ambit_run *r, double effort, ambit_error *err)
{
    double started = ambit_watch_now();
    ambit_run_tell(r, "genetic");
    uint64_t before = ambit_siting_search_best(r->search).moves;
    ambit_status status = ambit_siting_search_run(r->search, effort, err);
    ambit_siting_standing best = ambit_siting_search_best(r->search);
    if (!status && best.owner) ambit_run_offer(r, best.owner, best.value.cost, best.value.violation);
    ambit_run_contribute(r, PHASE_LOCATION, best.moves - before, started);
    return status;
}

static double worth_of_prices(const ambit_run *r)
{
    return r->site_prices && r->objective < INFINITY && r->proven < FAR * r->objective ? LITTLE : 1;
}

static ambit_status price(ambit_run *r, double patience, ambit_error *err)
{
    double started = ambit_watch_now();
    ambit_siting_outcome found;
    const double worth = worth_of_prices(r);
    deadline until = deadline_of(r, worth * (ambit_siting_tree_fits(r->siting) ? 0.5 : 0.25));
    const ambit_siting_limits limits = limits_of(r, PAIRS * worth * patience, &until);
    ambit_run_tell(r, "bound");
    ambit_status status = r->site_prices ? AMBIT_OK : ambit_siting_prices_build(&r->site_prices, r->siting, err);
    if (!status) status = ambit_siting_prices_run(r->site_prices, &r->open, &limits, &found, err);
    if (!status) status = take(r, &found, NULL, err);
    if (!status) ambit_run_contribute(r, PHASE_PRICES, found.effort, started);
    return status;
}

/* A tree over many pairs closes no wide gap: it may look, but not for long. */
static double worth_of_branching(const ambit_run *r)
{
    bool wide = r->objective < INFINITY && r->proven < NEAR * r->objective;
    return wide && r->open.n_pairs_open > MANY_PAIRS ? LITTLE : 1;
}

static ambit_status branch(ambit_run *r, double patience, ambit_error *err)
{
    double started = ambit_watch_now();
    ambit_siting_outcome found;
    const double worth = worth_of_branching(r);
    if (!ambit_siting_tree_fits(r->siting)) return AMBIT_OK;
    uint32_t *owner = malloc(r->n_choices * sizeof *owner);
    if (!owner) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a plan of %u units", r->n_choices);
    deadline until = deadline_of(r, worth);
    const ambit_siting_limits limits = limits_of(r, PIVOTS * worth * patience, &until);
    ambit_run_tell(r, "prove");
    ambit_status status = ambit_siting_tree_solve(&found, owner, r->siting, &r->open, &limits, err);
    if (!status) status = take(r, &found, owner, err);
    if (!status) ambit_run_contribute(r, PHASE_TREE, found.effort, started);
    free(owner);
    return status == AMBIT_E_LIMIT ? AMBIT_OK : status; /* too many pairs are open still */
}

/* All connected territories that can still matter, where they are few enough to be seen. */
static ambit_status cover(ambit_run *r, double patience, ambit_error *err)
{
    double started = ambit_watch_now();
    ambit_siting_outcome found;
    if (!ambit_districts_fit(r->siting) || r->siting->n_units > MOST_UNITS_TO_COVER) return AMBIT_OK;
    uint32_t *owner = malloc(r->n_choices * sizeof *owner);
    if (!owner) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a plan of %u units", r->n_choices);
    deadline until = deadline_of(r, 0.5);
    const ambit_siting_limits limits = limits_of(r, STEPS * patience, &until);
    const ambit_columns_options options = { .plan = ambit_run_legal(r) ? r->choice : NULL, .fixing = &r->open,
        .price = r->site_prices ? ambit_siting_prices_best(r->site_prices).unit_price : NULL };
    ambit_run_tell(r, "prove");
    ambit_status status = ambit_columns_prove(&found, owner, r->siting, &options, &limits, err);
    if (!status) status = take(r, &found, owner, err);
    if (!status) ambit_run_contribute(r, PHASE_DISTRICTS, found.effort, started);
    free(owner);
    return status;
}

/* ---- By turns ---------------------------------------------------------------------------------------------------- */

static bool is_exact(const ambit_run *r)
{
    return r->options.engine != AMBIT_ENGINE_GA && !(r->options.without & AMBIT_WITHOUT_BRANCHING);
}

static bool settled(ambit_run *r) { return r->optimal || r->infeasible || ambit_run_over(r); }

/* One turn: search, then all that proves; what is proven is not searched any more. */
static ambit_status turn(ambit_run *r, double effort, double patience, ambit_error *err)
{
    ambit_status status = AMBIT_OK;
    if (r->options.engine != AMBIT_ENGINE_ILP) status = search(r, effort, err);
    if (!status && !settled(r)) status = price(r, patience, err);
    bool exact = is_exact(r);
    if (!status && exact && !settled(r)) status = cover(r, patience, err);
    if (!status && exact && !settled(r)) status = branch(r, patience, err);
    return status;
}

/* Prices first: whatever comes, there is a bound. Where territories have few units, all of them are looked at before
 * anything is searched: that may be the end of it. */
static ambit_status by_turns(ambit_run *r, ambit_error *err)
{
    const double effort = ambit_run_effort(r);
    const bool few = r->siting->n_units <= FEW_UNITS * r->siting->n_territories;
    ambit_status status = price(r, FIRST_TURN * effort, err);
    if (!status && few && is_exact(r) && !settled(r)) status = cover(r, FIRST_TURN * effort, err);
    double left = ambit_run_endless(r) ? INFINITY : effort;
    for (double part = FIRST_TURN * effort; !status && left > 0 && !settled(r); part *= TIMES) {
        if (left < (1 + TIMES) * part) part = left; /* too little is left for a turn of its own */
        status = turn(r, part, part, err);
        left -= part;
    }
    return status;
}

/* A plan is a first answer; one without some units is none. */
static ambit_status start_from(ambit_run *r, const uint32_t *owner, ambit_error *err)
{
    const ambit_siting *s = r->siting;
    ambit_siting_value value;
    for (uint32_t u = 0; u < s->n_units; u++)
        if (owner[u] == AMBIT_NOBODY) return AMBIT_OK;
    ambit_status status = ambit_siting_judge(&value, s, owner, NULL, err);
    if (!status) ambit_run_offer(r, owner, value.cost, value.violation);
    return status || !r->search ? status : ambit_siting_search_offer(r->search, owner, err);
}

/* The caller's plan; a group goes where its first unit is. */
static ambit_status start_from_plan(ambit_run *r, ambit_error *err)
{
    const ambit_siting *s = r->siting;
    uint32_t *owner = malloc(s->n_units * sizeof *owner);
    if (!owner) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the plan to start from");
    for (uint32_t u = 0; u < s->n_units; u++) owner[u] = r->options.start[s->member[s->member_first[u]]];
    ambit_status status = start_from(r, owner, err);
    free(owner);
    return status;
}

/* The plan in force and the caller's, whatever the engine. */
static ambit_status start_from_plans(ambit_run *r, ambit_error *err)
{
    ambit_status status = r->siting->current ? start_from(r, r->siting->current, err) : AMBIT_OK;
    return status || !r->options.start ? status : start_from_plan(r, err);
}

static ambit_status prepare(ambit_run *r, char **disproof, ambit_error *err)
{
    ambit_status status = ambit_siting_build(&r->siting, r->problem, err);
    if (status) return status;
    r->n_choices = r->siting->n_units;
    r->proven = fmax(r->proven, 0); /* nothing costs less than nothing */
    r->result->n_rules = r->problem->n_rules, r->result->n_reps = r->problem->n_reps;
    r->result->summary.n_pairs = (uint64_t)r->siting->n_sites * r->siting->n_units;
    if ((status = ambit_overt_find(disproof, r->siting, err)) || *disproof) return status;
    if (!(r->choice = calloc(r->n_choices, sizeof *r->choice)))
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a plan of %u units", r->n_choices);
    if ((status = ambit_siting_fixing_init(&r->open, r->siting, err))) return status;
    if (r->options.engine == AMBIT_ENGINE_ILP) return AMBIT_OK;
    return ambit_siting_search_build(&r->search, r->siting, r->options.seed, &r->watch, err);
}

ambit_status ambit_location_solve(ambit_run *r, char **disproof, ambit_error *err)
{
    *disproof = NULL;
    ambit_status status = prepare(r, disproof, err);
    if (status || *disproof) return status;
    status = start_from_plans(r, err);
    if (!status) status = by_turns(r, err);
    r->result->summary.n_candidates = r->open.n_pairs_open;
    return status;
}
