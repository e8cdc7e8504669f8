/* A plan in motion against a naive recomputation: millions of random shifts and swaps. */
#include "tests/heuristics/rig.h"

enum { N = 60, M = 6 };

/* Families of problems; each is walked over many seeds. */
static const struct family {
    const char *name;
    uint32_t n_rules, n_seeds, n_moves, most;
    unsigned features;
} families[] = {
    { "moves without rules", 0, 4, 20000, 0, 0 },
    { "moves under two rules", 2, 6, 60000, 0, AMBIT_TEST_HIDDEN },
    { "moves under rules with ideals", 2, 6, 60000, 0, AMBIT_TEST_HIDDEN | AMBIT_TEST_IDEAL },
    { "moves with amounts that depend on the rep", 2, 6, 60000, 0, AMBIT_TEST_HIDDEN | AMBIT_TEST_PER_HOUR },
    { "moves under a cap on moves, a row that all reps share", 1, 6, 60000, 0,
        AMBIT_TEST_CURRENT | AMBIT_TEST_MOVE_CAP | AMBIT_TEST_HIDDEN },
    { "moves among few candidates, with everything", 3, 8, 60000, 3, RIG_RICH },
    { "moves with everything", 3, 8, 60000, 0, RIG_RICH },
};

/* ---- The naive view ---------------------------------------------------------------------------------------------- */

typedef struct { double cost, toll, objective, violation, load[RIG_MOST_ROWS]; } naive;

/* The header's formula; a shared row is summed once. Sums in another order than the state's. */
static naive naively(const ambit_core *core, const uint32_t *choice, const double *penalty)
{
    naive v = { 0, 0, 0, 0, { 0 } };
    for (uint32_t u = core->n_units; u-- > 0;) {
        size_t k = core->first[u] + choice[u];
        v.cost += core->cost[k];
        for (uint32_t a = 0; a < core->n_rules; a++)
            v.load[a * core->n_reps + (core->rule[a].shared ? 0 : core->rep[k])] += ambit_core_amount(core, a, u, k);
    }
    v.objective = v.cost;
    for (uint32_t a = 0; a < core->n_rules; a++)
        for (uint32_t rep = 0; rep < (core->rule[a].shared ? 1 : core->n_reps); rep++) {
            const ambit_core_rule *rule = &core->rule[a];
            uint32_t row = a * core->n_reps + rep;
            double share = rule->ideal ? rule->ideal[rep]
                : isfinite(rule->upper[rep]) ? rule->upper[rep] : rule->lower[rep];
            double granted = isfinite(share) ? 0.95e-9 * fabs(share) : 0;
            double beyond = fmax(0, fmax(v.load[row] - rule->upper[rep], rule->lower[rep] - v.load[row]) - granted);
            double deviation = rule->ideal ? rule->weight[rep] * fabs(v.load[row] - rule->ideal[rep]) : 0;
            v.toll += penalty[row] * beyond + deviation;
            v.objective += deviation;
            if (beyond / rule->scale > 1e-10) v.violation += beyond / rule->scale;
        }
    return v;
}

static void agrees(const ambit_state *s, const double *penalty)
{
    const ambit_core *core = s->core;
    const naive v = naively(core, s->choice, penalty);
    assert_true(rig_near(s->cost, v.cost, 1e-9));
    assert_true(rig_near(s->toll, v.toll, 1e-9));
    assert_true(rig_near(ambit_state_objective(s), v.objective, 1e-9));
    assert_true(rig_near(ambit_state_violation(s), v.violation, 1e-8));
    for (uint32_t a = 0; a < core->n_rules; a++)
        for (uint32_t rep = 0; rep < core->n_reps; rep++) {
            uint32_t row = a * core->n_reps + (core->rule[a].shared ? 0 : rep);
            assert_true(rig_near(s->row[ambit_state_row(s, a, rep)].load, v.load[row], 1e-9));
        }
}

/* Each unit is in the ring of its rep once, and the links go both ways. */
static void rings_are_whole(const ambit_state *s)
{
    uint32_t seen[N] = { 0 }, total = 0;
    for (uint32_t r = 0; r < s->core->n_reps; r++) {
        uint32_t u = s->some[r];
        for (bool more = u != AMBIT_NOBODY; more; u = s->next[u], more = u != s->some[r]) {
            assert_true(u < s->core->n_units && seen[u]++ == 0);
            assert_int_equal(ambit_state_rep(s, u), r);
            assert_int_equal(s->prev[s->next[u]], u);
            assert_int_equal(s->next[s->prev[u]], u);
            total++;
        }
    }
    assert_int_equal(total, s->core->n_units);
}

/* ---- Random moves ------------------------------------------------------------------------------------------------ */

typedef struct { uint32_t u, to_u, v, to_v; bool swap; } move;

/* A random shift, or a swap when the drawn units allow one; false when unit u has only one pair. */
static bool draw(move *m, const ambit_state *s, ambit_rng *rng)
{
    const ambit_core *core = s->core;
    m->u = ambit_rng_below(rng, core->n_units), m->v = ambit_rng_below(rng, core->n_units);
    m->to_u = ambit_rng_below(rng, rig_length(core, m->u));
    m->swap = false;
    uint32_t a = ambit_state_rep(s, m->u), b = ambit_state_rep(s, m->v);
    size_t to = ambit_core_pair(core, m->u, b), back = ambit_core_pair(core, m->v, a);
    if (a != b && to != AMBIT_NO_PAIR && back != AMBIT_NO_PAIR && ambit_rng_below(rng, 2)) {
        m->swap = true;
        m->to_u = (uint32_t)(to - core->first[m->u]), m->to_v = (uint32_t)(back - core->first[m->v]);
    }
    return m->swap || m->to_u != s->choice[m->u];
}

static double evaluate(const ambit_state *s, const move *m)
{
    return m->swap ? ambit_swap_evaluate(s, m->u, m->to_u, m->v, m->to_v) : ambit_shift_evaluate(s, m->u, m->to_u);
}

static void apply(ambit_state *s, const move *m)
{
    if (m->swap) ambit_swap_apply(s, m->u, m->to_u, m->v, m->to_v);
    else ambit_shift_apply(s, m->u, m->to_u);
}

/* The change that was foretold is the one that happened: on the state, and on a state that is loaded anew now and
 * then. */
static void walk(ambit_state *s, ambit_state *fresh, const double *penalty, uint32_t n_moves, ambit_rng *rng)
{
    double worst = 0;
    for (uint32_t i = 0; i < n_moves; i++) {
        move m;
        if (!draw(&m, s, rng)) continue;
        double before = s->cost + s->toll, foretold = evaluate(s, &m);
        bool look = i % 16 == 0;
        if (look) ambit_state_load(fresh, s->choice);
        double fresh_before = fresh->cost + fresh->toll;
        apply(s, &m);
        double after = s->cost + s->toll, size = fabs(before) + fabs(after);
        worst = fmax(worst, fabs(after - before - foretold) / (1 + size));
        if (!look) continue;
        ambit_state_load(fresh, s->choice);
        worst = fmax(worst, fabs(fresh->cost + fresh->toll - fresh_before - foretold) / (1 + size));
        worst = fmax(worst, fabs(fresh->cost + fresh->toll - after) / (1 + size));
        if (i % 4096 == 0) rings_are_whole(s), agrees(s, penalty);
    }
    print_message("%u moves, at most %.2g off\n", n_moves, worst);
    assert_true(worst <= 1e-9);
}

static void moves_are_foretold(void **state)
{
    const struct family *f = *state;
    for (uint64_t seed = 1; seed <= f->n_seeds; seed++) {
        rig r;
        ambit_state s, fresh;
        ambit_rng rng = ambit_rng_of(seed, 5);
        uint32_t choice[N];
        double penalty[RIG_MOST_ROWS];
        print_message("%s: seed %llu\n", f->name, (unsigned long long)seed);
        rig_build(&r, seed, N, M, f->n_rules, 0.1, f->features, f->most, M);
        rig_penalties(r.core, penalty);
        assert_int_equal(ambit_state_init(&s, r.core, NULL), AMBIT_OK);
        assert_int_equal(ambit_state_init(&fresh, r.core, NULL), AMBIT_OK);
        ambit_state_set_penalties(&s, penalty), ambit_state_set_penalties(&fresh, penalty);
        rig_random_choice(r.core, choice, &rng);
        ambit_state_load(&s, choice);
        rings_are_whole(&s);
        agrees(&s, penalty);
        walk(&s, &fresh, penalty, f->n_moves, &rng);
        ambit_state_reset(&s), ambit_state_reset(&fresh);
        rig_reset(&r);
    }
}

/* ---- The verifier's view ----------------------------------------------------------------------------------------- */

static void objective_and_violation_are_the_verifiers(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        rig r;
        ambit_state s;
        ambit_rng rng = ambit_rng_of(seed, 6);
        uint32_t choice[N];
        print_message("seed %llu\n", (unsigned long long)seed);
        rig_build(&r, seed, N, M, 2, 0.1, RIG_RICH, 0, M);
        assert_int_equal(ambit_state_init(&s, r.core, NULL), AMBIT_OK);
        for (int trial = 0; trial < 20; trial++) {
            rig_random_choice(r.core, choice, &rng);
            ambit_state_load(&s, choice);
            const ambit_verdict verdict = rig_verdict(&r, choice);
            assert_true(rig_near(ambit_state_objective(&s), verdict.cost.total, 1e-9));
            assert_true(rig_near(ambit_state_violation(&s), verdict.violation, 1e-8));
            assert_int_equal(ambit_state_violation(&s) > 0, !verdict.within_rules);
        }
        ambit_state_reset(&s);
        rig_reset(&r);
    }
}

static void penalties_can_change_on_the_way(void **state)
{
    (void)state;
    rig r;
    ambit_state s;
    ambit_rng rng = ambit_rng_of(1, 7);
    double penalty[RIG_MOST_ROWS], doubled[RIG_MOST_ROWS];
    uint32_t choice[N];
    rig_build(&r, 7, N, M, 2, 0.01, RIG_RICH, 0, M);
    rig_penalties(r.core, penalty);
    for (int row = 0; row < RIG_MOST_ROWS; row++) doubled[row] = 2 * penalty[row];
    assert_int_equal(ambit_state_init(&s, r.core, NULL), AMBIT_OK);
    rig_random_choice(r.core, choice, &rng);
    ambit_state_load(&s, choice);
    double free_of_penalties = s.toll, cost = s.cost;
    ambit_state_set_penalties(&s, penalty);
    double once = s.toll;
    agrees(&s, penalty);
    ambit_state_set_penalties(&s, doubled);
    agrees(&s, doubled);
    assert_true(once > free_of_penalties && s.cost == cost);
    assert_true(rig_near(s.toll - free_of_penalties, 2 * (once - free_of_penalties), 1e-9));
    ambit_state_load(&s, s.choice); /* its own choice may be loaded */
    agrees(&s, doubled);
    ambit_state_reset(&s);
    ambit_state_reset(&s); /* twice is fine */
    rig_reset(&r);
}

int main(void)
{
    enum { FAMILIES = sizeof families / sizeof *families, OTHERS = 2 };
    struct CMUnitTest tests[FAMILIES + OTHERS] = {
        { "objective and violation are the verifier's", objective_and_violation_are_the_verifiers, NULL, NULL, NULL },
        { "penalties can change on the way", penalties_can_change_on_the_way, NULL, NULL, NULL },
    };
    for (size_t i = 0; i < FAMILIES; i++)
        tests[OTHERS + i] = (struct CMUnitTest){ families[i].name, moves_are_foretold, NULL, NULL,
                (void *)&families[i] };
    return cmocka_run_group_tests_name("heuristics/state", tests, NULL, NULL);
}
