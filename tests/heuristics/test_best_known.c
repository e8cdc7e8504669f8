/* No answer gets worse unseen: instances of the generator against the best that is known about them.
 *
 * tests/best_known.tsv has a row for each: seed, best cost, best bound, and how far an answer of little effort may be
 * from either, as a fraction. Effort is counted, so that an answer is the same on every machine.
 * AMBIT_TEST_EFFORT=5 looks for better values with more effort; they are printed. */
#include "tests/generated.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double EFFORT = 0.05;

static const ambit_test_kind kinds[] = {
    { "60x4",               60, 4, 2, 0.05, 0, 0, 0 },
    { "100x5",             100, 5, 2, 0.05, 0, 0, 0 },
    { "100x5-one-measure", 100, 5, 1, 0.02, 0, 0, 0 },
    { "120x6-giants",      120, 6, 2, 0.05, 0, 0, 1 },
    { "150x5-segments",    150, 5, 3, 0.08, 3, 1, 0 },
    { "200x5",             200, 5, 2, 0.05, 0, 0, 0 },
    { "300x8-fte",         300, 8, 2, 0.04, 0, 1, 0 },
    { "1500x50",          1500, 50, 2, 0.05, 0, 0, 0 },
};

typedef struct { char instance[64]; unsigned long long seed; double best, bound, tolerance; } known;

/* The row of an instance. */
static known look_up(const char *instance)
{
    known k;
    char line[200];
    FILE *table = fopen("tests/best_known.tsv", "r");
    assert_non_null(table);
    while (fgets(line, sizeof line, table))
        if (sscanf(line, "%63s %llu %lf %lf %lf", k.instance, &k.seed, &k.best, &k.bound, &k.tolerance) == 5
                && !strcmp(k.instance, instance)) {
            fclose(table);
            return k;
        }
    fclose(table);
    fail_msg("tests/best_known.tsv has no row \"%s\"", instance);
    return k;
}

static ambit_result *solve(const ambit_test_kind *kind, uint64_t seed, double effort)
{
    const ambit_generator_options drawn = ambit_test_options_of(kind, seed);
    ambit_generated *g = ambit_test_draw(&drawn);
    ambit_problem *problem = ambit_test_formulate(g);
    ambit_options options = ambit_options_default();
    ambit_result *result;
    ambit_error err = { AMBIT_OK, "" };
    options.effort = effort;
    if (ambit_solve(&result, problem, &options, &err)) fail_msg("%s", err.text);
    ambit_problem_free(problem);
    ambit_generated_free(g);
    return result;
}

static void is_as_good_as_known(void **state)
{
    const ambit_test_kind *kind = *state;
    const char *given = getenv("AMBIT_TEST_EFFORT");
    const known k = look_up(kind->name);
    ambit_result *result = solve(kind, k.seed, given ? strtod(given, NULL) : EFFORT);
    const ambit_summary *s = ambit_result_summary(result);
    print_message("%s\t%llu\t%.6f\t%.6f\t(%.4f %% above, %.4f %% below)\n", kind->name, k.seed, s->cost.total, s->bound,
                  100 * (s->cost.total / k.best - 1), 100 * (1 - s->bound / k.bound));
    assert_true(s->status == AMBIT_PLAN_FEASIBLE || s->status == AMBIT_PLAN_OPTIMAL);
    assert_true(s->cost.total <= k.best * (1 + k.tolerance));
    assert_true(s->bound >= k.bound * (1 - k.tolerance));
    /* Both were proven: what contradicts them is wrong, here or there. */
    assert_true(s->cost.total >= k.bound * (1 - 1e-8));
    assert_true(s->bound <= k.best * (1 + 1e-8));
    ambit_result_free(result);
}

int main(void)
{
    enum { N = sizeof kinds / sizeof *kinds };
    struct CMUnitTest tests[N];
    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ kinds[i].name, is_as_good_as_known, NULL, NULL, (void *)(uintptr_t)&kinds[i] };
    return cmocka_run_group_tests_name("heuristics/best_known", tests, NULL, NULL);
}
