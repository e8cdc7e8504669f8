/* tools/explain/moves.h - what a plan would cost and break if some units went elsewhere.
 *
 * A block is what moves as one: a unit, or its group. Costs of a pair and loads of a row are looked up here to find
 * candidates quickly; what is shown is computed by the verifier (ambit_evaluate) from the whole changed plan. */
#ifndef AMBIT_EXPLAIN_MOVES_H
#define AMBIT_EXPLAIN_MOVES_H
#include "tools/outcome.h"

enum { AMBIT_CHAIN_MOST = 3 };

/* Up to three moves, one after the other: the first makes room for nobody, each later one makes room for the one
 * before. */
typedef struct {
    uint32_t n;
    struct { uint32_t unit, from, to; } move[AMBIT_CHAIN_MOST]; /* unit: the first of its block */
    double cost; /* what the plan costs more, then; negative: less */
} ambit_chain;

typedef struct {
    const ambit_outcome *outcome;
    const ambit_formulation *formulation;
    const ambit_problem *problem;
    uint32_t n_blocks;
    uint32_t *block;          /* [n_units] */
    uint32_t *first, *unit;   /* [n_blocks + 2], [n_units]: the units of each block, ascending */
    /* [n_reps + 2], [n_blocks]: the blocks of each rep; who has nobody's is left out */
    uint32_t *rep_first, *rep_block;
    uint32_t *owner;          /* [n_blocks] */
    double *load;             /* [n_rules * n_reps] of the plan, as the verifier sees it */
    ambit_pair *forbidden;    /* sorted */
    uint32_t *plan;           /* [n_units] work space: the plan, to be changed and restored */
} ambit_moves;

/* The caller resets *out in any case. O(units log units). */
ambit_status ambit_moves_init(ambit_moves *out, const ambit_outcome *outcome, ambit_error *err);
void ambit_moves_reset(ambit_moves *moves);

/* What a block costs at a rep: travel, moves, misfit; INFINITY when it may not be there. O(its units). */
double ambit_moves_cost(const ambit_moves *moves, uint32_t block, uint32_t rep);

/* What a block brings to rule a at a rep. */
double ambit_moves_amount(const ambit_moves *moves, uint32_t a, uint32_t block, uint32_t rep);

/* The verdict on the plan with the chain's moves; load [n_rules * n_reps] may be NULL. O(units). */
ambit_status ambit_moves_judge(ambit_verdict *out, const ambit_moves *moves, const ambit_chain *chain, double *load,
        ambit_error *err);

/* The cheapest chain that takes `block` to rep `to` and keeps every rule, among all of up to three moves whose later
 * stops are reps that are near; n 0: there is none. O(blocks of three reps x reps x rules). */
ambit_status ambit_moves_chain(ambit_chain *out, const ambit_moves *moves, uint32_t block, uint32_t to,
        ambit_error *err);

/* The reps in the order of what the block costs there; those it may not go to come last. order is [n_reps]. */
ambit_status ambit_moves_order(uint32_t *order, const ambit_moves *moves, uint32_t block, ambit_error *err);

#endif
