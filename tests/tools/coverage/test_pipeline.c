/* The pipeline of a plan: figures worked by hand, each choice that sources make differently, and what people read. */
#include "tests/tools/coverage/deals.h"
#include "tests/tools/golden.h"

#include <jansson.h>

/* Of the year before: one deal of four is won, after 100 days. */
#define HISTORY \
    "W1,A,100,Won,2026-01-01,2026-04-11,R1\nL1,A,100,Lost,2026-01-01,2026-04-11,R1\n" \
    "L2,B,50,Lost,2026-01-01,2026-04-11,R1\nL3,B,50,Lost,2026-01-01,2026-04-11,R1\n"
#define OPEN \
    "O1,A,1000,Prospect,2026-10-01,2027-02-15,R1\nO2,A,2000.50,Proposal,2026-06-01,2027-03-15,R1\n" \
    "O3,B,3000,Commit,2026-11-01,2026-12-20,R1\nO4,C,400,Proposal,2026-11-01,2027-02-01,R2\n" \
    "O5,D,500,Proposal,2026-11-01,2028-02-01,R9\n"
static const char usual[] = DEALS_HEADER OPEN HISTORY;

/* ---- Figures ---------------------------------------------------------------------------------------------------- */

/* A case: a section, a row and a column of pipeline.csv, and what must stand there. */
typedef struct { const char *title, *section, *kind, *id, *column; double value; } one_figure;

static void check_figures(const one_figure *cases, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        put_deals(cases[k].section, NULL, usual);
        deals d = sound_deals();
        double seen = figure_of(&d, cases[k].kind, cases[k].id, cases[k].column);
        if (isnan(cases[k].value) ? !isnan(seen) : !(fabs(seen - cases[k].value) <= 2e-6 * fmax(1, fabs(seen))))
            fail_msg("%s: %s of %s %s is %.9f, not %.9f", cases[k].title, cases[k].column, cases[k].kind, cases[k].id,
                     seen, cases[k].value);
        free_deals(&d);
    }
}
#define CHECK(cases) check_figures(cases, sizeof(cases) / sizeof *(cases))

static void coverage_is_held_against_what_wins_ask_for(void **state)
{
    static const one_figure cases[] = {
        { "25 % wins need 4 times", "pipeline: {quota: target}\n", "company", "", "required", 4 },
        { "slippage of 10 %", "pipeline: {quota: target, slippage: 10%}\n", "company", "", "required", 4.4 },
        { "33 % wins need about 3", "pipeline: {quota: target, win_rate: 33%}\n", "company", "", "required", 1 / 0.33 },
        { "a band names its least", "pipeline: {quota: target, multiple: 3-4}\n", "rep", "R1", "required", 3 },
        { "and its most", "pipeline: {quota: target, multiple: 3-4}\n", "rep", "R1", "required_most", 4 },
        { "qualified over quota", "pipeline: {quota: target}\n", "company", "", "coverage_qualified", 5900.5 / 3000 },
        { "all open over quota", "pipeline: {quota: target}\n", "company", "", "coverage_open", 6900.5 / 3000 },
        { "what is missing", "pipeline: {quota: target}\n", "company", "", "gap", 4 * 3000 - 5900.5 },
        { "by the other definition", "pipeline: {quota: target, definition: open}\n", "company", "", "gap",
          4 * 3000 - 6900.5 },
        { "a rep with enough", "pipeline: {quota: target}\n", "rep", "R1", "gap", 0 },
        { "no quota, no coverage", "pipeline: {}\n", "company", "", "coverage_qualified", NAN },
        { "a month has no column of reps", "pipeline: {quota: target}\n", "period", "2027-02", "quota", NAN },
        { "a manager has the quotas below", "pipeline: {quota: target}\n", "manager", "V", "quota", 3000 },
        { "qualified from 5 % is everything", "pipeline: {qualified_from: 5%}\n", "company", "", "qualified", 6900.5 },
        { "qualified from 60 %", "pipeline: {qualified_from: 60%}\n", "company", "", "qualified", 3000 },
        { "nothing won of it so far", "pipeline: {quota: target, quota_of: remaining}\n", "rep", "R1", "quota", 1000 },
    };
    (void)state;
    CHECK(cases);
    put_deals("pipeline: {quota: target, quota_of: remaining}\n", NULL,
              DEALS_HEADER "W1,A,100,Won,2026-01-01,2027-01-01,R1\nW2,A,700,Won,2026-01-01,2026-12-31,R1\n");
    deals d = sound_deals();
    is_about(figure_of(&d, "rep", "R1", "quota"), 900);
    free_deals(&d);
}

static void verdicts_follow_the_band(void **state)
{
    static const struct { const char *multiple, *verdict; } cases[] = {
        { "5", "enough" }, { "5.1", "short" }, { "3-4", "above the band" }, { "3-6", "enough" },
    };
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        char section[100];
        snprintf(section, sizeof section, "pipeline: {quota: target, multiple: %s}\n", cases[k].multiple);
        put_deals(section, NULL, usual);
        deals d = sound_deals();
        assert_string_equal(cell_of(&d, "rep", "R1", "verdict"), cases[k].verdict); /* 5,000.50 over 1,000 */
        free_deals(&d);
    }
}

static void what_is_likely_has_three_cases(void **state)
{
    /* 0.1 x 1,000 + 0.5 x 2,900.50 + 0.9 x 3,000 */
    const double weighted = 4250.25, halves = 2000.5 * 2000.5 + 400 * 400 + 500 * 500;
    const double variance = 1e6 * 0.09 + halves * 0.25 + 9e6 * 0.09;
    const one_figure cases[] = {
        { "weighted by the stages", "", "company", "", "weighted", weighted },
        { "one year in ten is worse", "", "company", "", "worst", weighted - 1.2815515655446004 * sqrt(variance) },
        { "one in ten is better", "", "company", "", "best", weighted + 1.2815515655446004 * sqrt(variance) },
        { "never more than is open", "", "owner", "R9", "best", 500 },
        { "never less than nothing", "", "owner", "R9", "worst", 0 },
        { "committed alone", "pipeline: {cases: committed}\n", "company", "", "worst", 2700 },
        { "or everything", "pipeline: {cases: committed}\n", "company", "", "best", 6900.5 },
        { "committed from 50 %", "pipeline: {cases: committed, committed_from: 50%}\n", "company", "", "worst",
          4150.25 },
    };
    (void)state;
    CHECK(cases);
    put_deals("", "stage,probability,worst,best\nProspect,10%,0%,20%\nProposal,50%,25%,75%\nCommit,90%,80%,100%\n"
              "Won,1,1,1\nLost,0,0,0\n", usual);
    deals d = sound_deals();
    is_about(figure_of(&d, "company", "", "worst"), 0.25 * 2900.5 + 0.8 * 3000);
    is_about(figure_of(&d, "company", "", "best"), 200 + 0.75 * 2900.5 + 3000);
    free_deals(&d);
}

static void deals_move_at_a_speed(void **state)
{
    static const one_figure cases[] = {
        { "deals x size x win rate / cycle", "", "company", "", "velocity_a_day", 4 * 1475.125 * 0.25 / 100 },
        { "of all open deals", "pipeline: {definition: open}\n", "company", "", "velocity_a_day",
          5 * 1380.1 * 0.25 / 100 },
        { "with the size of won deals", "pipeline: {deal_size: won}\n", "company", "", "velocity_a_day",
          4 * 100 * 0.25 / 100 },
        { "with a cycle that is named", "pipeline: {cycle_days: 50}\n", "company", "", "velocity_a_day",
          4 * 1475.125 * 0.25 / 50 },
        { "wins by amount", "pipeline: {win_rate_by: amount}\n", "company", "", "win_rate", 100.0 / 300 },
        { "too few deals of one's own", "", "rep", "R1", "win_rate", 0.25 },
        { "none in the last six months", "pipeline: {history_months: 6}\n", "company", "", "win_rate", NAN },
        { "the cycle of won deals", "", "company", "", "cycle_days", 100 },
    };
    (void)state;
    CHECK(cases);
    put_deals("pipeline: {own_from: 2, cycle_of: closed}\n", NULL, DEALS_HEADER
              "1,A,10,Won,2026-03-01,2026-03-11,R1\n2,A,10,Won,2026-03-01,2026-03-31,R1\n"
              "3,C,10,Lost,2026-03-01,2026-03-03,R2\n4,C,20,Won,2026-03-01,2026-03-07,R2\n");
    deals d = sound_deals();
    is_about(figure_of(&d, "rep", "R1", "win_rate"), 1);
    is_about(figure_of(&d, "rep", "R2", "win_rate"), 0.5);
    is_about(figure_of(&d, "rep", "R2", "cycle_days"), 4);
    is_about(figure_of(&d, "company", "", "win_rate"), 0.75);
    is_about(figure_of(&d, "stage", "Won", "win_rate"), 0.75); /* not its own, which says nothing */
    assert_string_equal(cell_of(&d, "rep", "R1", "win_rate_from"), "own");
    free_deals(&d);
}

static void deals_grow_stale(void **state)
{
    static const one_figure cases[] = {
        { "past or old", "", "company", "", "stale", 5000.5 },
        { "past their close", "pipeline: {stale: past_close}\n", "company", "", "stale", 3000 },
        { "open for 214 days", "pipeline: {stale: age, stale_days: 213}\n", "company", "", "stale", 2000.5 },
        { "which is not more than 214", "pipeline: {stale: age, stale_days: 214}\n", "company", "", "stale", 0 },
        { "by the day that is named", "pipeline: {as_of: 2026-12-20, stale: past_close}\n", "company", "", "stale", 0 },
        { "and the day after", "pipeline: {as_of: 2026-12-21, stale: past_close}\n", "company", "", "stale", 3000 },
    };
    (void)state;
    CHECK(cases);
}

static void health_weighs_three_parts(void **state)
{
    /* coverage 5,900.50 / 12,000, velocity 14.75125 over 3,000 / 365, win rate 25 % over 25 % */
    const double coverage = 5900.5 / 12000;
    const one_figure cases[] = {
        { "the usual weights", "pipeline: {quota: target}\n", "company", "", "health", 40 * coverage + 30 + 30 },
        { "other weights", "pipeline: {quota: target, health: {coverage: 50%, velocity: 25%, win_rate: 25%}}\n",
          "company", "", "health", 50 * coverage + 25 + 25 },
        { "a higher mark for wins", "pipeline: {quota: target, health: {win_rate_target: 50%}}\n", "company", "",
          "health", 40 * coverage + 30 + 15 },
        { "and for speed", "pipeline: {quota: target, health: {velocity_target: 29.5025}}\n", "company", "", "health",
          40 * coverage + 15 + 30 },
        { "nobody is above 100", "pipeline: {quota: target}\n", "rep", "R1", "health", 100 },
        { "unknown without a quota", "", "company", "", "health", NAN },
    };
    (void)state;
    CHECK(cases);
    put_deals("pipeline: {quota: target, health: {healthy: 79}}\n", NULL, usual);
    deals d = sound_deals();
    assert_string_equal(cell_of(&d, "company", "", "healthy"), "yes");
    free_deals(&d);
    put_deals("pipeline: {quota: target}\n", NULL, usual);
    d = sound_deals();
    assert_string_equal(cell_of(&d, "company", "", "healthy"), "no");
    free_deals(&d);
}

/* ---- Whose deals ------------------------------------------------------------------------------------------------- */

static void deals_belong_to_owners_or_to_the_plan(void **state)
{
    static const one_figure cases[] = {
        { "R9 is no rep", "", "owner", "R9", "open", 500 },
        { "nor anybody of the plan", "", "no_rep", "", "open", 500 },
        { "nobody has D", "", "company", "", "unserved", 500 },
        { "so it is handed over", "", "company", "", "outgoing", 500 },
        { "by period: one closes too late", "pipeline: {closes: period}\n", "company", "", "open", 3400.5 },
        { "by segment", "", "segment", "retail", "open", 3400.5 },
        { "and none", "", "segment", "", "open", 500 },
        { "by month", "", "period", "2027-02", "open", 1400 },
    };
    (void)state;
    CHECK(cases);
    put_deals("pipeline: {rep: plan}\n", NULL, DEALS_HEADER "1,A,10,Commit,2026-03-01,2027-03-11,R2\n"
              "2,C,5,Commit,2026-03-01,2027-03-31,R9\n");
    deals d = sound_deals();
    is_about(figure_of(&d, "rep", "R1", "open"), 10);
    is_about(figure_of(&d, "rep", "R2", "open"), 5);
    is_about(figure_of(&d, "rep", "R2", "outgoing"), 10);
    is_about(figure_of(&d, "rep", "R2", "incoming"), 5);
    is_about(figure_of(&d, "rep", "R1", "incoming"), 10);
    is_about(figure_of(&d, "owner", "R9", "open"), 5);
    free_deals(&d);
}

/* As a CRM calls them; one column may be two things at once. */
static void columns_may_have_other_names(void **state)
{
    (void)state;
    put_deals("pipeline: {columns: {id: Id, account: AccountId, amount: Amount, stage: StageName, opened: CreatedDate, "
              "closes: CloseDate, owner: OwnerId, closed: CloseDate, currency: CurrencyIsoCode}, decimals: 3}\n", NULL,
              "CurrencyIsoCode,StageName,Id,Amount,OwnerId,AccountId,CreatedDate,Name,CloseDate\n"
              "KWD,Commit,006A,1.125,R1,A,2026-10-01,\"Ash, again\",2027-02-03\n"
              "KWD,Won,006B,2.25,R1,A,2026-10-01,,2026-12-01\n");
    deals d = sound_deals();
    assert_string_equal(cell_of(&d, "company", "", "open"), "1.125");
    assert_string_equal(cell_of(&d, "period", "2026-12", "won"), "2.250");
    says(written(&d, ambit_pipeline_words), "1 KWD in 1 open deal");
    free_deals(&d);
}

static void what_is_left_out_is_told(void **state)
{
    (void)state;
    put_deals("pipeline: {closes: period, as_of: 2026-04-10}\n", NULL, usual);
    deals d = sound_deals();
    says(written(&d, ambit_pipeline_words), "left out    2 open deals expected to close outside the period, 4 that "
         "closed after 2026-04-10\n");
    is_about(figure_of(&d, "company", "", "won_deals"), 0);
    free_deals(&d);
    put_deals("", NULL, usual);
    d = sound_deals();
    says_not(written(&d, ambit_pipeline_words), "left out");
    free_deals(&d);
}

static void quotas_beside_the_plan_are_read(void **state)
{
    (void)state;
    put_deals("", NULL, usual);
    put("d/out/quotas.csv", "rep_id,manager,period,type,amount,full_year\nR1,M1,2027-02,revenue,100,1200\n"
        "R1,M1,2027-03,revenue,200.50,1200\nR2,M2,2027-02,revenue,50,600\nR2,M2,2027-02,calls,77,600\n");
    deals d = sound_deals();
    is_about(figure_of(&d, "rep", "R1", "quota"), 300.5);
    is_about(figure_of(&d, "period", "2027-02", "quota"), 150);
    is_about(figure_of(&d, "period", "2027-02", "coverage_open"), 1400.0 / 150);
    is_about(figure_of(&d, "company", "", "quota"), 350.5);
    free_deals(&d);
    put("d/out/quotas.csv", "rep_id,manager,period,type,amount,full_year\nR7,M1,2027-02,revenue,100,1200\n");
    d = read_deals();
    assert_int_equal(d.status, AMBIT_E_INPUT);
    says(ambit_diagnosis_error_text(d.workspace->diagnosis, 0), "quotas.csv:2: rep_id: found \"R7\", expected a rep of "
         "the plan, derive the quotas anew [E017]");
    free_deals(&d);
    assert_int_equal(remove(in_scratch((char[4096]){ 0 }, "d/out/quotas.csv")), 0);
}

/* ---- Forecasts --------------------------------------------------------------------------------------------------- */

static void forecasts_are_held_against_what_came(void **state)
{
    (void)state;
    put_deals("pipeline: {actuals: actuals.csv}\n", NULL, usual);
    put("d/actuals.csv", "rep_id,period,forecast,actual\nR1,2026-10,110,100\nR1,2026-11,90,100\nR2,2026-10,50,40\n"
        "R2,2026-12,60,0\n");
    deals d = sound_deals();
    is_about(figure_of(&d, "rep", "R1", "accuracy"), 1);
    is_about(figure_of(&d, "rep", "R1", "mape"), 0.1);
    is_about(figure_of(&d, "rep", "R1", "bias"), 0);
    is_about(figure_of(&d, "period", "2026-10", "accuracy"), 1 - 20.0 / 140);
    is_about(figure_of(&d, "period", "2026-10", "mape"), (0.1 + 0.25) / 2);
    is_about(figure_of(&d, "company", "", "bias"), (310.0 - 240) / 240);
    is_about(figure_of(&d, "company", "", "mape"), (0.1 + 0.1 + 0.25) / 3); /* the month without sales has no share */
    is_about(figure_of(&d, "manager", "V", "forecast"), 310);
    assert_true(isnan(figure_of(&d, "segment", "retail", "forecast")));
    free_deals(&d);
}

static void deals_may_hold_their_own_forecasts(void **state)
{
    (void)state;
    put_deals("pipeline: {columns: {forecast: said, actual: came}}\n", NULL,
              "opportunity_id,account_id,amount,stage,open_date,close_date,owner,said,came\n"
              "1,A,10,Won,2026-03-01,2026-05-11,R1,12,10\n2,A,20,Lost,2026-03-01,2026-05-20,R1,8,0\n"
              "3,C,5,Won,2026-03-01,2026-05-31,R2,4,5\n4,C,5,Commit,2026-03-01,2027-05-31,R2,4,\n");
    deals d = sound_deals();
    is_about(figure_of(&d, "rep", "R1", "accuracy"), 0); /* 20 said, 10 came */
    is_about(figure_of(&d, "rep", "R2", "accuracy"), 0.8);
    is_about(figure_of(&d, "company", "", "forecast"), 24);
    is_about(figure_of(&d, "period", "2026-05", "mape"), (1 + 0.2) / 2);
    free_deals(&d);
}

/* ---- What people read -------------------------------------------------------------------------------------------- */

static void the_files_read_as_they_did(void **state)
{
    (void)state;
    put_deals("pipeline: {currency: USD, quota: target, own_from: 4, actuals: actuals.csv}\n", NULL, usual);
    put("d/actuals.csv", "rep_id,period,forecast,actual\nR1,2026-10,110,100\nR1,2026-11,90,100\nR2,2026-10,50,40\n");
    deals d = sound_deals();
    compare_golden("pipeline.csv", written(&d, ambit_pipeline_csv));
    compare_golden("pipeline.txt", written(&d, ambit_pipeline_words));
    free_deals(&d);
}

static void write_json(FILE *to, const ambit_pipeline *p)
{
    ambit_json json = ambit_json_of(to);
    ambit_json_open(&json, NULL, '{');
    ambit_pipeline_json(&json, p);
    ambit_json_close(&json, '}');
}

static double number_of(const json_t *sum, const char *key) { return json_number_value(json_object_get(sum, key)); }

static void json_says_what_csv_says(void **state)
{
    json_error_t error;
    (void)state;
    put_deals("pipeline: {quota: target, slippage: 10%}\n", NULL, usual);
    deals d = sound_deals();
    json_t *root = json_loads(written(&d, write_json), JSON_REJECT_DUPLICATES, &error);
    if (!root) fail_msg("line %d: %s", error.line, error.text);
    const json_t *p = json_object_get(root, "pipeline"), *company = json_object_get(p, "company");
    const json_t *rep = json_array_get(json_object_get(p, "reps"), 0);
    assert_string_equal(json_string_value(json_object_get(p, "formula")),
                        "1 / win rate x (1 + slippage) = 1 / 25.0 % x (1 + 10.0 %) = 4.40");
    assert_int_equal(json_array_size(json_object_get(p, "reps")), 2);
    assert_int_equal(json_array_size(json_object_get(p, "definitions")), 14);
    assert_string_equal(json_string_value(json_object_get(rep, "id")), "R1");
    is_about(number_of(company, "weighted"), figure_of(&d, "company", "", "weighted"));
    is_about(number_of(company, "health"), figure_of(&d, "company", "", "health"));
    is_about(number_of(rep, "open"), 6000.5);
    assert_true(json_is_null(json_object_get(json_object_get(p, "no_rep"), "quota")));
    json_decref(root);
    free_deals(&d);
}

static void the_largest_stale_deals_are_listed(void **state)
{
    static char text[4000];
    json_error_t error;
    size_t n = (size_t)snprintf(text, sizeof text, DEALS_HEADER "NEW,A,9999,Commit,2026-12-01,2027-06-01,R1\n");
    (void)state;
    for (int i = 0; i < 30; i++) /* 0, 7, 14 ... in another order, each twice */
        n += (size_t)snprintf(text + n, sizeof text - n, "O%02d,B,%d,Commit,2026-12-01,2026-12-%02d,R9\n", i,
                              7 * i % 15, i + 1);
    put_deals("", NULL, text);
    deals d = sound_deals();
    json_t *root = json_loads(written(&d, write_json), 0, &error);
    const json_t *list = json_object_get(json_object_get(root, "pipeline"), "largest_stale");
    assert_int_equal(json_array_size(list), 20);
    for (size_t k = 0; k < 20; k++) is_about(number_of(json_array_get(list, k), "amount"), 14 - (double)(k / 2));
    const json_t *first = json_array_get(list, 0); /* of O02 and O17, which are alike, the id that sorts first */
    assert_string_equal(json_string_value(json_object_get(first, "id")), "O02");
    assert_string_equal(json_string_value(json_object_get(first, "account")), "B");
    assert_string_equal(json_string_value(json_object_get(first, "owner")), "R9");
    is_about(number_of(first, "days_open"), 31);
    is_about(number_of(first, "days_past_close"), 29);
    json_decref(root);
    free_deals(&d);
}

/* Accounts lie in regions, and regions have reps; without accounts, deals belong to regions themselves. */
static void deals_follow_the_regions(void **state)
{
    static const uint32_t plan[] = { 1, 0 };
    static const char *const sources[] = { "accounts: {file: accounts.csv}\n", "" };
    static const char *const deals_of[] = { DEALS_HEADER "1,A,10,Commit,2026-12-01,2027-06-01,R1\n"
        "2,D,5,Commit,2026-12-01,2027-06-01,R1\n", DEALS_HEADER "1,W,10,Commit,2026-12-01,2027-06-01,R1\n"
        "2,E,5,Commit,2026-12-01,2027-06-01,R1\n" };
    char folder[4096], text[2000];
    (void)state;
    for (int k = 0; k < 2; k++) {
        ambit_error err = { AMBIT_OK, "" };
        deals d = { .status = AMBIT_OK };
        put_deals("", NULL, deals_of[k]);
        put("d/regions.csv", "GEOID,NAME,wkt,people\nW,West,\"POLYGON((-1 -1,1.5 -1,1.5 1,-1 1,-1 -1))\",5\n"
            "E,East,\"POLYGON((1.5 -1,4 -1,4 1,1.5 1,1.5 -1))\",5\n");
        snprintf(text, sizeof text, "%sregions: {file: regions.csv, id: GEOID, name: NAME, wkt: wkt, crs: EPSG:4326}\n"
                 "reps: {file: reps.csv}\nassign: regions\nperiod: {start: 2027-01-01}\n"
                 "balance: [{measure: people, tolerance: 100%%}]\npipeline: {rep: plan}\n"
                 "coverage: {opportunities: opportunities.csv, stages: stages.csv}\n", sources[k]);
        put("d/plan.yaml", text);
        assert_int_equal(ambit_workspace_build(&d.workspace, in_scratch(folder, "d"), &err), AMBIT_OK);
        ambit_diagnosis_print(d.workspace->diagnosis, stderr);
        assert_int_equal(ambit_pipeline_build(&d.pipeline, d.workspace, plan, NULL, &err), AMBIT_OK);
        is_about(figure_of(&d, "rep", "R2", "open"), 10);
        is_about(figure_of(&d, "rep", "R1", "open"), 5);
        is_about(figure_of(&d, "rep", "R2", "incoming"), 10);
        is_about(figure_of(&d, "segment", k ? "" : "retail", "open"), k ? 15 : 10);
        free_deals(&d);
    }
}

static void a_plan_without_deals_has_no_pipeline(void **state)
{
    char folder[4096];
    const uint32_t plan[] = { 0, 0, 1, 1 };
    ambit_workspace *w;
    ambit_pipeline *p;
    ambit_error err = { AMBIT_OK, "" };
    (void)state;
    put_line("none");
    assert_int_equal(ambit_workspace_build(&w, in_scratch(folder, "none"), &err), AMBIT_OK);
    assert_int_equal(ambit_pipeline_build(&p, w, plan, NULL, &err), AMBIT_OK);
    assert_null(p);
    ambit_workspace_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(coverage_is_held_against_what_wins_ask_for),
        cmocka_unit_test(verdicts_follow_the_band),
        cmocka_unit_test(what_is_likely_has_three_cases),
        cmocka_unit_test(deals_move_at_a_speed),
        cmocka_unit_test(deals_grow_stale),
        cmocka_unit_test(health_weighs_three_parts),
        cmocka_unit_test(deals_belong_to_owners_or_to_the_plan),
        cmocka_unit_test(columns_may_have_other_names),
        cmocka_unit_test(what_is_left_out_is_told),
        cmocka_unit_test(quotas_beside_the_plan_are_read),
        cmocka_unit_test(forecasts_are_held_against_what_came),
        cmocka_unit_test(deals_may_hold_their_own_forecasts),
        cmocka_unit_test(the_files_read_as_they_did),
        cmocka_unit_test(json_says_what_csv_says),
        cmocka_unit_test(the_largest_stale_deals_are_listed),
        cmocka_unit_test(deals_follow_the_regions),
        cmocka_unit_test(a_plan_without_deals_has_no_pipeline),
    };
    return cmocka_run_group_tests_name("tools/coverage/pipeline", tests, make_scratch, remove_scratch);
}
