/* Exchanges against every assignment of tiny problems; of larger ones, that they never make anything worse. */
#include "heuristics/construct/growth.h"
#include "heuristics/siting/exchange.h"
#include "tests/heuristics/siting/rig.h"

enum { FEW = 8, MANY = 60, SEEDS = 4 };

typedef struct {
    rig r;
    ambit_siting_walk walk;
    ambit_siting_exchange exchange;
    uint32_t first[MANY], owner[MANY];
} scene;

static void set_up(scene *s, int kind, uint64_t seed, uint32_t n_units, uint32_t n_reps)
{
    ambit_ground ground;
    ambit_siting_repair repair;
    ambit_rng rng = ambit_rng_of(seed, 4);
    rig_build(&s->r, kind, seed, n_units, n_reps);
    assert_int_equal(ambit_ground_init(&ground, s->r.siting, &s->r.err), AMBIT_OK);
    assert_int_equal(ambit_siting_repair_init(&repair, &ground, &s->r.err), AMBIT_OK);
    assert_int_equal(ambit_siting_walk_init(&s->walk, s->r.terrain, &s->r.watch, &s->r.err), AMBIT_OK);
    assert_int_equal(ambit_siting_exchange_init(&s->exchange, s->r.terrain, &s->r.err), AMBIT_OK);
    assert_int_equal(ambit_construct_growth(s->first, &repair, &rng, &s->r.err), AMBIT_OK);
    memcpy(s->owner, s->first, s->r.siting->n_units * sizeof *s->owner);
    ambit_siting_walk_load(&s->walk, s->owner, NULL, 0);
    ambit_siting_walk_gauge(&s->walk);
    ambit_siting_repair_reset(&repair), ambit_ground_reset(&ground);
}

static void tear_down(scene *s)
{
    ambit_siting_exchange_reset(&s->exchange), ambit_siting_walk_reset(&s->walk);
    rig_free(&s->r);
}

static ambit_siting_value value_of(const scene *s, const uint32_t *owner)
{
    ambit_siting_value value;
    ambit_error err;
    assert_int_equal(ambit_siting_judge(&value, s->r.siting, owner, NULL, &err), AMBIT_OK);
    return value;
}


static void it_finds_the_best_of_all_assignments(void **state)
{
    (void)state;
    int compared = 0;
    for (uint32_t k = 2; k <= 3; k++)
        for (int kind = 0; kind < RIG_KINDS; kind++)
            for (uint64_t seed = 1; seed <= SEEDS; seed++) {
                static scene s;
                uint32_t best_plan[FEW], plan[FEW];
                double best;
                ambit_verdict verdict;
                set_up(&s, kind, seed, FEW, k);
                int feasible = ambit_test_brute_force(s.r.problem, FEW, k, best_plan, &best);
                ambit_siting_exchange_run(&s.exchange, &s.walk, s.owner, 100000000);
                ambit_siting_expand(s.r.siting, s.owner, plan);
                assert_int_equal(ambit_evaluate(&verdict, s.r.problem, plan, NULL, &s.r.err), AMBIT_OK);
                bool stuck = value_of(&s, s.first).violation >= 1; /* parts, or empty territories, are not mended */
                if (feasible && !stuck && (!verdict.within_rules || !rig_near(verdict.cost.total, best)))
                    fail_msg("%u reps, %s, seed %d: found %.12g (%s), the best is %.12g", k, rig_kinds[kind].name,
                             (int)seed, verdict.cost.total, verdict.first_fault, best);
                compared += feasible && !stuck;
                tear_down(&s);
            }
    assert_true(compared > RIG_KINDS * SEEDS);
}

static void it_never_makes_anything_worse(void **state)
{
    (void)state;
    int better = 0;
    for (int kind = 0; kind < RIG_KINDS; kind++)
        for (uint64_t seed = 1; seed <= SEEDS; seed++) {
            static scene s;
            set_up(&s, kind, seed, MANY, 6);
            uint32_t exchanged = ambit_siting_exchange_run(&s.exchange, &s.walk, s.owner, 300000);
            ambit_siting_value before = value_of(&s, s.first), after = value_of(&s, s.owner);
            bool same = memcmp(s.first, s.owner, s.r.siting->n_units * sizeof *s.owner) == 0;
            bool gain = after.violation < before.violation - 1e-12
                        || (after.violation <= before.violation + 1e-12 && after.cost < before.cost);
            if (exchanged ? !gain : !same)
                fail_msg("%s, seed %d: %u exchanges, %.12g beyond %.12g became %.12g beyond %.12g",
                         rig_kinds[kind].name, (int)seed, exchanged, before.cost, before.violation, after.cost,
                         after.violation);
            better += gain;
            tear_down(&s);
        }
    assert_true(better > RIG_KINDS * SEEDS / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_finds_the_best_of_all_assignments),
        cmocka_unit_test(it_never_makes_anything_worse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
