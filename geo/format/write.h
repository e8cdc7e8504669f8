/* geo/format/write.h - territories as files that every GIS reads: shapefile (shapelib), GeoJSON (RFC 7946), CSV with
 * well-known text.
 *
 * Dates in headers are fixed, so the same plan gives the same bytes. Field names of at most 10 characters; a number
 * that does not fit its field is an error, never `***`. */
#ifndef AMBIT_WRITE_H
#define AMBIT_WRITE_H
#include "geo/layer.h"
#include <stdio.h>

/* One attribute of the territories: text, or number when text is NULL. Only these are written, so the id and the name
 * belong to them. */
typedef struct {
    const char *name;          /* long name, as in GeoJSON; the shapefile's name is cut to 10 characters, made unique */
    const char *const *text;   /* [n] or NULL; UTF-8, in shapefiles at most 254 bytes */
    const double *number;      /* [n] or NULL; NaN is written as an empty cell or null */
} ambit_attribute;

/* The names that the shapefile's fields get: letters, digits and _ of the long names, cut to 10, doubles numbered. */
void ambit_write_field_names(char (*out)[11], const ambit_attribute *attribute, uint32_t n_attributes);

/* `base` is the path without extension: writes .shp .shx .dbf .prj (WGS 84 as WKT1) .cpg (UTF-8). A territory
 * without parts becomes a null shape. Without attributes the table holds the ids. Numbers have as many decimals as 15
 * digits allow, at most 9. Cut at the antimeridian, as GeoJSON is. A layer of points becomes points. */
ambit_status ambit_write_shapefile(const char *base, const ambit_layer *layer, const ambit_attribute *attribute,
        uint32_t n_attributes, ambit_error *err);

/* Winding, 7 decimals, split at the antimeridian where a ring crosses it; a territory without parts has geometry null.
 * Each feature has the layer's id as its own and the attributes as properties. Written feature by feature. A layer of
 * points becomes points. */
ambit_status ambit_write_geojson(FILE *to, const ambit_layer *layer, const ambit_attribute *attribute,
        uint32_t n_attributes, ambit_error *err);

/* A CSV table with the columns `id_column` and wkt: POLYGON or MULTIPOLYGON, wound and cut as GeoJSON is, with 15
 * digits; empty for a territory without parts. */
ambit_status ambit_write_wkt(FILE *to, const ambit_layer *layer, const char *id_column, ambit_error *err);

#endif
