/* geo/format/geojson.c - layers as GeoJSON (RFC 7946), one feature at a time, so that memory stays small.
 *
 * Texts and figures go through jansson; coordinates, which are nearly all of the file, are printed here: whole numbers,
 * many times as fast as its trees of reals. */
#include "geo/format/write.h"
#include "geo/format/write_parts.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Whole numbers are written without a point. */
static json_t *number_of(double value)
{
    if (!isfinite(value)) return json_null();
    if (value == floor(value) && fabs(value) < 1e15) return json_integer((json_int_t)value);
    return json_real(value);
}

/* ---- Shapes ----------------------------------------------------------------------------------------------------- */

/* 7 decimals are a centimetre; coordinates are whole numbers of such steps from here on. */
typedef struct { int64_t lon, lat; } position;

static int64_t steps_of(double degrees) { return (int64_t)llround(degrees * 1e7); }

/* What is written of a ring: its positions in the order wanted, equal ones next to each other once. Exteriors run
 * counter-clockwise, holes clockwise. Returns how many. */
static size_t list_positions(position *out, ambit_shape shape, uint32_t p)
{
    size_t at = shape.point_first[p], n = shape.point_first[p + 1] - at, used = 0;
    int turn = (ambit_ring_area(shape.x + at, shape.y + at, n) < 0) != (shape.is_hole[p] != 0);
    for (size_t k = 0; k < n; k++) {
        size_t i = at + (turn ? n - 1 - k : k);
        position here = { steps_of(shape.x[i]), steps_of(shape.y[i]) };
        if (!used || here.lon != out[used - 1].lon || here.lat != out[used - 1].lat) out[used++] = here;
    }
    return used;
}

/* Without trailing zeros. Printing goes from the end, as digits come. */
static void write_degrees(FILE *to, int64_t steps)
{
    char text[32], *at = text + sizeof text;
    int64_t rest = steps < 0 ? -steps : steps;
    int decimals = 0;
    *--at = '\0';
    for (int k = 0; k < 7; k++, rest /= 10)
        if (decimals || rest % 10) *--at = (char)('0' + rest % 10), decimals = 1;
    if (decimals) *--at = '.';
    do *--at = (char)('0' + rest % 10);
    while (rest /= 10);
    if (steps < 0) *--at = '-';
    fputs(at, to);
}

static void write_ring(FILE *to, const position *at, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        fputs(k ? ",[" : "[[", to);
        write_degrees(to, at[k].lon);
        putc(',', to);
        write_degrees(to, at[k].lat);
        putc(']', to);
    }
    putc(']', to);
}

/* Marks the rings that are written: rounding flattens some to less than four positions, and holes go with their
 * exterior. Returns how many exteriors stay. */
static uint32_t keep_rings(char *keeps, position *room, ambit_shape shape)
{
    uint32_t n = 0;
    int has_exterior = 0;
    for (uint32_t p = 0; p < shape.n_parts; p++) {
        int is_ring = list_positions(room, shape, p) >= 4;
        if (!shape.is_hole[p]) has_exterior = is_ring;
        keeps[p] = (char)(is_ring && has_exterior);
        n += keeps[p] && !shape.is_hole[p];
    }
    return n;
}

/* Returns 0, or -1 without memory. */
static int write_geometry(FILE *to, ambit_shape shape)
{
    position *room = malloc((ambit_shape_n_points(shape) + 1) * sizeof *room);
    char *keeps = malloc((size_t)shape.n_parts + 1);
    if (!room || !keeps) {
        free(room), free(keeps);
        return -1;
    }
    uint32_t n_polygons = keep_rings(keeps, room, shape), n = 0;
    if (n_polygons) fputs(n_polygons > 1 ? "{\"type\":\"MultiPolygon\",\"coordinates\":["
                                         : "{\"type\":\"Polygon\",\"coordinates\":", to);
    for (uint32_t p = 0; p < shape.n_parts; p++) {
        if (!keeps[p]) continue;
        if (!shape.is_hole[p]) fputs(n++ ? "],[" : "[", to);
        else putc(',', to);
        write_ring(to, room, list_positions(room, shape, p));
    }
    fputs(n_polygons > 1 ? "]]}" : n_polygons ? "]}" : "null", to);
    free(room), free(keeps);
    return 0;
}

static void write_point(FILE *to, double lon, double lat)
{
    if (isnan(lon) || isnan(lat)) fputs("null", to);
    else fprintf(to, "{\"type\":\"Point\",\"coordinates\":[%.7f,%.7f]}", lon, lat);
}

/* ---- Features --------------------------------------------------------------------------------------------------- */

static json_t *properties_of(const ambit_attribute *attribute, uint32_t n_attributes, uint32_t r)
{
    json_t *properties = json_object();
    for (uint32_t a = 0; properties && a < n_attributes; a++) {
        json_t *value = attribute[a].text ? json_string(attribute[a].text[r]) : number_of(attribute[a].number[r]);
        if (!json_object_set_new(properties, attribute[a].name, value)) continue;
        json_decref(properties);
        properties = NULL;
    }
    return properties;
}

static ambit_status write_feature(FILE *to, ambit_geos *geos, ambit_rings *cut, const ambit_layer *layer, uint32_t r,
        const ambit_attribute *attribute, uint32_t n_attributes, ambit_error *err)
{
    ambit_status status = layer->is_points ? AMBIT_OK : ambit_write_cut(cut, geos, layer, r, err);
    if (status) return status;
    json_t *head = json_pack("{s:s, s:s, s:o}", "type", "Feature", "id", layer->id[r],
            "properties", properties_of(attribute, n_attributes, r));
    char *text = head ? json_dumps(head, JSON_COMPACT | JSON_REAL_PRECISION(15)) : NULL;
    json_decref(head);
    if (!text)
        return ambit_fail(err, AMBIT_E_INPUT, "the texts of %s are not UTF-8, or there is no memory for it",
                layer->id[r]);
    fprintf(to, "%s%.*s,\"geometry\":", r ? ",\n" : "\n", (int)strlen(text) - 1, text); /* its brace comes later */
    free(text);
    if (layer->is_points) write_point(to, layer->centre_lon_deg[r], layer->centre_lat_deg[r]);
    else if (write_geometry(to, ambit_rings_view(cut, 0, cut->n_parts)))
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory to write the shape of %s", layer->id[r]);
    return putc('}', to) < 0 ? ambit_fail(err, AMBIT_E_FILE, "GeoJSON: feature %u cannot be written", r + 1) : AMBIT_OK;
}

ambit_status ambit_write_geojson(FILE *to, const ambit_layer *layer, const ambit_attribute *attribute,
        uint32_t n_attributes, ambit_error *err)
{
    ambit_rings cut;
    ambit_rings_init(&cut);
    ambit_geos *geos = ambit_geos_build();
    if (!geos) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for GeoJSON");
    ambit_status status = AMBIT_OK;
    fputs("{\"type\":\"FeatureCollection\",\"features\":[", to);
    for (uint32_t r = 0; !status && r < layer->n; r++)
        status = write_feature(to, geos, &cut, layer, r, attribute, n_attributes, err);
    fputs("\n]}\n", to);
    if (!status && (fflush(to) || ferror(to))) status = ambit_fail(err, AMBIT_E_FILE, "GeoJSON cannot be written");
    ambit_geos_free(geos);
    ambit_rings_reset(&cut);
    return status;
}
