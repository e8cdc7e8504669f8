/* tests/instances/scratch.h - a folder of its own for each test, gone afterwards. */
#ifndef AMBIT_TEST_SCRATCH_H
#define AMBIT_TEST_SCRATCH_H
#include "instances/base/diagnosis.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

typedef struct { char path[200]; char full[500]; } scratch;

static inline void scratch_make(scratch *s)
{
    const char *tmp = getenv("TMPDIR");
    snprintf(s->path, sizeof s->path, "%s/ambit-test-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    assert_non_null(mkdtemp(s->path));
}

/* The path of a file in it; borrowed until the next call. */
static inline const char *scratch_file(scratch *s, const char *name)
{
    snprintf(s->full, sizeof s->full, "%s/%s", s->path, name);
    return s->full;
}

static inline void scratch_write_bytes(scratch *s, const char *name, const void *bytes, size_t n)
{
    FILE *file = fopen(scratch_file(s, name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
}

static inline void scratch_write(scratch *s, const char *name, const char *text)
{
    scratch_write_bytes(s, name, text, strlen(text));
}

static inline int scratch_drop(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st, (void)kind, (void)at;
    return remove(path);
}

static inline void scratch_remove(scratch *s)
{
    assert_int_equal(nftw(s->path, scratch_drop, 16, FTW_DEPTH | FTW_PHYS), 0);
}

/* What a person would see of a diagnosis; the caller frees it. */
static inline char *scratch_printed(const ambit_diagnosis *diagnosis)
{
    char *text = NULL;
    size_t length;
    FILE *to = open_memstream(&text, &length);
    assert_non_null(to);
    ambit_diagnosis_print(diagnosis, to);
    fclose(to);
    return text;
}

/* The diagnosis must print just these lines, each of them after "error: " and the path. */
static inline void scratch_says(const ambit_diagnosis *diagnosis, const char *path, const char *says)
{
    char expected[6000] = "", *printed = scratch_printed(diagnosis);
    for (const char *line = says; *line; line += strcspn(line, "\n") + 1) {
        size_t used = strlen(expected);
        snprintf(expected + used, sizeof expected - used, "error: %s%.*s\n", path, (int)strcspn(line, "\n"), line);
    }
    assert_string_equal(printed, expected);
    free(printed);
}

#endif
