/* Layers that must be refused: each fault with its exact words, and files of gigabytes. */
#include "tests/geo/shapes.h"

#include <sys/stat.h>

static const test_kind plain = PLAIN;

/* What is done to the files of two squares, and every error that must follow, line by line. */
struct damage {
    const char *name;
    test_kind kind;
    test_record record[4];
    const char *crs, *id_field, *wanted;
    void (*harm)(const test_folder *folder);
    const char *errors;
};

static void remove_dbf(const test_folder *folder) { unlink(in_folder(folder, "t.dbf")); }
static void remove_shp(const test_folder *folder) { unlink(in_folder(folder, "t.shp")); }
static void remove_both(const test_folder *folder) { remove_dbf(folder), remove_shp(folder); }
static void empty_shp(const test_folder *folder) { put_file(folder, "t.shp", "", 0); }
static void empty_dbf(const test_folder *folder) { put_file(folder, "t.dbf", "", 0); }
static void text_as_shp(const test_folder *folder)
{
    char text[200];
    memset(text, 'x', sizeof text);
    put_file(folder, "t.shp", text, sizeof text);
}

static void folder_as_shp(const test_folder *folder)
{
    remove_shp(folder);
    assert_int_equal(mkdir(in_folder(folder, "t.shp"), 0700), 0);
}

static void cut_shp(const test_folder *folder) { patch(folder, "t.shp", 300, NULL, 0); }
static void cut_dbf(const test_folder *folder) { patch(folder, "t.dbf", 150, NULL, 0); }
static void two_billion(const test_folder *folder) { patch(folder, "t.dbf", 4, "\x00\x94\x35\x77", 4); }
static void header_of_nothing(const test_folder *folder) { patch(folder, "t.dbf", 8, "\x10\x00", 2); }
static void wide_field(const test_folder *folder) { patch(folder, "t.dbf", 32 + 16, "\xFA", 1); }
static void lines_file(const test_folder *folder) { patch(folder, "t.shp", 32, "\x03\x00\x00\x00", 4); }
static void wrong_record_type(const test_folder *folder) { patch(folder, "t.shp", 108, "\x01\x00\x00\x00", 4); }
static void many_points(const test_folder *folder) { patch(folder, "t.shp", 100 + 8 + 40, "\xFF\xFF\xFF\x7F", 4); }
static void many_parts(const test_folder *folder) { patch(folder, "t.shp", 100 + 8 + 36, "\xFF\xFF\xFF\x00", 4); }

static void one_record_more_in_dbf(const test_folder *folder)
{
    static const test_record three[] = { { "01", "", "1", SQUARE }, { "02", "", "1", NEXT }, { "03", "", "1",
            SQUARE } };
    make_shapefile(folder, "other", plain, three, 3);
    rename(in_folder(folder, "other.dbf"), in_folder(folder, "t.dbf"));
}

static const struct damage damages[] = {
    { "a missing .dbf", PLAIN, TWO, NULL, "ID", NULL, remove_dbf,
      "t.dbf: cannot be opened (No such file or directory): a shapefile needs its .shp and its .dbf side by side "
      "[E001]\n" },
    { "a missing .shp and .dbf", PLAIN, TWO, NULL, "ID", NULL, remove_both,
      "t.shp: cannot be opened (No such file or directory): a shapefile needs its .shp and its .dbf side by side "
      "[E001]\n"
      "t.dbf: cannot be opened (No such file or directory): a shapefile needs its .shp and its .dbf side by side "
      "[E001]\n" },
    { "a folder called t.shp", PLAIN, TWO, NULL, "ID", NULL, folder_as_shp,
      "t.shp: cannot be opened (it is no file): a shapefile needs its .shp and its .dbf side by side [E001]\n" },
    { "an empty .shp", PLAIN, TWO, NULL, "ID", NULL, empty_shp,
      "t.shp: found 0 bytes, expected a shapefile, which begins with a header of 100: copy the file again [E023]\n" },
    { "an empty .dbf", PLAIN, TWO, NULL, "ID", NULL, empty_dbf,
      "t.dbf: found 0 bytes, expected a table, which begins with a header of 32: copy the file again [E023]\n" },
    { "text instead of a .shp", PLAIN, TWO, NULL, "ID", NULL, text_as_shp,
      "t.shp: does not begin as a shapefile does (file code 2021161080, expected 9994): name the .shp file [E023]\n" },
    { "lines instead of polygons", PLAIN, TWO, NULL, "ID", NULL, lines_file,
      "t.shp: holds lines (type 3), expected polygons or points: name a layer of regions [E023]\n" },
    { "a .shp that is cut off", PLAIN, TWO, NULL, "ID", NULL, cut_shp,
      "t.shp: record 2 claims 128 bytes at byte 244, but the file ends at 300: it is cut off or damaged, copy it "
      "again [E023]\n" },
    { "a .dbf that is cut off", PLAIN, TWO, NULL, "ID", NULL, cut_dbf,
      "t.dbf: its header claims 2 records, but the file holds 0: it is cut off or damaged, copy it again [E023]\n" },
    { "a .dbf that claims two billion records", PLAIN, TWO, NULL, "ID", NULL, two_billion,
      "t.dbf: its header claims 2000000000 records, but the file holds 2: it is cut off or damaged, copy it again "
      "[E023]\n" },
    { "a .dbf without room for fields", PLAIN, TWO, NULL, "ID", NULL, header_of_nothing,
      "t.dbf: its header claims 16 bytes of fields and 31 bytes a record, in a file of 192: it is damaged, copy it "
      "again [E023]\n" },
    { "a .dbf with a field wider than its records", PLAIN, TWO, NULL, "ID", NULL, wide_field,
      "t.dbf: its fields do not fit its records of 31 bytes: it is damaged, copy it again [E023]\n" },
    { "a .dbf of another layer", PLAIN, TWO, NULL, "ID", NULL, one_record_more_in_dbf,
      "t.shp: holds 2 shapes, but t.dbf holds 3 records: they do not belong together or one is cut off [E023]\n" },
    { "a record of another kind", PLAIN, TWO, NULL, "ID", NULL, wrong_record_type,
      "t.shp: record 1 (id 01): cannot be read, its bytes contradict themselves: it is damaged, copy the file again "
      "[E023]\n" },
    { "a record that claims two billion points", PLAIN, TWO, NULL, "ID", NULL, many_points,
      "t.shp: record 1 (id 01): cannot be read, its bytes contradict themselves: it is damaged, copy the file again "
      "[E023]\n" },
    { "a record that claims sixteen million parts", PLAIN, TWO, NULL, "ID", NULL, many_parts,
      "t.shp: record 1 (id 01): cannot be read, its bytes contradict themselves: it is damaged, copy the file again "
      "[E023]\n" },
    { "no record at all", PLAIN, { { 0 } }, NULL, "ID", NULL, NULL,
      "t.shp: found no record, expected one a region [E002]\n" },
    { "a null shape", PLAIN, { { "01", "", "1", SQUARE }, { "02", "", "1", "" } }, NULL, "ID", NULL, NULL,
      "t.shp: record 2 (id 02): has no shape, expected a polygon: draw it or remove the record [E024]\n" },
    { "no .prj and no crs", { SHPT_POLYGON, 'N', 0, NULL, NULL }, TWO, NULL, "ID", NULL, NULL,
      "t.prj: there is no such file, expected the coordinate system of t.shp: put the .prj beside the .shp, or say "
      "which it "
      "is, such as `regions: {file: t.shp, crs: EPSG:4326}` [E021]\n" },
    { "an empty .prj", { SHPT_POLYGON, 'N', 0, "  \n", NULL }, TWO, NULL, "ID", NULL, NULL,
      "t.prj: the file is empty, expected the coordinate system of t.shp: put the .prj beside the .shp, or say which "
      "it "
      "is, such as `regions: {file: t.shp, crs: EPSG:4326}` [E021]\n" },
    { "a .prj that PROJ does not know", { SHPT_POLYGON, 'N', 0, "PROJCS[\"Nowhere\"]", NULL }, TWO, NULL, "ID", NULL,
    NULL,
      "t.prj: PROJ does not understand the coordinate system \"PROJCS[\"Nowhere\"]\": proj_create: missing "
      "CONVERSION node; expected an "
      "EPSG code such as EPSG:5070, WKT or a PROJ string [E022]\n" },
    { "a crs that PROJ does not know", PLAIN, TWO, "EPSG:1", "ID", NULL, NULL,
      "t.shp: crs: PROJ does not understand the coordinate system \"EPSG:1\": proj_create: crs not found; expected an "
      "EPSG code such as EPSG:5070, WKT or a PROJ string [E022]\n" },
    { "metres that are said to be degrees", PLAIN, { { "01", "", "1", "500000 4500000, 500000 4500001, 500001 4500001"
    } }, NULL, "ID",
      NULL, NULL, "t.shp: record 1 (id 01): found longitude 500000 and latitude 4.5e+06, expected degrees, and so in "
      "1 of 1 shapes: "
      "check the .prj or the crs [E015]\n" },
    { "a point that is no number", PLAIN, { { "01", "", "1", "0 0, nan 1, 1 1" } }, NULL, "ID", NULL, NULL,
      "t.shp: record 1 (id 01): has points that have no place on the Earth in this coordinate system, and so have 1 "
      "of 1 shapes: "
      "check the .prj or the crs [E024]\n" },
    { "an id field that does not exist", PLAIN, TWO, NULL, "GEOID", NULL, NULL,
      "t.dbf: GEOID: there is no such field; the fields are ID, NAME, AMOUNT [E025]\n" },
    { "a measure that does not exist", PLAIN, TWO, NULL, "ID", "POP", NULL,
      "t.dbf: POP: there is no such field; the fields are ID, NAME, AMOUNT [E025]\n" },
    { "an empty id", PLAIN, { { "01", "", "1", SQUARE }, { "  ", "", "1", NEXT } }, NULL, "ID", NULL, NULL,
      "t.dbf: ID: record 2: found nothing, expected an id that no other region has [E010]\n" },
    { "an id that occurs twice", PLAIN, { { "01", "", "1", SQUARE }, { "02", "", "1", NEXT }, { "01", "", "1",
    SQUARE } }, NULL, "ID",
      NULL, NULL, "t.dbf: ID: record 3: found \"01\", which record 1 has already: ids must differ, dissolve the "
      "layer by id or name "
      "another field [E011]\n" },
    { "a word where a number is expected", { SHPT_POLYGON, 'C', 0, WGS84, NULL }, { { "01", "", "many", SQUARE } },
    NULL, "ID", "AMOUNT",
      NULL, "t.dbf: AMOUNT: record 1 (id 01): found \"many\", expected a number such as 1200.50 [E012]\n" },
    { "an encoding that nobody knows", { SHPT_POLYGON, 'N', 0, WGS84, "KLINGON" }, TWO, NULL, "ID", NULL, NULL,
      "t.cpg: found the encoding \"KLINGON\", expected one such as UTF-8 or 1252: write its name into the .cpg file "
      "[E019]\n" },
    { "bytes of another encoding", PLAIN, { { "Z\xFCx", "", "1", SQUARE } }, NULL, "ID", NULL, NULL,
      "t.dbf: ID: record 1: found \"Z\\xfcx\", expected UTF-8: write the table's true encoding into a .cpg file "
      "[E019]\n" },
    { "many faults at once", { SHPT_POLYGON, 'C', 0, NULL, NULL },
      { { "01", "", "x", SQUARE }, { "01", "", "2", NEXT }, { "", "", "3", "" } }, NULL, "ID", "AMOUNT", NULL,
      "t.prj: there is no such file, expected the coordinate system of t.shp: put the .prj beside the .shp, or say "
      "which it "
      "is, such as `regions: {file: t.shp, crs: EPSG:4326}` [E021]\n"
      "t.dbf: AMOUNT: record 1 (id 01): found \"x\", expected a number such as 1200.50 [E012]\n"
      "t.dbf: ID: record 2: found \"01\", which record 1 has already: ids must differ, dissolve the layer by id or "
      "name "
      "another field [E011]\n"
      "t.dbf: ID: record 3: found nothing, expected an id that no other region has [E010]\n"
      "t.shp: record 3: has no shape, expected a polygon: draw it or remove the record [E024]\n" },
};

static void refuses_with_these_words(void **state)
{
    const struct damage *damage = *state;
    test_folder folder;
    ambit_layer *layer = (ambit_layer *)1;
    ambit_error err = { AMBIT_OK, "" };
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    char errors[4000] = "";
    folder_open(&folder);
    make_shapefile(&folder, "t", damage->kind, damage->record, (int)n_records(damage->record, 4));
    if (damage->harm) damage->harm(&folder);
    ambit_status status = ambit_layer_read(&layer, &(ambit_layer_source){ .path = in_folder(&folder, "t.shp"),
            .shown = "t.shp", .id_field = damage->id_field, .crs = damage->crs,
            .wanted = damage->wanted ? &damage->wanted : NULL, .n_wanted = damage->wanted ? 1 : 0 }, diagnosis, &err);
    rmdir(in_folder(&folder, "t.shp"));
    folder_close(&folder);
    assert_int_equal(status, AMBIT_E_INPUT);
    assert_null(layer);
    const char *text;
    for (uint32_t i = 0; (text = ambit_diagnosis_error_text(diagnosis, i)); i++) {
        size_t used = strlen(errors);
        snprintf(errors + used, sizeof errors - used, "%s\n", text);
    }
    assert_string_equal(errors, damage->errors);
    ambit_diagnosis_free(diagnosis);
}

/* ---- Large files ------------------------------------------------------------------------------------------------ */

static void put_be(unsigned char *b, uint32_t value)
{
    for (int k = 0; k < 4; k++) b[k] = (unsigned char)(value >> 8 * (3 - k));
}

/* Moves the second record of two to byte `at` of a .shp that is mostly a hole; what lies between is a record whose row
 * is marked as deleted, or two of them. With an index or without. */
static void spread(const test_folder *folder, uint64_t at, int with_index)
{
    static const test_record four[] = { { "01", "", "1", SQUARE }, { "x", "", "", NEXT }, { "y", "", "", NEXT },
        { "02", "", "2", NEXT } };
    size_t n;
    unsigned char head[8], size[4], index[32];
    make_shapefile(folder, "t", plain, four, 4);
    unsigned char *shp = get_file(in_folder(folder, "t.shp"), &n);
    const uint64_t record = (n - 100) / 4, second = 100 + record, third = second + (at - second) / 4 * 2;
    FILE *file = fopen(in_folder(folder, "t.shp"), "rb+");
    assert_non_null(file);
    const uint64_t place[] = { 100, second, third, at }, end[] = { second, third, at, at + record };
    for (uint32_t i = 0; i < 4; i++) {
        put_be(head, i + 1);
        put_be(head + 4, (uint32_t)((end[i] - place[i] - 8) / 2));
        memcpy(index + 8 * i + 4, head + 4, 4);
        put_be(index + 8 * i, (uint32_t)(place[i] / 2));
        assert_int_equal(fseeko(file, (off_t)place[i], SEEK_SET), 0);
        assert_int_equal(fwrite(head, 1, 8, file), 8);
        assert_int_equal(fwrite(shp + 100 + i * record + 8, 1, record - 8, file), record - 8);
    }
    put_be(size, (uint32_t)((at + record) / 2));
    assert_int_equal(fseeko(file, 24, SEEK_SET), 0);
    assert_int_equal(fwrite(size, 1, 4, file), 4);
    assert_int_equal(fclose(file), 0);
    free(shp);
    if (with_index) patch(folder, "t.shx", 100, index, 32);
    else unlink(in_folder(folder, "t.shx"));
    DBFHandle dbf = DBFOpen(in_folder(folder, "t"), "rb+");
    assert_true(DBFMarkRecordDeleted(dbf, 1, 1) && DBFMarkRecordDeleted(dbf, 2, 1));
    DBFClose(dbf);
}

static void three_gigabytes_do_not_wrap_around(void **state)
{
    static const struct { uint64_t at; int with_index; const char *error; } files[] = {
        { 3000000000, 1, NULL }, { 3000000000, 0, NULL }, { 4294966000, 1, NULL }, { 4294966000, 0, NULL },
        { 4294967300, 1, "t.shp: found 4294967436 bytes, expected at most 4294967295: split or simplify the layer "
          "[E034]" },
        { 9000000000, 0, "t.shp: found 9000000136 bytes, expected at most 4294967295: split or simplify the layer "
          "[E034]" },
    };
    (void)state;
    for (size_t k = 0; k < sizeof files / sizeof *files; k++) {
        test_folder folder;
        ambit_layer *layer = NULL;
        ambit_diagnosis *diagnosis = ambit_diagnosis_build();
        folder_open(&folder);
        spread(&folder, files[k].at, files[k].with_index);
        ambit_status status = ambit_layer_read(&layer, &(ambit_layer_source){ .path = in_folder(&folder, "t.shp"),
                .shown = "t.shp", .id_field = "ID" }, diagnosis, NULL);
        folder_close(&folder);
        const char *error = ambit_diagnosis_error_text(diagnosis, 0);
        assert_string_equal(error ? error : "", files[k].error ? files[k].error : "");
        assert_int_equal(status, files[k].error ? AMBIT_E_INPUT : AMBIT_OK);
        if (layer) {
            assert_int_equal(layer->n, 2);
            assert_string_equal(layer->id[1], "02");
            assert_true(layer->centre_lon_deg[0] < 1 && layer->centre_lon_deg[1] > 1);
            layer_is_sound(layer);
        }
        ambit_layer_free(layer);
        ambit_diagnosis_free(diagnosis);
    }
}

int main(void)
{
    enum { D = sizeof damages / sizeof *damages };
    struct CMUnitTest tests[D + 1];
    size_t n = 0;
    for (size_t i = 0; i < D; i++)
        tests[n++] = (struct CMUnitTest){ damages[i].name, refuses_with_these_words, NULL, NULL,
        (void *)(uintptr_t)&damages[i] };
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(three_gigabytes_do_not_wrap_around);
    return cmocka_run_group_tests_name("geo/layer, faults", tests, NULL, NULL);
}
