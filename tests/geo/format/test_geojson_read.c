/* GeoJSON that comes as it comes: what is read of it, and with which words the rest is refused. */
#include "tests/geo/format/text_layer.h"

#define RING   "[[0,0],[1,0],[1,1],[0,1],[0,0]]"
#define EAST   "[[1,0],[2,0],[2,1],[1,1],[1,0]]"
#define HOLE_  "[[0.25,0.25],[0.25,0.75],[0.75,0.75],[0.75,0.25],[0.25,0.25]]"
#define SHAPE  "{\"type\":\"Polygon\",\"coordinates\":[" RING "]}"
#define FEATURE(properties, geometry) \
    "{\"type\":\"Feature\",\"properties\":" properties ",\"geometry\":" geometry "}"
#define ONE(geometry) FEATURE("{\"id\":\"a\"}", geometry)
#define LIST(features) "{\"type\":\"FeatureCollection\",\"features\":[" features "]}"
#define ALONE(geometry) LIST(ONE(geometry))

static const char *const amount[] = { "amount" };
static const char *const code[] = { "code" };

#define READ(name, text, ...) { name, "t.geojson", text, 0, { .path = NULL }, __VA_ARGS__ }
#define WITH(name, text, source, ...) { name, "t.geojson", text, 0, source, __VA_ARGS__ }
#define SOURCE(...) { __VA_ARGS__ }

static struct text_case cases[] = {
    READ("a collection", LIST(ONE(SHAPE) "," FEATURE("{\"id\":\"b\"}",
            "{\"type\":\"MultiPolygon\",\"coordinates\":[[" EAST "]]}")),
        "a a: 1 ring, 1\nb b: 1 ring, 1\n"),
    READ("a single feature", ONE(SHAPE), "a a: 1 ring, 1\n"),
    READ("a feature a line", ONE(SHAPE) "\n" FEATURE("{\"id\":\"b\"}", SHAPE) "\n", "a a: 1 ring, 1\nb b: 1 ring, 1\n"),
    READ("a text sequence with record separators", "\x1E" ONE(SHAPE) "\n\x1E" FEATURE("{\"id\":\"b\"}", SHAPE) "\n",
        "a a: 1 ring, 1\nb b: 1 ring, 1\n"),
    READ("a BOM and blanks", "\xEF\xBB\xBF \r\n\t" ALONE(SHAPE) " \n", "a a: 1 ring, 1\n"),
    READ("members in another order", "{\"features\":[{\"geometry\":{\"coordinates\":[" RING "],\"bbox\":[0,0,1,1],"
        "\"type\":\"Polygon\"},\"bbox\":[0,0,1,1],\"properties\":{\"id\":\"a\"},\"type\":\"Feature\"}],\"name\":\"t\","
        "\"type\":\"FeatureCollection\"}", "a a: 1 ring, 1\n"),
    READ("a hole, wound as it should not be", ALONE("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[0,1],[1,1],[1,0],"
        "[0,0]],[[0.25,0.25],[0.25,0.75],[0.75,0.75],[0.75,0.25],[0.25,0.25]]]}"), "a a: 2 rings, 0.75\n"),
    READ("a hole, wound as its exterior", ALONE("{\"type\":\"Polygon\",\"coordinates\":[" RING ",[[0.25,0.25],"
        "[0.75,0.25],[0.75,0.75],[0.25,0.75],[0.25,0.25]]]}"), "a a: 2 rings, 0.75\n"),
    READ("two polygons, one with a hole", ALONE("{\"type\":\"MultiPolygon\",\"coordinates\":[[[[3,0],[4,0],[4,1],"
        "[3,0]]],["
        RING "," HOLE_ "]]}"), "a a: 3 rings, 1.25\n"),
    READ("rings that are open", ALONE("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,1]]]}"),
        "a a: 1 ring, 1\n"),
    READ("a bow tie", ALONE("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,1],[1,0],[0,1],[0,0]]]}"),
        "a a: 2 rings, 0.5\n"
        "warning: t.geojson: mended 1 of 1 shapes, whose borders cross or touch themselves: a [W033]\n"),
    READ("heights, which are left out",
        ALONE("{\"type\":\"Polygon\",\"coordinates\":[[[0,0,7],[1,0,7],[1,1,7],[0,0,7]]]}"),
        "a a: 1 ring, 0.5\nwarning: t.geojson: left out the heights (Z) of 1 of 1 shapes [W035]\n"),
    READ("a collection of polygons and a point", ALONE("{\"type\":\"GeometryCollection\",\"geometries\":[" SHAPE
        ",{\"type\":\"Point\",\"coordinates\":[5,5]},{\"type\":\"Polygon\",\"coordinates\":[" EAST "]},"
        "{\"type\":\"LineString\",\"coordinates\":[[7,7],[8,8]]}]}"),
        "a a: 1 ring, 2\n"
        "warning: t.geojson: left out the points and lines of 1 of 1 shapes, which enclose nothing [W033]\n"
        "warning: t.geojson: mended 1 of 1 shapes, whose borders cross or touch themselves: a [W033]\n"),
    READ("points", LIST(ONE("{\"type\":\"Point\",\"coordinates\":[8.5,47.4]}") "," FEATURE("{\"id\":\"b\"}",
        "{\"type\":\"MultiPoint\",\"coordinates\":[[-180.5,1]]}")), "a a: at 8.5, 47.4\nb b: at 179.5, 1\n"),
    READ("several points, of which the first counts", ALONE("{\"type\":\"MultiPoint\",\"coordinates\":[[1,2],[3,4]]}"),
        "a a: at 1, 2\nwarning: t.geojson: took the first point of 1 of 1 shapes, which have several: a [W033]\n"),
    READ("ids that are numbers", LIST(FEATURE("{\"id\":37001}", SHAPE) "," FEATURE("{\"id\":37002.0}", SHAPE) ","
        FEATURE("{\"id\":\"007\"}", SHAPE) "," FEATURE("{\"id\":-1.5e0}", SHAPE) ","
        FEATURE("{\"id\":9007199254740993}", SHAPE)),
        "37001 37001: 1 ring, 1\n37002 37002: 1 ring, 1\n007 007: 1 ring, 1\n-1.5 -1.5: 1 ring, 1\n"
        "9007199254740993 9007199254740993: 1 ring, 1\n"),
    READ("the feature's own id", LIST("{\"type\":\"Feature\",\"id\":12,\"properties\":null,\"geometry\":" SHAPE "},"
        "{\"type\":\"Feature\",\"id\":\"x\",\"properties\":{},\"geometry\":" SHAPE "}"),
        "12 12: 1 ring, 1\nx x: 1 ring, 1\n"),
    READ("a property before the feature's own id", LIST("{\"type\":\"Feature\",\"id\":12,\"properties\":{\"id\":\"a\"},"
        "\"geometry\":" SHAPE "}"), "a a: 1 ring, 1\n"),
    READ("escapes and letters beyond ASCII", LIST(FEATURE("{\"id\":\"\\u00e9\\\"\\ud83d\\ude00\xC3\xBC\"}", SHAPE)),
        "\xC3\xA9\"\xF0\x9F\x98\x80\xC3\xBC \xC3\xA9\"\xF0\x9F\x98\x80\xC3\xBC: 1 ring, 1\n"),
    WITH("a name and numbers of all kinds", LIST(FEATURE("{\"id\":1,\"label\":\"One\",\"amount\":12.5}", SHAPE) ","
        FEATURE("{\"id\":2,\"label\":null,\"amount\":\"1e2\"}", SHAPE) "," FEATURE("{\"id\":3,\"amount\":null}", SHAPE)
        "," FEATURE("{\"id\":4,\"label\":4,\"amount\":\"\"}", SHAPE)),
        SOURCE(.name_field = "label", .wanted = amount, .n_wanted = 1),
        "1 One 12.5: 1 ring, 1\n2 2 100: 1 ring, 1\n3 3 nan: 1 ring, 1\n4 4 nan: 1 ring, 1\n"),
    WITH("fields as text", LIST(FEATURE("{\"id\":1,\"code\":0.1}", SHAPE) ","
        FEATURE("{\"id\":2,\"code\":\"07\"}", SHAPE)
        "," FEATURE("{\"id\":3}", SHAPE) "," FEATURE("{\"id\":4,\"code\":true}", SHAPE)),
        SOURCE(.wanted_text = code, .n_wanted_text = 1),
        "1 1 code=0.1: 1 ring, 1\n2 2 code=07: 1 ring, 1\n3 3 code=: 1 ring, 1\n4 4 code=true: 1 ring, 1\n"),
    WITH("every field as text", LIST(FEATURE("{\"id\":1,\"code\":\"x\"}", SHAPE) ","
        FEATURE("{\"late\":0.30000000000000004,\"list\":[1,{\"a\":null}],\"id\":2}", SHAPE)),
        SOURCE(.wanted_text = code, .n_wanted_text = 1, .every_field = 1),
        "1 1 code=x id=1 late= list=: 1 ring, 1\n"
        "2 2 code= id=2 late=0.30000000000000004 list=[1,{\"a\":null}]: 1 ring, 1\n"),
    READ("the crs member that was dropped", "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":"
        "{\"name\":\"urn:ogc:def:crs:EPSG::3857\"}},\"features\":[" ONE("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],"
        "[111319.490793273,0],[111319.490793273,111325.142866385],[0,111325.142866385],[0,0]]]}") "]}",
        "a a: 1 ring, 1\n"),
    READ("the crs member behind the features", "{\"features\":[" ONE("{\"type\":\"Point\",\"coordinates\":"
        "[111319.490793273,111325.142866385]}") "],\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\","
        "\"properties\":{\"name\":\"EPSG:3857\"}}}", "a a: at 1, 1\n"),
    READ("CRS84 by its long name",
        "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
        "\"urn:ogc:def:crs:OGC:1.3:CRS84\"}},\"features\":[" ONE(SHAPE) "]}", "a a: 1 ring, 1\n"),
    WITH("a crs of the plan overrules what the file says", "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"link\","
        "\"properties\":{\"href\":\"x\"}},\"features\":[" ONE("{\"type\":\"Point\",\"coordinates\":"
        "[111319.490793273,111325.142866385]}") "]}", SOURCE(.crs = "EPSG:3857"), "a a: at 1, 1\n"),
    READ("keys too long to mean anything, and deep lists that nobody reads", "{\"an extraordinarily long key of a "
        "vendor's format\":[[[[[[{\"a\":[]}]]]]]],\"type\":\"FeatureCollection\",\"features\":[" ONE(SHAPE) "]}",
        "a a: 1 ring, 1\n"),

    /* ---- one layer, refused ---- */
    READ("an empty file", " ",
        "t.geojson: found an empty file, expected GeoJSON, fill it or name another file [E002]\n"),
    READ("no feature", LIST(""), "t.geojson: found no record, expected one a region [E002]\n"),
    READ("a file that is cut off", "{\"type\":\"FeatureCollection\",\n\"features\":[\n" ONE(SHAPE) ",\n{\"type\":\"Fea",
        "t.geojson:4:12: feature 2: found what is not JSON (premature end of input near '\"Fea'), correct it or save "
        "the layer again [E040]\n"),
    READ("a file that is cut off between values", "{\"type\":\"FeatureCollection\",\n\"features\":[\n" ONE(SHAPE) "\n",
        "t.geojson:4:1: found the end of the file, expected ',' or ']', copy the file again [E040]\n"),
    READ("NaN among coordinates", ALONE("{\"type\":\"Point\",\"coordinates\":[1,\nNaN]}"),
        "t.geojson:2:3: feature 1: found what is not JSON (invalid token near 'NaN'), correct it or save the layer "
        "again [E040]\n"),
    READ("a number too large", ALONE("{\"type\":\"Point\",\"coordinates\":[1,1e999]}"),
        "t.geojson:1:131: feature 1: found a number that is too large (real number overflow near '1e999'), expected "
        "one that a double or 64 bits hold [E013]\n"),
    READ("a number too large to be whole", LIST(FEATURE("{\"id\":123456789012345678901}", SHAPE)),
        "t.geojson:1:98: feature 1: found a number that is too large (too big integer), expected one that a "
        "double or 64 bits hold [E013]\n"),
    READ("a comma too many", LIST(ONE(SHAPE) ","),
        "t.geojson:1:162: feature 2: found what is not JSON (unexpected token near ']'), correct it or save "
        "the layer again [E040]\n"),
    READ("a property twice", LIST(FEATURE("{\"id\":1,\"id\":2}", SHAPE)),
        "t.geojson: properties: feature 1 (id 2): found a property twice, expected each once, rename or remove one "
        "[E041]\n"),
    READ("a colon that lacks", "{\"type\" \"FeatureCollection\"}",
        "t.geojson:1:9: found '\"', expected ':' behind a key [E040]\n"),
    READ("a key without quotes", "{type: 1}", "t.geojson:1:2: found 't', expected a key in quotes [E040]\n"),
    READ("bytes that are not UTF-8", LIST(FEATURE("{\"id\":\"caf\xE9\"}", SHAPE)),
        "t.geojson:1:82: feature 1: found bytes that are not UTF-8 (unable to decode byte 0xe9 near '\"caf'), "
        "expected UTF-8, save the file so [E019]\n"),
    READ("text behind the end", ALONE(SHAPE) " x",
        "t.geojson:1:164: found text behind the end of the object, expected the end of the file or another feature, "
        "remove it [E040]\n"),
    { "a NUL byte", "t.geojson", "{\"type\":\0}", 10, { .path = NULL },
        "t.geojson:1:9: found a NUL byte, expected JSON text [E040]\n" },
    { "UTF-16", "t.geojson", "\xFF\xFE{\0", 4, { .path = NULL },
      "t.geojson: found UTF-16 text, expected GeoJSON, which begins with {, save the layer as GeoJSON [E019]\n" },
    READ("a page of the web", "<!DOCTYPE html>",
        "t.geojson: found a page of the web or XML, expected GeoJSON, which begins with {, save the layer as GeoJSON "
        "[E040]\n"),
    READ("a list of features", "[" ONE(SHAPE) "]",
        "t.geojson: found \"[\", expected GeoJSON, which begins with {, save the layer as GeoJSON [E040]\n"),
    READ("a bare geometry", SHAPE,
        "t.geojson: found a bare Polygon, expected features with ids: wrap it as {\"type\": \"Feature\", "
        "\"properties\": {\"id\": \"1\"}, \"geometry\": ...} [E042]\n"),
    READ("TopoJSON", "{\"type\":\"Topology\",\"objects\":{},\"arcs\":[]}",
        "t.geojson: found TopoJSON, expected GeoJSON: convert it, such as by `ogr2ogr -f GeoJSON regions.geojson "
        "t.geojson` [E042]\n"),
    READ("Esri's JSON", "{\"geometryType\":\"esriGeometryPolygon\",\"features\":[]}",
        "t.geojson: found Esri's JSON, expected GeoJSON: convert it, such as by `ogr2ogr -f GeoJSON regions.geojson "
        "t.geojson`, or export it with f=geojson [E042]\n"),
    READ("another object", "{\"a\":1}",
        "t.geojson: found an object whose type is not said, expected a FeatureCollection, save the layer as GeoJSON "
        "[E042]\n"),
    READ("a collection without features", "{\"type\":\"FeatureCollection\"}",
        "t.geojson: found a FeatureCollection without features, expected a list of them [E041]\n"),
    READ("features that are no list", "{\"type\":\"FeatureCollection\",\"features\":{}}",
        "t.geojson: found features that are no list, expected a list of them [E042]\n"),
    READ("a member twice", "{\"type\":\"FeatureCollection\",\"features\":[],\"features\":[]}",
        "t.geojson: found the key \"features\" twice, expected it once, remove one [E041]\n"),
    READ("faults of many features at once", LIST(FEATURE("{\"id\":\"a\"}", "null") ",null,"
        FEATURE("{\"id\":\"a\"}", SHAPE) "," FEATURE("{\"id\":null}", SHAPE) "," FEATURE("{\"id\":{}}", SHAPE) ","
        FEATURE("{\"id\":\"d\"}", "{\"type\":\"LineString\",\"coordinates\":[[0,0],[1,1]]}") ","
        FEATURE("{\"id\":\"e\"}", "{\"type\":\"Circle\"}") "," FEATURE("{\"id\":\"f\"}", "{\"coordinates\":[]}") ","
        FEATURE("{\"id\":\"g\"}", "{\"type\":\"Polygon\"}") "," FEATURE("{\"id\":\"h\"}",
        "{\"type\":\"Polygon\",\"coordinates\":[]}") "," FEATURE("{\"id\":\"i\"}",
        "{\"type\":\"Polygon\",\"coordinates\":" RING "}") "," FEATURE("{\"id\":\"j\"}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1],[1,1],[0,0]]]}") "," FEATURE("{\"id\":\"k\"}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[0,\"0\"],[1,0],[1,1],[0,0]]]}") "," FEATURE("{\"id\":\"l\"}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[[1,0]],[1,1],[0,0]]]}") "," FEATURE("{\"id\":\"m\"}",
        "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[[0,0]]]]]}") ","
        FEATURE("{\"id\":\"n\"}", "\"POINT (1 2)\"") ","
        FEATURE("{\"id\":\"o\"}", "{\"type\":\"Point\",\"coordinates\":{}}") "," FEATURE("{\"id\":\"p\"}",
        "{\"type\":\"Polygon\",\"type\":\"Polygon\",\"coordinates\":[" RING "]}") "," FEATURE("[]", SHAPE) ","
        "{\"type\":\"feature\",\"properties\":{\"id\":\"q\"}}"),
        "t.geojson: feature 2: found null, expected a Feature [E042]\n"
        "t.geojson: id: feature 3: found \"a\", which feature 1 has already: ids must differ, dissolve the layer by "
        "id or name another field [E011]\n"
        "t.geojson: id: feature 4: found nothing, expected an id that no other region has [E010]\n"
        "t.geojson: id: feature 5: found an object, expected a text or a number [E042]\n"
        "t.geojson: feature 6 (id d): found a line, expected a polygon or a point [E024]\n"
        "t.geojson: feature 7 (id e): found a geometry of type \"Circle\", expected Polygon, MultiPolygon or Point, "
        "convert it in a GIS [E024]\n"
        "t.geojson: feature 8 (id f): found a geometry of type nothing, expected Polygon, MultiPolygon or Point, "
        "convert it in a GIS [E024]\n"
        "t.geojson: feature 9 (id g): found a Polygon without coordinates, expected a list of them [E024]\n"
        "t.geojson: feature 11 (id i): found coordinates nested 2 deep in a Polygon, expected 3 deep, correct the "
        "type or the coordinates [E024]\n"
        "t.geojson: feature 12 (id j): found a position of one number, expected longitude and latitude, correct it "
        "[E024]\n"
        "t.geojson: feature 13 (id k): found \"0\" among the coordinates, expected a number, correct it [E024]\n"
        "t.geojson: feature 14 (id l): found coordinates that are nested unevenly, expected lists of positions, "
        "correct it [E024]\n"
        "t.geojson: feature 15 (id m): found coordinates nested 5 deep and more, expected at most those of a "
        "MultiPolygon [E024]\n"
        "t.geojson: feature 16 (id n): found \"POINT (1 2)\", expected a geometry [E024]\n"
        "t.geojson: feature 17 (id o): found coordinates that are no list, expected a list, correct it [E024]\n"
        "t.geojson: feature 18 (id p): found the key \"type\" twice, expected it once, remove one [E024]\n"
        "t.geojson: properties: feature 19: found a list of 0, expected an object [E042]\n"
        "t.geojson: feature 20 (id q): found the type \"feature\", expected Feature [E042]\n"
        "t.geojson: id: found 1 of 20 features without it, the first is feature 19, expected an id that no other "
        "region has [E010]\n"
        "t.geojson: feature 1 (id a): has no shape, expected a polygon: draw it or remove the record [E024]\n"
        "t.geojson: feature 10 (id h): has no shape, expected a polygon: draw it or remove the record [E024]\n"),
    READ("points among polygons", LIST(ONE(SHAPE) "," FEATURE("{\"id\":\"b\"}",
        "{\"type\":\"Point\",\"coordinates\":[1,2]}")),
        "t.geojson: feature 2 (id b): found a point, expected a polygon as before: a layer has one kind of shapes, "
        "put the 1 points and the 1 polygons into files of their own [E024]\n"),
    READ("latitudes that stand first", ALONE("{\"type\":\"Point\",\"coordinates\":[47.5,-122.25]}"),
        "t.geojson: feature 1 (id a): found longitude 47.5 and latitude -122.25, expected longitude first and "
        "latitudes from -90 to 90, and so in 1 of 1 shapes: swap x and y in a GIS [E016]\n"),
    READ("metres that are said to be degrees", ALONE("{\"type\":\"Point\",\"coordinates\":[500000,4500000]}"),
        "t.geojson: feature 1 (id a): found longitude 500000 and latitude 4.5e+06, expected degrees, and so in 1 of "
        "1 shapes: check the crs [E015]\n"),
    READ("a crs that is no name", "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"link\",\"properties\":{\"href\":"
        "\"x\"}},\"features\":[" ONE(SHAPE) "]}",
        "t.geojson: crs: found a coordinate system that is not named, expected none or a name such as EPSG:5070: say "
        "which it is, such as `regions: {file: t.geojson, crs: EPSG:5070}` [E022]\n"),
    READ("a crs that nobody knows",
        "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
        "\"EPSG:1\"}},\"features\":[" ONE(SHAPE) "]}",
        "t.geojson: PROJ does not understand the coordinate system \"EPSG:1\": proj_create: crs not found; expected "
        "an EPSG code such as EPSG:5070, WKT or a PROJ string [E022]\n"),
    WITH("an id field that no feature has", LIST(FEATURE("{\"name\":\"x\"}", SHAPE) ","
        "{\"type\":\"Feature\",\"id\":2,\"properties\":{\"pop\":1},\"geometry\":" SHAPE "}"),
        SOURCE(.id_field = "GEOID"),
        "t.geojson: GEOID: there is no such field; the fields are name, pop, id [E025]\n"),
    READ("an id that some features lack", LIST(ONE(SHAPE) "," FEATURE("{}", SHAPE) "," FEATURE("{}", SHAPE)),
        "t.geojson: id: found 2 of 3 features without it, the first is feature 2, expected an id that no other "
        "region has [E010]\n"),
    WITH("fields that no feature has", ALONE(SHAPE), SOURCE(.name_field = "label", .wanted = amount, .n_wanted = 1,
        .wanted_text = code, .n_wanted_text = 1),
        "t.geojson: label: there is no such field; the fields are id [E025]\n"
        "t.geojson: amount: there is no such field; the fields are id [E025]\n"
        "t.geojson: code: there is no such field; the fields are id [E025]\n"),
    WITH("numbers that are none", LIST(FEATURE("{\"id\":1,\"amount\":\"12e\"}", SHAPE) ","
        FEATURE("{\"id\":2,\"amount\":true}", SHAPE)), SOURCE(.wanted = amount, .n_wanted = 1),
        "t.geojson: amount: feature 1 (id 1): found \"12e\", expected a number such as 1200.50 [E012]\n"
        "t.geojson: amount: feature 2 (id 2): found true, expected a number such as 1200.50 [E012]\n"),
};

/* ---- Files larger than the reader's window ----------------------------------------------------------------------- */

/* A list of coordinates may be longer than a value may: it is walked. */
static void a_shape_may_have_any_size(void **state)
{
    enum { POINTS = 200000 };
    size_t n = 0;
    char out[DUMP_ROOM];
    char *text = NULL;
    FILE *file = open_memstream(&text, &n);
    (void)state;
    assert_non_null(file);
    fputs("{\"type\":\"Feature\",\"properties\":{\"id\":1},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[",
            file);
    for (int i = 0; i < POINTS; i++)
        fprintf(file, "[%.15g,%.15g],", 8 + cos(2 * M_PI * i / POINTS), 47 + sin(2 * M_PI * i / POINTS));
    fprintf(file, "[9,47]]]}}");
    fclose(file);
    read_text_layer(out, "t.geojson", text, n, &(ambit_layer_source){ 0 });
    assert_true(n > 3 << 20);
    assert_string_equal(out, "1 1: 1 ring, 3.14159\n");
    free(text);
}

/* Unread they do no harm; a copy would take room for each in every record. */
static void hundreds_of_properties_are_not_copied(void **state)
{
    size_t n = 0;
    char out[DUMP_ROOM], *text = NULL;
    FILE *file = open_memstream(&text, &n);
    (void)state;
    assert_non_null(file);
    fputs("{\"type\":\"Feature\",\"geometry\":" SHAPE ",\"properties\":{\"id\":1", file);
    for (int i = 0; i < 300; i++) fprintf(file, ",\"p%d\":%d", i, i);
    fputs("}}", file);
    fclose(file);
    read_text_layer(out, "t.geojson", text, n, &(ambit_layer_source){ .every_field = 1 });
    assert_string_equal(out, "t.geojson: found more than 255 properties, expected at most so many in a layer that is "
            "copied, remove some [E034]\n");
    read_text_layer(out, "t.geojson", text, n, &(ambit_layer_source){ .name_field = "p299" });
    assert_string_equal(out, "1 299: 1 ring, 1\n");
    free(text);
}

static void a_value_of_a_megabyte_is_refused(void **state)
{
    size_t n = 0;
    char out[DUMP_ROOM];
    char *text = NULL;
    FILE *file = open_memstream(&text, &n);
    (void)state;
    assert_non_null(file);
    fprintf(file, "\n\n{\"type\":\"Feature\",\"properties\":{\"id\":\"%02000000d\"}}", 1);
    fclose(file);
    read_text_layer(out, "t.geojson", text, n, &(ambit_layer_source){ 0 });
    assert_string_equal(out, "t.geojson:3:32: found a value of more than 1,048,576 bytes, expected a shorter one, "
            "remove it [E040]\n");
    free(text);
}

static void brackets_without_end_are_refused(void **state)
{
    static char text[2000000];
    char out[DUMP_ROOM];
    (void)state;
    memset(text, '[', sizeof text);
    memcpy(text, "{\"x\":", 5);
    read_text_layer(out, "t.geojson", text, sizeof text, &(ambit_layer_source){ 0 });
    assert_string_equal(out, "t.geojson:1:206: found lists nested 200 deep, expected GeoJSON [E040]\n");
    memcpy(text, "{\"geometry\":{\"coordinates\":", 27);
    read_text_layer(out, "t.geojson", text, sizeof text, &(ambit_layer_source){ 0 });
    assert_string_equal(out, "t.geojson:1:232: found lists nested 200 deep, expected GeoJSON [E040]\n");
}

int main(void)
{
    enum { CASES = sizeof cases / sizeof *cases };
    struct CMUnitTest tests[CASES + 4] = {
        cmocka_unit_test(a_shape_may_have_any_size), cmocka_unit_test(a_value_of_a_megabyte_is_refused),
        cmocka_unit_test(brackets_without_end_are_refused), cmocka_unit_test(hundreds_of_properties_are_not_copied),
    };
    for (size_t k = 0; k < CASES; k++)
        tests[4 + k] = (struct CMUnitTest){ cases[k].name, reads_as_expected, NULL, NULL, &cases[k] };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
