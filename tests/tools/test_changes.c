/* `--set`: a changed plan must solve as if somebody had edited its files, and no file is touched. */
#include "tests/tools/program.h"

static char text[ROOM], other[ROOM];

static void make_plan(void)
{
    put_line("c");
    put("c/accounts.csv", "account_id,name,lon,lat,opportunity,tier\nA,\"Ash,\nNorth\",0,0,10,x\nB,Birch,1,0,10,y\n"
        "C:1,Cedar,2,0,10,x\nD.2,Date,3,0,10,y\n");
}

/* What an edit of the file by hand gives must be what the change gives. */
static void same_as_edited(const char *change, const char *file, const char *edited)
{
    char line[2000], path[200];
    make_plan();
    snprintf(line, sizeof line, "solve c --out out --quiet --force --set %s", change);
    ambit_ends(0, line);
    put_line("e");
    get(text, "c/accounts.csv");
    put("e/accounts.csv", text);
    snprintf(path, sizeof path, "e/%s", file);
    put(path, edited);
    ambit_ends(0, "solve e --out edited --quiet --force");
    strcpy(text, get(other, "out/territories.csv"));
    assert_string_equal(text, get(other, "edited/territories.csv"));
    strcpy(text, get(other, "out/assignment.csv"));
    assert_string_equal(text, get(other, "edited/assignment.csv"));
}

static void a_cell_of_a_rep(void **state)
{
    (void)state;
    same_as_edited("reps.R1.fte=3", "reps.csv", "rep_id,name,lon,lat,fte\nR1,Ann,0,0,3\nR2,Ben,3,0,1\n");
    same_as_edited("reps.R1.lon=2.5", "reps.csv", "rep_id,name,lon,lat\nR1,Ann,2.5,0\nR2,Ben,3,0\n");
}

static void a_rep_who_comes_and_one_who_goes(void **state)
{
    (void)state;
    same_as_edited("reps.R2.remove=true", "reps.csv", "rep_id,name,lon,lat\nR1,Ann,0,0\n");
    same_as_edited("reps.R0.add=true --set reps.R0.lon=1 --set reps.R0.lat=0 --set reps.R2.remove=true", "reps.csv",
                   "rep_id,name,lon,lat\nR1,Ann,0,0\nR0,,1,0\n");
}

/* Ids with a dot or a colon; a factor on all rows, on some. */
static void cells_of_accounts(void **state)
{
    (void)state;
    same_as_edited("accounts.D.2.locked_rep=R2", "accounts.csv", "account_id,name,lon,lat,opportunity,tier,locked_rep\n"
        "A,\"Ash,\nNorth\",0,0,10,x,\nB,Birch,1,0,10,y,\nC:1,Cedar,2,0,10,x,\nD.2,Date,3,0,10,y,R2\n");
    same_as_edited("accounts.C:1.opportunity=11", "accounts.csv", "account_id,name,lon,lat,opportunity,tier\n"
        "A,\"Ash,\nNorth\",0,0,10,x\nB,Birch,1,0,10,y\nC:1,Cedar,2,0,11,x\nD.2,Date,3,0,10,y\n");
    same_as_edited("accounts.*.opportunity=*1.5 --set accounts.tier:y.opportunity=*2", "accounts.csv",
        "account_id,name,lon,lat,opportunity,tier\nA,\"Ash,\nNorth\",0,0,15,x\nB,Birch,1,0,30,y\nC:1,Cedar,2,0,15,x\n"
        "D.2,Date,3,0,30,y\n");
}

static void keys_of_the_plan(void **state)
{
    (void)state;
    make_plan();
    const ran *r = ambit_ends(0, "solve c --out out --force --json --set balance.opportunity.tolerance=60% --set "
                                 "travel.speed_km_h=30 --set name=What~if");
    says(r->out, "\"tolerance\": 0.6");
    says(r->out, "\"name\": \"What if\"");
    r = ambit_ends(0, "solve c --out out --force --json --set balance.1.tolerance=20%");
    says(r->out, "\"tolerance\": 0.2");
}

/* A matrix and forbidden pairs forget a rep who left; an account's lock does not. */
static void pairs_of_a_rep_who_left(void **state)
{
    (void)state;
    copy_twelve("t");
    ambit_ends(0, "solve t --out out --quiet --force --set limits.max_accounts=12");
    get(text, "t/reps.csv");
    char id[100], line[300];
    sscanf(strchr(text, '\n') + 1, "%99[^,]", id);
    snprintf(line, sizeof line, "check t --set reps.%s.remove=true", id);
    const ran *r = ambit(line);
    says_not(r->err, "hours.csv");
}

static void lines_stay_where_they_are(void **state)
{
    (void)state;
    make_plan();
    put("c/reps.csv", "rep_id,name,lon,lat\nR1,Ann,0,0\nR2,Ben,3,0\nR3,Cid,wrong,0\n");
    says(ambit_ends(2, "check c")->err, "reps.csv:4: lon: found \"wrong\"");
    says(ambit_ends(2, "check c --set reps.R1.remove=true")->err, "reps.csv:4: lon: found \"wrong\"");
}

typedef struct { const char *change, *says; } fault;

static const fault faults[] = {
    { "reps.R1", "expected a change such as reps.R12.fte=0.5" },
    { "=1", "found \"=1\", expected a change such as" },
    { "reps.R9.fte=1", "--set: reps.R9.fte=1: found no row of reps.csv where rep_id is R9, expected one" },
    { "reps.R1.ftee=1", "reps.csv:1: ftee: found no such column" },
    { "reps.R1.fte=none", "reps.csv:2: fte: found \"none\"" },
    { "reps.R1.remove=maybe", "found \"reps.R1.remove=maybe\", expected a change such as" },
    { "reps.R1.add=true", "found it in reps.csv on line 2 already, expected a new id" },
    { "accounts.A.opportunity=*x", "found \"*x\", expected a factor such as *1.1" },
    { "managers.M1.manager=V", "found no section managers in the plan" },
    { "balance.hours.tolerance=1%", "found \"hours\", expected one entry of the list, by its number or its measure" },
    { "balance.opportunity.tolerance=lots", "--set: balance[1].tolerance: found \"lots\"" },
    { "balanse.x=1", "--set: found the unknown key \"balanse\"" },
    { "name.first=1", "found \"first\", expected nothing below a single value" },
    { "regions.1.name=x", "expected segment of one region" },
};

static void what_is_no_change(void **state)
{
    (void)state;
    make_plan();
    for (size_t k = 0; k < sizeof faults / sizeof *faults; k++) {
        char line[300];
        snprintf(line, sizeof line, "check c --set %s", faults[k].change);
        says(ambit_ends(2, line)->err, faults[k].says);
    }
}

/* `check` names files of other commands that are missing, too. */
static void a_file_that_is_missing(void **state)
{
    (void)state;
    make_plan();
    says(ambit_ends(2, "check c --set managers.file=nix.csv")->err, "managers.file: found no file \"nix.csv\"");
    put("c/managers.csv", "manager_id,manager\n");
    ambit_ends(0, "check c --set managers.file=managers.csv");
}

/* Two squares, each with two accounts; the left one becomes a segment that only R2 serves. */
static void a_region_becomes_a_segment(void **state)
{
    (void)state;
    make_plan();
    put("c/squares.geojson", "{\"type\":\"FeatureCollection\",\"features\":["
        "{\"type\":\"Feature\",\"properties\":{\"GEOID\":\"L\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
        "[[[-1,-1],[1.5,-1],[1.5,1],[-1,1],[-1,-1]]]}},"
        "{\"type\":\"Feature\",\"properties\":{\"GEOID\":\"R\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
        "[[[1.5,-1],[4,-1],[4,1],[1.5,1],[1.5,-1]]]}}]}");
    put("c/plan.yaml", "accounts: {file: accounts.csv}\nreps: {file: reps.csv}\nregions: {file: squares.geojson}\n"
        "balance:\n  - {measure: opportunity, tolerance: 10%}\n");
    put("c/reps.csv", "rep_id,name,lon,lat,segments\nR1,Ann,0,0,\nR2,Ben,3,0,\n");
    ambit_ends(0, "solve c --out out --quiet --force");
    says(get(text, "out/assignment.csv"), "A,R1\nB,R1\nC:1,R2\nD.2,R2\n");
    ambit_ends(0, "solve c --out out --quiet --force --set regions.L.segment=far --set reps.R1.segments=near");
    says(get(text, "out/assignment.csv"), "A,R2\nB,R2\nC:1,R1\nD.2,R1\n");
    says(ambit_ends(2, "check c --set regions.X.segment=far")->err,
            "found no region X, expected one of the plan's regions");
}

static void no_file_is_touched(void **state)
{
    (void)state;
    make_plan();
    strcpy(other, get(text, "c/accounts.csv"));
    ambit_ends(0, "solve c --out out --quiet --force --set accounts.*.opportunity=*2 --set limits.max_accounts=3");
    assert_string_equal(other, get(text, "c/accounts.csv"));
    assert_string_equal(line_plan, get(text, "c/plan.yaml"));
    assert_false(exists("c/out"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cell_of_a_rep),
        cmocka_unit_test(a_rep_who_comes_and_one_who_goes),
        cmocka_unit_test(cells_of_accounts),
        cmocka_unit_test(keys_of_the_plan),
        cmocka_unit_test(pairs_of_a_rep_who_left),
        cmocka_unit_test(lines_stay_where_they_are),
        cmocka_unit_test(what_is_no_change),
        cmocka_unit_test(a_file_that_is_missing),
        cmocka_unit_test(a_region_becomes_a_segment),
        cmocka_unit_test(no_file_is_touched),
    };
    return cmocka_run_group_tests(tests, make_scratch, remove_scratch);
}
