/* What is decided around a unit is what a search of the whole plan says: on random moves over many kinds of graphs,
 * in plans that hang together and in broken ones. The truth is found by another way, a plain count of parts. */
#include "heuristics/plan/connected.h"
#include "instances/base/rng.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { MOST = 256, MOST_BORDERS = 4096 };

typedef struct {
    const char *name;
    uint32_t wide, high, n_territories;
    unsigned diagonals;   /* of 8 squares of the grid, so many have one */
    unsigned both;        /* of 8 squares, so many have both, as when corners touch */
    unsigned missing;     /* of 8 borders, so many are not there */
    unsigned bridges;     /* between any two units */
    int hub;              /* unit 0 touches every third one */
    int connected;        /* the plan hangs together at first */
    uint64_t steps;
} kind;

static const kind kinds[] = {
    { "a grid of rooks",                      8, 8, 4, 0, 0, 0, 0, 0, 1, 400000 },
    { "a map where three regions meet",       8, 8, 4, 8, 0, 0, 0, 0, 1, 400000 },
    { "the same with holes",                  8, 8, 5, 6, 0, 2, 0, 0, 1, 400000 },
    { "corners touch",                        8, 8, 3, 0, 5, 0, 0, 0, 1, 400000 },
    { "bridges cross the map",                8, 8, 4, 4, 0, 1, 9, 0, 1, 400000 },
    { "a strip of two rows",                  40, 2, 4, 4, 0, 0, 0, 0, 1, 300000 },
    { "a map in several pieces",              8, 8, 4, 3, 0, 4, 0, 0, 0, 300000 },
    { "territories lie in many parts",        8, 8, 3, 4, 0, 1, 2, 0, 0, 400000 },
    { "one unit touches more than 64 others", 16, 14, 5, 5, 0, 2, 0, 1, 1, 20000 },
    { "larger territories",                   16, 16, 4, 6, 0, 1, 0, 0, 1, 40000 },
};

/* ---- Graphs and plans -------------------------------------------------------------------------------------------- */

static void draw_graph(const kind *k, ambit_rng *rng, ambit_graph *graph)
{
    static ambit_border border[MOST_BORDERS];
    ambit_error err;
    size_t n = 0;
    for (uint32_t y = 0; y < k->high; y++)
        for (uint32_t x = 0; x < k->wide; x++) {
            const uint32_t u = y * k->wide + x;
            const bool right = x + 1 < k->wide, down = y + 1 < k->high;
            if (right && ambit_rng_below(rng, 8) >= k->missing) border[n++] = (ambit_border){ u, u + 1 };
            if (down && ambit_rng_below(rng, 8) >= k->missing) border[n++] = (ambit_border){ u, u + k->wide };
            const bool both = ambit_rng_below(rng, 8) < k->both, one = ambit_rng_below(rng, 8) < k->diagonals;
            if (right && down && (one || both)) border[n++] = (ambit_border){ u, u + k->wide + 1 };
            if (right && down && both) border[n++] = (ambit_border){ u + 1, u + k->wide };
            if (k->hub && u % 3 == 1) border[n++] = (ambit_border){ 0, u };
        }
    const uint32_t n_units = k->wide * k->high;
    for (unsigned i = 0; i < k->bridges; i++)
        border[n++] = (ambit_border){ ambit_rng_below(rng, n_units), ambit_rng_below(rng, n_units) };
    assert_int_equal(ambit_graph_build(graph, n_units, NULL, border, NULL, n, &err), AMBIT_OK);
}

/* Random seeds grow over random borders; where nothing touches, anyone takes the unit. */
static void draw_plan(const kind *k, const ambit_graph *g, ambit_rng *rng, uint32_t *owner)
{
    const uint32_t n = g->n_units;
    for (uint32_t u = 0; u < n; u++) owner[u] = k->connected ? AMBIT_NOBODY : ambit_rng_below(rng, k->n_territories);
    for (uint32_t t = 0; t < k->n_territories; t++) owner[ambit_rng_below(rng, n)] = t;
    for (uint32_t left = k->connected ? 60 * n : 0; left-- > 0;) {
        uint32_t u = ambit_rng_below(rng, n), degree = (uint32_t)(g->first[u + 1] - g->first[u]);
        if (owner[u] != AMBIT_NOBODY || !degree) continue;
        owner[u] = owner[g->unit[g->first[u] + ambit_rng_below(rng, degree)]];
    }
    for (uint32_t u = 0; u < n; u++)
        if (owner[u] == AMBIT_NOBODY) owner[u] = ambit_rng_below(rng, k->n_territories);
}

/* ---- The truth --------------------------------------------------------------------------------------------------- */

static uint32_t parts_of(const ambit_graph *g, const uint32_t *owner, uint32_t t)
{
    uint8_t seen[MOST] = { 0 };
    uint32_t stack[MOST], parts = 0;
    for (uint32_t from = 0; from < g->n_units; from++) {
        if (owner[from] != t || seen[from]) continue;
        uint32_t top = 0;
        parts++, seen[from] = 1, stack[top++] = from;
        while (top) {
            uint32_t at = stack[--top];
            for (size_t i = g->first[at]; i < g->first[at + 1]; i++) {
                uint32_t v = g->unit[i];
                if (owner[v] == t && !seen[v]) seen[v] = 1, stack[top++] = v;
            }
        }
    }
    return parts;
}

static uint32_t all_breaks(const ambit_graph *g, const uint32_t *owner, uint32_t n_territories)
{
    uint32_t breaks = 0;
    for (uint32_t t = 0; t < n_territories; t++) {
        uint32_t parts = parts_of(g, owner, t);
        breaks += parts ? parts - 1 : 0;
    }
    return breaks;
}

static bool truly_may_leave(const ambit_graph *g, uint32_t *owner, uint32_t u)
{
    uint32_t t = owner[u], before = parts_of(g, owner, t);
    owner[u] = AMBIT_NOBODY;
    uint32_t after = parts_of(g, owner, t);
    owner[u] = t;
    return after <= before;
}

static bool truly_may_swap(const ambit_graph *g, uint32_t *owner, uint32_t u, uint32_t v)
{
    uint32_t a = owner[u], b = owner[v], before_a = parts_of(g, owner, a), before_b = parts_of(g, owner, b);
    owner[u] = b, owner[v] = a;
    bool may = parts_of(g, owner, a) <= before_a && parts_of(g, owner, b) <= before_b;
    owner[u] = a, owner[v] = b;
    return may;
}

/* ---- Walks ------------------------------------------------------------------------------------------------------- */

typedef struct { const kind *k; uint64_t seed; ambit_graph graph; ambit_connected exact, hasty; uint32_t *owner; } walk;

static void say(const walk *w, const char *what, uint32_t u, bool expected)
{
    fail_msg("%s, seed %llu: unit %u %s: %s", w->k->name, (unsigned long long)w->seed, u, what,
             expected ? "it may, and was not let" : "it may not, and was let");
}

static void try_leaving(walk *w, uint32_t u, uint32_t to)
{
    bool expected = truly_may_leave(&w->graph, w->owner, u);
    if (ambit_connected_may_leave(&w->exact, w->owner, u) != expected) say(w, "leaves", u, expected);
    if (ambit_connected_may_leave(&w->hasty, w->owner, u) && !expected) say(w, "leaves in haste", u, expected);
    if (expected && ambit_connected_touches(&w->exact, w->owner, u, to, AMBIT_NOBODY)) w->owner[u] = to;
}

static void try_swapping(walk *w, uint32_t u, uint32_t v)
{
    bool expected = truly_may_swap(&w->graph, w->owner, u, v);
    bool found = ambit_connected_may_swap(&w->exact, w->owner, u, v);
    if (found && !expected) say(w, "swaps", u, expected);
    if (!found && expected && !ambit_connected_breaks(&w->exact, w->owner)) say(w, "swaps", u, expected);
    if (!found) return;
    uint32_t a = w->owner[u];
    w->owner[u] = w->owner[v], w->owner[v] = a;
}

static void walk_about(walk *w, ambit_rng *rng)
{
    const uint32_t n = w->graph.n_units;
    uint32_t breaks = all_breaks(&w->graph, w->owner, w->k->n_territories);
    for (uint64_t step = 0; step < w->k->steps; step++) {
        uint32_t u = ambit_rng_below(rng, n), degree = (uint32_t)(w->graph.first[u + 1] - w->graph.first[u]);
        if (!degree) continue;
        uint32_t v = w->graph.unit[w->graph.first[u] + ambit_rng_below(rng, degree)];
        if (step % 4 == 1) v = ambit_rng_below(rng, n);
        if (w->owner[u] == w->owner[v]) continue;
        if (step % 4 < 2) try_swapping(w, u, v);
        else try_leaving(w, u, w->owner[v]);
        if (step % 1024) continue;
        uint32_t now = all_breaks(&w->graph, w->owner, w->k->n_territories);
        assert_true(now <= breaks);
        assert_int_equal(ambit_connected_breaks(&w->exact, w->owner), now);
        breaks = now;
    }
}

static void say_shares(const char *name, const ambit_connected *c)
{
    double all = 1e-2 * (double)(c->by_leaf + c->by_first_ring + c->by_second_ring + c->by_search);
    print_message("%s: %.0f %% leaf, %.0f %% first ring, %.0f %% second ring, %.0f %% searched\n", name,
                  (double)c->by_leaf / all, (double)c->by_first_ring / all, (double)c->by_second_ring / all,
                  (double)c->by_search / all);
}

static void a_search_of_the_plan_says_the_same(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        uint32_t owner[MOST];
        walk w = { .k = &kinds[i], .seed = 77 + i, .owner = owner };
        ambit_rng rng = ambit_rng_of(w.seed, 0);
        ambit_error err;
        draw_graph(w.k, &rng, &w.graph);
        draw_plan(w.k, &w.graph, &rng, owner);
        assert_int_equal(ambit_connected_init(&w.exact, &w.graph, w.k->n_territories, &err), AMBIT_OK);
        assert_int_equal(ambit_connected_init(&w.hasty, &w.graph, w.k->n_territories, &err), AMBIT_OK);
        w.hasty.hasty = true;
        walk_about(&w, &rng);
        const ambit_connected *c = &w.exact;
        assert_int_equal(c->refused, 0);
        assert_int_equal(w.hasty.by_search, 0);
        say_shares(w.k->name, c);
        ambit_connected_reset(&w.exact);
        ambit_connected_reset(&w.hasty);
        ambit_graph_reset(&w.graph);
    }
}

/* ---- What falls off ---------------------------------------------------------------------------------------------- */

/* A path of twelve: 0 0 0 1 0 1 1 . 1 2 . 2, where . is nobody's. */
static void the_largest_part_stays(void **state)
{
    (void)state;
    enum { N = 12 };
    const uint32_t no = AMBIT_NOBODY, owner[N] = { 0, 0, 0, 1, 0, 1, 1, no, 1, 2, no, 2 };
    const uint8_t expected[N] = { 0, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 1 };
    ambit_border border[N - 1];
    ambit_graph graph;
    ambit_connected c;
    ambit_error err;
    uint8_t off[N];
    for (uint32_t u = 0; u + 1 < N; u++) border[u] = (ambit_border){ u, u + 1 };
    assert_int_equal(ambit_graph_build(&graph, N, NULL, border, NULL, N - 1, &err), AMBIT_OK);
    assert_int_equal(ambit_connected_init(&c, &graph, 3, &err), AMBIT_OK);
    assert_int_equal(ambit_connected_split_off(&c, owner, off), 4);
    assert_memory_equal(off, expected, sizeof off);
    assert_int_equal(ambit_connected_reach(&c, owner, 1), 3);
    assert_true(ambit_connected_reached(&c, 2) && !ambit_connected_reached(&c, 3) && !ambit_connected_reached(&c, 4));
    ambit_connected_reset(&c);
    ambit_graph_reset(&graph);
}

static void without_borders_everything_is_allowed(void **state)
{
    (void)state;
    const ambit_graph none = { .n_units = 3 };
    const uint32_t owner[3] = { 0, 1, 0 };
    uint8_t off[3] = { 1, 1, 1 };
    ambit_connected c;
    ambit_error err;
    assert_int_equal(ambit_connected_init(&c, &none, 2, &err), AMBIT_OK);
    assert_true(ambit_connected_may_leave(&c, owner, 1) && ambit_connected_may_swap(&c, owner, 0, 1));
    assert_true(ambit_connected_touches(&c, owner, 0, 1, AMBIT_NOBODY));
    assert_int_equal(ambit_connected_breaks(&c, owner), 0);
    assert_int_equal(ambit_connected_split_off(&c, owner, off), 0);
    assert_true(!off[0] && !off[1] && !off[2]);
    ambit_connected_reset(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_search_of_the_plan_says_the_same),
        cmocka_unit_test(the_largest_part_stays),
        cmocka_unit_test(without_borders_everything_is_allowed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
