/* Shapes around a pole: the map says what is inside, point by point, and how large it is. */
#include "tests/geo/shapes.h"
#include "geo/earth/distance.h"
#include "geo/earth/project.h"
#include "instances/base/rng.h"

#include <math.h>

/* Rings on a map in metres, one region each. */
static const struct polar { const char *name, *crs, *rings; } polars[] = {
    { "a square around the south pole", "EPSG:3031", "-1e6 -1e6, -1e6 1e6, 1e6 1e6, 1e6 -1e6" },
    { "wound the other way", "EPSG:3031", "-1e6 -1e6, 1e6 -1e6, 1e6 1e6, -1e6 1e6" },
    { "a square around the north pole", "EPSG:3413", "-1e6 -1e6, -1e6 1e6, 1e6 1e6, 1e6 -1e6" },
    { "a ring land around the pole", "EPSG:3031",
      "-2e6 -2e6, -2e6 2e6, 2e6 2e6, 2e6 -2e6; -5e5 -5e5, 5e5 -5e5, 5e5 5e5, -5e5 5e5" },
    { "a ring land whose inner border is wound the same way", "EPSG:3413",
      "-2e6 -2e6, -2e6 2e6, 2e6 2e6, 2e6 -2e6; -5e5 5e5, 5e5 5e5, 5e5 -5e5, -5e5 -5e5" },
    { "an island at the pole in a lake around it", "EPSG:3031",
      "-2e6 -2e6, -2e6 2e6, 2e6 2e6, 2e6 -2e6; -1e6 -1e6, 1e6 -1e6, 1e6 1e6, -1e6 1e6; "
      "-4e5 -4e5, -4e5 4e5, 4e5 4e5, 4e5 -4e5; 5e5 1.5e6, 6e5 1.5e6, 6e5 1.6e6, 5e5 1.6e6" },
    { "a square with a corner at the pole", "EPSG:3031", "0 0, 0 1e6, 1e6 1e6, 1e6 0" },
    { "an angle of 270 degrees at the pole", "EPSG:3031", "0 0, 0 -1e6, -1e6 -1e6, -1e6 1e6, 1e6 1e6, 1e6 0" },
    { "an edge that passes the pole nearly", "EPSG:3031", "-1e6 1e4, -1e6 1e6, 1e6 1e6, 1e6 1e4" },
    { "the pole just inside an edge", "EPSG:3413", "-1e6 -1e4, -1e6 1e6, 1e6 1e6, 1e6 -1e4" },
    { "across the antimeridian beside the pole", "EPSG:3031", "-5e5 -1.5e6, -5e5 -5e5, 5e5 -5e5, 5e5 -1.5e6" },
    { "a coast that crosses the antimeridian five times", "EPSG:3031",
      "-1e6 1e6, 1e6 1e6, 1e6 -5e5, -1e5 -6e5, -1e5 -7e5, 1e5 -7.5e5, 1e5 -8e5, -1e6 -9e5" },
    { "beyond the equator", "+proj=laea +lat_0=90 +datum=WGS84 +type=crs",
      "-8e6 -8e6, -8e6 8e6, 8e6 8e6, 8e6 -8e6" },
    { "two pieces, one of them at the pole", "EPSG:3031",
      "-4e5 -4e5, -4e5 4e5, 4e5 4e5, 4e5 -4e5; 1e6 1e6, 1e6 1.5e6, 1.5e6 1.5e6, 1.5e6 1e6" },
};

static ambit_layer *read_polar(const struct polar *polar)
{
    test_record record[] = { { "01", "", "1", polar->rings } };
    test_folder folder;
    ambit_layer *layer = NULL;
    ambit_error err = { AMBIT_OK, "" };
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    folder_open(&folder);
    make_shapefile(&folder, "t", (test_kind)PLAIN, record, 1);
    if (ambit_layer_read(&layer, &(ambit_layer_source){ .path = in_folder(&folder, "t.shp"), .shown = "t.shp",
            .id_field = "ID", .crs = polar->crs }, diagnosis, &err))
        fail_msg("%s: %s", err.text, ambit_diagnosis_error_text(diagnosis, 0));
    folder_close(&folder);
    assert_int_equal(ambit_diagnosis_n_warnings(diagnosis), 0); /* nothing need be mended */
    ambit_diagnosis_free(diagnosis);
    return layer;
}

/* Even-odd, on the map. */
static int is_inside(const test_rings *rings, double x, double y)
{
    int inside = 0;
    for (int p = 0; p < rings->n_rings; p++)
        for (int i = rings->start[p]; i + 1 < rings->start[p + 1]; i++) {
            double ax = rings->x[i], ay = rings->y[i], bx = rings->x[i + 1], by = rings->y[i + 1];
            if ((ay > y) != (by > y) && x < ax + (y - ay) / (by - ay) * (bx - ax)) inside = !inside;
        }
    return inside;
}

static double edge_distance(const test_rings *rings, double x, double y)
{
    double least = INFINITY;
    for (int p = 0; p < rings->n_rings; p++)
        for (int i = rings->start[p]; i + 1 < rings->start[p + 1]; i++) {
            double ax = rings->x[i], ay = rings->y[i], dx = rings->x[i + 1] - ax, dy = rings->y[i + 1] - ay;
            double t = fmin(fmax(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy), 0), 1);
            least = fmin(least, hypot(x - ax - t * dx, y - ay - t * dy));
        }
    return least;
}

static void corner_of(double out[3], ambit_projection *projection, double x, double y)
{
    const double rad = 3.14159265358979323846 / 180;
    assert_int_equal(ambit_projection_to_lonlat(projection, &x, &y, 1), 0);
    out[0] = cos(y * rad) * cos(x * rad);
    out[1] = cos(y * rad) * sin(x * rad);
    out[2] = sin(y * rad);
}

/* A small square of the map as an area of the sphere: half the product of its diagonals. */
static double cell_km2(ambit_projection *projection, double x, double y, double h)
{
    double c[4][3], a[3], b[3];
    for (int k = 0; k < 4; k++) corner_of(c[k], projection, x + (k == 1 || k == 2 ? h : -h), y + (k > 1 ? h : -h));
    for (int d = 0; d < 3; d++) a[d] = c[2][d] - c[0][d], b[d] = c[3][d] - c[1][d];
    double n[] = { a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0] };
    return sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]) / 2 * AMBIT_EARTH_KM * AMBIT_EARTH_KM;
}

/* Squares of the map, those at an edge cut into 64. */
static double area_on_map(const test_rings *rings, ambit_projection *projection, double reach)
{
    enum { CELLS = 100 };
    double area = 0, step = 2.2 * reach / CELLS;
    for (int i = 0; i < CELLS * CELLS; i++) {
        double x = -1.1 * reach + (i % CELLS + .5) * step, y = -1.1 * reach + (i / CELLS + .5) * step;
        int is_near = edge_distance(rings, x, y) < step;
        if (!is_near && is_inside(rings, x, y)) area += cell_km2(projection, x, y, step / 2);
        for (int k = 0; k < 64 && is_near; k++) {
            double px = x + (k % 8 - 3.5) * step / 8, py = y + (k / 8 - 3.5) * step / 8;
            if (is_inside(rings, px, py)) area += cell_km2(projection, px, py, step / 16);
        }
    }
    return area;
}

static void is_as_on_the_map(void **state)
{
    enum { N = 2000 };
    static double x[N], y[N], lon[N], lat[N];
    static uint32_t region[N];
    const struct polar *polar = *state;
    test_rings rings;
    double reach = 0;
    ambit_projection *projection;
    ambit_layer *layer = read_polar(polar);
    parse_rings(&rings, polar->rings, 0);
    assert_int_equal(ambit_projection_build(&projection, polar->crs, NULL), AMBIT_OK);
    layer_is_sound(layer);
    for (int i = 0; i < rings.start[rings.n_rings]; i++) reach = fmax(reach, fmax(fabs(rings.x[i]), fabs(rings.y[i])));
    for (int i = 0; i < N; i++) {
        ambit_rng rng = ambit_rng_of(20270104, (uint64_t)i);
        lon[i] = x[i] = (ambit_rng_below(&rng, 22000) - 11000.) / 10000 * reach;
        lat[i] = y[i] = (ambit_rng_below(&rng, 22000) - 11000.) / 10000 * reach;
    }
    assert_int_equal(ambit_projection_to_lonlat(projection, lon, lat, N), 0);
    assert_int_equal(ambit_join(region, layer, lon, lat, N, NULL), AMBIT_OK);
    for (int i = 0; i < N; i++)
        if ((region[i] == 0) != is_inside(&rings, x[i], y[i]) && edge_distance(&rings, x[i], y[i]) > reach / 500)
            fail_msg("%g %g, which is %g %g", x[i], y[i], lon[i], lat[i]);
    double found = ambit_shape_area_km2(ambit_layer_shape(layer, 0)), area = area_on_map(&rings, projection, reach);
    if (fabs(found - area) > .01 * area) fail_msg("%.6g km2 on the map, found %.6g", area, found);
    ambit_projection_free(projection);
    ambit_layer_free(layer);
}

/* In degrees, a ring once around the Earth encloses the pole next to it. */
static void a_cap_in_degrees_is_closed(void **state)
{
    static const struct polar cap = { "", NULL, "0 -60, 90 -60, 180 -60, -90 -60" };
    const double half_turn = 3.14159265358979323846, r = AMBIT_EARTH_KM;
    (void)state;
    ambit_layer *layer = read_polar(&cap);
    double lon[] = { 45, -170, 179, 10 }, lat[] = { -61, -89.9, -61, -59 };
    uint32_t region[4];
    assert_int_equal(ambit_join(region, layer, lon, lat, 4, NULL), AMBIT_OK);
    for (int k = 0; k < 4; k++) assert_int_equal(region[k] == 0, k < 3);
    double km2 = 2 * half_turn * r * r * (1 - sin(half_turn / 3));
    assert_true(fabs(ambit_shape_area_km2(ambit_layer_shape(layer, 0)) - km2) < 1e-9 * km2);
    ambit_layer_free(layer);
}

/* Neighbours on a polar map share every point that was put between. */
static void neighbours_go_on_sharing_points(void **state)
{
    static const test_record two[] = { { "01", "", "1", "-1e6 1e5, -1e6 1e6, 1e6 1e6, 1e6 1e5" },
        { "02", "", "1", "-1e6 -1e6, -1e6 1e5, 1e6 1e5, 1e6 -1e6" } };
    test_folder folder;
    ambit_layer *layer = NULL;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    int n_shared = 0, n_points = 0;
    (void)state;
    folder_open(&folder);
    make_shapefile(&folder, "t", (test_kind)PLAIN, two, 2);
    assert_int_equal(ambit_layer_read(&layer, &(ambit_layer_source){ .path = in_folder(&folder, "t.shp"),
            .shown = "t.shp", .id_field = "ID", .crs = "EPSG:3031" }, diagnosis, NULL), AMBIT_OK);
    folder_close(&folder);
    for (size_t i = layer->point_first[0]; i + 1 < layer->point_first[1]; i++) {
        double x = layer->lon_deg[i], y = layer->lat_deg[i];
        n_points++;
        for (size_t k = layer->point_first[1]; k + 1 < layer->point_first[2]; k++)
            n_shared += fabs(remainder(layer->lon_deg[k] - x, 360)) == 0 && layer->lat_deg[k] == y;
    }
    print_message("%d of %d points are shared\n", n_shared, n_points);
    assert_true(n_shared > 60);
    ambit_layer_free(layer);
    ambit_diagnosis_free(diagnosis);
}

/* The real Antarctica: as degrees, and by way of a polar map that another program made. */
static void antarctica_is_the_same_both_ways(void **state)
{
    static const char source[] = "../shared/data/naturalearth_lowres.shp";
    ambit_layer *layer[2] = { NULL, NULL };
    char command[900];
    test_folder folder;
    ambit_error err = { AMBIT_OK, "" };
    (void)state;
    if (access(source, R_OK) || system("command -v ogr2ogr >/dev/null 2>&1")) {
        print_message("no layer of the world, or no ogr2ogr\n");
        skip();
    }
    folder_open(&folder);
    snprintf(command, sizeof command, "ogr2ogr -where \"name = 'Antarctica'\" -t_srs EPSG:3031 %s %s",
            in_folder(&folder, "polar.shp"), source);
    assert_int_equal(system(command), 0);
    snprintf(command, sizeof command, "ogr2ogr -where \"name = 'Antarctica'\" %s %s", in_folder(&folder, "plain.shp"),
            source);
    assert_int_equal(system(command), 0);
    for (int k = 0; k < 2; k++) {
        ambit_diagnosis *diagnosis = ambit_diagnosis_build();
        const char *path = in_folder(&folder, k ? "polar.shp" : "plain.shp");
        if (ambit_layer_read(&layer[k], &(ambit_layer_source){ .path = path, .shown = "t.shp", .id_field = "name" },
                diagnosis, &err))
            fail_msg("%s: %s", err.text, ambit_diagnosis_error_text(diagnosis, 0));
        ambit_diagnosis_free(diagnosis);
    }
    folder_close(&folder);
    double plain = ambit_shape_area_km2(ambit_layer_shape(layer[0], 0));
    double polar = ambit_shape_area_km2(ambit_layer_shape(layer[1], 0));
    print_message("%.6g km2 as degrees, %.6g by way of the map\n", plain, polar);
    assert_true(fabs(plain - polar) < 2e-3 * plain);
    int n_differ = 0, n_inside = 0;
    static double lon[2000], lat[2000];
    static uint32_t region[2][2000];
    for (int i = 0; i < 2000; i++) {
        ambit_rng rng = ambit_rng_of(20270103, (uint64_t)i);
        lon[i] = -180 + .36 * ambit_rng_below(&rng, 1000);
        lat[i] = -90 + .03 * ambit_rng_below(&rng, 1000);
    }
    for (int k = 0; k < 2; k++) assert_int_equal(ambit_join(region[k], layer[k], lon, lat, 2000, NULL), AMBIT_OK);
    for (int i = 0; i < 2000; i++) n_differ += region[0][i] != region[1][i], n_inside += region[0][i] == 0;
    assert_true(n_inside > 500 && n_differ <= 4);
    ambit_layer_free(layer[0]);
    ambit_layer_free(layer[1]);
}

int main(void)
{
    enum { P = sizeof polars / sizeof *polars };
    struct CMUnitTest tests[P + 3];
    size_t n = 0;
    for (size_t i = 0; i < P; i++)
        tests[n++] = (struct CMUnitTest){ polars[i].name, is_as_on_the_map, NULL, NULL,
        (void *)(uintptr_t)&polars[i] };
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(a_cap_in_degrees_is_closed);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(neighbours_go_on_sharing_points);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(antarctica_is_the_same_both_ways);
    return cmocka_run_group_tests_name("geo/poles", tests, NULL, NULL);
}
