#include "tests/instances/scratch.h"

/* Each row is a place, and how it stands in front of the sentence. */
static const struct place {
    const char *name;
    ambit_place place;
    const char *line;
} places[] = {
    { "a cell",             { "accounts.csv", 41, 0, "opportunity" }, "accounts.csv:41: opportunity: found x [E012]" },
    { "a key",              { "plan.yaml", 3, 7, "name" }, "plan.yaml:3:7: name: found x [E012]" },
    { "a row",              { "accounts.csv", 41, 0, NULL }, "accounts.csv:41: found x [E012]" },
    { "a file",             { "accounts.csv", 0, 0, NULL }, "accounts.csv: found x [E012]" },
    { "a column of a file", { "accounts.csv", 0, 5, "lon" }, "accounts.csv: lon: found x [E012]" },
    { "nowhere",            { NULL, 4, 5, NULL }, "found x [E012]" },
    { "a line beyond 2^32", { "a", 5000000000u, 0, NULL }, "a:5000000000: found x [E012]" },
};

static void says_where(void **state)
{
    const struct place *p = *state;
    ambit_diagnosis *d = ambit_diagnosis_build();
    ambit_diagnosis_error(d, AMBIT_FAULT_NUMBER_BAD, p->place, "found %s", "x");
    assert_string_equal(ambit_diagnosis_error_text(d, 0), p->line);
    assert_null(ambit_diagnosis_error_text(d, 1));
    assert_int_equal(ambit_diagnosis_n_errors(d), 1);
    ambit_diagnosis_free(d);
}

static void fifty_are_shown_and_the_rest_counted(void **state)
{
    (void)state;
    ambit_diagnosis *d = ambit_diagnosis_build();
    for (unsigned i = 1; i <= 53; i++)
        ambit_diagnosis_error(d, AMBIT_FAULT_ID_EMPTY, (ambit_place){ "a.csv", i, 0, NULL }, "found nothing");
    for (unsigned i = 1; i <= 51; i++)
        ambit_diagnosis_warning(d, AMBIT_FAULT_REP_LEFT, (ambit_place){ "a.csv", i, 0, NULL }, "found one");
    assert_int_equal(ambit_diagnosis_n_errors(d), 53);
    assert_int_equal(ambit_diagnosis_n_warnings(d), 51);
    assert_string_equal(ambit_diagnosis_error_text(d, 49), "a.csv:50: found nothing [E010]");
    assert_null(ambit_diagnosis_error_text(d, 50));
    assert_string_equal(ambit_diagnosis_warning_text(d, 0), "a.csv:1: found one [W030]");
    assert_null(ambit_diagnosis_warning_text(d, 50));
    char *printed = scratch_printed(d);
    assert_non_null(strstr(printed, "error: a.csv:50: found nothing [E010]\nerror: and 3 more errors, not shown\n"));
    assert_non_null(strstr(printed, "found one [W030]\nwarning: and 1 more warning, not shown\nerror: a.csv:1"));
    assert_null(strstr(printed, "a.csv:51"));
    free(printed);
    ambit_diagnosis_free(d);
}

static void the_status_counts_and_names_the_first(void **state)
{
    (void)state;
    ambit_error err = { AMBIT_OK, "" };
    ambit_diagnosis *d = ambit_diagnosis_build();
    ambit_diagnosis_warning(d, AMBIT_FAULT_REP_LEFT, (ambit_place){ "a", 1, 0, NULL }, "found a warning");
    assert_int_equal(ambit_diagnosis_status(d, &err), AMBIT_OK);
    assert_string_equal(err.text, "");
    ambit_diagnosis_error(d, AMBIT_FAULT_ID_EMPTY, (ambit_place){ "a", 2, 0, NULL }, "found nothing");
    assert_int_equal(ambit_diagnosis_status(d, &err), AMBIT_E_INPUT);
    assert_string_equal(err.text, "1 error: a:2: found nothing [E010]");
    ambit_diagnosis_error(d, AMBIT_FAULT_ID_EMPTY, (ambit_place){ "a", 3, 0, NULL }, "found nothing");
    assert_int_equal(ambit_diagnosis_status(d, &err), AMBIT_E_INPUT);
    assert_string_equal(err.text, "2 errors, the first: a:2: found nothing [E010]");
    ambit_diagnosis_free(d);
    ambit_diagnosis_free(NULL);
}

int main(void)
{
    enum { N = sizeof places / sizeof *places };
    struct CMUnitTest tests[N + 2];
    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ places[i].name, says_where, NULL, NULL, (void *)&places[i] };
    tests[N] = (struct CMUnitTest)cmocka_unit_test(fifty_are_shown_and_the_rest_counted);
    tests[N + 1] = (struct CMUnitTest)cmocka_unit_test(the_status_counts_and_names_the_first);
    return cmocka_run_group_tests_name("instances/base/diagnosis", tests, NULL, NULL);
}
