#include "geo/format/draft_parts.h"
#include "instances/base/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* ---- Words ------------------------------------------------------------------------------------------------------ */

static void record_fault(ambit_draft *draft, uint32_t r, ambit_fault fault, const char *field, const char *words)
{
    const char *id = draft->layer->id[r], *unit = draft->unit == AMBIT_DRAFT_RECORD ? "record" : "feature";
    ambit_place place = { .file = field ? draft->shown_table : draft->source.shown, .field = field };
    if (draft->unit == AMBIT_DRAFT_LINE) {
        place.line = draft->number[r];
        ambit_diagnosis_error(draft->diagnosis, fault, place, "%s", words);
    } else if (*id)
        ambit_diagnosis_error(draft->diagnosis, fault, place, "%s %" PRIu64 " (id %.100s): %s", unit, draft->number[r],
                id, words);
    else
        ambit_diagnosis_error(draft->diagnosis, fault, place, "%s %" PRIu64 ": %s", unit, draft->number[r], words);
}

void ambit_draft_fault_at(ambit_draft *draft, uint32_t r, ambit_fault fault, const char *field, const char *format,
        ...)
{
    char words[800];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    record_fault(draft, r, fault, field, words);
}

void ambit_draft_fault(ambit_draft *draft, ambit_fault fault, const char *field, const char *format, ...)
{
    char words[800];
    uint32_t r = draft->layer->n - 1;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    record_fault(draft, r, fault, field, words);
    if (!field && draft->shape[r] == SHAPE_NONE) draft->shape[r] = SHAPE_REFUSED;
}

void ambit_draft_missing(ambit_draft *draft, const char *name, const char *const *known, uint32_t n_known)
{
    ambit_short_list fields = { .used = 0 };
    ambit_place place = { .file = draft->shown_table, .field = name };
    for (uint32_t f = 0; f < n_known; f++) ambit_short_list_add(&fields, known[f]);
    if (n_known)
        ambit_diagnosis_error(draft->diagnosis, AMBIT_FAULT_FIELD_MISSING, place,
                "there is no such field; the fields are %s", ambit_short_list_end(&fields));
    else
        ambit_diagnosis_error(draft->diagnosis, AMBIT_FAULT_FIELD_MISSING, place,
                "there is no such field; the layer has none");
}

/* ---- Storage ---------------------------------------------------------------------------------------------------- */

/* *array of `size` bytes a member gets room for n; it stays as it was when that fails. */
static int grow(void *array, size_t n, size_t size)
{
    void **at = array, *moved = n <= SIZE_MAX / size ? realloc(*at, n * size) : NULL;
    if (!moved) return -1;
    *at = moved;
    return 0;
}

static int grow_records(ambit_draft *draft, uint32_t room)
{
    ambit_layer *layer = draft->layer;
    size_t n = (size_t)room + 1;
    if (grow(&draft->number, n, sizeof *draft->number) || grow(&draft->shape, n, sizeof *draft->shape)
            || grow(&draft->raw_first, n, sizeof *draft->raw_first) || grow(&layer->id, n, sizeof *layer->id)
            || grow(&layer->name, n, sizeof *layer->name)
            || grow(&layer->centre_lon_deg, n, sizeof *layer->centre_lon_deg)
            || grow(&layer->centre_lat_deg, n, sizeof *layer->centre_lat_deg)) return -1;
    for (uint32_t k = 0; k < layer->n_fields; k++)
        if (grow(&layer->field[k].value, n, sizeof *layer->field[k].value)) return -1;
    for (uint32_t k = 0; k < layer->n_text_fields; k++)
        if (grow(&layer->text[k].value, n, sizeof *layer->text[k].value)) return -1;
    draft->room = room;
    return 0;
}

static const char *keep(ambit_draft *draft, const char *text, size_t length)
{
    const char *copy = length ? ambit_arena_copy(&draft->layer->texts, text, length) : "";
    if (!copy) draft->no_memory = 1;
    return copy ? copy : "";
}

/* The wanted fields, without values. */
static int make_fields(ambit_draft *draft)
{
    ambit_layer *layer = draft->layer;
    const ambit_layer_source *source = &draft->source;
    layer->field = calloc((size_t)source->n_wanted + 1, sizeof *layer->field);
    if (!layer->field) return -1;
    for (; layer->n_fields < source->n_wanted; layer->n_fields++) {
        const char *name = source->wanted[layer->n_fields];
        layer->field[layer->n_fields].name = keep(draft, name, strlen(name));
    }
    for (uint32_t k = 0; k < source->n_wanted_text; k++) ambit_draft_add_text(draft, source->wanted_text[k]);
    return draft->no_memory ? -1 : 0;
}

ambit_status ambit_draft_build(ambit_draft **out, const ambit_layer_source *source, ambit_draft_unit unit,
        ambit_diagnosis *diagnosis, ambit_error *err)
{
    *out = NULL;
    ambit_draft *draft = calloc(1, sizeof *draft);
    if (!draft) goto fail;
    draft->source = *source;
    draft->unit = unit;
    draft->diagnosis = diagnosis;
    draft->err = err;
    draft->n_errors_before = ambit_diagnosis_n_errors(diagnosis);
    ambit_draft_name_table(draft, source->shown);
    ambit_dictionary_init(&draft->index);
    ambit_rings_init(&draft->raw);
    if (!(draft->layer = calloc(1, sizeof *draft->layer))) goto fail;
    ambit_arena_init(&draft->layer->texts);
    if (make_fields(draft) || grow_records(draft, 16)) goto fail;
    *out = draft;
    return AMBIT_OK;
fail:
    ambit_draft_free(draft);
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory to read %s", source->shown);
}

void ambit_draft_free(ambit_draft *draft)
{
    if (!draft) return;
    ambit_layer_free(draft->layer);
    ambit_rings_reset(&draft->raw);
    ambit_dictionary_reset(&draft->index);
    ambit_projection_free(draft->projection);
    free(draft->number);
    free(draft->shape);
    free(draft->raw_first);
    free(draft);
}

void ambit_draft_name_table(ambit_draft *draft, const char *shown)
{
    snprintf(draft->shown_table, sizeof draft->shown_table, "%s", shown);
}

void ambit_draft_expect(ambit_draft *draft, uint32_t n, size_t n_points)
{
    if (n > draft->room && grow_records(draft, n)) draft->no_memory = 1;
    if (ambit_rings_reserve(&draft->raw, 0, n_points)) draft->no_memory = 1;
}

uint32_t ambit_draft_add_text(ambit_draft *draft, const char *name)
{
    ambit_layer *layer = draft->layer;
    uint32_t k = layer->n_text_fields;
    if (draft->no_memory || k == UINT32_MAX || grow(&layer->text, (size_t)k + 1, sizeof *layer->text)) goto fail;
    layer->text[k] = (ambit_layer_text){ keep(draft, name, strlen(name)), NULL, AMBIT_FIELD_UNTYPED };
    layer->n_text_fields++;
    if (draft->room && grow(&layer->text[k].value, (size_t)draft->room + 1, sizeof *layer->text[k].value)) goto fail;
    for (uint32_t r = 0; r < layer->n; r++) layer->text[k].value[r] = "";
    return k;
fail:
    draft->no_memory = 1;
    return k;
}

void ambit_draft_text_type(ambit_draft *draft, uint32_t k, int type)
{
    if (!draft->no_memory && type > draft->layer->text[k].type) draft->layer->text[k].type = (char)type;
}

/* ---- Records ---------------------------------------------------------------------------------------------------- */

static const char *number_as_id(ambit_draft *draft, uint64_t number)
{
    char text[24];
    return keep(draft, text, (size_t)snprintf(text, sizeof text, "%" PRIu64, number));
}

int ambit_draft_begin(ambit_draft *draft, uint64_t number)
{
    ambit_layer *layer = draft->layer;
    if (layer->n == draft->room && (draft->room > UINT32_MAX / 4 || grow_records(draft, 2 * draft->room)))
        draft->no_memory = 1;
    if (draft->no_memory) return -1;
    uint32_t r = layer->n++;
    draft->number[r] = number;
    draft->shape[r] = SHAPE_NONE;
    draft->raw_first[r] = draft->raw.n_parts;
    layer->id[r] = layer->name[r] = "";
    if (draft->source.numbered) layer->id[r] = number_as_id(draft, number);
    layer->centre_lon_deg[r] = layer->centre_lat_deg[r] = NAN;
    for (uint32_t k = 0; k < layer->n_fields; k++) layer->field[k].value[r] = NAN;
    for (uint32_t k = 0; k < layer->n_text_fields; k++) layer->text[k].value[r] = "";
    return 0;
}

static void record_double(ambit_draft *draft, const char *id)
{
    uint32_t first = ambit_dictionary_get(&draft->index, id);
    static const char *const unit[] = { "record", "feature", "line" };
    ambit_draft_fault(draft, AMBIT_FAULT_ID_DOUBLE, draft->source.id_field, "found \"%s\", which %s %" PRIu64
            " has already: ids must differ, dissolve the layer by id or name another field", id, unit[draft->unit],
            draft->number[first]);
}

void ambit_draft_id(ambit_draft *draft, const char *text, size_t length)
{
    uint32_t r = draft->layer->n - 1;
    if (draft->source.numbered) return;
    const char *id = keep(draft, text, length);
    if (draft->no_memory) return;
    if (!*id) {
        ambit_draft_fault(draft, AMBIT_FAULT_ID_EMPTY, draft->source.id_field,
                "found nothing, expected an id that no other region has");
        return;
    }
    int there = ambit_dictionary_put(&draft->index, id, r);
    if (there < 0) draft->no_memory = 1;
    if (there > 0) record_double(draft, id);
    draft->layer->id[r] = id;
}

void ambit_draft_name(ambit_draft *draft, const char *text, size_t length)
{
    draft->layer->name[draft->layer->n - 1] = keep(draft, text, length);
}

void ambit_draft_number(ambit_draft *draft, uint32_t k, double value)
{
    draft->layer->field[k].value[draft->layer->n - 1] = value;
}

static int is_blank(const char *text, size_t length)
{
    size_t i = 0;
    while (i < length && (text[i] == ' ' || text[i] == '\t')) i++;
    return i == length;
}

void ambit_draft_number_text(ambit_draft *draft, uint32_t k, const char *text, size_t length)
{
    double value;
    char quoted[AMBIT_QUOTED];
    if (is_blank(text, length)) return;
    if (ambit_text_number(&value, text, length)) ambit_draft_number(draft, k, value);
    else
        ambit_draft_fault(draft, AMBIT_FAULT_NUMBER_BAD, draft->source.wanted[k],
                "found %s, expected a number such as 1200.50", ambit_text_quote(quoted, text, length));
}

void ambit_draft_text(ambit_draft *draft, uint32_t k, const char *text, size_t length)
{
    if (draft->no_memory) return;
    draft->layer->text[k].value[draft->layer->n - 1] = keep(draft, text, length);
}

void ambit_draft_ring(ambit_draft *draft, const double *x, const double *y, size_t n, ambit_ring_role role)
{
    draft->shape[draft->layer->n - 1] = SHAPE_RINGS;
    if (ambit_rings_add(&draft->raw, x, y, n, 0)) draft->no_memory = 1;
    else draft->raw.is_hole[draft->raw.n_parts - 1] = (char)role;
}

void ambit_draft_point(ambit_draft *draft, double x, double y)
{
    uint32_t r = draft->layer->n - 1;
    if (draft->shape[r] == SHAPE_POINT) draft->shape[r] = SHAPE_POINTS;
    if (draft->shape[r] == SHAPE_POINTS || draft->shape[r] == SHAPE_RINGS) return;
    draft->shape[r] = SHAPE_POINT;
    draft->layer->centre_lon_deg[r] = x;
    draft->layer->centre_lat_deg[r] = y;
}
