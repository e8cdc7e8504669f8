/* instances/plan/folder.c - from what stands on the command line to the bytes of a plan, and back to nothing. */
#include "instances/base/text.h"
#include "instances/plan/parts.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LARGEST_PLAN = 8 << 20 };

/* ---- Names ------------------------------------------------------------------------------------------------------ */

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* Sets path, folder and, until the file says otherwise, name: that of the folder wherever it was called from. */
static int set_names(ambit_planfile *plan, const char *folder_or_file)
{
    struct stat s;
    int is_folder = stat(folder_or_file, &s) == 0 && S_ISDIR(s.st_mode);
    size_t n = strlen(folder_or_file);
    while (n > 1 && folder_or_file[n - 1] == '/') n--;
    if (asprintf(&plan->path, "%.*s%s", (int)n, folder_or_file, is_folder ? "/plan.yaml" : "") < 0) {
        plan->path = NULL;
        return 0;
    }
    const char *last = last_part(plan->path);
    size_t n_folder = (size_t)(last - plan->path);
    plan->folder = n_folder ? strndup(plan->path, n_folder > 1 ? n_folder - 1 : 1) : strdup(".");
    char *real = plan->folder ? realpath(plan->folder, NULL) : NULL;
    if (plan->folder) plan->name = strdup(real ? last_part(real) : plan->folder);
    free(real);
    return plan->name != NULL;
}

int ambit_planfile_path(char *out, size_t size, const ambit_planfile *plan, const char *file)
{
    for (uint32_t k = plan->n_changed; k-- > 0; ) /* the last change knows those before it */
        if (!strcmp(plan->changed[k].file, file)) return snprintf(out, size, "%s", plan->changed[k].path) < 0 ? -1 : 0;
    int n = file[0] == '/' ? snprintf(out, size, "%s", file) : snprintf(out, size, "%s/%s", plan->folder, file);
    return n < 0 || (size_t)n >= size ? -1 : 0;
}

/* ---- Bytes ------------------------------------------------------------------------------------------------------ */

static void cannot_read(const ambit_planfile *plan, int why, ambit_diagnosis *diagnosis)
{
    ambit_diagnosis_error(diagnosis, AMBIT_FAULT_FILE_MISSING, (ambit_place){ plan->path, 0, 0, NULL }, "found no plan "
            "that can be read (%s), expected a folder with a plan.yaml, check the name or start one with \"ambit "
            "init\"", strerror(why));
}

/* The whole file with a closing NUL; NULL with *failed = 0 when a fault was recorded, 1 without memory. */
static char *read_all(size_t *length, const ambit_planfile *plan, ambit_diagnosis *diagnosis, int *failed)
{
    *failed = 0;
    FILE *file = fopen(plan->path, "rbe");
    if (!file) {
        cannot_read(plan, errno, diagnosis);
        return NULL;
    }
    char *text = NULL;
    size_t used = 0, room = 0, n = 0;
    do {
        used += n;
        if (room - used < 2) {
            room = 2 * room + (1 << 14);
            char *grown = realloc(text, room);
            *failed = !grown;
            if (grown) text = grown;
        }
    } while (!*failed && used <= LARGEST_PLAN && (n = fread(text + used, 1, room - used - 1, file)) > 0);
    int why = ferror(file) ? errno : 0;
    fclose(file);
    if (why) cannot_read(plan, why, diagnosis);
    if (why || *failed) {
        free(text);
        return NULL;
    }
    text[used] = '\0';
    *length = used;
    return text;
}

/* Records the first line that is no text. 1 when there is none. */
static int check_text(const char *text, size_t length, const char *shown, ambit_diagnosis *diagnosis)
{
    uint64_t line = 1;
    if (length > LARGEST_PLAN) {
        ambit_diagnosis_error(diagnosis, AMBIT_FAULT_TOO_LARGE, (ambit_place){ shown, 0, 0, NULL }, "found more than 8 "
                "MiB, expected a plan of a few lines, move data into CSV files");
        return 0;
    }
    for (const char *at = text, *end = text + length; at < end; line++) {
        const char *next = memchr(at, '\n', (size_t)(end - at));
        size_t n = next ? (size_t)(next - at) + 1 : (size_t)(end - at);
        if (!ambit_text_is_utf8(at, n) || memchr(at, '\0', n)) {
            ambit_diagnosis_error(diagnosis, AMBIT_FAULT_ENCODING, (ambit_place){ shown, line, 0, NULL }, "found bytes "
                    "that are not UTF-8 text, expected UTF-8, save the file as UTF-8");
            return 0;
        }
        at += n;
    }
    return 1;
}

/* ---- The plan --------------------------------------------------------------------------------------------------- */

static int read_plan(ambit_planfile *plan, const char *folder_or_file, const ambit_changes *changes,
        ambit_diagnosis *diagnosis)
{
    if (!set_names(plan, folder_or_file)) return 0;
    size_t length;
    int failed;
    char *text = read_all(&length, plan, diagnosis, &failed);
    if (!text) return !failed;
    ambit_plan_places places = { .shown = last_part(plan->path) };
    ambit_arena_init(&places.texts);
    ambit_dictionary_init(&places.index);
    int done = !check_text(text, length, places.shown, diagnosis)
            || ambit_plan_read_text(plan, &places, text, length, changes, diagnosis);
    ambit_dictionary_reset(&places.index);
    ambit_arena_reset(&places.texts);
    free(places.place);
    free(text);
    return done;
}

ambit_status ambit_planfile_read_with(ambit_planfile **out, const char *folder_or_file, const ambit_changes *changes,
        ambit_diagnosis *diagnosis, ambit_error *err)
{
    *out = NULL;
    uint64_t before = ambit_diagnosis_n_errors(diagnosis);
    ambit_planfile *plan = calloc(1, sizeof *plan);
    if (!plan || !read_plan(plan, folder_or_file, changes, diagnosis)) {
        ambit_planfile_free(plan);
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory to read %s", folder_or_file);
    }
    if (ambit_diagnosis_n_errors(diagnosis) > before) {
        ambit_planfile_free(plan);
        return ambit_diagnosis_status(diagnosis, err);
    }
    *out = plan;
    return AMBIT_OK;
}

ambit_status ambit_planfile_read(ambit_planfile **out, const char *folder_or_file, ambit_diagnosis *diagnosis,
        ambit_error *err)
{
    return ambit_planfile_read_with(out, folder_or_file, NULL, diagnosis, err);
}

static void free_source(ambit_source *source)
{
    free(source->file);
    free(source->id);
    free(source->lon);
    free(source->lat);
    free(source->x);
    free(source->y);
    free(source->crs);
    free(source->name);
    free(source->region);
    free(source->crosswalk);
    free(source->outside);
    free(source->wkt);
    free(source->outline);
    free(source->member);
}

void ambit_planfile_free(ambit_planfile *plan)
{
    if (!plan) return;
    free_source(&plan->accounts);
    free_source(&plan->regions);
    free_source(&plan->reps);
    free_source(&plan->managers);
    for (uint32_t i = 0; plan->balance && i < plan->n_balance; i++) {
        free(plan->balance[i].measure);
        free(plan->balance[i].where);
    }
    free(plan->balance);
    for (uint32_t k = 0; k < plan->n_changed; k++) close(plan->changed[k].descriptor);
    free(plan->folder);
    free(plan->path);
    free(plan->name);
    free(plan->period_start);
    free(plan->forbidden);
    ambit_plan_free_quota(&plan->quota);
    ambit_plan_free_coverage(&plan->coverage);
    ambit_plan_free_pipeline(&plan->pipeline);
    ambit_plan_free_size(&plan->size);
    ambit_plan_free_mapping(&plan->mapping);
    free(plan->matrix);
    free(plan->osrm);
    free(plan->circuity_field);
    free(plan->current);
    free(plan->stability_measure);
    ambit_plan_free_stability(&plan->stability);
    free(plan->links);
    free(plan->territories_amount);
    free(plan->territories_candidates);
    free(plan);
}
