/* Whole regions without accounts, territories that hang together, centres to be chosen: what `check` says of the plan
 * folder before anything is solved, and what `solve` makes of it. The map is that of the hundred counties of North
 * Carolina. */
#include "tests/tools/program.h"

#define MAP "name: Counties\nregions: {file: counties.shp, id: GEOID, name: NAME}\nassign: regions\n"
#define POP(tolerance) "balance: [{measure: POP, tolerance: " tolerance "}]\n"
#define WITH_ACCOUNTS "accounts: {file: accounts.csv, region: county}\n"

/* A folder, how `check` ends, and what it says. */
static const struct folder {
    const char *name, *plan, *accounts, *file;
    int code;
    const char *out, *err;
} folders[] = {
    { "regions alone can be planned", MAP "territories: {count: 6, objective: moment, amount: POP}\n"
      "contiguity: {rule: rook}\ncompactness: {border: 0.1}\n" POP("5%"), NULL, NULL, 0,
      "territories 6: 6 with a centre to be chosen\n", "" },
    { "candidates are counted", MAP "territories: {count: 2, candidates: some.csv}\n" POP("5%"), NULL,
      "unit_id\n37001\n37003\n", 0, "territories 2: 2 with a centre to be chosen; candidates in some.csv\n", "" },
    { "more territories than counties", MAP "territories: {count: 101}\n" POP("5%"), NULL, NULL, 2, "",
      "found 101 territories without a home but 100 units, expected a place for the centre of each" },
    { "more territories than candidates", MAP "territories: {count: 3, candidates: some.csv}\n" POP("5%"), NULL,
      "unit_id\n37001\n37003\n", 2, "", "found 3 territories without a home but 2 candidates" },
    { "a county above the upper bound", MAP "territories: {count: 6}\ncontiguity: {rule: rook}\n" POP("3%"), NULL, NULL,
      3, "unit Mecklenburg (37119) needs 984834 of POP, more than any rep who may serve it can have", "" },
    { "a measure that is nowhere", MAP "territories: {count: 6, amount: people}\n" POP("5%"), NULL, NULL, 2, "",
      "people: there is no such field" },
    { "people who are nowhere", MAP "territories: {count: 6}\n" WITH_ACCOUNTS
      "balance: [{measure: pop, tolerance: 5%}]\n", "account_id,county,pop\nA,37001,0\nB,37003,0\n", NULL, 2, "",
      "found pop 0 everywhere, expected an amount above 0" },
    { "a link to nowhere", MAP "territories: {count: 6}\ncontiguity: {rule: rook, links: some.csv}\n" POP("5%"), NULL,
      "unit_id,other_id\n37001,37999\n", 2, "", "some.csv:2: other_id: found \"37999\", expected the id of a region" },
    { "no links at all", MAP "territories: {count: 6}\ncontiguity: {rule: rook, links: none.csv}\n" POP("5%"), NULL,
      NULL, 2, "", "none.csv: found no file that can be opened (No such file or directory), expected a CSV file" },
    { "a plan of today that is nowhere", MAP "territories: {count: 6}\nstability: {current: today}\n" POP("5%"), NULL,
      NULL, 2, "", "today: there is no such field" },
    { "a field that names other reps", MAP "territories: {count: 6}\nstability: {current: NAME}\n" POP("5%"), NULL,
      NULL, 0, "verdict     no error, 1 warning", "NAME: found 100 regions of reps who are not in " },
    { "territories of today in parts", MAP "territories: {count: 6}\ncontiguity: {rule: rook}\n" WITH_ACCOUNTS
      POP("5%"), "account_id,county,current_rep\nA,37001,T001\nB,37039,T001\nC,37003,T002\n", NULL, 0,
      "verdict     no error, 1 warning",
      "found 1 territory of today in parts: T001 in 2, expected each to hang together" },
};

static void is_told_before_anything_is_solved(void **state)
{
    const struct folder *f = *state;
    put("map/plan.yaml", f->plan);
    if (f->accounts) put("map/accounts.csv", f->accounts);
    if (f->file) put("map/some.csv", f->file);
    const ran *r = ambit_ends(f->code, "check map");
    says(r->out, f->out);
    if (*f->err) says(r->err, f->err);
    else assert_string_equal(r->err, "");
}

/* ---- Solved ---- */

static char text[ROOM], other[ROOM];

/* The unit of each centre is one of its own territory. */
static void sits_among_its_own(const char *territories, const char *assignment)
{
    char rep[20], centre[20], row[60];
    int n = 0;
    for (const char *line = strchr(territories, '\n'); line && line[1]; line = strchr(line + 1, '\n'), n++) {
        assert_int_equal(sscanf(line + 1, "%19[^,],%*[^,],%19[^,],", rep, centre), 2);
        snprintf(row, sizeof row, "\n%s,%s\n", centre, rep);
        says(assignment, row);
    }
    assert_int_equal(n, 4);
}

/* Proven or not, the plan keeps the rules, hangs together, and is the same for any number of threads. */
static void whole_counties_become_territories(void **state)
{
    (void)state;
    put("map/plan.yaml", MAP "territories: {count: 4, objective: moment, amount: POP}\n"
            "contiguity: {rule: rook}\ncompactness: {border: 1000}\n" POP("10%"));
    says(ambit_ends(0, "solve map --effort 0.01 --threads 1 --out map/one")->out, "\nconnected   ");
    ambit_ends(0, "solve map --effort 0.01 --threads 2 --quiet --out map/two");
    assert_string_equal(get(text, "map/one/plan.json"), get(other, "map/two/plan.json"));
    says(text, "\"verified\": true");
    says(text, "\"contiguity_checks\": {\n    \"leaf\": ");
    says_not(text, "\"border\": 0\n");
    assert_string_equal(get(text, "map/one/territories.csv"), get(other, "map/two/territories.csv"));
    says(text, "rep_id,name,centre,units,accounts,visits,travel_km2,tour_km,tour_area_km,POP,");
    says(text, ",area_km2,perimeter_km,polsby_popper,reock,border_km,moment_km2\nT001,");
    sits_among_its_own(text, get(other, "map/one/assignment.csv"));
    says(ambit_ends(0, "evaluate map map/one/assignment.csv --effort 0.01")->out, "verdict     within every rule\n");
    /* Pender at the coast goes to whoever has Cherokee in the far west: that territory cannot hang together. */
    char *cherokee = strstr(other, "37039,T"), *pender = strstr(other, "37141,T");
    assert_true(cherokee && pender && strncmp(cherokee + 6, pender + 6, 4) != 0);
    memcpy(pender + 6, cherokee + 6, 4);
    put("map/torn.csv", other);
    says(ambit_ends(1, "evaluate map map/torn.csv --effort 0.01")->out, "verdict     VIOLATED\n");
}

static int make_map(void **state)
{
    char line[8192];
    if (make_scratch(state)) return -1;
    put("map/plan.yaml", MAP);
    snprintf(line, sizeof line, "cp instances/data/north-carolina/counties.* '%s/map'", scratch);
    return system(line);
}

int main(void)
{
    enum { N = sizeof folders / sizeof *folders };
    struct CMUnitTest tests[N + 1];
    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ folders[i].name, is_told_before_anything_is_solved, NULL, NULL,
            (void *)&folders[i] };
    tests[N] = (struct CMUnitTest)cmocka_unit_test(whole_counties_become_territories);
    return cmocka_run_group_tests_name("tools/contiguity", tests, make_map, remove_scratch);
}
