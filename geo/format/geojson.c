/* geo/format/geojson.c - layers as GeoJSON (RFC 7946) through jansson, one feature at a time, so that memory stays
 * small. */
#include "geo/format/write.h"
#include "geo/format/write_parts.h"

#include <jansson.h>
#include <math.h>

/* Whole numbers are written without a point. */
static json_t *number_of(double value)
{
    if (!isfinite(value)) return json_null();
    if (value == floor(value) && fabs(value) < 1e15) return json_integer((json_int_t)value);
    return json_real(value);
}

/* 7 decimals are a centimetre; 15 digits print such a number as it was rounded. */
static double rounded(double degrees) { return round(degrees * 1e7) / 1e7; }

/* Appends a position unless it is the one before it, which is in `last`. */
static int add_position(json_t *ring, double lon, double lat, double *last)
{
    lon = rounded(lon), lat = rounded(lat);
    if (json_array_size(ring) && lon == last[0] && lat == last[1]) return 0;
    last[0] = lon, last[1] = lat;
    return json_array_append_new(ring, json_pack("[oo]", number_of(lon), number_of(lat)));
}

/* Exteriors run counter-clockwise, holes clockwise. NULL without memory. */
static json_t *ring_of(ambit_shape shape, uint32_t p)
{
    size_t at = shape.point_first[p], n = shape.point_first[p + 1] - at;
    int turn = (ambit_ring_area(shape.x + at, shape.y + at, n) < 0) != (shape.is_hole[p] != 0);
    double last[2] = { 0, 0 };
    json_t *ring = json_array();
    for (size_t k = 0; ring && k < n; k++) {
        size_t i = at + (turn ? n - 1 - k : k);
        if (!add_position(ring, shape.x[i], shape.y[i], last)) continue;
        json_decref(ring);
        ring = NULL;
    }
    return ring;
}

/* [[exterior, hole, ...], ...]; what rounding has flattened to less than four positions is left out. NULL without
 * memory. */
static json_t *polygons_of(ambit_shape shape)
{
    json_t *polygons = json_array(), *polygon = NULL;
    for (uint32_t p = 0; polygons && p < shape.n_parts; p++) {
        json_t *ring = ring_of(shape, p);
        if (!ring) goto fail;
        if (!shape.is_hole[p]) polygon = NULL;
        if (json_array_size(ring) < 4) {
            json_decref(ring);
            continue;
        }
        if (!shape.is_hole[p]) {
            polygon = json_array();
            if (json_array_append_new(polygons, polygon)) polygon = NULL;
        }
        if (!polygon) json_decref(ring); /* a hole of what was left out */
        else if (json_array_append_new(polygon, ring)) goto fail;
    }
    return polygons;
fail:
    json_decref(polygons);
    return NULL;
}

static json_t *geometry_of(ambit_shape shape)
{
    json_t *polygons = polygons_of(shape);
    if (!polygons) return NULL;
    size_t n = json_array_size(polygons);
    if (n > 1) return json_pack("{s:s, s:o}", "type", "MultiPolygon", "coordinates", polygons);
    json_t *geometry = n == 0 ? json_null()
        : json_pack("{s:s, s:O}", "type", "Polygon", "coordinates", json_array_get(polygons, 0));
    json_decref(polygons);
    return geometry;
}

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
    ambit_status status = ambit_write_cut(cut, geos, layer, r, err);
    if (status) return status;
    json_t *feature = json_pack("{s:s, s:s, s:o, s:o}", "type", "Feature", "id", layer->id[r],
            "properties", properties_of(attribute, n_attributes, r),
            "geometry", geometry_of(ambit_rings_view(cut, 0, cut->n_parts)));
    if (!feature)
        return ambit_fail(err, AMBIT_E_INPUT, "the texts of %s are not UTF-8, or there is no memory for it",
                layer->id[r]);
    int failed = fputs(r ? ",\n" : "\n", to) < 0 || json_dumpf(feature, to, JSON_COMPACT | JSON_REAL_PRECISION(15));
    json_decref(feature);
    return failed ? ambit_fail(err, AMBIT_E_FILE, "GeoJSON: feature %u cannot be written", r + 1) : AMBIT_OK;
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
