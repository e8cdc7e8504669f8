#include "heuristics/siting/redraw.h"

#include <math.h>
#include <stdlib.h>

enum { MOST = 32 /* territories of a neighbourhood */ };

ambit_status ambit_siting_redraw_init(ambit_siting_redraw *r, const ambit_terrain *terrain, ambit_error *err)
{
    uint32_t n_slots = terrain->siting->n_territories + 1;
    *r = (ambit_siting_redraw){ 0 };
    r->order = malloc(n_slots * sizeof *r->order), r->seen = calloc(n_slots, 1);
    if (r->order && r->seen) return ambit_siting_beside_init(&r->beside, terrain, n_slots, err);
    ambit_siting_redraw_reset(r);
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the neighbourhoods of %u territories", n_slots - 1);
}

void ambit_siting_redraw_reset(ambit_siting_redraw *r)
{
    free(r->order), free(r->seen);
    ambit_siting_beside_reset(&r->beside);
    *r = (ambit_siting_redraw){ 0 };
}

static bool redraw(ambit_siting_redraw *r, ambit_siting_walk *w, uint32_t *owner, uint32_t slot, uint32_t most,
        double hot, double moves_per_unit)
{
    ambit_siting_state *s = &w->state;
    uint32_t region[MOST], n = ambit_siting_beside_region(&r->beside, slot, most < MOST ? most : MOST, region, r->seen);
    ambit_siting_state_load(s, owner, region, n);
    double cost = s->cost, violation = ambit_siting_state_violation(s);
    ambit_siting_schedule schedule = { hot, INFINITY, (uint64_t)(moves_per_unit * s->n_units_active) };
    ambit_siting_walk_anneal(w, schedule);
    double after = ambit_siting_state_violation(s);
    if (after > violation || (after == violation && !(s->cost < cost - 1e-9 * w->regret))) return false;
    for (uint32_t i = 0; i < s->n_units_active; i++) owner[s->unit[i]] = s->owner[s->unit[i]];
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
