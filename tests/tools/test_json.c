/* The JSON that is written, read back by jansson: an independent reader must find what went in. */
#include "instances/base/rng.h"
#include "tools/output/json.h"

#include <jansson.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

typedef struct { char *text; size_t size; FILE *to; ambit_json json; } paper;

static void begin(paper *p)
{
    p->text = NULL;
    p->to = open_memstream(&p->text, &p->size);
    assert_non_null(p->to);
    p->json = ambit_json_of(p->to);
}

static json_t *end(paper *p)
{
    json_error_t error;
    fclose(p->to);
    json_t *read = json_loads(p->text, JSON_REJECT_DUPLICATES, &error);
    if (!read) fail_msg("line %d: %s in:\n%s", error.line, error.text, p->text);
    return read;
}

static void looks_as_people_expect(void **state)
{
    paper p;
    (void)state;
    begin(&p);
    ambit_json_open(&p.json, NULL, '{');
    ambit_json_text(&p.json, "name", "a \"b\"\n\\ \x01");
    ambit_json_number(&p.json, "tenth", 0.1);
    ambit_json_number(&p.json, "unknown", -INFINITY);
    ambit_json_open(&p.json, "list", '[');
    for (uint64_t i = 1; i <= 2; i++) {
        ambit_json_open(&p.json, NULL, '{');
        ambit_json_count(&p.json, "i", i);
        ambit_json_flag(&p.json, "even", i == 2);
        ambit_json_close(&p.json, '}');
    }
    ambit_json_close(&p.json, ']');
    ambit_json_open(&p.json, "empty", '[');
    ambit_json_close(&p.json, ']');
    ambit_json_text(&p.json, "nothing", NULL);
    ambit_json_close(&p.json, '}');
    json_decref(end(&p));
    assert_string_equal(p.text,
        "{\n  \"name\": \"a \\\"b\\\"\\n\\\\ \\u0001\",\n  \"tenth\": 0.1,\n  \"unknown\": null,\n  \"list\": [\n"
        "    {\"i\": 1, \"even\": false},\n    {\"i\": 2, \"even\": true}\n  ],\n  \"empty\": [],\n"
        "  \"nothing\": null\n}\n");
    free(p.text);
}

/* Every double must come back as itself, whatever its size. */
static void numbers_read_back(void **state)
{
    const uint64_t seed = 20270101;
    ambit_rng rng = ambit_rng_of(seed, 0);
    enum { N = 2000 };
    static double value[N];
    paper p;
    (void)state;
    begin(&p);
    ambit_json_open(&p.json, NULL, '[');
    for (int i = 0; i < N; i++) {
        value[i] = ldexp(ambit_rng_unit(&rng) - 0.5, (int)ambit_rng_below(&rng, 200) - 100);
        ambit_json_number(&p.json, NULL, value[i]);
    }
    ambit_json_close(&p.json, ']');
    json_t *read = end(&p);
    for (size_t i = 0; i < N; i++)
        if (json_number_value(json_array_get(read, i)) != value[i])
            fail_msg("seed %llu, number %zu: %.17g", (unsigned long long)seed, i, value[i]);
    json_decref(read);
    free(p.text);
}

static void texts_read_back(void **state)
{
    static const char *const texts[] = { "", "plain", "</script><img onerror=x>", "tab\there", "Zürich 東京", "\x7f" };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        paper p;
        begin(&p);
        ambit_json_open(&p.json, NULL, '[');
        ambit_json_text(&p.json, NULL, texts[i]);
        ambit_json_close(&p.json, ']');
        json_t *read = end(&p);
        assert_string_equal(json_string_value(json_array_get(read, 0)), texts[i]);
        json_decref(read);
        free(p.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(looks_as_people_expect),
        cmocka_unit_test(numbers_read_back),
        cmocka_unit_test(texts_read_back),
    };
    return cmocka_run_group_tests_name("tools/json", tests, NULL, NULL);
}
