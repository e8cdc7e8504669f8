/* tools/commands/cmd_check.c - `ambit check`: what was read, every fault of it, and whether a plan can exist at all. */
#include "solver/core.h"
#include "solver/infeasible/infeasible.h"
#include "solver/infeasible/overt.h"
#include "tools/check/checkup.h"
#include "tools/session.h"

#include <stdlib.h>
#include <unistd.h>

/* Beyond so many, counting eligible pairs one by one takes longer than a check should. */
static const uint64_t most_pairs = 300000000;
enum { LP_PAIRS = 20000 };

/* ---- Finding out ----------------------------------------------------------------------------------------------- */

static ambit_status count_pairs(ambit_checkup *c, ambit_error *err)
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
static ambit_status disprove(ambit_checkup *c, ambit_error *err)
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

static ambit_status find_out(ambit_checkup *c, ambit_error *err)
{
    ambit_status status = AMBIT_OK;
    const ambit_workspace *w = c->workspace;
    if (w->regions) status = ambit_checkup_regions(c, c->request->out != NULL, err);
    if (!status && w->formulation) status = disprove(c, err);
    return status || !w->formulation ? status : count_pairs(c, err);
}

/* ---- The command ----------------------------------------------------------------------------------------------- */

/* --out and --repair are about regions. */
static ambit_status write_files(ambit_checkup *c, ambit_error *err)
{
    ambit_status status = AMBIT_OK;
    const ambit_request *request = c->request;
    if ((request->out || request->repair) && !c->workspace->regions)
        return ambit_fail(err, AMBIT_E_INPUT, "--%s: the plan names no regions, so there are no borders to look at",
                request->out ? "out" : "repair");
    if (request->out) status = ambit_checkup_write_faults(c, err);
    return status || !request->repair ? status : ambit_checkup_repair(c, err);
}

/* Tables that quota and coverage read: `check` looks whether they are there, what is in them is told by those. */
static void look_at_others(const ambit_workspace *w)
{
    char path[4096];
    const ambit_planfile *plan = ambit_workspace_plan(w);
    const struct { const char *key, *file; } named[] = {
        { "managers.file", plan ? plan->managers.file : NULL },
        { "coverage.opportunities", plan ? plan->pipeline.opportunities : NULL },
        { "coverage.stages", plan ? plan->pipeline.stages : NULL },
        { "pipeline.actuals", plan ? plan->pipeline.actuals : NULL },
        { "quota.season_history", plan ? plan->quota.season_history : NULL },
    };
    for (size_t k = 0; k < sizeof named / sizeof *named; k++) {
        if (!named[k].file || ambit_planfile_path(path, sizeof path, plan, named[k].file)) continue;
        if (!access(path, R_OK)) continue;
        ambit_diagnosis_error(w->diagnosis, AMBIT_FAULT_FILE_MISSING, (ambit_place){ plan->path, 0, 0, named[k].key },
                "found no file \"%s\" that can be read, expected one, correct the name or its rights", named[k].file);
    }
}

static ambit_exit run_steps(ambit_checkup *c)
{
    ambit_error err = { AMBIT_OK, "" };
    if (ambit_checkup_look(c->request, &err)) return ambit_command_fail(&err);
    const ambit_set_request *set = &c->request->set;
    if (ambit_workspace_build_with(&c->workspace, c->request->plan, set->n, set->text, &err))
        return ambit_command_fail(&err);
    look_at_others(c->workspace);
    int faulty = ambit_diagnosis_n_errors(c->workspace->diagnosis) > 0;
    if (!faulty && (find_out(c, &err) || write_files(c, &err))) return ambit_command_fail(&err);
    if (!faulty) {
        ambit_exit code = ambit_session_export(c->request, c->workspace);
        if (code) return code;
    }
    if (faulty || !c->request->quiet) ambit_diagnosis_print(c->workspace->diagnosis, stderr);
    if (c->request->json) ambit_checkup_print_json(c);
    else if (!faulty && (!c->request->quiet || c->disproof)) ambit_checkup_print_words(c);
    return faulty ? AMBIT_EXIT_USAGE : c->disproof ? AMBIT_EXIT_INFEASIBLE : AMBIT_EXIT_OK;
}

ambit_exit ambit_cmd_check(const ambit_request *request)
{
    ambit_checkup c = { .request = request };
    ambit_exit code = run_steps(&c);
    ambit_layer_facts_reset(&c.facts);
    ambit_faults_reset(&c.faults);
    ambit_workspace_free(c.workspace);
    free(c.disproof);
    return code;
}
