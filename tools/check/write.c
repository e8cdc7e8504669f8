/* tools/check/write.c - the files of `ambit check`: faults to look at, and the repaired layer. */
#include "geo/format/write.h"
#include "instances/base/folder.h"
#include "instances/base/text.h"
#include "tools/check/checkup.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { PATH_ROOM = 4096, IDS_ROOM = 400, MOST_DIGITS = 15 };

static const char *const faults_own[] = { "faults.geojson", NULL };

/* Opens the folder only to be told what forbids to write there. */
static ambit_status try_folder(const char *path, const char *const *own, int force, ambit_error *err)
{
    ambit_folder *folder = NULL;
    ambit_status status = ambit_folder_open(&folder, path, own, force, err);
    ambit_folder_free(folder);
    return status;
}

/* ---- Faults ----------------------------------------------------------------------------------------------------- */

struct fault_table { const char **kind, **ids; char (*text)[IDS_ROOM]; double *area_km2, *width_m; };

static void free_table(struct fault_table *table)
{
    free(table->kind), free(table->ids), free(table->text), free(table->area_km2), free(table->width_m);
}

static int fill_table(struct fault_table *table, const ambit_checkup *c)
{
    size_t room = (size_t)c->faults.n + 1;
    *table = (struct fault_table){ calloc(room, sizeof *table->kind), calloc(room, sizeof *table->ids),
        calloc(room, sizeof *table->text), calloc(room, sizeof(double)), calloc(room, sizeof(double)) };
    if (!table->kind || !table->ids || !table->text || !table->area_km2 || !table->width_m) return -1;
    for (uint32_t i = 0; i < c->faults.n; i++) {
        const ambit_flaw *flaw = &c->faults.flaw[i];
        size_t n = 0;
        for (uint32_t k = 0; k < flaw->n_regions && k < AMBIT_FLAW_REGIONS && n < IDS_ROOM - 1; k++)
            n += (size_t)snprintf(table->text[i] + n, IDS_ROOM - n, "%s%.90s", k ? " " : "",
                    c->workspace->regions->id[flaw->region[k]]);
        table->kind[i] = ambit_flaw_name(flaw->kind);
        table->ids[i] = table->text[i];
        table->area_km2[i] = flaw->area_km2;
        table->width_m[i] = flaw->width_m;
    }
    return 0;
}

static ambit_status write_table(FILE *to, const ambit_checkup *c, ambit_error *err)
{
    struct fault_table table;
    ambit_status status;
    if (fill_table(&table, c)) status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u faults", c->faults.n);
    else {
        const ambit_attribute attribute[] = { { "kind", table.kind, NULL }, { "ids", table.ids, NULL },
            { "area_km2", NULL, table.area_km2 }, { "width_m", NULL, table.width_m } };
        status = ambit_write_geojson(to, c->faults.shapes, attribute, 4, err);
    }
    free_table(&table);
    return status;
}

ambit_status ambit_checkup_write_faults(const ambit_checkup *c, ambit_error *err)
{
    ambit_folder *folder;
    FILE *to;
    ambit_status status = ambit_folder_open(&folder, c->request->out, faults_own, c->request->force, err);
    if (status) return status;
    status = ambit_folder_create(folder, faults_own[0], &to, err);
    if (!status) {
        status = write_table(to, c, err);
        ambit_status closed = ambit_folder_close_file(folder, to, faults_own[0], status ? NULL : err);
        if (!status) status = closed;
    }
    if (!status) status = ambit_folder_publish(folder, NULL, err);
    ambit_folder_free(folder);
    return status;
}

/* ---- Where the repaired layer goes ------------------------------------------------------------------------------ */

enum { N_PARTS = 5 };

/* OUT taken apart. */
struct target {
    char folder[PATH_ROOM], base[PATH_ROOM];
    int is_geojson;
    char file[N_PARTS][PATH_ROOM + 8]; /* the names in the folder */
    const char *own[N_PARTS + 1];
};

static int ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n > m && !strcasecmp(text + n - m, end);
}

static ambit_status take_apart(struct target *out, const char *path, ambit_error *err)
{
    static const char *const parts[N_PARTS] = { "shp", "shx", "dbf", "prj", "cpg" };
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    int json = ends_with(name, ".geojson") || ends_with(name, ".json");
    *out = (struct target){ .is_geojson = json };
    if (!json && !ends_with(name, ".shp"))
        return ambit_fail(err, AMBIT_E_FILE, "--repair: found \"%s\", expected a name that ends in .shp or .geojson",
                path);
    if (strlen(path) >= PATH_ROOM) return ambit_fail(err, AMBIT_E_FILE, "--repair: the path is too long");
    if (!slash) strcpy(out->folder, ".");
    else snprintf(out->folder, PATH_ROOM, "%.*s", slash == path ? 1 : (int)(slash - path), path);
    snprintf(out->base, PATH_ROOM, "%.*s", (int)(strrchr(name, '.') - name), name);
    for (int k = 0; k < (json ? 1 : N_PARTS); k++) {
        if (json) snprintf(out->file[k], sizeof out->file[k], "%s", name);
        else snprintf(out->file[k], sizeof out->file[k], "%s.%s", out->base, parts[k]);
        out->own[k] = out->file[k];
    }
    return AMBIT_OK;
}

static ambit_status look_for(const struct target *target, int force, ambit_error *err)
{
    for (int k = 0; target->own[k] && !force; k++) {
        char path[2 * PATH_ROOM + 16];
        snprintf(path, sizeof path, "%s/%s", target->folder, target->own[k]);
        if (!access(path, F_OK))
            return ambit_fail(err, AMBIT_E_FILE, "--repair: %s: is there already; use --force to replace it, or name "
                    "another file", path + (strcmp(target->folder, ".") ? 0 : 2));
    }
    return AMBIT_OK;
}

ambit_status ambit_checkup_look(const ambit_request *request, ambit_error *err)
{
    struct target *target = request->repair ? malloc(sizeof *target) : NULL;
    ambit_status status = AMBIT_OK;
    if (request->repair && !target) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the name of a layer");
    if (target) status = take_apart(target, request->repair, err);
    if (target && !status) status = look_for(target, request->force, err);
    if (target && !status) status = try_folder(target->folder, target->own, request->force, err);
    if (request->out && !status) status = try_folder(request->out, faults_own, request->force, err);
    free(target);
    return status;
}

/* ---- Fields ----------------------------------------------------------------------------------------------------- */

/* A number that says no more and no less than its text: 1200.5, but not 01234, +5 or 1e400. */
static int is_plain_number(double *out, const char *text)
{
    size_t n = strlen(text), sign = text[0] == '-';
    int padded = text[sign] == '0' && text[sign + 1] >= '0' && text[sign + 1] <= '9';
    return n && text[0] != '+' && !padded && strspn(text, "0123456789.-") == n
        && strspn(text, "0123456789") <= MOST_DIGITS && ambit_text_number(out, text, n);
}

/* Fields come as text. Those that are numbers in their file, or in a table, which has no types, look like numbers
 * wherever they have something, are written as numbers; *number is NULL for others. Stars are how a .dbf says that a
 * number did not fit. */
static int number_field(double **number, const ambit_layer_text *field, uint32_t n)
{
    uint32_t n_numbers = 0, n_texts = field->type == AMBIT_FIELD_WORDS;
    *number = malloc(((size_t)n + 1) * sizeof **number);
    if (!*number) return -1;
    for (uint32_t r = 0; r < n && !n_texts; r++) {
        (*number)[r] = NAN;
        size_t length = strlen(field->value[r]);
        int typed = field->type == AMBIT_FIELD_NUMBERS;
        if (!length || (typed && strspn(field->value[r], "*") == length)) continue;
        if (typed ? ambit_text_number(&(*number)[r], field->value[r], length)
                  : is_plain_number(&(*number)[r], field->value[r])) n_numbers++;
        else n_texts++;
    }
    if (n_numbers && !n_texts) return 0;
    free(*number);
    *number = NULL;
    return 0;
}

static ambit_status list_attributes(ambit_attribute *out, double **number, const ambit_layer *layer,
        const char *id_field, ambit_error *err)
{
    out[0] = (ambit_attribute){ id_field, layer->id, NULL };
    for (uint32_t f = 0; f < layer->n_text_fields; f++) {
        if (number_field(&number[f], &layer->text[f], layer->n))
            return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the fields of %u regions", layer->n);
        out[f + 1] = number[f] ? (ambit_attribute){ layer->text[f].name, NULL, number[f] }
                               : (ambit_attribute){ layer->text[f].name, layer->text[f].value, NULL };
    }
    return AMBIT_OK;
}

/* ---- The repaired layer ----------------------------------------------------------------------------------------- */

static ambit_status write_layer(const struct target *target, int force, const ambit_layer *layer,
        const ambit_attribute *attribute, uint32_t n, ambit_error *err)
{
    ambit_folder *folder;
    FILE *to;
    ambit_status status = ambit_folder_open(&folder, target->folder, target->own, force, err);
    if (status) return status;
    if (!target->is_geojson)
        status = ambit_write_shapefile(ambit_folder_path(folder, target->base), layer, attribute, n, err);
    else if (!(status = ambit_folder_create(folder, target->file[0], &to, err))) {
        status = ambit_write_geojson(to, layer, attribute, n, err);
        ambit_status closed = ambit_folder_close_file(folder, to, target->file[0], status ? NULL : err);
        if (!status) status = closed;
    }
    if (!status) status = ambit_folder_publish(folder, NULL, err);
    ambit_folder_free(folder);
    return status;
}

/* The regions with all their fields, which the plan itself has no need of. Their faults have been told already. */
static ambit_status read_whole(ambit_layer **out, const ambit_planfile *plan, ambit_error *err)
{
    char path[PATH_ROOM];
    const ambit_source *s = &plan->regions;
    if (ambit_planfile_path(path, sizeof path, plan, s->file))
        return ambit_fail(err, AMBIT_E_FILE, "%s: the path is too long", s->file);
    ambit_diagnosis *aside = ambit_diagnosis_build();
    if (!aside) return ambit_fail(err, AMBIT_E_MEMORY, "no memory to read %s", s->file);
    ambit_status status = ambit_layer_read(out, &(ambit_layer_source){ .path = path, .shown = s->file,
            .id_field = s->id, .crs = s->crs, .lon = s->lon, .lat = s->lat, .x = s->x, .y = s->y, .wkt = s->wkt,
            .member = s->member, .every_field = 1 }, aside, err);
    ambit_diagnosis_free(aside);
    if (!status && (*out)->is_points)
        status = ambit_fail(err, AMBIT_E_INPUT, "--repair: %s holds points, which have no borders to repair", s->file);
    return status;
}

/* GeoJSON has seven decimals: on its grid the layer is as clean in the file as in memory. */
static ambit_status repair_and_write(ambit_checkup *c, const struct target *target, const ambit_layer *layer,
        ambit_error *err)
{
    const ambit_planfile *plan = c->workspace->instance->plan;
    uint32_t n = layer->n_text_fields;
    ambit_layer *clean = NULL;
    double **number = calloc((size_t)n + 1, sizeof *number);
    ambit_attribute *attribute = calloc((size_t)n + 1, sizeof *attribute);
    ambit_status status = number && attribute
        ? list_attributes(attribute, number, layer, plan->regions.id, err)
        : ambit_fail(err, AMBIT_E_MEMORY, "no memory for the fields of %u regions", layer->n);
    if (!status) status = ambit_repair(&clean, &c->repairs, layer, plan->snap_m, target->is_geojson ? 1e7 : 0, err);
    if (!status) status = write_layer(target, c->request->force, clean, attribute, n + 1, err);
    c->has_repairs = !status;
    ambit_layer_free(clean);
    for (uint32_t f = 0; number && f < n; f++) free(number[f]);
    free(number);
    free(attribute);
    return status;
}

ambit_status ambit_checkup_repair(ambit_checkup *c, ambit_error *err)
{
    struct target *target = malloc(sizeof *target);
    ambit_layer *layer = NULL;
    if (!target) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the name of a layer");
    ambit_status status = take_apart(target, c->request->repair, err);
    if (!status) status = read_whole(&layer, c->workspace->instance->plan, err);
    if (!status) status = repair_and_write(c, target, layer, err);
    ambit_layer_free(layer);
    free(target);
    return status;
}
