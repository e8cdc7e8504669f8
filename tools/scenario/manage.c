/* tools/scenario/manage.c - `ambit scenario new` and `remove`. */
#include "tools/scenario/call.h"
#include "tools/scenario/run.h"
#include "tools/store/trail.h"

#include "instances/base/status.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- New --------------------------------------------------------------------------------------------------------- */

/* The lines of the scenario that the new one stands on, then its own. */
static ambit_status gather(ambit_scenario *out, const ambit_scenario *base, const ambit_set_request *set,
        ambit_error *err)
{
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);
    if (!to) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a scenario");
    if (base) fputs(base->changes, to);
    for (uint32_t k = 0; k < set->n; k++) fprintf(to, "%s\n", set->text[k]);
    int failed = fclose(to);
    out->changes = failed ? NULL : ambit_arena_copy(&out->texts, text, size);
    free(text);
    if (!out->changes) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a scenario");
    return ambit_scenario_cut(out, err);
}

static ambit_status check_names(const ambit_scenario_call *call, ambit_error *err)
{
    const ambit_set_request *set = &call->request->set;
    if (!ambit_scenario_may_be_called(call->name[0]))
        return ambit_fail(err, AMBIT_E_INPUT, "found the name \"%.80s\", expected up to 64 letters, digits, \"-\", "
                "\"_\" and \".\", and neither plan nor all", call->name[0]);
    for (uint32_t k = 0; k < set->n; k++)
        if (strchr(set->text[k], '\n'))
            return ambit_fail(err, AMBIT_E_INPUT, "--set: found a line end in a change, expected one line");
    return AMBIT_OK;
}

/* The changes are tried on the plan before they are kept; all faults are said. */
static ambit_exit try_changes(const ambit_scenario_call *call, const ambit_scenario *scenario)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_workspace *w = NULL;
    if (ambit_workspace_build_with(&w, call->plan, scenario->n_lines, scenario->line, &err)) {
        ambit_workspace_free(w);
        return ambit_command_fail(&err);
    }
    ambit_workspace_demand(w);
    int is_bad = ambit_diagnosis_n_errors(w->diagnosis) > 0;
    if (is_bad) ambit_diagnosis_print(w->diagnosis, stderr);
    ambit_workspace_free(w);
    return is_bad ? AMBIT_EXIT_USAGE : AMBIT_EXIT_OK;
}

static ambit_status keep(const ambit_scenario_call *call, const ambit_scenario *scenario, ambit_error *err)
{
    ambit_store *store;
    ambit_status status = ambit_store_open(&store, call->folder, AMBIT_STORE_CREATE, err);
    if (!status) status = ambit_store_begin(store, err);
    if (!status) status = ambit_scenario_add(store, scenario, err);
    if (!status)
        status = ambit_trail_add(store, &(ambit_trail_entry){ .user = scenario->user, .action = "scenario new",
                .subject = scenario->name, .reason = scenario->reason, .inputs = scenario->changes,
                .plan = scenario->sha256 }, NULL, err);
    if (!status) status = ambit_store_commit(store, err);
    ambit_store_close(store);
    return status;
}

static ambit_status find_base(ambit_scenario *base, const ambit_scenario_call *call, ambit_error *err)
{
    ambit_store *store;
    if (call->n_names < 2) return AMBIT_OK;
    ambit_status status = ambit_scenario_open(&store, call, AMBIT_STORE_READ, err);
    if (!status) status = ambit_scenario_find(base, store, call->name[1], err);
    ambit_store_close(store);
    return status;
}

ambit_exit ambit_scenario_cmd_new(const ambit_scenario_call *call)
{
    ambit_error err = { AMBIT_OK, "" };
    char now[32], login[AMBIT_USER_ROOM];
    const ambit_request *asked = call->request;
    if (call->n_names < 1 || call->n_names > 2)
        return ambit_scenario_usage("new takes PLAN NAME, and the scenario that it stands on: new PLAN NAME BASE");
    ambit_scenario base = { .name = NULL }, scenario = { .name = call->name[0],
        .base = call->n_names > 1 ? call->name[1] : "", .reason = asked->reason ? asked->reason : "",
        .user = asked->user ? asked->user : ambit_trail_login(login), .made = ambit_trail_now(now) };
    ambit_status status = check_names(call, &err);
    if (!status) status = find_base(&base, call, &err);
    if (!status) status = gather(&scenario, base.name ? &base : NULL, &asked->set, &err);
    ambit_exit code = status ? ambit_command_fail(&err) : try_changes(call, &scenario);
    if (!code && keep(call, &scenario, &err)) code = ambit_command_fail(&err);
    if (!code && !asked->quiet)
        printf("scenario    %s: %u change%s; \"ambit scenario solve\" finds its plan\n", scenario.name,
               scenario.n_lines, scenario.n_lines == 1 ? "" : "s");
    ambit_scenario_reset(&base);
    ambit_scenario_reset(&scenario);
    return code;
}

/* ---- Remove ------------------------------------------------------------------------------------------------------ */

static ambit_status take_away(ambit_store *store, const ambit_scenario_call *call, ambit_error *err)
{
    ambit_scenario scenario;
    ambit_status status = ambit_store_begin(store, err);
    if (!status) status = ambit_scenario_find(&scenario, store, call->name[0], err);
    if (status) return status;
    status = ambit_scenario_remove(store, scenario.name, err);
    if (!status)
        status = ambit_trail_add(store, &(ambit_trail_entry){ .user = call->request->user,
                .action = "scenario remove", .subject = scenario.name, .reason = call->request->reason,
                .inputs = scenario.changes, .plan = scenario.sha256 }, NULL, err);
    ambit_scenario_reset(&scenario);
    return status ? status : ambit_store_commit(store, err);
}

ambit_exit ambit_scenario_cmd_remove(const ambit_scenario_call *call)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_store *store;
    if (call->n_names != 1) return ambit_scenario_usage("remove takes PLAN NAME");
    ambit_status status = ambit_scenario_open(&store, call, AMBIT_STORE_WRITE, &err);
    if (!status) status = take_away(store, call, &err);
    ambit_store_close(store);
    if (status) return ambit_command_fail(&err);
    if (!call->request->quiet) printf("removed     %s; the trail keeps what it was\n", call->name[0]);
    return AMBIT_EXIT_OK;
}
