/* tests/heuristics/construct/rig.h - a problem made ready for constructions: compact, with ground and repair. */
#ifndef AMBIT_TEST_CONSTRUCT_RIG_H
#define AMBIT_TEST_CONSTRUCT_RIG_H
#include "heuristics/construct/repair.h"
#include "tests/support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

typedef struct {
    ambit_problem *problem; /* the rig's own */
    ambit_siting *siting;
    ambit_ground ground;
    ambit_siting_repair repair;
} construct_rig;

static inline void construct_rig_of(construct_rig *r, ambit_problem *problem)
{
    ambit_error err = { AMBIT_OK, "" };
    r->problem = problem;
    if (ambit_siting_build(&r->siting, problem, &err)) fail_msg("%s", err.text);
    assert_int_equal(ambit_ground_init(&r->ground, r->siting, &err), AMBIT_OK);
    assert_int_equal(ambit_siting_repair_init(&r->repair, &r->ground, &err), AMBIT_OK);
}

static inline void construct_rig_free(construct_rig *r)
{
    ambit_siting_repair_reset(&r->repair);
    ambit_ground_reset(&r->ground);
    ambit_siting_free(r->siting);
    ambit_problem_free(r->problem);
}

#endif
