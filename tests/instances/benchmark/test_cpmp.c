/* Published instances of the capacitated p-median: what is read, what is refused in which words, what is judged. */
#include "instances/benchmark/cpmp.h"
#include "tests/instances/scratch.h"

#include <math.h>
#include <stdint.h>

/* Four units on a line with a gap, two medians of at most 5. */
static const char tiny[] = " 4 2 \n 0 0 5 2\n 3 4 5 3\n 30 0 5 4\n 31 1 5 1\n";

typedef struct { ambit_cpmp *cpmp; ambit_diagnosis *diagnosis; ambit_status status; char path[500]; } reading;

static reading read_as(const char *name, const char *bytes, size_t n)
{
    scratch s;
    ambit_error err = { AMBIT_OK, "" };
    reading r = { .diagnosis = ambit_diagnosis_build() };
    scratch_make(&s);
    scratch_write_bytes(&s, name, bytes, n);
    snprintf(r.path, sizeof r.path, "%s", scratch_file(&s, name));
    r.status = ambit_cpmp_read(&r.cpmp, r.path, r.diagnosis, &err);
    scratch_remove(&s);
    return r;
}

static reading read_text(const char *text) { return read_as("x", text, strlen(text)); }

static void drop(reading *r)
{
    ambit_cpmp_free(r->cpmp);
    ambit_diagnosis_free(r->diagnosis);
}

/* ---- What is read ------------------------------------------------------------------------------------------------ */

static const struct { const char *name, *text; } forms[] = {
    { "as OR-Library lays it out", tiny },
    { "tabs behind the numbers, CRLF",
      "4\t2\t\t\r\n0\t0\t5\t2\t\r\n3\t4\t5\t3\t\r\n30\t0\t5\t4\t\r\n31\t1\t5\t1\t\r\n" },
    { "decimals", "4 2\n 0.00 0.00 5 2\n 3.00 4.00 5 3.0\n 30.00 0.00 5 4\n 31.00 1.00 5.0 1\n" },
    { "exponents, signs, no newline at the end", "4 2 -0 0 5 2 +3 4e0 5 3 3e1 0 5 4 31 1 5 1" },
    { "a BOM and wrapped rows", "\xEF\xBB\xBF" "4\n2 0 0\n5 2 3 4 5 3 30 0 5 4 31\n\n1 5 1\n" },
};

static void is_the_tiny_one(void **state)
{
    const char *text = *state;
    static const double x[4] = { 0, 3, 30, 31 }, y[4] = { 0, 4, 0, 1 }, demand[4] = { 2, 3, 4, 1 };
    reading r = read_text(text);
    assert_int_equal(r.status, AMBIT_OK);
    assert_int_equal(r.cpmp->n_units, 4);
    assert_int_equal(r.cpmp->n_medians, 2);
    for (int u = 0; u < 4; u++) {
        assert_true(r.cpmp->x[u] == x[u] && r.cpmp->y[u] == y[u]);
        assert_true(r.cpmp->demand[u] == demand[u] && r.cpmp->capacity[u] == 5);
    }
    drop(&r);
}

static void only_the_family_that_counts_whole_distances_is_rounded(void **state)
{
    static const struct { const char *name; ambit_rounding rounding; } cases[] = {
        { "cpmp01.txt", AMBIT_ROUND_DOWN }, { "cpmp20", AMBIT_ROUND_DOWN }, { "cpmp07.tar.gz", AMBIT_ROUND_DOWN },
        { "cpmp1.txt", AMBIT_ROUND_NOT }, { "cpmp001.txt", AMBIT_ROUND_NOT }, { "xcpmp01.txt", AMBIT_ROUND_NOT },
        { "cpmp01b.txt", AMBIT_ROUND_NOT }, { "cpmp", AMBIT_ROUND_NOT }, { "SJC1.txt", AMBIT_ROUND_NOT },
        { "pmed01.txt", AMBIT_ROUND_NOT },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        reading r = read_as(cases[i].name, tiny, strlen(tiny));
        assert_int_equal(r.status, AMBIT_OK);
        if (r.cpmp->rounding != cases[i].rounding) fail_msg("%s is rounded otherwise", cases[i].name);
        drop(&r);
    }
}

/* ---- What is refused --------------------------------------------------------------------------------------------- */

/* `says` are the messages, one a line, each after the path. */
static const struct refusal { const char *name, *text, *says; } refusals[] = {
    { "an empty file", "", ": found an empty file, expected a published instance, name another file [E002]\n" },
    { "a file that ends early", "4 2\n0 0 5 2\n3 4 5 3\n30 0 5 4\n31 1 5\n",
      ":1: found 17 numbers in the file, expected 18, which are 2 + 4 x 4 for 4 units, correct this or complete the "
      "file [E037]\n" },
    { "a file that goes on", "1 1\n0 0 5 2 9\n",
      ":1: found 7 numbers in the file, expected 6, which are 2 + 4 x 1 for 1 units, correct this or complete the "
      "file [E037]\n" },
    { "a size that no memory holds", "4294967294 4294967294 1",
      ":1: found 3 numbers in the file, expected 17179869178, which are 2 + 4 x 4294967294 for 4294967294 units, "
      "correct this or complete the file [E037]\n" },
    { "more medians than units", "1 2\n0 0 5 2\n",
      ":1: medians: found \"2\", expected at most 1, a unit each, correct it [E013]\n" },
    { "no units and half a median", "0 0.5\n",
      ":1: units: found \"0\", expected a whole number from 1 to 4294967294, correct it [E013]\n"
      ":1: medians: found \"0.5\", expected a whole number from 1 to 4294967294, correct it [E013]\n" },
    { "a table of another kind", "id,x,y\n1,2,3\n",
      ":1: units: found \"id,x,y\", expected a whole number from 1 to 4294967294, correct it [E012]\n"
      ":2: medians: found \"1,2,3\", expected a whole number from 1 to 4294967294, correct it [E012]\n" },
    { "every wrong number at once", "4 2\nx 0 5 2\n3 1e16 5 3\n30 0 -5 4\n31 1 5 nan\n",
      ":2: x of unit 0: found \"x\", expected a number from -1e15 to 1e15, correct it [E012]\n"
      ":3: y of unit 1: found \"1e16\", expected a number from -1e15 to 1e15, correct it [E013]\n"
      ":4: capacity of unit 2: found \"-5\", expected a number from 0 to 1e15, correct it [E013]\n"
      ":5: demand of unit 3: found \"nan\", expected a number from 0 to 1e15, correct it [E012]\n" },
};

static void is_refused_in_these_words(void **state)
{
    const struct refusal *c = *state;
    reading r = read_text(c->text);
    scratch_says(r.diagnosis, r.path, c->says);
    assert_int_equal(r.status, AMBIT_E_INPUT);
    assert_null(r.cpmp);
    drop(&r);
}

static void a_file_that_cannot_be_read_is_named(void **state)
{
    ambit_cpmp *cpmp;
    ambit_error err = { AMBIT_OK, "" };
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    (void)state;
    assert_int_equal(ambit_cpmp_read(&cpmp, "/nowhere/at/all", diagnosis, &err), AMBIT_E_INPUT);
    assert_null(cpmp);
    assert_non_null(strstr(ambit_diagnosis_error_text(diagnosis, 0), "/nowhere/at/all: found no file"));
    ambit_diagnosis_free(diagnosis);
    ambit_cpmp_free(NULL);
}

/* ---- What is judged ---------------------------------------------------------------------------------------------- */

static void assignments_are_judged_by_hand(void **state)
{
    static const struct { uint32_t median[4]; int keeps; double cost; const char *fault; } cases[] = {
        { { 0, 0, 2, 2 }, 1, 5 + 1.4142135623730951, "" },
        { { 1, 1, 3, 3 }, 1, 5 + 1.4142135623730951, "" },
        { { 0, 0, 0, 3 }, 0, 5 + 30, "median 0 has 9 of a capacity of 5" },
        { { 0, 0, 0, 0 }, 0, 35 + 31.016124838541646, "median 0 has 10 of a capacity of 5" },
        { { 0, 1, 2, 3 }, 0, 0, "there are 4 medians, expected 2" },
        { { 1, 1, 2, 2 }, 1, 5 + 1.4142135623730951, "" },
        { { 1, 0, 2, 2 }, 0, 0, "unit 0 has the median 1, which is not its own" },
        { { 0, 0, 3, 2 }, 0, 5, "unit 2 has the median 3, which is not its own" },
        { { 0, 0, 2, 4 }, 0, 5, "unit 3 has no median" },
        { { 0, UINT32_MAX, 2, 2 }, 0, 0, "unit 1 has no median" },
    };
    (void)state;
    reading r = read_text(tiny);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double cost;
        char fault[AMBIT_CPMP_FAULT];
        assert_int_equal(ambit_cpmp_judge(r.cpmp, cases[i].median, &cost, fault), cases[i].keeps);
        assert_string_equal(fault, cases[i].fault);
        assert_true(fabs(cost - cases[i].cost) < 1e-12);
    }
    drop(&r);
}

static void distances_are_rounded_as_asked(void **state)
{
    static const struct { ambit_rounding rounding; double cost; } cases[] = {
        { AMBIT_ROUND_NOT, 31.016124838541646 }, { AMBIT_ROUND_DOWN, 31 }, { AMBIT_ROUND_NEAREST, 31 },
    };
    static const uint32_t median[2] = { 0, 0 };
    double cost;
    char fault[AMBIT_CPMP_FAULT];
    (void)state;
    reading r = read_text("2 1 0 0 9 1 31 1 9 1");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        r.cpmp->rounding = cases[i].rounding;
        assert_int_equal(ambit_cpmp_judge(r.cpmp, median, &cost, fault), 1);
        assert_true(cost == cases[i].cost);
    }
    r.cpmp->x[1] = 31.6, r.cpmp->y[1] = 0;
    assert_int_equal(ambit_cpmp_judge(r.cpmp, median, &cost, fault), 1);
    assert_true(cost == 32);
    r.cpmp->rounding = AMBIT_ROUND_DOWN;
    assert_int_equal(ambit_cpmp_judge(r.cpmp, median, &cost, fault), 1);
    assert_true(cost == 31);
    drop(&r);
}

int main(void)
{
    enum { N = sizeof forms / sizeof *forms, M = sizeof refusals / sizeof *refusals };
    const struct CMUnitTest others[] = {
        cmocka_unit_test(only_the_family_that_counts_whole_distances_is_rounded),
        cmocka_unit_test(a_file_that_cannot_be_read_is_named), cmocka_unit_test(assignments_are_judged_by_hand),
        cmocka_unit_test(distances_are_rounded_as_asked),
    };
    enum { OTHERS = sizeof others / sizeof *others };
    struct CMUnitTest tests[N + M + OTHERS];
    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ forms[i].name, is_the_tiny_one, NULL, NULL, (void *)(uintptr_t)forms[i].text };
    for (size_t i = 0; i < M; i++)
        tests[N + i] = (struct CMUnitTest){ refusals[i].name, is_refused_in_these_words, NULL, NULL,
            (void *)(uintptr_t)&refusals[i] };
    memcpy(tests + N + M, others, sizeof others);
    return cmocka_run_group_tests_name("instances/benchmark/cpmp", tests, NULL, NULL);
}
