/* Breeding: the best plan where every plan can be tried, never a worse one, and the same for any number of threads. */
#include "heuristics/genetic/breeding.h"
#include "heuristics/genetic/population.h"
#include "tests/heuristics/rig.h"

#include <omp.h>

static ambit_breeding *breeding_of(rig *r, uint32_t n_islands)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_breeding *breeding;
    if (ambit_breeding_build(&breeding, r->core, &r->candidates, &r->neighbours, r->bound->price, n_islands,
                             1, &r->watch, &err)) fail_msg("%s", err.text);
    return breeding;
}

static const struct family {
    const char *name;
    uint32_t n_rules;
    double tolerance;
    unsigned features;
} families[] = {
    { "one rule", 1, 0.3, AMBIT_TEST_HIDDEN },
    { "two rules", 2, 0.2, AMBIT_TEST_HIDDEN },
    { "two rules with ideals", 2, 0.4, AMBIT_TEST_HIDDEN | AMBIT_TEST_IDEAL },
    { "locks, groups, forbidden pairs", 2, 0.4,
      AMBIT_TEST_HIDDEN | AMBIT_TEST_LOCKS | AMBIT_TEST_GROUPS | AMBIT_TEST_FORBIDDEN | AMBIT_TEST_MATRIX },
};

static void finds_the_best_of_tiny_plans(void **state)
{
    const struct family *f = *state;
    enum { TINY = 7, REPS = 3 };
    for (uint64_t seed = 1; seed <= 8; seed++) {
        rig r;
        uint32_t best_plan[TINY];
        double best, objective, violation;
        print_message("%s: seed %llu\n", f->name, (unsigned long long)seed);
        rig_build(&r, seed, TINY, REPS, f->n_rules, f->tolerance, f->features, 0, REPS);
        int feasible = ambit_test_brute_force(r.problem, TINY, REPS, best_plan, &best);
        ambit_breeding *breeding = breeding_of(&r, 2);
        ambit_breeding_evolve(breeding, 100000);
        const uint32_t *choice = ambit_breeding_best(breeding, &objective, &violation);
        assert_non_null(choice);
        const ambit_verdict verdict = rig_verdict(&r, choice);
        assert_int_equal(verdict.within_rules, feasible);
        assert_int_equal(!(violation > 0), feasible);
        if (feasible) assert_true(rig_near(verdict.cost.total, best, 1e-9) && rig_near(objective, best, 1e-9));
        ambit_breeding_free(breeding);
        rig_reset(&r);
    }
}

/* An invited plan is an answer at once; more generations and travel never lose it. */
static void guests_are_never_lost(void **state)
{
    (void)state;
    rig r;
    ambit_rng rng = ambit_rng_of(2, 1);
    uint32_t guest[RIG_MOST_UNITS];
    double objective, violation, before, before_violation;
    rig_build(&r, 2, 60, 6, 2, 0.2, AMBIT_TEST_HIDDEN, 0, 5);
    ambit_breeding *breeding = breeding_of(&r, 3);
    assert_null(ambit_breeding_best(breeding, &objective, &violation));
    rig_random_choice(r.core, guest, &rng);
    ambit_breeding_invite(breeding, guest);
    assert_memory_equal(ambit_breeding_best(breeding, &before, &before_violation), guest,
                        r.core->n_units * sizeof *guest);
    for (int round = 0; round < 6; round++) {
        ambit_breeding_evolve(breeding, 50000);
        ambit_breeding_migrate(breeding);
        ambit_breeding_best(breeding, &objective, &violation);
        assert_false(ambit_individual_beats(before, before_violation, objective, violation));
        before = objective, before_violation = violation;
    }
    assert_true(!(violation > 0) && ambit_breeding_problems(breeding) > 0);
    ambit_breeding_free(breeding), ambit_breeding_free(NULL);
    rig_reset(&r);
}

static void threads_change_nothing(void **state)
{
    (void)state;
    enum { N = 80, M = 8 };
    int most = omp_get_max_threads();
    uint32_t one[N];
    for (int threads = 1; threads <= 3; threads++) {
        rig r;
        double objective, violation;
        omp_set_num_threads(threads);
        rig_build(&r, 5, N, M, 2, 0.2, RIG_RICH, 0, 6);
        ambit_breeding *breeding = breeding_of(&r, 4);
        for (int round = 0; round < 3; round++) {
            ambit_breeding_evolve(breeding, 40000);
            ambit_breeding_migrate(breeding);
        }
        const uint32_t *choice = ambit_breeding_best(breeding, &objective, &violation);
        if (threads == 1) memcpy(one, choice, r.core->n_units * sizeof *one);
        assert_memory_equal(one, choice, r.core->n_units * sizeof *one);
        ambit_breeding_free(breeding);
        rig_reset(&r);
    }
    omp_set_num_threads(most);
}

int main(void)
{
    enum { FAMILIES = sizeof families / sizeof *families, OTHERS = 2 };
    struct CMUnitTest tests[FAMILIES + OTHERS] = {
        { "guests are never lost", guests_are_never_lost, NULL, NULL, NULL },
        { "one, two and three threads give the same plan", threads_change_nothing, NULL, NULL, NULL },
    };
    for (size_t i = 0; i < FAMILIES; i++)
        tests[OTHERS + i] = (struct CMUnitTest){ families[i].name, finds_the_best_of_tiny_plans, NULL, NULL,
                                                 (void *)&families[i] };
    return cmocka_run_group_tests_name("heuristics/breeding", tests, NULL, NULL);
}
