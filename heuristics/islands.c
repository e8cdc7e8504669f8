#include "heuristics/islands.h"

#include "heuristics/construct.h"
#include "heuristics/crossover.h"
#include "heuristics/search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_PLANS = 3 };

typedef struct {
    ambit_rng rng;
    ambit_state state;
    ambit_search search;
    ambit_population population;
    double pressure;            /* penalties are this times the base */
    double *penalty;            /* [n_rules * n_reps] room */
    uint32_t *child, *order, *queue;
    double *key;
    char *taken;
} island;

struct ambit_islands {
    const ambit_core *core;
    const ambit_candidates *candidates;
    const ambit_neighbours *neighbours;
    const ambit_graph *graph;
    ambit_islands_options options;
    ambit_watch *watch;
    double *base;               /* [n_rules * n_reps] penalty per unit of amount beyond the bound */
    double warmth;              /* the unit of temperature: a small regret, in cost */
    double fever;               /* what it costs, under the base penalties, when a mean unit is beyond a bound */
    island *island;
};

/* ---- Scales ------------------------------------------------------------------------------------------------------ */

/* Prices are what the last unit of room is worth, so a penalty of the dearest price stops most violations. */
static void set_base(ambit_islands *all, const double *price)
{
    const ambit_core *core = all->core;
    double dearest = 0, mean = 0;
    for (uint32_t u = 0; u < core->n_units; u++) mean += core->cost[core->first[u]] / core->n_reps;
    for (uint32_t a = 0; a < core->n_rules; a++)
        for (uint32_t r = 0; r < core->n_reps; r++)
            dearest = fmax(dearest, fabs(price[a * core->n_reps + r]) * core->rule[a].scale);
    double share = fmax(fmax(dearest, 0.05 * mean), 1e-6);
    for (uint32_t a = 0; a < core->n_rules; a++)
        for (uint32_t r = 0; r < core->n_reps; r++) all->base[a * core->n_reps + r] = share / core->rule[a].scale;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* What it costs under the base penalties when a unit of mean amount is beyond a bound. */
static double mean_unit_toll(const ambit_islands *all)
{
    const ambit_core *core = all->core;
    double toll = 0;
    for (uint32_t a = 0; a < core->n_rules; a++) {
        double sum = 0;
        for (uint32_t u = 0; u < core->n_units; u++) sum += ambit_core_amount(core, a, u, core->first[u]);
        toll = fmax(toll, all->base[a * core->n_reps] * sum / core->n_units);
    }
    return toll;
}

/* The lower quartile of the positive regrets: moves of that size are what low temperature means. */
static int set_warmth(ambit_islands *all)
{
    uint32_t n = all->core->n_units, positive = 0;
    double *regret = malloc(n * sizeof *regret);
    if (!regret) return -1;
    for (uint32_t u = 0; u < n; u++)
        if (all->candidates->regret[u] > 0) regret[positive++] = all->candidates->regret[u];
    qsort(regret, positive, sizeof *regret, ascending);
    all->warmth = positive ? regret[positive / 4] : 1e-9;
    all->fever = fmax(mean_unit_toll(all), 10 * all->warmth);
    free(regret);
    return 0;
}

/* ---- Life -------------------------------------------------------------------------------------------------------- */

static ambit_status island_init(island *i, const ambit_islands *all, uint32_t number, ambit_error *err)
{
    const ambit_core *core = all->core;
    i->rng = ambit_rng_of(all->options.seed, number + 1);
    i->pressure = 2;
    size_t rows = (size_t)core->n_rules * core->n_reps + 1;
    i->penalty = malloc(rows * sizeof *i->penalty);
    i->child = malloc(core->n_units * sizeof *i->child), i->order = malloc(core->n_units * sizeof *i->order);
    i->queue = malloc((core->n_reps + 1) * sizeof *i->queue), i->taken = malloc(core->n_reps + 1);
    i->key = malloc(core->n_units * sizeof *i->key);
    if (!i->penalty || !i->child || !i->order || !i->queue || !i->taken || !i->key)
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for an island of plans of %u units", core->n_units);
    ambit_status status = ambit_state_init(&i->state, core, err);
    if (!status) status = ambit_search_init(&i->search, core, all->candidates, all->graph, all->watch, err);
    return status ? status
                  : ambit_population_init(&i->population, core->n_units,
                                          core->n_rules ? all->base[0] * core->rule[0].scale : 1, err);
}

static void island_reset(island *i)
{
    free(i->penalty), free(i->child), free(i->order), free(i->queue), free(i->taken), free(i->key);
    ambit_state_reset(&i->state);
    ambit_search_reset(&i->search);
    ambit_population_reset(&i->population);
}

ambit_status ambit_islands_build(ambit_islands **out, const ambit_core *core, const ambit_candidates *candidates,
        const ambit_neighbours *neighbours, const ambit_graph *graph, const double *price,
        const ambit_islands_options *options, ambit_watch *watch, ambit_error *err)
{
    *out = NULL;
    ambit_status status = AMBIT_E_MEMORY;
    ambit_islands *all = calloc(1, sizeof *all);
    if (!all || !(all->base = calloc((size_t)core->n_rules * core->n_reps + 1, sizeof *all->base))
        || !(all->island = calloc(options->n_islands, sizeof *all->island))) {
        status = ambit_fail(err, status, "no memory for %u islands", options->n_islands);
        goto fail;
    }
    all->core = core, all->candidates = candidates, all->neighbours = neighbours, all->graph = graph;
    all->options = *options, all->watch = watch;
    set_base(all, price);
    if (set_warmth(all)) {
        status = ambit_fail(err, status, "no memory for the regrets of %u units", core->n_units);
        goto fail;
    }
    for (uint32_t i = 0; i < options->n_islands; i++)
        if ((status = island_init(&all->island[i], all, i, err))) goto fail;
    *out = all;
    return AMBIT_OK;
fail:
    ambit_islands_free(all);
    return status;
}

void ambit_islands_free(ambit_islands *all)
{
    if (!all) return;
    for (uint32_t i = 0; all->island && i < all->options.n_islands; i++) island_reset(&all->island[i]);
    free(all->island), free(all->base), free(all);
}

/* What the island's plan lacks: beyond bounds in shares, and one share for each part that is cut off. */
static double violation_of(island *i)
{
    return ambit_state_violation(&i->state) + ambit_contiguity_breaks(&i->search.contiguity, &i->state);
}

/* ---- Education --------------------------------------------------------------------------------------------------- */

static void press(const ambit_islands *all, island *i, double pressure)
{
    for (uint32_t row = 0; row < all->core->n_rules * all->core->n_reps; row++)
        i->penalty[row] = pressure * all->base[row];
    ambit_state_set_penalties(&i->state, i->penalty);
}

static void search_under(const ambit_islands *all, island *i, double pressure, uint64_t moves, double hot, double cold)
{
    const ambit_cooling cooling = { moves, hot, cold };
    press(all, i, pressure);
    ambit_search_anneal(&i->search, &i->state, &cooling, &i->rng);
    ambit_search_descend(&i->search, &i->state, moves / 2, &i->rng);
}

/* Outside the rules: first cold walks under much higher penalties, which mend a small violation nearby; then walks as
 * hot as the penalties themselves, so that whole units cross the bounds until they fit. */
static void mend(const ambit_islands *all, island *i, uint64_t moves)
{
    double pressure = 8 * i->pressure, warmth = all->warmth;
    for (int attempt = 0; attempt < 4; attempt++, pressure *= 4) {
        if (!(ambit_state_violation(&i->state) > 0) || ambit_watch_stop(all->watch)) return;
        double fever = pressure * all->fever;
        if (attempt < 2) search_under(all, i, pressure, moves, attempt ? 10 * warmth : warmth, 0.02 * warmth);
        else search_under(all, i, pressure, moves, fever, 0.02 * fever);
    }
}

/* Takes the plan in the island's state through the local search and into the population. The pressure follows what
 * the search needs: up when it ends outside the rules, slowly down otherwise. */
static void educate(const ambit_islands *all, island *i, uint64_t moves, double hot)
{
    ambit_contiguity_mend(&i->search.contiguity, &i->state, all->candidates);
    search_under(all, i, i->pressure, moves, hot, 0.02 * all->warmth);
    bool outside = ambit_state_violation(&i->state) > 0;
    mend(all, i, moves / 4 + 500);
    i->pressure = fmin(fmax(i->pressure * (outside ? 1.25 : 0.9), 0.5), 100);
    ambit_state_load(&i->state, i->state.choice);
    ambit_population_add(&i->population, i->state.choice, ambit_state_objective(&i->state), violation_of(i));
}

void ambit_islands_settle(ambit_islands *all)
{
#pragma omp parallel for schedule(dynamic, 1)
    for (uint32_t n = 0; n < all->options.n_islands; n++) {
        island *i = &all->island[n];
        for (int plan = 0; plan < FIRST_PLANS; plan++) {
            if (plan && ambit_watch_stop(all->watch)) break;
            ambit_construct(&i->state, all->candidates, 30.0 * plan, i->order, i->key, &i->rng);
            educate(all, i, all->options.first_moves, plan == 1 ? all->fever : 3 * all->warmth);
        }
    }
}

void ambit_islands_invite(ambit_islands *all, uint32_t which, const uint32_t *choice)
{
    for (uint32_t n = 0; n < all->options.n_islands; n++) {
        if (which != AMBIT_ALL_ISLANDS && which != n) continue;
        island *i = &all->island[n];
        ambit_state_load(&i->state, choice);
        ambit_population_add(&i->population, choice, ambit_state_objective(&i->state), violation_of(i));
    }
}

/* ---- Generations ------------------------------------------------------------------------------------------------- */

static void next_generation(const ambit_islands *all, island *i)
{
    const ambit_individual *a = ambit_population_pick(&i->population, &i->rng);
    const ambit_individual *b = ambit_population_pick(&i->population, &i->rng);
    ambit_crossover(i->child, all->core, all->neighbours, a->choice, b->choice, i->taken, i->queue, &i->rng);
    ambit_state_load(&i->state, i->child);
    bool few = i->population.n < AMBIT_POPULATION / 2; /* all walks end on the same plans: shake one */
    educate(all, i, all->options.child_moves, few ? i->pressure * all->fever : (a == b ? 4 : 1.5) * all->warmth);
}

void ambit_islands_migrate(ambit_islands *all)
{
    uint32_t n_islands = all->options.n_islands;
    for (uint32_t n = 0; n < n_islands; n++) { /* all leave before the first arrives: nobody travels on in one call */
        const ambit_individual *best = ambit_population_best(&all->island[n].population);
        if (best) memcpy(all->island[n].child, best->choice, all->core->n_units * sizeof *best->choice);
    }
    for (uint32_t n = 0; n < n_islands && n_islands > 1; n++)
        if (all->island[n].population.n) ambit_islands_invite(all, (n + 1) % n_islands, all->island[n].child);
}

void ambit_islands_evolve(ambit_islands *all, uint32_t generations)
{
#pragma omp parallel for schedule(dynamic, 1)
    for (uint32_t n = 0; n < all->options.n_islands; n++)
        for (uint32_t g = 0; g < generations && !ambit_watch_stop(all->watch); g++)
            next_generation(all, &all->island[n]);
}

const uint32_t *ambit_islands_best(const ambit_islands *all, uint32_t which, double *objective, double *violation)
{
    const ambit_individual *best = NULL;
    for (uint32_t n = 0; n < all->options.n_islands; n++) {
        const ambit_individual *here = ambit_population_best(&all->island[n].population);
        if (which != AMBIT_ALL_ISLANDS && which != n) continue;
        if (here
            && (!best || ambit_individual_beats(here->objective, here->violation, best->objective, best->violation)))
            best = here;
    }
    if (!best) return NULL;
    *objective = best->objective, *violation = best->violation;
    return best->choice;
}

uint64_t ambit_islands_moves(const ambit_islands *all)
{
    uint64_t sum = 0;
    for (uint32_t n = 0; n < all->options.n_islands; n++) sum += all->island[n].search.moves;
    return sum;
}
