/* Which reader a file gets, told by its name, and what is said of those that have none. */
#include "tests/geo/format/text_layer.h"

#include <sys/stat.h>

#define FEATURE "{\"type\":\"Feature\",\"id\":1,\"geometry\":{\"type\":\"Point\",\"coordinates\":[8,47]}}"
#define READ "1 1: at 8, 47\n"
#define NOT_READ(file) file ": found a format that is not read, expected a shapefile (.shp, .zip), GeoJSON " \
    "(.geojson) or a table (.csv): convert it, such as by `ogr2ogr regions.shp " file "` [E001]\n"

static struct text_case cases[] = {
    { "GeoJSON", "t.geojson", FEATURE, 0, { 0 }, READ },
    { "GeoJSON in capitals", "T.GEOJSON", FEATURE, 0, { 0 }, READ },
    { "GeoJSON that is called JSON", "t.json", FEATURE, 0, { 0 }, READ },
    { "a feature a line", "t.ndjson", FEATURE, 0, { 0 }, READ },
    { "a feature a line, as GDAL calls it", "t.geojsonl", FEATURE, 0, { 0 }, READ },
    { "a text sequence", "t.geojsons", FEATURE, 0, { 0 }, READ },
    { "a table", "t.csv", "id,lon,lat\n1,8,47\n", 0, { 0 }, READ },
    { "a table in capitals", "T.CSV", "id,lon,lat\n1,8,47\n", 0, { 0 }, READ },
    { "TopoJSON", "t.topojson", "{\"type\":\"Topology\"}", 0, { 0 }, "t.topojson: found TopoJSON, expected GeoJSON: "
      "convert it, such as by `ogr2ogr -f GeoJSON regions.geojson t.topojson` [E042]\n" },
    { "a GeoPackage", "t.gpkg", "SQLite format 3", 0, { 0 }, NOT_READ("t.gpkg") },
    { "KML", "t.KML", "<kml/>", 0, { 0 }, NOT_READ("t.KML") },
};

static void what_cannot_be_opened_is_told(void **state)
{
    static const struct { const char *file, *words; } wrongs[] = {
        { "none.geojson", "none.geojson: cannot be opened (No such file or directory): correct the name or its rights "
          "[E001]" },
        { "folder.json", "folder.json: cannot be opened (it is no file): correct the name or its rights [E001]" },
        { "none.csv", "none.csv: found no file that can be opened (No such file or directory), expected a CSV file, "
          "correct the name or its rights [E001]" },
    };
    test_folder folder;
    (void)state;
    folder_open(&folder);
    assert_int_equal(mkdir(in_folder(&folder, "folder.json"), 0700), 0);
    for (size_t k = 0; k < sizeof wrongs / sizeof *wrongs; k++) {
        ambit_layer *layer = NULL;
        ambit_diagnosis *diagnosis = ambit_diagnosis_build();
        assert_int_equal(ambit_layer_read(&layer, &(ambit_layer_source){ .path = in_folder(&folder, wrongs[k].file),
                .shown = wrongs[k].file, .id_field = "id" }, diagnosis, NULL), AMBIT_E_INPUT);
        assert_string_equal(ambit_diagnosis_error_text(diagnosis, 0), wrongs[k].words);
        assert_int_equal(ambit_diagnosis_n_errors(diagnosis), 1);
        ambit_diagnosis_free(diagnosis);
    }
    rmdir(in_folder(&folder, "folder.json"));
    folder_close(&folder);
}

int main(void)
{
    enum { CASES = sizeof cases / sizeof *cases };
    struct CMUnitTest tests[CASES + 1] = { cmocka_unit_test(what_cannot_be_opened_is_told) };
    for (size_t k = 0; k < CASES; k++)
        tests[1 + k] = (struct CMUnitTest){ cases[k].name, reads_as_expected, NULL, NULL, &cases[k] };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
