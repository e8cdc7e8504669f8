/* Numbers as people read them. */
#include "tools/output/terminal.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

static void numbers_have_separators(void **state)
{
    static const struct { double value; int decimals; const char *text; } cases[] = {
        { 0, 1, "0.0" }, { 999, 0, "999" }, { 1000, 0, "1,000" }, { 1234567.85, 1, "1,234,567.9" },
        { -1234.5, 1, "-1,234.5" },
        { -0.01, 1, "0.0" }, { 999.96, 1, "1,000.0" }, { INFINITY, 1, "unknown" }, { NAN, 1, "unknown" },
        { 1e30, 1, "1e+30" },
    };
    char out[AMBIT_NUMBER_ROOM];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(ambit_terminal_number(out, cases[i].value, cases[i].decimals), cases[i].text);
}

static void fractions_are_per_cent(void **state)
{
    static const struct { double value; int sign; const char *text; } cases[] = {
        { 0.1234, 0, "12.3 %" }, { 0.1234, 1, "+12.3 %" }, { -0.5, 1, "-50.0 %" }, { 0, 1, "0.0 %" }, { NAN, 1, "-" },
        { INFINITY, 0, "no share" }, { 12.5, 0, "1,250.0 %" },
    };
    char out[AMBIT_NUMBER_ROOM];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(ambit_terminal_percent(out, cases[i].value, 1, cases[i].sign), cases[i].text);
}

/* The proof never claims more than was proven: the share is rounded up. */
static void the_proof_is_rounded_up(void **state)
{
    static const struct { ambit_plan_status status; double bound, gap, total; const char *text; } cases[] = {
        { AMBIT_PLAN_OPTIMAL, 52.5, 0, 52.5, "no plan within the rules is better (bound 52.5)" },
        { AMBIT_PLAN_FEASIBLE, 99, 0.01001, 100, "no plan can be more than 1.01 % better (bound 99.0)" },
        { AMBIT_PLAN_FEASIBLE, 100, 1e-8, 100, "no plan can be more than 0.01 % better (bound 100.0)" },
        { AMBIT_PLAN_FEASIBLE, -INFINITY, INFINITY, 100, "nothing is known about better plans" },
        { AMBIT_PLAN_VIOLATED, INFINITY, INFINITY, 100, "no plan can keep all rules" },
        { AMBIT_PLAN_VIOLATED, 90, 0.1, 100, "no plan within the rules costs less than 90.0" },
    };
    char out[200];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ambit_summary s = { .status = cases[i].status, .bound = cases[i].bound, .gap = cases[i].gap };
        ambit_terminal_proof(out, sizeof out, &s, cases[i].total);
        assert_string_equal(out, cases[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_have_separators),
        cmocka_unit_test(fractions_are_per_cent),
        cmocka_unit_test(the_proof_is_rounded_up),
    };
    return cmocka_run_group_tests_name("tools/terminal", tests, NULL, NULL);
}
