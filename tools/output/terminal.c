/* tools/output/terminal.c - numbers as people read them, and the progress line. The summary is in summary.c. */
#include "tools/output/terminal.h"

#include "tools/interrupt.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

/* The locale is "C", so the separators are ours: 1234567.8 becomes 1,234,567.8. */
const char *ambit_terminal_number(char out[AMBIT_NUMBER_ROOM], double value, int decimals)
{
    char plain[400];
    if (!isfinite(value) || fabs(value) > 1e20) {
        snprintf(out, AMBIT_NUMBER_ROOM, isfinite(value) ? "%.6g" : "unknown", value);
        return out;
    }
    snprintf(plain, sizeof plain, "%.*f", decimals, fabs(value));
    size_t whole = strcspn(plain, "."), n = 0;
    if (value < 0 && strspn(plain, "0.") != strlen(plain)) out[n++] = '-';
    for (size_t i = 0; i < whole; i++) {
        if (i && (whole - i) % 3 == 0) out[n++] = ',';
        out[n++] = plain[i];
    }
    snprintf(out + n, AMBIT_NUMBER_ROOM - n, "%s", plain + whole);
    return out;
}

const char *ambit_terminal_percent(char out[AMBIT_NUMBER_ROOM], double fraction, int decimals, int sign)
{
    char number[AMBIT_NUMBER_ROOM];
    if (isnan(fraction)) snprintf(out, AMBIT_NUMBER_ROOM, "-");
    else if (isinf(fraction)) snprintf(out, AMBIT_NUMBER_ROOM, "no share");
    else snprintf(out, AMBIT_NUMBER_ROOM, "%s%.40s %%", sign && fraction > 0 ? "+" : "",
                  ambit_terminal_number(number, 100 * fraction, decimals));
    return out;
}

const char *ambit_terminal_cut(char *out, size_t size, const char *text)
{
    size_t length = strlen(text);
    if (length >= size) {
        length = size - 1;
        while (length && ((unsigned char)text[length] & 0xc0) == 0x80) length--;
    }
    memcpy(out, text, length);
    out[length] = 0;
    return out;
}

void ambit_terminal_write_line(FILE *to, const char *text)
{
    for (; *text; text++) putc((unsigned char)*text < 0x20 || *text == 0x7f ? ' ' : *text, to);
}

/* ---- Progress -------------------------------------------------------------------------------------------------- */

ambit_terminal ambit_terminal_of(int quiet) { return (ambit_terminal){ !quiet && isatty(STDERR_FILENO), 0 }; }

static void draw(ambit_terminal *terminal, const ambit_progress *p)
{
    char line[200], cost[AMBIT_NUMBER_ROOM], bound[AMBIT_NUMBER_ROOM], gap[AMBIT_NUMBER_ROOM];
    int has_cost = isfinite(p->cost), has_bound = isfinite(p->bound);
    double ratio = has_cost && has_bound && p->cost > 0 ? fmax(0, (p->cost - p->bound) / p->cost) : (double)NAN;
    snprintf(line, sizeof line, "%-9.20s  cost %s%s  bound %s  gap %s  %.0f s", p->phase ? p->phase : "",
            has_cost ? ambit_terminal_number(cost, p->cost, 1) : "-", p->violation > 0 ? " (rules violated)" : "",
            has_bound ? ambit_terminal_number(bound, p->bound, 1) : "-", ambit_terminal_percent(gap, ratio, 2, 0),
            p->elapsed_s);
    int width = (int)strlen(line);
    fprintf(stderr, "\r%s%*s", line, terminal->width > width ? terminal->width - width : 0, "");
    fflush(stderr);
    terminal->width = width;
}

int ambit_terminal_progress(void *context, const ambit_progress *progress)
{
    ambit_terminal *terminal = context;
    if (terminal->shown) draw(terminal, progress);
    return ambit_interrupt_seen();
}

void ambit_terminal_erase(ambit_terminal *terminal)
{
    if (!terminal->shown || !terminal->width) return;
    fprintf(stderr, "\r%*s\r", terminal->width, "");
    fflush(stderr);
    terminal->width = 0;
}
