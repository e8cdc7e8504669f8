/* tests/support.h - what tests of several floors share: small random problems, and the truth about them by brute force.
 *
 * A problem is made from a seed alone, so a test that fails needs to print no more than that. */
#ifndef AMBIT_TEST_SUPPORT_H
#define AMBIT_TEST_SUPPORT_H
#include "instances/ambit.h"

/* What a random problem has beside units at places, reps with homes, visits, and rules of equal shares. */
enum {
    AMBIT_TEST_HIDDEN     = 1 << 0,  /* bounds lie around the loads of a random hidden plan: mostly feasible */
    AMBIT_TEST_MATRIX     = 1 << 1,  /* a travel matrix, about a fifth of its pairs missing (never all of a unit) */
    AMBIT_TEST_CLASSES    = 1 << 2,  /* three classes; each rep serves about two */
    AMBIT_TEST_MISFIT     = 1 << 3,  /* classes are a cost, not a rule (with CLASSES) */
    AMBIT_TEST_FORBIDDEN  = 1 << 4,  /* about a tenth of the pairs */
    AMBIT_TEST_LOCKS      = 1 << 5,  /* about a fifth of the units */
    AMBIT_TEST_GROUPS     = 1 << 6,  /* about half of the units in groups of two or three */
    AMBIT_TEST_CURRENT    = 1 << 7,  /* a plan in force, with costs of moving */
    AMBIT_TEST_MOVE_CAP   = 1 << 8,  /* at most about half of it may move (with CURRENT) */
    AMBIT_TEST_PER_HOUR   = 1 << 9,  /* the first rule's amounts depend on the rep */
    AMBIT_TEST_IDEAL      = 1 << 10, /* deviation costs */
    AMBIT_TEST_INTEGER    = 1 << 11, /* small whole amounts, so that bounds are met exactly and optima tie */
    AMBIT_TEST_CONTIGUOUS = 1 << 12, /* the units are a grid that reps must hold connected parts of */
    AMBIT_TEST_ALL        = (1 << 13) - 1,
    /* Of generalised assignment, and not part of ALL: */
    AMBIT_TEST_PAIR_AMOUNT = 1 << 13, /* every rule's amounts differ by pair (with MATRIX) */
    AMBIT_TEST_ONE_SIDED   = 1 << 14, /* upper bounds alone */
    AMBIT_TEST_WHOLE_COSTS = 1 << 15, /* hours are whole numbers (with MATRIX) */
    /* Of free centres, and not part of ALL either: */
    AMBIT_TEST_CENTRES  = 1 << 16, /* every centre is free */
    AMBIT_TEST_HOMES    = 1 << 17, /* but about a third of them, which keep their place (with CENTRES) */
    AMBIT_TEST_FEW_SITES = 1 << 18, /* about half of the units may be centres (with CENTRES) */
    AMBIT_TEST_CAPACITY = 1 << 19, /* the first rule's upper bound depends on the centre (with CENTRES) */
    AMBIT_TEST_PLANE    = 1 << 20, /* places in a plane, distances rounded down or to the nearest, or not */
    AMBIT_TEST_MOMENT   = 1 << 21, /* squared distances */
    AMBIT_TEST_PRICED   = 1 << 22, /* borders between territories cost */
    AMBIT_TEST_CAPS     = 1 << 23, /* two further caps on moves, one of them by rep too (with CURRENT) */
    AMBIT_TEST_CAPS_IN_ALL = 1 << 24, /* the same, but none by rep */
    AMBIT_TEST_GAP = AMBIT_TEST_HIDDEN | AMBIT_TEST_MATRIX | AMBIT_TEST_INTEGER | AMBIT_TEST_PAIR_AMOUNT
        | AMBIT_TEST_ONE_SIDED | AMBIT_TEST_WHOLE_COSTS,
};

/* The tolerance is a fraction such as 0.2. Never NULL: it ends the program when the problem cannot be built. */
ambit_problem *ambit_test_random_problem(uint64_t seed, uint32_t n_units, uint32_t n_reps, uint32_t n_rules,
        double tolerance, unsigned features);

/* Tries every assignment and asks ambit_evaluate about it. Returns 1 and the cheapest plan within the rules (of equal
 * ones the first in counting order) with its cost; 0 when there is none (*cost is INFINITY). n_reps ^ n_units steps. */
int ambit_test_brute_force(const ambit_problem *problem, uint32_t n_units, uint32_t n_reps, uint32_t *best_plan,
        double *cost);

/* The least violation over every assignment. */
double ambit_test_least_violation(const ambit_problem *problem, uint32_t n_units, uint32_t n_reps);

#endif
