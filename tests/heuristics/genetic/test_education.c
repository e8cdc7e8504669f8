/* Education: it ends on a true plan that is within its bounds where one is near, and its penalties adapt by row. */
#include "heuristics/genetic/education.h"
#include "tests/heuristics/rig.h"

enum { N = 80, M = 6 };

static void education_of(ambit_education *e, rig *r)
{
    ambit_error err = { AMBIT_OK, "" };
    if (ambit_education_init(e, r->core, &r->candidates, r->bound->price, &r->watch, &err))
        fail_msg("%s", err.text);
}

/* Random plans break every row; what comes out is within the rules nearly always, and what the verifier says. */
static void random_plans_are_brought_within_the_rules(void **state)
{
    (void)state;
    uint32_t within = 0;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        rig r;
        ambit_education e;
        ambit_rng rng = ambit_rng_of(seed, 3);
        uint32_t choice[N];
        print_message("seed %llu\n", (unsigned long long)seed);
        rig_build(&r, seed, N, M, 2, 0.1, AMBIT_TEST_HIDDEN, 0, 5);
        education_of(&e, &r);
        rig_random_choice(r.core, choice, &rng);
        ambit_state_load(&e.state, choice);
        assert_true(ambit_state_violation(&e.state) > 0);
        ambit_education_run(&e, 20000, 3 * e.warmth, &rng);
        const ambit_verdict verdict = rig_verdict(&r, e.state.choice);
        assert_true(rig_near(ambit_state_violation(&e.state), verdict.violation, 1e-8));
        assert_true(rig_near(ambit_state_objective(&e.state), verdict.cost.total, 1e-9));
        within += verdict.within_rules != 0;
        ambit_education_reset(&e), ambit_education_reset(&e);
        rig_reset(&r);
    }
    assert_true(within >= 8);
}

/* Rows that a walk leaves within their bounds get cheaper, never below seven tenths of what they start with; a row that
 * nobody can bring within gets dearer, up to fifty times. */
static void penalties_adapt_by_row(void **state)
{
    (void)state;
    rig r;
    ambit_education e;
    ambit_rng rng = ambit_rng_of(1, 3);
    rig_build(&r, 3, N, M, 1, 0.5, AMBIT_TEST_HIDDEN, 0, 5);
    r.core->rule[0].lower[2] = r.core->rule[0].upper[2] = -0.1 * r.core->rule[0].scale; /* less than nothing */
    education_of(&e, &r);
    rig_random_choice(r.core, e.state.choice, &rng);
    ambit_state_load(&e.state, e.state.choice);
    for (int run = 0; run < 30; run++) ambit_education_run(&e, 300, e.warmth, &rng);
    for (uint32_t rep = 0; rep < M; rep++) {
        double grown = e.penalty[rep] / e.base[rep];
        assert_true(rep == 2 ? rig_near(grown, 50, 1e-12) : grown < 50 && grown >= 0.7 - 1e-12);
    }
    ambit_education_reset(&e);
    rig_reset(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        { "random plans are brought within the rules", random_plans_are_brought_within_the_rules, NULL, NULL, NULL },
        { "penalties adapt by row", penalties_adapt_by_row, NULL, NULL, NULL },
    };
    return cmocka_run_group_tests_name("heuristics/education", tests, NULL, NULL);
}
