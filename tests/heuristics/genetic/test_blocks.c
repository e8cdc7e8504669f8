/* Blocks: every rep is dealt out once, no round makes a plan worse, whatever its rules, and threads change nothing. */
#include "heuristics/genetic/blocks.h"
#include "heuristics/plan/construct.h"
#include "heuristics/genetic/population.h"
#include "tests/heuristics/rig.h"

#include <omp.h>

enum { N = 300, M = 16 };

static ambit_blocks blocks_of(rig *r, uint64_t seed)
{
    return (ambit_blocks){ r->core, &r->neighbours, r->bound->price, seed, &r->watch };
}

static void each_rep_is_dealt_out_once(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        rig r;
        ambit_rng rng = ambit_rng_of(seed, 1);
        uint32_t rep[M], first[M + 1], most = 2 + (uint32_t)(seed % 6), seen[M] = { 0 };
        rig_build(&r, seed, N, M, 2, 0.2, AMBIT_TEST_HIDDEN, 0, 6);
        uint32_t n = ambit_blocks_deal(&r.neighbours, most, &rng, rep, first);
        assert_true(n >= M / most && first[0] == 0 && first[n] == M);
        for (uint32_t b = 0; b < n; b++) assert_true(first[b] < first[b + 1] && first[b + 1] - first[b] <= most);
        for (uint32_t i = 0; i < M; i++) seen[rep[i]]++;
        for (uint32_t i = 0; i < M; i++) assert_int_equal(seen[i], 1);
        rig_reset(&r);
    }
}

static const struct family {
    const char *name;
    unsigned features;
    uint32_t most;  /* candidates of each unit in the core */
    int mends;      /* rounds alone bring the cheapest pairs within the rules, at some seed */
} families[] = {
    { "two rules", AMBIT_TEST_HIDDEN, 0, 1 },
    { "two rules, few candidates", AMBIT_TEST_HIDDEN, 4, 1 },
    { "everything at once: locks, groups, a cap on moves, ideals, hours", RIG_RICH, 0, 0 },
};

static void measure(rig *r, const uint32_t *choice, double *objective, double *violation)
{
    ambit_error err;
    assert_int_equal(ambit_state_judge(objective, violation, r->core, choice, &err), AMBIT_OK);
}

static void no_round_makes_a_plan_worse(void **state)
{
    const struct family *f = *state;
    int better = 0, mended = 0;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        rig r;
        ambit_error err;
        uint32_t choice[N];
        uint64_t problems = 0;
        double was, was_beyond, is, beyond;
        rig_build(&r, seed, N, M, 2, 0.2, f->features, f->most, 6);
        const ambit_blocks blocks = blocks_of(&r, seed);
        ambit_construct_cheapest(choice, r.core, &r.candidates, r.bound->price);
        measure(&r, choice, &was, &was_beyond);
        for (uint64_t round = 0; round < 2; round++, was = is, was_beyond = beyond) {
            assert_int_equal(ambit_blocks_round(&blocks, round, 5000, choice, &problems, &err), AMBIT_OK);
            measure(&r, choice, &is, &beyond);
            print_message("%s: seed %llu, round %llu: %g (%g beyond)\n", f->name, (unsigned long long)seed,
                          (unsigned long long)round, is, beyond);
            assert_false(ambit_individual_beats(was, was_beyond, is * (1 - 1e-12), fmax(0, beyond - 1e-12)));
            better += ambit_individual_beats(is, beyond, was, was_beyond);
        }
        mended += !(beyond > 0);
        assert_int_equal(rig_verdict(&r, choice).within_rules, !(beyond > 0));
        assert_true(problems > 0);
        rig_reset(&r);
    }
    assert_true(better > 0 && (mended > 0 || !f->mends));
}

static void threads_change_nothing(void **state)
{
    (void)state;
    rig r;
    ambit_error err;
    uint32_t choice[3][N];
    rig_build(&r, 5, N, M, 2, 0.1, AMBIT_TEST_HIDDEN, 0, 6);
    const ambit_blocks blocks = blocks_of(&r, 1);
    for (int threads = 1; threads <= 3; threads++) {
        uint64_t problems = 0;
        omp_set_num_threads(threads);
        ambit_construct_cheapest(choice[threads - 1], r.core, &r.candidates, r.bound->price);
        for (uint64_t round = 0; round < 2; round++)
            assert_int_equal(ambit_blocks_round(&blocks, round, 5000, choice[threads - 1], &problems, &err), AMBIT_OK);
        assert_memory_equal(choice[0], choice[threads - 1], sizeof choice[0]);
    }
    omp_set_num_threads(1);
    rig_reset(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        { "each rep is dealt out once, in blocks of the size asked for", each_rep_is_dealt_out_once, NULL, NULL, NULL },
        { "no round makes a plan worse: two rules", no_round_makes_a_plan_worse, NULL, NULL, (void *)&families[0] },
        { "no round makes a plan worse: few candidates", no_round_makes_a_plan_worse, NULL, NULL,
          (void *)&families[1] },
        { "no round makes a plan worse: everything at once", no_round_makes_a_plan_worse, NULL, NULL,
          (void *)&families[2] },
        { "threads change nothing", threads_change_nothing, NULL, NULL, NULL },
    };
    return cmocka_run_group_tests_name("heuristics/blocks", tests, NULL, NULL);
}
