/* Quotas from cases: the published examples to the unit, sums over thousands of random hierarchies, levelling against
 * a search over every factor. */
#include "instances/base/rng.h"
#include "tools/quota/derive.h"
#include "tools/quota/level.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { MOST = 60 };

typedef struct {
    ambit_quota_settings settings;
    ambit_person person[MOST];
    char id[MOST][16], manager[MOST][16];
    ambit_quota_rep rep[MOST];
    ambit_ladder ladder;
    ambit_quota_case of;
    ambit_diagnosis *diagnosis;
    ambit_quota_result result;
} world;

static const ambit_quota_presence always = { INT32_MIN, AMBIT_NO_DAY, AMBIT_NO_DAY };

/* n reps alike, who report to the company; the target is even. */
static world *found(uint32_t n, double target)
{
    world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    w->settings = (ambit_quota_settings){ .is_there = 1, .target = target, .round_to = 1, .capacity = INFINITY,
        .most_change = INFINITY, .most_of_potential = INFINITY };
    for (uint32_t i = 0; i < n; i++) {
        snprintf(w->id[i], sizeof w->id[i], "R%02u", i + 1);
        w->person[i] = (ambit_person){ w->id[i], w->id[i], w->manager[i], i + 2 };
        w->rep[i] = (ambit_quota_rep){ .fte = 1, .history = NAN, .potential = NAN, .from_accounts = NAN, .input = NAN,
                                       .last = NAN, .presence = always };
    }
    w->diagnosis = ambit_diagnosis_build();
    w->of = (ambit_quota_case){ &w->settings, ambit_quota_calendar_of("2027-01-01", 12, 0), &w->ladder, n, w->rep,
                                "plan.yaml" };
    return w;
}

static ambit_status derive(world *w, ambit_error *err)
{
    ambit_status status = ambit_ladder_build(&w->ladder, w->person, w->of.n, "reps.csv", NULL, 0, NULL,
            w->diagnosis, err);
    return status ? status : ambit_quota_derive(&w->result, &w->of, w->diagnosis, err);
}

static void leave(world *w)
{
    ambit_quota_result_reset(&w->result);
    ambit_ladder_reset(&w->ladder);
    ambit_diagnosis_free(w->diagnosis);
    free(w);
}

static ambit_amount year_of(const world *w, uint32_t i)
{
    ambit_amount sum = 0;
    for (uint32_t m = 0; m < w->result.n_months; m++) sum += w->result.month[i * w->result.n_months + m];
    return sum;
}

/* ---- Examples --------------------------------------------------------------------------------------------------- */

static void an_even_split_of_ten_million(void **state)
{
    (void)state;
    world *w = found(50, 1e7);
    assert_int_equal(derive(w, NULL), AMBIT_OK);
    for (uint32_t i = 0; i < 50; i++) assert_int_equal(year_of(w, i), 200000);
    assert_int_equal(w->result.total, 10000000);
    leave(w);
}

/* 10 of 50 reps at 50 % for 6 of 12 months: the base is 10 M / 47.5. */
static void whoever_ramps_up_is_carried_by_the_others(void **state)
{
    (void)state;
    world *w = found(50, 1e7);
    w->settings.ramp.n = 6;
    for (int k = 0; k < 6; k++) w->settings.ramp.share[k] = 0.5;
    for (int i = 0; i < 10; i++) w->rep[i].presence.start = ambit_day_of("2027-01-01");
    assert_int_equal(derive(w, NULL), AMBIT_OK);
    assert_int_equal(w->result.total, 10000000);
    ambit_amount total = 0;
    for (uint32_t i = 0; i < 50; i++) {
        assert_true(fabs(w->result.full_year[i] - 1e7 / 47.5) < 1e-6);
        assert_true(labs(year_of(w, i) - (i < 10 ? 157895 : 210526)) <= 1);
        total += year_of(w, i);
    }
    assert_int_equal(total, 10000000);
    assert_true(labs(w->result.month[0] - 8772) <= 1 && labs(w->result.month[11] - 17544) <= 1);
    leave(w);
}

static void hedges_compound_over_the_layers(void **state)
{
    (void)state;
    world *w = found(4, 1e6);
    strcpy(w->manager[0], "M1"), strcpy(w->manager[1], "M1"); /* R03 and R04 report to the company */
    w->settings.hedge = (ambit_quota_shares){ 2, { 0.05, 0.10 } };
    assert_int_equal(derive(w, NULL), AMBIT_OK);
    assert_int_equal(w->ladder.n, 5);
    assert_int_equal(w->ladder.n_layers, 2);
    assert_int_equal(year_of(w, 0), 288750); /* 250,000 x 1.05 x 1.10 */
    assert_int_equal(year_of(w, 2), 262500);
    assert_int_equal(w->result.total, 2 * 288750 + 2 * 262500);
    leave(w);
}

static void an_index_mixes_history_and_potential(void **state)
{
    (void)state;
    world *w = found(2, 1000);
    w->settings.split = AMBIT_QUOTA_INDEX;
    w->settings.history_weight = 0.25;
    w->rep[0].history = 30, w->rep[1].history = 10;
    w->rep[0].potential = 100, w->rep[1].potential = 300;
    assert_int_equal(derive(w, NULL), AMBIT_OK);
    assert_int_equal(year_of(w, 0), 375); /* 0.25 x 3/4 + 0.75 x 1/4 */
    leave(w);
}

static void no_input_is_not_no_potential(void **state)
{
    (void)state;
    world *w = found(4, 1000);
    w->settings.method = AMBIT_QUOTA_BOTTOM_UP;
    w->rep[0].input = 400;
    w->rep[1].input = 0;            /* no potential: stays at 0 */
    w->rep[2].from_accounts = 300;  /* R04 said nothing: has the rest */
    assert_int_equal(derive(w, NULL), AMBIT_OK);
    assert_int_equal(year_of(w, 0), 400);
    assert_int_equal(year_of(w, 1), 0);
    assert_int_equal(year_of(w, 2), 300);
    assert_int_equal(year_of(w, 3), 300);
    leave(w);
    w = found(3, NAN);
    w->settings.method = AMBIT_QUOTA_BOTTOM_UP;
    w->rep[0].input = 100, w->rep[1].input = 300;
    assert_int_equal(derive(w, NULL), AMBIT_OK);
    assert_int_equal(year_of(w, 2), 200); /* as much per post as the others */
    leave(w);
}

static void hybrid_keeps_what_was_said_and_what_can_be_done(void **state)
{
    (void)state;
    ambit_error err = { AMBIT_OK, "" };
    world *w = found(3, 900);
    w->settings.method = AMBIT_QUOTA_HYBRID;
    w->settings.capacity = 350;
    w->rep[0].input = 340;
    assert_int_equal(derive(w, NULL), AMBIT_OK);
    assert_int_equal(year_of(w, 0), 340);
    assert_int_equal(year_of(w, 1), 280);
    assert_int_equal(w->result.hold[0], AMBIT_QUOTA_AT_LEAST);
    assert_int_equal(w->result.hold[1], AMBIT_QUOTA_FREE);
    ambit_quota_result_reset(&w->result);
    w->settings.target = 1100;
    assert_int_equal(ambit_quota_derive(&w->result, &w->of, w->diagnosis, &err), AMBIT_E_INFEASIBLE);
    assert_true(fabs(w->result.missing - 50) < 1e-9);
    assert_string_equal(err.text, "the bounds let 1050.00 of the target of 1100.00 through, 50.00 are missing: hire, "
                        "stretch the bounds or lower the target");
    leave(w);
}

/* ---- Faults ----------------------------------------------------------------------------------------------------- */

static void circles_and_strangers_are_named(void **state)
{
    static const ambit_person reps[] = { { "A", "A", "B", 2 }, { "B", "B", "C", 3 }, { "C", "C", "A", 4 },
        { "D", "D", "A", 5 } };
    static const ambit_person managers[] = { { "M", "M", "", 2 } }, few[] = { { "A", "A", "M", 2 },
        { "B", "B", "X", 3 } };
    ambit_ladder ladder;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    (void)state;
    assert_int_equal(ambit_ladder_build(&ladder, reps, 4, "reps.csv", NULL, 0, NULL, diagnosis, NULL),
            AMBIT_E_INPUT);
    assert_string_equal(ambit_diagnosis_error_text(diagnosis, 0), "reps.csv:2: manager: found that \"A\" reports to "
            "itself in a circle of 3, expected a chain that ends, correct the manager of one of them [E026]");
    ambit_ladder_reset(&ladder);
    assert_int_equal(ambit_ladder_build(&ladder, few, 2, "reps.csv", managers, 1, "managers.csv", diagnosis,
            NULL), AMBIT_E_INPUT);
    assert_string_equal(ambit_diagnosis_error_text(diagnosis, 1),
            "reps.csv:3: manager: found the unknown manager \"X\" of \"B\", expected one who has a row among the "
            "managers or the reps, add it or correct the id [E017]");
    ambit_ladder_reset(&ladder);
    ambit_diagnosis_free(diagnosis);
}

static void nobody_to_carry_the_target_is_a_fault(void **state)
{
    (void)state;
    world *w = found(2, 1000);
    w->rep[0].presence.start = w->rep[1].presence.start = ambit_day_of("2028-06-01");
    assert_int_equal(derive(w, NULL), AMBIT_E_INPUT);
    assert_non_null(strstr(ambit_diagnosis_error_text(w->diagnosis, 0), "found nobody who could carry the target"));
    leave(w);
}

/* ---- Properties ------------------------------------------------------------------------------------------------- */

/* A random company: up to 60 reps in chains of any depth, ramps, leave, season, hedge, rounding. */
static world *draw_world(ambit_rng *rng)
{
    static const double units[] = { 0.01, 1, 100, 1000 };
    world *w = found(1 + ambit_rng_below(rng, MOST), floor(1e6 * exp(6 * ambit_rng_unit(rng))));
    w->settings.round_to = units[ambit_rng_below(rng, 4)];
    w->settings.hedge.n = ambit_rng_below(rng, 4);
    for (uint32_t k = 0; k < w->settings.hedge.n; k++) w->settings.hedge.share[k] = 0.2 * ambit_rng_unit(rng);
    w->settings.ramp.n = ambit_rng_below(rng, 13);
    for (uint32_t k = 0; k < w->settings.ramp.n; k++) w->settings.ramp.share[k] = ambit_rng_unit(rng);
    for (uint32_t i = 0; i < w->of.n; i++) {
        char date[16];
        w->rep[i].fte = 0.2 + ambit_rng_unit(rng);
        if (i && ambit_rng_below(rng, 2)) strcpy(w->manager[i], w->id[ambit_rng_below(rng, i)]);
        else if (ambit_rng_below(rng, 2)) snprintf(w->manager[i], sizeof w->manager[i], "M%u", ambit_rng_below(rng, 5));
        snprintf(date, sizeof date, "20%02u-%02u-%02u", 25 + ambit_rng_below(rng, 3), 1 + ambit_rng_below(rng, 12),
                 1 + ambit_rng_below(rng, 28));
        if (i && ambit_rng_below(rng, 3) == 0) w->rep[i].presence.start = ambit_day_of(date);
        if (i && ambit_rng_below(rng, 5) == 0) w->rep[i].presence.leave_from = ambit_day_of(date);
    }
    return w;
}

static void everything_adds_up_in_any_company(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 2000; seed++) {
        ambit_rng rng = ambit_rng_of(seed, 3);
        world *w = draw_world(&rng);
        double value[MOST], sum[2 * MOST + 1], exact = 0;
        if (derive(w, NULL)) fail_msg("seed %llu: %s", (unsigned long long)seed,
                                      ambit_diagnosis_error_text(w->diagnosis, 0));
        ambit_amount total = 0;
        for (uint32_t i = 0; i < w->of.n; i++) {
            value[i] = (double)year_of(w, i);
            total += year_of(w, i);
            double ideal = w->result.full_year[i] * w->result.year_factor[i] / w->settings.round_to;
            exact += ideal;
            if (fabs(value[i] - ideal) > 1.000001 + 1e-9 * ideal)
                fail_msg("seed %llu: rep %u has %.0f, exactly %.3f", (unsigned long long)seed, i, value[i], ideal);
        }
        assert_int_equal(total, w->result.total);
        assert_true(fabs((double)total - exact) <= 0.5 + 1e-9 * exact);
        ambit_ladder_sum(sum, &w->ladder, value);
        double top = 0;
        for (uint32_t v = 0; v < w->ladder.n; v++) top += w->ladder.above[v] == AMBIT_LADDER_COMPANY ? sum[v] : 0;
        assert_true(top == (double)total);
        leave(w);
    }
}

/* The cost of levelling, or infinity beyond the bounds. */
static double change(const double *x, const double *q, uint32_t n)
{
    double cost = 0;
    for (uint32_t i = 0; i < n; i++) cost += (x[i] - q[i]) * (x[i] - q[i]) / q[i];
    return cost;
}

/* Three reps: every way to share the total on a fine grid is no better than what levelling finds. */
static void levelling_is_the_least_change(void **state)
{
    enum { N = 3, STEPS = 120 };
    (void)state;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        ambit_rng rng = ambit_rng_of(seed, 4);
        double q[N], low[N], high[N], x[N], tried[N], least = INFINITY, total = 20 + 80 * ambit_rng_unit(&rng);
        ambit_quota_leveling leveling;
        for (int i = 0; i < N; i++) {
            q[i] = 5 + 40 * ambit_rng_unit(&rng);
            low[i] = q[i] * ambit_rng_unit(&rng);
            high[i] = ambit_rng_below(&rng, 3) ? q[i] * (1 + ambit_rng_unit(&rng)) : INFINITY;
        }
        assert_int_equal(ambit_quota_level(&leveling, x, q, low, high, N, total), 0);
        if (leveling.missing != 0) {
            assert_true(total < leveling.low || total > leveling.high);
            continue;
        }
        double sum = x[0] + x[1] + x[2];
        assert_true(fabs(sum - total) < 1e-9 * total);
        for (int i = 0; i < N; i++) assert_true(x[i] >= low[i] && x[i] <= high[i]);
        for (int a = 0; a <= STEPS; a++)
            for (int b = 0; b <= STEPS; b++) {
                tried[0] = low[0] + a * (fmin(high[0], total) - low[0]) / STEPS;
                tried[1] = low[1] + b * (fmin(high[1], total) - low[1]) / STEPS;
                tried[2] = total - tried[0] - tried[1];
                if (tried[2] >= low[2] && tried[2] <= high[2]) least = fmin(least, change(tried, q, N));
            }
        if (change(x, q, N) > least + 1e-9)
            fail_msg("seed %llu: %.9f, the grid has %.9f", (unsigned long long)seed, change(x, q, N), least);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_even_split_of_ten_million),
        cmocka_unit_test(whoever_ramps_up_is_carried_by_the_others),
        cmocka_unit_test(hedges_compound_over_the_layers),
        cmocka_unit_test(an_index_mixes_history_and_potential),
        cmocka_unit_test(no_input_is_not_no_potential),
        cmocka_unit_test(hybrid_keeps_what_was_said_and_what_can_be_done),
        cmocka_unit_test(circles_and_strangers_are_named),
        cmocka_unit_test(nobody_to_carry_the_target_is_a_fault),
        cmocka_unit_test(everything_adds_up_in_any_company),
        cmocka_unit_test(levelling_is_the_least_change),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
