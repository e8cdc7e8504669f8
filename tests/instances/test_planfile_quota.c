/* The section quota of a plan: what it may say, and the exact words when it says something else. */
#include "instances/planfile.h"
#include "tests/instances/scratch.h"

#include <math.h>

#define QUOTA "quota: {target: 1000, "
static const struct fault { const char *name, *yaml, *said; } faults[] = {
    { "no target", "quota: {hedge: 5%}\n",
      "error: plan.yaml:1:8: quota: found no target, expected what all quotas make up without hedge, add target: "
      "10000000 or the like, or method: bottom_up [E026]\n" },
    { "a method that there is not", QUOTA "method: sideways}\n",
      "error: plan.yaml:1:31: quota.method: found \"sideways\", expected top_down, bottom_up or hybrid, correct it "
      "[E005]\n" },
    { "an index of nothing", QUOTA "split: index}\n",
      "error: plan.yaml:1:30: quota.split: found an index of nothing, expected a column of the accounts, add history: "
      "COLUMN or potential: COLUMN [E026]\n" },
    { "input from below that nobody gives", "quota: {method: bottom_up}\n",
      "error: plan.yaml:1:17: quota.method: found no input from below, expected what accounts or reps say, add "
      "account_target: COLUMN or rep_input: COLUMN [E026]\n" },
    { "two hedges", QUOTA "hedge: 5%, hedge_by_layer: 5% 3%}\n",
      "error: plan.yaml:1:30: quota.hedge: found hedge and hedge_by_layer, expected one of them, remove the other "
      "[E026]\n" },
    { "a ramp above 100 %", QUOTA "ramp: {months: 3, share: 120%}}\n",
      "error: plan.yaml:1:48: quota.ramp.share: found \"120%\", expected a share of at most 100 %, or above: true "
      "beside it, correct it [E005]\n" },
    { "a ramp without months", QUOTA "ramp: {share: 50%}}\n",
      "error: plan.yaml:1:29: quota.ramp: found only one of months and share, expected both, add the other [E026]\n" },
    { "a profile of words", QUOTA "ramp: {profile: 25% half}}\n",
      "error: plan.yaml:1:39: quota.ramp.profile: found \"half\", expected shares between blanks, such as 25% 50% 75%, "
      "correct it [E005]\n" },
    { "a season that does not sum", QUOTA "seasonality: 10% 10% 10% 10% 10% 10% 10% 10% 10% 10% 10% 10%}\n",
      "error: plan.yaml:1:36: quota.seasonality: found \"10% 10% 10% 10% 10% 10% 10% 10% 10% 10% 10% 10%\", expected "
      "twelve shares, of January first, that sum to 100 %, correct it [E005]\n" },
    { "tiers with a gap", QUOTA "commission: {rates: [{to: 100%, rate: 5%}, {from: 110%, rate: 8%}]}}\n",
      "error: plan.yaml:1:73: quota.commission.rates[2].from: found \"110%\", expected where the tier before ends: "
      "tiers leave no gap and do not overlap, correct it [E005]\n" },
    { "tiers that overlap", QUOTA "commission: {rates: [{to: 100%, rate: 5%}, {from: 90%, rate: 8%}]}}\n",
      "error: plan.yaml:1:73: quota.commission.rates[2].from: found \"90%\", expected where the tier before ends: "
      "tiers leave no gap and do not overlap, correct it [E005]\n" },
    { "weights that make no whole", QUOTA "scorecard: [{metric: a, weight: 50%}, {metric: b, weight: 40%}]}\n",
      "error: plan.yaml:1:34: quota.scorecard: found weights that do not sum to 100 %, expected weights that do, "
      "correct them [E026]\n" },
    { "a bound against a year that nobody knows", QUOTA "bounds: {change: 10%}}\n",
      "error: plan.yaml:1:40: quota.bounds.change: found a bound on change without last year's quotas, expected their "
      "column of the reps, add last: COLUMN [E026]\n" },
};

static void says_what_is_wrong(void **state)
{
    const struct fault *fault = *state;
    scratch s;
    ambit_planfile *plan;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    scratch_make(&s);
    scratch_write(&s, "plan.yaml", fault->yaml);
    assert_int_equal(ambit_planfile_read(&plan, s.path, diagnosis, NULL), AMBIT_E_INPUT);
    char *said = scratch_printed(diagnosis);
    assert_string_equal(said, fault->said);
    free(said);
    ambit_diagnosis_free(diagnosis);
    scratch_remove(&s);
}

static ambit_planfile *read_plan(scratch *s, const char *yaml, uint64_t warnings)
{
    ambit_planfile *plan = NULL;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    scratch_write(s, "plan.yaml", yaml);
    ambit_status status = ambit_planfile_read(&plan, s->path, diagnosis, NULL);
    if (status) fail_msg("%s", ambit_diagnosis_error_text(diagnosis, 0));
    assert_int_equal(ambit_diagnosis_n_warnings(diagnosis), warnings);
    ambit_diagnosis_free(diagnosis);
    return plan;
}

static void every_key_is_read(void **state)
{
    scratch s;
    (void)state;
    scratch_make(&s);
    ambit_planfile *plan = read_plan(&s,
        "quota:\n  method: hybrid\n  type: volume\n  split: index\n  target: 1e7\n  currency: EUR\n  history: sold\n"
        "  potential: market\n  history_weight: 70%\n  hedge_by_layer: 5% 3%\n  fiscal_start: 7\n  periods: quarters\n"
        "  season_history: months.csv\n  ramp: {profile: 25% 50% 75%}\n  round_to: 100\n  account_target: wish\n"
        "  rep_input: says\n  capacity: 600000\n"
        "  bounds: {last: quota_25, change: 20%, least_of_potential: 5%, most_of_potential: 30%}\n"
        "  simulation: {law: gamma, cv: 40%, market_cv: 0.2, manager_cv: 0, draws: 500}\n"
        "  commission: {whole: true, rates: [{to: 100%, rate: 5%}, {to: 150%, rate: 8%}, {rate: 10%}]}\n"
        "  scorecard: [{metric: revenue, weight: 60%, cap: 150%}, {metric: calls, weight: 40%}]\n", 0);
    const ambit_quota_settings *q = &plan->quota;
    assert_true(q->is_there && q->method == AMBIT_QUOTA_HYBRID && q->type == AMBIT_QUOTA_VOLUME);
    assert_true(q->split == AMBIT_QUOTA_INDEX && q->target == 1e7 && q->history_weight == 0.7);
    assert_string_equal(q->currency, "EUR");
    assert_string_equal(q->history, "sold");
    assert_string_equal(q->potential, "market");
    assert_true(q->hedge.n == 2 && q->hedge.share[0] == 0.05 && q->hedge.share[1] == 0.03);
    assert_true(q->fiscal_month == 7 && q->by_quarter && q->round_to == 100 && q->capacity == 600000);
    assert_string_equal(q->season_history, "months.csv");
    assert_true(q->ramp.n == 3 && q->ramp.share[0] == 0.25 && q->ramp.share[2] == 0.75);
    assert_string_equal(q->account_target, "wish");
    assert_string_equal(q->rep_input, "says");
    assert_string_equal(q->last, "quota_25");
    assert_true(q->most_change == 0.2 && q->least_of_potential == 0.05 && q->most_of_potential == 0.3);
    assert_true(q->law == AMBIT_QUOTA_GAMMA && q->cv == 0.4 && q->market_cv == 0.2 && q->manager_cv == 0);
    assert_int_equal(q->draws, 500);
    assert_true(q->n_rates == 3 && q->whole_rate && q->rate[1].from == 1 && q->rate[1].to == 1.5);
    assert_true(q->rate[2].from == 1.5 && isinf(q->rate[2].to) && q->rate[2].rate == 0.1);
    assert_true(q->n_metrics == 2 && q->metric[0].cap == 1.5 && isinf(q->metric[1].cap));
    assert_string_equal(q->metric[1].metric, "calls");
    ambit_planfile_free(plan);
    scratch_remove(&s);
}

static void what_is_absent_has_its_default(void **state)
{
    scratch s;
    (void)state;
    scratch_make(&s);
    ambit_planfile *plan = read_plan(&s, "quota: {target: 10000000, ramp: {months: 6, share: 50%}}\n", 0);
    const ambit_quota_settings *q = &plan->quota;
    assert_true(q->method == AMBIT_QUOTA_TOP_DOWN && q->type == AMBIT_QUOTA_REVENUE && q->split == AMBIT_QUOTA_EVEN);
    assert_true(q->hedge.n == 0 && q->season.n == 0 && q->round_to == 1 && isinf(q->capacity) && isinf(q->most_change));
    assert_true(q->ramp.n == 6 && q->ramp.share[5] == 0.5);
    assert_true(q->cv == 0.3 && q->market_cv == 0.1 && q->manager_cv == 0.05 && q->draws == 10000);
    assert_string_equal(q->currency, "");
    ambit_planfile_free(plan);
    plan = read_plan(&s, "quota: {target: 5, history: a, potential: b, scorecard: [{metric: a, weight: 25%}, "
        "{metric: b, weight: 25%}, {metric: c, weight: 25%}, {metric: d, weight: 25%}]}\n", 1);
    assert_true(plan->quota.split == AMBIT_QUOTA_INDEX && plan->quota.history_weight == 0.5);
    ambit_planfile_free(plan);
    plan = read_plan(&s, "name: x\n", 0);
    assert_int_equal(plan->quota.is_there, 0);
    ambit_planfile_free(plan);
    scratch_remove(&s);
}

int main(void)
{
    struct CMUnitTest tests[40];
    size_t n = 0;
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        tests[n++] = (struct CMUnitTest){ faults[i].name, says_what_is_wrong, NULL, NULL, (void *)&faults[i] };
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(every_key_is_read);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(what_is_absent_has_its_default);
    return _cmocka_run_group_tests("instances/planfile_quota", tests, n, NULL, NULL);
}
