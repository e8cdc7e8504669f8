#include "instances/base/rng.h"
#include "instances/base/text.h"
#include "tests/instances/scratch.h"

#include <math.h>

static const struct number { const char *name, *text; int is_number, is_not_finite; double value; } numbers[] = {
    { "a whole number",            "42", 1, 0, 42 },
    { "a fraction",                "1200.50", 1, 0, 1200.5 },
    { "spaces around",             " \t7 ", 1, 0, 7 },
    { "signs",                     "-0.5", 1, 0, -0.5 },
    { "a plus",                    "+3", 1, 0, 3 },
    { "no digit before the point", ".5", 1, 0, 0.5 },
    { "no digit behind it",        "5.", 1, 0, 5 },
    { "an exponent",               "1.5e3", 1, 0, 1500 },
    { "a negative exponent",       "25E-4", 1, 0, 0.0025 },
    { "many digits",               "0.1000000000000000055511151231257827", 1, 0, 0.1 },
    { "more than 2^53",            "9007199254740993", 1, 0, 9007199254740992.0 },
    { "the largest double",        "1.7976931348623157e308", 1, 0, 1.7976931348623157e308 },
    { "too small for a double",    "1e-400", 1, 0, 0 },
    { "zero with an exponent",     "0e999999999999", 1, 0, 0 },
    { "too large for a double",    "1e400", 0, 1, 0 },
    { "nan",                       "nan", 0, 1, 0 },
    { "NaN",                       "NaN", 0, 1, 0 },
    { "minus infinity",            "-inf", 0, 1, 0 },
    { "Infinity",                  "Infinity", 0, 1, 0 },
    { "a spreadsheet's error",     "#DIV/0!", 0, 1, 0 },
    { "nothing",                   "", 0, 0, 0 },
    { "a space",                   " ", 0, 0, 0 },
    { "a sign",                    "-", 0, 0, 0 },
    { "a point",                   ".", 0, 0, 0 },
    { "an open exponent",          "12e", 0, 0, 0 },
    { "an open signed exponent",   "12e+", 0, 0, 0 },
    { "a decimal comma",           "1,5", 0, 0, 0 },
    { "hexadecimal",               "0x10", 0, 0, 0 },
    { "two points",                "1.2.3", 0, 0, 0 },
    { "a space inside",            "1 000", 0, 0, 0 },
    { "two signs",                 "--1", 0, 0, 0 },
    { "a word",                    "twelve", 0, 0, 0 },
    { "a currency",                "$5", 0, 0, 0 },
    { "a percentage",              "5%", 0, 0, 0 },
};

static void reads_numbers_only(void **state)
{
    const struct number *n = *state;
    double value = -77;
    size_t length = strlen(n->text);
    assert_int_equal(ambit_text_number(&value, n->text, length), n->is_number);
    if (n->is_number) assert_true(value == n->value);
    assert_int_equal(ambit_text_is_not_finite(n->text, length), n->is_not_finite);
}

/* Every double that printf writes must come back as itself, whatever the number of digits. */
static void agrees_with_strtod(void **state)
{
    (void)state;
    uint64_t seed = 3;
    ambit_rng rng = ambit_rng_of(seed, 0);
    print_message("seed %llu\n", (unsigned long long)seed);
    for (int i = 0; i < 200000; i++) {
        char text[64];
        int power = i % 2 ? (int)ambit_rng_below(&rng, 40) - 20 : (int)ambit_rng_below(&rng, 2000) - 1000;
        double value, x = ldexp(ambit_rng_unit(&rng) - 0.5, power);
        snprintf(text, sizeof text, "%.*g", 1 + (int)ambit_rng_below(&rng, 20), x);
        assert_int_equal(ambit_text_number(&value, text, strlen(text)), 1);
        assert_true(value == strtod(text, NULL));
    }
}

static const struct utf8 { const char *name, *bytes; int good; } utf8[] = {
    { "letters", "abc", 1 }, { "two bytes", "M\xc3\xbcnchen", 1 }, { "three bytes", "\xe2\x82\xac", 1 },
    { "four bytes", "\xf0\x9f\x97\xba", 1 }, { "the last character", "\xf4\x8f\xbf\xbf", 1 },
    { "nothing at all", "", 1 },
    { "Latin-1", "M\xfcnchen", 0 }, { "cut off", "abc\xe2\x82", 0 }, { "a tail alone", "\x80", 0 },
    { "an overlong slash", "\xc0\xaf", 0 }, { "overlong in three", "\xe0\x80\xaf", 0 },
    { "overlong in four", "\xf0\x80\x80\xaf", 0 }, { "a surrogate", "\xed\xa0\x80", 0 },
    { "beyond the last", "\xf4\x90\x80\x80", 0 }, { "a byte that is none", "\xff", 0 },
};

static void knows_utf8(void **state)
{
    const struct utf8 *u = *state;
    assert_int_equal(ambit_text_is_utf8(u->bytes, strlen(u->bytes)), u->good);
}

static const struct date { const char *name, *text; int good; } dates[] = {
    { "a day", "2027-01-31", 1 }, { "a leap day", "2028-02-29", 1 }, { "a leap day of 2000", "2000-02-29", 1 },
    { "no leap day", "2027-02-29", 0 }, { "none in 1900", "1900-02-29", 0 }, { "the 31st of June", "2027-06-31", 0 },
    { "a 13th month", "2027-13-01", 0 }, { "day 0", "2027-01-00", 0 }, { "month 0", "2027-00-10", 0 },
    { "another order", "31.01.2027", 0 }, { "with a time", "2027-01-31T00:00", 0 }, { "short", "2027-1-3", 0 },
    { "no date", "", 0 }, { "minus", "2027-01--1", 0 },
};

static void knows_the_calendar(void **state)
{
    const struct date *d = *state;
    assert_int_equal(ambit_text_is_date(d->text), d->good);
}

static const struct near { const char *name, *text, *nearest; } nears[] = {
    { "two letters swapped", "tolernace", "tolerance" }, { "a letter missing", "toleranc", "tolerance" },
    { "another case", "ID", "id" }, { "one letter too many", "regionss", "regions" },
    { "another word", "colour", NULL }, { "a short other word", "xy", NULL }, { "no text", "", NULL },
    { "the word itself", "regions", "regions" },
    { "far too long", "tolerancetolerancetolerancetolerancetolerance", NULL },
};

static void finds_what_was_meant(void **state)
{
    static const char *const known[] = { "tolerance", "id", "regions", "measure" };
    const struct near *n = *state;
    const char *found = ambit_text_nearest(known, 4, n->text);
    if (n->nearest) assert_string_equal(found, n->nearest);
    else assert_null(found);
}

static void quotes_fit_their_room(void **state)
{
    (void)state;
    char out[AMBIT_QUOTED], control[200];
    assert_string_equal(ambit_text_quote(out, "a\tb\xff", 4), "\"a\\x09b\\xff\"");
    assert_string_equal(ambit_text_quote(out, "", 0), "\"\"");
    memset(control, 1, sizeof control);
    ambit_text_quote(out, control, sizeof control);
    assert_true(strlen(out) < sizeof out);
    assert_string_equal(out + strlen(out) - 8, "\\x01...\"");
    char long_text[300] = "";
    for (int i = 0; i < 70; i++) strcat(long_text, "\xc3\xbc");
    ambit_text_quote(out, long_text, strlen(long_text));
    assert_int_equal(strlen(out), 1 + 60 + 3 + 1);
    assert_true(ambit_text_is_utf8(out, strlen(out)));
}

#define ADD(cases, function) \
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) \
        tests[n++] = (struct CMUnitTest){ cases[i].name, function, NULL, NULL, (void *)&cases[i] };

int main(void)
{
    struct CMUnitTest tests[200];
    size_t n = 0;
    ADD(numbers, reads_numbers_only)
    ADD(utf8, knows_utf8)
    ADD(dates, knows_the_calendar)
    ADD(nears, finds_what_was_meant)
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(agrees_with_strtod);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(quotes_fit_their_room);
    return _cmocka_run_group_tests("instances/base/text", tests, n, NULL, NULL);
}
