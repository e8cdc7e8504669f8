#include "solver/exact/enumerate.h"

#include "solver/exact/packed.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    LEARNED = 16,        /* prices kept side by side: 8 need a third more nodes, 32 more time than they save */
    BLOCK = 8,           /* bounds are looked at in blocks, which the compiler turns into vectors */
    WHOLE = 1 << 20,     /* the room at the root in whole numbers */
    FAR = WHOLE << 10,   /* as good as ruled out */
    FIRST_STEPS = 30, STEPS = 8, EVERY = 128, /* of the dual, at the root and every so many nodes */
    SHALLOW = 6          /* undecided units: below, learning costs more than the rest of the tree */
};

struct ambit_enumeration {
    ambit_packed packed;
    uint32_t most_reps, n_bounds;  /* learned ones first, then two a row; rounded up to blocks */
    uint32_t *n_pairs, *rep;       /* [unit] and [unit * reps + i]: the reps that are left, nearest first */
    int32_t *fall;                 /* [(unit * reps + i) * n_bounds] by how much each room falls */
    int32_t *room;                 /* [(decided units) * n_bounds] on the present path */
    double *price;                 /* [LEARNED * slots] */
    uint32_t *path, *best;         /* [unit] which of the unit's reps */
    uint32_t *order;               /* [unit] */
    double *size;                  /* [unit] */
    double *load, *leaf;           /* [slots] of the decided units; of a whole plan */
    double cutoff, scale;          /* whole numbers are cost * scale */
    uint32_t n_learned, oldest;
    uint64_t nodes, most_nodes, learn_at;
    bool found, stopped;
};

/* ---- Memory ------------------------------------------------------------------------------------------------------ */

ambit_status ambit_enumeration_build(ambit_enumeration **out, uint32_t most_units, uint32_t most_reps,
        uint32_t n_rules, ambit_error *err)
{
    ambit_enumeration *e = *out = calloc(1, sizeof *e);
    size_t units = (size_t)most_units + 1, slots = (size_t)n_rules * most_reps + 1;
    size_t bounds = (LEARNED + 2 * slots + BLOCK - 1) / BLOCK * BLOCK;
    if (e && most_reps <= AMBIT_PACKED_REPS && !ambit_packed_init(&e->packed, most_units, most_reps, n_rules)) {
        e->most_reps = most_reps;
        e->n_pairs = malloc(units * sizeof *e->n_pairs), e->rep = malloc(units * most_reps * sizeof *e->rep);
        e->fall = malloc(units * most_reps * bounds * sizeof *e->fall);
        e->room = malloc(units * bounds * sizeof *e->room);
        e->price = malloc(LEARNED * slots * sizeof *e->price);
        e->path = malloc(units * sizeof *e->path), e->best = malloc(units * sizeof *e->best);
        e->order = malloc(units * sizeof *e->order), e->size = malloc(units * sizeof *e->size);
        e->load = malloc(slots * sizeof *e->load), e->leaf = malloc(slots * sizeof *e->leaf);
        if (e->n_pairs && e->rep && e->fall && e->room && e->price && e->path && e->best && e->order && e->size
            && e->load && e->leaf) return AMBIT_OK;
    }
    ambit_enumeration_free(e);
    *out = NULL;
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory to enumerate plans of %u units and %u reps", most_units,
                      most_reps);
}

void ambit_enumeration_free(ambit_enumeration *e)
{
    if (!e) return;
    ambit_packed_reset(&e->packed);
    free(e->n_pairs), free(e->rep), free(e->fall), free(e->room), free(e->price), free(e->path), free(e->best);
    free(e->order), free(e->size), free(e->load), free(e->leaf), free(e);
}

/* ---- Bounds ------------------------------------------------------------------------------------------------------ */

static int32_t *fall_of(const ambit_enumeration *e, uint32_t i, uint32_t pair)
{
    return e->fall + ((size_t)i * e->packed.n_reps + pair) * e->n_bounds;
}

/* Rounded down, so that no plan is ruled out by rounding. */
static int32_t whole(double value) { return value >= FAR ? FAR : value > 0 ? (int32_t)value : 0; }

/* The room along the present path, from the root's. */
static void follow_path(ambit_enumeration *e, uint32_t bound, uint32_t decided)
{
    for (uint32_t i = 0; i < decided; i++) {
        int64_t left = (int64_t)e->room[(size_t)i * e->n_bounds + bound] - fall_of(e, i, e->path[i])[bound];
        e->room[(size_t)(i + 1) * e->n_bounds + bound] = left > -FAR ? (int32_t)left : -FAR;
    }
}

/* Prices become a bound; the oldest but the first goes when there is no more place. What is so far below the best that
 * it does not fit is of no use anyway. */
static void learn(ambit_enumeration *e, const double *price, uint32_t decided)
{
    ambit_packed *p = &e->packed;
    uint32_t at = e->n_learned < LEARNED ? e->n_learned++ : (e->oldest = 1 + e->oldest % (LEARNED - 1));
    double priced[AMBIT_PACKED_REPS], nothing = ambit_packed_rows(p, price);
    memcpy(e->price + (size_t)at * p->n_slots, price, p->n_slots * sizeof *price);
    ambit_packed_spread(p, price, p->spread);
    for (uint32_t i = 0; i < p->n_units; i++) {
        double least = ambit_packed_price(p, p->spread, i, priced);
        nothing += least;
        for (uint32_t k = 0; k < e->n_pairs[i]; k++)
            fall_of(e, i, k)[at] = whole((priced[e->rep[(size_t)i * p->n_reps + k]] - least) * e->scale);
    }
    double room = (e->cutoff - nothing) * e->scale + 1;
    e->room[at] = room < -1 ? -1 : room >= FAR ? FAR : (int32_t)ceil(room);
    if (room < FAR) { follow_path(e, at, decided); return; }
    for (uint32_t i = 0; i < p->n_units; i++)
        for (uint32_t k = 0; k < e->n_pairs[i]; k++) fall_of(e, i, k)[at] = 0;
    follow_path(e, at, decided);
}

/* What pair k of unit i brings to the row. */
static double brings(const ambit_enumeration *e, uint32_t slot, uint32_t i, uint32_t k)
{
    const ambit_packed *p = &e->packed;
    uint32_t a = slot / p->n_reps, r = slot % p->n_reps, rep = e->rep[(size_t)i * p->n_reps + k];
    return p->core->rule[a].shared || rep == r ? p->amount[((size_t)i * p->n_rules + a) * p->n_reps + rep] : 0;
}

/* A hard row cannot be left: what the units bring beyond their least must fit below the upper bound (side 1), and what
 * they bring less than their most above the lower one (side -1). */
static void bound_row(ambit_enumeration *e, uint32_t slot, uint32_t bound, double side)
{
    const ambit_packed_row *row = &e->packed.row[slot];
    double room = side > 0 ? row->high : -row->low, least = 0;
    for (uint32_t i = 0; i < e->packed.n_units; i++, room -= least) {
        least = INFINITY;
        for (uint32_t k = 0; k < e->n_pairs[i]; k++) least = fmin(least, side * brings(e, slot, i, k));
    }
    for (uint32_t i = 0; i < e->packed.n_units; i++) {
        least = INFINITY;
        for (uint32_t k = 0; k < e->n_pairs[i]; k++) least = fmin(least, side * brings(e, slot, i, k));
        for (uint32_t k = 0; k < e->n_pairs[i]; k++)
            fall_of(e, i, k)[bound] = whole((side * brings(e, slot, i, k) - least) / room * WHOLE);
    }
    e->room[bound] = room < 0 ? -1 : WHOLE;
}

/* Bounds that say nothing: not learned yet, or of rows that may be left. */
static void clear_bounds(ambit_enumeration *e)
{
    const ambit_packed *p = &e->packed;
    e->n_bounds = (LEARNED + 2 * p->n_slots + BLOCK - 1) / BLOCK * BLOCK;
    for (uint32_t bound = 0; bound < e->n_bounds; bound++) e->room[bound] = WHOLE;
    memset(e->room + e->n_bounds, 0, (size_t)p->n_units * e->n_bounds * sizeof *e->room);
    memset(e->fall, 0, (size_t)p->n_units * p->n_reps * e->n_bounds * sizeof *e->fall);
}

/* ---- The tree ---------------------------------------------------------------------------------------------------- */

/* A better plan: every learned bound has that much less room from here on. */
static void take(ambit_enumeration *e, double cost)
{
    const uint32_t n = e->packed.n_units;
    double cutoff = cost - 1e-9 * (1 + fabs(cost));
    int32_t less = whole((e->cutoff - cutoff) * e->scale);
    for (uint32_t level = 0; level <= n; level++)
        for (uint32_t bound = 0; bound < e->n_learned; bound++) e->room[(size_t)level * e->n_bounds + bound] -= less;
    memcpy(e->best, e->path, n * sizeof *e->best);
    e->cutoff = cutoff, e->found = true;
}

/* Everything is decided. Loads are summed anew: what was added and taken off on the way has rounded. */
static void judge_leaf(ambit_enumeration *e, double cost)
{
    const ambit_packed *p = &e->packed;
    if (cost >= e->cutoff) return;
    memset(e->leaf, 0, p->n_slots * sizeof *e->leaf);
    for (uint32_t i = 0; i < p->n_units; i++) {
        uint32_t rep = e->rep[(size_t)i * p->n_reps + e->path[i]];
        for (uint32_t a = 0; a < p->n_rules; a++)
            e->leaf[ambit_core_row(p->core, a, rep)] += p->amount[((size_t)i * p->n_rules + a) * p->n_reps + rep];
    }
    for (uint32_t slot = 0; slot < p->n_slots; slot++)
        if (p->row[slot].n_bends) cost += ambit_packed_toll(p, slot, e->leaf[slot]);
    if (cost < e->cutoff) take(e, cost);
}

/* Betters the tightest prices for this node. Returns whether they close it. */
static bool learn_here(ambit_enumeration *e, uint32_t decided, double cost)
{
    ambit_packed *p = &e->packed;
    const int32_t *room = e->room + (size_t)decided * e->n_bounds;
    uint32_t tightest = 0;
    for (uint32_t bound = 1; bound < e->n_learned; bound++)
        if (room[bound] < room[tightest]) tightest = bound;
    memcpy(e->leaf, e->price + (size_t)tightest * p->n_slots, p->n_slots * sizeof *e->leaf);
    double bound = ambit_packed_climb(p, e->leaf, decided, cost, e->load, e->cutoff, STEPS);
    if ((e->cutoff - bound) * e->scale < room[tightest]) learn(e, e->leaf, decided);
    e->learn_at = e->nodes + EVERY;
    return bound >= e->cutoff;
}

/* One block of rooms less what they fall by. Negative when one is used up: the sign bits are gathered. */
static inline int32_t take_off(int32_t *restrict next, const int32_t *restrict here, const int32_t *restrict fall)
{
    int32_t sign = 0;
    for (int i = 0; i < BLOCK; i++) sign |= next[i] = here[i] - fall[i];
    return sign;
}

/* What is left of all rooms when unit i takes its pair k. False when one is used up. */
static bool has_room(const ambit_enumeration *e, uint32_t i, uint32_t k)
{
    const int32_t *here = e->room + (size_t)i * e->n_bounds, *fall = fall_of(e, i, k);
    int32_t *next = e->room + (size_t)(i + 1) * e->n_bounds, sign = 0;
    for (size_t block = 0; block < e->n_bounds; block += BLOCK)
        sign |= take_off(next + block, here + block, fall + block);
    return sign >= 0;
}

static void carry(ambit_enumeration *e, uint32_t i, uint32_t rep, double sign)
{
    const ambit_packed *p = &e->packed;
    for (uint32_t a = 0; a < p->n_rules; a++)
        e->load[ambit_core_row(p->core, a, rep)] += sign * p->amount[((size_t)i * p->n_rules + a) * p->n_reps + rep];
}

static void descend(ambit_enumeration *e, uint32_t i, double cost)
{
    const ambit_packed *p = &e->packed;
    if (e->nodes == e->most_nodes) { e->stopped = true; return; }
    e->nodes++;
    if (i == p->n_units) { judge_leaf(e, cost); return; }
    if (e->nodes >= e->learn_at && p->n_units - i > SHALLOW && learn_here(e, i, cost)) return;
    for (uint32_t k = 0; k < e->n_pairs[i] && !e->stopped; k++) {
        uint32_t rep = e->rep[(size_t)i * p->n_reps + k];
        if (!has_room(e, i, k)) continue;
        e->path[i] = k;
        carry(e, i, rep, 1);
        descend(e, i + 1, cost + p->cost[(size_t)i * p->n_reps + rep]);
        carry(e, i, rep, -1);
    }
}

/* ---- The root ---------------------------------------------------------------------------------------------------- */

/* Descending. Insertion: there are few units. */
static void sort_units(ambit_enumeration *e, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        uint32_t u = e->order[i], at = i;
        for (; at > 0 && e->size[e->order[at - 1]] < e->size[u]; at--) e->order[at] = e->order[at - 1];
        e->order[at] = u;
    }
}

/* Large units first: what they leave open, the small ones fill. Other orders were measured: by detour needs ten times
 * the nodes, by size times detour five times; priced sizes and the largest amount alone are alike. */
static void order_units(ambit_enumeration *e, const ambit_core *core)
{
    for (uint32_t u = 0; u < core->n_units; u++) {
        e->order[u] = u, e->size[u] = 0;
        for (uint32_t a = 0; a < core->n_rules; a++)
            e->size[u] += ambit_core_amount(core, a, u, core->first[u]) / core->rule[a].scale;
    }
    sort_units(e, core->n_units);
}

static double value_of(const ambit_enumeration *e, const ambit_core *core, const uint32_t *choice)
{
    double cost = 0;
    memset(e->leaf, 0, e->packed.n_slots * sizeof *e->leaf);
    for (uint32_t u = 0; u < core->n_units; u++) {
        size_t k = core->first[u] + choice[u];
        cost += core->cost[k];
        for (uint32_t a = 0; a < core->n_rules; a++)
            e->leaf[ambit_core_row(core, a, core->rep[k])] += ambit_core_amount(core, a, u, k) / core->rule[a].scale;
    }
    for (uint32_t slot = 0; slot < e->packed.n_slots; slot++)
        if (e->packed.row[slot].n_bends) cost += ambit_packed_toll(&e->packed, slot, e->leaf[slot]);
    return cost;
}

/* The reps that unit i can still have when its bound is so far below the cutoff, nearest first. */
static void list_reps(ambit_enumeration *e, uint32_t i, double room)
{
    ambit_packed *p = &e->packed;
    double priced[AMBIT_PACKED_REPS], least = ambit_packed_price(p, p->spread, i, priced);
    uint32_t *rep = e->rep + (size_t)i * p->n_reps, n = 0;
    for (uint32_t r = 0; r < p->n_reps; r++) {
        if (!(priced[r] - least < room)) { ambit_packed_drop(p, i, r); continue; }
        uint32_t at = n++;
        for (; at > 0 && priced[rep[at - 1]] > priced[r]; at--) rep[at] = rep[at - 1];
        rep[at] = r;
    }
    e->n_pairs[i] = n;
}

/* Prices of the root, its bound, and what it leaves of the pairs. False when nothing beats the incumbent. */
static bool open_root(ambit_enumeration *e, const double *price)
{
    ambit_packed *p = &e->packed;
    double *root = e->price;
    for (uint32_t slot = 0; slot < p->n_slots; slot++) {
        double most = p->row[slot].penalty > 0 ? p->row[slot].penalty : INFINITY;
        uint32_t a = slot / p->n_reps;
        root[slot] = price && p->row[slot].n_bends ? price[slot] * p->core->rule[a].scale : 0;
        root[slot] = fmin(fmax(root[slot], -most), most);
    }
    memset(e->load, 0, p->n_slots * sizeof *e->load);
    double bound = ambit_packed_climb(p, root, 0, 0, e->load, e->cutoff, FIRST_STEPS), room = e->cutoff - bound;
    if (!(room > 0)) return false;
    e->scale = WHOLE / room;
    ambit_packed_spread(p, root, p->spread);
    for (uint32_t i = 0; i < p->n_units; i++) list_reps(e, i, room);
    clear_bounds(e);
    for (uint32_t slot = 0; slot < p->n_slots; slot++)
        if (p->row[slot].n_bends && !(p->row[slot].penalty > 0)) {
            bound_row(e, slot, LEARNED + 2 * slot, 1);
            bound_row(e, slot, LEARNED + 2 * slot + 1, -1);
        }
    memcpy(e->leaf, root, p->n_slots * sizeof *e->leaf);
    learn(e, e->leaf, 0);
    return true;
}

static void read_best(const ambit_enumeration *e, uint32_t *choice)
{
    const ambit_packed *p = &e->packed;
    for (uint32_t i = 0; i < p->n_units; i++)
        choice[p->unit[i]] = (uint32_t)(ambit_core_pair(p->core, p->unit[i], e->rep[(size_t)i * p->n_reps + e->best[i]])
                - p->core->first[p->unit[i]]);
}

ambit_enumeration_result ambit_enumeration_solve(ambit_enumeration *e, uint32_t *choice, const ambit_core *core,
        const ambit_enumeration_options *options)
{
    assert(core->n_units <= e->packed.most_units && core->n_reps <= e->most_reps
           && core->n_rules == e->packed.n_rules);
    memmove(choice, options->incumbent, core->n_units * sizeof *choice);
    order_units(e, core);
    ambit_packed_load(&e->packed, core, e->order, options->penalty);
    double value = value_of(e, core, choice);
    if (!isfinite(value)) return (ambit_enumeration_result){ .improved = false };
    e->cutoff = value - 1e-9 * (1 + fabs(value));
    e->n_learned = e->oldest = 0, e->nodes = 0, e->most_nodes = options->most_nodes, e->learn_at = EVERY;
    e->found = e->stopped = false;
    if (open_root(e, options->price)) descend(e, 0, 0);
    if (e->found) read_best(e, choice);
    return (ambit_enumeration_result){ .improved = e->found, .complete = !e->stopped,
                                       .gain = e->found ? value - e->cutoff : 0, .nodes = e->nodes };
}
