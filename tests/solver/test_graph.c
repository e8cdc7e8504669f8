/* The graph of units that touch, against the plain list of borders. */
#include "instances/base/rng.h"
#include "solver/graph.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

enum { UNITS = 30, NODES = 20, BORDERS = 60 };

typedef struct {
    uint32_t unit_of[UNITS];
    ambit_border border[BORDERS];
    double cost[BORDERS], between[NODES][NODES];
    size_t n;
    int touch[NODES][NODES];
} example;

/* Random borders, each once, between units that are merged at random. */
static void draw(example *e, uint64_t seed)
{
    ambit_rng rng = ambit_rng_of(seed, 1);
    int seen[UNITS][UNITS] = { { 0 } };
    *e = (example){ .n = 0 };
    for (uint32_t u = 0; u < UNITS; u++) e->unit_of[u] = u < NODES ? u : ambit_rng_below(&rng, NODES);
    for (int k = 0; k < BORDERS; k++) {
        uint32_t a = ambit_rng_below(&rng, UNITS), b = ambit_rng_below(&rng, UNITS);
        if (a == b || seen[a][b]) continue;
        seen[a][b] = seen[b][a] = 1;
        uint32_t x = e->unit_of[a], y = e->unit_of[b];
        e->border[e->n] = (ambit_border){ a, b };
        e->cost[e->n] = 1 + ambit_rng_below(&rng, 9);
        if (x != y) {
            e->touch[x][y] = e->touch[y][x] = 1;
            e->between[x][y] += e->cost[e->n], e->between[y][x] = e->between[x][y];
        }
        e->n++;
    }
}

static void rows_are_sorted_and_name_each_neighbour_once(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 50; seed++) {
        example e;
        ambit_graph g;
        ambit_error err = { AMBIT_OK, "" };
        draw(&e, seed);
        assert_int_equal(ambit_graph_build(&g, NODES, e.unit_of, e.border, e.cost, e.n, &err), AMBIT_OK);
        for (uint32_t x = 0; x < NODES; x++) {
            size_t degree = 0;
            for (uint32_t y = 0; y < NODES; y++) {
                degree += (size_t)e.touch[x][y];
                assert_int_equal(ambit_graph_touch(&g, x, y), e.touch[x][y]);
            }
            assert_int_equal(g.first[x + 1] - g.first[x], degree);
            for (size_t k = g.first[x]; k < g.first[x + 1]; k++) {
                assert_true(k == g.first[x] || g.unit[k - 1] < g.unit[k]);
                assert_true(g.cost[k] == e.between[x][g.unit[k]]);
            }
        }
        ambit_graph_reset(&g);
    }
}

static void parts_are_what_paths_join(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 50; seed++) {
        example e;
        ambit_graph g;
        ambit_error err = { AMBIT_OK, "" };
        uint32_t part[NODES], room[NODES], n_first = 0;
        draw(&e, seed);
        assert_int_equal(ambit_graph_build(&g, NODES, e.unit_of, e.border, NULL, e.n / 4, &err), AMBIT_OK);
        assert_null(g.cost);
        uint32_t n = ambit_graph_parts(&g, part, room);
        int reach[NODES][NODES]; /* Warshall 1962 */
        for (uint32_t x = 0; x < NODES; x++)
            for (uint32_t y = 0; y < NODES; y++) reach[x][y] = x == y || ambit_graph_touch(&g, x, y);
        for (uint32_t m = 0; m < NODES; m++)
            for (uint32_t x = 0; x < NODES; x++)
                for (uint32_t y = 0; y < NODES; y++) reach[x][y] = reach[x][y] || (reach[x][m] && reach[m][y]);
        for (uint32_t x = 0; x < NODES; x++) {
            int is_first = 1;
            for (uint32_t y = 0; y < NODES; y++) {
                assert_int_equal(part[x] == part[y], reach[x][y]);
                if (y < x && reach[x][y]) is_first = 0;
            }
            if (is_first) assert_int_equal(part[x], n_first++);
        }
        assert_int_equal(n, n_first);
        ambit_graph_reset(&g);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_sorted_and_name_each_neighbour_once),
        cmocka_unit_test(parts_are_what_paths_join),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
