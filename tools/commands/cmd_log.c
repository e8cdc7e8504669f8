/* tools/commands/cmd_log.c - `ambit log`: the audit trail of a plan, in words or as JSON, and whether it can be
 * trusted.
 *
 * {"entries": [{"entry", "time", "user", "action", "subject", "reason", "version", "seed", "inputs": [], "before": {},
 *   "after": {}, "plan", "previous", "sha256"}], "head"}; with --verify {"entries": N, "head", "holds", "fault"}.
 * `inputs` are lines "SHA256  FILE", or of `scenario new` and `remove` the changes; `plan` is the hash of what it
 * brought about. */
#include "tools/output/json.h"
#include "tools/output/terminal.h"
#include "tools/scenario/call.h"
#include "tools/scenario/words.h"
#include "tools/store/trail.h"

#include "instances/base/status.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Words ------------------------------------------------------------------------------------------------------- */

/* Texts such as "cost=12.53 moved_units=3" as people read them. */
static void print_figures(const char *label, const char *text)
{
    char number[AMBIT_NUMBER_ROOM];
    for (int is_first = 1; *text; is_first = 0) {
        char *end;
        size_t n = strcspn(text, "=");
        if (!text[n]) return;
        double value = strtod(text + n + 1, &end);
        if (is_first) printf("       %-7s", label);
        printf("%s%.*s ", is_first ? "" : ", ", (int)n, text);
        if (!strncmp(text, "worst_deviation", n)) fputs(ambit_terminal_percent(number, value, 1, 0), stdout);
        else fputs(ambit_terminal_number(number, value, value == floor(value) ? 0 : 1), stdout);
        text = end + (*end == ' ');
        if (!*text) putchar('\n');
    }
}

static ambit_status print_row(void *context, const ambit_trail_row *row, ambit_error *err)
{
    (void)context, (void)err;
    printf("%5lld  %s  ", (long long)row->number, row->time);
    ambit_terminal_write_line(stdout, row->user);
    printf(": %s ", row->action);
    ambit_terminal_write_line(stdout, row->subject);
    if (*row->reason) printf("\n       %-7s", "why");
    ambit_terminal_write_line(stdout, row->reason);
    putchar('\n');
    print_figures("before", row->before);
    print_figures("after", row->after);
    return AMBIT_OK;
}

/* ---- JSON -------------------------------------------------------------------------------------------------------- */

/* Texts such as "cost=12.5 moved_units=3" become an object. */
static void write_figures(ambit_json *json, const char *key, const char *text)
{
    char name[64];
    ambit_json_open(json, key, '{');
    while (*text) {
        size_t n = strcspn(text, "=");
        if (!text[n] || n >= sizeof name) break;
        memcpy(name, text, n);
        name[n] = 0;
        char *end;
        ambit_json_number(json, name, strtod(text + n + 1, &end));
        text = end + (*end == ' ');
    }
    ambit_json_close(json, '}');
}

typedef struct { ambit_json json; char head[65]; } writer;

static ambit_status write_row(void *context, const ambit_trail_row *row, ambit_error *err)
{
    writer *w = context;
    ambit_json *json = &w->json;
    (void)err;
    ambit_json_open(json, NULL, '{');
    ambit_json_count(json, "entry", (uint64_t)row->number);
    ambit_json_text(json, "time", row->time);
    ambit_json_text(json, "user", row->user);
    ambit_json_text(json, "action", row->action);
    ambit_json_text(json, "subject", row->subject);
    ambit_json_text(json, "reason", row->reason);
    ambit_json_text(json, "version", row->version);
    ambit_json_count(json, "seed", (uint64_t)row->seed);
    ambit_scenario_json_lines(json, "inputs", row->inputs);
    write_figures(json, "before", row->before);
    write_figures(json, "after", row->after);
    ambit_json_text(json, "plan", *row->plan ? row->plan : NULL);
    ambit_json_text(json, "previous", row->previous);
    ambit_json_text(json, "sha256", row->sha256);
    ambit_json_close(json, '}');
    snprintf(w->head, sizeof w->head, "%s", row->sha256);
    return AMBIT_OK;
}

static ambit_status print_json(ambit_store *store, ambit_error *err)
{
    writer w = { .json = ambit_json_of(stdout) };
    ambit_json_open(&w.json, NULL, '{');
    ambit_json_open(&w.json, "entries", '[');
    ambit_status status = ambit_trail_read(store, write_row, &w, err);
    ambit_json_close(&w.json, ']');
    ambit_json_text(&w.json, "head", w.head);
    ambit_json_close(&w.json, '}');
    return status;
}

/* ---- Verifying --------------------------------------------------------------------------------------------------- */

static ambit_exit tell_verdict(const ambit_request *request, const ambit_trail_verdict *v)
{
    int holds = !*v->fault;
    if (request->json) {
        ambit_json json = ambit_json_of(stdout);
        ambit_json_open(&json, NULL, '{');
        ambit_json_count(&json, "entries", (uint64_t)v->n_entries);
        ambit_json_text(&json, "head", v->head);
        ambit_json_flag(&json, "holds", holds);
        ambit_json_text(&json, "fault", holds ? NULL : v->fault);
        ambit_json_close(&json, '}');
    } else if (!holds) {
        printf("broken      %s\n", v->fault);
    } else if (!request->quiet) {
        printf("holds       %lld entr%s, the last one %s\n", (long long)v->n_entries, v->n_entries == 1 ? "y" : "ies",
               *v->head ? v->head : "-");
        puts("note        who could write the file could rewrite all of it; keep the last hash elsewhere to see that");
    }
    return holds ? AMBIT_EXIT_OK : AMBIT_EXIT_VIOLATED;
}

static ambit_exit show(const ambit_request *request, ambit_store *store)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_trail_verdict verdict;
    ambit_status status;
    if (request->verify) {
        status = ambit_trail_verify(&verdict, store, &err);
        return status ? ambit_command_fail(&err) : tell_verdict(request, &verdict);
    }
    status = request->json ? print_json(store, &err) : ambit_trail_read(store, print_row, NULL, &err);
    return status ? ambit_command_fail(&err) : AMBIT_EXIT_OK;
}

ambit_exit ambit_cmd_log(const ambit_request *request)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_store *store;
    char folder[4096];
    if (ambit_scenario_folder(folder, sizeof folder, request->plan)) {
        fputs("ambit: log: the path of the plan is too long\n", stderr);
        return AMBIT_EXIT_USAGE;
    }
    ambit_status status = ambit_store_open(&store, folder, AMBIT_STORE_READ, &err);
    if (!status && !store)
        status = ambit_fail(&err, AMBIT_E_FILE, "%s/" AMBIT_STORE_FILE ": there is no store, so there is no trail; "
                "\"ambit scenario new\" makes one", folder);
    if (status) return ambit_command_fail(&err);
    ambit_exit code = show(request, store);
    ambit_store_close(store);
    return code;
}
