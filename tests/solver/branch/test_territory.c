/* The cheapest territory of one rep against all of them. */
#include "instances/base/rng.h"
#include "solver/branch/territory.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

enum { MOST = 14, PROBLEMS = 400 };

typedef struct {
    ambit_territory_item item[MOST];
    ambit_territory_problem problem;
} sample;

/* What kind of rows: how wide, how large single amounts are, and whether there is a lower bound. */
static const struct family {
    const char *name;
    uint32_t n_rows;
    double width, heavy;
    bool one_sided;
} families[] = {
    { "one row", 1, 0.1, 1, false },
    { "two rows, narrow: many have no territory", 2, 0.02, 1, false },
    { "two rows, heavy-tailed amounts", 2, 0.15, 4, false },
    { "three rows", 3, 0.3, 2, false },
    { "four rows, upper bounds alone", 4, 0.1, 1, true },
};

static void fill(sample *s, const struct family *f, ambit_rng *rng)
{
    double sum[AMBIT_TERRITORY_ROWS] = { 0 };
    uint32_t n = 1 + ambit_rng_below(rng, MOST);
    s->problem = (ambit_territory_problem){ .n = n, .n_rows = f->n_rows, .item = s->item, .temperature = 0.5,
                                            .known = INFINITY, .most_nodes = 1000000 };
    for (uint32_t i = 0; i < n; i++) {
        s->item[i] = (ambit_territory_item){ .cost = 10 * ambit_rng_unit(rng) - 5 };
        for (uint32_t a = 0; a < f->n_rows; a++)
            sum[a] += s->item[i].amount[a] = 0.1 * exp(f->heavy * (ambit_rng_unit(rng) - 0.5));
    }
    for (uint32_t a = 0; a < f->n_rows; a++) {
        double middle = sum[a] * (0.2 + 0.6 * ambit_rng_unit(rng));
        s->problem.low[a] = f->one_sided ? 0 : middle * (1 - f->width);
        s->problem.high[a] = middle * (1 + f->width);
    }
}

static bool within(const ambit_territory_problem *p, uint32_t set, double *cost)
{
    double load[AMBIT_TERRITORY_ROWS] = { 0 };
    *cost = 0;
    for (uint32_t i = 0; i < p->n; i++) {
        if (!(set >> i & 1)) continue;
        *cost += p->item[i].cost;
        for (uint32_t a = 0; a < p->n_rows; a++) load[a] += p->item[i].amount[a];
    }
    for (uint32_t a = 0; a < p->n_rows; a++)
        if (load[a] < p->low[a] || load[a] > p->high[a]) return false;
    return true;
}

static double brute_force(const ambit_territory_problem *p)
{
    double best = INFINITY, cost;
    for (uint32_t set = 0; set < 1u << p->n; set++)
        if (within(p, set, &cost)) best = fmin(best, cost);
    return best;
}

static void is_near(double found, double expected)
{
    bool same = found == expected || fabs(found - expected) <= 1e-9 * (1 + fabs(expected));
    if (!same) fail_msg("found %.17g, expected %.17g", found, expected);
}

static void taken_is_the_best(const ambit_territory_problem *p, const char *taken, double best)
{
    uint32_t set = 0;
    double cost;
    for (uint32_t i = 0; i < p->n; i++) set |= (uint32_t)taken[i] << i;
    assert_true(within(p, set, &cost));
    is_near(cost, best);
}

/* From no idea, from the last answer's habit, with the best known beforehand, and with next to no nodes. */
static void agrees(ambit_territory_room *t, sample *s, int *infeasible, int *stopped)
{
    char taken[MOST];
    double best = brute_force(&s->problem);
    ambit_territory_habit habit = { .patience = 0 };
    ambit_territory_result found;
    for (int again = 0; again < 2; again++) {
        found = ambit_territory_solve(t, taken, &s->problem, &habit);
        is_near(found.value, best);
        assert_true(found.found == (best < INFINITY) && !found.stopped);
        if (found.found) taken_is_the_best(&s->problem, taken, best);
        assert_true(found.relaxed <= best + 1e-9);
    }
    *infeasible += !found.found;
    s->problem.known = best;
    found = ambit_territory_solve(t, taken, &s->problem, &habit);
    is_near(found.value, best);
    s->problem.known = INFINITY, s->problem.most_nodes = 3;
    found = ambit_territory_solve(t, taken, &s->problem, &habit);
    assert_true(found.value <= best + 1e-9 * (1 + fabs(best)));
    *stopped += found.stopped;
}

static void all_territories_were_tried(void **state)
{
    (void)state;
    ambit_error err = { AMBIT_OK, "" };
    ambit_territory_room *t;
    assert_int_equal(ambit_territory_build(&t, MOST, &err), AMBIT_OK);
    for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
        ambit_rng rng = ambit_rng_of(41, i);
        int infeasible = 0, stopped = 0;
        for (int round = 0; round < PROBLEMS; round++) {
            sample s;
            fill(&s, &families[i], &rng);
            agrees(t, &s, &infeasible, &stopped);
        }
        print_message("%s: %d without a territory, %d stopped\n", families[i].name, infeasible, stopped);
        assert_true(infeasible < PROBLEMS && stopped > PROBLEMS / 4);
        assert_true(infeasible > 0 || families[i].one_sided);
    }
    ambit_territory_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(all_territories_were_tried) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
