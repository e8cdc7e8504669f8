/* geo/format/layer_read.c - which reader a layer needs, by the extension of its file. */
#include "geo/format/draft.h"
#include "geo/format/shapecheck.h"

#include <errno.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum { PATH_ROOM = 1024 };

/* ---- Shapefiles ------------------------------------------------------------------------------------------------- */

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

/* ---- Any file --------------------------------------------------------------------------------------------------- */

ambit_status ambit_layer_read(ambit_layer **out, const ambit_layer_source *source, ambit_diagnosis *diagnosis,
        ambit_error *err)
{
    *out = NULL;
    if (strlen(source->path) + 8 > PATH_ROOM || strlen(source->shown) + 8 > PATH_ROOM)
        return ambit_fail(err, AMBIT_E_FILE, "%.100s...: the path is too long", source->shown);
    return read_shapefile(out, source, diagnosis, err);
}
