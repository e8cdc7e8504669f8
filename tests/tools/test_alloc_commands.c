/* Every allocation of the commands that read a finished plan fails once, in this process: each must end with a code
 * that says so, leak nothing (under the address sanitizer), and leave its files whole or not there. */
#include "tests/tools/program.h"
#include "tests/tools/silence.h"
#include "tools/command.h"
#include "tools/workspace.h"
#include "tests/failing.h"

#include <omp.h>

typedef ambit_exit run_fn(const ambit_request *request);

typedef struct {
    const char *name;
    run_fn *run;
    char *operand[3];
    int n_operands;
    const char *file;      /* what it writes last; NULL: nothing */
    int is_noted;          /* 1: when its files are in place the trail is told, which may fail on its own */
    ambit_request request; /* the rest */
} command;

static char plan[4096];

static const command commands[] = {
    { "quota", ambit_cmd_quota, { plan }, 1, "t/out/quota.json", 0,
      { .set = { 3, { "quota.target=2000", "reps.*.fte=*2", "quota.hedge=5%" } } } },
    { "quota --calibrate", ambit_cmd_quota, { plan }, 1, "t/out/quota.json", 0, { .quota = { .calibrate = 0.6 } } },
    { "quota adjust", ambit_cmd_quota, { (char *)"adjust", plan }, 2, "t/out/quota_adjustments.csv", 1,
      { .reason = "why", .quota = { .factor = 0.9, .from = "2027-04" } } },
    { "explain", ambit_cmd_explain, { plan, (char *)"A" }, 2, NULL, 0, { .json = 1 } },
    { "compare", ambit_cmd_compare, { plan, plan }, 2, NULL, 0, { .json = 1 } },
    { "explain --for-rep", ambit_cmd_explain, { plan }, 1, "t/out/for_R1.html", 0, { .for_rep = "R1" } },
};

static void remove_file(const char *name)
{
    char path[4096];
    if (name && exists(name)) assert_int_equal(unlink(in_scratch(path, name)), 0);
}

static ambit_exit run_once(const command *c, long n)
{
    ambit_request request = c->request;
    request.operand = c->operand, request.n_operands = c->n_operands, request.plan = c->operand[0];
    request.solve = ambit_options_default();
    request.solve.threads = 1;
    int out = silence(STDOUT_FILENO), err = silence(STDERR_FILENO);
    has_failed = 0;
    countdown = n;
    ambit_exit code = c->run(&request);
    countdown = 0;
    restore(STDOUT_FILENO, out);
    restore(STDERR_FILENO, err);
    return code;
}

/* How many allocations reading the plan takes: other tests let those fail, and each command begins with them. */
static long count_reading(const command *c)
{
    const long many = 1L << 40;
    ambit_workspace *workspace;
    ambit_error err = { AMBIT_OK, "" };
    countdown = many;
    assert_int_equal(ambit_workspace_build_with(&workspace, plan, c->request.set.n, c->request.set.text, &err),
            AMBIT_OK);
    long used = many - countdown;
    countdown = 0;
    ambit_workspace_free(workspace);
    return used;
}

static void fail_each(const command *c)
{
    for (long n = count_reading(c);; n++) {
        remove_file(c->file);
        if (!strncmp(c->name, "quota", 5) && !c->is_noted) remove_file("t/out/quotas.csv"),
                remove_file("t/out/quota_summary.csv");
        ambit_exit code = run_once(c, n);
        if (!has_failed) {
            if (code) fail_msg("%s: exit code %d without any failure", c->name, code);
            print_message("%s: %ld allocations failed, each once\n", c->name, n - 1);
            return;
        }
        if (code != AMBIT_EXIT_OK && code != AMBIT_EXIT_USAGE && code != AMBIT_EXIT_INTERNAL)
            fail_msg("%s, allocation %ld: exit code %d", c->name, n, code);
        if (c->file && (code == AMBIT_EXIT_OK) != exists(c->file) && !(c->is_noted && exists(c->file)))
            fail_msg("%s, allocation %ld: exit code %d, but %s is %sthere", c->name, n, code, c->file,
                     exists(c->file) ? "" : "not ");
    }
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    copy_twelve("t");
    in_scratch(plan, "t");
    char yaml[ROOM / 64];
    snprintf(yaml, sizeof yaml, "%.8000s\nquota: {target: 1000, simulation: {law: gamma, draws: 20, market_cv: 0, "
            "manager_cv: 0}}\n",
             get((char[ROOM]){ 0 }, "t/plan.yaml"));
    put("t/plan.yaml", yaml);
    ambit_ends(0, "solve t --quiet");
    remove_file("t/out/report.html"); /* it would be made anew each time, which other tests let fail */
    for (size_t k = 0; k < sizeof commands / sizeof *commands; k++) {
        if (!strcmp(commands[k].name, "quota adjust")) ambit_ends(0, "quota t --quiet --force");
        fail_each(&commands[k]);
    }
}

/* Changes are laid over the plan before anything else is read. */
static void every_allocation_of_a_change_may_fail(void **state)
{
    static const char *const change[] = { "reps.R1.remove=true", "reps.R9.add=true", "reps.R9.fte=2",
        "accounts.*.opportunity=*2", "balance.workload.tolerance=30%" };
    (void)state;
    for (long n = 1;; n++) {
        ambit_workspace *workspace = NULL;
        ambit_error err = { AMBIT_OK, "" };
        has_failed = 0;
        countdown = n;
        ambit_status status = ambit_workspace_build_with(&workspace, plan, 5, change, &err);
        countdown = 0;
        if (!has_failed) {
            ambit_workspace_free(workspace);
            assert_true(n > 100);
            return;
        }
        if (status && status != AMBIT_E_MEMORY && status != AMBIT_E_FILE)
            fail_msg("allocation %ld: status %s, \"%s\"", n, ambit_status_name(status), err.text);
        if (!status && !ambit_diagnosis_n_errors(workspace->diagnosis) && workspace->formulation)
            assert_int_equal(workspace->formulation->n_reps, 3); /* borne: then the change is there */
        ambit_workspace_free(workspace);
    }
}

int main(void)
{
    omp_set_num_threads(1); /* what spins would take the time */
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(every_allocation_of_a_change_may_fail) };
    return cmocka_run_group_tests_name("tools/alloc_commands", tests, make_scratch, remove_scratch);
}
