/* Published instances with free centres in ambit's words: nothing is lost on the way, and both judges agree on every
 * plan. */
#include "instances/base/rng.h"
#include "solver/formulate/cpmp.h"
#include "solver/formulate/hess.h"
#include "solver/problem.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

enum { MOST_UNITS = 6, MOST_CENTRES = 3, MOST_BORDERS = MOST_UNITS * MOST_UNITS };

/* ---- Every plan -------------------------------------------------------------------------------------------------- */

typedef int judge_fn(const void *instance, const uint32_t *centre, double *cost, char *fault);

static int judge_cpmp(const void *i, const uint32_t *m, double *c, char *f) { return ambit_cpmp_judge(i, m, c, f); }
static int judge_hess(const void *i, const uint32_t *m, double *c, char *f) { return ambit_hess_judge(i, m, c, f); }

/* The centre of each unit under a plan; 0 when a territory is empty. */
static int answer_of(uint32_t *answer, const ambit_problem *p, const uint32_t *plan)
{
    uint32_t centre[MOST_CENTRES];
    assert_int_equal(ambit_problem_best_centres(p, plan, centre, NULL), AMBIT_OK);
    for (uint32_t r = 0; r < p->n_reps; r++)
        if (centre[r] == AMBIT_NOBODY) return 0;
    for (uint32_t u = 0; u < p->n_units; u++) answer[u] = centre[plan[u]];
    return 1;
}

/* What is within the rules here is within them there, at the same cost; returns how many plans that are. */
static uint32_t judges_agree(const ambit_problem *p, const void *instance, judge_fn *judge)
{
    uint32_t n = 0, u, plan[MOST_UNITS] = { 0 }, answer[MOST_UNITS];
    do {
        ambit_verdict verdict;
        double cost;
        char fault[200];
        assert_int_equal(ambit_evaluate(&verdict, p, plan, NULL, NULL), AMBIT_OK);
        int keeps = answer_of(answer, p, plan) && judge(instance, answer, &cost, fault);
        if (keeps != verdict.within_rules)
            fail_msg("the problem says \"%s\", the instance \"%s\"", verdict.first_fault, keeps ? "" : fault);
        if (keeps) n++, assert_true(fabs(cost - verdict.cost.total) <= 1e-12 * (1 + cost));
        for (u = 0; u < p->n_units && ++plan[u] == p->n_reps; u++) plan[u] = 0;
    } while (u < p->n_units);
    return n;
}

/* ---- cpmp -------------------------------------------------------------------------------------------------------- */

typedef struct { ambit_cpmp cpmp; double x[MOST_UNITS], y[MOST_UNITS], capacity[MOST_UNITS], demand[MOST_UNITS]; }
        drawn_cpmp;

/* Capacities are equal in every second instance, as most are that are published. */
static void draw_cpmp(drawn_cpmp *d, uint64_t seed)
{
    ambit_rng rng = ambit_rng_of(seed, 6);
    uint32_t n = 4 + ambit_rng_below(&rng, MOST_UNITS - 3), p = 1 + ambit_rng_below(&rng, MOST_CENTRES);
    double sum = 0;
    d->cpmp = (ambit_cpmp){ n, p, d->x, d->y, d->capacity, d->demand, (ambit_rounding)(seed % 3) };
    for (uint32_t u = 0; u < n; u++) {
        d->x[u] = ambit_rng_below(&rng, 30), d->y[u] = ambit_rng_below(&rng, 30) / 10.;
        sum += d->demand[u] = 1 + ambit_rng_below(&rng, 20);
    }
    for (uint32_t u = 0; u < n; u++)
        d->capacity[u] = floor(sum / p * (1.2 + (seed % 2 ? 0.4 * ambit_rng_unit(&rng) - 0.2 : 0)));
}

static void judges_agree_on_medians(void **state)
{
    (void)state;
    uint32_t n_feasible = 0;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        drawn_cpmp d;
        ambit_problem *p;
        print_message("seed %llu\n", (unsigned long long)seed);
        draw_cpmp(&d, seed);
        assert_int_equal(ambit_formulate_cpmp(&p, &d.cpmp, NULL), AMBIT_OK);
        assert_int_equal(p->capacity != NULL, seed % 2 == 1 && d.cpmp.n_units > 0);
        n_feasible += judges_agree(p, &d.cpmp, judge_cpmp) > 0;
        ambit_problem_free(p);
    }
    assert_true(n_feasible >= 20);
}

/* ---- hess -------------------------------------------------------------------------------------------------------- */

typedef struct { ambit_hess hess; double population[MOST_UNITS], x_m[MOST_UNITS], y_m[MOST_UNITS];
        ambit_border border[MOST_BORDERS]; } drawn_hess;

/* Places on a grid of a hundred metres: distances of so many kilometres and a half occur, and are rounded alike. */
static void draw_hess(drawn_hess *d, uint64_t seed)
{
    ambit_rng rng = ambit_rng_of(seed, 7);
    uint32_t n = 4 + ambit_rng_below(&rng, MOST_UNITS - 3), k = 1 + ambit_rng_below(&rng, MOST_CENTRES);
    double sum = 0;
    d->hess = (ambit_hess){ .n_units = n, .n_districts = k, .population = d->population, .x_m = d->x_m, .y_m = d->y_m,
        .border = d->border, .contiguous = seed % 2 };
    for (uint32_t u = 0; u < n; u++) {
        d->x_m[u] = 100. * ambit_rng_below(&rng, 300), d->y_m[u] = u % 2 ? 700 : 100. * ambit_rng_below(&rng, 300);
        sum += d->population[u] = 1 + ambit_rng_below(&rng, 20);
    }
    d->hess.lower = floor(sum / k * 0.6), d->hess.upper = ceil(sum / k * 1.4);
    for (uint32_t a = 0; a < n; a++)
        for (uint32_t b = a + 1; b < n; b++)
            if (ambit_rng_below(&rng, 5) < 2) d->border[d->hess.n_borders++] = (ambit_border){ a, b };
}

static void judges_agree_on_districts(void **state)
{
    (void)state;
    uint32_t n_feasible = 0;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        drawn_hess d;
        ambit_problem *p;
        print_message("seed %llu\n", (unsigned long long)seed);
        draw_hess(&d, seed);
        assert_int_equal(ambit_formulate_hess(&p, &d.hess, NULL), AMBIT_OK);
        n_feasible += judges_agree(p, &d.hess, judge_hess) > 0;
        ambit_problem_free(p);
    }
    assert_true(n_feasible >= 20);
}

static void half_a_kilometre_goes_up_in_every_reading(void **state)
{
    static double people[2] = { 1, 1e6 }, x[2] = { 1800, 3300 }, y[2] = { 0, 0 };
    static const uint32_t plan[2] = { 0, 0 }, centre[2] = { 0, 0 };
    const ambit_hess hess = { .n_units = 2, .n_districts = 1, .upper = 2e6, .population = people, .x_m = x, .y_m = y };
    (void)state;
    ambit_problem *p;
    ambit_verdict verdict;
    double cost;
    char fault[AMBIT_HESS_FAULT];
    assert_int_equal(ambit_formulate_hess(&p, &hess, NULL), AMBIT_OK);
    assert_int_equal(ambit_hess_judge(&hess, centre, &cost, fault), 1);
    assert_true(cost == 4);
    assert_int_equal(ambit_evaluate(&verdict, p, plan, NULL, NULL), AMBIT_OK);
    assert_true(verdict.cost.total == 4e-6); /* from the better of the two centres */
    assert_true(p->unit_x[1] - p->unit_x[0] < 1.5); /* which the last bits alone would round down */
    ambit_problem_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(judges_agree_on_medians), cmocka_unit_test(judges_agree_on_districts),
        cmocka_unit_test(half_a_kilometre_goes_up_in_every_reading),
    };
    return cmocka_run_group_tests_name("solver/published", tests, NULL, NULL);
}
