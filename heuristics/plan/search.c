#include "heuristics/plan/search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LOOK = 12 /* members of a ring that one swap or chain looks at */, CHECK_EVERY = 4096 };

ambit_status ambit_search_init(ambit_search *search, const ambit_core *core, const ambit_candidates *candidates,
        ambit_watch *watch, ambit_error *err)
{
    *search = (ambit_search){ .candidates = candidates, .watch = watch };
    search->queue = malloc(core->n_units * sizeof *search->queue);
    search->queued = malloc(core->n_units);
    search->best = malloc(core->n_units * sizeof *search->best);
    search->journal_room = 2 * (size_t)core->n_units + 64;
    search->journal = malloc(search->journal_room * sizeof *search->journal);
    if (search->queue && search->queued && search->best && search->journal) return AMBIT_OK;
    ambit_search_reset(search);
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the search over %u units", core->n_units);
}

void ambit_search_reset(ambit_search *search)
{
    free(search->queue), free(search->queued), free(search->best), free(search->journal);
    *search = (ambit_search){ 0 };
}

/* ---- Annealing --------------------------------------------------------------------------------------------------- */

/* A walk: the plan and how bold it is at the moment. */
typedef struct {
    ambit_search *search;
    ambit_state *state;
    ambit_rng *rng;
    double temperature, best_value;
} walk;

/* ---- The way back to the best plan ------------------------------------------------------------------------------- */

/* The journal is full: the best plan is written out, once, and nothing more is recorded until a better one comes. */
static void write_out_best(walk *w)
{
    ambit_search *s = w->search;
    memcpy(s->best, w->state->choice, w->state->core->n_units * sizeof *s->best);
    for (size_t i = s->n_journal; i-- > 0;) s->best[s->journal[i].unit] = s->journal[i].was;
    s->has_best = true;
}

static void step(walk *w, uint32_t u, uint32_t to)
{
    ambit_search *s = w->search;
    if (!s->has_best) {
        if (s->n_journal == s->journal_room) write_out_best(w);
        else s->journal[s->n_journal++] = (ambit_step){ u, w->state->choice[u] };
    }
    ambit_shift_apply(w->state, u, to);
}

/* After a whole move: is this the best plan of the walk? A copy at each improvement would cost more than the search. */
static void settle(walk *w)
{
    double value = w->state->cost + w->state->toll;
    if (!(value < w->best_value - 1e-12 * fabs(w->best_value))) return;
    w->best_value = value;
    w->search->n_journal = 0;
    w->search->has_best = false;
}

static void return_to_best(walk *w)
{
    ambit_search *s = w->search;
    if (!s->has_best) write_out_best(w);
    ambit_state_load(w->state, s->best);
}

/* ---- Moves of the walk ------------------------------------------------------------------------------------------- */

static bool accepts(walk *w, double change)
{
    w->search->moves++;
    return change <= 0 || change < -w->temperature * log(1 - ambit_rng_unit(w->rng));
}

/* How much dearer, in reduced cost, unit v is at rep `to` than where it is; INFINITY when it may not go there. */
static double detour(const walk *w, uint32_t v, uint32_t to, uint32_t *offset)
{
    const ambit_core *core = w->state->core;
    size_t k = ambit_core_pair(core, v, to), first = core->first[v];
    if (k == AMBIT_NO_PAIR) return INFINITY;
    *offset = (uint32_t)(k - first);
    return w->search->candidates->priced[k] - w->search->candidates->priced[first + w->state->choice[v]];
}

/* The member of rep `from` that would go to rep `to` most cheaply among the next LOOK of its ring, except `not_this`;
 * the ring is turned, so that the next look sees others. */
static uint32_t cheapest_mover(walk *w, uint32_t from, uint32_t to, uint32_t not_this, uint32_t *offset)
{
    ambit_state *s = w->state;
    uint32_t start = s->some[from], best = AMBIT_NOBODY, at = start, to_offset = 0;
    double least = INFINITY;
    if (start == AMBIT_NOBODY) return AMBIT_NOBODY;
    for (int looked = 0; looked < LOOK; looked++) {
        double dearer = at == not_this ? INFINITY : detour(w, at, to, &to_offset);
        if (dearer < least) least = dearer, best = at, *offset = to_offset;
        at = s->next[at];
        if (at == start) break;
    }
    s->some[from] = at;
    return best;
}

static void try_swap(walk *w, uint32_t u, uint32_t to_u)
{
    const ambit_core *core = w->state->core;
    uint32_t a = ambit_state_rep(w->state, u), b = core->rep[core->first[u] + to_u], to_v = 0;
    uint32_t v = cheapest_mover(w, b, a, AMBIT_NOBODY, &to_v);
    if (v == AMBIT_NOBODY) { w->search->moves++; return; }
    if (!accepts(w, ambit_swap_evaluate(w->state, u, to_u, v, to_v))) return;
    step(w, u, to_u);
    step(w, v, to_v);
    settle(w);
}

static void try_shift(walk *w, uint32_t u, uint32_t to)
{
    if (accepts(w, ambit_shift_evaluate(w->state, u, to))) step(w, u, to), settle(w);
}

/* Ejection chain u: a to b, v: b to c, and t: c to a when that closes it more cheaply. Made step by step and taken back
 * as a whole. */
static void try_chain(walk *w, uint32_t u, uint32_t to_u)
{
    ambit_state *s = w->state;
    const ambit_core *core = s->core;
    const ambit_candidates *lists = w->search->candidates;
    uint32_t a = ambit_state_rep(s, u), b = core->rep[core->first[u] + to_u], from_u = s->choice[u];
    uint32_t v = s->some[b];
    if (v == AMBIT_NOBODY) { w->search->moves++; return; }
    s->some[b] = s->next[v];
    size_t n = lists->first[v + 1] - lists->first[v];
    uint32_t to_v = lists->offset[lists->first[v] + ambit_rng_below(w->rng, (uint32_t)n)], from_v = s->choice[v];
    uint32_t c = core->rep[core->first[v] + to_v], to_t = 0;
    if (c == a || c == b) { w->search->moves++; return; }
    double first = ambit_shift_evaluate(s, u, to_u);
    step(w, u, to_u);
    double second = ambit_shift_evaluate(s, v, to_v);
    step(w, v, to_v);
    uint32_t t = cheapest_mover(w, c, a, v, &to_t);
    double third = t == AMBIT_NOBODY ? INFINITY : ambit_shift_evaluate(s, t, to_t);
    w->search->moves += 2;
    if (accepts(w, first + second + fmin(third, 0))) {
        if (third < 0) step(w, t, to_t);
        settle(w);
        return;
    }
    step(w, v, from_v);
    step(w, u, from_u);
}

void ambit_search_anneal(ambit_search *search, ambit_state *state, const ambit_cooling *cooling, ambit_rng *rng)
{
    const ambit_candidates *lists = search->candidates;
    walk w = { search, state, rng, cooling->hot, state->cost + state->toll };
    search->n_journal = 0, search->has_best = false;
    uint64_t until = search->moves + cooling->moves, begin = search->moves, check = begin;
    double ratio = cooling->hot > 0 && cooling->cold > 0 ? log(cooling->cold / cooling->hot) : 0;
    while (search->moves < until) {
        if (search->moves >= check) {
            if (ambit_watch_stop(search->watch)) break;
            check = search->moves + CHECK_EVERY;
            w.temperature = cooling->hot * exp(ratio * (double)(search->moves - begin) / (double)cooling->moves);
        }
        uint32_t u = ambit_rng_below(rng, state->core->n_units);
        uint32_t n = (uint32_t)(lists->first[u + 1] - lists->first[u]);
        uint32_t to = lists->offset[lists->first[u] + ambit_rng_below(rng, n)], kind = ambit_rng_below(rng, 8);
        if (to == state->choice[u]) { search->moves++; continue; }
        if (kind < 3) try_shift(&w, u, to);
        else if (kind < 7) try_swap(&w, u, to);
        else try_chain(&w, u, to);
    }
    return_to_best(&w);
}

/* ---- Descent ----------------------------------------------------------------------------------------------------- */

static double worth_it(const ambit_state *s) { return -1e-9 * (1 + fabs(s->cost)) / s->core->n_units; }

/* The best shift or swap of unit u over its candidates, applied when it improves. Returns the partner (u itself for a
 * shift), or AMBIT_NOBODY when nothing improves. */
static uint32_t improve_unit(ambit_search *search, ambit_state *s, uint32_t u)
{
    const ambit_candidates *lists = search->candidates;
    const ambit_core *core = s->core;
    uint32_t a = ambit_state_rep(s, u), partner = AMBIT_NOBODY, best_to = 0, best_back = 0;
    double least = worth_it(s);
    for (size_t i = lists->first[u]; i < lists->first[u + 1]; i++) {
        uint32_t to = lists->offset[i], b = core->rep[core->first[u] + to];
        if (b == a) continue;
        double change = ambit_shift_evaluate(s, u, to);
        search->moves++;
        if (change < least) least = change, partner = u, best_to = to;
        uint32_t v = s->some[b];
        for (bool more = v != AMBIT_NOBODY; more; v = s->next[v], more = v != s->some[b]) {
            size_t k = ambit_core_pair(core, v, a);
            if (k == AMBIT_NO_PAIR) continue;
            uint32_t back = (uint32_t)(k - core->first[v]);
            change = ambit_swap_evaluate(s, u, to, v, back);
            search->moves++;
            if (change < least) least = change, partner = v, best_to = to, best_back = back;
        }
    }
    if (partner == u) ambit_shift_apply(s, u, best_to);
    else if (partner != AMBIT_NOBODY) ambit_swap_apply(s, u, best_to, partner, best_back);
    return partner;
}

static void shuffle(uint32_t *list, uint32_t n, ambit_rng *rng)
{
    for (uint32_t i = n; i > 1; i--) {
        uint32_t j = ambit_rng_below(rng, i), kept = list[i - 1];
        list[i - 1] = list[j], list[j] = kept;
    }
}

/* Every unit of a rep whose load changed may have a move again. */
static void wake(ambit_search *search, const ambit_state *s, uint32_t rep)
{
    uint32_t u = s->some[rep];
    for (bool more = u != AMBIT_NOBODY; more; u = s->next[u], more = u != s->some[rep]) search->queued[u] = 1;
}

void ambit_search_descend(ambit_search *search, ambit_state *state, uint64_t most, ambit_rng *rng)
{
    const uint32_t n = state->core->n_units;
    uint64_t until = search->moves + most;
    for (uint32_t u = 0; u < n; u++) search->queue[u] = u;
    shuffle(search->queue, n, rng);
    memset(search->queued, 1, n);
    for (bool again = true; again;) {
        again = false;
        for (uint32_t i = 0; i < n; i++) {
            uint32_t u = search->queue[i], from = ambit_state_rep(state, u);
            if (!search->queued[u]) continue;
            if (search->moves >= until || ambit_watch_stop(search->watch)) return;
            search->queued[u] = 0;
            if (improve_unit(search, state, u) == AMBIT_NOBODY) continue;
            wake(search, state, from);
            wake(search, state, ambit_state_rep(state, u));
            again = true;
        }
    }
}
