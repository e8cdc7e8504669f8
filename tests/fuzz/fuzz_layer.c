/* tests/fuzz/fuzz_layer.c - the reader of shapefiles: no bytes may crash it.
 *
 * An input is five lengths (16 bits, the lower byte first) and then as many bytes of .shp, .dbf, .shx, .prj and .cpg;
 * an optional file of length 0 is not there. The files are read from memory. The text of a .prj is PROJ's affair,
 * which takes half a second to look up words that mean nothing: here its first byte only chooses one. */
#include "geo/layer.h"

#include <stdlib.h>
#include <string.h>

enum { SHP, DBF, SHX, PRJ, CPG, N_FILES, HEADER = 2 * N_FILES };

static char *const known[] = { "EPSG:4326", "EPSG:3857", "  " };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A layer that came out must hold together, whatever it was made of. */
static void check(const ambit_layer *layer)
{
    if (layer->part_first[layer->n] != layer->n_parts) abort();
    for (uint32_t r = 0; r < layer->n; r++)
        if (!layer->id[r] || !layer->name[r] || layer->part_first[r] > layer->part_first[r + 1]) abort();
    for (uint32_t p = 0; p < layer->n_parts; p++)
        if (layer->point_first[p] + 4 > layer->point_first[p + 1]) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    FILE *file[N_FILES] = { NULL };
    size_t at = HEADER;
    if (size < HEADER) return 0;
    for (int k = 0; k < N_FILES; k++) {
        size_t n = data[2 * k] | (size_t)data[2 * k + 1] << 8;
        if (n > size - at) n = size - at;
        if (n && k == PRJ) file[k] = fmemopen(known[data[at] % 3], strlen(known[data[at] % 3]), "rb");
        else if (n) file[k] = fmemopen((void *)(uintptr_t)(data + at), n, "rb");
        at += n;
    }
    if (file[SHP] && file[DBF]) {
        const ambit_layer_files files = { .shp = file[SHP], .shx = file[SHX], .dbf = file[DBF], .prj = file[PRJ],
            .cpg = file[CPG] };
        const char *wanted[] = { "AMOUNT", "POP" };
        ambit_layer *layer = NULL;
        ambit_error err = { AMBIT_OK, "" };
        ambit_diagnosis *diagnosis = ambit_diagnosis_build();
        if (!diagnosis) abort();
        ambit_status status = ambit_layer_read_files(&layer, &files, &(ambit_layer_source){ .shown = "fuzz.shp",
                .id_field = "ID", .name_field = "NAME", .wanted = wanted, .n_wanted = 2 }, diagnosis, &err);
        if ((status == AMBIT_OK) != (layer != NULL)) abort();
        if (status == AMBIT_E_INPUT && !ambit_diagnosis_n_errors(diagnosis)) abort();
        if (layer) check(layer);
        ambit_layer_free(layer);
        ambit_diagnosis_free(diagnosis);
    }
    for (int k = 0; k < N_FILES; k++)
        if (file[k]) fclose(file[k]);
    return 0;
}
