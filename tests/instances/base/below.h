/* tests/instances/base/below.h - a scratch folder for each test, and all that lies below it as one text. */
#ifndef AMBIT_TEST_BELOW_H
#define AMBIT_TEST_BELOW_H
#include "instances/base/files.h"
#include "tests/instances/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline int setup(void **state)
{
    scratch *s = malloc(sizeof *s);
    assert_non_null(s);
    scratch_make(s);
    *state = s;
    return 0;
}

static inline int teardown(void **state)
{
    scratch_remove(*state);
    free(*state);
    return 0;
}

/* "out/a.csv=text out/b.csv=..." of all files below the scratch folder, sorted; what a test expects of the whole. */
static inline void list_below(const char *path, const char *shown, char *out, size_t size)
{
    ambit_names names;
    assert_int_equal(ambit_files_list(&names, path), 0);
    for (size_t i = 0; i < names.n; i++) {
        char *full = ambit_files_join(path, names.name[i]), label[500], text[100] = "";
        snprintf(label, sizeof label, "%s%s", shown, names.name[i]);
        size_t used = strlen(out);
        if (ambit_files_is_folder(full)) {
            snprintf(out + used, size - used, "%s/ ", label);
            strcat(label, "/");
            list_below(full, label, out, size);
        } else {
            FILE *file = fopen(full, "r");
            if (file) {
                text[fread(text, 1, sizeof text - 1, file)] = '\0';
                fclose(file);
            }
            snprintf(out + used, size - used, "%s=%s ", label, text);
        }
        free(full);
    }
    ambit_files_reset(&names);
}

static inline void assert_below(scratch *s, const char *expected)
{
    char found[4000] = "";
    list_below(s->path, "", found, sizeof found);
    assert_string_equal(found, expected);
}

#endif
