/* Repaired layers: tiny ones by hand, then random maps drawn with a shaking hand, then real layers. */
#include "tests/geo/clean/coverage.h"
#include "geo/clean/repair.h"

#include <math.h>
#include <omp.h>

static ambit_layer *repaired(const ambit_layer *layer, double tolerance_m, double per_degree, ambit_repairs *what)
{
    ambit_layer *out;
    ambit_error err = { AMBIT_OK, "" };
    if (ambit_repair(&out, what, layer, tolerance_m, per_degree, &err)) fail_msg("%s", err.text);
    return out;
}

static ambit_faults faults_of(const ambit_layer *layer, double tolerance_m)
{
    ambit_faults faults;
    ambit_error err = { AMBIT_OK, "" };
    if (ambit_faults_find(&faults, layer, tolerance_m, 0, &err)) fail_msg("%s", err.text);
    return faults;
}

/* ---- Random maps ------------------------------------------------------------------------------------------------ */

static const struct sketch {
    const char *name;
    test_coverage coverage;
    double tolerance_m, per_degree;
} sketches[] = {
    { "borders far apart", { 5, 4, 1, .05, .02, 2 }, 1, 0 },
    { "borders apart by a metre", { 6, 5, .1, .004, 1e-5, 1 }, 5, 0 },
    { "borders apart by a centimetre", { 6, 5, .1, .004, 1e-7, 1 }, 0, 0 },
    { "borders apart by less than the noise", { 6, 5, .1, .004, 4e-10, 1 }, 0, 0 },
    { "borders apart by about the noise", { 6, 5, .1, .004, 2e-9, 1 }, 0, 0 },
    { "a few points were moved", { 8, 6, .1, .004, 1e-3, 20 }, 0, 0 },
    { "on the grid of GeoJSON", { 6, 5, .1, .004, 1e-5, 2 }, 5, 1e7 },
    { "about the grid of GeoJSON", { 6, 5, .1, .004, 3e-7, 1 }, 1, 1e7 },
};

static void fail_for(uint64_t seed, const char *what) { fail_msg("seed %llu: %s", (unsigned long long)seed, what); }

static void same_layers(const ambit_layer *a, const ambit_layer *b)
{
    size_t n = a->point_first[a->n_parts];
    assert_int_equal(a->n, b->n);
    assert_int_equal(a->n_parts, b->n_parts);
    assert_memory_equal(a->part_first, b->part_first, (a->n + 1) * sizeof *a->part_first);
    assert_memory_equal(a->point_first, b->point_first, (a->n_parts + 1) * sizeof *a->point_first);
    assert_memory_equal(a->lon_deg, b->lon_deg, n * sizeof *a->lon_deg);
    assert_memory_equal(a->lat_deg, b->lat_deg, n * sizeof *a->lat_deg);
}

/* Every shape is valid, none overlaps another, no sliver is left; the union has grown by what was filled, and nothing
 * else has changed. Repairing once more, or with more threads, gives the same. Returns how many faults there were. */
static uint32_t is_a_map(const ambit_layer *raw, const struct sketch *sketch, uint64_t seed)
{
    ambit_repairs what, again;
    double sum, before = union_deg2(raw, &sum), after, km2 = 12364; /* of a square degree at the equator */
    ambit_layer *clean = repaired(raw, sketch->tolerance_m, sketch->per_degree, &what);
    ambit_faults left = faults_of(clean, sketch->tolerance_m);
    if (left.sum[AMBIT_FLAW_OVERLAP].n || left.sum[AMBIT_FLAW_SLIVER].n || what.n_left)
        fail_for(seed, "faults are left");
    if (!all_valid(clean)) fail_for(seed, "a shape is not valid");
    after = union_deg2(clean, &sum);
    if (fabs(sum / after - 1) > 1e-9) fail_for(seed, "the regions' areas are not that of their union");
    double rounding = sketch->per_degree > 0 ? 1e-6 * after : 1e-7 * after;
    if (fabs((after - before) * km2 - what.slivers.area_km2) > 0.01 * what.slivers.area_km2 + km2 * rounding)
        fail_for(seed, "the union has changed by more than the slivers");
    if (seed == 1) {
        int threads = omp_get_max_threads();
        omp_set_num_threads(3);
        ambit_layer *other = repaired(raw, sketch->tolerance_m, sketch->per_degree, &again);
        omp_set_num_threads(threads);
        same_layers(clean, other);
        assert_int_equal(again.overlaps.n, what.overlaps.n);
        ambit_layer *twice = repaired(clean, sketch->tolerance_m, sketch->per_degree, &again);
        assert_int_equal(again.overlaps.n + again.slivers.n + again.n_changed, 0);
        same_layers(clean, twice);
        ambit_layer_free(other);
        ambit_layer_free(twice);
    }
    ambit_faults_reset(&left);
    ambit_layer_free(clean);
    return what.overlaps.n + what.slivers.n;
}

static void makes_a_map(void **state)
{
    const struct sketch *sketch = *state;
    uint32_t n_faults = 0, n_maps = 0;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        ambit_layer *raw = coverage_of(&sketch->coverage, seed);
        if (all_valid(raw)) {
            n_faults += is_a_map(raw, sketch, seed);
            n_maps++;
        }
        ambit_layer_free(raw);
    }
    assert_true(n_maps >= 2);
    assert_int_equal(n_faults > 0, sketch->coverage.shake > 1e-9);
}

/* ---- Real layers ------------------------------------------------------------------------------------------------ */

/* Layers with their faults; those that are not in the checkout are skipped with a word. Few shapes change. */
static const struct real { const char *path; uint32_t n_overlaps, n_slivers; } reals[] = {
    { "instances/data/us-field-force/counties.shp", 4, 3 },
    { "instances/data/north-carolina/counties.shp", 0, 0 },
    { "../shared/data/us_counties_wgs84.shp", 2, 0 },
    { "../shared/data/us_tracts_41k_simpl.shp", 1, 0 },
};

static void real_layers_are_maps(void **state)
{
    const struct real *real = *state;
    ambit_layer *layer = NULL;
    ambit_repairs what;
    double sum;
    if (access(real->path, R_OK)) {
        print_message("no %s here: skipped\n", real->path);
        skip();
    }
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    assert_int_equal(ambit_layer_read(&layer, &(ambit_layer_source){ .path = real->path, .shown = real->path,
            .id_field = "GEOID" }, diagnosis, NULL), AMBIT_OK);
    ambit_diagnosis_free(diagnosis);
    ambit_faults before = faults_of(layer, 0);
    assert_int_equal(before.sum[AMBIT_FLAW_OVERLAP].n, real->n_overlaps);
    assert_int_equal(before.sum[AMBIT_FLAW_SLIVER].n, real->n_slivers);
    ambit_layer *clean = repaired(layer, 0, 0, &what);
    ambit_faults after = faults_of(clean, 0);
    assert_int_equal(after.n + what.n_left + what.n_emptied, 0);
    assert_true(what.n_changed < 20);
    if (!real->n_overlaps) same_layers(layer, clean);
    if (layer->n < 10000) {
        double whole = union_deg2(clean, &sum);
        assert_true(fabs(sum / whole - 1) < 1e-9);
    }
    ambit_faults_reset(&before), ambit_faults_reset(&after);
    ambit_layer_free(layer), ambit_layer_free(clean);
}

int main(void)
{
    enum { S = sizeof sketches / sizeof *sketches, R = sizeof reals / sizeof *reals };
    struct CMUnitTest tests[S + R];
    size_t n = 0;
    for (size_t i = 0; i < S; i++)
        tests[n++] = (struct CMUnitTest){ sketches[i].name, makes_a_map, NULL, NULL, (void *)(uintptr_t)&sketches[i] };
    for (size_t i = 0; i < R; i++)
        tests[n++] = (struct CMUnitTest){ reals[i].path, real_layers_are_maps, NULL, NULL,
            (void *)(uintptr_t)&reals[i] };
    return cmocka_run_group_tests_name("geo/clean/repair", tests, NULL, NULL);
}
