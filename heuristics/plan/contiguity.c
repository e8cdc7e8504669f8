#include "heuristics/plan/contiguity.h"

#include <stdlib.h>
#include <string.h>

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
    out->mark = calloc(graph->n_units, sizeof *out->mark);
    out->queue = malloc(graph->n_units * sizeof *out->queue);
    out->heap_room = graph->first[graph->n_units] + graph->n_units;
    out->heap = malloc((out->heap_room + 1) * sizeof *out->heap);
    out->size = malloc(n_reps * sizeof *out->size), out->largest = malloc(n_reps * sizeof *out->largest);
    if (out->mark && out->queue && out->heap && out->size && out->largest) return AMBIT_OK;
    ambit_contiguity_reset(out);
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory to follow the connections of %u units", graph->n_units);
}

void ambit_contiguity_reset(ambit_contiguity *c)
{
    free(c->mark), free(c->queue), free(c->heap), free(c->size), free(c->largest);
    *c = (ambit_contiguity){ 0 };
}

/* ---- Searching a territory --------------------------------------------------------------------------------------- */

static void new_round(ambit_contiguity *c)
{
    if (++c->round) return;
    memset(c->mark, 0, c->graph->n_units * sizeof *c->mark); /* after four billion rounds */
    c->round = 1;
}

/* Marks what is connected to `from` within its rep, without `without`; fills queue[]; returns the count. */
static uint32_t flood(ambit_contiguity *c, const ambit_state *s, uint32_t from, uint32_t without)
{
    uint32_t n = 0, rep = ambit_state_rep(s, from);
    c->mark[from] = c->round;
    c->queue[n++] = from;
    for (uint32_t at = 0; at < n; at++)
        for (size_t i = c->graph->first[c->queue[at]]; i < c->graph->first[c->queue[at] + 1]; i++) {
            uint32_t v = c->graph->unit[i];
            if (v == without || c->mark[v] == c->round || ambit_state_rep(s, v) != rep) continue;
            c->mark[v] = c->round;
            c->queue[n++] = v;
        }
    return n;
}

/* ---- May it go? -------------------------------------------------------------------------------------------------- */

static bool touches(const ambit_contiguity *c, const ambit_state *s, uint32_t u, uint32_t rep)
{
    if (s->some[rep] == AMBIT_NOBODY) return true;
    for (size_t i = c->graph->first[u]; i < c->graph->first[u + 1]; i++)
        if (ambit_state_rep(s, c->graph->unit[i]) == rep) return true;
    return false;
}

/* The neighbours of u of its own rep, into queue[]; marked in a new round. */
static uint32_t own_neighbours(ambit_contiguity *c, const ambit_state *s, uint32_t u)
{
    uint32_t n = 0, rep = ambit_state_rep(s, u);
    new_round(c);
    for (size_t i = c->graph->first[u]; i < c->graph->first[u + 1]; i++) {
        uint32_t v = c->graph->unit[i];
        if (c->mark[v] == c->round || ambit_state_rep(s, v) != rep) continue;
        c->mark[v] = c->round;
        c->queue[n++] = v;
    }
    return n;
}

/* Do the n marked units of queue[] touch each other in a chain? Reached ones are moved to the front of the queue. */
static bool chained(ambit_contiguity *c, uint32_t n)
{
    uint32_t reached = 1;
    c->mark[c->queue[0]] = c->round - 1;
    for (uint32_t at = 0; at < reached && reached < n; at++)
        for (size_t i = c->graph->first[c->queue[at]]; i < c->graph->first[c->queue[at] + 1]; i++) {
            uint32_t v = c->graph->unit[i];
            if (c->mark[v] != c->round) continue;
            c->mark[v] = c->round - 1;
            uint32_t place = reached;
            while (c->queue[place] != v) place++;
            c->queue[place] = c->queue[reached], c->queue[reached++] = v;
        }
    return reached == n;
}

static bool may_leave(ambit_contiguity *c, const ambit_state *s, uint32_t u)
{
    uint32_t n = own_neighbours(c, s, u);
    if (n <= 1 || chained(c, n)) return c->local++, true;
    c->searched++;
    new_round(c);
    uint32_t rep = ambit_state_rep(s, u), from = c->queue[0];
    flood(c, s, from, u);
    for (size_t i = c->graph->first[u]; i < c->graph->first[u + 1]; i++) {
        uint32_t v = c->graph->unit[i];
        if (ambit_state_rep(s, v) == rep && c->mark[v] != c->round) return false;
    }
    return true;
}

bool ambit_contiguity_allows(ambit_contiguity *c, const ambit_state *s, uint32_t u, uint32_t to)
{
    return !c->graph->first || (touches(c, s, u, to) && may_leave(c, s, u));
}

/* ---- Whole plans ------------------------------------------------------------------------------------------------- */

uint32_t ambit_contiguity_breaks(ambit_contiguity *c, const ambit_state *s)
{
    uint32_t parts = 0, reps = 0;
    if (!c->graph->first) return 0;
    new_round(c);
    for (uint32_t u = 0; u < c->graph->n_units; u++)
        if (c->mark[u] != c->round) flood(c, s, u, AMBIT_NOBODY), parts++;
    for (uint32_t r = 0; r < s->core->n_reps; r++) reps += s->some[r] != AMBIT_NOBODY;
    return parts - reps;
}

bool ambit_contiguity_holds(ambit_contiguity *c, const ambit_state *s, uint32_t rep)
{
    const uint32_t from = s->some[rep];
    if (!c->graph->first || from == AMBIT_NOBODY) return true;
    new_round(c);
    flood(c, s, from, AMBIT_NOBODY);
    for (uint32_t u = s->next[from]; u != from; u = s->next[u])
        if (c->mark[u] != c->round) return false;
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
        if (c->mark[v] == c->round || k == AMBIT_NO_PAIR) continue;
        double least = candidates->priced[core->first[v] + candidates->offset[candidates->first[v]]];
        push(c, n, (growth){ candidates->priced[k] - least, v, (uint32_t)(k - core->first[v]) });
    }
}

/* Marks the units of each rep's largest part with the round, and nothing else. */
static void mark_largest(ambit_contiguity *c, const ambit_state *s)
{
    new_round(c);
    for (uint32_t r = 0; r < s->core->n_reps; r++) c->size[r] = 0;
    for (uint32_t u = 0; u < c->graph->n_units; u++) {
        if (c->mark[u] == c->round) continue;
        uint32_t size = flood(c, s, u, AMBIT_NOBODY), r = ambit_state_rep(s, u);
        if (size > c->size[r]) c->size[r] = size, c->largest[r] = u;
    }
    new_round(c);
    for (uint32_t r = 0; r < s->core->n_reps; r++)
        if (c->size[r]) flood(c, s, c->largest[r], AMBIT_NOBODY);
}

void ambit_contiguity_mend(ambit_contiguity *c, ambit_state *s, const ambit_candidates *candidates)
{
    if (!c->graph->first || !ambit_contiguity_breaks(c, s)) return;
    size_t n = 0;
    mark_largest(c, s);
    for (uint32_t u = 0; u < c->graph->n_units; u++)
        if (c->mark[u] == c->round) offer_around(c, s, candidates, u, &n);
    while (n) {
        growth next = pop(c, &n);
        if (c->mark[next.unit] == c->round) continue;
        c->mark[next.unit] = c->round;
        s->choice[next.unit] = next.offset;
        offer_around(c, s, candidates, next.unit, &n);
    }
    ambit_state_load(s, s->choice);
}
