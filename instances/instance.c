#include "instances/instance.h"
#include "instances/cells.h"
#include "instances/instance_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

ambit_status ambit_instance_add_input(ambit_instance *instance, const char *file, ambit_error *err)
{
    char **grown = ambit_resized(instance->input, (size_t)instance->n_inputs + 1, sizeof *grown);
    if (grown) instance->input = grown;
    char *copy = grown ? ambit_arena_copy(&instance->texts, file, strlen(file)) : NULL;
    if (!copy) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the name of %s", file);
    instance->input[instance->n_inputs++] = copy;
    return AMBIT_OK;
}

int ambit_instance_path(char out[AMBIT_PATH], const ambit_instance *instance, const char *file,
        ambit_diagnosis *diagnosis)
{
    if (ambit_planfile_path(out, AMBIT_PATH, instance->plan, file) == 0) return 1;
    ambit_diagnosis_error(diagnosis, AMBIT_FAULT_FILE_MISSING, (ambit_place){ "plan.yaml", 0, 0, NULL }, "found a file "
            "name of more than %d bytes, expected a shorter one, move the file", AMBIT_PATH - 1);
    return 0;
}

/* ---- Swapped coordinates ----------------------------------------------------------------------------------------- */

typedef struct { double west, east, south, north; } box;

static box box_of(const double *lon, const double *lat, uint32_t n)
{
    box b = { HUGE_VAL, -HUGE_VAL, HUGE_VAL, -HUGE_VAL };
    for (uint32_t i = 0; i < n; i++) {
        b.west = fmin(b.west, lon[i]);
        b.east = fmax(b.east, lon[i]);
        b.south = fmin(b.south, lat[i]);
        b.north = fmax(b.north, lat[i]);
    }
    return b;
}

static int touch(box a, box b)
{
    return a.west <= b.east && b.west <= a.east && a.south <= b.north && b.south <= a.north;
}

/* No single row can tell when both numbers fit a latitude. But accounts that lie nowhere near the reps, and among them
 * once lon and lat change places, were swapped as a whole. */
static void warn_of_swap(const ambit_instance *instance, ambit_diagnosis *diagnosis)
{
    const ambit_accounts *a = &instance->accounts;
    const ambit_reps *r = &instance->reps;
    const ambit_planfile *plan = instance->plan;
    if (!a->n || !r->n || !a->has_places || !r->has_places || plan->accounts.x || plan->reps.x) return;
    box accounts = box_of(a->lon_deg, a->lat_deg, a->n), reps = box_of(r->lon_deg, r->lat_deg, r->n);
    box swapped = { accounts.south, accounts.north, accounts.west, accounts.east };
    if (touch(accounts, reps) || !touch(swapped, reps)) return;
    ambit_diagnosis_warning(diagnosis, AMBIT_FAULT_COORDINATE_SWAP, (ambit_place){ plan->accounts.file, 0, 0, NULL },
            "found accounts from %g to %g east and %g to %g north, far from every rep of %s, expected them there, swap "
            "lon and lat in one of the files or in plan.yaml", accounts.west, accounts.east, accounts.south,
            accounts.north, plan->reps.file);
}

/* ---- The whole --------------------------------------------------------------------------------------------------- */

/* Regions are the units: their ids, which the layer has checked, are borrowed. */
static ambit_status index_regions(ambit_instance *instance, uint32_t n, const char *const *id, ambit_error *err)
{
    for (uint32_t u = 0; u < n; u++)
        if (ambit_dictionary_put(&instance->unit_index, id[u], u) < 0)
            return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the ids of %u regions", n);
    instance->unit_id = id;
    instance->n_units = n;
    return AMBIT_OK;
}

static ambit_status read_all(ambit_instance *instance, uint32_t n_regions, const char *const *region_id,
        ambit_diagnosis *diagnosis, ambit_error *err)
{
    const char *path = instance->plan->path, *slash = strrchr(path, '/');
    int by_region = instance->plan->assign == AMBIT_ASSIGN_REGIONS;
    instance->has_current = ambit_arena_copy(&instance->texts, "", 0);
    if (!instance->has_current) return ambit_fail(err, AMBIT_E_MEMORY, "no memory to read %s", path);
    ambit_status status = ambit_instance_add_input(instance, slash ? slash + 1 : path, err);
    if (status == AMBIT_OK) status = ambit_reps_read(instance, diagnosis, err);
    if (status == AMBIT_OK) status = ambit_territories_name(instance, diagnosis, err);
    if (status == AMBIT_OK) status = ambit_accounts_read(instance, diagnosis, err);
    if (status == AMBIT_OK) status = ambit_crosswalk_read(instance, diagnosis, err);
    if (status == AMBIT_OK && by_region) status = index_regions(instance, n_regions, region_id, err);
    if (status != AMBIT_OK) return status;
    if (!by_region) {
        instance->unit_id = instance->accounts.id;
        instance->n_units = instance->accounts.n;
    }
    warn_of_swap(instance, diagnosis);
    status = ambit_pairs_read(instance, diagnosis, err);
    return status == AMBIT_OK ? ambit_candidates_read(instance, diagnosis, err) : status;
}

ambit_status ambit_instance_read(ambit_instance **out, ambit_planfile *plan, uint32_t n_regions,
        const char *const *region_id, ambit_diagnosis *diagnosis, ambit_error *err)
{
    *out = NULL;
    uint64_t before = ambit_diagnosis_n_errors(diagnosis);
    ambit_instance *instance = calloc(1, sizeof *instance);
    if (!instance) {
        ambit_planfile_free(plan);
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for an instance");
    }
    instance->plan = plan;
    ambit_arena_init(&instance->texts);
    ambit_dictionary_init(&instance->rep_index);
    ambit_dictionary_init(&instance->unit_index);
    ambit_status status = read_all(instance, n_regions, region_id, diagnosis, err);
    if (status == AMBIT_OK && ambit_diagnosis_n_errors(diagnosis) > before)
        status = ambit_diagnosis_status(diagnosis, err);
    if (status == AMBIT_OK) *out = instance;
    else ambit_instance_free(instance);
    return status;
}

void ambit_instance_free(ambit_instance *instance)
{
    if (!instance) return;
    ambit_accounts_free(&instance->accounts);
    ambit_reps_free(&instance->reps);
    ambit_crosswalk_free(&instance->crosswalk);
    free(instance->forbidden);
    free(instance->may_centre);
    free(instance->hours);
    free(instance->input);
    free(instance->adopted);
    ambit_dictionary_reset(&instance->rep_index);
    ambit_dictionary_reset(&instance->unit_index);
    ambit_arena_reset(&instance->texts);
    ambit_planfile_free(instance->plan);
    free(instance);
}
