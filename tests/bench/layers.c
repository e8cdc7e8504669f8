/* tests/bench/layers.c - what this project does with layers, as programs that can be timed from outside.
 *
 * layers adjacency FILE ID        reads, mends, finds the pairs of regions that touch; prints how many
 * layers dissolve FILE ID N BASE  dissolves the regions into N territories, writes BASE.shp and BASE.geojson
 * layers join FILE ID N           finds the region of N points, each drawn in the box of a random region
 * layers cells FILE ID            draws the cells of a table of points (lon, lat), finds the pairs that touch
 * layers nearest N M K            finds the K nearest of M places for N points, and how far they are
 *
 * The seconds of each step go to the error output, so that what is slow shows. */
#include "geo/map/adjacency.h"
#include "geo/map/cells.h"
#include "geo/map/dissolve.h"
#include "geo/format/write.h"
#include "geo/map/join.h"
#include "geo/earth/nearest.h"
#include "instances/base/rng.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Says how long the step before took, and what came of it. */
static void tell(const char *step, double *since_s, double figure)
{
    double now = now_s();
    fprintf(stderr, "%s\t%.3f s\t%.0f\n", step, now - *since_s, figure);
    *since_s = now;
}

static ambit_layer *read_source(const ambit_layer_source *source, double *since_s)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_layer *layer = NULL;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    if (diagnosis && ambit_layer_read(&layer, source, diagnosis, &err)) {
        ambit_diagnosis_print(diagnosis, stderr);
        fprintf(stderr, "layers: %s\n", err.text);
    }
    ambit_diagnosis_free(diagnosis);
    if (layer) tell("read and mended", since_s, layer->n_mended);
    return layer;
}

static ambit_layer *read_layer(char **argv, double *since_s)
{
    ambit_layer_source source = { .path = argv[2], .shown = argv[2], .id_field = argv[3] };
    return read_source(&source, since_s);
}

static int find_pairs(char **argv, double *since_s)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_shared_border *border = NULL;
    size_t n = 0, rook = 0;
    ambit_layer *layer = read_layer(argv, since_s);
    if (!layer) return 1;
    ambit_status status = ambit_adjacency_find(&border, &n, layer, 0, &err);
    tell("adjacency", since_s, (double)n);
    for (size_t k = 0; k < n; k++) rook += border[k].length_m > 0;
    if (!status) printf("%u regions, %u mended, %zu rook, %zu queen\n", layer->n, layer->n_mended, rook, n);
    free(border);
    ambit_layer_free(layer);
    return status != AMBIT_OK;
}

/* Regions next to each other in the file mostly are so on the map: runs of them are territories. */
static int dissolve(char **argv, double *since_s)
{
    ambit_error err = { AMBIT_OK, "" };
    uint32_t n = (uint32_t)atoi(argv[4]);
    char path[4096];
    ambit_layer *layer = read_layer(argv, since_s), *territories = NULL;
    if (!layer || n == 0) return 1;
    uint32_t *territory = malloc((layer->n + 1) * sizeof *territory);
    char (*name)[16] = calloc(n, sizeof *name);
    const char **id = calloc(n, sizeof *id);
    if (!territory || !name || !id) return 1;
    for (uint32_t r = 0; r < layer->n; r++) territory[r] = (uint32_t)((uint64_t)r * n / layer->n);
    for (uint32_t t = 0; t < n; t++) id[t] = name[t], snprintf(name[t], sizeof name[t], "T%u", t + 1);
    ambit_status status = ambit_dissolve(&territories, layer, territory, n, id, id, &err);
    tell("dissolved", since_s, n);
    ambit_attribute attribute = { .name = "rep_id", .text = id };
    if (!status) status = ambit_write_shapefile(argv[5], territories, &attribute, 1, &err);
    tell("shapefile", since_s, n);
    snprintf(path, sizeof path, "%s.geojson", argv[5]);
    FILE *to = status ? NULL : fopen(path, "w");
    if (to) status = ambit_write_geojson(to, territories, &attribute, 1, &err);
    if (to) fclose(to);
    tell("geojson", since_s, n);
    if (status) fprintf(stderr, "layers: %s\n", err.text);
    else printf("%u territories of %zu points\n", n, territories->point_first[territories->n_parts]);
    ambit_layer_free(territories);
    ambit_layer_free(layer);
    free(territory), free(name), free(id);
    return status != AMBIT_OK;
}

static int join(char **argv, double *since_s)
{
    ambit_error err = { AMBIT_OK, "" };
    size_t n = (size_t)atol(argv[4]), inside = 0;
    ambit_layer *layer = read_layer(argv, since_s);
    double *lon = malloc((n + 1) * sizeof *lon), *lat = malloc((n + 1) * sizeof *lat);
    uint32_t *region = malloc((n + 1) * sizeof *region);
    if (!layer || !lon || !lat || !region) return 1;
    ambit_rng rng = ambit_rng_of(1, 0);
    for (size_t i = 0; i < n; i++) {
        ambit_box box = ambit_shape_box(ambit_layer_shape(layer, ambit_rng_below(&rng, layer->n)));
        lon[i] = box.west + ambit_rng_unit(&rng) * (box.east - box.west);
        lat[i] = box.south + ambit_rng_unit(&rng) * (box.north - box.south);
    }
    tell("points", since_s, (double)n);
    ambit_status status = ambit_join(region, layer, lon, lat, n, &err);
    for (size_t i = 0; !status && i < n; i++) inside += region[i] != AMBIT_OUTSIDE;
    tell("joined", since_s, (double)inside);
    printf("%zu of %zu points in a region\n", inside, n);
    ambit_layer_free(layer);
    free(lon), free(lat), free(region);
    return status != AMBIT_OK;
}

/* Places between 23 and 46 degrees north, as those of plain_geos. Parallel over points, in blocks. */
static int nearest(char **argv, double *since_s)
{
    enum { MOST = 64 };
    uint32_t n = (uint32_t)atol(argv[2]), m = (uint32_t)atol(argv[3]), k = (uint32_t)atol(argv[4]);
    ambit_direction *at = malloc(((size_t)n + m + 1) * sizeof *at);
    double *sum = calloc((size_t)n + 1, sizeof *sum), total = 0;
    ambit_nearest *tree = NULL;
    if (!at || !sum || k < 1 || k > MOST || m < k) return 1;
    ambit_rng rng = ambit_rng_of(1, 0);
    for (uint32_t i = 0; i < n + m; i++) {
        double lat = .4 + .4 * ambit_rng_unit(&rng), lon = -2 + ambit_rng_unit(&rng);
        at[i] = ambit_direction_of(lon * 57.29577951308232, lat * 57.29577951308232);
    }
    tell("points", since_s, n);
    if (ambit_nearest_build(&tree, at, m, NULL)) return 1;
    #pragma omp parallel for schedule(static)
    for (uint32_t i = 0; i < n; i++) {
        uint32_t number[MOST];
        double square[MOST];
        uint32_t found = ambit_nearest_some(tree, at[m + i], k, number, square);
        for (uint32_t j = 0; j < found; j++) sum[i] += ambit_distance_km(at[m + i], at[number[j]]);
    }
    for (uint32_t i = 0; i < n; i++) total += sum[i];
    tell("nearest", since_s, (double)n * k);
    printf("%.0f distances, %.3f km on average\n", (double)n * k, total / ((double)n * k));
    ambit_nearest_free(tree);
    free(at), free(sum);
    return 0;
}

/* The points' cells, and which of them touch. */
static int cells(char **argv, double *since_s)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_shared_border *border = NULL;
    size_t n = 0, rook = 0;
    ambit_layer_source source = { .path = argv[2], .shown = argv[2], .id_field = argv[3], .lon = "lon", .lat = "lat" };
    ambit_layer *layer = read_source(&source, since_s);
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    if (!layer || !diagnosis) return 1;
    ambit_status status = ambit_cells_build(layer, NULL, argv[2], diagnosis, &err);
    tell("cells", since_s, layer->n_parts);
    if (!status) status = ambit_adjacency_find(&border, &n, layer, 0, &err);
    tell("adjacency", since_s, (double)n);
    for (size_t k = 0; k < n; k++) rook += border[k].length_m > 0;
    if (status) fprintf(stderr, "layers: %s\n", err.text);
    else printf("%u cells, %u parts, %zu rook, %zu queen\n", layer->n, layer->n_parts, rook, n);
    ambit_diagnosis_print(diagnosis, stderr);
    ambit_diagnosis_free(diagnosis);
    ambit_layer_free(layer);
    free(border);
    return status != AMBIT_OK;
}

int main(int argc, char **argv)
{
    static const struct { const char *name; int argc; int (*run)(char **argv, double *since_s); } jobs[] = {
        { "adjacency", 4, find_pairs }, { "dissolve", 6, dissolve }, { "join", 5, join },
        { "cells", 4, cells }, { "nearest", 5, nearest },
    };
    double start_s = now_s();
    for (size_t k = 0; k < sizeof jobs / sizeof *jobs; k++)
        if (argc == jobs[k].argc && !strcmp(argv[1], jobs[k].name)) return jobs[k].run(argv, &start_s);
    fputs("usage: layers adjacency FILE ID | dissolve FILE ID N BASE | join FILE ID N | cells FILE ID | "
          "nearest N M K\n", stderr);
    return 2;
}
