/* Hours by road become the travel matrix; what contradicts them is refused before anything is asked. */
#include "tests/loopback.h"
#include "tests/solver/formed.h"

#define THREE "account_id,lon,lat,opportunity\nA,0.5,40.5,5\nB,2.5,40.5,6\nN,1,85,0\n"

static const char *plan_with(char out[600], const char *before, const char *url)
{
    snprintf(out, 600, "%stravel: {osrm: '%s'}\n", before, url);
    return out;
}

/* R1 lives at A, R2 at B; no road leads to N. */
static void hours_are_there_and_back(void **state)
{
    (void)state;
    char plan[600], words[300];
    loopback *server = loopback_open(".");
    const files in = { .plan = plan_with(plan, ACCOUNTS, loopback_url(server)), .accounts = THREE };
    formed got = form_well(&in);
    const ambit_problem *p = got.f->problem;
    double there = loopback_seconds(0.5, 40.5, 2.5, 40.5), back = loopback_seconds(2.5, 40.5, 0.5, 40.5);
    assert_true(there == back + 60);
    assert_int_equal(p->pair_first[3], 4);
    assert_int_equal(p->pair_first[2], 4);
    assert_true(p->pair_hours[0] == 0 && p->pair_hours[3] == 0);
    assert_true(fabs(p->pair_hours[1] - (there + back) / 3600) < 1e-4 && p->pair_hours[1] == p->pair_hours[2]);
    assert_true(!p->unit_at && got.f->globe.radius_km == 0 && got.f->weight[0] == 1);
    snprintf(words, sizeof words, "hours by road, there and back, as %s answered", loopback_url(server));
    assert_string_equal(got.f->distances, words);
    assert_int_equal(loopback_n_requests(server), 2);
    loopback_close(server);
    unform(&got);
}

static const struct refused { const char *name, *plan, *reps, *said; } refusals[] = {
    { "a free centre", ACCOUNTS "territories: {count: 3}\n", NULL, "error: plan.yaml: travel.osrm: found a routing "
        "service beside 1 territory without a home, expected distances from places, remove osrm or give each a home "
        "[E026]\n" },
    { "an objective in km", ACCOUNTS "territories: {count: 2, objective: distance}\n", NULL, "error: plan.yaml: "
        "travel.osrm: found hours by road beside an objective in km, expected objective: hours, remove one of them "
        "[E026]\n" },
};

static void contradictions_are_refused_unasked(void **state)
{
    const struct refused *refused = *state;
    char plan[600];
    loopback *server = loopback_open(".");
    const files in = { .plan = plan_with(plan, refused->plan, loopback_url(server)), .accounts = THREE,
        .reps = refused->reps };
    formed got = form(&in);
    assert_string_equal(got.said, refused->said);
    assert_int_equal(got.status, AMBIT_E_INPUT);
    assert_int_equal(loopback_n_requests(server), 0);
    loopback_close(server);
    unform(&got);
}

static void a_service_that_fails_leaves_no_problem(void **state)
{
    (void)state;
    char plan[600], said[800];
    loopback *server = loopback_open("4");
    const files in = { .plan = plan_with(plan, ACCOUNTS, loopback_url(server)), .accounts = THREE };
    formed got = form(&in);
    snprintf(said, sizeof said, "error: plan.yaml: travel.osrm: found no hours: %s/table/v1/driving: it answers with "
            "code TooBig, not Ok: \"Too many table coordinates\", expected durations from a table service, start it or "
            "correct the address; what it answered already is kept [E045]\n", loopback_url(server));
    assert_string_equal(got.said, said);
    assert_int_equal(got.status, AMBIT_E_INPUT);
    loopback_close(server);
    unform(&got);
}

int main(void)
{
    enum { N = sizeof refusals / sizeof *refusals };
    struct CMUnitTest tests[N + 2] = { cmocka_unit_test(hours_are_there_and_back),
        cmocka_unit_test(a_service_that_fails_leaves_no_problem) };
    for (size_t i = 0; i < N; i++)
        tests[i + 2] = (struct CMUnitTest){ refusals[i].name, contradictions_are_refused_unasked, NULL, NULL,
            (void *)&refusals[i] };
    return cmocka_run_group_tests_name("solver/formulate roads", tests, NULL, NULL);
}
