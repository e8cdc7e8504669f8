/* `ambit report` from the outside: the page that solve writes, refreshed by others, and never over a foreign file. */
#include "tests/tools/program.h"

static char text[ROOM], other[ROOM];

/* Line plans with a manager above each rep, and one above both. */
static void make_plan(const char *folder, const char *more)
{
    char name[300], plan[2000];
    put_line(folder);
    snprintf(plan, sizeof plan, "%speriod: {start: 2027-01-01, months: 12}\nmanagers: {file: managers.csv}\n%s",
             line_plan, more);
    snprintf(name, sizeof name, "%s/plan.yaml", folder);
    put(name, plan);
    snprintf(name, sizeof name, "%s/reps.csv", folder);
    put(name, "rep_id,name,lon,lat,manager\nR1,Ann,0,0,M1\nR2,Ben,3,0,M2\n");
    snprintf(name, sizeof name, "%s/managers.csv", folder);
    put(name, "manager_id,name,manager\nM1,Mia,V\nM2,Max,V\nV,Vera,\n");
    snprintf(name, sizeof name, "solve %s --quiet --force", folder);
    ambit_ends(0, name);
}

static void same_files(const char *a, const char *b)
{
    char command[9000], first[4096], second[4096];
    snprintf(command, sizeof command, "cmp -s '%s' '%s'", in_scratch(first, a), in_scratch(second, b));
    if (system(command)) fail_msg("%s and %s differ", a, b);
}

/* 1 when the page holds the text; pages are longer than what `get` reads. */
static int page_has(const char *name, const char *part)
{
    char command[5000], path[4096];
    snprintf(command, sizeof command, "grep -qF -- '%s' '%s'", part, in_scratch(path, name));
    return !system(command);
}

static void keep(const char *name, const char *as)
{
    char command[9000], from[4096], to[4096];
    snprintf(command, sizeof command, "cp '%s' '%s'", in_scratch(from, name), in_scratch(to, as));
    assert_int_equal(system(command), 0);
}

static void report_writes_the_page_that_solve_wrote(void **state)
{
    (void)state;
    make_plan("same", "");
    keep("same/out/report.html", "solved.html");
    const ran *r = ambit_ends(0, "report same");
    says(r->out, "parts       plan\n");
    same_files("same/out/report.html", "solved.html");
    assert_true(exists("same/out/report.xlsx"));
    r = ambit_ends(2, "report same"); /* somebody may have worked in the workbook */
    says(r->err, "report.xlsx: exists already");
    ambit_ends(0, "report same --force --quiet");
    same_files("same/out/report.html", "solved.html");
}

static void quotas_refresh_the_page(void **state)
{
    (void)state;
    make_plan("fresh", "quota: {target: 1200}\n");
    const ran *r = ambit_ends(0, "quota fresh");
    says(r->out, "quota.json; report.html shows them\n");
    assert_true(page_has("fresh/out/report.html", "\"quota\":{\"plan\":\"Line\""));
    keep("fresh/out/report.html", "quotas.html");
    says(ambit_ends(0, "report fresh")->out, "parts       plan, quota\n");
    same_files("fresh/out/report.html", "quotas.html");
    ambit_ends(0, "solve fresh --quiet --force");
    assert_true(page_has("fresh/out/report.html", "\"quota\":null"));
    assert_false(exists("fresh/out/quota.json"));
    assert_false(exists("fresh/out/report.xlsx"));
}

static void where_no_report_is_none_is_made(void **state)
{
    (void)state;
    char path[4096];
    make_plan("none", "quota: {target: 1200}\n");
    assert_int_equal(unlink(in_scratch(path, "none/out/report.html")), 0);
    says(ambit_ends(0, "quota none")->out, "quota_summary.csv, quota.json\n");
    assert_false(exists("none/out/report.html"));
}

static void a_foreign_report_is_not_replaced(void **state)
{
    (void)state;
    make_plan("mine", "quota: {target: 1200}\n");
    put("mine/out/report.html", "<p>my own words</p>");
    says(ambit_ends(2, "report mine")->err, "report.html: exists already");
    assert_string_equal(get(text, "mine/out/report.html"), "<p>my own words</p>");
    ambit_ends(0, "quota mine --quiet");
    assert_string_equal(get(text, "mine/out/report.html"), "<p>my own words</p>");
    ambit_ends(0, "report mine --force --quiet");
    assert_true(page_has("mine/out/report.html", "<!doctype html>"));
}

static void what_is_broken_beside_the_plan_is_named(void **state)
{
    (void)state;
    make_plan("broken", "quota: {target: 1200}\n");
    keep("broken/out/report.html", "before.html");
    put("broken/out/coverage.json", "{\"reps\": [");
    const ran *r = ambit_ends(2, "report broken");
    says(r->err, "coverage.json:1: ");
    says(ambit_ends(2, "quota broken")->err, "coverage.json:1: ");
    same_files("broken/out/report.html", "before.html");
    put("broken/out/coverage.json", "{\"plan\": \"Line of old\"}");
    says(ambit_ends(2, "report broken")->err, "coverage.json: found figures of the plan \"Line of old\", expected "
            "\"Line\"");
    assert_false(exists("broken/out/report.xlsx"));
    assert_false(exists("broken/out/quota.json"));
}

static void without_a_plan_there_is_no_report(void **state)
{
    (void)state;
    put_line("unsolved");
    says(ambit_ends(2, "report unsolved")->err, "run \"ambit solve\" first");
    assert_false(exists("unsolved/out/report.html"));
    says(ambit_ends(2, "report")->err, "report");
}

/* An account that weighs more now: the same assignment costs something else, and the old proof is not told. */
static void a_proof_of_other_inputs_is_left_out(void **state)
{
    (void)state;
    make_plan("moved", "");
    put("moved/reps.csv", "rep_id,name,lon,lat,manager\nR1,Ann,0,1,M1\nR2,Ben,3,1,M2\n");
    const ran *r = ambit_ends(0, "report moved");
    says(r->err, "reps.csv has changed since the plan was solved");
    says(r->err, "its proof is left out");
    assert_true(page_has("moved/out/report.html", "\"proof\":null"));
}

static void managers_are_rolled_up_in_tables(void **state)
{
    (void)state;
    make_plan("chain", "");
    says(get(text, "chain/out/territories.csv"), "rep_id,name,manager,manager_2,units,");
    says(text, "\nR1,Ann,M1,V,2,2,");
    get(other, "chain/out/territories_by_manager.csv");
    says(other, "\nV,Vera,1,,2,4,4,");
    says(other, "\nM1,Mia,2,V,1,2,2,");
    says(other, "\nM2,Max,2,V,1,2,2,");
    put("chain/managers.csv", "manager_id,name,manager\nM1,Mia,V\nM2,Max,V\nV,Vera,M1\n");
    says(ambit_ends(0, "solve chain --force")->err, "no roll-up by manager");
    put("chain/reps.csv", line_reps);
    ambit_ends(0, "solve chain --quiet --force");
    assert_false(exists("chain/out/territories_by_manager.csv"));
    says_not(get(text, "chain/out/territories.csv"), "manager");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(report_writes_the_page_that_solve_wrote),
        cmocka_unit_test(quotas_refresh_the_page),
        cmocka_unit_test(where_no_report_is_none_is_made),
        cmocka_unit_test(a_foreign_report_is_not_replaced),
        cmocka_unit_test(what_is_broken_beside_the_plan_is_named),
        cmocka_unit_test(without_a_plan_there_is_no_report),
        cmocka_unit_test(a_proof_of_other_inputs_is_left_out),
        cmocka_unit_test(managers_are_rolled_up_in_tables),
    };
    return cmocka_run_group_tests_name("tools/report command", tests, make_scratch, remove_scratch);
}
