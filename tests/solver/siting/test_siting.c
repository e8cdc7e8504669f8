/* The compact problem with centres against the judge: two readings of one problem must say the same of every plan. */
#include "instances/base/rng.h"
#include "solver/problem.h"
#include "solver/siting/siting.h"
#include "tests/support.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { UNITS = 11, REPS = 4, PLANS = 30, SEEDS = 25 };

static const struct { const char *name; unsigned features; } kinds[] = {
    { "p-median", AMBIT_TEST_CENTRES | AMBIT_TEST_PLANE },
    { "capacitated p-median", AMBIT_TEST_CENTRES | AMBIT_TEST_PLANE | AMBIT_TEST_CAPACITY },
    { "Hess", AMBIT_TEST_CENTRES | AMBIT_TEST_PLANE | AMBIT_TEST_MOMENT | AMBIT_TEST_CONTIGUOUS | AMBIT_TEST_INTEGER },
    { "hours on the globe, few sites", AMBIT_TEST_CENTRES | AMBIT_TEST_FEW_SITES | AMBIT_TEST_IDEAL },
    { "homes beside free centres", AMBIT_TEST_CENTRES | AMBIT_TEST_HOMES | AMBIT_TEST_CLASSES | AMBIT_TEST_FORBIDDEN },
    { "groups, locks, misfits", AMBIT_TEST_CENTRES | AMBIT_TEST_GROUPS | AMBIT_TEST_LOCKS | AMBIT_TEST_CLASSES
                                    | AMBIT_TEST_MISFIT | AMBIT_TEST_CONTIGUOUS },
    { "moves", AMBIT_TEST_CENTRES | AMBIT_TEST_CURRENT | AMBIT_TEST_MOVE_CAP | AMBIT_TEST_HIDDEN },
    { "priced borders", AMBIT_TEST_CENTRES | AMBIT_TEST_PRICED | AMBIT_TEST_MOMENT },
    { "homes alone, with a matrix", AMBIT_TEST_MATRIX | AMBIT_TEST_PER_HOUR | AMBIT_TEST_CONTIGUOUS
                                        | AMBIT_TEST_PRICED },
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

static bool near(double a, double b) { return fabs(a - b) <= 1e-9 * (1 + fabs(a)); }

/* What territory t costs from a site. */
static double cost_from(const ambit_siting *s, const uint32_t *owner, uint32_t t, uint32_t site)
{
    double sum = 0;
    for (uint32_t u = 0; u < s->n_units; u++)
        if (owner[u] == t) sum += ambit_siting_cost(s, site, u);
    return sum;
}

/* The judge's centre, a unit of the problem, and the site found here: another one only when it is as good. */
static void compare_centres(const ambit_siting *s, const uint32_t *owner, uint32_t t, uint32_t centre, uint32_t site,
                            const char *what)
{
    bool has_site = site != AMBIT_NOBODY && s->unit_at[site] != AMBIT_NOBODY;
    assert_int_equal(centre != AMBIT_NOBODY, has_site);
    if (!has_site) return;
    double one = cost_from(s, owner, t, site), other = cost_from(s, owner, t, s->site_of[s->unit_of[centre]]);
    if (!near(one, other)) fail_msg("%s: centres of %.12g and %.12g", what, one, other);
}

/* What the judge of the whole model says must be what the compact problem says; owner[] is of merged units. */
static void compare(const ambit_problem *p, const ambit_siting *s, const uint32_t *owner, const char *what)
{
    uint32_t plan[UNITS], centre[REPS], site[REPS];
    ambit_siting_value value;
    ambit_verdict verdict;
    ambit_error err = { AMBIT_OK, "" };
    ambit_siting_expand(s, owner, plan);
    assert_int_equal(ambit_siting_judge(&value, s, owner, site, &err), AMBIT_OK);
    assert_int_equal(ambit_evaluate(&verdict, p, plan, NULL, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_best_centres(p, plan, centre, &err), AMBIT_OK);
    bool counts_alike = s->extra || near(verdict.violation, value.violation); /* the judge counts every reason */
    if (verdict.within_rules != (value.violation <= 0) || !counts_alike)
        fail_msg("%s: violation %.12g, the judge says %.12g (%s)", what, value.violation, verdict.violation,
                 verdict.first_fault);
    if (verdict.within_rules && !near(verdict.cost.total, value.cost))
        fail_msg("%s: cost %.12g, the judge says %.12g", what, value.cost, verdict.cost.total);
    for (uint32_t t = 0; t < REPS; t++) compare_centres(s, owner, t, centre[t], site[t], what);
}

static void both_readings_agree(void **state)
{
    (void)state;
    char what[100];
    for (int k = 0; k < KINDS; k++)
        for (uint64_t seed = 1; seed <= SEEDS; seed++) {
            ambit_problem *p = ambit_test_random_problem(seed, UNITS, REPS, 2, 0.6, kinds[k].features);
            ambit_siting *s;
            ambit_error err = { AMBIT_OK, "" };
            uint32_t owner[UNITS];
            ambit_rng rng = ambit_rng_of(seed, 5);
            snprintf(what, sizeof what, "%s, seed %llu", kinds[k].name, (unsigned long long)seed);
            assert_int_equal(ambit_siting_build(&s, p, &err), AMBIT_OK);
            for (int n = 0; n < PLANS; n++) {
                for (uint32_t u = 0; u < s->n_units; u++) owner[u] = ambit_rng_below(&rng, REPS);
                compare(p, s, owner, what);
            }
            ambit_siting_free(s);
            ambit_problem_free(p);
        }
}

/* Every centre by trying all of them, with the distances of the compact problem. */
static void centres_are_the_best(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        ambit_problem *p = ambit_test_random_problem(seed, UNITS, REPS, 1, 0.6, AMBIT_TEST_CENTRES | AMBIT_TEST_PLANE);
        ambit_siting *s;
        ambit_error err = { AMBIT_OK, "" };
        uint32_t plan[UNITS], centre[REPS];
        ambit_rng rng = ambit_rng_of(seed, 6);
        assert_int_equal(ambit_siting_build(&s, p, &err), AMBIT_OK);
        for (uint32_t u = 0; u < UNITS; u++) plan[u] = ambit_rng_below(&rng, REPS);
        assert_int_equal(ambit_problem_best_centres(p, plan, centre, &err), AMBIT_OK);
        for (uint32_t t = 0; t < REPS; t++) {
            double found = 0, least = INFINITY;
            for (uint32_t c = 0; c < UNITS; c++) {
                double sum = 0;
                for (uint32_t u = 0; u < UNITS; u++)
                    if (plan[u] == t) sum += ambit_siting_compute_cost(s, c, u);
                if (plan[c] == t) least = fmin(least, sum);
                if (c == centre[t]) found = sum;
            }
            if (centre[t] == AMBIT_NOBODY) assert_true(isinf(least));
            else assert_true(plan[centre[t]] == t && near(found, least));
        }
        ambit_siting_free(s);
        ambit_problem_free(p);
    }
}

static void windows_are_the_widest(void **state)
{
    (void)state;
    ambit_problem *p = ambit_test_random_problem(3, UNITS, REPS, 2, 0.3, AMBIT_TEST_CENTRES | AMBIT_TEST_HIDDEN
                                                 | AMBIT_TEST_HOMES | AMBIT_TEST_CAPACITY);
    ambit_siting *s;
    ambit_error err = { AMBIT_OK, "" };
    assert_int_equal(ambit_siting_build(&s, p, &err), AMBIT_OK);
    assert_true(s->n_free > 0 && s->n_free < REPS);
    for (uint32_t site = 0; site < s->n_sites; site++)
        for (uint32_t a = 0; a < 2; a++) {
            double low, high;
            ambit_siting_window(s, a, site, &low, &high);
            for (uint32_t t = 0; t < REPS; t++) {
                bool sits = s->unit_at[site] == AMBIT_NOBODY ? s->home[t] == site : s->home[t] == AMBIT_NOBODY;
                double most = p->rule[a].upper[t];
                if (a == 0 && s->unit_at[site] != AMBIT_NOBODY) most = fmin(most, p->capacity[s->unit_at[site]]);
                if (sits) assert_true(low <= p->rule[a].lower[t] && high >= most);
            }
        }
    ambit_siting_free(s);
    ambit_problem_free(p);
}

static void whole_costs_are_seen(void **state)
{
    (void)state;
    const double x[4] = { 0, 3, 3, 10 }, y[4] = { 0, 4, 8, 2 };
    const ambit_rounding rounding[2] = { AMBIT_ROUND_DOWN, AMBIT_ROUND_NOT };
    for (int k = 0; k < 2; k++) {
        ambit_problem *p;
        ambit_siting *s;
        ambit_error err = { AMBIT_OK, "" };
        assert_int_equal(ambit_problem_build(&p, 4, 2, &err), AMBIT_OK);
        assert_int_equal(ambit_problem_set_plane(p, x, y, NULL, NULL, rounding[k], &err), AMBIT_OK);
        assert_int_equal(ambit_problem_set_centres(p, &(ambit_centres){ NULL, NULL, NULL }, &err), AMBIT_OK);
        assert_int_equal(ambit_siting_build(&s, p, &err), AMBIT_OK);
        assert_int_equal(s->whole_costs, k == 0);
        assert_true(s->alike && s->n_sites == 4 && s->n_free == 2);
        assert_true(s->cost[1] == 5 && near(s->cost[3], k == 0 ? 10 : sqrt(104)));
        ambit_siting_free(s);
        ambit_problem_free(p);
    }
}

/* ---- The builder ------------------------------------------------------------------------------------------------- */

static void wrong_input_is_named(void **state)
{
    (void)state;
    ambit_problem *p;
    ambit_siting *s;
    ambit_error err = { AMBIT_OK, "" };
    const double x[2] = { 0, 1 }, bad[2] = { 0, NAN }, negative[2] = { 1, -1 };
    const uint8_t none[2] = { 0, 0 };
    const ambit_border twice[2] = { { 0, 1 }, { 1, 0 } };
    assert_int_equal(ambit_problem_build(&p, 2, 2, &err), AMBIT_OK);
    const ambit_centres all = { NULL, NULL, NULL };
    assert_int_equal(ambit_problem_set_centres(p, &all, &err), AMBIT_E_INPUT);
    assert_string_equal(err.text, "centres: found units without places, expected ambit_problem_set_places or "
                                  "ambit_problem_set_plane before");
    assert_int_equal(ambit_problem_set_plane(p, x, bad, NULL, NULL, AMBIT_ROUND_NOT, &err), AMBIT_E_INPUT);
    assert_string_equal(err.text, "unit_y[1] of unit 1: found nan, expected a number below 1e150");
    assert_int_equal(ambit_problem_set_plane(p, x, x, bad, x, AMBIT_ROUND_NOT, &err), AMBIT_E_INPUT);
    assert_string_equal(err.text, "rep_x[1] of rep 1: found nan, expected a number below 1e150");
    assert_int_equal(ambit_problem_set_plane(p, x, x, bad, bad, AMBIT_ROUND_NOT, &err), AMBIT_OK);
    assert_int_equal(ambit_siting_build(&s, p, &err), AMBIT_E_INPUT);
    assert_string_equal(err.text, "rep 1 has no place, expected one, or a free centre (ambit_problem_set_centres)");
    assert_int_equal(ambit_problem_set_centres(p, &(ambit_centres){ none, NULL, NULL }, &err), AMBIT_E_INPUT);
    assert_string_equal(err.text, "centres: rep 1 is neither free nor has it a place, expected one of the two");
    assert_int_equal(ambit_problem_set_centres(p, &(ambit_centres){ NULL, NULL, negative }, &err), AMBIT_E_INPUT);
    assert_string_equal(err.text, "capacity[1] of unit 1: found -1, expected a finite number of at least 0");
    assert_int_equal(ambit_problem_set_border_cost(p, twice, x, 2, &err), AMBIT_E_INPUT);
    assert_string_equal(err.text, "the border of unit 0 and unit 1 is given twice, expected once");
    assert_int_equal(ambit_problem_set_border_cost(p, twice, negative + 1, 1, &err), AMBIT_E_INPUT);
    assert_string_equal(err.text, "cost[0] of a border: found -1, expected a finite number of at least 0");
    ambit_problem_free(p);
}

static void what_does_not_go_together_is_refused(void **state)
{
    (void)state;
    ambit_problem *p;
    ambit_siting *s;
    ambit_error err = { AMBIT_OK, "" };
    const double x[2] = { 0, 1 }, far[2] = { 9, 9 }, none[2] = { 0, 0 };
    const ambit_rule rule = { .name = "work", .amount = x, .per_hour = x, .lower = none, .upper = far };
    assert_int_equal(ambit_problem_build(&p, 2, 2, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_set_places(p, x, x, NULL, NULL, 60, 1, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_set_centres(p, &(ambit_centres){ NULL, NULL, NULL }, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_add_rule(p, &rule, &err), AMBIT_OK);
    assert_int_equal(ambit_siting_build(&s, p, &err), AMBIT_E_INPUT);
    assert_string_equal(err.text, "rule work: found amounts per hour of travel, expected none where centres are free "
                                  "or places lie in a plane");
    assert_null(s);
    ambit_problem_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_readings_agree),
        cmocka_unit_test(centres_are_the_best),
        cmocka_unit_test(windows_are_the_widest),
        cmocka_unit_test(whole_costs_are_seen),
        cmocka_unit_test(wrong_input_is_named),
        cmocka_unit_test(what_does_not_go_together_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
