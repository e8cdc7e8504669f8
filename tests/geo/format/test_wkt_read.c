/* Well-known text in the dialects that databases and GIS write, and what is none. */
#include "geo/format/wkt_read.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define RING "(0 0,1 0,1 1,0 1,0 0)"

/* Rings with their area, then the first point of so many, lines, Z, the SRID; or the fault. */
static const struct text { const char *name, *wkt, *expected; } texts[] = {
    { "a polygon", "POLYGON (" RING ")", "1 ring, 1" },
    { "small letters and blanks", "  polygon(( 0  0 ,\n1 0, 1 1,\t0 1,0 0 ) ) ", "1 ring, 1" },
    { "a hole, however it is wound", "POLYGON(" RING ",(.25 .25,.25 .75,.75 .75,.75 .25,.25 .25))", "2 rings, 0.75" },
    { "several polygons", "MULTIPOLYGON((" RING "),((3 0,4 0,4 1,3 0)))", "2 rings, 1.5" },
    { "an open ring", "POLYGON((0 0,1 0,1 1,0 1))", "1 ring, 1" },
    { "Z", "POLYGON Z ((0 0 7,1 0 7,1 1 7,0 0 7))", "1 ring, 0.5, Z" },
    { "M", "MULTIPOLYGON M (((0 0 7,1 0 7,1 1 7,0 0 7)))", "1 ring, 0.5, Z" },
    { "ZM", "POLYGON ZM ((0 0 7 8,1 0 7 8,1 1 7 8,0 0 7 8))", "1 ring, 0.5, Z" },
    { "Z in one word with the type", "POLYGONZ((0 0 7,1 0 7,1 1 7,0 0 7))", "1 ring, 0.5, Z" },
    { "ZM in one word with the type", "pointzm(1 2 3 4)", "1 point at 1, 2, Z" },
    { "three numbers without a word", "POLYGON((0 0 7,1 0 7,1 1 7,0 0 7))", "1 ring, 0.5, Z" },
    { "an SRID", "SRID=2056;POINT(2600000 1200000)", "1 point at 2600000, 1200000, SRID 2056" },
    { "an SRID in small letters and a blank", "srid=4326; POINT (1 2)", "1 point at 1, 2, SRID 4326" },
    { "points", "MULTIPOINT((1 2),(3 4))", "2 points at 1, 2" },
    { "a collection", "GEOMETRYCOLLECTION(POINT(5 5),POLYGON(" RING "),LINESTRING(0 0,1 1))",
      "1 ring, 1, 1 point at 5, 5, 1 line" },
    { "an exponent", "POINT(-1.5e2 +.5E1)", "1 point at -150, 5" },
    { "an empty polygon", "POLYGON EMPTY", "nothing" },
    { "an empty collection", "GEOMETRYCOLLECTION Z EMPTY", "nothing" },
    { "an empty cell", " ", "nothing" },
    { "a line", "LINESTRING(0 0,1 1)", "found a line, expected a polygon or a point" },
    { "words", "around the corner",
      "found \"around the corner\", which is no WKT (Unknown type: 'AROUND'), expected one such as POLYGON ((0 0, 1 0, "
      "1 1, 0 0))" },
    { "a comma between numbers", "POINT(1,2)",
      "found \"POINT(1,2)\", which is no WKT (Expected number but encountered ','), expected one such as POLYGON ((0 "
      "0, 1 0, 1 1, 0 0))" },
    { "curves", "CURVEPOLYGON((0 0,1 1,2 0,0 0))",
      "found \"CURVEPOLYGON((0 0,1 1,2 0,0 0))\", which is no WKT (Unknown type: 'CURVEPOLYGON'), expected one such as "
      "POLYGON ((0 0, 1 0, 1 1, 0 0))" },
    { "a bracket too few", "POLYGON((0 0,1 0,1 1,0 0)",
      "found brackets that do not match, expected as many ( as ), correct the shape" },
    { "a bracket too many", "POINT(1 2))",
      "found brackets that do not match, expected as many ( as ), correct the shape" },
    { "text behind the shape", "POINT(1 2) or so", "found \"or so\" behind the shape, expected nothing, remove it" },
    { "not a number", "POINT(nan 2)", "found a coordinate that is no finite number, expected degrees or metres" },
    { "infinity", "POLYGON((0 0,1 0,1 inf,0 0))",
      "found a coordinate that is no finite number, expected degrees or metres" },
    { "a number too large", "POINT(1e999 2)",
      "found a coordinate that is no finite number, expected degrees or metres" },
    { "hexadecimal WKB", "0101000000000000000000F03F0000000000000040",
      "found hexadecimal WKB, expected WKT: export the column by ST_AsText" },
    { "GeoJSON", "{\"type\":\"Point\"}",
      "found GeoJSON in the cell, expected WKT, such as POLYGON ((0 0, 1 0, 1 1, 0 0))" },
    { "an SRID that is no number", "SRID=WGS84;POINT(1 2)",
      "found \"SRID=WGS84;POINT\", expected an EPSG code and a semicolon behind SRID=, such as SRID=4326;" },
    { "an SRID without a semicolon", "SRID=4326 POINT(1 2)",
      "found \"SRID=4326 POINT\", expected an EPSG code and a semicolon behind SRID=, such as SRID=4326;" },
};

static void describe(char out[600], const ambit_wkt_shape *shape)
{
    const ambit_contents *c = &shape->contents;
    const ambit_rings *rings = &shape->rings;
    int n = 0;
    out[0] = '\0';
    if (shape->fault[0]) n = sprintf(out, ", %s", shape->fault);
    else {
        if (rings->n_parts)
            n += sprintf(out, ", %u ring%s, %.9g", rings->n_parts, rings->n_parts > 1 ? "s" : "",
                    ambit_shape_area(ambit_rings_view(rings, 0, rings->n_parts)));
        if (c->n_points)
            n += sprintf(out + n, ", %u point%s at %.9g, %.9g", c->n_points, c->n_points > 1 ? "s" : "", c->x, c->y);
        if (c->n_lines) n += sprintf(out + n, ", %u line", c->n_lines);
        if (c->has_heights) n += sprintf(out + n, ", Z");
        if (shape->srid) n += sprintf(out + n, ", SRID %u", shape->srid);
    }
    if (!n) strcpy(out, ", nothing");
}

static void is_read(void **state)
{
    const struct text *text = *state;
    ambit_wkt_shape shape;
    char out[600];
    ambit_geos *geos = ambit_geos_build();
    ambit_rings_init(&shape.rings);
    for (int again = 0; again < 2; again++) { /* nothing of the first reading stays */
        assert_int_equal(ambit_wkt_read(&shape, geos, text->wkt, strlen(text->wkt)), 0);
        describe(out, &shape);
        assert_string_equal(out + 2, text->expected);
    }
    ambit_rings_reset(&shape.rings);
    ambit_geos_free(geos);
}

/* GEOS walks brackets by recursion: a million of them must not reach it. */
static void brackets_without_end_are_refused(void **state)
{
    enum { N = 1000000 };
    static const char word[] = "GEOMETRYCOLLECTION(";
    ambit_wkt_shape shape;
    size_t length = 0;
    char *text = malloc((sizeof word - 1) * N + N + 1);
    ambit_geos *geos = ambit_geos_build();
    (void)state;
    assert_non_null(text);
    for (int i = 0; i < N; i++, length += sizeof word - 1) memcpy(text + length, word, sizeof word - 1);
    memset(text + length, ')', N);
    text[length += N] = '\0';
    ambit_rings_init(&shape.rings);
    assert_int_equal(ambit_wkt_read(&shape, geos, text, length), 0);
    assert_string_equal(shape.fault, "found brackets nested 1000000 deep, expected at most those of a MULTIPOLYGON");
    ambit_rings_reset(&shape.rings);
    ambit_geos_free(geos);
    free(text);
}

int main(void)
{
    enum { TEXTS = sizeof texts / sizeof *texts };
    struct CMUnitTest tests[TEXTS + 1] = { cmocka_unit_test(brackets_without_end_are_refused) };
    for (size_t k = 0; k < TEXTS; k++)
        tests[1 + k] = (struct CMUnitTest){ texts[k].name, is_read, NULL, NULL, (void *)(uintptr_t)&texts[k] };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
