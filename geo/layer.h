/* geo/layer.h - a layer of regions: polygons with ids, names and fields, in WGS 84 degrees.
 *
 * Rings are flat arrays, as a shapefile has them: region r has parts part_first[r] .. part_first[r+1]-1, part p has
 * points point_first[p] .. point_first[p+1]-1, closed (first = last). Exterior rings first, each followed by its holes;
 * is_hole tells. All shapes are valid: what was not was mended (GEOSMakeValid) and counted. */
#ifndef AMBIT_LAYER_H
#define AMBIT_LAYER_H
#include "instances/base/arena.h"
#include "instances/base/diagnosis.h"

typedef struct {
    const char *name;
    double *value;   /* [n]; NaN where the cell is empty */
} ambit_layer_field;

typedef struct {
    uint32_t n, n_parts;
    const char **id, **name;     /* name is never NULL: the id when there is no name field */
    uint32_t *part_first;        /* [n + 1] */
    size_t *point_first;         /* [n_parts + 1] */
    char *is_hole;               /* [n_parts] */
    double *lon_deg, *lat_deg;   /* [point_first[n_parts]] */
    double *centre_lon_deg, *centre_lat_deg; /* [n]: a point inside each region (GEOS point on surface) */
    uint32_t n_fields;
    ambit_layer_field *field;    /* the numeric fields that were asked for */
    uint32_t n_mended;
    ambit_arena texts;
} ambit_layer;

/* Reads a shapefile (.shp with .dbf; .shx may be missing or short; .prj or `crs`; .cpg or UTF-8/Latin-1). `path` is
 * shown as `shown`. `crs` NULL: the .prj, and its absence is a fault. Wanted numeric fields are read into field[] (absent ones are
 * recorded). Duplicate or empty ids, empty shapes, damaged files are recorded. Returns AMBIT_E_INPUT when the diagnosis got
 * errors here; *out is then NULL. Polygons (with Z and M dropped) only. */
ambit_status ambit_layer_read(ambit_layer **out, const char *path, const char *shown, const char *id_field,
        const char *name_field, const char *crs, const char *const *wanted, uint32_t n_wanted,
        ambit_diagnosis *diagnosis, ambit_error *err);
void ambit_layer_free(ambit_layer *layer); /* NULL is fine */

#endif
