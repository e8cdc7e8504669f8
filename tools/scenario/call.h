/* tools/scenario/call.h - the verbs of `ambit scenario`, one function each. */
#ifndef AMBIT_SCENARIO_CALL_H
#define AMBIT_SCENARIO_CALL_H
#include "tools/command.h"
#include "tools/store/store.h"

typedef struct {
    const ambit_request *request;
    const char *plan;        /* as it was said: a folder, or a plan.yaml */
    char folder[4096];       /* where the plan and its store lie */
    char *const *name;       /* what follows the plan */
    int n_names;
} ambit_scenario_call;

ambit_exit ambit_scenario_cmd_new(const ambit_scenario_call *call);
ambit_exit ambit_scenario_cmd_list(const ambit_scenario_call *call);
ambit_exit ambit_scenario_cmd_show(const ambit_scenario_call *call);
ambit_exit ambit_scenario_cmd_remove(const ambit_scenario_call *call);
ambit_exit ambit_scenario_cmd_solve(const ambit_scenario_call *call);
ambit_exit ambit_scenario_cmd_compare(const ambit_scenario_call *call);
ambit_exit ambit_scenario_cmd_adopt(const ambit_scenario_call *call);
ambit_exit ambit_scenario_cmd_revert(const ambit_scenario_call *call);
ambit_exit ambit_scenario_cmd_export(const ambit_scenario_call *call);

/* The folder of a plan that was named by its folder or its file. -1: too long. */
int ambit_scenario_folder(char *out, size_t size, const char *plan);

/* Opens the store of a call; one that is not there is an error that says how it is made. */
ambit_status ambit_scenario_open(ambit_store **out, const ambit_scenario_call *call, ambit_store_mode mode,
        ambit_error *err);

/* Says on stderr what the verb takes; AMBIT_EXIT_USAGE. */
ambit_exit ambit_scenario_usage(const char *sentence);

#endif
