/* geo/format/layer_read.c - a shapefile becomes a layer: the table first (ids, names, numbers), then the shapes, which
 * are projected all at once and mended on all threads. Faults are recorded and reading goes on: one run shows all. */
#include "geo/format/layer_reader.h"
#include "geo/mend.h"
#include "geo/format/shapecheck.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { PRJ_ROOM = 32768 };

/* ---- Coordinate system ------------------------------------------------------------------------------------------ */

static void find_projection(struct ambit_layer_reader *reader)
{
    char shown_prj[PATH_ROOM], prj[PRJ_ROOM];
    ambit_error err = { AMBIT_OK, "" };
    ambit_shapecheck_name(shown_prj, sizeof shown_prj, reader->shown, "prj");
    ambit_place place = { .file = shown_prj };
    if (!reader->crs && !ambit_reader_small(prj, sizeof prj, reader->files->prj)) {
        ambit_diagnosis_error(reader->diagnosis, AMBIT_FAULT_CRS_MISSING, place,
                "%s, expected the coordinate system of %s: put the .prj beside the .shp, or say which it is, such as "
                "`regions: {file: %s, crs: EPSG:4326}`",
                reader->files->prj ? "the file is empty" : "there is no such file", reader->shown, reader->shown);
    } else if (ambit_projection_build(&reader->projection, reader->crs ? reader->crs : prj, &err)) {
        if (reader->crs) place = (ambit_place){ .file = reader->shown, .field = "crs" };
        ambit_diagnosis_error(reader->diagnosis, AMBIT_FAULT_CRS_BAD, place,
                "%s; expected an EPSG code such as EPSG:5070, WKT or a PROJ string", err.text);
    }
}

/* Finds the records that count and makes room for them. */
static ambit_status start_layer(struct ambit_layer_reader *reader)
{
    uint32_t n = ambit_shapefile_n_records(reader->file);
    ambit_layer *layer = reader->layer = calloc(1, sizeof *layer);
    if (!layer) return ambit_reader_no_memory(reader);
    ambit_arena_init(&layer->texts);
    reader->record = calloc((size_t)n + 1, sizeof *reader->record);
    if (!reader->record) return ambit_reader_no_memory(reader);
    for (uint32_t i = 0; i < n; i++)
        if (!ambit_shapefile_is_deleted(reader->file, i)) reader->record[layer->n++] = i;
    size_t room = (size_t)layer->n + 1;
    if (!(reader->raw_first = calloc(room, sizeof *reader->raw_first))
            || !(layer->id = calloc(room, sizeof *layer->id)) || !(layer->name = calloc(room, sizeof *layer->name))
            || !(layer->part_first = calloc(room, sizeof *layer->part_first))
            || !(layer->centre_lon_deg = calloc(room, sizeof *layer->centre_lon_deg))
            || !(layer->centre_lat_deg = calloc(room, sizeof *layer->centre_lat_deg)))
        return ambit_reader_no_memory(reader);
    if (!layer->n) SHP_FAULT(reader, FILE_EMPTY, "found no record, expected one a region");
    return AMBIT_OK;
}

/* ---- The shapes ------------------------------------------------------------------------------------------------- */

static ambit_status read_rings(struct ambit_layer_reader *reader)
{
    char record[160];
    for (uint32_t r = 0; r < reader->layer->n; r++) {
        int answer = ambit_shapefile_rings(reader->file, reader->record[r], &reader->raw);
        if (answer == -2) return ambit_reader_no_memory(reader);
        if (answer == 0)
            SHP_FAULT(reader, SHAPE_BAD, "%s: has no shape, expected a polygon: draw it or remove the record",
                    ambit_reader_record(record, reader, r));
        if (answer == -1)
            SHP_FAULT(reader, SHAPE_FILE, "%s: cannot be read, its bytes contradict themselves: it is damaged, "
                    "copy the file again", ambit_reader_record(record, reader, r));
        reader->raw_first[r + 1] = reader->raw.n_parts;
    }
    return AMBIT_OK;
}

/* The first point of shape r that is not on the Earth, SIZE_MAX when there is none. */
static size_t find_lost_point(const struct ambit_layer_reader *reader, uint32_t r)
{
    uint32_t from = reader->raw_first[r], to = reader->raw_first[r + 1];
    if (from == to) return SIZE_MAX;
    for (size_t i = reader->raw.point_first[from]; i < reader->raw.point_first[to]; i++)
        if (!(fabs(reader->raw.y[i]) <= 90 && fabs(reader->raw.x[i]) <= 540)) return i;
    return SIZE_MAX;
}

/* A wrong coordinate system shows in every shape: one fault for all of them. Returns 1 when all points are on the
 * Earth. */
static int check_points(struct ambit_layer_reader *reader)
{
    uint32_t n_bad = 0, first = 0, n = reader->layer->n;
    char record[160];
    for (uint32_t r = n; r-- > 0;)
        if (find_lost_point(reader, r) != SIZE_MAX) n_bad++, first = r;
    if (!n_bad) return 1;
    size_t i = find_lost_point(reader, first);
    double lon = reader->raw.x[i], lat = reader->raw.y[i];
    if (isnan(lon))
        SHP_FAULT(reader, SHAPE_BAD, "%s: has points that have no place on the Earth in this coordinate system, "
                "and so have %" PRIu32 " of %" PRIu32 " shapes: check the .prj or the crs",
                ambit_reader_record(record, reader, first), n_bad, n);
    else
        SHP_FAULT(reader, COORDINATE_RANGE, "%s: found longitude %.6g and latitude %.6g, expected degrees, "
                "and so in %" PRIu32 " of %" PRIu32 " shapes: check the .prj or the crs",
                ambit_reader_record(record, reader, first), lon, lat, n_bad, n);
    return 0;
}

static void report_mending(struct ambit_layer_reader *reader, const char *state, const char *words)
{
    ambit_short_list mended = { .used = 0 }, flat = { .used = 0 };
    ambit_layer *layer = reader->layer;
    ambit_place place = { .file = reader->shown };
    char record[160];
    for (uint32_t r = 0; r < layer->n; r++) {
        int has_rings = reader->raw_first[r] < reader->raw_first[r + 1];
        if (state[r] == AMBIT_SHAPE_MENDED) ambit_short_list_add(&mended, layer->id[r]);
        if (state[r] == AMBIT_SHAPE_FLAT && has_rings) ambit_short_list_add(&flat, layer->id[r]);
        if (state[r] == AMBIT_SHAPE_REFUSED)
            SHP_FAULT(reader, SHAPE_BAD, "%s: cannot be mended (GEOS: %s): repair the layer in a GIS",
                    ambit_reader_record(record, reader, r), words);
    }
    layer->n_mended = mended.n;
    if (mended.n)
        ambit_diagnosis_warning(reader->diagnosis, AMBIT_FAULT_SHAPE_MENDED, place, "mended %" PRIu32 " of %" PRIu32
                " shapes, whose borders cross or touch themselves: %s", mended.n, layer->n,
                ambit_short_list_end(&mended));
    if (flat.n)
        ambit_diagnosis_warning(reader->diagnosis, AMBIT_FAULT_SHAPE_MENDED, place, "took %" PRIu32 " of %" PRIu32
                " shapes, which have no area, as points in which nothing lies: %s", flat.n, layer->n,
                ambit_short_list_end(&flat));
}

/* From the rings of the file to the shapes of the layer. */
static ambit_status finish_shapes(struct ambit_layer_reader *reader)
{
    ambit_layer *layer = reader->layer;
    ambit_rings *raw = &reader->raw, rings;
    char words[240], *state = calloc((size_t)layer->n + 1, 1);
    if (!state) return ambit_reader_no_memory(reader);
    ambit_rings_init(&rings);
    if (raw->n_parts) ambit_projection_to_lonlat(reader->projection, raw->x, raw->y, raw->point_first[raw->n_parts]);
    ambit_status status = AMBIT_OK;
    if (check_points(reader)) {
        status = ambit_mend(&rings, layer->part_first, state, layer->centre_lon_deg, layer->centre_lat_deg, raw,
                reader->raw_first, layer->n, words, reader->err);
        if (!status) report_mending(reader, state, words);
    }
    if (!status && ambit_layer_take(layer, &rings)) status = ambit_reader_no_memory(reader);
    ambit_rings_reset(&rings);
    free(state);
    return status;
}

/* ---- All of it -------------------------------------------------------------------------------------------------- */

static ambit_status read_all(struct ambit_layer_reader *reader)
{
    ambit_shapefile_files files = { reader->files->shp, reader->files->shx, reader->files->dbf };
    ambit_status status = ambit_shapefile_open(&reader->file, &files, reader->shown, reader->diagnosis, reader->err);
    find_projection(reader);
    if (status) return status;
    status = start_layer(reader);
    if (!status) status = ambit_reader_table(reader);
    if (!status) status = read_rings(reader);
    if (!status && reader->projection) status = finish_shapes(reader);
    return status;
}

ambit_status ambit_layer_read_files(ambit_layer **out, const ambit_layer_files *files, const ambit_layer_source *source,
        ambit_diagnosis *diagnosis, ambit_error *err)
{
    const char *shown = source->shown;
    struct ambit_layer_reader reader = { .files = files, .shown = shown, .id_field = source->id_field,
        .name_field = source->name_field, .crs = source->crs, .wanted = source->wanted, .n_wanted = source->n_wanted,
        .diagnosis = diagnosis, .err = err };
    uint64_t errors = ambit_diagnosis_n_errors(diagnosis);
    *out = NULL;
    ambit_encoding_init(&reader.encoding, "UTF-8", 0);
    ambit_dictionary_init(&reader.index);
    ambit_rings_init(&reader.raw);
    ambit_shapecheck_name(reader.shown_dbf, sizeof reader.shown_dbf, shown, "dbf");
    ambit_status status = read_all(&reader);
    if (!status && ambit_diagnosis_n_errors(diagnosis) > errors)
        status = ambit_fail(err, AMBIT_E_INPUT, "%s has faults", shown);
    if (!status) *out = reader.layer;
    else ambit_layer_free(reader.layer);
    ambit_rings_reset(&reader.raw);
    ambit_dictionary_reset(&reader.index);
    ambit_encoding_reset(&reader.encoding);
    ambit_projection_free(reader.projection);
    ambit_shapefile_close(reader.file);
    free(reader.raw_first);
    free(reader.record);
    return status;
}

/* The part of a shapefile with that extension, in small letters or in capitals; NULL with errno set. */
static FILE *open_part(const char *path, const char *small, const char *capitals)
{
    char name[PATH_ROOM];
    struct stat about;
    for (int k = 0; k < 2; k++) {
        ambit_shapecheck_name(name, sizeof name, path, k ? capitals : small);
        FILE *file = fopen(name, "rb");
        if (file && !fstat(fileno(file), &about) && S_ISREG(about.st_mode)) return file;
        if (!file) continue;
        fclose(file);
        errno = EINVAL; /* a folder, a pipe */
        return NULL;
    }
    return NULL;
}

/* Without it nothing can be read. */
static void record_missing(FILE *file, const char *shown, const char *extension, ambit_diagnosis *diagnosis)
{
    char name[PATH_ROOM];
    if (file) return;
    ambit_shapecheck_name(name, sizeof name, shown, extension);
    ambit_diagnosis_error(diagnosis, AMBIT_FAULT_FILE_MISSING, (ambit_place){ .file = name },
            "cannot be opened (%s): a shapefile needs its .shp and its .dbf side by side",
            errno == EINVAL ? "it is no file" : strerror(errno));
}

ambit_status ambit_layer_read(ambit_layer **out, const ambit_layer_source *source, ambit_diagnosis *diagnosis,
        ambit_error *err)
{
    const char *path = source->path, *shown = source->shown;
    ambit_layer_files files = { 0 };
    *out = NULL;
    if (strlen(path) + 8 > PATH_ROOM || strlen(shown) + 8 > PATH_ROOM)
        return ambit_fail(err, AMBIT_E_FILE, "%.100s...: the path is too long", shown);
    files.shp = open_part(path, "shp", "SHP");
    record_missing(files.shp, shown, "shp", diagnosis);
    files.dbf = open_part(path, "dbf", "DBF");
    record_missing(files.dbf, shown, "dbf", diagnosis);
    files.shx = open_part(path, "shx", "SHX");
    files.prj = open_part(path, "prj", "PRJ");
    files.cpg = open_part(path, "cpg", "CPG");
    ambit_status status;
    if (!files.shp || !files.dbf) status = ambit_fail(err, AMBIT_E_INPUT, "%s cannot be opened", shown);
    else status = ambit_layer_read_files(out, &files, source, diagnosis, err);
    FILE *all[] = { files.shp, files.dbf, files.shx, files.prj, files.cpg };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i]) fclose(all[i]);
    return status;
}
