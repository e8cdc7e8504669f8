/* Placing supplies: against every cut of small networks (Hall's condition), and the cut that comes back must be a
 * proof. */
#include "instances/base/rng.h"
#include "solver/infeasible/flow.h"

#include <setjmp.h>
#include <stdarg.h>
#include <math.h>
#include <stdlib.h>
#include <cmocka.h>

enum { LEFT = 6, RIGHT = 5 };

/* The worst set of suppliers: what it has minus the room of all that it reaches (at least 0: the empty set). */
static double worst_cut(const ambit_flow_network *net)
{
    double worst = 0;
    for (unsigned set = 0; set < 1u << net->n_left; set++) {
        double supply = 0, room = 0;
        bool reached[RIGHT] = { false };
        for (uint32_t l = 0; l < net->n_left; l++) {
            if (!(set >> l & 1)) continue;
            supply += net->supply[l];
            for (size_t e = net->first[l]; e < net->first[l + 1]; e++) reached[net->right[e]] = true;
        }
        for (uint32_t r = 0; r < net->n_right; r++) room += reached[r] ? net->room[r] : 0;
        worst = fmax(worst, supply - room);
    }
    return worst;
}

/* Every neighbour of the left cut is in the right cut, and the difference is the shortage. */
static void is_a_proof(const ambit_flow_network *net, const bool *left_cut, const bool *right_cut, double shortage)
{
    double supply = 0, room = 0;
    for (uint32_t l = 0; l < net->n_left; l++) {
        if (!left_cut[l]) continue;
        supply += net->supply[l];
        for (size_t e = net->first[l]; e < net->first[l + 1]; e++) assert_true(right_cut[net->right[e]]);
    }
    for (uint32_t r = 0; r < net->n_right; r++) room += right_cut[r] ? net->room[r] : 0;
    assert_true(fabs(supply - room - shortage) <= 1e-9 * (1 + supply));
}

static void is_halls_condition(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 2000; seed++) {
        ambit_rng rng = ambit_rng_of(seed, 0);
        ambit_error err;
        size_t first[LEFT + 1] = { 0 };
        uint32_t right[LEFT * RIGHT];
        double supply[LEFT], room[RIGHT], shortage;
        bool left_cut[LEFT], right_cut[RIGHT], whole = seed % 2;
        for (uint32_t l = 0; l < LEFT; l++) {
            supply[l] = whole ? ambit_rng_below(&rng, 5) : ambit_rng_unit(&rng);
            first[l + 1] = first[l];
            for (uint32_t r = 0; r < RIGHT; r++)
                if (ambit_rng_below(&rng, 3) == 0) right[first[l + 1]++] = r;
        }
        for (uint32_t r = 0; r < RIGHT; r++) room[r] = whole ? ambit_rng_below(&rng, 5) : ambit_rng_unit(&rng);
        if (seed % 7 == 0) room[0] = INFINITY;
        const ambit_flow_network net = { LEFT, RIGHT, first, right, supply, room };
        assert_int_equal(ambit_flow_place(&shortage, left_cut, right_cut, &net, &err), AMBIT_OK);
        double truth = worst_cut(&net);
        if (!(fabs(shortage - truth) <= 1e-9)) print_error("seed %llu\n", (unsigned long long)seed);
        assert_true(fabs(shortage - truth) <= 1e-9);
        if (shortage > 0) is_a_proof(&net, left_cut, right_cut, shortage);
    }
}

/* A chain in which each unit of flow must push the one before it aside: long augmenting paths. */
static void a_long_chain_is_rearranged(void **state)
{
    (void)state;
    enum { N = 2000 };
    ambit_error err;
    size_t *first = calloc(N + 1, sizeof *first);
    uint32_t *right = calloc(2 * N, sizeof *right);
    double *supply = calloc(N, sizeof *supply), *room = calloc(N, sizeof *room), shortage;
    bool *left_cut = calloc(N, 1), *right_cut = calloc(N, 1);
    for (uint32_t l = 0; l < N; l++) {
        supply[l] = room[l] = 1;
        first[l + 1] = first[l];
        if (l + 1 < N) right[first[l + 1]++] = l + 1; /* tried first, and wrong for the last one */
        right[first[l + 1]++] = l;
    }
    const ambit_flow_network net = { N, N, first, right, supply, room };
    assert_int_equal(ambit_flow_place(&shortage, left_cut, right_cut, &net, &err), AMBIT_OK);
    assert_true(shortage == 0);
    room[N / 2] = 0.25;
    assert_int_equal(ambit_flow_place(&shortage, left_cut, right_cut, &net, &err), AMBIT_OK);
    assert_true(fabs(shortage - 0.75) < 1e-9);
    free(first), free(right), free(supply), free(room), free(left_cut), free(right_cut);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_halls_condition), cmocka_unit_test(a_long_chain_is_rearranged),
    };
    return cmocka_run_group_tests_name("solver/flow", tests, NULL, NULL);
}
