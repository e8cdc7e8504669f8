/* solver/exact/enumerate.h - small problems by depth-first enumeration, held back by many Lagrangian bounds at once.
 *
 * Large units are decided first. For prices p, a partial plan has room
 *
 *     cutoff - L(p) - sum over the decided units of (priced cost of the chosen pair - least priced cost of the unit)
 *
 * left, and below zero no completion beats the incumbent. So a bound is a number that only falls, by an amount known in
 * advance for each pair; a row's bounds have the same shape. All of them are kept side by side as whole numbers,
 * rounded to the hopeful side, and a node costs some 30 ns. Prices are learned on the way: every hundred nodes they
 * are bettered for the node at hand, which serves its relatives too.
 *
 * GLPK needs 5 to 20 times as long for the same proof with 50 free units of two to four reps. */
#ifndef AMBIT_ENUMERATE_H
#define AMBIT_ENUMERATE_H
#include "instances/base/status.h"
#include "solver/core.h"

typedef struct ambit_enumeration ambit_enumeration; /* work space of one thread */

/* For cores of at most so many units and reps (at most 8) and just so many rules. The caller owns *out. */
ambit_status ambit_enumeration_build(ambit_enumeration **out, uint32_t most_units, uint32_t most_reps,
        uint32_t n_rules, ambit_error *err);
void ambit_enumeration_free(ambit_enumeration *enumeration); /* NULL is fine */

typedef struct {
    const uint32_t *incumbent;   /* [n_units] choice to be beaten; within the rules unless there are penalties */
    const double *price;         /* [n_rules * n_reps] where the prices start, or NULL */
    const double *penalty;       /* [n_rules * n_reps] > 0, cost per amount beyond a row's bounds; NULL: hard rows */
    uint64_t most_nodes;
} ambit_enumeration_options;

typedef struct {
    bool improved;    /* choice beats the incumbent */
    bool complete;    /* and nothing beats choice (by more than 1e-9 of the cost) */
    double gain;      /* what the incumbent costs more, penalties included */
    uint64_t nodes;
} ambit_enumeration_result;

/* choice [n_units] receives the best plan found, or the incumbent. Allocates nothing. */
ambit_enumeration_result ambit_enumeration_solve(ambit_enumeration *enumeration, uint32_t *choice,
        const ambit_core *core, const ambit_enumeration_options *options);

#endif
