/* Deals that cannot be right: each is named by its row, all of them in one pass, and there is no pipeline then. */
#include "tests/tools/coverage/deals.h"

#define HEADER_CURRENCY "opportunity_id,account_id,amount,stage,open_date,close_date,owner,currency,closed_date\n"

/* Reads the plan d and wants these lines, in this order, and no others. */
static void wants(const char *title, const char *lines)
{
    char seen[8000] = "";
    deals d = read_deals();
    for (uint32_t k = 0; ambit_diagnosis_error_text(d.workspace->diagnosis, k); k++) {
        size_t n = strlen(seen);
        snprintf(seen + n, sizeof seen - n, "%s\n", ambit_diagnosis_error_text(d.workspace->diagnosis, k));
    }
    if (strcmp(seen, lines)) fail_msg("%s:\n%sinstead of:\n%s", title, seen, lines);
    assert_int_equal(d.status, *lines ? AMBIT_E_INPUT : AMBIT_OK);
    free_deals(&d);
}

static const struct { const char *title, *row, *said; } faults[] = {
    { "a sound row", "O2,A,1,Commit,2026-01-01,2027-01-01,R1,USD,\n", "" },
    { "an unknown stage", "O2,A,1,Comit,2026-01-01,2027-01-01,R1,USD,\n",
      "opportunities.csv:3: stage: found \"Comit\", expected a stage of stages.csv (\"Commit\"?), correct it or "
      "add the stage [E048]\n" },
    { "closes before it opens", "O2,A,1,Commit,2027-01-02,2027-01-01,R1,USD,\n",
      "opportunities.csv:3: close_date: found \"2027-01-01\", expected a day on or after the one on which the deal "
      "was opened, 2027-01-02, correct one of them [E049]\n" },
    { "closed before it was opened", "O2,A,1,Won,2026-01-02,2026-03-01,R1,USD,2026-01-01\n",
      "opportunities.csv:3: closed_date: found \"2026-01-01\", expected a day on or after the one on which the "
      "deal was opened, 2026-01-02, correct one of them [E049]\n" },
    { "an unknown account", "O2,X,1,Commit,2026-01-01,2027-01-01,R1,USD,\n",
      "opportunities.csv:3: account_id: found \"X\", expected an account of the plan, correct the id or add the "
      "account [E018]\n" },
    { "another currency", "O2,A,1,Commit,2026-01-01,2027-01-01,R1,EUR,\n",
      "opportunities.csv:3: currency: found \"EUR\", expected \"USD\" as in line 2, convert the amount [E050]\n" },
    { "a doubled id", "O1,A,1,Commit,2026-01-01,2027-01-01,R1,USD,\n",
      "opportunities.csv:3: opportunity_id: found \"O1\", expected an id that occurs once, it is in line 2 too, "
      "remove one of them [E011]\n" },
    { "no id", ",A,1,Commit,2026-01-01,2027-01-01,R1,USD,\n",
      "opportunities.csv:3: opportunity_id: found \"\", expected an id that no other deal has, fill the cell "
      "[E010]\n" },
    { "a date that is none", "O2,A,1,Commit,2026-02-30,2027-01-01,R1,USD,\n",
      "opportunities.csv:3: open_date: found \"2026-02-30\", expected a date such as 2027-01-31, write "
      "year-month-day [E020]\n" },
    { "no expected close", "O2,A,1,Commit,2026-02-03,,R1,USD,\n",
      "opportunities.csv:3: close_date: found \"\", expected a date such as 2027-01-31, write year-month-day "
      "[E020]\n" },
    { "words for an amount", "O2,A,12k,Commit,2026-01-01,2027-01-01,R1,USD,\n",
      "opportunities.csv:3: amount: found \"12k\", expected an amount such as 1200.50, correct it [E012]\n" },
    { "no amount", "O2,A,,Commit,2026-01-01,2027-01-01,R1,USD,\n",
      "opportunities.csv:3: amount: found nothing, expected an amount, fill the cell [E014]\n" },
    { "a negative amount", "O2,A,-1,Commit,2026-01-01,2027-01-01,R1,USD,\n",
      "opportunities.csv:3: amount: found \"-1\", expected an amount from 0 to 1000000000000, correct it "
      "[E013]\n" },
    { "too large an amount", "O2,A,1e13,Commit,2026-01-01,2027-01-01,R1,USD,\n",
      "opportunities.csv:3: amount: found \"1e13\", expected an amount from 0 to 1000000000000, correct it "
      "[E013]\n" },
    { "a thousandth", "O2,A,1.001,Commit,2026-01-01,2027-01-01,R1,USD,\n",
      "opportunities.csv:3: amount: found \"1.001\", expected at most 2 decimals, round it or set pipeline: "
      "{decimals: ...} [E013]\n" },
    { "all of it at once", "O1,X,x,No,2027-01-02,2027-01-01,R1,EUR,\n",
      "opportunities.csv:3: opportunity_id: found \"O1\", expected an id that occurs once, it is in line 2 too, "
      "remove one of them [E011]\n"
      "opportunities.csv:3: account_id: found \"X\", expected an account of the plan, correct the id or add the "
      "account [E018]\n"
      "opportunities.csv:3: amount: found \"x\", expected an amount such as 1200.50, correct it [E012]\n"
      "opportunities.csv:3: stage: found \"No\", expected a stage of stages.csv, correct it or add the stage "
      "[E048]\n"
      "opportunities.csv:3: close_date: found \"2027-01-01\", expected a day on or after the one on which the deal "
      "was opened, 2027-01-02, correct one of them [E049]\n"
      "opportunities.csv:3: currency: found \"EUR\", expected \"USD\" as in line 2, convert the amount [E050]\n" },
};

static void each_fault_is_named_by_its_row(void **state)
{
    char text[1000];
    (void)state;
    for (size_t k = 0; k < sizeof faults / sizeof *faults; k++) {
        snprintf(text, sizeof text, HEADER_CURRENCY "O1,A,1,Commit,2026-01-01,2027-01-01,R1,USD,\n%s", faults[k].row);
        put_deals("", NULL, text);
        wants(faults[k].title, faults[k].said);
    }
}

static const char one_deal[] = DEALS_HEADER "1,A,1,Commit,2026-01-01,2027-01-01,R1\n";

static void stages_are_judged_too(void **state)
{
    static const struct { const char *title, *stages, *said; } cases[] = {
        { "above 1", "stage,probability\nCommit,1.2\n",
          "stages.csv:2: probability: found \"1.2\", expected a probability from 0 to 1 (0 % to 100 %), correct it "
          "[E013]\n" },
        { "below 0", "stage,probability\nCommit,-0.1\n",
          "stages.csv:2: probability: found \"-0.1\", expected a probability from 0 to 1 (0 % to 100 %), correct it "
          "[E013]\n" },
        { "25 is meant as 25 %", "stage,probability\nCommit,25\n",
          "stages.csv:2: probability: found \"25\", expected a probability from 0 to 1 (0 % to 100 %), correct it "
          "[E013]\n" },
        { "above 100 %", "stage,probability\nCommit,101%\n",
          "stages.csv:2: probability: found \"101%\", expected a probability from 0 to 1 (0 % to 100 %), correct it "
          "[E013]\n" },
        { "no number", "stage,probability\nCommit,high\n",
          "stages.csv:2: probability: found \"high\", expected a probability such as 0.25 or 25%, correct it "
          "[E012]\n" },
        { "empty", "stage,probability\nCommit,\n",
          "stages.csv:2: probability: found \"\", expected a probability such as 0.25 or 25%, correct it [E014]\n" },
        { "twice", "stage,probability\nCommit,0.5\nCommit,0.6\n",
          "stages.csv:3: stage: found \"Commit\", expected each stage once, remove one of them [E011]\n" },
        { "nameless", "stage,probability\nCommit,0.5\n,0.6\n",
          "stages.csv:3: stage: found \"\", expected a stage's name, fill the cell [E010]\n" },
        { "an unknown kind", "stage,probability,kind\nCommit,0.5,closed\n",
          "stages.csv:2: kind: found \"closed\", expected open, won or lost, correct it [E026]\n" },
        { "won for half", "stage,probability,kind\nCommit,0.5,won\n",
          "stages.csv:2: kind: found \"won\", expected a probability of 1 beside won and of 0 beside lost, correct one "
          "of them [E026]\n" },
        { "perhaps qualified", "stage,probability,qualified\nCommit,0.5,perhaps\n",
          "stages.csv:2: qualified: found \"perhaps\", expected yes or no, correct it [E026]\n" },
        { "a worst that is better", "stage,probability,worst,best\nCommit,0.5,0.6,0.4\n",
          "stages.csv:2: worst: found \"0.6\", expected at most the probability, correct it [E026]\n"
          "stages.csv:2: best: found \"0.4\", expected at least the probability, correct it [E026]\n" },
        { "no column", "stage,chance\nCommit,0.5\n",
          "stages.csv:1: probability: found no such column (the file has stage, chance), expected one of that name, "
          "add it or rename another [E006]\n" },
    };
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        put_deals("", cases[k].stages, one_deal);
        wants(cases[k].title, cases[k].said);
    }
    put_deals("pipeline: {cases: stages}\n", NULL, one_deal);
    wants("cases without columns", "stages.csv:1: found no columns worst and best, expected both for cases: stages, "
          "add them or choose cases: spread [E006]\n");
}

/* A hundred thousand amounts of 10^14 cents are more than an integer holds. */
static void sums_have_an_end(void **state)
{
    char path[4096];
    (void)state;
    put_deals("", NULL, DEALS_HEADER);
    FILE *to = fopen(in_scratch(path, "d/opportunities.csv"), "ab");
    assert_non_null(to);
    for (int i = 0; i < 92234; i++) fprintf(to, "%d,A,1000000000000,Commit,2026-01-01,2027-01-01,R1\n", i);
    fclose(to);
    wants("the last row", "opportunities.csv:92235: amount: found more than can be summed up, expected amounts whose "
          "sum is below 2^63 of the smallest unit, set pipeline: {decimals: 0} [E034]\n");
}

static void the_currency_may_come_from_the_plan(void **state)
{
    static const char euros[] = HEADER_CURRENCY "1,A,1,Commit,2026-01-01,2027-01-01,R1,,\n"
        "2,A,1,Commit,2026-01-01,2027-01-01,R1,EUR,\n";
    (void)state;
    put_deals("pipeline: {currency: EUR}\n", NULL, euros);
    wants("as the plan says", "");
    put_deals("pipeline: {currency: USD}\n", NULL, euros);
    wants("not as the plan says", "opportunities.csv:3: currency: found \"EUR\", expected \"USD\" as the plan says, "
          "convert the amount [E050]\n");
    put_deals("quota: {target: 5, currency: USD}\n", NULL, euros);
    wants("nor as its quota says", "opportunities.csv:3: currency: found \"EUR\", expected \"USD\" as the plan says, "
          "convert the amount [E050]\n");
}

static void actuals_are_judged_too(void **state)
{
    static const struct { const char *title, *row, *said; } cases[] = {
        { "a date", "R1,2026-10-01,1,1\n", "actuals.csv:3: period: found \"2026-10-01\", expected a month such as "
          "2026-11 or a quarter such as 2026Q4, correct it [E020]\n" },
        { "a thirteenth month", "R1,2026-13,1,1\n", "actuals.csv:3: period: found \"2026-13\", expected a month such "
          "as 2026-11 or a quarter such as 2026Q4, correct it [E020]\n" },
        { "a fifth quarter", "R1,2026Q5,1,1\n", "actuals.csv:3: period: found \"2026Q5\", expected a month such as "
          "2026-11 or a quarter such as 2026Q4, correct it [E020]\n" },
        { "twice", "R1,2026-10,1,1\n", "actuals.csv:3: period: found 2026-10 of \"R1\" a second time, expected each "
          "period of a rep once, remove one of them [E027]\n" },
        { "no amount", "R1,2026-11,,1\n", "actuals.csv:3: forecast: found nothing, expected an amount, fill the cell "
          "[E014]\n" },
        { "one who left", "R8,2026-10,1,1\n", "" },
    };
    char text[1000];
    (void)state;
    put_deals("pipeline: {actuals: actuals.csv}\n", NULL, one_deal);
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        snprintf(text, sizeof text, "rep_id,period,forecast,actual\nR1,2026-10,1,1\n%s", cases[k].row);
        put("d/actuals.csv", text);
        wants(cases[k].title, cases[k].said);
    }
}

static void keys_of_the_section_are_judged(void **state)
{
    static const struct { const char *section, *said; } cases[] = {
        { "as_of: 1.1.2027", "pipeline.as_of: found \"1.1.2027\", expected a date such as 2027-01-31" },
        { "win_rate: 0", "pipeline.win_rate: found \"0\", expected a share above 0" },
        { "win_rate: 120%", "pipeline.win_rate: found \"120%\", expected a share" },
        { "multiple: 4-3", "pipeline.multiple: found \"4-3\", expected a multiple such as 3, or a band such as 3-4" },
        { "multiple: many", "pipeline.multiple: found \"many\"" },
        { "definition: both", "pipeline.definition: found \"both\", expected qualified or open" },
        { "rep: manager", "pipeline.rep: found \"manager\", expected owner or plan" },
        { "decimals: 2.5", "pipeline.decimals: found \"2.5\", expected a whole number from 0 to 4" },
        { "health: {coverage: 50%}", "found weights that do not sum to 100 %" },
        { "health: {healthy: 101}", "pipeline.health.healthy: found \"101\", expected a score from 0 to 100" },
        { "stale_days: 0", "pipeline.stale_days: found \"0\", expected a number of days, 1 or more" },
        { "cases: likely", "pipeline.cases: found \"likely\", expected auto, spread, committed or stages" },
    };
    char section[200];
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        snprintf(section, sizeof section, "pipeline: {%s}\n", cases[k].section);
        put_deals(section, NULL, one_deal);
        deals d = read_deals();
        assert_int_equal(d.status, AMBIT_E_INPUT);
        says(ambit_diagnosis_error_text(d.workspace->diagnosis, 0), cases[k].said);
        free_deals(&d);
    }
}

static void both_files_are_wanted(void **state)
{
    char plan[2000];
    (void)state;
    put_deals("", NULL, one_deal);
    snprintf(plan, sizeof plan, "%speriod: {start: 2027-01-01}\ncoverage: {stages: stages.csv}\n", line_plan);
    put("d/plan.yaml", plan);
    wants("no deals", "plan.yaml:7:11: coverage: found only one of opportunities and stages, expected both files, add "
          "the other [E026]\n");
    snprintf(plan, sizeof plan, "%spipeline: {slippage: 10%%}\n", line_plan);
    put("d/plan.yaml", plan);
    wants("nothing at all", "plan.yaml:6:11: pipeline: found no deals for it, expected both files, add coverage: "
          "{opportunities: FILE, stages: FILE} [E026]\n");
    snprintf(plan, sizeof plan, "%scoverage: {opportunities: opportunities.csv, stages: stages.csv}\n", line_plan);
    put("d/plan.yaml", plan);
    wants("no day", "plan.yaml: pipeline: found no day that the pipeline is of, expected as_of or the plan's period, "
          "add pipeline: {as_of: 2027-01-31} or period: {start: 2027-01-01, months: 12} [E026]\n");
}

static void no_file_hides_another(void **state)
{
    (void)state;
    put_deals("pipeline: {quota: target, actuals: actuals.csv}\n", "stage,probability\nCommit,2\n",
              DEALS_HEADER "1,X,1,Commit,2026-01-01,2027-01-01,R1\n");
    put("d/managers.csv", "manager_id,name,manager\nM1,Mia,V\nM2,Max,W\nV,Vera,\n");
    put("d/reps.csv", "rep_id,name,lon,lat,manager,target\nR1,Ann,0,0,M1,ten\nR2,Ben,3,0,M2,2000\n");
    put("d/actuals.csv", "rep_id,period,forecast,actual\nR1,May,1,1\n");
    wants("five files", "managers.csv:3: manager: found the unknown manager \"W\" of \"M2\", expected one who has a "
          "row among the managers or the reps, add it or correct the id [E017]\n"
          "stages.csv:2: probability: found \"2\", expected a probability from 0 to 1 (0 % to 100 %), correct it "
          "[E013]\n"
          "opportunities.csv:2: account_id: found \"X\", expected an account of the plan, correct the id or add the "
          "account [E018]\n"
          "reps.csv:2: target: found \"ten\", expected an amount such as 1200.50, correct it [E012]\n"
          "actuals.csv:2: period: found \"May\", expected a month such as 2026-11 or a quarter such as 2026Q4, correct "
          "it [E020]\n");
}

static void a_faulty_file_leaves_nothing_behind(void **state)
{
    (void)state;
    put_deals("", NULL, DEALS_HEADER "1,X,1,Commit,2026-01-01,2027-01-01,R1\n");
    char plan[3000];
    snprintf(plan, sizeof plan, "%speriod: {start: 2027-01-01, months: 12}\nmanagers: {file: managers.csv}\ncoverage: "
             "{active_since: 2026-01-01, opportunities: opportunities.csv, stages: stages.csv}\n", line_plan);
    put("d/plan.yaml", plan);
    put("d/accounts.csv", "account_id,lon,lat,opportunity,last_activity\nA,0,0,10,\nB,1,0,10,\nC,2,0,10,\nD,3,0,10,\n");
    ambit_ends(0, "solve d --quiet --force");
    const ran *r = ambit_ends(2, "coverage d");
    says(r->err, "error: opportunities.csv:2: account_id: found \"X\"");
    assert_false(exists("d/out/pipeline.csv") || exists("d/out/coverage.csv") || exists("d/out/coverage.json"));
    put("d/opportunities.csv", DEALS_HEADER "1,A,1,Commit,2026-01-01,2027-01-01,R1\n");
    says(ambit_ends(0, "coverage d")->out, "pipeline    on 2027-01-01: 1 in 1 open deal, 1 in 1 qualified\n");
    assert_true(exists("d/out/pipeline.csv"));
    put("d/managers.csv", "manager_id,name,manager\nM1,Mia,V\nM2,Max,W\nV,Vera,\n");
    r = ambit_ends(2, "coverage d --force");
    const char *first = strstr(r->err, "the unknown manager");
    assert_non_null(first);
    assert_null(strstr(first + 1, "the unknown manager")); /* told once */
    assert_true(exists("d/out/pipeline.csv")); /* what was there stays */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_fault_is_named_by_its_row),
        cmocka_unit_test(stages_are_judged_too),
        cmocka_unit_test(sums_have_an_end),
        cmocka_unit_test(the_currency_may_come_from_the_plan),
        cmocka_unit_test(actuals_are_judged_too),
        cmocka_unit_test(keys_of_the_section_are_judged),
        cmocka_unit_test(both_files_are_wanted),
        cmocka_unit_test(no_file_hides_another),
        cmocka_unit_test(a_faulty_file_leaves_nothing_behind),
    };
    return cmocka_run_group_tests_name("tools/coverage/pipeline faults", tests, make_scratch, remove_scratch);
}
