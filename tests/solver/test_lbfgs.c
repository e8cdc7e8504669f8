/* L-BFGS on concave functions whose maximum is known. */
#include "solver/lbfgs.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { N = 40 };

/* How often f was asked, at which point last, and the best value that it gave. */
typedef struct { uint32_t calls; double best; double condition; } counted;

static double noted(counted *c, double value)
{
    c->calls++;
    if (value > c->best) c->best = value;
    return value;
}

/* f(x) = 7 - 1/2 sum c_i (x_i - i)^2 with c from 1 to the condition number: 7 at x_i = i. */
static double quadratic(void *context, const double *x, double *gradient)
{
    counted *c = context;
    double sum = 0;
    for (int i = 0; i < N; i++) {
        double curve = pow(c->condition, i / (N - 1.0)), away = x[i] - i;
        sum += 0.5 * curve * away * away;
        gradient[i] = -curve * away;
    }
    return noted(c, 7 - sum);
}

/* f(x) = -log sum_i exp(x_i - a_i) + sum_i w_i x_i with sum w = 1: highest where softmax(x - a) = w, at sum w log w + w
 * a. */
static double weight_of(int i) { return (i + 1) / (N * (N + 1) / 2.0); }
static double log_sum_exp(void *context, const double *x, double *gradient)
{
    double most = -INFINITY, sum = 0, linear = 0;
    for (int i = 0; i < N; i++) most = fmax(most, x[i] - 0.1 * i);
    for (int i = 0; i < N; i++) sum += exp(x[i] - 0.1 * i - most);
    for (int i = 0; i < N; i++) {
        linear += weight_of(i) * x[i];
        gradient[i] = weight_of(i) - exp(x[i] - 0.1 * i - most) / sum;
    }
    return noted(context, linear - most - log(sum));
}

static double log_sum_exp_highest(void)
{
    double sum = 0;
    for (int i = 0; i < N; i++) sum += weight_of(i) * (log(weight_of(i)) + 0.1 * i);
    return sum;
}

/* f(x) = -sum |x_i - 2| softened at 1e-3: nearly a ridge in every direction, as a dual is at low temperature. */
static double ridge(void *context, const double *x, double *gradient)
{
    double sum = 0;
    for (int i = 0; i < N; i++) {
        double away = x[i] - 2, soft = sqrt(away * away + 1e-6);
        sum += (1 + 0.1 * i) * soft;
        gradient[i] = -(1 + 0.1 * i) * away / soft;
    }
    return noted(context, -sum);
}

static double ridge_highest(void)
{
    double sum = 0;
    for (int i = 0; i < N; i++) sum += (1 + 0.1 * i) * 1e-3;
    return -sum;
}

/* No maximum at all: the climb must go up and end with its budget. */
static double slope(void *context, const double *x, double *gradient)
{
    double sum = 0;
    for (int i = 0; i < N; i++) sum += x[i], gradient[i] = 1;
    return noted(context, sum);
}

static double quadratic_highest(void) { return 7; }

static const struct climb_case {
    const char *name;
    ambit_lbfgs_fn *f;
    double (*highest)(void);
    double condition, start;
    uint32_t evaluations;
    double missing;
} cases[] = {
    { "a sphere in a few steps", quadratic, quadratic_highest, 1, 100, 20, 1e-9 },
    { "a quadratic of condition 100", quadratic, quadratic_highest, 100, 0, 150, 1e-9 },
    { "a quadratic of condition 10,000", quadratic, quadratic_highest, 1e4, 0, 600, 1e-6 },
    { "a quadratic of condition 10,000 from afar", quadratic, quadratic_highest, 1e4, -1000, 900, 1e-6 },
    { "log-sum-exp, flat along one direction", log_sum_exp, log_sum_exp_highest, 0, 0, 150, 1e-9 },
    { "softened absolute values", ridge, ridge_highest, 0, 0, 900, 1e-2 },
    { "from the maximum itself", quadratic, quadratic_highest, 0, 0, 50, 1e-9 },
};

static void reaches_the_maximum(void **state)
{
    const struct climb_case *c = *state;
    counted asked = { 0, -INFINITY, c->condition };
    double x[N], gradient[N];
    ambit_lbfgs *lbfgs = ambit_lbfgs_build(N);
    assert_non_null(lbfgs);
    for (int i = 0; i < N; i++) x[i] = c->condition == 0 && c->f == quadratic ? i : c->start;
    if (c->condition == 0) asked.condition = 10;
    double value = ambit_lbfgs_maximise(lbfgs, x, c->evaluations, c->f, &asked);
    print_message("%u evaluations, %.3g missing\n", asked.calls, c->highest() - value);
    assert_true(value >= c->highest() - c->missing);
    assert_true(value <= c->highest() + 1e-9);
    assert_true(asked.calls <= c->evaluations);
    assert_true(c->f(&asked, x, gradient) == value); /* x is where the value is */
    assert_true(value == asked.best);
    ambit_lbfgs_free(lbfgs);
}

static void budgets_are_kept(void **state)
{
    (void)state;
    for (uint32_t budget = 1; budget < 60; budget++) {
        ambit_lbfgs_fn *const f[3] = { quadratic, log_sum_exp, ridge };
        for (int which = 0; which < 3; which++) {
            counted asked = { 0, -INFINITY, 1e4 };
            double x[N] = { 0 }, first_gradient[N];
            double first = f[which](&asked, x, first_gradient);
            asked.calls = 0;
            ambit_lbfgs *lbfgs = ambit_lbfgs_build(N);
            double value = ambit_lbfgs_maximise(lbfgs, x, budget, f[which], &asked);
            assert_true(asked.calls <= budget && asked.calls >= 1);
            assert_true(value >= first);
            ambit_lbfgs_free(lbfgs);
        }
    }
}

/* The memory of an earlier call serves the next one: two halves together climb as far as one piece, or nearly. */
static void curvature_is_kept_between_calls(void **state)
{
    (void)state;
    counted warm = { 0, -INFINITY, 1e4 }, cold = warm;
    double x[N] = { 0 }, y[N] = { 0 }, a = 0, b = 0;
    ambit_lbfgs *kept = ambit_lbfgs_build(N);
    for (int call = 0; call < 10; call++) a = ambit_lbfgs_maximise(kept, x, 20, quadratic, &warm);
    for (int call = 0; call < 10; call++) {
        ambit_lbfgs *fresh = ambit_lbfgs_build(N);
        b = ambit_lbfgs_maximise(fresh, y, 20, quadratic, &cold);
        ambit_lbfgs_free(fresh);
    }
    print_message("7 - %.3g with memory, 7 - %.3g without\n", 7 - a, 7 - b);
    assert_true(a > b);
    assert_true(7 - a < 0.1 * (7 - b));
    ambit_lbfgs_free(kept);
}

static void a_slope_without_end_ends(void **state)
{
    (void)state;
    counted asked = { 0, -INFINITY, 0 };
    double x[N] = { 0 };
    ambit_lbfgs *lbfgs = ambit_lbfgs_build(N);
    double value = ambit_lbfgs_maximise(lbfgs, x, 30, slope, &asked);
    assert_true(asked.calls <= 30 && value > 0 && isfinite(value));
    ambit_lbfgs_free(lbfgs);
}

static double undefined(void *context, const double *x, double *gradient)
{
    double value = quadratic(context, x, gradient);
    if (x[0] > 0.5) for (int i = 0; i < N; i++) gradient[i] = NAN;
    return x[0] > 0.5 ? NAN : value;
}

/* Where f is not a number the climb backs off, and ends. */
static void what_is_no_number_is_left_again(void **state)
{
    (void)state;
    counted asked = { 0, -INFINITY, 100 };
    double x[N] = { 0 };
    for (int i = 0; i < N; i++) x[i] = -3;
    ambit_lbfgs *lbfgs = ambit_lbfgs_build(N);
    double value = ambit_lbfgs_maximise(lbfgs, x, 300, undefined, &asked);
    assert_true(isfinite(value) && asked.calls <= 300);
    for (int i = 0; i < N; i++) assert_true(isfinite(x[i]));
    ambit_lbfgs_free(lbfgs);
}

static double constant(void *context, const double *x, double *gradient)
{
    (void)x, (void)gradient;
    return noted(context, 5);
}

static void no_variables_at_all(void **state)
{
    (void)state;
    counted asked = { 0, -INFINITY, 0 };
    double x[1] = { 0 };
    ambit_lbfgs *lbfgs = ambit_lbfgs_build(0);
    assert_true(ambit_lbfgs_maximise(lbfgs, x, 10, constant, &asked) == 5);
    assert_int_equal(asked.calls, 1);
    ambit_lbfgs_free(lbfgs), ambit_lbfgs_free(NULL);
}

int main(void)
{
    enum { CASES = sizeof cases / sizeof *cases, OTHERS = 5 };
    struct CMUnitTest tests[CASES + OTHERS] = {
        { "budgets of evaluations are kept", budgets_are_kept, NULL, NULL, NULL },
        { "curvature is kept between calls", curvature_is_kept_between_calls, NULL, NULL, NULL },
        { "a slope without end ends", a_slope_without_end_ends, NULL, NULL, NULL },
        { "what is no number is left again", what_is_no_number_is_left_again, NULL, NULL, NULL },
        { "no variables at all", no_variables_at_all, NULL, NULL, NULL },
    };
    for (size_t i = 0; i < CASES; i++)
        tests[OTHERS + i] = (struct CMUnitTest){ cases[i].name, reaches_the_maximum, NULL, NULL, (void *)&cases[i] };
    return cmocka_run_group_tests_name("solver/lbfgs", tests, NULL, NULL);
}
