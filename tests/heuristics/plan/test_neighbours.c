/* Neighbours: the strength of two reps is summed naively here, over every unit that has both among its first ones. */
#include "tests/heuristics/rig.h"

/* The header's words: the nearer in reduced cost, the more. */
static void add_naively(double strength[RIG_MOST_REPS][RIG_MOST_REPS], const rig *r, uint32_t u)
{
    const ambit_candidates *c = &r->candidates;
    uint32_t n = (uint32_t)(c->first[u + 1] - c->first[u]);
    const double *row = c->priced + r->core->first[u];
    const uint32_t *list = c->offset + c->first[u], *rep = r->core->rep + r->core->first[u];
    for (uint32_t j = 1; j < n && j < 5; j++)
        for (uint32_t i = 0; i < j; i++) {
            double away = (row[list[i]] - row[list[0]]) + (row[list[j]] - row[list[0]]), unit = c->regret[u] + 1e-12;
            strength[rep[list[i]]][rep[list[j]]] += unit / (unit + away);
            strength[rep[list[j]]][rep[list[i]]] += unit / (unit + away);
        }
}

static void strengths_are_as_defined(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 30; seed++) {
        rig r;
        double strength[RIG_MOST_REPS][RIG_MOST_REPS] = { { 0 } };
        uint32_t n_reps = 2 + (uint32_t)seed % 15;
        print_message("seed %llu, %u reps\n", (unsigned long long)seed, n_reps);
        rig_build(&r, seed, 60, n_reps, 1, 0.5, AMBIT_TEST_HIDDEN | AMBIT_TEST_FORBIDDEN, 0, 6);
        for (uint32_t u = 0; u < r.core->n_units; u++) add_naively(strength, &r, u);
        for (uint32_t a = 0; a < n_reps; a++) {
            uint32_t others = 0;
            const double *kept = r.neighbours.strength + (size_t)a * AMBIT_NEIGHBOURS;
            const uint32_t *rep = r.neighbours.rep + (size_t)a * AMBIT_NEIGHBOURS;
            for (uint32_t b = 0; b < n_reps; b++) others += strength[a][b] > 0;
            assert_int_equal(r.neighbours.count[a], others < AMBIT_NEIGHBOURS ? others : AMBIT_NEIGHBOURS);
            for (uint32_t i = 0; i < r.neighbours.count[a]; i++) {
                assert_true(rep[i] != a && rep[i] < n_reps);
                assert_true(rig_near(kept[i], strength[a][rep[i]], 1e-12));
                if (i) assert_true(kept[i] <= kept[i - 1]);
                for (uint32_t j = 0; j < i; j++) assert_int_not_equal(rep[i], rep[j]);
            }
        }
        rig_reset(&r);
    }
}

/* Twenty reps that all compete for every unit: sixteen are kept, and none of the four others is stronger. */
static void the_weakest_are_left_out(void **state)
{
    (void)state;
    enum { REPS = 20, UNITS = 300 };
    ambit_core *core;
    ambit_candidates c;
    ambit_neighbours n;
    ambit_problem *p = ambit_test_random_problem(4, UNITS, REPS, 0, 0, 0);
    double strength[REPS][REPS] = { { 0 } };
    assert_int_equal(ambit_core_build(&core, p, 0, NULL), AMBIT_OK);
    assert_int_equal(ambit_candidates_init(&c, core, NULL, 5, NULL), AMBIT_OK);
    assert_int_equal(ambit_neighbours_init(&n, core, &c, NULL), AMBIT_OK);
    for (uint32_t a = 0; a < REPS; a++)
        for (uint32_t i = a * AMBIT_NEIGHBOURS; i < a * AMBIT_NEIGHBOURS + n.count[a]; i++)
            strength[a][n.rep[i]] = n.strength[i];
    uint32_t full = 0;
    for (uint32_t a = 0; a < REPS; a++) {
        full += n.count[a] == AMBIT_NEIGHBOURS;
        for (uint32_t b = 0; b < REPS; b++) { /* kept by one side only: then the other side is full of stronger ones */
            if (!(strength[a][b] > 0) || strength[b][a] > 0) continue;
            assert_int_equal(n.count[b], AMBIT_NEIGHBOURS);
            assert_true(strength[a][b] <= n.strength[b * AMBIT_NEIGHBOURS + AMBIT_NEIGHBOURS - 1]);
        }
    }
    assert_true(full > 0);
    ambit_neighbours_reset(&n), ambit_neighbours_reset(&n);
    ambit_candidates_reset(&c);
    ambit_core_free(core);
    ambit_problem_free(p);
}

static void units_with_one_rep_make_no_neighbours(void **state)
{
    (void)state;
    rig r;
    rig_build(&r, 2, 20, 4, 1, 9, AMBIT_TEST_HIDDEN, 1, 3);
    for (uint32_t a = 0; a < 4; a++) assert_int_equal(r.neighbours.count[a], 0);
    rig_reset(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        { "strengths are as defined, strongest first", strengths_are_as_defined, NULL, NULL, NULL },
        { "the weakest are left out", the_weakest_are_left_out, NULL, NULL, NULL },
        { "units with one rep make no neighbours", units_with_one_rep_make_no_neighbours, NULL, NULL, NULL },
    };
    return cmocka_run_group_tests_name("heuristics/neighbours", tests, NULL, NULL);
}
