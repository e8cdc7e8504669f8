/* tests/geo/clean/coverage.h - a random map whose regions were each drawn with a shaking hand.
 *
 * A lattice of cells with crooked sides; then every cell moves its own copy of each point by up to `shake` degrees, so
 * that neighbours overlap here and leave something out there. */
#ifndef AMBIT_TEST_COVERAGE_H
#define AMBIT_TEST_COVERAGE_H
#include "tests/geo/shapes.h"
#include "geo/polygon.h"
#include "instances/base/rng.h"

typedef struct { uint32_t side, points; double step, crooked, shake; int shaken_in; } test_coverage;

static inline double shaken(ambit_rng *rng, double by) { return (2 * ambit_rng_unit(rng) - 1) * by; }

/* Point i of the lattice line from node (x, y) eastwards or northwards; the same for all who ask. */
static inline void lattice_point(const test_coverage *c, uint64_t seed, uint32_t x, uint32_t y, int up, uint32_t i,
        double out[2])
{
    if (i == c->points) {
        lattice_point(c, seed, x + (uint32_t)!up, y + (uint32_t)up, 0, 0, out);
        return;
    }
    ambit_rng rng = ambit_rng_of(seed, ((uint64_t)y << 32 | x << 8 | i) * 2 + (uint64_t)(up && i));
    double t = (double)i / c->points;
    out[0] = c->step * (x + (up ? 0 : t)) + shaken(&rng, c->crooked);
    out[1] = c->step * (y + (up ? t : 0)) + shaken(&rng, c->crooked);
}

/* About one point in `shaken_in` of each cell is moved. The caller frees the layer. */
static inline ambit_layer *coverage_of(const test_coverage *c, uint64_t seed)
{
    uint32_t n = c->side * c->side;
    ambit_rings rings;
    ambit_rings_init(&rings);
    uint32_t *first = calloc((size_t)n + 1, sizeof *first);
    const char **id = calloc((size_t)n + 1, sizeof *id);
    char (*name)[12] = calloc((size_t)n + 1, sizeof *name);
    double *x = calloc((size_t)4 * c->points + 1, sizeof *x), *y = calloc((size_t)4 * c->points + 1, sizeof *y);
    assert_true(first && id && name && x && y);
    for (uint32_t r = 0; r < n; r++) {
        uint32_t cx = r % c->side, cy = r / c->side, m = 0;
        ambit_rng rng = ambit_rng_of(seed + 1000003, r);
        for (int side = 0; side < 4; side++)
            for (uint32_t i = 0; i < c->points; i++, m++) {
                double p[2];
                uint32_t back = c->points - i;
                if (side == 0) lattice_point(c, seed, cx, cy, 0, i, p);
                if (side == 1) lattice_point(c, seed, cx + 1, cy, 1, i, p);
                if (side == 2) lattice_point(c, seed, cx, cy + 1, 0, back, p);
                if (side == 3) lattice_point(c, seed, cx, cy, 1, back, p);
                int moves = ambit_rng_below(&rng, (uint32_t)c->shaken_in) == 0;
                double by_x = shaken(&rng, c->shake), by_y = shaken(&rng, c->shake);
                x[m] = p[0] + moves * by_x;
                y[m] = p[1] + moves * by_y;
            }
        assert_int_equal(ambit_rings_add(&rings, x, y, m, 0), 0);
        first[r + 1] = rings.n_parts;
        snprintf(name[r], sizeof name[r], "%u", r);
        id[r] = name[r];
    }
    ambit_layer *layer = NULL;
    assert_int_equal(ambit_layer_build(&layer, &rings, first, n, id, NULL, NULL), AMBIT_OK);
    free(first), free(id), free(name), free(x), free(y);
    return layer;
}

/* Areas in the plane, in square degrees: of the union by GEOS, and of all regions together. */
static inline double union_deg2(const ambit_layer *layer, double *sum)
{
    ambit_geos *geos = ambit_geos_build();
    ambit_polygon **polygon = calloc((size_t)layer->n + 1, sizeof(ambit_polygon *));
    *sum = 0;
    for (uint32_t r = 0; r < layer->n; r++) {
        polygon[r] = ambit_polygon_build(geos, ambit_layer_shape(layer, r));
        assert_int_equal(ambit_polygon_is_valid(geos, polygon[r]), 1);
        *sum += ambit_polygon_area(geos, polygon[r]);
    }
    ambit_polygon *whole = ambit_polygon_unite(geos, polygon, layer->n);
    assert_non_null(whole);
    double area = ambit_polygon_area(geos, whole);
    ambit_polygon_free(geos, whole);
    ambit_geos_free(geos);
    free(polygon);
    return area;
}

static inline int all_valid(const ambit_layer *layer)
{
    ambit_geos *geos = ambit_geos_build();
    int valid = 1;
    for (uint32_t r = 0; valid && r < layer->n; r++) {
        ambit_polygon *polygon = ambit_polygon_build(geos, ambit_layer_shape(layer, r));
        valid = ambit_polygon_is_valid(geos, polygon) == 1;
        ambit_polygon_free(geos, polygon);
    }
    ambit_geos_free(geos);
    return valid;
}

#endif
