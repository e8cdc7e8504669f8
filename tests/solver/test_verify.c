/* The judge: cases that a person can work out, then the same figures found in another way. */
#include "geo/earth/distance.h"
#include "solver/core.h"
#include "tests/support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { UNITS = 6, REPS = 2 };

/* Six units in a row A-B-C-D-E-F, two reps; hours 1 to the near rep, 3 to the far one; amounts 1 to 6. */
static ambit_problem *row_of_six(void)
{
    static const char *const unit[UNITS] = { "A", "B", "C", "D", "E", "F" }, *const rep[REPS] = { "R1", "R2" };
    static const double amount[UNITS] = { 1, 2, 3, 4, 5, 6 }, visits[UNITS] = { 1, 1, 1, 1, 1, 2 };
    static const double lower[REPS] = { 5, 10 }, upper[REPS] = { 8, INFINITY };
    const ambit_rule rule = { .name = "work", .amount = amount, .lower = lower, .upper = upper };
    ambit_pair pair[UNITS * REPS];
    ambit_error err;
    ambit_problem *p;
    for (uint32_t u = 0; u < UNITS; u++)
        for (uint32_t r = 0; r < REPS; r++)
            pair[u * REPS + r] = (ambit_pair){ u, r, (u < 3) == (r == 0) ? 1 : 3 };
    assert_int_equal(ambit_problem_build(&p, UNITS, REPS, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_name(p, unit, rep, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_set_pairs(p, pair, UNITS * REPS, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_set_visits(p, visits, &err), AMBIT_OK);
    assert_int_equal(ambit_problem_add_rule(p, &rule, &err), AMBIT_OK);
    return p;
}

static void forbid_f_for_r2(ambit_problem *p)
{
    assert_int_equal(ambit_problem_forbid(p, 5, 1, NULL), AMBIT_OK);
}

static void give_classes(ambit_problem *p, double misfit_cost)
{
    const uint8_t unit[UNITS] = { 0, 0, 0, 1, 1, 1 };
    const uint64_t rep[REPS] = { 3, 1 }; /* R2 does not serve class 1 */
    assert_int_equal(ambit_problem_set_classes(p, unit, rep, misfit_cost, NULL), AMBIT_OK);
}
static void give_hard_classes(ambit_problem *p) { give_classes(p, 0); }
static void give_soft_classes(ambit_problem *p) { give_classes(p, 2.5); }

static void drop_a_pair(ambit_problem *p)
{
    ambit_pair pair[UNITS];
    for (uint32_t u = 0; u < UNITS; u++) pair[u] = (ambit_pair){ u, u == 4 ? 0 : u >= 3, 1 };
    assert_int_equal(ambit_problem_set_pairs(p, pair, UNITS, NULL), AMBIT_OK);
}

static void lock_b_to_r2(ambit_problem *p)
{
    const uint32_t n = AMBIT_NOBODY, locked[UNITS] = { n, 1, n, n, n, n };
    assert_int_equal(ambit_problem_set_locks(p, locked, NULL), AMBIT_OK);
}

static void group_c_and_d(ambit_problem *p)
{
    const uint32_t n = AMBIT_NOBODY, group[UNITS] = { n, n, 7, 7, n, n };
    assert_int_equal(ambit_problem_set_groups(p, group, NULL), AMBIT_OK);
}

/* A, D and E are elsewhere today; F is new. */
static void move(ambit_problem *p, double allowed)
{
    const uint32_t current[UNITS] = { 1, 0, 0, 0, 0, AMBIT_NOBODY };
    const double cost[UNITS] = { 10, 10, 10, 1, 2, 10 }, amount[UNITS] = { 1, 1, 1, 2, 3, 1 };
    assert_int_equal(ambit_problem_set_current(p, current, cost, amount, allowed, NULL), AMBIT_OK);
}
static void move_freely(ambit_problem *p) { move(p, INFINITY); }
static void move_little(ambit_problem *p) { move(p, 5); }

static void want_an_ideal(ambit_problem *p)
{
    const double amount[UNITS] = { 1, 1, 1, 1, 1, 1 }, lower[REPS] = { 0, 0 }, upper[REPS] = { 6, 6 },
            ideal[REPS] = { 4, 0 };
    const ambit_rule rule = { .name = "count", .amount = amount, .lower = lower, .upper = upper, .ideal = ideal,
        .ideal_weight = 8 };
    assert_int_equal(ambit_problem_add_rule(p, &rule, NULL), AMBIT_OK);
}

static void work_by_hours(ambit_problem *p)
{
    const double none[UNITS] = { 0 }, per_hour[UNITS] = { 1, 1, 1, 1, 1, 1 }, lower[REPS] = { 0, 0 },
            upper[REPS] = { 3, 3 };
    const ambit_rule rule = { .name = "travel", .amount = none, .per_hour = per_hour, .lower = lower, .upper = upper };
    assert_int_equal(ambit_problem_add_rule(p, &rule, NULL), AMBIT_OK);
}

static void touch_in_a_row(ambit_problem *p)
{
    const ambit_border border[UNITS - 1] = { { 0, 1 }, { 1, 2 }, { 2, 3 }, { 3, 4 }, { 4, 5 } };
    assert_int_equal(ambit_problem_set_adjacency(p, border, UNITS - 1, NULL), AMBIT_OK);
}

/* Plans are written as one digit a unit; '-' is nobody. */
static const struct judged {
    const char *name;
    void (*change)(ambit_problem *p);
    const char *plan;
    double travel, disruption, deviation, misfit, violation;
    const char *fault;
} cases[] = {
    { "a plan within the rules", NULL, "000111", 7, 0, 0, 0, 0, "" },
    { "above the upper bound by 2 of a mean of 8", NULL, "000011", 1 * 3 + 3 + 1 + 2 - 0, 0, 0, 0, 0.25,
      "work of R1 is 10, above its upper bound 8" },
    { "below the lower bound by 2 of a mean of 8", NULL, "001111", 9, 0, 0, 0, 0.25,
      "work of R1 is 3, below its lower bound 5" },
    { "a unit without rep", NULL, "00011-", 5, 0, 0, 0, 1 + 1. / 8, "F has no rep" },
    { "a forbidden pair", forbid_f_for_r2, "000111", 7, 0, 0, 0, 1, "F is with R2, a pair that is forbidden" },
    { "a class that the rep does not serve, three times", give_hard_classes, "000111", 7, 0, 0, 0, 3,
      "D is with R2, who does not serve its class" },
    { "misfits at a cost", give_soft_classes, "000111", 7, 0, 0, 7.5, 0, "" },
    { "a pair that the matrix lacks", drop_a_pair, "000111", 6, 0, 0, 0, 1,
      "E is with R2, a pair that the travel matrix does not have" },
    { "a lock that is broken", lock_b_to_r2, "000111", 7, 0, 0, 0, 1, "B is with R1, but locked to R2" },
    { "a group that is torn", group_c_and_d, "000111", 7, 0, 0, 0, 1,
      "C and D belong together, but have different reps" },
    { "moves cost", move_freely, "000111", 7, 13, 0, 0, 0, "" },
    { "6 moved where 5 may be", move_little, "000111", 7, 13, 0, 0, 0.2, "6 is moved, but at most 5 may be" },
    { "deviation from ideals of 4 and 0", want_an_ideal, "000111", 7, 0, 8 * (1. / 4 + 3), 0, 0, "" },
    { "amounts that grow with the hours", work_by_hours, "100111", 9, 0, 0, 0, 3. / 3,
      "travel of R2 is 6, above its upper bound 3" },
    { "a row cut in one place", touch_in_a_row, "000111", 7, 0, 0, 0, 0, "" },
    { "a part that is cut off", touch_in_a_row, "010111", 9, 0, 0, 0, 2 + 1. / 8,
      "work of R1 is 4, below its lower bound 5" },
    { "two parts cut off", touch_in_a_row, "010110", 13, 0, 0, 0, 3 + 2. / 8,
      "work of R1 is 10, above its upper bound 8" },
};

static int near(double a, double b) { return fabs(a - b) <= 1e-12 * (1 + fabs(b)); }

/* Faults are told as "unit A is with rep R1"; the table leaves out what kind of thing it is. */
static void without_kinds(char *text)
{
    static const char *const kinds[] = { "unit ", "rep " };
    for (size_t k = 0; k < 2; k++)
        for (char *at; (at = strstr(text, kinds[k])) && (at == text || at[-1] == ' ');)
            memmove(at, at + strlen(kinds[k]), strlen(at + strlen(kinds[k])) + 1);
}

static void is_judged_as_by_hand(void **state)
{
    const struct judged *c = *state;
    ambit_error err = { AMBIT_OK, "" };
    ambit_verdict v;
    uint32_t plan[UNITS];
    ambit_problem *p = row_of_six();
    if (c->change) c->change(p);
    for (int u = 0; u < UNITS; u++) plan[u] = c->plan[u] == '-' ? AMBIT_NOBODY : (uint32_t)(c->plan[u] - '0');
    assert_int_equal(ambit_evaluate(&v, p, plan, NULL, &err), AMBIT_OK);
    without_kinds(v.first_fault);
    assert_string_equal(v.first_fault, c->fault);
    assert_int_equal(v.within_rules, *c->fault == '\0');
    assert_true(near(v.violation, c->violation));
    assert_true(near(v.cost.travel, c->travel));
    assert_true(near(v.cost.disruption, c->disruption));
    assert_true(near(v.cost.deviation, c->deviation));
    assert_true(near(v.cost.misfit, c->misfit));
    assert_true(near(v.cost.total, c->travel + c->disruption + c->deviation + c->misfit));
    ambit_problem_free(p);
}

static void moves_are_counted_and_loads_come_out(void **state)
{
    (void)state;
    ambit_verdict v;
    double load[REPS];
    const uint32_t plan[UNITS] = { 0, 0, 0, 1, 1, 1 };
    ambit_problem *p = row_of_six();
    move_freely(p);
    assert_int_equal(ambit_evaluate(&v, p, plan, load, NULL), AMBIT_OK);
    assert_int_equal(v.moved_units, 3); /* A, D, E; the new F is none */
    assert_true(v.moved_amount == 6);
    assert_true(load[0] == 6 && load[1] == 15);
    ambit_problem_free(p);
}

static void a_cut_off_part_is_named(void **state)
{
    (void)state;
    ambit_verdict v;
    const uint32_t plan[UNITS] = { 0, 1, 1, 1, 0, 0 };
    const double lower[REPS] = { 0, 0 }, upper[REPS] = { 99, 99 };
    ambit_problem *p = row_of_six();
    memcpy(p->rule[0].lower, lower, sizeof lower), memcpy(p->rule[0].upper, upper, sizeof upper);
    touch_in_a_row(p);
    assert_int_equal(ambit_evaluate(&v, p, plan, NULL, NULL), AMBIT_OK);
    assert_string_equal(v.first_fault, "rep R1 is not connected: unit A is cut off from unit E");
    assert_true(v.violation == 1);
    ambit_problem_free(p);
}

static void a_rep_who_does_not_exist_is_refused(void **state)
{
    (void)state;
    ambit_error err;
    ambit_verdict v;
    const uint32_t plan[UNITS] = { 0, 0, 0, 1, 2, 1 };
    ambit_problem *p = row_of_six();
    assert_int_equal(ambit_evaluate(&v, p, plan, NULL, &err), AMBIT_E_INPUT);
    assert_string_equal(err.text, "plan[4] of unit E: found rep 2, expected one below 2 or AMBIT_NOBODY");
    assert_int_equal(ambit_evaluate(&v, p, NULL, NULL, &err), AMBIT_E_INPUT);
    assert_string_equal(err.text, "plan: found NULL, expected an array of 6");
    ambit_problem_free(p);
}

/* A bound is held up to 1e-9 of the share, not further: of 8 for R1, of the finite lower bound for R2. */
static void bounds_hold_to_a_billionth(void **state)
{
    (void)state;
    static const struct { double change; int within; } steps[] = {
        { 0, 1 }, { 0.9e-9 * 8, 1 }, { 1.1e-9 * 8, 0 }, { 1e-7, 0 },
    };
    const uint32_t plan[UNITS] = { 0, 0, 0, 1, 1, 1 };
    ambit_verdict v;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        ambit_problem *p = row_of_six();
        p->rule[0].amount[2] = 5 + steps[i].change; /* R1 has 8 then */
        assert_int_equal(ambit_evaluate(&v, p, plan, NULL, NULL), AMBIT_OK);
        assert_int_equal(v.within_rules, steps[i].within);
        assert_int_equal(v.violation > 0, !steps[i].within);
        ambit_problem_free(p);
    }
}

/* Beside 1e16 the plain sum loses every 1. */
static void sums_keep_what_doubles_lose(void **state)
{
    (void)state;
    ambit_verdict v;
    double load[REPS];
    const double amount[UNITS] = { 1e16, 1, 1, 1, 1, 2 };
    const uint32_t plan[UNITS] = { 0, 0, 0, 0, 0, 0 };
    ambit_problem *p = row_of_six();
    memcpy(p->rule[0].amount, amount, sizeof amount);
    assert_int_equal(ambit_evaluate(&v, p, plan, load, NULL), AMBIT_OK);
    assert_true(load[0] == 1e16 + 6);
    ambit_problem_free(p);
}

/* Haversine and the chord are two ways to one distance: a place and its antipode, the poles, the date line, near
 * places. */
static void travel_agrees_with_the_chord(void **state)
{
    (void)state;
    static const double place[][4] = { { 0, 0, 180, 0 }, { 179.9, 10, -179.9, 10 }, { 0, 90, 77, -90 }, { 5, 5, 5, 5 },
        { -73.98, 40.75, -73.9800001, 40.75 }, { -122.4, 37.8, 151.2, -33.9 }, { 200, 10, -160, 10 } };
    for (size_t i = 0; i < sizeof place / sizeof *place; i++) {
        ambit_verdict v;
        ambit_problem *p;
        const uint32_t plan[1] = { 0 };
        const double *at = place[i];
        assert_int_equal(ambit_problem_build(&p, 1, 1, NULL), AMBIT_OK);
        assert_int_equal(ambit_problem_set_places(p, &at[0], &at[1], &at[2], &at[3], 50, 1.25, NULL), AMBIT_OK);
        assert_int_equal(ambit_evaluate(&v, p, plan, NULL, NULL), AMBIT_OK);
        double km = ambit_distance_km(ambit_direction_of(at[0], at[1]), ambit_direction_of(at[2], at[3]));
        assert_true(fabs(v.cost.travel - km * 2 * 1.25 / 50) <= 1e-9 * (1 + km) || km > 20015);
        if (km > 20015) assert_true(fabs(v.cost.travel - km * 0.05) < 1e-3);
        ambit_problem_free(p);
    }
}

/* On random problems the core's own figures must be the judge's: cost, loads of pairs, eligibility. */
static void the_core_says_the_same(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        ambit_error err = { AMBIT_OK, "" };
        ambit_core *core;
        ambit_verdict v;
        uint32_t choice[12], plan[12];
        print_message("seed %llu\n", (unsigned long long)seed);
        ambit_problem *p = ambit_test_random_problem(seed, 12, 4, 2, 0.9, AMBIT_TEST_HIDDEN
                | (seed % 2 ? AMBIT_TEST_MATRIX : 0) | (seed % 4 == 1 ? AMBIT_TEST_PAIR_AMOUNT : 0)
                | AMBIT_TEST_CLASSES | AMBIT_TEST_MISFIT | AMBIT_TEST_FORBIDDEN | AMBIT_TEST_LOCKS
                | AMBIT_TEST_GROUPS | AMBIT_TEST_CURRENT | AMBIT_TEST_PER_HOUR);
        assert_int_equal(ambit_core_build(&core, p, 0, &err), AMBIT_OK);
        double cost = 0, load[8] = { 0 }, judged[8];
        for (uint32_t u = 0; u < core->n_units; u++) {
            choice[u] = (uint32_t)(seed * 7 + u) % (uint32_t)(core->first[u + 1] - core->first[u]);
            size_t k = core->first[u] + choice[u];
            cost += core->cost[k];
            for (uint32_t a = 0; a < 2; a++) load[ambit_core_row(core, a, core->rep[k])] += ambit_core_amount(core, a,
                    u, k);
        }
        ambit_core_expand(core, choice, plan);
        assert_int_equal(ambit_evaluate(&v, p, plan, judged, &err), AMBIT_OK);
        assert_true(fabs(v.cost.total - cost) <= 1e-9 * cost);
        for (int row = 0; row < 8; row++) assert_true(fabs(judged[row] - load[row]) <= 1e-9 * (1 + load[row]));
        if (!v.within_rules) assert_non_null(strstr(v.first_fault, "bound")); /* nothing else can be wrong */
        ambit_core_free(core);
        ambit_problem_free(p);
    }
}

int main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(moves_are_counted_and_loads_come_out), cmocka_unit_test(a_cut_off_part_is_named),
        cmocka_unit_test(a_rep_who_does_not_exist_is_refused), cmocka_unit_test(bounds_hold_to_a_billionth),
        cmocka_unit_test(sums_keep_what_doubles_lose), cmocka_unit_test(travel_agrees_with_the_chord),
        cmocka_unit_test(the_core_says_the_same),
    };
    enum { N = sizeof cases / sizeof *cases, OTHERS = sizeof others / sizeof *others };
    struct CMUnitTest tests[N + OTHERS];
    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ cases[i].name, is_judged_as_by_hand, NULL, NULL, (void *)&cases[i] };
    memcpy(tests + N, others, sizeof others);
    return cmocka_run_group_tests_name("solver/verify", tests, NULL, NULL);
}
