/* What is written is read again as it was: random maps over the antimeridian, in every format. */
#include "tests/geo/shapes.h"
#include "geo/format/write.h"
#include "instances/base/rng.h"

#include <math.h>

enum { REGIONS = 30 };

/* Each is a star, some with a hole, some of two pieces; a third of them lies across 180 degrees. */
static ambit_layer *random_layer(uint64_t seed)
{
    enum { POINTS = 24 };
    static const double radii[] = { 2, .5, .4 };
    static char ids[REGIONS][8];
    const char *id[REGIONS];
    uint32_t first[REGIONS + 1] = { 0 };
    double x[POINTS], y[POINTS];
    ambit_rings rings;
    ambit_layer *layer = NULL;
    ambit_rng rng = ambit_rng_of(seed, 3);
    ambit_rings_init(&rings);
    for (uint32_t r = 0; r < REGIONS; r++) {
        double lon = r % 3 ? -170 + 340 * ambit_rng_unit(&rng) : 179 + 2 * ambit_rng_unit(&rng);
        double lat = -70 + 140 * ambit_rng_unit(&rng);
        for (int ring = 0; ring < 3; ring++) { /* a star, its hole, a piece beside it */
            if (ring && ambit_rng_below(&rng, 2)) continue;
            for (int i = 0; i < POINTS; i++) {
                double angle = 2 * M_PI * i / POINTS, radius = radii[ring] * (1 + (ring ? 0 : ambit_rng_unit(&rng)));
                x[i] = lon + radius * cos(angle) + (ring == 2 ? 5 : 0);
                y[i] = lat + radius * sin(angle);
            }
            assert_int_equal(ambit_rings_add(&rings, x, y, POINTS, ring == 1), 0);
        }
        first[r + 1] = rings.n_parts;
        snprintf(ids[r], sizeof ids[r], "%03u", r);
        id[r] = ids[r];
    }
    assert_int_equal(ambit_layer_build(&layer, &rings, first, REGIONS, id, NULL, NULL), AMBIT_OK);
    return layer;
}

static void write_layer(const test_folder *folder, const char *file, const ambit_layer *layer)
{
    const ambit_attribute id = { "id", layer->id, NULL };
    FILE *to = strstr(file, ".shp") ? NULL : fopen(in_folder(folder, file), "w");
    if (!to) assert_int_equal(ambit_write_shapefile(in_folder(folder, "t"), layer, &id, 1, NULL), AMBIT_OK);
    else if (strstr(file, ".csv")) assert_int_equal(ambit_write_wkt(to, layer, "id", NULL), AMBIT_OK);
    else assert_int_equal(ambit_write_geojson(to, layer, &id, 1, NULL), AMBIT_OK);
    if (to) fclose(to);
}

static void comes_back(void **state)
{
    const char *file = *state;
    test_folder folder;
    folder_open(&folder);
    print_message("seeds 1 to 10\n");
    for (uint64_t seed = 1; seed <= 10; seed++) {
        ambit_layer *layer = random_layer(seed), *back = NULL;
        ambit_diagnosis *diagnosis = ambit_diagnosis_build();
        write_layer(&folder, file, layer);
        if (ambit_layer_read(&back, &(ambit_layer_source){ .path = in_folder(&folder, file), .shown = file,
                .id_field = "id", .crs = strstr(file, ".csv") ? "EPSG:4326" : NULL }, diagnosis, NULL))
            fail_msg("seed %d: %s", (int)seed, ambit_diagnosis_error_text(diagnosis, 0));
        assert_int_equal(ambit_diagnosis_n_warnings(diagnosis), 0);
        assert_int_equal(back->n, layer->n);
        for (uint32_t r = 0; r < layer->n; r++) {
            double a = ambit_shape_area(ambit_layer_shape(layer, r)), b = ambit_shape_area(ambit_layer_shape(back, r));
            assert_string_equal(back->id[r], layer->id[r]);
            assert_int_equal(back->part_first[r + 1] - back->part_first[r], layer->part_first[r + 1]
                    - layer->part_first[r]);
            if (fabs(a - b) > 2e-6) fail_msg("seed %d, region %u: %.12g, then %.12g", (int)seed, r, a, b);
        }
        ambit_layer_free(layer);
        ambit_layer_free(back);
        ambit_diagnosis_free(diagnosis);
    }
    folder_close(&folder);
}

int main(void)
{
    static char geojson[] = "t.geojson", shapefile[] = "t.shp", table[] = "t.csv";
    const struct CMUnitTest tests[] = {
        { "GeoJSON", comes_back, NULL, NULL, geojson },
        { "a shapefile", comes_back, NULL, NULL, shapefile },
        { "a table of shapes", comes_back, NULL, NULL, table },
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
