/* `ambit check` from the outside: every fault in one pass, an account of what was read, and nothing written. */
#include "tests/tools/program.h"

#include <jansson.h>

static json_t *parse(const char *from)
{
    json_error_t error;
    json_t *read = json_loads(from, JSON_REJECT_DUPLICATES, &error);
    if (!read) fail_msg("line %d: %s in:\n%s", error.line, error.text, from);
    return read;
}

static long long count(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (!json_is_integer(value)) fail_msg("%s is no whole number", key);
    return json_integer_value(value);
}

static void tells_what_was_read(void **state)
{
    (void)state;
    copy_twelve("twelve");
    const ran *r = ambit_ends(0, "check twelve");
    assert_string_equal(r->out,
            "plan        Twelve accounts by hand\n"
            "accounts    12 (accounts.csv)\n"
            "reps        3 (reps.csv)\n"
            "in force    12 of 12 units have a rep now\n"
            "rule        workload: 36.0 in all, 12.0 for each rep, -/+ 10.0 %\n"
            "rule        opportunity: 360.0 in all, 120.0 for each rep, -/+ 15.0 %\n"
            "pairs       36 of 36 are eligible\n"
            "verdict     no error, 0 warnings; nothing disproves that a plan exists\n");
    assert_string_equal(r->err, "");
    assert_false(exists("twelve/out"));
}

static void tells_it_as_json(void **state)
{
    (void)state;
    copy_twelve("twelve");
    json_t *read = parse(ambit_ends(0, "check twelve --json")->out);
    assert_int_equal(count(read, "accounts"), 12);
    assert_int_equal(count(read, "reps"), 3);
    assert_int_equal(count(read, "pairs"), 36);
    assert_int_equal(count(read, "n_errors"), 0);
    assert_null(json_object_get(read, "regions"));
    assert_true(json_is_false(json_object_get(read, "infeasible")));
    json_decref(read);
}

static void regions_alone_are_enough(void **state)
{
    static const char plan[] = "name: Counties\nregions: {file: counties.shp, id: %s, name: NAME}\n";
    static const char *const parts[] = { "shp", "shx", "dbf", "prj", "cpg" };
    char line[8192], text[200];
    (void)state;
    snprintf(text, sizeof text, plan, "GEOID");
    put("regions/plan.yaml", text);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        snprintf(line, sizeof line, "cp instances/data/north-carolina/counties.%s '%s/regions/'", parts[i], scratch);
        assert_int_equal(system(line), 0);
    }
    json_t *read = parse(ambit_ends(0, "check regions --json")->out);
    assert_int_equal(count(read, "regions"), 100);
    assert_true(count(read, "rook_pairs") > 200);
    assert_true(count(read, "queen_pairs") >= count(read, "rook_pairs"));
    assert_int_equal(count(read, "parts"), 1);
    assert_int_equal(count(read, "islands"), 0);
    json_decref(read);
    const ran *r = ambit_ends(0, "check regions");
    says(r->out, "regions     100 (counties.shp)\n");
    says(r->out, "1 connected part, 0 islands\n");
    says(r->out, "there is nothing to assign yet");
    says(ambit_ends(2, "solve regions")->err, "found no reps");
}

/* Faults of several files and of both kinds come in one pass, and as a list in JSON. */
static void all_faults_in_one_pass(void **state)
{
    (void)state;
    put_line("faulty");
    put("faulty/accounts.csv", "account_id,lon,lat,opportunity\nA,0,95,10\nB,east,0,10\n,2,0,10\nD,3,0,\n");
    put("faulty/reps.csv", "rep_id,lon,lat\nR1,0,0\nR1,3,0\n");
    const ran *r = ambit_ends(2, "check faulty");
    says(r->err, "accounts.csv:2: lat: ");
    says(r->err, "accounts.csv:3: lon: ");
    says(r->err, "accounts.csv:4: ");
    says(r->err, "accounts.csv:5: opportunity: ");
    says(r->err, "reps.csv:3: ");
    assert_string_equal(r->out, "");
    json_t *read = parse(ambit_ends(2, "check faulty --json --quiet")->out);
    assert_int_equal(count(read, "n_errors"), 5);
    assert_int_equal(json_array_size(json_object_get(read, "errors")), 5);
    json_decref(read);
}

static void no_more_than_fifty_are_shown(void **state)
{
    static char rows[20000];
    size_t n = (size_t)snprintf(rows, sizeof rows, "account_id,lon,lat,opportunity\n");
    (void)state;
    put_line("many");
    for (int i = 0; i < 120; i++) n += (size_t)snprintf(rows + n, sizeof rows - n, "A%d,0,0,x\n", i);
    put("many/accounts.csv", rows);
    const ran *r = ambit_ends(2, "check many");
    says(r->err, "accounts.csv:51: ");
    says_not(r->err, "accounts.csv:52: ");
    says(r->err, "70 more");
    json_t *read = parse(ambit_ends(2, "check many --json --quiet")->out);
    assert_int_equal(count(read, "n_errors"), 120);
    assert_int_equal(json_array_size(json_object_get(read, "errors")), 50);
    json_decref(read);
}

static void yaml_faults_name_line_and_key(void **state)
{
    (void)state;
    put_line("yaml");
    put("yaml/plan.yaml", "accounts: {file: accounts.csv, id: account_id, lon: lon, lat: lat}\nbalanse: []\n");
    says(ambit_ends(2, "check yaml")->err, "plan.yaml:2:");
}

static void warnings_do_not_stop(void **state)
{
    (void)state;
    put_line("left");
    put("left/accounts.csv", "account_id,lon,lat,opportunity,current_rep\n"
        "A,0,0,10,R1\nB,1,0,10,Zoe\nC,2,0,10,R2\nD,3,0,10,R2\n");
    const ran *r = ambit_ends(0, "check left");
    says(r->err, "warning: ");
    says(r->err, "Zoe");
    says(r->out, "in force    3 of 4 units have a rep now\n");
    says(r->out, "no error, 1 warning;");
    says(ambit_ends(0, "solve left")->err, "Zoe");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_what_was_read),
        cmocka_unit_test(tells_it_as_json),
        cmocka_unit_test(regions_alone_are_enough),
        cmocka_unit_test(all_faults_in_one_pass),
        cmocka_unit_test(no_more_than_fifty_are_shown),
        cmocka_unit_test(yaml_faults_name_line_and_key),
        cmocka_unit_test(warnings_do_not_stop),
    };
    return cmocka_run_group_tests_name("tools/check", tests, make_scratch, remove_scratch);
}
