/* What a table says beside the shapes: letters of many encodings, fields as text, names in whatever case; and layers of
 * points. */
#include "tests/geo/shapes.h"

#include <math.h>

/* ---- Letters ---------------------------------------------------------------------------------------------------- */

/* The bytes of a name, how the file says its encoding (a .cpg, or the language driver of the .dbf), what it must
 * become. */
static const struct letters { const char *name; const char *cpg; int ldid; const char *bytes, *utf8; } letters[] = {
    { "UTF-8 by its name", "UTF-8", 0, "\xC5\x81\xC3\xB3" "d\xC5\xBA", "\xC5\x81\xC3\xB3" "d\xC5\xBA" },
    { "UTF-8 by its number", "65001", 0, "\xC5\x81\xC3\xB3" "d\xC5\xBA", "\xC5\x81\xC3\xB3" "d\xC5\xBA" },
    { "Windows-1252", "1252", 0, "Caf\xE9", "Caf\xC3\xA9" },
    { "Windows-1252 with a word before it", "ANSI 1252", 0, "Caf\xE9", "Caf\xC3\xA9" },
    { "Latin-1 by ESRI's name", "ISO 88591", 0, "Caf\xE9", "Caf\xC3\xA9" },
    { "Latin-1 by its own", "ISO-8859-1", 0, "Caf\xE9", "Caf\xC3\xA9" },
    { "Latin-2", "ISO 88592", 0, "\xA3\xF3" "d\xBC", "\xC5\x81\xC3\xB3" "d\xC5\xBA" },
    { "Latin-9, with a euro", "885915", 0, "\xA4", "\xE2\x82\xAC" },
    { "the DOS page 437", "OEM 437", 0, "Caf\x82", "Caf\xC3\xA9" },
    { "the DOS page 850", "OEM850", 0, "Caf\x82", "Caf\xC3\xA9" },
    { "Japanese", "SJIS", 0, "\x93\x8C\x8B\x9E", "\xE6\x9D\xB1\xE4\xBA\xAC" },
    { "Japanese by its number", "932", 0, "\x93\x8C\x8B\x9E", "\xE6\x9D\xB1\xE4\xBA\xAC" },
    { "Chinese", "GBK", 0, "\xB1\xB1\xBE\xA9", "\xE5\x8C\x97\xE4\xBA\xAC" },
    { "Chinese of Taiwan", "Big5", 0, "\xA5\x78\xA5\x5F", "\xE5\x8F\xB0\xE5\x8C\x97" },
    { "Korean", "949", 0, "\xBC\xAD\xBF\xEF", "\xEC\x84\x9C\xEC\x9A\xB8" },
    { "Russian", "windows-1251", 0, "\xCC\xEE\xF1\xEA\xE2\xE0",
      "\xD0\x9C\xD0\xBE\xD1\x81\xD0\xBA\xD0\xB2\xD0\xB0" },
    { "a word that says nothing", "ANSI", 0, "Caf\xE9", "Caf\xC3\xA9" },
    { "the driver of Windows", NULL, 0x03, "Caf\xE9", "Caf\xC3\xA9" },
    { "the driver of DOS", NULL, 0x01, "Caf\x82", "Caf\xC3\xA9" },
    { "the driver of Eastern Europe", NULL, 0xC8, "\xA3\xF3" "d\x9F", "\xC5\x81\xC3\xB3" "d\xC5\xBA" },
    { "the driver of Russia", NULL, 0xC9, "\xCC\xEE\xF1\xEA\xE2\xE0",
      "\xD0\x9C\xD0\xBE\xD1\x81\xD0\xBA\xD0\xB2\xD0\xB0" },
    { "the driver of Japan", NULL, 0x13, "\x93\x8C\x8B\x9E", "\xE6\x9D\xB1\xE4\xBA\xAC" },
    { "a driver that says nothing, and UTF-8", NULL, 0x57, "Caf\xC3\xA9", "Caf\xC3\xA9" },
    { "a driver that says nothing, and Latin-1", NULL, 0x57, "Caf\xE9", "Caf\xC3\xA9" },
    { "a .cpg against the driver", "1251", 0x03, "\xCC\xEE", "\xD0\x9C\xD0\xBE" },
};

static void letters_become_utf8(void **state)
{
    const struct letters *letter = *state;
    test_folder folder;
    ambit_layer *layer = NULL;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    unsigned char ldid = (unsigned char)letter->ldid;
    folder_open(&folder);
    make_shapefile(&folder, "t", (test_kind){ SHPT_POLYGON, 'N', 0, WGS84, letter->cpg },
            (test_record[]){ { "01", letter->bytes, "1", SQUARE } }, 1);
    patch(&folder, "t.dbf", 29, &ldid, 1);
    ambit_status status = ambit_layer_read(&layer, &(ambit_layer_source){ .path = in_folder(&folder, "t.shp"),
            .shown = "t.shp", .id_field = "ID", .name_field = "NAME" }, diagnosis, NULL);
    folder_close(&folder);
    if (status) fail_msg("%s", ambit_diagnosis_error_text(diagnosis, 0));
    assert_string_equal(layer->name[0], letter->utf8);
    ambit_layer_free(layer);
    ambit_diagnosis_free(diagnosis);
}

/* ---- Fields ----------------------------------------------------------------------------------------------------- */

/* Names of fields in a table of ID, NAME, AMOUNT and these. */
static void add_field(const test_folder *folder, const char *name, char type, const char *value)
{
    DBFHandle dbf = DBFOpen(in_folder(folder, "t"), "rb+");
    int field = DBFAddNativeFieldType(dbf, name, type, 12, 0);
    assert_true(field >= 0);
    DBFWriteAttributeDirectly(dbf, 0, field, (void *)(uintptr_t)value);
    DBFClose(dbf);
}

static ambit_layer *read_fields(const test_folder *folder, ambit_layer_source source, const char *error)
{
    ambit_layer *layer = NULL;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    source.path = in_folder(folder, "t.shp");
    source.shown = "t.shp";
    ambit_layer_read(&layer, &source, diagnosis, NULL);
    const char *found = ambit_diagnosis_error_text(diagnosis, 0);
    assert_string_equal(found ? found : "", error);
    ambit_diagnosis_free(diagnosis);
    return layer;
}

static void fields_come_as_asked_for(void **state)
{
    static const char *const wanted[] = { "pop" }, *const wanted_text[] = { "AMOUNT", "Stra\xC3\x9F" "e" };
    test_folder folder;
    (void)state;
    folder_open(&folder);
    make_shapefile(&folder, "t", (test_kind){ SHPT_POLYGON, 'N', 0, WGS84, "1252" },
            (test_record[]){ { "007", "One", "1.50", SQUARE } }, 1);
    add_field(&folder, "POP", 'C', "  1200   ");
    add_field(&folder, "Stra\xDF" "e", 'C', "Caf\xE9");
    ambit_layer *layer = read_fields(&folder, (ambit_layer_source){ .id_field = "id", .wanted = wanted, .n_wanted = 1,
            .wanted_text = wanted_text, .n_wanted_text = 2, .every_field = 1 }, "");
    assert_string_equal(layer->id[0], "007");
    assert_string_equal(layer->field[0].name, "pop");
    assert_true(layer->field[0].value[0] == 1200);
    static const struct { const char *name, *value; } texts[] = { { "AMOUNT", "1.50" },
        { "Stra\xC3\x9F" "e", "Caf\xC3\xA9" }, { "NAME", "One" }, { "POP", "1200" } };
    assert_int_equal(layer->n_text_fields, 4);
    for (int k = 0; k < 4; k++) {
        assert_string_equal(layer->text[k].name, texts[k].name);
        assert_string_equal(layer->text[k].value[0], texts[k].value);
    }
    ambit_layer_free(layer);
    folder_close(&folder);
}

static void two_fields_that_differ_in_case_alone_need_the_exact_name(void **state)
{
    test_folder folder;
    (void)state;
    folder_open(&folder);
    make_shapefile(&folder, "t", (test_kind)PLAIN, (test_record[]){ { "01", "One", "1", SQUARE } }, 1);
    add_field(&folder, "Id", 'C', "02");
    ambit_layer *layer = read_fields(&folder, (ambit_layer_source){ .id_field = "Id" }, "");
    assert_string_equal(layer->id[0], "02");
    ambit_layer_free(layer);
    layer = read_fields(&folder, (ambit_layer_source){ .id_field = "id" },
            "t.dbf: id: there is no such field; the fields are ID, NAME, AMOUNT, Id [E025]");
    assert_null(layer);
    folder_close(&folder);
}

static void numbers_may_be_ids(void **state)
{
    test_folder folder;
    (void)state;
    folder_open(&folder);
    make_shapefile(&folder, "t", (test_kind)PLAIN, (test_record[]){ { "01", "One", "1", SQUARE } }, 1);
    add_field(&folder, "WHOLE", 'N', "     4711");
    add_field(&folder, "REAL", 'F', "1.2e+003");
    static const struct { const char *field, *id; } ids[] = { { "WHOLE", "4711" }, { "REAL", "1200" } };
    for (int k = 0; k < 2; k++) {
        ambit_layer *layer = read_fields(&folder, (ambit_layer_source){ .id_field = ids[k].field }, "");
        assert_string_equal(layer->id[0], ids[k].id);
        ambit_layer_free(layer);
    }
    folder_close(&folder);
}

/* ---- Points ----------------------------------------------------------------------------------------------------- */

/* Turns t.shp into one of points: record i stands at (10 i, i), and the last one has `n_last` of them. */
static void make_points(const test_folder *folder, int type, int n, int n_last)
{
    double x[3], y[3], zero[3] = { 0, 0, 0 };
    static const test_record three[] = { { "01", "", "1", SQUARE }, { "02", "", "1", NEXT }, { "03", "", "1",
            SQUARE } };
    make_shapefile(folder, "t", (test_kind)PLAIN, three, n);
    SHPHandle shp = SHPCreate(in_folder(folder, "t"), type);
    for (int i = 0; i < n; i++) {
        for (int k = 0; k < 3; k++) x[k] = 10 * i + k, y[k] = i;
        SHPObject *object = SHPCreateObject(type, -1, 0, NULL, NULL, i + 1 < n ? 1 : n_last, x, y, zero, zero);
        SHPWriteObject(shp, -1, object);
        SHPDestroyObject(object);
    }
    SHPClose(shp);
}

static const struct { int type, n_last; const char *warning; } points[] = {
    { SHPT_POINT, 1, "" },
    { SHPT_POINTZ, 1, "t.shp: found shapes with heights (Z) (type 11), which have no effect here: dropped [W035]" },
    { SHPT_POINTM, 1, "t.shp: found shapes with measures (M) (type 21), which have no effect here: dropped [W035]" },
    { SHPT_MULTIPOINT, 1, "" },
    { SHPT_MULTIPOINT, 3, "t.shp: took the first point of 1 of 3 shapes, which have several: 03 [W033]" },
};

static void points_are_regions_too(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof points / sizeof *points; k++) {
        test_folder folder;
        ambit_layer *layer = NULL;
        ambit_diagnosis *diagnosis = ambit_diagnosis_build();
        folder_open(&folder);
        make_points(&folder, points[k].type, 3, points[k].n_last);
        ambit_status status = ambit_layer_read(&layer, &(ambit_layer_source){ .path = in_folder(&folder, "t.shp"),
                .shown = "t.shp", .id_field = "ID" }, diagnosis, NULL);
        folder_close(&folder);
        if (status) fail_msg("%s", ambit_diagnosis_error_text(diagnosis, 0));
        const char *warning = ambit_diagnosis_warning_text(diagnosis, 0);
        assert_string_equal(warning ? warning : "", points[k].warning);
        assert_int_equal(layer->is_points, 1);
        assert_int_equal(layer->n_parts, 0);
        for (uint32_t r = 0; r < 3; r++)
            assert_true(layer->centre_lon_deg[r] == 10 * r && layer->centre_lat_deg[r] == r);
        ambit_layer_free(layer);
        ambit_diagnosis_free(diagnosis);
    }
}

static void a_point_must_be_on_the_earth(void **state)
{
    test_folder folder;
    (void)state;
    folder_open(&folder);
    make_points(&folder, SHPT_POINT, 2, 1);
    double far = 1e6;
    patch(&folder, "t.shp", 100 + 8 + 4, &far, 8);
    read_fields(&folder, (ambit_layer_source){ .id_field = "ID" }, "t.shp: record 1 (id 01): found longitude 1e+06 and "
            "latitude 0, expected degrees, and so in 1 of 2 shapes: check the .prj or the crs [E015]");
    folder_close(&folder);
}

/* ---- Coarse datums ---------------------------------------------------------------------------------------------- */

static void a_coarse_change_of_datum_is_said(void **state)
{
    static const struct { const char *crs, *warning; } datums[] = {
        { "EPSG:4267", "t.shp: crs: NAD27 to WGS 84 (4) without grid files: places are off by 10 m as a rule; where "
          "that matters install PROJ's grids (proj-data) [W046]" },
        { "+proj=longlat +ellps=clrk66", "t.shp: crs: nobody knows how its datum lies to WGS 84 (Ballpark geographic "
          "offset from unknown to WGS 84): places may be up to 1000 m off, say the true one as `crs` [W046]" },
        { "EPSG:4269", NULL },
    };
    test_folder folder;
    (void)state;
    folder_open(&folder);
    make_shapefile(&folder, "t", (test_kind)PLAIN, (test_record[]){ { "01", "", "1", "-80 36, -80 37, -79 37" } }, 1);
    for (int k = 0; k < 3; k++) {
        ambit_layer *layer = NULL;
        ambit_diagnosis *diagnosis = ambit_diagnosis_build();
        assert_int_equal(ambit_layer_read(&layer, &(ambit_layer_source){ .path = in_folder(&folder, "t.shp"),
                .shown = "t.shp", .id_field = "ID", .crs = datums[k].crs }, diagnosis, NULL), AMBIT_OK);
        const char *warning = ambit_diagnosis_warning_text(diagnosis, 0);
        if (datums[k].warning) assert_string_equal(warning, datums[k].warning);
        else assert_null(warning);
        ambit_layer_free(layer);
        ambit_diagnosis_free(diagnosis);
    }
    folder_close(&folder);
}

int main(void)
{
    enum { L = sizeof letters / sizeof *letters };
    struct CMUnitTest tests[L + 6];
    size_t n = 0;
    for (size_t i = 0; i < L; i++)
        tests[n++] = (struct CMUnitTest){ letters[i].name, letters_become_utf8, NULL, NULL,
        (void *)(uintptr_t)&letters[i] };
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(fields_come_as_asked_for);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(two_fields_that_differ_in_case_alone_need_the_exact_name);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(numbers_may_be_ids);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(points_are_regions_too);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(a_point_must_be_on_the_earth);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(a_coarse_change_of_datum_is_said);
    return cmocka_run_group_tests_name("geo/layer, fields", tests, NULL, NULL);
}
