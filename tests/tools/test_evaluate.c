/* `ambit evaluate` and `ambit init` from the outside. */
#include "tests/tools/program.h"

#include <jansson.h>
#include <math.h>

static char text[ROOM];

static json_t *parse(const char *from)
{
    json_error_t error;
    json_t *read = json_loads(from, JSON_REJECT_DUPLICATES, &error);
    if (!read) fail_msg("line %d: %s in:\n%s", error.line, error.text, from);
    return read;
}

/* ---- evaluate -------------------------------------------------------------------------------------------------- */

static const char optimum[] =
    "unit_id,rep_id\nA,R1\nB,R1\nC,R1\nD,R3\nE,R1\nF,R3\nG,R3\nH,R3\nI,R2\nJ,R2\nK,R2\nL,R2\n";
static const char nearest[] =
    "unit_id,rep_id\nA,R1\nB,R3\nC,R3\nD,R3\nE,R1\nF,R3\nG,R3\nH,R3\nI,R2\nJ,R2\nK,R2\nL,R2\n";

static void the_optimum_is_recognised(void **state)
{
    (void)state;
    put("optimum.csv", optimum);
    json_t *read = parse(ambit_ends(0, "evaluate twelve optimum.csv --json")->out);
    assert_true(json_is_true(json_object_get(read, "within_rules")));
    assert_true(fabs(json_number_value(json_object_get(json_object_get(read, "objective"), "total")) - 52.5) < 1e-9);
    double bound = json_number_value(json_object_get(read, "bound"));
    assert_true(bound <= 52.5 + 1e-6 && bound > 52.4);
    assert_true(json_number_value(json_object_get(read, "gap")) < 0.002);
    json_decref(read);
    const ran *r = ambit_ends(0, "evaluate twelve optimum.csv");
    says(r->out, "verdict     within every rule\n");
    says(r->out, "cost        52.5 = travel 52.5 h + disruption 0.0 + deviation 0.0 + misfit 0.0\n");
    assert_string_equal(r->err, "");
}

static void the_order_of_rows_does_not_matter(void **state)
{
    (void)state;
    put("turned.csv", "rep_id,unit_id\nR2,L\nR2,K\nR2,J\nR2,I\nR3,H\nR3,G\nR3,F\nR1,E\nR3,D\nR1,C\nR1,B\nR1,A\n");
    says(ambit_ends(0, "evaluate twelve turned.csv")->out, "cost        52.5 =");
}

static void violations_are_named(void **state)
{
    (void)state;
    put("nearest.csv", nearest);
    const ran *r = ambit_ends(1, "evaluate twelve nearest.csv");
    says(r->out, "verdict     VIOLATED\n");
    says(r->out, "violated    workload of R1 is 6.0, below its lower bound by 4.8\n");
    says(r->out, "violated    workload of R3 is 18.0, above its upper bound by 4.8\n");
    says(r->out, "cost        49.5 = travel 49.5 h");
    json_t *read = parse(ambit_ends(1, "evaluate twelve nearest.csv --json")->out);
    assert_true(json_is_false(json_object_get(read, "within_rules")));
    assert_string_equal(json_string_value(json_object_get(read, "status")), "violated");
    assert_true(json_number_value(json_object_get(read, "violation")) > 0);
    json_decref(read);
}

static void it_is_said_when_no_plan_can_be(void **state)
{
    (void)state;
    put_line("giant");
    put("giant/accounts.csv", "account_id,lon,lat,opportunity\nA,0,0,90\nB,1,0,10\nC,2,0,10\nD,3,0,10\n");
    put("any.csv", "unit_id,rep_id\nA,R1\nB,R2\nC,R2\nD,R2\n");
    says(ambit_ends(1, "evaluate giant any.csv")->out, "proof       no plan can keep all rules\n");
    says(ambit_ends(1, "evaluate giant any.csv --json")->out, "\"bound\": null");
}

static void quiet_leaves_the_exit_code(void **state)
{
    (void)state;
    put("nearest.csv", nearest);
    const ran *r = ambit_ends(1, "evaluate twelve nearest.csv --quiet");
    assert_string_equal(r->out, "");
    assert_string_equal(r->err, "");
}

static const struct bad {
    const char *name, *assignment, *says[3];
} bads[] = {
    { "an unknown rep", "unit_id,rep_id\nA,R9\n", { "bad.csv:2:", "R9", "[E017]" } },
    { "an unknown unit", "unit_id,rep_id\nZ,R1\n", { "bad.csv:2:", "Z", "[E018]" } },
    { "a column is missing", "unit,rep\nA,R1\n", { "bad.csv:1:", "unit_id", "[E006]" } },
    { "an empty file", "", { "bad.csv:", "", "[E0" } },
};

static void bad_assignments_are_refused(void **state)
{
    const struct bad *bad = *state;
    put("bad.csv", bad->assignment);
    const ran *r = ambit_ends(2, "evaluate twelve bad.csv");
    for (int i = 0; i < 3; i++) says(r->err, bad->says[i]);
    assert_string_equal(r->out, "");
}

static void a_missing_assignment(void **state)
{
    (void)state;
    says(ambit_ends(2, "evaluate twelve nowhere.csv")->err, "nowhere.csv");
}

/* ---- init ------------------------------------------------------------------------------------------------------ */

static void the_first_plan_solves_as_it_is(void **state)
{
    (void)state;
    says(ambit_ends(0, "init my~first~plan")->out, "Next: ambit solve my first plan\n");
    const ran *r = ambit_ends(0, "check my~first~plan");
    says(r->out, "accounts    24 (accounts.csv)\n");
    says(r->out, "no error, 0 warnings");
    assert_string_equal(r->err, "");
    r = ambit_ends(0, "solve my~first~plan");
    says(r->out, "within every rule, verified");
    ambit_ends(0, "evaluate my~first~plan my~first~plan/out/assignment.csv");
}

static void nothing_is_ever_overwritten(void **state)
{
    (void)state;
    put("mine/reps.csv", "precious");
    const ran *r = ambit_ends(2, "init mine");
    says(r->err, "mine/reps.csv: is there already, and init never overwrites");
    assert_string_equal(get(text, "mine/reps.csv"), "precious");
    assert_false(exists("mine/plan.yaml"));
    says(ambit_ends(2, "init mine --force")->err, "--force is not an option of `ambit init`");
    put("beside/notes.txt", "mine");
    ambit_ends(0, "init beside");
    assert_string_equal(get(text, "beside/notes.txt"), "mine");
}

static int set_up(void **state)
{
    if (make_scratch(state)) return -1;
    copy_twelve("twelve");
    return 0;
}

int main(void)
{
    enum { N = sizeof bads / sizeof *bads };
    struct CMUnitTest tests[N + 8] = {
        cmocka_unit_test(the_optimum_is_recognised), cmocka_unit_test(the_order_of_rows_does_not_matter),
        cmocka_unit_test(violations_are_named),      cmocka_unit_test(quiet_leaves_the_exit_code),
        cmocka_unit_test(a_missing_assignment),      cmocka_unit_test(the_first_plan_solves_as_it_is),
        cmocka_unit_test(nothing_is_ever_overwritten), cmocka_unit_test(it_is_said_when_no_plan_can_be),
    };
    for (size_t i = 0; i < N; i++)
        tests[8 + i] = (struct CMUnitTest){ bads[i].name, bad_assignments_are_refused, NULL, NULL,
                                            (void *)(uintptr_t)&bads[i] };
    return cmocka_run_group_tests_name("tools/evaluate", tests, set_up, remove_scratch);
}
