/* What may move, at what price, and what stays: from the section stability to the problem. */
#include "solver/problem.h"
#include "tests/solver/formed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define RULE "balance:\n  - {measure: load, tolerance: 10%}\n"
#define PERIOD "period: {start: 2027-01-01, months: 12}\n"

static const char four[] = "account_id,lon,lat,load,value,price,open_opportunities,last_activity,current_rep\n"
                           "A,0.5,40.5,10,5,7,0,2026-12-01,R1\nB,1.5,40.5,20,15,,2,2026-06-01,R1\n"
                           "C,2.5,40.5,30,25,9,,2026-10-03,R2\nD,3.5,40.5,40,35,1,,,R7\n";

static formed formed_well(const files *in)
{
    formed got = form(in);
    if (got.status) fail_msg("%s", got.said);
    return got;
}

static formed with(const char *stability)
{
    char plan[700];
    snprintf(plan, sizeof plan, "%s%s%s%s\n", ACCOUNTS, PERIOD, RULE, stability);
    const files in = { .plan = plan, .accounts = four };
    return formed_well(&in);
}

/* Shares are of all units, also of one whose rep has left; by rep they are of what the rep has today. */
static void caps_stand_side_by_side(void **state)
{
    (void)state;
    formed got = with("stability: {measure: load, max_moved: {accounts: 25%, amount: 10%, per_rep: {accounts: 50%}, "
                      "measures: [{measure: value, share: 0.5, per_rep: 20%}]}}");
    const ambit_problem *p = got.f->problem;
    assert_true(near(p->moved_allowed, 10) && p->move_amount[2] == 30);
    assert_int_equal(p->n_caps, 3);
    assert_string_equal(p->cap[0].name, "accounts");
    assert_true(near(p->cap[0].allowed, 1) && !p->cap[0].most_lost && p->cap[0].amount[3] == 1);
    assert_true(isinf(p->cap[1].allowed) && near(p->cap[1].most_lost[0], 1));
    assert_true(near(p->cap[1].most_gained[1], 0.5));
    assert_string_equal(p->cap[2].name, "value");
    assert_true(near(p->cap[2].allowed, 40) && near(p->cap[2].most_lost[0], 4)
                && near(p->cap[2].most_gained[1], 5));
    unform(&got);
}

static void a_rep_with_nothing_may_gain(void **state)
{
    (void)state;
    const files in = { .plan = ACCOUNTS RULE "stability: {max_moved: {per_rep: {accounts: 10%}}}\n",
        .accounts = "account_id,lon,lat,load,current_rep\nA,0.5,40.5,10,R1\nB,1.5,40.5,10,R1\n" };
    formed got = formed_well(&in);
    const ambit_problem_cap *cap = &got.f->problem->cap[0];
    assert_true(near(cap->most_gained[0], 0.2) && isinf(cap->most_gained[1]) && cap->most_lost[1] == 0);
    unform(&got);
}

static void a_column_prices_each_account(void **state)
{
    (void)state;
    formed got = with("stability: {weight: 2, measure: load, price: price}");
    const double *cost = got.f->problem->move_cost;
    assert_true(cost[0] == 14 && cost[1] == 0 && cost[2] == 18 && cost[3] == 2);
    unform(&got);
}

/* 90 days before 2027-01-01 is 2026-10-03; D has no current rep any more. */
static void what_is_protected_is_locked_or_dear(void **state)
{
    (void)state;
    static const struct { const char *protect; uint32_t lock[4]; double cost[4]; } cases[] = {
        { "active_within: 90", { 0, AMBIT_NOBODY, 1, AMBIT_NOBODY }, { 1, 1, 1, 1 } },
        { "active_within: 89", { 0, AMBIT_NOBODY, AMBIT_NOBODY, AMBIT_NOBODY }, { 1, 1, 1, 1 } },
        { "open_opportunities: true", { AMBIT_NOBODY, 0, AMBIT_NOBODY, AMBIT_NOBODY }, { 1, 1, 1, 1 } },
        { "open_opportunities: value", { 0, 0, 1, AMBIT_NOBODY }, { 1, 1, 1, 1 } },
        { "active_within: 90, open_opportunities: true, price: 5",
          { AMBIT_NOBODY, AMBIT_NOBODY, AMBIT_NOBODY, AMBIT_NOBODY }, { 6, 6, 6, 1 } },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char section[200];
        print_message("%s\n", cases[i].protect);
        snprintf(section, sizeof section, "stability: {protect: {%s}}", cases[i].protect);
        formed got = with(section);
        const ambit_problem *p = got.f->problem;
        for (uint32_t u = 0; u < 4; u++) {
            assert_int_equal(p->locked ? p->locked[u] : AMBIT_NOBODY, cases[i].lock[u]);
            assert_true(near(p->move_cost[u], cases[i].cost[u]));
        }
        unform(&got);
    }
}

/* Said by the key or by the column of the reps: what is there stays, and nothing comes. */
static void frozen_reps_keep_what_they_have(void **state)
{
    (void)state;
    static const char *const sections[] = { "stability: {frozen: [R1]}", "" };
    for (int i = 0; i < 2; i++) {
        char plan[400];
        snprintf(plan, sizeof plan, "%s%s%s\n", ACCOUNTS, RULE, sections[i]);
        const files in = { .plan = plan, .accounts = four,
            .reps = i ? "rep_id,lon,lat,frozen\nR1,0.5,40.5,yes\nR2,2.5,40.5,\n" : TWO_REPS };
        formed got = formed_well(&in);
        const ambit_problem *p = got.f->problem;
        assert_true(p->locked[0] == 0 && p->locked[1] == 0 && p->locked[2] == AMBIT_NOBODY);
        assert_int_equal(p->n_forbidden, 2);
        for (size_t k = 0; k < 2; k++)
            assert_true(p->forbidden[k].rep == 0 && p->forbidden[k].unit == 2 + k);
        unform(&got);
    }
}

/* A leave counts as far as it lies in the period, its last day included. */
static void a_leave_takes_its_part_of_the_share(void **state)
{
    (void)state;
    static const struct { const char *from, *to; double presence; } cases[] = {
        { "", "", 1 }, { "2027-01-01", "2027-12-31", 0 }, { "2026-01-01", "2027-01-31", 1 - 31.0 / 365 },
        { "2027-12-31", "", 1 - 1.0 / 365 }, { "2028-01-01", "", 1 }, { "2026-01-01", "2026-12-31", 1 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char reps[200];
        print_message("from \"%s\" to \"%s\"\n", cases[i].from, cases[i].to);
        snprintf(reps, sizeof reps, "rep_id,lon,lat,leave_from,leave_to\nR1,0.5,40.5,%s,%s\nR2,2.5,40.5,,\n",
                 cases[i].from, cases[i].to);
        const files in = { .plan = ACCOUNTS PERIOD RULE, .accounts = four, .reps = reps };
        formed got = formed_well(&in);
        assert_true(near(got.f->rule[0].share[0], 100 * cases[i].presence / (1 + cases[i].presence)));
        unform(&got);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(caps_stand_side_by_side), cmocka_unit_test(a_rep_with_nothing_may_gain),
        cmocka_unit_test(a_column_prices_each_account), cmocka_unit_test(what_is_protected_is_locked_or_dear),
        cmocka_unit_test(frozen_reps_keep_what_they_have), cmocka_unit_test(a_leave_takes_its_part_of_the_share),
    };
    return cmocka_run_group_tests_name("solver/formulate/moves", tests, NULL, NULL);
}
