/* JSON of any size, walked: whatever the window cuts, the same comes out. */
#include "geo/format/json_stream.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { EDGE = 1 << 16, OUT = 2000 };

/* Prints the next value as it is walked: {key:value,...}, leaves as JSON. */
static void print_value(FILE *to, ambit_json_stream *stream)
{
    char open = ambit_stream_peek(stream), key[AMBIT_JSON_KEY_ROOM];
    if (open != '[' && open != '{') {
        json_t *value = ambit_stream_value(stream, NULL);
        if (value) json_dumpf(value, to, JSON_ENCODE_ANY);
        json_decref(value);
        return;
    }
    putc(open, to);
    for (int n = 0; ambit_stream_more(stream, open, &n);) {
        if (open == '{') {
            ambit_stream_key(stream, key);
            fprintf(to, "%s:", key);
        }
        print_value(to, stream);
        putc(',', to);
    }
    putc(open == '[' ? ']' : '}', to);
}

/* What the bytes are, or what is wrong with them. */
static void walk(char out[OUT], const char *bytes, size_t n)
{
    ambit_json_stream stream;
    FILE *file = fmemopen((void *)(uintptr_t)bytes, n, "rb"), *to = fmemopen(out, OUT, "wb");
    assert_true(file && to);
    assert_int_equal(ambit_stream_open(&stream, file), 0);
    print_value(to, &stream);
    if (stream.fault) {
        rewind(to);
        fprintf(to, "%d at %llu:%llu: %s", (int)stream.fault, (unsigned long long)stream.line,
                (unsigned long long)stream.column, stream.words);
    } else {
        assert_int_equal(ambit_stream_peek(&stream), 0);
    }
    putc('\0', to);
    fclose(to);
    fclose(file);
    ambit_stream_close(&stream);
}

static const char text[] = "{\"key\":[-12.5e1,true,null,\"\xC3\xA9\\u00e9\\ud83d\\ude00\",{},[]],\"\\u006b2\": 7 }";
static const char seen[] = "{key:[-125.0,true,null,\"\xC3\xA9\xC3\xA9\xF0\x9F\x98\x80\",{},[],],k2:7,}";

/* Blanks push each byte in turn over the edge of the first window. */
static void any_byte_may_stand_at_the_windows_edge(void **state)
{
    static char file[EDGE + sizeof text];
    char out[OUT];
    (void)state;
    for (size_t k = 0; k < sizeof text; k++) {
        memset(file, ' ', EDGE - k);
        memcpy(file + EDGE - k, text, sizeof text - 1);
        walk(out, file, EDGE - k + sizeof text - 1);
        assert_string_equal(out, seen);
    }
}

/* Every prefix is refused, in the column behind it or at its last byte. */
static void no_prefix_is_taken_for_the_whole(void **state)
{
    char out[OUT];
    (void)state;
    for (size_t n = 1; n < sizeof text - 1; n++) {
        walk(out, text, n);
        if (strncmp(out, "1 at 1:", 7) && strncmp(out, "2 at 1:", 7)) fail_msg("%zu bytes: %s", n, out);
    }
}

static const struct wrong { const char *name, *text, *words; } wrongs[] = {
    { "a comma at the end of a list", "[1,\n2,]",
      "1 at 2:3: found what is not JSON (unexpected token near ']'), correct it or save the layer again" },
    { "a comma at the end of an object", "{\"a\":1,}", "1 at 1:8: found '}', expected a key in quotes" },
    { "no comma", "[1 2]", "1 at 1:4: found '2', expected ',' or ']'" },
    { "another bracket", "[1}", "1 at 1:3: found '}', expected ',' or ']'" },
    { "an end too early", "[1", "1 at 1:3: found the end of the file, expected ',' or ']', copy the file again" },
    { "a control character", "[\x01]",
      "1 at 1:2: found what is not JSON (invalid token near '\x01'), correct it or save the layer again" },
    { "a byte that is no text", "[1\x80", "1 at 1:3: found the byte 0x80, expected ',' or ']'" },
    { "columns are letters", "[\"\xC3\xA9\xC3\xA9\" x]", "1 at 1:7: found 'x', expected ',' or ']'" },
    { "half a letter", "[\"\xC3\"]",
      "2 at 1:3: found bytes that are not UTF-8 (unable to decode byte 0xc3 near '\"'), expected UTF-8, save the file "
      "so" },
    { "a number beyond all doubles", "[1e999]",
      "3 at 1:6: found a number that is too large (real number overflow near '1e999'), expected one that a double or "
      "64 bits hold" },
};

static void is_refused(void **state)
{
    const struct wrong *wrong = *state;
    char out[OUT];
    walk(out, wrong->text, strlen(wrong->text));
    assert_string_equal(out, wrong->words);
}

static void keys_that_occur_twice_are_told(void **state)
{
    static const char twice[] = "{\"a\":1,\"b\":{\"c\":1,\"c\":2}}";
    ambit_json_stream stream;
    FILE *file = fmemopen((void *)(uintptr_t)twice, sizeof twice - 1, "rb");
    int doubled = 0;
    (void)state;
    assert_int_equal(ambit_stream_open(&stream, file), 0);
    json_t *value = ambit_stream_value(&stream, &doubled);
    assert_int_equal(doubled, 1);
    assert_int_equal(json_integer_value(json_object_get(json_object_get(value, "b"), "c")), 2);
    json_decref(value);
    fclose(file);
    ambit_stream_close(&stream);
}

int main(void)
{
    enum { WRONGS = sizeof wrongs / sizeof *wrongs };
    struct CMUnitTest tests[WRONGS + 3] = { cmocka_unit_test(any_byte_may_stand_at_the_windows_edge),
        cmocka_unit_test(no_prefix_is_taken_for_the_whole), cmocka_unit_test(keys_that_occur_twice_are_told) };
    for (size_t k = 0; k < WRONGS; k++)
        tests[3 + k] = (struct CMUnitTest){ wrongs[k].name, is_refused, NULL, NULL,
            (void *)(uintptr_t)&wrongs[k] };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
