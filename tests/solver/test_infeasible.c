/* Proofs of infeasibility: the exact words for small cases, and against brute force on random ones. */
#include "solver/core.h"
#include "solver/exact/ilp.h"
#include "solver/infeasible/infeasible.h"
#include "tests/support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define NOBODY AMBIT_NOBODY /* short, for the tables below; too large for an enum */
enum { UNITS = 5, REPS = 3 };

/* Units A to E, reps R1 to R3, no travel. */
static ambit_problem *small(void)
{
    static const char *const unit[UNITS] = { "A", "B", "C", "D", "E" }, *const rep[REPS] = { "R1", "R2", "R3" };
    ambit_problem *p;
    assert_int_equal(ambit_problem_build(&p, UNITS, REPS, NULL), AMBIT_OK);
    assert_int_equal(ambit_problem_name(p, unit, rep, NULL), AMBIT_OK);
    return p;
}

static void balance(ambit_problem *p, const char *name, const double *amount, const double *lower, const double *upper)
{
    const ambit_rule rule = { .name = name, .amount = amount, .lower = lower, .upper = upper };
    assert_int_equal(ambit_problem_add_rule(p, &rule, NULL), AMBIT_OK);
}

/* Shares of 10 each within the tolerance. */
static void within(ambit_problem *p, const char *name, const double *amount, double tolerance)
{
    const double low = 10 * (1 - tolerance), high = 10 * (1 + tolerance);
    const double lower[REPS] = { low, low, low }, upper[REPS] = { high, high, high };
    balance(p, name, amount, lower, upper);
}

static void lock(ambit_problem *p, uint32_t a, uint32_t b, uint32_t c, uint32_t d, uint32_t e)
{
    const uint32_t locked[UNITS] = { a, b, c, d, e };
    assert_int_equal(ambit_problem_set_locks(p, locked, NULL), AMBIT_OK);
}

static void group_a_and_b(ambit_problem *p)
{
    const uint32_t group[UNITS] = { 1, 1, NOBODY, NOBODY, NOBODY };
    assert_int_equal(ambit_problem_set_groups(p, group, NULL), AMBIT_OK);
}

/* A, B, C are of class 0 and D, E of class 1. */
static void classes(ambit_problem *p, uint64_t r1, uint64_t r2, uint64_t r3)
{
    const uint8_t unit[UNITS] = { 0, 0, 0, 1, 1 };
    const uint64_t rep[REPS] = { r1, r2, r3 };
    assert_int_equal(ambit_problem_set_classes(p, unit, rep, 0, NULL), AMBIT_OK);
}

static void only(ambit_problem *p, uint32_t unit, uint32_t rep)
{
    for (uint32_t r = 0; r < REPS; r++)
        if (r != rep) assert_int_equal(ambit_problem_forbid(p, unit, r, NULL), AMBIT_OK);
}

static const double sixes[UNITS] = { 6, 6, 6, 6, 6 };

static void nothing_wrong(ambit_problem *p) { (void)p; }
static void class_unserved(ambit_problem *p) { classes(p, 1, 1, 1); }
static void all_forbidden(ambit_problem *p) { only(p, 2, 0), ambit_problem_forbid(p, 2, 0, NULL); }
static void no_pair(ambit_problem *p)
{
    const ambit_pair pair[4] = { { 0, 0, 1 }, { 1, 0, 1 }, { 2, 0, 1 }, { 4, 0, 1 } };
    assert_int_equal(ambit_problem_set_pairs(p, pair, 4, NULL), AMBIT_OK);
}
static void mixed_bars(ambit_problem *p)
{
    const ambit_pair pair[6] = { { 0, 0, 1 }, { 1, 0, 1 }, { 2, 0, 1 }, { 4, 0, 1 }, { 3, 1, 1 }, { 3, 2, 1 } };
    assert_int_equal(ambit_problem_set_pairs(p, pair, 6, NULL), AMBIT_OK);
    classes(p, 3, 1, 3);
    ambit_problem_forbid(p, 3, 2, NULL);
}
static void lock_forbidden(ambit_problem *p) { lock(p, 0, NOBODY, NOBODY, NOBODY, NOBODY), ambit_problem_forbid(p, 0,
        0, NULL); }
static void lock_class(ambit_problem *p) { lock(p, 0, NOBODY, NOBODY, NOBODY, NOBODY), classes(p, 2, 3, 1); }
static void lock_pair(ambit_problem *p) { no_pair(p), lock(p, 1, NOBODY, NOBODY, 0, NOBODY); }
static void locks_torn(ambit_problem *p) { group_a_and_b(p), lock(p, 0, 1, NOBODY, NOBODY, NOBODY); }
static void group_unserved(ambit_problem *p) { group_a_and_b(p), only(p, 0, 0), only(p, 1, 1); }
static void many_unserved(ambit_problem *p)
{
    const ambit_pair pair[1] = { { 0, 0, 1 } };
    assert_int_equal(ambit_problem_set_pairs(p, pair, 1, NULL), AMBIT_OK);
}
static void a_giant(ambit_problem *p)
{
    const double amount[UNITS] = { 13.05, 5, 5, 5, 1.95 };
    within(p, "opportunity", amount, 0.2);
}
static void a_giant_at_a_cap(ambit_problem *p)
{
    const double lower[REPS] = { -INFINITY, -INFINITY, -INFINITY }, upper[REPS] = { 4, 5, 3 };
    balance(p, "accounts", sixes, lower, upper);
}
static void too_little_room(ambit_problem *p)
{
    const double amount[UNITS] = { 6, 7, 7, 7, 6 };
    within(p, "work", amount, 0.05);
}
static void too_much_asked(ambit_problem *p)
{
    const double amount[UNITS] = { 6, 5, 5, 5, 6 };
    within(p, "work", amount, 0.05);
}
static void full_segment(ambit_problem *p)
{
    classes(p, 2, 1, 1);
    const double amount[UNITS] = { 5, 4, 5, 8, 8 };
    within(p, "work", amount, 0.2);
}
static void overfilled_by_locks(ambit_problem *p)
{
    lock(p, 1, 1, NOBODY, NOBODY, 1);
    const double amount[UNITS] = { 5, 4, 9.4, 8, 3.6 };
    within(p, "work", amount, 0.2);
}
static void cap_full(ambit_problem *p)
{
    const double ones[UNITS] = { 1, 1, 1, 1, 1 }, lower[REPS] = { -INFINITY, -INFINITY, -INFINITY },
            upper[REPS] = { 2, 1, 1 };
    balance(p, "accounts", ones, lower, upper);
}
static void lower_out_of_reach(ambit_problem *p)
{
    const double lower[REPS] = { 0, 0, 7 }, upper[REPS] = { 50, 50, 50 };
    for (uint32_t u = 0; u < 4; u++) ambit_problem_forbid(p, u, 2, NULL);
    balance(p, "work", sixes, lower, upper);
}
static void forced_moves(ambit_problem *p)
{
    const uint32_t current[UNITS] = { 0, 0, 1, 2, NOBODY };
    assert_int_equal(ambit_problem_set_current(p, current, NULL, NULL, 1, NULL), AMBIT_OK);
    classes(p, 2, 3, 1);
}
static void in_three_parts(ambit_problem *p)
{
    const ambit_border border[1] = { { 1, 3 } };
    assert_int_equal(ambit_problem_set_adjacency(p, border, 1, NULL), AMBIT_OK);
}
static void locks_apart(ambit_problem *p)
{
    const ambit_border border[3] = { { 0, 1 }, { 1, 2 }, { 3, 4 } };
    assert_int_equal(ambit_problem_set_adjacency(p, border, 3, NULL), AMBIT_OK);
    lock(p, NOBODY, 1, NOBODY, NOBODY, 1);
}
/* All five units are with R1 today, and each rep must have one at least; so two must move, and one may. */
static void too_few_moves(ambit_problem *p)
{
    const double one[UNITS] = { 1, 1, 1, 1, 1 }, low[REPS] = { 1, 1, 1 }, high[REPS] = { 5, 5, 5 };
    const uint32_t current[UNITS] = { 0, 0, 0, 0, 0 };
    const ambit_move_cap cap = { .name = "accounts", .allowed = 1 };
    balance(p, "units", one, low, high);
    assert_int_equal(ambit_problem_set_current(p, current, NULL, NULL, INFINITY, NULL), AMBIT_OK);
    assert_int_equal(ambit_problem_add_move_cap(p, &cap, NULL), AMBIT_OK);
}
/* The same, but R1 may lose one alone. */
static void too_little_to_lose(ambit_problem *p)
{
    const double one[UNITS] = { 1, 1, 1, 1, 1 }, low[REPS] = { 1, 1, 1 }, high[REPS] = { 5, 5, 5 };
    const double lost[REPS] = { 1, INFINITY, INFINITY };
    const uint32_t current[UNITS] = { 0, 0, 0, 0, 0 };
    const ambit_move_cap cap = { .name = "accounts", .allowed = INFINITY, .most_lost = lost };
    balance(p, "units", one, low, high);
    assert_int_equal(ambit_problem_set_current(p, current, NULL, NULL, INFINITY, NULL), AMBIT_OK);
    assert_int_equal(ambit_problem_add_move_cap(p, &cap, NULL), AMBIT_OK);
}
/* R1 and R2 share the units evenly, in work as in sales; but who has work has no sales. */
static void only_jointly(ambit_problem *p)
{
    const double work[UNITS] = { 8, 8, 0, 0, 0 }, sales[UNITS] = { 8, 8, 0, 0, 0 };
    const double low[REPS] = { 10, 0, 0 }, high[REPS] = { 16, 16, 16 }, none[REPS] = { 0, 0, 0 }, half[REPS] = { 8,
            16, 16 };
    balance(p, "work", work, low, high);
    balance(p, "sales", sales, none, half);
}

static const struct proof {
    const char *name;
    void (*make)(ambit_problem *p);
    const char *says; /* "" when nothing is disproved */
} proofs[] = {
    { "nothing is wrong", nothing_wrong, "" },
    { "a class that nobody serves", class_unserved,
      "no rep may serve unit D: nobody serves its class, add its segment to a rep\n"
      "no rep may serve unit E: nobody serves its class, add its segment to a rep\n" },
    { "every pair forbidden", all_forbidden, "no rep may serve unit C: every pair of it is forbidden, allow one\n" },
    { "no pair in the matrix", no_pair, "no rep may serve unit D: the travel matrix has no pair of it, add one\n" },
    { "each rep barred for another reason", mixed_bars,
      "no rep may serve unit D: 1 reps lack a pair in the travel matrix, 1 are forbidden, 1 do not serve its class; "
              "open "
      "one of these ways\n" },
    { "a lock to a forbidden rep", lock_forbidden,
      "unit A is locked to rep R1, a pair that is forbidden: allow it or remove the lock\n" },
    { "a lock against the class", lock_class,
      "unit A is locked to rep R1, who does not serve its class: add the segment to the rep or remove the lock\n" },
    { "a lock to a rep out of reach", lock_pair,
      "unit A is locked to rep R2, a pair that the travel matrix does not have: add the pair or remove the lock\n"
      "unit D is locked to rep R1, a pair that the travel matrix does not have: add the pair or remove the lock\n" },
    { "locks that tear a group", locks_torn,
      "unit A is locked to rep R1 and unit B to rep R2, but they belong together: remove a lock or part the group\n" },
    { "a group without a common rep", group_unserved,
      "no rep may serve all of unit A with the other one of its group: each has somebody, but nobody has all, part the "
      "group or open a pair\n" },
    { "four units without rep", many_unserved,
      "no rep may serve unit B: the travel matrix has no pair of it, add one\n"
      "no rep may serve unit C: the travel matrix has no pair of it, add one\n"
      "no rep may serve unit D: the travel matrix has no pair of it, add one\n"
      "no rep may serve unit E: the travel matrix has no pair of it, add one\n" },
    { "a unit above every upper bound", a_giant,
      "unit A needs 13.05 of opportunity, more than any rep who may serve it can have (largest upper bound 12, rep "
              "R1): "
      "raise the tolerance of opportunity to 30.5 %, or split it\n" },
    { "a unit above every cap", a_giant_at_a_cap,
      "unit A needs 6 of accounts, more than any rep who may serve it can have (largest upper bound 5, rep R2): "
              "raise that "
      "bound, or split it\n"
      "unit B needs 6 of accounts, more than any rep who may serve it can have (largest upper bound 5, rep R2): "
              "raise that "
      "bound, or split it\n"
      "unit C needs 6 of accounts, more than any rep who may serve it can have (largest upper bound 5, rep R2): "
              "raise that "
      "bound, or split it\n"
      "unit D needs 6 of accounts, more than any rep who may serve it can have (largest upper bound 5, rep R2): "
              "raise that "
      "bound, or split it\n"
      "unit E needs 6 of accounts, more than any rep who may serve it can have (largest upper bound 5, rep R2): "
              "raise that "
      "bound, or split it\n"
      "all units together have 30 of accounts, but the reps may have at most 12: raise those bounds by 18 in all, "
              "or let "
      "more reps serve them\n" },
    { "more in all than the reps may have", too_little_room,
      "all units together have 33 of work, but the reps may have at most 31.5: raise the tolerance of work to 10.0 "
              "%, or "
      "let more reps serve them\n" },
    { "less in all than the reps must have", too_much_asked,
      "the reps must have at least 28.5 of work together, but all units have only 27: raise the tolerance of work "
              "to 10.0 "
      "%, or let them serve more units\n" },
    { "a segment too large for its reps", full_segment,
      "the 2 units (such as unit D) that only rep R1 may serve have 16 of work, but at most 12 is allowed there: "
              "raise the "
      "tolerance of work to 60.0 %, or let more reps serve them\n"
      "rep R2 and rep R3 must have at least 16 of work together, but all that may go there is 14: raise the "
              "tolerance of "
      "work to 30.0 %, or let them serve more units\n"
      "all that is named here for work together needs a tolerance of 60.0 %\n" },
    { "locks that overfill a rep", overfilled_by_locks,
      "the 3 units (such as unit A) that only rep R2 may serve have 12.6 of work, but at most 12 is allowed there: "
              "raise "
      "the tolerance of work to 26.0 %, or let more reps serve them\n" },
    { "a cap that is full", cap_full,
      "all units together have 5 of accounts, but the reps may have at most 4: raise those bounds by 1 in all, or "
              "let more "
      "reps serve them\n" },
    { "a lower bound out of reach", lower_out_of_reach,
      "rep R3 must have at least 7 of work, but all that may go there is 6: lower those bounds by 1 in all, or let "
              "them "
      "serve more units\n" },
    { "more forced moves than may be", forced_moves,
      "3 units or groups (such as unit A) must leave their current rep, who may not serve them, which moves 3 where at "
      "most 1 may move: raise that cap\n" },
    { "more parts than reps", in_three_parts,
      "the units fall into 4 parts that do not touch (such as those around unit A and unit B), more than there are "
              "reps "
      "(3): add links between them or islands: attach\n" },
    { "one rep locked in two parts", locks_apart,
      "unit B and unit E are both locked to rep R2, but no chain of touching units joins them: add a link or remove a "
      "lock\n" },
    { "fewer moves than the rules need", too_few_moves,
      "at least 2 of accounts must move to keep the other rules, but at most 1 may: raise that cap to 2 or more, or a "
      "tolerance\n" },
    { "a rep who may lose less than the others need", too_little_to_lose,
      "the caps on moves leave no plan: even if units could be cut, they would have to give way, for example\n"
      "  what rep R1 may lose of accounts up to 2 (now at most 1)\n" },
    { "rules that only conflict together", only_jointly,
      "the rules cannot all be kept at once: even if units could be cut, bounds would have to give way by 12.50 % of a "
      "share in all, for example\n"
      "  work of rep R1 down to 8 (now at least 10)\n" },
};

static void is_told_in_these_words(void **state)
{
    const struct proof *proof = *state;
    ambit_error err = { AMBIT_OK, "" };
    char *text;
    ambit_problem *p = small();
    proof->make(p);
    assert_int_equal(ambit_infeasible_find(&text, p, 1000, &err), AMBIT_OK);
    assert_string_equal(text ? text : "", proof->says);
    assert_int_equal(text != NULL, *proof->says != '\0');
    free(text);
    ambit_problem_free(p);
}

/* ---- Theorems -------------------------------------------------------------------------------------------------- */

static const struct family { const char *name; double tolerance; unsigned features; } families[] = {
    { "equal shares", 0.15, 0 },
    { "a matrix with holes, amounts by the hour", 0.3, AMBIT_TEST_MATRIX | AMBIT_TEST_PER_HOUR },
    { "classes and locks", 0.3, AMBIT_TEST_CLASSES | AMBIT_TEST_LOCKS },
    { "groups, forbidden pairs, classes", 0.4, AMBIT_TEST_GROUPS | AMBIT_TEST_FORBIDDEN | AMBIT_TEST_CLASSES },
    { "whole amounts and a cap on moves", 0.2, AMBIT_TEST_CURRENT | AMBIT_TEST_MOVE_CAP | AMBIT_TEST_INTEGER },
    { "a grid", 0.6, AMBIT_TEST_CONTIGUOUS | AMBIT_TEST_LOCKS },
    { "amounts by pair, upper bounds alone", -0.1, AMBIT_TEST_GAP },
    { "amounts by pair with everything", 0.5,
      (AMBIT_TEST_ALL & ~(unsigned)AMBIT_TEST_HIDDEN) | AMBIT_TEST_PAIR_AMOUNT },
    { "everything", 0.5, AMBIT_TEST_ALL & ~(unsigned)AMBIT_TEST_HIDDEN },
};

/* The relaxation's verdict, through the core; 1 when it is feasible. */
static int relaxation_is_feasible(const ambit_problem *p)
{
    ambit_error err;
    ambit_core *core;
    double value;
    if (ambit_core_build(&core, p, 0, &err) != AMBIT_OK) return 0;
    assert_int_equal(ambit_ilp_relaxation(&value, core, &err), AMBIT_OK);
    ambit_core_free(core);
    return isfinite(value);
}

/* What is disproved has no plan; and what the relaxation disproves is found. */
static void is_right_and_complete(void **state)
{
    const struct family *f = *state;
    uint32_t n_disproved = 0;
    for (uint64_t seed = 1; seed <= 50; seed++) {
        ambit_error err;
        uint32_t plan[6];
        double best;
        char *text, *cheap;
        print_message("%s: seed %llu\n", f->name, (unsigned long long)seed);
        ambit_problem *p = ambit_test_random_problem(seed, 6, 3, 2, f->tolerance, f->features);
        int feasible = ambit_test_brute_force(p, 6, 3, plan, &best);
        assert_int_equal(ambit_infeasible_find(&text, p, 1000, &err), AMBIT_OK);
        assert_int_equal(ambit_infeasible_find(&cheap, p, 0, &err), AMBIT_OK);
        if (text) assert_false(feasible);
        if (cheap) assert_string_equal(cheap, text);
        if (!relaxation_is_feasible(p)) assert_non_null(text);
        n_disproved += text != NULL;
        free(text), free(cheap);
        ambit_problem_free(p);
    }
    assert_true(n_disproved > 0);
}

/* The tolerance that is named helps: one rule of equal shares, with a segment that is too large for its reps. */
static void the_named_tolerance_is_the_least(void **state)
{
    (void)state;
    uint32_t n_tried = 0;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        double needed = 0;
        for (int round = 0; round < 3; round++) {
            ambit_error err;
            char *text;
            double tolerance = round == 0 ? 0.05 : round == 1 ? needed - 0.002 : needed;
            if (round && (needed < 0.052 || needed >= 1)) break; /* beyond 100 % the lower bounds change their kind */
            ambit_problem *p = ambit_test_random_problem(seed, 30, 5, 1, tolerance,
                    AMBIT_TEST_CLASSES | AMBIT_TEST_LOCKS);
            assert_int_equal(ambit_infeasible_find(&text, p, 0, &err), AMBIT_OK);
            if (round == 1) assert_non_null(text);
            if (round == 2) assert_null(text), n_tried++;
            for (const char *at = text; at && (at = strstr(at, " to ")) != NULL; at++)
                if (strstr(at, " %, or") == strchr(at, '%') - 1 && strchr(at, '%'))
                    needed = fmax(needed, round == 0 ? strtod(at + 4, NULL) / 100 : 0);
            free(text);
            ambit_problem_free(p);
        }
    }
    assert_true(n_tried > 5);
}

int main(void)
{
    enum { N = sizeof proofs / sizeof *proofs, F = sizeof families / sizeof *families };
    struct CMUnitTest tests[N + F + 1];
    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ proofs[i].name, is_told_in_these_words, NULL, NULL, (void *)&proofs[i] };
    for (size_t i = 0; i < F; i++)
        tests[N + i] = (struct CMUnitTest){ families[i].name, is_right_and_complete, NULL, NULL, (void *)&families[i] };
    tests[N + F] = (struct CMUnitTest)cmocka_unit_test(the_named_tolerance_is_the_least);
    return cmocka_run_group_tests_name("solver/infeasible", tests, NULL, NULL);
}
