/* `ambit quota` from the outside: figures worked by hand, sums read back from the files, and inputs that are wrong. */
#include "tests/tools/golden.h"

#include <jansson.h>
#include <math.h>

static char text[ROOM];

static const char accounts[] =
    "account_id,name,lon,lat,opportunity,sold,wish\nA,Ash,0,0,10,30,\nB,Birch,1,0,10,10,100\n"
    "C,Cedar,2,0,10,30,200\nD,Date,3,0,10,30,\n";
static const char reps[] =
    "rep_id,name,lon,lat,manager,start_date,says,last,leave_from,leave_to\n"
    "R1,Ann,0,0,M1,2027-01-01,,100,,\nR2,Ben,3,0,M2,2019-04-01,600,500,,\n";
static const char managers[] = "manager_id,name,manager\nM1,Mia,V\nM2,Max,V\nV,Vera,\n";

/* A plan that is solved, with the given section quota. */
static void make_plan(const char *quota)
{
    char plan[4000];
    snprintf(plan, sizeof plan, "%speriod: {start: 2027-01-01, months: 12}\nmanagers: {file: managers.csv}\n%s",
             line_plan, quota);
    put("q/plan.yaml", plan);
    put("q/accounts.csv", accounts);
    put("q/reps.csv", reps);
    put("q/managers.csv", managers);
    ambit_ends(0, "solve q --quiet --force");
}

/* The sum of a column of a table below the scratch folder, over the rows whose first cell is `id` (NULL: all). */
static double sum_of(const char *file, const char *id, int column)
{
    double sum = 0;
    get(text, file);
    for (char *line = strchr(text, '\n'); line && line[1]; line = strchr(line + 1, '\n')) {
        const char *cell = line + 1;
        size_t n = id ? strlen(id) : 0;
        if (id && (strncmp(cell, id, n) || cell[n] != ',')) continue;
        for (int k = 0; k < column; k++) cell = strchr(cell, ',') + 1;
        sum += strtod(cell, NULL);
    }
    return sum;
}

enum { AMOUNT = 4, FULL_YEAR = 5, BELOW = 5 };

/* One rep of two at 50 % for six months: 1,750 over 1.75 full-year reps. */
static void a_ramp_is_carried_by_the_others(void **state)
{
    (void)state;
    make_plan("quota: {target: 1750, ramp: {months: 6, share: 50%}}\n");
    const ran *r = ambit_ends(0, "quota q");
    says(r->out, "target      1,750; quotas sum to 1,750, no hedge\n");
    says(get(text, "q/out/quotas.csv"), "rep_id,manager,period,type,amount,full_year\nR1,M1,2027-01,revenue,");
    assert_true(sum_of("q/out/quotas.csv", NULL, AMOUNT) == 1750);
    assert_true(sum_of("q/out/quotas.csv", "R1", AMOUNT) == 750);
    assert_true(sum_of("q/out/quotas.csv", "R2", AMOUNT) == 1000);
    assert_true(sum_of("q/out/quotas.csv", "R2", FULL_YEAR) == 12000); /* 1,000 in each of twelve rows */
    assert_true(sum_of("q/out/quota_summary.csv", "V", BELOW) == 1750);
    assert_true(sum_of("q/out/quota_summary.csv", "M1", BELOW) == 750);
}

/* Whatever is rounded, the quota in the summary is the sum of the months. */
static void a_quota_is_the_sum_of_its_months(void **state)
{
    static const char *const ids[] = { "R1", "R2" };
    (void)state;
    make_plan("quota: {target: 130, round_to: 10}\n");
    ambit_ends(0, "quota q --quiet");
    for (size_t k = 0; k < 2; k++)
        assert_true(sum_of("q/out/quota_summary.csv", ids[k], AMOUNT) == sum_of("q/out/quotas.csv", ids[k], AMOUNT));
}

static void hedges_of_three_layers_compound(void **state)
{
    (void)state;
    make_plan("quota: {target: 1000000, hedge_by_layer: 5% 3% 2%, round_to: 0.01, periods: quarters, "
              "fiscal_start: 4}\n");
    ambit_ends(0, "quota q --quiet");
    assert_true(fabs(sum_of("q/out/quotas.csv", NULL, AMOUNT) - 1e6 * 1.05 * 1.03 * 1.02) < 0.011);
    says(get(text, "q/out/quotas.csv"), "R1,M1,2027Q4,revenue,137891.25,");
    says(text, "R1,M1,2028Q3,revenue,");
    says(get(text, "q/out/quota_summary.csv"), "V,Vera,manager,,1050000.00,");
    says(text, "M1,Mia,manager,V,540750.00,");
}

static void what_is_said_from_below_is_kept(void **state)
{
    (void)state;
    /* B says 100; A, of the same potential, is worth what such accounts are: (100 + 200) / 20 per unit. */
    make_plan("quota: {method: bottom_up, account_target: wish, rep_input: says}\n");
    ambit_ends(0, "quota q --quiet");
    assert_true(sum_of("q/out/quotas.csv", "R1", AMOUNT) == 250);
    assert_true(sum_of("q/out/quotas.csv", "R2", AMOUNT) == 600);
}

static void json_and_files_agree_and_threads_change_nothing(void **state)
{
    static char first[ROOM];
    (void)state;
    make_plan("quota: {target: 5000, split: index, history: sold, commission: {rates: [{rate: 5%}]}}\n");
    json_error_t error;
    json_t *read = json_loads(ambit_ends(0, "quota q --json --threads 1")->out, JSON_REJECT_DUPLICATES, &error);
    if (!read) fail_msg("line %d: %s", error.line, error.text);
    assert_true(json_number_value(json_object_get(read, "total")) == 5000);
    assert_true(fabs(json_number_value(json_object_get(json_object_get(read, "attainment"), "commission")) - 250) < 10);
    json_decref(read);
    assert_true(sum_of("q/out/quotas.csv", "R1", AMOUNT) == 2000); /* 40 of 100 sold */
    strcpy(first, get(text, "q/out/quota.json"));
    ambit_ends(2, "quota q --quiet"); /* there already */
    ambit_ends(0, "quota q --quiet --threads 2 --force");
    assert_string_equal(first, get(text, "q/out/quota.json"));
}

static void what_is_wrong_is_named_and_nothing_is_written(void **state)
{
    static const struct { const char *quota, *file, *content; int code; const char *said; } cases[] = {
        { "", NULL, NULL, 2, "found no section quota" },
        { "quota: {target: 5, history: sold}\n", "q/accounts.csv", "account_id,lon,lat,opportunity,sold\n"
          "A,0,0,10,1\nB,1,0,10,-4\nC,2,0,10,1\nD,3,0,10,x\n", 2,
          "error: accounts.csv:3: sold: found \"-4\", expected an amount of 0 or more, or nothing, correct it [E013]\n"
          "error: accounts.csv:5: sold: found \"x\", expected" },
        { "quota: {target: 5}\n", "q/reps.csv", "rep_id,lon,lat,manager\nR1,0,0,M1\nR2,3,0,M9\n", 2,
          "reps.csv:3: manager: found the unknown manager \"M9\" of \"R2\"" },
        { "quota: {target: 5}\n", "q/managers.csv", "manager_id,manager\nM1,V\nM2,V\nV,M1\n", 2,
          "found that \"M1\" reports to itself in a circle of 2" },
        { "quota: {target: 5}\n", "q/out/assignment.csv", "unit_id,rep_id\nA,R1\nB,R1\nC,R1\nD,R1\n", 2,
          "found \"R2\" without a territory in the plan" },
        { "quota: {target: 5}\n", "q/out/assignment.csv", "unit_id,rep_id\nA,R1\nB,R1\nC,R7\nD,R2\n", 2, "\"R7\"" },
        { "quota: {target: 1000, capacity: 400}\n", NULL, NULL, 3,
          "the bounds let 800.00 of the target of 1000.00 through, 200.00 are missing" },
        { "quota: {target: 300, bounds: {last: last, change: 10%}}\n", NULL, NULL, 3,
          "the floors sum to 540.00, the target is 300.00" },
        { "quota: {target: 5, season_history: months.csv}\n", "q/months.csv", "month,amount\n2025-01,3\n2025-13,4\n", 2,
          "months.csv:3: month: found \"2025-13\", expected a month such as 2025-01" },
    };
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        make_plan(cases[k].quota);
        ambit_ends(0, "solve q --quiet --force");
        if (cases[k].file) put(cases[k].file, cases[k].content);
        says(ambit_ends(cases[k].code, "quota q")->err, cases[k].said);
        assert_false(exists("q/out/quotas.csv"));
        assert_false(exists("q/out/quota.json"));
    }
    assert_int_equal(ambit("quota elsewhere")->code, 2);
}

/* Who is held by a bound is named, with the bound's reason; who is not has none. */
static void who_is_held_is_named_with_the_reason(void **state)
{
    (void)state;
    make_plan("quota: {target: 1000, bounds: {last: last, change: 20%}}\n"); /* last year: 100 and 500 */
    assert_int_equal(ambit("quota q")->code, 3); /* at most 720 */
    const ran *r = ambit_ends(0, "quota q --set quota.target=650");
    says(r->out, "bounds      0 reps at their lower bound, 1 at their upper one\n"
                 "            R1 at most 120: last year's 100 plus 20 %\n");
    says(get(text, "q/out/quota_summary.csv"), ",at most 120: last year's 100 plus 20 %,");
    r = ambit_ends(0, "quota q --force --set quota.target=500");
    says(r->out, "            R2 at least 400: last year's 500 less 20 %\n");
    make_plan("quota: {target: 800, capacity: 500, split: index, history: sold}\n"); /* sold: 40 and 60 */
    says(ambit_ends(0, "quota q --force")->out, "quotas of 2 reps");
    says(ambit_ends(0, "quota q --force --set quota.target=900")->out, "R2 at most 500: its capacity");
    make_plan("quota: {target: 800, method: hybrid, rep_input: says}\n");
    says(ambit_ends(0, "quota q --force")->out, "R2 at least 600: what was said from below");
    make_plan("quota: {target: 100, potential: opportunity, bounds: {most_of_potential: 300%}}\n");
    says(ambit_ends(0, "quota q --force --set reps.R2.fte=2 --set quota.split=even")->out,
         "R2 at most 60: 300 % of its potential of 20");
}

static void tables_are_golden(void **state)
{
    (void)state;
    make_plan("quota: {target: 2300, split: index, history: sold, hedge_by_layer: 5% 10%, round_to: 10, periods: "
            "quarters, "
              "ramp: {months: 6, share: 50%}, bounds: {last: last, change: 300%}, simulation: {draws: 200}, "
              "commission: {rates: [{to: 100%, rate: 5%}, {from: 100%, rate: 10%}]}}\n");
    compare_golden("quota_words.txt", ambit_ends(0, "quota q")->out);
    compare_golden("quotas.csv", get(text, "q/out/quotas.csv"));
    compare_golden("quota_summary.csv", get(text, "q/out/quota_summary.csv"));
    compare_golden("quota.json", get(text, "q/out/quota.json"));
}

static void a_new_plan_removes_its_old_quotas(void **state)
{
    (void)state;
    make_plan("quota: {target: 1000}\n");
    ambit_ends(0, "quota q --quiet");
    assert_true(exists("q/out/quotas.csv") && exists("q/out/plan.json"));
    ambit_ends(0, "solve q --quiet --force");
    assert_false(exists("q/out/quotas.csv"));
    ambit_ends(2, "quota q --out nowhere --quiet");
}

/* Two whole years whose shares differ: the average of the shares, not of the sums. */
static void a_season_is_learnt_from_whole_years(void **state)
{
    char months[2000] = "month,amount\n2026-01,999\n";
    (void)state;
    for (int m = 1; m <= 12; m++) {
        char row[80];
        snprintf(row, sizeof row, "2024-%02d,%d\n2025-%02d,%d\n", m, m <= 6 ? 1 : 0, m, m == 12 ? 9000 : 0);
        strcat(months, row);
    }
    make_plan("quota: {target: 1200, season_history: months.csv}\n");
    put("q/months.csv", months);
    ambit_ends(0, "quota q --quiet");
    get(text, "q/out/quotas.csv");
    says(text, "R1,M1,2027-01,revenue,50,");
    says(text, "R1,M1,2027-07,revenue,0,");
    says(text, "R1,M1,2027-12,revenue,300,");
}

/* Visits (one an account) and a column of the accounts are quotas beside the revenue. */
static void a_scorecard_has_a_type_a_metric(void **state)
{
    (void)state;
    make_plan("quota: {target: 2400, scorecard: [{metric: revenue, weight: 50%}, {metric: activity, weight: 30%, cap: "
              "120%}, {metric: sold, weight: 20%}]}\n");
    ambit_ends(0, "quota q --quiet");
    get(text, "q/out/quotas.csv");
    says(text, "R1,M1,2027-01,revenue,100,1200\nR1,M1,2027-02,revenue,100,1200\n");
    says(text, "R1,M1,2027-01,activity,1,2\nR1,M1,2027-02,activity,1,2\nR1,M1,2027-03,activity,0,2\n");
    says(text, "R2,M2,2027-12,sold,5,60\n");
    assert_true(sum_of("q/out/quotas.csv", NULL, AMOUNT) == 2400 + 4 + 100);
    ambit_ends(0, "quota adjust q --factor 0.5 --from 2027-07 --reason half --quiet");
    assert_true(sum_of("q/out/quotas.csv", NULL, AMOUNT) == 1800 + 4 + 100);
}

/* The first quarter is past: 100 a month each; the rest is a tenth less, then R2's segment a tenth more. */
static void an_adjustment_leaves_the_past_alone(void **state)
{
    (void)state;
    make_plan("quota: {target: 2400}\n");
    put("q/reps.csv", "rep_id,name,lon,lat,segments\nR1,Ann,0,0,retail; hospital\nR2,Ben,3,0,hospital\n");
    ambit_ends(2, "quota adjust q --factor 0.9 --from 2027-04 --reason x"); /* there are none yet */
    ambit_ends(0, "quota q --quiet");
    says(ambit_ends(0, "quota adjust q --factor 90% --from 2027-04 --reason a~downturn,~\"they\"~say")->out,
         "adjusted    from 2027-04 on: 1,800 became 1,620\n");
    get(text, "q/out/quotas.csv");
    says(text, "R1,,2027-03,revenue,100,1080\n");
    says(text, "R1,,2027-04,revenue,90,1080\n");
    assert_true(sum_of("q/out/quotas.csv", NULL, AMOUNT) == 2220);
    ambit_ends(0, "quota adjust q --factor 1.1 --from 2027-12 --segment retail --reason growth --quiet");
    get(text, "q/out/quotas.csv");
    says(text, "R1,,2027-12,revenue,99,1188\n");
    says(text, "R2,,2027-12,revenue,90,1080\n");
    assert_string_equal(get(text, "q/out/quota_adjustments.csv"), "from,factor,segment,before,after,reason\n"
        "2027-04,0.9,,1800,1620,\"a downturn, \"\"they\"\" say\"\n2027-12,1.1,retail,90,99,growth\n");
    ambit_ends(0, "quota q --quiet --force"); /* derived anew, the adjustments are gone */
    assert_false(exists("q/out/quota_adjustments.csv"));
}

static void an_adjustment_says_what_it_needs(void **state)
{
    static const struct { const char *line, *said; } cases[] = {
        { "quota adjust q --from 2027-04 --reason x", "expected --factor" },
        { "quota adjust q --factor 0.9 --reason x", "expected --from" },
        { "quota adjust q --factor 0.9 --from 2027-04", "expected --reason" },
        { "quota adjust q --factor 0.9 --from 2028-04 --reason x", "--from is no month of the plan's period" },
        { "quota adjust q --factor 0.9 --from 2027-04 --reason x --segment none", "no rep serves the segment" },
        { "quota adjust q --factor 0 --from 2027-04 --reason x", "--factor: found \"0\", expected a factor above 0" },
        { "quota adjust q --factor 1e300 --from 2027-04 --reason x", "more of the quotas than can be counted" },
        { "quota q --factor 0.9", "belong to `quota adjust PLAN`" },
        { "quota q r", "takes PLAN or adjust PLAN" },
        { "quota q --calibrate 65%", "--calibrate: found \"65%\", expected the share of reps" },
    };
    (void)state;
    make_plan("quota: {target: 2400}\n");
    ambit_ends(0, "quota q --quiet");
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) says(ambit_ends(2, cases[k].line)->err, cases[k].said);
    put("q/out/quotas.csv", "rep_id,period,amount,full_year,type\nR1,2027-01,100,1,revenue\nR3,2027-01,1,1,revenue\n"
        "R1,2027-01,5,1,revenue\nR2,2027-01,0.5,1,revenue\nR2,2027-01,x,1,calls\n");
    const ran *r = ambit_ends(2, "quota adjust q --factor 0.9 --from 2027-04 --reason x");
    says(r->err, "quotas.csv:3: rep_id: found \"R3\", expected a rep of the plan, derive the quotas anew [E017]");
    says(r->err, "error: quotas.csv:4: period: found \"2027-01\", expected each period of a rep once");
    says(r->err, "error: quotas.csv:5: amount: found \"0.5\", expected a whole number of round_to");
}

static void a_wanted_share_of_reps_finds_its_hedge(void **state)
{
    json_error_t error;
    (void)state;
    make_plan("quota: {target: 1000000, round_to: 0.01}\n");
    json_t *read = json_loads(ambit_ends(0, "quota q --calibrate share=65% --json")->out, 0, &error);
    assert_non_null(read);
    double share = json_number_value(json_object_get(json_object_get(read, "attainment"), "reps_at_or_above_quota"));
    double hedge = json_number_value(json_array_get(json_object_get(read, "hedge_by_layer"), 0));
    assert_true(fabs(share - 0.65) < 1e-3);
    assert_true(hedge < -0.05 && fabs(sum_of("q/out/quotas.csv", NULL, AMOUNT) - 1e6 * (1 + hedge)) < 0.02);
    json_decref(read);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ramp_is_carried_by_the_others),
        cmocka_unit_test(a_quota_is_the_sum_of_its_months),
        cmocka_unit_test(hedges_of_three_layers_compound),
        cmocka_unit_test(what_is_said_from_below_is_kept),
        cmocka_unit_test(json_and_files_agree_and_threads_change_nothing),
        cmocka_unit_test(what_is_wrong_is_named_and_nothing_is_written),
        cmocka_unit_test(who_is_held_is_named_with_the_reason),
        cmocka_unit_test(tables_are_golden),
        cmocka_unit_test(a_new_plan_removes_its_old_quotas),
        cmocka_unit_test(a_scorecard_has_a_type_a_metric),
        cmocka_unit_test(an_adjustment_leaves_the_past_alone),
        cmocka_unit_test(an_adjustment_says_what_it_needs),
        cmocka_unit_test(a_wanted_share_of_reps_finds_its_hedge),
        cmocka_unit_test(a_season_is_learnt_from_whole_years),
    };
    return cmocka_run_group_tests(tests, make_scratch, remove_scratch);
}
