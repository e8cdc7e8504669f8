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

static ambit_status read_geojson(ambit_draft *draft, const ambit_layer_source *source, ambit_diagnosis *diagnosis,
        ambit_error *err)
{
    FILE *file = open_file(source->path);
    if (!file) {
        ambit_diagnosis_error(diagnosis, AMBIT_FAULT_FILE_MISSING, (ambit_place){ .file = source->shown },
                "cannot be opened (%s): correct the name or its rights",
                errno == EINVAL ? "it is no file" : strerror(errno));
        return ambit_fail(err, AMBIT_E_INPUT, "%s cannot be opened", source->shown);
    }
    ambit_status status = ambit_geojson_layer_read(draft, source, file, diagnosis, err);
    fclose(file);
    return status;
}

typedef ambit_status reader_fn(ambit_draft *, const ambit_layer_source *, ambit_diagnosis *, ambit_error *);

static ambit_status read_draft(ambit_layer **out, reader_fn *fill, ambit_draft_unit unit,
        const ambit_layer_source *source, ambit_diagnosis *diagnosis, ambit_error *err)
{
    ambit_draft *draft;
    ambit_status status = ambit_draft_build(&draft, source, unit, diagnosis, err);
    if (!status) status = fill(draft, source, diagnosis, err);
    if (!status) status = ambit_draft_finish(out, draft);
    ambit_draft_free(draft);
    return status;
}

/* ---- Any file --------------------------------------------------------------------------------------------------- */

static int has_extension(const char *path, const char *const *extension, size_t n)
{
    const char *dot = strrchr(path, '.');
    for (size_t k = 0; dot && k < n; k++)
        if (!strcasecmp(dot + 1, extension[k])) return 1;
    return 0;
}

#define HAS_EXTENSION(path, ...) has_extension((path), (const char *const[]){ __VA_ARGS__ }, \
        sizeof (const char *const[]){ __VA_ARGS__ } / sizeof(const char *))

static ambit_status refuse_format(const ambit_layer_source *source, ambit_diagnosis *diagnosis, ambit_error *err)
{
    ambit_diagnosis_error(diagnosis, AMBIT_FAULT_FILE_MISSING, (ambit_place){ .file = source->shown }, "found a format "
            "that is not read, expected a shapefile (.shp, .zip), GeoJSON (.geojson) or a table (.csv): convert it, "
            "such as by `ogr2ogr regions.shp %s`", source->shown);
    return ambit_fail(err, AMBIT_E_INPUT, "%s cannot be read", source->shown);
}

ambit_status ambit_layer_read(ambit_layer **out, const ambit_layer_source *source, ambit_diagnosis *diagnosis,
        ambit_error *err)
{
    const char *path = source->path;
    *out = NULL;
    if (strlen(path) + 8 > PATH_ROOM || strlen(source->shown) + 8 > PATH_ROOM)
        return ambit_fail(err, AMBIT_E_FILE, "%.100s...: the path is too long", source->shown);
    if (HAS_EXTENSION(path, "zip")) return read_zip(out, source, diagnosis, err);
    if (HAS_EXTENSION(path, "geojson", "json", "geojsonl", "geojsons", "ndjson", "jsonl", "topojson"))
        return read_draft(out, read_geojson, AMBIT_DRAFT_FEATURE, source, diagnosis, err);
    if (HAS_EXTENSION(path, "csv"))
        return read_draft(out, ambit_table_layer_read, AMBIT_DRAFT_LINE, source, diagnosis, err);
    if (HAS_EXTENSION(path, "gpkg", "kml", "kmz", "gml", "fgb", "tab", "mif", "gdb", "parquet", "xlsx", "sqlite"))
        return refuse_format(source, diagnosis, err);
    return read_shapefile(out, source, diagnosis, err);
}
