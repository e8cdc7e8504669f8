#include "geo/polygon.h"

#include <geos_c.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct ambit_geos {
    GEOSContextHandle_t handle;
    char words[240];
};

/* The opaque types are GEOS's own under our name, so that its header stays in this file. */
static GEOSGeometry *geometry_of(ambit_polygon *polygon) { return (GEOSGeometry *)polygon; }
static const GEOSGeometry *seen(const ambit_polygon *polygon) { return (const GEOSGeometry *)polygon; }
static ambit_polygon *polygon_of(GEOSGeometry *geometry) { return (ambit_polygon *)geometry; }

static void remember(const char *message, void *context)
{
    ambit_geos *geos = context;
    size_t n = strcspn(message, "\n");
    if (n >= sizeof geos->words) n = sizeof geos->words - 1;
    memcpy(geos->words, message, n);
    geos->words[n] = '\0';
}

ambit_geos *ambit_geos_build(void)
{
    ambit_geos *geos = calloc(1, sizeof *geos);
    if (!geos) return NULL;
    geos->handle = GEOS_init_r();
    if (!geos->handle) {
        free(geos);
        return NULL;
    }
    GEOSContext_setErrorMessageHandler_r(geos->handle, remember, geos);
    return geos;
}

void ambit_geos_free(ambit_geos *geos)
{
    if (!geos) return;
    GEOS_finish_r(geos->handle);
    free(geos);
}

const char *ambit_geos_words(const ambit_geos *geos) { return geos->words; }

/* ---- Rings to polygons and back --------------------------------------------------------------------------------- */

static GEOSGeometry *ring_of(ambit_geos *geos, ambit_shape shape, uint32_t p)
{
    size_t at = shape.point_first[p], n = shape.point_first[p + 1] - at;
    if (n > UINT32_MAX) return NULL;
    GEOSCoordSequence *points = GEOSCoordSeq_copyFromArrays_r(geos->handle, shape.x + at, shape.y + at, NULL, NULL,
            (unsigned)n);
    return points ? GEOSGeom_createLinearRing_r(geos->handle, points) : NULL; /* owns the points, also when it fails */
}

static void destroy_all(ambit_geos *geos, GEOSGeometry **geometry, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) GEOSGeom_destroy_r(geos->handle, geometry[i]);
}

/* Part `first` is an exterior ring; the n - 1 parts behind it are its holes. `ring` has room for n. */
static GEOSGeometry *one_polygon(ambit_geos *geos, ambit_shape shape, uint32_t first, uint32_t n, GEOSGeometry **ring)
{
    for (uint32_t k = 0; k < n; k++) {
        ring[k] = ring_of(geos, shape, first + k);
        if (!ring[k]) {
            destroy_all(geos, ring, k);
            return NULL;
        }
    }
    return GEOSGeom_createPolygon_r(geos->handle, ring[0], ring + 1, n - 1); /* owns the rings, also when it fails */
}

static GEOSGeometry *collect(ambit_geos *geos, int type, GEOSGeometry **geometry, uint32_t n)
{
    if (n == 1) return geometry[0];
    return GEOSGeom_createCollection_r(geos->handle, type, geometry, n);
}

ambit_polygon *ambit_polygon_build(ambit_geos *geos, ambit_shape shape)
{
    if (!shape.n_parts) return polygon_of(GEOSGeom_createEmptyPolygon_r(geos->handle));
    GEOSGeometry **polygon = calloc(shape.n_parts, sizeof *polygon), **ring = calloc(shape.n_parts, sizeof *ring);
    GEOSGeometry *whole = NULL;
    uint32_t n = 0;
    if (!polygon || !ring) goto done;
    for (uint32_t p = 0; p < shape.n_parts;) {
        uint32_t end = p + 1;
        while (end < shape.n_parts && shape.is_hole[end]) end++;
        polygon[n] = one_polygon(geos, shape, p, end - p, ring);
        if (!polygon[n]) {
            destroy_all(geos, polygon, n);
            goto done;
        }
        n++;
        p = end;
    }
    whole = collect(geos, GEOS_MULTIPOLYGON, polygon, n);
done:
    free(polygon);
    free(ring);
    return polygon_of(whole);
}

void ambit_polygon_free(ambit_geos *geos, ambit_polygon *polygon)
{
    if (polygon) GEOSGeom_destroy_r(geos->handle, geometry_of(polygon));
}

/* Copies a GEOS ring, turning it round when it does not have the winding wanted. */
static int store_ring(ambit_geos *geos, const GEOSGeometry *ring, int is_hole, ambit_rings *out)
{
    unsigned n = 0;
    const GEOSCoordSequence *points = GEOSGeom_getCoordSeq_r(geos->handle, ring);
    if (!points || !GEOSCoordSeq_getSize_r(geos->handle, points, &n)) return -1;
    double *x = malloc((2 * (size_t)n + 1) * sizeof *x);
    if (!x) return -1;
    double *y = x + n;
    int failed = !GEOSCoordSeq_copyToArrays_r(geos->handle, points, x, y, NULL, NULL);
    if (!failed && (ambit_ring_area(x, y, n) < 0) != is_hole) ambit_ring_reverse(x, y, n);
    if (!failed) failed = ambit_rings_add(out, x, y, n, is_hole);
    free(x);
    return failed ? -1 : 0;
}

static int store_one(ambit_geos *geos, const GEOSGeometry *polygon, ambit_rings *out)
{
    if (GEOSisEmpty_r(geos->handle, polygon)) return 0;
    const GEOSGeometry *exterior = GEOSGetExteriorRing_r(geos->handle, polygon);
    int n_holes = GEOSGetNumInteriorRings_r(geos->handle, polygon);
    if (!exterior || n_holes < 0 || store_ring(geos, exterior, 0, out)) return -1;
    for (int k = 0; k < n_holes; k++) {
        const GEOSGeometry *hole = GEOSGetInteriorRingN_r(geos->handle, polygon, k);
        if (!hole || store_ring(geos, hole, 1, out)) return -1;
    }
    return 0;
}

/* Walks nested collections; lines and points, which have no area, are passed over. */
static int store_any(ambit_geos *geos, const GEOSGeometry *geometry, ambit_rings *out)
{
    int type = GEOSGeomTypeId_r(geos->handle, geometry);
    if (type == GEOS_POLYGON) return store_one(geos, geometry, out);
    if (type != GEOS_MULTIPOLYGON && type != GEOS_GEOMETRYCOLLECTION) return type < 0 ? -1 : 0;
    int n = GEOSGetNumGeometries_r(geos->handle, geometry);
    for (int i = 0; i < n; i++)
        if (store_any(geos, GEOSGetGeometryN_r(geos->handle, geometry, i), out)) return -1;
    return n < 0 ? -1 : 0;
}

int ambit_polygon_store(ambit_geos *geos, const ambit_polygon *polygon, ambit_rings *out)
{
    return store_any(geos, seen(polygon), out);
}

/* ---- Text ------------------------------------------------------------------------------------------------------- */

ambit_polygon *ambit_polygon_parse(ambit_geos *geos, const char *wkt)
{
    GEOSWKTReader *reader = GEOSWKTReader_create_r(geos->handle);
    if (!reader) return NULL;
    GEOSWKTReader_setFixStructure_r(geos->handle, reader, 1);
    GEOSGeometry *geometry = GEOSWKTReader_read_r(geos->handle, reader, wkt);
    GEOSWKTReader_destroy_r(geos->handle, reader);
    return polygon_of(geometry);
}

static int count_point(ambit_geos *geos, const GEOSGeometry *point, ambit_contents *out)
{
    double x, y;
    if (GEOSGeomGetX_r(geos->handle, point, &x) != 1 || GEOSGeomGetY_r(geos->handle, point, &y) != 1) return -1;
    if (out->n_points++ == 0) out->x = x, out->y = y;
    return 0;
}

static int count_contents(ambit_geos *geos, const GEOSGeometry *geometry, ambit_contents *out)
{
    int type = GEOSGeomTypeId_r(geos->handle, geometry), empty = GEOSisEmpty_r(geos->handle, geometry);
    if (type < 0 || empty == 2) return -1;
    if (empty) return 0;
    switch (type) {
    case GEOS_POINT: return count_point(geos, geometry, out);
    case GEOS_LINESTRING:
    case GEOS_LINEARRING: out->n_lines++; return 0;
    case GEOS_POLYGON: out->n_polygons++; return 0;
    default: break;
    }
    int n = GEOSGetNumGeometries_r(geos->handle, geometry);
    for (int i = 0; i < n; i++)
        if (count_contents(geos, GEOSGetGeometryN_r(geos->handle, geometry, i), out)) return -1;
    return n < 0 ? -1 : 0;
}

int ambit_polygon_contents(ambit_geos *geos, const ambit_polygon *polygon, ambit_contents *out)
{
    *out = (ambit_contents){ .has_heights = GEOSHasZ_r(geos->handle, seen(polygon)) == 1 };
    return count_contents(geos, seen(polygon), out);
}

/* ---- Questions -------------------------------------------------------------------------------------------------- */

int ambit_polygon_is_valid(ambit_geos *geos, const ambit_polygon *polygon)
{
    char answer = GEOSisValid_r(geos->handle, seen(polygon));
    return answer == 2 ? -1 : answer;
}

double ambit_polygon_area(ambit_geos *geos, const ambit_polygon *polygon)
{
    double area;
    return GEOSArea_r(geos->handle, seen(polygon), &area) ? area : NAN;
}

int ambit_polygon_inside(ambit_geos *geos, const ambit_polygon *polygon, double *x, double *y)
{
    GEOSGeometry *point = GEOSPointOnSurface_r(geos->handle, seen(polygon));
    int found = point && !GEOSisEmpty_r(geos->handle, point) && GEOSGeomGetX_r(geos->handle, point, x) == 1
            && GEOSGeomGetY_r(geos->handle, point, y) == 1;
    GEOSGeom_destroy_r(geos->handle, point);
    return found ? 0 : -1;
}

int ambit_side_of(ambit_geos *geos, double ax, double ay, double bx, double by, double px, double py)
{
    return GEOSOrientationIndex_r(geos->handle, ax, ay, bx, by, px, py);
}

/* ---- New polygons from old -------------------------------------------------------------------------------------- */

/* Keeps the polygonal parts of whatever GEOS made; consumes it. */
static ambit_polygon *polygons_of(ambit_geos *geos, GEOSGeometry *geometry)
{
    if (!geometry) return NULL;
    int type = GEOSGeomTypeId_r(geos->handle, geometry);
    if (type == GEOS_POLYGON || type == GEOS_MULTIPOLYGON) return polygon_of(geometry);
    ambit_rings rings;
    ambit_rings_init(&rings);
    ambit_polygon *polygon = NULL;
    if (!store_any(geos, geometry, &rings))
        polygon = ambit_polygon_build(geos, ambit_rings_view(&rings, 0, rings.n_parts));
    ambit_rings_reset(&rings);
    GEOSGeom_destroy_r(geos->handle, geometry);
    return polygon;
}

ambit_polygon *ambit_polygon_mend(ambit_geos *geos, const ambit_polygon *polygon)
{
    return polygons_of(geos, GEOSMakeValid_r(geos->handle, seen(polygon)));
}

ambit_polygon *ambit_polygon_clip(ambit_geos *geos, const ambit_polygon *polygon, ambit_box box)
{
    GEOSGeometry *frame = GEOSGeom_createRectangle_r(geos->handle, box.west, box.south, box.east, box.north);
    if (!frame) return NULL;
    GEOSGeometry *part = GEOSIntersection_r(geos->handle, seen(polygon), frame);
    GEOSGeom_destroy_r(geos->handle, frame);
    return polygons_of(geos, part);
}

/* CoverageUnion drops the edges that two polygons share and never looks for crossings: many times faster, and wrong
 * without a word where borders overlap or have unequal points. Its area and validity tell. */
static GEOSGeometry *unite_coverage(ambit_geos *geos, const GEOSGeometry *all, double sum)
{
    GEOSGeometry *whole = GEOSCoverageUnion_r(geos->handle, all);
    double area = 0;
    if (whole && GEOSArea_r(geos->handle, whole, &area) && fabs(area - sum) <= 1e-9 * sum
            && GEOSisValid_r(geos->handle, whole) == 1) return whole;
    GEOSGeom_destroy_r(geos->handle, whole);
    return NULL;
}

ambit_polygon *ambit_polygon_unite(ambit_geos *geos, ambit_polygon **polygon, uint32_t n)
{
    if (n == 0) return polygon_of(GEOSGeom_createEmptyPolygon_r(geos->handle));
    if (n == 1) return polygon[0];
    double sum = 0;
    for (uint32_t i = 0; i < n; i++) sum += ambit_polygon_area(geos, polygon[i]);
    GEOSGeometry *all = collect(geos, GEOS_GEOMETRYCOLLECTION, (GEOSGeometry **)polygon, n);
    if (!all) return NULL;
    GEOSGeometry *whole = unite_coverage(geos, all, sum);
    if (!whole) whole = GEOSUnaryUnion_r(geos->handle, all);
    GEOSGeom_destroy_r(geos->handle, all);
    return polygons_of(geos, whole);
}

ambit_polygon *ambit_polygon_cut_off(ambit_geos *geos, const ambit_polygon *polygon, ambit_box box)
{
    GEOSGeometry *frame = GEOSGeom_createRectangle_r(geos->handle, box.west, box.south, box.east, box.north);
    if (!frame) return NULL;
    GEOSGeometry *rest = GEOSDifference_r(geos->handle, seen(polygon), frame);
    GEOSGeom_destroy_r(geos->handle, frame);
    return polygons_of(geos, rest);
}

/* ---- Polygons from points and lines ----------------------------------------------------------------------------- */

/* One point twice: a line has two ends. */
static GEOSGeometry *line_of(ambit_geos *geos, const double *x, const double *y, size_t n)
{
    const double twice[2][2] = { { x[0], x[0] }, { y[0], y[0] } };
    if (n > UINT32_MAX) return NULL;
    GEOSCoordSequence *points = n > 1 ? GEOSCoordSeq_copyFromArrays_r(geos->handle, x, y, NULL, NULL, (unsigned)n)
        : GEOSCoordSeq_copyFromArrays_r(geos->handle, twice[0], twice[1], NULL, NULL, 2);
    return points ? GEOSGeom_createLineString_r(geos->handle, points) : NULL; /* owns the points */
}

ambit_polygon *ambit_polygon_hull(ambit_geos *geos, const double *x, const double *y, size_t n, double wider)
{
    GEOSGeometry *line = line_of(geos, x, y, n), *hull = NULL, *wide = NULL;
    if (line) hull = GEOSConvexHull_r(geos->handle, line);
    if (hull) wide = GEOSBuffer_r(geos->handle, hull, wider, 8);
    GEOSGeom_destroy_r(geos->handle, line);
    GEOSGeom_destroy_r(geos->handle, hull);
    return polygons_of(geos, wide);
}

int ambit_polygon_voronoi(ambit_geos *geos, const double *x, const double *y, size_t n, ambit_box box,
        ambit_rings *out)
{
    GEOSGeometry *line = line_of(geos, x, y, n);
    GEOSGeometry *frame = GEOSGeom_createRectangle_r(geos->handle, box.west, box.south, box.east, box.north);
    GEOSGeometry *cells = line && frame ? GEOSVoronoiDiagram_r(geos->handle, line, frame, 0, 0) : NULL;
    int failed = !cells || store_any(geos, cells, out);
    GEOSGeom_destroy_r(geos->handle, line);
    GEOSGeom_destroy_r(geos->handle, frame);
    GEOSGeom_destroy_r(geos->handle, cells);
    return failed ? -1 : 0;
}

/* The union of lines cuts them where they meet. */
int ambit_polygon_faces(ambit_geos *geos, const ambit_rings *lines, ambit_rings *out)
{
    GEOSGeometry **line = calloc((size_t)lines->n_parts + 1, sizeof *line), *all, *net = NULL, *faces = NULL;
    ambit_shape shape = ambit_rings_view(lines, 0, lines->n_parts);
    uint32_t n = 0;
    if (!line) return -1;
    while (n < shape.n_parts && (line[n] = ring_of(geos, shape, n))) n++;
    if (n < shape.n_parts) {
        destroy_all(geos, line, n);
        free(line);
        return -1;
    }
    all = GEOSGeom_createCollection_r(geos->handle, GEOS_MULTILINESTRING, line, n);
    free(line);
    if (all) net = GEOSUnaryUnion_r(geos->handle, all);
    if (net) faces = GEOSPolygonize_r(geos->handle, (const GEOSGeometry *const *)&net, 1);
    int failed = !faces || store_any(geos, faces, out);
    GEOSGeom_destroy_r(geos->handle, all);
    GEOSGeom_destroy_r(geos->handle, net);
    GEOSGeom_destroy_r(geos->handle, faces);
    return failed ? -1 : 0;
}

/* ---- Indexes ---------------------------------------------------------------------------------------------------- */

ambit_prepared *ambit_prepared_build(ambit_geos *geos, const ambit_polygon *polygon)
{
    return (ambit_prepared *)GEOSPrepare_r(geos->handle, seen(polygon));
}

void ambit_prepared_free(ambit_geos *geos, ambit_prepared *prepared)
{
    if (prepared) GEOSPreparedGeom_destroy_r(geos->handle, (const GEOSPreparedGeometry *)prepared);
}

int ambit_prepared_covers(ambit_geos *geos, const ambit_prepared *prepared, double x, double y)
{
    GEOSGeometry *point = GEOSGeom_createPointFromXY_r(geos->handle, x, y);
    if (!point) return -1;
    char answer = GEOSPreparedIntersects_r(geos->handle, (const GEOSPreparedGeometry *)prepared, point);
    GEOSGeom_destroy_r(geos->handle, point);
    return answer == 2 ? -1 : answer;
}

int ambit_prepared_holds(ambit_geos *geos, const ambit_prepared *prepared, const ambit_polygon *polygon)
{
    char answer = GEOSPreparedContainsProperly_r(geos->handle, (const GEOSPreparedGeometry *)prepared, seen(polygon));
    return answer == 2 ? -1 : answer;
}

static GEOSGeometry *geometry_of_box(ambit_geos *geos, ambit_box box)
{
    if (box.west == box.east && box.south == box.north)
        return GEOSGeom_createPointFromXY_r(geos->handle, box.west, box.south);
    return GEOSGeom_createRectangle_r(geos->handle, box.west, box.south, box.east, box.north);
}

ambit_tree *ambit_tree_build(ambit_geos *geos, const ambit_box *box, uint32_t n)
{
    GEOSSTRtree *tree = GEOSSTRtree_create_r(geos->handle, 10);
    for (uint32_t i = 0; tree && i < n; i++) {
        if (!(box[i].west <= box[i].east)) continue;
        GEOSGeometry *frame = geometry_of_box(geos, box[i]);
        if (!frame) {
            GEOSSTRtree_destroy_r(geos->handle, tree);
            return NULL;
        }
        GEOSSTRtree_insert_r(geos->handle, tree, frame, (void *)((uintptr_t)i + 1)); /* copies the box */
        GEOSGeom_destroy_r(geos->handle, frame);
    }
    return (ambit_tree *)tree;
}

void ambit_tree_free(ambit_geos *geos, ambit_tree *tree)
{
    if (tree) GEOSSTRtree_destroy_r(geos->handle, (GEOSSTRtree *)tree);
}

struct finder { void (*found)(void *, uint32_t); void *context; };

static void pass_on(void *item, void *context)
{
    const struct finder *finder = context;
    finder->found(finder->context, (uint32_t)((uintptr_t)item - 1));
}

int ambit_tree_query(ambit_geos *geos, ambit_tree *tree, ambit_box box, void (*found)(void *context, uint32_t i),
        void *context)
{
    struct finder finder = { found, context };
    GEOSGeometry *frame = geometry_of_box(geos, box);
    if (!frame) return -1;
    GEOSSTRtree_query_r(geos->handle, (GEOSSTRtree *)tree, frame, pass_on, &finder);
    GEOSGeom_destroy_r(geos->handle, frame);
    return 0;
}
