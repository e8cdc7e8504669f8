/* tools/session.c - see session.h. */
#include "tools/session.h"

#include <stdio.h>
#include <unistd.h>

static void say_warnings(const ambit_workspace *workspace)
{
    const char *text;
    for (uint32_t i = 0; (text = ambit_diagnosis_warning_text(workspace->diagnosis, i)); i++)
        fprintf(stderr, "warning: %s\n", text);
    uint64_t n = ambit_diagnosis_n_warnings(workspace->diagnosis);
    if (n > AMBIT_DIAGNOSIS_SHOWN)
        fprintf(stderr, "warning: and %llu more\n", (unsigned long long)(n - AMBIT_DIAGNOSIS_SHOWN));
}

ambit_exit ambit_session_open(ambit_workspace **out, const ambit_request *request)
{
    ambit_error err = { AMBIT_OK, "" };
    *out = NULL;
    if (ambit_workspace_build_with(out, request->plan, request->set.n, request->set.text,
            &err)) return ambit_command_fail(&err);
    ambit_workspace_demand(*out);
    if (ambit_diagnosis_n_errors((*out)->diagnosis)) {
        ambit_diagnosis_print((*out)->diagnosis, stderr);
        ambit_workspace_free(*out);
        *out = NULL;
        return AMBIT_EXIT_USAGE;
    }
    if (!request->quiet) say_warnings(*out);
    return AMBIT_EXIT_OK;
}

ambit_exit ambit_session_export(const ambit_request *request, const ambit_workspace *workspace)
{
    ambit_error err = { AMBIT_OK, "" };
    if (!request->export_lp || !workspace->formulation) return AMBIT_EXIT_OK;
    if (!request->force && !access(request->export_lp, F_OK)) {
        fprintf(stderr, "ambit: %s: is there already; use --force to replace it\n", request->export_lp);
        return AMBIT_EXIT_USAGE;
    }
    if (ambit_problem_write_lp(workspace->formulation->problem, request->export_lp, &err))
        return ambit_command_fail(&err);
    return AMBIT_EXIT_OK;
}
