/* heuristics/exact/cut_out.h - a core problem cut out of a plan: some units, some reps, beside all that stays.
 *
 * The chosen units may share themselves out among the reps of the set; everything else stays where the plan has it, and
 * what that brings is taken off the rows' bounds. Plans within the rules of the small core are so in the whole one. */
#ifndef AMBIT_CUT_OUT_H
#define AMBIT_CUT_OUT_H
#include "heuristics/plan/state.h"

typedef struct {
    const ambit_state *state; /* borrowed, only read */
    const uint32_t *unit;     /* borrowed: the unit that each of its own stands for */
    const uint32_t *rep;      /* borrowed: the rep that each of its own stands for */
    ambit_core core;          /* every pair of these units with these reps that the whole core has */
    size_t *pair;             /* [core.n_pairs] the pair of the whole core */
    uint32_t *now;            /* [core.n_units] the plan's choice, in the small core's rows */
    double *load;             /* [n_rules * n_reps] what these units bring now; a shared row has its load at [0] */
} ambit_cut_out;

/* Every unit's present rep is one of the set. `sharers` problems may use what is left of the shared rows at the same
 * time. Reset it, also after a failure. O(units * reps * log). */
ambit_status ambit_cut_out_init(ambit_cut_out *out, const ambit_state *state, const uint32_t *rep, uint32_t n_reps,
        const uint32_t *unit, uint32_t n_units, uint32_t sharers, ambit_error *err);
void ambit_cut_out_reset(ambit_cut_out *cut);

/* The same in two steps, for many one after the other: room for so many units and reps once, then nothing is
 * allocated. */
ambit_status ambit_cut_out_reserve(ambit_cut_out *out, const ambit_core *whole, uint32_t most_units,
        uint32_t most_reps, ambit_error *err);
void ambit_cut_out_fill(ambit_cut_out *cut, const ambit_state *state, const uint32_t *rep, uint32_t n_reps,
        const uint32_t *unit, uint32_t n_units, uint32_t sharers);

/* Is the present plan within the bounds of these reps? */
bool ambit_cut_out_is_within(const ambit_cut_out *cut);

/* What the present plan costs here: pairs and deviations. */
double ambit_cut_out_value(const ambit_cut_out *cut);

/* The choice of unit i, given in the small core's row, as an offset in the whole core's row. */
static inline uint32_t ambit_cut_out_whole(const ambit_cut_out *cut, uint32_t i, uint32_t choice)
{
    return (uint32_t)(cut->pair[cut->core.first[i] + choice] - cut->state->core->first[cut->unit[i]]);
}

#endif
