/* tools/scenario/shelf.c - see shelf.h. */
#include "tools/scenario/shelf.h"

#include "instances/base/digest.h"
#include "instances/base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_NAME = 64 };

static ambit_status no_memory(ambit_error *err) { return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a scenario"); }

/* A copy of a column's text in the arena; *ok becomes 0 without memory. */
static const char *keep(ambit_arena *texts, const char *text, int *ok)
{
    char *copy = ambit_arena_copy(texts, text, strlen(text));
    if (!copy) *ok = 0;
    return copy ? copy : "";
}

/* ---- Scenarios --------------------------------------------------------------------------------------------------- */

int ambit_scenario_may_be_called(const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    size_t n = strlen(name);
    return n && n <= MOST_NAME && strspn(name, letters) == n && strcmp(name, "plan") && strcmp(name, "all")
        && name[0] != '.' && name[0] != '-';
}

ambit_status ambit_scenario_cut(ambit_scenario *s, ambit_error *err)
{
    char *copy = ambit_arena_copy(&s->texts, s->changes, strlen(s->changes)), *text = NULL;
    s->n_lines = 0;
    for (const char *c = s->changes; *c; c++) s->n_lines += *c == '\n';
    s->line = ambit_arena_alloc(&s->texts, ((size_t)s->n_lines + 1) * sizeof *s->line);
    if (!copy || !s->line || asprintf(&text, "%s\n%s", s->name, s->changes) < 0) return no_memory(err);
    for (uint32_t k = 0; k < s->n_lines; k++) {
        s->line[k] = copy;
        copy += strcspn(copy, "\n");
        *copy++ = 0;
    }
    ambit_digest_bytes(s->sha256, text, strlen(text));
    free(text);
    return AMBIT_OK;
}

void ambit_scenario_reset(ambit_scenario *scenario)
{
    ambit_arena_reset(&scenario->texts);
    *scenario = (ambit_scenario){ .name = NULL };
}

static ambit_status fail_unknown(ambit_store *store, const char *name, ambit_error *err)
{
    ambit_arena texts;
    const char **known;
    uint32_t n;
    char quoted[AMBIT_QUOTED];
    ambit_arena_init(&texts);
    ambit_status status = ambit_scenario_names(&known, &n, &texts, store, err);
    const char *near = status ? NULL : ambit_text_nearest(known, n, name);
    if (!status)
        status = ambit_fail(err, AMBIT_E_INPUT, "there is no scenario %s%s%s; \"ambit scenario list\" names them",
                ambit_text_quote(quoted, name, strlen(name)), near ? ", did you mean " : "", near ? near : "");
    ambit_arena_reset(&texts);
    return status;
}

/* What was altered behind our back must not be solved in another's name. */
static ambit_status read_scenario(ambit_scenario *out, ambit_store *store, const ambit_store_rows *rows,
        ambit_error *err)
{
    int ok = 1;
    out->name = keep(&out->texts, ambit_store_text(rows, 0), &ok);
    out->base = keep(&out->texts, ambit_store_text(rows, 1), &ok);
    out->changes = keep(&out->texts, ambit_store_text(rows, 2), &ok);
    out->reason = keep(&out->texts, ambit_store_text(rows, 3), &ok);
    out->user = keep(&out->texts, ambit_store_text(rows, 4), &ok);
    out->made = keep(&out->texts, ambit_store_text(rows, 5), &ok);
    ambit_status status = ok ? ambit_scenario_cut(out, err) : no_memory(err);
    if (status || !strcmp(out->sha256, ambit_store_text(rows, 6))) return status;
    return ambit_fail(err, AMBIT_E_FILE, "%s: the changes of scenario %s were altered; put back a copy",
            ambit_store_path(store), out->name);
}

ambit_status ambit_scenario_find(ambit_scenario *out, ambit_store *store, const char *name, ambit_error *err)
{
    ambit_store_rows *rows;
    int is_there = 0;
    *out = (ambit_scenario){ .name = NULL };
    ambit_arena_init(&out->texts);
    ambit_status status = ambit_store_ask(&rows, store, err, "SELECT name, base, changes, reason, user, made, sha256 "
            "FROM scenario WHERE name = ?", "t", name);
    if (!status) status = ambit_store_next(rows, &is_there, err);
    if (is_there) status = read_scenario(out, store, rows, err);
    ambit_store_rows_free(rows);
    if (!status && !is_there) status = fail_unknown(store, name, err);
    if (status) ambit_scenario_reset(out);
    return status;
}

ambit_status ambit_scenario_names(const char ***out, uint32_t *n_out, ambit_arena *texts, ambit_store *store,
        ambit_error *err)
{
    ambit_store_rows *rows = NULL;
    int64_t n = 0;
    int is_there = 1, ok = 1;
    *n_out = 0;
    ambit_status status = ambit_store_count_of(&n, 0, store, err, "SELECT count(*) FROM scenario", NULL);
    *out = status ? NULL : ambit_arena_alloc(texts, ((size_t)n + 1) * sizeof **out);
    if (!status && !*out) return no_memory(err);
    if (!status) status = ambit_store_ask(&rows, store, err, "SELECT name FROM scenario ORDER BY id", "");
    while (!status && is_there && *n_out < n) {
        status = ambit_store_next(rows, &is_there, err);
        if (!status && is_there) (*out)[(*n_out)++] = keep(texts, ambit_store_text(rows, 0), &ok);
    }
    ambit_store_rows_free(rows);
    return status || ok ? status : no_memory(err);
}

ambit_status ambit_scenario_add(ambit_store *store, const ambit_scenario *s, ambit_error *err)
{
    int64_t n;
    ambit_status status = ambit_store_count_of(&n, 0, store, err, "SELECT count(*) FROM scenario WHERE name = ?",
            s->name);
    if (!status && n)
        return ambit_fail(err, AMBIT_E_INPUT, "there is a scenario %s already; choose another name, or take it away "
                "with \"ambit scenario remove\"", s->name);
    return status ? status : ambit_store_run(store, err, "INSERT INTO scenario (name, base, changes, reason, user, "
            "made, sha256) VALUES (?, ?, ?, ?, ?, ?, ?)", "ttttttt", s->name, s->base, s->changes, s->reason, s->user,
            s->made, s->sha256);
}

static ambit_status remove_results(ambit_store *store, const char *name, ambit_error *err)
{
    ambit_status status = ambit_store_run(store, err, "DELETE FROM figure WHERE result IN "
            "(SELECT id FROM result WHERE scenario = ? AND NOT is_kept)", "t", name);
    return status ? status : ambit_store_run(store, err, "DELETE FROM result WHERE scenario = ? AND NOT is_kept", "t",
            name);
}

ambit_status ambit_scenario_remove(ambit_store *store, const char *name, ambit_error *err)
{
    int64_t n;
    ambit_status status = ambit_store_count_of(&n, 0, store, err, "SELECT count(*) FROM result WHERE scenario = ? AND "
            "is_kept", name);
    if (!status && n)
        return ambit_fail(err, AMBIT_E_INPUT, "scenario %s was adopted once, so it is kept; \"ambit scenario revert\" "
                "puts back what was in force before", name);
    if (!status) status = remove_results(store, name, err);
    return status ? status : ambit_store_run(store, err, "DELETE FROM scenario WHERE name = ?", "t", name);
}

/* ---- Results ----------------------------------------------------------------------------------------------------- */

static ambit_status read_figures(ambit_scenario_result *out, ambit_store *store, ambit_error *err)
{
    char id[32];
    int64_t n;
    int is_there = 1, ok = 1;
    ambit_store_rows *rows = NULL;
    snprintf(id, sizeof id, "%lld", (long long)out->id);
    ambit_status status = ambit_store_count_of(&n, 0, store, err, "SELECT count(*) FROM figure WHERE result = "
            "CAST(? AS INTEGER)", id);
    if (status) return status;
    out->figure = ambit_arena_alloc(&out->texts, ((size_t)n + 1) * sizeof *out->figure);
    if (!out->figure) return no_memory(err);
    status = ambit_store_ask(&rows, store, err, "SELECT rep, name, value FROM figure WHERE result = ? "
            "ORDER BY rep, name", "i", out->id);
    while (!status && is_there && out->n_figures < n) {
        status = ambit_store_next(rows, &is_there, err);
        if (status || !is_there) break;
        out->figure[out->n_figures++] = (ambit_scenario_figure){ keep(&out->texts, ambit_store_text(rows, 0), &ok),
            keep(&out->texts, ambit_store_text(rows, 1), &ok), ambit_store_number(rows, 2) };
    }
    ambit_store_rows_free(rows);
    return status || ok ? status : no_memory(err);
}

static ambit_status read_result(ambit_scenario_result *out, ambit_store *store, const ambit_store_rows *rows,
        ambit_error *err)
{
    int ok = 1;
    const char **const texts[] = { &out->scenario, &out->changes, &out->made, &out->version, &out->status,
        &out->engine, &out->explanation, &out->inputs, &out->start, &out->plan };
    out->id = ambit_store_count(rows, 0);
    for (int k = 0; k < 10; k++) *texts[k] = keep(&out->texts, ambit_store_text(rows, 1 + k), &ok);
    out->against = ambit_store_count(rows, 11);
    out->seed = (uint64_t)ambit_store_count(rows, 12);
    out->stopped = ambit_store_count(rows, 13) > 0;
    if (!ok) return no_memory(err);
    ambit_digest_bytes(out->sha256, out->plan, strlen(out->plan));
    if (strcmp(out->sha256, ambit_store_text(rows, 14)))
        return ambit_fail(err, AMBIT_E_FILE, "%s: the plan of scenario %s was altered; solve it again",
                ambit_store_path(store), out->scenario);
    return AMBIT_OK;
}

#define RESULT "SELECT id, scenario, changes, made, version, status, engine, explanation, inputs, start, plan, " \
    "coalesce(against, 0), seed, stopped, sha256 FROM result "

static ambit_status read_one(ambit_scenario_result *out, ambit_store *store, ambit_store_rows *rows, ambit_error *err)
{
    int is_there = 0;
    ambit_status status = ambit_store_next(rows, &is_there, err);
    if (!status && is_there) status = read_result(out, store, rows, err);
    ambit_store_rows_free(rows);
    if (!status && is_there) status = read_figures(out, store, err);
    if (status) ambit_scenario_result_reset(out);
    return status;
}

ambit_status ambit_scenario_result_find(ambit_scenario_result *out, ambit_store *store, const char *name,
        ambit_error *err)
{
    ambit_store_rows *rows;
    *out = (ambit_scenario_result){ .id = 0 };
    ambit_arena_init(&out->texts);
    ambit_status status = ambit_store_ask(&rows, store, err, RESULT "WHERE scenario = ? ORDER BY id DESC LIMIT 1", "t",
            name);
    return status ? status : read_one(out, store, rows, err);
}

ambit_status ambit_scenario_result_get(ambit_scenario_result *out, ambit_store *store, int64_t id, ambit_error *err)
{
    ambit_store_rows *rows;
    *out = (ambit_scenario_result){ .id = 0 };
    ambit_arena_init(&out->texts);
    ambit_status status = ambit_store_ask(&rows, store, err, RESULT "WHERE id = ?", "i", id);
    return status ? status : read_one(out, store, rows, err);
}

void ambit_scenario_result_reset(ambit_scenario_result *result)
{
    ambit_arena_reset(&result->texts);
    *result = (ambit_scenario_result){ .id = 0 };
}

ambit_status ambit_scenario_result_add(ambit_store *store, ambit_scenario_result *r, ambit_error *err)
{
    ambit_status status = remove_results(store, r->scenario, err);
    if (!status)
        status = ambit_store_run(store, err, "INSERT INTO result (scenario, changes, made, version, status, engine, "
                "explanation, inputs, start, plan, sha256, against, seed, stopped) VALUES "
                "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, 0), ?, ?)", "ttttttttttt" "iii", r->scenario, r->changes,
                r->made, r->version, r->status, r->engine, r->explanation, r->inputs, r->start, r->plan, r->sha256,
                r->against, (int64_t)r->seed, (int64_t)r->stopped);
    if (status) return status;
    r->id = ambit_store_last(store);
    for (uint32_t k = 0; k < r->n_figures && !status; k++)
        status = ambit_store_run(store, err, "INSERT OR REPLACE INTO figure (result, rep, name, value) "
                "VALUES (?, ?, ?, ?)", "ittn", r->id, r->figure[k].rep, r->figure[k].name, r->figure[k].value);
    return status;
}

double ambit_scenario_figure_of(const ambit_scenario_result *result, const char *rep, const char *name)
{
    for (uint32_t k = 0; k < result->n_figures; k++)
        if (!strcmp(result->figure[k].rep, rep) && !strcmp(result->figure[k].name, name))
            return result->figure[k].value;
    return (double)NAN;
}
