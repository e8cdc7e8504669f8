/* Candidate lists against sorting every pair by its reduced cost, and the strength of neighbours summed naively. */
#include "tests/heuristics/rig.h"

#include <omp.h>

static double reduced_cost(const ambit_core *core, const double *price, uint32_t u, size_t k)
{
    double cost = core->cost[k];
    for (uint32_t a = 0; a < core->n_rules; a++)
        cost += price[a * core->n_reps + (core->rule[a].shared ? 0 : core->rep[k])]
            * (core->rule[a].by_pair ? core->rule[a].by_pair[k] : core->rule[a].by_unit[u]);
    return cost;
}

/* How many pairs of the row come before offset `i`: of smaller reduced cost, or equal and listed first. */
static uint32_t rank_of(const ambit_core *core, const double *priced, uint32_t u, uint32_t i)
{
    uint32_t before = 0;
    const double *row = priced + core->first[u];
    for (uint32_t j = 0; j < rig_length(core, u); j++) before += row[j] < row[i] || (row[j] == row[i] && j < i);
    return before;
}

static double smallest_but(const double *row, uint32_t n, uint32_t skip)
{
    double least = INFINITY, second = INFINITY;
    for (uint32_t i = 0; i < n; i++) {
        if (row[i] < least) second = least, least = row[i];
        else second = fmin(second, row[i]);
    }
    return skip ? second : least;
}

static void lists_are_the_cheapest_in_order(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 30; seed++) {
        for (uint32_t most = 1; most <= 9; most += 2) {
            rig r;
            print_message("seed %llu, at most %u\n", (unsigned long long)seed, most);
            rig_build(&r, seed, 40, 7, 2, 0.2, RIG_RICH, seed % 2 ? 0 : 4, most);
            const ambit_candidates *c = &r.candidates;
            assert_int_equal(c->first[0], 0);
            for (uint32_t u = 0; u < r.core->n_units; u++) {
                uint32_t n = (uint32_t)(c->first[u + 1] - c->first[u]), length = rig_length(r.core, u);
                const double *row = c->priced + r.core->first[u];
                assert_int_equal(n, length < most ? length : most);
                for (uint32_t i = 0; i < n; i++)
                    assert_int_equal(rank_of(r.core, c->priced, u, c->offset[c->first[u] + i]), i);
                for (uint32_t i = 0; i < length; i++)
                    assert_true(rig_near(row[i], reduced_cost(r.core, r.bound->price, u, r.core->first[u] + i), 1e-12));
                assert_true(c->regret[u] == (length > 1 ? smallest_but(row, length, 1) - smallest_but(row, length, 0)
                    : 0));
            }
            rig_reset(&r);
        }
    }
}

static void equal_costs_keep_the_order_of_the_row(void **state)
{
    (void)state;
    ambit_problem *p;
    ambit_core *core;
    ambit_candidates c;
    assert_int_equal(ambit_problem_build(&p, 3, 6, NULL), AMBIT_OK); /* no travel, no rules: everything costs 0 */
    assert_int_equal(ambit_core_build(&core, p, 0, NULL), AMBIT_OK);
    assert_int_equal(ambit_candidates_init(&c, core, NULL, 4, NULL), AMBIT_OK);
    for (uint32_t u = 0; u < 3; u++)
        for (uint32_t i = 0; i < 4; i++) assert_int_equal(c.offset[c.first[u] + i], i);
    ambit_candidates_reset(&c);
    ambit_candidates_reset(&c); /* twice is fine */
    ambit_core_free(core);
    ambit_problem_free(p);
}

static void threads_change_nothing(void **state)
{
    (void)state;
    rig one, three;
    int before = omp_get_max_threads();
    omp_set_num_threads(1);
    rig_build(&one, 3, 13000, 9, 2, 0.1, RIG_RICH, 0, 5);
    omp_set_num_threads(3);
    rig_build(&three, 3, 13000, 9, 2, 0.1, RIG_RICH, 0, 5);
    omp_set_num_threads(before);
    size_t n = one.candidates.first[one.core->n_units];
    assert_int_equal(n, three.candidates.first[three.core->n_units]);
    assert_memory_equal(one.candidates.offset, three.candidates.offset, n * sizeof(uint32_t));
    assert_memory_equal(one.candidates.priced, three.candidates.priced, one.core->n_pairs * sizeof(double));
    rig_reset(&one), rig_reset(&three);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        { "lists are the cheapest by reduced cost, in order", lists_are_the_cheapest_in_order, NULL, NULL, NULL },
        { "equal costs keep the order of the row", equal_costs_keep_the_order_of_the_row, NULL, NULL, NULL },
        { "more threads change nothing", threads_change_nothing, NULL, NULL, NULL },
    };
    return cmocka_run_group_tests_name("heuristics/candidates", tests, NULL, NULL);
}
