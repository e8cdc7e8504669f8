/* heuristics/plan/state.h - a plan in motion: who has what, what each row carries, and what a move would change.
 *
 *     value = sum_u cost(u, rep of u) + sum_rows toll(load)
 *     toll(y) = penalty * (distance of y from [lower, upper]) + weight * |y - ideal|
 *
 * A move has two verbs: `evaluate` tells the change of the value in O(rules), `apply` makes it in O(rules). Rows of one
 * rep lie together in memory; members of a rep are a ring, so that a move relinks two of them. */
#ifndef AMBIT_STATE_H
#define AMBIT_STATE_H
#include "instances/base/rng.h"
#include "solver/core.h"

/* One balance row, one cache line. `lower` and `upper` are widened by nearly what the verifier
 * grants, 1e-9 of the share, so that its plans are ours. */
typedef struct { double load, toll, lower, upper, penalty, ideal, weight, scale; } ambit_row;

typedef struct {
    const ambit_core *core;
    uint32_t n_rows;
    uint32_t *choice;        /* [n_units] offset of the chosen pair */
    uint32_t *owner;         /* [n_units] its rep */
    uint32_t *next, *prev;   /* [n_units] rings of each rep's units */
    uint32_t *some;          /* [n_reps] one unit of the ring, or AMBIT_NOBODY */
    ambit_row *row;          /* [n_rows] rep-major: rep * n_rules + rule; shared rules after all reps */
    double cost, toll;       /* the two parts of the value */
} ambit_state;

ambit_status ambit_state_init(ambit_state *state, const ambit_core *core, ambit_error *err);
void ambit_state_reset(ambit_state *state);

/* Takes over a choice [n_units] (copied) and sums everything anew. O(units * rules). */
void ambit_state_load(ambit_state *state, const uint32_t *choice);

/* Penalties per row of the core's numbering (rule * n_reps + rep), in cost per unit of amount beyond the bound. */
void ambit_state_set_penalties(ambit_state *state, const double *penalty);

/* Sum over rows of the distance from the bounds, in shares; below 1e-10 a row counts as within. */
double ambit_state_violation(const ambit_state *state);

/* Cost and soft deviations without penalties: the model's objective. */
double ambit_state_objective(const ambit_state *state);

/* Objective and violation of a choice [n_units], with room of its own. O(units * rules). */
ambit_status ambit_state_judge(double *objective, double *violation, const ambit_core *core, const uint32_t *choice,
        ambit_error *err);

static inline uint32_t ambit_state_rep(const ambit_state *s, uint32_t u)
{
    return s->owner[u];
}

static inline uint32_t ambit_state_row(const ambit_state *s, uint32_t rule, uint32_t rep)
{
    return s->core->rule[rule].shared ? s->core->n_reps * s->core->n_rules + rule : rep * s->core->n_rules + rule;
}

/* Shift: unit u goes to its pair `to` (an offset other than the present one). The change of the value. O(rules). */
double ambit_shift_evaluate(const ambit_state *state, uint32_t u, uint32_t to);
void ambit_shift_apply(ambit_state *state, uint32_t u, uint32_t to);

/* Swap: u takes its pair `to_u`, which is v's rep, and v its pair `to_v`, which is u's rep. O(rules). */
double ambit_swap_evaluate(const ambit_state *state, uint32_t u, uint32_t to_u, uint32_t v, uint32_t to_v);
void ambit_swap_apply(ambit_state *state, uint32_t u, uint32_t to_u, uint32_t v, uint32_t to_v);

#endif
