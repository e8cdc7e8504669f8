/* tests/generated.h - the problem that an instance of the generator is, without a folder in between. */
#ifndef AMBIT_TEST_GENERATED_H
#define AMBIT_TEST_GENERATED_H
#include "instances/generator.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

/* A family of instances, one for each seed. */
typedef struct {
    const char *name;
    uint32_t n_accounts, n_reps, n_measures;
    double tolerance;
    uint32_t n_segments;
    int fte_mix, giants;
} ambit_test_kind;

static inline ambit_generator_options ambit_test_options_of(const ambit_test_kind *kind, uint64_t seed)
{
    return (ambit_generator_options){ kind->n_accounts, kind->n_reps, seed, kind->n_measures, kind->tolerance,
        kind->n_segments, kind->fte_mix, kind->giants };
}

static inline ambit_generated *ambit_test_draw(const ambit_generator_options *options)
{
    ambit_generated *g;
    ambit_error err = { AMBIT_OK, "" };
    if (ambit_generator_build(&g, options, &err) != AMBIT_OK) fail_msg("%s", err.text);
    return g;
}

/* Bounds around shares of the total, as a plan folder's would be. */
static inline void ambit_test_add_share(ambit_problem *problem, const ambit_generated *g, uint32_t a)
{
    uint32_t n = g->options.n_reps;
    double total = 0, fte = 0, *lower = calloc(n, sizeof *lower), *upper = calloc(n, sizeof *upper);
    assert_true(lower && upper);
    for (uint32_t i = 0; i < g->options.n_accounts; i++) total += g->amount[a][i];
    for (uint32_t r = 0; r < n; r++) fte += g->fte[r];
    for (uint32_t r = 0; r < n; r++) {
        lower[r] = g->fte[r] / fte * total * (1 - g->options.tolerance);
        upper[r] = g->fte[r] / fte * total * (1 + g->options.tolerance);
    }
    ambit_rule rule = { .name = ambit_generator_measure(a), .amount = g->amount[a], .lower = lower, .upper = upper };
    assert_int_equal(ambit_problem_add_rule(problem, &rule, NULL), AMBIT_OK);
    free(lower);
    free(upper);
}

/* The problem of its plan folder. */
static inline ambit_problem *ambit_test_formulate(const ambit_generated *g)
{
    ambit_problem *problem;
    uint32_t n_reps = g->options.n_reps;
    double *lon = calloc(n_reps, sizeof *lon), *lat = calloc(n_reps, sizeof *lat);
    assert_true(lon && lat);
    for (uint32_t r = 0; r < n_reps; r++) lon[r] = g->lon_deg[g->home[r]], lat[r] = g->lat_deg[g->home[r]];
    assert_int_equal(ambit_problem_build(&problem, g->options.n_accounts, n_reps, NULL), AMBIT_OK);
    assert_int_equal(ambit_problem_set_places(problem, g->lon_deg, g->lat_deg, lon, lat, 60, 1.3, NULL), AMBIT_OK);
    assert_int_equal(ambit_problem_set_visits(problem, g->visits, NULL), AMBIT_OK);
    free(lon);
    free(lat);
    for (uint32_t a = 0; a < g->options.n_measures; a++) ambit_test_add_share(problem, g, a);
    if (g->segment) assert_int_equal(ambit_problem_set_classes(problem, g->segment, g->serves, 0, NULL), AMBIT_OK);
    return problem;
}

#endif
