/* instances/accounts.c - accounts.csv, a row an account, in one pass.
 *
 * First the header decides what is read: columns that the plan names must be there, those with a default may. Then
 * every row fills one place in each array, and the arrays grow together. */
#include "instances/base/day.h"
#include "instances/base/text.h"
#include "instances/cells.h"
#include "instances/instance_internal.h"

#include <stdlib.h>
#include <string.h>

enum { LEFT_SHOWN = 30, MOST_ACCOUNTS = INT32_MAX };

typedef struct {
    ambit_instance *instance;
    ambit_accounts *accounts;
    ambit_binding binding;
    int id, name, lon, lat, visits, minutes, segment, current, locked, group, region, activity; /* field numbers */
    int *measure, *class;       /* [n_measures], [n_classes]: field numbers too */
    ambit_cell_rule *amount;    /* [n_measures] */
    ambit_cell_rule minutes_rule;
    int projected;
    ambit_dictionary own_ids, *ids; /* own_ids when regions are the units */
    ambit_words segments, regions, groups, left, *class_words; /* class_words: [n_classes] */
    uint32_t *n_left;           /* [left.n]: accounts of each current rep who is gone */
    uint32_t n_left_room;
    uint64_t *line;             /* [room]: where each account stands */
    uint32_t room;
    int out_of_memory;
} reader;

static int has(int field) { return field != AMBIT_NO_COLUMN; }

static ambit_place place_of(const reader *r, uint64_t line, int field)
{
    return (ambit_place){ r->binding.shown, line, 0, has(field) ? r->binding.wanted[field].name : NULL };
}

/* ---- Columns ---------------------------------------------------------------------------------------------------- */

/* Places are needed for travel, unless a matrix has it, and to find an account's region, unless a column names it. */
static void bind_places(reader *r)
{
    const ambit_planfile *plan = r->instance->plan;
    const ambit_source *source = &plan->accounts;
    ambit_binding *b = &r->binding;
    const char *lon = source->x ? source->x : source->lon ? source->lon : "lon";
    const char *lat = source->y ? source->y : source->lat ? source->lat : "lat";
    int dispensable = plan->assign == AMBIT_ASSIGN_ACCOUNTS ? plan->matrix != NULL : source->region != NULL;
    int wanted = !dispensable || source->lon || source->x || ambit_columns_have(&b->columns, lon)
            || ambit_columns_have(&b->columns, lat);
    r->projected = source->x != NULL;
    r->lon = wanted ? ambit_binding_need(b, lon) : AMBIT_NO_COLUMN;
    r->lat = wanted ? ambit_binding_need(b, lat) : AMBIT_NO_COLUMN;
    r->accounts->has_places = has(r->lon) && has(r->lat);
}

static void bind_columns(reader *r)
{
    const ambit_planfile *plan = r->instance->plan;
    const ambit_source *source = &plan->accounts;
    ambit_binding *b = &r->binding;
    int with_current = plan->has_stability && !plan->is_adopted && plan->assign == AMBIT_ASSIGN_ACCOUNTS;
    r->id = ambit_binding_need(b, source->id);
    r->name = source->name ? ambit_binding_need(b, source->name) : ambit_binding_want(b, "name");
    bind_places(r);
    r->visits = ambit_binding_want(b, "visits");
    r->minutes = ambit_binding_want(b, "minutes");
    r->segment = ambit_binding_want(b, "segment");
    r->current = with_current ? ambit_binding_need(b, plan->current) : ambit_binding_want(b, plan->current);
    r->locked = ambit_binding_want(b, "locked_rep");
    r->group = ambit_binding_want(b, "group");
    r->region = source->region ? ambit_binding_need(b, source->region) : AMBIT_NO_COLUMN;
    r->activity = plan->stability.active_within >= 0 ? ambit_binding_need(b, "last_activity") : AMBIT_NO_COLUMN;
}

/* Workload and the number of accounts follow from the other columns. */
static int is_derived(const reader *r, const char *measure)
{
    return !strcmp(measure, "accounts") || (!strcmp(measure, "workload") && has(r->minutes));
}

static void no_workload(const reader *r)
{
    ambit_diagnosis_error(r->binding.diagnosis, AMBIT_FAULT_COLUMN_MISSING, (ambit_place){ r->binding.shown, 1, 0,
            "workload" }, "found neither workload nor minutes, expected one of the columns, add minutes per visit or "
            "the hours");
}

/* With `assign: regions` a measure may be a field of the layer, which is not here; the formulation says when it is
 * neither. */
static int bind_measure_column(reader *r, const char *name)
{
    int is_region_measure = r->instance->plan->assign == AMBIT_ASSIGN_REGIONS;
    int field = ambit_binding_want(&r->binding, name);
    if (has(field) || is_region_measure || is_derived(r, name)) return field;
    if (!strcmp(name, "workload")) no_workload(r);
    else ambit_binding_need(&r->binding, name);
    return field;
}

static void bind_measure(reader *r, const char *name, int empty_is_zero)
{
    static const ambit_cell_rule amount = { 0, 1e15, 0, 0, 0, AMBIT_FAULT_NUMBER_RANGE,
        "an amount of 0 or more such as 1200.50", "fill the cell or say empty: 0 in the rule" };
    ambit_accounts *accounts = r->accounts;
    for (uint32_t m = 0; m < accounts->n_measures; m++) {
        if (strcmp(accounts->measure[m].name, name)) continue;
        r->amount[m].may_be_empty |= empty_is_zero;
        return;
    }
    int field = bind_measure_column(r, name);
    if (!has(field)) return;
    uint32_t m = accounts->n_measures++;
    accounts->measure[m].name = name;
    r->measure[m] = field;
    r->amount[m] = amount;
    r->amount[m].may_be_empty = empty_is_zero;
}

static void bind_class(reader *r, const char *where)
{
    ambit_accounts *accounts = r->accounts;
    const char *equals = strchr(where, '=');
    if (!equals) return;
    char *name = ambit_arena_copy(&r->instance->texts, where, (size_t)(equals - where));
    if (!name) {
        r->out_of_memory = 1;
        return;
    }
    for (uint32_t c = 0; c < accounts->n_classes; c++)
        if (!strcmp(accounts->classes[c].name, name)) return;
    int is_region_class = r->instance->plan->assign == AMBIT_ASSIGN_REGIONS;
    int field = is_region_class ? ambit_binding_want(&r->binding, name) : ambit_binding_need(&r->binding, name);
    if (!has(field)) return;
    accounts->classes[accounts->n_classes].name = name;
    r->class[accounts->n_classes++] = field;
}

/* Minutes matter when a rule is about the workload that follows from them. */
static void bind_minutes(reader *r)
{
    const ambit_planfile *plan = r->instance->plan;
    r->minutes_rule = (ambit_cell_rule){ 0, 1e9, 0, 1, 0, AMBIT_FAULT_NUMBER_RANGE, "minutes of 0 or more such as 45",
        "fill the cell or say empty: 0 in the workload rule" };
    if (ambit_columns_have(&r->binding.columns, "workload")) return;
    for (uint32_t i = 0; i < plan->n_balance; i++) {
        if (strcmp(plan->balance[i].measure, "workload")) continue;
        r->minutes_rule.may_be_empty = plan->balance[i].empty_is_zero;
        if (plan->balance[i].empty_is_zero) return;
    }
}

static int bind_rules(reader *r)
{
    const ambit_planfile *plan = r->instance->plan;
    size_t most = (size_t)plan->n_balance + plan->stability.n_shares + 4;
    r->accounts->measure = calloc(most, sizeof *r->accounts->measure);
    r->accounts->classes = calloc(most, sizeof *r->accounts->classes);
    r->measure = calloc(most, sizeof *r->measure);
    r->class = calloc(most, sizeof *r->class);
    r->amount = calloc(most, sizeof *r->amount);
    r->class_words = calloc(most, sizeof *r->class_words);
    if (!r->accounts->measure || !r->accounts->classes || !r->measure || !r->class || !r->amount
            || !r->class_words) return 0;
    for (uint32_t i = 0; i < plan->n_balance; i++) {
        bind_measure(r, plan->balance[i].measure, plan->balance[i].empty_is_zero);
        if (plan->balance[i].where) bind_class(r, plan->balance[i].where);
    }
    if (plan->stability_measure) bind_measure(r, plan->stability_measure, 0);
    for (uint32_t i = 0; i < plan->stability.n_shares; i++)
        if (plan->stability.share[i].measure) bind_measure(r, plan->stability.share[i].measure, 0);
    if (plan->stability.price) bind_measure(r, plan->stability.price, 1);
    if (plan->stability.open) bind_measure(r, plan->stability.open, 1);
    if (plan->territories_amount) bind_measure(r, plan->territories_amount, 0);
    bind_minutes(r);
    return !r->out_of_memory;
}

/* ---- Rows ------------------------------------------------------------------------------------------------------- */

#define RESIZE(array) ((grown = ambit_resized((array), room, sizeof *(array))) ? ((array) = grown, 1) : 0)
#define RESIZE_IF(wanted, array) (!(wanted) || RESIZE(array))

static int make_room(reader *r)
{
    ambit_accounts *a = r->accounts;
    if (a->n < r->room) return 1;
    if (r->room >= MOST_ACCOUNTS) return 0;
    void *grown;
    size_t room = r->room ? 2 * (size_t)r->room : 1024;
    int done = RESIZE(r->line) && RESIZE(a->id) && RESIZE_IF(has(r->name), a->name)
        && RESIZE_IF(a->has_places, a->lon_deg) && RESIZE_IF(a->has_places, a->lat_deg) && RESIZE(a->visits)
        && RESIZE_IF(has(r->minutes), a->minutes)
        && RESIZE_IF(has(r->segment), a->segment) && RESIZE(a->current) && RESIZE(a->locked) && RESIZE(a->group)
        && RESIZE_IF(has(r->region), a->region) && RESIZE_IF(has(r->activity), a->active);
    for (uint32_t m = 0; done && m < a->n_measures; m++) done = RESIZE(a->measure[m].value);
    for (uint32_t c = 0; done && c < a->n_classes; c++) done = RESIZE(a->classes[c].code);
    if (done) r->room = (uint32_t)room;
    return done;
}

static void read_place(reader *r, uint64_t line, const ambit_span *field)
{
    ambit_position at = { 0, 0 };
    if (!r->accounts->has_places) return;
    ambit_cell_position(&at, field[r->lon], field[r->lat], r->projected, place_of(r, line, r->lon),
            r->binding.wanted[r->lat].name, r->binding.diagnosis);
    r->accounts->lon_deg[r->accounts->n] = at.lon;
    r->accounts->lat_deg[r->accounts->n] = at.lat;
}

/* A cell that is a measure too has been judged as one; then only its default differs. */
static void read_factor(reader *r, double *out, int k, const ambit_cell_rule *rule, uint64_t line,
        const ambit_span *field)
{
    const ambit_accounts *a = r->accounts;
    for (uint32_t m = 0; m < a->n_measures; m++) {
        if (r->measure[m] != k) continue;
        *out = field[k].length ? a->measure[m].value[a->n] : rule->absent;
        return;
    }
    ambit_cell_number(out, field[k], rule, place_of(r, line, k), r->binding.diagnosis);
}

static void read_amounts(reader *r, uint64_t line, const ambit_span *field)
{
    static const ambit_cell_rule visits_rule = { 0, 1e9, 0, 1, 1, AMBIT_FAULT_NUMBER_RANGE,
        "visits of 0 or more such as 12", "" };
    ambit_accounts *a = r->accounts;
    for (uint32_t m = 0; m < a->n_measures; m++)
        ambit_cell_number(&a->measure[m].value[a->n], field[r->measure[m]], &r->amount[m],
                place_of(r, line, r->measure[m]), r->binding.diagnosis);
    a->visits[a->n] = 1;
    if (has(r->visits)) read_factor(r, &a->visits[a->n], r->visits, &visits_rule, line, field);
    if (has(r->minutes)) read_factor(r, &a->minutes[a->n], r->minutes, &r->minutes_rule, line, field);
}

/* The number of a text among those of its column; the empty one is a text too. */
static uint32_t code_of(reader *r, ambit_words *words, ambit_span cell)
{
    uint32_t code = ambit_words_put(words, &r->instance->texts, cell);
    if (code == AMBIT_NOT_FOUND) r->out_of_memory = 1;
    return code;
}

static const char *word_of(reader *r, ambit_words *words, ambit_span cell)
{
    if (!cell.length) return "";
    uint32_t code = code_of(r, words, cell);
    return code == AMBIT_NOT_FOUND ? "" : words->text[code];
}

static void read_texts(reader *r, const ambit_span *field)
{
    ambit_accounts *a = r->accounts;
    if (has(r->segment)) a->segment[a->n] = word_of(r, &r->segments, field[r->segment]);
    if (has(r->region)) a->region[a->n] = word_of(r, &r->regions, field[r->region]);
    int grouped = has(r->group) && field[r->group].length;
    a->group[a->n] = grouped ? code_of(r, &r->groups, field[r->group]) : AMBIT_NOBODY;
    for (uint32_t c = 0; c < a->n_classes; c++)
        a->classes[c].code[a->n] = code_of(r, &r->class_words[c], field[r->class[c]]);
    if (!has(r->name)) return;
    a->name[a->n] = ambit_arena_copy(&r->instance->texts, field[r->name].text, field[r->name].length);
    if (!a->name[a->n]) r->out_of_memory = 1;
}

/* One more account whose current rep is gone. */
static void count_left(reader *r, ambit_span cell)
{
    uint32_t before = r->left.n, code = code_of(r, &r->left, cell);
    if (code == AMBIT_NOT_FOUND) return;
    if (code >= r->n_left_room) {
        uint32_t *grown = ambit_resized(r->n_left, r->left.room, sizeof *grown);
        if (!grown) {
            r->out_of_memory = 1;
            return;
        }
        r->n_left = grown;
        r->n_left_room = r->left.room;
    }
    if (code == before) r->n_left[code] = 0;
    r->n_left[code]++;
}

/* Without reps, or when none could be read, there is nothing that a rep's name could be held against. */
static void read_reps(reader *r, uint64_t line, const ambit_span *field)
{
    ambit_accounts *a = r->accounts;
    const ambit_instance *instance = r->instance;
    a->current[a->n] = a->locked[a->n] = AMBIT_NOBODY;
    if (!instance->reps.n) return;
    if (has(r->current) && field[r->current].length) {
        a->current[a->n] = ambit_dictionary_get(&instance->rep_index, field[r->current].text);
        if (a->current[a->n] == AMBIT_NOT_FOUND) count_left(r, field[r->current]);
    }
    if (has(r->locked) && field[r->locked].length) {
        a->locked[a->n] = ambit_dictionary_get(&instance->rep_index, field[r->locked].text);
        if (a->locked[a->n] == AMBIT_NOT_FOUND)
            ambit_cell_unknown(AMBIT_FAULT_REP_UNKNOWN, field[r->locked], "a rep", ambit_instance_reps_source(instance),
                    "correct it or leave the cell empty", place_of(r, line, r->locked), r->binding.diagnosis);
    }
}

/* An empty cell: never worked. */
static void read_activity(reader *r, uint64_t line, const ambit_span *field)
{
    if (!has(r->activity)) return;
    const ambit_span cell = field[r->activity];
    int sound = cell.length && ambit_text_is_date(cell.text);
    char quoted[AMBIT_QUOTED];
    r->accounts->active[r->accounts->n] = sound ? ambit_day_of(cell.text) : INT32_MIN;
    if (cell.length && !sound)
        ambit_diagnosis_error(r->binding.diagnosis, AMBIT_FAULT_DATE_BAD, place_of(r, line, r->activity), "found %s, "
                "expected a date such as 2027-01-31, write year-month-day",
                ambit_text_quote(quoted, cell.text, cell.length));
}

/* The row counts when its id is new; what else is wrong with it has been recorded. */
static void read_id(reader *r, uint64_t line, const ambit_span *field)
{
    ambit_accounts *a = r->accounts;
    if (!has(r->id)) return;
    ambit_span id = field[r->id];
    if (!id.length) {
        ambit_cell_empty_id(place_of(r, line, r->id), r->binding.diagnosis);
        return;
    }
    const char *copy = ambit_arena_copy(&r->instance->texts, id.text, id.length);
    int there = copy ? ambit_dictionary_put(r->ids, copy, a->n) : -1;
    if (there < 0) {
        r->out_of_memory = 1;
    } else if (there) {
        ambit_cell_double_id(id, r->line[ambit_dictionary_get(r->ids, copy)], place_of(r, line, r->id),
                r->binding.diagnosis);
    } else {
        r->line[a->n] = line;
        a->id[a->n++] = copy;
    }
}

static int on_row(void *context, uint64_t line, const ambit_span *field)
{
    reader *r = context;
    if (!make_room(r)) {
        r->out_of_memory = 1;
        return 1;
    }
    read_place(r, line, field);
    read_amounts(r, line, field);
    read_texts(r, field);
    read_reps(r, line, field);
    read_activity(r, line, field);
    read_id(r, line, field);
    return r->out_of_memory;
}

/* ---- The file --------------------------------------------------------------------------------------------------- */

/* One warning for all accounts whose current rep has left: "R7 (12 accounts), R9 (1 account)". */
static void warn_of_left(const reader *r)
{
    char *names = NULL;
    size_t length;
    FILE *to = r->left.n ? open_memstream(&names, &length) : NULL;
    if (!to) return;
    for (uint32_t i = 0; i < r->left.n && i < LEFT_SHOWN; i++)
        fprintf(to, "%s%.60s (%u account%s)", i ? ", " : "", r->left.text[i], r->n_left[i],
                r->n_left[i] == 1 ? "" : "s");
    if (r->left.n > LEFT_SHOWN) fprintf(to, " and %u more", r->left.n - LEFT_SHOWN);
    fclose(to);
    ambit_diagnosis_warning(r->binding.diagnosis, AMBIT_FAULT_REP_LEFT, place_of(r, 0, r->current), "found %u rep%s "
            "who %s not in %s: %s, expected only if they left (their accounts have no current rep then), correct "
            "misspelt names", r->left.n, r->left.n == 1 ? "" : "s", r->left.n == 1 ? "is" : "are",
            ambit_instance_reps_source(r->instance), names ? names : "");
    free(names);
}

static ambit_status no_memory(const reader *r, ambit_error *err)
{
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for the accounts of %s (%u were read)", r->binding.shown,
            r->accounts->n);
}

static ambit_status read_rows(reader *r, ambit_error *err)
{
    ambit_binding *b = &r->binding;
    ambit_accounts *a = r->accounts;
    bind_columns(r);
    if (!bind_rules(r)) return no_memory(r, err);
    ambit_status status = ambit_table_read(b->path, b->shown, b->wanted, b->n, on_row, r, NULL, b->diagnosis, err);
    if (status != AMBIT_OK) return status;
    if (r->out_of_memory) return no_memory(r, err);
    a->n_groups = r->groups.n;
    for (uint32_t c = 0; c < a->n_classes; c++) {
        a->classes[c].text = r->class_words[c].text;
        a->classes[c].n_texts = r->class_words[c].n;
    }
    if (has(r->current)) {
        const char *name = r->instance->plan->current;
        r->instance->has_current = ambit_arena_copy(&r->instance->texts, name, strlen(name));
        if (!r->instance->has_current) return no_memory(r, err);
    }
    warn_of_left(r);
    return AMBIT_OK;
}

static void close_reader(reader *r)
{
    for (uint32_t c = 0; r->class_words && c < r->accounts->n_classes; c++) ambit_words_reset(&r->class_words[c]);
    ambit_words_reset(&r->segments);
    ambit_words_reset(&r->regions);
    ambit_words_reset(&r->groups);
    ambit_words_reset(&r->left);
    ambit_dictionary_reset(&r->own_ids);
    ambit_binding_close(&r->binding);
    free(r->measure);
    free(r->class);
    free(r->amount);
    free(r->class_words);
    free(r->n_left);
    free(r->line);
}

ambit_status ambit_accounts_read(ambit_instance *instance, ambit_diagnosis *diagnosis, ambit_error *err)
{
    char path[AMBIT_PATH];
    const char *file = instance->plan->accounts.file;
    if (!file || !ambit_instance_path(path, instance, file, diagnosis)) return AMBIT_OK;
    reader r = { .instance = instance, .accounts = &instance->accounts, .binding = { .shown = file, .path = path,
                 .texts = &instance->texts, .diagnosis = diagnosis } };
    r.ids = instance->plan->assign == AMBIT_ASSIGN_ACCOUNTS ? &instance->unit_index : &r.own_ids;
    uint64_t before = ambit_diagnosis_n_errors(diagnosis);
    ambit_status status = ambit_instance_add_input(instance, file, err);
    if (status == AMBIT_OK) status = ambit_binding_open(&r.binding, err);
    if (status == AMBIT_OK && r.binding.columns.n) status = read_rows(&r, err);
    if (status == AMBIT_OK && !instance->accounts.n && ambit_diagnosis_n_errors(diagnosis) == before)
        ambit_diagnosis_error(diagnosis, AMBIT_FAULT_FILE_EMPTY, (ambit_place){ file, 0, 0, NULL }, "found no rows, "
                "expected an account in each, add them");
    close_reader(&r);
    return status;
}

void ambit_accounts_free(ambit_accounts *accounts)
{
    for (uint32_t m = 0; m < accounts->n_measures; m++) free(accounts->measure[m].value);
    for (uint32_t c = 0; c < accounts->n_classes; c++) free(accounts->classes[c].code);
    free(accounts->measure);
    free(accounts->classes);
    free(accounts->id);
    free(accounts->name);
    free(accounts->lon_deg);
    free(accounts->lat_deg);
    free(accounts->visits);
    free(accounts->minutes);
    free(accounts->segment);
    free(accounts->current);
    free(accounts->locked);
    free(accounts->group);
    free(accounts->region);
    free(accounts->active);
}
