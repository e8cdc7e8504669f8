/* solver/infeasible/infeasible.h - proofs that no plan exists, in words, with the smallest relaxation that helps.
 *
 * Cheap certificates first: a unit or group that nobody may serve, locks that contradict, a unit above every upper
 * bound, locks that overfill a rep, reps who can reach too little for their lower bound, a set of units (segment) whose
 * reps have too little capacity. Then, where it is small enough for GLPK, the LP relaxation: its elastic form (least
 * total relaxation of the bounds in shares) names the rules and reps that conflict. */
#ifndef AMBIT_INFEASIBLE_H
#define AMBIT_INFEASIBLE_H
#include "solver/problem.h"

/* *out is NULL when nothing is disproved, else lines of text (the caller frees it) that name units, reps and rules,
 * each with what would help. `lp_pairs`: the LP is tried up to so many pairs (0: never). */
ambit_status ambit_infeasible_find(char **out, const ambit_problem *problem, uint64_t lp_pairs, ambit_error *err);

/* The caps on all that moves alone, whatever the size: likewise *out. The least that must move is found by prices, in
 * about the time of the Lagrangian bound, so this is for when no plan was found. */
ambit_status ambit_infeasible_find_caps(char **out, const ambit_problem *problem, ambit_error *err);

#endif
