/* The layers that `ambit solve` writes, read by GDAL where it is installed, and by ambit itself. */
#include "tests/tools/program.h"
#include "geo/layer.h"

#include <jansson.h>
#include <math.h>

static char text[ROOM], other[ROOM];

/* A map of 6 x 4 squares of 0.1 degrees, whose western and eastern edges bulge by a metre to the east. */
static void put_map(const char *folder, const char *more)
{
    char name[500], *csv;
    size_t size;
    FILE *to = open_memstream(&csv, &size);
    fputs("id,people,wkt\n", to);
    for (int k = 0; k < 24; k++) {
        double x = 10 + .1 * (k % 6), y = 50 + .1 * (k / 6);
        fprintf(to, "C%d,%d,\"POLYGON((%.9g %.9g,%.9g %.9g,%.9g %.9g,%.9g %.9g,%.9g %.9g,%.9g %.9g))\"\n", k,
                100 + k * 7 % 5, x, y, x + .1, y, x + .10002, y + .05, x + .1, y + .1, x, y + .1, x + .00002, y + .05);
    }
    fclose(to);
    snprintf(name, sizeof name, "%s/map.csv", folder);
    put(name, csv);
    free(csv);
    snprintf(name, sizeof name, "%s/plan.yaml", folder);
    snprintf(text, sizeof text, "name: map\nregions: {file: map.csv, id: id, wkt: wkt, crs: 'EPSG:4326'}\n"
            "assign: regions\nterritories: {count: 4, objective: distance}\ncontiguity: {rule: rook}\n"
            "balance:\n  - {measure: people, tolerance: 25%%}\n%s", more);
    put(name, text);
}

/* Of the whole map; what one cell bulges to the east, its neighbour lacks in the west, but for the rim. */
static double map_km2(void)
{
    const double rad = 3.14159265358979323846 / 180;
    return 6371.0088 * 6371.0088 * .6 * rad * (sin(50.4 * rad) - sin(50 * rad));
}

static json_t *read_json(const char *name)
{
    json_error_t error;
    json_t *read = json_loads(get(text, name), JSON_REJECT_DUPLICATES, &error);
    if (!read) fail_msg("%s:%d: %s in:\n%s", name, error.line, error.text, text);
    return read;
}

static size_t n_positions(const json_t *value)
{
    size_t n = 0;
    if (json_is_number(json_array_get(value, 0))) return 1;
    for (size_t k = 0; k < json_array_size(value); k++) n += n_positions(json_array_get(value, k));
    return n;
}

static size_t n_positions_of(const char *name)
{
    json_t *layer = read_json(name), *features = json_object_get(layer, "features");
    size_t n = 0;
    for (size_t k = 0; k < json_array_size(features); k++)
        n += n_positions(json_object_get(json_object_get(json_array_get(features, k), "geometry"), "coordinates"));
    json_decref(layer);
    return n;
}

/* What a layer says when ambit reads it again. */
static ambit_layer *read_back(const ambit_layer_source *source)
{
    ambit_layer *layer = NULL;
    ambit_error err = { AMBIT_OK, "" };
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    if (ambit_layer_read(&layer, source, diagnosis, &err)) fail_msg("%s", ambit_diagnosis_error_text(diagnosis, 0));
    assert_int_equal(ambit_diagnosis_n_warnings(diagnosis), 0);
    assert_int_equal(layer->n_mended, 0);
    ambit_diagnosis_free(diagnosis);
    return layer;
}

static void all_formats_say_the_same(void **state)
{
    static const char *const column[] = { "area_km2", "people" };
    char path[3][4096];
    ambit_layer *layer[3];
    (void)state;
    put_map("formats", "output: {wkt: true}\n");
    ambit_ends(0, "solve formats --quiet");
    layer[0] = read_back(&(ambit_layer_source){ .path = in_scratch(path[0], "formats/out/territories.shp"),
            .shown = "territories.shp", .id_field = "rep_id", .wanted = column, .n_wanted = 2 });
    layer[1] = read_back(&(ambit_layer_source){ .path = in_scratch(path[1], "formats/out/territories.geojson"),
            .shown = "territories.geojson", .id_field = "rep_id", .wanted = column, .n_wanted = 2 });
    layer[2] = read_back(&(ambit_layer_source){ .path = in_scratch(path[2], "formats/out/territories_wkt.csv"),
            .shown = "territories_wkt.csv", .id_field = "rep_id", .wkt = "wkt", .crs = "EPSG:4326" });
    for (int k = 0; k < 3; k++) {
        double sum = 0;
        assert_int_equal(layer[k]->n, 4);
        for (uint32_t r = 0; r < 4; r++) {
            double km2 = ambit_shape_area_km2(ambit_layer_shape(layer[k], r));
            sum += km2;
            assert_string_equal(layer[k]->id[r], layer[0]->id[r]);
            if (k < 2) assert_true(fabs(layer[k]->field[0].value[r] / km2 - 1) < 1e-6);
            if (k < 2) assert_true(layer[k]->field[1].value[r] == layer[0]->field[1].value[r]);
        }
        assert_true(fabs(sum / map_km2() - 1) < 1e-4);
    }
    for (int k = 0; k < 3; k++) ambit_layer_free(layer[k]);
    says(get(text, "formats/out/territories.fields.csv"), "people_shr,people_share\n");
}

/* Fewer points, and still nothing missing between neighbours: the sum of the areas is that of the union. */
static void simplified_layers_have_no_gaps(void **state)
{
    char path[4096];
    (void)state;
    put_map("plain", "");
    put_map("thin", "output: {simplify: 20 m}\n");
    ambit_ends(0, "solve plain --quiet");
    ambit_ends(0, "solve thin --quiet");
    assert_string_equal(get(text, "thin/out/assignment.csv"), get(other, "plain/out/assignment.csv"));
    size_t before = n_positions_of("plain/out/territories.geojson");
    size_t after = n_positions_of("thin/out/territories.geojson");
    assert_true(after < before * 2 / 3);
    ambit_layer *layer = read_back(&(ambit_layer_source){ .path = in_scratch(path, "thin/out/territories.shp"),
            .shown = "territories.shp", .id_field = "rep_id" });
    double sum = 0;
    for (uint32_t r = 0; r < layer->n; r++) sum += ambit_shape_area_km2(ambit_layer_shape(layer, r));
    assert_true(fabs(sum / map_km2() - 1) < 1e-4);
    ambit_layer_free(layer);
    assert_string_equal(get(text, "thin/out/territories.csv"), get(other, "plain/out/territories.csv"));
}

/* GDAL is another reader: it must find the features, the names and the areas, and complain of nothing. */
static void gdal_reads_them_without_a_word(void **state)
{
    static const char *const layers[] = { "territories.shp", "territories.geojson" };
    char line[9000];
    (void)state;
    if (system("ogrinfo --version >/dev/null 2>&1")) {
        print_message("ogrinfo is not there\n");
        skip();
    }
    put_map("gdal", "output: {simplify: 20 m, wkt: true}\n");
    ambit_ends(0, "solve gdal --quiet");
    for (size_t k = 0; k < 2; k++) {
        snprintf(line, sizeof line, "cd '%s/gdal/out' && ogrinfo -al -so %s >ogr.txt 2>&1; test $? = 0", scratch,
                layers[k]);
        assert_int_equal(system(line), 0);
        get(text, "gdal/out/ogr.txt");
        says(text, "Feature Count: 4");
        says(text, "WGS 84");
        says(text, "rep_id: String");
        if (strstr(text, "arning") || strstr(text, "ERROR")) fail_msg("%s", text);
        snprintf(line, sizeof line, "cd '%s/gdal/out' && ogr2ogr -f GeoJSON copy%zu.json %s >ogr.txt 2>&1 && "
                 "test ! -s ogr.txt", scratch, k, layers[k]);
        if (system(line)) fail_msg("%s", get(text, "gdal/out/ogr.txt"));
    }
}

/* Accounts alone: their cells, united by rep, cover each other's places and nothing twice. */
static void accounts_have_territories_too(void **state)
{
    char *csv, path[4096];
    size_t size;
    FILE *to = open_memstream(&csv, &size);
    (void)state;
    fputs("account_id,lon,lat,opportunity\n", to);
    for (int k = 0; k < 300; k++)
        fprintf(to, "A%d,%.4f,%.4f,%d\n", k, 7 + .013 * (k * 37 % 101), 47 + .011 * (k * 53 % 97), 1 + k % 4);
    fclose(to);
    put("accounts/accounts.csv", csv);
    free(csv);
    put("accounts/reps.csv", "rep_id,lon,lat\nR1,7.2,47.2\nR2,8,47.8\nR3,7.3,47.9\n");
    put("accounts/plan.yaml", "name: a\naccounts: {file: accounts.csv, id: account_id, lon: lon, lat: lat}\n"
        "reps: {file: reps.csv, id: rep_id, lon: lon, lat: lat}\nassign: accounts\n"
        "balance:\n  - {measure: opportunity, tolerance: 20%}\n");
    ambit_ends(0, "solve accounts --quiet --effort 0.1");
    ambit_layer *layer = read_back(&(ambit_layer_source){ .path = in_scratch(path, "accounts/out/territories.shp"),
            .shown = "territories.shp", .id_field = "rep_id" });
    assert_int_equal(layer->n, 3);
    double box_km2 = 0, sum = 0;
    for (uint32_t r = 0; r < 3; r++) sum += ambit_shape_area_km2(ambit_layer_shape(layer, r));
    ambit_box box = ambit_points_box(layer->lon_deg, layer->lat_deg, layer->point_first[layer->n_parts]);
    double ring_x[] = { box.west, box.east, box.east, box.west, box.west };
    double ring_y[] = { box.south, box.south, box.north, box.north, box.south };
    ambit_rings frame = { 0 };
    assert_int_equal(ambit_rings_add(&frame, ring_x, ring_y, 5, 0), 0);
    box_km2 = ambit_shape_area_km2(ambit_rings_view(&frame, 0, 1));
    assert_true(sum > .8 * box_km2 && sum < box_km2);
    ambit_rings_reset(&frame);
    ambit_layer_free(layer);
}

/* ZIP points, of which two lie in one place: regions like others, that hang together. */
static void points_are_regions(void **state)
{
    (void)state;
    put("points/zips.csv", "zip,lon,lat,people\nA,10,50,1\nB,10.1,50,1\nC,10.2,50,1\nD,10.2,50,1\nE,10,50.1,1\n"
        "F,10.1,50.1,1\nG,10.2,50.1,1\nH,10.05,50.2,1\n");
    put("points/plan.yaml", "name: p\nregions: {file: zips.csv, id: zip, lon: lon, lat: lat}\nassign: regions\n"
        "territories: {count: 2, objective: distance}\ncontiguity: {rule: rook}\n"
        "balance:\n  - {measure: people, tolerance: 10%}\n");
    const ran *r = ambit_ends(0, "check points --json");
    says(r->out, "\"regions\": 8");
    says(r->out, "\"parts\": 1");
    says(r->out, "\"islands\": 0");
    ambit_ends(0, "solve points --quiet");
    json_t *layer = read_json("points/out/territories.geojson");
    assert_int_equal(json_array_size(json_object_get(layer, "features")), 2);
    json_decref(layer);
    put("points/edge.csv", "wkt\n\"SRID=4326;POLYGON((9.9 49.9,10.13 49.9,10.13 50.3,9.9 50.3,9.9 49.9))\"\n");
    put("points/plan.yaml", "name: p\nregions: {file: zips.csv, id: zip, lon: lon, lat: lat, outline: edge.csv}\n"
        "assign: regions\nterritories: {count: 2, objective: distance}\n"
        "balance:\n  - {measure: people, tolerance: 10%}\n");
    r = ambit_ends(0, "check points");
    says(r->err, "found 3 of 8 points outside of the outline (C, D, G), expected all inside; 3 of them get no area");
}

/* Two vendors' squares, 11 m apart at the equator, and a third that fits. */
static void a_tolerance_closes_hairs(void **state)
{
    static const char map[] = "name: s\nregions: {file: map.csv, id: id, wkt: wkt, crs: 'EPSG:4326'}\n"
        "assign: regions\nterritories: {count: 1, objective: distance}\ncontiguity: {rule: rook%s}\n"
        "balance:\n  - {measure: people, tolerance: 10%%}\n";
    (void)state;
    put("snap/map.csv", "id,people,wkt\nA,1,\"POLYGON((0 0,.1 0,.1 .1,0 .1,0 0))\"\n"
        "B,1,\"POLYGON((.1001 0,.2 0,.2 .1,.1001 .1,.1001 0))\"\nC,1,\"POLYGON((.2 0,.3 0,.3 .1,.2 .1,.2 0))\"\n");
    snprintf(text, sizeof text, map, "");
    put("snap/plan.yaml", text);
    const ran *r = ambit_ends(3, "check snap --json"); /* one territory cannot have both parts */
    says(r->out, "\"rook_pairs\": 1,");
    says(r->out, "\"parts\": 2,");
    snprintf(text, sizeof text, map, ", snap: 20 m");
    put("snap/plan.yaml", text);
    r = ambit_ends(0, "check snap --json");
    says(r->out, "\"rook_pairs\": 2,");
    says(r->out, "\"parts\": 1,");
    ambit_ends(0, "solve snap --quiet");
    says(get(text, "snap/out/territories.csv"), "border_km");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_formats_say_the_same),
        cmocka_unit_test(simplified_layers_have_no_gaps),
        cmocka_unit_test(gdal_reads_them_without_a_word),
        cmocka_unit_test(accounts_have_territories_too),
        cmocka_unit_test(points_are_regions),
        cmocka_unit_test(a_tolerance_closes_hairs),
    };
    return cmocka_run_group_tests_name("tools/layers", tests, make_scratch, remove_scratch);
}
