#include "heuristics/plan/contiguity.h"

#include <stdlib.h>

/* A unit that a rep could take next, and what that is worth. */
typedef struct ambit_growth { double key; uint32_t unit, offset; } growth;

/* ---- The graph --------------------------------------------------------------------------------------------------- */

ambit_status ambit_contiguity_graph(ambit_graph *out, const ambit_core *core, ambit_error *err)
{
    const ambit_problem *p = core->problem;
    *out = (ambit_graph){ .n_units = core->n_units };
    if (!p->contiguous) return AMBIT_OK;
    return ambit_graph_build(out, core->n_units, core->unit_of, p->border, NULL, p->n_borders, err);
}

ambit_status ambit_contiguity_init(ambit_contiguity *out, const ambit_graph *graph, uint32_t n_reps, ambit_error *err)
{
    *out = (ambit_contiguity){ .graph = graph };
    if (!graph->first) return AMBIT_OK;
    out->loose = malloc(graph->n_units);
    out->heap_room = graph->first[graph->n_units] + graph->n_units;
    out->heap = malloc((out->heap_room + 1) * sizeof *out->heap);
    if (out->loose && out->heap) {
        ambit_status status = ambit_connected_init(&out->connected, graph, n_reps, err);
        if (status) ambit_contiguity_reset(out);
        return status;
    }
    ambit_contiguity_reset(out);
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory to mend the connections of %u units", graph->n_units);
}

void ambit_contiguity_reset(ambit_contiguity *c)
{
    ambit_connected_reset(&c->connected);
    free(c->loose), free(c->heap);
    *c = (ambit_contiguity){ 0 };
}

/* ---- May it go? -------------------------------------------------------------------------------------------------- */

bool ambit_contiguity_allows(ambit_contiguity *c, const ambit_state *s, uint32_t u, uint32_t to)
{
    if (!c->graph->first) return true;
    return (s->some[to] == AMBIT_NOBODY || ambit_connected_touches(&c->connected, s->owner, u, to, AMBIT_NOBODY))
           && ambit_connected_may_leave(&c->connected, s->owner, u);
}

/* ---- Whole plans ------------------------------------------------------------------------------------------------- */

uint32_t ambit_contiguity_breaks(ambit_contiguity *c, const ambit_state *s)
{
    return c->graph->first ? ambit_connected_breaks(&c->connected, s->owner) : 0;
}

bool ambit_contiguity_holds(ambit_contiguity *c, const ambit_state *s, uint32_t rep)
{
    const uint32_t from = s->some[rep];
    if (!c->graph->first || from == AMBIT_NOBODY) return true;
    ambit_connected_reach(&c->connected, s->owner, from);
    for (uint32_t u = s->next[from]; u != from; u = s->next[u])
        if (!ambit_connected_reached(&c->connected, u)) return false;
    return true;
}

ambit_status ambit_contiguity_judge(double *objective, double *violation, const ambit_graph *graph,
                                    const ambit_core *core, const uint32_t *choice, ambit_error *err)
{
    ambit_contiguity room;
    ambit_state state;
    ambit_status status = ambit_contiguity_init(&room, graph, core->n_reps, err);
    if (status) return status;
    if (!(status = ambit_state_init(&state, core, err))) {
        ambit_state_load(&state, choice);
        *objective = ambit_state_objective(&state);
        *violation = ambit_state_violation(&state) + ambit_contiguity_breaks(&room, &state);
        ambit_state_reset(&state);
    }
    ambit_contiguity_reset(&room);
    return status;
}

static void push(ambit_contiguity *c, size_t *n, growth new)
{
    if (*n == c->heap_room) return; /* each border is pushed once a side, so this is never reached */
    size_t at = (*n)++;
    for (; at > 0 && new.key < c->heap[(at - 1) / 2].key; at = (at - 1) / 2) c->heap[at] = c->heap[(at - 1) / 2];
    c->heap[at] = new;
}

static growth pop(ambit_contiguity *c, size_t *n)
{
    growth top = c->heap[0], last = c->heap[--*n];
    size_t at = 0;
    for (size_t child = 1; child < *n; at = child, child = 2 * child + 1) {
        if (child + 1 < *n && c->heap[child + 1].key < c->heap[child].key) child++;
        if (!(c->heap[child].key < last.key)) break;
        c->heap[at] = c->heap[child];
    }
    c->heap[at] = last;
    return top;
}

/* Offers the neighbours of u, of kept or newly taken territory, to u's rep. */
static void offer_around(ambit_contiguity *c, const ambit_state *s, const ambit_candidates *candidates, uint32_t u,
                         size_t *n)
{
    const ambit_core *core = s->core;
    uint32_t rep = ambit_state_rep(s, u);
    for (size_t i = c->graph->first[u]; i < c->graph->first[u + 1]; i++) {
        uint32_t v = c->graph->unit[i];
        size_t k = ambit_core_pair(core, v, rep);
        if (!c->loose[v] || k == AMBIT_NO_PAIR) continue;
        double least = candidates->priced[core->first[v] + candidates->offset[candidates->first[v]]];
        push(c, n, (growth){ candidates->priced[k] - least, v, (uint32_t)(k - core->first[v]) });
    }
}

void ambit_contiguity_mend(ambit_contiguity *c, ambit_state *s, const ambit_candidates *candidates)
{
    if (!c->graph->first || !ambit_connected_split_off(&c->connected, s->owner, c->loose)) return;
    size_t n = 0;
    for (uint32_t u = 0; u < c->graph->n_units; u++)
        if (!c->loose[u]) offer_around(c, s, candidates, u, &n);
    while (n) {
        growth next = pop(c, &n);
        if (!c->loose[next.unit]) continue;
        c->loose[next.unit] = 0;
        s->choice[next.unit] = next.offset;
        s->owner[next.unit] = s->core->rep[s->core->first[next.unit] + next.offset];
        offer_around(c, s, candidates, next.unit, &n);
    }
    ambit_state_load(s, s->choice);
}
