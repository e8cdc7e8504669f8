/* tools/scenario/json.c - the JSON of words.h. */
#include "tools/scenario/words.h"

#include <stdlib.h>
#include <string.h>

/* ---- Parts ------------------------------------------------------------------------------------------------------- */

/* The next line of *at, which the caller frees; NULL at the end. */
static char *next_line(const char **at)
{
    size_t n = strcspn(*at, "\n");
    char *line = **at ? strndup(*at, n) : NULL;
    *at += n + ((*at)[n] == '\n');
    return line;
}

void ambit_scenario_json_lines(ambit_json *json, const char *key, const char *text)
{
    ambit_json_open(json, key, '[');
    for (char *line; (line = next_line(&text)); free(line)) ambit_json_text(json, NULL, line);
    ambit_json_close(json, ']');
}

void ambit_scenario_json_inputs(ambit_json *json, const char *key, const char *inputs)
{
    enum { HASH = 64 };
    ambit_json_open(json, key, '[');
    for (char *line; (line = next_line(&inputs)); free(line)) {
        if (strlen(line) < HASH + 2) continue;
        line[HASH] = 0;
        ambit_json_open(json, NULL, '{');
        ambit_json_text(json, "file", line + HASH + 2);
        ambit_json_text(json, "sha256", line);
        ambit_json_close(json, '}');
    }
    ambit_json_close(json, ']');
}

void ambit_scenario_json_figures(ambit_json *json, const char *key, const ambit_scenario_result *r, const char *rep)
{
    ambit_json_open(json, key, '{');
    for (uint32_t k = 0; k < r->n_figures; k++)
        if (!strcmp(r->figure[k].rep, rep)) ambit_json_number(json, r->figure[k].name, r->figure[k].value);
    ambit_json_close(json, '}');
}

/* Figures stand in the order of the reps. */
static void write_reps(ambit_json *json, const ambit_scenario_result *r)
{
    ambit_json_open(json, "reps", '[');
    for (uint32_t k = 0; k < r->n_figures; k++) {
        const char *rep = r->figure[k].rep;
        if (!*rep || (k && !strcmp(r->figure[k - 1].rep, rep))) continue;
        ambit_json_open(json, NULL, '{');
        ambit_json_text(json, "rep_id", rep);
        ambit_json_open(json, "figures", '{');
        for (uint32_t m = k; m < r->n_figures && !strcmp(r->figure[m].rep, rep); m++)
            ambit_json_number(json, r->figure[m].name, r->figure[m].value);
        ambit_json_close(json, '}');
        ambit_json_close(json, '}');
    }
    ambit_json_close(json, ']');
}

static void write_members(ambit_json *json, const ambit_scenario_result *r)
{
    ambit_json_text(json, "status", r->status);
    ambit_json_count(json, "seed", r->seed);
    ambit_json_text(json, "version", r->version);
    ambit_json_flag(json, "stopped", r->stopped);
    ambit_json_text(json, "engine", r->engine);
    ambit_scenario_json_lines(json, "explanation", r->explanation);
    ambit_scenario_json_inputs(json, "inputs", r->inputs);
    ambit_scenario_json_inputs(json, "start", r->start);
    ambit_json_text(json, "assignment_sha256", r->sha256);
    ambit_scenario_json_figures(json, "figures", r, "");
    write_reps(json, r);
}

/* ---- Documents --------------------------------------------------------------------------------------------------- */

void ambit_scenario_json_results(FILE *to, const ambit_scenario_result *const *result, uint32_t n)
{
    ambit_json json = ambit_json_of(to);
    ambit_json_open(&json, NULL, '{');
    ambit_json_open(&json, "results", '[');
    for (uint32_t k = 0; k < n; k++) {
        ambit_json_open(&json, NULL, '{');
        ambit_json_text(&json, "name", result[k]->scenario);
        ambit_scenario_json_lines(&json, "changes", result[k]->changes);
        write_members(&json, result[k]);
        ambit_json_close(&json, '}');
    }
    ambit_json_close(&json, ']');
    ambit_json_close(&json, '}');
}

void ambit_scenario_json_show(FILE *to, const ambit_scenario *s, const ambit_scenario_result *r)
{
    ambit_json json = ambit_json_of(to);
    ambit_json_open(&json, NULL, '{');
    ambit_json_text(&json, "name", s->name);
    ambit_json_text(&json, "on", *s->base ? s->base : NULL);
    ambit_scenario_json_lines(&json, "changes", s->changes);
    ambit_json_text(&json, "user", s->user);
    ambit_json_text(&json, "made", s->made);
    ambit_json_text(&json, "reason", s->reason);
    if (r->id) {
        ambit_json_open(&json, "result", '{');
        ambit_json_text(&json, "solved", r->made);
        write_members(&json, r);
        ambit_json_close(&json, '}');
    } else {
        ambit_json_null(&json, "result");
    }
    ambit_json_close(&json, '}');
}

static void write_side(ambit_json *json, const char *key, const ambit_scenario_result *r)
{
    ambit_json_open(json, key, '{');
    ambit_json_text(json, "name", r->scenario);
    ambit_scenario_json_lines(json, "changes", r->changes);
    ambit_json_text(json, "status", r->status);
    ambit_scenario_json_figures(json, "figures", r, "");
    write_reps(json, r);
    ambit_json_close(json, '}');
}

void ambit_scenario_json_pair(FILE *to, const ambit_scenario_pair *pair)
{
    ambit_json json = ambit_json_of(to);
    ambit_json_open(&json, NULL, '{');
    write_side(&json, "a", pair->a);
    write_side(&json, "b", pair->b);
    ambit_json_count(&json, "moved_units", pair->n_moves);
    ambit_json_open(&json, "moves", '[');
    for (uint32_t k = 0; k < pair->n_moves; k++) {
        ambit_json_open(&json, NULL, '{');
        ambit_json_text(&json, "unit_id", pair->move[k].unit);
        ambit_json_text(&json, "from", pair->move[k].from);
        ambit_json_text(&json, "to", pair->move[k].to);
        ambit_json_close(&json, '}');
    }
    ambit_json_close(&json, ']');
    ambit_json_close(&json, '}');
}
