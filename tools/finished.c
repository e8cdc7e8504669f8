/* tools/finished.c - see finished.h. */
#include "tools/finished.h"

#include "instances/base/status.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SAME_COST 1e-6 /* of the cost: plan.json and the verifier add in another order */

static ambit_exit find_folder(ambit_finished *f, const ambit_request *request, const ambit_planfile *plan)
{
    int length = request->out ? snprintf(f->folder, sizeof f->folder, "%s", request->out)
                              : snprintf(f->folder, sizeof f->folder, "%s/out", plan->folder);
    if (length <= 0 || (size_t)length >= sizeof f->folder - 64) {
        fputs("ambit: --out: the path is empty or too long\n", stderr);
        return AMBIT_EXIT_USAGE;
    }
    while (length > 1 && f->folder[length - 1] == '/') f->folder[--length] = 0;
    return AMBIT_EXIT_OK;
}

static ambit_exit read_assignment(ambit_finished *f, const ambit_workspace *w)
{
    char path[sizeof f->folder + 32];
    ambit_error err = { AMBIT_OK, "" };
    uint32_t n = w->formulation->n_units;
    snprintf(path, sizeof path, "%s/assignment.csv", f->folder);
    if (access(path, R_OK)) {
        fprintf(stderr, "ambit: %s: there is no plan here; run \"ambit solve\" first, or name its folder with --out\n",
                path);
        return AMBIT_EXIT_USAGE;
    }
    f->plan = malloc((n + (size_t)1) * sizeof *f->plan);
    if (!f->plan) return AMBIT_EXIT_INTERNAL;
    for (uint32_t u = 0; u < n; u++) f->plan[u] = AMBIT_NOBODY;
    ambit_status status = ambit_assignment_read(f->plan, w->instance, path, w->diagnosis, &err);
    if (ambit_diagnosis_n_errors(w->diagnosis)) {
        ambit_diagnosis_print(w->diagnosis, stderr);
        return AMBIT_EXIT_USAGE;
    }
    return status ? ambit_command_fail(&err) : AMBIT_EXIT_OK;
}

char *ambit_finished_text(const ambit_finished *finished, const char *name)
{
    char path[sizeof finished->folder + 64], *text = NULL;
    snprintf(path, sizeof path, "%s/%s", finished->folder, name);
    FILE *from = fopen(path, "rb");
    if (!from) return NULL;
    long size = fseek(from, 0, SEEK_END) ? -1 : ftell(from);
    if (size >= 0 && !fseek(from, 0, SEEK_SET)) text = malloc((size_t)size + 1);
    size_t n = text ? fread(text, 1, (size_t)size, from) : 0;
    if (text) text[n] = 0;
    fclose(from);
    return text;
}

/* ---- plan.json --------------------------------------------------------------------------------------------------- */

static double number_of(const json_t *object, const char *key, double absent)
{
    const json_t *value = json_object_get(object, key);
    return json_is_number(value) ? json_number_value(value) : absent;
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

static ambit_plan_status status_of(const char *word)
{
    static const struct { const char *word; ambit_plan_status status; } known[] = {
        { "optimal", AMBIT_PLAN_OPTIMAL }, { "feasible", AMBIT_PLAN_FEASIBLE }, { "violated", AMBIT_PLAN_VIOLATED },
        { "infeasible", AMBIT_PLAN_INFEASIBLE },
    };
    for (size_t k = 0; k < sizeof known / sizeof *known; k++)
        if (!strcmp(known[k].word, word)) return known[k].status;
    return AMBIT_PLAN_NONE;
}

/* Copies a text behind those that are there; `at` moves on. */
static const char *keep(char **at, const char *text)
{
    size_t n = strlen(text) + 1;
    char *to = memcpy(*at, text, n);
    *at += n;
    return to;
}

static int read_contributions(ambit_finished *f, const json_t *root, char **at)
{
    const json_t *list = json_object_get(root, "contributions");
    size_t n = json_array_size(list);
    f->contribution = calloc(n + 1, sizeof *f->contribution);
    if (!f->contribution) return 0;
    for (size_t k = 0; k < n; k++) {
        const json_t *one = json_array_get(list, k);
        f->contribution[k] = (ambit_contribution){ .name = keep(at, text_of(one, "name")),
            .cost = number_of(one, "cost", INFINITY), .bound = number_of(one, "bound", -INFINITY),
            .effort = (uint64_t)fmax(0, number_of(one, "effort", 0)), .unit = keep(at, text_of(one, "unit")) };
    }
    f->summary.n_contributions = (uint32_t)n;
    f->summary.contribution = f->contribution;
    return 1;
}

/* Prices of the balance rules, one list a rule; nothing when they do not fit the plan as it is now. */
static int read_prices(ambit_finished *f, const json_t *root, const ambit_formulation *of)
{
    const json_t *list = json_object_get(root, "prices");
    if (!of->n_rules || json_array_size(list) != of->n_rules) return 1;
    for (uint32_t a = 0; a < of->n_rules; a++)
        if (json_array_size(json_array_get(list, a)) != of->n_reps) return 1;
    f->price = malloc((size_t)of->n_rules * of->n_reps * sizeof *f->price);
    for (uint32_t a = 0; f->price && a < of->n_rules; a++)
        for (uint32_t r = 0; r < of->n_reps; r++)
            f->price[(size_t)a * of->n_reps + r] = json_number_value(json_array_get(json_array_get(list, a), r));
    return f->price != NULL;
}

static int read_summary(ambit_finished *f, const json_t *root, size_t text_room, const ambit_formulation *of)
{
    char *at = f->texts = malloc(text_room + 1);
    ambit_summary *s = &f->summary;
    const json_t *cost = json_object_get(root, "objective");
    if (!f->texts) return 0;
    s->status = status_of(text_of(root, "status"));
    s->cost = (ambit_cost){ number_of(cost, "total", 0), number_of(cost, "travel", 0), number_of(cost, "disruption", 0),
        number_of(cost, "deviation", 0), number_of(cost, "misfit", 0), number_of(cost, "border", 0) };
    s->bound = number_of(root, "bound", -INFINITY);
    s->gap = number_of(root, "gap", INFINITY);
    s->violation = number_of(root, "violation", 0);
    s->stopped = json_is_true(json_object_get(root, "stopped"));
    s->n_pairs = (uint64_t)fmax(0, number_of(root, "pairs", 0));
    s->n_candidates = (uint64_t)fmax(0, number_of(root, "candidates", 0));
    s->engine = keep(&at, text_of(root, "engine"));
    return read_contributions(f, root, &at) && read_prices(f, root, of);
}

/* What lies in plan.json as an input, but reads differently now. */
static void warn_of_changes(const json_t *root, const ambit_workspace *w)
{
    const json_t *list = json_object_get(root, "inputs");
    for (size_t k = 0; k < json_array_size(list); k++) {
        const json_t *one = json_array_get(list, k);
        const char *file = text_of(one, "file"), *hash = text_of(one, "sha256");
        for (uint32_t i = 0; i < w->n_inputs; i++)
            if (!strcmp(w->input[i].file, file) && strcmp(w->input[i].sha256, hash))
                fprintf(stderr, "warning: %s has changed since the plan was solved; solve again if its rules or units "
                        "have\n", file);
    }
}

static ambit_exit read_plan_json(ambit_finished *f, const ambit_request *request, const ambit_workspace *w)
{
    json_error_t fault;
    int is_read = 1;
    char *text = ambit_finished_text(f, "plan.json");
    if (!text) return AMBIT_EXIT_OK; /* an assignment that somebody made by hand */
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &fault);
    if (root && !request->quiet) warn_of_changes(root, w);
    if (root) is_read = read_summary(f, root, strlen(text), w->formulation);
    else fprintf(stderr, "ambit: %s/plan.json:%d: is no JSON: %s; solve again with --force\n", f->folder, fault.line,
                 fault.text);
    json_decref(root);
    free(text);
    return !root ? AMBIT_EXIT_USAGE : is_read ? AMBIT_EXIT_OK : AMBIT_EXIT_INTERNAL;
}

ambit_exit ambit_finished_read(ambit_finished *out, const ambit_request *request, ambit_workspace *workspace)
{
    *out = (ambit_finished){ .plan = NULL };
    ambit_exit code = find_folder(out, request, ambit_workspace_plan(workspace));
    if (!code) code = read_assignment(out, workspace);
    if (!code) code = read_plan_json(out, request, workspace);
    if (code) ambit_finished_reset(out);
    return code;
}

const ambit_summary *ambit_finished_proof(const ambit_finished *finished, const ambit_verdict *verdict)
{
    const double then = finished->summary.cost.total, now = verdict->cost.total;
    const int holds = finished->summary.status != AMBIT_PLAN_NONE && fabs(then - now) <= SAME_COST * fmax(1, fabs(now));
    return holds ? &finished->summary : NULL;
}

void ambit_finished_reset(ambit_finished *finished)
{
    free(finished->plan);
    free(finished->contribution);
    free(finished->texts);
    free(finished->price);
    *finished = (ambit_finished){ .plan = NULL };
}
