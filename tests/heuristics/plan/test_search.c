/* Local search: the walk never ends above where it began, the descent ends where nothing improves, and both keep to
 * their budget, to the pairs of the core and to their seed. */
#include "heuristics/plan/search.h"
#include "tests/heuristics/rig.h"

enum { N = 60, M = 6 };

typedef struct { rig r; ambit_state state; ambit_search search; double penalty[RIG_MOST_ROWS]; ambit_rng rng; } bench;

static void bench_build(bench *b, uint64_t seed, uint32_t n_units, unsigned features, uint32_t most)
{
    uint32_t choice[RIG_MOST_UNITS];
    rig_build(&b->r, seed, n_units, M, 2, 0.05, features, most, 4);
    b->rng = ambit_rng_of(seed, 8);
    rig_penalties(b->r.core, b->penalty);
    assert_int_equal(ambit_state_init(&b->state, b->r.core, NULL), AMBIT_OK);
    assert_int_equal(ambit_search_init(&b->search, b->r.core, &b->r.candidates, &b->r.watch, NULL),
            AMBIT_OK);
    ambit_state_set_penalties(&b->state, b->penalty);
    rig_random_choice(b->r.core, choice, &b->rng);
    ambit_state_load(&b->state, choice);
}

static void bench_reset(bench *b)
{
    ambit_state_reset(&b->state);
    ambit_search_reset(&b->search);
    rig_reset(&b->r);
}

static double value_of(const bench *b) { return b->state.cost + b->state.toll; }

static const unsigned features_of[4] = { AMBIT_TEST_HIDDEN, AMBIT_TEST_HIDDEN | AMBIT_TEST_IDEAL | AMBIT_TEST_GROUPS,
    AMBIT_TEST_HIDDEN | AMBIT_TEST_PER_HOUR | AMBIT_TEST_LOCKS | AMBIT_TEST_FORBIDDEN, RIG_RICH };

/* ---- The walk ---------------------------------------------------------------------------------------------------- */

/* How hot, how long: from a frozen walk to one that forgets everything it saw. */
static const struct walk_case {
    const char *name;
    uint32_t n_units;
    double hot, cold;
    uint64_t moves;
} walks[] = {
    { "a frozen walk only goes down", N, 0, 0, 20000 },
    { "a cold walk", N, 1, 0.01, 20000 },
    { "a hot walk comes back from afar", N, 1e6, 1e5, 60000 },
    { "a walk that never cools", N, 20, 20, 60000 },
    { "a very hot walk over two dozen units outruns its journal at once", 24, 1e12, 1e12, 100000 },
    { "no walk at all", N, 1, 1, 0 },
};

static void walk_ends_no_higher(void **state)
{
    const struct walk_case *c = *state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        bench b;
        print_message("%s: seed %llu\n", c->name, (unsigned long long)seed);
        bench_build(&b, seed, c->n_units, features_of[seed % 4], seed % 3 ? 0 : 3);
        for (int again = 0; again < 3; again++) { /* work space is used again, and so is the plan */
            const ambit_cooling cooling = { c->moves, c->hot, c->cold };
            double before = value_of(&b);
            uint64_t moves = b.search.moves;
            ambit_search_anneal(&b.search, &b.state, &cooling, &b.rng);
            assert_true(value_of(&b) <= before + 1e-9 * (1 + fabs(before)));
            assert_true(b.search.moves - moves >= c->moves && b.search.moves - moves <= c->moves + 3);
            rig_choices_are_valid(b.r.core, b.state.choice);
            double stated = value_of(&b);
            ambit_state_load(&b.state, b.state.choice);
            assert_true(rig_near(stated, value_of(&b), 1e-9));
        }
        bench_reset(&b);
    }
}

/* A boiling walk from a local optimum: the first one goes off and the way back is longer than any journal. */
static void a_boiling_walk_keeps_a_good_plan(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        bench b;
        uint32_t plan[N];
        print_message("seed %llu\n", (unsigned long long)seed);
        bench_build(&b, seed, N, features_of[seed % 4], 0);
        const ambit_cooling good = { 60000, 20, 0.01 }, boiling = { 50000, 1e9, 1e9 };
        ambit_search_anneal(&b.search, &b.state, &good, &b.rng);
        ambit_search_descend(&b.search, &b.state, 100000, &b.rng);
        memcpy(plan, b.state.choice, b.r.core->n_units * sizeof *plan);
        double before = value_of(&b);
        ambit_search_anneal(&b.search, &b.state, &boiling, &b.rng);
        assert_true(b.search.has_best); /* the journal was too short, the plan was written out */
        assert_true(value_of(&b) <= before + 1e-9 * (1 + fabs(before)));
        if (value_of(&b) >= before - 1e-9 * fabs(before))
            assert_memory_equal(plan, b.state.choice, b.r.core->n_units * sizeof *plan);
        bench_reset(&b);
    }
}

/* The walk is worth its moves: it ends below the descent alone, on the whole. */
static void a_walk_pays(void **state)
{
    (void)state;
    double walked = 0, descended = 0;
    for (uint64_t seed = 1; seed <= 10; seed++)
        for (int walk = 0; walk < 2; walk++) {
            bench b;
            bench_build(&b, seed, N, AMBIT_TEST_HIDDEN, 0);
            const ambit_cooling cooling = { 60000, 20, 0.01 };
            if (walk) ambit_search_anneal(&b.search, &b.state, &cooling, &b.rng);
            ambit_search_descend(&b.search, &b.state, 1000000, &b.rng);
            *(walk ? &walked : &descended) += value_of(&b);
            bench_reset(&b);
        }
    print_message("%.6g walked, %.6g descended\n", walked, descended);
    assert_true(walked < descended);
}

/* ---- The descent ------------------------------------------------------------------------------------------------- */

/* The best change that a shift to a candidate or a swap over candidates still offers. */
static double best_left(const bench *b)
{
    const ambit_core *core = b->r.core;
    const ambit_candidates *c = &b->r.candidates;
    double least = 0;
    for (uint32_t u = 0; u < core->n_units; u++)
        for (size_t i = c->first[u]; i < c->first[u + 1]; i++) {
            uint32_t to = c->offset[i], rep = core->rep[core->first[u] + to], a = ambit_state_rep(&b->state, u);
            if (rep == a) continue;
            least = fmin(least, ambit_shift_evaluate(&b->state, u, to));
            for (uint32_t v = 0; v < core->n_units; v++) {
                size_t back = ambit_core_pair(core, v, a);
                if (ambit_state_rep(&b->state, v) != rep || back == AMBIT_NO_PAIR) continue;
                least = fmin(least, ambit_swap_evaluate(&b->state, u, to, v, (uint32_t)(back - core->first[v])));
            }
        }
    return least;
}

static void descents_end_where_nothing_improves(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 24; seed++) {
        bench b;
        print_message("seed %llu\n", (unsigned long long)seed);
        bench_build(&b, seed, N, features_of[seed % 4], seed % 3 ? 0 : 3);
        double before = value_of(&b), then = INFINITY;
        /* One call may leave a move of a unit whose own rep did not change; calls end when the value stands still. */
        while (value_of(&b) < then) then = value_of(&b), ambit_search_descend(&b.search, &b.state, 10000000, &b.rng);
        assert_true(b.search.moves < 10000000);
        assert_true(value_of(&b) < before);
        assert_true(best_left(&b) >= -1e-9 * (1 + fabs(b.state.cost)));
        rig_choices_are_valid(b.r.core, b.state.choice);
        bench_reset(&b);
    }
}

static void a_descent_keeps_to_its_budget(void **state)
{
    (void)state;
    for (uint64_t most = 0; most < 3000; most += 211) {
        bench b;
        bench_build(&b, 3, N, AMBIT_TEST_HIDDEN, 0);
        double before = value_of(&b);
        ambit_search_descend(&b.search, &b.state, most, &b.rng);
        assert_true(b.search.moves <= most + 4 * (1 + N)); /* at most one unit's neighbourhood more */
        assert_true(value_of(&b) <= before);
        if (most == 0) assert_true(value_of(&b) == before && b.search.moves == 0);
        bench_reset(&b);
    }
}

/* ---- Both -------------------------------------------------------------------------------------------------------- */

static void the_same_seed_gives_the_same_plan(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        bench one, other;
        const ambit_cooling cooling = { 30000, 20, 0.01 };
        bench_build(&one, seed, N, RIG_RICH, 0), bench_build(&other, seed, N, RIG_RICH, 0);
        ambit_search_anneal(&one.search, &one.state, &cooling, &one.rng);
        ambit_search_anneal(&other.search, &other.state, &cooling, &other.rng);
        ambit_search_descend(&one.search, &one.state, 5000, &one.rng);
        ambit_search_descend(&other.search, &other.state, 5000, &other.rng);
        assert_memory_equal(one.state.choice, other.state.choice, one.r.core->n_units * sizeof(uint32_t));
        assert_true(one.search.moves == other.search.moves && value_of(&one) == value_of(&other));
        bench_reset(&one), bench_reset(&other);
    }
}

static void a_stopped_watch_ends_both(void **state)
{
    (void)state;
    bench b;
    const ambit_cooling cooling = { 1000000000000, 20, 0.01 };
    bench_build(&b, 5, N, RIG_RICH, 0);
    double before = value_of(&b);
    atomic_store(&b.r.watch.stopped, 1);
    ambit_search_anneal(&b.search, &b.state, &cooling, &b.rng);
    ambit_search_descend(&b.search, &b.state, 1000000000000, &b.rng);
    assert_true(b.search.moves < 10000 && value_of(&b) == before);
    bench_reset(&b);
}

/* One unit, one rep, nothing to do: neither may hang or leave the pairs of the core. */
static void tiny_problems_end(void **state)
{
    (void)state;
    for (uint32_t n_units = 1; n_units <= 3; n_units++)
        for (uint32_t n_reps = 1; n_reps <= 3; n_reps++) {
            bench b;
            uint32_t choice[3] = { 0 };
            const ambit_cooling cooling = { 5000, 20, 0.01 };
            rig_build(&b.r, n_units, n_units, n_reps, n_units == 2 ? 0 : 1, 0.5, AMBIT_TEST_HIDDEN, 0, 3);
            b.rng = ambit_rng_of(1, 1);
            assert_int_equal(ambit_state_init(&b.state, b.r.core, NULL), AMBIT_OK);
            assert_int_equal(ambit_search_init(&b.search, b.r.core, &b.r.candidates, &b.r.watch, NULL), AMBIT_OK);
            ambit_state_load(&b.state, choice);
            ambit_search_anneal(&b.search, &b.state, &cooling, &b.rng);
            ambit_search_descend(&b.search, &b.state, 5000, &b.rng);
            rig_choices_are_valid(b.r.core, b.state.choice);
            assert_true(best_left(&b) >= -1e-9 * (1 + b.state.cost));
            bench_reset(&b);
        }
}

int main(void)
{
    enum { WALKS = sizeof walks / sizeof *walks, OTHERS = 7 };
    struct CMUnitTest tests[WALKS + OTHERS] = {
        { "a boiling walk keeps a good plan", a_boiling_walk_keeps_a_good_plan, NULL, NULL, NULL },
        { "a walk pays", a_walk_pays, NULL, NULL, NULL },
        { "descents end where no shift or swap improves", descents_end_where_nothing_improves, NULL, NULL, NULL },
        { "a descent keeps to its budget", a_descent_keeps_to_its_budget, NULL, NULL, NULL },
        { "the same seed gives the same plan", the_same_seed_gives_the_same_plan, NULL, NULL, NULL },
        { "a stopped watch ends both", a_stopped_watch_ends_both, NULL, NULL, NULL },
        { "tiny problems end", tiny_problems_end, NULL, NULL, NULL },
    };
    for (size_t i = 0; i < WALKS; i++)
        tests[OTHERS + i] = (struct CMUnitTest){ walks[i].name, walk_ends_no_higher, NULL, NULL, (void *)&walks[i] };
    return cmocka_run_group_tests_name("heuristics/search", tests, NULL, NULL);
}
