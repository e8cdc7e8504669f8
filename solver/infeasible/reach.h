/* solver/infeasible/reach.h - who may serve whom, gathered into few sets: units with the same reps to choose from share
 * one.
 *
 * Groups count as one unit here. Without a matrix a million units fall into a handful of sets, so that questions about
 * capacity become questions about a small network. */
#ifndef AMBIT_REACH_H
#define AMBIT_REACH_H
#include "solver/problem.h"

typedef struct {
    const ambit_problem *problem; /* borrowed */
    uint32_t n_units;             /* groups merged */
    uint32_t *member_first;       /* [n_units + 1] */
    uint32_t *member;             /* the problem's units of each, ascending */
    uint32_t *set_of;             /* [n_units] */
    uint32_t n_sets;
    size_t *set_first;            /* [n_sets + 1] */
    uint32_t *set_rep;            /* ascending within a set; a set may be empty */
    ambit_pair *forbidden;        /* sorted */
} ambit_reach;

/* O(units * reps) at worst, O(units) for those that only their class limits. */
ambit_status ambit_reach_build(ambit_reach **out, const ambit_problem *problem, ambit_error *err);
void ambit_reach_free(ambit_reach *reach); /* NULL is fine */

/* Why one unit of the problem and one rep do not go together; the first reason that holds. */
typedef enum { AMBIT_REACH_FREE, AMBIT_REACH_LOCK, AMBIT_REACH_PAIR, AMBIT_REACH_FORBIDDEN,
        AMBIT_REACH_CLASS } ambit_reach_bar;
ambit_reach_bar ambit_reach_barred(const ambit_reach *reach, uint32_t unit, uint32_t rep);

/* Hours of a visit; only for pairs that exist. */
double ambit_reach_hours(const ambit_reach *reach, uint32_t unit, uint32_t rep);

/* What the pair brings to a rule; only for pairs that exist. */
double ambit_reach_amount(const ambit_reach *reach, const ambit_problem_rule *rule, uint32_t unit, uint32_t rep);

#endif
