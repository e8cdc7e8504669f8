/* The plans of an island: how many, how different, and that the best one stays. */
#include "heuristics/genetic/population.h"
#include "tests/heuristics/rig.h"

enum { N = 12 };

/* A choice whose figures say how far it is from all others: unit u has choice (number >> u) & 1. */
static void spell(uint32_t *choice, uint32_t number)
{
    for (uint32_t u = 0; u < N; u++) choice[u] = number >> u & 1;
}

static bool holds(const ambit_population *p, const uint32_t *choice)
{
    for (uint32_t i = 0; i < p->n; i++)
        if (!memcmp(p->member[i].choice, choice, N * sizeof *choice)) return true;
    return false;
}

static bool better(double objective_a, double violation_a, double objective_b, double violation_b)
{
    return violation_a < violation_b || (violation_a == violation_b && objective_a < objective_b);
}

/* Thousands of newcomers, drawn so that doubles are frequent. */
static void the_best_stays_and_doubles_go(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        ambit_population p;
        ambit_rng rng = ambit_rng_of(seed, 1);
        double best_objective = INFINITY, best_violation = INFINITY;
        uint32_t choice[N], best[N] = { 0 };
        print_message("seed %llu\n", (unsigned long long)seed);
        assert_int_equal(ambit_population_init(&p, N, 1 + (double)(seed % 7), NULL), AMBIT_OK);
        assert_null(ambit_population_best(&p));
        for (int newcomer = 0; newcomer < 400; newcomer++) {
            uint32_t number = ambit_rng_below(&rng, seed % 2 ? 64 : 4096), before = p.n;
            double violation = number % 3 ? 0 : 0.01 * (number % 50);
            double objective = 100 + (number * 2654435761u >> 20) % 1000;
            spell(choice, number);
            bool was_there = holds(&p, choice);
            bool in = ambit_population_add(&p, choice, objective, violation);
            assert_true(p.n >= before && p.n <= AMBIT_POPULATION && p.n <= before + 1);
            assert_int_equal(in, !was_there && holds(&p, choice));
            if (was_there) assert_true(holds(&p, choice) && p.n == before);
            if (!was_there && before < AMBIT_POPULATION) assert_true(in);
            if (better(objective, violation, best_objective, best_violation))
                best_objective = objective, best_violation = violation, memcpy(best, choice, sizeof best);
            assert_true(holds(&p, best));
            const ambit_individual *stated = ambit_population_best(&p);
            assert_true(stated->objective == best_objective && stated->violation == best_violation);
            for (uint32_t i = 0; i < p.n; i++)
                for (uint32_t j = 0; j < i; j++)
                    assert_memory_not_equal(p.member[i].choice, p.member[j].choice, sizeof choice);
        }
        ambit_population_reset(&p);
    }
}

/* Eight plans full: of two equally dear ones the one that is nearly a double goes first. */
static void closeness_counts(void **state)
{
    (void)state;
    ambit_population p;
    uint32_t choice[N], twin[N];
    const uint32_t far_apart[7] = { 0x000, 0xF00, 0x0F0, 0xFF0, 0x33F, 0xCCF, 0x555 };
    assert_int_equal(ambit_population_init(&p, N, 1, NULL), AMBIT_OK);
    for (int i = 0; i < 7; i++) {
        spell(choice, far_apart[i]);
        assert_true(ambit_population_add(&p, choice, i == 0 ? 1 : 10, 0));
    }
    spell(twin, 0x001); /* one unit away from the best */
    assert_true(ambit_population_add(&p, twin, 10, 0));
    spell(choice, 0xAAA);
    assert_true(ambit_population_add(&p, choice, 10, 0));
    assert_false(holds(&p, twin));
    assert_true(holds(&p, choice));
    ambit_population_reset(&p);
}

static void violations_have_their_price(void **state)
{
    (void)state;
    ambit_population p;
    ambit_rng rng = ambit_rng_of(3, 1);
    uint32_t choice[N], picked = 0;
    assert_int_equal(ambit_population_init(&p, N, 1000, NULL), AMBIT_OK);
    spell(choice, 0x00F);
    ambit_population_add(&p, choice, 10, 0.5); /* 510 when ranked */
    spell(choice, 0xF00);
    ambit_population_add(&p, choice, 400, 0);
    for (int trial = 0; trial < 4000; trial++) picked += ambit_population_pick(&p, &rng)->objective == 400;
    assert_true(picked > 2800 && picked < 3200); /* a tournament of two: three quarters */
    ambit_population_reset(&p);
    ambit_population_reset(&p);
}

/* Individuals: objective and violation of a, of b, and whether a is the better answer. */
static const struct beats_case {
    const char *name;
    double objective_a, violation_a, objective_b, violation_b;
    bool beats;
} beats_cases[] = {
    { "cheaper within the rules beats", 1, 0, 2, 0, true },
    { "equal does not beat", 2, 0, 2, 0, false },
    { "dearer does not beat", 3, 0, 2, 0, false },
    { "within the rules beats cheaper outside", 9, 0, 1, 0.1, true },
    { "outside never beats within", 1, 0.1, 9, 0, false },
    { "less violated beats cheaper", 9, 0.1, 1, 0.2, true },
    { "equally violated, cheaper beats", 1, 0.1, 2, 0.1, true },
    { "anything beats nothing", 1e300, 1e9, INFINITY, INFINITY, true },
};

static void who_beats_whom(void **state)
{
    const struct beats_case *c = *state;
    assert_int_equal(ambit_individual_beats(c->objective_a, c->violation_a, c->objective_b, c->violation_b), c->beats);
}

int main(void)
{
    enum { CASES = sizeof beats_cases / sizeof *beats_cases };
    struct CMUnitTest tests[CASES + 3] = {
        { "the best stays, doubles are refused, the size is kept", the_best_stays_and_doubles_go, NULL, NULL, NULL },
        { "of equally dear plans the near double goes", closeness_counts, NULL, NULL, NULL },
        { "violations have their price, tournaments have two", violations_have_their_price, NULL, NULL, NULL },
    };
    for (size_t i = 0; i < CASES; i++)
        tests[3 + i] = (struct CMUnitTest){ beats_cases[i].name, who_beats_whom, NULL, NULL, (void *)&beats_cases[i] };
    return cmocka_run_group_tests_name("heuristics/population", tests, NULL, NULL);
}
