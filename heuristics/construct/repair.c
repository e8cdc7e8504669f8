#include "heuristics/construct/repair.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Life -------------------------------------------------------------------------------------------------------- */

ambit_status ambit_siting_repair_init(ambit_siting_repair *out, const ambit_ground *ground, ambit_error *err)
{
    const ambit_siting *s = ground->siting;
    const size_t k = s->n_territories, touching = s->graph.first ? s->graph.first[s->n_units] : 0;
    *out = (ambit_siting_repair){ .ground = ground };
    out->anchor = malloc(k * sizeof *out->anchor), out->load = malloc((k * s->n_rules + 1) * sizeof *out->load);
    out->size = malloc(k * sizeof *out->size), out->border = malloc(k * sizeof *out->border);
    out->turn = malloc(k * sizeof *out->turn), out->entry = malloc((touching + 1) * sizeof *out->entry);
    out->off = malloc(s->n_units);
    if (out->anchor && out->load && out->size && out->border && out->turn && out->entry && out->off) {
        ambit_status status = ambit_connected_init(&out->connected, &s->graph, s->n_territories, err);
        if (status) ambit_siting_repair_reset(out);
        return status;
    }
    ambit_siting_repair_reset(out);
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory to mend plans of %u units", s->n_units);
}

void ambit_siting_repair_reset(ambit_siting_repair *r)
{
    free(r->anchor), free(r->load), free(r->size), free(r->border), free(r->turn), free(r->entry), free(r->off);
    ambit_connected_reset(&r->connected);
    *r = (ambit_siting_repair){ 0 };
}

/* ---- Where a territory lies -------------------------------------------------------------------------------------- */

/* Loads, sizes, and anchors: the home, else the middle of what the territory has. */
static void take_stock(ambit_siting_repair *r, const uint32_t *owner)
{
    const ambit_ground *g = r->ground;
    const ambit_siting *s = g->siting;
    memset(r->load, 0, (size_t)s->n_territories * s->n_rules * sizeof *r->load);
    memset(r->size, 0, s->n_territories * sizeof *r->size);
    memset(r->anchor, 0, s->n_territories * sizeof *r->anchor);
    r->n_free = 0;
    for (uint32_t u = 0; u < s->n_units; u++) {
        uint32_t t = owner[u];
        if (t == AMBIT_NOBODY) { r->n_free++; continue; }
        r->size[t]++;
        for (uint32_t a = 0; a < s->n_rules; a++)
            r->load[(size_t)t * s->n_rules + a] += ambit_siting_amount(s, a, u, t);
        for (int i = 0; i < 3 && g->place; i++) r->anchor[t].at[i] += g->place[u].at[i];
    }
    for (uint32_t t = 0; t < s->n_territories && g->place; t++) {
        for (int i = 0; i < 3 && r->size[t]; i++) r->anchor[t].at[i] /= r->size[t];
        if (ambit_ground_is_anchored(g, t)) r->anchor[t] = g->home[t];
    }
}

static double distance(const ambit_siting_repair *r, uint32_t u, uint32_t t)
{
    const ambit_siting *s = r->ground->siting;
    if (r->ground->place) return ambit_ground_squared(r->ground->place[u], r->anchor[t]);
    return s->home[t] == AMBIT_NOBODY ? 0 : ambit_siting_cost(s, s->home[t], u) + ambit_siting_extra(s, u, t);
}

/* ---- Growth ------------------------------------------------------------------------------------------------------ */

static void offer_around(ambit_siting_repair *r, const uint32_t *owner, uint32_t u)
{
    const ambit_graph *graph = &r->ground->siting->graph;
    const uint32_t t = owner[u];
    for (size_t i = graph->first ? graph->first[u] : 0; graph->first && i < graph->first[u + 1]; i++) {
        uint32_t v = graph->unit[i];
        if (owner[v] != AMBIT_NOBODY || !ambit_ground_may(r->ground->siting, v, t)) continue;
        r->entry[r->n_entries].key = distance(r, v, t), r->entry[r->n_entries].unit = v;
        ambit_skew_push(r->entry, &r->border[t], r->n_entries++);
    }
}

static void wait_for_turn(ambit_siting_repair *r, uint32_t t)
{
    const uint32_t n_rules = r->ground->siting->n_rules;
    r->turn[t].unit = t;
    r->turn[t].key = n_rules ? ambit_ground_fill(r->ground, t, r->load + (size_t)t * n_rules) : r->size[t];
    ambit_skew_push(r->turn, &r->turns, t);
}

static void take(ambit_siting_repair *r, uint32_t *owner, uint32_t u, uint32_t t)
{
    const ambit_siting *s = r->ground->siting;
    owner[u] = t;
    r->size[t]++, r->n_free--;
    for (uint32_t a = 0; a < s->n_rules; a++)
        r->load[(size_t)t * s->n_rules + a] += ambit_siting_amount(s, a, u, t);
    offer_around(r, owner, u);
}

/* The territories take turns until none touches anything that it may have. */
static void take_turns(ambit_siting_repair *r, uint32_t *owner)
{
    while (r->turns != AMBIT_NOBODY) {
        uint32_t t = ambit_skew_pop(r->turn, &r->turns), u = AMBIT_NOBODY;
        while (r->border[t] != AMBIT_NOBODY && u == AMBIT_NOBODY) {
            uint32_t next = r->entry[ambit_skew_pop(r->entry, &r->border[t])].unit;
            if (owner[next] == AMBIT_NOBODY) u = next;
        }
        if (u == AMBIT_NOBODY) continue;
        take(r, owner, u, t);
        wait_for_turn(r, t);
    }
}

/* Who takes a unit that nobody who touches it may have: the nearest who may; else one who touches it. */
static uint32_t taker_of(const ambit_siting_repair *r, const uint32_t *owner, uint32_t u)
{
    const ambit_siting *s = r->ground->siting;
    uint32_t best = AMBIT_NOBODY;
    double least = INFINITY;
    for (uint32_t t = 0; t < s->n_territories; t++) {
        double far = ambit_ground_may(s, u, t) ? distance(r, u, t) : INFINITY;
        if (far < least) least = far, best = t;
    }
    for (size_t i = s->graph.first ? s->graph.first[u] : 0; s->graph.first && i < s->graph.first[u + 1]; i++)
        if (best == AMBIT_NOBODY) best = owner[s->graph.unit[i]];
    return best == AMBIT_NOBODY ? 0 : best;
}

void ambit_siting_repair_grow(ambit_siting_repair *r, uint32_t *owner)
{
    const ambit_siting *s = r->ground->siting;
    take_stock(r, owner);
    r->n_entries = 0, r->turns = AMBIT_NOBODY;
    for (uint32_t t = 0; t < s->n_territories; t++) r->border[t] = AMBIT_NOBODY;
    for (uint32_t u = 0; u < s->n_units && r->n_free; u++)
        if (owner[u] != AMBIT_NOBODY) offer_around(r, owner, u);
    for (uint32_t t = 0; t < s->n_territories; t++) wait_for_turn(r, t);
    take_turns(r, owner);
    for (uint32_t u = 0; u < s->n_units && r->n_free; u++) {
        if (owner[u] != AMBIT_NOBODY) continue;
        uint32_t t = taker_of(r, owner, u);
        take(r, owner, u, t);
        wait_for_turn(r, t);
        take_turns(r, owner);
    }
}

/* ---- Mending ----------------------------------------------------------------------------------------------------- */

/* How good a first unit u of the empty territory t would be; -INFINITY: it is not. Free ones near its home, or from the
 * fullest territory that can spare one. */
static double seat_worth(ambit_siting_repair *r, const uint32_t *owner, uint32_t u, uint32_t t)
{
    const ambit_siting *s = r->ground->siting;
    const uint32_t from = owner[u];
    if (!ambit_ground_may_seat(s, u, t)) return -INFINITY;
    if (from != AMBIT_NOBODY && (r->size[from] < 2 || !ambit_connected_may_leave(&r->connected, owner, u)))
        return -INFINITY;
    if (ambit_ground_is_anchored(r->ground, t)) return -distance(r, u, t);
    if (from == AMBIT_NOBODY) return INFINITY;
    return s->n_rules ? ambit_ground_fill(r->ground, from, r->load + (size_t)from * s->n_rules) : r->size[from];
}

static void seat(ambit_siting_repair *r, uint32_t *owner, uint32_t t)
{
    const ambit_siting *s = r->ground->siting;
    uint32_t best = AMBIT_NOBODY;
    double most = -INFINITY;
    for (uint32_t u = 0; u < s->n_units; u++) {
        double worth = seat_worth(r, owner, u, t);
        if (worth > most) most = worth, best = u;
    }
    if (best == AMBIT_NOBODY) return;
    owner[best] = t;
    take_stock(r, owner);
}

uint32_t ambit_siting_repair_mend(ambit_siting_repair *r, uint32_t *owner)
{
    const ambit_siting *s = r->ground->siting;
    for (uint32_t u = 0; u < s->n_units; u++)
        if (owner[u] != AMBIT_NOBODY && !ambit_ground_may(s, u, owner[u])) owner[u] = AMBIT_NOBODY;
    ambit_connected_split_off(&r->connected, owner, r->off);
    for (uint32_t u = 0; u < s->n_units; u++)
        if (r->off[u]) owner[u] = AMBIT_NOBODY;
    take_stock(r, owner);
    for (uint32_t t = 0; t < s->n_territories; t++)
        if (!r->size[t]) seat(r, owner, t);
    ambit_siting_repair_grow(r, owner);
    return ambit_connected_breaks(&r->connected, owner);
}
