/* geo/layer_read.c - a shapefile becomes a layer: the table first (ids, names, numbers), then the shapes, which are
 * projected all at once and mended on all threads. Faults are recorded and reading goes on, so that one run shows
 * all. */
#include "geo/encoding.h"
#include "geo/layer.h"
#include "geo/mend.h"
#include "geo/project.h"
#include "geo/shapecheck.h"
#include "geo/shapefile.h"
#include "instances/base/dictionary.h"
#include "instances/base/text.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Records a fault of the .shp or of the .dbf (and the field). */
#define SHP_FAULT(reader, fault, ...) \
    ambit_diagnosis_error((reader)->diagnosis, AMBIT_FAULT_##fault, \
            (ambit_place){ .file = (reader)->shown }, __VA_ARGS__)
#define DBF_FAULT(reader, fault, in_field, ...) \
    ambit_diagnosis_error((reader)->diagnosis, AMBIT_FAULT_##fault, \
            (ambit_place){ .file = (reader)->shown_dbf, .field = (in_field) }, __VA_ARGS__)

enum { PATH_ROOM = 1024, PRJ_ROOM = 32768, LIST_ROOM = 400 };

/* What is being read, and what is known so far. */
struct reader {
    const ambit_layer_files *files;
    const char *shown, *id_field, *name_field, *crs;
    const char *const *wanted;
    uint32_t n_wanted;
    ambit_diagnosis *diagnosis;
    ambit_error *err;
    char shown_dbf[PATH_ROOM];
    ambit_shapefile *file;
    ambit_projection *projection; /* NULL: a fault was recorded */
    ambit_encoding encoding;
    ambit_dictionary index;
    uint32_t id_at, name_at;      /* fields; UINT32_MAX: none */
    uint32_t *record;             /* [layer->n]: from 0, in the file */
    ambit_rings raw;
    uint32_t *raw_first;          /* [layer->n + 1] */
    ambit_layer *layer;
};

static ambit_status no_memory(const struct reader *reader)
{
    return ambit_fail(reader->err, AMBIT_E_MEMORY, "no memory to read %s", reader->shown);
}

/* "record 17 (id 37001)", counted from 1 as people do. */
static const char *record_name(char out[160], const struct reader *reader, uint32_t r)
{
    const char *id = reader->layer->id[r];
    snprintf(out, 160, id && *id ? "record %" PRIu32 " (id %.100s)" : "record %" PRIu32, reader->record[r] + 1, id);
    return out;
}

/* "A, B, C and 4 more" in at most LIST_ROOM bytes. */
struct list { char text[LIST_ROOM]; size_t used; uint32_t n, shown; };

static void list_add(struct list *list, const char *text)
{
    size_t n = strlen(text);
    if (list->n++ != list->shown || list->used + n + 24 > sizeof list->text || list->shown >= 12) return;
    list->used += (size_t)sprintf(list->text + list->used, "%s%s", list->shown ? ", " : "", text);
    list->shown++;
}

static const char *list_end(struct list *list)
{
    if (list->n > list->shown) sprintf(list->text + list->used, " and %" PRIu32 " more", list->n - list->shown);
    return list->text;
}

/* ---- Coordinate system ------------------------------------------------------------------------------------------ */

/* The text of a small file, without a BOM and the blanks around it; *out is "" when there is none. */
static int read_small(char *out, size_t size, FILE *file)
{
    size_t n = file && !fseeko(file, 0, SEEK_SET) ? fread(out, 1, size - 1, file) : 0;
    out[n] = '\0';
    char *from = !strncmp(out, "\xEF\xBB\xBF", 3) ? out + 3 : out;
    from += strspn(from, " \t\r\n");
    memmove(out, from, strlen(from) + 1);
    for (n = strlen(out); n && strchr(" \t\r\n", out[n - 1]);) out[--n] = '\0';
    return n > 0;
}

static void find_projection(struct reader *reader)
{
    char shown_prj[PATH_ROOM], prj[PRJ_ROOM];
    ambit_error err = { AMBIT_OK, "" };
    ambit_shapecheck_name(shown_prj, sizeof shown_prj, reader->shown, "prj");
    ambit_place place = { .file = shown_prj };
    if (!reader->crs && !read_small(prj, sizeof prj, reader->files->prj)) {
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

/* ---- The table -------------------------------------------------------------------------------------------------- */

static uint32_t find_field(const struct reader *reader, const char *name)
{
    struct list fields = { .used = 0 };
    uint32_t found = ambit_shapefile_find_field(reader->file, name);
    if (found != UINT32_MAX) return found;
    for (uint32_t f = 0; f < ambit_shapefile_n_fields(reader->file); f++)
        list_add(&fields, ambit_shapefile_field_name(reader->file, f));
    DBF_FAULT(reader, FIELD_MISSING, name, "there is no such field; the fields are %s", list_end(&fields));
    return UINT32_MAX;
}

static void find_encoding(struct reader *reader)
{
    char cpg[64], shown_cpg[PATH_ROOM];
    int known = read_small(cpg, sizeof cpg, reader->files->cpg);
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
static int read_text(struct reader *reader, const char **out, uint32_t r, uint32_t field)
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
static int tidy_id(struct reader *reader, const char **id)
{
    double value;
    char text[32];
    if (!ambit_shapefile_is_number(reader->file, reader->id_at) || !strpbrk(*id, ".eE")) return 0;
    if (!ambit_text_number(&value, *id, strlen(*id)) || value != floor(value) || fabs(value) > 1e15) return 0;
    snprintf(text, sizeof text, "%.0f", value);
    *id = ambit_arena_copy(&reader->layer->texts, text, strlen(text));
    return *id ? 0 : -1;
}

static int read_id(struct reader *reader, uint32_t r)
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
static void read_number(struct reader *reader, double *out, uint32_t r, uint32_t field)
{
    size_t length;
    char quoted[AMBIT_QUOTED], record[160];
    const char *cell = ambit_shapefile_cell(reader->file, reader->record[r], field, &length);
    *out = NAN;
    if (length == strspn(cell, "*") || ambit_text_number(out, cell, length)) return;
    DBF_FAULT(reader, NUMBER_BAD, ambit_shapefile_field_name(reader->file, field),
            "%s: found %s, expected a number such as 1200.50", record_name(record, reader, r),
            ambit_text_quote(quoted, cell, length));
}

static ambit_status read_fields(struct reader *reader)
{
    ambit_layer *layer = reader->layer;
    layer->field = calloc(reader->n_wanted ? reader->n_wanted : 1, sizeof *layer->field);
    if (!layer->field) return no_memory(reader);
    for (uint32_t f = 0; f < reader->n_wanted; f++) {
        uint32_t at = find_field(reader, reader->wanted[f]);
        ambit_layer_field *field = &layer->field[layer->n_fields++];
        field->name = ambit_arena_copy(&layer->texts, reader->wanted[f], strlen(reader->wanted[f]));
        field->value = malloc(((size_t)layer->n + 1) * sizeof *field->value);
        if (!field->name || !field->value) return no_memory(reader);
        for (uint32_t r = 0; at != UINT32_MAX && r < layer->n; r++) read_number(reader, &field->value[r], r, at);
    }
    return AMBIT_OK;
}

static ambit_status read_table(struct reader *reader)
{
    ambit_layer *layer = reader->layer;
    reader->id_at = find_field(reader, reader->id_field);
    reader->name_at = reader->name_field ? find_field(reader, reader->name_field) : UINT32_MAX;
    for (uint32_t r = 0; r < layer->n; r++) {
        layer->id[r] = "";
        if (reader->id_at != UINT32_MAX && read_id(reader, r)) return no_memory(reader);
        layer->name[r] = layer->id[r];
        if (reader->name_at != UINT32_MAX && read_text(reader, &layer->name[r], r, reader->name_at) < 0)
            return no_memory(reader);
        if (!*layer->name[r]) layer->name[r] = layer->id[r];
    }
    return read_fields(reader);
}

/* Finds the records that count and makes room for them. */
static ambit_status start_layer(struct reader *reader)
{
    uint32_t n = ambit_shapefile_n_records(reader->file);
    ambit_layer *layer = reader->layer = calloc(1, sizeof *layer);
    if (!layer) return no_memory(reader);
    ambit_arena_init(&layer->texts);
    reader->record = calloc((size_t)n + 1, sizeof *reader->record);
    if (!reader->record) return no_memory(reader);
    for (uint32_t i = 0; i < n; i++)
        if (!ambit_shapefile_is_deleted(reader->file, i)) reader->record[layer->n++] = i;
    size_t room = (size_t)layer->n + 1;
    if (!(reader->raw_first = calloc(room, sizeof *reader->raw_first))
            || !(layer->id = calloc(room, sizeof *layer->id)) || !(layer->name = calloc(room, sizeof *layer->name))
            || !(layer->part_first = calloc(room, sizeof *layer->part_first))
            || !(layer->centre_lon_deg = calloc(room, sizeof *layer->centre_lon_deg))
            || !(layer->centre_lat_deg = calloc(room, sizeof *layer->centre_lat_deg))) return no_memory(reader);
    if (!layer->n) SHP_FAULT(reader, FILE_EMPTY, "found no record, expected one a region");
    return AMBIT_OK;
}

/* ---- The shapes ------------------------------------------------------------------------------------------------- */

static ambit_status read_rings(struct reader *reader)
{
    char record[160];
    for (uint32_t r = 0; r < reader->layer->n; r++) {
        int answer = ambit_shapefile_rings(reader->file, reader->record[r], &reader->raw);
        if (answer == -2) return no_memory(reader);
        if (answer == 0)
            SHP_FAULT(reader, SHAPE_BAD, "%s: has no shape, expected a polygon: draw it or remove the record",
                    record_name(record, reader, r));
        if (answer == -1)
            SHP_FAULT(reader, SHAPE_FILE, "%s: cannot be read, its bytes contradict themselves: it is damaged, "
                    "copy the file again", record_name(record, reader, r));
        reader->raw_first[r + 1] = reader->raw.n_parts;
    }
    return AMBIT_OK;
}

/* The first point of shape r that is not on the Earth, SIZE_MAX when there is none. */
static size_t find_lost_point(const struct reader *reader, uint32_t r)
{
    uint32_t from = reader->raw_first[r], to = reader->raw_first[r + 1];
    if (from == to) return SIZE_MAX;
    for (size_t i = reader->raw.point_first[from]; i < reader->raw.point_first[to]; i++)
        if (!(fabs(reader->raw.y[i]) <= 90 && fabs(reader->raw.x[i]) <= 540)) return i;
    return SIZE_MAX;
}

/* A wrong coordinate system shows in every shape: one fault for all of them. Returns 1 when all points are on the
 * Earth. */
static int check_points(struct reader *reader)
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
                record_name(record, reader, first), n_bad, n);
    else
        SHP_FAULT(reader, COORDINATE_RANGE, "%s: found longitude %.6g and latitude %.6g, expected degrees, "
                "and so in %" PRIu32 " of %" PRIu32 " shapes: check the .prj or the crs",
                record_name(record, reader, first), lon, lat, n_bad, n);
    return 0;
}

static void report_mending(struct reader *reader, const char *state, const char *words)
{
    struct list mended = { .used = 0 }, flat = { .used = 0 };
    ambit_layer *layer = reader->layer;
    ambit_place place = { .file = reader->shown };
    char record[160];
    for (uint32_t r = 0; r < layer->n; r++) {
        int has_rings = reader->raw_first[r] < reader->raw_first[r + 1];
        if (state[r] == AMBIT_SHAPE_MENDED) list_add(&mended, layer->id[r]);
        if (state[r] == AMBIT_SHAPE_FLAT && has_rings) list_add(&flat, layer->id[r]);
        if (state[r] == AMBIT_SHAPE_REFUSED)
            SHP_FAULT(reader, SHAPE_BAD, "%s: cannot be mended (GEOS: %s): repair the layer in a GIS",
                    record_name(record, reader, r), words);
    }
    layer->n_mended = mended.n;
    if (mended.n)
        ambit_diagnosis_warning(reader->diagnosis, AMBIT_FAULT_SHAPE_MENDED, place, "mended %" PRIu32 " of %" PRIu32
                " shapes, whose borders cross or touch themselves: %s", mended.n, layer->n, list_end(&mended));
    if (flat.n)
        ambit_diagnosis_warning(reader->diagnosis, AMBIT_FAULT_SHAPE_MENDED, place, "took %" PRIu32 " of %" PRIu32
                " shapes, which have no area, as points in which nothing lies: %s", flat.n, layer->n, list_end(&flat));
}

/* From the rings of the file to the shapes of the layer. */
static ambit_status finish_shapes(struct reader *reader)
{
    ambit_layer *layer = reader->layer;
    ambit_rings *raw = &reader->raw, rings;
    char words[240], *state = calloc((size_t)layer->n + 1, 1);
    if (!state) return no_memory(reader);
    ambit_rings_init(&rings);
    if (raw->n_parts) ambit_projection_to_lonlat(reader->projection, raw->x, raw->y, raw->point_first[raw->n_parts]);
    ambit_status status = AMBIT_OK;
    if (check_points(reader)) {
        status = ambit_mend(&rings, layer->part_first, state, layer->centre_lon_deg, layer->centre_lat_deg, raw,
                reader->raw_first, layer->n, words, reader->err);
        if (!status) report_mending(reader, state, words);
    }
    if (!status && ambit_layer_take(layer, &rings)) status = no_memory(reader);
    ambit_rings_reset(&rings);
    free(state);
    return status;
}

/* ---- All of it -------------------------------------------------------------------------------------------------- */

static ambit_status read_all(struct reader *reader)
{
    ambit_shapefile_files files = { reader->files->shp, reader->files->shx, reader->files->dbf };
    ambit_status status = ambit_shapefile_open(&reader->file, &files, reader->shown, reader->diagnosis, reader->err);
    find_projection(reader);
    if (status) return status;
    find_encoding(reader);
    status = start_layer(reader);
    if (!status) status = read_table(reader);
    if (!status) status = read_rings(reader);
    if (!status && reader->projection) status = finish_shapes(reader);
    return status;
}

ambit_status ambit_layer_read_files(ambit_layer **out, const ambit_layer_files *files, const char *shown,
        const char *id_field, const char *name_field, const char *crs, const char *const *wanted, uint32_t n_wanted,
        ambit_diagnosis *diagnosis, ambit_error *err)
{
    struct reader reader = { .files = files, .shown = shown, .id_field = id_field, .name_field = name_field, .crs = crs,
        .wanted = wanted, .n_wanted = n_wanted, .diagnosis = diagnosis, .err = err };
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

ambit_status ambit_layer_read(ambit_layer **out, const char *path, const char *shown, const char *id_field,
        const char *name_field, const char *crs, const char *const *wanted, uint32_t n_wanted,
        ambit_diagnosis *diagnosis, ambit_error *err)
{
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
    else status = ambit_layer_read_files(out, &files, shown, id_field, name_field, crs, wanted, n_wanted, diagnosis,
            err);
    FILE *all[] = { files.shp, files.dbf, files.shx, files.prj, files.cpg };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i]) fclose(all[i]);
    return status;
}
