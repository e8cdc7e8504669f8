/* tools/commands/cmd_benchmark.c - `ambit benchmark`: published instances, one row each.
 *
 * All files are read before the first one is solved, so that a misspelt name is not found an hour later. A row stands
 * as soon as its instance is done, its assignment before it. */
#include "instances/base/folder.h"
#include "instances/base/text.h"
#include "tools/benchmark/kinds.h"
#include "tools/command.h"
#include "tools/interrupt.h"
#include "tools/output/terminal.h"
#include "tools/workspace.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const char *path;
    char *file;     /* the base name without its extension, and ".assignment" */
    int name;       /* how much of it is the name */
    void *data;     /* the kind's */
} instance;

typedef struct {
    const ambit_request *request;
    const ambit_benchmark_kind *kind;
    instance *instance;
    int n;
    ambit_exit worst;
} series;

/* What is known of one instance when its time is over. */
typedef struct {
    const char *status;
    double cost, bound, gap_percent, seconds;
    ambit_exit code;
} row;

/* ---- Before the first instance ----------------------------------------------------------------------------------- */

static ambit_exit find_kind(series *s)
{
    const char *name = s->request->operand[0], *known[16];
    uint32_t n = 0;
    if ((s->kind = ambit_benchmark_find(name))) return AMBIT_EXIT_OK;
    for (const ambit_benchmark_kind *k = ambit_benchmark_kinds(); k->name && n < 16; k++) known[n++] = k->name;
    const char *near = ambit_text_nearest(known, n, name);
    fprintf(stderr, "ambit: no kind of instances \"%s\"%s%s%s; `ambit benchmark --help` lists them\n", name,
            near ? ", did you mean \"" : "", near ? near : "", near ? "\"?" : "");
    return AMBIT_EXIT_USAGE;
}

/* Each kind takes its own of the options that say what does not stand in a file. */
static ambit_exit check_choices(const series *s)
{
    static const struct { unsigned bit; const char *option; } all[] = {
        { AMBIT_BENCHMARK_CONTIGUOUS, "contiguous" }, { AMBIT_BENCHMARK_ROUND, "round" },
    };
    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        if (s->request->choices.given & ~s->kind->takes & all[k].bit) {
            fprintf(stderr, "ambit: --%s is not for the kind \"%s\"; `ambit benchmark --help` says which kind takes "
                    "it\n", all[k].option, s->kind->name);
            return AMBIT_EXIT_USAGE;
        }
    return AMBIT_EXIT_OK;
}

/* instances/gap/d05100.txt becomes d05100. */
static ambit_exit name_instance(instance *i)
{
    const char *slash = strrchr(i->path, '/'), *base = slash ? slash + 1 : i->path, *dot = strrchr(base, '.');
    i->name = (int)(dot && dot > base ? (size_t)(dot - base) : strlen(base));
    if (asprintf(&i->file, "%.*s.assignment", i->name, base) >= 0) return AMBIT_EXIT_OK;
    i->file = NULL;
    fputs("ambit: no memory for the names of the instances\n", stderr);
    return AMBIT_EXIT_INTERNAL;
}

static ambit_exit read_files(series *s, ambit_diagnosis *diagnosis)
{
    ambit_error err = { AMBIT_OK, "" };
    for (int k = 0; k < s->n; k++) {
        ambit_exit code = name_instance(&s->instance[k]);
        if (code) return code;
        ambit_status status = s->kind->read(&s->instance[k].data, s->instance[k].path, &s->request->choices, diagnosis,
                &err);
        if (status != AMBIT_OK && status != AMBIT_E_INPUT) return ambit_command_fail(&err);
    }
    if (!ambit_diagnosis_n_errors(diagnosis)) return AMBIT_EXIT_OK;
    ambit_diagnosis_print(diagnosis, stderr);
    return AMBIT_EXIT_USAGE;
}

static ambit_exit read_all(series *s)
{
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    s->instance = calloc((size_t)s->n, sizeof *s->instance);
    ambit_exit code = AMBIT_EXIT_INTERNAL;
    for (int k = 0; s->instance && k < s->n; k++) s->instance[k].path = s->request->operand[k + 1];
    if (diagnosis && s->instance) code = read_files(s, diagnosis);
    else fputs("ambit: no memory for the instances\n", stderr);
    ambit_diagnosis_free(diagnosis);
    return code;
}

static ambit_exit check_names(const series *s)
{
    for (int k = 1; k < s->n; k++)
        for (int l = 0; l < k; l++)
            if (!strcmp(s->instance[k].file, s->instance[l].file)) {
                fprintf(stderr, "ambit: %s and %s would both be written to %s/%s; run them one after the other, with "
                        "an --out each\n", s->instance[l].path, s->instance[k].path, s->request->out,
                        s->instance[k].file);
                return AMBIT_EXIT_USAGE;
            }
    return AMBIT_EXIT_OK;
}

/* The folder is opened once and given up again: what forbids to write there is said before the first instance. */
static ambit_exit check_out(const series *s)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_folder *folder;
    if (!s->request->out) return AMBIT_EXIT_OK;
    ambit_exit code = check_names(s);
    const char **own = code ? NULL : calloc((size_t)s->n + 1, sizeof *own);
    if (code) return code;
    for (int k = 0; own && k < s->n; k++) own[k] = s->instance[k].file;
    ambit_status status = own ? ambit_folder_open(&folder, s->request->out, own, s->request->force, &err)
                              : ambit_fail(&err, AMBIT_E_MEMORY, "no memory for the names of the assignments");
    if (status == AMBIT_OK) ambit_folder_free(folder);
    free(own);
    return status == AMBIT_OK ? AMBIT_EXIT_OK : ambit_command_fail(&err);
}

/* ---- One instance ------------------------------------------------------------------------------------------------ */

/* The rep of each unit; where centres are free, the unit that is its centre. */
static ambit_status answer_of(uint32_t **out, const series *s, const instance *i, const ambit_problem *problem,
        const uint32_t *plan, ambit_error *err)
{
    uint32_t n_units, n_reps;
    s->kind->size(i->data, &n_units, &n_reps);
    uint32_t *centre = malloc(n_reps * sizeof *centre);
    *out = malloc(n_units * sizeof **out);
    ambit_status status = centre && *out ? ambit_problem_best_centres(problem, plan, centre, err)
        : ambit_fail(err, AMBIT_E_MEMORY, "%s: no memory for the assignment", i->path);
    for (uint32_t u = 0; status == AMBIT_OK && u < n_units; u++)
        (*out)[u] = centre[plan[u]] == AMBIT_NOBODY ? plan[u] : centre[plan[u]];
    free(centre);
    return status;
}

/* The instance's own numbers must say what the search claims: within the rules, and of that cost. */
static ambit_status judge(const series *s, const instance *i, const uint32_t *answer, double claimed, double *cost,
        ambit_error *err)
{
    char fault[AMBIT_BENCHMARK_FAULT];
    int keeps = s->kind->judge(i->data, answer, cost, fault);
    if (keeps < 0) return ambit_fail(err, AMBIT_E_MEMORY, "%s: no memory to judge the assignment", i->path);
    if (!keeps)
        return ambit_fail(err, AMBIT_E_INTERNAL, "%s: the assignment that was found breaks the rules: %s; this is a "
                "defect of ambit, please report it", i->path, fault);
    if (fabs(*cost - claimed) > 1e-6 * (1 + fabs(*cost)))
        return ambit_fail(err, AMBIT_E_INTERNAL, "%s: the assignment costs %.17g, the search claims %.17g; this is a "
                "defect of ambit, please report it", i->path, *cost, claimed);
    return AMBIT_OK;
}

static ambit_status write_assignment(const series *s, const instance *i, const uint32_t *answer, ambit_error *err)
{
    const char *const own[] = { i->file, NULL };
    uint32_t n_units, n_reps;
    ambit_folder *folder;
    FILE *to;
    if (!s->request->out) return AMBIT_OK;
    ambit_status status = ambit_folder_open(&folder, s->request->out, own, s->request->force, err);
    if (status != AMBIT_OK) return status;
    s->kind->size(i->data, &n_units, &n_reps);
    status = ambit_folder_create(folder, i->file, &to, err);
    if (status == AMBIT_OK) {
        for (uint32_t u = 0; u < n_units; u++) fprintf(to, "%u\n", answer[u]);
        status = ambit_folder_close_file(folder, to, i->file, err);
    }
    if (status == AMBIT_OK) status = ambit_folder_publish(folder, NULL, err);
    ambit_folder_free(folder);
    return status;
}

static void explain(const series *s, const instance *i, const char *text)
{
    size_t length = strlen(text);
    int same = !strcmp(s->kind->units, "units"); /* as the explanation calls them */
    fprintf(stderr, "%.*s: infeasible (of the %s%s%s, here reps)\n%s%s", i->name, i->file,
            same ? "" : s->kind->units, same ? "" : ", here units, and ", s->kind->reps, text,
            length && text[length - 1] != '\n' ? "\n" : "");
}

/* Cost and bound are the two ends of what is known: infinite where nothing is, and, of an instance without any
 * assignment, where that is proven. */
static ambit_status conclude(row *out, const series *s, const instance *i, const ambit_problem *problem,
        const ambit_result *result, ambit_error *err)
{
    const ambit_summary *summary = ambit_result_summary(result);
    ambit_status status = AMBIT_OK;
    uint32_t *answer = NULL;
    *out = (row){ "unknown", INFINITY, summary->bound, INFINITY, 0, AMBIT_EXIT_STOPPED };
    if (summary->status == AMBIT_PLAN_INFEASIBLE) {
        *out = (row){ "infeasible", INFINITY, INFINITY, 0, 0, AMBIT_EXIT_INFEASIBLE };
        explain(s, i, ambit_result_explanation(result));
    } else if (summary->status == AMBIT_PLAN_OPTIMAL || summary->status == AMBIT_PLAN_FEASIBLE) {
        int optimal = summary->status == AMBIT_PLAN_OPTIMAL;
        *out = (row){ optimal ? "optimal" : "feasible", 0, summary->bound, 100 * summary->gap, 0, AMBIT_EXIT_OK };
        status = answer_of(&answer, s, i, problem, ambit_result_plan(result), err);
        if (status == AMBIT_OK) status = judge(s, i, answer, summary->cost.total, &out->cost, err);
        if (optimal) out->bound = out->cost, out->gap_percent = 0;
        if (status == AMBIT_OK) status = write_assignment(s, i, answer, err);
        free(answer);
    }
    return status;
}

static ambit_status solve(row *out, const series *s, const instance *i, ambit_error *err)
{
    ambit_problem *problem = NULL;
    ambit_result *result = NULL;
    ambit_terminal terminal = ambit_terminal_of(s->request->quiet);
    ambit_options options = s->request->solve;
    options.progress = ambit_terminal_progress;
    options.context = &terminal;
    double started_s = ambit_workspace_clock_s();
    ambit_status status = s->kind->formulate(&problem, i->data, err);
    if (status == AMBIT_OK) status = ambit_solve(&result, problem, &options, err);
    double seconds = ambit_workspace_clock_s() - started_s;
    ambit_terminal_erase(&terminal);
    if (status == AMBIT_OK) status = conclude(out, s, i, problem, result, err);
    out->seconds = seconds;
    ambit_result_free(result);
    ambit_problem_free(problem);
    return status;
}

/* ---- Rows -------------------------------------------------------------------------------------------------------- */

/* At most six decimals, and none that are 0: whole costs look whole. */
static void print_number(double value)
{
    char text[400];
    snprintf(text, sizeof text, "%.6f", value);
    if (isfinite(value)) {
        size_t n = strlen(text);
        while (text[n - 1] == '0') n--;
        text[text[n - 1] == '.' ? n - 1 : n] = 0;
    }
    printf("\t%s", strcmp(text, "-0") ? text : "0");
}

static void print_row(const series *s, const instance *i, const row *r)
{
    uint32_t n_units, n_reps;
    s->kind->size(i->data, &n_units, &n_reps);
    printf("%.*s\t%u\t%u", i->name, i->file, n_units, n_reps);
    print_number(r->cost);
    print_number(r->bound);
    print_number(r->gap_percent);
    printf("\t%.2f\t%s\n", r->seconds, r->status);
    fflush(stdout);
}

static ambit_exit run_all(series *s)
{
    ambit_error err = { AMBIT_OK, "" };
    printf("instance\t%s\t%s\tcost\tbound\tgap %%\tseconds\tstatus\n", s->kind->units, s->kind->reps);
    fflush(stdout);
    for (int k = 0; k < s->n; k++) {
        row r = { NULL, 0, 0, 0, 0, AMBIT_EXIT_OK };
        if (ambit_interrupt_seen()) {
            fprintf(stderr, "ambit: stopped; %d of %d instances were left out\n", s->n - k, s->n);
            return AMBIT_EXIT_STOPPED;
        }
        if (solve(&r, s, &s->instance[k], &err) != AMBIT_OK) return ambit_command_fail(&err);
        print_row(s, &s->instance[k], &r);
        if (r.code > s->worst) s->worst = r.code;
    }
    return s->worst;
}

ambit_exit ambit_cmd_benchmark(const ambit_request *request)
{
    series s = { .request = request, .n = request->n_operands - 1 };
    ambit_exit code = find_kind(&s);
    if (!code) code = check_choices(&s);
    if (code) return code;
    ambit_interrupt_listen();
    code = read_all(&s);
    if (!code) code = check_out(&s);
    if (!code) code = run_all(&s);
    for (int k = 0; s.instance && k < s.n; k++) {
        free(s.instance[k].file);
        if (s.instance[k].data) s.kind->free(s.instance[k].data);
    }
    free(s.instance);
    return code;
}
