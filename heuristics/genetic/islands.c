#include "heuristics/genetic/islands.h"

#include "heuristics/plan/construct.h"
#include "heuristics/genetic/crossover.h"
#include "heuristics/genetic/education.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_PLANS = 3 };

typedef struct {
    ambit_rng rng;
    ambit_education education;  /* its state holds the plan at hand */
    ambit_population population;
    uint32_t *child, *order, *queue;
    double *key;
    char *taken;
} island;

struct ambit_islands {
    const ambit_core *core;
    const ambit_candidates *candidates;
    const ambit_neighbours *neighbours;
    ambit_islands_options options;
    ambit_watch *watch;
    island *island;
};

/* ---- Life -------------------------------------------------------------------------------------------------------- */

static ambit_status allocate(island *i, const ambit_core *core, ambit_error *err)
{
    i->child = malloc(core->n_units * sizeof *i->child), i->order = malloc(core->n_units * sizeof *i->order);
    i->queue = malloc((core->n_reps + 1) * sizeof *i->queue), i->taken = malloc(core->n_reps + 1);
    i->key = malloc(core->n_units * sizeof *i->key);
    if (i->child && i->order && i->queue && i->taken && i->key) return AMBIT_OK;
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for an island of plans of %u units", core->n_units);
}

static ambit_status island_init(island *i, const ambit_islands *all, const double *price, uint32_t number,
        ambit_error *err)
{
    const ambit_core *core = all->core;
    i->rng = ambit_rng_of(all->options.seed, number + 1);
    ambit_status status = allocate(i, core, err);
    if (!status) status = ambit_education_init(&i->education, core, all->candidates, price, all->watch, err);
    return status ? status : ambit_population_init(&i->population, core->n_units, i->education.dearest, err);
}

static void island_reset(island *i)
{
    free(i->child), free(i->order), free(i->queue), free(i->taken), free(i->key);
    ambit_education_reset(&i->education);
    ambit_population_reset(&i->population);
}

ambit_status ambit_islands_build(ambit_islands **out, const ambit_core *core, const ambit_candidates *candidates,
        const ambit_neighbours *neighbours, const double *price, const ambit_islands_options *options,
        ambit_watch *watch, ambit_error *err)
{
    *out = NULL;
    ambit_status status = AMBIT_E_MEMORY;
    ambit_islands *all = calloc(1, sizeof *all);
    if (!all || !(all->island = calloc(options->n_islands, sizeof *all->island))) {
        status = ambit_fail(err, status, "no memory for %u islands", options->n_islands);
        goto fail;
    }
    all->core = core, all->candidates = candidates, all->neighbours = neighbours;
    all->options = *options, all->watch = watch;
    for (uint32_t i = 0; i < options->n_islands; i++)
        if ((status = island_init(&all->island[i], all, price, i, err))) goto fail;
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
    free(all->island), free(all);
}

/* ---- Education --------------------------------------------------------------------------------------------------- */

/* The plan in the island's state joins its population. */
static void join(island *i)
{
    const ambit_state *state = &i->education.state;
    ambit_population_add(&i->population, state->choice, ambit_state_objective(state),
                         ambit_state_violation(&i->education.state));
}

static void educate(island *i, uint64_t moves, double hot)
{
    ambit_education_run(&i->education, moves, hot, &i->rng);
    join(i);
}

static void first_plan(const ambit_islands *all, island *i, int plan)
{
    ambit_education *e = &i->education;
    ambit_construct(&e->state, all->candidates, 30.0 * plan, i->order, i->key, &i->rng);
    educate(i, all->options.first_moves, plan == 1 ? e->fever : 3 * e->warmth);
}

void ambit_islands_settle(ambit_islands *all)
{
#pragma omp parallel for schedule(dynamic, 1)
    for (uint32_t n = 0; n < all->options.n_islands; n++)
        for (int plan = 0; plan < FIRST_PLANS; plan++) {
            if (plan && ambit_watch_stop(all->watch)) break;
            first_plan(all, &all->island[n], plan);
        }
}

void ambit_islands_invite(ambit_islands *all, uint32_t which, const uint32_t *choice)
{
    for (uint32_t n = 0; n < all->options.n_islands; n++) {
        if (which != AMBIT_ALL_ISLANDS && which != n) continue;
        ambit_state_load(&all->island[n].education.state, choice);
        join(&all->island[n]);
    }
}

/* ---- Generations ------------------------------------------------------------------------------------------------- */

static void next_generation(const ambit_islands *all, island *i)
{
    const ambit_individual *a = ambit_population_pick(&i->population, &i->rng);
    const ambit_individual *b = ambit_population_pick(&i->population, &i->rng);
    ambit_education *e = &i->education;
    ambit_crossover(i->child, all->core, all->neighbours, a->choice, b->choice, i->taken, i->queue, &i->rng);
    ambit_state_load(&e->state, i->child);
    bool few = i->population.n < AMBIT_POPULATION / 2; /* all walks end on the same plans: shake one */
    educate(i, all->options.child_moves, few ? 2 * e->fever : (a == b ? 4 : 1.5) * e->warmth);
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
    for (uint32_t n = 0; n < all->options.n_islands; n++) sum += all->island[n].education.search.moves;
    return sum;
}
