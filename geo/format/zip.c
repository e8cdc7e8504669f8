#include "geo/format/zip.h"
#include "geo/format/draft_list.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>
#include <zip.h>

enum { SHOWN_ROOM = 2048, N_PARTS = 5 };

struct ambit_zip {
    zip_t *archive;
    const char *shown;
    ambit_diagnosis *diagnosis;
    ambit_error *err;
    uint64_t unpacked;             /* bytes so far */
    unsigned char *bytes[N_PARTS]; /* what the files below lie in */
    ambit_layer_files files;
    char shown_shp[SHOWN_ROOM];
};

#define FAULT(zip, fault, ...) (ambit_diagnosis_error((zip)->diagnosis, AMBIT_FAULT_##fault, \
        (ambit_place){ .file = (zip)->shown }, __VA_ARGS__), refused(zip))

static ambit_status refused(const ambit_zip *zip)
{
    return ambit_fail(zip->err, AMBIT_E_INPUT, "%s cannot be read", zip->shown);
}

/* ---- Which member ----------------------------------------------------------------------------------------------- */

static const char *base_of(const char *name)
{
    const char *slash = strrchr(name, '/');
    return slash ? slash + 1 : name;
}

/* The length of the name without its extension; the whole when it has none. */
static size_t stem_of(const char *name)
{
    const char *dot = strrchr(base_of(name), '.');
    return dot ? (size_t)(dot - name) : strlen(name);
}

static int has_extension(const char *name, const char *extension)
{
    const char *dot = strrchr(base_of(name), '.');
    return dot && !strcasecmp(dot + 1, extension);
}

/* Macs add a shadow of every file. */
static int is_shapefile(const char *name)
{
    return name && has_extension(name, "shp") && strncmp(name, "__MACOSX/", 9) && strncmp(base_of(name), "._", 2);
}

static int is_called(const char *name, const char *member)
{
    const char *base = base_of(name);
    size_t n = strlen(member);
    return !strcmp(name, member) || !strcmp(base, member) || (n == stem_of(name) && !strncmp(name, member, n))
        || (n == stem_of(base) && !strncmp(base, member, n));
}

/* The number of shapefiles that may be meant; *found is the first. */
static uint32_t count_chosen(const ambit_zip *zip, const char *member, const char **found)
{
    uint32_t n = 0;
    *found = NULL;
    for (zip_int64_t i = 0; i < zip_get_num_entries(zip->archive, 0); i++) {
        const char *name = zip_get_name(zip->archive, (zip_uint64_t)i, 0);
        if (!is_shapefile(name) || (member && !is_called(name, member))) continue;
        if (n++ == 0) *found = name;
    }
    return n;
}

static void list_shapefiles(const ambit_zip *zip, ambit_short_list *list)
{
    for (zip_int64_t i = 0; i < zip_get_num_entries(zip->archive, 0); i++) {
        const char *name = zip_get_name(zip->archive, (zip_uint64_t)i, 0);
        if (is_shapefile(name)) ambit_short_list_add(list, name);
    }
}

static ambit_status choose(const ambit_zip *zip, const char *member, const char **found)
{
    ambit_short_list list = { .used = 0 };
    uint32_t n = count_chosen(zip, member, found);
    if (n == 1) return AMBIT_OK;
    list_shapefiles(zip, &list);
    if (!list.n) return FAULT(zip, SHAPE_FILE, "holds no .shp, expected a shapefile: name a zip that has one inside");
    if (n == 0)
        return FAULT(zip, SHAPE_FILE, "holds no \"%s\", expected one of %s: say `member:` so", member,
                ambit_short_list_end(&list));
    return FAULT(zip, SHAPE_FILE, "holds several shapefiles: %s; say which one, such as `regions: {file: %s, member: "
            "%s}`", ambit_short_list_end(&list), zip->shown, *found);
}

/* ---- Unpacking -------------------------------------------------------------------------------------------------- */

/* Half the machine's memory: the layer itself needs the other half. */
static uint64_t most_bytes(void)
{
    long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
    return pages > 0 && page > 0 ? (uint64_t)pages / 2 * (uint64_t)page : UINT64_C(1) << 30;
}

/* Tables of blanks shrink to a hundredth; nobody's boundaries do to a three-hundredth. */
static ambit_status check_size(const ambit_zip *zip, const zip_stat_t *about)
{
    const uint64_t small = UINT64_C(64) << 20, most = most_bytes();
    if (about->size > small && about->size / 300 > about->comp_size)
        return FAULT(zip, TOO_LARGE, "%s would unpack from %" PRIu64 " to %" PRIu64 " bytes, which no true shapefile "
                "does: it is damaged or a trap, fetch it again", about->name, (uint64_t)about->comp_size,
                (uint64_t)about->size);
    if (about->size > most || zip->unpacked > most - about->size)
        return FAULT(zip, TOO_LARGE, "%s unpacks to %" PRIu64 " bytes, which is more than the memory has room for: "
                "unpack it and name the .shp", about->name, (uint64_t)about->size);
    return AMBIT_OK;
}

/* Reads until the end, where libzip compares the checksum. */
static int read_whole(zip_file_t *from, unsigned char *to, uint64_t size)
{
    uint64_t n = 0;
    unsigned char beyond;
    while (n < size) {
        zip_int64_t got = zip_fread(from, to + n, size - n);
        if (got <= 0) return -1;
        n += (uint64_t)got;
    }
    return zip_fread(from, &beyond, 1) == 0 ? 0 : -1;
}

static ambit_status unpack(ambit_zip *zip, zip_uint64_t entry, unsigned char **bytes, FILE **file)
{
    zip_stat_t about;
    zip_stat_init(&about);
    const zip_uint64_t needed = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE;
    if (zip_stat_index(zip->archive, entry, 0, &about) || (about.valid & needed) != needed)
        return FAULT(zip, SHAPE_FILE, "is damaged: %s", zip_strerror(zip->archive));
    if ((about.valid & ZIP_STAT_ENCRYPTION_METHOD) && about.encryption_method != ZIP_EM_NONE)
        return FAULT(zip, SHAPE_FILE, "%s is encrypted: unpack it with its password and name the .shp", about.name);
    ambit_status status = check_size(zip, &about);
    if (status) return status;
    *bytes = malloc(about.size + 1);
    if (!*bytes) return ambit_fail(zip->err, AMBIT_E_MEMORY, "no memory to unpack %s", zip->shown);
    zip_file_t *from = zip_fopen_index(zip->archive, entry, 0);
    if (!from)
        return FAULT(zip, SHAPE_FILE, "%s cannot be unpacked: %s", about.name, zip_strerror(zip->archive));
    if (read_whole(from, *bytes, about.size)) {
        const char *words = zip_error_strerror(zip_file_get_error(from));
        status = FAULT(zip, SHAPE_FILE, "%s is damaged (%s): fetch it again", about.name, words);
    }
    zip_fclose(from);
    if (status) return status;
    zip->unpacked += about.size;
    *file = fmemopen(*bytes, about.size, "rb");
    return *file ? AMBIT_OK : ambit_fail(zip->err, AMBIT_E_MEMORY, "no memory to unpack %s", zip->shown);
}

/* The parts beside the .shp have its name, whatever the case of their extension. */
static ambit_status unpack_parts(ambit_zip *zip, const char *shp)
{
    static const char *const extension[N_PARTS] = { "shp", "shx", "dbf", "prj", "cpg" };
    FILE **file[N_PARTS] = { &zip->files.shp, &zip->files.shx, &zip->files.dbf, &zip->files.prj, &zip->files.cpg };
    size_t stem = stem_of(shp);
    for (zip_int64_t i = 0; i < zip_get_num_entries(zip->archive, 0); i++) {
        const char *name = zip_get_name(zip->archive, (zip_uint64_t)i, 0);
        if (!name || stem_of(name) != stem || strncmp(name, shp, stem)) continue;
        for (int k = 0; k < N_PARTS; k++) {
            if (*file[k] || !has_extension(name, extension[k])) continue;
            ambit_status status = unpack(zip, (zip_uint64_t)i, &zip->bytes[k], file[k]);
            if (status) return status;
        }
    }
    if (!zip->files.dbf)
        return FAULT(zip, FILE_MISSING, "holds %s, but no %.*s.dbf beside it: a shapefile needs both", shp, (int)stem,
                shp);
    return AMBIT_OK;
}

/* ---- The archive ------------------------------------------------------------------------------------------------ */

static ambit_status open_archive(ambit_zip *zip, const char *path)
{
    int code = 0;
    zip_error_t error;
    zip->archive = zip_open(path, ZIP_RDONLY, &code);
    if (zip->archive) return AMBIT_OK;
    if (code == ZIP_ER_MEMORY) return ambit_fail(zip->err, AMBIT_E_MEMORY, "no memory to open %s", zip->shown);
    zip_error_init_with_code(&error, code);
    ambit_status status = code == ZIP_ER_NOENT || code == ZIP_ER_OPEN
        ? FAULT(zip, FILE_MISSING, "cannot be opened (%s)", zip_error_strerror(&error))
        : FAULT(zip, SHAPE_FILE, "cannot be read as a zip (%s): fetch it again", zip_error_strerror(&error));
    zip_error_fini(&error);
    return status;
}

ambit_status ambit_zip_open(ambit_zip **out, const ambit_layer_source *source, ambit_diagnosis *diagnosis,
        ambit_error *err)
{
    const char *shp;
    *out = NULL;
    ambit_zip *zip = calloc(1, sizeof *zip);
    if (!zip) return ambit_fail(err, AMBIT_E_MEMORY, "no memory to open %s", source->shown);
    zip->shown = source->shown;
    zip->diagnosis = diagnosis;
    zip->err = err;
    ambit_status status = open_archive(zip, source->path);
    if (!status) status = choose(zip, source->member, &shp);
    if (!status) {
        snprintf(zip->shown_shp, sizeof zip->shown_shp, "%s/%s", source->shown, shp);
        zip->files.shown = zip->shown_shp;
        status = unpack_parts(zip, shp);
    }
    if (status) ambit_zip_close(zip);
    else *out = zip;
    return status;
}

const ambit_layer_files *ambit_zip_files(const ambit_zip *zip) { return &zip->files; }

void ambit_zip_close(ambit_zip *zip)
{
    if (!zip) return;
    FILE *all[] = { zip->files.shp, zip->files.shx, zip->files.dbf, zip->files.prj, zip->files.cpg };
    for (int k = 0; k < N_PARTS; k++) {
        if (all[k]) fclose(all[k]);
        free(zip->bytes[k]);
    }
    if (zip->archive) zip_discard(zip->archive);
    free(zip);
}
