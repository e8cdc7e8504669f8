/* tests/fuzz/fuzz_zip.c - shapefiles in zips: no bytes may crash the reader.
 *
 * An input is an archive. libzip opens files by their names, so it lies in a file in memory that has one. */
#include "geo/format/zip.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_archive(const char *path)
{
    ambit_zip *zip;
    ambit_layer *layer = NULL;
    ambit_error err = { AMBIT_OK, "" };
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    if (!diagnosis) abort();
    const ambit_layer_source source = { .path = path, .shown = "t.zip", .id_field = "ID", .crs = "EPSG:4326",
        .every_field = 1 };
    ambit_status status = ambit_zip_open(&zip, &source, diagnosis, &err);
    if ((status == AMBIT_OK) != (zip != NULL)) abort();
    if (zip) status = ambit_layer_read_files(&layer, ambit_zip_files(zip), &source, diagnosis, &err);
    if ((status == AMBIT_OK) != (layer != NULL)) abort();
    if (status == AMBIT_E_INPUT && !ambit_diagnosis_n_errors(diagnosis)) abort();
    ambit_layer_free(layer);
    ambit_zip_close(zip);
    ambit_diagnosis_free(diagnosis);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    int memory = memfd_create("archive", 0);
    if (memory < 0 || write(memory, data, size) != (ssize_t)size) abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", memory);
    read_archive(path);
    close(memory);
    return 0;
}
