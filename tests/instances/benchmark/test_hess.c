/* Published districting instances: what is read, what is refused in which words, what is judged. */
#include "instances/benchmark/hess.h"
#include "tests/instances/scratch.h"

#include <math.h>
#include <stdint.h>

/* Four counties in a row, ten kilometres apart, the last one cut off by a river: 0 - 1 - 2   3 - 1. */
static const char tiny[] = "{\"state\": \"XX\", \"n\": 4, \"k\": 2, \"L\": 30, \"U\": 50, \"epsg\": 5070,\n"
    " \"pop\": [10, 20, 30, 20], \"geoid\": [\"01\", \"02\", \"03\", \"04\"],\n"
    " \"name\": [\"Ash\", \"Birch\", \"Cedar\", \"Date\"], \"lonlat\": [[0, 0], [0, 0], [0, 0], [0, 0]],\n"
    " \"xy\": [[0, 0], [10000, 0], [20000.4, 0], [30000, -1]], \"edges\": [[0, 1], [2, 1], [3, 1]]}\n";

typedef struct { ambit_hess *hess; ambit_diagnosis *diagnosis; ambit_status status; char path[500]; } reading;

static reading read_bytes(const char *bytes, size_t n)
{
    scratch s;
    ambit_error err = { AMBIT_OK, "" };
    reading r = { .diagnosis = ambit_diagnosis_build() };
    scratch_make(&s);
    scratch_write_bytes(&s, "x.json", bytes, n);
    snprintf(r.path, sizeof r.path, "%s", scratch_file(&s, "x.json"));
    r.status = ambit_hess_read(&r.hess, r.path, r.diagnosis, &err);
    scratch_remove(&s);
    return r;
}

static reading read_text(const char *text) { return read_bytes(text, strlen(text)); }

static void drop(reading *r)
{
    ambit_hess_free(r->hess);
    ambit_diagnosis_free(r->diagnosis);
}

/* ---- What is read ------------------------------------------------------------------------------------------------ */

#define LISTS "\"pop\":[10,20,30,20],\"xy\":[[0,0],[10000,0],[20000.4,0],[30000,-1]],\"edges\":[[0,1],[2,1],[3,1]]"

static const struct form { const char *name, *text, *first; } forms[] = {
    { "as it is published", tiny, "Ash (01)" },
    { "without names, ids and places on the globe", "{\"n\":4,\"k\":2,\"L\":30,\"U\":50," LISTS "}", NULL },
    { "ids alone", "{\"geoid\":[\"a\",\"b\",\"c\",\"d\"],\"n\":4,\"k\":2,\"L\":30,\"U\":50," LISTS "}", "a" },
    { "names alone, two of them equal", "{\"name\":[\"a\",\"b\",\"a\",\"d\"],\"n\":4,\"k\":2,\"L\":30,\"U\":50," LISTS
      "}", "a" },
    { "a BOM, CRLF and numbers with points",
      "\xEF\xBB\xBF{\r\n\"n\":4.0,\"k\":2e0,\"L\":30.0,\"U\":5e1,\r\n" LISTS "}\r\n", NULL },
};

static void is_the_tiny_one(void **state)
{
    const struct form *f = *state;
    static const double people[4] = { 10, 20, 30, 20 }, x[4] = { 0, 10000, 20000.4, 30000 }, y[4] = { 0, 0, 0, -1 };
    static const ambit_border border[3] = { { 0, 1 }, { 1, 2 }, { 1, 3 } };
    reading r = read_text(f->text);
    assert_int_equal(r.status, AMBIT_OK);
    assert_true(r.hess->n_units == 4 && r.hess->n_districts == 2 && r.hess->n_borders == 3);
    assert_true(r.hess->lower == 30 && r.hess->upper == 50 && !r.hess->contiguous);
    assert_memory_equal(r.hess->population, people, sizeof people);
    assert_memory_equal(r.hess->x_m, x, sizeof x);
    assert_memory_equal(r.hess->y_m, y, sizeof y);
    assert_memory_equal(r.hess->border, border, sizeof border);
    if (f->first) assert_string_equal(r.hess->name[0], f->first);
    else assert_null(r.hess->name);
    drop(&r);
}

/* ---- What is refused --------------------------------------------------------------------------------------------- */

/* `says` are the messages, one a line, each after the path. */
static const struct refusal { const char *name, *text, *says; } refusals[] = {
    { "an empty file", "", ": found an empty file, expected a published instance, name another file [E002]\n" },
    { "a file that is cut off", "{\"n\": 2,\n \"pop\": [1, 2",
      ":2:13: found the end of the file, expected the rest of the JSON, complete it [E040]\n" },
    { "a file that is cut off within a text", "{\"na",
      ":1:4: found the end of the file, expected the rest of the JSON, complete it [E040]\n" },
    { "numbers in rows", "4 2\n0 0 5 2\n",
      ":1:1: found no JSON (\"'[' or '{' expected near '4'\"), expected an object with n, k, L, U, pop, xy and edges, "
      "correct it [E040]\n" },
    { "NaN as some programs write it", "{\"n\": 1,\n\"pop\": [NaN]}",
      ":2:11: found no JSON (\"invalid token near 'NaN'\"), expected an object with n, k, L, U, pop, xy and edges, "
      "correct it [E040]\n" },
    { "a number that no double holds", "{\"n\": 1e999}",
      ":1:11: found \"real number overflow near '1e999'\", expected a number below 1e15, correct it [E013]\n" },
    { "a key given twice", "{\"n\": 1, \"n\": 2}",
      ":1:12: found \"duplicate object key near '\"n\"'\", expected each key once, remove one [E041]\n" },
    { "Latin 1", "{\"state\": \"\xE4\"}",
      ":1:11: found \"unable to decode byte 0xe4 near '\"'\", expected UTF-8, save the file as UTF-8 [E019]\n" },
    { "another kind of JSON", "[1, 2]",
      ": found a list of 2, expected an object with n, k, L, U, pop, xy and edges, correct it [E042]\n" },
    { "nothing in it", "{}",
      ": n: found nothing, expected a whole number from 1 to 4294967294, correct it [E041]\n"
      ": k: found nothing, expected a whole number from 1 to 4294967294, correct it [E041]\n"
      ": L: found nothing, expected a number from 0 to 1e15, correct it [E041]\n"
      ": U: found nothing, expected a number from 0 to 1e15, correct it [E041]\n"
      ": pop: found nothing, expected a list, one entry a unit, correct it [E041]\n"
      ": xy: found nothing, expected a list, one entry a unit, correct it [E041]\n"
      ": edges: found nothing, expected a list of pairs of units, correct it [E041]\n" },
    { "wrong kinds everywhere",
      "{\"n\": \"two\", \"k\": null, \"L\": true, \"U\": [1], \"pop\": {}, \"xy\": 3, \"edges\": \"none\", "
      "\"name\": 1}",
      ": n: found \"two\", expected a whole number from 1 to 4294967294, correct it [E042]\n"
      ": k: found null, expected a whole number from 1 to 4294967294, correct it [E042]\n"
      ": L: found true, expected a number from 0 to 1e15, correct it [E042]\n"
      ": U: found a list of 1, expected a number from 0 to 1e15, correct it [E042]\n"
      ": pop: found an object, expected a list, one entry a unit, correct it [E042]\n"
      ": xy: found 3, expected a list, one entry a unit, correct it [E013]\n"
      ": edges: found \"none\", expected a list of pairs of units, correct it [E042]\n"
      ": name: found 1, expected a list, one entry a unit, correct it [E013]\n" },
    { "a size that no memory holds", "{\"n\":4294967294,\"k\":4294967294,\"L\":0,\"U\":1,\"pop\":[1],\"xy\":[[0,0]],"
      "\"edges\":[]}",
      ": pop: found a list of 1, expected one of 4294967294, as n says, correct n or the list [E042]\n"
      ": xy: found a list of 1, expected one of 4294967294, as n says, correct n or the list [E042]\n" },
    { "more districts than units, and bounds in the wrong order",
      "{\"n\":1,\"k\":2,\"L\":9,\"U\":8,\"pop\":[1],\"xy\":[[0,0]],\"edges\":[]}",
      ": k: found 2 districts for 1 units, expected at most a district a unit, correct k or n [E026]\n"
      ": L: found L = 9 above U = 8, expected at most U, correct one of them [E026]\n" },
    { "nobody anywhere", "{\"n\":2,\"k\":1,\"L\":0,\"U\":8,\"pop\":[0,0],\"xy\":[[0,0],[1,1]],\"edges\":[[0,1]]}",
      ": pop: found 0 in all 2 units, expected people in some, correct the list [E013]\n" },
    { "every wrong entry at once",
      "{\"n\":3,\"k\":0.5,\"L\":-1,\"U\":8,\"pop\":[-1,\"7\",2],\"xy\":[[0],[1,2e9],[[],null]],"
      "\"edges\":[[0,3],[1,1],[0,1],[1,0],[-1,0.5],[0,1,2],7],\"geoid\":[\"a\",\"a\",3],\"name\":[\"x\",\"y\"]}",
      ": k: found 0.5, expected a whole number from 1 to 4294967294, correct it [E013]\n"
      ": L: found -1, expected a number from 0 to 1e15, correct it [E013]\n"
      ": pop[0]: found -1, expected a number from 0 to 1e15, correct it [E013]\n"
      ": pop[1]: found \"7\", expected a number from 0 to 1e15, correct it [E042]\n"
      ": xy[0]: found a list of 1, expected a list of two numbers, correct it [E042]\n"
      ": xy[1][1]: found 2000000000, expected metres from -1e9 to 1e9, correct it [E013]\n"
      ": xy[2][0]: found a list of 0, expected metres from -1e9 to 1e9, correct it [E042]\n"
      ": xy[2][1]: found null, expected metres from -1e9 to 1e9, correct it [E042]\n"
      ": edges[0][1]: found 3, expected a unit from 0 to 2, correct it [E013]\n"
      ": edges[1]: found unit 1 beside itself, expected two units, remove it [E013]\n"
      ": edges[4][0]: found -1, expected a unit from 0 to 2, correct it [E013]\n"
      ": edges[4][1]: found 0.5, expected a unit from 0 to 2, correct it [E013]\n"
      ": edges[5]: found a list of 3, expected a list of two numbers, correct it [E042]\n"
      ": edges[6]: found 7, expected a list of two numbers, correct it [E013]\n"
      ": edges[3]: found units 0 and 1, which edges[2] joins already, expected each pair once, remove one [E027]\n"
      ": geoid[2]: found 3, expected a text, correct it [E013]\n"
      ": name: found a list of 2, expected one of 3, as n says, correct n or the list [E042]\n"
      ": geoid[1]: found \"a\", which is geoid[0] already, expected an id once, remove one of the units [E011]\n" },
};

static void is_refused_in_these_words(void **state)
{
    const struct refusal *c = *state;
    reading r = read_text(c->text);
    scratch_says(r.diagnosis, r.path, c->says);
    assert_int_equal(r.status, AMBIT_E_INPUT);
    assert_null(r.hess);
    drop(&r);
}

static void a_nul_is_no_json(void **state)
{
    (void)state;
    reading r = read_bytes("{\"n\": 1}\0", 9);
    assert_int_equal(r.status, AMBIT_E_INPUT);
    assert_non_null(strstr(ambit_diagnosis_error_text(r.diagnosis, 0), "[E040]"));
    drop(&r);
}

/* The text alone is 64 MB; its values would take gigabytes. */
static void a_file_that_is_too_large_is_refused_before_its_values(void **state)
{
    enum { SIZE = (64 << 20) + 1 };
    char *bytes = malloc(SIZE);
    (void)state;
    assert_non_null(bytes);
    memset(bytes, '[', SIZE);
    reading r = read_bytes(bytes, SIZE);
    assert_int_equal(r.status, AMBIT_E_INPUT);
    assert_non_null(strstr(ambit_diagnosis_error_text(r.diagnosis, 0),
            "found 67108865 bytes, expected at most 67108864, name another file [E034]"));
    free(bytes);
    drop(&r);
}

static void brackets_within_brackets_end(void **state)
{
    enum { SIZE = 100000 };
    static char bytes[SIZE];
    (void)state;
    memset(bytes, '[', SIZE);
    reading r = read_bytes(bytes, SIZE);
    assert_int_equal(r.status, AMBIT_E_INPUT);
    assert_non_null(strstr(ambit_diagnosis_error_text(r.diagnosis, 0), "maximum parsing depth reached"));
    drop(&r);
}

/* ---- What is judged ---------------------------------------------------------------------------------------------- */

static void assignments_are_judged_by_hand(void **state)
{
    static const struct { uint32_t centre[4]; int contiguous, keeps; double cost; const char *fault; } cases[] = {
        { { 1, 1, 2, 2 }, 0, 1, (10 * 100 + 20 * 100) / 1e6, "" },
        { { 1, 1, 2, 2 }, 1, 0, (10 * 100 + 20 * 100) / 1e6, "unit 3 does not hang together with its centre 2" },
        { { 1, 1, 2, 1 }, 1, 1, (10 * 100 + 20 * 400) / 1e6, "" },
        { { 0, 0, 2, 0 }, 1, 1, (20 * 100 + 20 * 900) / 1e6, "" },
        { { 1, 1, 1, 3 }, 0, 0, (10 * 100 + 30 * 100) / 1e6,
          "the district of centre 1 has 60 people, expected 30 to 50" },
        { { 0, 2, 2, 2 }, 0, 0, (20 * 100 + 20 * 100) / 1e6,
          "the district of centre 0 has 10 people, expected 30 to 50" },
        { { 3, 2, 2, 3 }, 0, 1, (10 * 900 + 20 * 100) / 1e6, "" },
        { { 1, 2, 1, 1 }, 0, 0, 0, "unit 0 has the centre 1, which is not in its own district" },
        { { 1, 1, 2, 4 }, 0, 0, 0, "unit 3 has no centre" },
        { { 1, 1, UINT32_MAX, 1 }, 0, 0, 0, "unit 2 has no centre" },
    };
    (void)state;
    reading r = read_text(tiny);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double cost;
        char fault[AMBIT_HESS_FAULT];
        r.hess->contiguous = cases[i].contiguous;
        assert_int_equal(ambit_hess_judge(r.hess, cases[i].centre, &cost, fault), cases[i].keeps);
        assert_string_equal(fault, cases[i].fault);
        assert_true(fabs(cost - cases[i].cost) < 1e-15);
    }
    drop(&r);
}

static void the_number_of_districts_counts(void **state)
{
    static const uint32_t all[4] = { 1, 1, 1, 1 };
    double cost;
    char fault[AMBIT_HESS_FAULT];
    (void)state;
    reading r = read_text(tiny);
    r.hess->upper = 80;
    assert_int_equal(ambit_hess_judge(r.hess, all, &cost, fault), 0);
    assert_string_equal(fault, "there are 1 districts, expected 2");
    drop(&r);
}

/* 499 m are none, 500 m are one kilometre. */
static void distances_are_whole_kilometres(void **state)
{
    static const uint32_t centre[2] = { 0, 0 };
    static const struct { double metres, cost; } cases[] = { { 499, 0 }, { 500, 7 }, { 1499, 7 }, { 1501, 28 } };
    double cost;
    char fault[AMBIT_HESS_FAULT];
    (void)state;
    reading r = read_text("{\"n\":2,\"k\":1,\"L\":0,\"U\":9e6,\"pop\":[1,7e6],\"xy\":[[0,0],[0,0]],\"edges\":[]}");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        r.hess->y_m[1] = -cases[i].metres;
        assert_int_equal(ambit_hess_judge(r.hess, centre, &cost, fault), 1);
        assert_true(cost == cases[i].cost);
    }
    drop(&r);
}

int main(void)
{
    enum { N = sizeof forms / sizeof *forms, M = sizeof refusals / sizeof *refusals };
    const struct CMUnitTest others[] = {
        cmocka_unit_test(a_nul_is_no_json), cmocka_unit_test(a_file_that_is_too_large_is_refused_before_its_values),
        cmocka_unit_test(brackets_within_brackets_end), cmocka_unit_test(assignments_are_judged_by_hand),
        cmocka_unit_test(the_number_of_districts_counts), cmocka_unit_test(distances_are_whole_kilometres),
    };
    enum { OTHERS = sizeof others / sizeof *others };
    struct CMUnitTest tests[N + M + OTHERS];
    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ forms[i].name, is_the_tiny_one, NULL, NULL, (void *)(uintptr_t)&forms[i] };
    for (size_t i = 0; i < M; i++)
        tests[N + i] = (struct CMUnitTest){ refusals[i].name, is_refused_in_these_words, NULL, NULL,
            (void *)(uintptr_t)&refusals[i] };
    memcpy(tests + N + M, others, sizeof others);
    return cmocka_run_group_tests_name("instances/benchmark/hess", tests, NULL, NULL);
}
