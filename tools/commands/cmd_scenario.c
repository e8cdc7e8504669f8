/* tools/commands/cmd_scenario.c - `ambit scenario`: what-if runs in the store of a plan. The verbs are in
 * tools/scenario/. */
#include "tools/scenario/call.h"

#include "instances/base/status.h"
#include "instances/base/text.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct { const char *name; ambit_exit (*run)(const ambit_scenario_call *call); } verbs[] = {
    { "new", ambit_scenario_cmd_new },         { "list", ambit_scenario_cmd_list },
    { "show", ambit_scenario_cmd_show },       { "solve", ambit_scenario_cmd_solve },
    { "compare", ambit_scenario_cmd_compare }, { "adopt", ambit_scenario_cmd_adopt },
    { "revert", ambit_scenario_cmd_revert },   { "export", ambit_scenario_cmd_export },
    { "remove", ambit_scenario_cmd_remove },
};
enum { N_VERBS = sizeof verbs / sizeof *verbs };

ambit_exit ambit_scenario_usage(const char *sentence)
{
    fprintf(stderr, "ambit: scenario: %s; `ambit scenario --help` says more\n", sentence);
    return AMBIT_EXIT_USAGE;
}

static ambit_exit fail_verb(const char *found)
{
    const char *known[N_VERBS];
    for (int k = 0; k < N_VERBS; k++) known[k] = verbs[k].name;
    const char *near = ambit_text_nearest(known, N_VERBS, found);
    fprintf(stderr, "ambit: scenario: no verb \"%s\"%s%s%s; there are new, list, show, solve, compare, adopt, revert, "
            "export and remove\n", found, near ? ", did you mean \"" : "", near ? near : "", near ? "\"?" : "");
    return AMBIT_EXIT_USAGE;
}

/* A folder with a plan in it, or a file. */
static int is_plan(const char *path)
{
    char file[4200];
    struct stat info;
    if (stat(path, &info)) return 0;
    if (!S_ISDIR(info.st_mode)) return 1;
    snprintf(file, sizeof file, "%s/plan.yaml", path);
    return access(file, F_OK) == 0;
}

int ambit_scenario_folder(char *out, size_t size, const char *plan)
{
    struct stat info;
    const char *slash = strrchr(plan, '/');
    int is_folder = stat(plan, &info) || S_ISDIR(info.st_mode), n;
    if (is_folder) n = snprintf(out, size, "%s", plan);
    else if (!slash) n = snprintf(out, size, ".");
    else n = snprintf(out, size, "%.*s", (int)(slash == plan ? 1 : slash - plan), plan);
    return n < 0 || (size_t)n >= size ? -1 : 0;
}

ambit_status ambit_scenario_open(ambit_store **out, const ambit_scenario_call *call, ambit_store_mode mode,
        ambit_error *err)
{
    ambit_status status = ambit_store_open(out, call->folder, mode, err);
    if (status || *out) return status;
    return ambit_fail(err, AMBIT_E_FILE, "%s/" AMBIT_STORE_FILE ": there is no store, so there are no scenarios; "
            "\"ambit scenario new\" makes the first one", call->folder);
}

/* VERB PLAN [NAME...]; in the folder of a plan VERB [NAME...]. */
ambit_exit ambit_cmd_scenario(const ambit_request *request)
{
    ambit_scenario_call call = { .request = request, .plan = ".", .name = request->operand + 1,
        .n_names = request->n_operands - 1 };
    int k = 0;
    while (k < N_VERBS && strcmp(verbs[k].name, request->operand[0])) k++;
    if (k == N_VERBS) return fail_verb(request->operand[0]);
    if (call.n_names && (is_plan(call.name[0]) || !is_plan("."))) {
        call.plan = *call.name++;
        call.n_names--;
    } else if (!is_plan(".")) {
        return ambit_scenario_usage("found no PLAN, expected a folder with a plan.yaml after the verb");
    }
    if (ambit_scenario_folder(call.folder, sizeof call.folder, call.plan))
        return ambit_scenario_usage("the path of the plan is too long");
    return verbs[k].run(&call);
}
