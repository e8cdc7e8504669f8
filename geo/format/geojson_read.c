/* geo/format/geojson_read.c - features of GeoJSON (RFC 7946) become records of a draft, one by one.
 *
 * A FeatureCollection, a single Feature, or features one after the other as text sequences have them (RFC 8142; a
 * feature a line). Members come in any order, so what a feature says is gathered and handed over when it ends; what
 * it says beside its shape is in geojson_fields.c. */
#include "geo/format/geojson_parts.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

enum { TYPE = 1, FEATURES = 2, CRS = 4, GEOMETRY = 8, PROPERTIES = 16, ID = 32, COORDINATES = 64, TOPOLOGY = 128,
       ESRI = 256 };

static const struct { const char *key; unsigned bit; } known[] = {
    { "type", TYPE }, { "features", FEATURES }, { "crs", CRS }, { "geometry", GEOMETRY }, { "properties", PROPERTIES },
    { "id", ID }, { "coordinates", COORDINATES }, { "geometries", COORDINATES }, { "arcs", TOPOLOGY },
    { "geometryType", ESRI }, { "attributes", ESRI }, { "rings", ESRI },
};

static const char *const GEOMETRIES[] = { "Polygon", "MultiPolygon", "Point", "MultiPoint", "LineString",
    "MultiLineString", "GeometryCollection" };

/* ---- Faults of the file ----------------------------------------------------------------------------------------- */

/* Records what makes the rest of the file worthless. */
__attribute__((format(printf, 3, 4)))
static void give_up(ambit_geojson_reader *r, ambit_fault fault, const char *format, ...)
{
    char words[400];
    va_list args;
    va_start(args, format);
    vsnprintf(words, sizeof words, format, args);
    va_end(args);
    ambit_diagnosis_error(r->diagnosis, fault, (ambit_place){ .file = r->source->shown }, "%s", words);
    r->is_over = 1;
}

static void record_syntax(ambit_geojson_reader *r)
{
    const ambit_json_stream *json = &r->json;
    ambit_place place = { r->source->shown, json->line, (uint32_t)(json->column % UINT32_MAX), NULL };
    ambit_fault fault = json->fault == AMBIT_JSON_ENCODING ? AMBIT_FAULT_ENCODING
                      : json->fault == AMBIT_JSON_NUMBER ? AMBIT_FAULT_NUMBER_RANGE : AMBIT_FAULT_JSON_SYNTAX;
    if (r->in_feature)
        ambit_diagnosis_error(r->diagnosis, fault, place, "feature %" PRIu64 ": %s", r->n_features, json->words);
    else
        ambit_diagnosis_error(r->diagnosis, fault, place, "%s", json->words);
}

/* ---- Coordinate system ------------------------------------------------------------------------------------------ */

/* The member that RFC 7946 has dropped: {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::5070"}}. */
static void read_crs(ambit_geojson_reader *r)
{
    json_t *crs = ambit_stream_value(&r->json, NULL);
    const json_t *name = json_object_get(json_object_get(crs, "properties"), "name");
    size_t n = json_string_length(name);
    if (n && n < sizeof r->crs) {
        memcpy(r->crs, json_string_value(name), n + 1);
        if (n > 5 && !strcmp(r->crs + n - 5, "CRS84")) strcpy(r->crs, "OGC:CRS84");
    } else if (crs && !r->source->crs) {
        r->crs_refused = 1;
        ambit_diagnosis_error(r->diagnosis, AMBIT_FAULT_CRS_BAD, (ambit_place){ .file = r->source->shown,
                .field = "crs" }, "found a coordinate system that is not named, expected none or a name such as "
                "EPSG:5070: say which it is, such as `regions: {file: %s, crs: EPSG:5070}`", r->source->shown);
    }
    json_decref(crs);
}

/* ---- Objects ---------------------------------------------------------------------------------------------------- */

static void read_object(ambit_geojson_reader *r, ambit_geojson_object *o, int at_top);

static void read_feature(ambit_geojson_reader *r)
{
    ambit_geojson_object feature = { .id = NULL };
    char found[AMBIT_QUOTED];
    r->n_features++;
    r->in_feature = 1;
    ambit_geojson_shape_clear(&r->shape);
    if (ambit_stream_peek(&r->json) == '{') {
        read_object(r, &feature, 0);
    } else {
        json_t *value = ambit_stream_value(&r->json, NULL);
        snprintf(feature.fault, sizeof feature.fault, "found %s, expected a Feature", ambit_geojson_describe(found,
                value));
        json_decref(value);
    }
    if (!feature.fault[0] && strcmp(feature.type, "Feature"))
        snprintf(feature.fault, sizeof feature.fault, "found the type %s, expected Feature",
                feature.type[0] ? ambit_text_quote(found, feature.type, strlen(feature.type)) : "nothing");
    if (!r->json.fault) ambit_geojson_take(r, &feature);
    r->in_feature = r->json.fault != 0;
    json_decref(feature.properties);
    json_decref(feature.id);
}

static void read_features(ambit_geojson_reader *r)
{
    if (ambit_stream_peek(&r->json) != '[') {
        give_up(r, AMBIT_FAULT_JSON_VALUE, "found features that are no list, expected a list of them");
        return;
    }
    for (int n = 0; !r->no_memory && ambit_stream_more(&r->json, '[', &n);) read_feature(r);
}

static void read_type(ambit_geojson_reader *r, ambit_geojson_object *o)
{
    json_t *value = ambit_stream_value(&r->json, NULL);
    size_t n = json_string_length(value);
    if (n < sizeof o->type && n) memcpy(o->type, json_string_value(value), n + 1);
    json_decref(value);
}

static void read_member(ambit_geojson_reader *r, ambit_geojson_object *o, unsigned bit, int at_top)
{
    switch (bit) {
    case TYPE: read_type(r, o); break;
    case GEOMETRY: ambit_geojson_shape_read(&r->shape, &r->json); break;
    case PROPERTIES: o->properties = ambit_stream_value(&r->json, &o->doubled); break;
    case ID: o->id = ambit_stream_value(&r->json, NULL); break;
    case FEATURES:
        if (at_top) read_features(r);
        else ambit_stream_skip(&r->json);
        break;
    case CRS:
        if (at_top) read_crs(r);
        else ambit_stream_skip(&r->json);
        break;
    default: ambit_stream_skip(&r->json);
    }
}

static void read_object(ambit_geojson_reader *r, ambit_geojson_object *o, int at_top)
{
    char key[AMBIT_JSON_KEY_ROOM];
    for (int n = 0; !r->no_memory && !r->is_over && ambit_stream_more(&r->json, '{', &n);) {
        unsigned bit = 0;
        ambit_stream_key(&r->json, key);
        for (size_t k = 0; k < sizeof known / sizeof *known; k++)
            if (!strcmp(known[k].key, key)) bit = known[k].bit;
        if (bit & o->seen & ~(unsigned)(TOPOLOGY | ESRI | COORDINATES)) {
            snprintf(o->fault, sizeof o->fault, "found the key \"%s\" twice, expected it once, remove one", key);
            ambit_stream_skip(&r->json);
        } else {
            read_member(r, o, bit, at_top);
        }
        o->seen |= bit;
    }
}

/* ---- The top ---------------------------------------------------------------------------------------------------- */

static int is_geometry(const char *type)
{
    for (size_t k = 0; k < sizeof GEOMETRIES / sizeof *GEOMETRIES; k++)
        if (!strcmp(GEOMETRIES[k], type)) return 1;
    return 0;
}

/* What an object at the top was, known when it has ended. */
static void judge(ambit_geojson_reader *r, ambit_geojson_object *o)
{
    char quoted[AMBIT_QUOTED];
    if (r->is_over || r->json.fault) return;
    if (!strcmp(o->type, "Feature") && !(o->seen & FEATURES)) {
        r->n_features++;
        ambit_geojson_take(r, o);
    } else if (o->fault[0]) {
        give_up(r, AMBIT_FAULT_JSON_KEY, "%s", o->fault);
    } else if (!strcmp(o->type, "FeatureCollection")) {
        if (!(o->seen & FEATURES))
            give_up(r, AMBIT_FAULT_JSON_KEY, "found a FeatureCollection without features, expected a list of them");
    } else if (!strcmp(o->type, "Topology")) {
        give_up(r, AMBIT_FAULT_JSON_VALUE, "found TopoJSON, expected GeoJSON: convert it, such as by `ogr2ogr -f "
                "GeoJSON regions.geojson %s`", r->source->shown);
    } else if (o->seen & ESRI) {
        give_up(r, AMBIT_FAULT_JSON_VALUE, "found Esri's JSON, expected GeoJSON: convert it, such as by `ogr2ogr -f "
                "GeoJSON regions.geojson %s`, or export it with f=geojson", r->source->shown);
    } else if (is_geometry(o->type)) {
        give_up(r, AMBIT_FAULT_JSON_VALUE, "found a bare %s, expected features with ids: wrap it as {\"type\": "
                "\"Feature\", \"properties\": {\"%s\": \"1\"}, \"geometry\": ...}", o->type, r->id_field);
    } else {
        give_up(r, AMBIT_FAULT_JSON_VALUE, "found an object whose type is %s, expected a FeatureCollection, save the "
                "layer as GeoJSON", o->type[0] ? ambit_text_quote(quoted, o->type, strlen(o->type)) : "not said");
    }
}

/* What people save by mistake, told by the first bytes. */
static void refuse_start(ambit_geojson_reader *r, char first)
{
    const char *found = first == 'P' || first == '\x1F' ? "an archive" : first == '<' ? "a page of the web or XML"
                      : first == '\xFF' || first == '\xFE' ? "UTF-16 text" : NULL;
    char quoted[AMBIT_QUOTED];
    give_up(r, found && *found == 'U' ? AMBIT_FAULT_ENCODING : AMBIT_FAULT_JSON_SYNTAX, "found %s, expected GeoJSON, "
            "which begins with {, save the layer as GeoJSON", found ? found : ambit_text_quote(quoted, &first, 1));
}

/* A record separator (RFC 8142) stands before a feature, or nothing does. */
static char peek_object(ambit_geojson_reader *r)
{
    char c;
    while ((c = ambit_stream_peek(&r->json)) == '\x1E') r->json.at++;
    return c;
}

static void read_all(ambit_geojson_reader *r)
{
    char c = peek_object(r);
    if (!c && !r->json.fault)
        give_up(r, AMBIT_FAULT_FILE_EMPTY, "found an empty file, expected GeoJSON, fill it or name another file");
    else if (c && c != '{')
        refuse_start(r, c);
    while (!r->is_over && !r->no_memory && (c = peek_object(r)) != 0) {
        ambit_geojson_object top = { .id = NULL };
        if (c == '{') {
            ambit_geojson_shape_clear(&r->shape);
            read_object(r, &top, 1);
            judge(r, &top);
        } else {
            ambit_stream_refuse(&r->json, "found text behind the end of the object, expected the end of the file or "
                    "another feature, remove it");
        }
        json_decref(top.properties);
        json_decref(top.id);
    }
}

ambit_status ambit_geojson_layer_read(ambit_draft *draft, const ambit_layer_source *source, FILE *file,
        ambit_diagnosis *diagnosis, ambit_error *err)
{
    ambit_geojson_reader r = { .draft = draft, .source = source, .diagnosis = diagnosis,
        .id_field = source->id_field ? source->id_field : "id" };
    ambit_geojson_shape_init(&r.shape);
    r.no_memory = ambit_stream_open(&r.json, file) || ambit_geojson_fields_init(&r);
    if (!r.no_memory) read_all(&r);
    if (r.json.fault == AMBIT_JSON_MEMORY || r.shape.no_memory) r.no_memory = 1;
    else if (r.json.fault) record_syntax(&r);
    ambit_status status = AMBIT_OK;
    if (r.no_memory)
        status = ambit_fail(err, AMBIT_E_MEMORY, "no memory to read %s", source->shown);
    else if (r.json.fault || r.is_over)
        status = ambit_fail(err, AMBIT_E_INPUT, "%s has faults", source->shown);
    else {
        ambit_geojson_fields_end(&r);
        if (!r.crs_refused) ambit_draft_crs(draft, r.crs[0] ? r.crs : "EPSG:4326", NULL);
    }
    ambit_geojson_fields_reset(&r);
    ambit_geojson_shape_reset(&r.shape);
    ambit_stream_close(&r.json);
    return status;
}
