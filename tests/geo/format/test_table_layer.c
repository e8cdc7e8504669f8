/* Tables of shapes and of points as they come from databases and spreadsheets. */
#include "tests/geo/format/text_layer.h"

#define SQUARE_ "\"POLYGON((0 0,1 0,1 1,0 1,0 0))\""

static const char *const amount[] = { "amount" };
static const char *const code[] = { "code" };

#define READ(name, text, ...) { name, "t.csv", text, 0, { .path = NULL }, __VA_ARGS__ }
#define WITH(name, text, source, ...) { name, "t.csv", text, 0, source, __VA_ARGS__ }
#define SOURCE(...) { __VA_ARGS__ }

static struct text_case cases[] = {
    WITH("shapes in a column called WKT, as GDAL writes them", "WKT,id\n" SQUARE_ ",a\n" SQUARE_ ",b\n",
        SOURCE(.crs = "EPSG:4326"), "a a: 1 ring, 1\nb b: 1 ring, 1\n"),
    WITH("shapes in a column of the plan", "id,wkt,shape\na,,\"POLYGON((0 0,2 0,2 2,0 0))\"\n",
        SOURCE(.wkt = "shape", .crs = "EPSG:4326"), "a a: 1 ring, 2\n"),
    READ("shapes that name their system", "id,geom\na,\"SRID=3857;POLYGON((0 0,111319.490793273 0,111319.490793273 "
        "111325.142866385,0 111325.142866385,0 0))\"\nb,\"POLYGON((0 0,111319.490793273 0,111319.490793273 "
        "111325.142866385,0 0))\"\n", "a a: 1 ring, 1\nb b: 1 ring, 0.5\n"),
    READ("a shape over two lines", "id,geometry\na,\"SRID=4326;POLYGON((0 0,1 0,\n1 1,0 0))\"\n", "a a: 1 ring, 0.5\n"),
    READ("points as WKT", "id,wkt\na,SRID=4326;POINT(8.5 47.4)\nb,SRID=4326;POINT Z (8.6 47.5 400)\n",
        "a a: at 8.5, 47.4\nb b: at 8.6, 47.5\n"
        "warning: t.csv: wkt: left out the heights (Z) of 1 of 2 shapes [W035]\n"),
    READ("points in lon and lat", "zip,id,lat,lon\n1,a,47.4,8.5\n2,b,-47.4,-8.5\n", "a a: at 8.5, 47.4\n"
        "b b: at -8.5, -47.4\n"),
    READ("points in Longitude and Latitude", "id,Latitude,Longitude\na,47.4,8.5\n", "a a: at 8.5, 47.4\n"),
    WITH("points in columns of the plan", "id,ost,nord,lon,lat\na,8.5,47.4,,\n", SOURCE(.lon = "ost", .lat = "nord"),
        "a a: at 8.5, 47.4\n"),
    WITH("points in x and y", "id,x,y\na,111319.490793273,111325.142866385\n", SOURCE(.crs = "EPSG:3857"),
        "a a: at 1, 1\n"),
    WITH("points in x and y of the plan", "id,e,n\na,111319.490793273,111325.142866385\n",
        SOURCE(.crs = "EPSG:3857", .x = "e", .y = "n"), "a a: at 1, 1\n"),
    WITH("names and numbers", "id,label,amount,lon,lat\n01,One,12.5,8,47\n02,,,8,47\n", SOURCE(.name_field = "label",
        .wanted = amount, .n_wanted = 1), "01 One 12.5: at 8, 47\n02 02 nan: at 8, 47\n"),
    WITH("every field as text, but for the shape", "id,code,more,wkt\n01,x,\"1,5\",SRID=4326;POINT(1 2)\n",
        SOURCE(.wanted_text = code, .n_wanted_text = 1, .every_field = 1), "01 01 code=x id=01 more=1,5: at 1, 2\n"),
    WITH("one column for everything", "lon,lat\n8,47\n", SOURCE(.id_field = "lon", .name_field = "lon",
        .wanted_text = (const char *const[]){ "lon" }, .n_wanted_text = 1), "8 8 lon=8: at 8, 47\n"),

    READ("no shapes", "id,name\na,b\n",
        "t.csv:1: found no shapes (the columns are id, name), expected wkt, or lon and lat, or x and y: say which "
        "they are, such as `regions: {file: t.csv, wkt: shape}` [E006]\n"),
    READ("an empty table", "",
        "t.csv: found an empty file, expected a header and rows, fill it or name another file [E002]\n"),
    READ("no rows", "id,lon,lat\n",
        "t.csv: found no record, expected one a region [E002]\n"),
    WITH("a column of shapes that is not there", "id,lon,lat\na,1,2\n", SOURCE(.wkt = "shape"),
        "t.csv:1: shape: found no such column (the file has id, lon, lat), expected one of that name, add it or "
        "rename another [E006]\n"),
    WITH("fields that are not there", "id,lon,lat\na,1,2\n", SOURCE(.id_field = "GEOID", .name_field = "label",
        .wanted = amount, .n_wanted = 1, .wanted_text = code, .n_wanted_text = 1),
        "t.csv:1: GEOID: found no such column (the file has id, lon, lat), expected one of that name, add it or "
        "rename another [E006]\n"
        "t.csv:1: label: found no such column (the file has id, lon, lat), expected one of that name, add it or "
        "rename another [E006]\n"
        "t.csv:1: amount: found no such column (the file has id, lon, lat), expected one of that name, add it or "
        "rename another [E006]\n"
        "t.csv:1: code: found no such column (the file has id, lon, lat), expected one of that name, add it or "
        "rename another [E006]\n"),
    READ("shapes without a system", "id,wkt\na,POINT(1 2)\n",
        "t.csv: found no coordinate system, expected that of t.csv: say which it is, such as `regions: {file: t.csv, "
        "crs: EPSG:4326}` [E021]\n"),
    READ("x and y without a system", "id,x,y\na,1,2\n",
        "t.csv: found no coordinate system, expected that of t.csv: say which it is, such as `regions: {file: t.csv, "
        "crs: EPSG:4326}` [E021]\n"),
    READ("two systems", "id,wkt\na,SRID=4326;POINT(1 2)\nb,SRID=3857;POINT(1 2)\nc,POINT(1 2)\n",
        "t.csv:3: wkt: found SRID=3857, expected 4326 as on line 2: a layer has one coordinate system, transform the "
        "others [E022]\n"),
    READ("a system that nobody knows", "id,wkt\na,SRID=1;POINT(1 2)\n",
        "t.csv: PROJ does not understand the coordinate system \"EPSG:1\": proj_create: crs not found; expected an "
        "EPSG code such as EPSG:5070, WKT or a PROJ string [E022]\n"),
    READ("faults of many rows at once", "id,wkt\na,\na,SRID=4326;POINT(1 2)\n,SRID=4326;POINT(1 2)\nd,x\n"
        "e,SRID=4326;POLYGON EMPTY\nf,\"SRID=4326;LINESTRING(0 0,1 1)\"\ng\n",
        "t.csv:3: id: found \"a\", which line 2 has already: ids must differ, dissolve the layer by id or name "
        "another field [E011]\n"
        "t.csv:4: id: found nothing, expected an id that no other region has [E010]\n"
        "t.csv:5: wkt: found \"x\", which is no WKT (Unknown type: 'X'), expected one such as POLYGON ((0 0, 1 0, 1 "
        "1, 0 0)) [E024]\n"
        "t.csv:7: wkt: found a line, expected a polygon or a point [E024]\n"
        "t.csv:8: found 1 field, expected 2 as in the header, add what is missing or quote the field that holds a "
        "comma [E008]\n"
        "t.csv:2: has no shape, expected a polygon: draw it or remove the record [E024]\n"
        "t.csv:6: has no shape, expected a polygon: draw it or remove the record [E024]\n"),
    READ("positions that are none", "id,lon,lat\na,x,1\nb,,2\nc,47,100\nd,1,inf\n",
        "t.csv:2: lon: found \"x\", expected degrees east from -180 to 180, write digits with a decimal point and no "
        "other signs [E012]\n"
        "t.csv:3: lon: found nothing, expected degrees east from -180 to 180, fill the cell [E014]\n"
        "t.csv:4: lat: found lon 47 and lat 100, expected a latitude from -90 to 90, swap the two columns or their "
        "names in plan.yaml [E016]\n"
        "t.csv:5: lat: found \"inf\", which is no finite number, expected degrees north from -90 to 90, correct it "
        "[E013]\n"),
    READ("metres that are said to be degrees", "id,wkt\na,SRID=4326;POINT(500000 4500000)\n",
        "t.csv:2: found longitude 500000 and latitude 4.5e+06, expected degrees, and so in 1 of 1 shapes: check the "
        "crs [E015]\n"),
};

/* A shape may be longer than any other cell may. */
static void a_shape_may_have_any_size(void **state)
{
    enum { POINTS = 100000 };
    size_t n = 0;
    char out[DUMP_ROOM], *text = NULL;
    FILE *file = open_memstream(&text, &n);
    (void)state;
    assert_non_null(file);
    fputs("id,wkt\n1,\"POLYGON((", file);
    for (int i = 0; i < POINTS; i++)
        fprintf(file, "%.15g %.15g,", 8 + cos(2 * M_PI * i / POINTS), 47 + sin(2 * M_PI * i / POINTS));
    fputs("9 47))\"\n", file);
    fclose(file);
    read_text_layer(out, "t.csv", text, n, &(ambit_layer_source){ .crs = "EPSG:4326" });
    assert_true(n > 3 << 20);
    assert_string_equal(out, "1 1: 1 ring, 3.14159\n");
    free(text);
}

int main(void)
{
    enum { CASES = sizeof cases / sizeof *cases };
    struct CMUnitTest tests[CASES + 1] = { cmocka_unit_test(a_shape_may_have_any_size) };
    for (size_t k = 0; k < CASES; k++)
        tests[1 + k] = (struct CMUnitTest){ cases[k].name, reads_as_expected, NULL, NULL, &cases[k] };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
