/* `ambit scenario` and `ambit log` from the outside: what is changed, found, compared, adopted, put back and kept. */
#include "instances/ambit.h"
#include "tests/tools/program.h"

#include <jansson.h>
#include <math.h>

static char text[ROOM], other[ROOM];

/* Four accounts on a line with a scenario `swap`, in which B is Ben's: A C to R1, B D to R2. */
static void put_swap(const char *folder)
{
    char line[500];
    put_line(folder);
    snprintf(line, sizeof line, "scenario new %s swap --set accounts.B.locked_rep=R2 --reason Ben~knows~Birch "
             "--user ann --quiet", folder);
    ambit_ends(0, line);
    snprintf(line, sizeof line, "scenario solve %s --quiet", folder);
    ambit_ends(0, line);
}

static json_t *json_of(const char *words)
{
    json_error_t fault;
    json_t *root = json_loads(words, JSON_REJECT_DUPLICATES, &fault);
    if (!root) fail_msg("%s in:\n%s", fault.text, words);
    return root;
}

static double figure(const json_t *side, const char *name)
{
    return json_number_value(json_object_get(json_object_get(side, "figures"), name));
}

static void a_scenario_is_kept_with_its_result(void **state)
{
    (void)state;
    put_swap("kept");
    const ran *r = ambit_ends(0, "scenario show kept swap");
    says(r->out, "scenario    swap\n");
    says(r->out, " by ann\nreason      Ben knows Birch\nchanges     accounts.B.locked_rep=R2\n");
    says(r->out, "seed 1, ambit " AMBIT_VERSION);
    json_t *root = json_of(ambit_ends(0, "scenario show kept swap --json")->out);
    const json_t *result = json_object_get(root, "result");
    assert_string_equal(json_string_value(json_object_get(result, "status")), "optimal");
    assert_true(fabs(figure(result, "cost") - figure(result, "bound")) < 1e-6);
    assert_int_equal(json_array_size(json_object_get(result, "reps")), 2);
    assert_true(figure(json_array_get(json_object_get(result, "reps"), 0), "load:opportunity") == 20);
    json_decref(root);
    says(ambit_ends(0, "scenario list kept")->out, "swap                      optimal");
    assert_false(exists("kept/ambit.db-wal"));
}

static void one_stands_on_another(void **state)
{
    (void)state;
    put_swap("on");
    ambit_ends(0, "scenario new on more swap --set balance.opportunity.tolerance=60% --quiet");
    says(ambit_ends(0, "scenario show on more")->out,
         "scenario    more, on swap\n");
    says(ambit_ends(0, "scenario show on more")->out, "changes     accounts.B.locked_rep=R2\n"
         "            balance.opportunity.tolerance=60%\nresult      not solved; ");
    ambit_ends(0, "scenario remove on swap --quiet"); /* more has lines of its own */
    says(ambit_ends(0, "scenario solve on")->out, "more                      optimal");
}

static void two_are_compared(void **state)
{
    (void)state;
    put_swap("pair");
    ambit_ends(0, "scenario new pair same --quiet");
    ambit_ends(0, "scenario solve pair same --quiet");
    const ran *r = ambit_ends(0, "scenario compare pair same swap");
    says(r->out, "status                            optimal         optimal\n");
    says(r->out, "2 units have another rep in swap than in same\n  B                         R1 -> R2\n"
         "  C                         R2 -> R1\n");
    json_t *root = json_of(ambit_ends(0, "scenario compare pair same swap --json")->out);
    const json_t *a = json_object_get(root, "a"), *b = json_object_get(root, "b");
    assert_true(figure(b, "travel") > figure(a, "travel"));
    assert_int_equal(json_integer_value(json_object_get(root, "moved_units")), 2);
    const json_t *move = json_array_get(json_object_get(root, "moves"), 0);
    assert_string_equal(json_string_value(json_object_get(move, "unit_id")), "B");
    assert_string_equal(json_string_value(json_object_get(move, "to")), "R2");
    json_decref(root);
    r = ambit("scenario compare pair plan swap");
    assert_int_equal(r->code, 2);
    says(r->err, "there is no plan in force to compare with");
    ambit_ends(0, "solve pair --quiet");
    says(ambit_ends(0, "scenario compare pair plan swap")->out, "2 units have another rep in swap than in plan");
}

static void what_is_adopted_is_in_force(void **state)
{
    char plan[2000];
    (void)state;
    put_swap("force");
    ambit_ends(0, "solve force --quiet");
    says(get(text, "force/out/assignment.csv"), "A,R1\nB,R1\nC,R2\nD,R2\n");
    const ran *r = ambit_ends(0, "scenario adopt force swap --reason agreed");
    says(r->out, "adopted     swap is the plan in force from now on (entry 4)\n");
    says(r->out, "what the scenario changed is not in them:\n            accounts.B.locked_rep=R2\n");
    /* Moving is dear now, and the plan of today is not the files' but the adopted one; no column is asked for. */
    snprintf(plan, sizeof plan, "%sstability: {weight: 100000}\n", line_plan);
    put("force/plan.yaml", plan);
    ambit_ends(0, "solve force --quiet --force");
    says(get(text, "force/out/assignment.csv"), "A,R1\nB,R2\nC,R1\nD,R2\n");
    says(get(text, "force/out/plan.json"), "{\"file\": \"adopted scenario swap\", \"sha256\": \"");
    says(get(text, "force/out/moves.csv"), "unit_id,");
    ambit_ends(0, "scenario revert force --quiet --reason no");
    put("force/plan.yaml", line_plan);
    ambit_ends(0, "solve force --quiet --force");
    says(get(text, "force/out/assignment.csv"), "A,R1\nB,R1\nC,R2\nD,R2\n");
    says_not(get(text, "force/out/plan.json"), "adopted");
}

static void reverting_is_another_entry(void **state)
{
    (void)state;
    put_swap("back");
    ambit_ends(0, "scenario new back same --quiet");
    ambit_ends(0, "scenario solve back same --quiet");
    ambit_ends(0, "scenario adopt back swap --quiet");      /* 5 */
    ambit_ends(0, "scenario solve back same --quiet");      /* 6 */
    ambit_ends(0, "scenario adopt back same --quiet");      /* 7 */
    says(ambit_ends(0, "scenario revert back")->out, "reverted    swap is in force again (entry 8)");
    says(ambit_ends(0, "scenario revert back 5")->out,
         "reverted    what the plan's files say is in force again (entry 9)");
    says(ambit_ends(0, "scenario revert back")->out, "reverted    swap is in force again (entry 10)");
    const ran *r = ambit("scenario revert back 6");
    assert_int_equal(r->code, 2);
    says(r->err, "entry 6 is none of adopt or revert");
    r = ambit("scenario revert back x");
    says(r->err, "expected the number of an entry");
    r = ambit("scenario remove back swap");
    assert_int_equal(r->code, 2);
    says(r->err, "was adopted once, so it is kept");
    says(ambit_ends(0, "scenario list back")->out, "in force    swap, solved ");
    says(ambit_ends(0, "log back --verify")->out, "holds       10 entries");
}

static void what_has_changed_is_not_adopted(void **state)
{
    (void)state;
    put_swap("stale");
    put("stale/accounts.csv", "account_id,name,lon,lat,opportunity\nA,Ash,0,0,10\nB,Birch,1,0,11\nC,Cedar,2,0,10\n"
        "D,Date,3,0,10\n");
    const ran *r = ambit("scenario adopt stale swap");
    assert_int_equal(r->code, 2);
    says(r->err, "accounts.csv has changed since scenario swap was solved");
    r = ambit("scenario export stale swap --out stale/x");
    assert_int_equal(r->code, 2);
    says(r->err, "accounts.csv has changed since scenario swap was solved; solve it again");
    assert_false(exists("stale/x"));
    ambit_ends(0, "scenario adopt stale swap --force --quiet");
    r = ambit("scenario adopt stale swap --force");
    assert_int_equal(r->code, 2);
    says(r->err, "is the plan in force already");
}

static void the_plan_of_a_scenario_is_written_whole(void **state)
{
    static const char *const files[] = { "assignment.csv", "territories.csv", "moves.csv", "report.html", "plan.json",
        "run.json" };
    char name[100];
    (void)state;
    put_swap("whole");
    ambit_ends(0, "scenario export whole swap --out whole/swap --quiet");
    for (size_t k = 0; k < sizeof files / sizeof *files; k++) {
        snprintf(name, sizeof name, "whole/swap/%s", files[k]);
        assert_true(exists(name));
    }
    says(get(text, "whole/swap/assignment.csv"), "A,R1\nB,R2\nC,R1\nD,R2\n");
    ambit_ends(0, "solve whole --set accounts.B.locked_rep=R2 --out whole/solved --quiet");
    json_t *kept = json_of(get(text, "whole/swap/plan.json")), *solved = json_of(get(other, "whole/solved/plan.json"));
    static const char *const same[] = { "status", "objective", "measures", "units", "reps", "moved", "verified",
        "seed" };
    for (size_t k = 0; k < sizeof same / sizeof *same; k++)
        assert_true(json_equal(json_object_get(kept, same[k]), json_object_get(solved, same[k])));
    json_decref(kept), json_decref(solved);
    says(text, "{\"file\": \"scenario swap\", \"sha256\": \"");
    const ran *r = ambit("scenario export whole swap --out whole/swap");
    assert_int_equal(r->code, 2);
    says(r->err, "use --force");
}

static void what_cannot_be_is_kept_as_such(void **state)
{
    (void)state;
    put_swap("never");
    ambit_ends(0, "scenario new never ever --set balance.opportunity.tolerance=0% --set accounts.A.opportunity=15 "
               "--quiet");
    const ran *r = ambit("scenario solve never ever swap");
    assert_int_equal(r->code, 3);
    says(r->out, "ever                      infeasible\nswap                      optimal");
    says(ambit_ends(0, "scenario show never ever")->out, "infeasible");
    r = ambit("scenario adopt never ever");
    assert_int_equal(r->code, 2);
    says(r->err, "scenario ever has no plan to adopt");
    r = ambit("scenario compare never swap ever");
    says(r->err, "scenario ever has no plan");
}

/* The same results and the same trail for any number of threads. */
static void threads_change_nothing(void **state)
{
    char line[200];
    (void)state;
    for (int threads = 1; threads <= 3; threads += 2) {
        char folder[20];
        snprintf(folder, sizeof folder, "par%d", threads);
        snprintf(line, sizeof line, "generate --accounts 60 --reps 5 --out %s --quiet", folder);
        ambit_ends(0, line);
        for (int k = 1; k <= 5; k++) {
            snprintf(line, sizeof line, "scenario new %s s%d --set reps.R000%d.fte=0.%d --quiet", folder, k, k, 4 + k);
            ambit_ends(0, line);
        }
        snprintf(line, sizeof line, "scenario solve %s all --json --threads %d", folder, threads);
        strcpy(threads == 1 ? text : other, ambit_ends(0, line)->out);
        snprintf(line, sizeof line, "log %s", folder);
        const char *log = ambit_ends(0, line)->out, *at = log;
        for (int k = 1; k <= 5; k++) {
            snprintf(line, sizeof line, ": scenario solve s%d\n", k);
            at = strstr(at, line);
            assert_non_null(at);
        }
    }
    assert_string_equal(text, other);
}

static void faults_are_said(void **state)
{
    static const struct { const char *line, *words; } cases[] = {
        { "scenario lst f", "no verb \"lst\", did you mean \"list\"?" },
        { "scenario list", "found no PLAN" },
        { "scenario list nowhere", "there is no store" },
        { "scenario show f swop", "there is no scenario \"swop\", did you mean swap" },
        { "scenario new f swap", "there is a scenario swap already" },
        { "scenario new f plan", "neither plan nor all" },
        { "scenario new f a/b", "expected up to 64 letters" },
        { "scenario new f bad --set reps.R9.fte=1", "found no row of reps.csv where rep_id is R9" },
        { "scenario new f bad nobase", "there is no scenario \"nobase\"" },
        { "scenario solve f swap swap", "scenario swap is named twice" },
        { "scenario compare f swap", "compare takes PLAN and two names" },
        { "scenario adopt f", "adopt takes PLAN NAME" },
        { "scenario revert f", "nothing was adopted" },
        { "scenario export f swap", "export takes PLAN NAME --out DIR" },
        { "log nowhere", "there is no store, so there is no trail" },
    };
    (void)state;
    put_swap("f");
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        const ran *r = ambit(cases[k].line);
        if (r->code != 2) fail_msg("%s ended with %d", cases[k].line, r->code);
        says(r->err, cases[k].words);
    }
    says_not(ambit_ends(0, "scenario list f")->out, "bad");
}

/* Solving and adjusting are told to the trail, once there is a store; neither makes one. */
static void other_commands_append(void **state)
{
    char plan[2000];
    (void)state;
    put_line("told");
    snprintf(plan, sizeof plan, "%speriod: {start: 2027-01-01, months: 12}\nquota: {target: 1200, split: even}\n",
             line_plan);
    put("told/plan.yaml", plan);
    ambit_ends(0, "solve told --quiet");
    assert_false(exists("told/ambit.db"));
    ambit_ends(0, "scenario new told x --quiet");
    ambit_ends(0, "solve told --quiet --force --user bob --reason quarterly --seed 5");
    ambit_ends(0, "quota told --quiet");
    ambit_ends(0, "quota adjust told --factor 0.5 --from 2027-07 --reason slow --user eve --quiet");
    const ran *r = ambit_ends(0, "log told");
    says(r->out, "bob: solve told/out\n       why    quarterly\n");
    says(r->out, "eve: quota adjust times 0.5 from 2027-07\n       why    slow\n       before quota 600\n"
         "       after  quota 300\n");
    json_t *root = json_of(ambit_ends(0, "log told --json")->out);
    const json_t *entry = json_array_get(json_object_get(root, "entries"), 1);
    const json_t *next = json_array_get(json_object_get(root, "entries"), 2);
    assert_int_equal(json_integer_value(json_object_get(entry, "seed")), 5);
    assert_int_equal(json_array_size(json_object_get(entry, "inputs")), 3);
    assert_true(json_number_value(json_object_get(json_object_get(entry, "after"), "cost")) > 0);
    assert_string_equal(json_string_value(json_object_get(next, "previous")),
                        json_string_value(json_object_get(entry, "sha256")));
    json_decref(root);
    root = json_of(ambit_ends(0, "log told --verify --json")->out);
    assert_true(json_is_true(json_object_get(root, "holds")));
    json_decref(root);
}

/* A reason or a name with line ends would look like entries that are none. */
static void words_from_outside_stay_on_their_line(void **state)
{
    (void)state;
    put_line("forged");
    ambit_ends(0, "scenario new forged x --user eve\n~~~99~~boss:~adopt --reason one\n~~~98~~boss:~adopt --quiet");
    says(ambit_ends(0, "log forged")->out,
         "eve    99  boss: adopt: scenario new x\n       why    one    98  boss: adopt\n");
    says(ambit_ends(0, "scenario show forged x")->out,
         " by eve    99  boss: adopt\nreason      one    98  boss: adopt\n");
}

/* In its own folder a plan need not be named; a name that is a folder too is still a name. */
static void the_plan_of_the_folder_is_meant(void **state)
{
    (void)state;
    put_line(".");
    put("sub/x", "");
    ambit_ends(0, "scenario new sub --set reps.R1.fte=0.9 --quiet");
    ambit_ends(0, "scenario solve --quiet");
    says(ambit_ends(0, "scenario list")->out, "sub                       ");
    says(ambit_ends(0, "scenario show sub")->out, "changes     reps.R1.fte=0.9");
    says(ambit_ends(0, "log .")->out, "scenario solve sub");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_scenario_is_kept_with_its_result),
        cmocka_unit_test(one_stands_on_another),
        cmocka_unit_test(two_are_compared),
        cmocka_unit_test(what_is_adopted_is_in_force),
        cmocka_unit_test(reverting_is_another_entry),
        cmocka_unit_test(what_has_changed_is_not_adopted),
        cmocka_unit_test(the_plan_of_a_scenario_is_written_whole),
        cmocka_unit_test(what_cannot_be_is_kept_as_such),
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(faults_are_said),
        cmocka_unit_test(other_commands_append),
        cmocka_unit_test(words_from_outside_stay_on_their_line),
        cmocka_unit_test(the_plan_of_the_folder_is_meant),
    };
    return cmocka_run_group_tests_name("tools/scenario", tests, make_scratch, remove_scratch);
}
