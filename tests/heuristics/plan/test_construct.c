/* Regret insertion: complete, eligible, within upper bounds where there is ample room, alike for like seeds. */
#include "heuristics/plan/construct.h"
#include "tests/heuristics/rig.h"

enum { N = 80, M = 6 };

static void construct(rig *r, ambit_state *s, double noise, uint64_t seed)
{
    uint32_t order[RIG_MOST_UNITS];
    double key[RIG_MOST_UNITS];
    ambit_rng rng = ambit_rng_of(seed, 2);
    ambit_construct(s, &r->candidates, noise, order, key, &rng);
}

static void plans_are_complete_and_summed(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        rig r;
        ambit_state s, fresh;
        print_message("seed %llu\n", (unsigned long long)seed);
        rig_build(&r, seed, N, M, 2, 0.1, RIG_RICH, seed % 2 ? 0 : 3, 3);
        assert_int_equal(ambit_state_init(&s, r.core, NULL), AMBIT_OK);
        assert_int_equal(ambit_state_init(&fresh, r.core, NULL), AMBIT_OK);
        construct(&r, &s, 0.3, seed);
        for (uint32_t u = 0; u < r.core->n_units; u++) { /* only candidates are used */
            bool listed = false;
            for (size_t i = r.candidates.first[u]; i < r.candidates.first[u + 1]; i++)
                listed |= r.candidates.offset[i] == s.choice[u];
            assert_true(listed);
        }
        const ambit_verdict verdict = rig_verdict(&r, s.choice);
        if (!verdict.within_rules) /* it may overfill, but nothing else */
            assert_true(strstr(verdict.first_fault, "bound") || strstr(verdict.first_fault, "moved"));
        ambit_state_load(&fresh, s.choice);
        assert_true(s.cost == fresh.cost && s.toll == fresh.toll);
        ambit_state_reset(&s), ambit_state_reset(&fresh);
        rig_reset(&r);
    }
}

/* Without rules everything goes to its cheapest pair; with room to spare no upper bound is broken. */
static void room_is_respected(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 12; seed++)
        for (uint32_t n_rules = 0; n_rules <= 2; n_rules++) {
            rig r;
            ambit_state s;
            print_message("seed %llu, %u rules\n", (unsigned long long)seed, n_rules);
            rig_build(&r, seed, N, M, n_rules, 0.6, 0, 0, M); /* equal shares, each rep may have 60 % more */
            assert_int_equal(ambit_state_init(&s, r.core, NULL), AMBIT_OK);
            construct(&r, &s, 0, seed);
            for (uint32_t u = 0; n_rules == 0 && u < N; u++)
                assert_int_equal(s.choice[u], r.candidates.offset[r.candidates.first[u]]);
            for (uint32_t a = 0; a < n_rules; a++)
                for (uint32_t rep = 0; rep < M; rep++)
                    assert_true(s.row[ambit_state_row(&s, a, rep)].load <= r.core->rule[a].upper[rep] * (1 + 1e-9));
            ambit_state_reset(&s);
            rig_reset(&r);
        }
}

/* Two units want the one rep with room for one of them: who has more to lose goes first. */
static void regret_decides(void **state)
{
    (void)state;
    const ambit_pair pair[4] = { { 0, 0, 1 }, { 0, 1, 2 }, { 1, 0, 1 }, { 1, 1, 50 } };
    const double amount[2] = { 1, 1 }, lower[2] = { 0, 0 }, upper[2] = { 1, 2 }, price[2] = { 0, 0 };
    const ambit_rule rule = { .name = "amount", .amount = amount, .lower = lower, .upper = upper };
    rig r = { .options = ambit_options_default() };
    ambit_state s;
    assert_int_equal(ambit_problem_build(&r.problem, 2, 2, NULL), AMBIT_OK);
    assert_int_equal(ambit_problem_set_pairs(r.problem, pair, 4, NULL), AMBIT_OK);
    assert_int_equal(ambit_problem_add_rule(r.problem, &rule, NULL), AMBIT_OK);
    assert_int_equal(ambit_core_build(&r.core, r.problem, 0, NULL), AMBIT_OK);
    assert_int_equal(ambit_candidates_init(&r.candidates, r.core, price, 2, NULL), AMBIT_OK);
    assert_int_equal(ambit_state_init(&s, r.core, NULL), AMBIT_OK);
    construct(&r, &s, 0, 1);
    assert_int_equal(s.choice[0], 1);
    assert_int_equal(s.choice[1], 0);
    ambit_state_reset(&s);
    rig_reset(&r);
}

static void much_noise_makes_different_plans(void **state)
{
    (void)state;
    rig r;
    ambit_state a, b;
    int different = 0;
    rig_build(&r, 3, N, M, 2, 0.02, AMBIT_TEST_HIDDEN, 0, M);
    assert_int_equal(ambit_state_init(&a, r.core, NULL), AMBIT_OK);
    assert_int_equal(ambit_state_init(&b, r.core, NULL), AMBIT_OK);
    for (uint64_t seed = 1; seed <= 5; seed++) {
        construct(&r, &a, 300, seed), construct(&r, &b, 300, seed);
        assert_memory_equal(a.choice, b.choice, r.core->n_units * sizeof *a.choice);
        construct(&r, &b, 300, seed + 100);
        different += memcmp(a.choice, b.choice, r.core->n_units * sizeof *a.choice) != 0;
        construct(&r, &a, 0, seed), construct(&r, &b, 0, seed + 100); /* without noise the stream does not matter */
        assert_memory_equal(a.choice, b.choice, r.core->n_units * sizeof *a.choice);
    }
    assert_true(different > 0);
    ambit_state_reset(&a), ambit_state_reset(&b);
    rig_reset(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        { "plans are complete, eligible and summed", plans_are_complete_and_summed, NULL, NULL, NULL },
        { "upper bounds are kept where there is room", room_is_respected, NULL, NULL, NULL },
        { "regret decides who goes first", regret_decides, NULL, NULL, NULL },
        { "much noise makes different plans, a seed the same one", much_noise_makes_different_plans, NULL, NULL, NULL },
    };
    return cmocka_run_group_tests_name("heuristics/construct", tests, NULL, NULL);
}
