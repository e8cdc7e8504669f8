/* Centres jump where a walk could not carry them; renaming and neighbours are what they claim. */
#include "heuristics/siting/cross.h"
#include "heuristics/siting/near.h"
#include "heuristics/siting/relocate.h"
#include "tests/heuristics/siting/rig.h"

enum { CLUSTERS = 4, EACH = 30 /* more than a unit has neighbours */, UNITS = CLUSTERS * EACH };

/* Four clusters far from each other, as many territories, no rules. */
static ambit_problem *clusters(void)
{
    double x[UNITS], y[UNITS];
    ambit_problem *p;
    ambit_error err;
    ambit_centres centres = { NULL, NULL, NULL };
    for (int u = 0; u < UNITS; u++) x[u] = 1000 * (u / EACH) + u % 3, y[u] = u % EACH;
    assert_int_equal(ambit_problem_build(&p, UNITS, CLUSTERS, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_set_plane(p, x, y, NULL, NULL, AMBIT_ROUND_NOT, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_set_travel(p, AMBIT_TRAVEL_DISTANCE, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_set_centres(p, &centres, &err), AMBIT_OK);
    return p;
}

/* Two territories share the first cluster, one has the last two. */
static void a_centre_jumps_to_a_cluster_without_one(void **state)
{
    (void)state;
    rig r = { .problem = clusters(), .options = ambit_options_default() };
    ambit_siting_walk walk;
    ambit_siting_relocation *relocation;
    uint32_t owner[UNITS];
    ambit_siting_value value;
    assert_int_equal(ambit_siting_build(&r.siting, r.problem, &r.err), AMBIT_OK);
    assert_int_equal(ambit_terrain_build(&r.terrain, r.siting, &r.err), AMBIT_OK);
    ambit_watch_init(&r.watch, &r.options);
    for (uint32_t u = 0; u < UNITS; u++) owner[u] = u < EACH ? u % 2 : u < 2 * EACH ? 2 : 3;
    assert_int_equal(ambit_siting_walk_init(&walk, r.terrain, &r.watch, &r.err), AMBIT_OK);
    assert_int_equal(ambit_siting_relocation_build(&relocation, r.terrain, &walk, 1, &r.err), AMBIT_OK);
    for (uint64_t round = 0; round < 3; round++) ambit_siting_relocation_run(relocation, owner, 10, 200, round);
    for (uint32_t u = 0; u < UNITS; u++) {
        assert_true(owner[u] < CLUSTERS);
        assert_int_equal(owner[u], owner[u / EACH * EACH]);
    }
    assert_int_equal(ambit_siting_judge(&value, r.siting, owner, NULL, &r.err), AMBIT_OK);
    assert_true(value.violation == 0 && value.cost < 1000);
    ambit_siting_relocation_free(relocation);
    ambit_siting_walk_reset(&walk);
    rig_free(&r);
}

static void a_jump_never_makes_a_plan_worse(void **state)
{
    (void)state;
    for (int kind = 0; kind < RIG_KINDS; kind++) {
        rig r;
        ambit_siting_walk walk;
        ambit_siting_relocation *relocation;
        ambit_siting_value before, after;
        uint32_t owner[60];
        ambit_rng rng = ambit_rng_of(8, (uint64_t)kind);
        rig_build(&r, kind, 21, 60, 8);
        assert_int_equal(ambit_siting_walk_init(&walk, r.terrain, &r.watch, &r.err), AMBIT_OK);
        assert_int_equal(ambit_siting_relocation_build(&relocation, r.terrain, &walk, 1, &r.err), AMBIT_OK);
        rig_random_plan(&r, owner, &rng);
        ambit_siting_walk_load(&walk, owner, NULL, 0);
        ambit_siting_walk_gauge(&walk);
        ambit_siting_walk_anneal(&walk, (ambit_siting_schedule){ 1, INFINITY, 20000, 0 });
        memcpy(owner, walk.state.owner, r.siting->n_units * sizeof *owner);
        assert_int_equal(ambit_siting_judge(&before, r.siting, owner, NULL, &r.err), AMBIT_OK);
        ambit_siting_relocation_run(relocation, owner, walk.regret, 200, 4);
        assert_int_equal(ambit_siting_judge(&after, r.siting, owner, NULL, &r.err), AMBIT_OK);
        if (before.violation == 0 && (after.violation > 0 || after.cost > before.cost * (1 + 1e-9)))
            fail_msg("%s: %.12g became %.12g beyond %.12g", rig_kinds[kind].name, before.cost, after.cost,
                     after.violation);
        ambit_siting_relocation_free(relocation);
        ambit_siting_walk_reset(&walk);
        rig_free(&r);
    }
}

static void another_order_of_territories_is_the_same_plan(void **state)
{
    (void)state;
    rig r;
    ambit_siting_cross cross;
    uint32_t model[60], owner[60];
    ambit_rng rng = ambit_rng_of(2, 2);
    rig_build(&r, 0, 4, 60, 6);
    for (uint32_t t = 1; t < 12; t++) r.siting->lower[t] = r.siting->lower[t - t % 6];
    r.siting->alike = true;
    assert_int_equal(ambit_siting_cross_init(&cross, r.terrain, &r.err), AMBIT_OK);
    rig_random_plan(&r, model, &rng);
    for (uint32_t u = 0; u < r.siting->n_units; u++) owner[u] = (model[u] + 2) % 6;
    ambit_siting_cross_rename(&cross, owner, model);
    assert_memory_equal(owner, model, r.siting->n_units * sizeof *owner);
    ambit_siting_cross_plans(&cross, owner, model, model, &rng);
    assert_memory_equal(owner, model, r.siting->n_units * sizeof *owner); /* a child of twins is their twin */
    ambit_siting_cross_reset(&cross);
    rig_free(&r);
}

static double away(ambit_point a, ambit_point b)
{
    double x = a.at[0] - b.at[0], y = a.at[1] - b.at[1], z = a.at[2] - b.at[2];
    return x * x + y * y + z * z;
}

/* Places on a coarse grid, so that many are as near, and some the same. */
static void neighbours_are_the_nearest_by_brute_force(void **state)
{
    (void)state;
    enum { N = 300, K = 9 };
    ambit_point point[N];
    uint32_t *near = malloc(N * K * sizeof *near);
    ambit_rng rng = ambit_rng_of(6, 1);
    ambit_error err;
    for (int u = 0; u < N; u++)
        for (int i = 0; i < 3; i++) point[u].at[i] = ambit_rng_below(&rng, u < N / 2 ? 6 : 100);
    assert_int_equal(ambit_near_find(near, point, N, K, &err), AMBIT_OK);
    for (uint32_t u = 0; u < N; u++)
        for (uint32_t k = 0; k < K; k++) {
            uint32_t closer = 0;
            double this = away(point[u], point[near[u * K + k]]);
            for (uint32_t v = 0; v < N; v++) {
                double other = away(point[u], point[v]);
                closer += v != u && (other < this || (other == this && v < near[u * K + k]));
            }
            assert_int_equal(closer, k);
        }
    free(near);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_centre_jumps_to_a_cluster_without_one),
        cmocka_unit_test(a_jump_never_makes_a_plan_worse),
        cmocka_unit_test(another_order_of_territories_is_the_same_plan),
        cmocka_unit_test(neighbours_are_the_nearest_by_brute_force),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
