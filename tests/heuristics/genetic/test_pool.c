/* The pool: what a territory's excess says, what is kept, and that the best plan of its territories is found: against
 * brute force, within the rules by the verifier, hanging together, and the same for any number of threads. */
#include "heuristics/genetic/breeding.h"
#include "tests/heuristics/rig.h"

#include <omp.h>

typedef struct {
    rig r;
    ambit_pool_prices prices;
    ambit_pool pool;
    ambit_state state;
} pond;

static void pond_build(pond *p, uint64_t seed, uint32_t n_units, uint32_t n_reps, uint32_t n_rules, double tolerance,
        unsigned features, uint32_t most)
{
    ambit_error err;
    rig_build(&p->r, seed, n_units, n_reps, n_rules, tolerance, features, 0, n_reps);
    assert_int_equal(ambit_pool_prices_init(&p->prices, p->r.core, p->r.bound->price, &err), AMBIT_OK);
    assert_int_equal(ambit_pool_init(&p->pool, &p->prices, most, &err), AMBIT_OK);
    assert_int_equal(ambit_state_init(&p->state, p->r.core, &err), AMBIT_OK);
}

static void pond_reset(pond *p)
{
    ambit_state_reset(&p->state);
    ambit_pool_reset(&p->pool);
    ambit_pool_prices_reset(&p->prices);
    rig_reset(&p->r);
}

/* A random plan; each unit takes its cheapest pair with probability `cheap`. */
static void load_random(pond *p, double cheap, ambit_rng *rng)
{
    uint32_t choice[RIG_MOST_UNITS];
    rig_random_choice(p->r.core, choice, rng);
    for (uint32_t u = 0; u < p->r.core->n_units; u++)
        if (ambit_rng_unit(rng) < cheap) choice[u] = p->r.candidates.offset[p->r.candidates.first[u]];
    ambit_state_load(&p->state, choice);
}

static ambit_pool_report recombine(pond *p, uint32_t *choice, double objective)
{
    const ambit_pool_effort effort = { .watch = &p->r.watch };
    ambit_pool_report report;
    ambit_error err = { AMBIT_OK, "" };
    if (ambit_pool_recombine(&report, &p->pool, choice, objective, &effort, &err)) fail_msg("%s", err.text);
    return report;
}

/* ---- What is kept ------------------------------------------------------------------------------------------------ */

static void none_is_twice(const ambit_pool *pool)
{
    for (uint32_t i = 0; i < pool->n; i++)
        for (uint32_t j = 0; j < i; j++) {
            const ambit_pool_territory *a = &pool->territory[i], *b = &pool->territory[j];
            assert_false(a->rep == b->rep && a->n_units == b->n_units
                         && !memcmp(pool->unit + a->at, pool->unit + b->at, a->n_units * sizeof *pool->unit));
        }
}

/* Costs add up to the plan's, and no plan within the rules costs less than the bound and its excesses. */
static void excess_is_what_it_says(void **state)
{
    (void)state;
    uint32_t complete = 0;
    for (uint64_t seed = 1; seed <= 30; seed++) {
        pond p;
        ambit_rng rng = ambit_rng_of(seed, 1);
        print_message("seed %llu\n", (unsigned long long)seed);
        pond_build(&p, seed, 30, 3, 2, 0.9, seed % 2 ? RIG_RICH : AMBIT_TEST_HIDDEN | AMBIT_TEST_IDEAL, 100);
        assert_true(rig_near(p.prices.bound, ambit_bound_value(p.r.core, p.r.bound->price), 1e-9));
        for (int plan = 0; plan < 20; plan++) {
            double cost = p.prices.sum, excess = p.prices.bound;
            load_random(&p, 0.3, &rng);
            p.pool.n = 0, p.pool.n_places = 0;
            memset(p.pool.slot, 0, p.pool.n_slots * sizeof *p.pool.slot);
            ambit_pool_collect(&p.pool, &p.state, INFINITY);
            for (uint32_t i = 0; i < p.pool.n; i++) {
                assert_true(p.pool.territory[i].excess > -1e-9);
                cost += p.pool.territory[i].cost, excess += p.pool.territory[i].excess;
            }
            if (p.pool.n < p.r.core->n_reps || ambit_state_violation(&p.state) > 0) continue;
            complete++;
            assert_true(rig_near(cost, ambit_state_objective(&p.state), 1e-9));
            assert_true(excess <= ambit_state_objective(&p.state) * (1 + 1e-9));
        }
        pond_reset(&p);
    }
    assert_true(complete > 50);
}

static void keeps_what_may_be_better(void **state)
{
    (void)state;
    pond p;
    ambit_rng rng = ambit_rng_of(7, 1);
    pond_build(&p, 7, 40, 4, 1, 0.9, AMBIT_TEST_HIDDEN, 1000);
    for (int plan = 0; plan < 30; plan++) {
        load_random(&p, 0.3, &rng);
        uint32_t before = p.pool.n;
        ambit_pool_collect(&p.pool, &p.state, INFINITY);
        uint32_t after = p.pool.n;
        assert_true(after <= before + 4);
        ambit_pool_collect(&p.pool, &p.state, INFINITY); /* they are there already */
        assert_int_equal(p.pool.n, after);
    }
    none_is_twice(&p.pool);
    assert_true(p.pool.n > 20 && p.pool.n_new == p.pool.n);
    ambit_pool strict;
    ambit_error err;
    assert_int_equal(ambit_pool_init(&strict, &p.prices, 1000, &err), AMBIT_OK);
    const double cutoff = p.prices.bound + p.pool.territory[p.pool.n / 2].excess;
    uint32_t cheap = 0;
    for (uint32_t i = 0; i < p.pool.n; i++)
        cheap += p.prices.bound + p.pool.territory[i].excess <= cutoff * (1 + 1e-12);
    ambit_pool_merge(&strict, &p.pool, cutoff);
    assert_int_equal(strict.n, cheap);
    assert_true(p.pool.n == 0 && cheap > 0);
    none_is_twice(&strict);
    ambit_pool_reset(&strict);
    pond_reset(&p);
}

/* With room for few, those of least excess stay, whole and without doubles. */
static void room_goes_to_the_best(void **state)
{
    (void)state;
    enum { ROOM = 40, REPS = 4 };
    pond p, all;
    ambit_rng rng = ambit_rng_of(9, 1), again = ambit_rng_of(9, 1);
    pond_build(&p, 9, 60, REPS, 1, 0.9, AMBIT_TEST_HIDDEN, ROOM);
    pond_build(&all, 9, 60, REPS, 1, 0.9, AMBIT_TEST_HIDDEN, 4000);
    for (int plan = 0; plan < 200; plan++) {
        load_random(&p, 0.3, &rng), load_random(&all, 0.3, &again);
        ambit_pool_collect(&p.pool, &p.state, INFINITY), ambit_pool_collect(&all.pool, &all.state, INFINITY);
        assert_true(p.pool.n <= ROOM && p.pool.n_places <= p.pool.most_places);
    }
    none_is_twice(&p.pool);
    double worst = 0;
    uint32_t better = 0;
    for (uint32_t i = 0; i < p.pool.n; i++) worst = fmax(worst, p.pool.territory[i].excess);
    for (uint32_t i = 0; i < all.pool.n; i++) better += all.pool.territory[i].excess < worst;
    for (uint32_t i = 0, kept = 0; i < all.pool.n; i++) { /* the ten best of all are there */
        uint32_t rank = 0;
        for (uint32_t j = 0; j < all.pool.n; j++) rank += all.pool.territory[j].excess < all.pool.territory[i].excess;
        for (uint32_t j = 0; j < p.pool.n; j++) kept += p.pool.territory[j].mark == all.pool.territory[i].mark;
        if (rank < 10) assert_int_equal(kept, 1);
        kept = 0;
    }
    assert_true(all.pool.n > 5 * ROOM && better > ROOM);
    pond_reset(&p), pond_reset(&all);
}

/* ---- Recombining ------------------------------------------------------------------------------------------------- */

typedef struct { pond *p; double best; } trial;

/* Every way to give each rep a territory of the pool; plans are judged by the verifier. */
static void try_all(trial *t, uint32_t rep, uint32_t *choice)
{
    const ambit_core *core = t->p->r.core;
    if (rep == core->n_reps) {
        for (uint32_t u = 0; u < core->n_units; u++)
            if (choice[u] == AMBIT_NOBODY) return;
        const ambit_verdict verdict = rig_verdict(&t->p->r, choice);
        if (verdict.within_rules) t->best = fmin(t->best, verdict.cost.total);
        return;
    }
    for (uint32_t i = 0; i < t->p->pool.n; i++) {
        const ambit_pool_territory *a = &t->p->pool.territory[i];
        const uint32_t *unit = t->p->pool.unit + a->at;
        bool fits = a->rep == rep;
        for (uint32_t j = 0; j < a->n_units && fits; j++) fits = choice[unit[j]] == AMBIT_NOBODY;
        if (!fits) continue;
        for (uint32_t j = 0; j < a->n_units; j++)
            choice[unit[j]] = (uint32_t)(ambit_core_pair(core, unit[j], rep) - core->first[unit[j]]);
        try_all(t, rep + 1, choice);
        for (uint32_t j = 0; j < a->n_units; j++) choice[unit[j]] = AMBIT_NOBODY;
    }
}

static const struct family {
    const char *name;
    uint32_t n_units, n_rules;
    double tolerance;
    unsigned features;
} families[] = {
    { "one rule", 8, 1, 0.5, AMBIT_TEST_HIDDEN },
    { "two rules with ideals", 8, 2, 0.6, AMBIT_TEST_HIDDEN | AMBIT_TEST_IDEAL },
    { "locks, groups, forbidden pairs", 10, 2, 0.6,
      AMBIT_TEST_HIDDEN | AMBIT_TEST_LOCKS | AMBIT_TEST_GROUPS | AMBIT_TEST_FORBIDDEN | AMBIT_TEST_MATRIX },
    { "amounts by rep, at most so many moved", 8, 2, 0.6,
      AMBIT_TEST_HIDDEN | AMBIT_TEST_CURRENT | AMBIT_TEST_MOVE_CAP | AMBIT_TEST_PER_HOUR },
};

static void gives_the_best_plan(void **state)
{
    const struct family *f = *state;
    uint32_t solved = 0;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        enum { REPS = 3 };
        pond p;
        ambit_rng rng = ambit_rng_of(seed, 1);
        uint32_t choice[RIG_MOST_UNITS];
        print_message("%s: seed %llu\n", f->name, (unsigned long long)seed);
        pond_build(&p, seed, f->n_units, REPS, f->n_rules, f->tolerance, f->features, 1000);
        for (int plan = 0; plan < 60; plan++) {
            load_random(&p, 0.4, &rng);
            ambit_pool_collect(&p.pool, &p.state, INFINITY);
        }
        trial t = { &p, INFINITY };
        for (uint32_t u = 0; u < p.r.core->n_units; u++) choice[u] = AMBIT_NOBODY;
        try_all(&t, 0, choice);
        memcpy(choice, p.state.choice, p.r.core->n_units * sizeof *choice);
        const ambit_pool_report first = recombine(&p, choice, INFINITY);
        assert_true(first.complete && first.n_columns == p.pool.n);
        assert_int_equal(first.better, t.best < INFINITY);
        if (first.better) {
            const ambit_verdict verdict = rig_verdict(&p.r, choice);
            assert_true(verdict.within_rules && rig_near(verdict.cost.total, t.best, 1e-8));
            assert_true(rig_near(first.objective, verdict.cost.total, 1e-9));
            const ambit_pool_report second = recombine(&p, choice, first.objective);
            assert_true(second.complete && !second.better && second.objective == first.objective);
            solved++;
        }
        pond_reset(&p);
    }
    assert_true(solved > 3);
}

static int at_once(void *context, const ambit_progress *progress) { return (void)context, (void)progress, 1; }

static void an_interrupt_changes_nothing(void **state)
{
    (void)state;
    pond p;
    ambit_rng rng = ambit_rng_of(1, 1);
    uint32_t choice[RIG_MOST_UNITS], before[RIG_MOST_UNITS];
    pond_build(&p, 1, 8, 3, 1, 0.5, AMBIT_TEST_HIDDEN, 1000);
    for (int plan = 0; plan < 60; plan++) {
        load_random(&p, 0.4, &rng);
        ambit_pool_collect(&p.pool, &p.state, INFINITY);
    }
    memcpy(choice, p.state.choice, p.r.core->n_units * sizeof *choice);
    memcpy(before, choice, sizeof before);
    p.r.options.progress = at_once;
    ambit_watch_init(&p.r.watch, &p.r.options);
    p.r.watch.told_s = -INFINITY;
    const ambit_pool_report report = recombine(&p, choice, INFINITY);
    assert_true(!report.better && !report.complete);
    assert_memory_equal(choice, before, p.r.core->n_units * sizeof *choice);
    pond_reset(&p);
}

/* ---- With breeding ----------------------------------------------------------------------------------------------- */

static void threads_change_nothing(void **state)
{
    (void)state;
    enum { N = 80, M = 8 };
    const unsigned features = AMBIT_TEST_HIDDEN | AMBIT_TEST_LOCKS | AMBIT_TEST_GROUPS | AMBIT_TEST_IDEAL;
    int most = omp_get_max_threads();
    uint32_t one[N], n_one = 0;
    for (int threads = 1; threads <= 3; threads++) {
        pond p;
        ambit_breeding *breeding;
        ambit_error err = { AMBIT_OK, "" };
        uint32_t choice[N];
        double objective, violation, cutoff = INFINITY;
        omp_set_num_threads(threads);
        pond_build(&p, 5, N, M, 2, 0.1, features, 2000);
        assert_int_equal(ambit_breeding_build(&breeding, p.r.core, &p.r.candidates, &p.r.neighbours,
                                              p.r.bound->price, 4, 1, &p.r.watch, &err), AMBIT_OK);
        assert_int_equal(ambit_breeding_collect(breeding, &p.prices, 200, &err), AMBIT_OK);
        for (int round = 0; round < 3; round++) {
            ambit_breeding_evolve(breeding, 15000);
            memcpy(choice, ambit_breeding_best(breeding, &objective, &violation), p.r.core->n_units * sizeof *choice);
            cutoff = violation > 0 ? INFINITY : objective;
            ambit_breeding_gather(breeding, &p.pool, cutoff);
            const ambit_pool_report report = recombine(&p, choice, cutoff);
            assert_false(report.better && report.objective >= cutoff);
            if (report.better) ambit_breeding_invite(breeding, choice), cutoff = report.objective;
        }
        assert_true(p.pool.n > M && cutoff < INFINITY && rig_verdict(&p.r, choice).within_rules);
        if (threads == 1) memcpy(one, choice, p.r.core->n_units * sizeof *one), n_one = p.pool.n;
        assert_memory_equal(one, choice, p.r.core->n_units * sizeof *one);
        assert_int_equal(p.pool.n, n_one);
        ambit_breeding_free(breeding);
        pond_reset(&p);
    }
    omp_set_num_threads(most);
}

static bool took_part(const ambit_result *result)
{
    const ambit_summary *s = ambit_result_summary(result);
    for (uint32_t i = 0; i < s->n_contributions; i++)
        if (!strcmp(s->contribution[i].name, "pool of territories")) return true;
    return false;
}

static void runs_can_do_without(void **state)
{
    (void)state;
    ambit_problem *problem = ambit_test_random_problem(4, 60, 5, 2, 0.2, AMBIT_TEST_HIDDEN);
    for (int without = 0; without <= 1; without++) {
        ambit_options options = ambit_options_default();
        ambit_result *result;
        ambit_verdict verdict;
        options.effort = 0.2, options.without = AMBIT_WITHOUT_BRANCHING | (without ? AMBIT_WITHOUT_POOL : 0);
        assert_int_equal(ambit_solve(&result, problem, &options, NULL), AMBIT_OK);
        assert_int_equal(took_part(result), !without);
        assert_int_equal(ambit_evaluate(&verdict, problem, ambit_result_plan(result), NULL, NULL), AMBIT_OK);
        assert_true(verdict.within_rules);
        ambit_result_free(result);
    }
    ambit_problem_free(problem);
}

int main(void)
{
    enum { FAMILIES = sizeof families / sizeof *families, OTHERS = 6 };
    struct CMUnitTest tests[FAMILIES + OTHERS] = {
        { "costs add up to the plan's, excesses stay below it", excess_is_what_it_says, NULL, NULL, NULL },
        { "keeps what may be part of a better plan, once", keeps_what_may_be_better, NULL, NULL, NULL },
        { "little room goes to the best", room_goes_to_the_best, NULL, NULL, NULL },
        { "an interrupt changes nothing", an_interrupt_changes_nothing, NULL, NULL, NULL },
        { "one, two and three threads give the same pool", threads_change_nothing, NULL, NULL, NULL },
        { "runs can do without", runs_can_do_without, NULL, NULL, NULL },
    };
    for (size_t i = 0; i < FAMILIES; i++)
        tests[OTHERS + i] = (struct CMUnitTest){ families[i].name, gives_the_best_plan, NULL, NULL,
                                                 (void *)&families[i] };
    return cmocka_run_group_tests_name("heuristics/pool", tests, NULL, NULL);
}
