#include "heuristics/siting/redraw.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 32 /* territories of a neighbourhood */ };
static const double FORGET = 0.75; /* of a walk that may lose */
static const double LAST = 0.02;   /* of the loss that was allowed at first is at the end */

ambit_status ambit_siting_redraw_init(ambit_siting_redraw *r, const ambit_terrain *terrain, ambit_error *err)
{
    uint32_t n_slots = terrain->siting->n_territories + 1;
    *r = (ambit_siting_redraw){ 0 };
    r->order = malloc(n_slots * sizeof *r->order), r->seen = calloc(n_slots, 1);
    r->best = malloc(terrain->siting->n_units * sizeof *r->best);
    if (r->order && r->seen && r->best) return ambit_siting_beside_init(&r->beside, terrain, n_slots, err);
    ambit_siting_redraw_reset(r);
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the neighbourhoods of %u territories", n_slots - 1);
}

void ambit_siting_redraw_reset(ambit_siting_redraw *r)
{
    free(r->order), free(r->seen), free(r->best);
    ambit_siting_beside_reset(&r->beside);
    *r = (ambit_siting_redraw){ 0 };
}

static void take_over(const ambit_siting_state *s, uint32_t *owner)
{
    for (uint32_t i = 0; i < s->n_units_active; i++) owner[s->unit[i]] = s->owner[s->unit[i]];
}

static bool redraw(ambit_siting_redraw *r, ambit_siting_walk *w, uint32_t *owner, uint32_t slot, uint32_t most,
        double hot, double moves_per_unit)
{
    ambit_siting_state *s = &w->state;
    uint32_t region[MOST], n = ambit_siting_beside_region(&r->beside, slot, most < MOST ? most : MOST, region, r->seen);
    ambit_siting_state_load(s, owner, region, n);
    double cost = s->cost, violation = ambit_siting_state_violation(s);
    ambit_siting_schedule schedule = { hot, INFINITY, (uint64_t)(moves_per_unit * s->n_units_active), 0 };
    ambit_siting_walk_anneal(w, schedule);
    double after = ambit_siting_state_violation(s);
    if (after > violation || (after == violation && !(s->cost < cost - 1e-9 * w->regret))) return false;
    take_over(s, owner);
    return true;
}

uint32_t ambit_siting_redraw_run(ambit_siting_redraw *r, ambit_siting_walk *w, uint32_t *owner, uint32_t count,
        uint32_t most, double hot, double moves_per_unit)
{
    uint32_t k = w->state.siting->n_territories, better = 0;
    ambit_siting_beside_look(&r->beside, w->state.terrain, owner);
    for (uint32_t i = 0; i < k; i++) { /* shuffled as it grows (Durstenfeld 1964) */
        uint32_t at = ambit_rng_below(&w->rng, i + 1);
        r->order[i] = r->order[at], r->order[at] = i;
    }
    for (uint32_t i = 0; i < count && !ambit_watch_stop(w->watch); i++)
        better += redraw(r, w, owner, r->order[i % k], most, hot, moves_per_unit);
    return better;
}

/* ---- Tempering --------------------------------------------------------------------------------------------------- */

/* One neighbourhood; *cost and *violation change by what it changed. */
static bool try_neighbourhood(ambit_siting_redraw *r, ambit_siting_walk *w, uint32_t *owner,
        const ambit_siting_tempering *how, double loss, double *cost, double *violation)
{
    ambit_siting_state *s = &w->state;
    const uint32_t k = s->siting->n_territories, limit = how->most < MOST ? how->most : MOST;
    uint32_t region[MOST], most = 2 + ambit_rng_below(&w->rng, limit - 1);
    uint32_t n = ambit_siting_beside_region(&r->beside, ambit_rng_below(&w->rng, k), most, region, r->seen);
    ambit_siting_state_load(s, owner, region, n);
    const double before = s->cost, broken = ambit_siting_state_violation(s);
    const double hot = how->warm * pow(how->hot / how->warm, ambit_rng_unit(&w->rng));
    const double bearable = -loss * w->regret * log(1 - ambit_rng_unit(&w->rng));
    ambit_siting_walk_anneal(w, (ambit_siting_schedule){ hot, INFINITY,
                             (uint64_t)(how->moves_per_unit * s->n_units_active), loss > 0 ? FORGET : 0 });
    const double more = ambit_siting_state_violation(s) - broken;
    if (more > 0 || (more == 0 && !(s->cost - before < bearable))) return false;
    take_over(s, owner);
    *cost += s->cost - before, *violation += more;
    return true;
}

void ambit_siting_redraw_temper(ambit_siting_redraw *r, ambit_siting_walk *w, uint32_t *owner,
        const ambit_siting_tempering *how)
{
    const uint32_t n = w->state.siting->n_units;
    const uint64_t started = w->moves;
    double cost = 0, violation = 0, best_cost = 0, best_violation = 0; /* against the plan at the start */
    if (w->state.siting->n_territories < 2) return;
    bool changed = true;
    memcpy(r->best, owner, n * sizeof *owner);
    while (w->moves - started < how->moves && !ambit_watch_stop(w->watch)) {
        double loss = how->loss * pow(LAST, (double)(w->moves - started) / (double)how->moves);
        uint64_t before = w->moves;
        if (changed) ambit_siting_beside_look(&r->beside, w->state.terrain, owner);
        changed = try_neighbourhood(r, w, owner, how, loss, &cost, &violation);
        if (w->moves == before) break; /* nothing lies beside anything */
        if (!changed || (violation == best_violation && cost >= best_cost)) continue; /* it is never more */
        best_cost = cost, best_violation = violation;
        memcpy(r->best, owner, n * sizeof *owner);
    }
    memcpy(owner, r->best, n * sizeof *owner);
}
