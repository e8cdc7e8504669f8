/* geo/format/geojson_shape.h - a geometry object of GeoJSON (RFC 7946, section 3.1) as rings or points.
 *
 * Its members come in any order, so coordinates may stand before the type that explains them: lists are taken as they
 * are nested, and judged at the end. */
#ifndef AMBIT_GEOJSON_SHAPE_H
#define AMBIT_GEOJSON_SHAPE_H
#include "geo/format/json_stream.h"
#include "geo/rings.h"
#include "instances/base/text.h"

typedef struct {
    ambit_rings rings;       /* is_hole: every ring of a polygon but its first */
    double point_x, point_y; /* the first of the points, which stand beside the rings or instead of them */
    size_t n_points, n_lines;
    int has_heights;
    int no_memory;
    char fault[400];         /* the first: found, expected, do; "" when there is none */
    double *x, *y;           /* the list of positions at hand */
    size_t n, room;
} ambit_geojson_shape;

void ambit_geojson_shape_init(ambit_geojson_shape *shape);
void ambit_geojson_shape_reset(ambit_geojson_shape *shape);
void ambit_geojson_shape_clear(ambit_geojson_shape *shape); /* empty, but keeps the memory */

/* Reads the next value, which should be a geometry object or null, behind what the shape has. */
void ambit_geojson_shape_read(ambit_geojson_shape *shape, ambit_json_stream *json);

/* What a value is, for messages: `"abc"`, `a list of 2`, `12`. */
const char *ambit_geojson_describe(char out[AMBIT_QUOTED], const json_t *value);

#endif
