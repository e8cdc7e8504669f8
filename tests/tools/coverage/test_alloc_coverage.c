/* Every allocation behind the figures of coverage fails once: each ends with a status and leaks nothing (under the
 * address sanitizer), and without a failure the figures are the same. Linked with --wrap for malloc and its kin. */
#include "tests/tools/coverage/worked.h"
#include "tests/failing.h"
#include "tools/coverage/coverage.h"

static const uint32_t plan[] = { 0, 0, 0, 1, 2, 1, 2, 1 }; /* the worked assignment */

static void every_allocation_may_fail(void **state)
{
    char folder[4096];
    ambit_workspace *workspace;
    ambit_error err = { AMBIT_OK, "" };
    long n = 1;
    (void)state;
    put_worked(NULL, NULL);
    assert_int_equal(ambit_workspace_build(&workspace, in_scratch(folder, "w"), &err), AMBIT_OK);
    assert_non_null(workspace->formulation);
    for (;; n++) {
        ambit_coverage *coverage;
        has_failed = 0;
        countdown = n;
        ambit_status status = ambit_coverage_build(&coverage, workspace, plan, &err);
        countdown = 0;
        assert_int_equal(status == AMBIT_OK, coverage != NULL);
        if (status == AMBIT_OK) {
            assert_int_equal(coverage->company.active, 4);
            assert_true(coverage->company.potential == 435);
            assert_int_equal(coverage->overlaps.n, 7);
        } else if (status != AMBIT_E_MEMORY) {
            fail_msg("allocation %ld: status %s, \"%s\"", n, ambit_status_name(status), err.text);
        }
        ambit_coverage_free(coverage);
        if (!has_failed) break;
    }
    assert_true(n > 20);
    ambit_workspace_free(workspace);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_allocation_may_fail) };
    return cmocka_run_group_tests_name("tools/coverage alloc", tests, make_scratch, remove_scratch);
}
