/* geo/format/layer_table.c - the .dbf of a layer: texts in UTF-8, ids that differ, numbers. */
#include "geo/format/layer_reader.h"
#include "geo/format/shapecheck.h"
#include "instances/base/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

ambit_status ambit_reader_no_memory(const struct ambit_layer_reader *reader)
{
    return ambit_fail(reader->err, AMBIT_E_MEMORY, "no memory to read %s", reader->shown);
}

const char *ambit_reader_record(char out[160], const struct ambit_layer_reader *reader, uint32_t r)
{
    const char *id = reader->layer->id[r];
    snprintf(out, 160, id && *id ? "record %" PRIu32 " (id %.100s)" : "record %" PRIu32, reader->record[r] + 1, id);
    return out;
}

void ambit_short_list_add(ambit_short_list *list, const char *text)
{
    size_t n = strlen(text);
    if (list->n++ != list->shown || list->used + n + 24 > sizeof list->text || list->shown >= 12) return;
    list->used += (size_t)sprintf(list->text + list->used, "%s%s", list->shown ? ", " : "", text);
    list->shown++;
}

const char *ambit_short_list_end(ambit_short_list *list)
{
    if (list->n > list->shown) sprintf(list->text + list->used, " and %" PRIu32 " more", list->n - list->shown);
    return list->text;
}

int ambit_reader_small(char *out, size_t size, FILE *file)
{
    size_t n = file && !fseeko(file, 0, SEEK_SET) ? fread(out, 1, size - 1, file) : 0;
    out[n] = '\0';
    char *from = !strncmp(out, "\xEF\xBB\xBF", 3) ? out + 3 : out;
    from += strspn(from, " \t\r\n");
    memmove(out, from, strlen(from) + 1);
    for (n = strlen(out); n && strchr(" \t\r\n", out[n - 1]);) out[--n] = '\0';
    return n > 0;
}

static uint32_t find_field(const struct ambit_layer_reader *reader, const char *name)
{
    ambit_short_list fields = { .used = 0 };
    uint32_t found = ambit_shapefile_find_field(reader->file, name);
    if (found != UINT32_MAX) return found;
    for (uint32_t f = 0; f < ambit_shapefile_n_fields(reader->file); f++)
        ambit_short_list_add(&fields, ambit_shapefile_field_name(reader->file, f));
    DBF_FAULT(reader, FIELD_MISSING, name, "there is no such field; the fields are %s", ambit_short_list_end(&fields));
    return UINT32_MAX;
}

static void find_encoding(struct ambit_layer_reader *reader)
{
    char cpg[64], shown_cpg[PATH_ROOM];
    int known = ambit_reader_small(cpg, sizeof cpg, reader->files->cpg);
    ambit_encoding_reset(&reader->encoding);
    if (!ambit_encoding_init(&reader->encoding, known ? cpg : NULL, ambit_shapefile_ldid(reader->file))) return;
    ambit_shapecheck_name(shown_cpg, sizeof shown_cpg, reader->shown, known ? "cpg" : "dbf");
    ambit_place place = { .file = shown_cpg };
    ambit_diagnosis_error(reader->diagnosis, AMBIT_FAULT_ENCODING, place,
            "found the encoding \"%s\", expected one such as UTF-8 or 1252: write its name into the .cpg file",
            reader->encoding.name);
    ambit_encoding_init(&reader->encoding, "UTF-8", 0);
}

/* A cell as UTF-8 that lives as long as the layer. Returns 0; 1 for bytes of another encoding, which are a fault and
 * become ""; -1 without memory. */
static int read_text(struct ambit_layer_reader *reader, const char **out, uint32_t r, uint32_t field)
{
    size_t length;
    const char *cell = ambit_shapefile_cell(reader->file, reader->record[r], field, &length);
    int answer = ambit_encoding_text(&reader->encoding, out, &reader->layer->texts, cell, length);
    if (answer <= 0) return answer;
    char quoted[AMBIT_QUOTED];
    DBF_FAULT(reader, ENCODING, ambit_shapefile_field_name(reader->file, field),
            "record %" PRIu32 ": found %s, expected %s: write the table's true encoding into a .cpg file",
            reader->record[r] + 1, ambit_text_quote(quoted, cell, length), reader->encoding.name);
    *out = "";
    return 1;
}

/* Ids are text, so zeros in front stay. Only a column of real numbers has them tidied: 1001.000 is 1001. */
static int tidy_id(struct ambit_layer_reader *reader, const char **id)
{
    double value;
    char text[32];
    if (!ambit_shapefile_is_number(reader->file, reader->id_at) || !strpbrk(*id, ".eE")) return 0;
    if (!ambit_text_number(&value, *id, strlen(*id)) || value != floor(value) || fabs(value) > 1e15) return 0;
    snprintf(text, sizeof text, "%.0f", value);
    *id = ambit_arena_copy(&reader->layer->texts, text, strlen(text));
    return *id ? 0 : -1;
}

static int read_id(struct ambit_layer_reader *reader, uint32_t r)
{
    const char **id = &reader->layer->id[r];
    int answer = read_text(reader, id, r, reader->id_at);
    if (answer < 0 || tidy_id(reader, id)) return -1;
    if (answer > 0) return 0;
    if (!**id) {
        DBF_FAULT(reader, ID_EMPTY, reader->id_field,
                "record %" PRIu32 ": found nothing, expected an id that no other region has", reader->record[r] + 1);
        return 0;
    }
    int there = ambit_dictionary_put(&reader->index, *id, r);
    if (there <= 0) return there;
    uint32_t first = ambit_dictionary_get(&reader->index, *id);
    DBF_FAULT(reader, ID_DOUBLE, reader->id_field, "record %" PRIu32 ": found \"%s\", which record %" PRIu32
            " has already: ids must differ, dissolve the layer by id or name another field", reader->record[r] + 1, *id,
            reader->record[first] + 1);
    return 0;
}

/* An empty cell, or stars, which is how a .dbf says that it has no number, is NaN. */
static void read_number(struct ambit_layer_reader *reader, double *out, uint32_t r, uint32_t field)
{
    size_t length;
    char quoted[AMBIT_QUOTED], record[160];
    const char *cell = ambit_shapefile_cell(reader->file, reader->record[r], field, &length);
    *out = NAN;
    if (length == strspn(cell, "*") || ambit_text_number(out, cell, length)) return;
    DBF_FAULT(reader, NUMBER_BAD, ambit_shapefile_field_name(reader->file, field),
            "%s: found %s, expected a number such as 1200.50", ambit_reader_record(record, reader, r),
            ambit_text_quote(quoted, cell, length));
}

static ambit_status read_fields(struct ambit_layer_reader *reader)
{
    ambit_layer *layer = reader->layer;
    layer->field = calloc(reader->n_wanted ? reader->n_wanted : 1, sizeof *layer->field);
    if (!layer->field) return ambit_reader_no_memory(reader);
    for (uint32_t f = 0; f < reader->n_wanted; f++) {
        uint32_t at = find_field(reader, reader->wanted[f]);
        ambit_layer_field *field = &layer->field[layer->n_fields++];
        field->name = ambit_arena_copy(&layer->texts, reader->wanted[f], strlen(reader->wanted[f]));
        field->value = malloc(((size_t)layer->n + 1) * sizeof *field->value);
        if (!field->name || !field->value) return ambit_reader_no_memory(reader);
        for (uint32_t r = 0; at != UINT32_MAX && r < layer->n; r++) read_number(reader, &field->value[r], r, at);
    }
    return AMBIT_OK;
}

ambit_status ambit_reader_table(struct ambit_layer_reader *reader)
{
    ambit_layer *layer = reader->layer;
    find_encoding(reader);
    reader->id_at = find_field(reader, reader->id_field);
    reader->name_at = reader->name_field ? find_field(reader, reader->name_field) : UINT32_MAX;
    for (uint32_t r = 0; r < layer->n; r++) {
        layer->id[r] = "";
        if (reader->id_at != UINT32_MAX && read_id(reader, r)) return ambit_reader_no_memory(reader);
        layer->name[r] = layer->id[r];
        if (reader->name_at != UINT32_MAX && read_text(reader, &layer->name[r], r, reader->name_at) < 0)
            return ambit_reader_no_memory(reader);
        if (!*layer->name[r]) layer->name[r] = layer->id[r];
    }
    return read_fields(reader);
}
