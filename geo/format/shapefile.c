#include "geo/format/shapefile.h"
#include "geo/format/shapecheck.h"

#include <inttypes.h>
#include <math.h>
#include <shapefil.h>
#include <stdlib.h>
#include <string.h>

struct ambit_shapefile {
    ambit_shapefile_files files; /* .shx is our own index in memory */
    ambit_record_index index;
    ambit_dbf_header table;
    SHPHandle shp;
    DBFHandle dbf;
    uint32_t n_fields;
    char (*field_name)[XBASE_FLDNAME_LEN_READ + 1];
};

struct ambit_shapefile_writer {
    ambit_shapefile_files files;
    SHPHandle shp;
    DBFHandle dbf;
    const ambit_dbf_field *field;
    uint32_t n_fields;
    int n_records;
    ambit_rings turned; /* scratch: exteriors clockwise, as shapefiles have them */
};

/* ---- Shapelib's files are our open ones ------------------------------------------------------------------------- */

/* A hook gets no context, only the file's name: so the "name" is the address of our files in hexadecimal, behind which
 * shapelib puts the extension. */
static void name_of(char out[32], const ambit_shapefile_files *files)
{
    snprintf(out, 32, "%" PRIxPTR, (uintptr_t)files);
}

static SAFile hook_open(const char *name, const char *access)
{
    char *extension;
    const ambit_shapefile_files *files = (const void *)(uintptr_t)strtoull(name, &extension, 16);
    FILE *file = !strcmp(extension, ".shp") ? files->shp : !strcmp(extension, ".shx") ? files->shx
        : !strcmp(extension, ".dbf") ? files->dbf : NULL;
    (void)access;
    if (file) rewind(file);
    return (SAFile)(void *)file;
}

static FILE *file_of(SAFile file) { return (FILE *)(void *)file; }
static SAOffset hook_read(void *p, SAOffset size, SAOffset n, SAFile file) { return fread(p, size, n, file_of(file)); }
static SAOffset hook_write(void *p, SAOffset size, SAOffset n, SAFile file)
{
    return fwrite(p, size, n, file_of(file));
}
static SAOffset hook_seek(SAFile file, SAOffset to, int whence)
{
    return (SAOffset)fseeko(file_of(file), (off_t)to, whence);
}
static SAOffset hook_tell(SAFile file) { return (SAOffset)ftello(file_of(file)); }
static int hook_flush(SAFile file) { return fflush(file_of(file)); }
static int hook_close(SAFile file) { return (void)file, 0; } /* the caller's */
static int hook_remove(const char *name) { return (void)name, 0; }
static void hook_error(const char *message) { (void)message; } /* results tell, and messages have no address */

static SAHooks hooks_of(void)
{
    return (SAHooks){ .FOpen = hook_open, .FRead = hook_read, .FWrite = hook_write, .FSeek = hook_seek,
        .FTell = hook_tell, .FFlush = hook_flush, .FClose = hook_close, .Remove = hook_remove, .Error = hook_error,
        .Atof = atof };
}

/* ---- Reading ---------------------------------------------------------------------------------------------------- */

/* Shapelib takes the fields' widths as they come and would read past the end of a record. */
static int fields_fit(const ambit_shapefile *file)
{
    uint64_t sum = 1; /* the mark of deletion */
    for (int f = 0; f < DBFGetFieldCount(file->dbf); f++) {
        char name[XBASE_FLDNAME_LEN_READ + 1];
        int width = 0, decimals = 0;
        DBFGetFieldInfo(file->dbf, f, name, &width, &decimals);
        sum += (uint64_t)(width > 0 ? width : 0);
    }
    return sum <= file->table.record_bytes;
}

static int read_field_names(ambit_shapefile *file)
{
    file->n_fields = (uint32_t)DBFGetFieldCount(file->dbf);
    file->field_name = calloc(file->n_fields ? file->n_fields : 1, sizeof *file->field_name);
    for (uint32_t f = 0; file->field_name && f < file->n_fields; f++)
        DBFGetFieldInfo(file->dbf, (int)f, file->field_name[f], NULL, NULL);
    return file->field_name ? 0 : -1;
}

/* Opens what the checks let pass. Returns 1 when both parts can be read. */
static int open_parts(ambit_shapefile *file, const char *shown_dbf, const char *shown, ambit_diagnosis *diagnosis)
{
    char name[32];
    SAHooks hooks = hooks_of();
    name_of(name, &file->files);
    file->dbf = DBFOpenLL(name, "rb", &hooks);
    if (!file->dbf || !fields_fit(file)) {
        ambit_place place = { .file = shown_dbf };
        ambit_diagnosis_error(diagnosis, AMBIT_FAULT_SHAPE_FILE, place, "its fields do not fit its records of %" PRIu32
                " bytes: it is damaged, copy it again", file->table.record_bytes);
        return 0;
    }
    file->shp = SHPOpenLL(name, "rb", &hooks);
    if (!file->shp) {
        ambit_place place = { .file = shown };
        ambit_diagnosis_error(diagnosis, AMBIT_FAULT_SHAPE_FILE, place, "its header is damaged: copy it again");
        return 0;
    }
    return 1;
}

/* Compares what the two parts say about the number of records. */
static void check_counts(const ambit_shapefile *file, const char *shown_dbf, const char *shown,
        ambit_diagnosis *diagnosis)
{
    ambit_place place = { .file = shown };
    if (file->index.n == file->table.n_records) return;
    ambit_diagnosis_error(diagnosis, AMBIT_FAULT_SHAPE_FILE, place, "holds %" PRIu32 " shapes, but %s holds %" PRIu32
            " records: they do not belong together or one is cut off", file->index.n, shown_dbf, file->table.n_records);
}

ambit_status ambit_shapefile_open(ambit_shapefile **out, const ambit_shapefile_files *files, const char *shown,
        ambit_diagnosis *diagnosis, ambit_error *err)
{
    char shown_dbf[512];
    *out = NULL;
    ambit_shapefile *file = calloc(1, sizeof *file);
    if (!file) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for %s", shown);
    ambit_shapecheck_name(shown_dbf, sizeof shown_dbf, shown, "dbf");
    file->files = *files;
    file->files.shx = NULL;
    int sound = ambit_shapecheck_dbf(&file->table, files->dbf, shown_dbf, diagnosis);
    uint64_t faults = ambit_diagnosis_n_errors(diagnosis);
    ambit_status status = ambit_shapecheck_index(&file->index, files->shp, files->shx,
            sound ? file->table.n_records : UINT32_MAX, shown, diagnosis, err);
    if (status == AMBIT_E_MEMORY) goto fail;
    if (status || !sound) goto damaged;
    if (faults == ambit_diagnosis_n_errors(diagnosis)) check_counts(file, shown_dbf, shown, diagnosis);
    file->files.shx = fmemopen(file->index.bytes, file->index.size, "rb");
    if (!file->files.shx) goto no_memory;
    if (!open_parts(file, shown_dbf, shown, diagnosis)) goto damaged;
    if (read_field_names(file)) goto no_memory;
    *out = file;
    return AMBIT_OK;
no_memory:
    status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for %s", shown);
    goto fail;
damaged:
    status = ambit_fail(err, AMBIT_E_INPUT, "%s is damaged", shown);
fail:
    ambit_shapefile_close(file);
    return status;
}

void ambit_shapefile_close(ambit_shapefile *file)
{
    if (!file) return;
    if (file->shp) SHPClose(file->shp);
    if (file->dbf) DBFClose(file->dbf);
    if (file->files.shx) fclose(file->files.shx);
    free(file->index.bytes);
    free(file->field_name);
    free(file);
}

uint32_t ambit_shapefile_n_records(const ambit_shapefile *file)
{
    return file->index.n < file->table.n_records ? file->index.n : file->table.n_records;
}

/* Overlapping records, which an index may claim, are no more than the file. */
size_t ambit_shapefile_most_points(const ambit_shapefile *file)
{
    uint64_t bytes = 0;
    for (uint32_t i = 0; i < ambit_shapefile_n_records(file); i++)
        if (!ambit_shapefile_is_deleted(file, i)) bytes += ambit_shapecheck_length(&file->index, i);
    if (bytes > file->index.shp_bytes) bytes = file->index.shp_bytes;
    return (size_t)(bytes / (2 * sizeof(double)));
}

uint32_t ambit_shapefile_n_fields(const ambit_shapefile *file) { return file->n_fields; }

const char *ambit_shapefile_field_name(const ambit_shapefile *file, uint32_t field) { return file->field_name[field]; }

int ambit_shapefile_is_number(const ambit_shapefile *file, uint32_t field)
{
    char type = DBFGetNativeFieldType(file->dbf, (int)field);
    return type == 'N' || type == 'F';
}

int ambit_shapefile_type(const ambit_shapefile *file)
{
    int type = SHPT_NULL;
    SHPGetInfo(file->shp, NULL, &type, NULL, NULL);
    return type;
}

unsigned ambit_shapefile_ldid(const ambit_shapefile *file) { return file->table.ldid; }

int ambit_shapefile_is_deleted(const ambit_shapefile *file, uint32_t record)
{
    return DBFIsRecordDeleted(file->dbf, (int)record);
}

const char *ambit_shapefile_cell(const ambit_shapefile *file, uint32_t record, uint32_t field, size_t *length)
{
    const char *text = DBFReadStringAttribute(file->dbf, (int)record, (int)field);
    if (!text) text = "";
    while (*text == ' ' || *text == '\t') text++;
    *length = strlen(text);
    while (*length && (text[*length - 1] == ' ' || text[*length - 1] == '\t')) --*length;
    return text;
}

/* 1 when its parts follow one another within its points. */
static int parts_fit(const SHPObject *shape)
{
    int at = 0;
    for (int p = 0; p < shape->nParts; p++) {
        if (shape->panPartStart[p] < at || shape->panPartStart[p] > shape->nVertices) return 0;
        at = shape->panPartStart[p];
    }
    return 1;
}

/* Types come in tens: 5 polygons, 15 with Z, 25 with M; 1 points, 8 multipoints likewise. */
int ambit_shapefile_read(const ambit_shapefile *file, uint32_t record, ambit_shapefile_shape *out)
{
    SHPObject *shape = SHPReadObject(file->shp, (int)record);
    *out = (ambit_shapefile_shape){ .owner = shape };
    if (!shape) return -1;
    if (shape->nSHPType == SHPT_NULL) return 0;
    if (shape->nSHPType != ambit_shapefile_type(file) || !parts_fit(shape)) return -1;
    out->is_points = shape->nSHPType % 10 != SHPT_POLYGON;
    out->n_parts = out->is_points ? 0 : shape->nParts;
    out->n_points = shape->nVertices;
    out->part_first = shape->panPartStart;
    out->x = shape->padfX;
    out->y = shape->padfY;
    return shape->nVertices > 0;
}

void ambit_shapefile_release(ambit_shapefile_shape *shape)
{
    if (shape->owner) SHPDestroyObject(shape->owner);
    shape->owner = NULL;
}

/* ---- Writing ---------------------------------------------------------------------------------------------------- */

static ambit_status create_of(ambit_shapefile_writer **out, int type, const ambit_shapefile_files *files,
        const ambit_dbf_field *field, uint32_t n_fields, ambit_error *err)
{
    char name[32];
    SAHooks hooks = hooks_of();
    *out = NULL;
    ambit_shapefile_writer *writer = calloc(1, sizeof *writer);
    if (!writer) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a shapefile");
    writer->files = *files;
    writer->field = field;
    writer->n_fields = n_fields;
    name_of(name, &writer->files);
    writer->shp = SHPCreateLL(name, type, &hooks);
    writer->dbf = DBFCreateLL(name, NULL, &hooks);
    int refused = !writer->shp || !writer->dbf;
    if (!refused) DBFSetLastModifiedDate(writer->dbf, 100, 1, 1);
    for (uint32_t f = 0; !refused && f < n_fields; f++)
        refused = DBFAddNativeFieldType(writer->dbf, field[f].name, field[f].type, field[f].width,
                field[f].decimals) < 0;
    if (refused) {
        ambit_shapefile_finish(writer);
        return ambit_fail(err, AMBIT_E_FILE, "a shapefile of %" PRIu32 " fields cannot be started", n_fields);
    }
    *out = writer;
    return AMBIT_OK;
}

ambit_status ambit_shapefile_create(ambit_shapefile_writer **out, const ambit_shapefile_files *files,
        const ambit_dbf_field *field, uint32_t n_fields, ambit_error *err)
{
    return create_of(out, SHPT_POLYGON, files, field, n_fields, err);
}

ambit_status ambit_shapefile_create_points(ambit_shapefile_writer **out, const ambit_shapefile_files *files,
        const ambit_dbf_field *field, uint32_t n_fields, ambit_error *err)
{
    return create_of(out, SHPT_POINT, files, field, n_fields, err);
}

static int turn_into(ambit_rings *out, ambit_shape shape)
{
    ambit_rings_clear(out);
    if (ambit_rings_add_shape(out, shape)) return -1;
    for (uint32_t p = 0; p < out->n_parts; p++) {
        size_t at = out->point_first[p], n = out->point_first[p + 1] - at;
        if ((ambit_ring_area(out->x + at, out->y + at, n) > 0) != out->is_hole[p])
            ambit_ring_reverse(out->x + at, out->y + at, n);
    }
    return 0;
}

static SHPObject *object_of(const ambit_rings *rings)
{
    size_t n_points = rings->n_parts ? rings->point_first[rings->n_parts] : 0;
    if (!rings->n_parts) return SHPCreateSimpleObject(SHPT_NULL, 0, NULL, NULL, NULL);
    if (n_points > INT32_MAX) return NULL;
    int *start = malloc(rings->n_parts * sizeof *start);
    if (!start) return NULL;
    for (uint32_t p = 0; p < rings->n_parts; p++) start[p] = (int)rings->point_first[p];
    SHPObject *object = SHPCreateObject(SHPT_POLYGON, -1, (int)rings->n_parts, start, NULL, (int)n_points,
            rings->x, rings->y, NULL, NULL);
    free(start);
    return object;
}

/* Appends the record and frees the object. */
static ambit_status add_object(ambit_shapefile_writer *writer, SHPObject *object, const char *const *cell,
        ambit_error *err)
{
    if (!object) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a shape");
    int failed = SHPWriteObject(writer->shp, -1, object) < 0;
    SHPDestroyObject(object);
    for (uint32_t f = 0; !failed && f < writer->n_fields; f++)
        failed = !DBFWriteAttributeDirectly(writer->dbf, writer->n_records, (int)f, (void *)(uintptr_t)cell[f]);
    writer->n_records++;
    if (failed) return ambit_fail(err, AMBIT_E_FILE, "record %d of the shapefile cannot be written", writer->n_records);
    return AMBIT_OK;
}

ambit_status ambit_shapefile_add(ambit_shapefile_writer *writer, ambit_shape shape, const char *const *cell,
        ambit_error *err)
{
    if (turn_into(&writer->turned, shape)) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a shape");
    return add_object(writer, object_of(&writer->turned), cell, err);
}

ambit_status ambit_shapefile_add_point(ambit_shapefile_writer *writer, double x, double y, const char *const *cell,
        ambit_error *err)
{
    int is_nowhere = isnan(x) || isnan(y);
    return add_object(writer, SHPCreateSimpleObject(is_nowhere ? SHPT_NULL : SHPT_POINT, is_nowhere ? 0 : 1, &x, &y,
            NULL), cell, err);
}

void ambit_shapefile_finish(ambit_shapefile_writer *writer)
{
    if (!writer) return;
    if (writer->shp) SHPClose(writer->shp);
    if (writer->dbf) DBFClose(writer->dbf);
    ambit_rings_reset(&writer->turned);
    free(writer);
}
