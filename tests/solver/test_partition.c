/* Set partitioning: the best choice of columns against brute force, what a cutoff and limits do to it, and that it
 * works on several threads at once. */
#include "solver/exact/partition.h"
#include "instances/base/rng.h"
#include "tests/support.h"

#include <omp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { MOST_UNITS = 24, MOST_REPS = 6, MOST_COLUMNS = 80 };

typedef struct {
    ambit_problem *problem;
    ambit_core *core;
    uint32_t n, room[MOST_COLUMNS][MOST_UNITS];
    ambit_column column[MOST_COLUMNS];
} pile;

/* Units that belong to a rep in `owner`; one column more. */
static void add_column(pile *p, uint32_t rep, const uint32_t *owner, double cost)
{
    ambit_column *c = &p->column[p->n];
    *c = (ambit_column){ .rep = rep, .unit = p->room[p->n], .cost = cost };
    for (uint32_t u = 0; u < p->core->n_units; u++)
        if (owner[u] == rep) p->room[p->n][c->n_units++] = u;
    p->n++;
}

/* Reps share their units in circles of two or three, so that columns of different plans fit together; `noise` more are
 * random sets. */
static void add_columns(pile *p, ambit_rng *rng, uint32_t circle, uint32_t n_plans, uint32_t noise)
{
    const ambit_core *core = p->core;
    uint32_t owner[MOST_UNITS], n_circles = core->n_reps / circle;
    for (uint32_t plan = 0; plan < n_plans; plan++) {
        for (uint32_t u = 0; u < core->n_units; u++) owner[u] = u % n_circles * circle + ambit_rng_below(rng, circle);
        for (uint32_t r = 0; r < core->n_reps; r++) add_column(p, r, owner, 10 * ambit_rng_unit(rng));
    }
    for (uint32_t i = 0; i < noise; i++) {
        for (uint32_t u = 0; u < core->n_units; u++) owner[u] = ambit_rng_below(rng, core->n_reps);
        uint32_t r = ambit_rng_below(rng, core->n_reps);
        add_column(p, r, owner, 10 * ambit_rng_unit(rng));
    }
}

static void pile_init(pile *p, uint64_t seed, uint32_t n_units, uint32_t n_reps, unsigned features)
{
    ambit_error err;
    p->n = 0;
    p->problem = ambit_test_random_problem(seed, n_units, n_reps, 2, 0.3, features);
    assert_int_equal(ambit_core_build(&p->core, p->problem, 0, &err), AMBIT_OK);
}

static void pile_reset(pile *p) { ambit_core_free(p->core), ambit_problem_free(p->problem); }

/* ---- Brute force ------------------------------------------------------------------------------------------------- */

typedef struct { const pile *p; uint32_t at[MOST_REPS]; double best; } trial;

static bool within_shared(const trial *t)
{
    const ambit_core *core = t->p->core;
    for (uint32_t a = 0; a < core->n_rules; a++) {
        double load = 0;
        if (!core->rule[a].shared) continue;
        for (uint32_t r = 0; r < core->n_reps; r++)
            for (uint32_t i = 0; i < t->p->column[t->at[r]].n_units; i++) {
                uint32_t u = t->p->column[t->at[r]].unit[i];
                load += ambit_core_amount(core, a, u, ambit_core_pair(core, u, r));
            }
        if (load > core->rule[a].upper[0] + 1e-7 * core->rule[a].scale) return false;
    }
    return true;
}

static void try_all(trial *t, uint32_t rep, uint32_t covered, double cost)
{
    const pile *p = t->p;
    if (rep == p->core->n_reps) {
        if (covered == (1u << p->core->n_units) - 1 && cost < t->best && within_shared(t)) t->best = cost;
        return;
    }
    for (uint32_t c = 0; c < p->n; c++) {
        uint32_t mask = 0;
        if (p->column[c].rep != rep) continue;
        for (uint32_t i = 0; i < p->column[c].n_units; i++) mask |= 1u << p->column[c].unit[i];
        t->at[rep] = c;
        if (!(mask & covered)) try_all(t, rep + 1, covered | mask, cost + p->column[c].cost);
    }
}

static double brute_force(const pile *p)
{
    trial t = { .p = p, .best = INFINITY };
    try_all(&t, 0, 0, 0);
    return t.best;
}

/* ---- Cases ------------------------------------------------------------------------------------------------------- */

static ambit_partition_result solve(const pile *p, uint32_t *pick, const ambit_partition_options *options)
{
    ambit_partition_result out;
    ambit_error err = { AMBIT_OK, "" };
    if (ambit_partition_solve(&out, pick, p->core, p->column, p->n, options, &err)) fail_msg("%s", err.text);
    return out;
}

/* A column for each rep, each unit in one of them, and the cost is what they cost. */
static void is_a_choice(const pile *p, const uint32_t *pick, const ambit_partition_result *out)
{
    uint32_t covered = 0, n = 0;
    double cost = 0;
    for (uint32_t r = 0; r < p->core->n_reps; r++) {
        assert_true(pick[r] < p->n && p->column[pick[r]].rep == r);
        cost += p->column[pick[r]].cost, n += p->column[pick[r]].n_units;
        for (uint32_t i = 0; i < p->column[pick[r]].n_units; i++) covered |= 1u << p->column[pick[r]].unit[i];
    }
    assert_int_equal(n, p->core->n_units);
    assert_int_equal(covered, (1u << n) - 1);
    assert_true(fabs(cost - out->cost) < 1e-9);
}

static const struct family {
    const char *name;
    uint32_t n_units, n_reps, circle, n_plans, noise;
    unsigned features;
} families[] = {
    { "the best choice of four reps' columns", 12, 4, 2, 6, 10, AMBIT_TEST_HIDDEN },
    { "the best choice of six reps' columns", 10, 6, 3, 7, 10, AMBIT_TEST_HIDDEN },
    { "few units, many columns", 6, 4, 2, 8, 40, AMBIT_TEST_HIDDEN },
    { "at most so many may move", 12, 4, 2, 8, 10, AMBIT_TEST_HIDDEN | AMBIT_TEST_CURRENT | AMBIT_TEST_MOVE_CAP },
};

/* Nothing is found below the best cost, and the best just above it. */
static void obeys_the_cutoff(const pile *p, double best)
{
    uint32_t pick[MOST_REPS];
    ambit_partition_options options = { .cutoff = best - 1e-6 };
    ambit_partition_result out = solve(p, pick, &options);
    assert_true(!out.found && out.complete);
    options.cutoff = best + 1e-6;
    out = solve(p, pick, &options);
    assert_true(out.found && out.complete && fabs(out.cost - best) < 1e-9);
    is_a_choice(p, pick, &out);
}

static void finds_the_best_choice(void **state)
{
    const struct family *f = *state;
    uint64_t nodes = 0;
    uint32_t feasible = 0;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        pile p;
        ambit_rng rng = ambit_rng_of(seed, 1);
        uint32_t pick[MOST_REPS];
        const ambit_partition_options options = { .cutoff = INFINITY };
        print_message("%s: seed %llu\n", f->name, (unsigned long long)seed);
        pile_init(&p, seed, f->n_units, f->n_reps, f->features);
        add_columns(&p, &rng, f->circle, f->n_plans, f->noise);
        const double best = brute_force(&p);
        const ambit_partition_result out = solve(&p, pick, &options);
        assert_true(out.complete);
        assert_int_equal(out.found, best < INFINITY);
        if (out.found) {
            assert_true(fabs(out.cost - best) < 1e-6);
            is_a_choice(&p, pick, &out);
            obeys_the_cutoff(&p, best);
            feasible++;
        }
        nodes += out.nodes;
        pile_reset(&p);
    }
    assert_true(feasible > 5 && nodes > feasible); /* the LP alone does not answer all of them */
}

static void what_stays_together_is_one_row(void **state)
{
    (void)state;
    pile p;
    ambit_rng rng = ambit_rng_of(1, 1);
    uint32_t pick[MOST_REPS], owner[MOST_UNITS];
    const ambit_partition_options options = { .cutoff = INFINITY };
    pile_init(&p, 1, 20, 4, AMBIT_TEST_HIDDEN);
    add_columns(&p, &rng, 2, 1, 0);
    ambit_partition_result out = solve(&p, pick, &options);
    assert_true(out.found && out.complete);
    assert_int_equal(out.n_rows, 4); /* each rep's row is its units' as well */
    memset(owner, 0, sizeof owner);
    add_column(&p, 0, owner, 1);
    for (uint32_t r = 1; r < 4; r++) add_column(&p, r, owner, 1);
    out = solve(&p, pick, &options); /* reps apart from their units, and nobody has a part of another's */
    assert_int_equal(out.n_rows, 7);
    assert_true(out.found && out.complete);
    pile_reset(&p);
}

static void says_that_nothing_fits(void **state)
{
    (void)state;
    pile p;
    ambit_rng rng = ambit_rng_of(1, 1);
    uint32_t pick[MOST_REPS];
    const ambit_partition_options options = { .cutoff = INFINITY };
    pile_init(&p, 1, 12, 4, AMBIT_TEST_HIDDEN);
    ambit_partition_result out = solve(&p, pick, &options); /* no column at all */
    assert_true(!out.found && out.complete && isinf(out.cost));
    add_columns(&p, &rng, 2, 1, 0);
    p.n--;
    out = solve(&p, pick, &options); /* none of the last rep */
    assert_true(!out.found && out.complete);
    p.n++;
    for (uint32_t c = 0; c < p.n; c++)
        if (p.column[c].n_units && p.column[c].unit[0] == 0) p.column[c].unit++, p.column[c].n_units--;
    out = solve(&p, pick, &options); /* none with unit 0 */
    assert_true(!out.found && out.complete);
    pile_reset(&p);
}

static int at_once(void *context) { return ++*(int *)context; }

static void limits_claim_nothing(void **state)
{
    (void)state;
    pile p;
    ambit_rng rng = ambit_rng_of(3, 1);
    uint32_t pick[MOST_REPS];
    int asked = 0;
    pile_init(&p, 3, 20, 6, AMBIT_TEST_HIDDEN);
    add_columns(&p, &rng, 3, 6, 20);
    const ambit_partition_options options[] = {
        { .cutoff = INFINITY, .most_iterations = 1 },
        { .cutoff = INFINITY, .stop = at_once, .context = &asked },
    };
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        const ambit_partition_result out = solve(&p, pick, &options[i]);
        assert_true(!out.complete && !out.found);
    }
    assert_int_equal(asked, 1);
    for (uint64_t nodes = 1; nodes <= 9; nodes += 2) {
        const ambit_partition_options few = { .cutoff = INFINITY, .most_nodes = nodes };
        const ambit_partition_result out = solve(&p, pick, &few);
        assert_true(out.nodes <= nodes + 2);
        if (out.found) is_a_choice(&p, pick, &out);
    }
    pile_reset(&p);
}

static void several_at_once(void **state)
{
    (void)state;
    enum { N = 6 };
    pile p;
    ambit_rng rng = ambit_rng_of(4, 1);
    uint32_t alone[MOST_REPS], pick[N][MOST_REPS];
    const ambit_partition_options options = { .cutoff = INFINITY };
    pile_init(&p, 4, 20, 6, AMBIT_TEST_HIDDEN);
    add_columns(&p, &rng, 3, 6, 20);
    const ambit_partition_result one = solve(&p, alone, &options);
    ambit_partition_result out[N];
    ambit_status status[N];
#pragma omp parallel for schedule(static, 1) num_threads(3)
    for (int i = 0; i < N; i++) {
        ambit_error err;
        status[i] = ambit_partition_solve(&out[i], pick[i], p.core, p.column, p.n, &options, &err);
    }
    for (int i = 0; i < N; i++) {
        assert_int_equal(status[i], AMBIT_OK);
        assert_memory_equal(pick[i], alone, sizeof *alone * p.core->n_reps);
        assert_int_equal(out[i].nodes, one.nodes);
    }
    pile_reset(&p);
}

int main(void)
{
    enum { FAMILIES = sizeof families / sizeof *families, OTHERS = 4 };
    struct CMUnitTest tests[FAMILIES + OTHERS] = {
        { "what stays together is one row", what_stays_together_is_one_row, NULL, NULL, NULL },
        { "says that nothing fits", says_that_nothing_fits, NULL, NULL, NULL },
        { "limits claim nothing", limits_claim_nothing, NULL, NULL, NULL },
        { "several at once give what one alone gives", several_at_once, NULL, NULL, NULL },
    };
    for (size_t i = 0; i < FAMILIES; i++)
        tests[OTHERS + i] = (struct CMUnitTest){ families[i].name, finds_the_best_choice, NULL, NULL,
                                                 (void *)&families[i] };
    return cmocka_run_group_tests_name("solver/partition", tests, NULL, NULL);
}
