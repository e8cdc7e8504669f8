/* instances/pairs.c - files of pairs of a unit and a rep: forbidden ones, the travel matrix, an assignment. */
#include "instances/base/text.h"
#include "instances/cells.h"
#include "instances/instance_internal.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    const char *shown;
    ambit_diagnosis *diagnosis;
    const ambit_instance *instance;
    const char *units_file, *reps_file; /* where the ids come from, in messages */
    int out_of_memory;
} pair_reader;

static pair_reader reader_of(const ambit_instance *instance, const char *shown, ambit_diagnosis *diagnosis)
{
    const ambit_planfile *plan = instance->plan;
    return (pair_reader){ .shown = shown, .diagnosis = diagnosis, .instance = instance,
        .reps_file = ambit_instance_reps_source(instance),
        .units_file = plan->assign == AMBIT_ASSIGN_REGIONS ? plan->regions.file : plan->accounts.file };
}

static ambit_place place_of(const pair_reader *r, uint64_t line, const char *field)
{
    return (ambit_place){ r->shown, line, 0, field };
}

/* The number of a unit or a rep. AMBIT_NOT_FOUND when it is unknown, which is recorded unless its file could not be
 * read: then one fault stands for all. */
static uint32_t unit_of(const pair_reader *r, uint64_t line, ambit_span cell)
{
    uint32_t unit = ambit_dictionary_get(&r->instance->unit_index, cell.text);
    if (!cell.length) ambit_cell_empty_id(place_of(r, line, "unit_id"), r->diagnosis);
    else if (unit == AMBIT_NOT_FOUND && r->instance->n_units)
        ambit_cell_unknown(AMBIT_FAULT_UNIT_UNKNOWN, cell, "a unit", r->units_file, "correct it or remove the row",
                place_of(r, line, "unit_id"), r->diagnosis);
    return unit;
}

static uint32_t rep_of(const pair_reader *r, uint64_t line, ambit_span cell)
{
    uint32_t rep = ambit_dictionary_get(&r->instance->rep_index, cell.text);
    if (!cell.length) ambit_cell_empty_id(place_of(r, line, "rep_id"), r->diagnosis);
    else if (rep == AMBIT_NOT_FOUND && r->instance->reps.n)
        ambit_cell_unknown(AMBIT_FAULT_REP_UNKNOWN, cell, "a rep", r->reps_file, "correct it or remove the row",
                place_of(r, line, "rep_id"), r->diagnosis);
    return rep;
}

static ambit_status no_memory(const pair_reader *r, ambit_error *err)
{
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the pairs of %s", r->shown);
}

/* ---- Forbidden pairs: the same one twice is no contradiction ----------------------------------------------------- */

typedef struct {
    pair_reader pairs;
    ambit_forbidden *item;
    size_t n, room;
} forbidden_reader;

static int on_forbidden(void *context, uint64_t line, const ambit_span *field)
{
    forbidden_reader *r = context;
    uint32_t unit = unit_of(&r->pairs, line, field[0]), rep = rep_of(&r->pairs, line, field[1]);
    if (unit == AMBIT_NOT_FOUND || rep == AMBIT_NOT_FOUND) return 0;
    if (r->n == r->room) {
        size_t room = r->room ? 2 * r->room : 256;
        ambit_forbidden *grown = ambit_resized(r->item, room, sizeof *grown);
        if (!grown) return r->pairs.out_of_memory = 1;
        r->item = grown;
        r->room = room;
    }
    r->item[r->n++] = (ambit_forbidden){ unit, rep };
    return 0;
}

static ambit_status read_forbidden(ambit_instance *instance, ambit_diagnosis *diagnosis, ambit_error *err)
{
    static const ambit_column columns[] = { { "unit_id", 1 }, { "rep_id", 1 } };
    char path[AMBIT_PATH];
    const char *file = instance->plan->forbidden;
    if (!file || !ambit_instance_path(path, instance, file, diagnosis)) return AMBIT_OK;
    forbidden_reader r = { .pairs = reader_of(instance, file, diagnosis) };
    ambit_status status = ambit_instance_add_input(instance, file, err);
    if (status == AMBIT_OK) status = ambit_table_read(path, file, columns, 2, on_forbidden, &r, NULL, diagnosis, err);
    instance->forbidden = r.item;
    instance->n_forbidden = r.n;
    return status == AMBIT_OK && r.pairs.out_of_memory ? no_memory(&r.pairs, err) : status;
}

/* ---- The travel matrix ------------------------------------------------------------------------------------------- */

typedef struct {
    pair_reader pairs;
    ambit_pair *item;
    uint64_t *line; /* [room]: where each pair stands */
    size_t n, room;
} hours_reader;

static int keep_hours(hours_reader *r, ambit_pair pair, uint64_t line)
{
    if (r->n == r->room) {
        size_t room = r->room ? 2 * r->room : 1024;
        ambit_pair *items = ambit_resized(r->item, room, sizeof *items);
        if (items) r->item = items;
        uint64_t *lines = items ? ambit_resized(r->line, room, sizeof *lines) : NULL;
        if (!lines) return 0;
        r->line = lines;
        r->room = room;
    }
    r->item[r->n] = pair;
    r->line[r->n++] = line;
    return 1;
}

static int on_hours(void *context, uint64_t line, const ambit_span *field)
{
    static const ambit_cell_rule rule = { 0, 1e6, 0, 0, 0, AMBIT_FAULT_NUMBER_RANGE,
        "hours of a round trip, 0 or more, such as 1.25", "fill the cell or remove the row" };
    hours_reader *r = context;
    double hours = 0;
    uint32_t unit = unit_of(&r->pairs, line, field[0]), rep = rep_of(&r->pairs, line, field[1]);
    int sound = ambit_cell_number(&hours, field[2], &rule, place_of(&r->pairs, line, "hours"), r->pairs.diagnosis);
    if (!sound || unit == AMBIT_NOT_FOUND || rep == AMBIT_NOT_FOUND) return 0;
    return r->pairs.out_of_memory = !keep_hours(r, (ambit_pair){ unit, rep, hours }, line);
}

static void double_pair(const hours_reader *r, size_t again, size_t before)
{
    const ambit_instance *instance = r->pairs.instance;
    ambit_pair pair = r->item[again];
    char unit[AMBIT_QUOTED], rep[AMBIT_QUOTED];
    const char *unit_id = instance->unit_id[pair.unit], *rep_id = instance->reps.id[pair.rep];
    ambit_diagnosis_error(r->pairs.diagnosis, AMBIT_FAULT_PAIR_DOUBLE, place_of(&r->pairs, r->line[again], NULL),
            "found unit %s and rep %s again, expected a pair once (it is on line %llu already), remove one",
            ambit_text_quote(unit, unit_id, strlen(unit_id)), ambit_text_quote(rep, rep_id, strlen(rep_id)),
            (unsigned long long)r->line[before]);
}

/* Pairs by unit through a counting sort, then a mark for each rep of the unit at hand: O(pairs + units + reps). */
static int find_double_pairs(const hours_reader *r)
{
    const ambit_instance *instance = r->pairs.instance;
    size_t n_units = instance->n_units, n_reps = instance->reps.n;
    size_t *end = calloc(n_units + 1, sizeof *end), *of_unit = calloc(r->n + 1, sizeof *of_unit);
    size_t *seen = calloc(n_reps + 1, sizeof *seen); /* 1 + the pair that a rep was last met in */
    int done = end && of_unit && seen;
    for (size_t p = 0; done && p < r->n; p++) end[r->item[p].unit + 1]++;
    for (size_t u = 0; done && u < n_units; u++) end[u + 1] += end[u];
    for (size_t p = 0; done && p < r->n; p++) of_unit[end[r->item[p].unit]++] = p; /* end[u] starts as u's first */
    for (size_t i = 0; done && i < r->n; i++) {
        size_t p = of_unit[i], *last = &seen[r->item[p].rep];
        if (*last && r->item[*last - 1].unit == r->item[p].unit) double_pair(r, p, *last - 1);
        else *last = p + 1;
    }
    free(end);
    free(of_unit);
    free(seen);
    return done;
}

static ambit_status read_hours(ambit_instance *instance, ambit_diagnosis *diagnosis, ambit_error *err)
{
    static const ambit_column columns[] = { { "unit_id", 1 }, { "rep_id", 1 }, { "hours", 1 } };
    char path[AMBIT_PATH];
    const char *file = instance->plan->matrix;
    if (!file || !ambit_instance_path(path, instance, file, diagnosis)) return AMBIT_OK;
    hours_reader r = { .pairs = reader_of(instance, file, diagnosis) };
    ambit_status status = ambit_instance_add_input(instance, file, err);
    if (status == AMBIT_OK) status = ambit_table_read(path, file, columns, 3, on_hours, &r, NULL, diagnosis, err);
    instance->hours = r.item;
    instance->n_hours = r.n;
    if (status == AMBIT_OK && (r.pairs.out_of_memory || !find_double_pairs(&r))) status = no_memory(&r.pairs, err);
    free(r.line);
    return status;
}

ambit_status ambit_pairs_read(ambit_instance *instance, ambit_diagnosis *diagnosis, ambit_error *err)
{
    ambit_status status = read_forbidden(instance, diagnosis, err);
    return status == AMBIT_OK ? read_hours(instance, diagnosis, err) : status;
}

/* ---- An assignment ----------------------------------------------------------------------------------------------- */

typedef struct {
    pair_reader pairs;
    uint32_t *plan;
    uint64_t *line; /* [n_units]: where each unit stands; 0: nowhere yet */
} assignment_reader;

static int on_assignment(void *context, uint64_t line, const ambit_span *field)
{
    assignment_reader *r = context;
    uint32_t unit = unit_of(&r->pairs, line, field[0]), rep = rep_of(&r->pairs, line, field[1]);
    if (unit == AMBIT_NOT_FOUND) return 0;
    if (r->line[unit])
        ambit_cell_double_id(field[0], r->line[unit], place_of(&r->pairs, line, "unit_id"), r->pairs.diagnosis);
    else
        r->plan[unit] = rep == AMBIT_NOT_FOUND ? AMBIT_NOBODY : rep;
    r->line[unit] = line;
    return 0;
}

static void report_missing(const assignment_reader *r)
{
    const ambit_instance *instance = r->pairs.instance;
    for (uint32_t u = 0; u < instance->n_units; u++) {
        char quoted[AMBIT_QUOTED];
        if (r->line[u]) continue;
        ambit_diagnosis_error(r->pairs.diagnosis, AMBIT_FAULT_UNIT_MISSING, place_of(&r->pairs, 0, "unit_id"), "found "
                "no row for unit %s, expected one for each unit of %s, add it",
                ambit_text_quote(quoted, instance->unit_id[u], strlen(instance->unit_id[u])), r->pairs.units_file);
    }
}

ambit_status ambit_assignment_read(uint32_t *plan, const ambit_instance *instance, const char *path,
        ambit_diagnosis *diagnosis, ambit_error *err)
{
    static const ambit_column columns[] = { { "unit_id", 1 }, { "rep_id", 1 } };
    assignment_reader r = { .pairs = reader_of(instance, path, diagnosis), .plan = plan };
    uint64_t before = ambit_diagnosis_n_errors(diagnosis);
    for (uint32_t u = 0; u < instance->n_units; u++) plan[u] = AMBIT_NOBODY;
    r.line = calloc((size_t)instance->n_units + 1, sizeof *r.line);
    if (!r.line) return no_memory(&r.pairs, err);
    ambit_table_summary summary;
    ambit_status status = ambit_table_read(path, path, columns, 2, on_assignment, &r, &summary, diagnosis, err);
    /* A file of which nothing could be read has one fault, not one a unit. */
    int nothing = !summary.n_rows && ambit_diagnosis_n_errors(diagnosis) > before;
    if (status == AMBIT_OK && !nothing) report_missing(&r);
    free(r.line);
    if (status == AMBIT_OK && ambit_diagnosis_n_errors(diagnosis) > before)
        status = ambit_diagnosis_status(diagnosis, err);
    return status;
}
