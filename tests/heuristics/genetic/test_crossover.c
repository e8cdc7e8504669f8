/* Crossover by its definition: which territories are whose in the child. */
#include "heuristics/genetic/crossover.h"
#include "tests/heuristics/rig.h"

enum { N = 80 };

static uint32_t rep_of(const ambit_core *core, const uint32_t *choice, uint32_t u)
{
    return core->rep[core->first[u] + choice[u]];
}

/* A rep of the set has exactly the second parent's units; any other rep has its own of the first parent less those that
 * the set took, and units that the first parent had given to the set and the second one to it. */
static void child_is_as_defined(const ambit_core *core, const uint32_t *child, const uint32_t *a, const uint32_t *b,
        const char *taken)
{
    rig_choices_are_valid(core, child);
    for (uint32_t u = 0; u < core->n_units; u++) {
        uint32_t is = rep_of(core, child, u), first = rep_of(core, a, u), second = rep_of(core, b, u);
        assert_int_equal(taken[is] != 0, taken[second] != 0);
        if (taken[second] || taken[first]) assert_int_equal(is, second);
        else assert_int_equal(is, first);
    }
}

/* The set hangs together over neighbours, and is neither a crumb nor the greater part. */
static void set_is_connected(const ambit_neighbours *n, const char *taken)
{
    uint32_t size = 0, reached = 0, queue[RIG_MOST_REPS];
    char seen[RIG_MOST_REPS] = { 0 };
    for (uint32_t r = 0; r < n->n_reps; r++) size += taken[r] != 0;
    assert_true(size >= 1 && size <= (n->n_reps > 1 ? (n->n_reps + 1) / 2 : 1));
    /* near is not mutual: from some rep of the set */
    for (uint32_t start = 0; start < n->n_reps && reached < size; start++) {
        uint32_t length = 0;
        if (!taken[start]) continue;
        memset(seen, 0, sizeof seen);
        queue[length++] = start, seen[start] = 1;
        for (uint32_t at = 0; at < length; at++)
            for (uint32_t i = 0; i < n->count[queue[at]]; i++) {
                uint32_t to = n->rep[(size_t)queue[at] * AMBIT_NEIGHBOURS + i];
                if (taken[to] && !seen[to]) seen[to] = 1, queue[length++] = to;
            }
        if (length > reached) reached = length;
    }
    assert_int_equal(reached, size);
}

static void children_inherit_whole_territories(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        rig r;
        ambit_rng rng = ambit_rng_of(seed, 3);
        uint32_t a[N], b[N], child[N], queue[RIG_MOST_REPS], sizes = 0, n_reps = 1 + (uint32_t)seed % RIG_MOST_REPS;
        char taken[RIG_MOST_REPS];
        print_message("seed %llu, %u reps\n", (unsigned long long)seed, n_reps);
        rig_build(&r, seed, N, n_reps, 2, 0.2, RIG_RICH, seed % 2 ? 0 : 3, 6);
        for (int trial = 0; trial < 50; trial++) {
            rig_random_choice(r.core, a, &rng), rig_random_choice(r.core, b, &rng);
            ambit_crossover(child, r.core, &r.neighbours, a, b, taken, queue, &rng);
            child_is_as_defined(r.core, child, a, b, taken);
            set_is_connected(&r.neighbours, taken);
            uint32_t size = 0;
            for (uint32_t rep = 0; rep < n_reps; rep++) size += taken[rep] != 0;
            sizes |= 1u << size;
            /* locks, groups and eligibility: only bounds may be broken */
            const ambit_verdict verdict = rig_verdict(&r, child);
            if (verdict.within_rules) continue;
            assert_true(strstr(verdict.first_fault, "bound") || strstr(verdict.first_fault, "moved"));
        }
        if (n_reps > 6) assert_true((sizes & (sizes - 1)) != 0); /* sets of more than one size */
        rig_reset(&r);
    }
}

static void like_parents_have_a_child_like_them(void **state)
{
    (void)state;
    rig r;
    ambit_rng rng = ambit_rng_of(1, 4);
    uint32_t a[N], child[N], queue[RIG_MOST_REPS];
    char taken[RIG_MOST_REPS];
    rig_build(&r, 2, N, 8, 1, 0.2, RIG_RICH, 0, 6);
    rig_random_choice(r.core, a, &rng);
    for (int trial = 0; trial < 20; trial++) {
        ambit_crossover(child, r.core, &r.neighbours, a, a, taken, queue, &rng);
        assert_memory_equal(child, a, r.core->n_units * sizeof *a);
    }
    rig_reset(&r);
}

/* Reps that compete for nothing have no neighbours: one rep alone is taken, and nothing hangs. */
static void reps_without_neighbours_are_taken_alone(void **state)
{
    (void)state;
    rig r;
    ambit_rng rng = ambit_rng_of(1, 5);
    uint32_t a[N], child[N], queue[RIG_MOST_REPS];
    char taken[RIG_MOST_REPS];
    rig_build(&r, 2, N, 8, 1, 0.2, AMBIT_TEST_HIDDEN, 1, 1);
    rig_random_choice(r.core, a, &rng);
    ambit_crossover(child, r.core, &r.neighbours, a, a, taken, queue, &rng);
    uint32_t size = 0;
    for (uint32_t rep = 0; rep < 8; rep++) size += taken[rep] != 0;
    assert_int_equal(size, 1);
    rig_reset(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        { "children inherit whole territories", children_inherit_whole_territories, NULL, NULL, NULL },
        { "like parents have a child like them", like_parents_have_a_child_like_them, NULL, NULL, NULL },
        { "reps without neighbours are taken alone", reps_without_neighbours_are_taken_alone, NULL, NULL, NULL },
    };
    return cmocka_run_group_tests_name("heuristics/crossover", tests, NULL, NULL);
}
