/* Every allocation fails once while a layer is read, from each kind of file: a status and words must follow, no crash,
 * no half of a layer, and (under the address sanitizer) no leak. Linked with --wrap for malloc and its kin. */
#include "tests/geo/shapes.h"
#include "tests/failing.h"

#include <zip.h>

static const char *const wanted[] = { "AMOUNT" }, *const wanted_text[] = { "NAME" };

/* Each layer, read with everything that a reader can be asked for. */
static const struct way { const char *name, *file, *crs; uint32_t n; } ways[] = {
    { "a shapefile", "t.shp", NULL, 20 },
    { "a shapefile in a zip", "t.zip", NULL, 20 },
    { "a shapefile on a polar map", "polar.shp", "EPSG:3031", 2 },
    { "points of a shapefile", "points.shp", NULL, 20 },
    { "GeoJSON", "t.geojson", NULL, 20 },
    { "a table of points", "points.csv", NULL, 20 },
    { "a table of shapes", "shapes.csv", "EPSG:4326", 20 },
};

static void write_text(const test_folder *folder, const char *name, const char *head, const char *format,
        const char *between, const char *tail)
{
    FILE *file = fopen(in_folder(folder, name), "w");
    assert_non_null(file);
    fputs(head, file);
    for (int i = 0; i < 20; i++) {
        if (i) fputs(between, file);
        fprintf(file, format, i, i, i, i, i, i, i, i);
    }
    fputs(tail, file);
    assert_int_equal(fclose(file), 0);
}

static void write_points(const test_folder *folder)
{
    static const char *const ids[] = { "00", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12",
        "13", "14", "15", "16", "17", "18", "19" };
    make_shapefile(folder, "points", (test_kind)PLAIN, (test_record[]){ { "x", "", "", SQUARE } }, 1);
    SHPHandle shp = SHPCreate(in_folder(folder, "points"), SHPT_POINT);
    DBFHandle dbf = DBFOpen(in_folder(folder, "points"), "rb+");
    for (int i = 0; i < 20; i++) {
        double x = i, y = i / 2.;
        SHPObject *object = SHPCreateSimpleObject(SHPT_POINT, 1, &x, &y, NULL);
        SHPWriteObject(shp, -1, object);
        SHPDestroyObject(object);
        DBFWriteStringAttribute(dbf, i, 0, ids[i]);
        DBFWriteStringAttribute(dbf, i, 1, "name");
        DBFWriteStringAttribute(dbf, i, 2, "1");
    }
    SHPClose(shp);
    DBFClose(dbf);
}

static void write_files(const test_folder *folder)
{
    static const char *const parts[] = { "t.shp", "t.dbf", "t.prj" };
    static char id[20][12], rings[20][80];
    test_record record[20];
    for (int i = 0; i < 20; i++) {
        snprintf(id[i], sizeof id[i], "%02d", i);
        snprintf(rings[i], sizeof rings[i], "%d 0, %d 1, %d 1, %d 0", i, i, i + 1, i + 1);
        record[i] = (test_record){ id[i], "Z\xC3\xBCrich", "1", i ? rings[i] : "0 0, 1 1, 1 0, 0 1" };
    }
    make_shapefile(folder, "t", (test_kind)PLAIN, record, 20);
    make_shapefile(folder, "polar", (test_kind)PLAIN, (test_record[]){ { "01", "", "1", "-9e5 -9e5, 0 9e5, 9e5 -9e5" },
            { "02", "", "1", "0 0, 1e6 2e6, 2e6 1e6" } }, 2);
    write_points(folder);
    write_text(folder, "t.geojson", "{\"type\": \"FeatureCollection\", \"features\": [", "{\"type\": \"Feature\", "
            "\"properties\": {\"ID\": \"%d\", \"NAME\": \"n\", \"AMOUNT\": %d}, \"geometry\": {\"type\": \"Polygon\", "
            "\"coordinates\": [[[%d, 0], [%d.5, 0], [%d.5, 1], [%d, 0]]]}}", ",\n", "]}");
    write_text(folder, "points.csv", "ID,NAME,AMOUNT,lon,lat\n", "%d,n%d,%d,%d,%d\n", "", "");
    write_text(folder, "shapes.csv", "ID,NAME,AMOUNT,wkt\n", "%d,n%d,%d,\"POLYGON((%d 0,%d.5 0,%d 1,%d 0))\"\n", "",
            "");
    int code;
    zip_t *archive = zip_open(in_folder(folder, "t.zip"), ZIP_CREATE, &code);
    for (int k = 0; k < 3; k++)
        zip_file_add(archive, parts[k], zip_source_file(archive, in_folder(folder, parts[k]), 0, -1), 0);
    assert_int_equal(zip_close(archive), 0);
}

static ambit_status read_way(const test_folder *folder, const struct way *way, ambit_error *err)
{
    ambit_layer *layer = NULL;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    if (!diagnosis) return AMBIT_E_MEMORY;
    ambit_status status = ambit_layer_read(&layer, &(ambit_layer_source){ .path = in_folder(folder, way->file),
            .shown = way->file, .id_field = "ID", .name_field = "NAME", .crs = way->crs, .wanted = wanted,
            .n_wanted = 1, .wanted_text = wanted_text, .n_wanted_text = 1, .every_field = 1 }, diagnosis, err);
    if (status == AMBIT_E_INPUT && !has_failed) fail_msg("%s", ambit_diagnosis_error_text(diagnosis, 0));
    ambit_diagnosis_free(diagnosis);
    assert_int_equal(status == AMBIT_OK, layer != NULL);
    if (layer) assert_int_equal(layer->n, way->n);
    ambit_layer_free(layer);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    const struct way *way = *state;
    test_folder folder;
    long n = 1, n_refused = 0;
    folder_open(&folder);
    write_files(&folder);
    for (;; n++) {
        ambit_error err = { AMBIT_OK, "" };
        has_failed = 0;
        countdown = n;
        ambit_status status = read_way(&folder, way, &err);
        countdown = 0;
        if (!has_failed) {
            assert_int_equal(status, AMBIT_OK);
            break;
        }
        n_refused += status != AMBIT_OK;
        assert_true(status == AMBIT_OK || status == AMBIT_E_MEMORY || err.text[0]);
    }
    folder_close(&folder);
    print_message("%ld allocations failed, each once; %ld times there was no layer\n", n - 1, n_refused);
    assert_true(n_refused > 15);
}

int main(void)
{
    enum { W = sizeof ways / sizeof *ways };
    struct CMUnitTest tests[W];
    for (size_t i = 0; i < W; i++)
        tests[i] = (struct CMUnitTest){ ways[i].name, every_allocation_may_fail, NULL, NULL,
        (void *)(uintptr_t)&ways[i] };
    return cmocka_run_group_tests_name("geo/layer, allocations", tests, NULL, NULL);
}
