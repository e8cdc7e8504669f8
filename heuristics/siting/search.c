#include "heuristics/siting/search.h"

#include "heuristics/siting/island.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ISLANDS = 4, FEW_ISLANDS = 2, LARGE = 1500 /* units */ };

struct ambit_siting_search {
    const ambit_siting *siting;
    ambit_watch *watch;
    ambit_terrain *terrain;
    ambit_ground ground;
    ambit_siting_island *island;
    uint32_t n_islands;
    uint32_t *traveller;     /* [n_islands * n_units] plans on their way */
};

/* ---- Life -------------------------------------------------------------------------------------------------------- */

static ambit_status settle_islands(ambit_siting_search *s, uint64_t seed, ambit_error *err)
{
    s->n_islands = s->siting->n_units <= LARGE ? MOST_ISLANDS : FEW_ISLANDS;
    s->island = calloc(s->n_islands, sizeof *s->island);
    s->traveller = malloc((size_t)s->n_islands * s->siting->n_units * sizeof *s->traveller);
    if (!s->island || !s->traveller)
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u islands", s->n_islands);
    ambit_status status = AMBIT_OK;
    for (uint32_t i = 0; !status && i < s->n_islands; i++)
        status = ambit_siting_island_init(&s->island[i], s->terrain, &s->ground, seed, i, s->watch, err);
    return status;
}

ambit_status ambit_siting_search_build(ambit_siting_search **out, const ambit_siting *siting, uint64_t seed,
        ambit_watch *watch, ambit_error *err)
{
    *out = NULL;
    ambit_siting_search *s = calloc(1, sizeof *s);
    if (!s) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the search");
    s->siting = siting, s->watch = watch;
    ambit_status status = ambit_terrain_build(&s->terrain, siting, err);
    if (!status) status = ambit_ground_init(&s->ground, siting, err);
    s->ground.stop = ambit_watch_asked, s->ground.context = watch;
    if (!status) status = settle_islands(s, seed, err);
    if (status) ambit_siting_search_free(s);
    else *out = s;
    return status;
}

void ambit_siting_search_free(ambit_siting_search *s)
{
    if (!s) return;
    for (uint32_t i = 0; s->island && i < s->n_islands; i++) ambit_siting_island_reset(&s->island[i]);
    free(s->island), free(s->traveller);
    ambit_ground_reset(&s->ground);
    ambit_terrain_free(s->terrain);
    free(s);
}

/* ---- Generations ------------------------------------------------------------------------------------------------- */

/* Each island's best goes to the next one of the ring; all leave before the first arrives. */
static void migrate(ambit_siting_search *s)
{
    uint32_t n = s->siting->n_units;
    for (uint32_t i = 0; i < s->n_islands; i++) {
        const ambit_individual *best = ambit_population_best(&s->island[i].population);
        if (best) memcpy(s->traveller + (size_t)i * n, best->choice, n * sizeof *s->traveller);
    }
    for (uint32_t i = 0; i < s->n_islands; i++)
        if (s->island[i].population.n)
            ambit_siting_island_invite(&s->island[(i + 1) % s->n_islands], s->traveller + (size_t)i * n);
}

static ambit_status any_failed(const ambit_siting_search *s, ambit_error *err)
{
    for (uint32_t i = 0; i < s->n_islands; i++)
        if (s->island[i].failed) return ambit_fail(err, s->island[i].failed, "%s", s->island[i].err.text);
    return AMBIT_OK;
}

static void tell(const ambit_siting_search *s)
{
    ambit_siting_standing best = ambit_siting_search_best(s);
    if (!best.owner) return;
    s->watch->progress.cost = best.value.cost, s->watch->progress.violation = best.value.violation;
}

/* Generations of each island that suit the size: small plans have many cheap ones, tiny ones have seen all soon. */
static uint32_t usual_generations(const ambit_siting *s)
{
    double n = fmin(60, fmin(20000.0 / s->n_units, s->n_units));
    return n < 2 ? 2 : (uint32_t)n;
}

enum { BETWEEN_MIGRATIONS = 4 };

ambit_status ambit_siting_search_run(ambit_siting_search *s, double effort, ambit_error *err)
{
    double wanted = ceil(effort * usual_generations(s->siting));
    uint64_t generations = wanted < 1e9 ? (uint64_t)wanted : 1000000000;
    ambit_status status = AMBIT_OK;
    for (uint64_t g = 0; g < generations && !status && !ambit_watch_stop(s->watch); g++) {
#pragma omp parallel for schedule(dynamic, 1)
        for (uint32_t i = 0; i < s->n_islands; i++) ambit_siting_island_next(&s->island[i]);
        status = any_failed(s, err);
        if (!status && g % BETWEEN_MIGRATIONS == BETWEEN_MIGRATIONS - 1) migrate(s);
        tell(s);
        if (ambit_watch_done(s->watch)) break;
    }
    return status;
}

ambit_status ambit_siting_search_offer(ambit_siting_search *s, const uint32_t *owner, ambit_error *err)
{
    for (uint32_t i = 0; i < s->n_islands; i++) ambit_siting_island_invite(&s->island[i], owner);
    return any_failed(s, err);
}

/* ---- What stands ------------------------------------------------------------------------------------------------- */

static void count(ambit_siting_standing *out, const ambit_connected *c)
{
    out->by_leaf += c->by_leaf, out->by_first_ring += c->by_first_ring;
    out->by_second_ring += c->by_second_ring, out->by_search += c->by_search + c->refused;
}

ambit_siting_standing ambit_siting_search_best(const ambit_siting_search *s)
{
    ambit_siting_standing out = { .value = { INFINITY, INFINITY } };
    for (uint32_t i = 0; i < s->n_islands; i++) {
        const ambit_individual *here = ambit_population_best(&s->island[i].population);
        out.moves += s->island[i].walk.moves;
        count(&out, &s->island[i].walk.connected);
        if (!here) continue;
        if (out.owner && !ambit_individual_beats(here->objective, here->violation, out.value.cost, out.value.violation))
            continue;
        out.owner = here->choice, out.value = (ambit_siting_value){ here->objective, here->violation };
    }
    return out;
}
