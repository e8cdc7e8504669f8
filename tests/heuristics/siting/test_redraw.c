/* Redrawn neighbourhoods and tempering: never worse, never in more parts, and the same numbers give the same plan. */
#include "heuristics/construct/growth.h"
#include "heuristics/siting/redraw.h"
#include "tests/heuristics/siting/rig.h"

enum { UNITS = 48, REPS = 6, SEEDS = 3 };

typedef struct {
    rig r;
    ambit_siting_walk walk;
    ambit_siting_redraw redraw;
    ambit_connected connected;
    uint32_t first[UNITS], owner[UNITS];
} scene;

static void set_up(scene *s, int kind, uint64_t seed)
{
    ambit_ground ground;
    ambit_siting_repair repair;
    ambit_rng rng = ambit_rng_of(seed, 4);
    rig_build(&s->r, kind, seed, UNITS, REPS);
    assert_int_equal(ambit_ground_init(&ground, s->r.siting, &s->r.err), AMBIT_OK);
    assert_int_equal(ambit_siting_repair_init(&repair, &ground, &s->r.err), AMBIT_OK);
    assert_int_equal(ambit_siting_walk_init(&s->walk, s->r.terrain, &s->r.watch, &s->r.err), AMBIT_OK);
    assert_int_equal(ambit_siting_redraw_init(&s->redraw, s->r.terrain, &s->r.err), AMBIT_OK);
    assert_int_equal(ambit_connected_init(&s->connected, &s->r.siting->graph, REPS, &s->r.err), AMBIT_OK);
    assert_int_equal(ambit_construct_growth(s->first, &repair, &rng, &s->r.err), AMBIT_OK);
    ambit_siting_repair_reset(&repair), ambit_ground_reset(&ground);
}

static void tear_down(scene *s)
{
    ambit_siting_redraw_reset(&s->redraw), ambit_siting_walk_reset(&s->walk), ambit_connected_reset(&s->connected);
    rig_free(&s->r);
}

static void temper(scene *s, uint64_t seed, double loss)
{
    memcpy(s->owner, s->first, s->r.siting->n_units * sizeof *s->owner);
    s->walk.rng = ambit_rng_of(seed, 9);
    ambit_siting_walk_load(&s->walk, s->owner, NULL, 0);
    ambit_siting_walk_gauge(&s->walk);
    ambit_siting_redraw_temper(&s->redraw, &s->walk, s->owner,
                               &(ambit_siting_tempering){ 3, 0.2, 1, 100, loss, 200 * UNITS });
}

static ambit_siting_value value_of(const scene *s, const uint32_t *owner)
{
    ambit_siting_value value;
    ambit_error err;
    assert_int_equal(ambit_siting_judge(&value, s->r.siting, owner, NULL, &err), AMBIT_OK);
    return value;
}

static void tempering_never_ends_worse(void **state)
{
    (void)state;
    int better = 0;
    for (int kind = 0; kind < RIG_KINDS; kind++)
        for (uint64_t seed = 1; seed <= SEEDS; seed++) {
            static scene s;
            set_up(&s, kind, seed);
            temper(&s, seed, 2);
            ambit_siting_value before = value_of(&s, s.first), after = value_of(&s, s.owner);
            if (after.violation > before.violation + 1e-9
                || (after.violation > before.violation - 1e-9 && after.cost > before.cost * (1 + 1e-9)))
                fail_msg("%s, seed %d: %.12g beyond %.12g became %.12g beyond %.12g", rig_kinds[kind].name, (int)seed,
                         before.cost, before.violation, after.cost, after.violation);
            assert_true(ambit_connected_breaks(&s.connected, s.owner) <= ambit_connected_breaks(&s.connected, s.first));
            better += after.cost < before.cost || after.violation < before.violation;
            tear_down(&s);
        }
    assert_true(better > RIG_KINDS * SEEDS / 2);
}

static void the_same_numbers_give_the_same_plan(void **state)
{
    (void)state;
    static scene s;
    uint32_t once[UNITS];
    set_up(&s, 2, 5);
    temper(&s, 7, 2);
    memcpy(once, s.owner, sizeof once);
    temper(&s, 7, 2);
    assert_memory_equal(once, s.owner, s.r.siting->n_units * sizeof *once);
    tear_down(&s);
}

static void a_neighbourhood_is_kept_when_it_became_better(void **state)
{
    (void)state;
    for (int kind = 0; kind < RIG_KINDS; kind++) {
        static scene s;
        set_up(&s, kind, 3);
        memcpy(s.owner, s.first, s.r.siting->n_units * sizeof *s.owner);
        ambit_siting_walk_load(&s.walk, s.owner, NULL, 0);
        ambit_siting_walk_gauge(&s.walk);
        uint32_t changed = ambit_siting_redraw_run(&s.redraw, &s.walk, s.owner, REPS, 3, 0.5, 100);
        ambit_siting_value before = value_of(&s, s.first), after = value_of(&s, s.owner);
        bool better = after.violation < before.violation - 1e-12 || after.cost < before.cost;
        if (changed ? !better : memcmp(s.owner, s.first, s.r.siting->n_units * sizeof *s.owner) != 0)
            fail_msg("%s: %u changed, %.12g beyond %.12g became %.12g beyond %.12g", rig_kinds[kind].name, changed,
                     before.cost, before.violation, after.cost, after.violation);
        tear_down(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tempering_never_ends_worse),
        cmocka_unit_test(the_same_numbers_give_the_same_plan),
        cmocka_unit_test(a_neighbourhood_is_kept_when_it_became_better),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
