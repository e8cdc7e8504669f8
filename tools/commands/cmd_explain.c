/* tools/commands/cmd_explain.c - `ambit explain`: why a unit is where it is, and what every other place would cost
 * and break. */
#include "tools/explain/explain.h"
#include "tools/finished.h"
#include "tools/session.h"

#include "instances/base/folder.h"
#include "instances/base/text.h"
#include "tools/roster.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    const ambit_request *request;
    ambit_workspace *workspace;
    ambit_finished finished;
    ambit_outcome *outcome;
    ambit_moves moves;
    uint32_t n;                 /* units asked for */
    ambit_explanation *of;
} explain_run;

/* ---- Units ------------------------------------------------------------------------------------------------------- */

static ambit_exit unknown(const char *what, const char *found, const char *const *known, uint32_t n)
{
    const char *near = n <= 100000 ? ambit_text_nearest(known, n, found) : NULL;
    fprintf(stderr, "ambit: explain: found no %s \"%s\" in the plan%s%s%s\n", what, found,
            near ? ", did you mean \"" : "", near ? near : "", near ? "\"?" : "");
    return AMBIT_EXIT_USAGE;
}

static ambit_exit find_unit(uint32_t *unit, const explain_run *r, const char *id)
{
    const ambit_formulation *f = r->workspace->formulation;
    const ambit_instance *instance = r->workspace->instance;
    *unit = ambit_dictionary_get(&instance->unit_index, id);
    if (*unit < f->n_units) return AMBIT_EXIT_OK;
    /* Where regions are the units, an account stands for its region. */
    for (uint32_t i = 0; i < instance->accounts.n && f->region_of_account; i++)
        if (instance->plan->assign == AMBIT_ASSIGN_REGIONS && !strcmp(instance->accounts.id[i], id)
            && f->region_of_account[i] < f->n_units) {
            *unit = f->region_of_account[i];
            return AMBIT_EXIT_OK;
        }
    return unknown("unit", id, f->unit_id, f->n_units);
}

static ambit_exit explain_units(explain_run *r)
{
    ambit_error err = { AMBIT_OK, "" };
    const uint32_t n = (uint32_t)r->request->n_operands - 1;
    r->of = calloc((size_t)n + 1, sizeof *r->of);
    if (!r->of) return AMBIT_EXIT_INTERNAL;
    if (ambit_moves_init(&r->moves, r->outcome, &err)) return ambit_command_fail(&err);
    const double *price = ambit_finished_proof(&r->finished, &r->outcome->verdict) ? r->finished.price : NULL;
    for (; r->n < n; r->n++) {
        uint32_t unit;
        ambit_exit code = find_unit(&unit, r, r->request->operand[1 + r->n]);
        if (code) return code;
        if (ambit_explain(&r->of[r->n], &r->moves, unit, price, &err)) return ambit_command_fail(&err);
    }
    if (r->request->json) ambit_explain_json(stdout, &r->moves, r->of, r->n);
    for (uint32_t k = 0; k < r->n && !r->request->json; k++) {
        if (k) putchar('\n');
        ambit_explain_words(stdout, &r->moves, &r->of[k]);
    }
    return AMBIT_EXIT_OK;
}

/* ---- The page of a rep ------------------------------------------------------------------------------------------- */

static ambit_status write_page(const explain_run *r, const char *const *own, uint32_t rep, ambit_error *err)
{
    FILE *to;
    ambit_folder *folder = NULL;
    ambit_status status = ambit_folder_open(&folder, r->finished.folder, own, r->request->force, err);
    if (!status) status = ambit_folder_create(folder, own[0], &to, err);
    if (!status) {
        ambit_explain_page(to, r->outcome, rep);
        status = ambit_folder_close_file(folder, to, own[0], err);
    }
    if (!status) status = ambit_folder_publish(folder, NULL, err);
    ambit_folder_free(folder);
    return status;
}

static ambit_exit explain_rep(const explain_run *r)
{
    char reduced[200], name[220];
    ambit_error err = { AMBIT_OK, "" };
    const ambit_formulation *f = r->workspace->formulation;
    uint32_t rep = 0;
    while (rep < f->n_reps && strcmp(f->rep_id[rep], r->request->for_rep)) rep++;
    if (rep == f->n_reps) return unknown("rep", r->request->for_rep, f->rep_id, f->n_reps);
    ambit_roster_reduce(reduced, sizeof reduced, r->request->for_rep);
    snprintf(name, sizeof name, "for_%s.html", reduced);
    const char *const own[] = { name, NULL };
    if (write_page(r, own, rep, &err)) return ambit_command_fail(&err);
    if (!r->request->quiet) fprintf(stderr, "written     %s/%s\n", r->finished.folder, name);
    return AMBIT_EXIT_OK;
}

/* ---- The command ------------------------------------------------------------------------------------------------- */

static ambit_exit run_steps(explain_run *r)
{
    ambit_error err = { AMBIT_OK, "" };
    if (r->request->n_operands < 2 && !r->request->for_rep) {
        fputs("ambit: explain: expected the id of a unit, as in `ambit explain PLAN A17`, or --for-rep R\n", stderr);
        return AMBIT_EXIT_USAGE;
    }
    ambit_exit code = ambit_session_open(&r->workspace, r->request);
    if (!code) code = ambit_finished_read(&r->finished, r->request, r->workspace);
    if (code) return code;
    if (ambit_outcome_judge(&r->outcome, r->workspace->formulation, r->finished.plan, &err))
        return ambit_command_fail(&err);
    code = r->request->for_rep ? explain_rep(r) : AMBIT_EXIT_OK;
    return code || r->request->n_operands < 2 ? code : explain_units(r);
}

ambit_exit ambit_cmd_explain(const ambit_request *request)
{
    explain_run r = { .request = request };
    ambit_exit code = run_steps(&r);
    free(r.of);
    ambit_moves_reset(&r.moves);
    ambit_outcome_free(r.outcome);
    ambit_finished_reset(&r.finished);
    ambit_workspace_free(r.workspace);
    return code;
}
