/* Every allocation of this floor fails once: a status and words must follow, no crash, and (under the address
 * sanitizer) no leak. Linked with --wrap for malloc and its kin; those of GEOS, PROJ and shapelib are not ours to
 * fail. */
#include "tests/geo/shapes.h"
#include "geo/map/adjacency.h"
#include "geo/map/cells.h"
#include "geo/map/compactness.h"
#include "geo/map/dissolve.h"
#include "geo/map/simplify.h"
#include "geo/format/write.h"
#include "tests/failing.h"

static const test_record records[] = {
    { "01", "One", "1", SQUARE HOLE }, { "02", "Two", "2", NEXT }, { "03", "Three", "3", "0 1, 1 2, 1 1, 0 2" },
};

/* What the steps hand on. Each step must leave what it could not make as NULL. */
struct stage {
    char path[600], base[600];
    ambit_layer *layer, *territories;
};

static ambit_status read_layer(struct stage *stage, ambit_error *err)
{
    const char *wanted[] = { "AMOUNT" };
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    if (!diagnosis) return AMBIT_E_MEMORY;
    ambit_layer_free(stage->layer);
    ambit_status status = ambit_layer_read(&stage->layer, &(ambit_layer_source){ .path = stage->path,
            .shown = "t.shp", .id_field = "ID", .name_field = "NAME", .wanted = wanted, .n_wanted = 1 }, diagnosis,
            err);
    ambit_diagnosis_free(diagnosis);
    assert_int_equal(status == AMBIT_OK, stage->layer != NULL);
    return status;
}

static ambit_status join(struct stage *stage, ambit_error *err)
{
    static const double lon[] = { .1, 1.5, 9 }, lat[] = { .1, .5, 9 };
    uint32_t region[3];
    return ambit_join(region, stage->layer, lon, lat, 3, err);
}

static ambit_status find_borders(struct stage *stage, ambit_error *err)
{
    ambit_shared_border *border;
    size_t n;
    ambit_status status = ambit_adjacency_find(&border, &n, stage->layer, 0, err);
    free(border);
    return status;
}

static ambit_status find_near_borders(struct stage *stage, ambit_error *err)
{
    ambit_shared_border *border;
    size_t n;
    ambit_status status = ambit_adjacency_find(&border, &n, stage->layer, 100, err);
    free(border);
    return status;
}

/* Points inside, two of them in one place, and one outside of the outline. */
static ambit_status draw_cells(struct stage *stage, ambit_error *err)
{
    static const char *const id[] = { "A", "B", "C", "D" };
    static const double lon[] = { .1, .1, 1.5, 5 }, lat[] = { .1, .1, .5, 5 };
    static const uint32_t first[5] = { 0 };
    ambit_rings none = { 0 };
    ambit_layer *points = NULL;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    if (!diagnosis) return AMBIT_E_MEMORY;
    ambit_status status = ambit_layer_build(&points, &none, first, 4, id, NULL, err);
    for (uint32_t r = 0; !status && r < 4; r++)
        points->centre_lon_deg[r] = lon[r], points->centre_lat_deg[r] = lat[r];
    if (!status) status = ambit_cells_build(points, stage->layer, "points.csv", diagnosis, err);
    ambit_layer_free(points);
    ambit_diagnosis_free(diagnosis);
    return status;
}

static ambit_status take_majority(struct stage *stage, ambit_error *err)
{
    static const double lon[] = { .1, .2 }, lat[] = { .1, .1 };
    static const uint32_t region[] = { 0, 0 }, rep[] = { 1, 1 };
    uint32_t territory[3];
    return ambit_majority(territory, stage->layer, 2, lon, lat, region, rep, 2, err);
}

static ambit_status dissolve(struct stage *stage, ambit_error *err)
{
    static const uint32_t territory[] = { 0, 0, 1 };
    static const char *const ids[] = { "A", "B" };
    ambit_layer_free(stage->territories);
    ambit_status status = ambit_dissolve(&stage->territories, stage->layer, territory, 2, ids, ids, err);
    assert_int_equal(status == AMBIT_OK, stage->territories != NULL);
    return status;
}

static ambit_status measure(struct stage *stage, ambit_error *err)
{
    static const double lon[] = { .1, .2 }, lat[] = { .1, .1 };
    static const uint32_t territory[] = { 0, 1 };
    ambit_compactness compactness[2];
    ambit_status status = ambit_compactness_measure(compactness, stage->territories, err);
    return status ? status : ambit_compactness_moments(compactness, 2, 2, lon, lat, NULL, territory, err);
}

static ambit_status simplify(struct stage *stage, ambit_error *err)
{
    ambit_layer *simple;
    ambit_status status = ambit_simplify(&simple, stage->territories, 1000, err);
    ambit_layer_free(simple);
    return status;
}

static ambit_status write_shapefile(struct stage *stage, ambit_error *err)
{
    return ambit_write_shapefile(stage->base, stage->territories, NULL, 0, err);
}

static ambit_status write_geojson(struct stage *stage, ambit_error *err)
{
    FILE *to = fopen("/dev/null", "w");
    ambit_status status = ambit_write_geojson(to, stage->territories, NULL, 0, err);
    fclose(to);
    return status;
}

static ambit_status write_wkt(struct stage *stage, ambit_error *err)
{
    FILE *to = fopen("/dev/null", "w");
    ambit_status status = ambit_write_wkt(to, stage->territories, "rep_id", err);
    fclose(to);
    return status;
}

static ambit_status (*const steps[])(struct stage *, ambit_error *) = {
    read_layer, join, find_borders, find_near_borders, draw_cells, take_majority, dissolve, measure, simplify,
    write_shapefile, write_geojson, write_wkt,
};

static void every_allocation_may_fail(void **state)
{
    test_folder folder;
    struct stage stage = { .layer = NULL, .territories = NULL };
    long n_failed = 0;
    (void)state;
    folder_open(&folder);
    make_shapefile(&folder, "t", (test_kind)PLAIN, records, 3);
    snprintf(stage.path, sizeof stage.path, "%s", in_folder(&folder, "t.shp"));
    snprintf(stage.base, sizeof stage.base, "%s", in_folder(&folder, "out"));
    for (size_t s = 0; s < sizeof steps / sizeof *steps; s++) {
        for (long n = 1;; n++) {
            ambit_error err = { AMBIT_OK, "" };
            has_failed = 0;
            countdown = n;
            ambit_status status = steps[s](&stage, &err);
            countdown = 0;
            if (!has_failed) {
                assert_int_equal(status, AMBIT_OK);
                break;
            }
            n_failed++;
            if (status == AMBIT_OK) continue; /* one that can be done without */
            assert_true(status == AMBIT_E_MEMORY || err.text[0]);
        }
    }
    print_message("%ld allocations failed, each once\n", n_failed);
    assert_true(n_failed > 100);
    ambit_layer_free(stage.layer);
    ambit_layer_free(stage.territories);
    folder_close(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_allocation_may_fail) };
    return cmocka_run_group_tests_name("geo, allocations", tests, NULL, NULL);
}
