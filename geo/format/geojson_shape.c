#include "geo/format/geojson_shape.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* How deep the lists of a geometry are nested: 0 is a position. */
enum { NO_COORDINATES = -2, EMPTY = -1, DEEPEST = 3, COLLECTIONS = 8, TYPE_ROOM = 32 };

typedef enum { POINTS, LINES, AREAS, COLLECTION } geometry_kind;

static const struct { const char *type; geometry_kind kind; int depth; } known[] = {
    { "Polygon", AREAS, 2 }, { "MultiPolygon", AREAS, 3 }, { "Point", POINTS, 0 }, { "MultiPoint", POINTS, 1 },
    { "LineString", LINES, 1 }, { "MultiLineString", LINES, 2 }, { "GeometryCollection", COLLECTION, 0 },
};

/* One geometry object while it is read. */
typedef struct {
    ambit_geojson_shape *shape;
    ambit_json_stream *json;
    char type[TYPE_ROOM];
    int has_type, has_members, depth;
    uint32_t first_part;
    size_t n_positions;
    double x, y; /* the first */
} geometry;

void ambit_geojson_shape_init(ambit_geojson_shape *shape)
{
    *shape = (ambit_geojson_shape){ .n = 0 };
    ambit_rings_init(&shape->rings);
}

void ambit_geojson_shape_reset(ambit_geojson_shape *shape)
{
    ambit_rings_reset(&shape->rings);
    free(shape->x);
    free(shape->y);
    ambit_geojson_shape_init(shape);
}

void ambit_geojson_shape_clear(ambit_geojson_shape *shape)
{
    ambit_rings_clear(&shape->rings);
    shape->n_points = shape->n_lines = shape->n = 0;
    shape->has_heights = 0;
    shape->fault[0] = '\0';
}

const char *ambit_geojson_describe(char out[AMBIT_QUOTED], const json_t *value)
{
    switch (value ? json_typeof(value) : JSON_NULL) {
    case JSON_OBJECT:  return "an object";
    case JSON_ARRAY:   return snprintf(out, AMBIT_QUOTED, "a list of %zu", json_array_size(value)), out;
    case JSON_STRING:  return ambit_text_quote(out, json_string_value(value), json_string_length(value));
    case JSON_INTEGER:
    case JSON_REAL:    return snprintf(out, AMBIT_QUOTED, "%.12g", json_number_value(value)), out;
    case JSON_TRUE:    return "true";
    case JSON_FALSE:   return "false";
    case JSON_NULL:    break;
    }
    return value ? "null" : "nothing";
}

__attribute__((format(printf, 2, 3)))
static void refuse(ambit_geojson_shape *shape, const char *format, ...)
{
    va_list args;
    if (shape->fault[0]) return;
    va_start(args, format);
    vsnprintf(shape->fault, sizeof shape->fault, format, args);
    va_end(args);
}

/* ---- Positions -------------------------------------------------------------------------------------------------- */

static void add_position(geometry *g, const double *at, int n_numbers)
{
    ambit_geojson_shape *shape = g->shape;
    if (n_numbers < 2) {
        refuse(shape, "found a position of one number, expected longitude and latitude, correct it");
        return;
    }
    if (n_numbers > 2) shape->has_heights = 1;
    if (g->n_positions++ == 0) g->x = at[0], g->y = at[1];
    if (shape->n == shape->room) {
        size_t room = shape->room ? 2 * shape->room : 64;
        double *x = room > SIZE_MAX / 16 ? NULL : realloc(shape->x, room * sizeof *x);
        if (x) shape->x = x;
        double *y = x ? realloc(shape->y, room * sizeof *y) : NULL;
        if (!y) {
            shape->no_memory = 1;
            return;
        }
        shape->y = y;
        shape->room = room;
    }
    shape->x[shape->n] = at[0];
    shape->y[shape->n++] = at[1];
}

static double read_number(geometry *g)
{
    char found[AMBIT_QUOTED];
    json_t *value = ambit_stream_value(g->json, NULL);
    double number = json_number_value(value);
    if (value && !json_is_number(value))
        refuse(g->shape, "found %s among the coordinates, expected a number, correct it",
                ambit_geojson_describe(found, value));
    json_decref(value);
    return number;
}

/* A list of positions becomes a ring: the first of its polygon is the exterior. */
static void end_ring(geometry *g, int is_hole)
{
    ambit_geojson_shape *shape = g->shape;
    if (shape->n && ambit_rings_add(&shape->rings, shape->x, shape->y, shape->n, is_hole)) shape->no_memory = 1;
    shape->n = 0;
}

/* Reads a list, the index-th of those around it; returns how deep the lists in it are nested. */
static int read_list(geometry *g, int level, int index)
{
    double at[2] = { 0, 0 };
    int depth = EMPTY, mixed = 0, n_numbers = 0;
    if (level > DEEPEST) {
        refuse(g->shape, "found coordinates nested %d deep and more, expected at most those of a MultiPolygon",
                DEEPEST + 2);
        ambit_stream_skip(g->json);
        return EMPTY;
    }
    for (int n = 0; ambit_stream_more(g->json, '[', &n);) {
        int here = 0;
        if (ambit_stream_peek(g->json) == '[') {
            int inside = read_list(g, level + 1, n - 1);
            if (inside == EMPTY) continue;
            here = inside + 1;
        } else {
            double number = read_number(g);
            if (n_numbers < 2) at[n_numbers] = number;
            if (n_numbers < 3) n_numbers++;
        }
        mixed |= depth != EMPTY && here != depth;
        depth = here;
    }
    if (mixed) refuse(g->shape, "found coordinates that are nested unevenly, expected lists of positions, correct it");
    else if (depth == 0) add_position(g, at, n_numbers);
    else if (depth == 1) end_ring(g, index > 0);
    return depth;
}

/* ---- Geometries ------------------------------------------------------------------------------------------------- */

static void read_geometry(geometry *g, int level);

static void read_members(geometry *g, int level)
{
    if (ambit_stream_peek(g->json) != '[') {
        refuse(g->shape, "found a GeometryCollection whose geometries are no list, expected a list, correct it");
        ambit_stream_skip(g->json);
        return;
    }
    g->has_members = 1;
    for (int n = 0; ambit_stream_more(g->json, '[', &n);) {
        geometry member = { .shape = g->shape, .json = g->json };
        read_geometry(&member, level + 1);
    }
}

static void read_coordinates(geometry *g)
{
    if (ambit_stream_peek(g->json) != '[') {
        refuse(g->shape, "found coordinates that are no list, expected a list, correct it");
        ambit_stream_skip(g->json);
        return;
    }
    g->shape->n = 0;
    g->depth = read_list(g, 0, 0);
}

static void read_type(geometry *g)
{
    json_t *value = ambit_stream_value(g->json, NULL);
    char found[AMBIT_QUOTED];
    if (json_string_length(value) && json_string_length(value) < TYPE_ROOM)
        memcpy(g->type, json_string_value(value), json_string_length(value) + 1);
    else if (value)
        refuse(g->shape, "found the type %s, expected Polygon, MultiPolygon or Point", ambit_geojson_describe(found,
                value));
    g->has_type = 1;
    json_decref(value);
}

/* Keeps what the geometry's kind lets it keep. */
static void judge(geometry *g)
{
    ambit_geojson_shape *shape = g->shape;
    char quoted[AMBIT_QUOTED];
    size_t k = 0, n_known = sizeof known / sizeof *known;
    while (k < n_known && strcmp(known[k].type, g->type)) k++;
    if (k == n_known) {
        refuse(shape, "found a geometry of type %s, expected Polygon, MultiPolygon or Point, convert it in a GIS",
                g->type[0] ? ambit_text_quote(quoted, g->type, strlen(g->type)) : "nothing");
    } else if (known[k].kind == COLLECTION) {
        if (!g->has_members) refuse(shape, "found a GeometryCollection without geometries, expected a list of them");
    } else if (g->depth == NO_COORDINATES) {
        refuse(shape, "found a %s without coordinates, expected a list of them", g->type);
    } else if (g->depth != EMPTY && g->depth != known[k].depth) {
        refuse(shape, "found coordinates nested %d deep in a %s, expected %d deep, correct the type or the "
                "coordinates", g->depth + 1, g->type, known[k].depth + 1);
    } else if (known[k].kind != AREAS) {
        shape->rings.n_parts = g->first_part;
        shape->n_lines += known[k].kind == LINES;
        if (known[k].kind == POINTS && shape->n_points == 0) shape->point_x = g->x, shape->point_y = g->y;
        if (known[k].kind == POINTS) shape->n_points += g->n_positions;
    }
}

static void read_geometry(geometry *g, int level)
{
    char key[AMBIT_JSON_KEY_ROOM];
    g->depth = NO_COORDINATES;
    g->first_part = g->shape->rings.n_parts;
    if (ambit_stream_peek(g->json) != '{') {
        char found[AMBIT_QUOTED];
        json_t *value = ambit_stream_value(g->json, NULL);
        if (value && (!json_is_null(value) || level))
            refuse(g->shape, "found %s, expected a geometry", ambit_geojson_describe(found, value));
        json_decref(value);
        return;
    }
    if (level > COLLECTIONS) {
        refuse(g->shape, "found collections nested more than %d deep, expected polygons", COLLECTIONS);
        ambit_stream_skip(g->json);
        return;
    }
    for (int n = 0; ambit_stream_more(g->json, '{', &n);) {
        ambit_stream_key(g->json, key);
        int again = (!strcmp(key, "type") && g->has_type) || (!strcmp(key, "geometries") && g->has_members)
            || (!strcmp(key, "coordinates") && g->depth != NO_COORDINATES);
        if (again) refuse(g->shape, "found the key \"%s\" twice, expected it once, remove one", key);
        if (again) ambit_stream_skip(g->json);
        else if (!strcmp(key, "type")) read_type(g);
        else if (!strcmp(key, "coordinates")) read_coordinates(g);
        else if (!strcmp(key, "geometries")) read_members(g, level);
        else ambit_stream_skip(g->json);
    }
    if (!g->json->fault) judge(g);
}

void ambit_geojson_shape_read(ambit_geojson_shape *shape, ambit_json_stream *json)
{
    geometry g = { .shape = shape, .json = json };
    read_geometry(&g, 0);
}
