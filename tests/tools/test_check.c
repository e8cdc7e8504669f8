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
            "distances   hours of round trips from hours.csv\n"
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

/* ---- Regions with faults ---------------------------------------------------------------------------------------- */

/* Two squares of 0.1 degrees that overlap by a strip of 0.001 (111 m), and a third one a hair (0.1 m) north of the
 * first; 51 lies apart. */
#define AREA(id, name, pop, ring) "{\"type\":\"Feature\",\"properties\":{\"id\":\"" id "\",\"name\":\"" name \
    "\",\"pop\":" pop "},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[" ring "]]}}"
static const char dirty[] = "{\"type\":\"FeatureCollection\",\"features\":["
    AREA("01", "One", "5", "[0,0],[0.1,0],[0.1,0.1],[0,0.1],[0,0]") ","
    AREA("02", "Two", "6.5", "[0.099,0],[0.2,0],[0.2,0.1],[0.099,0.1],[0.099,0]") ","
    AREA("03", "007", "null", "[0,0.100001],[0.05,0.100001],[0.05,0.2],[0,0.2],[0,0.100001]") ","
    AREA("51", "Apart", "1", "[1,1],[1.1,1],[1.1,1.1],[1,1.1],[1,1]") "]}\n";

static void put_dirty(const char *folder)
{
    char name[500];
    snprintf(name, sizeof name, "%s/plan.yaml", folder);
    put(name, "name: Dirty\nregions: {file: areas.geojson, id: id}\n");
    snprintf(name, sizeof name, "%s/areas.geojson", folder);
    put(name, dirty);
}

static double number(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (!json_is_number(value)) fail_msg("%s is no number", key);
    return json_number_value(value);
}

static void has_faults(const json_t *read, long long overlaps, long long gaps, long long slivers)
{
    assert_int_equal(count(json_object_get(read, "overlaps"), "count"), overlaps);
    assert_int_equal(count(json_object_get(read, "gaps"), "count"), gaps);
    assert_int_equal(count(json_object_get(read, "slivers"), "count"), slivers);
}

static void measures_faults_of_regions(void **state)
{
    (void)state;
    put_dirty("dirty");
    json_t *read = parse(ambit_ends(0, "check dirty --json")->out);
    has_faults(read, 1, 0, 1);
    const json_t *worst = json_array_get(json_object_get(json_object_get(read, "overlaps"), "worst"), 0);
    assert_true(number(worst, "area_km2") > 1.23 && number(worst, "area_km2") < 1.24); /* 0.111195 x 11.1195 */
    assert_true(number(worst, "width_m") > 109 && number(worst, "width_m") < 112);
    const json_t *ids = json_object_get(worst, "ids");
    assert_string_equal(json_string_value(json_array_get(ids, 0)), "01");
    assert_string_equal(json_string_value(json_array_get(ids, 1)), "02");
    const json_t *island = json_array_get(json_object_get(read, "island_list"), 1);
    assert_int_equal(count(read, "islands"), 2);
    assert_string_equal(json_string_value(json_object_get(island, "id")), "51");
    assert_string_equal(json_string_value(json_object_get(island, "nearest")), "02");
    assert_string_equal(json_string_value(json_object_get(read, "format")), "GeoJSON");
    assert_int_equal(count(read, "mended"), 0);
    assert_int_equal(count(read, "empty"), 0);
    assert_int_equal(json_array_size(json_object_get(read, "bbox")), 4);
    json_decref(read);
    const ran *r = ambit_ends(0, "check dirty");
    says(r->out, "overlaps    1 (1.24 km2): places in more than one region\n");
    says(r->out, "01, 02\n");
    says(r->out, "slivers     1 (");
    says(r->out, " to 02)");
    says(r->out, "--repair OUT.shp");
    assert_false(exists("dirty/faults.geojson"));
}

static void counts_accounts_of_regions(void **state)
{
    (void)state;
    put_dirty("held");
    put("held/plan.yaml", "name: Held\nregions: {file: areas.geojson, id: id}\naccounts: {file: accounts.csv}\n"
        "reps: {file: reps.csv}\nassign: regions\nbalance: [{measure: sales, tolerance: 90%}]\n");
    put("held/accounts.csv", "account_id,lon,lat,sales\nA,0.01,0.01,1\nB,0.15,0.05,2\nC,5,5,3\n");
    put("held/reps.csv", "rep_id,lon,lat\nR1,0,0\n");
    json_t *read = parse(ambit("check held --json --quiet")->out);
    assert_int_equal(count(read, "accounts_outside"), 1);
    assert_int_equal(count(read, "regions_without_accounts"), 2);
    const json_t *first = json_array_get(json_object_get(read, "first_without_accounts"), 0);
    assert_string_equal(json_string_value(first), "03");
    json_decref(read);
    says(ambit("check held")->out, "no account  2 regions: 03, 51\n");
}

static void draws_faults(void **state)
{
    static char text[ROOM];
    (void)state;
    put_dirty("drawn");
    says(ambit_ends(0, "check drawn --out drawn/faults")->out, "drawn into drawn/faults/faults.geojson\n");
    json_t *read = parse(get(text, "drawn/faults/faults.geojson")), *features = json_object_get(read, "features");
    assert_int_equal(json_array_size(features), 2);
    const json_t *first = json_object_get(json_array_get(features, 0), "properties");
    assert_string_equal(json_string_value(json_object_get(first, "kind")), "overlap");
    assert_string_equal(json_string_value(json_object_get(first, "ids")), "01 02");
    assert_true(number(first, "area_km2") > 1.23);
    const json_t *shape = json_object_get(json_array_get(features, 1), "geometry");
    assert_string_equal(json_string_value(json_object_get(shape, "type")), "Polygon");
    json_decref(read);
    says(ambit_ends(2, "check drawn --out drawn/faults")->err, "--force");
    ambit_ends(0, "check drawn --out drawn/faults --force --quiet");
}

/* Written, read again, and nothing is left; fields are there, numbers as numbers. */
static void repairs_into(const char *file)
{
    char line[600], plan[300];
    put_dirty("repaired");
    snprintf(line, sizeof line, "check repaired --repair clean/%s", file);
    says(ambit_ends(0, line)->out, "2 regions changed\n");
    says(ambit_ends(2, line)->err, "is there already; use --force");
    strcat(line, " --force --json");
    json_t *read = parse(ambit_ends(0, line)->out), *repaired = json_object_get(read, "repaired");
    assert_int_equal(count(repaired, "overlaps"), 1);
    assert_int_equal(count(repaired, "slivers"), 1);
    assert_int_equal(count(repaired, "left"), 0);
    json_decref(read);
    snprintf(plan, sizeof plan, "name: Clean\nregions: {file: %s, id: id, name: name}\n"
            "assign: regions\nbalance: [{measure: pop, tolerance: 50%%, empty: 0}]\nreps: {file: reps.csv}\n", file);
    put("clean/plan.yaml", plan);
    put("clean/reps.csv", "rep_id,lon,lat\nR1,0,0\nR2,1,1\n");
    read = parse(ambit("check clean --json --quiet")->out);
    has_faults(read, 0, 0, 0);
    assert_int_equal(count(read, "regions"), 4);
    assert_int_equal(count(read, "islands"), 1);
    assert_int_equal(count(read, "n_errors"), 0);
    const json_t *rule = json_array_get(json_object_get(read, "measures"), 0);
    assert_true(number(rule, "total") > 12.49 && number(rule, "total") < 12.51);
    json_decref(read);
}

static void repairs_into_a_shapefile(void **state)
{
    (void)state;
    repairs_into("areas.shp");
}

static void repairs_into_geojson(void **state)
{
    static char text[ROOM];
    (void)state;
    repairs_into("areas.geojson");
    get(text, "clean/areas.geojson");
    says(text, "\"007\"");
    says(text, "6.5");
    says_not(text, "\"6.5\"");
}

static void refuses_what_it_cannot_write(void **state)
{
    (void)state;
    put_dirty("refused");
    put_line("line");
    says(ambit_ends(2, "check refused --repair clean.gpkg")->err, "expected a name that ends in .shp or .geojson");
    says(ambit_ends(2, "check line --repair clean.shp")->err, "the plan names no regions");
    says(ambit_ends(2, "check line --out faults")->err, "the plan names no regions");
    assert_false(exists("clean.shp"));
    assert_false(exists("faults"));
}

/* The county layer as it is, by GEOS's intersections of boundaries; not everywhere is it there. */
static void counts_pairs_of_real_counties(void **state)
{
    char path[4096], plan[5000];
    (void)state;
    if (!realpath("../shared/data/us_counties_wgs84.shp", path)) {
        print_message("no layer us_counties_wgs84 here: skipped\n");
        skip();
    }
    snprintf(plan, sizeof plan, "name: Counties\nregions: {file: %s, id: GEOID}\n", path);
    put("counties/plan.yaml", plan);
    json_t *read = parse(ambit_ends(0, "check counties --json --quiet")->out);
    assert_int_equal(count(read, "regions"), 3231);
    assert_int_equal(count(read, "rook_pairs"), 8940);
    assert_int_equal(count(read, "queen_pairs"), 9341);
    assert_int_equal(count(read, "mended"), 39);
    assert_int_equal(count(read, "empty"), 1);
    has_faults(read, 2, 0, 0); /* GEOS intersects these two triples, and no others */
    json_decref(read);
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

/* Two accounts in New York in the old datum's grid, metres; reps in degrees. */
static void accounts_in_an_old_datum_are_warned_of(void **state)
{
    (void)state;
    put("datum/plan.yaml", "accounts: {file: accounts.csv, id: account_id, x: e, y: n, crs: EPSG:26718}\n"
        "reps: {file: reps.csv, id: rep_id, lon: lon, lat: lat}\nbalance:\n"
        "  - {measure: opportunity, tolerance: 10%}\n");
    put("datum/accounts.csv", "account_id,e,n,opportunity\nA,583960,4507523,10\nB,584960,4508523,10\n");
    put("datum/reps.csv", "rep_id,lon,lat\nR1,-74,40.7\nR2,-73.9,40.7\n");
    const ran *r = ambit_ends(0, "check datum");
    says(r->err, "warning: accounts.csv: crs: NAD27 to WGS 84");
    says(r->err, "without grid files: places are off by 10 m as a rule");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_what_was_read),
        cmocka_unit_test(tells_it_as_json),
        cmocka_unit_test(regions_alone_are_enough),
        cmocka_unit_test(measures_faults_of_regions),
        cmocka_unit_test(counts_accounts_of_regions),
        cmocka_unit_test(draws_faults),
        cmocka_unit_test(repairs_into_a_shapefile),
        cmocka_unit_test(repairs_into_geojson),
        cmocka_unit_test(refuses_what_it_cannot_write),
        cmocka_unit_test(counts_pairs_of_real_counties),
        cmocka_unit_test(all_faults_in_one_pass),
        cmocka_unit_test(no_more_than_fifty_are_shown),
        cmocka_unit_test(yaml_faults_name_line_and_key),
        cmocka_unit_test(warnings_do_not_stop),
        cmocka_unit_test(accounts_in_an_old_datum_are_warned_of),
    };
    return cmocka_run_group_tests_name("tools/check", tests, make_scratch, remove_scratch);
}
