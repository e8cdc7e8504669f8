/* One knapsack: the table, what it takes, and what each item is worth, against trying every set of items. */
#include "instances/base/rng.h"
#include "solver/knapsack/pack.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>
#include <cmocka.h>

enum { MOST = 9, MOST_ROOM = 30 };

typedef struct { ambit_pack_item item[MOST]; uint32_t n, room; } sack;

/* Sixteenths add up without error, so that equal sets tie exactly. */
static sack draw(uint64_t seed)
{
    ambit_rng rng = ambit_rng_of(seed, 1);
    sack s = { .n = ambit_rng_below(&rng, MOST + 1), .room = ambit_rng_below(&rng, MOST_ROOM + 1) };
    for (uint32_t i = 0; i < s.n; i++) {
        s.item[i].weight = ambit_rng_below(&rng, s.room + 1);
        s.item[i].cost = -(1 + (double)ambit_rng_below(&rng, 200)) / 16;
        s.item[i].pair = i;
    }
    return s;
}

/* The least cost over all sets; `with` and `without` an item, when it is not n. */
static double try_all(const sack *s, uint32_t with, uint32_t without)
{
    double best = INFINITY;
    for (uint32_t set = 0; set < 1u << s->n; set++) {
        double cost = 0;
        uint32_t weight = 0;
        for (uint32_t i = 0; i < s->n; i++)
            if (set >> i & 1) cost += s->item[i].cost, weight += s->item[i].weight;
        bool asked = (with >= s->n || set >> with & 1) && (without >= s->n || !(set >> without & 1));
        if (asked && weight <= s->room) best = fmin(best, cost);
    }
    return best;
}

static void is_what_trying_gives(void **state)
{
    (void)state;
    double table[(MOST + 3) * (MOST_ROOM + 1)], with[MOST], without[MOST];
    char taken[MOST];
    for (uint64_t seed = 1; seed <= 400; seed++) {
        sack s = draw(seed);
        assert_true(ambit_pack_cells(s.n, s.room) <= sizeof table / sizeof *table);
        double best = ambit_pack_fill(table, s.item, s.n, s.room), cost = 0;
        assert_true(best == try_all(&s, s.n, s.n));
        ambit_pack_taken(table, s.item, s.n, s.room, taken);
        uint32_t weight = 0;
        for (uint32_t i = 0; i < s.n; i++)
            if (taken[i]) cost += s.item[i].cost, weight += s.item[i].weight;
        assert_true(cost == best && weight <= s.room);
        ambit_pack_weigh(table, s.item, s.n, s.room, with, without);
        for (uint32_t i = 0; i < s.n; i++) {
            assert_true(best + with[i] == try_all(&s, i, s.n));
            assert_true(best + without[i] == try_all(&s, s.n, i));
            assert_true(fmin(with[i], without[i]) == 0 && (taken[i] ? with[i] : without[i]) == 0);
        }
    }
}

/* An item that is not among those of the table, and may cost something. */
static void one_more_is_what_trying_gives(void **state)
{
    (void)state;
    double table[(MOST + 3) * (MOST_ROOM + 1)];
    for (uint64_t seed = 1; seed <= 100; seed++) {
        sack s = draw(seed), more;
        if (s.n == 0) continue;
        ambit_pack_item last = s.item[s.n - 1];
        last.cost = 3;
        more = s, more.item[s.n - 1] = last;
        s.n--;
        ambit_pack_fill(table, s.item, s.n, s.room);
        assert_true(ambit_pack_with(table, s.n, s.room, last.weight, last.cost) == try_all(&more, s.n, more.n));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_what_trying_gives), cmocka_unit_test(one_more_is_what_trying_gives),
    };
    return cmocka_run_group_tests_name("solver/knapsack/pack", tests, NULL, NULL);
}
