/* Separators against brute force over all sets of units, and against what makes them minimal. */
#include "solver/cut/separator.h"
#include "instances/base/rng.h"
#include <setjmp.h>
#include <stdarg.h>
#include <math.h>
#include <string.h>
#include <cmocka.h>

enum { MOST = 12 };

typedef struct { ambit_graph graph; double x[MOST]; uint32_t a, b; } map;

static map random_graph(uint64_t seed, uint32_t n_units, bool whole)
{
    ambit_border border[MOST * MOST];
    size_t n = 0;
    map m;
    ambit_rng rng = ambit_rng_of(seed, 0);
    uint32_t thin = 2 + (uint32_t)ambit_rng_below(&rng, 4);
    for (uint32_t u = 0; u < n_units; u++) {
        m.x[u] = whole ? (double)ambit_rng_below(&rng, 2) : ambit_rng_below(&rng, 3) ? ambit_rng_unit(&rng) : 0;
        for (uint32_t v = u + 1; v < n_units; v++)
            if (ambit_rng_below(&rng, thin) == 0) border[n++] = (ambit_border){ u, v };
    }
    m.a = (uint32_t)ambit_rng_below(&rng, n_units);
    do m.b = (uint32_t)ambit_rng_below(&rng, n_units); while (m.b == m.a);
    assert_int_equal(ambit_graph_build(&m.graph, n_units, NULL, border, NULL, n, NULL), AMBIT_OK);
    return m;
}

/* Is b out of a's reach without the units of `set`? */
static bool separates(const map *m, uint32_t set)
{
    uint32_t seen = 1u << m->a, before = 0;
    while (seen != before) {
        before = seen;
        for (uint32_t u = 0; u < m->graph.n_units; u++)
            for (size_t e = m->graph.first[u]; seen >> u & 1 && e < m->graph.first[u + 1]; e++)
                if (!(set >> m->graph.unit[e] & 1)) seen |= 1u << m->graph.unit[e];
    }
    return !(seen >> m->b & 1);
}

static double least_weight(const map *m)
{
    double least = INFINITY;
    for (uint32_t set = 0; set < 1u << m->graph.n_units; set++) {
        double weight = 0;
        if (set >> m->a & 1 || set >> m->b & 1 || !separates(m, set)) continue;
        for (uint32_t u = 0; u < m->graph.n_units; u++) weight += set >> u & 1 ? m->x[u] : 0;
        least = fmin(least, weight);
    }
    return least;
}

static void check_set(const map *m, const uint32_t *unit, uint32_t n, double weight)
{
    uint32_t set = 0;
    double sum = 0;
    for (uint32_t i = 0; i < n; i++) {
        assert_true(unit[i] != m->a && unit[i] != m->b && (i == 0 || unit[i] > unit[i - 1]));
        set |= 1u << unit[i];
        sum += m->x[unit[i]];
    }
    assert_true(separates(m, set));
    for (uint32_t i = 0; i < n; i++) assert_false(separates(m, set & ~(1u << unit[i])));
    assert_true(fabs(sum - weight) <= 1e-9);
}

static void check_graph(ambit_separator *s, const map *m)
{
    uint32_t unit[MOST], n;
    double least = least_weight(m), weight = ambit_separator_find(s, m->x, m->a, m->b, INFINITY, unit, &n);
    if (isinf(least)) {
        assert_true(isinf(weight) && ambit_graph_touch(&m->graph, m->a, m->b));
        return;
    }
    assert_true(fabs(weight - least) <= 1e-9);
    check_set(m, unit, n, weight);
    weight = ambit_separator_find(s, m->x, m->a, m->b, least, unit, &n);
    assert_true(weight >= least - 1e-9);
    weight = ambit_separator_find(s, m->x, m->a, m->b, least + 0.01, unit, &n);
    assert_true(fabs(weight - least) <= 1e-9);
    check_set(m, unit, n, weight);
}

static void finds_the_lightest_separator_and_no_unit_too_many(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 600; seed++) {
        map m = random_graph(seed, 3 + (uint32_t)(seed % 8), seed % 3 == 0);
        ambit_separator *s;
        print_message("seed %llu\n", (unsigned long long)seed);
        assert_int_equal(ambit_separator_build(&s, &m.graph, NULL), AMBIT_OK);
        check_graph(s, &m);
        for (int again = 0; again < 3; again++) { /* what one call leaves behind must not show in the next */
            m.a = (m.a + 1) % m.graph.n_units;
            if (m.a != m.b) check_graph(s, &m);
        }
        ambit_separator_free(s);
        ambit_graph_reset(&m.graph);
    }
}

static void says_that_units_that_touch_have_none(void **state)
{
    (void)state;
    const ambit_border border[] = { { 0, 1 }, { 1, 2 } };
    const double x[] = { 1, 1, 1 };
    ambit_graph graph;
    ambit_separator *s;
    uint32_t unit[3], n;
    assert_int_equal(ambit_graph_build(&graph, 3, NULL, border, NULL, 2, NULL), AMBIT_OK);
    assert_int_equal(ambit_separator_build(&s, &graph, NULL), AMBIT_OK);
    assert_true(isinf(ambit_separator_find(s, x, 0, 1, INFINITY, unit, &n)) && n == 0);
    assert_true(ambit_separator_find(s, x, 0, 2, INFINITY, unit, &n) == 1);
    assert_true(n == 1 && unit[0] == 1);
    ambit_separator_free(s);
    ambit_separator_free(NULL);
    ambit_graph_reset(&graph);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_lightest_separator_and_no_unit_too_many),
        cmocka_unit_test(says_that_units_that_touch_have_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
