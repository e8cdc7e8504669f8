/* Every allocation of a whole run fails once: reading, judging, drawing and writing must end with a status, leak
 * nothing (under the address sanitizer), and leave no half of a plan. Linked with --wrap for malloc and its kin. */
#include "tests/tools/program.h"
#include "tools/audit.h"
#include "tools/output/deliver.h"
#include "tests/failing.h"

#define PLAN "instances/data/twelve"

static ambit_status run_once(const ambit_result *result, const char *folder, ambit_error *err)
{
    ambit_workspace *workspace = NULL;
    ambit_outcome *outcome = NULL;
    ambit_request request = { .solve = ambit_options_default(), .force = 0 };
    ambit_record record = { .request = &request, .result = result, .folder = folder };
    record.summary = ambit_result_summary(result);
    ambit_status status = ambit_workspace_build(&workspace, PLAN, err);
    record.workspace = workspace;
    if (!status && !workspace->formulation) status = AMBIT_E_INPUT; /* a fault was recorded for want of memory */
    if (!status) status = ambit_outcome_build(&outcome, workspace->formulation, ambit_result_plan(result), err);
    record.outcome = outcome;
    if (!status) status = ambit_audit(outcome, record.summary, err);
    if (!status) status = ambit_deliver(&record, 0, err);
    ambit_outcome_free(outcome);
    ambit_workspace_free(workspace);
    return status;
}

/* Once, without failures: the search has tests of its own. */
static int solve_first(ambit_result **result)
{
    ambit_workspace *workspace = NULL;
    ambit_options options = ambit_options_default();
    ambit_error err = { AMBIT_OK, "" };
    ambit_status status = ambit_workspace_build(&workspace, PLAN, &err);
    if (!status) status = ambit_solve(result, workspace->formulation->problem, &options, &err);
    ambit_workspace_free(workspace);
    return status ? -1 : 0;
}

static void every_allocation_may_fail(void **state)
{
    ambit_result *result = NULL;
    char folder[4096];
    (void)state;
    assert_int_equal(solve_first(&result), 0);
    in_scratch(folder, "out");
    for (long n = 1;; n++) {
        ambit_error err = { AMBIT_OK, "" };
        has_failed = 0;
        countdown = n;
        ambit_status status = run_once(result, folder, &err);
        countdown = 0;
        if (!has_failed) {
            assert_int_equal(status, AMBIT_OK);
            print_message("%ld allocations failed, each once\n", n - 1);
            break;
        }
        if (status == AMBIT_OK) { /* a failure that could be borne: then the plan is whole */
            assert_true(exists("out/plan.json") && exists("out/assignment.csv") && exists("out/report.html"));
            snprintf(folder, sizeof folder, "rm -r '%s/out'", scratch);
            assert_int_equal(system(folder), 0);
            in_scratch(folder, "out");
        } else if (exists("out")) {
            fail_msg("allocation %ld: \"%s\", but something was written", n, err.text);
        } else if (status != AMBIT_E_MEMORY && status != AMBIT_E_INPUT && status != AMBIT_E_FILE) {
            fail_msg("allocation %ld: status %s, \"%s\"", n, ambit_status_name(status), err.text);
        }
    }
    ambit_result_free(result);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_allocation_may_fail) };
    return cmocka_run_group_tests_name("tools/alloc", tests, make_scratch, remove_scratch);
}
