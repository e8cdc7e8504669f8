/* tests/heuristics/rig.h - what the search stands on, built from a seed: problem, core, prices, candidates, neighbours,
 * and a watch that never stops. */
#ifndef AMBIT_TEST_RIG_H
#define AMBIT_TEST_RIG_H
#include "heuristics/plan/neighbours.h"
#include "heuristics/plan/state.h"
#include "heuristics/watch.h"
#include "instances/base/rng.h"
#include "solver/bound.h"
#include "tests/support.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { RIG_MOST_UNITS = 400, RIG_MOST_REPS = 16, RIG_MOST_ROWS = 64 };

/* Everything that one core can carry at once; costs of misfit keep every class eligible. */
static const unsigned RIG_RICH = AMBIT_TEST_HIDDEN | AMBIT_TEST_MATRIX | AMBIT_TEST_FORBIDDEN | AMBIT_TEST_LOCKS
    | AMBIT_TEST_GROUPS | AMBIT_TEST_CURRENT | AMBIT_TEST_MOVE_CAP | AMBIT_TEST_PER_HOUR | AMBIT_TEST_IDEAL;

typedef struct {
    ambit_problem *problem;
    ambit_core *core;
    ambit_bound *bound;
    ambit_candidates candidates;
    ambit_neighbours neighbours;
    ambit_options options;
    ambit_watch watch;
} rig;

/* `most` candidates a unit in the core (0: all) and `searched` in the lists. */
static inline void rig_build(rig *r, uint64_t seed, uint32_t n_units, uint32_t n_reps, uint32_t n_rules,
        double tolerance, unsigned features, uint32_t most, uint32_t searched)
{
    ambit_error err = { AMBIT_OK, "" };
    const ambit_bound_options dual = { .smooth_steps = 60, .deflected_steps = 40, .target = INFINITY };
    *r = (rig){ .options = ambit_options_default() };
    r->problem = ambit_test_random_problem(seed, n_units, n_reps, n_rules, tolerance, features);
    if (ambit_core_build(&r->core, r->problem, most, &err))
        fail_msg("seed %llu: %s", (unsigned long long)seed, err.text);
    assert_int_equal(ambit_bound_build(&r->bound, r->core, &dual, &err), AMBIT_OK);
    assert_int_equal(ambit_candidates_init(&r->candidates, r->core, r->bound->price, searched, &err), AMBIT_OK);
    assert_int_equal(ambit_neighbours_init(&r->neighbours, r->core, &r->candidates, &err), AMBIT_OK);
    ambit_watch_init(&r->watch, &r->options);
}

static inline void rig_reset(rig *r)
{
    ambit_neighbours_reset(&r->neighbours);
    ambit_candidates_reset(&r->candidates);
    ambit_bound_free(r->bound);
    ambit_core_free(r->core);
    ambit_problem_free(r->problem);
}

static inline uint32_t rig_length(const ambit_core *core, uint32_t u)
{
    return (uint32_t)(core->first[u + 1] - core->first[u]);
}

static inline void rig_random_choice(const ambit_core *core, uint32_t *choice, ambit_rng *rng)
{
    for (uint32_t u = 0; u < core->n_units; u++) choice[u] = ambit_rng_below(rng, rig_length(core, u));
}

/* The penalty of each row, in the core's numbering: uneven, so that a mistaken row shows. */
static inline void rig_penalties(const ambit_core *core, double *penalty)
{
    for (uint32_t row = 0; row < core->n_rules * core->n_reps; row++) penalty[row] = 3 + 0.7 * row;
}

static inline void rig_choices_are_valid(const ambit_core *core, const uint32_t *choice)
{
    for (uint32_t u = 0; u < core->n_units; u++) assert_true(choice[u] < rig_length(core, u));
}

/* The verifier's word on a choice. */
static inline ambit_verdict rig_verdict(const rig *r, const uint32_t *choice)
{
    uint32_t plan[2 * RIG_MOST_UNITS];
    ambit_error err;
    ambit_verdict verdict;
    rig_choices_are_valid(r->core, choice);
    ambit_core_expand(r->core, choice, plan);
    assert_int_equal(ambit_evaluate(&verdict, r->problem, plan, NULL, &err), AMBIT_OK);
    return verdict;
}

static inline int rig_near(double a, double b, double relative) { return fabs(a - b) <= relative * (1 + fabs(b)); }

#endif
