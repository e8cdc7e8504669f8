#include "instances/base/rng.h"
#include "instances/table.h"
#include "tests/instances/scratch.h"

#include <math.h>

/* Each row is a file, the rows that come out of it as "line: a|b|c" (columns a, which must be there, b and c; "-" where
 * the file has no such column), and everything that is said. */
#define BYTES(text) text, sizeof(text) - 1
static const struct table {
    const char *name, *bytes;
    size_t n_bytes;
    const char *rows, *said;
} tables[] = {
    { "plain rows", BYTES("a,b,c\n1,2,3\n4,5,6\n"), "2: 1|2|3\n3: 4|5|6\n", "" },
    { "no line end at the end", BYTES("a,b,c\n1,2,3"), "2: 1|2|3\n", "" },
    { "a BOM", BYTES("\xEF\xBB\xBF" "a,b,c\n1,2,3\n"), "2: 1|2|3\n", "" },
    { "CR LF", BYTES("a,b,c\r\n1,2,3\r\n4,5,6\r\n"), "2: 1|2|3\n3: 4|5|6\n", "" },
    { "CR alone", BYTES("a,b,c\r1,2,3\r4,5,6\r"), "2: 1|2|3\n3: 4|5|6\n", "" },
    { "columns in another order, and more", BYTES("x,c,a,b\n0,3,1,2\n"), "2: 1|2|3\n", "" },
    { "a missing column that may be missing", BYTES("a,c\n1,3\n"), "2: 1|-|3\n", "" },
    { "quotes", BYTES("a,b,c\n\"1,1\",\"say \"\"hi\"\"\",\"\"\n"), "2: 1,1|say \"hi\"|\n", "" },
    { "newlines in quotes count as lines", BYTES("a,b,c\n1,\"x\ny\r\nz\",3\n4,5,6\n"), "2: 1|x\ny\r\nz|3\n5: "
      "4|5|6\n", "" },
    { "newlines in the header", BYTES("a,\"b\nb\",c\n1,2,3\n"), "3: 1|-|3\n", "" },
    { "blank lines are none, and count", BYTES("\n\na,b,c\n\r\n1,2,3\n   \n4,5,6\n\n"), "5: 1|2|3\n7: 4|5|6\n", "" },
    { "spaces around fields", BYTES(" a , b ,c\n 1 ,\" 2 \",\t3\t\n"), "2: 1|2|3\n", "" },
    { "empty fields", BYTES("a,b,c\n,,\n"), "2: ||\n", "" },
    { "only a header", BYTES("a,b,c\n"), "", "" },
    { "UTF-8", BYTES("a,b,c\nM\xc3\xbcnchen,\xe2\x82\xac,3\n"), "2: M\xc3\xbcnchen|\xe2\x82\xac|3\n", "" },
    { "unnamed columns are ignored", BYTES("a,b,c,,\n1,2,3,,\n"), "2: 1|2|3\n", "" },

    { "an empty file", BYTES(""), "",
      "error: t.csv: found an empty file, expected a header and rows, fill it or name another file [E002]\n" },
    { "blank lines only", BYTES("\n\r\n \n"), "",
      "error: t.csv: found an empty file, expected a header and rows, fill it or name another file [E002]\n" },
    { "a row too short", BYTES("a,b,c\n1,2\n4,5,6\n"), "3: 4|5|6\n",
      "error: t.csv:2: found 2 fields, expected 3 as in the header, add what is missing or quote the field that holds "
      "a comma [E008]\n" },
    { "a row too long", BYTES("a,b,c\n1,2,3,4\n4,5,6\n"), "3: 4|5|6\n",
      "error: t.csv:2: found 4 fields, expected 3 as in the header, add what is missing or quote the field that holds "
      "a comma [E008]\n" },
    { "a row of one field", BYTES("a,b,c\n1\n"), "",
      "error: t.csv:2: found 1 field, expected 3 as in the header, add what is missing or quote the field that holds a "
      "comma [E008]\n" },
    { "the needed column is missing: no row is handed out", BYTES("id,b,c\n1,2,3\n1,2\n"), "",
      "error: t.csv:1: a: found no such column (the file has id, b, c), expected one of that name, add it or rename "
      "another [E006]\n"
      "error: t.csv:3: found 2 fields, expected 3 as in the header, add what is missing or quote the field that holds "
      "a comma [E008]\n" },
    { "a column of nearly that name", BYTES("A,b,c\n1,2,3\n"), "",
      "error: t.csv:1: a: found no such column (the file has A, b, c), expected one of that name, did you mean A? "
      "[E006]\n" },
    { "semicolons", BYTES("a;b;c\n1;2;3\n"), "",
      "error: t.csv:1: a: found a header that is separated by \";\", expected commas, save the file as CSV with commas "
      "[E006]\n" },
    { "tabs", BYTES("a\tb\tc\n1\t2\t3\n"), "",
      "error: t.csv:1: a: found a header that is separated by tabs, expected commas, save the file as CSV with commas "
      "[E006]\n" },
    { "a wanted column twice", BYTES("a,b,c,b\n1,2,3,4\n"), "2: 1|2|3\n",
      "error: t.csv:1: b: found 2 columns of this name, expected one, rename or remove the others [E007]\n" },
    { "another column twice", BYTES("a,b,c,x,x\n1,2,3,4,5\n"), "2: 1|2|3\n", "" },
    { "text behind a quote", BYTES("a,b,c\n1,\"2\"x,3\n4,5,6\n"), "3: 4|5|6\n",
      "error: t.csv:2: b: found a quote inside a bare field or text behind a closing quote, expected fields that are "
      "quoted as a whole, put \"\" for a quote inside and close every quote [E009]\n" },
    { "a quote in a bare field", BYTES("a,b,c\n1,Joe \"Big\" Smith,3\n4,5,6\n"), "3: 4|5|6\n",
      "error: t.csv:2: b: found a quote inside a bare field or text behind a closing quote, expected fields that are "
      "quoted as a whole, put \"\" for a quote inside and close every quote [E009]\n" },
    { "a quote fault behind a newline in quotes", BYTES("a,b,c\n1,2,\"3\n\"x\n4,5,6\n"), "4: 4|5|6\n",
      "error: t.csv:2: c: found a quote inside a bare field or text behind a closing quote, expected fields that are "
      "quoted as a whole, put \"\" for a quote inside and close every quote [E009]\n" },
    { "a quote that stays open", BYTES("a,b,c\n1,2,3\n4,\"5,6\n7,8,9\n"), "2: 1|2|3\n",
      "error: t.csv:3: b: found a quote that is never closed, expected fields that are quoted as a whole, put \"\" for "
      "a quote inside and close every quote [E009]\n" },
    { "a quote fault in a last row without a line end", BYTES("a,b,c\n1,2,3\n4,x\"y,6"), "2: 1|2|3\n",
      "error: t.csv:3: b: found a quote inside a bare field or text behind a closing quote, expected fields that are "
      "quoted as a whole, put \"\" for a quote inside and close every quote [E009]\n" },
    { "twenty other columns", BYTES("p,q,r,s,t,u,v,w,x,y,z,pp,qq,rr,ss,tt,uu,vv,ww,xx\n"), "",
      "error: t.csv:1: a: found no such column (the file has p, q, r, s, t, u, v, w, x, y, z, pp, qq, rr, ss and 5 "
      "more), expected one of that name, add it or rename another [E006]\n" },
    { "a fault in the header ends it", BYTES("a,b\"b\",c\n1,2,3\n"), "",
      "error: t.csv:1: found a quote inside a bare field or text behind a closing quote, expected fields that are "
      "quoted as a whole, put \"\" for a quote inside and close every quote [E009]\n" },
    { "Latin-1", BYTES("a,b,c\n1,M\xfcnchen,3\n4,5,6\n"), "3: 4|5|6\n",
      "error: t.csv:2: b: found bytes that are not UTF-8 in \"M\\xfcnchen\", expected UTF-8, save the file as \"CSV "
      "UTF-8\" [E019]\n" },
    { "Latin-1 in a column that nobody wants", BYTES("a,b,c,city\n1,2,3,M\xfcnchen\n"), "",
      "error: t.csv:2: city: found bytes that are not UTF-8 in \"M\\xfcnchen\", expected UTF-8, save the file as \"CSV "
      "UTF-8\" [E019]\n" },
    { "Latin-1 in the header", BYTES("a,b\xfc,c\n1,2,3\n"), "",
      "error: t.csv:1: found bytes that are not UTF-8 in \"b\\xfc\", expected UTF-8, save the file as \"CSV UTF-8\" "
      "[E019]\n" },
    { "a NUL byte", BYTES("a,b,c\n1,2\0,3\n4,5,6\n"), "3: 4|5|6\n",
      "error: t.csv:2: b: found a NUL byte, expected text, save the file as \"CSV UTF-8\" [E036]\n" },
    { "UTF-16", BYTES("\xFF\xFE" "a\0,\0b\0"), "",
      "error: t.csv: found UTF-16 text, expected CSV text in UTF-8, save the file as \"CSV UTF-8\" [E019]\n" },
    { "a workbook", BYTES("PK\x03\x04\x14\0\x06\0"), "",
      "error: t.csv: found a workbook or an archive, expected CSV text in UTF-8, save the file as \"CSV UTF-8\" "
      "[E019]\n" },
};

static int print_row(void *context, uint64_t line, const ambit_span *field)
{
    FILE *to = context;
    fprintf(to, "%llu: ", (unsigned long long)line);
    for (int k = 0; k < 3; k++) {
        if (field[k].text) assert_int_equal(strlen(field[k].text), field[k].length);
        fprintf(to, "%s%s", k ? "|" : "", field[k].text ? field[k].text : "-");
    }
    fputc('\n', to);
    return 0;
}

static const ambit_column wanted[] = { { "a", 1 }, { "b", 0 }, { "c", 0 } };

static void gives_rows_and_says_what_is_wrong(void **state)
{
    const struct table *table = *state;
    scratch s;
    char *rows = NULL;
    size_t length;
    ambit_error err = { AMBIT_OK, "" };
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    scratch_make(&s);
    scratch_write_bytes(&s, "t.csv", table->bytes, table->n_bytes);
    FILE *to = open_memstream(&rows, &length);
    assert_int_equal(ambit_table_read(scratch_file(&s, "t.csv"), "t.csv", wanted, 3, print_row, to, NULL, diagnosis,
            &err), AMBIT_OK);
    fclose(to);
    char *said = scratch_printed(diagnosis);
    assert_string_equal(said, table->said);
    assert_string_equal(rows, table->rows);
    free(said);
    free(rows);
    ambit_diagnosis_free(diagnosis);
    scratch_remove(&s);
}

static void a_file_that_is_not_there_is_a_fault(void **state)
{
    (void)state;
    scratch s;
    ambit_error err = { AMBIT_OK, "" };
    ambit_table_summary summary = { 7, 7 };
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    scratch_make(&s);
    assert_int_equal(ambit_table_read(scratch_file(&s, "t.csv"), "t.csv", wanted, 3, print_row, NULL, &summary,
            diagnosis, &err), AMBIT_OK);
    assert_int_equal(ambit_table_read(s.path, "folder", wanted, 3, print_row, NULL, NULL, diagnosis, &err), AMBIT_OK);
    assert_int_equal(summary.n_rows + summary.n_found, 0);
    assert_string_equal(ambit_diagnosis_error_text(diagnosis, 0), "t.csv: found no file that can be opened (No such "
            "file or directory), expected a CSV file, correct the name or its rights [E001]");
    assert_string_equal(ambit_diagnosis_error_text(diagnosis, 1), "folder: found no file that can be read (Is a "
            "directory), expected a CSV file, correct the name or its rights [E001]");
    ambit_diagnosis_free(diagnosis);
    scratch_remove(&s);
}

static int stop_at_once(void *context, uint64_t line, const ambit_span *field)
{
    (void)line, (void)field;
    return ++*(int *)context;
}

static void a_caller_may_stop(void **state)
{
    (void)state;
    scratch s;
    int n = 0;
    ambit_table_summary summary;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    scratch_make(&s);
    scratch_write(&s, "t.csv", "a,b,c\n1,2,3\n4,5,6\n7,8\n");
    assert_int_equal(ambit_table_read(scratch_file(&s, "t.csv"), "t.csv", wanted, 3, stop_at_once, &n, &summary,
            diagnosis, NULL), AMBIT_OK);
    assert_int_equal(n, 1);
    assert_int_equal(summary.n_rows, 1);
    assert_int_equal(summary.n_found, 3);
    assert_int_equal(ambit_diagnosis_n_errors(diagnosis), 0);
    ambit_diagnosis_free(diagnosis);
    scratch_remove(&s);
}

/* A quote left open swallows the rest of the file: it must not swallow the memory too. */
static void an_endless_field_is_given_up(void **state)
{
    (void)state;
    scratch s;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    scratch_make(&s);
    FILE *file = fopen(scratch_file(&s, "t.csv"), "w");
    assert_non_null(file);
    fputs("a,b,c\n1,\"2,3\n", file);
    for (int i = 0; i < 500000; i++) fputs("4,5,6\n", file);
    fclose(file);
    int n = 0;
    assert_int_equal(ambit_table_read(s.full, "t.csv", wanted, 3, stop_at_once, &n, NULL, diagnosis, NULL), AMBIT_OK);
    assert_int_equal(n, 0);
    assert_int_equal(ambit_diagnosis_n_errors(diagnosis), 1);
    assert_string_equal(ambit_diagnosis_error_text(diagnosis, 0), "t.csv:2: b: found a field of more than 1,048,576 "
            "bytes, so probably a quote that is never closed, expected fields that are quoted as a whole, put \"\" for "
            "a quote inside and close every quote [E009]");
    ambit_diagnosis_free(diagnosis);
    scratch_remove(&s);
}

/* ---- What is written is read again ------------------------------------------------------------------------------- */

typedef struct { char (*text)[24]; uint64_t *line; uint32_t n; } expected_rows;

static int compare_row(void *context, uint64_t line, const ambit_span *field)
{
    expected_rows *e = context;
    for (int k = 0; k < 3; k++) assert_string_equal(field[k].text, e->text[3 * e->n + (uint32_t)k]);
    assert_int_equal(line, e->line[e->n]);
    e->n++;
    return 0;
}

/* Random texts of the characters that mean something in CSV, in files longer than one chunk. */
static void random_tables_come_back(void **state)
{
    enum { N = 20000 };
    static const char *const parts[] = { "\"", ",", "\n", "\r\n", "x", "y", "\xc3\xbc", ";", "'", " z" };
    static char text[3 * N][24];
    static uint64_t line[N];
    (void)state;
    uint64_t seed = 17, at = 2;
    ambit_rng rng = ambit_rng_of(seed, 0);
    print_message("seed %llu\n", (unsigned long long)seed);
    scratch s;
    scratch_make(&s);
    FILE *file = fopen(scratch_file(&s, "t.csv"), "wb");
    fputs("a,b,c\n", file);
    for (uint32_t i = 0; i < 3 * N; i++) {
        if (i % 3 == 0) line[i / 3] = at;
        strcpy(text[i], i % 3 ? "" : "r");
        for (uint32_t n = ambit_rng_below(&rng, 5); n > 0; n--) strcat(text[i], parts[ambit_rng_below(&rng, 10)]);
        strcat(text[i], ambit_rng_below(&rng, 2) ? "e" : "");
        char *last = text[i] + strlen(text[i]);
        if (*text[i] == ' ') *text[i] = '_'; /* spaces around are not kept */
        while (last > text[i] && (last[-1] == ' ' || last[-1] == '\t')) *--last = '\0';
        for (const char *c = text[i]; *c; c++) at += *c == '\n';
        ambit_csv_write(file, text[i]);
        fputs(i % 3 == 2 ? "\r\n" : ",", file);
        at += i % 3 == 2;
    }
    fclose(file);
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    expected_rows expected = { text, line, 0 };
    assert_int_equal(ambit_table_read(s.full, "t.csv", wanted, 3, compare_row, &expected, NULL, diagnosis, NULL),
            AMBIT_OK);
    assert_int_equal(ambit_diagnosis_n_errors(diagnosis), 0);
    assert_int_equal(expected.n, N);
    ambit_diagnosis_free(diagnosis);
    scratch_remove(&s);
}

static const struct written { const char *name; double value; const char *text; } written[] = {
    { "a whole number", 42, "42" }, { "zero", 0, "0" }, { "minus zero", -0.0, "-0" }, { "a fraction", 0.1, "0.1" },
    { "sixteen digits", 0.30000000000000004, "0.30000000000000004" }, { "large", 1e15, "1e+15" },
    { "negative", -1234567.25, "-1234567.25" }, { "the largest whole one", 999999999999999, "999999999999999" },
    { "tiny", 5e-324, "4.94065645841247e-324" },
};

static void writes_the_shortest_number(void **state)
{
    const struct written *w = *state;
    char text[64] = "";
    double back;
    FILE *to = fmemopen(text, sizeof text, "w");
    ambit_csv_write_number(to, w->value);
    fclose(to);
    assert_string_equal(text, w->text);
    assert_int_equal(ambit_span_number(&back, (ambit_span){ text, (uint32_t)strlen(text) }), 1);
    assert_true(back == w->value && !signbit(back) == !signbit(w->value));
}

static void numbers_come_back_as_themselves(void **state)
{
    (void)state;
    uint64_t seed = 23;
    ambit_rng rng = ambit_rng_of(seed, 0);
    print_message("seed %llu\n", (unsigned long long)seed);
    for (int i = 0; i < 20000; i++) {
        char text[64] = "";
        double back, value = ldexp(ambit_rng_unit(&rng) - 0.5, (int)ambit_rng_below(&rng, 200) - 100);
        FILE *to = fmemopen(text, sizeof text, "w");
        ambit_csv_write_number(to, value);
        fclose(to);
        assert_int_equal(ambit_span_number(&back, (ambit_span){ text, (uint32_t)strlen(text) }), 1);
        assert_true(back == value);
    }
}

static void a_header_can_be_asked_for_alone(void **state)
{
    (void)state;
    scratch s;
    ambit_arena texts;
    ambit_columns columns;
    ambit_diagnosis *diagnosis = ambit_diagnosis_build();
    ambit_arena_init(&texts);
    scratch_make(&s);
    scratch_write(&s, "t.csv", "\xEF\xBB\xBF id , \"lon\",lat\n1,2\n");
    assert_int_equal(ambit_table_columns(&columns, &texts, scratch_file(&s, "t.csv"), "t.csv", diagnosis, NULL),
            AMBIT_OK);
    assert_int_equal(columns.n, 3);
    assert_string_equal(columns.name[0], "id");
    assert_string_equal(columns.name[1], "lon");
    assert_true(ambit_columns_have(&columns, "lat"));
    assert_false(ambit_columns_have(&columns, "Lat"));
    assert_int_equal(ambit_diagnosis_n_errors(diagnosis), 0);
    scratch_write(&s, "t.csv", "id,l\xf6n\n");
    assert_int_equal(ambit_table_columns(&columns, &texts, scratch_file(&s, "t.csv"), "t.csv", diagnosis, NULL),
            AMBIT_OK);
    assert_int_equal(columns.n, 0);
    assert_int_equal(ambit_diagnosis_n_errors(diagnosis), 1);
    ambit_diagnosis_free(diagnosis);
    ambit_arena_reset(&texts);
    scratch_remove(&s);
}

#define ADD(cases, function) \
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) \
        tests[n++] = (struct CMUnitTest){ cases[i].name, function, NULL, NULL, (void *)&cases[i] };

int main(void)
{
    struct CMUnitTest tests[100];
    size_t n = 0;
    ADD(tables, gives_rows_and_says_what_is_wrong)
    ADD(written, writes_the_shortest_number)
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(a_file_that_is_not_there_is_a_fault);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(a_caller_may_stop);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(an_endless_field_is_given_up);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(random_tables_come_back);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(numbers_come_back_as_themselves);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(a_header_can_be_asked_for_alone);
    return _cmocka_run_group_tests("instances/table", tests, n, NULL, NULL);
}
