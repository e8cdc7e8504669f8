/* First plans by growth, by splits and by power diagrams, and what mends broken ones: complete, connected, eligible,
 * level; on random problems of every kind and on a map whose shape is known. */
#include "heuristics/construct/growth.h"
#include "heuristics/construct/power.h"
#include "heuristics/construct/split.h"
#include "tests/support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { MOST = 1024, SEEDS = 10 };

typedef struct { ambit_problem *problem; ambit_siting *siting; ambit_ground ground; ambit_siting_repair repair; } rig;
typedef ambit_status construct_fn(uint32_t *, ambit_siting_repair *, ambit_rng *, ambit_error *);

static const struct { const char *name; construct_fn *construct; } ways[] = {
    { "growth", ambit_construct_growth },
    { "splits", ambit_construct_split },
    { "power diagrams", ambit_construct_power },
};

static const struct { const char *name; unsigned features; } kinds[] = {
    { "homes",                     AMBIT_TEST_CONTIGUOUS },
    { "free centres",              AMBIT_TEST_CONTIGUOUS | AMBIT_TEST_CENTRES },
    { "some homes, a plane",       AMBIT_TEST_CONTIGUOUS | AMBIT_TEST_CENTRES | AMBIT_TEST_HOMES | AMBIT_TEST_PLANE },
    { "few sites",                 AMBIT_TEST_CONTIGUOUS | AMBIT_TEST_CENTRES | AMBIT_TEST_FEW_SITES },
    { "groups and ideals",         AMBIT_TEST_CONTIGUOUS | AMBIT_TEST_GROUPS | AMBIT_TEST_IDEAL },
    { "no graph",                  AMBIT_TEST_CENTRES },
    { "amounts that depend on homes", AMBIT_TEST_CONTIGUOUS | AMBIT_TEST_PER_HOUR },
};

static void rig_of(rig *r, ambit_problem *problem)
{
    ambit_error err = { AMBIT_OK, "" };
    r->problem = problem;
    if (ambit_siting_build(&r->siting, problem, &err)) fail_msg("%s", err.text);
    assert_int_equal(ambit_ground_init(&r->ground, r->siting, &err), AMBIT_OK);
    assert_int_equal(ambit_siting_repair_init(&r->repair, &r->ground, &err), AMBIT_OK);
}

static void rig_free(rig *r)
{
    ambit_siting_repair_reset(&r->repair);
    ambit_ground_reset(&r->ground);
    ambit_siting_free(r->siting);
    ambit_problem_free(r->problem);
}

/* A plane of `wide` x `wide` units, `apart` from each other, each of the same amount, that touch as rooks; k free
 * territories. */
static ambit_problem *squares_of(uint32_t wide, uint32_t k, double amount, double apart)
{
    static double x[MOST], y[MOST], one[MOST], low[MOST], high[MOST];
    static ambit_border border[2 * MOST];
    ambit_problem *problem;
    ambit_error err;
    size_t n = 0;
    for (uint32_t u = 0; u < wide * wide; u++) {
        x[u] = apart * (u % wide), y[u] = apart * (u / wide), one[u] = amount;
        if (u % wide + 1 < wide) border[n++] = (ambit_border){ u, u + 1 };
        if (u / wide + 1 < wide) border[n++] = (ambit_border){ u, u + wide };
    }
    for (uint32_t t = 0; t < k; t++) low[t] = 0.9 * wide * wide / k, high[t] = 1.1 * wide * wide / k;
    const ambit_rule rule = { .name = "regions", .amount = one, .lower = low, .upper = high };
    assert_int_equal(ambit_problem_build(&problem, wide * wide, k, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_set_plane(problem, x, y, NULL, NULL, AMBIT_ROUND_NOT, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_set_centres(problem, &(ambit_centres){ NULL, NULL, NULL }, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_add_rule(problem, &rule, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_set_adjacency(problem, border, n, &err), AMBIT_OK);
    return problem;
}

static ambit_problem *squares(uint32_t wide, uint32_t k) { return squares_of(wide, k, 1, 1); }

/* ---- Properties -------------------------------------------------------------------------------------------------- */

static void sizes_of(const ambit_siting *s, const uint32_t *owner, uint32_t *size)
{
    memset(size, 0, s->n_territories * sizeof *size);
    for (uint32_t u = 0; u < s->n_units; u++) {
        assert_true(owner[u] < s->n_territories);
        size[owner[u]]++;
    }
}

static void is_sound(rig *r, const uint32_t *owner, const char *name, uint64_t seed)
{
    uint32_t size[MOST];
    sizes_of(r->siting, owner, size);
    for (uint32_t t = 0; t < r->siting->n_territories; t++)
        if (!size[t]) fail_msg("%s, seed %llu: territory %u is empty", name, (unsigned long long)seed, t);
    if (ambit_connected_breaks(&r->repair.connected, owner))
        fail_msg("%s, seed %llu: broken", name, (unsigned long long)seed);
}

/* ---- Tests ------------------------------------------------------------------------------------------------------- */

static void plans_are_complete_and_connected(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        for (uint64_t seed = 1; seed <= SEEDS; seed++)
            for (size_t way = 0; way < 3; way++) {
                rig r;
                uint32_t owner[MOST], again[MOST], centre[MOST];
                ambit_error err;
                ambit_siting_value value;
                rig_of(&r, ambit_test_random_problem(seed, 60, 5, 2, 0.2, kinds[k].features));
                ambit_rng rng = ambit_rng_of(seed, 3), same = rng;
                assert_int_equal(ways[way].construct(owner, &r.repair, &rng, &err), AMBIT_OK);
                is_sound(&r, owner, kinds[k].name, seed);
                assert_int_equal(ways[way].construct(again, &r.repair, &same, &err), AMBIT_OK);
                assert_memory_equal(owner, again, r.siting->n_units * sizeof *owner);
                assert_int_equal(ambit_siting_judge(&value, r.siting, owner, centre, &err), AMBIT_OK);
                if (way == 0 && !(value.cost < INFINITY))
                    fail_msg("%s, seed %llu: no centre", kinds[k].name, (unsigned long long)seed);
                rig_free(&r);
            }
}

static void nobody_gets_what_it_may_not(void **state)
{
    (void)state;
    const unsigned features = AMBIT_TEST_CONTIGUOUS | AMBIT_TEST_CENTRES | AMBIT_TEST_HOMES | AMBIT_TEST_LOCKS
        | AMBIT_TEST_FORBIDDEN | AMBIT_TEST_CLASSES;
    for (uint64_t seed = 1; seed <= SEEDS; seed++)
        for (size_t way = 0; way < 3; way++) {
            rig r;
            uint32_t owner[MOST];
            ambit_error err;
            rig_of(&r, ambit_test_random_problem(seed, 60, 4, 1, 0.2, features));
            ambit_rng rng = ambit_rng_of(seed, 4);
            assert_int_equal(ways[way].construct(owner, &r.repair, &rng, &err), AMBIT_OK);
            for (uint32_t u = 0; u < r.siting->n_units; u++) {
                uint32_t allowed = 0;
                for (uint32_t t = 0; t < 4; t++) allowed += ambit_siting_extra(r.siting, u, t) < INFINITY;
                if (allowed && ambit_siting_extra(r.siting, u, owner[u]) == INFINITY)
                    fail_msg("%s, seed %llu: unit %u", ways[way].name, (unsigned long long)seed, u);
            }
            rig_free(&r);
        }
}

static void amounts_are_level_on_a_map_of_squares(void **state)
{
    (void)state;
    for (uint32_t k = 2; k <= 11; k += 3)
        for (size_t way = 0; way < 3; way++) {
            rig r;
            uint32_t owner[MOST], size[MOST];
            ambit_error err;
            rig_of(&r, squares(24, k));
            for (uint64_t seed = 1; seed <= 8; seed++) {
                ambit_rng rng = ambit_rng_of(seed, 5);
                double most = 0, least = INFINITY;
                assert_int_equal(ways[way].construct(owner, &r.repair, &rng, &err), AMBIT_OK);
                is_sound(&r, owner, ways[way].name, seed);
                sizes_of(r.siting, owner, size);
                for (uint32_t t = 0; t < k; t++) most = fmax(most, size[t]), least = fmin(least, size[t]);
                double share = 576.0 / k, allowed = way == 0 ? 0.35 : way == 1 ? 0.15 : 0.1;
                if (most > share * (1 + allowed) || least < share * (1 - allowed))
                    fail_msg("%s of %u, seed %llu: %.0f to %.0f of %.1f", ways[way].name, k, (unsigned long long)seed,
                             least, most, share);
            }
            rig_free(&r);
        }
}

/* What was whole stays as it was; every break is mended, and every territory has something. */
static void broken_plans_are_mended(void **state)
{
    (void)state;
    rig r;
    rig_of(&r, squares(16, 6));
    for (uint64_t seed = 1; seed <= 100; seed++) {
        uint32_t owner[MOST], before[MOST];
        uint8_t off[MOST];
        ambit_error err;
        ambit_rng rng = ambit_rng_of(seed, 6);
        assert_int_equal(ambit_construct_growth(owner, &r.repair, &rng, &err), AMBIT_OK);
        for (uint32_t n = ambit_rng_below(&rng, 60); n > 0; n--)
            owner[ambit_rng_below(&rng, 256)] = ambit_rng_below(&rng, 6);
        if (seed % 4 == 0)
            for (uint32_t u = 0; u < 256; u++) owner[u] = owner[u] == 2 ? 3 : owner[u];
        memcpy(before, owner, sizeof before);
        ambit_connected_split_off(&r.repair.connected, owner, off);
        assert_int_equal(ambit_siting_repair_mend(&r.repair, owner), 0);
        is_sound(&r, owner, "a mended plan", seed);
        uint32_t changed = 0;
        for (uint32_t u = 0; u < 256; u++) changed += !off[u] && owner[u] != before[u];
        assert_true(changed <= (seed % 4 == 0));
    }
    rig_free(&r);
}

/* Everything is in one place, or of nothing, or for more territories than units: a plan comes all the same. */
static void strange_maps_have_plans_too(void **state)
{
    (void)state;
    static const struct { uint32_t wide, k; double amount, apart; } maps[] = {
        { 6, 4, 0, 1 }, { 6, 4, 1, 0 }, { 6, 4, 0, 0 }, { 2, 7, 1, 1 }, { 1, 1, 1, 1 }, { 3, 9, 1, 1 },
    };
    for (size_t m = 0; m < sizeof maps / sizeof *maps; m++)
        for (size_t way = 0; way < 3; way++) {
            rig r;
            uint32_t owner[MOST], size[MOST];
            ambit_error err;
            ambit_rng rng = ambit_rng_of(m, 7);
            rig_of(&r, squares_of(maps[m].wide, maps[m].k, maps[m].amount, maps[m].apart));
            assert_int_equal(ways[way].construct(owner, &r.repair, &rng, &err), AMBIT_OK);
            sizes_of(r.siting, owner, size);
            if (maps[m].k <= r.siting->n_units) is_sound(&r, owner, ways[way].name, m);
            rig_free(&r);
        }
}

/* Two pieces of land, one territory each: what nobody touches goes to the nearest, and is told as a break. */
static void what_cannot_be_connected_is_counted(void **state)
{
    (void)state;
    const double x[5] = { 0, 1, 2, 10, 11 }, y[5] = { 0 };
    const ambit_border border[3] = { { 0, 1 }, { 1, 2 }, { 3, 4 } };
    ambit_problem *problem;
    ambit_error err;
    rig r;
    assert_int_equal(ambit_problem_build(&problem, 5, 2, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_set_plane(problem, x, y, NULL, NULL, AMBIT_ROUND_NOT, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_set_centres(problem, &(ambit_centres){ NULL, NULL, NULL }, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_set_adjacency(problem, border, 3, &err), AMBIT_OK);
    rig_of(&r, problem);
    uint32_t owner[5] = { 0, AMBIT_NOBODY, 1, AMBIT_NOBODY, AMBIT_NOBODY };
    const uint32_t expected[5] = { 0, 0, 1, 1, 1 };
    ambit_siting_repair_grow(&r.repair, owner);
    assert_memory_equal(owner, expected, sizeof owner);
    assert_int_equal(ambit_connected_breaks(&r.repair.connected, owner), 1);
    rig_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plans_are_complete_and_connected),
        cmocka_unit_test(nobody_gets_what_it_may_not),
        cmocka_unit_test(amounts_are_level_on_a_map_of_squares),
        cmocka_unit_test(broken_plans_are_mended),
        cmocka_unit_test(strange_maps_have_plans_too),
        cmocka_unit_test(what_cannot_be_connected_is_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
