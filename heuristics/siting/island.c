#include "heuristics/siting/island.h"

#include "heuristics/construct/growth.h"
#include "heuristics/construct/power.h"
#include "heuristics/construct/split.h"
#include "heuristics/construct/seeds.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    ROUNDS = 4,           /* of jumps and redrawing on one plan */
    TOGETHER = 16,        /* territories that are redrawn together */
    LEAST_UNITS = 20,     /* smaller problems are walked through as if they had so many */
    LARGE = 1500,         /* units from which connected first plans are power diagrams */
    VAST = 10000,         /* units from which one first plan does */
    LARGE_FIRST = 4,      /* first plans of a large map */
    LEVELLED = 4, TREES = 8, /* recombinations per territory to bring a plan within its bounds, trees of each */
    AT_LAST = 10             /* times as many for a plan that walks have left beyond them */
};

/* Moves per unit, and where walks begin, in regrets. */
static const double FIRST_MOVES = 4000, CHILD_MOVES = 1000, JUMP_MOVES = 300, REDRAW_MOVES = 500, MOST_MOVES = 3e7;
static const double YOUNG_TEMPER = 5000, TEMPER = 10000, YOUNG_LOSS = 2, LOSS = 1, CROSSED = 0.25;
static const double EXCHANGE_NODES = 6000; /* per unit */
static const double HOMES_HOT = 60, HOMES_FIRM = 100;
static const double FIRST_HOT = 0.7, CHILD_HOT = 0.2, REDRAW_HOT = 0.3, NEWCOMERS = 0.2;

/* ---- Life -------------------------------------------------------------------------------------------------------- */

ambit_status ambit_siting_island_init(ambit_siting_island *i, const ambit_terrain *terrain, const ambit_ground *ground,
        uint64_t seed, uint32_t number, ambit_watch *watch, ambit_error *err)
{
    uint32_t n = terrain->siting->n_units;
    *i = (ambit_siting_island){ .terrain = terrain, .rng = ambit_rng_of(seed, number + 1) };
    i->pace = fmin(1, MOST_MOVES / (FIRST_MOVES * n));
    ambit_status status = AMBIT_OK;
    if (!(i->plan = calloc(n, sizeof *i->plan)))
        status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for an island of plans of %u units", n);
    if (!status) status = ambit_siting_walk_init(&i->walk, terrain, watch, err);
    if (!status) status = ambit_siting_relocation_build(&i->relocation, terrain, &i->walk, 1, err);
    if (!status) status = ambit_siting_repair_init(&i->repair, ground, err);
    if (!status) status = ambit_siting_redraw_init(&i->redraw, terrain, err);
    if (!status) status = ambit_siting_exchange_init(&i->exchange, terrain, err);
    if (!status) status = ambit_siting_relabel_init(&i->relabel, terrain, err);
    if (!status) status = ambit_siting_level_init(&i->level, ground, err);
    if (!status) status = ambit_siting_cross_init(&i->cross, terrain, err);
    if (!status) status = ambit_population_init(&i->population, n, 1, err);
    return status;
}

void ambit_siting_island_reset(ambit_siting_island *i)
{
    free(i->plan);
    ambit_siting_relocation_free(i->relocation);
    ambit_siting_walk_reset(&i->walk);
    ambit_siting_repair_reset(&i->repair);
    ambit_siting_redraw_reset(&i->redraw);
    ambit_siting_exchange_reset(&i->exchange);
    ambit_siting_relabel_reset(&i->relabel);
    ambit_siting_level_reset(&i->level);
    ambit_siting_cross_reset(&i->cross);
    ambit_population_reset(&i->population);
    *i = (ambit_siting_island){ 0 };
}

/* ---- Plans ------------------------------------------------------------------------------------------------------- */

/* The plan at hand, judged, joins the others. Returns its violation. */
static double join(ambit_siting_island *i)
{
    ambit_siting_value value;
    i->failed = ambit_siting_judge(&value, i->terrain->siting, i->plan, NULL, &i->err);
    if (i->failed) return 0;
    if (i->population.n) ambit_siting_cross_rename(&i->cross, i->plan, i->population.member[0].choice);
    ambit_population_add(&i->population, i->plan, value.cost, value.violation);
    return value.violation;
}

void ambit_siting_island_invite(ambit_siting_island *i, const uint32_t *owner)
{
    memcpy(i->plan, owner, i->terrain->siting->n_units * sizeof *i->plan);
    join(i);
}

static void take_plan(ambit_siting_island *i)
{
    memcpy(i->plan, i->walk.state.owner, i->terrain->siting->n_units * sizeof *i->plan);
}

static void walk(ambit_siting_island *i, double hot, double firmness, double moves_per_unit)
{
    ambit_siting_walk *w = &i->walk;
    double moves = moves_per_unit * i->pace * fmax(i->terrain->siting->n_units, LEAST_UNITS);
    ambit_siting_walk_load(w, i->plan, NULL, 0);
    if (!(i->regret > 0)) {
        ambit_siting_walk_gauge(w);
        i->regret = w->regret;
        i->population.shares_price = 4 * i->regret / i->terrain->share;
    }
    w->regret = i->regret;
    ambit_siting_state_set_price(&w->state, 2 * i->regret);
    w->rng = ambit_rng_of(ambit_rng_next(&i->rng), 0);
    ambit_siting_walk_anneal(w, (ambit_siting_schedule){ hot, firmness, (uint64_t)moves, 0 });
    take_plan(i);
}

/* Neighbourhood after neighbourhood is redrawn; where all territories are one neighbourhood the walk has done it. */
static uint32_t redraw(ambit_siting_island *i)
{
    ambit_siting_walk *w = &i->walk;
    uint32_t k = i->terrain->siting->n_territories, count = i->pace < 1 ? k / 4 + 1 : k;
    if (k <= TOGETHER) return 0;
    w->rng = ambit_rng_of(ambit_rng_next(&i->rng), 0);
    ambit_siting_state_set_price(&w->state, 2 * i->regret);
    return ambit_siting_redraw_run(&i->redraw, w, i->plan, count, TOGETHER, REDRAW_HOT, REDRAW_MOVES * i->pace);
}

/* A large map hangs together: a hot walk loses its shape, and children of two plans that share no border take long to
 * mend. Many small neighbourhoods, each of which may lose a little, find what a walk over all does not: of 3,108
 * counties in 20 territories 1.70e13 where the hot walk of the same length ends at 1.74e13. With homes alone it is the
 * other way round, since diagrams around them have no shape worth keeping: with 20 homes 98,000 hours, and 75,300 to
 * 78,500 after a hot walk. */
static bool is_tempered(const ambit_siting_island *i)
{
    const ambit_siting *s = i->terrain->siting;
    return s->contiguous && s->n_free > 0 && s->n_units > LARGE && s->n_units <= VAST && s->n_territories > 1;
}

static void temper(ambit_siting_island *i, bool young)
{
    ambit_siting_walk *w = &i->walk;
    const double moves = (young ? YOUNG_TEMPER : TEMPER) * i->pace * i->terrain->siting->n_units;
    w->rng = ambit_rng_of(ambit_rng_next(&i->rng), 0);
    ambit_siting_state_set_price(&w->state, 2 * i->regret);
    ambit_siting_redraw_temper(&i->redraw, w, i->plan, &(ambit_siting_tempering){
        .most = 4, .warm = 0.2, .hot = 0.6, .moves_per_unit = 200, .loss = young ? YOUNG_LOSS : LOSS,
        .moves = (uint64_t)moves });
}

/* Centres jump and neighbourhoods are redrawn in turn, as long as that pays. */
static void polish(ambit_siting_island *i, bool young)
{
    if (is_tempered(i)) {
        temper(i, young);
        return;
    }
    uint32_t jumps = 1, drawn = 1;
    for (int round = 0; round < ROUNDS && jumps + drawn && !ambit_watch_stop(i->walk.watch); round++) {
        uint64_t seed = ambit_rng_next(&i->rng);
        jumps = ambit_siting_relocation_run(i->relocation, i->plan, i->regret, JUMP_MOVES * i->pace, seed);
        if (jumps || round == 0) drawn = redraw(i);
        else drawn = 0;
    }
}

/* Sets of units go to the territories that suit them; then two and three territories at a time are shared out anew. */
static void exchange(ambit_siting_island *i)
{
    bool changed;
    i->failed = ambit_siting_relabel_run(&i->relabel, i->plan, i->population.shares_price, &changed, &i->err);
    if (i->failed) return;
    double nodes = EXCHANGE_NODES * i->pace * fmax(i->terrain->siting->n_units, LEAST_UNITS);
    ambit_siting_state_set_price(&i->walk.state, 2 * i->regret);
    ambit_siting_exchange_run(&i->exchange, &i->walk, i->plan, (uint64_t)nodes);
}

/* ---- Generations ------------------------------------------------------------------------------------------------- */

static void level(ambit_siting_island *i, uint32_t patience)
{
    uint32_t tries = patience * LEVELLED * i->terrain->siting->n_territories;
    ambit_siting_level_plan(&i->level, i->plan, tries, TREES, &i->rng);
}

static bool is_large(const ambit_siting_island *i) { return i->terrain->siting->n_units > LARGE; }

/* Is the next first plan a power diagram? Large maps have nothing better. */
static bool is_diagram(const ambit_siting_island *i) { return i->n_first % 3 == 0 || is_large(i); }

/* Every way to construct in turn; such a plan is worth keeping before anything is made of it. */
static void construct(ambit_siting_island *i)
{
    if (i->terrain->siting->contiguous) {
        bool diagram = is_diagram(i);
        i->failed = (diagram ? ambit_construct_power
                     : i->n_first % 3 == 1 ? ambit_construct_growth : ambit_construct_split)
                    (i->plan, &i->repair, &i->rng, &i->err);
        if (i->failed) return;
        ambit_siting_walk_load(&i->walk, i->plan, NULL, 0);
        level(i, 1);
        join(i);
        if (diagram) take_plan(i); /* what is compact and a little beyond is the better start of a walk */
    } else {
        i->failed = ambit_siting_seeds_plan(&i->walk.state, &i->rng, &i->err);
        if (!i->failed) take_plan(i);
    }
    i->n_first++;
}

/* A walk from high up. Beyond the first plans every one begins elsewhere between warm and hot, between heeding the
 * rules and breaking them. Every other one may fall apart on its way and is mended: what hangs together hinders. */
static void first_plan(ambit_siting_island *i)
{
    construct(i);
    if (i->failed) return;
    if (i->terrain->siting->contiguous && is_large(i)) {
        if (i->n_first > 1 && i->terrain->siting->n_free == 0) walk(i, HOMES_HOT, HOMES_FIRM, FIRST_MOVES);
        else walk(i, CHILD_HOT, INFINITY, CHILD_MOVES); /* soon a plan, and no shape lost */
        return;
    }
    double hot = FIRST_HOT, firmness = INFINITY;
    if (i->n_first > 2) hot *= exp(2.5 * ambit_rng_unit(&i->rng)), firmness = exp(9 * ambit_rng_unit(&i->rng));
    bool loose = i->terrain->siting->contiguous && i->n_first % 2;
    i->walk.loose = i->walk.loose || loose;
    walk(i, hot, firmness, FIRST_MOVES);
    if (!loose) return;
    i->walk.loose = false;
    ambit_siting_repair_mend(&i->repair, i->plan);
    walk(i, CHILD_HOT, INFINITY, CHILD_MOVES);
}

static void child(ambit_siting_island *i)
{
    const ambit_individual *a = ambit_population_pick(&i->population, &i->rng);
    if (is_tempered(i) && !(ambit_rng_unit(&i->rng) < CROSSED)) {
        memcpy(i->plan, a->choice, i->terrain->siting->n_units * sizeof *i->plan);
        return;
    }
    const ambit_individual *b = ambit_population_pick(&i->population, &i->rng);
    ambit_siting_cross_plans(&i->cross, i->plan, a->choice, b->choice, &i->rng);
    ambit_siting_repair_mend(&i->repair, i->plan);
    walk(i, CHILD_HOT, INFINITY, CHILD_MOVES);
}

void ambit_siting_island_next(ambit_siting_island *i)
{
    uint32_t n_first = i->terrain->siting->n_units > VAST ? 1 : is_large(i) ? LARGE_FIRST : 3;
    const bool first = i->n_first < n_first || (n_first > 1 && ambit_rng_unit(&i->rng) < NEWCOMERS);
    if (first) first_plan(i);
    else child(i);
    if (i->failed) return;
    polish(i, first);
    exchange(i);
    if (i->failed) return;
    if (join(i) > 0 && i->terrain->siting->contiguous && !i->failed) { /* recombination mends what no single move can */
        level(i, AT_LAST);
        join(i);
    }
}
