/* tests/fuzz/fuzz_geojson.c - any bytes as a GeoJSON file.
 *
 * A layer that comes out holds together, and what does not come out has a fault that names the file. The coordinate
 * system is given: what a file says of its own is PROJ's affair, which takes half a second to look up words that mean
 * nothing. */
#include "geo/format/draft.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int truth) { if (!truth) abort(); }

static void check(const ambit_layer *layer)
{
    must(layer->n > 0 && layer->part_first[layer->n] == layer->n_parts);
    must(!layer->is_points || !layer->n_parts);
    for (uint32_t r = 0; r < layer->n; r++) {
        must(layer->id[r] && *layer->id[r] && layer->name[r] && layer->part_first[r] <= layer->part_first[r + 1]);
        for (uint32_t k = 0; k < layer->n_text_fields; k++) must(layer->text[k].value[r] != NULL);
    }
    for (uint32_t p = 0; p < layer->n_parts; p++) must(layer->point_first[p] + 4 <= layer->point_first[p + 1]);
}

static ambit_status read_features(ambit_layer **out, FILE *file, const ambit_layer_source *source,
        ambit_diagnosis *diagnosis)
{
    ambit_draft *draft;
    ambit_error err = { AMBIT_OK, "" };
    must(ambit_draft_build(&draft, source, AMBIT_DRAFT_FEATURE, diagnosis, &err) == AMBIT_OK);
    ambit_status status = ambit_geojson_layer_read(draft, source, file, diagnosis, &err);
    if (!status) status = ambit_draft_finish(out, draft);
    ambit_draft_free(draft);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *const wanted[] = { "amount" }, *const text[] = { "code" };
    const ambit_layer_source source = { .path = "f.geojson", .shown = "f.geojson", .id_field = "id", .name_field
            = "name", .crs = "EPSG:4326", .wanted = wanted, .n_wanted = size % 2, .wanted_text = text, .n_wanted_text
            = size / 2 % 2, .every_field = size / 4 % 2 };
    ambit_layer *layer = NULL;
    FILE *file = size ? fmemopen((void *)(uintptr_t)data, size, "rb") : NULL;
    if (!file) return 0;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    must(diagnosis != NULL);
    ambit_status status = read_features(&layer, file, &source, diagnosis);
    must((status == AMBIT_OK) == (layer != NULL));
    must(status == AMBIT_OK || (status == AMBIT_E_INPUT && ambit_diagnosis_n_errors(diagnosis) > 0));
    if (status) must(!strncmp(ambit_diagnosis_error_text(diagnosis, 0), "f.geojson", strlen("f.geojson")));
    if (layer) check(layer);
    ambit_layer_free(layer);
    ambit_diagnosis_free(diagnosis);
    fclose(file);
    return 0;
}
