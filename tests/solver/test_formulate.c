/* From files to the problem: shares, totals, segments, stability, regions; and every fault with its words. */
#include "tests/solver/formed.h"

/* ---- Rules ----------------------------------------------------------------------------------------------------- */

static void shares_follow_fte(void **state)
{
    (void)state;
    const files in = {
        .plan = ACCOUNTS "balance:\n  - {measure: opportunity, tolerance: 10%, ideal_weight: 7}\n"
                "  - {measure: workload, tolerance: 200%}\n  - {measure: opportunity, where: tier=A, tolerance: 0.5}\n"
                "limits: {max_accounts: 3}\n",
        .accounts = "account_id,lon,lat,opportunity,visits,minutes,tier\nA,0,40,10,6,30,A\nB,1,40,20,1,60,B\n"
                "C,2,40,60,4,90,A\n",
        .reps = "rep_id,lon,lat,fte,max_accounts\nR1,0,40,2,5\nR2,1,40,0.5,2\nR3,2,40,1.5,\n" };
    formed got = form_well(&in);
    const ambit_problem *p = got.f->problem;
    assert_int_equal(got.f->n_rules, 3);
    assert_int_equal(p->n_rules, 4);
    const ambit_formulated_rule *r = got.f->rule;
    assert_string_equal(r[0].name, "opportunity");
    assert_string_equal(r[2].name, "opportunity where tier=A");
    assert_true(near(r[0].total, 90) && near(r[1].total, 3 + 1 + 6) && near(r[2].total, 70));
    assert_true(near(r[0].share[0], 45) && near(r[0].share[1], 11.25) && near(r[0].share[2], 33.75));
    assert_true(near(p->rule[0].lower[0], 40.5) && near(p->rule[0].upper[1], 12.375));
    assert_true(near(p->rule[0].ideal[1], 11.25) && p->rule[0].ideal_weight == 7 && !p->rule[1].ideal);
    assert_true(p->rule[1].lower[0] == 0 && near(p->rule[1].upper[0], 15));
    assert_true(p->rule[2].amount[0] == 10 && p->rule[2].amount[1] == 0 && p->rule[2].amount[2] == 60);
    assert_string_equal(p->rule[3].name, "accounts");
    assert_true(p->rule[3].upper[0] == 3 && p->rule[3].upper[1] == 2 && p->rule[3].upper[2] == 3);
    assert_true(isinf(p->rule[3].lower[0]) && p->rule[3].amount[2] == 1);
    assert_true(p->visits[0] == 6 && near(p->hours_per_km, 2 * 1.3 / 60) && !p->current && !p->locked && !p->group);
    unform(&got);
}

/* R2 is nearer to every account, but may not serve A (forbidden); B is locked to R1. */
static void totals_do_not_move_with_the_plan(void **state)
{
    (void)state;
    const files in = {
        .plan = MATRIX "forbidden: forbidden.csv\nworkload: {travel: true}\nbalance:\n"
                "  - {measure: workload, tolerance: 10%}\n",
        .accounts = "account_id,visits,minutes,locked_rep\nA,2,30,\nB,3,60,R1\nC,4,15,\n", .reps = "rep_id\nR1\nR2\n",
        .pairs = "unit_id,rep_id,hours\nA,R1,5\nA,R2,1\nB,R1,2\nB,R2,1\nC,R1,3\nC,R2,0.5\n",
        .forbidden = "unit_id,rep_id\nA,R2\n" };
    formed got = form_well(&in);
    assert_true(near(got.f->rule[0].total, (1 + 2 * 5) + (3 + 3 * 2) + (1 + 4 * 0.5)));
    assert_true(got.f->problem->rule[0].per_hour[2] == 4 && got.f->problem->rule[0].amount[2] == 1);
    assert_true(got.f->rule[0].amount[0] == 1 && !got.f->unit_lon_deg && !got.f->problem->unit_at);
    unform(&got);
}

/* The same under star travel: the nearest rep is at most one of the two homes away. */
static void star_totals_count_the_nearest(void **state)
{
    (void)state;
    const files in = { .plan = ACCOUNTS "workload: {travel: true}\nbalance:\n  - {measure: workload, tolerance: 10%}\n"
            "travel: {speed_km_h: 50, circuity: 1}\n",
        .accounts = "account_id,lon,lat,visits,minutes\nA,0.5,40.5,2,30\nB,2.5,41.5,1,0\n" };
    formed got = form_well(&in);
    const double degree_km = 6371.0088 * 3.14159265358979323846 / 180;
    assert_true(fabs(got.f->rule[0].total - (1 + 2 * degree_km / 50)) < 1e-9);
    unform(&got);
}

/* ---- Segments, stability --------------------------------------------------------------------------------------- */

static int may_serve(const ambit_problem *p, uint32_t u,
        uint32_t r) { return p->rep_classes[r] >> p->unit_class[u] & 1; }

static void segments_become_classes(void **state)
{
    (void)state;
    const files in = {
        .plan = ACCOUNTS "misfit: {weight: 3.5}\n",
        .accounts = "account_id,lon,lat,segment\nA,0,40,retail\nB,1,40,hospital\nC,2,40,\nD,2,40,retail\n",
        .reps = "rep_id,lon,lat,segments\nR1,0,40, hospital ; retail\nR2,1,40,\nR3,2,40,retail;unheard "
                "of\nR4,0,40,;\n" };
    formed got = form_well(&in);
    static const char expected[4][5] = { "1111", "1101", "1111", "1111" };
    for (uint32_t u = 0; u < 4; u++)
        for (uint32_t r = 0; r < 4; r++) assert_int_equal(may_serve(got.f->problem, u, r), expected[u][r] - '0');
    assert_true(got.f->problem->misfit_cost == 3.5);
    unform(&got);
}

static void stability_prices_moves(void **state)
{
    (void)state;
    static const struct { const char *section; double cost_a, amount_a, allowed; } cases[] = {
        { "", -1, -1, INFINITY },
        { "stability: {current: current_rep}\n", 1, -1, INFINITY },
        { "stability: {weight: 2, max_moved: {accounts: 50%}}\n", 2, -1, 1.5 },
        { "stability: {weight: 0.5, measure: opportunity}\n", 5, -1, INFINITY },
        { "stability: {weight: 2, measure: opportunity, max_moved: {amount: 10%}}\n", 20, 10, 9 },
        { "stability: {weight: 2, measure: opportunity, max_moved: {accounts: 100%}}\n", 20, -1, 3 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char plan[400];
        snprintf(plan, sizeof plan, "%sbalance:\n  - {measure: opportunity, tolerance: 10%%}\n%s", ACCOUNTS,
                cases[i].section);
        const files in = { .plan = plan,
            .accounts = "account_id,lon,lat,opportunity,current_rep\nA,0,40,10,R2\nB,1,40,20,\nC,2,40,60,R1\n" };
        formed got = form_well(&in);
        const ambit_problem *p = got.f->problem;
        assert_true(p->current[0] == 1 && p->current[1] == AMBIT_NOBODY && p->current[2] == 0);
        assert_memory_equal(p->current, got.f->current, 3 * sizeof *p->current);
        if (cases[i].cost_a < 0) assert_null(p->move_cost);
        else assert_true(near(p->move_cost[0], cases[i].cost_a));
        if (cases[i].amount_a < 0) assert_null(p->move_amount);
        else assert_true(near(p->move_amount[0], cases[i].amount_a));
        assert_true(isinf(p->moved_allowed) ? isinf(cases[i].allowed) : near(p->moved_allowed, cases[i].allowed));
        unform(&got);
    }
}

/* ---- Regions --------------------------------------------------------------------------------------------------- */

static void regions_gather_their_accounts(void **state)
{
    (void)state;
    const files in = {
        .plan = REGIONS "balance:\n  - {measure: workload, tolerance: 10%}\n  - {measure: POP, tolerance: 10%}\n"
                "  - {measure: opportunity, where: tier=A, tolerance: 10%}\nlimits: {max_accounts: 4}\n",
        .accounts = "account_id,lon,lat,visits,minutes,opportunity,tier,segment,group,current_rep,locked_rep\n"
                "A,0.5,40.5,2,60,5,A,x,,R1,\nB,0.6,40.6,3,60,7,B,y,g,R2,R2\nC,0.7,40.1,2,60,1,A,,,R1,\n"
                "D,1.5,40.5,1,30,2,A,x,h,,\nE,2.5,40.5,4,15,4,B,,g,R1,\nF,3.5,40.5,4,15,4,B,x,h,R2,\n",
        .reps = "rep_id,lon,lat,segments\nR1,0.5,40.5,x\nR2,2.5,40.5,x;y\n",
        .n_regions = 5, .east = ROW, .field = "POP", .value = { 10, 20, 30, 40, 0 } };
    formed got = form_well(&in);
    const ambit_problem *p = got.f->problem;
    const double visits[5] = { 7, 1, 4, 4, 0 }, hours[5] = { 7, 0.5, 1, 1, 0 }, stars[5] = { 6, 2, 0, 0, 0 };
    const double count[5] = { 3, 1, 1, 1, 0 };
    assert_int_equal(got.f->n_units, 5);
    for (uint32_t u = 0; u < 5; u++) {
        assert_true(near(p->visits[u], visits[u]) && near(p->rule[0].amount[u], hours[u]));
        assert_true(near(p->rule[1].amount[u], in.value[u]) && near(p->rule[2].amount[u], stars[u]));
        assert_true(p->rule[3].amount[u] == count[u]);
        assert_true(got.f->unit_lon_deg[u] > u && got.f->unit_lon_deg[u] < u + 1);
    }
    assert_true(p->current[0] == 0); /* R1 makes 4 of 7 visits, R2 has 3 */
    assert_true(p->current[1] == AMBIT_NOBODY && p->current[2] == 0 && p->current[3] == 1
            && p->current[4] == AMBIT_NOBODY);
    assert_true(p->locked[0] == 1 && p->locked[1] == AMBIT_NOBODY);
    assert_true(p->group[0] == 0 && p->group[2] == 0 && p->group[1] == 1 && p->group[3] == 1
            && p->group[4] == AMBIT_NOBODY);
    assert_true(!may_serve(p, 0, 0) && may_serve(p, 0, 1) && may_serve(p, 1, 0) && may_serve(p, 4, 0));
    unform(&got);
}

static void accounts_outside_take_no_part(void **state)
{
    (void)state;
    const files in = { .plan = REGIONS "balance:\n  - {measure: opportunity, tolerance: 10%}\n",
        .accounts = "account_id,lon,lat,opportunity\nA,0.5,40.5,5\nB,9,40.5,100\nC,0.5,50,100\n"
                "D,1.5,40.5,6\nE,7,7,1\nF,8,8,1\n",
        .n_regions = 2, .east = ROW };
    formed got = form(&in);
    assert_int_equal(got.status, AMBIT_OK);
    assert_string_equal(got.said, "warning: accounts.csv: found 4 accounts outside every region of squares.shp (E "
            "3703 km from 1, F 3608 km from 1, C 1001 km from 0, B 591 km from 1), expected each "
            "inside one, check the coordinates; they take no part [W031]\n");
    assert_true(near(got.f->rule[0].total, 11));
    assert_true(got.f->region_of_account[0] == 0 && got.f->region_of_account[1] == AMBIT_OUTSIDE);
    unform(&got);
}

static void accounts_know_their_region_by_name(void **state)
{
    (void)state;
    const files in = { .plan = "accounts: {file: accounts.csv, region: county}\nreps: {file: reps.csv, lon: lon, "
            "lat: lat}\nregions: {file: squares.shp, id: ID}\nassign: regions\nbalance:\n  - {measure: opportunity, "
                    "tolerance: 10%}\n",
        .accounts = "account_id,county,opportunity\nA,1,5\nB,0,7\nC,1,9\n", .n_regions = 2, .east = ROW };
    formed got = form_well(&in);
    assert_true(got.f->problem->rule[0].amount[0] == 7 && got.f->problem->rule[0].amount[1] == 14);
    assert_null(got.f->account_lon_deg);
    unform(&got);
}

/* ---- Places ---------------------------------------------------------------------------------------------------- */

/* x and y in a projected system; Web Mercator's unit at the equator is a metre of the equator. */
static void projected_places_become_degrees(void **state)
{
    (void)state;
    const files in = { .plan = "accounts: {file: accounts.csv, x: x, y: y, crs: EPSG:3857}\n"
            "reps: {file: reps.csv, lon: lon, lat: lat}\n",
        .accounts = "account_id,x,y\nA,111319.49079327358,0\nB,-11131949.079327358,0\n" };
    formed got = form_well(&in);
    assert_true(fabs(got.f->unit_lon_deg[0] - 1) < 1e-9 && fabs(got.f->unit_lon_deg[1] + 100) < 1e-9);
    assert_true(fabs(got.f->unit_lat_deg[0]) < 1e-9 && got.f->rep_lon_deg[1] == 2.5);
    assert_ptr_equal(got.f->account_lon_deg, got.f->unit_lon_deg);
    unform(&got);
}

/* ---- Faults ---------------------------------------------------------------------------------------------------- */

#define RULE(text) "balance:\n  - {" text ", tolerance: 10%}\n"
#define TWO_ACCOUNTS "account_id,lon,lat,opportunity\nA,0.5,40.5,5\nB,1.5,40.5,6\n"

/* Two faults that the readers would find first: an instance that came another way has them too. */
static void lose_the_column(ambit_instance *instance) { instance->accounts.measure[0].name = "other"; }
static void lose_all_fte(ambit_instance *instance) { instance->reps.fte[0] = instance->reps.fte[1] = 0; }

static const struct fault { const char *name; files in; const char *said; } faults[] = {
    { "a measure that is nowhere", { .plan = ACCOUNTS RULE("measure: opportunity"), .accounts = TWO_ACCOUNTS,
        .tamper = lose_the_column },
      "error: plan.yaml:4: balance: found no column for measure opportunity, expected a numeric column of that "
              "name, add it or "
      "remove the rule [E006]\n" },
    { "a class that does not occur", { .plan = ACCOUNTS RULE("measure: opportunity, where: tier=Z"),
        .accounts = "account_id,lon,lat,opportunity,tier\nA,0.5,40.5,5,B\nB,1.5,40.5,6,A\n" },
      "error: plan.yaml:4: balance: found where: tier=Z, expected a text that occurs in column tier (such as B), "
              "correct it "
      "[E026]\n" },
    { "a measure that is 0 everywhere", { .plan = ACCOUNTS RULE("measure: opportunity"),
        .accounts = "account_id,lon,lat,opportunity\nA,0.5,40.5,0\nB,1.5,40.5,0\n" },
      "error: plan.yaml:4: balance: found opportunity 0 everywhere, expected an amount above 0 somewhere, correct "
              "the data or "
      "remove the rule [E026]\n" },
    { "no FTE at all", { .plan = ACCOUNTS RULE("measure: opportunity"), .accounts = TWO_ACCOUNTS, .tamper
    = lose_all_fte },
      "error: reps.csv: fte: found 0 for every rep, expected at least one above 0, correct the column [E013]\n" },
    { "a frozen rep whom nobody knows, and one who gets a lock", { .plan = ACCOUNTS "stability: {frozen: [R2, R9]}\n",
        .accounts = "account_id,lon,lat,current_rep,locked_rep\nA,0.5,40.5,R1,R2\n" },
      "error: plan.yaml: stability.frozen: found R9, expected a rep of reps.csv, correct it [E017]\nerror: "
      "accounts.csv: locked_rep: found A locked to R2, expected no lock that changes the units of a frozen rep (R2), "
      "remove one of the two [E026]\n" },
    { "an empty and a negative cell of a field", { .plan = REGIONS RULE("measure: POP"), .accounts = TWO_ACCOUNTS,
        .n_regions = 3, .east = ROW, .field = "POP", .value = { 5, NAN, -2 } },
      "error: squares.shp: POP: found an empty cell for region 1, expected a number, fill it in or say empty: 0 in "
              "the rule "
      "[E014]\nerror: squares.shp: POP: found -2 for region 2, expected a number of at least 0, correct it [E013]\n" },
    { "a class of a field", { .plan = REGIONS RULE("measure: POP, where: opportunity=5"), .accounts = TWO_ACCOUNTS,
        .n_regions = 2, .east = ROW, .field = "POP", .value = { 5, 6 } },
      "error: plan.yaml:6: balance: found where: opportunity=5 beside POP, a field of the regions, expected a "
              "measure of the "
      "accounts, remove where [E026]\n" },
    { "locks that tear a region", { .plan = REGIONS, .n_regions = 2, .east = ROW,
        .accounts = "account_id,lon,lat,locked_rep\nA,0.5,40.5,R1\nB,0.6,40.5,\nC,0.7,40.5,R2\n" },
      "error: accounts.csv: locked_rep: found A locked to R1 and C to R2, both inside region 0, expected one rep "
              "for a region, "
      "change one of them [E026]\n" },
    { "a link to a region that is not there", { .plan = REGIONS "contiguity: {rule: rook, links: links.csv}\n",
        .accounts = TWO_ACCOUNTS, .links = "unit_id,other_id\n0,1\n1,zz\n", .n_regions = 2, .east = ROW },
      "error: links.csv:3: other_id: found \"zz\", expected the id of a region of squares.shp, correct it [E018]\n" },
    { "places that the projection does not reach",
      { .plan = "accounts: {file: accounts.csv, x: x, y: y, crs: 'EPSG:5070'}\nreps: {file: reps.csv, lon: lon, "
        "lat: lat}\n", .accounts = "account_id,x,y\nA,0,0\nB,1e300,1e300\n" },
      "error: accounts.csv: crs: found 1 places that EPSG:5070 does not reach (B), expected coordinates of that "
              "system, correct "
      "them or crs [E015]\n" },
};

static void is_recorded_in_these_words(void **state)
{
    const struct fault *fault = *state;
    formed got = form(&fault->in);
    assert_string_equal(got.said, fault->said);
    assert_int_equal(got.status, AMBIT_E_INPUT);
    unform(&got);
}

static void too_many_segments_are_refused(void **state)
{
    (void)state;
    char text[64 * 40] = "account_id,lon,lat,segment\n";
    for (int i = 0; i < 64; i++) {
        char row[40];
        snprintf(row, sizeof row, "A%d,0.5,40.5,s%d\n", i, i);
        strcat(text, row);
    }
    const files in = { .plan = ACCOUNTS, .accounts = text, .reps = "rep_id,lon,lat,segments\nR1,0,40,s1\n" };
    formed got = form(&in);
    assert_string_equal(got.said, "error: accounts.csv: segment: found 64 different segments, expected at most 63, "
            "merge some of them [E034]\n");
    unform(&got);
}

int main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(shares_follow_fte), cmocka_unit_test(totals_do_not_move_with_the_plan),
        cmocka_unit_test(star_totals_count_the_nearest), cmocka_unit_test(segments_become_classes),
        cmocka_unit_test(stability_prices_moves), cmocka_unit_test(regions_gather_their_accounts),
        cmocka_unit_test(accounts_outside_take_no_part), cmocka_unit_test(accounts_know_their_region_by_name),
        cmocka_unit_test(projected_places_become_degrees),
        cmocka_unit_test(too_many_segments_are_refused),
    };
    enum { N = sizeof faults / sizeof *faults, OTHERS = sizeof others / sizeof *others };
    struct CMUnitTest tests[N + OTHERS];
    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ faults[i].name, is_recorded_in_these_words, NULL, NULL, (void *)&faults[i] };
    memcpy(tests + N, others, sizeof others);
    return cmocka_run_group_tests_name("solver/formulate", tests, NULL, NULL);
}
