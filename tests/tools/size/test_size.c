/* `ambit size` from the outside, and what reps are worth against a second computation. */
#include "tests/tools/golden.h"
#include "tests/tools/program.h"
#include "tools/size/worth.h"

#include <jansson.h>
#include <math.h>

static char text[ROOM];

static void make(const char *more)
{
    char plan[3000];
    snprintf(plan, sizeof plan, "%speriod: {start: 2027-01-01, months: 12}\n%s", line_plan, more);
    put("s/plan.yaml", plan);
    put("s/accounts.csv", "account_id,name,lon,lat,opportunity,tier,visits,minutes\nA,Ash,0,0,10,A,2,60\n"
        "B,Birch,1,0,10,B,1,30\nC,Cedar,2,0,10,B,1,30\nD,Date,3,0,10,A,2,60\n");
    put("s/reps.csv", "rep_id,name,lon,lat\nR1,Ann,0,0\nR2,Ben,3,0\n");
}

static json_t *sized(const char *line)
{
    json_error_t fault;
    json_t *root = json_loads(ambit_ends(0, line)->out, JSON_REJECT_DUPLICATES, &fault);
    if (!root) fail_msg("line %d: %s", fault.line, fault.text);
    return root;
}

static double at(const json_t *root, const char *part, const char *key)
{
    const json_t *value = json_object_get(json_object_get(root, part), key);
    return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

/* 1,000 accounts of class A with 36 calls and 2,000 of class B with 12 are 60,000 calls: 60 reps at 1,000 each. */
static void the_published_example_needs_sixty_reps(void **state)
{
    static char accounts[ROOM / 4];
    size_t n = (size_t)sprintf(accounts, "account_id,lon,lat,tier\n");
    (void)state;
    for (int i = 0; i < 3000; i++)
        n += (size_t)sprintf(accounts + n, "a%d,%d.%02d,0,%s\n", i, i % 60, i / 60, i < 1000 ? "A" : "B");
    put("p/plan.yaml", "accounts: {file: accounts.csv}\nreps: {file: reps.csv}\nsize: {class: tier, classes: [{class: "
        "A, calls: 36, minutes: 45}, {class: B, calls: 12, minutes: 45}], calls_per_rep: 1000, reps: 1}\n");
    put("p/accounts.csv", accounts);
    put("p/reps.csv", "rep_id,lon,lat\nR1,0,0\n");
    json_t *root = sized("size p --json");
    assert_true(at(root, "workload", "calls") == 60000);
    assert_true(at(root, "workload", "reps_by_calls") == 60);
    assert_true(at(root, "workload", "hours") == 45000);
    assert_true(at(root, "workload", "hours_per_rep") == 40 * 48 * 0.35);
    json_decref(root);
    says(ambit_ends(0, "size p --force")->out, "calls       60,000 in 12 months: 1,000 A x 36 + 2,000 B x 12\n"
         "by calls    60.0 reps: 60,000 calls over 1,000 that a full-time rep makes\n");
}

static void hours_count_visits_travel_and_the_selling_share(void **state)
{
    (void)state;
    make("size: {week_hours: 10, weeks: 2, selling_share: 50%}\n");
    json_t *root = sized("size s --json --force");
    double travel = at(root, "workload", "travel_hours");
    assert_true(at(root, "workload", "hours_per_rep") == 10);
    assert_true(at(root, "workload", "hours") == 5); /* 2 + 0.5 + 0.5 + 2 */
    assert_true(travel > 9 && travel < 10);          /* two trips of 111 km, there and back, at 60 km/h x 1.3 */
    assert_true(fabs(at(root, "workload", "reps_by_hours") - (5 + travel) / 10) < 1e-12);
    json_decref(root);
}

/* Whom to drop, and what travel is with one rep, two and four. */
static void the_curve_falls_and_tells_who_is_dropped(void **state)
{
    (void)state;
    make("size: {reps: 1 2 4}\n");
    put("s/accounts.csv", "account_id,lon,lat,opportunity\nA,0,0,10\nB,1,0,10\nC,2,0,10\nD,3.1,0,10\n");
    const ran *r = ambit_ends(0, "size s --force");
    says(r->out, "       1  optimal");
    says(r->out, "       2* optimal");
    says(r->out, "       4  optimal                 0.5"); /* D is a tenth of a degree away from R2 */
    says(r->out, "fewer: without the reps whose accounts cost least elsewhere, first R2");
    get(text, "s/out/size.csv");
    says(text, "reps,status,dropped,new,fte,cost,travel_h,bound,gap,hours_needed,hours_available,covered_potential,");
    says(text, "\n1,optimal,1,0,1,");
    says(text, "\n4,optimal,0,2,4,");
    make("size: {reps: 1 2 4, centres: free}\n");
    says(ambit_ends(0, "size s --force")->out, "every rep sits where the plan is best; gaps hold for all places");
}

static void equal_runs_give_equal_files_for_any_threads(void **state)
{
    static char first[ROOM];
    (void)state;
    make("size: {margin: 50%, rep_cost: 3, calls_per_rep: 2}\n");
    ambit_ends(0, "size s --quiet --force --threads 1");
    strcpy(first, get(text, "s/out/size.json"));
    ambit_ends(2, "size s --quiet");
    ambit_ends(0, "size s --quiet --force --threads 2");
    assert_string_equal(first, get(text, "s/out/size.json"));
}

/* Calls: A 2, B 1, C 1, D 2; 10 each. Two calls a rep: B and C bring 20, then A 10, then D 10; half of it is margin. */
static void the_break_even_is_the_last_who_brings_what_he_costs(void **state)
{
    static const struct { const char *cost; double reps, last, next; } cases[] = {
        { "10.5", 0, NAN, 10 }, { "10", 1, 10, 5 }, { "5.5", 1, 10, 5 }, { "5", 3, 5, 0 }, { "0.1", 3, 5, 0 } };
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        char more[200];
        snprintf(more, sizeof more, "size: {margin: 50%%, rep_cost: %s, calls_per_rep: 2, reps: 2}\n", cases[k].cost);
        make(more);
        json_t *root = sized("size s --json --force");
        assert_true(at(root, "break_even", "reps") == cases[k].reps);
        double last = at(root, "break_even", "last_benefit");
        assert_true(isnan(cases[k].last) ? isnan(last) : last == cases[k].last);
        assert_true(at(root, "break_even", "next_benefit") == cases[k].next);
        json_decref(root);
    }
    says(ambit_ends(0, "size s --force")->out, "break-even  3 reps: the last one brings 5, the next one would bring 0");
}

/* ---- Worth against a second computation: every subset that fits, and one account in part ------------------------- */

enum { SMALL = 8 };

static double best_cover(const double *work, const double *potential, double room)
{
    double best = 0;
    for (unsigned set = 0; set < 1u << SMALL; set++) {
        double used = 0, sum = 0, more = 0;
        for (int i = 0; i < SMALL; i++)
            if (set >> i & 1) used += work[i], sum += potential[i];
        if (used > room) continue;
        for (int i = 0; i < SMALL; i++)
            if (!(set >> i & 1)) {
                double part = work[i] > 0 ? fmin(1, (room - used) / work[i]) : 1;
                more = fmax(more, part * potential[i]);
            }
        best = fmax(best, sum + more);
    }
    return best;
}

static void no_other_choice_of_accounts_covers_more(void **state)
{
    unsigned seed = 20270101;
    (void)state;
    for (int round = 0; round < 200; round++) {
        double work[SMALL], potential[SMALL];
        ambit_error err = { AMBIT_OK, "" };
        ambit_size_worth worth;
        for (int i = 0; i < SMALL; i++) {
            seed = seed * 1664525u + 1013904223u;
            work[i] = seed >> 20 & 7;
            potential[i] = seed >> 24 & 31;
        }
        const ambit_size_workload w = { .n = SMALL, .calls = work, .hours = work, .potential = potential,
            .calls_per_rep = 3 };
        assert_int_equal(ambit_size_worth_find(&worth, &w, 0, 0.5, 4, &err), AMBIT_OK);
        double before = 0, last = INFINITY;
        for (int reps = 0; reps < 20; reps++) {
            double covered = ambit_size_covered(&worth, reps);
            if (fabs(covered - best_cover(work, potential, 3.0 * reps)) > 1e-9) fail_msg("round %d", round);
            if (reps) {
                assert_true(covered - before <= last + 1e-9); /* never more than the one before */
                last = covered - before;
                assert_int_equal(last * 0.5 >= 4, (uint32_t)reps <= worth.break_even);
            }
            before = covered;
        }
        ambit_size_worth_reset(&worth);
    }
}

static void what_is_wrong_is_named(void **state)
{
    static const struct { const char *size, *said; } cases[] = {
        { "size: {class: tier, classes: [{class: A, calls: 3}]}\n",
          "accounts.csv:3: tier: found \"B\", expected one of the classes of the section size" },
        { "size: {class: tier}\n", "found only one of class and classes" },
        { "size: {class: tier, classes: [{class: A, calls: 3}, {class: A, calls: 4}]}\n", "was not named before" },
        { "size: {class: colour, classes: [{class: A, calls: 3}]}\n", "colour" },
        { "size: {reps: 3 2}\n", "found \"3 2\", expected at most 100 numbers of reps" },
        { "size: {reps: 0}\n", "size.reps" },
        { "size: {reps: 7}\n", "with 7 reps: plan.yaml: territories.count: found 5 territories without a home but 4" },
        { "size: {potential: tier}\n", "accounts.csv:2: tier: found \"A\", expected an amount of 0 or more" },
        { "size: {selling_share: 0%}\n", "a share above 0" },
        { "size: {calls_per_rep: 0}\n", "size.calls_per_rep" },
    };
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        char name[4096];
        make(cases[k].size);
        remove(in_scratch(name, "s/out/size.csv"));
        remove(in_scratch(name, "s/out/size.json"));
        says(ambit_ends(2, "size s --quiet")->err, cases[k].said);
        assert_false(exists("s/out/size.csv"));
    }
    copy_twelve("t");
    says(ambit_ends(2, "size t --quiet --set size.reps=4")->err, "expected at most the 3 that are there");
    says(ambit_ends(2, "size t --quiet --set size.centres=free")->err, "found free, expected homes");
}

static void the_words_are_what_was_accepted(void **state)
{
    (void)state;
    copy_twelve("t");
    const ran *r = ambit_ends(0, "size t --force --set size.margin=30% --set size.rep_cost=40 "
                                 "--set size.calls_per_rep=10");
    compare_golden("size_twelve.txt", r->out);
    compare_golden("size_twelve.csv", get(text, "t/out/size.csv"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_published_example_needs_sixty_reps),
        cmocka_unit_test(hours_count_visits_travel_and_the_selling_share),
        cmocka_unit_test(the_curve_falls_and_tells_who_is_dropped),
        cmocka_unit_test(equal_runs_give_equal_files_for_any_threads),
        cmocka_unit_test(the_break_even_is_the_last_who_brings_what_he_costs),
        cmocka_unit_test(no_other_choice_of_accounts_covers_more),
        cmocka_unit_test(what_is_wrong_is_named),
        cmocka_unit_test(the_words_are_what_was_accepted),
    };
    return cmocka_run_group_tests(tests, make_scratch, remove_scratch);
}
