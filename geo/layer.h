/* geo/layer.h - a layer of regions: polygons with ids, names and fields, in WGS 84 degrees.
 *
 * Rings are flat arrays, as a shapefile has them: region r has parts part_first[r] .. part_first[r+1]-1, part p has
 * points point_first[p] .. point_first[p+1]-1, closed (first = last). Exterior rings first, each followed by its
 * holes; is_hole tells. All shapes are valid: what was not was mended (GEOSMakeValid) and counted. A shape across the
 * antimeridian is one piece, so its longitudes may pass 180 degrees. */
#ifndef AMBIT_LAYER_H
#define AMBIT_LAYER_H
#include "geo/rings.h"
#include "instances/base/arena.h"
#include "instances/base/diagnosis.h"

typedef struct {
    const char *name;
    double *value;   /* [n]; NaN where the cell is empty */
} ambit_layer_field;

typedef struct {
    const char *name;
    const char **value; /* [n]; "" where the cell is empty */
    char type;          /* what its file says it is: AMBIT_FIELD_... */
} ambit_layer_text;

enum { AMBIT_FIELD_UNTYPED, AMBIT_FIELD_NUMBERS, AMBIT_FIELD_WORDS };

typedef struct {
    uint32_t n, n_parts;
    const char **id, **name;     /* name is never NULL: the id when there is no name field */
    uint32_t *part_first;        /* [n + 1] */
    size_t *point_first;         /* [n_parts + 1] */
    char *is_hole;               /* [n_parts] */
    double *lon_deg, *lat_deg;   /* [point_first[n_parts]] */
    double *centre_lon_deg, *centre_lat_deg; /* [n]: a point inside each region (GEOS point on surface); of one without
                                              * area its first point, NaN when there is none */
    uint32_t n_fields;
    ambit_layer_field *field;    /* the numeric fields that were asked for */
    uint32_t n_text_fields;
    ambit_layer_text *text;      /* the fields that were asked for as text */
    int is_points;               /* 1: every region is a point, at its centre, without parts */
    uint32_t n_mended;
    ambit_arena texts;
} ambit_layer;

/* Where a layer is read from, and what of it is wanted. Texts are borrowed; NULL is "not said". */
typedef struct {
    const char *path, *shown;           /* the file, and how messages name it */
    const char *id_field, *name_field;
    const char *crs;                    /* instead of what the file says of itself */
    const char *lon, *lat, *x, *y;      /* a table of points: its columns */
    const char *wkt;                    /* a table of shapes: its column */
    const char *member;                 /* which layer of a zip that holds several */
    const char *const *wanted;          /* numeric fields; absent ones are recorded */
    uint32_t n_wanted;
    const char *const *wanted_text;     /* fields read as text */
    uint32_t n_wanted_text;
    int numbered;                       /* ids do not matter: they are the records' numbers, id_field is not asked */
    int every_field;                    /* beside those wanted, every field as text: for a copy of the layer */
} ambit_layer_source;

/* Reads a shapefile (.shp with .dbf; .shx may be missing or short; .prj or `crs`; .cpg, LDID or UTF-8/Latin-1), a
 * shapefile in a .zip, GeoJSON (.geojson, .json), or a .csv with WKT or points. Duplicate or empty ids, empty shapes,
 * damaged files are recorded. Returns AMBIT_E_INPUT when the diagnosis got errors here; *out is then NULL. Z and M are
 * dropped with a note. A shape without any area stays, without parts, and is warned of. Records that are marked as
 * deleted are left out. */
ambit_status ambit_layer_read(ambit_layer **out, const ambit_layer_source *source, ambit_diagnosis *diagnosis,
        ambit_error *err);

/* A shapefile from open files, which may lie in memory and stay the caller's; NULL: there is none. */
typedef struct {
    FILE *shp, *shx, *dbf, *prj, *cpg;
    const char *shown; /* the .shp in messages; NULL: source->shown */
} ambit_layer_files;
ambit_status ambit_layer_read_files(ambit_layer **out, const ambit_layer_files *files, const ambit_layer_source *source,
        ambit_diagnosis *diagnosis, ambit_error *err);

/* A layer of n regions made by hand: takes the rings (which are empty afterwards) and the parts' numbers first [n +
 * 1], also when it fails; copies ids and names (NULL: the ids). Centres are found; nothing is mended. */
ambit_status ambit_layer_build(ambit_layer **out, ambit_rings *rings, const uint32_t *first, uint32_t n,
        const char *const *id, const char *const *name, ambit_error *err);

/* Hands the rings over to a layer that has none; they are empty afterwards. Returns 0, or -1 without memory. */
int ambit_layer_take(ambit_layer *layer, ambit_rings *rings);
void ambit_layer_free(ambit_layer *layer); /* NULL is fine */

/* The shape of region r, borrowed. */
static inline ambit_shape ambit_layer_shape(const ambit_layer *layer, uint32_t r)
{
    uint32_t p = layer->part_first[r], n = layer->part_first[r + 1] - p;
    if (n == 0) return (ambit_shape){ 0, NULL, NULL, NULL, NULL };
    return (ambit_shape){ n, layer->point_first + p, layer->is_hole + p, layer->lon_deg, layer->lat_deg };
}

#endif
