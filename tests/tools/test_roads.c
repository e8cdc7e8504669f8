/* `ambit solve` with a routing service: the second time nothing is asked, and without an answer nothing is written. */
#include "tests/loopback.h"
#include "tests/tools/program.h"

static void put_plan(const char *folder, const char *url)
{
    char name[200], plan[1000];
    put_line(folder);
    snprintf(plan, sizeof plan, "%stravel: {osrm: '%s'}\n", line_plan, url);
    snprintf(name, sizeof name, "%s/plan.yaml", folder);
    put(name, plan);
}

static void the_second_solve_asks_nothing(void **state)
{
    (void)state;
    static char first[ROOM], second[ROOM];
    loopback *server = loopback_open(".");
    put_plan("roads", loopback_url(server));
    ambit_ends(0, "solve roads --quiet");
    assert_int_equal(loopback_n_requests(server), 2);
    get(first, "roads/out/plan.json");
    loopback_close(server);
    assert_true(exists("roads/travel.db"));
    ambit_ends(0, "solve roads --quiet --force");
    get(second, "roads/out/plan.json");
    assert_string_equal(first, second);
    says_not(first, "travel.db"); /* no input: what it says is the service's */
    ambit_ends(0, "check roads --quiet");
}

static void without_an_answer_nothing_is_written(void **state)
{
    (void)state;
    loopback *server = loopback_open("g");
    put_plan("mute", loopback_url(server));
    const ran *r = ambit_ends(2, "solve mute");
    says(r->err, "error: plan.yaml: travel.osrm: found no hours: http://127.0.0.1:");
    says(r->err, "no JSON");
    assert_false(exists("mute/out"));
    loopback_close(server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_second_solve_asks_nothing),
        cmocka_unit_test(without_an_answer_nothing_is_written),
    };
    return cmocka_run_group_tests_name("tools/roads", tests, make_scratch, remove_scratch);
}
