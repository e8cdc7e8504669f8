/* tests/bench/plain_geos.c - the work of layers.c as one would write it with shapelib and GEOS at hand: one thread, one
 * call after the other, nothing of this project. What ambit's seconds are divided by.
 *
 * plain_geos adjacency FILE       reads, mends, intersects the boundaries of all regions whose boxes meet
 * plain_geos dissolve FILE N      dissolves the regions into N territories by unary union
 * plain_geos join FILE N          finds the region of N points, each drawn in the box of a random region
 * plain_geos nearest N M K        the K nearest of M places for N points, by looking at all pairs; N is not large */
#include <geos_c.h>
#include <math.h>
#include <shapefil.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct { GEOSContextHandle_t geos; GEOSGeometry **shape; int n; } layer;

static unsigned long long state = 1;

/* Between 0 and 1 (Marsaglia 2003, doi:10.18637/jss.v008.i14). */
static double draw(void)
{
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return (double)(state >> 11) * 0x1p-53;
}

static void mute(const char *message, void *context) { (void)message, (void)context; }

/* Rings that run clockwise are exteriors, others holes of the exterior before them; mending sorts out the rest. */
static GEOSGeometry *shape_of(GEOSContextHandle_t geos, const SHPObject *object)
{
    GEOSGeometry *polygon[4096], *holes[4096], *exterior = NULL;
    unsigned n = 0, n_holes = 0;
    for (int p = 0; p <= object->nParts; p++) {
        int at = p < object->nParts ? object->panPartStart[p] : 0;
        int end = p + 1 < object->nParts ? object->panPartStart[p + 1] : object->nVertices;
        double area = 0;
        for (int i = at; p < object->nParts && i + 1 < end; i++)
            area += object->padfX[i] * object->padfY[i + 1] - object->padfX[i + 1] * object->padfY[i];
        if (exterior && (p == object->nParts || area < 0) && n < 4096) {
            polygon[n++] = GEOSGeom_createPolygon_r(geos, exterior, holes, n_holes);
            exterior = NULL, n_holes = 0;
        }
        if (p == object->nParts || end - at < 4) continue;
        GEOSGeometry *ring = GEOSGeom_createLinearRing_r(geos, GEOSCoordSeq_copyFromArrays_r(geos, object->padfX + at,
                object->padfY + at, NULL, NULL, (unsigned)(end - at)));
        if (!exterior) exterior = ring;
        else if (ring && n_holes < 4096) holes[n_holes++] = ring;
    }
    return n == 1 ? polygon[0] : GEOSGeom_createCollection_r(geos, GEOS_MULTIPOLYGON, polygon, n);
}

static int read_layer(layer *out, const char *path)
{
    SHPHandle file = SHPOpen(path, "rb");
    if (!file) return -1;
    SHPGetInfo(file, &out->n, NULL, NULL, NULL);
    out->geos = GEOS_init_r();
    GEOSContext_setErrorMessageHandler_r(out->geos, mute, NULL);
    out->shape = calloc((size_t)out->n + 1, sizeof *out->shape);
    for (int r = 0; out->shape && r < out->n; r++) {
        SHPObject *object = SHPReadObject(file, r);
        GEOSGeometry *shape = object ? shape_of(out->geos, object) : NULL;
        if (shape && GEOSisValid_r(out->geos, shape) != 1) {
            GEOSGeometry *mended = GEOSMakeValid_r(out->geos, shape);
            GEOSGeom_destroy_r(out->geos, shape);
            shape = mended;
        }
        out->shape[r] = shape ? shape : GEOSGeom_createEmptyPolygon_r(out->geos);
        SHPDestroyObject(object);
    }
    SHPClose(file);
    return out->shape ? 0 : -1;
}

static GEOSSTRtree *index_of(const layer *from)
{
    GEOSSTRtree *tree = GEOSSTRtree_create_r(from->geos, 10);
    for (int r = 0; r < from->n; r++)
        GEOSSTRtree_insert_r(from->geos, tree, from->shape[r], (void *)((size_t)r + 1));
    return tree;
}

typedef struct { int *found; int n; } hits;

static void hit(void *item, void *context)
{
    hits *all = context;
    all->found[all->n++] = (int)((size_t)item - 1);
}

static int adjacency(char **argv)
{
    layer all;
    int rook = 0, queen = 0;
    if (read_layer(&all, argv[2])) return 1;
    GEOSSTRtree *tree = index_of(&all);
    GEOSGeometry **edge = calloc((size_t)all.n + 1, sizeof *edge);
    hits near = { calloc((size_t)all.n + 1, sizeof(int)), 0 };
    if (!edge || !near.found) return 1;
    for (int r = 0; r < all.n; r++) edge[r] = GEOSBoundary_r(all.geos, all.shape[r]);
    for (int a = 0; a < all.n; a++) {
        near.n = 0;
        GEOSSTRtree_query_r(all.geos, tree, all.shape[a], hit, &near);
        for (int k = 0; k < near.n; k++) {
            double length = 0;
            if (near.found[k] <= a) continue;
            GEOSGeometry *common = GEOSIntersection_r(all.geos, edge[a], edge[near.found[k]]);
            if (common && !GEOSisEmpty_r(all.geos, common)) {
                GEOSLength_r(all.geos, common, &length);
                queen++, rook += length > 0;
            }
            GEOSGeom_destroy_r(all.geos, common);
        }
    }
    printf("%d regions, %d rook, %d queen\n", all.n, rook, queen);
    return 0;
}

static int dissolve(char **argv)
{
    layer all;
    long n = atol(argv[3]);
    double sum = 0;
    if (n < 1 || read_layer(&all, argv[2])) return 1;
    for (long t = 0; t < n; t++) {
        long from = t * all.n / n, to = (t + 1) * all.n / n;
        double area = 0;
        GEOSGeometry *some = GEOSGeom_createCollection_r(all.geos, GEOS_GEOMETRYCOLLECTION, all.shape + from,
                (unsigned)(to - from));
        GEOSGeometry *whole = GEOSUnaryUnion_r(all.geos, some);
        if (whole) GEOSArea_r(all.geos, whole, &area);
        sum += area;
        GEOSGeom_destroy_r(all.geos, some), GEOSGeom_destroy_r(all.geos, whole);
    }
    printf("%ld territories of %g square degrees\n", n, sum);
    return 0;
}

static int join(char **argv)
{
    layer all;
    long n = atol(argv[3]), inside = 0;
    if (read_layer(&all, argv[2])) return 1;
    GEOSSTRtree *tree = index_of(&all);
    hits near = { calloc((size_t)all.n + 1, sizeof(int)), 0 };
    const GEOSPreparedGeometry **prepared = calloc((size_t)all.n + 1, sizeof *prepared);
    if (!near.found || !prepared) return 1;
    for (int r = 0; r < all.n; r++) prepared[r] = GEOSPrepare_r(all.geos, all.shape[r]);
    for (long i = 0; i < n; i++) {
        double west, south, east, north;
        const GEOSGeometry *shape = all.shape[(int)(draw() * all.n)];
        GEOSGeom_getXMin_r(all.geos, shape, &west), GEOSGeom_getXMax_r(all.geos, shape, &east);
        GEOSGeom_getYMin_r(all.geos, shape, &south), GEOSGeom_getYMax_r(all.geos, shape, &north);
        GEOSGeometry *point = GEOSGeom_createPointFromXY_r(all.geos, west + draw() * (east - west),
                south + draw() * (north - south));
        int found = 0;
        near.n = 0;
        GEOSSTRtree_query_r(all.geos, tree, point, hit, &near);
        for (int k = 0; k < near.n && !found; k++)
            found = GEOSPreparedIntersects_r(all.geos, prepared[near.found[k]], point) == 1;
        inside += found;
        GEOSGeom_destroy_r(all.geos, point);
    }
    printf("%ld of %ld points in a region\n", inside, n);
    return 0;
}

/* Great circles by the haversine; the K nearest are kept sorted. */
static int nearest(char **argv)
{
    enum { MOST = 64 };
    long n = atol(argv[2]), m = atol(argv[3]), k = atol(argv[4]);
    double *lat = calloc((size_t)m + 1, sizeof *lat), *lon = calloc((size_t)m + 1, sizeof *lon), sum = 0;
    if (!lat || !lon || k < 1 || k > MOST || m < k) return 1;
    for (long j = 0; j < m; j++) lat[j] = .4 + .4 * draw(), lon[j] = -2 + draw();
    for (long i = 0; i < n; i++) {
        double y = .4 + .4 * draw(), x = -2 + draw(), best[MOST];
        for (long j = 0; j < k; j++) best[j] = INFINITY;
        for (long j = 0; j < m; j++) {
            double a = sin((lat[j] - y) / 2), b = sin((lon[j] - x) / 2);
            double km = 2 * 6371.0088 * asin(sqrt(a * a + cos(y) * cos(lat[j]) * b * b));
            if (km >= best[k - 1]) continue;
            long at = k - 1;
            for (; at > 0 && best[at - 1] > km; at--) best[at] = best[at - 1];
            best[at] = km;
        }
        for (long j = 0; j < k; j++) sum += best[j];
    }
    printf("%ld distances, %.3f km on average\n", n * k, sum / (double)(n * k));
    return 0;
}

int main(int argc, char **argv)
{
    static const struct { const char *name; int argc; int (*run)(char **argv); } jobs[] = {
        { "adjacency", 3, adjacency }, { "dissolve", 4, dissolve }, { "join", 4, join }, { "nearest", 5, nearest },
    };
    for (size_t k = 0; k < sizeof jobs / sizeof *jobs; k++)
        if (argc == jobs[k].argc && !strcmp(argv[1], jobs[k].name)) return jobs[k].run(argv);
    fputs("usage: plain_geos adjacency FILE | dissolve FILE N | join FILE N | nearest N M K\n", stderr);
    return 2;
}
