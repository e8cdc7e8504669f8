/* Reading layers: what must be read, what must be refused with which words, and files damaged at random. */
#include "tests/geo/shapes.h"
#include "geo/join.h"
#include "instances/base/rng.h"

#include <math.h>
#include <sys/stat.h>

#define SQUARE "0 0, 0 1, 1 1, 1 0"        /* clockwise, as shapefiles wind exteriors */
#define NEXT   "1 0, 1 1, 2 1, 2 0"
#define HOLE   "; .25 .25, .75 .25, .75 .75, .25 .75"
#define PLAIN  { SHPT_POLYGON, 'N', 0, WGS84, "UTF-8" }

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
    { "one square", PLAIN, { { "001", "One", "1.5", SQUARE } }, NULL, "NAME", "AMOUNT", "001", "One", 1.5, 1, 1, 1, 0, "" },
    { "field names in small letters", PLAIN, { { "001", "One", "7", SQUARE } }, NULL, "name", "amount", "001", "One", 7, 1, 1, 1, 0, "" },
    { "no name field: names are ids", PLAIN, { { "a b", "One", "7", SQUARE } }, NULL, NULL, NULL, "a b", "a b", 0, 1, 1, 1, 0, "" },
    { "an empty name becomes the id", PLAIN, { { "01", "", "7", SQUARE } }, NULL, "NAME", NULL, "01", "01", 0, 1, 1, 1, 0, "" },
    { "an empty cell is no number", PLAIN, { { "01", "", "", SQUARE } }, NULL, NULL, "AMOUNT", "01", "01", NAN, 1, 1, 1, 0, "" },
    { "stars are no number", PLAIN, { { "01", "", "**********", SQUARE } }, NULL, NULL, "AMOUNT", "01", "01", NAN, 1, 1, 1, 0, "" },
    { "numbers given as text", { SHPT_POLYGON, 'C', 0, WGS84, NULL }, { { "01", "", " 1200.50", SQUARE } }, NULL, NULL, "AMOUNT",
      "01", "01", 1200.5, 1, 1, 1, 0, "" },
    { "Z and M are dropped", { SHPT_POLYGONZ, 'N', 0, WGS84, NULL }, { { "01", "", "1", SQUARE HOLE } }, NULL, NULL, "AMOUNT",
      "01", "01", 1, .75, 1, 2, 0, "" },
    { "M alone", { SHPT_POLYGONM, 'N', 0, WGS84, NULL }, { { "01", "", "1", SQUARE } }, NULL, NULL, "AMOUNT", "01", "01", 1, 1, 1, 1, 0, "" },
    { "a hole", PLAIN, { { "01", "", "1", SQUARE HOLE } }, NULL, NULL, NULL, "01", "01", 0, .75, 1, 2, 0, "" },
    { "a hole before its exterior", PLAIN, { { "01", "", "1", ".25 .25, .75 .25, .75 .75, .25 .75; " SQUARE } }, NULL, NULL, NULL,
      "01", "01", 0, .75, 1, 2, 0, "" },
    { "two islands, a hole in the second", PLAIN, { { "01", "", "1", "5 5, 5 6, 6 6, 6 5; " SQUARE HOLE } }, NULL, NULL, NULL,
      "01", "01", 0, 1.75, 1, 3, 0, "" },
    { "an island in a lake on an island", PLAIN,
      { { "01", "", "1", "0 0, 0 9, 9 9, 9 0; 1 1, 8 1, 8 8, 1 8; 3 3, 3 6, 6 6, 6 3; 4 4, 5 4, 5 5, 4 5" } }, NULL, NULL, NULL,
      "01", "01", 0, 81 - 49 + 9 - 1, 1, 4, 0, "" },
    { "wound the wrong way", PLAIN, { { "01", "", "1", "0 0, 1 0, 1 1, 0 1" } }, NULL, NULL, NULL, "01", "01", 0, 1, 1, 1, 0, "" },
    { "two islands wound the wrong way", PLAIN, { { "01", "", "1", "0 0, 1 0, 1 1, 0 1; 5 5, 6 5, 6 6, 5 6" } }, NULL, NULL, NULL,
      "01", "01", 0, 2, 1, 2, 0, "" },
    { "a hole wound like an exterior", PLAIN, { { "01", "", "1", SQUARE "; .25 .25, .25 .75, .75 .75, .75 .25" } }, NULL, NULL, NULL,
      "01", "01", 0, .75, 1, 2, 1, "t.shp: mended 1 of 1 shapes, whose borders cross or touch themselves: 01 [W033]" },
    { "rings that are left open", { SHPT_POLYGON, 'N', 1, WGS84, NULL }, { { "01", "", "1", SQUARE } }, NULL, NULL, NULL, "01", "01",
      0, 1, 1, 1, 0, "" },
    { "a bow tie becomes two triangles", PLAIN, { { "01", "", "1", "0 0, 1 1, 1 0, 0 1" }, { "02", "", "1", NEXT } }, NULL, NULL,
      NULL, "01", "01", 0, 1.5, 2, 3, 1,
      "t.shp: mended 1 of 2 shapes, whose borders cross or touch themselves: 01 [W033]" },
    { "a spike is cut off", PLAIN, { { "01", "", "1", "0 0, 0 1, 1 1, 1 .5, 3 .5, 1 .5, 1 0" } }, NULL, NULL, NULL, "01", "01", 0,
      1, 1, 1, 1, "t.shp: mended 1 of 1 shapes, whose borders cross or touch themselves: 01 [W033]" },
    { "a ring of two points beside a square", PLAIN, { { "01", "", "1", SQUARE "; 5 5, 6 6" } }, NULL, NULL, NULL, "01", "01", 0, 1,
      1, 1, 1, "t.shp: mended 1 of 1 shapes, whose borders cross or touch themselves: 01 [W033]" },
    { "a shape without area is a point", PLAIN, { { "01", "", "1", SQUARE }, { "02", "", "1", "1 1, 1 1, 1 1, 1 1" } }, NULL, NULL,
      NULL, "01", "01", 0, 1, 2, 1, 0, "t.shp: took 1 of 2 shapes, which have no area, as points in which nothing lies: 02 [W033]" },
    { "crs instead of a .prj", { SHPT_POLYGON, 'N', 0, NULL, NULL }, { { "01", "", "1", SQUARE } }, "EPSG:4326", NULL, NULL, "01", "01",
      0, 1, 1, 1, 0, "" },
    { "crs overrules the .prj", { SHPT_POLYGON, 'N', 0, "nonsense", NULL }, { { "01", "", "1", SQUARE } }, "EPSG:4326", NULL, NULL,
      "01", "01", 0, 1, 1, 1, 0, "" },
    { "a .prj with a BOM and blanks", { SHPT_POLYGON, 'N', 0, "\xEF\xBB\xBF  " WGS84 " \r\n", NULL }, { { "01", "", "1", SQUARE } },
      NULL, NULL, NULL, "01", "01", 0, 1, 1, 1, 0, "" },
    { "UTF-8 by its .cpg", PLAIN, { { "01", "Z\xC3\xBCrich", "1", SQUARE } }, NULL, "NAME", NULL, "01", "Z\xC3\xBCrich", 0, 1, 1, 1, 0, "" },
    { "UTF-8 without a .cpg", { SHPT_POLYGON, 'N', 0, WGS84, NULL }, { { "01", "Z\xC3\xBCrich", "1", SQUARE } }, NULL, "NAME", NULL,
      "01", "Z\xC3\xBCrich", 0, 1, 1, 1, 0, "" },
    { "Latin-1 without a .cpg", { SHPT_POLYGON, 'N', 0, WGS84, NULL }, { { "01", "Z\xFCrich", "1", SQUARE } }, NULL, "NAME", NULL,
      "01", "Z\xC3\xBCrich", 0, 1, 1, 1, 0, "" },
    { "Windows-1252 by its number", { SHPT_POLYGON, 'N', 0, WGS84, "1252\r\n" }, { { "01", "\x8Aumava", "1", SQUARE } }, NULL, "NAME",
      NULL, "01", "\xC5\xA0umava", 0, 1, 1, 1, 0, "" },
    { "Latin-1 by ESRI's name", { SHPT_POLYGON, 'N', 0, WGS84, "ISO 88591" }, { { "01", "Z\xFCrich", "1", SQUARE } }, NULL, "NAME",
      NULL, "01", "Z\xC3\xBCrich", 0, 1, 1, 1, 0, "" },
    { "Latin-1 by a number of its own", { SHPT_POLYGON, 'N', 0, WGS84, "88591" }, { { "01", "Z\xFCrich", "1", SQUARE } }, NULL, "NAME",
      NULL, "01", "Z\xC3\xBCrich", 0, 1, 1, 1, 0, "" },
    { "the DOS page 850", { SHPT_POLYGON, 'N', 0, WGS84, "OEM 850" }, { { "01", "Z\x81rich", "1", SQUARE } }, NULL, "NAME", NULL, "01",
      "Z\xC3\xBCrich", 0, 1, 1, 1, 0, "" },
    { "a last letter cut in two by the field's width", PLAIN, { { "01", "abcdefghijk\xC3\xBC", "1", SQUARE } }, NULL, "NAME", NULL, "01",
      "abcdefghijk", 0, 1, 1, 1, 0, "" },
    { "across the antimeridian in one piece", PLAIN, { { "01", "", "1", "179 0, 179 1, -179 1, -179 0" } }, NULL, NULL, NULL, "01", "01",
      0, 2, 1, 1, 0, "" },
    { "across it with a hole on the far side", PLAIN,
      { { "01", "", "1", "178 0, 178 4, -178 4, -178 0; -179.5 1, -179 1, -179 2, -179.5 2" } }, NULL, NULL, NULL, "01", "01", 0,
      15.5, 1, 2, 0, "" },
    { "longitudes from 0 to 360 come home", PLAIN, { { "01", "", "1", "270 0, 270 1, 271 1, 271 0" } }, NULL, NULL, NULL, "01", "01", 0,
      1, 1, 1, 0, "" },
    { "around a pole", PLAIN, { { "01", "", "1", "-180 -90, -180 -60, 0 -70, 180 -60, 180 -90" } }, NULL, NULL, NULL, "01", "01", 0,
      360 * 25, 1, 1, 0, "" },
};

static uint32_t n_records(const test_record *record)
{
    uint32_t n = 0;
    while (n < 4 && record[n].id) n++;
    return n;
}

static double area_of(const ambit_layer *layer)
{
    double sum = 0;
    for (uint32_t r = 0; r < layer->n; r++) sum += ambit_shape_area(ambit_layer_shape(layer, r));
    return sum;
}

/* What every layer must be: counted right, closed, exteriors before holes, its centres inside. */
static void layer_is_sound(const ambit_layer *layer)
{
    assert_int_equal(layer->part_first[0], 0);
    assert_int_equal(layer->part_first[layer->n], layer->n_parts);
    for (uint32_t r = 0; r < layer->n; r++) {
        uint32_t p = layer->part_first[r], region = AMBIT_OUTSIDE;
        if (p == layer->part_first[r + 1]) continue;
        assert_false(layer->is_hole[p]);
        assert_int_equal(ambit_join(&region, layer, &layer->centre_lon_deg[r], &layer->centre_lat_deg[r], 1, NULL), AMBIT_OK);
        assert_true(region <= r);
        for (; p < layer->part_first[r + 1]; p++) {
            size_t at = layer->point_first[p], last = layer->point_first[p + 1] - 1;
            assert_true(last >= at + 3);
            assert_true(layer->lon_deg[at] == layer->lon_deg[last] && layer->lat_deg[at] == layer->lat_deg[last]);
        }
    }
}

static void reads_what_is_there(void **state)
{
    const struct good *good = *state;
    test_folder folder;
    ambit_layer *layer = NULL;
    ambit_error err = { AMBIT_OK, "" };
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    folder_open(&folder);
    make_shapefile(&folder, "t", good->kind, good->record, (int)n_records(good->record));
    ambit_status status = ambit_layer_read(&layer, in_folder(&folder, "t.shp"), "t.shp", "ID", good->name_field, good->crs,
            good->wanted ? &good->wanted : NULL, good->wanted ? 1 : 0, diagnosis, &err);
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

/* Overwrites n bytes of a file, or cuts it off at `at` when bytes is NULL. */
static void patch(const test_folder *folder, const char *name, size_t at, const void *bytes, size_t n)
{
    size_t size;
    unsigned char *all = get_file(in_folder(folder, name), &size);
    assert_true(at + n <= size);
    if (bytes) memcpy(all + at, bytes, n);
    put_file(folder, name, all, bytes ? size : at);
    free(all);
}

static void cut_shp(const test_folder *folder) { patch(folder, "t.shp", 300, NULL, 0); }
static void cut_dbf(const test_folder *folder) { patch(folder, "t.dbf", 150, NULL, 0); }
static void two_billion(const test_folder *folder) { patch(folder, "t.dbf", 4, "\x00\x94\x35\x77", 4); }
static void header_of_nothing(const test_folder *folder) { patch(folder, "t.dbf", 8, "\x10\x00", 2); }
static void wide_field(const test_folder *folder) { patch(folder, "t.dbf", 32 + 16, "\xFA", 1); }
static void points_file(const test_folder *folder) { patch(folder, "t.shp", 32, "\x01\x00\x00\x00", 4); }
static void wrong_record_type(const test_folder *folder) { patch(folder, "t.shp", 108, "\x01\x00\x00\x00", 4); }
static void many_points(const test_folder *folder) { patch(folder, "t.shp", 100 + 8 + 40, "\xFF\xFF\xFF\x7F", 4); }
static void many_parts(const test_folder *folder) { patch(folder, "t.shp", 100 + 8 + 36, "\xFF\xFF\xFF\x00", 4); }

static void one_record_more_in_dbf(const test_folder *folder)
{
    static const test_record three[] = { { "01", "", "1", SQUARE }, { "02", "", "1", NEXT }, { "03", "", "1", SQUARE } };
    make_shapefile(folder, "other", plain, three, 3);
    rename(in_folder(folder, "other.dbf"), in_folder(folder, "t.dbf"));
}

#define TWO { { "01", "One", "1", SQUARE }, { "02", "Two", "2", NEXT } }

static const struct damage damages[] = {
    { "a missing .dbf", PLAIN, TWO, NULL, "ID", NULL, remove_dbf,
      "t.dbf: cannot be opened (No such file or directory): a shapefile needs its .shp and its .dbf side by side [E001]\n" },
    { "a missing .shp and .dbf", PLAIN, TWO, NULL, "ID", NULL, remove_both,
      "t.shp: cannot be opened (No such file or directory): a shapefile needs its .shp and its .dbf side by side [E001]\n"
      "t.dbf: cannot be opened (No such file or directory): a shapefile needs its .shp and its .dbf side by side [E001]\n" },
    { "a folder called t.shp", PLAIN, TWO, NULL, "ID", NULL, folder_as_shp,
      "t.shp: cannot be opened (it is no file): a shapefile needs its .shp and its .dbf side by side [E001]\n" },
    { "an empty .shp", PLAIN, TWO, NULL, "ID", NULL, empty_shp,
      "t.shp: found 0 bytes, expected a shapefile, which begins with a header of 100: copy the file again [E023]\n" },
    { "an empty .dbf", PLAIN, TWO, NULL, "ID", NULL, empty_dbf,
      "t.dbf: found 0 bytes, expected a table, which begins with a header of 32: copy the file again [E023]\n" },
    { "text instead of a .shp", PLAIN, TWO, NULL, "ID", NULL, text_as_shp,
      "t.shp: does not begin as a shapefile does (file code 2021161080, expected 9994): name the .shp file [E023]\n" },
    { "points instead of polygons", PLAIN, TWO, NULL, "ID", NULL, points_file,
      "t.shp: holds points (type 1), expected polygons: name a layer of regions [E023]\n" },
    { "a .shp that is cut off", PLAIN, TWO, NULL, "ID", NULL, cut_shp,
      "t.shp: record 2 claims 128 bytes at byte 244, but the file ends at 300: it is cut off or damaged, copy it again [E023]\n" },
    { "a .dbf that is cut off", PLAIN, TWO, NULL, "ID", NULL, cut_dbf,
      "t.dbf: its header claims 2 records, but the file holds 0: it is cut off or damaged, copy it again [E023]\n" },
    { "a .dbf that claims two billion records", PLAIN, TWO, NULL, "ID", NULL, two_billion,
      "t.dbf: its header claims 2000000000 records, but the file holds 2: it is cut off or damaged, copy it again [E023]\n" },
    { "a .dbf without room for fields", PLAIN, TWO, NULL, "ID", NULL, header_of_nothing,
      "t.dbf: its header claims 16 bytes of fields and 31 bytes a record, in a file of 192: it is damaged, copy it again [E023]\n" },
    { "a .dbf with a field wider than its records", PLAIN, TWO, NULL, "ID", NULL, wide_field,
      "t.dbf: its fields do not fit its records of 31 bytes: it is damaged, copy it again [E023]\n" },
    { "a .dbf of another layer", PLAIN, TWO, NULL, "ID", NULL, one_record_more_in_dbf,
      "t.shp: holds 2 shapes, but t.dbf holds 3 records: they do not belong together or one is cut off [E023]\n" },
    { "a record of another kind", PLAIN, TWO, NULL, "ID", NULL, wrong_record_type,
      "t.shp: record 1 (id 01): cannot be read, its bytes contradict themselves: it is damaged, copy the file again [E023]\n" },
    { "a record that claims two billion points", PLAIN, TWO, NULL, "ID", NULL, many_points,
      "t.shp: record 1 (id 01): cannot be read, its bytes contradict themselves: it is damaged, copy the file again [E023]\n" },
    { "a record that claims sixteen million parts", PLAIN, TWO, NULL, "ID", NULL, many_parts,
      "t.shp: record 1 (id 01): cannot be read, its bytes contradict themselves: it is damaged, copy the file again [E023]\n" },
    { "no record at all", PLAIN, { { 0 } }, NULL, "ID", NULL, NULL,
      "t.shp: found no record, expected one a region [E002]\n" },
    { "a null shape", PLAIN, { { "01", "", "1", SQUARE }, { "02", "", "1", "" } }, NULL, "ID", NULL, NULL,
      "t.shp: record 2 (id 02): has no shape, expected a polygon: draw it or remove the record [E024]\n" },
    { "no .prj and no crs", { SHPT_POLYGON, 'N', 0, NULL, NULL }, TWO, NULL, "ID", NULL, NULL,
      "t.prj: there is no such file, expected the coordinate system of t.shp: put the .prj beside the .shp, or say which it "
      "is, such as `regions: {file: t.shp, crs: EPSG:4326}` [E021]\n" },
    { "an empty .prj", { SHPT_POLYGON, 'N', 0, "  \n", NULL }, TWO, NULL, "ID", NULL, NULL,
      "t.prj: the file is empty, expected the coordinate system of t.shp: put the .prj beside the .shp, or say which it "
      "is, such as `regions: {file: t.shp, crs: EPSG:4326}` [E021]\n" },
    { "a .prj that PROJ does not know", { SHPT_POLYGON, 'N', 0, "PROJCS[\"Nowhere\"]", NULL }, TWO, NULL, "ID", NULL, NULL,
      "t.prj: PROJ does not understand the coordinate system \"PROJCS[\"Nowhere\"]\": proj_create: missing CONVERSION node; expected an "
      "EPSG code such as EPSG:5070, WKT or a PROJ string [E022]\n" },
    { "a crs that PROJ does not know", PLAIN, TWO, "EPSG:1", "ID", NULL, NULL,
      "t.shp: crs: PROJ does not understand the coordinate system \"EPSG:1\": proj_create: crs not found; expected an "
      "EPSG code such as EPSG:5070, WKT or a PROJ string [E022]\n" },
    { "metres that are said to be degrees", PLAIN, { { "01", "", "1", "500000 4500000, 500000 4500001, 500001 4500001" } }, NULL, "ID",
      NULL, NULL, "t.shp: record 1 (id 01): found longitude 500000 and latitude 4.5e+06, expected degrees, and so in 1 of 1 shapes: "
      "check the .prj or the crs [E015]\n" },
    { "a point that is no number", PLAIN, { { "01", "", "1", "0 0, nan 1, 1 1" } }, NULL, "ID", NULL, NULL,
      "t.shp: record 1 (id 01): has points that have no place on the Earth in this coordinate system, and so have 1 of 1 shapes: "
      "check the .prj or the crs [E024]\n" },
    { "an id field that does not exist", PLAIN, TWO, NULL, "GEOID", NULL, NULL,
      "t.dbf: GEOID: there is no such field; the fields are ID, NAME, AMOUNT [E025]\n" },
    { "a measure that does not exist", PLAIN, TWO, NULL, "ID", "POP", NULL,
      "t.dbf: POP: there is no such field; the fields are ID, NAME, AMOUNT [E025]\n" },
    { "an empty id", PLAIN, { { "01", "", "1", SQUARE }, { "  ", "", "1", NEXT } }, NULL, "ID", NULL, NULL,
      "t.dbf: ID: record 2: found nothing, expected an id that no other region has [E010]\n" },
    { "an id that occurs twice", PLAIN, { { "01", "", "1", SQUARE }, { "02", "", "1", NEXT }, { "01", "", "1", SQUARE } }, NULL, "ID",
      NULL, NULL, "t.dbf: ID: record 3: found \"01\", which record 1 has already: ids must differ, dissolve the layer by id or name "
      "another field [E011]\n" },
    { "a word where a number is expected", { SHPT_POLYGON, 'C', 0, WGS84, NULL }, { { "01", "", "many", SQUARE } }, NULL, "ID", "AMOUNT",
      NULL, "t.dbf: AMOUNT: record 1 (id 01): found \"many\", expected a number such as 1200.50 [E012]\n" },
    { "an encoding that nobody knows", { SHPT_POLYGON, 'N', 0, WGS84, "KLINGON" }, TWO, NULL, "ID", NULL, NULL,
      "t.cpg: found the encoding \"KLINGON\", expected one such as UTF-8 or 1252: write its name into the .cpg file [E019]\n" },
    { "bytes of another encoding", PLAIN, { { "Z\xFCx", "", "1", SQUARE } }, NULL, "ID", NULL, NULL,
      "t.dbf: ID: record 1: found \"Z\\xfcx\", expected UTF-8: write the table's true encoding into a .cpg file [E019]\n" },
    { "many faults at once", { SHPT_POLYGON, 'C', 0, NULL, NULL },
      { { "01", "", "x", SQUARE }, { "01", "", "2", NEXT }, { "", "", "3", "" } }, NULL, "ID", "AMOUNT", NULL,
      "t.prj: there is no such file, expected the coordinate system of t.shp: put the .prj beside the .shp, or say which it "
      "is, such as `regions: {file: t.shp, crs: EPSG:4326}` [E021]\n"
      "t.dbf: ID: record 2: found \"01\", which record 1 has already: ids must differ, dissolve the layer by id or name "
      "another field [E011]\n"
      "t.dbf: ID: record 3: found nothing, expected an id that no other region has [E010]\n"
      "t.dbf: AMOUNT: record 1 (id 01): found \"x\", expected a number such as 1200.50 [E012]\n"
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
    make_shapefile(&folder, "t", damage->kind, damage->record, (int)n_records(damage->record));
    if (damage->harm) damage->harm(&folder);
    ambit_status status = ambit_layer_read(&layer, in_folder(&folder, "t.shp"), "t.shp", damage->id_field, NULL, damage->crs,
            damage->wanted ? &damage->wanted : NULL, damage->wanted ? 1 : 0, diagnosis, &err);
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

/* Reads t.shp as the folder has it now. */
static ambit_layer *read_plain(const test_folder *folder)
{
    ambit_layer *layer = NULL;
    ambit_error err = { AMBIT_OK, "" };
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    if (ambit_layer_read(&layer, in_folder(folder, "t.shp"), "t.shp", "ID", NULL, NULL, NULL, 0, diagnosis, &err))
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
    static const test_record three[] = { { "01", "", "1", SQUARE }, { "02", "", "1", NEXT }, { "03", "", "1", SQUARE } };
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
    static const char *const parts[] = { "shp", "dbf", "prj", "cpg", "shx" }, *const capitals[] = { "SHP", "DBF", "PRJ", "CPG", "SHX" };
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
    assert_int_equal(ambit_layer_read(&layer, in_folder(&folder, "t.shp"), "t.shp", "AMOUNT", NULL, NULL, NULL, 0, diagnosis, NULL),
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
    assert_int_equal(ambit_layer_read(&layer, in_folder(&folder, "t.shp"), "t.shp", "ID", NULL, "EPSG:5070", NULL, 0, diagnosis, NULL),
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

/* Flips, sets, cuts and doubles bytes of each part. Whatever comes of it: no crash, and an error when there is no layer. */
static void random_damage_never_crashes(void **state)
{
    static const char *const parts[] = { "t.shp", "t.dbf", "t.shx", "t.prj", "t.cpg" };
    static const test_record three[] = { { "01", "A", "1", SQUARE HOLE }, { "02", "B", "2.5", NEXT }, { "03", "C", "3", "5 5, 5 6, 6 6" } };
    const uint64_t seed = 20270101;
    test_folder folder;
    unsigned char *whole[5];
    size_t size[5], n_read = 0;
    (void)state;
    print_message("seed %llu\n", (unsigned long long)seed);
    folder_open(&folder);
    make_shapefile(&folder, "t", plain, three, 3);
    for (int k = 0; k < 5; k++) whole[k] = get_file(in_folder(&folder, parts[k]), &size[k]);
    folder_close(&folder);
    for (uint64_t round = 0; round < 1000; round++) {
        ambit_rng rng = ambit_rng_of(seed, round);
        unsigned char *bytes[5];
        FILE *file[5];
        size_t n[5];
        for (int k = 0; k < 5; k++) {
            n[k] = size[k];
            bytes[k] = malloc(n[k] + 1);
            assert_non_null(bytes[k]);
            memcpy(bytes[k], whole[k], n[k]);
            uint32_t changes = ambit_rng_below(&rng, 4);
            for (uint32_t c = 0; c < changes; c++) {
                uint32_t at = ambit_rng_below(&rng, (uint32_t)n[k]);
                static const unsigned char loud[] = { 0, 1, 0x7F, 0x80, 0xFF };
                bytes[k][at] = ambit_rng_below(&rng, 2) ? loud[ambit_rng_below(&rng, 5)] : (unsigned char)ambit_rng_below(&rng, 256);
            }
            if (ambit_rng_below(&rng, 10) == 0) n[k] = 1 + ambit_rng_below(&rng, (uint32_t)n[k]);
            file[k] = fmemopen(bytes[k], n[k], "rb");
            assert_non_null(file[k]);
        }
        ambit_layer *layer = NULL;
        ambit_layer_files files = { file[0], ambit_rng_below(&rng, 2) ? file[2] : NULL, file[1], file[3], file[4] };
        ambit_diagnosis *diagnosis = ambit_diagnosis_build();
        const char *wanted[] = { "AMOUNT" };
        ambit_status status = ambit_layer_read_files(&layer, &files, "t.shp", "ID", "NAME", NULL, wanted, 1, diagnosis, NULL);
        assert_true(status == AMBIT_OK || status == AMBIT_E_INPUT);
        assert_int_equal(status == AMBIT_OK, layer != NULL);
        assert_int_equal(status == AMBIT_OK, ambit_diagnosis_n_errors(diagnosis) == 0);
        if (layer) layer_is_sound(layer), n_read++;
        ambit_layer_free(layer);
        ambit_diagnosis_free(diagnosis);
        for (int k = 0; k < 5; k++) fclose(file[k]), free(bytes[k]);
    }
    assert_true(n_read > 20 && n_read < 900);
    for (int k = 0; k < 5; k++) free(whole[k]);
}

int main(void)
{
    enum { G = sizeof goods / sizeof *goods, D = sizeof damages / sizeof *damages };
    struct CMUnitTest tests[G + D + 6];
    size_t n = 0;
    for (size_t i = 0; i < G; i++)
        tests[n++] = (struct CMUnitTest){ goods[i].name, reads_what_is_there, NULL, NULL, (void *)(uintptr_t)&goods[i] };
    for (size_t i = 0; i < D; i++)
        tests[n++] = (struct CMUnitTest){ damages[i].name, refuses_with_these_words, NULL, NULL, (void *)(uintptr_t)&damages[i] };
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(an_index_is_not_needed);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(deleted_records_are_left_out);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(extensions_may_be_in_capitals);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(real_numbers_as_ids_lose_their_decimals);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(projected_neighbours_share_their_points);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(random_damage_never_crashes);
    return cmocka_run_group_tests_name("geo/layer", tests, NULL, NULL);
}
