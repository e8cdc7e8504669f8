/* instances/reps.c - reps.csv: who they are, where they live, how much of a post they have. */
#include "instances/base/day.h"
#include "instances/base/text.h"
#include "instances/cells.h"
#include "instances/instance_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    ambit_instance *instance;
    ambit_reps *reps;
    ambit_binding binding;
    int id, name, lon, lat, fte, start_date, segments, max_accounts, manager; /* field numbers or AMBIT_NO_COLUMN */
    int leave_from, leave_to, frozen;
    int projected;
    uint64_t *line; /* [room]: where each rep stands */
    uint32_t room;
    int out_of_memory;
} reader;

static int has(int field) { return field != AMBIT_NO_COLUMN; }

static void bind_columns(reader *r)
{
    const ambit_source *source = &r->instance->plan->reps;
    ambit_binding *b = &r->binding;
    const char *lon = source->x ? source->x : source->lon ? source->lon : "lon";
    const char *lat = source->y ? source->y : source->lat ? source->lat : "lat";
    r->projected = source->x != NULL;
    r->id = ambit_binding_need(b, source->id);
    r->name = source->name ? ambit_binding_need(b, source->name) : ambit_binding_want(b, "name");
    int dispensable = r->instance->plan->matrix || r->instance->plan->has_territories;
    int wanted = !dispensable || source->lon || source->x || ambit_columns_have(&b->columns, lon)
            || ambit_columns_have(&b->columns, lat);
    r->lon = wanted ? ambit_binding_need(b, lon) : AMBIT_NO_COLUMN;
    r->lat = wanted ? ambit_binding_need(b, lat) : AMBIT_NO_COLUMN;
    r->fte = ambit_binding_want(b, "fte");
    r->start_date = ambit_binding_want(b, "start_date");
    r->segments = ambit_binding_want(b, "segments");
    r->max_accounts = ambit_binding_want(b, "max_accounts");
    r->manager = ambit_binding_want(b, "manager");
    r->leave_from = ambit_binding_want(b, "leave_from");
    r->leave_to = ambit_binding_want(b, "leave_to");
    r->frozen = ambit_binding_want(b, "frozen");
    r->reps->has_places = has(r->lon) && has(r->lat);
}

#define RESIZE(array) ((grown = ambit_resized((array), room, sizeof *(array))) ? ((array) = grown, 1) : 0)

static int make_room(reader *r)
{
    ambit_reps *reps = r->reps;
    if (reps->n < r->room) return 1;
    void *grown;
    size_t room = r->room ? 2 * (size_t)r->room : 64;
    if (!RESIZE(r->line) || !RESIZE(reps->id) || !RESIZE(reps->name) || !RESIZE(reps->lon_deg) || !RESIZE(reps->lat_deg)
            || !RESIZE(reps->is_free) || !RESIZE(reps->fte) || !RESIZE(reps->start_date) || !RESIZE(reps->segments)
            || !RESIZE(reps->max_accounts) || !RESIZE(reps->manager) || !RESIZE(reps->presence)
            || !RESIZE(reps->is_frozen)) return 0;
    r->room = (uint32_t)room;
    return 1;
}

static ambit_place place_of(const reader *r, uint64_t line, int field)
{
    return (ambit_place){ r->binding.shown, line, 0, has(field) ? r->binding.wanted[field].name : NULL };
}

static void read_fte(reader *r, uint64_t line, const ambit_span *field)
{
    static const ambit_cell_rule rule = { 0, 1e6, 1, 1, 1, AMBIT_FAULT_NUMBER_RANGE,
        "a share of a post above 0, such as 0.8", "" };
    double fte = 1;
    if (has(r->fte)) ambit_cell_number(&fte, field[r->fte], &rule, place_of(r, line, r->fte), r->binding.diagnosis);
    r->reps->fte[r->reps->n] = fte;
}

static void read_max_accounts(reader *r, uint64_t line, const ambit_span *field)
{
    static const ambit_cell_rule rule = { 1, UINT32_MAX - 1, 0, 1, 0, AMBIT_FAULT_NUMBER_RANGE,
        "a number of accounts of 1 or more, or nothing", "" };
    double most = 0;
    ambit_place place = place_of(r, line, r->max_accounts);
    int sound = has(r->max_accounts)
        && ambit_cell_number(&most, field[r->max_accounts], &rule, place, r->binding.diagnosis);
    r->reps->max_accounts[r->reps->n] = sound ? (uint32_t)most : 0;
    if (sound && most != (uint32_t)most)
        ambit_diagnosis_error(r->binding.diagnosis, AMBIT_FAULT_NUMBER_RANGE, place, "found \"%s\", expected a whole "
                "number, round it", field[r->max_accounts].text);
}

static void no_home(const reader *r, uint64_t line)
{
    ambit_diagnosis_error(r->binding.diagnosis, AMBIT_FAULT_NUMBER_EMPTY, place_of(r, line, r->lon), "found no home, "
            "expected %s and %s, fill the cells, or say territories: {count: ...} in plan.yaml so that the plan "
            "chooses where the territory sits", r->binding.wanted[r->lon].name, r->binding.wanted[r->lat].name);
}

/* A rep without a home is free where the plan has territories that may sit anywhere. */
static void read_place(reader *r, uint64_t line, const ambit_span *field)
{
    ambit_position at = { 0, 0 };
    int nowhere = !r->reps->has_places || (!field[r->lon].length && !field[r->lat].length);
    int is_free = nowhere && r->instance->plan->has_territories;
    if (is_free) at = (ambit_position){ NAN, NAN };
    else if (nowhere && r->reps->has_places) no_home(r, line);
    else if (!nowhere)
        ambit_cell_position(&at, field[r->lon], field[r->lat], r->projected, place_of(r, line, r->lon),
                r->binding.wanted[r->lat].name, r->binding.diagnosis);
    r->reps->is_free[r->reps->n] = (uint8_t)is_free;
    r->reps->lon_deg[r->reps->n] = at.lon;
    r->reps->lat_deg[r->reps->n] = at.lat;
}

/* A copy of a text cell; `absent` when there is no such column. */
static const char *keep_text(reader *r, const ambit_span *field, int k, const char *absent)
{
    if (!has(k)) return absent;
    if (!field[k].length) return "";
    const char *copy = ambit_arena_copy(&r->instance->texts, field[k].text, field[k].length);
    if (!copy) r->out_of_memory = 1;
    return copy;
}

static void read_start(reader *r, uint64_t line, const ambit_span *field)
{
    r->reps->start_date[r->reps->n] = keep_text(r, field, r->start_date, "");
    if (!has(r->start_date) || !field[r->start_date].length || ambit_text_is_date(field[r->start_date].text)) return;
    char quoted[AMBIT_QUOTED];
    ambit_diagnosis_error(r->binding.diagnosis, AMBIT_FAULT_DATE_BAD, place_of(r, line, r->start_date), "found %s, "
            "expected a date such as 2027-01-31, write year-month-day",
            ambit_text_quote(quoted, field[r->start_date].text, field[r->start_date].length));
}

/* ---- Leave and frozen reps -------------------------------------------------------------------------------------- */

/* A day; `absent` when the cell is empty. What is no date is recorded, and is absent too. */
static int32_t day_of(const reader *r, uint64_t line, int k, const ambit_span *field, int32_t absent)
{
    char quoted[AMBIT_QUOTED];
    if (!has(k) || !field[k].length) return absent;
    if (ambit_text_is_date(field[k].text)) return ambit_day_of(field[k].text);
    ambit_diagnosis_error(r->binding.diagnosis, AMBIT_FAULT_DATE_BAD, place_of(r, line, k), "found %s, expected a date "
            "such as 2027-01-31, write year-month-day", ambit_text_quote(quoted, field[k].text, field[k].length));
    return absent;
}

/* The share of the period's days that are not leave; its last day is one of it. Without a period there is no share. */
static void read_leave(reader *r, uint64_t line, const ambit_span *field)
{
    const ambit_planfile *plan = r->instance->plan;
    int32_t from = day_of(r, line, r->leave_from, field, INT32_MAX);
    int32_t to = day_of(r, line, r->leave_to, field, INT32_MAX);
    double *presence = &r->reps->presence[r->reps->n];
    *presence = 1;
    if (from == INT32_MAX) return;
    if (to < from)
        ambit_diagnosis_error(r->binding.diagnosis, AMBIT_FAULT_RULE_CONFLICT, place_of(r, line, r->leave_to), "found "
                "a leave that ends before it begins, expected its last day, correct leave_from or leave_to");
    if (!plan->period_start || to < from) return;
    int32_t first = ambit_day_of(plan->period_start);
    int32_t end = ambit_day_after_months(plan->period_start, plan->period_months);
    int32_t gone = from > first ? from : first, back = to < end ? to + 1 : end;
    if (back > gone) *presence = 1 - (double)(back - gone) / (end - first);
}

/* Yes and no in the words that tables have; an empty cell is no. */
static void read_frozen(reader *r, uint64_t line, const ambit_span *field)
{
    static const char *const words[] = { "yes", "true", "1", "no", "false", "0" };
    uint8_t *is_frozen = &r->reps->is_frozen[r->reps->n];
    char quoted[AMBIT_QUOTED];
    size_t k = 0;
    *is_frozen = 0;
    if (!has(r->frozen) || !field[r->frozen].length) return;
    while (k < 6 && strcasecmp(words[k], field[r->frozen].text) != 0) k++;
    *is_frozen = k < 3;
    if (k == 6)
        ambit_diagnosis_error(r->binding.diagnosis, AMBIT_FAULT_NUMBER_BAD, place_of(r, line, r->frozen), "found %s, "
                "expected yes or no, correct it",
                ambit_text_quote(quoted, field[r->frozen].text, field[r->frozen].length));
}

/* The row counts when its id is new, even when something else is wrong with it: accounts may name it. */
static void read_id(reader *r, uint64_t line, const ambit_span *field)
{
    if (!has(r->id)) return;
    ambit_span id = field[r->id];
    ambit_place place = place_of(r, line, r->id);
    uint32_t known = id.length ? ambit_dictionary_get(&r->instance->rep_index, id.text) : AMBIT_NOT_FOUND;
    if (!id.length) {
        ambit_cell_empty_id(place, r->binding.diagnosis);
    } else if (known != AMBIT_NOT_FOUND) {
        ambit_cell_double_id(id, r->line[known], place, r->binding.diagnosis);
    } else {
        const char *copy = keep_text(r, field, r->id, "");
        if (!copy || ambit_dictionary_put(&r->instance->rep_index, copy, r->reps->n) < 0) {
            r->out_of_memory = 1;
            return;
        }
        r->line[r->reps->n] = line;
        r->reps->id[r->reps->n++] = copy;
    }
}

static int on_row(void *context, uint64_t line, const ambit_span *field)
{
    reader *r = context;
    if (r->reps->n >= INT32_MAX || !make_room(r)) {
        r->out_of_memory = 1;
        return 1;
    }
    uint32_t n = r->reps->n;
    read_place(r, line, field);
    read_fte(r, line, field);
    read_start(r, line, field);
    read_max_accounts(r, line, field);
    read_leave(r, line, field);
    read_frozen(r, line, field);
    r->reps->name[n] = keep_text(r, field, r->name, "");
    r->reps->segments[n] = keep_text(r, field, r->segments, "");
    r->reps->manager[n] = keep_text(r, field, r->manager, "");
    read_id(r, line, field);
    return r->out_of_memory;
}

static ambit_status read_rows(reader *r, ambit_error *err)
{
    ambit_binding *b = &r->binding;
    ambit_table_summary summary;
    bind_columns(r);
    ambit_status status = ambit_table_read(b->path, b->shown, b->wanted, b->n, on_row, r, &summary, b->diagnosis, err);
    if (status == AMBIT_OK && r->out_of_memory)
        status = ambit_fail(err, AMBIT_E_MEMORY, "no memory for the reps of %s", b->shown);
    if (!has(r->name)) {
        free(r->reps->name);
        r->reps->name = NULL;
    }
    return status;
}

ambit_status ambit_reps_read(ambit_instance *instance, ambit_diagnosis *diagnosis, ambit_error *err)
{
    char path[AMBIT_PATH];
    const char *file = instance->plan->reps.file;
    if (!file || !ambit_instance_path(path, instance, file, diagnosis)) return AMBIT_OK;
    reader r = { .instance = instance, .reps = &instance->reps, .binding = { .shown = file, .path = path,
                 .texts = &instance->texts, .diagnosis = diagnosis } };
    uint64_t before = ambit_diagnosis_n_errors(diagnosis);
    ambit_status status = ambit_instance_add_input(instance, file, err);
    if (status == AMBIT_OK) status = ambit_binding_open(&r.binding, err);
    if (status == AMBIT_OK && r.binding.columns.n) status = read_rows(&r, err);
    if (status == AMBIT_OK && !instance->reps.n && ambit_diagnosis_n_errors(diagnosis) == before)
        ambit_diagnosis_error(diagnosis, AMBIT_FAULT_FILE_EMPTY, (ambit_place){ file, 0, 0, NULL }, "found no rows, "
                "expected a rep in each, add them");
    ambit_binding_close(&r.binding);
    free(r.line);
    return status;
}

void ambit_reps_free(ambit_reps *reps)
{
    free(reps->id);
    free(reps->name);
    free(reps->lon_deg);
    free(reps->lat_deg);
    free(reps->is_free);
    free(reps->fte);
    free(reps->start_date);
    free(reps->segments);
    free(reps->max_accounts);
    free(reps->manager);
    free(reps->presence);
    free(reps->is_frozen);
}
