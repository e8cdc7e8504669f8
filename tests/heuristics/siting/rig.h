/* What tests of the siting search share: random problems of every kind, and what is prepared for a search. */
#ifndef AMBIT_TEST_SITING_RIG_H
#define AMBIT_TEST_SITING_RIG_H
#include "heuristics/siting/terrain.h"
#include "heuristics/watch.h"
#include "instances/base/rng.h"
#include "tests/support.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct { const char *name; unsigned features; } rig_kinds[] = {
    { "a p-median", AMBIT_TEST_CENTRES | AMBIT_TEST_PLANE | AMBIT_TEST_HIDDEN },
    { "a capacitated p-median", AMBIT_TEST_CENTRES | AMBIT_TEST_PLANE | AMBIT_TEST_CAPACITY | AMBIT_TEST_HIDDEN },
    { "Hess' districts", AMBIT_TEST_CENTRES | AMBIT_TEST_PLANE | AMBIT_TEST_MOMENT | AMBIT_TEST_CONTIGUOUS
                             | AMBIT_TEST_INTEGER | AMBIT_TEST_HIDDEN },
    { "few sites and ideals", AMBIT_TEST_CENTRES | AMBIT_TEST_FEW_SITES | AMBIT_TEST_IDEAL | AMBIT_TEST_HIDDEN },
    { "homes beside free centres", AMBIT_TEST_CENTRES | AMBIT_TEST_HOMES | AMBIT_TEST_CLASSES | AMBIT_TEST_FORBIDDEN
                                       | AMBIT_TEST_HIDDEN },
    { "groups, locks, misfits", AMBIT_TEST_CENTRES | AMBIT_TEST_GROUPS | AMBIT_TEST_LOCKS | AMBIT_TEST_CLASSES
                                    | AMBIT_TEST_MISFIT | AMBIT_TEST_HIDDEN },
    { "a cap on moves", AMBIT_TEST_CENTRES | AMBIT_TEST_CURRENT | AMBIT_TEST_MOVE_CAP | AMBIT_TEST_HIDDEN },
    { "priced borders", AMBIT_TEST_CENTRES | AMBIT_TEST_PRICED | AMBIT_TEST_MOMENT | AMBIT_TEST_HIDDEN },
    { "homes alone, connected", AMBIT_TEST_MATRIX | AMBIT_TEST_CONTIGUOUS | AMBIT_TEST_PRICED | AMBIT_TEST_HIDDEN },
};
enum { RIG_KINDS = sizeof rig_kinds / sizeof rig_kinds[0] };

typedef struct {
    ambit_problem *problem;
    ambit_siting *siting;
    ambit_terrain *terrain;
    ambit_watch watch;
    ambit_options options;
    ambit_error err;
} rig;

static inline void rig_build(rig *r, int kind, uint64_t seed, uint32_t n_units, uint32_t n_reps)
{
    r->problem = ambit_test_random_problem(seed, n_units, n_reps, 2, 0.3, rig_kinds[kind].features);
    assert_int_equal(ambit_siting_build(&r->siting, r->problem, &r->err), AMBIT_OK);
    assert_int_equal(ambit_terrain_build(&r->terrain, r->siting, &r->err), AMBIT_OK);
    r->options = ambit_options_default();
    ambit_watch_init(&r->watch, &r->options);
}

static inline void rig_free(rig *r)
{
    ambit_terrain_free(r->terrain);
    ambit_siting_free(r->siting);
    ambit_problem_free(r->problem);
}

/* A random owner of each unit; the first units are dealt out, so that nobody has none. */
static inline void rig_random_plan(const rig *r, uint32_t *owner, ambit_rng *rng)
{
    uint32_t k = r->siting->n_territories;
    for (uint32_t u = 0; u < r->siting->n_units; u++) owner[u] = u < k ? u : ambit_rng_below(rng, k);
}

static inline bool rig_near(double a, double b) { return fabs(a - b) <= 1e-7 * (1 + fabs(a)); }

#endif
