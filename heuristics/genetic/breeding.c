#include "heuristics/genetic/breeding.h"

#include "heuristics/plan/construct.h"
#include "heuristics/genetic/crossover.h"
#include "heuristics/exact/polish.h"
#include "heuristics/genetic/population.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    DRAWN = 6,               /* plans of an island that come from prices, before it has parents */
    DRAWN_ALONE = 1,         /* ... by an island without others: it breeds for a short time around a guest */
    SETTLED = 40             /* children in a row that were there already: nothing new is to be expected */
};

static const double NOISE = 0.03;    /* of the prices, at first */
static const double NOISE_ALONE = 0.05;
static const double PROMISING = 1e-4; /* so near the island's best, four reps are tried as well */

typedef struct {
    ambit_rng rng;
    ambit_state state;
    ambit_polish *polish;
    ambit_population population;
    ambit_pool pool;         /* of what was born since it was gathered; without prices: nothing is kept */
    uint32_t *child, *queue, n_drawn, to_draw;
    double *price;           /* [n_rules * n_reps] with noise */
    char *taken;
    double noise, best;      /* the least objective within the rules */
    uint64_t work, problems;
    uint32_t idle;           /* children in a row that were there already */
} island;

struct ambit_breeding {
    const ambit_core *core;
    const ambit_candidates *candidates;
    const ambit_neighbours *neighbours;
    const double *price;
    ambit_watch *watch;
    uint32_t n_islands;
    island *island;
};

/* ---- Life -------------------------------------------------------------------------------------------------------- */

/* What a share of violation counts when plans are ranked: the dearest price of one. */
static double price_of_shares(const ambit_core *core, const double *price)
{
    double dearest = 1e-6;
    for (uint32_t a = 0; a < core->n_rules; a++)
        for (uint32_t r = 0; r < core->n_reps; r++)
            dearest = fmax(dearest, fabs(price[a * core->n_reps + r]) * core->rule[a].scale);
    return dearest;
}

static ambit_status island_init(island *i, const ambit_breeding *b, uint32_t number, uint64_t seed,
        ambit_error *err)
{
    const ambit_core *core = b->core;
    i->rng = ambit_rng_of(seed, number + 1);
    i->to_draw = b->n_islands == 1 ? DRAWN_ALONE : DRAWN;
    i->noise = b->n_islands == 1 ? NOISE_ALONE : number ? NOISE : 0;
    i->best = INFINITY;
    i->child = calloc(core->n_units, sizeof *i->child);
    i->queue = malloc(((size_t)core->n_reps + 1) * sizeof *i->queue), i->taken = malloc((size_t)core->n_reps + 1);
    i->price = malloc(((size_t)core->n_rules * core->n_reps + 1) * sizeof *i->price);
    if (!i->child || !i->queue || !i->taken || !i->price)
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for an island of plans of %u units", core->n_units);
    ambit_status status = ambit_state_init(&i->state, core, err);
    if (!status) status = ambit_population_init(&i->population, core->n_units, price_of_shares(core, b->price), err);
    return status ? status : ambit_polish_build(&i->polish, core, b->candidates, b->neighbours, b->price, 1, b->watch,
                                                err);
}

ambit_status ambit_breeding_build(ambit_breeding **out, const ambit_core *core, const ambit_candidates *candidates,
        const ambit_neighbours *neighbours, const double *price, uint32_t n_islands, uint64_t seed,
        ambit_watch *watch, ambit_error *err)
{
    ambit_breeding *b = *out = calloc(1, sizeof *b);
    if (!b || !(b->island = calloc(n_islands, sizeof *b->island))) {
        free(b);
        *out = NULL;
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u islands", n_islands);
    }
    b->core = core, b->candidates = candidates, b->neighbours = neighbours, b->price = price;
    b->watch = watch, b->n_islands = n_islands;
    ambit_status status = AMBIT_OK;
    for (uint32_t n = 0; n < n_islands && !status; n++) status = island_init(&b->island[n], b, n, seed, err);
    if (status) ambit_breeding_free(b), *out = NULL;
    return status;
}

void ambit_breeding_free(ambit_breeding *b)
{
    if (!b) return;
    for (uint32_t n = 0; n < b->n_islands; n++) {
        island *i = &b->island[n];
        free(i->child), free(i->queue), free(i->taken), free(i->price);
        ambit_state_reset(&i->state);
        ambit_population_reset(&i->population);
        ambit_polish_free(i->polish);
        ambit_pool_reset(&i->pool);
    }
    free(b->island), free(b);
}

/* ---- One child --------------------------------------------------------------------------------------------------- */

static double noisy(island *i, double price) { return price * (1 + i->noise * (2 * ambit_rng_unit(&i->rng) - 1)); }

/* Every unit takes its cheapest candidate under noisy prices. */
static void draw(const ambit_breeding *b, island *i)
{
    const ambit_core *core = b->core;
    for (uint32_t row = 0; row < core->n_rules * core->n_reps; row++) i->price[row] = noisy(i, b->price[row]);
    ambit_construct_cheapest(i->child, core, b->candidates, i->price);
}

static double polish(island *i, ambit_polish_depth depth, double *violation)
{
    const ambit_polish_effort effort = { .depth = depth, .work = UINT64_MAX, .pressure = 1 };
    ambit_polish_report report = ambit_polish_run(i->polish, i->child, &effort);
    i->work += report.work, i->problems += report.problems;
    ambit_state_load(&i->state, i->child);
    *violation = ambit_state_violation(&i->state);
    return ambit_state_objective(&i->state);
}

/* The territories of the plan in the island's state. */
static void keep(island *i)
{
    if (i->pool.prices) ambit_pool_collect(&i->pool, &i->state, i->best);
}

/* Into the population; false when it has that plan already. */
static bool school(island *i)
{
    double violation, objective = polish(i, AMBIT_POLISH_TRIPLES, &violation);
    if (violation > 0 || objective < i->best * (1 + PROMISING)) objective = polish(i, AMBIT_POLISH_QUADS, &violation);
    if (!(violation > 0)) i->best = fmin(i->best, objective);
    keep(i);
    bool is_new = ambit_population_add(&i->population, i->child, objective, violation);
    i->idle = is_new ? 0 : i->idle + 1;
    return is_new;
}

static void next_child(const ambit_breeding *b, island *i)
{
    if (i->n_drawn < i->to_draw) {
        draw(b, i);
        i->n_drawn++;
        if (!school(i) || i->noise == 0) i->noise = fmax(1.2 * i->noise, NOISE);
        return;
    }
    const ambit_individual *mother = ambit_population_pick(&i->population, &i->rng);
    const ambit_individual *father = ambit_population_pick(&i->population, &i->rng);
    if (mother == father) { /* alike they would have nothing to give: a fresh plan instead */
        draw(b, i);
        ambit_crossover(i->child, b->core, b->neighbours, mother->choice, i->child, i->taken, i->queue, &i->rng);
    } else {
        ambit_crossover(i->child, b->core, b->neighbours, mother->choice, father->choice, i->taken, i->queue, &i->rng);
    }
    school(i);
}

/* ---- Public ------------------------------------------------------------------------------------------------------ */

static void invite(island *i, const uint32_t *choice)
{
    ambit_state_load(&i->state, choice);
    double objective = ambit_state_objective(&i->state), violation = ambit_state_violation(&i->state);
    if (!(violation > 0)) i->best = fmin(i->best, objective);
    ambit_population_add(&i->population, choice, objective, violation);
}

void ambit_breeding_invite(ambit_breeding *b, const uint32_t *choice)
{
    for (uint32_t n = 0; n < b->n_islands; n++) invite(&b->island[n], choice);
}

ambit_status ambit_breeding_collect(ambit_breeding *b, const ambit_pool_prices *prices, uint32_t most, ambit_error *err)
{
    ambit_status status = AMBIT_OK;
    for (uint32_t n = 0; n < b->n_islands && !status; n++) {
        island *i = &b->island[n];
        status = ambit_pool_init(&i->pool, prices, most, err);
        for (uint32_t m = 0; m < i->population.n && !status; m++) {
            ambit_state_load(&i->state, i->population.member[m].choice);
            keep(i);
        }
    }
    return status;
}

void ambit_breeding_gather(ambit_breeding *b, ambit_pool *pool, double cutoff)
{
    for (uint32_t n = 0; n < b->n_islands; n++) ambit_pool_merge(pool, &b->island[n].pool, cutoff);
}

void ambit_breeding_evolve(ambit_breeding *b, uint64_t work)
{
#pragma omp parallel for schedule(dynamic, 1)
    for (uint32_t n = 0; n < b->n_islands; n++) {
        island *i = &b->island[n];
        uint64_t until = i->work + work;
        do next_child(b, i);
        while (i->work < until && i->idle < SETTLED && !ambit_watch_stop(b->watch));
    }
}

void ambit_breeding_migrate(ambit_breeding *b)
{
    for (uint32_t n = 0; n < b->n_islands; n++) { /* all leave before the first arrives */
        const ambit_individual *best = ambit_population_best(&b->island[n].population);
        if (best) memcpy(b->island[n].child, best->choice, b->core->n_units * sizeof *best->choice);
    }
    for (uint32_t n = 0; n < b->n_islands && b->n_islands > 1; n++)
        if (b->island[n].population.n) invite(&b->island[(n + 1) % b->n_islands], b->island[n].child);
}

const uint32_t *ambit_breeding_best(const ambit_breeding *b, double *objective, double *violation)
{
    const ambit_individual *best = NULL;
    for (uint32_t n = 0; n < b->n_islands; n++) {
        const ambit_individual *here = ambit_population_best(&b->island[n].population);
        if (here
            && (!best || ambit_individual_beats(here->objective, here->violation, best->objective, best->violation)))
            best = here;
    }
    if (!best) return NULL;
    *objective = best->objective, *violation = best->violation;
    return best->choice;
}

uint64_t ambit_breeding_problems(const ambit_breeding *b)
{
    uint64_t sum = 0;
    for (uint32_t n = 0; n < b->n_islands; n++) sum += b->island[n].problems;
    return sum;
}
