#include "heuristics/genetic/blocks.h"

#include "heuristics/exact/cut_out.h"

#include <stdlib.h>
#include <string.h>

enum {
    BLOCK = 12,     /* reps: fewer find less, more take longer for the same (6 to 20 were tried) */
    NEAR = 5,       /* neighbours over which a block grows */
    CANDIDATES = 6  /* of each unit */
};

/* ---- Dealing ----------------------------------------------------------------------------------------------------- */

static uint32_t n_near(const ambit_neighbours *n, uint32_t rep) { return n->count[rep] < NEAR ? n->count[rep] : NEAR; }

static uint32_t near(const ambit_neighbours *n, uint32_t rep, uint32_t i)
{
    return n->rep[(size_t)rep * AMBIT_NEIGHBOURS + i];
}

static void shuffle(uint32_t *list, uint32_t n, ambit_rng *rng)
{
    for (uint32_t i = 0; i < n; i++) list[i] = i;
    for (uint32_t i = n; i > 1; i--) {
        uint32_t j = ambit_rng_below(rng, i), kept = list[i - 1];
        list[i - 1] = list[j], list[j] = kept;
    }
}

/* Ring by ring around the first rep of the block. Returns the end of the block. */
static uint32_t grow(const ambit_neighbours *n, uint32_t most, uint32_t *rep, uint32_t begin, char *taken)
{
    uint32_t end = begin + 1;
    taken[rep[begin]] = 1;
    for (uint32_t at = begin; at < end; at++)
        for (uint32_t j = 0; j < n_near(n, rep[at]) && end - begin < most; j++) {
            uint32_t to = near(n, rep[at], j);
            if (!taken[to]) taken[to] = 1, rep[end++] = to;
        }
    return end;
}

uint32_t ambit_blocks_deal(const ambit_neighbours *n, uint32_t most, ambit_rng *rng, uint32_t *rep, uint32_t *first)
{
    char *taken = calloc(n->n_reps, 1);
    uint32_t *order = malloc(n->n_reps * sizeof *order), n_blocks = 0;
    if (taken && order) {
        shuffle(order, n->n_reps, rng);
        first[0] = 0;
        for (uint32_t i = 0, end = 0; i < n->n_reps; i++) {
            if (taken[order[i]]) continue;
            rep[end] = order[i];
            end = grow(n, most, rep, end, taken);
            first[++n_blocks] = end;
        }
    }
    free(taken), free(order);
    return n_blocks;
}

/* ---- One block --------------------------------------------------------------------------------------------------- */

/* A block as a problem of its own. */
typedef struct {
    uint32_t *unit, n_units;
    double *price;
    ambit_cut_out cut;
    ambit_candidates candidates;
    ambit_neighbours neighbours;
    ambit_breeding *breeding;
    uint32_t *choice;            /* [n_units] the best plan, in the whole problem's rows; NULL: nothing to do */
    uint64_t problems;
    ambit_status status;
    ambit_error err;
} block;

static uint32_t count_units(const ambit_state *state, const uint32_t *rep, uint32_t n_reps, uint32_t *unit)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < n_reps; i++) {
        uint32_t first = state->some[rep[i]], u = first;
        for (bool more = u != AMBIT_NOBODY; more; u = state->next[u], more = u != first) {
            if (unit) unit[n] = u;
            n++;
        }
    }
    return n;
}

static ambit_status no_memory(block *b)
{
    return ambit_fail(&b->err, AMBIT_E_MEMORY, "no memory for a block of %u units", b->n_units);
}

static ambit_status collect(block *b, const ambit_blocks *all, const ambit_state *state, const uint32_t *rep,
        uint32_t n_reps)
{
    const ambit_core *core = all->core;
    b->n_units = count_units(state, rep, n_reps, NULL);
    b->unit = malloc(((size_t)b->n_units + 1) * sizeof *b->unit);
    b->price = malloc(((size_t)core->n_rules * n_reps + 1) * sizeof *b->price);
    if (!b->unit || !b->price) return no_memory(b);
    count_units(state, rep, n_reps, b->unit);
    for (uint32_t a = 0; a < core->n_rules; a++)
        for (uint32_t i = 0; i < n_reps; i++) b->price[a * n_reps + i] = all->price[ambit_core_row(core, a, rep[i])];
    return AMBIT_OK;
}

static ambit_status breed(block *b, const ambit_blocks *all, uint64_t seed, uint64_t work)
{
    double objective, violation;
    ambit_status status = ambit_candidates_init(&b->candidates, &b->cut.core, b->price, CANDIDATES, &b->err);
    if (!status) status = ambit_neighbours_init(&b->neighbours, &b->cut.core, &b->candidates, &b->err);
    if (!status)
        status = ambit_breeding_build(&b->breeding, &b->cut.core, &b->candidates, &b->neighbours, b->price,
                                      1, seed, all->watch, &b->err);
    if (status) return status;
    ambit_breeding_invite(b->breeding, b->cut.now);
    ambit_breeding_evolve(b->breeding, work);
    b->problems = ambit_breeding_problems(b->breeding);
    if (!(b->choice = malloc(b->n_units * sizeof *b->choice))) return no_memory(b);
    const uint32_t *best = ambit_breeding_best(b->breeding, &objective, &violation);
    for (uint32_t i = 0; i < b->n_units; i++) b->choice[i] = ambit_cut_out_whole(&b->cut, i, best[i]);
    return AMBIT_OK;
}

/* Only reads the state. Leaves nothing behind but the units and their choice. */
static void solve(block *b, const ambit_blocks *all, const ambit_state *state, const uint32_t *rep, uint32_t n_reps,
        uint32_t sharers, uint64_t number, uint64_t work)
{
    if (n_reps < 2 || ambit_watch_stop(all->watch)) return;
    b->status = collect(b, all, state, rep, n_reps);
    if (!b->status && b->n_units > 1)
        b->status = ambit_cut_out_init(&b->cut, state, rep, n_reps, b->unit, b->n_units, sharers, &b->err);
    if (!b->status && b->n_units > 1) b->status = breed(b, all, all->seed + number, work * n_reps / BLOCK);
    ambit_breeding_free(b->breeding);
    ambit_neighbours_reset(&b->neighbours);
    ambit_candidates_reset(&b->candidates);
    ambit_cut_out_reset(&b->cut);
    free(b->price);
}

/* ---- A round ----------------------------------------------------------------------------------------------------- */

static ambit_status put_back(block *list, uint32_t n, uint32_t *choice, uint64_t *problems, ambit_error *err)
{
    ambit_status status = AMBIT_OK;
    for (uint32_t b = 0; b < n; b++) {
        if (list[b].status && !status) status = list[b].status, *err = list[b].err;
        for (uint32_t i = 0; list[b].choice && i < list[b].n_units; i++) choice[list[b].unit[i]] = list[b].choice[i];
        *problems += list[b].problems;
        free(list[b].unit), free(list[b].choice);
    }
    return status;
}

ambit_status ambit_blocks_round(const ambit_blocks *all, uint64_t round, uint64_t work, uint32_t *choice,
        uint64_t *problems, ambit_error *err)
{
    const uint32_t n_reps = all->core->n_reps;
    ambit_rng rng = ambit_rng_of(all->seed, round);
    ambit_state state;
    ambit_status status = ambit_state_init(&state, all->core, err);
    if (status) return status;
    uint32_t *rep = malloc(n_reps * sizeof *rep), *first = malloc(((size_t)n_reps + 1) * sizeof *first);
    uint32_t n = rep && first ? ambit_blocks_deal(all->neighbours, BLOCK, &rng, rep, first) : 0;
    block *list = calloc(n ? n : 1, sizeof *list);
    if (n && list) {
        ambit_state_load(&state, choice);
#pragma omp parallel for schedule(dynamic, 1)
        for (uint32_t b = 0; b < n; b++)
            solve(&list[b], all, &state, rep + first[b], first[b + 1] - first[b], n, round * n_reps + b, work);
        status = put_back(list, n, choice, problems, err);
    } else {
        status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for blocks of %u reps", n_reps);
    }
    ambit_state_reset(&state);
    free(rep), free(first), free(list);
    return status;
}
