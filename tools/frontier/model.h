/* tools/frontier/model.h - what is traded, and one way to ask for it.
 *
 *     cost       travel and whatever else the plan prices, but not what moving costs
 *     imbalance  the worst |load - share| / share over balance rules and reps
 *     moved      the sum of `amount` over the units that change their rep
 *
 * One of the three is minimised while the other two are held below a bound each (epsilon constraints: Haimes, Lasdon
 * and Wismer 1971, doi:10.1109/TSMC.1971.4308298). A variant is the same problem with other bounds: it borrows all that
 * does not change, so that a hundred of them cost little, and each has its own thread. */
#ifndef AMBIT_FRONTIER_MODEL_H
#define AMBIT_FRONTIER_MODEL_H
#include "solver/problem.h"

typedef struct {
    const ambit_problem *problem;
    uint32_t n_balance;        /* balance rules; caps on accounts and the like are no part of the imbalance */
    const uint32_t *rule;      /* [n_balance] their numbers in the problem */
    const double *share;       /* [n_balance * n_reps] what deviation is measured from */
    const double *tolerance;   /* [n_balance] the plan's own, as fractions */
    const double *amount;      /* [n_units] of a move; NULL: 1 each */
} ambit_frontier_model;

/* What is held. A tolerance takes the place of those of all balance rules when `widens`, else only of wider ones. */
typedef struct {
    double tolerance;          /* INFINITY: each rule's own */
    int widens;
    double cap;                /* the most that may move, in `amount`, beside the plan's own caps; INFINITY: no cap */
} ambit_frontier_epsilon;

/* What is minimised: the cost; or what moves, and travel where that makes little difference (half a per cent of all
 * that could move outweighs the travel of today): among plans that move little there is a short one. */
typedef enum { AMBIT_FRONTIER_COST, AMBIT_FRONTIER_MOVES } ambit_frontier_aim;

typedef struct {
    ambit_problem view;        /* not to be freed with ambit_problem_free */
    ambit_problem_rule *rule;
    double *bound;             /* lower and upper bounds of the balance rules */
    ambit_problem_cap *cap;    /* the problem's further caps on moves, and its own where that counts something else */
    double *visits, *one;      /* [n_units] */
} ambit_frontier_variant;

/* Makes the problem of one question; `model` must outlive it. On AMBIT_OK the caller resets it; else it is reset. */
ambit_status ambit_frontier_variant_init(ambit_frontier_variant *variant, const ambit_frontier_model *model,
        ambit_frontier_aim aim, ambit_frontier_epsilon epsilon, ambit_error *err);
void ambit_frontier_variant_reset(ambit_frontier_variant *variant);

/* The worst deviation of a plan whose loads are load[n_rules * n_reps]. O(balance rules * reps). */
double ambit_frontier_imbalance(const ambit_frontier_model *model, const double *load);

/* The widest of the plan's own tolerances; 0 without balance rules. */
double ambit_frontier_widest(const ambit_frontier_model *model);

/* Does any unit have a rep in force, so that there are moves to count? */
int ambit_frontier_has_moves(const ambit_frontier_model *model);

#endif
