/* tests/tools/golden.h - texts that a person has read and accepted, in tests/golden/.
 *
 * `make golden` (AMBIT_GOLDEN=accept) writes what is seen now; the difference is for a person to read in git. What
 * depends on the machine is masked: figures before " s" and all of the line "time" become #. */
#ifndef AMBIT_TEST_GOLDEN_H
#define AMBIT_TEST_GOLDEN_H
#include "tests/tools/program.h"

/* Masks the machine's figures in place. */
static inline void mask(char *text)
{
    char *to = text, *line = text;
    for (char *from = text; *from;) {
        size_t n = strspn(from, "0123456789.,");
        int is_seconds = n && !strncmp(from + n, " s", 2) && (from[n + 2] == '\n' || from[n + 2] == ' ');
        if (n && (is_seconds || !strncmp(line, "time ", 5))) {
            *to++ = '#';
            from += n;
            continue;
        }
        if (!n) n = 1;
        if (*from == '\n') line = from + 1;
        memmove(to, from, n);
        to += n;
        from += n;
    }
    *to = 0;
}

static inline void compare_golden(const char *name, const char *seen)
{
    static char wanted[ROOM], masked[ROOM];
    char path[300];
    snprintf(path, sizeof path, "tests/golden/%s", name);
    snprintf(masked, sizeof masked, "%s", seen);
    if (strstr(name, "summary")) mask(masked);
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
