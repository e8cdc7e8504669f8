/* Maps that tests draw themselves: blocks of squares and single units in a plane, links between them, two measures. */
#ifndef AMBIT_TEST_MAP_H
#define AMBIT_TEST_MAP_H
#include "tests/support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

enum { MAP_MOST = 400 };

/* A map under construction: units in a plane, each with an amount of two measures. */
typedef struct {
    uint32_t n;
    size_t n_borders;
    double x[MAP_MOST], y[MAP_MOST], amount[2][MAP_MOST];
    ambit_border border[4 * MAP_MOST];
} map;

/* Once is enough. */
static inline void map_touch(map *m, uint32_t u, uint32_t v)
{
    for (size_t i = 0; i < m->n_borders; i++)
        if ((m->border[i].a == u && m->border[i].b == v) || (m->border[i].a == v && m->border[i].b == u)) return;
    m->border[m->n_borders++] = (ambit_border){ u, v };
}

static inline void map_add_unit(map *m, double x, double y, double amount, double other)
{
    m->x[m->n] = x, m->y[m->n] = y, m->amount[0][m->n] = amount, m->amount[1][m->n] = other;
    m->n++;
}

/* wide x high squares at (x, y); returns the first unit. */
static inline uint32_t map_add_block(map *m, uint32_t wide, uint32_t high, double x, double y, ambit_rng *rng)
{
    const uint32_t first = m->n;
    for (uint32_t i = 0; i < wide * high; i++) {
        double amount = 9 + 0.01 * ambit_rng_below(rng, 200);
        map_add_unit(m, x + i % wide, y + i / wide, amount, amount * (0.97 + 0.0006 * ambit_rng_below(rng, 100)));
        if (i % wide + 1 < wide) map_touch(m, first + i, first + i + 1);
        if (i / wide + 1 < high) map_touch(m, first + i, first + i + wide);
    }
    return first;
}

/* k free territories that want as much each of both measures, give or take `tolerance` of it. */
static inline ambit_problem *map_problem(const map *m, uint32_t k, double tolerance)
{
    static double low[2][MAP_MOST], high[2][MAP_MOST];
    static const char *const name[2] = { "amount", "other" };
    ambit_problem *problem;
    ambit_error err;
    assert_int_equal(ambit_problem_build(&problem, m->n, k, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_set_plane(problem, m->x, m->y, NULL, NULL, AMBIT_ROUND_NOT, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_set_centres(problem, &(ambit_centres){ NULL, NULL, NULL }, &err), AMBIT_OK);
    for (int a = 0; a < 2; a++) {
        double total = 0;
        for (uint32_t u = 0; u < m->n; u++) total += m->amount[a][u];
        for (uint32_t t = 0; t < k; t++)
            low[a][t] = (1 - tolerance) * total / k, high[a][t] = (1 + tolerance) * total / k;
        const ambit_rule rule = { .name = name[a], .amount = m->amount[a], .lower = low[a], .upper = high[a] };
        assert_int_equal(ambit_problem_add_rule(problem, &rule, &err), AMBIT_OK);
    }
    assert_int_equal(ambit_problem_set_adjacency(problem, m->border, m->n_borders, &err), AMBIT_OK);
    return problem;
}

#endif
