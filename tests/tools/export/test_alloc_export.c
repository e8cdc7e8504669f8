/* Every allocation of exports, sizes' inputs and the workbook fails once: each must end with a code that says so, leak
 * nothing (under the address sanitizer), and leave its files whole or not there. */
#include "tests/tools/paper_outcome.h"
#include "tests/tools/program.h"
#include "tests/tools/silence.h"
#include "tools/command.h"
#include "tools/size/tables.h"
#include "tools/workbook/workbook.h"
#include "tests/failing.h"

#include <omp.h>

static char plan[4096];

/* How many allocations reading the plan takes: other tests let those fail, and each command begins with them. */
static long count_reading(void)
{
    const long many = 1L << 40;
    ambit_workspace *workspace;
    ambit_error err = { AMBIT_OK, "" };
    countdown = many;
    assert_int_equal(ambit_workspace_build(&workspace, plan, &err), AMBIT_OK);
    long used = many - countdown;
    countdown = 0;
    ambit_workspace_free(workspace);
    return used;
}

static ambit_exit export_once(const char *kind, long n)
{
    char *operand[] = { (char *)(uintptr_t)kind, plan };
    ambit_request request = { .operand = operand, .n_operands = 2, .plan = plan, .quiet = 1,
        .solve = ambit_options_default() };
    int err = silence(STDERR_FILENO);
    has_failed = 0;
    countdown = n;
    ambit_exit code = ambit_cmd_export(&request);
    countdown = 0;
    restore(STDERR_FILENO, err);
    return code;
}

static void every_allocation_of_an_export_may_fail(void **state)
{
    static const struct { const char *kind, *file; } cases[] = {
        { "salesforce", "e/out/salesforce_order.txt" }, { "csv", "e/out/export_territories.csv" },
        { "baf", "e/out/block_assignment.txt" } };
    char path[4096];
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        for (long n = count_reading();; n++) {
            snprintf(path, sizeof path, "cd '%s/e/out' && rm -f salesforce_* export_* block_*", scratch);
            assert_int_equal(system(path), 0);
            ambit_exit code = export_once(cases[k].kind, n);
            if (!has_failed) {
                if (code) fail_msg("%s: exit code %d without any failure", cases[k].kind, code);
                break;
            }
            if (code != AMBIT_EXIT_OK && code != AMBIT_EXIT_USAGE && code != AMBIT_EXIT_INTERNAL)
                fail_msg("%s, allocation %ld: exit code %d", cases[k].kind, n, code);
            if ((code == AMBIT_EXIT_OK) != exists(cases[k].file))
                fail_msg("%s, allocation %ld: exit code %d", cases[k].kind, n, code);
        }
}

/* libxlsxwriter's own allocations are not ours to fail. */
static void every_allocation_of_a_workbook_may_fail(void **state)
{
    static const ambit_report_beside beside = { .quota = "{\"nodes\": [{\"id\": \"R1\", \"quota\": 5}]}" };
    char path[4096];
    paper p;
    (void)state;
    paper_init(&p, (paper_size){ 2, 2, 3, 2 });
    p.outcome.seats_before = p.outcome.seats;
    p.outcome.n_moves = 0;
    p.unit_name[3] = "bell\x07";
    in_scratch(path, "w.xlsx");
    for (long n = 1;; n++) {
        ambit_error err = { AMBIT_OK, "" };
        has_failed = 0;
        countdown = n;
        ambit_status status = ambit_workbook_write(path, &p.outcome, &p.summary, &beside, &err);
        countdown = 0;
        if (status && status != AMBIT_E_MEMORY) fail_msg("allocation %ld: %s", n, err.text);
        if (has_failed && !status) fail_msg("allocation %ld failed, and nobody said so", n);
        if ((status == AMBIT_OK) != exists("w.xlsx")) fail_msg("allocation %ld: %s", n, ambit_status_name(status));
        unlink(path);
        if (!has_failed) {
            assert_int_equal(status, AMBIT_OK);
            assert_true(n > 5);
            break;
        }
    }
    paper_reset(&p);
}

static void every_allocation_of_the_work_may_fail(void **state)
{
    ambit_workspace *workspace;
    ambit_error err = { AMBIT_OK, "" };
    (void)state;
    assert_int_equal(ambit_workspace_build(&workspace, plan, &err), AMBIT_OK);
    for (long n = 1;; n++) {
        ambit_size_workload work;
        ambit_size_worth worth = { .n = 0 };
        has_failed = 0;
        countdown = n;
        ambit_status status = ambit_size_workload_read(&work, workspace, &err);
        if (!status) status = ambit_size_worth_find(&worth, &work, 1, 0.5, 3, &err);
        countdown = 0;
        ambit_size_worth_reset(&worth);
        ambit_size_workload_reset(&work);
        if (!has_failed) {
            assert_int_equal(status, AMBIT_OK);
            break;
        }
        assert_true(status == AMBIT_OK || status == AMBIT_E_MEMORY || status == AMBIT_E_FILE);
    }
    ambit_workspace_free(workspace);
}

static int make_plan(void **state)
{
    char text[3000];
    make_scratch(state);
    snprintf(text, sizeof text, "%sstability: {current: current_rep, weight: 0.001}\nmanagers: {file: managers.csv}\n"
             "size: {calls_per_rep: 2}\nmapping: {account_id: their_id, user_id: their_user, territory_key: Key__c, "
             "territory_type_id: 0M5000000000001, territory_model_id: 0MA000000000001}\n", line_plan);
    put("e/plan.yaml", text);
    put("e/accounts.csv", "account_id,lon,lat,opportunity,current_rep,their_id\nA,0,0,10,R1,001000000000001\n"
        "B,1,0,10,R2,001000000000002\nC,2,0,10,R9,001000000000003\nD,3,0,10,,001000000000004\n");
    put("e/reps.csv", "rep_id,name,lon,lat,manager,their_user\nR1,Ann,0,0,M1,005000000000001\n"
        "R2,Ben,3,0,M1,005000000000002\n");
    put("e/managers.csv", "manager_id,name,manager\nM1,Mia,\n");
    in_scratch(plan, "e");
    ambit_ends(0, "solve e --quiet");
    return 0;
}

int main(void)
{
    omp_set_num_threads(1); /* what spins would take the time */
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_allocation_of_an_export_may_fail),
        cmocka_unit_test(every_allocation_of_a_workbook_may_fail),
        cmocka_unit_test(every_allocation_of_the_work_may_fail) };
    return cmocka_run_group_tests(tests, make_plan, remove_scratch);
}
