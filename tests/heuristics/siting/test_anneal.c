/* The walk ends at a plan no worse than it began, keeps territories whole, and leaves alone what is not active. */
#include "heuristics/construct/growth.h"
#include "heuristics/siting/walk.h"
#include "tests/heuristics/siting/rig.h"

enum { UNITS = 40, REPS = 5, SEEDS = 4, MOVES = 20000 };

static void begin(ambit_siting_walk *w, const rig *r, const uint32_t *owner, const uint32_t *active, uint32_t n)
{
    w->rng = ambit_rng_of(9, 9);
    ambit_siting_state_set_price(&w->state, 1); /* capacities by site make centres depend on it */
    ambit_siting_walk_load(w, owner, active, n);
    ambit_siting_walk_gauge(w);
    assert_true(w->regret > 0 && r->siting->n_units > 0);
}

static void it_ends_no_worse_and_connected(void **state)
{
    (void)state;
    for (int kind = 0; kind < RIG_KINDS; kind++)
        for (uint64_t seed = 1; seed <= SEEDS; seed++) {
            rig r;
            ambit_ground ground;
            ambit_siting_repair repair;
            ambit_siting_walk w;
            ambit_rng rng = ambit_rng_of(seed, 4);
            uint32_t owner[UNITS], again[UNITS];
            rig_build(&r, kind, seed, UNITS, REPS);
            assert_int_equal(ambit_ground_init(&ground, r.siting, &r.err), AMBIT_OK);
            assert_int_equal(ambit_siting_repair_init(&repair, &ground, &r.err), AMBIT_OK);
            assert_int_equal(ambit_siting_walk_init(&w, r.terrain, &r.watch, &r.err), AMBIT_OK);
            assert_int_equal(ambit_construct_growth(owner, &repair, &rng, &r.err), AMBIT_OK);
            begin(&w, &r, owner, NULL, 0);
            double cost = w.state.cost, violation = ambit_siting_state_violation(&w.state);
            uint32_t breaks = ambit_connected_breaks(&w.connected, owner);
            ambit_siting_walk_anneal(&w, (ambit_siting_schedule){ 2, INFINITY, MOVES, 0 });
            double after = ambit_siting_state_violation(&w.state);
            if (after > violation || (after == violation && w.state.cost > cost * (1 + 1e-9)))
                fail_msg("%s, seed %d: %.12g beyond %.12g became %.12g beyond %.12g", rig_kinds[kind].name, (int)seed,
                         cost, violation, w.state.cost, after);
            assert_true(ambit_connected_breaks(&w.connected, w.state.owner) <= breaks);
            memcpy(again, w.state.owner, r.siting->n_units * sizeof *again);
            begin(&w, &r, owner, NULL, 0);
            ambit_siting_walk_anneal(&w, (ambit_siting_schedule){ 2, INFINITY, MOVES, 0 });
            if (memcmp(again, w.state.owner, r.siting->n_units * sizeof *again))
                fail_msg("%s, seed %d: the same numbers made another plan", rig_kinds[kind].name, (int)seed);
            ambit_siting_walk_reset(&w), ambit_siting_repair_reset(&repair), ambit_ground_reset(&ground);
            rig_free(&r);
        }
}

static void what_is_not_active_stays(void **state)
{
    (void)state;
    const uint32_t active[] = { 0, 2, 4 };
    rig r;
    ambit_siting_walk w;
    ambit_rng rng = ambit_rng_of(3, 4);
    uint32_t owner[UNITS], changed = 0;
    rig_build(&r, 0, 5, UNITS, REPS);
    assert_int_equal(ambit_siting_walk_init(&w, r.terrain, &r.watch, &r.err), AMBIT_OK);
    rig_random_plan(&r, owner, &rng);
    begin(&w, &r, owner, active, 3);
    ambit_siting_walk_anneal(&w, (ambit_siting_schedule){ 2, INFINITY, MOVES, 0 });
    for (uint32_t u = 0; u < UNITS; u++) {
        changed += w.state.owner[u] != owner[u];
        if (owner[u] % 2) assert_int_equal(w.state.owner[u], owner[u]);
        else assert_int_equal(w.state.owner[u] % 2, 0);
    }
    assert_true(changed > 0);
    ambit_siting_walk_reset(&w);
    rig_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_ends_no_worse_and_connected),
        cmocka_unit_test(what_is_not_active_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
