/* Problems with free centres from end to end: brute force = exact side = search, the same bytes for any number of
 * threads, and infeasible only when nothing is feasible. */
#include "instances/ambit.h"
#include "tests/support.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { UNITS = 7, REPS = 3, SEEDS = 3 };

static const struct { const char *name; unsigned features; } kinds[] = {
    { "p-median", AMBIT_TEST_CENTRES | AMBIT_TEST_PLANE },
    { "capacitated p-median", AMBIT_TEST_CENTRES | AMBIT_TEST_PLANE | AMBIT_TEST_CAPACITY | AMBIT_TEST_ONE_SIDED },
    { "Hess, connected", AMBIT_TEST_CENTRES | AMBIT_TEST_PLANE | AMBIT_TEST_MOMENT | AMBIT_TEST_CONTIGUOUS
                             | AMBIT_TEST_INTEGER },
    { "few sites on the globe", AMBIT_TEST_CENTRES | AMBIT_TEST_FEW_SITES | AMBIT_TEST_CONTIGUOUS },
    { "ideals", AMBIT_TEST_CENTRES | AMBIT_TEST_IDEAL },
    { "different shares", AMBIT_TEST_CENTRES | AMBIT_TEST_HIDDEN | AMBIT_TEST_CONTIGUOUS },
    { "homes alone, connected", AMBIT_TEST_PRICED | AMBIT_TEST_HIDDEN | AMBIT_TEST_CONTIGUOUS },
    { "homes beside free centres", AMBIT_TEST_CENTRES | AMBIT_TEST_HOMES | AMBIT_TEST_CLASSES | AMBIT_TEST_FORBIDDEN
                                       | AMBIT_TEST_HIDDEN | AMBIT_TEST_CONTIGUOUS },
    { "groups, locks, misfits", AMBIT_TEST_CENTRES | AMBIT_TEST_GROUPS | AMBIT_TEST_LOCKS | AMBIT_TEST_CLASSES
                                    | AMBIT_TEST_MISFIT },
    { "moves", AMBIT_TEST_CENTRES | AMBIT_TEST_CURRENT | AMBIT_TEST_MOVE_CAP | AMBIT_TEST_HIDDEN },
    { "priced borders", AMBIT_TEST_CENTRES | AMBIT_TEST_PRICED | AMBIT_TEST_CONTIGUOUS },
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

static bool near(double a, double b) { return fabs(a - b) <= 1e-7 * (1 + fabs(a)); }

/* One engine's answer beside the truth. The search alone need not prove, but of so few units it finds the best plan. */
static void compare(const ambit_problem *p, ambit_engine engine, int feasible, double least, const char *what)
{
    ambit_options options = ambit_options_default();
    ambit_error err = { AMBIT_OK, "" };
    ambit_result *result;
    options.engine = engine, options.effort = engine == AMBIT_ENGINE_GA ? 0.05 : 1;
    if (ambit_solve(&result, p, &options, &err) != AMBIT_OK) fail_msg("%s: %s", what, err.text);
    const ambit_summary *s = ambit_result_summary(result);
    bool has_plan = s->status == AMBIT_PLAN_OPTIMAL || s->status == AMBIT_PLAN_FEASIBLE;
    if (s->status == AMBIT_PLAN_INFEASIBLE ? feasible : has_plan && !feasible)
        fail_msg("%s, engine %d: status %d, brute force %g", what, (int)engine, (int)s->status, least);
    if (feasible && (!has_plan || !near(s->cost.total, least)))
        fail_msg("%s, engine %d: status %d, cost %.12g, the least is %.12g", what, (int)engine, (int)s->status,
                 s->cost.total, least);
    if (feasible && s->bound > least + 1e-7 * (1 + fabs(least)))
        fail_msg("%s, engine %d: bound %.12g above %.12g", what, (int)engine, s->bound, least);
    if (engine != AMBIT_ENGINE_GA && s->status != (feasible ? AMBIT_PLAN_OPTIMAL : AMBIT_PLAN_INFEASIBLE))
        fail_msg("%s, engine %d: nothing is proven: status %d, gap %g", what, (int)engine, (int)s->status, s->gap);
    ambit_result_free(result);
}

static void every_engine_finds_what_brute_force_finds(void **state)
{
    (void)state;
    static const ambit_engine engines[3] = { AMBIT_ENGINE_AUTO, AMBIT_ENGINE_ILP, AMBIT_ENGINE_GA };
    char what[100];
    int n_feasible = 0;
    for (int k = 0; k < KINDS; k++)
        for (uint64_t seed = 1; seed <= SEEDS; seed++) {
            ambit_problem *p = ambit_test_random_problem(seed, UNITS, REPS, 1, 0.5, kinds[k].features);
            uint32_t plan[UNITS];
            double least;
            snprintf(what, sizeof what, "%s, seed %llu", kinds[k].name, (unsigned long long)seed);
            int feasible = ambit_test_brute_force(p, UNITS, REPS, plan, &least);
            for (int e = 0; e < 3; e++) compare(p, engines[e], feasible, least, what);
            ambit_problem_free(p);
            n_feasible += feasible;
        }
    assert_true(n_feasible > KINDS * SEEDS / 2 && n_feasible < KINDS * SEEDS);
}

static void threads_change_nothing(void **state)
{
    (void)state;
    enum { MORE = 60, FEW = 6 };
    ambit_problem *p = ambit_test_random_problem(4, MORE, FEW, 2, 0.3, AMBIT_TEST_CENTRES | AMBIT_TEST_CONTIGUOUS);
    uint32_t plan[3][MORE];
    double bound[3], cost[3];
    for (int n = 0; n < 3; n++) {
        ambit_options options = ambit_options_default();
        ambit_error err = { AMBIT_OK, "" };
        ambit_result *result;
        options.threads = n + 1, options.effort = 0.02;
        assert_int_equal(ambit_solve(&result, p, &options, &err), AMBIT_OK);
        assert_non_null(ambit_result_plan(result));
        assert_non_null(ambit_result_centres(result));
        memcpy(plan[n], ambit_result_plan(result), sizeof plan[n]);
        bound[n] = ambit_result_summary(result)->bound, cost[n] = ambit_result_summary(result)->cost.total;
        ambit_result_free(result);
        assert_memory_equal(plan[n], plan[0], sizeof plan[0]);
        assert_true(bound[n] == bound[0] && cost[n] == cost[0]);
    }
    ambit_problem_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_engine_finds_what_brute_force_finds),
        cmocka_unit_test(threads_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
