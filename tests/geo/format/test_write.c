/* What is written: read back by our own reader, by jansson and by ogrinfo. */
#include "tests/geo/shapes.h"
#include "geo/format/write.h"

#include <jansson.h>
#include <math.h>

static const char *const cells[] = {
    "0 0, 3 0, 3 3, 0 3; 1 1, 1 2, 2 2, 2 1",           /* with a lake */
    "",                                                 /* no shape */
    "179 10, 182 10, 182 11, 179 11",                   /* across the antimeridian */
    "-70.12345678901 40, -70 40, -70 40.98765432109",   /* more than 7 decimals */
};
enum { N = sizeof cells / sizeof *cells };

static const char *const rep[N] = { "R1", "R2", "Zo\xC3\xAB \"Q\" <b>", "007" };
static const double accounts[N] = { 12, 0, 1e6, NAN }, hours[N] = { 1.5, NAN, -123456.789012345, 0 };
static const ambit_attribute attributes[] = {
    { "rep_id", rep, NULL }, { "number of accounts", NULL, accounts }, { "number of hours", NULL, hours },
};
enum { A = sizeof attributes / sizeof *attributes };

/* The names that long ones become. */
static void field_names_are_cut_and_unique(void **state)
{
    static const char *const text[1] = { "" };
    static const ambit_attribute attribute[] = {
        { "rep_id", text, NULL }, { "travel_hours_a", text, NULL }, { "travel_hours_b", text, NULL }, { "TRAVEL_HOU",
          text, NULL },
        { "caf\xC3\xA9 & bar", text, NULL }, { "", text, NULL }, { "", text, NULL }, { "travel_h_2", text, NULL },
    };
    static const char *const expected[] = { "rep_id", "travel_hou", "travel_h_1", "TRAVEL_H_2", "caf_____ba", "field",
            "field_1", "travel_h_3" };
    char name[8][11];
    (void)state;
    ambit_write_field_names(name, attribute, 8);
    for (int a = 0; a < 8; a++) assert_string_equal(name[a], expected[a]);
}

/* A layer of points: one of them is nowhere. */
static void points_come_back(void **state)
{
    static const char *id[] = { "a", "b" };
    static const ambit_attribute attribute = { "GEOID", id, NULL };
    double lon[] = { -70.12345678901, NAN }, lat[] = { 40.5, NAN };
    uint32_t no_parts[3] = { 0 };
    const ambit_layer layer = { .n = 2, .id = id, .name = id, .is_points = 1, .part_first = no_parts,
        .centre_lon_deg = lon, .centre_lat_deg = lat };
    test_folder folder;
    ambit_layer *back = NULL;
    ambit_error err = { AMBIT_OK, "" };
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    char *text = NULL;
    size_t length;
    (void)state;
    FILE *to = open_memstream(&text, &length);
    assert_int_equal(ambit_write_geojson(to, &layer, &attribute, 1, &err), AMBIT_OK);
    fclose(to);
    assert_non_null(strstr(text, "\"geometry\":{\"type\":\"Point\",\"coordinates\":[-70.1234568,40.5000000]}}"));
    assert_non_null(strstr(text, "\"geometry\":null}"));
    free(text);
    folder_open(&folder);
    lon[1] = 179.5, lat[1] = -10;
    assert_int_equal(ambit_write_shapefile(in_folder(&folder, "t"), &layer, &attribute, 1, &err), AMBIT_OK);
    char path[4096];
    snprintf(path, sizeof path, "%s.shp", in_folder(&folder, "t"));
    const ambit_layer_source source = { .path = path, .shown = "t.shp", .id_field = "GEOID" };
    if (ambit_layer_read(&back, &source, diagnosis, &err)) fail_msg("%s", err.text);
    assert_true(back->is_points && back->n == 2);
    assert_true(back->centre_lon_deg[0] == lon[0] && back->centre_lat_deg[1] == -10);
    ambit_layer_free(back);
    ambit_diagnosis_free(diagnosis);
    folder_close(&folder);
}

static void shapefiles_come_back(void **state)
{
    test_folder folder;
    ambit_layer *layer = layer_of(cells, N), *back = NULL;
    const char *wanted[] = { "number_of_", "number_o_1" };
    ambit_error err = { AMBIT_OK, "" };
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    (void)state;
    folder_open(&folder);
    if (ambit_write_shapefile(in_folder(&folder, "t"), layer, attributes, A, &err)) fail_msg("%s", err.text);
    /* the null shape is the one thing that the reader must complain of */
    assert_int_equal(ambit_layer_read(&back, &(ambit_layer_source){ .path = in_folder(&folder, "t.shp"),
            .shown = "t.shp", .id_field = "rep_id", .wanted = wanted, .n_wanted = 2 }, diagnosis, NULL),
            AMBIT_E_INPUT);
    assert_int_equal(ambit_diagnosis_n_errors(diagnosis), 1);
    assert_non_null(strstr(ambit_diagnosis_error_text(diagnosis, 0), "record 2 (id R2): has no shape"));
    ambit_diagnosis_free(diagnosis);
    diagnosis = ambit_diagnosis_build();
    ambit_rings rings;
    uint32_t first[N] = { 0 };
    const char *id[] = { rep[0], rep[2], rep[3] };
    const double some[] = { accounts[0], accounts[2], accounts[3] }, more[] = { hours[0], hours[2], hours[3] };
    const ambit_attribute three[] = { { "rep_id", id, NULL }, { "number of accounts", NULL, some },
            { "number of hours", NULL, more } };
    ambit_layer_free(layer);
    ambit_rings_init(&rings);
    add_text(&rings, cells[0]), first[1] = rings.n_parts;
    add_text(&rings, cells[2]), first[2] = rings.n_parts;
    add_text(&rings, cells[3]), first[3] = rings.n_parts;
    assert_int_equal(ambit_layer_build(&layer, &rings, first, 3, id, NULL, NULL), AMBIT_OK);
    assert_int_equal(ambit_write_shapefile(in_folder(&folder, "t"), layer, three, A, &err), AMBIT_OK);
    if (ambit_layer_read(&back, &(ambit_layer_source){ .path = in_folder(&folder, "t.shp"), .shown = "t.shp",
            .id_field = "rep_id", .wanted = wanted, .n_wanted = 2 }, diagnosis, &err))
        fail_msg("%s", ambit_diagnosis_error_text(diagnosis, 0));
    assert_int_equal(ambit_diagnosis_n_warnings(diagnosis), 0);
    for (uint32_t r = 0; r < 3; r++) {
        assert_string_equal(back->id[r], id[r]);
        double a = ambit_shape_area(ambit_layer_shape(layer, r)), b = ambit_shape_area(ambit_layer_shape(back, r));
        assert_true(fabs(a - b) < 1e-12);
        for (int f = 0; f < 2; f++) {
            double want = f ? more[r] : some[r], got = back->field[f].value[r];
            assert_true(isnan(want) ? isnan(got) : fabs(want - got) <= 1e-9);
        }
    }
    assert_int_equal(back->part_first[2] - back->part_first[1], 1); /* cut at the antimeridian, and whole again */
    ambit_layer_free(back);
    ambit_layer_free(layer);
    ambit_diagnosis_free(diagnosis);
    folder_close(&folder);
}

/* Byte for byte, and with a date that does not move. */
static void the_same_layer_gives_the_same_bytes(void **state)
{
    static const char *const parts[] = { "shp", "shx", "dbf", "prj", "cpg" };
    test_folder folder;
    ambit_layer *layer = layer_of(cells, N);
    (void)state;
    folder_open(&folder);
    put_file(&folder, "b.dbf", "an old file, longer than nothing", 32);
    assert_int_equal(ambit_write_shapefile(in_folder(&folder, "a"), layer, attributes, A, NULL), AMBIT_OK);
    assert_int_equal(ambit_write_shapefile(in_folder(&folder, "b"), layer, attributes, A, NULL), AMBIT_OK);
    for (int k = 0; k < 5; k++) {
        char name[8];
        size_t n, m;
        snprintf(name, sizeof name, "a.%s", parts[k]);
        unsigned char *one = get_file(in_folder(&folder, name), &n);
        name[0] = 'b';
        unsigned char *two = get_file(in_folder(&folder, name), &m);
        assert_int_equal(n, m);
        assert_memory_equal(one, two, n);
        if (k == 2) assert_memory_equal(one + 1, "\x64\x01\x01", 3);
        if (k == 4) assert_string_equal((char *)one, "UTF-8");
        free(one), free(two);
    }
    folder_close(&folder);
    ambit_layer_free(layer);
}

/* Exteriors clockwise, holes counter-clockwise: the other way round than everywhere else. */
static void shapefiles_wind_their_own_way(void **state)
{
    test_folder folder;
    ambit_layer *layer = layer_of(cells, N);
    (void)state;
    folder_open(&folder);
    assert_int_equal(ambit_write_shapefile(in_folder(&folder, "t"), layer, NULL, 0, NULL), AMBIT_OK);
    SHPHandle shp = SHPOpen(in_folder(&folder, "t"), "rb");
    SHPObject *object = SHPReadObject(shp, 0), *none = SHPReadObject(shp, 1);
    assert_int_equal(object->nParts, 2);
    assert_true(ambit_ring_area(object->padfX, object->padfY, 5) < 0);
    assert_true(ambit_ring_area(object->padfX + 5, object->padfY + 5, 5) > 0);
    assert_int_equal(none->nSHPType, SHPT_NULL);
    SHPDestroyObject(object), SHPDestroyObject(none);
    SHPClose(shp);
    DBFHandle dbf = DBFOpen(in_folder(&folder, "t"), "rb");
    assert_int_equal(DBFGetFieldIndex(dbf, "id"), 0); /* without attributes: the ids */
    assert_string_equal(DBFReadStringAttribute(dbf, 3, 0), "3");
    DBFClose(dbf);
    folder_close(&folder);
    ambit_layer_free(layer);
}

/* Attributes that no shapefile can hold, and the words for it. */
static const double fits[N] = { 1, -1e18, 12345678901234568., 0 }, endless[N] = { 1, INFINITY, 0, 0 }, giant[N] = { 0,
        0, 1e20, 0 },
    long_fraction[N] = { 1e-9, 123456789012.5, 0, 0 };
static char long_text[256];
static const char *const long_texts[N] = { "", long_text, "", "" };
static const struct misfit { const char *name; ambit_attribute attribute; const char *says; } misfits[] = {
    { "numbers of 19 digits fit", { "x", NULL, fits }, NULL },
    { "fractions keep 15 digits", { "x", NULL, long_fraction }, NULL },
    { "an infinite number", { "hours", NULL, endless }, "hours of 1 is infinite and fits no field of a shapefile" },
    { "a number of 21 digits", { "hours", NULL, giant }, "hours of 2 is 1e+20, which does not fit a shapefile's "
    "field of 20 digits" },
    { "a text of 255 bytes", { "note", long_texts, NULL }, "note of 1 has 255 bytes, a shapefile's field holds 254" },
};

static void refuses_what_does_not_fit(void **state)
{
    const struct misfit *misfit = *state;
    test_folder folder;
    ambit_layer *layer = layer_of(cells, N);
    ambit_error err = { AMBIT_OK, "" };
    memset(long_text, 'x', 255);
    folder_open(&folder);
    ambit_status status = ambit_write_shapefile(in_folder(&folder, "t"), layer, &misfit->attribute, 1, &err);
    if (misfit->says) {
        assert_int_equal(status, AMBIT_E_INPUT);
        assert_string_equal(err.text, misfit->says);
    } else {
        assert_int_equal(status, AMBIT_OK);
        DBFHandle dbf = DBFOpen(in_folder(&folder, "t"), "rb");
        for (int r = 0; r < N; r++) {
            double want = misfit->attribute.number[r], got = DBFReadDoubleAttribute(dbf, r, 0);
            assert_true(fabs(want - got) <= 1e-14 * 123456789012.5 + 1e-14 * fabs(want));
        }
        DBFClose(dbf);
    }
    folder_close(&folder);
    ambit_layer_free(layer);
}

static void places_that_cannot_be_written(void **state)
{
    ambit_layer *layer = layer_of(cells, N);
    ambit_error err = { AMBIT_OK, "" };
    (void)state;
    assert_int_equal(ambit_write_shapefile("/nowhere/t", layer, attributes, A, &err), AMBIT_E_FILE);
    assert_string_equal(err.text, "/nowhere/t.shp: cannot be written: No such file or directory");
    FILE *full = fopen("/dev/full", "w");
    if (full) {
        assert_int_equal(ambit_write_geojson(full, layer, attributes, A, &err), AMBIT_E_FILE);
        fclose(full);
    }
    ambit_layer_free(layer);
}

/* ---- GeoJSON ---------------------------------------------------------------------------------------------------- */

static char *geojson_of(const ambit_layer *layer, const ambit_attribute *attribute, uint32_t n, size_t *size)
{
    char *text = NULL;
    FILE *to = open_memstream(&text, size);
    ambit_error err = { AMBIT_OK, "" };
    if (ambit_write_geojson(to, layer, attribute, n, &err)) fail_msg("%s", err.text);
    fclose(to);
    return text;
}

/* Closed, at least four positions, wound as RFC 7946 has it, within the Earth, at most 7 decimals. */
static double ring_follows_the_rules(const json_t *ring, int is_hole)
{
    double x[64], y[64];
    size_t n = json_array_size(ring);
    assert_true(n >= 4 && n <= 64);
    for (size_t i = 0; i < n; i++) {
        x[i] = json_number_value(json_array_get(json_array_get(ring, i), 0));
        y[i] = json_number_value(json_array_get(json_array_get(ring, i), 1));
        assert_true(fabs(x[i]) <= 180 && fabs(y[i]) <= 90);
        assert_true(fabs(x[i] * 1e7 - round(x[i] * 1e7)) < 1e-3);
    }
    assert_true(x[0] == x[n - 1] && y[0] == y[n - 1]);
    double area = ambit_ring_area(x, y, n);
    assert_true(is_hole ? area < 0 : area > 0);
    return area;
}

static void geojson_follows_the_rules(void **state)
{
    static const char *const kinds[N] = { "Polygon", NULL, "MultiPolygon", "Polygon" };
    ambit_layer *layer = layer_of(cells, N);
    size_t size;
    char *text = geojson_of(layer, attributes, A, &size);
    json_error_t error;
    json_t *root = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);
    (void)state;
    if (!root) fail_msg("%s", error.text);
    json_t *features = json_object_get(root, "features");
    assert_string_equal(json_string_value(json_object_get(root, "type")), "FeatureCollection");
    assert_int_equal(json_array_size(features), N);
    for (uint32_t r = 0; r < N; r++) {
        json_t *feature = json_array_get(features, r), *geometry = json_object_get(feature, "geometry");
        json_t *properties = json_object_get(feature, "properties"), *rings = json_object_get(geometry, "coordinates");
        double area = 0;
        assert_string_equal(json_string_value(json_object_get(feature, "type")), "Feature");
        assert_string_equal(json_string_value(json_object_get(feature, "id")), layer->id[r]);
        assert_string_equal(json_string_value(json_object_get(properties, "rep_id")), rep[r]);
        json_t *number = json_object_get(properties, "number of hours");
        if (isnan(hours[r])) assert_true(json_is_null(number));
        else assert_true(json_number_value(number) == hours[r]);
        assert_int_equal(json_is_null(geometry), kinds[r] == NULL);
        if (!kinds[r]) continue;
        const char *kind = json_string_value(json_object_get(geometry, "type"));
        assert_string_equal(kind, kinds[r]);
        size_t n_polygons = kind[0] == 'M' ? json_array_size(rings) : 1;
        for (size_t p = 0; p < n_polygons; p++) {
            json_t *polygon = kind[0] == 'M' ? json_array_get(rings, p) : rings;
            for (size_t k = 0; k < json_array_size(polygon); k++)
                area += ring_follows_the_rules(json_array_get(polygon, k), k > 0);
        }
        assert_true(fabs(area - ambit_shape_area(ambit_layer_shape(layer, r))) < 1e-6);
    }
    assert_non_null(strstr(text, "\"number of accounts\":1000000,"));
    assert_non_null(strstr(text, "[-70.1234568,40]"));
    json_decref(root);
    free(text);
    ambit_layer_free(layer);
}

static void geojson_of_an_empty_layer(void **state)
{
    ambit_layer *layer = layer_of(NULL, 0);
    size_t size;
    (void)state;
    char *text = geojson_of(layer, NULL, 0, &size);
    assert_string_equal(text, "{\"type\":\"FeatureCollection\",\"features\":[\n]}\n");
    free(text);
    ambit_layer_free(layer);
}

static void geojson_refuses_text_that_is_not_utf8(void **state)
{
    static const char *const bad[N] = { "a", "b", "\xFF", "d" };
    const ambit_attribute attribute = { "name", bad, NULL };
    ambit_layer *layer = layer_of(cells, N);
    ambit_error err = { AMBIT_OK, "" };
    FILE *to = fopen("/dev/null", "w");
    (void)state;
    assert_int_equal(ambit_write_geojson(to, layer, &attribute, 1, &err), AMBIT_E_INPUT);
    assert_string_equal(err.text, "the texts of 2 are not UTF-8, or there is no memory for it");
    fclose(to);
    ambit_layer_free(layer);
}

/* An independent reader must see every feature and have nothing to complain of. */
static void ogrinfo_reads_both(void **state)
{
    static const char *const names[] = { "t.shp", "t.geojson" };
    test_folder folder;
    (void)state;
    if (system("command -v ogrinfo >/dev/null 2>&1")) {
        print_message("ogrinfo is not installed\n");
        skip();
    }
    ambit_layer *layer = layer_of(cells, N);
    folder_open(&folder);
    assert_int_equal(ambit_write_shapefile(in_folder(&folder, "t"), layer, attributes, A, NULL), AMBIT_OK);
    FILE *to = fopen(in_folder(&folder, "t.geojson"), "w");
    assert_int_equal(ambit_write_geojson(to, layer, attributes, A, NULL), AMBIT_OK);
    fclose(to);
    for (int k = 0; k < 2; k++) {
        char command[800], line[500];
        int counted = 0, degrees = 0;
        snprintf(command, sizeof command, "ogrinfo -ro -al -so %s 2>&1", in_folder(&folder, names[k]));
        FILE *pipe = popen(command, "r");
        assert_non_null(pipe);
        while (fgets(line, sizeof line, pipe)) {
            if (strstr(line, "arning") || strstr(line, "ERROR") || strstr(line, "FAILURE")) fail_msg("%s: %s",
                    names[k], line);
            counted |= !strcmp(line, "Feature Count: 4\n");
            degrees |= strstr(line, "GEOGCRS[\"WGS 84\"") != NULL;
        }
        assert_int_equal(pclose(pipe), 0);
        assert_true(counted && degrees);
    }
    folder_close(&folder);
    ambit_layer_free(layer);
}

int main(void)
{
    enum { M = sizeof misfits / sizeof *misfits };
    struct CMUnitTest tests[M + 10];
    size_t n = 0;
    for (size_t i = 0; i < M; i++)
        tests[n++] = (struct CMUnitTest){ misfits[i].name, refuses_what_does_not_fit, NULL, NULL,
        (void *)(uintptr_t)&misfits[i] };
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(field_names_are_cut_and_unique);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(points_come_back);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(shapefiles_come_back);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(the_same_layer_gives_the_same_bytes);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(shapefiles_wind_their_own_way);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(places_that_cannot_be_written);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(geojson_follows_the_rules);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(geojson_of_an_empty_layer);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(geojson_refuses_text_that_is_not_utf8);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(ogrinfo_reads_both);
    return cmocka_run_group_tests_name("geo/write, geojson", tests, NULL, NULL);
}
