/* tools/people.c - see people.h. */
#include "tools/people.h"

#include "instances/base/text.h"
#include "instances/table.h"

#include <stdlib.h>

enum { PATH_ROOM = 4096 };

typedef struct {
    ambit_people *out;
    const ambit_instance *instance;
    ambit_diagnosis *diagnosis;
    ambit_error *err;
    const char *shown; /* of the table being read */
    int out_of_memory;
} reading;

static ambit_status no_memory(const reading *r)
{
    return ambit_fail(r->err, AMBIT_E_MEMORY, "no memory for who reports to whom");
}

static ambit_place place_of(const reading *r, uint64_t line, const char *field)
{
    return (ambit_place){ r->shown, line, 0, field };
}

static ambit_status read_table(reading *r, const char *file, const ambit_column *wanted, uint32_t n, ambit_row_fn *row)
{
    char path[PATH_ROOM];
    r->shown = file;
    if (ambit_planfile_path(path, sizeof path, r->instance->plan, file))
        return ambit_fail(r->err, AMBIT_E_FILE, "%s: the path is too long", file);
    ambit_status status = ambit_table_read(path, file, wanted, n, row, r, NULL, r->diagnosis, r->err);
    return status || !r->out_of_memory ? status : no_memory(r);
}

/* ---- Reps ------------------------------------------------------------------------------------------------------- */

enum { R_ID, R_LEAVE_FROM, R_LEAVE_TO, R_COLUMNS };

static ambit_day day_of(ambit_span cell) { return cell.length ? ambit_day_of(cell.text) : AMBIT_NO_DAY; }

/* The reader of the instance has judged the row before. */
static int on_rep(void *context, uint64_t line, const ambit_span *cell)
{
    reading *r = context;
    uint32_t i = ambit_dictionary_get(&r->instance->rep_index, cell[R_ID].text);
    if (i == AMBIT_NOT_FOUND) return 0;
    ambit_quota_presence *presence = &r->out->presence[i];
    r->out->rep[i].line = line;
    presence->leave_from = day_of(cell[R_LEAVE_FROM]);
    presence->leave_to = day_of(cell[R_LEAVE_TO]);
    return 0;
}

static ambit_status read_reps(reading *r)
{
    const ambit_reps *reps = &r->instance->reps;
    const ambit_source *source = &r->instance->plan->reps;
    for (uint32_t i = 0; i < reps->n; i++) {
        int listed = i < reps->n_listed;
        const char *start = listed && reps->start_date ? reps->start_date[i] : "";
        r->out->rep[i] = (ambit_person){ reps->id[i], listed && reps->name ? reps->name[i] : "",
                                         listed ? reps->manager[i] : "", 0 };
        r->out->presence[i] = (ambit_quota_presence){ ambit_text_is_date(start) ? ambit_day_of(start) : INT32_MIN,
                                                      AMBIT_NO_DAY, AMBIT_NO_DAY };
    }
    const ambit_column wanted[R_COLUMNS] = { [R_ID] = { source->id, 1 }, [R_LEAVE_FROM] = { "leave_from", 0 },
                                             [R_LEAVE_TO] = { "leave_to", 0 } };
    return source->file ? read_table(r, source->file, wanted, R_COLUMNS, on_rep) : AMBIT_OK;
}

/* ---- Managers --------------------------------------------------------------------------------------------------- */

enum { M_ID, M_NAME, M_MANAGER, M_COLUMNS };

static const char *keep(reading *r, ambit_span cell)
{
    return cell.length ? ambit_arena_copy(&r->out->texts, cell.text, cell.length) : "";
}

static int grow(ambit_people *people)
{
    if (people->n_managers < people->room_managers) return 1;
    uint32_t room = people->room_managers ? 2 * people->room_managers : 64;
    ambit_person *grown = realloc(people->manager, room * sizeof *grown);
    if (grown) people->manager = grown, people->room_managers = room;
    return grown != NULL;
}

static int on_manager(void *context, uint64_t line, const ambit_span *cell)
{
    reading *r = context;
    if (!cell[M_ID].length) {
        ambit_diagnosis_error(r->diagnosis, AMBIT_FAULT_ID_EMPTY, place_of(r, line, "manager_id"), "found nothing, "
                "expected an id that no other manager has, fill the cell");
        return 0;
    }
    const ambit_person manager = { keep(r, cell[M_ID]), keep(r, cell[M_NAME]), keep(r, cell[M_MANAGER]), line };
    r->out_of_memory = !manager.id || !manager.name || !manager.manager || !grow(r->out);
    if (!r->out_of_memory) r->out->manager[r->out->n_managers++] = manager;
    return r->out_of_memory;
}

static ambit_status read_managers(reading *r)
{
    const ambit_source *source = &r->instance->plan->managers;
    if (!source->file) return AMBIT_OK;
    const ambit_column wanted[M_COLUMNS] = { [M_ID] = { source->id, 1 },
        [M_NAME] = { source->name ? source->name : "name", source->name != NULL }, [M_MANAGER] = { "manager", 0 } };
    return read_table(r, source->file, wanted, M_COLUMNS, on_manager);
}

/* ---- All of them ------------------------------------------------------------------------------------------------ */

ambit_status ambit_people_read(ambit_people *out, const ambit_instance *instance, ambit_diagnosis *diagnosis,
        ambit_error *err)
{
    reading r = { .out = out, .instance = instance, .diagnosis = diagnosis, .err = err };
    size_t room = (size_t)instance->reps.n + 1;
    uint64_t before = ambit_diagnosis_n_errors(diagnosis);
    *out = (ambit_people){ .n_reps = instance->reps.n };
    ambit_arena_init(&out->texts);
    ambit_dictionary_init(&out->ladder.index);
    out->rep = calloc(room, sizeof *out->rep);
    out->presence = calloc(room, sizeof *out->presence);
    if (!out->rep || !out->presence) return no_memory(&r);
    ambit_status status = read_reps(&r);
    if (!status) status = read_managers(&r);
    if (!status)
        status = ambit_ladder_build(&out->ladder, out->rep, out->n_reps, ambit_instance_reps_source(instance),
                out->manager, out->n_managers, instance->plan->managers.file, diagnosis, err);
    if (!status && ambit_diagnosis_n_errors(diagnosis) > before)
        status = ambit_fail(err, AMBIT_E_INPUT, "the tables of reps and managers have faults");
    return status;
}

void ambit_people_reset(ambit_people *people)
{
    ambit_ladder_reset(&people->ladder);
    ambit_arena_reset(&people->texts);
    free(people->rep);
    free(people->presence);
    free(people->manager);
    *people = (ambit_people){ .n_reps = 0 };
}
