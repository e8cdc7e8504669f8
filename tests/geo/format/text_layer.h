/* tests/geo/format/text_layer.h - layers that are written as text: read from a file, and what comes out as text too. */
#ifndef AMBIT_TEST_TEXT_LAYER_H
#define AMBIT_TEST_TEXT_LAYER_H
#include "tests/geo/shapes.h"
#include <math.h>
#include <stdio.h>

enum { DUMP_ROOM = 8000 };

/* A file and what it must give: its regions line by line with the warnings, or the errors. */
struct text_case {
    const char *name, *file, *text;
    size_t length; /* 0: up to the NUL */
    ambit_layer_source source;
    const char *expected;
};

static inline void append(char out[DUMP_ROOM], const char *format, ...) __attribute__((format(printf, 2, 3)));
static inline void append(char out[DUMP_ROOM], const char *format, ...)
{
    va_list args;
    size_t n = strlen(out);
    va_start(args, format);
    vsnprintf(out + n, DUMP_ROOM - n, format, args);
    va_end(args);
}

/* "01 One 12.5: 2 rings, 7.5" (id, name, numbers, texts, area in square degrees) or "01 One: at 8.5, 47.4" a line. */
static inline void dump_layer(char out[DUMP_ROOM], const ambit_layer *layer)
{
    for (uint32_t r = 0; r < layer->n; r++) {
        append(out, "%s %s", layer->id[r], layer->name[r]);
        for (uint32_t k = 0; k < layer->n_fields; k++) append(out, " %.12g", layer->field[k].value[r]);
        for (uint32_t k = 0; k < layer->n_text_fields; k++)
            append(out, " %s=%s", layer->text[k].name, layer->text[k].value[r]);
        uint32_t n_parts = layer->part_first[r + 1] - layer->part_first[r];
        if (n_parts)
            append(out, ": %u ring%s, %.6g\n", n_parts, n_parts > 1 ? "s" : "",
                    ambit_shape_area(ambit_layer_shape(layer, r)));
        else append(out, ": at %.9g, %.9g\n", layer->centre_lon_deg[r], layer->centre_lat_deg[r]);
    }
}

static inline void dump_diagnosis(char out[DUMP_ROOM], const ambit_diagnosis *diagnosis)
{
    const char *text;
    for (uint32_t i = 0; (text = ambit_diagnosis_warning_text(diagnosis, i)); i++) append(out, "warning: %s\n", text);
    for (uint32_t i = 0; (text = ambit_diagnosis_error_text(diagnosis, i)); i++) append(out, "%s\n", text);
}

/* Writes the file, reads it, and says what came out. The id field is "id" unless the source says otherwise. */
static inline ambit_status read_text_layer(char out[DUMP_ROOM], const char *file, const char *text, size_t length,
        const ambit_layer_source *plain)
{
    test_folder folder;
    ambit_layer *layer = NULL;
    ambit_error err = { AMBIT_OK, "" };
    ambit_layer_source source = *plain;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    folder_open(&folder);
    put_file(&folder, file, text, length);
    source.path = in_folder(&folder, file);
    source.shown = file;
    if (!source.id_field) source.id_field = "id";
    ambit_status status = ambit_layer_read(&layer, &source, diagnosis, &err);
    folder_close(&folder);
    out[0] = '\0';
    if (layer) dump_layer(out, layer);
    if (layer && layer->n_parts) layer_is_sound(layer);
    dump_diagnosis(out, diagnosis);
    assert_int_equal(status == AMBIT_OK, layer != NULL);
    assert_int_equal(status == AMBIT_OK, ambit_diagnosis_n_errors(diagnosis) == 0);
    if (status) assert_int_equal(status, AMBIT_E_INPUT);
    ambit_layer_free(layer);
    ambit_diagnosis_free(diagnosis);
    return status;
}

/* A test of cmocka: its initial state is the case. */
static inline void reads_as_expected(void **state)
{
    const struct text_case *c = *state;
    char out[DUMP_ROOM];
    read_text_layer(out, c->file, c->text, c->length ? c->length : strlen(c->text), &c->source);
    if (!strcmp(out, c->expected)) return;
    fprintf(stderr, "found:\n%sexpected:\n%s", out, c->expected); /* cmocka cuts long texts off */
    fail_msg("%s", c->name);
}

#endif
