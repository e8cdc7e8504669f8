/* The simulation against closed forms, the same bytes for any number of threads, and levels that hit their band on
 * years that were not drawn before. */
#include "tools/quota/attainment.h"
#include "tools/quota/fairness.h"

#include <math.h>
#include <omp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

enum { REPS = 100 };

#define assert_near(found, expected, slack) \
    do if (!(fabs((found) - (expected)) <= (slack))) \
        fail_msg("%s: found %.12g, expected %.12g", #found, (double)(found), (double)(expected)); \
    while (0)

typedef struct { double mean[REPS], quota[REPS]; uint32_t group[REPS]; ambit_quota_odds odds; } company;

/* `quota` of what each rep is expected to sell; four managers. */
static void found(company *c, double quota, double cv, double market_cv, double group_cv, ambit_quota_luck luck)
{
    for (uint32_t i = 0; i < REPS; i++) {
        c->mean[i] = 100 + i;
        c->quota[i] = quota * c->mean[i];
        c->group[i] = i % 4;
    }
    c->odds = (ambit_quota_odds){ .n = REPS, .mean = c->mean, .quota = c->quota, .group = c->group, .n_groups = 4,
        .target = 1e9, .cv = cv, .market_cv = market_cv, .group_cv = group_cv, .luck = luck, .draws = 4000, .seed = 7 };
}

/* The normal distribution function. */
static double phi(double x) { return 0.5 * erfc(-x / sqrt(2)); }

static void agrees_with_closed_forms(void **state)
{
    static const struct { double quota, cv, market, group; } cases[] = {
        { 1, 0.3, 0, 0 }, { 0.9, 0.4, 0, 0 }, { 1.1, 0.2, 0, 0 }, { 1, 0.3, 0.1, 0.1 }, { 0.95, 0, 0.2, 0 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        company c;
        ambit_quota_forecast out;
        found(&c, cases[k].quota, cases[k].cv, cases[k].market, cases[k].group, AMBIT_LUCK_LOGNORMAL);
        assert_int_equal(ambit_quota_simulate(&out, NULL, &c.odds, NULL), AMBIT_OK);
        /* A product of lognormal numbers is one: logarithms' variances add up. */
        double variance = log1p(pow(cases[k].cv, 2)) + log1p(pow(cases[k].market, 2)) + log1p(pow(cases[k].group, 2));
        double above = phi((-variance / 2 - log(cases[k].quota)) / sqrt(variance));
        /* Shared shocks: 4,000 draws, not 400,000. */
        double shared = cases[k].market + cases[k].group > 0 ? 0.04 : 0.005;
        assert_near(out.at_quota, above, shared);
        assert_near(out.attainment, 1 / cases[k].quota, shared);
        double sum = 0;
        for (int b = 0; b < AMBIT_QUOTA_BANDS; b++) sum += out.band[b];
        assert_near(sum, 1, 1e-12);
    }
}

static void gamma_has_the_mean_and_spread_that_were_asked_for(void **state)
{
    static const double cvs[] = { 0.2, 0.7, 1, 1.6 };
    (void)state;
    for (size_t k = 0; k < sizeof cvs / sizeof *cvs; k++) {
        company c;
        ambit_quota_forecast out;
        ambit_quota_fan fan[REPS];
        /* One tier without end pays what is sold: the mean, seen in another way. At cv 1 gamma is exponential. */
        ambit_quota_tier tier = { 0, INFINITY, 1 };
        ambit_quota_tiers tiers = { 1, &tier, 0 };
        found(&c, 1, cvs[k], 0, 0, AMBIT_LUCK_GAMMA);
        c.odds.tiers = &tiers;
        assert_int_equal(ambit_quota_simulate(&out, fan, &c.odds, NULL), AMBIT_OK);
        double total = 0;
        for (int i = 0; i < REPS; i++) total += c.mean[i];
        assert_near(out.payout / total, 1, 0.01);
        assert_near(out.attainment, 1, 0.01);
        if (cvs[k] != 1) continue;
        assert_near(out.at_quota, exp(-1), 0.005);
        assert_near(fan[3].p50, log(2), 0.05);
        assert_near(fan[3].p90, log(10), 0.15);
    }
}

static void pays_by_tiers(void **state)
{
    static const ambit_quota_tier tier[] = { { 0, 1, .05 }, { 1, 1.5, .08 } };
    static const struct { double attainment; int whole; double paid; } cases[] = {
        { 0, 0, 0 }, { .5, 0, .025 }, { 1, 0, .05 }, { 1.25, 0, .07 }, { 1.5, 0, .09 }, { 3, 0, .09 },
        { 1, 1, .05 }, { 1.25, 1, .1 }, { 3, 1, .12 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        assert_near(ambit_quota_payout(&(ambit_quota_tiers){ 2, tier, cases[k].whole }, cases[k].attainment),
                cases[k].paid, 1e-12);
}

static void threads_change_no_bit(void **state)
{
    company c;
    ambit_quota_forecast first, again;
    ambit_quota_fan fan[REPS], fan_again[REPS];
    (void)state;
    found(&c, 1, 0.3, 0.1, 0.1, AMBIT_LUCK_GAMMA);
    omp_set_num_threads(1);
    assert_int_equal(ambit_quota_simulate(&first, fan, &c.odds, NULL), AMBIT_OK);
    for (int threads = 2; threads <= 3; threads++) {
        omp_set_num_threads(threads);
        assert_int_equal(ambit_quota_simulate(&again, fan_again, &c.odds, NULL), AMBIT_OK);
        assert_memory_equal(&first, &again, sizeof first);
        assert_memory_equal(fan, fan_again, sizeof fan);
    }
    omp_set_num_threads(omp_get_num_procs());
}

static void a_calibrated_level_hits_its_band_on_fresh_years(void **state)
{
    static const double shares[] = { 0.5, 0.65, 0.8 };
    (void)state;
    for (size_t k = 0; k < sizeof shares / sizeof *shares; k++) {
        company c;
        double factor;
        ambit_quota_forecast out;
        found(&c, 1, 0.3, 0.1, 0.05, AMBIT_LUCK_LOGNORMAL);
        assert_int_equal(ambit_quota_calibrate(&factor, shares[k], &c.odds, NULL), AMBIT_OK);
        for (int i = 0; i < REPS; i++) c.quota[i] *= factor;
        assert_int_equal(ambit_quota_simulate(&out, NULL, &c.odds, NULL), AMBIT_OK);
        assert_near(out.at_quota, shares[k], 1e-5); /* on the same years, exactly */
        c.odds.seed = 8;
        assert_int_equal(ambit_quota_simulate(&out, NULL, &c.odds, NULL), AMBIT_OK);
        assert_near(out.at_quota, shares[k], 0.02);
    }
}

static void fairness_agrees_with_figures_worked_by_hand(void **state)
{
    static const double quota[] = { 100, 200, 300, 50, 80 }, potential[] = { 1000, 1000, 1000, 0, NAN };
    double ratio[5];
    ambit_quota_fairness f;
    (void)state;
    assert_int_equal(ambit_quota_fairness_of(&f, ratio, quota, potential, 5), 0);
    assert_int_equal(f.n, 3);
    assert_near(f.mean, 0.2, 1e-15);
    assert_near(f.least, 0.1, 0);
    assert_near(f.most, 0.3, 0);
    assert_near(f.cv, sqrt(2.0 / 3) / 2, 1e-12);  /* deviations -0.1, 0, 0.1 around 0.2 */
    assert_near(f.gini, 2.0 / 9, 1e-12);          /* mean absolute difference 0.8 / 9, over twice 0.2 */
    assert_true(isnan(f.correlation) && isnan(ratio[3]) && isnan(ratio[4])); /* potential does not vary */
    const double rising[] = { 100, 400, 900 }, larger[] = { 1000, 2000, 3000 };
    assert_int_equal(ambit_quota_fairness_of(&f, ratio, rising, larger, 3), 0);
    assert_near(f.correlation, 1, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_closed_forms),
        cmocka_unit_test(gamma_has_the_mean_and_spread_that_were_asked_for),
        cmocka_unit_test(pays_by_tiers),
        cmocka_unit_test(threads_change_no_bit),
        cmocka_unit_test(a_calibrated_level_hits_its_band_on_fresh_years),
        cmocka_unit_test(fairness_agrees_with_figures_worked_by_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
