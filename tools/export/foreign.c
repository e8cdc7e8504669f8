/* tools/export/foreign.c - see foreign.h. */
#include "tools/export/foreign.h"

#include "instances/base/status.h"
#include "instances/base/text.h"
#include "instances/table.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_ROOM = 4096 };

typedef struct {
    ambit_foreign *out;
    const ambit_workspace *workspace;
    const ambit_instance *instance;
    const ambit_mapping_settings *mapping;
    const ambit_outcome *outcome;
    ambit_foreign_form form;
    FILE *to;
    ambit_error *err;
    const char *shown; /* of the table being read */
    uint32_t account;  /* of the row being read */
    ambit_dictionary accounts, territories; /* ids that were seen, and on which line: an id is one thing's */
    int out_of_memory;
} reading;

static ambit_status no_memory(const reading *r)
{
    return ambit_fail(r->err, AMBIT_E_MEMORY, "no memory for ids of other systems");
}

/* ---- Faults: all of them are told, however many ----------------------------------------------------------------- */

static void tell(reading *r, uint64_t line, const char *field, ambit_fault fault, const char *found,
        const char *expected)
{
    fprintf(r->to, "error: %s", r->shown);
    if (line) fprintf(r->to, ":%" PRIu64, line);
    fprintf(r->to, ": %s: found %s, expected %s [E%03d]\n", field, found, expected, fault);
    r->out->n_faults++;
}

/* What ids of a kind begin with in Salesforce; NULL: anything. */
static const char *const accounts_start = "001", *const users_start = "005", *const territories_start = "0MI";

/* Keeps the cell as an id; what is missing or malformed is told, and is "" then. */
static const char *id_of(reading *r, uint64_t line, const char *field, ambit_span cell, const char *what,
        const char *start)
{
    char expected[200], quoted[AMBIT_QUOTED];
    const char *form = r->form == AMBIT_FORM_GUID ? "a GUID such as 2f1c0d3e-5a6b-4c7d-8e9f-0a1b2c3d4e5f"
                                                  : "15 or 18 letters and digits";
    int starts = r->form == AMBIT_FORM_GUID || !start || !strncmp(cell.text ? cell.text : "", start, strlen(start));
    snprintf(expected, sizeof expected, "%s, %s%s%s, fill in what the other system has", what, form,
             r->form == AMBIT_FORM_SALESFORCE && start ? " that begin with " : "",
             r->form == AMBIT_FORM_SALESFORCE && start ? start : "");
    if (!cell.length) tell(r, line, field, AMBIT_FAULT_ID_EMPTY, "nothing", expected);
    else if (!starts || !ambit_foreign_is_id(cell.text, r->form))
        tell(r, line, field, AMBIT_FAULT_ID_FORM, ambit_text_quote(quoted, cell.text, cell.length), expected);
    else {
        const char *kept = ambit_arena_copy(&r->out->texts, cell.text, cell.length);
        r->out_of_memory |= !kept;
        return kept ? kept : "";
    }
    return "";
}

/* Tells an id that stands in an earlier row, too. */
static void note_double(reading *r, ambit_dictionary *seen, uint64_t line, const char *field, const char *id)
{
    char found[AMBIT_QUOTED + 60], quoted[AMBIT_QUOTED];
    int is_double = *id ? ambit_dictionary_put(seen, id, (uint32_t)line) : 0;
    r->out_of_memory |= is_double < 0;
    if (is_double <= 0) return;
    snprintf(found, sizeof found, "%s a second time, first on line %u", ambit_text_quote(quoted, id, strlen(id)),
             ambit_dictionary_get(seen, id));
    tell(r, line, field, AMBIT_FAULT_ID_DOUBLE, found, "an id that no other row has, correct one");
}

/* A key of the mapping that this form of export cannot do without. */
static void demand(reading *r, const char *value, const char *key, const char *expected)
{
    char advised[300];
    snprintf(advised, sizeof advised, "%s, add the key", expected);
    if (!value) tell(r, 0, key, AMBIT_FAULT_YAML_KEY, "nothing", advised);
}

static void demand_keys(reading *r)
{
    const ambit_mapping_settings *m = r->mapping;
    r->shown = r->instance->plan->path;
    demand(r, m->account_id, "mapping.account_id", "the column of the accounts that holds their ids there");
    if (!m->territory_key || r->form == AMBIT_FORM_GUID)
        demand(r, m->territory_id, "mapping.territory_id", "the column of the reps that holds their territories' ids");
    if (r->form == AMBIT_FORM_GUID) return;
    demand(r, m->user_id, "mapping.user_id", "the column of the reps that holds their users' ids");
    demand(r, m->territory_type_id, "mapping.territory_type_id", "the id of the Territory2Type");
    demand(r, m->territory_model_id, "mapping.territory_model_id", "the id of the Territory2Model");
    const struct { const char *text, *key; } literal[] = { { m->territory_type_id, "mapping.territory_type_id" },
        { m->territory_model_id, "mapping.territory_model_id" },
        { m->parent_territory_id, "mapping.parent_territory_id" } };
    for (size_t k = 0; k < sizeof literal / sizeof *literal; k++)
        if (literal[k].text)
            id_of(r, 0, literal[k].key, (ambit_span){ literal[k].text, (uint32_t)strlen(literal[k].text) },
                  "an id", NULL);
}

/* ---- Tables ----------------------------------------------------------------------------------------------------- */

/* Columns that the mapping names; one that is not named is -1 in `at`. */
enum { MOST_COLUMNS = 4 };
typedef struct { ambit_column wanted[MOST_COLUMNS]; int at[MOST_COLUMNS]; uint32_t n; } binding;

static void bind(binding *b, int use, const char *name, int required)
{
    b->at[use] = -1;
    if (!name) return;
    uint32_t k = 0;
    while (k < b->n && strcmp(b->wanted[k].name, name)) k++;
    if (k == b->n) b->wanted[b->n++] = (ambit_column){ name, required };
    b->at[use] = (int)k;
}

typedef struct { reading *r; binding bound; uint32_t first; const char *user, *territory; } table_rows;

static ambit_span cell_of(const table_rows *rows, const ambit_span *cell, int use)
{
    return rows->bound.at[use] < 0 ? (ambit_span){ "", 0 } : cell[rows->bound.at[use]];
}

static ambit_status read_table(reading *r, const char *file, table_rows *rows, ambit_row_fn *row)
{
    char path[PATH_ROOM];
    r->shown = file;
    if (ambit_planfile_path(path, sizeof path, r->instance->plan, file))
        return ambit_fail(r->err, AMBIT_E_FILE, "%s: the path is too long", file);
    ambit_status status = ambit_table_read(path, file, rows->bound.wanted, rows->bound.n, row, rows, NULL,
            r->workspace->diagnosis, r->err);
    return status || !r->out_of_memory ? status : no_memory(r);
}

/* ---- Reps and managers ------------------------------------------------------------------------------------------ */

enum { N_ID, N_USER, N_TERRITORY };

static int on_node(void *context, uint64_t line, const ambit_span *cell)
{
    table_rows *rows = context;
    reading *r = rows->r;
    uint32_t v = ambit_dictionary_get(&r->out->people.ladder.index, cell_of(rows, cell, N_ID).text);
    if (v == AMBIT_NOT_FOUND || v < rows->first) return 0;
    ambit_foreign_node *node = &r->out->node[v];
    node->line = line;
    if (rows->user)
        node->user = id_of(r, line, rows->user, cell_of(rows, cell, N_USER), "the id of the user", users_start);
    if (rows->territory) {
        node->territory = id_of(r, line, rows->territory, cell_of(rows, cell, N_TERRITORY),
                                "the id of the territory", territories_start);
        note_double(r, &r->territories, line, rows->territory, node->territory);
    }
    return r->out_of_memory;
}

static ambit_status read_nodes(reading *r, const ambit_source *source, uint32_t first, const char *user,
        const char *territory)
{
    table_rows rows = { .r = r, .first = first, .user = user, .territory = territory };
    if (!source->file || (!user && !territory)) return AMBIT_OK;
    bind(&rows.bound, N_ID, source->id, 1);
    bind(&rows.bound, N_USER, user, 1);
    bind(&rows.bound, N_TERRITORY, territory, 1);
    return read_table(r, source->file, &rows, on_node);
}

/* Territories that the plan made up, and managers without a row, have no cell that could be filled. */
static void check_nodes(reading *r)
{
    const ambit_ladder *ladder = &r->out->people.ladder;
    const ambit_mapping_settings *m = r->mapping;
    for (uint32_t v = 0; v < ladder->n; v++) {
        char expected[300];
        int is_rep = v < ladder->n_reps, by_id = !m->territory_key || r->form == AMBIT_FORM_GUID;
        int needs_territory = is_rep ? m->territory_id != NULL : by_id;
        if (r->out->node[v].line || (!needs_territory && !(is_rep && m->user_id))) continue;
        r->shown = is_rep ? ambit_instance_reps_source(r->instance)
                 : r->instance->plan->managers.file ? r->instance->plan->managers.file : r->instance->plan->path;
        snprintf(expected, sizeof expected, "the ids of \"%.100s\", add %s", ladder->id[v], is_rep
                 ? "the rep to the reps file" : "mapping.manager_territory_id and a row in the managers file");
        tell(r, 0, is_rep ? "reps" : "managers", AMBIT_FAULT_ID_EMPTY, "nothing", expected);
    }
}

/* A manager whose territory is wanted by id needs the column. */
static const char *managers_territory(reading *r)
{
    const ambit_ladder *ladder = &r->out->people.ladder;
    if (ladder->n > ladder->n_reps && r->instance->plan->managers.file && !r->mapping->territory_key) {
        r->shown = r->instance->plan->path;
        demand(r, r->mapping->manager_territory_id, "mapping.manager_territory_id",
               "the column of the managers that holds their territories' ids");
    }
    return r->mapping->manager_territory_id;
}

static ambit_status read_people(reading *r)
{
    ambit_foreign *out = r->out;
    const ambit_planfile *plan = r->instance->plan;
    ambit_status status = ambit_people_read(&out->people, r->instance, r->workspace->diagnosis, r->err);
    if (status) return status;
    out->node = calloc((size_t)out->people.ladder.n + 1, sizeof *out->node);
    if (!out->node) return no_memory(r);
    int by_key = r->form == AMBIT_FORM_SALESFORCE && r->mapping->territory_key;
    status = read_nodes(r, &plan->reps, 0, r->mapping->user_id, by_key ? NULL : r->mapping->territory_id);
    if (!status)
        status = read_nodes(r, &plan->managers, out->people.ladder.n_reps, r->mapping->manager_user_id,
                            by_key ? NULL : managers_territory(r));
    if (!status) check_nodes(r);
    return status;
}

/* ---- Accounts --------------------------------------------------------------------------------------------------- */

enum { A_ID, A_FOREIGN, A_ASSOCIATION, A_CURRENT };

static uint32_t unit_of(const reading *r, uint32_t account)
{
    if (r->instance->plan->assign != AMBIT_ASSIGN_REGIONS) return account;
    const uint32_t *region = r->outcome->formulation->region_of_account;
    return region ? region[account] : AMBIT_OUTSIDE;
}

/* Who has the account in force: what was adopted, what its row says, or who has its region. */
static uint32_t rep_in_force(const reading *r, uint32_t account)
{
    const ambit_formulation *f = r->outcome->formulation;
    uint32_t unit = unit_of(r, account);
    int by_row = !r->instance->adopted && r->instance->has_current && *r->instance->has_current;
    if (by_row) return r->instance->accounts.current[account];
    return unit < f->n_units && f->current ? f->current[unit] : AMBIT_NOBODY;
}

static int add_move(reading *r, ambit_foreign_move move)
{
    ambit_foreign *out = r->out;
    if (out->n_moves == out->room_moves) {
        uint32_t room = out->room_moves ? 2 * out->room_moves : 256;
        ambit_foreign_move *grown = realloc(out->move, room * sizeof *grown);
        if (!grown) return -1;
        out->move = grown, out->room_moves = room;
    }
    out->move[out->n_moves++] = move;
    return 0;
}

/* The territory of a rep who left is known by key, or not needed when its association is. */
static const char *left_rep(reading *r, uint64_t line, ambit_span cell)
{
    char quoted[AMBIT_QUOTED];
    const char *field = r->instance->plan->current ? r->instance->plan->current : "current_rep";
    if (r->form == AMBIT_FORM_SALESFORCE && !r->mapping->territory_key && !r->mapping->association_id)
        tell(r, line, field, AMBIT_FAULT_REP_UNKNOWN, ambit_text_quote(quoted, cell.text, cell.length),
             "a rep of the reps file, whose territory the account leaves, add the rep or mapping.association_id");
    const char *kept = ambit_arena_copy(&r->out->texts, cell.text, cell.length);
    r->out_of_memory |= !kept;
    return kept;
}

/* Rows come in the order of the accounts: the reader of the instance has judged them before. */
static int on_account(void *context, uint64_t line, const ambit_span *cell)
{
    table_rows *rows = context;
    reading *r = rows->r;
    const ambit_formulation *f = r->outcome->formulation;
    uint32_t a = r->account++, unit = unit_of(r, a);
    ambit_foreign_move move = { .account = a, .from = rep_in_force(r, a) };
    ambit_span current = cell_of(rows, cell, A_CURRENT);
    move.to = unit < f->n_units && r->outcome->plan[unit] < f->n_reps ? r->outcome->plan[unit] : AMBIT_NOBODY;
    if (move.from < f->n_reps) r->out->node[move.from].is_in_force = 1;
    else if (current.length && !r->instance->adopted) move.left = left_rep(r, line, current);
    if (move.from == move.to && !move.left) return r->out_of_memory;
    if (r->mapping->account_id) {
        move.id = id_of(r, line, r->mapping->account_id, cell_of(rows, cell, A_FOREIGN), "the id of the account",
                        accounts_start);
        note_double(r, &r->accounts, line, r->mapping->account_id, move.id);
    }
    if (r->mapping->association_id && r->form == AMBIT_FORM_SALESFORCE && (move.from < f->n_reps || move.left))
        move.association = id_of(r, line, r->mapping->association_id, cell_of(rows, cell, A_ASSOCIATION),
                                 "the id of its ObjectTerritory2Association", NULL);
    r->out_of_memory |= add_move(r, move) != 0;
    return r->out_of_memory;
}

static ambit_status read_accounts(reading *r)
{
    const ambit_planfile *plan = r->instance->plan;
    table_rows rows = { .r = r };
    if (!plan->accounts.file)
        return ambit_fail(r->err, AMBIT_E_INPUT, "%s: found no accounts, expected them: they are what is exported",
                          plan->path);
    bind(&rows.bound, A_ID, plan->accounts.id, 1);
    bind(&rows.bound, A_FOREIGN, r->mapping->account_id, 1);
    bind(&rows.bound, A_ASSOCIATION, r->form == AMBIT_FORM_SALESFORCE ? r->mapping->association_id : NULL, 1);
    bind(&rows.bound, A_CURRENT, plan->current ? plan->current : "current_rep", 0);
    return read_table(r, plan->accounts.file, &rows, on_account);
}

/* Managers are in force when somebody below them is. Nodes come after those they report to. */
static void pass_up(ambit_foreign *out)
{
    const ambit_ladder *ladder = &out->people.ladder;
    for (uint32_t k = ladder->n; k-- > 0;) {
        uint32_t v = ladder->order[k], above = ladder->above[v];
        if (out->node[v].is_in_force && above != AMBIT_LADDER_COMPANY) out->node[above].is_in_force = 1;
    }
}

ambit_status ambit_foreign_read(ambit_foreign *out, const ambit_workspace *workspace, const ambit_outcome *outcome,
        ambit_foreign_form form, FILE *to, ambit_error *err)
{
    *out = (ambit_foreign){ .node = NULL };
    ambit_arena_init(&out->texts);
    reading r = { .out = out, .workspace = workspace, .instance = workspace->instance, .outcome = outcome,
        .mapping = &workspace->instance->plan->mapping, .form = form, .to = to, .err = err };
    ambit_dictionary_init(&r.accounts);
    ambit_dictionary_init(&r.territories);
    demand_keys(&r);
    ambit_status status = read_people(&r);
    if (!status) status = read_accounts(&r);
    ambit_dictionary_reset(&r.accounts);
    ambit_dictionary_reset(&r.territories);
    if (status) return status;
    pass_up(out);
    return ambit_diagnosis_status(workspace->diagnosis, err);
}

void ambit_foreign_reset(ambit_foreign *foreign)
{
    ambit_people_reset(&foreign->people);
    free(foreign->node);
    free(foreign->move);
    ambit_arena_reset(&foreign->texts);
    *foreign = (ambit_foreign){ .node = NULL };
}
