/* geo/write.h - territories as files that every GIS reads: shapefile (shapelib) and GeoJSON (RFC 7946).
 *
 * Dates in headers are fixed, so the same plan gives the same bytes. Field names of at most 10 characters; a number
 * that does not fit its field is an error, never `***`. */
#ifndef AMBIT_WRITE_H
#define AMBIT_WRITE_H
#include "geo/layer.h"
#include <stdio.h>

/* One attribute of the territories: text, or number when text is NULL. */
typedef struct {
    const char *name;          /* long name, as in GeoJSON; the shapefile's name is cut to 10 characters, made unique */
    const char *const *text;   /* [n] or NULL */
    const double *number;      /* [n] or NULL; NaN is written as an empty cell or null */
} ambit_attribute;

/* `base` is the path without extension: writes .shp .shx .dbf .prj (WGS 84 as WKT1) .cpg (UTF-8). A territory
 * without parts becomes a null shape. */
ambit_status ambit_write_shapefile(const char *base, const ambit_layer *layer, const ambit_attribute *attribute,
        uint32_t n_attributes, ambit_error *err);

/* Winding, 7 decimals, split at the antimeridian where a ring crosses it; a territory without parts has geometry null. */
ambit_status ambit_write_geojson(FILE *to, const ambit_layer *layer, const ambit_attribute *attribute,
        uint32_t n_attributes, ambit_error *err);

#endif
