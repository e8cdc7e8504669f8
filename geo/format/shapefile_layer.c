/* geo/format/shapefile_layer.c - a shapefile fills a draft: each record's id, name, fields and shape. What the .dbf
 * says becomes UTF-8 first, names of fields as well as cells. */
#include "geo/format/draft.h"
#include "geo/format/encoding.h"
#include "geo/format/shapecheck.h"
#include "geo/format/shapefile.h"
#include "instances/base/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { PATH_ROOM = 1024, PRJ_ROOM = 32768, NONE = -1 };

/* What is being read. Fields are their numbers in the .dbf, NONE when there is no such field. */
struct reader {
    const ambit_layer_files *files;
    const ambit_layer_source *source;
    const char *shown;  /* the .shp in messages */
    char shown_dbf[PATH_ROOM];
    ambit_diagnosis *diagnosis;
    ambit_error *err;
    ambit_shapefile *file;
    ambit_draft *draft;
    ambit_encoding encoding;
    ambit_arena texts;
    const char **field; /* names */
    uint32_t n_fields;
    int id_at, name_at;
    int *number_at;     /* of the wanted numbers */
    int *text_at;       /* of the draft's texts: first the wanted ones, then (every_field) the others */
    uint32_t n_texts;
};

static ambit_status no_memory(const struct reader *reader)
{
    return ambit_fail(reader->err, AMBIT_E_MEMORY, "no memory to read %s", reader->shown);
}

/* ---- What lies beside the .shp ---------------------------------------------------------------------------------- */

/* The text of a small file, without a BOM and the blanks around it. Returns 1, or 0 and "" when there is none. */
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

static void find_crs(const struct reader *reader)
{
    char prj[PRJ_ROOM], shown_prj[PATH_ROOM];
    const char *file = reader->source->shown;
    int known = read_small(prj, sizeof prj, reader->files->prj);
    ambit_shapecheck_name(shown_prj, sizeof shown_prj, reader->shown, "prj");
    if (known || reader->source->crs) {
        ambit_draft_crs(reader->draft, known ? prj : NULL, shown_prj);
        return;
    }
    ambit_diagnosis_error(reader->diagnosis, AMBIT_FAULT_CRS_MISSING, (ambit_place){ .file = shown_prj },
            "%s, expected the coordinate system of %s: put the .prj beside the .shp, or say which it is, such as "
            "`regions: {file: %s, crs: EPSG:4326}`",
            reader->files->prj ? "the file is empty" : "there is no such file", reader->shown, file);
}

static void find_encoding(struct reader *reader)
{
    char cpg[64], shown_cpg[PATH_ROOM];
    int known = read_small(cpg, sizeof cpg, reader->files->cpg);
    ambit_encoding_reset(&reader->encoding);
    if (!ambit_encoding_init(&reader->encoding, known ? cpg : NULL, ambit_shapefile_ldid(reader->file))) return;
    ambit_shapecheck_name(shown_cpg, sizeof shown_cpg, reader->shown, known ? "cpg" : "dbf");
    ambit_diagnosis_error(reader->diagnosis, AMBIT_FAULT_ENCODING, (ambit_place){ .file = shown_cpg },
            "found the encoding \"%s\", expected one such as UTF-8 or 1252: write its name into the .cpg file",
            reader->encoding.name);
    ambit_encoding_init(&reader->encoding, "UTF-8", 0);
}

/* Heights and measures are read by shapelib and dropped. */
static void note_dropped(const struct reader *reader)
{
    int type = ambit_shapefile_type(reader->file);
    if (type < 10) return;
    ambit_diagnosis_warning(reader->diagnosis, AMBIT_FAULT_COLUMN_IGNORED, (ambit_place){ .file = reader->shown },
            "found shapes with %s (type %d), which have no effect here: dropped",
            type < 20 ? "heights (Z)" : "measures (M)", type);
}

/* ---- Fields ----------------------------------------------------------------------------------------------------- */

static ambit_status name_fields(struct reader *reader)
{
    reader->n_fields = ambit_shapefile_n_fields(reader->file);
    reader->field = calloc((size_t)reader->n_fields + 1, sizeof *reader->field);
    if (!reader->field) return no_memory(reader);
    for (uint32_t f = 0; f < reader->n_fields; f++) {
        const char *raw = ambit_shapefile_field_name(reader->file, f);
        char quoted[AMBIT_QUOTED];
        int answer = ambit_encoding_text(&reader->encoding, &reader->field[f], &reader->texts, raw, strlen(raw));
        if (answer > 0) { /* nobody can ask for it, and messages can show it */
            ambit_text_quote(quoted, raw, strlen(raw));
            reader->field[f] = ambit_arena_copy(&reader->texts, quoted, strlen(quoted));
        }
        if (answer < 0 || !reader->field[f]) return no_memory(reader);
    }
    return AMBIT_OK;
}

/* Letter case decides only between fields that differ in nothing else. */
static int look_up(const struct reader *reader, const char *name)
{
    int found = NONE, n_found = 0;
    for (uint32_t f = 0; f < reader->n_fields; f++) {
        if (!strcmp(reader->field[f], name)) return (int)f;
        if (strcasecmp(reader->field[f], name)) continue;
        found = (int)f;
        n_found++;
    }
    return n_found == 1 ? found : NONE;
}

static int find_field(const struct reader *reader, const char *name)
{
    int found = look_up(reader, name);
    if (found == NONE) ambit_draft_missing(reader->draft, name, reader->field, reader->n_fields);
    return found;
}

/* Every field that is neither the id nor asked for already. */
static int add_others(struct reader *reader)
{
    for (uint32_t f = 0; reader->source->every_field && f < reader->n_fields; f++) {
        int is_there = (int)f == reader->id_at;
        for (uint32_t k = 0; k < reader->n_texts && !is_there; k++) is_there = reader->text_at[k] == (int)f;
        if (is_there) continue;
        if (ambit_draft_add_text(reader->draft, reader->field[f]) != reader->n_texts) return -1;
        ambit_draft_text_type(reader->draft, reader->n_texts,
                ambit_shapefile_is_number(reader->file, f) ? AMBIT_FIELD_NUMBERS : AMBIT_FIELD_WORDS);
        reader->text_at[reader->n_texts++] = (int)f;
    }
    return 0;
}

static ambit_status find_fields(struct reader *reader)
{
    const ambit_layer_source *source = reader->source;
    reader->id_at = source->numbered ? NONE : find_field(reader, source->id_field);
    reader->name_at = source->name_field ? find_field(reader, source->name_field) : NONE;
    reader->number_at = calloc((size_t)source->n_wanted + 1, sizeof *reader->number_at);
    reader->text_at = calloc((size_t)source->n_wanted_text + reader->n_fields + 1, sizeof *reader->text_at);
    if (!reader->number_at || !reader->text_at) return no_memory(reader);
    for (uint32_t k = 0; k < source->n_wanted; k++) reader->number_at[k] = find_field(reader, source->wanted[k]);
    for (; reader->n_texts < source->n_wanted_text; reader->n_texts++)
        reader->text_at[reader->n_texts] = find_field(reader, source->wanted_text[reader->n_texts]);
    return add_others(reader) ? no_memory(reader) : AMBIT_OK;
}

/* ---- Records ---------------------------------------------------------------------------------------------------- */

/* A cell as UTF-8, borrowed until the next one: NULL for bytes of another encoding, which are a fault. */
static const char *read_text(struct reader *reader, uint32_t record, int field, size_t *length)
{
    char quoted[AMBIT_QUOTED];
    const char *cell = ambit_shapefile_cell(reader->file, record, (uint32_t)field, length);
    size_t n = *length;
    const char *text = ambit_encoding_turn(&reader->encoding, cell, length);
    if (!text)
        ambit_draft_fault(reader->draft, AMBIT_FAULT_ENCODING, reader->field[field],
                "found %s, expected %s: write the table's true encoding into a .cpg file",
                ambit_text_quote(quoted, cell, n), reader->encoding.name);
    return text;
}

/* Ids are text, so zeros in front stay. Only a column of real numbers has them tidied: 1001.000 is 1001. */
static void read_id(struct reader *reader, uint32_t record)
{
    size_t length;
    double value;
    char tidy[32];
    const char *id = read_text(reader, record, reader->id_at, &length);
    if (!id) return;
    int is_real = ambit_shapefile_is_number(reader->file, (uint32_t)reader->id_at) && strpbrk(id, ".eE");
    if (is_real && ambit_text_number(&value, id, length) && value == floor(value) && fabs(value) <= 1e15) {
        length = (size_t)snprintf(tidy, sizeof tidy, "%.0f", value);
        id = tidy;
    }
    ambit_draft_id(reader->draft, id, length);
}

/* Stars are how a .dbf says that a number did not fit. */
static void read_number(struct reader *reader, uint32_t record, uint32_t k)
{
    size_t length;
    const char *cell = ambit_shapefile_cell(reader->file, record, (uint32_t)reader->number_at[k], &length);
    if (length != strspn(cell, "*")) ambit_draft_number_text(reader->draft, k, cell, length);
}

static void read_cells(struct reader *reader, uint32_t record)
{
    size_t length;
    const char *text;
    if (reader->id_at != NONE) read_id(reader, record);
    if (reader->name_at != NONE && (text = read_text(reader, record, reader->name_at, &length)))
        ambit_draft_name(reader->draft, text, length);
    for (uint32_t k = 0; k < reader->source->n_wanted; k++)
        if (reader->number_at[k] != NONE) read_number(reader, record, k);
    for (uint32_t k = 0; k < reader->n_texts; k++)
        if (reader->text_at[k] != NONE && (text = read_text(reader, record, reader->text_at[k], &length)))
            ambit_draft_text(reader->draft, k, text, length);
}

/* Shapelib's arrays go to the draft as they are. */
static void read_shape(struct reader *reader, uint32_t record)
{
    ambit_shapefile_shape shape;
    int answer = ambit_shapefile_read(reader->file, record, &shape);
    if (answer < 0)
        ambit_draft_fault(reader->draft, AMBIT_FAULT_SHAPE_FILE, NULL, "cannot be read, its bytes contradict "
                "themselves: it is damaged, copy the file again");
    for (int p = 0; answer > 0 && p < shape.n_parts; p++)
        ambit_draft_ring(reader->draft, shape.x + shape.part_first[p], shape.y + shape.part_first[p],
                (size_t)(ambit_shapefile_part_end(&shape, p) - shape.part_first[p]), AMBIT_RING_BY_WINDING);
    for (int i = 0; answer > 0 && shape.is_points && i < shape.n_points && i < 2; i++)
        ambit_draft_point(reader->draft, shape.x[i], shape.y[i]);
    ambit_shapefile_release(&shape);
}

static ambit_status read_records(struct reader *reader)
{
    uint32_t n = ambit_shapefile_n_records(reader->file);
    ambit_draft_expect(reader->draft, n, ambit_shapefile_most_points(reader->file));
    for (uint32_t i = 0; i < n; i++) {
        if (ambit_shapefile_is_deleted(reader->file, i)) continue;
        if (ambit_draft_begin(reader->draft, (uint64_t)i + 1)) return no_memory(reader);
        read_cells(reader, i);
        read_shape(reader, i);
    }
    return AMBIT_OK;
}

/* ---- All of it -------------------------------------------------------------------------------------------------- */

static ambit_status read_all(struct reader *reader)
{
    ambit_shapefile_files files = { reader->files->shp, reader->files->shx, reader->files->dbf };
    ambit_status status = ambit_shapefile_open(&reader->file, &files, reader->shown, reader->diagnosis, reader->err);
    find_crs(reader);
    if (status) return status;
    find_encoding(reader);
    note_dropped(reader);
    status = name_fields(reader);
    if (!status) status = find_fields(reader);
    return status ? status : read_records(reader);
}

ambit_status ambit_layer_read_files(ambit_layer **out, const ambit_layer_files *files, const ambit_layer_source *source,
        ambit_diagnosis *diagnosis, ambit_error *err)
{
    struct reader reader = { .files = files, .source = source, .diagnosis = diagnosis, .err = err,
        .shown = files->shown ? files->shown : source->shown };
    *out = NULL;
    ambit_layer_source named = *source;
    named.shown = reader.shown;
    ambit_status status = ambit_draft_build(&reader.draft, &named, AMBIT_DRAFT_RECORD, diagnosis, err);
    if (status) return status;
    ambit_encoding_init(&reader.encoding, "UTF-8", 0);
    ambit_arena_init(&reader.texts);
    ambit_shapecheck_name(reader.shown_dbf, sizeof reader.shown_dbf, reader.shown, "dbf");
    ambit_draft_name_table(reader.draft, reader.shown_dbf);
    status = read_all(&reader);
    ambit_shapefile_close(reader.file);
    if (!status) status = ambit_draft_finish(out, reader.draft);
    ambit_encoding_reset(&reader.encoding);
    ambit_arena_reset(&reader.texts);
    ambit_draft_free(reader.draft);
    free(reader.field);
    free(reader.number_at);
    free(reader.text_at);
    return status;
}
