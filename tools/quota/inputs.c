/* tools/quota/inputs.c - see inputs.h. */
#include "tools/quota/inputs.h"

#include "instances/base/text.h"
#include "instances/table.h"
#include "tools/quota/season.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_ROOM = 4096 };

typedef struct {
    ambit_quota_inputs *out;
    const ambit_instance *instance;
    const ambit_formulation *formulation;
    const uint32_t *plan;
    ambit_diagnosis *diagnosis;
    ambit_error *err;
    const char *shown;         /* of the table being read */
    double *potential_entered; /* [n reps] of the accounts that have a target; beside them those that have none */
    double *potential_silent;
} gathering;

static ambit_status no_memory(const gathering *g)
{
    return ambit_fail(g->err, AMBIT_E_MEMORY, "no memory for the inputs of quotas");
}

static ambit_place place_of(const gathering *g, uint64_t line, const char *field)
{
    return (ambit_place){ g->shown, line, 0, field };
}

/* An amount of 0 or more; an empty cell is `absent`. What is no amount is recorded, and is `absent` too. */
static double amount_of(const gathering *g, uint64_t line, const char *field, ambit_span cell, double absent)
{
    double value;
    char quoted[AMBIT_QUOTED];
    if (!cell.length) return absent;
    if (ambit_span_number(&value, cell) && value >= 0) return value;
    ambit_diagnosis_error(g->diagnosis, AMBIT_FAULT_NUMBER_RANGE, place_of(g, line, field), "found %s, expected an "
            "amount of 0 or more, or nothing, correct it", ambit_text_quote(quoted, cell.text, cell.length));
    return absent;
}

/* ---- Columns: those that the settings name, each asked for once -------------------------------------------------- */

enum { MOST_COLUMNS = 8 + AMBIT_QUOTA_MOST_METRICS };

typedef struct {
    ambit_column wanted[MOST_COLUMNS];
    uint32_t n;
    int at[MOST_COLUMNS]; /* the wanted column of each use; -1: nothing names one */
} binding;

static void bind(binding *b, int use, const char *name, int required)
{
    b->at[use] = -1;
    if (!name) return;
    uint32_t k = 0;
    while (k < b->n && strcmp(b->wanted[k].name, name)) k++;
    if (k == b->n) b->wanted[b->n++] = (ambit_column){ name, required };
    b->at[use] = (int)k;
}

static ambit_span cell_of(const binding *b, const ambit_span *cell, int use)
{
    return b->at[use] < 0 ? (ambit_span){ "", 0 } : cell[b->at[use]];
}

/* Reads a table of the plan with the columns that were bound. */
static ambit_status read_table(gathering *g, const char *file, const binding *b, ambit_row_fn *row, void *context)
{
    char path[PATH_ROOM];
    g->shown = file;
    if (ambit_planfile_path(path, sizeof path, g->instance->plan, file))
        return ambit_fail(g->err, AMBIT_E_FILE, "%s: the path is too long", file);
    return ambit_table_read(path, file, b->wanted, b->n, row, context, NULL, g->diagnosis, g->err);
}

/* ---- Accounts --------------------------------------------------------------------------------------------------- */

enum { A_ID, A_HISTORY, A_POTENTIAL, A_TARGET, A_METRICS };

/* A metric that is neither the quota nor derived from visits is a column. */
static const char *metric_column(const ambit_quota_settings *s, uint32_t k)
{
    int derived = ambit_quota_metric_is_quota(s, k) || !strcmp(s->metric[k].metric, "activity");
    return derived ? NULL : s->metric[k].metric;
}

static uint32_t rep_of_account(const gathering *g, uint32_t account)
{
    const ambit_formulation *f = g->formulation;
    uint32_t unit = account;
    if (g->instance->plan->assign == AMBIT_ASSIGN_REGIONS)
        unit = f->region_of_account ? f->region_of_account[account] : AMBIT_OUTSIDE;
    return unit < f->n_units ? g->plan[unit] : AMBIT_NOBODY;
}

typedef struct { gathering *g; binding bound; uint32_t account; } account_rows;

static void add(double *sum, double value) { *sum = isnan(*sum) ? value : *sum + value; }

/* Rows come in the order of the accounts: the reader of the instance has judged them before. */
static int on_account(void *context, uint64_t line, const ambit_span *cell)
{
    account_rows *rows = context;
    gathering *g = rows->g;
    const ambit_quota_settings *s = &g->out->settings;
    uint32_t rep = rep_of_account(g, rows->account);
    double visits = g->instance->accounts.visits[rows->account++];
    double history = amount_of(g, line, s->history, cell_of(&rows->bound, cell, A_HISTORY), 0);
    double potential = amount_of(g, line, s->potential, cell_of(&rows->bound, cell, A_POTENTIAL), 0);
    double target = amount_of(g, line, s->account_target, cell_of(&rows->bound, cell, A_TARGET), NAN);
    if (rep >= g->instance->reps.n) return 0;
    ambit_quota_rep *to = &g->out->rep[rep];
    to->n_accounts++;
    to->calls += visits;
    if (s->history) add(&to->history, history);
    if (s->potential) add(&to->potential, potential);
    if (!isnan(target)) add(&to->from_accounts, target);
    *(isnan(target) ? &g->potential_silent[rep] : &g->potential_entered[rep]) += potential;
    for (uint32_t k = 0; k < s->n_metrics; k++)
        to->metric[k] += amount_of(g, line, s->metric[k].metric,
                                   cell_of(&rows->bound, cell, A_METRICS + (int)k), 0);
    return 0;
}

/* Accounts without a target are worth what others of their potential are, where their rep has some with one. */
static void fill_silent_accounts(gathering *g)
{
    double entered = 0, potential = 0;
    for (uint32_t i = 0; i < g->instance->reps.n; i++) {
        if (isnan(g->out->rep[i].from_accounts)) continue;
        entered += g->out->rep[i].from_accounts;
        potential += g->potential_entered[i];
    }
    for (uint32_t i = 0; i < g->instance->reps.n && potential > 0; i++)
        if (!isnan(g->out->rep[i].from_accounts))
            g->out->rep[i].from_accounts += g->potential_silent[i] * entered / potential;
}

static ambit_status read_accounts(gathering *g)
{
    const ambit_planfile *plan = g->instance->plan;
    const ambit_quota_settings *s = &g->out->settings;
    account_rows rows = { .g = g };
    if (!plan->accounts.file) return AMBIT_OK;
    bind(&rows.bound, A_ID, plan->accounts.id, 1);
    bind(&rows.bound, A_HISTORY, s->history, 1);
    bind(&rows.bound, A_POTENTIAL, s->potential, 1);
    bind(&rows.bound, A_TARGET, s->account_target, 1);
    for (uint32_t k = 0; k < s->n_metrics; k++) bind(&rows.bound, A_METRICS + (int)k, metric_column(s, k), 1);
    ambit_status status = read_table(g, plan->accounts.file, &rows.bound, on_account, &rows);
    if (!status) fill_silent_accounts(g);
    return status;
}

/* ---- Reps ------------------------------------------------------------------------------------------------------- */

enum { R_ID, R_INPUT, R_LAST };

typedef struct { gathering *g; binding bound; } rep_rows;

static int on_rep(void *context, uint64_t line, const ambit_span *cell)
{
    rep_rows *rows = context;
    gathering *g = rows->g;
    const ambit_quota_settings *s = &g->out->settings;
    uint32_t i = ambit_dictionary_get(&g->instance->rep_index, cell_of(&rows->bound, cell, R_ID).text);
    if (i == AMBIT_NOT_FOUND) return 0;
    ambit_quota_rep *rep = &g->out->rep[i];
    rep->input = amount_of(g, line, s->rep_input, cell_of(&rows->bound, cell, R_INPUT), NAN);
    rep->last = amount_of(g, line, s->last, cell_of(&rows->bound, cell, R_LAST), NAN);
    return 0;
}

static void start_reps(gathering *g)
{
    const ambit_reps *reps = &g->instance->reps;
    for (uint32_t i = 0; i < reps->n; i++)
        g->out->rep[i] = (ambit_quota_rep){ .fte = reps->fte[i], .history = NAN, .potential = NAN,
            .from_accounts = NAN, .input = NAN, .last = NAN, .presence = g->out->people.presence[i] };
}

static ambit_status read_reps(gathering *g)
{
    const ambit_planfile *plan = g->instance->plan;
    const ambit_quota_settings *s = &g->out->settings;
    rep_rows rows = { .g = g };
    start_reps(g);
    if (!plan->reps.file) return AMBIT_OK;
    bind(&rows.bound, R_ID, plan->reps.id, 1);
    bind(&rows.bound, R_INPUT, s->rep_input, 1);
    bind(&rows.bound, R_LAST, s->last, 1);
    return read_table(g, plan->reps.file, &rows.bound, on_rep, &rows);
}

/* ---- All of it -------------------------------------------------------------------------------------------------- */

/* Every rep has something in the plan: a quota for nothing would be believed by nobody. */
static void check_territories(const gathering *g)
{
    const uint32_t n = g->instance->reps.n;
    uint8_t *has = calloc((size_t)n + 1, 1);
    for (uint32_t u = 0; has && u < g->formulation->n_units; u++)
        if (g->plan[u] < n) has[g->plan[u]] = 1;
    for (uint32_t i = 0; has && i < n; i++)
        if (!has[i])
            ambit_diagnosis_error(g->diagnosis, AMBIT_FAULT_RULE_CONFLICT,
                    (ambit_place){ ambit_instance_reps_source(g->instance), g->out->people.rep[i].line, 0, NULL },
                    "found \"%s\" without a territory in the plan, expected one for each rep, solve again or remove "
                    "the rep", g->instance->reps.id[i]);
    free(has);
}

static ambit_status read_season(gathering *g)
{
    char path[PATH_ROOM];
    const ambit_planfile *plan = g->instance->plan;
    const char *file = g->out->settings.season_history;
    if (!file || ambit_planfile_path(path, sizeof path, plan, file)) return AMBIT_OK;
    return ambit_quota_season_read(&g->out->settings.season, path, file, g->diagnosis, g->err);
}

/* `opportunity` is the potential where nothing else is named and the accounts have it. */
static ambit_status choose_potential(gathering *g)
{
    char path[PATH_ROOM];
    ambit_columns columns;
    const ambit_planfile *plan = g->instance->plan;
    if (g->out->settings.potential || !plan->accounts.file) return AMBIT_OK;
    if (ambit_planfile_path(path, sizeof path, plan, plan->accounts.file)) return AMBIT_OK;
    ambit_status status = ambit_table_columns(&columns, &g->out->texts, path, plan->accounts.file, g->diagnosis,
            g->err);
    if (!status && ambit_columns_have(&columns, "opportunity"))
        g->out->settings.potential = ambit_arena_copy(&g->out->texts, "opportunity", strlen("opportunity"));
    return status;
}

static ambit_status gather(gathering *g)
{
    ambit_quota_inputs *out = g->out;
    const ambit_planfile *plan = g->instance->plan;
    uint64_t before = ambit_diagnosis_n_errors(g->diagnosis);
    ambit_status status = ambit_people_read(&out->people, g->instance, g->diagnosis, g->err);
    if (status == AMBIT_E_INPUT) status = AMBIT_OK; /* the faults of the other tables are told with these */
    if (!status) status = read_reps(g);
    if (!status) status = choose_potential(g);
    if (!status) status = read_accounts(g);
    if (!status) status = read_season(g);
    if (!status) check_territories(g);
    if (!plan->period_start)
        ambit_diagnosis_error(g->diagnosis, AMBIT_FAULT_YAML_KEY, (ambit_place){ plan->path, 0, 0, "period.start" },
                "found none, expected the day from which quotas hold, add period: {start: 2027-01-01, months: 12}");
    if (!status && ambit_diagnosis_n_errors(g->diagnosis) > before)
        status = ambit_fail(g->err, AMBIT_E_INPUT, "quotas cannot be derived");
    if (!status)
        out->of = (ambit_quota_case){ &out->settings,
            ambit_quota_calendar_of(plan->period_start, plan->period_months, out->settings.fiscal_month),
            &out->people.ladder, g->instance->reps.n, out->rep, plan->path };
    return status;
}

ambit_status ambit_quota_inputs_read(ambit_quota_inputs *out, const ambit_workspace *workspace, const uint32_t *plan,
        ambit_error *err)
{
    const ambit_instance *instance = workspace->instance;
    size_t room = (size_t)instance->reps.n + 1;
    gathering g = { .out = out, .instance = instance, .formulation = workspace->formulation, .plan = plan,
                    .diagnosis = workspace->diagnosis, .err = err };
    *out = (ambit_quota_inputs){ .settings = instance->plan->quota };
    ambit_arena_init(&out->texts);
    out->rep = calloc(room, sizeof *out->rep);
    g.potential_entered = calloc(room, sizeof *g.potential_entered);
    g.potential_silent = calloc(room, sizeof *g.potential_silent);
    ambit_status status = out->rep && g.potential_entered && g.potential_silent ? gather(&g) : no_memory(&g);
    free(g.potential_entered);
    free(g.potential_silent);
    return status;
}

void ambit_quota_inputs_reset(ambit_quota_inputs *inputs)
{
    ambit_people_reset(&inputs->people);
    ambit_arena_reset(&inputs->texts);
    free(inputs->rep);
}
