/* tests/solver/siting/random_map.h - small random maps with free centres, from a seed alone, and the truth about them.
 *
 * A grid three units wide; some borders are missing, some corners touch. Header only: each test of the room is a
 * program of its own. */
#ifndef AMBIT_TEST_RANDOM_MAP_H
#define AMBIT_TEST_RANDOM_MAP_H
#include "instances/base/rng.h"
#include "solver/siting/siting.h"
#include <setjmp.h>
#include <stdarg.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum {
    MAP_SECOND_RULE = 1, MAP_IDEAL = 2, MAP_CANDIDATES = 4, MAP_CAPACITY = 8, MAP_GROUPS = 16, MAP_BORDER_COST = 32,
    MAP_UNLIKE = 64,      /* bounds differ by territory */
    MAP_HOMES = 128,      /* the first territory has a home */
    MAP_WHOLE = 256,      /* costs and amounts are small whole numbers */
    MAP_ALL = 511
};

typedef struct { uint32_t n_units, n_territories; double tolerance; unsigned features; } map_kind;

static double map_fraction(ambit_rng *rng) { return ambit_rng_unit(rng); }

static void map_rule(ambit_problem *p, ambit_rng *rng, const char *name, const map_kind *kind)
{
    double amount[32], lower[8], upper[8], ideal[8], total = 0;
    for (uint32_t u = 0; u < kind->n_units; u++) {
        amount[u] = (double)ambit_rng_below(rng, 10) + (ambit_rng_below(rng, 8) ? 0 : 12);
        if (!(kind->features & MAP_WHOLE)) amount[u] += map_fraction(rng);
        total += amount[u];
    }
    for (uint32_t t = 0; t < kind->n_territories; t++) {
        double share = total / kind->n_territories, more = 0;
        if (kind->features & MAP_UNLIKE) more = map_fraction(rng) * share / 3;
        lower[t] = share * (1 - kind->tolerance) - more, upper[t] = share * (1 + kind->tolerance) + more;
        ideal[t] = share;
        if (ambit_rng_below(rng, 12) == 0 && kind->features & MAP_UNLIKE) upper[t] = INFINITY, lower[t] = -INFINITY;
    }
    const ambit_rule rule = { .name = name, .amount = amount, .lower = lower, .upper = upper,
        .ideal = kind->features & MAP_IDEAL ? ideal : NULL, .ideal_weight = kind->features & MAP_IDEAL ? 3 : 0 };
    assert_int_equal(ambit_problem_add_rule(p, &rule, NULL), AMBIT_OK);
}

static void map_borders(ambit_problem *p, ambit_rng *rng, const map_kind *kind)
{
    ambit_border border[128];
    double cost[128];
    size_t n = 0;
    for (uint32_t u = 0; u < kind->n_units; u++) {
        if (u % 3 < 2 && u + 1 < kind->n_units && ambit_rng_below(rng, 8)) border[n++] = (ambit_border){ u, u + 1 };
        if (u + 3 < kind->n_units && ambit_rng_below(rng, 8)) border[n++] = (ambit_border){ u, u + 3 };
        if (u % 3 < 2 && u + 4 < kind->n_units && !ambit_rng_below(rng, 4)) border[n++] = (ambit_border){ u, u + 4 };
    }
    for (size_t k = 0; k < n; k++) cost[k] = (double)ambit_rng_below(rng, 4);
    assert_int_equal(ambit_problem_set_adjacency(p, border, n, NULL), AMBIT_OK);
    if (kind->features & MAP_BORDER_COST)
        assert_int_equal(ambit_problem_set_border_cost(p, border, cost, n, NULL), AMBIT_OK);
}

static void map_centres(ambit_problem *p, ambit_rng *rng, const map_kind *kind)
{
    uint8_t is_free[8], may_centre[32];
    double capacity[32];
    for (uint32_t t = 0; t < kind->n_territories; t++) is_free[t] = !(kind->features & MAP_HOMES && t == 0);
    for (uint32_t u = 0; u < kind->n_units; u++) {
        may_centre[u] = ambit_rng_below(rng, 3) != 0;
        capacity[u] = 10 + (double)ambit_rng_below(rng, 40);
    }
    const ambit_centres centres = { is_free, kind->features & MAP_CANDIDATES ? may_centre : NULL,
        kind->features & MAP_CAPACITY ? capacity : NULL };
    assert_int_equal(ambit_problem_set_centres(p, &centres, NULL), AMBIT_OK);
}

static ambit_problem *random_map(uint64_t seed, const map_kind *kind)
{
    ambit_rng rng;
    ambit_problem *p;
    double x[32], y[32], rep[8], visits[32];
    uint32_t group[32];
    rng = ambit_rng_of(seed, 0);
    assert_int_equal(ambit_problem_build(&p, kind->n_units, kind->n_territories, NULL), AMBIT_OK);
    for (uint32_t u = 0; u < kind->n_units; u++) {
        x[u] = u % 3 + map_fraction(&rng), y[u] = u / 3 + map_fraction(&rng);
        if (kind->features & MAP_WHOLE) x[u] *= 10, y[u] *= 10;
        visits[u] = 1 + (double)ambit_rng_below(&rng, 3);
        group[u] = kind->features & MAP_GROUPS && u % 3 < 2 && ambit_rng_below(&rng, 2) ? u / 3 : AMBIT_NOBODY;
    }
    for (uint32_t t = 0; t < kind->n_territories; t++) rep[t] = 1;
    assert_int_equal(ambit_problem_set_plane(p, x, y, rep, rep, kind->features & MAP_WHOLE ? AMBIT_ROUND_NEAREST
            : AMBIT_ROUND_NOT, NULL), AMBIT_OK);
    assert_int_equal(ambit_problem_set_travel(p, AMBIT_TRAVEL_DISTANCE, NULL), AMBIT_OK);
    map_centres(p, &rng, kind);
    assert_int_equal(ambit_problem_set_visits(p, visits, NULL), AMBIT_OK);
    assert_int_equal(ambit_problem_set_groups(p, group, NULL), AMBIT_OK);
    map_rule(p, &rng, "work", kind);
    if (kind->features & MAP_SECOND_RULE) map_rule(p, &rng, "area", kind);
    map_borders(p, &rng, kind);
    return p;
}

/* The cheapest plan within the rules over all assignments (one of those that only swap alike territories): its cost,
 * INFINITY when there is none. owner [n_units] is work space at the end. */
__attribute__((unused)) static double map_best(const ambit_siting *s, uint32_t *owner)
{
    bool swap = s->alike && s->n_free == s->n_territories;
    double best = INFINITY;
    memset(owner, 0, s->n_units * sizeof *owner);
    for (;;) {
        ambit_siting_value value;
        uint32_t used = 0, u;
        bool first_come = true;
        for (u = 0; u < s->n_units; u++) {
            first_come = first_come && owner[u] <= used;
            used += owner[u] == used;
        }
        if (first_come || !swap) {
            assert_int_equal(ambit_siting_judge(&value, s, owner, NULL, NULL), AMBIT_OK);
            if (value.violation == 0) best = fmin(best, value.cost);
        }
        for (u = s->n_units; u > 0 && owner[u - 1] + 1 == s->n_territories;) owner[--u] = 0;
        if (u == 0) return best;
        owner[u - 1]++;
    }
}

#endif
