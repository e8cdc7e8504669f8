/* tools/cmd_check.c - `ambit check`: what was read, every fault of it, and whether a plan can exist at all. */
#include "solver/core.h"
#include "solver/infeasible/infeasible.h"
#include "solver/infeasible/overt.h"
#include "tools/layer_facts.h"
#include "tools/output/plan_json.h"
#include "tools/session.h"
#include "tools/output/terminal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Beyond so many, counting eligible pairs one by one takes longer than a check should. */
static const uint64_t most_pairs = 300000000;
enum { LP_PAIRS = 20000 };

typedef struct {
    const ambit_request *request;
    ambit_workspace *workspace;
    ambit_layer_facts facts;
    char *disproof;       /* NULL: no plan is disproved */
    int has_pairs;
    uint64_t n_pairs;     /* eligible */
} checking;

/* ---- Finding out ----------------------------------------------------------------------------------------------- */

static ambit_status count_pairs(checking *c, ambit_error *err)
{
    const ambit_formulation *f = c->workspace->formulation;
    ambit_core *core;
    if ((uint64_t)f->n_units * f->n_reps > most_pairs) return AMBIT_OK;
    ambit_status status = ambit_core_build(&core, f->problem, 1, err);
    if (status == AMBIT_E_INFEASIBLE) return AMBIT_OK; /* a unit without any rep: the disproof says so */
    if (status) return status;
    c->has_pairs = 1;
    c->n_pairs = core->n_eligible;
    ambit_core_free(core);
    return AMBIT_OK;
}

/* Territories that hang together, and centres among the units, have proofs of their own. */
static ambit_status disprove(checking *c, ambit_error *err)
{
    const ambit_problem *p = c->workspace->formulation->problem;
    ambit_siting *siting;
    ambit_status status = ambit_infeasible_find(&c->disproof, p, LP_PAIRS, err);
    if (status || c->disproof || !(p->contiguous || p->has_centres)) return status;
    status = ambit_siting_build(&siting, p, err);
    if (status) return status;
    status = ambit_overt_find(&c->disproof, siting, err);
    ambit_siting_free(siting);
    return status;
}

static ambit_status find_out(checking *c, ambit_error *err)
{
    ambit_status status = AMBIT_OK;
    const ambit_workspace *w = c->workspace;
    const ambit_planfile *plan = ambit_workspace_plan(w);
    if (w->regions) status = ambit_layer_facts_find(&c->facts, w->regions, plan ? plan->snap_m : 0, err);
    if (!status && w->formulation) status = disprove(c, err);
    return status || !w->formulation ? status : count_pairs(c, err);
}

/* ---- JSON ------------------------------------------------------------------------------------------------------ */

static void print_texts(ambit_json *json, const char *key, const ambit_diagnosis *diagnosis,
        const char *(*text_of)(const ambit_diagnosis *, uint32_t))
{
    const char *text;
    ambit_json_open(json, key, '[');
    for (uint32_t i = 0; (text = text_of(diagnosis, i)); i++) ambit_json_text(json, NULL, text);
    ambit_json_close(json, ']');
}

static void print_layer(ambit_json *json, const ambit_layer_facts *facts)
{
    ambit_json_count(json, "regions", facts->regions);
    ambit_json_count(json, "polygons", facts->polygons);
    ambit_json_count(json, "rook_pairs", facts->rook_pairs);
    ambit_json_count(json, "queen_pairs", facts->queen_pairs);
    ambit_json_count(json, "parts", facts->parts);
    ambit_json_count(json, "islands", facts->islands);
}

static void print_rules(ambit_json *json, const ambit_formulation *f)
{
    ambit_json_open(json, "measures", '[');
    for (uint32_t a = 0; a < f->n_rules; a++) {
        ambit_json_open(json, NULL, '{');
        ambit_json_text(json, "name", f->rule[a].name);
        ambit_json_number(json, "total", f->rule[a].total);
        ambit_json_number(json, "tolerance", f->rule[a].tolerance);
        ambit_json_close(json, '}');
    }
    ambit_json_close(json, ']');
}

static void print_json(const checking *c)
{
    ambit_json json = ambit_json_of(stdout);
    const ambit_workspace *w = c->workspace;
    ambit_json_open(&json, NULL, '{');
    ambit_json_text(&json, "version", AMBIT_VERSION);
    if (w->instance) ambit_json_text(&json, "name", w->instance->plan->name);
    if (w->regions) print_layer(&json, &c->facts);
    if (w->instance) {
        ambit_json_count(&json, "accounts", w->instance->accounts.n);
        ambit_json_count(&json, "reps", w->instance->reps.n);
        ambit_json_count(&json, "free_centres", w->instance->reps.n_free);
    }
    if (w->formulation) {
        ambit_json_count(&json, "units", w->formulation->n_units);
        if (c->has_pairs) ambit_json_count(&json, "pairs", c->n_pairs);
        else ambit_json_null(&json, "pairs");
        print_rules(&json, w->formulation);
        ambit_json_flag(&json, "infeasible", c->disproof != NULL);
        ambit_plan_json_lines(&json, "explanation", c->disproof);
    }
    ambit_json_count(&json, "n_errors", ambit_diagnosis_n_errors(w->diagnosis));
    ambit_json_count(&json, "n_warnings", ambit_diagnosis_n_warnings(w->diagnosis));
    print_texts(&json, "errors", w->diagnosis, ambit_diagnosis_error_text);
    print_texts(&json, "warnings", w->diagnosis, ambit_diagnosis_warning_text);
    ambit_json_close(&json, '}');
}

/* ---- Words ----------------------------------------------------------------------------------------------------- */

static void print_count(const char *name, uint64_t n, const char *file)
{
    char number[AMBIT_NUMBER_ROOM];
    printf("%-11s %s%s%s%s\n", name, ambit_terminal_number(number, (double)n, 0), file ? " (" : "", file ? file : "",
           file ? ")" : "");
}

static void print_facts(const ambit_layer_facts *facts)
{
    char rook[AMBIT_NUMBER_ROOM], queen[AMBIT_NUMBER_ROOM];
    printf("borders     %s pairs of regions share a border, %s a border or a corner; %u connected part%s, %u "
           "island%s\n",
            ambit_terminal_number(rook, (double)facts->rook_pairs, 0),
            ambit_terminal_number(queen, (double)facts->queen_pairs, 0), facts->parts, facts->parts == 1 ? "" : "s",
            facts->islands, facts->islands == 1 ? "" : "s");
}

static void print_reps(const ambit_instance *instance)
{
    const ambit_reps *reps = &instance->reps;
    const uint32_t n_homes = reps->n - reps->n_free;
    if (instance->plan->reps.file) print_count("reps", reps->n_listed, instance->plan->reps.file);
    if (!reps->n_free) return;
    printf("territories %u: %u with a centre to be chosen", reps->n, reps->n_free);
    if (n_homes) printf(", %u with a home", n_homes);
    if (instance->may_centre) printf("; candidates in %s", instance->plan->territories_candidates);
    putchar('\n');
}

static void print_rule(const ambit_formulation *f, uint32_t a)
{
    char total[AMBIT_NUMBER_ROOM], low[AMBIT_NUMBER_ROOM], high[AMBIT_NUMBER_ROOM], tolerance[AMBIT_NUMBER_ROOM];
    const ambit_formulated_rule *rule = &f->rule[a];
    double least = rule->share[0], most = rule->share[0];
    for (uint32_t r = 1; r < f->n_reps; r++) {
        least = fmin(least, rule->share[r]);
        most = fmax(most, rule->share[r]);
    }
    printf("rule        %s: %s in all, %s%s%s for each rep, -/+ %s\n", rule->name,
            ambit_terminal_number(total, rule->total, 1), ambit_terminal_number(low, least, 1),
            most > least ? " to " : "", most > least ? ambit_terminal_number(high, most, 1) : "",
            ambit_terminal_percent(tolerance, rule->tolerance, 1, 0));
}

static void print_units(const checking *c)
{
    char n[AMBIT_NUMBER_ROOM], all[AMBIT_NUMBER_ROOM];
    const ambit_formulation *f = c->workspace->formulation;
    uint32_t n_current = 0;
    for (uint32_t u = 0; f->current && u < f->n_units; u++) n_current += f->current[u] != AMBIT_NOBODY;
    if (n_current)
        printf("in force    %s of %s units have a rep now\n", ambit_terminal_number(n, n_current, 0),
               ambit_terminal_number(all, f->n_units, 0));
    for (uint32_t a = 0; a < f->n_rules; a++) print_rule(f, a);
    if (!c->has_pairs && !c->disproof)
        printf("pairs       %s at most; too many to be counted here\n",
               ambit_terminal_number(all, (double)f->n_units * f->n_reps, 0));
    if (c->has_pairs)
        printf("pairs       %s of %s are eligible\n", ambit_terminal_number(n, (double)c->n_pairs, 0),
               ambit_terminal_number(all, (double)f->n_units * f->n_reps, 0));
}

static void print_words(const checking *c)
{
    const ambit_workspace *w = c->workspace;
    const ambit_planfile *plan = w->instance->plan;
    printf("plan        %s\n", plan->name);
    if (plan->accounts.file) print_count("accounts", w->instance->accounts.n, plan->accounts.file);
    if (w->regions) {
        print_count("regions", w->regions->n, plan->regions.file);
        print_facts(&c->facts);
    }
    print_reps(w->instance);
    if (w->formulation) print_units(c);
    if (c->disproof) {
        size_t length = strlen(c->disproof);
        printf("infeasible  no plan can keep these rules:\n%s%s", c->disproof,
               length && c->disproof[length - 1] == '\n' ? "" : "\n");
        return;
    }
    uint64_t n = ambit_diagnosis_n_warnings(w->diagnosis);
    printf("verdict     no error, %llu warning%s%s\n", (unsigned long long)n, n == 1 ? "" : "s",
           w->formulation ? "; nothing disproves that a plan exists" : "; there is nothing to assign yet");
}

/* ---- The command ----------------------------------------------------------------------------------------------- */

static ambit_exit run_steps(checking *c)
{
    ambit_error err = { AMBIT_OK, "" };
    if (ambit_workspace_build(&c->workspace, c->request->plan, &err)) return ambit_command_fail(&err);
    int faulty = ambit_diagnosis_n_errors(c->workspace->diagnosis) > 0;
    if (!faulty && find_out(c, &err)) return ambit_command_fail(&err);
    if (!faulty) {
        ambit_exit code = ambit_session_export(c->request, c->workspace);
        if (code) return code;
    }
    if (faulty || !c->request->quiet) ambit_diagnosis_print(c->workspace->diagnosis, stderr);
    if (c->request->json) print_json(c);
    else if (!faulty && (!c->request->quiet || c->disproof)) print_words(c);
    return faulty ? AMBIT_EXIT_USAGE : c->disproof ? AMBIT_EXIT_INFEASIBLE : AMBIT_EXIT_OK;
}

ambit_exit ambit_cmd_check(const ambit_request *request)
{
    checking c = { .request = request };
    ambit_exit code = run_steps(&c);
    ambit_workspace_free(c.workspace);
    free(c.disproof);
    return code;
}
