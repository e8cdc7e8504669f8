#include "heuristics/siting/walk.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SAMPLES = 512, STEP = 256 /* moves at one temperature */, ASK_EVERY = 16 /* steps between two looks */ };

static const double SWAPS = 0.4, RISE = 1.03, SINK = 0.98, LEAST_PRICE = 0.02, MOST_PRICE = 1e6;
static const double COLD = 0.03; /* where every walk ends */

/* ---- Life -------------------------------------------------------------------------------------------------------- */

ambit_status ambit_siting_walk_init(ambit_siting_walk *w, const ambit_terrain *terrain, ambit_watch *watch,
        ambit_error *err)
{
    *w = (ambit_siting_walk){ .watch = watch, .regret = 1, .rng = ambit_rng_of(1, 0) };
    uint32_t n = terrain->siting->n_units;
    ambit_status status = ambit_siting_state_init(&w->state, terrain, err);
    if (!status) status = ambit_connected_init(&w->connected, &terrain->siting->graph, w->state.n_slots, err);
    if (status) return status;
    w->loose = !terrain->siting->contiguous;
    w->connected.hasty = true;
    w->journal_room = 2 * (size_t)n + 64;
    w->journal = malloc(w->journal_room * sizeof *w->journal);
    w->best = malloc(n * sizeof *w->best);
    if (w->journal && w->best) return AMBIT_OK;
    ambit_siting_walk_reset(w);
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the search over %u units", n);
}

void ambit_siting_walk_reset(ambit_siting_walk *w)
{
    ambit_siting_state_reset(&w->state);
    ambit_connected_reset(&w->connected);
    free(w->best), free(w->journal);
    *w = (ambit_siting_walk){ 0 };
}

void ambit_siting_walk_load(ambit_siting_walk *w, const uint32_t *owner, const uint32_t *active, uint32_t n_active)
{
    ambit_siting_state_load(&w->state, owner, active, n_active);
}

/* ---- The way back to the best plan ------------------------------------------------------------------------------- */

/* The journal is full: the best plan is written out, once, and nothing more is recorded until a better one comes. */
static void write_out_best(ambit_siting_walk *w)
{
    memcpy(w->best, w->state.owner, w->state.siting->n_units * sizeof *w->best);
    for (size_t i = w->n_journal; i-- > 0;) w->best[w->journal[i].unit] = w->journal[i].was;
    w->has_best = true;
}

static void record(ambit_siting_walk *w, uint32_t u)
{
    if (w->has_best) return;
    if (w->n_journal == w->journal_room) write_out_best(w);
    else w->journal[w->n_journal++] = (ambit_siting_step){ u, w->state.owner[u] };
}

/* After a whole move: is this the best plan of the walk? */
static void settle(ambit_siting_walk *w)
{
    double violation = ambit_siting_state_violation(&w->state);
    if (violation > w->best_violation) return;
    if (violation == w->best_violation && !(w->state.cost < w->best_cost - 1e-12 * fabs(w->best_cost))) return;
    w->best_cost = w->state.cost, w->best_violation = violation;
    w->n_journal = 0, w->has_best = false;
}

static void begin(ambit_siting_walk *w)
{
    w->best_cost = w->state.cost, w->best_violation = ambit_siting_state_violation(&w->state);
    w->n_journal = 0, w->has_best = false;
}

/* Few steps are walked back, many plans are loaded anew; both leave sums without the rounding of a long walk. */
static void return_to_best(ambit_siting_walk *w)
{
    if (!w->has_best) write_out_best(w);
    ambit_siting_state_load(&w->state, w->best, w->state.active, w->state.n_active);
}

/* ---- Proposals --------------------------------------------------------------------------------------------------- */

/* A unit of an active slot and one near it, of another active slot. */
static bool draw(ambit_siting_walk *w, uint32_t *u, uint32_t *v)
{
    const ambit_siting_state *s = &w->state;
    const ambit_terrain *t = s->terrain;
    *u = s->unit[ambit_rng_below(&w->rng, s->n_units_active)];
    size_t first = t->near_first[*u], n = t->near_first[*u + 1] - first;
    if (n == 0) return false;
    *v = t->near[first + ambit_rng_below(&w->rng, (uint32_t)n)];
    return s->owner[*u] != s->owner[*v] && s->is_active[s->owner[*v]];
}

static void try_shift(ambit_siting_walk *w, uint32_t u, uint32_t to, double threshold)
{
    if (ambit_siting_shift_evaluate(&w->state, u, to) > threshold) return;
    if (!w->loose && !ambit_connected_may_leave(&w->connected, w->state.owner, u)) return;
    record(w, u);
    ambit_siting_shift_apply(&w->state, u, to);
    settle(w);
}

static void try_swap(ambit_siting_walk *w, uint32_t u, uint32_t v, double threshold)
{
    if (ambit_siting_swap_evaluate(&w->state, u, v) > threshold) return;
    if (!w->loose && !ambit_connected_may_swap(&w->connected, w->state.owner, u, v)) return;
    record(w, u);
    record(w, v);
    ambit_siting_swap_apply(&w->state, u, v);
    settle(w);
}

/* The partner of a swap: v, or as often some member of its territory. */
static uint32_t partner(ambit_siting_walk *w, uint32_t v)
{
    const ambit_siting_state *s = &w->state;
    const ambit_siting_slot *slot = &s->slot[s->owner[v]];
    if (s->siting->contiguous || ambit_rng_unit(&w->rng) < 0.5) return v;
    return s->member[slot->first + ambit_rng_below(&w->rng, slot->n)];
}

static void propose(ambit_siting_walk *w, double temperature)
{
    uint32_t u, v;
    w->moves++;
    if (!draw(w, &u, &v)) return;
    double threshold = -temperature * log(1 - ambit_rng_unit(&w->rng));
    if (ambit_rng_unit(&w->rng) < SWAPS) try_swap(w, u, partner(w, v), threshold);
    else try_shift(w, u, w->state.owner[v], threshold);
}

/* ---- The walk ---------------------------------------------------------------------------------------------------- */

void ambit_siting_walk_gauge(ambit_siting_walk *w)
{
    const ambit_siting_state *s = &w->state;
    double sum = 0;
    uint32_t n = 0;
    uint32_t u, v;
    for (int i = 0; i < 20 * SAMPLES && n < SAMPLES; i++) {
        if (!draw(w, &u, &v)) continue;
        const ambit_siting_slot *a = &s->slot[s->owner[u]], *b = &s->slot[s->owner[v]];
        if (!a->n_best || !b->n_best) continue;
        double more = ambit_terrain_cost(s->terrain, b->best[0], u) - ambit_terrain_cost(s->terrain, a->best[0], u);
        if (more > 0) sum += more, n++;
    }
    w->regret = n ? sum / n : 1;
    ambit_siting_state_set_price(&w->state, 2 * w->regret);
}

static void follow_price(ambit_siting_walk *w, double most)
{
    double price = w->state.price * (ambit_siting_state_violation(&w->state) > 0 ? RISE : SINK);
    ambit_siting_state_set_price(&w->state, fmin(fmax(price, LEAST_PRICE * w->regret), most));
}

void ambit_siting_walk_anneal(ambit_siting_walk *w, ambit_siting_schedule schedule)
{
    const uint64_t steps = schedule.moves / STEP + 1, forgotten = (uint64_t)(schedule.forget * (double)steps);
    double temperature = schedule.hot * w->regret, cooling = pow(COLD / schedule.hot, 1.0 / (double)steps);
    if (w->state.n_active < 2 || w->state.n_units_active == 0) return;
    begin(w);
    for (uint64_t step = 0; step < steps; step++, temperature *= cooling) {
        if (step % ASK_EVERY == ASK_EVERY - 1 && ambit_watch_stop(w->watch)) break;
        if (step && step == forgotten) begin(w);
        follow_price(w, fmin(MOST_PRICE * w->regret, schedule.firmness * temperature));
        for (int i = 0; i < STEP; i++) propose(w, temperature);
    }
    return_to_best(w);
}
