/* geo/format/write.c - layers as shapefiles: which fields, how wide, and the five files. */
#include "geo/format/write.h"
#include "geo/format/shapefile.h"
#include "geo/format/write_parts.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { NAME_WIDTH = 10, TEXT_WIDTH = 254, NUMBER_WIDTH = 20, CELL_ROOM = 400, MOST_FIELDS = 255, RECORD_BYTES = 65000 };

static const char wgs84[] = "GEOGCS[\"GCS_WGS_1984\","
    "DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137.0,298.257223563]],"
    "PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]";

static int is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static int is_taken(char (*name)[11], uint32_t n, const char *candidate)
{
    for (uint32_t k = 0; k < n; k++)
        if (!strcasecmp(name[k], candidate)) return 1;
    return 0;
}

void ambit_write_field_names(char (*out)[11], const ambit_attribute *attribute, uint32_t n_attributes)
{
    for (uint32_t a = 0; a < n_attributes; a++) {
        char word[NAME_WIDTH + 1] = "field", candidate[NAME_WIDTH + 16];
        for (uint32_t i = 0; attribute[a].name[i] && i < NAME_WIDTH; i++) {
            word[i] = attribute[a].name[i];
            if (!is_word(word[i])) word[i] = '_';
            word[i + 1] = '\0';
        }
        snprintf(candidate, sizeof candidate, "%s", word);
        for (unsigned k = 1; is_taken(out, a, candidate); k++) {
            int digits = snprintf(NULL, 0, "%u", k);
            snprintf(candidate, sizeof candidate, "%.*s_%u", NAME_WIDTH - 1 - digits, word, k);
        }
        memcpy(out[a], candidate, strlen(candidate) + 1);
    }
}

/* ---- Fields: as wide as their widest cell ----------------------------------------------------------------------- */

static void format_number(char out[CELL_ROOM], double value, int width, int decimals)
{
    if (isnan(value)) snprintf(out, CELL_ROOM, "%*s", width, "");
    else snprintf(out, CELL_ROOM, "%*.*f", width, decimals, value == 0 ? 0.0 : value);
}

/* Whole columns have no decimals; others what 15 significant digits leave behind the point. */
static ambit_status plan_number(ambit_dbf_field *field, const ambit_attribute *attribute, const ambit_layer *layer,
        ambit_error *err)
{
    char cell[CELL_ROOM];
    double largest = 1;
    int whole = 1;
    field->type = 'N';
    field->width = 1;
    for (uint32_t r = 0; r < layer->n; r++) {
        double value = attribute->number[r];
        if (isinf(value))
            return ambit_fail(err, AMBIT_E_INPUT, "%s of %s is infinite and fits no field of a shapefile",
                    attribute->name, layer->id[r]);
        if (isnan(value)) continue;
        whole &= value == floor(value);
        if (fabs(value) > largest) largest = fabs(value);
    }
    int digits = (int)floor(log10(largest)) + 1, decimals = 15 - digits;
    field->decimals = whole || decimals < 0 ? 0 : decimals > 9 ? 9 : decimals;
    for (uint32_t r = 0; r < layer->n; r++) {
        format_number(cell, attribute->number[r], 1, field->decimals);
        int width = (int)strlen(cell);
        if (width > NUMBER_WIDTH)
            return ambit_fail(err, AMBIT_E_INPUT, "%s of %s is %g, which does not fit a shapefile's field of %d digits",
                    attribute->name, layer->id[r], attribute->number[r], NUMBER_WIDTH);
        if (width > field->width) field->width = width;
    }
    return AMBIT_OK;
}

static ambit_status plan_text(ambit_dbf_field *field, const ambit_attribute *attribute, const ambit_layer *layer,
        ambit_error *err)
{
    field->type = 'C';
    field->width = 1;
    for (uint32_t r = 0; r < layer->n; r++) {
        size_t n = strlen(attribute->text[r]);
        if (n > TEXT_WIDTH)
            return ambit_fail(err, AMBIT_E_INPUT, "%s of %s has %zu bytes, a shapefile's field holds %d",
                    attribute->name, layer->id[r], n, TEXT_WIDTH);
        if ((int)n > field->width) field->width = (int)n;
    }
    return AMBIT_OK;
}

static ambit_status plan_fields(ambit_dbf_field *field, const ambit_layer *layer, const ambit_attribute *attribute,
        uint32_t n, ambit_error *err)
{
    char name[MOST_FIELDS][11];
    int record = 1;
    if (n > MOST_FIELDS) return ambit_fail(err, AMBIT_E_INPUT, "%u attributes, a shapefile holds %d", n, MOST_FIELDS);
    ambit_write_field_names(name, attribute, n);
    for (uint32_t a = 0; a < n; a++) {
        memcpy(field[a].name, name[a], sizeof field[a].name);
        ambit_status status = attribute[a].text ? plan_text(&field[a], &attribute[a], layer, err)
                                                : plan_number(&field[a], &attribute[a], layer, err);
        if (status) return status;
        record += field[a].width;
    }
    if (record > RECORD_BYTES)
        return ambit_fail(err, AMBIT_E_INPUT, "the attributes take %d bytes a record, a shapefile holds %d", record,
                RECORD_BYTES);
    return AMBIT_OK;
}

/* ---- Records ---------------------------------------------------------------------------------------------------- */

/* What a record needs while it is written. */
struct scratch { ambit_geos *geos; ambit_rings cut; char (*cell)[CELL_ROOM]; const char **text; };

ambit_status ambit_write_cut(ambit_rings *cut, ambit_geos *geos, const ambit_layer *layer, uint32_t r,
        ambit_error *err)
{
    ambit_rings_clear(cut);
    if (!ambit_antimeridian_cut(geos, ambit_layer_shape(layer, r), cut)) return AMBIT_OK;
    const char *words = ambit_geos_words(geos);
    if (!*words) return ambit_fail(err, AMBIT_E_MEMORY, "no memory to write the shape of %s", layer->id[r]);
    return ambit_fail(err, AMBIT_E_BACKEND, "%s cannot be cut at the antimeridian: %s", layer->id[r], words);
}

static ambit_status write_record(ambit_shapefile_writer *writer, struct scratch *scratch, const ambit_dbf_field *field,
        const ambit_layer *layer, uint32_t r, const ambit_attribute *attribute, uint32_t n, ambit_error *err)
{
    for (uint32_t a = 0; a < n; a++) {
        if (attribute[a].text) snprintf(scratch->cell[a], CELL_ROOM, "%s", attribute[a].text[r]);
        else format_number(scratch->cell[a], attribute[a].number[r], field[a].width, field[a].decimals);
        scratch->text[a] = scratch->cell[a];
    }
    if (layer->is_points)
        return ambit_shapefile_add_point(writer, layer->centre_lon_deg[r], layer->centre_lat_deg[r], scratch->text,
                err);
    ambit_status status = ambit_write_cut(&scratch->cut, scratch->geos, layer, r, err);
    if (status) return status;
    return ambit_shapefile_add(writer, ambit_rings_view(&scratch->cut, 0, scratch->cut.n_parts), scratch->text, err);
}

static ambit_status write_records(const ambit_shapefile_files *files, const ambit_layer *layer,
        const ambit_attribute *attribute, uint32_t n, ambit_error *err)
{
    ambit_shapefile_writer *writer = NULL;
    ambit_dbf_field *field = calloc((size_t)n + 1, sizeof *field);
    struct scratch scratch = { ambit_geos_build(), { 0 }, calloc((size_t)n + 1, CELL_ROOM), NULL };
    scratch.text = calloc((size_t)n + 1, sizeof *scratch.text);
    ambit_status status = AMBIT_OK;
    if (!field || !scratch.geos || !scratch.cell || !scratch.text)
        status = ambit_fail(err, AMBIT_E_MEMORY, "no memory to write %u shapes", layer->n);
    if (!status) status = plan_fields(field, layer, attribute, n, err);
    if (!status && layer->is_points) status = ambit_shapefile_create_points(&writer, files, field, n, err);
    if (!status && !layer->is_points) status = ambit_shapefile_create(&writer, files, field, n, err);
    for (uint32_t r = 0; !status && r < layer->n; r++)
        status = write_record(writer, &scratch, field, layer, r, attribute, n, err);
    ambit_shapefile_finish(writer);
    ambit_geos_free(scratch.geos);
    ambit_rings_reset(&scratch.cut);
    free(scratch.cell);
    free(scratch.text);
    free(field);
    return status;
}

/* ---- Files ------------------------------------------------------------------------------------------------------ */

enum { SHP, SHX, DBF, PRJ, CPG, N_FILES };
static const char *const extensions[N_FILES] = { "shp", "shx", "dbf", "prj", "cpg" };

static ambit_status open_all(FILE *file[N_FILES], const char *base, ambit_error *err)
{
    for (int k = 0; k < N_FILES; k++) {
        char path[1024];
        if ((size_t)snprintf(path, sizeof path, "%s.%s", base, extensions[k]) >= sizeof path)
            return ambit_fail(err, AMBIT_E_FILE, "%.100s...: the path is too long", base);
        file[k] = fopen(path, "w+b");
        if (!file[k]) return ambit_fail(err, AMBIT_E_FILE, "%s: cannot be written: %s", path, strerror(errno));
    }
    return AMBIT_OK;
}

/* A full disk may show only here. */
static ambit_status close_all(FILE *file[N_FILES], const char *base, ambit_error *err)
{
    ambit_status status = AMBIT_OK;
    for (int k = 0; k < N_FILES; k++) {
        if (!file[k]) continue;
        int failed = ferror(file[k]);
        failed |= fclose(file[k]);
        if (failed) status = ambit_fail(err, AMBIT_E_FILE, "%s.%s: cannot be written: is the disk full?", base,
                extensions[k]);
    }
    return status;
}

ambit_status ambit_write_shapefile(const char *base, const ambit_layer *layer, const ambit_attribute *attribute,
        uint32_t n_attributes, ambit_error *err)
{
    FILE *file[N_FILES] = { NULL };
    ambit_attribute id = { "id", layer->id, NULL };
    ambit_status status = open_all(file, base, err);
    if (!status) {
        ambit_shapefile_files files = { file[SHP], file[SHX], file[DBF] };
        fputs(wgs84, file[PRJ]);
        fputs("UTF-8", file[CPG]);
        status = n_attributes ? write_records(&files, layer, attribute, n_attributes, err)
                              : write_records(&files, layer, &id, 1, err);
    }
    ambit_status closed = close_all(file, base, status ? NULL : err);
    return status ? status : closed;
}
