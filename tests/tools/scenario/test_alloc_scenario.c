/* Allocations of the commands of scenarios and the log fail once, in this process: each must end with a code that says
 * so, leak nothing (under the address sanitizer), and leave a store that stands. */
#include "tests/tools/program.h"
#include "tests/tools/silence.h"
#include "tools/command.h"
#include "tools/store/trail.h"
#include "tests/failing.h"

typedef struct {
    const char *name;
    ambit_exit (*run)(const ambit_request *request);
    char *operand[4];
    int n_operands;
    int is_read;           /* 1: the plan is read; its many allocations fail elsewhere, here only some of them */
    ambit_request request; /* the rest */
} command;

static char plan[4096];

#define WORD(text) ((char *)(uintptr_t)(text))

static const command commands[] = {
    { "list", ambit_cmd_scenario, { WORD("list"), plan }, 2, 0, { .n_operands = 0 } },
    { "list --json", ambit_cmd_scenario, { WORD("list"), plan }, 2, 0, { .json = 1 } },
    { "show", ambit_cmd_scenario, { WORD("show"), plan, WORD("a") }, 3, 0, { .n_operands = 0 } },
    { "show --json", ambit_cmd_scenario, { WORD("show"), plan, WORD("a") }, 3, 0, { .json = 1 } },
    { "compare", ambit_cmd_scenario, { WORD("compare"), plan, WORD("a"), WORD("b") }, 4, 0, { .n_operands = 0 } },
    { "log", ambit_cmd_log, { plan }, 1, 0, { .n_operands = 0 } },
    { "log --json", ambit_cmd_log, { plan }, 1, 0, { .json = 1 } },
    { "log --verify", ambit_cmd_log, { plan }, 1, 0, { .verify = 1 } },
    { "new", ambit_cmd_scenario, { WORD("new"), plan, WORD("c"), WORD("a") }, 4, 1,
      { .set = { 1, { "reps.R1.fte=2" } } } },
    { "solve", ambit_cmd_scenario, { WORD("solve"), plan, WORD("a"), WORD("b") }, 4, 1, { .n_operands = 0 } },
    { "adopt", ambit_cmd_scenario, { WORD("adopt"), plan, WORD("a") }, 3, 1, { .force = 1 } },
    { "revert", ambit_cmd_scenario, { WORD("revert"), plan }, 2, 0, { .n_operands = 0 } },
};

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

static void stands(void)
{
    ambit_error err;
    ambit_store *store;
    ambit_trail_verdict verdict;
    assert_int_equal(ambit_store_open(&store, plan, AMBIT_STORE_READ, &err), AMBIT_OK);
    assert_int_equal(ambit_trail_verify(&verdict, store, &err), AMBIT_OK);
    assert_string_equal(verdict.fault, "");
    ambit_store_close(store);
}

static void a_failure_is_said_and_harms_nothing(void **state)
{
    const command *c = *state;
    long n = 1, n_failed = 0;
    for (;; n += 1 + (c->is_read ? n / 20 : 0)) {
        ambit_exit code = run_once(c, n);
        if (!has_failed) {
            /* One that a failure did not stop has left its scenario, or its plan in force: a second one is refused. */
            assert_true(!code || (c->is_read && code == AMBIT_EXIT_USAGE));
            break;
        }
        n_failed++;
        if (c->is_read && !code) continue; /* libraries that do without, such as a smaller cache */
        if (code != AMBIT_EXIT_INTERNAL && (!c->is_read || code != AMBIT_EXIT_USAGE))
            fail_msg("allocation %ld of %s: ended with %d", n, c->name, (int)code);
        stands();
    }
    assert_true(n_failed > 0);
    stands();
}

static int make_plan(void **state)
{
    if (make_scratch(state)) return -1;
    in_scratch(plan, "p");
    put_line("p");
    ambit_ends(0, "scenario new p a --set accounts.B.locked_rep=R2 --quiet");
    ambit_ends(0, "scenario new p b --quiet");
    ambit_ends(0, "scenario solve p --quiet");
    return 0;
}

int main(void)
{
    enum { N = sizeof commands / sizeof *commands };
    struct CMUnitTest tests[N];
    for (size_t k = 0; k < N; k++)
        tests[k] = (struct CMUnitTest){ commands[k].name, a_failure_is_said_and_harms_nothing, NULL, NULL,
            (void *)(uintptr_t)&commands[k] };
    return cmocka_run_group_tests_name("tools/scenario without memory", tests, make_plan, remove_scratch);
}
