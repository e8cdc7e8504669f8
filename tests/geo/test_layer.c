/* Layers that must be read, and what comes out. */
#include "tests/geo/shapes.h"

#include <math.h>

static const test_kind plain = PLAIN;

/* How a layer is read, what it must be. Areas are in square degrees. */
static const struct good {
    const char *name;
    test_kind kind;
    test_record record[4];
    const char *crs, *name_field, *wanted;
    const char *id, *label; /* of the first region */
    double amount;          /* of the first region; NaN: an empty cell */
    double area;            /* of all */
    uint32_t n, n_parts, n_mended;
    const char *warning;    /* exact, "" when there must be none */
} goods[] = {
    { "one square", PLAIN, { { "001", "One", "1.5", SQUARE } }, NULL, "NAME", "AMOUNT", "001", "One", 1.5, 1, 1, 1, 0,
      "" },
    { "field names in small letters", PLAIN, { { "001", "One", "7", SQUARE } }, NULL, "name", "amount", "001", "One",
    7, 1, 1, 1, 0, "" },
    { "no name field: names are ids", PLAIN, { { "a b", "One", "7", SQUARE } }, NULL, NULL, NULL, "a b", "a b", 0, 1,
    1, 1, 0, "" },
    { "an empty name becomes the id", PLAIN, { { "01", "", "7", SQUARE } }, NULL, "NAME", NULL, "01", "01", 0, 1, 1, 1,
    0, "" },
    { "an empty cell is no number", PLAIN, { { "01", "", "", SQUARE } }, NULL, NULL, "AMOUNT", "01", "01", NAN, 1, 1,
    1, 0, "" },
    { "stars are no number", PLAIN, { { "01", "", "**********", SQUARE } }, NULL, NULL, "AMOUNT", "01", "01", NAN, 1,
    1, 1, 0, "" },
    { "numbers given as text", { SHPT_POLYGON, 'C', 0, WGS84, NULL }, { { "01", "", " 1200.50", SQUARE } }, NULL, NULL,
    "AMOUNT",
      "01", "01", 1200.5, 1, 1, 1, 0, "" },
    { "Z and M are dropped", { SHPT_POLYGONZ, 'N', 0, WGS84, NULL }, { { "01", "", "1", SQUARE HOLE } }, NULL, NULL,
    "AMOUNT",
      "01", "01", 1, .75, 1, 2, 0,
      "t.shp: found shapes with heights (Z) (type 15), which have no effect here: dropped [W035]" },
    { "M alone", { SHPT_POLYGONM, 'N', 0, WGS84, NULL }, { { "01", "", "1", SQUARE } }, NULL, NULL, "AMOUNT", "01",
    "01", 1, 1, 1, 1, 0,
      "t.shp: found shapes with measures (M) (type 25), which have no effect here: dropped [W035]" },
    { "a hole", PLAIN, { { "01", "", "1", SQUARE HOLE } }, NULL, NULL, NULL, "01", "01", 0, .75, 1, 2, 0, "" },
    { "a hole before its exterior", PLAIN, { { "01", "", "1", ".25 .25, .75 .25, .75 .75, .25 .75; " SQUARE } }, NULL,
    NULL, NULL,
      "01", "01", 0, .75, 1, 2, 0, "" },
    { "two islands, a hole in the second", PLAIN, { { "01", "", "1", "5 5, 5 6, 6 6, 6 5; " SQUARE HOLE } }, NULL,
    NULL, NULL,
      "01", "01", 0, 1.75, 1, 3, 0, "" },
    { "an island in a lake on an island", PLAIN,
      { { "01", "", "1", "0 0, 0 9, 9 9, 9 0; 1 1, 8 1, 8 8, 1 8; 3 3, 3 6, 6 6, 6 3; 4 4, 5 4, 5 5, 4 5" } }, NULL,
      NULL, NULL,
      "01", "01", 0, 81 - 49 + 9 - 1, 1, 4, 0, "" },
    { "wound the wrong way", PLAIN, { { "01", "", "1", "0 0, 1 0, 1 1, 0 1" } }, NULL, NULL, NULL, "01", "01", 0, 1, 1,
    1, 0, "" },
    { "two islands wound the wrong way", PLAIN, { { "01", "", "1", "0 0, 1 0, 1 1, 0 1; 5 5, 6 5, 6 6, 5 6" } }, NULL,
    NULL, NULL,
      "01", "01", 0, 2, 1, 2, 0, "" },
    { "a hole wound like an exterior", PLAIN, { { "01", "", "1", SQUARE "; .25 .25, .25 .75, .75 .75, .75 .25" } },
    NULL, NULL, NULL,
      "01", "01", 0, .75, 1, 2, 1, "t.shp: mended 1 of 1 shapes, whose borders cross or touch themselves: 01 [W033]" },
    { "rings that are left open", { SHPT_POLYGON, 'N', 1, WGS84, NULL }, { { "01", "", "1", SQUARE } }, NULL, NULL,
    NULL, "01", "01",
      0, 1, 1, 1, 0, "" },
    { "a bow tie becomes two triangles", PLAIN, { { "01", "", "1", "0 0, 1 1, 1 0, 0 1" }, { "02", "", "1", NEXT } },
    NULL, NULL,
      NULL, "01", "01", 0, 1.5, 2, 3, 1,
      "t.shp: mended 1 of 2 shapes, whose borders cross or touch themselves: 01 [W033]" },
    { "a spike is cut off", PLAIN, { { "01", "", "1", "0 0, 0 1, 1 1, 1 .5, 3 .5, 1 .5, 1 0" } }, NULL, NULL, NULL,
    "01", "01", 0,
      1, 1, 1, 1, "t.shp: mended 1 of 1 shapes, whose borders cross or touch themselves: 01 [W033]" },
    { "a ring of two points beside a square", PLAIN, { { "01", "", "1", SQUARE "; 5 5, 6 6" } }, NULL, NULL, NULL,
    "01", "01", 0, 1,
      1, 1, 1, "t.shp: mended 1 of 1 shapes, whose borders cross or touch themselves: 01 [W033]" },
    { "a shape without area is a point", PLAIN, { { "01", "", "1", SQUARE }, { "02", "", "1", "1 1, 1 1, 1 1, 1 1" } },
    NULL, NULL,
      NULL, "01", "01", 0, 1, 2, 1, 0, "t.shp: took 1 of 2 shapes, which have no area, as points in which nothing "
      "lies: 02 [W033]" },
    { "crs instead of a .prj", { SHPT_POLYGON, 'N', 0, NULL, NULL }, { { "01", "", "1", SQUARE } }, "EPSG:4326", NULL,
    NULL, "01", "01",
      0, 1, 1, 1, 0, "" },
    { "crs overrules the .prj", { SHPT_POLYGON, 'N', 0, "nonsense", NULL }, { { "01", "", "1", SQUARE } }, "EPSG:4326",
    NULL, NULL,
      "01", "01", 0, 1, 1, 1, 0, "" },
    { "a .prj with a BOM and blanks", { SHPT_POLYGON, 'N', 0, "\xEF\xBB\xBF  " WGS84 " \r\n", NULL }, { { "01", "",
    "1", SQUARE } },
      NULL, NULL, NULL, "01", "01", 0, 1, 1, 1, 0, "" },
    { "UTF-8 by its .cpg", PLAIN, { { "01", "Z\xC3\xBCrich", "1", SQUARE } }, NULL, "NAME", NULL, "01",
    "Z\xC3\xBCrich", 0, 1, 1, 1, 0, "" },
    { "UTF-8 without a .cpg", { SHPT_POLYGON, 'N', 0, WGS84, NULL }, { { "01", "Z\xC3\xBCrich", "1", SQUARE } }, NULL,
    "NAME", NULL,
      "01", "Z\xC3\xBCrich", 0, 1, 1, 1, 0, "" },
    { "Latin-1 without a .cpg", { SHPT_POLYGON, 'N', 0, WGS84, NULL }, { { "01", "Z\xFCrich", "1", SQUARE } }, NULL,
    "NAME", NULL,
      "01", "Z\xC3\xBCrich", 0, 1, 1, 1, 0, "" },
    { "Windows-1252 by its number", { SHPT_POLYGON, 'N', 0, WGS84, "1252\r\n" }, { { "01", "\x8Aumava", "1",
    SQUARE } }, NULL, "NAME",
      NULL, "01", "\xC5\xA0umava", 0, 1, 1, 1, 0, "" },
    { "Latin-1 by ESRI's name", { SHPT_POLYGON, 'N', 0, WGS84, "ISO 88591" }, { { "01", "Z\xFCrich", "1", SQUARE } },
    NULL, "NAME",
      NULL, "01", "Z\xC3\xBCrich", 0, 1, 1, 1, 0, "" },
    { "Latin-1 by a number of its own", { SHPT_POLYGON, 'N', 0, WGS84, "88591" }, { { "01", "Z\xFCrich", "1",
    SQUARE } }, NULL, "NAME",
      NULL, "01", "Z\xC3\xBCrich", 0, 1, 1, 1, 0, "" },
    { "the DOS page 850", { SHPT_POLYGON, 'N', 0, WGS84, "OEM 850" }, { { "01", "Z\x81rich", "1", SQUARE } }, NULL,
    "NAME", NULL, "01",
      "Z\xC3\xBCrich", 0, 1, 1, 1, 0, "" },
    { "a last letter cut in two by the field's width", PLAIN, { { "01", "abcdefghijk\xC3\xBC", "1", SQUARE } }, NULL,
    "NAME", NULL, "01",
      "abcdefghijk", 0, 1, 1, 1, 0, "" },
    { "across the antimeridian in one piece", PLAIN, { { "01", "", "1", "179 0, 179 1, -179 1, -179 0" } }, NULL, NULL,
    NULL, "01", "01",
      0, 2, 1, 1, 0, "" },
    { "across it with a hole on the far side", PLAIN,
      { { "01", "", "1", "178 0, 178 4, -178 4, -178 0; -179.5 1, -179 1, -179 2, -179.5 2" } }, NULL, NULL, NULL,
      "01", "01", 0,
      15.5, 1, 2, 0, "" },
    { "longitudes from 0 to 360 come home", PLAIN, { { "01", "", "1", "270 0, 270 1, 271 1, 271 0" } }, NULL, NULL,
    NULL, "01", "01", 0,
      1, 1, 1, 0, "" },
    { "around a pole", PLAIN, { { "01", "", "1", "-180 -90, -180 -60, 0 -70, 180 -60, 180 -90" } }, NULL, NULL, NULL,
    "01", "01", 0,
      360 * 25, 1, 1, 0, "" },
};

static double area_of(const ambit_layer *layer)
{
    double sum = 0;
    for (uint32_t r = 0; r < layer->n; r++) sum += ambit_shape_area(ambit_layer_shape(layer, r));
    return sum;
}

static void reads_what_is_there(void **state)
{
    const struct good *good = *state;
    test_folder folder;
    ambit_layer *layer = NULL;
    ambit_error err = { AMBIT_OK, "" };
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    folder_open(&folder);
    make_shapefile(&folder, "t", good->kind, good->record, (int)n_records(good->record, 4));
    ambit_status status = ambit_layer_read(&layer, &(ambit_layer_source){ .path = in_folder(&folder, "t.shp"),
            .shown = "t.shp", .id_field = "ID", .name_field = good->name_field, .crs = good->crs,
            .wanted = good->wanted ? &good->wanted : NULL, .n_wanted = good->wanted ? 1 : 0 }, diagnosis, &err);
    folder_close(&folder);
    if (status) fail_msg("%s: %s", err.text, ambit_diagnosis_error_text(diagnosis, 0));
    assert_int_equal(layer->n, good->n);
    assert_int_equal(layer->n_parts, good->n_parts);
    assert_int_equal(layer->n_mended, good->n_mended);
    assert_string_equal(layer->id[0], good->id);
    assert_string_equal(layer->name[0], good->label);
    if (good->wanted && isnan(good->amount)) assert_true(isnan(layer->field[0].value[0]));
    else if (good->wanted) assert_true(layer->field[0].value[0] == good->amount);
    if (fabs(area_of(layer) - good->area) > 1e-9) fail_msg("area %.12g, expected %.12g", area_of(layer), good->area);
    const char *warning = ambit_diagnosis_warning_text(diagnosis, 0);
    assert_string_equal(warning ? warning : "", good->warning);
    layer_is_sound(layer);
    ambit_layer_free(layer);
    ambit_diagnosis_free(diagnosis);
}

/* Reads t.shp as the folder has it now. */
static ambit_layer *read_plain(const test_folder *folder)
{
    ambit_layer *layer = NULL;
    ambit_error err = { AMBIT_OK, "" };
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    if (ambit_layer_read(&layer, &(ambit_layer_source){ .path = in_folder(folder, "t.shp"), .shown = "t.shp",
            .id_field = "ID" }, diagnosis, &err))
        fail_msg("%s: %s", err.text, ambit_diagnosis_error_text(diagnosis, 0));
    ambit_diagnosis_free(diagnosis);
    return layer;
}

static void an_index_is_not_needed(void **state)
{
    static const test_record two[] = TWO;
    test_folder folder;
    (void)state;
    folder_open(&folder);
    for (int round = 0; round < 4; round++) {
        make_shapefile(&folder, "t", plain, two, 2);
        if (round == 1) unlink(in_folder(&folder, "t.shx"));
        if (round == 2) patch(&folder, "t.shx", 108, NULL, 0);                /* one record short */
        if (round == 3) patch(&folder, "t.shx", 100, "\x7F\xFF\xFF\xFF", 4); /* a wild offset */
        ambit_layer *layer = read_plain(&folder);
        assert_int_equal(layer->n, 2);
        assert_string_equal(layer->id[1], "02");
        assert_true(fabs(area_of(layer) - 2) < 1e-12);
        ambit_layer_free(layer);
    }
    folder_close(&folder);
}

static void deleted_records_are_left_out(void **state)
{
    static const test_record three[] = { { "01", "", "1", SQUARE }, { "02", "", "1", NEXT }, { "03", "", "1",
            SQUARE } };
    test_folder folder;
    (void)state;
    folder_open(&folder);
    make_shapefile(&folder, "t", plain, three, 3);
    DBFHandle dbf = DBFOpen(in_folder(&folder, "t"), "rb+");
    assert_true(DBFMarkRecordDeleted(dbf, 1, 1));
    DBFClose(dbf);
    ambit_layer *layer = read_plain(&folder);
    assert_int_equal(layer->n, 2);
    assert_string_equal(layer->id[1], "03");
    ambit_layer_free(layer);
    folder_close(&folder);
}

static void extensions_may_be_in_capitals(void **state)
{
    static const test_record two[] = TWO;
    static const char *const parts[] = { "shp", "dbf", "prj", "cpg", "shx" }, *const capitals[] = { "SHP", "DBF",
            "PRJ", "CPG", "SHX" };
    test_folder folder;
    (void)state;
    folder_open(&folder);
    make_shapefile(&folder, "t", plain, two, 2);
    for (int k = 0; k < 5; k++) {
        char from[8], to[8];
        snprintf(from, sizeof from, "t.%s", parts[k]);
        snprintf(to, sizeof to, "t.%s", capitals[k]);
        assert_int_equal(rename(in_folder(&folder, from), in_folder(&folder, to)), 0);
    }
    ambit_layer *layer = read_plain(&folder);
    assert_int_equal(layer->n, 2);
    ambit_layer_free(layer);
    folder_close(&folder);
}

/* Numeric ids as R and ArcGIS export them. */
static void real_numbers_as_ids_lose_their_decimals(void **state)
{
    static const test_record two[] = { { "01", "", "1001.000", SQUARE }, { "02", "", "1.002e+003", NEXT } };
    test_folder folder;
    ambit_layer *layer = NULL;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    (void)state;
    folder_open(&folder);
    make_shapefile(&folder, "t", plain, two, 2);
    assert_int_equal(ambit_layer_read(&layer, &(ambit_layer_source){ .path = in_folder(&folder, "t.shp"),
            .shown = "t.shp", .id_field = "AMOUNT" }, diagnosis, NULL),
            AMBIT_OK);
    assert_string_equal(layer->id[0], "1001");
    assert_string_equal(layer->id[1], "1002");
    ambit_layer_free(layer);
    ambit_diagnosis_free(diagnosis);
    folder_close(&folder);
}

/* Albers to degrees: neighbours must go on sharing the points of their border, to the last bit. */
static void projected_neighbours_share_their_points(void **state)
{
    static const test_record two[] = { { "01", "", "1", "0 1e6, 0 1.1e6, 1e5 1.1e6, 1e5 1e6" },
        { "02", "", "1", "1e5 1e6, 1e5 1.1e6, 2e5 1.1e6, 2e5 1e6" } };
    test_folder folder;
    ambit_layer *layer = NULL;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    (void)state;
    folder_open(&folder);
    make_shapefile(&folder, "t", plain, two, 2);
    assert_int_equal(ambit_layer_read(&layer, &(ambit_layer_source){ .path = in_folder(&folder, "t.shp"),
            .shown = "t.shp", .id_field = "ID", .crs = "EPSG:5070" }, diagnosis, NULL),
            AMBIT_OK);
    int shared = 0;
    for (size_t i = 0; i < 4; i++)
        for (size_t k = 5; k < 9; k++)
            shared += layer->lon_deg[i] == layer->lon_deg[k] && layer->lat_deg[i] == layer->lat_deg[k];
    assert_int_equal(shared, 2);
    assert_true(fabs(layer->lon_deg[0] + 96) < 1e-9); /* x = 0 is the central meridian */
    double km2 = ambit_shape_area_km2(ambit_layer_shape(layer, 0)); /* 10,000 km2 on the ellipsoid */
    assert_true(km2 > 9930 && km2 < 10070);
    ambit_layer_free(layer);
    ambit_diagnosis_free(diagnosis);
    folder_close(&folder);
}

int main(void)
{
    enum { G = sizeof goods / sizeof *goods };
    struct CMUnitTest tests[G + 5];
    size_t n = 0;
    for (size_t i = 0; i < G; i++)
        tests[n++] = (struct CMUnitTest){ goods[i].name, reads_what_is_there, NULL, NULL,
        (void *)(uintptr_t)&goods[i] };
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(an_index_is_not_needed);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(deleted_records_are_left_out);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(extensions_may_be_in_capitals);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(real_numbers_as_ids_lose_their_decimals);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(projected_neighbours_share_their_points);
    return cmocka_run_group_tests_name("geo/layer", tests, NULL, NULL);
}
