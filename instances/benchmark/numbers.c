#include "instances/benchmark/numbers.h"

#include "instances/base/text.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f'; }

/* ---- The file ---------------------------------------------------------------------------------------------------- */

/* Returns 0; -1 without memory; else errno. */
static int read_all(ambit_numbers *n, FILE *file)
{
    size_t room = 0, got = 0;
    do {
        n->size += got;
        if (n->size == room) {
            char *grown = room > SIZE_MAX / 4 ? NULL : realloc(n->text, room = 2 * room + (1 << 16));
            if (!grown) return -1;
            n->text = grown;
        }
    } while ((got = fread(n->text + n->size, 1, room - n->size, file)) > 0);
    return ferror(file) ? errno : 0;
}

/* The end of the word at `at`, which is no blank. */
static size_t end_of(const ambit_numbers *n, size_t at)
{
    while (at < n->size && !is_blank(n->text[at])) at++;
    return at;
}

static void count_words(ambit_numbers *n)
{
    for (size_t at = n->at; at < n->size;) {
        if (is_blank(n->text[at])) at++;
        else at = end_of(n, at), n->count++;
    }
}

ambit_status ambit_numbers_open(ambit_numbers *out, const char *path, ambit_diagnosis *diagnosis, ambit_error *err)
{
    *out = (ambit_numbers){ .path = path, .diagnosis = diagnosis, .line = 1 };
    errno = 0;
    FILE *file = fopen(path, "rbe");
    int why = file ? read_all(out, file) : errno;
    if (file) fclose(file);
    if (why < 0) return ambit_fail(err, AMBIT_E_MEMORY, "no memory to read %s", path);
    if (why) {
        ambit_diagnosis_error(diagnosis, AMBIT_FAULT_FILE_MISSING, (ambit_place){ path, 0, 0, NULL }, "found no file "
                "that can be read (%s), expected a published instance, correct the name or its rights", strerror(why));
        return AMBIT_E_INPUT;
    }
    if (out->size >= 3 && !memcmp(out->text, "\xEF\xBB\xBF", 3)) out->at = 3;
    count_words(out);
    if (out->count) return AMBIT_OK;
    ambit_diagnosis_error(diagnosis, AMBIT_FAULT_FILE_EMPTY, (ambit_place){ path, 0, 0, NULL }, "found an empty file, "
            "expected a published instance, name another file");
    return AMBIT_E_INPUT;
}

void ambit_numbers_close(ambit_numbers *n)
{
    free(n->text);
    *n = (ambit_numbers){ .text = NULL };
}

/* ---- Words ------------------------------------------------------------------------------------------------------- */

int ambit_numbers_next(ambit_numbers *n, double *out)
{
    for (; n->at < n->size && is_blank(n->text[n->at]); n->at++) n->line += n->text[n->at] == '\n';
    n->word = n->text + n->at;
    n->word_line = n->line;
    n->at = end_of(n, n->at);
    n->length = (size_t)(n->text + n->at - n->word);
    n->is_number = n->length > 0 && ambit_text_number(out, n->word, n->length);
    return n->is_number;
}

void ambit_numbers_refuse(const ambit_numbers *n, const char *field, const char *expected)
{
    char quoted[AMBIT_QUOTED];
    ambit_diagnosis_error(n->diagnosis, n->is_number ? AMBIT_FAULT_NUMBER_RANGE : AMBIT_FAULT_NUMBER_BAD,
            (ambit_place){ n->path, n->word_line, 0, field }, "found %s, expected %s, correct it",
            n->length ? ambit_text_quote(quoted, n->word, n->length) : "the end of the file", expected);
}

int ambit_numbers_next_count(ambit_numbers *n, uint32_t *out, const char *field)
{
    double value;
    if (ambit_numbers_next(n, &value) && value >= 1 && value < UINT32_MAX && value == floor(value)) {
        *out = (uint32_t)value;
        return 1;
    }
    ambit_numbers_refuse(n, field, "a whole number from 1 to 4294967294");
    return 0;
}
