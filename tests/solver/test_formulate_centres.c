/* From regions and free centres to the problem: what hangs together, what borders cost, what travel is. */
#include "tests/solver/formed.h"

/* ---- Contiguity, compactness ------------------------------------------------------------------------------------ */

#define APART "warning: squares.shp: contiguity: found "
#define JOINS " that neither border nor link joins to the rest of the map ("

/* Squares 0-1 touch, then a gap, then 2, a wider gap, then 3-4. */
static void islands_are_tied_to_the_nearest(void **state)
{
    (void)state;
    static const struct {
        const char *section, *links;
        uint32_t n;
        ambit_border border[5];
        const char *said;
    } cases[] = {
        { "contiguity: {rule: none}\n", NULL, 0, { { 0, 0 } }, "" },
        { "contiguity: {rule: rook}\n", NULL, 2, { { 0, 1 }, { 3, 4 } }, APART "2 parts" JOINS "2, 3 with 1 other), "
          "expected one map, add links 2,1 (169 km), 3,2 (254 km) to links.csv or set contiguity: {islands: attach} "
          "[W038]\n" },
        { "contiguity: {rule: queen, islands: attach}\n", NULL, 4, { { 0, 1 }, { 1, 2 }, { 2, 3 }, { 3, 4 } }, "" },
        { "contiguity: {rule: rook, links: links.csv}\n", "unit_id,other_id\n3,0\n1,0\n2,2\n", 3,
          { { 0, 1 }, { 0, 3 }, { 3, 4 } }, APART "1 part" JOINS "2), expected one map, add a link 2,1 (169 km) to "
          "links.csv or set contiguity: {islands: attach} [W038]\n" },
        { "contiguity: {rule: rook, links: links.csv, islands: attach}\n", "unit_id,other_id\n4,0\n", 4,
          { { 0, 1 }, { 0, 4 }, { 1, 2 }, { 3, 4 } }, "" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char plan[500];
        snprintf(plan, sizeof plan, "%s%s", REGIONS, cases[i].section);
        const files in = { .plan = plan, .accounts = "account_id,lon,lat\nA,0.5,40.5\n", .links = cases[i].links,
            .n_regions = 5, .east = { 0, 1, 3, 6, 7 } };
        formed got = form(&in);
        assert_string_equal(got.said, cases[i].said);
        assert_int_equal(got.f->problem->contiguous, cases[i].n > 0);
        assert_int_equal(got.f->problem->n_borders, cases[i].n);
        assert_memory_equal(got.f->problem->border ? got.f->problem->border : cases[i].border, cases[i].border,
                cases[i].n * sizeof(ambit_border));
        unform(&got);
    }
}

/* R1 has 0 1 and, beyond R2, 3; R2 is whole. What hangs apart today is said, and that is all. */
static void territories_of_today_in_parts_are_named(void **state)
{
    (void)state;
    const files in = { .plan = REGIONS "contiguity: {rule: rook}\n", .n_regions = 4, .east = ROW,
        .accounts = "account_id,lon,lat,current_rep\nA,0.5,40.5,R1\nB,1.5,40.5,R1\nC,2.5,40.5,R2\nD,3.5,40.5,R1\n" };
    formed got = form(&in);
    assert_int_equal(got.status, AMBIT_OK);
    assert_string_equal(got.said, "warning: accounts.csv: current_rep: found 1 territory of today in parts: R1 in 2, "
            "expected each to hang together, as those of the new plan will [W039]\n");
    unform(&got);
}

/* The layer names the reps of today; R9 has left, and an empty cell is nobody's. Accounts would say otherwise. */
static void a_field_of_the_layer_is_the_plan_of_today(void **state)
{
    (void)state;
    const files in = { .plan = REGIONS "contiguity: {rule: rook}\nstability: {current: today, weight: 2}\n",
        .n_regions = 5, .east = ROW, .text_field = "today", .text = { "R1", "R2", "R1", "R9", "" },
        .accounts = "account_id,lon,lat,current_rep\nA,0.5,40.5,R2\n" };
    formed got = form(&in);
    const uint32_t today[5] = { 0, 1, 0, AMBIT_NOBODY, AMBIT_NOBODY };
    assert_int_equal(got.status, AMBIT_OK);
    assert_string_equal(got.said, "warning: squares.shp: today: found 1 region of reps who are not in reps.csv, such "
            "as R9 of 3, expected only if they left (their regions have no current rep then), correct misspelt names "
            "[W030]\nwarning: squares.shp: today: found 1 territory of today in parts: R1 in 2, expected each to hang "
            "together, as those of the new plan will [W039]\n");
    assert_memory_equal(got.f->current, today, sizeof today);
    assert_memory_equal(got.f->problem->current, today, sizeof today);
    assert_true(near(got.f->problem->move_cost[0], 2));
    unform(&got);
}

/* A degree of a meridian between neighbours, none where they meet in a corner or not at all. */
static void borders_cost_by_their_length(void **state)
{
    (void)state;
    const files in = { .plan = REGIONS "compactness: {border: 0.5}\n", .n_regions = 4, .east = { 0, 1, 2, 4 },
        .accounts = "account_id,lon,lat\nA,0.5,40.5\n" };
    formed got = form_well(&in);
    const ambit_problem *p = got.f->problem;
    const double degree_km = 6371.0088 * 3.14159265358979323846 / 180;
    assert_false(p->contiguous);
    assert_int_equal(p->n_priced_borders, 2);
    for (uint32_t k = 0; k < 2; k++) {
        assert_true(p->priced_border[k].a == k && p->priced_border[k].b == k + 1);
        assert_true(fabs(p->border_cost[k] - 0.5 * degree_km) < 1e-6 * degree_km);
    }
    unform(&got);
}

/* ---- Free centres ---------------------------------------------------------------------------------------------- */

#define FREE_ACCOUNTS "accounts: {file: accounts.csv}\n"
#define WEIGHED "account_id,lon,lat,visits,pop\nA,0,40,6,10\nB,1,40,1,20\nC,2,40,4,0\n"

static void the_objective_says_what_travel_is(void **state)
{
    (void)state;
    static const struct { const char *keys; ambit_travel travel; double weight[3]; } cases[] = {
        { "count: 2", AMBIT_TRAVEL_HOURS, { 6, 1, 4 } },
        { "count: 2, objective: hours, amount: pop", AMBIT_TRAVEL_HOURS, { 10, 20, 0 } },
        { "count: 2, objective: distance", AMBIT_TRAVEL_DISTANCE, { 1, 1, 1 } },
        { "count: 2, objective: distance, amount: pop", AMBIT_TRAVEL_DISTANCE, { 10, 20, 0 } },
        { "count: 2, objective: moment, amount: accounts", AMBIT_TRAVEL_MOMENT, { 1, 1, 1 } },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char plan[300];
        snprintf(plan, sizeof plan, FREE_ACCOUNTS "territories: {%s}\n", cases[i].keys);
        const files in = { .plan = plan, .accounts = WEIGHED };
        formed got = form_well(&in);
        const ambit_problem *p = got.f->problem;
        const double visits[3] = { 6, 1, 4 };
        assert_true(p->has_centres && p->is_free[0] && p->is_free[1] && !p->may_centre && !p->rep_at);
        assert_int_equal(p->travel, cases[i].travel);
        assert_memory_equal(p->visits, cases[i].weight, sizeof cases[i].weight);
        assert_memory_equal(got.f->weight, cases[i].weight, sizeof cases[i].weight);
        assert_memory_equal(got.f->visits, visits, sizeof visits);
        assert_string_equal(got.f->rep_id[1], "T002");
        unform(&got);
    }
}

/* Shares of 2 : 1 : 1, R1 at home, C the only place that T001 and R2 may sit at beside A. */
static void homes_stay_where_they_are(void **state)
{
    (void)state;
    const files in = { .plan = FREE_ACCOUNTS "reps: {file: reps.csv, x: x, y: y, crs: 'EPSG:3857'}\n"
            "territories: {count: 3, candidates: pairs.csv}\nbalance:\n  - {measure: pop, tolerance: 10%}\n",
        .accounts = WEIGHED, .reps = "rep_id,x,y,fte\nR1,111319.49079327358,0,2\nR2,,,\n",
        .pairs = "unit_id\nC\nA\n" };
    formed got = form_well(&in);
    const ambit_problem *p = got.f->problem;
    assert_int_equal(p->n_reps, 3);
    assert_true(p->has_centres && !p->is_free[0] && p->is_free[1] && p->is_free[2]);
    assert_true(p->may_centre[0] && !p->may_centre[1] && p->may_centre[2]);
    assert_true(fabs(got.f->rep_lon_deg[0] - 1) < 1e-9 && isnan(got.f->rep_lon_deg[1]) && isnan(p->rep_lon_deg[2]));
    assert_true(near(got.f->rule[0].share[0], 15) && near(got.f->rule[0].share[2], 7.5));
    unform(&got);
}

static void regions_alone_are_enough(void **state)
{
    (void)state;
    const files in = { .plan = "regions: {file: squares.shp, id: ID}\nassign: regions\nterritories: {count: 2, "
            "objective: moment, amount: POP}\ncontiguity: {rule: rook}\nbalance:\n  - {measure: POP, tolerance: 10%}\n",
        .accounts = "", .n_regions = 4, .east = ROW, .field = "POP", .value = { 10, 20, 30, 40 } };
    formed got = form_well(&in);
    const ambit_problem *p = got.f->problem;
    assert_true(p->has_centres && p->contiguous && p->n_borders == 3 && p->travel == AMBIT_TRAVEL_MOMENT);
    assert_memory_equal(p->visits, in.value, 4 * sizeof(double));
    assert_true(got.f->rule[0].total == 100 && got.f->visits[3] == 1);
    unform(&got);
}

/* Two readings of one field: what the rule allows is not asked again by the amount. */
static void an_empty_cell_that_is_zero_weighs_nothing(void **state)
{
    (void)state;
    const files in = { .plan = "regions: {file: squares.shp, id: ID}\nassign: regions\nterritories: {count: 2, "
            "objective: moment, amount: POP}\nbalance:\n  - {measure: POP, tolerance: 90%, empty: 0}\n",
        .accounts = "", .n_regions = 3, .east = ROW, .field = "POP", .value = { 10, NAN, 30 } };
    formed got = form_well(&in);
    assert_true(got.f->weight[0] == 10 && got.f->weight[1] == 0 && got.f->weight[2] == 30);
    unform(&got);
}

/* ---- Faults ---------------------------------------------------------------------------------------------------- */

static const struct fault { const char *name; files in; const char *said; } faults[] = {
    { "an amount that is 0 everywhere", { .plan = FREE_ACCOUNTS "territories: {count: 2, amount: opportunity}\n",
        .accounts = "account_id,lon,lat,opportunity\nA,0.5,40.5,0\nB,1.5,40.5,0\n" },
      "error: plan.yaml: territories.amount: found opportunity 0 everywhere, expected an amount above 0 somewhere, "
      "correct the data or remove the key [E026]\n" },
    { "an amount that grows with travel", {
        .plan = ACCOUNTS "territories: {amount: workload}\nworkload: {travel: true}\n",
        .accounts = "account_id,lon,lat,minutes\nA,0.5,40.5,5\nB,1.5,40.5,6\n" },
      "error: plan.yaml: territories.amount: found workload, which depends on travel, expected an amount that is known "
      "before the centres are, name another or remove workload: {travel: true} [E026]\n" },
};

static void is_recorded_in_these_words(void **state)
{
    const struct fault *fault = *state;
    formed got = form(&fault->in);
    assert_string_equal(got.said, fault->said);
    assert_int_equal(got.status, AMBIT_E_INPUT);
    unform(&got);
}

int main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(islands_are_tied_to_the_nearest), cmocka_unit_test(territories_of_today_in_parts_are_named),
        cmocka_unit_test(borders_cost_by_their_length), cmocka_unit_test(the_objective_says_what_travel_is),
        cmocka_unit_test(homes_stay_where_they_are), cmocka_unit_test(regions_alone_are_enough),
        cmocka_unit_test(an_empty_cell_that_is_zero_weighs_nothing),
        cmocka_unit_test(a_field_of_the_layer_is_the_plan_of_today),
    };
    enum { N = sizeof faults / sizeof *faults, OTHERS = sizeof others / sizeof *others };
    struct CMUnitTest tests[N + OTHERS];
    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ faults[i].name, is_recorded_in_these_words, NULL, NULL, (void *)&faults[i] };
    memcpy(tests + N, others, sizeof others);
    return cmocka_run_group_tests_name("solver/formulate_centres", tests, NULL, NULL);
}
