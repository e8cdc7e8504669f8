/* heuristics/siting/state.h - a plan in motion whose centres move with it.
 *
 *     value = sum_t [ min over sites c of t ( sum_{u in t} cost(c, u) + toll_t(c) ) + deviation_t ]
 *           + sum_u extra_u  +  cut borders  +  toll of the moves
 *     toll = price * (x + CURVE * x^2),  x the distance from the bounds in shares, the capacity of c among them
 *
 * Every member carries the *sum* of its territory's costs if it were the centre, so a move updates all of them and
 * finds the new centre exactly, in O(members). `evaluate` looks at the few best sites of the two territories alone: what
 * it says is never less than the change that `apply` then makes.
 *
 * A plan has one slot more than there are territories, the spare, for a territory that is split before another one is
 * dissolved. A slot *plays* a territory: its bounds, home and extra costs are those of territory plays[slot]. */
#ifndef AMBIT_SITING_STATE_H
#define AMBIT_SITING_STATE_H
#include "heuristics/siting/terrain.h"
#include "instances/base/rng.h"

enum { AMBIT_SITING_BEST = 4 /* sites that evaluate looks at */ };

typedef struct {
    uint32_t first, n, room;              /* members lie at member[first] .. member[first + n - 1] */
    uint32_t centre;                      /* site, AMBIT_NOBODY: none */
    uint32_t n_best;
    uint32_t best[AMBIT_SITING_BEST];     /* sites, the best first; of a territory with a home that alone */
    double best_sum[AMBIT_SITING_BEST];
    double travel, toll, deviation;       /* its part of the value */
    double violation;                     /* in shares; exactly 0 within the bounds */
} ambit_siting_slot;

typedef struct {
    const ambit_terrain *terrain;
    const ambit_siting *siting;
    uint32_t n_slots;            /* territories and the spare */
    uint32_t *plays;             /* [n_slots]: the territory whose bounds a slot has */
    uint32_t *owner;             /* [n_units]: its slot */
    uint32_t *place;             /* [n_units]: where it lies in member[]; of members of active slots */
    uint32_t *member;            /* [room] */
    double *sum;                 /* [room]: the territory's costs if that member were its centre; INFINITY: it may not */
    size_t room;
    ambit_siting_slot *slot;     /* [n_slots] */
    double *load;                /* [n_slots * n_rules] */

    uint32_t *active;            /* [n_active] slots that may change; the others are as if they were not there */
    uint32_t n_active;
    uint32_t *unit;              /* [n_units_active] the members of active slots, in no order that matters */
    uint32_t n_units_active;

    double price;                /* of a share beyond the bounds */
    double move_allowed;         /* of the active units: of the cap on moves */
    double cost;                 /* travel, deviation, extra costs, cut borders */
    double toll;                 /* of bounds and moves, and of units that may not be where they are */
    double violation;            /* of bounds and moves in shares, up to rounding: ask ambit_siting_state_fits */
    double moved;                /* amount that is not where it is at present */
    uint32_t n_broken;           /* slots beyond their bounds */
    uint32_t n_misplaced;        /* units that may not be where they are: each counts as a share */
} ambit_siting_state;

ambit_status ambit_siting_state_init(ambit_siting_state *state, const ambit_terrain *terrain, ambit_error *err);
void ambit_siting_state_reset(ambit_siting_state *state);

/* Takes over owner [n_units] (copied): slots, of which `active` [n_active] may change, NULL: all. Sums everything anew.
 * O(sum of squares of the active territories' sizes). */
void ambit_siting_state_load(ambit_siting_state *state, const uint32_t *owner, const uint32_t *active,
        uint32_t n_active);

/* A share beyond the bounds costs `price` from here on. O(slots). */
void ambit_siting_state_set_price(ambit_siting_state *state, double price);

static inline double ambit_siting_state_value(const ambit_siting_state *s) { return s->cost + s->toll; }

/* Within all rules but contiguity, as far as the active territories go. */
bool ambit_siting_state_fits(const ambit_siting_state *state);

/* Beyond the rules in shares; exactly 0 when it fits. */
double ambit_siting_state_violation(const ambit_siting_state *state);

/* Shift: u goes to slot `to`, another active one. What the value changes by, or more, as `apply` may find a better
 * centre. INFINITY: u may not go there, or would leave a territory without a centre. O(rules + priced borders of u). */
double ambit_siting_shift_evaluate(const ambit_siting_state *state, uint32_t u, uint32_t to);
void ambit_siting_shift_apply(ambit_siting_state *state, uint32_t u, uint32_t to);

/* Swap: u and v, of two active slots, change places. */
double ambit_siting_swap_evaluate(const ambit_siting_state *state, uint32_t u, uint32_t v);
void ambit_siting_swap_apply(ambit_siting_state *state, uint32_t u, uint32_t v);

#endif
