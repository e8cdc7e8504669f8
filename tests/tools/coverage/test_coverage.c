/* `ambit coverage` from the outside: a plan worked by hand, accepted files, other kinds of plans, wrong inputs.
 *
 *     rep  accounts      active  potential       hours of visits + way             available, h
 *     R1   A B C         A C     100 + 50 + 30   12 + 3 + 4 + 12x1 + 6x2 + 4x5     12 months x 80
 *     R2   D F H         none    200 + 40 + 5    10 + 3 + 1 + 10x2 + 2x7 + 1x1     (3 x 50 % + 3) months x 80 x 0.5
 *     R3   E G           E G     ? + 10          3 + 1 + 2x4 + 1x6                 10 months x 80 */
#include "tests/tools/coverage/worked.h"
#include "tests/tools/golden.h"

#include <jansson.h>
#include <math.h>

static char text[ROOM];

static json_t *read_json(const char *line)
{
    json_error_t error;
    json_t *root = json_loads(ambit_ends(0, line)->out, JSON_REJECT_DUPLICATES, &error);
    if (!root) fail_msg("line %d: %s", error.line, error.text);
    return root;
}

static double number(const json_t *of, const char *key)
{
    const json_t *value = json_object_get(of, key);
    if (!json_is_number(value)) fail_msg("no number %s", key);
    return json_number_value(value);
}

/* The element of a list whose id it is. */
static const json_t *one_of(const json_t *root, const char *list, const char *id)
{
    size_t k;
    json_t *one;
    json_array_foreach(json_object_get(root, list), k, one)
        if (!strcmp(json_string_value(json_object_get(one, "id")), id)) return one;
    fail_msg("no %s in %s", id, list);
    return NULL;
}

static void close_to(double seen, double wanted)
{
    if (!(fabs(seen - wanted) <= 1e-12 * fmax(1, fabs(wanted)))) fail_msg("%.17g instead of %.17g", seen, wanted);
}

/* ---- The worked plan -------------------------------------------------------------------------------------------- */

static void every_rep_is_as_worked_by_hand(void **state)
{
    (void)state;
    put_worked(NULL, NULL);
    ambit_ends(0, "coverage w --quiet");
    assert_string_equal(get(text, "w/out/coverage.csv"),
        "rep_id,accounts,active_accounts,account_coverage,potential,active_potential,potential_coverage,hours_needed,"
        "hours_available,capacity_coverage\n"
        "R1,3,2,0.666666667,180,130,0.722222222,63,960,0.065625000\n"
        "R2,3,0,0.000000000,245,0,0.000000000,49,180,0.272222222\n"
        "R3,2,2,1.000000000,10,10,1.000000000,18,800,0.022500000\n");
}

static void managers_have_what_is_below_them(void **state)
{
    static const struct {
        const char *id;
        double accounts, active, regions, engaged, white, needed, available;
    } is[] = {
        { "M1", 6, 2, 3, 2, 295, 112, 1140 }, { "M2", 2, 2, 1, 1, 0, 18, 800 }, { "V", 8, 4, 3, 3, 295, 130, 1940 } };
    (void)state;
    put_worked(NULL, NULL);
    json_t *root = read_json("coverage w --json --force");
    for (size_t k = 0; k < sizeof is / sizeof *is; k++) {
        const json_t *manager = one_of(root, "managers", is[k].id);
        close_to(number(manager, "accounts"), is[k].accounts);
        close_to(number(manager, "active_accounts"), is[k].active);
        close_to(number(manager, "regions"), is[k].regions);
        close_to(number(manager, "engaged_regions"), is[k].engaged);
        close_to(number(manager, "white_space"), is[k].white);
        close_to(number(manager, "hours_needed"), is[k].needed);
        close_to(number(manager, "hours_available"), is[k].available);
    }
    const json_t *r1 = one_of(root, "reps", "R1"), *reach = json_object_get(r1, "reach_potential");
    close_to(json_number_value(json_array_get(reach, 0)), 150 / 180.0); /* A and B: half an hour and one, one way */
    close_to(json_number_value(json_array_get(reach, 1)), 150 / 180.0);
    close_to(json_number_value(json_array_get(reach, 2)), 1);
    close_to(number(one_of(root, "segments", "hospital"), "hours_needed"), 4 + 10 + 20 + 20);
    close_to(number(one_of(root, "segments", ""), "potential"), 10);
    close_to(number(json_object_get(root, "caps"), "over"), 1);  /* R2 has 3 of at most 2 */
    close_to(number(json_object_get(root, "caps"), "near"), 1);  /* R1 has 3 of at most 3 */
    close_to(number(root, "accounts_changing_rep"), 1);          /* C */
    json_decref(root);
}

static void overlaps_and_gaps_are_listed(void **state)
{
    (void)state;
    put_worked(NULL, NULL);
    ambit_ends(0, "coverage w --quiet --force");
    assert_string_equal(get(text, "w/out/overlaps.csv"),
        "kind,id,name,rep_ids,duplicate_of,accounts\nregion_shared,N2,\"Mid, dle\",R1;R2,,2\n"
        "region_shared,N3,South,R2;R3,,3\nregion_without_rep,N4,Empty,,,0\naccount_outside_regions,G,Gum,R3,,1\n"
        "account_with_two_reps,H,Hazel,R3;R2,,1\naccount_against_lock,H,Hazel,R3;R2,,1\n"
        "duplicate_with_two_reps,F,elm,R2;R3,E,1\n");
    assert_string_equal(get(text, "w/out/white_space.csv"),
        "region_id,name,reps,rep_ids,accounts,active_accounts,account_coverage,potential,active_potential,"
        "potential_coverage,white_space\nN1,North,1,R1,2,1,0.500000000,150,100,0.666666667,50\n"
        "N2,\"Mid, dle\",2,R1;R2,2,1,0.500000000,230,30,0.130434783,200\n"
        "N3,South,2,R2;R3,3,1,0.333333333,45,0,0.000000000,45\nN4,Empty,0,,0,0,,0,0,,0\n");
}

static void what_people_read_is_accepted(void **state)
{
    (void)state;
    put_worked(NULL, NULL);
    compare_golden("coverage_worked.txt", ambit_ends(0, "coverage w --force")->out);
    compare_golden("coverage_worked.json", get(text, "w/out/coverage.json"));
    compare_golden("coverage_worked_summary.csv", get(text, "w/out/coverage_summary.csv"));
}

static void files_are_written_whole_and_replaced_with_force(void **state)
{
    static char first[ROOM];
    (void)state;
    put_worked(NULL, NULL);
    ambit_ends(0, "coverage w --quiet --force");
    strcpy(first, get(text, "w/out/coverage.json"));
    ambit_ends(2, "coverage w");
    assert_string_equal(ambit_ends(0, "coverage w --json --force --threads 2")->out, first);
    assert_string_equal(ambit_ends(0, "coverage w --quiet --force")->out, "");
    ambit_ends(2, "coverage w --out nowhere");
    assert_false(exists("nowhere"));
}

/* ---- Other plans ------------------------------------------------------------------------------------------------ */

static void put_line_plan(const char *more, const char *accounts, const char *assignment)
{
    char plan[4000];
    snprintf(plan, sizeof plan, "%s%s", line_plan, more);
    put_line("l");
    put("l/plan.yaml", plan);
    put("l/accounts.csv", accounts);
    put("l/out/assignment.csv", assignment);
}

/* No regions, minutes, segments, managers, caps or period: nothing is made up. */
static void what_is_not_known_stays_empty(void **state)
{
    (void)state;
    put_line_plan("coverage: {active_since: 2026-01-01, reach: 0.5 2.5, hours: 1200, selling_share: 1}\n",
        "account_id,lon,lat,opportunity,last_activity\nA,0,0,10,2026-03-01\nB,1,0,10,\nC,2,0,10,\nD,3,0,10,\n",
        "unit_id,rep_id\nA,R1\nB,R1\nC,R2\nD,R2\n");
    const ran *r = ambit_ends(0, "coverage l");
    says(r->out, "visits unknown: no column minutes");
    says(r->out, "reach       of the potential 50.0 % within 0.5 h, 100.0 % within 2.5 h of its rep, one way\n");
    says_not(r->out, "regions");
    says_not(r->out, "caps");
    says_not(r->out, "duplicates");
    assert_false(exists("l/out/white_space.csv"));
    json_t *root = read_json("coverage l --json --force");
    const json_t *r1 = one_of(root, "reps", "R1");
    assert_true(json_is_null(json_object_get(r1, "regions")));
    assert_true(json_is_null(json_object_get(r1, "max_accounts")));
    close_to(number(r1, "hours_available"), 1200);
    assert_true(fabs(number(r1, "travel_hours") - 2 * 111.195 * 1.3 / 60) < 0.01); /* a degree there and back, once */
    json_decref(root);
    json_t *without = read_json("coverage l --json --force --set coverage.potential=lon");
    close_to(number(json_object_get(without, "company"), "potential"), 6);
    json_decref(without);
}

/* Accounts without a potential at all, and a rep with an id that needs quotes. */
static void a_table_without_potential_is_covered_by_accounts(void **state)
{
    (void)state;
    put("l/plan.yaml", "accounts: {file: accounts.csv}\nreps: {file: reps.csv}\n"
        "regions: {file: regions.csv, name: NAME, wkt: wkt, crs: EPSG:4326}\ncoverage: {active_since: 2026-01-01}\n");
    put("l/regions.csv", worked_regions);
    put("l/accounts.csv", "account_id,lon,lat,last_activity\nA,0.1,0.1,2026-03-01\nB,0.2,0.1,\n");
    put("l/reps.csv", "rep_id,lon,lat\n\"R,1\",0,0\n\"R\"\"2\",0,0\n");
    put("l/out/assignment.csv", "unit_id,rep_id\nA,\"R,1\"\nB,\"R\"\"2\"\n");
    says(ambit_ends(0, "coverage l --force")->out, "potential   unknown: no column opportunity");
    says(get(text, "l/out/coverage.csv"), "\n\"R,1\",1,1,1.000000000,,,,");
    says(get(text, "l/out/white_space.csv"), "\nN1,North,2,\"R,1;R\"\"2\",2,1,0.500000000,,,,\n");
}

/* The regions are what is given out: one may be held without an account in it, and accounts go with theirs. */
static void regions_as_units_have_one_rep_each(void **state)
{
    (void)state;
    put_worked("name: Regions\naccounts: {file: accounts.csv, lon: lon, lat: lat}\nassign: regions\n"
               "regions: {file: regions.csv, name: NAME, wkt: wkt, crs: EPSG:4326}\n"
               "reps: {file: reps.csv, lon: lon, lat: lat}\ncoverage: {active_since: 2026-01-01}\n", NULL);
    put("w/reps.csv", "rep_id,lon,lat\nR1,0.5,0.5\nR2,2.5,0.5\n");
    put("w/accounts.csv", "account_id,lon,lat,opportunity,last_activity\nA,0.5,0.5,100,2026-10-01\n"
        "B,0.6,0.5,50,\nC,1.5,0.5,30,\nG,9,9,10,2026-10-01\n");
    put("w/out/assignment.csv", "unit_id,rep_id\nN1,R1\nN2,R1\nN3,R2\nN4,R2\n");
    json_t *root = read_json("coverage w --json --force");
    const json_t *r1 = one_of(root, "reps", "R1"), *r2 = one_of(root, "reps", "R2");
    close_to(number(r1, "regions"), 2);
    close_to(number(r1, "engaged_regions"), 1);
    close_to(number(r1, "accounts"), 3);
    close_to(number(r2, "regions"), 2);
    close_to(number(r2, "accounts"), 0);
    close_to(number(json_object_get(root, "unassigned"), "accounts"), 1); /* G, in no region */
    close_to(number(json_object_get(root, "company"), "accounts"), 3);
    assert_true(json_is_null(json_object_get(r2, "account_coverage")));
    json_decref(root);
    says(get(text, "w/out/overlaps.csv"), "account_without_rep,G,,,,1\n");
    says_not(text, "region_");
}

/* ---- Wrong input ------------------------------------------------------------------------------------------------ */

static void what_is_wrong_is_named_and_nothing_is_written(void **state)
{
    static const struct { const char *plan, *accounts, *said; } cases[] = {
        { "", NULL, "coverage.active_since: found none, expected the day since which an account counts as active by "
                    "its last_activity (a column of the accounts), add coverage: {active_since: 2026-01-01}" },
        { "coverage: {potential: opportunity}\n", NULL, "coverage.active_since: found none" },
        { "coverage: {active_since: 2026-01-01}\n", "account_id,lon,lat,opportunity\nA,0,0,1\nB,0,0,1\n",
          "accounts.csv:1: last_activity: found no such column, expected the day each account was last seen, which "
          "coverage.active_since is held against, add it [E006]" },
        { "coverage: {active_since: 2026-01-01, potential: oportunity}\n", NULL, "did you mean opportunity?" },
        { "coverage: {active_since: 2026-01-01, potential: worth}\n",
          "account_id,lon,lat,opportunity,last_activity,worth\nA,0,0,1,2026-02-30,3\nB,0,0,1,1.3.2026,-4\nC,0,0,1,,x\n"
          "D,0,0,1,2026-01-01,\n",
          "error: accounts.csv:2: last_activity: found \"2026-02-30\", expected a date such as 2026-09-30, or nothing "
          "when the account was never seen, write year-month-day [E020]\n"
          "error: accounts.csv:3: last_activity: found \"1.3.2026\", expected" },
        { "coverage: {active_since: 2026-01-01, potential: worth}\n",
          "account_id,lon,lat,opportunity,last_activity,worth\nA,0,0,1,,3\nB,0,0,1,,-4\nC,0,0,1,,x\n"
          "D,0,0,1,2026-01-01,\n",
          "error: accounts.csv:3: worth: found \"-4\", expected an amount of 0 or more, or nothing, correct it [E013]\n"
          "error: accounts.csv:4: worth: found \"x\", expected an amount" },
        { "coverage: {active_since: 1.1.2026}\n", NULL, "coverage.active_since: found \"1.1.2026\", expected a date" },
        { "coverage: {active_since: 2026-01-01, reach: 2 1}\n", NULL, "coverage.reach: found \"2 1\", expected up" },
        { "coverage: {active_since: 2026-01-01, reach: 0}\n", NULL, "coverage.reach: found \"0\", expected up to 8" },
        { "coverage: {active_since: 2026-01-01, hours: 0}\n", NULL, "coverage.hours: found \"0\", expected hours" },
        { "coverage: {active_since: 2026-01-01, selling_share: 35}\n", NULL, "coverage.selling_share: found \"35\"" },
        { "coverage: {active_since: 2026-01-01, near_cap: 120%}\n", NULL, "coverage.near_cap: found \"120%\"" },
        { "coverage: {active_sinse: 2026-01-01}\n", NULL, "active_sinse" },
    };
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        put_line_plan(cases[k].plan, cases[k].accounts ? cases[k].accounts : "account_id,lon,lat,opportunity,"
                      "last_activity\nA,0,0,10,\nB,1,0,10,\nC,2,0,10,\nD,3,0,10,\n",
                      cases[k].accounts && !strstr(cases[k].accounts, "\nD") ? "unit_id,rep_id\nA,R1\nB,R2\n"
                      : "unit_id,rep_id\nA,R1\nB,R1\nC,R2\nD,R2\n");
        unlink(in_scratch(text, "l/out/coverage.csv"));
        unlink(in_scratch(text, "l/out/coverage.json"));
        says(ambit_ends(2, "coverage l --force")->err, cases[k].said);
        assert_false(exists("l/out/coverage.csv"));
        assert_false(exists("l/out/coverage.json"));
    }
    ambit_ends(2, "coverage elsewhere");
}

/* Faults of accounts and of people are told in one pass. */
static void faults_of_all_tables_are_told_together(void **state)
{
    (void)state;
    put_worked(NULL, "account_id,name,lon,lat,last_activity\nA,Ash,0.5,0.5,soon\n");
    put("w/out/assignment.csv", "unit_id,rep_id\nA,R1\n");
    put("w/hours.csv", "unit_id,rep_id,hours\nA,R1,1\n");
    put("w/managers.csv", "manager_id,name,manager\nM1,Mia,V\nM2,Max,M2\n");
    const ran *r = ambit_ends(2, "coverage w --force");
    says(r->err, "managers.csv");
    says(r->err, "accounts.csv:2: last_activity: found \"soon\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rep_is_as_worked_by_hand),
        cmocka_unit_test(managers_have_what_is_below_them),
        cmocka_unit_test(overlaps_and_gaps_are_listed),
        cmocka_unit_test(what_people_read_is_accepted),
        cmocka_unit_test(files_are_written_whole_and_replaced_with_force),
        cmocka_unit_test(what_is_not_known_stays_empty),
        cmocka_unit_test(a_table_without_potential_is_covered_by_accounts),
        cmocka_unit_test(regions_as_units_have_one_rep_each),
        cmocka_unit_test(what_is_wrong_is_named_and_nothing_is_written),
        cmocka_unit_test(faults_of_all_tables_are_told_together),
    };
    return cmocka_run_group_tests_name("tools/coverage", tests, make_scratch, remove_scratch);
}
