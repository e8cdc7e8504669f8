/* Published instances of generalised assignment: what is read, what is refused in which words, what is judged. */
#include "instances/benchmark/gap.h"
#include "tests/instances/scratch.h"

#include <stdint.h>

/* Two agents, three jobs. Best: job 0 at agent 0, the others at agent 1, for 1 + 1 + 2. */
static const char tiny[] = "2 3\n1 2 3\n4 1 2\n2 2 2\n3 1 2\n4 3\n";

typedef struct { ambit_gap *gap; ambit_diagnosis *diagnosis; ambit_status status; char path[500]; } reading;

static reading read_bytes(const char *bytes, size_t n)
{
    scratch s;
    ambit_error err = { AMBIT_OK, "" };
    reading r = { .diagnosis = ambit_diagnosis_build() };
    scratch_make(&s);
    scratch_write_bytes(&s, "x", bytes, n);
    snprintf(r.path, sizeof r.path, "%s", scratch_file(&s, "x"));
    r.status = ambit_gap_read(&r.gap, r.path, r.diagnosis, &err);
    scratch_remove(&s);
    return r;
}

static void drop(reading *r)
{
    ambit_gap_free(r->gap);
    ambit_diagnosis_free(r->diagnosis);
}

/* ---- What is read ------------------------------------------------------------------------------------------------ */

static const struct { const char *name, *text; } forms[] = {
    { "as OR-Library lays it out", tiny },
    { "rows wrapped anywhere", "2\n3 1\n2 3 4 1\n2 2 2 2 3 1 2 4 3" },
    { "tabs, blanks at both ends, CRLF", " \t2 3\r\n 1\t2 3 \r\n4 1 2\r\n2 2 2\r\n3 1 2\r\n4 3 \r\n\r\n" },
    { "a BOM", "\xEF\xBB\xBF" "2 3 1 2 3 4 1 2 2 2 2 3 1 2 4 3\n" },
    { "decimals and exponents", "2e0 3.0 +1 2 3 4 1.0 20e-1 2 2 2 3 1 2 4 3\n" },
};

static void is_the_tiny_one(void **state)
{
    const char *text = *state;
    static const double cost[6] = { 1, 2, 3, 4, 1, 2 }, amount[6] = { 2, 2, 2, 3, 1, 2 }, capacity[2] = { 4, 3 };
    reading r = read_bytes(text, strlen(text));
    assert_int_equal(r.status, AMBIT_OK);
    assert_int_equal(r.gap->n_agents, 2);
    assert_int_equal(r.gap->n_jobs, 3);
    assert_memory_equal(r.gap->cost, cost, sizeof cost);
    assert_memory_equal(r.gap->amount, amount, sizeof amount);
    assert_memory_equal(r.gap->capacity, capacity, sizeof capacity);
    drop(&r);
}

/* ---- What is refused --------------------------------------------------------------------------------------------- */

/* `says` are the messages, one a line, each after the path. */
static const struct refusal { const char *name, *text, *says; } refusals[] = {
    { "an empty file", "", ": found an empty file, expected a published instance, name another file [E002]\n" },
    { "blanks alone", " \n\t\n", ": found an empty file, expected a published instance, name another file [E002]\n" },
    { "a file that ends early", "2 3\n1 2 3\n4 1 2\n2 2 2\n3 1 2\n4\n",
      ":1: found 15 numbers in the file, expected 16, which are 2 + 2 x 2 x 3 + 2 for 2 agents and 3 jobs, correct "
      "these two or complete the file [E037]\n" },
    { "a file that goes on", "2 3\n1 2 3\n4 1 2\n2 2 2\n3 1 2\n4 3\n1\n",
      ":1: found 17 numbers in the file, expected 16, which are 2 + 2 x 2 x 3 + 2 for 2 agents and 3 jobs, correct "
      "these two or complete the file [E037]\n" },
    { "a size alone", "\n2\n", ":3: jobs: found the end of the file, expected a whole number from 1 to 4294967294, "
      "correct it [E012]\n" },
    { "a size that no memory holds", "4294967294 4294967294 1",
      ":1: found 3 numbers in the file, expected 36893488117354332160, which are 2 + 2 x 4294967294 x 4294967294 + "
      "4294967294 for 4294967294 agents and 4294967294 jobs, correct these two or complete the file [E037]\n" },
    { "no agents and half a job", "0 0.5\n",
      ":1: agents: found \"0\", expected a whole number from 1 to 4294967294, correct it [E013]\n"
      ":1: jobs: found \"0.5\", expected a whole number from 1 to 4294967294, correct it [E013]\n" },
    { "a table of another kind", "id,x,y\n1,2,3\n",
      ":1: agents: found \"id,x,y\", expected a whole number from 1 to 4294967294, correct it [E012]\n"
      ":2: jobs: found \"1,2,3\", expected a whole number from 1 to 4294967294, correct it [E012]\n" },
    { "every wrong number at once", "2 3\n1 x 3\n4 1 -2\n2 2 1e16\n3 nan 2\n4 -3\n",
      ":2: cost of job 1 at agent 0: found \"x\", expected a number from 0 to 1e15, correct it [E012]\n"
      ":3: cost of job 2 at agent 1: found \"-2\", expected a number from 0 to 1e15, correct it [E013]\n"
      ":4: amount of job 2 at agent 0: found \"1e16\", expected a number from 0 to 1e15, correct it [E013]\n"
      ":5: amount of job 1 at agent 1: found \"nan\", expected a number from 0 to 1e15, correct it [E012]\n"
      ":6: capacity of agent 1: found \"-3\", expected a number of at least 0, correct it [E013]\n" },
};

static void is_refused_in_these_words(void **state)
{
    const struct refusal *c = *state;
    reading r = read_bytes(c->text, strlen(c->text));
    scratch_says(r.diagnosis, r.path, c->says);
    assert_int_equal(r.status, AMBIT_E_INPUT);
    assert_null(r.gap);
    drop(&r);
}

static void a_nul_is_no_number(void **state)
{
    (void)state;
    reading r = read_bytes("1 1 1 1\0 1", 10);
    assert_int_equal(r.status, AMBIT_E_INPUT);
    assert_non_null(strstr(ambit_diagnosis_error_text(r.diagnosis, 0), "amount of job 0 at agent 0: found \"1\\x00\""));
    drop(&r);
}

static void a_file_that_cannot_be_read_is_named(void **state)
{
    static const char *const paths[] = { "/nowhere/at/all", "/" };
    static const char *const why[] = { "(No such file or directory)", "(Is a directory)" };
    (void)state;
    for (int i = 0; i < 2; i++) {
        ambit_gap *gap;
        ambit_error err = { AMBIT_OK, "" };
        ambit_diagnosis *diagnosis = ambit_diagnosis_build();
        assert_int_equal(ambit_gap_read(&gap, paths[i], diagnosis, &err), AMBIT_E_INPUT);
        assert_null(gap);
        const char *text = ambit_diagnosis_error_text(diagnosis, 0);
        assert_int_equal(strncmp(text, paths[i], strlen(paths[i])), 0);
        assert_non_null(strstr(text, why[i]));
        ambit_diagnosis_free(diagnosis);
    }
    ambit_gap_free(NULL);
}

/* ---- What is judged ---------------------------------------------------------------------------------------------- */

static void assignments_are_judged_by_hand(void **state)
{
    static const struct { uint32_t agent[3]; int keeps; double cost; const char *fault; } cases[] = {
        { { 0, 1, 1 }, 1, 4, "" },
        { { 0, 0, 1 }, 1, 5, "" },
        { { 0, 0, 0 }, 0, 6, "agent 0 has 6 of a capacity of 4" },
        { { 1, 1, 0 }, 0, 8, "agent 1 has 4 of a capacity of 3" },
        { { 0, 1, 2 }, 0, 2, "job 2 has no agent" },
        { { 0, UINT32_MAX, 1 }, 0, 1, "job 1 has no agent" },
    };
    (void)state;
    reading r = read_bytes(tiny, strlen(tiny));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double cost;
        char fault[AMBIT_GAP_FAULT];
        assert_int_equal(ambit_gap_judge(r.gap, cases[i].agent, &cost, fault), cases[i].keeps);
        assert_true(cost == cases[i].cost);
        assert_string_equal(fault, cases[i].fault);
    }
    drop(&r);
}

int main(void)
{
    enum { N = sizeof forms / sizeof *forms, M = sizeof refusals / sizeof *refusals };
    const struct CMUnitTest others[] = {
        cmocka_unit_test(a_nul_is_no_number), cmocka_unit_test(a_file_that_cannot_be_read_is_named),
        cmocka_unit_test(assignments_are_judged_by_hand),
    };
    enum { OTHERS = sizeof others / sizeof *others };
    struct CMUnitTest tests[N + M + OTHERS];
    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ forms[i].name, is_the_tiny_one, NULL, NULL, (void *)(uintptr_t)forms[i].text };
    for (size_t i = 0; i < M; i++)
        tests[N + i] = (struct CMUnitTest){ refusals[i].name, is_refused_in_these_words, NULL, NULL,
            (void *)(uintptr_t)&refusals[i] };
    memcpy(tests + N + M, others, sizeof others);
    return cmocka_run_group_tests_name("instances/benchmark/gap", tests, NULL, NULL);
}
