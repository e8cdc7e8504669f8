#include "heuristics/siting/island.h"

#include "heuristics/siting/construct_growth.h"
#include "heuristics/siting/seeds.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_PLANS = 3, LEAST_UNITS = 200, JUMPS = 4 /* rounds of relocation on a plan */ };

static const double P_FIRST = 3000, P_CHILD = 1000, P_JUMP = 300, P_AFTER = 500, P_HOTF = 0.7, P_HOTC = 0.2;
static const double P_HOTJ = 0.1, P_NEW = 0.2;

/* ---- Life -------------------------------------------------------------------------------------------------------- */

ambit_status ambit_siting_island_init(ambit_siting_island *i, const ambit_terrain *terrain, const ambit_ground *ground,
        uint64_t seed, uint32_t number, ambit_watch *watch, ambit_error *err)
{
    *i = (ambit_siting_island){ .terrain = terrain, .rng = ambit_rng_of(seed, number + 1), .pace = 1 };
    uint32_t n = terrain->siting->n_units;
    ambit_status status = AMBIT_OK;
    if (!(i->plan = calloc(n, sizeof *i->plan)))
        status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for an island of plans of %u units", n);
    if (!status) status = ambit_siting_walk_init(&i->walk, terrain, watch, err);
    if (!status) status = ambit_siting_relocation_build(&i->relocation, terrain, &i->walk, 1, err);
    if (!status) status = ambit_siting_repair_init(&i->repair, ground, err);
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
    ambit_siting_cross_reset(&i->cross);
    ambit_population_reset(&i->population);
    *i = (ambit_siting_island){ 0 };
}

/* ---- Plans ------------------------------------------------------------------------------------------------------- */

/* The plan at hand, judged, joins the others. */
static void join(ambit_siting_island *i)
{
    ambit_siting_value value;
    i->failed = ambit_siting_judge(&value, i->terrain->siting, i->plan, NULL, &i->err);
    if (i->failed) return;
    if (i->population.n) ambit_siting_cross_rename(&i->cross, i->plan, i->population.member[0].choice);
    ambit_population_add(&i->population, i->plan, value.cost, value.violation);
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
    ambit_siting_walk_anneal(w, (ambit_siting_schedule){ hot, firmness, (uint64_t)moves });
    take_plan(i);
}

static void let_jump(ambit_siting_island *i)
{
    for (int round = 0; round < JUMPS && !ambit_watch_stop(i->walk.watch); round++) {
        if (!ambit_siting_relocation_run(i->relocation, i->plan, i->regret, P_JUMP, ambit_rng_next(&i->rng))) break;
        walk(i, P_HOTJ, INFINITY, P_AFTER);
    }
}

/* ---- Generations ------------------------------------------------------------------------------------------------- */

static void first_plan(ambit_siting_island *i)
{
    i->n_first++;
    if (i->terrain->siting->contiguous) i->failed = ambit_construct_growth(i->plan, &i->repair, &i->rng, &i->err);
    else {
        i->failed = ambit_siting_seeds_plan(&i->walk.state, &i->rng, &i->err);
        if (!i->failed) take_plan(i);
    }
    if (i->failed) return;
    double hot = P_HOTF, firmness = INFINITY;
    if (i->n_first > 2) hot *= exp(2.5 * ambit_rng_unit(&i->rng)), firmness = exp(9 * ambit_rng_unit(&i->rng));
    bool loose = i->terrain->siting->contiguous && i->n_first % 2;
    i->walk.loose = i->walk.loose || loose;
    walk(i, hot, firmness, P_FIRST);
    if (!loose) return;
    i->walk.loose = false;
    ambit_siting_repair_mend(&i->repair, i->plan);
    walk(i, P_HOTC, INFINITY, P_CHILD);
}

static void child(ambit_siting_island *i)
{
    const ambit_individual *a = ambit_population_pick(&i->population, &i->rng);
    const ambit_individual *b = ambit_population_pick(&i->population, &i->rng);
    ambit_siting_cross_plans(&i->cross, i->plan, a->choice, b->choice, &i->rng);
    ambit_siting_repair_mend(&i->repair, i->plan);
    walk(i, P_HOTC, INFINITY, P_CHILD);
}

void ambit_siting_island_next(ambit_siting_island *i)
{
    if (i->n_first < FIRST_PLANS || ambit_rng_unit(&i->rng) < P_NEW) first_plan(i);
    else child(i);
    if (i->failed) return;
    let_jump(i);
    join(i);
}
