#include "heuristics/plan/connected.h"

#include "instances/base/status.h"

#include <stdlib.h>
#include <string.h>

enum { BITS = 64, RINGS = 2 /* how far a flood goes before it is called a search */ };

typedef struct ambit_connected_mark { uint32_t round, flood, next, steps; } mark; /* steps from the unit in question */
typedef struct ambit_connected_flood { uint32_t joined, head, tail; } flood;       /* a queue of units to go on from */

/* ---- Life -------------------------------------------------------------------------------------------------------- */

/* Which units of the row of u its i-th neighbour touches. Both rows ascend. */
static uint64_t touched_in_row(const ambit_graph *g, uint32_t u, size_t i)
{
    size_t a = g->first[u], a_end = g->first[u + 1], begin = a, b = g->first[g->unit[i]];
    const size_t b_end = g->first[g->unit[i] + 1];
    uint64_t bits = 0;
    while (a < a_end && b < b_end) {
        if (g->unit[a] == g->unit[b]) bits |= (uint64_t)1 << (a - begin), a++, b++;
        else if (g->unit[a] < g->unit[b]) a++;
        else b++;
    }
    return bits;
}

static void find_rings(ambit_connected *c)
{
    const ambit_graph *g = c->graph;
    for (uint32_t u = 0; u < g->n_units; u++)
        for (size_t i = g->first[u]; g->first[u + 1] - g->first[u] <= BITS && i < g->first[u + 1]; i++)
            c->ring[i] = touched_in_row(g, u, i);
}

static size_t largest_degree(const ambit_graph *g)
{
    size_t most = 0;
    for (uint32_t u = 0; u < g->n_units; u++)
        if (g->first[u + 1] - g->first[u] > most) most = g->first[u + 1] - g->first[u];
    return most;
}

ambit_status ambit_connected_init(ambit_connected *out, const ambit_graph *graph, uint32_t n_territories,
        ambit_error *err)
{
    *out = (ambit_connected){ .graph = graph, .n_territories = n_territories };
    if (!graph->first) return AMBIT_OK;
    out->ring = calloc(graph->first[graph->n_units] + 1, sizeof *out->ring);
    out->mark = calloc(graph->n_units, sizeof *out->mark);
    out->flood = malloc((largest_degree(graph) + 2) * sizeof *out->flood);
    out->part_size = malloc(n_territories * sizeof *out->part_size);
    out->part_unit = malloc(n_territories * sizeof *out->part_unit);
    if (out->ring && out->mark && out->flood && out->part_size && out->part_unit) return find_rings(out), AMBIT_OK;
    ambit_connected_reset(out);
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory to follow the connections of %u units", graph->n_units);
}

void ambit_connected_reset(ambit_connected *c)
{
    free(c->ring), free(c->mark), free(c->flood), free(c->part_size), free(c->part_unit);
    *c = (ambit_connected){ 0 };
}

static void new_round(ambit_connected *c)
{
    c->n_floods = 0;
    if (++c->round) return;
    memset(c->mark, 0, c->graph->n_units * sizeof *c->mark); /* after four billion rounds */
    c->round = 1;
}

/* ---- Floods ------------------------------------------------------------------------------------------------------ */

static uint32_t flood_of(ambit_connected *c, uint32_t f)
{
    while (c->flood[f].joined != f) f = c->flood[f].joined = c->flood[c->flood[f].joined].joined;
    return f;
}

static void append(ambit_connected *c, uint32_t f, uint32_t u, uint32_t steps)
{
    flood *to = &c->flood[f];
    c->mark[u] = (mark){ c->round, f, AMBIT_NOBODY, steps };
    if (to->head == AMBIT_NOBODY) to->head = u;
    else c->mark[to->tail].next = u;
    to->tail = u;
}

static uint32_t open_flood(ambit_connected *c)
{
    c->flood[c->n_floods] = (flood){ c->n_floods, AMBIT_NOBODY, AMBIT_NOBODY };
    return c->n_floods++;
}

/* Neither queue is empty: f is at its first unit, and a flood that ends is the end of the matter. */
static void join(ambit_connected *c, uint32_t f, uint32_t g)
{
    flood *to = &c->flood[f], *from = &c->flood[g];
    from->joined = f;
    c->mark[to->tail].next = from->head;
    to->tail = from->tail;
}

/* Goes on from the first unit in the queue of f over territory t; returns how many other floods it met. */
static uint32_t spread(ambit_connected *c, const uint32_t *owner, uint32_t t, uint32_t f)
{
    uint32_t at = c->flood[f].head, met = 0;
    for (size_t i = c->graph->first[at]; i < c->graph->first[at + 1]; i++) {
        uint32_t v = c->graph->unit[i];
        if (c->mark[v].round != c->round) {
            if (owner[v] == t) append(c, f, v, c->mark[at].steps + 1);
        } else if (c->mark[v].flood != AMBIT_NOBODY) {
            uint32_t other = flood_of(c, c->mark[v].flood);
            if (other != f) join(c, f, other), met++;
        }
    }
    c->flood[f].head = c->mark[at].next;
    return met;
}

/* Do all open floods, which begin at different units of territory t, meet? `deepest` is how many steps decided it, or
 * would be needed when hasty. */
static bool meet(ambit_connected *c, const uint32_t *owner, uint32_t t, uint32_t *deepest)
{
    uint32_t left = c->n_floods;
    for (uint32_t reach = 1; left > 1; reach++) {
        *deepest = reach;
        if (reach > RINGS && c->hasty) return false;
        for (uint32_t f = 0; f < c->n_floods && left > 1; f++) {
            if (c->flood[f].joined != f) continue;
            uint32_t head = c->flood[f].head;
            for (; head != AMBIT_NOBODY && left > 1; head = c->flood[f].head) {
                if (reach <= RINGS && c->mark[head].steps > reach) break;
                left -= spread(c, owner, t, f);
                if (reach > RINGS) break;
            }
            if (left > 1 && c->flood[f].head == AMBIT_NOBODY) return false;
        }
    }
    return true;
}

/* ---- Leaving ----------------------------------------------------------------------------------------------------- */

/* The bits among `own` that a chain within `own` reaches from its lowest one. */
static uint64_t chain_of(const uint64_t *ring, uint64_t own)
{
    uint64_t reached = own & (~own + 1), fresh = reached;
    while (fresh) {
        uint64_t touched = ring[__builtin_ctzll(fresh)] & own & ~reached;
        fresh = (fresh & (fresh - 1)) | touched;
        reached |= touched;
    }
    return reached;
}

/* A flood for each chain of u's neighbours in `own`. */
static void flood_chains(ambit_connected *c, uint32_t u, uint64_t own)
{
    const size_t row = c->graph->first[u];
    while (own) {
        uint64_t chain = chain_of(c->ring + row, own);
        uint32_t f = open_flood(c);
        own &= ~chain;
        for (; chain; chain &= chain - 1) append(c, f, c->graph->unit[row + (size_t)__builtin_ctzll(chain)], 1);
    }
}

/* The same in a row with more units than bits: a flood for each neighbour of territory t, and for `guest`. */
static void flood_neighbours(ambit_connected *c, const uint32_t *owner, uint32_t u, uint32_t t, uint32_t guest)
{
    for (size_t i = c->graph->first[u]; i < c->graph->first[u + 1]; i++)
        if (owner[c->graph->unit[i]] == t || c->graph->unit[i] == guest)
            append(c, open_flood(c), c->graph->unit[i], 1);
}

static bool count(ambit_connected *c, uint32_t deepest, bool answer)
{
    if (deepest <= RINGS) c->by_second_ring++;
    else if (c->hasty) c->refused++;
    else c->by_search++;
    return answer;
}

/* Does territory t hang together without u, of it, and with `guest`, of another one (AMBIT_NOBODY: none)? */
static bool holds_without(ambit_connected *c, const uint32_t *owner, uint32_t u, uint32_t guest)
{
    const uint32_t t = owner[u], *row = c->graph->unit + c->graph->first[u];
    const size_t n = c->graph->first[u + 1] - c->graph->first[u];
    uint32_t deepest = 0;
    uint64_t own = 0;
    for (size_t i = 0; i < n && n <= BITS; i++) own |= (uint64_t)(owner[row[i]] == t || row[i] == guest) << i;
    if (n <= BITS && !(own & (own - 1))) return c->by_leaf++, true;
    if (n <= BITS && chain_of(c->ring + c->graph->first[u], own) == own) return c->by_first_ring++, true;
    new_round(c);
    c->mark[u] = (mark){ c->round, AMBIT_NOBODY, AMBIT_NOBODY, 0 };
    if (n <= BITS) flood_chains(c, u, own);
    else flood_neighbours(c, owner, u, t, guest);
    if (guest != AMBIT_NOBODY && c->mark[guest].round != c->round) append(c, open_flood(c), guest, 1);
    bool answer = meet(c, owner, t, &deepest);
    return count(c, deepest, answer);
}

bool ambit_connected_may_leave(ambit_connected *c, const uint32_t *owner, uint32_t u)
{
    return !c->graph->first || holds_without(c, owner, u, AMBIT_NOBODY);
}

bool ambit_connected_touches(const ambit_connected *c, const uint32_t *owner, uint32_t u, uint32_t t, uint32_t except)
{
    const ambit_graph *g = c->graph;
    if (!g->first) return true;
    for (size_t i = g->first[u]; i < g->first[u + 1]; i++)
        if (owner[g->unit[i]] == t && g->unit[i] != except) return true;
    return false;
}

/* ---- Swapping ---------------------------------------------------------------------------------------------------- */

/* Is u the only unit of its territory around, so that what takes its place need not touch anything? */
static bool stands_alone(const ambit_connected *c, const uint32_t *owner, uint32_t u)
{
    return !ambit_connected_touches(c, owner, u, owner[u], AMBIT_NOBODY);
}

/* Has the territory of u no more parts when v comes as u goes? */
static bool may_replace(ambit_connected *c, const uint32_t *owner, uint32_t u, uint32_t v)
{
    if (stands_alone(c, owner, u)) return c->by_leaf++, true;
    return ambit_connected_touches(c, owner, v, owner[u], u) && holds_without(c, owner, u, v);
}

bool ambit_connected_may_swap(ambit_connected *c, const uint32_t *owner, uint32_t u, uint32_t v)
{
    return !c->graph->first || (may_replace(c, owner, u, v) && may_replace(c, owner, v, u));
}

/* ---- Whole plans ------------------------------------------------------------------------------------------------- */

/* Floods the part of `from`, as flood 0. */
static uint32_t fill(ambit_connected *c, const uint32_t *owner, uint32_t from)
{
    uint32_t n = 0;
    c->flood[0] = (flood){ 0, AMBIT_NOBODY, AMBIT_NOBODY };
    append(c, 0, from, 0);
    for (; c->flood[0].head != AMBIT_NOBODY; n++) spread(c, owner, owner[from], 0);
    return n;
}

static uint32_t find_parts(ambit_connected *c, const uint32_t *owner)
{
    uint32_t breaks = 0;
    memset(c->part_size, 0, c->n_territories * sizeof *c->part_size);
    new_round(c);
    for (uint32_t u = 0; u < c->graph->n_units; u++) {
        if (owner[u] == AMBIT_NOBODY || c->mark[u].round == c->round) continue;
        uint32_t t = owner[u], size = fill(c, owner, u);
        breaks += c->part_size[t] > 0;
        if (size > c->part_size[t]) c->part_size[t] = size, c->part_unit[t] = u;
    }
    return breaks;
}

uint32_t ambit_connected_breaks(ambit_connected *c, const uint32_t *owner)
{
    return c->graph->first ? find_parts(c, owner) : 0;
}

uint32_t ambit_connected_split_off(ambit_connected *c, const uint32_t *owner, uint8_t *off)
{
    memset(off, 0, c->graph->n_units);
    if (!c->graph->first) return 0;
    uint32_t breaks = find_parts(c, owner);
    if (!breaks) return 0;
    new_round(c);
    for (uint32_t t = 0; t < c->n_territories; t++)
        if (c->part_size[t]) fill(c, owner, c->part_unit[t]);
    for (uint32_t u = 0; u < c->graph->n_units; u++)
        off[u] = owner[u] != AMBIT_NOBODY && c->mark[u].round != c->round;
    return breaks;
}

uint32_t ambit_connected_reach(ambit_connected *c, const uint32_t *owner, uint32_t from)
{
    new_round(c);
    return fill(c, owner, from);
}

bool ambit_connected_reached(const ambit_connected *c, uint32_t u) { return c->mark[u].round == c->round; }
