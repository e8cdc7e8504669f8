/* Islands: the best only gets better, what is invited counts, and threads change nothing. */
#include "heuristics/genetic/islands.h"
#include "tests/heuristics/rig.h"

#include <omp.h>

enum { N = 60, M = 6 };

static const ambit_islands_options usual = { .n_islands = 3, .first_moves = 3000, .child_moves = 1500, .seed = 7 };

static ambit_islands *islands_of(rig *r, const ambit_islands_options *options)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_islands *islands;
    if (ambit_islands_build(&islands, r->core, &r->candidates, &r->neighbours, r->bound->price, options,
            &r->watch,
                            &err)) fail_msg("%s", err.text);
    return islands;
}

typedef struct { uint32_t choice[RIG_MOST_UNITS]; double objective, violation; } best_plan;

static best_plan best_of(const ambit_islands *islands, const rig *r)
{
    best_plan best;
    const uint32_t *choice = ambit_islands_best(islands, AMBIT_ALL_ISLANDS, &best.objective, &best.violation);
    assert_non_null(choice);
    memcpy(best.choice, choice, r->core->n_units * sizeof *choice);
    return best;
}

static bool is_no_worse(const best_plan *now, const best_plan *before)
{
    return now->violation < before->violation || (now->violation == before->violation
            && now->objective <= before->objective);
}

static const unsigned features_of[3] = { AMBIT_TEST_HIDDEN, RIG_RICH,
        AMBIT_TEST_HIDDEN | AMBIT_TEST_IDEAL | AMBIT_TEST_PER_HOUR };

/* Whatever the generation: a true plan with the verifier's figures, never worse than before, never below the bound. */
static void the_best_only_gets_better(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 9; seed++) {
        rig r;
        double objective, violation;
        print_message("seed %llu\n", (unsigned long long)seed);
        rig_build(&r, seed, N, M, 2, 0.05, features_of[seed % 3], 0, 4);
        ambit_islands *islands = islands_of(&r, &usual);
        assert_null(ambit_islands_best(islands, AMBIT_ALL_ISLANDS, &objective, &violation));
        ambit_islands_settle(islands);
        best_plan before = best_of(islands, &r);
        uint64_t moves = ambit_islands_moves(islands);
        assert_true(moves >= usual.n_islands * 3 * usual.first_moves);
        for (int round = 0; round < 4; round++) {
            ambit_islands_evolve(islands, 2);
            ambit_islands_migrate(islands);
            best_plan now = best_of(islands, &r);
            const ambit_verdict verdict = rig_verdict(&r, now.choice);
            assert_true(is_no_worse(&now, &before));
            assert_true(rig_near(now.objective, verdict.cost.total, 1e-9));
            assert_true(rig_near(now.violation, verdict.violation, 1e-8));
            if (verdict.within_rules) assert_true(r.bound->value <= now.objective * (1 + 1e-12));
            assert_true(ambit_islands_moves(islands) > moves);
            moves = ambit_islands_moves(islands), before = now;
        }
        ambit_islands_free(islands);
        rig_reset(&r);
    }
}

/* A guest that is better is the best at once; it is neither lost nor does a bad one do harm. */
static void guests_count(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        rig r;
        ambit_rng rng = ambit_rng_of(seed, 1);
        uint32_t random[N];
        ambit_islands_options poor = usual;
        poor.first_moves = 50, poor.child_moves = 50;
        print_message("seed %llu\n", (unsigned long long)seed);
        rig_build(&r, seed, N, M, 2, 0.1, features_of[seed % 3], 0, 4);
        ambit_islands *good = islands_of(&r, &usual), *bad = islands_of(&r, &poor);
        rig_random_choice(r.core, random, &rng);
        ambit_islands_invite(bad, AMBIT_ALL_ISLANDS, random); /* before there is anything else */
        best_plan first = best_of(bad, &r);
        assert_memory_equal(first.choice, random, r.core->n_units * sizeof *random);
        ambit_islands_settle(good), ambit_islands_evolve(good, 4);
        best_plan guest = best_of(good, &r);
        ambit_islands_settle(bad);
        best_plan own = best_of(bad, &r);
        assert_true(is_no_worse(&own, &first));
        ambit_islands_invite(bad, AMBIT_ALL_ISLANDS, guest.choice);
        best_plan now = best_of(bad, &r);
        assert_true(is_no_worse(&now, &guest) && is_no_worse(&now, &own));
        ambit_islands_evolve(bad, 3);
        ambit_islands_invite(bad, AMBIT_ALL_ISLANDS, random);
        best_plan then = best_of(bad, &r);
        assert_true(is_no_worse(&then, &now));
        ambit_islands_free(good), ambit_islands_free(bad);
        rig_reset(&r);
    }
}

/* A guest of one island is nobody's elsewhere; then the ring hands it on, and the best of all is the best of them. */
static void the_best_travels_the_ring(void **state)
{
    (void)state;
    rig r;
    ambit_islands_options poor = usual;
    poor.first_moves = poor.child_moves = 50;
    rig_build(&r, 4, N, M, 2, 0.1, AMBIT_TEST_HIDDEN, 0, 4);
    ambit_islands *good = islands_of(&r, &usual), *bad = islands_of(&r, &poor);
    ambit_islands_settle(good), ambit_islands_evolve(good, 4), ambit_islands_settle(bad);
    const best_plan guest = best_of(good, &r);
    ambit_islands_invite(bad, 0, guest.choice);
    for (uint32_t n = 0, arrived = 0; n < usual.n_islands; n++) {
        double objective, violation;
        const uint32_t *best = ambit_islands_best(bad, n, &objective, &violation);
        arrived += memcmp(best, guest.choice, r.core->n_units * sizeof *best) == 0;
        assert_int_equal(arrived, 1);
    }
    ambit_islands_migrate(bad);
    double objective, violation;
    const uint32_t *next = ambit_islands_best(bad, 1, &objective, &violation);
    assert_memory_equal(next, guest.choice, r.core->n_units * sizeof *next);
    ambit_islands_free(good), ambit_islands_free(bad);
    rig_reset(&r);
}

static best_plan run_with(int threads, uint64_t seed, uint64_t *moves)
{
    rig r;
    omp_set_num_threads(threads);
    rig_build(&r, seed, N, M, 2, 0.03, features_of[seed % 3], 0, 4);
    ambit_islands *islands = islands_of(&r, &usual);
    ambit_islands_settle(islands);
    for (int round = 0; round < 3; round++) ambit_islands_evolve(islands, 2), ambit_islands_migrate(islands);
    best_plan best = best_of(islands, &r);
    memset(best.choice + r.core->n_units, 0, sizeof best.choice - r.core->n_units * sizeof *best.choice);
    *moves = ambit_islands_moves(islands);
    ambit_islands_free(islands);
    rig_reset(&r);
    return best;
}

static void threads_change_nothing(void **state)
{
    (void)state;
    int before = omp_get_max_threads();
    for (uint64_t seed = 1; seed <= 3; seed++) {
        uint64_t moves, again;
        const best_plan one = run_with(1, seed, &moves);
        for (int threads = 2; threads <= 3; threads++) {
            const best_plan many = run_with(threads, seed, &again);
            assert_memory_equal(&one, &many, sizeof one);
            assert_int_equal(moves, again);
        }
    }
    omp_set_num_threads(before);
}

/* A stop: one plan an island at least, no endless loop, and what was best stays. */
static void a_stop_leaves_a_plan(void **state)
{
    (void)state;
    rig r;
    ambit_islands_options endless = usual;
    endless.first_moves = endless.child_moves = 1000000000000;
    rig_build(&r, 2, N, M, 2, 0.05, AMBIT_TEST_HIDDEN, 0, 4);
    ambit_islands *islands = islands_of(&r, &endless);
    atomic_store(&r.watch.stopped, 1);
    ambit_islands_settle(islands);
    best_plan best = best_of(islands, &r);
    ambit_islands_evolve(islands, 1000000);
    best_plan still = best_of(islands, &r);
    assert_memory_equal(best.choice, still.choice, r.core->n_units * sizeof *best.choice);
    ambit_islands_free(islands), ambit_islands_free(NULL);
    rig_reset(&r);
}

/* One island, one unit, one rep, no rule. */
static void small_worlds_live(void **state)
{
    (void)state;
    for (uint32_t n = 1; n <= 3; n++)
        for (uint32_t m = 1; m <= 3; m++) {
            rig r;
            ambit_islands_options one = usual;
            one.n_islands = 1, one.first_moves = one.child_moves = 200;
            rig_build(&r, n * 10 + m, n, m, n % 2, 0.5, AMBIT_TEST_HIDDEN, 0, 3);
            ambit_islands *islands = islands_of(&r, &one);
            ambit_islands_settle(islands);
            ambit_islands_evolve(islands, 5);
            best_plan best = best_of(islands, &r);
            assert_true(rig_verdict(&r, best.choice).within_rules);
            ambit_islands_free(islands);
            rig_reset(&r);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        { "the best only gets better, and is what it says", the_best_only_gets_better, NULL, NULL, NULL },
        { "guests count", guests_count, NULL, NULL, NULL },
        { "the best travels the ring", the_best_travels_the_ring, NULL, NULL, NULL },
        { "one, two and three threads give the same plans", threads_change_nothing, NULL, NULL, NULL },
        { "a stop leaves a plan", a_stop_leaves_a_plan, NULL, NULL, NULL },
        { "small worlds live", small_worlds_live, NULL, NULL, NULL },
    };
    return cmocka_run_group_tests_name("heuristics/islands", tests, NULL, NULL);
}
