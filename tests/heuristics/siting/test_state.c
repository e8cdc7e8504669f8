/* A plan in motion against the plan summed anew, and against the judge of the compact problem. */
#include "heuristics/plan/connected.h"
#include "heuristics/siting/state.h"
#include "tests/heuristics/siting/rig.h"

enum { UNITS = 20, REPS = 4, SEEDS = 8, MOVES = 120 };

static void compare_with_new_sums(const ambit_siting_state *s, ambit_siting_state *other, const char *what)
{
    ambit_siting_state_set_price(other, s->price);
    ambit_siting_state_load(other, s->owner, NULL, 0);
    bool same = rig_near(other->cost, s->cost) && rig_near(other->toll, s->toll) && rig_near(other->moved, s->moved)
        && other->n_misplaced == s->n_misplaced && other->n_broken == s->n_broken;
    if (!same) fail_msg("%s: cost %.12g toll %.12g, summed anew %.12g and %.12g", what, s->cost, s->toll, other->cost,
                        other->toll);
    for (uint32_t t = 0; t < s->n_slots; t++) assert_int_equal(s->slot[t].n, other->slot[t].n);
}

/* Where nothing is beyond the rules both are exact; else a capacity may make the state's centre another one, with less
 * beyond it. */
static void compare_with_judge(const rig *r, const ambit_siting_state *s, ambit_connected *connected, const char *what)
{
    ambit_siting_value value;
    ambit_error err;
    assert_int_equal(ambit_siting_judge(&value, r->siting, s->owner, NULL, &err), AMBIT_OK);
    double violation = ambit_siting_state_violation(s) + ambit_connected_breaks(connected, s->owner);
    bool same = rig_near(violation, value.violation) || (r->terrain->capacity && violation < value.violation);
    if (!same || (violation > 0) != (value.violation > 0))
        fail_msg("%s: violation %.12g, judged %.12g", what, violation, value.violation);
    if (violation == 0 && !rig_near(s->cost, value.cost)) fail_msg("%s: cost %.12g, judged %.12g", what, s->cost,
                                                                   value.cost);
}

static void random_move(ambit_siting_state *s, ambit_rng *rng, const char *what)
{
    uint32_t u = ambit_rng_below(rng, s->siting->n_units), v = ambit_rng_below(rng, s->siting->n_units);
    uint32_t to = ambit_rng_below(rng, s->siting->n_territories);
    double before = ambit_siting_state_value(s), said = INFINITY;
    if (ambit_rng_below(rng, 2)) {
        if (to != s->owner[u]) said = ambit_siting_shift_evaluate(s, u, to);
        if (isinf(said)) return;
        ambit_siting_shift_apply(s, u, to);
    } else {
        if (s->owner[u] != s->owner[v]) said = ambit_siting_swap_evaluate(s, u, v);
        if (isinf(said)) return;
        ambit_siting_swap_apply(s, u, v);
    }
    double change = ambit_siting_state_value(s) - before;
    if (change > said + 1e-7 * (1 + fabs(before)))
        fail_msg("%s: a move said %.12g and changed %.12g", what, said, change);
}

static void moves_keep_the_sums(void **state)
{
    (void)state;
    char what[120];
    for (int kind = 0; kind < RIG_KINDS; kind++)
        for (uint64_t seed = 1; seed <= SEEDS; seed++) {
            rig r;
            ambit_siting_state s, other;
            ambit_connected connected;
            ambit_rng rng = ambit_rng_of(seed, 5);
            uint32_t owner[UNITS];
            rig_build(&r, kind, seed, UNITS, REPS);
            assert_int_equal(ambit_siting_state_init(&s, r.terrain, &r.err), AMBIT_OK);
            assert_int_equal(ambit_siting_state_init(&other, r.terrain, &r.err), AMBIT_OK);
            assert_int_equal(ambit_connected_init(&connected, &r.siting->graph, REPS, &r.err), AMBIT_OK);
            rig_random_plan(&r, owner, &rng);
            ambit_siting_state_load(&s, owner, NULL, 0);
            ambit_siting_state_set_price(&s, 1e5);
            for (int move = 0; move < MOVES; move++) {
                snprintf(what, sizeof what, "%s, seed %d, move %d", rig_kinds[kind].name, (int)seed, move);
                random_move(&s, &rng, what);
                compare_with_new_sums(&s, &other, what);
                compare_with_judge(&r, &s, &connected, what);
            }
            ambit_siting_state_reset(&s), ambit_siting_state_reset(&other), ambit_connected_reset(&connected);
            rig_free(&r);
        }
}

/* A plan of which two territories may change counts what these two cost. */
static void a_part_of_a_plan_changes_like_the_whole(void **state)
{
    (void)state;
    for (int kind = 0; kind < RIG_KINDS; kind++) {
        rig r;
        ambit_siting_state whole, part;
        ambit_rng rng = ambit_rng_of((uint64_t)kind, 6);
        uint32_t owner[UNITS], active[2] = { 1, 3 };
        rig_build(&r, kind, 3, UNITS, REPS);
        assert_int_equal(ambit_siting_state_init(&whole, r.terrain, &r.err), AMBIT_OK);
        assert_int_equal(ambit_siting_state_init(&part, r.terrain, &r.err), AMBIT_OK);
        rig_random_plan(&r, owner, &rng);
        ambit_siting_state_load(&whole, owner, NULL, 0);
        ambit_siting_state_load(&part, owner, active, 2);
        for (uint32_t u = 0; u < r.siting->n_units; u++) {
            if (owner[u] != 1) continue;
            double one = ambit_siting_shift_evaluate(&whole, u, 3), other = ambit_siting_shift_evaluate(&part, u, 3);
            if (!(isinf(one) && isinf(other)) && !rig_near(one, other))
                fail_msg("%s: unit %u changes the whole by %.12g, the part by %.12g", rig_kinds[kind].name, u, one,
                         other);
        }
        ambit_siting_state_reset(&whole), ambit_siting_state_reset(&part);
        rig_free(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moves_keep_the_sums),
        cmocka_unit_test(a_part_of_a_plan_changes_like_the_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
