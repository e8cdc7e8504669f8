/* One knapsack: the table, what it takes, and what each item is worth, against trying every set of items. */
#include "instances/base/rng.h"
#include "solver/knapsack/pack.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>
#include <cmocka.h>

enum { MOST = 10, MOST_ROOM = 500 };

/* Storage for one knapsack. */
typedef struct {
    ambit_pack pack;
    ambit_pack_item item[MOST];
    char taken[MOST];
    double with[MOST], without[MOST], table[(MOST + 3) * (MOST_ROOM + 1)];
    ambit_pack_rank rank[MOST];
    uint32_t core[MOST];
} sack;

/* Sixteenths add up without error, so that equal sets tie exactly; one in `dear` items costs something. */
static void draw(sack *s, uint64_t seed, uint32_t dear)
{
    ambit_rng rng = ambit_rng_of(seed, 1);
    *s = (sack){ .pack = { .work = 0 } };
    s->pack.n = ambit_rng_below(&rng, MOST + 1);
    s->pack.room = ambit_rng_below(&rng, seed % 2 ? 31 : MOST_ROOM + 1); /* a table alone, and the LP first */
    s->pack.item = s->item, s->pack.taken = s->taken, s->pack.with = s->with, s->pack.without = s->without;
    s->pack.table = s->table, s->pack.rank = s->rank, s->pack.core = s->core;
    for (uint32_t i = 0; i < s->pack.n; i++) {
        s->item[i].weight = ambit_rng_below(&rng, s->pack.room + 1);
        if (seed % 4 == 2) s->item[i].weight /= 3;
        s->item[i].cost = -(1 + (double)ambit_rng_below(&rng, 200)) / 16;
        if (seed % 3 == 0) s->item[i].cost = -1.0 - s->item[i].weight; /* ratios that are nearly equal */
        if (seed % 5 == 0) s->item[i].cost = -2.0 * s->item[i].weight - (s->item[i].weight == 0); /* and equal */
        if (dear && ambit_rng_below(&rng, dear) == 0) s->item[i].cost = -s->item[i].cost;
    }
}

/* The least cost over all sets; `with` and `without` an item, when it is not n. */
static double try_all(const sack *s, uint32_t with, uint32_t without)
{
    const uint32_t n = s->pack.n;
    double best = INFINITY;
    for (uint32_t set = 0; set < 1u << n; set++) {
        double cost = 0;
        uint32_t weight = 0;
        for (uint32_t i = 0; i < n; i++)
            if (set >> i & 1) cost += s->item[i].cost, weight += s->item[i].weight;
        bool asked = (with >= n || set >> with & 1) && (without >= n || !(set >> without & 1));
        if (asked && weight <= s->pack.room) best = fmin(best, cost);
    }
    return best;
}

static int near(double a, double b) { return fabs(a - b) <= 1e-9 * (1 + fabs(b)); }

static void the_best_filling_is_found(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 1000; seed++) {
        sack s;
        draw(&s, seed, 0);
        double best = ambit_pack_fill(&s.pack), cost = 0;
        uint32_t weight = 0;
        for (uint32_t i = 0; i < s.pack.n; i++)
            if (s.taken[i]) cost += s.item[i].cost, weight += s.item[i].weight;
        assert_true(near(best, try_all(&s, s.pack.n, s.pack.n)));
        assert_true(near(cost, best) && weight <= s.pack.room);
    }
}

/* What a spare room hides is said to be at least that, and never more than it is. */
static void a_worth_holds(double said, double is, double spare)
{
    assert_true(said <= is + 1e-9 * (1 + fabs(is)));
    if (is <= spare) assert_true(near(said, is));
    else assert_true(said >= spare - 1e-9);
}

static void items_are_worth_what_trying_gives(void **state)
{
    (void)state;
    const double spares[4] = { 0, 1, 6, INFINITY };
    for (uint64_t seed = 1; seed <= 400; seed++)
        for (int spare = 0; spare < 4; spare++) {
            sack s;
            draw(&s, seed, 4);
            double best = ambit_pack_weigh(&s.pack, spares[spare]);
            assert_true(near(best, try_all(&s, s.pack.n, s.pack.n)));
            for (uint32_t i = 0; i < s.pack.n; i++) {
                a_worth_holds(s.with[i], try_all(&s, i, s.pack.n) - best, spares[spare]);
                a_worth_holds(s.without[i], try_all(&s, s.pack.n, i) - best, spares[spare]);
            }
        }
}

/* Large ones against the plain table, which no test by hand could be. */
static double plain(const ambit_pack *p)
{
    static double best[2001];
    for (uint32_t t = 0; t <= p->room; t++) best[t] = 0;
    for (uint32_t i = 0; i < p->n; i++)
        for (uint32_t t = p->room + 1; t-- > p->item[i].weight;)
            best[t] = fmin(best[t], best[t - p->item[i].weight] + p->item[i].cost);
    return best[p->room];
}

static void large_ones_agree_with_the_plain_table(void **state)
{
    enum { N = 300, ROOM = 2000 };
    static ambit_pack_item item[N];
    static char taken[N];
    static double with[N], without[N], table[(N + 3) * (ROOM + 1)];
    static ambit_pack_rank rank[N];
    static uint32_t core[N];
    uint64_t work = 0, cells = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        ambit_rng rng = ambit_rng_of(seed, 2);
        ambit_pack p = { item, N, 200 + ambit_rng_below(&rng, ROOM - 199), taken, with, without, rank, core, table, 0 };
        for (uint32_t i = 0; i < N; i++) {
            item[i].weight = 1 + ambit_rng_below(&rng, 100);
            item[i].cost = -1 - (seed % 2 ? 50 * ambit_rng_unit(&rng) : item[i].weight + 10 * ambit_rng_unit(&rng));
        }
        double best = plain(&p);
        assert_true(near(ambit_pack_fill(&p), best));
        work += p.work, cells += (uint64_t)N * p.room;
        assert_true(near(ambit_pack_weigh(&p, 3), best));
        for (uint32_t i = 0; i < N; i += 37) { /* doing without it is a knapsack of its own */
            ambit_pack_item kept = item[i];
            item[i].cost = 0;
            a_worth_holds(without[i], plain(&p) - best, 3);
            item[i] = kept;
        }
    }
    print_message("%.1f %% of the plain table's work\n", 100.0 * (double)work / (double)cells);
    assert_true(work < cells / 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_best_filling_is_found), cmocka_unit_test(items_are_worth_what_trying_gives),
        cmocka_unit_test(large_ones_agree_with_the_plain_table),
    };
    return cmocka_run_group_tests_name("solver/knapsack/pack", tests, NULL, NULL);
}
