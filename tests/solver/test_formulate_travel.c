/* Distances by geodesics and by the circuity of regions, and what is said of them. */
#include "tests/solver/formed.h"
#include "solver/problem.h"
#include "tests/geo/geodesic.h"

#define TWO_PLACES "account_id,lon,lat,visits\nA,0.5,40.5,2\nB,2.5,40.5,3\n"
#define MAP "regions: {file: squares.shp, id: ID}\n"

static double cost_of(const formed *got, uint32_t u, uint32_t r)
{
    const ambit_problem *p = got->f->problem;
    return p->visits[u] * ambit_problem_star_hours(p, u, r);
}

static void spheres_are_told_with_their_error(void **state)
{
    (void)state;
    const files in = { .plan = ACCOUNTS "travel: {circuity: 1.2}\n", .accounts = TWO_PLACES };
    formed got = form_well(&in);
    assert_string_equal(got.f->distances, "great circles on a sphere, at most 0.26 % off the geodesics of WGS 84 "
            "between these places; times 1.2");
    assert_false(got.f->globe.fitted);
    unform(&got);
}

/* A is 2 degrees from R2, whose home is B's place. */
static void geodesics_are_what_proj_says(void **state)
{
    (void)state;
    const files in = { .plan = ACCOUNTS "travel: {distance: geodesic, circuity: 1.25, speed_km_h: 50}\n",
        .accounts = TWO_PLACES };
    formed got = form_well(&in);
    double hours = 2 * 1.25 * geodesic_km(0.5, 40.5, 2.5, 40.5) / 50;
    assert_true(fabs(cost_of(&got, 0, 1) - 2 * hours) < 1e-8 * hours);
    assert_true(fabs(cost_of(&got, 1, 0) - 3 * hours) < 1e-8 * hours);
    assert_true(got.f->unit_lon_deg[0] == 0.5 && got.f->unit_lat_deg[0] == 40.5);
    assert_non_null(strstr(got.f->distances, "fitted to WGS 84 here, at most 0.00000"));
    unform(&got);
}

/* Of free centres, in km and in km squared: what a unit adds to a centre elsewhere. */
static void geodesics_are_in_km_where_km_count(void **state)
{
    (void)state;
    static const char *const plans[] = { "distance", "moment" };
    for (int k = 0; k < 2; k++) {
        char plan[400];
        snprintf(plan, sizeof plan, "accounts: {file: accounts.csv, lon: lon, lat: lat}\nterritories: {count: 1, "
                "objective: %s}\ntravel: {distance: geodesic}\n", plans[k]);
        const files in = { .plan = plan, .accounts = TWO_PLACES };
        formed got = form_well(&in);
        const uint32_t both[2] = { 0, 0 };
        ambit_verdict verdict;
        assert_int_equal(ambit_evaluate(&verdict, got.f->problem, both, NULL, NULL), AMBIT_OK);
        double km = geodesic_km(0.5, 40.5, 2.5, 40.5), wanted = k ? km * km : km;
        assert_true(fabs(verdict.cost.travel - wanted) < 1e-7 * wanted);
        assert_null(strstr(got.f->distances, "times"));
        unform(&got);
    }
}

/* A in square 0 has 2.6, B in square 2 an empty cell and so the plan's. */
static void accounts_have_the_circuity_of_their_region(void **state)
{
    (void)state;
    const files in = { .plan = ACCOUNTS MAP "travel: {circuity: 1.3, circuity_field: WINDING}\n"
            "workload: {travel: true}\nbalance:\n  - {measure: workload, tolerance: 1000%}\n",
        .accounts = "account_id,lon,lat,visits,minutes\nA,0.5,40.5,2,0\nB,2.5,40.5,3,0\nC,9,40.5,1,0\n",
        .reps = "rep_id,lon,lat\nR1,1.5,40.5\n",
        .n_regions = 3, .east = ROW, .field = "WINDING", .value = { 2.6, 7, NAN } };
    formed got = form(&in);
    assert_non_null(got.f);
    const ambit_problem *p = got.f->problem;
    double star = ambit_problem_star_hours(p, 0, 0);
    assert_true(near(p->visits[0], 4) && near(p->visits[1], 3) && near(p->visits[2], 1));
    assert_true(got.f->visits[0] == 2 && near(got.f->weight[0], 4));
    assert_true(near(p->rule[0].per_hour[0], 4) && near(p->rule[0].per_hour[1], 3));
    assert_true(near(got.f->rule[0].total, 4 * star + 3 * star + ambit_problem_star_hours(p, 2, 0)));
    assert_non_null(strstr(got.f->distances, "; times WINDING of the region, 1.3 elsewhere"));
    unform(&got);
}

static void regions_have_their_own(void **state)
{
    (void)state;
    const files in = { .plan = REGIONS "travel: {circuity_field: WINDING}\n", .accounts = TWO_PLACES,
        .n_regions = 3, .east = ROW, .field = "WINDING", .value = { 2.6, 7, 0.65 } };
    formed got = form_well(&in);
    assert_true(near(got.f->problem->visits[0], 4) && near(got.f->problem->visits[2], 1.5));
    unform(&got);
}

/* ---- Faults ---------------------------------------------------------------------------------------------------- */

static const struct fault { const char *name, *plan, *field; double value; const char *said; } faults[] = {
    { "a circuity of nothing", ACCOUNTS MAP "travel: {circuity_field: WINDING}\n", "WINDING", 0,
        "error: squares.shp: WINDING: found 0 for region 0, expected a factor such as 1.3, correct it or leave it "
        "empty [E013]\n" },
    { "a field that is not there", ACCOUNTS MAP "travel: {circuity_field: WINDING}\n", "OTHER", 1,
        "error: plan.yaml: travel.circuity_field: found no field WINDING of regions, expected a numeric one, name the "
        "regions' file or remove the key [E025]\n" },
};

static void faults_have_words(void **state)
{
    const struct fault *fault = *state;
    const files in = { .plan = fault->plan, .accounts = TWO_PLACES, .n_regions = 3, .east = ROW,
        .field = fault->field, .value = { fault->value, 1, 1 } };
    formed got = form(&in);
    assert_string_equal(got.said, fault->said);
    assert_int_equal(got.status, AMBIT_E_INPUT);
    unform(&got);
}

static void a_matrix_is_a_matrix(void **state)
{
    (void)state;
    const files in = { .plan = "accounts: {file: accounts.csv}\nreps: {file: reps.csv}\ntravel: {matrix: pairs.csv, "
            "circuity_field: WINDING, distance: geodesic}\n" MAP, .accounts = "account_id,lon,lat\nA,0.5,40.5\n",
        .reps = "rep_id\nR1\n", .pairs = "unit_id,rep_id,hours\nA,R1,1\n", .n_regions = 1, .east = ROW };
    formed got = form(&in);
    assert_string_equal(got.said, "warning: plan.yaml: travel.circuity_field: found with hours that are given, "
            "expected with distances, it has no effect [W035]\nwarning: plan.yaml: travel.distance: found with hours "
            "that are given, expected with distances, it has no effect [W035]\n");
    assert_string_equal(got.f->distances, "hours of round trips from pairs.csv");
    unform(&got);
}

/* A weight of travel changes the objective alone: what an account weighs in the figures stays. */
static void travel_may_weigh_less(void **state)
{
    (void)state;
    static const struct { const char *travel; double weight; } cases[] = {
        { "", 1 }, { "travel: {weight: 0}\n", 0 }, { "travel: {weight: 0.25}\n", 0.25 } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char plan[400];
        snprintf(plan, sizeof plan, "%s%s", ACCOUNTS, cases[i].travel);
        const files in = { .plan = plan, .accounts = "account_id,lon,lat,visits\nA,0.5,40.5,8\nB,1.5,40.5,4\n" };
        formed got = form_well(&in);
        assert_true(got.f->problem->visits[0] == 8 * cases[i].weight);
        assert_true(got.f->problem->visits[1] == 4 * cases[i].weight);
        assert_true(got.f->weight[0] == 8 && got.f->visits[1] == 4);
        unform(&got);
    }
}

int main(void)
{
    enum { N = sizeof faults / sizeof *faults, OWN = 7 };
    struct CMUnitTest tests[N + OWN] = { cmocka_unit_test(travel_may_weigh_less),
        cmocka_unit_test(spheres_are_told_with_their_error),
        cmocka_unit_test(geodesics_are_what_proj_says), cmocka_unit_test(geodesics_are_in_km_where_km_count),
        cmocka_unit_test(accounts_have_the_circuity_of_their_region), cmocka_unit_test(regions_have_their_own),
        cmocka_unit_test(a_matrix_is_a_matrix) };
    for (size_t i = 0; i < N; i++)
        tests[i + OWN] = (struct CMUnitTest){ faults[i].name, faults_have_words, NULL, NULL, (void *)&faults[i] };
    return cmocka_run_group_tests_name("solver/formulate travel", tests, NULL, NULL);
}
