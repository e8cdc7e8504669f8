/* geo/format/wkt_write.c - layers as a table of ids and well-known text (ISO 19125-1), for spreadsheets and such. */
#include "geo/format/write.h"
#include "geo/format/write_parts.h"
#include "instances/table.h"

/* Exteriors run counter-clockwise, holes clockwise. */
static void write_ring(FILE *to, ambit_shape shape, uint32_t p)
{
    size_t at = shape.point_first[p], n = shape.point_first[p + 1] - at;
    int turn = (ambit_ring_area(shape.x + at, shape.y + at, n) < 0) != (shape.is_hole[p] != 0);
    for (size_t k = 0; k < n; k++) {
        size_t i = at + (turn ? n - 1 - k : k);
        fprintf(to, "%s%.15g %.15g", k ? "," : "(", shape.x[i], shape.y[i]);
    }
    putc(')', to);
}

static void write_shape(FILE *to, ambit_shape shape)
{
    uint32_t n_polygons = 0;
    for (uint32_t p = 0; p < shape.n_parts; p++) n_polygons += !shape.is_hole[p];
    fputs(n_polygons > 1 ? "\"MULTIPOLYGON(" : "\"POLYGON", to);
    for (uint32_t p = 0; p < shape.n_parts; p++) {
        if (p) fputs(shape.is_hole[p] ? "," : "),", to);
        if (!shape.is_hole[p]) putc('(', to);
        write_ring(to, shape, p);
    }
    fputs(n_polygons > 1 ? "))\"" : ")\"", to);
}

ambit_status ambit_write_wkt(FILE *to, const ambit_layer *layer, const char *id_column, ambit_error *err)
{
    ambit_status status = AMBIT_OK;
    ambit_rings cut;
    ambit_rings_init(&cut);
    ambit_geos *geos = ambit_geos_build();
    if (!geos) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for well-known text");
    fprintf(to, "%s,wkt\n", id_column);
    for (uint32_t r = 0; !status && r < layer->n; r++) {
        status = ambit_write_cut(&cut, geos, layer, r, err);
        ambit_csv_write(to, layer->id[r]);
        putc(',', to);
        if (cut.n_parts) write_shape(to, ambit_rings_view(&cut, 0, cut.n_parts));
        putc('\n', to);
    }
    if (!status && (fflush(to) || ferror(to))) status = ambit_fail(err, AMBIT_E_FILE, "the table of shapes cannot be "
            "written");
    ambit_geos_free(geos);
    ambit_rings_reset(&cut);
    return status;
}
