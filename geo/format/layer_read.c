/* geo/format/layer_read.c - which reader a layer needs, by the extension of its file. */
#include "geo/format/draft.h"
#include "geo/format/shapecheck.h"
#include "geo/format/zip.h"

#include <errno.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum { PATH_ROOM = 1024 };

/* ---- Shapefiles ------------------------------------------------------------------------------------------------- */

/* NULL with errno set, EINVAL when it is a folder or a pipe. */
static FILE *open_file(const char *path)
{
    struct stat about;
    FILE *file = fopen(path, "rb");
    if (!file || (!fstat(fileno(file), &about) && S_ISREG(about.st_mode))) return file;
    fclose(file);
    errno = EINVAL;
    return NULL;
}

/* The part of a shapefile with that extension, in small letters or in capitals; NULL with errno set. */
static FILE *open_part(const char *path, const char *small, const char *capitals)
{
    char name[PATH_ROOM];
    ambit_shapecheck_name(name, sizeof name, path, small);
    FILE *file = open_file(name);
    if (file || errno == EINVAL) return file;
    ambit_shapecheck_name(name, sizeof name, path, capitals);
    return open_file(name);
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

static ambit_status read_shapefile(ambit_layer **out, const ambit_layer_source *source, ambit_diagnosis *diagnosis,
        ambit_error *err)
{
    const char *path = source->path, *shown = source->shown;
    ambit_layer_files files = { 0 };
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

static ambit_status read_zip(ambit_layer **out, const ambit_layer_source *source, ambit_diagnosis *diagnosis,
        ambit_error *err)
{
    ambit_zip *zip;
    ambit_status status = ambit_zip_open(&zip, source, diagnosis, err);
    if (!status) status = ambit_layer_read_files(out, ambit_zip_files(zip), source, diagnosis, err);
    ambit_zip_close(zip);
    return status;
}

/* ---- Text ------------------------------------------------------------------------------------------------------- */

/* A file that is no folder; NULL after recording that there is none. */
static FILE *open_text(const ambit_layer_source *source, ambit_diagnosis *diagnosis)
{
    struct stat about;
    FILE *file = fopen(source->path, "rb");
    if (file && !fstat(fileno(file), &about) && !S_ISDIR(about.st_mode)) return file;
    ambit_diagnosis_error(diagnosis, AMBIT_FAULT_FILE_MISSING, (ambit_place){ .file = source->shown },
            "cannot be opened (%s): correct the name or its rights", file ? "it is a folder" : strerror(errno));
    if (file) fclose(file);
    return NULL;
}

static ambit_status read_geojson(ambit_draft *draft, const ambit_layer_source *source, ambit_diagnosis *diagnosis,
        ambit_error *err)
{
    FILE *file = open_text(source, diagnosis);
    if (!file) return ambit_fail(err, AMBIT_E_INPUT, "%s cannot be opened", source->shown);
    ambit_status status = ambit_geojson_layer_read(draft, source, file, diagnosis, err);
    fclose(file);
    return status;
}

static ambit_status read_text(ambit_layer **out, const ambit_layer_source *source, int is_table,
        ambit_diagnosis *diagnosis, ambit_error *err)
{
    ambit_draft *draft;
    ambit_status status = ambit_draft_build(&draft, source, is_table ? AMBIT_DRAFT_LINE : AMBIT_DRAFT_FEATURE,
            diagnosis, err);
    if (!status)
        status = is_table ? ambit_table_layer_read(draft, source, diagnosis, err)
                          : read_geojson(draft, source, diagnosis, err);
    if (!status) status = ambit_draft_finish(out, draft);
    ambit_draft_free(draft);
    return status;
}

/* ---- Any file --------------------------------------------------------------------------------------------------- */

static int has_extension(const char *path, const char *extension)
{
    const char *dot = strrchr(path, '.');
    return dot && !strcasecmp(dot + 1, extension);
}

static ambit_status fill_from_geojson(ambit_draft *draft, const ambit_layer_source *source, ambit_diagnosis *diagnosis,
        ambit_error *err)
{
    FILE *file = open_file(source->path);
    if (file) {
        ambit_status status = ambit_geojson_layer_read(draft, source, file, diagnosis, err);
        fclose(file);
        return status;
    }
    ambit_diagnosis_error(diagnosis, AMBIT_FAULT_FILE_MISSING, (ambit_place){ .file = source->shown },
            "cannot be opened (%s): name the file of the regions", errno == EINVAL ? "it is no file" : strerror(errno));
    return ambit_fail(err, AMBIT_E_INPUT, "%s cannot be opened", source->shown);
}

typedef ambit_status fill(ambit_draft *, const ambit_layer_source *, ambit_diagnosis *, ambit_error *);

static ambit_status read_draft(ambit_layer **out, fill *from, ambit_draft_unit unit, const ambit_layer_source *source,
        ambit_diagnosis *diagnosis, ambit_error *err)
{
    ambit_draft *draft;
    ambit_status status = ambit_draft_build(&draft, source, unit, diagnosis, err);
    if (!status) status = from(draft, source, diagnosis, err);
    if (!status) status = ambit_draft_finish(out, draft);
    ambit_draft_free(draft);
    return status;
}

ambit_status ambit_layer_read(ambit_layer **out, const ambit_layer_source *source, ambit_diagnosis *diagnosis,
        ambit_error *err)
{
    const char *path = source->path;
    *out = NULL;
    if (strlen(path) + 8 > PATH_ROOM || strlen(source->shown) + 8 > PATH_ROOM)
        return ambit_fail(err, AMBIT_E_FILE, "%.100s...: the path is too long", source->shown);
    if (has_extension(path, "zip")) return read_zip(out, source, diagnosis, err);
    if (has_extension(path, "geojson") || has_extension(path, "json") || has_extension(path, "geojsonl"))
        return read_draft(out, fill_from_geojson, AMBIT_DRAFT_FEATURE, source, diagnosis, err);
    if (has_extension(path, "csv"))
        return read_draft(out, ambit_table_layer_read, AMBIT_DRAFT_LINE, source, diagnosis, err);
    return read_shapefile(out, source, diagnosis, err);
}
