/* Reps and managers as their tables say: who is there when, who reports to whom, and what is wrong with them. */
#include "tests/tools/program.h"
#include "tools/people.h"
#include "tools/workspace.h"

static const char plan[] =
    "accounts: {file: accounts.csv}\nreps: {file: reps.csv}\nmanagers: {file: managers.csv, id: who, name: called}\n";

/* Reads the plan p, whose reps and managers are given. */
static ambit_workspace *read_plan(const char *reps, const char *managers)
{
    char folder[4096];
    ambit_error err = { AMBIT_OK, "" };
    ambit_workspace *workspace;
    put("p/plan.yaml", plan);
    put("p/accounts.csv", "account_id,lon,lat\nA,0,0\nB,1,0\n");
    put("p/reps.csv", reps);
    put("p/managers.csv", managers);
    assert_int_equal(ambit_workspace_build(&workspace, in_scratch(folder, "p"), &err), AMBIT_OK);
    if (ambit_diagnosis_n_errors(workspace->diagnosis))
        fail_msg("%s", ambit_diagnosis_error_text(workspace->diagnosis, 0));
    return workspace;
}

static void each_is_there_from_its_start_but_for_leave(void **state)
{
    ambit_people people;
    ambit_error err = { AMBIT_OK, "" };
    (void)state;
    ambit_workspace *w = read_plan("rep_id,name,lon,lat,start_date,leave_from,leave_to,manager\n"
            "R1,Ann,0,0,,,,M\nR2,Ben,0,0,2027-03-01,2027-05-01,,M\nR3,Cy,0,0,2027-01-01,2027-02-01,2027-02-28,R1\n",
            "who,called,manager\nM,Mia,\n");
    assert_int_equal(ambit_people_read(&people, w->instance, w->diagnosis, &err), AMBIT_OK);
    assert_int_equal(people.n_reps, 3);
    assert_int_equal(people.presence[0].start, INT32_MIN);
    assert_int_equal(people.presence[0].leave_from, AMBIT_NO_DAY);
    assert_int_equal(people.presence[1].start, ambit_day_of("2027-03-01"));
    assert_int_equal(people.presence[1].leave_to, AMBIT_NO_DAY);
    assert_int_equal(people.presence[2].leave_to - people.presence[2].leave_from, 27);
    assert_string_equal(people.rep[1].name, "Ben");
    assert_int_equal(people.rep[2].line, 4);
    assert_int_equal(people.ladder.n, 4);
    assert_string_equal(people.ladder.name[3], "Mia");
    assert_int_equal(people.ladder.above[2], 0); /* R1 is a rep and leads R3 */
    assert_int_equal(people.ladder.above[0], 3);
    assert_int_equal(people.ladder.above[3], AMBIT_LADDER_COMPANY);
    ambit_people_reset(&people);
    ambit_people_reset(&people); /* harmless */
    ambit_workspace_free(w);
}

static void every_fault_is_recorded_in_one_pass(void **state)
{
    static const char *const wanted[] = {
        "managers.csv:3: manager_id: found nothing, expected an id that no other manager has, fill the cell [E010]",
        "reps.csv:3: manager: found the unknown manager \"X\" of \"R2\", expected one who has a row among the managers "
        "or the reps, add it or correct the id [E017]",
    };
    ambit_people people;
    ambit_error err = { AMBIT_OK, "" };
    (void)state;
    ambit_workspace *w = read_plan("rep_id,lon,lat,manager\nR1,0,0,M\nR2,0,0,X\n", "who,called\nM,Mia\n,Max\n");
    assert_int_equal(ambit_people_read(&people, w->instance, w->diagnosis, &err), AMBIT_E_INPUT);
    assert_int_equal(ambit_diagnosis_n_errors(w->diagnosis), sizeof wanted / sizeof *wanted);
    for (uint32_t k = 0; k < sizeof wanted / sizeof *wanted; k++)
        assert_string_equal(ambit_diagnosis_error_text(w->diagnosis, k), wanted[k]);
    assert_string_equal(people.rep[1].id, "R2"); /* they are there all the same */
    ambit_people_reset(&people);
    ambit_workspace_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_there_from_its_start_but_for_leave),
        cmocka_unit_test(every_fault_is_recorded_in_one_pass),
    };
    return cmocka_run_group_tests_name("tools/people", tests, make_scratch, remove_scratch);
}
