/* tests/tools/golden.h - texts that a person has read and accepted, in tests/golden/.
 *
 * `make golden` (AMBIT_GOLDEN=accept) writes what is seen now; the difference is for a person to read in git. What
 * depends on the machine (time, memory) or on the last digits of a search (what each engine reached) becomes #. */
#ifndef AMBIT_TEST_GOLDEN_H
#define AMBIT_TEST_GOLDEN_H
#include "tests/tools/program.h"

/* Lines whose figures are masked: the summary's times and engines, the contributions in plan.json. */
static inline int is_masked(const char *line)
{
    size_t n = strcspn(line, "\n");
    const char *bound = strstr(line, "   bound "), *effort = strstr(line, "\"effort\"");
    return !strncmp(line, "time ", 5) || (bound && bound < line + n) || (effort && effort < line + n);
}

/* Masks figures together with the blanks before them: their width depends on the figure. */
static inline void mask(char out[ROOM], const char *text)
{
    char *to = out;
    while (*text) {
        int masked = is_masked(text);
        for (const char *end = text + strcspn(text, "\n"); text < end;) {
            size_t blanks = strspn(text, " "), n = strspn(text + blanks, "0123456789.");
            if (masked && n) {
                *to++ = '#';
                text += blanks + n;
            } else {
                *to++ = *text++;
            }
        }
        if (*text) *to++ = *text++;
    }
    *to = 0;
}

static inline void compare_golden(const char *name, const char *seen)
{
    static char wanted[ROOM], masked[ROOM];
    char path[300];
    snprintf(path, sizeof path, "tests/golden/%s", name);
    mask(masked, seen);
    const char *accept = getenv("AMBIT_GOLDEN");
    if (accept && !strcmp(accept, "accept")) {
        mkdir("tests/golden", 0777);
        FILE *to = fopen(path, "wb");
        assert_non_null(to);
        fputs(masked, to);
        assert_int_equal(fclose(to), 0);
    }
    read_whole(wanted, path);
    if (strcmp(masked, wanted))
        fail_msg("%s: `make golden` accepts what is seen now:\n%s\ninstead of:\n%s", path, masked, wanted);
}

#endif
