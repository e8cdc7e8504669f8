#include "geo/earth/project.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* Places whose coordinates follow from the definition of the system alone. */
static const struct place { const char *name, *crs; double x, y, lon, lat; } places[] = {
    { "the origin of CONUS Albers", "EPSG:5070", 0, 0, -96, 23 },
    { "the central meridian of UTM 18 at the equator", "EPSG:32618", 500000, 0, -75, 0 },
    { "one degree of web Mercator", "EPSG:3857", 6378137 * 3.14159265358979323846 / 180, 0, 1, 0 },
    { "degrees, whose axes EPSG has the other way round", "EPSG:4326", -71.5, 42.25, -71.5, 42.25 },
    { "US survey feet of New York, Long Island", "EPSG:2263", 984250, 0, -74, 40 + 1 / 6. },
    { "degrees in the order of a WKT that has north first",
      "GEOGCRS[\"WGS 84\",DATUM[\"World Geodetic System 1984\",ELLIPSOID[\"WGS 84\",6378137,298.257223563]],"
      "CS[ellipsoidal,2],AXIS[\"latitude\",north,ORDER[1]],AXIS[\"longitude\",east,ORDER[2]],"
      "ANGLEUNIT[\"degree\",0.0174532925199433]]", -71.5, 42.25, -71.5, 42.25 },
    { "heights beside east and north", "EPSG:5498", -80, 36, -80, 36 },
    { "a PROJ string", "+proj=utm +zone=33 +datum=WGS84", 500000, 0, 15, 0 },
    { "a PROJ string that is said to be a CRS", "+proj=eqc +datum=WGS84 +units=m +type=crs", 0, 0, 0, 0 },
    { "ESRI's WKT of a .prj",
      "PROJCS[\"NAD_1983_Contiguous_USA_Albers\",GEOGCS[\"GCS_North_American_1983\",DATUM[\"D_North_American_1983\","
      "SPHEROID[\"GRS_1980\",6378137.0,298.257222101]],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]],"
      "PROJECTION[\"Albers\"],PARAMETER[\"False_Easting\",0.0],PARAMETER[\"False_Northing\",0.0],"
      "PARAMETER[\"Central_Meridian\",-96.0],PARAMETER[\"Standard_Parallel_1\",29.5],"
      "PARAMETER[\"Standard_Parallel_2\",45.5],PARAMETER[\"Latitude_Of_Origin\",23.0],UNIT[\"Meter\",1.0]]", 0, 0, -96,
      23 },
};

static void projects_as_defined(void **state)
{
    const struct place *place = *state;
    ambit_projection *projection;
    ambit_error err = { AMBIT_OK, "" };
    assert_int_equal(ambit_projection_build(&projection, place->crs, &err), AMBIT_OK);
    double x = place->x, y = place->y;
    assert_int_equal(ambit_projection_to_lonlat(projection, &x, &y, 1), 0);
    assert_true(fabs(x - place->lon) < 1e-8 && fabs(y - place->lat) < 1e-8);
    assert_int_equal(ambit_projection_from_lonlat(projection, &x, &y, 1), 0);
    assert_true(fabs(x - place->x) < 1e-4 && fabs(y - place->y) < 1e-4);
    ambit_projection_free(projection);
}

/* What PROJ refuses, and a part of what the user is told. */
static const struct refusal { const char *name, *crs, *says; } refusals[] = {
    { "a code that does not exist", "EPSG:999999", "\"EPSG:999999\": proj_create: crs not found" },
    { "words", "somewhere", "\"somewhere\": proj_create: unrecognized format / unknown name" },
    { "nothing", "", "unrecognized format" },
    { "lines that mean nothing", "a\nb\tc", "\"a\\x0ab\\x09c\"" },
    { "broken WKT", "GEOGCS[\"x\"", "missing , or ]" },
    { "heights alone", "EPSG:5703", "it has no east and north on the Earth" },
    { "a drawing without a place", "LOCAL_CS[\"a\",UNIT[\"m\",1]]", "it has no east and north on the Earth" },
    { "metres from the Earth's centre", "EPSG:4978", "it has no east and north on the Earth" },
};

static void refuses_with_words(void **state)
{
    const struct refusal *refusal = *state;
    ambit_projection *projection = (ambit_projection *)1;
    ambit_error err = { AMBIT_OK, "" };
    assert_int_equal(ambit_projection_build(&projection, refusal->crs, &err), AMBIT_E_BACKEND);
    assert_null(projection);
    if (!strstr(err.text, refusal->says)) fail_msg("\"%s\" does not say \"%s\"", err.text, refusal->says);
    assert_null(strchr(err.text, '\n'));
}

static void points_without_image_are_counted(void **state)
{
    (void)state;
    ambit_projection *projection;
    assert_int_equal(ambit_projection_build(&projection, "EPSG:5070", NULL), AMBIT_OK);
    double x[] = { 0, 1e30, NAN, 1000 }, y[] = { 0, 1e30, 0, 1000 };
    assert_int_equal(ambit_projection_to_lonlat(projection, x, y, 4), 2);
    assert_true(isnan(x[1]) && isnan(y[1]) && isnan(x[2]) && isnan(y[2]));
    assert_true(fabs(x[0] + 96) < 1e-9 && x[3] > x[0] && y[3] > y[0]);
    ambit_projection_free(projection);
    ambit_projection_free(NULL);
}

/* A square of 1 by 1 km about the centre keeps its area. */
static void equal_area_keeps_area(void **state)
{
    char crs[160];
    ambit_projection *projection;
    (void)state;
    ambit_projection_equal_area(crs, -100.25, 40.5);
    assert_int_equal(ambit_projection_build(&projection, crs, NULL), AMBIT_OK);
    double x[] = { 0, 500000 }, y[] = { 0, 0 };
    assert_int_equal(ambit_projection_to_lonlat(projection, x, y, 2), 0);
    assert_true(fabs(x[0] + 100.25) < 1e-9 && fabs(y[0] - 40.5) < 1e-9 && x[1] > x[0]);
    ambit_projection_free(projection);
}

/* Five points of each system by PROJ's own program. */
static void agrees_with_cs2cs(void **state)
{
    static const struct { const char *crs; double x, y; } start[] = {
        { "EPSG:5070", -1.2e6, 1.4e6 }, { "EPSG:32618", 420000, 4.6e6 }, { "EPSG:3857", -9e6, 4.5e6 },
        { "EPSG:2263", 980000, 190000 }, { "EPSG:27700", 400000, 300000 }, { "EPSG:25832", 560000, 5.6e6 },
    };
    (void)state;
    if (system("command -v cs2cs >/dev/null 2>&1")) {
        print_message("cs2cs is not installed\n");
        skip();
    }
    for (size_t s = 0; s < sizeof start / sizeof *start; s++) {
        ambit_projection *projection;
        assert_int_equal(ambit_projection_build(&projection, start[s].crs, NULL), AMBIT_OK);
        for (int k = 0; k < 5; k++) {
            char command[200];
            double x = start[s].x + 1234.5 * k, y = start[s].y + 777.25 * k, lon = NAN, lat = NAN;
            snprintf(command, sizeof command, "echo '%.3f %.3f' | PROJ_NETWORK=OFF cs2cs -f %%.10f %s EPSG:4326", x, y,
                    start[s].crs);
            FILE *pipe = popen(command, "r");
            assert_non_null(pipe);
            assert_int_equal(fscanf(pipe, "%lf %lf", &lat, &lon), 2); /* EPSG's own order of axes */
            pclose(pipe);
            assert_int_equal(ambit_projection_to_lonlat(projection, &x, &y, 1), 0);
            if (fabs(x - lon) > 1e-8 || fabs(y - lat) > 1e-8)
                fail_msg("%s: %.9f %.9f here, %.9f %.9f there", start[s].crs, x, y, lon, lat);
        }
        ambit_projection_free(projection);
    }
}

/* What PROJ's own tables say of each change of datum, without grids. */
static void tells_how_well_datums_are_known(void **state)
{
    static const struct { const char *crs; double x, y, error_m; int is_ballpark; const char *step; } known[] = {
        { "EPSG:4326", 1, 2, 0, 0, "" },
        { "EPSG:32618", 500000, 0, 0, 0, "" },
        { "EPSG:4269", -80, 36, 4, 0, "NAD83 to WGS 84 (1)" },
        { "EPSG:4267", -80, 36, 10, 0, "NAD27 to WGS 84 (4)" },
        { "EPSG:26717", 500000, 4000000, 10, 0, "NAD27 to WGS 84 (4)" },
        { "EPSG:4267", -150, 64, 12, 0, "NAD27 to WGS 84 (7)" },
        { "+proj=longlat +ellps=clrk66", -80, 36, 1000, 1, "Ballpark geographic offset from unknown to WGS 84" },
        { "+proj=longlat +ellps=GRS80", -80, 36, 3, 1, "Ballpark geographic offset from unknown to WGS 84" },
        { "+proj=longlat +ellps=clrk66 +towgs84=-8,160,176", -80, 36, 0, 0, "" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        ambit_projection *projection;
        ambit_accuracy accuracy;
        assert_int_equal(ambit_projection_build(&projection, known[i].crs, NULL), AMBIT_OK);
        ambit_projection_accuracy(&accuracy, projection, &known[i].x, &known[i].y, 1);
        if (accuracy.error_m != known[i].error_m || accuracy.is_ballpark != known[i].is_ballpark)
            fail_msg("%s: found %g m, %d", known[i].crs, accuracy.error_m, accuracy.is_ballpark);
        assert_string_equal(accuracy.step, known[i].step);
        ambit_projection_free(projection);
    }
}

/* One far place decides, wherever it stands among the others. */
static void the_worst_place_decides(void **state)
{
    double x[1000], y[1000];
    ambit_projection *projection;
    ambit_accuracy accuracy;
    (void)state;
    for (int i = 0; i < 1000; i++) x[i] = -80, y[i] = 36;
    for (int i = 500; i < 600; i++) x[i] = -150, y[i] = 64;
    assert_int_equal(ambit_projection_build(&projection, "EPSG:4267", NULL), AMBIT_OK);
    ambit_projection_accuracy(&accuracy, projection, x, y, 1000);
    assert_true(accuracy.error_m == 12);
    ambit_projection_accuracy(&accuracy, projection, x, y, 0);
    assert_true(accuracy.error_m == 0);
    ambit_projection_free(projection);
}

int main(void)
{
    enum { P = sizeof places / sizeof *places, R = sizeof refusals / sizeof *refusals };
    struct CMUnitTest tests[P + R + 5];
    size_t n = 0;
    for (size_t i = 0; i < P; i++)
        tests[n++] = (struct CMUnitTest){ places[i].name, projects_as_defined, NULL, NULL,
        (void *)(uintptr_t)&places[i] };
    for (size_t i = 0; i < R; i++)
        tests[n++] = (struct CMUnitTest){ refusals[i].name, refuses_with_words, NULL, NULL,
        (void *)(uintptr_t)&refusals[i] };
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(points_without_image_are_counted);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(equal_area_keeps_area);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(agrees_with_cs2cs);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(tells_how_well_datums_are_known);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(the_worst_place_decides);
    return cmocka_run_group_tests_name("geo/project", tests, NULL, NULL);
}
