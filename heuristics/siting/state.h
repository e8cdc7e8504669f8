/* heuristics/siting/state.h - a plan in motion whose centres move with it.
 *
 *     value = sum_t [ min over sites c of t ( sum_{u in t} cost(c, u) + toll_t(c) ) + deviation_t ]
 *           + sum_u extra_u  +  cut borders  +  toll of the moves
 *     toll = price * (x + CURVE x^2),  x what is beyond the bounds and the capacity of c, in typical units
 *
 * Every member carries the *sum* of its territory's costs if it were the centre, so a move updates all of them and
 * finds the new centre exactly, in O(members). `evaluate` looks at the few best sites of both territories alone: it
 * says no less than the change that `apply` then makes.
 *
 * A plan has one slot more than there are territories, the spare: a territory may be split before another one is
 * dissolved. A slot *plays* a territory: bounds, home and extra costs are those of territory plays[slot]. */
#ifndef AMBIT_SITING_STATE_H
#define AMBIT_SITING_STATE_H
#include "heuristics/siting/terrain.h"
#include <stdbool.h>

enum { AMBIT_SITING_BEST = 4 /* sites that evaluate looks at */ };

typedef struct {
    uint32_t first, n, room;     /* members lie at member[first] .. member[first + n - 1] */
    uint32_t n_best;
    uint32_t best[AMBIT_SITING_BEST]; /* sites, the best first; of a territory with a home that alone */
    double best_sum[AMBIT_SITING_BEST];
    double travel, toll, deviation;   /* its part of the value */
    double violation;            /* in shares; exactly 0 within the bounds */
} ambit_siting_slot;

typedef struct {
    const ambit_terrain *terrain;
    const ambit_siting *siting;
    uint32_t n_slots;            /* the territories and the spare */
    uint32_t *plays;             /* [n_slots]: whose bounds a slot has; the slot's own number, and 0 for the spare */
    uint32_t *owner;             /* [n_units]: its slot */
    uint32_t *place;             /* [n_units]: where it lies in member[], if its slot is active */
    uint32_t *member;            /* [room] */
    double *sum;                 /* [room]: the territory's costs with that member as centre; INFINITY: it may not */
    uint32_t *spare_member;      /* [room] and */
    double *spare_sum;           /* [room], to lay the members out anew */
    size_t room;
    ambit_siting_slot *slot;     /* [n_slots] */
    double *load;                /* [n_slots * n_rules] */

    uint32_t *active;            /* [n_active] the slots that may change; nothing is known of the others */
    uint32_t n_active;
    uint8_t *is_active;          /* [n_slots] */
    uint32_t *unit;              /* [n_units_active] the members of active slots when it was loaded */
    uint32_t n_units_active;

    double price;                /* of a typical unit beyond the bounds */
    double allowed;              /* of the cap on moves, what active units may use */
    double cost;                 /* travel, deviation, extra costs, cut borders; of active slots and their borders */
    double toll;                 /* of bounds, moves, and units that may not be where they are */
    double moved;                /* amount that is not where it is at present */
    uint32_t n_broken;           /* active slots beyond their bounds */
    uint32_t n_misplaced;        /* units that may not be where they are */
} ambit_siting_state;

ambit_status ambit_siting_state_init(ambit_siting_state *state, const ambit_terrain *terrain, ambit_error *err);
void ambit_siting_state_reset(ambit_siting_state *state);

/* Takes over owner [n_units] (copied): slots, of which `active` [n_active] may change; NULL: all. plays[] is as it was.
 * Sums everything anew. O(units + sum of squares of the active territories' sizes). */
void ambit_siting_state_load(ambit_siting_state *state, const uint32_t *owner, const uint32_t *active,
        uint32_t n_active);

/* What a typical unit beyond the bounds costs from here on. O(active slots), and their units where capacities depend on
 * the site: the price then says which site is best. */
void ambit_siting_state_set_price(ambit_siting_state *state, double price);

static inline double ambit_siting_state_value(const ambit_siting_state *s) { return s->cost + s->toll; }

/* Beyond the rules, contiguity apart, in shares; exactly 0 within them. As far as the active slots go, and 1 for each
 * misplaced unit. O(1) within the rules, else O(active slots). */
double ambit_siting_state_violation(const ambit_siting_state *state);

/* Shift: u goes to `to`, another active slot. What the value changes by, or more, as `apply` may find a better centre.
 * INFINITY: u may not go there, or would leave a territory without a centre. O(rules + priced borders of u). */
double ambit_siting_shift_evaluate(const ambit_siting_state *state, uint32_t u, uint32_t to);
void ambit_siting_shift_apply(ambit_siting_state *state, uint32_t u, uint32_t to);

/* Swap: u and v, of two active slots, change places. The same promises. */
double ambit_siting_swap_evaluate(const ambit_siting_state *state, uint32_t u, uint32_t v);
void ambit_siting_swap_apply(ambit_siting_state *state, uint32_t u, uint32_t v);

#endif
