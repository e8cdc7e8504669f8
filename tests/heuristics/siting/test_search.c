/* The search against every assignment of tiny problems, and against itself with other numbers of threads. */
#include "heuristics/siting/search.h"
#include "tests/heuristics/siting/rig.h"

#include <omp.h>

enum { UNITS = 9, REPS = 3, SEEDS = 2, LARGER = 30 };

static void search(const rig *r, uint64_t seed, double effort, uint32_t *owner, ambit_siting_value *value)
{
    ambit_siting_search *s;
    ambit_error err;
    assert_int_equal(ambit_siting_search_build(&s, r->siting, seed, (ambit_watch *)&r->watch, &err), AMBIT_OK);
    assert_int_equal(ambit_siting_search_run(s, effort, &err), AMBIT_OK);
    ambit_siting_standing best = ambit_siting_search_best(s);
    assert_non_null(best.owner);
    memcpy(owner, best.owner, r->siting->n_units * sizeof *owner);
    *value = best.value;
    ambit_siting_search_free(s);
}

static void it_finds_the_best_of_all_assignments(void **state)
{
    (void)state;
    for (int kind = 0; kind < RIG_KINDS; kind++)
        for (uint64_t seed = 1; seed <= SEEDS; seed++) {
            rig r;
            uint32_t owner[UNITS], plan[UNITS], best_plan[UNITS];
            double best;
            ambit_siting_value value;
            ambit_verdict verdict;
            rig_build(&r, kind, seed, UNITS, REPS);
            int feasible = ambit_test_brute_force(r.problem, UNITS, REPS, best_plan, &best);
            search(&r, seed, 0.02, owner, &value);
            ambit_siting_expand(r.siting, owner, plan);
            assert_int_equal(ambit_evaluate(&verdict, r.problem, plan, NULL, &r.err), AMBIT_OK);
            if (feasible != verdict.within_rules || (feasible && !rig_near(verdict.cost.total, best)))
                fail_msg("%s, seed %d: found %.12g (%s), the best is %.12g", rig_kinds[kind].name, (int)seed,
                         verdict.cost.total, verdict.first_fault, best);
            rig_free(&r);
        }
}

static void threads_change_nothing(void **state)
{
    (void)state;
    const int kinds[] = { 2, 4 };
    int before = omp_get_max_threads();
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        rig r;
        uint32_t one[LARGER], three[LARGER];
        ambit_siting_value value;
        rig_build(&r, kinds[k], 7, LARGER, 5);
        omp_set_num_threads(1);
        search(&r, 3, 0.01, one, &value);
        omp_set_num_threads(3);
        search(&r, 3, 0.01, three, &value);
        assert_memory_equal(one, three, r.siting->n_units * sizeof *one);
        rig_free(&r);
    }
    omp_set_num_threads(before);
}

static void a_plan_that_is_offered_is_a_floor(void **state)
{
    (void)state;
    rig r;
    uint32_t owner[LARGER];
    ambit_siting_value value;
    ambit_siting_search *s;
    rig_build(&r, 2, 11, LARGER, 4);
    search(&r, 5, 0.02, owner, &value);
    assert_int_equal(ambit_siting_search_build(&s, r.siting, 6, &r.watch, &r.err), AMBIT_OK);
    assert_null(ambit_siting_search_best(s).owner);
    assert_int_equal(ambit_siting_search_offer(s, owner, &r.err), AMBIT_OK);
    assert_memory_equal(ambit_siting_search_best(s).owner, owner, r.siting->n_units * sizeof *owner);
    assert_int_equal(ambit_siting_search_run(s, 0.01, &r.err), AMBIT_OK);
    ambit_siting_standing best = ambit_siting_search_best(s);
    assert_true(best.value.violation <= value.violation);
    assert_true(best.value.violation < value.violation || best.value.cost <= value.cost);
    ambit_siting_search_free(s);
    rig_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_finds_the_best_of_all_assignments),
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(a_plan_that_is_offered_is_a_floor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
