/* heuristics/siting/island.h - the plans of one island, and how it makes the next one.
 *
 * A generation: two parents are crossed (heuristics/siting/cross.h), the child is mended, walks at low temperature,
 * centres jump and neighbourhoods are redrawn as long as that pays, and it joins when it is new and good. The first
 * plans are constructed and walk from higher up. An island works alone, so that islands run in parallel and the number
 * of threads changes nothing. */
#ifndef AMBIT_SITING_ISLAND_H
#define AMBIT_SITING_ISLAND_H
#include "heuristics/genetic/population.h"
#include "heuristics/siting/cross.h"
#include "heuristics/siting/exchange.h"
#include "heuristics/construct/level.h"
#include "heuristics/siting/redraw.h"
#include "heuristics/siting/relocate.h"
#include "heuristics/construct/repair.h"
#include "heuristics/siting/relabel.h"

typedef struct {
    const ambit_terrain *terrain;
    ambit_siting_walk walk;
    ambit_siting_relocation *relocation;
    ambit_siting_redraw redraw;
    ambit_siting_exchange exchange;
    ambit_siting_relabel relabel;
    ambit_siting_repair repair;
    ambit_siting_level level;
    ambit_siting_cross cross;
    ambit_population population;
    ambit_rng rng;
    uint32_t *plan;               /* [n_units] the one at hand */
    double pace;                  /* moves of a walk, as a multiple of what suits the size */
    double regret;                /* 0 before the first plan */
    uint32_t n_first;             /* plans constructed so far */
    ambit_status failed;          /* of the last generation; err says why */
    ambit_error err;
} ambit_siting_island;

/* Island `number` of a seed. All is borrowed and must outlive it. */
ambit_status ambit_siting_island_init(ambit_siting_island *island, const ambit_terrain *terrain,
        const ambit_ground *ground, uint64_t seed, uint32_t number, ambit_watch *watch, ambit_error *err);
void ambit_siting_island_reset(ambit_siting_island *island);

/* One more plan: constructed while there are few, a child later. */
void ambit_siting_island_next(ambit_siting_island *island);

/* A plan from elsewhere; it is judged here. */
void ambit_siting_island_invite(ambit_siting_island *island, const uint32_t *owner);

#endif
