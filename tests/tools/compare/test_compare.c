/* `ambit compare` from the outside: moves worked by hand, every way to name a side, and inputs that are wrong. */
#include "tests/tools/golden.h"

#include <jansson.h>
#include <math.h>

static char text[ROOM];

/* Four accounts on a line: A B to R1 and C D to R2 in `a`; in `b` B has gone to R2 and C to R1. */
static void make_lines(void)
{
    put_line("a");
    put_line("b");
    put("b/plan.yaml", "name: Line again\naccounts: {file: accounts.csv, id: account_id, lon: lon, lat: lat}\n"
        "reps: {file: reps.csv, id: rep_id, lon: lon, lat: lat}\nbalance: [{measure: opportunity, tolerance: 10%}]\n");
    ambit_ends(0, "solve a --quiet --force");
    ambit_ends(0, "solve b --quiet --force");
    put("b/out/assignment.csv", "unit_id,rep_id\nA,R1\nB,R2\nC,R1\nD,R2\n");
}

static json_t *read_json(const char *from)
{
    json_error_t error;
    json_t *read = json_loads(from, JSON_REJECT_DUPLICATES, &error);
    if (!read) fail_msg("line %d: %s in:\n%s", error.line, error.text, from);
    return read;
}

/* "a.b.0.c": a member of members. */
static const json_t *at(const json_t *from, const char *path)
{
    char key[60];
    while (*path && from) {
        size_t n = strcspn(path, ".");
        snprintf(key, sizeof key, "%.*s", (int)n, path);
        from = json_is_array(from) ? json_array_get(from, (size_t)atoi(key)) : json_object_get(from, key);
        path += n + (path[n] == '.');
    }
    if (!from) fail_msg("no %s", path);
    return from;
}

static double number(const json_t *from, const char *path) { return json_number_value(at(from, path)); }
static const char *word(const json_t *from, const char *path) { return json_string_value(at(from, path)); }

/* ---- Figures ----------------------------------------------------------------------------------------------------- */

static void moves_and_flows_are_those_worked_by_hand(void **state)
{
    (void)state;
    make_lines();
    json_t *root = read_json(ambit_ends(0, "compare a b --json --quiet")->out);
    assert_true(number(root, "units.both") == 4 && number(root, "units.moved") == 2);
    assert_true(number(root, "units.new") == 0 && number(root, "units.gone") == 0);
    assert_string_equal(word(root, "moves.0.unit"), "B");
    assert_string_equal(word(root, "moves.0.from"), "R1");
    assert_string_equal(word(root, "moves.0.to"), "R2");
    assert_true(number(root, "moves.0.travel_b") > number(root, "moves.0.travel_a"));
    assert_true(number(root, "moves.0.amounts.0") == 10 && number(root, "rules.0.moved") == 20);
    assert_true(number(root, "reps.0.gained.units") == 1 && number(root, "reps.0.lost.units") == 1);
    assert_string_equal(word(root, "reps.0.gained.ids.0"), "C");
    assert_string_equal(word(root, "reps.0.lost.ids.0"), "B");
    assert_true(number(root, "reps.1.gained.amounts.0") == 10);
    assert_true(number(root, "b.travel") > 1.9 * number(root, "a.travel"));
    double sum = number(root, "reps.0.b.travel") + number(root, "reps.1.b.travel");
    assert_true(fabs(sum - number(root, "b.travel")) < 1e-9);
    json_decref(root);
}

/* A plan against itself: nothing moved, whatever it is called. */
static void a_plan_equals_itself_by_every_name(void **state)
{
    static const char *const names[] = { "a", "a/", "a/plan.yaml", "a/out", "a/out/", "a/out/assignment.csv", "./a",
        "copy.csv" };
    (void)state;
    make_lines();
    put("copy.csv", get(text, "a/out/assignment.csv"));
    enum { NAMES = sizeof names / sizeof *names };
    for (size_t i = 0; i < NAMES; i++) {
        char line[200];
        snprintf(line, sizeof line, "compare %s %s --quiet --json", names[i], names[(i + 3) % NAMES]);
        json_t *root = read_json(ambit_ends(0, line)->out);
        if (number(root, "units.moved") != 0 || number(root, "units.both") != 4)
            fail_msg("`%s` found two plans", line);
        json_decref(root);
    }
}

static void an_assignment_is_judged_by_the_other_sides_rules(void **state)
{
    (void)state;
    make_lines();
    put("mine.csv", "unit_id,rep_id\nA,R1\nB,R1\nC,R1\nD,R2\n");
    json_t *root = read_json(ambit_ends(0, "compare mine.csv a --json --quiet")->out);
    assert_false(json_is_true(at(root, "a.within_rules")));
    assert_true(json_is_true(at(root, "b.within_rules")));
    assert_true(json_is_null(at(root, "a.bound")));
    assert_true(number(root, "units.moved") == 1);
    json_decref(root);
    says(ambit_ends(0, "compare mine.csv a")->out, "a rule is VIOLATED");
}

/* Reps and accounts come and go between two plans. */
static void what_only_one_side_has_is_listed(void **state)
{
    (void)state;
    make_lines();
    put_line("c");
    put("c/accounts.csv", "account_id,name,lon,lat,opportunity\nE,Elm,1,0,10\nC,Cedar,2,0,10\nD,Date,3,0,10\n"
        "B,Birch,1,0,10\n");
    put("c/reps.csv", "rep_id,name,lon,lat\nR2,Ben,3,0\nR3,\"Cy, jr\",0,0\n");
    ambit_ends(0, "solve c --quiet --force");
    json_t *root = read_json(ambit_ends(0, "compare a c --json --quiet")->out);
    assert_true(number(root, "units.both") == 3);
    assert_string_equal(word(root, "new.0"), "E");
    assert_string_equal(word(root, "gone.0"), "A");
    assert_true(json_is_null(at(root, "reps.0.b")) && json_is_null(at(root, "reps.2.a")));
    assert_string_equal(word(root, "reps.2.id"), "R3");
    json_decref(root);
    ambit_ends(0, "compare a c --out d --quiet");
    says(get(text, "d/compare.csv"), "\nR3,\"Cy, jr\",B,,2,");
    says(text, "\nR1,Ann,A,2,,");
    says(get(text, "d/compare_moves.csv"), "\nB,Birch,moved,R1,R3,");
    says(text, "\nE,Elm,new,,R3,");
    says(text, "\nA,Ash,gone,R1,,");
}

/* ---- Words and files --------------------------------------------------------------------------------------------- */

static void the_words_and_tables_are_as_accepted(void **state)
{
    (void)state;
    copy_twelve("t");
    ambit_ends(0, "solve t --quiet --force");
    put("old.csv", "unit_id,rep_id\nA,R1\nB,R3\nC,R3\nD,R3\nE,R1\nF,R3\nG,R3\nH,R3\nI,R2\nJ,R2\nK,R2\nL,R2\n");
    const ran *r = ambit_ends(0, "compare old.csv t --out cmp --force");
    compare_golden("compare_twelve.txt", r->out);
    compare_golden("compare_twelve.csv", get(text, "cmp/compare.csv"));
    compare_golden("compare_moves_twelve.csv", get(text, "cmp/compare_moves.csv"));
    int n = 0;
    for (const char *c = ambit_ends(0, "compare old.csv t")->out; *c; c++) n += *c == '\n';
    assert_in_range(n, 5, 25);
}

static void many_reps_still_fit_a_terminal(void **state)
{
    (void)state;
    ambit_ends(0, "generate --accounts 200 --reps 30 --measures 4 --tolerance 30% --out g --quiet --force");
    ambit_ends(0, "solve g --quiet --force --effort 0.05");
    char *to = text + snprintf(text, sizeof text, "unit_id,rep_id\n");
    for (int u = 1; u <= 200; u++) to += sprintf(to, "A%07d,R%04d\n", u, 1 + u % 30);
    put("dealt.csv", text);
    int n = 0;
    for (const char *c = ambit_ends(0, "compare g dealt.csv --out e")->out; *c; c++) n += *c == '\n';
    assert_in_range(n, 20, 25);
    says(ambit_ends(0, "compare g dealt.csv")->out, "more reps that gain or lose");
}

static void files_are_not_replaced_unless_asked(void **state)
{
    (void)state;
    make_lines();
    ambit_ends(0, "compare a b --out f --quiet");
    put("f/notes.txt", "mine");
    says(ambit_ends(2, "compare a b --out f --quiet")->err, "compare.csv");
    ambit_ends(0, "compare a b --out f --quiet --force");
    assert_true(exists("f/compare.html") && exists("f/compare_moves.csv") && exists("f/notes.txt"));
}

/* ---- What is wrong ----------------------------------------------------------------------------------------------- */

static void what_is_wrong_is_named_and_nothing_is_written(void **state)
{
    static const struct { const char *call; const char *said; } cases[] = {
        { "compare a nowhere --out z", "B: nowhere: there is no such folder or file" },
        { "compare a empty --out z", "found neither plan.yaml nor assignment.csv in it" },
        { "compare a unsolved --out z", "run \"ambit solve\" first" },
        { "compare a other --out z", "have no unit in common: found \"A\" and the like in A, \"X\" in B" },
        { "compare lone.csv lone.csv --out z", "found no plan.yaml there, above it, or on the other side" },
        { "compare a bad.csv --out z", "\"R9\"" },
        { "compare a short.csv --out z", "found no row for unit \"D\"" },
        { "compare a", "takes" },
    };
    (void)state;
    make_lines();
    put("empty/readme", "");
    put_line("unsolved");
    put_line("other");
    put("other/accounts.csv", "account_id,name,lon,lat,opportunity\nX,X,0,0,10\nY,Y,3,0,10\n");
    ambit_ends(0, "solve other --quiet --force");
    put("lone.csv", "unit_id,rep_id\nA,R1\n");
    put("bad.csv", "unit_id,rep_id\nA,R1\nB,R9\nC,R2\nD,R2\n");
    put("short.csv", "unit_id,rep_id\nA,R1\nB,R1\nC,R2\n");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const ran *r = ambit_ends(2, cases[i].call);
        if (i + 1 < sizeof cases / sizeof *cases) says(r->err, cases[i].said);
        assert_false(exists("z"));
    }
}

/* A bound of other rules says nothing of these. */
static void a_proof_that_is_void_is_not_shown(void **state)
{
    (void)state;
    put_line("void");
    ambit_ends(0, "solve void --quiet --set travel.speed_km_h=30");
    says_not(ambit_ends(0, "compare void void/out/assignment.csv")->out, "proven");
    ambit_ends(0, "solve void --quiet --force");
    says(ambit_ends(0, "compare void void/out/assignment.csv")->out, "proven to be the best");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moves_and_flows_are_those_worked_by_hand),
        cmocka_unit_test(a_plan_equals_itself_by_every_name),
        cmocka_unit_test(an_assignment_is_judged_by_the_other_sides_rules),
        cmocka_unit_test(what_only_one_side_has_is_listed),
        cmocka_unit_test(the_words_and_tables_are_as_accepted),
        cmocka_unit_test(many_reps_still_fit_a_terminal),
        cmocka_unit_test(files_are_not_replaced_unless_asked),
        cmocka_unit_test(what_is_wrong_is_named_and_nothing_is_written),
        cmocka_unit_test(a_proof_that_is_void_is_not_shown),
    };
    return cmocka_run_group_tests(tests, make_scratch, remove_scratch);
}
