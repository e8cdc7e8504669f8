/* instances/territories.c - territories that no rep of the file has, and the units where centres may be.
 *
 * A plan may ask for more territories than it lists reps. The others are called T001, T002 and so on, past the names
 * that reps have already, and are in every other way reps of one post without a home. */
#include "instances/base/text.h"
#include "instances/cells.h"
#include "instances/instance_internal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static ambit_place in_plan(const ambit_instance *instance, const char *key)
{
    const char *path = instance->plan->path, *slash = strrchr(path, '/');
    return (ambit_place){ slash ? slash + 1 : path, 0, 0, key };
}

const char *ambit_instance_reps_source(const ambit_instance *instance)
{
    return instance->plan->reps.file ? instance->plan->reps.file : "the territories (T001, T002, ...)";
}

/* ---- Names ------------------------------------------------------------------------------------------------------- */

#define RESIZE(array) ((grown = ambit_resized((array), n, sizeof *(array))) ? ((array) = grown, 1) : 0)

static int make_room(ambit_reps *reps, size_t n)
{
    void *grown;
    return RESIZE(reps->id) && (!reps->name || RESIZE(reps->name)) && RESIZE(reps->lon_deg) && RESIZE(reps->lat_deg)
        && RESIZE(reps->is_free) && RESIZE(reps->fte) && RESIZE(reps->start_date) && RESIZE(reps->segments)
        && RESIZE(reps->max_accounts) && RESIZE(reps->manager) && RESIZE(reps->presence) && RESIZE(reps->is_frozen);
}

/* The next name that is not taken; 0 without memory. `width` digits, so that names sort as their numbers do. */
static int next_name(char **name, ambit_instance *instance, uint32_t *number, int width)
{
    char text[16];
    do snprintf(text, sizeof text, "T%0*u", width, ++*number);
    while (ambit_dictionary_get(&instance->rep_index, text) != AMBIT_NOT_FOUND);
    *name = ambit_arena_copy(&instance->texts, text, strlen(text));
    return *name && ambit_dictionary_put(&instance->rep_index, *name, instance->reps.n) == 0;
}

static int add_territories(ambit_instance *instance, uint32_t count)
{
    ambit_reps *reps = &instance->reps;
    uint32_t number = 0;
    int width = 3;
    for (uint32_t most = 1000; most <= count && width < 9; most *= 10) width++;
    if (!make_room(reps, count)) return 0;
    while (reps->n < count) {
        char *name;
        if (!next_name(&name, instance, &number, width)) return 0;
        uint32_t r = reps->n++;
        reps->id[r] = name;
        if (reps->name) reps->name[r] = name;
        reps->lon_deg[r] = reps->lat_deg[r] = NAN;
        reps->is_free[r] = 1;
        reps->fte[r] = reps->presence[r] = 1;
        reps->is_frozen[r] = 0;
        reps->start_date[r] = reps->segments[r] = reps->manager[r] = "";
        reps->max_accounts[r] = 0;
    }
    return 1;
}

/* Travel that is read from a file, and work that grows with travel, are told of homes that are known beforehand. */
static void refuse_what_needs_homes(const ambit_instance *instance, ambit_diagnosis *diagnosis)
{
    const ambit_planfile *plan = instance->plan;
    uint32_t n = instance->reps.n_free;
    if (n && plan->matrix)
        ambit_diagnosis_error(diagnosis, AMBIT_FAULT_RULE_CONFLICT, in_plan(instance, "travel.matrix"), "found a "
                "travel matrix beside %u territor%s without a home, expected distances from places, remove the matrix "
                "or give every rep a home", n, n == 1 ? "y" : "ies");
    else if (plan->matrix && plan->territories_objective != AMBIT_TRAVEL_HOURS)
        ambit_diagnosis_error(diagnosis, AMBIT_FAULT_RULE_CONFLICT, in_plan(instance, "travel.matrix"), "found a "
                "travel matrix, which is in hours, beside an objective in km, expected objective: hours, remove one of "
                "them");
    if (n && plan->workload_travel)
        ambit_diagnosis_error(diagnosis, AMBIT_FAULT_RULE_CONFLICT, in_plan(instance, "workload.travel"), "found "
                "workload that depends on travel beside %u territor%s without a home, expected workload that is known "
                "before the centres are, remove the key or give every rep a home", n, n == 1 ? "y" : "ies");
}

ambit_status ambit_territories_name(ambit_instance *instance, ambit_diagnosis *diagnosis, ambit_error *err)
{
    const ambit_planfile *plan = instance->plan;
    ambit_reps *reps = &instance->reps;
    reps->n_listed = reps->n;
    if (!plan->has_territories || (plan->reps.file && !reps->n)) return AMBIT_OK;
    if (plan->territories_count && plan->territories_count < reps->n)
        ambit_diagnosis_error(diagnosis, AMBIT_FAULT_RULE_CONFLICT, in_plan(instance, "territories.count"), "found %u "
                "territor%s for the %u reps of %s, expected one for each at least, raise the count or remove reps",
                plan->territories_count, plan->territories_count == 1 ? "y" : "ies", reps->n, plan->reps.file);
    else if (plan->territories_count > reps->n && !add_territories(instance, plan->territories_count))
        return ambit_fail(err, AMBIT_E_MEMORY, "no memory for %u territories", plan->territories_count);
    for (uint32_t r = 0; r < reps->n; r++) reps->n_free += reps->is_free[r];
    reps->has_places = reps->n_free < reps->n;
    refuse_what_needs_homes(instance, diagnosis);
    return AMBIT_OK;
}

/* ---- Candidates -------------------------------------------------------------------------------------------------- */

typedef struct {
    const char *shown;
    ambit_diagnosis *diagnosis;
    const ambit_instance *instance;
    uint64_t *line; /* [n_units]: where each unit stands; 0: nowhere yet */
    uint32_t n;
} candidates_reader;

static int on_candidate(void *context, uint64_t line, const ambit_span *field)
{
    candidates_reader *r = context;
    const ambit_planfile *plan = r->instance->plan;
    ambit_place place = { r->shown, line, 0, "unit_id" };
    uint32_t unit = ambit_dictionary_get(&r->instance->unit_index, field[0].text);
    if (!field[0].length) ambit_cell_empty_id(place, r->diagnosis);
    else if (unit == AMBIT_NOT_FOUND)
        ambit_cell_unknown(AMBIT_FAULT_UNIT_UNKNOWN, field[0], "a unit", plan->assign == AMBIT_ASSIGN_REGIONS
                ? plan->regions.file : plan->accounts.file, "correct it or remove the row", place, r->diagnosis);
    else if (r->line[unit]) ambit_cell_double_id(field[0], r->line[unit], place, r->diagnosis);
    else {
        r->line[unit] = line;
        r->instance->may_centre[unit] = 1;
        r->n++;
    }
    return 0;
}

static ambit_status read_candidates(candidates_reader *r, const char *path, ambit_error *err)
{
    static const ambit_column columns[] = { { "unit_id", 1 } };
    uint64_t before = ambit_diagnosis_n_errors(r->diagnosis);
    ambit_status status = ambit_table_read(path, r->shown, columns, 1, on_candidate, r, NULL, r->diagnosis, err);
    if (status == AMBIT_OK && !r->n && ambit_diagnosis_n_errors(r->diagnosis) == before)
        ambit_diagnosis_error(r->diagnosis, AMBIT_FAULT_FILE_EMPTY, (ambit_place){ r->shown, 0, 0, NULL }, "found no "
                "rows, expected a unit in each that may be a centre, add them or remove territories.candidates");
    return status;
}

/* Each free territory sits at a unit of its own. */
static void need_as_many(const ambit_instance *instance, uint32_t n_places, const char *what,
        ambit_diagnosis *diagnosis)
{
    uint32_t n_free = instance->reps.n_free;
    if (n_free <= n_places) return;
    ambit_diagnosis_error(diagnosis, AMBIT_FAULT_RULE_CONFLICT, in_plan(instance, "territories.count"), "found %u "
            "territor%s without a home but %u %s%s, expected a place for the centre of each, lower the count", n_free,
            n_free == 1 ? "y" : "ies", n_places, what, n_places == 1 ? "" : "s");
}

ambit_status ambit_candidates_read(ambit_instance *instance, ambit_diagnosis *diagnosis, ambit_error *err)
{
    char path[AMBIT_PATH];
    const char *file = instance->plan->territories_candidates;
    uint64_t before = ambit_diagnosis_n_errors(diagnosis);
    if (!instance->n_units) return AMBIT_OK;
    need_as_many(instance, instance->n_units, "unit", diagnosis);
    if (!file || !ambit_instance_path(path, instance, file, diagnosis)) return AMBIT_OK;
    if (!instance->reps.n_free) {
        ambit_diagnosis_warning(diagnosis, AMBIT_FAULT_COLUMN_IGNORED, in_plan(instance, "territories.candidates"),
                "found candidates but no territory without a home, expected one at least, they have no effect here");
        return AMBIT_OK;
    }
    candidates_reader r = { file, diagnosis, instance, calloc(instance->n_units, sizeof *r.line), 0 };
    instance->may_centre = calloc(instance->n_units, sizeof *instance->may_centre);
    ambit_status status = r.line && instance->may_centre ? ambit_instance_add_input(instance, file, err)
            : ambit_fail(err, AMBIT_E_MEMORY, "no memory for the candidates of %s", file);
    if (status == AMBIT_OK) status = read_candidates(&r, path, err);
    if (status == AMBIT_OK && ambit_diagnosis_n_errors(diagnosis) == before)
        need_as_many(instance, r.n, "candidate", diagnosis);
    free(r.line);
    return status;
}
