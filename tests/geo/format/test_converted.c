/* Layers that GDAL, which shares no code with our readers, has converted: whatever the format, the same regions. */
#include "tests/geo/shapes.h"
#include "geo/map/adjacency.h"

#include <math.h>
#include <omp.h>

/* `crs`: what a table does not say of itself. `pairs`: all neighbours are the same; with fewer decimals a vertex on a
 * neighbour's edge may leave it. */
static const struct conversion { const char *name, *file, *options; double area; int pairs; } conversions[] = {
    { "GeoJSON", "c.geojson", "-f GeoJSON -lco COORDINATE_PRECISION=17", 1e-12, 1 },
    { "GeoJSON as RFC 7946 has it", "c.json", "-f GeoJSON -lco RFC7946=YES", 1e-7, 0 },
    { "a feature a line", "c.geojsonl", "-f GeoJSONSeq", 1e-7, 0 },
    { "a text sequence", "c.geojsons", "-f GeoJSONSeq -lco RS=YES", 1e-7, 0 },
    { "a table of WKT", "c.csv", "-f CSV -lco GEOMETRY=AS_WKT", 1e-11, 0 },
    { "GeoJSON in another coordinate system", "c.geojson", "-f GeoJSON -t_srs EPSG:5070", 1e-9, 0 },
};

static const struct original { const char *path, *id, *crs; int is_large, has_poles; } originals[] = {
    { "instances/data/north-carolina/counties.shp", "GEOID", "EPSG:4269", 0, 0 },
    { "../shared/data/us_counties_wgs84.shp", "GEOID", "EPSG:4326", 1, 0 },
    { "../shared/data/naturalearth_lowres.shp", "name", "EPSG:4326", 0, 1 },
};

static ambit_layer *read_layer(const char *path, const char *id, const char *crs)
{
    ambit_layer *layer = NULL;
    ambit_error err = { AMBIT_OK, "" };
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    if (ambit_layer_read(&layer, &(ambit_layer_source){ .path = path, .shown = path, .id_field = id, .crs = crs },
            diagnosis, &err)) fail_msg("%s: %s", err.text, ambit_diagnosis_error_text(diagnosis, 0));
    ambit_diagnosis_free(diagnosis);
    return layer;
}

static size_t count_pairs(const ambit_layer *layer, size_t *rook)
{
    ambit_shared_border *border;
    size_t n;
    assert_int_equal(ambit_adjacency_find(&border, &n, layer, 0, NULL), AMBIT_OK);
    *rook = 0;
    for (size_t k = 0; k < n; k++) *rook += border[k].length_m > 0;
    free(border);
    return n;
}

static void compare(const ambit_layer *a, const ambit_layer *b, const struct conversion *c)
{
    double total = 0, apart = 0;
    assert_int_equal(a->n, b->n);
    for (uint32_t r = 0; r < a->n; r++) {
        double one = ambit_shape_area_km2(ambit_layer_shape(a, r));
        double other = ambit_shape_area_km2(ambit_layer_shape(b, r));
        assert_string_equal(a->id[r], b->id[r]);
        total += one;
        apart += fabs(one - other);
    }
    if (apart > c->area * total) fail_msg("%s: %g of the area", c->name, apart / total);
    if (!c->pairs) return;
    size_t rook[2], queen = count_pairs(a, &rook[0]);
    assert_int_equal(count_pairs(b, &rook[1]), queen);
    assert_int_equal(rook[1], rook[0]);
}

static int has_gdal(void)
{
    if (!system("command -v ogr2ogr >/dev/null 2>&1")) return 1;
    print_message("ogr2ogr is not installed\n");
    return 0;
}

static void is_the_same_layer(void **state)
{
    const struct conversion *c = *state;
    char command[1400];
    if (!has_gdal()) skip();
    for (size_t k = 0; k < sizeof originals / sizeof *originals; k++) {
        const struct original *o = &originals[k];
        test_folder folder;
        if (o->is_large && !c->pairs) continue;
        if (access(o->path, R_OK)) {
            print_message("%s is not there\n", o->path);
            continue;
        }
        /* what a polar shape becomes in a plane far from its pole is nobody's business */
        if (strstr(c->options, "5070") && o->has_poles) continue;
        folder_open(&folder);
        const char *path = in_folder(&folder, c->file);
        snprintf(command, sizeof command, "ogr2ogr %s %s %s 2>/dev/null", c->options, path, o->path);
        assert_int_equal(system(command), 0);
        ambit_layer *layer = read_layer(o->path, o->id, NULL);
        ambit_layer *converted = read_layer(path, o->id, strstr(path, ".csv") ? o->crs : NULL);
        compare(layer, converted, c);
        if (!o->is_large) layer_is_sound(converted); /* O(n^2) */
        ambit_layer_free(layer);
        ambit_layer_free(converted);
        folder_close(&folder);
    }
}

/* The counties' centres by GDAL, as points of each format. */
static void points_are_the_same_points(void **state)
{
    static const struct { const char *file, *options; } forms[] = {
        { "p.geojson", "-f GeoJSON" }, { "p.geojsonl", "-f GeoJSONSeq" }, { "p.csv", "-f CSV -lco GEOMETRY=AS_WKT" },
        { "p.csv", "-f CSV -lco GEOMETRY=AS_XY" }, { "p.shp", "" },
    };
    enum { FORMS = sizeof forms / sizeof *forms };
    char command[1400];
    ambit_layer *layer[FORMS];
    (void)state;
    if (!has_gdal()) skip();
    for (int k = 0; k < FORMS; k++) {
        test_folder folder;
        folder_open(&folder);
        const char *path = in_folder(&folder, forms[k].file);
        snprintf(command, sizeof command, "ogr2ogr -dialect SQLite -sql 'SELECT ST_PointOnSurface(geometry), GEOID, "
                "NAME FROM counties' %s %s instances/data/north-carolina/counties.shp 2>/dev/null", forms[k].options,
                path);
        assert_int_equal(system(command), 0);
        layer[k] = read_layer(path, "GEOID", strstr(path, ".csv") ? "EPSG:4269" : NULL);
        assert_true(layer[k]->is_points && layer[k]->n == 100);
        for (uint32_t r = 0; r < 100; r++) {
            assert_string_equal(layer[k]->id[r], layer[0]->id[r]);
            assert_true(fabs(layer[k]->centre_lon_deg[r] - layer[0]->centre_lon_deg[r]) < 1e-7);
            assert_true(fabs(layer[k]->centre_lat_deg[r] - layer[0]->centre_lat_deg[r]) < 1e-7);
        }
        folder_close(&folder);
    }
    for (int k = 0; k < FORMS; k++) ambit_layer_free(layer[k]);
}

int main(void)
{
    omp_set_num_threads(1);
    enum { CONVERSIONS = sizeof conversions / sizeof *conversions };
    struct CMUnitTest tests[CONVERSIONS + 1] = { cmocka_unit_test(points_are_the_same_points) };
    for (size_t k = 0; k < CONVERSIONS; k++)
        tests[1 + k] = (struct CMUnitTest){ conversions[k].name, is_the_same_layer, NULL, NULL,
            (void *)(uintptr_t)&conversions[k] };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
