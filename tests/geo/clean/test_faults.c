/* Overlaps, gaps and slivers of maps made by hand, whose areas are known. */
#include "tests/geo/shapes.h"
#include "geo/clean/faults.h"
#include "geo/clean/repair.h"

#include <math.h>

enum { MOST_REGIONS = 5, MOST_FLAWS = 4 };

/* A flaw as its shape in text; `regions` are its regions' numbers in their order. */
struct expected { ambit_flaw_kind kind; const char *shape, *regions; };

static const struct map {
    const char *name, *region[MOST_REGIONS];
    double tolerance_m;
    struct expected flaw[MOST_FLAWS];
} maps[] = {
    { "neighbours that share their border", { "0 0, 1 0, 1 1, 0 1", "1 0, 2 0, 2 1, 1 1" }, 0, { { 0 } } },
    { "one neighbour has a vertex more on the common border", { "0 0, 1 0, 1 1, 0 1",
        "1 0, 2 0, 2 1, 1 1, 1 .5" }, 0, { { 0 } } },
    { "four around a corner", { "0 0, 1 0, 1 1, 0 1", "1 0, 2 0, 2 1, 1 1", "0 1, 1 1, 1 2, 0 2",
        "1 1, 2 1, 2 2, 1 2" }, 0, { { 0 } } },
    { "two squares overlap by a strip", { "0 0, 1 0, 1 1, 0 1", ".9 0, 2 0, 2 1, .9 1" }, 0,
        { { AMBIT_FLAW_OVERLAP, ".9 0, 1 0, 1 1, .9 1", "01" } } },
    { "corners that reach into each other", { "0 0, 1 0, 1 1, 0 1", ".5 .5, 2 .5, 2 2, .5 2" }, 0,
        { { AMBIT_FLAW_OVERLAP, ".5 .5, 1 .5, 1 1, .5 1", "01" } } },
    { "a bar over two neighbours overlaps each, though their border hides",
        { "0 0, 1 0, 1 1, 0 1", "1 0, 2 0, 2 1, 1 1", ".5 .25, 1.5 .25, 1.5 .5, .5 .5" }, 0,
        { { AMBIT_FLAW_OVERLAP, ".5 .25, 1 .25, 1 .5, .5 .5", "02" },
          { AMBIT_FLAW_OVERLAP, "1 .25, 1.5 .25, 1.5 .5, 1 .5", "12" } } },
    { "a region inside another", { "0 0, 3 0, 3 3, 0 3", "1 1, 2 1, 2 2, 1 2" }, 0,
        { { AMBIT_FLAW_OVERLAP, "1 1, 2 1, 2 2, 1 2", "01" } } },
    { "an enclave in its hole", { "0 0, 3 0, 3 3, 0 3; 1 1, 1 2, 2 2, 2 1", "1 1, 2 1, 2 2, 1 2" }, 0, { { 0 } } },
    { "the same shape twice", { "0 0, 1 0, 1 1, 0 1", "0 0, 1 0, 1 1, 0 1" }, 0,
        { { AMBIT_FLAW_OVERLAP, "0 0, 1 0, 1 1, 0 1", "01" } } },
    { "three regions over one place", { "0 0, 2 0, 2 1, 0 1", "1 0, 3 0, 3 1, 1 1", "1 0, 2 0, 2 2, 1 2" }, 0,
        { { AMBIT_FLAW_OVERLAP, "1 0, 2 0, 2 1, 1 1", "012" } } },
    { "two overlaps of the same two are one, and what they enclose is a gap", { "0 0, 3 0, 3 1, 0 1",
        ".5 .9, 1 .9, 1 1.5, 2 1.5, 2 .9, 2.5 .9, 2.5 2, .5 2" }, 0,
        { { AMBIT_FLAW_OVERLAP, ".5 .9, 1 .9, 1 1, .5 1; 2 .9, 2.5 .9, 2.5 1, 2 1", "01" },
          { AMBIT_FLAW_GAP, "1 1, 2 1, 2 1.5, 1 1.5", "01" } } },
    { "a lake", { "0 0, 3 0, 3 3, 0 3; 1 1, 1 2, 2 2, 2 1" }, 0, { { AMBIT_FLAW_GAP, "1 1, 2 1, 2 2, 1 2", "0" } } },
    { "a lake with an island that is a region", { "0 0, 3 0, 3 3, 0 3; .5 .5, .5 2.5, 2.5 2.5, 2.5 .5",
        "1 1, 2 1, 2 2, 1 2" }, 0, { { AMBIT_FLAW_GAP, ".5 .5, 2.5 .5, 2.5 2.5, .5 2.5; 1 1, 1 2, 2 2, 2 1", "01" } } },
    { "what four neighbours leave out", { "0 0, 2 0, 2 1, 0 1", "2 0, 3 0, 3 2, 2 2", "1 2, 3 2, 3 3, 1 3",
        "0 1, 1 1, 1 3, 0 3" }, 0, { { AMBIT_FLAW_GAP, "1 1, 2 1, 2 2, 1 2", "0123" } } },
    { "a thin triangle between neighbours", { "0 0, 1 0, 1 1, 0 1", "1 0, 2 0, 2 1, 1 1, 1.002 .5" }, 0,
        { { AMBIT_FLAW_SLIVER, "1 0, 1.002 .5, 1 1", "10" } } },
    { "borders a hair apart, open at both ends", { "0 0, 1 0, 1 1, 0 1", "1.000001 0, 2 0, 2 1, 1.000001 1" }, 0,
        { { AMBIT_FLAW_SLIVER, "1 0, 1.000001 0, 1.000001 1, 1 1", "10" } } },
    { "borders farther apart than a hair are two coasts", { "0 0, 1 0, 1 1, 0 1", "1.0001 0, 2 0, 2 1, 1.0001 1" }, 0,
        { { 0 } } },
    { "but not when the tolerance says so", { "0 0, 1 0, 1 1, 0 1", "1.0001 0, 2 0, 2 1, 1.0001 1" }, 20,
        { { AMBIT_FLAW_SLIVER, "1 0, 1.0001 0, 1.0001 1, 1 1", "10" } } },
    { "an overlap, a lake and a slit, the slit open at one end", { "0 0, 1 0, 1 1, 0 1; .2 .2, .2 .4, .4 .4, .4 .2",
        ".9 0, 2 0, 2 1, .9 1", "0 1, .5 1.000001, .5 2, 0 2" }, 0,
        { { AMBIT_FLAW_OVERLAP, ".9 0, 1 0, 1 1, .9 1", "01" }, { AMBIT_FLAW_GAP, ".2 .2, .4 .2, .4 .4, .2 .4", "0" },
          { AMBIT_FLAW_SLIVER, "0 1, .5 1, .5 1.000001", "02" } } },
    { "a region without area", { "0 0, 1 0, 1 1, 0 1", "" }, 0, { { 0 } } },
    { "nothing at all", { "" }, 0, { { 0 } } },
};

/* A second ring is a hole when it is wound clockwise, else another exterior. */
static double area_of(const char *text)
{
    ambit_rings rings;
    ambit_rings_init(&rings);
    if (*text) add_text(&rings, text);
    for (uint32_t p = 0; p < rings.n_parts; p++) {
        size_t at = rings.point_first[p];
        rings.is_hole[p] = p && ambit_ring_area(rings.x + at, rings.y + at, rings.point_first[p + 1] - at) < 0;
    }
    double area = ambit_shape_area_km2(ambit_rings_view(&rings, 0, rings.n_parts));
    ambit_rings_reset(&rings);
    return area;
}

static uint32_t n_regions_of(const struct map *map)
{
    uint32_t n = 0;
    while (n < MOST_REGIONS && map->region[n]) n++;
    return n;
}

static void is_as_expected(const ambit_faults *faults, uint32_t i, const struct expected *expected)
{
    const ambit_flaw *flaw = &faults->flaw[i];
    double area = area_of(expected->shape), drawn = ambit_shape_area_km2(ambit_layer_shape(faults->shapes, i));
    assert_string_equal(ambit_flaw_name(flaw->kind), ambit_flaw_name(expected->kind));
    if (fabs(flaw->area_km2 / area - 1) > 1e-6) fail_msg("flaw %u: %.9g km2, not %.9g", i, flaw->area_km2, area);
    if (fabs(drawn / area - 1) > 1e-6) fail_msg("flaw %u is drawn with %.9g km2, not %.9g", i, drawn, area);
    assert_int_equal(flaw->n_regions, strlen(expected->regions));
    for (uint32_t k = 0; k < flaw->n_regions; k++) {
        if (flaw->kind == AMBIT_FLAW_OVERLAP) assert_int_equal(flaw->region[k], (uint32_t)(expected->regions[k] - '0'));
        else assert_non_null(strchr(expected->regions, (int)flaw->region[k] + '0'));
    }
    assert_true(flaw->width_m > 0);
}

static void finds_faults(void **state)
{
    const struct map *map = *state;
    ambit_layer *layer = layer_of(map->region, n_regions_of(map));
    ambit_faults faults;
    uint32_t n = 0, of_kind[3] = { 0 };
    assert_int_equal(ambit_faults_find(&faults, layer, map->tolerance_m, 1, NULL), AMBIT_OK);
    while (n < MOST_FLAWS && map->flaw[n].shape) n++;
    assert_int_equal(faults.n, n);
    for (uint32_t i = 0; i < n; i++) {
        is_as_expected(&faults, i, &map->flaw[i]);
        of_kind[map->flaw[i].kind]++;
    }
    for (int k = 0; k < 3; k++) assert_int_equal(faults.sum[k].n, of_kind[k]);
    ambit_faults_reset(&faults);
    ambit_layer_free(layer);
}

/* Repaired, no region overlaps another, slivers are gone, and lakes are as they were. */
static void repairs_faults(void **state)
{
    const struct map *map = *state;
    ambit_layer *layer = layer_of(map->region, n_regions_of(map)), *clean;
    ambit_faults before, after;
    ambit_repairs what;
    assert_int_equal(ambit_faults_find(&before, layer, map->tolerance_m, 0, NULL), AMBIT_OK);
    assert_int_equal(ambit_repair(&clean, &what, layer, map->tolerance_m, 0, NULL), AMBIT_OK);
    assert_int_equal(ambit_faults_find(&after, clean, map->tolerance_m, 0, NULL), AMBIT_OK);
    assert_int_equal(after.sum[AMBIT_FLAW_OVERLAP].n + after.sum[AMBIT_FLAW_SLIVER].n + what.n_left, 0);
    assert_int_equal(after.sum[AMBIT_FLAW_GAP].n, before.sum[AMBIT_FLAW_GAP].n);
    assert_true(fabs(after.sum[AMBIT_FLAW_GAP].area_km2 - before.sum[AMBIT_FLAW_GAP].area_km2) < 1e-6);
    assert_int_equal(what.n_changed > 0, before.sum[AMBIT_FLAW_OVERLAP].n + before.sum[AMBIT_FLAW_SLIVER].n > 0);
    if (!what.n_changed) {
        size_t n = layer->point_first[layer->n_parts];
        assert_true(clean->point_first[clean->n_parts] >= n); /* vertices on common borders may be new */
    }
    ambit_faults_reset(&before), ambit_faults_reset(&after);
    ambit_layer_free(layer), ambit_layer_free(clean);
}

/* ---- Who gets what ---------------------------------------------------------------------------------------------- */

static const struct gift { const char *name, *region[3], *after[3]; uint32_t n_emptied; } gifts[] = {
    { "the overlap stays with the one that borders it longer", { "0 0, 1 0, 1 1, 0 1", ".9 .4, 2 .4, 2 .6, .9 .6" },
        { "0 0, 1 0, 1 1, 0 1", "1 .4, 2 .4, 2 .6, 1 .6" }, 0 },
    { "of equals the first keeps it", { "0 0, 1 0, 1 1, 0 1", ".9 0, 2 0, 2 1, .9 1" },
        { "0 0, 1 0, 1 1, 0 1", "1 0, 2 0, 2 1, 1 1" }, 0 },
    { "a region inside another keeps its place", { "0 0, 3 0, 3 3, 0 3", "1 1, 2 1, 2 2, 1 2" },
        { "0 0, 3 0, 3 3, 0 3; 1 1, 1 2, 2 2, 2 1", "1 1, 2 1, 2 2, 1 2" }, 0 },
    { "a shape that is there twice belongs to the first", { "0 0, 1 0, 1 1, 0 1", "0 0, 1 0, 1 1, 0 1" },
        { "0 0, 1 0, 1 1, 0 1", "" }, 1 },
    { "of borders about as long the line of the first stays", { "0 0, 1 0, 1 1, 0 1", "1 0, 2 0, 2 1, 1 1, 1.002 .5" },
        { "0 0, 1 0, 1 1, 0 1", "1 0, 2 0, 2 1, 1 1" }, 0 },
    { "a sliver goes to the longest border",
        { "0 0, 1 0, 1 1, 0 1", "1 0, 2 0, 2 .5, 1.002 .5", "1.002 .5, 2 .5, 2 1, 1 1" },
        { "0 0, 1 0, 1.002 .5, 1 1, 0 1", "1 0, 2 0, 2 .5, 1.002 .5", "1.002 .5, 2 .5, 2 1, 1 1" }, 0 },
};

static void gives_to(void **state)
{
    const struct gift *gift = *state;
    ambit_repairs what;
    uint32_t n = 0;
    while (n < 3 && gift->region[n]) n++;
    ambit_layer *layer = layer_of(gift->region, n), *clean;
    assert_int_equal(ambit_repair(&clean, &what, layer, 0, 0, NULL), AMBIT_OK);
    assert_int_equal(what.n_emptied, gift->n_emptied);
    if (gift->n_emptied) assert_int_equal(what.first_emptied, 1);
    for (uint32_t r = 0; r < n; r++) {
        double area = ambit_shape_area_km2(ambit_layer_shape(clean, r)), expected = area_of(gift->after[r]);
        if (fabs(area - expected) > 1e-6 * (1 + expected)) fail_msg("%u has %.9g km2, not %.9g", r, area, expected);
        assert_string_equal(clean->id[r], layer->id[r]);
    }
    ambit_layer_free(layer), ambit_layer_free(clean);
}

int main(void)
{
    enum { M = sizeof maps / sizeof *maps, G = sizeof gifts / sizeof *gifts };
    struct CMUnitTest tests[2 * M + G];
    size_t n = 0;
    for (size_t i = 0; i < M; i++) {
        void *map = (void *)(uintptr_t)&maps[i];
        tests[n++] = (struct CMUnitTest){ maps[i].name, finds_faults, NULL, NULL, map };
        tests[n++] = (struct CMUnitTest){ maps[i].name, repairs_faults, NULL, NULL, map };
    }
    for (size_t i = 0; i < G; i++)
        tests[n++] = (struct CMUnitTest){ gifts[i].name, gives_to, NULL, NULL, (void *)(uintptr_t)&gifts[i] };
    return cmocka_run_group_tests_name("geo/clean/faults", tests, NULL, NULL);
}
