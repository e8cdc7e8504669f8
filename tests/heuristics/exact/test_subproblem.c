/* A small exact problem against every way to share its free units out. */
#include "heuristics/exact/subproblem.h"
#include "tests/heuristics/rig.h"

enum { N = 30, M = 5, FREE = 6 };

/* Units of a few reps, and what the plan as a whole costs with them. */
typedef struct {
    rig r;
    ambit_state state;
    uint32_t rep[4], n_reps, sharers;
    double room[RIG_MOST_ROWS]; /* what a shared row may carry */
} cut;

static void cut_build(cut *c, uint64_t seed, unsigned features, double tolerance, uint32_t n_reps, uint32_t sharers)
{
    ambit_rng rng = ambit_rng_of(seed, 1);
    uint32_t choice[N];
    rig_build(&c->r, seed, N, M, 2, tolerance, features, 0, M);
    assert_int_equal(ambit_state_init(&c->state, c->r.core, NULL), AMBIT_OK);
    for (uint32_t u = 0; u < c->r.core->n_units; u++) { /* mostly the cheapest: near what the search leaves */
        uint32_t rank = ambit_rng_below(&rng, 4) == 0 && rig_length(c->r.core, u) > 1;
        choice[u] = c->r.candidates.offset[c->r.candidates.first[u] + rank];
    }
    ambit_state_load(&c->state, choice);
    c->n_reps = n_reps, c->sharers = sharers;
    for (uint32_t i = 0; i < n_reps; i++) c->rep[i] = (uint32_t)(seed + 2 * i) % M;
    for (uint32_t a = 0; a < c->r.core->n_rules; a++) {
        double load = c->state.row[ambit_state_row(&c->state, a, 0)].load;
        c->room[a] = load + fmax(c->r.core->rule[a].upper[0] - load, 0) / sharers;
    }
}

static void cut_reset(cut *c)
{
    ambit_state_reset(&c->state);
    rig_reset(&c->r);
}

/* The rows of these reps are within their bounds, and a shared row within this problem's part. */
static bool is_legal(const cut *c, const ambit_state *s)
{
    const ambit_core *core = c->r.core;
    for (uint32_t a = 0; a < core->n_rules; a++)
        for (uint32_t i = 0; i < (core->rule[a].shared ? 1 : c->n_reps); i++) {
            const ambit_core_rule *rule = &core->rule[a];
            uint32_t rep = rule->shared ? 0 : c->rep[i];
            double load = s->row[ambit_state_row(s, a, rep)].load, upper = rule->shared ? c->room[a] : rule->upper[rep];
            double slack = 1e-10 * rule->scale;
            if (load > upper + slack || load < rule->lower[rep] - slack) return false;
        }
    return true;
}

/* The pairs of unit u with the reps of the set. */
static uint32_t pairs_of(const cut *c, uint32_t u, uint32_t offset[4])
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < c->n_reps; i++) {
        size_t k = ambit_core_pair(c->r.core, u, c->rep[i]);
        if (k != AMBIT_NO_PAIR) offset[n++] = (uint32_t)(k - c->r.core->first[u]);
    }
    return n;
}

/* The cheapest legal plan over all choices of the free units; INFINITY when there is none. */
static double by_trying(const cut *c, const ambit_subproblem *sub, uint32_t at, ambit_state *s)
{
    uint32_t offset[4];
    if (at == sub->n_units) return is_legal(c, s) ? ambit_state_objective(s) : INFINITY;
    uint32_t u = sub->unit[at], was = s->choice[u], n = pairs_of(c, u, offset);
    double least = INFINITY;
    for (uint32_t i = 0; i < n; i++) {
        if (s->choice[u] != offset[i]) ambit_shift_apply(s, u, offset[i]);
        least = fmin(least, by_trying(c, sub, at + 1, s));
    }
    if (s->choice[u] != was) ambit_shift_apply(s, u, was);
    return least;
}

static void free_units_are_the_set_s(const cut *c, const ambit_subproblem *sub)
{
    for (uint32_t i = 0; i < sub->n_units; i++) {
        uint32_t u = sub->unit[i], before = 0, offset[4], n = pairs_of(c, u, offset), listed = 0;
        for (uint32_t k = 0; k < c->n_reps; k++) before += ambit_state_rep(&c->state, u) == c->rep[k];
        for (uint32_t k = 0; k < n; k++) listed += offset[k] == sub->choice[i];
        assert_int_equal(before, 1);
        assert_int_equal(listed, 1);
        assert_true(n > 1); /* it has a choice */
        for (uint32_t j = 0; j < i; j++) assert_int_not_equal(sub->unit[j], u);
    }
}

/* The sub-problem of the cut, with the plan's penalties on its rows. */
static void solve(cut *c, ambit_subproblem *sub, uint32_t n_reps, uint32_t n_free)
{
    ambit_error err = { AMBIT_OK, "" };
    double penalty[RIG_MOST_ROWS];
    const ambit_subproblem_options options = { .rep = c->rep, .n_reps = n_reps, .n_free = n_free,
                                               .sharers = c->sharers, .most_nodes = 10000000 };
    rig_penalties(c->r.core, penalty);
    ambit_state_set_penalties(&c->state, penalty);
    assert_int_equal(ambit_subproblem_init(sub, c->r.core, 4, FREE, &err), AMBIT_OK);
    ambit_subproblem_solve(sub, &c->state, &c->r.candidates, c->r.bound->price, &options);
}

/* Within the rules the answer is the best by trying; beyond them the plan's value with its penalties falls. */
static void equals_trying(cut *c, uint64_t *improved, uint64_t *mended)
{
    ambit_subproblem sub;
    uint32_t before[N];
    ambit_state trial;
    memcpy(before, c->state.choice, c->r.core->n_units * sizeof *before);
    solve(c, &sub, c->n_reps, FREE);
    assert_memory_equal(before, c->state.choice, c->r.core->n_units * sizeof *before);
    assert_true(sub.n_units <= FREE && sub.result.complete);
    free_units_are_the_set_s(c, &sub);
    assert_int_equal(ambit_state_init(&trial, c->r.core, NULL), AMBIT_OK);
    ambit_state_load(&trial, before);
    bool legal = is_legal(c, &trial);
    double present = ambit_state_objective(&trial), best = by_trying(c, &sub, 0, &trial);
    double value = c->state.cost + c->state.toll;
    if (sub.n_units < 2) { assert_false(sub.result.improved); }
    else if (legal) assert_int_equal(sub.result.improved, best < present - 1e-9 * (1 + fabs(present)));
    ambit_state_load(&trial, before);
    for (uint32_t i = 0; sub.result.improved && i < sub.n_units; i++)
        if (trial.choice[sub.unit[i]] != sub.choice[i]) {
            ambit_shift_apply(&trial, sub.unit[i], sub.choice[i]);
            ambit_shift_apply(&c->state, sub.unit[i], sub.choice[i]);
        }
    if (sub.result.improved && legal)
        assert_true(is_legal(c, &trial) && rig_near(ambit_state_objective(&trial), best, 1e-9));
    if (sub.result.improved && !legal && c->sharers == 1) assert_true(c->state.cost + c->state.toll < value);
    *improved += sub.result.improved && legal, *mended += sub.result.improved && !legal;
    ambit_state_reset(&trial);
    ambit_subproblem_reset(&sub), ambit_subproblem_reset(&sub);
}

static const struct family {
    const char *name;
    uint32_t n_reps, sharers;
    double tolerance;
    unsigned features;
} families[] = {
    { "two reps with room", 2, 1, 0.5, AMBIT_TEST_HIDDEN },
    { "three reps without much room", 3, 1, 0.2, AMBIT_TEST_HIDDEN },
    { "three reps and ideals", 3, 1, 0.6, AMBIT_TEST_HIDDEN | AMBIT_TEST_IDEAL },
    { "three reps, amounts that depend on the rep, locks and groups", 3, 1, 0.5, AMBIT_TEST_HIDDEN | AMBIT_TEST_PER_HOUR
        | AMBIT_TEST_LOCKS | AMBIT_TEST_GROUPS | AMBIT_TEST_MATRIX },
    { "three reps under a cap on moves", 3, 1, 0.5, AMBIT_TEST_CURRENT | AMBIT_TEST_MOVE_CAP },
    { "three reps that share the cap with two other problems", 3, 3, 0.5, AMBIT_TEST_CURRENT | AMBIT_TEST_MOVE_CAP },
    { "four reps and everything", 4, 2, 0.6, RIG_RICH },
};

static void equals_trying_everything(void **state)
{
    const struct family *f = *state;
    uint64_t improved = 0, mended = 0;
    for (uint64_t seed = 1; seed <= 25; seed++) {
        cut c;
        print_message("%s: seed %llu\n", f->name, (unsigned long long)seed);
        cut_build(&c, seed, f->features, f->tolerance, f->n_reps, f->sharers);
        equals_trying(&c, &improved, &mended);
        cut_reset(&c);
    }
    print_message("%s: %llu improved, %llu brought within the rules\n", f->name, (unsigned long long)improved,
            (unsigned long long)mended);
    assert_true(improved + mended > 0);
}

/* A set in which nobody could change places, and a set with one undecided unit. */
static void nothing_to_decide(void **state)
{
    (void)state;
    cut c;
    ambit_subproblem sub;
    cut_build(&c, 3, AMBIT_TEST_HIDDEN, 0.5, 1, 1);
    solve(&c, &sub, 1, FREE);
    assert_true(sub.n_units == 0 && !sub.result.improved);
    ambit_subproblem_reset(&sub);
    cut_reset(&c);
    cut_build(&c, 3, AMBIT_TEST_HIDDEN, 0.5, 2, 1);
    solve(&c, &sub, 2, 1);
    assert_true(sub.n_units == 1 && !sub.result.improved);
    ambit_subproblem_reset(&sub);
    cut_reset(&c);
}

int main(void)
{
    enum { FAMILIES = sizeof families / sizeof *families };
    struct CMUnitTest tests[FAMILIES + 1] = { { "nothing to decide", nothing_to_decide, NULL, NULL, NULL } };
    for (size_t i = 0; i < FAMILIES; i++)
        tests[1 + i] = (struct CMUnitTest){ families[i].name, equals_trying_everything, NULL, NULL,
                (void *)&families[i] };
    return cmocka_run_group_tests_name("heuristics/subproblem", tests, NULL, NULL);
}
