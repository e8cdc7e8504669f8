/* Polish: never worse, the optimum itself where three reps are all there are, and the same for any number of
 * threads. */
#include "heuristics/exact/polish.h"
#include "tests/heuristics/rig.h"

#include <omp.h>

static ambit_polish *polish_of(rig *r)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_polish *polish;
    if (ambit_polish_build(&polish, r->core, &r->candidates, &r->neighbours, r->bound->price, 8, &r->watch,
                           &err))
        fail_msg("%s", err.text);
    return polish;
}

static ambit_polish_report run(ambit_polish *polish, uint32_t *choice, uint64_t work)
{
    const ambit_polish_effort effort = { .depth = AMBIT_POLISH_DEEP, .work = work, .pressure = 1 };
    ambit_polish_report report = ambit_polish_run(polish, choice, &effort);
    assert_true(report.improved <= report.problems && report.work >= report.problems);
    assert_true(!report.exhausted || report.work < work);
    return report;
}

/* Near what a search leaves: mostly cheapest pairs by reduced cost. */
static void rough_plan(const rig *r, uint32_t *choice, uint64_t seed)
{
    ambit_rng rng = ambit_rng_of(seed, 4);
    for (uint32_t u = 0; u < r->core->n_units; u++) {
        uint32_t n = (uint32_t)(r->candidates.first[u + 1] - r->candidates.first[u]);
        uint32_t rank = ambit_rng_below(&rng, 3) ? 0 : ambit_rng_below(&rng, n);
        choice[u] = r->candidates.offset[r->candidates.first[u] + rank];
    }
}

static const struct family {
    const char *name;
    uint32_t n_rules;
    double tolerance;
    unsigned features;
} families[] = {
    { "one rule", 1, 0.3, AMBIT_TEST_HIDDEN },
    { "two rules", 2, 0.3, AMBIT_TEST_HIDDEN },
    { "two rules with ideals", 2, 0.4, AMBIT_TEST_HIDDEN | AMBIT_TEST_IDEAL },
    { "amounts that depend on the rep", 2, 0.3, AMBIT_TEST_HIDDEN | AMBIT_TEST_PER_HOUR },
    { "moves under a cap", 1, 0.4, AMBIT_TEST_CURRENT | AMBIT_TEST_MOVE_CAP },
};

/* Three reps, seven units: some set holds all of them, so the answer is the best plan there is. */
static void tiny_plans_become_optimal(void **state)
{
    const struct family *f = *state;
    enum { TINY = 7, REPS = 3 };
    for (uint64_t seed = 1; seed <= 8; seed++) {
        rig r;
        uint32_t choice[TINY], best_plan[TINY];
        double best;
        print_message("%s: seed %llu\n", f->name, (unsigned long long)seed);
        rig_build(&r, seed, TINY, REPS, f->n_rules, f->tolerance, f->features, 0, REPS);
        int feasible = ambit_test_brute_force(r.problem, TINY, REPS, best_plan, &best);
        ambit_polish *polish = polish_of(&r);
        rough_plan(&r, choice, seed);
        bool capped = f->features & AMBIT_TEST_MOVE_CAP; /* beyond the cap nothing mends: start from the current plan */
        for (uint32_t u = 0; capped && u < r.core->n_units; u++)
            choice[u] = r.core->current[u] == AMBIT_NOBODY ? choice[u] : r.core->current[u];
        ambit_polish_report report = run(polish, choice, 1000000000);
        const ambit_verdict verdict = rig_verdict(&r, choice);
        assert_true(report.exhausted);
        assert_int_equal(verdict.within_rules, feasible);
        if (feasible) assert_true(rig_near(verdict.cost.total, best, 1e-9));
        ambit_polish_free(polish);
        rig_reset(&r);
    }
}

/* Violation never grows, and within the rules cost never does; another call on the same plan finds nothing to solve. */
static void plans_never_get_worse(void **state)
{
    (void)state;
    enum { N = 45, M = 6 };
    uint64_t problems = 0, improved = 0;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        rig r;
        uint32_t choice[N];
        print_message("seed %llu\n", (unsigned long long)seed);
        rig_build(&r, seed, N, M, 2, seed % 2 ? 0.1 : 0.4, seed % 3 ? RIG_RICH : AMBIT_TEST_HIDDEN, 0, 5);
        ambit_polish *polish = polish_of(&r);
        rough_plan(&r, choice, seed);
        ambit_verdict before = rig_verdict(&r, choice);
        ambit_polish_report report = { 0 };
        for (int calls = 0; calls < 40 && !report.exhausted; calls++) {
            report = run(polish, choice, 13000);
            const ambit_verdict now = rig_verdict(&r, choice);
            assert_true(now.violation <= before.violation + 1e-9);
            if (before.within_rules) assert_true(now.within_rules && now.cost.total <= before.cost.total * (1 + 1e-12));
            problems += report.problems, improved += report.improved, before = now;
        }
        if (report.exhausted) assert_int_equal(run(polish, choice, 1000000000).problems, 0);
        ambit_polish_free(polish);
        rig_reset(&r);
    }
    print_message("%llu sub-problems, %llu of them better\n", (unsigned long long)problems,
            (unsigned long long)improved);
    assert_true(improved > 0);
}

/* After a new plan the sets whose reps changed are solved again. */
static void a_changed_plan_is_looked_at_again(void **state)
{
    (void)state;
    rig r;
    uint32_t choice[30];
    rig_build(&r, 4, 30, 4, 1, 0.5, AMBIT_TEST_HIDDEN, 0, 4);
    ambit_polish *polish = polish_of(&r);
    rough_plan(&r, choice, 4);
    assert_true(run(polish, choice, 1000000000).exhausted);
    const ambit_verdict best = rig_verdict(&r, choice);
    uint32_t u = 0;
    choice[u] = (choice[u] + 1) % rig_length(r.core, u);
    ambit_polish_report report = run(polish, choice, 1000000000);
    assert_true(report.problems > 0 && report.exhausted);
    assert_true(rig_verdict(&r, choice).cost.total <= best.cost.total * 1.05);
    ambit_polish_free(polish);
    rig_reset(&r);
}

static void threads_change_nothing(void **state)
{
    (void)state;
    enum { N = 90, M = 9 };
    int before = omp_get_max_threads();
    uint32_t one[N], many[N];
    uint64_t counted[2] = { 0, 0 };
    for (int threads = 1; threads <= 3; threads++) {
        rig r;
        uint32_t *choice = threads == 1 ? one : many;
        omp_set_num_threads(threads);
        rig_build(&r, 6, N, M, 2, 0.3, RIG_RICH, 0, 5);
        ambit_polish *polish = polish_of(&r);
        rough_plan(&r, choice, 6);
        ambit_polish_report report = run(polish, choice, 60000);
        if (threads == 1) counted[0] = report.problems, counted[1] = report.improved;
        assert_true(report.problems == counted[0] && report.improved == counted[1]);
        if (threads > 1) assert_memory_equal(one, many, r.core->n_units * sizeof *one);
        ambit_polish_free(polish);
        rig_reset(&r);
    }
    omp_set_num_threads(before);
}

static void nothing_to_polish(void **state)
{
    (void)state;
    rig r;
    uint32_t choice[5] = { 0 };
    rig_build(&r, 1, 5, 1, 1, 0.5, AMBIT_TEST_HIDDEN, 0, 3); /* one rep */
    ambit_polish *polish = polish_of(&r);
    ambit_polish_report report = run(polish, choice, 10000);
    assert_true(report.exhausted && report.problems == 0);
    ambit_polish_free(polish), ambit_polish_free(NULL);
    rig_reset(&r);
    rig_build(&r, 1, 5, 3, 1, 0.5, AMBIT_TEST_HIDDEN, 0, 3);
    polish = polish_of(&r);
    report = run(polish, choice, 0);
    assert_true(!report.exhausted && report.problems == 0);
    atomic_store(&r.watch.stopped, 1);
    report = run(polish, choice, 10000);
    assert_true(!report.exhausted && report.problems == 0);
    ambit_polish_free(polish);
    rig_reset(&r);
}

int main(void)
{
    enum { FAMILIES = sizeof families / sizeof *families, OTHERS = 4 };
    struct CMUnitTest tests[FAMILIES + OTHERS] = {
        { "plans never get worse", plans_never_get_worse, NULL, NULL, NULL },
        { "a changed plan is looked at again", a_changed_plan_is_looked_at_again, NULL, NULL, NULL },
        { "one, two and three threads give the same plan", threads_change_nothing, NULL, NULL, NULL },
        { "nothing to polish, no budget, stopped", nothing_to_polish, NULL, NULL, NULL },
    };
    for (size_t i = 0; i < FAMILIES; i++)
        tests[OTHERS + i] = (struct CMUnitTest){ families[i].name, tiny_plans_become_optimal, NULL, NULL,
                (void *)&families[i] };
    return cmocka_run_group_tests_name("heuristics/polish", tests, NULL, NULL);
}
