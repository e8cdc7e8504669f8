/* Where accounts lie and how far it is, through the whole program: on North Carolina's counties. */
#include "tests/tools/program.h"

#define NC "regions: {file: counties.shp, id: GEOID, name: NAME}\nreps: {file: reps.csv, lon: lon, lat: lat}\n"

static void put_nc(const char *folder, const char *plan, const char *accounts)
{
    char line[1000], name[300];
    snprintf(name, sizeof name, "%s/plan.yaml", folder);
    put(name, plan);
    snprintf(name, sizeof name, "%s/accounts.csv", folder);
    put(name, accounts);
    snprintf(name, sizeof name, "%s/reps.csv", folder);
    put(name, "rep_id,lon,lat\nR1,-82.5,35.5\nR2,-78.6,35.8\n");
    snprintf(line, sizeof line, "cp instances/data/north-carolina/counties.* '%s/%s'", scratch, folder);
    assert_int_equal(system(line), 0);
}

/* B is 12 km south of the state, C in the Atlantic; D lies inside. */
static void rejects_say_what_was_nearest(void **state)
{
    (void)state;
    static char text[ROOM];
    put_nc("out", "accounts: {file: accounts.csv, lon: lon, lat: lat, outside: nearest within 20 km}\n" NC
            "assign: regions\nbalance:\n  - {measure: POP, tolerance: 100%}\n",
            "account_id,lon,lat\nB,-79.5,34.5\nC,-70,34\nD,-78.6,35.8\n");
    const ran *r = ambit_ends(0, "solve out --effort 0.01");
    says(r->err, "accounts.csv: found 1 account outside every region of counties.shp (C ");
    says(r->err, "accounts.csv: found 1 account outside every region of counties.shp but within 20 km of one (B ");
    get(text, "out/out/rejects.csv");
    says(text, "file,id,reason,nearest_region,km\naccounts.csv,C,outside every region,37055,");
    says_not(text, ",B,");
    r = ambit_ends(0, "check out --json");
    says(r->out, "\"accounts_outside\": 2,");
}

static void zips_reach_counties_by_a_crosswalk(void **state)
{
    (void)state;
    static char text[ROOM];
    put_nc("zips", "accounts: {file: accounts.csv, region: zip, crosswalk: zips.csv}\n" NC
            "assign: regions\nbalance:\n  - {measure: accounts, tolerance: 200%}\n",
            "account_id,zip\nA,27601\nB,2801\nC,99999\n");
    put("zips/zips.csv", "key,region_id,share\n27601,37183,0.9\n27601,37063,0.1\n02801,37119,1\n");
    const ran *r = ambit_ends(0, "solve zips --effort 0.01");
    says(r->err, "warning: zips.csv: key: found 1 key of several regions (27601 in 37183)");
    says(r->err, "warning: accounts.csv: zip: found 1 account (B) whose ids differ from those of zips.csv in leading "
            "zeros alone");
    says(get(text, "zips/out/rejects.csv"), "accounts.csv,C,the crosswalk does not have its key,,\n");
    says(get(text, "zips/out/plan.json"), "{\"file\": \"zips.csv\", \"sha256\": ");
}

static void distances_are_told_with_their_error(void **state)
{
    (void)state;
    static char text[ROOM];
    const char accounts[] = "account_id,lon,lat\nA,-82,35.5\nB,-79,35.7\n";
    put_nc("far", "accounts: {file: accounts.csv, lon: lon, lat: lat}\n" NC "travel: {distance: geodesic, "
            "circuity_field: PLACES}\nbalance:\n  - {measure: accounts, tolerance: 100%}\n", accounts);
    const char words[] = "great circles on a sphere fitted to WGS 84 here, at most 0.00000";
    const ran *r = ambit_ends(0, "check far");
    says(r->out, "distances   ");
    says(r->out, words);
    says(r->out, "times PLACES of the region, 1.3 elsewhere");
    r = ambit_ends(0, "solve far --effort 0.01");
    says(r->out, words);
    says(r->out, "tours       6 visits each: ");
    says(get(text, "far/out/plan.json"), words);
    put_nc("odd", "accounts: {file: accounts.csv, lon: lon, lat: lat}\n" NC "travel: {circuity_field: POP}\nbalance:\n"
            "  - {measure: accounts, tolerance: 100%}\n", accounts);
    r = ambit_ends(2, "check odd");
    says(r->err, "counties.shp: POP: found ");
    says(r->err, " expected a factor such as 1.3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rejects_say_what_was_nearest),
        cmocka_unit_test(zips_reach_counties_by_a_crosswalk),
        cmocka_unit_test(distances_are_told_with_their_error),
    };
    return cmocka_run_group_tests_name("tools/places", tests, make_scratch, remove_scratch);
}
