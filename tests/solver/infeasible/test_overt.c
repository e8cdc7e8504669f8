/* Overt infeasibility: the words for each kind of proof, none wrong against brute force, and little work where a map is
 * large. */
#include "solver/infeasible/overt.h"
#include "tests/solver/siting/random_map.h"
#include <stdio.h>

/* ---- Words ------------------------------------------------------------------------------------------------------- */

enum { MOST = 8 };

/* Units A to H in a row along the x axis unless borders are given; equal bounds of `work`. */
typedef struct {
    const char *name;
    uint32_t n_units, k;
    double amount[MOST], lower, upper;
    uint32_t n_borders;                /* 0: a row */
    ambit_border border[MOST];
    const char *says;
} words_case;

static const words_case words[] = {
    { "nothing is wrong with equal halves of a row", 4, 2, { 1, 1, 1, 1 }, 2, 2, 0, { { 0, 0 } }, "" },
    { "more territories than units", 2, 3, { 5, 5 }, 0, 9, 0, { { 0, 0 } },
      "3 territories are asked for, but there are only 2 units: ask for at most 2\n" },
    { "a unit above every upper bound", 4, 2, { 1, 9.5, 1, 0.5 }, 5.4, 6.6, 0, { { 0, 0 } },
      "unit B has 9.5 of work, more than any territory may have (at most 6.6): raise the tolerance of work to "
      "58.4 %, or ask for at most 1 territory, or split it\n" },
    { "a unit that fits when fewer are asked for", 6, 3, { 1, 5, 1, 2, 2, 1 }, 3.8, 4.2, 0, { { 0, 0 } },
      "unit B has 5 of work, more than any territory may have (at most 4.2): raise the tolerance of work to "
      "25.0 %, or ask for at most 2 territories, or split it\n" },
    { "a total above all upper bounds", 4, 2, { 2.5, 3.5, 3, 3 }, 4, 5, 0, { { 0, 0 } },
      "all 4 units together have 12 of work, but 2 territories hold 8 to 10: raise the tolerance of "
      "work to 33.4 %, or ask for another number\n" },
    { "nothing at all where something is asked for", 3, 2, { 0, 0, 0 }, 1, 2, 0, { { 0, 0 } },
      "all 3 units together have 0 of work, but 2 territories hold 2 to 4: raise the tolerance of "
      "work to 100.0 %, or ask for another number\n" },
    { "no whole amount in the window", 4, 3, { 3, 3, 2, 2 }, 3.2, 3.5, 0, { { 0, 0 } },
      "every amount of work is a multiple of 1, and there is none from 3.2 to 3.5: raise the tolerance "
      "of work to 19.5 %, or round the bounds outwards\n" },
    { "no units that add up to the window", 4, 2, { 10, 3, 10, 3 }, 11, 12, 0, { { 0, 0 } },
      "no units together have 11 to 12 of work: change the bounds of work, or split a unit\n" },
    { "more parts than territories", 3, 2, { 4, 4, 4 }, 0, 9, 1, { { 0, 1 } }, "" },
    { "three parts and two territories", 4, 2, { 4, 4, 4, 4 }, 0, 9, 1, { { 0, 1 } },
      "the units fall into 3 parts that do not touch (around unit A, unit C, unit D), more than there are territories "
      "(2); the nearest link would be from unit C to unit B: link parts (islands: attach does), or ask for at least 3 "
      "territories\n" },
    { "a part that is no whole number of territories", 5, 3, { 4, 4, 4, 3, 3 }, 3.6, 4.4, 3,
      { { 0, 1 }, { 1, 2 }, { 3, 4 } },
      "the 2 units around unit D, which touch no others, together have 6 of work, no whole number of territories of 4 "
      "to 4; the nearest link would be from unit D to unit C: raise the tolerance of work to 25.0 %, or link it "
      "(islands: attach does)\n" },
    { "parts that hold fewer territories than are asked for", 5, 4, { 1, 1, 2, 2, 2.5 }, 1.5, 2.5, 3,
      { { 0, 1 }, { 2, 3 }, { 3, 4 } }, "" },
    { "a gate to leaves that do not fit beside it", 6, 3, { 3, 2, 2, 2, 4, 4.5 }, 4, 7, 5,
      { { 0, 1 }, { 0, 2 }, { 0, 3 }, { 0, 4 }, { 4, 5 } },
      "unit A is the only way to unit D and others, too little to stand alone; together they have 9 of work, more than "
      "a territory may have (at most 7): raise the tolerance of work to 63.7 %, or add a link\n" },
    { "a unit without a territory around it", 5, 2, { 5, 4.5, 2, 1.5, 4.5 }, 8.3, 9.2, 5,
      { { 0, 1 }, { 1, 2 }, { 2, 3 }, { 3, 4 }, { 0, 4 } },
      "unit A (5 of work) lies in no connected territory within the bounds: all are below 8.3 or above "
      "9.2: raise the tolerance of work to 8.6 %, or add a link or split a neighbour\n" },
};

static ambit_problem *make(const words_case *w)
{
    static const char *const name[MOST] = { "A", "B", "C", "D", "E", "F", "G", "H" };
    double x[MOST], y[MOST] = { 0 }, lower[MOST], upper[MOST];
    ambit_border row[MOST];
    ambit_problem *p;
    for (uint32_t i = 0; i < MOST; i++) {
        x[i] = i, lower[i] = w->lower, upper[i] = w->upper;
        row[i] = (ambit_border){ i, i + 1 };
    }
    assert_int_equal(ambit_problem_build(&p, w->n_units, w->k, NULL), AMBIT_OK);
    assert_int_equal(ambit_problem_name(p, name, NULL, NULL), AMBIT_OK);
    assert_int_equal(ambit_problem_set_plane(p, x, y, NULL, NULL, AMBIT_ROUND_NOT, NULL), AMBIT_OK);
    assert_int_equal(ambit_problem_set_travel(p, AMBIT_TRAVEL_MOMENT, NULL), AMBIT_OK);
    assert_int_equal(ambit_problem_set_centres(p, &(ambit_centres){ 0 }, NULL), AMBIT_OK);
    const ambit_rule rule = { .name = "work", .amount = w->amount, .lower = lower, .upper = upper };
    assert_int_equal(ambit_problem_add_rule(p, &rule, NULL), AMBIT_OK);
    assert_int_equal(ambit_problem_set_adjacency(p, w->n_borders ? w->border : row, w->n_borders ? w->n_borders
            : w->n_units - 1, NULL), AMBIT_OK);
    return p;
}

static void is_told_in_these_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        ambit_problem *p = make(&words[i]);
        ambit_siting *s;
        char *text;
        assert_int_equal(ambit_siting_build(&s, p, NULL), AMBIT_OK);
        assert_int_equal(ambit_overt_find(&text, s, NULL), AMBIT_OK);
        if (strcmp(text ? text : "", words[i].says)) print_message("case: %s\n", words[i].name);
        assert_string_equal(text ? text : "", words[i].says);
        free(text);
        ambit_siting_free(s), ambit_problem_free(p);
    }
}

/* ---- Proofs ------------------------------------------------------------------------------------------------------ */

/* Returns 1 when infeasible and said so, 2 when infeasible and not seen, 0 when feasible. */
static int ask(uint64_t seed, const map_kind *kind)
{
    ambit_problem *p = random_map(seed, kind);
    ambit_siting *s;
    char *text;
    uint32_t owner[32];
    assert_int_equal(ambit_siting_build(&s, p, NULL), AMBIT_OK);
    assert_int_equal(ambit_overt_find(&text, s, NULL), AMBIT_OK);
    bool feasible = s->n_free <= s->n_units && isfinite(map_best(s, owner));
    if (feasible && text)
        print_message("seed %llu, features %u, %u units, %u territories, %g: %s", (unsigned long long)seed,
                      kind->features, kind->n_units, kind->n_territories, kind->tolerance, text);
    assert_false(feasible && text);
    int answer = feasible ? 0 : text ? 1 : 2;
    free(text);
    ambit_siting_free(s), ambit_problem_free(p);
    return answer;
}

static void no_proof_is_wrong(void **state)
{
    static const map_kind kinds[] = {
        { 9, 2, 0.05, 0 }, { 9, 2, 0.3, 0 }, { 8, 3, 0.2, 0 }, { 9, 3, 0.5, 0 }, { 7, 3, 0.3, MAP_WHOLE },
        { 9, 2, 0.02, MAP_WHOLE }, { 8, 2, 0.5, MAP_SECOND_RULE }, { 7, 3, 0.6, MAP_CANDIDATES | MAP_CAPACITY },
        { 8, 2, 0.3, MAP_UNLIKE }, { 7, 3, 0.4, MAP_HOMES | MAP_UNLIKE }, { 9, 3, 0.4, MAP_GROUPS },
        { 7, 3, 0.5, MAP_ALL }, { 6, 4, 0.7, MAP_ALL & ~MAP_CAPACITY }, { 2, 3, 0.5, 0 },
    };
    uint32_t count[3] = { 0 };
    (void)state;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        for (uint64_t seed = 1; seed <= 40; seed++) count[ask(seed, &kinds[k])]++;
    print_message("%u feasible, %u disproved, %u infeasible and not seen\n", count[0], count[1], count[2]);
    assert_true(count[0] > 100 && count[1] > 3 * count[2]);
}

/* ---- Work -------------------------------------------------------------------------------------------------------- */

/* A grid of units of which one nearly fills a territory: everything else is easy, and all is looked at. */
static void a_large_map_is_quick(void **state)
{
    enum { SIDE = 80, N = SIDE * SIDE, K = 27 };
    static double amount[N], x[N], y[N];
    static ambit_border border[2 * N];
    double lower[K], upper[K];
    size_t n = 0;
    ambit_problem *p;
    ambit_siting *s;
    char *text;
    (void)state;
    for (uint32_t u = 0; u < N; u++) {
        amount[u] = 1 + u % 7, x[u] = u % SIDE, y[u] = u / SIDE;
        if (u % SIDE + 1 < SIDE) border[n++] = (ambit_border){ u, u + 1 };
        if (u + SIDE < N) border[n++] = (ambit_border){ u, u + SIDE };
    }
    amount[N / 2 + SIDE / 2] = 979;
    for (uint32_t t = 0; t < K; t++) lower[t] = 980.5, upper[t] = 1020;
    for (uint32_t d = 0; d < 4; d++) amount[N / 2 + SIDE / 2 + (uint32_t[]){ 1, -1u, SIDE, -(uint32_t)SIDE }[d]] = 50;
    assert_int_equal(ambit_problem_build(&p, N, K, NULL), AMBIT_OK);
    assert_int_equal(ambit_problem_set_plane(p, x, y, NULL, NULL, AMBIT_ROUND_NOT, NULL), AMBIT_OK);
    assert_int_equal(ambit_problem_set_travel(p, AMBIT_TRAVEL_MOMENT, NULL), AMBIT_OK);
    assert_int_equal(ambit_problem_set_centres(p, &(ambit_centres){ 0 }, NULL), AMBIT_OK);
    const ambit_rule rule = { .name = "work", .amount = amount, .lower = lower, .upper = upper };
    assert_int_equal(ambit_problem_add_rule(p, &rule, NULL), AMBIT_OK);
    assert_int_equal(ambit_problem_set_adjacency(p, border, n, NULL), AMBIT_OK);
    assert_int_equal(ambit_siting_build(&s, p, NULL), AMBIT_OK);
    assert_int_equal(ambit_overt_find(&text, s, NULL), AMBIT_OK);
    assert_non_null(text);
    assert_non_null(strstr(text, "unit 3240 (979 of work) lies in no connected territory within the bounds"));
    assert_non_null(strstr(text, "raise the tolerance of work to 2.2 %"));
    free(text);
    ambit_siting_free(s), ambit_problem_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_told_in_these_words), cmocka_unit_test(no_proof_is_wrong),
        cmocka_unit_test(a_large_map_is_quick),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
