#include "instances/base/diagnosis.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    uint64_t n; /* all that were recorded; of them the first AMBIT_DIAGNOSIS_SHOWN have a line */
    char *line[AMBIT_DIAGNOSIS_SHOWN];
} findings;

struct ambit_diagnosis { findings errors, warnings; };

ambit_diagnosis *ambit_diagnosis_build(void)
{
    return calloc(1, sizeof(ambit_diagnosis));
}

void ambit_diagnosis_free(ambit_diagnosis *diagnosis)
{
    if (!diagnosis) return;
    for (int i = 0; i < AMBIT_DIAGNOSIS_SHOWN; i++) {
        free(diagnosis->errors.line[i]);
        free(diagnosis->warnings.line[i]);
    }
    free(diagnosis);
}

/* "file:line:column: field: " with whatever of it is known. */
static void print_place(FILE *to, ambit_place place)
{
    if (place.file) {
        fputs(place.file, to);
        if (place.line) fprintf(to, ":%" PRIu64, place.line);
        if (place.line && place.column) fprintf(to, ":%" PRIu32, place.column);
        fputs(": ", to);
    }
    if (place.field) fprintf(to, "%s: ", place.field);
}

static char *compose(char letter, ambit_fault fault, ambit_place place, const char *format, va_list args)
{
    char *line = NULL;
    size_t length;
    FILE *to = open_memstream(&line, &length);
    if (!to) return NULL;
    print_place(to, place);
    vfprintf(to, format, args);
    fprintf(to, " [%c%03d]", letter, (int)fault);
    int failed = ferror(to);
    if (fclose(to) == 0 && !failed) return line;
    free(line);
    return NULL;
}

/* Where the next finding's line belongs; NULL when it is only counted. */
static char **next_line(findings *of)
{
    uint64_t i = of->n++;
    return i < AMBIT_DIAGNOSIS_SHOWN ? &of->line[i] : NULL;
}

void ambit_diagnosis_error(ambit_diagnosis *diagnosis, ambit_fault fault, ambit_place place, const char *format, ...)
{
    char **line = next_line(&diagnosis->errors);
    if (!line) return;
    va_list args;
    va_start(args, format);
    *line = compose('E', fault, place, format, args);
    va_end(args);
}

void ambit_diagnosis_warning(ambit_diagnosis *diagnosis, ambit_fault fault, ambit_place place, const char *format, ...)
{
    char **line = next_line(&diagnosis->warnings);
    if (!line) return;
    va_list args;
    va_start(args, format);
    *line = compose('W', fault, place, format, args);
    va_end(args);
}

uint64_t ambit_diagnosis_n_errors(const ambit_diagnosis *diagnosis)
{
    return diagnosis->errors.n;
}

uint64_t ambit_diagnosis_n_warnings(const ambit_diagnosis *diagnosis)
{
    return diagnosis->warnings.n;
}

static const char *text_of(const findings *of, uint32_t i)
{
    if (i >= of->n || i >= AMBIT_DIAGNOSIS_SHOWN) return NULL;
    return of->line[i] ? of->line[i] : "(no memory for this message)";
}

const char *ambit_diagnosis_error_text(const ambit_diagnosis *diagnosis, uint32_t i)
{
    return text_of(&diagnosis->errors, i);
}

const char *ambit_diagnosis_warning_text(const ambit_diagnosis *diagnosis, uint32_t i)
{
    return text_of(&diagnosis->warnings, i);
}

static void print(const findings *of, const char *kind, FILE *to)
{
    const char *text;
    for (uint32_t i = 0; (text = text_of(of, i)); i++) fprintf(to, "%s: %s\n", kind, text);
    if (of->n <= AMBIT_DIAGNOSIS_SHOWN) return;
    uint64_t rest = of->n - AMBIT_DIAGNOSIS_SHOWN;
    fprintf(to, "%s: and %" PRIu64 " more %s%s, not shown\n", kind, rest, kind, rest == 1 ? "" : "s");
}

void ambit_diagnosis_print(const ambit_diagnosis *diagnosis, FILE *to)
{
    print(&diagnosis->warnings, "warning", to);
    print(&diagnosis->errors, "error", to);
}

ambit_status ambit_diagnosis_status(const ambit_diagnosis *diagnosis, ambit_error *err)
{
    uint64_t n = diagnosis->errors.n;
    if (!n) return AMBIT_OK;
    const char *first = text_of(&diagnosis->errors, 0);
    if (n == 1) return ambit_fail(err, AMBIT_E_INPUT, "1 error: %s", first);
    return ambit_fail(err, AMBIT_E_INPUT, "%" PRIu64 " errors, the first: %s", n, first);
}
