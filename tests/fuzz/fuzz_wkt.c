/* tests/fuzz/fuzz_wkt.c - any bytes as a shape in well-known text.
 *
 * What is read has closed rings of finite numbers, each exterior before its holes; what is not has a fault. Text with a
 * line end is read as a table of shapes as well. */
#include "geo/format/draft.h"
#include "geo/format/wkt_read.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int truth) { if (!truth) abort(); }

static void check(const ambit_wkt_shape *shape)
{
    const ambit_rings *rings = &shape->rings;
    if (shape->fault[0]) return;
    must(rings->n_parts >= shape->contents.n_polygons);
    must(!rings->n_parts || !rings->is_hole[0]);
    for (uint32_t p = 0; p < rings->n_parts; p++) {
        size_t from = rings->point_first[p], last = rings->point_first[p + 1] - 1;
        must(last >= from + 2 && rings->x[from] == rings->x[last] && rings->y[from] == rings->y[last]);
        for (size_t i = from; i <= last; i++) must(isfinite(rings->x[i]) && isfinite(rings->y[i]));
    }
}

static void read_shape(const char *text, size_t length)
{
    ambit_wkt_shape shape;
    ambit_geos *geos = ambit_geos_build();
    must(geos != NULL);
    ambit_rings_init(&shape.rings);
    must(ambit_wkt_read(&shape, geos, text, length) == 0);
    check(&shape);
    ambit_rings_reset(&shape.rings);
    ambit_geos_free(geos);
}

static void read_table(const char *text, size_t length)
{
    char path[40];
    ambit_layer *layer = NULL;
    ambit_draft *draft;
    int file = memfd_create("f.csv", MFD_CLOEXEC);
    must(file >= 0 && write(file, text, length) == (ssize_t)length);
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    const ambit_layer_source source = { .path = path, .shown = "f.csv", .id_field = "id", .crs = "EPSG:4326",
        .every_field = length % 2 };
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    must(diagnosis && !ambit_draft_build(&draft, &source, AMBIT_DRAFT_LINE, diagnosis, NULL));
    ambit_status status = ambit_table_layer_read(draft, &source, diagnosis, NULL);
    if (!status) status = ambit_draft_finish(&layer, draft);
    must((status == AMBIT_OK) == (layer != NULL));
    must(status == AMBIT_OK || (status == AMBIT_E_INPUT && ambit_diagnosis_n_errors(diagnosis) > 0));
    ambit_layer_free(layer);
    ambit_draft_free(draft);
    ambit_diagnosis_free(diagnosis);
    close(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    if (!text) return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    read_shape(text, strlen(text));
    if (memchr(text, '\n', size)) read_table(text, size);
    free(text);
    return 0;
}
