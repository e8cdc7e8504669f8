/* What must hold from regions to files, whatever the map: territories have the area of their regions, none overlaps
 * another, also when they are simplified, and each format gives back what was written.
 *
 * The maps are cells of random points, which fit together to the last bit, and the real counties where they are. */
#include "tests/geo/shapes.h"
#include "geo/map/adjacency.h"
#include "geo/map/cells.h"
#include "geo/map/dissolve.h"
#include "geo/format/write.h"
#include "geo/polygon.h"
#include "geo/map/simplify.h"
#include "instances/base/rng.h"

#include <math.h>

enum { N = 160, T = 9, MOST = 4096 };

static const char *const names[T] = { "R0", "R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8" };

/* N cells in a box, some of them at a shared place. */
static ambit_layer *random_map(uint64_t seed, double west, double south, double size)
{
    static char name[N][16];
    const char *id[N];
    uint32_t first[N + 1] = { 0 };
    ambit_rings none = { 0 };
    ambit_layer *layer = NULL;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    ambit_rng rng = ambit_rng_of(seed, 0);
    for (uint32_t r = 0; r < N; r++) snprintf(name[r], sizeof name[r], "P%u", r), id[r] = name[r];
    assert_int_equal(ambit_layer_build(&layer, &none, first, N, id, NULL, NULL), AMBIT_OK);
    for (uint32_t r = 0; r < N; r++) {
        double lon = west + size * ambit_rng_unit(&rng), lat = south + size * ambit_rng_unit(&rng);
        layer->centre_lon_deg[r] = r % 10 == 9 ? layer->centre_lon_deg[r - 1] : lon > 180 ? lon - 360 : lon;
        layer->centre_lat_deg[r] = r % 10 == 9 ? layer->centre_lat_deg[r - 1] : lat;
    }
    assert_int_equal(ambit_cells_build(layer, NULL, "points.csv", diagnosis, NULL), AMBIT_OK);
    ambit_diagnosis_free(diagnosis);
    return layer;
}

/* Each region goes to the nearest of T of them: territories with borders that wind. */
static ambit_layer *territories_of(const ambit_layer *map)
{
    static uint32_t territory[MOST];
    ambit_layer *out = NULL;
    assert_true(map->n <= MOST);
    for (uint32_t r = 0; r < map->n; r++) {
        double best = INFINITY;
        for (uint32_t t = 0; t < T; t++) {
            uint32_t seat = t * (map->n / T);
            double dx = fmod(map->centre_lon_deg[r] - map->centre_lon_deg[seat] + 540, 360) - 180;
            double dy = map->centre_lat_deg[r] - map->centre_lat_deg[seat], square = dx * dx + dy * dy;
            if (square < best) best = square, territory[r] = t;
        }
    }
    assert_int_equal(ambit_dissolve(&out, map, territory, T, names, names, NULL), AMBIT_OK);
    return out;
}

static double area_km2(const ambit_layer *layer)
{
    double sum = 0;
    for (uint32_t r = 0; r < layer->n; r++) sum += ambit_shape_area_km2(ambit_layer_shape(layer, r));
    return sum;
}

/* Square degrees of the union of all shapes, each moved to begin between 0 and 360 degrees. */
static double union_of(const ambit_layer *layer, double *sum)
{
    ambit_geos *geos = ambit_geos_build();
    ambit_polygon *polygon[MOST];
    uint32_t n = 0;
    *sum = 0;
    for (uint32_t r = 0; r < layer->n; r++) {
        ambit_shape shape = ambit_layer_shape(layer, r);
        if (!shape.n_parts) continue;
        ambit_rings rings = { 0 };
        assert_int_equal(ambit_rings_add_shape(&rings, shape), 0);
        double shift = ambit_shape_box(shape).west < 0 ? 360 : 0;
        for (size_t i = 0; i < rings.point_first[rings.n_parts]; i++) rings.x[i] += shift;
        polygon[n] = ambit_polygon_build(geos, ambit_rings_view(&rings, 0, rings.n_parts));
        *sum += ambit_polygon_area(geos, polygon[n++]);
        ambit_rings_reset(&rings);
    }
    ambit_polygon *whole = ambit_polygon_unite(geos, polygon, n);
    double area = ambit_polygon_area(geos, whole);
    ambit_polygon_free(geos, whole);
    ambit_geos_free(geos);
    return area;
}

/* The union is as large as the sum: no two overlap. */
static void check_disjoint(const ambit_layer *layer, double slack)
{
    double sum, whole = union_of(layer, &sum);
    if (fabs(whole - sum) > slack * sum) fail_msg("the union has %.12g square degrees, the sum %.12g", whole, sum);
}

/* All borders of regions, and no border with itself or twice. */
static void check_symmetric(const ambit_layer *layer)
{
    ambit_shared_border *border;
    size_t n;
    assert_int_equal(ambit_adjacency_find(&border, &n, layer, 0, NULL), AMBIT_OK);
    for (size_t k = 0; k < n; k++) {
        assert_true(border[k].a < border[k].b && border[k].b < layer->n && border[k].length_m >= 0);
        assert_true(!k || border[k - 1].a < border[k].a
                || (border[k - 1].a == border[k].a && border[k - 1].b < border[k].b));
    }
    free(border);
}

static ambit_layer *read_back(const ambit_layer_source *source)
{
    ambit_layer *layer = NULL;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    if (ambit_layer_read(&layer, source, diagnosis, NULL)) fail_msg("%s", ambit_diagnosis_error_text(diagnosis, 0));
    ambit_diagnosis_free(diagnosis);
    return layer;
}

/* Shapes and figures of all formats are those that were written. */
static void check_round_trip(const ambit_layer *layer)
{
    static const char *const column[] = { "amount" };
    double amount[T];
    test_folder folder;
    char path[3][600];
    ambit_layer *back[3];
    for (uint32_t t = 0; t < T; t++) amount[t] = 1000.0 / (t + 3);
    ambit_attribute attribute[] = { { "rep_id", names, NULL }, { "amount", NULL, amount } };
    folder_open(&folder);
    for (int k = 0; k < 3; k++) {
        static const char *const file[] = { "t.shp", "t.geojson", "t.csv" };
        snprintf(path[k], sizeof path[k], "%s", in_folder(&folder, file[k]));
    }
    assert_int_equal(ambit_write_shapefile(in_folder(&folder, "t"), layer, attribute, 2, NULL), AMBIT_OK);
    FILE *to = fopen(path[1], "w");
    assert_int_equal(ambit_write_geojson(to, layer, attribute, 2, NULL), AMBIT_OK);
    fclose(to);
    to = fopen(path[2], "w");
    assert_int_equal(ambit_write_wkt(to, layer, "rep_id", NULL), AMBIT_OK);
    fclose(to);
    for (int k = 0; k < 3; k++) {
        back[k] = read_back(&(ambit_layer_source){ .path = path[k], .shown = path[k], .id_field = "rep_id",
                .wanted = column, .n_wanted = k < 2, .wkt = k == 2 ? "wkt" : NULL,
                .crs = k == 2 ? "EPSG:4326" : NULL });
        assert_int_equal(back[k]->n, T);
        for (uint32_t t = 0; t < T; t++) {
            double was = ambit_shape_area_km2(ambit_layer_shape(layer, t));
            assert_string_equal(back[k]->id[t], names[t]);
            double is = ambit_shape_area_km2(ambit_layer_shape(back[k], t)); /* GeoJSON has 7 decimals */
            if (fabs(is - was) > (k == 1 ? 2e-5 : 1e-9) * was) fail_msg("%s: %.12g km2, not %.12g", path[k], is, was);
            if (k < 2) assert_true(fabs(back[k]->field[0].value[t] - amount[t]) < 1e-9);
        }
        ambit_layer_free(back[k]);
    }
    folder_close(&folder);
}

static void check_chain(const ambit_layer *map, double tolerance_m, double slack)
{
    ambit_layer *territories = territories_of(map), *thin = NULL;
    check_symmetric(map);
    assert_true(fabs(area_km2(territories) / area_km2(map) - 1) < 1e-6);
    check_disjoint(territories, slack);
    check_round_trip(territories);
    assert_int_equal(ambit_simplify(&thin, territories, tolerance_m, NULL), AMBIT_OK);
    assert_true(thin->point_first[thin->n_parts] < territories->point_first[territories->n_parts]);
    check_disjoint(thin, slack);
    check_round_trip(thin);
    ambit_layer_free(thin);
    ambit_layer_free(territories);
}

/* All of a map as one territory has no border inside, whichever side of the antimeridian its regions count from. */
static void check_whole(const ambit_layer *map)
{
    static const uint32_t nobody[MOST] = { 0 };
    ambit_layer *whole = NULL;
    assert_int_equal(ambit_dissolve(&whole, map, nobody, 1, names, names, NULL), AMBIT_OK);
    assert_int_equal(whole->n_parts, 1);
    assert_true(fabs(area_km2(whole) / area_km2(map) - 1) < 1e-6);
    ambit_layer_free(whole);
}

static const struct { const char *name; double west, south, size; } places[] = {
    { "a city", 8.5, 50, .2 }, { "a country", 5, 45, 8 }, { "across the antimeridian", 178, -18, 4 },
    { "far north", 10, 68, 6 },
};

static void random_maps_keep_together(void **state)
{
    (void)state;
    print_message("seeds 1 to 3\n");
    for (size_t k = 0; k < sizeof places / sizeof *places; k++)
        for (uint64_t seed = 1; seed <= 3; seed++) {
            ambit_layer *map = random_map(seed, places[k].west, places[k].south, places[k].size);
            check_disjoint(map, 1e-9);
            check_whole(map);
            check_chain(map, 1000 * places[k].size, 1e-9);
            ambit_layer_free(map);
        }
}

/* Vendors' counties overlap a little, and so may territories: no more than the counties do. */
static void real_counties_keep_together(void **state)
{
    static const char *const path = "../shared/data/us48_counties_albers5070.shp";
    (void)state;
    if (access(path, R_OK)) {
        print_message("%s is not there\n", path);
        skip();
    }
    ambit_layer *map = read_back(&(ambit_layer_source){ .path = path, .shown = path, .id_field = "GEOID" });
    check_chain(map, 500, 1e-7);
    ambit_layer_free(map);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_maps_keep_together),
        cmocka_unit_test(real_counties_keep_together),
    };
    return cmocka_run_group_tests_name("geo/territories", tests, NULL, NULL);
}
