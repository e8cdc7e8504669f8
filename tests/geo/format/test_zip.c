/* Shapefiles inside zips: which one is meant, and archives that are damaged, locked or traps. */
#include "tests/geo/shapes.h"
#include "instances/base/rng.h"

#include <zip.h>

static const test_kind plain = PLAIN;
static const char *const extensions[] = { "shp", "shx", "dbf", "prj", "cpg" };

/* Puts t.shp and its fellows of the folder into t.zip under that stem. */
static void pack(const test_folder *folder, const char *stem, zip_uint16_t lock)
{
    int code = 0;
    zip_t *archive = zip_open(in_folder(folder, "t.zip"), ZIP_CREATE, &code);
    assert_non_null(archive);
    for (int k = 0; k < 5; k++) {
        char from[8], to[64];
        snprintf(from, sizeof from, "t.%s", extensions[k]);
        snprintf(to, sizeof to, "%s.%s", stem, extensions[k]);
        if (access(in_folder(folder, from), R_OK)) continue;
        zip_source_t *source = zip_source_file(archive, in_folder(folder, from), 0, -1);
        zip_int64_t at = zip_file_add(archive, to, source, ZIP_FL_ENC_UTF_8);
        assert_true(at >= 0);
        if (lock != ZIP_EM_NONE)
            assert_int_equal(zip_file_set_encryption(archive, (zip_uint64_t)at, lock, "secret"), 0);
    }
    assert_int_equal(zip_close(archive), 0);
}

/* What lies in the zip, and what comes of it. A stem that begins with '-' is packed without its .dbf. */
static const struct packed {
    const char *name, *stem[3], *member;
    const char *errors; /* NULL: it is read */
} packs[] = {
    { "one shapefile", { "counties" }, NULL, NULL },
    { "one in a folder, with letters beyond ASCII", { "donn\xC3\xA9""es/2024/r\xC3\xA9gions" }, NULL, NULL },
    { "a Mac's shadow beside it", { "counties", "__MACOSX/._counties" }, NULL, NULL },
    { "one of two by its name", { "a/counties", "a/states" }, "counties", NULL },
    { "one of two by its file", { "a/counties", "a/states" }, "states.shp", NULL },
    { "one of two by its path", { "a/counties", "b/counties" }, "b/counties.shp", NULL },
    { "one of two by its path without extension", { "a/counties", "b/counties" }, "b/counties", NULL },
    { "several, and none chosen", { "a/counties", "a/states" }, NULL,
      "t.zip: holds several shapefiles: a/counties.shp, a/states.shp; say which one, such as `regions: {file: t.zip, "
      "member: a/counties.shp}` [E023]\n" },
    { "several of the name that was chosen", { "a/counties", "b/counties", "b/states" }, "counties",
      "t.zip: holds several shapefiles: a/counties.shp, b/counties.shp, b/states.shp; say which one, such as "
      "`regions: {file: t.zip, member: a/counties.shp}` [E023]\n" },
    { "a name that is not there", { "a/counties", "a/states" }, "roads",
      "t.zip: holds no \"roads\", expected one of a/counties.shp, a/states.shp: say `member:` so [E023]\n" },
    { "a shapefile without its table", { "-counties" }, NULL,
      "t.zip: holds counties.shp, but no counties.dbf beside it: a shapefile needs both [E001]\n" },
};

static ambit_status read_zip(ambit_layer **out, const test_folder *folder, const char *member, char errors[2000])
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    ambit_status status = ambit_layer_read(out, &(ambit_layer_source){ .path = in_folder(folder, "t.zip"),
            .shown = "t.zip", .id_field = "ID", .member = member }, diagnosis, &err);
    const char *text;
    errors[0] = '\0';
    for (uint32_t i = 0; (text = ambit_diagnosis_error_text(diagnosis, i)); i++)
        snprintf(errors + strlen(errors), 2000 - strlen(errors), "%s\n", text);
    assert_int_equal(status == AMBIT_OK, *out != NULL);
    assert_int_equal(status == AMBIT_OK, errors[0] == '\0');
    ambit_diagnosis_free(diagnosis);
    return status;
}

static void finds_what_is_meant(void **state)
{
    static const test_record two[] = TWO;
    const struct packed *packed = *state;
    test_folder folder;
    char errors[2000];
    ambit_layer *layer;
    folder_open(&folder);
    make_shapefile(&folder, "t", plain, two, 2);
    for (int k = 0; k < 3 && packed->stem[k]; k++) {
        if (packed->stem[k][0] == '-') unlink(in_folder(&folder, "t.dbf"));
        pack(&folder, packed->stem[k] + (packed->stem[k][0] == '-'), ZIP_EM_NONE);
    }
    ambit_status status = read_zip(&layer, &folder, packed->member, errors);
    folder_close(&folder);
    assert_string_equal(errors, packed->errors ? packed->errors : "");
    assert_int_equal(status, packed->errors ? AMBIT_E_INPUT : AMBIT_OK);
    if (layer) {
        assert_int_equal(layer->n, 2);
        assert_string_equal(layer->id[1], "02");
        layer_is_sound(layer);
    }
    ambit_layer_free(layer);
}

static void faults_inside_name_the_part(void **state)
{
    static const test_record doubles[] = { { "01", "", "1", SQUARE }, { "01", "", "1", NEXT } };
    test_folder folder;
    char errors[2000];
    ambit_layer *layer;
    (void)state;
    folder_open(&folder);
    make_shapefile(&folder, "t", (test_kind){ SHPT_POLYGON, 'N', 0, NULL, NULL }, doubles, 2);
    pack(&folder, "a/counties", ZIP_EM_NONE);
    assert_int_equal(read_zip(&layer, &folder, NULL, errors), AMBIT_E_INPUT);
    folder_close(&folder);
    assert_string_equal(errors, "t.zip/a/counties.prj: there is no such file, expected the coordinate system of "
            "t.zip/a/counties.shp: put the .prj beside the .shp, or say which it is, such as `regions: {file: t.zip, "
            "crs: EPSG:4326}` [E021]\n"
            "t.zip/a/counties.dbf: ID: record 2: found \"01\", which record 1 has already: ids must differ, dissolve "
            "the layer by id or name another field [E011]\n");
}

/* ---- Archives that are none, locked, damaged, or traps ----------------------------------------------------------- */

static void must_refuse(const test_folder *folder, const char *words)
{
    char errors[2000];
    ambit_layer *layer;
    assert_int_equal(read_zip(&layer, folder, NULL, errors), AMBIT_E_INPUT);
    if (!strstr(errors, words)) fail_msg("\"%s\" does not say \"%s\"", errors, words);
}

static void says_what_is_wrong_with_an_archive(void **state)
{
    static const test_record two[] = TWO;
    test_folder folder;
    (void)state;
    folder_open(&folder);
    must_refuse(&folder, "t.zip: cannot be opened (No such file");
    put_file(&folder, "t.zip", "", 0);
    must_refuse(&folder, "t.zip: cannot be read as a zip (Not a zip archive): fetch it again [E023]");
    put_file(&folder, "t.zip", "nothing like a zip, but long enough for one", 43);
    must_refuse(&folder, "t.zip: cannot be read as a zip (Not a zip archive)");
    unlink(in_folder(&folder, "t.zip"));
    make_shapefile(&folder, "t", plain, two, 2);
    if (zip_encryption_method_supported(ZIP_EM_AES_256, 1)) {
        pack(&folder, "counties", ZIP_EM_AES_256);
        must_refuse(&folder, "counties.shp is encrypted: unpack it with its password and name the .shp [E023]");
    } else
        print_message("this libzip cannot encrypt\n");
    folder_close(&folder);
}

/* A .shp of zeros shrinks to a thousandth. */
static void refuses_a_trap_before_unpacking_it(void **state)
{
    test_folder folder;
    int code;
    (void)state;
    folder_open(&folder);
    zip_t *archive = zip_open(in_folder(&folder, "t.zip"), ZIP_CREATE, &code);
    FILE *zeros = fopen(in_folder(&folder, "zeros"), "wb");
    assert_non_null(zeros);
    assert_int_equal(ftruncate(fileno(zeros), 80 << 20), 0);
    fclose(zeros);
    zip_source_t *source = zip_source_file(archive, in_folder(&folder, "zeros"), 0, -1);
    assert_true(zip_file_add(archive, "bomb.shp", source, 0) >= 0);
    assert_int_equal(zip_close(archive), 0);
    must_refuse(&folder, "bytes, which no true shapefile does: it is damaged or a trap, fetch it again [E034]");
    folder_close(&folder);
}

/* Whatever the bytes: an error, or the same layer. */
static void random_damage_never_crashes(void **state)
{
    static const test_record two[] = TWO;
    const uint64_t seed = 20270102;
    test_folder folder;
    size_t n, n_read = 0, n_rounds = 300;
    (void)state;
    print_message("seed %llu\n", (unsigned long long)seed);
    folder_open(&folder);
    make_shapefile(&folder, "t", plain, two, 2);
    pack(&folder, "counties", ZIP_EM_NONE);
    unsigned char *whole = get_file(in_folder(&folder, "t.zip"), &n), *bytes = malloc(n);
    assert_non_null(bytes);
    for (uint64_t round = 0; round < n_rounds; round++) {
        ambit_rng rng = ambit_rng_of(seed, round);
        char errors[2000];
        ambit_layer *layer;
        memcpy(bytes, whole, n);
        for (uint32_t c = 1 + ambit_rng_below(&rng, 6); c > 0; c--)
            bytes[ambit_rng_below(&rng, (uint32_t)n)] = (unsigned char)ambit_rng_below(&rng, 256);
        put_file(&folder, "t.zip", bytes, ambit_rng_below(&rng, 8) ? n : ambit_rng_below(&rng, (uint32_t)n));
        read_zip(&layer, &folder, NULL, errors);
        if (layer) layer_is_sound(layer), n_read++;
        ambit_layer_free(layer);
    }
    assert_true(n_read > 10 && n_read < n_rounds - 10);
    free(whole);
    free(bytes);
    folder_close(&folder);
}

int main(void)
{
    enum { P = sizeof packs / sizeof *packs };
    struct CMUnitTest tests[P + 4];
    size_t n = 0;
    for (size_t i = 0; i < P; i++)
        tests[n++] = (struct CMUnitTest){ packs[i].name, finds_what_is_meant, NULL, NULL,
        (void *)(uintptr_t)&packs[i] };
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(faults_inside_name_the_part);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(says_what_is_wrong_with_an_archive);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(refuses_a_trap_before_unpacking_it);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(random_damage_never_crashes);
    return cmocka_run_group_tests_name("geo/zip", tests, NULL, NULL);
}
