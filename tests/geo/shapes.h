/* tests/geo/shapes.h - small shapes written as text, and shapefiles made of them by shapelib itself.
 *
 * "0 0, 0 1, 1 1, 1 0; .2 .2, .8 .2, .8 .8" is two rings; they need not be closed. Everything lies in a temporary
 * folder that goes away with the test. */
#ifndef AMBIT_TEST_SHAPES_H
#define AMBIT_TEST_SHAPES_H
#include "geo/map/join.h"
#include "geo/layer.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <dirent.h>
#include <shapefil.h>
#include <cmocka.h>

#define WGS84 "GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137.0,298.257223563]]," \
    "PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]"

/* Records and a kind of file that many tests begin with. */
#define SQUARE "0 0, 0 1, 1 1, 1 0"        /* clockwise, as shapefiles wind exteriors */
#define NEXT   "1 0, 1 1, 2 1, 2 0"
#define HOLE   "; .25 .25, .75 .25, .75 .75, .25 .75"
#define PLAIN  { SHPT_POLYGON, 'N', 0, WGS84, "UTF-8" }
#define TWO    { { "01", "One", "1", SQUARE }, { "02", "Two", "2", NEXT } }

enum { MOST_RINGS = 16, MOST_POINTS = 400 };

typedef struct { char path[256]; } test_folder;

static inline void folder_open(test_folder *folder)
{
    const char *parent = getenv("TMPDIR");
    snprintf(folder->path, sizeof folder->path, "%s/ambit-geo-" "XX" "XX" "XX", parent && *parent ? parent : "/tmp");
    assert_non_null(mkdtemp(folder->path));
}

static inline const char *in_folder(const test_folder *folder, const char *name)
{
    static char path[4][600];
    static int turn;
    turn = (turn + 1) % 4;
    snprintf(path[turn], sizeof path[turn], "%s/%s", folder->path, name);
    return path[turn];
}

static inline void folder_close(test_folder *folder)
{
    DIR *dir = opendir(folder->path);
    struct dirent *entry;
    while (dir && (entry = readdir(dir)))
        if (entry->d_name[0] != '.') unlink(in_folder(folder, entry->d_name));
    if (dir) closedir(dir);
    rmdir(folder->path);
}

static inline void put_file(const test_folder *folder, const char *name, const void *bytes, size_t n)
{
    FILE *file = fopen(in_folder(folder, name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
}

/* The whole file; the caller frees it. */
static inline unsigned char *get_file(const char *path, size_t *n)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    *n = (size_t)ftell(file);
    rewind(file);
    unsigned char *bytes = malloc(*n + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *n, file), *n);
    bytes[*n] = '\0';
    fclose(file);
    return bytes;
}

typedef struct { int n_rings, start[MOST_RINGS + 1]; double x[MOST_POINTS], y[MOST_POINTS]; } test_rings;

/* Reads the text; rings are closed unless `open`. */
static inline void parse_rings(test_rings *out, const char *text, int open)
{
    int n = 0;
    char *end;
    out->n_rings = 0;
    out->start[0] = 0;
    while (*text) {
        out->x[n] = strtod(text, &end);
        assert_ptr_not_equal(end, text);
        out->y[n] = strtod(end, &end);
        n++;
        text = end + strspn(end, " ,");
        if (*text && *text != ';') continue;
        int first = out->start[out->n_rings];
        if (!open && (out->x[first] != out->x[n - 1] || out->y[first] != out->y[n - 1]))
            out->x[n] = out->x[first], out->y[n] = out->y[first], n++;
        out->start[++out->n_rings] = n;
        text += strspn(text, "; ");
    }
}

/* Appends a shape written as text whose first ring is the exterior, the others holes. */
static inline void add_text(ambit_rings *rings, const char *text)
{
    test_rings parsed;
    parse_rings(&parsed, text, 0);
    for (int p = 0; p < parsed.n_rings; p++)
        assert_int_equal(0, ambit_rings_add(rings, parsed.x + parsed.start[p], parsed.y + parsed.start[p],
                (size_t)(parsed.start[p + 1] - parsed.start[p]), p > 0));
}

/* A layer of shapes as text (exterior, holes), with ids "0", "1", ... */
static inline ambit_layer *layer_of(const char *const *text, uint32_t n)
{
    ambit_rings rings;
    ambit_rings_init(&rings);
    uint32_t *first = calloc((size_t)n + 1, sizeof *first);
    const char **id = calloc((size_t)n + 1, sizeof *id);
    char (*name)[12] = calloc((size_t)n + 1, sizeof *name);
    assert_true(first && id && name);
    for (uint32_t r = 0; r < n; r++) {
        if (*text[r]) add_text(&rings, text[r]);
        first[r + 1] = rings.n_parts;
        snprintf(name[r], sizeof name[r], "%u", r);
        id[r] = name[r];
    }
    ambit_layer *layer = NULL;
    ambit_error err = { AMBIT_OK, "" };
    assert_int_equal(ambit_layer_build(&layer, &rings, first, n, id, NULL, &err), AMBIT_OK);
    free(first), free(id), free(name);
    return layer;
}

/* nx times ny cells of `step` degrees from (west, south), row by row from the south-west. */
static inline ambit_layer *grid_of(uint32_t nx, uint32_t ny, double west, double south, double step)
{
    char (*text)[240] = calloc((size_t)nx * ny, sizeof *text);
    const char **cell = calloc((size_t)nx * ny, sizeof *cell);
    assert_true(text && cell);
    for (uint32_t k = 0; k < nx * ny; k++) {
        double x = west + k % nx * step, y = south + k / nx * step, e = west + (k % nx + 1) * step, u = south
                + (k / nx + 1) * step;
        snprintf(text[k], sizeof text[k], "%.17g %.17g, %.17g %.17g, %.17g %.17g, %.17g %.17g", x, y, e, y, e, u, x, u);
        cell[k] = text[k];
    }
    ambit_layer *layer = layer_of(cell, nx * ny);
    free(text), free(cell);
    return layer;
}

/* One record of a shapefile: fields ID, NAME (text) and AMOUNT (text or number, as the file says). */
typedef struct { const char *id, *name, *amount, *rings; } test_record;

typedef struct {
    int type;            /* SHPT_POLYGON ... */
    char amount_type;    /* 'C' or 'N' */
    int open;            /* rings are left open */
    const char *prj, *cpg; /* NULL: no such file */
} test_kind;

/* Writes folder/base.shp and its fellows. Rings "" is a null shape; with a Z or M type every Z and M is 7. */
static inline void make_shapefile(const test_folder *folder, const char *base, test_kind kind,
        const test_record *record, int n)
{
    char name[64];
    SHPHandle shp = SHPCreate(in_folder(folder, base), kind.type);
    DBFHandle dbf = DBFCreateEx(in_folder(folder, base), "LDID/0");
    assert_true(shp && dbf);
    DBFAddNativeFieldType(dbf, "ID", 'C', 8, 0);
    DBFAddNativeFieldType(dbf, "NAME", 'C', 12, 0);
    DBFAddNativeFieldType(dbf, "AMOUNT", kind.amount_type, 10, 0);
    for (int i = 0; i < n; i++) {
        test_rings rings;
        double seven[MOST_POINTS];
        for (int k = 0; k < MOST_POINTS; k++) seven[k] = 7;
        parse_rings(&rings, record[i].rings, kind.open);
        SHPObject *object = rings.n_rings
            ? SHPCreateObject(kind.type, -1, rings.n_rings, rings.start, NULL, rings.start[rings.n_rings], rings.x,
            rings.y, seven, seven)
            : SHPCreateSimpleObject(SHPT_NULL, 0, NULL, NULL, NULL);
        assert_int_equal(SHPWriteObject(shp, -1, object), i);
        SHPDestroyObject(object);
        const char *cell[] = { record[i].id, record[i].name, record[i].amount };
        for (int f = 0; f < 3; f++) DBFWriteAttributeDirectly(dbf, i, f, (void *)(uintptr_t)cell[f]);
    }
    SHPClose(shp);
    DBFClose(dbf);
    snprintf(name, sizeof name, "%s.prj", base);
    if (kind.prj) put_file(folder, name, kind.prj, strlen(kind.prj));
    snprintf(name, sizeof name, "%s.cpg", base);
    if (kind.cpg) put_file(folder, name, kind.cpg, strlen(kind.cpg));
}

static inline uint32_t n_records(const test_record *record, uint32_t most)
{
    uint32_t n = 0;
    while (n < most && record[n].id) n++;
    return n;
}

/* Overwrites n bytes of a file, or cuts it off at `at` when bytes is NULL. */
static inline void patch(const test_folder *folder, const char *name, size_t at, const void *bytes, size_t n)
{
    size_t size;
    unsigned char *all = get_file(in_folder(folder, name), &size);
    assert_true(at + n <= size);
    if (bytes) memcpy(all + at, bytes, n);
    put_file(folder, name, all, bytes ? size : at);
    free(all);
}

/* What every layer must be: counted right, closed, exteriors before holes, its centres inside. */
static inline void layer_is_sound(const ambit_layer *layer)
{
    assert_int_equal(layer->part_first[0], 0);
    assert_int_equal(layer->part_first[layer->n], layer->n_parts);
    for (uint32_t r = 0; r < layer->n; r++) {
        uint32_t p = layer->part_first[r], region = AMBIT_OUTSIDE;
        if (p == layer->part_first[r + 1]) continue;
        assert_false(layer->is_hole[p]);
        assert_int_equal(ambit_join(&region, layer, &layer->centre_lon_deg[r], &layer->centre_lat_deg[r], 1, NULL),
                AMBIT_OK);
        assert_true(region <= r);
        for (; p < layer->part_first[r + 1]; p++) {
            size_t at = layer->point_first[p], last = layer->point_first[p + 1] - 1;
            assert_true(last >= at + 3);
            assert_true(layer->lon_deg[at] == layer->lon_deg[last] && layer->lat_deg[at] == layer->lat_deg[last]);
        }
    }
}

/* The counties in a shapefile of the checkout; the caller frees them. */
static inline ambit_layer *counties_of(const char *path)
{
    ambit_layer *layer = NULL;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    const ambit_layer_source source = { .path = path, .shown = "counties.shp", .id_field = "GEOID" };
    assert_int_equal(ambit_layer_read(&layer, &source, diagnosis, NULL), AMBIT_OK);
    ambit_diagnosis_free(diagnosis);
    return layer;
}

static inline ambit_layer *north_carolina(void)
{
    return counties_of("instances/data/north-carolina/counties.shp");
}

static inline double area_of_layer(const ambit_layer *layer)
{
    double sum = 0;
    for (uint32_t r = 0; r < layer->n; r++) sum += ambit_shape_area_km2(ambit_layer_shape(layer, r));
    return sum;
}

#endif
