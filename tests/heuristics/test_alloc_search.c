/* Every allocation of the core, the bound, the islands, the polish, the pool and of a whole run fails once: each must
 * end with a status and words, leak nothing (under the address sanitizer) and be as good as new the next time. Linked
 * with --wrap for malloc and its kin. */
#include "heuristics/genetic/blocks.h"
#include "heuristics/genetic/breeding.h"
#include "heuristics/genetic/islands.h"
#include "heuristics/exact/polish.h"
#include "tests/heuristics/rig.h"
#include "tests/failing.h"

/* Runs `work` with its n-th allocation failing, n = 1, 2 .. by `stride`, until none fails any more. A failure may
 * only be borne where the work says so. */
typedef ambit_status work_fn(rig *r, ambit_error *err);

static void fail_each(const char *name, work_fn *work, rig *r, long stride, int may_be_borne)
{
    long n = 1, borne = 0, failed = 0;
    for (;; n += stride) {
        ambit_error err = { AMBIT_OK, "" };
        atomic_store(&has_failed, 0);
        atomic_store(&countdown, n);
        ambit_status status = work(r, &err);
        atomic_store(&countdown, 0);
        if (!atomic_load(&has_failed)) {
            assert_int_equal(status, AMBIT_OK);
            break;
        }
        failed++;
        if (status == AMBIT_OK) { borne++; continue; }
        if (status != AMBIT_E_MEMORY || err.text[0] == '\0' || err.status != status)
            fail_msg("%s, allocation %ld: %s, \"%s\"", name, n, ambit_status_name(status), err.text);
    }
    print_message("%s: %ld of %ld allocations failed, %ld of them were borne\n", name, failed, n - 1, borne);
    assert_true(failed > 0 && (may_be_borne || !borne));
}

/* ---- The parts --------------------------------------------------------------------------------------------------- */

static ambit_status build_core(rig *r, ambit_error *err)
{
    ambit_core *core;
    ambit_status status = ambit_core_build(&core, r->problem, 3, err);
    assert_int_equal(core == NULL, status != AMBIT_OK);
    ambit_core_free(core);
    return status;
}

static ambit_status build_bound(rig *r, ambit_error *err)
{
    ambit_bound *bound;
    const ambit_bound_options options = { .smooth_steps = 12, .deflected_steps = 2, .target = INFINITY };
    ambit_status status = ambit_bound_build(&bound, r->core, &options, err);
    assert_int_equal(bound == NULL, status != AMBIT_OK);
    ambit_bound_free(bound);
    return status;
}

static ambit_status init_lists(rig *r, ambit_error *err)
{
    ambit_candidates candidates;
    ambit_neighbours neighbours;
    ambit_status status = ambit_candidates_init(&candidates, r->core, r->bound->price, 3, err);
    if (!status) {
        status = ambit_neighbours_init(&neighbours, r->core, &candidates, err);
        if (!status) ambit_neighbours_reset(&neighbours);
        ambit_candidates_reset(&candidates);
    }
    return status;
}

static ambit_status live_on_islands(rig *r, ambit_error *err)
{
    ambit_islands *islands;
    const ambit_islands_options options = { .n_islands = 2, .first_moves = 100, .child_moves = 50, .seed = 1 };
    ambit_status status = ambit_islands_build(&islands, r->core, &r->candidates, &r->neighbours,
            r->bound->price,
                                              &options, &r->watch, err);
    assert_int_equal(islands == NULL, status != AMBIT_OK);
    if (!status) {
        long left = atomic_exchange(&countdown, 1); /* nothing is allocated in a generation */
        ambit_islands_settle(islands);
        ambit_islands_evolve(islands, 2);
        assert_int_equal(atomic_exchange(&countdown, left), 1);
    }
    ambit_islands_free(islands);
    return status;
}

static ambit_status polish(rig *r, ambit_error *err)
{
    ambit_polish *polish;
    const ambit_polish_effort effort = { .depth = AMBIT_POLISH_QUADS, .work = 20000, .pressure = 1 };
    uint32_t choice[RIG_MOST_UNITS];
    ambit_status status = ambit_polish_build(&polish, r->core, &r->candidates, &r->neighbours,
            r->bound->price, 4, &r->watch, err);
    assert_int_equal(polish == NULL, status != AMBIT_OK);
    for (uint32_t u = 0; u < r->core->n_units; u++) choice[u] = r->candidates.offset[r->candidates.first[u]];
    if (!status) {
        long left = atomic_exchange(&countdown, 1); /* nothing is allocated */
        ambit_polish_run(polish, choice, &effort);
        assert_int_equal(atomic_exchange(&countdown, left), 1);
    }
    rig_choices_are_valid(r->core, choice);
    ambit_polish_free(polish);
    return status;
}

static ambit_status breed(rig *r, const ambit_pool_prices *prices, ambit_pool *pool, ambit_error *err)
{
    ambit_breeding *breeding;
    ambit_status status = ambit_breeding_build(&breeding, r->core, &r->candidates, &r->neighbours,
            r->bound->price, 2, 1, &r->watch, err);
    assert_int_equal(breeding == NULL, status != AMBIT_OK);
    if (!status) status = ambit_breeding_collect(breeding, prices, 30, err);
    if (!status) {
        long left = atomic_exchange(&countdown, 1); /* nothing is allocated in a generation */
        ambit_breeding_evolve(breeding, 20000);
        ambit_breeding_gather(breeding, pool, INFINITY);
        assert_int_equal(atomic_exchange(&countdown, left), 1);
    }
    ambit_breeding_free(breeding);
    return status;
}

static ambit_status pool_territories(rig *r, ambit_error *err)
{
    ambit_pool_prices prices;
    ambit_pool pool = { .prices = NULL };
    ambit_pool_report report;
    const ambit_pool_effort effort = { .watch = &r->watch };
    uint32_t choice[RIG_MOST_UNITS] = { 0 };
    ambit_status status = ambit_pool_prices_init(&prices, r->core, r->bound->price, err);
    if (!status) status = ambit_pool_init(&pool, &prices, 100, err);
    if (!status) status = breed(r, &prices, &pool, err);
    if (!status) status = ambit_pool_recombine(&report, &pool, choice, INFINITY, &effort, err);
    rig_choices_are_valid(r->core, choice);
    ambit_pool_reset(&pool);
    ambit_pool_prices_reset(&prices);
    return status;
}

static ambit_status deal_blocks(rig *r, ambit_error *err)
{
    const ambit_blocks blocks = { r->core, &r->neighbours, r->bound->price, 1, &r->watch };
    uint32_t choice[RIG_MOST_UNITS];
    uint64_t problems = 0;
    for (uint32_t u = 0; u < r->core->n_units; u++) choice[u] = r->candidates.offset[r->candidates.first[u]];
    ambit_status status = ambit_blocks_round(&blocks, 1, 20000, choice, &problems, err);
    rig_choices_are_valid(r->core, choice);
    return status;
}

static const struct part {
    const char *name;
    work_fn *work;
    int may_be_borne;
} parts[] = {
    { "the core", build_core, 0 },
    { "the bound", build_bound, 0 },
    { "candidates and neighbours", init_lists, 0 },
    { "islands", live_on_islands, 0 },
    { "breeding and its pool of territories", pool_territories, 0 },
    { "blocks", deal_blocks, 0 },
    { "polish", polish, 1 }, /* GLPK's first plan is an offer, it can do without */
};

static void a_part_may_fail(void **state)
{
    const struct part *part = *state;
    for (uint64_t seed = 1; seed <= 2; seed++) {
        rig r;
        rig_build(&r, seed, 24, 5, 2, 0.3, RIG_RICH, seed % 2 ? 0 : 3, 4);
        fail_each(part->name, part->work, &r, 1, part->may_be_borne);
        rig_reset(&r);
    }
}

/* ---- The whole --------------------------------------------------------------------------------------------------- */

static ambit_engine engine;

static ambit_status solve(rig *r, ambit_error *err)
{
    ambit_result *result;
    ambit_options options = ambit_options_default();
    ambit_verdict verdict;
    options.engine = engine, options.effort = 0.02;
    ambit_status status = ambit_solve(&result, r->problem, &options, err);
    assert_int_equal(result == NULL, status != AMBIT_OK);
    if (!status && ambit_result_plan(result)) {
        long left = atomic_exchange(&countdown, 0);
        assert_int_equal(ambit_evaluate(&verdict, r->problem, ambit_result_plan(result), NULL, NULL), AMBIT_OK);
        assert_true(verdict.cost.total == ambit_result_summary(result)->cost.total);
        if (verdict.within_rules) assert_true(ambit_result_summary(result)->bound <= verdict.cost.total);
        atomic_store(&countdown, left);
    }
    ambit_result_free(result);
    return status;
}

/* Feasible, and proven infeasible; each engine. Allocations repeat from phase to phase: one of a few, to save time. */
static void a_whole_run_may_fail(void **state)
{
    (void)state;
    for (engine = AMBIT_ENGINE_AUTO; engine <= AMBIT_ENGINE_GA; engine++) {
        rig r = { .problem = ambit_test_random_problem(3, 9, 3, 1, 0.4, AMBIT_TEST_HIDDEN | AMBIT_TEST_CURRENT
                | AMBIT_TEST_GROUPS) };
        fail_each("a run", solve, &r, engine == AMBIT_ENGINE_AUTO ? 7 : 2, 1);
        ambit_problem_free(r.problem);
        r.problem = ambit_test_random_problem(3, 9, 3, 2, 0.0001, 0);
        fail_each("an infeasible run", solve, &r, engine == AMBIT_ENGINE_AUTO ? 11 : 5, 1);
        ambit_problem_free(r.problem);
    }
}

static void a_contiguous_run_may_fail(void **state)
{
    (void)state;
    rig r = { .problem = ambit_test_random_problem(3, 9, 3, 1, 0.6, AMBIT_TEST_HIDDEN | AMBIT_TEST_CONTIGUOUS) };
    engine = AMBIT_ENGINE_AUTO;
    fail_each("a contiguous run", solve, &r, 11, 1);
    ambit_problem_free(r.problem);
}

int main(void)
{
    enum { PARTS = sizeof parts / sizeof *parts };
    struct CMUnitTest tests[PARTS + 2] = {
        { "each allocation of a whole run may fail", a_whole_run_may_fail, NULL, NULL, NULL },
        { "each allocation of a contiguous run may fail", a_contiguous_run_may_fail, NULL, NULL, NULL },
    };
    for (size_t i = 0; i < PARTS; i++)
        tests[2 + i] = (struct CMUnitTest){ parts[i].name, a_part_may_fail, NULL, NULL, (void *)&parts[i] };
    return cmocka_run_group_tests_name("heuristics/alloc", tests, NULL, NULL);
}
