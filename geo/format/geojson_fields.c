#include "geo/format/geojson_parts.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* As many fields as a .dbf has: a copy of the layer takes room for each in every record. */
enum { MOST_NAMES = 255 };

int ambit_geojson_fields_init(ambit_geojson_reader *r)
{
    ambit_arena_init(&r->texts);
    ambit_dictionary_init(&r->names);
    r->has_wanted = calloc((size_t)r->source->n_wanted + 1, 1);
    r->has_text = calloc((size_t)r->source->n_wanted_text + 1, 1);
    r->name = calloc(MOST_NAMES + 1, sizeof *r->name);
    r->text = calloc(MOST_NAMES + 1, sizeof *r->text);
    return r->has_wanted && r->has_text && r->name && r->text ? 0 : -1;
}

void ambit_geojson_fields_reset(ambit_geojson_reader *r)
{
    ambit_arena_reset(&r->texts);
    ambit_dictionary_reset(&r->names);
    free(r->has_wanted);
    free(r->has_text);
    free(r->name);
    free(r->text);
}

/* ---- Values ----------------------------------------------------------------------------------------------------- */

/* A value as text: whole numbers without a point, others as short as they read back, lists and objects as JSON. */
typedef struct { const char *text; size_t length; char number[40]; char *owned; } value_text;

static void format_number(char out[40], double value)
{
    if (value == floor(value) && fabs(value) < 1e15) {
        snprintf(out, 40, "%.0f", value);
        return;
    }
    for (size_t digits = 15; digits <= 17; digits++) { /* json_dumpb does not depend on the locale */
        double again;
        json_t *real = json_real(value);
        size_t n = json_dumpb(real, out, 39, JSON_ENCODE_ANY | JSON_REAL_PRECISION(digits));
        json_decref(real);
        out[n < 39 ? n : 0] = '\0';
        if (ambit_text_number(&again, out, strlen(out)) && again == value) return;
    }
}

static void text_open(value_text *out, const json_t *value)
{
    *out = (value_text){ .text = "" };
    if (json_is_string(value)) {
        out->text = json_string_value(value);
    } else if (json_is_integer(value)) {
        snprintf(out->number, sizeof out->number, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        out->text = out->number;
    } else if (json_is_real(value)) {
        format_number(out->number, json_real_value(value));
        out->text = out->number;
    } else if (value && !json_is_null(value)) {
        out->owned = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
        if (out->owned) out->text = out->owned;
    }
    out->length = strlen(out->text);
}

static void text_close(value_text *text) { free(text->owned); }

/* ---- Names of properties ---------------------------------------------------------------------------------------- */

/* The text field of a property when every one is kept: those that are wanted have theirs already. */
static uint32_t text_field(ambit_geojson_reader *r, const char *name)
{
    const ambit_layer_source *source = r->source;
    for (uint32_t k = 0; k < source->n_wanted_text; k++)
        if (!strcmp(source->wanted_text[k], name)) return k;
    return source->every_field ? ambit_draft_add_text(r->draft, name) : UINT32_MAX;
}

static void learn_name(ambit_geojson_reader *r, const char *name)
{
    if (ambit_dictionary_get(&r->names, name) != AMBIT_NOT_FOUND) return;
    if (r->n_names == MOST_NAMES) {
        if (r->source->every_field)
            ambit_diagnosis_error(r->diagnosis, AMBIT_FAULT_TOO_LARGE, (ambit_place){ .file = r->source->shown },
                    "found more than %d properties, expected at most so many in a layer that is copied, remove some",
                    MOST_NAMES);
        r->n_names++; /* said once */
    }
    if (r->n_names > MOST_NAMES) return;
    const char *copy = ambit_arena_copy(&r->texts, name, strlen(name));
    if (!copy || ambit_dictionary_put(&r->names, copy, r->n_names) < 0) {
        r->no_memory = 1;
        return;
    }
    r->text[r->n_names] = text_field(r, name);
    r->name[r->n_names++] = copy;
}

/* ---- A feature -------------------------------------------------------------------------------------------------- */

static void take_id(ambit_geojson_reader *r, const ambit_geojson_object *feature)
{
    value_text text;
    char found[AMBIT_QUOTED];
    const json_t *value = json_object_get(feature->properties, r->id_field);
    if (r->source->numbered) return;
    r->has_own_id |= feature->id != NULL;
    if (!value && !strcmp(r->id_field, "id")) value = feature->id;
    if (!value) {
        if (r->n_without_id++ == 0) r->first_without_id = r->n_features;
        return;
    }
    r->has_id = 1;
    if (!json_is_string(value) && !json_is_number(value) && !json_is_null(value)) {
        ambit_draft_fault(r->draft, AMBIT_FAULT_JSON_VALUE, r->id_field, "found %s, expected a text or a number",
                ambit_geojson_describe(found, value));
        return;
    }
    text_open(&text, value);
    ambit_draft_id(r->draft, text.text, text.length);
    text_close(&text);
}

static void take_name(ambit_geojson_reader *r, const json_t *properties)
{
    value_text text;
    const json_t *value = r->source->name_field ? json_object_get(properties, r->source->name_field) : NULL;
    if (!value) return;
    r->has_name = 1;
    text_open(&text, value);
    ambit_draft_name(r->draft, text.text, text.length);
    text_close(&text);
}

static void take_number(ambit_geojson_reader *r, const json_t *properties, uint32_t k)
{
    char found[AMBIT_QUOTED];
    const char *name = r->source->wanted[k];
    const json_t *value = json_object_get(properties, name);
    if (!value) return;
    r->has_wanted[k] = 1;
    if (json_is_number(value)) ambit_draft_number(r->draft, k, json_number_value(value));
    else if (json_is_string(value))
        ambit_draft_number_text(r->draft, k, json_string_value(value), json_string_length(value));
    else if (!json_is_null(value))
        ambit_draft_fault(r->draft, AMBIT_FAULT_NUMBER_BAD, name, "found %s, expected a number such as 1200.50",
                ambit_geojson_describe(found, value));
}

static void take_text(ambit_geojson_reader *r, const json_t *value, uint32_t k)
{
    value_text text;
    if (k < r->source->n_wanted_text) r->has_text[k] = 1;
    text_open(&text, value);
    if (!json_is_null(value))
        ambit_draft_text_type(r->draft, k, json_is_number(value) ? AMBIT_FIELD_NUMBERS : AMBIT_FIELD_WORDS);
    ambit_draft_text(r->draft, k, text.text, text.length);
    text_close(&text);
}

/* The names of the first features are enough to say which there are. */
static void take_properties(ambit_geojson_reader *r, json_t *properties)
{
    enum { LEARNT = 20 };
    const char *name;
    json_t *value;
    for (uint32_t k = 0; k < r->source->n_wanted; k++) take_number(r, properties, k);
    for (uint32_t k = 0; !r->source->every_field && k < r->source->n_wanted_text; k++) {
        value = json_object_get(properties, r->source->wanted_text[k]);
        if (value) take_text(r, value, k);
    }
    if (!r->source->every_field && r->n_features > LEARNT) return;
    json_object_foreach(properties, name, value) {
        learn_name(r, name);
        uint32_t at = ambit_dictionary_get(&r->names, name);
        if (r->source->every_field && at != AMBIT_NOT_FOUND) take_text(r, value, r->text[at]);
    }
}

static void take_shape(ambit_geojson_reader *r)
{
    const ambit_geojson_shape *shape = &r->shape;
    const ambit_rings *rings = &shape->rings;
    r->n_heights += shape->has_heights != 0;
    if (shape->fault[0]) {
        ambit_draft_fault(r->draft, AMBIT_FAULT_SHAPE_BAD, NULL, "%s", shape->fault);
        return;
    }
    for (uint32_t p = 0; p < rings->n_parts; p++) {
        size_t at = rings->point_first[p];
        ambit_draft_ring(r->draft, rings->x + at, rings->y + at, rings->point_first[p + 1] - at,
                rings->is_hole[p] ? AMBIT_RING_HOLE : AMBIT_RING_EXTERIOR);
    }
    if (!rings->n_parts && shape->n_points) ambit_draft_point(r->draft, shape->point_x, shape->point_y);
    if (!rings->n_parts && shape->n_points > 1) ambit_draft_point(r->draft, shape->point_x, shape->point_y);
    if (!rings->n_parts && !shape->n_points && shape->n_lines)
        ambit_draft_fault(r->draft, AMBIT_FAULT_SHAPE_BAD, NULL, "found a line, expected a polygon or a point");
    r->n_left_out += rings->n_parts ? shape->n_points || shape->n_lines : shape->n_points && shape->n_lines;
}

void ambit_geojson_take(ambit_geojson_reader *r, const ambit_geojson_object *feature)
{
    char found[AMBIT_QUOTED];
    json_t *properties = feature->properties;
    if (ambit_draft_begin(r->draft, r->n_features)) {
        r->no_memory = 1;
        return;
    }
    if (!feature->fault[0] || properties || feature->id) take_id(r, feature);
    if (feature->fault[0]) {
        ambit_draft_fault(r->draft, AMBIT_FAULT_JSON_VALUE, NULL, "%s", feature->fault);
        return;
    }
    if (properties && !json_is_object(properties) && !json_is_null(properties))
        ambit_draft_fault(r->draft, AMBIT_FAULT_JSON_VALUE, "properties", "found %s, expected an object",
                ambit_geojson_describe(found, properties));
    if (feature->doubled)
        ambit_draft_fault(r->draft, AMBIT_FAULT_JSON_KEY, "properties", "found a property twice, expected each once, "
                "rename or remove one");
    take_name(r, properties);
    take_properties(r, properties);
    take_shape(r);
}

/* ---- The end ---------------------------------------------------------------------------------------------------- */

void ambit_geojson_fields_end(ambit_geojson_reader *r)
{
    const ambit_layer_source *source = r->source;
    ambit_place place = { .file = source->shown };
    uint32_t n = r->n_names > MOST_NAMES ? MOST_NAMES : r->n_names;
    if (!r->n_features) return;
    int has_property = ambit_dictionary_get(&r->names, "id") != AMBIT_NOT_FOUND;
    if (r->has_own_id && !has_property) r->name[n++] = "id"; /* there is room for one more */
    if (!r->has_id && !source->numbered) ambit_draft_missing(r->draft, r->id_field, r->name, n);
    else if (r->n_without_id)
        ambit_diagnosis_error(r->diagnosis, AMBIT_FAULT_ID_EMPTY, (ambit_place){ .file = source->shown,
                .field = r->id_field }, "found %" PRIu64 " of %" PRIu64 " features without it, the first is feature %"
                PRIu64 ", expected an id that no other region has", r->n_without_id, r->n_features,
                r->first_without_id);
    if (source->name_field && !r->has_name) ambit_draft_missing(r->draft, source->name_field, r->name, n);
    for (uint32_t k = 0; k < source->n_wanted; k++)
        if (!r->has_wanted[k]) ambit_draft_missing(r->draft, source->wanted[k], r->name, n);
    for (uint32_t k = 0; k < source->n_wanted_text; k++)
        if (!r->has_text[k]) ambit_draft_missing(r->draft, source->wanted_text[k], r->name, n);
    if (r->n_heights)
        ambit_diagnosis_warning(r->diagnosis, AMBIT_FAULT_COLUMN_IGNORED, place, "left out the heights (Z) of %" PRIu64
                " of %" PRIu64 " shapes", r->n_heights, r->n_features);
    if (r->n_left_out)
        ambit_diagnosis_warning(r->diagnosis, AMBIT_FAULT_SHAPE_MENDED, place, "left out the points and lines of %"
                PRIu64 " of %" PRIu64 " shapes, which enclose nothing", r->n_left_out, r->n_features);
}
