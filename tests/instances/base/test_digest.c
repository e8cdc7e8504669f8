#include "instances/base/digest.h"
#include "tests/instances/scratch.h"

/* The examples of FIPS 180-4, and a length that crosses the reading buffer. */
static const struct sum {
    const char *name, *text;
    size_t times;
    const char *sha256;
} sums[] = {
    { "an empty file", "", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
    { "three letters", "abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
    { "two blocks", "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
    { "a million a", "a", 1000000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0" },
};

static void equals_the_published_sum(void **state)
{
    const struct sum *sum = *state;
    scratch s;
    char hex[65];
    ambit_error err = { AMBIT_OK, "" };
    scratch_make(&s);
    FILE *file = fopen(scratch_file(&s, "x"), "wb");
    assert_non_null(file);
    for (size_t i = 0; i < sum->times; i++) fputs(sum->text, file);
    fclose(file);
    assert_int_equal(ambit_digest_file(hex, scratch_file(&s, "x"), &err), AMBIT_OK);
    assert_string_equal(hex, sum->sha256);
    if (sum->times == 1) {
        ambit_digest_bytes(hex, sum->text, strlen(sum->text));
        assert_string_equal(hex, sum->sha256);
    }
    scratch_remove(&s);
}

static void a_file_that_cannot_be_read_is_named(void **state)
{
    (void)state;
    scratch s;
    char hex[65] = "old", expected[600];
    ambit_error err = { AMBIT_OK, "" };
    scratch_make(&s);
    assert_int_equal(ambit_digest_file(hex, scratch_file(&s, "none"), &err), AMBIT_E_FILE);
    snprintf(expected, sizeof expected, "%s: cannot be opened: No such file or directory", s.full);
    assert_string_equal(err.text, expected);
    assert_string_equal(hex, "");
    assert_int_equal(ambit_digest_file(hex, s.path, &err), AMBIT_E_FILE);
    snprintf(expected, sizeof expected, "%s: cannot be read: Is a directory", s.path);
    assert_string_equal(err.text, expected);
    scratch_remove(&s);
}

int main(void)
{
    enum { N = sizeof sums / sizeof *sums };
    struct CMUnitTest tests[N + 1];
    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ sums[i].name, equals_the_published_sum, NULL, NULL, (void *)&sums[i] };
    tests[N] = (struct CMUnitTest)cmocka_unit_test(a_file_that_cannot_be_read_is_named);
    return cmocka_run_group_tests_name("instances/base/digest", tests, NULL, NULL);
}
