/* Writes report.xlsx of a finished plan and says how long that took: PLAN ASSIGNMENT FILE. */
#include "tools/workbook/workbook.h"
#include "tools/workspace.h"

#include <stdio.h>
#include <stdlib.h>

static int fail(const char *text)
{
    fprintf(stderr, "workbook: %s\n", text);
    return 1;
}

int main(int argc, char **argv)
{
    ambit_error err = { AMBIT_OK, "" };
    ambit_workspace *w = NULL;
    ambit_outcome *outcome = NULL;
    if (argc != 4) return fail("expected PLAN ASSIGNMENT FILE");
    if (ambit_workspace_build(&w, argv[1], &err) || !w->formulation) return fail("the plan cannot be read");
    uint32_t *plan = malloc((size_t)w->formulation->n_units * sizeof *plan);
    if (!plan || ambit_assignment_read(plan, w->instance, argv[2], w->diagnosis, &err)) return fail(err.text);
    if (ambit_outcome_judge(&outcome, w->formulation, plan, &err)) return fail(err.text);
    double began_s = ambit_workspace_clock_s();
    if (ambit_workbook_write(argv[3], outcome, NULL, NULL, &err)) return fail(err.text);
    printf("%.3f s\n", ambit_workspace_clock_s() - began_s);
    ambit_outcome_free(outcome);
    free(plan);
    ambit_workspace_free(w);
    return 0;
}
